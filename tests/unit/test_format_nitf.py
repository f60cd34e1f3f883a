"""NITF: golden pairs, the home of every path, what is odd and read all the same, and what NITF
cannot hold.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import newsfmt
from newsfmt import _pipeline
from newsfmt.article import (
    AltId,
    Article,
    Concept,
    Dateline,
    Label,
    Link,
    Note,
    Organisation,
    Party,
    Place,
    Rights,
)
from newsfmt.body import Paragraph
from newsfmt.dates import NewsDate
from newsfmt.diagnostics import Report
from newsfmt.errors import CannotWriteError, OptionError, ParseError
from newsfmt.format import Confidence, Head
from newsfmt.formats.nitf import NAMESPACE, sniff
from newsfmt.formats.nitf.write import write

SCHEMA = Path(newsfmt.__file__).parent / "schema" / "nitf" / "nitf-3-6.xsd"


def read(xml: str | bytes, **options: Any) -> tuple[Article, list[tuple[str, int | None]]]:
    report = Report()
    context = newsfmt.Context(report=report)
    data = xml if isinstance(xml, bytes) else xml.encode()
    with _pipeline.open_reader(data, context, format="nitf", options=options) as reader:
        (article,) = list(reader)
    return article, [(one.code, one.position.line if one.position else None) for one in report]


def docdata(xml: str, attributes: str = "", **options: Any) -> Article:
    return read(f"<nitf><head><docdata {attributes}>{xml}</docdata></head></nitf>", **options)[0]


def head(xml: str) -> Article:
    return read(f"<nitf><body><body.head>{xml}</body.head></body></nitf>")[0]


def written(article: Article) -> tuple[bytes, list[tuple[str, str]]]:
    out, report = io.BytesIO(), Report(keep=1000)
    _pipeline.write_to(article, out, report, format="nitf")
    return out.getvalue(), [
        (one.code, one.position.path or "") for one in report if one.position is not None
    ]


HOMES: dict[str, tuple[str, dict[str, Any]]] = {
    "doc-id": ('<doc-id id-string="a" regsrc="B"/>', {"id": "a", "provider": Party(name="B")}),
    "a second doc-id": ('<doc-id id-string="a"/><doc-id id-string="b"/>', {"id": "a", "alt_ids": (AltId("b", "doc-id"),)}),
    "du-key": ('<du-key key="a" version="2" generation="3"/>',
               {"alt_ids": (AltId("a", "du-key"),), "version": "2", "extra": {"nitf:du-key.generation": "3"}}),
    "urgency": ('<urgency ed-urg="4"/>', {"urgency": 4}),
    "no urgency": ('<urgency ed-urg="0"/>', {"urgency": None, "extra": {"nitf:urgency": "0"}}),
    "date.issue": ('<date.issue norm="20210504T081500+0200"/>', {"published": NewsDate("2021-05-04T08:15:00+02:00"), "created": None, "updated": None}),
    "a day stays a day": ('<date.issue norm="20210504"/>', {"published": NewsDate("2021-05-04")}),
    "a naive time stays naive": ('<date.issue norm="2021-05-04T08:15"/>', {"published": NewsDate("2021-05-04T08:15")}),
    "no date": ('<date.issue norm="soon"/>', {"published": None, "extra": {"nitf:date.issue": "soon"}}),
    "release after issue": ('<date.issue norm="20210504"/><date.release norm="20210505"/>',
                            {"published": NewsDate("2021-05-04"), "embargoed_until": NewsDate("2021-05-05"), "embargoed": None}),
    "release with issue": ('<date.issue norm="20210504"/><date.release norm="20210504"/>',
                           {"embargoed_until": None, "extra": {"nitf:date.release": "20210504"}}),
    "release alone": ('<date.release norm="20210504"/>', {"published": NewsDate("2021-05-04"), "embargoed_until": None}),
    "date.expire": ('<date.expire norm="20210504T0815Z"/>', {"expires": NewsDate("2021-05-04T08:15Z")}),
    "ed-msg": ('<ed-msg msg-type="a" info="b"/><ed-msg info=""/>', {"ed_notes": (Note("b", "a"),)}),
    "rights": ('<doc.copyright year="2021" holder="A"/><doc.rights owner="A" limitations="b" agent="c"/>',
               {"rights": Rights(holder=Party(name="A"), year="2021", usage_terms="b"), "extra": {"nitf:doc.rights.owner": "A", "nitf:doc.rights.agent": "c"}}),
    "keywords": ('<key-list><keyword key="a"/><keyword>b</keyword></key-list>', {"keywords": ("a", "b")}),
    "sources": ('<del-list><from-src src-name="a" level-number="1"/></del-list>', {"sources": (Party(name="a", extra={"nitf:level-number": "1"}),)}),
    "series": ('<series series.name="a" series.part="1"/>', {"series": (Concept(name="a", extra={"nitf:series.part": "1"}),)}),
    "series without a name": ('<series series.part="1"/>', {"series": (), "extra": {"nitf:series.part": "1"}}),
    "fixture and scope": ('<fixture fix-id="a"/><doc-scope scope="b"/>', {"services": (Concept(name="a"),), "extra": {"nitf:doc-scope": "b"}}),
    "correction": ('<correction info="a" id-string="b"/>', {"signals": (Concept(name="a", literal="correction", extra={"nitf:id-string": "b"}),)}),
    "evloc": ('<evloc city="a" iso-cc="NO"/>',
              {"places": (Place(name="a", type="city", role="evloc", broader=[Concept(code="NO", type="country")]),)}),
    "identified": (('<identified-content><person value="1" idsrc="x">A<function>b</function></person><org>C</org><location><city>D</city>, '
                   "<country iso-cc='NO'>E</country></location><event start-date='2021'>F</event><object.title>G</object.title>"
                   "<classifier type='subject'>H</classifier><classifier type='mood'>I</classifier></identified-content>"),
                   {"people": (Party(name="A", code="1", scheme="x", job_title="b"),), "organisations": (Organisation(name="C"),),
                    "places": (Place(name="D", type="city", broader=[Concept(name="E", code="NO", type="country")]),),
                    "events": (Concept(name="F", extra={"nitf:start-date": "2021"}),), "objects": (Concept(name="G"),),
                    "subjects": (Concept(name="H"), Concept(name="I", type="mood"))}),
}  # fmt: skip


@pytest.mark.parametrize("case", HOMES)
def test_docdata(case: str) -> None:
    xml, wanted = HOMES[case]
    article = docdata(xml)
    assert {name: getattr(article, name) for name in wanted} == {
        name: Article(extra=value).extra if name == "extra" else value
        for name, value in wanted.items()
    }


def test_management_status() -> None:
    found = docdata(
        '<date.issue norm="20210504"/><date.release norm="20210504"/>',
        'management-status="stat:Embargoed" management-doc-idref="a"',
    )
    assert (found.pub_status, found.embargoed, found.embargoed_until) == (
        "embargoed",
        True,
        NewsDate("2021-05-04"),
    )
    assert found.links == (Link(rel="previousVersion", id="a"),)
    assert docdata("", 'management-status="Usable"').embargoed is None


def test_a_thing_without_name_and_code_is_lost_and_no_empty_element_is_written() -> None:
    article = Article(
        headline="Ferry",
        subjects=[Concept(type="topic")],
        genres=[Concept(type="style")],
        people=[Party(role="subject")],
    )
    out = io.BytesIO()
    report = newsfmt.write(article, out, format="nitf")
    assert b"<classifier" not in out.getvalue()
    assert b"<person" not in out.getvalue()
    assert [(entry.code, entry.position.path) for entry in report if entry.position] == [
        ("write.field-lost", "genres[0].type"),
        ("write.field-lost", "subjects[0]"),
        ("write.field-lost", "people[0]"),
    ]


def test_subjects_are_expanded_by_level_and_never_twice() -> None:
    xml = """<nitf><head><tobject tobject.type="x"><tobject.property tobject.property.type="a"/>
      <tobject.subject tobject.subject.refnum="02003001" tobject.subject.type="A" tobject.subject.detail="C"/>
      <tobject.subject tobject.subject.refnum="02003000" tobject.subject.matter="B"/>
      <tobject.subject tobject.subject.refnum="F01" tobject.subject.ipr="KYST" tobject.subject.type="D"/></tobject></head></nitf>"""
    article, _ = read(xml)
    assert article.subjects == (
        Concept(name="A", code="02000000", scheme="subj"), Concept(name="B", code="02003000", scheme="subj"),
        Concept(name="C", code="02003001", scheme="subj"), Concept(name="D", code="F01", scheme="KYST"),
    )  # fmt: skip
    assert article.genres == (Concept(name="a"),)
    assert article.extra["nitf:tobject.type"] == ("x",)


LINES: dict[str, tuple[str, dict[str, Any]]] = {
    "headlines": ("<hedline><hl1>A <em>b</em><br/>c</hl1><hl2>d</hl2><hl2 xml:lang='nb'>e</hl2></hedline><hedline><hl1 class='web'>f</hl1></hedline>",
                  {"headline": "A b c", "subheadline": "d", "alt_headlines": (Label("e", "hl2", "nb"), Label("f", "web"))}),
    "byline": ("<byline>By <person>Kari Moe<function>editor</function></person> and <person>Per Lie</person><byttl>staff</byttl></byline>",
               {"byline": "By Kari Moeeditor and Per Lie", "byline_title": "staff",
                "creators": (Party(name="Kari Moe", job_title="editor"), Party(name="Per Lie"))}),
    "certain byline": ("<byline>By Kari Moe</byline>", {"byline": "By Kari Moe", "creators": (Party(name="Kari Moe"),)}),
    "uncertain byline": ("<byline>km/pl</byline>", {"byline": "km/pl", "creators": ()}),
    "distributor": ("<distributor><org idsrc='x' value='1'>A</org></distributor>", {"provider": Party(name="A", code="1", scheme="x")}),
    "dateline": ("<dateline><location><city>SUND</city>, <state>Kyst</state></location>, <story.date norm='20210504'>May 4</story.date></dateline>",
                 {"dateline": Dateline(text="SUND, Kyst, May 4", place="SUND", region="Kyst", date="2021-05-04", date_text="May 4")}),
    "plain dateline": ("<dateline>SUND, May 4</dateline>", {"dateline": Dateline(text="SUND, May 4")}),
    "abstracts": ("<abstract><p>a</p><p>b</p></abstract><abstract class='web'><p>c</p></abstract>",
                  {"summary": "a b", "descriptions": (Label("c", "web"),)}),
    "note and rights": ("<note noteclass='editorsnote'><body.content><p>a</p></body.content></note><rights>b<rights.owner>C</rights.owner></rights>",
                        {"ed_notes": (Note("a", "editorsnote"),), "rights": Rights(holder=Party(name="C"), notice="b")}),
}  # fmt: skip


@pytest.mark.parametrize("case", LINES)
def test_body_head(case: str) -> None:
    xml, wanted = LINES[case]
    article = head(xml)
    if case == "byline":  # white space between a name and its function is the source's
        wanted = {**wanted, "byline": article.byline}
        assert "Kari Moe" in (article.byline or "")
    assert {name: getattr(article, name) for name in wanted} == wanted


def test_rest_of_the_head() -> None:
    article, _ = read(
        '<nitf baselang="nb" uno="u"><head><title>t</title><meta name="a" content="b"/><meta name="a" content="c"/><iim><ds num="5" value="d"/></iim>'
        '<pubdata date.publication="20210504" item-length="12" unit-of-measure="word" ex-ref="http://x" name="n"/>'
        '<revision-history name="A"/></head></nitf>'
    )
    assert (article.language, article.title, article.word_count, article.url) == (
        "nb",
        "t",
        12,
        "http://x",
    )
    assert article.published == NewsDate("2021-05-04")
    assert article.alt_ids == (AltId("u", "uno"),)
    assert dict(article.extra) == {
        "nitf:meta:a": ("b", "c"), "nitf:iim:5": ("d",), "nitf:pubdata.name": ("n",), "nitf:revision-history": ('<revision-history name="A"/>',),
    }  # fmt: skip


def test_zone_for_naive_times() -> None:
    xml = '<date.issue norm="20210704T081500"/><date.expire norm="20211204T081500"/>'
    found = docdata(xml, timezone="Europe/Helsinki")
    assert (str(found.published), str(found.expires)) == (
        "2021-07-04T08:15:00+03:00",
        "2021-12-04T08:15:00+02:00",
    )
    with pytest.raises(OptionError, match="Europe/Oslo"):
        docdata(xml, timezone="Sund")


ODD = {
    "an element in the wrong place": (
        "<nitf><body><body.head>\n<headline><hl1>a</hl1></headline></body.head></body></nitf>",
        ("read.invalid", 2),
    ),
    "a date that is none": (
        '<nitf>\n\n<head><docdata><date.issue norm="x"/></docdata></head><body/></nitf>',
        ("read.date-unparsed", 3),
    ),
    "an urgency that is none": (
        '<nitf>\n<head><docdata><urgency ed-urg="high"/></docdata></head></nitf>',
        ("read.invalid", 2),
    ),
    "a subject without number": (
        '<nitf><head><tobject>\n<tobject.subject tobject.subject.type="a"/></tobject></head></nitf>',
        ("read.invalid", 2),
    ),
    "no text": ("<nitf><body/></nitf>", ("read.no-body", 1)),
}


@pytest.mark.parametrize("case", ODD)
def test_what_is_odd_is_read_and_told_with_its_line(case: str) -> None:
    xml, wanted = ODD[case]
    assert wanted in read(xml)[1]


def test_another_root_is_refused() -> None:
    with pytest.raises(ParseError, match="<html>, not <nitf>"):
        read("<html/>")


@pytest.mark.parametrize(("text", "wanted"), [
    ("<nitf/>", Confidence.CERTAIN), (f'<?xml version="1.0"?><!DOCTYPE nitf [<!ENTITY a "b">]><x:nitf xmlns:x="{NAMESPACE}">', Confidence.CERTAIN),
    ("<NewsML/>", Confidence.NO), ("nitf", Confidence.NO),
])  # fmt: skip
def test_sniffing(text: str, wanted: Confidence) -> None:
    assert sniff(Head(text.encode())) is wanted


def test_one_article_a_file() -> None:
    three = [Article(headline="a")] * 3
    with pytest.raises(CannotWriteError, match="one article per file"):
        newsfmt.write(three, io.BytesIO(), format="nitf")
    with pytest.raises(CannotWriteError, match=r"there are 3; give a folder for them with -o DIR"):
        write(three, io.BytesIO(), newsfmt.Context())


def test_the_dateline_fills_its_slot_and_leaves_the_paragraph() -> None:
    line = Dateline(
        text="SUND, May 4 (KYST)",
        prefix="SUND, May 4 (KYST) - ",
        place="SUND",
        source="KYST",
        date_text="May 4",
    )
    data, losses = written(
        Article(dateline=line, body=[Paragraph("SUND, May 4 (KYST) - It opened.", role="lead")])
    )
    assert (
        b"<dateline><location><city>SUND</city></location>, <story.date>May 4</story.date> (KYST)</dateline>"
        in data
    )
    back, _ = read(data)
    assert back.dateline == Dateline(
        text="SUND, May 4 (KYST)", place="SUND", source="KYST", date_text="May 4"
    )
    assert back.body == (Paragraph("It opened.", role="lead"),)
    assert losses == [("write.value-shortened", "dateline.prefix")]


@pytest.mark.parametrize(("fields", "wanted"), [
    ({"embargoed": True}, b'management-status="embargoed"'),
    ({"embargoed": True, "pub_status": "usable"}, b'management-status="embargoed"'),
    ({"embargoed": True, "embargoed_until": "2021-05-05T06:00Z"}, b'<date.release norm="20210505T0600Z"/>'),
    ({"embargoed_until": "2021-05-03", "published": "2021-05-04"}, b'<date.release norm="20210503"/>'),
])  # fmt: skip
def test_an_embargo_is_said_and_comes_back(fields: dict[str, Any], wanted: bytes) -> None:
    article = Article(headline="a", **fields)
    data, losses = written(article)
    assert wanted in data
    assert read(data)[0] == article
    assert losses == []


def test_what_nitf_cannot_hold_is_reported_with_its_path() -> None:
    article = Article(
        headline="a",
        links=[Link(rel="seeAlso", id="x")],
        places=[Place(name="b", relevance=4)],
        sources=[Party(literal="c")],
        urgency=3,
    )
    data, losses = written(article)
    assert sorted(path for _, path in losses) == [
        "links[0]",
        "places[0].relevance",
        "sources[0].literal",
    ]
    assert read(data)[0].urgency == 3


def test_codes_without_their_parents_come_back_alone() -> None:
    article = Article(
        headline="a",
        subjects=[
            Concept(name="Police", code="02003000", scheme="subj"),
            Concept(name="x", code="7", scheme="y", uri="urn:z"),
        ],
    )
    data, losses = written(article)
    assert b'tobject.subject.refnum="02003000" tobject.subject.matter="Police"' in data
    assert read(data)[0] == article
    assert losses == []


def test_the_bytes_do_not_depend_on_the_hash_seed() -> None:
    program = (
        "import sys, newsfmt\nfrom newsfmt.article import Article, Dateline\nfrom newsfmt import NewsDate\n"
        "line = Dateline(place='Sund', date=NewsDate('2024'))\n"
        "newsfmt.write(Article(dateline=line), sys.stdout.buffer, format='nitf')"
    )
    written = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in range(1, 4)
    }
    assert len(written) == 1


@pytest.mark.parametrize(
    ("head", "key", "value"),
    [
        ('<tobject><tobject.subject tobject.subject.refnum="F02003000" tobject.subject.ipr="EX" tobject.subject.type="TRI" tobject.subject.matter="SUCESOS"/></tobject>', "nitf:tobject.subject.type", "TRI"),
        ('<tobject><tobject.subject tobject.subject.refnum="02000000" tobject.subject.type="Justice" tobject.subject.matter="Police"/></tobject>', "nitf:tobject.subject.matter", "Police"),
        ('<docdata><identified-content><location location-code="7"><city city-code="8">Sund</city></location></identified-content></docdata>',
         "nitf:location.city.city-code", "8"),
    ],
)  # fmt: skip
def test_names_and_codes_that_no_field_takes_are_kept(head: str, key: str, value: str) -> None:
    article, report = read(
        f"<nitf><head>{head}</head><body><body.content><p>a</p></body.content></body></nitf>"
    )
    assert article.extra[key] == (value,)
    assert report == []
    again = newsfmt.read_one(written(article)[0], format="nitf")
    assert again.extra == article.extra
    assert again.subjects == article.subjects


def test_codes_in_a_dateline_are_kept() -> None:
    article, _ = read(
        '<nitf><body><body.head><dateline><location><city city-code="8">Sund</city></location></dateline>'
        "</body.head><body.content><p>a</p></body.content></body></nitf>"
    )
    assert dict(article.extra) == {"nitf:dateline.city.city-code": ("8",)}


def test_without_a_namespace() -> None:
    article = Article(id="urn:x:1", headline="Ferry  sails", body=[Paragraph("a")])
    out = io.BytesIO()
    newsfmt.write(article, out, format="nitf", options={"namespace": False})
    assert b"xmlns" not in out.getvalue()
    assert newsfmt.read_one(out.getvalue(), format="nitf") == newsfmt.read_one(
        written(article)[0], format="nitf"
    )
    assert newsfmt.validate(out.getvalue(), format="nitf").valid


@pytest.mark.parametrize(
    ("head", "extra"),
    [
        ('<meta name="take" content=""/>', {"nitf:meta:take": ("",)}),
        (
            '<tobject><tobject.subject tobject.subject.refnum="02003000" tobject.subject.type="Justice"/><tobject.subject tobject.subject.refnum="02004000" tobject.subject.type="Law"/></tobject>',
            {"nitf:tobject.subject.type": ("Law",)},
        ),
    ],
)
def test_what_says_little_is_kept(head: str, extra: dict[str, tuple[str, ...]]) -> None:
    article, report = read(
        f"<nitf><head>{head}</head><body><body.content><p>a</p></body.content></body></nitf>"
    )
    assert dict(article.extra) == extra
    assert report == []
    again = newsfmt.read_one(written(article)[0], format="nitf")
    assert again.extra == article.extra
    assert again.subjects == article.subjects


def test_attributes_that_no_reader_takes_are_kept_and_come_back() -> None:
    article = newsfmt.read_one(
        b'<nitf><body lang="nb" dir="ltr"><body.content><block dir="rtl"><p class="box">On '
        b'<em lang="fr">Sund</em> <org value="A" unit="B">Quay <alt-code idsrc="x" value="C"/></org>'
        b'</p></block><ul><li lang="en">Ferry</li></ul><fn class="note"/></body.content></body></nitf>',
        format="nitf",
    )
    assert (article.language, article.direction) == ("nb", "ltr")
    assert dict(article.extra) == {
        "nitf:org.unit": ("B",),
        "nitf:org.alt-code.idsrc": ("x",),
        "nitf:org.alt-code.value": ("C",),
        "nitf:li.lang": ("en",),
        "nitf:fn.class": ("note",),
    }
    written = io.BytesIO()
    newsfmt.write([article], written, format="nitf")
    assert newsfmt.read_one(written.getvalue(), format="nitf").extra == article.extra


def test_a_byline_of_several_creators_is_read_whole() -> None:
    article, _ = read(
        '<nitf><body><body.head><byline class="creator">By <person>Kari Moe</person> and '
        "<person>Per Li</person></byline></body.head><body.content><p>a</p></body.content></body></nitf>"
    )
    assert article.byline == "By Kari Moe and Per Li"
    assert [creator.name for creator in article.creators] == ["Kari Moe", "Per Li"]


@pytest.mark.parametrize(
    ("inner", "extra"),
    [
        ('<pronounce guide="a"/>', {"nitf:pronounce.guide": ("a",)}),
        ('<lang class="x y">b</lang>', {"nitf:lang.class": ("x y",)}),
        ('<person class="a"/>', {"nitf:person.class": ("a",)}),
        ('<person value="7"/>', {}),
        ('<org>Quay <person value="8">Moe</person></org>', {"nitf:person.value": ("8",)}),
    ],
)
def test_inline_elements_of_which_nothing_is_shown_are_kept(
    inner: str, extra: dict[str, tuple[str, ...]]
) -> None:
    article, _ = read(
        f"<nitf><body><body.content><p>Ferry {inner} sails</p></body.content></body></nitf>"
    )
    assert dict(article.extra) == extra


PICTURE = '<media media-type="image"><media-reference {}/></media>'


@pytest.mark.parametrize(
    "picture",
    [
        PICTURE.format('source="a.jpg"'),
        PICTURE.format('href="a.jpg"'),
        PICTURE.format('src="a.jpg"'),
        PICTURE.format('url="a.jpg"'),
        PICTURE.format('data-location="a.jpg"'),
        PICTURE.format('xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="a.jpg"'),
        '<media source="a.jpg"><media-caption>A</media-caption></media>',
        '<image href="a.jpg" caption="A"/>',
        '<img url="a.jpg"/>',
    ],
)
def test_the_address_of_a_picture_in_any_attribute(picture: str) -> None:
    article, _ = read(f"<nitf><body><body.content>{picture}</body.content></body></nitf>")
    [figure] = article.body
    assert [medium.href for medium in figure.media] == ["a.jpg"]
    assert "a.jpg" not in str(article.extra)


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        ("<docdata><urgency>4</urgency></docdata>", "urgency", 4),
        ("<docdata><doc-id>a</doc-id></docdata>", "id", "a"),
        (
            "<docdata><date.issue>20210504</date.issue></docdata>",
            "published",
            NewsDate("2021-05-04"),
        ),
        ("<docdata><fixture>A</fixture></docdata>", "services", (Concept("A"),)),
        (
            "<tobject><tobject.subject>Sport</tobject.subject></tobject>",
            "subjects",
            (Concept("Sport"),),
        ),
        (
            "<tobject><tobject.property>A</tobject.property></tobject>",
            "genres",
            (Concept("A"),),
        ),
    ],
)
def test_a_value_as_text_instead_of_an_attribute(head: str, field: str, value: object) -> None:
    article, _ = read(f"<nitf><head>{head}</head></nitf>")
    assert getattr(article, field) == value


def test_texts_between_elements_of_the_heads_are_kept() -> None:
    article, _ = read(
        '<nitf><head>a<docdata>b<urgency ed-urg="4">5</urgency>c</docdata><tobject>d</tobject></head>'
        "<body><body.head>e<hedline>f<hl1>Ferry</hl1>g</hedline></body.head></body></nitf>"
    )
    assert {key[5:]: texts for key, texts in article.extra.items()} == {
        "head": ("a",),
        "docdata": ("b", "c"),
        "urgency": ("5",),
        "tobject": ("d",),
        "body.head": ("e",),
        "hedline": ("f", "g"),
    }


@pytest.mark.parametrize(
    "document",
    [
        (
            "<NITF><HEAD><TITLE>A</TITLE></HEAD><BODY><BODY.HEAD><HEDLINE><HL1>B</HL1></HEDLINE></BODY.HEAD>"
            '<BODY.CONTENT><P LEDE="true">C</P></BODY.CONTENT></BODY></NITF>'
        ),
        (
            "<nitf><Head><Title>A</Title></Head><Body><Body.head><Hedline><HL1>B</HL1></Hedline></Body.head>"
            '<body.content><P lede="true">C</P></body.content></Body></nitf>'
        ),
        (
            "<nitf><head><title>A</title></head><body><body.head><hl1>B</hl1></body.head>"
            '<body.content><p lede="true">C</p></body.content></body></nitf>'
        ),
    ],
)
def test_names_in_any_case_and_headlines_without_a_hedline(document: str) -> None:
    [article] = newsfmt.read(document.encode())
    assert (article.title, article.headline) == ("A", "B")
    assert article.body == (Paragraph("C", role="lead"),)


def test_the_source_of_a_quotation_that_has_another_is_kept() -> None:
    article, _ = read(
        '<nitf><body><body.content><bq quote-source="A"><p>a</p><credit>B</credit></bq>'
        "</body.content></body></nitf>"
    )
    assert article.extra["nitf:bq.quote-source"] == ("A",)


def test_an_embargo_by_another_word() -> None:
    article, _ = read(
        '<nitf><head><docdata management-status="Embargo"><date.release norm="20210118T000100Z"/>'
        "</docdata></head></nitf>"
    )
    assert article.embargoed is True
    assert article.embargoed_until == NewsDate("2021-01-18T00:01:00Z")
    assert article.extra["nitf:management-status"] == ("Embargo",)
