"""Points in time as precisely as a source gives them: :class:`NewsDate`, and the results of reading
one from a text.

A date known to the day stays a day: the value is the ISO 8601 text itself, its length is its
precision, and an unknown zone stays unknown (model-rules.md §2).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache

import attrs

from newsfmt._record import Record
from newsfmt.errors import DateError

__all__ = ["DateReading", "Doubt", "NewsDate", "check"]

_PRECISIONS = {4: "year", 7: "month", 10: "day", 16: "minute", 19: "second"}
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DIGITS = frozenset("0123456789")
_LONGEST = 64  # characters of an ISO text


@cache
def _iso() -> re.Pattern[str]:
    return re.compile(
        r"(?P<year>\d{4})"
        r"(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?|(?P<bmonth>\d\d)(?P<bday>\d\d))?"
        r"(?:[Tt](?P<hour>\d\d)(?P<mark>:?)(?P<minute>\d\d)(?:(?P=mark)(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?)?"
        r"(?P<zone>[Zz]|[+-]\d\d(?::?\d\d)?)?",
        re.ASCII,
    )


def _spell(text: str) -> str:
    """The canonical spelling of an ISO 8601 text; DateError for any other text, and for dates that
    no calendar has.
    """
    if not isinstance(text, str):
        raise DateError(f"a date is a text, not {type(text).__name__}")
    if len(text) > _LONGEST:
        raise DateError(
            f"a text of {len(text)} characters is no ISO 8601 date", text=text[:_LONGEST]
        )
    return _canonical(text)


@lru_cache(maxsize=4096)
def _canonical(text: str) -> str:
    if (
        len(text) == 10
        and text[4] == text[7] == "-"
        and _DIGITS.issuperset(text[:4] + text[5:7] + text[8:])
    ):
        check(text, int(text[:4]), int(text[5:7]), int(text[8:]))
        return str(text)
    found = _iso().fullmatch(text)
    if not found:
        raise DateError(f"{text!r} is no ISO 8601 date", text=text)
    part = found.groupdict()
    month, day = part["month"] or part["bmonth"], part["day"] or part["bday"]
    if (part["hour"] or part["zone"]) and not day:
        raise DateError(f"{text!r} has a time or a zone, but no day", text=text)
    clock = [int(part[name] or 0) for name in ("hour", "minute", "second")]
    check(text, int(part["year"]), int(month or 1), int(day or 1), *clock)
    spelt = part["year"] + (f"-{month}" if month else "") + (f"-{day}" if day else "")
    if part["hour"]:
        spelt += f"T{part['hour']}:{part['minute']}" + (
            f":{part['second']}" if part["second"] else ""
        )
        spelt += f".{part['fraction']}" if part["fraction"] else ""
    return spelt + _zone(text, part["zone"])


def _zone(text: str, zone: str | None) -> str:
    if not zone:
        return ""
    if zone in "Zz":
        return "Z"
    hours, minutes = zone[1:3], zone[3:].lstrip(":") or "00"
    if (
        int(minutes) > 59 or int(hours + minutes) > 1400
    ):  # the limit of XML Schema; no place on Earth is further away
        raise DateError(f"{text}: no zone is {zone} away from UTC", text=text)
    return f"{zone[0]}{hours}:{minutes}"


def check(
    text: str,
    year: int,
    month: int = 1,
    day: int = 1,
    hour: int = 0,
    minute: int = 0,
    second: int = 0,
) -> None:
    """Raise DateError, naming the part at fault, unless calendar and clock have such a moment."""
    if year < 1:
        raise DateError(f"{text}: there is no year 0", text=text)
    if not 1 <= month <= 12:
        raise DateError(f"{text}: there is no month {month}", text=text)
    if not 1 <= day <= _DAYS[month - 1] or (
        month == 2 and day == 29 and (year % 4 or (year % 100 == 0 and year % 400))
    ):
        raise DateError(f"{text}: that month has no day {day}", text=text)
    if hour > 23 or minute > 59 or second > 59:
        raise DateError(f"{text}: no clock shows {hour:02}:{minute:02}:{second:02}", text=text)


@attrs.frozen(repr=False)
class NewsDate(Record):
    """A point in time as precisely as the source gave it; ``str(date)`` is its ISO 8601 text.

    Made from an ISO 8601 text, extended or basic: year, month, day, or a time to the minute, second
    or a fraction, with or without a zone. Equality and hash go by the value as written; there is no
    ``<``: sort with ``key=NewsDate.earliest``. Raises :class:`~newsfmt.errors.DateError` for any
    other text.

    >>> NewsDate("2020-01").precision
    'month'
    >>> NewsDate("20200101T1030Z")
    NewsDate('2020-01-01T10:30Z')
    """

    iso: str = attrs.field(converter=_spell)
    """The value in ISO 8601; its length is its precision."""

    def __str__(self) -> str:
        return self.iso

    def __repr__(self) -> str:
        return f"NewsDate({self.iso!r})"

    @classmethod
    def parse(cls, text: str) -> NewsDate:
        """Read only ISO forms; :func:`newsfmt.dates.read` reads dates as people write them. Raises
        DateError.
        """
        return cls(text)

    @classmethod
    def of(cls, value: date) -> NewsDate:
        """Return a ``datetime`` (to the second, or microsecond if it has any) or a ``date`` (to the
        day) as a NewsDate.

        Raises DateError.
        """
        if not isinstance(value, date):
            raise DateError(f"a date is expected, not {type(value).__name__}")
        return cls(value.isoformat())

    @property
    def precision(self) -> str:
        """``year``, ``month``, ``day``, ``minute``, ``second`` or ``fraction``."""
        return _PRECISIONS.get(len(self._local), "fraction")

    @property
    def has_zone(self) -> bool:
        """Whether the source gave a zone."""
        return len(self._local) != len(self.iso)

    @property
    def zone(self) -> str | None:
        """The zone as written (``Z`` or ``+02:00``), if the source gave one."""
        return self.iso[len(self._local) :] or None

    @property
    def _local(self) -> str:
        if self.iso[-1] == "Z":
            return self.iso[:-1]
        return self.iso[:-6] if len(self.iso) > 10 and self.iso[-6] in "+-" else self.iso

    @property
    def year(self) -> int:
        """The year."""
        return int(self.iso[:4])

    @property
    def month(self) -> int | None:
        """The month, if known."""
        return self._part(5, 7)

    @property
    def day(self) -> int | None:
        """The day of the month, if known."""
        return self._part(8, 10)

    @property
    def hour(self) -> int | None:
        """The hour, if known."""
        return self._part(11, 13)

    @property
    def minute(self) -> int | None:
        """The minute, if known."""
        return self._part(14, 16)

    @property
    def second(self) -> int | None:
        """The second, if known."""
        return self._part(17, 19)

    @property
    def microsecond(self) -> int | None:
        """The fraction of the second in microseconds, cut off after the sixth digit, if known."""
        return int(self._local[20:26].ljust(6, "0")) if len(self._local) > 19 else None

    @property
    def offset(self) -> timedelta | None:
        """The zone's distance from UTC, if the source gave a zone."""
        zone = self.zone
        if zone is None:
            return None
        if zone == "Z":
            return timedelta(0)
        size = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
        return -size if zone[0] == "-" else size

    def _part(self, start: int, end: int) -> int | None:
        text = self._local[start:end]
        return int(text) if text else None

    def earliest(self, tz: tzinfo = UTC) -> datetime:
        """Return the first moment the value can mean, as an aware datetime; ``tz`` serves where the
        source gave no zone.

        >>> NewsDate("2020-02").earliest().isoformat()
        '2020-02-01T00:00:00+00:00'
        """
        offset = self.offset
        return datetime(
            self.year, self.month or 1, self.day or 1, self.hour or 0, self.minute or 0, self.second or 0, self.microsecond or 0,
            tzinfo=tz if offset is None else UTC if self.zone == "Z" else timezone(offset),
        )  # fmt: skip

    def latest(self, tz: tzinfo = UTC) -> datetime:
        """Return the last moment (to the microsecond) the value can mean, as an aware datetime.

        >>> NewsDate("2020-02").latest().isoformat()
        '2020-02-29T23:59:59.999999+00:00'
        """
        first = self.earliest(tz)
        if self.microsecond is not None:
            digits = min(len(self._local) - 20, 6)
            return first + timedelta(microseconds=10 ** (6 - digits) - 1)
        known = first.replace(microsecond=999999)
        if self.second is None:
            known = known.replace(second=59)
        if self.minute is None:
            known = known.replace(hour=23, minute=59)
        if self.month is None:
            known = known.replace(month=12)
        if self.day is None:
            last = _DAYS[known.month - 1]
            leap = known.year % 4 == 0 and (known.year % 100 != 0 or known.year % 400 == 0)
            known = known.replace(day=28 if known.month == 2 and not leap else last)
        return known

    def to_date(self) -> date:
        """Return the day as a ``datetime.date``, as written: a time is left out, no zone applied.

        Raises DateError for a year or a month; ``earliest`` gives the first moment they can mean.

        >>> NewsDate("2020-01-31T23:30-05:00").to_date()
        datetime.date(2020, 1, 31)
        """
        if self.month is None or self.day is None:
            raise DateError(
                f"{self.iso} is known to the {self.precision} alone, and a date needs a day; "
                "use earliest() or latest()",
                text=self.iso,
            )
        return date(self.year, self.month, self.day)

    def to_datetime(self) -> datetime:
        """Return the time as an aware ``datetime``, in the zone as written.

        Raises DateError for a date without a time, and for a time without a zone; ``earliest``
        takes a zone for those.

        >>> NewsDate("2020-01-31T23:30Z").to_datetime()
        datetime.datetime(2020, 1, 31, 23, 30, tzinfo=datetime.timezone.utc)
        """
        if self.hour is None:
            raise DateError(
                f"{self.iso} is known to the {self.precision} alone, and a datetime needs a time; "
                "use earliest() or latest()",
                text=self.iso,
            )
        if not self.has_zone:
            raise DateError(f"{self.iso} has no zone; use earliest(tz)", text=self.iso)
        return self.earliest()

    def _unordered(self, other: object) -> bool:
        """Refuse to compare: a day and a time in it have no order."""
        raise TypeError(
            "dates of different precision have no order; sort with key=NewsDate.earliest, "
            "and compare what earliest() or latest() returns"
        )

    __lt__ = __le__ = __gt__ = __ge__ = _unordered

    def same_instant(self, other: NewsDate) -> bool:
        """Whether both are the same moment: two times, or two dates of one precision, both with a
        zone or both without.

        >>> NewsDate("2020-01-01T10:30Z").same_instant(NewsDate("2020-01-01T12:30:00+02:00"))
        True
        """
        if self.has_zone != other.has_zone:
            return False
        if (self.hour is None or other.hour is None) and self.precision != other.precision:
            return False
        return (
            self.earliest() == other.earliest()
            and self._local[20:].rstrip("0")[6:] == other._local[20:].rstrip("0")[6:]
        )


@attrs.frozen
class DateReading:
    """The result of :func:`interpret` and :func:`match`: the date, and the name of a zone without a
    known offset (``EST``).
    """

    date: NewsDate
    """The date."""
    unknown_zone: str | None = None
    """A zone name that has no certain offset; the date has no zone then."""
    end: int = 0
    """The index after the date's last character in the text."""


@attrs.frozen
class Doubt:
    """The result of :func:`explain`: why a text that looks like a date is not valid."""

    text: str
    """The reason, with the text in question, on one line."""
    ambiguous: bool = False
    """Whether it can be read in two ways."""

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Doubt({self.text!r}{', ambiguous=True' if self.ambiguous else ''})"
