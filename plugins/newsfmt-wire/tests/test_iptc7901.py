"""IPTC 7901: what is read of a message and its deviations, and what is written."""

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
from newsfmt.article import Concept, Note, Transmission
from newsfmt.body import Paragraph, Preformatted, Rule
from newsfmt.errors import EncodingError, LimitError, OptionError
from newsfmt.format import Limits

sys.path.insert(0, str(Path(__file__).parent))
wires = importlib.import_module("wires")
read = partial(newsfmt.read_one, format="iptc7901")
codes = partial(wires.codes, format="iptc7901")
written = partial(wires.written, format="iptc7901")


BODY = "Ferries along the coast were running again on Sunday.\r\n"


def message(
    head: str = "Ferries back in service =\r\n",
    body: str = BODY,
    *,
    header: str = "xyz0123 4 i 41 abc 007",
    slug: str = "Ferry/weather/",
    trailer: str = "171405 GMT Jan 21 \r\n\x7f\n\x7f",
) -> bytes:
    return f"\x01{header}\r\n\n{slug}\r\n\x02{head}\n{body}\n\x03{trailer}\x04".encode("latin-1")


def test_a_message() -> None:
    article = read(message())
    assert (article.headline, article.slugline, article.urgency, article.word_count) == (
        "Ferries back in service",
        "Ferry/weather",
        4,
        41,
    )
    assert article.services == (Concept(code="xyz"),)
    assert article.categories == (Concept(code="i"),)
    assert article.published == NewsDate("2021-01-17T14:05Z")
    assert article.transmission == Transmission(sequence="0123", sent="2021-01-17T14:05Z")
    assert dict(article.extra) == {"iptc7901:optional": ("abc 007",)}
    assert article.paragraphs == ("Ferries along the coast were running again on Sunday.",)
    assert codes(message()) == []


HEADERS = [
    ("eca062 1 rs 380  abc 0045", {"urgency": 1, "word_count": 380}, "abc 0045"),
    ("eca062 4 i", {"urgency": 4, "word_count": None}, None),
    ("eca062", {"urgency": None, "word_count": None}, None),
    ("eca062 u i 12", {"urgency": None, "word_count": 12}, None),
    ("eca062 4 i 12 a   b", {"urgency": 4, "word_count": 12}, "a   b"),
]


@pytest.mark.parametrize(("header", "fields", "free"), HEADERS)
def test_headers(header: str, fields: dict[str, Any], free: str | None) -> None:
    article = read(message(header=header))
    assert {name: getattr(article, name) for name in fields} == fields
    assert article.extra.get("iptc7901:optional") == ((free,) if free else None)
    assert article.transmission is not None
    assert article.transmission.sequence == "062"


HEADINGS = [
    ("Ferries back =\r\n", {"headline": "Ferries back", "byline": None}),
    ("1ST LEAD\r\nFerries back\r\nBy Kari Moe, xyz =\r\n", {"headline": "Ferries back", "signals": (Concept(name="1ST LEAD"),), "byline": "By Kari Moe, xyz"}),
    ("REFILE\n2nd Lead\nFerries back\nBy xyz correspondents =\r\n", {"signals": (Concept(name="REFILE"), Concept(name="2nd Lead")), "byline": "By xyz correspondents", "creators": ()}),
    ("Ferries back =\r\nBy Kari Moe =\r\n", {"headline": "Ferries back", "byline": "By Kari Moe"}),
    ("Ferries back =\r\n\nVon Kari Moe =\r\n", {"headline": "Ferries back", "byline": "Von Kari Moe"}),
    ("Ferries of the whole coast are back in service after three days of a\r\nheavy storm =\r\n", {"headline": "Ferries of the whole coast are back in service after three days of a heavy storm"}),
    ("Ferries back\r\nThree days of storm are over =\r\n", {"headline": "Ferries back", "subheadline": "Three days of storm are over"}),
    ("\nFerries back =\r\n", {"headline": "Ferries back"}),
    ("Ferries back\r\n", {"headline": "Ferries back"}),
    ("=\r\n", {"headline": None}),
    ("   Sund (xyz) - The ferry left.\r\n", {"headline": None, "paragraphs": ("Sund (xyz) - The ferry left.", BODY.strip())}),
]  # fmt: skip


@pytest.mark.parametrize(("head", "fields"), HEADINGS)
def test_headings(head: str, fields: dict[str, Any]) -> None:
    article = read(message(head))
    assert {name: getattr(article, name) for name in fields} == fields


