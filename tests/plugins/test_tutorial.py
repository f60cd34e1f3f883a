"""The wire format of the tutorial: it passes the whole kit, and does what its page says."""

from __future__ import annotations

import contextlib
import inspect
from pathlib import Path

import pytest

import newsfmt
from newsfmt import Article, Registry
from newsfmt.article import Dateline
from newsfmt.body import List, Paragraph
from newsfmt.errors import TruncatedError
from newsfmt.testing import FormatConformance, conformance_class

TIDEWIRE = Path(__file__).parents[2] / "docs/tutorial/tidewire"
SAMPLE = TIDEWIRE / "a.tide"
RULES = [name for name in vars(FormatConformance) if name.startswith("test_")]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry(files=[TIDEWIRE / "tidewire.py"], entry_points=False)


@pytest.mark.timeout(900)
def test_it_passes_the_kit(registry: Registry, request: pytest.FixtureRequest) -> None:
    case = conformance_class("tidewire", samples=[SAMPLE.read_bytes()], registry=registry)()
    skipped = set(RULES)
    for rule in RULES:
        test = getattr(case, rule)
        with contextlib.suppress(pytest.skip.Exception):
            test(request) if "request" in inspect.signature(test).parameters else test()
            skipped.remove(rule)
    assert skipped == {"test_version_survives_any_bytes", "test_golden_files_agree"}


def test_its_sample_says_what_the_page_shows(registry: Registry) -> None:
    with newsfmt.read(SAMPLE, registry=registry) as reader:
        first, second = reader
    assert (first.slugline, first.headline) == ("TID041", "Night ferry stops")
    assert first.paragraphs == (
        "The last boat to Røst sails on Sunday, and nobody in the well-known port was surprised.",
        "Buses take over on Monday.",
    )
    assert (str(first.published), str(second.published)) == ("2021-01-17T14:05Z", "2021-01-17T14:30Z")  # fmt: skip
    assert reader.report.counts == {}


def test_a_message_that_is_cut_off_is_no_article(registry: Registry) -> None:
    data = SAMPLE.read_bytes()[:-10]
    with pytest.raises(TruncatedError, match="the line NNNN is missing"):
        list(newsfmt.read(data, registry=registry))
    salvaged = list(newsfmt.read(data, options={"salvage": True}, registry=registry))
    assert [article.headline for article in salvaged] == ["Night ferry stops", "Bridge opens"]


def test_every_loss_is_named(registry: Registry, tmp_path: Path) -> None:
    article = Article(
        headline="Ferries “stop”",
        published="2021-05-04T06:30:15+02:00",
        dateline=Dateline(text="OSLO"),
        body=(List(((Paragraph("Sund"),), (Paragraph("Vik"),))),),
    )
    path = tmp_path / "b.tide"
    report = newsfmt.write(article, path, registry=registry)
    assert path.read_bytes() == (
        b'ZCZC  | Ferries "stop"\n   - Sund\n   - Vik\n\n040430 GMT MAY 21\nNNNN\n'
    )
    lost = {diagnostic.position.path for diagnostic in report if diagnostic.position is not None}
    assert {"headline", "published", "dateline"} <= lost
    assert any((path or "").startswith("body[0]") for path in lost)
