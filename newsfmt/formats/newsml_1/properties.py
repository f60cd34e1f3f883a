"""Fields of an Article as properties of NewsML, for what NewsML has no place for: texts as values,
records as properties inside properties.

A field is ``Property FormalName="newsfmt:<field>"``, a list one such property for each member; an
empty one says that the source says nothing. Everything is plain text, named as in the Article
(NewsML 1.2, §5.9 Property).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import attrs

from newsfmt import article as model
from newsfmt._record import Record
from newsfmt.article import Article, FrozenMap
from newsfmt.body import plain
from newsfmt.dates import NewsDate
from newsfmt.xmlkit import Element, Writer

__all__ = ["PREFIX", "decoded", "is_carried", "write"]

PREFIX = "newsfmt:"
_TYPE = re.compile(r"(?:tuple\[)?(\w+)")
_SCALARS = frozenset({"str", "int", "float", "bool", "NewsDate"})
_BODIES = frozenset({"body"})


@lru_cache(maxsize=64)
def _kinds(cls: Any) -> dict[str, tuple[str, bool]]:
    """The kind of each field of a record, and whether it is a list; bodies are not carried."""
    found = {}
    for field in attrs.fields(cls):
        annotation = str(field.type)
        match = _TYPE.match(annotation)
        if match and field.name not in _BODIES and field.name not in ("origin", "alternates"):
            found[field.name] = (match[1], annotation.startswith("tuple["))
    return found


def is_carried(name: str) -> bool:
    """Whether a field of the Article can be properties."""
    return name in _kinds(Article) and name not in ("extra",)


# ---- writing
# ------------------------------------------------------------


def write(writer: Writer, name: str, value: Any) -> None:
    """Write a field as properties."""
    _write(writer, PREFIX + name, value)


def _write(writer: Writer, name: str, value: Any) -> None:
    if type(value) is tuple:
        if not value:
            writer.element("Property", None, {"FormalName": name, "Value": ""})
        for member in value:
            _write(writer, name, member)
    elif isinstance(value, FrozenMap):
        writer.start("Property", {"FormalName": name})
        for key, texts in sorted(value.items()):
            for text in (texts,) if isinstance(texts, str) else texts:
                writer.element("Property", None, {"FormalName": key, "Value": text})
        writer.end()
    elif isinstance(value, Record) and not isinstance(value, NewsDate):
        writer.start("Property", {"FormalName": name})
        cls: Any = type(value)
        for part in _kinds(cls):
            inner = getattr(value, part)
            if inner is not None and (inner or not isinstance(inner, (tuple, FrozenMap))):
                _write(writer, part, inner)
        writer.end()
    else:
        writer.element("Property", None, {"FormalName": name, "Value": _said(value)})


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


# ---- reading
# ------------------------------------------------------------


def decoded(name: str, elements: Sequence[Element]) -> Any:
    """Return the value of a field of the Article. Raises KeyError for an unknown field, ValueError
    for what is no such value.
    """
    return _decoded(_kinds(Article)[name], elements)


def _decoded(kind: tuple[str, bool], elements: Sequence[Element]) -> Any:
    name, many = kind
    if many:
        return tuple(
            value for value in (_one(name, element) for element in elements) if value is not None
        )
    if name in ("Extra", "FrozenMap"):
        return _map(elements[0], texts=name == "FrozenMap")
    return _one(name, elements[0])


def _one(kind: str, element: Element) -> Any:
    if kind in _SCALARS:
        return _scalar(kind, element.get("Value") or "")
    cls = getattr(model, kind)
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


def _scalar(kind: str, text: str) -> Any:
    if not text:
        return None
    if kind == "str":
        return text
    text = plain(text)
    if kind == "int":
        return int(text[:40])
    if kind == "float":
        return float(text[:400])
    return text == "true" if kind == "bool" else NewsDate(text)


def _map(element: Element, *, texts: bool) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for part in element:
        found.setdefault(part.get("FormalName") or "", []).append(part.get("Value") or "")
    return {key: values[0] if texts else tuple(values) for key, values in found.items()}
