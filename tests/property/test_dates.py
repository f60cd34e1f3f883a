"""Laws of `newsfmt.dates`: any text is a date all of whose parts stand in it, or a DateError; the
cost is linear.
"""

from __future__ import annotations

import contextlib
import re
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsfmt.dates import DateReading, NewsDate, explain, interpret, match, read
from newsfmt.dates._words import ARTICLES, MONTHS, WEEKDAYS, ZONE_NAMES
from newsfmt.errors import DateError
from tests.drawing import examples

WORDS = sorted(
    {
        *MONTHS,
        *WEEKDAYS,
        *ARTICLES,
        *ZONE_NAMES,
        "UTC",
        "GMT",
        "Z",
        "T",
        "AM",
        "pm",
        "a.m.",
        "at",
        "de",
        "of",
        "and",
        "ad",
        "h",
        "Uhr",
        "st",
        "th",
    }
)
NUMBERS = st.one_of(
    st.integers(0, 99).map(str),
    st.integers(0, 99).map("{:02}".format),
    st.integers(900, 3100).map(str),
    st.integers(0, 10**9).map(str),
)
JOINTS = st.sampled_from(
    [
        " ",
        " ",
        " ",
        "",
        "-",
        "/",
        ".",
        ":",
        ", ",
        ",",
        ". ",
        " +",
        " -",
        "+",
        "T",
        "  ",
        "\u00a0",
        "'",
        "(",
        ")",
        "\u0661",
        "\x00",
        "\ud800",
    ]
)


@st.composite
def near_dates(draw: st.DrawFn) -> str:
    """Texts of the pieces dates are made of, in an order that is now and then right."""
    pieces = draw(
        st.lists(st.one_of(NUMBERS, NUMBERS, st.sampled_from(WORDS)), min_size=1, max_size=8)
    )
    return "".join(piece + draw(JOINTS) for piece in pieces[:-1]) + pieces[-1]


@st.composite
def changed_dates(draw: st.DrawFn) -> str:
    """A date with one piece of it changed, dropped or doubled."""
    good = "2021-05-04T06:30:07Z|Tue, 04 May 2021 06:30:07 +0200|May 4, 2021 6:30 p.m. EST|4. Mai 2021 um 06:30 Uhr|20210504T063007Z|13/04/2021 10:30|May 2021"
    text = draw(st.sampled_from(good.split("|")))
    at = draw(st.integers(0, len(text)))
    cut = draw(st.integers(0, 3))
    return (
        text[:at]
        + draw(st.one_of(st.text(max_size=3), NUMBERS, st.sampled_from(WORDS)))
        + text[at + cut :]
    )


@st.composite
def shuffled_dates(draw: st.DrawFn) -> str:
    """A day, a month and a year in any order, a clock and a zone somewhere."""
    month = draw(
        st.one_of(
            st.sampled_from(sorted(MONTHS)),
            st.integers(0, 13).map(str),
            st.integers(1, 12).map("{:02}".format),
        )
    )
    day = draw(st.one_of(st.integers(0, 32).map(str), st.integers(1, 31).map("{:02}".format)))
    pieces = draw(st.permutations([day, month, draw(st.integers(1890, 2030).map(str))]))
    mark = draw(st.sampled_from([" ", "-", "/", ". ", ", ", ".", ""]))
    head = mark.join(pieces)
    clock = draw(
        st.sampled_from(
            [
                "",
                "10:30",
                "6:30 PM",
                "23:59:59",
                "12:00 am",
                "7h05",
                "10",
                "10 pm",
                "0630",
                "6.30 p.m.",
                "24:00",
            ]
        )
    )
    zone = (
        draw(
            st.sampled_from(["", " EST", " UTC", " +0200", "-05:00", "Z", " GMT+2", " CEST", "+3"])
        )
        if clock
        else ""
    )
    join = draw(st.sampled_from([" ", ", ", "T", " at "]))
    return draw(
        st.sampled_from([head + join + clock + zone, clock + zone + join + head, head])
    ) + draw(st.sampled_from(["", "", "", ".", " Monday", ", Tue"]))


TEXTS = st.one_of(
    shuffled_dates(), near_dates(), changed_dates(), st.text(st.characters(), max_size=40)
)
DAYFIRST = st.sampled_from([None, True, False])


def stands(found: NewsDate, text: str) -> None:
    """Every number of the date is a number, or a stretch of digits, of the text; a month may be a
    name, an afternoon twelve hours less.
    """
    digits = re.findall(r"[0-9]+", text)
    numbers = {int(number) for number in digits}

    def there(value: int | None, width: int = 2) -> bool:
        return (
            value is None
            or value in numbers
            or any(len(run) >= 4 and f"{value:0{width}}" in run for run in digits)
        )

    assert 1000 <= found.year <= 2999
    assert any(f"{found.year}" in run for run in digits)
    names = {MONTHS.get(word.casefold()) for word in re.findall(r"[^\W\d_]+", text)}
    assert there(found.month) or found.month in names
    assert there(found.day)
    half = re.search(r"[ap]\.?\s?m", text, re.IGNORECASE)
    assert there(found.hour) or (
        half and found.hour is not None and (there(found.hour - 12) or there(12))
    )
    assert there(found.minute)
    assert there(found.second)
    if found.precision == "fraction":
        assert any(str(found).split(".")[1].startswith(run) for run in digits)
    if found.zone and found.zone != "Z":
        assert re.search(rf"[+\-\u2212]\s*0?{int(found.zone[1:3])}", text)
        assert found.zone.endswith(":00") or there(int(found.zone[4:6]))
    if found.zone == "Z":
        assert re.search("z|utc|gmt|ut", text, re.IGNORECASE)
    earliest, latest = found.earliest(), found.latest()
    assert earliest <= latest
    assert read(str(found)) == found


