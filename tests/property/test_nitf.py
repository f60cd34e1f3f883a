"""Laws of NITF over drawn Articles: what is written is valid in strict form, and what is read again
differs only where the report says so.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import newsfmt
from newsfmt import _pipeline, xmlkit
from newsfmt.article import Article
from newsfmt.body import Block, normalise
from newsfmt.diagnostics import Report
from newsfmt.format import Context
from newsfmt.formats.nitf.slots import WRITES
from newsfmt.markup import nitf
from newsfmt.testing.losses import silent
from newsfmt.testing.strategies import articles, bodies, raw_articles
from newsfmt.xmlkit import Schema, Writer

SCHEMA = Path(newsfmt.__file__).parent / "schema" / "nitf" / "nitf-3-6.xsd"
SHARED = Path(os.environ.get("NEWSFMT_SHARED", Path(__file__).parents[2].parent / "shared"))
drawn = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def written(article: Article) -> tuple[bytes, Report]:
    out, report = io.BytesIO(), Report(keep=10_000)
    _pipeline.write_to(article, out, report, format="nitf")
    return out.getvalue(), report


@drawn
@given(articles())
def test_an_article_comes_back_up_to_what_was_reported(article: Article) -> None:
    data, told = written(article)
    assert Schema.xsd(SCHEMA).validate(data) == []
    assert silent(article, newsfmt.read_one(data, format="nitf"), told, WRITES) == []


@drawn
@given(raw_articles())
def test_whatever_a_person_builds_is_valid(article: Article) -> None:
    data, _ = written(article)
    assert Schema.xsd(SCHEMA).validate(data) == []


@drawn
@given(bodies(spaces=True))
def test_a_body_comes_back_or_its_losses_are_named(body: tuple[Block, ...]) -> None:
    writer, lost = Writer(), list[str]()
    writer.start("nitf", {"xmlns": "http://iptc.org/std/NITF/2006-10-18/"})
    writer.start("body")
    nitf.write_body(body, writer, lost=lambda code, path, message: lost.append(path))
    writer.close()
    root = xmlkit.parse(writer.getvalue().encode(), Context())
    assert Schema.xsd(SCHEMA).validate_element(root) == []
    back = nitf.parse(root)
    assert normalise(back) == back
    if not lost:
        assert back == body


@drawn
@given(articles())
def test_writing_what_was_read_is_the_same_document(article: Article) -> None:
    first, _ = written(article)
    again, _ = written(newsfmt.read_one(first, format="nitf"))
    assert newsfmt.read_one(again, format="nitf") == newsfmt.read_one(first, format="nitf")


@pytest.mark.skipif(
    not (SHARED / "samples").is_dir(),
    reason="no sample documents beside the repository (NEWSFMT_SHARED)",
)
@pytest.mark.parametrize(
    "path", sorted((SHARED / "samples" / "nitf").glob("*.xml")), ids=lambda path: path.name
)
def test_samples(path: Path) -> None:
    if "invalid" in path.name:
        with pytest.raises(newsfmt.NewsfmtError):
            newsfmt.read_one(path)
        return
    assert newsfmt.detect(path.read_bytes(), name="x.md")[0].format == "nitf"
    article = newsfmt.read_one(path)
    data, told = written(article)
    assert Schema.xsd(SCHEMA).validate(data) == []
    assert silent(article, newsfmt.read_one(data, format="nitf"), told, WRITES) == []