def test_the_agency_in_a_byline_is_the_house_of_its_people() -> None:
    article = read(
        message("Ferries back\r\nBy Kari Moe, xyz =\r\n", "Sund (xyz) - The ferry left.\r\n")
    )
    assert [(party.name, party.job_title, party.organisation) for party in article.creators] == [
        ("Kari Moe", None, "xyz")
    ]


DATES = [
    ("131137 GMT Nov 13", "2013-11-13T11:37Z"),
    ("071341 GMT Okt 15", "2015-10-07T13:41Z"),
    ("071341 MEZ Dez 15", "2015-12-07T13:41+01:00"),
    ("071341 MESZ Mai 15", "2015-05-07T13:41+02:00"),
    ("071341 CET Mrz 15", "2015-03-07T13:41+01:00"),
    ("071341 GMT août 15", "2015-08-07T13:41Z"),
    ("071341 Jan 15", "2015-01-07T13:41"),
    ("071341 +0200 Jan 15", "2015-01-07T13:41+02:00"),
    ("071341 GMT Jan 69", "2069-01-07T13:41Z"),
    ("071341 GMT Jan 70", "1970-01-07T13:41Z"),
    ("071341 GMT Jan 2085", "2085-01-07T13:41Z"),
]


@pytest.mark.parametrize(("trailer", "expected"), DATES)
def test_dates(trailer: str, expected: str) -> None:
    assert str(read(message(trailer=trailer)).published) == expected
    assert codes(message(trailer=trailer)) == []


def test_the_pivot_is_an_option_and_no_clock() -> None:
    assert (
        str(read(message(trailer="071341 GMT Jan 85"), options={"pivot": 90}).published)
        == "2085-01-07T13:41Z"
    )
    with pytest.raises(OptionError):
        read(message(), options={"pivot": 190})


BAD_DATES = [
    ("311137 GMT Feb 13", "read.date-unparsed", None, "iptc7901:date"),
    ("131137 EST Nov 13", "read.zone-unknown", "2013-11-13T11:37", "iptc7901:date"),
    ("no date at all", "read.date-unparsed", None, "iptc7901:trailer"),
]


@pytest.mark.parametrize(("trailer", "code", "expected", "key"), BAD_DATES)
def test_a_bad_date_costs_itself_and_its_text_stays(
    trailer: str, code: str, expected: str | None, key: str
) -> None:
    article = read(message(trailer=trailer))
    assert (str(article.published) if article.published else None) == expected
    assert article.extra[key] == (trailer,)
    assert code in codes(message(trailer=trailer))


def test_paragraphs_wrapped_indented_and_set_as_tables() -> None:
    body = (
        "   Sund (xyz) - Ferries along the coast were running again on Sunday\r\nafter a storm that had kept them in port since Thursday, the port\r\noffice said.\r\n"
        "   Some 400 people had waited.\r\n\n***\r\n\n1.   Liv Moe    Sund   27.31\r\n2.   Anna Lie   Vik    27.43\r\n"
    )
    article = read(message(body=body))
    assert article.body == (
        Paragraph(
            "Sund (xyz) - Ferries along the coast were running again on Sunday after a storm that had kept them in port since Thursday, the port office said."
        ),
        Paragraph("Some 400 people had waited."),
        Rule("***"),
        Preformatted("1.   Liv Moe    Sund   27.31\n2.   Anna Lie   Vik    27.43"),
    )
    assert article.dateline is not None
    assert (article.dateline.place, article.dateline.source, article.dateline.prefix) == (
        "Sund",
        "xyz",
        "Sund (xyz) - ",
    )


