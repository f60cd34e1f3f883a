"""Whether an Article is made of what its annotations say, all the way down: constructors check
the types of what they are given, and a reader may still go round them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from newsfmt import article as model
from newsfmt import body as nodes
from newsfmt._record import Kind, Record, kinds_of
from newsfmt.article import Article, FrozenMap
from newsfmt.dates import NewsDate

__all__ = ["misshapen", "mistyped"]

_INLINE: tuple[Any, ...] = (str, *nodes.INLINES.values())
_BLOCK: tuple[Any, ...] = tuple(nodes.BLOCKS.values())
_UNIONS: dict[Any, tuple[str, tuple[Any, ...]]] = {
    nodes.Inline: ("Inline", _INLINE),
    nodes.Block: ("Block", _BLOCK),
    nodes.Inline | nodes.Block: ("Inline | Block", (*_INLINE, *_BLOCK)),
    Any: ("Rendition", (model.Rendition,)),
    float: ("float", (int, float)),
    model.Extra: ("Extra", (FrozenMap,)),
    FrozenMap[str]: ("FrozenMap[str]", (FrozenMap,)),
}


def misshapen(article: Article) -> list[str]:
    """Return a line for every value that is not of its field's type, with its path.

    >>> article = Article()
    >>> object.__setattr__(article, "headline", 3)  # as no constructor would
    >>> misshapen(article)
    ['headline: int where str | None belongs']
    """
    return list(_check(article, ""))


def mistyped(article: Article) -> list[str]:
    """Return those lines of :func:`misshapen` that are about types, which no writer has to bear."""
    return [line for line in misshapen(article) if line.endswith(" belongs")]


def _check(record: object, path: str) -> Iterator[str]:
    for name, kind in kinds_of(type(record)).items():
        yield from _value(getattr(record, name), kind, f"{path}.{name}" if path else name)


def _value(value: object, kind: Kind, place: str) -> Iterator[str]:
    if kind.many:
        if type(value) is not tuple:
            yield f"{place}: {type(value).__name__} where a tuple belongs"
            return
        for index, part in enumerate(value):
            yield from _value(part, kind._replace(many=kind.many - 1), f"{place}[{index}]")
        return
    if value is None and kind.optional:
        return
    name, wanted = _UNIONS.get(kind.of) or (kind.of.__name__, (kind.of,))
    if type(value) not in wanted:
        none = " | None" if kind.optional else ""
        yield f"{place}: {type(value).__name__} where {name}{none} belongs"
    elif isinstance(value, FrozenMap):
        yield from _mapping(value, kind.of == model.Extra, place)
    elif isinstance(value, str):
        if any("\ud800" <= char <= "\udfff" for char in value):
            yield f"{place}: a lone surrogate"
    elif isinstance(value, Record) and type(value) is not NewsDate:
        yield from _check(value, place)


def _mapping(value: FrozenMap[object], extra: bool, place: str) -> Iterator[str]:
    for key, part in value.items():
        if extra and not (type(part) is tuple and all(type(text) is str for text in part)):
            yield f"{place}[{key!r}]: {type(part).__name__} where a tuple of texts belongs"
        if extra and ":" not in key:
            yield f"{place}[{key!r}]: the key names no format; write it '<format>:{key}'"
        if not extra and type(part) is not str:
            yield f"{place}[{key!r}]: {type(part).__name__} where a text belongs"
