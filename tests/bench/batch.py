"""Whole trees and several processes: to be measured where newsfmt has ``newsfmt.batch``; without it the tables say so."""

from __future__ import annotations

import importlib.util
from pathlib import Path


def _missing(what: str) -> bool:
    if importlib.util.find_spec("newsfmt.batch") is not None:
        return False
    print(f"### {what}\n\nNot measured: this newsfmt has no newsfmt.batch.\n", flush=True)
    return True


def workers(folder: Path, *, quick: bool, rounds: int) -> None:
    """Two processes against one, beside a loop that only counts."""
    if _missing("Workers"):
        return


def tree(folder: Path, *, quick: bool, rounds: int) -> None:
    """A tree of files against the same conversions in a plain loop."""
    if _missing("Trees"):
        return
