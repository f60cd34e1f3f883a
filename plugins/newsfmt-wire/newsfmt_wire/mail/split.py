"""Parting a large mailbox between two messages, without reading them.

A stream comes in, parts go out. A message begins where the reader lets one begin, envelope by
envelope, Content-Length and all; the search for envelope lines is the machine's own, and of a
message nothing is looked at but its header's Content-Length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from newsfmt.format import Context, Part
from newsfmt_wire.mail import BLANK
from newsfmt_wire.mail.mbox import FIELD, LENGTH, LONGEST_LINE, is_envelope

__all__ = ["split"]

_BLOCK = 1 << 20
_FROM = re.compile(rb"\nFrom[ \t\r\n]")
_BLANK = re.compile(rb"\n\r*\n")
_BLANK_ROW = re.compile(rb"\r*\n")
_LENGTH_ROW = re.compile(rb"^" + LENGTH.pattern, LENGTH.flags | re.MULTILINE)
_FIELD_SIZE = 128
"""Bytes of the line below an envelope that tell whether it is a header field."""
_LONGEST_HEADER = 8 << 20
_BEHIND = 64
"""Bytes kept before the place of search, for the blank line before an envelope."""


def split(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    """Yield the parts of a mailbox, each of about ``size`` bytes; the first holds what stands
    before the first envelope line, too.
    """
    walk = _Walk(stream, context.limits.article_bytes)
    start, index, line, articles = 0, 0, 1, 0
    for place, can_end in walk.messages():
        if can_end and articles and place - start >= size:
            yield Part(start=start, end=place, index=index, articles=articles, line=line)
            start, index, line, articles = place, index + articles, walk.line(place), 0
        articles += 1
    if walk.end:
        yield Part(start=start, end=walk.end, index=index, articles=articles, line=line, last=True)


class _Walk:
    """A walk along the envelope lines of a mailbox; ``end`` is its size, once it is over."""

    def __init__(self, stream: BinaryIO, limit: int | None) -> None:
        self._stream = stream
        self._limit = limit
        self._buffer = b""
        self._base = 0  # offset of the buffer's first byte
        self._line = 1  # and its line
        self._ended = False
        self._header: int | None = (
            0  # offset where the header of the message at hand begins, until its end has been found
        )
        self._top = 0  # offset behind the envelope line of the message at hand
        self._body: int | None = None  # offset of its body
        self._length: int | None = None  # the length of its body as its header has it

    @property
    def end(self) -> int:
        return self._base + len(self._buffer)

    def line(self, offset: int) -> int:
        """Return the line at an offset in the buffer."""
        return self._line + self._buffer.count(b"\n", 0, offset - self._base)

    def messages(self) -> Iterator[tuple[int, bool]]:
        """Yield the offset of each message that the reader begins, and whether a part may end
        before it.
        """
        place = self._fill(0)
        first = BLANK.match(self._buffer).end()  # type: ignore[union-attr]
        found = self._next(0)
        if found != first and self._buffer.strip():
            yield 0, False
        while True:
            at = self._next(place)
            if at < 0 and self._ended:
                return
            rows = self._rows(at) if at >= 0 else None
            if rows is None:
                place = self._fill(at if at >= 0 else max(place, len(self._buffer) - 4))
                continue
            row, following = rows
            offset = self._base + at
            if is_envelope(row, following, blank=self._after_blank(at)) and not self._is_within(
                offset
            ):
                self._begin(offset, len(row))
                yield offset, offset > 0 and FIELD.match(row) is None
            place = at + 1

    def _next(self, place: int) -> int:
        """Where, from a place on, a line next begins with ``From``; -1 for nowhere in the
        buffer.
        """
        if self._base + place == 0 and self._buffer.startswith(b"From"):
            return 0
        found = _FROM.search(self._buffer, max(place - 1, 0))
        return found.start() + 1 if found else -1

    def _rows(self, at: int) -> tuple[bytes, bytes] | None:
        """The line at a place and what the line below begins with; None where the buffer ends too
        soon.
        """
        end = self._buffer.find(b"\n", at, at + LONGEST_LINE) + 1 or min(
            at + LONGEST_LINE, len(self._buffer)
        )
        if (
            len(self._buffer) < at + LONGEST_LINE + _FIELD_SIZE
            and len(self._buffer) < end + _FIELD_SIZE
            and not self._ended
        ):
            return None
        return self._buffer[at:end], self._buffer[end : end + _FIELD_SIZE]

    def _after_blank(self, at: int) -> bool:
        rest = self._buffer[max(0, at - _BEHIND) : at].removesuffix(b"\n").rstrip(b"\r")
        return not rest or rest.endswith(b"\n")

    def _is_within(self, offset: int) -> bool:
        """Whether the header of the message at hand says that its body goes on at an offset."""
        self._look(offset)
        if self._length is None or self._body is None or self._body > offset:
            return False
        return offset - self._body < self._length and not (
            self._limit is not None and offset - self._top > self._limit
        )

    def _begin(self, offset: int, size: int) -> None:
        self._header = self._top = offset + size
        self._body = self._length = None

    def _look(self, end: int) -> None:
        """Look for the end of the header before an offset, and for Content-Length in it."""
        if self._header is None:
            return
        start = self._header - self._base
        # the line above the header ends with a line end, so that a blank line may follow at once;
        # above the first line stands nothing
        found = _BLANK_ROW.match(self._buffer, 0, end) if self._header == 0 else None
        found = found or _BLANK.search(self._buffer, max(start - 1, 0), end - self._base)
        if found is None:
            return
        lengths = [match[1] for match in _LENGTH_ROW.finditer(self._buffer, start, found.end())]
        self._length = int(lengths[-1]) if lengths else None
        self._body, self._header = self._base + found.end(), None

    def _fill(self, place: int) -> int:
        """Read on; what stands before a place is dropped, but for a header that is looked for.
        Return the place in the new buffer.
        """
        self._look(self.end)
        keep = max(0, place - _BEHIND)
        if self._header is not None:
            keep = min(keep, max(0, self._header - self._base - 1))
        block = self._stream.read(_BLOCK)
        self._ended = not block
        self._line += self._buffer.count(b"\n", 0, keep)
        self._buffer = self._buffer[keep:] + block
        self._base += keep
        if len(self._buffer) > _LONGEST_HEADER + 2 * _BLOCK:
            return self._give_up()
        return max(0, place - keep)

    def _give_up(self) -> int:
        """Walk to the end without a look: a header of that length is no header."""
        while self._buffer:
            self._base += len(self._buffer)
            self._buffer = self._stream.read(_BLOCK)
        self._ended = True
        return 0
