"""Oddities of an input and losses of an output, as typed records with stable codes (model-rules.md
§6).

Readers and writers hand :class:`Diagnostic` records to a :class:`Report`, which streams each to a
sink and keeps counts and the first few of every code. :data:`CODES` is the one table of codes:
severity, meaning, and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import attrs

from newsfmt.errors import Position, did_you_mean

__all__ = [
    "CODES",
    "SEVERITIES",
    "Diagnostic",
    "DiagnosticKind",
    "Lost",
    "Report",
    "check_code",
    "field_of",
    "severity_of",
]

SEVERITIES = ("info", "warning", "loss", "error")
"""The severities, from harmless to grave. ``--strict`` fails on everything above ``info``."""

Lost = Callable[[str, str, str], None]
"""How markup renderers report a loss: ``lost(code, path, message)``."""


@attrs.frozen
class DiagnosticKind:
    """A kind of diagnostic: its severity, its meaning, and the advice."""

    severity: str
    """One of :data:`SEVERITIES`."""
    meaning: str
    """Its meaning, in one sentence."""
    cure: str
    """The advice for a person, in one sentence."""


CODES: Mapping[str, DiagnosticKind] = {
    "read.encoding-guessed": DiagnosticKind("warning", "The bytes are not UTF-8 and nothing says what they are; they were read as windows-1252.", "Give the encoding with --encoding or encoding=."),
    "read.encoding-mismatch": DiagnosticKind("warning", "The bytes are not in the encoding that the document declares.", "Ask the sender to declare the encoding that is used; the text was read by what the bytes are."),
    "read.mojibake": DiagnosticKind("warning", "The text looks like UTF-8 that was once read as windows-1252.", "Repair it with -O repair=true, or at its source; it is kept as it is."),
    "read.control-removed": DiagnosticKind("warning", "Control characters, which XML cannot hold, were removed.", "Nothing, unless they carried meaning."),
    "read.date-unparsed": DiagnosticKind("warning", "A date could not be read; its text is kept.", "Look at the text in extra or in the headline and correct the source."),
    "read.date-ambiguous": DiagnosticKind("warning", "A date can be read in two ways; its text is kept.", "Say which with -O dayfirst=true or -O dayfirst=false."),
    "read.zone-unknown": DiagnosticKind("warning", "A time zone is named by letters that mean several zones; the time has no zone.", "Read the raw text in extra, or give the offsets in Python (tzinfos=)."),
    "read.year-inferred": DiagnosticKind("info", "A date without a year was given the year nearest to the article's date.", "Leave out -O infer_year=true to keep the date as text."),
    "read.no-date": DiagnosticKind("warning", "The article has no date.", "If the article has no date, nothing. Otherwise check how the source writes dates."),
    "read.no-headline": DiagnosticKind("warning", "The article has no headline.", "Nothing, if it is so; no paragraph is promoted to a headline."),
    "read.no-body": DiagnosticKind("warning", "The article has no paragraphs.", "Nothing, if it is so; else look for a header line that is repeated."),
    "read.preamble": DiagnosticKind("warning", "There is text before the first article; it is kept in extra.", "Look whether a header is misspelt."),
    "read.header-in-text": DiagnosticKind("warning", "What looks like the header of an article is in the text of another, without a blank line before it or written differently; it is kept as text.", "If an article begins there, put a blank line before it, and write it as the file's first header."),
    "read.duplicate-key": DiagnosticKind("warning", "A key that can have one value is there several times; the first one counts, the others are in extra.", "Correct the source."),
    "read.unknown-key": DiagnosticKind("warning", "A key is not known; its value is kept in extra.", "Look whether it is misspelt."),
    "read.entity-unknown": DiagnosticKind("warning", "An XML entity is not known; U+FFFD stands in its place.", "Have the sender write the character itself."),
    "read.element-ignored": DiagnosticKind("warning", "An element has no place in the Article and was left out.", "Look at the element named; tell us if it matters."),
    "read.item-skipped": DiagnosticKind("warning", "An item that is no article (a concept, a planning item, an exact repeat) was skipped.", "Nothing, if it is so."),
    "read.invalid": DiagnosticKind("warning", "The input departs from its standard; it was read nevertheless.", "Tell the sender; newsfmt validate lists every departure."),
    "read.truncated": DiagnosticKind("error", "The input stops before its end: it has not arrived as a whole, or was cut off.", "Get the whole input; -O salvage=true reads the part that has arrived."),
    "read.trailing-text": DiagnosticKind("warning", "Text stands behind the end of the document or of the last message; it was left out.", "Look at the text that is named; correct the source, or part the file there."),
    "read.count-mismatch": DiagnosticKind("warning", "The number of articles that an export states is not the number that it holds.", "Export it again, or look for articles that are missing or were added."),
    "read.export-note": DiagnosticKind("info", "What an export says of itself (a cover, the summary of a search, a notice of the house) belongs to no article; its text is in the message.", "Nothing; keep the report if you need the query and the day of the export."),
    "read.article-skipped": DiagnosticKind("error", "An article could not be read; the others were.", "See the reason and repair the input; --on-error stop ends at the first."),
    "write.field-lost": DiagnosticKind("loss", "The output format has no place for a field.", "Use a format that has one (json keeps everything)."),
    "write.node-flattened": DiagnosticKind("loss", "The output format has no such block or inline node; its text is kept.", "Use a format that has one (json keeps everything)."),
    "write.markup-lost": DiagnosticKind("loss", "Markup inside a line of text was dropped; its text is kept.", "Use a format that has it (json keeps everything)."),
    "write.value-derived": DiagnosticKind("info", "The output format demands a value that the article does not have; it was derived by a fixed rule and marked. A warning where a date is demanded and the article has none at all: 1970-01-01 was written.", "Nothing; newsfmt drops a marked value when it reads it. Give an article without a date one before it is written."),
    "write.value-shortened": DiagnosticKind("loss", "A value does not fit its place in the output format and was shortened or written less precisely.", "Use a format that has room (json keeps everything)."),
    "write.value-changed": DiagnosticKind("warning", "A value is read again from the output as another one.", "Look at both in the message; use a format that has its form (json keeps everything)."),
    "write.embargo-lost": DiagnosticKind("error", "The article is under embargo and the output format cannot say so.", "Choose another format, or say -O embargo=ignore."),
    "plugin.failed": DiagnosticKind("warning", "A plugin could not be loaded or failed; the other formats are not touched.", "See newsfmt plugins list, update or remove the plugin."),
}  # fmt: skip
"""Every code, except those of plugins, ``x.<format>.<name>``."""
_FIELD = re.compile(r"(\w+)(?:\[\d+\])?(?:\.(\w+))?")
_WHOLE = frozenset({"alternates", "body", "extra"})  # the fields that are counted without parts
_OWN = re.compile(r"x(?:\.[a-z0-9]+(?:-[a-z0-9]+)*){2,}")


def severity_of(code: str) -> str:
    """Return the severity of a code; a plugin's own code is a warning, unless it was reported as a
    loss.

    >>> severity_of("read.year-inferred"), severity_of("x.bureau.case-unsure")
    ('info', 'warning')
    """
    known = CODES.get(code)
    return known.severity if known is not None else "warning"


def check_code(code: str) -> None:
    """Raise ValueError, with the nearest code, for an unknown code.

    >>> check_code("read.no-dat")
    Traceback (most recent call last):
        ...
    ValueError: there is no diagnostic 'read.no-dat'; did you mean 'read.no-date'? (a plugin's own are named x.<format>.<name>)
    """
    if code not in CODES and _OWN.fullmatch(code) is None:
        raise ValueError(
            f"there is no diagnostic {code!r}{did_you_mean(code, CODES)}"
            " (a plugin's own are named x.<format>.<name>)"
        )


@attrs.frozen
class Diagnostic:
    """One oddity of an input, or one loss of an output."""

    code: str
    """A key of :data:`CODES`, or a plugin's own, ``x.<format>.<name>``."""
    severity: str
    """One of :data:`SEVERITIES`."""
    message: str
    """One line for a person."""
    source: str | None = None
    """Name of the input."""
    index: int | None = None
    """Index of the article in it, from 0."""
    position: Position | None = None
    """The position in the input, or the path of the value in the article (``position.path``)."""

    @classmethod
    def of(cls, code: str, message: str, source: str = "") -> Diagnostic:
        """Return the record of something that concerns an input as a whole.

        >>> print(Diagnostic.of("read.count-mismatch", "it says 3", "a.txt"))
        a.txt: it says 3 [read.count-mismatch]
        """
        return cls(code, severity_of(code), message, source or None)

    def __str__(self) -> str:
        where = [self.source] if self.source else []
        if self.position is not None and self.position.line is not None:
            where.append(str(self.position))
        path = self.position.path if self.position else None
        text = f"{path}: {self.message}" if path else self.message
        return f"{':'.join(where)}: {text} [{self.code}]" if where else f"{text} [{self.code}]"

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain data without unset parts, as ``--report`` writes it."""
        return attrs.asdict(self, filter=lambda _, value: value is not None)


@lru_cache(maxsize=4096)
def field_of(path: str) -> str:
    """Return the field, with its part, that a path to a value of an article begins with.

    >>> field_of("subjects[12].code"), field_of("body[3].content[1]"), field_of("extra['nitf:a.b']")
    ('subjects.code', 'body', 'extra')
    """
    match = _FIELD.match(path)
    if match is None:
        return path
    field, part = match.groups()
    return f"{field}.{part}" if part and field not in _WHOLE else field


class Report:
    """The report of a run: every diagnostic goes to ``sink``; counts and the first ``keep`` of each
    code are kept here, which is every diagnostic of a usual file.

    Give one to ``read``, ``write`` or ``convert`` to see each diagnostic as it comes.

    ``articles`` were read, ``failed`` and ``skipped`` were not, each for a reported reason;
    ``complete`` is true after the input was read to its end, unless its end is missing.
    """

    __slots__ = (
        "_keep",
        "_sink",
        "articles",
        "complete",
        "counts",
        "error",
        "failed",
        "kept",
        "losses",
        "reading",
        "severities",
        "skipped",
    )

    def __init__(
        self, sink: Callable[[Diagnostic], None] | None = None, *, keep: int = 1_000
    ) -> None:
        if sink is not None and not callable(sink):
            raise TypeError(f"sink: give a function of a Diagnostic, not {type(sink).__name__}")
        if not isinstance(keep, int):
            raise TypeError(f"keep: give a number, not {type(keep).__name__}")
        self._sink = sink
        self._keep = keep
        self.articles = 0
        self.failed = 0
        self.skipped = 0
        self.complete = False
        self.reading = ""
        """Name of the format that is being read."""
        self.counts: dict[str, int] = {}
        self.severities: dict[str, int] = {}
        self.losses: dict[tuple[str, str], int] = {}
        """The number of values of each field that a writer reported, by code and field."""
        self.kept: list[Diagnostic] = []
        self.error: Exception | None = (
            None  # the exception of the sink, to distinguish it from a fault of a format
        )

    def add(self, diagnostic: Diagnostic) -> None:
        """Add a diagnostic."""
        code = diagnostic.code
        seen = self.counts.get(code, 0)
        self.counts[code] = seen + 1
        self.severities[diagnostic.severity] = self.severities.get(diagnostic.severity, 0) + 1
        if code == "read.article-skipped":
            self.failed += 1
        elif code == "read.item-skipped":
            self.skipped += 1
        if diagnostic.position is not None and code.startswith("write."):
            key = code, field_of(diagnostic.position.path or "")
            self.losses[key] = self.losses.get(key, 0) + 1
        if seen < self._keep:
            self.kept.append(diagnostic)
        if self._sink is not None:
            try:
                self._sink(diagnostic)
            except Exception as error:
                self.error = error
                raise

    @property
    def clean(self) -> bool:
        """Whether nothing above ``info`` was reported."""
        return not any(self.severities.get(severity) for severity in SEVERITIES[1:])

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.kept)

    def __repr__(self) -> str:
        counts = ", ".join(f"{code}: {count}" for code, count in self.counts.items())
        return f"<Report: {self.articles} articles, {self.failed} failed, {self.skipped} skipped{'; ' + counts if counts else ''}>"
