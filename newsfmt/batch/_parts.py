"""Split one large input, where its format has a splitter: the parts come out in order, and the hash
of the whole is made on the way.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import attrs

from newsfmt import options
from newsfmt._detection import best
from newsfmt._registry import FAULTS, Registry, Surroundings
from newsfmt._source import open_source
from newsfmt.batch._options import ReadingOptions
from newsfmt.batch._reader import Task
from newsfmt.errors import NewsfmtError, PluginError
from newsfmt.format import Aligner, Context, Format, Limits, Part, Splitter
from newsfmt.parting import in_order

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["PART", "Parts", "aligned", "opened", "part_between"]

PART = 4 << 20
"""Approximate bytes of a part."""
_BLOCK = 1 << 20


class _Hashed(io.RawIOBase):
    """A file that is hashed as it is read; repeated reads and skipped ranges do not change the
    hash. A splitter cannot close it.
    """

    def __init__(self, file: Any, *, hashed: bool = True) -> None:
        self._file = file
        self._digest = hashlib.sha256() if hashed else None
        self._hashed = 0
        self.error: OSError | None = None  # to distinguish it from a fault of the splitter

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._file.seek(offset, whence)
        return int(self._file.tell())

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        start = self._file.tell()
        try:
            count = self._file.readinto(buffer) or 0
        except OSError as error:
            self.error = error
            raise
        if self._digest is not None and start <= self._hashed < start + count:
            self._digest.update(memoryview(buffer)[self._hashed - start : count])
            self._hashed = start + count
        return count

    def size(self) -> int:
        """Return the bytes of the file."""
        offset = self._file.tell()
        size = self.seek(0, os.SEEK_END)
        self._file.seek(offset)
        return size

    def lines(self, part: Part) -> int:
        """Return the line ends in a part."""
        self._file.seek(part.start)
        left, lines = part.end - part.start, 0
        while left and (data := self._file.read(min(left, _BLOCK))):
            left, lines = left - len(data), lines + data.count(b"\n")
        return lines

    def sha256(self) -> str:
        """Return the sha256, in hex, of the whole input; nothing where it is not hashed."""
        if self._digest is None:
            return ""
        self._file.seek(self._hashed)
        while data := self._file.read(_BLOCK):
            self._digest.update(data)
        return self._digest.hexdigest()

    def release(self) -> None:
        """Close the file itself."""
        self._file.close()


def opened(task: Task, limits: Limits) -> Any:
    """Return the file of an input, at its beginning. Raises OSError, ParseError."""
    return io.FileIO(task.path) if task.content is None else task.content.open(limits)


def _format_of(task: Task, choice: ReadingOptions, registry: Registry) -> Format | None:
    """Return the format that an input would be read in, by its beginning; None for one that is
    packed or would be set aside. Raises FormatError, ParseError, OSError.
    """
    file = opened(task, choice.limits)
    with open_source(file, name=task.label, close=(file,)) as source:
        if source.packed:
            return None
        if choice.source_format is not None:
            return registry.get(choice.source_format)
        match = best(source.head, registry.formats(), registry)
        if match.unsure and not (task.alone or choice.unsure):
            return None
        return registry.get(match.format)


def aligned(task: Task, choice: ReadingOptions, registry: Registry) -> str | None:
    """Return the name of the format of an input whose articles it can find from any byte offset;
    None where it cannot, or the input cannot be opened, which its reader will say.
    """
    if choice.limits.articles is not None or choice.limits.input_bytes is not None:
        return None
    try:
        fmt = _format_of(task, choice, registry)
        if fmt is None or fmt.align is None:
            return None
        part = part_between(task, fmt, choice, registry, (0, task.size))
    except (NewsfmtError, OSError):
        return None
    return fmt.name if part is not None else None


def part_between(
    task: Task, fmt: Format, choice: ReadingOptions, registry: Registry, span: tuple[int, int]
) -> Part | None:
    """Return the part of an input with the articles that begin between two byte offsets, if there
    are any. Raises OSError, ParseError, OptionError, PluginError.
    """
    around = Surroundings()
    align = cast("Aligner", registry.aligner(fmt))
    context = _context_of(task, fmt, choice)
    stream = io.BufferedReader(opened(task, choice.limits), _BLOCK)
    with closing(stream):
        try:
            return align(cast("BinaryIO", stream), context, *span)
        except (NewsfmtError, OSError, MemoryError):
            raise
        except FAULTS as error:
            raise registry.blame(fmt, "align", error) from error
        finally:
            registry.settle(around, fmt.name)


def _context_of(task: Task, fmt: Format, choice: ReadingOptions) -> Context:
    """Return what a format is given that looks for places in an input. Raises OptionError."""
    context = Context(
        name=task.label, format=fmt.name, encoding=choice.encoding, limits=choice.limits
    )
    context.options = options.make(
        fmt.read_options, choice.read_options, format=fmt.name, strict=False
    )
    return context


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
    def of(
        cls,
        task: Task,
        choice: ReadingOptions,
        registry: Registry,
        size: int | None = None,
        *,
        hashed: bool = True,
    ) -> Parts | None:
        """Return the parts of an input, each of about ``size`` bytes (:data:`PART`); None where it
        is small, cannot be split, or cannot be opened, which its reader reports.
        """
        if choice.limits.articles is not None or choice.limits.input_bytes is not None:
            return None  # these limits concern the whole
        around = Surroundings()
        try:
            fmt = _format_of(task, choice, registry)
            if fmt is None or fmt.split is None:
                return None
            context = _context_of(task, fmt, choice)
            stream = _Hashed(opened(task, choice.limits), hashed=hashed)
        except (NewsfmtError, OSError):
            return None
        finally:
            registry.settle(around)
        parts = cls._begun(stream, context, fmt, registry, size or PART)
        registry.settle(around, fmt.name)
        if parts is None:
            stream.release()
        return parts

    @classmethod
    def _begun(
        cls, stream: _Hashed, context: Context, fmt: Format, registry: Registry, size: int
    ) -> Parts | None:
        """The parts that a splitter yields, if there are several. The parts of a plugin are checked
        before any is read; where they are wrong the plugin is reported, and the input is read as
        one.
        """
        try:
            buffered = cast("BinaryIO", io.BufferedReader(stream, _BLOCK))
            split = cast("Splitter", registry.splitter(fmt))
            given = registry.traced(fmt, "split", split(buffered, context, size), context.name)
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
