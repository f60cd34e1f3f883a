"""Articles with the same or nearly the same text form groups, across files, formats and days."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from newsfmt import Article
from newsfmt.batch import scan_tree
from newsfmt.batch._near import Signatures, Signer
from newsfmt.errors import OptionError

from .conftest import Run

WORDS = "ferry harbour pier frost storm crew boat sail north south quay people wait morning night".split()


def prose(seed: int, words: int = 120) -> list[str]:
    chosen = random.Random(seed)
    return [f"{chosen.choice(WORDS)}{chosen.randrange(40)}" for _ in range(words)]


def story(folder: Path, name: str, text: str, date: str = "2021-05-04") -> None:
    (folder / name).write_text(f" date {date} Headline of {name}\n\n{text}\n")


def groups(folder: Path, near: float, jobs: int = 1) -> list[list[str]]:
    inventory = scan_tree([folder], near=near, jobs=jobs)
    assert inventory.near is not None
    assert inventory.near.articles == sum(map(len, inventory.near.groups))
    return [[Path(input).name for input, _ in group] for group in inventory.near.groups]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    words = prose(1)
    story(tmp_path, "a.txt", " ".join(words))
    story(
        tmp_path,
        "b.txt",
        "\n\n".join((" ".join(words[:60]).upper() + "!", " ".join(words[60:]))),
        "2021-05-05",
    )
    story(tmp_path, "c.txt", " ".join([*words, "more", "of", "it"]), "2021-05-06")
    story(tmp_path, "d.txt", " ".join(prose(2)))
    story(tmp_path, "e.txt", " ".join(words[:30] + prose(3)))
    return tmp_path


def test_the_same_words_form_a_group_whatever_their_case_and_marks(folder: Path) -> None:
    assert groups(folder, 1) == [["a.txt", "b.txt"]]


@pytest.mark.parametrize("jobs", [1, 2])
def test_nearly_the_same_texts_form_a_group(folder: Path, jobs: int) -> None:
    pytest.importorskip("datasketch", reason="pip install -e '.[near]'")
    assert groups(folder, 0.8, jobs) == [["a.txt", "b.txt", "c.txt"]]


def test_articles_without_words_form_none() -> None:
    signer, signatures = Signer(1), Signatures(1)
    for text in ("", "***", "", "One."):
        signatures.extend(signer.sign(Article.from_text(text, headline="A")))
    assert signatures.groups() == []


def test_estimates_are_near_the_share_of_runs() -> None:
    pytest.importorskip("datasketch", reason="pip install -e '.[near]'")
    signer = Signer(0.5)
    first = prose(7, 1000)
    for share in (0.95, 0.6, 0.2):
        kept = int(1000 * share)
        other = first[:kept] + prose(8, 1000 - kept)
        runs = [{tuple(t[n : n + 5]) for n in range(len(t) - 4)} for t in (first, other)]
        real = len(runs[0] & runs[1]) / len(runs[0] | runs[1])
        signed = [
            memoryview(signer.sign(Article.from_text(" ".join(t)))).cast("I")
            for t in (first, other)
        ]
        assert abs(sum(map(int.__eq__, *signed)) / 128 - real) < 0.15


@pytest.mark.parametrize("near", [0.4, 1.1, 0])
def test_a_similarity_out_of_bounds_is_refused(tmp_path: Path, near: float) -> None:
    with pytest.raises(OptionError, match=r"give a number from 0\.5 to 1"):
        scan_tree([tmp_path], near=near)


def test_the_command_shows_the_groups(folder: Path, run: Run) -> None:
    done = run("scan", folder, "--near", "1")
    assert "groups  articles  near-duplicates" in done.stdout
    assert "of the same words" in done.stdout
    found = json.loads(run("scan", "--json", folder, "--near", "1").stdout)["near_duplicates"]
    assert found["groups"] == [
        [{"input": str(folder / name), "index": 0} for name in ("a.txt", "b.txt")]
    ]
    assert json.loads(run("scan", "--json", folder).stdout)["near_duplicates"] is None
