"""Quotes with their source, sections, and wrappers that dissolve."""

from __future__ import annotations

from typing import Any

from newsfmt.body import Emphasis, Quote, Section, plain
from newsfmt.markup.html._read.attributes import role_of, tongue
from newsfmt.markup.html._read.builder import SKIP, Builder, Frame
from newsfmt.markup.html._read.inline import styled
from newsfmt.markup.html._read.media import is_credit
from newsfmt.xmlkit import Element, local

__all__ = ["cite", "div", "footer", "part", "quote", "section"]

BOXES = frozenset("aside box factbox fact-box footnotes infobox info-box notebook sidebar".split())
"""The classes that make a ``div`` a Section."""
WRAPPERS = frozenset(
    "article article-body articlebody body content entry entry-content main post-content section story story-body text".split()
)
"""The classes of a ``section`` that say nothing: such a wrapper dissolves."""


def quote(builder: Builder, element: Element) -> Any:
    def close(frame: Frame) -> None:
        source = frame.data.get("source")
        if source:
            builder.left_out(element, "cite")
        source = source or element.get("cite") or None
        is_normal = bool(frame.blocks) and (source is None or plain(source) == source)
        builder.add(Quote(tuple(frame.blocks), source, *tongue(element)), normal=is_normal)

    frame = builder.open(element, close, "quote", flow=True)
    if type(frame) is Frame:
        frame.data = {}
    return frame


def _source(builder: Builder, element: Element) -> bool:
    """Whether an element names the source of the quote that it stands in; if so it is taken."""
    if builder.closed:
        return False
    flow = builder.flow()
    if flow.kind != "quote" or flow.data.get("source") or element.getparent() is not flow.element:
        return False
    builder.spill()
    flow.data["source"] = builder.words(element)
    return True


def footer(builder: Builder, element: Element) -> Any:
    return SKIP if _source(builder, element) else builder.part(element)


def cite(builder: Builder, element: Element) -> Any:
    if _source(builder, element) or is_credit(builder, element):
        return SKIP
    return styled(Emphasis)(builder, element)


def section(builder: Builder, element: Element) -> Any:
    name = local(element).lower()
    role = role_of(element)
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

    def close(frame: Frame) -> None:
        builder.add(
            Section(tuple(frame.blocks), role, frame.data.get("title", ()), *tongue(element))
        )

    frame = builder.open(element, close, "section", flow=True)
    if type(frame) is Frame:
        frame.data = {}
    return frame


def _credit_or_part(builder: Builder, element: Element) -> Any:
    return SKIP if is_credit(builder, element) else builder.part(element)


def div(builder: Builder, element: Element) -> Any:
    return section(builder, element) if element.keys() else builder.part(element)


def part(builder: Builder, element: Element) -> Any:
    return builder.part(element)
