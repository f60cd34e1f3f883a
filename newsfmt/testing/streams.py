"""Streams as unkind as real ones: a byte at a time, not seekable, counted."""

from __future__ import annotations

import io
from typing import Any

__all__ = ["CountingStream", "OneByteStream"]


class OneByteStream(io.RawIOBase):
    """A stream that gives one byte at a time and cannot seek, as a slow pipe does.

    >>> OneByteStream(b"abc").read(2)
    b'a'
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Give the next byte."""
        part = self._data[self._place : self._place + 1]
        buffer[: len(part)] = part
        self._place += len(part)
        return len(part)


class CountingStream(io.RawIOBase):
    """A stream that cannot seek and counts what was taken of it in ``count``."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.count = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Give as much as is asked for."""
        part = self._data[self.count : self.count + len(buffer)]
        buffer[: len(part)] = part
        self.count += len(part)
        return len(part)
