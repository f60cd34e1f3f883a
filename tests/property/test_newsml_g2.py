"""Laws of NewsML-G2 over drawn Articles: always valid, comes back equal, and without newsfmt's
properties what has a place is still equal.
"""

from __future__ import annotations

import io
import re
from typing import Any

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import newsfmt
from newsfmt.article import Article, Concept, Organisation, Party, Symbol
from newsfmt.diagnostics import Report
from newsfmt.formats.newsml_g2.kept_xml import schema
from newsfmt.testing.strategies import articles, raw_articles

drawn = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
_PROPERTY = re.compile(
    r'\s*<itemMetaExtProperty rel="newsfmt2?:([^"]*)"(?: literal="[^"]*")? value="([^"]*)"/>'
)


def written(found: Any, **options: Any) -> tuple[bytes, Report]:
    out = io.BytesIO()
    report = newsfmt.write(found, out, format="newsml-g2", options=options)
    return out.getvalue(), report


def losses(report: Report) -> list[str]:
    return [str(entry) for entry in report if entry.severity == "loss"]


@drawn
@given(st.lists(articles(), min_size=1, max_size=3))
def test_valid_and_equal(found: list[Article]) -> None:
    data, report = written(found)
    assert schema().validate(data) == []
    assert losses(report) == []
    assert list(newsfmt.read(data, format="newsml-g2")) == found


@drawn
@given(articles())
def test_what_is_written_again_is_the_same(article: Article) -> None:
    data, _ = written(list(newsfmt.read(written(article)[0], format="newsml-g2")))
    assert written(list(newsfmt.read(data, format="newsml-g2")))[0] == data


@drawn
@given(articles())
def test_without_properties(article: Article) -> None:
    data, _ = written(article)
    text = data.decode()
    beside = set()
    for path, value in _PROPERTY.findall(text):
        beside |= {
            re.match(r"[a-z_]+", name)[0]
            for name in (value.split() if path == "derived" else [path])
        }  # type: ignore[index]
    if any(member.item is not None for member in article.associations):
        beside.add("associations")  # whose items have properties of their own
    back = next(newsfmt.read(_PROPERTY.sub("", text).encode(), format="newsml-g2"))
    for field in attrs.fields(Article):
        if field.eq and field.name not in beside:
            assert getattr(back, field.name) == getattr(article, field.name), field.name


@drawn
@given(raw_articles(), st.booleans(), st.sampled_from(("xhtml", "nitf")))
def test_valid_whatever_a_person_writes(article: Article, core: bool, body: str) -> None:
    data, _ = written(article, core=core, body=body)
    assert schema(core).validate(data) == []


@drawn
@given(articles())
def test_core_loses_only_what_it_says(article: Article) -> None:
    data, report = written(article, core=True)
    assert schema(core=True).validate(data) == []
    if losses(report) or any(member.item for member in article.associations):
        return
    back = next(newsfmt.read(data, format="newsml-g2"))
    derived = {
        "id",
        "version",
        "provider",
        "updated",
        "transmission",
        "embargoed",
        "dateline",
        "alternates",
    }
    for field in attrs.fields(Article):
        if field.eq and field.name not in derived:
            assert getattr(back, field.name) == getattr(article, field.name), field.name


def test_a_type_with_spaces_is_one_code() -> None:
    kind = "cpnat:abstract medtop:01000000"
    article = Article(
        genres=(Concept(name="Moor", type=kind),),
        creators=(Party(name="Moe", job_title=kind),),
        organisations=(Organisation("Quay", uri="urn:x:q", symbols=(Symbol("Q", type=kind),)),),
    )
    for core in (False, True):
        assert schema(core).validate(written(article, core=core)[0]) == []
    data, report = written(article)
    assert losses(report) == []
    assert list(newsfmt.read(data, format="newsml-g2")) == [article]
