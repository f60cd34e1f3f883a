"""What all values of the model share: frozen attrs classes with slots, and a repr that shows only
what is set, shortened to be read.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Self

import attrs

__all__ = ["Record", "field_names"]

_LONG = 72
_MANY = 4
_DEEP = 4


@lru_cache(maxsize=128)
def field_names(cls: Any) -> tuple[str, ...]:
    """Return the names of a class's fields, in their order."""
    return tuple(field.name for field in attrs.fields(cls))


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
