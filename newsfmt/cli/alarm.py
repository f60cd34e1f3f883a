"""The limit ``seconds`` at any moment: an alarm rings where the platform has one, and what is at
work for the input ends.

Between articles the library asks for itself (:mod:`newsfmt._pipeline`); the alarm is for the one
article that never comes. Nothing between here and the subcommand takes it for a fault in an
article, a format or an option, since it is no Exception.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["TimeIsUp", "alarm"]

_LONGEST = 1e8  # three years; a timer takes no number of any size


class TimeIsUp(BaseException):
    """The time for an input is over."""


def _ring(number: int, frame: object) -> None:
    raise TimeIsUp


@contextmanager
def alarm(seconds: float | None) -> Iterator[None]:
    """Raise TimeIsUp in the block after that many seconds; do nothing without a limit, or where the
    system has no alarm.
    """
    if seconds is None or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, min(seconds, _LONGEST))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
