"""Concepts and parties: an element with a code, a URI or a literal, names and relations; a record
comes out (NewsML-G2 §14).

What the record has no field for goes to its ``extra``: attributes as they are, children as XML.
"""

from __future__ import annotations

from typing import Any

from newsfmt import xmlkit
from newsfmt.article import Concept, FrozenMap, Geo, Place, Symbol
from newsfmt.body import plain
from newsfmt.formats.newsml_g2.names import NAR
from newsfmt.formats.newsml_g2.state import LANG, Item, attribute_name, local_tag
from newsfmt.xmlkit import Element

__all__ = ["geo", "read_concept", "symbols"]

_NOTHING: FrozenMap[Any] = FrozenMap()
_CONCEPTS = frozenset({Concept, Place})
_NAME = f"{{{NAR}}}name"
_REPORTED = frozenset({"newsml-g2:relevance", "newsml-g2:confidence"})
_NATURES = "http://cv.iptc.org/newscodes/cpnature/"


def read_concept(item: Item, element: Element, cls: Any, known_type: bool = False) -> Any:
    """The record an element is, or None for one that says nothing; with ``known_type`` the type is
    implied by its field.
    """
    key: Any = None
    children = len(element)
    if (
        children < 2
    ):  # a code and a name, which come again and again: the record made for them is used again
        name = element[0] if children else None
        if name is None or (name.tag == _NAME and not len(name)):
            said = None if name is None else (name.text, *name.items())
            key = (cls, known_type, item.language, tuple(element.items()), said)
            known = item.vocabulary.records.get(key)
            if known is not None:
                return known
    found = _read_concept(item, element, cls, known_type)
    if (
        key is not None
        and found is not None
        and not (found.extra and _REPORTED & found.extra.keys())
    ):
        item.vocabulary.remember(key, found)
    return found


def _read_concept(item: Item, element: Element, cls: Any, known_type: bool) -> Any:
    values: dict[str, Any] = {}
    extra: dict[str, list[str]] = {}
    is_concept = cls in _CONCEPTS
    items: list[tuple[str, str]] = element.items()  # type: ignore[assignment]  # all of them are text
    for key, value in items:
        if not value:
            continue
        if key == "qcode":
            scheme, code, uri = item.vocabulary.code(value)
            if scheme is not None:
                values["scheme"] = scheme
            values["code"] = code
            if uri is not None:
                values.setdefault("uri", uri)
        elif key == "uri":
            values["uri"] = plain(value) or None
        elif key == "literal":
            values["literal"] = value if item.ours else plain(xmlkit.collapse(value)) or None
        elif key == "type" and known_type:
            continue
        elif key == "type" and is_concept:
            values["type"] = item.vocabulary.word(value)
        elif key == "role":
            values["role"] = item.vocabulary.word(value)
        elif key == "jobtitle" and not is_concept:
            values["job_title"] = item.vocabulary.word(value)
        elif (key == "relevance" or key == "confidence") and is_concept:
            number = item.number(value, key, element, whole=False)
            if number is None:
                extra["newsml-g2:" + key] = [value]
            else:
                values[key] = number
        elif (key == "typeuri" and known_type and value.startswith(_NATURES)) or (
            key == LANG and value == item.language
        ):
            continue
        else:
            extra.setdefault("newsml-g2:" + attribute_name(key), []).append(value)
    for child in element:
        if child.tag == _NAME and not child.keys() and "name" not in values:
            text = item.text(child)
            if text is not None:
                values["name"] = text
        else:
            _child(item, child, cls, values, extra)
    if not extra and not item.ours and all(value is None for value in values.values()):
        return None
    return cls(
        **values,
        extra=FrozenMap((key, tuple(found)) for key, found in extra.items()) if extra else _NOTHING,
    )


def _child(
    item: Item, child: Element, cls: Any, values: dict[str, Any], extra: dict[str, list[str]]
) -> None:
    name = local_tag(child.tag)
    if name == "name" and "name" not in values:
        text = item.text(child)
        if text is None:
            return
        values["name"] = text
        items: list[tuple[str, str]] = child.items()  # type: ignore[assignment]
        for key, value in items:
            if key == LANG and value == item.language:
                continue
            if not (item.ours and str(key).endswith("}space")):
                extra.setdefault(f"newsml-g2:name/@{attribute_name(key)}", []).append(value)
        return
    if name == "broader" and cls in _CONCEPTS:
        found = read_concept(item, child, Concept)
        if found is not None:
            values.setdefault("broader", []).append(found)
        return
    if name == "geoAreaDetails" and cls is Place and "geo" not in values:
        position = _simple_position(item, child)
        if position is not None:
            values["geo"] = position
            return
        values["geo"] = geo(item, child)
    elif name in _DETAILS and cls not in _CONCEPTS and _details(item, child, values):
        return
    if len(child) or child.keys() or (child.text and not child.text.isspace()):
        extra.setdefault("newsml-g2:" + name, []).append(item.raw(child))


_DETAILS = frozenset({"personDetails", "organisationDetails"})


def _details(item: Item, element: Element, values: dict[str, Any]) -> bool:
    """Take e-mail, affiliation and symbols of a party; False where there is more than that."""
    whole = not element.keys()
    for part in element:
        name = local_tag(part.tag)
        if name == "contactInfo":
            for line in part:
                if (
                    local_tag(line.tag) == "email"
                    and "email" not in values
                    and not line.keys()
                    and not part.keys()
                ):
                    values["email"] = item.text(line)
                else:
                    whole = False
        elif name == "affiliation":
            found = xmlkit.child(part, "name")
            if found is None or "organisation" in values:
                whole = False
                continue
            values["organisation"] = item.text(found)
            whole = (
                whole
                and len(part) == 1
                and not part.keys()
                and all(str(key).endswith("}space") for key, _ in found.items())
            )
        else:
            whole = False
    return whole


# ---- places and organisations
# ------------------------------------------------------------


def _simple_position(item: Item, element: Element) -> Geo | None:
    if len(element) != 1 or element.keys() or local_tag(element[0].tag) != "position":
        return None
    return (
        geo(item, element)
        if set(element[0].keys()) == {"latitude", "longitude"} and not len(element[0])
        else None
    )


def geo(item: Item, element: Element) -> Geo | None:
    """The position in ``geoAreaDetails``, if it has one that says something."""
    position = xmlkit.child(element, "position")
    if position is None:
        return None
    found = {}
    for name in ("latitude", "longitude"):
        value = position.get(name)
        if value and not value.isspace():
            found[name] = item.number(value, name, position, whole=False)
    if all(value is None for value in found.values()):
        return None
    return Geo(**found)


def symbols(item: Item, element: Element) -> tuple[Symbol, ...]:
    """The symbols in ``organisationDetails``."""
    found = []
    for part in element:
        if local_tag(part.tag) != "hasInstrument" or not part.get("symbol"):
            continue
        exchange = part.get("marketlabel") or None
        if exchange is None and part.get("market"):
            exchange = item.vocabulary.word(part.get("market") or "")
        kind = part.get("type")
        found.append(
            Symbol(part.get("symbol"), exchange, item.vocabulary.word(kind) if kind else None)
        )
    return tuple(found)
