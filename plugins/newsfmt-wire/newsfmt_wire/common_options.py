"""What the options of both wire formats share; apart from :mod:`newsfmt_wire.common` so that listing the formats imports nothing else."""

from __future__ import annotations

__all__ = ["PIVOT", "check_pivot"]

PIVOT = 70
"""Two-digit years from here on are of the 1900s, those below of the 2000s: a fixed rule, whatever the clock says."""


def check_pivot(value: int) -> None:
    """Raise ValueError for a pivot that is no two-digit year."""
    if not 0 <= value <= 100:
        raise ValueError("0 to 100")
