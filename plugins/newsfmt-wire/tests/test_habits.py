"""Habits of agencies and desks: what each message must be read as, and that writing it and reading
it again loses nothing silently.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip(
    "newsfmt_wire", reason="newsfmt-wire is not installed: pip install -e plugins/newsfmt-wire"
)

import newsfmt_wire
from newsfmt_wire.datelines import dateline

import newsfmt
from newsfmt import Article
from newsfmt.article import Concept, Note
from newsfmt.body import Paragraph, Preformatted
from newsfmt.testing import assert_round_trips

# ---- IPTC 7901
# ------------------------------------------------------------


def wire(
    heading: str,
    text: str,
    trailer: str = "171405 Jan 21",
    header: str = "bdt0123 4 pl 312  abc 0456",
) -> bytes:
    return f"\x01{header}\r\n\nFerry/weather/\r\n\x02{heading}\r\n\n{text}\r\n\n\x03{trailer}\r\n\x04".encode(
        "latin-1"
    )


NOTEBOOK = (
    "Bergen (abc) - Die Fähren an der Küste fahren seit Sonntag wieder. Ein\r\nSturm hatte sie seit Donnerstag in den Häfen festgehalten, teilte die\r\n"
    "Hafenbehörde mit.\r\n\n# abc-Notizblock\r\n\n## Redaktionelle Hinweise\r\n- Zusammenfassung bis 1800\r\n\n* * * *\r\n"
    "Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt\r\n\n## Kontakte\r\n- Autorin: Kari Moe\r\n\nabc kmo yyzz a3 xx"
)
BERGEN = (
    "Bergen (abc) - Die Fähren an der Küste fahren seit Sonntag wieder. Ein Sturm hatte sie seit Donnerstag in den Häfen festgehalten, teilte die "
    "Hafenbehörde mit."
)

WIRES: dict[str, tuple[bytes, dict[str, Any]]] = {
    "a German notebook, and lines that begin with a noun": (
        wire("Fähren fahren wieder =", NOTEBOOK),
        {"paragraphs": (BERGEN,), "notes": ["notebook", None, "sign-off"], "published": "2021-01-17T14:05"},
    ),
    "lines that are no column's": (
        wire("Fähren fahren =", "Die Fähren an der Küste der Insel fahren nach drei Tagen seit\r\nSonntag wieder zwischen allen Häfen, auch in Sund und Vik, wie\r\nMoe mitteilte. Der Fahrplan\r\nGilt bis Mai.\r\n\n- Sund\r\n- Vik"),
        {"paragraphs": ("Die Fähren an der Küste der Insel fahren nach drei Tagen seit Sonntag wieder zwischen allen Häfen, auch in Sund und Vik, wie Moe mitteilte. Der Fahrplan", "Gilt bis Mai.", "- Sund", "- Vik")},
    ),
    "a kicker in parentheses, a byline in German": (
        wire("(Zusammenfassung 1500)\r\nFähren fahren wieder - Hafen öffnet\r\nVon Kari Moe und Per Lie, abc =", "   Bergen (abc) - Die Fähren fahren.\r\n   Der Hafen öffnet."),
        {
            "signals": (Concept(name="(Zusammenfassung 1500)"),), "headline": "Fähren fahren wieder - Hafen öffnet", "byline": "Von Kari Moe und Per Lie, abc",
            "people": ["Kari Moe", "Per Lie"], "paragraphs": ("Bergen (abc) - Die Fähren fahren.", "Der Hafen öffnet."),
        },
    ),
    "a subtitle that stands apart, and an end with a sign-off": (
        wire("Fähren wieder in Betrieb =\r\n\nUtl.: Sturm hatte Häfen geschlossen =", "   Bergen (ABC/XYZ) - Die Fähren fahren wieder.\r\n   Am Abend öffnet der Hafen.\r\n(Schluss) kmo/abc", "171405 Jän 21"),
        {
            "headline": "Fähren wieder in Betrieb", "subheadline": "Utl.: Sturm hatte Häfen geschlossen", "published": "2021-01-17T14:05",
            "paragraphs": ("Bergen (ABC/XYZ) - Die Fähren fahren wieder.", "Am Abend öffnet der Hafen."), "ed_notes": (Note("(Schluss) kmo/abc", "sign-off"),),
        },
    ),
    "a French dateline and an indented sign-off": (
        wire("Les bacs repartent =", "   BERGEN (Norvège), 17 jan 2021 (ABC) - Les bacs naviguent de\r\nnouveau depuis dimanche.\r\n   kmo/abc", "171405 GMT fév 21"),
        {
            "place": ("BERGEN", "Norvège", "ABC", "2021-01-17"), "published": "2021-02-17T14:05Z", "ed_notes": (Note("kmo/abc", "sign-off"),),
            "paragraphs": ("BERGEN (Norvège), 17 jan 2021 (ABC) - Les bacs naviguent de nouveau depuis dimanche.",),
        },
    ),
    "an Italian dateline": (
        wire("TRAGHETTI DI NUOVO IN SERVIZIO =", "   (ANSA) - BERGEN, 17 GEN - I traghetti sono di nuovo in servizio.", "171405 GEN 21"),
        {"place": ("BERGEN", None, "ANSA", None), "published": "2021-01-17T14:05"},
    ),
    "a Finnish month and the zone of Finland": (wire("Lautat =", "Bergen (ABC) - Lautat kulkevat.", "171405 EET tammi 21"), {"published": "2021-01-17T14:05+02:00"}),
    "items of a list that go on in the next line": (
        wire("Ferries back =", "Bergen (abc) - The main points:\r\n\n- Sund is open\r\n- Vik is closed until Monday, the port office said, and the boats there\r\n  Will stay in port\r\n- Nes opens"),
        {"paragraphs": ("Bergen (abc) - The main points:", "- Sund is open", "- Vik is closed until Monday, the port office said, and the boats there Will stay in port", "- Nes opens")},
    ),
    "lines that begin as items do, broken by the column": (
        wire("Ferries back =", "Bergen (abc) - Die Fähren fahren nach Angaben der Hafenbehörde seit dem\r\n17. Januar wieder, auch nach Sund\r\n- dem kleinsten Hafen -\r\nund Vik, wo die Hafenbehörde der Insel sie am frühen Morgen erwartete\r\n- mit Musik."),
        {"paragraphs": ("Bergen (abc) - Die Fähren fahren nach Angaben der Hafenbehörde seit dem 17. Januar wieder, auch nach Sund", "- dem kleinsten Hafen - und Vik, wo die Hafenbehörde der Insel sie am frühen Morgen erwartete", "- mit Musik.")},
    ),
    "a question for a headline, without the mark": (wire("Will the ferries be back?", "Bergen (abc) - Ferries ran."), {"headline": "Will the ferries be back?"}),
    "a question that is text": (wire("Will the ferries be back?", "Nobody knows."), {"headline": None}),
    "a note to editors in parentheses": (
        wire("Ferries back =", "(Eds: updates with quotes)\r\n\nBergen (abc) - Ferries ran."),
        {"paragraphs": ("Bergen (abc) - Ferries ran.",), "place": ("Bergen", None, "abc", None)},
    ),
    "noise of the line before SOH": (
        b"NNNN\r\nZCZC 017\r\n" + wire("Ferries back =", "Bergen (abc) - Ferries ran."),
        {"headline": "Ferries back", "paragraphs": ("Bergen (abc) - Ferries ran.",)},
    ),
    "CR alone at line ends": (
        wire("Ferries back =", "Bergen (abc) - Ferries along the coast were running again on Sunday\r\nafter a storm.\r\n\r\nThe port opens.").replace(b"\r\n", b"\r").replace(b"\n", b"\r"),
        {"headline": "Ferries back", "paragraphs": ("Bergen (abc) - Ferries along the coast were running again on Sunday after a storm.", "The port opens.")},
    ),
    "LF alone, and NULs behind": (
        wire("Ferries back =", "Bergen (abc) - Ferries ran.\r\n\r\nThe port opens.").replace(b"\r\n", b"\n") + bytes(40),
        {"headline": "Ferries back", "paragraphs": ("Bergen (abc) - Ferries ran.", "The port opens.")},
    ),
}  # fmt: skip


# ---- ANPA 1312
# ------------------------------------------------------------

SUND = "\t   SUND, Norway (EP) _ Ferries were running again on Sunday.\n \n"
SUND_TEXT = "SUND, Norway (EP) _ Ferries were running again on Sunday."


def story(
    tags: str,
    text: str = SUND,
    trailer: str = "EP-WF-01-17-21 1405GMT<",
    second: str = "r i\x13\x11 BC-EU--Ferries          01-17 0041",
) -> bytes:
    return f"\x16\x16\x01b1234\x1f-----\n{second}\n\x02{tags}{text}\t   \x03{trailer}\n\n\x0c\n\x04".encode(
        "latin-1"
    )


STORIES: dict[str, tuple[bytes, dict[str, Any]]] = {
    "tags in another order": (
        story("^BC-EU--Ferries,41<\n^EP Photo SND101\n^By KARI MOE=\n^EP Writer=\n^Ferries back in service<\n"),
        {"headline": "Ferries back in service", "byline": "By KARI MOE", "byline_title": "EP Writer", "notes": [None]},
    ),
    "a byline whose signs are those of a headline": (
        story("^BC-EU--Ferries,41<\n^Ferries back in service<\n^By Kari Moe and Per Lie<\n^EP Sports Writers<\n"),
        {"headline": "Ferries back in service", "byline": "By Kari Moe and Per Lie", "byline_title": "EP Sports Writers", "subheadline": None},
    ),
    "Urgent is no headline, and a keyword may have its version behind a comma": (
        story("^BC-EU--Ferries, 1st Ld-Writethru, a0712,0399<\n^Urgent<\n^Ferries back<\n", second="u a\x13\x11 BC-EU--Ferries,1st Ld-Writethru 01-17 0410"),
        {"headline": "Ferries back", "signals": (Concept(name="Urgent"),), "version": "1st Ld-Writethru", "word_count": 410},
    ),
    "notes of all kinds": (
        story("^BC-EU--Ferries,41<\n^Adds quotes, byline.<\n^Ferries back in service<\n^Updates with Moe comments; adds photo links<\n^LaserPhoto SND1<\n^APTV 01-17-21 1405GMT<\n^Stands for 0600 GMT<\n^For global distribution.<\n^HFR 5:15 p.m. EST<\n^c.2021 Example Press<\n"),
        {"headline": "Ferries back in service", "notes": [None] * 7, "subheadline": None, "summary": None, "notice": "c.2021 Example Press"},
    ),
    "a headline may begin as a note does": (story("^BC-EU--Ferries,41<\n^Updates to ferry times anger Sund<\n"), {"headline": "Updates to ferry times anger Sund", "ed_notes": ()}),
    "a keyword line that the header does not begin": (
        story("^bc-EU--Norway-Ferries,41<\n^Ferries back<\n", second="r i\x13\x11 BC-Ferries 01-17 0041"),
        {"headline": "Ferries back", "slugline": "bc-EU--Norway-Ferries"},
    ),
    "a digest of flush lines without TAB": (
        story("^BC-EP News Digest<\n", "The top news at 9 a.m. Sunday<\n<\nFERRIES BACK _ Ferries ran. SENT: 400 words.<\n<\nSTORM OVER _ It passed.<\n"),
        {"paragraphs": ("The top news at 9 a.m. Sunday", "FERRIES BACK _ Ferries ran. SENT: 400 words.", "STORM OVER _ It passed.")},
    ),
    "paragraphs indented by spaces": (
        story("^BC-EU--Ferries,41<\n^Ferries back<\n", "   SUND, Norway (EP) _ Ferries were running again.\n   ``We waited,'' one said.\n"),
        {"paragraphs": ("SUND, Norway (EP) _ Ferries were running again.", "``We waited,'' one said.")},
    ),
    "paragraphs broken at a column": (
        story("^BC-EU--Ferries,41<\n^Ferries back<\n", "   SUND, Norway (EP) _ Ferries along the coast were running again\n   Sunday after a storm.\n   The port opens.\n"),
        {"paragraphs": ("SUND, Norway (EP) _ Ferries along the coast were running again Sunday after a storm.", "The port opens.")},
    ),
    "a zone that means several": (
        story("^BC-EU--Ferries,41<\n^Ferries back<\n", trailer="EP-NY-01-17-21 0905EST<"),
        {"published": "2021-01-17T09:05", "extra": {"anpa1312:date": ("EP-NY-01-17-21 0905EST",)}},
    ),
    "a house for a byline in the text": (
        story("^BC-EU--Ferries,41<\n^Ferries back<\n", "\t   By The Example Press\n\t   Ferries ran.\n"), {"byline": "By The Example Press", "paragraphs": ("Ferries ran.",)},
    ),
    "no byline": (story("^BC-EU--Ferries,41<\n^Ferries back<\n", "\t   By The Sea\n\t   Ferries ran.\n"), {"byline": None}),
    "a colon in the time": (story("^BC-EU--Ferries,41<\n^Ferries back<\n", trailer="EP-WF-01-17-21 14:05GMT<"), {"published": "2021-01-17T14:05Z"}),
    "text behind the rows of a table": (
        story("^BC-EU--Ferries,41<\n^Prices<\n", "\t   Ferry Co.   10.5   +.5<\n\t   Port Inc.   20.1   -.2<\n\t   Prices are of Sunday.\n", second="r f\x13\x12 BC-EU--Ferries 01-17 0041"),
        {"body": (Preformatted("Ferry Co.   10.5   +.5\nPort Inc.   20.1   -.2"), Paragraph("Prices are of Sunday."))},
    ),
    "rows of a table": (
        story("^BC-EU--Ferries,41<\n^Sunday's Games<\n", "\t   Sund 3, Vik 1<\n\t   Nes 2, Moss 2<\n", second="r s\x14\x12 BC-EU--Ferries 01-17 0041"),
        {"headline": "Sunday's Games", "body": (Preformatted("Sund 3, Vik 1\nNes 2, Moss 2"),)},
    ),
}  # fmt: skip


def value(article: Article, name: str) -> Any:
    """A field, or a short form of it."""
    place = article.dateline
    match name:
        case "notes":
            return [note.role for note in article.ed_notes]
        case "people":
            return [party.name for party in article.creators]
        case "notice":
            return article.rights.notice if article.rights else None
        case "place":
            return (
                (place.place, place.country, place.source, str(place.date) if place.date else None)
                if place
                else None
            )
        case "published":
            return str(article.published) if article.published else None
        case "extra":
            return {key: found for key, found in article.extra.items() if key.endswith(":date")}
        case _:
            return getattr(article, name)


ALL = [("iptc7901", name, *case) for name, case in WIRES.items()] + [
    ("anpa1312", name, *case) for name, case in STORIES.items()
]


@pytest.mark.parametrize(
    ("format", "name", "data", "expected"), ALL, ids=[name for _, name, _, _ in ALL]
)
def test_habits(format: str, name: str, data: bytes, expected: dict[str, Any]) -> None:
    assert newsfmt.detect(data)[0].format == format
    article = newsfmt.read_one(data)
    assert {field: value(article, field) for field in expected} == expected


@pytest.mark.parametrize(
    ("format", "name", "data", "expected"), ALL, ids=[name for _, name, _, _ in ALL]
)
def test_habits_come_back(format: str, name: str, data: bytes, expected: dict[str, Any]) -> None:
    report = assert_round_trips(format, data)
    lost = [str(diagnostic) for diagnostic in report if "preamble" not in str(diagnostic)]
    assert lost == []


def test_a_wire_message_in_a_mail_leaves_it_a_mail() -> None:
    data = b"From: a@example.org\nMIME-Version: 1.0\n\n" + wire(
        "Ferries back =", "Bergen (abc) - Ferries ran."
    )
    assert newsfmt.detect(data)[0].format == "eml"


DATELINES = [
    ("Madrid, 17 ene (EFE).- Los ferris", "Madrid", None, "EFE", None),
    ("Berlin, 17. Januar (dpa) - Die", "Berlin", None, "dpa", None),
    ("LONDON, 17 January 2021 – Ferries", "LONDON", None, None, "2021-01-17"),
    (
        "SUND, Norway, Jan. 17, 2021 /Example Wire/ -- Ferries",
        "SUND",
        "Norway",
        "Example Wire",
        "2021-01-17",
    ),
    ("Sund, 4. mai 2021 (NTB) – Ferjene", "Sund", None, "NTB", "2021-05-04"),
]


@pytest.mark.parametrize(("text", "place", "region", "source", "date"), DATELINES)
def test_datelines(
    text: str, place: str, region: str | None, source: str | None, date: str | None
) -> None:
    found = dateline(text)
    assert found is not None
    assert (found.place, found.region, found.source, str(found.date) if found.date else None) == (
        place,
        region,
        source,
        date,
    )
    assert text.startswith(found.prefix or "?")


NO_DATELINES = [
    "Moe, Lie and Dahl - who sailed - said",
    "The ferry, 17 metres - said",
    "Oslo, 17 May – a day",
    "May - June, 17 bananas 2021 - x",
    "sund, 17 mai 2021 (NTB) - x",
]


@pytest.mark.parametrize("text", NO_DATELINES)
def test_no_datelines(text: str) -> None:
    assert dateline(text) is None


@pytest.mark.parametrize("sample", ["ferries.anpa", "digest.anpa"])
def test_a_message_saved_without_its_control_characters_is_recognised(sample: str) -> None:
    data = (Path(newsfmt_wire.__file__).parent / "samples" / "anpa1312" / sample).read_bytes()
    bare = re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", b"", data)
    assert newsfmt.detect(bare)[0].format == "anpa1312"
    first = next(newsfmt.read(bare))
    assert first.headline == next(newsfmt.read(data)).headline
    assert first.services == next(newsfmt.read(data)).services


def test_marks_around_headings_are_no_part_of_them() -> None:
    data = b"v2572 4 txx 25 1tvbr\r\nSUND-1400\x02^Harbour Week Advisories<\r\n\r\n   Bulletin begins.\r\n\x03050945 GMT sep 14\r\n\x04"
    article = newsfmt.read_one(data, format="iptc7901")
    assert article.headline == "Harbour Week Advisories"
    assert article.text == "Bulletin begins."
