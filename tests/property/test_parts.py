"""Parting a large input: what is read of its parts is what is read of the whole, whatever their size, and wherever the quick look was wrong."""

from __future__ import annotations

import io
import itertools
from pathlib import Path

import attrs
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from newsfmt import Article
from newsfmt._pipeline import open_reader
from newsfmt._registry import default_registry
from newsfmt.batch._work import _Window
from newsfmt.format import Context, Part

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


def read(stream: object, format: str, part: Part | None = None) -> tuple[list[Article], list[tuple[str, int | None, str]]]:
    """The articles of a stream, and what was reported, with its line."""
    context = Context(on_error="skip")
    context.part = part
    reader = open_reader(stream, context, format=format, name="input")  # type: ignore[arg-type]
    articles = list(reader)
    said = [(d.code, d.position.line if d.position else None, d.message) for d in context.report]
    return articles, said


def in_parts(path: Path, format: str, size: int) -> tuple[list[Article], list[tuple[str, int | None, str]], list[Part]]:
    fmt = default_registry().get(format)
    split = default_registry().splitter(fmt)
    assert split is not None
    context = Context()
    context.options = fmt.read_options()
    articles: list[Article] = []
    said: list[tuple[str, int | None, str]] = []
    parts: list[Part] = []
    with open(path, "rb", buffering=0) as stream:
        for part in split(stream, context, size):  # type: ignore[arg-type]
            with io.FileIO(path) as raw:
                found, reported = read(_Window(raw, part), format, attrs.evolve(part, index=len(articles)))
            articles += found
            said += reported
            parts.append(part)
    return articles, said, parts


def agree(path: Path, format: str, size: int) -> list[Part]:
    """The law."""
    whole, said = read(path, format)
    articles, reported, parts = in_parts(path, format, size)
    if parts:
        assert [article.to_json() for article in articles] == [article.to_json() for article in whole]
        assert sorted(reported, key=repr) == sorted(said, key=repr)
        assert [part.start for part in parts] == [0, *(part.end for part in parts[:-1])]
        assert parts[-1].end == path.stat().st_size
        assert [part.last for part in parts] == [False] * (len(parts) - 1) + [True]
    return parts


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("parts") / "input"


@settings(max_examples=300, deadline=None)
@given(data=dated_text(), size=st.integers(1, 400))
def test_dated_text(path: Path, data: bytes, size: int) -> None:
    path.write_bytes(data)
    event(f"in {min(len(agree(path, 'dated-text', size)), 3)} parts or more")


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
def test_json_lines(path: Path, lines: list[bytes], end: bytes, size: int) -> None:
    path.write_bytes(b'{"headline":"first"}\n' + b"\n".join(lines) + end)
    agree(path, "jsonl", size)


def test_a_large_file_does_come_in_parts_of_about_the_size(path: Path) -> None:
    path.write_bytes(b"\n\n".join(b" date 2021-05-04 Bridge %d opens\n\n%s" % (n, b"It opened. " * 900) for n in range(100)))
    parts = agree(path, "dated-text", 100_000)
    assert len(parts) == pytest.approx(path.stat().st_size / 100_000, abs=2)
    assert all(part.articles for part in parts)
    assert [part.index for part in parts] == [0, *itertools.accumulate(part.articles for part in parts[:-1])]


@pytest.mark.parametrize(
    "data",
    [b"Bridge opens\n\nIt opened." * 90, " date 2021-05-04 A\n\nB\n\n".encode("utf-16") * 90, b"Date: 2021-05-04\n\nA\n\n" * 90],
)
def test_what_cannot_be_parted_is_not(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    assert agree(path, "dated-text", 100) == []
