"""ninjs: golden pairs for each version and the dialect, tables for what a key means, for what is
odd, and for what cannot be written.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import attrs
import pytest

import newsfmt
from newsfmt.article import (
    Alternate,
    AltId,
    Article,
    Association,
    Concept,
    Dateline,
    Geo,
    Label,
    Note,
    Organisation,
    Party,
    Place,
    Rendition,
    Rights,
    Symbol,
)
from newsfmt.body import Embed, Link, Paragraph
from newsfmt.dates import NewsDate
from newsfmt.diagnostics import Report
from newsfmt.errors import LimitError, OptionError, ParseError
from newsfmt.format import Confidence, Head, Limits
from newsfmt.formats.ninjs import sniff
from newsfmt.formats.ninjs.keys import KEYS as TABLE
from newsfmt.formats.ninjs.values import bare, date_time, fitting, geometry, is_uri, uri
from newsfmt.jsonkit import lines_of

GOLDEN = Path(__file__).parents[1] / "golden" / "ninjs"
VERSIONS = ("1.6", "2.2", "3.1")


def read(data: Any, **how: Any) -> tuple[list[Article], Report]:
    source = data if isinstance(data, bytes) else json.dumps(data).encode()
    reader = newsfmt.read(source, format="ninjs", **how)
    return list(reader), reader.report


def one(**data: Any) -> Article:
    found, _ = read({"uri": "urn:x:1"} | data)
    return found[0]


def written(
    article: Article | list[Article], version: str = "3.1", **options: Any
) -> tuple[Any, Report]:
    out = io.BytesIO()
    report = newsfmt.write(article, out, format="ninjs", options={"version": version} | options)
    return json.loads(out.getvalue()), report


def said(report: Report) -> list[str]:
    return [f"{one.code} {(one.position and one.position.path) or ''}".strip() for one in report]


# ---- golden pairs
# ------------------------------------------------------------


@pytest.mark.parametrize(("case", "version"), [("v1_6", "1.6"), ("v3_1", "3.1")])
def test_a_valid_item_of_a_version_comes_through_that_version_unharmed(
    case: str, version: str
) -> None:
    (article,), _ = read((GOLDEN / case / "input.json").read_bytes())
    data, report = written(article, version)
    assert not [line for line in said(report) if not line.startswith("write.value-derived")]
    assert read(data)[0] == [article]


# ---- reading
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({"guid": "a b"}, {"id": "urn:x:1", "alt_ids": (AltId("a b", "guid"),)}),
        ({"uri": "urn:newsfmt:sha256:0123"}, {"id": None}),
        ({"uri": "urn:newsfmt:id:a%20b"}, {"id": "a b"}),
        ({"type": "icls:picture"}, {"type": "picture"}),
        ({"pubstatus": "stat:Usable"}, {"pub_status": "usable"}),
        ({"version": 3}, {"version": "3"}),
        ({"urgency": "5"}, {"urgency": 5}),
        ({"urgency": 4.0}, {"urgency": 4}),
        ({"urgency": 0}, {"urgency": None, "extra": {"ninjs:urgency": ("0",)}}),
        ({"urgency": "high"}, {"urgency": None, "extra": {"ninjs:urgency": ("high",)}}),
        ({"embargoed": "2020-01-01T00:00:00Z"}, {"embargoed": True, "embargoed_until": NewsDate("2020-01-01T00:00:00Z")}),
        ({"embargoedUntil": ""}, {"embargoed": None}),
        ({"versioncreated": "2020-01-01T00:00:00"}, {"updated": NewsDate("2020-01-01T00:00:00")}),
        ({"versionCreated": "20200101T000000+0100"}, {"updated": NewsDate("2020-01-01T00:00:00+01:00")}),
        ({"headline": "H", "headline_a": "A"}, {"headline": "H", "alt_headlines": (Label("A", "a"),)}),
        ({"headlines": [{"role": "x", "value": "X"}, {"value": "H"}]}, {"headline": "H", "alt_headlines": (Label("X", "x"),)}),
        ({"headlines": ["H"]}, {"headline": "H"}),
        ({"description_html": "<p>a<br/>b &amp; c</p>"}, {"summary": "a b & c", "extra": {"ninjs:descriptionRole": ("html",)}}),
        ({"body_text": "One.\n\nTwo."}, {"body": (Paragraph("One."), Paragraph("Two."))}),
        ({"body": "<p>One.</p>"}, {"body": (Paragraph("One."),)}),
        ({"bodies": [{"contentType": "text/x-note", "value": "One."}]}, {"body": (Paragraph("One."),)}),
        ({"byline": "By A"}, {"byline": "By A"}),
        ({"located": "Sund"}, {"located": (Place(name="Sund"),)}),
        ({"ednote": "Note"}, {"ed_notes": (Note("Note"),)}),
        ({"copyrightholder": "N"}, {"rights": Rights(holder=Party("N"))}),
        ({"subject": [{"code": "medtop:01"}]}, {"subjects": (Concept(scheme="medtop", code="01"),)}),
        ({"subject": [{"code": "https://v.example/1"}]}, {"subjects": (Concept(uri="https://v.example/1"),)}),
        ({"subject": [{"scheme": "http://v.example/", "code": "1"}]}, {"subjects": (Concept(scheme="http://v.example/", code="1", uri="http://v.example/1"),)}),
        ({"subject": "politics"}, {"subjects": (Concept("politics"),)}),
        ({"subjects": [{"literal": "L1", "relevance": "50"}]}, {"subjects": (Concept(literal="L1", relevance=50),)}),
        ({"people": [{"name": "A", "rel": "author"}, {"name": "B"}]}, {"creators": (Party("A", role="author"),), "people": (Party("B"),)}),
        ({"infosource": [{"name": "P", "rel": "provider"}]}, {"provider": Party("P")}),
        ({"infoSources": [{"name": "S", "role": "wire"}]}, {"sources": (Party("S", role="wire"),)}),
        ({"organisation": [{"name": "O", "symbols": [{"ticker": "OO"}]}]}, {"organisations": (Organisation("O", symbols=[Symbol("OO")]),)}),
        ({"organisation": [{"symbols": [{"symbol": "OO"}, {"ticker": "PP"}]}]}, {"organisations": (Organisation(symbols=[Symbol("OO"), Symbol("PP")]),)}),
        ({"bodies": [{"value": "A", "wordCount": 1.5}, {"value": "B", "wordCount": 2.5}]}, {"extra": {"ninjs:wordCount": ("1.5", "2.5")}}),
        ({"headlines": [{"role": "main", "value": "A"}, {"role": "teaser"}]}, {"headline": "A", "extra": {"ninjs:headlines": ('{"role":"teaser"}',)}}),
        ({"headlines": [{"value": "", "contentType": None}]}, {"headline": None, "extra": {}}),
        ({"places": [{"geoJSON": {"type": "Point", "coordinates": [1, 2]}}]}, {"places": (Place(geo=Geo(2, 1)),)}),
        ({"renditions": {"a": {"width": "10"}}}, {"renditions": (Rendition("a", width=10),)}),
        ({"associations": {"a": {"uri": "urn:x:2"}, "b": None}}, {"associations": (Association("a", id="urn:x:2"),)}),
        ({"associations": [{"name": "e", "uri": "urn:e", "type": "event", "by": "x"}]}, {"associations": (Association("e", id="urn:e", extra={"ninjs:by": ("x",)}),)}),
        ({"altids": {"desk": 7}}, {"alt_ids": (AltId("7", "desk"),)}),
        ({"keywords": ["a", "b"]}, {"keywords": ("a", "b")}),
        ({"colour": {"r": 1}}, {"extra": {"ninjs:colour": ('{"r":1}',)}}),
        ({"VersionCreated": "2020"}, {"updated": NewsDate("2020")}),
    ],
)  # fmt: skip
def test_what_a_key_means(data: dict[str, Any], fields: dict[str, Any]) -> None:
    article = one(**data)
    for name, value in fields.items():
        found = getattr(article, name)
        assert (dict(found) if name == "extra" else found) == value


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        ({}, []),
        ({"colour": "red"}, ["read.unknown-key $.colour"]),
        ({"subject": [{"name": "a", "colour": "red"}]}, ["read.unknown-key $.subject[0].colour"]),
        ({"versioncreated": "soon"}, ["read.date-unparsed $.versioncreated"]),
        ({"versioncreated": "03/04/2020"}, ["read.date-ambiguous $.versioncreated"]),
        ({"versioncreated": "4 May 2021 06:30 EST"}, ["read.invalid $.versioncreated", "read.zone-unknown $.versioncreated"]),
        ({"urgency": "3"}, ["read.invalid $.urgency"]),
        ({"headline": ["a"]}, ["read.invalid $.headline"]),
        ({"guid": "x", "priority": 3}, ["read.invalid $"]),
        ({"associations": [{"uri": "urn:x:2"}]}, ["read.invalid $.associations[0]"]),
        ({"place": [{"geometry_geojson": {"coordinates": [1, 2]}}]}, ["read.invalid $.place[0].geometry_geojson"]),
    ],
)  # fmt: skip
def test_what_is_odd_is_said(data: dict[str, Any], codes: list[str]) -> None:
    _, report = read({"uri": "urn:x:1"} | data)
    assert said(report) == codes


def test_a_diagnostic_has_its_line() -> None:
    _, report = read(
        b'{"uri": "urn:x:1",\n "headline": "a",\n "subject": [\n  {"name": "b"},\n  {"colour": "red"}]}'
    )
    assert [one.position.line for one in report] == [5]


def test_bodies_and_alternates() -> None:
    article = one(
        bodies=[
            {"role": "plain", "contentType": "text/plain", "value": "A\n\nB"},
            {
                "role": "web",
                "contentType": "text/html",
                "value": "<p>A</p><p>B</p>",
                "wordCount": 2,
            },
            {"contentType": "application/xml", "value": "<x/>"},
        ]
    )
    assert article.body == (Paragraph("A"), Paragraph("B"))
    assert article.word_count == 2
    assert [
        (alternate.role, alternate.media_type, alternate.body) for alternate in article.alternates
    ] == [
        ("plain", "text/plain", (Paragraph("A"), Paragraph("B"))),
        (None, "application/xml", (Embed("application/xml", "<x/>"),)),
    ]


@pytest.mark.parametrize(
    "data", [b"[1, 2]", b'{"foo": 1}', b"[]x", b"", b"  ", b'{"uri": "urn:x:1"', b'"text"']
)
def test_what_is_no_ninjs_is_an_error(data: bytes) -> None:
    with pytest.raises(ParseError):
        read(data)


def test_a_syntax_error_has_line_and_column() -> None:
    with pytest.raises(ParseError) as caught:
        read(b'{"uri": "urn:x:1",\n  "headline": }')
    assert (caught.value.line, caught.value.column) == (2, 15)
    assert "^" in (caught.value.excerpt or "")


def test_a_bad_item_costs_itself() -> None:
    found, report = read([{"uri": "urn:x:1"}, 7, {"uri": "urn:x:3"}], on_error="skip")
    assert [article.id for article in found] == ["urn:x:1", "urn:x:3"]
    assert report.failed == 1


@pytest.mark.parametrize("kind", ["event", "planning", "nar:event"])
def test_events_and_plannings_are_no_articles(kind: str) -> None:
    found, report = read([{"uri": "urn:x:1", "type": kind}, {"uri": "urn:x:2"}])
    assert len(found) == 1
    assert said(report) == ["read.item-skipped $[0]"]


def test_deep_nesting_is_a_limit_error() -> None:
    with pytest.raises(LimitError):
        read(b'{"uri": "urn:x:1", "associations": ' + b"[" * 100_000)
    item: dict[str, Any] = {"uri": "urn:x:0", "type": "text"}
    for _ in range(200):
        item = {"uri": "urn:x:1", "type": "text", "associations": {"a": item}}
    with pytest.raises(LimitError):
        read(item)
    with pytest.raises(LimitError):
        read(
            {
                "uri": "urn:x:1",
                "associations": {
                    "a": {"uri": "urn:x:2", "associations": {"a": {"uri": "urn:x:3", "by": "x"}}}
                },
            },
            limits=Limits(depth=3),
        )


def test_json_that_is_not_quite_json_is_read() -> None:
    (article,), report = read(
        b'{"uri": "urn:x:1", "headline": "a\\ud800b", "renditions": {"a": {"width": NaN, "height": 4}}}'
    )
    assert article.headline == "a\ufffdb"
    assert (article.renditions[0].width, article.renditions[0].height) == (None, 4)
    assert said(report)[0] == "read.invalid"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_other_encodings_are_read(encoding: str) -> None:
    (article,), _ = read('{"uri": "urn:x:1", "headline": "Ålesund"}'.encode(encoding))
    assert article.headline == "Ålesund"


def test_the_last_of_equal_keys_counts() -> None:
    (article,), _ = read(b'{"uri": "urn:x:1", "headline": "a", "headline": "b"}')
    assert article.headline == "b"


def test_naive_times_get_the_zone_that_is_named() -> None:
    data = {
        "uri": "urn:x:1",
        "versioncreated": "2021-07-01T12:00:00",
        "firstcreated": "2021-01-01T12:00:00",
        "expires": "2021-07-01",
    }
    (article,), _ = read(data, options={"timezone": "Europe/Helsinki"})
    assert [str(article.updated), str(article.created), str(article.expires)] == [
        "2021-07-01T12:00:00+03:00",
        "2021-01-01T12:00:00+02:00",
        "2021-07-01",
    ]
    with pytest.raises(OptionError):
        read(data, options={"timezone": "Europe/Atlantis"})


def test_lines_of_a_document() -> None:
    assert lines_of('{\n"a": [1,\n{"b": "x\\"y"}, []]}') == {
        "$": 1,
        "$.a": 2,
        "$.a[0]": 2,
        "$.a[1]": 3,
        "$.a[1].b": 3,
        "$.a[2]": 3,
    }


# ---- recognising
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "confidence"),
    [
        ({"uri": "urn:x:1", "headline": "a"}, Confidence.CERTAIN),
        ({"standard": {"name": "ninjs"}, "type": "event"}, Confidence.CERTAIN),
        ({"$standard": {}}, Confidence.CERTAIN),
        ({"guid": "x", "body_html": "a"}, Confidence.CERTAIN),
        ([{"uri": "urn:x:1", "bodies": []}], Confidence.CERTAIN),
        ({"headline": "a", "byline": "b", "versioncreated": "c"}, Confidence.CERTAIN),
        ({"items": [{"guid": "x", "versioncreated": "c"}]}, Confidence.LIKELY),
        ({"uri": "urn:x:1", "foo": 1}, Confidence.MAYBE),
        ({"schema": "newsfmt-article/1", "id": "x", "headline": "a", "descriptions": []}, Confidence.NO),
        ({"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "url": "u"}]}, Confidence.NO),
        ({"@context": "https://schema.org", "headline": "a"}, Confidence.NO),
        ({"headline": "a", "byline": "b"}, Confidence.NO),
    ],
)  # fmt: skip
def test_what_is_recognised(data: Any, confidence: Confidence) -> None:
    assert sniff(Head(json.dumps(data).encode())) is confidence


# ---- writing
# ------------------------------------------------------------


def test_one_article_is_an_object_and_several_are_an_array() -> None:
    article = Article(id="urn:x:1", headline="a")
    assert isinstance(written(article)[0], dict)
    assert isinstance(written([article, article])[0], list)
    assert written([])[0] == []


@pytest.mark.parametrize(
    ("version", "key"), [("1.6", "$standard"), ("2.2", "standard"), ("3.1", "standard")]
)
def test_the_standard_is_declared(version: str, key: str) -> None:
    data, _ = written(Article(id="urn:x:1"), version)
    assert data[key] == {
        "name": "ninjs",
        "version": version,
        "schema": f"http://www.iptc.org/std/ninjs/ninjs-schema_{version}.json",
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_a_uri_is_derived_and_dropped_again(version: str) -> None:
    article = Article(headline="a")
    data, report = written(article, version)
    assert data["uri"] == "urn:newsfmt:sha256:" + article.fingerprint()[:32]
    assert said(report) == ["write.value-derived id"]
    assert read(data)[0] == [article]


DATES = ("published", "created", "content_modified", "content_created")
KEYS = {"1.6": "versioncreated", "2.2": "versioncreated", "3.1": "versionCreated"}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("first", range(len(DATES)))
def test_version_created_is_derived_and_dropped_again(version: str, first: int) -> None:
    dates: Any = {name: f"2021-05-0{day}T11:37Z" for day, name in enumerate(DATES, 1)}
    article = Article(id="urn:x:1", **{name: dates[name] for name in DATES[first:]})
    data, report = written(article, version)
    assert data[KEYS[version]] == f"2021-05-0{first + 1}T11:37:00Z"
    [entry] = [entry for entry in report if entry.position and entry.position.path == "updated"]
    assert (entry.code, entry.severity) == ("write.value-derived", "info")
    [again], _ = read(data)
    assert (again.updated, again.alt_ids) == (None, ())


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2021", "2021-01-01T00:00:00Z"),
        ("2021-05", "2021-05-01T00:00:00Z"),
        ("2021-05-04", "2021-05-04T00:00:00Z"),
        ("2021-05-04+02:00", "2021-05-04T00:00:00+02:00"),
        ("2021-05-04T11:37", "2021-05-04T11:37:00Z"),
    ],
)
def test_a_date_without_time_or_zone_is_the_first_moment_it_can_mean(
    version: str, given: str, moment: str
) -> None:
    article = Article(id="urn:x:1", created=given, updated=given)
    data, report = written(article, version)
    assert [data.get(KEYS[version].replace("version", "first")), data[KEYS[version]]] == [
        moment
    ] * 2
    assert said(report) == ["write.field-lost created", "write.field-lost updated"]
    [again], _ = read(data)
    assert (again.created, again.updated, again.alt_ids) == (None, None, ())


@pytest.mark.parametrize("version", VERSIONS)
def test_dates_of_an_associated_item_are_derived_too(version: str) -> None:
    picture = Article(id="urn:x:2", type="picture", published="2021-05-04T11:37Z")
    article = Article(id="urn:x:1", associations=[Association("a", item=picture)])
    data, report = written(article, version)
    item = data["associations"]["a"] if version == "1.6" else data["associations"][0]
    assert item[KEYS[version]] == "2021-05-04T11:37:00Z"
    assert KEYS[version] not in data
    assert "write.value-derived associations[0].item.updated" in said(report)
    again = read(data)[0][0].associations[0].item
    assert again == attrs.evolve(picture, published=None)


def test_an_article_without_any_date_has_no_date_in_ninjs() -> None:
    data, _ = written(Article(id="urn:x:1"))
    assert not {"versionCreated", "firstCreated", "altIds"} & data.keys()


@pytest.mark.parametrize("version", VERSIONS)
def test_the_mark_of_derived_dates_is_no_identifier(version: str) -> None:
    given = (AltId("updated", "newsfmt:derived"), AltId("7", "desk"))
    article = Article(id="urn:x:1", updated="2021-05-04T11:37:00Z", alt_ids=given)
    data, report = written(article, version)
    assert said(report) == ["write.field-lost alt_ids[0]"]
    assert read(data)[0] == [attrs.evolve(article, alt_ids=given[1:])]


@pytest.mark.parametrize(
    "given",
    [
        "20170809001313906811",
        "a b",
        "http://example.com/å",
        "urn:newsfmt:sha256:mine",
        "/relative",
        "å:ø",
    ],
)
def test_an_id_that_is_no_uri_comes_back(given: str) -> None:
    data, report = written(Article(id=given))
    assert is_uri(data["uri"])
    assert said(report) == ["write.value-derived id"]
    assert read(data)[0][0].id == given


@pytest.mark.parametrize(
    ("fields", "losses"),
    [
        ({"updated": "2020-01-01"}, ["write.field-lost updated"]),
        ({"updated": "2020-01-01T10:30:00"}, ["write.field-lost updated"]),
        ({"updated": "2020-01-01T10:30Z"}, ["write.value-changed updated"]),
        ({"updated": "2020-01-01T10:30:00.25+02:00"}, []),
        ({"published": "2020"}, ["write.field-lost published", "write.value-derived updated"]),
        ({"embargoed": True}, ["write.embargo-lost embargoed"]),
        ({"embargoed": False}, ["write.field-lost embargoed"]),
        ({"embargoed": True, "embargoed_until": "2020-01-01"}, ["write.embargo-lost embargoed", "write.embargo-lost embargoed_until"]),
        ({"embargoed": True, "embargoed_until": "2020-01-01T10:30:00Z"}, []),
        ({"type": "story"}, ["write.field-lost type"]),
        ({"type": "event"}, ["write.field-lost type"]),
        ({"pub_status": "killed"}, ["write.field-lost pub_status"]),
        ({"pub_status": "cancelled"}, ["write.value-changed pub_status"]),
        ({"urgency": 12}, ["write.field-lost urgency"]),
        ({"credit": "c"}, ["write.field-lost credit"]),
        ({"ed_notes": [Note("a"), Note("b")]}, ["write.value-shortened ed_notes[0]", "write.value-shortened ed_notes[1]"]),
        ({"located": [Place("a"), Place("b")]}, ["write.field-lost located[1]"]),
        ({"alt_headlines": [Label("a")]}, ["write.value-changed alt_headlines[0]", "write.value-changed headline"]),
        ({"subjects": [Concept(uri="no uri")]}, ["write.field-lost subjects[0]"]),
        ({"subjects": [Concept("a", uri="https://v.example/å")]}, ["write.value-changed subjects[0].uri"]),
        ({"subjects": [Concept("a", relevance=0.5)]}, ["write.field-lost subjects[0].relevance"]),
        ({"subjects": [Concept("a", scheme="medtop", code="01", uri="http://v.example/01")]}, []),
        ({"subjects": [Concept("a", type="cpnat:abstract")]}, ["write.field-lost subjects[0].type"]),
        ({"people": [Party("a", role="author")]}, []),
        ({"creators": [Party("a"), Party("b", role="Chef vom Dienst", email="b@x.example")]}, []),
        ({"sources": [Party("a", role="provider")], "provider": Party("b")}, []),
        ({"renditions": [Rendition(href="https://x.example/1.jpg")]}, []),
        ({"renditions": [Rendition("a", href="/1.jpg")]}, ["write.field-lost renditions[0].href"]),
        ({"associations": [Association(id="urn:x:2")]}, []),
        ({"associations": [Association("a", group="main", id="urn:x:2")]}, ["write.field-lost associations[0].group"]),
        ({"extra": {"ninjs:representationType": "full", "acme:x": "1"}}, ["write.field-lost extra['acme:x']"]),
        ({"extra": {"ninjs:rightsInfo": '{"langId": "x"}'}}, ["write.field-lost extra['ninjs:rightsInfo']"]),
        ({"word_count": 3}, ["write.field-lost word_count"]),
        ({"word_count": 3, "body": [Paragraph("a")]}, []),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_reported(fields: dict[str, Any], losses: list[str]) -> None:
    data, report = written(Article(id="urn:x:1", **fields))
    assert sorted(said(report)) == sorted(losses)
    if not losses:
        assert read(data)[0] == [Article(id="urn:x:1", **fields)]


def test_a_lost_embargo_can_be_ignored() -> None:
    _, report = written(Article(id="urn:x:1", embargoed=True), embargo="ignore")
    assert said(report) == ["write.field-lost embargoed"]


@pytest.mark.parametrize("version", VERSIONS)
def test_text_is_data(version: str) -> None:
    text = "<script>alert(1)</script> & ]]>"
    article = Article(
        id="urn:x:1",
        headline=text,
        summary=text,
        descriptions=[Label(text, "html")],
        body=[Paragraph(text)],
    )
    data, report = written(article, version)
    assert not said(report)
    assert read(data)[0] == [article]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("role", ["text", "html", "note", None])
@pytest.mark.parametrize("media_type", ["text/plain", "text/html", "application/xml", None])
@pytest.mark.parametrize(
    "body",
    [
        (Paragraph("a <b>c</b>"),),
        (Paragraph("a"), Paragraph("b")),
        (Embed("application/xml", "<x/>"),),
        (Paragraph("a", role="note"),),
    ],
)
def test_alternates_come_back_or_are_reported(
    version: str, role: str | None, media_type: str | None, body: Any
) -> None:
    article = Article(
        id="urn:x:1",
        body=[Paragraph("main")],
        alternates=[Alternate(role=role, media_type=media_type, body=body)],
    )
    data, report = written(article, version)
    (again,) = read(data)[0][0].alternates
    lost = {line.partition(".")[2].partition("].")[2].partition("[")[0] for line in said(report)}
    assert {
        name
        for name in ("role", "media_type", "body")
        if getattr(again, name) != getattr(article.alternates[0], name)
    } == lost


@pytest.mark.parametrize("version", VERSIONS)
def test_another_headline_without_a_role_does_not_become_the_headline(version: str) -> None:
    article = Article(
        id="urn:x:1",
        headline="Main",
        alt_headlines=[Label("Other"), Label("Third", "deck")],
        summary="Sum",
        descriptions=[Label("More"), Label("Caption", "caption")],
    )
    data, report = written(article, version)
    (again,) = read(data)[0]
    assert (again.headline, again.summary) == ("Main", "Sum")
    assert again.alt_headlines == article.alt_headlines or version == "1.6"
    assert [code for code in said(report) if "headline" in code] == [] or version == "1.6"


def test_a_link_in_a_link_is_reported() -> None:
    inner = Link("b", href="https://x.example/b")
    _, report = written(
        Article(
            id="urn:x:1",
            body=[Paragraph("a"), Paragraph([Link(["a", inner], href="https://x.example/a")])],
        )
    )
    assert said(report) == ["write.value-changed body[1].content[0]"]


def test_roles_that_no_key_can_hold_come_back() -> None:
    article = Article(
        id="urn:x:1",
        headline="h",
        alt_headlines=[Label("a"), Label("b", "é"), Label("c", "x"), Label("d", "x")],
    )
    data, _ = written(article, "1.6")
    assert read(data)[0] == [article]


def test_without_indent_an_article_takes_a_line() -> None:
    out = io.BytesIO()
    newsfmt.write([Article(id="urn:x:1")] * 2, out, format="ninjs", options={"indent": False})
    assert out.getvalue().count(b"\n") == 4


# ---- small parts
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("http://a.example", True), ("http://a.example:80/x?y=1&z=%20#f", True), ("http://u:p@[::1]/", True), ("urn:a:b", True), ("a:", True), ("a:/", True),
        ("mailto:a@b.example", True), ("http://[::g]/", False), ("http://a b", False), ("http://a/%2", False), ("//a.example", False), ("1a:b", False),
        ("", False), ("a:b\n", False), ("http://a.example/å", False), ("a:b#c#d", False), ("http://[1.2.3.4]/", False),
    ],
)  # fmt: skip
def test_uris(text: str, good: bool) -> None:
    assert is_uri(text) is good


def test_addresses_are_percent_encoded() -> None:
    assert uri("https://x.example/å b?c=%20") == "https://x.example/%C3%A5%20b?c=%20"
    assert uri("å b") is uri("") is uri(None) is None


def test_times() -> None:
    assert date_time(NewsDate("2020-01-01T10:30+02:00")) == "2020-01-01T10:30:00+02:00"
    assert date_time(NewsDate("2020-01-01T10:30")) is None


def test_geometries() -> None:
    assert geometry({"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]})
    for bad in (
        {"type": "Polygon", "coordinates": [[0, 0]]},
        {"type": "Point", "coordinates": [1]},
        {"type": "Foo", "coordinates": []},
        {"type": ["Point"], "coordinates": []},
    ):
        assert geometry(bad) is None


def test_marks_come_off_again() -> None:
    for name in ("main", None, "é", "newsfmt_1", "newsfmt_1_x", "a b"):
        assert bare(fitting(name, {"main"}, 3)) == name


@pytest.mark.parametrize("version", ["3.1", "2.2", "1.6"])
@pytest.mark.parametrize("role", ["short_text", "plain", "lead", "print_html"])
def test_a_body_of_any_role_comes_back(role: str, version: str) -> None:
    article = Article(id="urn:x:1", body=[Paragraph("It sails.")], extra={"ninjs:bodyRole": role})
    data, report = written(article, version=version)
    back = newsfmt.read_one(json.dumps(data).encode(), format="ninjs")
    assert back.body == article.body
    lost = [] if back.extra == article.extra else ["write.field-lost extra['ninjs:bodyRole']"]
    assert said(report) == lost


BESIDE = [
    {"subheadline": "Deck", "alt_headlines": [Label("Other", "subheadline")]},
    {"alt_headlines": [Label("Other", "main"), Label("None")]},
    {"summary": "Ferry sails", "descriptions": [Label("Other", "main"), Label("Text", "text")]},
    {"summary": "Ferry sails", "descriptions": [Label("Other")]},
]


@pytest.mark.parametrize("version", ["3.1", "2.2", "1.6"])
@pytest.mark.parametrize("fields", BESIDE, ids=str)
def test_a_text_beside_the_main_one_never_takes_its_place(
    fields: dict[str, Any], version: str
) -> None:
    article = Article(id="urn:x:1", headline="Ferry sails", **fields)
    data, _ = written(article, version=version)
    back = newsfmt.read_one(json.dumps(data).encode(), format="ninjs")
    assert (back.headline, back.subheadline, back.summary) == (
        article.headline,
        article.subheadline,
        article.summary,
    )


# ---- dialects of content systems and agencies
# ------------------------------------------------------------


def dialect(**keys: object) -> Article:
    """An item with the least that each of them has, and these keys."""
    item = {"uri": "urn:example:1", "type": "text", "headline": "Ferry sails", **keys}
    return newsfmt.read_one(json.dumps(item).encode(), format="ninjs")


@pytest.mark.parametrize(
    "keys",
    [
        {"embargo": "2021-05-05T06:00:00+0200"},
        {"embargo_until": "2021-05-05T06:00:00+02:00"},
        {"embargoDate": "2021-05-05T06:00:00+02:00"},
        {"schedule_settings": {"utc_embargo": "2021-05-05T06:00:00+02:00", "time_zone": None}},
        {"extra": {"release": {"embargoed_till": "2021-05-05T06:00:00+02:00"}}},
        {"house_rules": [{"Embargo": "2021-05-05T06:00:00+02:00"}]},
        {"embargoed": "2021-05-04T06:00:00+02:00", "embargo": "2021-05-05T06:00:00+02:00"},
        {"embargo": "2021-05-05T06:00:00+02:00", "embargoed": "2021-05-04T06:00:00+02:00"},
        {"embargo": {"until": "2021-05-05T06:00:00+02:00", "time_zone": "Europe/Oslo"}},
        {"embargo": {"start": "2021-06-01T00:00:00Z", "end": "2021-05-05T06:00:00+02:00"}},
        {"embargo": ["2021-05-05T06:00:00+02:00"]},
        {"headers": {"embargo": {"releaseDate": "2021-05-05T06:00:00+02:00", "note": "noon"}}},
        {"ingest": {"rules": [{"embargo_until": "2021-05-05T06:00:00+02:00"}]}},
        {"rightsinfo": {"embargo": "2021-05-05T06:00:00+02:00"}},
        {"dateline": {"text": "SUND", "embargo": "2021-05-05T06:00:00+02:00"}},
    ],
    ids=str,
)
def test_an_embargo_under_any_name_at_any_depth_is_one(keys: dict[str, object]) -> None:
    article = dialect(**keys)
    assert article.embargoed
    assert str(article.embargoed_until) == "2021-05-05T06:00:00+02:00"


@pytest.mark.parametrize(
    ("keys", "embargoed"),
    [
        ({"embargo": None}, False),
        ({"embargo": ""}, False),
        ({"flags": {"marked_for_embargo": True}}, True),
        ({"flags": {"marked_for_embargo": False}}, False),
        ({"editorialtypes": ["HoldForRelease"]}, True),
        ({"editorialtypes": ["Lead"]}, False),
        ({"embargo": "until further notice"}, True),
        ({"embargo": 0}, False),
        ({"embargo": 1}, True),
        ({"embargoed": "false"}, False),
        ({"embargoed": "Yes"}, True),
        ({"embargo": {"enabled": False, "until": None}}, False),
        ({"embargo": {"note": "Not before the speech"}}, True),
        ({"pubstatus": "embargoed"}, True),
        ({"signals": ["sig:embargo"]}, True),
        ({"signal": [{"qcode": "sig:embargoed", "name": "Held"}]}, True),
        ({"signals": ["update"]}, False),
    ],
    ids=str,
)
def test_an_embargo_without_an_end(keys: dict[str, object], embargoed: bool) -> None:
    article = dialect(**keys)
    assert bool(article.embargoed) is embargoed
    assert article.embargoed_until is None


WRAPPED = {
    "uri": "urn:example:1",
    "type": "text",
    "headline": "Ferry sails",
    "edNote": "x",
    "pubStatus": "usable",
}


@pytest.mark.parametrize(
    "wrapped",
    [
        {"_items": [WRAPPED], "_meta": {"total": 1}},
        {"took": 3, "hits": {"total": 1, "hits": [{"_id": "x", "_source": WRAPPED}]}},
        {"entries": [WRAPPED]},
        {"response": {"docs": [WRAPPED], "numFound": 1}},
        {"data": {"search": {"items": [WRAPPED], "pageInfo": {"hasNextPage": False}}}},
        {"results": [WRAPPED]},
    ],
    ids=str,
)
def test_an_item_is_found_in_the_answer_of_a_service(wrapped: object) -> None:
    data = json.dumps(wrapped).encode()
    assert newsfmt.detect(data, name="a.json")[0].format == "ninjs"
    article = newsfmt.read_one(data)
    assert (article.id, article.headline) == ("urn:example:1", "Ferry sails")


def test_an_embargo_of_a_wrapper_counts_for_its_items() -> None:
    data = {"meta": {"embargo": "2021-05-05T06:00:00Z"}, "items": [{"item": WRAPPED}, WRAPPED]}
    with newsfmt.read(json.dumps(data).encode(), format="ninjs") as reader:
        articles = list(reader)
    assert [str(article.embargoed_until) for article in articles] == ["2021-05-05T06:00:00Z"] * 2
    assert all(article.embargoed for article in articles)


def test_an_entry_of_dpa_digitalwires() -> None:
    entry = {
        "urn": "urn:newsml:example.org:20210504:1",
        "version": 2,
        "version_created": "2021-05-04T10:00:00Z",
        "headline": "Fähre fährt",
        "kicker": "Verkehr",
        "teaser": "Sie fährt wieder.",
        "dateline": "Sund",
        "byline": "Von Kari Moe",
        "article_html": "<section><p>Die Fähre fährt.</p></section>",
        "ednotes": [{"role": "dnlednote:hint", "ednote": "Folgt Foto"}],
        "categories": [{"type": "dnltype:keyword", "qcode": "k:1", "name": "Fähre", "rank": 1}],
        "associations": [
            {
                "urn": "urn:x:2",
                "type": "image",
                "caption": "Die Fähre",
                "renditions": [{"url": "https://sund.example/1.jpg", "mimetype": "image/jpeg"}],
            }
        ],
    }
    data = json.dumps(entry).encode()
    assert newsfmt.detect(data, name="a.json")[0].format == "ninjs"
    article = newsfmt.read_one(data)
    assert (article.id, str(article.updated)) == (entry["urn"], "2021-05-04T10:00:00Z")
    assert (article.headline, article.summary, article.byline, article.text) == (
        "Fähre fährt",
        "Sie fährt wieder.",
        "Von Kari Moe",
        "Die Fähre fährt.",
    )
    assert article.alt_headlines == (Label("Verkehr", "kicker"),)
    assert article.ed_notes == (Note("Folgt Foto", "dnlednote:hint"),)
    assert article.categories[0].name == "Fähre"
    [picture] = article.associations
    assert picture.item is not None
    assert (picture.item.id, picture.item.summary) == ("urn:x:2", "Die Fähre")
    assert picture.item.renditions[0].href == "https://sund.example/1.jpg"


def test_a_document_of_the_afp() -> None:
    document = {
        "uno": "newsml.example.org.20210504.1",
        "headline": "Ferry sails",
        "lang": "en",
        "published": "2021-05-04T10:00:00Z",
        "created": "2021-05-04T09:00:00Z",
        "status": "Usable",
        "urgency": 4,
        "advisory": "Adds quotes",
        "news": ["The ferry sails.", "It sails again."],
    }
    data = json.dumps({"response": {"docs": [document]}}).encode()
    assert newsfmt.detect(data, name="a.json")[0].format == "ninjs"
    article = newsfmt.read_one(data)
    assert (article.id, article.language, article.pub_status) == (document["uno"], "en", "usable")
    assert [str(article.created), str(article.published)] == [
        "2021-05-04T09:00:00Z",
        "2021-05-04T10:00:00Z",
    ]
    assert article.text == "The ferry sails.\n\nIt sails again."
    assert article.ed_notes == (Note("Adds quotes"),)


def test_an_abstract_in_html_is_its_text() -> None:
    assert dialect(abstract="<p>It <b>sails</b> &amp; turns.</p>").summary == "It sails & turns."
    assert dialect(abstract="1 < 2 & 3").summary == "1 < 2 & 3"


def test_where_the_dateline_was_located() -> None:
    article = dialect(
        dateline={
            "text": "SUND, May 4",
            "located": {"city": "Sund", "country": "Norway", "tz": "x"},
        }
    )
    assert article.dateline == Dateline(text="SUND, May 4", place="Sund", country="Norway")
    assert article.extra["ninjs:dateline"] == ('{"located":{"tz":"x"}}',)


@pytest.mark.parametrize("empty", ["", " ", None])
@pytest.mark.parametrize("key", ["headlines", "descriptions", "bodies"])
def test_what_is_said_of_an_empty_text_is_kept(key: str, empty: str | None) -> None:
    article = dialect(**{key: [{"value": empty, "role": "main", "contentType": "text/html"}]})
    assert article.extra[f"ninjs:{key}"] == ('{"role":"main","contentType":"text/html"}',)


def test_a_stored_item_of_superdesk() -> None:
    article = dialect(
        guid="urn:example:1",
        unique_id=204,
        anpa_category=[{"qcode": "a", "name": "Domestic"}],
        company_codes=[{"qcode": "SUND", "name": "Sund Ferries", "security_exchange": "OSE"}],
        creditline="Sund News",
        word_count=12,
        sign_off="KM",
    )
    assert article.categories == (Concept(name="Domestic", code="a"),)
    assert article.organisations[0].symbols == (Symbol("SUND", "OSE"),)
    assert (article.credit, article.word_count) == ("Sund News", 12)
    assert article.extra["ninjs:sign_off"] == ("KM",)
    assert AltId("204", "unique_id") in article.alt_ids


def test_an_item_of_the_ap() -> None:
    article = dialect(
        bylines=[{"by": "By KARI MOE", "title": "Harbour Writer", "code": "k1"}],
        usageterms=["Editorial use only.", "No archives."],
        photographer={"name": "Per Lie", "code": "p1"},
        provider="SUND",
        signals=["newscontent"],
        datelinelocation={"city": "Oslo", "countryname": "Norway", "countrycode": "NOR"},
        links=[{"href": "https://sund.example/1", "rel": "canonical"}],
        headline_seo="Ferry",
    )
    assert (article.byline, article.byline_title) == ("By KARI MOE", "Harbour Writer")
    assert article.rights is not None
    assert article.rights.usage_terms == "Editorial use only.\nNo archives."
    assert article.creators == (Party("Per Lie", code="p1", role="photographer"),)
    assert article.provider == Party("SUND")
    assert article.signals == (Concept(name="newscontent"),)
    assert article.dateline == Dateline(place="Oslo", country="Norway")
    assert article.url == "https://sund.example/1"
    assert article.alt_headlines == (Label("Ferry", "seo"),)
    assert article.extra["ninjs:bylines.code"] == ("k1",)


def test_an_item_of_reuters_connect() -> None:
    item = {
        "uri": "tag:example.org,2023:1",
        "type": "text",
        "headLine": "Ferry sails",
        "byLine": "Kari Moe",
        "bodyXhtml": "<html><body><p>It sailed.</p></body></html>",
        "slug": "FERRY/",
        "usn": "L1N3",
        "fragment": "It sailed.",
        "versionCreated": "2023-03-24T11:05:25.000Z",
        "copyrightNotice": "(c) Sund",
    }
    data = json.dumps({"data": {"item": item}}).encode()
    assert newsfmt.detect(data, name="a.json")[0].format == "ninjs"
    article = newsfmt.read_one(data)
    assert (article.headline, article.byline, article.slugline, article.text) == (
        "Ferry sails",
        "Kari Moe",
        "FERRY/",
        "It sailed.",
    )
    assert AltId("L1N3", "usn") in article.alt_ids
    assert article.rights == Rights(notice="(c) Sund")


@pytest.mark.parametrize("nothing", [None, [], "", {}], ids=repr)
def test_a_key_that_says_nothing_is_absent(nothing: object) -> None:
    keys = [
        key for key in (*TABLE.readers, "body_text", "house_note") if key not in ("uri", "type")
    ]
    data = {"uri": "urn:example:1", "type": "text", **dict.fromkeys(keys, nothing)}
    with newsfmt.read(json.dumps(data).encode(), format="ninjs") as reader:
        assert list(reader) == [Article(id="urn:example:1")]
    assert said(reader.report) == []


def test_an_id_is_a_text_or_a_number() -> None:
    assert dialect(unique_id=[7], family_id=8).alt_ids == (AltId("8", "family_id"),)
    assert dialect(unique_id=[7]).extra["ninjs:unique_id"] == ("[7]",)


@pytest.mark.parametrize("nothing", [None, [], "", {}], ids=repr)
def test_symbols_that_say_nothing_are_absent(nothing: object) -> None:
    data = {"uri": "urn:example:1", "organisation": [{"name": "Sund", "symbols": nothing}]}
    with newsfmt.read(json.dumps(data).encode(), format="ninjs") as reader:
        [article] = reader
    assert article.organisations == (Organisation("Sund"),)
    assert said(reader.report) == []


def test_a_content_type_that_is_none_of_a_text_is_reported() -> None:
    data = {"uri": "urn:example:1", "headlines": [{"value": "A", "contentType": "text/plane"}]}
    with newsfmt.read(json.dumps(data).encode(), format="ninjs") as reader:
        [article] = reader
    assert article.headline == "A"
    assert any("text/plane" in diagnostic.message for diagnostic in reader.report)
