"""ANPA 1312: what is read of a story and its deviations, and what is written."""

from __future__ import annotations

import importlib
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip(
    "newsfmt_wire", reason="newsfmt-wire is not installed: pip install -e plugins/newsfmt-wire"
)

import newsfmt
from newsfmt import Article, NewsDate, ParseError
from newsfmt.article import Concept, Label, Note, Party, Transmission
from newsfmt.body import Heading, Paragraph, Preformatted, Rule
from newsfmt.errors import LimitError
from newsfmt.format import Limits

sys.path.insert(0, str(Path(__file__).parent))
wires = importlib.import_module("wires")
read = partial(newsfmt.read_one, format="anpa1312")
codes = partial(wires.codes, format="anpa1312")
written = partial(wires.written, format="anpa1312")


TAGS = "^BC-EU--Ferries Back, 1st Ld-Writethru,41<\n^Ferries back in service after three days of storm<\n^By KARI MOE=\n^Example Press=\n"
BODY = "\t   SUND, Norway (EP) _ Ferries along the coast were running again on Sunday. \n \n\t   ``We waited,'' one captain said.\n"


def story(
    tags: str = TAGS,
    body: str = BODY,
    *,
    second: str = "r i\x13\x11 BC-EU--FerriesBack 1stLd-Writethru   01-17 0041",
    first: str = "b1234\x1fnorth",
    trailer: str = "EP-WF-01-17-21 1405GMT<",
) -> bytes:
    return f"\x16\x16\x01{first}\n{second}\n\x02{tags}{body}\n\t   \x03{trailer}\n\n\x0c\n\x04\n".encode(
        "latin-1"
    )


def test_a_story() -> None:
    article = read(story())
    assert (article.headline, article.slugline, article.version) == (
        "Ferries back in service after three days of storm",
        "BC-EU--Ferries Back",
        "1stLd-Writethru",
    )
    assert (article.byline, article.byline_title) == ("By KARI MOE", "Example Press")
    assert article.creators == (Party(name="KARI MOE"),)
    assert article.services == (Concept(code="b"),)
    assert article.categories == (Concept(code="i"),)
    assert article.provider == Party(name="EP")
    assert article.published == NewsDate("2021-01-17T14:05Z")
    assert article.transmission == Transmission(
        sequence="1234", sent="2021-01-17T14:05Z", priority="r"
    )
    assert (article.word_count, article.urgency) == (41, None)
    assert article.paragraphs == (
        "SUND, Norway (EP) _ Ferries along the coast were running again on Sunday.",
        "``We waited,'' one captain said.",
    )
    assert article.dateline is not None
    assert (article.dateline.place, article.dateline.region, article.dateline.source) == (
        "SUND",
        "Norway",
        "EP",
    )
    assert {key.partition(":")[2]: value for key, value in article.extra.items()} == {
        "selector": ("north",),
        "format": ("DC3 DC1",),
        "keyword": ("BC-EU--FerriesBack",),
        "keyword-line": ("BC-EU--Ferries Back, 1st Ld-Writethru,41",),
        "wire": ("WF",),
    }
    assert codes(story()) == []


SECOND = [
    (
        "f l\x13\x11 BC-Ferries 01-17 1049",
        {"version": None, "word_count": 1049},
        {"keyword": ("BC-Ferries",)},
    ),
    (
        "f l\x14\x12 BC-Ferries 2ndLd-Add 3     01-16 0049",
        {"version": "2ndLd-Add 3", "word_count": 49},
        {"format": ("DC4 DC2",), "header-date": ("01-16",)},
    ),
    (
        "f l BC-Ferries",
        {"version": None, "word_count": None},
        {"format": None, "keyword": ("BC-Ferries",)},
    ),
    ("???", {"word_count": None, "categories": ()}, {"header": ("???",)}),
]


@pytest.mark.parametrize(("second", "fields", "extra"), SECOND)
def test_the_second_header_line(second: str, fields: dict[str, Any], extra: dict[str, Any]) -> None:
    article = read(story(second=second))
    assert {name: getattr(article, name) for name in fields} == fields
    assert {name: article.extra.get(f"anpa1312:{name}") for name in extra} == extra


