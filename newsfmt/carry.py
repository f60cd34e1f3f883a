"""Values that a standard has no place for, as pieces of text: each has the path of the value in the
Article (``categories[0].name``) and, in a map, its key. A writer puts them where its standard takes
any text; a reader puts them back (model-rules.md §5).

The rule kept here is that what is carried comes back equal: :func:`pieces` gives everything a value
says but bodies, and :func:`put` makes the value again from its pieces in their order, never more
than one member past the end of a list.
"""

from __future__ import annotations

import re
from typing import Any

import attrs

from newsfmt._record import Kind, Record, field_names, kind_of
from newsfmt.article import Article, Extra, FrozenMap
from newsfmt.dates import NewsDate
from newsfmt.errors import DateError

__all__ = ["CarriedValue", "forget", "pieces", "put", "scalar", "text_of_scalar"]

CarriedValue = tuple[str, str | None, str]
"""Path, key in a map or None, and text."""

_STEP = re.compile(r"([a-z_]+)(?:\[(\d{1,6})\])?(?:\.|\Z)")
_DEEPEST = 40
_MAPS = (Extra, FrozenMap[str])
_SCALARS = frozenset({str, bool, int, float, NewsDate})
Steps = list[tuple[str, int | None]]


# ---- an Article's values to pieces
# ------------------------------------------------------------


def text_of_scalar(value: str | bool | int | float | NewsDate) -> str:
    """Return a single value as text.

    >>> text_of_scalar(True), text_of_scalar(2.5), text_of_scalar(NewsDate("2021-05"))
    ('true', '2.5', '2021-05')
    """
    if value.__class__ is bool:
        return "true" if value else "false"
    return repr(value) if value.__class__ is float else str(value)


def pieces(value: object, path: str) -> list[CarriedValue]:
    """Return the pieces of a value with all its parts; articles inside it give none.

    >>> from newsfmt.article import Party
    >>> pieces(Party("Kari Moe", extra={"a:b": "c"}), "people[0]")
    [('people[0].name', None, 'Kari Moe'), ('people[0].extra', 'a:b', 'c')]
    """
    values: list[CarriedValue] = []
    _collect(values, value, path)
    return values


def _collect(values: list[CarriedValue], value: Any, path: str) -> None:
    kind = value.__class__
    if kind in _SCALARS:
        values.append((path, None, text_of_scalar(value)))
    elif kind is tuple:
        for index, member in enumerate(value):
            _collect(values, member, f"{path}[{index}]")
    elif kind is FrozenMap:
        for key, texts in sorted(value.items()):  # equal articles give equal bytes
            members = (texts,) if isinstance(texts, str) else texts
            values += [(path, key, text) for text in members]
    elif isinstance(value, Record) and kind is not Article:
        for name in field_names(kind):
            inner = getattr(value, name)
            if inner is not None and inner != ():
                _collect(values, inner, f"{path}.{name}")


# ---- pieces to an Article's values
# ------------------------------------------------------------


def _steps(path: str) -> Steps | None:
    steps: Steps = []
    position = 0
    while position < len(path):
        step = _STEP.match(path, position)
        if step is None or len(steps) > _DEEPEST:
            return None
        steps.append((step[1], int(step[2]) if step[2] is not None else None))
        position = step.end()
    return steps or None


def put(values: dict[str, object], piece: CarriedValue) -> bool:
    """Put one piece among the fields of an Article; return False where its path leads nowhere or
    its text is no such value.

    >>> fields = {}
    >>> put(fields, ("rights.year", None, "2021")), put(fields, ("urgency", None, "high")), fields
    (True, False, {'rights': Rights(year='2021')})
    """
    path, key, text = piece
    steps = _steps(path)
    if steps is None:
        return False
    name, index = steps[0]
    if name in ("body", "origin") or name not in field_names(Article):
        return False
    try:
        values[name] = _put(values.get(name), kind_of(Article, name), index, steps[1:], key, text)
    except (LookupError, ValueError, TypeError, DateError):
        return False
    return True


def _put(old: Any, kind: Kind, index: int | None, rest: Steps, key: str | None, text: str) -> Any:
    if kind.of in _MAPS:
        if rest or key is None:
            raise LookupError(text)
        texts = dict(old or {})
        texts[key] = text if kind.of == FrozenMap[str] else (*texts.get(key, ()), text)
        return FrozenMap(texts)
    if index is None:
        if kind.many:
            raise LookupError(text)
        return _inside(old, kind.of, rest, key, text)
    if not kind.many:
        raise LookupError(text)
    members = tuple(old or ())
    if index > len(members):
        raise LookupError(text)
    member = members[index] if index < len(members) else None
    return (
        *members[:index],
        _inside(member, kind.of, rest, key, text),
        *members[index + 1 :],
    )


def _inside(old: object, cls: Any, rest: Steps, key: str | None, text: str) -> Any:
    if not rest:
        return scalar(cls, text)
    if not attrs.has(cls) or cls is NewsDate or cls is Article:
        raise LookupError(rest[0][0])
    record: Any = cls() if old is None else old
    name, index = rest[0]
    kind = kind_of(record.__class__, name)
    value = _put(getattr(record, name), kind, index, rest[1:], key, text)
    return attrs.evolve(record, **{name: value})


def scalar(cls: object, text: str) -> Any:
    """Return the value of a class that a text is, as :func:`text_of_scalar` wrote it. Raises
    ValueError, LookupError, DateError, and TypeError for a class that is no scalar.
    """
    if cls is str:
        return text
    if cls is bool:
        return {"true": True, "false": False}[text]
    if cls is int:
        return int(text)
    if cls is float:
        return int(text) if text.lstrip("-").isdigit() else float(text)
    if cls is NewsDate:
        return NewsDate(text)
    raise TypeError(cls)


def forget(values: dict[str, object], path: str) -> None:
    """Take the value at a path away again."""
    steps = _steps(path)
    if steps is None or steps[0][0] not in values:
        return
    name, index = steps[0]
    if len(steps) == 1 and index is None:
        del values[name]
        return
    values[name] = _without(values[name], index, steps[1:])


def _without(old: Any, index: int | None, rest: Steps) -> Any:
    if index is not None:
        if not isinstance(old, tuple) or index >= len(old):
            return old
        return (*old[:index], _without(old[index], None, rest), *old[index + 1 :])
    kind: Any = type(old)
    if not rest or not attrs.has(kind) or rest[0][0] not in field_names(kind):
        return old
    name, inner = rest[0]
    new = (
        None if len(rest) == 1 and inner is None else _without(getattr(old, name), inner, rest[1:])
    )
    return attrs.evolve(
        old, **{name: () if new is None and isinstance(getattr(old, name), tuple) else new}
    )
