"""NewsDate, and what `newsfmt.dates` reads of what people write: every shape, every trap, nothing
from the clock.
"""

from __future__ import annotations

import copy
import json
import operator
import pickle
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import attrs
import pytest

from newsfmt import dates
from newsfmt.dates import NewsDate, explain, interpret, match, read
from newsfmt.dates._words import _FULL, _SHORT, ABBREVIATED, MONTHS, WEEKDAYS
from newsfmt.errors import DateError

# --- NewsDate
# ------------------------------------------------------------

SPELT = [
    ("2020", "2020", "year", None),
    ("2020-01", "2020-01", "month", None),
    ("2020-01-01", "2020-01-01", "day", None),
    ("20200101", "2020-01-01", "day", None),
    ("0001-01-01", "0001-01-01", "day", None),
    ("2020-02-29", "2020-02-29", "day", None),
    ("2000-02-29", "2000-02-29", "day", None),
    ("2020-01-01+02:00", "2020-01-01+02:00", "day", "+02:00"),
    ("2020-01-01Z", "2020-01-01Z", "day", "Z"),
    ("2020-01-01-05:00", "2020-01-01-05:00", "day", "-05:00"),
    ("2020-01-01T10:30", "2020-01-01T10:30", "minute", None),
    ("2020-01-01t10:30z", "2020-01-01T10:30Z", "minute", "Z"),
    ("20200101T1030Z", "2020-01-01T10:30Z", "minute", "Z"),
    ("2020-01-01T10:30+0200", "2020-01-01T10:30+02:00", "minute", "+02:00"),
    ("2020-01-01T10:30+02", "2020-01-01T10:30+02:00", "minute", "+02:00"),
    ("2020-01-01T10:30:00-00:00", "2020-01-01T10:30:00-00:00", "second", "-00:00"),
    ("2020-01-01T10:30:00", "2020-01-01T10:30:00", "second", None),
    ("2020-01-01T10:30:00Z", "2020-01-01T10:30:00Z", "second", "Z"),
    ("20160116T131559+0000", "2016-01-16T13:15:59+00:00", "second", "+00:00"),
    ("2020-01-01T10:30:00.25Z", "2020-01-01T10:30:00.25Z", "fraction", "Z"),
    ("2020-01-01T10:30:00,250", "2020-01-01T10:30:00.250", "fraction", None),
    (
        "2020-01-01T10:30:00.1234567+14:00",
        "2020-01-01T10:30:00.1234567+14:00",
        "fraction",
        "+14:00",
    ),
]


@pytest.mark.parametrize(("text", "iso", "precision", "zone"), SPELT)
def test_a_newsdate_is_its_iso_text_and_its_length_the_precision(
    text: str, iso: str, precision: str, zone: str | None
) -> None:
    value = NewsDate(text)
    assert (str(value), value.precision, value.zone, value.has_zone) == (
        iso,
        precision,
        zone,
        zone is not None,
    )
    assert repr(value) == f"NewsDate({iso!r})"
    assert value == NewsDate.parse(iso)
    assert hash(value) == hash(NewsDate(iso))


NO_ISO = [
    "", " ", "2020 ", " 2020", "2020-01-01\n", "202", "20201", "202001", "2020-1-1", "2020/01/01", "2020-01-01 10:30", "2020-13", "2020-00",
    "2020-00-05", "2020-01-00", "2020-02-30", "2021-02-29", "1900-02-29", "2020-04-31", "0000-01-01", "2020-01-01T", "2020-01-01T10",
    "2020-01-01T24:00", "2020-01-01T10:60", "2020-01-01T10:30:60", "2020-01-01T10:30:00.", "2020-01-01T10:3000", "2020-01-01T1030:00", "2020T10:30", "2020-01T10:30", "2020Z", "2020-01+02:00",
    "2020-01-01T10:30+15:00", "2020-01-01T10:30+14:01", "2020-01-01T10:30+02:60", "2020-W01-3", "2020-001", "-2020", "+2020-01-01",
    "\u0662\u0660\u0662\u0660", "2020-01-0\u0661", "2020-01-01\x00", "\ud800", "now", "2020-01-01T10:30:00." + "1" * 60, "1" * 1_000_000,
]  # fmt: skip


@pytest.mark.parametrize("text", NO_ISO)
def test_anything_else_is_a_date_error_on_one_line(text: str) -> None:
    with pytest.raises(DateError) as caught:
        NewsDate(text)
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 200
    str(caught.value).encode()


@pytest.mark.parametrize(
    "value", [None, 2020, 2020.5, b"2020", ["2020"], {}, object(), date(2020, 1, 1), True]
)
def test_a_newsdate_of_another_type_is_a_date_error(value: object) -> None:
    with pytest.raises(DateError, match="a date is a text, not"):
        NewsDate(value)  # type: ignore[arg-type]
    with pytest.raises(DateError, match="a date is a text, not"):
        read(value)  # type: ignore[arg-type]
    with pytest.raises(DateError, match="a date is a text, not"):
        interpret(value)  # type: ignore[arg-type]


def test_the_error_names_the_part_at_fault() -> None:
    for text, reason in [
        ("2020-02-30", "2020-02-30: that month has no day 30"),
        ("2020-13", "2020-13: there is no month 13"),
        ("0000", "0000: there is no year 0"),
        ("2020-01-01T25:00", "2020-01-01T25:00: no clock shows 25:00:00"),
        ("2020-01-01T10:30+15:00", "2020-01-01T10:30+15:00: no zone is +15:00 away from UTC"),
        ("2020T10:30", "'2020T10:30' has a time or a zone, but no day"),
    ]:
        with pytest.raises(DateError) as caught:
            NewsDate(text)
        assert str(caught.value) == reason
        assert caught.value.text == text
        assert not caught.value.ambiguous


