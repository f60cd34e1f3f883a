"""NewsML-G2: golden pairs, tables for what an element means, for what is odd in an input, and for
what has no place in an output.
"""

from __future__ import annotations

import io
import os
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
    Link,
    Note,
    Organisation,
    Party,
    Place,
    Rendition,
    Rights,
    Symbol,
    Transmission,
)
from newsfmt.body import Embed, Heading, Paragraph
from newsfmt.dates import NewsDate
from newsfmt.diagnostics import Report
from newsfmt.errors import OptionError, ParseError
from newsfmt.format import Confidence, Context, Head
from newsfmt.formats.newsml_g2 import sniff
from newsfmt.formats.newsml_g2.kept_xml import fits, is_fragment, schema
from newsfmt.formats.newsml_g2.validate import validate
from newsfmt.formats.newsml_g2.vocabularies import Aliases, is_uri
from newsfmt.prose import prefix_of
from newsfmt.xmlkit import Schema

SAMPLES = (
    Path(os.environ.get("NEWSFMT_SHARED", Path(__file__).parents[3] / "shared"))
    / "samples"
    / "newsml-g2"
)
NAR = "http://iptc.org/std/nar/2006-10-01/"


def read(data: bytes | str, **how: Any) -> tuple[list[Article], Report]:
    reader = newsfmt.read(
        data.encode() if isinstance(data, str) else data, format="newsml-g2", **how
    )
    return list(reader), reader.report


def item(
    meta: str = "",
    content: str = "",
    after: str = "",
    before: str = "",
    attributes: str = 'guid="urn:x:1" version="1"',
) -> str:
    return (
        f'<newsItem xmlns="{NAR}" standard="NewsML-G2" standardversion="2.30" {attributes}>{before}<itemMeta><itemClass qcode="ninat:text"/>{meta}</itemMeta>'
        f"<contentMeta>{content}</contentMeta>{after}</newsItem>"
    )


def one(
    meta: str = "", content: str = "", after: str = "", before: str = "", **how: Any
) -> Article:
    return read(item(meta, content, after, before), **how)[0][0]


def written(articles: Article | list[Article], **options: Any) -> tuple[bytes, Report]:
    out = io.BytesIO()
    report = newsfmt.write(articles, out, format="newsml-g2", options=options)
    return out.getvalue(), report


def again(article: Article, **options: Any) -> Article:
    data, _ = written(article, **options)
    assert schema(bool(options.get("core"))).validate(data) == []
    return read(data)[0][0]


# ---- reading
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("meta", "content", "field", "value"),
    [
        ('<pubStatus qcode="stat:withheld"/>', "", "pub_status", "withheld"),
        (
            '<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"/>',
            "",
            "pub_status",
            "canceled",
        ),
        ("<embargoed/>", "", "embargoed", True),
        (
            "<embargoed>2021-05-04T06:00:00Z</embargoed>",
            "",
            "embargoed_until",
            NewsDate("2021-05-04T06:00:00Z"),
        ),
        (
            "<versionCreated>\n 2021-05-04T06:00:00Z </versionCreated>",
            "",
            "updated",
            NewsDate("2021-05-04T06:00:00Z"),
        ),
        (
            '<service qcode="svc:a"><name>A</name></service>',
            "",
            "services",
            (Concept("A", "a", "svc"),),
        ),
        (
            '<edNote role="r:x">Mer<br/>følger</edNote>',
            "",
            "ed_notes",
            (Note("Mer følger", "r:x"),),
        ),
        (
            '<signal qcode="sig:update"/>',
            "",
            "signals",
            (
                Concept(
                    code="update", scheme="sig", uri="http://cv.iptc.org/newscodes/signal/update"
                ),
            ),
        ),
        ("", "<contentCreated>2021-05</contentCreated>", "content_created", NewsDate("2021-05")),
        (
            "",
            '<subject type="cpnat:poi" literal="Sund kai"/>',
            "places",
            (Place(literal="Sund kai", type="cpnat:poi"),),
        ),
        (
            "",
            '<subject type="cpnat:person"><name>Kari</name></subject>',
            "people",
            (Party("Kari"),),
        ),
        ("", '<subject literal="x"/><subject/>', "subjects", (Concept(literal="x"),)),
        ("", '<headline role="r:a">Kort</headline><headline>Lang</headline>', "headline", "Lang"),
        (
            "",
            '<headline role="r:a">Kort</headline><headline>Lang</headline>',
            "alt_headlines",
            (Label("Kort", "r:a"),),
        ),
        ("", '<headline role="r:a">Kort</headline>', "headline", "Kort"),
        ("", "<description>Under<br/>teksten</description>", "summary", "Under teksten"),
        ("", "<keyword> ferge\n til </keyword><keyword/>", "keywords", ("ferge til",)),
        (
            "",
            "<creator><name>K</name></creator><contributor><name>O</name></contributor>",
            "creators",
            (Party("K"), Party("O", role="contributor")),
        ),
        ("", "<dateline>SUND</dateline>", "dateline", Dateline(text="SUND")),
    ],
)
def test_element(meta: str, content: str, field: str, value: Any) -> None:
    assert getattr(one(meta, content), field) == value


