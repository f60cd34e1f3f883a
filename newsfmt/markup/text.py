"""Bodies as plain text and back: blocks to paragraphs separated by blank lines, blank-line
paragraphs to blocks.

A text file has paragraphs and their order; everything else is set as people set it in plain text
(``- `` and ``1. `` before items, ``> `` before quotes, tabs between cells) and reported as
``write.node-flattened`` with its path, or ``write.markup-lost`` for markup inside a line.
Unwrapping, bylines and datelines are :mod:`newsfmt.prose`'s (model-rules.md §4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from newsfmt.body import (
    Block,
    Break,
    Cell,
    Embed,
    Figure,
    Heading,
    Image,
    Inline,
    Link,
    List,
    Name,
    Paragraph,
    Preformatted,
    Quote,
    Ruby,
    Rule,
    Section,
    Span,
    Table,
    plain,
    text_of,
)  # fmt: skip
from newsfmt.diagnostics import Lost

__all__ = ["chunks", "line", "parse", "render"]

_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_DEEPEST = 60


def parse(text: str) -> tuple[Block, ...]:
    r"""Return the paragraphs of a text: blank lines part them, a line end inside one is a space.

    >>> parse("The ferry\nleft.\n\nIt came back.")
    (Paragraph('The ferry left.'), Paragraph('It came back.'))
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = (plain(" ".join(part.split())) for part in _BLANK.split(text))
    return tuple(Paragraph((part,)) for part in found if part)


def render(blocks: Iterable[Block], *, lost: Lost | None = None, path: str = "body") -> str:
    """Return blocks as plain text, paragraphs separated by blank lines, without a line end at the
    end.

    >>> render([Paragraph("Ferries:"), List([[Paragraph("Sund")], [Paragraph("Vik")]])])
    'Ferries:\\n\\n- Sund\\n- Vik'
    """
    return "\n\n".join(chunks(blocks, lost=lost, path=path))


def chunks(blocks: Iterable[Block], *, lost: Lost | None = None, path: str = "body") -> list[str]:
    """Return the texts of blocks, one for each paragraph of the output; a text may have several
    lines.
    """
    return _Output(lost).blocks(tuple(blocks), path, 0)


def line(content: Iterable[Inline], *, lost: Lost | None = None, path: str = "body") -> str:
    """Return inline content as one text, a break as a line end, and report the markup in it that is
    lost.
    """
    content = tuple(content)
    if lost is not None:
        _report_markup(content, path, lost)
    return _text(content)


def _text(content: tuple[object, ...]) -> str:
    """The text of inline content; the reading of a ruby in parentheses, the alternative text of an
    image for the image.
    """
    if len(content) == 1 and type(content[0]) is str:
        return content[0]
    parts: list[str] = []
    todo: list[Any] = list(reversed(content))
    while todo:
        node = todo.pop()
        kind = type(node)
        if kind is str:
            parts.append(node)
        elif kind is Break:
            parts.append("\n")
        elif kind is Image:
            parts.append(node.alt)
        else:
            if kind is Ruby and node.reading:
                todo.append(f"({node.reading})")
            todo.extend(reversed(node.content))
    return "".join(parts)


def _report_markup(content: tuple[object, ...], path: str, lost: Lost) -> None:
    todo: list[tuple[Any, str]] = [
        (node, f"{path}.content[{place}]") for place, node in reversed(tuple(enumerate(content)))
    ]
    while todo:
        node, where = todo.pop()
        if type(node) is str or type(node) is Break:
            continue
        lost("write.markup-lost", where, f"{_said(node)}; its text is kept")
        if type(node) is not Image:
            todo.extend(
                (part, f"{where}.content[{place}]")
                for place, part in reversed(tuple(enumerate(node.content)))
            )


def _said(node: Any) -> str:
    """What of a node a text does not say."""
    kind = type(node)
    if kind is Link:
        return f"a link to {node.href[:80]}"
    if kind is Image:
        return f"an image {node.href[:80]}"
    if kind is Name:
        return f"the mark of a {node.role or 'name'}"
    if kind is Span:
        return "the language, direction or role of a stretch"
    return {"Ruby": "a ruby annotation"}.get(kind.__name__, f"{kind.__name__.lower()} of a stretch")


