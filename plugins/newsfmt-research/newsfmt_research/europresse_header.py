"""The line above a document of Europresse (``Politique, mardi 14 mars 2006 - 06:30 UTC +0100 408
mots, p. 12``) → its parts: section, date, number of words, page, and the rest.

The date is what the tables of dates read, in whatever language; the section stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from newsfmt_research.values import Dated, find_date, is_season, word_count

__all__ = ["HeaderLine", "header_line"]

_STARTS = re.compile(r"(?:\A|[,;]\s+|\s[-–]\s+)(?=\S)")
_CLOCK = re.compile(
    r"[-–,\s]*(\d{1,2})\s?[:hH]\s?(\d{2})\b(?:\s*(?:UTC|GMT)\s*([+-]\d{2}):?(\d{2})?|\s*(UTC|GMT))?"
)
_WORDS = re.compile(
    r"(?<![\w.])(?:\d{1,3}(?:[.,\s\u00a0\u202f]\d{3})+|\d{1,7})[\s\u00a0\u202f]*[^\W\d_]+"
)
_PAGE = re.compile(
    r"(?i)(?<!\w)(?:pp?\.|pages?|seiten?|s\.|blz\.?|pg\.?|p[aá]g\.?)\s*[^\s,;]+(?:[-,\s]+\d+)*"
)


@attrs.frozen(kw_only=True)
class HeaderLine:
    """The parts of a line."""

    section: str = ""
    """What stands before the date."""
    date: str = ""
    """The date with its time, in ISO 8601; empty where none was found."""
    words: int | None = None
    """The number of words."""
    page: str = ""
    """The page as written."""
    rest: tuple[str, ...] = ()
    """The remaining text."""


def header_line(text: str) -> HeaderLine:
    """Return the parts of a line.

    >>> header_line("Actualité, lundi 1er février 2021 - 06:30 UTC +0100 1 246 mots, p. 3")
    HeaderLine(section='Actualité', date='2021-02-01T06:30+01:00', words=1246, page='p. 3', rest=())
    """
    whole, words = _count(" ".join(text.split()).strip(" ,"))
    whole, page = _cut(_PAGE, whole)
    section, date = _at_date(whole)
    if date is None:
        return HeaderLine(section=section, page=page)
    iso, rest = date.date.iso, date.rest
    if date.date.hour is None and (clock := _CLOCK.match(rest)):
        hour, minute, away, minutes, utc = clock.groups()
        offset = f"{away}:{minutes or '00'}" if away else "Z" if utc else ""
        iso, rest = f"{iso}T{int(hour):02}:{minute}{offset}", rest[clock.end() :]
    others = tuple(_parts(rest))
    return HeaderLine(section=section, date=iso, words=words, page=page, rest=others)


def _at_date(text: str) -> tuple[str, Dated | None]:
    """What stands before the date, and the date with what stands behind it."""
    for match in _STARTS.finditer(text):
        date = find_date(text[match.end() :])
        if date is not None and (len(date.date.iso) > len("2021") or is_season(date.rest)):
            return text[: match.start()].strip(" ,;-–"), date
    return text, None


def _count(text: str) -> tuple[str, int | None]:
    """The text without the number of words, and that number."""
    for match in _WORDS.finditer(text):
        count = word_count(match[0])
        if count is not None:
            return f"{text[: match.start()]},{text[match.end() :]}", count
    return text, None


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """The text without what a pattern matches, and that."""
    match = pattern.search(text)
    if match is None:
        return text, ""
    return f"{text[: match.start()]}{text[match.end() :]}".strip(" ,;"), match[0]


def _parts(text: str) -> Iterator[str]:
    for part in re.split(r"[,;]\s*", text):
        if value := part.strip(" -–•·"):
            yield value