@pytest.mark.parametrize(
    ("inline", "texts"),
    [
        (
            '<inlineXML contenttype="xhtml/xml"><html><body><p>A</p><p>B</p></body></html></inlineXML>',
            ("A", "B"),
        ),
        (
            '<inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><body><p>A</p></body></html></inlineXML>',
            ("A",),
        ),
        (
            '<inlineXML><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.content><p>A</p></body.content></body></nitf></inlineXML>',
            ("A",),
        ),
        ('<inlineData contenttype="text/plain">A\n\nB &lt;b&gt;</inlineData>', ("A", "B <b>")),
        (
            '<inlineData contenttype="text/html">&lt;p&gt;A &amp;amp; B&lt;/p&gt;</inlineData>',
            ("A & B",),
        ),
        (
            '<inlineData contenttype="text/plain" encoding="enc:base64">w6Ygw7g=</inlineData>',
            ("æ ø",),
        ),
        (
            '<inlineData contenttype="text/plain">data</inlineData><inlineXML><html><body><p>A</p></body></html></inlineXML>',
            ("A",),
        ),
    ],
)
def test_body(inline: str, texts: tuple[str, ...]) -> None:
    assert one(after=f"<contentSet>{inline}</contentSet>").paragraphs == texts


def test_alternates_are_not_part_of_the_text() -> None:
    html = "<inlineXML><html><body><p>A</p></body></html></inlineXML>"
    article = one(
        after=f'<contentSet>{html}<inlineData rendition="r:lead" contenttype="text/plain">A again</inlineData></contentSet>'
    )
    assert article.text == "A"
    assert article.alternates == (
        Alternate("r:lead", media_type="text/plain", body=(Paragraph("A again"),)),
    )


def test_foreign_xml_is_carried() -> None:
    article = one(
        after='<contentSet><inlineXML contenttype="application/x+xml"><tide xmlns="urn:x"><high>4.1</high></tide></inlineXML></contentSet>'
    )
    assert article.body == (
        Embed("application/x+xml", '<tide xmlns="urn:x"><high>4.1</high></tide>'),
    )


@pytest.mark.parametrize(("heading", "kept"), [("Ny ferge", False), ("Noe annet", True)])
def test_heading_that_repeats_the_headline(heading: str, kept: bool) -> None:
    body = f"<contentSet><inlineXML><html><body><h1>{heading}</h1><p>A</p></body></html></inlineXML></contentSet>"
    article = one("", "<headline>Ny  ferge</headline>", body)
    assert (type(article.body[0]) is Heading) is kept


@pytest.mark.parametrize(
    ("meta", "content", "code", "line"),
    [
        ("<versionCreated>2021-05-04T06:00:00+0200</versionCreated>", "", "read.invalid", 1),
        ("<versionCreated/>", "", "read.invalid", 1),
        ("\n<versionCreated>snart</versionCreated>", "", "read.date-unparsed", 2),
        ("<expires>03/04/2021</expires>", "", "read.date-ambiguous", 1),
        ("", "\n\n<urgency>0</urgency>", "read.invalid", 3),
        ("", '<subject literal="x" relevance="much"/>', "read.invalid", 1),
    ],
)
def test_oddity(meta: str, content: str, code: str, line: int) -> None:
    found, report = read(item(meta, content))
    assert len(found) == 1
    assert [(entry.code, entry.position.line if entry.position else None) for entry in report] == [
        (code, line)
    ]


def test_what_cannot_be_read_is_kept() -> None:
    article = one("<versionCreated>snart</versionCreated>", "<urgency>0</urgency>")
    assert dict(article.extra) == {
        "newsml-g2:versionCreated": ("snart",),
        "newsml-g2:urgency": ("0",),
    }
    assert article.updated is None
    assert article.urgency is None


