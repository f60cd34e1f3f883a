"""The grammar of dates as people write them: a text and an index come in, every possible date at
that index goes out, the longest first.

A date has a head (day, month or year) and perhaps tails (weekday, time, zone); each combination is
a :class:`Candidate`, with its end and a check against calendar and clock. :func:`match` takes the
longest valid one, :func:`whole` requires the whole text (other texts go to dateutil under guard),
:func:`fault` gives the reason if there is no date. At most 128 characters are examined, so the cost
does not grow with the input. The shapes are those of the table in the dated-text format's
description.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from typing import Any, NamedTuple

from newsfmt.dates import _guard
from newsfmt.dates._value import DateReading, NewsDate, check
from newsfmt.dates._words import (
    ABBREVIATED,
    ARTICLES,
    ERAS,
    HALVES,
    MONTHS,
    WEEKDAYS,
    ZONE_NAMES,
)
from newsfmt.errors import DateError

__all__ = ["Candidate", "fault", "match", "whole"]

LONGEST = 128
_ENGLISH = (
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

W = r"[ \t\u00a0\u2000-\u200a\u202f\u3000]"
_ORDINAL = rf"(?i:(?:st|nd|rd|th|{W}?er|ère|re|e|:e|:a|[ºª°])(?!\w))?"
_WORD = r"(?P<word>[^\W\d_]{3,14})"
_YEAR = r"(?P<year>[12][0-9]{3})(?!\d)"
_DAY = r"(?P<day>[0-9]{1,2})"
_YEAR_WORD = rf"(?:{W}*[гр]\.|{W}+(?:года|року)(?!\w))?"  # 4 мая 2021 г.
_BEFORE_YEAR = rf"(?:{W}*,{W}*|{W}+(?:(?i:de|del|of){W}+)?|[-/])"
_OFFSET = r"[+\-\u2212][0-9]{2}:?[0-9]{2}"
_DIGIT = "[0-9０-９]"
_SOURCES = {
    "space": rf"(?:{W}*,)?{W}+",
    "lead": rf"(?P<word>[^\W\d_]{{2,14}}(?:-feira)?)\.?(?:{W}*,)?{W}+",
    "word": r"(?P<word>[^\W\d_]{2,14}(?:-feira)?)(?:\.(?!\w))?",
    "iso": rf"{_YEAR}(?P<mark>[-/.])(?P<month>[0-9]{{1,2}})(?P=mark){_DAY}(?!\d)",
    "month": rf"{_YEAR}-(?P<month>[0-9]{{2}})(?!\d)",
    "compact": r"(?P<year>[12][0-9]{3})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?!\d)",
    "numbers": rf"(?P<one>[0-9]{{1,2}})(?P<mark>[-/.])(?P<two>[0-9]{{1,2}})(?P=mark){_YEAR}{_YEAR_WORD}",
    "month-number": rf"(?P<month>[0-9]{{1,2}})/{_YEAR}",
    "year": _YEAR,
    "day-first": rf"{_DAY}{_ORDINAL}(?:\.?{W}+|\.|[-/])(?:(?i:(?:of|de){W}+|d['’])|ב)?{_WORD}\.?{_BEFORE_YEAR}{_YEAR}{_YEAR_WORD}",
    "year-first": rf"{_YEAR}(?:\.?{W}+|[-/.]){_WORD}(?:\.?{W}+|[-/.]){_DAY}{_ORDINAL}(?!\d)\.?",
    "characters": (
        rf"(?:(?P<era>{'|'.join(ERAS)}){W}?(?P<count>{_DIGIT}{{1,2}}|元)|(?P<year>[12１２]{_DIGIT}{{3}})){W}?[年년]"
        rf"(?:{W}?(?P<month>{_DIGIT}{{1,2}}){W}?[月월](?:{W}?(?P<day>{_DIGIT}{{1,2}}){W}?[日號号일])?)?"
        rf"(?:{W}?(?:[(（][一二三四五六日月火水木金土월화수목금토일][)）]|星期[一二三四五六日天]|[월화수목금토일]요일|[月火水木金土日]曜日))?"
    ),
    "month-first": rf"{_WORD}(?:\.?{W}+|[./-]){_DAY}{_ORDINAL}\.?{_BEFORE_YEAR}{_YEAR}",
    "month-name": rf"{_WORD}\.?{_BEFORE_YEAR}{_YEAR}{_YEAR_WORD}",
    "no-century": (
        rf"(?:[0-9]{{1,2}}[-/.][0-9]{{1,2}}[-/.]|[0-9]{{1,2}}{W}*(?P<word>[^\W\d_]{{3,14}})\.?{W}*,?{W}*|"
        rf"(?P<first>[^\W\d_]{{3,14}})\.?{W}+[0-9]{{1,2}}{W}*,{W}*)['’]?[0-9]{{2}}(?![\w:.])"
    ),
    "no-year": rf"(?:{_DAY}{_ORDINAL}\.?{W}+(?P<word>[^\W\d_]{{3,14}})|(?P<first>[^\W\d_]{{3,14}})\.?{W}+[0-9]{{1,2}}(?!\d))",
    "at": rf"(?i:at|kl\.?|klokken|um|à|a{W}las|às|om|ob|alle(?:{W}ore)?|ore|den{W}kl\.?){W}+",
    "clock": (
        rf"(?P<hour>[0-9]{{1,2}})(?P<mark>[:.]|{W}?[hH]{W}?)(?P<minute>[0-9]{{2}})(?!\d)"
        r"(?::(?P<second>[0-9]{2})(?!\d)(?:[.,](?P<fraction>[0-9]{1,40})(?!\d))?)?"
        rf"(?:{W}*(?P<half>[AaPp])(?:\.{W}?)?[Mm](?!\w)\.?)?(?P<hours>{W}*(?:[Uu]hr|hrs|h)(?!\w))?"
    ),
    "clock-characters": (
        rf"{W}?(?P<half>{'|'.join(HALVES)})?{W}?(?P<hour>{_DIGIT}{{1,2}})(?:[:：](?P<minute>{_DIGIT}{{2}})(?::(?P<second>{_DIGIT}{{2}}))?(?!\d)"
        rf"|{W}?[時时点點시]{W}?(?:(?P<minutes>{_DIGIT}{{1,2}}){W}?[分분](?:{W}?(?P<seconds>{_DIGIT}{{1,2}}){W}?[秒초])?)(?!\d))"
    ),
    "compact-clock": r"(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?:(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,40}))?)?(?!\d)",
    "day-zone": r"(?:(?P<utc>[Zz])(?!\w)|(?P<offset>[+\-\u2212][0-9]{2}(?::?[0-9]{2})?)(?![\w:]))",
    "noted-zone": rf"{W}*(?:\(([^()]{{1,60}})\)|\[([^][]{{1,60}})\])",
    "odd-zone": (
        rf"{W}*(?:(?P<offset>[+-][0-9](?::?[0-9]{{2}})?)|(?P<name>[A-Z]|Zulu|Eastern|Central|Mountain|Pacific"
        rf"|(?:[A-Za-z]{{2,20}} ){{1,4}}[Tt]ime|(?:[A-Z]\.){{2,5}}"
        rf"|[A-Z]{{3,5}}[+-]?[0-9]{{1,2}}[A-Z]{{3,5}}"
        rf"|[A-Z][A-Za-z]{{1,20}}(?:/[A-Za-z_]{{2,30}}(?:[+-][0-9]{{1,2}})?){{1,2}}))"
    ),
    "zone": (
        rf"(?P<gap>{W}*)(?:(?P<offset>{_OFFSET})(?![\d:])|(?P<hours>[+\-\u2212][0-9]{{2}})(?![\d:])|"
        rf"(?P<utc>(?i:UTC|GMT)|UT|Z|z)(?:{W}*(?P<away>{_OFFSET}|[+\-\u2212][0-9]:[0-9]{{2}})(?![\d:])|(?P<few>[+\-\u2212][0-9]{{1,2}})(?![\d:]))?(?!\w)|"
        r"(?P<name>[A-Za-z]{2,5})(?![\w/]))"
    ),
    "remark": rf"(?:{W}*\([^()]*\)|{W}*\[[^][]*\]|{W}+[A-Z]{{2,5}}(?!\w))",
    "unix": (
        rf"(?P<month>[^\W\d_]{{3,14}}){W}+{_DAY}{W}+(?P<clock>[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?)"
        rf"(?P<zone>{W}+(?:[A-Z][\w/+-]{{1,30}}|{_OFFSET}))?{W}+{_YEAR}"
    ),
}


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_SOURCES[name])


class _Head(NamedTuple):
    """A day, month or year, its end, and the kind of tail that may follow: ``iso``, ``compact``,
    ``words`` or none.
    """

    end: int
    year: int
    month: int | None = None
    day: int | None = None
    style: str = ""
    other: tuple[int, int] | None = None


class Candidate(NamedTuple):
    """A possible date: its parts as numbers, unchecked; ``other`` is the alternative day and month
    of an ambiguous date.
    """

    text: str
    end: int
    head: _Head
    clock: tuple[int, int, int | None, str | None] | None = None
    zone: str = ""
    name: str | None = None

    def reading(self, tzinfos: Mapping[str, object] | None) -> DateReading:
        """Return the date. Raises DateError where calendar or clock have no such moment, or where
        the date is ambiguous.
        """
        head = self.head
        if head.other:
            one, two = (
                f"{day} {_ENGLISH[month]}"
                for day, month in ((head.day or 0, head.month or 0), head.other)
            )
            raise DateError(f"{self.text} can be {one} or {two}", text=self.text, ambiguous=True)
        hour, minute, second, fraction = self.clock or (0, 0, 0, None)
        month, day = (1 if part is None else part for part in (head.month, head.day))
        check(self.text, head.year, month, day, hour, minute, second or 0)
        iso = f"{head.year:04}"
        iso += f"-{head.month:02}" if head.month else ""
        iso += f"-{head.day:02}" if head.day else ""
        if self.clock:
            iso += (
                f"T{hour:02}:{minute:02}"
                + (f":{second:02}" if second is not None else "")
                + (f".{fraction}" if fraction else "")
            )
        zone, unknown = self.zone, None
        if self.name:
            placed = _placed(self.name, tzinfos, (head.year, month, day, hour, minute))
            zone, unknown = (placed, None) if placed else ("", self.name)
        return DateReading(NewsDate(iso + zone), unknown, self.end)


def match(
    text: str, start: int, dayfirst: bool | None, tzinfos: Mapping[str, object] | None
) -> DateReading | None:
    """The longest valid date at ``start`` that is followed by white space, the end or one of
    ``,;:|``.
    """
    for candidate in _candidates(text, start, dayfirst, tzinfos, whole=False):
        if _followed(text, candidate):
            try:
                return candidate.reading(tzinfos)
            except DateError:
                continue
    return None


def fault(text: str, start: int, dayfirst: bool | None) -> DateError | None:
    """Why the text at ``start`` looks like a date but is not valid; None for a valid date and for
    other text.
    """
    first: DateError | None = None
    for candidate in _candidates(text, start, dayfirst, None, whole=False):
        shown = candidate.text
        try:
            candidate.reading(None)
        except DateError as error:
            first = first or error
            continue
        if _followed(text, candidate):
            return None
        first = first or DateError(
            f"{shown} is followed by {text[candidate.end]!r}, so it is no date", text=shown
        )
    return first or _incomplete(text, start)


def _incomplete(text: str, start: int) -> DateError | None:
    """The reason for a day without a year, or with a year of two digits."""
    start = _after_words(text, start, min(len(text), start + LONGEST), WEEKDAYS)
    for name, reason in (
        ("no-century", "a year of two digits names no century"),
        ("no-year", "the year is missing"),
    ):
        found = _pattern(name).match(text, start, start + LONGEST)
        words = [word for word in (found["word"], found["first"]) if word] if found else []
        if found and all(word.casefold() in MONTHS for word in words):
            return DateError(f"{found[0]}: {reason}", text=found[0])
    return None


_CLOCK_FIRST = re.compile(
    r"\A(\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?)(?: [-\u2013\u2014|] |, ?)(?=\S)"
)
"""A time before its date, and the mark between them (``09:33 PM - 06/05/2018``)."""


def whole(text: str, dayfirst: bool | None, tzinfos: Mapping[str, object] | None) -> DateReading:
    """The date for the whole of ``text``, stripped, at most 128 characters. Raises DateError."""
    core = _clean(text)
    for attempt in (core, _reordered(core)):
        for candidate in _candidates(attempt, 0, dayfirst, tzinfos, whole=True) if attempt else ():
            if candidate.end == len(attempt):
                return candidate.reading(tzinfos)
    problem = _incomplete(core, 0)
    if problem and core.endswith(problem.text):
        raise problem
    found = _guard.ask(core, dayfirst)
    year, month, day, *clock = found.parts
    time = (clock[0], clock[1], clock[2] if len(clock) > 2 else None, None) if clock else None
    head = _Head(len(core), year, month, day)
    zone = "Z" if found.zone and found.offset == 0 else _distance(core, found.offset)
    return Candidate(
        core, len(core), head, time, zone, found.zone if found.offset is None else None
    ).reading(tzinfos)


def _clean(text: str) -> str:
    """The text as one line with single spaces for tabs and folds; DateError for characters that no
    date has.
    """
    text = unicodedata.normalize("NFC", text) if not text.isascii() else text
    text = re.sub(r"[ \t\r\n]+", " ", text)
    text = _CLOCK_FIRST.sub(r"\1 ", text, count=1)
    if not text or any(
        unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for char in text
    ):
        raise DateError(f"{text!r} is no date", text=text)
    return text


def _reordered(text: str) -> str:
    """``Tue May  4 06:30:00 CEST 2021`` as ``May 4 2021 06:30:00 CEST``; empty for any other text."""
    at = _after_words(text, 0, len(text), WEEKDAYS)
    found = _pattern("unix").fullmatch(text, at)
    return (
        f"{found['month']} {found['day']} {found['year']} {found['clock']}{found['zone'] or ''}"
        if found
        else ""
    )


def _followed(text: str, candidate: Candidate) -> bool:
    """Whether white space, the end, or ``,;:|`` and one of these follow; after a year alone, only
    white space or the end.
    """
    end = candidate.end
    behind = text[end : end + 1]
    if not behind or behind.isspace() or behind in "\u200e\u200f":
        return True
    return (
        candidate.head.month is not None
        and behind in ",;:|"
        and (not text[end + 1 : end + 2] or text[end + 1].isspace())
    )


def _candidates(
    text: str,
    start: int,
    dayfirst: bool | None,
    tzinfos: Mapping[str, object] | None,
    *,
    whole: bool,
) -> Iterator[Candidate]:
    """Every possible date at ``start``, the longest first."""
    stop = min(len(text), start + LONGEST)
    at = _after_words(text, start, stop, WEEKDAYS)
    if whole or at > start:
        at = _after_words(text, at, stop, ARTICLES)
    for head in _heads(text, at, stop, dayfirst, whole):
        if head.day is None:
            if at == start:
                yield Candidate(text[start : head.end], head.end, head)
            continue
        tails = _tails(text, head, stop, tzinfos, whole)
        cuts = [
            Candidate(text[start:end], end, head, clock, zone, name)
            for end, clock, zone, name in tails
        ]
        yield from sorted(cuts, key=lambda cut: -cut.end)
        yield Candidate(text[start : head.end], head.end, head)


def _after_words(text: str, at: int, stop: int, words: Mapping[str, int] | frozenset[str]) -> int:
    for _ in range(2):
        found = _pattern("lead").match(text, at, stop)
        if not found or found["word"].casefold() not in words:
            break
        at = found.end()
    return at


def _heads(text: str, at: int, stop: int, dayfirst: bool | None, whole: bool) -> Iterator[_Head]:
    """The days, months and years that begin at ``at``, the longest first."""
    if not text.isascii() and (found := _pattern("characters").match(text, at, stop)):
        yield from _in_characters(found)
    if not text[at : at + 1].isdigit():
        yield from _month_first(text, at, stop, whole)
        return
    for name, style in (("iso", "iso"), ("compact", "compact")):
        if found := _pattern(name).match(text, at, stop):
            yield _Head(
                found.end(), int(found["year"]), int(found["month"]), int(found["day"]), style
            )
    if found := _pattern("numbers").match(text, at, stop):
        yield _numbers(found, dayfirst)
    for name in ("day-first", "year-first"):
        found = _pattern(name).match(text, at, stop)
        if found and (month := MONTHS.get(found["word"].casefold())):
            yield _Head(found.end(), int(found["year"]), month, int(found["day"]), "words")
    for name in ("month", "month-number") if whole else ("month",):
        if found := _pattern(name).match(text, at, stop):
            yield _Head(found.end(), int(found["year"]), int(found["month"]))
    if found := _pattern("year").match(text, at, stop):
        yield _Head(found.end(), int(found["year"]))


def _month_first(text: str, at: int, stop: int, whole: bool) -> Iterator[_Head]:
    for name in ("month-first", "month-name"):
        found = _pattern(name).match(text, at, stop)
        word = found["word"].casefold() if found else ""
        if found and word in MONTHS and (whole or word not in ABBREVIATED):
            day = int(found["day"]) if name == "month-first" else None
            yield _Head(found.end(), int(found["year"]), MONTHS[word], day, "words")


def _in_characters(found: re.Match[str]) -> Iterator[_Head]:
    """``2021年5月4日``, and the same in the years of a Japanese era that the day lies in."""
    year = int(found["year"] or 0)
    month, day = (int(found[part]) if found[part] else None for part in ("month", "day"))
    if found["era"]:
        first, last = ERAS[found["era"]]
        count = 1 if found["count"] == "元" else int(found["count"])
        year = int(first[:4]) + count - 1
        spelt = "-".join(f"{part:02}" for part in (year, month, day) if part)
        if not count or not first[: len(spelt)] <= spelt <= last[: len(spelt)]:
            return
    yield _Head(found.end(), year, month, day, "characters")


def _numbers(found: re.Match[str], dayfirst: bool | None) -> _Head:
    """``03/04/2021``: a number over 12, two equal numbers or ``dayfirst`` decide; otherwise the
    date is ambiguous.
    """
    one, two, year = int(found["one"]), int(found["two"]), int(found["year"])
    day, month = (one, two) if one > 12 or (two <= 12 and dayfirst is not False) else (two, one)
    open_question = dayfirst is None and one != two and 1 <= one <= 12 and 1 <= two <= 12
    return _Head(found.end(), year, month, day, "words", (two, one) if open_question else None)


_Tail = tuple[int, tuple[int, int, int | None, str | None] | None, str, str | None]


def _tails(
    text: str, head: _Head, stop: int, tzinfos: Mapping[str, object] | None, whole: bool
) -> Iterator[_Tail]:
    """The tail of a day: (end, clock, zone, name of an unknown zone)."""
    at, end = head.end, head.end
    if head.style in {"iso", "compact"}:
        if text[at : at + 1] in ("T", "t"):
            for name in ("clock", "compact-clock"):
                if found := _pattern(name).match(text, at + 1, stop):
                    yield from _clocks(text, found, stop, tzinfos, whole)
            return
        if found := _pattern("day-zone").match(text, at, stop):
            yield found.end(), None, _spelt(found["offset"]) if found["offset"] else "Z", None
    if head.style == "characters" and (found := _pattern("clock-characters").match(text, at, stop)):
        yield from _clocks(text, found, stop, tzinfos, whole)
        return
    if found := _pattern("space").match(text, at, stop):
        at = found.end()
    else:
        return
    if head.style == "words" or whole:
        found = _pattern("word").match(text, at, stop)
        if found and (day := WEEKDAYS.get(found["word"].casefold())) is not None:
            at = end = found.end()
            if whole or (text[end : end + 1] in ("", "\n") and _is_weekday(head, day)):
                yield end, None, "", None
            found = _pattern("space").match(text, at, stop)
            at = found.end() if found else stop
        if found := _pattern("at").match(text, at, stop):
            at = found.end()
    if found := _pattern("clock").match(text, at, stop):
        yield from _clocks(text, found, stop, tzinfos, whole)


def _is_weekday(head: _Head, day: int) -> bool:
    try:
        return date(head.year, head.month or 1, head.day or 1).weekday() == day
    except ValueError:
        return False


def _clocks(
    text: str, found: re.Match[str], stop: int, tzinfos: Mapping[str, object] | None, whole: bool
) -> Iterator[_Tail]:
    """A time, alone and with the zone behind it."""
    named = found.groupdict()
    hour, minute = int(found["hour"]), int(found["minute"] or named["minutes"])
    second = found["second"] or named.get("seconds")
    half = HALVES.get(named.get("half") or "", named.get("half"))
    if half != named.get("half") and hour in (0, 12):  # 午後0時 is noon, 午前12時 of two meanings
        hour = 99 if half == "a" and hour else 12 if half == "p" else 0
    if named.get("mark") == "." and not (half or named.get("hours")):
        return  # 10.30 can be a number
    if half in ("a", "A"):
        hour = 0 if hour == 12 else hour if hour < 12 else 99
    elif half in ("p", "P"):
        hour = 99 if hour == 0 else hour if hour >= 12 else hour + 12
    clock = (hour, minute, int(second) if second else None, named.get("fraction"))
    yield found.end(), clock, "", None
    for end, zone, name in _zones(text, found.end(), stop, tzinfos, whole, bool(half)):
        yield end, clock, zone, name


def _zones(
    text: str, at: int, stop: int, tzinfos: Mapping[str, object] | None, whole: bool, half: bool
) -> Iterator[tuple[int, str, str | None]]:
    """The zone behind a time, in brackets or not: its end, and its offset or its name; where the
    date is the whole text, also in the spellings of no standard.
    """
    if noted := _pattern("noted-zone").match(text, at, stop):
        inner = noted[1] or noted[2]
        for end, zone, name in _zones(inner, 0, len(inner), tzinfos, whole, half):
            if end == len(inner):
                yield noted.end(), zone, name
        return
    yield from _standard_zones(text, at, stop, tzinfos, whole, half)
    if whole and (odd := _pattern("odd-zone").fullmatch(text, at, stop)):
        if odd["offset"]:
            yield stop, _spelt(odd["offset"][0] + "0" + odd["offset"][1:]), None
        else:
            yield stop, "", odd["name"]


def _standard_zones(
    text: str, at: int, stop: int, tzinfos: Mapping[str, object] | None, whole: bool, half: bool
) -> Iterator[tuple[int, str, str | None]]:
    found = _pattern("zone").match(text, at, stop)
    if not found:
        return
    end, attached, name, utc = found.end(), not found["gap"], found["name"], found["utc"]
    if name:
        known = name in tzinfos if tzinfos else False
        if not known and name[:2] in ("AM", "PM"):
            return
        if known or (whole and name.isupper()) or (name in ZONE_NAMES and (half or len(name) > 2)):
            yield end, "", name
        return
    if utc in ("Z", "z") and (
        found["away"] or found["few"] or not (attached or (whole and utc == "Z"))
    ):
        return
    if found["hours"] and not (attached or whole):
        return  # "06:30 -10 degrees"
    if tzinfos and utc in tzinfos and not (found["away"] or found["few"]):
        yield end, "", utc
        return
    offset = found["offset"] or found["hours"] or found["away"] or found["few"]
    zone = _spelt(offset) if offset else "Z"
    yield end, zone, None
    if whole and (remark := _pattern("remark").match(text, end, stop)):
        yield remark.end(), zone, None


def _spelt(offset: str) -> str:
    hours, minutes = (offset[1:-2], offset[-2:]) if len(offset) > 3 else (offset[1:], "00")
    return f"{'+' if offset[0] == '+' else '-'}{hours.rstrip(':').zfill(2)}:{minutes}"


def _placed(
    name: str, tzinfos: Mapping[str, Any] | None, moment: tuple[int, int, int, int, int]
) -> str:
    """The offset in ``tzinfos`` for a zone name at that moment, as ``+02:00``; empty if it has
    none. Raises DateError.
    """
    value = tzinfos.get(name) if tzinfos else None
    if value is None:
        return ""
    try:
        if isinstance(value, str):
            return NewsDate(f"2000-01-01T00:00{value}").zone or ""
        distance = (
            datetime(*moment, tzinfo=value).utcoffset() if isinstance(value, tzinfo) else value
        )
        seconds = distance.total_seconds() if isinstance(distance, timedelta) else distance
        return "" if seconds is None else _distance(name, int(seconds))
    except Exception as error:  # any exception of a caller's tzinfo
        raise DateError(f"tzinfos[{name!r}] gives no offset: {error}", text=name) from error


def _distance(text: str, seconds: int | None) -> str:
    if seconds is None:
        return ""
    if seconds % 60:
        raise DateError(f"{text!r}: an offset has no seconds", text=text)
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02}:{minutes:02}"
