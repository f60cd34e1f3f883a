"""HTML for a page: what a CMS gets of an article, and that it is HTML that it can take."""

from __future__ import annotations

import io
from typing import Any
from xml.etree import ElementTree

from hypothesis import given, settings

import newsfmt
from newsfmt import Article
from newsfmt.article import Association, Label, Rendition
from newsfmt.body import (
    Embed,
    Figure,
    Heading,
    Image,
    Link,
    Name,
    Paragraph,
    Preformatted,
    Section,
    Span,
)
from newsfmt.markup import html
from newsfmt.testing.strategies import articles

BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol blockquote table figure aside section pre hr footer".split()
)
ATTRIBUTES = {
    "img": {"src", "alt", "width", "height"},
    "video": {"src", "controls", "width", "height"},
    "audio": {"src", "controls"},
    "a": {"href", "title", "rel"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
EVERYWHERE = {"class", "lang", "dir"}
PHRASING = frozenset("p h1 h2 h3 h4 h5 h6 pre figcaption caption small footer rt a".split())


def problems(text: str) -> list[str]:
    """What is wrong with a fragment by the content model of HTML, as far as newsfmt writes it."""
    root = ElementTree.fromstring(f"<div>{text}</div>")
    found = []
    for parent in root.iter():
        for child in parent:
            if parent.tag in PHRASING - {"footer"} and child.tag in BLOCKS:
                found.append(f"{child.tag} in {parent.tag}")
            if child.tag == "a" and parent.tag == "a":
                found.append("a in a")
        known = EVERYWHERE | ATTRIBUTES.get(parent.tag, set())
        found += [f"{parent.tag} {name}" for name in parent.attrib if name not in known]
        if parent.tag == "img" and not (parent.get("src") and "alt" in parent.attrib):
            found.append("img without src or alt")
    return found


def test_a_picture_comes_from_its_association() -> None:
    picture = Article(
        type="picture",
        headline="A ferry at night",
        credit="Ola Dal",
        descriptions=[Label("Long"), Label("The ferry at Sund", "caption")],
        renditions=[
            Rendition(href="6000.jpg", mime_type="image/jpeg", width=6000),
            Rendition(href="400.jpg", mime_type="image/jpeg", width=400),
            Rendition(href="800.jpg", mime_type="image/jpeg", width=800, height=600),
            Rendition(href="clip.mp4", mime_type="video/mp4", width=1280),
        ],
    )
    article = Article(
        headline="A",
        body=[Figure(association="main"), Figure(caption=["Mine"], association="main")],
        associations=[Association(name="main", item=picture)],
    )
    first, second = ElementTree.fromstring(f"<div>{html.render(article)}</div>")
    image = first.find("img")
    assert image is not None
    assert image.attrib == {
        "src": "800.jpg",
        "alt": "A ferry at night",
        "width": "800",
        "height": "600",
    }
    assert "".join(first.itertext()) == "The ferry at Sund Ola Dal"
    assert "".join(second.itertext()) == "Mine Ola Dal"


def test_a_reference_without_an_item_has_the_address_of_the_association() -> None:
    article = Article(
        body=[Figure(association="photo0")],
        associations=[Association(name="photo0", href="https://a.example/1.jpg", title="Sund")],
    )
    assert html.render(article) == (
        '<figure><img src="https://a.example/1.jpg" alt="Sund"/>'
        "<figcaption>Sund</figcaption></figure>"
    )


def test_what_has_no_address_is_reported() -> None:
    lost: list[tuple[str, str]] = []
    article = Article(body=[Figure(association="gone"), Embed("<script>x()</script>", "text/html")])
    assert html.render(article, lost=lambda code, path, message: lost.append((code, path))) == ""
    assert lost == [("write.field-lost", "body[0]"), ("write.field-lost", "body[1]")]
    article = Article(body=[Figure(media=[Rendition(href="javascript:x()")], caption=["A"])])
    assert html.render(article) == "<figure><figcaption>A</figcaption></figure>"


def test_the_headline_is_not_repeated() -> None:
    def shown(*body: Any) -> str:
        return html.render(Article(headline="Ferry sails", title="FERRY", body=body))

    assert shown(Heading("Ferry  sails"), Paragraph("A")) == "<p>A</p>"
    assert shown(Paragraph("FERRY"), Paragraph("A")) == "<p>A</p>"
    assert shown(Paragraph("A"), Paragraph("Ferry sails")) == "<p>A</p><p>Ferry sails</p>"
    assert shown(Heading("Ferry sails on"), Paragraph("A")).startswith("<h2>")


def test_notes_keep_their_breaks_and_nothing_is_for_newsfmt_alone() -> None:
    article = Article(
        body=[
            Section([Paragraph("Internet\nwww.a.example\n\nOrt")], role="notebook", title="Notes"),
            Paragraph([Name("Kari", role="person", uri="x:1"), " and ", Span("Per", role="y")]),
            Paragraph([Span("Hola", language="es"), Image("", "sun"), Image("a.png", "moon")]),
            Embed(href="https://v.example/1", media_type="text/html"),
            Preformatted("a\n b"),
        ]
    )
    assert html.render(article) == (
        '<section class="notebook"><h2 class="title">Notes</h2>'
        "<p>Internet<br/>www.a.example<br/><br/>Ort</p></section>"
        "<p>Kari and Per</p>"
        '<p><span lang="es">Hola</span>sun<img src="a.png" alt="moon"/></p>'
        '<p><a href="https://v.example/1">https://v.example/1</a></p>'
        "<pre>a\n b</pre>"
    )


def test_no_link_stands_in_a_link() -> None:
    article = Article(body=[Paragraph([Link(["A ", Link(["B"], "b.html")], "a.html")])])
    assert html.render(article) == '<p><a href="a.html">A B</a></p>'


@settings(max_examples=60)
@given(articles())
def test_every_article_gives_valid_html(article: Article) -> None:
    assert problems(html.render(article)) == []


def test_characters_that_are_left_out_are_reported() -> None:
    lost: list[str] = []
    article = Article(body=[Paragraph("a\x00b\x1bc")])
    text = html.render(article, lost=lambda code, path, message: lost.append(code))
    assert (text, lost) == ("<p>abc</p>", ["write.value-shortened"])


def test_the_format_reports_what_belongs_to_the_page() -> None:
    out = io.BytesIO()
    article = Article(headline="A", credit="EP", body=[Paragraph("It is."), Paragraph("So.")])
    report = newsfmt.write(article, out, format="html-fragment")
    assert out.getvalue() == b"<p>It is.</p>\n<p>So.</p>\n"
    assert {str(each.position) for each in report} == {"headline", "credit"}


def test_what_a_page_has_no_use_for_is_reported() -> None:
    figure = Figure([Rendition(href="a.jpg", title="Sund", format="x", size=9)], association="f")
    body = [Heading("Ferry"), Paragraph([Name("Kari", "person", "urn:x:1"), " sails."]), figure]
    article = Article(headline="Ferry", body=body)
    report = newsfmt.write(article, io.BytesIO(), format="html-fragment")
    paths = {str(each.position) for each in report}
    file = {f"body[2].media[0].{name}" for name in ("title", "format", "size")}
    assert paths >= {"headline", "body[0]", "body[1].content[0]", "body[2].association"} | file
