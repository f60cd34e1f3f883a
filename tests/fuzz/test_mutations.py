"""Valid documents with a part taken out, doubled, emptied or swapped: Articles or a NewsfmtError,
and the other articles of the file survive.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import attrs
import mutations
import oracle
import pytest
import targets
from mutations import Part

import newsfmt
from newsfmt.article import Article
from newsfmt.diagnostics import Report
from newsfmt.errors import ParseError, SchemaError
from newsfmt.testing.samples import shipped

GOLDEN = Path(__file__).parents[1] / "golden"
BINARY = {"parquet"}  # whose bytes have no lines
READERS = {
    name: target
    for name, target in targets.targets().items()
    if target.grammar and name not in BINARY
}
WHOLE = {"atom", "rss", "sitemap", "wxr"}  # a line of which may hold all of their items
MEMBERS = {"newsml-g2": {"newsItem", "packageItem"}, "newsml-1": {"NewsItem"}, "nitf": {"nitf"}}
"""The elements that are articles."""
RANDOM = 30
"""Random changes of each document."""


def documents() -> list[tuple[str, str, bytes]]:
    """Every sample that a format ships, and every input of the golden tests."""
    found = []
    for name in READERS:
        found += [
            (name, sample.name, sample.data) for sample in shipped(oracle.registry().get(name))
        ]
        found += [
            (name, f"golden/{path.parent.name}", path.read_bytes())
            for path in sorted((GOLDEN / name).glob("*/input*"))
        ]
    return found


DOCUMENTS = documents()
each_document = pytest.mark.parametrize(("format", "data"), [(name, data) for name, _, data in DOCUMENTS], ids=[f"{name}-{label}" for name, label, _ in DOCUMENTS])  # fmt: skip


def read(data: bytes, format: str) -> tuple[list[Article], Report, bool]:
    """The articles, the report, and whether the file could be read to its end."""
    articles: list[Article] = []
    with newsfmt.read(data, format=format, on_error="skip", registry=oracle.registry()) as reader:
        try:
            articles.extend(reader)
        except (ParseError, SchemaError):
            return articles, reader.report, False
    return articles, reader.report, reader.report.complete


def place(data: bytes, format: str, found: list[Part]) -> list[tuple[int, int]]:
    """The spans of the articles in a file of several, where its grammar shows them."""
    if format in MEMBERS:
        spans = [
            (part.start, part.end)
            for part in found
            if part.kind == "element" and part.label in MEMBERS[format]
        ]
        return [
            span
            for span in spans
            if not any(other[0] < span[0] and span[1] < other[1] for other in spans)
        ]
    if READERS[format].grammar == "json" and data.lstrip()[:1] == b"[":
        spans = [(part.start, part.end) for part in found if part.kind == "item"]
        return [
            span
            for span in spans
            if not any(other[0] < span[0] and span[1] <= other[1] for other in spans)
        ]
    return []


def lost(before: list[Article], after: list[Article]) -> int:
    """How many of the articles are not there any more as they were."""
    left = Counter(attrs.evolve(article, origin=None) for article in before)
    left.subtract(attrs.evolve(article, origin=None) for article in after)
    return sum(count for count in left.values() if count > 0)


@each_document
def test_any_single_part_can_be_missing(format: str, data: bytes) -> None:
    before, report, whole = read(data, format)
    assert whole
    all_told = len(before) + report.failed + report.skipped
    found = mutations.parts(data, READERS[format].grammar)
    spans = place(data, format, found)
    assert found
    for part in found:
        shorter = mutations.without(data, part)
        after, told, whole = read(shorter, format)
        what = f"without {part.kind} {part.label} at {part.start}"
        inside = [span for span in spans if span[0] <= part.start and part.end <= span[1]]
        if inside:
            gone = int((part.start, part.end) == inside[0])
            assert whole or (gone and len(spans) == 1) or part.label.startswith("@xmlns:"), (
                what
            )  # a prefix without its namespace is no XML
            if not whole:
                continue
            assert lost(before, after) <= 1, what
            assert len(after) + told.failed + told.skipped == all_told - gone, what
        elif READERS[format].grammar == "lines" and format not in WHOLE:
            assert lost(before, after) <= 2, what
        for article in oracle.read(shorter, format, on_error="raise"):
            oracle.sound(article)


@each_document
def test_random_changes_are_read_or_refused_and_can_be_written(format: str, data: bytes) -> None:
    rng = random.Random(f"{format} {len(data)}")
    for number in range(RANDOM):
        changed = data
        for _ in range(rng.choice((1, 1, 2, 5))):
            changed = mutations.changed(changed, READERS[format].grammar, rng)
        articles = oracle.read(changed, format)
        for article in articles:
            oracle.sound(article)
        if articles and number % 8 == 0:
            oracle.survives(articles[0])
