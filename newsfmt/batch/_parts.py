"""Parting one large input, where its format can tell how: the parts come out one after the other,
with the hash of the whole made on the way.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from typing import BinaryIO, cast

import attrs

from newsfmt import options
from newsfmt._detection import best
from newsfmt._registry import FAULTS, Registry
from newsfmt._source import open_source
from newsfmt.batch._work import Reading
from newsfmt.errors import NewsfmtError
from newsfmt.format import Context, Part

__all__ = ["PART", "Parts"]

PART = 4 << 20
"""Bytes of a part, about."""
_BLOCK = 1 << 20


class _Hashed(io.FileIO):
    """A file that is hashed as it is read from its beginning on; what is read again or passed over
    makes no difference.
    """

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._digest = hashlib.sha256()
        self._done = 0

    def read(self, size: int | None = -1, /) -> bytes:
        place = self.tell()
        data = super().read(-1 if size is None else size) or b""
        new = place + len(data) - self._done
        if place <= self._done < place + len(data):
            self._digest.update(memoryview(data)[-new:])
            self._done += new
        return data

    def size(self) -> int:
        """Return the bytes of the file."""
        return os.fstat(self.fileno()).st_size

    def lines(self, part: Part) -> int:
        """Return the line ends in a part."""
        self.seek(part.start)
        left, lines = part.end - part.start, 0
        while left and (data := self.read(min(left, _BLOCK))):
            left, lines = left - len(data), lines + data.count(b"\n")
        return lines

    def sha256(self) -> str:
        """Return the sha256, in hex, of all of it."""
        self.seek(self._done)
        while self.read(_BLOCK):
            pass
        return self._digest.hexdigest()


class Parts:
    """The parts of one input; ``shift`` is what the guesses of their indices turned out to be wrong
    by.
    """

    def __init__(self, stream: _Hashed, found: Iterator[Part], first: Part, format: str) -> None:
        self.format = format
        self.shift = 0
        self._stream = stream
        self._found = found
        self._first = first
        self._hash = ""

    @classmethod
    def of(cls, path: str, label: str, reading: Reading, registry: Registry) -> Parts | None:
        """Return the parts of an input; None where it is small or cannot be parted, or cannot even
        be opened, which its reader will say.
        """
        if (
            reading.limits.articles is not None or reading.limits.input_bytes is not None
        ):  # they are of the whole
            return None
        try:
            with open_source(path, name=label) as source:
                if source.packed:
                    return None
                fmt = registry.get(
                    reading.source
                    or best(source.head, registry.formats(), registry.sniffer_failed).format
                )
            split = registry.splitter(fmt)
            if split is None:
                return None
            context = Context(
                name=label, format=fmt.name, encoding=reading.encoding, limits=reading.limits
            )
            context.options = options.make(
                fmt.read_options, reading.read_options, format=fmt.name, strict=False
            )
            stream = _Hashed(path)
        except (NewsfmtError, OSError):
            return None
        try:
            found = split(cast("BinaryIO", stream), context, PART)
            first = next(found, None)
        except FAULTS:  # the worker that reads it as a whole says what is wrong
            first = None
        if first is None or first.last:
            stream.close()
            return None
        return cls(stream, found, first, fmt.name)

    def __iter__(self) -> Iterator[Part]:
        part: Part | None = self._first
        try:
            while part is not None:
                if part.last:
                    self._hash = self._stream.sha256()
                yield self._next(part)
                part = None if part.last else self._following(part)
        finally:
            self._stream.close()

    def _following(self, part: Part) -> Part | None:
        """The next part; all the rest where the format cannot tell where it may be cut, which its
        reader will say.
        """
        try:
            return next(self._found, None)
        except FAULTS:
            end = max(self._stream.size(), part.end)
            line, index = part.line + self._stream.lines(part), part.index + part.articles
            return attrs.evolve(
                part, start=part.end, end=end, line=line, index=index, articles=0, last=True
            )

    def _next(self, part: Part) -> Part:
        return attrs.evolve(part, index=part.index + self.shift) if self.shift else part

    def sha256(self) -> str:
        """Return the sha256, in hex, of the whole input. Raises OSError."""
        return self._hash
