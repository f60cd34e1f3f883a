"""Elements of a page of HTML → texts and blocks, as exports hold them: what marks a hit of the
search (bold, coloured, ``mark``) is taken off, and the spaces around it stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from newsfmt import xmlkit
from newsfmt.body import Block, Break, Heading, Inline, Paragraph, Preformatted
from newsfmt.markup import html
from newsfmt_research.fragments import classes

if TYPE_CHECKING:  # lxml is imported when a document is read
    from newsfmt.xmlkit import Element

__all__ = ["behind", "block", "flow", "has_class", "line", "lines", "runs"]

_EDGES = " \u00a0"
_BREAK = "\x0b"  # which no HTML that was parsed holds
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | frozenset(
    """p pre div table ul ol li dl dt dd blockquote section article aside header footer center form
    figure figcaption tr td th tbody thead hr""".split()
)


def line(element: Element) -> str:
    """Return the text of an element on one line."""
    return xmlkit.text(element).strip(_EDGES)


def behind(element: Element) -> str:
    """Return the text that stands behind an element in its page."""
    texts: list[str] = []
    around: Element | None = element
    while around is not None:
        texts.append(around.tail or "")
        following = around.getnext()
        while following is not None:
            if xmlkit.is_element(following):
                texts.append(line(following))
            texts.append(following.tail or "")
            following = following.getnext()
        around = around.getparent()
    return " ".join(texts)


def block(element: Element) -> Block | None:
    """Return the paragraph that an element holds, with its breaks, or its text with its layout
    where it is a ``pre``; None for an empty one.
    """
    if xmlkit.local(element) == "pre":
        text = xmlkit.layout(element).strip("\r\n")
        return Preformatted(text) if text.strip() else None
    return _paragraph([_marked(element)])


def flow(element: Element) -> Iterator[Block]:
    """Yield the blocks inside an element: its paragraphs, however they are nested, tables, and runs
    of text that stand between them.
    """
    run = [element.text or ""]
    for node in element:
        name = xmlkit.local(node)
        if name not in _BLOCKS:
            run += [_BREAK if name == "br" else _marked(node), node.tail or ""]
            continue
        if (paragraph := _paragraph(run)) is not None:
            yield paragraph
        run = [node.tail or ""]
        yield from _inside(node, name)
    if (paragraph := _paragraph(run)) is not None:
        yield paragraph


def _inside(node: Element, name: str) -> Iterator[Block]:
    if name == "table":
        yield from html.parse(xmlkit.raw_xml(node))
    elif name == "pre":
        if (paragraph := block(node)) is not None:
            yield paragraph
    elif name in _HEADINGS:
        if text := line(node):
            yield Heading((text,), level=int(name[1]))
    else:
        yield from flow(node)


def runs(element: Element) -> Iterator[tuple[list[str], bool]]:
    """Yield the runs of text that stand behind an element, which paragraphs and other blocks part:
    the lines of each, empty ones as well, and whether all of it is bold and italic.
    """
    parts = [element.tail or ""]
    marked = False
    node = element.getnext()
    while node is not None:
        name = xmlkit.local(node)
        if name in _BLOCKS:
            yield _lines(parts), marked
            inner = [part for part in (_lines([_marked(node)]),) if any(part)]
            yield from ((rows, False) for rows in inner)
            parts, marked = [node.tail or ""], False
        else:
            marked = name == "b" and next(node.iter("i"), None) is not None
            parts += [_BREAK if name == "br" else _marked(node), node.tail or ""]
        node = node.getnext()
    yield _lines(parts), marked


def lines(rows: Sequence[str]) -> Block | None:
    """Return the paragraph of lines that breaks part; None for empty ones."""
    content: list[Inline] = []
    for row in rows:
        if row:
            content += [Break(), row] if content else [row]
    return Paragraph(tuple(content)) if content else None


def _lines(parts: Sequence[str]) -> list[str]:
    return [xmlkit.collapse(row).strip(_EDGES) for row in "".join(parts).split(_BREAK)]


def _paragraph(parts: Sequence[str]) -> Block | None:
    """The paragraph of a run of text; None for an empty one."""
    return lines(_lines(parts))


def _marked(element: Element) -> str:
    """The text of an element with a mark for each break."""
    if not len(element):
        return element.text or ""
    parts = [element.text or ""]
    for node in element:
        parts += [_BREAK if xmlkit.local(node) == "br" else _marked(node), node.tail or ""]
    return "".join(parts)


def has_class(element: Element, name: str) -> bool:
    """Return whether an element has a class."""
    return name in classes(element.get("class"))