NOTES = [
    ("# xyz NOTEBOOK\r\n\n## Links\r\n- a\r\n", (Note("# xyz NOTEBOOK\n\n## Links\n- a", "notebook"),)),
    ("# Notebook\r\n\n- a\r\n\n* * * *\r\nThe following information is not intended for publication\r\n\nb\r\n",
     (Note("- a", "notebook"), Note("The following information is not intended for publication\n\nb"))),
    ("* * * *\r\nThe following information is not for publication\r\n\n- Editing by: Ola Dahl\r\nxyz kmo oda\r\n",
     (Note("- Editing by: Ola Dahl"), Note("xyz kmo oda", "sign-off"))),
    ("The following information is not for publication\r\na\r\n", (Note("a"),)),
    ("# Notizblock\r\n\n- a\r\n\n* * * *\r\nDie folgenden Informationen sind nicht zur Veröffentlichung bestimmt\r\nb\r\n",
     (Note("# Notizblock\n\n- a", "notebook"), Note("Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt\nb"))),
    ("xyz kmo oda\r\n", (Note("xyz kmo oda", "sign-off"),)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NOTES)
def test_notes_are_never_body(text: str, expected: tuple[Note, ...]) -> None:
    article = read(message(body=f"{BODY}\n{text}"))
    assert article.ed_notes == expected
    assert article.paragraphs == (BODY.strip(),)


@pytest.mark.parametrize(
    "text",
    [
        "* * * *\r\n\nMore text of the story.\r\n",
        "# 1 in the charts is a song about ferries.\r\n",
        "Off the coast they went.\r\n",
    ],
)
def test_what_only_looks_like_a_note_is_body(text: str) -> None:
    article = read(message(body=f"{BODY}\n{text}"))
    assert article.ed_notes == ()
    assert len(article.body) > 1


DEVIATIONS = [
    (message().removeprefix(b"\x01"), ["read.invalid"]),
    (message().removesuffix(b"\x04"), []),
    (message() + b"\r\n", []),
    (
        message().replace(b"\x03171405 GMT Jan 21 \r\n\x7f\n\x7f\x04", b"171405 GMT Jan 21\r\n"),
        ["read.invalid"],
    ),
    (message().replace(b"\x02", b""), ["read.invalid"]),
    (message().replace(b"\r\n", b"\r\r\n").replace(b"\n\n", b"\n\r\r\n"), []),
    (message().replace(b"\r\n", b"\n"), []),
    (b"\x00\x00\x16\x04 \r\n" + message(), []),
]


@pytest.mark.parametrize(("data", "expected"), DEVIATIONS, ids=range(len(DEVIATIONS)))
def test_deviations_in_the_frame_cost_nothing(data: bytes, expected: list[str]) -> None:
    article, good = read(data), read(message())
    assert (article.headline, article.published, article.paragraphs, article.slugline) == (
        good.headline,
        good.published,
        good.paragraphs,
        good.slugline,
    )
    assert codes(data) == expected


def test_messages_follow_each_other_with_and_without_their_frame() -> None:
    one, bare = message(), message().removesuffix(b"\x04")
    assert len(list(newsfmt.read(one + b"\r\n\x00" + one + bare + one, format="iptc7901"))) == 4
    unframed = one.strip(b"\x01\x04").replace(b"\x7f", b"") + b"\r\n"
    assert [
        article.origin.line
        for article in newsfmt.read(unframed * 3, format="iptc7901")
        if article.origin
    ] == [1, 11, 21]


def test_a_bad_message_costs_itself_and_is_named_by_its_byte() -> None:
    data = message() + b"\x01 ??? \r\n\x04" + message()
    with newsfmt.read(data, format="iptc7901", on_error="skip") as reader:
        assert len(list(reader)) == 2
    failure = next(found for found in reader.report if found.code == "read.article-skipped")
    assert failure.position is not None
    assert failure.position.offset == len(message())
    assert f"byte {len(message())}" in failure.message
    with pytest.raises(ParseError, match=f"byte {len(message())}"):
        list(newsfmt.read(data, format="iptc7901"))


def test_text_before_a_message_is_kept() -> None:
    article = read(b"Sent by the desk\r\n" + message(), options={})
    assert article.extra["iptc7901:preamble"] == ("Sent by the desk",)
    assert "read.preamble" in codes(b"Sent by the desk\r\n" + message())
    assert codes(message() + b"\r\nNNNN\r\n") == ["read.trailing-text"]


@pytest.mark.parametrize("data", [b"", b" \r\n\x04", b"The ferry left.", b"\x01"])
def test_no_message_is_an_error(data: bytes) -> None:
    with pytest.raises(ParseError):
        list(newsfmt.read(data, format="iptc7901"))


ENCODINGS = [
    ("Brücke", "latin-1", None, "Brücke"),
    ("“Brücke”", "cp1252", None, "“Brücke”"),
    ("“Brücke”", "utf-8", None, "“Brücke”"),
    ("Brücke", "cp850", "cp850", "Brücke"),
]


@pytest.mark.parametrize(("text", "encoding", "asked", "expected"), ENCODINGS)
def test_encodings(text: str, encoding: str, asked: str | None, expected: str) -> None:
    data = message().replace(b"Ferries back in service", text.encode(encoding))
    assert read(data, encoding=asked).headline == expected


def test_a_bad_byte_is_named_by_its_offset_in_the_input() -> None:
    data = message() + message().replace(b"Sunday", b"S\xf8ndag")
    with pytest.raises(EncodingError) as caught:
        list(newsfmt.read(data, format="iptc7901", encoding="utf-8"))
    assert caught.value.offset == data.index(b"\xf8")


def test_a_message_that_passes_the_limit_costs_itself() -> None:
    long = message(body="Ferry. " * 40_000)
    with newsfmt.read(
        message() + long + message(),
        format="iptc7901",
        on_error="skip",
        limits=Limits(article_bytes=1000),
    ) as reader:
        assert len(list(reader)) == 2
    with pytest.raises(LimitError):
        list(newsfmt.read(long, format="iptc7901", limits=Limits(article_bytes=1000)))


def test_quotes_on_request() -> None:
    data = message(body="``We waited,'' one said _ at last.\r\n")
    assert read(data).paragraphs == ("``We waited,'' one said _ at last.",)
    assert read(data, options={"quotes": True}).paragraphs == ("“We waited,” one said — at last.",)


# ---- writing
# ------------------------------------------------------------


def test_the_message_as_it_is_written() -> None:
    article = Article.from_text(
        "Sund (abc) - Ferries along the coast were running again on Sunday after a storm that had kept them in port.",
        headline="Ferries back", slugline="Ferry", urgency=3, published="2021-01-17T15:05+01:00", word_count=19, byline="By Kari Moe", creators=[],
        services=[Concept(code="abc")], categories=[Concept(code="i")], transmission=Transmission(sequence="0007", sent="2021-01-17T15:05+01:00"),
        ed_notes=[Note("Call the desk."), Note("abc kmo", "sign-off")], signals=[Concept(name="1ST LEAD")],
    )  # fmt: skip
    data, told = written(article)
    assert data == (
        b"\x01abc0007 3 i 19\r\n\nFerry/\r\n\x021ST LEAD\r\nFerries back\r\nBy Kari Moe =\r\n\n"
        b"Sund (abc) - Ferries along the coast were running again on Sunday\r\nafter a storm that had kept them in port.\r\n\n"
        b"* * * *\r\nThe following information is not for publication\r\nCall the desk.\r\n\nabc kmo\r\n"
        b"\x03171505 CET Jan 21\r\n\x7f\n\x7f\x04\n"
    )
    assert told == ["write.value-changed creators", "write.value-changed dateline"]


def test_what_the_header_demands_is_derived_and_dropped_again() -> None:
    data, _ = written(Article.from_text("It left.", headline="Ferries"))
    assert data.startswith(b"\x01xxx0000 4 x 2 derived=service,number,priority,category,words\r\n")
    assert read(data) == Article.from_text("It left.", headline="Ferries")


LOSSES = [
    (Article.from_text("Łódź — “yes”."), ["write.value-shortened body[0].content[0]"]),
    (
        Article.from_text("It left.", headline="Ferries", published="2021-01"),
        ["write.field-lost published"],
    ),
    (
        Article.from_text("It left.", headline="Ferries", published="2021-01-17"),
        ["write.value-changed transmission"],
    ),
    (
        Article.from_text("It left.", headline="Ferries", published="2021-01-17T10:30:20Z"),
        ["write.value-shortened published", "write.value-changed transmission"],
    ),
    (
        Article.from_text("It left.", headline="Ferries", published="2021-01-17T10:30-05:00"),
        ["write.value-changed published", "write.value-changed transmission"],
    ),
    (Article.from_text("# Notebook"), ["write.value-shortened body[0]"]),
    (Article.from_text("It left.", urgency=12), ["write.field-lost urgency"]),
]


@pytest.mark.parametrize(("article", "expected"), LOSSES, ids=range(len(LOSSES)))
def test_losses_are_told(article: Article, expected: list[str]) -> None:
    assert written(article)[1] == expected


def test_a_long_word_does_not_undo_the_paragraphs() -> None:
    article = Article.from_text(
        f"See https://example.org/{'ferries/' * 15} for more of what the ferries do.\n\n"
        + "Ferries leave every hour, also at night. " * 5
    )
    data, told = written(article)
    assert read(data).paragraphs == article.paragraphs
    assert told == []


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp1252", "cp850", "utf-8"])
def test_encodings_of_the_writer(encoding: str) -> None:
    article = Article.from_text("Die Brücke über den Sund ist offen.", headline="Brücke")
    data, told = written(article, encoding=encoding)
    assert (
        "Brücke".encode(encoding if encoding != "ascii" else "latin-1") in data
        or encoding == "ascii"
    )
    assert bool(told) == (encoding == "ascii")
