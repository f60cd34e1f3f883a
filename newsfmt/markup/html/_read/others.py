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
from newsfmt.markup.html._read.attributes import tongue, words
from newsfmt.markup.html._read.builder import SKIP, Builder
from newsfmt.xmlkit import Element

__all__ = [
    "area",
    "dissolve",
    "drawing",
    "elsewhere",
    "ignore",
    "meta",
    "omit",
    "title",
    "unknown",
]


def dissolve(builder: Builder, element: Element) -> Any:
    return None


def omit(builder: Builder, element: Element) -> Any:
    return SKIP


def meta(builder: Builder, element: Element) -> Any:
    """What ``meta`` elements say of the content, of a head or among the text, is reported, and the
    address that others are relative to.
    """
    said = [
        ("base", href) for each in element.iter("{*}base", "base") if (href := each.get("href"))
    ]
    for each in element.iter("{*}meta", "meta"):
        name = each.get("name") or each.get("property") or each.get("itemprop") or ""
        content = (each.get("content") or "").strip()
        if name and content and not _TECHNICAL.match(name):
            said.append((name, content))
    builder.unplaced(element, said)
    return SKIP


_TECHNICAL = re.compile(
    r"viewport|generator|robots|progid|originator|referrer|.*color|format-|apple-|msapplication|x-",
    re.IGNORECASE,
)
"""Names of ``meta`` elements that speak to browsers."""


def ignore(builder: Builder, element: Element) -> Any:
    builder.discarded(element)
    return SKIP


def drawing(builder: Builder, element: Element) -> Any:
    """A drawing: between blocks one with texts is an embed; any other, such as a sign, is left out."""
    is_figure = builder.frames[-1].flow and not builder.closed
    if not is_figure or next(element.iter("{*}text"), None) is None:
        builder.discarded(element, words(element))
        return SKIP
    builder.spill()
    builder.add(Embed("image/svg+xml", markup_of(element), None, *tongue(element)))
    return SKIP


def area(builder: Builder, element: Element) -> Any:
    """An area of a picture that leads somewhere."""
    builder.left_out(element, "href alt")
    return SKIP


def title(builder: Builder, element: Element) -> Any:
    """The title of a page that stands in the middle of a body."""
    if said := words(element):
        builder.ignored(element, f"{said!r} was left out")
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
    if language := tongue(element)[0]:
        builder.unplaced(element, [("lang", language)])
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
