"""Which line breaks of a message are a column's and which are the writer's: groups of lines come
in, paragraphs and tables go out.

A wire and a mail program break lines at a column, so a break is soft where the next word would not
have fitted; headings, lists and addresses between the paragraphs say nothing against it. Each break
is judged by itself, with the width that the whole text shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from newsfmt import prose
from newsfmt.body import Preformatted

__all__ = ["CLOSED", "ITEM", "paragraphs"]

_NARROWEST, _WIDEST = 40, 100
_COLUMN = range(60, 81)
"""Widths at which a wire is set; a line of three quarters of it that ends no sentence goes on in
the next one.
"""
CLOSED = frozenset(".!?:;\"'”’»)]}…")
"""What ends a sentence, or a part of one that nobody breaks behind."""
ITEM = re.compile(r"(?:[-*•–+] |\d{1,3}[.)] |#{1,3} |\[?https?:|www\.|\S{1,80}@\S)")
"""How a line of a list begins, or an address: nothing goes on in it."""


def paragraphs(
    groups: Iterable[Sequence[str]], *, column: bool = False
) -> list[str | Preformatted]:
    """Return the paragraphs of groups of lines, tables preformatted and rules alone; with
    ``column`` the text is set at a wire's width.

    >>> paragraphs([["Ferries along the coast were running again on", "Sunday."], ["Kari Moe", "Port Office"]])
    ['Ferries along the coast were running again on Sunday.', 'Kari Moe', 'Port Office']
    """
    held = [
        list(group) if prose.tabular(group) else [row.strip() for row in group] for group in groups
    ]
    width, shown = _width([rows for rows in held if not prose.tabular(rows)])
    at_column = column and width in _COLUMN
    return list(_parts(held, width if shown or at_column else 0, column=at_column))


def _parts(held: list[list[str]], width: int, *, column: bool) -> Iterator[str | Preformatted]:
    for rows in held:
        if prose.tabular(rows):
            yield Preformatted("\n".join(row.rstrip() for row in rows))
            continue
        part = rows[:1]
        for last, row in pairwise(rows):
            if _soft(part[0], last, row, width, column=column):
                part.append(row)
            else:
                yield prose.join(part)
                part = [row]
        if part:
            yield prose.join(part)


def _width(held: list[list[str]]) -> tuple[int, bool]:
    """The column the lines may have been broken at, and whether something shows that they were: a
    paragraph, or two breaks, where no word would have fitted.
    """
    wrapped = [rows for rows in held if len(rows) > 1]
    width = max((len(row) for rows in wrapped for row in rows if " " in row), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return 0, False
    full = [[_full(last, row, width) for last, row in pairwise(rows)] for rows in wrapped]
    shown = any(
        all(flags) and any(row[-1] not in CLOSED for row in rows[:-1])
        for flags, rows in zip(full, wrapped, strict=True)
    )
    return width, shown or sum(map(sum, full)) > 1


def _full(last: str, row: str, width: int) -> bool:
    return len(last) + 1 + len(row.split(" ", 1)[0]) > width


def _soft(first: str, last: str, row: str, width: int, *, column: bool) -> bool:
    """Whether a line goes on in the next one; ``first`` is the one its paragraph begins with.

    A line that begins as an item does (``17. Januar …``, ``- he said - …``) may have been broken
    there, if no item and no colon stand before it.
    """
    if prose.is_rule(last) or prose.is_rule(row):
        return False
    full = width > 0 and _full(last, row, width)
    if ITEM.match(row):
        return full and last[-1] not in CLOSED and not ITEM.match(first)
    if full or (row[0].islower() and last[-1] not in CLOSED):
        return True
    return column and len(last) * 4 >= width * 3 and last[-1] not in CLOSED
