"""The ``newsfmt:`` map of front matter, which says by the names of the model what no usual key says
exactly. A value of the map that cannot be read is reported and kept, and no other is lost with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from newsfmt import _codec
from newsfmt import article as model
from newsfmt import body as nodes
from newsfmt._record import Record, kinds_of
from newsfmt.article import Article
from newsfmt.errors import LimitError, SchemaError
from newsfmt.formats.markdown.fields import PREFIX, Fields
from newsfmt.formats.markdown.keys import OURS

__all__ = ["read_own"]

_FIELDS = frozenset(field.name for field in attrs.fields(Article)) - {"body", "origin"}


# ---- kinds of values
# ------------------------------------------------------------


def _whole(text: str) -> int | str:
    return int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else text


def _number(text: str) -> float | str:
    if re.fullmatch(r"-?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?", text):
        whole = _whole(text)
        return float(text) if type(whole) is str else whole
    return text


_TYPED: dict[object, Callable[[str], object]] = {
    int: _whole,
    float: _number,
    bool: lambda text: {"true": True, "false": False}.get(text, text),
}


def _kinds() -> dict[str, Callable[[str], object]]:
    """The keys of the model's JSON whose values are no texts, with what makes those of texts."""
    classes: Iterable[Any] = [
        value
        for module in (model, nodes)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Record) and attrs.has(value)
    ]
    return {
        name: _TYPED[kind.of]
        for cls in classes
        for name, kind in kinds_of(cls).items()
        if not kind.many and kind.of in _TYPED
    }


_KINDS = _kinds()
_VERBATIM = frozenset({"extra", "vocabularies"})


def _typed(data: dict[str, object]) -> None:
    """Turn texts into numbers and booleans, in place, where the model has those."""
    stack: list[Any] = [data]
    while stack:
        node = stack.pop()
        if type(node) is list:
            stack.extend(node)
        elif type(node) is dict:
            for key, value in node.items():
                if type(value) is str:
                    if key in _KINDS:
                        node[key] = _KINDS[key](value)
                elif key not in _VERBATIM:
                    stack.append(value)


# ---- the map
# ------------------------------------------------------------


def read_own(fields: Fields, own: dict[str, object]) -> None:
    """Read the map field by field. Raises LimitError."""
    _typed(own)
    notes = own.pop("body", None)
    fields.heading = own.pop("heading", None) == "true"
    for key, value in own.items():
        if value is None:
            continue
        if key not in _FIELDS:
            _report_unknown(fields, key)
            fields.keep(f"{OURS}.{key}", value)
            continue
        try:
            decoded = _decoded(fields, {key: value}, deepest=fields.context.limits.depth)
        except LimitError:
            raise
        except (SchemaError, RecursionError) as error:
            _report(fields, f"{OURS}.{key}: {error}; it is kept in extra")
            fields.keep(f"{OURS}.{key}", value)
            continue
        if key != "extra":
            fields.values[key] = getattr(decoded, key)
        fields.extra.update({name: list(texts) for name, texts in decoded.extra.items()})
    fields.given = set(fields.values)
    if type(notes) is dict:
        _read_notes(fields, notes)
    elif notes is not None:
        fields.odd(f"{OURS}.body", "a map is wanted")
        fields.keep(f"{OURS}.body", notes)


def _decoded(fields: Fields, data: Mapping[str, object], **limits: Any) -> Article:
    return _codec.decode(
        data, prefix=PREFIX, unknown=lambda path: _report_unknown(fields, path), **limits
    )


def _report(fields: Fields, message: str, code: str = "read.invalid") -> None:
    fields.report(code, message, fields.line(OURS))


def _report_unknown(fields: Fields, path: str) -> None:
    _report(fields, f"{OURS}.{path} is not known; it is kept in extra", "read.unknown-key")


def _read_notes(fields: Fields, notes: Mapping[str, object]) -> None:
    """Read what the map says of blocks of the body."""
    for path, note in notes.items():
        if (
            type(note) is dict
            and type(note.get("media", [])) is list
            and all(type(value) in (str, int, list) for value in note.values())
        ):
            try:
                if "media" in note:
                    item = _decoded(fields, {"renditions": note["media"]})
                    note = {**note, "media": item.renditions}
                fields.notes[path] = note
                continue
            except SchemaError:
                pass
        _report(fields, f"{OURS}.body: its entry for {path} is not understood")
        fields.keep(f"{OURS}.body.{path}", note)
