"""Measuring what an input costs so that a busy machine does not matter: processor time, minima,
growth instead of seconds.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["QUADRATIC", "cost", "growth", "steady"]

QUADRATIC = 9.0
"""Four times the input costs four times as much where cost is linear, and sixteen times where it is
quadratic.
"""
_TOO_SHORT = 0.02
_TRIES = 4


def cost(work: Callable[[], object]) -> float:
    """Return the processor time that a piece of work takes, in seconds."""
    began = time.process_time()
    work()
    return time.process_time() - began


@contextmanager
def steady() -> Iterator[None]:
    """Keep garbage collection out of what is measured, and memory in bounds between."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()
        gc.collect()


def growth(work: Callable[[int], Callable[[], object]], size: int) -> tuple[float, ...]:
    """Return what the work costs for ``size``, and for two and four times that, as minima over as
    many tries as it takes.

    What looks linear once is linear; what does not is tried again, since a machine may stumble, and
    a quadratic cost never goes away.
    """
    ways = [work(size), work(2 * size), work(4 * size)]
    least = [float("inf")] * 3
    for _ in range(_TRIES):
        with steady():
            least = [min(known, cost(way)) for known, way in zip(least, ways, strict=True)]
        if least[2] < _TOO_SHORT or least[2] < QUADRATIC * least[0]:
            break
    return tuple(least)