def test_equality_is_by_the_value_as_written() -> None:
    same = [NewsDate(text) for text in ("2020-01-01T10:30Z", "20200101T1030Z", "2020-01-01t10:30z")]
    assert len(set(same)) == 1
    different = [
        "2020",
        "2020-01",
        "2020-01-01",
        "2020-01-01Z",
        "2020-01-01T10:30Z",
        "2020-01-01T10:30:00Z",
        "2020-01-01T12:30+02:00",
    ]
    different += [
        "2020-01-01T10:30",
        "2020-01-01T10:30+00:00",
        "2020-01-01T10:30:00.0Z",
        "2020-01-01T10:30:00.00Z",
    ]
    assert len({NewsDate(text) for text in different}) == len(different)
    assert NewsDate("2020") != "2020"
    with pytest.raises(TypeError):
        _ = NewsDate("2020") < NewsDate("2021")  # type: ignore[operator]
    assert [str(one) for one in sorted(map(NewsDate, ["2021", "2020-05", "2020-05-01T01:00+02:00"]), key=NewsDate.earliest)] == [
        "2020-05-01T01:00+02:00", "2020-05", "2021",
    ]  # fmt: skip


def test_a_newsdate_is_frozen_and_survives_pickle_and_copy() -> None:
    for text, *_ in SPELT:
        value = NewsDate(text)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            assert pickle.loads(pickle.dumps(value, protocol)) == value
        assert copy.copy(value) == copy.deepcopy(value) == attrs.evolve(value) == value
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        NewsDate("2020").iso = "2021"  # type: ignore[misc]
    with pytest.raises(DateError):
        attrs.evolve(NewsDate("2020"), iso="soon")


PARTS = ("year", "month", "day", "hour", "minute", "second", "microsecond")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2020", (2020, None, None, None, None, None, None)),
        ("2020-05", (2020, 5, None, None, None, None, None)),
        ("2020-05-04-03:00", (2020, 5, 4, None, None, None, None)),
        ("2020-05-04T06:30-03:00", (2020, 5, 4, 6, 30, None, None)),
        ("2020-05-04T06:30:07", (2020, 5, 4, 6, 30, 7, None)),
        ("2020-05-04T06:30:07.25Z", (2020, 5, 4, 6, 30, 7, 250000)),
        ("2020-05-04T06:30:07.123456789+01:00", (2020, 5, 4, 6, 30, 7, 123456)),
    ],
)
def test_parts_are_none_when_unknown(text: str, parts: tuple[int | None, ...]) -> None:
    assert tuple(getattr(NewsDate(text), name) for name in PARTS) == parts


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("2020", None),
        ("2020-01-01T10:30", None),
        ("2020-01-01T10:30Z", timedelta(0)),
        ("2020-01-01T10:30-00:30", -timedelta(minutes=30)),
        ("2020-01-01T10:30+05:45", timedelta(hours=5, minutes=45)),
        ("2020-01-01-05:00", -timedelta(hours=5)),
    ],
)
def test_offset(text: str, offset: timedelta | None) -> None:
    assert NewsDate(text).offset == offset


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", "2020-01-01T00:00:00+00:00", "2020-12-31T23:59:59.999999+00:00"),
        ("2020-02", "2020-02-01T00:00:00+00:00", "2020-02-29T23:59:59.999999+00:00"),
        ("1900-02", "1900-02-01T00:00:00+00:00", "1900-02-28T23:59:59.999999+00:00"),
        ("2021-04", "2021-04-01T00:00:00+00:00", "2021-04-30T23:59:59.999999+00:00"),
        ("2020-05-04", "2020-05-04T00:00:00+00:00", "2020-05-04T23:59:59.999999+00:00"),
        ("2020-05-04+02:00", "2020-05-04T00:00:00+02:00", "2020-05-04T23:59:59.999999+02:00"),
        ("2020-05-04T06:30", "2020-05-04T06:30:00+00:00", "2020-05-04T06:30:59.999999+00:00"),
        (
            "2020-05-04T06:30:07-03:00",
            "2020-05-04T06:30:07-03:00",
            "2020-05-04T06:30:07.999999-03:00",
        ),
        (
            "2020-05-04T06:30:07.2Z",
            "2020-05-04T06:30:07.200000+00:00",
            "2020-05-04T06:30:07.299999+00:00",
        ),
        (
            "2020-05-04T06:30:07.1234567Z",
            "2020-05-04T06:30:07.123456+00:00",
            "2020-05-04T06:30:07.123456+00:00",
        ),
        ("0001", "0001-01-01T00:00:00+00:00", "0001-12-31T23:59:59.999999+00:00"),
        (
            "9999-12-31T23:59:59+14:00",
            "9999-12-31T23:59:59+14:00",
            "9999-12-31T23:59:59.999999+14:00",
        ),
    ],
)
def test_earliest_and_latest(text: str, first: str, last: str) -> None:
    value = NewsDate(text)
    assert (value.earliest().isoformat(), value.latest().isoformat()) == (first, last)


def test_a_zone_given_serves_only_where_the_source_gave_none() -> None:
    oslo = ZoneInfo("Europe/Oslo")
    assert NewsDate("2020-07-01").earliest(oslo) == datetime(2020, 6, 30, 22, tzinfo=UTC)
    assert NewsDate("2020-07-01").latest(oslo) == datetime(
        2020, 7, 1, 21, 59, 59, 999999, tzinfo=UTC
    )
    assert NewsDate("2020-07-01T00:00Z").earliest(oslo) == datetime(2020, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2020-01-01T10:30Z", "2020-01-01T12:30:00+02:00", True),
        ("2020-01-01T10:30Z", "2020-01-01T10:30:00.000Z", True),
        ("2020-01-01T10:30", "2020-01-01T10:30:00", True),
        ("2020-01-01T10:30", "2020-01-01T10:30Z", False),
        ("2020-01-01T10:30:00.1234561Z", "2020-01-01T10:30:00.1234562Z", False),
        ("2020-01-01T10:30:00.12345610Z", "2020-01-01T11:30:00.1234561+01:00", True),
        ("2020-01-01", "2020-01-01T00:00", False),
        ("2020-01", "2020-01-01", False),
        ("2020", "2020", True),
        ("2020-01-01Z", "2020-01-01+00:00", True),
        ("2020-01-01Z", "2020-01-01+01:00", False),
    ],
)
def test_same_instant(one: str, other: str, same: bool) -> None:
    assert NewsDate(one).same_instant(NewsDate(other)) is same
    assert NewsDate(other).same_instant(NewsDate(one)) is same


