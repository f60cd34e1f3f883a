"""Laws of dated text: both paths agree, what is written is read again, and no input costs more than
its length.
"""

from __future__ import annotations

import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newsfmt
from newsfmt.article import Article
from newsfmt.errors import NewsfmtError, SerializeError
from newsfmt.format import Context
from newsfmt.formats.dated_text import DatedTextReadOptions
from newsfmt.formats.dated_text.read import _Reader
from newsfmt.formats.dated_text.segments import segments
from tests.drawing import examples

LINES = st.sampled_from(
    [
        " date 2021-01-17 Ferries back", " date 2021-01-18 “It opened,” he said", " date 2021-01-19 10:30 deadline", " date 2021-02-30 Ferries", "date 2021-01-01 x",
        "BERGEN — Ferries along the coast were running again on Sunday.", "OSLO, May 3 (Reuters) - It opened.", "By Kari Moe and Per Lie", "Reuters",
        "(Reporting by Kari Moe; Editing by Per Lie)", "-30-", "###", "***", "Photo: The bridge.", "© 2021 X", "WHO — it said no.", "Title: A", "It’s — “so”.",
        "a  b", "x   y   z", "x\ty", "橋が開通した", "Iranian-", "goes on here", "",  "", "", "", " ", "\u00a0", "\u200b", "é", "ÃƒÂ©Ã©Ã©Ã©", "\x00", "Itâ€™s â€™ â€™",
    ]
)  # fmt: skip
TEXTS = st.lists(LINES, max_size=14).map("\n".join) | st.lists(LINES, max_size=10).map("\n\n".join)
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\u2028", "\x0b"])


def read(data: bytes) -> list[Article]:
    return list(newsfmt.read(data, format="dated-text"))


def careful(data: bytes) -> list[Article]:
    """The articles by the careful path alone."""
    context = Context(options=DatedTextReadOptions(), format="dated-text")
    reader = _Reader(context)
    found: list[Article] = []
    for segment in segments(io.BytesIO(data), context, None):
        found += reader._careful(segment.data.decode(), segment, len(found))
    return found


@given(TEXTS)
def test_the_short_path_and_the_careful_one_agree(text: str) -> None:
    data = text.encode()
    try:
        found = read(data)
    except newsfmt.ParseError:
        found = []
    assert found == careful(data)
    assert [article.origin for article in found] == [article.origin for article in careful(data)]


@given(TEXTS)
def test_written_and_read_again_it_is_written_the_same(text: str) -> None:
    try:
        first = read(text.encode())
        once, twice = io.BytesIO(), io.BytesIO()
        report = newsfmt.write(first, once, format="dated-text")
    except (newsfmt.ParseError, SerializeError):
        return
    if once.getvalue().strip() and not report.counts.get("write.value-shortened"):
        newsfmt.write(read(once.getvalue()), twice, format="dated-text")
        assert twice.getvalue() == once.getvalue()


@given(TEXTS, ENDS)
def test_line_ends_do_not_matter(text: str, end: str) -> None:
    def outcome(data: bytes) -> object:
        try:
            return read(data)
        except newsfmt.ParseError:
            return None

    assert outcome(text.replace("\n", end).encode()) == outcome(text.encode())


@given(st.binary(max_size=300) | TEXTS.map(str.encode))
@settings(max_examples=examples(300))
def test_any_bytes_give_articles_or_an_error_of_ours(data: bytes) -> None:
    try:
        articles = read(data)
    except NewsfmtError:
        return
    for article in articles:
        assert Article.from_json(article.to_json()) == article


@given(TEXTS)
def test_nothing_but_space_and_controls_is_lost(text: str) -> None:
    try:
        articles = read(text.encode())
    except newsfmt.ParseError:
        return
    kept = "".join(article.to_json().decode() for article in articles)
    for word in ("Ferries", "Kari Moe", "Reuters", "bridge", "opened", "so”"):
        assert (word in kept) == (word in text)


PADDINGS = [" ", "* item\n\n", "\n", "-", "—", "A", "A ", "(", ")", '"', "date ", " date ", "\n date ", "\n date 2021-01-01 ", "\n\n date 2021-01-01 x", ":", "k: v\n", "By A ",
            "By A and ", "OSLO, ", "OSLO — ", "(Reuters) - ", "\t", "\u2028", "\u200b", "Ã\x83", "*", "* ", "a-\n", "1", "2021-", "Jan ", ",", "© "]  # fmt: skip


@pytest.mark.parametrize("padding", PADDINGS, ids=[repr(padding) for padding in PADDINGS])
@pytest.mark.alone
def test_cost_grows_with_length_alone(padding: str) -> None:
    def cost(count: int) -> float:
        data = (" date 2021-01-01 x\n\n" + padding * count).encode()
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            list(newsfmt.read(data, format="dated-text"))
            best = min(best, time.process_time() - start)
        return best

    size = 60_000 // len(padding)
    small, large = cost(size), cost(4 * size)
    assert large < max(12 * small, 0.05), f"{small:.4f} s for n, {large:.4f} s for 4n"
