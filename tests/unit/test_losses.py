"""Losses: what is not declared, what differs between two articles, and what a receipt makes of both:
every loss by its own path, none by the path of another.
"""

from __future__ import annotations

import io
from time import perf_counter
from typing import Any

import pytest

import newsfmt
from newsfmt import Article, Context, NewsDate
from newsfmt._registry import default_registry
from newsfmt.article import (
    Association,
    Concept,
    Dateline,
    Label,
    Origin,
    Party,
    Rendition,
    Rights,
    Transmission,
)
from newsfmt.body import (
    Break,
    Cell,
    Emphasis,
    Figure,
    Heading,
    Link,
    List,
    Paragraph,
    Rule,
    Section,
    Strong,
    Table,
)
from newsfmt.losses import Receipt, differences, read_again, report_undeclared, value_at


def lost(article: Article, *writes: str, ignore_embargo: bool = False) -> list[tuple[str, str]]:
    context = Context(format="z")
    context.ignore_embargo = ignore_embargo
    report_undeclared(article, frozenset(writes), context)
    return [(one.code, one.position.path or "") for one in context.report if one.position]


def paths(article: Article, *writes: str) -> list[str]:
    found = lost(article, *writes)
    assert all(code == "write.field-lost" for code, _ in found)
    return [path for _, path in found]


@pytest.mark.parametrize(
    "article, writes, expected",
    [
        (Article(headline="a"), ["headline"], []),
        (Article(headline="a"), [], ["headline"]),
        (Article(), [], []),
        (Article(origin=Origin("json")), [], []),
        (Article(type="picture"), [], ["type"]),
        (Article(body=(Paragraph(("a",)),)), ["body", "body:paragraph"], []),
        (Article(body=(Paragraph(("a",)),)), ["body:paragraph"], ["body"]),
        (Article(subjects=(Concept("a"), Concept("b", relevance=0.5))), ["subjects.name"], ["subjects[1].relevance"]),
        (Article(subjects=(Concept("a", relevance=0.0),)), ["subjects.name"], ["subjects[0].relevance"]),
        (Article(subjects=(Concept("a", code="b"),)), ["subjects"], []),
        (Article(subjects=(Concept(broader=(Concept("x", code="c"),)),)), ["subjects.broader.name"], ["subjects[0].broader[0].code"]),
        (Article(rights=Rights(holder=Party("a", code="b"), notice="n")), ["rights.holder.name"], ["rights.holder.code", "rights.notice"]),
        (Article(dateline=Dateline(text="a", place="b")), ["dateline.text"], ["dateline.place"]),
        (Article(extra={"a:b": ("c",), "d:e": ("f",)}), ["extra.a:b"], ["extra['d:e']"]),
        (Article(alt_headlines=(Label("a", role="r"),)), ["alt_headlines.text"], ["alt_headlines[0].role"]),
        (Article(transmission=Transmission(id="1", priority="2")), ["transmission.id"], ["transmission.priority"]),
        (Article(extra={"a:b": ("c",), "d:e": ("f",)}), [], ["extra['a:b']", "extra['d:e']"]),
        (Article(extra={"a:b": ("c",)}), ["extra"], []),
        (Article(keywords=("a", "b")), [], ["keywords"]),
        (Article(word_count=0), [], ["word_count"]),
        (Article(published=NewsDate("2020"), updated=NewsDate("2021")), ["published"], ["updated"]),
        (Article(associations=(Association(item=Article(headline="a", byline="b")),)), ["associations.item.headline"], ["associations[0].item.byline"]),
        (Article(associations=(Association(item=Article(type="text")),)), ["associations.item.headline"], []),
    ],
)  # fmt: skip
def test_paths(article: Article, writes: list[str], expected: list[str]) -> None:
    assert sorted(paths(article, *writes)) == sorted(expected)


@pytest.mark.parametrize(
    "field, value", [("embargoed", True), ("embargoed_until", NewsDate("2030"))]
)
def test_an_embargo_is_an_error_of_its_own(field: str, value: Any) -> None:
    article = Article(**{field: value})
    assert lost(article) == [("write.embargo-lost", field)]
    assert lost(article, ignore_embargo=True) == [("write.field-lost", field)]
    assert lost(article, field) == []


