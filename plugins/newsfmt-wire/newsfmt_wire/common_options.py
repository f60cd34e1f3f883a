"""What the options of both wire formats share; apart from :mod:`newsfmt_wire.common` so that
listing the formats imports nothing else.
"""

from __future__ import annotations

import re
from typing import Literal

import attrs

from newsfmt.dates import zones
from newsfmt.options import Options, Salvage, option

__all__ = ["PIVOT", "REPAIR", "TIMEZONE", "WireReadOptions", "WireWriteOptions", "first_header"]

PIVOT = 70
"""Two-digit years from here on are of the 1900s, those below of the 2000s: a fixed rule, whatever
the clock says.
"""
TIMEZONE = "Zone of times without one, such as Europe/Berlin; without it they stay as they are."
REPAIR = "Repair UTF-8 that was once read as windows-1252 (â€™ becomes ’)."
_MAIL = re.compile(rb"(?:\xef\xbb\xbf)?[!-9;-~]{1,76}[ \t]{0,4}:|From [^\r\n]{1,200}\d\d:\d\d")
_SOH = re.compile(
    rb"(?:\A|(?<=[\x00\x04\x16\x7f \t\r\n\x0c]))\x01(?=[ \t]?[A-Za-z]{1,8}\d{1,6}[ \t\r\n\x1f])"
)


def first_header(data: bytes) -> int:
    """Return where the first header behind SOH stands, be there noise of the line before it, or -1;
    a mail that carries one is a mail.
    """
    found = _SOH.search(data) if b"\x01" in data and not _MAIL.match(data) else None
    return found.end() if found else -1


def _check_pivot(value: int) -> None:
    """Raise ValueError for a pivot that is no two-digit year."""
    if not 0 <= value <= 100:
        raise ValueError("0 to 100")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WireReadOptions(Salvage):
    """How a message of a wire is read."""

    pivot: int = option(
        PIVOT,
        "Two-digit years below this are of the 2000s, the others of the 1900s.",
        check=_check_pivot,
    )
    quotes: bool = option(
        False,
        "Turn ``...'' into quotation marks and a lone underscore into a dash; "
        "without it the text is verbatim.",
    )
    timezone: str | None = option(None, TIMEZONE, check=zones.check)
    repair: bool = option(False, REPAIR)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WireWriteOptions(Options):
    """How a message of a wire is written."""

    encoding: Literal["latin-1", "ascii", "cp1252", "cp850", "utf-8"] = option(
        "latin-1", "The bytes of the text; what they cannot say is written in ASCII and reported."
    )
