"""Inputs that stop before their end: an error of its own, in every format that can tell; what was
whole before it is given, and with ``salvage`` what there is of the rest.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import newsfmt
from newsfmt import Article
from newsfmt.article import Association
from newsfmt.errors import ParseError, TruncatedError


def given(data: bytes, **how: object) -> tuple[list[Article], newsfmt.Report, Exception | None]:
    """The articles of an input up to what ends it, the report, and that error."""
    reader = newsfmt.read(data, name="a", **how)
    articles: list[Article] = []
    try:
        articles.extend(reader)
    except newsfmt.NewsfmtError as error:
        return articles, reader.report, error
    return articles, reader.report, None


# ---- compressed inputs
# ------------------------------------------------------------

TEXT = "\n\n".join(
    f" date 2021-05-0{day} Bridge opens on day {day}\n\nOSLO — The bridge opened.\n\nIt holds {day}."
    for day in range(1, 4)
).encode()


def stored(data: bytes) -> bytes:
    """gzip without compression, so that a cut of it is a cut of the text."""
    return gzip.compress(data, compresslevel=0)


@pytest.mark.parametrize("on_error", ["raise", "skip"])
def test_a_compressed_text_that_is_cut_off_gives_what_stands_before_the_cut(on_error: str) -> None:
    packed = stored(TEXT)
    articles, report, error = given(packed[:-30], on_error=on_error)
    assert [article.headline for article in articles] == [
        "Bridge opens on day 1",
        "Bridge opens on day 2",
    ]
    assert (report.articles, report.complete) == (2, False)
    if on_error == "raise":
        assert isinstance(error, TruncatedError)
        assert (error.code, error.source) == ("read.truncated", "a")
        assert error.missing == "the end of the compressed data"
        assert "-O salvage=true" in str(error)
        assert report.failed == 0
    else:
        assert error is None
        assert (report.failed, report.counts) == (1, {"read.truncated": 1})
        assert report.severities == {"error": 1}


@pytest.mark.parametrize("cut", [30, 8, 1])
def test_salvage_reads_what_there_is_of_it(cut: int) -> None:
    articles, report, error = given(stored(TEXT)[:-cut], options={"salvage": True})
    assert [article.headline for article in articles] == [
        f"Bridge opens on day {day}" for day in (1, 2, 3)
    ]
    assert error is None
    assert (report.articles, report.failed, report.complete) == (3, 0, False)
    assert report.counts["read.truncated"] == 1
    assert "the part that has arrived was read" in str(report.kept[-1])


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_wherever_compressed_data_are_cut_off(pack: Callable[[bytes], bytes]) -> None:
    packed = pack(TEXT)
    for cut in range(2, len(packed)):
        with pytest.raises(TruncatedError):
            list(newsfmt.read(packed[:cut], name="a"))
    assert len(list(newsfmt.read(packed))) == 3


def test_a_member_that_is_cut_off_costs_itself() -> None:
    first, second = TEXT.split(b"\n\n date 2021-05-03")
    packed = stored(first) + stored(b"\n\n date 2021-05-03" + second)
    for cut in (20, 60):
        articles, _, error = given(packed[:-cut])
        assert len(articles) == 2
        assert isinstance(error, TruncatedError)


# ---- XML
# ------------------------------------------------------------

G2 = "http://iptc.org/std/nar/2006-10-01/"
ITEM = (
    '<newsItem xmlns="{g2}" guid="urn:x:{n}" version="1" standard="NewsML-G2" standardversion="2.35"><contentMeta><headline>Story {n}</headline></contentMeta>'
    '<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body><p>It opened. <em>At last.</em></p></body></html>'
    "</inlineXML></contentSet></newsItem>"
)
MESSAGE = (
    f'<newsMessage xmlns="{G2}"><header><sent>2021-05-04T08:00:00Z</sent></header><itemSet>'
    + "\n".join(ITEM.format(n=n, g2=G2) for n in range(3))
    + "</itemSet></newsMessage>"
)
NITF = "<nitf><body><body.head><hedline><hl1>Story 0</hl1></hedline></body.head><body.content><p>It opened.</p><p>It holds.</p></body.content></body></nitf>"
NEWSML = (
    "<NewsML>"
    + "".join(
        f"<NewsItem><NewsComponent><NewsLines><HeadLine>Story {n}</HeadLine></NewsLines><ContentItem><DataContent>{NITF}</DataContent></ContentItem></NewsComponent></NewsItem>"
        for n in range(3)
    )
    + "</NewsML>"
)
XML = {
    "newsml-g2": (MESSAGE, "</newsItem>"),
    "newsml-1": (NEWSML, "</NewsItem>"),
    "nitf": (NITF, "</nitf>"),
}


@pytest.mark.parametrize("on_error", ["raise", "skip"])
@pytest.mark.parametrize("format", XML)
def test_xml_that_is_cut_off_gives_the_items_before(format: str, on_error: str) -> None:
    document, end = XML[format]
    for cut in range(2, len(document), 5):
        data = document[:cut]
        articles, report, error = given(data.encode(), format=format, on_error=on_error)
        assert [article.headline for article in articles] == [
            f"Story {n}" for n in range(data.count(end))
        ]
        assert not report.complete
        if on_error == "raise":
            assert isinstance(error, TruncatedError)
            assert error.line == 1 + data.count("\n")
        else:
            assert (error, report.failed) == (None, 1)
            assert report.counts["read.truncated"] == 1
    articles, report, error = given(document.encode(), format=format, on_error=on_error)
    assert (len(articles), report.complete, error) == (document.count(end), True, None)


@pytest.mark.parametrize("format", XML)
def test_salvage_reads_what_there_is_of_xml(format: str) -> None:
    document, end = XML[format]
    cut = document.rindex("opened") + 6
    articles, report, error = given(
        document[:cut].encode(), format=format, options={"salvage": True}
    )
    assert error is None
    assert [article.headline for article in articles] == [
        f"Story {n}" for n in range(document.count(end))
    ]
    assert articles[-1].text == "It opened"
    assert all(article.text.startswith("It opened.") for article in articles[:-1])
    assert (report.articles, report.failed, report.complete) == (len(articles), 0, False)
    cuts = [entry for entry in report if entry.code == "read.truncated"]
    assert [(entry.severity, entry.index) for entry in cuts] == [("error", len(articles) - 1)]


def test_an_article_with_all_its_items_is_given_before_the_cut() -> None:
    """An article that newsfmt wrote waits for the items of its associations."""
    picture = Article(type="picture", headline="The bridge")
    story = Article(headline="Story", associations=(Association(rel="picture", item=picture),))
    out = io.BytesIO()
    newsfmt.write([story, Article(headline="Next")], out, format="newsml-g2")
    data = out.getvalue()
    second, third = (found.start() for found in list(re.finditer(b"<newsItem", data))[1:])
    articles, _, error = given(data[: third + 40], format="newsml-g2")
    assert [article.associations[0].item.headline for article in articles] == ["The bridge"]
    assert isinstance(error, TruncatedError)
    articles, _, error = given(data[: second + 40], format="newsml-g2")
    assert articles == []
    assert isinstance(error, TruncatedError)


# ---- JSON
# ------------------------------------------------------------


def object_of(number: int, format: str) -> dict[str, Any]:
    """An article of a JSON format."""
    if format in ("json", "jsonl"):
        body = [{"type": "paragraph", "content": [{"text": "It opened. At last."}]}]
        return {
            "schema": "newsfmt-article/1",
            "type": "text",
            "headline": f"Story {number}",
            "body": body,
        }
    if format == "ninjs":
        return {
            "uri": f"urn:x:{number}",
            "headline": f"Story {number}",
            "body_text": "It opened. At last.",
        }
    return {"title": f"Story {number}", "content": "It opened. At last."}


def lines_of(format: str, count: int = 3) -> bytes:
    return b"".join(
        json.dumps(object_of(number, format)).encode() + b"\n" for number in range(count)
    )


LINES = {"jsonl": "jsonl", "json": "json", "ninjs": "ninjs", "records": "records"}


@pytest.mark.parametrize("on_error", ["raise", "skip"])
@pytest.mark.parametrize("format", LINES)
def test_json_lines_that_are_cut_off_give_the_lines_before(format: str, on_error: str) -> None:
    data = lines_of(format)
    first = data.index(b"\n")
    for cut in range(2, len(data) + 1):
        part = data[:cut]
        articles, report, error = given(part, format=format, on_error=on_error)
        whole = part.count(b"\n") + (data[cut : cut + 1] == b"\n")
        assert len(articles) == whole, part
        if data[cut - 1 : cut + 1] in (b"}\n", b"\n{", b"\n"):
            assert (error, report.complete) == (None, True)
        elif on_error == "raise" or (cut < first and format not in ("jsonl", "records")):
            assert not report.complete
            assert isinstance(error, TruncatedError) or report.failed == 1
        else:
            assert (error, report.failed, report.complete) == (None, 1, False)


@pytest.mark.parametrize("format", LINES)
def test_a_line_in_the_midst_that_stops_early_is_not_the_end(format: str) -> None:
    data = lines_of(format).replace(b'last."', b"last.", 2).replace(b"last.", b'last."', 1)
    articles, report, error = given(data, format=format, on_error="skip")
    assert (len(articles), error, report.complete) == (2, None, True)
    assert report.counts["read.article-skipped"] == 1
    articles, report, error = given(data, format=format)
    assert (len(articles), type(error)) == (1, ParseError)


@pytest.mark.parametrize("format", LINES)
def test_salvage_reads_what_there_is_of_the_last_line(format: str) -> None:
    data = lines_of(format)
    cut = data.rindex(b"opened") + 6
    articles, report, error = given(data[:cut], format=format, options={"salvage": True})
    assert (len(articles), error) == (3, None)
    assert [article.text for article in articles] == ["It opened. At last."] * 2 + ["It opened"]
    assert (report.failed, report.complete) == (0, False)
    (entry,) = [entry for entry in report if entry.code == "read.truncated"]
    assert entry.position is not None
    assert (entry.index, entry.position.line) == (2, 3)


@pytest.mark.parametrize("format", ["json", "ninjs", "records"])
def test_a_json_document_is_refused_or_salvaged(format: str) -> None:
    data = json.dumps([object_of(number, format) for number in range(3)], indent=1).encode()
    for cut in range(1, len(data), 3):
        articles, report, error = given(data[:cut], format=format)
        assert (articles, type(error), report.complete) == ([], TruncatedError, False)
        articles, report, error = given(data[:cut], format=format, on_error="skip")
        assert (articles, error, report.failed, report.complete) == ([], None, 1, False)
    cut = data.rindex(b"opened") + 6
    articles, report, error = given(data[:cut], format=format, options={"salvage": True})
    assert [article.text for article in articles] == ["It opened. At last."] * 2 + ["It opened"]
    (entry,) = [entry for entry in report if entry.code == "read.truncated"]
    assert (entry.index, report.complete) == (2, False)


def test_parts_of_json_lines_are_whole(tmp_path: Path) -> None:
    """A large input is cut into parts that end with a line; the last part alone can be cut off."""
    from newsfmt.batch import Conversion

    path = tmp_path / "a.jsonl"
    line = json.dumps(object_of(1, "jsonl") | {"summary": "x" * 4000}).encode() + b"\n"
    broken = line.replace(b'"}]}]', b"", 1)
    data = line * 1300 + broken + line * 1300
    path.write_bytes(data)
    (outcome,) = Conversion(path, tmp_path / "out", to="jsonl", jobs=2)
    assert (outcome.status, outcome.code) == ("failed", "read.article-skipped")
    path.write_bytes(data[:-10].replace(broken, line))
    (outcome,) = Conversion(path, tmp_path / "out", to="jsonl", jobs=2, force=True)
    assert (outcome.status, outcome.code, outcome.articles) == ("failed", "read.truncated", 2600)
    assert "cut off: the end of the JSON" in outcome.reason
