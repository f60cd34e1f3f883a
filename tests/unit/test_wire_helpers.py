"""What formats of wires share: characters that an encoding does not have, lines at a width, times
with two digits of a year, a dateline put back, CDATA; each held to the reader that undoes it.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newsfmt import Article, Context, dates, prose
from newsfmt.article import Dateline
from newsfmt.body import Heading, Paragraph, Strong
from newsfmt.errors import DateError
from newsfmt.markup import html
from newsfmt.xmlkit import Writer

WORDS = st.text(st.sampled_from("ab-\u00ad,.\u65e5é"), min_size=1, max_size=9)
ONE_LINE = st.lists(WORDS, min_size=1, max_size=20).map(" ".join)


@given(ONE_LINE, st.integers(1, 40), st.sampled_from(["", "   "]))
def test_wrapped_lines_join_to_what_they_were(text: str, width: int, indent: str) -> None:
    rows = prose.wrap(text, width, indent=indent)
    assert all(row.startswith(indent) for row in rows)
    bare = [row.removeprefix(indent) for row in rows]
    assert prose.join(bare) == text
    assert all(len(row) <= width or " " not in row.strip() or prose.wrap(row.strip(), 1) == [row.strip()] for row in rows)  # fmt: skip


def test_a_line_is_as_full_as_it_can_be() -> None:
    assert prose.wrap("aa bb cc dd", 5) == ["aa bb", "cc dd"]
    assert prose.wrap("aa  bb", 3) == ["aa  bb"]
    assert prose.wrap("", 10) == [""]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.sampled_from(["iso-8859-2", "ascii", "cp850", "cp1252", "utf-8"]))  # fmt: skip
def test_every_character_that_is_written_otherwise_is_said(text: str, encoding: str) -> None:
    said: dict[str, str] = {}
    data = prose.encode(text, encoding, lost=said.__setitem__)
    assert data.decode(encoding) == "".join(said.get(char, char) for char in text)
    assert set(said) == {char for char in text if not _has(char, encoding)}


def _has(char: str, encoding: str) -> bool:
    return char.encode(encoding, "ignore") != b""


def test_an_encoding_that_there_is_not() -> None:
    with pytest.raises(LookupError):
        prose.encode("a", "iso-8859-99")


@pytest.mark.parametrize(
    "text, pivot, date",
    [
        ("171405 GMT JAN 21", 70, "2021-01-17T14:05Z"),
        ("171405 GMT Jan 71", 70, "1971-01-17T14:05Z"),
        ("171405 GMT JAN 21", 20, "1921-01-17T14:05Z"),
        ("17 1405 jan 2021", 70, "2021-01-17T14:05"),
        ("171405  +0100  JAN 21", 70, "2021-01-17T14:05+01:00"),
        ("281200 Dec. 99", 70, "1999-12-28T12:00"),
    ],
)
def test_times_of_a_wire(text: str, pivot: int, date: str) -> None:
    assert str(dates.read_ddhhmm(text, pivot=pivot)) == date


@pytest.mark.parametrize(
    "text",
    [
        "",
        "171405",
        "321405 GMT JAN 21",
        "172605 GMT JAN 21",
        "171405 GMT XYZ 21",
        "171405 GMT JAN 021",
        "171405 GMT JAN 21 x",
        "JAN 21",
        "３１1405 GMT JAN 21",
    ],
)
def test_what_is_no_time_of_a_wire(text: str) -> None:
    with pytest.raises(DateError):
        dates.read_ddhhmm(text)


def test_zones_of_a_wire_can_be_given() -> None:
    assert str(dates.read_ddhhmm("171405 CET JAN 21", tzinfos={"CET": "+01:00"})) == "2021-01-17T14:05+01:00"  # fmt: skip


@pytest.mark.parametrize("separator", [" — ", " - ", ": "])
def test_a_dateline_is_put_before_the_text_and_cut_again(separator: str) -> None:
    body = (Heading("Ferries"), Paragraph(("It ", Strong("opened"), ".")), Paragraph("More."))
    article = Article(dateline=Dateline(text="OSLO", place="Oslo"), body=body)
    put = prose.with_prefix(article, separator)
    assert put.body[1] == Paragraph((f"OSLO{separator}It ", Strong("opened"), "."))
    assert put.dateline == Dateline(text="OSLO", place="Oslo", prefix=f"OSLO{separator}")
    assert prose.without_prefix(put) == article


@pytest.mark.parametrize(
    "article",
    [
        Article(body=(Paragraph("It opened."),)),
        Article(dateline=Dateline(place="Oslo"), body=(Paragraph("It opened."),)),
        Article(dateline=Dateline(text="OSLO", prefix="OSLO - "), body=(Paragraph("OSLO - It"),)),
        Article(dateline=Dateline(text="OSLO"), body=(Paragraph("BERGEN, May 3 (EP) — It opened."),)),
        Article(dateline=Dateline(text="OSLO"), body=(Heading("It"), Paragraph("By A", role="byline"))),
    ],
)  # fmt: skip
def test_no_dateline_is_put_where_none_belongs(article: Article) -> None:
    assert prose.with_prefix(article) == article


@given(st.text(st.sampled_from("]>[<!&\r\n\tCDATAé"), max_size=30))
def test_a_cdata_section_is_read_as_it_was(text: str) -> None:
    writer = Writer()
    writer.start("text", mixed=True)
    writer.cdata(text)
    writer.end()
    assert (etree.fromstring(writer.getvalue().encode()).text or "") == text


def test_what_no_document_can_hold_is_counted_in_cdata() -> None:
    removed: list[int] = []
    writer = Writer(on_removed=removed.append)
    writer.start("text", mixed=True)
    writer.cdata("a\x00b\x01")
    writer.end()
    assert etree.fromstring(writer.getvalue().encode()).text == "ab"
    assert sum(removed) == 2


def test_html_in_another_document_is_reported_with_its_line() -> None:
    context = Context(name="f.pwx")
    html.parse("<p>Go</p><form><input></form>", context=context, at=12)
    html.parse_inline("Go<input>", context=context, at=13)
    assert [str(found) for found in context.report] == [
        "f.pwx:12: <input>: it was left out [read.element-ignored]",
        "f.pwx:13: <input>: it was left out [read.element-ignored]",
    ]
