"""The body of an article: a tuple of blocks, which hold runs of inline content; a run of text is a
bare ``str``.

Nodes are immutable, hashable and comparable, and accept what a person writes
(``Paragraph("text")``, lists for tuples). They are not validated: a body is made once by a reader
and walked many times. The rule kept here is the *normal form* (:func:`normalise`): adjacent text
runs joined, empty nodes dropped, no white space at the edges of a block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar, get_args

import attrs

from newsfmt._record import Many, Record, Rows, checked, field_names, kinds_of

__all__ = [
    "BLOCKS",
    "INLINES",
    "NON_PROSE_ROLES",
    "Block",
    "Break",
    "Cell",
    "Code",
    "Embed",
    "Emphasis",
    "Figure",
    "Heading",
    "Image",
    "Inline",
    "Link",
    "List",
    "Name",
    "Node",
    "Paragraph",
    "Preformatted",
    "Quote",
    "Ruby",
    "Rule",
    "Section",
    "Span",
    "Strike",
    "Strong",
    "Sub",
    "Sup",
    "Table",
    "Underline",
    "block_text",
    "children",
    "normalise",
    "paragraphs_of",
    "plain",
    "prose_of",
    "text_of",
    "walk",
]

R = TypeVar("R", bound=Record)

NON_PROSE_ROLES = frozenset(
    {"byline", "affiliation", "dateline", "credit", "caption", "copyright", "end-mark", "note"}
)
"""Roles of blocks in the text that are not prose: ``Article.text`` and ``paragraphs`` leave them
out.
"""


@checked
@attrs.frozen(eq=False, repr=False)
class _Line(Record):
    """A node that holds inline content first."""

    content: tuple[Inline, ...] = attrs.field(default=(), converter=Many["Inline"])
    """The text and the nodes inside."""


# ---- inline nodes
# ------------------------------------------------------------


@checked
@attrs.frozen(eq=False, repr=False)
class Emphasis(_Line):
    """Emphasised text."""


@checked
@attrs.frozen(eq=False, repr=False)
class Strong(_Line):
    """Strong text."""


@checked
@attrs.frozen(eq=False, repr=False)
class Code(_Line):
    """Text in a fixed font: code, commands."""


@checked
@attrs.frozen(eq=False, repr=False)
class Sub(_Line):
    """Subscript."""


@checked
@attrs.frozen(eq=False, repr=False)
class Sup(_Line):
    """Superscript."""


@checked
@attrs.frozen(eq=False, repr=False)
class Underline(_Line):
    """Underlined text."""


@checked
@attrs.frozen(eq=False, repr=False)
class Strike(_Line):
    """Struck-out text."""


@checked
@attrs.frozen(eq=False, repr=False)
class Link(_Line):
    """A link inside the text."""

    href: str = ""
    """Target of the link, as written."""
    title: str | None = None
    """Its title (tooltip)."""
    rel: str | None = None
    """Its relation, as written."""


@checked
@attrs.frozen(eq=False, repr=False)
class Break(Record):
    """A line break inside a block."""


@checked
@attrs.frozen(eq=False, repr=False)
class Image(Record):
    """An image inside the text."""

    href: str = ""
    """Address of the image, as written."""
    alt: str = ""
    """The alternative text."""


@checked
@attrs.frozen(eq=False, repr=False)
class Span(_Line):
    """A range of text with its own language, direction or role."""

    language: str | None = None
    """BCP 47 tag."""
    direction: str | None = None
    """``ltr`` or ``rtl``."""
    role: str | None = None
    """The role of the text, as the source calls it."""


@checked
@attrs.frozen(eq=False, repr=False)
class Ruby(_Line):
    """Text with its reading beside it (ruby annotation)."""

    reading: str = ""
    """The reading of the content."""


@checked
@attrs.frozen(eq=False, repr=False)
class Name(_Line):
    """A name marked in the text: a person, organisation, place, event, sum of money, date …"""

    role: str = ""
    """The kind of name: ``person``, ``organisation``, ``place``, ``event``, ``money``, ``date``
    …
    """
    uri: str | None = None
    """URI of the named entity."""
    code: str | None = None
    """Code or normalised value of the named entity."""


# ---- blocks
# ------------------------------------------------------------


@checked
@attrs.frozen(eq=False, repr=False)
class Paragraph(_Line):
    """A paragraph of inline content."""

    role: str | None = None
    """``lead``, ``byline``, ``affiliation``, ``dateline``, ``credit``, ``caption``, ``copyright``,
    ``end-mark``, ``note`` …
    """
    language: str | None = None
    """BCP 47 tag, where it differs from the article's."""
    direction: str | None = None
    """``ltr`` or ``rtl``."""