def test_timezone_option() -> None:
    meta = "<versionCreated>2021-07-01T12:00:00</versionCreated><firstCreated>2021-01-01T12:00:00</firstCreated><expires>2021-07-01T12:00:00Z</expires>"
    article = one(meta, options={"timezone": "Europe/Helsinki"})
    assert str(article.updated) == "2021-07-01T12:00:00+03:00"
    assert str(article.created) == "2021-01-01T12:00:00+02:00"
    assert str(article.expires) == "2021-07-01T12:00:00Z"
    assert str(one(meta).updated) == "2021-07-01T12:00:00"
    with pytest.raises(OptionError):
        one(meta, options={"timezone": "Sund/Kai"})


def test_items_that_are_no_articles() -> None:
    found, report = read(
        f'<newsMessage xmlns="{NAR}"><itemSet><conceptItem guid="a"/><planningItem guid="b"/></itemSet></newsMessage>'
    )
    assert found == []
    assert report.counts == {"read.item-skipped": 2}


def test_nothing_of_news_in_it() -> None:
    with pytest.raises(ParseError, match="no newsItem"):
        read("<contentSet/>")


def test_nothing_invented() -> None:
    article = read(f'<newsItem xmlns="{NAR}"><itemMeta/></newsItem>')[0][0]
    assert article == Article()


def test_unresolved_and_resolved_codes() -> None:
    catalog = '<catalogRef href="https://cv.example/catalog.xml"/><catalog><scheme alias="a" uri="https://cv.example/a/"/></catalog>'
    article = one(
        content='<subject qcode="a:1"/><subject qcode="medtop:01000000"/>', before=catalog
    )
    assert article.subjects == (
        Concept(code="1", scheme="a", uri="https://cv.example/a/1"),
        Concept(code="01000000", scheme="medtop"),
    )
    assert dict(article.vocabularies) == {
        "a": "https://cv.example/a/",
        "catalog:1": "https://cv.example/catalog.xml",
    }


@pytest.mark.parametrize(
    ("text", "paragraph", "prefix"),
    [
        ("SUND (FN)", "SUND (FN) – Ferga går.", "SUND (FN) – "),
        ("SUND (FN) -", "SUND (FN) - Ferga går.", "SUND (FN) - "),
        ("SUND", "SUND: Ferga går.", "SUND: "),
        ("SUND", "SUNDET er stengt.", None),
        ("SUND", "Ferga går.", None),
    ],
)
def test_dateline_prefix(text: str, paragraph: str, prefix: str | None) -> None:
    assert prefix_of((Paragraph("Av Kari", role="byline"), Paragraph(paragraph)), text) == prefix


# ---- writing
# ------------------------------------------------------------


