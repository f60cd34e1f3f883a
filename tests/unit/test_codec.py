"""What the codec promises beyond the JSON format: order, exactness, depth, and that no field can be
forgotten.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import attrs
import pytest

import newsfmt
from newsfmt import Article, NewsDate, _codec
from newsfmt import article as model
from newsfmt import body as nodes
from newsfmt._record import kinds_of
from newsfmt.body import (
    Break,
    Cell,
    Embed,
    Figure,
    Heading,
    Link,
    List,
    Paragraph,
    Preformatted,
    Quote,
    Rule,
    Section,
    Table,
)
from newsfmt.errors import LimitError, ParseError, SchemaError, SerializeError

# One case a block and inline: what is always there, what only when set.
NODES = [
    (Paragraph(("a", Break(), "b"), "lead"), {"type": "paragraph", "role": "lead", "content": [{"text": "a"}, {"type": "break"}, {"text": "b"}]}),
    (Heading(("a",), 2), {"type": "heading", "level": 2, "content": [{"text": "a"}]}),
    (List(((Paragraph(("a",)),), ()), True, 3), {"type": "list", "ordered": True, "start": 3, "items": [[{"type": "paragraph", "content": [{"text": "a"}]}], []]}),
    (List(((),)), {"type": "list", "ordered": False, "items": [[]]}),
    (Quote((), source="s"), {"type": "quote", "source": "s", "blocks": []}),
    (Table(((Cell(("a",), header=True, colspan=2),),), caption="c"), {"type": "table", "caption": "c", "rows": [[{"content": [{"text": "a"}], "header": True, "colspan": 2}]]}),
    (Figure((), caption=("c",), credit="x"), {"type": "figure", "media": [], "caption": [{"text": "c"}], "credit": "x"}),
    (Section((), title=("t",), role="aside"), {"type": "section", "role": "aside", "title": [{"text": "t"}], "blocks": []}),
    (Preformatted("a\n b"), {"type": "preformatted", "text": "a\n b"}),
    (Rule(), {"type": "rule"}),
    (Embed("text/html", "<b>"), {"type": "embed", "media_type": "text/html", "text": "<b>"}),
    (Paragraph((Link(("a",), "u:x", title="t"),), language="nb"), {"type": "paragraph", "language": "nb", "content": [{"type": "link", "href": "u:x", "title": "t", "content": [{"text": "a"}]}]}),
]  # fmt: skip


@pytest.mark.parametrize("block, data", NODES, ids=[data["type"] for _, data in NODES])
def test_nodes(block: nodes.Block, data: object) -> None:
    encoded = _codec.encode(Article(body=(block,)))["body"]
    assert encoded == [data]
    assert json.dumps(encoded) == json.dumps([data]), "the order of keys"
    assert _codec.decode({"body": [data]}).body == (block,)


def test_the_order_of_keys_is_the_models_with_extra_and_origin_last() -> None:
    names = [field.name for field in attrs.fields(Article)]
    full = {name: index for index, name in enumerate(_codec._ARTICLE[1])}
    order = [name for name, _ in full]
    assert sorted(order) == sorted(names)
    assert order[-2:] == ["extra", "origin"]
    assert order[:-2] == [name for name in names if name not in {"extra", "origin"}]


def test_every_type_of_the_model_has_an_encoder_and_a_decoder() -> None:
    for cls in (Article, *model.RECORDS):
        for name, kind in kinds_of(cls).items():
            assert (kind.of, kind.many) in _codec._ENCODERS, name
            assert kind.of in _codec._DECODED, name
    for cls in (*nodes.BLOCKS.values(), *nodes.INLINES.values(), nodes.Cell):
        for name, kind in kinds_of(cls).items():
            assert kind.of in _codec._DECODED, name


def test_no_annotation_is_read_as_a_string() -> None:
    folder = Path(newsfmt.__file__).parent
    assert not [
        path.name
        for path in folder.rglob("*.py")
        if re.search(r"str\(\w*\.type\)", path.read_text(encoding="utf-8"))
    ]


def test_every_record_of_the_model_is_known() -> None:
    records = {getattr(model, name) for name in model.__all__}
    wanted = {cls for cls in records if isinstance(cls, type) and attrs.has(cls)} - {Article}
    assert wanted == set(model.RECORDS)


def test_falsy_values_that_are_values_survive() -> None:
    article = Article(
        embargoed=False, word_count=0, subjects=(model.Concept(code="a", relevance=0.0),)
    )
    assert Article.from_json(article.to_json()) == article
    assert json.loads(article.to_json())["embargoed"] is False


def test_dates_are_as_long_as_they_are_precise() -> None:
    for iso in (
        "2020",
        "2020-01",
        "2020-01-01",
        "2020-01-01+02:00",
        "2020-01-01T10:30",
        "2020-01-01T10:30Z",
        "2020-01-01T10:30:00.25-03:30",
    ):
        article = Article(published=NewsDate(iso))
        assert json.loads(article.to_json())["published"] == iso
        assert Article.from_json(article.to_json()).published == NewsDate(iso)


def test_origin_can_be_left_out() -> None:
    article = Article(headline="a", origin=model.Origin("json", "a.json", None, 0, 1))
    assert b"origin" in _codec.to_json(article)
    assert b"origin" not in _codec.to_json(article, origin=False)


@pytest.mark.parametrize(
    "article, path",
    [
        (Article(headline="a\ud800"), "headline"),
        (
            Article(body=(Paragraph(("ok",)), Quote((Paragraph(("\udfff",)),)))),
            "body[1].blocks[0].content[0].text",
        ),
        (Article(extra={"a:b": ("\ud800",)}), "extra.a:b[0]"),
        (Article(urgency=2**70), "urgency"),
    ],
)
def test_what_json_cannot_hold_is_named(article: Article, path: str) -> None:
    with pytest.raises(SerializeError) as caught:
        article.to_json()
    assert caught.value.path == path


def deep(levels: int) -> Article:
    body: nodes.Block = Paragraph(("x",))
    for _ in range(levels):
        body = Quote((body,))
    return Article(body=(body,))


def test_bodies_as_deep_as_python_goes_are_written_and_read() -> None:
    article = deep(200)
    assert Article.from_json(article.to_json()) == article


def test_deeper_is_an_error_of_ours() -> None:
    with pytest.raises(SerializeError, match="nested too deeply"):
        deep(5000).to_json()
    with pytest.raises(LimitError):
        Article.from_json(
            b'{"body":' + b'[{"type":"quote","blocks":' * 450 + b"[]" + b"}]" * 450 + b"}"
        )
    with pytest.raises(LimitError):
        Article.from_json(b"[" * 100_000)


@pytest.mark.parametrize(
    "data", [b"", b"{", b'{"a":1', b"{]", b"nul", b'"\xff"', b"[1,]", b"{}x", b"\x00"]
)
def test_what_is_no_json_has_a_place(data: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        _codec.loads(data, source="a.json")
    assert caught.value.line == 1
    assert str(caught.value).startswith("a.json:1:")
    assert "\n" not in str(caught.value)


def test_the_excerpt_points_at_the_place_and_is_short() -> None:
    with pytest.raises(ParseError) as caught:
        _codec.loads(b'{"a": "' + b"x" * 5000 + b'", oops}')
    rows = (caught.value.excerpt or "").split("\n")
    assert len(rows) == 2
    assert max(map(len, rows)) < 100
    assert rows[1].endswith("^")


def test_paths_of_unknown_keys_in_nested_articles_stay_with_their_article() -> None:
    found: list[str] = []
    article = _codec.decode(
        {"associations": [{"item": {"body": [{"type": "rule", "x": "1"}]}}]}, unknown=found.append
    )
    assert found == ["associations[0].item.body[0].x"]
    assert article.associations[0].item is not None
    assert dict(article.associations[0].item.extra) == {"json:body[0].x": ("1",)}
    assert not article.extra


def test_a_run_of_text_has_no_other_keys() -> None:
    with pytest.raises(SchemaError, match="the key text alone"):
        _codec.decode({"body": [{"type": "paragraph", "content": [{"text": "a", "bold": True}]}]})


def test_keys_of_the_flat_record_are_the_same_for_every_article() -> None:
    empty, full = (
        Article().record(),
        Article(headline="a", body=(Paragraph(("b",)),), subjects=(model.Concept("c"),)).record(),
    )
    assert list(empty) == list(full)
    assert all(
        value is None or isinstance(value, (str, int, float, bool, list))
        for record in (empty, full)
        for value in record.values()
    )
