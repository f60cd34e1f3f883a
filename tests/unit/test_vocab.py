"""vocab: declared schemes, the IPTC's catalog offline, QCodes to URIs and back."""

from __future__ import annotations

from pathlib import Path

import pytest

import newsfmt
from newsfmt import vocab, xmlkit
from newsfmt.format import Context

VENDORED = Path(newsfmt.__file__).parent / "schema" / "iptc" / "catalog.IPTC-G2-Standards_41.xml"


def test_the_table_is_the_vendored_catalog() -> None:
    root = xmlkit.parse(VENDORED.read_bytes(), Context())
    assert {
        scheme.get("alias"): scheme.get("uri") for scheme in root.iter("{*}scheme")
    } == vocab.SCHEMES
    assert len(vocab.SCHEMES) == 147
    assert vocab.is_iptc_catalog(vocab.CATALOG)


@pytest.mark.parametrize(("alias", "uri"), vocab.SCHEMES.items())
def test_every_scheme_of_the_catalog_there_and_back(alias: str, uri: str) -> None:
    schemes = vocab.Schemes({"catalog:1": vocab.CATALOG})
    found = schemes.resolve(f"{alias}:a-1")
    assert found.uri is not None
    assert found.uri.startswith(uri)
    assert schemes.qcode(found.uri) == vocab.qcode_of(found.uri)
    assert found.code == "a-1"
    if (alias != "geonameshttps" and uri.endswith(("/", "#"))) or uri.startswith(vocab.NEWSCODES):
        assert schemes.qcode(found.uri) == f"{alias}:a-1"


def test_declared_schemes_come_first() -> None:
    schemes = vocab.Schemes({"medtop": "https://example.com/topics/", "catalog:1": vocab.CATALOG})
    assert schemes.resolve("medtop:1") == ("medtop", "1", "https://example.com/topics/1")
    assert schemes.qcode("https://example.com/topics/1") == "medtop:1"
    assert schemes.resolve("stat:usable").uri == "http://cv.iptc.org/newscodes/pubstatusg2/usable"


def test_remote_catalogs_are_remembered_and_leave_their_aliases_unknown() -> None:
    schemes = vocab.Schemes()
    assert "medtop" in schemes
    schemes.refer("http://example.com/catalog.xml")
    schemes.refer("http://example.com/catalog.xml")
    assert schemes.references == ("http://example.com/catalog.xml",)
    assert schemes.resolve("medtop:1") == ("medtop", "1", None)
    assert schemes.qcode("http://cv.iptc.org/newscodes/mediatopic/1") is None
    schemes.refer("https://iptc.org/std/catalog/catalog.IPTC-G2-Standards_19.xml")
    assert schemes.resolve("medtop:1").uri == "http://cv.iptc.org/newscodes/mediatopic/1"


def test_vocabularies_there_and_back() -> None:
    schemes = vocab.Schemes()
    schemes.declare("svc", "https://example.com/services#")
    schemes.declare("svc", "https://example.com/other#")
    schemes.refer("http://example.com/catalog.xml")
    given = {"svc": "https://example.com/services#", "catalog:1": "http://example.com/catalog.xml"}
    assert schemes.vocabularies == given
    assert vocab.Schemes(given).vocabularies == given
    assert list(schemes) == ["svc"]


@pytest.mark.parametrize(
    ("uri", "qcode"),
    [
        ("https://example.com/services#inland", "svc:inland"),
        ("https://example.com/deep/er/x", "deep:er/x"),
        ("https://example.com/services#", None),
        ("https://elsewhere.example/x", None),
        ("http://cv.iptc.org/newscodes/ednoterole/correction", "ednoterole:correction"),
        ("http://www.wikidata.org/entity/Q1", "wikidata:Q1"),
    ],
)
def test_qcodes_of_uris(uri: str, qcode: str | None) -> None:
    assert (
        vocab.Schemes(
            {
                "svc": "https://example.com/services#",
                "deep": "https://example.com/deep/",
                "catalog:1": vocab.CATALOG,
            }
        ).qcode(uri)
        == qcode
    )


@pytest.mark.parametrize("qcode", ["text", ":x", "x:", "", ":"])
def test_what_is_no_qcode_has_no_alias(qcode: str) -> None:
    assert vocab.Schemes().resolve(qcode) == (None, qcode, None)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("ninat:graphics", "graphics"),
        (" stat:usable ", "usable"),
        ("http://cv.iptc.org/newscodes/ninature/text/", "text"),
        ("x", "x"),
    ],
)
def test_terms(value: str, word: str) -> None:
    assert vocab.term(value) == word


def test_the_terms_that_writers_use_are_in_the_catalog() -> None:
    for table in (vocab.ITEM_CLASS, vocab.PUB_STATUS, vocab.CONCEPT_NATURE):
        assert vocab.Schemes().undeclared(table.values()) == []
    assert vocab.Schemes().undeclared(["a:1", "medtop:1", "a:2", "b"]) == ["a"]