def test_no_embargo_that_is_said_is_an_ordinary_field() -> None:
    assert lost(Article(embargoed=False)) == [("write.field-lost", "embargoed")]


# ---- comparing
# ------------------------------------------------------------


@pytest.mark.parametrize(
    "before, after, expected",
    [
        ({"headline": "a"}, {"headline": "a"}, []),
        ({"headline": "a"}, {"headline": "b"}, ["headline"]),
        ({"headline": "a"}, {}, ["headline"]),
        ({}, {"headline": "a"}, ["headline"]),
        ({"origin": Origin("json")}, {"origin": Origin("nitf")}, []),
        ({"extra": {"a:b": "c", "a:d": "e"}}, {"extra": {"a:b": "x"}}, ["extra['a:b']", "extra['a:d']"]),
        ({"extra": {"a:b": "c"}}, {}, ["extra['a:b']"]),
        ({}, {"extra": {"a:b": "c"}}, ["extra['a:b']"]),
        ({"rights": Rights(notice="n", holder=Party("a", code="b"))}, {"rights": Rights(notice="n", holder=Party("a"))}, ["rights.holder.code"]),
        ({"rights": Rights(holder=Party("a"))}, {}, ["rights"]),
        ({}, {"rights": Rights(holder=Party("a"))}, ["rights"]),
        # a member that is gone leaves the others their paths
        ({"keywords": ["a", "b", "c"]}, {"keywords": ["b", "c"]}, ["keywords[0]"]),
        ({"keywords": ["a", "b", "c"]}, {"keywords": ["a", "c", "b"]}, ["keywords[1]"]),
        ({"keywords": ["a"]}, {"keywords": ["x", "a"]}, ["keywords[1]"]),
        ({"keywords": ["a"]}, {}, ["keywords[0]"]),
        ({"subjects": [Concept("a", code="1"), Concept("b", code="2"), Concept("c", code="3")]},
         {"subjects": [Concept("b", code="9"), Concept("c", code="3")]}, ["subjects[0]", "subjects[1].code"]),
        ({"subjects": [Concept(), Concept("a")]}, {"subjects": [Concept("a")]}, []),
        ({"associations": [Association(item=Article(headline="a", byline="b"))]},
         {"associations": [Association(item=Article(headline="a"))]}, ["associations[0].item.byline"]),
    ],
)  # fmt: skip
def test_what_differs(before: Any, after: Any, expected: list[str]) -> None:
    assert [one.path for one in differences(Article(**before), Article(**after))] == expected


P = Paragraph
ITEMS = List([[P("Sund")], [P("Vik")]])


@pytest.mark.parametrize(
    "before, after, expected",
    [
        ([P("a")], [P("a")], []),
        ([P("a"), P("b")], [P("By A"), P("a"), P("b")], ["body[2]"]),
        ([P("a"), P("b")], [P("b")], ["body[0]"]),
        ([P("a", role="lead", language="nb")], [P("a")], ["body[0].role", "body[0].language"]),
        # a list that became paragraphs is one difference, and what comes after it none
        ([P("a"), ITEMS, P("b")], [P("a"), P("- Sund"), P("- Vik"), P("b")], ["body[1]"]),
        ([ITEMS, P("b")], [P("Sund Vik"), P("b", role="lead")], ["body[0]", "body[1].role"]),
        ([ITEMS], [List([[P("Vik")]])], ["body[0].items[0]"]),
        ([ITEMS], [List([[P("Sund")], [P("Vok")]], ordered=True)], ["body[0].items[1][0].content[0]", "body[0].ordered"]),
        ([Heading("a", level=3)], [P("a")], ["body[0]"]),
        ([Table([[Cell("a"), Cell("b")]])], [Table([[Cell("a"), Cell("c", colspan=2)]])], ["body[0].rows[0][1].content[0]", "body[0].rows[0][1].colspan"]),
        ([Section([P("a")], title=["b"])], [Section([P("a")], title=["c"])], ["body[0].title[0]"]),
        # runs have no identity: the node that is gone is the difference
        ([P(["a ", Strong("b"), " c"])], [P("a b c")], ["body[0].content[1]"]),
        ([P(["a ", Strong(["b", Emphasis("c")])])], [P(["a ", Strong("bc")])], ["body[0].content[1].content[1]"]),
        ([P(["one ", Strong("two"), " three four"])], [P(["one ", Strong("two"), " three five"])], ["body[0].content[2]"]),
        ([P(["one ", Link("two", href="h", title="t")])], [P(["1 ", Link("two", href="h")])], ["body[0].content[0]", "body[0].content[1].title"]),
        ([P(["a", Break(), "b"])], [P("a b")], ["body[0].content[1]"]),
        ([P("a b")], [P(["a ", Strong("b")])], ["body[0].content[1]"]),
        ([P([Link(["a", Link("b", href="y")], href="x")])], [P([Link("a", href="x"), Link("b", href="y")])], ["body[0].content[0]"]),
        ([P(["a", "b"])], [P("ab")], ["body[0].content"]),
    ],
)  # fmt: skip
def test_what_differs_in_a_body(before: Any, after: Any, expected: list[str]) -> None:
    assert [one.path for one in differences(Article(body=before), Article(body=after))] == expected


