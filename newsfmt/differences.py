"""Where two articles differ, as paths: the way a writer finds out what its format did not keep.

Two Articles come in, the paths of the values that are not equal go out (``subjects[2].uri``,
``extra['nitf:class']``, ``body[3]``); ``origin`` is not compared, and of two bodies only the blocks
at the top.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from newsfmt._record import Record, field_names
from newsfmt.article import Article, FrozenMap

__all__ = ["differences", "is_declared", "value_at"]


def differences(one: Article, other: Article) -> list[str]:
    """Return the paths of all values that are not equal, in the order of the fields.

    >>> differences(Article(headline="Ferry", keywords=["sea"]), Article(headline="Bridge", keywords=["sea", "land"]))
    ['headline', 'keywords[1]']
    """
    return [] if one == other else list(_records(one, other, ""))


def _records(one: Any, other: Any, path: str) -> Iterator[str]:
    for name in field_names(one.__class__):
        mine, theirs = getattr(one, name), getattr(other, name, None)
        if mine != theirs and name != "origin":
            yield from _values(
                mine, theirs, f"{path}.{name}" if path else name, deep=name not in ("body", "media")
            )


def _values(one: Any, other: Any, path: str, *, deep: bool = True) -> Iterator[str]:
    if type(one) is tuple and type(other) is tuple:
        for place in range(max(len(one), len(other))):
            where = f"{path}[{place}]"
            if place >= len(one) or place >= len(other):
                yield where
            elif one[place] != other[place]:
                yield from _values(one[place], other[place], where) if deep else (where,)
    elif isinstance(one, FrozenMap) and isinstance(other, FrozenMap):
        for key in {**one, **other}:
            if one.get(key) != other.get(key):
                yield f"{path}[{key!r}]"
    elif isinstance(one, Record) and type(one) is type(other) and _has_parts(one):
        yield from _records(one, other, path)
    else:
        yield path


def _has_parts(record: Any) -> bool:
    return len(field_names(record.__class__)) > 1


def value_at(record: Any, path: str) -> Any:
    """Return the value at a dotted path of a record (``dateline.place``), None where a part of the
    way is missing.
    """
    for name in path.split("."):
        if record is None:
            return None
        record = getattr(record, name)
    return record


@lru_cache(maxsize=4096)
def _bare(path: str) -> tuple[str, ...]:
    """The steps of a path without its indices and keys."""
    steps: list[str] = []
    for step in path.split("."):
        name = step.partition("[")[0]
        steps.append(name)
        if "['" in step or '["' in step:
            break
    return tuple(steps)


def is_declared(path: str, writes: frozenset[str]) -> bool:
    """Whether a declaration of what a writer can say (``Format.writes``) covers the value at a
    path.

    >>> is_declared("subjects[2].uri", frozenset({"subjects.uri"})), is_declared("subjects[2]", frozenset({"subjects.uri"}))
    (True, True)
    """
    steps = _bare(path)
    for end in range(1, len(steps) + 1):
        if ".".join(steps[:end]) in writes:
            return True
    start = ".".join(steps) + "."
    return any(declared.startswith(start) for declared in writes)
