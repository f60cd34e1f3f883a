"""Addresses in a tree: an element and its base come in, and every address in it is absolute.

``xml:base`` in the tree is heeded, each resolved against the next outer one (XML Base §4); inside a
page ``<base href>`` is for the caller.
"""

from __future__ import annotations

import re
from functools import cache
from typing import cast

from lxml import etree

from newsfmt.addresses import absolute
from newsfmt.xmlkit._elements import Element

__all__ = ["resolve"]

_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML, and so a tree, cannot hold."""
_NAMES = frozenset({"href", "src", "data-src", "poster", "cite", "data"})


@cache
def _addressed() -> etree.XPath:
    return etree.XPath(
        "descendant-or-self::*[@href or @src or @data-src or @poster or @cite or @data]"
    )


@cache
def _based() -> etree.XPath:
    return etree.XPath(
        "boolean(descendant::*[@xml:base])",
        namespaces={"xml": "http://www.w3.org/XML/1998/namespace"},
    )


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
    based = bool(_based()(element))
    for node in cast("list[Element]", _addressed()(element)):
        own = _base_of(node, element, base) if based else base
        for name, href in cast("list[tuple[str, str]]", node.items()):
            if name in _NAMES and (target := absolute(href, own)) != href:
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
