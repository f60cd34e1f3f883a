"""How a date stands in front matter, so that Hugo and Jekyll take it for the date it is.

In comes the ISO text of a NewsDate, out goes an ISO text that Go, Ruby and YAML read as a date:
known to the day or to the second. What this cannot say exactly (a year, a minute, a day with a
zone) stands exactly in the ``newsfmt:`` map as well.
"""

from __future__ import annotations

from datetime import timedelta

from newsfmt.dates import NewsDate

__all__ = ["release", "shown"]


def shown(iso: str) -> str | None:
    """Return a date as front matter shows it; None for one not known to the day.

    >>> shown("2020-01-01"), shown("2020-01-01T10:30Z"), shown("2020-01")
    ('2020-01-01', '2020-01-01T10:30:00Z', None)
    """
    if len(iso) < 10:
        return None
    if iso[10:11] != "T":
        return iso[:10]
    rest = iso[16:]
    return f"{iso[:16]}:00{rest}" if not rest or rest[0] in "Z+-" else iso


def release(iso: str) -> str | None:
    """Return when an embargo is certainly over, as front matter shows it: the day after one known
    to the day (month, year) alone.

    >>> release("2020-01-31"), release("2020-01-31T10:30Z")
    ('2020-02-01', '2020-01-31T10:30:00Z')
    """
    if iso[10:11] == "T":
        return shown(iso)
    try:
        return (NewsDate(iso).latest() + timedelta(microseconds=1)).date().isoformat()
    except OverflowError:
        return None
