"""Points in time as precisely as a source gives them: :class:`NewsDate`, and :func:`read` for dates
as people write them.

A date known to the day stays a day: the value is the ISO 8601 text itself, its length is its
precision, and an unknown zone stays unknown (model-rules.md §2). Nothing is ever filled from the
clock or the locale: own patterns decide *whether* a text is a date and *how precise*; dateutil sees
only the remaining texts, twice, with different defaults; parts that differ were not in the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from newsfmt.dates._value import DateReading, Doubt, NewsDate, check
from newsfmt.errors import DateError

__all__ = [
    "DateReading",
    "Doubt",
    "NewsDate",
    "check",
    "explain",
    "full_year",
    "interpret",
    "match",
    "read",
    "read_ddhhmm",
]

_WIDEST = 128  # characters of a date as people write it
_AROUND = " \t\r\n\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u3000\ufeff\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2069"
_BLANK = frozenset(("", " ", "\n", "\t"))
_MAY_GO_ON = frozenset(
    "0123456789 \t,\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"
)


def read(
    text: str, *, dayfirst: bool | None = None, tzinfos: Mapping[str, object] | None = None
) -> NewsDate:
    """Return the date that a text states, as people write dates, in English and some other
    languages.

    ``dayfirst`` decides ``03/04/2020``, which is ambiguous without it; ``tzinfos`` gives zone names
    an offset: a ``tzinfo``, seconds, a ``timedelta`` or ``"+02:00"``. Years are 1000 to 2999 with
    four digits, a time has hour and minute. Raises only :class:`~newsfmt.errors.DateError`.

    >>> read("Sept. 3, 2021")
    NewsDate('2021-09-03')
    >>> read("Tue, 4 May 2021 06:30 EST", tzinfos={"EST": "-05:00"})
    NewsDate('2021-05-04T06:30-05:00')
    """
    return interpret(text, dayfirst=dayfirst, tzinfos=tzinfos).date


def read_ddhhmm(
    text: str, *, pivot: int = 70, tzinfos: Mapping[str, object] | None = None
) -> NewsDate:
    """Return the date of a wire message's time line: day, hour and minute, then perhaps a zone,
    then month and year.

    ``pivot`` is that of :func:`full_year`, ``tzinfos`` as for :func:`read`. Raises only
    :class:`~newsfmt.errors.DateError`.

    >>> read_ddhhmm("171405 GMT JAN 21"), read_ddhhmm("17 14:05 Jan 1998")
    (NewsDate('2021-01-17T14:05Z'), NewsDate('1998-01-17T14:05'))
    """
    from newsfmt.dates import _wire

    day, hour, minute, zone, month, year = _wire.parts(text)
    written = f"{day} {month} {full_year(year, pivot)} {hour}:{minute} {zone or ''}"
    return read(written, tzinfos=tzinfos)


def full_year(digits: str, pivot: int = 70) -> str:
    """Return a year of two or four digits in four: two below the pivot are of the 2000s, the others
    of the 1900s.

    >>> full_year("69"), full_year("70"), full_year("2031")
    ('2069', '1970', '2031')
    """
    if len(digits) == 4:
        return digits
    return f"20{digits}" if int(digits) < pivot else f"19{digits}"


def interpret(
    text: str, *, dayfirst: bool | None = None, tzinfos: Mapping[str, object] | None = None
) -> DateReading:
    """As :func:`read`, but an unknown zone is no error: its name is returned beside the date, which
    has no offset.

    >>> interpret("4 May 2021 6:30 AM EST").unknown_zone
    'EST'
    """
    if not isinstance(text, str):
        raise DateError(f"a date is a text, not {type(text).__name__}")
    core = text.strip(_AROUND)
    if plain := _day(core) if len(core) == 10 else _moment(core) if core[10:11] == "T" else None:
        return DateReading(plain, None, len(text))
    if len(core) > _WIDEST:
        raise DateError(f"a text of {len(text)} characters is no date", text=core[:_WIDEST])
    found = (
        _whole(core, dayfirst) if tzinfos is None else _whole.__wrapped__(core, dayfirst, tzinfos)
    )
    return DateReading(found.date, found.unknown_zone, len(text))


@lru_cache(maxsize=1024)
def _whole(
    core: str, dayfirst: bool | None, tzinfos: Mapping[str, object] | None = None
) -> DateReading:
    from newsfmt.dates import _grammar

    return _grammar.whole(core, dayfirst, tzinfos)


def match(
    text: str,
    start: int = 0,
    *,
    dayfirst: bool | None = None,
    tzinfos: Mapping[str, object] | None = None,
) -> DateReading | None:
    """Return the longest valid date that begins at ``start``, or None. Raises nothing.

    The date is followed by white space, the end of the text, or one of ``,;:|`` and then one of
    these (a year alone: by white space or the end). The cost does not depend on the length of the
    text.

    >>> match("date 2021-05-04 Bridge opens", 5).end
    15
    >>> match("2021-22 season opens")
    """
    end = start + 10
    if (
        text[end : end + 1] in _BLANK
        and text[end + 1 : end + 2] not in _MAY_GO_ON
        and (day := _day(text[start:end]))
    ):
        return DateReading(day, None, end)
    from newsfmt.dates import _grammar

    return _grammar.match(text, start, dayfirst, tzinfos)


def explain(text: str, start: int = 0, *, dayfirst: bool | None = None) -> Doubt | None:
    """Return why the text at ``start`` looks like a date but is not valid; None for a valid date
    and for other text.

    >>> str(explain("2021-02-30 Bridge opens"))
    '2021-02-30: that month has no day 30'
    >>> explain("03/04/2021 Bridge opens")
    Doubt('03/04/2021 can be 3 April or 4 March', ambiguous=True)
    """
    from newsfmt.dates import _grammar

    error = _grammar.fault(text, start, dayfirst)
    return Doubt(str(error), error.ambiguous) if error else None


@lru_cache(maxsize=4096)
def _day(text: str) -> NewsDate | None:
    """A text of ten characters as a plain ISO day of a year from 1000 to 2999; None for any other
    text.
    """
    return _moment(text) if len(text) == 10 and text[4] == "-" and text[7] == "-" else None


def _moment(text: str) -> NewsDate | None:
    """A text as an ISO date of such a year; None for any other text, which is left to the grammar."""
    if text[0] not in "12":
        return None
    try:
        return NewsDate(text)
    except DateError:
        return None