@pytest.mark.parametrize(
    "article",
    [
        Article(),
        Article(id="x", version="0042", type="two words", pub_status="særskilt", urgency=12),
        Article(
            version="NO",
            updated="2021-05",
            published="2021-05-04",
            created="2021-05-04T06:30Z",
            content_created="2021-05-04T06:30",
        ),
        Article(updated="2021-05-04T06:30:00"),
        Article(embargoed=True),
        Article(embargoed=False),
        Article(embargoed_until="2021-05-04"),
        Article(embargoed=True, embargoed_until="2021-05-04T06:30Z"),
        Article(headline="Two\nlines", slugline="a\nb", keywords=("a\tb", "c")),
        Article(
            alt_headlines=(Label("A"), Label("B", "two words", "nb")),
            descriptions=(Label("C"),),
            subheadline="S",
        ),
        Article(byline="Av Kari", byline_title="Reporter", credit="FN"),
        Article(
            subjects=(
                Concept(code="1"),
                Concept("A", "two words", "Firma A"),
                Concept(code="a b", scheme="medtop"),
                Concept(code="1", scheme="medtop"),
            )
        ),
        Article(
            subjects=(Concept("A", type="cpnat:person"),),
            places=(Place("P"), Place("Q", type="cpnat:geoArea"), Place("R", type="cpnat:poi")),
        ),
        Article(
            places=(
                Place("P", "p", "x", geo=Geo(60.5, 1e-05)),
                Place("Q", geo=Geo(1, None)),
                Place("R", "p", "x", geo=Geo(2, 2)),
            )
        ),
        Article(
            categories=(Concept("Kyst", "k"),),
            vocabularies={"a b": "x", "newsfmt": "urn:x", "catalog:2": "https://x.example/"},
        ),
        Article(
            rights=Rights(holder=Party("FN", email="a@b.example"), year="2021", data_mining="no")
        ),
        Article(
            creators=(
                Party("Kari", job_title="Staff Writer", organisation="FN", role="contributor"),
                Party("Ola", role="contributor"),
            )
        ),
        Article(
            extra={
                "acme:two words": ("1", ""),
                "newsml-g2:generator": ("<generator>X</generator>",),
                "newsml-g2:partMeta": ("<broken",),
            }
        ),
        Article(
            extra={"newsml-g2:role": ("</itemMeta><evil/>",), "newsml-g2:headline/@rank": ("x",)},
            headline="H",
        ),
        Article(dateline=Dateline(text="SUND", place="Sund"), body=(Paragraph("SUND – Ferga"),)),
        Article(
            dateline=Dateline(text="SUND", prefix="SUND – "), body=(Paragraph("SUND – Ferga"),)
        ),
        Article(renditions=(Rendition(name="two words", href="50%", duration=1.5, width=2**70),)),
        Article(
            alternates=(
                Alternate(name="n", media_type="text/plain", body=(Paragraph("A"), Paragraph("B"))),
            )
        ),
        Article(headline="H", body=(Heading("H", 1), Paragraph("A"))),
        Article(transmission=Transmission(id="7", sequence="0042", priority="u")),
        Article(alt_ids=(AltId(role="tape"),)),
        Article(alt_ids=(AltId(role="tape"), AltId("17", "tape"))),
        Article(
            url="http://[bad",
            links=(Link(rel="two words", href="50%", version="b"), Link(id="x", title=" t ")),
        ),
        Article(
            type="composite",
            associations=(
                Association(id="a", group="main"),
                Association(id="b", group="main/side", role="r"),
                Association(id="c"),
            ),
        ),
        Article(
            associations=(
                Association(
                    name="p",
                    item=Article(
                        type="picture", summary="Ferga", associations=(Association(item=Article()),)
                    ),
                ),
            )
        ),
        Article(associations=(Association(id="NO", item=Article(id="NO")), Association(id="NO"))),
    ],
)
def test_comes_back(article: Article) -> None:
    assert again(article) == article


def test_symbols_go_to_an_assert() -> None:
    article = Article(
        organisations=(
            Organisation(
                "Sund", uri="https://sund.example/", symbols=(Symbol("SUND", "Oslo", "two words"),)
            ),
            Organisation("Ås", symbols=(Symbol("AAS"),)),
        ),
        places=(Place("Sund", "s", "x", geo=Geo(60.2, 1e-05)),),
    )
    data, _ = written(article)
    assert data.count(b"<assert ") == 2
    assert b'latitude="60.2" longitude="0.00001"' in data
    assert again(article) == article


def test_no_alias_without_declaration() -> None:
    aliases = Aliases({"own": "https://own.example/"})
    found = [
        aliases.qcode("own", "a"),
        aliases.qcode("medtop", "1"),
        aliases.qcode("svc", "x"),
        aliases.qcode(None, "two words"),
        aliases.qcode("A B", "c"),
    ]
    assert found == ["own:a", "medtop:1", "svc:x", "term:two%20words", "scheme:c"]
    assert set(aliases.own) == {"newsfmt", "medtop", "svc", "term", "scheme"}
    assert aliases.own["svc"] == "urn:newsfmt:scheme:svc"


def test_bare_item_message_and_package() -> None:
    assert written(Article(headline="H"))[0].splitlines()[1].startswith(b"<newsItem ")
    assert written([Article(), Article()])[0].splitlines()[1].startswith(b"<newsMessage ")
    assert (
        written(Article(transmission=Transmission(id="1")))[0]
        .splitlines()[1]
        .startswith(b"<newsMessage ")
    )
    assert written(Article(type="composite"))[0].splitlines()[1].startswith(b"<packageItem ")
    assert (
        written(Article(type="composite", body=(Paragraph("A"),)))[0]
        .splitlines()[1]
        .startswith(b"<newsItem ")
    )
    assert written([])[0] == b""


def test_derived_values_are_told_and_dropped() -> None:
    article = Article(headline="H", published="2021-05-04T06:30:00+02:00")
    data, report = written(article)
    assert sorted(
        entry.position.path
        for entry in report
        if entry.code == "write.value-derived" and entry.position
    ) == [
        "id",
        "provider",
        "updated",
        "version",
    ]
    assert b"<versionCreated>2021-05-04T06:30:00+02:00</versionCreated>" in data
    assert again(article) == article


