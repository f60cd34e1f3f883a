"""The base of all values of the model: frozen attrs classes with slots, a constructor that checks
its arguments, a short repr of the fields that are set, and the kinds of the fields.

:func:`checked` writes the constructor from the kinds of the fields, as attrs writes its own, so
that every reader can use it: a value of the field's own class passes one comparison; any other
value is converted, or refused with the name of its field.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, wraps
from operator import attrgetter
from reprlib import Repr
from types import MappingProxyType, SimpleNamespace, UnionType
from typing import Any, ClassVar, NamedTuple, Self, TypeVar, get_args, get_origin, get_type_hints

import attrs

from newsfmt.errors import DateError, FieldError

__all__ = ["Kind", "Many", "Record", "Rows", "checked", "explained", "field_docs", "field_names", "kind_of", "kinds_of", "resolved"]  # fmt: skip

T = TypeVar("T")
C = TypeVar("C", bound=type)

_LONG = 72
_MANY = 4
_DEEP = 4


@lru_cache(maxsize=128)
def field_names(cls: Any) -> tuple[str, ...]:
    """Return the names of a class's fields, in their order."""
    return tuple(field.name for field in attrs.fields(cls))


class Kind(NamedTuple):
    """The kind of values of a field, from its annotation."""

    of: Any
    """The type of one value: a class, a union of the model (``Inline``), a map (``Extra``)."""
    many: int = 0
    """0 for one value, 1 for a tuple of them, 2 for a tuple of tuples."""
    optional: bool = False
    """Whether None means no value."""


def kind_of(cls: object, name: str) -> Kind:
    """Return the kind of a field of an attrs class.

    >>> from newsfmt.article import Article
    >>> kind_of(Article, "headline")
    Kind(of=<class 'str'>, many=0, optional=True)
    """
    return kinds_of(cls)[name]


def kinds_of(cls: object) -> Mapping[str, Kind]:
    """Return the kinds of all fields of an attrs class, by name, in their order."""
    return _kinds_of(cls)


@lru_cache(maxsize=256)
def _kinds_of(cls: Any) -> Mapping[str, Kind]:
    homes = {
        field.name: base.__module__
        for base in reversed(cls.__mro__)
        for field in vars(base).get("__attrs_attrs__", ())
        if not field.inherited
    }
    return MappingProxyType(
        {field.name: resolved(field.type, homes[field.name]) for field in attrs.fields(cls)}
    )


@lru_cache(maxsize=256)
def resolved(annotation: object, module: str) -> Kind:
    """Return the kind for an annotation in a module; each annotation is resolved once."""
    holder = SimpleNamespace(__annotations__={"field": annotation})
    hint = get_type_hints(holder, vars(sys.modules[module]))["field"]
    many = 0
    while get_origin(hint) is tuple:
        hint, many = get_args(hint)[0], many + 1
    members = get_args(hint) if isinstance(hint, UnionType) else ()
    if type(None) not in members:
        return Kind(hint, many)
    (member_kind,) = (member for member in members if member is not type(None))
    return Kind(member_kind, many, optional=True)


