"""The drawn Articles are hard enough: over a run every field of every class is set, every node,
role and nasty text seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy

from newsfmt import article as model
from newsfmt import body as nodes
from newsfmt._record import Record
from newsfmt.article import Article, FrozenMap
from newsfmt.body import NON_PROSE_ROLES
from newsfmt.dates import NewsDate
from newsfmt.testing import (
    articles,
    blocks,
    bodies,
    inlines,
    news_dates,
    raw_articles,
    records,
    strategies,
    texts,
)

RUN = settings(derandomize=True, database=None, max_examples=500, deadline=None)
MANY = settings(RUN, max_examples=1500)
SOME = settings(RUN, max_examples=250)
FEW = settings(RUN, max_examples=40)
CLASSES = sorted(
    {
        cls
        for module in (model, nodes)
        for cls in vars(module).values()
        if isinstance(cls, type) and issubclass(cls, Record) and cls.__name__[0] != "_"
        if attrs.has(cls)
    },
    key=lambda cls: f"{cls.__module__}.{cls.__name__}",
)


def drawn(strategy: SearchStrategy[Any], run: settings = RUN) -> list[Any]:
    """What one seeded run draws from a strategy."""
    seen: list[Any] = []

    @run
    @given(strategy)
    def collect(value: Any) -> None:
        seen.append(value)

    collect()
    return seen


def parts(value: Any) -> Iterator[Any]:
    """Every record, text and number inside a value, however deep."""
    stack = [value]
    while stack:
        here = stack.pop()
        if type(here) is tuple:
            stack.extend(here)
            continue
        yield here
        if isinstance(here, FrozenMap):
            stack.extend(here.values())
            stack.extend(here)
        elif isinstance(here, Record):
            stack.extend(getattr(here, field.name) for field in attrs.fields(type(here)))


@pytest.fixture(scope="module")
def sample() -> list[Article]:
    """What some hundred examples of a property test see, with the bodies of some hundred more."""
    return (
        drawn(articles())
        + drawn(articles(full=True), FEW)
        + [Article(body=body) for body in drawn(bodies())]
    )


@pytest.fixture(scope="module")
def seen(sample: list[Article]) -> list[Any]:
    return [part for article in sample for part in parts(article)]


def test_every_field_of_every_class_is_set(seen: list[Any]) -> None:
    set_fields = {
        (type(part), field.name)
        for part in seen
        if isinstance(part, Record)
        for field in attrs.fields(type(part))
        if getattr(part, field.name) != field.default
    }
    missing = [
        f"{cls.__name__}.{field.name}"
        for cls in CLASSES
        for field in attrs.fields(cls)
        if (cls, field.name) not in set_fields
    ]
    assert not missing


def test_some_article_has_every_field_and_some_have_none(sample: list[Article]) -> None:
    counts = [
        sum(getattr(article, field.name) not in (None, ()) for field in attrs.fields(Article))
        for article in sample
    ]
    assert max(counts) >= len(attrs.fields(Article)) - 2
    assert min(counts) <= 3
    assert any(article.id is None for article in sample)
    assert any(article.published is None for article in sample)
    assert any(not article.body for article in sample)


@pytest.mark.parametrize(
    "kind",
    [*nodes.BLOCKS.values(), *nodes.INLINES.values(), nodes.Cell],
    ids=lambda cls: cls.__name__,
)
def test_every_kind_of_node_is_drawn(kind: type[Record], seen: list[Any]) -> None:
    assert sum(type(part) is kind for part in seen) >= 5


@pytest.mark.parametrize("role", sorted(NON_PROSE_ROLES | {"lead"}))
def test_every_role_is_drawn(role: str, seen: list[Any]) -> None:
    assert any(type(part) is nodes.Paragraph and part.role == role for part in seen)


def test_every_nasty_text_is_drawn_alone_and_in_a_sentence(seen: list[Any]) -> None:
    words = {part for part in [*seen, *drawn(texts(), MANY)] if isinstance(part, str)}
    assert not [nasty for nasty in strategies.NASTY if nasty not in words]
    inside = "\0".join(words)
    assert not [
        nasty
        for nasty in strategies.NASTY
        if f"{nasty} " not in inside and f" {nasty}" not in inside
    ]


def test_dates_of_every_precision_with_and_without_zone(seen: list[Any]) -> None:
    kinds = {(date.precision, date.has_zone) for date in seen if type(date) is NewsDate}
    assert kinds == {("year", False), ("month", False)} | {
        (name, zone) for name in ("day", "minute", "second", "fraction") for zone in (False, True)
    }


def inside(outer: type[Record], inner: type[Record], blocks: tuple[Any, ...]) -> bool:
    return any(
        type(node) is outer
        and any(type(part) is inner for part in nodes.walk(nodes.children(node)))
        for node in nodes.walk(blocks)
    )


@pytest.mark.parametrize(
    "outer, inner",
    [
        (nodes.Quote, nodes.List),
        (nodes.Cell, nodes.Quote),
        (nodes.Cell, nodes.List),
        (nodes.List, nodes.Table),
        (nodes.Section, nodes.Section),
    ],
)
def test_nodes_stand_in_each_other(
    outer: type[Record], inner: type[Record], sample: list[Article]
) -> None:
    assert any(inside(outer, inner, article.body) for article in sample)


def test_inline_nodes_stand_in_each_other(seen: list[Any]) -> None:
    wrappers = [
        part
        for part in seen
        if type(part) in nodes.INLINES.values() and getattr(part, "content", ())
    ]
    assert sum(any(type(inner) is not str for inner in part.content) for part in wrappers) >= 20


PARTS: dict[str, Callable[[Any], bool]] = {
    "an empty cell": lambda part: type(part) is nodes.Cell and not part.content,
    "a figure without media": lambda part: type(part) is nodes.Figure and not part.media,
    "a figure without caption": lambda part: type(part) is nodes.Figure and not part.caption,
    "rows of different length": lambda part: (
        type(part) is nodes.Table and len({len(row) for row in part.rows}) > 1
    ),
    "a list that starts at 0": lambda part: type(part) is nodes.List and part.start == 0,
    "space inside emphasis": lambda part: (
        type(part) is nodes.Emphasis
        and type(part.content[-1]) is str
        and part.content[-1].endswith(" ")
    ),
    "a paragraph that is one link": lambda part: (
        type(part) is nodes.Paragraph
        and len(part.content) == 1
        and type(part.content[0]) is nodes.Link
    ),
    "a concept two levels broader": lambda part: (
        isinstance(part, model.Concept) and any(broader.broader for broader in part.broader)
    ),
    "an association with an item": lambda part: (
        type(part) is model.Association and part.item is not None
    ),
    "an association that is a reference": lambda part: (
        type(part) is model.Association and part.item is None
    ),
    "an item in an association with a body": lambda part: (
        type(part) is model.Association and part.item is not None and bool(part.item.body)
    ),
    "a dateline in the text": lambda part: (
        type(part) is Article and part.dateline is not None and part.dateline.prefix is not None
    ),
    "a dateline that is not in the text": lambda part: (
        type(part) is Article and part.dateline is not None and part.dateline.prefix is None
    ),
    "an embargo without end": lambda part: (
        type(part) is Article and bool(part.embargoed) and part.embargoed_until is None
    ),
    "an embargo with an end": lambda part: (
        type(part) is Article and part.embargoed_until is not None
    ),
    "no embargo, said so": lambda part: type(part) is Article and part.embargoed is False,
    "an extra with two values": lambda part: (
        type(part) is FrozenMap
        and any(len(value) > 1 for value in part.values() if type(value) is tuple)
    ),
    "a number 0": lambda part: (
        type(part) is model.Concept and part.relevance == 0 and part.relevance is not None
    ),
}


@pytest.mark.parametrize("name", PARTS)
def test_what_else_is_drawn(name: str, seen: list[Any]) -> None:
    assert any(map(PARTS[name], seen))


def test_drawn_articles_are_in_normal_form(sample: list[Article]) -> None:
    assert all(model.normalise(article) == article for article in sample)


def test_dateline_prefix_is_what_the_first_paragraph_opens_with(sample: list[Article]) -> None:
    opened = [article for article in sample if article.dateline and article.dateline.prefix]
    assert opened
    for article in opened:
        assert article.dateline
        assert article.dateline.prefix
        assert article.dateline.text
        assert article.paragraphs[0].startswith(article.dateline.prefix)
        assert article.dateline.prefix.startswith(article.dateline.text)


def test_without_spaces_no_white_space_follows_another(sample: list[Article]) -> None:
    for article in sample:
        for block in nodes.walk(article.body):
            if type(block) in {nodes.Paragraph, nodes.Heading}:
                shown = (
                    node if type(node) is str else "\n" if type(node) is nodes.Break else "@"
                    for node in nodes.walk(block.content)
                    if not nodes.children(node)
                )
                text = "".join(shown)
                assert "  " not in text
                assert "\t" not in text
                assert " \n" not in text
                assert "\n " not in text


def test_with_spaces_they_do() -> None:
    sample = drawn(articles(spaces=True), SOME)
    text = "\0".join(drawn(texts(spaces=True), MANY))
    assert "a  b" in text
    assert "a\nb" in text
    assert any(
        "a  b" in part or "a\nb" in part
        for article in sample
        for part in parts(article)
        if isinstance(part, str)
    )
    assert all(model.normalise(article) == article for article in sample)


def test_raw_articles_are_what_no_reader_yields() -> None:
    sample = drawn(raw_articles()) + [Article(body=body) for body in drawn(bodies(raw=True))]
    seen = [part for article in sample for part in parts(article)]
    words = {part for part in seen if isinstance(part, str)}
    assert len([text for text in strategies.RAW if text not in words]) <= 2
    assert any(model.normalise(article) != article for article in sample)
    assert any(word.startswith("javascript:") for word in words)
    assert any(article.embargoed_until and not article.embargoed for article in sample)
    for cls in (model.Concept, model.Party, nodes.Paragraph, nodes.Emphasis):
        assert any(type(part) is cls and part == cls() for part in seen), f"no empty {cls.__name__}"


def test_limits_are_kept() -> None:
    for article in drawn(
        articles(
            fields={"headline", "body"}, nodes={"paragraph", "emphasis"}, max_blocks=2, depth=2
        ),
        FEW,
    ):
        assert attrs.evolve(article, headline=None, body=()) == Article()
        assert len(article.body) <= 2
        assert {type(node) for node in nodes.walk(article.body)} <= {
            str,
            nodes.Paragraph,
            nodes.Emphasis,
        }
    assert all(
        part.item is None
        for article in drawn(articles(fields={"associations"}, nested=0), FEW)
        for part in article.associations
    )
    with pytest.raises(ValueError, match="headlines"):
        articles(fields={"headlines"})


@pytest.mark.parametrize(
    "cls", CLASSES, ids=lambda cls: f"{cls.__module__.rpartition('.')[2]}.{cls.__name__}"
)
def test_every_class_can_be_drawn_alone(cls: type[Record]) -> None:
    assert all(type(value) is cls for value in drawn(records(cls), FEW))


def test_small_strategies() -> None:
    assert all(
        type(block) in nodes.BLOCKS.values() and nodes.normalise([block]) == (block,)
        for block in drawn(blocks(), FEW)
    )
    assert all(
        content and nodes.normalise([nodes.Paragraph(content)])[0].content == content
        for content in drawn(inlines(), FEW)
    )
    assert all(nodes.normalise(body) == body for body in drawn(bodies(), FEW))
    assert any(nodes.normalise(body) != body for body in drawn(bodies(raw=True), FEW))
    assert all(text and text == nodes.plain(text) for text in drawn(texts(), FEW))
    assert {date.precision for date in drawn(news_dates(precisions=("year", "day")), FEW)} == {
        "year",
        "day",
    }


def test_what_is_drawn_varies(sample: list[Article]) -> None:
    assert Counter(map(hash, sample)).most_common(1)[0][1] < len(sample) / 20
