"""Exports in plain text that were saved as UTF-16 or UTF-32 → the same text as UTF-8, so that lines
are recognised by their bytes.

A stream comes in, a stream goes out. Only a text with such a byte order mark is read whole, within
``whole_bytes``.
"""

from __future__ import annotations

import io
from typing import BinaryIO, cast

from newsfmt import prose
from newsfmt.format import Context

__all__ = ["as_utf8"]

_WIDE = tuple(mark for mark, encoding in prose.BYTE_ORDER_MARKS if encoding != "utf-8")
_LONGEST = 4


class _Joined:
    """A stream with what has been read of it put back."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self._start = io.BytesIO(start)
        self._stream = stream

    def readline(self, size: int = -1, /) -> bytes:
        line = self._start.readline(size)
        if line.endswith(b"\n") or 0 <= size <= len(line):
            return line
        return line + self._stream.readline(size - len(line) if size >= 0 else -1)

    def read(self, size: int = -1, /) -> bytes:
        data = self._start.read(size)
        if 0 <= size <= len(data):
            return data
        return data + self._stream.read(size - len(data) if size >= 0 else -1)


def as_utf8(stream: BinaryIO, context: Context) -> BinaryIO:
    """Return a stream of the same text. Raises LimitError for one in UTF-16 that is too large.

    >>> as_utf8(io.BytesIO("\\ufeffFähre".encode("utf-16-le")), Context()).read().decode()
    'Fähre'
    """
    start = stream.read(_LONGEST)
    if not start.startswith(_WIDE):
        return cast("BinaryIO", _Joined(start, stream))
    limit = context.limits.whole_bytes
    data = start + stream.read(-1 if limit is None else limit)
    if limit is not None and len(data) > limit:
        raise context.exceeded("whole_bytes", "a text in UTF-16")
    return io.BytesIO(prose.decode(data, context).encode())
