"""Paragraphs, headings, preformatted text and rules."""

from __future__ import annotations

from typing import Any

from newsfmt import xmlkit
from newsfmt.body import Embed, Heading, Paragraph, Preformatted, Rule
from newsfmt.markup.html._read.attributes import has_class, role_of, tongue
from newsfmt.markup.html._read.builder import SKIP, Builder, Frame, content_of
from newsfmt.xmlkit import Element, local

__all__ = ["heading", "paragraph", "preformatted", "rule"]


def paragraph(builder: Builder, element: Element) -> Any:
    def close(frame: Frame) -> None:
        if frame.inline:
            role, language, direction = None, None, None
            if element.keys():
                role, (language, direction) = role_of(element), tongue(element)
            builder.add(Paragraph(content_of(frame.inline, frame.wraps), role, language, direction))

    return builder.open(element, close)


def heading(builder: Builder, element: Element) -> Any:
    level = int(local(element)[1])

    def close(frame: Frame) -> None:
        if frame.inline:
            builder.add(Heading(content_of(frame.inline, frame.wraps), level, *tongue(element)))

    def title(frame: Frame) -> None:
        builder.flow().data["title"] = content_of(frame.inline, ())

    flow = builder.flow() if not builder.closed else None
    section = (
        flow is not None
        and flow.kind == "section"
        and not flow.blocks
        and not flow.inline
        and has_class(element, "title")
    )
    return builder.open(element, title if section else close, closed=True)


def preformatted(builder: Builder, element: Element) -> Any:
    if builder.closed:
        return builder.part(element)
    builder.spill()
    if has_class(element, "embed"):
        given = (
            None
            if element.get("data-href") and xmlkit.child(element, "a") is not None
            else xmlkit.verbatim(element)
        )
        href = builder.address(element, element.get("data-href"))
        builder.add(Embed(element.get("data-media-type"), given, href, *tongue(element)))
        return SKIP
    builder.add(Preformatted(_layout(element), *tongue(element)))
    return SKIP


def _layout(element: Element) -> str:
    """The text of an element as it is laid out, a break as a line end."""
    if not len(element):
        return element.text or ""
    return xmlkit.layout(element)


def rule(builder: Builder, element: Element) -> Any:
    if builder.closed:
        return builder.part(element)
    builder.spill()
    text = element.get("data-text")
    builder.add(Rule(text, *tongue(element)), normal=text is None)
    return SKIP