def test_of_takes_python_dates() -> None:
    assert str(NewsDate.of(date(2020, 1, 2))) == "2020-01-02"
    assert str(NewsDate.of(datetime(2020, 1, 2, 3, 4))) == "2020-01-02T03:04:00"
    assert (
        str(NewsDate.of(datetime(2020, 1, 2, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=2)))))
        == "2020-01-02T03:04:05.000006+02:00"
    )
    for value in ("2020", None, 5, datetime(2020, 1, 2, tzinfo=timezone(timedelta(seconds=30)))):
        with pytest.raises(DateError):
            NewsDate.of(value)  # type: ignore[arg-type]


# --- read: what people write
# ------------------------------------------------------------

READ = [
    # ISO day, month, year; compact
    ("2020-01-01", "2020-01-01"), ("2020/01/01", "2020-01-01"), ("2020.01.01", "2020-01-01"), ("2020-1-1", "2020-01-01"),
    ("2020/1/31", "2020-01-31"), ("2020-01", "2020-01"), ("2020", "2020"), ("1000", "1000"), ("2999-12-31", "2999-12-31"),
    ("20200101", "2020-01-01"), ("2020-01-01Z", "2020-01-01Z"), ("2020-01-01+02:00", "2020-01-01+02:00"),
    ("20200101T103000Z", "2020-01-01T10:30:00Z"), ("20200101T1030", "2020-01-01T10:30"), ("20160116T131559+0000", "2016-01-16T13:15:59+00:00"),
    # ISO date-time
    ("2020-01-01T10:30:00Z", "2020-01-01T10:30:00Z"), ("2020-01-01 10:30 +03:00", "2020-01-01T10:30+03:00"),
    ("2020-01-01 10:30+0300", "2020-01-01T10:30+03:00"), ("2020-01-01T10:30+03", "2020-01-01T10:30+03:00"), ("2020-01-01 10:30 +03", "2020-01-01T10:30+03:00"),
    ("2020-01-01T10:30", "2020-01-01T10:30"), ("2020/01/01 9:05", "2020-01-01T09:05"), ("2020-01-01, 10:30 UTC", "2020-01-01T10:30Z"),
    ("2020-01-01 10:30 UT", "2020-01-01T10:30Z"), ("2020-01-01 10:30 GMT", "2020-01-01T10:30Z"), ("2020-01-01 10:30 Z", "2020-01-01T10:30Z"),
    ("2020-01-01T10:30z", "2020-01-01T10:30Z"), ("2020-01-01T10:30:00.250Z", "2020-01-01T10:30:00.250Z"), ("2020-01-01 10:30:00,5", "2020-01-01T10:30:00.5"),
    ("2020-01-01 10:30 GMT+3", "2020-01-01T10:30+03:00"), ("2020-01-01 10:30 UTC-03:30", "2020-01-01T10:30-03:30"),
    ("2020-01-01 10:30 UTC+3:30", "2020-01-01T10:30+03:30"), ("2020-01-01 10:30 \u221205:00", "2020-01-01T10:30-05:00"),
    ("2021-05-04 06:30:00 +0200 CEST", "2021-05-04T06:30:00+02:00"), ("2021-05-04 06:30:00 +0200 (CEST)", "2021-05-04T06:30:00+02:00"),
    # month first
    ("January 1, 2020", "2020-01-01"), ("Jan. 1 2020", "2020-01-01"), ("Sept. 3, 2021", "2021-09-03"), ("Sep 3 2021", "2021-09-03"),
    ("MAY 4, 2021", "2021-05-04"), ("may 4,2021", "2021-05-04"), ("May 4th, 2021", "2021-05-04"), ("Wednesday, January 1, 2020", "2020-01-01"),
    ("Wed Jan 1 2020", "2020-01-01"), ("January 11, 2010 Monday 1:30 PM GMT", "2010-01-11T13:30Z"), ("January 11, 2010 Monday", "2010-01-11"),
    ("May 4, 2021, 6:30 a.m.", "2021-05-04T06:30"), ("May 4, 2021 at 6:30 p.m.", "2021-05-04T18:30"), ("May 4, 2021 12:05 AM", "2021-05-04T00:05"),
    ("May 4, 2021 12:05 PM", "2021-05-04T12:05"), ("May 4, 2021 6.30 pm", "2021-05-04T18:30"), ("May 4, 2021.", "2021-05-04"),
    # day first
    ("1 Jan 2020", "2020-01-01"), ("1st January 2020", "2020-01-01"), ("2nd of May 2021", "2021-05-02"), ("the 3rd of May, 2021", "2021-05-03"),
    ("4-May-2021", "2021-05-04"), ("04/May/2021", "2021-05-04"), ("Tuesday 4 May 2021", "2021-05-04"), ("Monday, 11 January 2010", "2010-01-11"),
    ("Wed, 01 Jan 2020 10:30:00 +0000", "2020-01-01T10:30:00+00:00"), ("Tue, 04 May 2021 06:30 GMT", "2021-05-04T06:30Z"),
    ("Tue, 4 May 2021 06:30:00 -0000", "2021-05-04T06:30:00-00:00"), ("Tue,\r\n 4 May 2021\t06:30 +0200", "2021-05-04T06:30+02:00"),
    ("4 May 2021 06:30 +0200", "2021-05-04T06:30+02:00"), ("4 May 2021, 06:30 Uhr", "2021-05-04T06:30"), ("4 May 2021 10h30", "2021-05-04T10:30"),
    # it was a Tuesday: the weekday is not a part of the date
    ("Saturday, 4 May 2021", "2021-05-04"),
    # month, year first
    ("January 2020", "2020-01"), ("Jan. 2020", "2020-01"), ("January, 2020", "2020-01"), ("05/2020", "2020-05"), ("2021 May 4", "2021-05-04"),
    ("2021-May-04", "2021-05-04"), ("2021, May 4", "2021-05-04"),
    # one number says which is the month
    ("13/04/2020", "2020-04-13"), ("04/13/2020", "2020-04-13"), ("05/05/2020", "2020-05-05"), ("13.4.2020", "2020-04-13"), ("31-12-1999", "1999-12-31"),
    ("13/04/2020 10:30", "2020-04-13T10:30"), ("13. 4. 2020", "2020-04-13"),
    # other languages
    ("1 janvier 2020", "2020-01-01"), ("1er janvier 2020", "2020-01-01"), ("1. Januar 2020", "2020-01-01"), ("1 de enero de 2020", "2020-01-01"),
    ("3 de enero de 2020", "2020-01-03"), ("4 DE MAYO DEL 2021", "2021-05-04"), ("mayo 4, 2021", "2021-05-04"), ("11. Januar 2010 Montag", "2010-01-11"),
    ("17 janvier 2021 dimanche 14:05 GMT", "2021-01-17T14:05Z"), ("le 4 août 2021 à 10h30", "2021-08-04T10:30"), ("4 aou\u0302t 2021", "2021-08-04"),
    ("Dienstag, den 4. März 2021 um 6.30 Uhr", "2021-03-04T06:30"), ("martedì 4 maggio 2021, ore 6:30", "2021-05-04T06:30"),
    ("segunda-feira, 4 de março de 2021", "2021-03-04"), ("dinsdag 4 maart 2021", "2021-03-04"), ("4 maj 2021 kl. 06.30 h", "2021-05-04T06:30"),
    ("tirsdag den 4. maj 2021", "2021-05-04"), ("4. mai 2021", "2021-05-04"), ("4. toukokuuta 2021", "2021-05-04"), ("4 września 2021", "2021-09-04"),
    ("1 er janvier 2020", "2020-01-01"), ("le 1 er mai 2021 à 10h30", "2021-05-01T10:30"), ("4 мая 2021 г.", "2021-05-04"), ("4 мая 2021 года", "2021-05-04"),
    ("май 2021 г.", "2021-05"), ("24.05.2021 г.", "2021-05-24"), ("4 травня 2021 року", "2021-05-04"), ("4 במאי 2021", "2021-05-04"), ("2021. május 4.", "2021-05-04"),
    ("2021. május 4. 10:30", "2021-05-04T10:30"),
    # in characters, and in the years of an era that the day lies in
    ("2021年5月4日", "2021-05-04"), ("2021 年 05 月 04 日", "2021-05-04"), ("２０２１年５月４日", "2021-05-04"), ("2021年5月", "2021-05"), ("2021年", "2021"),
    ("2021년 5월 4일 화요일", "2021-05-04"), ("2021年5月4日（火）10時30分", "2021-05-04T10:30"), ("2021年5月4日 星期二 10:30:15", "2021-05-04T10:30:15"),
    ("2021年5月4日 午後3時05分10秒", "2021-05-04T15:05:10"), ("2021년 5월 4일 오전 9시 5분", "2021-05-04T09:05"), ("2021年5月4日 午後0時30分", "2021-05-04T12:30"),
    ("2021年5月4日 下午12:30", "2021-05-04T12:30"), ("2021年5月4日 上午0:30+08:00", "2021-05-04T00:30+08:00"),
    ("令和2年1月1日", "2020-01-01"), ("令和元年5月1日", "2019-05-01"), ("平成31年4月30日", "2019-04-30"), ("昭和64年", "1989"), ("昭和元年12月", "1926-12"),
    ("大正15年12月25日", "1926-12-25"), ("昭和1年12月25日", "1926-12-25"),
    ("1º de setembro de 2021", "2021-09-01"), ("4 set 2021", "2021-09-04"), ("mai 2021", "2021-05"),
    # zones in spellings of their own that say the offset
    ("2020-01-01 10:30 (GMT)", "2020-01-01T10:30Z"), ("2020-01-01 10:30 (UTC+1)", "2020-01-01T10:30+01:00"), ("2020-01-01 10:30 (GMT-05:00)", "2020-01-01T10:30-05:00"),
    ("2020-01-01T10:30+01:00[Europe/Paris]", "2020-01-01T10:30+01:00"), ("2020-01-01T10:30Z[UTC]", "2020-01-01T10:30Z"), ("2020-01-01 10:30 +530", "2020-01-01T10:30+05:30"),
    ("4 May 2021 10:30 UTC+5:30", "2021-05-04T10:30+05:30"), ("Wed, 1 Jan 2020 10:30 +0530 (IST)", "2020-01-01T10:30+05:30"),
    # what dateutil is asked, or a clock stands before the year
    ("Thu Sep 25 10:36:28 2003", "2003-09-25T10:36:28"), ("Sat Aug 28 02:55:50 2000 +0000", "2000-08-28T02:55:50+00:00"),
    ("Tue May 04 2021 06:30:00 GMT+0200 (Central European Summer Time)", "2021-05-04T06:30:00+02:00"), ("04MAY2021", "2021-05-04"),
    ("06:30, 4 May 2021", "2021-05-04T06:30"), ("6:30 PM 4 May 2021", "2021-05-04T18:30"), ("06:30 UTC, 4 May 2021", "2021-05-04T06:30Z"),
    # white space around
    ("\u200f2020-01-01\u200f", "2020-01-01"), ("\u202b2020-01-01\u202c", "2020-01-01"),
    (" \t2020-01-01\r\n", "2020-01-01"), ("\ufeff4\u00a0May\u00a02021\u200b", "2021-05-04"), ("4   May    2021", "2021-05-04"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "iso"), READ)
