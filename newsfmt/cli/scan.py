"""``newsfmt scan``: an inventory of files, folders and corpora, as tables for a person or as one
JSON object for a program.

The tables are aligned text; on a terminal that shows colours their heads are bold and long cells
are folded. Nothing in them is obeyed by a terminal.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from newsfmt._paths import located
from newsfmt._terminal import safe
from newsfmt.cli.shared import (
    FAILED,
    OK,
    Printer,
    Usage,
    check_options,
    pairs,
    registry_of,
    results,
    say,
)

if TYPE_CHECKING:
    from newsfmt.batch import Duplicates, Inventory

__all__ = ["Table", "plain", "scan", "tables"]

_WIDTH = 80
_ROWS = 20  # of a table; --json has all
_PAIRS = 3
_BY = {
    "mark": "by its mark",
    "given": "as given",
    "declared": "as declared",
    "guessed": "guessed",
    "format": "as the format says",
}


def scan(args: argparse.Namespace) -> int:
    from newsfmt.batch import Scan
    from newsfmt.cli.inputs import bounds_of, reading_of
    from newsfmt.cli.progress import Progress

    if not args.inputs and not args.files_from:
        raise Usage("name what to look through: files, folders, patterns, or - for standard input")
    registry = registry_of(args)
    options = pairs(args.options, "-O")
    check_options(options, registry, args.source_format, None)
    progress = Progress(quiet=args.quiet)
    found = Scan(
        args.inputs,
        tick=progress.tick,
        **reading_of(args, registry, options),
        **bounds_of(args),
    )
    printer = Printer(quiet=args.quiet)
    with progress.showing(found, args):
        for one in found:
            if one.status == "failed":
                say(f"error: {located(one.input, one.reason)} [{one.code}]")
            elif one.status == "unsure":
                printer.unsure(one.input, one.reason)
    printer.close()
    for plugin in registry.failures():
        found.totals.plugins.setdefault(plugin.label, plugin.failure)
    for failure in found.totals.plugins.values():
        say(f"warning: {failure} [plugin.failed]")
    totals = found.totals
    if args.json or totals.inputs > totals.failed or totals.bytes:
        _show(totals, as_json=args.json)
    if totals.complete:
        return OK
    if not totals.failed and not totals.articles_failed:
        why = "" if totals.inputs else "; there is no file in what was named"
        if totals.unsure == totals.inputs > 0:
            why = "; --unsure takes what is unsure"
        say(f"newsfmt: there is no article{why}")
    return FAILED


def _show(inventory: Inventory, *, as_json: bool) -> None:
    if as_json:
        from newsfmt._orjson import orjson

        results().write(
            orjson.dumps(inventory.to_dict(), option=orjson.OPT_INDENT_2).decode() + "\n"
        )
    elif results().isatty() and os.environ.get("TERM") != "dumb":
        _on_terminal(tables(inventory))
    else:
        results().write(plain(tables(inventory)))


# ---- what is shown
# ------------------------------------------------------------


@attrs.frozen
class Table:
    """A table: ``head`` names the columns, of which those in ``texts`` are no numbers; in the last
    one lines may stand ``below`` the cell of a row.
    """

    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    texts: tuple[int, ...] = (0,)
    below: tuple[tuple[str, ...], ...] = ()
    """For each row the lines below it."""


def tables(inventory: Inventory) -> Iterator[Table]:
    """Yield what there is to show of an inventory, table by table; empty ones are left out."""
    i = inventory
    classes = [name for name in i.by_class() if name != "unsure" or i.unsure]
    rows = [
        (what, _number(sum(counts.values())), *(_number(counts[name]) for name in classes), size)
        for what, counts, size in (
            ("files", i.by_class(), _size(i.bytes)),
            ("articles", i.by_class("articles_"), ""),
        )
    ]
    yield Table(("", "found", *classes, "size"), rows)
    formats = [
        (t.format, t.version or "-", _number(t.inputs), _number(t.articles), _size(t.bytes))
        for t in i.formats_in_order()
    ]
    yield from _some(("format", "version", "files", "articles", "size"), formats, (0, 1))
    encodings = [
        (f"{name}, {_BY[by]}" if by in _BY else name, _number(inputs))
        for (name, by), inputs in i.encodings_in_order()
    ]
    yield from _some(("encoding", "files"), encodings)
    yield from _some(
        ("language", "articles"),
        [(language or "-", _number(articles)) for language, articles in i.languages_in_order()],
    )
    if i.articles_read:
        span = [("earliest", str(i.earliest)), ("latest", str(i.latest))] if i.dated else []
        yield Table(("dates", ""), [*span, ("articles without one", _number(i.undated))], (0, 1))
    yield from _some(
        ("says", "holds", "files that hold another number of articles than they say"),
        [(_number(file.says or 0), _number(file.holds), file.input) for file in i.differing],
        (2,),
    )
    yield from _problems(i)
    yield from _some(
        ("skipped because", "files"),
        [(reason, _number(files)) for reason, files in sorted(i.reasons.items())],
    )
    yield from _duplicates(i)


def _some(
    head: tuple[str, ...], rows: Sequence[tuple[str, ...]], texts: tuple[int, ...] = (0,)
) -> Iterator[Table]:
    """A table of rows, if there are any; of very many the first."""
    if len(rows) > _ROWS:
        rows = [
            *rows[:_ROWS],
            tuple(
                f"… and {len(rows) - _ROWS} more (--json)" if column == texts[0] else ""
                for column in range(len(head))
            ),
        ]
    if rows:
        yield Table(head, rows, texts)


def _problems(inventory: Inventory) -> Iterator[Table]:
    problems = inventory.problems_in_order()
    if problems:
        rows = [
            (_number(problem.count), _number(problem.inputs), problem.code) for problem in problems
        ]
        yield Table(
            ("times", "files", "problem, and the first of its kind"),
            rows,
            (2,),
            tuple((problem.first,) for problem in problems),
        )


def _duplicates(inventory: Inventory) -> Iterator[Table]:
    kinds = (
        ("files that repeat another one", inventory.same_files),
        ("articles that repeat headline and text", inventory.same_content),
        ("articles that repeat id and version", inventory.same_version),
    )
    found = [(what, duplicates) for what, duplicates in kinds if duplicates.count]
    if found:
        rows = [(_number(duplicates.count), what) for what, duplicates in found]
        yield Table(
            ("times", "duplicates"),
            rows,
            (1,),
            tuple(tuple(_pairs(duplicates)) for _, duplicates in found),
        )


def _pairs(duplicates: Duplicates) -> Iterator[str]:
    for first, again in duplicates.pairs[:_PAIRS]:
        yield _place(*again)
        yield f"as {_place(*first)}"
    if duplicates.count > _PAIRS:
        yield "…"


def _place(input: str, index: int | None) -> str:
    return input if index is None else f"{input} [{index}]"


def _number(number: int) -> str:
    return f"{number:,}"


def _size(size: int) -> str:
    if size < 1000:
        return f"{size} B"
    value, unit = float(size), "B"
    for unit in ("kB", "MB", "GB", "TB"):  # noqa: B007 (it is the last one that counts)
        value /= 1000
        if value < 999.95:
            break
    return f"{value:.1f} {unit}"


# ---- how it is shown
# ------------------------------------------------------------


def plain(found: Iterable[Table]) -> str:
    """Return tables as aligned text."""
    return "\n".join("".join(f"{line}\n" for line in _lines(table)) for table in found)


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


def _on_terminal(found: Iterable[Table]) -> None:
    """Print tables with bold heads, long cells folded to the width of the terminal."""
    from rich.console import Console
    from rich.table import Table as Rich
    from rich.text import Text

    console = Console(file=results(), highlight=False, soft_wrap=False)
    for number, table in enumerate(found):
        shown = Rich(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for column, name in enumerate(table.head):
            numeric = column not in table.texts
            shown.add_column(
                name, justify="right" if numeric else "left", overflow="fold", no_wrap=numeric
            )
        for place, row in enumerate(table.rows):
            cells: list[Any] = [Text(safe(cell)) for cell in row]
            for line in table.below[place] if table.below else ():
                cells[-1].append(f"\n{safe(line)}", style="dim")
            shown.add_row(*cells)
        if number:
            console.print()
        console.print(shown)