def test_many_members_are_compared_quickly() -> None:
    many = [Concept(str(number), relevance=0.5) for number in range(20_000)]
    bare = [Concept(str(number)) for number in range(20_000) if number % 7]
    start = perf_counter()
    found = differences(
        Article(subjects=many), Article(subjects=bare), frozenset({"subjects.name"})
    )
    assert [one.path for one in found[:2]] == ["subjects[0]", "subjects[7]"]
    assert len(found) == 20_000 // 7 + 1
    assert perf_counter() - start < 20


# ---- the receipt
# ------------------------------------------------------------


def told(before: Any, after: Any, *reported: tuple[str, str], writes: str = "") -> list[str]:
    context = Context(format="z")
    article = Article(**before)
    receipt = Receipt(article, context, frozenset(writes.split()) if writes else None)
    for code, path in reported:
        receipt.lost(code, path)
    receipt.compare(None if after is None else Article(**after))
    return [f"{one.code[6:]} {one.position.path if one.position else ''}" for one in context.report]


@pytest.mark.parametrize(
    "before, after, reported, expected",
    [
        ({"headline": "a"}, {"headline": "a"}, [], []),
        ({"headline": "Night ferry"}, {"headline": "Night"}, [], ["value-shortened headline"]),
        ({"headline": "Main"}, {"headline": "Other"}, [], ["value-changed headline"]),
        ({"headline": "a"}, {}, [], ["field-lost headline"]),
        ({}, {"headline": "a"}, [], ["value-changed headline"]),
        ({"headline": "a"}, None, [], ["field-lost headline"]),
        ({"created": NewsDate("2020-01-01T10:30Z")}, {"created": NewsDate("2020-01-01T10:30:00Z")}, [], ["value-changed created"]),
        ({"created": NewsDate("2020-01-01T10:30:20Z")}, {"created": NewsDate("2020-01-01T10:30Z")}, [], ["value-shortened created"]),
        ({"created": NewsDate("2020-01-01T10:30Z")}, {"created": NewsDate("2020-01-01T10:30")}, [], ["value-shortened created"]),
        ({"genres": [Concept(code="x")]}, {"genres": [Concept(literal="x")]}, [], ["value-changed genres[0].code", "value-changed genres[0].literal"]),
        ({"keywords": ["a", "b"]}, {"keywords": ["b", "a"]}, [], ["value-changed keywords[0]"]),
        ({"embargoed": True}, {}, [], ["embargo-lost embargoed"]),
        ({"embargoed": False}, {}, [], ["field-lost embargoed"]),
        # a report names its own value, and what is below it only where all of that is gone
        ({"headline": "a"}, {}, [("write.field-lost", "headline")], ["field-lost headline"]),
        ({"headline": "a"}, {"headline": "a"}, [("write.field-lost", "headline")], []),
        ({"rights": Rights(notice="n", holder=Party("a", code="b"))}, {"rights": Rights(holder=Party("a"))}, [("write.field-lost", "rights.notice")],
         ["field-lost rights.notice", "field-lost rights.holder.code"]),
        ({"rights": Rights(notice="n", holder=Party("a"))}, {}, [("write.field-lost", "rights.notice")], ["field-lost rights.notice", "field-lost rights"]),
        ({"rights": Rights(notice="n")}, {}, [("write.field-lost", "rights.notice")], ["field-lost rights.notice"]),
        # a value derived where nothing was is named; one that was there is changed
        ({}, {"id": "x"}, [("write.value-derived", "id")], ["value-derived id"]),
        ({"id": "y"}, {"id": "x"}, [("write.value-derived", "id")], ["value-derived id", "value-changed id"]),
        # one loss in a block does not hide another
        ({"body": [P(["a ", Strong("b")], role="lead", language="nb")]}, {"body": [P("a b")]}, [("write.markup-lost", "body[0].content[1]")],
         ["markup-lost body[0].content[1]", "field-lost body[0].role", "field-lost body[0].language"]),
        ({"body": [Heading(["a ", Emphasis("b")], level=3)]}, {"body": [P("a b")]}, [("write.markup-lost", "body[0].content[1]")],
         ["markup-lost body[0].content[1]", "node-flattened body[0]"]),
        ({"body": [P("a", language="!"), P("c", role="lead")]}, {"body": [P("a"), P("c")]}, [("write.field-lost", "body[0].language")],
         ["field-lost body[0].language", "field-lost body[1].role"]),
        ({"body": [ITEMS]}, {"body": [P("- Sund - Vik")]}, [("write.node-flattened", "body[0]")], ["node-flattened body[0]"]),
        ({"body": [ITEMS]}, {"body": [P("- Sund")]}, [("write.node-flattened", "body[0]")], ["node-flattened body[0]", "value-shortened body[0]"]),
        ({"body": [P("a", role="lead")]}, {"body": [P("b")]}, [("write.value-shortened", "body[0]")], ["value-shortened body[0]", "field-lost body[0].role"]),
    ],
)  # fmt: skip
def test_what_a_receipt_reports(
    before: Any, after: Any, reported: list[tuple[str, str]], expected: list[str]
) -> None:
    assert told(before, after, *reported) == expected


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("rights", Rights(notice="n", holder=Party("a")), "holder.name=a, notice=n"),
        ("subjects", (Concept(code="x"), Concept(literal="y")), "code=x; literal=y"),
        ("extra", {"a:b": ("c", "d")}, "c, d"),
        ("headline", "it's\nhere", "it's\nhere"),
        ("created", NewsDate("2020-01-01"), "2020-01-01"),
    ],
)
def test_a_value_is_shown_as_people_write_it(field: str, value: Any, shown: str) -> None:
    context = Context(format="z")
    Receipt(Article(), context).compare(Article(**{field: value}))
    (message,) = (one.message for one in context.report)
    assert message == f"read again, it is {shown!r}; the article has none"


