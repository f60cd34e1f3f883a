"""Inputs that stop before their end: an error of its own, in every format that can tell; what was
whole before it is given, and with ``salvage`` what there is of the rest.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable

import pytest

import newsfmt
from newsfmt import Article
from newsfmt.errors import TruncatedError


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
    assert "what there is was read" in str(report.kept[-1])


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
