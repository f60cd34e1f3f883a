"""Dates as feeds write them: a text comes in, the date goes out, with what it does not say.

RFC 822 §5.1 defines ten names of zones, which RSS makes part of its dates; any other name is no
zone here. A year of two digits is one of 1950 to 2049 (RFC 2822 §4.3). Everything else is as
newsfmt reads dates; a number of seconds is not a date.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from newsfmt import dates
from newsfmt.dates import NewsDate
from newsfmt.errors import DateError
from newsfmt.gather import Gathered

__all__ = ["ZONES", "Moment", "gathered", "read"]

ZONES = {
    "UT": "+00:00",
    "GMT": "+00:00",
    "Z": "+00:00",
    "EST": "-05:00",
    "EDT": "-04:00",
    "CST": "-06:00",
    "CDT": "-05:00",
    "MST": "-07:00",
    "MDT": "-06:00",
    "PST": "-08:00",
    "PDT": "-07:00",
}
"""The zones of RFC 822 and their offsets."""
_MONTHS = {
    name: f"{number:02}"
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
_MAIL = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s+)?(\d{1,2})\s+([A-Za-z]{3})\s+([12]\d{3})"
    r"\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s*(?:([+-]\d\d):?(\d\d)|(UTC|UT|GMT|Z|[ECMP][SD]T))?",
    re.ASCII,
)
_SHORT_YEAR = re.compile(r"(\d{1,2}[\s-]+[^\W\d_]{3,12}\.?[\s-]+)(\d\d)(?=\s|\Z)")
_DAY = re.compile(r"[^\W\d_]{1,12}\.?,\s*(?=\d)")
"""The day of the week, in whatever language, which never counts."""
_EASTERN = re.compile(
    r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日日일]"
    r"(?:\s{0,3}(오전|오후|上午|下午|午前|午後)?\s?(\d{1,2}):(\d\d)(?::(\d\d))?)?(\s?[+-]\d\d:?\d\d|Z)?",
    re.ASCII,
)
"""Dates of China, Japan and Korea, whose signs stand behind each number."""
_EASTERN_MONTH = re.compile(r"(?<=\d\s)(\d{1,2})(?:月|월)(?=\s\d{4})", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{9,}(?:\.\d+)?\Z")


class Moment(NamedTuple):
    """A date, the name of its zone where that is not known, and whether its century was
    inferred.
    """

    date: NewsDate
    unknown_zone: str | None
    inferred: bool


def gathered(item: Gathered, name: str, text: str, at: int | None = None) -> NewsDate | None:
    """Return the date that a text is; one that does not say all of the text has it kept under
    ``name``, and is reported.
    """
    text = text.strip()
    if not text:
        return None
    try:
        date, zone, inferred = read(text)
    except DateError as error:
        code = "read.date-ambiguous" if error.ambiguous else "read.date-unparsed"
        item.report(code, f"{name}: {error}", at)
        item.keep(name, text)
        return None
    if zone:
        message = f"{name}: the zone {zone!r} is not known; the time has none"
        item.report("read.zone-unknown", message, at)
        item.keep(name, text)
    if inferred:
        item.report("read.year-inferred", f"{name}: {text} is of {date.year}", at)
    return date


@lru_cache(maxsize=1024)
def read(text: str) -> Moment:
    """Return the date that a text is. Raises DateError.

    >>> read("Tue, 08 Oct 2013 18:30:00 EST").date
    NewsDate('2013-10-08T18:30:00-05:00')
    >>> read("Thu, 30 Apr 2015 08:57:00 MEST").unknown_zone
    'MEST'
    """
    mail = _MAIL.fullmatch(text)
    if mail is not None and (month := _MONTHS.get(mail[2].lower())) is not None:
        day, _, year, hour, minute, second, hours, minutes, name = mail.groups()
        iso = f"{year}-{month}-{day:0>2}T{hour:0>2}:{minute}"
        return Moment(
            NewsDate(f"{iso}{':' + second if second else ''}{_offset(hours, minutes, name)}"),
            None,
            False,
        )
    if _NUMBER.match(text):
        raise DateError(f"{text!r} is a number, not a date", text=text)
    day = _DAY.match(text)
    bare = _without_comment(text[day.end() :] if day else text)
    if bare != text and not _DAY.match(bare) and not bare.endswith(")"):
        return read(bare)
    if eastern := _EASTERN.fullmatch(text):
        return Moment(_of_eastern(eastern), None, False)
    if (named := _EASTERN_MONTH.search(text)) and 1 <= int(named[1]) <= 12:
        return read(_EASTERN_MONTH.sub(list(_MONTHS)[int(named[1]) - 1], text))
    full = _SHORT_YEAR.sub(_full_year, text, count=1)
    if full != text:
        return read(full)._replace(inferred=True)
    reading = dates.interpret(full, tzinfos=ZONES)
    return Moment(reading.date, reading.unknown_zone, False)


def _of_eastern(match: re.Match[str]) -> NewsDate:
    year, month, day, half, hour, minute, second, zone = match.groups()
    iso = f"{year}-{month:0>2}-{day:0>2}"
    if hour is None:
        return NewsDate(iso)
    if half is not None:
        hour = str(int(hour) % 12 + (12 if half in ("오후", "下午", "午後") else 0))
    return NewsDate(f"{iso}T{hour:0>2}:{minute}{':' + second if second else ''}{_colon(zone)}")


def _colon(zone: str | None) -> str:
    zone = (zone or "").strip()
    return f"{zone[:3]}:{zone[3:]}" if len(zone) == 5 else zone


def _without_comment(text: str) -> str:
    """A date without a comment at its end (RFC 822 §3.4.3)."""
    start = text.rfind("(") if text.endswith(")") else -1
    return text[:start].rstrip() if start > 0 else text


def _offset(hours: str | None, minutes: str | None, name: str | None) -> str:
    if hours is not None:
        return "Z" if hours == "-00" and minutes == "00" else f"{hours}:{minutes}"
    if name is None:
        return ""
    return "Z" if name in ("UTC", "UT", "GMT", "Z") else ZONES[name]


def _full_year(match: re.Match[str]) -> str:
    return f"{match[1]}{dates.full_year(match[2], 50)}"