def test_read(text: str, iso: str) -> None:
    found = interpret(text)
    assert (str(found.date), found.unknown_zone, found.end) == (iso, None, len(text))
    assert read(text) == found.date
    assert (
        dates._whole.__wrapped__(text.strip(dates._AROUND), None).date == found.date
    )  # without shortcuts and memory: the same


NO_DATE = [
    # parts that dateutil would take from today
    "Friday", "12", "10pm", "10:30", "May", "May 4", "4 May", "Tuesday 4 May", "Tuesday, 4 May 06:30", "-01-01", "noon", "today", "now", "yesterday",
    # a century of the clock
    "03/04/20", "4 May 21", "May 4, '21", "20-01-01", "200101", "01.02.03", "4-May-21",
    # what isoparse reads
    "2020-W01-3", "2020W013", "2020-001", "2020001", "2020-01-01T24:00", "2020-01-01T24:00:00Z", "2020-W01", "--05-04",
    # no such day, month, clock, zone
    "2020-02-30", "2021-02-29", "February 30, 2020", "31 avril 2021", "2020-13-01", "2020-00-05", "2020-01-00", "0 May 2021", "32 May 2021", "13/13/2020",
    "00/04/2020", "04/00/2020", "13/2020", "20201301", "20200230", "2020-01-01 25:00", "2020-01-01 10:60", "2020-01-01 10:30:60", "2020-01-01 10:30 +15:00",
    "May 4, 2021 0:30 PM", "May 4, 2021 13:30 AM", "20200101T2400Z",
    # in an era that the day does not lie in, of two meanings, or before the calendar
    "令和元年4月30日", "平成31年5月1日", "昭和65年", "平成元年1月7日", "令和0年", "明治5年1月1日", "2021年13月4日", "2021年2月30日", "2021年5月4日 午前12時30分", "2021年5月4日 10時",
    # an hour is no time, and the parts without a gap
    "2020-01-01 10", "2020-01-01T10", "2020-01-01 10 PM", "4 May 2021 10 Uhr", "May 2020 10:30", "2020 10:30", "20200101T10", "4 May 2021 10.30", "10h 4 May 2021",
    # years outside 1000 to 2999, digits that do not fit
    "0999", "3000", "3000-01-01", "0999-01-01", "999", "4 May 0999", "20200101103000", "202001", "2020010", "202001011", "12020", "4 May 12021",
    # text around or inside
    "2020-01-01 and", "13/04/2021 10:3", "May 4, 2021 6:30 PMZ", "May 4, 2021 6:30 AMX", "13/04/2021 10:030", "4 May 2021 06:30:7", "004 May 2021", "2020-01-01T10:3000", "4.5 May 2021", "ad 2020 May 4", "4m May 2021", "May 4th 2021 of", "2021-05-04 m", "06:30 4 May 2021 t", "2 h 4 May 2021",
    "2020-21", "2021-22 season", "2020/21", "2020/05", "2020.05", "2020-5", "2020-01-01 dead", "born 4 May 2021", "circa 2020", "4 May 2021 - 5 May 2021", "2020-2021",
    "2020 2021", "2021-05-04 2021-05-05", "2021-05-04x", "2021-05-04T", "4 Mayo-ish 2021", "Friday 2020", "Friday May 2020", "4 Foo 2021", "GMT+3 2020-01-01 10:30",
    "2020-01-01 10:30 EST+5", "2020-01-01 10:30 GMT+99", "1,2,2020,3", "2020 May 4 5", "4 May 2021 (or later)", "2020-01-01T10:30:00." + "1" * 60, "2020-01-01 10:30 est",
    # no text
    "", " ", "\n", "\x00", "2020-01-01\x00", "2020\x1c01", "\ud800", "2020-01-01\udfff", "\u0662\u0660\u0662\u0660", "2020-01-\u0660\u0661",
    "\uff12\uff10\uff12\uff10", "\u00b2\u2070\u00b2\u2070", "4\u00a0\u00a0", "\u202e2020", "a" * 100_000, "1" * 100_000, " " * 100_000, "2020" + "0" * 9999,
    "2020 1e999999999", "4 May 2021 1E99", "inf 2020 nan", "2020-01-01 10:30:1e5", "99999999999999999999 May 2020", "." * 80 + "2020", "2020 %s %(x)s {0}",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_DATE, ids=lambda text: ascii(text)[:40])
