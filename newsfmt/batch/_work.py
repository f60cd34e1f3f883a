"""What a worker does: inputs in, part files in the run's own folder out, and for each input a
record of what became of it.

A worker never touches the final output: it writes part files, which the run puts in their places in
the order of the inputs. It never ends the run either: what an input does to it is that input's
result, but for a device that is full, which concerns everybody.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from newsfmt._orjson import orjson
from newsfmt._paths import error_in_words
from newsfmt._pipeline import ArticleReader, Writer, open_reader
from newsfmt._registry import Registry, Surroundings
from newsfmt._terminal import safe_json
from newsfmt.article import Article
from newsfmt.batch._filters import Filter
from newsfmt.batch._names import Namer
from newsfmt.diagnostics import Diagnostic, Report
from newsfmt.errors import NewsfmtError, ParseError, TruncatedError, UnknownFormatError
from newsfmt.format import Context, Limits, Part

__all__ = [
    "CannotOpen",
    "Opened",
    "OutOfMemory",
    "PartFile",
    "Read",
    "Reader",
    "Reading",
    "Result",
    "Settings",
    "Task",
    "Unit",
    "Worker",
]

_PLUGIN = "plugin.failed"
_SMALL = 1 << 16
_BUFFER = 1 << 16


class OutOfMemory(Exception):
    """The worker ran out of memory; it has to be replaced."""


@attrs.frozen(kw_only=True)
class Reading:
    """How inputs are read, the same for every input of a run; picklable, so that workers can be
    given it.
    """

    source: str | None = None
    """Name of the format that is read, where it is not recognised."""
    read_options: dict[str, Any] = attrs.field(factory=dict)
    encoding: str | None = None
    limits: Limits = attrs.field(factory=Limits)
    memory: int | None = None
    """Bytes of memory a worker may have."""


@attrs.frozen(kw_only=True)
class Settings(Reading):
    """How inputs are converted."""

    target: str
    """Name of the format that is written."""
    write_options: dict[str, Any] = attrs.field(factory=dict)
    filter: Filter = attrs.field(factory=Filter)
    mode: str = "files"
    """``files``: one output an input; ``articles``: one an article; ``stream``: outputs one behind
    the other.
    """
    pattern: str | None = None
    """Pattern of the names of articles."""
    report: bool = False
    """Whether every diagnostic is written down."""


@attrs.frozen
class Task:
    """One input, or a part of one."""

    path: str
    label: str
    """Its name for messages."""
    size: int
    stem: str
    """Its name without extension, for patterns."""
    named: bool
    below: str = ""
    """Its path below the folder or archive that was named."""


@attrs.frozen
class Unit:
    """What a worker is given at a time: a few small inputs, a large one, or a part of one."""

    number: int
    tasks: tuple[Task, ...]
    part: Part | None = None
    format: str = ""
    """The format of the input that the part is of."""


@attrs.frozen
class PartFile:
    """A file, or a range of one, in the run's own folder."""

    name: str
    offset: int
    size: int
    sha256: str
    articles: int
    wanted: str = ""
    """The name an article wants by the pattern."""


