"""The walk over the elements, and the frames of the nodes that are being built.

There is no recursion: a frame is open for each node, and what an element opens says its handler.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import attrs

from newsfmt import xmlkit
from newsfmt.article import Rendition
from newsfmt.body import Block, Break, Figure, Image, Inline, Link, Name, Paragraph, normalise
from newsfmt.format import Context
from newsfmt.markup._foreign import shown
from newsfmt.markup._links import is_safe
from newsfmt.markup.html._read.attributes import QUIET, is_kept_space, telling, tongue, words
from newsfmt.xmlkit import Element, local, namespace

__all__ = ["SKIP", "Builder", "Entry", "Frame", "Picture", "content_of", "inherited", "spaced"]

_MOST_FRAMES = 256
_SHOWN = 80  # characters of an address that is dropped
SKIP = object()
"""What a handler returns for an element whose content is not visited."""


class Entry(NamedTuple):
    """How an element is read."""

    handler: Callable[[Builder, Element], Any]
    """What begins it: it returns the frame that it opened, what is to be done at its end, nothing,
    or ``SKIP``."""
    common: Callable[[Builder, Element], bool] | None
    """What takes its commonest case at once, and says whether it did."""
    is_known: bool
    """Whether attributes that no node holds are reported."""


class Frame:
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
        close: Callable[[Frame], None],
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


class Picture:
    """An image loose among blocks: a figure if nothing but images is beside it, else an inline
    image.
    """

    __slots__ = ("element", "image", "rendition")

    def __init__(self, element: Element, image: Image, rendition: Rendition) -> None:
        self.element = element
        self.image = image
        self.rendition = rendition


class Builder:
    """The walk over the elements and the frames that are open."""

    def __init__(
        self,
        entry: Callable[[object], Entry],
        context: Context | None,
        *,
        lines: bool,
        at: int | None,
    ) -> None:
        self.entry = entry
        self.context = context
        self.at = at
        self.lines = lines
        self.home = ""
        self.frames: list[Frame] = []
        self.blank = True
        self.closed = 0
        self.keep = 0
        self.simple = True

    def blocks(self, element: Element, *, whole: bool) -> tuple[Block, ...]:
        """Return what is in an element as blocks, or with ``whole`` the element itself."""
        self.home = namespace(element)
        frame = Frame(element, _nothing, flow=True)
        self.frames.append(frame)
        self.walk(element, whole=whole)
        self.spill()
        return tuple(frame.blocks) if self.simple else normalise(frame.blocks)

    def line(self, element: Element) -> tuple[Inline, ...]:
        """Return what is in an element as one line."""
        self.home = namespace(element)
        frame = Frame(element, _nothing)
        self.frames.append(frame)
        self.closed = 1
        self.walk(element)
        found = normalise([Paragraph(tuple(frame.inline))])
        return found[0].content if found else ()  # type: ignore[union-attr]

    # ---- the walk
    # ------------------------------------------------------------

    def walk(self, top: Element, *, whole: bool = False) -> None:
        """Visit all that is in an element, or with ``whole`` the element itself."""
        entry = self.entry
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
            handler, common, is_known = entry(child.tag)
            if common is None or not common(self, child):
                if is_known and self.context is not None and not QUIET.issuperset(child.keys()):
                    self.remark(child)
                opened = handler(self, child)
                if opened is not SKIP:
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
        if type(opened) is not Frame:
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
        if text == "\n" and self.blank and not self.keep:
            return  # as between most blocks
        if not self.keep:
            text = spaced(text, self.blank)
        if text:
            self.simple = False
            self.blank = text[-1] == " "
            self.frames[-1].inline.append(text)

    # ---- blocks among inline content
    # ------------------------------------------------------------

    def flow(self) -> Frame:
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

    def flush(self, flow: Frame) -> None:
        """Loose inline content becomes a paragraph; images alone become figures."""
        inline, flow.inline = flow.inline, []
        if not flow.wraps and all(
            type(node) is Picture or type(node) is Break or node == " " for node in inline
        ):
            pictures = [node.rendition for node in inline if type(node) is Picture]
            self.simple = self.simple and all(picture.href for picture in pictures)
            flow.blocks.extend(Figure((picture,)) for picture in pictures)
        elif inline:
            for node in inline:
                if type(node) is Picture:
                    self.left_out(node.element, "title")
            self.simple = False
            flow.blocks.append(Paragraph(content_of(inline, flow.wraps)))

    def add(self, block: object, *, normal: bool = False) -> None:
        """A block is done; ``normal`` says that it is in normal form where the blocks in it are."""
        self.simple = self.simple and normal
        self.flow().blocks.append(block)

    def open(
        self,
        element: Element,
        close: Callable[[Frame], None],
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
        frame = Frame(element, close, kind, flow=flow)
        frame.wraps = wraps
        self.frames.append(frame)
        if closed:
            frame.closed = True
            self.closed += 1
        if (not flow or kind == "cell") and element.keys() and is_kept_space(element):
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
        language, direction = tongue(element) if element.keys() else (None, None)
        if language is None and direction is None:
            return self.spill
        flow = self.flow()
        before = len(flow.blocks)

        def close() -> None:
            self.spill()
            flow.blocks[before:] = inherited(flow.blocks[before:], element)

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
            return SKIP
        if len(self.frames) > _MOST_FRAMES:
            return None
        frame = Frame(element, self.wrapped, kind, make=make)
        self.frames.append(frame)
        return frame

    def made(self, make: Callable[..., object], text: str | None) -> None:
        """A node of inline content that holds text alone."""
        if text and not self.keep:
            text = spaced(text, self.blank)
        self.simple = False
        if text:
            self.blank = text[-1] == " "
            self.frames[-1].inline.append(make((text,)))
            return
        node = make(())
        if (type(node) is Link and node.href) or (type(node) is Name and (node.uri or node.code)):
            self.blank = False
            self.frames[-1].inline.append(node)

    def wrapped(self, frame: Frame) -> None:
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
        self.simple = self.simple and type(node) is Picture
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

    def discarded(self, element: Element, words: str = "") -> None:
        """Report an element that is left out, with the words and addresses in it."""
        said = f"{words!r}, " if words else ""
        said += shown(_addresses(element.iter(), "src href data poster"))
        self.ignored(
            element, f"it was left out ({said.removesuffix(', ')})" if said else "it was left out"
        )

    def words(self, element: Element) -> str:
        """Return the text of an element, where a node holds no more, and report what else it
        says.
        """
        if left := _addresses(element.iterdescendants(), "src href alt title"):
            self.ignored(element, f"its text is kept, not {shown(left)}")
        return words(element)

    def remark(self, element: Element) -> None:
        """Report the attributes of a known element that say something which no node holds."""
        self.unplaced(element, telling(element))

    def left_out(self, element: Element, names: str) -> None:
        """Report those of an element's attributes that say something, by their names."""
        said = [(name, value) for name in names.split() if (value := element.get(name))]
        self.unplaced(element, said)

    def unplaced(self, element: Element, said: list[tuple[str, str]]) -> None:
        """Report values that have no place."""
        if said:
            self.ignored(element, f"{shown(said)} has no place and was left out")

    def address(self, element: Element, href: str | None) -> str | None:
        """An address that may be followed; one that runs or carries content is reported and
        dropped.
        """
        if href and not is_safe(href):
            start = href.strip()[:_SHOWN]
            self.ignored(element, f"an address that begins with {start!r} was dropped")
            return None
        return href