@pytest.mark.parametrize("dayfirst", [None, True, False])
def test_what_is_no_date_is_a_date_error(text: str, dayfirst: bool | None) -> None:
    with pytest.raises(DateError) as caught:
        read(text, dayfirst=dayfirst)
    assert not caught.value.ambiguous
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 1000
    str(caught.value).encode()


@pytest.mark.parametrize(
    ("text", "month_first", "day_first"),
    [
        ("01/02/2020", "2020-01-02", "2020-02-01"),
        ("03/04/2020", "2020-03-04", "2020-04-03"),
        ("3.4.2020", "2020-03-04", "2020-04-03"),
        ("3-4-2020", "2020-03-04", "2020-04-03"),
        ("Tuesday, 03/04/2020 10:30 UTC", "2020-03-04T10:30Z", "2020-04-03T10:30Z"),
        ("3. 4. 2020", "2020-03-04", "2020-04-03"),
    ],
)
def test_two_small_numbers_are_ambiguous_unless_dayfirst_says(
    text: str, month_first: str, day_first: str
) -> None:
    with pytest.raises(DateError) as caught:
        read(text)
    assert caught.value.ambiguous
    assert str(read(text, dayfirst=False)) == month_first
    assert str(read(text, dayfirst=True)) == day_first


def test_dayfirst_does_not_bend_what_is_clear() -> None:
    for text, iso in [
        ("13/04/2020", "2020-04-13"),
        ("04/13/2020", "2020-04-13"),
        ("2020-04-05", "2020-04-05"),
        ("2020/04/05", "2020-04-05"),
        ("20200405", "2020-04-05"),
    ]:
        assert {str(read(text, dayfirst=dayfirst)) for dayfirst in (None, True, False)} == {iso}


