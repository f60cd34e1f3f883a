"""When a version of an item was made: the rule that writers share."""

from __future__ import annotations

import io
from typing import Any

import pytest

import newsfmt
from newsfmt import Article
from newsfmt.errors import CannotWriteError
from newsfmt.versions import EPOCH, version_created

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
    warned = [entry for entry in report if entry.severity == "warning"]
    assert bool(warned) == (b"1970" in out.getvalue())
    assert {entry.code for entry in warned} <= {"write.value-derived"}


@pytest.mark.parametrize("name", WRITERS)
def test_a_known_date_is_no_warning(name: str) -> None:
    out = io.BytesIO()
    article = Article.from_text("It opened.", headline="Bridge", published="2021-05-04")
    try:
        report = newsfmt.write(article, out, format=name)
    except CannotWriteError:
        pytest.skip("the format writes something else")
    assert "warning" not in report.severities
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