@checked
@attrs.frozen(eq=False, repr=False)
class Heading(_Line):
    """A heading inside the body."""

    level: int = 2
    """1 to 6."""
    language: str | None = None
    """BCP 47 tag."""
    direction: str | None = None
    """``ltr`` or ``rtl``."""


@checked
@attrs.frozen(eq=False, repr=False)
class List(Record):
    """A list; each item is a tuple of blocks."""

    items: tuple[tuple[Block, ...], ...] = attrs.field(default=(), converter=Rows["Block"])
    """Its items, each a tuple of blocks."""
    ordered: bool = False
    """Numbered."""
    start: int | None = None
    """Number of the first item, where it is not 1."""
    language: str | None = None
    """BCP 47 tag."""
    direction: str | None = None
    """``ltr`` or ``rtl``."""


@checked
@attrs.frozen(eq=False, repr=False)
class Quote(Record):
    """A block quotation."""

    blocks: tuple[Block, ...] = attrs.field(default=(), converter=Many["Block"])
    """The blocks inside."""
    source: str | None = None
    """The person or source that is quoted."""
    language: str | None = None
    """BCP 47 tag."""
    direction: str | None = None
    """``ltr`` or ``rtl``."""


@checked
@attrs.frozen(eq=False, repr=False)
class Cell(Record):
    """A cell of a table; its content is inline nodes, or blocks where the source has blocks in a
    cell.
    """

    content: tuple[Inline | Block, ...] = attrs.field(default=(), converter=Many["Inline | Block"])
    """Inline nodes, or blocks."""
    header: bool = False
    """A heading of its row or column."""
    colspan: int | None = None
    """The number of columns it spans, if more than one."""
    rowspan: int | None = None
    """The number of rows it spans, if more than one."""


@checked
@attrs.frozen(eq=False, repr=False)
class Table(Record):
    """A table: rows of cells."""

    rows: tuple[tuple[Cell, ...], ...] = attrs.field(default=(), converter=Rows[Cell])
    """Its rows, each a tuple of cells."""
    caption: str | None = None
    """Its caption, as text."""
    language: str | None = None
    """BCP 47 tag."""
    direction: str | None = None
    """``ltr`` or ``rtl``."""


@checked
@attrs.frozen(eq=False, repr=False)
class Figure(Record):
    """Media in the text, with caption and credit."""

    media: tuple[Any, ...] = attrs.field(default=(), converter=Many[Any])
    """The media files: a tuple of :class:`newsfmt.article.Rendition`."""
    caption: tuple[Inline, ...] = attrs.field(default=(), converter=Many["Inline"])
    """The caption."""
    credit: str | None = None
    """Who made it."""
    association: str | None = None
    """Name of the article's association that holds the picture as an item."""
    language: str | None = None
    """BCP 47 tag."""
    direction: str | None = None
    """``ltr`` or ``rtl``."""


@checked
@attrs.frozen(eq=False, repr=False)
class Section(Record):
    """Blocks that belong together: a notebook, an aside, footnotes, a NITF block."""

    blocks: tuple[Block, ...] = attrs.field(default=(), converter=Many["Block"])
    """The blocks inside."""
    role: str | None = None
    """The role of the section, as the source calls it."""
    title: tuple[Inline, ...] = attrs.field(default=(), converter=Many["Inline"])
    """Its title."""
    language: str | None = None
    """BCP 47 tag."""
    direction: str | None = None
    """``ltr`` or ``rtl``."""


