"""Habits of mail programs, press offices and mailboxes: what each message must be read as."""

from __future__ import annotations

import base64
import quopri
from typing import Any

import pytest

pytest.importorskip(
    "newsfmt_wire", reason="newsfmt-wire is not installed: pip install -e plugins/newsfmt-wire"
)

from newsfmt_wire.mail.markup import GENERATOR

import newsfmt
from newsfmt import Article
from newsfmt.article import Concept, Party
from newsfmt.body import Cell, Heading, List, Paragraph, Table
from newsfmt.errors import TruncatedError
from newsfmt.testing import assert_round_trips

HEAD = "From: Port Office <press@example.org>\nSubject: Ferries back\nDate: Sun, 17 Jan 2021 15:05:00 +0100\nMessage-ID: <17.1@example.org>\n"


def mail(body: str, head: str = "Content-Type: text/plain; charset=utf-8\n") -> bytes:
    return f"{HEAD}{head}\n{body}".encode()


def page(body: str) -> bytes:
    return mail(f"<html><body>{body}</body></html>", "Content-Type: text/html; charset=utf-8\n")


def read(data: bytes, **how: Any) -> Article:
    return newsfmt.read_one(data, format="eml", **how)


def told(data: bytes) -> list[str]:
    with newsfmt.read(data, format="eml", on_error="skip") as reader:
        list(reader)
    return [f"{diagnostic.code} {diagnostic.message}" for diagnostic in reader.report]


RELEASE = """FOR IMMEDIATE RELEASE

SUND, Norway, Jan. 17, 2021 /Example Wire/ -- Ferries along the coast were running again
on Sunday after a storm, the Port Office said.

"We waited," one captain said.

###

Contact:
Kari Moe
+47 1234 5678
press@example.org
"""


def test_a_press_release() -> None:
    article = read(mail(RELEASE))
    assert [
        block.role for block in article.body if isinstance(block, Paragraph) and block.role
    ] == ["note", "end-mark"]
    assert article.paragraphs == (
        "SUND, Norway, Jan. 17, 2021 /Example Wire/ -- Ferries along the coast were running again on Sunday after a storm, the Port Office said.",
        '"We waited," one captain said.',
        "Contact:",
        "Kari Moe",
        "+47 1234 5678",
        "press@example.org",
    )
    assert article.dateline is not None
    assert (article.dateline.place, str(article.dateline.date), article.dateline.source) == (
        "SUND",
        "2021-01-17",
        "Example Wire",
    )


def test_layout_tables_dissolve_and_data_tables_stay() -> None:
    layout = "<table><tr><td></td></tr><tr><td><table><tr><td><h1>Ferries back</h1><p>BERGEN - They <b>ran</b>.</p></td></tr></table></td></tr></table>"
    data = "<table><tr><td>Sund</td><td>3</td></tr><tr><td>Vik</td><td>1</td></tr></table>"
    article = read(page(layout + data))
    assert [type(block) for block in article.body] == [Heading, Paragraph, Table]
    assert article.dateline is not None
    assert article.dateline.place == "BERGEN"


def test_what_is_hidden_is_left_out_and_said() -> None:
    data = page('<div style="display:none">Teaser</div>rest<p hidden>No</p><p>Text.</p>')
    assert read(data).paragraphs == ("rest", "Text.")
    assert told(data) == ["read.element-ignored 2 hidden elements left out"]


def test_classes_of_mail_programs_are_no_roles() -> None:
    row = '<table><tr><td><p class="MsoNormal">Sund</p></td><td><p class="MsoNormal">3</p></td></tr></table>'
    article = read(
        page(
            f'<p class="MsoNormal">By Kari Moe</p><p class="MsoNormal">SUND (EP) - They ran.</p>{row}'
        )
    )
    assert article.body[-1] == Table([[Cell("Sund"), Cell("3")]])
    assert (article.byline, article.dateline and article.dateline.place) == ("By Kari Moe", "SUND")
    assert article.paragraphs == ("SUND (EP) - They ran.",)


