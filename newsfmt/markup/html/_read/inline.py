"""Content in a line: emphasis, links, names, breaks, ruby."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from newsfmt.body import Break, Link, Name, Ruby, Span
from newsfmt.markup.html._read.attributes import has_class, role_of, tongue
from newsfmt.markup.html._read.builder import SKIP, Builder, Frame
from newsfmt.markup.html._read.media import is_credit
from newsfmt.xmlkit import Element

__all__ = ["line_break", "link", "quotation", "reading", "ruby", "span", "styled", "time"]

_ITEM_TYPES = {
    "person": "person",
    "organization": "organisation",
    "newsmediaorganization": "organisation",
    "place": "place",
    "event": "event",
}


@lru_cache(maxsize=32)
def styled(node: type[object]) -> Callable[[Builder, Element], Any]:
    """The handler of an element that is one inline node."""

    def handler(builder: Builder, element: Element) -> Any:
        make: Callable[..., Any] = node
        if element.keys():
            language, direction = tongue(element)
            if language or direction:
                make = partial(_spoken, node, language, direction)
        return builder.wrap(element, make)

    return handler


def _spoken(
    node: type[Any], language: str | None, direction: str | None, content: tuple[object, ...]
) -> Any:
    return Span((node(content),), language, direction) if content else Span()


def link(builder: Builder, element: Element) -> Any:
    href = element.get("href")
    if href is None or builder.address(element, href) is None:
        return None
    return builder.wrap(
        element, partial(Link, href=href, title=element.get("title"), rel=element.get("rel"))
    )


def span(builder: Builder, element: Element) -> Any:
    if not element.keys():
        return None
    if is_credit(builder, element):
        return SKIP
    given = element.get("data-role")
    if has_class(element, "name"):
        return builder.wrap(
            element,
            partial(
                Name, role=given or "", uri=element.get("data-uri"), code=element.get("data-code")
            ),
        )
    kind = _ITEM_TYPES.get((element.get("itemtype") or "").rpartition("/")[2].lower())
    if kind:
        return builder.wrap(element, partial(Name, role=kind, uri=element.get("itemid"), code=None))
    role, (language, direction) = role_of(element), tongue(element)
    if role is None and language is None and direction is None and given is None:
        return None
    return builder.wrap(element, partial(Span, language=language, direction=direction, role=role))


def time(builder: Builder, element: Element) -> Any:
    when = element.get("datetime")
    return builder.wrap(element, partial(Name, role="date", code=when)) if when else None


def quotation(builder: Builder, element: Element) -> Any:
    builder.characters("\u201c")
    return partial(builder.characters, "\u201d")


def line_break(builder: Builder, element: Element) -> Any:
    builder.put(Break())
    return SKIP


def ruby(builder: Builder, element: Element) -> Any:
    def close(frame: Frame) -> None:
        builder.simple = False
        builder.frames[-1].inline.extend(frame.inline)

    frame = builder.wrap(element, Span, "ruby")
    if type(frame) is Frame:
        frame.close = close
        frame.data = 0
    return frame


def reading(builder: Builder, element: Element) -> Any:
    frame = builder.frames[-1]
    if frame.kind != "ruby":
        return None
    content = tuple(frame.inline[frame.data :])
    if content:
        frame.inline[frame.data :] = [Ruby(content, builder.words(element))]
    frame.data = len(frame.inline)
    return SKIP
