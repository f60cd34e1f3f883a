"""Article to plain JSON data and back, by tables made from the model's own annotations, so that a
field cannot be forgotten.

``encode`` leaves out unset fields and keeps the model's key order; ``decode`` checks every type and
names the path of a fault (``$.body[3].content``). Unknown keys go to the record's ``extra`` (to the
article's, if the record has none) under ``json:`` and are reported to the caller. orjson reads and
writes the bytes; only data nested deeper than its limit goes through the standard library.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from itertools import compress
from operator import attrgetter, is_not
from typing import Any

import attrs

from newsfmt import article as model
from newsfmt import body as nodes
from newsfmt._orjson import orjson
from newsfmt._record import Kind, kinds_of
from newsfmt.article import RECORDS, Article, FrozenMap, Rendition
from newsfmt.body import Block, Node
from newsfmt.dates import NewsDate
from newsfmt.errors import DateError, LimitError, ParseError, Position, SchemaError, SerializeError

__all__ = ["SCHEMA", "decode", "encode", "from_json", "loads", "to_json"]

SCHEMA = "newsfmt-article/1"
"""The value of the ``schema`` key, first in every top-level record."""

_Paragraph = nodes.Paragraph
_NONE: tuple[()] = ()
_NO_MAP = Article().extra
Encoder = Callable[[Any], Any]
Decoder = Callable[[Any, "_Unknown"], Any]
Plan = tuple[Any, tuple[tuple[str, "Encoder | None"], ...], tuple[Any, ...]]
_MOST = 16 * 1024 * 1024  # the limit article_bytes by default
_SET = object()  # no value equals this: fields whose default is written


class _Unknown:
    """Collects the keys that no field takes: ``found`` for the caller's report, ``homeless`` for
    the article's extra.
    """

    __slots__ = ("deep", "deepest", "found", "homeless", "prefix", "room")

    def __init__(self, prefix: str, deepest: int, most: int | None) -> None:
        self.prefix = prefix
        self.deepest = deepest
        # characters that their paths may still take
        self.room = most if most is not None else 1 << 60
        self.deep = 0  # depth of the current node
        self.found: list[str] = []
        self.homeless: list[tuple[str, Any]] = []


# ---- encoding
# ------------------------------------------------------------


def encode(article: Article, *, origin: bool = True) -> dict[str, Any]:
    """Return the article as plain data, ``schema`` first. Raises SerializeError for numbers that
    JSON lacks.
    """
    data: dict[str, Any] = {"schema": SCHEMA}
    try:
        _fill(article, data, _ARTICLE)
    except RecursionError:
        raise SerializeError("the body is nested too deeply for JSON", path="body") from None
    if not origin:
        todo = [data]
        while todo:  # the items of associations have one too, and it is no part of equality
            record = todo.pop()
            record.pop("origin", None)
            todo.extend(
                member["item"] for member in record.get("associations", ()) if "item" in member
            )
    return data


def _fill(value: object, data: dict[str, object], plan: Plan) -> None:
    get, fields, unset = plan
    values = get(value)
    # Of about fifty fields a handful are set: fields with their default are skipped without a step
    # of Python.
    for (name, encoder), part in compress(zip(fields, values), map(is_not, values, unset)):  # noqa: B905 (the plan made both)
        if part or (part is not None and isinstance(part, (str, int, float))):
            data[name] = part if encoder is None else encoder(part)


def _plan(cls: type, skip: frozenset[str] = frozenset()) -> Plan:
    """How a record is encoded: the getter of its fields, their names and encoders, and the defaults
    of unset fields.
    """
    names = [field.name for field in attrs.fields(cls) if field.name not in skip]
    if "extra" in names:
        names.append(names.pop(names.index("extra")))
    if "origin" in names:
        names.append(names.pop(names.index("origin")))
    fields = {field.name: field for field in attrs.fields(cls)}
    unset = tuple(
        default if (default := fields[name].default) in (None, _NONE, _NO_MAP) else _SET
        for name in names
    )
    return (
        attrgetter(*names),
        tuple((name, _encoder(kinds_of(cls)[name])) for name in names),
        unset,
    )


def _record_encoder(cls: type) -> Encoder:
    plan: list[Any] = []

    def encode_record(value: object) -> dict[str, Any]:
        if not plan:
            plan.append(_plan(cls))
        data: dict[str, Any] = {}
        _fill(value, data, plan[0])
        return data

    return encode_record


def _records_encoder(cls: type) -> Encoder:
    encode = _record_encoder(cls)

    def encode_records(values: Any) -> list[Any]:
        return [encode(value) for value in values]

    return encode_records


def _number(value: object) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        raise SerializeError(f"JSON has no number {value}")
    return value


def _iso(value: NewsDate) -> str:
    return value.iso


def _lists(value: FrozenMap[tuple[str, ...]]) -> dict[str, list[str]]:
    return {key: list(value[key]) for key in sorted(value)}


def _texts(value: FrozenMap[str]) -> dict[str, str]:
    return {key: value[key] for key in sorted(value)}


def _blocks(blocks: tuple[Block, ...]) -> list[Any]:
    # the first form is that of nearly every block of nearly every article
    return [
        {"type": "paragraph", "content": [{"text": block.content[0]}]}
        if type(block) is _Paragraph
        and block.role is None
        and len(block.content) == 1
        and type(block.content[0]) is str
        and block.language is None
        and block.direction is None
        else _NODE_ENCODERS[type(block)](block)
        for block in blocks
    ]


def _paragraph(block: nodes.Paragraph) -> dict[str, Any]:
    content = block.content
    data: dict[str, Any] = {"type": "paragraph"}
    for key in ("role", "language", "direction"):
        value = getattr(block, key)
        if value is not None:
            data[key] = value
    data["content"] = _inlines(content)
    return data


def _inlines(content: Iterable[Node]) -> list[Any]:
    out: list[Any] = []
    for node in content:
        if type(node) is str:
            out.append({"text": node})
        else:
            out.append(_NODE_ENCODERS[type(node)](node))
    return out


def _items(items: Any) -> list[Any]:
    return [_blocks(item) for item in items]


def _rows(rows: Any) -> list[Any]:
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(cell: nodes.Cell) -> dict[str, Any]:
    data: dict[str, Any] = {"content": _inlines(cell.content)}
    if cell.header:
        data["header"] = True
    for key in ("colspan", "rowspan"):
        value = getattr(cell, key)
        if value is not None:
            data[key] = value
    return data


def _media(media: tuple[Rendition, ...]) -> list[Any]:
    return [_RENDITION(rendition) for rendition in media]


def _item(article: Article) -> dict[str, Any]:
    data: dict[str, Any] = {}
    _fill(article, data, _ARTICLE)
    return data


# Keys in the order they are written, where that is not the order of the fields; a key in _ALWAYS is
# written even when its value is empty or false.
_ORDER: dict[str, tuple[str, ...]] = {
    "heading": ("level", "language", "direction", "content"),
    "list": ("ordered", "start", "language", "direction", "items"),
    "quote": ("source", "language", "direction", "blocks"),
    "table": ("caption", "language", "direction", "rows"),
    "section": ("role", "title", "language", "direction", "blocks"),
    "preformatted": ("language", "direction", "text"),
    "paragraph": ("role", "language", "direction", "content"),
    "link": ("href", "title", "rel", "content"),
    "span": ("language", "direction", "role", "content"),
    "name": ("role", "uri", "code", "content"),
}
_ALWAYS = frozenset(
    {"content", "items", "blocks", "rows", "media", "level", "ordered", "href", "alt", "reading"}
)
_NODE_PARTS: dict[tuple[Any, int], Encoder] = {
    (nodes.Inline, 1): _inlines,
    (nodes.Block, 1): _blocks,
    (nodes.Block, 2): _items,
    (nodes.Cell, 2): _rows,
    (Any, 1): _media,
}


def node_keys(kind: str, cls: type) -> dict[str, bool]:
    """Return the keys of a node in JSON beside its type, in order, and whether each is always
    written.
    """
    keys = _ORDER.get(kind) or kinds_of(cls)
    return {key: key in _ALWAYS and not (kind == "embed" and key == "href") for key in keys}


def _node_encoder(kind: str, cls: type) -> Encoder:
    kinds = kinds_of(cls)
    plan = tuple(
        (key, _NODE_PARTS.get((kinds[key].of, kinds[key].many)), always)
        for key, always in node_keys(kind, cls).items()
    )

    def encode_node(node: object) -> dict[str, Any]:
        data: dict[str, Any] = {"type": kind}
        for key, encoder, always in plan:
            value = getattr(node, key)
            if value is None or (value == () and not always):
                continue
            data[key] = value if encoder is None else encoder(value)
        return data

    return encode_node


_NODE_ENCODERS: dict[type, Encoder] = {
    cls: _paragraph if kind == "paragraph" else _node_encoder(kind, cls)
    for kind, cls in {**nodes.INLINES, **nodes.BLOCKS}.items()
}


# ---- decoding
# ------------------------------------------------------------


def decode(
    data: object,
    *,
    prefix: str = "json:",
    unknown: Callable[[str], None] | None = None,
    deepest: int = 1 << 30,
    most: int | None = _MOST,
    origin: model.Origin | None = None,
) -> Article:
    """Return the Article for plain data; ``unknown`` is called with the path of every key that no
    field takes.

    ``origin`` is its origin, unless the data has one. Raises SchemaError, whose path begins at
    ``$``; LimitError where nodes are nested deeper than ``deepest`` or than Python can follow, and
    where the paths of unknown keys have more than ``most`` characters in total.
    """
    collected = _Unknown(prefix, deepest, most)
    try:
        article = _article(data, collected, top=True, origin=origin)
    except SchemaError as error:
        error.path = "$" + error.path.removeprefix("$")
        raise
    except RecursionError:
        raise LimitError("the body is nested too deeply", limit="depth") from None
    if unknown is not None:
        for path in collected.found:
            unknown(path)
    return article


def _article(
    data: object, unknown: _Unknown, *, top: bool = False, origin: model.Origin | None = None
) -> Article:
    if type(data) is not dict:
        raise SchemaError(f"an article is an object, not {_kind(data)}", path="")
    if top and "schema" in data:
        if data["schema"] != SCHEMA:
            raise SchemaError(
                f"the schema is {data['schema']!r}, this version reads {SCHEMA!r}", path=".schema"
            )
        data = {key: value for key, value in data.items() if key != "schema"}
    mark = len(unknown.homeless)
    _enter(unknown)
    fields = _fields(data, unknown, Article)
    unknown.deep -= 1
    if len(unknown.homeless) > mark:
        extra = dict(fields.get("extra") or {})
        for path, value in unknown.homeless[mark:]:
            extra[unknown.prefix + path] = (_raw(value),)
        fields["extra"] = extra
        del unknown.homeless[mark:]
    if origin is not None:
        fields.setdefault("origin", origin)
    return Article(**fields)


def _fields(data: dict[str, object], unknown: _Unknown, cls: type) -> dict[str, Any]:
    table = _DECODERS.get(cls)
    if table is None:
        table = _DECODERS[cls] = {name: _decoder(kind) for name, kind in kinds_of(cls).items()}
    out: dict[str, Any] = {}
    for key, value in data.items():
        decoder = table.get(key)
        if decoder is None:
            _keep(key, value, unknown, out, "extra" in table)
        elif value is not None:
            mark, found = len(unknown.homeless), len(unknown.found)
            try:
                new = decoder(value, unknown)
            except SchemaError as error:
                error.path = f".{key}{error.path}"
                raise
            out[key] = {**out.get("extra", {}), **new} if key == "extra" else new
            _prefix(unknown, f"{key}", mark, found)
    return out


def _keep(key: str, value: object, unknown: _Unknown, out: dict[str, Any], has_extra: bool) -> None:
    unknown.found.append(key)
    if has_extra:
        out.setdefault("extra", {})[unknown.prefix + key] = (
            tuple(map(_raw, value))
            if type(value) is list and all(type(v) is str for v in value)
            else (_raw(value),)
        )
    else:
        unknown.homeless.append((key, value))


def _prefix(unknown: _Unknown, step: str, homeless: int, found: int) -> None:
    """Prefix the paths of unknown keys below a step with that step; a deep key has a path many
    times longer than the key.
    """
    unknown.room -= len(step) * (len(unknown.homeless) - homeless + len(unknown.found) - found)
    if unknown.room < 0:
        raise LimitError(
            "the paths of keys that no field takes are too long", limit="article_bytes"
        )
    for index in range(homeless, len(unknown.homeless)):
        path, value = unknown.homeless[index]
        unknown.homeless[index] = (f"{step}{'' if path.startswith('[') else '.'}{path}", value)
    for index in range(found, len(unknown.found)):
        path = unknown.found[index]
        unknown.found[index] = f"{step}{'' if path.startswith('[') else '.'}{path}"


def _raw(value: object) -> str:
    if type(value) is str:
        return value
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # nested more deeply than orjson writes, though it reads it
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    return {
        dict: "an object",
        list: "an array",
        str: "a text",
        int: "a number",
        float: "a number",
    }.get(type(value), type(value).__name__)


def _text(value: object, unknown: _Unknown) -> str:
    if type(value) is not str:
        raise SchemaError(f"a text is wanted here, not {_kind(value)}", path="")
    return value


def _integer(value: object, unknown: _Unknown) -> int:
    if type(value) is not int:
        raise SchemaError(f"a whole number is wanted here, not {_kind(value)}", path="")
    return value


def _float(value: Any, unknown: _Unknown) -> float:
    if type(value) not in (int, float):
        raise SchemaError(f"a number is wanted here, not {_kind(value)}", path="")
    return value  # type: ignore[no-any-return]


def _boolean(value: object, unknown: _Unknown) -> bool:
    if type(value) is not bool:
        raise SchemaError(f"true or false is wanted here, not {_kind(value)}", path="")
    return value


def _date(value: object, unknown: _Unknown) -> NewsDate:
    try:
        return NewsDate(_text(value, unknown))
    except DateError as error:
        raise SchemaError(str(error), path="") from None


def _map(value: object, unknown: _Unknown) -> dict[str, Any]:
    if type(value) is not dict:
        raise SchemaError(f"an object is wanted here, not {_kind(value)}", path="")
    return value


def _extra(value: Any, unknown: _Unknown) -> dict[str, Any]:
    for key, items in _map(value, unknown).items():
        if type(items) is str:
            continue
        if type(items) is not list or not all(type(item) is str for item in items):
            raise SchemaError("an array of texts is wanted here", path=f"[{key!r}]")
    return {key: (items,) if type(items) is str else tuple(items) for key, items in value.items()}


def _vocabularies(value: Any, unknown: _Unknown) -> dict[str, str]:
    for key, uri in _map(value, unknown).items():
        if type(uri) is not str:
            raise SchemaError("a text is wanted here", path=f"[{key!r}]")
    return value  # type: ignore[no-any-return]


def _many(decoder: Decoder) -> Decoder:
    def decode_many(value: object, unknown: _Unknown) -> tuple[Any, ...]:
        if type(value) is not list:
            raise SchemaError(f"an array is wanted here, not {_kind(value)}", path="")
        out: list[Any] = []
        try:
            for part in value:
                homeless, found = len(unknown.homeless), len(unknown.found)
                out.append(decoder(part, unknown))
                if len(unknown.found) > found:
                    _prefix(unknown, f"[{len(out) - 1}]", homeless, found)
        except SchemaError as error:
            error.path = f"[{len(out)}]{error.path}"
            raise
        return tuple(out)

    return decode_many


def _one(cls: type) -> Decoder:
    def decode_record(value: object, unknown: _Unknown) -> Any:
        if type(value) is not dict:
            raise SchemaError(f"an object is wanted here, not {_kind(value)}", path="")
        return cls(**_fields(value, unknown, cls))

    return decode_record


def _typed(kinds: Mapping[str, type], what: str) -> Decoder:
    def decode_node(value: object, unknown: _Unknown) -> Any:
        if what != "block" and type(value) is str:
            return value
        if (
            what == "block"
            and unknown.deep < unknown.deepest
            and (text := _text_alone(value)) is not None
        ):
            return _Paragraph((text,))
        if type(value) is not dict:
            raise SchemaError(f"an object is wanted here, not {_kind(value)}", path="")
        kind = value.get("type")
        if kind is None and what != "block" and "text" in value:
            if len(value) > 1:
                raise SchemaError("a run of text has the key text alone", path="")
            try:
                return _text(value["text"], unknown)
            except SchemaError as error:
                error.path = f".text{error.path}"
                raise
        cls = kinds.get(kind) if type(kind) is str else None
        if cls is None:
            raise SchemaError(f"no {what} has the type {kind!r}", path=".type")
        _enter(unknown)
        node = cls(
            **_fields({key: part for key, part in value.items() if key != "type"}, unknown, cls)
        )
        unknown.deep -= 1
        return node

    return decode_node


def _text_alone(value: object) -> str | None:
    """The text of a paragraph with only one text, as nearly every block of nearly every article is."""
    if type(value) is dict and len(value) == 2 and value.get("type") == "paragraph":
        content = value.get("content")
        if (
            type(content) is list
            and len(content) == 1
            and type(content[0]) is dict
            and len(content[0]) == 1
        ):
            text = content[0].get("text")
            return text if type(text) is str else None
    return None


def _enter(unknown: _Unknown) -> None:
    unknown.deep += 1
    if unknown.deep > unknown.deepest:
        raise LimitError("the body is nested too deeply", limit="depth", value=unknown.deepest)


_RENDITION = _record_encoder(model.Rendition)
_MAP_OF_TEXTS = FrozenMap[str]
_ENCODERS: dict[tuple[Any, int], Encoder | None] = {
    **{(scalar, 0): None for scalar in (str, int, bool)},
    (float, 0): _number,
    (NewsDate, 0): _iso,
    (str, 1): list,
    (model.Extra, 0): _lists,
    (_MAP_OF_TEXTS, 0): _texts,
    (nodes.Block, 1): _blocks,
    (Article, 0): _item,
    **{(cls, 0): _record_encoder(cls) for cls in RECORDS},
    **{(cls, 1): _records_encoder(cls) for cls in RECORDS},
}
_DECODED: dict[Any, Decoder] = {
    str: _text,
    int: _integer,
    bool: _boolean,
    float: _float,
    NewsDate: _date,
    model.Extra: _extra,
    _MAP_OF_TEXTS: _vocabularies,
    Article: _article,
    nodes.Block: _typed(nodes.BLOCKS, "block"),
    nodes.Inline: _typed(nodes.INLINES, "inline node"),
    nodes.Inline | nodes.Block: _typed({**nodes.INLINES, **nodes.BLOCKS}, "node"),
    nodes.Cell: _one(nodes.Cell),
    Any: _one(model.Rendition),  # of a figure; the body module does not know this class
    **{cls: _one(cls) for cls in RECORDS},
}


def _encoder(kind: Kind) -> Encoder | None:
    return _ENCODERS[kind.of, kind.many]


def _decoder(kind: Kind) -> Decoder:
    decoder = _DECODED[kind.of]
    for _ in range(kind.many):
        decoder = _many(decoder)
    return decoder


_ARTICLE = _plan(Article)
_DECODERS: dict[type, dict[str, Decoder]] = {}


# ---- bytes
# ------------------------------------------------------------


def to_json(article: Article, *, origin: bool = True, indent: bool = False) -> bytes:
    """Return the article's JSON in UTF-8. Raises SerializeError, with the path, for values that
    JSON cannot hold.
    """
    return dumps(encode(article, origin=origin), indent=indent)


def dumps(data: object, *, indent: bool = False) -> bytes:
    """Return plain data as JSON in UTF-8."""
    try:
        return orjson.dumps(data, option=orjson.OPT_INDENT_2 if indent else None)
    except (orjson.JSONEncodeError, RecursionError):
        _refuse(data)
    try:  # deeper than orjson nests; the standard library goes as deep as Python does
        text = json.dumps(
            data,
            ensure_ascii=False,
            separators=(",", ": " if indent else ":"),
            indent=2 if indent else None,
        )
    except RecursionError:
        raise SerializeError("the body is nested too deeply for JSON", path="body") from None
    return text.encode()


def dumps_line(data: object) -> bytes:
    """Return plain data as one line of JSON, its line end included."""
    try:
        return orjson.dumps(data, option=orjson.OPT_APPEND_NEWLINE)
    except (orjson.JSONEncodeError, RecursionError):
        return dumps(data) + b"\n"


def _refuse(data: object) -> None:
    """Raise SerializeError for the first value that JSON cannot hold; return if all values fit."""
    stack: list[tuple[str, Any]] = [("", data)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, dict):
            stack.extend(
                (f"{path}.{key}" if path else key, part) for key, part in reversed(value.items())
            )
            stack.extend(
                (f"{path}.{key!r}", key)
                for key in value
                if not isinstance(key, str) or not _clean(key)
            )
        elif isinstance(value, list):
            stack.extend(
                (f"{path}[{index}]", value[index]) for index in reversed(range(len(value)))
            )
        elif isinstance(value, str):
            if not _clean(value):
                raise SerializeError(
                    "the text holds a lone surrogate, which no encoding can write", path=path
                )
        elif isinstance(value, int) and not -(2**63) <= value < 2**64:
            raise SerializeError(f"the number {value} needs more than 64 bits", path=path)
        elif value is not None and not isinstance(value, (int, float)):
            raise SerializeError(f"JSON has no {type(value).__name__}", path=path)


def _clean(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def loads(data: bytes | str, *, source: str | None = None) -> Any:
    """Return JSON bytes as plain data. Raises ParseError with line and column, LimitError where it
    is nested too deeply.
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        text = error.doc
        if "recursion" in str(error).lower() or "depth" in str(error).lower():
            raise LimitError(
                "the JSON is nested more than 1,024 deep", source=source, limit="depth", value=1024
            ) from None
        reason = str(error).partition(": line ")[0]
        where = Position(line=error.lineno, column=error.colno)
        raise ParseError(
            f"not JSON: {reason}", source=source, position=where, excerpt=_excerpt(text, error.pos)
        ) from None


def _excerpt(text: str, offset: int) -> str | None:
    if not text:
        return None
    start = max(text.rfind("\n", 0, offset) + 1, offset - 60)
    end = text.find("\n", offset)
    line = text[start : min(end if end >= 0 else len(text), offset + 20)]
    return f"{line}\n{'~' * (offset - start)}^"


def from_json(data: bytes | str) -> Article:
    """Return the Article that ``to_json`` wrote. Raises ParseError for text that is not JSON,
    SchemaError for data that is not an article.
    """
    return decode(loads(data))
