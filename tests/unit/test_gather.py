"""Gathering fields: the first value counts, another one is kept, and no value is overlooked."""

from __future__ import annotations

from typing import Any

import pytest

from newsfmt import Article, Context, NewsDate
from newsfmt.article import Concept, Party, Rights
from newsfmt.gather import Gathered, read_date


def gathered(zone: str | None = None) -> Gathered:
    return Gathered(Context(), "x:", zone)


@pytest.mark.parametrize(
    "name, first, second, kept",
    [
        ("headline", "a", "a", {}),
        ("headline", "a", "b", {"x:headline": ("b",)}),
        ("headline", "a", None, {}),
        ("rights.notice", "a", "b", {"x:rights.notice": ("b",)}),
        ("rights.holder", Party("a"), Party("b"), {"x:rights.holder": ("b",)}),
        ("published", NewsDate("2020"), NewsDate("2021"), {"x:published": ("2021",)}),
        ("urgency", 3, 4, {"x:urgency": ("4",)}),
    ],
)
def test_the_first_value_counts_and_another_one_is_kept(
    name: str, first: Any, second: Any, kept: dict[str, tuple[str, ...]]
) -> None:
    item = gathered()
    assert item.set(name, first)
    assert item.set(name, second) == (not kept)
    values = item.finish()
    assert values.get("extra", {}) == kept
    field, _, part = name.partition(".")
    assert (getattr(values[field], part) if part else values[field]) == first


def test_a_kept_value_has_the_name_of_its_source() -> None:
    item = gathered()
    item.set("headline", "a", "HeadLine")
    item.set("headline", "b", "HeadLine")
    assert item.finish() == {"headline": "a", "extra": {"x:HeadLine": ("b",)}}


@pytest.mark.parametrize("count", [5, 50])
def test_members_are_added_once_or_always(count: int) -> None:
    item = gathered()
    for _ in range(2):
        for number in range(count):
            item.add_new("keywords", str(number))
            item.add("ed_notes", number)
            item.add_new("subjects", Concept(code=str(number % 3)), lambda one: one.code)
    values = item.finish()
    assert values["keywords"] == tuple(map(str, range(count)))
    assert len(values["ed_notes"]) == 2 * count
    assert [one.code for one in values["subjects"]] == ["0", "1", "2"]


def test_ten_thousand_members_are_quick() -> None:
    item = gathered()
    for number in range(10_000):
        item.add_new("keywords", str(number))
    assert len(item.finish()["keywords"]) == 10_000


def test_what_newsfmt_says_exactly_replaces_all_that_was_gathered() -> None:
    item = gathered()
    item.set("rights.notice", "a")
    item.add("keywords", "a")
    item.set("headline", "a")
    item.replace("rights", Rights(notice="b"))
    item.replace("keywords", ())
    item.replace("headline", None)
    assert item.finish() == {"rights": Rights(notice="b")}


def test_a_certain_byline_gives_the_creators() -> None:
    item = gathered()
    item.creators_of_byline()
    item.set("byline", "By Anna Berg and Ole Moe")
    item.creators_of_byline()
    assert [party.name for party in Article(**item.finish()).creators] == ["Anna Berg", "Ole Moe"]


@pytest.mark.parametrize(
    "text, date, code, kept",
    [
        ("2021-05-04", "2021-05-04", None, False),
        ("2021-05-04T10:30", "2021-05-04T10:30+02:00", None, False),
        ("4 May 2021", "2021-05-04", None, False),
        ("4 May 2021 6:30 AM EST", "2021-05-04T06:30+02:00", "read.zone-unknown", True),
        ("soon", None, "read.date-unparsed", True),
        ("04/05/2021", None, "read.date-ambiguous", True),
        ("", None, None, False),
        (None, None, None, False),
    ],
)
def test_a_date_says_all_of_its_text_or_the_text_is_kept(
    text: str | None, date: str | None, code: str | None, kept: bool
) -> None:
    item = gathered("Europe/Oslo")
    assert item.date("sent", text, what="<sent>", at=7) == (NewsDate(date) if date else None)
    assert [one.code for one in item.context.report] == ([code] if code else [])
    assert all(one.message.startswith("<sent>: ") for one in item.context.report)
    assert item.finish() == ({"extra": {"x:sent": (text,)}} if kept else {})


def test_a_date_that_is_not_iso_is_odd() -> None:
    odd: list[str] = []
    for text in ("2021-05-04", "4 May 2021", "soon"):
        read_date(
            text, lambda code, message: None, odd=lambda reading: odd.append(str(reading.date))
        )
    assert odd == ["2021-05-04"]
