"""Write the JSON Schema (2020-12) of an article from the model's own annotations: ``python
docs/build_schema.py``, after a change of the model. It is the file that ``newsfmt schema`` prints;
a test compares them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from newsfmt import body as nodes
from newsfmt._codec import SCHEMA, node_keys
from newsfmt._record import Kind, field_docs, kinds_of
from newsfmt._shapes import BOUNDS, DIRECTIONS, NEEDED
from newsfmt.article import RECORDS, Article, Extra, FrozenMap
from newsfmt.dates import NewsDate

FILE = Path(__file__).parents[1] / "newsfmt" / "schema" / "article-1.schema.json"

_DATE = r"^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?)?)?$"
_TEXT: dict[str, Any] = {"type": "string"}
_TYPES: dict[Any, dict[str, Any]] = {
    str: _TEXT,
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    float: {"type": "number"},
    NewsDate: {"$ref": "#/$defs/NewsDate"},
    Article: {"$ref": "#/$defs/Article"},
    Extra: {"type": "object", "additionalProperties": {"type": "array", "items": _TEXT}},
    FrozenMap[str]: {"type": "object", "additionalProperties": _TEXT},
    nodes.Block: {"$ref": "#/$defs/Block"},
    nodes.Inline: {"$ref": "#/$defs/Inline"},
    nodes.Inline | nodes.Block: {"anyOf": [{"$ref": "#/$defs/Inline"}, {"$ref": "#/$defs/Block"}]},
    nodes.Cell: {"$ref": "#/$defs/Cell"},
    Any: {"$ref": "#/$defs/Rendition"},
    **{cls: {"$ref": f"#/$defs/{cls.__name__}"} for cls in RECORDS},
}


def _type(name: str, kind: Kind) -> dict[str, Any]:
    schema = _TYPES[kind.of]
    for _ in range(kind.many):
        schema = {"type": "array", "items": schema}
    if name in BOUNDS:
        least, most = BOUNDS[name]
        schema = {**schema, "minimum": least} | ({} if most is None else {"maximum": most})
    return {"enum": list(DIRECTIONS)} if name == "direction" else schema


def build() -> dict[str, Any]:
    """Return the schema of a top-level article record."""
    definitions: dict[str, Any] = {
        "NewsDate": {
            "type": "string",
            "pattern": _DATE,
            "description": "ISO 8601; its length is its precision.",
        },
        "Block": {"oneOf": [{"$ref": f"#/$defs/block-{kind}"} for kind in nodes.BLOCKS]},
        "Inline": {
            "oneOf": [
                {"$ref": "#/$defs/inline-text"},
                *({"$ref": f"#/$defs/inline-{kind}"} for kind in nodes.INLINES),
            ]
        },
        "inline-text": {
            "type": "object",
            "properties": {"text": _TEXT},
            "required": ["text"],
            "additionalProperties": False,
        },
        "Cell": _record(nodes.Cell, required=("content",)),
        "Article": _record(Article, required=("type",)),
    }
    definitions |= {
        cls.__name__: _record(cls, (NEEDED[cls],) if cls in NEEDED else ()) for cls in RECORDS
    }
    definitions |= {f"block-{kind}": _node(kind, cls) for kind, cls in nodes.BLOCKS.items()}
    definitions |= {f"inline-{kind}": _node(kind, cls) for kind, cls in nodes.INLINES.items()}
    top = definitions["Article"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:newsfmt:schema:article-1",
        "title": "newsfmt article",
        "description": "One news article as newsfmt writes it; a key that is not known is left out.",
        "type": "object",
        "properties": {"schema": {"const": SCHEMA}, **top["properties"]},
        "required": ["schema", "type"],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def _record(cls: type, required: tuple[str, ...] = ()) -> dict[str, Any]:
    docs = field_docs(cls)
    properties = {
        name: _described(_type(name, kind), docs.get(name)) for name, kind in kinds_of(cls).items()
    }
    schema: dict[str, Any] = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    if required:
        schema["required"] = list(required)
    return schema


def _node(kind: str, cls: type) -> dict[str, Any]:
    kinds = kinds_of(cls)
    keys = node_keys(kind, cls)
    properties: dict[str, Any] = {"type": {"const": kind}} | {
        key: dict(_type(key, kinds[key])) for key in keys
    }
    required = ["type", *(key for key, always in keys.items() if always)]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _described(schema: dict[str, object], text: str | None) -> dict[str, Any]:
    return {**schema, "description": text} if text else schema


if __name__ == "__main__":
    FILE.write_text(json.dumps(build(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
