"""Microdata and RDFa Lite as nodes: the elements of a page come in, its top items go out, in the
form that JSON-LD has (HTML Living Standard, microdata; RDFa Lite 1.1).
"""

from __future__ import annotations

from newsfmt.xmlkit import Element, attribute, local, text
from newsfmt_web.declared.graph import Json, Node

__all__ = ["nodes"]

_VALUES = ("content", "datetime", "href", "src", "data")
_DEEPEST = 200
_REFERRED = 10_000  # elements that items refer to, counted each time


def nodes(root: Element) -> list[Node]:
    """Return the items of a page that are in no other item."""
    if not root.xpath("boolean(descendant-or-self::*[@itemscope or @typeof])"):
        return []
    found: list[Node] = []
    stack: list[tuple[Element, Node | None, int, bool]] = [(root, None, 0, False)]
    ids: dict[str, Element] = {}
    left = _REFERRED
    while stack:
        element, around, depth, referred = stack.pop()
        left -= referred
        if (referred and left < 0) or depth > _DEEPEST:
            continue
        inner = around
        kinds = _types(element)
        keys = _properties(element)
        if kinds is not None:
            inner = {"@type": list(kinds)}
            if identifier := attribute(element, "itemid") or attribute(element, "resource"):
                inner["@id"] = identifier
            if around is None or not keys:
                found.append(inner)
            else:
                _put(around, keys, inner)
            if names := element.get("itemref"):
                ids = ids or _ids(root)
                tops = [ids[name] for name in reversed(names.split()) if name in ids]
                stack.extend((top, inner, depth + 1, True) for top in tops)
        elif keys and around is not None:
            _put(around, keys, _value(element))
        stack.extend((child, inner, depth + 1, referred) for child in reversed(element))
    return found


def _ids(root: Element) -> dict[str, Element]:
    """The elements of a page by their id, the first of each."""
    found: dict[str, Element] = {}
    for element in root.iter():
        if name := element.get("id"):
            found.setdefault(name, element)
    return found


def _types(element: Element) -> list[str] | None:
    """The types of the item that an element is, without those where it has none; None for an
    element that is no item.
    """
    if element.get("itemscope") is not None:
        said = element.get("itemtype") or ""
    elif not (said := element.get("typeof") or ""):
        return None
    return [kind.rsplit("/", 1)[-1].removeprefix("schema:") for kind in said.split()]


def _properties(element: Element) -> list[str]:
    said = element.get("itemprop")
    if said is None:
        said = element.get("property") or ""
        if ":" in said and not said.startswith("schema:"):
            return []  # a meta element of another vocabulary
    return [part.rsplit("/", 1)[-1].removeprefix("schema:") for part in said.split()]


def _value(element: Element) -> str:
    for key in (*_VALUES, "value") if local(element) in ("data", "meter") else _VALUES:
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