KEY = "^BC-EU--Ferries Back, 1st Ld-Writethru,41<\n"
LINES = [
    (f"{KEY}^Ferries back<\n", {"headline": "Ferries back", "byline": None, "ed_notes": ()}),
    (f"{KEY}^EP Photo SND101, SND102<\n^Eds: Updates.<\n^Ferries back<\n", {"headline": "Ferries back", "ed_notes": (Note("EP Photo SND101, SND102"), Note("Eds: Updates."))}),
    (f"{KEY}^Ferries back<\n^EDITOR'S NOTE _ This is part of a series.<\n^By KARI MOE<\n", {"byline": "By KARI MOE", "ed_notes": (Note("EDITOR'S NOTE _ This is part of a series."),)}),
    (f"{KEY}^By KARI MOE=\n^EP Sports Writer=\n^Ferries back<\n", {"headline": "Ferries back", "byline": "By KARI MOE", "byline_title": "EP Sports Writer"}),
    (f"{KEY}^Ferries back<\n^Tuesday's Games<\n", {"headline": "Ferries back", "subheadline": "Tuesday's Games", "byline": None}),
    (f"{KEY}^Ferries back<\n^Ferries left again; four hundred people had waited for them in the harbour hotels of Sund.<\n",
     {"headline": "Ferries back", "summary": "Ferries left again; four hundred people had waited for them in the harbour hotels of Sund."}),
    (f"{KEY}^Ferries back<\n^Sund<\n^Vik<\n", {"headline": "Ferries back", "subheadline": "Sund", "descriptions": (Label("Vik"),)}),
    (f"^*9006< {KEY}^Ferries back<\n", {"headline": "Ferries back", "slugline": "BC-EU--Ferries Back"}),
    (KEY, {"headline": None, "slugline": "BC-EU--Ferries Back"}),
    ("", {"headline": None, "slugline": "BC-EU--FerriesBack"}),
    (f"{KEY}^Ferries back in service\nafter the storm<\n", {"headline": "Ferries back in service after the storm"}),
    (f"{KEY}^Editors meet in Sund<\n", {"headline": "Editors meet in Sund", "ed_notes": ()}),
    (f"{KEY}^By land and sea: ferries return<\n", {"headline": "By land and sea: ferries return", "byline": None}),
    (f"{KEY}^Ferries back<\n^By The Example Press=\n", {"byline": "By The Example Press", "creators": ()}),
]  # fmt: skip


@pytest.mark.parametrize(("tags", "fields"), LINES)
def test_tag_lines_are_what_they_are_and_not_where_they_stand(
    tags: str, fields: dict[str, Any]
) -> None:
    article = read(story(tags))
    assert {name: getattr(article, name) for name in fields} == fields


BODIES = [
    ("\t   One. \n\t   Two.<\n", (Paragraph("One."), Paragraph("Two."))),
    (
        "\t   One\nthat went on.\n \n\t   Two.\n",
        (Paragraph("One that went on."), Paragraph("Two.")),
    ),
    ("\t   One.\n\t   ___\n\t   Two.\n", (Paragraph("One."), Rule("___"), Paragraph("Two."))),
    (
        "\t   One.\n^IN OTHER PORTS<\n\t   Two.\n",
        (Paragraph("One."), Heading("IN OTHER PORTS"), Paragraph("Two.")),
    ),
    (
        "\b1. Moe   27.31\n\b  2. Lie 27.43\n\t   Snow fell.\n",
        (Preformatted("1. Moe   27.31\n  2. Lie 27.43"), Paragraph("Snow fell.")),
    ),
    ("One without a tab.\n", (Paragraph("One without a tab."),)),
    ("\t   One.\n^END<\n", (Paragraph("One."), Paragraph("END", "end-mark"))),
]


@pytest.mark.parametrize(("body", "expected"), BODIES)
def test_bodies(body: str, expected: tuple[Any, ...]) -> None:
    assert read(story(body=body)).body == expected


def test_tabular_matter_keeps_its_rows() -> None:
    body = "\t   SUND, Norway (EP) _ Wind in the ports on Monday:<\n\t   ;WIND;WAVES<\n\t   Sund;12;1.5<\n \n\t   Snow fell.<\n"
    article = read(story(body=body, second="u i\x14\x12 BC-EU--FerriesBack 01-17 0041"))
    assert article.body == (
        Paragraph("SUND, Norway (EP) _ Wind in the ports on Monday:"),
        Preformatted(";WIND;WAVES\nSund;12;1.5"),
        Paragraph("Snow fell."),
    )


def test_a_digest_has_tag_lines_for_text() -> None:
    article = read(
        story(f"{KEY}^News of the coast at noon<\n^Ferries back\n^Bridge painted\n^\n", "")
    )
    assert article.headline == "News of the coast at noon"
    assert article.paragraphs == ("Ferries back", "Bridge painted")


DATES = [
    ("EP-WF-11-13-13 1509GMT<", "2013-11-13T15:09Z", "EP"),
    ("EP-11-13-13 1509GMT", "2013-11-13T15:09Z", "EP"),
    ("11-13-13 1509GMT<", "2013-11-13T15:09Z", None),
    ("EP-WF-11-13-69 1509CET<", "2069-11-13T15:09+01:00", "EP"),
    ("EP-WF-11-13-98 1509<", "1998-11-13T15:09", "EP"),
    ("EP-WF-11-13-2085 1509GMT<", "2085-11-13T15:09Z", "EP"),
]


