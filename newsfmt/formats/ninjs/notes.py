"""What is odd in an item, told with path and line, and the keeping of what no field takes: one
Notes for each item that is read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from newsfmt._orjson import orjson
from newsfmt.body import plain
from newsfmt.errors import Position
from newsfmt.format import Context

__all__ = ["Extras", "Notes", "kept", "packed"]

Extras = dict[str, tuple[str, ...]]
_MOST = 2**53


class Notes:
    """The context of one item: its ``path`` in the document, its ``line`` if that is known, and
    what finds the lines of values.
    """

    __slots__ = ("context", "line", "lines", "path")

    def __init__(
        self,
        context: Context,
        path: str,
        lines: Callable[[], Mapping[str, int]],
        line: int | None = None,
    ) -> None:
        self.context = context
        self.path = path
        self.lines = lines
        self.line = line

    def below(self, step: str) -> Notes:
        """Return the Notes of an item inside this one."""
        return Notes(self.context, self.path + step, self.lines)

    def tell(self, code: str, step: str, message: str) -> None:
        """Report something about the value at ``step`` of the item."""
        path = self.path + step
        line = self.line if self.line and not step else self.lines().get(path)
        self.context.warn(code, message, at=Position(line=line, path=path))

    def remark(self, message: str) -> None:
        """Report a departure of the item as a whole, without a search for its line."""
        self.context.warn("read.invalid", message, at=Position(line=self.line, path=self.path))

    def odd(self, step: str, message: str) -> None:
        """Report a departure from the standard."""
        self.tell("read.invalid", step, message)

    def text(self, step: str, value: Any, extra: Extras) -> str | None:
        """Return a text, stripped, None for an empty one; a number counts as text, anything else
        goes to ``extra``; both are odd.
        """
        if type(value) is str:
            return plain(value) or None
        if type(value) in (int, float):
            self.odd(step, "a text is wanted here, not a number; read as text")
            return str(value)
        self.mistyped(step, value, "a text", extra)
        return None

    def number(self, step: str, value: Any, extra: Extras, kind: type) -> Any:
        """Return an ``int`` or ``float``; digits in a text are accepted and odd, anything else goes
        to ``extra``.
        """
        if type(value) is int and -_MOST < value < _MOST:
            return value
        if type(value) is float and (value.is_integer() if kind is int else isfinite(value)):
            return kind(value)
        if type(value) is str and value.strip():
            try:
                number = kind(value)
            except ValueError:
                number = None
            if number is not None and -_MOST < number < _MOST:
                self.odd(step, "a number is wanted here, not a text; read as a number")
                return number
        self.mistyped(step, value, "a whole number" if kind is int else "a number", extra)
        return None

    def mistyped(self, step: str, value: Any, wanted: str, extra: Extras) -> None:
        """Keep a value of the wrong type in ``extra`` and say so; null and empty values are just
        absent.
        """
        parts = kept(value)
        if parts:
            extra[_name(step)] = parts
            self.odd(step, f"{wanted} is wanted here; kept in extra")

    def unknown(self, step: str, value: Any, extra: Extras) -> None:
        """Keep the value of a key that no version of ninjs has, and say so."""
        parts = kept(value)
        if parts:
            extra[_name(step)] = parts
            self.tell("read.unknown-key", step, "no version of ninjs has this key; kept in extra")


def _name(step: str) -> str:
    return "ninjs:" + step.rpartition(".")[2]


def kept(value: Any) -> tuple[str, ...]:
    """Return a value as ``extra`` keeps it: a text as it is, texts each by itself, anything with
    structure as one JSON string.
    """
    if value is None or value == "" or value == [] or value == {}:
        return ()
    if type(value) is str:
        return (value,)
    if type(value) is list and all(type(part) is str for part in value):
        return tuple(value)
    return (packed(value),)


def packed(value: Any) -> str:
    """Return plain data as one JSON string, however deeply it is nested. Raises RecursionError
    where that is too deep for Python.
    """
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
