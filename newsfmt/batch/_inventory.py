"""The result of a scan: the records of single inputs come in, sums go out, as an object and as
JSON.
"""

from __future__ import annotations

from typing import Any, ClassVar

import attrs

from newsfmt import __version__
from newsfmt.batch._accounts import OTHERS, InputAccount, Sums, add_bounded, add_counts
from newsfmt.batch._survey import KINDS, MONTHS, Found, Span
from newsfmt.dates import NewsDate
from newsfmt.diagnostics import severity_of

__all__ = [
    "SCHEMA",
    "CodeCount",
    "Duplicates",
    "FormatCount",
    "Inventory",
    "NearDuplicates",
    "Scanned",
]

SCHEMA = "newsfmt-scan/1"
NAMED = 1000
"""The number of inputs that an inventory names: of those that failed, are unsure, or differ from
what they state.
"""


@attrs.frozen(kw_only=True)
class Scanned(InputAccount):
    """The content of one input, in numbers."""

    version: str = ""
    """The version of the format's standard that it states."""
    encoding: str = ""
    """The encoding of its bytes; empty where it was not read to its end."""
    encoding_by: str = ""
    """How the encoding is known: ``bytes``, ``mark``, ``given``, ``declared``, ``guessed`` or
    ``format``.
    """

    @property
    def holds(self) -> int:
        """How many articles it holds, read or not."""
        return self.articles + self.failed


@attrs.define
class FormatCount:
    """The sums for one format and version."""

    format: str
    """Name of the format."""
    version: str
    """The version of its standard; empty for inputs that do not state it."""
    inputs: int = 0
    """The number of inputs."""
    articles: int = 0
    """The number of articles read from them."""
    bytes: int = 0
    """Their size in bytes."""


@attrs.define
class CodeCount:
    """The frequency of a code of :data:`newsfmt.diagnostics.CODES`."""

    code: str
    """The code."""
    count: int = 0
    """The number of diagnostics."""
    inputs: int = 0
    """The number of inputs with it."""
    first: str = ""
    """The first diagnostic, as a message."""


@attrs.frozen
class Duplicates:
    """Files or articles that occur more than once."""

    count: int = 0
    """The number that repeat an earlier one."""
    pairs: tuple[tuple[tuple[str, int | None], tuple[str, int | None]], ...] = ()
    """The first few pairs: input and index of the original, then of its repetition. Whole files
    have no index.
    """


@attrs.frozen
class NearDuplicates:
    """Groups of articles with the same or nearly the same text, across files and days."""

    similarity: float
    """How similar the texts are at least: the share of runs of five words that both have."""
    groups: tuple[tuple[tuple[str, int], ...], ...] = ()
    """The groups, each article by its input and its index there."""

    @property
    def articles(self) -> int:
        """The number of articles in groups."""
        return sum(map(len, self.groups))

    def to_dict(self) -> dict[str, Any]:
        """Return the groups as plain data."""
        groups = [[{"input": input, "index": index} for input, index in g] for g in self.groups]
        return {"similarity": self.similarity, "articles": self.articles, "groups": groups}


