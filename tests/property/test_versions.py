"""Laws of versions: which of a feed count depends on no order, loses no story and revives no kill."""

from __future__ import annotations

from datetime import UTC, datetime, timezone
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from newsfmt import Article, NewsDate
from newsfmt.article import Concept, Link
from newsfmt.testing.strategies import articles, news_dates
from newsfmt.versions import latest

MOMENTS = st.sampled_from(
    [None, "2021", "2021-05", "2021-05-04", "2021-05-04T10:00", "2021-05-04T10:00Z", "2021-05-04T12:00+02:00", "2021-05-05T00:00:00.5-10:00",
     "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"]
)  # fmt: skip
LINKS = st.sampled_from([(), (Link(rel="previousVersion", id="a"),), (Link(rel="irel:prevVersion", id="b", version="2"),)])  # fmt: skip
VERSIONS: st.SearchStrategy[Article] = st.builds(
    Article,
    id=st.sampled_from([None, "a", "b"]),
    version=st.sampled_from([None, "1", "01", "2", "10", "1.5", "Lead"]),
    updated=MOMENTS,
    published=MOMENTS,
    pub_status=st.sampled_from([None, "usable", "withheld", "canceled"]),
    signals=st.sampled_from([(), (Concept(code="kill"),), (Concept(code="update"),)]),
    links=LINKS,
    headline=st.sampled_from(["one", "two"]),
)


def names(feed: list[Article]) -> list[str]:
    return sorted(article.fingerprint() for article in feed)


@settings(max_examples=300, deadline=None)
@given(data=st.data(), feed=st.lists(VERSIONS, max_size=8))
def test_the_order_does_not_matter(data: st.DataObject, feed: list[Article]) -> None:
    other = data.draw(st.permutations(feed))
    assert names(list(latest(other))) == names(list(latest(feed)))


@settings(max_examples=300, deadline=None)
@given(feed=st.lists(VERSIONS, max_size=8))
def test_no_story_is_lost_and_none_is_made(feed: list[Article]) -> None:
    newest = list(latest(feed))
    assert all(any(article is given for given in feed) for article in newest)
    assert sum(article.id is None for article in newest) <= sum(
        article.id is None for article in feed
    )
    for name in {article.id for article in feed} - {None}:
        known = [article for article in newest if article.id == name]
        linked = any(link.id == name for article in feed for link in article.links)
        assert len(known) == 1 or (not known and linked)


@settings(max_examples=300, deadline=None)
@given(feed=st.lists(VERSIONS, max_size=8))
def test_doing_it_twice_changes_nothing(feed: list[Article]) -> None:
    newest = list(latest(feed))
    assert names(list(latest(newest))) == names(newest)


@settings(max_examples=300, deadline=None)
@given(feed=st.lists(VERSIONS, min_size=1, max_size=6))
def test_a_kill_that_says_nothing_more_ends_every_version(feed: list[Article]) -> None:
    kill = Article(id="a", pub_status="canceled")
    newest = [article for article in latest([*feed, kill]) if article.id == "a"]
    assert all(article.is_kill or article.pub_status == "withheld" for article in newest)


@settings(max_examples=200, deadline=None)
@given(
    article=articles(
        fields={"pub_status", "embargoed", "embargoed_until", "signals", "type"}, nested=0
    ),
    until=st.none() | news_dates(),
    moment=st.datetimes(
        datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.sampled_from([UTC, timezone.min])
    ),
)
def test_an_item_is_released_when_nothing_holds_it(
    article: Article, until: NewsDate | None, moment: Any
) -> None:
    article = attrs.evolve(article, embargoed_until=until)
    reason = article.why_held(moment)
    assert article.is_released(moment) is (reason is None)
    assert reason is None or reason.startswith(("embargo ", "withheld", "canceled"))
