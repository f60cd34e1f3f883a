"""Elements that are left out, those that dissolve, and those that HTML does not know."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from newsfmt.body import Embed, Link
from newsfmt.markup._foreign import (
    address_of,
    has_blocks,
    has_text,
    is_foreign,
    markup_of,
    shown,
    unheld,
)
from newsfmt.markup.html._read.builder import SKIP, Builder
from newsfmt.xmlkit import Element

__all__ = ["area", "dissolve", "elsewhere", "ignore", "meta", "omit", "unknown"]


def dissolve(builder: Builder, element: Element) -> Any:
    return None


def omit(builder: Builder, element: Element) -> Any:
    return SKIP


def meta(builder: Builder, element: Element) -> Any:
    """What ``meta`` elements say of the content, of a head or among the text, is reported."""
    said: list[tuple[str, str]] = []
    for each in element.iter("{*}meta", "meta"):
        name = each.get("name") or each.get("property") or each.get("itemprop") or ""
        content = (each.get("content") or "").strip()
        if name and content and not _TECHNICAL.match(name):
            said.append((name, content))
    if said:
        builder.ignored(element, f"{shown(said)} has no place and was left out")
    return SKIP


_TECHNICAL = re.compile(
    r"viewport|generator|robots|progid|originator|referrer|.*color|format-|apple-|msapplication|x-",
    re.IGNORECASE,
)
"""Names of ``meta`` elements that speak to browsers."""


def ignore(builder: Builder, element: Element) -> Any:
    builder.ignored(element)
    return SKIP


def area(builder: Builder, element: Element) -> Any:
    """An area of a picture that leads somewhere."""
    said = [(name, value) for name in ("href", "alt") if (value := element.get(name))]
    if said:
        builder.ignored(element, f"{shown(said)} has no place and was left out")
    return SKIP


def unknown(builder: Builder, element: Element) -> Any:
    """A custom element, or one of another program: its content, or an embed where it has none."""
    href = address_of(element)
    if not has_text(element):
        if not unheld(element):
            return None
        if builder.closed:
            builder.ignored(element, f"it was left out ({shown(unheld(element))})")
            return SKIP
        builder.spill()
        builder.add(Embed("text/html", markup_of(element), href))
        return SKIP
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


def elsewhere(
    handler: Callable[[Builder, Element], object], builder: Builder, element: Element
) -> Any:
    """An element in a namespace that no markup of news has: known by its name where the document is
    in that namespace, else unknown.
    """
    foreign = is_foreign(element, builder.home)
    return (unknown if foreign else handler)(builder, element)
