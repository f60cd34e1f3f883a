"""HTML and XHTML to blocks: elements come in, matched by local name; a body in normal form goes
out.

One walk without recursion: a frame is open for each node being built, and a handler looked up by
the tag says what an element opens. Block elements inside inline ones close those and open them
again inside (as browsers do), plain wrappers dissolve, nothing of the text is lost but what no
reader would see (HTML Living Standard §4, §15.3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any
from urllib.parse import parse_qsl

import attrs

from newsfmt import xmlkit
from newsfmt.article import FrozenMap, Rendition
from newsfmt.body import (
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
from newsfmt.xmlkit import Element, collapse, local, namespace

__all__ = ["parse", "parse_inline"]

ROLES = frozenset("lead byline affiliation dateline credit caption copyright end-mark note".split())
"""The roles of paragraphs that are known; among several classes, one of these is the role."""
BOXES = frozenset("aside box factbox fact-box footnotes infobox info-box notebook sidebar".split())
"""The classes that make a ``div`` a Section."""
WRAPPERS = frozenset(
    "article article-body articlebody body content entry entry-content main post-content section story story-body text".split()
)
"""The classes of a ``section`` that say nothing: such a wrapper dissolves."""

_XML = "{http://www.w3.org/XML/1998/namespace}"
_MOST_FRAMES = 256
_DEPTH = 8
_ITEM_TYPES = {
    "person": "person",
    "organization": "organisation",
    "newsmediaorganization": "organisation",
    "place": "place",
    "event": "event",
}
_SKIP = object()


class _Frame:
    """A node that is being built: ``flow`` frames gather blocks and loose inline content, the
    others inline content alone.

    A frame with ``make`` is inline and makes a node of its content; one without is a block, and
    ``close`` adds it where it belongs.
    """

    __slots__ = (
        "blocks",
        "close",
        "closed",
        "data",
        "element",
        "flow",
        "inline",
        "keep",
        "kind",
        "make",
        "spilled",
        "wraps",
    )

    def __init__(
        self,
        element: Element,
        close: Callable[[_Frame], None],
        kind: str = "",
        *,
        flow: bool = False,
        make: Callable[..., object] | None = None,
    ) -> None:
        self.element = element
        self.close = close
        self.kind = kind
        self.flow = flow
        self.make = make
        self.closed = False
        self.keep = False
        self.spilled = False
        self.data: Any = None
        self.blocks: list[Any] = []
        self.inline: list[Any] = []
        self.wraps: tuple[Callable[..., Any], ...] = ()


class _Picture:
    """An image loose among blocks: a figure if nothing but images is beside it, else an inline
    image.
    """

    __slots__ = ("image", "rendition")

    def __init__(self, image: Image, rendition: Rendition) -> None:
        self.image = image
        self.rendition = rendition


def parse(
    source: str | Element, *, context: Context | None = None, at: int | None = None
) -> tuple[Block, ...]:
    """Return the body that a piece of HTML, or an element of a document, holds; see
    :mod:`newsfmt.markup.html`.
    """
    element = _element(source, context)
    return (
        ()
        if element is None
        else _Builder(context, lines=at is None and not isinstance(source, str), at=at).blocks(
            element
        )
    )


def parse_inline(
    source: str | Element, *, context: Context | None = None, at: int | None = None
) -> tuple[Inline, ...]:
    """Return the content of a piece of HTML, or of an element, as one line of inline nodes; blocks
    in it are separated by breaks.
    """
    element = _element(source, context)
    return (
        ()
        if element is None
        else _Builder(context, lines=at is None and not isinstance(source, str), at=at).line(
            element
        )
    )


def _element(source: str | Element, context: Context | None) -> Element | None:
    if not isinstance(source, str):
        return source
    return xmlkit.parse_html(
        source, limits=context.limits if context else None, name=context.name if context else ""
    )


class _Builder:
    """The walk over the elements and the frames that are open."""

    def __init__(self, context: Context | None, *, lines: bool, at: int | None) -> None:
        self.context = context
        self.at = at
        self.lines = lines
        self.home = ""
        self.frames: list[_Frame] = []
        self.blank = True
        self.closed = 0
        self.keep = 0
        self.simple = True

    def blocks(self, element: Element) -> tuple[Block, ...]:
        self.home = namespace(element)
        frame = _Frame(element, _nothing, flow=True)
        self.frames.append(frame)
        if local(element) == "html":
            body = xmlkit.child(element, "body")
            head = xmlkit.child(element, "head")
            if head is not None and self.context is not None:
                _meta(self, head)
            element = element if body is None else body
        self.walk(element, whole=local(element).lower() in _WHOLE)
        self.spill()
        return tuple(frame.blocks) if self.simple else normalise(frame.blocks)

    def line(self, element: Element) -> tuple[Inline, ...]:
        self.home = namespace(element)
        frame = _Frame(element, _nothing)
        self.frames.append(frame)
        self.closed = 1
        self.walk(element)
        found = normalise([Paragraph(tuple(frame.inline))])
        return found[0].content if found else ()  # type: ignore[union-attr]

    # ---- the walk
    # ------------------------------------------------------------

    def walk(self, top: Element, *, whole: bool = False) -> None:
        """Visit all that is in an element, or with ``whole`` the element itself."""
        todo: list[tuple[Element, Any, Any]]
        if whole:
            todo = [(top, iter((top,)), None)]
        else:
            todo = [(top, iter(top), None)]
            if top.text:
                self.characters(top.text)
        while todo:
            element, rest, opened = todo[-1]
            child = next(rest, None)
            if child is None:
                todo.pop()
                if opened is not None:
                    self.leave(opened)
                if todo and element.tail and element is not top:
                    self.characters(element.tail)
                continue
            handler = _handler(child.tag)
            common = _COMMON.get(handler)
            if common is None or not common(self, child):
                if self.context is not None and not _QUIET.issuperset(child.keys()):
                    self.remark(child)
                opened = handler(self, child)
                if opened is not _SKIP:
                    if child.text:
                        self.characters(child.text)
                    if len(child):
                        todo.append((child, iter(child), opened))
                        continue
                    if opened is not None:
                        self.leave(opened)
            if child.tail and child is not top:
                self.characters(child.tail)

    def leave(self, opened: Any) -> None:
        """An element ends: its frame is closed, or what was to be done at its end is done."""
        if type(opened) is not _Frame:
            opened()
            return
        if opened.make is None:
            if opened.flow and opened.inline and opened.kind != "cell":
                self.flush(opened)
            self.blank = True
        if opened.closed:
            self.closed -= 1
        if opened.keep:
            self.keep -= 1
        self.frames.pop()
        opened.close(opened)

    def characters(self, text: str) -> None:
        """Take text, white space collapsed as HTML says."""
        if not self.keep:
            if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text:
                text = _SPACES.sub(" ", text)
            if self.blank and text[:1] == " ":
                text = text[1:]
        if text:
            self.simple = False
            self.blank = text[-1] == " "
            self.frames[-1].inline.append(text)

    # ---- blocks among inline content
    # ------------------------------------------------------------

    def flow(self) -> _Frame:
        """The nearest frame that gathers blocks."""
        place = len(self.frames) - 1
        while not self.frames[place].flow:
            place -= 1
        return self.frames[place]

    def spill(self) -> tuple[Callable[..., Any], ...]:
        """Close the inline content that is open, for a block to begin; return the wrappers that go
        on inside it.
        """
        frames = self.frames
        wraps: list[Callable[..., Any]] = []
        place = len(frames) - 1
        while not frames[place].flow:
            frame = frames[place]
            if frame.kind == "ruby":
                frames[place - 1].inline.extend(frame.inline)
                frame.data = 0
            elif frame.make is not None:
                if frame.inline:
                    frames[place - 1].inline.append(frame.make(tuple(frame.inline)))
                wraps.append(frame.make)
                frame.spilled = True
            elif frame.inline:
                frame.close(frame)
            frame.inline = []
            place -= 1
        flow = frames[place]
        if flow.inline:
            self.flush(flow)
        self.blank = True
        return (*flow.wraps, *reversed(wraps)) if wraps else flow.wraps

    def flush(self, flow: _Frame) -> None:
        """Loose inline content becomes a paragraph; images alone become figures."""
        inline, flow.inline = flow.inline, []
        self.simple = False
        if not flow.wraps and all(
            type(node) is _Picture or type(node) is Break or node == " " for node in inline
        ):
            flow.blocks.extend(
                Figure((node.rendition,)) for node in inline if type(node) is _Picture
            )
        elif inline:
            flow.blocks.append(Paragraph(_wrapped(inline, flow.wraps)))

    def add(self, block: object) -> None:
        """A block is done."""
        self.simple = False
        self.flow().blocks.append(block)

    def open(
        self,
        element: Element,
        close: Callable[[_Frame], None],
        kind: str = "",
        *,
        flow: bool = False,
        closed: bool = False,
    ) -> Any:
        """Begin a block; inside a heading or a caption it is only a break."""
        if self.closed:
            return self.part(element)
        wraps = self.spill()
        if len(self.frames) > _MOST_FRAMES:
            self.ignored(element, "it is nested too deeply; its text is kept")
            return self.spill
        frame = _Frame(element, close, kind, flow=flow)
        frame.wraps = wraps
        self.frames.append(frame)
        if closed:
            frame.closed = True
            self.closed += 1
        if (not flow or kind == "cell") and element.keys() and _is_kept_space(element):
            frame.keep = True
            self.keep += 1
        return frame

    def part(self, element: Element) -> Any:
        """An element that means nothing by itself, but parts what is in it from what is around
        it.
        """
        if self.closed:
            self.soft_break()
            return self.soft_break
        self.spill()
        language, direction = _tongue(element) if element.keys() else (None, None)
        if language is None and direction is None:
            return self.spill
        flow = self.flow()
        before = len(flow.blocks)

        def close() -> None:
            self.spill()
            flow.blocks[before:] = [
                _inherited(block, language, direction) for block in flow.blocks[before:]
            ]

        return close

    def soft_break(self) -> None:
        """Part what comes from what was, inside one line."""
        inline = self.frames[-1].inline
        if inline and type(inline[-1]) is not Break:
            inline.append(Break())
        self.blank = True

    # ---- inline content
    # ------------------------------------------------------------

    def wrap(self, element: Element, make: Callable[..., object], kind: str = "") -> Any:
        """Begin inline content of its own kind; of an element without elements in it the node is
        made at once.
        """
        if not len(element) and not kind:
            self.made(make, element.text)
            return _SKIP
        if len(self.frames) > _MOST_FRAMES:
            return None
        frame = _Frame(element, self.wrapped, kind, make=make)
        self.frames.append(frame)
        return frame

    def made(self, make: Callable[..., object], text: str | None) -> None:
        """A node of inline content that holds text alone."""
        if text and not self.keep:
            if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text:
                text = _SPACES.sub(" ", text)
            if self.blank and text[:1] == " ":
                text = text[1:]
        self.simple = False
        if text:
            self.blank = text[-1] == " "
            self.frames[-1].inline.append(make((text,)))
            return
        node = make(())
        if (type(node) is Link and node.href) or (type(node) is Name and (node.uri or node.code)):
            self.blank = False
            self.frames[-1].inline.append(node)

    def wrapped(self, frame: _Frame) -> None:
        """Inline content ends."""
        assert frame.make is not None
        node = frame.make(tuple(frame.inline))
        if not frame.inline:
            if frame.spilled or not (
                (type(node) is Link and node.href)
                or (type(node) is Name and (node.uri or node.code))
            ):
                return
            self.blank = False
        self.simple = False
        self.frames[-1].inline.append(node)

    def put(self, node: object) -> None:
        """Take a node without content."""
        self.simple = False
        self.frames[-1].inline.append(node)
        self.blank = type(node) is Break

    # ---- what cannot be taken
    # ------------------------------------------------------------

    def ignored(self, element: Element, why: str = "it was left out") -> None:
        """Report an element or an attribute that has no place."""
        if self.context is not None:
            self.context.warn(
                "read.element-ignored",
                f"<{local(element)}>: {why}",
                at=xmlkit.line(element) if self.lines else self.at,
            )

    def remark(self, element: Element) -> None:
        """Report the attributes of a known element that say something which no node holds."""
        name = local(element).lower()
        if _handler(element.tag) in (_unknown, _ignore):
            return
        left = [
            (key, value)
            for key in map(str, element.keys())
            if _tells(key)
            and name not in _TELLING_OF.get(key, ())
            and (value := (element.get(key) or "").strip())
        ]
        if left:
            self.ignored(element, f"{shown(sorted(left))} has no place and was left out")

    def address(self, element: Element, href: str | None) -> str | None:
        """An address that may be followed; one that runs or carries content is reported and
        dropped.
        """
        if href and not is_safe(href):
            self.ignored(element, f"an address that begins with {href.strip()[:12]!r} was dropped")
            return None
        return href


_TELLING_OF: dict[str, frozenset[str]] = {
    "title": frozenset(
        {"a", "img", "image", "video", "audio", "source", "iframe", "object", "embed"}
    ),
    "cite": frozenset({"blockquote"}),
    "datetime": frozenset({"time"}),
    "abbr": frozenset(),
    "summary": frozenset(),
    "longdesc": frozenset(),
    "value": frozenset({"input", "button", "option", "param"}),
}
"""Attributes that say something, each with the elements where a node holds it."""
_QUIET = frozenset(
    """accept accesskey action align alink allow allowfullscreen alt archive async autocapitalize
    autocomplete autofocus autoplay axis background bgcolor border cellpadding cellspacing char
    charoff charset checked class classid clear code codebase codetype color cols colspan compact
    content contenteditable controls controlslist coords crossorigin data declare decoding default
    defer dir disabled download draggable enctype face for form frame frameborder headers height
    hidden href hreflang hspace http-equiv id imagesizes imagesrcset inert inputmode integrity is
    ismap itemid itemprop itemref itemscope itemtype kind label lang language link list loading loop
    low marginheight marginwidth max maxlength media method min minlength multiple muted name nohref
    nonce noshade nowrap open optimum part pattern ping placeholder playsinline poster preload
    profile property readonly referrerpolicy rel required rev reversed role rows rowspan rules runat
    sandbox scheme scope scrolling selected shape size sizes slot span spellcheck src srcdoc srclang
    srcset standby start step style tabindex target text translate type typeof usemap valign
    valuetype version vlink vspace width wrap""".split()
)
"""Attributes that are held, or that say nothing to a reader (HTML Living Standard, HTML 4.01)."""
_SPOKEN = frozenset({"lang", "dir", "xml:lang", "{http://www.w3.org/XML/1998/namespace}lang"})
_SILENT_SPAN = frozenset({"style", "id", "color", "face", "size"})
_UNSPOKEN = _QUIET - {"lang", "dir"}
_LINKS = _QUIET | {"title"}
_SILENT = ("data-", "on", "aria-", "xml", "v-", "ng-", "{", "dc:", "about", "resource")


def _tells(key: str) -> bool:
    """Whether an attribute says something: one of those that no node holds everywhere, or one that
    no standard has.
    """
    return key in _TELLING_OF or not (key in _QUIET or key.startswith(_SILENT) or ":" in key)


_SPACES = re.compile("[ \t\n\r\f]+")


def _nothing(frame: _Frame) -> None:
    """The close of the frame around everything."""


# ---- attributes
# ------------------------------------------------------------


def _tongue(element: Element) -> tuple[str | None, str | None]:
    """Language and direction of an element."""
    if _SPOKEN.isdisjoint(element.keys()):
        return None, None
    language = element.get(_XML + "lang") or element.get("lang") or element.get("xml:lang") or None
    direction = (element.get("dir") or "").lower()
    return language, direction if direction in ("ltr", "rtl") else None


def _role(element: Element) -> str | None:
    """The role that the class of an element says: a single class, or the one of several that is a
    known role.
    """
    role = element.get("data-role")
    if role is not None:
        return role or None
    classes = (element.get("class") or "").split()
    if len(classes) == 1:
        return classes[0]
    return next((name for name in classes if name in ROLES), None)


def _has_class(element: Element, name: str) -> bool:
    return name in (element.get("class") or "").split()


def _is_kept_space(element: Element) -> bool:
    return "preserve" in (element.get(_XML + "space"), element.get("xml:space"))


def _number(text: str | None) -> int | None:
    return int(text) if text and len(text) < 19 and _INTEGER.match(text) else None


_INTEGER = re.compile(r"-?[0-9]+\Z", re.ASCII)


def _words(element: Element) -> str:
    """The text of an element that becomes one text of the model."""
    if element.keys() and _is_kept_space(element):
        return xmlkit.verbatim(element)
    return xmlkit.text(element)


def _inherited(block: Block, language: str | None, direction: str | None) -> Any:
    """A block with the language and direction of the wrapper that dissolved around it, where it has
    none of its own.
    """
    return attrs.evolve(
        block, language=block.language or language, direction=block.direction or direction
    )


def _wrapped(inline: Sequence[object], wraps: tuple[Callable[..., object], ...]) -> tuple[Any, ...]:
    content = tuple(node.image if type(node) is _Picture else node for node in inline)
    for make in reversed(wraps):
        content = (make(content),)
    return content


# ---- the commonest case: blocks of texts and simple inline elements
# ------------------------------------------------------------


def _phrase(builder: _Builder, element: Element, kind: str | None = None) -> list[Any] | None:
    """The content of an element that holds texts and simple inline elements alone, where nothing
    but a frame that gathers blocks is open (of ``kind``, where that matters); None for any other,
    and nothing is changed then.
    """
    frame = builder.frames[-1]
    if not frame.flow or builder.closed or frame.wraps or builder.keep:
        return None
    if kind is not None and frame.kind != kind:
        return None
    if (keys := element.keys()) and not _QUIET.issuperset(keys):
        return None
    if not len(element):
        text = plain(collapse(element.text or ""))
        return [text] if text else []
    parts: list[Any] = []
    return parts if _phrases(element, parts, "", 0) is not None else None


def _phrases(element: Element, parts: list[Any], before: str, depth: int) -> str | None:
    """Add what is in an element to ``parts``, behind the text ``before``; return the last text,
    None where there is anything but texts and simple inline elements.
    """
    if (text := element.text) and (text := _spaced(text, before)):
        parts.append(text)
        before = text
    for child in element:
        make = _SIMPLE.get(child.tag)
        if make is None:
            return None
        inner: list[Any] = []
        if len(child):
            last = _phrases(child, inner, before, depth + 1) if depth < _DEPTH else None
            if last is None or not inner:
                return None
        else:
            last = before
            if (text := child.text) and (text := _spaced(text, before)):
                inner.append(text)
                last = text
        keys = child.keys()
        if make is Link:
            href = child.get("href")
            if not inner or href is None or not is_safe(href) or not _LINKS.issuperset(keys):
                return None
            if len(keys) == 1:
                parts.append(Link(tuple(inner), href))
            else:
                parts.append(Link(tuple(inner), href, child.get("title"), child.get("rel")))
        elif make is Span:
            if keys and not _SILENT_SPAN.issuperset(keys):
                return None
            for node in inner:
                _append(parts, node)
        elif keys and not _UNSPOKEN.issuperset(keys):
            return None
        elif make is Break:
            _break_off(parts)
            last = ""
        elif inner:
            parts.append(make(tuple(inner)))
        before = last
        if (tail := child.tail) and (tail := _spaced(tail, before)):
            _append(parts, tail)
            before = tail
    return before


def _append(parts: list[Any], node: Any) -> None:
    """Add a node; a text behind a text is joined with it."""
    if type(node) is str and parts and type(parts[-1]) is str:
        parts[-1] += node
    else:
        parts.append(node)


def _spaced(text: str, before: str) -> str:
    """Text with its white space collapsed, and none at its beginning behind white space."""
    if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text:
        text = _SPACES.sub(" ", text)
    return text[1:] if text[:1] == " " and (not before or before[-1] == " ") else text


def _break_off(parts: list[Any]) -> None:
    """Add a break, without a space before it."""
    if parts and type(parts[-1]) is str:
        parts[-1] = parts[-1].rstrip(" ")
        if not parts[-1]:
            parts.pop()
    parts.append(Break())


def _is_trimmed(parts: list[Any]) -> bool:
    """Whether no end of a content is white space or anything but text, in a wrapper or not."""
    for node, place in ((parts[0], 0), (parts[-1], -1)):
        while type(node) is not str:
            if type(node) is Break:
                return False
            node = node.content[place]
        if plain(node[place]) != node[place]:
            return False
    return True


def _common_paragraph(builder: _Builder, element: Element) -> bool:
    content = _phrase(builder, element)
    if content is None:
        return False
    frame = builder.frames[-1]
    if frame.inline:
        builder.flush(frame)
    builder.blank = True
    if content:
        if builder.simple and len(element):
            builder.simple = _is_trimmed(content)
        if element.keys():
            block = Paragraph(tuple(content), _role(element), *_tongue(element))
        else:
            block = Paragraph(tuple(content))
        frame.blocks.append(block)
    return True


def _common_heading(builder: _Builder, element: Element) -> bool:
    frame = builder.frames[-1]
    content = _phrase(builder, element) if frame.kind != "section" else None
    if content is None:
        return False
    if frame.inline:
        builder.flush(frame)
    builder.blank = True
    if content:
        builder.simple = builder.simple and _is_trimmed(content)
        frame.blocks.append(Heading(tuple(content), int(local(element)[1]), *_tongue(element)))
    return True


def _common_item(builder: _Builder, element: Element) -> bool:
    content = _phrase(builder, element, "list")
    if not content:
        return False
    frame = builder.frames[-1]
    if frame.inline:
        builder.flush(frame)
    builder.blank = True
    _gather(frame)
    frame.data.append((Paragraph(tuple(content)),))
    return True


def _common_cell(builder: _Builder, element: Element) -> bool:
    content = _phrase(builder, element, "table")
    frame = builder.frames[-1]
    if not content or not frame.data["rows"]:
        return False
    if frame.inline:
        builder.flush(frame)
    builder.blank = True
    spans = (
        (_number(element.get(name)) for name in ("colspan", "rowspan")) if element.keys() else ()
    )
    is_header = local(element).lower() == "th"
    frame.data["rows"][-1].append(Cell(tuple(content), is_header, *spans))
    return True


def _common_caption(builder: _Builder, element: Element) -> bool:
    content = _phrase(builder, element, "figure")
    frame = builder.frames[-1]
    if not content or frame.data["caption"]:
        return False
    if frame.inline:
        builder.flush(frame)
    builder.blank = True
    frame.data["caption"] = tuple(content)
    return True


# ---- paragraphs and headings
# ------------------------------------------------------------


def _paragraph(builder: _Builder, element: Element) -> Any:
    def close(frame: _Frame) -> None:
        if frame.inline:
            role, language, direction = None, None, None
            if element.keys():
                role, (language, direction) = _role(element), _tongue(element)
            builder.add(Paragraph(_wrapped(frame.inline, frame.wraps), role, language, direction))

    return builder.open(element, close)


def _heading(builder: _Builder, element: Element) -> Any:
    level = int(local(element)[1])

    def close(frame: _Frame) -> None:
        if frame.inline:
            builder.add(Heading(_wrapped(frame.inline, frame.wraps), level, *_tongue(element)))

    def title(frame: _Frame) -> None:
        builder.flow().data["title"] = _wrapped(frame.inline, ())

    flow = builder.flow() if not builder.closed else None
    section = (
        flow is not None
        and flow.kind == "section"
        and not flow.blocks
        and not flow.inline
        and _has_class(element, "title")
    )
    return builder.open(element, title if section else close, closed=True)


def _preformatted(builder: _Builder, element: Element) -> Any:
    if builder.closed:
        return builder.part(element)
    builder.spill()
    if _has_class(element, "embed"):
        given = (
            None
            if element.get("data-href") and xmlkit.child(element, "a") is not None
            else xmlkit.verbatim(element)
        )
        href = builder.address(element, element.get("data-href"))
        builder.add(Embed(element.get("data-media-type"), given, href, *_tongue(element)))
        return _SKIP
    builder.add(Preformatted(_layout(element), *_tongue(element)))
    return _SKIP


def _layout(element: Element) -> str:
    """The text of an element as it is laid out, a break as a line end."""
    if not len(element):
        return element.text or ""
    return xmlkit.layout(element)


def _rule(builder: _Builder, element: Element) -> Any:
    if builder.closed:
        return builder.part(element)
    builder.spill()
    builder.add(Rule(element.get("data-text"), *_tongue(element)))
    return _SKIP


# ---- lists
# ------------------------------------------------------------


def _list(builder: _Builder, element: Element) -> Any:
    ordered = local(element).lower() == "ol"

    def close(frame: _Frame) -> None:
        _gather(frame)
        if frame.data:
            builder.add(
                List(tuple(frame.data), ordered, _number(element.get("start")), *_tongue(element))
            )

    frame = builder.open(element, close, "list", flow=True)
    if type(frame) is _Frame:
        frame.data = []
    return frame


def _gather(frame: _Frame) -> None:
    """Blocks that stand between the items of a list belong to the item before them."""
    if frame.blocks:
        before = frame.data.pop() if frame.data else ()
        frame.data.append((*before, *frame.blocks))
        frame.blocks = []


def _item(builder: _Builder, element: Element) -> Any:
    def close(frame: _Frame) -> None:
        around = builder.flow()
        if around.kind == "list":
            around.data.append(tuple(frame.blocks))
        else:
            around.blocks.extend(frame.blocks)

    frame = builder.open(element, close, flow=True)
    if len(builder.frames) > 1 and type(frame) is _Frame and builder.frames[-2].kind == "list":
        _gather(builder.frames[-2])
    return frame


def _term(builder: _Builder, element: Element) -> Any:
    def close(frame: _Frame) -> None:
        around = builder.flow()
        term = Paragraph((Strong(_wrapped(frame.inline, frame.wraps)),), None, *_tongue(element))
        if around.kind == "list" and frame.inline:
            _gather(around)
            around.data.append((term,))
        elif frame.inline:
            builder.add(term)

    return builder.open(element, close)


def _definition(builder: _Builder, element: Element) -> Any:
    def close(frame: _Frame) -> None:
        builder.flow().blocks.extend(frame.blocks)

    return builder.open(element, close, flow=True)


# ---- quotes, sections
# ------------------------------------------------------------


def _quote(builder: _Builder, element: Element) -> Any:
    def close(frame: _Frame) -> None:
        builder.add(
            Quote(
                tuple(frame.blocks),
                frame.data.get("source") or element.get("cite") or None,
                *_tongue(element),
            )
        )

    frame = builder.open(element, close, "quote", flow=True)
    if type(frame) is _Frame:
        frame.data = {}
    return frame


def _source(builder: _Builder, element: Element) -> bool:
    """Whether an element names the source of the quote that it stands in; if so it is taken."""
    if builder.closed:
        return False
    flow = builder.flow()
    if flow.kind != "quote" or flow.data.get("source") or element.getparent() is not flow.element:
        return False
    builder.spill()
    flow.data["source"] = _words(element)
    return True


def _footer(builder: _Builder, element: Element) -> Any:
    return _SKIP if _source(builder, element) else builder.part(element)


def _cite(builder: _Builder, element: Element) -> Any:
    if _source(builder, element) or _credit(builder, element):
        return _SKIP
    return _styled(Emphasis)(builder, element)


def _section(builder: _Builder, element: Element) -> Any:
    name = local(element).lower()
    role = _role(element)
    given = element.get("data-role") is not None
    if not given:
        if name == "aside":
            role = role or "aside"
        elif (
            role is None
            or role.lower() in WRAPPERS
            or (name == "div" and role.lower() not in BOXES)
        ):
            return _credit_or_part(builder, element)

    def close(frame: _Frame) -> None:
        builder.add(
            Section(tuple(frame.blocks), role, frame.data.get("title", ()), *_tongue(element))
        )

    frame = builder.open(element, close, "section", flow=True)
    if type(frame) is _Frame:
        frame.data = {}
    return frame


def _div(builder: _Builder, element: Element) -> Any:
    return _section(builder, element) if element.keys() else builder.part(element)


def _part(builder: _Builder, element: Element) -> Any:
    return builder.part(element)


# ---- tables
# ------------------------------------------------------------


def _table(builder: _Builder, element: Element) -> Any:
    def close(frame: _Frame) -> None:
        around = builder.flow()
        around.blocks.extend(
            frame.blocks
        )  # what stands in a table outside its cells comes before it, as in browsers
        rows = tuple(tuple(row) for row in frame.data["rows"])
        builder.add(Table(rows, frame.data["caption"], *_tongue(element)))

    frame = builder.open(element, close, "table", flow=True)
    if type(frame) is _Frame:
        frame.data = {"rows": [], "caption": None}
    return frame


def _caption(builder: _Builder, element: Element) -> Any:
    if not builder.closed:
        builder.spill()
        flow = builder.flow()
        if flow.kind == "table" and flow.data["caption"] is None:
            flow.data["caption"] = _words(element)
            return _SKIP
    return builder.part(element)


def _row(builder: _Builder, element: Element) -> Any:
    if not builder.closed:
        builder.spill()
        flow = builder.flow()
        if flow.kind == "table":
            flow.data["rows"].append([])
            return builder.spill
    return builder.part(element)


def _cell(builder: _Builder, element: Element) -> Any:
    header = local(element).lower() == "th"

    def close(frame: _Frame) -> None:
        around = builder.flow()
        if frame.inline and frame.blocks:
            builder.flush(frame)
        content = tuple(frame.blocks) or _wrapped(frame.inline, frame.wraps if frame.inline else ())
        if around.kind != "table":
            around.blocks.extend(
                frame.blocks if frame.blocks else [Paragraph(content)] if content else ()
            )
            return
        rows = around.data["rows"]
        if not rows:
            rows.append([])
        rows[-1].append(
            Cell(content, header, _number(element.get("colspan")), _number(element.get("rowspan")))
        )

    return builder.open(element, close, "cell", flow=True)


# ---- pictures, sound and foreign content
# ------------------------------------------------------------


def _rendition(element: Element, href: str | None, kind: str = "") -> Rendition:
    """The media file that an element names, with the values of all its attributes."""
    said: dict[Any, Any] = dict(element.items())
    extra: dict[str, list[str]] = {}
    if packed := said.get("data-extra"):
        for key, value in parse_qsl(packed, keep_blank_values=True):
            extra.setdefault(key, []).append(value)
    if alt := said.get("alt"):
        extra["html:alt"] = [alt]
    mime = said.get("data-media-type") or said.get("type") or None
    if kind and not (mime or "").startswith(kind + "/"):
        extra["html:element"] = [kind]
    for name in ("width", "height"):
        size = said.get(name)
        if size and _number(size) is None:
            extra[f"html:{name}"] = [size]
    return Rendition(
        name=said.get("data-name"), href=href or None, mime_type=mime, width=_number(said.get("width")),
        height=_number(said.get("height")), size=_number(said.get("data-size")), duration=_seconds(said.get("data-duration")),
        title=said.get("title"), format=said.get("data-format"), extra=FrozenMap((key, tuple(values)) for key, values in extra.items()),
    )  # fmt: skip


def _seconds(text: str | None) -> float | None:
    try:
        return float(text) if text and len(text) < 40 else None
    except ValueError:
        return None


def _image(builder: _Builder, element: Element) -> Any:
    href = element.get("src")
    if (not href or not is_safe(href)) and element.get("data-src"):
        href = element.get("data-src")
    href = builder.address(element, href)
    image = Image(href or "", element.get("alt") or "")
    frame = builder.frames[-1]
    if not builder.closed and (flow := builder.flow()).kind == "figure":
        picture = _rendition(element, href)
        for around in reversed(builder.frames[builder.frames.index(flow) + 1 :]):
            if isinstance(around.make, partial) and around.make.func is Link:
                picture = attrs.evolve(
                    picture,
                    extra=FrozenMap(
                        {**picture.extra, "html:link": (around.make.keywords["href"],)}
                    ),
                )
                around.spilled = True
        flow.data["media"].append(picture)
    elif frame.flow and frame.kind != "cell" and not builder.closed:
        builder.put(_Picture(image, _rendition(element, href)))
    else:
        builder.put(image)
    return _SKIP


def _media(builder: _Builder, element: Element) -> Any:
    if builder.closed:
        builder.ignored(element)
        return _SKIP
    kind = local(element).lower()
    sources = list(element.iter("{*}source"))
    found = [_rendition(part, builder.address(part, part.get("src")), kind) for part in sources]
    if element.get("src") or not sources:
        found.insert(0, _rendition(element, builder.address(element, element.get("src")), kind))
    if poster := builder.address(element, element.get("poster")):
        found.append(Rendition(name="poster", href=poster))
    flow = builder.flow()
    if flow.kind == "figure":
        flow.data["media"].extend(found)
    else:
        builder.spill()
        builder.add(Figure(tuple(found), (), None, None, *_tongue(element)))
    return _SKIP


def _figure(builder: _Builder, element: Element) -> Any:
    def close(frame: _Frame) -> None:
        media, caption, credit = frame.data["media"], frame.data["caption"], frame.data["credit"]
        association = element.get("data-association")
        blocks = []
        for block in frame.blocks:
            if type(block) is Figure and block == Figure(block.media):
                media.extend(block.media)
            else:
                blocks.append(block)
        if media or association is not None or not blocks:
            builder.add(Figure(tuple(media), caption, credit, association, *_tongue(element)))
            caption, credit = (), None
        around = builder.flow()
        if (
            caption
            and len(blocks) == 1
            and type(blocks[0]) is Table
            and blocks[0].caption is None
            and len(caption) == 1
            and type(caption[0]) is str
        ):
            blocks, caption = [attrs.evolve(blocks[0], caption=caption[0])], ()
        around.blocks.extend(blocks)
        if caption:
            around.blocks.append(Paragraph(caption, "caption"))
        if credit:
            around.blocks.append(Paragraph((credit,), "credit"))

    frame = builder.open(element, close, "figure", flow=True)
    if type(frame) is _Frame:
        frame.data = {"media": [], "caption": (), "credit": None}
    return frame


def _figcaption(builder: _Builder, element: Element) -> Any:
    def close(frame: _Frame) -> None:
        around = builder.flow()
        content = _wrapped(frame.inline, frame.wraps)
        if around.kind == "figure" and not around.data["caption"]:
            around.data["caption"] = content
            if not around.data["credit"]:
                around.data["credit"] = frame.data.get("credit")
        elif content:
            around.blocks.append(Paragraph(content, "caption"))

    frame = builder.open(element, close, "figcaption", closed=True)
    if type(frame) is _Frame:
        frame.data = {}
    return frame


def _credit(builder: _Builder, element: Element) -> bool:
    """Whether an element is the credit in the caption of a figure; if so it is taken."""
    if (
        not element.keys()
        or not _has_class(element, "credit")
        or element.get("data-role") is not None
    ):
        return False
    frame = builder.frames[-1]
    if frame.kind in ("figure", "figcaption") and not frame.data.get("credit"):
        frame.data["credit"] = _words(element)
        return True
    return False


def _credit_or_part(builder: _Builder, element: Element) -> Any:
    return _SKIP if _credit(builder, element) else builder.part(element)


def _frame_of(builder: _Builder, element: Element) -> Any:
    """iframe, object, embed: what is shown there is named, not fetched."""
    name = local(element).lower()
    href = builder.address(element, element.get("data" if name == "object" else "src"))
    if builder.closed or not href:
        if name != "object":
            builder.ignored(element)
            return _SKIP
        return builder.part(element)
    builder.spill()
    builder.add(
        Embed(
            element.get("type") or ("text/html" if name == "iframe" else None),
            None,
            href,
            *_tongue(element),
        )
    )
    return _SKIP


# ---- inline content
# ------------------------------------------------------------


@lru_cache(maxsize=32)
def _styled(node: type[object]) -> Callable[[_Builder, Element], Any]:
    """The handler of an element that is one inline node."""

    def handler(builder: _Builder, element: Element) -> Any:
        make: Callable[..., Any] = node
        if element.keys():
            language, direction = _tongue(element)
            if language or direction:
                make = partial(_spoken, node, language, direction)
        return builder.wrap(element, make)

    return handler


def _spoken(
    node: type[Any], language: str | None, direction: str | None, content: tuple[object, ...]
) -> Any:
    return Span((node(content),), language, direction) if content else Span()


def _link(builder: _Builder, element: Element) -> Any:
    href = element.get("href")
    if href is None or builder.address(element, href) is None:
        return None
    return builder.wrap(
        element, partial(Link, href=href, title=element.get("title"), rel=element.get("rel"))
    )


def _span(builder: _Builder, element: Element) -> Any:
    if not element.keys():
        return None
    if _credit(builder, element):
        return _SKIP
    given = element.get("data-role")
    if _has_class(element, "name"):
        return builder.wrap(
            element,
            partial(
                Name, role=given or "", uri=element.get("data-uri"), code=element.get("data-code")
            ),
        )
    kind = _ITEM_TYPES.get((element.get("itemtype") or "").rpartition("/")[2].lower())
    if kind:
        return builder.wrap(element, partial(Name, role=kind, uri=element.get("itemid"), code=None))
    role, (language, direction) = _role(element), _tongue(element)
    if role is None and language is None and direction is None and given is None:
        return None
    return builder.wrap(element, partial(Span, language=language, direction=direction, role=role))


def _time(builder: _Builder, element: Element) -> Any:
    when = element.get("datetime")
    return builder.wrap(element, partial(Name, role="date", code=when)) if when else None


def _quotation(builder: _Builder, element: Element) -> Any:
    builder.characters("\u201c")
    return partial(builder.characters, "\u201d")


def _break(builder: _Builder, element: Element) -> Any:
    builder.put(Break())
    return _SKIP


def _ruby(builder: _Builder, element: Element) -> Any:
    def close(frame: _Frame) -> None:
        builder.simple = False
        builder.frames[-1].inline.extend(frame.inline)

    frame = builder.wrap(element, Span, "ruby")
    if type(frame) is _Frame:
        frame.close = close
        frame.data = 0
    return frame


def _reading(builder: _Builder, element: Element) -> Any:
    frame = builder.frames[-1]
    if frame.kind != "ruby":
        return None
    content = tuple(frame.inline[frame.data :])
    if content:
        frame.inline[frame.data :] = [Ruby(content, _words(element))]
    frame.data = len(frame.inline)
    return _SKIP


def _dissolve(builder: _Builder, element: Element) -> Any:
    return None


def _small(builder: _Builder, element: Element) -> Any:
    return _SKIP if _credit(builder, element) else None


def _omit(builder: _Builder, element: Element) -> Any:
    return _SKIP


def _meta(builder: _Builder, element: Element) -> Any:
    """What ``meta`` elements say of the content, of a head or among the text, is reported."""
    said: list[tuple[str, str]] = []
    for each in element.iter("{*}meta", "meta"):
        name = each.get("name") or each.get("property") or each.get("itemprop") or ""
        content = (each.get("content") or "").strip()
        if name and content and not _TECHNICAL.match(name):
            said.append((name, content))
    if said:
        builder.ignored(element, f"{shown(said)} has no place and was left out")
    return _SKIP


_TECHNICAL = re.compile(
    r"viewport|generator|robots|progid|originator|referrer|.*color|format-|apple-|msapplication|x-",
    re.IGNORECASE,
)
"""Names of ``meta`` elements that speak to browsers."""


def _ignore(builder: _Builder, element: Element) -> Any:
    builder.ignored(element)
    return _SKIP


def _area(builder: _Builder, element: Element) -> Any:
    """An area of a picture that leads somewhere."""
    said = [(name, value) for name in ("href", "alt") if (value := element.get(name))]
    if said:
        builder.ignored(element, f"{shown(said)} has no place and was left out")
    return _SKIP


def _table_of(**handlers: Callable[[_Builder, Element], Any]) -> None:
    for names, handler in handlers.items():
        for name in names.split("_"):
            _HANDLERS[name] = handler


_HANDLERS: dict[str, Callable[[_Builder, Element], Any]] = {}
_table_of(
    p=_paragraph, h1_h2_h3_h4_h5_h6=_heading, pre_listing_xmp_plaintext=_preformatted, hr=_rule, ul_ol_menu_dir_dl=_list, li=_item, dt=_term,
    dd=_definition, blockquote=_quote, footer=_footer, section_aside=_section, div=_div,
    article_header_nav_main_address_details_summary_center_form_fieldset_legend_hgroup_dialog_html_body_noscript=_part,
    tbody_thead_tfoot=_dissolve, table=_table, caption=_caption, tr=_row, td_th=_cell, img_image=_image, video_audio=_media, figure=_figure,
    figcaption=_figcaption, iframe_object_embed=_frame_of, em_i_dfn_var=_styled(Emphasis), cite=_cite, strong_b=_styled(Strong),
    code_kbd_tt_samp=_styled(Code), sub=_styled(Sub), sup=_styled(Sup), u_ins=_styled(Underline), s_strike_del=_styled(Strike), a=_link,
    span_bdo_bdi_font=_span, time=_time, q=_quotation, br=_break, ruby=_ruby, rt=_reading, small=_small,
    head_meta=_meta, rp_title_link_base_param_source_track_col_colgroup_wbr=_omit, area=_area,
    abbr_acronym_big_nobr_blink_marquee_data_mark_output_map_picture_optgroup_option_label_rb_rtc_basefont=_dissolve,
    script_style_template_svg_canvas_input_select_textarea_button_datalist_frameset=_ignore,
)  # fmt: skip
_COMMON: dict[Any, Callable[[_Builder, Element], bool]] = {
    _paragraph: _common_paragraph,
    _heading: _common_heading,
    _item: _common_item,
    _cell: _common_cell,
    _figcaption: _common_caption,
}
"""What takes the commonest case of some elements at once, without a frame."""
_SIMPLE: dict[Any, Any] = {
    f"{space}{name}": node
    for space in ("", "{http://www.w3.org/1999/xhtml}")
    for names, node in (
        ("a", Link),
        ("em i dfn var", Emphasis),
        ("strong b", Strong),
        ("code kbd tt samp", Code),
        ("sub", Sub),
        ("sup", Sup),
        ("u ins", Underline),
        ("s strike del", Strike),
        ("br", Break),
        ("span font", Span),
    )
    for name in names.split()
}
"""Inline elements that are one node each, or none."""
_WHOLE = frozenset("p h1 h2 h3 h4 h5 h6 pre hr ul ol dl blockquote table figure img aside".split())


def _unknown(builder: _Builder, element: Element) -> Any:
    """A custom element, or one of another program: its content, or an embed where it has none."""
    href = address_of(element)
    if not has_text(element):
        if not unheld(element):
            return None
        if builder.closed:
            builder.ignored(element, f"it was left out ({shown(unheld(element))})")
            return _SKIP
        builder.spill()
        builder.add(Embed("text/html", markup_of(element), href))
        return _SKIP
    if left := unheld(element, href):
        builder.ignored(element, f"its content is kept, not {shown(left)}")
    if href is None:
        return None
    if not has_blocks(element):
        return builder.wrap(element, partial(Link, href=href))
    if builder.closed:
        builder.ignored(element, f"its content is kept, not the address {href!r}")
    else:
        builder.spill()
        builder.add(Embed(None, None, href))
    return None


def _elsewhere(
    handler: Callable[[_Builder, Element], object], builder: _Builder, element: Element
) -> Any:
    """An element in a namespace that no markup of news has: known by its name where the document is
    in that namespace, else unknown.
    """
    foreign = is_foreign(element, builder.home)
    return (_unknown if foreign else handler)(builder, element)


@lru_cache(maxsize=1024)
def _handler(tag: object) -> Callable[[_Builder, Element], Any]:
    if not isinstance(tag, str):
        return _omit
    name = tag[tag.rfind("}") + 1 :].lower()
    handler = _HANDLERS.get(name, _unknown)
    return handler if is_named(tag) else partial(_elsewhere, handler)
