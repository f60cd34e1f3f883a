"""The shipped JSON Schema is the one the model makes, is itself valid, and accepts what newsfmt
writes and nothing that it would refuse to read.
"""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import attrs
import jsonschema
import pytest

import newsfmt
from newsfmt import Article
from newsfmt import article as model
from newsfmt._record import field_docs

FILE = Path(newsfmt.__file__).parent / "schema" / "article-1.schema.json"
BUILDER = Path(__file__).parents[2] / "docs" / "build_schema.py"
SCHEMA: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
TOP = {"schema": "newsfmt-article/1", "type": "text"}


def test_the_file_is_what_the_model_makes() -> None:
    assert runpy.run_path(str(BUILDER))["build"]() == SCHEMA, "run: python docs/build_schema.py"


def test_it_is_a_valid_schema_of_2020_12() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_field_of_the_article_is_in_it_and_described() -> None:
    for field in attrs.fields(Article):
        assert SCHEMA["properties"][field.name].get("description"), field.name


def test_every_field_of_every_record_has_a_docstring() -> None:
    for name in model.__all__:
        cls = getattr(model, name)
        if isinstance(cls, type) and attrs.has(cls):
            assert set(field_docs(cls)) >= {field.name for field in attrs.fields(cls)}, name


def test_every_reference_leads_somewhere() -> None:
    text = json.dumps(SCHEMA)
    used = {part.partition('"')[0] for part in text.split("#/$defs/")[1:]}
    assert used <= set(SCHEMA["$defs"])
    assert set(SCHEMA["$defs"]) - used == set(), "definitions nothing uses"


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"type": "text"},
        {"schema": "newsfmt-article/1"},
        {"schema": "newsfmt-article/2", "type": "text"},
        {**TOP, "headline": 3},
        {**TOP, "mood": "grim"},
        {**TOP, "published": "soon"},
        {**TOP, "published": "2021-5-4"},
        {**TOP, "keywords": "a"},
        {**TOP, "subjects": [{"relevance": "1"}]},
        {**TOP, "body": [{"type": "paragraph"}]},
        {**TOP, "body": [{"type": "paragraph", "content": ["bare"]}]},
        {**TOP, "body": [{"type": "heading", "level": 7, "content": []}]},
        {**TOP, "body": [{"type": "paragraph", "content": [{"text": "a", "bold": True}]}]},
        {**TOP, "associations": [{"item": {"schema": "newsfmt-article/1", "type": "text"}}]},
        {**TOP, "urgency": 10},
        {**TOP, "direction": "up"},
        {**TOP, "body": [{"type": "paragraph", "direction": "x", "content": []}]},
        {**TOP, "body": [{"type": "heading", "level": 0, "content": []}]},
        {**TOP, "descriptions": [{"role": "x"}]},
        {**TOP, "ed_notes": [{"role": "x"}]},
        {**TOP, "alt_ids": [{"role": "x"}]},
        {**TOP, "word_count": -1},
        {**TOP, "places": [{"geo": {"latitude": 91, "longitude": 0}}]},
    ],
)
def test_it_refuses(value: Any) -> None:
    assert not VALIDATOR.is_valid(value)


@pytest.mark.parametrize(
    "value",
    [
        TOP,
        {
            **TOP,
            "published": "2021",
            "updated": "2021-05",
            "created": "2021-05-04+02:00",
            "expires": "2021-05-04T10:30:00.25Z",
        },
        {**TOP, "body": [{"type": "embed", "media_type": "text/html"}, {"type": "rule"}]},
        {**TOP, "associations": [{"item": {"type": "picture"}}], "extra": {"a:b": ["c"]}},
    ],
)
def test_it_accepts(value: Any) -> None:
    VALIDATOR.validate(value)
