"""The page of homes is what the writers write, has every field and node, and agrees with the
standards where they name one home.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import attrs
import pytest

from newsfmt._registry import Registry
from newsfmt.article import Article
from newsfmt.body import BLOCKS, INLINES

ROOT = Path(__file__).parents[2]


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_homes", ROOT / "docs/build_homes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


builder = _load()


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / builder.PAGE).read_text(encoding="utf-8") == builder.page().rstrip() + "\n", (
        "run: python docs/build_homes.py"
    )


@pytest.mark.parametrize(
    "name", [field.name for field in attrs.fields(Article) if field.name not in {"extra", "origin"}]
)
def test_every_field_has_a_home_in_json_and_a_row(name: str) -> None:
    assert re.search(
        rf"^\| `{name}`(?: \| [^|]+){{{len(builder.TARGETS) + 1}}} \|$",
        builder.page(),
        re.MULTILINE,
    )
    assert builder.homes(name)
    assert any(places["Markdown"] for places in builder.homes(name).values()), (
        "Markdown's front matter takes any field"
    )


def test_every_part_of_every_record_is_tried() -> None:
    for field in attrs.fields(Article):
        cls = builder._record(field)
        if cls and field.name in builder.FIELDS:
            tried = {part.partition(".")[0] for part in builder.homes(field.name)}
            assert tried == {inner.name for inner in attrs.fields(cls)} - {"extra", "broader"}, (
                field.name
            )


@pytest.mark.parametrize("name", [*BLOCKS, *INLINES])
def test_every_node_has_a_row(name: str) -> None:
    assert name in builder.SAMPLES
    assert f"| `{name}` | `" in builder.page()


def test_every_format_that_is_written_has_a_column() -> None:
    written = {
        fmt.name for fmt in Registry(entry_points=False).formats().values() if fmt.write is not None
    }
    of_their_own = {"json", "jsonl", "table", "tsv", "html-fragment"}  # their pages say it
    assert written - of_their_own == {name for name, _ in builder.TARGETS.values()}


STANDARDS = {
    "NewsML-G2": {
        "id": "newsItem/@guid", "created": "itemMeta/firstCreated", "updated": "itemMeta/versionCreated", "embargoed": "itemMeta/embargoed",
        "published": "pubHistory/published/timestamp", "headline": "contentMeta/headline", "slugline": "contentMeta/slugline",
        "byline": "contentMeta/by", "creators.name": "contentMeta/creator/name", "dateline.text": "contentMeta/dateline", "credit": "contentMeta/creditline",
        "provider.literal": "itemMeta/provider/@literal", "rights.usage_terms": "rightsInfo/usageTerms", "subjects.code": "contentMeta/subject/@qcode",
        "signals.code": "itemMeta/signal/@qcode", "renditions.href": "contentSet/remoteContent/@href", "keywords": "contentMeta/keyword",
        "ed_notes.role": "itemMeta/edNote/@role", "rights.data_mining": "rightsInfo/dataMining/@uri", "links.rel": "itemMeta/link/@rel",
    },
    "NewsML 1": {
        "version": "Identification/NewsIdentifier/RevisionId", "updated": "NewsManagement/ThisRevisionCreated", "pub_status": "NewsManagement/Status/@FormalName",
        "subheadline": "NewsComponent/NewsLines/SubHeadLine", "credit": "NewsComponent/NewsLines/CreditLine", "title": "Identification/NameLabel",
        "keywords": "NewsComponent/NewsLines/KeywordLine", "transmission.id": "NewsML/NewsEnvelope/TransmissionId",
    },
    "NITF": {
        "id": "head/docdata/doc-id/@id-string", "published": "head/docdata/date.issue/@norm", "expires": "head/docdata/date.expire/@norm",
        "embargoed_until": "head/docdata/date.release/@norm", "urgency": "head/docdata/urgency/@ed-urg", "subheadline": "body/body.head/hedline/hl2",
        "keywords": "head/docdata/key-list/keyword/@key", "summary": "body/body.head/abstract/p", "url": "head/pubdata/@ex-ref",
        "rights.year": "head/docdata/doc.copyright/@year", "byline_title": "body/body.head/byline/byttl",
    },
    "ninjs 3.1": {"updated": "versionCreated", "embargoed_until": "embargoedUntil", "byline": "by", "alt_ids.role": "altIds[].role", "subjects.uri": "subjects[].uri"},
    "ninjs 2.2": {"updated": "versioncreated", "embargoed_until": "embargoed", "byline": "by", "rights.notice": "copyrightnotice"},
    "ninjs 1.6": {"byline": "byline", "subjects.code": "subject[].code", "body": "body_xhtml", "word_count": "wordcount"},
    "Markdown": {"headline": "title", "updated": "lastmod", "expires": "expiryDate", "keywords": "tags[]", "embargoed_until": "publishDate"},
    "dated text": {"published": "header line", "headline": "header line", "body": "text"},
}  # fmt: skip
"""What the standards' own documents name, written down by hand."""


@pytest.mark.parametrize(
    ("target", "path"), [(target, path) for target, homes in STANDARDS.items() for path in homes]
)
def test_the_home_is_the_one_of_the_standard(target: str, path: str) -> None:
    name, _, part = path.partition(".")
    assert STANDARDS[target][path] in builder.homes(name)[part][target]
