"""Messages saved as text between the lines ZCZC and NNNN, as teleprinters' archives keep them: each
is read as what it is, with the text behind ZCZC as the identifier of the transmission.
"""

from __future__ import annotations

import importlib
import io
import sys
from pathlib import Path
from typing import Any

import pytest
from newsfmt_wire import framing
from newsfmt_wire.framing import pieces

import newsfmt
from newsfmt import Context
from newsfmt.errors import TruncatedError

sys.path.insert(0, str(Path(__file__).parent))
written = importlib.import_module("wires").written

MESSAGE = """ZCZC {zczc}
nyh{number:04} 3 i 51    sud 1003

/traffic/Norway/ferry/
Council: Ferry line keeps its night boats =
By Kari Moe, sud  =

Sund (sud) - The ferry line keeps its night boats, the council said
after a long meeting in which nobody asked for the floor twice.

It meets again in May.

sud kmo
101137 GMT Dec 18
"""
END = "NNNN\n"


def message(number: int, zczc: str = "") -> str:
    return MESSAGE.format(number=number, zczc=zczc or f"SUD{number:03}")


def read(text: str, **how: Any) -> tuple[str, list[newsfmt.Article], newsfmt.Report]:
    with newsfmt.read(text.encode(), name="saved.txt", **how) as reader:
        articles = list(reader)
    return reader.format, articles, reader.report


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n"])
@pytest.mark.parametrize("before", ["", "\n\n", "NNNN\n", "NNNN\n\n\n"])
def test_a_message_between_lines(before: str, end: str) -> None:
    name, (article,), report = read((before + message(17) + END).replace("\n", end))
    assert name == "iptc7901"
    assert article.headline == "Council: Ferry line keeps its night boats"
    assert str(article.published) == "2018-12-10T11:37Z"
    assert article.transmission is not None
    assert (article.transmission.id, article.transmission.sequence) == ("SUD017", "0017")
    assert dict(article.extra) == {"iptc7901:optional": ("sud 1003",)}
    assert "ZCZC" not in article.text
    assert "NNNN" not in article.text
    assert set(report.counts) == {"read.invalid"}


def test_several_messages_are_parted_at_their_lines() -> None:
    for between in ("", "\n\n\n"):
        text = between.join(message(number) + END for number in (17, 18, 19))
        name, articles, report = read(text)
        assert name == "iptc7901"
        found = [(item.transmission and item.transmission.id, len(item.body)) for item in articles]
        assert found == [("SUD017", 2), ("SUD018", 2), ("SUD019", 2)]
        assert set(report.counts) == {"read.invalid"}
        assert [item.origin.line for item in articles if item.origin] == [
            text[: text.index(f"ZCZC SUD{number:03}")].count("\n") + 1 for number in (17, 18, 19)
        ]


def test_a_message_without_its_last_line_ends_at_the_next_one() -> None:
    _, articles, _ = read(message(17) + message(18) + END)
    assert [article.body[-1] for article in articles] == [articles[0].body[-1]] * 2


def test_blank_lines_before_and_behind_do_no_harm() -> None:
    for blank in (10, 2_000, 60_000):
        text = "\n" * blank + (message(17) + END + "\n" * blank) * 2
        assert len(read(text, format="iptc7901")[1]) == 2
    whole = message(17).replace("101137 GMT Dec 18\n", "") + END
    assert len(read(whole + " \n\n\n")[1]) == 1


def test_text_between_messages_is_kept() -> None:
    _, articles, report = read(message(17) + END + "Page 2 of the archive\n" + message(18) + END)
    assert articles[1].extra["iptc7901:preamble"] == ("Page 2 of the archive",)
    assert report.counts["read.preamble"] == 1


def test_nothing_behind_zczc_is_no_identifier() -> None:
    text = (message(17) + END).replace("ZCZC SUD017", "ZCZC")
    _, (article,), _ = read(text)
    assert article.transmission is not None
    assert article.transmission.id is None


