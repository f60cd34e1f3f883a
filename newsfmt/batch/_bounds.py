"""What bounds a batch where nobody says otherwise, and the check of what somebody says."""

from __future__ import annotations

from typing import Any

from newsfmt.errors import OptionError

__all__ = ["MEMORY", "TIMEOUT", "positive"]

TIMEOUT = 900.0
"""Seconds that one input, or a part of a large one, may take."""
MEMORY = 4096
"""Mebibytes of memory that a worker may have."""


def positive(name: str, value: Any) -> Any:
    """Return a number above 0. Raises OptionError for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
        raise OptionError(f"{name}={value}: give a number above 0", option=name, given=value)
    return value