class _Output:
    """Turns blocks into texts; every kind of block but a paragraph is reported."""

    def __init__(self, lost: Lost | None) -> None:
        self.lost = lost

    def report(self, path: str, message: str) -> None:
        if self.lost is not None:
            self.lost("write.node-flattened", path, message)

    def blocks(self, blocks: tuple[object, ...], path: str, depth: int) -> list[str]:
        found: list[str] = []
        for place, block in enumerate(blocks):
            found.extend(text for text in self.block(block, f"{path}[{place}]", depth) if text)
        return found

    def block(self, block: Any, path: str, depth: int) -> list[str]:
        kind = type(block)
        if kind is Paragraph or kind is Heading:
            if kind is Heading:
                self.report(path, "a heading became a paragraph")
            return [line(block.content, lost=self.lost, path=path)]
        if kind is Preformatted:
            return [block.text]
        if depth >= _DEEPEST:
            self.report(path, "it is nested too deeply; its text is kept")
            return [text_of(block)]
        if kind is List:
            return self.items(block, path, depth)
        if kind is Quote:
            return self.quote(block, path, depth)
        if kind is Table:
            return self.table(block, path)
        if kind is Figure:
            return self.figure(block, path)
        if kind is Section:
            self.report(path, "a section became paragraphs")
            title = [line(block.title, lost=self.lost, path=f"{path}.title")] if block.title else []
            return title + self.blocks(block.blocks, f"{path}.blocks", depth + 1)
        return self.rest(block, path)

    def items(self, block: List, path: str, depth: int) -> list[str]:
        self.report(path, "a list became lines of text")
        first = 1 if block.start is None else block.start
        found = []
        for place, item in enumerate(block.items):
            mark = f"{first + place}. " if block.ordered else "- "
            texts = self.blocks(item, f"{path}.items[{place}]", depth + 1)
            found.append(_hung("\n".join(texts), mark, " " * len(mark)))
        return ["\n".join(found)]

    def quote(self, block: Quote, path: str, depth: int) -> list[str]:
        self.report(path, "a quote became lines of text")
        found = [
            _hung(text, "> ", "> ")
            for text in self.blocks(block.blocks, f"{path}.blocks", depth + 1)
        ]
        return [*found, f"> — {block.source}"] if block.source else found

    def table(self, block: Table, path: str) -> list[str]:
        self.report(path, "a table became lines of text with tabs between the cells")
        rows = ["\t".join(_cell(cell) for cell in row) for row in block.rows]
        if self.lost is not None:
            for number, row in enumerate(block.rows):
                for place, cell in enumerate(row):
                    if not any(
                        hasattr(part, "language") and not isinstance(part, Span)
                        for part in cell.content
                    ):
                        _report_markup(cell.content, f"{path}.rows[{number}][{place}]", self.lost)
        return [text for text in (block.caption, "\n".join(rows)) if text]

    def figure(self, block: Figure, path: str) -> list[str]:
        self.report(path, "a figure became its caption and credit")
        caption = (
            line(block.caption, lost=self.lost, path=f"{path}.caption") if block.caption else ""
        )
        return [text for text in (caption, block.credit) if text]

    def rest(self, block: Block, path: str) -> list[str]:
        if type(block) is Rule:
            self.report(path, "a rule became a line of text")
            return [block.text or "* * *"]
        if type(block) is Embed:
            self.report(
                path,
                "foreign content was left out; its address is kept"
                if block.href
                else "foreign content was left out",
            )
            return [block.href] if block.href else []
        self.report(path, f"{type(block).__name__.lower()} became its text")
        return [text_of(block)]


def _cell(cell: Cell) -> str:
    return " ".join(text_of(cell.content).split())


def _hung(text: str, mark: str, indent: str) -> str:
    """A text with a mark before its first line and as much before the others."""
    return mark + text.replace("\n", "\n" + indent)