def test_each_field_without_a_place_is_a_property() -> None:
    data, report = written(
        Article(id="x", categories=(Concept("Kyst", "k"),), rights=Rights(year="2021"))
    )
    assert b'rel="newsfmt:categories[0].name" value="Kyst"' in data
    assert b'rel="newsfmt:rights.year" value="2021"' in data
    assert not [entry for entry in report if entry.severity == "loss"]


def test_core() -> None:
    article = Article(
        id="x",
        version="1",
        headline="H",
        updated="2021-05-04T06:30:00Z",
        published="2021-05-04",
        provider=Party("FN"),
        signals=(Concept(code="a"),),
    )
    data, report = written(article, core=True)
    assert schema(core=True).validate(data) == []
    assert b"ExtProperty" not in data
    assert {
        entry.position.path for entry in report if entry.severity == "loss" and entry.position
    } == {"published", "signals"}


def test_nitf_body() -> None:
    article = Article(headline="H", body=(Paragraph("A"), Paragraph("B")))
    data, _ = written(article, body="nitf")
    assert b'<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/">' in data
    assert again(article, body="nitf") == article


def test_removed_characters_are_told() -> None:
    data, report = written(Article(headline="a\x00b", keywords=("ok", "\x01c")))
    assert schema().validate(data) == []
    assert sorted(
        entry.position.path
        for entry in report
        if entry.code == "write.value-shortened" and entry.position
    ) == [
        "headline",
        "keywords[1]",
    ]


def test_indent() -> None:
    assert b"\n" not in written(Article(headline="H"), indent=False)[0].strip()


@pytest.mark.parametrize(
    ("text", "legal"),
    [
        ("https://example.com/?a=1&b=2#c", True), ("urn:x:1", True), ("/a", True), ("", True), ("a b", True), ("http://[bad", False), ("50%", False), ("a%20b", True),
        ("http://x/#a#b", False), ("1:b", False), ("http://e:port/", False), ("http://e:80/", True), (" a", False), ("\x01", False), ("å", True), (":a", False),
    ],
)  # fmt: skip
def test_is_uri(text: str, legal: bool) -> None:
    assert is_uri(text) is legal
    if legal:  # never more generous than the schema
        probe = b'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a" type="xs:anyURI"/></xs:schema>'
        assert Schema.xsd(probe).validate(f"<a>{text.replace('&', '&amp;')}</a>".encode()) == []


@pytest.mark.parametrize(
    ("xml", "name", "is_one", "slot", "valid"),
    [
        ('<generator versioninfo="1">X</generator>', "generator", True, "item", True),
        ("<generator>X</generator>", "generator", True, "content", False),
        ("<generator>X</generator><generator>Y</generator>", "generator", False, "item", True),
        ("<generator/>", "generator", True, "item", False),
        ('<partMeta partid="a"/>', "partMeta", True, "after", True),
        ('<partMeta part="a"/>', "partMeta", True, "after", False),
        ('<generator id="a">X</generator>', "generator", False, "item", True),
        ("<b:x xmlns:b='urn:b'/>", "x", False, "item", True),
        ('<b:x xmlns:b="urn:b"/>', "x", True, "content", True),
        ("<a>&nbsp;</a>", "a", False, "item", False),
    ],
)
def test_fragments(xml: str, name: str, is_one: bool, slot: str, valid: bool) -> None:
    assert is_fragment(xml, name, xml.startswith("<b:")) is is_one
    assert fits(slot, xml) is valid


def test_unknown_elements_are_written_back() -> None:
    before = '<hopHistory><hop seq="1"/></hopHistory>'
    article = one(
        '<generator versioninfo="2">X</generator>',
        '<audience qcode="a:b"/><subject literal="x" rank="2"><sameAs qcode="a:c"/></subject>',
        before=before,
    )
    data, _ = written(article)
    for part in (
        '<hopHistory><hop seq="1"/></hopHistory>',
        '<generator versioninfo="2">X</generator>',
        '<audience qcode="a:b"/>',
        'literal="x" rank="2"',
        '<sameAs qcode="a:c"/>',
    ):
        assert part.encode() in data
    assert read(data)[0] == [article]


