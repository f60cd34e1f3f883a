"""newsfmt's extension properties: a path and a text come in, the value is put where it belongs
among those read (model-rules.md §5).

The path is that of the value in the Article (``categories[0].name``); a property never reaches past
the end of a list by more than one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, get_args, get_type_hints

import attrs

from newsfmt.article import Article, FrozenMap
from newsfmt.dates import NewsDate
from newsfmt.errors import DateError

__all__ = ["apply", "forget"]

_STEP = re.compile(r"([a-z_]+)(?:\[(\d{1,6})\])?(?:\.|\Z)")
_DEEPEST = 40
_MAPS = frozenset({"extra", "vocabularies"})


def _steps(path: str) -> list[tuple[str, int | None]] | None:
    steps: list[tuple[str, int | None]] = []
    place = 0
    while place < len(path):
        found = _STEP.match(path, place)
        if found is None or len(steps) > _DEEPEST:
            return None
        steps.append((found[1], int(found[2]) if found[2] is not None else None))
        place = found.end()
    return steps or None


@lru_cache(maxsize=64)
def _hints(cls: Any) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in attrs.fields(cls)}


def apply(values: dict[str, Any], path: str, key: str | None, text: str) -> bool:
    """Put one value among the fields of an Article; False where the path leads nowhere or the text
    is no such value.
    """
    steps = _steps(path)
    if steps is None:
        return False
    name, index = steps[0]
    hint = _hints(Article).get(name)
    if hint is None or name in ("body", "origin"):
        return False
    try:
        values[name] = _put(values.get(name), hint, name, index, steps[1:], key, text)
    except (LookupError, ValueError, TypeError, DateError):
        return False
    return True


def _put(
    old: Any,
    hint: Any,
    name: str,
    index: int | None,
    rest: list[tuple[str, int | None]],
    key: str | None,
    text: str,
) -> Any:
    if name in _MAPS:
        if rest or key is None:
            raise LookupError(name)
        data = dict(old or {})
        data[key] = text if name == "vocabularies" else (*data.get(key, ()), text)
        return FrozenMap(data)
    if index is not None:
        inner = get_args(hint)[0]
        members = tuple(old or ())
        if index > len(members):
            raise LookupError(name)
        member = _inside(members[index] if index < len(members) else None, inner, rest, key, text)
        return (*members[:index], member, *members[index + 1 :])
    return _inside(old, hint, rest, key, text)


def _inside(
    old: Any, hint: Any, rest: list[tuple[str, int | None]], key: str | None, text: str
) -> Any:
    kinds = [kind for kind in get_args(hint) if kind is not type(None)] or [hint]
    cls: Any = kinds[0]
    if not rest:
        return _value(cls, text)
    if not attrs.has(cls) or cls is NewsDate or cls is Article:
        raise LookupError(rest[0][0])
    record: Any = cls() if old is None else old
    kind: Any = type(record)
    name, index = rest[0]
    inner = _hints(kind)[name]
    return attrs.evolve(
        record, **{name: _put(getattr(record, name), inner, name, index, rest[1:], key, text)}
    )


def _value(cls: Any, text: str) -> Any:
    if cls is str:
        return text
    if cls is bool:
        return {"true": True, "false": False}[text]
    if cls is int:
        return int(text)
    if cls is float:
        number = float(text)
        return int(text) if text.lstrip("-").isdigit() else number
    if cls is NewsDate:
        return NewsDate(text)
    raise TypeError(cls)


def forget(values: dict[str, Any], path: str) -> None:
    """Take a derived value away again."""
    steps = _steps(path)
    if steps is None or steps[0][0] not in values:
        return
    name, index = steps[0]
    if len(steps) == 1 and index is None:
        del values[name]
        return
    values[name] = _without(values[name], index, steps[1:])


def _without(old: Any, index: int | None, rest: list[tuple[str, int | None]]) -> Any:
    if index is not None:
        if not isinstance(old, tuple) or index >= len(old):
            return old
        return (*old[:index], _without(old[index], None, rest), *old[index + 1 :])
    kind: Any = type(old)
    if not rest or not attrs.has(kind) or rest[0][0] not in _hints(kind):
        return old
    name, inner = rest[0]
    new = (
        None if len(rest) == 1 and inner is None else _without(getattr(old, name), inner, rest[1:])
    )
    return attrs.evolve(
        old, **{name: () if new is None and isinstance(getattr(old, name), tuple) else new}
    )
