"""Datelines as agencies outside English and press offices set them, beside those that
:func:`newsfmt.prose.dateline` knows.

A first paragraph comes in, its :class:`Dateline` or None goes out. A date in it must be one in
words (``17 janv 2021``, ``17 GEN``), so a sentence with commas and a dash is not one; the year is
there only where it is written.
"""

from __future__ import annotations

import re

from newsfmt import dates, prose
from newsfmt.article import Dateline
from newsfmt.errors import DateError

__all__ = ["dateline"]

_WINDOW = 200
_PLACE = r"(?P<place>[^\W\d_][^\W\d_'’-]{1,20}(?:[ '’/-]{1,2}[^\W\d_]{1,20}){0,4})"
_REGION = r"(?:,\s{1,2}(?P<region>[^\W\d_][\w.' -]{1,30}?))?"
_COUNTRY = r"(?:\s\((?P<country>[^\W\d_][^()\d]{2,30})\))?"
_DAY = (
    r"(?P<date>\d{1,2}(?:er|\.)?\s{0,2}(?:de\s)?[^\W\d_]{3,12}\.?(?:,?\s(?:de\s)?(?P<year>\d{4}))?)"
)
_MONTH_FIRST = r"(?P<date>[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:,?\s(?P<year>\d{4}))?)"
_OTHER_DAY = _DAY.replace("<date>", "<day>").replace("<year>", "<then>")
_ABROAD = rf"(?P<text>{_PLACE}{_COUNTRY}{_REGION},\s{{1,2}}{_DAY}\s{{1,2}}\((?P<source>[^\W\d_][^()\d]{{1,20}})\))(?:\.-\s|\s?[-–—_]{{1,2}}\s)"
"""``PARIS, 17 jan 2021 (AFP) - ``, ``Madrid, 17 ene (EFE).- ``, ``Berlin, 17. Januar (dpa) - ``"""
_SOURCE_FIRST = rf"(?P<text>\((?P<source>[A-Z][A-Za-z/. -]{{1,14}})\)\s?[-–—]\s?{_PLACE},\s{{1,2}}{_DAY})\s?[-–—]\s"
"""``(ANSA) - ROMA, 17 GEN - ``"""
_PRESS = rf"(?P<text>{_PLACE}{_REGION}(?:,\s{{1,2}}|\s?[-–—]\s?)(?:{_MONTH_FIRST}|{_OTHER_DAY})(?:\s?/(?P<source>[^/\d]{{2,30}})/)?)\s?(?:--|[-–—])\s"
"""``SUND, Norway, Jan. 17, 2021 /Example Wire/ -- ``"""
_SHAPES = tuple(map(re.compile, (_ABROAD, _SOURCE_FIRST, _PRESS)))


def dateline(text: str) -> Dateline | None:
    """Return the reading of the dateline a first paragraph opens with, or None.

    >>> dateline("SUND (Norvège), 17 janv 2021 (AFP) - Les bacs repartent.").date
    NewsDate('2021-01-17')
    >>> dateline("(ANSA) - ROMA, 17 GEN - I traghetti partono.").place
    'ROMA'
    """
    found = prose.dateline(text)
    if found is not None or not text:
        return found
    window = text[:_WINDOW]
    for shape in _SHAPES:
        match = shape.match(window)
        if match is not None and match.end() < len(text) and (found := _reading(match)) is not None:
            return found
    return None


def _reading(match: re.Match[str]) -> Dateline | None:
    """The parts, unless the date is invalid or the place begins in lower case."""
    parts = match.groupdict()
    written, year = parts["date"] or parts.get("day"), parts["year"] or parts.get("then")
    place = parts["place"]
    if written is None or place[0].islower() or not (year or parts["source"] or place.isupper()):
        return None
    try:
        date = dates.read(written if year else f"{written.rstrip('.')} 2000")
    except DateError:
        return None
    return Dateline(
        text=parts["text"],
        prefix=match.group(),
        place=place,
        region=parts.get("region"),
        country=parts.get("country"),
        source=parts["source"],
        date=date if year else None,
        date_text=written,
    )