@checked
@attrs.frozen(eq=False, repr=False)
class Preformatted(Record):
    """Text whose layout matters (tables set in spaces, code)."""

    text: str = ""
    """The text, with its line ends and spaces."""
    language: str | None = None
    """BCP 47 tag."""
    direction: str | None = None
    """``ltr`` or ``rtl``."""


@checked
@attrs.frozen(eq=False, repr=False)
class Rule(Record):
    """A break in the text, such as a line of asterisks."""

    text: str | None = None
    """Its written form (``***``)."""
    language: str | None = None
    """BCP 47 tag."""
    direction: str | None = None
    """``ltr`` or ``rtl``."""


@checked
@attrs.frozen(eq=False, repr=False)
class Embed(Record):
    """Foreign content that is kept and never rendered as markup."""

    media_type: str | None = None
    """Its media type."""
    text: str | None = None
    """The content itself, as written."""
    href: str | None = None
    """Its address, if the content is elsewhere."""
    language: str | None = None
    """BCP 47 tag."""
    direction: str | None = None
    """``ltr`` or ``rtl``."""


Inline: TypeAlias = (
    str
    | Emphasis
    | Strong
    | Code
    | Sub
    | Sup
    | Underline
    | Strike
    | Link
    | Break
    | Image
    | Span
    | Ruby
    | Name
)
Block: TypeAlias = (
    Paragraph | Heading | List | Quote | Table | Figure | Section | Preformatted | Rule | Embed
)
Node: TypeAlias = Inline | Block | Cell

INLINES: dict[str, type[Record]] = {
    cls.__name__.lower(): cls for cls in get_args(Inline) if cls is not str
}
"""The inline classes by the ``type`` they have in JSON; text runs are ``str``."""
BLOCKS: dict[str, type[Record]] = {cls.__name__.lower(): cls for cls in get_args(Block)}
"""The block classes by the ``type`` they have in JSON."""

_BLOCK_TYPES = frozenset(BLOCKS.values())


_new = Paragraph.__new__
_set_content, _set_role, _set_language, _set_direction = (
    getattr(Paragraph, name).__set__ for name in ("content", "role", "language", "direction")
)


def paragraphs_of(texts: Iterable[str]) -> list[Paragraph]:
    """Return each text as a plain paragraph; the same as ``Paragraph(text)``, for readers that make
    millions of them.

    It sets the slots directly, since the ``__init__`` of a frozen class takes 1.5 times as long.
    """
    made = []
    for text in texts:
        paragraph = _new(Paragraph)
        _set_content(paragraph, (text,))
        _set_role(paragraph, None)
        _set_language(paragraph, None)
        _set_direction(paragraph, None)
        made.append(paragraph)
    return made


# ---- walking
# ------------------------------------------------------------


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly inside a node, in document order (a section's title before its
    blocks).
    """
    kind = type(node)
    inside = _inside.get(kind)
    if inside is None:
        inside = _inside[kind] = _children_of(kind)
    return inside(node)


def _children_of(cls: Any) -> Callable[[Any], tuple[Node, ...]]:
    """What gives the children of a node, from the fields of its class that hold nodes."""
    held = [(name, kind) for name, kind in kinds_of(cls).items() if kind.of in _HELD]
    held.sort(key=lambda field: field[1].of is not Inline)
    if [kind.many for _, kind in held] == [1]:
        return attrgetter(held[0][0])

    def inside(node: Node) -> tuple[Node, ...]:
        values = (
            chain.from_iterable(getattr(node, name)) if kind.many > 1 else getattr(node, name)
            for name, kind in held
        )
        return tuple(chain.from_iterable(values))

    return inside


_HELD = (Inline, Block, Inline | Block, Cell)
_inside: dict[Any, Callable[[Any], tuple[Node, ...]]] = {str: lambda text: ()}


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield every node under ``nodes`` in document order, parents before children.

    >>> [type(node).__name__ for node in walk([Quote([Paragraph("a")])])]
    ['Quote', 'Paragraph', 'str']
    """
    stack: list[Node] = list(reversed(tuple(nodes)))
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(children(node)))


