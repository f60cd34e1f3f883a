"""Cutting a stream of wire messages at SOH and EOT: bytes come in, one :class:`Piece` a message
goes out, with its place in the input.

Both wire formats frame alike: SOH begins a message, EOT ends it. In practice either is missing, so
a message also ends where the next SOH stands, and where, without either, another STX follows the
line of an ETX. Saved as text, messages stand between the lines ``ZCZC`` and ``NNNN``, or end with
the latter. Memory is bounded by the largest message: one that passes ``article_bytes`` comes out
cut off and marked, and its rest is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from newsfmt.format import Context

__all__ = ["EOT", "ETX", "SOH", "STX", "SYN", "Piece", "pieces"]

SOH, STX, ETX, EOT, SYN = "\x01", "\x02", "\x03", "\x04", "\x16"
_BLOCK = 65536
_CONTROL = re.compile(rb"[\x01-\x04]")
_OPENED = re.compile(rb"[\x00\x7f \t\r\n\x0c]{0,65536}+(?:NNNN\s{1,64}+)?(?i:ZCZC)(?=[ \t\r\n])")
_MARK = re.compile(rb"[\x01\x04]")
_LINES = re.compile(rb"[\x01\x04]|(?<=[\r\n])(?i:NNNN[ \t]{0,8}[\r\n]|ZCZC(?=[ \t\r\n]))")
_LONGEST_LINE = 16
_FILL = b"\x00\x04\x16\x7f \t\r\n\x0b\x0c"
_NEXT = re.compile(rb"\x03[^\n\x02\x03]*\n[\r\n\x7f\x00 ]*")


class Piece(NamedTuple):
    """The bytes of one message, SOH included and EOT left out."""

    data: bytes
    """The message."""
    offset: int
    """Where it begins in the input, in bytes."""
    line: int
    """The line it begins on, from 1."""
    too_long: bool = False
    """Whether it passes the limit and was cut off."""
    is_open: bool = False
    """Whether the input ends without an EOT behind it; without NNNN, if others have it."""


def pieces(stream: BinaryIO, context: Context) -> Iterator[Piece]:
    """Yield the messages of a stream, and what stands between them if it is more than fill
    characters.
    """
    limit = context.limits.article_bytes
    held = bytearray()
    offset, line, seen, passing = 0, 1, 0, False
    by_lines, is_closed = False, False
    while block := stream.read(_BLOCK):
        held += block
        while True:
            opened = _OPENED.match(held)
            by_lines = by_lines or opened is not None
            seen = max(seen, opened.end() if opened else 0)
            lines = by_lines or (not offset and (b"NNNN" in held or b"nnnn" in held))
            mark = (_LINES if lines else _MARK).search(held, seen)
            if mark is None:
                break
            is_line_end = mark.group()[:4].upper() == b"NNNN"
            if not by_lines and mark.group() not in (b"\x01", b"\x04"):
                by_lines = not offset and _CONTROL.search(held, 0, mark.end()) is None
                if not by_lines:  # a line of the text of a message in its frame
                    seen = mark.end()
                    continue
            is_closed = is_closed or is_line_end
            end = mark.end() if is_line_end or mark.group() == b"\x04" else mark.start()
            seen = 0
            if end == 0:  # the SOH that the message begins with
                seen = 1
                continue
            data = bytes(held[:end])
            del held[:end]
            if not passing:
                yield from _found(data, offset, line, limit)
            passing = False
            offset, line = offset + end, line + data.count(b"\n")
        seen = max(0, len(held) - _LONGEST_LINE)
        if limit is not None and len(held) > limit + _BLOCK:
            if not passing:
                yield Piece(bytes(held[:limit]), offset, line, True)
            passing = True
            offset, line = offset + len(held), line + held.count(b"\n")
            held.clear()
            seen = 0
    if held and not passing:
        is_last = is_closed or _OPENED.match(held) is None
        yield from _found(bytes(held), offset, line, limit, is_last=is_last)


def _found(
    data: bytes, offset: int, line: int, limit: int | None, *, is_last: bool = False
) -> Iterator[Piece]:
    """The pieces of a stretch that ends with EOT, before SOH, or with the input."""
    parts = _parted(data)
    for number, part in enumerate(parts, 1):
        core = part.strip(_FILL)
        if core:
            lead = part.index(core[:1]) if core[0] not in _FILL else 0
            lines = part.count(b"\n", 0, lead)
            yield Piece(
                part[lead:].rstrip(b"\x04"),
                offset + lead,
                line + lines,
                limit is not None and len(core) > limit,
                is_last and number == len(parts),
            )
        offset, line = offset + len(part), line + part.count(b"\n")


def _parted(data: bytes) -> list[bytes]:
    """Messages that follow each other without SOH and EOT: cut behind the line of an ETX that
    another STX follows.
    """
    if data.count(b"\x02") < 2 or b"\x03" not in data:
        return [data]
    parts, start = [], 0
    opened, last = data.find(b"\x02"), data.rfind(b"\x02")
    for found in _NEXT.finditer(data):
        if opened < found.start() and found.end() <= last:
            parts.append(data[start : found.end()])
            start = found.end()
            opened = data.find(b"\x02", start)
    return [*parts, data[start:]]
