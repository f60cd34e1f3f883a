"""A body as HTML allows it: blocks come in, blocks of which the Nu checker says nothing go out.

Addresses have no characters that a URL cannot hold, no link is in a link, no picture is without an
address, headings skip no level, cells of a table overlap nothing and span no more than there is
(HTML Living Standard, §4.3.11, §4.9.12). The caller reports what is read again as another value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

import attrs

from newsfmt.article import Rendition
from newsfmt.body import (
    Block,
    Cell,
    Code,
    Embed,
    Emphasis,
    Figure,
    Heading,
    Image,
    Link,
    List,
    Name,
    Quote,
    Ruby,
    Section,
    Span,
    Strike,
    Strong,
    Sub,
    Sup,
    Table,
    Underline,
    walk,
)
from newsfmt.dates import NewsDate

__all__ = ["FORBIDDEN", "address", "moment", "valid"]

FORBIDDEN = re.compile("[\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that a page must not hold, beside those that XML forbids."""
_UNSAFE = re.compile(r"[\s\"<>\\^`{|}\[\]]|%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"[a-z][a-z0-9+.-]*://\[[0-9a-f:.]+\](?=[:/?#]|\Z)", re.I)
_FRACTION = re.compile(r"(\.\d{3})\d+")
_MOST_COLUMNS = 1000


def address(href: str) -> str:
    """Return an address with the characters that a URL cannot hold percent-encoded (RFC 3986 §2.1).

    >>> address("https://example.com/a b<c>?q=100%")
    'https://example.com/a%20b%3Cc%3E?q=100%25'
    """
    host = _HOST.match(href)
    start = host.end() if host else 0
    return href[:start] + _UNSAFE.sub(lambda found: quote(found[0], safe=""), href[start:])


def moment(date: NewsDate) -> str | None:
    """Return a date as the attribute of ``time`` has it; None for one that HTML cannot say there.

    >>> moment(NewsDate("2026-10-12T08:15-00:00")), moment(NewsDate("2026-10-12Z"))
    ('2026-10-12T08:15Z', None)
    """
    text = str(date)
    if date.precision == "year" or (date.zone and "T" not in text):
        return None
    return _FRACTION.sub(r"\1", text).replace("-00:00", "Z")


def valid(blocks: Iterable[Block], level: int) -> tuple[Block, ...]:
    """Return blocks as HTML allows them; ``level`` is that of the heading before them, 0 for
    none.
    """
    return _Valid(level).blocks(blocks)


class _Valid:
    """The walk over a body, with the level of the last heading."""

    def __init__(self, level: int) -> None:
        self._level = level

    def blocks(self, blocks: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(kept for block in blocks if (kept := self._block(block)) is not None)

    def _block(self, block: Any) -> Any:
        kind = type(block)
        if kind is Heading:
            self._level = min(block.level, self._level + 1) if self._level else block.level
            return attrs.evolve(block, level=self._level, content=_inline(block.content))
        if kind is List:
            return attrs.evolve(block, items=tuple(map(self.blocks, block.items)))
        if kind is Quote:
            return attrs.evolve(block, blocks=self.blocks(block.blocks))
        if kind is Section:
            self._level = 2 if block.title else self._level
            blocks = self.blocks(block.blocks)
            return attrs.evolve(block, title=_inline(block.title), blocks=blocks)
        if kind is Table:
            rows = ([self._cell(cell) for cell in row] for row in block.rows)
            return attrs.evolve(block, rows=_spans(list(rows)))
        if kind is Figure:
            return _figure(block)
        if kind is Embed:
            return attrs.evolve(block, href=address(block.href)) if block.href else block
        content = getattr(block, "content", ())
        return attrs.evolve(block, content=_inline(content)) if content else block

    def _cell(self, cell: Cell) -> Cell:
        header = cell.header and not any(type(node) in _NO_HEADERS for node in walk(cell.content))
        inline = _inline(cell.content)
        return attrs.evolve(cell, header=header, content=self.blocks(inline))


_NO_HEADERS = frozenset({Heading, Section, Quote})
"""What must not stand in a header cell."""


def _figure(figure: Figure) -> Figure | None:
    media = tuple(
        attrs.evolve(medium, href=address(medium.href))
        for medium in figure.media
        if isinstance(medium, Rendition) and medium.href
    )
    if not media and not figure.caption and not figure.credit:
        return None
    return attrs.evolve(figure, media=media, caption=_inline(figure.caption))


def _inline(content: Sequence[Any], *, linked: bool = False) -> tuple[Any, ...]:
    """Inline content with valid addresses, and no link in a link; other nodes as they are."""
    found: list[Any] = []
    for node in content:
        kind = type(node)
        if kind is Image:
            found.append(attrs.evolve(node, href=address(node.href)) if node.href else node.alt)
        elif kind is Link:
            inner = _inline(node.content, linked=True)
            if linked:
                found.extend(inner)
            else:
                found.append(attrs.evolve(node, content=inner, href=address(node.href)))
        elif kind in _MARKED:
            inner = _inline(node.content, linked=linked)
            found.append(attrs.evolve(node, content=inner))
        else:
            found.append(node)
    return tuple(node for node in found if node != "")


_MARKED = frozenset({Emphasis, Strong, Code, Sub, Sup, Underline, Strike, Span, Ruby, Name})


def _spans(rows: list[list[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    """The rows of a table whose cells overlap nothing and span no row or column without a cell that
    begins there.
    """
    taken: dict[int, int] = {}
    """By column, the row behind the last one that is taken."""
    placed: list[list[tuple[Cell, int, int, int]]] = []
    for number, row in enumerate(rows):
        column = 0
        placed.append([])
        for cell in row:
            while taken.get(column, 0) > number:
                column += 1
            width = 1
            most = min(max(cell.colspan or 1, 1), _MOST_COLUMNS)
            while width < most and taken.get(column + width, 0) <= number:
                width += 1
            height = min(max(cell.rowspan or 1, 1), len(rows) - number)
            for place in range(column, column + width):
                taken[place] = number + height
            placed[-1].append((cell, column, width, height))
            column += width
    begins = {column for row in placed for _, column, _, _ in row}
    return tuple(
        tuple(
            attrs.evolve(
                cell,
                colspan=_span(len(begins.intersection(range(column, column + width)))),
                rowspan=_span(height),
            )
            for cell, column, width, height in row
        )
        for row in placed
    )


def _span(count: int) -> int | None:
    return count if count > 1 else None