def text_of(content: Iterable[Node] | Node) -> str:
    """Return the plain text of inline content: without markup and images, a break as a line end.

    >>> text_of(("The ", Strong("bridge"), " opened."))
    'The bridge opened.'
    """
    if isinstance(content, str):
        return content
    parts: list[str] = []
    if type(content) is tuple:
        for node in content:  # as in nearly every paragraph: texts, and wrappers around one
            if type(node) in _WRAPPERS and len(node.content) == 1:
                node = node.content[0]
            if type(node) is not str:
                break
            parts.append(node)
        else:
            return "".join(parts)
        parts.clear()
    nodes: Iterable[Node] = (content,) if isinstance(content, Record) else content
    stack: list[Any] = list(reversed(tuple(nodes)))
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is str:
            parts.append(node)
        elif kind in _WRAPPERS:
            stack.extend(reversed(node.content))
        elif kind is Break:
            parts.append("\n")
        elif kind is Preformatted:
            parts.append(node.text)
        else:
            if kind in _SEPARATED and parts and parts[-1] != "\n":
                parts.append("\n")
            stack.extend(reversed(children(node)))
    return "".join(parts)


_SEPARATED = frozenset({Paragraph, Heading, Cell})


def block_text(blocks: Iterable[Block], *, skip: frozenset[str] = NON_PROSE_ROLES) -> Iterator[str]:
    """Yield the text of each text-bearing block in document order, without blocks whose role is in
    ``skip``.

    Headings, paragraphs, list items, quotes, section titles, preformatted text; a table is one text
    with a line for each row and tabs between its cells. Figures, rules and embeds have no prose.
    """
    stack: list[Any] = list(reversed(tuple(blocks)))
    while stack:
        block = stack.pop()
        kind = type(block)
        if kind in _WITHOUT_PROSE or (skip and getattr(block, "role", None) in skip):
            continue
        if kind is Preformatted:
            yield block.text
        elif kind is Table:
            rows = (
                "\t".join(text_of(cell.content).replace("\n", " ") for cell in row)
                for row in block.rows
            )
            yield "\n".join(rows)
        elif kind is Paragraph or kind is Heading:
            text = text_of(block.content)
            if text:
                yield text
        else:
            inside = children(block)
            title = tuple(node for node in inside if type(node) not in _BLOCK_TYPES)
            if title:
                yield text_of(title)
            stack.extend(reversed(inside[len(title) :]))


_WITHOUT_PROSE = frozenset({Figure, Rule, Embed})


def prose_of(blocks: Iterable[Block]) -> list[str]:
    """Return the texts of the prose blocks in document order, like :func:`block_text`, with a fast
    path if all are paragraphs.

    >>> prose_of([Paragraph("By Kari Moe", "byline"), Paragraph(("It ", Strong("opened"), "."))])
    ['It opened.']
    """
    blocks = tuple(blocks)
    texts: list[str] = []
    for block in blocks:
        if type(block) is not Paragraph:
            return list(block_text(blocks))
        if block.role is None or block.role not in NON_PROSE_ROLES:
            content = block.content
            text = content[0] if len(content) == 1 else None
            if type(text) is not str:
                text = text_of(content)
            if text:
                texts.append(text)
    return texts


# ---- the normal form
# ------------------------------------------------------------

_ZERO_WIDTH = "\u200b\ufeff"
_SPACES = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
_EDGES = (
    _SPACES + _ZERO_WIDTH
    # the characters of str.strip() and further ones: stripped in turns they would take quadratic
    # time
)