def _addresses(elements: Iterable[Element], names: str) -> list[tuple[str, str]]:
    """The values of some attributes of elements, but for addresses that carry content."""
    return [
        (name, value)
        for each in elements
        for name in names.split()
        if (value := each.get(name)) and is_safe(value)
    ]


_SPACES = re.compile("[ \t\n\r\f]+")


def spaced(text: str, blank: bool) -> str:
    """Return text with its white space collapsed as HTML says, and none at its beginning behind
    white space (``blank``).
    """
    if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text:
        text = _SPACES.sub(" ", text)
    return text[1:] if blank and text[:1] == " " else text


def _nothing(frame: Frame) -> None:
    """The close of the frame around everything."""


def inherited(blocks: list[Any], element: Element) -> list[Any]:
    """Return blocks with the language and direction of the element that dissolved around them,
    where they have none of their own.
    """
    language, direction = tongue(element) if element.keys() else (None, None)
    if language is None and direction is None:
        return blocks
    return [
        attrs.evolve(
            block, language=block.language or language, direction=block.direction or direction
        )
        for block in blocks
    ]


def content_of(
    inline: Sequence[object], wraps: tuple[Callable[..., object], ...]
) -> tuple[Any, ...]:
    content = tuple(node.image if type(node) is Picture else node for node in inline)
    for make in reversed(wraps):
        content = (make(content),)
    return content
