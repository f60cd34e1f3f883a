"""How many examples a property test draws: a third of the number that it names on every run, all of
them with ``HYPOTHESIS_PROFILE=nightly``.
"""

from __future__ import annotations

import os

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"


def examples(count: int) -> int:
    """Return the number of examples to draw where a thorough run draws ``count``.

    >>> NIGHTLY or examples(1500) == 500
    True
    """
    return count if NIGHTLY else max(10, count // 3)