def plain(text: str) -> str:
    """Return ``text`` without white space at its edges; zero-width spaces and byte order marks
    count as white space.
    """
    text = text.strip()
    if text and (text[0] in _ZERO_WIDTH or text[-1] in _ZERO_WIDTH):
        return text.strip(_EDGES)
    return text


def normalise(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return blocks in normal form (model-rules.md §1 rule 7); a body in normal form comes back
    equal.

    Adjacent text runs are joined, empty runs and nodes dropped (a link with an address, a table
    cell, an image stay), white space and breaks at the edges of a block's text are gone, and so is
    white space next to a break.

    >>> normalise([Paragraph([" The ", "bridge "]), Paragraph("  ")])
    (Paragraph('The bridge'),)
    """
    done = []
    for block in blocks:
        kept = _block(block)
        if kept is not None:
            done.append(kept)
    return tuple(done)


def _block(block: Any) -> Any:
    kind = type(block)
    if kind is Paragraph or kind is Heading:
        if (
            len(block.content) == 1
            and type(text := block.content[0]) is str
            and text
            and plain(text) == text
        ):
            return block  # nearly every block of nearly every article
        content = _inline(block.content)
        if not content:
            return None
        return block if content is block.content else _changed(block, content=content)
    if kind is List:
        items = tuple(filter(None, map(normalise, block.items)))
        return _changed(block, items=items) if items else None
    if kind is Quote:
        blocks, source = normalise(block.blocks), _word(block.source)
        return _changed(block, blocks=blocks, source=source) if blocks or source else None
    if kind is Section:
        blocks, title = normalise(block.blocks), _inline(block.title)
        return _changed(block, blocks=blocks, title=title) if blocks or title else None
    if kind is Table:
        rows = tuple(map(_cells, filter(None, block.rows)))
        label = _word(block.caption)
        return _changed(block, rows=rows, caption=label) if rows or label else None
    if kind is Figure:
        caption, credit = _inline(block.caption), _word(block.credit)
        media = tuple(medium for medium in map(_medium, block.media) if medium is not None)
        if not (caption or credit or media or block.association):
            return None
        return _changed(block, media=media, caption=caption, credit=credit)
    if kind is Preformatted:
        text = _layout(block.text)
        return attrs.evolve(block, text=text) if text else None
    if kind is Rule:
        return block if block.text is None or plain(block.text) else attrs.evolve(block, text=None)
    if kind is Embed:
        return block if (block.text and block.text.strip()) or block.href else None
    return block


def _changed(record: R, **values: Any) -> R:
    """A record with the values given; the record itself where it has them."""
    if all(getattr(record, name) == value for name, value in values.items()):
        return record
    return attrs.evolve(record, **values)  # type: ignore[misc]


def _medium(record: Any) -> Any:
    """A figure's rendition with its texts stripped, or None if it is empty; its class does not
    matter here.
    """
    changes, is_empty = {}, True
    for name in field_names(record.__class__):
        value = getattr(record, name)
        if isinstance(value, str) and (word := plain(value) or None) != value:
            value = changes[name] = word
        is_empty = is_empty and not value and value != 0
    kept = attrs.evolve(record, **changes) if changes else record
    return None if is_empty and kept == type(record)() else kept


def _word(text: str | None) -> str | None:
    return (plain(text) or None) if text else None


def _layout(text: str) -> str:
    """The text without blank lines at both ends and spaces at the end; the indent of the first line
    is kept.
    """
    lines = text.split("\n")
    while lines and not plain(lines[0]):
        del lines[0]
    return "\n".join(lines).rstrip()


def _cells(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return tuple(map(_cell, row))


def _cell(cell: Cell) -> Cell:
    content = cell.content
    if not any(type(node) in _BLOCK_TYPES for node in content):
        content = _inline(content)
    else:
        content = normalise(_as_blocks(content))
        [first, *others] = content or [None]
        if isinstance(first, Paragraph) and not others and first == Paragraph(first.content):
            content = first.content
    colspan, rowspan = (None if span == 1 else span for span in (cell.colspan, cell.rowspan))
    return _changed(cell, content=content, colspan=colspan, rowspan=rowspan)


def _as_blocks(content: Iterable[Any]) -> Iterator[Block]:
    """Loose inline nodes between the blocks of a cell become paragraphs."""
    loose: list[Any] = []
    for node in content:
        if type(node) in _BLOCK_TYPES:
            if loose:
                yield Paragraph(tuple(loose))
                loose = []
            yield node
        else:
            loose.append(node)
    if loose:
        yield Paragraph(tuple(loose))


def _inline(content: tuple[object, ...]) -> tuple[Any, ...]:
    """The inline content of one block in normal form, without white space at its edges."""
    if len(content) == 1 and type(content[0]) is str:
        text = plain(content[0])
        return content if text == content[0] and text else (text,) if text else ()
    return content if _is_normal(content) else _trim(_join(content))


def _is_normal(content: tuple[Any, ...]) -> bool:
    """Whether inline content is in normal form: texts, and wrappers around one text each, as in
    nearly every paragraph; what holds more is looked at node by node.
    """
    before: object = None
    edges = []
    for node in content:
        kind = type(node)
        text = node
        if kind in _WRAPPERS:
            if len(node.content) != 1:
                return False
            text = node.content[0]
        if type(text) is not str or not text or (kind is str and before is str):
            return False
        before = kind
        edges.append(text)
    return bool(edges) and edges[0][0] not in _EDGES and edges[-1][-1] not in _EDGES


_WRAPPERS = frozenset(cls for cls in INLINES.values() if issubclass(cls, _Line))


def _join(content: Iterable[Any]) -> tuple[Any, ...]:
    done: list[Any] = []
    run: list[str] = []
    for node in content:
        kind = type(node)
        if kind is str:
            if node:
                run.append(node)
            continue
        if kind in _WRAPPERS:
            inner = _join(node.content)
            if (
                not inner
                and not (kind is Link and node.href)
                and not (kind is Name and (node.uri or node.code))
            ):
                continue
            node = node if inner == node.content else attrs.evolve(node, content=inner)
        if run:
            done.append("".join(run))
            run.clear()
        done.append(node)
    if run:
        done.append("".join(run))
    for index, node in enumerate(done):
        if type(node) is Break:
            if index and type(done[index - 1]) is str:
                done[index - 1] = done[index - 1].rstrip(" \t\n\r")
            if index + 1 < len(done) and type(done[index + 1]) is str:
                done[index + 1] = done[index + 1].lstrip(" \t\n\r")
    return tuple(node for node in done if node != "")


def _trim(content: tuple[object, ...]) -> tuple[Any, ...]:
    """Strip white space and breaks from both ends, also inside a leading or trailing wrapper."""
    content = _trim_end(content, 0)
    return _trim_end(content, -1)


def _trim_end(content: tuple[Any, ...], end: int) -> tuple[Any, ...]:
    first, last = 0, len(content)
    while first < last:
        node = content[first if end == 0 else last - 1]
        if type(node) is Break:
            kept: Any = None
        elif type(node) is str:
            kept = (node.lstrip(_EDGES) if end == 0 else node.rstrip(_EDGES)) or None
        elif type(node) in _WRAPPERS and node.content:
            inner = _trim_end(node.content, end)
            kept = node if inner is node.content else attrs.evolve(node, content=inner)
            if (
                not inner
                and not (type(node) is Link and node.href)
                and not (type(node) is Name and (node.uri or node.code))
            ):
                kept = None
        else:
            break
        if kept is not None:
            if kept is node or kept == node:
                break
            return (
                (kept, *content[first + 1 : last])
                if end == 0
                else (*content[first : last - 1], kept)
            )
        first, last = (first + 1, last) if end == 0 else (first, last - 1)
    return content[first:last]