@pytest.mark.parametrize(
    ("text", "iso", "zone"),
    [
        ("2020-01-01 10:30 EST", "2020-01-01T10:30", "EST"),
        ("2020-01-01 10:30:00 BST", "2020-01-01T10:30:00", "BST"),
        ("Wed, 1 Jan 2020 10:30 IST", "2020-01-01T10:30", "IST"),
        ("1. Januar 2020 10:30 Uhr MEZ", "2020-01-01T10:30", "MEZ"),
        ("January 1, 2020 10:30 a.m. ET", "2020-01-01T10:30", "ET"),
        ("2020-01-01 10:30 CAT", "2020-01-01T10:30", "CAT"),
        ("2020-01-01 10:30 (CET)", "2020-01-01T10:30", "CET"),
        ("2020-01-01 10:30 Europe/Oslo", "2020-01-01T10:30", "Europe/Oslo"),
        ("2020-01-01T10:30[Europe/Oslo]", "2020-01-01T10:30", "Europe/Oslo"),
        ("2020-01-01 10:30 Etc/GMT+1", "2020-01-01T10:30", "Etc/GMT+1"),
        (
            "2020-01-01 10:30 America/Argentina/Salta",
            "2020-01-01T10:30",
            "America/Argentina/Salta",
        ),
        ("2020-01-01 10:30 EST5EDT", "2020-01-01T10:30", "EST5EDT"),
        ("2020-01-01 10:30 CET-1CEST", "2020-01-01T10:30", "CET-1CEST"),
        ("2020-01-01 10:30 EST/EDT", "2020-01-01T10:30", "EST/EDT"),
        ("2020-01-01 10:30 E.S.T.", "2020-01-01T10:30", "E.S.T."),
        ("2020-01-01 10:30 Eastern", "2020-01-01T10:30", "Eastern"),
        ("2020-01-01 10:30 Central European Time", "2020-01-01T10:30", "Central European Time"),
        ("2020-01-01 10:30 local time", "2020-01-01T10:30", "local time"),
        ("2020-01-01 10:30 Zulu", "2020-01-01T10:30", "Zulu"),
        ("2020-01-01 10:30 A", "2020-01-01T10:30", "A"),
        ("Tue May  4 06:30:00 EST5EDT 2021", "2021-05-04T06:30:00", "EST5EDT"),
        ("Tue May  4 06:30:00 CEST 2021", "2021-05-04T06:30:00", "CEST"),
        ("10:30 BST, 4 May 2021", "2021-05-04T10:30", "BST"),
    ],
)
def test_an_unknown_zone_costs_the_zone_alone(text: str, iso: str, zone: str) -> None:
    found = interpret(text)
    assert (str(found.date), found.unknown_zone) == (iso, zone)
    given = interpret(text, tzinfos={zone: "+05:30"})
    assert (str(given.date), given.unknown_zone) == (f"{iso}+05:30", None)
    assert interpret(text, tzinfos={"XYZ": 0}) == interpret(text, tzinfos={zone: None}) == found


@pytest.mark.parametrize(
    ("value", "offset"),
    [
        (-18000, "-05:00"),
        (0, "+00:00"),
        (timedelta(hours=-5), "-05:00"),
        ("-05:00", "-05:00"),
        ("-0500", "-05:00"),
        ("Z", "Z"),
        (UTC, "+00:00"),
        (timezone(timedelta(hours=5, minutes=45)), "+05:45"),
        (ZoneInfo("America/New_York"), "-05:00"),
    ],
)
def test_tzinfos_values(value: object, offset: str) -> None:
    assert str(read("2020-01-01 10:30 EST", tzinfos={"EST": value})) == f"2020-01-01T10:30{offset}"


@pytest.mark.parametrize(
    "value",
    ["soon", 17, timedelta(seconds=1), timedelta(hours=20), object(), [1], float("nan"), 10**12],
)
def test_a_bad_tzinfos_value_is_a_date_error(value: object) -> None:
    with pytest.raises(DateError):
        read("2020-01-01 10:30 EST", tzinfos={"EST": value})


def test_zones_in_summer_come_from_the_day_itself() -> None:
    zones = {"ET": ZoneInfo("America/New_York"), "Oslo": 3600}
    assert str(read("July 1, 2020 10:30 AM ET", tzinfos=zones)) == "2020-07-01T10:30-04:00"
    assert str(read("2020-07-01 10:30 Oslo", tzinfos=zones)) == "2020-07-01T10:30+01:00"


# --- match: the date that a line goes on after
# ------------------------------------------------------------

