"""Addresses in a tree: an element and its base come in, and every address in it is absolute.

``xml:base`` in the tree is heeded, each resolved against the next outer one (XML Base §4); inside a
page ``<base href>`` is for the caller.
"""

from __future__ import annotations

import re
from typing import cast

from newsfmt.addresses import absolute
from newsfmt.xmlkit._elements import Element

__all__ = ["resolve"]

_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML, and so a tree, cannot hold."""
_NAMES = frozenset({"href", "src", "data-src", "poster", "cite", "data"})
_TELLING = _NAMES | {_BASE}


def resolve(element: Element, base: str | None) -> None:
    """Make the addresses of an element, and of all that is in it, absolute where they stand;
    ``base`` is what is in force in the element.

    >>> from newsfmt.xmlkit import parse_html, raw_xml
    >>> page = parse_html('<p><a href="/ferry">Ferry</a></p>')
    >>> resolve(page, "https://example.com/news")
    >>> page.find(".//a").get("href")
    'https://example.com/ferry'
    """
    if base and _FORBIDDEN.search(base):
        base = _FORBIDDEN.sub("", base)
    based = False
    for node in element.iter():
        names = cast("list[str]", node.keys())
        if not names or _TELLING.isdisjoint(names):
            continue
        if _BASE in names and node is not element:
            based = True  # for what is in it, which comes next
        own = _base_of(node, element, base) if based else base
        for name in names:
            if name in _NAMES:
                href = node.get(name) or ""
                if (target := absolute(href, own)) != href:
                    node.set(name, target)


def _base_of(node: Element, top: Element, base: str | None) -> str | None:
    bases: list[str] = []
    around: Element | None = node
    while around is not None and around is not top:
        if (own := around.get(_BASE)) is not None:
            bases.append(own)
        around = around.getparent()
    for own in reversed(bases):
        base = absolute(own, base)
    return base