def test_two_breaks_part_paragraphs() -> None:
    assert read(page("One.<br>Still.<br><br>Two.<br> <br>Three.")).paragraphs == (
        "One.\nStill.",
        "Two.",
        "Three.",
    )


def test_a_signature_in_html_is_a_note() -> None:
    article = read(
        page("<div>One.</div><div>--<br></div><div>Kari Moe</div><blockquote>When?</blockquote>")
    )
    assert article.body[:2] == (Paragraph("One."), Paragraph("Kari Moe", role="note"))
    assert article.paragraphs == ("One.",)


def test_base64_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    data = mail(
        base64.b64encode(b"Ferries ran all day.")[:-7].decode(),
        "Content-Transfer-Encoding: base64\n",
    )
    with pytest.raises(TruncatedError, match="the rest of the text in base64 is missing"):
        read(data)
    salvage = {"salvage": True}
    assert read(data, options=salvage).paragraphs == ("Ferries ran all",)
    behind = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + data + b"\n--b--\n"
    parts = HEAD.encode() + behind.replace(HEAD.encode(), b"")
    assert read(parts).paragraphs == ("Ferries ran all",)
    assert told(parts) == ["read.invalid base64 that is cut off; read as far as it goes"]
    assert read(mail("No base64.", "Content-Transfer-Encoding: base64\n")).paragraphs != ()


def test_a_charset_named_in_the_page_alone() -> None:
    text = '<html><head><meta charset="koi8-r"></head><body><p>Привет</p></body></html>'.encode(
        "koi8-r"
    )
    assert read(HEAD.encode() + b"Content-Type: text/html\n\n" + text).paragraphs == ("Привет",)


def test_a_table_of_ours_comes_back() -> None:
    table = Table(
        [
            [
                Cell([Paragraph("one"), Paragraph("two")]),
                Cell([List([[Paragraph("three")], [Paragraph("four")]])]),
            ]
        ]
    )
    article = Article(
        headline="Ferries",
        body=(table, Paragraph("By Kari Moe"), Paragraph("###"), Paragraph("End.")),
    )
    assert GENERATOR
    report = assert_round_trips("eml", article)
    assert [
        diagnostic.position.path
        for diagnostic in report
        if diagnostic.position and (diagnostic.position.path or "").startswith("body")
    ] == []


def test_a_text_with_a_name_is_text_unless_it_is_attached() -> None:
    part = "--a\nContent-Type: text/plain; name=release.txt\nContent-Disposition: {}; filename=release.txt\n\nFerries ran.\n--a--\n"
    head = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="a"\n'
    assert read(mail(part.format("inline"), head)).paragraphs == ("Ferries ran.",)
    assert [item.name for item in read(mail(part.format("attachment"), head)).associations] == [
        "release.txt"
    ]


def test_the_form_of_a_desk() -> None:
    form = "Priority: 3\nNews Category: International\nHeadline: Ferries run again\nSlugline: Ferries\nByline: Kari Moe\n\nSUND, Jan 17 - They ran.\n"
    article = read(mail(form))
    assert (article.headline, article.title, article.urgency, article.slugline) == (
        "Ferries run again",
        "Ferries back",
        3,
        "Ferries",
    )
    assert (article.categories, article.byline) == ((Concept(name="International"),), "Kari Moe")
    assert article.paragraphs == ("SUND, Jan 17 - They ran.",)


WORD = "Fähre".encode()
FROM = [
    ("=?utf-8?q?M=C3=B8ller=2C_Kari?= <k@example.org>", "Møller, Kari", "k@example.org"),
    ('"=?utf-8?q?M=C3=B8ller=2C_Kari?=" <k@example.org>', "Møller, Kari", "k@example.org"),
    (f"=?utf-8?b?{base64.b64encode(WORD[:2]).decode()}?=\n =?utf-8?b?{base64.b64encode(WORD[2:]).decode()}?= <k@example.org>", "Fähre", "k@example.org"),
    ("Bjørn Å <k@example.org>", "Bjørn Å", "k@example.org"),
    ("k@example.org (Kari Moe)", "Kari Moe", "k@example.org"),
    ("Kari Moe", "Kari Moe", None),
]  # fmt: skip


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
@pytest.mark.parametrize(("value", "name", "address"), FROM)
def test_senders(value: str, name: str, address: str | None, charset: str) -> None:
    article = read(f"From: {value}\nMessage-ID: <1@example.org>\n\nText.\n".encode(charset))
    assert article.provider == Party(name=name, email=address)