MATCH = [
    ("2021-05-04 Bridge opens", "2021-05-04", " Bridge opens"),
    ("2021-05-04", "2021-05-04", ""),
    ("2021-05-04\nBridge opens", "2021-05-04", "\nBridge opens"),
    ("2021-05-04\u00a0Bridge", "2021-05-04", "\u00a0Bridge"),
    ("2021-05-04T06:30:00Z Bridge opens", "2021-05-04T06:30:00Z", " Bridge opens"),
    ("2021-05-04 06:30 +02:00 Bridge opens", "2021-05-04T06:30+02:00", " Bridge opens"),
    ("2021-05-04  06:30 Bridge opens", "2021-05-04T06:30", " Bridge opens"),
    ("2021-05-04, 06:30, Bridge opens", "2021-05-04T06:30", ", Bridge opens"),
    ("2021-05-04 30 hurt as bridge sways", "2021-05-04", " 30 hurt as bridge sways"),
    ("2020-01-01 10 dead", "2020-01-01", " 10 dead"),
    ("May 4, 2021 Bridge opens", "2021-05-04", " Bridge opens"),
    ("May 4, 2021, 10 dead", "2021-05-04", ", 10 dead"),
    ("Sept. 4, 2021 Bridge opens", "2021-09-04", " Bridge opens"),
    ("Tuesday, 4 May 2021 Bridge opens", "2021-05-04", " Bridge opens"),
    ("20210504 Bridge opens", "2021-05-04", " Bridge opens"),
    ("20210504T0630 Bridge opens", "2021-05-04T06:30", " Bridge opens"),
    ("2021-05 Bridge opens", "2021-05", " Bridge opens"),
    ("2021 Bridge opens", "2021", " Bridge opens"),
    ("2021", "2021", ""),
    ("May 2021 Bridge opens", "2021-05", " Bridge opens"),
    (
        "2021-05-04 What we know about the January 6, 2021 vote",
        "2021-05-04",
        " What we know about the January 6, 2021 vote",
    ),
    ("2021-05-04 — Bridge opens", "2021-05-04", " — Bridge opens"),
    ("2021-05-04 -5 degrees at the bridge", "2021-05-04", " -5 degrees at the bridge"),
    ("2021-05-04 06:30 -10 degrees", "2021-05-04T06:30", " -10 degrees"),
    ("2021-05-04: Bridge", "2021-05-04", ": Bridge"),
    ("2021-05-04|", "2021-05-04", "|"),
    ("May 2021; Bridge", "2021-05", "; Bridge"),
    ("2021-05-04 06:30. Bridge", "2021-05-04", " 06:30. Bridge"),
    ("2021-05-04 25:00 Bridge", "2021-05-04", " 25:00 Bridge"),
    ("2021-05-04 10.30 euros", "2021-05-04", " 10.30 euros"),
    ("2021-05-04 06:30 US troops leave", "2021-05-04T06:30", " US troops leave"),
    ("2021-05-04 06:30 CAT IN TREE", "2021-05-04T06:30", " CAT IN TREE"),
    ("2021-05-04 06:30 amid rain", "2021-05-04T06:30", " amid rain"),
    ("2021-05-04 06:30 PM speaks", "2021-05-04T18:30", " speaks"),
    ("2021-05-04 06:30 +99:00 Bridge", "2021-05-04T06:30", " +99:00 Bridge"),
    ("January 11, 2010 Monday blues hit town", "2010-01-11", " Monday blues hit town"),
    ("January 11, 2010 Monday", "2010-01-11", ""),
    ("January 11, 2010 Tuesday", "2010-01-11", " Tuesday"),
    ("January 11, 2010 Monday 1:30 PM GMT Final Edition", "2010-01-11T13:30Z", " Final Edition"),
    ("4 May 2021 06:30 +0200 Bridge", "2021-05-04T06:30+02:00", " Bridge"),
    ("13/04/2020 Bridge", "2020-04-13", " Bridge"),
    ("1. Januar 2020 Brücke offen", "2020-01-01", " Brücke offen"),
    ("4 set 2021 Ponte", "2021-09-04", " Ponte"),
    ("2021 May 40 killed", "2021", " May 40 killed"),
    ("4 мая 2021 г. Мост открыт", "2021-05-04", " Мост открыт"),
    ("2021年5月4日 橋が開通", "2021-05-04", " 橋が開通"),
    ("令和3年5月4日\u3000橋が開通", "2021-05-04", "\u3000橋が開通"),
    ("2021-05-04\u200f الجسر", "2021-05-04", "\u200f الجسر"),
]


@pytest.mark.parametrize(("line", "iso", "rest"), MATCH)
def test_match_takes_the_longest_valid_date(line: str, iso: str, rest: str) -> None:
    for before in ("", "date ", "2020-01-01 "):
        found = match(before + line, len(before))
        assert found is not None
        assert (str(found.date), (before + line)[found.end :], found.unknown_zone) == (
            iso,
            rest,
            None,
        )
        assert explain(before + line, len(before)) is None


NO_MATCH = [
    ("2021-22 season opens", "2021-22: there is no month 22"),
    ("2020-21 season", "2020-21: there is no month 21"),
    ("2021, Bridge opens", "2021 is followed by ',', so it is no date"),
    ("2021s", "2021 is followed by 's', so it is no date"),
    ("2021-05-04x", "2021-05-04 is followed by 'x', so it is no date"),
    ("2021-05-04:x", "2021-05-04 is followed by ':', so it is no date"),
    ("2021年5月4日橋が開通", "2021年5月4日 is followed by '橋', so it is no date"),
    ("平成31年5月1日 橋", None),
    ("2021-05-04—Bridge", "2021-05-04 is followed by '—', so it is no date"),
    ("2021-02-30 Bridge opens", "2021-02-30: that month has no day 30"),
    ("2020-01-01T24:00 Bridge", "2020-01-01T24:00: no clock shows 24:00:00"),
    ("03/04/2021 Bridge", "03/04/2021 can be 3 April or 4 March"),
    ("03/04/21 Bridge", "03/04/21: a year of two digits names no century"),
    ("4 May 21 Bridge", "4 May 21: a year of two digits names no century"),
    ("May 4 Bridge opens", "May 4: the year is missing"),
    ("Tuesday 4 May Bridge", "4 May: the year is missing"),
    ("31 April 2021 Bridge", "31 April 2021: that month has no day 31"),
    ("set 2021 for trial", None), ("ago 2021", None), ("palms wither in Basra", None), ("", None), (" 2021-05-04", None), ("12 dead", None),
    ("10pm", None), ("Friday", None), ("Friday 2021", None), ("12021-05-04", None), ("3000-01-01 x", None), ("0999", None), ("\x00", None), ("\ud800", None),
    ("\u0662\u0660\u0662\u0660-05-04", None), ("den 4 May 2021", None), ("202105041", None), ("2020-05-04\u0661", "2020-05 is followed by '-', so it is no date"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "reason"), NO_MATCH)
def test_match_finds_none_and_explain_says_why(line: str, reason: str | None) -> None:
    assert match(line) is None
    doubt = explain(line)
    assert (doubt.text if doubt else None) == reason
    assert doubt is None or doubt.ambiguous is ("can be" in doubt.text)


def test_match_with_options() -> None:
    assert str(match("03/04/2021 x", dayfirst=True).date) == "2021-04-03"  # type: ignore[union-attr]
    assert explain("03/04/2021 x", dayfirst=True) is None
    zoned = match("2021-05-04 06:30 EST Bridge")
    assert zoned is not None
    assert (str(zoned.date), zoned.unknown_zone, zoned.end) == ("2021-05-04T06:30", "EST", 20)
    placed = match("2021-05-04 06:30 EST Bridge", tzinfos={"EST": -18000})
    assert placed is not None
    assert (str(placed.date), placed.unknown_zone, placed.end) == (
        "2021-05-04T06:30-05:00",
        None,
        20,
    )
    assert match("2021-05-04", 10) is None
    assert match("2021-05-04", 99) is None


# --- the tables
# ------------------------------------------------------------


