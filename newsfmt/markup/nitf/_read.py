"""Elements of NITF, of any version and in any namespace, to blocks: the walk that
:mod:`newsfmt.markup.nitf` promises.

Every handler appends what its element is, inline nodes or blocks, to the list of what is around it;
whoever holds that list makes paragraphs of loose inline content. An unknown element is its content.
The walk takes two frames of Python for a level of the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from functools import lru_cache, partial
from typing import Any

import attrs

from newsfmt import xmlkit
from newsfmt.article import Article, Association, Rendition
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
    normalise,
    plain,
)  # fmt: skip
from newsfmt.format import Context
from newsfmt.markup._foreign import (
    address_of,
    has_blocks,
    has_text,
    is_foreign,
    is_named,
    markup_of,
    shown,
    unheld,
)
from newsfmt.markup._links import is_safe
from newsfmt.markup.nitf._taken import CODES, QUICK, TAKEN, address_in, codes, taken_of
from newsfmt.taken import NOTHING
from newsfmt.xmlkit import Element, local, namespace

__all__ = [
    "ASSOCIATED",
    "ITEM_TEXTS",
    "ROLES",
    "associations",
    "media_type",
    "parse",
    "parse_inline",
]

_XML = "{http://www.w3.org/XML/1998/namespace}"
_SPACES = re.compile("[ \t\n\r\f]+")
_LEVEL = re.compile(r"level-([1-6])\Z")
_BLOCKS = frozenset(BLOCKS.values())
ROLES = frozenset(
    "lead byline affiliation dateline credit caption copyright end-mark note summary bibliography datasource".split()
)
"""Roles of paragraphs that a class says by itself; any other class is a matter of style, unless it
begins with ``role-``.
"""
_DIRECTIONS = {"dir-ltr": "ltr", "dir-rtl": "rtl"}
_MOST_DIGITS = 9
_DEEPEST = 256

Nodes = list[Any]
Handler = Callable[["Reader", Element, Nodes], None]
Kept = MutableMapping[str, list[str]]


def parse(
    element: Element, context: Context | None = None, extra: Kept | None = None
) -> tuple[Block, ...]:
    """Return the blocks of an element; see :func:`newsfmt.markup.nitf.parse`."""
    reader = Reader(context, namespace(element), extra)
    out: Nodes = []
    name = local(element)
    if name != "p":
        reader.rest(element)
    if name in _WHOLE:
        _handler(element.tag)(reader, element, out)
        blocks: Iterable[Block] = reader.gathered(out)
    elif name == "body.content":
        blocks = _content(reader, element)
    else:
        blocks = reader.blocks(element)
    return normalise(blocks) if reader.complex else tuple(blocks)


def parse_inline(element: Element, context: Context | None = None) -> tuple[Inline, ...]:
    """Return the content of an element as one line; see
    :func:`newsfmt.markup.nitf.parse_inline`.
    """
    found = normalise([Paragraph(Reader(context, namespace(element)).line(element))])
    return found[0].content if found else ()  # type: ignore[union-attr]


class Reader:
    """What the walk carries: where to report, and whether white space is kept or already there."""

    __slots__ = ("blank", "complex", "context", "depth", "extra", "home", "in_line", "keep")

    def __init__(self, context: Context | None, home: str = "", extra: Kept | None = None) -> None:
        self.context = context
        self.extra = extra
        """What keeps the attributes that no handler takes."""
        self.in_line = False
        self.home = home
        self.blank = True
        self.keep = False
        self.complex = False
        self.depth = 0

    def text(self, text: str, out: Nodes) -> None:
        """Append text, white space collapsed where it is insignificant."""
        if self.keep:
            out.append(text)
            return
        if "\n" in text or "  " in text or "\t" in text or "\r" in text:
            text = _SPACES.sub(" ", text)
        if self.blank and text[:1] == " ":
            text = text[1:]
        if text:
            self.blank = text[-1] == " "
            if out and type(out[-1]) is str:
                out[-1] += text
            else:
                out.append(text)

    def walk(self, element: Element, out: Nodes, first: int = 0) -> None:
        """Append everything in an element, from its child number ``first`` on; what is nested too
        deeply is its text.
        """
        if self.depth > _DEEPEST:
            self.warn(element, "it is nested too deeply; its text is kept")
            self.text(xmlkit.text(element), out)
            return
        self.depth += 1
        if first:
            tail = element[first - 1].tail
            if tail:
                self.text(tail, out)
        elif element.text:
            self.text(element.text, out)
        kept = self.extra is not None
        for child in list(element)[first:] if first else element:
            handler = _handler(child.tag)
            if kept and handler is not _paragraph and child.keys():
                self.rest(child)
            handler(self, child, out)
            tail = child.tail
            if tail and not (self.blank and tail.isspace() and tail.isascii() and not self.keep):
                self.text(tail, out)
        self.depth -= 1

    def one(self, element: Element, out: Nodes) -> None:
        """Append what an element is, from a handler that looks at its children itself."""
        if self.depth > _DEEPEST:
            self.warn(element, "it is nested too deeply; its text is kept")
            self.text(xmlkit.text(element), out)
            return
        self.depth += 1
        handler = _handler(element.tag)
        if handler is not _paragraph:
            self.rest(element)
        handler(self, element, out)
        self.depth -= 1

    def rest(self, element: Element, *, all_of_it: bool = False) -> None:
        """Keep the attributes of an element that its handler does not take, or all of them."""
        if self.extra is None or not (keys := element.keys()):
            return
        name = local(element)
        if not all_of_it:
            quick = QUICK.get(name)
            if quick is None:  # the element of another markup, or of the heads
                return
            text = element.text
            if text and not (self.in_line or text.isspace()) and quick.issuperset(keys):
                return
        taken = NOTHING if all_of_it else taken_of(element, name, in_line=self.in_line)
        for key, value in TAKEN.left(element, name, taken):
            if key.endswith(".class"):  # the direction stands there, too
                value = " ".join(one for one in value.split() if one not in _DIRECTIONS)
            if value:
                self.extra.setdefault(f"nitf:{key}", []).append(value)

    def flat(self, element: Element) -> None:
        """Keep the attributes of all that stands in an element whose text alone is read."""
        if self.extra is not None and len(element):
            for part in element.iterdescendants("*"):
                self.rest(part, all_of_it=True)

    def blocks(self, element: Element, first: int = 0) -> list[Block]:
        """The content of an element as blocks."""
        out: Nodes = []
        self.blank = True
        self.walk(element, out, first)
        self.blank = True
        return self.gathered(out)

    def gathered(self, nodes: Nodes) -> list[Block]:
        """Blocks and inline nodes as blocks alone: runs of inline content become paragraphs, images
        that stand alone figures.
        """
        if _BLOCKS.issuperset(map(type, nodes)):  # mostly
            return nodes
        done: list[Block] = []
        loose: Nodes = []
        for node in nodes:
            if type(node) in _BLOCKS:
                if loose:
                    self._flush(loose, done)
                    loose = []
                done.append(node)
            else:
                loose.append(node)
        if loose:
            self._flush(loose, done)
        return done

    def _flush(self, loose: Nodes, done: list[Block]) -> None:
        if all(type(node) is str and not node.strip() for node in loose):
            return
        self.complex = True
        if any(type(node) is Image for node in loose) and all(
            type(node) in (Image, Break) or node == " " for node in loose
        ):
            done.extend(
                Figure((Rendition(href=node.href, title=node.alt or None),))
                for node in loose
                if type(node) is Image
            )
            return
        done.append(Paragraph(tuple(loose)))

    def line(self, element: Element) -> tuple[Inline, ...]:
        """The content of an element as one line of inline nodes; blocks in it are separated by
        breaks.
        """
        out: Nodes = []
        self.blank = True
        keep, self.keep = self.keep, self.keep or _is_kept(element)
        around, self.in_line = self.in_line, True
        self.walk(element, out)
        self.keep, self.in_line = keep, around
        self.blank = True
        return _tidy(out) if _BLOCKS.isdisjoint(map(type, out)) else _normal(_one_line(out))

    def title(self, element: Element) -> tuple[Inline, ...]:
        """The line that is the title of a section, which holds nothing else."""
        self.rest(element, all_of_it=True)
        return self.line(element)

    def words(self, element: Element) -> str | None:
        """The text of an element that is a text of the model, nothing for none."""
        self.flat(element)
        if _is_kept(element):
            return plain(xmlkit.verbatim(element)) or None
        return plain(xmlkit.text(element)) or None

    def warn(self, element: Element, why: str, code: str = "read.element-ignored") -> None:
        if self.context is not None:
            self.context.warn(code, f"<{local(element)}>: {why}", at=xmlkit.line(element))


_EDGES = frozenset(" \t\n\r\u00a0\u200b\ufeff\u2002\u2003\u2009\u202f\u3000\x85\u2028\u2029")


def _tidy(nodes: Sequence[Any]) -> tuple[Inline, ...]:
    """Inline content in normal form: the common cases at once, the others by what makes the normal
    form.
    """
    if not nodes:
        return ()
    first, last = nodes[0], nodes[-1]
    if len(nodes) == 1 and type(first) is str:
        text = plain(first)
        return (text,) if text else ()
    if (
        all(_is_tidy(node) for node in nodes)
        and type(first) is not Break
        and type(last) is not Break
    ):
        if not (_starts(first) or _ends(last)):
            return tuple(nodes)
        if (
            type(last) is str
            and not _starts(first)
            and (kept := last.rstrip())
            and kept[-1] not in _EDGES
        ):
            return (*nodes[:-1], kept)
    return _normal(nodes)


def _normal(nodes: Sequence[Any]) -> tuple[Inline, ...]:
    found = normalise([Paragraph(tuple(nodes))])
    return found[0].content if found else ()  # type: ignore[union-attr]


def _is_tidy(node: object) -> bool:
    """Whether a node is in normal form by itself: a text, a break, or a wrapper around one text."""
    if type(node) is str or type(node) is Break:
        return node != ""
    content = getattr(node, "content", None)
    return (
        content is not None and len(content) == 1 and type(content[0]) is str and bool(content[0])
    )


def _starts(node: Any) -> bool:
    text = node if type(node) is str else node.content[0]
    return text[0] in _EDGES


def _ends(node: Any) -> bool:
    text = node if type(node) is str else node.content[0]
    return text[-1] in _EDGES


def _one_line(nodes: Nodes) -> tuple[Inline, ...]:
    if _BLOCKS.isdisjoint(map(type, nodes)):
        return tuple(nodes)
    done: Nodes = []
    after_block = False
    for node in nodes:
        kind = type(node)
        if kind not in _BLOCKS:
            if after_block and node == " ":
                continue
            inline: Iterable[Any] = (node,)
            apart = False
        else:
            inline = node.content if kind is Paragraph or kind is Heading else _texts(node)
            apart = True
        if done and (apart or after_block):
            done.append(Break())
        done.extend(inline)
        after_block = apart
    return tuple(done)


def _texts(block: Block) -> Nodes:
    out: Nodes = []
    for text in block_text((block,), skip=frozenset()):
        out += [Break(), text] if out else [text]
    return out


def _is_kept(element: Element) -> bool:
    return element.get(_XML + "space") == "preserve"


# ---- attributes
# ------------------------------------------------------------


def _tongue(element: Element) -> tuple[str | None, str | None]:
    """Language and direction of an element."""
    direction = element.get("dir")
    if direction is None and (found := element.get("class")) and "dir-" in found:
        direction = next((_DIRECTIONS[name] for name in found.split() if name in _DIRECTIONS), None)
    return element.get(_XML + "lang") or element.get("lang") or None, direction if direction in (
        "ltr",
        "rtl",
    ) else None


def _role(element: Element) -> str | None:
    """The role that a class says: a single word, or the one of several that is a known role."""
    found = element.get("class")
    if not found:
        return None
    names = [name for name in found.split() if name not in _DIRECTIONS]
    if len(names) == 1:
        return names[0]
    return next((name for name in names if name in ROLES), None)


def _paragraph_role(element: Element) -> str | None:
    """The role of a paragraph: a known role among the classes, or what stands after ``role-``."""
    names = (element.get("class") or "").split()
    return next(
        (
            name if name in ROLES else name[5:]
            for name in names
            if name in ROLES or name[:5] == "role-"
        ),
        None,
    )


def _number(text: str | None) -> int | None:
    text = (text or "").strip().lower().removesuffix("px")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def _some(text: str | None) -> str | None:
    return (plain(text) or None) if text else None


def _safe(reader: Reader, element: Element, href: str | None) -> str | None:
    if href and not is_safe(href):
        reader.warn(element, f"an address that begins {href.strip()[:12]!r} was dropped")
        return None
    return href or None


# ---- paragraphs, headings, preformatted text
# ------------------------------------------------------------


def _paragraph(reader: Reader, element: Element, out: Nodes) -> None:
    marked = bool(element.keys())
    keep = reader.keep
    if not marked and not keep and not len(element):
        reader.blank = True
        text = element.text
        if text:
            if "\n" in text or "  " in text or "\t" in text or "\r" in text:
                text = _SPACES.sub(" ", text)
            if text := plain(text):
                out.append(Paragraph((text,)))
        return
    if marked:
        reader.rest(element)
        if not keep and _is_kept(element):
            reader.keep = True
    content: Nodes = []
    reader.blank = True
    if len(element):
        reader.walk(element, content)
    elif element.text:
        text = element.text
        if reader.keep:
            pass
        elif "\n" in text or "  " in text or "\t" in text or "\r" in text:
            text = _SPACES.sub(" ", text)
        text = plain(text)
        if text:
            content.append(text)
    reader.blank, reader.keep = True, keep
    if not content:
        return
    if not marked:
        make: Any = Paragraph
    else:
        make = partial(Paragraph, **_marks(reader, element))
    if not _BLOCKS.isdisjoint(map(type, content)):
        reader.complex = True
        out.extend(
            make(block.content)
            if block.__class__ is Paragraph and block == Paragraph(block.content)
            else block
            for block in reader.gathered(content)
        )
    elif tidy := _tidy(content):
        source = element.get("quote-source") if marked else None
        out.append(Quote((make(tidy),), source) if source else make(tidy))


def _marks(reader: Reader, element: Element) -> dict[str, str | None]:
    """Role, language and direction of a paragraph."""
    language, direction = _tongue(element)
    for name in ("lede", "lead"):
        if (value := element.get(name)) not in (None, "true", "false"):
            reader.warn(element, f"{name} is true or false, not {value!r}", "read.invalid")
    if element.get("lede") == "true" or element.get("lead") == "true":
        role: str | None = "lead"
    else:
        role = _paragraph_role(element) or ("summary" if element.get("summary") == "true" else None)
    return {"role": role, "language": language, "direction": direction}


def _heading(level: int, reader: Reader, element: Element, out: Nodes) -> None:
    if (found := element.get("class")) and level == 2:
        for name in found.split():
            if match := _LEVEL.match(name):
                level = int(match[1])
    if content := reader.line(element):
        out.append(Heading(content, level, *_tongue(element)))


def _as_role(role: str, reader: Reader, element: Element, out: Nodes) -> None:
    """An element that is a paragraph with a role."""
    if content := reader.line(element):
        out.append(Paragraph(content, role, *_tongue(element)))


def _preformatted(reader: Reader, element: Element, out: Nodes) -> None:
    reader.complex = reader.blank = True
    reader.flat(element)
    out.append(Preformatted(xmlkit.layout(element), *_tongue(element)))


def _rule(reader: Reader, element: Element, out: Nodes) -> None:
    names = [name for name in (element.get("class") or "").split() if name not in _DIRECTIONS]
    text = " ".join(names)
    reader.blank = True
    out.append(
        Rule(text if text and not any(char.isalnum() for char in text) else None, *_tongue(element))
    )


# ---- blocks that hold blocks
# ------------------------------------------------------------


def _part(reader: Reader, element: Element, out: Nodes) -> None:
    """A wrapper that means nothing by itself, but parts what is in it from what is around it."""
    out.extend(reader.blocks(element))


def _content(reader: Reader, element: Element) -> list[Block]:
    """``body.content``: a single block without a class is no section."""
    if (
        len(element) == 1
        and local(element[0]) == "block"
        and not element[0].get("class")
        and _tongue(element[0]) == (None, None)
        and not (element.text or "").strip()
    ):
        reader.rest(element[0])
        return reader.blocks(element[0])
    return reader.blocks(element)


def _body_content(reader: Reader, element: Element, out: Nodes) -> None:
    out.extend(_content(reader, element))


def _block(reader: Reader, element: Element, out: Nodes) -> None:
    role = _role(element)
    title: tuple[Inline, ...] = ()
    if len(element) and local(element[0]) in ("hl2", "h2") and element[0].get("class") == "title":
        title = reader.title(element[0])
    blocks = reader.blocks(element, 1 if title else 0)
    reader.complex = True
    parent = element.getparent()
    if (
        role is None
        and not title
        and parent is not None
        and local(parent) in ("bq", "dd", "blockquote")
        and _tongue(element) == (None, None)
    ):
        out.extend(blocks)
        return
    out.append(Section(tuple(blocks), None if role == "block" else role, title, *_tongue(element)))


def _section(role: str, reader: Reader, element: Element, out: Nodes) -> None:
    """``fn``, ``note``, and ``aside`` of XHTML."""
    title: tuple[Inline, ...] = ()
    inner = element[0] if len(element) and local(element[0]) == "body.content" else element
    if len(inner) and local(inner[0]) == "hl2" and inner[0].get("class") == "title":
        title = reader.title(inner[0])
    if title and inner is not element:
        reader.rest(inner)
        blocks = reader.blocks(inner, 1)
        for other in list(element)[1:]:
            reader.rest(other)
            blocks.extend(reader.blocks(other))
    else:
        blocks = reader.blocks(element, 1 if title else 0)
    reader.complex = True
    out.append(
        Section(
            tuple(blocks),
            _role(element) or element.get("noteclass") or role,
            title,
            *_tongue(element),
        )
    )


def _list(ordered: bool, reader: Reader, element: Element, out: Nodes) -> None:
    items: list[tuple[Block, ...]] = []
    loose: Nodes = []
    reader.blank = True
    if element.text:
        reader.text(element.text, loose)
    for child in element:
        if local(child) == "li":
            if blocks := reader.gathered(loose):
                items.append(tuple(blocks))
            loose = []
            items.append(_item(reader, child))
        else:
            reader.one(child, loose)
        reader.blank = True
        if child.tail:
            reader.text(child.tail, loose)
    if blocks := reader.gathered(loose):
        items.append(tuple(blocks))
    start = _start(element) if ordered else None
    reader.complex = reader.blank = True
    out.append(List(tuple(items), ordered, start, *_tongue(element)))


def _start(element: Element) -> int | None:
    given = (element.get("seqnum") or element.get("start") or "").strip()
    return int(given) if len(given) <= _MOST_DIGITS and _INTEGER.match(given) else None


def _item(reader: Reader, element: Element) -> tuple[Block, ...]:
    keep, reader.keep = reader.keep, reader.keep or (bool(element.keys()) and _is_kept(element))
    reader.rest(element)
    blocks = reader.blocks(element)
    reader.keep = keep
    return tuple(blocks)


def _definitions(reader: Reader, element: Element, out: Nodes) -> None:
    """A list of definitions: items that open with a strong term."""
    items: list[list[Block]] = []
    fresh = True
    for child in element:
        if local(child) == "dt":
            if fresh or not items or len(items[-1]) > 1:
                items.append([])
            reader.rest(child)
            items[-1].append(Paragraph((Strong(reader.line(child)),)))
            fresh = False
            continue
        if not items:
            items.append([])
        items[-1].extend(_item(reader, child))
        fresh = True
    reader.complex = True
    out.append(List(tuple(tuple(item) for item in items), False, None, *_tongue(element)))


def _quote(reader: Reader, element: Element, out: Nodes) -> None:
    source: str | None = None
    content: Nodes = []
    reader.blank = True
    if element.text:
        reader.text(element.text, content)
    for child in element:
        if local(child) == "credit" and source is None:
            reader.rest(child, all_of_it=True)
            source = reader.words(child)
        else:
            reader.one(child, content)
        if child.tail:
            reader.text(child.tail, content)
    reader.complex = reader.blank = True
    source = source or _some(element.get("quote-source")) or _some(element.get("cite"))
    out.append(Quote(tuple(reader.gathered(content)), source, *_tongue(element)))


# ---- tables
# ------------------------------------------------------------


def _table(reader: Reader, element: Element, out: Nodes) -> None:
    rows: list[tuple[Cell, ...]] = []
    last: list[tuple[Cell, ...]] = []
    around: Nodes = []
    caption: str | None = None
    for child in element:
        name = local(child)
        if name == "tr":
            rows.append(_row(reader, child))
        elif name in ("tbody", "thead", "tfoot"):
            reader.rest(child)
            (last if name == "tfoot" else rows).extend(_row(reader, part) for part in child)
        elif name == "caption" and caption is None:
            reader.rest(child, all_of_it=True)
            caption = reader.words(child)
        elif name in ("col", "colgroup"):
            reader.rest(child)
            reader.flat(child)
        else:
            reader.one(child, around)
            if child.tail:
                reader.text(child.tail, around)
    out.extend(reader.gathered(around))
    reader.complex = reader.blank = True
    out.append(Table(tuple(row for row in rows + last if row), caption, *_tongue(element)))


def _row(reader: Reader, element: Element) -> tuple[Cell, ...]:
    reader.rest(element)
    if local(element) != "tr":
        return (Cell(tuple(reader.blocks(element))),)
    cells = []
    for child in element:
        content: Nodes = []
        reader.blank = True
        marked = bool(child.keys())
        keep = reader.keep
        if local(child) not in ("td", "th"):
            reader.one(child, content)
        else:
            if marked:
                reader.rest(child)
            reader.keep = keep or (marked and _is_kept(child))
            reader.walk(child, content)
            reader.keep = keep
        if not _BLOCKS.isdisjoint(map(type, content)):
            content = list(reader.gathered(content))
        colspan, rowspan = (
            (_number(child.get("colspan")), _number(child.get("rowspan")))
            if marked
            else (None, None)
        )
        cells.append(Cell(tuple(content), local(child) == "th", colspan, rowspan))
    return tuple(cells)


def _nitf_table(reader: Reader, element: Element, out: Nodes) -> None:
    for child in element:
        if local(child) == "nitf-table-metadata":
            reader.rest(child)
            for part in child:
                if local(part) == "nitf-table-summary":
                    reader.rest(part)
                    out.extend(
                        Paragraph(block.content, "summary") if type(block) is Paragraph else block
                        for block in reader.blocks(part)
                    )
                elif left := [one for inner in part.iter("{*}*") for one in unheld(inner)]:
                    reader.warn(part, f"{shown(left)} has no place and was left out")
        else:
            reader.one(child, out)


def _custom_table(reader: Reader, element: Element, out: Nodes) -> None:
    """A table in markup of its own: rows and cells by the names of XHTML are a table, anything else
    is its text.
    """
    if any(local(child) in ("tr", "tbody", "thead") for child in element):
        _table(reader, element, out)
    else:
        _part(reader, element, out)


# ---- media
# ------------------------------------------------------------

_MEDIA_EXTRA = (
    "coding",
    "outcue",
    "source-credit",
    "copyright",
    "imagemap",
    "noflow",
    "units",
    "data-location",
)
_UNITS = {"": 1.0, "second": 1.0, "seconds": 1.0, "sec": 1.0, "s": 1.0, "minute": 60.0, "minutes": 60.0, "min": 60.0, "hour": 3600.0, "hours": 3600.0,
          "millisecond": 0.001, "milliseconds": 0.001, "ms": 0.001}  # fmt: skip


ASSOCIATED = "newsfmt-association"
"""The class of a ``media`` that is no part of the text, but an association of the article."""
_ABOUT = "newsfmt:association:"


def associations(element: Element, context: Context | None = None) -> list[Association]:
    """Return the associations that the writer put beside the text of a document."""
    reader = Reader(context)
    return [
        _association(reader, media)
        for media in element.iter("{*}media")
        if media.get("class") == ASSOCIATED
    ]


def _association(reader: Reader, element: Element) -> Association:
    references: list[dict[str, Any]] = []
    more: list[tuple[str, str]] = []
    values: dict[str, dict[str, Any]] = {"association": {}, "item": {}}
    for child in element:
        name = local(child)
        if name == "media-reference":
            references.append(_reference(reader, child))
        elif name == "media-caption":
            values["item"]["summary"] = reader.words(child)
        elif name == "media-producer":
            values["item"]["credit"] = reader.words(child)
        elif name == "media-metadata":
            key, value = child.get("name") or "", child.get("value") or ""
            if key.startswith(_ABOUT):
                record, _, field = key[len(_ABOUT) :].partition(".")
                values.get(record, {})[field] = value
            else:
                more.append((key, value))
    _complete(references, more, None)
    known = {field.name for field in attrs.fields(Association)} - {"item", "extra"}
    item = {name: value for name, value in values["item"].items() if name in ITEM_TEXTS and value}
    item["renditions"] = tuple(Rendition(**fields) for fields in references)
    return Association(
        item=Article(**item),
        **{name: value for name, value in values["association"].items() if name in known},
    )


ITEM_TEXTS = (
    "type",
    "id",
    "version",
    "language",
    "headline",
    "subheadline",
    "title",
    "slugline",
    "byline",
    "summary",
    "credit",
)
"""The fields of an associated item that NITF can hold."""


def _media(reader: Reader, element: Element, out: Nodes) -> None:
    kind = element.get("class")
    if kind == ASSOCIATED:
        return
    if kind and "embed" in kind.split():
        out.append(_embed(reader, element))
        return
    references: list[dict[str, Any]] = []
    more: list[tuple[str, str]] = []
    caption: list[Inline] = []
    credits: list[str] = []
    others: Nodes = []
    association: str | None = None
    for child in element:
        name = local(child)
        if name[:6] == "media-":
            reader.rest(child)
        if name == "media-reference":
            fields = _reference(reader, child)
            association = association or fields.pop("association", None)
            references.append(fields)
        elif name == "media-metadata":
            if key := child.get("name"):
                more.append((key, child.get("value") or ""))
        elif name == "media-caption":
            if line := reader.line(child):
                caption += [Break(), *line] if caption else line
        elif name == "media-producer":
            if text := reader.words(child):
                credits.append(text)
        elif name == "media-object":
            reader.flat(child)
            others.append(
                Embed(
                    references[-1].get("mime_type") if references else None, _some(child.text), None
                )
            )
        else:
            reader.one(child, others)
    if not references and (href := _safe(reader, element, _some(address_in(element)))):
        references.append({"href": href})
    _complete(references, more, element.get("media-type"))
    media = tuple(Rendition(**fields) for fields in references if fields)
    reader.complex = reader.blank = True
    out.append(
        Figure(media, tuple(caption), "; ".join(credits) or None, association, *_tongue(element))
    )
    out.extend(reader.gathered(others))


def _reference(reader: Reader, element: Element) -> dict[str, Any]:
    """A media-reference as the fields of a Rendition, and the name of an association."""
    found: dict[str, Any] = {
        "name": _some(element.get("name")), "href": _safe(reader, element, _some(address_in(element))),
        "mime_type": _some(element.get("mime-type")), "width": _number(element.get("width")), "height": _number(element.get("height")),
        "title": _some(element.get("alternate-text")),
    }  # fmt: skip
    extra = {
        f"nitf:{name}": [value] for name in _MEDIA_EXTRA if (value := _some(element.get(name)))
    }
    for name, number in (("width", found["width"]), ("height", found["height"])):
        if number is None and (raw := _some(element.get(name))):
            extra[f"nitf:{name}"] = [raw]
    location = element.get("data-location") or ""
    if location[:1] == "#" and location[1:]:
        found["association"] = location[1:]
        del extra["nitf:data-location"]
    elif location and not found["href"] and (href := _safe(reader, element, _some(location))):
        found["href"] = href
        del extra["nitf:data-location"]
    if time := _some(element.get("time")):
        found["duration"] = _duration(time, element.get("time-unit-of-measure"))
        if found["duration"] is None:
            extra["nitf:time"] = [time]
            if unit := _some(element.get("time-unit-of-measure")):
                extra["nitf:time-unit-of-measure"] = [unit]
    elif unit := _some(element.get("time-unit-of-measure")):
        extra["nitf:time-unit-of-measure"] = [unit]
    if text := reader.words(element):
        extra["nitf:text"] = [text]
    if extra:
        found["extra"] = extra
    return {name: value for name, value in found.items() if value is not None}


def _duration(text: str, unit: str | None) -> float | None:
    factor = _UNITS.get((unit or "").strip().lower())
    if factor is None or not re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,12})?", text):
        return None
    value = float(text)
    return value if factor == 1.0 else value * factor


_FLOAT = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,20})?(?:e[+-]?[0-9]{1,3})?\Z")
_INTEGER = re.compile(r"-?[0-9]{1,20}\Z")
_OURS = re.compile(
    r"newsfmt:(size|format|name|width|height|duration|extra|empty)(?:\.([0-9]{1,4}))?(?::(.+))?\Z",
    re.DOTALL,
)


def _complete(
    references: list[dict[str, Any]], more: list[tuple[str, str]], kind: str | None
) -> None:
    """Give the renditions what stands beside them: media-metadata, and a media-type that the media
    types do not say.
    """
    for name, value in more:
        match = _OURS.match(name)
        place = int(match[2] or 0) if match else 0
        if place >= len(references):
            continue
        if match is not None and match[1] == "empty":
            references[place].setdefault("extra", {})
        elif match is None or match[1] == "extra":
            if match is None and not value:
                continue
            key = f"nitf:{name}" if match is None else match[3] or ""
            references[place].setdefault("extra", {}).setdefault(key, []).append(value)
        else:
            _set(references[place], match[1], value)
    if kind and references:
        first = references[0]
        if kind != "other" and kind != media_type(first.get("mime_type")):
            first.setdefault("extra", {})["nitf:media-type"] = [kind]


def _set(fields: dict[str, object], field: str, value: str) -> None:
    if field in ("format", "name"):
        fields[field] = value
    elif field == "duration" and _FLOAT.match(value):
        fields[field] = float(value)
    elif field != "duration" and _INTEGER.match(value):
        fields[field] = int(value)


def media_type(mime_type: str | None) -> str | None:
    """Return the ``media-type`` of NITF that a media type says, if any."""
    kind = (mime_type or "").partition("/")[0].lower()
    return kind if kind in ("image", "video", "audio", "text", "application") else None


def _embed(reader: Reader, element: Element) -> Embed:
    """What the writer makes of an Embed."""
    reference, content = (
        xmlkit.child(element, "media-reference"),
        xmlkit.child(element, "media-object"),
    )
    if content is not None:
        reader.rest(content)
    mime_type = reference.get("mime-type") if reference is not None else None
    href = _safe(reader, element, reference.get("source")) if reference is not None else None
    return Embed(
        mime_type, (content.text or "") if content is not None else None, href, *_tongue(element)
    )


def _figure(reader: Reader, element: Element, out: Nodes) -> None:
    """What XHTML has and NITF has not is read as XHTML."""
    from newsfmt.markup import html

    reader.complex = reader.blank = True
    out.extend(html.parse(element, context=reader.context))


def _image(reader: Reader, element: Element, out: Nodes) -> None:
    href = _safe(reader, element, address_in(element))
    alt = element.get("alt") or ""
    if href:
        out.append(Image(href, alt))
        reader.blank = False
    elif alt:
        reader.text(alt, out)


def _frame(reader: Reader, element: Element, out: Nodes) -> None:
    if href := _safe(reader, element, element.get("src") or element.get("data")):
        reader.complex = reader.blank = True
        out.append(Embed(element.get("type") or "text/html", None, href))
    reader.walk(element, out)


# ---- inline content
# ------------------------------------------------------------


def _wrapped(reader: Reader, content: Nodes, make: Callable[..., object], out: Nodes) -> None:
    """Append a wrapper; where there are blocks in it, each run of inline content has one of its
    own.
    """
    if _BLOCKS.isdisjoint(map(type, content)):
        out.append(make(tuple(content)))
        return
    loose: Nodes = []
    for node in content:
        if type(node) in _BLOCKS:
            if loose:
                out.append(make(tuple(loose)))
                loose = []
            out.append(node)
        else:
            loose.append(node)
    if loose:
        out.append(make(tuple(loose)))


def _inline(make: Callable[..., object], reader: Reader, element: Element, out: Nodes) -> None:
    content: Nodes = []
    reader.walk(element, content)
    if element.keys():
        language, direction = _tongue(element)
        if language or direction:
            content = [make(tuple(content))] if _BLOCKS.isdisjoint(map(type, content)) else content
            make = partial(Span, language=language, direction=direction)
    _wrapped(reader, content, make, out)


_STYLES: dict[str, Any] = {
    "strong": Strong, "bold": Strong, "b": Strong, "underline": Underline, "u": Underline, "strike": Strike, "strikethrough": Strike, "code": Code,
    "sub": Sub, "sup": Sup,
}  # fmt: skip


def _em(reader: Reader, element: Element, out: Nodes) -> None:
    role = (_role(element) or "").lower()
    _inline(_STYLES.get(role, Emphasis), reader, element, out)


def _link(reader: Reader, element: Element, out: Nodes) -> None:
    href = element.get("href")
    if element.get("class") == "image" and href:
        _image_link(reader, element, href, out)
        return
    if href:
        href = _safe(reader, element, href)
    if href is None:
        reader.walk(element, out)
        return
    content: Nodes = []
    reader.walk(element, content)
    if not content:
        reader.blank = False
    _wrapped(
        reader,
        content,
        partial(Link, href=href, title=element.get("title"), rel=element.get("rel")),
        out,
    )


def _image_link(reader: Reader, element: Element, href: str, out: Nodes) -> None:
    """What the writer makes of an image inside the text."""
    if _safe(reader, element, href) is None:
        reader.walk(element, out)
        return
    reader.flat(element)
    out.append(Image(href, xmlkit.verbatim(element)))
    reader.blank = False


def _lang(reader: Reader, element: Element, out: Nodes) -> None:
    language, direction = _tongue(element)
    if language is None and not element.get("class"):
        language = element.get("value")
    content: Nodes = []
    reader.walk(element, content)
    _wrapped(
        reader,
        content,
        partial(Span, language=language, direction=direction, role=_role(element)),
        out,
    )


def _span(reader: Reader, element: Element, out: Nodes) -> None:
    if element.get("class") or _tongue(element) != (None, None):
        _lang(reader, element, out)
    else:
        reader.walk(element, out)


def _quotation(reader: Reader, element: Element, out: Nodes) -> None:
    language, direction = _tongue(element)
    content: Nodes = []
    reader.walk(element, content)
    _wrapped(
        reader,
        content,
        partial(Span, language=language, direction=direction, role="quotation"),
        out,
    )


def _pronounce(reader: Reader, element: Element, out: Nodes) -> None:
    reading = element.get("guide") or element.get("phonetic")
    content: Nodes = []
    reader.walk(element, content)
    if reading is None and element.get("class") != "ruby":
        out.extend(content)
    else:
        _wrapped(reader, content, partial(Ruby, reading=reading or ""), out)


def _ruby(reader: Reader, element: Element, out: Nodes) -> None:
    """The ruby annotation of XHTML and of NITF's own include."""
    base: Nodes = []
    if element.text:
        reader.text(element.text, base)
    for child in element:
        name = local(child)
        if name in ("rt", "rtc"):
            out.append(Ruby(tuple(base), xmlkit.text(child)))
            base = []
        elif name != "rp":
            reader.walk(child, base)
        if child.tail and (child.tail.strip() or name not in ("rb", "rt", "rp", "rbc", "rtc")):
            reader.text(child.tail, base)
    if (
        base and out and type(base[0]) is str and type(out[-1]) is str
    ):  # no reading came, so that it goes on
        base[0] = out.pop() + base[0]
    out.extend(base)


