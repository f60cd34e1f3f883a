"""Calls of plugin code: the state of the process is restored after them, and their duration can be
traced.

A plugin is trusted, but its mistakes must not spread: the working folder and the recursion limit
are restored after it. With ``NEWSFMT_TRACE=1`` each call of a plugin is a line on standard error.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Generic, TypeVar

__all__ = ["TRACE", "Surroundings", "Timed", "line", "tracing"]

TRACE = "NEWSFMT_TRACE"
T = TypeVar("T")


def _folder() -> str:
    """The working folder; empty if it is gone."""
    with suppress(OSError):
        return os.getcwd()
    return ""


class Surroundings:
    """The state of the process to restore: its working folder and recursion limit."""

    __slots__ = ("_depth", "_folder")

    def __init__(self) -> None:
        self._folder = _folder()
        self._depth = sys.getrecursionlimit()

    def restored(self) -> str:
        """Restore changed state and return a description of it; empty if nothing has changed."""
        changes = []
        folder = _folder()
        if self._folder and folder != self._folder:
            with suppress(OSError):
                os.chdir(self._folder)
            changes.append(f"the working folder to {folder!r}")
        depth = sys.getrecursionlimit()
        if depth != self._depth:
            sys.setrecursionlimit(self._depth)
            changes.append(f"the recursion limit to {depth}")
        return f"it changed {' and '.join(changes)}" if changes else ""


def tracing() -> bool:
    """Whether calls of plugins are traced."""
    return os.environ.get(TRACE, "") not in ("", "0")


def line(seconds: float, phase: str, who: str, what: str = "") -> None:
    """Print a call and its seconds."""
    text = f"newsfmt trace: {seconds:10.6f} s  {phase:6}  {who}"
    sys.stderr.write(f"{text}  {what}\n" if what else f"{text}\n")


class Timed(Generic[T]):
    """The items of an iterator, counted, and the seconds they took."""

    def __init__(self, given: Iterable[T]) -> None:
        self._given = given
        self.seconds = 0.0
        self.count = 0

    def __iter__(self) -> Iterator[T]:
        begun = time.perf_counter()
        for value in self._given:
            self.seconds += time.perf_counter() - begun
            self.count += 1
            yield value
            begun = time.perf_counter()
        self.seconds += time.perf_counter() - begun
