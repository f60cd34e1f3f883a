"""JSON is the identity: whatever an Article holds is written, accepted by the schema, and read
again as the same Article.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import jsonschema
from hypothesis import example, given, settings
from hypothesis import strategies as st

import newsfmt
from newsfmt import Article, NewsfmtError
from newsfmt.testing import articles
from tests.drawing import examples

SCHEMA = json.loads(
    (Path(newsfmt.__file__).parent / "schema" / "article-1.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
FORMATS = ("json", "jsonl")
SOME = settings(max_examples=40, deadline=None)
MANY = settings(max_examples=examples(150), deadline=None)


def written(several: list[Article], format: str, **options: Any) -> tuple[bytes, newsfmt.Report]:
    out = io.BytesIO()
    report = newsfmt.write(several, out, format=format, options=options)
    return out.getvalue(), report


@SOME
@given(st.lists(articles(), max_size=3))
def test_write_and_read_is_the_identity_and_nothing_is_reported(several: list[Article]) -> None:
    for format in FORMATS:
        data, report = written(several, format)
        assert not report.counts
        if not several and format == "jsonl":
            continue
        reader = newsfmt.read(data, format=format)
        assert list(reader) == several
        assert not reader.report.counts
        assert reader.report.complete


@SOME
@given(articles())
def test_write_read_write_is_the_same_bytes(article: Article) -> None:
    for format in FORMATS:
        data, _ = written([article], format)
        again, _ = written(list(newsfmt.read(data, format=format, name=None)), format)
        first, second = json.loads(data), json.loads(again)
        second.pop("origin") if "origin" not in first else None
        assert json.dumps(first) == json.dumps(second)


@SOME
@given(articles())
def test_the_schema_accepts_what_is_written(article: Article) -> None:
    VALIDATOR.validate(json.loads(written([article], "json")[0]))


@SOME
@given(articles())
def test_what_is_written_is_recognised(article: Article) -> None:
    for format in FORMATS:
        assert newsfmt.detect(written([article], format)[0])[0].format in FORMATS


@SOME
@given(articles())
def test_a_flat_record_is_one_line_of_plain_values(article: Article) -> None:
    data, _ = written([article], "jsonl", flat=True)
    assert data.count(b"\n") == 1
    assert all(not isinstance(value, dict) for value in json.loads(data).values())


def one_line(error: NewsfmtError) -> None:
    text = str(error)
    assert text
    assert "\n" not in text


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["schema", "type", "headline", "body", "content", "text", "subjects", "code", "extra", "published", "item", "x"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@MANY
@given(JSON_VALUES)
@example({"extra": {"": []}})
@example({"body": [{"type": "paragraph", "content": []}]})
def test_any_json_gives_articles_or_an_error_of_ours(value: Any) -> None:
    data = json.dumps(value).encode()
    for format in FORMATS:
        try:
            found = list(newsfmt.read(data, format=format))
        except NewsfmtError:
            continue
        for article in found:
            assert Article.from_json(article.to_json()) == article


@MANY
@given(st.binary(max_size=80) | st.text('{}[]":,\\ \n\tab\u00e51', max_size=60).map(str.encode))
def test_any_bytes_give_articles_or_an_error_of_ours(data: bytes) -> None:
    for format in FORMATS:
        try:
            list(newsfmt.read(data, format=format))
        except NewsfmtError as error:
            one_line(error)


@SOME
@given(articles(), st.data())
def test_every_prefix_parses_or_is_an_error_of_ours(article: Article, data: st.DataObject) -> None:
    whole, _ = written([article, article], "json")
    cut = data.draw(st.integers(0, len(whole)))
    for format in FORMATS:
        try:
            list(newsfmt.read(whole[:cut], format=format))
        except NewsfmtError as error:
            one_line(error)
