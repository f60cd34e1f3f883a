"""markup/html: what is usual in HTML becomes blocks, blocks become safe XHTML."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import pytest

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
    text_of,
)  # fmt: skip
from newsfmt.errors import LimitError
from newsfmt.format import Context, Limits
from newsfmt.markup import html
from newsfmt.xmlkit import parse

P = Paragraph

PARSED: list[tuple[str, list[Block]]] = [
    # paragraphs and loose text
    ("", []),
    ("  \n ", []),
    ("Ferry to Sund", [P("Ferry to Sund")]),
    ("a &lt; b", [P("a < b")]),
    ("one<p>two</p>three", [P("one"), P("two"), P("three")]),
    ("<p>a\n  b \u00a0 c</p>", [P("a b \u00a0 c")]),
    ("<p>a <b> b</b> c</p>", [P(["a ", Strong("b"), " c"])]),
    ("<p>one<p>two", [P("one"), P("two")]),
    ("<p>a<br><br>b</p>", [P(["a", Break(), Break(), "b"])]),
    ("<p>&nbsp;</p><p></p><p>x</p>", [P("x")]),
    ("<p class='lead'>a</p><p class='x byline y'>b</p><p class='x y'>c</p><p class=foo>d</p>", [P("a", "lead"), P("b", "byline"), P("c"), P("d", "foo")]),
    ("<p lang=nb dir=RTL>a</p><p dir=auto>b</p>", [P("a", None, "nb", "rtl"), P("b")]),
    ("<!DOCTYPE html><html><head><title>t</title><style>s{}</style></head><body><p>a</p></body></html>", [P("a")]),
    # headings
    ("<h1>a</h1><h2>b <em>c</em></h2><h6>d</h6>", [Heading("a", 1), Heading(["b ", Emphasis("c")], 2), Heading("d", 6)]),
    # inline
    ("<p><em>a</em><i>b</i><strong>c</strong><b>d</b></p>", [P([Emphasis("a"), Emphasis("b"), Strong("c"), Strong("d")])]),
    ("<p><code>a</code><tt>b</tt><kbd>c</kbd></p>", [P([Code("a"), Code("b"), Code("c")])]),
    ("<p>H<sub>2</sub>O<sup>3</sup><u>a</u><ins>b</ins><s>c</s><strike>d</strike><del>e</del></p>", [P(["H", Sub("2"), "O", Sup("3"), Underline("a"), Underline("b"), Strike("c"), Strike("d"), Strike("e")])]),
    ("<p><a href='/x' title=t rel=r>a</a> <a name=n>b</a></p>", [P([Link("a", "/x", "t", "r"), " b"])]),
    ("<p><span>a</span><span class=c>b</span><span lang=nb>d</span><font color=red>e</font></p>", [P(["a", Span("b", role="c"), Span("d", language="nb"), "e"])]),
    ("<p><em lang=fr>a</em></p>", [P([Span([Emphasis("a")], language="fr")])]),
    ("<p><q>a</q> <small>b</small> <abbr title=t>c</abbr></p>", [P("\u201ca\u201d b c")]),
    ("<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字<rt>ji</rt></ruby>x</p>", [P([Ruby("漢", "kan"), Ruby("字", "ji"), "x"])]),
    ("<p><time datetime='2020-01-01'>New Year</time> <time>noon</time></p>", [P([Name("New Year", "date", None, "2020-01-01"), " noon"])]),
    ("<p><span itemscope itemtype='https://schema.org/Person' itemid='urn:x:1'>Ola</span></p>", [P([Name("Ola", "person", "urn:x:1")])]),
    ("<p>a<img src=x.jpg alt=A>b</p>", [P(["a", Image("x.jpg", "A"), "b"])]),
    ("<p><custom-tag>a</custom-tag><o:p>b</o:p></p>", [P("ab")]),
    # blocks among inline content
    ("<p>a<ul><li>b</ul>c</p>", [P("a"), List([[P("b")]]), P("c")]),
    ("<em>a<p>b</p>c</em>", [P([Emphasis("a")]), P([Emphasis("b")]), P([Emphasis("c")])]),
    ("<a href='/x'><p>b</p></a>", [P([Link("b", "/x")])]),
    ("<div>a<div>b</div>c</div>", [P("a"), P("b"), P("c")]),
    ("<p>a</p><span><p>b</p></span>", [P("a"), P("b")]),
    # lists
    ("<ul><li>a</li><li><p>b</p><p>c</p></li></ul>", [List([[P("a")], [P("b"), P("c")]])]),
    ("<ol start=3><li>a<ol><li>b</ol></ol>", [List([[P("a"), List([[P("b")]], ordered=True)]], ordered=True, start=3)]),
    ("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>", [List([[P("a"), List([[P("b")]])], [P("c")]])]),
    ("<ul></ul><ul><li></li></ul>", []),
    ("<dl><dt>a</dt><dd>b</dd><dd><p>c</p></dd><dt>d</dt></dl>", [List([[P([Strong("a")]), P("b"), P("c")], [P([Strong("d")])]])]),
    ("<li>a</li>", [P("a")]),
    # quotes
    ("<blockquote>a<footer>Ola</footer></blockquote>", [Quote([P("a")], "Ola")]),
    ("<blockquote cite='https://example.com/'><p>a</p></blockquote>", [Quote([P("a")], "https://example.com/")]),
    ("<blockquote><p>a <cite>B</cite></p><cite>Ola\nNordmann</cite></blockquote>", [Quote([P(["a ", Emphasis("B")])], "Ola Nordmann")]),
    # tables
    (
        "<table><caption>T</caption><thead><tr><th>a<th>b</thead><tbody><tr><td colspan=2>c</table>",
        [Table([[Cell("a", True), Cell("b", True)], [Cell("c", colspan=2)]], "T")],
    ),
    ("<table><tr><td><p>a</p></td><td><p>b</p><ul><li>c</ul></td><td></td></tr></table>", [Table([[Cell("a"), Cell([P("b"), List([[P("c")]])]), Cell()]])]),
    ("<table><tr><td><img src=a.png></td><td colspan=x rowspan=1>b</td></tr></table>", [Table([[Cell([Image("a.png")]), Cell("b")]])]),
    ("<td>a</td>", [P("a")]),
    # figures and media
    ("<img src=a.jpg alt=A width=10 height=5%>", [Figure([Rendition(href="a.jpg", width=10, extra={"html:alt": ("A",), "html:height": ("5%",)})])]),
    ("<p><img src=a.jpg></p>", [P([Image("a.jpg")])]),
    (
        "<figure><a href='/big'><img src=a.jpg></a><figcaption><p>A <b>ferry</b></p><p>at sea</p> <span class=credit>Vik</span></figcaption></figure>",
        [Figure([Rendition(href="a.jpg", extra={"html:link": ("/big",)})], ["A ", Strong("ferry"), Break(), "at sea"], "Vik")],
    ),
    ("<figure><blockquote>a</blockquote><figcaption>b</figcaption></figure>", [Quote([P("a")]), P("b", "caption")]),
    ("<figure><table><tr><td>a</table><figcaption>b</figcaption></figure>", [Table([[Cell("a")]], "b")]),
    ("<figure><iframe src='https://example.com/v'></iframe></figure>", [Embed("text/html", None, "https://example.com/v")]),
    ("<video src=v.mp4 type=video/mp4 data-duration=3.5></video>", [Figure([Rendition(href="v.mp4", mime_type="video/mp4", duration=3.5)])]),
    ("<audio><source src=a.mp3 type=audio/mpeg><source src=a.ogg></audio>", [Figure([Rendition(href="a.mp3", mime_type="audio/mpeg"), Rendition(href="a.ogg", extra={"html:element": ("audio",)})])]),
    ("<p>a<iframe src='https://example.com/'></iframe>b</p>", [P("a"), Embed("text/html", None, "https://example.com/"), P("b")]),
    # elements without an end tag that libxml2 takes for others
    ("<p>super<wbr>cali <b>x</b></p><p>y</p>", [P(["supercali ", Strong("x")]), P("y")]),
    ("<p>a<embed src=http://a.example/v>b</p><p>c</p>", [P("a"), Embed(None, None, "http://a.example/v"), P("b"), P("c")]),
    ("<figure><picture><source srcset=b.webp><source srcset=c.webp><img src=a.jpg></picture></figure>", [Figure([Rendition(href="a.jpg")])]),
    ("<p>" + "a<wbr>" * 300 + "</p>", [P("a" * 300)]),
    # what stands behind the end of a page
    ("<html><body><p>a</p></body><p>b</p></html><p>c</p>d", [P("a"), P("b"), P("c"), P("d")]),
    ("<p>a</p></body>b<p>c</p>", [P("a"), P("b"), P("c")]),
    ("<html><body><p>a</p></body></html>\n<!-- made by b -->\n", [P("a")]),
    ("<p>a</br>b", [P(["a", Break(), "b"])]),
    # Accelerated Mobile Pages
    ("<figure><amp-img src=a.jpg layout=fill></amp-img><figcaption>b</figcaption></figure>", [Figure([Rendition(href="a.jpg")], "b")]),
    ("<amp-video src=v.mp4 type=video/mp4><div fallback>no</div></amp-video>", [Figure([Rendition(href="v.mp4", mime_type="video/mp4")])]),
    ("<amp-iframe src=http://a.example/v><amp-img src=p.jpg></amp-img></amp-iframe>", [Embed("text/html", None, "http://a.example/v")]),
    ("<object data=x.pdf type=application/pdf>no</object>", [Embed("application/pdf", None, "x.pdf")]),
    ("<object data=x.swf><param name=a value=7><p>no</p></object>", [Embed("text/html", '<object data="x.swf"><param name="a" value="7"/><p>no</p></object>', "x.swf")]),
    ("<object><param name=movie value=http://a.example/v></object>", [Embed("text/html", '<object><param name="movie" value="http://a.example/v"/></object>', "http://a.example/v")]),
    # what a script is to load, and pictures in several sizes
    ("<p><img src='data:,' data-src=/a.jpg alt=A></p>", [P([Image("/a.jpg", "A")])]),
    ("<p><img src=/dot.gif data-original=/a.jpg></p>", [P([Image("/a.jpg")])]),
    ("<p><img srcset='a.jpg 1x, b.jpg 2x'></p>", [P([Image("a.jpg")])]),
    ("<iframe src=about:blank data-src=//a.example/v></iframe>", [Embed("text/html", None, "//a.example/v")]),
    ("<video title=T width=9><source src=a.mp4 type=video/mp4></video>", [Figure([Rendition(href="a.mp4", mime_type="video/mp4", width=9, title="T")])]),
    # drawings
    ("<p>a</p><svg><text>May</text></svg>", [P("a"), Embed("image/svg+xml", "<svg><text>May</text></svg>")]),
    ("<p>a <svg><title>sign</title></svg></p><svg></svg>", [P("a")]),
    # the language of what dissolves
    ("<ul><li lang=nb>a</li><li><p>b</p></li></ul><dl><dd lang=sv>c</dd></dl>", [List([[P("a", None, "nb")], [P("b")]]), List([[P("c", None, "sv")]])]),
    # sections, rules, layout
    ("<section class=notebook><h2 class=title>N</h2><p>a</p></section>", [Section([P("a")], "notebook", "N")]),
    ("<section class=main><p>a</p></section><section><p>b</p></section><article class=x><p>c</p></article>", [P("a"), P("b"), P("c")]),
    ("<aside><p>a</p></aside><div class=infobox>b</div><div class=row>c</div>", [Section([P("a")], "aside"), Section([P("b")], "infobox"), P("c")]),
    ("<div lang=nb><p>a</p><p lang=nn>b</p>c</div>", [P("a", None, "nb"), P("b", None, "nn"), P("c", None, "nb")]),
    ("<hr><p>a</p><hr/>", [Rule(), P("a"), Rule()]),
    ("<pre>\n a  b\n  <b>c</b><br>d</pre>", [Preformatted(" a  b\n  c\nd")]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "body"), PARSED)
def test_parse(source: str, body: list[Block]) -> None:
    assert html.parse(source) == tuple(body)


@pytest.mark.parametrize(("source", "body"), PARSED)
def test_what_was_parsed_comes_back(source: str, body: list[Block]) -> None:
    text = html.render(body)
    assert html.parse(text) == tuple(body)
    element = xmlkit.parse(f"<x xmlns='urn:any'>{text}</x>".encode(), Context())
    assert html.parse(element) == tuple(body)
    assert normalise(body) == tuple(body)


@pytest.mark.parametrize(
    "namespace", ["http://www.w3.org/1999/xhtml", "http://iptc.org/std/nar/2006-10-01/", ""]
)
def test_elements_match_by_local_name(namespace: str) -> None:
    root = xmlkit.parse(
        f"<inlineXML><html xmlns='{namespace}'><head><title>no</title></head><BODY><p>a</p><UL><li>b</li></UL></BODY></html></inlineXML>".encode(),
        Context(),
    )
    assert html.parse(root) == (P("a"), List([[P("b")]]))
    assert html.parse(root[0]) == (P("a"), List([[P("b")]]))


def test_blocks_in_a_heading_are_parted_by_breaks() -> None:
    root = xmlkit.parse(
        b"<x><h2><p>a</p><ul><li>b</li><li>c</li></ul><pre>d</pre></h2></x>", Context()
    )
    assert html.parse(root) == (Heading(["a", Break(), "b", Break(), "c", Break(), "d"], 2),)


def test_an_element_that_is_a_block_is_read_itself() -> None:
    root = xmlkit.parse(b"<x><p class='lead'>a <b>b</b></p>tail<ul><li>c</li></ul></x>", Context())
    assert html.parse(root[0]) == (P(["a ", Strong("b")], "lead"),)
    assert html.parse(root[1]) == (List([[P("c")]]),)


def test_inline() -> None:
    root = xmlkit.parse(b"<headline> Ferry <em>to</em><br/>Sund<p>x</p></headline>", Context())
    assert html.parse_inline(root) == ("Ferry ", Emphasis("to"), Break(), "Sund", Break(), "x")
    assert html.parse_inline("") == ()
    assert html.render_inline(("a & ", Strong(["b", Break()]))) == "a &amp; <strong>b<br/></strong>"


# ---- nothing that runs
# ------------------------------------------------------------

UNSAFE = [
    "javascript:alert(1)", " JavaScript:alert(1)", "java\tscript:alert(1)", "java\nscript:x", "\x01javascript:x", "javascript&colon;x", "&#106;avascript:x",
    "&amp;#106;avascript:x", "java%73cript:x", "\u00a0javascript:x", "java\u00adscript:x", "java\u200bscript:x", "vbscript:x", "data:text/html,<b>",
    "DATA:image/svg+xml;base64,AAAA", "javascript\uff1ax", "livescript:x",
]  # fmt: skip


@pytest.mark.parametrize("href", UNSAFE)
def test_unsafe_addresses_are_never_written(href: str) -> None:
    lost: list[tuple[str, str]] = []
    body: list[Block] = [
        P([Link("text", href), Image(href, "alt"), Name("n", "person", href)]), Figure([Rendition(href=href)]), Embed("text/html", None, href),
        List([[P([Link(["a", Strong("b")], href)])]]),
    ]  # fmt: skip
    text = html.render(body, lost=lambda code, path, message: lost.append((code, path)))
    assert "href" not in text
    assert "src" not in text
    assert "data-uri" not in text
    assert "text" in text
    assert "a<strong>b</strong>" in text
    paths = [
        "body[0].content[0]",
        "body[0].content[1]",
        "body[0].content[2]",
        "body[1].media[0]",
        "body[2]",
        "body[3].items[0][0].content[0]",
    ]
    assert lost == [("write.markup-lost", path) for path in paths]


@pytest.mark.parametrize("href", UNSAFE[:8])
def test_unsafe_addresses_are_not_read(href: str) -> None:
    context = Context()
    writer = xmlkit.Writer(declaration=False, indent=None)
    writer.start("p", mixed=True)
    writer.element("a", "text", {"href": href})
    writer.element("img", None, {"src": href, "alt": "A"})
    writer.end()
    found = html.parse(xmlkit.parse(writer.getvalue().encode(), Context()), context=context)
    assert found == (P(["text", Image("", "A")]),)
    assert context.report.counts == {"read.element-ignored": 2}


@pytest.mark.parametrize(
    "href",
    [
        "https://example.com/javascript:x",
        "mailto:a@b",
        "/a",
        "a:b",
        "?data:",
        "ftp://x",
        "datafile.html",
        "x/javascript:y",
    ],
)
def test_safe_addresses(href: str) -> None:
    assert html.is_safe(href)
    assert html.parse(html.render([P([Link("a", href)])])) == (P([Link("a", href)]),)


def test_what_runs_is_left_out_and_said() -> None:
    context = Context()
    source = "<p onclick='x()' style='color:red'>a<script>alert(1)</script></p><style>p{}</style><svg><script>x</script></svg><template><p>t</p></template>"
    found = html.parse(source, context=context)
    assert found == (P("a"),)
    assert context.report.counts == {"read.element-ignored": 4}
    assert html.render(found) == "<p>a</p>"


def test_escaped_markup_stays_text() -> None:
    text = html.render(
        [
            P("<script>alert(1)</script> &nbsp;"),
            Embed("text/html", "<iframe onload=x>"),
            Preformatted("</pre><b>"),
        ]
    )
    assert "<script" not in text
    assert "<iframe" not in text
    assert html.parse(text)[0] == P("<script>alert(1)</script> &nbsp;")


# ---- bounds
# ------------------------------------------------------------


def nested(kind: Any, depth: int) -> Any:
    block: Any = P("deep")
    for _ in range(depth):
        block = kind(block)
    return block


@pytest.mark.parametrize(
    "kind",
    [
        lambda b: Quote([b]),
        lambda b: List([[b]]),
        lambda b: Section([b], "x"),
        lambda b: Table([[Cell([b])]]),
    ],
)
def test_deep_bodies_are_flattened_and_said(kind: Any) -> None:
    lost: list[tuple[str, str]] = []
    text = html.render(
        [nested(kind, 3000)], lost=lambda code, path, message: lost.append((code, path))
    )
    assert [code for code, _ in lost] == ["write.node-flattened"]
    found = html.parse(xmlkit.parse(f"<x>{text}</x>".encode(), Context()))
    assert "deep" in str(xmlkit.text(xmlkit.parse(f"<x>{text}</x>".encode(), Context())))
    assert found


def test_deep_inline_content() -> None:
    node: Any = "deep"
    for _ in range(3000):
        node = Emphasis([node])
    text = html.render([P([node])])
    assert "deep" in text
    assert text.count("<em>") < 256


def test_deep_sources() -> None:
    with pytest.raises(LimitError):
        html.parse("<div>" * 100_000 + "x" + "</div>" * 100_000)
    assert html.parse("<div>" * 200 + "x" + "</div>" * 200) == (P("x"),)
    limits = Limits(depth=1500)
    root = xmlkit.parse(
        b"<blockquote>" * 1400 + b"deep" + b"</blockquote>" * 1400, Context(limits=limits)
    )
    context = Context(limits=limits)
    found = html.parse(root, context=context)
    assert "deep" in text_of(found)
    assert context.report.counts["read.element-ignored"] > 0


@pytest.mark.parametrize(
    "piece",
    [
        "<b>",
        "<p>",
        "<a href=x>",
        "<em><p>x",
        "<td>",
        "<li>x",
        "<table>",
        "&amp;",
        " ",
        "<br>",
        "<ruby><rt>",
        "<font><div>",
        "</p>",
        "<dl><dt>x<p>",
    ],
)
@pytest.mark.alone
def test_time_is_linear(piece: str) -> None:
    def cost(count: int) -> float:
        started = time.perf_counter()
        with contextlib.suppress(LimitError):
            html.parse("x".join([piece] * count))
        return time.perf_counter() - started

    cost(100)
    small = min(cost(2000) for _ in range(3))
    assert min(cost(8000) for _ in range(3)) < 12 * small + 0.05


def test_characters_that_xml_cannot_hold_are_left_out_and_said() -> None:
    told: list[tuple[str, str]] = []
    body = [Paragraph("The lamp"), Paragraph(["at ", Strong("\x13the quay")])]
    assert (
        html.render(body, lost=lambda code, path, message: told.append((code, path)))
        == "<p>The lamp</p><p>at <strong>the quay</strong></p>"
    )
    assert (
        html.render_inline(
            ["a\x01", "b"], lost=lambda code, path, message: told.append((code, path)), path="x"
        )
        == "ab"
    )
    assert told == [("write.value-shortened", "body[1]"), ("write.value-shortened", "x[0]")]


def test_indented_output_says_the_same() -> None:
    body = tuple(block for _, blocks in PARSED for block in blocks)
    text = html.render(body, indent="  ")
    assert "\n" in text
    assert html.parse(xmlkit.parse(f"<x>\n{text}\n</x>".encode(), Context())) == body


def test_writing_into_a_builder_with_a_prefix() -> None:
    writer = xmlkit.Writer(declaration=False, indent=None)
    writer.start("h:body", {"xmlns:h": "http://www.w3.org/1999/xhtml"})
    html.write([P(["a ", Strong("b")], language="nb"), List([[P("c")]])], writer, prefix="h:")
    writer.end()
    expected = (
        '<h:p lang="nb" xml:lang="nb">a <h:strong>b</h:strong></h:p><h:ul><h:li>c</h:li></h:ul>'
    )
    assert (
        writer.getvalue() == f'<h:body xmlns:h="http://www.w3.org/1999/xhtml">{expected}</h:body>'
    )
    assert html.render([P("a", language="nb")], xhtml=False) == '<p lang="nb">a</p>'


# ---- elements that HTML does not know


def read_with_report(source: str) -> tuple[tuple[Block, ...], list[str]]:
    context = Context()
    body = html.parse(source, context=context)
    return body, [f"{found.code} {found.message}" for found in context.report.kept]


def test_a_custom_element_without_text_is_an_embed() -> None:
    body, report = read_with_report(
        '<p>a</p><x-video src="https://v.example/1" data-id="7"></x-video><p>b</p>'
    )
    assert [type(block) for block in body] == [Paragraph, Embed, Paragraph]
    embed = body[1]
    assert isinstance(embed, Embed)
    assert embed.href == "https://v.example/1"
    assert 'data-id="7"' in (embed.text or "")
    assert report == []


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("<p>The <o:p>ferry</o:p> sails.</p>", "The ferry sails."),
        ("<p>The <st1:place w:st='on'>ferry</st1:place> sails.</p>", "The ferry sails."),
        ("<p>The <x-y><x-z>ferry</x-z></x-y> sails.</p>", "The ferry sails."),
    ],
)
def test_an_unknown_element_does_not_part_a_sentence(source: str, wanted: str) -> None:
    assert html.parse(source) == (Paragraph((wanted,)),)


def test_an_element_of_another_program_is_none_of_html() -> None:
    tree = parse(
        b'<body><p>The <o:p xmlns:o="urn:office">ferry</o:p> sails.</p>'
        b'a <o:p xmlns:o="urn:office">b</o:p> c</body>',
        Context(),
    )
    assert html.parse(tree) == (Paragraph(("The ferry sails.",)), Paragraph(("a b c",)))


def test_an_unknown_element_with_an_address_and_a_text_is_a_link() -> None:
    body, report = read_with_report('<p>See <x-card url="/a/b" kind="big">this</x-card>.</p>')
    assert body == (Paragraph(("See ", Link(("this",), "/a/b"), ".")),)
    assert report == ["read.element-ignored <x-card>: its content is kept, not kind 'big'"]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ('<p>The <abbr title="National Library">NL</abbr></p>', "National Library"),
        ('<p title="Morning">a</p>', "Morning"),
        ('<p>a <q cite="http://a.example/">b</q></p>', "http://a.example/"),
        ('<p>a</p><map><area href="http://a.example/" alt="Pier"></map>', "Pier"),
        ('<table summary="Tides"><tr><td>a</td></tr></table>', "Tides"),
        ('<table><tr><th abbr="Dep">Departure</th></tr></table>', "Dep"),
        ('<ol><li value="7">a</li></ol>', "7"),
        ('<p>a <del datetime="2021-05-04">b</del></p>', "2021-05-04"),
        ('<h2><x-video src="https://v.example/1"></x-video>a</h2>', "https://v.example/1"),
        ('<h2><video><source src="https://v.example/1"></video>a</h2>', "https://v.example/1"),
        ('<p>a<script src="https://v.example/1"></script></p>', "https://v.example/1"),
        ('<p>a</p><div data-url="https://v.example/1"></div>', "https://v.example/1"),
        ('<p>a <img src="/dot.gif" data-src="/a.jpg"></p>', "/dot.gif"),
        ('<p>a <img src="/a.jpg" title="Pier"></p>', "Pier"),
        ('<img src="/a.jpg" title="Pier"> a', "Pier"),
        ('<table><caption><a href="/a">b</a></caption><tr><td>c</td></tr></table>', "/a"),
        ('<blockquote cite="/a">b<footer>c</footer></blockquote>', "/a"),
        ("<p>a <svg><title>Pier</title></svg></p>", "Pier"),
        (
            '<p>a <video></video></p><video src="/v"><track src="/t" label="Nynorsk"></video>',
            "Nynorsk",
        ),
        ('<p lang="nb" xml:lang="nn">a</p>', "nn"),
        ('<p><a href="/a" lang="nb">a</a></p>', "nb"),
        ('<p epub:type="footnote">a</p>', "footnote"),
        ('<p dir="sideways">a</p>', "sideways"),
        ('<p>a</p><ol reversed="reversed"><li>b</li></ol>', "reversed"),
    ],
)
def test_an_attribute_that_says_something_is_reported(source: str, value: str) -> None:
    body, report = read_with_report(source)
    assert body
    assert [value in message for message in report] == [True]
