"""The body of a ``<DOC>``: paragraphs that elements, blank lines, indents or a short last line
tell, and tables.

What stands in TEXT, LP and LEADPARA comes in, blocks go out. Each house breaks its lines in its own
way; Chinese and Japanese lines join without a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from newsfmt import lines
from newsfmt.body import Block, Cell, Paragraph, Table
from newsfmt_research.sgml_tree import Node

if TYPE_CHECKING:
    from newsfmt_research.sgml_doc import Document

__all__ = ["blocks", "labels"]

_MERCURY = re.compile(r";\s{2,}")
_LABELS = re.compile(r"(?:Language|Article Type)\s*:")
_INDENT = re.compile(r"\t| {2,}")
_ENDS = ".!?:\"')"
_APART = frozenset(("f", "annotation", "rowrule", "cellrule"))
"""Elements in a text that are no part of it: fields, remarks for editors, rules of tables."""


def blocks(document: Document) -> tuple[Block, ...]:
    """Return the blocks of a document; an FT dateline that is the beginning of its text goes back
    there.
    """
    made: list[Block] = []
    dateline = document.fields.get("dateline")
    for name in ("lp", "leadpara", "text"):
        for node in document.named.get(name, ()):
            found = _of(node, document.house)
            if document.house == "ft" and dateline is not None and _goes_on(found):
                first = found[0]
                text = f"{dateline.text} {_text(first)}"
                found[0] = Paragraph(text)
                del document.fields["dateline"]
                dateline = None
            made += found
    return tuple(made)


def labels(node: Node) -> Iterator[str]:
    """Yield the lines of an element of the FBIS that label it, which are no part of its text; one
    whose value is in an element says nothing.
    """
    for part in node.content:
        for row in part.split("\n") if isinstance(part, str) else ():
            if _LABELS.match(row) and not row.rstrip().endswith(":"):
                yield row.strip()


def _goes_on(found: list[Block]) -> bool:
    """Whether a text begins in the midst of a sentence."""
    return bool(found) and _text(found[0])[:1].islower()


def _text(block: Block) -> str:
    return "".join(map(str, block.content)) if isinstance(block, Paragraph) else ""


def _of(node: Node, house: str) -> list[Block]:
    """The blocks of an element: of its paragraphs and tables, and of the text between them."""
    made: list[Block] = []
    loose: list[str] = []
    for part in node.content:
        if isinstance(part, str):
            loose.append(part)
        elif part.name in ("p", "table"):
            made += _loose("".join(loose), house)
            loose = []
            made += [_table(part)] if part.name == "table" else _paragraph(part)
        elif part.name not in _APART:
            loose.append(part.verbatim())
    return made + _loose("".join(loose), house)


def _paragraph(node: Node) -> list[Block]:
    inner: list[Block] = [_table(table) for table in node.children("table")]
    rows = [row.strip() for row in node.verbatim().split("\n") if row.strip()] if not inner else []
    return [Paragraph(lines.join(rows))] if rows else inner


def _loose(text: str, house: str) -> list[Block]:
    """The paragraphs of text without paragraph elements."""
    if not text.strip():
        return []
    if house == "sjmn":
        return [Paragraph(" ".join(piece.strip(" ;").split())) for piece in _MERCURY.split(text) if piece.strip(" ;\n")]  # fmt: skip
    rows = [row.rstrip() for row in text.split("\n")]
    if house == "fbis":
        rows = [row for row in rows if not _LABELS.match(row)]
    cut = _at_short_lines if house == "ft" else _group
    return [block for group in lines.groups(rows) for block in cut(group)]


def _at_short_lines(rows: list[str]) -> list[Block]:
    """The paragraphs of lines without indents: one ends where the next word had room."""
    width = max(map(len, rows))
    made: list[list[str]] = [[]]
    for row, following in zip(rows, [*rows[1:], ""], strict=True):
        made[-1].append(row.strip())
        word = following.split(" ", 1)[0]
        if following and row[-1:] in _ENDS and len(row) + 1 + len(word) <= width:
            made.append([])
    return [Paragraph(lines.join(text)) for text in made]


def _group(rows: list[str]) -> list[Block]:
    """The paragraphs of lines without a blank line among them."""
    indented = [_INDENT.match(row) is not None for row in rows]
    if not any(indented) or (all(indented[1:]) and len(rows) > 2):
        texts = lines.unwrap([[row.strip() for row in rows]])
        return [Paragraph(lines.join(text)) for text in texts]
    made: list[list[str]] = []
    for row, opens in zip(rows, indented, strict=True):
        if opens or not made:
            made.append([row.strip()])
        else:
            made[-1].append(row.strip())
    return [Paragraph(lines.join(text)) for text in made]


def _table(node: Node) -> Block:
    rows = tuple(
        tuple(Cell(cell.line()) for cell in row.all("tablecell")) for row in node.all("tablerow")
    )
    return Table(rows=tuple(row for row in rows if row))
