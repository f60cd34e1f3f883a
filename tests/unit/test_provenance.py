"""Where values come from: each has a line, and a change at the place that is named changes the value."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

import newsfmt
from newsfmt._provenance import Explained, Trail, texts_of
from newsfmt.batch import Reading
from newsfmt.cli import run
from newsfmt.testing.influence import another

FORMATS = Path(newsfmt.__file__).parent / "formats"
SAMPLES = sorted(
    path
    for name in ("dated_text", "newsml_1", "newsml_g2", "ninjs", "nitf")
    for path in (FORMATS / name / "samples").iterdir()
    if path.is_file()
)
GUESSED = {"name", "record", "article"}  # what is derived need not change with its place


def explained(path: Path, **options: object) -> list[Explained]:
    found: list[Explained] = []
    list(Reading([str(path)], trail=Trail(found.append), **options))  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_value_has_a_line(path: Path) -> None:
    for one in explained(path):
        assert {row.path for row in one.found} == texts_of(one.article).keys()
        assert all(row.line for row in one.found)
        own = [row for row in one.found if row.rule != "article"]
        assert len(own) >= 0.97 * len(one.found)


def _changed(one: Explained, start: int, length: int, value: str, source: str) -> str:
    raw = one.text[start : start + length]
    if source.lstrip()[:1] in "{[" and raw[:1] == '"':
        new = json.dumps(another(json.loads(raw)))
    else:
        new = raw.replace(value, another(value), 1) if value and value in raw else another(raw)
    at = source.index(one.text) + start
    return f"{source[:at]}{new}{source[at + length :]}"


@pytest.mark.parametrize("name", ["nitf/samples/ferry.nitf", "newsml_g2/samples/story.xml", "ninjs/samples/v3_1.json", "dated_text/samples/front-block.txt"])  # fmt: skip
def test_a_change_at_the_place_changes_the_value(name: str) -> None:
    path = FORMATS / name
    source = path.read_text(encoding="utf-8")
    (one,) = explained(path)
    before = texts_of(one.article)
    rows = [
        row
        for row in one.found
        if row.rule not in GUESSED and row.line >= one.line and row.column is not None
    ]
    same = []
    for row in rows:
        assert row.piece is not None
        value = before[row.path] if row.rule == "part" else ""
        text = _changed(one, row.piece.start, row.piece.length, value, source)
        after = newsfmt.read_one(io.BytesIO(text.encode()), name=path.name, on_error="skip")
        if texts_of(after).get(row.path) == before[row.path]:
            same.append(f"{row.path} is not from line {row.line}, {row.place}")
    # some values stand twice, so that one place can change without the other
    assert len(same) <= 0.13 * len(rows), same


def test_a_headline_is_not_looked_for_in_the_title(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(
        "<nitf><head><title>Ferry</title></head><body><body.head><hedline>\n<hl1>Ferry</hl1>"
        "</hedline></body.head><body.content><p>It sails.</p></body.content></body></nitf>"
    )
    (one,) = explained(tmp_path / "a.xml")
    places = {row.path: (row.line, row.place) for row in one.found}
    assert places["headline"] == (2, "nitf/body/body.head/hedline/hl1")
    assert places["title"] == (1, "nitf/head/title")
    assert places["body[0]"] == (2, "nitf/body/body.content/p")


def test_articles_of_one_input_are_told_apart(tmp_path: Path) -> None:
    text = "".join(f" date 2021-05-0{day} Ferry\n\nThe same text.\n\n" for day in (1, 2, 3))
    (tmp_path / "a.txt").write_text(text)
    lines = [{row.path: row.line for row in one.found} for one in explained(tmp_path / "a.txt")]
    assert [one["headline"] for one in lines] == [1, 5, 9]
    assert [one["body[0]"] for one in lines] == [3, 7, 11]


def test_items_of_an_array_are_told_apart(tmp_path: Path) -> None:
    items = [{"uri": f"urn:x:{n}", "type": "text", "headline": "Ferry"} for n in range(3)]
    (tmp_path / "a.json").write_text(json.dumps(items))
    places = [{row.path: row.place for row in one.found} for one in explained(tmp_path / "a.json")]
    assert [one["headline"] for one in places] == [f"$[{n}].headline" for n in range(3)]


def test_only_articles_that_pass_a_filter_are_explained(tmp_path: Path) -> None:
    text = "".join(f" date 2021-05-0{day} Ferry {day}\n\nThe text.\n\n" for day in (1, 2, 3))
    (tmp_path / "a.txt").write_text(text)
    found = explained(tmp_path / "a.txt", filter=newsfmt.batch.Filter(since="2021-05-02"))
    assert [one.article.headline for one in found] == ["Ferry 2", "Ferry 3"]
    assert [one.line for one in found] == [5, 9]


def test_utf_16_and_a_declared_encoding(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="{}"?>\n<nitf><body><body.head><hedline>\n<hl1>Fähre</hl1></hedline></body.head></body></nitf>'
    for encoding in ("utf-16", "iso-8859-1"):
        (tmp_path / "a.xml").write_bytes(text.format(encoding).encode(encoding))
        (one,) = explained(tmp_path / "a.xml")
        assert [(row.path, row.line, row.rule) for row in one.found] == [("headline", 3, "value")]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('<rss version="2.0"><channel><item><title>Ferry</title></item></channel></rss>', {1}),
        (" date 2021-05-04 Ferry\r\rBy Kari Moe\r\rIt sails.\r", {1, 3, 5}),
        ("Title: Ferry\nDate: 2021-05-04\nX-[a.b]: 1\n\nIt sails.", {1, 2, 3, 5}),
    ],
)
def test_odd_inputs(text: str, lines: set[int], tmp_path: Path) -> None:
    (tmp_path / "a.in").write_bytes(text.encode())
    (one,) = explained(tmp_path / "a.in", unsure=True)
    assert {row.line for row in one.found} == lines


def test_explain_writes_a_line_for_each_value(tmp_path: Path) -> None:
    source, file = FORMATS / "nitf/samples/ferry.nitf", tmp_path / "why.jsonl"
    arguments = ["convert", str(source), "--to", "jsonl", "-o", str(tmp_path / "a.jsonl")]
    assert run([*arguments, "--explain", str(file)]) == 0
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    headline = next(row for row in rows if row["path"] == "headline")
    assert headline == {
        "input": "ferry.nitf", "article": 0, "id": "urn:newsml:tidende.example:20210504:ferry-1",
        "path": "headline", "line": 33, "column": 14, "place": "nitf/body/body.head/hedline/hl1",
        "rule": "joined",
    }  # fmt: skip
    assert run([*arguments, "--force", "--explain", str(file)]) == 0
    assert run([*arguments, "--explain", str(file)]) == 2  # it is there
    assert run(["convert", str(source), "-t", "jsonl", "-j", "2", "--explain", "x.jsonl"]) == 2


def test_the_page_holds_both_sides_and_no_markup_of_strangers(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        " date 2021-05-04 <script>alert(1)</script>\n\nBy Kari Moe\n\n<b>It</b> opened.\n"
    )
    page = tmp_path / "a.html"
    assert run(["inspect", str(tmp_path / "a.txt"), "--html", str(page), "--to", "ninjs"]) == 0
    text = page.read_text()
    assert "<script" not in text
    assert "<b>It" not in text
    assert '<a href="#a0-l3">line 3, column 1</a>' in text
    assert 'id="a0-l3"' in text
    assert "ninjs has no place for it" in text
    assert run(["inspect", str(tmp_path / "a.txt"), "--to", "ninjs"]) == 2