def test_what_is_not_declared_has_been_reported_by_the_core() -> None:
    before = {"slugline": "a", "rights": Rights(notice="n", holder=Party("a", code="b"))}
    assert told(before, {}, writes="rights.holder.name") == ["field-lost rights"]
    assert told(before, {"slugline": "x"}, writes="rights.holder.name") == ["field-lost rights"]
    assert told({}, {"slugline": "x"}, writes="headline") == ["value-changed slugline"]


def test_no_embargo_is_an_ordinary_loss_where_it_is_ignored() -> None:
    context = Context()
    context.ignore_embargo = True
    Receipt(Article(embargoed=True), context).compare(Article())
    assert [one.code for one in context.report] == ["write.field-lost"]


@pytest.mark.parametrize(
    "path, value",
    [
        ("headline", "h"), ("keywords[1]", "b"), ("keywords[7]", None), ("extra['a:b']", ("c",)), ("extra['x']", None), ("rights.holder.name", "p"),
        ("dateline.place", None), ("body[0].content[1].content[0]", "y"), ("nothing.there", None), ('extra["it\'s"]', ("z",)),
    ],
)  # fmt: skip
def test_the_value_at_a_path(path: str, value: Any) -> None:
    article = Article(
        headline="h", keywords=["a", "b"], extra={"a:b": "c", "it's": "z"}, rights=Rights(holder=Party("p")), body=[P(["x", Strong("y")])],
    )  # fmt: skip
    assert value_at(article, path) == value