# ---- recognising
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "confidence"),
    [
        (f'<newsItem xmlns="{NAR}">', Confidence.CERTAIN),
        (f'<?xml version="1.0"?><!-- x --><g:newsMessage xmlns:g="{NAR}">', Confidence.CERTAIN),
        ("<newsMessage>", Confidence.LIKELY),
        ("<contentSet>", Confidence.MAYBE),
        ("<nitf>", Confidence.NO),
        ("<NewsML>", Confidence.NO),
        ("newsItem", Confidence.NO),
    ],
)
def test_sniff(head: str, confidence: Confidence) -> None:
    assert sniff(Head(head.encode())) is confidence


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not here")
def test_samples_are_recognised_and_come_back() -> None:
    count = 0
    for path in sorted(SAMPLES.iterdir()):
        data = path.read_bytes()
        for name in ("x", "x.json", "x.txt"):
            assert newsfmt.detect(data, name=name)[0].format == "newsml-g2", path.name
        try:
            found = list(newsfmt.read(data, format="newsml-g2", on_error="skip"))
        except ParseError:
            continue
        if found:
            count += 1
            output, _ = written(found)
            assert schema().validate(output) == [], path.name
            assert read(output)[0] == found, path.name
    assert count > 50


def test_what_an_associated_item_loses_is_told_by_its_path() -> None:
    inner = Article(extra={"acme:m\x1d": ("b",)}, body=(Paragraph("a\x01"),))
    report = newsfmt.write(
        Article(
            headline="H", associations=(Association(id="a"), Association(name="n", item=inner))
        ),
        io.BytesIO(),
        format="newsml-g2",
    )
    lost = [
        one.position.path for one in report if one.severity == "loss" and one.position is not None
    ]
    assert lost == [
        "associations[1].item.extra['acme:m\\x1d']",
        "associations[1].item.body[0].content[0]",
    ]


HEADER = """<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><Header><Sent>2021-05-04T08:00:00Z</Sent>
<transmitId>7</transmitId><destination>x</destination></Header><notice>Read this</notice><itemSet>
<newsItem guid="a" version="1"><itemMeta><itemClass qcode="ninat:text"/></itemMeta></newsItem></itemSet></newsMessage>"""


def test_a_header_in_another_case_and_what_has_no_place_in_a_message() -> None:
    articles, report = read(HEADER)
    assert articles[0].transmission == Transmission(id="7", sent=NewsDate("2021-05-04T08:00:00Z"))
    assert articles[0].extra["newsml-g2:header/destination"] == ("<destination>x</destination>",)
    assert [entry.code for entry in report] == ["read.invalid", "read.element-ignored"]
    assert "Read this" in str(list(report)[1])


SENT = "<sent>2021-05-04T08:15:00Z</sent>"


def message(inside: str, header: str = f"<header>{SENT}</header>", behind: str = "") -> str:
    return f'<newsMessage xmlns="{NAR}">{header}<itemSet>{inside}</itemSet>{behind}</newsMessage>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (message(item(), behind=f"<header>{SENT}</header>"), "<header> is not the first"),
        (message(item(), f"<header>{SENT}</header><header><priority>4</priority></header>"), "4"),
        (message(f"<note>North</note>{item()}"), ">North</note>"),
        (message(f"{item()}<note>North</note>"), ">North</note>"),
        (message(f"{item()}<!-- x -->North{item()}"), "'North'"),
        (message(item(), behind="North"), "'North'"),
        (message(item(), 'North<catalogRef href="http://example.com/c"/>'), "example.com/c"),
    ],
)  # fmt: skip
def test_what_stands_between_the_parts_of_a_message(data: str, said: str) -> None:
    articles, report = read(data)
    assert articles
    assert any(said in entry.message for entry in report)


def test_each_message_has_its_own_header() -> None:
    first, second = message(item()), message(item(), header="")
    articles, _ = read(f"<x>{first}{second}</x>")
    assert [article.transmission is None for article in articles] == [False, True]
    upper = message(item(), "<HEADER><SENT>2021-05-04T08:15:00Z</SENT>x</HEADER>")
    [article], report = read(upper)
    assert article.transmission == articles[0].transmission
    assert article.extra["newsml-g2:header/text()"] == ("x",)
    assert report.counts == {"read.invalid": 2}


