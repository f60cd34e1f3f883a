"""Whether an Article is made of what its annotations say, all the way down: attrs checks no types,
and a reader's slip shows late.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import attrs

from newsfmt import article as model
from newsfmt import body as nodes
from newsfmt._record import Record
from newsfmt.article import Article, FrozenMap
from newsfmt.dates import NewsDate

__all__ = ["misshapen"]

_INLINE: tuple[Any, ...] = (str, *nodes.INLINES.values())
_BLOCK: tuple[Any, ...] = tuple(nodes.BLOCKS.values())
_PLAIN: dict[str, tuple[Any, ...]] = {
    "str": (str,), "int": (int,), "float": (int, float), "bool": (bool,), "NewsDate": (NewsDate,), "Article": (Article,), "Inline": _INLINE, "Block": _BLOCK,
    "Inline | Block": (*_INLINE, *_BLOCK), "Any": (model.Rendition,), "Cell": (nodes.Cell,), "Extra": (FrozenMap,), "FrozenMap[str]": (FrozenMap,),
}  # fmt: skip


def misshapen(article: Article) -> list[str]:
    """Return a line for every value that is not of its field's type, with its path.

    >>> misshapen(Article(headline=3, body=("loose text",)))
    ['headline: int where str | None belongs', 'body[0]: str where Block belongs']
    """
    return list(_check(article, ""))


def _check(record: Any, path: str) -> Iterator[str]:
    for field in attrs.fields(type(record)):
        place = f"{path}.{field.name}" if path else field.name
        yield from _value(getattr(record, field.name), str(field.type), place)


def _value(value: Any, kind: str, place: str) -> Iterator[str]:
    many = re.fullmatch(r"tuple\[(.*), \.\.\.\]", kind)
    if many:
        if type(value) is not tuple:
            yield f"{place}: {type(value).__name__} where a tuple belongs"
            return
        for index, part in enumerate(value):
            yield from _value(part, many[1], f"{place}[{index}]")
        return
    if value is None and kind.endswith(" | None"):
        return
    wanted = _PLAIN.get(kind.removesuffix(" | None")) or (
        getattr(model, kind.removesuffix(" | None"), None),
    )
    if type(value) not in wanted:
        yield f"{place}: {type(value).__name__} where {kind} belongs"
    elif isinstance(value, FrozenMap):
        yield from _mapping(value, kind, place)
    elif isinstance(value, str):
        if any("\ud800" <= char <= "\udfff" for char in value):
            yield f"{place}: a lone surrogate"
    elif isinstance(value, Record) and type(value) is not NewsDate:
        yield from _check(value, place)


def _mapping(value: FrozenMap[Any], kind: str, place: str) -> Iterator[str]:
    for key, part in value.items():
        if kind == "Extra" and not (
            type(part) is tuple and all(type(text) is str for text in part)
        ):
            yield f"{place}[{key!r}]: {type(part).__name__} where a tuple of texts belongs"
        if kind == "Extra" and ":" not in key:
            yield f"{place}[{key!r}]: the key names no format; write it '<format>:{key}'"
        if kind != "Extra" and type(part) is not str:
            yield f"{place}[{key!r}]: {type(part).__name__} where a text belongs"
