"""Declarations of the fields that a writer supports (``Format.writes``) as trees, and the values of
an article outside them.

A path ``headline`` stands for the field with all its parts, ``subjects.name`` for that part of each
member alone; ``body:table`` is a kind of node, which renderers report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

import attrs

from newsfmt._record import Record, field_names
from newsfmt.article import Article, FrozenMap
from newsfmt.dates import NewsDate

__all__ = ["Branch", "declared_part", "is_set", "same", "says", "tree", "undeclared"]


Fields = tuple[tuple[str, "Branch | None"], ...]


class Open(NamedTuple):
    """The fields of a class that are not declared with all their parts."""

    fields: Fields
    values: Callable[[Any], tuple[Any, ...]]
    """Takes their values from a record."""
    nothing: tuple[Any, ...]
    """Their values in a record that says nothing there."""


class Branch:
    """The declared parts of a record or map by name, each with its own branch."""

    __slots__ = ("_all", "_open", "parts")

    def __init__(self) -> None:
        self.parts: dict[str, Branch] = {}
        self._all: dict[Any, Fields] = {}
        self._open: dict[Any, Open] = {}

    def all(self, cls: object) -> Fields:
        """Return the fields of a class, each with its branch, or None if it is not declared."""
        if cls not in self._all:
            self._all[cls] = tuple(
                (name, self.parts.get(name))
                for name in field_names(cls)
                if not (name == "origin" and cls is Article)
            )
        return self._all[cls]

    def open(self, cls: Any) -> Open:
        """Return the fields that are not declared with all their parts."""
        found = self._open.get(cls)
        if found is None:
            fields = tuple(field for field in self.all(cls) if field[1] is not WHOLE)
            names = [name for name, _ in fields]
            values = attrgetter(*names) if len(names) > 1 else _few(names)
            usual = attrs.fields_dict(cls)
            found = Open(fields, values, tuple(usual[name].default for name in names))
            self._open[cls] = found
        return found


def _few(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What takes the value of one field, or of none."""
    return lambda record: tuple(getattr(record, name) for name in names)


WHOLE = Branch()
"""The branch of a value that is declared with all its parts."""


@lru_cache(maxsize=128)
def tree(writes: frozenset[str]) -> Branch:
    """Return declared paths as a tree, whose ends are :data:`WHOLE`; kinds of nodes
    (``body:table``) are left out.
    """
    root = Branch()
    for path in sorted(writes):  # a field comes before its parts
        if path.startswith("body:"):
            continue
        *steps, last = path.split(".")
        branch = root
        for step in steps:
            branch = branch.parts.setdefault(step, Branch())
        if branch is not WHOLE:
            branch.parts[last] = WHOLE
    return root


def is_set(value: object) -> bool:
    """Whether a value is set: not None, and no empty tuple or map; 0, False and "" are set."""
    return value is not None and (bool(value) or isinstance(value, (str, int, float)))


def says(value: object) -> bool:
    """Whether a value, or a part of it if it is a record, is set."""
    if not isinstance(value, Record) or isinstance(value, NewsDate):
        return is_set(value)
    kind: Any = type(value)
    return any(is_set(getattr(value, name)) for name in field_names(kind))


_EMPTY = ()


def undeclared(record: object, branch: Branch, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield path and value of everything set in a record and not declared."""
    fields, values_of, nothing = branch.open(record.__class__)
    values = values_of(record)
    if values == nothing:
        return
    for (name, below), value in zip(fields, values, strict=True):
        if value is None or value is _EMPTY or not is_set(value):
            continue
        place = f"{path}.{name}" if path else name
        if type(value) is FrozenMap:  # isinstance asks Python code of an abstract class
            for key in value:
                if below is None or key not in below.parts:
                    yield f"{place}[{key!r}]", value[key]
        elif below is None:
            if name != "type" or value != "text" or not isinstance(record, Article):
                yield place, value
        elif type(value) is tuple:
            for index, member in enumerate(value):
                inner = below.open(member.__class__)
                if inner.values(member) != inner.nothing:
                    yield from undeclared(member, below, f"{place}[{index}]")
        elif isinstance(value, Record):
            yield from undeclared(value, below, place)


def same(before: Any, after: Any, branch: Branch | None) -> bool:
    """Whether every declared part of a value came back in its place, and nothing else."""
    if before == after:
        return True
    if branch is None:
        if is_set(before) and isinstance(after, FrozenMap):
            return all(key in before for key in after)
        kind: Any = type(before)
        if isinstance(before, Record) and kind is type(after):
            return all(
                same(getattr(before, one.name), getattr(after, one.name), None)
                for one in attrs.fields(kind)
            )
        return is_set(before) or not is_set(after)
    if branch is WHOLE or type(before) is not type(after):
        return False
    if type(before) is tuple:
        return len(before) == len(after) and all(
            same(one, other, branch) for one, other in zip(before, after, strict=True)
        )
    if isinstance(before, FrozenMap):
        return all(
            before.get(key) == after.get(key) or (key in before and key not in branch.parts)
            for key in {**before, **after}
        )
    if not isinstance(before, Record):
        return False
    return all(
        same(getattr(before, name), getattr(after, name), below)
        for name, below in branch.all(before.__class__)
    )


def declared_part(value: object, branch: Branch | None) -> Any:
    """Return a value without its undeclared parts, None if nothing is left; a member of a list is
    kept even then, so that the indices of the others hold.
    """
    if branch is None or branch is WHOLE:
        return None if branch is None else value
    if isinstance(value, FrozenMap):
        return FrozenMap({key: texts for key, texts in value.items() if key in branch.parts})
    if type(value) is tuple:
        return tuple(declared_part(member, branch) for member in value)
    if not isinstance(value, Record) or isinstance(value, NewsDate):
        return value
    record: Any = value
    changes: dict[str, Any] = {}
    for name, below in branch.open(type(record)).fields:
        if is_set(part := getattr(record, name)):
            left = declared_part(part, below)
            said = left is not None and says(left)
            changes[name] = left if said else getattr(attrs.fields(type(record)), name).default
    return attrs.evolve(record, **changes) if changes else record