_BREAK = Break()


def _break(reader: Reader, element: Element, out: Nodes) -> None:
    if out and type(out[-1]) is str and not reader.keep:
        out[-1] = out[-1].rstrip(" ")
        if not out[-1]:
            del out[-1]
    out.append(_BREAK)
    reader.blank = True


# ---- names
# ------------------------------------------------------------


def _name(role: str, reader: Reader, element: Element, out: Nodes) -> None:
    uri, code = codes(element) if element.keys() or len(element) else (None, None)
    content: Nodes = []
    reader.walk(element, content)
    if role == "classifier" and (given := element.get("type")) is not None:
        role = given
    named = Name(_one_line(content), role, uri, code)
    if not element.keys():
        out.append(named)
        return
    language, direction = _tongue(element)
    out.append(Span((named,), language, direction) if language or direction else named)


def _level(reader: Reader, element: Element, out: Nodes) -> None:
    """A part of a place: its text. A code that the name of the place does not have is reported."""
    code = next((value for name in CODES if (value := element.get(name))), None)
    parent = element.getparent()
    alone = parent is not None and local(parent) == "location" and len(parent) == 1
    if code and not (alone and not any(parent.get(name) for name in CODES)):  # type: ignore[union-attr]
        reader.warn(
            element, f"the code {code!r} of a part of a place has no place; its text is kept"
        )
    reader.walk(element, out)


