"""The tables of an inventory, for the terminal and for pages: an Inventory comes in, tables go out,
without empty ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newsfmt.cli.tables import ROWS, Table, number, size, some

if TYPE_CHECKING:
    from newsfmt.batch import Duplicates, FormatCount, Inventory

__all__ = ["tables"]

_PAIRS = 3
_BY = {
    "mark": "by its mark",
    "given": "as given",
    "declared": "as declared",
    "guessed": "guessed",
    "format": "as the format says",
}


def tables(inventory: Inventory, most: int | None = ROWS) -> Iterator[Table]:
    """Yield the tables of an inventory, without empty ones, each with its first ``most`` rows."""
    i = inventory
    columns = [name for name in i.by_class() if name != "unsure" or i.unsure]
    rows = [
        (what, *(number(counts[name]) for name in columns), size)
        for what, counts, size in (
            ("files", i.by_class(), size(i.bytes)),
            ("articles", i.by_class("articles_"), ""),
        )
    ]
    yield Table(("", *columns, "size"), rows)
    yield from _formats(i)
    encodings = [
        (f"{name}, {_BY[by]}" if by in _BY else name, number(inputs))
        for (name, by), inputs in i.encodings_in_order()
    ]
    yield from some(("encoding", "files"), encodings, most=most)
    yield from some(
        ("language", "articles"),
        [(language or "-", number(articles)) for language, articles in i.languages_in_order()],
        most=most,
    )
    if i.articles_read:
        span = [("earliest", str(i.earliest)), ("latest", str(i.latest))] if i.dated else []
        yield Table(("dates", ""), [*span, ("articles without one", number(i.undated))], (0, 1))
    yield from some(
        ("says", "holds", "files that hold another number of articles than they say"),
        [(number(file.says or 0), number(file.holds), file.input) for file in i.differing],
        (2,),
        most,
    )
    yield from _problems(i)
    yield from some(
        ("skipped because", "files"),
        [(reason, number(files)) for reason, files in sorted(i.reasons.items())],
        most=most,
    )
    yield from _duplicates(i)
    yield from _near(i)


def _formats(inventory: Inventory) -> Iterator[Table]:
    """A row for each format, all of them, with the versions of its standard and their files."""
    rows: dict[str, list[FormatCount]] = {}
    for total in inventory.formats_in_order():
        rows.setdefault(total.format, []).append(total)
    head = ("format", "files", "articles", "size", "versions")
    formats = [
        (
            name,
            number(sum(total.inputs for total in totals)),
            number(sum(total.articles for total in totals)),
            size(sum(total.bytes for total in totals)),
            ", ".join(_version(total, alone=len(totals) == 1) for total in totals),
        )
        for name, totals in rows.items()
    ]
    yield from some(head, formats, (0, 4), most=None)


def _version(total: FormatCount, *, alone: bool) -> str:
    """A version, with its files where the format has several versions."""
    version = total.version or "-"
    return version if alone else f"{version} ({number(total.inputs)})"


def _problems(inventory: Inventory) -> Iterator[Table]:
    problems = inventory.problems_in_order()
    if problems:
        rows = [
            (number(problem.count), number(problem.inputs), problem.code) for problem in problems
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
    repeated = [(what, duplicates) for what, duplicates in kinds if duplicates.count]
    if repeated:
        rows = [(number(duplicates.count), what) for what, duplicates in repeated]
        yield Table(
            ("times", "duplicates"),
            rows,
            (1,),
            tuple(tuple(_pairs(duplicates)) for _, duplicates in repeated),
        )


def _near(inventory: Inventory) -> Iterator[Table]:
    """The groups of articles with nearly the same text, the first of them with their members."""
    near = inventory.near
    if near is None:
        return
    how = "the same words" if near.similarity == 1 else f"texts that are {near.similarity:g} alike"
    shown = near.groups[:_PAIRS]
    lines = [_place(*member) for group in shown for member in (*group, ("", None))][:-1]
    more = ["…"] if len(near.groups) > _PAIRS else []
    rows = [(number(len(near.groups)), number(near.articles), f"of {how}")]
    yield Table(("groups", "articles", "near-duplicates"), rows, (2,), ((*lines, *more),))


def _pairs(duplicates: Duplicates) -> Iterator[str]:
    for first, again in duplicates.pairs[:_PAIRS]:
        yield _place(*again)
        yield f"as {_place(*first)}"
    if duplicates.count > _PAIRS:
        yield "…"


def _place(input: str, index: int | None) -> str:
    return input if index is None else f"{input} [{index}]"
