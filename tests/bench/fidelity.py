"""How much of an article each format holds: ``python tests/bench/fidelity.py``.

The samples that come with newsfmt are written in every format and read again; values that came back
equal are counted, those that the report names, and those that are neither.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import Any

import attrs

import newsfmt
from newsfmt import Article, Format, Report
from newsfmt._pipeline import write_to
from newsfmt._registry import Registry
from newsfmt.article import FrozenMap
from newsfmt.testing.losses import changed as differing
from newsfmt.testing.losses import silent
from newsfmt.testing.samples import shipped


def count(value: Any) -> int:
    """Return how many values a record holds: texts, numbers and dates, and each block of a body."""
    if value is None or value == ():
        return 0
    if isinstance(value, FrozenMap):
        return len(value)
    if type(value) is tuple:
        return sum(map(count, value))
    inside = (
        attrs.has(type(value))
        and not isinstance(value, newsfmt.NewsDate)
        and type(value).__module__ == "newsfmt.article"
    )
    return (
        sum(
            count(getattr(value, field.name))
            for field in attrs.fields(type(value))
            if field.name != "origin"
        )
        if inside
        else 1
    )


def samples(formats: list[Format]) -> list[Article]:
    """Return the articles of all samples."""
    articles: list[Article] = []
    for fmt in formats:
        for sample in shipped(fmt):
            with newsfmt.read(sample.data, name=sample.name, format=fmt.name) as reader:
                articles += reader
    return articles


def rows() -> Iterator[str]:
    """Yield the lines of the table."""
    formats = [
        fmt for fmt in Registry(entry_points=False).formats().values() if fmt.read and fmt.write
    ]
    articles = samples(formats)
    values = sum(map(count, articles))
    yield f"{len(articles)} articles from samples of {len(formats)} formats, {values} values"
    yield "written as   came back  reported    silent"
    for fmt in formats:
        told = hidden = 0
        for article in articles:
            out, report = io.BytesIO(), Report(keep=sys.maxsize)
            write_to(article, out, report, format=fmt.name)
            again = newsfmt.read_one(out.getvalue(), format=fmt.name)
            changed, unsaid = differing(article, again), silent(article, again, report)
            told += len(changed) - len(unsaid)
            hidden += len(unsaid)
        yield f"{fmt.name:12} {(values - told - hidden) / values:9.1%} {told:9} {hidden:11}"


if __name__ == "__main__":
    print("\n".join(rows()))
