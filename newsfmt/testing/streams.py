"""Streams as unkind as real ones: a byte at a time, not seekable, counted, without a line end."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from newsfmt.archives import PulledStream

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["CountingStream", "EndlessLine", "FewCalls", "OneByteStream"]


class OneByteStream(PulledStream):
    """A stream that gives one byte at a time and cannot seek, as a slow pipe does.

    >>> OneByteStream(b"abc").read(2)
    b'a'
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._count = 0

    def pull(self, size: int) -> bytes:
        """Return the next byte."""
        self._count += 1
        return self._data[self._count - 1 : self._count]


class CountingStream(PulledStream):
    """A stream that cannot seek and counts the bytes read in ``count``."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.count = 0

    def pull(self, size: int) -> bytes:
        """Return as much as is asked for."""
        data = self._data[self.count : self.count + size]
        self.count += len(data)
        return data


class EndlessLine(PulledStream):
    """A beginning, and behind it a line of that many bytes, which are never in memory."""

    def __init__(self, beginning: bytes, size: int) -> None:
        self._beginning = beginning
        self._left = size

    def pull(self, size: int) -> bytes:
        """Return the beginning, then as much of the line as is asked for."""
        if self._beginning:
            data, self._beginning = self._beginning[:size], self._beginning[size:]
        else:
            data = b"x" * min(size, self._left)
            self._left -= len(data)
        return data


class FewCalls(io.BufferedReader):
    """A buffered stream that counts in ``calls`` how often it is asked for bytes; lines are
    free.
    """

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))
        self.calls = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Return that many bytes."""
        self.calls += 1
        return super().read(size)

    def read1(self, size: int = -1, /) -> bytes:
        """Return at most that many bytes."""
        self.calls += 1
        return super().read1(size)

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Give as many bytes as the buffer holds."""
        self.calls += 1
        return super().readinto(buffer)

    def peek(self, size: int = 0, /) -> bytes:
        """Give what comes next."""
        self.calls += 1
        return super().peek(size)
