"""Lines, pieces and parts of inputs whose articles begin with a marked line: within the limits,
with the numbers of the whole, and nothing passed over.
"""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable
from typing import Any, BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfmt import Context
from newsfmt.errors import LimitError
from newsfmt.format import Limits, Part
from newsfmt.parting import at_lines, in_order, pieces

MARK = b"%%"
LIMIT = 1 << 16


def begins(line: bytes) -> bool:
    return line.strip() == MARK


def limited(limit: int | None = LIMIT) -> Context:
    return Context(name="a.pct", limits=Limits(article_bytes=limit))


class Endless(io.RawIOBase):
    """A beginning, and then one line that goes on for 64 MiB."""

    def __init__(self, beginning: bytes) -> None:
        self._beginning = beginning
        self._left = 64 << 20

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self._beginning[: len(buffer)] or b"x" * min(len(buffer), self._left)
        self._left -= 0 if self._beginning else len(data)
        self._beginning = self._beginning[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


def endless(beginning: bytes) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(Endless(beginning)))


def peak(of: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        of()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("ending", [b"", b"\n"])
@pytest.mark.parametrize("limit", [None, 1 << 16])
def test_lines_are_numbered_and_keep_their_ends(ending: bytes, limit: int | None) -> None:
    data = b"one\r\n\ntwo" + ending
    assert list(limited(limit).lines(io.BytesIO(data))) == [
        (1, b"one\r\n"),
        (2, b"\n"),
        (3, b"two" + ending),
    ]


def test_lines_of_a_part_have_the_numbers_of_the_whole() -> None:
    context = Context()
    context.part = Part(start=10, end=20, line=7)
    assert [number for number, _ in context.lines(io.BytesIO(b"a\nb\n"))] == [7, 8]


def test_a_line_of_just_the_limit_is_given() -> None:
    line = b"x" * (LIMIT - 1) + b"\n"
    assert list(limited().lines(io.BytesIO(line * 2))) == [(1, line), (2, line)]
    with pytest.raises(LimitError, match="a line passes the limit article_bytes=65536") as caught:
        list(limited().lines(io.BytesIO(line + b"x" + line)))
    assert (caught.value.limit, caught.value.line) == ("article_bytes", 2)


@pytest.mark.parametrize("walk", [lambda context, stream: context.lines(stream), lambda context, stream: pieces(stream, context, begins)])  # fmt: skip
def test_a_line_without_an_end_is_never_kept(
    walk: Callable[[Context, BinaryIO], Any],
) -> None:
    def read() -> None:
        with pytest.raises(LimitError):
            list(walk(limited(), endless(b"%%\nOne\n")))

    assert peak(read) < 16 * LIMIT


def test_an_article_without_an_end_is_never_kept() -> None:
    stream = io.BytesIO(b"%%\n" + b"One more line of it.\n" * 10_000)
    with pytest.raises(LimitError, match="an article passes the limit") as caught:
        list(pieces(stream, limited(), begins))
    assert caught.value.line == 1


def test_what_stands_before_the_first_mark_is_a_piece() -> None:
    assert list(pieces(io.BytesIO(b"before\n\n%%\na\n%%\n%%\n"), Context(), begins)) == [
        (1, [b"before\n", b"\n"]),
        (3, [b"%%\n", b"a\n"]),
        (5, [b"%%\n"]),
        (6, [b"%%\n"]),
    ]
    assert list(pieces(io.BytesIO(b""), Context(), begins)) == []


@given(st.lists(st.sampled_from([b"%%\n", b"a\n", b"\n", b"%% \r\n", b"longer line\n", b"%%", b"end"])), st.integers(1, 60))  # fmt: skip
def test_parts_hold_what_the_whole_holds(rows: list[bytes], size: int) -> None:
    data = b"".join(rows)
    parts = list(in_order(at_lines(io.BytesIO(data), Context(), size, begins), len(data)))
    whole = list(pieces(io.BytesIO(data), Context(), begins))
    of_parts = []
    for part in parts:
        context = Context()
        context.part = part
        of_parts += list(pieces(io.BytesIO(data[part.start : part.end]), context, begins))
    assert of_parts == whole
    assert sum(part.articles for part in parts) == sum(begins(lines[0]) for _, lines in whole)
    assert all(begins(data[part.start :].split(b"\n")[0]) for part in parts[1:])


def test_a_splitter_leaves_a_line_without_an_end_to_the_reader() -> None:
    data = b"%%\nOne\n%%\n" + b"x" * (2 * LIMIT) + b"\n%%\nLast\n"
    parts = list(at_lines(io.BytesIO(data), limited(), 1, begins))
    assert [(part.start, part.end, part.last) for part in parts] == [
        (0, 7, False),
        (7, len(data), True),
    ]


@pytest.mark.parametrize(
    "parts, said",
    [
        ([(0, 5, False), (5, 9, True)], ""),
        ([], ""),
        ([(0, 12, True)], ""),
        ([(0, 5, False)], "the parts end at byte 5 of 9, and none of them is the last"),
        ([(0, 9, False)], "the parts end at byte 9 of 9, and none of them is the last"),
        ([(0, 5, True)], "the last part ends at byte 5 of 9"),
        ([(1, 9, True)], "the parts leave a gap: one ends at byte 0, the next begins at 1"),
        ([(0, 5, False), (4, 9, True)], "the parts overlap: one ends at byte 5, the next begins at 4"),
        ([(0, 5, False), (5, 5, False), (5, 9, True)], "the part at byte 5 is empty"),
        ([(0, 9, True), (9, 12, True)], "a part begins at byte 9, behind the last one"),
    ],
)  # fmt: skip
def test_parts_must_follow_each_other_from_end_to_end(
    parts: list[tuple[int, int, bool]], said: str
) -> None:
    made = [Part(start=start, end=end, last=last) for start, end, last in parts]
    if not said:
        assert list(in_order(made, 9)) == made
        return
    with pytest.raises(ValueError, match=said.replace("(", r"\(")) as caught:
        list(in_order(made, 9))
    assert str(caught.value) == said


def test_what_is_no_part_is_refused() -> None:
    with pytest.raises(TypeError, match="it gave tuple, not Part"):
        list(in_order([(0, 9)], 9))  # type: ignore[list-item]
