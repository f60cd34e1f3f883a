"""The text of a plain message: format=flowed, quoted lines and signature become blocks (RFC
3676).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from newsfmt import prose
from newsfmt.body import Block, Break, Paragraph, Quote
from newsfmt_wire import wrapping

__all__ = ["Row", "blocks", "note", "rows", "signature"]

_QUOTED = re.compile(r">(?: ?>){0,40}")
_DEEPEST = 20
_LONGEST_SIGNATURE = 12


class Row(NamedTuple):
    """A line of a message: how deeply it is quoted, and its text."""

    depth: int
    """Marks of quotation before it."""
    text: str
    """The text behind them."""


def rows(text: str, *, flowed: bool = False, delete_space: bool = False) -> list[Row]:
    r"""Return the lines of a text; of a flowed text the paragraphs, each one line.

    >>> rows("> Ferries \n> left.\nGood.", flowed=True)
    [Row(depth=1, text='Ferries left.'), Row(depth=0, text='Good.')]
    """
    found = [_row(line, flowed) for line in prose.lines(text)]
    if not flowed:
        return found
    done: list[Row] = []
    parts: list[str] = []
    depth = 0
    for row in [*found, Row(-1, "")]:
        if (
            parts and row.depth != depth
        ):  # a change of depth ends a paragraph, however its last line ends
            done.append(Row(depth, "".join(parts)))
            parts = []
        depth = row.depth
        soft = row.text.endswith(" ") and row.text != "-- "
        parts.append(row.text[:-1] if soft and delete_space else row.text)
        if not soft:
            done.append(Row(depth, "".join(parts)))
            parts = []
    return done[:-1]


def _row(line: str, flowed: bool) -> Row:
    depth = 0
    if line[:1] == ">":
        marks = _QUOTED.match(line)
        if marks is not None:
            depth, line = marks.group().count(">"), line[marks.end() :]
            line = line[1:] if not flowed and line[:1] == " " else line
    if flowed and line[:1] == " ":
        line = line[1:]  # space-stuffed
    return Row(min(depth, _DEEPEST), line)


def signature(lines: list[Row]) -> tuple[list[Row], list[Row]]:
    """Return the lines of the message and those of the signature, behind a line of two dashes and a
    space.
    """
    last = len(lines)
    while last and not lines[last - 1].text.strip():
        last -= 1
    for place in range(last - 1, max(-1, last - 2 - _LONGEST_SIGNATURE * 2), -1):
        row = lines[place]
        if row.depth == 0 and (
            row.text == "-- " or (row.text == "--" and last - place <= _LONGEST_SIGNATURE)
        ):
            return lines[:place], lines[place + 1 : last]
    return lines, []


def blocks(lines: Sequence[Row], *, flowed: bool = False) -> list[str | Block]:
    """Return paragraphs, tables and quotes; a paragraph that is nothing else is a text, for
    :func:`newsfmt_wire.blocks.typed`.
    """
    return list(_blocks(lines, flowed, 0))


def _blocks(lines: Sequence[Row], flowed: bool, level: int) -> Iterator[str | Block]:
    for quoted, run in groupby(lines, key=lambda row: row.depth > level):
        if quoted:
            inside = tuple(_whole(_blocks(list(run), flowed, level + 1)))
            if inside:
                yield Quote(inside)
        elif flowed:
            yield from (row.text.strip() for row in run if row.text.strip())
        else:
            yield from wrapping.paragraphs(prose.groups(row.text.rstrip() for row in run))


def _whole(parts: Iterable[str | Block]) -> Iterator[Block]:
    for part in parts:
        if not isinstance(part, str):
            yield part
        elif part.strip():
            yield Paragraph((part.strip(),))


def note(lines: Sequence[Row]) -> Paragraph | None:
    """Return a signature as one block with the role of a note, its lines kept."""
    texts = [row.text.strip() for row in lines if row.text.strip()]
    content: list[str | Break] = []
    for text in texts:
        content += [Break(), text] if content else [text]
    return Paragraph(tuple(content), "note") if content else None
