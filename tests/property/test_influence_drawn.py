"""The law of influence, over documents that are drawn from the schemas and DTDs: change any value of
one, and the article or a diagnostic changes, but for what the format declares as dropped.

Documents are drawn by number, so that every run tries the same ones; more of them with
``HYPOTHESIS_PROFILE=nightly``. ``python -m tests.property.test_influence_drawn FORMAT FIRST LAST``
prints what is silent in documents of other numbers.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest
from lxml import etree

import newsfmt
from newsfmt._registry import default_registry
from newsfmt.testing import influence
from newsfmt.testing.influence import silent
from tests import dtd_drawing, json_drawing, xsd_drawing
from tests.drawing import NIGHTLY

REGISTRY = default_registry()
SCHEMAS = Path(newsfmt.__file__).parent / "schema"
LONGEST = 60_000
"""Documents of more bytes are not tried."""

DATES = ["20210504T081500+0200", "20210504", "20210504T0815Z", "4 May 2021"]
NEWSML_1: dtd_drawing.Pools = {
    "DataContent": [
        "<p>The ferry sails.</p>",
        "The ferry sails.\n\nAgain.",
        "<nitf><body><body.content><p>Ferry</p></body.content></body></nitf>",
        "<h1>Sund</h1><p>Quay</p>",
    ],
    "InsertBefore": ["x"],
    "InsertAfter": ["x"],
    "Replace": ["x"],
    **dict.fromkeys(
        "DateAndTime FirstCreated ThisRevisionCreated DateLineDate StartDate EndDate".split(), DATES
    ),
    "@DateAndTime": DATES,
    "@Topic": ["#", "#", "urn:x:t"],
    "@HowPresent": ["Origin", "Passing", "Prominent"],
    "@Confidence": ["high", "0.5"],
    "@Context": ["@FormalName", "Party/@FormalName", "Topic/TopicType/@FormalName"],
    "@Href": ["quay.jpg", "http://example.com/a", "#", "urn:x:a"],
    "@Variant": ["category", "Short"],
    "DateId": ["20210504"],
    "RevisionId": ["1", "2"],
    "SizeInBytes": ["1200", "big"],
    "Encoding/@Notation": ["none", "base64", "x"],
    "FutureStatus/@FormalName": ["Usable", "Canceled", "Withheld", "Deleted"],
    "Format/@FormalName": ["NITF", "bcNITF2.5", "JPEG"],
    "Language/@FormalName": ["en", "nb"],
    "MediaType/@FormalName": ["Text", "Photo", "Video", "Graphic"],
    "MimeType/@FormalName": ["text/plain", "text/html", "image/jpeg", "text/vnd.IPTC.NITF"],
    "NewsLineType/@FormalName": ["summary", "caption", "Headline", "Teaser", "Box"],
    "Property/@FormalName": (
        "Keyword Location width Height Duration Latitude City Country email JobTitle Organization"
        " WordCount Words Box"
    ).split(),
    "Property/@Value": ["600", "12.5", "ferry", "NOR", "quay"],
    "RevisionId/@PreviousRevision": ["0", "1"],
    "RevisionId/@Update": ["N", "U"],
    "Role/@FormalName": (
        "Main Caption HeadLine Lead Title SubHeadLine Photo Sidebar StyleSheet"
    ).split(),
    "Status/@FormalName": ["Usable", "Embargoed", "Withheld"],
    "TopicType/@FormalName": ["person", "company", "place", "event", "object", "subject"],
    "Urgency/@FormalName": [*"12345678", "high"],
}  # fmt: skip

VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2.0", "2.1", "2.2", "3.0", "3.1")
_SUFFIXES = ["text", "xhtml", "html", "html5", "main", "note_text", "nb"]
_TEXTS = [
    "The ferry sails.",
    "The ferry sails.\n\nAgain.",
    "<p>The ferry <b>sails</b>.</p><p>R&amp;D</p>",
]
_TYPES = ["text/plain", "text/html", "application/xhtml+xml", "image/jpeg", "text/x-quay"]
NINJS: json_drawing.Pools = {
    "body_": _SUFFIXES,
    "description_": _SUFFIXES,
    "headline_": _SUFFIXES,
    "geometry_": ["geojson", "wkt", "x"],
    "": ["main", "quay", "n30", "thumbnail"],
    "value": _TEXTS,
    "contenttype": _TYPES,
    "contentType": _TYPES,
    "mimetype": _TYPES,
    "code": ["quay", "medtop:01000000", "http://example.com/codes/quay", "30"],
    "literal": ["quay", "medtop:01000000", "x:30"],
    "role": ["main", "caption", "creator", "provider", "source", "author", "subheadline", "text"],
    "rel": ["about", "author", "creator:photographer", "source", "quay"],
    "language": ["en", "nb", "fr"],
}
SHARED = Path(os.environ.get("NEWSFMT_SHARED", Path(__file__).parents[3] / "shared"))
NITF_DTD = SHARED / "schemas" / "nitf" / "nitf-2-5.dtd"
"""The last DTD of NITF that demands little; it is not part of the package."""
SIZES = ["2", "40", "x"]
NITF: dtd_drawing.Pools = {
    "@dir": ["ltr", "rtl"],
    "@lang": ["en", "nb"],
    "@norm": DATES,
    "@value": ["Q1", "http://example.com/a", "7"],
    "@idsrc": ["uri", "iso", "literal"],
    "@href": ["quay.html", "http://example.com/a", "#"],
    "@source": ["quay.jpg", "http://example.com/a"],
    "@mime-type": ["image/jpeg", "video/mp4"],
    "@time": ["20", "1.5", "long"],
    "@time-unit-of-measure": ["seconds", "minute", "x"],
    "@unit-of-measure": ["word", "byte"],
    "@item-length": ["300", "long"],
    **dict.fromkeys("@width @height @colspan @rowspan @seqnum".split(), SIZES),
    "@ed-urg": [*"12345678", "high"],
    "@tobject.subject.refnum": ["02003001", "04000000", "x"],
    "@tobject.subject.ipr": ["IPTC", "x"],
    "@management-status": ["usable", "embargoed"],
    "em/@class": ["strong", "underline", "x"],
    "hl2/@class": ["level-3", "title", "x"],
    "@class": ["caption", "role-x", "x y", "box"],
}

G2_XSD = SCHEMAS / "newsml-g2" / "NewsML-G2_2.35-spec-All-Power.xsd"
NEWSML_G2: xsd_drawing.Pools = {
    "QCodeType": ["ex:quay", "ex:ferry", "medtop:01000000", "ninat:text"],
    "@standard": ["NewsML-G2"],
    "@standardversion": ["2.35", "2.12"],
    "@conformance": ["core", "power"],
    "@dir": ["ltr", "rtl"],
    "catalogRef/@href": ["http://example.com/catalog.xml"],
    "scheme/@alias": ["ex", "quay"],
    "itemClass/@qcode": ["ninat:text", "ninat:picture", "ninat:composite", "ex:quay"],
    "pubStatus/@qcode": ["stat:usable", "stat:withheld", "ex:quay"],
    "subject/@type": [
        "cpnat:person",
        "cpnat:organisation",
        "cpnat:geoArea",
        "cpnat:event",
        "cpnat:object",
        "cpnat:abstract",
        "ex:quay",
    ],
    "@typeuri": ["http://cv.iptc.org/newscodes/cpnature/person", "http://example.com/cv/quay"],
    "@contenttype": [
        "text/plain",
        "application/xhtml+xml",
        "text/html",
        "image/jpeg",
        "application/nitf+xml",
    ],
    "@encoding": ["ex:base64"],
    "inlineData": [
        "The ferry sails.",
        "The ferry sails.\n\nAgain.",
        "<p>The ferry <b>sails</b>.</p>",
        "VGhlIGZlcnJ5IHNhaWxzLg==",
    ],
    "inlineXML/*": [
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Sund</title></head><body><h1>Sund</h1><p>The <b>ferry</b> sails.</p></body></html>',
        "<p>The ferry sails.</p>",
        '<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><head><title>Sund</title></head><body><body.head><hedline><hl1>Sund</hl1></hedline><byline>By Ida Moe</byline></body.head><body.content><p>Ferry</p></body.content></body></nitf>',
        '<q:own xmlns:q="http://example.com/own" kind="quay"><q:berth>4</q:berth></q:own>',
        '<q:own xmlns:q="http://example.com/own" kind="quay"><q:p>The ferry</q:p></q:own>',
    ],
    "itemSet/*": ["newsItem", "newsItem", "packageItem", "conceptItem"],
}


@attrs.frozen
class Source:
    """What documents of a format are drawn from."""

    draw: Callable[[int], bytes]
    """The document of a number."""
    name: str
    """The name of its file."""
    count: int
    """How many are tried on every run."""
    format: str = ""
    """The name of the format, where it is not that of the row."""


def newsml_1(number: int) -> bytes:
    path = SCHEMAS / "newsml-1" / "NewsMLv1.2.dtd"
    return dtd_drawing.drawn(path, "NewsML", number, NEWSML_1)


@cache
def schema_of(version: str) -> dict[str, Any]:
    path = SCHEMAS / "ninjs" / f"ninjs-schema_{version}.json"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def ninjs(number: int) -> bytes:
    """A document of each version in turn, which it declares from 1.3 on."""
    version = VERSIONS[number % len(VERSIONS)]
    data = json_drawing.drawn(schema_of(version), number, NINJS)
    if version > "1.2":
        standard = "$standard" if version < "2" else "standard"
        data[standard] = {"name": "ninjs", "version": version}
    return json.dumps(data, ensure_ascii=False).encode()


def nitf(number: int) -> bytes:
    return dtd_drawing.drawn(NITF_DTD, "nitf", number, NITF)


def nitf_3(number: int) -> bytes:
    path = SCHEMAS / "nitf" / "nitf-3-6.xsd"
    return xsd_drawing.drawn(path, "nitf", number, NITF)


def newsml_g2(number: int) -> bytes:
    """An item, a package or a message in turn."""
    root = ("newsItem", "packageItem", "newsMessage")[number % 3]
    return xsd_drawing.drawn(G2_XSD, root, number, NEWSML_G2)


SOURCES = {
    "newsml-1": Source(newsml_1, "x.newsml", 60),
    "newsml-g2": Source(newsml_g2, "x.xml", 36),
    "ninjs": Source(ninjs, "x.json", 120),
    "nitf": Source(nitf, "x.nitf", 60),
    "nitf-3": Source(nitf_3, "x.nitf", 60, "nitf"),
}


def without_effect(name: str, numbers: range) -> tuple[int, list[str]]:
    """How many values of the documents of some numbers were changed, and those without effect."""
    source, count, found = SOURCES[name], 0, []
    for number in numbers:
        data = source.draw(number)
        if len(data) <= LONGEST:
            most = 0 if influence.EVERY else 400
            changed, left = silent(
                REGISTRY.get(source.format or name), data, source.name, REGISTRY, most
            )
            count += changed
            found += [f"document {number}: {value}" for value in left]
    return count, found


@pytest.mark.parametrize("name", SOURCES)
def test_every_value_of_drawn_documents(name: str) -> None:
    if name == "nitf" and not NITF_DTD.exists():
        pytest.skip(f"the DTD of NITF 2.5 is not at {NITF_DTD}")
    count = SOURCES[name].count * (10 if NIGHTLY else 1)
    changed, found = without_effect(name, range(count))
    assert changed > count
    assert found == []


def test_drawn_ninjs_is_valid() -> None:
    pytest.importorskip("jsonschema")
    declared = [n for n in range(240) if VERSIONS[n % len(VERSIONS)] > "1.2"]
    faults = {n: newsfmt.validate(ninjs(n), format="ninjs").problems for n in declared}
    assert {n: found for n, found in faults.items() if found} == {}


# ---- what the schema does not allow
# ------------------------------------------------------------

_ADDED = '<zz xmlns="http://iptc.org/std/nar/2006-10-01/" k="quay">ferry</zz>'
_OUTSIDE = "//*[not(ancestor-or-self::*[local-name()='inlineXML' or local-name()='conceptItem'])]"
"""The elements of a document but those whose content has rules of its own."""


def additions(root: etree._Element, element: etree._Element) -> Iterator[tuple[str, bytes]]:
    """Yield a document with a text, an element and an attribute more in an element, a text more
    behind it, and with it twice; each with its place.
    """
    place = root.getroottree().getpath(element)
    for kind in ("text", "child", "attribute", "tail", "twice"):
        tree = etree.fromstring(etree.tostring(root))
        [there] = tree.xpath(place, namespaces={"q": "http://example.com/own"})
        if kind == "text":
            there.text = f"zq{there.text or ''}"
        elif kind == "child":
            there.insert(0, etree.fromstring(_ADDED))
        elif kind == "attribute":
            there.set("zz", "quay")
        elif there is tree:
            continue
        elif kind == "tail":
            there.tail = f"zq{there.tail or ''}"
        else:
            other = etree.fromstring(etree.tostring(there, with_tail=False))
            other.set("zz", "quay")
            there.addprevious(other)
        yield f"{kind} at {place}", etree.tostring(tree, encoding="utf-8")


def test_what_the_schema_does_not_allow_shows_too() -> None:
    fmt, found = REGISTRY.get("newsml-g2"), []
    for number in range(60 if NIGHTLY else 6):
        root = etree.fromstring(newsml_g2(number))
        before = influence.effect(fmt, etree.tostring(root, encoding="utf-8"), "x.xml", REGISTRY)
        inside = root.xpath(_OUTSIDE)
        for element in random.Random(number).sample(inside, min(len(inside), 25)):
            for what, data in additions(root, element):
                if influence.effect(fmt, data, "x.xml", REGISTRY) == before:
                    found.append(f"document {number}: {what} {element.tag}")
    assert found == []


DIALECTS = sorted((Path(__file__).parent / "dialects").glob("*.json"))


@pytest.mark.parametrize("path", DIALECTS, ids=lambda path: path.stem)
def test_every_value_of_a_dialect_of_ninjs(path: Path) -> None:
    """Invented documents in the shapes that agencies and content systems send."""
    changed, found = silent(REGISTRY.get("ninjs"), path.read_bytes(), "x.json", REGISTRY, 1000)
    assert changed > 30
    assert found == []
    assert newsfmt.detect(path)[0].format == "ninjs"


def main() -> None:
    """Print what is silent in the documents of a range of numbers."""
    influence.EVERY = True
    changed, found = without_effect(sys.argv[1], range(int(sys.argv[2]), int(sys.argv[3])))
    print(*found, sep="\n")
    print(f"{changed} values changed, {len(found)} without effect")


if __name__ == "__main__":
    main()
