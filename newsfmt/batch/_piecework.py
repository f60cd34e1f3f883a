"""Read a piece: its articles come out, and between them a record for each failed article, skipped
item and unsure input.

A fault in the content of an input is such a record; an input that cannot be read now (a
file that is gone, a store that does not answer) raises, so that whoever runs the task can try it
again.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from typing import BinaryIO, cast

import attrs

from newsfmt._paths import shown
from newsfmt._registry import Registry
from newsfmt.article import Article
from newsfmt.batch._accounts import NOTES
from newsfmt.batch._filters import Filter
from newsfmt.batch._inputs import Input
from newsfmt.batch._members import unfolded
from newsfmt.batch._names import Folder
from newsfmt.batch._options import ReadingOptions, formats
from newsfmt.batch._parts import opened, part_between
from newsfmt.batch._pieces import FileSystem, Piece, PieceInput, task_of
from newsfmt.batch._reader import CannotOpen, Read, Reader, Task, passed_over
from newsfmt.diagnostics import Diagnostic, Report
from newsfmt.errors import NewsfmtError, OptionError, TruncatedError
from newsfmt.format import Limits, Part

__all__ = ["LEVELS", "Failure", "PieceReader", "read_piece"]

LEVELS = ("article", "item", "input", "skipped", "unsure")
"""What a :class:`Failure` is about: an article that could not be read, an item that is no article,
an input that failed or was passed over, an article that was set aside because it may be none.
"""
_LONGEST = 1 << 20  # bytes of a line that are looked at at once


@attrs.frozen
class Failure:
    """Something in a piece that gave no article."""

    source: str
    """The path or URI of the input."""
    level: str
    """One of :data:`LEVELS`."""
    code: str
    """Code of the diagnostic or error, empty for what was passed over."""
    message: str
    """One line for a person."""
    article_index: int | None = None
    """Index of the article in the input, from 0."""
    line: int | None = None
    """Its line, from 1."""
    excerpt: str = ""
    """What stands in that line."""


def read_piece(
    piece: Piece,
    *,
    source_format: str | None = None,
    read_options: Mapping[str, object] | None = None,
    encoding: str | None = None,
    limits: Limits | None = None,
    unsure: bool = False,
    filter: Filter | None = None,
    filesystem: FileSystem | None = None,
    excerpt_bytes: int = 200,
    registry: Registry | None = None,
) -> PieceReader:
    """Return the articles of a piece, and a :class:`Failure` for each thing that gave none; what a
    ``filter`` leaves out of an input does not come.

    Raises OSError for an input that cannot be opened or read now, OptionError, FormatError.
    """
    registry = formats(registry)
    choice = ReadingOptions(
        source_format=registry.get(source_format).name if source_format else None,
        read_options=read_options,
        encoding=encoding,
        limits=limits,
        unsure=unsure,
    )
    return PieceReader(piece, choice, registry, filter, filesystem, excerpt_bytes)


class PieceReader(Iterator[Article | Failure]):
    """The articles and failures of a piece; ``source`` is the input that the last one is of."""

    def __init__(
        self,
        piece: Piece,
        choice: ReadingOptions,
        registry: Registry,
        filter: Filter | None,
        filesystem: FileSystem | None,
        excerpt_bytes: int,
    ) -> None:
        self.source = ""
        self._filter = filter or None
        self._filesystem = filesystem
        self._excerpt_bytes = excerpt_bytes
        self._limits = choice.limits
        self._choice = choice
        self._registry = registry
        self._reader = _Reader(choice, registry)
        self._items = self._all(piece)

    def __next__(self) -> Article | Failure:
        return next(self._items)

    def _all(self, piece: Piece) -> Iterator[Article | Failure]:
        for input in piece.inputs:
            self.source = shown(input.path)
            if input.failed or input.skipped:
                yield _passed_over(input)
            elif input.archive is not None:
                yield from self._members(input)
            elif input.span is not None:
                yield from self._between(input, input.span)
            else:
                task = task_of(input, self._filesystem)
                yield from self._input(task, input.part, input.format)

    def _members(self, input: PieceInput) -> Iterator[Article | Failure]:
        archive = Input(
            input.path,
            Folder(),
            size=input.size,
            named=input.named,
            archive=input.archive,
            member=input.member,
            below=input.below,
        )
        for member in unfolded([archive], self._limits):
            self.source = member.shown
            outcome = passed_over(member)
            if outcome is None:
                yield from self._input(Task.of(member))
            else:
                level = "input" if outcome.status == "failed" else "skipped"
                yield Failure(member.shown, level, outcome.code, outcome.reason)

    def _between(self, input: PieceInput, span: tuple[int, int]) -> Iterator[Article | Failure]:
        """What begins between two byte offsets; where it stands in the whole is not known."""
        task = task_of(input, self._filesystem)
        fmt = self._registry.get(input.format)
        part = part_between(task, fmt, self._choice, self._registry, span)
        if part is None:
            return
        for item in self._input(task, part, input.format):
            if isinstance(item, Failure):
                yield attrs.evolve(item, article_index=None, line=None)
            else:
                origin = item.origin and attrs.evolve(item.origin, index=None, line=None)
                yield attrs.evolve(item, origin=origin)

    # ---- one input

    def _input(
        self, task: Task, part: Part | None = None, format: str = ""
    ) -> Iterator[Article | Failure]:
        waiting: deque[Failure] = deque()
        excerpts = _Excerpts(task, part, self._excerpt_bytes, self._limits)
        result = Read(size=task.size)
        with closing(excerpts):
            report = Report(
                lambda diagnostic: self._take(diagnostic, task, excerpts, waiting), keep=NOTES
            )
            with self._reader.reading(task, result, report, part, format) as articles:
                passing = (
                    self._filter.passing(articles, result.left_out) if self._filter else articles
                )
                for article in passing:
                    while waiting:
                        yield waiting.popleft()
                    yield article
        yield from waiting
        yield from _ended(result, task.label)

    def _take(
        self, diagnostic: Diagnostic, task: Task, excerpts: _Excerpts, waiting: deque[Failure]
    ) -> None:
        code, at = diagnostic.code, diagnostic.position
        line = at.line if at is not None else None
        if code == "read.item-skipped":
            level = "item"
        elif code == "read.article-skipped" or (
            code == TruncatedError.code and diagnostic.severity == "error"
        ):
            level = "article"
        else:
            return
        excerpt = excerpts.at(line) if level == "article" and line is not None else ""
        message = (
            f"{at.path}: {diagnostic.message}" if at is not None and at.path else diagnostic.message
        )
        waiting.append(Failure(task.label, level, code, message, diagnostic.index, line, excerpt))


def _passed_over(input: PieceInput) -> Failure:
    level, message = ("input", input.failed) if input.failed else ("skipped", input.skipped)
    return Failure(shown(input.path), level, input.code, message)


def _ended(result: Read, label: str) -> Iterator[Failure]:
    """The outcome of an input as a whole; its failed articles were reported one by one."""
    if result.status == "unsure":
        for index in range(max(result.unsure, 1)):
            yield Failure(label, "unsure", "", result.reason, index)
    elif result.status == "skipped":
        yield Failure(label, "skipped", "", result.reason)
    elif result.status == "failed" and (result.code, result.reason) != _of_articles(result):
        yield Failure(label, "input", result.code, result.reason)


def _of_articles(result: Read) -> tuple[str, str] | None:
    return result.why_bad() if result.bad else None


class _Reader(Reader):
    """Raises what the system says of an input, and what is wrong with an option."""

    def ended(self, error: NewsfmtError | OSError, task: Task, result: Read) -> None:
        if isinstance(error, (OSError, OptionError)):
            raise error
        super().ended(error, task, result)

    def not_opened(self, error: CannotOpen, result: Read) -> None:
        if isinstance(error.__cause__, OSError):
            raise error.__cause__
        super().not_opened(error, result)


class _Excerpts:
    """The lines of an input that something is wrong with; it goes through the file once, and only
    where there are such lines.
    """

    def __init__(self, task: Task, part: Part | None, size: int, limits: Limits) -> None:
        self._task = task
        self._start = part.start if part is not None else 0
        self._line = part.line if part is not None else 1
        self._size = size
        self._limits = limits
        self._file: BinaryIO | None = None

    def at(self, line: int) -> str:
        """Return the beginning of a line; nothing where it cannot be read again."""
        if not self._size or line < self._line or not self._opened():
            return ""
        assert self._file is not None
        with suppress(OSError, NewsfmtError):
            while self._line < line:
                while (row := self._file.readline(_LONGEST)) and not row.endswith(b"\n"):
                    pass
                if not row:
                    return ""
                self._line += 1
            row = self._file.readline(_LONGEST)
            while row and not row.endswith(b"\n") and self._file.readline(_LONGEST):
                pass
            self._line += 1
            return row[: self._size].decode("utf-8", "replace").strip() if b"\0" not in row else ""
        return ""

    def _opened(self) -> bool:
        if self._file is None:
            with suppress(OSError, NewsfmtError):
                file = opened(self._task, self._limits)
                file.seek(self._start)
                self._file = cast("BinaryIO", io.BufferedReader(file))
        return self._file is not None

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