@attrs.define(kw_only=True)
class Read:
    """What came of reading one input."""

    size: int = 0
    sha256: str = ""
    format: str = ""
    status: str = "read"
    """``read`` (or what was done with it then), ``skipped`` or ``failed``."""
    code: str = ""
    """Code of the failure."""
    reason: str = ""
    read: int = 0
    """Articles that the reader gave."""
    bad: int = 0
    """Articles that could not be read."""
    passed_over: int = 0
    """Items that are no articles."""
    diagnostics: dict[str, int] = attrs.field(factory=dict)
    kept: list[Diagnostic] = attrs.field(factory=list)
    plugins: dict[str, str] = attrs.field(factory=dict)
    """The plugins that have failed in the worker so far, and how."""
    complete: bool = False
    """Whether all of it was read, although it failed."""

    @property
    def found(self) -> int:
        """Articles that there were, read or not: each has its index."""
        return self.read + self.bad

    def fail(self, code: str, reason: str) -> None:
        """Note the first reason why the input failed."""
        if self.status != "failed":
            self.status, self.code, self.reason = "failed", code, reason

    def skip(self, reason: str) -> None:
        """Note that the input is none of newsfmt's."""
        self.status, self.reason = "skipped", reason

    def take(self, report: Report, registry: Registry) -> None:
        """Note what the report has counted, but for plugins, whose failures are the worker's and
        not the input's.
        """
        self.read, self.bad, self.passed_over = report.articles, report.failed, report.skipped
        self.diagnostics = {code: times for code, times in report.counts.items() if code != _PLUGIN}
        self.kept = (
            [diagnostic for diagnostic in report.kept if diagnostic.code != _PLUGIN]
            if report.kept
            else report.kept
        )
        self.plugins = registry.faults()

    def settle(self) -> None:
        """Say what the numbers mean for the input as a whole."""
        if self.bad:
            self.fail(*self._why_bad())
        if self.status not in ("skipped", "failed") and not self.read:
            self.fail(
                "no-articles",
                "no article in it"
                + (f" ({self.passed_over} items skipped)" if self.passed_over else ""),
            )

    def _why_bad(self) -> tuple[str, str]:
        """Code and reason of an input with articles that could not be read; where one was cut off,
        what it lacks.
        """
        others = self.diagnostics.get("read.article-skipped", 0)
        cut = next((entry for entry in self.kept if entry.code == TruncatedError.code), None)
        if cut is None or others == self.bad:
            return "read.article-skipped", f"{self.bad} of its articles could not be read"
        where = f"{cut.position}: " if cut.position is not None and str(cut.position) else ""
        more = f"; {others} others of its articles could not be read" if others else ""
        return cut.code, f"{where}{cut.message}{more}"


@attrs.define(kw_only=True)
class Result(Read):
    """What became of one input that was to be converted."""

    status: str = "converted"
    """``converted``, ``skipped`` or ``failed``."""
    written: int = 0
    left_out: dict[str, int] = attrs.field(factory=dict)
    """Articles that a filter left out, by reason."""
    outputs: list[PartFile] = attrs.field(factory=list)
    report: PartFile | None = None

    def settle(self) -> None:
        """Say what the numbers mean for the input as a whole; one whose articles were all left out
        is skipped.
        """
        super().settle()
        if self.status == "converted" and not self.written:
            self.skip("the filter left out every article")


class _Sink(io.RawIOBase):
    """A part file that is being written: made when there is something to write, hashed and counted
    on the way.
    """

    def __init__(self, folder: str, name: str) -> None:
        self.name = name
        self._path = os.path.join(folder, name)
        self._file = -1
        self.size = 0
        self.digest = hashlib.sha256()
        self.lost = False

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        if self.lost:
            return len(memoryview(data))
        if self._file < 0:
            self._file = os.open(
                self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666
            )
        done = os.write(self._file, data)
        self.digest.update(memoryview(data)[:done])
        self.size += done
        return done

    def touch(self) -> None:
        """Make the file even if nothing was written."""
        if self._file < 0:
            self.write(b"")

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        super().close()


class Reader:
    """What workers of every kind do first: read the articles of an input, and note what is wrong
    with it.
    """

    def __init__(self, reading: Reading, registry: Registry) -> None:
        self._reading = reading
        self._registry = registry
        self._around = Surroundings()

    def note(self, result: Read, report: Report, *others: str) -> None:
        """Note what was reported of an input; what plugins changed of the process is put back."""
        self._registry.settle(self._around, result.format, *others)
        result.take(report, self._registry)

    def articles(
        self, opened: Opened, task: Task, unit: Unit, result: Read, report: Report
    ) -> Iterator[Article]:
        """Yield the articles of an input, or a part of one; what ends it is noted in the result."""
        reading = self._reading
        context = Context(
            encoding=reading.encoding, limits=reading.limits, report=report, on_error="skip"
        )
        context.path, context.part = task.below, unit.part
        try:
            with self._open(opened, context, unit.format or reading.source, task.label) as reader:
                result.format = reader.format
                yield from reader
        except UnknownFormatError as error:
            if error.kind and not error.may_hold_articles and not task.named:
                result.skip(f"it is {error.kind}")
            else:
                result.fail(error.code, str(error).removeprefix(f"{task.label}: "))
        except NewsfmtError as error:
            result.complete = (
                result.status != "failed" and isinstance(error, ParseError) and error.complete
            )
            result.fail(error.code, str(error).removeprefix(f"{task.label}: "))
        except OSError as error:
            result.fail("os", error_in_words(error))

    def _open(
        self, opened: Opened, context: Context, format: str | None, name: str
    ) -> ArticleReader:
        options, registry = self._reading.read_options, self._registry
        return open_reader(
            opened.source,
            context,
            format=format,
            name=name,
            options=options,
            registry=registry,
            strict=False,
        )