@pytest.mark.parametrize(("trailer", "expected", "sender"), DATES)
def test_dates(trailer: str, expected: str, sender: str | None) -> None:
    article = read(story(trailer=trailer))
    assert str(article.published) == expected
    assert article.provider == (Party(name=sender) if sender else None)


@pytest.mark.parametrize(
    ("trailer", "code", "expected"),
    [
        ("EP-WF-13-13-13 1509GMT<", "read.date-unparsed", None),
        ("EP-WF-11-13-13 1509EST<", "read.zone-unknown", "2013-11-13T15:09"),
    ],
)
def test_a_bad_date_costs_itself_and_its_text_stays(
    trailer: str, code: str, expected: str | None
) -> None:
    article = read(story(trailer=trailer))
    assert (str(article.published) if article.published else None) == expected
    assert article.extra["anpa1312:date"] == (trailer.rstrip("<"),)
    assert code in codes(story(trailer=trailer))


DEVIATIONS = [
    (story().replace(b"\n", b"\r\n"), []),
    (story().replace(b"\x16", b""), []),
    (story().replace(b"\x16", b"").replace(b"\x01", b""), ["read.invalid"]),
    (story().replace(b"\x04", b""), []),
    (story().replace(b"\t   \x03", b""), ["read.invalid"]),
    (story().replace(b"\x02", b""), ["read.invalid"]),
]


@pytest.mark.parametrize(("data", "expected"), DEVIATIONS, ids=range(len(DEVIATIONS)))
def test_deviations_in_the_frame_cost_nothing(data: bytes, expected: list[str]) -> None:
    article, good = read(data), read(story())
    assert (article.headline, article.published, article.paragraphs, article.slugline) == (
        good.headline,
        good.published,
        good.paragraphs,
        good.slugline,
    )
    assert codes(data) == expected


def test_several_stories_and_a_bad_one() -> None:
    data = story() + b"\x16\x16\x01???\n\x04" + story()
    with newsfmt.read(data, format="anpa1312", on_error="skip") as reader:
        assert len(list(reader)) == 2
    failure = next(found for found in reader.report if found.code == "read.article-skipped")
    assert failure.position is not None
    assert failure.position.offset == data.index(b"\x01???")
    with pytest.raises(ParseError, match="at byte"):
        list(newsfmt.read(data, format="anpa1312"))
    with pytest.raises(LimitError):
        list(newsfmt.read(story(), format="anpa1312", limits=Limits(article_bytes=50)))


def test_quotes_on_request() -> None:
    assert read(story(), options={"quotes": True}).paragraphs == (
        "SUND, Norway (EP) — Ferries along the coast were running again on Sunday.",
        "“We waited,” one captain said.",
    )


# ---- writing
# ------------------------------------------------------------


def test_the_story_as_it_is_written() -> None:
    article = read(story(f"{TAGS}^Eds: Updates.<\n", BODY + "\t   ___\n^MORE<\n\bA   1\n\bB   2\n"))
    data, told = written(article)
    assert told == []
    assert data == (
        b"\x16\x16\x01b1234\x1fnorth\r\nr i\x13\x11 BC-EU--FerriesBack       1stLd-Writethru 01-17 0041\r\n"
        b"\x02^BC-EU--Ferries Back, 1st Ld-Writethru,41<\r\n^Ferries back in service after three days of storm<\r\n^Eds: Updates.<\r\n^By KARI MOE=\r\n^Example Press=\r\n"
        b"\t   SUND, Norway (EP) _ Ferries along the coast were running again on Sunday.\r\n \r\n\t   ``We waited,'' one captain said.\r\n \r\n\t   ___\r\n \r\n"
        b"^MORE<\r\n \r\n\bA   1\r\n\bB   2\r\n \r\n\t   \x03EP-WF-01-17-21 1405GMT<\r\n\r\n\x0c\r\n\x04\n"
    )
    assert read(data) == article


def test_what_the_header_demands_is_derived_and_dropped_again() -> None:
    article = Article.from_text("It left.", headline="Ferries")
    data, _ = written(article)
    assert data.startswith(
        b"\x16\x16\x01x0000\x1f----- derived=service,number,selector,priority,category,format,words\r\n"
    )
    assert read(data) == article


LOSSES = [
    (Article.from_text("Łódź."), ["write.value-shortened body[0].content[0]"]),
    (
        Article.from_text("It left.", headline="Ferries", ed_notes=[Note("Call.", "desk")]),
        ["write.field-lost ed_notes[0].role", "write.value-changed ed_notes[0].text"],
    ),
    (
        Article(headline="Ferries", body=(Heading("A", 3), Paragraph("It left."))),
        ["write.node-flattened body[0]"],
    ),
    (Article(headline="Ferries", summary="They left."), ["write.field-lost summary"]),
]


@pytest.mark.parametrize(("article", "expected"), LOSSES, ids=range(len(LOSSES)))
def test_losses_are_told(article: Article, expected: list[str]) -> None:
    assert written(article)[1] == expected
