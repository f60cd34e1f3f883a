"""Parting one large input, where its format can tell how: the parts come out one after the other, with the hash of the whole made on the way."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from typing import Any

import attrs

from newsfmt import options
from newsfmt._detection import best
from newsfmt._registry import FAULTS, Registry
from newsfmt._source import open_source
from newsfmt.batch._work import Reading
from newsfmt.errors import NewsfmtError
from newsfmt.format import Context, Part

__all__ = ["PART", "Parts"]

PART = 8 << 20
"""Bytes of a part, about."""


class Parts:
    """The parts of one input; ``shift`` is what the guesses of their indices turned out to be wrong by."""

    def __init__(self, stream: Any, found: Iterator[Part], first: Part, format: str) -> None:
        self.format = format
        self.shift = 0
        self._stream = stream
        self._found = found
        self._first = first
        self._digest = hashlib.sha256()
        self._lines = 0  # of the last part

    @classmethod
    def of(cls, path: str, label: str, reading: Reading, registry: Registry) -> Parts | None:
        """Return the parts of an input; None where it is small or cannot be parted, or cannot even be opened, which its reader will say."""
        if reading.limits.articles is not None or reading.limits.input_bytes is not None:  # they are of the whole
            return None
        try:
            with open_source(path, name=label) as source:
                if source.packed:
                    return None
                fmt = registry.get(reading.source) if reading.source else best(source.head, registry.formats(), registry.sniffer_failed)
            split = registry.splitter(fmt)
            if split is None:
                return None
            context = Context(name=label, format=fmt.name, encoding=reading.encoding, limits=reading.limits)
            context.options = options.make(fmt.read_options, reading.read_options, format=fmt.name, strict=False)
            stream = open(path, "rb", buffering=0)  # noqa: SIM115 (closed with the last part)
        except (NewsfmtError, OSError):
            return None
        try:
            found = split(stream, context, PART)
            first = next(found, None)
        except FAULTS:  # the worker that reads it as a whole says what is wrong
            first = None
        if first is None or first.last:
            stream.close()
            return None
        return cls(stream, found, first, fmt.name)

    def __iter__(self) -> Iterator[Part]:
        last = self._first
        try:
            yield self._next(last)
            while not last.last:
                part = self._following(last)
                if part is None:
                    return
                last = part
                yield self._next(last)
        finally:
            self._stream.close()

    def _following(self, part: Part) -> Part | None:
        """The next part; all the rest where the format cannot tell where it may be cut, which its reader will say."""
        try:
            return next(self._found, None)
        except FAULTS:
            end = max(os.fstat(self._stream.fileno()).st_size, part.end)
            line, index = part.line + self._lines, part.index + part.articles
            return attrs.evolve(part, start=part.end, end=end, line=line, index=index, articles=0, last=True)

    def _next(self, part: Part) -> Part:
        with open(self._stream.name, "rb", buffering=0) as file:
            file.seek(part.start)
            left = part.end - part.start
            self._lines = 0
            while left and (data := file.read(min(left, 1 << 20))):
                self._digest.update(data)
                self._lines += data.count(b"\n")
                left -= len(data)
        return attrs.evolve(part, index=part.index + self.shift) if self.shift else part

    def sha256(self) -> str:
        """Return the sha256, in hex, of the parts so far."""
        return self._digest.hexdigest()
