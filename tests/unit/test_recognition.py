"""Files that are no articles are refused by their kind, and prose never is: both as data, in
recognition/foreign.cases and recognition/prose.cases.
"""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

import pytest

import newsfmt
from newsfmt import Head, Registry
from newsfmt._detection import kinds
from newsfmt.errors import UnknownFormatError

CASES = Path(__file__).parent / "recognition"
MARK = re.compile(r"^%%%% (.*)\n", re.MULTILINE)


class Case(NamedTuple):
    """One file: what is said of it, its name, its content."""

    label: str
    name: str
    text: str


def cases(name: str) -> list[Case]:
    """The cases of a file: each begins with a line ``%%%% what | name``."""
    parts = MARK.split((CASES / name).read_text(encoding="utf-8"))[1:]
    found = []
    for head, text in zip(parts[::2], parts[1::2], strict=True):
        label, _, file = head.partition(" | ")
        found.append(Case(label, file, text))
    return found


FOREIGN = cases("foreign.cases")
PROSE = cases("prose.cases")
BARE = Registry(entry_points=False)


def name_of(case: Case) -> str:
    return f"{case.label}: {case.name or case.text[:30]!r}"


@pytest.mark.parametrize("case", FOREIGN, ids=name_of)
def test_a_foreign_file_is_refused_and_its_kind_is_named(case: Case) -> None:
    data = case.text.encode()
    for registry in (BARE, Registry()):
        matches = newsfmt.detect(data, name=case.name, registry=registry)
        if matches and matches[0].format in {"table", "records"}:
            assert case.label in {"CSV", "TSV", "table", "JSON"}
        elif not matches:
            with pytest.raises(UnknownFormatError, match=re.escape(case.label)) as caught:
                newsfmt.read(data, name=case.name, registry=registry)
            assert caught.value.kind
        else:  # by a plugin alone
            assert matches[0].format not in BARE.formats()


@pytest.mark.parametrize("case", FOREIGN, ids=name_of)
def test_without_its_name_it_is_no_article_of_a_folder(case: Case) -> None:
    for name in ("story.txt", "story", None):
        matches = newsfmt.detect(case.text.encode(), name=name, registry=BARE)
        assert all(match.unsure or match.format in {"table", "records"} for match in matches)


@pytest.mark.parametrize("case", PROSE, ids=name_of)
def test_prose_is_read_whatever_its_name_and_encoding(case: Case) -> None:
    for name in ("story.txt", "story", "Interview with J.R", None):
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            for text in (case.text, case.text.replace("\n", "\r\n")):
                found = newsfmt.detect(text.encode(encoding), name=name)
                assert [match.format for match in found] == ["dated-text"]


def test_there_are_enough_of_both() -> None:
    assert len({case.label for case in FOREIGN}) >= 60
    assert len(PROSE) >= 150


ROOT = Path(__file__).parent.parent.parent
EXAMPLES = re.compile(
    r"\.md$|^examples/|/samples/|(?:^|/)tests/(?:fuzz|golden|freeze|conformance|property)/"
)


def test_of_its_own_repository_newsfmt_takes_pages_and_examples() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("no repository")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    taken = []
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / name
        data = path.read_bytes() if path.is_file() else b""
        found = newsfmt.detect(data, name=name) if data.strip() else []
        if found and not found[0].unsure:
            taken.append(name)
    assert [name for name in taken if not EXAMPLES.search(name)] == []
    assert len(taken) > 100
    assert not [name for name in taken if name.endswith((".py", ".toml", ".yml", "LICENSE"))]


SAMPLES = ROOT.parent / "shared" / "samples"
KNOWN = {
    "newsml-g2": "newsml-g2", "newsml-1.2": "newsml-1", "nitf": "nitf", "ninjs-1": "ninjs", "ninjs-2": "ninjs", "ninjs-3": "ninjs",
    "iptc7901": "iptc7901", "anpa1312": "anpa1312",
}  # fmt: skip
NO_NITF = "nitfr__invalid.xml"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no samples here")
@pytest.mark.parametrize("folder", KNOWN)
def test_samples_of_agencies_are_recognised(folder: str) -> None:
    wrong = {}
    for path in sorted((SAMPLES / folder).iterdir()):
        found = newsfmt.detect(path)
        if [match.format for match in found[:1]] != [KNOWN[folder]]:
            wrong[path.name] = found
    assert wrong == ({NO_NITF: []} if folder == "nitf" else {})


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no samples here")
def test_samples_of_what_is_not_read_yet_are_no_plain_text() -> None:
    taken = []
    for path in sorted(SAMPLES.glob("*/*")):
        if path.parent.name not in KNOWN and path.suffix not in {".Z", ".z"}:
            found = newsfmt.detect(path)
            taken += [
                path.name
                for match in found[:1]
                if match.format == "dated-text" and not match.unsure
            ]
    assert taken == []


FILLERS = ["a", "a ", "a.", "a,", "(", "[", "{", "<", " ", "\n", '"', '",', "=", "a=b\n", "# a\n", "/*", "1,", "- a: ", "a:\n  ", "|", "\\a", "}\n", ";\n", "é", "\r"]  # fmt: skip


@pytest.mark.alone
def test_no_beginning_takes_long() -> None:
    words = [*kinds._openings(), "", '"a",', "a,b\n", "a\tb\n", "From: ", "2021-05-04 06:30:12 ", "<a", "<!DOCTYPE a ["]  # fmt: skip
    for word in words:
        start = time.process_time()
        for filler in FILLERS:
            kinds.kind_of(Head(((word if word != "0" else "1") + filler * 4096).encode()[:4096]))
        taken = time.process_time() - start
        assert taken < 1.0, f"{word!r}: {taken} s"  # one pattern took 2.7 s for one of them
