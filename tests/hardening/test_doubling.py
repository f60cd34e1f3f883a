"""No text costs more than its length: every reader and sniffer with the nastiest paddings, at n, 2n
and 4n characters.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import pytest

import newsfmt
from newsfmt.errors import NewsfmtError, PluginError
from newsfmt.format import Head
from tests.hardening.measure import QUADRATIC, cost, growth, steady
from tests.hardening.paddings import FIRST, PADDINGS, TEMPLATES, documents

FULL = bool(os.environ.get("NEWSFMT_DOUBLING"))
"""Every padding in every place at 64,000 characters takes ten minutes; without it a part of them,
at a size at which it shows.
"""
SIZE = 16_000 if FULL else 1_500
FORMATS = newsfmt.list_formats()


def reading(data: bytes, format: str) -> Callable[[], object]:
    def work() -> None:
        try:
            with newsfmt.read(data, format=format, on_error="skip") as reader:
                for _ in reader:
                    pass
        except PluginError:
            raise
        except NewsfmtError:
            pass

    return work


def test_every_reader_has_its_templates() -> None:
    assert {name for name, fmt in FORMATS.items() if fmt.read} <= TEMPLATES.keys()


@pytest.mark.parametrize("format", [name for name in TEMPLATES if name in FORMATS])
@pytest.mark.timeout(3600 if FULL else 120)
@pytest.mark.alone
def test_readers_are_linear(format: str) -> None:
    doubtful = []
    with steady():
        for padding in PADDINGS if FULL else FIRST:
            small, large = (
                dict(documents(format, padding, SIZE)),
                dict(documents(format, padding, 4 * SIZE)),
            )
            for place, data in large.items():
                least = cost(reading(data, format))
                if least > 0.005 and least > QUADRATIC * cost(reading(small[place], format)):
                    doubtful.append((place, padding))
    slow = {}
    for place, padding in doubtful:
        times = growth(
            lambda size, place=place, padding=padding: reading(
                dict(documents(format, padding, size))[place], format
            ),
            SIZE,
        )  # type: ignore[misc]
        if times[2] > QUADRATIC * times[0]:
            slow[place, padding] = times
    assert not slow


# What was quadratic once, at sizes at which it is unmistakable.
ONCE = {
    "spaces behind the keyword": ("dated-text", "header", " ", 8_000),
    "keywords of a style that the file does not have": ("dated-text", "bare", "date ", 64_000),
    "keywords of the second style, none of the first": ("dated-text", "bare", "Date: ", 64_000),
    "a key that comes again": ("dated-text", "front", "\nx: y", 64_000),
    "a key that comes again in front matter": ("markdown", "front", "\nx: y", 64_000),
    "a folded value": ("dated-text", "front", "\n y", 250_000),
    "breaks at the end of a paragraph": ("nitf", "paragraph/escaped", "<br/>", 64_000),
    "tags that do not end": ("newsml-1", "headline/escaped", "<a", 16_000),
    "parameters of a part": ("eml", "name", ";", 16_000),
    "words in one character set": ("eml", "subject", "=?utf-8?b?YQ==?= ", 64_000),
    "blank lines before a header": ("iptc7901", "header", "\n", 32_000),
    "text between messages": ("iptc7901", "after", "a\x04", 32_000),
    "zero-width spaces and spaces in turn": ("dated-text", "headline", " \u200b", 64_000),
}


@pytest.mark.parametrize("what", ONCE)
@pytest.mark.alone
def test_what_was_quadratic_once_is_linear(what: str) -> None:
    format, place, padding, size = ONCE[what]
    if format not in FORMATS:
        pytest.skip(f"{format} is not installed")
    times = growth(
        lambda size: reading(dict(documents(format, padding, size))[place], format), size
    )
    assert times[2] < QUADRATIC * times[0] or times[2] < 0.02


def test_brackets_in_markdown_cost_what_letters_do_to_a_factor() -> None:
    """Linear it was, but at 120 microseconds a bracket."""
    brackets, letters = (
        min(cost(reading(text * 8_000, "markdown")) for _ in range(3)) for text in (b"[", b"\\a")
    )
    assert brackets < 40 * letters


@pytest.mark.parametrize("format", [name for name in TEMPLATES if name in FORMATS])
def test_sniffers_are_quick_on_any_beginning(format: str) -> None:
    slow = []
    for padding in PADDINGS if FULL else FIRST:
        for place, data in documents(format, padding, 70_000):
            for fmt in FORMATS.values():

                def work(sniff: Callable[[Head], object] = fmt.sniff, data: bytes = data) -> None:
                    sniff(Head(data[:4096], "a.txt", lambda: data[:65536]))

                if cost(work) > 0.01 and min(cost(work) for _ in range(3)) > 0.01:
                    slow.append((place, padding, fmt.name))
    assert not slow


@pytest.mark.alone
def test_the_measure_tells_a_quadratic_pattern() -> None:
    """The test of the tests: a pattern that is quadratic is found, one that is not is not."""
    quadratic, linear = re.compile(r"\s*x"), re.compile(r"\s*+x")
    times = growth(lambda size: lambda: quadratic.search(" " * size), 4_000)
    assert times[2] > QUADRATIC * times[0]
    times = growth(lambda size: lambda: [linear.match(" " * size) for _ in range(300)], 4_000)
    assert times[2] < QUADRATIC * times[0]
