"""Split one large input, where its format has a splitter: the parts come out in order, and the hash
of the whole is made on the way.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import attrs

from newsfmt import options
from newsfmt._detection import best
from newsfmt._registry import FAULTS, Registry, Surroundings
from newsfmt._source import open_source
from newsfmt.batch._options import ReadingOptions
from newsfmt.batch._reader import Task
from newsfmt.errors import NewsfmtError, PluginError
from newsfmt.format import Context, Format, Part, Splitter
from newsfmt.parting import in_order

__all__ = ["PART", "Parts"]

PART = 4 << 20
"""Approximate bytes of a part."""
_BLOCK = 1 << 20


class _Hashed(io.RawIOBase):
    """A file that is hashed as it is read; repeated reads and skipped ranges do not change the
    hash. A splitter cannot close it.
    """

    def __init__(self, path: str) -> None:
        self._file = io.FileIO(path)
        self._digest = hashlib.sha256()
        self._hashed = 0
        self.error: OSError | None = None  # to distinguish it from a fault of the splitter

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def readinto(self, buffer: Any, /) -> int:
        start = self._file.tell()
        try:
            count = self._file.readinto(buffer) or 0
        except OSError as error:
            self.error = error
            raise
        if start <= self._hashed < start + count:
            self._digest.update(memoryview(buffer)[self._hashed - start : count])
            self._hashed = start + count
        return count

    def size(self) -> int:
        """Return the bytes of the file."""
        return os.fstat(self._file.fileno()).st_size

    def lines(self, part: Part) -> int:
        """Return the line ends in a part."""
        self._file.seek(part.start)
        left, lines = part.end - part.start, 0
        while left and (data := self._file.read(min(left, _BLOCK))):
            left, lines = left - len(data), lines + data.count(b"\n")
        return lines

    def sha256(self) -> str:
        """Return the sha256, in hex, of all of it."""
        self._file.seek(self._hashed)
        while data := self._file.read(_BLOCK):
            self._digest.update(data)
        return self._digest.hexdigest()

    def release(self) -> None:
        """Close the file itself."""
        self._file.close()


class Parts:
    """The parts of one input; ``shift`` is the error of the guessed indices so far."""

    def __init__(self, stream: _Hashed, found: Iterator[Part], first: Part, format: str) -> None:
        self.format = format
        self.shift = 0
        self._stream = stream
        self._found = found
        self._first = first
        self._hash = ""

    @classmethod
    def of(cls, task: Task, choice: ReadingOptions, registry: Registry) -> Parts | None:
        """Return the parts of an input; None where it is small, cannot be split, or cannot be
        opened, which its reader reports.
        """
        if choice.limits.articles is not None or choice.limits.input_bytes is not None:
            return None  # these limits concern the whole
        around = Surroundings()
        try:
            with open_source(task.path, name=task.label) as source:
                if source.packed:
                    return None
                name = choice.source_format
                if name is None:
                    match = best(source.head, registry.formats(), registry)
                    if match.unsure and not (task.alone or choice.unsure):
                        return None
                    name = match.format
            fmt = registry.get(name)
            if fmt.split is None:
                return None
            context = Context(
                name=task.label, format=fmt.name, encoding=choice.encoding, limits=choice.limits
            )
            context.options = options.make(
                fmt.read_options, choice.read_options, format=fmt.name, strict=False
            )
            stream = _Hashed(task.path)
        except (NewsfmtError, OSError):
            return None
        finally:
            registry.settle(around)
        parts = cls._begun(stream, context, fmt, registry)
        registry.settle(around, fmt.name)
        if parts is None:
            stream.release()
        return parts

    @classmethod
    def _begun(
        cls, stream: _Hashed, context: Context, fmt: Format, registry: Registry
    ) -> Parts | None:
        """The parts that a splitter yields, if there are several. The parts of a plugin are checked
        before any is read; where they are wrong the plugin is reported, and the input is read as
        one.
        """
        try:
            buffered = cast("BinaryIO", io.BufferedReader(stream, _BLOCK))
            split = cast("Splitter", registry.splitter(fmt))
            given = registry.traced(fmt, "split", split(buffered, context, PART), context.name)
            parts = in_order(given, stream.size())
            if not registry.owner(fmt.name).builtin:
                parts = iter(list(parts))
            first = next(parts, None)
        except FAULTS as error:
            if isinstance(error, PluginError) or not (
                isinstance(error, NewsfmtError) or error is stream.error
            ):  # else the reader reports the fault of the input
                registry.splitter_failed(fmt, error.__cause__ or error)
            return None
        if first is None or first.last:
            return None
        return cls(stream, parts, first, fmt.name)

    def __iter__(self) -> Iterator[Part]:
        part: Part | None = self._first
        try:
            while part is not None:
                if part.last:
                    self._hash = self._stream.sha256()
                yield self._next(part)
                part = None if part.last else self._following(part)
        finally:
            self._stream.release()

    def _following(self, part: Part) -> Part:
        """The next part; the whole rest where the format finds no place to cut, which its reader
        reports.
        """
        try:
            return next(self._found)
        except FAULTS:  # an early end included
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
