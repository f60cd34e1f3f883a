"""JSON and JSON Lines as formats: reading, writing, recognising, and what they say of what is
wrong.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

import newsfmt
from newsfmt import Article, Confidence, Head, NewsDate, ParseError
from newsfmt.article import Concept, FrozenMap
from newsfmt.body import Paragraph, Quote
from newsfmt.errors import LimitError, SchemaError
from newsfmt.format import Limits
from newsfmt.formats.json import sniff_json, sniff_lines

A = Article(
    headline="Bridge opens", published=NewsDate("2021-05-04"), body=(Paragraph(("It opened.",)),)
)
B = Article(headline="Ferry sails", subjects=(Concept(name="transport", relevance=0.5),))


def written(*articles: Article, format: str = "json", **options: Any) -> bytes:
    out = io.BytesIO()
    newsfmt.write(articles, out, format=format, options=options)
    return out.getvalue()


def articles(data: bytes, format: str = "json", **how: Any) -> list[Article]:
    return list(newsfmt.read(data, format=format, **how))


# ---- writing
# ------------------------------------------------------------


def test_one_article_is_an_object_several_an_array_none_an_empty_one() -> None:
    assert isinstance(json.loads(written(A)), dict)
    assert isinstance(json.loads(written(A, B)), list)
    assert len(json.loads(written(A, B, A))) == 3
    assert json.loads(written()) == []


def test_the_keys_stand_in_fixed_order_and_the_unset_ones_not_at_all() -> None:
    assert list(json.loads(written(A))) == ["schema", "type", "published", "headline", "body"]
    assert list(json.loads(written(B))) == ["schema", "type", "headline", "subjects"]


def test_indent() -> None:
    assert written(A).count(b"\n") > 5
    assert written(A, indent=False).count(b"\n") == 1
    assert json.loads(written(A, B, indent=False)) == json.loads(written(A, B))


def test_lines() -> None:
    rows = written(A, B, format="jsonl").split(b"\n")
    assert [json.loads(row)["headline"] for row in rows[:-1]] == ["Bridge opens", "Ferry sails"]
    assert rows[-1] == b""


def test_flat_lines_are_records_with_the_same_keys() -> None:
    first, second = map(json.loads, written(A, B, format="jsonl", flat=True).splitlines())
    assert first == A.record() | {"origin_format": None}
    assert list(first) == list(second)
    assert second["subjects"] == ["transport"]


def test_flat_lines_report_what_a_record_cannot_hold() -> None:
    report = newsfmt.write([B], io.BytesIO(), format="jsonl", options={"flat": True})
    assert [(d.code, d.position.path) for d in report if d.position] == [
        ("write.field-lost", "subjects[0].relevance")
    ]
    assert newsfmt.write([B], io.BytesIO(), format="jsonl").clean


# ---- reading
# ------------------------------------------------------------


@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_what_was_written_is_read(format: str) -> None:
    assert articles(written(A, B, format=format), format) == [A, B]


@pytest.mark.parametrize("data", [b"[]", b" [ ] \n"])
def test_an_empty_array_holds_no_articles(data: bytes) -> None:
    assert articles(data) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_other_encodings_by_their_mark(format: str, encoding: str) -> None:
    data = written(A, B, format=format).decode().encode(encoding)
    if encoding == "utf-32" and format == "jsonl":
        data = written(A, format=format).decode().encode(encoding)
    assert articles(data, format)[0] == A


def test_lines_under_the_name_of_json_are_read_too() -> None:
    assert articles(written(A, B, format="jsonl")) == [A, B]


def test_record_separators_and_blank_lines_between_lines() -> None:
    row = written(A, format="jsonl")
    assert articles(b"\x1e" + row + b"\n  \n\x1e" + row, "jsonl") == [A, A]


def test_origin_says_where_an_article_was_read_unless_it_says_itself() -> None:
    [first, second] = articles(written(A, B, format="jsonl"), "jsonl", name="/in/feed.jsonl")
    assert (second.origin.format, second.origin.name, second.origin.index, second.origin.line) == (
        "jsonl",
        "feed.jsonl",
        1,
        2,
    )  # type: ignore[union-attr]
    again = articles(written(second), name="other.json")[0]
    assert again.origin == second.origin
    assert first == A


# ---- wrong and unknown
# ------------------------------------------------------------

WRONG: list[tuple[Any, str, str]] = [
    ([], "$", "an article is an object, not an array"),
    ("x", "$", "an article is an object, not a text"),
    ({"headline": 3}, "$.headline", "a text is wanted here, not a number"),
    ({"headline": True}, "$.headline", "a text is wanted here, not true or false"),
    ({"urgency": "3"}, "$.urgency", "a whole number is wanted here, not a text"),
    ({"urgency": True}, "$.urgency", "a whole number is wanted here, not true or false"),
    ({"urgency": 3.5}, "$.urgency", "a whole number is wanted here"),
    ({"embargoed": "yes"}, "$.embargoed", "true or false is wanted here, not a text"),
    ({"published": "soon"}, "$.published", ""),
    ({"published": 2021}, "$.published", "a text is wanted here"),
    ({"published": "2021-02-30"}, "$.published", ""),
    ({"keywords": "a"}, "$.keywords", "an array is wanted here, not a text"),
    ({"keywords": ["a", 1]}, "$.keywords[1]", "a text is wanted here"),
    ({"subjects": [{}, {"code": 1}]}, "$.subjects[1].code", "a text is wanted here"),
    (
        {"subjects": [{"broader": [{"name": []}]}]},
        "$.subjects[0].broader[0].name",
        "a text is wanted here",
    ),
    ({"subjects": [{"relevance": "1"}]}, "$.subjects[0].relevance", "a number is wanted here"),
    ({"dateline": "OSLO"}, "$.dateline", "an object is wanted here"),
    (
        {"body": [{"type": "paragraph", "content": "x"}]},
        "$.body[0].content",
        "an array is wanted here",
    ),
    (
        {"body": [{"type": "paragraph", "content": [{"text": 1}]}]},
        "$.body[0].content[0].text",
        "a text is wanted here",
    ),
    ({"body": [{"type": "paragraf"}]}, "$.body[0].type", "no block has the type 'paragraf'"),
    (
        {"body": [{"type": "paragraph", "content": [{"type": "bold"}]}]},
        "$.body[0].content[0].type",
        "no inline node has the type 'bold'",
    ),
    ({"body": [{"type": ["x"]}]}, "$.body[0].type", "no block has the type"),
    (
        {"body": [{"type": "quote", "blocks": [{}]}]},
        "$.body[0].blocks[0].type",
        "no block has the type None",
    ),
    (
        {"body": [{"type": "table", "rows": [[{"content": 1}]]}]},
        "$.body[0].rows[0][0].content",
        "an array is wanted here",
    ),
    ({"body": ["x"]}, "$.body[0]", "an object is wanted here, not a text"),
    ({"extra": {"a:b": [1]}}, "$.extra['a:b']", "an array of texts is wanted here"),
    ({"vocabularies": {"a": 1}}, "$.vocabularies['a']", "a text is wanted here"),
    (
        {"associations": [{"item": {"headline": 1}}]},
        "$.associations[0].item.headline",
        "a text is wanted here",
    ),
    ({"schema": "newsfmt-article/2"}, "$.schema", "this version reads 'newsfmt-article/1'"),
    ({"schema": None}, "$.schema", "this version reads"),
]


@pytest.mark.parametrize("value, path, message", WRONG, ids=[path for _, path, _ in WRONG])
@pytest.mark.parametrize("root", ["$", "$[1]"])
def test_a_wrong_type_names_its_path(value: Any, path: str, message: str, root: str) -> None:
    if root == "$" and isinstance(value, list):
        pytest.skip("an array is several articles")
    data = json.dumps(value if root == "$" else [{}, value]).encode()
    with pytest.raises(SchemaError) as caught:
        articles(data, name="in.json")
    assert caught.value.path == root + path.removeprefix("$")
    assert str(caught.value).startswith(f"in.json: {caught.value.path}: ")
    assert message in str(caught.value)


def test_a_wrong_article_costs_itself_alone_when_asked() -> None:
    data = json.dumps([json.loads(written(A)), {"headline": 3}, json.loads(written(B))]).encode()
    reader = newsfmt.read(data, on_error="skip")
    assert list(reader) == [A, B]
    assert (reader.report.articles, reader.report.failed) == (2, 1)
    [diagnostic] = reader.report
    assert (
        diagnostic.code,
        diagnostic.index,
        diagnostic.position.path if diagnostic.position else "",
    ) == (
        "read.article-skipped",
        1,
        "$[1].headline",
    )


@pytest.mark.parametrize(
    "bad",
    [b"{oops}\n", b'{"headline": 3}\n', b"[" * 3000 + b"\n", b'{"headline":"\xff"}\n', b"3\n"],
)
def test_a_bad_line_costs_itself_alone_when_asked(bad: bytes) -> None:
    row = written(A, format="jsonl")
    reader = newsfmt.read(row + bad + row, format="jsonl", on_error="skip")
    found = list(reader)
    assert found[0] == found[-1] == A
    assert reader.report.failed == (0 if b"\xff" in bad else 1)
    with pytest.raises((ParseError, SchemaError)) as caught:
        list(
            newsfmt.read(
                row + (bad if b"\xff" not in bad else b"x\n") + row, format="jsonl", name="a.jsonl"
            )
        )
    assert str(caught.value).startswith("a.jsonl:2")


def test_nothing_repeats_the_name_of_the_input() -> None:
    with pytest.raises(ParseError, match=r"^a\.json:1:2: not JSON"):
        list(newsfmt.read(b"{oops}", format="json", name="a.json"))


def test_unknown_keys_are_kept_and_reported() -> None:
    value = {
        "headline": "A",
        "mood": "grim",
        "list": ["a", "b"],
        "tree": {"a": [1]},
        "subjects": [{"name": "s", "shade": 3}],
        "rights": {"cost": "low"},
    }
    value["body"] = [{"type": "paragraph", "colour": "red", "content": [{"text": "T"}]}]
    reader = newsfmt.read(json.dumps(value).encode(), format="json")
    [article] = list(reader)
    assert article.extra == FrozenMap(
        {
            "json:mood": ("grim",),
            "json:list": ("a", "b"),
            "json:tree": ('{"a":[1]}',),
            "json:rights.cost": ("low",),
            "json:body[0].colour": ("red",),
        }
    )
    assert article.subjects[0].extra == FrozenMap({"json:shade": ("3",)})
    assert {(d.code, d.position.path) for d in reader.report if d.position} == {
        ("read.unknown-key", f"$.{path}")
        for path in ("mood", "list", "tree", "subjects[0].shade", "rights.cost", "body[0].colour")
    }
    assert articles(written(article)) == [article]


def test_null_is_a_key_left_out() -> None:
    assert articles(b'{"headline": "A", "byline": null, "subjects": null}') == [
        Article(headline="A")
    ]


@pytest.mark.parametrize(
    "data, said", [(b"", "empty input (0 bytes)"), (b" \n ", "no text in 3 bytes of white space")]
)
def test_nothing_at_all(data: bytes, said: str) -> None:
    with pytest.raises(ParseError, match=said.replace("(", r"\(").replace(")", r"\)")):
        articles(data)
    with pytest.raises(ParseError):
        articles(data, "jsonl")


def test_lone_surrogates_are_refused() -> None:
    with pytest.raises(ParseError):
        articles(rb'{"headline": "\ud800"}')


def nested(depth: int) -> bytes:
    blocks = [{"type": "paragraph", "content": [{"text": "x"}]}]
    for _ in range(depth - 2):
        blocks = [{"type": "quote", "blocks": blocks}]
    return json.dumps({"headline": "A", "body": blocks}).encode()


def test_depth_is_limited() -> None:
    [deep] = articles(nested(256))
    assert deep.text == "x"
    with pytest.raises(LimitError, match="the nesting of the article passes the limit depth=256"):
        articles(nested(257))
    with pytest.raises(LimitError):
        articles(nested(8), limits=Limits(depth=7))
    reader = newsfmt.read(
        nested(257) + b"\n" + written(A, format="jsonl"), format="jsonl", on_error="skip"
    )
    assert (list(reader), reader.report.failed) == ([A], 1)


def test_a_document_over_the_limit_is_not_read_whole() -> None:
    limits = Limits(article_bytes=10_000)
    long = json.dumps({"headline": "a" * 20_000}).encode()
    stream = io.BytesIO(long + b" " * 10_000_000)
    with pytest.raises(LimitError, match="the object passes the limit article_bytes=10000"):
        articles(stream, limits=limits)  # type: ignore[arg-type]
    assert stream.tell() < 1_000_000
    assert len(articles(b"[" + b",".join([written(A)] * 200) + b"]", limits=limits)) == 200


def test_a_line_over_the_limit_costs_itself_alone() -> None:
    row = written(A, format="jsonl")
    data = row + json.dumps({"headline": "a" * 20_000}).encode() + b"\n" + row
    reader = newsfmt.read(
        data, format="jsonl", on_error="skip", limits=Limits(article_bytes=10_000)
    )
    assert (list(reader), reader.report.failed) == ([A, A], 1)
    assert reader.report.kept[0].position.line == 2  # type: ignore[union-attr]


# ---- recognising
# ------------------------------------------------------------

ONE, LINES = written(A), written(A, B, format="jsonl")


@pytest.mark.parametrize(
    "data, as_json, as_lines",
    [
        (ONE, 3, 0),
        (written(A, B), 3, 0),
        (LINES, 3, 3),
        (b'{"headline": "A", "body": []}', 2, 2),
        (b'{\n"headline": "A", "body": []}', 2, 0),
        (b'{"headline": "A"}', 0, 0),
        (b'{"price": 3}', 0, 0),
        (b'{"note": "newsfmt-article/1"}', 0, 0),
        (b"<a/>", 0, 0),
        (b"", 0, 0),
        (b"[1, 2]", 0, 0),
        (b"{not json at all", 0, 0),
    ],
)
def test_sniffing(data: bytes, as_json: int, as_lines: int) -> None:
    assert (sniff_json(Head(data)), sniff_lines(Head(data))) == (
        Confidence(as_json),
        Confidence(as_lines),
    )


@pytest.mark.parametrize(
    "data",
    [
        ONE,
        LINES,
        b'{"headline": "A", "body": []}',
        "ONE".encode("utf-16"),
        b"\xff\xfe{",
        b"{",
        b'{"schema',
    ],
)
def test_sniffing_survives_every_prefix(data: bytes) -> None:
    for end in range(len(data)):
        sniff_json(Head(data[:end]))
        sniff_lines(Head(data[:end]))


def test_equality_of_quotes_after_a_round() -> None:
    quoted = Article(body=(Quote((Paragraph(("x",)),)),))
    assert articles(written(quoted)) == [quoted]


# ---- golden pairs
# ------------------------------------------------------------

GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.mark.parametrize("case", ["json/full", "jsonl/plain"])
def test_canonical_input_comes_back_as_the_same_bytes(case: str) -> None:
    [source] = (GOLDEN / case).glob("input.*")
    assert source.read_bytes() == source.with_stem("output").read_bytes()


def test_json_ld_is_not_newsfmts_own() -> None:
    data = b'{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "a", "keywords": "b"}'
    assert sniff_json(Head(data)) is Confidence.NO
