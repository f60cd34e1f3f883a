"""The work of a scan: inputs come in, and for each a record of its contents goes out; nothing is
written and no article is kept.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import attrs

from newsfmt._pipeline import ArticleReader
from newsfmt._registry import Registry
from newsfmt._source import Source
from newsfmt.article import Article
from newsfmt.batch._accounts import add_bounded
from newsfmt.batch._duplicates import content_digest, version_digest
from newsfmt.batch._encodings import Seen, Watch
from newsfmt.batch._filters import date_of
from newsfmt.batch._near import Signer
from newsfmt.batch._reader import Read, Reader, Task, Unit
from newsfmt.batch._run_options import SurveyOptions
from newsfmt.dates import NewsDate
from newsfmt.diagnostics import Diagnostic, Report
from newsfmt.format import Context, Part

__all__ = ["KINDS", "MONTHS", "Found", "Span", "Surveyor", "in_words"]

KINDS = 1000
"""The number of values (languages, versions) that are counted separately; further ones are counted
together.
"""
MONTHS = 12_000
"""The number of months that are counted separately: a thousand years."""


@attrs.define
class Span:
    """The earliest and the latest of several dates, which may be partial, in their own
    precision.
    """

    earliest: NewsDate | None = None
    latest: NewsDate | None = None
    dated: int = 0
    """The number of dates."""

    def add(self, date: NewsDate) -> None:
        """Add a date."""
        self.dated += 1
        self._widen(date, date)

    def join(self, other: Span) -> None:
        """Add the dates of another range."""
        self.dated += other.dated
        if other.earliest is not None and other.latest is not None:
            self._widen(other.earliest, other.latest)

    def _widen(self, earliest: NewsDate, latest: NewsDate) -> None:
        if self.earliest is None or _bounds(earliest)[0] < _bounds(self.earliest)[0]:
            self.earliest = earliest
        if self.latest is None or _bounds(latest)[1] > _bounds(self.latest)[1]:
            self.latest = latest


@lru_cache(maxsize=1024)
def _bounds(date: NewsDate) -> tuple[datetime, datetime]:
    """The first and the last moment that a date can mean; cached, since many articles share few
    dates.
    """
    return date.earliest(), date.latest()


@attrs.define(kw_only=True)
class Found(Read):
    """The contents of one input, or of a part, in numbers."""

    version: str = ""
    """The version of its standard that it states."""
    seen: Seen | None = None
    """The observations on its bytes; None where it was not read to its end."""
    languages: dict[str, int] = attrs.field(factory=dict)
    """The number of articles by language; the empty text counts those that state no language."""
    span: Span = attrs.field(factory=Span)
    months: dict[str, int] = attrs.field(factory=dict)
    """The number of articles by month (``2021-05``), or by year where no month is known."""
    contents: array[int] = attrs.field(factory=lambda: array("Q"))
    """Digests of the articles' contents."""
    versions: array[int] = attrs.field(factory=lambda: array("Q"))
    """Digests of the articles' ids and versions."""

    signatures: bytearray = attrs.field(factory=bytearray)
    """Signatures of the articles' texts, where they are asked for."""

    def add(self, article: Article) -> None:
        """Add an article."""
        add_bounded(self.languages, {article.language or "": 1}, KINDS)
        date = date_of(article)
        if date is not None:
            self.span.add(date)
            add_bounded(self.months, {str(date)[: len("2021-05")]: 1}, MONTHS)
        self.contents.append(content_digest(article))
        self.versions.append(version_digest(article))

    def merge(self, other: Found, part: Part) -> None:
        """Add the contents of the next part of the same input."""
        first = not part.start
        known = {diagnostic.code for diagnostic in self.kept}
        kept = [diagnostic for diagnostic in other.kept if diagnostic.code not in known]
        super().merge(attrs.evolve(other, kept=kept), part)
        add_bounded(self.languages, other.languages, KINDS)
        self.span.join(other.span)
        add_bounded(self.months, other.months, MONTHS)
        self.contents.extend(other.contents)
        self.versions.extend(other.versions)
        self.signatures += other.signatures
        if first:
            self.version, self.seen = other.version, other.seen
        elif self.seen is not None and other.seen is not None:
            self.seen = self.seen.joined(other.seen)
        else:
            self.seen = None

    def settle(self) -> None:
        """Set the status from the numbers, with the first reason why articles could not be read."""
        first = next(
            (diagnostic for diagnostic in self.kept if diagnostic.code == "read.article-skipped"),
            None,
        )
        if self.bad and first is not None:
            self.fail(
                first.code,
                f"{self.bad} of its articles could not be read; "
                f"{in_words(attrs.evolve(first, source=None))}",
            )
        super().settle()


def in_words(diagnostic: Diagnostic) -> str:
    """Return place and message of a diagnostic, without its code."""
    return str(diagnostic).removesuffix(f" [{diagnostic.code}]")


class Surveyor(Reader):
    """Reads inputs, one after the other."""

    def __init__(self, options: SurveyOptions, registry: Registry, folder: str) -> None:
        super().__init__(options, registry)
        self._watch = Watch()
        self._version = ""
        self._signer = Signer(options.near) if options.near is not None else None

    def read(self, task: Task, unit: Unit) -> Found:
        """Return the contents of an input of a unit. Raises MemoryError."""
        contents = Found(size=task.size)
        report = Report(keep=1)
        self._watch, self._version = Watch(), ""
        with self.reading(task, contents, report, unit.part, unit.format) as articles:
            for article in articles:
                contents.add(article)
                if self._signer is not None:
                    contents.signatures += self._signer.sign(article)
        contents.version = self._version
        contents.seen = self._watch.seen() if report.complete else None
        return contents

    def settle(self, tasks: Sequence[Task], results: list[Found]) -> Sequence[Found]:
        """Return the contents as they are."""
        return results

    def _open(self, source: Source, context: Context, format: str | None) -> ArticleReader:
        source.watch(self._watch)
        reader = super()._open(source, context, format)
        self._version = self._registry.version(self._registry.get(reader.format), source.head)
        return reader
