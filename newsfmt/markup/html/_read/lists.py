"""Lists, and lists of terms with their definitions."""

from __future__ import annotations

from typing import Any

from newsfmt.body import List, Paragraph, Strong
from newsfmt.markup.html._read.attributes import number, tongue
from newsfmt.markup.html._read.builder import Builder, Frame, content_of, inherited
from newsfmt.xmlkit import Element, local

__all__ = ["bullets", "definition", "gather", "item", "term"]


def bullets(builder: Builder, element: Element) -> Any:
    ordered = local(element).lower() == "ol"

    def close(frame: Frame) -> None:
        gather(frame)
        if frame.data:
            block = List(tuple(frame.data), ordered, number(element.get("start")), *tongue(element))
            builder.add(block, normal=all(frame.data))

    frame = builder.open(element, close, "list", flow=True)
    if type(frame) is Frame:
        frame.data = []
    return frame


def gather(frame: Frame) -> None:
    """Blocks that stand between the items of a list belong to the item before them."""
    if frame.blocks:
        before = frame.data.pop() if frame.data else ()
        frame.data.append((*before, *frame.blocks))
        frame.blocks = []


def item(builder: Builder, element: Element) -> Any:
    def close(frame: Frame) -> None:
        around = builder.flow()
        if around.kind == "list":
            around.data.append(tuple(inherited(frame.blocks, element)))
        else:
            around.blocks.extend(inherited(frame.blocks, element))

    frame = builder.open(element, close, flow=True)
    if len(builder.frames) > 1 and type(frame) is Frame and builder.frames[-2].kind == "list":
        gather(builder.frames[-2])
    return frame


def term(builder: Builder, element: Element) -> Any:
    def close(frame: Frame) -> None:
        around = builder.flow()
        term = Paragraph((Strong(content_of(frame.inline, frame.wraps)),), None, *tongue(element))
        if around.kind == "list" and frame.inline:
            gather(around)
            builder.simple = False
            around.data.append((term,))
        elif frame.inline:
            builder.add(term)

    return builder.open(element, close)


def definition(builder: Builder, element: Element) -> Any:
    def close(frame: Frame) -> None:
        builder.flow().blocks.extend(inherited(frame.blocks, element))

    return builder.open(element, close, flow=True)
