"""``newsfmt scan --list``: a table with a line for each input, as CSV.

Records of inputs come in, in their order; a file that repeats an earlier one names that one. The
sha256 and the name of each file are held in memory.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING

from newsfmt._output import open_output
from newsfmt.formats.table.own import guarded

if TYPE_CHECKING:
    from newsfmt.batch import Scanned

__all__ = ["COLUMNS", "listing"]

COLUMNS = (
    "path",
    "status",
    "size",
    "sha256",
    "format",
    "version",
    "encoding",
    "articles",
    "skipped",
    "failed",
    "problem",
    "duplicate_of",
)


@contextmanager
def listing(path: str | None) -> Iterator[Callable[[Scanned], None]]:
    """Open the table; the value takes each record. Without a path nothing is written."""
    if path is None:
        yield lambda scanned: None
        return
    first: dict[str, str] = {}
    with open_output(path) as stream:
        text = TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
        table = csv.writer(text, lineterminator="\n")
        table.writerow(COLUMNS)
        yield lambda scanned: table.writerow(_row(scanned, first))
        text.flush()
        text.detach()  # the output closes the stream


def _row(scanned: Scanned, first: dict[str, str]) -> list[object]:
    earlier = ""
    if scanned.sha256 and scanned.size:
        earlier = first.setdefault(scanned.sha256, scanned.input)
    return [
        guarded(scanned.input),
        scanned.status,
        scanned.size,
        scanned.sha256,
        scanned.format,
        guarded(scanned.version),
        scanned.encoding,
        scanned.articles,
        scanned.skipped,
        scanned.failed,
        guarded(scanned.reason),
        guarded(earlier) if earlier != scanned.input else "",
    ]
