"""The law of what is certain: an article of which a format's table says that it comes back unchanged
is written without being read again, so it has to come back, with all that did not named.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import NamedTuple

import attrs
import pytest
from hypothesis import HealthCheck, given, settings

import newsfmt
from newsfmt import NewsDate, _pipeline
from newsfmt.article import AltId, Article, Association, Concept, Label, Note, Party
from newsfmt.body import Block, Emphasis, Heading, Link, Paragraph, Strong
from newsfmt.diagnostics import Report
from newsfmt.format import Context
from newsfmt.formats.newsml_1 import write as newsml_1
from newsfmt.formats.newsml_1.certain import Envelope, is_certain
from newsfmt.formats.newsml_1.document import Item
from newsfmt.formats.newsml_1.slots import claimed, writes
from newsfmt.formats.ninjs import keys as ninjs
from newsfmt.formats.ninjs.item import Outgoing
from newsfmt.formats.nitf.slots import TABLE
from newsfmt.losses import Receipt
from newsfmt.markup import html
from newsfmt.prose import without_prefix
from newsfmt.testing.losses import overstated, silent
from newsfmt.testing.strategies import articles


class Writer(NamedTuple):
    """A format with options, and what says that an article is certain."""

    format: str
    options: dict[str, object]
    certain: Callable[[Article], bool]


def certain_in_newsml_1(article: Article) -> bool:
    receipt = Receipt(article, Context(), writes())
    item = Item(without_prefix(article), article, 0, set(), set(), receipt, claimed())
    newsml_1._written(item)
    return is_certain(item, Envelope(article))


def certain_in_ninjs(article: Article, version: str) -> bool:
    out = Outgoing(article, version, lambda code, path, message: None)
    ninjs.write_item(out)
    return ninjs.is_certain(out)


WRITERS = {
    "newsml-1": Writer("newsml-1", {}, certain_in_newsml_1),
    "nitf": Writer("nitf", {}, lambda article: TABLE.certain(without_prefix(article))),
    **{
        f"ninjs-{version}": Writer(
            "ninjs",
            {"version": version},
            lambda article, version=version: certain_in_ninjs(article, version),
        )
        for version in ("3.1", "2.2")
    },
}
every_writer = pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
DATE = NewsDate.parse("2021-05-04T10:30:00Z")
PLAIN = Article(
    id="urn:example:1",
    headline="Ferry sails",
    byline="By Kari Moe",
    updated=DATE,
    body=[Paragraph("It sails.")],
)
USUAL = attrs.evolve(
    PLAIN,
    pub_status="usable",
    urgency=4,
    language="en",
    title="Ferry",
    slugline="FERRY-SAILS",
    summary="The ferry sails again.",
    provider=Party("Example Press"),
    subjects=[Concept("Transport", code="20000001", scheme="medtop")],
    keywords=["ferry", "port"],
)


@every_writer
def test_what_is_certain_comes_back_unread(writer: Writer) -> None:
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(articles(), articles())
    def law(article: Article, other: Article) -> None:
        alone = [Article(**{name: getattr(article, name)}) for name in names(article)]
        beside = [attrs.evolve(PLAIN, **{name: getattr(article, name)}) for name in names(article)]
        mixed = [attrs.evolve(article, **{name: getattr(other, name)}) for name in names(other)]
        for whole in (article, *alone, *beside, *mixed):
            if writer.certain(whole):
                comes_back(whole, writer)

    law()


def comes_back(article: Article, writer: Writer) -> None:
    out, report = io.BytesIO(), Report(keep=10_000)
    _pipeline.write_to(article, out, report, format=writer.format, options=writer.options)
    again = newsfmt.read_one(out.getvalue(), format=writer.format)
    assert silent(article, again, report) == []
    assert overstated(article, again, report) == []


def names(article: Article) -> list[str]:
    values = {field.name: getattr(article, field.name) for field in attrs.fields(Article)}
    return [name for name, value in values.items() if value and name != "origin"]


@every_writer
@pytest.mark.parametrize("article", [PLAIN, USUAL], ids=["plain", "usual"])
def test_a_usual_article_is_certain(writer: Writer, article: Article) -> None:
    assert writer.certain(article)
    comes_back(article, writer)


@every_writer
def test_a_value_kept_from_another_format_is_certain_where_it_is_carried(writer: Writer) -> None:
    article = attrs.evolve(PLAIN, extra={"toy:note": ("quay",)})
    assert writer.certain(article) or writer.format == "ninjs"  # which has no place for it
    comes_back(article, writer)


MARKED = [
    "<p>The <a href='https://sund.example/1'>ferry</a> <strong>sails</strong>.</p><h2>Again</h2>",
    "<ul><li>One</li><li>Two <em>quays</em></li></ul><blockquote><p>Said.</p></blockquote>",
    "<table><tr><th>Quay</th><td>A &amp; B</td></tr></table>",
]
ODD = [
    (Heading("Ferry", 8),),
    (Paragraph([Link([Link("Ferry", "https://sund.example/1"), "x"], "https://sund.example/2")]),),
    (Paragraph([Link("Ferry", "javascript:sails()")]),),
    (Paragraph([Strong("")]),),
    (Paragraph([Strong("Ferry"), "\u00a0sails"]),),
    (Paragraph([Emphasis("Ferry")], role=""),),
]


def is_body_certain(body: tuple[Block, ...]) -> bool:
    out = Outgoing(attrs.evolve(PLAIN, body=body), "3.1", lambda code, path, message: None)
    ninjs.write_item(out)
    return out.plain


@pytest.mark.parametrize("markup", MARKED)
def test_a_body_with_the_usual_markup_is_certain_in_ninjs(markup: str) -> None:
    assert is_body_certain(html.parse(markup))
    for name in ("ninjs-3.1", "ninjs-2.2"):
        comes_back(attrs.evolve(PLAIN, body=html.parse(markup)), WRITERS[name])


@pytest.mark.parametrize("body", ODD, ids=str)
def test_a_body_that_may_come_back_otherwise_is_not_certain(body: tuple[Block, ...]) -> None:
    assert not is_body_certain(body)


def test_associations_are_certain_as_their_items_are() -> None:
    picture = Association(name="main", item=Article(id="urn:example:2", type="picture"))
    reference = Association(name="more", id="urn:example:3", title="Bridge")
    article = attrs.evolve(PLAIN, associations=[picture, reference])
    assert certain_in_ninjs(article, "3.1")
    comes_back(article, WRITERS["ninjs-3.1"])
    for other in (
        attrs.evolve(picture, item=Article(id="not a uri", type="picture")),
        attrs.evolve(picture, item=article),  # items inside items may have what has no place
        attrs.evolve(picture, id="urn:example:4"),
        attrs.evolve(picture, name="newsfmt_1_x"),
    ):
        assert not certain_in_ninjs(attrs.evolve(PLAIN, associations=[other]), "3.1")


ANY = [
    {"headline": " Ferry sails"},
    {"headline": None, "alt_headlines": [Label("It sails again")]},
    {"embargoed": True},
    {"ed_notes": [Note("One"), Note(" Two")]},
    {"alt_ids": [AltId(" 1", "a")]},
    {"body": [Paragraph("It  sails.")]},
    {"extra": {f"{name}:meta": ("x",) for name in ("nitf", "ninjs", "newsml-1")}},
]
OF_NINJS = [
    {"created": NewsDate.parse("2021-05-04")},
    {"subjects": [Concept("Transport", code="1", scheme="medtop", literal="x:2")]},
    {"provider": Party(code="a", scheme="b", literal="c")},
]


@pytest.mark.parametrize(
    ("writer", "change"),
    [
        pytest.param(writer, change, id=f"{name}-{'-'.join(change)}")
        for name, writer in WRITERS.items()
        for change in (ANY + OF_NINJS if writer.format == "ninjs" else ANY)
    ],
)
def test_what_may_come_back_otherwise_is_not_certain(
    writer: Writer, change: dict[str, object]
) -> None:
    assert not writer.certain(attrs.evolve(PLAIN, **change))
