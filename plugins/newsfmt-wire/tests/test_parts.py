"""Parting a large mailbox: what is read of its parts is what is read of the whole, whatever their
size and whatever looks like an envelope.
"""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

import newsfmt
from newsfmt._registry import default_registry
from newsfmt.format import Limits, Part
from newsfmt.testing.parts import disagreement, parts_of

MBOX = default_registry().get("mbox")


def agree(data: bytes, size: int, *, limits: Limits | None = None, **how: Any) -> list[Part]:
    """The law."""
    registry = default_registry()
    found = parts_of(MBOX, data, size, registry, how, limits)
    assert found or not data
    if found:
        assert disagreement(MBOX, data, found, registry, how=how, limits=limits) == ""
    return found


ENVELOPES = [
    b"From press@example.org Sun Jan 17 15:05:00 2021",
    b"From - Sun Jan 17 15:05:00 2021",
    b"From us 15:05",
    b"From :10:10",
    b"From Sund to Vik it takes an hour.",
    b">From press@example.org Sun Jan 17 15:05:00 2021",
    b">>From us 15:05",
]
FIELDS = [
    b"Subject: Ferry stops",
    b"From: press@example.org",
    b"Content-Length: 3",
    b"content-length: 40",
    b"Content-Length: 400",
    b"Content-Length: 99999 ",
    b"MIME-Version: 1.0",
    b">From other@example.org Mon Jan 18 15:05:00 2021",
    b"no field",
]
BODY = [
    b"It sails.",
    b"",
    b"",
    b"Bod\xf8, caf\xc3\xa9.",
    b"By Kari Moe",
    b"x" * 70,
    b"Content-Length: 5",
    *ENVELOPES,
]


@st.composite
def mailboxes(draw: st.DrawFn) -> bytes:
    """Messages with and without blank lines between them, right and wrong lengths, and much that
    looks like an envelope.
    """
    end = draw(st.sampled_from([b"\n", b"\r\n", b"\r\r\n"]))
    rows: list[bytes] = draw(
        st.sampled_from(
            [
                [],
                [],
                [b"a note before"],
                [b""],
                [b"Subject: no envelope", b"Content-Length: 80", b"", b"x"],
            ]
        )
    )
    rows = list(rows)
    for _ in range(draw(st.integers(0, 8))):
        rows += [
            draw(st.sampled_from(ENVELOPES[:4])),
            *draw(st.lists(st.sampled_from(FIELDS), max_size=3)),
        ]
        if draw(st.booleans()):  # a length that is right, with an envelope line within it
            body = [
                *draw(st.lists(st.sampled_from(BODY), max_size=3)),
                b"",
                *ENVELOPES[:1],
                *FIELDS[:1],
                b"",
                b"It is text.",
            ]
            rows += [b"Content-Length: %d" % len(end.join(body)), b"", *body, b""]
            continue
        rows += draw(st.sampled_from([[b""], [b""], []]))
        rows += [
            *draw(st.lists(st.sampled_from(BODY), max_size=5)),
            *draw(st.sampled_from([[b""], [b""], []])),
        ]
    return end.join(rows) + draw(st.sampled_from([b"", end]))


@settings(max_examples=200, deadline=None)
@given(data=mailboxes(), size=st.integers(1, 400), limit=st.sampled_from([None, None, 30, 200]))
def test_mailboxes(data: bytes, size: int, limit: int | None) -> None:
    event(f"in {min(len(agree(data, size, limits=Limits(article_bytes=limit))), 3)} parts or more")


def message(number: int, size: int, *, length: int | None = None) -> bytes:
    body = b"The ferry sails at %d.\n" % number + b"It rains a lot in Bod\xc3\xb8.\n" * (size // 26)
    more = b"Content-Length: %d\n" % (len(body) + length) if length is not None else b""
    return b"From press@example.org Sun Jan 17 15:05:00 2021\nSubject: Ferry %d\n%s\n%s\n" % (
        number,
        more,
        body,
    )


@pytest.mark.parametrize("length", [None, 0, 20, 100_000])
def test_a_large_mailbox_comes_in_parts_of_about_the_size(length: int | None) -> None:
    data = b"".join(message(number, 9000, length=length) for number in range(150))
    parts = agree(data, 60_000)
    if length != 100_000:  # with such lengths a part may end at every fortieth message alone
        assert len(parts) == pytest.approx(len(data) / 60_000, abs=4)
        assert [part.index for part in parts] == [
            0,
            *itertools.accumulate(part.articles for part in parts[:-1]),
        ]
    assert len(parts) > 4


def test_lines_and_headers_longer_than_any_buffer(monkeypatch: pytest.MonkeyPatch) -> None:
    data = message(0, 300)
    for number, row in enumerate(
        (b"x" * 65_530 + b"From us 15:05\nSubject: a\n\n", b"y" * 65_536, b"z" * 200_000 + b"\n")
    ):
        data += (
            row
            + b"\n"
            + message(number, 300)
            + b"\nFrom u@example.org Sun Jan 17 15:05:00 2021 "
            + b"w" * 140_000
            + b"\nSubject: b\n\nB\n\n"
        )
    parts = agree(data, 1000)
    assert len(parts) > 3
    monkeypatch.setattr("newsfmt_wire.mail.split._LONGEST_HEADER", 1 << 20)
    assert (
        len(agree(b"x: y\n" * 700_000 + data, 1000)) == 1
    )  # a header without end is not looked through


def test_a_line_goes_on_wherever_it_was_cut_in_two() -> None:
    long = b"x" * 65_536 + b"From a@example.org Sun Jan 17 15:05:00 2021"
    data = (
        b"From a@example.org Sun Jan 17 15:05:00 2021\nSubject: A\n\n"
        + long
        + b"\nSubject: B\n\nNot a message.\n"
    )
    assert [article.headline for article in newsfmt.read(data, format="mbox")] == ["A"]


def test_an_envelope_quoted_in_the_header_does_not_lengthen_a_message_cut_short() -> None:
    top = b"From a@example.org Sun Jan 17 15:05:00 2021\n"
    data = (
        top
        + b">"
        + top
        + b"Subject: A\nContent-Length: 9999\n\nOne.\n\n"
        + top
        + b"Subject: B\n\nTwo.\n"
    )
    found = list(newsfmt.read(data, format="mbox"))
    assert [(article.headline, article.paragraphs) for article in found] == [
        ("A", ("One.",)),
        ("B", ("Two.",)),
    ]
    assert len(found[0].extra["mbox:envelope"]) == 2
