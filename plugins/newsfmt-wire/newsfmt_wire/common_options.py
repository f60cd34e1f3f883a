"""What the options of both wire formats share; apart from :mod:`newsfmt_wire.common` so that listing the formats imports nothing else."""

from __future__ import annotations

import re

__all__ = ["MAIL", "PIVOT", "TIMEZONE", "check_pivot"]

PIVOT = 70
"""Two-digit years from here on are of the 1900s, those below of the 2000s: a fixed rule, whatever the clock says."""
TIMEZONE = "Zone of times without one, such as Europe/Berlin; without it they stay as they are."
MAIL = re.compile(rb"(?:\xef\xbb\xbf)?[!-9;-~]{1,76}[ \t]{0,4}:|From [^\r\n]{1,200}\d\d:\d\d")
"""How a message of e-mail begins, which may carry one of a wire."""


def check_pivot(value: int) -> None:
    """Raise ValueError for a pivot that is no two-digit year."""
    if not 0 <= value <= 100:
        raise ValueError("0 to 100")
