"""Exports in plain text that were saved as UTF-16 or UTF-32, or whose lines end with CR alone → the
same text as UTF-8 with LF, so that lines are recognised by their bytes.

A stream comes in, a stream goes out. Only a text with such a byte order mark is read whole, within
``whole_bytes``.
"""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from newsfmt import prose
from newsfmt.format import Context

__all__ = ["as_utf8"]

_WIDE = tuple(mark for mark, encoding in prose.BYTE_ORDER_MARKS if encoding != "utf-8")
_BLOCK = 1 << 16
_START = 4096  # bytes in which a text with lines has a line end


class _Joined(io.RawIOBase):
    """A stream with what has been read of it put back; CR is LF where lines end with CR alone."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self._start = start
        self._stream = stream
        self._ends_in_cr = b"\r" in start and b"\n" not in start

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        size = len(buffer)
        data = self._start[:size] or self._stream.read(size)
        self._start = self._start[size:]
        if self._ends_in_cr:
            data = data.replace(b"\r", b"\n")
        buffer[: len(data)] = data
        return len(data)


def as_utf8(stream: BinaryIO, context: Context) -> io.BufferedReader:
    """Return a stream of the same text. Raises LimitError for one in UTF-16 that is too large.

    >>> as_utf8(io.BytesIO("\ufeffFähre\\rsails".encode("utf-16-le")), Context()).read().decode()
    'Fähre\\nsails'
    """
    start = stream.read(_START)
    if not start.startswith(_WIDE):
        return io.BufferedReader(_Joined(start, stream), _BLOCK)
    limit = context.limits.whole_bytes
    data = start + stream.read(-1 if limit is None else limit)
    if limit is not None and len(data) > limit:
        raise context.exceeded("whole_bytes", "a text in UTF-16")
    text = prose.decode(data, context)
    data = (text.replace("\r", "\n") if "\n" not in text else text).encode()
    return io.BufferedReader(_Joined(data, io.BytesIO()), _BLOCK)
