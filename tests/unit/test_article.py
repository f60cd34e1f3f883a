"""The Article: what its fields say of themselves, its text, release, records, and the normal
form.
"""

from __future__ import annotations

import ast
import inspect
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest

from newsfmt import article as model
from newsfmt.article import (
    Article,
    Association,
    Concept,
    Dateline,
    FrozenMap,
    Label,
    Note,
    Organisation,
    Party,
    Place,
    Rendition,
    Rights,
    Symbol,
    normalise,
)
from newsfmt.body import (
    Cell,
    Emphasis,
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
from newsfmt.dates import NewsDate
from newsfmt.errors import ParseError, SchemaError, SerializeError
from newsfmt.testing._fields import documented


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


# ---- the fields
# ------------------------------------------------------------


@pytest.mark.parametrize(
    "owner, name, docstring",
    documented(model),
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else "",
)
def test_every_field_has_a_docstring_with_its_iptc_name(
    owner: str, name: str, docstring: str | None
) -> None:
    assert docstring, f"{owner}.{name} has no docstring"
    assert "IPTC: " in docstring, f"{owner}.{name} does not say what IPTC calls it"
    assert docstring.split("IPTC:")[0].strip()


def test_the_walk_over_docstrings_sees_every_field() -> None:
    seen = {(owner, name) for owner, name, _ in documented(model)}
    classes = [
        cls
        for cls in vars(model).values()
        if inspect.isclass(cls) and attrs.has(cls) and cls.__module__ == model.__name__
    ]
    assert seen == {
        (cls.__name__, field.name)
        for cls in classes
        for field in attrs.fields(cls)
        if not field.inherited
    }
    assert len(seen) > 120


def test_only_type_is_set_by_default() -> None:
    article = Article()
    assert [
        field.name
        for field in attrs.fields(Article)
        if getattr(article, field.name) not in (None, (), FrozenMap())
    ] == ["type"]
    assert article.type == "text"


def test_the_module_has_no_second_copy_of_a_name() -> None:
    tree = ast.parse(inspect.getsource(model))
    names = [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
    assert len(names) == len(set(names))


# ---- what a person writes
# ------------------------------------------------------------

ACCEPTED: list[tuple[str, Any, Any]] = [
    ("a list of texts", Article(keywords=["a", "b"]).keywords, ("a", "b")),  # type: ignore[arg-type]
    ("one text", Article(keywords="a").keywords, ("a",)),  # type: ignore[arg-type]
    ("a generator", Article(keywords=(word for word in "ab")).keywords, ("a", "b")),  # type: ignore[arg-type]
    ("one record", Article(subjects=Concept("a")).subjects, (Concept("a"),)),  # type: ignore[arg-type]
    ("a list of records", Article(subjects=[Concept("a")]).subjects, (Concept("a"),)),  # type: ignore[arg-type]
    ("nothing", Article(subjects=None).subjects, ()),  # type: ignore[arg-type]
    ("a list of blocks", Article(body=[Paragraph("a")]).body, (Paragraph(("a",)),)),  # type: ignore[arg-type]
    ("an ISO text", Article(published="2021-05-04").published, NewsDate("2021-05-04")),  # type: ignore[arg-type]
    ("a dict of a text", Article(extra={"a:b": "c"}).extra, FrozenMap({"a:b": ("c",)})),  # type: ignore[arg-type]
    ("a dict of a list", Article(extra={"a:b": ["c", "d"]}).extra, FrozenMap({"a:b": ("c", "d")})),  # type: ignore[arg-type]
    ("a dict of aliases", Article(vocabularies={"a": "b"}).vocabularies, FrozenMap({"a": "b"})),  # type: ignore[arg-type]
    ("a date in a dateline", Dateline(date="2021").date, NewsDate("2021")),  # type: ignore[arg-type]
    ("an extra of a part", Party(extra={"a:b": "c"}).extra, FrozenMap({"a:b": ("c",)})),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("what, stored, wanted", ACCEPTED, ids=[row[0] for row in ACCEPTED])
def test_records_take_what_a_person_writes(what: str, stored: Any, wanted: Any) -> None:
    assert stored == wanted
    assert type(stored) is type(wanted)
    hash(stored)


def test_extra_is_immutable_hashable_and_shared_when_empty() -> None:
    extra = Article(extra={"a:b": ["c"]}).extra  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        extra["a:b"] = ("d",)  # type: ignore[index]
    with pytest.raises(TypeError):
        del extra["a:b"]  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        extra._data = {}
    assert hash(extra) == hash(FrozenMap({"a:b": ("c",)}))
    assert FrozenMap({"a": 1, "b": 2}) == FrozenMap({"b": 2, "a": 1})
    assert list(FrozenMap({"b": 2, "a": 1})) == ["a", "b"]
    assert Article().extra is Party().extra is Rendition().extra


def test_extra_does_not_follow_the_dict_it_was_made_from() -> None:
    given = {"a:b": ["c"]}
    extra = Article(extra=given).extra  # type: ignore[arg-type]
    given["a:b"].append("d")
    given["e:f"] = []
    assert extra == FrozenMap({"a:b": ("c",)})


# ---- text
# ------------------------------------------------------------

STORY = Article(
    headline="Bridge opens",
    body=(
        Paragraph("By Kari Nordmann", role="byline"),
        Paragraph(("BODØ — The ", Emphasis("new"), " bridge opened."), role="lead"),
        Heading("Queues"),
        List([[Paragraph("one")], [Paragraph("two"), Quote([Paragraph("inner")])]]),
        Table([[Cell("Town"), Cell("Cars")]]),
        Preformatted("a  1\nb  2"),
        Section([Paragraph("aside")], title=("Facts",), role="aside"),
        Rule("***"),
        Figure(caption=("A ferry",)),
        Paragraph("a note", role="note"),
        Paragraph("last"),
        Paragraph("ENDS", role="end-mark"),
    ),
)


def test_text_is_every_prose_block_in_order() -> None:
    story = attrs.evolve(STORY, body=(*STORY.body[:4], *STORY.body[5:]))
    assert story.text == "\n\n".join(
        (
            "BODØ — The new bridge opened.",
            "Queues",
            "one",
            "two",
            "inner",
            "a  1\nb  2",
            "Facts",
            "aside",
            "last",
        )
    )
    assert story.word_total() == 17


def test_paragraphs_are_the_top_level_ones() -> None:
    assert attrs.evolve(STORY, body=STORY.body[:4]).paragraphs == ("BODØ — The new bridge opened.",)
    assert Article(
        body=[Preformatted("a  1"), Paragraph("b"), Quote([Paragraph("c")])]
    ).paragraphs == ("a  1", "b")  # type: ignore[arg-type]
    assert Article().paragraphs == ()
    assert Article().text == ""
    assert Article().word_total() == 0


@pytest.mark.parametrize(
    "role",
    sorted(
        ["byline", "affiliation", "dateline", "credit", "caption", "copyright", "end-mark", "note"]
    ),
)
def test_blocks_that_are_no_prose_are_not_in_the_text(role: str) -> None:
    article = Article(body=(Paragraph("a"), Paragraph("b", role=role)))
    assert article.text == "a"
    assert article.paragraphs == ("a",)


def test_other_roles_are_prose() -> None:
    assert Article(
        body=(Paragraph("a", role="lead"), Paragraph("b", role="acme:x"))
    ).paragraphs == ("a", "b")


def test_alternates_and_associations_are_never_in_the_text() -> None:
    other = (Paragraph("other"),)
    article = Article(
        body=[Paragraph("a")],
        alternates=[model.Alternate(body=other)],
        associations=[Association(item=Article(body=other))],
    )  # type: ignore[arg-type]
    assert article.text == "a"


def test_dateline_prefix_is_cut_from_the_first_paragraph() -> None:
    article = Article(
        body=[Paragraph("OSLO — It opened.")], dateline=Dateline("OSLO", prefix="OSLO — ")
    )  # type: ignore[arg-type]
    assert article.dateline
    assert article.dateline.prefix
    assert article.paragraphs[0].removeprefix(article.dateline.prefix) == "It opened."


# ---- release
# ------------------------------------------------------------

NOON = "2021-05-04T12:00:00+00:00"
RELEASE: list[tuple[dict[str, Any], str, bool]] = [
    ({}, NOON, True),
    ({"pub_status": "usable"}, NOON, True),
    ({"pub_status": "withheld"}, NOON, False),
    ({"pub_status": "canceled"}, NOON, False),
    ({"pub_status": "cancelled"}, NOON, False),
    ({"pub_status": "withheld", "embargoed": False}, NOON, False),
    ({"embargoed": True}, NOON, False),
    ({"embargoed": False}, NOON, True),
    ({"embargoed": True, "embargoed_until": "2021-05-04T12:00Z"}, NOON, True),
    (
        {"embargoed": True, "embargoed_until": "2021-05-04T12:00Z"},
        "2021-05-04T11:59:59+00:00",
        False,
    ),
    ({"embargoed_until": "2021-05-04T12:00:01Z"}, NOON, False),
    ({"embargoed_until": "2021-05-04T12:00+02:00"}, "2021-05-04T10:00:00+00:00", True),
    ({"embargoed_until": "2021-05-04T12:00+02:00"}, "2021-05-04T09:59:00+00:00", False),
    ({"embargoed_until": "2021-05-04T12:00"}, NOON, True),
    ({"embargoed_until": "2021-05-04"}, "2021-05-04T23:59:59+00:00", False),
    ({"embargoed_until": "2021-05-04"}, "2021-05-05T00:00:00+00:00", True),
    ({"embargoed_until": "2021-05"}, "2021-05-31T23:00:00+00:00", False),
    ({"embargoed_until": "2021-05"}, "2021-06-01T00:00:00+00:00", True),
    ({"embargoed_until": "2020-02"}, "2020-02-29T12:00:00+00:00", False),
    ({"embargoed_until": "2021"}, "2021-12-31T12:00:00+00:00", False),
    ({"embargoed_until": "2021"}, "2022-01-01T00:00:00+00:00", True),
    ({"published": "2099-01-01", "expires": "2000"}, NOON, True),
    ({"pub_status": "withdrawn"}, NOON, False),
    ({"pub_status": "embargoed"}, NOON, False),
    ({"pub_status": "embargoed", "embargoed_until": "2021-05-04T11:00Z"}, NOON, True),
]


@pytest.mark.parametrize("fields, moment, released", RELEASE)
def test_is_released(fields: dict[str, Any], moment: str, released: bool) -> None:
    assert Article(**fields).is_released(at(moment)) is released
    elsewhere = at(moment).astimezone(timezone(timedelta(hours=-7)))
    assert Article(**fields).is_released(elsewhere) is released


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Article().is_released(datetime(2021, 5, 4))
    assert Article().is_released(datetime(2021, 5, 4, tzinfo=UTC))


REASONS: list[tuple[dict[str, Any], str | None]] = [
    ({}, None),
    ({"pub_status": "withheld"}, "withheld"),
    ({"pub_status": "canceled"}, "canceled"),
    ({"pub_status": "cancelled", "embargoed": True}, "canceled"),
    ({"pub_status": "retracted"}, "retracted"),
    ({"embargoed": True}, "embargo without end"),
    ({"pub_status": "embargoed"}, "embargo without end"),
    ({"embargoed_until": "2021-05-05"}, "embargo until 2021-05-05"),
    (
        {"embargoed": True, "embargoed_until": "2021-05-04T13:00+00:00"},
        "embargo until 2021-05-04T13:00+00:00",
    ),
    ({"embargoed": True, "embargoed_until": "2021-05-04T12:00Z"}, None),
    ({"signals": [Concept(code="kill")]}, None),
]


@pytest.mark.parametrize("fields, reason", REASONS)
def test_why_held(fields: dict[str, Any], reason: str | None) -> None:
    assert Article(**fields).why_held(at(NOON)) == reason
    with pytest.raises(ValueError, match="aware"):
        Article(**fields).why_held(datetime(2021, 5, 4))


@pytest.mark.parametrize(
    "fields, kill",
    [
        ({}, False),
        ({"pub_status": "usable"}, False),
        ({"pub_status": "withheld"}, False),
        ({"pub_status": "canceled"}, True),
        ({"pub_status": "cancelled"}, True),
        ({"pub_status": "withdrawn"}, True),
        ({"signals": [Concept(code="correction", scheme="sig")]}, False),
        ({"signals": [Concept(code="update"), Concept(code="kill", scheme="sig")]}, True),
        ({"signals": [Concept(literal="Delete")]}, True),
        ({"signals": [Concept(name="MANDATORY KILL")]}, True),
        ({"signals": [Concept(uri="http://example.com/signal/kill")]}, True),
        ({"signals": [Concept(uri="http://kill.example/signal/update")]}, False),
        ({"signals": [Concept(name="SKILL")]}, False),
        ({"headline": "Kill", "version": "Kill"}, False),
    ],
)
def test_is_kill(fields: dict[str, Any], kill: bool) -> None:
    assert Article(**fields).is_kill is kill


# ---- from_text, JSON, record
# ------------------------------------------------------------


def test_from_text_parts_paragraphs_at_blank_lines_and_takes_any_field() -> None:
    article = Article.from_text(
        " One\nline. \n\n \n\nTwo.\r\n\r\nThree.",
        headline=" Bridge ",
        published="2021-05-04",
        keywords=["a", " "],
        slugline="",
    )
    assert article == Article(
        headline="Bridge",
        published=NewsDate("2021-05-04"),
        keywords=("a",),
        body=(Paragraph("One line."), Paragraph("Two."), Paragraph("Three.")),
    )


def test_from_text_with_a_body_of_its_own_and_with_nothing() -> None:
    assert Article.from_text("") == Article()
    assert Article.from_text("x", body=(Paragraph("y"),)).paragraphs == ("y",)
    with pytest.raises(TypeError, match="colour"):
        Article.from_text("x", colour="red")


def test_from_text_keeps_markup_as_text() -> None:
    assert Article.from_text("a <b>b</b> &amp; **c**").paragraphs == ("a <b>b</b> &amp; **c**",)


def test_json_is_canonical_and_in_the_order_of_the_model() -> None:
    article = Article(
        url="u",
        headline="h",
        id="i",
        published="2021",
        body=[Paragraph("p")],
        extra={"b:c": "1", "a:b": "2"},
    )  # type: ignore[arg-type]
    data = json.loads(article.to_json())
    assert list(data) == ["schema", "id", "type", "published", "headline", "body", "url", "extra"]
    assert data["body"] == [{"type": "paragraph", "content": [{"text": "p"}]}]
    assert list(data["extra"]) == ["a:b", "b:c"]
    assert article.to_json().isascii()
    assert "å".encode() in Article(headline="å").to_json()


def test_key_order_is_the_order_of_the_fields() -> None:
    order = [field.name for field in attrs.fields(Article)]
    assert order[-2:] == ["extra", "origin"]


def test_a_lone_surrogate_is_refused_with_its_path() -> None:
    with pytest.raises(SerializeError) as caught:
        Article(subjects=[Concept("a"), Concept("\ud800")]).to_json()  # type: ignore[arg-type]
    assert caught.value.path == "subjects[1].name"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_json_does_not_have_are_refused(number: float) -> None:
    with pytest.raises(SerializeError):
        Article(subjects=[Concept("a", relevance=number)]).to_json()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "data, error, where",
    [
        (b"{", ParseError, ""),
        (b"[]", SchemaError, "$"),
        (b'{"headline": 1}', SchemaError, "$.headline"),
        (b'{"keywords": ["a", 1]}', SchemaError, "$.keywords[1]"),
        (b'{"published": "yesterday"}', SchemaError, "$.published"),
        (
            b'{"body": [{"type": "paragraph", "content": [{"text": 1}]}]}',
            SchemaError,
            "$.body[0].content[0].text",
        ),
        (b'{"body": [{"type": "paragraf"}]}', SchemaError, "$.body[0].type"),
        (
            b'{"associations": [{"item": {"urgency": "5"}}]}',
            SchemaError,
            "$.associations[0].item.urgency",
        ),
        (b'{"embargoed": 1}', SchemaError, "$.embargoed"),
        (b'{"schema": "newsfmt-article/99"}', SchemaError, "$.schema"),
    ],
)
def test_from_json_names_the_path_of_what_is_wrong(
    data: bytes, error: type[Exception], where: str
) -> None:
    with pytest.raises(error) as caught:
        Article.from_json(data)
    assert not where or getattr(caught.value, "path", None) == where


def test_unknown_keys_are_kept_in_extra() -> None:
    article = Article.from_json(
        b'{"headline": "a", "colour": "red", "shape": {"a": 1}, "subjects": [{"name": "s", "colour": "blue"}]}'
    )
    assert article.extra["json:colour"] == ("red",)
    assert json.loads(article.extra["json:shape"][0]) == {"a": 1}
    assert article.subjects[0].extra["json:colour"] == ("blue",)


def test_record_holds_names_and_codes() -> None:
    article = Article(
        published="2021-05",  # type: ignore[arg-type]
        subjects=[Concept("Roads", code="04", scheme="medtop"), Concept(literal="Ferries")],  # type: ignore[arg-type]
        organisations=[Organisation("Rute AS", symbols=[Symbol("RUT")])],  # type: ignore[arg-type]
        provider=Party("NTB"),
        rights=Rights(notice="(c)"),
        body=[Paragraph("a"), Paragraph("b")],  # type: ignore[arg-type]
    )
    record = article.record()
    assert record["published"] == "2021-05"
    assert record["subjects"] == ["Roads", "Ferries"]
    assert record["subjects_codes"] == ["medtop:04"]
    assert record["organisations"] == ["Rute AS"]
    assert record["provider"] == "NTB"
    assert record["rights_notice"] == "(c)"
    assert record["text"] == "a\n\nb"
    assert record["paragraphs"] == ["a", "b"]
    assert record["headline"] is None


def test_fingerprint_is_that_of_the_canonical_json_without_origin() -> None:
    import hashlib

    article = Article(headline="a", origin=model.Origin(name="x.txt"))
    assert (
        article.fingerprint()
        == hashlib.sha256(
            b'{"schema":"newsfmt-article/1","type":"text","headline":"a"}'
        ).hexdigest()
    )


# ---- the normal form
# ------------------------------------------------------------

NORMAL: list[tuple[Article, Article]] = [
    (Article(headline=" a ", slugline="", byline=" \n"), Article(headline="a")),
    (Article(headline="\u200b\ufeff a\u00a0"), Article(headline="a")),
    (Article(keywords=("", " a", "b ")), Article(keywords=("a", "b"))),
    (Article(subjects=(Concept(), Concept(" a "), Concept(code=""))), Article(subjects=(Concept("a"),))),
    (Article(subjects=(Concept("a", broader=(Concept(" "),)),)), Article(subjects=(Concept("a"),))),
    (Article(dateline=Dateline(text=" ")), Article()),
    (Article(dateline=Dateline("OSLO ", prefix="OSLO — ")), Article(dateline=Dateline("OSLO", prefix="OSLO — "))),
    (Article(rights=Rights(holder=Party(name=" "))), Article()),
    (Article(places=(Place("a", geo=model.Geo()),)), Article(places=(Place("a"),))),
    (Article(places=(Place("a", geo=model.Geo(0, 0)),)), Article(places=(Place("a", geo=model.Geo(0, 0)),))),
    (Article(alt_headlines=(Label(role="x"), Label(" "))), Article(alt_headlines=(Label(role="x"),))),
    (Article(ed_notes=(Note(" a"),)), Article(ed_notes=(Note("a"),))),
    (Article(associations=(Association(item=Article()), Association("a", item=Article(headline=" b ")))), Article(associations=(Association("a", item=Article(headline="b")),))),
    (Article(associations=(Association(item=Article(type="picture")),)), Article(associations=(Association(item=Article(type="picture")),))),
    (Article(alternates=(model.Alternate(body=(Paragraph(" "),)), model.Alternate(body=(Paragraph(" a "),)))), Article(alternates=(model.Alternate(body=(Paragraph("a"),)),))),
    (Article(dateline=Dateline("a", prefix="")), Article(dateline=Dateline("a"))),
    (Article(type=" "), Article()),
    (Article(type="picture"), Article(type="picture")),
    (Article(embargoed=False), Article(embargoed=False)),
    (Article(word_count=0), Article(word_count=0)),
    (Article(extra={"a:b": " x "}), Article(extra={"a:b": " x "})),  # type: ignore[arg-type]
    (Article(body=(Paragraph(" a "), Paragraph(""))), Article(body=(Paragraph("a"),))),
    (Article(body=(Paragraph((Link("", href="u"),)),)), Article(body=(Paragraph((Link("", href="u"),)),))),
]  # fmt: skip


@pytest.mark.parametrize("given, wanted", NORMAL)
def test_normalise(given: Article, wanted: Article) -> None:
    assert normalise(given) == wanted
    assert normalise(wanted) == wanted


def test_origin_is_kept_by_normalise() -> None:
    assert normalise(Article(headline=" a", origin=model.Origin(line=3))).origin == model.Origin(
        line=3
    )


# ---- repr
# ------------------------------------------------------------

REPR: list[tuple[Any, str]] = [
    (Article(), "Article()"),
    (
        Article(headline="a", published="2021-05"),
        "Article(published=NewsDate('2021-05'), headline='a')",
    ),  # type: ignore[arg-type]
    (Article(embargoed=False, word_count=0), "Article(embargoed=False, word_count=0)"),
    (Paragraph("text"), "Paragraph('text')"),
    (
        Paragraph(("a ", Emphasis("b")), role="lead"),
        "Paragraph(('a ', Emphasis('b')), role='lead')",
    ),
    (
        Concept("a", code="1", extra={"x:y": "z"}),
        "Concept(name='a', code='1', extra={'x:y': ('z',)})",
    ),  # type: ignore[arg-type]
    (Article(keywords=tuple("abcdef")), "Article(keywords=('a', 'b', 'c', 'd', … 2 more))"),
    (Preformatted("a\nb"), "Preformatted('a\\nb')"),
]


@pytest.mark.parametrize("value, wanted", REPR)
def test_repr_shows_what_is_set(value: Any, wanted: str) -> None:
    assert repr(value) == wanted


def test_repr_of_a_long_text_is_short() -> None:
    assert len(repr(Article(headline="x" * 100_000))) < 120
    assert len(repr(Article(body=tuple(Paragraph("x" * 1000) for _ in range(1000))))) < 500
