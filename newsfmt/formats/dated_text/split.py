"""Parting a large file of dated text between two articles, without reading them.

Only the canonical header in UTF-8 is looked for, at the marks where a part may end; a file in
another style or encoding is not split. Lines and headers are counted by the machine's own search,
so that this takes a few hundredths of the time that reading takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from newsfmt.format import Context, Part
from newsfmt.formats.dated_text.grammar import Style
from newsfmt.formats.dated_text.segments import BLOCK, begins_article, opening

__all__ = ["align", "split"]

_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_HEADER = b" date "
# how many times the size is searched for the end of an article; a longer article is one part
# to its end
_MOST = 16
_LOOK = 4 * BLOCK  # bytes behind a header, which tell whether it is one
_BOM = b"\xef\xbb\xbf"


def split(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    """Yield the parts of an input, each of about ``size`` bytes; none where it has no canonical
    header at its beginning.
    """
    opened = _opening(stream, context)
    if opened is None:
        return
    first, mark, state = opened
    start, index, line, least = 0, 0, 1, first + 1
    asked = size
    while True:
        stream.seek(start)
        data = _read(stream, asked)
        last = len(data) < asked
        at = len(data) if last else _boundary(data, mark, context, state, least)
        if at is None and asked > _MOST * size:
            yield Part(
                start=start,
                end=stream.seek(0, 2),
                index=index,
                articles=1,
                line=line,
                last=True,
                state=state,
            )
            return
        if at is None:  # no article ends in it: look at more
            asked *= 2
            continue
        if not data:
            return
        articles = max(
            data.count(mark, 0, at)
            + data.startswith(_HEADER, len(_BOM) if data.startswith(_BOM) else 0),
            1,
        )
        yield Part(
            start=start,
            end=start + at,
            index=index,
            articles=articles,
            line=line,
            last=last,
            state=state,
        )
        if last:
            return
        start, index, line, least, asked = (
            start + at,
            index + articles,
            line + data.count(b"\n", 0, at),
            0,
            size,
        )


def align(stream: BinaryIO, context: Context, start: int, end: int) -> Part | None:
    """Return the articles that begin between two byte offsets; None where the input has no
    canonical header at its beginning.
    """
    opened = _opening(stream, context)
    if opened is None:
        return None
    first, mark, state = opened
    size = stream.seek(0, 2)
    begin, after = (
        0 if not offset else _begins_from(stream, max(offset, first + 1), mark, context, state)
        for offset in (start, end)
    )
    begin, after = size if begin is None else begin, size if after is None else after
    return Part(start=begin, end=after, last=after == size, state=state) if begin < after else None


def _opening(stream: BinaryIO, context: Context) -> tuple[int, bytes, tuple[Style, bool]] | None:
    """Where the first header of an input is, what stands before a later one, and what the reader
    of a part has to know of the first; None where it is not canonical.
    """
    beginning = stream.read(BLOCK)
    stream.seek(0)
    if context.encoding not in (None, "utf-8") or beginning.startswith(_OTHER_ENCODINGS):
        return None
    first, style, long = opening(beginning, context)
    if style is None or style != Style(True, "date", False):
        return None
    mark = (b"\r\n\r\n" if b"\r\n" in beginning else b"\n\n") + _HEADER
    return first, mark, (style, long)


def _begins_from(
    stream: BinaryIO, offset: int, mark: bytes, context: Context, state: tuple[Style, bool]
) -> int | None:
    """Where the first article begins at or after an offset, if there is one."""
    before = len(mark) - len(_HEADER)
    base = max(offset - before, 0)
    while True:
        stream.seek(base)
        data = _read(stream, 2 * _LOOK)
        ended = len(data) < 2 * _LOOK
        at = data.find(mark)
        while at >= 0 and (ended or at <= _LOOK):
            if begins_article(data, at + before, context, state):
                return base + at + before
            at = data.find(mark, at + 1)
        if ended:
            return None
        base += at if at >= 0 else len(data) - len(mark)


def _read(stream: BinaryIO, size: int) -> bytes:
    """That number of bytes, or all that remain."""
    data = stream.read(size)
    while 0 < len(data) < size and (more := stream.read(size - len(data))):
        data += more
    return data


def _boundary(
    data: bytes, mark: bytes, context: Context, state: tuple[Style, bool], least: int
) -> int | None:
    """Where the last article begins whose whole header is in the data; what stands before the first
    one belongs to it.
    """
    end = len(data)
    while (at := data.rfind(mark, least, end)) >= 0:
        start = at + len(mark) - len(_HEADER)
        if begins_article(data, start, context, state):
            return start
        end = at + len(mark) - 1
    return None
