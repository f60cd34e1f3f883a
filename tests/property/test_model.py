"""What every value of the model can do, with drawn values: pickle, copy, hash, equality, evolve,
repr, normal form, JSON.
"""

from __future__ import annotations

import copy
import itertools
import pickle
import re
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsfmt import article as model
from newsfmt import body as nodes
from newsfmt._record import Record
from newsfmt.article import Article, FrozenMap
from newsfmt.dates import NewsDate
from newsfmt.testing import articles, bodies, raw_articles, records

CLASSES = sorted(
    {
        cls
        for module in (model, nodes)
        for cls in vars(module).values()
        if isinstance(cls, type) and issubclass(cls, Record) and attrs.has(cls)
    },
    key=lambda cls: f"{cls.__module__}.{cls.__name__}",
)
every_class = pytest.mark.parametrize(
    "cls", CLASSES, ids=lambda cls: f"{cls.__module__.rpartition('.')[2]}.{cls.__name__}"
)
FEW = settings(max_examples=15, deadline=None)
SOME = settings(max_examples=60, deadline=None)


def test_the_classes_are_all_there() -> None:
    assert {
        Article,
        NewsDate,
        model.Party,
        model.Concept,
        nodes.Paragraph,
        nodes.Cell,
        nodes.Name,
    } <= set(CLASSES)
    assert {cls.__name__ for cls in CLASSES} >= {
        name for name in model.__all__ if name not in {"Extra", "FrozenMap", "RECORDS", "normalise"}
    }


@every_class
@FEW
@given(data=st.data())
def test_a_value_survives_pickle_and_copy(cls: type[Any], data: st.DataObject) -> None:
    value = data.draw(records(cls))
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(value, protocol))
        assert again == value
        assert hash(again) == hash(value)
        assert type(again) is cls
    assert copy.copy(value) == copy.deepcopy(value) == value


@every_class
@FEW
@given(data=st.data())
def test_a_value_is_equal_to_itself_made_again(cls: type[Any], data: st.DataObject) -> None:
    value = data.draw(records(cls))
    again = cls(**{field.name: getattr(value, field.name) for field in attrs.fields(cls)})
    assert again is not value
    assert again == value
    assert hash(again) == hash(value)
    assert attrs.evolve(value) == value
    assert value != object()


@every_class
@FEW
@given(data=st.data())
def test_evolve_changes_one_field_and_the_value_is_another(
    cls: type[Any], data: st.DataObject
) -> None:
    value, other = data.draw(records(cls)), data.draw(records(cls))
    for field in attrs.fields(cls):
        new = attrs.evolve(value, **{field.name: getattr(other, field.name)})
        assert getattr(new, field.name) == getattr(other, field.name)
        if field.eq:
            assert (new == value) == (getattr(value, field.name) == getattr(other, field.name))
        else:
            assert new == value


@every_class
@FEW
@given(data=st.data())
def test_a_value_cannot_be_changed(cls: type[Any], data: st.DataObject) -> None:
    value = data.draw(records(cls))
    for name in (*(field.name for field in attrs.fields(cls)), "unheard_of"):
        with pytest.raises((attrs.exceptions.FrozenInstanceError, AttributeError)):
            setattr(value, name, None)
    assert not hasattr(value, "__dict__")


@every_class
@FEW
@given(data=st.data())
def test_repr_is_one_short_line_that_names_what_is_set(cls: type[Any], data: st.DataObject) -> None:
    value = data.draw(records(cls))
    shown = repr(value)
    assert shown.startswith(cls.__name__ + "(")
    assert "\n" not in shown
    for field in attrs.fields(cls):
        part = getattr(value, field.name)
        if part is None or part == field.default:
            assert not re.search(
                rf"^{cls.__name__}\((.*, )?{field.name}=(None|''|\(\)|{{}})[,)]", shown
            ), "what is unset is not shown"
        elif isinstance(part, str) and len(part) <= 72:
            assert repr(part) in shown


@SOME
@given(articles())
def test_repr_of_an_article_can_be_read(article: Article) -> None:
    shown = repr(article)
    assert "\n" not in shown
    for name in ("id", "headline", "slugline", "published", "embargoed_until"):
        assert getattr(article, name) is None or f"{name}=" in shown


