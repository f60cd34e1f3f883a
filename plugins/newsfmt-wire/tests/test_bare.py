"""What lost a part of its frame on the way is recognised all the same: wire messages without their
control characters, mailboxes whose envelope lines have no date. What looks alike is not.
"""

from __future__ import annotations

import io

import pytest
from newsfmt_wire.mail.split import split

import newsfmt
from newsfmt import Context
from newsfmt.errors import UnknownFormatError
from newsfmt.format import Part

IPTC7901 = """
nyh0075 3 i 510    sud 1003

/traffic/Norway/ferry/
Council: Ferry line keeps its night boats =
By Kari Moe, sud  =

Sund (sud) - The ferry line keeps its night boats, the council said
after a long meeting in which nobody asked for the floor twice.

sud kmo
101137 GMT Dec 18
"""
ANPA = """a0105
r i BC-EU--Bridge     05-04 0213
^BC-EU--Bridge,0213<
^Bridge opens after ten years<
^By KARI MOE=
   SUND, Norway (EP) _ The bridge over the fjord opened on Monday.
EP-NY-05-04-21 0630GMT<
"""
MBOX = """From
From: Kari Moe <kari@example.org>
To: desk@example.org
Subject: One

Text one.

From a to b there are ten miles.

From per@example.org
Return-Path: <per@example.org>
From: Per Lie <per@example.org>
To: desk@example.org
Subject: Two

Text two.
"""
PATCH = """From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001
From: Kari Moe <kari@example.org>
Date: Tue, 4 May 2021 06:30:00 +0200
Subject: [PATCH] Let the ferry sail

---
 ferry.py | 2 +-
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "text, wanted, fields",
    [
        (IPTC7901, "iptc7901", {"urgency": 3, "headline": "Council: Ferry line keeps its night boats", "published": "2018-12-10T11:37Z"}),
        (
            IPTC7901.replace("/traffic/Norway/ferry/\n", ""),
            "iptc7901",
            {"urgency": 3, "published": "2018-12-10T11:37Z"},
        ),
        ("\x16\x16" + ANPA.replace("a0105", "a0105\x1ftst--").replace("r i ", "r i\x13\x11 "), "anpa1312", {"word_count": 213}),
        (ANPA, "anpa1312", {"headline": "Bridge opens after ten years", "word_count": 213, "published": "2021-05-04T06:30Z"}),
    ],
)  # fmt: skip
def test_a_wire_message_without_control_characters(
    text: str, wanted: str, fields: dict[str, object], end: str
) -> None:
    with newsfmt.read(text.replace("\n", end).encode(), name="saved.txt") as reader:
        (article,) = reader
    assert reader.format == wanted
    record = article.record()
    assert {name: record.get(name) for name in fields} == fields
    assert reader.report.counts["read.invalid"]


@pytest.mark.parametrize(
    "text",
    [
        "A380 2 die 40 hurt\n\nThe plane came down near Sund.\n",
        "abc123 4 POL 120\nThe ferry sailed.\n\n171405 boats in Jan 21 places\n",
        "B52 2 for 1 1\n/ The drink of the week\n",
        "a0105\nr i of the boats 05-04 0213\n",
        "Abc123 1 a 1 and so on. Then came the ferry.\n/quay/\n",
    ],
)
def test_prose_is_no_wire_message(text: str) -> None:
    assert newsfmt.detect(text.encode())[0].format == "dated-text"


def test_a_mailbox_with_bare_envelope_lines() -> None:
    with newsfmt.read(MBOX.encode(), name="box") as reader:
        articles = list(reader)
    assert reader.format == "mbox"
    assert [article.headline for article in articles] == ["One", "Two"]
    assert "From a to b" in articles[0].text


def test_a_mailbox_with_bare_envelope_lines_is_parted_where_it_is_read() -> None:
    parts: list[Part] = list(split(io.BytesIO(MBOX.encode()), Context(), 1))
    assert [(part.index, part.articles) for part in parts] == [(0, 1), (1, 1)]
    assert MBOX.encode()[parts[1].start :].startswith(b"From per@example.org\n")


def test_a_patch_of_git_is_no_mailbox() -> None:
    for name in ("0001-ferry.patch", "box.txt"):
        with pytest.raises(UnknownFormatError, match="a diff"):
            newsfmt.read(PATCH.encode(), name=name)


MAIL = b"""From: Kari Moe <kari@example.org>
To: desk@example.org
Subject: Ferry sails
Date: Tue, 4 May 2021 10:30:00 +0200

The ferry sailed.
"""
ENVELOPE = b"From kari@example.org Tue May  4 10:30:00 2021\n"


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    "before",
    [
        b"\n\n\n",
        b"  \n\t\n",
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf\n",
        b">" + ENVELOPE,
        b"\n>From kari\n",
    ],
)
def test_what_stands_before_a_message_does_no_harm(before: bytes, end: bytes) -> None:
    data = (before + MAIL).replace(b"\n", end)
    with newsfmt.read(data, name="1620117000.M1P1.host:2,S") as reader:
        (article,) = reader
    assert (reader.format, article.headline, article.text) == (
        "eml", "Ferry sails", "The ferry sailed.",
    )  # fmt: skip


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("before", [b"\n\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_what_stands_before_a_mailbox_does_no_harm(before: bytes, end: bytes) -> None:
    message = ENVELOPE + b">From per@example.org Tue May  4 10:31:00 2021\n" + MAIL
    data = (before + message + b"\n" + message).replace(b"\n", end)
    with newsfmt.read(data) as reader:
        articles = list(reader)
    assert reader.format == "mbox"
    assert [(article.headline, len(article.extra["mbox:envelope"])) for article in articles] == [
        ("Ferry sails", 2),
        ("Ferry sails", 2),
    ]
    assert sum(part.articles for part in split(io.BytesIO(data), Context(), 1)) == 2


def test_a_name_that_ends_in_eml_needs_one_usual_field() -> None:
    for field in (b"Subject: Ferry", b"Date: Tue, 4 May 2021 10:30:00 +0200", b"Cc: a@b.example"):
        assert newsfmt.detect(field + b"\n\nIt sails.", name="a.eml")[0].format == "eml"
    assert newsfmt.detect(b"Subject: Ferry\n\nIt sails.", name="a.txt")[0].format == "dated-text"
