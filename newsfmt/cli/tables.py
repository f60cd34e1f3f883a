"""Tables of a report for a person: rows of texts come in, aligned text goes out, or a table on a
terminal with bold heads, whose long cells are folded.

Nothing in them is obeyed by a terminal.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

import attrs

from newsfmt._terminal import safe
from newsfmt.cli.shared import results

__all__ = ["ROWS", "Table", "number", "plain", "show", "size", "some"]

ROWS = 20
"""The number of rows of a table that people see; ``--json`` and pages have all."""


@attrs.frozen
class Table:
    """A table: ``head`` names the columns, of which those in ``texts`` hold texts, the others
    numbers; the last cell of a row may have lines ``below``.
    """

    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    texts: tuple[int, ...] = (0,)
    below: tuple[tuple[str, ...], ...] = ()
    """For each row the lines below it."""


def some(
    head: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    texts: tuple[int, ...] = (0,),
    most: int | None = ROWS,
) -> Iterator[Table]:
    """A table of rows, if there are any; of many rows the first."""
    if most is not None and len(rows) > most:
        rows = [
            *rows[:most],
            tuple(
                f"… and {len(rows) - most} more (--json)" if column == texts[0] else ""
                for column in range(len(head))
            ),
        ]
    if rows:
        yield Table(head, rows, texts)


def number(count: int) -> str:
    return f"{count:,}"


def size(count: int) -> str:
    if count < 1000:
        return f"{count} B"
    value, unit = float(count), "B"
    for unit in ("kB", "MB", "GB", "TB"):  # noqa: B007 (it is the last one that counts)
        value /= 1000
        if value < 999.95:
            break
    return f"{value:.1f} {unit}"


def show(tables: Iterable[Table]) -> None:
    """Print tables: folded on a terminal, as aligned text elsewhere."""
    if results().isatty() and os.environ.get("TERM") != "dumb":
        _on_terminal(tables)
    else:
        results().write(plain(tables))


def plain(tables: Iterable[Table]) -> str:
    """Return tables as aligned text."""
    return "\n".join("".join(f"{line}\n" for line in _lines(table)) for table in tables)


def _lines(table: Table) -> Iterator[str]:
    rows = [tuple(safe(cell) for cell in row) for row in (table.head, *table.rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.head))]
    for number, row in enumerate(rows):
        cells = [
            cell.rjust(width) if column not in table.texts else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
        if number and table.below:
            yield from (
                " " * (sum(widths[:-1]) + 2 * len(widths) - 2) + safe(line)
                for line in table.below[number - 1]
            )


def _on_terminal(tables: Iterable[Table]) -> None:
    """Print tables with bold heads, long cells folded to the width of the terminal."""
    from rich.console import Console
    from rich.table import Table as Rich
    from rich.text import Text

    console = Console(file=results(), highlight=False, soft_wrap=False)
    for number, table in enumerate(tables):
        shown = Rich(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for column, name in enumerate(table.head):
            numeric = column not in table.texts
            shown.add_column(
                name, justify="right" if numeric else "left", overflow="fold", no_wrap=numeric
            )
        for index, row in enumerate(table.rows):
            cells = [Text(safe(cell)) for cell in row]
            for line in table.below[index] if table.below else ():
                cells[-1].append(f"\n{safe(line)}", style="dim")
            shown.add_row(*cells)
        if number:
            console.print()
        console.print(shown)
