"""Reading the articles of folders in one call: paths come in, articles come out one at a time, and
a report says what became of every file.

Inputs, their order, formats, archives, and what is skipped, unsure or failed, are those of a
conversion (:class:`~newsfmt.batch.Conversion`). Memory does not grow with the number of articles.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

import attrs

from newsfmt._paths import is_pattern, located
from newsfmt._pipeline import known_handling
from newsfmt._registry import Registry
from newsfmt.archives import member_path
from newsfmt.article import Article
from newsfmt.batch._accounts import Outcome, Totals, add_counts
from newsfmt.batch._filters import Filter
from newsfmt.batch._options import Paths
from newsfmt.batch._options import paths as listed
from newsfmt.batch._reading import Reading
from newsfmt.errors import OptionError, UnreadableError
from newsfmt.format import Limits

__all__ = ["FolderReader", "FolderReport", "read_folder"]

_KEPT = 1000
_SHOWN = 10


@attrs.define
class FolderReport:
    """What became of the files that :func:`read_folder` has looked at so far; ``print`` shows it.

    ``totals`` counts every file and article. Of the failed and the unsure inputs the first thousand
    are kept.
    """

    totals: Totals
    """The sums, in which ``converted`` counts what was read."""
    failures: list[Outcome] = attrs.field(factory=list)
    """The inputs that failed, or of which articles failed: ``input``, ``code``, ``reason``."""
    unsure: list[Outcome] = attrs.field(factory=list)
    """The inputs of plain text that may be no articles; ``unsure=True`` reads them."""
    codes: dict[str, int] = attrs.field(factory=dict)
    """How many inputs failed for each code."""

    def add(self, outcome: Outcome) -> None:
        """Take note of what became of an input; the sums have it already."""
        if outcome.status == "failed":
            add_counts(self.codes, {outcome.code: 1})
            if len(self.failures) < _KEPT:
                self.failures.append(outcome)
        elif outcome.status == "unsure" and len(self.unsure) < _KEPT:
            self.unsure.append(outcome)

    def __str__(self) -> str:
        totals = self.totals
        lines = [_sum("files", totals.by_class()), _sum("articles", totals.by_class("articles_"))]
        reasons = sorted(totals.reasons.items())
        if reasons:
            lines.append("skipped: " + ", ".join(f"{n:,} {reason}" for reason, n in reasons))
        for what, outcomes, count in (
            ("failed", self.failures, totals.failed),
            ("unsure", self.unsure, totals.unsure),
        ):
            lines += [f"{what}: {located(each.input, each.reason)}" for each in outcomes[:_SHOWN]]
            if count > _SHOWN:
                lines.append(f"… and {count - _SHOWN:,} more {what}")
        return "\n".join(lines)


def _sum(what: str, counts: dict[str, int]) -> str:
    found, *classes = counts.items()
    parts = [
        f"{count:,} {'read' if name == 'converted' else name}"
        for name, count in classes
        if count or name == "converted"
    ]
    return f"{what}: {found[1]:,} found = {' + '.join(parts)}"


class FolderReader:
    """The articles of folders: an iterator and a context manager, with a live ``report``; ``input``
    names the file that is being read. Not to be shared by threads.
    """

    __slots__ = ("_articles", "_reading", "_stops", "input", "report")

    def __init__(self, reading: Reading, *, stops: bool) -> None:
        self._reading = reading
        self._stops = stops
        self.input = ""
        """Path of the file, or of the member of an archive, as the report names it."""
        self.report = FolderReport(reading.totals)
        """What became of the files so far."""
        reading.tell = self._tell
        self._articles = self._read()

    def _read(self) -> Iterator[Article]:
        for input in self._reading.found():
            self.input = input.shown
            yield from self._reading.articles(input)

    def _tell(self, outcome: Outcome) -> None:
        self.report.add(outcome)
        if self._stops and outcome.status == "failed":
            cause = self._reading.error
            raise UnreadableError(
                outcome.reason, source=outcome.input, kind=outcome.code
            ) from cause

    def __iter__(self) -> Iterator[Article]:
        return self._articles

    def __next__(self) -> Article:
        return next(self._articles)

    def __enter__(self) -> FolderReader:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop reading, and close the file that is open."""
        self._articles.close()  # type: ignore[attr-defined]


def read_folder(
    paths: Paths | Iterable[Paths],
    *,
    on_error: str = "skip",
    format: str | None = None,
    encoding: str | None = None,
    options: Mapping[str, object] | None = None,
    filter: Filter | None = None,
    unsure: bool = False,
    follow_links: bool = False,
    limits: Limits | None = None,
    registry: Registry | None = None,
) -> FolderReader:
    """Return a reader of the articles of a folder and all that is below it; of several folders,
    files, archives and patterns (``news/**/*.xml``) too.

    The same files are read, in the same order, as :func:`newsfmt.batch.convert_tree` converts.
    ``article.origin.path`` is the path below the folder. A file or an article that cannot be read
    is skipped and stands in ``report.failures``; with ``on_error="raise"`` the first one raises
    UnreadableError, whatever is wrong with it. Raises at the call: UnreadableError where nothing
    that is named is there, FormatError, OptionError.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name, text in (("a.txt", " date 2021-05-04 Bridge opens\\n\\nIt opened."), ("b.txt", "")):
    ...         with open(f"{folder}/{name}", "w") as file:
    ...             _ = file.write(text)
    ...     reader = read_folder(folder)
    ...     for article in reader:
    ...         print(article.origin.path, article.headline)
    ...     for failure in reader.report.failures:
    ...         print(os.path.basename(failure.input), failure.code, "-", failure.reason)
    a.txt Bridge opens
    b.txt parse.invalid - empty input (0 bytes)
    """
    if filter is not None and not isinstance(filter, Filter):
        raise OptionError.refused("filter", filter, "a newsfmt.batch.Filter")
    reading = Reading(
        _there(paths),
        source_format=format,
        encoding=encoding,
        read_options=options,
        filter=filter,
        unsure=unsure,
        follow_links=follow_links,
        limits=limits,
        registry=registry,
        on_error=known_handling(on_error),
    )
    return FolderReader(reading, stops=on_error == "raise")


def _there(paths: Paths | Iterable[Paths]) -> list[str]:
    """The paths as a list, of which one at least is there or is a pattern. Raises UnreadableError,
    so that a misspelt folder is no empty one.
    """
    named = listed(paths)
    if not any(os.path.lexists(path) or is_pattern(path) or member_path(path) for path in named):
        missing = named[0] if named else ""
        raise UnreadableError(
            "no such file or folder" if named else "no path is given", source=missing, kind="os"
        )
    return named
