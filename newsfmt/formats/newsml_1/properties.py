"""Fields of an Article as properties of NewsML, for what NewsML has no place for: texts as values,
records as properties inside properties.

A field is ``Property FormalName="newsfmt:<field>"``, a list one such property for each member; an
empty one says that the source says nothing. Everything is plain text, named as in the Article
(NewsML 1.2, §5.9 Property).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from newsfmt import article as model
from newsfmt._record import Kind, Record, kinds_of
from newsfmt.article import Article, FrozenMap
from newsfmt.body import plain
from newsfmt.carry import text_of_scalar
from newsfmt.dates import NewsDate
from newsfmt.xmlkit import Element

__all__ = ["PREFIX", "decoded", "is_carried", "node"]

PREFIX = "newsfmt:"
_SCALARS = frozenset({str, int, float, bool, NewsDate})
_BODIES = frozenset({"body"})


@lru_cache(maxsize=64)
def _kinds(cls: object) -> dict[str, Kind]:
    """The kinds of the fields of a record that are carried; bodies are not."""
    return {
        name: kind
        for name, kind in kinds_of(cls).items()
        if name not in _BODIES and name not in ("origin", "alternates")
    }


def is_carried(name: str) -> bool:
    """Whether a field of the Article can be properties."""
    return name in _kinds(Article) and name not in ("extra",)


# ---- writing
# ------------------------------------------------------------


Node = tuple[str, dict[str, str | None] | None, Any]


def node(name: str, value: object) -> list[Node]:
    """Return a field as properties."""
    return _nodes(PREFIX + name, value)


def _nodes(name: str, value: Any) -> list[Node]:
    if type(value) is tuple:
        if not value:
            return [("Property", {"FormalName": name, "Value": ""}, None)]
        return [node for member in value for node in _nodes(name, member)]
    children: list[Node] = []
    if isinstance(value, FrozenMap):
        for key, texts in sorted(value.items()):
            members = (texts,) if isinstance(texts, str) else texts
            children += [("Property", {"FormalName": key, "Value": text}, None) for text in members]
    elif isinstance(value, Record) and not isinstance(value, NewsDate):
        cls: Any = type(value)
        for part in _kinds(cls):
            inner = getattr(value, part)
            if inner is not None and (inner or not isinstance(inner, (tuple, FrozenMap))):
                children += _nodes(part, inner)
    else:
        said = "" if value is None else text_of_scalar(value)
        return [("Property", {"FormalName": name, "Value": said}, None)]
    return [("Property", {"FormalName": name}, children)]


# ---- reading
# ------------------------------------------------------------


def decoded(name: str, elements: Sequence[Element]) -> Any:
    """Return the value of a field of the Article. Raises KeyError for an unknown field, ValueError
    for what is no such value.
    """
    return _decoded(_kinds(Article)[name], elements)


def _decoded(kind: Kind, elements: Sequence[Element]) -> Any:
    if kind.many:
        return tuple(
            value for value in (_one(kind.of, element) for element in elements) if value is not None
        )
    if kind.of in (model.Extra, FrozenMap[str]):
        return _map(elements[0], texts=kind.of != model.Extra)
    return _one(kind.of, elements[0])


def _one(cls: Any, element: Element) -> Any:
    if cls in _SCALARS:
        return _scalar(cls, element.get("Value") or "")
    kinds = _kinds(cls)
    parts: dict[str, list[Element]] = {}
    for part in element:
        parts.setdefault(part.get("FormalName") or "", []).append(part)
    values = {name: _decoded(kinds[name], found) for name, found in parts.items()}
    return (
        cls(**{name: value for name, value in values.items() if value is not None})
        if values
        else None
    )


def _scalar(cls: object, text: str) -> Any:
    if not text:
        return None
    if cls is str:
        return text
    text = plain(text)
    if cls is int:
        return int(text[:40])
    if cls is float:
        return float(text[:400])
    return text == "true" if cls is bool else NewsDate(text)


def _map(element: Element, *, texts: bool) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for part in element:
        found.setdefault(part.get("FormalName") or "", []).append(part.get("Value") or "")
    return {key: values[0] if texts else tuple(values) for key, values in found.items()}