def _fraction(reader: Reader, element: Element, out: Nodes) -> None:
    separated = xmlkit.child(element, "frac-sep") is not None
    for child in element:
        if local(child) == "denom" and not separated:
            out.append("/")
            reader.blank = False
        reader.rest(child)
        reader.walk(child, out)


# ---- the rest
# ------------------------------------------------------------


def _dissolve(reader: Reader, element: Element, out: Nodes) -> None:
    reader.walk(element, out)


def _omit(reader: Reader, element: Element, out: Nodes) -> None:
    pass


def _describe(reader: Reader, element: Element, out: Nodes) -> None:
    """Keep what describes a part of the text, of which no node knows."""
    reader.rest(element, all_of_it=True)
    reader.flat(element)


def _ignore(reader: Reader, element: Element, out: Nodes) -> None:
    reader.warn(element, "it was left out")


def _table_of(pairs: dict[str, Handler]) -> dict[str, Handler]:
    return {name: handler for names, handler in pairs.items() for name in names.split()}


_TABLE = _table_of({
    "p": _paragraph, "hl1 h1": partial(_heading, 1), "hl2 h2": partial(_heading, 2), "hl3 h3": partial(_heading, 3), "hl4 h4": partial(_heading, 4),
    "hl5 h5": partial(_heading, 5), "hl6 h6": partial(_heading, 6), "pre": _preformatted, "hr": _rule, "ul": partial(_list, False),
    "ol": partial(_list, True), "dl": _definitions, "bq blockquote": _quote, "block": _block, "table": _table, "nitf-table": _nitf_table,
    "custom-table": _custom_table, "media": _media, "fn": partial(_section, "footnote"), "note": partial(_section, "note"),
    "aside": partial(_section, "aside"), "byline": partial(_as_role, "byline"), "dateline": partial(_as_role, "dateline"),
    "tagline credit": partial(_as_role, "credit"), "bibliography": partial(_as_role, "bibliography"), "datasource": partial(_as_role, "datasource"),
    "figcaption caption": partial(_as_role, "caption"), "body.content": _body_content,
    "body.end abstract div article section center li dt dd tr td th tbody thead tfoot header footer main address": _part,
    "head body.head alt-code col colgroup nitf-table-metadata table-reference title link rp": _omit,
    "meta tobject key-list": _describe,
    "script style": _ignore, "figure video audio": _figure, "img image": _image, "iframe object embed": _frame,
    "em": _em, "i cite dfn var": partial(_inline, Emphasis), "strong b": partial(_inline, Strong), "code kbd tt samp": partial(_inline, Code),
    "sub": partial(_inline, Sub), "sup": partial(_inline, Sup), "u ins": partial(_inline, Underline), "s strike del": partial(_inline, Strike),
    "a": _link, "lang": _lang, "span font bdo bdi": _span, "q": _quotation, "pronounce": _pronounce, "ruby": _ruby, "br": _break,
    "person": partial(_name, "person"), "org": partial(_name, "organisation"), "event": partial(_name, "event"),
    "location": partial(_name, "place"), "city state region country county sublocation": _level, "money": partial(_name, "money"), "num": partial(_name, "number"),
    "chron": partial(_name, "date"), "object.title": partial(_name, "object"), "function": partial(_name, "function"),
    "virtloc": partial(_name, "virtual-location"), "postaddr": partial(_name, "address"), "classifier": partial(_name, "classifier"),
    "frac": _fraction, "addressee care.of delivery.point postcode delivery.office numer denom frac-sep suppl": _dissolve,
    "body abbr acronym small big nobr time map hgroup details summary": _dissolve,
})  # fmt: skip
_WHOLE = frozenset(
    "p hl1 hl2 h1 h2 h3 h4 h5 h6 pre hr ul ol dl bq table nitf-table media fn note tagline bibliography".split()
)


