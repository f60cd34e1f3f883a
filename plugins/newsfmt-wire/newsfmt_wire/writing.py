"""What the writers of both wire formats share: bodies as parts, characters a code page does not
have, dates in a trailer, the receipt.

A message is written, read again with the reader of its format, and what differs is reported; so no
loss is silent and nothing is reported lost that comes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any, NamedTuple

from newsfmt import prose
from newsfmt.article import Article
from newsfmt.body import Heading, Paragraph, Preformatted, Rule
from newsfmt.dates import NewsDate
from newsfmt.diagnostics import Lost
from newsfmt.format import Parser
from newsfmt.losses import Describe, Difference, read_again, texts
from newsfmt.markup import text as plain_text
from newsfmt_wire import datelines
from newsfmt_wire.common import one_line
from newsfmt_wire.stories import DERIVED

__all__ = [
    "MONTHS",
    "Made",
    "Moment",
    "Part",
    "again",
    "first_code",
    "in_ascii",
    "moment",
    "parts",
    "with_dateline",
]

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CONTROLS = dict.fromkeys([*range(9), *range(11, 32), 127])


class Part(NamedTuple):
    """One piece of a body on its way to text."""

    text: str
    """Its text; of a table several lines."""
    kind: str
    """``text``, ``table``, ``rule`` or ``heading``."""
    role: str | None = None
    """Role of the paragraph."""


def parts(article: Article, lost: Lost, *, headings: bool = False) -> list[Part]:
    """Return the body as parts; what plain text cannot show is reported by the common
    conversion.
    """
    return [
        part
        for place, block in enumerate(article.body)
        for part in _parts(block, place, lost, headings)
        if part.text.strip()
    ]


def _parts(block: Any, place: int, lost: Lost, headings: bool) -> Iterator[Part]:
    kind, path = type(block), f"body[{place}]"

    def at_place(code: str, inner: str, message: str) -> None:
        lost(code, inner.replace("body[0]", path, 1), message)

    if kind is Paragraph:
        yield Part(
            one_line(plain_text.line(block.content, lost=lost, path=path)), "text", block.role
        )
    elif kind is Heading and headings:
        yield Part(one_line(plain_text.line(block.content, lost=lost, path=path)), "heading")
    elif kind is Rule:
        yield Part(block.text if block.text and prose.is_rule(block.text) else "***", "rule")
    elif kind is Preformatted:
        yield Part(
            "\n".join(row.translate(_CONTROLS).rstrip() for row in block.text.split("\n")), "table"
        )
    else:
        for chunk in plain_text.chunks((block,), lost=at_place):
            rows = [row for row in chunk.split("\n") if row.strip()]
            if prose.tabular(rows):
                yield Part("\n".join(row.translate(_CONTROLS).rstrip() for row in rows), "table")
            else:
                yield from (Part(one_line(row), "text") for row in rows)


def with_dateline(found: list[Part], article: Article, dash: str) -> list[Part]:
    """Return the parts with the dateline before the first paragraph, where it is not in the text
    already.
    """
    dateline = article.dateline
    if dateline is None or dateline.prefix or not dateline.text:
        return found
    for place, part in enumerate(found):
        if part.kind == "text" and part.role in (None, "lead"):
            if datelines.dateline(part.text) is None:
                opened = Part(f"{one_line(dateline.text)} {dash} {part.text}", "text", part.role)
                return [*found[:place], opened, *found[place + 1 :]]
            break
    return found


class Moment(NamedTuple):
    """A date as a trailer has it."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    zone: str


def moment(date: NewsDate | None) -> Moment | None:
    """Return a date for a trailer, in its own zone if that has a name there, else in GMT; None for
    one less precise than a day.

    A day alone is its first minute: the writer marks the time as derived.
    """
    if date is None or date.day is None:
        return None
    if date.hour is None:
        return Moment(date.year, date.month or 1, date.day, 0, 0, "GMT")
    offset = date.offset
    zone = (
        ""
        if offset is None
        else {timedelta(0): "GMT", timedelta(hours=1): "CET", timedelta(hours=2): "CEST"}.get(
            offset, ""
        )
    )
    if offset is None or zone:
        return Moment(date.year, date.month or 1, date.day or 1, date.hour, date.minute or 0, zone)
    try:
        there = date.earliest().astimezone(UTC)
    except OverflowError:
        return None
    return Moment(there.year, there.month, there.day, there.hour, there.minute, "GMT")


class Made:
    """The fields of a header that a writer had to make up, and the mark that names them, so that
    reading drops them again.
    """

    def __init__(self, article: Article) -> None:
        self.names: list[str] = []
        sent = article.transmission.sent if article.transmission else None
        self.date = article.published or sent
        """The date that goes into the trailer."""

    def field(self, name: str, value: str | None, pattern: str, otherwise: str) -> str:
        """Return a value that fits, else what stands in its place."""
        if value is not None and re.fullmatch(pattern, value):
            return value
        self.names.append(name)
        return otherwise

    def words(self, article: Article, found: list[Part], form: str) -> str:
        """Return the word count as the article says it, else that of its text."""
        counted = min(sum(len(part.text.split()) for part in found), 9_999_999)
        given = format(article.word_count, form) if article.word_count is not None else None
        return self.field("words", given, "[0-9]{1,7}", format(counted, form))

    @property
    def mark(self) -> str:
        """``derived=…``, or nothing; a time is made up where the date is a day alone."""
        time = (
            ["time"]
            if self.date is not None and self.date.day is not None and self.date.hour is None
            else []
        )
        names = [*self.names, *time]
        return DERIVED + ",".join(names) if names else ""


def first_code(concepts: tuple[Any, ...]) -> str:
    """Return the code of the first concept, or nothing."""
    return (concepts[0].code or "") if concepts else ""


def again(data: bytes, read: Parser, options: Any, encoding: str) -> Article | None:
    """Return the Article that a reader will see in a message."""
    asked = (
        encoding if encoding == "cp850" else None
    )  # which no reader takes unless the caller asks for it
    return read_again(data, read, options, encoding=asked)


def in_ascii(encoding: str) -> Describe:
    """Return what says of a text that it holds characters which an encoding does not have."""

    def describe(difference: Difference) -> tuple[str, str] | None:
        text = " ".join(texts(difference.before))
        missing = dict.fromkeys(char for char in text if char > "\x7f" and not _has(encoding, char))
        if not missing:
            return None
        shown = " ".join([*missing][:8])
        return "write.value-shortened", f"{encoding} has no {shown}; written in ASCII"

    return describe


def _has(encoding: str, char: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