@pytest.mark.parametrize(
    ("article", "key", "kept"),
    [
        (one("North"), "itemMeta/text()", "North"),
        (one(after="<contentSet>North<inlineXML><p>a</p></inlineXML></contentSet>"), "contentSet/text()", "North"),
        (one(after="<contentSet><inlineXML><html><body><p>a</p></body></html>North<p>b</p></inlineXML></contentSet>"), "inlineXML/text()", "North"),
        (one(after="<contentSet><inlineXML><html><body><p>a</p></body></html><p>b</p></inlineXML></contentSet>"), "inlineXML/p", "<p>b</p>"),
        (one(before="<rightsInfo>North<usageTerms>a</usageTerms></rightsInfo>"), "rightsInfo/text()", "North"),
        (one(after="<groupSet root='g'><group id='g'>North</group></groupSet>"), "group[g]/text()", "North"),
        (one(before="<pubHistory><published>North<timestamp>2021</timestamp></published></pubHistory>"), "pubHistory", "<pubHistory><published>North<timestamp>2021</timestamp></published></pubHistory>"),
        (one("<embargoed why='ex:a'/>"), "embargoed/@why", "ex:a"),
        (one("<pubStatus why='ex:a'/>"), "pubStatus", '<pubStatus why="ex:a"/>'),
        (one("<pubStatus literal='usable' qcode='stat:usable'/>"), "pubStatus/@literal", "usable"),
        (one("<pubStatus><name role='ex:a'>Usable</name></pubStatus>"), "pubStatus/name/@role", "ex:a"),
        (one("", "<urgency why='ex:a'>3</urgency>"), "urgency/@why", "ex:a"),
        (one("", "<urgency>3</urgency><urgency>4</urgency>"), "urgency", "<urgency>4</urgency>"),
        (one(before="<rightsInfo><dataMining uri='urn:x:a' why='ex:a'/></rightsInfo>"), "rightsInfo/dataMining/@why", "ex:a"),
        (one(before="<catalogRef href='urn:x:c' title='Codes'/>"), "catalogRef", '<catalogRef href="urn:x:c" title="Codes"/>'),
        (one(before="<catalog url='urn:x:c'><scheme alias='ex' uri='urn:x:a'/></catalog>"), "catalog/@url", "urn:x:c"),
        (one(before="<catalog><scheme alias='ex' uri='urn:x:a'><name>Ex</name></scheme></catalog>"), "catalog/scheme", '<scheme alias="ex" uri="urn:x:a"><name>Ex</name></scheme>'),
        (one(before="<catalog><scheme alias='ex' uri='urn:x:a'/><scheme alias='ex' uri='urn:x:b'/></catalog>"), "catalog/scheme", "ex urn:x:b"),
        (one(after="<contentSet><inlineXML height='4'/></contentSet>"), "contentSet/inlineXML", '<inlineXML height="4"/>'),
        (one(after="<contentSet><inlineXML><own kind='a'><p>North</p></own></inlineXML></contentSet>"), "inlineXML/own/@kind", "a"),
        (one(after="<groupSet root='g' why='ex:a'><group id='g'/></groupSet>"), "groupSet/@why", "ex:a"),
        (one(after="<groupSet root='g'><group id='g'><groupRef idref='h' why='ex:a'/></group><group id='h'/></groupSet>"), "group[g]/groupRef", '<groupRef idref="h" why="ex:a"/>'),
        (read(message(item(), f"<header why='ex:a'>{SENT}</header>"))[0][0], "header/@why", "ex:a"),
        (read(message(item(), f"<header>{SENT}<priority why='a'>3</priority></header>"))[0][0], "header/priority", '<priority why="a">3</priority>'),
        (read(message(item()).replace("<itemSet", "<itemSet why='ex:a'"))[0][0], "itemSet/@why", "ex:a"),
    ],
)  # fmt: skip
def test_what_no_field_takes_is_kept_and_comes_back(article: Article, key: str, kept: str) -> None:
    assert article.extra[f"newsml-g2:{key}"] == (kept,)
    assert again(article).extra == article.extra


@pytest.mark.parametrize(
    ("meta", "content", "texts"),
    [
        ("", "<subject qcode='a:b'>North</subject>", ("North",)),
        ("", "<subject><name>North</name>South</subject>", ("North", "South")),
        ("<link href='urn:x:a'>North<title>T</title></link>", "", ("North",)),
        ("", "<subject type='cpnat:geoArea' qcode='a:b'><geoAreaDetails>North<position latitude='1' longitude='2'/></geoAreaDetails></subject>", ("North",)),
        ("", "<creator><personDetails>North<affiliation>South<name>Quay</name></affiliation></personDetails></creator>", ("North", "South")),
    ],
)  # fmt: skip
def test_text_in_an_element_of_elements_is_kept(
    meta: str, content: str, texts: tuple[str, ...]
) -> None:
    article = one(meta, content)
    assert all(text in article.to_json().decode() for text in texts)
    assert again(article) == article


def test_what_is_odd_is_reported_each_time() -> None:
    data = item("", "<subject qcode='a:b'>North</subject><genre qcode='a:b'>North</genre>")
    assert [read(data)[1].counts for _ in range(2)] == [{"read.invalid": 2}] * 2


