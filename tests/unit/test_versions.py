"""When a version of an item was made, and which version of a story counts."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from typing import Any

import pytest

import newsfmt
from newsfmt import Article
from newsfmt.article import AltId, Concept, Link, Transmission
from newsfmt.errors import CannotWriteError
from newsfmt.versions import EPOCH, latest, version_created

DATES = ("updated", "published", "created", "content_modified", "content_created")
WRITERS = [name for name, entry in newsfmt.list_formats().items() if entry.write]


@pytest.mark.parametrize("first", range(len(DATES)))
def test_the_first_date_of_the_rule_counts(first: int) -> None:
    dates: Any = {name: f"2021-05-0{day}" for day, name in enumerate(DATES, 1)}
    article = Article(**{name: dates[name] for name in DATES[first:]})
    assert str(version_created(article)) == f"2021-05-0{first + 1}"


def test_an_article_without_a_date_has_no_moment() -> None:
    assert version_created(Article(expires="2021-05-04", embargoed_until="2021-05-04")) is None


@pytest.mark.parametrize("name", WRITERS)
def test_1970_in_an_output_is_a_warning(name: str) -> None:
    out = io.BytesIO()
    try:
        report = newsfmt.write(Article.from_text("It opened.", headline="Bridge"), out, format=name)
    except CannotWriteError:
        pytest.skip("the format writes something else")
    made_up = [e for e in report if (e.code, e.severity) == ("write.value-derived", "warning")]
    assert bool(made_up) == (b"1970" in out.getvalue())


@pytest.mark.parametrize("name", WRITERS)
def test_a_known_date_is_no_warning(name: str) -> None:
    out = io.BytesIO()
    article = Article.from_text("It opened.", headline="Bridge", published="2021-05-04")
    try:
        report = newsfmt.write(article, out, format=name)
    except CannotWriteError:
        pytest.skip("the format writes something else")
    made_up = [e for e in report if (e.code, e.severity) == ("write.value-derived", "warning")]
    assert not made_up
    assert b"1970" not in out.getvalue()


def test_the_message_of_newsml_g2_says_when_its_date_is_made_up() -> None:
    out = io.BytesIO()
    articles = [Article(headline="A"), Article(headline="B")]
    report = newsfmt.write(articles, out, format="newsml-g2")
    assert out.getvalue().count(EPOCH.encode()) == 3
    assert [entry.position.path for entry in report if entry.severity == "warning" if entry.position] == [
        "transmission.sent",
        "updated",
        "updated",
    ]  # fmt: skip


# ---- the newest version of each story
# ------------------------------------------------------------


def version(version: str | None = None, day: int | None = None, **fields: Any) -> Article:
    """A version of the story ``a``, made on a day of May 2021."""
    made = None if day is None else f"2021-05-{day:02}T12:00Z"
    return Article(**{"id": "a", "version": version, "updated": made} | fields)


def kill(number: str | None = None, day: int | None = None, **fields: Any) -> Article:
    return version(number, day, **{"pub_status": "canceled"} | fields)


PREVIOUS = (Link(rel="irel:previousVersion", id="a"),)
CASES: list[tuple[str, list[Article], list[int]]] = [
    ("nothing", [], []),
    ("one", [version()], [0]),
    ("the highest number", [version("2"), version("10"), version("9")], [1]),
    ("zeros before a number", [version("09"), version("10")], [1]),
    ("numbers of any length", [version("9" * 5000), version("1" + "0" * 5000)], [1]),
    ("a number before a date", [version("2", 1), version("1", 2)], [0]),
    ("equal numbers: the later date", [version("1", 1), version("1", 2)], [1]),
    ("a word: the later date", [version("2", 1), version("1stLd-Writethru", 3), version("3", 2)], [1]),
    ("a fraction is no whole number", [version("1.9", 2), version("1.10", 1)], [0]),
    ("digits of another script", [version("٣", 1), version("2", 2)], [1]),
    ("no version: the later date", [version(None, 2), version(None, 1)], [0]),
    ("a word and no date", [version("Lead"), version("2", 1)], [1]),
    ("published serves for updated", [version("a", published="2021-05-02"), version("b", 1)], [0]),
    ("sent serves too", [version("a", transmission=Transmission(sent="2021-05-02T12:00Z")), version("b", 1)], [0]),
    ("first created is the same for all", [version("a", 1, created="2021-01-01"), version("b", created="2021-05-03")], [0]),
    ("stories without id stay apart", [version("1", id=None), version("2", id=None), version("3", id=None)], [0, 1, 2]),
    ("other identifiers join nothing", [version("1", id=None, alt_ids=[AltId("20210504", "DateId")]), version("2", id="b", alt_ids=[AltId("20210504", "DateId")]),
                                        version("1", id="c", alt_ids=[AltId("b")])], [0, 1, 2]),
    ("two stories", [version("1"), version("3", id="b"), version("2"), version("1", id="b")], [2, 1]),
    ("a kill of the same number", [version("1"), kill("1")], [1]),
    ("a kill with a higher number", [version("1"), kill("2")], [1]),
    ("a kill with a lower number that is later", [version("3", 1), kill("1", 2)], [1]),
    ("a kill that says nothing more", [version("7", 3), kill()], [1]),
    ("a kill known to the day", [version("x", 4), kill(updated="2021-05-04")], [1]),
    ("a newer version after a kill", [version("1", 1), kill("2", 2), version("3", 3)], [2]),
    ("a newer number after a kill, but not a newer date", [kill("2", 2), version("3", 2)], [0]),
    ("a newer date after a kill, but not a newer number", [kill("2", 2), version("2", 3)], [0]),
    ("several kills", [kill("2", 2), version("3", 3), kill("4", 4)], [2]),
    ("a kill by a signal", [version("2"), kill(pub_status="usable", signals=[Concept(name="MANDATORY KILL")])], [1]),
    ("a withheld version", [version("1"), version("1", pub_status="withheld")], [1]),
    ("a version after a withheld one", [version("1", pub_status="withheld"), version("2")], [1]),
    ("a kill alone", [kill("2")], [0]),
    ("a kill without id", [version("1"), kill(id=None)], [0, 1]),
    ("a kill that links its story", [version("1"), kill("1", id="k", links=PREVIOUS)], [1]),
    ("a kill without id that links its story", [version("1"), kill(id=None, links=PREVIOUS)], [1]),
    ("a linked story that is newer", [version("9", 3), kill("1", 2, id="k", links=PREVIOUS)], [0, 1]),
    ("a linked version that was replaced", [version("2"), kill(id="k", links=[Link(rel="prevVersion", id="a", version="1")])], [0, 1]),
    ("a link to another story", [version("1"), kill("1", id="k", links=[Link(rel="irel:seeAlso", id="a")])], [0, 1]),
]  # fmt: skip


@pytest.mark.parametrize(("articles", "chosen"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])  # fmt: skip
def test_latest(articles: list[Article], chosen: list[int]) -> None:
    wanted = {articles[index].fingerprint() for index in chosen}
    for feed in itertools.permutations(articles):
        newest = list(latest(iter(feed)))
        assert {article.fingerprint() for article in newest} == wanted
        assert len(newest) == len(chosen)


def test_a_key_of_ones_own() -> None:
    def du_key(article: Article) -> str | None:
        return next((alt.value for alt in article.alt_ids if alt.role == "du-key"), None)

    one, two = (
        version(number, id=name, alt_ids=[AltId("ferry", "du-key")])
        for name, number in (("x", "1"), ("y", "2"))
    )
    other = version("1")
    assert list(latest([one, other, two], key=du_key)) == [other, two]


def test_stories_without_id_are_passed_on_as_they_come() -> None:
    taken = 0

    def feed() -> Iterator[Article]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield Article(version=str(number))

    newest = latest(feed())
    assert [next(newest).version for _ in range(3)] == ["0", "1", "2"]
    assert taken == 3


def test_memory_is_one_or_two_versions_of_a_story() -> None:
    import tracemalloc

    def feed(count: int) -> Iterator[Article]:
        for number in range(count):
            yield Article(id="a", version=str(number), headline=f"{number} " * 1000)

    peaks = []
    for count in (20, 400):
        tracemalloc.start()
        assert len(list(latest(feed(count)))) == 1
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0]