DATES = [
    ("Sunday, 17-Jan-21 15:05:00 GMT", "2021-01-17T15:05:00Z"),
    ("Sun, 17 Jan 2021 15.05.00 +0100", "2021-01-17T15:05:00+01:00"),
    ("Sun, 17 Jan 2021 15:05:00 MET", "2021-01-17T15:05:00+01:00"),
    ("Sun, 17 Jan 21 15:05:00 EST", "2021-01-17T15:05:00-05:00"),
    ("Sun, 17 Jan 2021 15:05:00", "2021-01-17T15:05:00"),
    ("Sun, 17 Jan 2021 15:05:00 BST", "2021-01-17T15:05:00"),
    ("Sun, 31 Feb 2021 15:05:00 +0100", None),
]


@pytest.mark.parametrize(("value", "expected"), DATES)
def test_dates(value: str, expected: str | None) -> None:
    article = read(
        f"From: a@example.org\nDate: {value}\nMessage-ID: <1@example.org>\n\nText.\n".encode()
    )
    assert (str(article.published) if article.published else None) == expected


def test_a_time_without_zone_in_the_zone_that_is_named() -> None:
    article = read(
        b"From: a@example.org\nDate: Sun, 17 Jan 2021 15:05:00\nMessage-ID: <1@example.org>\n\nText.\n",
        options={"timezone": "Europe/Oslo"},
    )
    assert str(article.published) == "2021-01-17T15:05:00+01:00"


@pytest.mark.parametrize("end", ["\r", "\r\n"])
def test_line_ends(end: str) -> None:
    data = mail("One.\n\nTwo.\n").replace(b"\n", end.encode())
    assert newsfmt.detect(data)[0].format == "eml"
    assert read(data).paragraphs == ("One.", "Two.")


def test_a_message_with_an_envelope_line_is_read_as_one_where_that_is_asked_for() -> None:
    assert read(b"From a@example.org Sun Jan 17 15:05:00 2021\n" + mail("One.\n")).paragraphs == (
        "One.",
    )


# ---- mailboxes
# ------------------------------------------------------------

ENVELOPE = "From a@example.org Sun Jan 17 15:05:00 2021\n"


def entry(text: str, more: str = "", envelope: str = ENVELOPE) -> str:
    return f"{envelope}From: a@example.org\nSubject: Ferries\nMessage-ID: <1@example.org>\n{more}\n{text}"


