"""``newsfmt.read_folder``: the articles of folders, in the order and by the rules of a conversion,
and a report of every file.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import newsfmt
from newsfmt.batch import Filter, convert_tree
from newsfmt.errors import OptionError, UnreadableError

STORY = " date 2021-05-0{0} Bridge {0} opens\n\nMOLDE — The bridge opened."


HALF = '{"schema": "newsfmt-article/1", "headline": "Half'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as people have them: articles, an empty file, a broken one, notes, an archive."""
    top = tmp_path / "in"
    (top / "deep" / "æ").mkdir(parents=True)
    (top / "b.txt").write_text(STORY.format(2), "utf-8")
    (top / "deep" / "æ" / "a.txt").write_text(STORY.format(3), "utf-8")
    (top / "a.txt").write_text(STORY.format(1) + "\n\n" + STORY.format(4), "utf-8")
    (top / "empty.txt").touch()
    (top / "half.json").write_text(HALF, "utf-8")
    (top / "note.txt").write_text("call Kari\nabout the boat", "utf-8")
    (top / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    with zipfile.ZipFile(top / "old.zip", "w") as archive:
        archive.writestr("x/c.txt", STORY.format(5))
    return top


def test_articles_come_in_order_with_their_paths(folder: Path) -> None:
    articles = newsfmt.read_folder(folder)
    paths = [article.origin and article.origin.path for article in articles]
    assert paths == ["a.txt", "a.txt", "b.txt", "deep/æ/a.txt", "old.zip!/x/c.txt"]
    assert articles.report.totals.articles_converted == 5


def test_the_same_files_as_a_conversion(folder: Path, tmp_path: Path) -> None:
    articles = newsfmt.read_folder(folder)
    heads = [article.headline for article in articles]
    out = tmp_path / "all.jsonl"
    totals = convert_tree(folder, out, to="jsonl", layout="stream", jobs=1)
    lines = out.read_text("utf-8").splitlines()
    assert heads == [json.loads(line)["headline"] for line in lines]
    assert articles.report.totals.by_class() == totals.by_class()
    assert articles.report.totals.by_class("articles_") == totals.by_class("articles_")
    assert articles.report.totals.reasons == totals.reasons


def test_what_cannot_be_read_is_in_the_report(folder: Path) -> None:
    articles = newsfmt.read_folder(str(folder))
    assert len(list(articles)) == 5
    report = articles.report
    assert [(os.path.basename(f.input), f.code) for f in report.failures] == [
        ("empty.txt", "parse.invalid"),
        ("half.json", "read.truncated"),
    ]
    assert report.codes == {"parse.invalid": 1, "read.truncated": 1}
    assert [os.path.basename(each.input) for each in report.unsure] == ["note.txt"]
    shown = str(report)
    assert "files: 8 found = 4 read + 1 skipped + 1 unsure + 2 failed" in shown
    assert "articles: 7 found = 5 read + 1 unsure + 1 failed" in shown
    assert f"failed: {folder / 'empty.txt'}: empty input (0 bytes)" in shown
    assert "skipped: 1 hidden" in shown


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda path: path.touch(), "parse.invalid"),
        (lambda path: path.write_text('{"headline": 3}', "utf-8"), "format.unknown"),
        (lambda path: path.write_text(HALF, "utf-8"), "read.truncated"),
        (lambda path: path.write_bytes(b"PK\3\4" + bytes(60)), "parse.invalid"),
    ],
)
def test_one_class_for_every_unreadable_file(
    tmp_path: Path, make: Callable[[Path], Any], kind: str
) -> None:
    (tmp_path / "a.txt").write_text(STORY.format(1), "utf-8")
    make(tmp_path / "b.json")
    articles = newsfmt.read_folder(tmp_path, on_error="raise")
    assert next(articles).headline == "Bridge 1 opens"
    with pytest.raises(UnreadableError) as caught:
        next(articles)
    assert (caught.value.source or "").startswith(str(tmp_path / "b.json"))
    assert caught.value.kind == kind
    assert str(caught.value).startswith(f"{caught.value.source}:")
    assert "\n" not in str(caught.value)


def test_a_misspelt_folder_is_no_empty_one(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="nowhere: no such file or folder"):
        newsfmt.read_folder(tmp_path / "nowhere")
    with pytest.raises(UnreadableError, match="no path is given"):
        newsfmt.read_folder([])
    (tmp_path / "a.txt").write_text(STORY.format(1), "utf-8")
    articles = newsfmt.read_folder([tmp_path / "a.txt", tmp_path / "gone.txt"])
    assert len(list(articles)) == 1
    assert [each.reason for each in articles.report.failures] == ["no such file or folder"]
    assert list(newsfmt.read_folder(tmp_path / "*.xml")) == []


def test_wrong_options_raise_at_the_call(folder: Path) -> None:
    with pytest.raises(OptionError, match=r"on_error=ignore: give raise\|skip"):
        newsfmt.read_folder(folder, on_error="ignore")
    with pytest.raises(newsfmt.NewsfmtError, match="there is no format 'nosuch'"):
        newsfmt.read_folder(folder, format="nosuch")


@pytest.mark.parametrize(
    "argument", ["format", "encoding", "options", "filter", "limits", "registry"]
)
def test_an_argument_of_the_wrong_type_is_named(folder: Path, argument: str) -> None:
    with pytest.raises(OptionError, match="=5: give "):
        newsfmt.read_folder(folder, **{argument: 5})  # type: ignore[arg-type]


@pytest.mark.parametrize("paths", [None, 5, b"x", [5]])
def test_what_is_no_path_is_named(paths: Any) -> None:
    with pytest.raises(TypeError, match="give a path, or several, not "):
        newsfmt.read_folder(paths)


def test_filter_and_unsure(folder: Path) -> None:
    articles = newsfmt.read_folder(folder, filter=Filter(since="2021-05-04"), unsure=True)
    assert [article.headline for article in articles] == ["Bridge 4 opens", "Bridge 5 opens"]
    assert articles.report.totals.left_out == {"before since": 3, "no date": 1}


def test_it_reads_as_it_is_asked(folder: Path) -> None:
    with newsfmt.read_folder(folder) as articles:
        next(articles)
        assert articles.input == str(folder / "a.txt")
        assert articles.report.totals.inputs == 1  # the hidden one before it
    assert list(articles) == []


def test_a_missing_file_of_several_is_of_that_class_too(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY.format(1), "utf-8")
    named = [tmp_path / "a.txt", tmp_path / "gone.txt"]
    with pytest.raises(UnreadableError, match=r"gone\.txt: no such file or folder") as caught:
        list(newsfmt.read_folder(named, on_error="raise"))
    assert caught.value.kind == "os"


def test_memory_does_not_grow_with_the_articles(tmp_path: Path) -> None:
    import tracemalloc

    for number in range(10):
        texts = (STORY.format(1) + " Text." * 2000 for _ in range(50))
        (tmp_path / f"{number}.txt").write_text("\n\n".join(texts), "utf-8")

    def peak(pattern: str) -> int:
        tracemalloc.start()
        try:
            assert all(article.headline for article in newsfmt.read_folder(tmp_path / pattern))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak("0.txt")
    assert peak("*.txt") < 1.3 * peak("0.txt")
