"""RTF as word processors and databases write it: its paragraphs, and what is wrong with a file."""

from __future__ import annotations

import pytest

pytest.importorskip(
    "newsfmt_research",
    reason="newsfmt-research is not installed: pip install -e plugins/newsfmt-research",
)

from newsfmt_research.options import ResearchOptions
from newsfmt_research.passages import Passage
from newsfmt_research.rtf import beginning, passages

from newsfmt.errors import LimitError, ParseError, TruncatedError
from newsfmt.format import Context

FONTS = rb"{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset128 MS Mincho;}{\f3\fcharset238 Arial CE;}{\f4\fcharset161 Arial Greek;}}"


def read(content: bytes, head: bytes = rb"{\rtf1\ansi\ansicpg1252\deff0") -> list[Passage]:
    return list(passages(head + FONTS + content + b"}", Context()))


def texts(content: bytes, head: bytes = rb"{\rtf1\ansi\ansicpg1252\deff0") -> list[str]:
    return [passage.text for passage in read(content, head)]


CHARACTERS = [
    (rb"caf\'e9 \'93ferry\'94 \'80", "café “ferry” €"),
    (rb"\f1 \'cf\'f0\'e8\f0\'cf", "ПриÏ"),
    (rb"{\f1 \'cf\'f0\'e8} \'e9", "При é"),
    (rb"\f2 \'93\'fa\'83e", "日テ"),
    (rb"\f3 \'b3\'f3d\'9f \f4 \'c1\'e8\'de", "łódź Αθή"),
    (rb"\u1055?\u1088\'f0\u-10179?\u-8704?", "Пр\U0001f600"),
    (rb"\uc2\u26085 ab\uc0\u26412 ok", "日本ok"),
    (rb"{\uc2 {\u26085 ab}}\u26412 ?.", "日本."),
    (rb"a\~b\_c\-d\tab e\emdash f\{g\}\\", "a\u00a0b\u2011cd\te—f{g}\\"),
    (rb"one\line two", "one\ntwo"),
    (b"split\r\n word\nhere", "split wordhere"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "text"), CHARACTERS)
def test_characters(content: bytes, text: str) -> None:
    assert texts(content) == [text]


def test_a_code_page_of_the_document() -> None:
    head = rb"{\rtf1\ansi\ansicpg1251\deff9"
    assert texts(rb"\'cf\'f0\'e8", head) == ["При"]
    assert texts(rb"\'8e", rb"{\rtf1\mac") == ["é"]


def test_raw_bytes_are_utf8_where_the_whole_file_is() -> None:
    assert texts("Tromsø \\'f8".encode()) == ["Tromsø ø"]
    assert texts("Tromsø".encode("cp1252")) == ["Tromsø"]


def test_a_backslash_inside_a_character_of_utf8_costs_that_character() -> None:
    assert texts(b"Troms\xc3\xb8 S\\\xc3\xb8nd") == ["Tromsø S\ufffdnd"]


def test_layout_is_left_out() -> None:
    content = (
        rb"{\colortbl;\red0;}{\stylesheet{\s1 Heading;}}{\info{\title Files}{\author Somebody}}{\header Page\par}"
        rb"{\*\generator Writer;}{\*\unknown {\deep x}}\pard\plain One{\pict\wmetafile8 0102ff}\v hidden\v0 .\par"
        rb"{\footer Foot\par}{\*\shppict{\pict\bin4 }}\}}}Two"
    )
    assert texts(content) == ["One.", "Two"]


def test_bytes_of_a_picture_are_no_tokens() -> None:
    assert texts(b"One{\\pict\\bin6 }}{\\x}}\\par Two") == ["One", "Two"]


def test_empty_paragraphs_count_and_empty_pages_do_not() -> None:
    assert texts(rb"One\par\par\page\sect Two\cell Three\cell\row") == ["One", "", "Two", "Three"]


def test_bookmarks_links_and_bold_labels() -> None:
    first, second = read(
        rb"{\*\bkmkstart Bookmark_1}{\*\bkmkend Bookmark_1}{\field{\*\fldinst {HYPERLINK "
        rb'"https://news.example/1"}}{\fldrslt {\ul Ferries}}} sail\par {\b Length:}\~409 words'
    )
    assert (first.text, first.bookmarks, first.links) == (
        "Ferries sail", ("Bookmark_1",), ("https://news.example/1",),
    )  # fmt: skip
    assert (second.text, second.bold) == ("Length:\u00a0409 words", "Length:")


def test_paragraphs_know_their_line() -> None:
    rows = list(passages(b"{\\rtf1 One\\par\r\nTwo\\par\r\n}", Context()))
    assert [(row.text, row.line) for row in rows] == [("One", 1), ("Two", 2)]


def test_a_second_document_in_the_file_is_read() -> None:
    data = b"{\\rtf1{\\fonttbl{\\f0\\fcharset204 A;}}\\f0 \\'cc\\par}\r\n{\\rtf1 Two}"
    assert [row.text for row in passages(data, Context())] == ["М", "Two"]


def test_text_behind_the_document_is_reported() -> None:
    context = Context()
    assert [row.text for row in passages(rb"{\rtf1 One} loose end", context)] == ["One"]
    assert [entry.code for entry in context.report] == ["read.trailing-text"]


def test_a_file_that_is_cut_off_gives_its_paragraphs_and_says_so() -> None:
    rows = passages(b"{\\rtf1{\\fonttbl{\\f0 A;}}One\\par\nTwo", Context(name="a.rtf"))
    assert [next(rows).text, next(rows).text] == ["One", "Two"]
    with pytest.raises(
        TruncatedError, match=r"a\.rtf:2: cut off: the brace that closes the document"
    ):
        next(rows)


def test_a_file_that_is_cut_off_can_be_salvaged() -> None:
    context = Context(options=ResearchOptions(salvage=True))
    assert [row.text for row in passages(rb"{\rtf1 One\par Tw", context)] == ["One", "Tw"]
    assert [entry.code for entry in context.report] == ["read.truncated"]


@pytest.mark.parametrize(("data", "kind"), [(b"PK\x03\x04", "such as DOCX"), (b"<html>", "else")])
def test_what_is_no_rtf_is_named(data: bytes, kind: str) -> None:
    with pytest.raises(ParseError, match=kind):
        list(passages(data, Context()))


def test_groups_have_a_limit() -> None:
    with pytest.raises(LimitError, match="depth"):
        list(passages(rb"{\rtf1 " + b"{" * 500, Context()))


def test_characters_that_the_code_page_lacks_are_reported() -> None:
    context = Context()
    list(passages(rb"{\rtf1{\fonttbl{\f0\fcharset128 A;}}\f0 \'81}", context))
    assert [entry.code for entry in context.report] == ["read.encoding-mismatch"]


def test_another_encoding_that_is_asked_for_counts() -> None:
    rows = passages(rb"{\rtf1\ansi\ansicpg1252 \'cf\'f0\'e8}", Context(encoding="cp1251"))
    assert [row.text for row in rows] == ["При"]


def test_the_beginning_of_a_file_is_read_for_sniffers() -> None:
    assert beginning(b"{\\rtf1 HD\\tab Ferry\\par\nWC\\tab 12 wo") == ["HD\tFerry", "WC\t12 wo"]
    assert beginning(b"PK") == []
