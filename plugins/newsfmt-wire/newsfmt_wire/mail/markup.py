"""The HTML of mail programs as a body: tables that only lay out dissolve, what is hidden goes, two
breaks part paragraphs.

What newsfmt wrote itself is read as it is, so that a table whose cells hold blocks comes back; the
document says so (``generator``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TypeGuard, cast

import attrs

from newsfmt import xmlkit
from newsfmt.body import (
    BLOCKS,
    Block,
    Break,
    Cell,
    Heading,
    Inline,
    List,
    Paragraph,
    Quote,
    Section,
    Table,
    normalise,
)
from newsfmt.format import Context
from newsfmt.markup import html

__all__ = ["GENERATOR", "charset", "parse"]

GENERATOR = '<meta name="generator" content="newsfmt"/>'
"""Stands in the head of a document that newsfmt wrote."""
_HEAD, _LONGEST_SIGNATURE = 1024, 12
_CHARSET = re.compile(
    rb"<meta\s[^>]{0,200}?charset\s{0,4}=\s{0,4}[\"']?([A-Za-z0-9._:-]{2,40})", re.IGNORECASE
)
_HIDDEN = re.compile(r"display\s{0,4}:\s{0,4}none|mso-hide\s{0,4}:\s{0,4}all", re.IGNORECASE)
_ROLES = frozenset(
    "lead byline affiliation dateline credit caption copyright end-mark note".split()
)
_NODES = tuple(BLOCKS.values())


def charset(data: bytes) -> str | None:
    """Return the charset that a document names in its head, for a part that names none.

    >>> charset(b'<html><head><meta http-equiv="Content-Type" content="text/html; charset=koi8-r">')
    'koi8-r'
    """
    found = _CHARSET.search(data[:_HEAD])
    return found[1].decode("ascii") if found else None


def parse(text: str, context: Context) -> list[str | Block]:
    """Return the blocks of a part in HTML, paragraphs of nothing but text as that; the values left
    out are reported.
    """
    if GENERATOR in text[:_HEAD]:
        return list(html.parse(text, context=context))
    root = xmlkit.parse_html(text, limits=context.limits, name=context.name)
    if root is None:
        return []
    hidden = _unhidden(root)
    if hidden:
        context.warn(
            "read.element-ignored", f"{hidden} hidden element{'s' * (hidden > 1)} left out"
        )
    return list(
        _unsigned(
            [_plain(block) for block in normalise(_tidied(html.parse(root, context=context)))]
        )
    )


def _unsigned(parts: list[str | Block]) -> Iterator[str | Block]:
    """The parts, those of a signature below two dashes as notes; a quotation ends it."""
    start = next((place for place, part in enumerate(parts) if part in ("--", "-- ")), len(parts))
    yield from parts[:start]
    rest = parts[start + 1 :]
    end = next((place for place, part in enumerate(rest) if type(part) is Quote), len(rest))
    if end > _LONGEST_SIGNATURE:
        yield from parts[start:]
        return
    for part in rest[:end]:
        yield Paragraph((part,), "note") if isinstance(part, str) else part
    yield from rest[end:]


def _plain(block: Block) -> str | Block:
    """The text of a paragraph that has no role, tongue or markup, for the readings of plain
    text.
    """
    if (
        type(block) is Paragraph
        and len(block.content) == 1
        and isinstance(block.content[0], str)
        and block == Paragraph(block.content)
    ):
        return block.content[0]
    return block


def _unhidden(root: xmlkit.Element) -> int:
    """Take out what is not shown: the teaser that a newsletter hides before its text."""
    hidden = [
        node
        for node in root.iter()
        if xmlkit.is_element(node)
        and (_HIDDEN.search(node.get("style") or "") or "hidden" in node.attrib)
    ]
    gone = 0
    for node in hidden:
        parent = node.getparent()
        if parent is None or xmlkit.local(node) in {"html", "body"}:
            continue
        words = "".join(str(part) for part in node.itertext()).strip()
        tail, before = node.tail, node.getprevious()
        parent.remove(node)
        if tail and before is not None:
            before.tail = (before.tail or "") + tail
        elif tail:
            parent.text = (parent.text or "") + tail
        gone += bool(words)
    return gone


def _tidied(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks without layout tables and classes of mail programs."""
    for block in blocks:
        if type(block) is Table and _is_layout(block):
            for row in block.rows:
                for cell in row:
                    yield from _tidied(_content(cell))
        elif type(block) is Section:
            yield from (
                [attrs.evolve(block, blocks=tuple(_tidied(block.blocks)))]
                if block.title
                else _tidied(block.blocks)
            )
        elif type(block) is Paragraph:
            yield from _paragraphs(_classless(block))
        elif type(block) is Table:
            yield attrs.evolve(block, rows=tuple(tuple(map(_tidy_cell, row)) for row in block.rows))
        elif type(block) is Quote:
            yield attrs.evolve(block, blocks=tuple(_tidied(block.blocks)))
        elif type(block) is List:
            yield attrs.evolve(block, items=tuple(tuple(_tidied(item)) for item in block.items))
        else:
            yield block


def _classless(block: Paragraph) -> Paragraph:
    """A paragraph without the class of a mail program for a role."""
    return block if block.role in _ROLES else attrs.evolve(block, role=None)


def _tidy_cell(cell: Cell) -> Cell:
    blocks = _blocks(cell)
    if not blocks:
        return cell
    if (
        len(cell.content) == 1
        and type(blocks[0]) is Paragraph
        and _classless(blocks[0]) == Paragraph(blocks[0].content)
    ):
        return attrs.evolve(cell, content=blocks[0].content)
    return attrs.evolve(cell, content=tuple(_tidied(_content(cell))))


def _is_layout(table: Table) -> bool:
    """Whether a table sets blocks on a page: one cell in each row, or a cell that holds a heading,
    a table or several blocks.
    """
    cells = [cell for row in table.rows for cell in row]
    if table.caption or any(cell.header for cell in cells):
        return False
    if all(sum(bool(cell.content) for cell in row) <= 1 for row in table.rows):
        return True
    return any(
        len(inside) > 1 or isinstance(inside[0], Heading | Table)
        for cell in cells
        if (inside := _blocks(cell))
    )


def _is_block(part: Inline | Block) -> TypeGuard[Block]:
    return isinstance(part, _NODES)


def _blocks(cell: Cell) -> list[Block]:
    return [part for part in cell.content if _is_block(part)]


def _content(cell: Cell) -> Iterator[Block]:
    """What a cell holds, as blocks."""
    for is_block, run in groupby(cell.content, key=_is_block):
        if is_block:
            yield from filter(_is_block, run)
        else:
            yield Paragraph(cast("tuple[Inline, ...]", tuple(run)))


def _paragraphs(block: Paragraph) -> Iterator[Paragraph]:
    """A paragraph cut where two breaks or more follow each other."""
    held: list[Inline] = []
    breaks: list[Inline] = []
    for part in (*block.content, None):
        if isinstance(part, Break) or (isinstance(part, str) and not part.strip() and breaks):
            breaks.append(part)
            continue
        if sum(isinstance(found, Break) for found in breaks) > 1 or part is None:
            if held:
                yield attrs.evolve(block, content=tuple(held))
            held = []
        elif held:
            held += breaks
        breaks = []
        if part is not None:
            held.append(part)