INSIDE = f"One.\n\n{ENVELOPE}Subject: quoted\n\n>From here\n"
BOXES = {
    "a sentence that begins with From": (entry("One.\n\nFrom Sund the boat leaves at 10:30.\nIt is full.\n") + "\n" + entry("Two.\n"), 2),
    "no blank line before the envelope": (entry("One.\n") + entry("Two.\n"), 2),
    "an envelope inside the length (mboxcl2)": (entry(INSIDE, f"Content-Length: {len(INSIDE)}\n") + "\n" + entry("Two.\n", "Content-Length: 5\n"), 2),
    "a length that is wrong": (entry("One.\n", "Content-Length: 5000\n") + "\n" + entry("Two.\n") + "\n" + entry("Three.\n"), 3),
    "a length that is short": (entry("One.\n", "Content-Length: 1\n") + "\n" + entry("Two.\n"), 2),
    "envelopes of several programs": (
        entry("One.\n", envelope="From MAILER-DAEMON Fri Jul  8 12:08:34 2011 +0200\n") + "\n" + entry("Two.\n", envelope="From - Sun Jan 17 15:05:00 2021\n")
        + "\n" + entry("Three.\n", envelope="From 1@xxx Tue Jan 19 03:14:07 +0000 2021\n"), 3,
    ),
    "blank lines before the first envelope": ("\n\n" + entry("One.\n") + "\n" + entry("Two.\n"), 2),
    "quoted envelopes in a header": (entry("One.\n", ">From b@example.org Sun Jan 17 15:05:00 2021\n") + "\n" + entry("Two.\n"), 2),
}  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("data", "count"), BOXES.values(), ids=BOXES)
def test_mailboxes(data: str, count: int, end: str) -> None:
    if end == "\r\n":
        data = data.replace(
            f"Content-Length: {len(INSIDE)}",
            f"Content-Length: {len(INSIDE) + INSIDE.count(chr(10))}",
        )
    found = list(newsfmt.read(data.replace("\n", end).encode()))
    assert {article.origin.format for article in found if article.origin} == {"mbox"}
    assert [article.paragraphs[0] for article in found] == ["One.", "Two.", "Three."][:count]


def test_nothing_is_unquoted_where_nothing_is_quoted() -> None:
    data = BOXES["an envelope inside the length (mboxcl2)"][0]
    first = next(iter(newsfmt.read(data.encode(), format="mbox")))
    assert "From here" not in first.paragraphs  # it is a quotation, as it was sent


# ---- what a message says of its own structure
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "body", "told"),
    [
        ("quoted-printable;", "Skarv=C3=B8y", "is read as quoted-printable"),
        ('"Quoted-Printable"', "Skarv=C3=B8y", "is read as quoted-printable"),
        ("quoted_printable (from a gateway)", "Skarv=C3=B8y", "is read as quoted-printable"),
        ("BASE-64.", "U2thcnbDuHk=", "is read as base64"),
        ("8-bit", "Skarvøy", "is read as 8bit"),
        ("x-rot13", "Skarvøy", "is not known"),
    ],
)
def test_a_transfer_encoding_with_stray_characters_is_read(
    encoding: str, body: str, told: str
) -> None:
    data = f"From: kari@example.org\nTo: desk@example.org\nSubject: Ferry\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n\n{body}\n"
    with newsfmt.read(data.encode(), format="eml") as reader:
        [article] = reader
    assert article.text == "Skarvøy"
    assert any(told in diagnostic.message for diagnostic in reader.report)


@pytest.mark.parametrize(
    ("zone", "published", "codes"),
    [
        ("+1", "2020-05-05T10:30:00+01:00", []),
        ("-330", "2020-05-05T10:30:00-03:30", []),
        ("A", "2020-05-05T10:30:00", ["read.zone-unknown"]),
        ("JST", "2020-05-05T10:30:00", ["read.zone-unknown"]),
        ("Eastern Standard Time", "2020-05-05T10:30:00", ["read.zone-unknown"]),
        ("(JST)", "2020-05-05T10:30:00", ["read.zone-unknown"]),
        ("(CET)", "2020-05-05T10:30:00+01:00", []),
        ("+0200 (CEST)", "2020-05-05T10:30:00+02:00", []),
    ],
)
def test_however_a_zone_is_spelt_it_costs_itself_alone(
    zone: str, published: str, codes: list[str]
) -> None:
    data = f"From: kari@example.org\nTo: desk@example.org\nSubject: Ferry\nDate: Tue, 5 May 2020 10:30:00 {zone}\n\nIt sailed.\n"
    with newsfmt.read(data.encode(), format="eml") as reader:
        [article] = reader
    assert str(article.published) == published
    assert [diagnostic.code for diagnostic in reader.report] == codes
    assert ("eml:Date" in article.extra) == bool(codes)


OPEN = "Brua er åpen, sa hun. Ferja går igjen mandag."
LETTERS = base64.b64encode(OPEN.encode()).decode()


