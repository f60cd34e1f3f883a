"""The nearest known name to one that is not known, for the end of an error message."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["did_you_mean"]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'X'?`` with the nearest of the known names, or nothing where none is
    near.

    >>> did_you_mean("jsno", ["json", "jsonl", "nitf"])
    "; did you mean 'json'?"
    >>> did_you_mean("pdf", ["json", "jsonl", "nitf"])
    ''
    """
    import difflib

    near = difflib.get_close_matches(name.lower(), sorted(known), 1)
    return f"; did you mean {near[0]!r}?" if near else ""