def test_no_two_classes_are_equal_when_empty() -> None:
    empty = [
        cls()
        for cls in CLASSES
        if all(field.default is not attrs.NOTHING for field in attrs.fields(cls))
    ]
    assert len(set(empty)) == len(empty) == len(CLASSES) - 1  # a NewsDate is never empty


def test_origin_is_no_part_of_equality() -> None:
    here, there = (
        Article(headline="a", origin=model.Origin(line=1)),
        Article(headline="a", origin=model.Origin(line=2)),
    )
    assert here == there
    assert hash(here) == hash(there)
    assert here.fingerprint() == there.fingerprint()


@SOME
@given(st.one_of(articles(), articles(spaces=True), raw_articles()))
def test_json_gives_the_article_back(article: Article) -> None:
    data = article.to_json()
    again = Article.from_json(data)
    assert again == article
    assert again.origin == article.origin
    assert again.to_json() == data
    assert again.fingerprint() == article.fingerprint()


@SOME
@given(articles(), articles())
def test_fingerprint_tells_articles_apart(one: Article, other: Article) -> None:
    assert (one.fingerprint() == other.fingerprint()) == (one == other)


@SOME
@given(articles())
def test_record_is_flat_and_has_the_same_keys_for_every_article(article: Article) -> None:
    record = article.record()
    assert list(record) == list(Article().record())
    assert record["text"] == article.text
    for value in record.values():
        assert (
            value is None
            or type(value) in {str, int, float, bool}
            or (type(value) is list and all(type(part) is str for part in value))
        )


@SOME
@given(st.one_of(articles(spaces=True), raw_articles()))
def test_normalise_is_idempotent_and_leaves_no_empty_thing(article: Article) -> None:
    normal = model.normalise(article)
    assert model.normalise(normal) == normal
    stack: list[Any] = [
        (field.name, getattr(normal, field.name))
        for field in attrs.fields(Article)
        if field.name != "origin"
    ]
    while stack:
        name, value = stack.pop()
        if type(value) is str and name != "prefix":
            assert value == nodes.plain(value) != "", name
        elif type(value) is tuple and name != "body":
            stack.extend((name, part) for part in value)
        elif isinstance(value, Record) and type(value) is not NewsDate:
            parts = [
                (field.name, getattr(value, field.name)) for field in attrs.fields(type(value))
            ]
            assert any(
                part is not None and part != () and not isinstance(part, FrozenMap)
                for _, part in parts
            ) or getattr(value, "extra", None)
            stack.extend(parts)


@SOME
@given(bodies(raw=True))
def test_normal_form_of_a_body(blocks: tuple[Any, ...]) -> None:
    normal = nodes.normalise(blocks)
    assert nodes.normalise(normal) == normal
    for node in nodes.walk(normal):
        content = node.content if isinstance(node, (nodes.Paragraph, nodes.Heading)) else ()
        if isinstance(node, (nodes.Paragraph, nodes.Heading)):
            assert content
            text = nodes.text_of(content)
            inner = [
                part
                for part in nodes.walk(content)
                if type(part) in {nodes.Image, nodes.Link, nodes.Name}
            ]
            assert inner or text == nodes.plain(text) != ""
        assert node != ""
        for run in (
            getattr(node, "content", ()),
            getattr(node, "title", None),
            getattr(node, "caption", None),
        ):
            if type(run) is tuple:
                assert not any(
                    type(one) is str and type(two) is str for one, two in itertools.pairwise(run)
                )


@SOME
@given(bodies(raw=True))
def test_normal_form_keeps_every_word(blocks: tuple[Any, ...]) -> None:
    def words(body: tuple[Any, ...]) -> str:
        texts = (
            node if type(node) is str else node.text if type(node) is nodes.Preformatted else ""
            for node in nodes.walk(body)
        )
        return "".join(
            char
            for text in texts
            for char in text
            if not char.isspace() and char not in "\u200b\ufeff"
        )

    assert words(nodes.normalise(blocks)) == words(blocks)


@SOME
@given(articles())
def test_text_and_paragraphs_agree(article: Article) -> None:
    assert all(text in article.text for text in article.paragraphs)
    assert article.word_total() == len(article.text.split())
    assert all(part.strip() for part in article.paragraphs) or any(
        type(node) is nodes.Image for node in nodes.walk(article.body)
    )