def of_one_part(encoding: str, text: str) -> tuple[str, list[str]]:
    data = (
        "From: a@example.org\nTo: b@example.org\nSubject: x\nDate: Tue, 4 May 2021 06:30:00 +0200\n"
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n\n{text}\n"
    )
    with newsfmt.read(data.encode(), format="eml") as reader:
        (article,) = reader
    return article.text, [each.message for each in reader.report]


@pytest.mark.parametrize(
    ("encoding", "text", "says"),
    [
        ("base64", LETTERS[:8] + "\n" + LETTERS[8:], ""),
        ("base64\n ", LETTERS, ""),
        ("base64", " ".join(LETTERS[start : start + 7] for start in range(0, 84, 7)), ""),
        ("base64", LETTERS.rstrip("="), "without its padding"),
        ("base64", f"> {LETTERS}", "stray characters in the base64 are left out: 1"),
        ("base64", f"{LETTERS}\n\n-- \nThe list", "left out: '-- The list'"),
        ("base64", f"{LETTERS}\nRegards", "left out: 'Regards'"),
        ("base64", f"{base64.b64encode(OPEN[:20].encode()).decode()}\n{base64.b64encode(OPEN[20:].encode()).decode()}", ""),
        ("base64", base64.urlsafe_b64encode(OPEN.encode()).decode(), ""),
        ("base64", OPEN, "declared as base64, but is not; read as it is"),
        ("quoted-printable", quopri.encodestring(OPEN.encode()).decode().replace("sa hun", "sa=  \t\n hun"), ""),
        ("quoted-printable, 8bit", quopri.encodestring(OPEN.encode()).decode(), "read as quoted-printable"),
        ("quoted-printable", OPEN, ""),
    ],
)  # fmt: skip
def test_a_transfer_encoding_with_stray_characters(encoding: str, text: str, says: str) -> None:
    found, messages = of_one_part(encoding, text)
    assert found == OPEN
    assert [says in message for message in messages] == ([True] if says else [])


def test_the_letters_of_addresses_are_base64() -> None:
    text = base64.urlsafe_b64encode("øøø?>>ÿÿÿ".encode()).decode()
    assert "_" in text
    found, messages = of_one_part("base64", text)
    assert (found, len(messages)) == ("øøø?>>ÿÿÿ", 1)


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("ansi_x3.4", "utf-8"), ("utf8mb3", "utf-8"), ("utf-8n", "utf-8"), ("utf-8-mac", "utf-8"), ('"utf-8" (text)', "utf-8"), ("charset=utf-8", "utf-8"),
        ("en_US.UTF-8", "utf-8"), ("us-ascii//translit", "utf-8"), ("iso-8859-1@euro", "cp1252"), ("iso-latin-1", "cp1252"), ("isolatin1", "cp1252"),
        ("latin-9", "iso8859-15"), ("latin0", "iso8859-15"), ("latin-2", "iso8859-2"), ("cp-00850", "cp850"), ("ccsid00858", "cp858"), ("ms-ansi", "cp1252"),
        ("x-mac-icelandic", "mac_iceland"), ("iso-8859-8i", "iso8859-8"), ("ms-cyrl", "cp1251"), ("koi8r", "koi8-r"), ("csgb2312", "gbk"),
    ],
)  # fmt: skip
def test_a_charset_by_any_of_its_names(charset: str, codec: str) -> None:
    text = {
        "iso8859-8": "שלום",
        "cp1251": "Мост",
        "koi8-r": "Мост",
        "gbk": "桥",
    }.get(codec, "Café")
    data = text.encode(codec).hex("=").upper()
    head = f"From: a@example.org\nSubject: =?iso-8859-1?q?x?=\nDate: Tue, 4 May 2021 06:30 Z\nContent-Type: text/plain; charset={charset}\n"
    with newsfmt.read(
        f"{head}Content-Transfer-Encoding: quoted-printable\n\n={data}\n".encode(), format="eml"
    ) as reader:
        (article,) = reader
    assert (article.text, [str(each) for each in reader.report]) == (text, [])


