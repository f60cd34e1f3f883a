"""Any bytes give Articles or a NewsfmtError; so do messages put together of the formats' own signs;
and time grows with the input alone.
"""

from __future__ import annotations

import contextlib
import time

import pytest

pytest.importorskip(
    "newsfmt_wire", reason="newsfmt-wire is not installed: pip install -e plugins/newsfmt-wire"
)

from hypothesis import given, settings
from hypothesis import strategies as st

import newsfmt
from newsfmt import ParseError

FORMATS = ("iptc7901", "anpa1312", "eml", "mbox")
SIGNS = [
    b"\x01", b"\x02", b"\x03", b"\x04", b"\x16", b"\x1f", b"\x7f", b"\x11", b"\x12", b"\x13", b"\x14", b"\b", b"\t", b"\r\n", b"\n", b"\r", b" =\r\n", b"^", b"<", b"=", b"   ",
    b"xyz0123 4 i 41 abc", b"b1234\x1fnorth\n", b"r i\x13\x11 BC-Ferries 01-17 0041\n", b"Ferry/", b"171405 GMT Jan 21", b"EP-WF-01-17-21 1405GMT<", b"* * * *", b"# Notebook",
    b"The following information is not for publication", b"By Kari Moe", b"SUND (EP) - It left.", b"\xe6", b"\xc3\xa6", b"1ST LEAD", b"xyz kmo", b"derived=words",
    b"From a@b.c Sun Jan 17 15:05:00 2021\n", b"From: a@b.c\n", b"Date: Sun, 17 Jan 2021 15:05:00 +0100\n", b"Subject: =?utf-8?q?a?=\n", b"Content-Type: multipart/mixed; boundary=b\n",
    b"Content-Type: text/html\n", b"Content-Transfer-Encoding: base64\n", b"\n\n--b\n", b"--b--\n", b"> ", b"-- \n", b"<p>a", b"=\n", b"X-Newsfmt-Published: 2021\n",
]  # fmt: skip


def _read(data: bytes, format: str) -> None:
    """Read all there is; what newsfmt raises on purpose is an answer, a fault of the plugin's own
    code is not.
    """
    with (
        contextlib.suppress(ParseError),
        newsfmt.read(data, format=format, on_error="skip") as reader,
    ):
        for article in reader:
            article.to_json()


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(SIGNS), max_size=30).map(b"".join))
)
def test_any_bytes(format: str, data: bytes) -> None:
    _read(data, format)


RUNS = [
    b" ",
    b"\r",
    b"\n",
    b"=",
    b"^",
    b"<",
    b"*",
    b"#",
    b"-",
    b"_",
    b"A",
    b"a ",
    b"\x01",
    b"\x04",
    b"\x02\x03\n",
    b"\x03",
    b"\x03\n",
    b"\x02",
    b"\x16",
    b"By A B =\n\n",
    b"\b\n",
    b"\t\n",
    b"'",
    b"`",
    b">",
    b"(",
    b"0",
    b"a,",
]
STARTS = {
    "iptc7901": b"\x01xyz0123 4 i 41\r\n\nFerry/\r\n\x02Ferries =\r\n\n",
    "anpa1312": b"\x16\x16\x01b1234\x1fnorth\nr i\x13\x11 BC-Ferries 01-17 0041\n\x02^BC-Ferries,41<\n^Ferries<\n\t   ",
    "eml": b"From: a@b.c\nSubject: a\n\n",
    "mbox": b"From a@b.c Sun Jan 17 15:05:00 2021\nFrom: a@b.c\n\n",
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.alone
def test_time_grows_with_the_input_alone(format: str) -> None:
    for run in RUNS:
        for start in (
            STARTS[format],
            STARTS[format].partition(b"\n")[0]
            if format in {"iptc7901", "anpa1312"}
            else b"From: a@b.c\nSubject: ",
        ):
            began = time.process_time()
            _read(start + run * (60_000 // len(run)), format)
            assert time.process_time() - began < 4, (run, start)
