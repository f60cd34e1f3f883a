"""What all values of the model share: frozen attrs classes with slots, a repr that shows only what
is set, shortened to be read, and the kinds of their fields.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType, SimpleNamespace, UnionType
from typing import Any, NamedTuple, Self, get_args, get_origin, get_type_hints

import attrs

__all__ = ["Kind", "Record", "field_names", "kind_of", "kinds_of", "resolved"]

_LONG = 72
_MANY = 4
_DEEP = 4


@lru_cache(maxsize=128)
def field_names(cls: Any) -> tuple[str, ...]:
    """Return the names of a class's fields, in their order."""
    return tuple(field.name for field in attrs.fields(cls))


class Kind(NamedTuple):
    """What a field of a class holds, as its annotation says."""

    of: Any
    """The type of one value: a class, a union of the model's (``Inline``), a map (``Extra``)."""
    many: int = 0
    """0 for one value, 1 for a tuple of them, 2 for a tuple of tuples."""
    optional: bool = False
    """Whether None stands for no value."""


def kind_of(cls: Any, name: str) -> Kind:
    """Return the kind of a field of an attrs class.

    >>> from newsfmt.article import Article
    >>> kind_of(Article, "headline")
    Kind(of=<class 'str'>, many=0, optional=True)
    """
    return kinds_of(cls)[name]


def kinds_of(cls: Any) -> Mapping[str, Kind]:
    """Return the kinds of all fields of an attrs class, by name, in their order."""
    return _kinds_of(cls)


@lru_cache(maxsize=256)
def _kinds_of(cls: Any) -> Mapping[str, Kind]:
    return MappingProxyType(
        {field.name: resolved(field.type, cls.__module__) for field in attrs.fields(cls)}
    )


@lru_cache(maxsize=256)
def resolved(annotation: Any, module: str) -> Kind:
    """Return the kind that an annotation in a module says; each annotation is resolved once."""
    holder = SimpleNamespace(__annotations__={"field": annotation})
    hint = get_type_hints(holder, vars(sys.modules[module]))["field"]
    many = 0
    while get_origin(hint) is tuple:
        hint, many = get_args(hint)[0], many + 1
    members = get_args(hint) if isinstance(hint, UnionType) else ()
    if type(None) not in members:
        return Kind(hint, many)
    (one,) = (member for member in members if member is not type(None))
    return Kind(one, many, optional=True)


class Record:
    """Base of every value of the model: adds a readable repr, and copies that are the value itself,
    since nothing can change it.
    """

    __slots__ = ()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """How IPython and hypothesis show a value: as ``repr`` does."""
        printer.text(repr(self))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __repr__(self) -> str:
        return _repr(self, _DEEP)


def _repr(record: Record, depth: int) -> str:
    """The fields that differ from their default, the first content without its name; deeper than
    ``depth`` only the class.
    """
    name = type(record).__name__
    parts: list[str] = []
    for field in attrs.fields(type(record)):  # type: ignore[arg-type]
        value = getattr(record, field.name)
        if (
            value is None
            or value == field.default
            or (not value and not isinstance(value, (str, int, float)))
        ):
            continue
        if not depth:
            return f"{name}(…)"
        shown = _short(value, depth)
        if field.name in {"content", "blocks", "text"} and not parts:
            alone = type(value) is tuple and len(value) == 1 and type(value[0]) is str
            parts.append(_short(value[0], depth) if alone else shown)
        else:
            parts.append(f"{field.name}={shown}")
    return f"{name}({', '.join(parts)})"


def _short(value: Any, depth: int) -> str:
    if isinstance(value, str):
        return repr(value) if len(value) <= _LONG else repr(value[: _LONG - 1]) + "…"
    if type(value) is tuple:
        shown = [_short(part, depth) for part in value[:_MANY]]
        if len(value) > _MANY:
            shown.append(f"… {len(value) - _MANY} more")
        return f"({', '.join(shown)}{',' if len(value) == 1 else ''})"
    if isinstance(value, Record) and type(value).__repr__ is Record.__repr__:
        return _repr(value, depth - 1)
    return repr(value)
