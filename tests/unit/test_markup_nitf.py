"""NITF bodies: what each element is read as, what each node is written as, and that nothing of a
text vanishes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import newsfmt
from newsfmt import xmlkit
from newsfmt.article import Rendition
from newsfmt.body import (
    Block,
    Break,
    Cell,
    Code,
    Embed,
    Emphasis,
    Figure,
    Heading,
    Image,
    Link,
    List,
    Name,
    Paragraph,
    Preformatted,
    Quote,
    Ruby,
    Rule,
    Section,
    Span,
    Strike,
    Strong,
    Sub,
    Sup,
    Table,
    Underline,
    normalise,
)  # fmt: skip
from newsfmt.diagnostics import Report
from newsfmt.format import Context
from newsfmt.markup import nitf
from newsfmt.xmlkit import Writer

SCHEMA = Path(newsfmt.__file__).parent / "schema" / "nitf" / "nitf-3-6.xsd"


def parsed(xml: str, context: Context | None = None) -> tuple[Block, ...]:
    return nitf.parse(
        xmlkit.parse(f"<body.content>{xml}</body.content>".encode(), context or Context()), context
    )


READ = {
    "plain": ("<p> The  ferry\n sails </p>", (Paragraph("The ferry sails"),)),
    "lead": ('<p lede="true" class="txt">a</p>', (Paragraph("a", role="lead"),)),
    "known class": ('<p class="caption">a</p>', (Paragraph("a", role="caption"),)),
    "a class of style is no role": ('<p class="txt-ind">a</p>', (Paragraph("a"),)),
    "role": ('<p class="role-verse">a</p>', (Paragraph("a", role="verse"),)),
    "language": ('<p xml:lang="nb">a</p>', (Paragraph("a", language="nb"),)),
    "no-break space stays": ("<p>a&#160; b</p>", (Paragraph("a\xa0 b"),)),
    "kept white space": ('<p xml:space="preserve">a  b</p>', (Paragraph("a  b"),)),
    "headings": ("<hl1>a</hl1><hl2>b</hl2><h4>c</h4>", (Heading("a", 1), Heading("b", 2), Heading("c", 4))),
    "empty ones are nothing": ("<p/><p> </p><hl2/><p><em/></p>", ()),
    "loose text": ("a <em>b</em><p>c</p>d", (Paragraph(("a ", Emphasis("b"))), Paragraph("c"), Paragraph("d"))),
    "blocks inside p": ("<p>a<ul><li>b</li></ul>c</p>", (Paragraph("a"), List(((Paragraph("b"),),)), Paragraph("c"))),
    "blocks inside em": ("<em>a<p>b</p>c</em>", (Paragraph(Emphasis("a")), Paragraph("b"), Paragraph(Emphasis("c")))),
    "breaks": ("<p><br/>a <br/> b<br/></p>", (Paragraph(("a", Break(), "b")),)),
    "a list from one": ('<ol seqnum="1"><li>a</li></ol>', (List(((Paragraph("a"),),), True, 1),)),
    "lists": ('<ol seqnum="3"><li>a</li><li><p>b</p><p>c</p></li></ol>', (List(((Paragraph("a"),), (Paragraph("b"), Paragraph("c"))), True, 3),)),
    "definitions": ("<dl><dt>a</dt><dd>b</dd></dl>", (List(((Paragraph(Strong("a")), Paragraph("b")),)),)),
    "quote": ("<bq><block><p>a</p></block><credit>b</credit></bq>", (Quote((Paragraph("a"),), "b"),)),
    "quote without block": ('<bq quote-source="b">a</bq>', (Quote((Paragraph("a"),), "b"),)),
    "one block that is all": ("<block><p>a</p></block>", (Paragraph("a"),)),
    "blocks": ("<p>a</p><block class='box'><hl2>b</hl2><p>c</p></block>", (Paragraph("a"), Section((Heading("b"), Paragraph("c")), "box"))),
    "head of a block": ("<p/><block><byline>By A</byline><p>c</p><datasource>d</datasource></block>",
                        (Section((Paragraph("By A", role="byline"), Paragraph("c"), Paragraph("d", role="datasource"))),)),
    "notes": ('<note noteclass="end"><body.content><p>a</p></body.content></note><fn><body.content><p>b</p></body.content></fn>',
              (Section((Paragraph("a"),), "end"), Section((Paragraph("b"),), "footnote"))),
    "table": ("<table><caption>a</caption><tfoot><tr><td>f</td></tr></tfoot><tbody><tr><th colspan='2'>h</th><td><p>x</p><p>y</p></td></tr></tbody></table>",
              (Table(((Cell("h", True, 2), Cell((Paragraph("x"), Paragraph("y")))), (Cell("f"),)), "a"),)),
    "custom table": ("<custom-table><x>a</x> <x>b</x></custom-table>", (Paragraph("a b"),)),
    "media": (('<media media-type="image"><media-reference source="a.jpg" mime-type="image/jpeg" width="8px" height="x" alternate-text="t"/>'
              "<media-caption>c</media-caption><media-producer>d</media-producer></media>"),
              (Figure((Rendition(href="a.jpg", mime_type="image/jpeg", width=8, title="t", extra={"nitf:height": "x"}),), ("c",), "d"),)),
    "media type that the file does not say": ('<media media-type="video"><media-reference source="a"/></media>',
                                              (Figure((Rendition(href="a", extra={"nitf:media-type": "video"}),)),)),
    "images of XHTML": ('<p><img src="a.jpg" alt="b"/></p><img src="c.jpg"/>', (Paragraph(Image("a.jpg", "b")), Figure((Rendition(href="c.jpg"),)))),
    "names": (('<p><person idsrc="x" value="1"><name.given>Kari</name.given> <name.family>Moe</name.family></person> <org>O</org>'
              '<location><city city-code="NO-1">S</city></location><money unit="NOK">4</money><chron norm="2021">y</chron></p>'),
              (Paragraph((Name("Kari Moe", "person", None, "x:1"), " ", Name("O", "organisation"), Name("S", "place", None, "NO-1"),
                          Name("4", "money", None, "NOK"), Name("y", "date", None, "2021"))),)),
    "fractions": ("<p><num>1 <frac><numer>1</numer><denom>2</denom></frac></num></p>", (Paragraph(Name("1 1/2", "number")),)),
    "XHTML": ("<p><b>a</b><i>b</i><u>c</u><s>d</s><sub>e</sub><sup>f</sup><code>g</code></p>",
              (Paragraph((Strong("a"), Emphasis("b"), Underline("c"), Strike("d"), Sub("e"), Sup("f"), Code("g"))),)),
    "em with a class": ('<p><em class="bold">a</em><em class="odd">b</em></p>', (Paragraph((Strong("a"), Emphasis("b"))),)),
    "ruby": ('<p><pronounce guide="soon">Sund</pronounce><ruby><rb>a</rb><rt>b</rt></ruby></p>', (Paragraph((Ruby("Sund", "soon"), Ruby("a", "b"))),)),
    "spans": ('<p><lang xml:lang="en">a</lang><q>b</q></p>', (Paragraph((Span("a", language="en"), Span("b", role="quotation"))),)),
    "preformatted": ("<pre>a\n  b<br/>c</pre>", (Preformatted("a\n  b\nc"),)),
    "rules": ('<hr/><hr class="***"/><hr class="thin"/>', (Rule(), Rule("***"), Rule())),
    "unknown elements are their content": ("<p>a<strange>b<em>c</em></strange></p><odd><p>d</p></odd>",
                                           (Paragraph(("ab", Emphasis("c"))), Paragraph("d"))),
    "a namespace does not matter": ('<x:p xmlns:x="urn:any">a<x:em>b</x:em></x:p>', (Paragraph(("a", Emphasis("b"))),)),
}  # fmt: skip


@pytest.mark.parametrize("case", READ)
def test_what_is_read(case: str) -> None:
    xml, wanted = READ[case]
    assert parsed(xml) == wanted
    assert normalise(parsed(xml)) == parsed(xml)


def test_what_runs_or_carries_content_is_dropped_and_reported() -> None:
    context = Context(report=Report())
    assert parsed('<p><a href="javascript:x()">a</a></p><script>b</script>', context) == (
        Paragraph("a"),
    )
    assert [diagnostic.code for diagnostic in context.report] == ["read.element-ignored"] * 2


@pytest.mark.parametrize("wrapper", ["nitf", "body", "body.content"])
def test_the_body_of_a_document_and_its_end(wrapper: str) -> None:
    inner = "<body.content><p>a</p></body.content><body.end><tagline>b</tagline><bibliography>c</bibliography></body.end>"
    xml = {"nitf": f"<nitf><head><title>t</title></head><body><body.head><hedline><hl1>h</hl1></hedline></body.head>{inner}</body></nitf>",
           "body": f"<body>{inner}</body>", "body.content": "<body.content><p>a</p></body.content>"}[wrapper]  # fmt: skip
    found = nitf.parse(xmlkit.parse(xml.encode(), Context()))
    end = (Paragraph("b", role="credit"), Paragraph("c", role="bibliography"))
    assert found == (Paragraph("a"), *(end if wrapper != "body.content" else ()))


EVERYTHING: tuple[Block, ...] = (
    Paragraph("lead", role="lead"),
    Paragraph(
        ["a  b ", Emphasis("x"), Strong(["y", Sub("z")]), Break(), Image("http://a.example/b.jpg", "al t"),
         Link(["li"], href="http://x.example", title="T", rel="next"), Span("s", language="nb", role="foo"), Span("q", role="quotation"),
         Ruby("r", reading="R"), Name("Sund", "place", "urn:u", "c"), Name("5", "money", None, "NOK"), Name("5", "money", "urn:x"),
         Name("w", "weird"), Name("z"), Code("c"), Underline("u"), Strike("s"), Sup("2"), Span("n")],
        direction="rtl", language="nb-NO",
    ),
    Heading("H"), Heading("H3", level=3), Paragraph("v", role="verse"),
    List([[Paragraph("a")], [Paragraph("b"), List([[Paragraph("n", role="x")]], ordered=True, start=4)], [Quote([Paragraph("deep")])]]),
    List([[Paragraph(Image("a.jpg", "x"))]]),
    Quote([Paragraph("q"), Section([Paragraph("in")], role="box", title=["T"]), Paragraph("r")], source="Src"), Quote([], source="only"),
    Table([[Cell("h", header=True, colspan=2), Cell()], [Cell([Paragraph("p1"), Paragraph("p2")]), Cell(["x", Strong("y")])]], caption="Cap"),
    Figure([Rendition(name="n", href="http://a", mime_type="image/jpeg", width=3, height=-4, size=10, duration=2.5, title="alt", format="JPEG",
                      extra={"nitf:coding": "b", "nitf:foo": "bar", "html:alt": ("x", "y")}),
            Rendition(href="v.mp4", mime_type="video/mp4", size=9, duration=1e-9)], caption=["c ", Strong("d")], credit="cr", association="pic1"),
    Figure([], association="z"), Figure([], caption="only cap"),
    Section([Paragraph("a"), Paragraph("b")], role="notebook", title="Note"), Section([Paragraph("a")]), Section([Paragraph("fn")], role="footnote"),
    Section([Section([Paragraph("x")], role="inner")], role="note"), Section([Paragraph("x")], role="hd"),
    Preformatted("  a\n   b\tc"), Rule(), Rule("***"), Embed("text/html", "<b>x</b>\n", "http://x"), Embed("application/json", None, "http://x"),
    Paragraph("tag", role="credit"), Paragraph("bib", role="bibliography"),
)  # fmt: skip


def document(body: tuple[Block, ...]) -> tuple[xmlkit.Element, list[tuple[str, str]]]:
    writer, lost = Writer(), list[tuple[str, str]]()
    writer.start("nitf", {"xmlns": "http://iptc.org/std/NITF/2006-10-18/"})
    writer.start("body")
    nitf.write_body(body, writer, lost=lambda code, path, message: lost.append((code, path)))
    writer.close()
    return xmlkit.parse(writer.getvalue().encode(), Context()), lost


def test_every_node_comes_back_and_is_valid() -> None:
    body = normalise(EVERYTHING)
    root, lost = document(body)
    assert xmlkit.Schema.xsd(SCHEMA).validate_element(root) == []
    assert nitf.parse(root) == body
    assert lost == []


LOST = {
    "a section in a list": (
        (List(((Section((Paragraph("a"),), "box"),),)),),
        "write.node-flattened",
        "body[0].items[0][0]",
    ),
    "a section in a section": (
        (Section((Section((Paragraph("a"),), "b"),), "c"),),
        "write.node-flattened",
        "body[0].blocks[0]",
    ),
    "a role of two words": (
        (Paragraph("a", role="two words"),),
        "write.field-lost",
        "body[0].role",
    ),
    "a language that is none": (
        (Paragraph("a", language="?"),),
        "write.field-lost",
        "body[0].language",
    ),
    "markup inside a name": (
        (Paragraph(Name(("a ", Strong("b")), "person")),),
        "write.markup-lost",
        "body[0].content[0].content[1]",
    ),
    "an address that runs": (
        (Paragraph(Link("a", href="javascript:x")),),
        "write.markup-lost",
        "body[0].content[0]",
    ),
    "a rule of letters": ((Rule("ends"),), "write.field-lost", "body[0].text"),
    "a relation of two words": (
        (Paragraph(Link("a", href="http://x", rel="a b")),),
        "write.field-lost",
        "body[0].content[0].rel",
    ),
}


@pytest.mark.parametrize("case", LOST)
def test_what_cannot_be_said_keeps_its_text_and_is_reported_with_its_path(case: str) -> None:
    body, code, path = LOST[case]
    root, lost = document(body)
    assert lost == [(code, path)]
    assert "a" in xmlkit.text(root) or case == "a rule of letters"
    assert xmlkit.Schema.xsd(SCHEMA).validate_element(root) == []


def test_what_is_nested_too_deeply_is_its_text() -> None:
    body: Block = Paragraph("core")
    for _ in range(300):
        body = Quote((body,))
    root, lost = document((body,))
    assert "core" in xmlkit.text(root)
    assert {code for code, _ in lost} == {"write.node-flattened"}


@pytest.mark.parametrize("tag", ["em", "div", "bq", "strange"])
def test_what_a_source_nests_too_deeply_is_its_text(tag: str) -> None:
    root = inner = xmlkit.parse(b"<body.content/>", Context())
    for _ in range(400):
        child = inner.makeelement(tag, {}, None)
        inner.append(child)
        inner = child
    inner.text = "core"
    context = Context(report=Report())
    assert newsfmt.Article(body=nitf.parse(root, context)).text == "core"
    assert [one.code for one in context.report] == ["read.element-ignored"]


def test_render_is_the_content_of_a_body() -> None:
    assert (
        nitf.render([Paragraph(["a ", Strong("b")]), Heading("c")])
        == '<p>a <em class="strong">b</em></p><hl2>c</hl2>'
    )


# ---- elements of no version


@pytest.mark.parametrize(
    ("xml", "wanted"),
    [
        (
            '<p>The <o:p xmlns:o="urn:office">ferry</o:p> sails <s:place xmlns:s="urn:st">Sund</s:place>.</p>',
            (Paragraph(("The ferry sails Sund.",)),),
        ),
        (
            "<p>See <card url='/a/b'>this</card>.</p>",
            (Paragraph(("See ", Link(("this",), "/a/b"), ".")),),
        ),
        (
            "<block><p>a</p><video-embed id='x' src='https://v.example/1'/></block>",
            (
                Paragraph(("a",)),
                Embed(
                    "application/xml",
                    '<video-embed id="x" src="https://v.example/1"/>',
                    "https://v.example/1",
                ),
            ),
        ),
        (
            "<block><img source='pier.jpg'/><p>a</p></block>",
            (Figure((Rendition(href="pier.jpg"),)), Paragraph(("a",))),
        ),
    ],
)
def test_what_no_version_has_is_kept(xml: str, wanted: tuple[Block, ...]) -> None:
    report = Report()
    element = xmlkit.parse(f"<body.content>{xml}</body.content>".encode(), Context())
    assert nitf.parse(element, Context(report=report)) == wanted
    assert not list(report)


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        ("<p>a <card kind='big'>b</card></p>", "big"),
        ("<p>a <location location-code='7'><city city-code='8'>Sund</city></location></p>", "8"),
    ],
)
def test_what_no_node_holds_is_reported(xml: str, value: str) -> None:
    report = Report()
    element = xmlkit.parse(f"<body.content>{xml}</body.content>".encode(), Context())
    assert nitf.parse(element, Context(report=report))
    assert [value in found.message for found in report] == [True]


@pytest.mark.parametrize(
    "content",
    [
        '<a href="x"/>', '<img src="x"/>', '<person value="p"/>', '<chron norm="2021"/>',
        '<q><a href="x"/></q>',
    ],
)  # fmt: skip
def test_the_language_of_a_block_without_text_that_stays_is_kept_once(content: str) -> None:
    left: dict[str, list[str]] = {}
    data = f'<body.content><p xml:lang="nb">{content}</p></body.content>'.encode()
    [block] = nitf.parse(xmlkit.parse(data, Context()), Context(), left)
    assert (block.language, left) == ("nb", {})
