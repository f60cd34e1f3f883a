"""NewsML 1: golden pairs, the home of every path, trees of components, content in all its forms,
and what is written.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

import newsfmt
from newsfmt import _pipeline, xmlkit
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
    Party,
    Place,
    Rendition,
    Rights,
    Transmission,
)
from newsfmt.body import Heading, Paragraph, Section, Strong
from newsfmt.dates import NewsDate
from newsfmt.diagnostics import Report
from newsfmt.errors import CannotWriteError, ParseError
from newsfmt.format import Confidence, Head
from newsfmt.formats.newsml_1 import sniff

DTD = Path(newsfmt.__file__).parent / "schema" / "newsml-1" / "NewsMLv1.2.dtd"


def read(xml: str | bytes, **options: Any) -> tuple[list[Article], list[tuple[str, int | None]]]:
    report = Report(keep=1000)
    data = xml if isinstance(xml, bytes) else xml.encode()
    with _pipeline.open_reader(
        data, newsfmt.Context(report=report), format="newsml-1", options=options
    ) as reader:
        articles = list(reader)
    return articles, [(one.code, one.position.line if one.position else None) for one in report]


def one(item: str, **options: Any) -> Article:
    return read(f"<NewsML><NewsItem>{item}</NewsItem></NewsML>", **options)[0][0]


def component(xml: str) -> Article:
    return one(f"<NewsComponent>{xml}</NewsComponent>")


def content(xml: str, more: str = "") -> tuple[Any, ...]:
    return component(f"<ContentItem>{more}<DataContent>{xml}</DataContent></ContentItem>").body


def written(*articles: Article) -> tuple[bytes, list[tuple[str, str]]]:
    out, report = io.BytesIO(), Report(keep=1000)
    _pipeline.write_to(articles, out, report, format="newsml-1")
    return out.getvalue(), [
        (one.code, one.position.path or "") for one in report if one.position is not None
    ]


def faults(data: bytes) -> list[Any]:
    root = xmlkit.parse(data, newsfmt.Context())
    for element in list(root.iter("DataContent")):
        for inner in list(element):
            element.remove(inner)
    return xmlkit.Schema.dtd(DTD).validate_element(root)


def test_identification() -> None:
    article = one("""<Identification><NewsIdentifier><ProviderId>kyst.example</ProviderId><DateId>20210504</DateId><NewsItemId>bru</NewsItemId>
      <RevisionId PreviousRevision="1" Update="A">2</RevisionId><PublicIdentifier>urn:newsml:kyst.example:20210504:bru:2</PublicIdentifier>
      </NewsIdentifier><NameLabel>Bru</NameLabel><Label><LabelType FormalName="Desk"/><LabelText>K7</LabelText></Label></Identification>""")
    assert (article.id, article.version, article.title) == (
        "urn:newsml:kyst.example:20210504:bru:2",
        "2",
        "Bru",
    )
    assert article.provider == Party(code="kyst.example")
    assert article.alt_ids == (
        AltId("20210504", "DateId"),
        AltId("bru", "NewsItemId"),
        AltId("K7", "Desk"),
    )
    assert dict(article.extra) == {
        "newsml-1:PreviousRevision": ("1",),
        "newsml-1:RevisionId.Update": ("A",),
    }


MANAGED: dict[str, tuple[str, dict[str, Any]]] = {
    "dates": ("<FirstCreated>20210504T081500+0200</FirstCreated><ThisRevisionCreated>20210504</ThisRevisionCreated>",
              {"created": NewsDate("2021-05-04T08:15:00+02:00"), "updated": NewsDate("2021-05-04"), "published": None}),
    "status": ('<Status FormalName="Embargoed"/>', {"pub_status": "embargoed", "embargoed": True}),
    "usable later": ('<StatusWillChange><FutureStatus FormalName="Usable"/><DateAndTime>20210505</DateAndTime></StatusWillChange>',
                     {"embargoed_until": NewsDate("2021-05-05"), "expires": None}),
    "canceled later": ('<StatusWillChange><FutureStatus FormalName="Canceled"/><DateAndTime>20210505</DateAndTime></StatusWillChange>',
                       {"embargoed_until": None, "expires": NewsDate("2021-05-05")}),
    "urgency": ('<Urgency FormalName="3"/>', {"urgency": 3}),
    "no urgency": ('<Urgency FormalName="N"/>', {"urgency": None, "extra": {"newsml-1:Urgency": ("N",)}}),
    "links": ('<RevisionHistory Href="h"/><DerivedFrom NewsItem="a"><Comment>b</Comment></DerivedFrom><AssociatedWith NewsItem="c" FormalName="photo"/>',
              {"links": (Link(rel="revisionHistory", href="h"), Link(rel="derivedFrom", id="a", title="b"), Link(rel="photo", id="c"))}),
    "instruction": ('<Instruction FormalName="Rectify"/>', {"signals": (Concept(literal="Rectify"),)}),
    "property": ('<Property FormalName="Desk" Value="K"/>', {"extra": {"newsml-1:Desk": ("K",)}}),
}  # fmt: skip


@pytest.mark.parametrize("case", MANAGED)
def test_management(case: str) -> None:
    xml, wanted = MANAGED[case]
    article = one(f"<NewsManagement>{xml}</NewsManagement>")
    assert {
        name: dict(article.extra) if name == "extra" else getattr(article, name) for name in wanted
    } == wanted


def test_lines() -> None:
    article = component("""<NewsLines><HeadLine>A<br/>b</HeadLine><SubHeadLine>c</SubHeadLine><HeadLine xml:lang="nb">d</HeadLine><ByLine>By Kari Moe</ByLine>
      <ByLineTitle>editor</ByLineTitle><DateLine>SUND</DateLine><CreditLine>K</CreditLine><CopyrightLine>(c)</CopyrightLine><RightsLine>r</RightsLine>
      <SeriesLine>s</SeriesLine><SlugLine>sl</SlugLine><KeywordLine>k</KeywordLine>
      <NewsLine><NewsLineType FormalName="Summary"/><NewsLineText>sum</NewsLineText></NewsLine>
      <NewsLine><NewsLineType FormalName="Web Headline"/><NewsLineText>w</NewsLineText></NewsLine>
      <NewsLine><NewsLineType FormalName="Odd"/><NewsLineText>o</NewsLineText></NewsLine></NewsLines>""")
    assert (article.headline, article.subheadline, article.summary) == ("A b", "c", "sum")
    assert article.alt_headlines == (Label("d", None, "nb"), Label("w", "Web Headline"))
    assert (article.byline, article.byline_title, article.creators) == (
        "By Kari Moe",
        "editor",
        (Party(name="Kari Moe"),),
    )
    assert (article.dateline, article.credit, article.slugline) == (
        Dateline(text="SUND"),
        "K",
        "sl",
    )
    assert (article.rights, article.series, article.keywords) == (
        Rights(notice="(c)", usage_terms="r"),
        (Concept(name="s"),),
        ("k",),
    )
    assert article.extra["newsml-1:NewsLine.Odd"] == ("o",)


def test_metadata() -> None:
    article = component("""<TopicSet FormalName="t"><Topic Duid="t1"><TopicType FormalName="Person"/><FormalName Scheme="x">7</FormalName>
        <Description>Kari Moe</Description></Topic><Topic><TopicType FormalName="Subject"/><FormalName>02003000</FormalName>
        <Description xml:lang="en" Variant="Category">CAT</Description><Description xml:lang="en" Variant="Name">Police</Description></Topic></TopicSet>
      <AdministrativeMetadata><FileName>f.xml</FileName><SystemIdentifier>s1</SystemIdentifier><Provider><Party FormalName="Kyst"/></Provider>
        <Creator><Party FormalName="Per Lie"><Property FormalName="email" Value="p@example.org"/></Party><Contribution FormalName="text"/></Creator>
        <Source><Party FormalName="PL" Scheme="staff"/></Source><Contributor><Party FormalName="ola"/></Contributor></AdministrativeMetadata>
      <RightsMetadata><Copyright><CopyrightHolder>Kyst</CopyrightHolder><CopyrightDate>2021</CopyrightDate></Copyright>
        <UsageRights><UsageType>web</UsageType><Geography>NO</Geography></UsageRights></RightsMetadata>
      <DescriptiveMetadata><Language FormalName="nb"/><Genre FormalName="Current"/><SubjectCode><SubjectMatter FormalName="02003000"/></SubjectCode>
        <SubjectCode><Subject FormalName="mine" Scheme="y" Confidence="0.5"/></SubjectCode><DateLineDate>20210504</DateLineDate>
        <Location HowPresent="Origin"><Property FormalName="City" Value="Sund"/><Property FormalName="Country" Value="NOR"/>
          <Property FormalName="Latitude" Value="58.1"/></Location><Location HowPresent="Event"><Property FormalName="City" Value="Vik"/></Location>
        <TopicOccurrence Topic="#t1"/><OfInterestTo FormalName="coast"/><Property FormalName="Keyword" Value="bru"/></DescriptiveMetadata>""")
    assert article.provider == Party(name="Kyst")
    assert article.creators == (
        Party(name="Per Lie", role="text", email="p@example.org"),
        Party(name="ola", role="contributor"),
    )
    assert article.sources == (Party(code="PL", scheme="staff"),)
    assert article.rights == Rights(holder=Party(name="Kyst"), year="2021", usage_terms="web")
    assert article.subjects == (
        Concept(name="Police", code="02003000", scheme="subj"),
        Concept(code="mine", scheme="y", confidence=0.5),
    )
    assert article.located == (
        Place(
            name="Sund",
            type="City",
            broader=[Concept(code="NOR", type="Country")],
            geo=Geo(latitude=58.1),
        ),
    )
    assert article.places == (Place(name="Vik", type="City", role="Event"),)
    assert (article.people, article.genres, article.keywords) == (
        (Party(name="Kari Moe", code="7", scheme="x"),),
        (Concept(code="Current"),),
        ("bru",),
    )
    assert (article.language, article.content_created, article.alt_ids) == (
        "nb",
        NewsDate("2021-05-04"),
        (AltId("s1", "SystemIdentifier"),),
    )
    extra = dict(article.extra)
    (topic,) = extra.pop("newsml-1:Topic")  # whose category is in no field
    assert "CAT" in topic
    assert extra == {
        "newsml-1:FileName": ("f.xml",), "newsml-1:Geography": ("NO",), "newsml-1:OfInterestTo": ("coast",),
        "newsml-1:TopicSet/@FormalName": ("t",),
    }  # fmt: skip


LEFT = {
    "topic": ('<TopicSet><Topic Duid="t"><TopicType FormalName="Company"/><FormalName>ACM.OL</FormalName></Topic></TopicSet>', "Topic", "ACM.OL"),
    "role": ('<Role FormalName="Analysis"/><NewsComponent><Role FormalName="Main"/></NewsComponent>', "Role", "Analysis"),
    "metadata": ('<Metadata><MetadataType FormalName="Order"/></Metadata>', "MetadataType", "Order"),
    "choice": ('<BasisForChoice Rank="2">./Role</BasisForChoice>', "BasisForChoice", 'Rank="2"'),
    "format": ('<ContentItem><Format FormalName="bcNITF2.5"/><DataContent>a</DataContent></ContentItem>', "Format", "bcNITF2.5"),
    "scheme": ('<ContentItem><MediaType FormalName="Text" Scheme="Media"/><DataContent>a</DataContent></ContentItem>', "MediaType/@Scheme", "Media"),
    "size": ("<ContentItem><Characteristics><SizeInBytes>17</SizeInBytes></Characteristics><DataContent>a</DataContent></ContentItem>", "SizeInBytes", "17"),
    "characteristic": ('<ContentItem><Characteristics><Property FormalName="Desk" Value="v2"/></Characteristics><DataContent>a</DataContent></ContentItem>', "Desk", "v2"),
    "essential": ('<NewsComponent Essential="yes"/>', "NewsComponent/@Essential", "yes"),
    "catalog": ('<Catalog><Resource><Urn>urn:x</Urn><DefaultVocabularyFor Context="Genre"/></Resource></Catalog>', "Resource", 'Context="Genre"'),
    "interest": ('<DescriptiveMetadata><OfInterestTo FormalName="x" Importance="high"/></DescriptiveMetadata>', "OfInterestTo/@Importance", "high"),
    "comment": ('<AdministrativeMetadata><Contributor><Comment FormalName="office">Oslo</Comment><Party FormalName="x"/></Contributor></AdministrativeMetadata>',
                "Contributor.Comment/@FormalName", "office"),
    "line": ('<NewsLines><HeadLine xml:lang="nn">a</HeadLine></NewsLines>', "HeadLine/@xml:lang", "nn"),
    "property": ('<DescriptiveMetadata><Property FormalName="Regional"/></DescriptiveMetadata>', "Property", "Regional"),
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT)
def test_what_is_left_is_kept_and_comes_back(name: str) -> None:
    inner, key, text = LEFT[name]
    article = component(inner)
    assert text in article.extra[f"newsml-1:{key}"][0]
    out = io.BytesIO()
    newsfmt.write(article, out, format="newsml-1")
    (again,) = newsfmt.read(out.getvalue(), format="newsml-1")
    assert again.extra[f"newsml-1:{key}"] == article.extra[f"newsml-1:{key}"]


def test_text_instead_of_a_formal_name() -> None:
    article = component(
        "<DescriptiveMetadata><Language>nb</Language><Genre>Current</Genre></DescriptiveMetadata>"
    )
    assert (article.language, article.genres) == ("nb", (Concept(code="Current"),))


def test_title_lead_and_body() -> None:
    def part(role: str, text: str) -> str:
        return f'<NewsComponent><Role FormalName="{role}"/><ContentItem><DataContent>{text}</DataContent></ContentItem></NewsComponent>'

    article = component(part("Title", "Ferry") + part("Lead", "It sails.") + part("Body", "Again."))
    assert article.headline == "Ferry"
    assert article.body == (Paragraph("It sails.", role="lead"), Paragraph("Again."))


def test_parties_that_are_topics() -> None:
    article = component("""<TopicSet><Topic Duid="p1"><TopicType FormalName="Person"/><FormalName Scheme="x">7</FormalName>
        <Description>Kari Moe</Description></Topic></TopicSet><AdministrativeMetadata><Creator><Party Topic="#p1"/></Creator>
        <Source><Party FormalName="DWM" Topic="AUTHOR"/></Source></AdministrativeMetadata>""")
    assert article.creators == (Party(name="Kari Moe", code="7", scheme="x"),)
    assert article.sources == (Party(name="DWM", extra={"newsml-1:Topic": ("AUTHOR",)}),)


CONTENT = {
    "NITF": ("<nitf><body><body.content><p>a</p></body.content></body></nitf>", "", (Paragraph("a"),)),
    "paragraphs": ("<p>a</p><p>b <em class='bold'>c</em></p>", "", (Paragraph("a"), Paragraph(("b ", Strong("c"))))),
    "XHTML": ('<html xmlns="http://www.w3.org/1999/xhtml"><body><h3>a</h3><p>b</p></body></html>', "", (Heading("a", 3), Paragraph("b"))),
    "escaped HTML that says so": ("&lt;P&gt;a&lt;/P&gt;", '<Format FormalName="HTML"/>', (Paragraph("a"),)),
    "escaped HTML beyond doubt": ("<![CDATA[<p>a <b>b</b></p>]]>", "", (Paragraph(("a ", Strong("b"))),)),
    "text that only looks like it": ("&lt;p&gt;a", '<MimeType FormalName="text/plain"/>', (Paragraph("<p>a"),)),
    "plain text": ("a\n\nb", "", (Paragraph("a"), Paragraph("b"))),
    "base64": ("YcOlCgpi", '<MimeType FormalName="text/plain"/>', (Paragraph("aå"), Paragraph("b"))),
    "escaped NITF": ("&lt;nitf&gt;&lt;body&gt;&lt;body.content&gt;&lt;p&gt;a&lt;/p&gt;&lt;/body.content&gt;&lt;/body&gt;&lt;/nitf&gt;", "", (Paragraph("a"),)),
}  # fmt: skip


@pytest.mark.parametrize("case", CONTENT)
def test_content(case: str) -> None:
    xml, more, wanted = CONTENT[case]
    if case == "base64":
        xml = f"</DataContent></ContentItem><ContentItem>{more}<Encoding Notation='Base64'><DataContent>{xml}</DataContent></Encoding></ContentItem><ContentItem><DataContent>"
        more = ""
    assert content(xml, more) == wanted


def test_embedded_nitf_says_what_the_item_does_not() -> None:
    article = component("""<NewsLines><HeadLine>A</HeadLine></NewsLines><ContentItem><DataContent><nitf><head><docdata><key-list><keyword key="k"/></key-list>
      </docdata></head><body><body.head><hedline><hl1>B</hl1><hl2>c</hl2></hedline><abstract><p>s</p></abstract></body.head>
      <body.content><p>t</p></body.content></body></nitf></DataContent></ContentItem>""")
    assert (article.headline, article.subheadline, article.summary, article.keywords) == (
        "A",
        "c",
        "s",
        ("k",),
    )
    assert article.extra["nitf:headline"] == ("B",)


def test_attributes_of_embedded_nitf_are_kept() -> None:
    article = component("""<ContentItem><DataContent><nitf><body><body.content><ul>
      <li lang="en">t</li></ul></body.content></body></nitf></DataContent></ContentItem>""")
    assert article.extra["nitf:li.lang"] == ("en",)


def item_of(*roles_and_texts: tuple[str, str, str]) -> str:
    return "".join(
        f"<NewsComponent>{f'<Role FormalName={role!r}/>' if role else ''}{f'<DescriptiveMetadata><Language FormalName={language!r}/></DescriptiveMetadata>' if language else ''}"
        f"<ContentItem><DataContent><p>{text}</p></DataContent></ContentItem></NewsComponent>"
        for role, language, text in roles_and_texts
    )


def test_components_in_their_roles() -> None:
    article = component(
        item_of(
            ("HeadLine", "", "a"),
            ("Body", "", "b"),
            ("Contact", "", "c"),
            ("", "", "d"),
            ("", "", "d"),
        )
    )
    assert article.headline == "a"
    assert article.body == (Paragraph("b"), Paragraph("d"), Section((Paragraph("c"),), "Contact"))
    assert article.alternates == (Alternate(body=(Paragraph("d"),)),)


def test_languages_are_one_story_and_its_translations() -> None:
    article = component(item_of(("", "nb", "a"), ("", "en", "b")))
    assert (article.body, article.language) == ((Paragraph("a"),), "nb")
    assert article.alternates == (
        Alternate(role="translation", language="en", body=(Paragraph("b"),)),
    )


PICTURE = """<NewsComponent Duid="p1"><Role FormalName="Photo"/><NewsLines><HeadLine>h</HeadLine><CreditLine>K</CreditLine></NewsLines>
  <NewsComponent><Role FormalName="Caption"/><ContentItem><DataContent><p>cap</p></DataContent></ContentItem></NewsComponent>
  <NewsComponent><Role FormalName="Preview"/><ContentItem Href="a.jpg"><MediaType FormalName="Photo"/><MimeType FormalName="image/jpeg"/>
  <Characteristics><SizeInBytes>9</SizeInBytes><Property FormalName="Width" Value="4"/></Characteristics></ContentItem></NewsComponent></NewsComponent>"""
FILE = Rendition(name="Preview", href="a.jpg", mime_type="image/jpeg", width=4, size=9)


def test_a_picture_is_an_association() -> None:
    article = component(f"<ContentItem><DataContent><p>t</p></DataContent></ContentItem>{PICTURE}")
    item = Article(type="picture", headline="h", credit="K", summary="cap", renditions=[FILE])
    assert article.associations == (Association(name="p1", role="Photo", item=item),)
    assert (article.body, article.headline, article.credit) == ((Paragraph("t"),), None, None)
    assert article.alt_headlines == (Label("h", "Photo"),)


def test_an_item_that_is_a_picture() -> None:
    article = one(PICTURE)
    assert (article.type, article.headline, article.summary, article.renditions) == (
        "picture",
        "h",
        "cap",
        (FILE,),
    )
    assert article.body == (Paragraph("cap", role="caption"),)


def test_references_and_items_inside() -> None:
    article = component("""<NewsComponent><Role FormalName="main"/><NewsComponent><Role FormalName="text"/><NewsLines><HeadLine>h</HeadLine></NewsLines>
      <NewsItemRef NewsItem="urn:a"/></NewsComponent><NewsComponent><NewsItem><Identification><NewsIdentifier><PublicIdentifier>urn:b</PublicIdentifier>
      </NewsIdentifier></Identification></NewsItem></NewsComponent></NewsComponent>""")
    assert article.type == "composite"
    assert article.associations == (
        Association(role="text", group="main", id="urn:a", title="h"), Association(group="main", id="urn:b", item=Article(id="urn:b")),
    )  # fmt: skip


def test_the_envelope_goes_with_every_item() -> None:
    articles, _ = read("""<NewsML><Catalog Href="c"/><NewsEnvelope><TransmissionId>7</TransmissionId><SentFrom><Party FormalName="K"/></SentFrom>
      <DateAndTime>20210504T0815</DateAndTime><NewsService FormalName="s"/><NewsProduct FormalName="p"/><Priority FormalName="2"/></NewsEnvelope>
      <NewsItem/><NewsItem/></NewsML>""", timezone="Europe/Oslo")  # fmt: skip
    carried = Transmission(id="7", sender="K", sent="2021-05-04T08:15+02:00", priority="2")
    services = (Concept(code="s", type="NewsService"), Concept(code="p", type="NewsProduct"))
    assert [
        (article.transmission, article.services, dict(article.vocabularies)) for article in articles
    ] == [(carried, services, {"catalog:1": "c"})] * 2
    assert [article.origin.index for article in articles if article.origin is not None] == [0, 1]


def test_memory_is_flat_and_items_come_one_by_one() -> None:
    item = "<NewsItem><NewsComponent><ContentItem><DataContent><p>a</p></DataContent></ContentItem></NewsComponent></NewsItem>"

    class Endless(io.RawIOBase):
        left = b"<NewsML>"

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            self.left = (
                self.left
                if len(self.left) > size
                else self.left + item.encode() * (size // len(item) + 1)
            )
            part, self.left = self.left[:size], self.left[size:]
            return part

    with newsfmt.read(Endless(), format="newsml-1", name="x.xml") as reader:  # type: ignore[arg-type]
        first = [next(reader) for _ in range(50)]
    assert {article.body for article in first} == {(Paragraph("a"),)}


ODD = {
    "a date that is none": (
        "<NewsManagement>\n<FirstCreated>soon</FirstCreated></NewsManagement>",
        ("read.date-unparsed", 2),
    ),
    "an urgency that is none": (
        "<NewsManagement>\n\n<Urgency FormalName='X'/></NewsManagement>",
        ("read.invalid", 3),
    ),
    "an element that is unknown": ("\n<Strange/>", ("read.invalid", 2)),
}


@pytest.mark.parametrize("case", ODD)
def test_what_is_odd_is_read_and_told_with_its_line(case: str) -> None:
    xml, wanted = ODD[case]
    assert wanted in read(f"<NewsML><NewsItem>{xml}</NewsItem></NewsML>")[1]


def test_no_item_is_an_error() -> None:
    with pytest.raises(ParseError, match="no <NewsItem>"):
        read("<NewsML/>")
    with pytest.raises(CannotWriteError):
        written()


@pytest.mark.parametrize(("text", "wanted"), [
    ("<NewsML/>", Confidence.CERTAIN), ("<nitf/>", Confidence.NO), ('<newsMessage xmlns="x"/>', Confidence.NO), ("NewsML", Confidence.NO),
])  # fmt: skip
def test_sniffing(text: str, wanted: Confidence) -> None:
    assert sniff(Head(text.encode())) is wanted


def test_what_newsml_demands_is_derived_marked_and_dropped_again() -> None:
    article = Article(headline="a", published="2021-05-04T08:15Z")
    data, told = written(article)
    assert faults(data) == []
    assert b"<ProviderId>unknown</ProviderId>" in data
    assert b"<PublicIdentifier>urn:newsfmt:sha256:" in data
    assert b"<ThisRevisionCreated>20210504T081500Z</ThisRevisionCreated>" in data
    assert {path for code, path in told if code == "write.value-derived"} == {
        "provider",
        "version",
        "id",
        "created",
        "updated",
        "pub_status",
    }
    assert read(data)[0] == [article]


def test_a_derived_moment_is_in_utc() -> None:
    data, _ = written(Article(headline="a", created="2021-05-04T00:15+02:00"))
    assert b"<FirstCreated>20210504T0015+0200</FirstCreated>" in data
    assert b"<ThisRevisionCreated>20210503T221500Z</ThisRevisionCreated>" in data
    assert b"<DateId>20210503</DateId>" in data


def test_several_articles_in_one_document() -> None:
    articles = [
        Article(
            id="a",
            headline="A",
            services=[Concept(code="s", type="NewsService")],
            transmission=Transmission(id="1"),
            body=[Paragraph("x")],
        ),
        Article(
            id="b",
            headline="B",
            language="nb",
            associations=[
                Association(name="p", item=Article(type="picture", headline="h", renditions=[FILE]))
            ],
        ),
    ]
    data, told = written(*articles)
    assert faults(data) == []
    assert read(data)[0] == articles
    assert {code for code, _ in told} == {"write.value-derived"}


def test_the_dateline_fills_its_line_and_leaves_the_paragraph() -> None:
    line = Dateline(text="SUND (KYST)", prefix="SUND (KYST) - ", place="SUND", source="KYST")
    data, _ = written(Article(dateline=line, body=[Paragraph("SUND (KYST) - It opened.")]))
    assert b"<DateLine>SUND (KYST)</DateLine>" in data
    (back,), _ = read(data)
    assert back.dateline == Dateline(text="SUND (KYST)", place="SUND", source="KYST")
    assert back.body == (Paragraph("It opened."),)


def test_an_embargo_is_said() -> None:
    article = Article(
        headline="a", embargoed=True, embargoed_until="2021-05-05T06:00Z", ed_notes=[Note("wait")]
    )
    data, _ = written(article)
    assert b'<Status FormalName="Embargoed"/>' in data
    assert b'<FutureStatus FormalName="Usable"/>' in data
    assert b"<DateAndTime>20210505T0600Z</DateAndTime>" in data
    assert read(data)[0] == [article]


ALTERNATES = [
    (Alternate(role="short", body=[Paragraph("Short.")]),),
    (
        Alternate(
            role="translation",
            language="en",
            body=[Heading("In English", level=2), Paragraph(["So ", Strong("short"), "."])],
        ),
    ),
    (
        Alternate(role="short", language="nb", body=[Paragraph("Kort.")]),
        Alternate(role="summary", language="nb", body=[Paragraph("Kortest.")]),
    ),
]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {
            "associations": [
                Association(name="p", item=Article(type="picture", headline="h", renditions=[FILE]))
            ]
        },
    ],
)
@pytest.mark.parametrize("alternates", ALTERNATES)
def test_alternates_are_equivalent_components(
    alternates: tuple[Alternate, ...], more: dict[str, Any]
) -> None:
    article = Article(
        headline="a",
        language="nb" if alternates[0].language else None,
        body=[Paragraph("Long.")],
        alternates=alternates,
        **more,
    )
    data, told = written(article)
    assert faults(data) == []
    assert b'EquivalentsList="yes"' in data
    assert read(data)[0] == [article]
    assert {code for code, _ in told} == {"write.value-derived"}


def test_what_an_alternate_cannot_say_is_reported() -> None:
    one = Alternate(
        name="web", media_type="text/html", language="en", body=[Paragraph("Short.")]
    )  # another tongue is a translation
    _, told = written(
        Article(headline="a", language="nb", body=[Paragraph("Long.")], alternates=[one])
    )
    lost = {path for code, path in told if code != "write.value-derived"}
    assert {"alternates[0].name", "alternates[0].media_type", "alternates[0].role"} <= lost


def test_alternates_without_a_body_are_reported() -> None:
    data, told = written(Article(headline="a", alternates=ALTERNATES[0]))
    assert faults(data) == []
    assert [path for code, path in told if code != "write.value-derived"] == ["alternates[0]"]


def test_what_stands_beside_the_items_is_reported() -> None:
    item = "<NewsItem><NewsComponent><NewsLines><HeadLine>a</HeadLine></NewsLines></NewsComponent></NewsItem>"
    text = f"<NewsML><House n='1'/><NewsEnvelope/>{item}<House n='2'>b</House>{item}</NewsML>\n"
    text = text.replace("<House", "\n<House")
    with newsfmt.read(text.encode(), format="newsml-1") as reader:
        assert len(list(reader)) == 2
    found = [one.message for one in reader.report if one.code == "read.element-ignored"]
    assert found == [
        '<House> has no place in <NewsML>; left out: <House n="1"/>',
        '<House> has no place in <NewsML>; left out: <House n="2">b</House>',
    ]


def test_lines_whose_names_are_written_otherwise() -> None:
    [article], report = read(
        envelope_of(
            "<NewsLines><Headline>A</Headline><Byline>By Kari Moe</Byline><slugline>b</slugline></NewsLines>"
        )
    )
    assert (article.headline, article.byline, article.slugline) == ("A", "By Kari Moe", "b")
    assert [code for code, _ in report] == ["read.invalid"] * 3


def envelope_of(xml: str) -> str:
    return f"<NewsML><NewsItem><NewsComponent>{xml}</NewsComponent></NewsItem></NewsML>"


def part_of(role: str, text: str) -> str:
    return (
        f'<NewsComponent><Role FormalName="{role}"/><ContentItem><DataContent>{text}</DataContent>'
        "</ContentItem></NewsComponent>"
    )


def test_components_of_lines_in_any_order_and_spelling() -> None:
    article = component(
        part_of("Body", "Text.") + part_of("Head Line", "A") + part_of("Byline", "By Kari Moe")
        + part_of("LEAD", "Lead.")
    )  # fmt: skip
    assert (article.headline, article.byline) == ("A", "By Kari Moe")
    assert article.body == (Paragraph("Lead.", role="lead"), Paragraph("Text."))


def test_names_instead_of_parties_and_texts_instead_of_values() -> None:
    article = component(
        "<AdministrativeMetadata><Provider>NES</Provider><Creator>Kari Moe</Creator><Source>AAA</Source>"
        '</AdministrativeMetadata><Metadata><Property FormalName="Keyword">ferry</Property></Metadata>'
    )
    assert article.provider is not None
    assert article.provider.name == "NES"
    assert [one.name for one in (*article.creators, *article.sources)] == ["Kari Moe", "AAA"]
    assert article.keywords == ("ferry",)


def test_texts_between_elements_and_beside_names_are_kept() -> None:
    article = one(
        'a<NewsManagement>b<Status FormalName="Usable">c</Status></NewsManagement><NewsComponent>d'
        '<NewsLines>e<HeadLine>A</HeadLine></NewsLines><DescriptiveMetadata><Genre FormalName="f">g</Genre>'
        "</DescriptiveMetadata></NewsComponent>"
    )
    assert {key[9:]: texts for key, texts in article.extra.items()} == {
        "NewsItem": ("a",),
        "NewsManagement": ("b",),
        "Status": ("c",),
        "NewsComponent": ("d",),
        "NewsLines": ("e",),
        "Genre": ("g",),
    }


def test_an_embargo_by_another_word() -> None:
    article = one('<NewsManagement><Status FormalName="Embargo"/></NewsManagement>')
    assert (article.pub_status, article.embargoed) == ("embargoed", True)
    assert article.extra["newsml-1:Status"] == ("Embargo",)
