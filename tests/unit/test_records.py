"""Flat records: which columns there are, what each holds, and how columns are chosen."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings

import newsfmt
from newsfmt import Article
from newsfmt.article import AltId, Concept, Dateline, Label, Origin, Party, Rights
from newsfmt.body import Emphasis, Heading, List, Paragraph, Preformatted
from newsfmt.errors import OptionError
from newsfmt.records import COLUMNS, Plan, plan
from newsfmt.testing.strategies import articles, raw_articles

STORY = Article(
    id="urn:a", urgency=0, embargoed=False, published="2021-05-04", headline="Bridge opens",
    alt_headlines=[Label("Bro åpner"), Label(role="x")], alt_ids=[AltId("7", "desk"), AltId(role="x")],
    creators=[Party("Kari Moe"), Party("Lie, Odd"), Party(email="x@example.com")],
    dateline=Dateline("OSLO", "OSLO — ", place="OSLO", date="2021-05-04"), keywords=["sea", "bridge"],
    subjects=[Concept("bridges", "04015000", "medtop"), Concept(uri="http://example.com/s")],
    rights=Rights(holder=Party("EP"), year="2021"), origin=Origin("nitf", "a.xml", "2021/a.xml", 0, 7),
    body=[Paragraph("By Kari Moe", "byline"), Heading("Bridges"), Paragraph(("OSLO — It ", Emphasis("opened"), "."), "lead"),
          List([[Paragraph("one")], [Paragraph("two")]]), Preformatted("a b")],
)  # fmt: skip


def test_what_the_columns_hold() -> None:
    record = STORY.record(empty=False)
    assert record == {
        "id": "urn:a", "alt_ids": ["7"], "type": "text", "urgency": 0, "published": "2021-05-04", "embargoed": False,
        "headline": "Bridge opens", "alt_headlines": ["Bro åpner"], "creators": ["Kari Moe", "Lie, Odd"],
        "dateline_text": "OSLO", "dateline_prefix": "OSLO — ", "dateline_place": "OSLO", "dateline_date": "2021-05-04",
        "rights_holder": "EP", "rights_year": "2021", "subjects": ["bridges", "http://example.com/s"],
        "subjects_codes": ["medtop:04015000", "http://example.com/s"], "keywords": ["sea", "bridge"],
        "origin_format": "nitf", "origin_name": "a.xml", "origin_path": "2021/a.xml", "origin_index": 0, "origin_line": 7,
        "author": "Kari Moe; Lie, Odd", "path": "2021/a.xml", "paragraphs": ["OSLO — It opened.", "a b"],
        "text": "Bridges\n\nOSLO — It opened.\n\none\n\ntwo\n\na b",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("article", "column", "value"),
    [
        (Article(), "author", None),
        (Article(creators=[Party("Kari Moe")]), "author", "Kari Moe"),
        (Article(byline="By Kari Moe"), "author", None),
        (Article(), "path", None),
        (Article(origin=Origin(name="a.xml")), "path", "a.xml"),
        (Article(), "words", 0),
        (STORY, "words", 9),
        (Article(word_count=7), "words", 0),
        (STORY, "text_without_dateline", "Bridges\n\nIt opened.\n\none\n\ntwo\n\na b"),
        (Article(body=[Paragraph("OSLO — It opened.")]), "text_without_dateline", "OSLO — It opened."),
        (Article(dateline=Dateline("OSLO", "OSLO — "), body=[Paragraph("OSLO — "), Paragraph("It opened.")]), "text_without_dateline", "It opened."),
        (Article(dateline=Dateline("OSLO"), body=[Paragraph("It opened.")]), "text_without_dateline", "It opened."),
        (Article(), "keywords", []),
        (Article(), "text", ""),
    ],
)  # fmt: skip
def test_a_column(article: Article, column: str, value: Any) -> None:
    assert article.record([column]) == {column: value}


def test_columns_come_in_the_order_wanted() -> None:
    assert list(STORY.record(["words", "id", "headline", "id"])) == ["words", "id", "headline"]
    assert STORY.record("words, id") == {"words": 9, "id": "urn:a"}
    assert STORY.record([]) == {}
    assert STORY.record(["id", "byline"], empty=False) == {"id": "urn:a"}
    assert STORY.record(name for name in ("id",)) == {"id": "urn:a"}


def test_a_record_has_every_column_but_those_on_demand() -> None:
    assert tuple(Article().record()) == Plan().columns
    assert set(COLUMNS) - set(Plan().columns) == {"words", "text_without_dateline"}
    assert plan(None) is plan(None)


@pytest.mark.parametrize(
    ("name", "near"), [("headlin", "; did you mean 'headline'?"), ("origin", ""), ("", "")]
)
def test_a_name_that_is_no_column(name: str, near: str) -> None:
    with pytest.raises(OptionError) as caught:
        STORY.record([name])
    assert str(caught.value).startswith(f"there is no column {name!r}{near}")
    assert "headline" in caught.value.known


def test_lists_of_one_record_are_no_lists_of_another() -> None:
    first, second = Article().record(), Article().record()
    first["keywords"].append("x")
    assert second["keywords"] == Article().record()["keywords"] == []


@settings(max_examples=100, deadline=None)
@given(article=articles() | raw_articles())
def test_the_texts_are_those_of_the_article(article: Article) -> None:
    record = article.record(COLUMNS)
    assert record["text"] == article.text
    assert record["paragraphs"] == list(article.paragraphs)
    assert record["words"] == article.word_total()
    assert article.record() == {name: record[name] for name in Plan().columns}
    flat = [value for value in record.values() if value is not None]
    assert all(isinstance(value, (str, int, list)) for value in flat)


# ---- JSON Lines
# ------------------------------------------------------------


def lines(*given: Article, **options: Any) -> tuple[list[dict[str, Any]], newsfmt.Report]:
    out = io.BytesIO()
    report = newsfmt.write(given, out, format="jsonl", options=options)
    return [json.loads(row) for row in out.getvalue().splitlines()], report


def test_json_lines_take_columns() -> None:
    rows, report = lines(STORY, Article(), fields="path,words")
    assert rows == [{"path": "2021/a.xml", "words": 9}, {"path": None, "words": 0}]
    assert not list(report)  # whoever chooses columns knows what is not among them


def test_json_lines_leave_empty_columns_out() -> None:
    rows, _ = lines(STORY, Article(), flat=True, empty=False)
    assert rows == [STORY.record(empty=False), {"type": "text"}]


def test_json_lines_still_report_what_all_columns_lose() -> None:
    _, report = lines(STORY, flat=True)
    lost = {entry.position.path for entry in report if entry.position}
    assert {"creators[2].email", "body[1]", "body[2].content[1]"} <= lost


def test_a_column_that_is_none_is_an_error_before_anything_is_written() -> None:
    with pytest.raises(OptionError, match="there is no column 'headlin'; did you mean 'headline'"):
        lines(STORY, fields="headlin")
