"""Zones for times that have none: the name of a zone (IANA, ``Europe/Oslo``) and a date come in,
the date with its offset goes out.

A date without a time is returned unchanged, and so is one that has a zone; summer time follows the
zone database of the machine. A time that occurs twice at the change of the clocks is the first of
the two.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from newsfmt.dates import NewsDate

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = ["check", "localise"]


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"there is no zone {name!r}; give a name such as Europe/Oslo") from None


def check(name: str) -> None:
    """Raise ValueError unless a zone of that name is known."""
    _zone(name)


def localise(date: NewsDate, zone: str | None) -> NewsDate:
    """Return the date with the offset of a zone, if it is a time without one. Raises ValueError for
    an unknown zone.

    >>> localise(NewsDate("2021-07-01T12:00"), "Europe/Helsinki")
    NewsDate('2021-07-01T12:00+03:00')
    """
    if zone is None or date.hour is None or date.has_zone:
        return date
    text = date.earliest(_zone(zone)).strftime("%z")
    return NewsDate(f"{date.iso}{text[:3]}:{text[3:5]}")
