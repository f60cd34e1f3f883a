"""Blocks to NITF 3.6, straight into an XML builder: every node NITF can express so that
:mod:`newsfmt.markup.nitf` reads the same node again.

Blocks and inline nodes come in, elements valid in nitf-3-6.xsd go out; what NITF cannot say is
written as its text and reported with its path. Elements nested deeper than a reader of XML takes
are written as their text, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from newsfmt.article import Association, Rendition
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
    block_text,
    text_of,
    walk,
)  # fmt: skip
from newsfmt.diagnostics import Lost
from newsfmt.lines import plain_texts
from newsfmt.markup._links import is_safe
from newsfmt.xmlkit import Writer, is_language, is_token

__all__ = ["uneven", "write", "write_body", "write_inline"]

_DEEPEST = 200
_UNEVEN = re.compile("[\t\n\r\f]|  |\x00 ")
_PLAIN_TIME = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,12})?\Z")
_NOTES = frozenset("cpyrt end hd editorsnote trademk undef".split())
_BLOCKS = frozenset(BLOCKS.values())
_Attributes = dict[str, str | None]


def _nowhere(code: str, path: str, message: str) -> None:
    """Where losses go that nobody asks for."""


def write(
    blocks: Iterable[Block], writer: Writer, *, lost: Lost | None = None, path: str = "body"
) -> None:
    """Write blocks as the content of a ``body.content``."""
    _Output(writer, lost).blocks(blocks, path, True)


def write_inline(
    content: Iterable[Inline], writer: Writer, *, lost: Lost | None = None, path: str = "body"
) -> None:
    """Write inline content into the open element, which is mixed."""
    _Output(writer, lost).inline(tuple(content), path)


def write_body(
    blocks: tuple[Block, ...],
    writer: Writer,
    *,
    lost: Lost | None = None,
    path: str = "body",
    associations: Iterable[Association] = (),
) -> bool:
    """Write ``body.content`` and, for a closing credit and bibliography, ``body.end``; associations
    after the text. Return whether the body is certain to come back.
    """
    out = _Output(writer, lost)
    end = len(blocks)
    bibliography = tagline = None
    if (
        end
        and _is_role(blocks[end - 1], "bibliography")
        and all(type(node) is str for node in blocks[end - 1].content)  # type: ignore[union-attr]
    ):
        end -= 1
        bibliography = blocks[end]
    if end and _is_role(blocks[end - 1], "credit"):
        end -= 1
        tagline = blocks[end]
    writer.start("body.content")
    texts = plain_texts(blocks) if end == len(blocks) else None
    if texts is None:
        out.blocks(blocks[:end], path, True)
    else:
        writer.elements("p", texts)
    for association in associations:
        out.association(association)
    writer.end()
    if tagline is None and bibliography is None:
        return texts is not None
    writer.start("body.end")
    for name, block in (("tagline", tagline), ("bibliography", bibliography)):
        if block is not None:
            out.lines(name, block, f"{path}[{end}]", {})
            end += 1
    writer.end()
    return False


def _is_role(block: Block, role: str) -> bool:
    return type(block) is Paragraph and block.role == role


def uneven(content: Iterable[Node]) -> bool:
    """Whether collapsing white space would change the text of inline content."""
    if type(content) is tuple and len(content) == 1 and type(content[0]) is str:
        return _UNEVEN.search(content[0]) is not None
    parts = []
    for node in walk(content):
        kind = type(node)
        if kind is str:
            parts.append(node)
        elif kind is Break:
            parts.append("\x00")
        elif kind is Image or (kind is Link and not node.content):  # type: ignore[union-attr]
            parts.append("\x01")
    text = "".join(parts)  # type: ignore[arg-type]
    return _UNEVEN.search(text) is not None


class _Output:
    """The builder, where losses go, and how deep the open elements are nested."""

    __slots__ = ("depth", "lost", "writer")

    def __init__(self, writer: Writer, lost: Lost | None) -> None:
        self.writer = writer
        self.lost = lost or _nowhere
        self.depth = 0

    def start(
        self, name: str, attributes: _Attributes | None = None, *, mixed: bool = False
    ) -> None:
        self.depth += 1
        self.writer.start(name, attributes, mixed=mixed)

    def end(self) -> None:
        self.depth -= 1
        self.writer.end()

    # ---- attributes
    # ------------------------------------------------------------

    def marks(self, node: Any, path: str, classes: Iterable[str] = ()) -> _Attributes:
        """Language, direction and classes as attributes."""
        found: _Attributes = {}
        names = list(classes)
        if node.direction is not None:
            if node.direction in ("ltr", "rtl"):
                names.append(f"dir-{node.direction}")
            else:
                self.lost("write.field-lost", f"{path}.direction", "it is neither ltr nor rtl")
        if names:
            found["class"] = " ".join(names)
        if node.language is not None:
            self.language(node.language, path, found)
        return found

    def language(self, language: str, path: str, found: _Attributes) -> None:
        if is_language(language):
            found["xml:lang"] = language
        else:
            self.lost("write.field-lost", f"{path}.language", f"{language!r} is no language tag")

    def role(
        self, role: str | None, path: str, reserved: frozenset[str] = frozenset()
    ) -> tuple[str, ...]:
        """A role as classes, where it is one word."""
        if role is None:
            return ()
        if role.split() == [role] and role not in reserved and not role.startswith("dir-"):
            return (role,)
        self.lost("write.field-lost", f"{path}.role", f"a class cannot say {role!r}")
        return ()

    # ---- blocks
    # ------------------------------------------------------------

    def blocks(self, blocks: Iterable[Block], path: str, sections: bool) -> None:
        """Write blocks; ``sections`` says whether NITF allows a ``block`` here."""
        for place, block in enumerate(blocks):
            where = f"{path}[{place}]"
            self.block_at(block, where, sections)

    def block_at(self, block: Block, path: str, sections: bool) -> None:
        """Write a block, or its text where it is nested too deeply or NITF has no element for it."""
        write = _WRITERS.get(type(block))
        if write is not None and self.depth <= _DEEPEST:
            write(self, block, path, sections)
            return
        why = "NITF has no element for it" if write is None else "it is nested too deeply"
        self.lost("write.node-flattened", path, f"{why}; its text is kept")
        for text in block_text((block,), skip=frozenset()):
            self.leaf("p", text)

    def lines(
        self, name: str, node: Any, path: str, attributes: _Attributes, classes: Iterable[str] = ()
    ) -> None:
        """An element of inline content."""
        if node.language is not None or node.direction is not None or classes:
            attributes = {**attributes, **self.marks(node, path, classes)}
        self.run(name, node.content, f"{path}.content", attributes)

    def run(
        self, name: str, content: Any, path: str, attributes: _Attributes | None = None
    ) -> None:
        """An element of inline content, its white space kept where XML would not."""
        if uneven(content):
            attributes = {**(attributes or {}), "xml:space": "preserve"}
        if len(content) == 1 and type(content[0]) is str:
            self.writer.element(name, content[0], attributes)
            return
        self.start(name, attributes, mixed=True)
        self.inline(content, path)
        self.end()

    def leaf(self, name: str, text: str, attributes: _Attributes | None = None) -> None:
        """An element of text."""
        if _UNEVEN.search(text):
            attributes = {**(attributes or {}), "xml:space": "preserve"}
        self.writer.element(name, text, attributes)

    def paragraph(self, block: Paragraph, path: str, sections: bool) -> None:
        if block.role is None:
            self.lines("p", block, path, {})
        elif block.role == "lead":
            self.lines("p", block, path, {"lede": "true"})
        else:
            from newsfmt.markup.nitf._read import ROLES

            role = self.role(block.role, path)
            self.lines(
                "p", block, path, {}, role if not role or role[0] in ROLES else (f"role-{role[0]}",)
            )

    def heading(self, block: Heading, path: str, sections: bool) -> None:
        level = min(max(block.level, 1), 6)
        if level != block.level:
            self.lost("write.field-lost", f"{path}.level", "headings have the levels 1 to 6")
        self.lines("hl2", block, path, {}, () if level == 2 else (f"level-{level}",))

    def items(self, block: List, path: str, sections: bool) -> None:
        attributes = self.marks(block, path)
        if block.start is not None:
            if block.ordered:
                attributes["seqnum"] = str(block.start)
            else:
                self.lost("write.field-lost", f"{path}.start", "the list is not numbered")
        self.start("ol" if block.ordered else "ul", attributes)
        for place, item in enumerate(block.items):
            where = f"{path}.items[{place}]"
            if _is_bare(item):
                self.run("li", item[0].content, f"{where}[0].content")  # type: ignore[union-attr]
            else:
                self.start("li")
                self.blocks(item, where, False)
                self.end()
        self.end()

    def quote(self, block: Quote, path: str, sections: bool) -> None:
        attributes = self.marks(block, path)
        if block.source and not block.blocks:
            attributes["quote-source"] = block.source
        self.start("bq", attributes)
        opened = False
        for place, part in enumerate(block.blocks):
            where = f"{path}.blocks[{place}]"
            if type(part) is Section and self.depth <= _DEEPEST and not _is_note(part):
                if opened:
                    self.end()
                opened = False
                self.section(part, where, True)
                continue
            if not opened:
                self.start("block")
                opened = True
            self.block_at(part, where, False)
        if opened:
            self.end()
        if block.source and block.blocks:
            self.leaf("credit", block.source)
        self.end()

    def table(self, block: Table, path: str, sections: bool) -> None:
        self.start("table", self.marks(block, path))
        if block.caption:
            self.leaf("caption", block.caption)
        for at, row in enumerate(block.rows):
            if not row:
                continue
            self.start("tr")
            for place, cell in enumerate(row):
                self.cell(cell, f"{path}.rows[{at}][{place}]")
            self.end()
        self.end()

    def cell(self, cell: Cell, path: str) -> None:
        name = "th" if cell.header else "td"
        attributes: _Attributes = {}
        if cell.colspan is not None:
            attributes["colspan"] = str(cell.colspan)
        if cell.rowspan is not None:
            attributes["rowspan"] = str(cell.rowspan)
        if not any(type(node) in _BLOCKS for node in cell.content):
            self.run(name, cell.content, f"{path}.content", attributes)
            return
        self.start(name, attributes)
        self.blocks(
            [node if type(node) in _BLOCKS else Paragraph((node,)) for node in cell.content],  # type: ignore[misc,arg-type]
            f"{path}.content",
            False,
        )
        self.end()

    def section(self, block: Section, path: str, sections: bool) -> None:
        if _is_note(block):
            name, attributes = (
                ("fn", {})
                if block.role == "footnote"
                else ("note", {"noteclass": block.role if block.role != "note" else None})
            )
            self.start(name, {**attributes, **self.marks(block, path)})
            self.start("body.content")
            self.inside(block, path, True)
            self.end()
            self.end()
        elif sections:
            self.start(
                "block",
                self.marks(block, path, self.role(block.role, path, _SECTION) or ("block",)),
            )
            self.inside(block, path, False)
            self.end()
        else:
            self.lost(
                "write.node-flattened", path, "NITF allows no block here; what is in it is kept"
            )
            if block.title:
                self.run("hl2", block.title, f"{path}.title")
            self.blocks(block.blocks, f"{path}.blocks", False)

    def inside(self, block: Section, path: str, sections: bool) -> None:
        if block.title:
            self.run("hl2", block.title, f"{path}.title", {"class": "title"})
        self.blocks(block.blocks, f"{path}.blocks", sections)

    def preformatted(self, block: Preformatted, path: str, sections: bool) -> None:
        self.writer.element("pre", block.text, self.marks(block, path))

    def rule(self, block: Rule, path: str, sections: bool) -> None:
        classes: tuple[str, ...] = ()
        if block.text:
            if block.text == " ".join(block.text.split()) and not any(
                char.isalnum() for char in block.text
            ):
                classes = (block.text,)
            else:
                self.lost("write.field-lost", f"{path}.text", "a class cannot say it")
        self.writer.element("hr", None, self.marks(block, path, classes))

    def embed(self, block: Embed, path: str, sections: bool) -> None:
        from newsfmt.markup.nitf._read import media_type

        self.start(
            "media",
            {
                **self.marks(block, path, ("embed",)),
                "media-type": media_type(block.media_type) or "other",
            },
        )
        href = self.address(block.href, f"{path}.href")
        self.writer.element(
            "media-reference", None, {"mime-type": block.media_type, "source": href}
        )
        if block.text is not None:
            self.writer.element("media-object", block.text, {"encoding": "text"})
        self.end()

    def address(self, href: str | None, path: str) -> str | None:
        if href is None or is_safe(href):
            return href
        self.lost(
            "write.field-lost", path, "an address that runs or carries content is never written"
        )
        return None

    # ---- media
    # ------------------------------------------------------------

    def figure(self, block: Figure, path: str, sections: bool) -> None:
        from newsfmt.markup.nitf._read import media_type

        more: list[tuple[str, str]] = []
        references = [
            self.reference(media, place, f"{path}.media[{place}]", more)
            for place, media in enumerate(block.media)
        ]
        kind = (
            next((value for name, value in more if name == "media-type"), None)
            or media_type(block.media[0].mime_type if block.media else None)
            or "other"
        )
        if not references:
            references = [({}, None)]
        if block.association is not None:
            if references[0][0].get("data-location"):
                self.lost(
                    "write.field-lost",
                    f"{path}.media[0].extra['nitf:data-location']",
                    "the association stands in its place",
                )
            references[0][0]["data-location"] = f"#{block.association}"
        self.start("media", {**self.marks(block, path), "media-type": kind})
        for name, value in more:
            if name != "media-type":
                self.writer.element("media-metadata", None, {"name": name, "value": value})
        for attributes, text in references:
            self.writer.element("media-reference", text, attributes)
        if block.caption:
            self.run("media-caption", block.caption, f"{path}.caption")
        if block.credit:
            self.leaf("media-producer", block.credit)
        self.end()

    def association(self, one: Association) -> None:
        """An associated picture or other medium, as ``media`` that is marked as no part of the
        text.
        """
        from newsfmt.markup.nitf._read import ASSOCIATED, ITEM_TEXTS, media_type

        item = one.item
        if item is None:
            return
        more: list[tuple[str, str]] = []
        references = [
            self.reference(media, place, "", more) for place, media in enumerate(item.renditions)
        ]
        said = [
            (f"association.{name}", getattr(one, name))
            for name in ("name", "rel", "role", "group", "id", "version", "href", "title")
        ]
        said += [
            (f"item.{name}", getattr(item, name))
            for name in ITEM_TEXTS
            if name not in ("summary", "credit")
        ]
        more = [
            (f"newsfmt:association:{name}", value) for name, value in said if value is not None
        ] + more
        kind = _KINDS.get(item.type) or media_type(item.renditions[0].mime_type) or "other"
        self.start("media", {"class": ASSOCIATED, "media-type": kind})
        for name, value in more:
            if name != "media-type":
                self.writer.element("media-metadata", None, {"name": name, "value": value})
        for attributes, text in references:
            self.writer.element("media-reference", text, attributes)
        if item.summary is not None:
            self.leaf("media-caption", item.summary)
        if item.credit is not None:
            self.leaf("media-producer", item.credit)
        self.end()

    def reference(
        self, media: Rendition, place: int, path: str, more: list[tuple[str, str]]
    ) -> tuple[_Attributes, str | None]:
        """The attributes and text of a media-reference; what it has no attribute for goes beside
        it, as ``media-metadata``.
        """
        mark = f".{place}" if place else ""
        found: _Attributes = {
            "source": self.address(media.href, f"{path}.href"), "name": media.name, "mime-type": media.mime_type, "alternate-text": media.title,
        }  # fmt: skip
        for name, number in (("width", media.width), ("height", media.height)):
            if number is not None:
                if 0 <= number < 10**9:
                    found[name] = str(number)
                else:
                    more.append((f"newsfmt:{name}{mark}", str(number)))
        if media.duration is not None:
            if _PLAIN_TIME.match(time := repr(media.duration)):
                found["time"], found["time-unit-of-measure"] = time, "seconds"
            else:
                more.append((f"newsfmt:duration{mark}", time))
        if media.size is not None:
            more.append((f"newsfmt:size{mark}", str(media.size)))
        if media.format is not None:
            more.append((f"newsfmt:format{mark}", media.format))
        text = self.leftovers(media, place, path, found, more)
        if media == _NO_MEDIA:
            more.append((f"newsfmt:empty{mark}", ""))
        return found, text

    def leftovers(
        self,
        media: Rendition,
        place: int,
        path: str,
        found: _Attributes,
        more: list[tuple[str, str]],
    ) -> str | None:
        """Write back what the reader of NITF kept in a rendition's extra; return the text of the
        reference.
        """
        text = None
        for key, values in sorted(media.extra.items()):
            name = key.removeprefix("nitf:")
            value = values[0] if len(values) == 1 and values[0] and name != key else None
            if value and name == "text" and text is None:
                text = value
            elif value and name in _REFERENCE and found.get(name) is None and _fits(name, value):
                found[name] = value
            elif (
                value
                and not place
                and name not in _REFERENCE
                and name != "text"
                and not name.startswith("newsfmt:")
            ):
                more.append((name, value))
            else:
                mark = f".{place}" if place else ""
                more.extend((f"newsfmt:extra{mark}:{key}", value) for value in values)
        return text

    # ---- inline content
    # ------------------------------------------------------------

    def inline(self, content: tuple[Inline, ...], path: str) -> None:
        """Write inline content into the open element."""
        text = self.writer.text
        for place, node in enumerate(content):
            if type(node) is str:
                text(node)
            elif self.depth > _DEEPEST:
                self.lost(
                    "write.markup-lost",
                    f"{path}[{place}]",
                    "it is nested too deeply; its text is kept",
                )
                text(text_of(node))
            else:
                _INLINE[type(node)](self, node, f"{path}[{place}]")

    def styled(self, node: object, path: str) -> None:
        name = _STYLES[type(node)]
        self.wrap("em", {"class": name} if name else None, node, path)

    def wrap(self, name: str, attributes: _Attributes | None, node: Any, path: str) -> None:
        self.start(name, attributes, mixed=True)
        self.inline(node.content, f"{path}.content")
        self.end()

    def link(self, node: Link, path: str) -> None:
        if not is_safe(node.href):
            self.lost(
                "write.markup-lost",
                path,
                "an address that runs or carries content is never written; its text is kept",
            )
            self.inline(node.content, f"{path}.content")
            return
        rel = node.rel
        if rel is not None and not is_token(rel):
            self.lost("write.field-lost", f"{path}.rel", f"NITF takes one word, not {rel!r}")
            rel = None
        self.wrap("a", {"href": node.href, "title": node.title, "rel": rel}, node, path)

    def line_break(self, node: Break, path: str) -> None:
        self.writer.element("br")

    def image(self, node: Image, path: str) -> None:
        if not node.href or not is_safe(node.href):
            self.lost(
                "write.markup-lost",
                path,
                "an image needs an address that may be followed; the text in its place is kept",
            )
            self.writer.text(node.alt)
            return
        self.start("a", {"class": "image", "href": node.href}, mixed=True)
        self.writer.text(node.alt)
        self.end()

    def span(self, node: Span, path: str) -> None:
        if node.role == "quotation":
            self.wrap("q", self.marks(node, path), node, path)
        else:
            self.wrap("lang", self.marks(node, path, self.role(node.role, path)), node, path)

    def ruby(self, node: Ruby, path: str) -> None:
        self.wrap(
            "pronounce", {"guide": node.reading} if node.reading else {"class": "ruby"}, node, path
        )

    def name(self, node: Name, path: str) -> None:
        element, attribute = _NAMES.get(node.role, ("classifier", "value"))
        is_address = bool(node.code) and node.code.startswith(("http://", "https://", "urn:"))  # type: ignore[union-attr]
        if (node.uri and element in _WITHOUT_URI) or (is_address and element == "function"):
            element, attribute = "classifier", "value"
        attributes: _Attributes = {attribute: node.code, "class": "code" if is_address else None}
        if element == "classifier" and node.role != "classifier":
            attributes["type"] = node.role
        self.start(element, attributes, mixed=True)
        for place, part in enumerate(node.content):
            if type(part) is str:
                self.writer.text(part)
            elif (
                element == "num"
                and type(part) in (Sub, Sup)
                and all(type(inner) is str for inner in part.content)  # type: ignore[union-attr]
            ):
                self.writer.element("sub" if type(part) is Sub else "sup", text_of(part))
            else:
                self.lost(
                    "write.markup-lost",
                    f"{path}.content[{place}]",
                    "a name holds text alone; its text is kept",
                )
                self.writer.text(text_of(part).replace("\n", " "))
        if node.uri:
            self.writer.element("alt-code", None, {"idsrc": "uri", "value": node.uri})
        self.end()


_NO_MEDIA = Rendition()
_KINDS = {"picture": "image", "graphic": "image", "video": "video", "audio": "audio"}


def _is_bare(item: tuple[Block, ...]) -> bool:
    """Whether an item is one plain paragraph, whose content may stand in ``li`` itself; images
    alone would be read as figures.
    """
    if len(item) != 1 or type(item[0]) is not Paragraph:
        return False
    content = item[0].content
    return item[0] == Paragraph(content) and not all(
        type(node) in (Image, Break) or node == " " for node in content
    )


def _is_note(block: Section) -> bool:
    return block.role == "footnote" or block.role == "note" or block.role in _NOTES


def _fits(name: str, value: str) -> bool:
    if name in ("width", "height"):
        return is_token(value)
    if name == "data-location":
        return not value.startswith("#")
    return _FIXED.get(name, value) == value


_SECTION = frozenset({"block"})
_REFERENCE = frozenset(
    "coding outcue source-credit copyright imagemap noflow units data-location width height time time-unit-of-measure".split()
)
_FIXED = {"noflow": "noflow", "units": "pixels"}
_STYLES: dict[type, str] = {
    Emphasis: "", Strong: "strong", Underline: "underline", Strike: "strike", Code: "code", Sub: "sub", Sup: "sup",
}  # fmt: skip
_NAMES = {
    "person": ("person", "value"), "organisation": ("org", "value"), "place": ("location", "location-code"), "event": ("event", "value"),
    "money": ("money", "unit"), "date": ("chron", "norm"), "number": ("num", "units"), "object": ("object.title", "value"),
    "function": ("function", "value"), "virtual-location": ("virtloc", "value"), "classifier": ("classifier", "value"),
}  # fmt: skip
_WITHOUT_URI = frozenset({"money", "chron", "num"})
_WRITERS: dict[type, Callable[[_Output, Any, str, bool], None]] = {
    Paragraph: _Output.paragraph, Heading: _Output.heading, List: _Output.items, Quote: _Output.quote, Table: _Output.table, Figure: _Output.figure,
    Section: _Output.section, Preformatted: _Output.preformatted, Rule: _Output.rule, Embed: _Output.embed,
}  # fmt: skip
_INLINE: dict[type, Callable[[_Output, Any, str], None]] = {
    **dict.fromkeys(_STYLES, _Output.styled), Link: _Output.link, Break: _Output.line_break, Image: _Output.image, Span: _Output.span,
    Ruby: _Output.ruby, Name: _Output.name,
}  # fmt: skip
