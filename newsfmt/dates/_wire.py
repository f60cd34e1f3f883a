"""Dates of the wires: day, hour and minute in six digits, a zone, the month and mostly two digits
of the year (IPTC 7901 §3.6, ``171405 GMT JAN 21``).

Text comes in, its parts go out.
"""

from __future__ import annotations

import re
from typing import Any

from newsfmt.errors import DateError

__all__ = ["parts"]

_DDHHMM = re.compile(
    r"(\d\d) ?(\d\d):?(\d\d) ?([^\W\d_]{1,5}|[+-]\d\d:?\d\d)? ([^\W\d_]{3,10})\.? ?(\d{4}|\d\d)",
    re.ASCII,
)


def parts(text: str) -> tuple[str | Any, ...]:
    """Return day, hour, minute, zone or None, month and year as they are written. Raises
    DateError.
    """
    found = _DDHHMM.fullmatch(" ".join(text.split()))
    if found is None:
        raise DateError(f"{text[:60]!r} is no day, time, month and year of a wire", text=text[:60])
    return found.groups()
