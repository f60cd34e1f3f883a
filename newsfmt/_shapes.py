"""Whether an Article is made of what its annotations say, all the way down: constructors check
the types of what they are given, and a reader may still bypass them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from newsfmt import article as model
from newsfmt import body as nodes
from newsfmt._record import Kind, Record, kinds_of
from newsfmt.article import Article, FrozenMap
from newsfmt.dates import NewsDate

__all__ = ["BOUNDS", "DIRECTIONS", "NEEDED", "misshapen", "mistyped", "unmeant"]

BOUNDS: dict[str, tuple[int, int | None]] = {
    "urgency": (1, 9), "level": (1, 6), "colspan": (1, None), "rowspan": (1, None),
    "word_count": (0, None), "width": (0, None), "height": (0, None), "size": (0, None),
    "duration": (0, None), "latitude": (-90, 90), "longitude": (-180, 180), "index": (0, None),
    "line": (1, None),
}  # fmt: skip
"""The least and the greatest value of the fields that have one, by their names."""
DIRECTIONS = ("ltr", "rtl")
"""The values of ``direction``."""
NEEDED: dict[type, str] = {model.Label: "text", model.Note: "text", model.AltId: "value"}
"""The field without which a record says nothing."""

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


def unmeant(record: object, path: str = "") -> Iterator[str]:
    """Yield a line for every value that is of the right type and that the model does not mean, as
    the JSON Schema says it.

    >>> list(unmeant(Article(urgency=12, direction="up")))
    ['urgency: 12 is not from 1 to 9', "direction: 'up' is not ltr or rtl"]
    """
    needed = NEEDED.get(type(record))
    if needed is not None and not getattr(record, needed):
        yield f"{path}: {needed} is missing"
    for name in kinds_of(type(record)):
        value, where = getattr(record, name), f"{path}.{name}" if path else name
        if name in BOUNDS and isinstance(value, (int, float)):
            least, most = BOUNDS[name]
            if value < least or (most is not None and value > most):
                wanted = f"at least {least}" if most is None else f"from {least} to {most}"
                yield f"{where}: {value} is not {wanted}"
        elif name == "direction" and value not in (None, *DIRECTIONS):
            yield f"{where}: {value!r} is not {' or '.join(DIRECTIONS)}"
        elif type(value) is not NewsDate:
            yield from _unmeant(value, where)


def _unmeant(value: object, where: str) -> Iterator[str]:
    if isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from _unmeant(part, f"{where}[{index}]")
    elif isinstance(value, Record):
        yield from unmeant(value, where)


def _check(record: object, path: str) -> Iterator[str]:
    for name, kind in kinds_of(type(record)).items():
        yield from _value(getattr(record, name), kind, f"{path}.{name}" if path else name)


def _value(value: object, kind: Kind, path: str) -> Iterator[str]:
    if kind.many:
        if type(value) is not tuple:
            yield f"{path}: {type(value).__name__} where a tuple belongs"
            return
        for index, part in enumerate(value):
            yield from _value(part, kind._replace(many=kind.many - 1), f"{path}[{index}]")
        return
    if value is None and kind.optional:
        return
    name, wanted = _UNIONS.get(kind.of) or (kind.of.__name__, (kind.of,))
    if type(value) not in wanted:
        none = " | None" if kind.optional else ""
        yield f"{path}: {type(value).__name__} where {name}{none} belongs"
    elif isinstance(value, FrozenMap):
        yield from _mapping(value, kind.of == model.Extra, path)
    elif isinstance(value, str):
        if any("\ud800" <= char <= "\udfff" for char in value):
            yield f"{path}: a lone surrogate"
    elif isinstance(value, Record) and type(value) is not NewsDate:
        yield from _check(value, path)


def _mapping(value: FrozenMap[object], extra: bool, path: str) -> Iterator[str]:
    for key, part in value.items():
        if extra and not (type(part) is tuple and all(type(text) is str for text in part)):
            yield f"{path}[{key!r}]: {type(part).__name__} where a tuple of texts belongs"
        if extra and ":" not in key:
            yield f"{path}[{key!r}]: the key names no format; write it '<format>:{key}'"
        if not extra and type(part) is not str:
            yield f"{path}[{key!r}]: {type(part).__name__} where a text belongs"
