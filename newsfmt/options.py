"""Options of a format: one attrs class serves keyword arguments, ``-O key=value``, the help page
and the docs.

Raw values (texts from the command line, or Python values) come in, an instance of the class goes
out; an unknown name or a value of a wrong type is an :class:`~newsfmt.errors.OptionError` that
lists the options.
"""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal

import attrs

from newsfmt.errors import OptionError, did_you_mean

__all__ = ["NoOptions", "Option", "Options", "Salvage", "describe", "make", "option", "unknown"]

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})


def option(default: object, help: str, *, check: Callable[[Any], object] | None = None) -> Any:
    """Return an attrs field for one option: its default, a sentence of help, and a check that
    raises ValueError.

    Types: ``bool``, ``int``, ``float``, ``str``, ``Literal[...]``, each with ``| None`` if the
    option may be unset.

    >>> @attrs.frozen(kw_only=True)
    ... class MyOptions:
    ...     tabs: bool = option(False, "Part the columns with tabs.")
    >>> make(MyOptions, {"tabs": "yes"})
    MyOptions(tabs=True)
    """
    return attrs.field(default=default, kw_only=True, metadata={"help": help, "check": check})


class Options:
    """Base of options classes: instances of one class are equal if their values are. A class
    without it, as attrs makes it, serves as well; with it newsfmt starts sooner, since attrs need
    not write comparison and repr for each.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return _values(self) == _values(other)

    def __hash__(self) -> int:
        return hash((self.__class__, *_values(self).items()))

    def __repr__(self) -> str:
        shown = (f"{name}={value!r}" for name, value in _values(self).items())
        return f"{type(self).__name__}({', '.join(shown)})"


def _values(options: Any) -> dict[str, object]:
    return {field.name: getattr(options, field.name) for field in attrs.fields(type(options))}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class NoOptions(Options):
    """The options of a format without options."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Salvage(Options):
    """The option of every reader that detects when its input is cut off; the reader's options class
    inherits it.

    >>> @attrs.frozen(kw_only=True)
    ... class MyOptions(Salvage):
    ...     tabs: bool = option(False, "Part the columns with tabs.")
    >>> [entry.name for entry in describe(MyOptions)]
    ['salvage', 'tabs']
    """

    salvage: bool = option(
        False, "Read the part of a cut-off input that has arrived, instead of refusing the input."
    )
    """Whether the existing part of an input that is cut off is read."""


@attrs.frozen
class Option:
    """The description of one option."""

    name: str
    """Its name."""
    type: str
    """The values it takes, in words."""
    default: Any
    """Its default."""
    help: str
    """Its effect, in a sentence."""


def describe(options: type) -> tuple[Option, ...]:
    """Return the options of an options class, in order."""
    hints = _hints(options)
    return tuple(
        Option(
            field.name, _type_name(hints[field.name]), field.default, field.metadata.get("help", "")
        )
        for field in attrs.fields(options)
    )


def make(
    options: type, given: Mapping[str, object] | None, *, format: str = "", strict: bool = True
) -> Any:
    """Return an instance of the options class from names and raw values.

    With ``strict=False`` names that the class does not have are ignored (they may belong to the
    other side).
    """
    if not given:
        return options()
    hints = _hints(options)
    values = {}
    for name, raw in given.items():
        if not isinstance(name, str):
            raise OptionError.refused("options", name, "the name of an option, a text")
        key = name.replace("-", "_")
        if key in hints:
            values[key] = _convert(key, raw, hints[key], options)
        elif strict:
            raise unknown(name, hints, format)
    return options(**values)


def unknown(
    name: str, known: Iterable[str], format: str = "", *, listed: Iterable[str] | None = None
) -> OptionError:
    """Return the error for an unknown option, with the nearest name; ``listed`` are the names to
    list, by default all that are known.
    """
    names = sorted(known)
    shown = ", ".join(sorted(listed) if listed is not None else names)
    listing = f"known options: {shown}" if shown else "it takes no option"
    return OptionError(
        f"{format + ' has' if format else 'there is'} no option "
        f"{name!r}{did_you_mean(name, names)} ({listing})",
        option=name,
        known=names,
    )


@lru_cache(maxsize=256)
def _hints(options: type) -> dict[str, Any]:
    hints = typing.get_type_hints(options)
    return {field.name: hints[field.name] for field in attrs.fields(options)}


def _type_name(hint: Any) -> str:
    if typing.get_origin(hint) is Literal:
        return "|".join(str(value) for value in typing.get_args(hint))
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        return " or ".join(
            _type_name(part) for part in typing.get_args(hint) if part is not type(None)
        )
    return {bool: "true|false", int: "number", float: "number", str: "text"}.get(
        hint, getattr(hint, "__name__", str(hint))
    )


def _convert(name: str, raw: object, hint: object, options: type) -> Any:
    try:
        value = _typed(raw, hint)
        check = getattr(attrs.fields(options), name).metadata.get("check")
        if check is not None and value is not None:
            check(value)
    except (ValueError, TypeError) as error:
        reason = f" ({error})" if str(error) else ""
        raise OptionError(
            f"option {name}={raw}: give {_type_name(hint)}{reason}",
            option=name,
            given=raw,
            known=[f.name for f in attrs.fields(options)],
        ) from None
    return value


def _typed(raw: object, hint: object) -> Any:
    if typing.get_origin(hint) is Literal:
        for value in typing.get_args(hint):
            if raw == value or str(raw) == str(value):
                return value
        raise ValueError
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        if raw is None or raw == "none":
            return None
        return _typed(raw, next(part for part in typing.get_args(hint) if part is not type(None)))
    if hint is bool:
        if isinstance(raw, bool):
            return raw
        word = str(raw).lower()
        if word in _TRUE:
            return True
        if word in _FALSE:
            return False
        raise ValueError
    if hint in (int, float):
        return _number(raw, hint)
    if hint is str:
        if not isinstance(raw, str):
            raise ValueError
        return raw
    return raw


def _number(raw: Any, kind: type[int] | type[float]) -> int | float:
    """A number of the kind, without loss: no fraction is cut, no infinity, no truth value."""
    try:
        value = kind(raw)
    except (ValueError, TypeError, OverflowError):
        raise ValueError from None
    if (
        isinstance(raw, bool)
        or (isinstance(raw, float) and value != raw)
        or not math.isfinite(value)
    ):
        raise ValueError
    return value