class Worker(Reader):
    """Converts units, one after the other; ``folder`` is the run's own."""

    def __init__(self, settings: Settings, registry: Registry, folder: str) -> None:
        super().__init__(settings, registry)
        self._settings = settings
        self._folder = folder
        self._format = registry.get(settings.target)
        self._writer = Writer(self._format, settings.write_options, registry)
        self._namer = Namer(settings.pattern) if settings.pattern else None
        self._stream: _Sink | None = None
        self._buffer: io.BufferedWriter | None = None
        self._reports: _Sink | None = None
        self._count = 0

    @staticmethod
    def failed(task: Task, code: str, reason: str) -> Result:
        """Return the result of an input that its worker did not live to tell of."""
        return Result(size=task.size, status="failed", code=code, reason=reason)

    def run(self, unit: Unit) -> list[Result]:
        """Return a result for each input of a unit. Raises OutOfMemory; OSError where nothing can
        be written.
        """
        try:
            return [self._input(task, unit) for task in unit.tasks]
        except MemoryError as error:
            raise OutOfMemory from error
        finally:
            for sink in (self._stream, self._reports):
                if sink is not None:
                    sink.close()
            self._stream = self._reports = None

    def _sink(self) -> _Sink:
        self._count += 1
        return _Sink(self._folder, f"{os.getpid()}-{self._count}")

    # ---- one input
    # ------------------------------------------------------------

    def _input(self, task: Task, unit: Unit) -> Result:
        result = Result(size=task.size)
        lines: list[bytes] = []
        report = Report(
            (lambda diagnostic: _add_line(diagnostic, lines)) if self._settings.report else None
        )
        try:
            with Opened(task, unit.part) as opened:
                self._convert(opened, task, unit, result, report)
                result.size, result.sha256 = opened.finish()
        except CannotOpen as failed:
            result.fail(failed.code, failed.reason)
        self.note(result, report, self._format.name)
        if unit.part is None:
            result.settle()
        if lines:
            result.report = self._reported(b"".join(lines))
        return result

    def _convert(
        self, opened: Opened, task: Task, unit: Unit, result: Result, report: Report
    ) -> None:
        articles = self._passing(opened, task, unit, result, report)
        first = next(articles, None)
        if first is None:
            return
        try:
            if self._settings.mode == "articles":
                self._each(first, articles, task, unit, result, report)
            else:
                result.outputs.append(self._one(_chained(first, articles), result, report))
        except NewsfmtError as error:
            result.outputs.clear()
            result.written = 0
            result.fail(error.code, f"cannot be written as {self._format.name}: {error}")

    def _passing(
        self, opened: Opened, task: Task, unit: Unit, result: Result, report: Report
    ) -> Iterator[Article]:
        """The articles of an input that go on."""
        found = self.articles(opened, task, unit, result, report)
        return (
            self._settings.filter.passing(found, result.left_out)
            if self._settings.filter
            else found
        )

    def _reported(self, data: bytes) -> PartFile:
        if self._reports is None:
            self._reports = self._sink()
        offset = self._reports.size
        _write_all(self._reports, data)
        return PartFile(self._reports.name, offset, len(data), "", 0)

    # ---- writing
    # ------------------------------------------------------------

    def _one(self, articles: Iterable[Article], result: Result, report: Report) -> PartFile:
        """All articles of an input, as one file or as a range of the unit's."""
        if self._settings.mode == "stream":
            if self._stream is None:
                self._stream = self._sink()
            sink = self._stream
            sink.digest = hashlib.sha256()
        else:
            sink = self._sink()
        offset = sink.size
        try:
            count = self._write(articles, sink, report)
        finally:
            if sink is not self._stream:
                sink.close()
        result.written = count
        return PartFile(sink.name, offset, sink.size - offset, sink.digest.hexdigest(), count)

    def _each(
        self,
        first: Article,
        others: Iterator[Article],
        task: Task,
        unit: Unit,
        result: Result,
        report: Report,
    ) -> None:
        """Each article of an input as a file of its own."""
        base = unit.part.index if unit.part is not None else 0
        for article in _chained(first, others):
            sink = self._sink()
            try:
                self._write((article,), sink, report)
            finally:
                sink.close()
            wanted = (
                self._namer.name(article, task.stem, base + report.articles + report.failed - 1)
                if self._namer is not None
                else ""
            )
            result.outputs.append(
                PartFile(sink.name, 0, sink.size, sink.digest.hexdigest(), 1, wanted)
            )
            result.written += 1

    def _write(self, articles: Iterable[Article], sink: _Sink, report: Report) -> int:
        counted = _Counted(articles)
        buffer = io.BufferedWriter(sink, _BUFFER)
        try:
            self._writer.write(counted, buffer, report)
            buffer.flush()
        except OSError:
            sink.lost = True  # what the buffer still holds has nowhere to go
            raise
        finally:
            buffer.detach()
        sink.touch()
        return counted.count


