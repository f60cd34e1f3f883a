"""Values as exports write them: dates with an edition behind them, numbers of words, lists of terms
with percentages.

A text comes in, the value goes out; what a value does not say all of is returned as well, so that
the reader can keep it. Nothing asks the clock or the locale: names of months are newsfmt's own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from newsfmt import dates
from newsfmt.article import Concept
from newsfmt.dates import NewsDate
from newsfmt.dates.zones import localise
from newsfmt.errors import DateError
from newsfmt.format import Context
from newsfmt_research.tables import EMPTY, SEASONS, WORDS

__all__ = [
    "WEEKDAYS",
    "Dated",
    "colon",
    "dated",
    "find_date",
    "is_empty",
    "is_season",
    "terms",
    "word_count",
]

_CJK = re.compile(
    r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日일号號])?"
    r"(?:[\s,，]{0,3}[(（]?(?:(?:星期|礼拜|禮拜|[周週])[一二三四五六日天]|[日月火水木金土]曜日?|[月火水木金土日](?=[)）])|[일월화수목금토]요일)[)）]?)?"
    r"(?:[\s,，]{0,3}(上午|下午|午前|午後|오전|오후)?\s?(\d{1,2})\s?[:：时時시]\s?(\d{2})[分분]?)?"
)
_LONGEST = 400  # characters of a line with a date
_EMPTY_LENGTH = 80  # characters of a value that says that nothing is there
_LABEL = 48  # characters of a label
NBSP = "\u00a0"
_DIGIT = re.compile(r"\d")
_AFTERNOON = frozenset(("下午", "午後", "오후"))
_SEASON = re.compile(
    r"([^\W\d_]+)\.?(\s?[/–-]\s?[^\W\d_]+\.?)?[\s,]+(?:de\s+)?(1[5-9]\d\d|20\d\d)(?:\s?[/–-]\s?\d{2,4})?"
)
_WEEKDAY = (
    "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag "
    "freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche maandag "
    "dinsdag woensdag donderdag vrijdag zaterdag zondag lunes martes miércoles jueves viernes "
    "sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica mandag tirsdag onsdag "
    "torsdag fredag lørdag søndag måndag tisdag lördag söndag niedziela poniedziałek wtorek środa "
    "czwartek piątek sobota понедельник вторник среда четверг пятница суббота воскресенье segunda-feira terça-feira quarta-feira quinta-feira sexta-feira"
)
WEEKDAYS = frozenset(_WEEKDAY.split())
_TIME = re.compile(
    r"\A[\s,]*(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s?([AaPp])\.?[Mm]\.?)?(?:\s+(GMT|UTC|Z)\b(?:\s?([+-]\d{1,2})(?::?00)?(?!\d))?)?"
)
_AWAY = re.compile(r"([+-]\d{1,2})(?::?(\d{2}))?(?!\d)")
_NUMBER = re.compile(r"(\d{1,3}(?:[.,'’\s\u00a0\u202f]\d{3})+|\d{1,7})(?!\d)")
_PERCENT = re.compile(r"\s*\((\d{1,3})\s?%\)\s*\Z")


class Dated(NamedTuple):
    """A date, and what stands behind it that is no part of it: an edition, the name of a zone."""

    date: NewsDate
    rest: str
    zone: str | None


def find_date(text: str, *, dayfirst: bool | None = None) -> Dated | None:
    """Return the date that a line begins with or is, whatever the language; None for any other
    line.

    >>> find_date("January 11, 2018 Thursday, Late Edition - Final")
    Dated(date=NewsDate('2018-01-11'), rest='Late Edition - Final', zone=None)
    >>> find_date("2018 年 10 月 7 日 17:04").date, find_date("Summer, 2008").date
    (NewsDate('2018-10-07T17:04'), NewsDate('2008'))
    """
    if len(text) > _LONGEST or not _DIGIT.search(text):
        return None
    line = " ".join(text.split()).strip(" ,;")
    return _found(line, dayfirst) if line else None


@lru_cache(maxsize=4096)  # the articles of an export are of few days
def _found(line: str, dayfirst: bool | None) -> Dated | None:
    if cjk := _CJK.match(line):
        return _made(_iso(*cjk.groups()), line[cjk.end() :])
    try:
        reading = dates.interpret(line, dayfirst=dayfirst)
        return Dated(reading.date, "", reading.unknown_zone)
    except DateError:
        pass
    start = _after_weekday(line)
    found = dates.match(line, start, dayfirst=dayfirst)
    if found is None:
        return _season(line)
    return _with_rest(found.date, line[found.end :], found.unknown_zone)


def _made(iso: str, rest: str) -> Dated | None:
    try:
        return Dated(NewsDate(iso), rest.strip(" ,;"), None)
    except DateError:
        return None


def _iso(
    year: str, month: str, day: str | None, half: str | None, hour: str | None, minute: str | None
) -> str:
    """The date of numbers, as Chinese, Japanese and Korean write it, in ISO 8601."""
    date = f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")
    if not day or not hour:
        return date
    hours = int(hour) % 12 + 12 * (half in _AFTERNOON) if half else int(hour)
    return f"{date}T{hours:02}:{minute}"


def _after_weekday(line: str) -> int:
    word = re.match(r"([^\W\d_]+(?:-feira)?),?\s+", line)
    return word.end() if word and word[1].casefold() in WEEKDAYS else 0


def is_season(text: str) -> bool:
    """Return whether a text is a season of a year.

    >>> is_season("Winter 2008/2009"), is_season("Spring Harbour Press 2008")
    (True, False)
    """
    match = _SEASON.fullmatch(text)
    return match is not None and match[1].casefold() in SEASONS


def _season(line: str) -> Dated | None:
    """The year of a season, or of several months, whose text has to be kept."""
    match = _SEASON.fullmatch(line)
    if match is None:
        return None
    is_season = match[1].casefold() in SEASONS
    return Dated(NewsDate(match[3]), line, None) if is_season or _are_months(match) else None


def _are_months(match: re.Match[str]) -> bool:
    """Whether two months stand before a year (``Jan/Feb 2009``)."""
    if not match[2]:
        return False
    words = (match[1], match[2].strip(" /–-"))
    return all(dates.match(f"{word} {match[3]}", 0) is not None for word in words)


def _with_rest(date: NewsDate, rest: str, zone: str | None) -> Dated:
    """A date with what stands behind it: a weekday and a time belong to it, the rest does not."""
    rest = rest.lstrip(" ,;")
    if date.iso.endswith("Z") and (shift := _AWAY.match(rest)):  # GMT +1
        made = _made(f"{date.iso[:-1]}{int(shift[1]):+03}:{shift[2] or '00'}", rest[shift.end() :])
        if made is not None:
            return made
    word = re.match(r"([^\W\d_]+(?:-feira)?)\b[,;.]*\s*", rest)
    if word and word[1].casefold() in WEEKDAYS:
        rest = rest[word.end() :].lstrip(" ,;")
    if date.hour is None and (time := _TIME.match(rest)):
        hour, minute, second, half, utc, away = time.groups()
        hours = int(hour) % 12 + 12 * (half in "Pp") if half else int(hour)
        offset = (f"{int(away):+03}:00" if away else "Z") if utc else ""
        iso = f"{date.iso}T{hours:02}:{minute}{':' + second if second else ''}{offset}"
        if made := _made(iso, rest[time.end() :]):
            return made
    return Dated(date, rest.strip(" ,;"), zone)


def dated(
    text: str, context: Context, *, what: str, line: int | None = None, zone: str | None = None
) -> Dated | None:
    """Return the date of a value, in the zone of the option where it has none; None where it is not
    a date, which is reported.
    """
    options = context.options
    found = find_date(text, dayfirst=getattr(options, "dayfirst", None))
    if found is None:
        try:
            dates.interpret(text.strip(), dayfirst=getattr(options, "dayfirst", None))
            reason, code = f"{text.strip()!r} is not a date", "read.date-unparsed"
        except DateError as error:
            reason = str(error)
            code = "read.date-ambiguous" if error.ambiguous else "read.date-unparsed"
        context.warn(code, f"{what}: {reason}", at=line)
        return None
    if found.zone:
        context.warn("read.zone-unknown", f"{what}: the zone {found.zone!r} is not known", at=line)
    return found._replace(date=localise(found.date, zone or getattr(options, "zone", None)))


def is_empty(text: str) -> bool:
    """Whether a value says that there is no value.

    >>> is_empty("None available."), is_empty("Nonesuch")
    (True, False)
    """
    return len(text) < _EMPTY_LENGTH and text.strip().casefold() in EMPTY


def colon(text: str) -> str:
    """Return a text whose label ends with a full-width colon, as East Asian ones do, with a plain
    one.

    >>> colon("字数：300"), colon("Length: 300"), colon("He said: 数：")
    ('字数:\\xa0300', 'Length: 300', 'He said: 数：')
    """
    place = text.find("：", 0, _LABEL)
    if place < 0 or ":" in text[:place]:
        return text
    value = text[place + 1 :]
    return f"{text[:place]}:{'' if value[:1].isspace() or not value else NBSP}{value}"


def word_count(text: str) -> int | None:
    """Return the number of words that a value states.

    >>> word_count("1.285 Wörter"), word_count("409  words"), word_count("8165 字"), word_count("p. 3")
    (1285, 409, 8165, None)
    """
    number = _NUMBER.match(text.strip())
    if number is None:
        return None
    unit = text.strip()[number.end() :].strip(" \u00a0.").casefold()
    if unit and unit.split()[0] not in WORDS:
        return None
    return int(re.sub(r"\D", "", number[1]))


def terms(text: str, *, separator: str = ";") -> list[Concept]:
    """Return the terms of a list, with their relevance where it is written.

    >>> terms("PORTS (93%); FERRIES")
    [Concept(name='PORTS', relevance=93.0), Concept(name='FERRIES')]
    """
    concepts = []
    for entry in text.split(separator):
        percent = _PERCENT.search(entry)
        name = (entry[: percent.start()] if percent else entry).strip()
        if name and not is_empty(name):
            relevance = float(percent[1]) if percent else None
            concepts.append(Concept(name=name, relevance=relevance))
    return concepts
