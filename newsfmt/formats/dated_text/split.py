"""Parting a large file of dated text between two articles, without reading them.

Only the canonical header in UTF-8 is looked for, at the marks where a part may end; a file in another style or encoding is not parted. Lines and
headers are counted by the machine's own search, so that this takes a few hundredths of the time that reading takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from newsfmt.format import Context, Part
from newsfmt.formats.dated_text.grammar import Style
from newsfmt.formats.dated_text.segments import BLOCK, begins_article, opening

__all__ = ["split"]

_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_HEADER = b" date "


def split(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    """Yield the parts of an input, each of about ``size`` bytes; none where it has no canonical header at its beginning."""
    beginning = stream.read(BLOCK)
    stream.seek(0)
    if context.encoding not in (None, "utf-8") or beginning.startswith(_OTHER_ENCODINGS):
        return
    first, style, long = opening(beginning, context)
    if style != Style(True, "date", False):
        return
    mark = (b"\r\n\r\n" if b"\r\n" in beginning else b"\n\n") + _HEADER
    state = (style, long)
    start, index, line = 0, 0, 1
    buffer = b""
    while block := stream.read(size):
        buffer += block
        at = _boundary(buffer, mark, context, state, 0 if start else first + 1)
        if at is not None:
            part = _part(buffer[:at], start, index, line, mark, state)
            yield part
            start, index, line, buffer = part.end, index + part.articles, line + buffer.count(b"\n", 0, at), buffer[at:]
    if buffer:
        yield _part(buffer, start, index, line, mark, state, last=True)


def _boundary(buffer: bytes, mark: bytes, context: Context, state: tuple[Style, bool], least: int) -> int | None:
    """Where the last article begins whose whole header is in the buffer; what stands before the first one belongs to it."""
    end = len(buffer)
    while (at := buffer.rfind(mark, least, end)) >= 0:
        start = at + len(mark) - len(_HEADER)
        if begins_article(buffer, start, context, state):
            return start
        end = at + len(mark) - 1
    return None


def _part(data: bytes, start: int, index: int, line: int, mark: bytes, state: tuple[Style, bool], *, last: bool = False) -> Part:
    """The part that these bytes are; an article is taken to begin at each mark, and where the part does."""
    articles = data.count(mark) + data.removeprefix(b"\xef\xbb\xbf").startswith(_HEADER)
    return Part(start=start, end=start + len(data), index=index, articles=max(articles, 1), line=line, last=last, state=state)