def _copyrite(reader: Reader, element: Element, out: Nodes) -> None:
    """A notice at the head of a block is a paragraph, one inside the text a name."""
    parent = element.getparent()
    if parent is not None and local(parent) in ("block", "body.content", "body"):
        _as_role("copyright", reader, element, out)
    else:
        _name("copyright", reader, element, out)


def _within(handler: Handler, reader: Reader, element: Element, out: Nodes) -> None:
    """A name inside a name is its text."""
    parent = element.getparent()
    if parent is not None and local(parent) in _NAMES:
        reader.walk(element, out)
    else:
        handler(reader, element, out)


_NAMES = frozenset(
    "person org event location money num chron object.title function virtloc postaddr classifier copyrite addressee".split()
)
_INSIDE = ("person", "org", "location", "function", "event", "virtloc")
_HANDLERS: dict[str, Handler] = {
    **_TABLE,
    "copyrite": _copyrite,
    **{name: partial(_within, _TABLE[name]) for name in _INSIDE},
}


def _unknown(reader: Reader, element: Element, out: Nodes) -> None:
    """An element of no version: its content, or an embed where it has none."""
    href = address_of(element)
    if not has_text(element):
        if unheld(element):
            reader.complex = reader.blank = True
            out.append(Embed("application/xml", markup_of(element), href))
        return
    if left := unheld(element, href):
        reader.warn(element, f"its content is kept, not {shown(left)}")
    if href is None:
        reader.walk(element, out)
    elif has_blocks(element):
        reader.complex = reader.blank = True
        out.append(Embed(None, None, href))
        reader.walk(element, out)
    else:
        content: Nodes = []
        reader.walk(element, content)
        _wrapped(reader, content, partial(Link, href=href), out)


def _elsewhere(handler: Handler, reader: Reader, element: Element, out: Nodes) -> None:
    """An element in a namespace that no markup of news has: known by its name where the document is
    in that namespace, else unknown.
    """
    foreign = is_foreign(element, reader.home)
    (_unknown if foreign else handler)(reader, element, out)


@lru_cache(maxsize=1024)
def _handler(tag: object) -> Handler:
    """The handler of a tag by its local name."""
    if tag.__class__ is not str:
        return _omit
    name = tag[tag.rfind("}") + 1 :]
    handler = _HANDLERS.get(name) or _HANDLERS.get(name.lower()) or _unknown
    return handler if is_named(tag) else partial(_elsewhere, handler)
