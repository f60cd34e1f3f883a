"""Blocks to XHTML, straight into an XML builder: every node has an expression of which
:mod:`newsfmt.markup.html` makes the same node again.

Without recursion: a list of what is still to be written stands in for it. Elements nested deeper
than a reader of XML takes are written as their text, and reported. What is written is well-formed
XML and, read as HTML, means the same (HTML Living Standard §4, §14).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeGuard
from urllib.parse import urlencode

from newsfmt.article import Rendition
from newsfmt.body import (
    BLOCKS,
    Block,
    Break,
    Cell,
    Code,
    Embed,
    Emphasis,
    Figure,
    Heading,
    Image,
    Inline,
    Link,
    List,
    Name,
    Node,
    Paragraph,
    Preformatted,
    Quote,
    Ruby,
    Rule,
    Section,
    Span,
    Strike,
    Strong,
    Sub,
    Sup,
    Table,
    Underline,
    text_of,
)  # fmt: skip
from newsfmt.diagnostics import Lost
from newsfmt.lines import plain_texts
from newsfmt.markup._links import is_safe
from newsfmt.xmlkit import Writer

__all__ = ["WRITERS", "Attributes", "Output", "Words", "write", "write_inline"]

_DEEPEST = 200
_TOKEN = re.compile(r"[^\s]+\Z")
_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*\Z")
_UNEVEN = re.compile("[\t\n\r\f]|  |\x00 |^ | \\Z")
_SECTION_RESERVED = frozenset(
    "article article-body articlebody body content entry entry-content main post-content section story story-body text".split()
)
_SPAN_RESERVED = frozenset({"name", "credit"})
_NONE: frozenset[str] = frozenset()
_BLOCKS = frozenset(BLOCKS.values())
Attributes = dict[str, str | None]


def write(
    blocks: Iterable[Block],
    writer: Writer,
    *,
    prefix: str = "",
    xhtml: bool = True,
    lost: Lost | None = None,
    path: str = "body",
) -> None:
    """Write blocks into the open element of a builder; see :func:`newsfmt.markup.html.write`."""
    blocks = tuple(blocks)
    texts = plain_texts(blocks)
    if texts is not None:
        writer.elements(f"{prefix}p", texts)
        return
    Output(writer, prefix, xhtml, lost).run(
        [(block, (path, place)) for place, block in enumerate(blocks)]
    )


def write_inline(
    content: Iterable[Inline],
    writer: Writer,
    *,
    prefix: str = "",
    xhtml: bool = True,
    lost: Lost | None = None,
    path: str = "body",
) -> None:
    """Write inline content into the open element of a builder, which is ``mixed``."""
    Output(writer, prefix, xhtml, lost).run(
        [(node, (path, place)) for place, node in enumerate(content)]
    )


class Output:
    """What is still to be written: nodes with where they stand, and None for the end of an
    element.
    """

    def __init__(self, writer: Writer, prefix: str, xhtml: bool, lost: Lost | None) -> None:
        self.writer = writer
        self.prefix = prefix
        self.xhtml = xhtml
        self.lost = lost
        self.writers = WRITERS
        self.todo: list[tuple[Any, Any]] = []
        self.depth = 0

    def run(self, nodes: list[tuple[Any, Any]]) -> None:
        todo = self.todo
        todo.extend(reversed(nodes))
        writer = self.writer
        while todo:
            node, where = todo.pop()
            kind = type(node)
            if kind is str:
                writer.text(node)
            elif node is None:
                writer.end()
                self.depth -= 1
            elif self.depth >= _DEEPEST and kind not in _LEAVES:
                self.flatten(node, where, "it is nested too deeply")
            elif (write := self.writers.get(kind)) is not None:
                write(self, node, where)
            else:
                self.flatten(node, where, "HTML has no element for it")

    # ---- elements
    # ------------------------------------------------------------

    def start(
        self, name: str, attributes: Attributes | None = None, *, mixed: bool = False
    ) -> None:
        self.writer.start(self.prefix + name, attributes, mixed=mixed)
        self.depth += 1

    def end(self) -> None:
        self.writer.end()
        self.depth -= 1

    def leaf(
        self, name: str, text: str | None = None, attributes: Attributes | None = None
    ) -> None:
        self.writer.element(self.prefix + name, text, attributes)

    def content(self, nodes: Iterable[object], where: object, label: str) -> None:
        """Have the content of the open element written, and then its end."""
        self.todo.append((None, None))
        self.todo.extend([(node, (where, label, place)) for place, node in enumerate(nodes)][::-1])

    def inline(
        self, name: str, attributes: Attributes | None, content: tuple[object, ...], where: object
    ) -> None:
        """Write an element inside a line."""
        if len(content) == 1 and type(content[0]) is str:
            self.writer.element(self.prefix + name, content[0], attributes)
            return
        self.start(name, attributes, mixed=True)
        self.content(content, where, "content")

    def line(
        self,
        name: str,
        content: tuple[object, ...],
        attributes: Attributes | None,
        where: object,
        label: str = "content",
    ) -> None:
        """Write an element of inline content."""
        if len(content) == 1 and type(content[0]) is str:
            text = content[0]
            if _is_uneven(text):
                attributes = {**(attributes or {}), "xml:space": "preserve"}
            self.leaf(name, text, attributes)
            return
        if content and _UNEVEN.search(_outline(content)):
            attributes = {**(attributes or {}), "xml:space": "preserve"}
        self.start(name, attributes, mixed=True)
        self.content(content, where, label)

    def words(self, name: str, text: str, attributes: Attributes | None = None) -> None:
        """Write an element of one text."""
        if _is_uneven(text):
            attributes = {**(attributes or {}), "xml:space": "preserve"}
        self.leaf(name, text, attributes)

    # ---- attributes
    # ------------------------------------------------------------

    def named(self, node: Any, attributes: Attributes | None = None) -> Attributes | None:
        """The attributes with the language and direction of a node."""
        if node.language is None and node.direction is None:
            return attributes
        spoken: Attributes = {
            "lang": node.language,
            "xml:lang": node.language if self.xhtml and _TAG.match(node.language or "") else None,
            "dir": node.direction,
        }
        return {**attributes, **spoken} if attributes else spoken

    def address(self, href: str | None, where: object) -> str | None:
        """An address that may be written; one that runs or carries content is reported."""
        if href and not is_safe(href):
            self.report(
                "write.markup-lost",
                where,
                f"an address that begins with {href.strip()[:12]!r} is not written; "
                "its text is kept",
            )
            return None
        return href

    # ---- losses
    # ------------------------------------------------------------

    def report(self, code: str, where: object, message: str) -> None:
        if self.lost is not None:
            self.lost(code, _path(where), message)

    def flatten(self, node: Node, where: object, why: str) -> None:
        """Write a node as its text."""
        self.report("write.node-flattened", where, f"{why}; its text is kept")
        text = text_of(node)
        if type(node) in _BLOCKS or type(node) is Cell:
            self.words("p", text)
        else:
            self.writer.text(text)


def _path(where: object) -> str:
    """``body[3].items[0][1].content[2]``: the places on the way to a node, put together only when
    they are asked for.
    """
    parts: list[str] = []
    while type(where) is tuple:
        if len(where) == 2:
            parts.append(f"[{where[1]}]")
        else:
            parts.append(f".{where[1]}[{where[2]}]")
        where = where[0]
    return f"{where}{''.join(reversed(parts))}"


def _is_uneven(text: str) -> bool:
    """Whether HTML would collapse some of its white space."""
    return (
        "  " in text
        or "\n" in text
        or "\t" in text
        or "\r" in text
        or "\f" in text
        or text[:1] == " "
        or text[-1:] == " "
    )


def _outline(content: tuple[object, ...]) -> str:
    """The text of inline content as HTML sees its white space: a break takes the spaces after it,
    other nodes are no space.
    """
    parts: list[str] = []
    todo: list[Any] = list(reversed(content))
    while todo:
        node = todo.pop()
        kind = type(node)
        if kind is str:
            parts.append(node)
        elif kind is Break:
            parts.append("\x00")
        elif kind is Image or not node.content:
            parts.append("\x01")
        elif len(node.content) == 1:
            todo.append(node.content[0])
        else:
            todo.extend(reversed(node.content))
    return "".join(parts)


def _classed(role: str | None, reserved: frozenset[str] = _NONE) -> Attributes | None:
    """A role as a class, or as ``data-role`` where a class would not be read as this role again."""
    if role is None:
        return None
    if _TOKEN.match(role) and role.lower() not in reserved:
        return {"class": role}
    return {"data-role": role}


# ---- blocks
# ------------------------------------------------------------


def _paragraph(out: Output, node: Paragraph, where: object) -> None:
    attributes = out.named(node, _classed(node.role))
    out.line("p", node.content, attributes, where)


def _heading(out: Output, node: Heading, where: object) -> None:
    out.line(f"h{min(max(node.level, 1), 6)}", node.content, out.named(node), where)


def _list(out: Output, node: List, where: object) -> None:
    start = None if node.start is None else str(node.start)
    out.start("ol" if node.ordered else "ul", out.named(node, {"start": start} if start else None))
    out.todo.append((None, None))
    out.todo.extend(
        [(_Item(item), (where, "items", place)) for place, item in enumerate(node.items)][::-1]
    )


class _Item:
    """An item of a list, on its way to be written."""

    __slots__ = ("blocks",)

    def __init__(self, blocks: tuple[object, ...]) -> None:
        self.blocks = blocks


def _item(out: Output, node: _Item, where: object) -> None:
    blocks = node.blocks
    if len(blocks) == 1 and _is_bare(blocks[0]):
        out.line("li", blocks[0].content, None, (where, 0))
        return
    out.start("li")
    out.todo.append((None, None))
    out.todo.extend([(block, (where, place)) for place, block in enumerate(blocks)][::-1])


def _is_bare(block: object) -> TypeGuard[Paragraph]:
    """Whether a paragraph is read again from its content alone."""
    if type(block) is not Paragraph or block.role or block.language or block.direction:
        return False
    content = block.content
    if not any(type(node) is str and node.strip() for node in content):
        return False
    return not _UNEVEN.search(_outline(content))


def _quote(out: Output, node: Quote, where: object) -> None:
    out.start("blockquote", out.named(node))
    if node.source:
        out.todo.append((None, None))
        out.todo.append((Words("footer", node.source), where))
    else:
        out.todo.append((None, None))
    out.todo.extend(
        [(block, (where, "blocks", place)) for place, block in enumerate(node.blocks)][::-1]
    )


class Words:
    """An element of one text, on its way to be written."""

    __slots__ = ("attributes", "name", "text")

    def __init__(self, name: str, text: str, attributes: Attributes | None = None) -> None:
        self.name = name
        self.text = text
        self.attributes = attributes


def _words(out: Output, node: Words, where: object) -> None:
    out.words(node.name, node.text, node.attributes)


def _section(out: Output, node: Section, where: object) -> None:
    if node.role == "aside":
        out.start("aside", out.named(node))
    else:
        out.start("section", out.named(node, _classed(node.role or "", _SECTION_RESERVED)))
    out.todo.append((None, None))
    out.todo.extend(
        [(block, (where, "blocks", place)) for place, block in enumerate(node.blocks)][::-1]
    )
    if node.title:
        out.todo.append((_Title(node.title), where))


class _Title(_Item):
    """The title of a section, on its way to be written."""

    __slots__ = ()


def _title(out: Output, node: _Title, where: object) -> None:
    out.line("h2", node.blocks, {"class": "title"}, where, "title")


def _table(out: Output, node: Table, where: object) -> None:
    out.start("table", out.named(node))
    if node.caption:
        out.words("caption", node.caption)
    out.todo.append((None, None))
    out.todo.extend(
        [(_Row(row), (where, "rows", place)) for place, row in enumerate(node.rows)][::-1]
    )


class _Row(_Item):
    """A row of a table, on its way to be written."""

    __slots__ = ()


def _row(out: Output, node: _Row, where: object) -> None:
    out.start("tr")
    out.todo.append((None, None))
    out.todo.extend([(cell, (where, place)) for place, cell in enumerate(node.blocks)][::-1])


def _cell(out: Output, node: Cell, where: object) -> None:
    attributes: Attributes | None = None
    if node.colspan is not None or node.rowspan is not None:
        attributes = {
            "colspan": None if node.colspan is None else str(node.colspan),
            "rowspan": None if node.rowspan is None else str(node.rowspan),
        }
    name = "th" if node.header else "td"
    if any(type(part) in _BLOCKS for part in node.content):
        out.start(name, attributes)
        out.content(node.content, where, "content")
    else:
        out.line(name, node.content, attributes, where)


def _figure(out: Output, node: Figure, where: object) -> None:
    out.start(
        "figure",
        out.named(
            node, {"data-association": node.association} if node.association is not None else None
        ),
    )
    for place, media in enumerate(node.media):
        _medium(out, media, (where, "media", place))
    if not node.caption and not node.credit:
        out.end()
        return
    preserve: Attributes | None = (
        {"xml:space": "preserve"}
        if node.caption and _UNEVEN.search(_outline(node.caption))
        else None
    )
    out.start("figcaption", preserve, mixed=True)
    out.todo.append((None, None))
    out.todo.append((None, None))
    if node.credit:
        out.todo.append((Words("small", node.credit, {"class": "credit"}), where))
    out.todo.extend(
        [(part, (where, "caption", place)) for place, part in enumerate(node.caption)][::-1]
    )


def _medium(out: Output, media: Rendition, where: object) -> None:
    """One media file of a figure."""
    extra = [
        (key, value)
        for key, values in media.extra.items()
        for value in values
        if key not in ("html:alt", "html:element")
    ]
    kind = (media.mime_type or "").partition("/")[0]
    given = media.extra.get("html:element", ("",))[0]
    name = kind if kind in ("video", "audio") else given if given in ("video", "audio") else "img"
    attributes: Attributes = {"src": out.address(media.href, where)}
    if name == "img":
        attributes["alt"] = media.extra.get("html:alt", ("",))[0]
    else:
        attributes["controls"] = "controls"
    for key, value in (
        ("width", media.width), ("height", media.height), ("title", media.title), ("data-name", media.name), ("data-media-type", media.mime_type),
        ("data-size", media.size), ("data-duration", media.duration), ("data-format", media.format),
        ("data-extra", urlencode(extra, errors="replace") if extra else None),
    ):  # fmt: skip
        if value is not None:
            attributes[key] = str(value)
    if name == "img":
        out.leaf(name, None, attributes)
    else:
        out.start(name, attributes)
        out.end()


def _preformatted(out: Output, node: Preformatted, where: object) -> None:
    out.leaf("pre", node.text, out.named(node))


def _rule(out: Output, node: Rule, where: object) -> None:
    out.leaf("hr", None, out.named(node, {"data-text": node.text} if node.text else None))


def _embed(out: Output, node: Embed, where: object) -> None:
    href = out.address(node.href, where)
    attributes = out.named(
        node, {"class": "embed", "data-media-type": node.media_type, "data-href": href}
    )
    if node.text is not None or not href:
        out.leaf("pre", node.text or "", attributes)
        return
    out.start("pre", attributes, mixed=True)
    out.leaf("a", href, {"href": href})
    out.end()


# ---- inline
# ------------------------------------------------------------


def _styled(name: str) -> Callable[[Output, Any, Any], None]:
    def writer(out: Output, node: Any, where: Any) -> None:
        out.inline(name, None, node.content, where)

    return writer


def _link(out: Output, node: Link, where: object) -> None:
    href = out.address(node.href, where)
    if href is None:
        out.todo.extend(
            [(part, (where, "content", place)) for place, part in enumerate(node.content)][::-1]
        )
        return
    out.inline("a", {"href": href, "title": node.title, "rel": node.rel}, node.content, where)


def _break(out: Output, node: Break, where: object) -> None:
    out.leaf("br")


def _image(out: Output, node: Image, where: object) -> None:
    out.leaf(
        "img", None, {"src": out.address(node.href, where) if node.href else None, "alt": node.alt}
    )


def _span(out: Output, node: Span, where: object) -> None:
    attributes = _classed(node.role, _SPAN_RESERVED)
    if attributes is None and node.language is None and node.direction is None:
        attributes = {"data-role": ""}
    out.inline("span", out.named(node, attributes), node.content, where)


def _ruby(out: Output, node: Ruby, where: object) -> None:
    out.start("ruby", mixed=True)
    out.todo.append((None, None))
    out.todo.append((Words("rp", ")"), where))
    out.todo.append((Words("rt", node.reading), where))
    out.todo.append((Words("rp", "("), where))
    out.todo.extend(
        [(part, (where, "content", place)) for place, part in enumerate(node.content)][::-1]
    )


def _name(out: Output, node: Name, where: object) -> None:
    attributes: Attributes = {
        "class": "name",
        "data-role": node.role or None,
        "data-uri": out.address(node.uri, where) if node.uri else node.uri,
        "data-code": node.code,
    }
    out.inline("span", attributes, node.content, where)


_BLOCK_WRITERS: dict[type[Any], Callable[[Output, Any, Any], None]] = {
    Paragraph: _paragraph, Heading: _heading, List: _list, Quote: _quote, Table: _table, Figure: _figure, Section: _section,
    Preformatted: _preformatted, Rule: _rule, Embed: _embed,
}  # fmt: skip
WRITERS: dict[type[Any], Callable[[Output, Any, Any], None]] = {
    **_BLOCK_WRITERS, Cell: _cell, _Item: _item, _Row: _row, _Title: _title, Words: _words,
    Emphasis: _styled("em"), Strong: _styled("strong"), Code: _styled("code"), Sub: _styled("sub"), Sup: _styled("sup"), Underline: _styled("u"),
    Strike: _styled("s"), Link: _link, Break: _break, Image: _image, Span: _span, Ruby: _ruby, Name: _name,
}  # fmt: skip
_LEAVES = frozenset({_Item, _Row, _Title, Words, Break, Image, Rule, Preformatted, Embed, Cell})
