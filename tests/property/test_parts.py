"""Parting a large input: what is read of its parts is what is read of the whole, whatever their size, and wherever the quick look was wrong."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from newsfmt._registry import default_registry
from newsfmt.format import Limits, Part
from newsfmt.testing.parts import disagreement, parts_of

SEPARATORS = ["\n\n", "\n\n\n", "\r\n\r\n", "\n \n", "\n\n***\n\n", "\u2029", "\n\n\x0c\n"]
HEADERS = [
    " date 2021-05-0{} Bridge {} opens",
    " date 2021-05-0{} {}",
    " date 2021-05-04 Storm {}\nnumber {}",
    "Date 2021-05-04 was set {}{}",
    " date 2021-13-04 {} {}",
]
PROSE = [
    "The bridge opened.",
    "MOLDE — It opened.",
    "By Kari Moe",
    "a date 2021-05-04 in mid-line",
    "-30-",
    "x\n date 2021-05-05 y",
    "\u00e5\u00e9\u2028z",
]


@st.composite
def dated_text(draw: st.DrawFn) -> bytes:
    """A file of canonical articles, with much that looks like a header and is none, and the other way round."""
    parts = [" date 2021-05-04 Ferry sails\n\nIt sailed."]
    for number in range(draw(st.integers(0, 12))):
        header = draw(st.sampled_from(HEADERS)).format(number % 9 + 1, number)
        prose = draw(st.lists(st.sampled_from(PROSE), max_size=3))
        parts += [draw(st.sampled_from(SEPARATORS)), "\n\n".join([header, *prose])]
    text = "".join(parts) + draw(st.sampled_from(["", "\n", "\n\n"]))
    data = text.encode()
    if draw(st.booleans()):
        data = data.replace(b"\xc3\xa5", b"\xe5")  # here and there windows-1252
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf", b"A note before.\n\n"])) + data


def agree(data: bytes, format: str, size: int, *, limits: Limits | None = None, **how: Any) -> list[Part]:
    """The law."""
    registry = default_registry()
    fmt = registry.get(format)
    found = parts_of(fmt, data, size, registry, how, limits)
    if found:
        assert disagreement(fmt, data, found, registry, how=how, limits=limits) == ""
    return found


@settings(max_examples=300, deadline=None)
@given(data=dated_text(), size=st.integers(1, 400))
def test_dated_text(data: bytes, size: int) -> None:
    event(f"in {min(len(agree(data, 'dated-text', size)), 3)} parts or more")


LINES = [
    b'{"headline":"A"}',
    b'{"headline":3}',
    b"",
    b"nonsense",
    b'{"schema":"newsfmt-article/1","headline":"\xe5"}',
    b'{"headline":"B","x":1}',
]


@settings(max_examples=200, deadline=None)
@given(
    lines=st.lists(st.sampled_from(LINES), min_size=1, max_size=12), end=st.sampled_from([b"", b"\n", b"\r\n"]), size=st.integers(1, 200)
)
def test_json_lines(lines: list[bytes], end: bytes, size: int) -> None:
    data = b'{"headline":"first"}\n' + b"\n".join(lines) + end
    agree(data, "jsonl", size)


def test_a_large_file_does_come_in_parts_of_about_the_size() -> None:
    data = b"\n\n".join(b" date 2021-05-04 Bridge %d opens\n\n%s" % (n, b"It opened. " * 900) for n in range(100))
    parts = agree(data, "dated-text", 100_000)
    assert len(parts) == pytest.approx(len(data) / 100_000, abs=2)
    assert all(part.articles for part in parts)
    assert [part.index for part in parts] == [0, *itertools.accumulate(part.articles for part in parts[:-1])]


@pytest.mark.parametrize(
    "data",
    [b"Bridge opens\n\nIt opened." * 90, " date 2021-05-04 A\n\nB\n\n".encode("utf-16") * 90, b"Date: 2021-05-04\n\nA\n\n" * 90],
)
def test_what_cannot_be_parted_is_not(data: bytes) -> None:
    assert agree(data, "dated-text", 100) == []