@attrs.define
class Inventory(Sums):
    """The result of a scan: inputs and articles by class, and what they are."""

    DONE: ClassVar[str] = "read"
    read: int = 0
    """Inputs whose articles were all read."""
    articles_read: int = 0
    """Articles that were read, including those of inputs that failed later."""
    formats: dict[tuple[str, str], FormatCount] = attrs.field(factory=dict)
    """Sums by format and version, for every input whose format is known, whether or not the whole
    input could be read.
    """
    encodings: dict[tuple[str, str], int] = attrs.field(factory=dict)
    """The number of inputs by encoding and by how it is known; only inputs that were read to their
    end count.
    """
    languages: dict[str, int] = attrs.field(factory=dict)
    """The number of articles by language; the empty text counts those that state no language."""
    earliest: NewsDate | None = None
    """The date of an article that can mean the earliest moment."""
    latest: NewsDate | None = None
    """The date of an article that can mean the latest moment."""
    dated: int = 0
    """Articles with a date."""
    months: dict[str, int] = attrs.field(factory=dict)
    """The number of articles by month (``2021-05``), or by year where no month is known."""
    problems: dict[str, CodeCount] = attrs.field(factory=dict)
    """By code."""
    set_aside: list[Scanned] = attrs.field(factory=list)
    """The first 1,000 inputs that are unsure."""
    failures: list[Scanned] = attrs.field(factory=list)
    """The first 1,000 inputs that failed."""
    stating: int = 0
    """Inputs that say how many articles they hold."""
    differing: list[Scanned] = attrs.field(factory=list)
    """The first 1,000 of these that hold another number."""
    same_files: Duplicates = Duplicates()
    """Files that are the same, byte by byte."""
    same_content: Duplicates = Duplicates()
    """Articles with the same headline and text, ignoring white space and the Unicode form."""
    same_version: Duplicates = Duplicates()
    """Articles with the same id and the same version."""
    near: NearDuplicates | None = None
    """Articles with nearly the same text; None where they were not looked for."""

    @property
    def undated(self) -> int:
        """Articles without a date."""
        return self.articles_read - self.dated

    def add(self, scanned: Scanned, contents: Found, firsts: dict[str, str]) -> None:
        """Count one more input, with the observations on its articles."""
        self.count(scanned)
        if scanned.format:
            self._format(scanned)
        if scanned.encoding:
            add_counts(self.encodings, {(scanned.encoding, scanned.encoding_by): 1})
        add_bounded(self.languages, contents.languages, KINDS)
        add_bounded(self.months, contents.months, MONTHS)
        self._span(contents.span)
        for code, times in scanned.diagnostics.items():
            problem = self.problems.setdefault(code, CodeCount(code, first=firsts.get(code, "")))
            problem.count += times
            problem.inputs += 1
        if scanned.says is not None:
            self.stating += 1
            if scanned.says != scanned.holds and len(self.differing) < NAMED:
                self.differing.append(scanned)
        named = {"failed": self.failures, "unsure": self.set_aside}.get(scanned.status)
        if named is not None and len(named) < NAMED:
            named.append(scanned)

    def _format(self, scanned: Scanned) -> None:
        key = (scanned.format, scanned.version)
        if key not in self.formats and len(self.formats) >= KINDS:
            key = (scanned.format, OTHERS)
        total = self.formats.setdefault(key, FormatCount(*key))
        total.inputs += 1
        total.articles += scanned.articles
        total.bytes += scanned.size

    def _span(self, span: Span) -> None:
        whole = Span(self.earliest, self.latest, self.dated)
        whole.join(span)
        self.earliest, self.latest, self.dated = whole.earliest, whole.latest, whole.dated

    def to_dict(self) -> dict[str, Any]:
        """Return the inventory as plain data, as ``newsfmt scan --json`` prints it."""
        return {
            "schema": SCHEMA,
            "newsfmt": __version__,
            "inputs": self.by_class(),
            "articles": self.by_class("articles_"),
            "bytes": self.bytes,
            "formats": [
                attrs.asdict(total) | {"version": total.version or None}
                for total in self.formats_in_order()
            ],
            "encodings": [
                {"encoding": name, "by": by, "inputs": inputs}
                for (name, by), inputs in self.encodings_in_order()
            ],
            "languages": [
                {"language": language or None, "articles": articles}
                for language, articles in self.languages_in_order()
            ],
            "dates": {
                "earliest": str(self.earliest) if self.earliest else None,
                "latest": str(self.latest) if self.latest else None,
                "dated": self.dated,
                "undated": self.undated,
                "months": [
                    {"month": month, "articles": articles}
                    for month, articles in sorted(self.months.items())
                ],
            },
            "diagnostics": [
                {
                    "code": p.code,
                    "severity": severity_of(p.code),
                    "count": p.count,
                    "inputs": p.inputs,
                    "first": p.first,
                }
                for p in self.problems_in_order()
            ],
            "skipped": [
                {"reason": reason, "inputs": inputs}
                for reason, inputs in sorted(self.reasons.items(), key=_most)
            ],
            "unsure": [{"input": one.input, "reason": one.reason} for one in self.set_aside],
            "failed": [
                {"input": one.input, "code": one.code, "reason": one.reason}
                for one in self.failures
            ],
            "counts": {
                "stating": self.stating,
                "differing": [
                    {"input": one.input, "says": one.says, "holds": one.holds}
                    for one in self.differing
                ],
            },
            "plugins": [
                {"plugin": plugin, "failure": failure}
                for plugin, failure in sorted(self.plugins.items())
            ],
            "duplicates": {
                "files": _plain(self.same_files),
                "articles_by_content": _plain(self.same_content),
                "articles_by_id_and_version": _plain(self.same_version),
            },
            "near_duplicates": self.near.to_dict() if self.near is not None else None,
        }

    def encodings_in_order(self) -> list[tuple[tuple[str, str], int]]:
        """Return the encodings, those with most inputs first."""
        return sorted(self.encodings.items(), key=_most)

    def languages_in_order(self) -> list[tuple[str, int]]:
        """Return the languages, those with most articles first."""
        return sorted(self.languages.items(), key=_most)

    def formats_in_order(self) -> list[FormatCount]:
        """Return the formats, those with most inputs first, each with its versions in the same
        order.
        """
        inputs: dict[str, int] = {}
        for total in self.formats.values():
            inputs[total.format] = inputs.get(total.format, 0) + total.inputs
        return sorted(
            self.formats.values(),
            key=lambda total: (-inputs[total.format], total.format, -total.inputs, total.version),
        )

    def problems_in_order(self) -> list[CodeCount]:
        """Return the codes, the most frequent first."""
        return sorted(self.problems.values(), key=lambda problem: (-problem.count, problem.code))


def _most(item: tuple[object, int]) -> tuple[int, Any]:
    return -item[1], item[0]


def _plain(duplicates: Duplicates) -> dict[str, Any]:
    def place(input: str, index: int | None) -> dict[str, Any]:
        return {"input": input} if index is None else {"input": input, "index": index}

    return {
        "count": duplicates.count,
        "pairs": [
            {"first": place(*first), "again": place(*again)} for first, again in duplicates.pairs
        ],
    }