class Record:
    """Base of every value of the model: values of one class are equal if their fields are; adds a
    readable repr, and copies that are the value itself, since values never change.
    """

    __slots__ = ()
    _compared: ClassVar[Any]
    """Returns the fields by which a value is compared; what attrs writes for each class takes a
    third of the time in which the model is imported.
    """

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return bool(self._compared(self) == self._compared(other))

    def __hash__(self) -> int:
        return hash((self.__class__, self._compared(self)))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Show a value in IPython and hypothesis like ``repr``."""
        printer.text(repr(self))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self

    def __repr__(self) -> str:
        return _repr(self, _DEEP)


# ---- construction
# ------------------------------------------------------------


class Many(tuple[T, ...]):
    """The converter of a field of several values: a value, an iterable of values or None becomes a
    tuple.

    >>> Many("Oslo"), Many(["Oslo", "Molde"]), Many(None)
    (('Oslo',), ('Oslo', 'Molde'), ())
    """

    def __new__(cls, value: T | Iterable[T] | None = ()) -> Many[T]:
        """Return a plain tuple. Raises TypeError for anything but a value or an iterable."""
        return _several(value)  # type: ignore[return-value]


class Rows(tuple[tuple[T, ...], ...]):
    """The converter of a field of several sequences: the rows of a table, the items of a list.

    >>> Rows([["a", "b"], "c"])
    (('a', 'b'), ('c',))
    """

    def __new__(cls, value: Iterable[T | Iterable[T]] = ()) -> Rows[T]:
        """Return a plain tuple of tuples. Raises TypeError for anything but an iterable of
        sequences.
        """
        return tuple(map(_several, value))  # type: ignore[return-value]


def _several(value: Any) -> tuple[Any, ...]:
    if type(value) is tuple:
        return value
    if value is None or value == "":
        return ()
    return (value,) if isinstance(value, (str, Record)) else tuple(value)


def checked(cls: C) -> C:
    """Give a frozen attrs class a constructor that checks its arguments, in place of the one by
    attrs: with the same parameters, and FieldError for a value of a wrong type; and the fields by
    which its values are compared.

    The constructor is written when the first value is made: then all classes of the module exist,
    and most runs use only some classes.
    """
    names = [field.name for field in attrs.fields(cls) if field.eq]
    cls._compared = attrgetter(*names) if names else type  # type: ignore[attr-defined]
    made: Any = vars(cls)["__init__"]
    made.__annotations__ |= {
        field.name: f"Iterable[{inner}] | {inner} | None"
        for field in attrs.fields(cls)
        if (inner := _member(field.type))
    }

    @wraps(made)
    def first(self: object, /, *args: object, **values: object) -> None:
        cls.__init__ = wraps(made)(_constructor(cls))  # type: ignore[misc]
        cls.__init__(self, *args, **values)  # type: ignore[misc]

    cls.__init__ = first  # type: ignore[misc]
    explained(cls)
    return cls


def explained(cls: Any) -> Any:
    """Let ``help()`` show the meaning of each slot of a class: the docstrings below its fields."""
    cls.__slots__ = _Meanings(cls, vars(cls)["__slots__"])
    return cls


class _Meanings(dict[str, Any]):
    """The slots of a class with their meanings for ``help()``; the docstrings below the fields are
    read on demand.
    """

    def __init__(self, cls: type, slots: Iterable[str]) -> None:
        super().__init__(dict.fromkeys(slots))
        self._cls = cls

    def __getitem__(self, name: str) -> Any:
        return field_docs(self._cls).get(name)


@lru_cache(maxsize=64)
def field_docs(cls: type) -> dict[str, str]:
    """Return the docstring below each field of a newsfmt class, by field name, including inherited
    fields; empty without source.
    """
    import ast
    import inspect
    import textwrap
    from itertools import pairwise

    docs: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if not base.__module__.startswith("newsfmt."):
            continue
        try:
            source = textwrap.dedent(inspect.getsource(base))
        except OSError:
            continue
        body = ast.parse(source).body[0].body  # type: ignore[attr-defined]
        for part in body:
            if isinstance(part, ast.FunctionDef) and part.name == "__init__":
                body = body + part.body
        for field, following in pairwise(body):
            targets = (
                field.targets if isinstance(field, ast.Assign) else [getattr(field, "target", None)]
            )
            if isinstance(targets[0], (ast.Name, ast.Attribute)) and isinstance(
                following, ast.Expr
            ):
                value, target = following.value, targets[0]
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    name = target.id if isinstance(target, ast.Name) else target.attr
                    docs[name] = " ".join(value.value.split())
    return docs


def _member(annotation: str) -> str | None:
    """The member type of a tuple in an annotation; None for other annotations.

    >>> _member("tuple[Concept, ...]"), _member("str | None")
    ('Concept', None)
    """
    return annotation[6:-6] if annotation.startswith("tuple[") else None


def _constructor(cls: Any) -> Any:
    namespace: dict[str, Any] = {
        "type_of": type, "tuple_": tuple, "empty": (), "fit": _fit, "refusal": _refusal, "errors": (TypeError, DateError),
    }  # fmt: skip
    parameters, lines = ["self"], []
    for field in attrs.fields(cls):
        name, kind = field.name, kind_of(cls, field.name)
        namespace |= {
            f"default_{name}": field.default,
            f"field_{name}": field,
            f"known_{name}": _known(kind.of),
            f"convert_{name}": getattr(field.converter, "__origin__", field.converter),
            f"set_{name}": getattr(cls, name).__set__,
        }
        parameters.append(f"{name}=default_{name}")
        lines += [*_statements(field, kind), f"set_{name}(self, {name})"]
    source = f"def __init__({', '.join(parameters)}):\n    " + "\n    ".join(lines or ["pass"])
    exec(compile(source, f"<{cls.__qualname__}.__init__>", "exec"), namespace)  # noqa: S102 (as attrs does)
    return namespace["__init__"]


def _known(held: object) -> set[type]:
    """The classes whose values a field takes unchanged; derived classes are added when they
    occur.
    """
    members = get_args(held) if isinstance(held, UnionType) else (held,)
    known = {member for member in members if isinstance(member, type)}
    return known | {int} if float in known else known


def _statements(field: Any, kind: Kind) -> Iterator[str]:
    """The lines of a constructor that check one argument."""
    name = field.name
    fit = f"{name} = fit(self, field_{name}, {name}, known_{name})"
    convert = [
        f"    try: {name} = convert_{name}({name})",
        f"    except errors as error: raise refusal(self, field_{name}, {name}, error) from error",
    ]
    if kind.many == 1:
        yield f"if {name} is not empty:"
        yield f"    if type_of({name}) is not tuple_:"
        yield from (f"    {line}" for line in convert)
        yield f"    for member in {name}:"
        yield f"        if type_of(member) not in known_{name}: {fit}; break"
    elif kind.many:
        yield f"if {name} is not empty:"
        yield from convert
        yield f"    for row in {name}:"
        yield "        for member in row:"
        yield f"            if type_of(member) not in known_{name}: {fit}; break"
    elif kind.of in (str, int, bool):
        given = f"{name} is not None and " if kind.optional else ""
        yield f"if {given}type_of({name}) is not {kind.of.__name__}: {fit}"
    else:
        yield f"if {name} is not default_{name} and type_of({name}) not in known_{name}:"
        yield from convert if field.converter is not None else [f"    {fit}"]


def _fit(record: Record, field: Any, value: object, known: set[type]) -> Any:
    """Return a value as its field holds it, and add its classes to ``known``. Raises FieldError for
    a value that the field does not take.
    """
    kind = kind_of(type(record), field.name)
    try:
        if not kind.many:
            return _fitting(value, kind.of, known)
        return _each(value, kind.many, kind.of, known)
    except _Misfit as error:
        raise _refusal(record, field, error.args[0]) from None


class _Misfit(TypeError):
    """Raised with a value that a field does not take."""


def _each(values: Any, depth: int, held: Any, known: set[type]) -> tuple[Any, ...]:
    if depth > 1:
        return tuple(_each(row, depth - 1, held, known) for row in values)
    return tuple(_fitting(value, held, known) for value in values)


def _fitting(value: object, held: object, known: set[type]) -> Any:
    """Return a value for a field; an instance of a subclass of ``str`` becomes a plain ``str``.
    Raises _Misfit.
    """
    cls = type(value)
    if cls in known:
        return value
    if issubclass(cls, str) and str in known:
        return str.__str__(value)
    if not issubclass(cls, Record) or not (held is Any or isinstance(value, tuple(known))):
        raise _Misfit(value)
    known.add(cls)
    return value


def _refusal(record: Record, field: Any, value: Any, error: Exception | None = None) -> Exception:
    """The error that names the record, the field, its type and the given value."""
    name = type(record).__name__
    if isinstance(error, DateError):
        message = f"{name}({field.name}=...): {error}"
        return DateError(message, text=error.text, ambiguous=error.ambiguous)
    wanted = field.type.removesuffix(" | None")
    if member := _member(wanted):
        wanted = f"a sequence of {(_member(member) or member).replace('Any', 'Rendition')}"
    elif wanted == "NewsDate":
        wanted = "a NewsDate or a date in ISO 8601"
    elif field.converter is not None:
        wanted = "a mapping of texts"
    given = f"{type(value).__name__} {_given.repr(value)}"
    if isinstance(value, Record):
        given = _short(value, 2)
    given = " ".join(given.split())
    return FieldError(
        f"{name}({field.name}=...) takes {wanted}, not {given}",
        record=name,
        field=field.name,
        wanted=wanted,
        given=given,
    )


_given = Repr()
_given.maxstring = _given.maxother = 60


# ---- repr
# ------------------------------------------------------------


def _repr(record: Record, depth: int) -> str:
    """The fields that differ from their default, the first content without its name; below
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


def _short(value: object, depth: int) -> str:
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
