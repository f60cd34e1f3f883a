"""Messages and mailboxes: headers, parts, plain and flowed text, HTML, attachments, articles
inside; and what is written.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import sys
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip(
    "newsfmt_wire", reason="newsfmt-wire is not installed: pip install -e plugins/newsfmt-wire"
)

from newsfmt_wire.mail.headers import decode_words, encode

import newsfmt
from newsfmt import Article, NewsDate, ParseError
from newsfmt.article import Party, Transmission
from newsfmt.body import Break, List, Paragraph, Quote, Strong
from newsfmt.errors import CannotWriteError, LimitError
from newsfmt.format import Limits

sys.path.insert(0, str(Path(__file__).parent))
wires = importlib.import_module("wires")
read = partial(newsfmt.read_one, format="eml")
codes = partial(wires.codes, format="eml")
written = partial(wires.written, format="eml")


HEAD = "From: Port Office <press@example.org>\r\nTo: all@example.net\r\nDate: Sun, 17 Jan 2021 15:05:00 +0100\r\nSubject: Ferries back\r\nMessage-ID: <17.1@example.org>\r\n"


def mail(
    body: str = "It left.\r\n",
    head: str = "",
    kind: str = "text/plain; charset=utf-8",
    encoding: str = "utf-8",
) -> bytes:
    return f"{HEAD}{head}MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n{body}".encode(encoding)


def test_a_message() -> None:
    article = read(
        mail(
            head="List-Id: Press <press.example.org>\r\nReceived: a\r\nReceived: b\r\n\tand c\r\nKeywords: ferries, storm\r\nContent-Language: en\r\nOrganization: Port of Sund\r\n"
        )
    )
    assert (article.id, article.headline, article.language, article.keywords) == (
        "<17.1@example.org>",
        "Ferries back",
        "en",
        ("ferries", "storm"),
    )
    assert article.published == NewsDate("2021-01-17T15:05:00+01:00")
    assert article.provider == Party(
        name="Port Office", email="press@example.org", organisation="Port of Sund"
    )
    assert dict(article.extra) == {
        "eml:To": ("all@example.net",),
        "eml:List-Id": ("Press <press.example.org>",),
        "eml:Received": ("a", "b and c"),
    }
    assert article.paragraphs == ("It left.",)
    assert article.creators == ()


def test_several_senders() -> None:
    article = read(
        mail().replace(
            b"Port Office <press@example.org>", b"Port Office <press@example.org>, desk@example.org"
        )
    )
    assert article.provider == Party(name="Port Office", email="press@example.org")
    assert article.extra["eml:From"] == ("Port Office <press@example.org>, desk@example.org",)
    data, told = written(article)
    assert (read(data), told) == (article, [])


WORDS = [
    ("=?utf-8?q?F=C3=A6rre?=", "Færre"),
    ("=?utf-8?b?RsOm?= =?utf-8?b?cnJl?=", "Færre"),
    ("=?utf-8?q?F=C3?= =?utf-8?q?=A6rre?=", "Færre"),
    ("a =?iso-8859-1?Q?S=F8r_en?= b =?windows-1252?q?=93c=94?=", "a Sør en b “c”"),
    ("=?utf-8*en?q?ferry?=", "ferry"),
    ("=?no-such-charset?q?ferry?=", "ferry"),
    ("=?utf-8?q?broken", "=?utf-8?q?broken"),
    ("=?=?=?a?b", "=?=?=?a?b"),
    ("=?koi8-r?b?8MHSz80=?=", "Паром"),
]


@pytest.mark.parametrize(("raw", "expected"), WORDS)
def test_encoded_words(raw: str, expected: str) -> None:
    assert decode_words(raw) == expected


@pytest.mark.parametrize(
    "text",
    ["Ferry", "Færre på Sør", "two  spaces", "=?utf-8?q?a?=", "é" * 300, "a" * 2000, "Паром 🚢"],
)
def test_words_are_encoded_so_that_they_come_back(text: str) -> None:
    lines = encode(text).split("\r\n ")
    assert decode_words(" ".join(lines)) == text
    assert all(len(line) <= 900 and line.isascii() for line in lines)


DATES = [
    ("Sun, 17 Jan 2021 15:05:00 +0100", "2021-01-17T15:05:00+01:00"),
    ("17 Jan 2021 15:05 +0100 (CET)", "2021-01-17T15:05+01:00"),
    ("Sun, 17 Jan 21 15:05:00 GMT", "2021-01-17T15:05:00Z"),
    ("Sun, 17 Jan 99 15:05:00 EST", "1999-01-17T15:05:00-05:00"),
    ("Sun, 17 Jan 2021 15:05:00", "2021-01-17T15:05:00"),
    ("Sun, 17 Jan 2021 15:05:00 -0000", "2021-01-17T15:05:00-00:00"),
]


@pytest.mark.parametrize(("value", "expected"), DATES)
def test_dates(value: str, expected: str) -> None:
    assert (
        str(read(mail().replace(b"Sun, 17 Jan 2021 15:05:00 +0100", value.encode())).published)
        == expected
    )


def test_a_bad_date_costs_itself() -> None:
    data = mail().replace(b"Sun, 17 Jan", b"Sun, 32 Jan")
    article = read(data)
    assert article.published is None
    assert article.extra["eml:Date"] == ("Sun, 32 Jan 2021 15:05:00 +0100",)
    assert codes(data) == ["read.date-unparsed", "read.no-date"]


def test_flowed_text_and_signature() -> None:
    data = mail(
        "Ferries along \r\nthe coast left.\r\n\r\n From noon on \r\nhourly.\r\n> quoted \r\n> text\r\n-- \r\nKari Moe\r\nSund\r\n",
        kind="text/plain; format=flowed",
    )
    assert read(data).body == (
        Paragraph("Ferries along the coast left."),
        Paragraph("From noon on hourly."),
        Quote([Paragraph("quoted text")]),
        Paragraph(("Kari Moe", Break(), "Sund"), "note"),
    )


def test_wrapped_text_and_quotes() -> None:
    text = "Ferries along the coast were running again on Sunday after a storm that\r\nhad kept them in port since Thursday, the port office of Sund said.\r\n\r\n> When?\r\n>> Where?\r\nNow.\r\n"
    assert read(mail(text)).body == (
        Paragraph(
            "Ferries along the coast were running again on Sunday after a storm that had kept them in port since Thursday, the port office of Sund said."
        ),
        Quote([Paragraph("When?"), Quote([Paragraph("Where?")])]),
        Paragraph("Now."),
    )


CHARSETS = [
    ("日本語", "windows-31j", "cp932", "日本語", []),
    ("日本語", "x-sjis", "cp932", "日本語", []),
    ("Łódź", "win-1250", "cp1250", "Łódź", []),
    ("Łódź", "iso_8859-2:1987", "iso8859-2", "Łódź", []),
    ("Łódź", "x-cp1250;", "cp1250", "Łódź", []),
    ("한국어", "ks_c_5601-1987", "cp949", "한국어", []),
    ("中文", "gb_2312-80", "gb18030", "中文", []),
    ("Ferry", "x-unheard-of", "ascii", "Ferry", ["read.encoding-mismatch"]),
    ("F\xe6rre", "iso-8859-1", "latin-1", "Færre", []),
    ("“Færre”", "windows-1252", "cp1252", "“Færre”", []),
    ("Færre", "utf-8", "utf-8", "Færre", []),
    ("Færre", "iso-8859-1", "utf-8", "Færre", ["read.encoding-mismatch"]),
    ("Færre", "utf-8", "latin-1", "Færre", ["read.encoding-mismatch", "read.encoding-guessed"]),
    (
        "Færre",
        "no-such-thing",
        "latin-1",
        "Færre",
        ["read.encoding-mismatch", "read.encoding-guessed"],
    ),
]


@pytest.mark.parametrize(("text", "declared", "real", "expected", "told"), CHARSETS)
def test_charsets_and_their_lies(
    text: str, declared: str, real: str, expected: str, told: list[str]
) -> None:
    data = mail(text, kind=f"text/plain; charset={declared}", encoding=real)
    assert read(data).paragraphs == (expected,)
    assert codes(data) == told


def test_an_encoding_is_for_parts_that_name_none() -> None:
    assert read(
        mail("Br\xfccke", kind="text/plain", encoding="cp850"), encoding="cp850"
    ).paragraphs == ("Brücke",)
    assert read(mail("Brücke", encoding="utf-8"), encoding="cp850").paragraphs == ("Brücke",)


def test_html_alone() -> None:
    article = read(
        mail(
            "<p>SUND (EP) - It <b>left</b>.</p><script>x()</script><ul><li>Vik<li>Nes</ul>",
            kind="text/html",
        )
    )
    assert article.body == (
        Paragraph(("SUND (EP) - It ", Strong("left"), ".")),
        List([[Paragraph("Vik")], [Paragraph("Nes")]]),
    )
    assert article.dateline is not None
    assert article.dateline.place == "SUND"


PARTS = (
    "--o\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\nContent-Type: text/plain\r\n\r\nIt left.\r\n-- \r\nMoe\r\n"
    "--i\r\nContent-Type: multipart/related; boundary=r\r\n\r\n--r\r\nContent-Type: text/html\r\n\r\n<p>It <b>left</b>.</p>\r\n"
    "--r\r\nContent-Type: image/png; name=\"=?utf-8?q?br=C3=BC.png?=\"\r\nContent-ID: <p1@example.org>\r\nContent-Description: The bridge\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--r--\r\n--i--\r\n"
    "--o\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8''pl%C3%A5n.pdf\r\n\r\n%PDF\r\n"
    "--o\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@example.org\r\nSubject: Inside\r\n\r\nOld news.\r\n--o--\r\n"
)  # fmt: skip


def test_parts_alternates_and_attachments() -> None:
    data = mail(PARTS, kind="multipart/mixed; boundary=o")
    article = read(data)
    assert article.body == (Paragraph("It left."), Paragraph("Moe", "note"))
    assert [(each.media_type, each.body) for each in article.alternates] == [
        (
            "multipart/related".replace("multipart/related", "text/html"),
            (Paragraph(("It ", Strong("left"), ".")),),
        )
    ]
    picture, pdf, inside = article.associations
    assert picture.item is not None
    assert (picture.name, picture.rel, picture.href, picture.item.type, picture.item.summary) == (
        "brü.png",
        "attachment",
        "cid:p1@example.org",
        "picture",
        "The bridge",
    )
    assert [(each.mime_type, each.size) for each in picture.item.renditions] == [("image/png", 8)]
    assert (pdf.name, pdf.item, pdf.extra["eml:Content-Type"]) == (
        "plån.pdf",
        None,
        ("application/pdf",),
    )
    assert inside.item is not None
    assert (inside.title, inside.item.paragraphs) == ("Inside", ("Old news.",))
    assert codes(data).count("read.element-ignored") == 2


def test_html_may_be_preferred() -> None:
    article = read(mail(PARTS, kind="multipart/mixed; boundary=o"), options={"prefer": "html"})
    assert article.body == (Paragraph(("It ", Strong("left"), ".")),)
    assert [each.media_type for each in article.alternates] == ["text/plain"]


OWN = [
    (
        "Headline: Bridge opens\r\nByline: Kari Moe\r\nDate: 2021-01-16\r\n\r\nIt opened.\r\n",
        "Bridge opens",
        "2021-01-16",
    ),
    (" date 2021-01-16 Bridge opens\r\n\r\nIt opened.\r\n", "Bridge opens", "2021-01-16"),
]


@pytest.mark.parametrize(("body", "headline", "published"), OWN)
def test_the_header_of_an_article_inside(body: str, headline: str, published: str) -> None:
    article = read(mail(body))
    assert (article.headline, str(article.published), article.paragraphs) == (
        headline,
        published,
        ("It opened.",),
    )
    assert article.title == "Ferries back"
    assert article.transmission == Transmission(sent="2021-01-17T15:05:00+01:00")


def test_bytes_that_no_header_may_hold() -> None:
    data = b"From: a@b.c\nSubject: Br\xfccke\nX-\xe6: 1\nContent-Type: image/p\xffng; name=br\xfc.png\n\nx"
    article = read(data)
    assert article.headline == "Brücke"
    assert article.to_json()


BROKEN = [
    b"",
    b"\r\n \r\n",
    b"no header at all\r\n\r\nText",
    b"X-Other: 1\r\n\r\nText",
    b"\x00\x01\x02",
]


@pytest.mark.parametrize("data", BROKEN)
def test_what_is_no_message_is_an_error(data: bytes) -> None:
    with pytest.raises(ParseError):
        read(data)


HOSTILE = [
    b"From: " + b"(" * 100_000 + b"\r\nSubject: a\r\n\r\nText",
    b"From: a@b.c\r\nSubject: " + b"=?a?q?" * 50_000 + b"\r\n\r\nText",
    b"From: a@b.c\r\nSubject: a\r\nContent-Type: text/plain; charset=\x00; format*0*=a\r\n\r\nText",
    b"From: a@b.c\r\n"
    + b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 500
    + b"\r\nText",
    b"From: a@b.c\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--b\r\n\r\nx\r\n" * 3000,
    b"From: a@b.c\r\n\r\n" + b">" * 200_000,
    b"From: a@b.c\r\n" + b"Content-Type: message/rfc822\r\n\r\nFrom: a@b.c\r\n" * 200,
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_messages_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(ParseError):
        read(data)


def test_the_limit() -> None:
    with pytest.raises(LimitError):
        read(mail("x" * 2000), limits=Limits(article_bytes=1000))


# ---- mailboxes
# ------------------------------------------------------------

ENVELOPE = b"From press@example.org Sun Jan 17 15:05:00 2021\n"


def box(*messages: bytes) -> bytes:
    return b"".join(ENVELOPE + message.replace(b"\r\n", b"\n") + b"\n" for message in messages)


def test_a_mailbox() -> None:
    data = box(mail("One.\r\n"), mail("From here on.\r\n"), mail("Two.\r\n\r\n>From noon on.\r\n"))
    found = list(newsfmt.read(data, format="mbox"))
    assert [article.text for article in found] == ["One.", "From here on.", "Two.\n\nFrom noon on."]
    assert [article.origin.index for article in found if article.origin] == [0, 1, 2]
    assert found[0].extra["mbox:envelope"] == ("press@example.org Sun Jan 17 15:05:00 2021",)


@pytest.mark.parametrize(
    ("quoting", "expected"), [("mboxrd", ">From a"), ("mboxo", ">>From a"), ("none", ">>From a")]
)
def test_quoting(quoting: str, expected: str) -> None:
    data = box(mail("<pre>>>From a</pre>".replace("<pre>", "<pre>\r\n"), kind="text/html"))
    article = newsfmt.read_one(data, format="mbox", options={"quoting": quoting})
    assert article.text == expected


def test_a_line_that_begins_with_from_ends_no_message() -> None:
    data = box(mail("One.\r\n\r\nFrom Sund to Vik takes an hour.\r\n"))
    assert [article.paragraphs for article in newsfmt.read(data, format="mbox")] == [
        ("One.", "From Sund to Vik takes an hour.")
    ]


def test_a_bad_message_costs_itself() -> None:
    data = box(mail("One.\r\n"), b"no header\n\ntext\n", mail("Two.\r\n"))
    with newsfmt.read(data, format="mbox", on_error="skip") as reader:
        assert [article.text for article in reader] == ["One.", "Two."]
    failure = next(found for found in reader.report if found.code == "read.article-skipped")
    assert failure.position is not None
    assert failure.position.offset == data.index(b"From press", 10)
    with newsfmt.read(
        box(mail("One.\r\n"), mail("x" * 5000 + "\r\n"), mail("Two.\r\n")),
        format="mbox",
        on_error="skip",
        limits=Limits(article_bytes=1000),
    ) as reader:
        assert [article.text for article in reader] == ["One.", "Two."]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"From a to b\n\ntext", b"text"])
def test_no_mailbox_is_an_error(data: bytes) -> None:
    with pytest.raises(ParseError):
        list(newsfmt.read(data, format="mbox"))


# ---- writing
# ------------------------------------------------------------


def test_the_message_as_it_is_written() -> None:
    article = Article.from_text(
        "It left.",
        headline="Færre",
        published="2021-01-17T15:05:00+01:00",
        id="<1@example.org>",
        provider=Party(name="Port, Sund", email="p@example.org"),
        keywords=["a", "b"],
    )
    data, told = written(article)
    assert told == []
    assert data.decode() == (
        'From: "Port, Sund" <p@example.org>\r\nSubject: =?utf-8?b?RsOmcnJl?=\r\nDate: Sun, 17 Jan 2021 15:05:00 +0100\r\nMessage-ID: <1@example.org>\r\nKeywords: a, b\r\n'
        "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        '<!DOCTYPE html>\r\n<html><head><meta charset=3D"utf-8"/><meta name=3D"generator" content=3D"ne=\r\nwsfmt"/><title>F=C3=A6rre</title></head><body>\r\n<p>It left.</p>\r\n</body></html>\r\n'
    )
    assert read(data) == article


def test_what_a_message_demands_is_derived_and_dropped_again() -> None:
    article = Article.from_text("It left.", id="urn:x:1", published="2021-01-17")
    data, told = written(article)
    assert b"X-Newsfmt-Derived: from, date\r\n" in data
    assert b"Date: Sun, 17 Jan 2021 00:00:00 +0000\r\n" in data
    assert told == []
    assert read(data) == article


def test_a_message_without_any_date_is_a_warning() -> None:
    out = io.BytesIO()
    report = newsfmt.write(Article(headline="A"), out, format="eml")
    assert b"Date: Thu, 1 Jan 1970 00:00:00 +0000\r\n" in out.getvalue()
    [entry] = report
    assert (entry.code, entry.severity) == ("write.value-derived", "warning")


def test_plain_text_on_request() -> None:
    body = (Paragraph(("It ", Strong("left"), ".")), Paragraph("From Sund. > 1"))
    data, told = written(Article(headline="A", body=body, published="2021-01-17"), body="plain")
    assert b"format=flowed" in data
    assert b"\r\n From Sund. > 1\r\n" in data
    assert told == ["write.markup-lost body[0].content[1]"]


def test_a_message_is_one_article() -> None:
    with pytest.raises(CannotWriteError):
        newsfmt.write([Article(headline="A"), Article(headline="B")], io.BytesIO(), format="eml")


def test_no_header_can_be_smuggled_in() -> None:
    data, _ = written(
        Article.from_text(
            "It left.",
            headline="A\r\nBcc: x@example.org",
            extra={"eml:X-A": ("b\nCc: y@example.org",), "eml:Bad\nName": ("c",)},
        )
    )
    head = data.partition(b"\r\n\r\n")[0]
    assert b"\nBcc" not in head
    assert b"\nCc" not in head
    assert b"Bad" not in head
