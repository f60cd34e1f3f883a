"""Read inputs: an input, or a part of a large one, comes in, its articles go out, and a record has
the outcome.

A fault of an input is noted in its record and ends only that input. A text that may be no article
is set aside, unless the caller named it or its format: its articles are counted, and do not come
out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, ClassVar, Self

import attrs

from newsfmt._paths import absolute, error_in_words
from newsfmt._pipeline import ArticleReader, open_reader
from newsfmt._registry import Registry, Surroundings
from newsfmt._source import Source, open_source
from newsfmt.archives import Content, count_members, kind_of_bytes
from newsfmt.article import Article
from newsfmt.batch._accounts import PLUGIN, Outcome, Output, add_counts
from newsfmt.batch._inputs import Input
from newsfmt.batch._options import ReadingOptions
from newsfmt.counting import Count
from newsfmt.diagnostics import Diagnostic, Report
from newsfmt.errors import (
    ArchiveError,
    NewsfmtError,
    ParseError,
    TruncatedError,
    UnknownFormatError,
)
from newsfmt.format import Context, Limits, Part

__all__ = ["CannotOpen", "Opened", "Read", "Reader", "Task", "Unit", "passed_over"]

_SMALL = 1 << 16
UNSURE = "plain text without a date, header or headline"
OTHER_ITEMS = "its items are no articles"
LEFT_OUT = "with no matching article"


@attrs.frozen(repr=False)
class Task:
    """One input, or a part of one."""

    path: str
    label: str
    """Its name for messages."""
    size: int
    named: bool
    """Whether the caller named it, and not only its folder."""
    alone: bool
    """Whether the caller named it directly, not in a list."""
    below: str = ""
    """Its path below the folder or archive that was named."""
    content: Content | None = None
    """Its content, where it is a member of an archive."""
    output: str = ""
    """Path of its output below the root, where a worker may store it; ``-`` for a stream; empty
    where the run has to decide, and for parts.
    """
    replace: bool = False
    """Whether the output may replace one of an earlier run."""

    @classmethod
    def of(cls, input: Input, output: str = "", *, replace: bool = False) -> Task:
        """Return the task of reading an input."""
        return cls(
            absolute(input.path),
            input.shown,
            input.size,
            input.named,
            input.named and not input.listed,
            input.below,
            input.content,
            output,
            replace,
        )


@attrs.frozen(repr=False)
class Unit:
    """A unit of work: a few small inputs, a large one, or a part of one."""

    number: int
    tasks: tuple[Task, ...]
    part: Part | None = None
    format: str = ""
    """The format of the input that the part is of."""


@attrs.define(kw_only=True, repr=False)
class Read:
    """The result of reading one input: each article and item is counted in one class."""

    DONE: ClassVar[str] = "read"
    """The status of an input without a fault."""
    size: int = 0
    sha256: str = ""
    format: str = ""
    status: str = attrs.Factory(lambda self: self.DONE, takes_self=True)
    """``DONE``, ``skipped``, ``unsure`` or ``failed``."""
    code: str = ""
    """Code of the failure."""
    reason: str = ""
    read: int = 0
    """Articles that the reader yielded."""
    bad: int = 0
    """Articles that could not be read."""
    passed_over: int = 0
    """Items that are no articles."""
    unsure: int = 0
    """Articles that were set aside."""
    left_out: dict[str, int] = attrs.field(factory=dict)
    """Articles that a filter left out, by reason."""
    diagnostics: dict[str, int] = attrs.field(factory=dict)
    losses: dict[tuple[str, str], int] = attrs.field(factory=dict)
    kept: list[Diagnostic] = attrs.field(factory=list)
    plugins: dict[str, str] = attrs.field(factory=dict)
    """The plugins that have failed in this process so far, with the reason."""
    complete: bool = False
    """Whether the whole input was read, although it failed."""
    count: Count = attrs.field(factory=Count)
    """The number of articles that the input states."""

    @property
    def found(self) -> int:
        """The number of articles, read or not: each has its index."""
        return self.read + self.bad

    @property
    def passed(self) -> int:
        """Articles that were read and passed the filter."""
        return self.read - sum(self.left_out.values())

    def fail(self, code: str, reason: str) -> None:
        """Note the first reason why the input failed."""
        if self.status != "failed":
            self.status, self.code, self.reason = "failed", code, reason

    def skip(self, reason: str) -> None:
        """Note that the input is in no format that newsfmt reads."""
        self.status, self.reason = "skipped", reason

    def set_aside(self, articles: int) -> None:
        """Note that the input may be no article, and the number of articles it would give."""
        self.status, self.reason, self.unsure = "unsure", UNSURE, articles

    def take(self, report: Report, registry: Registry) -> None:
        """Note the counts of the report; failures of plugins belong to the process, not to the
        input.
        """
        self.read, self.bad, self.passed_over = report.articles, report.failed, report.skipped
        self.diagnostics = {code: times for code, times in report.counts.items() if code != PLUGIN}
        self.losses = report.losses
        self.kept = (
            [diagnostic for diagnostic in report.kept if diagnostic.code != PLUGIN]
            if report.kept
            else report.kept
        )
        self.plugins = registry.faults()

    def merge(self, other: Self, part: Part) -> None:
        """Add the result of the next part of the same input."""
        self.read += other.read
        self.bad += other.bad
        self.passed_over += other.passed_over
        add_counts(self.left_out, other.left_out)
        add_counts(self.diagnostics, other.diagnostics)
        add_counts(self.losses, other.losses)
        self.kept += other.kept
        self.plugins = other.plugins | self.plugins
        self.count.merge(other.count)
        if other.status == "failed":
            where = f" (in the part that begins on line {part.line})"
            self.fail(
                other.code,
                other.reason if other.code.startswith("parse") else f"{other.reason}{where}",
            )

    def compare(self, name: str) -> list[Diagnostic]:
        """Return the differences between the number of articles and the one that the input states,
        after its last part was read.
        """
        code = "read.count-mismatch"
        differences = [
            Diagnostic.of(code, difference, name)
            for difference in self.count.differences(self.found, self.passed_over)
        ]
        if differences:
            add_counts(self.diagnostics, {code: len(differences)})
            self.kept += differences
        return differences

    def settle(self) -> None:
        """Set the status from the numbers: an input without articles failed, unless a filter left
        them out or it has items of other kinds.
        """
        if self.bad:
            self.fail(*self.why_bad())
        if self.status != self.DONE or self.passed:
            return
        if self.read:
            self.skip(LEFT_OUT)
        elif self.passed_over:
            self.skip(OTHER_ITEMS)
        else:
            self.fail("no-articles", "no article in it")

    def why_bad(self) -> tuple[str, str]:
        """Return code and reason for an input with articles that could not be read; for one that
        was cut off, the missing part.
        """
        others = self.diagnostics.get("read.article-skipped", 0)
        cut = next((entry for entry in self.kept if entry.code == TruncatedError.code), None)
        if cut is None or others == self.bad:
            return "read.article-skipped", f"{self.bad} of its articles could not be read"
        where = f"{cut.position}: " if cut.position is not None and str(cut.position) else ""
        more = f"; {others} others of its articles could not be read" if others else ""
        return cut.code, f"{where}{cut.message}{more}"

    def outcome(self, name: str, written: int, outputs: tuple[Output, ...] = ()) -> Outcome:
        """Return the record of the input, given the number of articles written; articles that were
        read and neither left out nor written have failed.
        """
        return Outcome(
            input=name,
            status=self.status,
            code=self.code,
            reason=self.reason,
            size=self.size,
            sha256=self.sha256,
            format=self.format,
            articles=written,
            skipped=self.passed_over + sum(self.left_out.values()),
            unsure=self.unsure,
            failed=self.bad + self.passed - written,
            left_out=self.left_out,
            says=self.count.says,
            holds=self.found if self.count.says is not None else None,
            diagnostics=self.diagnostics,
            losses=self.losses,
            outputs=outputs,
            notes=tuple(self.kept),
        )


def passed_over(input: Input) -> Outcome | None:
    """Return the record of an input that the search decided already: there is nothing to read."""
    if input.failed:
        return Outcome(
            input=input.shown,
            status="failed",
            code=input.code,
            reason=input.failed,
            size=input.size,
        )
    if input.skipped:
        return Outcome(input=input.shown, status="skipped", reason=input.skipped, size=input.size)
    return None


class Reader:
    """Reads the articles of an input, and notes its faults."""

    def __init__(self, options: ReadingOptions, registry: Registry, on_error: str = "skip") -> None:
        self._options = options
        self._registry = registry
        self._on_error = on_error
        self._around = Surroundings()

    def note(self, result: Read, report: Report, *others: str) -> None:
        """Note the diagnostics of an input; changes that plugins made to the process are undone."""
        self._registry.settle(self._around, result.format, *others)
        result.take(report, self._registry)

    @contextmanager
    def reading(
        self,
        task: Task,
        result: Read,
        report: Report,
        part: Part | None = None,
        format: str = "",
        *others: str,
    ) -> Iterator[Iterator[Article]]:
        """Open an input, or a part of one, for the articles in it; at the end the result says what
        became of the input. ``others`` are further formats whose code runs meanwhile.
        """
        opened: Opened | None = None
        try:
            with Opened(task, part, self._options.limits) as opened:
                yield self.articles(opened.source, task, result, report, part, format)
                result.size, result.sha256 = opened.finish()
        except CannotOpen as error:
            self.not_opened(error, result)
            if opened is None:
                yield iter(())
        self.note(result, report, *others)
        if part is None:
            result.settle()

    def articles(
        self,
        data: Any,
        task: Task,
        result: Read,
        report: Report,
        part: Part | None = None,
        format: str = "",
    ) -> Iterator[Article]:
        """Yield the articles of an input, or a part of one in a format; an error that ends it is
        noted in the result. ``data`` is bytes, a path or a stream.
        """
        options = self._options
        context = Context(
            encoding=options.encoding, limits=options.limits, report=report, on_error=self._on_error
        )
        context.path, context.part, context.count = task.below, part, result.count
        try:
            source = open_source(data, name=task.label, limits=options.limits)
            if task.content is not None:
                _refuse_archive(source)
            with self._open(source, context, format or options.source_format) as reader:
                result.format = reader.format
                if reader.unsure and not (task.alone or options.unsure):
                    context.report = Report(keep=1)
                    _set_aside(reader, context.report, result, report)
                else:
                    yield from reader
        except UnknownFormatError as error:
            if error.kind and not error.may_hold_articles and not task.named:
                result.skip(f"it is {error.kind}")
            else:
                self.ended(error, task, result)
        except (NewsfmtError, OSError) as error:
            self.ended(error, task, result)

    def ended(self, error: NewsfmtError | OSError, task: Task, result: Read) -> None:
        """Note the error that an input ended with."""
        if isinstance(error, OSError):
            result.fail("os", error_in_words(error))
            return
        result.complete = (
            result.status != "failed" and isinstance(error, ParseError) and error.complete
        )
        text = str(error).removeprefix(f"{task.label}:")  # a line and column may follow it
        result.fail(error.code, text.removeprefix(" "))

    def not_opened(self, error: CannotOpen, result: Read) -> None:
        """Note why an input cannot be opened."""
        result.fail(error.code, error.reason)

    def _open(self, source: Source, context: Context, format: str | None) -> ArticleReader:
        return open_reader(
            source,
            context,
            format=format,
            options=self._options.read_options,
            registry=self._registry,
            strict=False,
        )


def _refuse_archive(source: Source) -> None:
    """Raise ArchiveError for an archive inside an archive, which newsfmt does not open."""
    kind = kind_of_bytes(source.head.data)
    if kind is not None:
        with source:
            members = count_members(kind, source.stream)
        raise ArchiveError.not_read(f"{kind.title} in an archive", members)


def _set_aside(reader: ArticleReader, aside: Report, result: Read, report: Report) -> None:
    """Count the articles of a text that may be no article. Its faults do not matter, except that it
    was cut off.
    """
    with suppress(NewsfmtError):
        for _ in reader:
            pass
    cut = next((entry for entry in aside.kept if entry.code == TruncatedError.code), None)
    if cut is None:
        result.set_aside(aside.articles + aside.failed + aside.skipped)
    else:
        report.failed += 1
        report.add(cut)


class Opened:
    """An input, or a part of one, opened for reading and hashed on the way. Raises CannotOpen."""

    def __init__(self, task: Task, part: Part | None, limits: Limits) -> None:
        import hashlib  # not in what reads without a manifest: it takes milliseconds

        self.source: Any = b""
        self._digest = hashlib.sha256()
        self._data = b""
        self._raw: BinaryIO | None = None
        self._part = part
        with _cannot_open():
            raw: Any = task.content.open(limits) if task.content else io.FileIO(task.path)
            try:
                self._open(raw, task)
            except BaseException:
                raw.close()
                raise

    def _open(self, raw: Any, task: Task) -> None:
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
        """Read the rest, and return size and sha256 of the whole; for a part, only its size."""
        if self._raw is None:
            self._digest.update(self._data)
            return len(self._data), self._digest.hexdigest()
        if self._part is not None:
            return self._part.end - self._part.start, ""
        with _cannot_open():
            while self.source.read(1 << 20):
                pass
        return self.source.count, self._digest.hexdigest()

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._raw is not None:
            self._raw.close()


class _Hashing(io.RawIOBase):
    """A file whose bytes are hashed and counted as they are read."""

    def __init__(self, raw: BinaryIO, digest: Any, start: bytes = b"") -> None:
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
    """A part of a file, with the bytes to put before and behind it."""

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


@contextmanager
def _cannot_open() -> Iterator[None]:
    """Raise CannotOpen where the system, or the archive of an input, cannot open it."""
    try:
        yield
    except OSError as error:
        raise CannotOpen("os", error_in_words(error)) from error
    except NewsfmtError as error:
        raise CannotOpen(error.code, str(error)) from error


class CannotOpen(Exception):
    """An input cannot be opened."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