@settings(max_examples=examples(1500), deadline=None)
@given(TEXTS, DAYFIRST)
def test_a_text_is_a_date_whose_parts_stand_in_it_or_a_date_error(
    text: str, dayfirst: bool | None
) -> None:
    message = ""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            found = interpret(text, dayfirst=dayfirst)
        except DateError as error:
            message = str(error)
    if message:
        message.encode()
        assert len(message.splitlines()) == 1
        return
    stands(found.date, text)
    assert found.end == len(text)
    if found.unknown_zone:
        assert found.unknown_zone in text
        assert not found.date.has_zone


@settings(max_examples=examples(1500), deadline=None)
@given(TEXTS, st.text(max_size=5), DAYFIRST)
def test_match_never_raises_and_what_it_takes_is_a_date_by_itself(
    text: str, before: str, dayfirst: bool | None
) -> None:
    line = before + text
    found = match(line, len(before), dayfirst=dayfirst)
    doubt = explain(line, len(before), dayfirst=dayfirst)
    if found is None:
        return
    assert doubt is None
    assert len(before) < found.end <= len(line)
    behind = line[found.end : found.end + 2]
    assert not behind or behind[0].isspace() or (behind[0] in ",;:|" and not behind[1:].strip())
    taken = line[len(before) : found.end]
    stands(found.date, taken)
    assert interpret(taken, dayfirst=dayfirst) == DateReading(
        found.date, found.unknown_zone, len(taken)
    )


@settings(max_examples=examples(300), deadline=None)
@given(
    st.datetimes(datetime(1000, 1, 1), datetime(2999, 12, 31)),
    st.sampled_from(["", "Z", "+02:00", "-09:30"]),
)
def test_every_moment_is_read_back_from_each_of_its_spellings(moment: datetime, zone: str) -> None:
    day, clock = moment.date().isoformat(), f"{moment:%H:%M}"
    month = [name for name, number in MONTHS.items() if number == moment.month]
    for text in (
        day,
        day.replace("-", "/"),
        day.replace("-", ""),
        f"{moment.year}-{moment.month}-{moment.day}",
    ):
        assert str(read(text)) == day
    for name in month[:40]:
        assert (
            str(read(f"{moment.day} {name} {moment.year}"))
            == str(read(f"{name} {moment.day}, {moment.year}"))
            == day
        )
    for text in (
        f"{day}T{clock}{zone}",
        f"{day} {clock} {zone}",
        f"{moment.day} {month[0]} {moment.year} {clock} {zone}",
    ):
        assert str(read(text)) == f"{day}T{clock}{zone}"
    rfc = f"{moment.day} {moment:%b} {moment.year} {moment:%H:%M:%S} {zone.replace(':', '') or '+0000'}"
    assert read(rfc).earliest() == NewsDate(f"{day}T{moment:%H:%M:%S}{zone or 'Z'}").earliest()
    assert NewsDate.of(moment.replace(tzinfo=UTC)).earliest() == moment.replace(tzinfo=UTC)


@settings(max_examples=examples(500), deadline=None)
@given(st.text(max_size=70))
def test_newsdate_takes_any_text_or_raises_date_error(text: str) -> None:
    with contextlib.suppress(DateError):
        assert NewsDate(str(NewsDate(text))) == NewsDate(text)


PADDINGS = [
    " ",
    ".",
    ",",
    "-",
    "/",
    ":",
    "0",
    "2020",
    "May ",
    "4 May ",
    "A",
    "é",
    "(",
    "+",
    "\u00a0",
    "2020-01-01 ",
    "Monday, ",
    "'",
    "\n",
    "\x00",
]


def spent(work: Callable[[str], object], text: str) -> float:
    best = 1.0
    for _ in range(3):
        start = time.process_time()
        with contextlib.suppress(DateError):
            work(text)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("padding", PADDINGS, ids=ascii)
@pytest.mark.alone
def test_the_cost_does_not_grow_faster_than_the_text(padding: str) -> None:
    for opening in ("", "2021-05-04", "May 4", "4 May", "4 May 2021", "4 May 2021 10:30", "Monday"):
        short, long = (
            opening + padding * (size // len(padding)) + "x" for size in (100_000, 1_600_000)
        )
        assert spent(match, long) < 0.01
        assert spent(explain, long) < 0.01
        assert spent(read, long) < 0.02 + 16 * 3 * spent(read, short)


@pytest.mark.parametrize("padding", PADDINGS, ids=ascii)
@pytest.mark.alone
def test_within_what_is_looked_at_the_cost_is_bounded(padding: str) -> None:
    for opening in (
        "",
        "2021-05-04",
        "May 4",
        "4 May",
        "4 May 2021",
        "4 May 2021 10:30",
        "Monday",
        "2021 May ",
    ):
        text = (opening + padding * 128)[:127] + "x"
        for work in (match, explain, read):
            assert spent(work, text) < 0.05
