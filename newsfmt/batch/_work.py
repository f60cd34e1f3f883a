"""The work of a conversion: inputs come in, part files in the run's own folder go out, and for each
input a record of its outcome.

A worker writes part files, which the run stores in the order of the inputs. It does not end the
run: any error is the result of its input, except a full device, which concerns the whole run.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, ClassVar

import attrs

from newsfmt._pipeline import Writer
from newsfmt._registry import Registry
from newsfmt._terminal import json_line
from newsfmt.article import Article
from newsfmt.batch._accounts import NOTES, PLUGIN, PartFile, Settled
from newsfmt.batch._names import stem_of
from newsfmt.batch._patterns import Namer
from newsfmt.batch._reader import Read, Reader, Task, Unit
from newsfmt.batch._run_options import ConversionOptions
from newsfmt.diagnostics import Diagnostic, Report
from newsfmt.errors import NewsfmtError

__all__ = ["Result", "Worker", "report_line"]

_BUFFER = 1 << 16


@attrs.define(kw_only=True)
class Result(Read):
    """The result of converting one input."""

    DONE: ClassVar[str] = "converted"
    outputs: list[PartFile] = attrs.field(factory=list)
    """The part files with its articles."""
    report: PartFile | None = None


class _Sink(io.RawIOBase):
    """A part file during writing: made with the first byte, hashed and counted on the way."""

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
        try:
            done = os.write(self._file, data)
        except OSError as error:
            error.filename = self._path
            raise
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


class Worker(Reader):
    """Converts inputs, one after the other; ``folder`` is the run's own."""

    def __init__(self, options: ConversionOptions, registry: Registry, folder: str) -> None:
        super().__init__(options, registry)
        self._choice = options
        self._folder = folder
        self._format = registry.get(options.to)
        self._writer = Writer(self._format, options.write_options, registry)
        self._namer = Namer(options.name) if options.name else None
        self._filter = options.filter if options.filter else None
        self._stream: _Sink | None = None
        self._reports: _Sink | None = None
        self._count = 0

    def read(self, task: Task, unit: Unit) -> Result:
        """Return the result of an input of a unit. Raises MemoryError; OSError where nothing can
        be written.
        """
        result = Result(size=task.size)
        lines: list[bytes] = []
        report = Report(
            (lambda diagnostic: _add_line(diagnostic, lines)) if self._choice.reports else None,
            keep=NOTES,
        )
        with self.reading(
            task, result, report, unit.part, unit.format, self._format.name
        ) as articles:
            if self._filter is not None:
                articles = self._filter.passing(articles, result.left_out)
            self._convert(articles, task, unit, result, report)
        if lines:
            result.report = self._reported(b"".join(lines))
        return result

    def settle(self, tasks: Sequence[Task], results: list[Result]) -> Sequence[Result | Settled]:
        """Close the part files of the results, so that the run may remove them. Raises OSError."""
        for sink in (self._stream, self._reports):
            if sink is not None:
                sink.close()
        self._stream = self._reports = None
        return results

    def _sink(self) -> _Sink:
        self._count += 1
        return _Sink(self._folder, f"{os.getpid()}-{self._count}")

    # ---- one input
    # ------------------------------------------------------------

    def _convert(
        self, articles: Iterator[Article], task: Task, unit: Unit, result: Result, report: Report
    ) -> None:
        first = next(articles, None)
        if first is None:
            return
        try:
            if self._choice.layout == "articles":
                self._each(chain([first], articles), task, unit, result, report)
            else:
                result.outputs.append(self._one(chain([first], articles), result, report))
        except NewsfmtError as error:
            result.outputs.clear()
            result.fail(error.code, f"cannot be written as {self._format.name}: {error}")

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
        if not self._choice.apart:
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
        return PartFile(sink.name, offset, sink.size - offset, sink.digest.hexdigest(), count)

    def _each(
        self,
        articles: Iterator[Article],
        task: Task,
        unit: Unit,
        result: Result,
        report: Report,
    ) -> None:
        """Each article of an input as a file of its own."""
        base = unit.part.index if unit.part is not None else 0
        for article in articles:
            sink = self._sink()
            try:
                self._write((article,), sink, report)
            finally:
                sink.close()
            wanted = (
                self._namer.name(
                    article, stem_of(task.label), base + report.articles + report.failed - 1
                )
                if self._namer is not None
                else ""
            )
            result.outputs.append(
                PartFile(sink.name, 0, sink.size, sink.digest.hexdigest(), 1, wanted)
            )

    def _write(self, articles: Iterable[Article], sink: _Sink, report: Report) -> int:
        counted = _Counted(articles)
        buffer = io.BufferedWriter(sink, _BUFFER)
        try:
            self._writer.write(counted, buffer, report)
            buffer.flush()
        except OSError:
            sink.lost = True  # the rest of the buffer cannot be written
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


def _add_line(diagnostic: Diagnostic, lines: list[bytes]) -> None:
    if diagnostic.code != PLUGIN:
        lines.append(report_line(diagnostic))


def report_line(diagnostic: Diagnostic) -> bytes:
    """Return a diagnostic as a line of the report."""
    return json_line(diagnostic.to_dict())


def _write_all(sink: _Sink, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[sink.write(view) :]
