"""What an article holds and a writer does not declare is reported with its path; nothing that is
declared is, and nothing that is not set.
"""

from __future__ import annotations

from typing import Any

import pytest

from newsfmt import Article, Context, NewsDate
from newsfmt._losses import checked
from newsfmt.article import (
    Association,
    Concept,
    Dateline,
    Label,
    Origin,
    Party,
    Rights,
    Transmission,
)
from newsfmt.body import Paragraph


def lost(article: Article, *writes: str, ignore_embargo: bool = False) -> list[tuple[str, str]]:
    context = Context(format="z")
    assert list(checked([article], frozenset(writes), context, ignore_embargo=ignore_embargo)) == [
        article
    ]
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


def test_the_articles_come_one_by_one() -> None:
    seen: list[str] = []

    def articles() -> Any:
        for headline in "ab":
            seen.append(headline)
            yield Article(headline=headline)

    stream = checked(articles(), frozenset({"headline"}), Context())
    next(stream)
    assert seen == ["a"]
