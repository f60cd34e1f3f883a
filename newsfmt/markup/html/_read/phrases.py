"""The commonest case: blocks of texts and simple inline elements, which become nodes at once,
without a frame.
"""

from __future__ import annotations

from typing import Any

from newsfmt.body import (
    Break,
    Cell,
    Code,
    Emphasis,
    Heading,
    Link,
    Paragraph,
    Span,
    Strike,
    Strong,
    Sub,
    Sup,
    Underline,
    plain,
)
from newsfmt.markup._links import is_safe
from newsfmt.markup.html._read.attributes import QUIET, number, role_of, tongue
from newsfmt.markup.html._read.builder import Builder, Frame, spaced
from newsfmt.markup.html._read.lists import gather
from newsfmt.xmlkit import Element, collapse, local

__all__ = ["common_caption", "common_cell", "common_heading", "common_item", "common_paragraph"]

_DEPTH = 8
_SILENT_SPAN = frozenset({"style", "id", "color", "face", "size"})
_SPOKEN = QUIET | {"lang"}
_LINKS = QUIET | {"title"}
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


def _phrase(builder: Builder, element: Element, kind: str | None = None) -> list[Any] | None:
    """The content of an element that holds texts and simple inline elements alone, where nothing
    but a frame that gathers blocks is open (of ``kind``, where that matters); None for any other,
    and nothing is changed then.
    """
    frame = builder.frames[-1]
    if not frame.flow or builder.closed or frame.wraps or builder.keep:
        return None
    if kind is not None and frame.kind != kind:
        return None
    if (keys := element.keys()) and not (QUIET if kind else _SPOKEN).issuperset(keys):
        return None
    if not len(element):
        text = plain(collapse(element.text or ""))
        return [text] if text else []
    parts: list[Any] = []
    if _phrases(element, parts, True, 0) is None:
        return None
    if parts and builder.simple:
        builder.simple = _is_trimmed(parts)
    return parts


def _phrases(element: Element, parts: list[Any], blank: bool, depth: int) -> bool | None:
    """Add what is in an element to ``parts``, behind white space if ``blank``; return whether the
    text ends with white space then, None where there is anything but texts and simple inline
    elements.
    """
    if (text := element.text) and (text := spaced(text, blank)):
        parts.append(text)
        blank = text[-1] == " "
    for child in element:
        make = _SIMPLE.get(child.tag)
        if make is None:
            return None
        content: tuple[Any, ...] = ()
        if len(child):
            inner: list[Any] = []
            after = _phrases(child, inner, blank, depth + 1) if depth < _DEPTH else None
            if after is None or not inner:
                return None
            content, blank = tuple(inner), after
        elif (text := child.text) and (text := spaced(text, blank)):
            content, blank = (text,), text[-1] == " "
        keys = child.keys()
        if make is Link:
            href = child.get("href")
            if not content or href is None or not is_safe(href) or not _LINKS.issuperset(keys):
                return None
            if len(keys) == 1:
                parts.append(Link(content, href))
            else:
                parts.append(Link(content, href, child.get("title"), child.get("rel")))
        elif make is Span:
            if keys and not _SILENT_SPAN.issuperset(keys):
                return None
            for node in content:
                _append(parts, node)
        elif keys and not QUIET.issuperset(keys):
            return None
        elif make is Break:
            _break_off(parts)
            blank = True
        elif content:
            parts.append(make(content))
        if (tail := child.tail) and (tail := spaced(tail, blank)):
            _append(parts, tail)
            blank = tail[-1] == " "
    return blank


def _append(parts: list[Any], node: Any) -> None:
    """Add a node; a text behind a text is joined with it."""
    if type(node) is str and parts and type(parts[-1]) is str:
        parts[-1] += node
    else:
        parts.append(node)


def _break_off(parts: list[Any]) -> None:
    """Add a break, without a space before it."""
    if parts and type(parts[-1]) is str:
        parts[-1] = parts[-1].rstrip(" ")
        if not parts[-1]:
            parts.pop()
    parts.append(Break())


def _is_trimmed(parts: list[Any]) -> bool:
    """Whether no end of a content is white space or anything but text, in a wrapper or not."""
    first, last = parts[0], parts[-1]
    while type(first) is not str:
        if type(first) is Break:
            return False
        first = first.content[0]
    while type(last) is not str:
        if type(last) is Break:
            return False
        last = last.content[-1]
    return bool(plain(first[0]) and plain(last[-1]))


def _began(builder: Builder) -> Frame:
    """Begin a block, and return the frame that gathers it."""
    frame = builder.frames[-1]
    if frame.inline:
        builder.flush(frame)
    builder.blank = True
    return frame


def common_paragraph(builder: Builder, element: Element) -> bool:
    content = _phrase(builder, element)
    if content is None:
        return False
    frame = _began(builder)
    if content:
        if element.keys():
            block = Paragraph(tuple(content), role_of(element), *tongue(element))
        else:
            block = Paragraph(tuple(content))
        frame.blocks.append(block)
    return True


def common_heading(builder: Builder, element: Element) -> bool:
    content = _phrase(builder, element) if builder.frames[-1].kind != "section" else None
    if content is None:
        return False
    frame = _began(builder)
    if content:
        frame.blocks.append(Heading(tuple(content), int(local(element)[1]), *tongue(element)))
    return True


def common_item(builder: Builder, element: Element) -> bool:
    content = _phrase(builder, element, "list")
    if not content:
        return False
    frame = _began(builder)
    gather(frame)
    frame.data.append((Paragraph(tuple(content)),))
    return True


def common_cell(builder: Builder, element: Element) -> bool:
    content = _phrase(builder, element, "table")
    if not content or not builder.frames[-1].data["rows"]:
        return False
    frame = _began(builder)
    spans = (_span(element, "colspan"), _span(element, "rowspan")) if element.keys() else ()
    is_header = local(element).lower() == "th"
    frame.data["rows"][-1].append(Cell(tuple(content), is_header, *spans))
    return True


def _span(element: Element, name: str) -> int | None:
    span = number(element.get(name))
    return None if span == 1 else span


def common_caption(builder: Builder, element: Element) -> bool:
    content = _phrase(builder, element, "figure")
    if not content or builder.frames[-1].data["caption"]:
        return False
    _began(builder).data["caption"] = tuple(content)
    return True