class _Counted:
    """Articles, counted."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = articles
        self.count = 0

    def __iter__(self) -> Iterator[Article]:
        for article in self._articles:
            self.count += 1
            yield article


class Opened:
    """An input, or a part of one, opened for reading and hashed on the way. Raises CannotOpen."""

    def __init__(self, task: Task, part: Part | None) -> None:
        self.source: Any = b""
        self._digest = hashlib.sha256()
        self._data = b""
        self._raw: io.FileIO | None = None
        self._part = part
        try:
            raw = io.FileIO(task.path)
            try:
                self._open(raw, task)
            except BaseException:
                raw.close()
                raise
        except OSError as error:
            raise CannotOpen("os", error_in_words(error)) from error

    def _open(self, raw: io.FileIO, task: Task) -> None:
        if self._part is not None:
            self._raw = raw
            self.source = _Window(raw, self._part)
        elif task.size < _SMALL:
            self._data = raw.read(_SMALL)
            while len(self._data) != task.size and (
                more := raw.read(_SMALL)
            ):  # no regular file, or one that has just grown
                self._data += more
            if len(self._data) < _SMALL:
                raw.close()
                self.source = self._data
                return
            self._raw = raw
            self.source = _Hashing(raw, self._digest, self._data)
        else:
            self._raw = raw
            self.source = _Hashing(raw, self._digest)

    def finish(self) -> tuple[int, str]:
        """Read what nobody has read, and return size and sha256 of all of it; of a part its size
        alone.
        """
        if self._raw is None:
            return len(self._data), hashlib.sha256(self._data).hexdigest()
        if self._part is not None:
            return self._part.end - self._part.start, ""
        try:
            while self.source.read(1 << 20):
                pass
        except OSError as error:
            raise CannotOpen("os", error_in_words(error)) from error
        return self.source.count, self._digest.hexdigest()

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._raw is not None:
            self._raw.close()


class _Hashing(io.RawIOBase):
    """A file whose bytes are hashed and counted as they are read."""

    def __init__(self, raw: io.FileIO, digest: Any, start: bytes = b"") -> None:
        self._raw = raw
        self._digest = digest
        self._start = start
        self.count = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if self._start:
            size = len(self._start) if size < 0 else size
            data, self._start = self._start[:size], self._start[size:]
        else:
            data = self._raw.read(size) or b""
        self._digest.update(data)
        self.count += len(data)
        return data


class _Window(io.RawIOBase):
    """A part of a file, with what goes before and behind it."""

    def __init__(self, raw: io.FileIO, part: Part) -> None:
        self._raw = raw
        self._before, self._after = part.before, part.after
        self._left = part.end - part.start
        raw.seek(part.start)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if self._before:
            return self._piece("_before", size)
        if self._left:
            data = self._raw.read(self._left if size < 0 else min(size, self._left)) or b""
            if not data:
                raise OSError("the file became shorter while it was read")
            self._left -= len(data)
            return data
        return self._piece("_after", size)

    def _piece(self, name: str, size: int) -> bytes:
        held: bytes = getattr(self, name)
        size = len(held) if size < 0 else size
        setattr(self, name, held[size:])
        return held[:size]


class CannotOpen(Exception):
    """An input cannot be opened."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def _chained(first: Article, others: Iterator[Article]) -> Iterator[Article]:
    yield first
    yield from others


def _add_line(diagnostic: Diagnostic, lines: list[bytes]) -> None:
    if diagnostic.code != _PLUGIN:
        lines.append(
            safe_json(orjson.dumps(diagnostic.to_dict(), option=orjson.OPT_APPEND_NEWLINE))
        )


def _write_all(sink: _Sink, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[sink.write(view) :]
