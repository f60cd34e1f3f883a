"""Microdata and RDFa Lite as nodes: the elements of a page come in, its top items go out, in the form
that JSON-LD has (HTML Living Standard, microdata; RDFa Lite 1.1).
"""

from __future__ import annotations

from newsfmt.xmlkit import Element, attribute, local, text
from newsfmt_web.declared.graph import Json, Node

__all__ = ["nodes"]

_VALUES = ("content", "datetime", "href", "src", "data")
_DEPTH = 16


def nodes(root: Element) -> list[Node]:
    """Return the items of a page that are in no other item."""
    if not root.xpath("boolean(descendant-or-self::*[@itemscope or @typeof])"):
        return []
    found: list[Node] = []
    stack: list[tuple[Element, Node | None, int]] = [(root, None, 0)]
    while stack:
        element, around, depth = stack.pop()
        inner = around
        kind = _type(element)
        keys = _properties(element)
        if kind is not None:
            inner = {"@type": [kind]}
            if identifier := attribute(element, "itemid") or attribute(element, "resource"):
                inner["@id"] = identifier
            if around is None or not keys:
                found.append(inner)
            else:
                _put(around, keys, inner)
        elif keys and around is not None:
            _put(around, keys, _value(element))
        if depth < 200:
            stack.extend((child, inner, depth + 1) for child in reversed(element))
    return found


def _type(element: Element) -> str | None:
    """The type of the item that an element is; empty for one without a type."""
    if element.get("itemscope") is not None:
        return (element.get("itemtype") or "").strip().rsplit("/", 1)[-1]
    kind = element.get("typeof")
    return kind.strip().rsplit("/", 1)[-1].removeprefix("schema:") if kind else None


def _properties(element: Element) -> list[str]:
    said = element.get("itemprop")
    if said is None:
        said = element.get("property") or ""
        if ":" in said and not said.startswith("schema:"):
            return []  # a meta element of another vocabulary
    return [part.rsplit("/", 1)[-1].removeprefix("schema:") for part in said.split()]


def _value(element: Element) -> str:
    for key in _VALUES:
        if (value := element.get(key)) is not None:
            return value
    if local(element) in ("script", "style"):
        return ""
    return text(element)


def _put(node: Node, keys: list[str], value: Json) -> None:
    for key in keys:
        known = node.setdefault(key, [])
        if isinstance(known, list) and value not in ("", None):
            known.append(value)
