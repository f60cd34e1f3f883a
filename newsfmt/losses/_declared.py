"""Declarations of what a writer can say (``Format.writes``) as trees, and what of an article they do
not name.

A path ``headline`` stands for the field with all its parts, ``subjects.name`` for that part of each
member alone; ``body:table`` is a kind of node, which renderers report.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import attrs

from newsfmt._record import Record, field_names
from newsfmt.article import Article, FrozenMap
from newsfmt.dates import NewsDate

__all__ = ["Tree", "declared_part", "is_set", "tree", "undeclared"]

Tree = dict[str, Any]
"""Declared paths by their steps."""
WHOLE: Tree = {}
"""The branch of a value that is declared with all its parts; no other branch is this one."""


@lru_cache(maxsize=128)
def tree(writes: frozenset[str]) -> Tree:
    """Return declared paths as a tree, whose ends are :data:`WHOLE`."""
    root: Tree = {}
    for path in sorted(writes):  # a field comes before its parts
        *steps, last = path.split(".")
        branch = root
        for step in steps:
            branch = branch.setdefault(step, {})
        if branch is not WHOLE and ":" not in steps[:1] and not path.startswith("body:"):
            branch[last] = WHOLE
    return root


def is_set(value: Any) -> bool:
    """Whether a value says something: not None, no empty tuple or map; 0, False and "" do."""
    return value is not None and (bool(value) or isinstance(value, (str, int, float)))


def undeclared(record: Any, branch: Tree, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield path and value of what is set in a record and not declared."""
    for name in field_names(record.__class__):
        value = getattr(record, name)
        below = branch.get(name)
        if below is WHOLE or not is_set(value) or _says_nothing(record, name, value):
            continue
        place = f"{path}.{name}" if path else name
        if isinstance(value, FrozenMap):
            for key in value:
                if below is None or key not in below:
                    yield f"{place}[{key!r}]", value[key]
        elif below is None:
            yield place, value
        elif type(value) is tuple:
            for index, member in enumerate(value):
                yield from undeclared(member, below, f"{place}[{index}]")
        elif isinstance(value, Record):
            yield from undeclared(value, below, place)


def _says_nothing(record: Any, name: str, value: Any) -> bool:
    """Whether a value is no part of an article: where it was read, and the type that an article has
    unless it says otherwise.
    """
    return isinstance(record, Article) and (
        name == "origin" or (name == "type" and value == "text")
    )


def declared_part(value: Any, branch: Tree) -> Any:
    """Return a value without what is not declared; a record stays where nothing of it is left, so
    that indices of members hold.
    """
    if isinstance(value, FrozenMap):
        return FrozenMap({key: texts for key, texts in value.items() if key in branch})
    if type(value) is tuple:
        return tuple(declared_part(member, branch) for member in value)
    if not isinstance(value, Record) or isinstance(value, NewsDate):
        return value
    cls: Any = type(value)
    changes = {
        field.name: field.default
        if (below := branch.get(field.name)) is None
        else declared_part(part, below)
        for field in attrs.fields(cls)
        if is_set(part := getattr(value, field.name)) and branch.get(field.name) is not WHOLE
    }
    record: Any = value
    return attrs.evolve(record, **changes) if changes else record