@pytest.mark.parametrize(
    "charset", ["x-user-defined", "default_charset", "unicode-1-1-utf-7", "x-unknown"]
)
def test_a_charset_that_nobody_knows_is_named(charset: str) -> None:
    data = f"From: a@example.org\nSubject: x\nDate: Tue, 4 May 2021 06:30 Z\nContent-Type: text/plain; charset={charset}\n\nBrua.\n"
    with newsfmt.read(data.encode(), format="eml") as reader:
        list(reader)
    assert [charset in each.message for each in reader.report] == [True]


def test_a_part_that_its_mark_does_not_fit_keeps_its_text() -> None:
    data = (
        b"From: a@example.org\nSubject: =?utf-16?b?//5hAGI=?=\nDate: Tue, 4 May 2021 06:30 Z\n\n"
        b"\xff\xfeB\x00r\x00u\x00a\x00."
    )
    with newsfmt.read(data, format="eml") as reader:
        (article,) = reader
    assert (article.headline, article.text) == ("a\ufffd", "Brua\ufffd")
    assert [each.code for each in reader.report] == ["read.encoding-mismatch"] * 2


def test_a_header_that_hides_a_line_end_is_one_line() -> None:
    data = f"From: a@example.org\nSubject: =?utf-8?b?{base64.b64encode(b'a: b').decode()}?= =?utf-8?q?=0ABcc:_x?=\n\nx\n"
    with newsfmt.read(data.encode(), format="eml") as reader:
        (article,) = reader
    assert article.headline == "a: b Bcc: x"


def test_what_a_part_says_of_itself_is_kept() -> None:
    data = b"""From: a@example.org
Subject: x
Date: Tue, 4 May 2021 06:30:00 +0200
Content-Type: multipart/mixed; boundary=b; charset=x

--b
Content-Type: text/plain; charset=utf-8; format=flowed; delsp=maybe
Content-ID: <1@example.org>

Brua.
--b
Content-Type: image/png; name="boat.png"
Content-Disposition: attachment; filename="boat.png"; creation-date="Mon, 3 May 2021"
Content-ID: <2@example.org>
Content-Description: A boat
Content-Location: http://example.org/boat.png
Content-Transfer-Encoding: base64

aGVsbG8gd29ybGQ=
--b--
"""
    with newsfmt.read(data, format="eml") as reader:
        (article,) = reader
    assert article.extra["eml:part-header"] == (
        "Content-Type: multipart/mixed; boundary=b; charset=x",
        "Content-ID: <1@example.org>",
        'Content-Disposition: attachment; filename="boat.png"; creation-date="Mon, 3 May 2021"',
        "Content-Location: http://example.org/boat.png",
    )
    assert any("delsp" in each.message for each in reader.report)
    assert_round_trips("eml", article)


@pytest.mark.parametrize(
    ("date", "iso", "says"),
    [
        ("Mon, 4 May 2021 10:30:00 +0200", "2021-05-04T10:30:00+02:00", ["that day is a Tue, not a Mon"]),
        ("Tue, 4 May 2021 10:30:00 +0200", "2021-05-04T10:30:00+02:00", []),
        ("Tue, 4 May 21 10:30:00 +0200", "2021-05-04T10:30:00+02:00", []),
        ("Mon, 4 (fourth) May 99 10:30:00 +0200", "1999-05-04T10:30:00+02:00", ["not a Mon"]),
        ("Di, 4 Mai 2021 10:30:00 +0200", "2021-05-04T10:30:00+02:00", []),
    ],
)  # fmt: skip
def test_a_weekday_that_the_day_is_not(date: str, iso: str, says: list[str]) -> None:
    data = f"From: a@example.org\nSubject: x\nDate: {date}\n\nBrua.\n"
    with newsfmt.read(data.encode(), format="eml") as reader:
        (article,) = reader
    assert str(article.published) == iso
    messages = [each.message for each in reader.report]
    assert [text in message for text, message in zip(says, messages, strict=True)] == [True] * len(
        says
    )
