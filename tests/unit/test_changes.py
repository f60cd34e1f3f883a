"""``newsfmt diff`` and newsfmt.changes: two versions of a story, or one story in two formats."""

from __future__ import annotations

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings

from newsfmt.article import Article, Concept, Geo, Place
from newsfmt.body import Cell, Heading, Paragraph, Table
from newsfmt.changes import changes, pairs, text_of, words
from newsfmt.testing.strategies import articles
from tests.drawing import examples

FIRST = (
    " date 2021-05-04 Ferry stops\n\nSUND, May 4 — The ferry stopped on Monday.\n\n"
    "Passengers waited for hours.\n\nThe port was closed."
)
SECOND = (
    " date 2021-05-05 Night ferry stops\n\nSUND, May 4 — The night ferry stopped on Monday.\n\n"
    "The port was closed.\n\nPassengers waited for hours.\n\nA bridge is planned."
)


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(FIRST, encoding="utf-8")
    (tmp_path / "b.txt").write_text(SECOND, encoding="utf-8")
    return tmp_path


def diff(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "newsfmt", "diff", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def kinds(before: Article, after: Article) -> list[tuple[str, str]]:
    return [(change.kind, change.path) for change in changes(before, after)]


def story(*paragraphs: str, **fields: object) -> Article:
    return Article(body=[Paragraph(text) for text in paragraphs], **fields)  # type: ignore[arg-type]


def test_a_block_that_kept_its_words_has_moved() -> None:
    first = story("The ferry stopped.", "Passengers waited for hours.", "The port was closed.")
    second = story("The ferry stopped.", "The port was closed.", "Passengers waited for hours.")
    (change,) = changes(first, second)
    assert (change.kind, change.path, change.place) == ("moved", "body[1]", 2)


def test_a_block_with_other_words_is_another_block() -> None:
    first, second = story("The ferry stopped on Monday."), story("Nobody was hurt, police say.")
    assert kinds(first, second) == [("removed", "body[0]"), ("added", "body[0]")]


def test_markup_and_kind_of_a_block_are_changes() -> None:
    first, second = Article(body=[Paragraph("Ferries")]), Article(body=[Heading("Ferries", 2)])
    (change,) = changes(first, second)
    assert change.kind == "changed"
    assert (type(change.before), type(change.after)) == (Paragraph, Heading)


def test_members_of_lists_have_their_own_changes() -> None:
    first = Article(keywords=["sea", "storm"], subjects=[Concept(code="1", name="Weather")])
    second = Article(keywords=["sea", "wind"], subjects=[Concept(code="1", name="Storms")])
    assert kinds(first, second) == [("changed", "subjects[0].name"), ("changed", "keywords[1]")]


@settings(max_examples=examples(90), deadline=None)
@given(articles())
def test_equal_articles_have_no_changes_and_others_have(article: Article) -> None:
    assert changes(article, article) == []
    empty = Article()
    assert bool(changes(empty, article)) == bool(changes(article, empty)) == (article != empty)
    for change in changes(empty, article):
        json.dumps(change.as_data())


def test_what_is_no_article_is_named() -> None:
    with pytest.raises(TypeError, match="give Articles to compare, not str"):
        changes(Article(), "x")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="give Articles to compare, not int"):
        pairs([Article()], [5])  # type: ignore[list-item]


def test_words_give_both_texts_again() -> None:
    before, after = "The ferry, at six, stops.", "The night ferry stops at seven."
    pieces = words(before, after)
    assert "".join(text for kind, text in pieces if kind != "added") == before
    assert "".join(text for kind, text in pieces if kind != "removed") == after


def test_the_command_shows_words_moves_and_additions(versions: Path) -> None:
    done = diff(versions, "a.txt", "b.txt")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "── Night ferry stops",
        "published          [-2021-05-04-]{+2021-05-05+}",
        "headline           [-Ferry-]{+Night ferry+} stops",
        "body[0]            SUND, May 4 — The{+ night+} ferry stopped on Monday.",
        "body[1] moved to body[2]",
        "                   Passengers waited for hours.",
        "body[3] added      {+A bridge is planned.+}",
        "",
    ]


def test_strict_tells_scripts_whether_anything_changed(versions: Path) -> None:
    assert diff(versions, "--strict", "a.txt", "b.txt").returncode == 3
    same = diff(versions, "--strict", "a.txt", "a.txt")
    assert (same.returncode, same.stdout, same.stderr) == (0, "", "no changes\n")


def test_an_input_that_cannot_be_read_is_one_line_and_status_1(versions: Path) -> None:
    done = diff(versions, "a.txt", "none.txt")
    assert done.returncode == 1
    assert "none.txt: no such file" in done.stderr.lower()
    assert "Traceback" not in done.stderr


def test_json_lines_name_path_and_both_values(versions: Path) -> None:
    done = diff(versions, "--json", "a.txt", "b.txt")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["kind"], row["path"]) for row in rows] == [
        ("changed", "published"),
        ("changed", "headline"),
        ("changed", "body[0]"),
        ("moved", "body[1]"),
        ("added", "body[3]"),
    ]
    assert (rows[0]["before"], rows[0]["after"]) == ("2021-05-04", "2021-05-05")


def test_stories_of_several_articles_are_paired_by_their_ids(tmp_path: Path) -> None:
    def line(id: str, headline: str) -> str:
        return Article(id=id, headline=headline).to_json().decode() + "\n"

    (tmp_path / "old.jsonl").write_text(line("a", "Ferry") + line("b", "Port"), encoding="utf-8")
    (tmp_path / "new.jsonl").write_text(line("b", "Port shut") + line("c", "Bridge"), "utf-8")
    done = diff(tmp_path, "old.jsonl", "new.jsonl")
    assert "- article Ferry" in done.stdout
    assert "headline           Port{+ shut+}" in done.stdout
    assert "+ article Bridge" in done.stdout


class _Page(HTMLParser):
    """Tags that are open, and everything that would leave the page."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.outside += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_one_file_in_which_texts_stay_texts(versions: Path) -> None:
    attack = SECOND.replace("A bridge", "<script>alert(1)</script> & \x1b[31m</td>")
    (versions / "b.txt").write_text(attack, encoding="utf-8")
    done = diff(versions, "a.txt", "b.txt", "--html", "changes.html")
    assert (done.returncode, done.stdout) == (0, "")
    text = (versions / "changes.html").read_text(encoding="utf-8")
    page = _Page()
    page.feed(text)
    assert page.open == []
    assert page.tags >= {"html", "title", "table", "del", "ins"}
    assert "script" not in page.tags
    assert page.outside == []
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in text
    assert "\x1b" not in text


def test_a_table_is_shown_by_its_words() -> None:
    table = Table([[Cell(["Bergen"]), Cell(["4"])], [Cell(["Oslo"]), Cell(["5"])]])
    (change,) = changes(Article(), Article(body=[table]))
    assert change.kind == "added"
    assert text_of(change.after) == "Bergen\t4\nOslo\t5"


def test_parts_of_parts_stand_in_parentheses() -> None:
    place = Place(
        name="Lima", broader=[Place(code="PER")], geo=Geo(latitude=-12.0, longitude=-77.0)
    )
    assert text_of(place) == "name=Lima, broader=(code=PER), geo=(latitude=-12.0, longitude=-77.0)"
    held = Place(name="Lima", extra={"newsml-g2:name": ["<name>\n   <a/>\n</name>"]})
    assert text_of(held) == "name=Lima, extra=newsml-g2:name: <name><a/></name>"