def test_an_output_is_read_again_in_silence() -> None:
    parser = default_registry().parser(default_registry().get("jsonl"))
    assert read_again(b'{"headline": "a"}\n', parser) == Article(headline="a")
    assert read_again(b'{"headline": "a"}\n{"headline": "b"}\n', parser) is None
    assert read_again(b"{", parser) is None


# ---- in the formats
# ------------------------------------------------------------


@pytest.mark.parametrize("format", ["nitf", "newsml-1"])
def test_a_loss_in_the_body_does_not_hide_the_next(format: str) -> None:
    media = Rendition(href="https://v.example/z.jpg", format="A￾B")
    article = Article(headline="h", body=[Rule(language="!"), Figure(media=[media])])
    assert "body[1].media[0].format" in losses_of(article, format)
    assert "body[0].language" in losses_of(article, format)


def test_a_changed_value_is_no_info() -> None:
    article = Article(
        id="urn:x:1",
        headline="h",
        created=NewsDate("2020-01-01T10:30Z"),
        genres=[Concept(code="x")],
    )
    report = newsfmt.write(article, io.BytesIO(), format="ninjs")
    assert not report.clean
    assert losses_of(article, "ninjs") == {
        "created": "write.value-changed",
        "genres[0].code": "write.value-changed",
        "genres[0].literal": "write.value-changed",
    }


def test_a_line_more_at_the_top_is_one_difference() -> None:
    article = Article(
        headline="h", published=NewsDate("2020-01-01"), byline="By Anna Berg", body=[P("It left."), P("It is back.")],
    )  # fmt: skip
    assert losses_of(article, "dated-text") == {
        "creators": "write.value-changed",
        "body[2]": "write.value-changed",
    }


def test_a_name_is_not_lost_because_the_one_before_it_is() -> None:
    sources = [Party(literal="a"), Party("b"), Party("c")]
    assert losses_of(Article(headline="h", sources=sources), "nitf") == {
        "sources[0].literal": "write.field-lost"
    }


def losses_of(article: Article, format: str) -> dict[str, str]:
    report = newsfmt.write(article, io.BytesIO(), format=format)
    return {
        one.position.path or "": one.code
        for one in report
        if one.position and one.code != "write.value-derived"
    }


def test_of_equal_members_the_one_is_missing_that_leaves_fewer_others_without_a_counterpart() -> (
    None
):
    before = (Label("a"), Label("b", language="nb"), Label("a"), Label("c", language="nb"))
    after = (Label("b"), Label("a"), Label("c"))
    found = differences(Article(descriptions=before), Article(descriptions=after))
    assert [one.path for one in found] == [
        "descriptions[0]",
        "descriptions[1].language",
        "descriptions[3].language",
    ]
    plain = (Label("a"), Label("b"), Label("a"), Label("c"))
    found = differences(Article(descriptions=plain), Article(descriptions=after))
    assert [one.path for one in found] == ["descriptions[0]"]


def test_of_equal_members_that_came_back_the_one_counts_that_leaves_fewer_differences() -> None:
    before = (Rule("a"), Rule(language="nb"), Rule())
    after = (Rule(), Rule(language="nb"), Rule())
    found = differences(Article(body=before), Article(body=after))
    assert [one.path for one in found] == ["body[0].text"]


def test_a_member_that_moved_across_an_equal_one_is_paired_with_itself() -> None:
    before = (Party("Moe", role="x"), Party(email="a@b"), Party("Aune"))
    after = (Party("Rud"), Party("Aune"), Party("Moe", role="contributor"))
    found = differences(Article(creators=before), Article(creators=after))
    assert [one.path for one in found] == [
        "creators[0].role",
        "creators[1].name",
        "creators[1].email",
    ]


def test_what_came_into_being_beside_undeclared_values_is_a_difference() -> None:
    before = Article(rights=Rights(year="2021"), extra={"x:a": "b"})
    after = Article(rights=Rights(notice="NES"), extra={"html:a": "c"})
    for writes in (frozenset({"rights.notice"}), frozenset({"headline"})):
        found = differences(before, after, writes)
        assert [one.path for one in found] == ["rights.notice", "extra['html:a']"]
    items = [Article(associations=(Association(item=one),)) for one in (before, after)]
    found = differences(*items, frozenset({"associations.item.rights.notice"}))
    assert "associations[0].item.rights.notice" in [one.path for one in found]