def test_a_month_name_means_one_month_in_all_languages() -> None:
    for table in (_FULL, _SHORT):
        for row in table.strip().split("\n"):
            assert len(row.split()) == 12, row
            assert [MONTHS[word.casefold()] for word in row.split()] == list(range(1, 13)), row
    assert MONTHS["sept"] == 9
    assert {"set", "ago", "mag", "gen", "out"} <= ABBREVIATED
    assert not {"jan", "sept", "may", "mai", "mars", "januar"} & ABBREVIATED
    assert all(word == word.casefold() for word in (*MONTHS, *WEEKDAYS))


@pytest.mark.parametrize("row", [*_FULL.strip().split("\n"), *_SHORT.strip().split("\n")])
def test_every_month_name_is_read(row: str) -> None:
    for number, name in enumerate(row.split(), 1):
        for text in (f"4 {name} 2021", f"4. {name.upper()} 2021", f"{name.capitalize()} 4, 2021"):
            assert str(read(text)) == f"2021-{number:02}-04", text


# --- no clock, no machine, no weight
# ------------------------------------------------------------

CLOCKED = """
import datetime, json, os, sys, time, warnings
warnings.simplefilter("error")
year = int(sys.argv[1])
if year:
    os.environ["TZ"] = sys.argv[2]
    time.tzset()
    real = datetime.datetime
    moment = real(year, 6, 15, 13, 14, 15, 161718)
    class Frozen(real):
        @classmethod
        def now(cls, tz=None): return moment.replace(tzinfo=tz)
        @classmethod
        def today(cls): return moment
        @classmethod
        def utcnow(cls): return moment
    class FrozenDay(datetime.date):
        @classmethod
        def today(cls): return moment.date()
    datetime.datetime, datetime.date = Frozen, FrozenDay
    stamp = moment.replace(tzinfo=datetime.timezone.utc).timestamp()
    localtime = time.localtime
    time.time = lambda: stamp
    time.localtime = lambda *args: localtime(*(args or (stamp,)))
    from dateutil.parser import parse
    parsed = parse("10:30")
    assert (parsed.year, parsed.month, parsed.day) == (year, 6, 15), parsed  # the clock is changed indeed
from newsfmt.dates import interpret
from newsfmt.errors import DateError
answers = []
for text in json.load(sys.stdin):
    try:
        found = interpret(text)
        answers.append([str(found.date), found.unknown_zone])
    except DateError as error:
        answers.append(error.ambiguous)
print(json.dumps(answers))
"""


def test_nothing_comes_from_the_clock_or_the_zone_of_the_machine() -> None:
    texts = (
        [text for text, _ in READ]
        + [text for text in NO_DATE if text.isascii()]
        + ["2020-01-01 10:30 CET", "10:30 CET 4 May 2021", "10:30 EST 4 May 2021"]
    )
    answers = [
        subprocess.run(
            [sys.executable, "-c", CLOCKED, year, zone],
            input=json.dumps(texts),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for year, zone in (("0", ""), ("1987", "EST5EDT"), ("2071", "CET-1CEST"))
    ]
    assert answers[0] == answers[1] == answers[2]
    assert json.loads(answers[0])[: len(READ)] == [[iso, None] for _, iso in READ]


def test_importing_dates_and_reading_iso_days_is_light() -> None:
    code = (
        "import sys, newsfmt.dates as dates; dates.read('2020-01-01'); dates.match('date 2020-01-01 Bridge', 5); dates.NewsDate('2021-05-04')\n"
        "print([name for name in ('dateutil', 'newsfmt.dates._grammar', 'newsfmt.dates._words', 'email', 'zoneinfo') if name in sys.modules])\n"
        "dates.read('4 May 2021'); dates.read('Tue, 04 May 2021 06:30:00 +0200'); print([name for name in ('dateutil',) if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split("\n")[:2] == ["[]", "[]"]


# ---- other types
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-02-29", "2020-02-29"),
        ("2020-01-31T23:30-05:00", "2020-01-31"),
        ("2020-01-31T23:30", "2020-01-31"),
    ],
)
def test_a_date_of_the_standard_library(text: str, day: str) -> None:
    assert NewsDate(text).to_date().isoformat() == day


@pytest.mark.parametrize("text", ["2020", "2020-02"])
def test_a_date_needs_a_day(text: str) -> None:
    with pytest.raises(DateError, match=r"known to the (year|month) alone, .* use earliest\(\)"):
        NewsDate(text).to_date()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-01-31T23:30Z", "2020-01-31T23:30:00+00:00"),
        ("2020-01-31T23:30:15.25+05:30", "2020-01-31T23:30:15.250000+05:30"),
    ],
)
def test_a_datetime_of_the_standard_library(text: str, moment: str) -> None:
    assert NewsDate(text).to_datetime().isoformat() == moment


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2020", "known to the year alone"),
        ("2020-01-31", "known to the day alone"),
        ("2020-01-31T23:30", "has no zone"),
    ],
)
def test_a_datetime_needs_a_time_and_a_zone(text: str, reason: str) -> None:
    with pytest.raises(DateError, match=reason):
        NewsDate(text).to_datetime()


def test_an_order_says_what_to_do() -> None:
    dates = [NewsDate("2020-02"), NewsDate("2020-01-31T10:00Z"), NewsDate("2019")]
    for compare in (operator.lt, operator.le, operator.gt, operator.ge):
        with pytest.raises(TypeError, match=r"sort with key=NewsDate.earliest"):
            compare(dates[0], dates[1])
    with pytest.raises(TypeError, match=r"sort with key=NewsDate.earliest"):
        sorted(dates)
    assert [date.iso for date in sorted(dates, key=NewsDate.earliest)] == [
        "2019",
        "2020-01-31T10:00Z",
        "2020-02",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "09:33 PM - 06/05/2018",
        "09:33 PM, 06/05/2018",
        "21:33 | 06/05/2018",
        "9:33 p.m. – 6 May 2018",
    ],
)
def test_a_time_may_stand_before_its_date(text: str) -> None:
    assert str(dates.read(text, dayfirst=True)) == "2018-05-06T21:33"
