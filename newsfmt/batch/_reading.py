"""Read many inputs in this process, one after the other: their articles come out, with the same
accounts as a conversion.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import attrs

from newsfmt._pipeline import ArticleReader
from newsfmt._registry import Registry
from newsfmt._source import Source
from newsfmt.archives import may_be_archive
from newsfmt.article import Article
from newsfmt.batch._accounts import NOTES, Outcome, Totals
from newsfmt.batch._inputs import Input, Seeker, Spool
from newsfmt.batch._members import unfolded
from newsfmt.batch._options import ReadingOptions, chosen, formats, paths
from newsfmt.batch._reader import Read, Reader, Task, passed_over
from newsfmt.diagnostics import Diagnostic, Report
from newsfmt.errors import ArchiveError, NewsfmtError, OptionError
from newsfmt.format import Context, Limits

if TYPE_CHECKING:
    from newsfmt._provenance import Trail
    from newsfmt.batch._filters import Filter

__all__ = ["Reading"]


@attrs.define(eq=False)
class Reading(ReadingOptions):
    """The articles of files, folders and corpora: iterate it to read them, in the order of the
    inputs; ``totals`` has the sums.

    Inputs are named as for :class:`Conversion`. A fault of an input is in its :class:`Outcome`,
    which goes to ``tell``, and does not end the reading. Standard input and pipes are read as they
    come. Raises OptionError, FormatError, and the errors of ``tell`` and ``sink``.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name, text in (("a.txt", " date 2021-05-04 Bridge opens\\n\\nIt opened."), ("b.xml", "<a>")):
    ...         with open(f"{folder}/{name}", "w") as file:
    ...             _ = file.write(text)
    ...     reading = Reading(folder)
    ...     [article.headline for article in reading], reading.totals.failed
    (['Bridge opens'], 1)
    """

    inputs: list[str] = attrs.field(converter=paths)
    """The inputs as the caller named them."""
    files_from: Iterable[str] = attrs.field(default=(), kw_only=True)
    """A file that lists further inputs."""
    filter: Filter | None = attrs.field(default=None, kw_only=True)
    """Which articles come out."""
    on_error: str = attrs.field(default="skip", kw_only=True)
    """Whether a bad article ends its input (``raise``) or is skipped (``skip``)."""
    omit: frozenset[str] = attrs.field(default=frozenset(), kw_only=True)
    """Real paths of files and folders to ignore."""
    sink: Callable[[Diagnostic], None] | None = attrs.field(default=None, kw_only=True)
    """Called with each diagnostic."""
    tell: Callable[[Outcome], None] | None = attrs.field(default=None, kw_only=True)
    """Called with the outcome of each input."""
    trail: Trail | None = attrs.field(default=None, kw_only=True)
    """Where the articles are followed to their places in the inputs."""
    registry: Registry = attrs.field(default=None, converter=formats, kw_only=True)
    """The registry of the formats."""
    totals: Totals = attrs.field(factory=Totals, init=False)
    """The sums so far; an article that comes out counts as converted."""
    error: NewsfmtError | OSError | None = attrs.field(default=None, init=False)
    """The last error that an input ended with."""
    _reader: Reader = attrs.field(init=False)
    _current: tuple[Read, Report] = attrs.field(factory=lambda: (Read(), Report()), init=False)

    def __attrs_post_init__(self) -> None:
        if self.source_format:
            self.source_format = self.registry.get(self.source_format).name
        self._reader = _Reader(self)

    def __iter__(self) -> Iterator[Article]:
        for input in self.found():
            yield from self.articles(input)

    @property
    def format(self) -> str:
        """The format of the input that is being read."""
        return self._current[0].format

    def found(self) -> Iterator[Input]:
        """Yield the inputs."""
        with ExitStack() as stack:
            yield from unfolded(self._named(stack), self.limits)

    def _named(self, stack: ExitStack) -> Iterator[Input]:
        """The files; standard input is stored in a file where it may be an archive."""
        seeker = Seeker(follow=self.follow_links, omit=self.omit)
        for input in seeker.find(self.inputs) if self.inputs else ():
            if input.standard and not input.failed and may_be_archive(_start_of_standard_input()):
                from tempfile import TemporaryDirectory

                folder = stack.enter_context(TemporaryDirectory(prefix="newsfmt-"))
                yield Spool(folder).kept(input)
            else:
                yield input
        if self.files_from:
            yield from seeker.find(self.files_from, listed=True)

    def articles(self, input: Input) -> Iterator[Article]:
        """Yield the articles of one input, and count it."""
        outcome = passed_over(input)
        if outcome is not None:
            self._count(outcome)
            return
        task, result = Task.of(input), _Result(size=input.size)
        report = Report(self.sink, keep=NOTES)
        self._current = result, report
        with ExitStack() as stack:
            try:
                data = stack.enter_context(_opened(input, self.limits))
            except (ArchiveError, OSError) as error:
                self._reader.ended(error, task, result)
            else:
                articles = self._reader.articles(data, task, result, report)
                passing = (
                    partial(self.filter.passing, left_out=result.left_out) if self.filter else None
                )
                if self.trail is not None:
                    articles = self.trail.follow(articles, passing)
                elif passing is not None:
                    articles = passing(articles)
                yield from articles
        self._finish(task.label)

    def fail(self, input: Input, error: NewsfmtError) -> None:
        """Count an input whose reading was abandoned, with the reason and the number of its
        articles.
        """
        self.error = error
        self._current[0].fail(error.code, str(error))
        self._finish(input.shown)

    def _finish(self, name: str) -> None:
        result, report = self._current
        self._reader.note(result, report)
        result.settle()
        self.totals.plugins = result.plugins | self.totals.plugins
        self._count(result.outcome(name, result.passed))

    def _count(self, outcome: Outcome) -> None:
        self.totals.add(outcome)
        if self.tell is not None:
            self.tell(outcome)


@contextmanager
def _opened(input: Input, limits: Limits) -> Iterator[Any]:
    """The bytes, path or stream to read for an input. Raises ArchiveError, OSError."""
    if input.content is not None:
        with input.content.open(limits) as stream:
            yield stream
    else:
        yield sys.stdin.buffer if input.standard else input.path


def _start_of_standard_input() -> bytes:
    """The first bytes of standard input, without consuming them."""
    peek = getattr(sys.stdin.buffer, "peek", None)
    return bytes(peek(1)) if peek is not None else b""


class _Result(Read):
    DONE = "converted"


class _Reader(Reader):
    """Keeps the error that ended an input; a wrong option is the caller's fault and is raised."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(chosen(ReadingOptions, reading), reading.registry, reading.on_error)
        self._reading = reading

    def _open(self, source: Source, context: Context, format: str | None) -> ArticleReader:
        if self._reading.trail is not None:
            source.watch(self._reading.trail.seen)
            context.notes = self._reading.trail.notes
        return super()._open(source, context, format)

    def ended(self, error: NewsfmtError | OSError, task: Task, result: Read) -> None:
        if isinstance(error, OptionError):
            raise error
        self._reading.error = error
        super().ended(error, task, result)