def test_all_that_stands_behind_zczc_is_kept() -> None:
    _, (article,), _ = read(message(17, "TCA 0123 041430") + END)
    assert article.transmission is not None
    assert article.transmission.id == "TCA 0123 041430"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_lines_are_found_wherever_a_block_ends(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(framing, "_BLOCK", size)
    text = "\n".join(message(number) + END for number in (17, 18, 19)).encode()
    found = list(pieces(io.BytesIO(text), Context()))
    assert [piece.data[:11] for piece in found] == [b"ZCZC SUD017", b"ZCZC SUD018", b"ZCZC SUD019"]
    assert [text[piece.offset :][:11] for piece in found] == [piece.data[:11] for piece in found]


def test_a_last_message_without_its_line_is_cut_off_where_others_have_it() -> None:
    half = message(18).partition("\nIt meets")[0]
    with pytest.raises(TruncatedError):
        read(message(17) + END + half)
    _, articles, report = read(message(17) + END + half, options={"salvage": True})
    assert (len(articles), report.complete) == (2, False)
    for text in (message(17) + END + message(18), message(17) + END + message(18) + "NNNN"):
        assert [len(item.body) for item in read(text)[1]] == [2, 2]
    _, articles, _ = read(half)  # no message shows that they end in a line
    assert len(articles) == 1


@pytest.mark.parametrize(
    "text",
    [
        "ZCZC is what every message began with.\n\nThe line NNNN ended it.\n",
        "ZCZC\nThe operators of Sund knew these four letters.\n\nNNNN\n",
        "ZCZC 017\nFerry line keeps its boats\n\nSund (sud) - The ferry line keeps them.\nNNNN\n",
        "An old message:\n\nZCZC SUD017\nnyh0017 3 i 51 sud 1003\nFerries ran.\nNNNN\n",
    ],
)
def test_prose_that_mentions_the_lines_is_no_wire_message(text: str) -> None:
    assert newsfmt.detect(text.encode())[0].format == "dated-text"


def test_writing_the_identifier_of_the_transmission_is_a_loss_that_is_reported() -> None:
    _, (article,), _ = read(message(17) + END)
    _, reports = written(article, "iptc7901")
    assert any(report.endswith("transmission.id") for report in reports)


HEADER = "nyh0017 3 i 51    sud 1003"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\r"])
@pytest.mark.parametrize("line", ["ZCZC", "zczc", "\nZCZC "])
def test_a_header_behind_zczc_is_the_header(line: str, end: str) -> None:
    text = message(17).replace(f"ZCZC SUD017\n{HEADER}", f"{line} {HEADER}") + END
    name, articles, _ = read((text + text).replace("\n", end))
    assert name == "iptc7901"
    for article in articles:
        assert article.headline == "Council: Ferry line keeps its night boats"
        assert article.transmission is not None
        assert (article.transmission.id, article.transmission.sequence) == (None, "0017")
    assert len(articles) == 2


@pytest.mark.parametrize("last", ["NNNN\n", "nnnn\r\n", "NNNN"])
@pytest.mark.parametrize("size", [1, 5, 64, 65536])
def test_messages_that_nnnn_alone_closes(
    last: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(framing, "_BLOCK", size)
    bare = [message(number).partition("\n")[2] for number in (17, 18, 19)]
    name, articles, _ = read("\n".join(f"{text}{last}" for text in bare))
    assert name == "iptc7901"
    assert [article.transmission.sequence for article in articles if article.transmission] == [
        "0017",
        "0018",
        "0019",
    ]
    assert "NNNN" not in "".join(article.text.upper() for article in articles)


def test_a_line_of_four_letters_parts_no_message_in_a_frame() -> None:
    framed = "\x01nyh0017 3 i 51\r\n\x02Ferry sails\r\n\r\n   One.\r\nNNNN\r\n   Two.\r\n\x03101137 GMT Dec 18\r\n\x04"
    name, (article,), _ = read(framed)
    assert (name, [line.strip() for line in article.text.split("\n")][-1]) == ("iptc7901", "Two.")


def test_noise_that_looks_like_a_byte_order_mark_is_text_behind_the_message() -> None:
    framed = (
        b"\x01nyh0017 3 i 51\r\n\x02Ferry sails\r\n\r\n   One.\r\n\x03101137 GMT Dec 18\r\n\x04"
    )
    with newsfmt.read(framed + b"\x00\xff\xfe noises\r\n", on_error="skip") as reader:
        assert len(list(reader)) == 1
    assert set(reader.report.counts) == {"read.trailing-text", "read.encoding-mismatch"}


@pytest.mark.parametrize(
    ("zone", "offset"),
    [
        ("GMT", "Z"), ("Z", "Z"), ("gmt", "Z"), ("UT", "Z"), ("-0000", "-00:00"), ("+0200", "+02:00"), ("+02:00", "+02:00"), ("+02", "+02:00"), ("+1", "+01:00"),
        ("-500", "-05:00"), ("GMT+1", "+01:00"), ("UTC+01:00", "+01:00"), ("UTC-5", "-05:00"), ("+0530 (IST)", "+05:30"), ("GMT+0100 (CET)", "+01:00"), ("CET", "+01:00"),
        ("(CET)", "+01:00"), ("MEZ", "+01:00"), ("EST", ""), ("EST5EDT", ""), ("EST/EDT", ""), ("BST", ""), ("Europe/Oslo", ""), ("[Europe/Oslo]", ""), ("A", ""),
        ("local", ""), ("XYZ", ""),
    ],
)  # fmt: skip
def test_a_zone_in_any_spelling_is_an_offset_or_named(zone: str, offset: str) -> None:
    for data, fmt in (
        (f"\x01abc0123 3 POL 120\r\n\x02H\r\n\r\n   T.\r\n\x03041030 {zone} MAY 21\r\n\x04", "iptc7901"),
        (f"\x16\x16\x01a0123\x1ft--\r\nr a\x13\x11 EP-Ferry 05-04 0120\r\n\x02^H<\r\n\tT.\r\n\x03EP-NY-05-04-21 1030{zone}<\r\n\x04", "anpa1312"),
    ):  # fmt: skip
        _, (article,), report = read(data, format=fmt)
        assert str(article.published) == f"2021-05-04T10:30{offset}"
        assert ("read.zone-unknown" in report.counts) is not bool(offset)
        assert bool(article.extra.get(f"{fmt}:date")) is not bool(offset)
