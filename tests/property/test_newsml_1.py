"""Laws of NewsML 1 over drawn Articles: what is written is valid with the DTD, and what is read
again differs only where the report says so.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import newsfmt
from newsfmt import _pipeline, xmlkit
from newsfmt.article import Article
from newsfmt.diagnostics import Report
from newsfmt.format import Context
from newsfmt.formats.newsml_1.slots import writes
from newsfmt.testing.losses import silent
from newsfmt.testing.strategies import articles, raw_articles

DTD = Path(newsfmt.__file__).parent / "schema" / "newsml-1" / "NewsMLv1.2.dtd"
SHARED = Path(os.environ.get("NEWSFMT_SHARED", Path(__file__).parents[2].parent / "shared"))
drawn = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def written(given: list[Article]) -> tuple[bytes, Report]:
    out, report = io.BytesIO(), Report(keep=10_000)
    _pipeline.write_to(given, out, report, format="newsml-1")
    return out.getvalue(), report


def faults(data: bytes) -> list[Any]:
    root = xmlkit.parse(data, Context())
    for element in list(
        root.iter("DataContent")
    ):  # what stands there is NITF, which the DTD does not know
        for inner in list(element):
            element.remove(inner)
    return xmlkit.Schema.dtd(DTD).validate_element(root)


@drawn
@given(articles())
def test_an_article_comes_back_up_to_what_was_reported(article: Article) -> None:
    data, told = written([article])
    assert faults(data) == []
    assert silent(article, newsfmt.read_one(data, format="newsml-1"), told, writes()) == []


@drawn
@given(st.lists(articles(max_blocks=2), min_size=2, max_size=4))
def test_several_articles_come_back_each_as_it_was(given_articles: list[Article]) -> None:
    data, told = written(given_articles)
    assert faults(data) == []
    back = list(newsfmt.read(data, format="newsml-1"))
    assert len(back) == len(given_articles)
    assert [
        silent(one, other, told, writes()) for one, other in zip(given_articles, back, strict=True)
    ] == [[]] * len(back)


@drawn
@given(raw_articles())
def test_whatever_a_person_builds_is_valid(article: Article) -> None:
    data, _ = written([article])
    assert faults(data) == []


@pytest.mark.skipif(
    not (SHARED / "samples").is_dir(),
    reason="no sample documents beside the repository (NEWSFMT_SHARED)",
)
@pytest.mark.parametrize(
    "path",
    sorted((SHARED / "samples" / "newsml-1.2").iterdir()) if (SHARED / "samples").is_dir() else [],
    ids=lambda path: path.name,
)
def test_samples(path: Path) -> None:
    assert newsfmt.detect(path.read_bytes(), name="x.txt")[0].format == "newsml-1"
    read = list(newsfmt.read(path))
    data, told = written(read)
    assert faults(data) == []
    back = list(newsfmt.read(data))
    assert [silent(one, other, told, writes()) for one, other in zip(read, back, strict=True)] == [
        []
    ] * len(read)
