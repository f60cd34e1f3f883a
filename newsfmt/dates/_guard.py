"""dateutil under guard, for texts that newsfmt's own patterns do not match: a whole text comes in,
a date at least to the day goes out, or DateError.

dateutil fills missing parts from today, takes the century of ``20`` from the clock and a zone name
from the machine. Therefore it is called several times, with defaults that differ in every part and
with day and year first and last; only parts that are the same every time were in the text. Each
number of the answer must be in the text, and each number of the text in the answer.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from newsfmt.dates._words import MONTHS, WEEKDAYS
from newsfmt.errors import DateError

__all__ = ["Guarded", "ask"]

_DEFAULTS = (datetime(2000, 1, 1), datetime(2004, 12, 15, 23, 58, 57, 123456))  # noqa: DTZ001 - as dateutil's own default
_UTC = frozenset(("UTC", "GMT", "Z", "z"))
_SMALL = frozenset(("st", "nd", "rd", "th", "at", "on", "of"))
_JOINS = frozenset(("at", "on", "of"))
_PARTS = ("year", "month", "day", "hour", "minute", "second", "microsecond")


class Guarded(NamedTuple):
    """The parts that dateutil and the text agree on: from the year down to the last known part, the
    zone's name and its offset.
    """

    parts: list[int]
    zone: str | None
    offset: int | None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "number": re.compile(r"[0-9]+"),
        "year": re.compile(r"(?<!\d)[12][0-9]{3}(?!\d)"),
        "word": re.compile(r"[^\W\d_]+"),
        "flipped": re.compile(r"([A-Za-z]+)\s*[+-]\s*\d"),
        "offset": re.compile(r"[+-][0-9]{2}:?[0-9]{2}\s*$"),
        "crooked": re.compile(r":[0-9](?![0-9])|(?<![0-9])[0-9]{3}(?![0-9])|[0-9]{5}"),
        "half": re.compile(r"(?:(?<=[\W\d])|^)[ap]\.?m(?!\w)\.?", re.IGNORECASE),
    }


def ask(text: str, dayfirst: bool | None) -> Guarded:
    """Return the parts that dateutil finds in ``text`` without additions of its own.
    Raises DateError.
    """
    pattern = _patterns()
    years = pattern["year"].findall(text)
    if len(years) != 1:
        raise DateError(
            f"{text!r} is no date newsfmt knows"
            if years
            else f"{text!r} is no date: it has no year of four digits",
            text=text,
        )
    if any(word.casefold() not in MONTHS for word in pattern["flipped"].findall(text)):
        raise DateError(f"{text!r} has a zone of two meanings", text=text)
    words = _words(text)
    if words and (
        words[-1].casefold() in _JOINS
        or any(
            _strange(word) and not ((word.isupper() and len(word) > 1) or word in _UTC)
            for word in words
        )
    ):
        raise DateError(f"{text!r} is no date newsfmt knows", text=text)
    answers = [
        _answer(text, default, first, yearfirst)
        for first in ((False, True) if dayfirst is None else (dayfirst,))
        for yearfirst in (False, True)
        for default in _DEFAULTS
    ]
    found = _agreed(text, answers)
    _stands(text, found, int(years[0]))
    return found


def _words(text: str) -> list[str]:
    return _patterns()["word"].findall(_patterns()["half"].sub(" ", text))


def _strange(word: str) -> bool:
    """Whether a word cannot be part of a date; dateutil skips some such words."""
    folded = word.casefold()
    return folded not in MONTHS and folded not in WEEKDAYS and folded not in _SMALL


def _answer(
    text: str, default: datetime, dayfirst: bool, yearfirst: bool
) -> tuple[datetime, str | None, int | None]:
    from dateutil.parser import parse  # 75 ms, and rarely needed

    zones: list[tuple[str | None, int | None]] = []

    def zone(name: str | None, offset: int | None) -> None:
        zones.append((name, offset))

    try:
        found: Any = parse(
            text, default=default, dayfirst=dayfirst, yearfirst=yearfirst, tzinfos=zone
        )
    except Exception as error:  # dateutil lets internal exceptions through: Decimal's, OverflowError, AttributeError ...
        raise DateError(f"{text!r} is no date newsfmt knows", text=text) from error
    name, offset = zones[-1] if zones else (None, None)
    if isinstance(offset, timedelta):
        offset = int(offset.total_seconds())
    return found, name, offset


def _agreed(text: str, answers: list[tuple[datetime, str | None, int | None]]) -> Guarded:
    dates = [answer[0] for answer in answers]
    for one, other in zip(
        dates[::2], dates[2::2], strict=False
    ):  # same default, other order of day, month and year
        if one != other:
            raise DateError(f"{text!r} can be more than one day", text=text, ambiguous=True)
    known = [len({getattr(date, part) for date in dates}) == 1 for part in _PARTS]
    count = known.index(False) if False in known else len(known)
    if count in (0, 1, 2, 4) or any(known[count:]):
        raise DateError(f"{text!r} leaves out a part of the date", text=text)
    if count == 7 and dates[0].microsecond:
        raise DateError(f"{text!r} is no date newsfmt knows", text=text)
    if len({answer[1:] for answer in answers}) != 1 or (answers[0][1] or "")[:2] in ("AM", "PM"):
        raise DateError(f"{text!r} has a zone of two meanings", text=text)
    name, offset = answers[0][1:]
    if offset is not None and _patterns()["offset"].search(text):
        name = None  # dateutil calls +0000 UTC
    return Guarded([getattr(dates[0], part) for part in _PARTS[: min(count, 6)]], name, offset)


def _stands(text: str, found: Guarded, year: int) -> None:
    """Whether every number of the date is in the text (or a month's name), and the text has no
    other number, and no word without meaning for the date.
    """
    pattern = _patterns()
    words = [
        word.casefold()
        for word in _words(text)
        if word != found.zone and not (found.offset == 0 and word in _UTC)
    ]
    plain = pattern["offset"].sub("", text) if found.offset is not None else text
    there = Counter(int(number) for number in pattern["number"].findall(plain))
    wanted = list(found.parts)
    if pattern["half"].search(text) and len(wanted) > 3 and wanted[3] not in there:
        wanted[3] = wanted[3] - 12 or 12 if wanted[3] else 12
    if any(MONTHS.get(word) == wanted[1] for word in words):
        del wanted[1]
    if (
        pattern["crooked"].search(plain)
        or any(map(_strange, words))
        or found.parts[0] != year
        or Counter(wanted) != there
    ):
        raise DateError(f"{text!r} is no date newsfmt knows", text=text)
