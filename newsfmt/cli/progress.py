"""The progress of a batch: a bar on a terminal, below the messages; elsewhere a line now and then;
nothing with ``--quiet``. Always on stderr, and never from another thread.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from newsfmt.cli.shared import above, say

__all__ = ["Progress"]

_LINE_EVERY = 10.0  # seconds between two lines where there is no terminal
_DRAW_EVERY = 0.1


class Progress:
    """Shows the sums of a conversion while it goes on."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._conversion: Any = None
        self._bar: Any = None
        self._task: Any = None
        self._begun = self._last = time.monotonic()
        self._files = self._bytes = 0

    @contextmanager
    def showing(self, conversion: Any, args: argparse.Namespace) -> Iterator[None]:
        """Show the progress of a conversion while the block goes on."""
        self._conversion = conversion
        if self._quiet or not sys.stderr.isatty():
            yield
            return
        self._files, self._bytes = _count(args)
        self._bar = _bar()
        self._task = self._bar.add_task("", total=self._bytes or None, **self._fields())
        above.append(self._print)
        try:
            with self._bar:
                yield
                self._bar.update(self._task, completed=conversion.done, **self._fields())
        finally:
            above.remove(self._print)

    def _print(self, line: str) -> None:
        """Print a message above the bar, as one line that the terminal wraps."""
        from rich.text import Text

        self._bar.console.print(Text.from_ansi(line), soft_wrap=True)

    def tick(self) -> None:
        """Show the progress, if it is time."""
        if self._quiet or self._conversion is None:
            return
        now = time.monotonic()
        if self._bar is not None:
            if now - self._last >= _DRAW_EVERY:
                self._last = now
                self._bar.update(
                    self._task, completed=self._conversion.done, refresh=True, **self._fields()
                )
        elif now - self._last >= _LINE_EVERY:
            self._last = now
            totals = self._conversion.totals
            say(
                f"newsfmt: {totals.inputs:,} files, {_megabytes(self._conversion.done)} MB, "
                f"{totals.articles:,} articles, {self._speed(now)} MB/s, {totals.failed:,} failed"
            )

    def _speed(self, now: float) -> str:
        return f"{self._conversion.done / 1e6 / max(now - self._begun, 0.001):.1f}"

    def _fields(self) -> dict[str, str]:
        totals = self._conversion.totals
        size = _megabytes(self._conversion.done)
        files = f"{totals.inputs:,}"
        if self._files:
            size, files = f"{size} of {_megabytes(self._bytes)}", f"{files} of {self._files:,}"
        return {
            "files": files,
            "size": size,
            "articles": f"{totals.articles:,}",
            "speed": self._speed(time.monotonic()),
            "failed": f"{totals.failed:,}",
        }


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f}"


def _bar() -> Any:
    """A bar of the bytes, with files, articles, speed, time left and failures so far."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        BarColumn(bar_width=20),
        TextColumn("{task.fields[size]} MB"),
        TextColumn("{task.fields[files]} files"),
        TextColumn("{task.fields[articles]} articles"),
        TextColumn("{task.fields[speed]} MB/s"),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[failed]} failed"),
    )
    return Bar(*columns, console=Console(file=sys.stderr), auto_refresh=False, transient=True)


def _count(args: argparse.Namespace) -> tuple[int, int]:
    """How many files there are and how large they are, where a look can tell."""
    from newsfmt.batch import count_inputs

    if args.files_from or "-" in args.inputs:
        return 0, 0
    with suppress(OSError):
        return count_inputs(args.inputs, follow_links=args.follow_links)
    return 0, 0