@pytest.mark.parametrize(
    ("inside", "texts"),
    [
        ("<inlineXML>Lead <p>North</p>South<p>West</p></inlineXML>", ["Lead", "North", "South", "West"]),
        ("<inlineXML><p>North</p><p>South</p></inlineXML>", ["North", "South"]),
        ("<inlineData contenttype='text/plain'>North<p>South</p></inlineData>", ["North", "South"]),
    ],
)  # fmt: skip
def test_content_in_several_pieces(inside: str, texts: list[str]) -> None:
    article = one(after=f"<contentSet>{inside}</contentSet>")
    assert article.text == "\n\n".join(texts)


def test_a_whole_number_may_have_an_exponent() -> None:
    data = item(
        after="<contentSet><remoteContent href='urn:x:a' width='1e3' size='4.5'/></contentSet>"
    )
    [article], report = read(data)
    assert [(found.width, found.size) for found in article.renditions] == [(1000, None)]
    assert report.counts == {"read.invalid": 1}


def test_a_record_that_no_element_can_say_is_carried() -> None:
    nothing = Concept(broader=(Concept(literal="a\tb"),))
    article = Article(
        provider=Party(role="a:b"),
        genres=(nothing,),
        subjects=(nothing, Concept("Quay")),
        creators=(Party(email="quay"), Party(literal="a\tb")),
        digital_source_type=Concept(relevance=2.5),
        rights=Rights(holder=Party(job_title="a:b")),
        links=(Link(href="http://[bad"), Link(rel="a:b")),
    )
    output, report = written(article)
    assert list(validate(output, Context())) == []
    assert [entry.code for entry in report if entry.severity == "loss"] == []
    assert read(output)[0] == [article]
    without = Article(genres=(Concept(), Concept("Quay")))
    assert again(without) == without


def test_what_used_to_be_left_out() -> None:
    data = item(
        '<itemClass qcode="ninat:text"><name>Text</name></itemClass>',
        '<altId type="a:b" id="77"/><headline role="a:b"/>',
    )
    article = read(data)[0][0]
    assert [alt_id.value for alt_id in article.alt_ids] == ["77"]
    assert article.extra["newsml-g2:itemClass"] == (
        '<itemClass qcode="ninat:text"><name>Text</name></itemClass>',
    )
    assert article.extra["newsml-g2:headline"] == ('<headline role="a:b"/>',)


def test_stories_that_share_a_picture() -> None:
    picture = Article(id="urn:x:9", version="1", type="picture", headline="Boat")
    stories = [
        Article(id=f"urn:x:{number}", headline="Ferry", associations=(Association(item=picture),))
        for number in (1, 2)
    ]
    output, _ = written(stories)
    assert list(validate(output, Context())) == []
    assert read(output)[0] == [attrs.evolve(story, origin=None) for story in stories]


@pytest.mark.parametrize(
    "article",
    [
        Article(
            vocabularies={"catalog:1": "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_38.xml"},
            services=(Concept(code="UTR", scheme="tt_prodid"),),
            extra={"newsml-g2:role": ('<role qcode="tt_type:01:PUBL"/>',)},
        ),
        Article(extra={"newsml-g2:generator": ("<generator/>",)}),
        Article(renditions=(Rendition(href="pictures/1.jpg"),)),
        Article(alt_ids=(AltId("7", "x:y"),), extra={"newsml-g2:alt_ids[0]/@environment": ("undeclared:x",)}),
    ],
)  # fmt: skip
def test_output_that_the_validator_takes(article: Article) -> None:
    output, _ = written(article)
    assert list(validate(output, Context())) == []
    assert comes_back(article, output)


def comes_back(article: Article, output: bytes) -> bool:
    return attrs.evolve(read(output)[0][0], origin=None) == article


def test_core_reports_what_is_gone_and_nothing_else() -> None:
    inner = Article(
        id="b", version="1", headline="Boat", profile="photo", published=NewsDate("2021-05-04"),
        updated=NewsDate("2021-05-04T08:00:00Z"), provider=Party(code="x", scheme="nprov"),
        places=(Place(name="Oslo", role="r:x", extra={"newsml-g2:how": ("howextr:tool",)}),),
    )  # fmt: skip
    article = attrs.evolve(inner, id="a", associations=(Association(id="b", item=inner),))
    _, report = written(article, core=True)
    losses = {
        str(entry.position and entry.position.path) for entry in report if entry.severity == "loss"
    }
    parts = ("profile", "published", "places[0].role", "places[0].extra['newsml-g2:how']")
    assert losses == {
        f"{prefix}{part}" for prefix in ("", "associations[0].item.") for part in parts
    }
