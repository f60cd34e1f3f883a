"""``newsfmt report`` and ``newsfmt scan --html``: a run or an inventory as a page to look at, print
and keep; a manifest also as tables.

The sums are shown as equations: everything that was found is in one of the classes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from newsfmt.cli.inventory import tables
from newsfmt.cli.page import cell, page
from newsfmt.cli.page import table as html_table
from newsfmt.cli.shared import FAILED, OK, os_error, say
from newsfmt.cli.tables import Table, number, show, size, some

if TYPE_CHECKING:
    from newsfmt.batch import Inventory, Outcome, Scanned, Summary

__all__ = ["inventory_page", "report", "write_page"]


def report(args: argparse.Namespace) -> int:
    from newsfmt.batch import summarise
    from newsfmt.errors import NewsfmtError

    try:
        summary = summarise(args.manifest)
    except OSError as error:
        return say(f"error: {os_error(error, args.manifest)}", FAILED)
    except NewsfmtError as error:
        return say(f"error: {error}", FAILED)
    if not summary.complete:
        say(f"warning: {args.manifest}: the run was not finished; --resume continues it")
    if args.html:
        write_page(args.html, _summary_page(summary, args.manifest))
    else:
        show(_summary_tables(summary))
    return OK


def write_page(path: str, content: bytes) -> None:
    """Write a page; the file appears whole or not at all."""
    from newsfmt._output import open_output

    with open_output(path) as stream:
        stream.write(content)


# ---- a manifest
# ------------------------------------------------------------


def _summary_tables(summary: Summary) -> Iterator[Table]:
    """Yield the tables of a manifest, without empty ones."""
    totals = summary.totals
    formats = sorted(summary.formats.values(), key=lambda total: (-total.inputs, total.format))
    inputs, articles = totals.by_class(), totals.by_class("articles_")
    rows = [
        ("files", *map(number, inputs.values()), size(totals.bytes)),
        ("articles", *map(number, articles.values()), ""),
    ]
    yield Table(("", *inputs, "size"), rows)
    yield from some(
        ("format", "files", "articles", "size"),
        [(t.format, number(t.inputs), number(t.articles), size(t.bytes)) for t in formats],
        most=None,
    )
    yield from some(
        ("times", "files", "loss or problem"),
        [
            (number(times), number(summary.affected.get(code, 0)), code)
            for code, times in sorted(totals.diagnostics.items(), key=lambda pair: -pair[1])
        ],
        (2,),
        None,
    )
    yield from some(("skipped because", "files"), _counts(totals.reasons), most=None)
    yield from some(("articles left out because", "articles"), _counts(totals.left_out), most=None)
    yield from _inputs("failed", summary.failures, totals.failed)
    yield from _inputs("unsure", summary.set_aside, totals.unsure)


def _counts(counts: dict[str, int]) -> list[tuple[str, str]]:
    return [(name, number(count)) for name, count in sorted(counts.items())]


def _inputs(
    status: str, inputs: Iterable[Outcome] | Iterable[Scanned], count: int
) -> Iterator[Table]:
    rows = [(account.input, account.code or status, account.reason) for account in inputs]
    if count > len(rows) > 0:
        rows.append((f"… and {count - len(rows):,} more", "", ""))
    yield from some((f"{status} file", "code", "reason"), rows, (0, 1, 2), None)


def _summary_page(summary: Summary, name: str) -> bytes:
    totals = summary.totals
    target = summary.settings.get("to", "")
    content = [
        _equation("files", totals.by_class()),
        _equation("articles", totals.by_class("articles_")),
        f"<p>{cell(size(totals.bytes))} were converted to {cell(str(target))}.</p>",
        *_charts("Files by format", [(t.format, t.inputs) for t in summary.formats.values()]),
        *_sections(_summary_tables(summary)),
    ]
    return page(f"Conversion: {name}", "\n".join(content))


# ---- an inventory
# ------------------------------------------------------------


def inventory_page(inventory: Inventory, names: Iterable[str], estimate: str = "") -> bytes:
    """Return an inventory as a page; ``estimate`` says how long a conversion will take."""
    months = sorted(inventory.months.items())
    formats: dict[str, int] = {}
    for total in inventory.formats_in_order():
        formats[total.format] = formats.get(total.format, 0) + total.inputs
    content = [
        _equation("files", inventory.by_class()),
        _equation("articles", inventory.by_class("articles_")),
        f"<p>Conversion, {cell(estimate)}.</p>" if estimate else "",
        *_charts("Articles by month", _every_month(months), "articles"),
        *_section(Table(("month", "articles"), [(m, number(count)) for m, count in months])),
        *_charts("Files by format", list(formats.items())),
        *_sections(tables(inventory, None)),
        *_sections(_inputs("failed", inventory.failures, inventory.failed)),
        *_sections(_inputs("unsure", inventory.set_aside, inventory.unsure)),
    ]
    return page(f"Inventory: {', '.join(names)}", "\n".join(content))


def _every_month(counts: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The months from the first to the last, also those without articles; unchanged where a date
    is known only to the year.
    """
    if not counts or any(len(month) != len("2021-05") for month, _ in counts):
        return counts
    first, last = (
        int(month[:4]) * 12 + int(month[5:]) - 1 for month in (counts[0][0], counts[-1][0])
    )
    known = dict(counts)
    months = [f"{index // 12:04}-{index % 12 + 1:02}" for index in range(first, last + 1)]
    return [(month, known.get(month, 0)) for month in months]


# ---- parts of a page
# ------------------------------------------------------------


def _equation(what: str, counts: dict[str, int]) -> str:
    """The classes of files or articles as a sum."""
    found, *classes = counts.items()
    terms = " + ".join(f"{number(count)} {name}" for name, count in classes)
    return f"<p><strong>{number(found[1])} {what}</strong> = {terms}</p>"


def _charts(title: str, counts: list[tuple[str, int]], unit: str = "files") -> Iterator[str]:
    """A chart, if there is something to compare and matplotlib is installed."""
    from newsfmt.cli.plots import available, bars

    if len(counts) > 1 and available():
        labels, numbers = zip(*counts, strict=True)
        yield f"<figure><figcaption>{cell(title)}</figcaption>\n{bars(labels, numbers, unit)}\n</figure>"


def _sections(tables: Iterable[Table]) -> Iterator[str]:
    for table in tables:
        yield from _section(table)


def _section(table: Table) -> Iterator[str]:
    """A table as HTML, if it has rows; lines below a cell stand in it, in small print."""
    if not table.rows:
        return
    rows = []
    for index, row in enumerate(table.rows):
        below = table.below[index] if table.below else ()
        cells = [cell(text) for text in row]
        cells[-1] += "".join(f"<br><small>{cell(line)}</small>" for line in below)
        rows.append(tuple(cells))
    numbers = frozenset(range(len(table.head))) - frozenset(table.texts)
    yield html_table(table.head, rows, numbers)
