"""Pages, JSON-LD and web archives: what is declared, what is not, and bytes that are not what their
headers say.
"""

from __future__ import annotations

import pytest

pytest.importorskip(
    "newsfmt_web", reason="newsfmt-web is not installed: pip install -e plugins/newsfmt-web"
)
pytest.importorskip("trafilatura", reason="pip install trafilatura")

import gzip
import io
import json
import socket
import subprocess
import sys
import zlib
from typing import Any

import attrs

import newsfmt
from newsfmt import Article
from newsfmt.article import Party
from newsfmt.body import Embed, Figure, Heading, Link, List, Paragraph, block_text, walk
from newsfmt.errors import ParseError, TruncatedError

STORY = (
    "The harbour office in Sund opens again on Monday after two months of repairs to its roof, the town said.",
    "Captains had to hand in their papers at the fire station meanwhile, which many of them found too far away.",
    "The office is open from nine in the morning until four in the afternoon, and on Saturdays until noon.",
)


def page_of(head: str = "", body: str = "", lang: str = "en", story: str = "") -> bytes:
    paragraphs = "".join(f"<p>{text}</p>" for text in STORY)
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">{head}</head><body>'
        f"<nav><a href='/'>Home</a></nav><article><h1>Harbour office opens</h1>{paragraphs}{story}"
        f"</article>{body}</body></html>"
    ).encode()


def script(*nodes: dict[str, Any], raw: str | None = None) -> str:
    text = raw if raw is not None else json.dumps(list(nodes) if len(nodes) > 1 else nodes[0])
    return f'<script type="application/ld+json">{text}</script>'


def read(data: bytes, format: str = "html", **options: Any) -> Article:
    return newsfmt.read_one(data, format=format, options=options)


ARTICLE = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Harbour opens"}


def test_the_sources_count_in_their_order() -> None:
    head = (
        '<meta property="og:title" content="Open Graph"><title>Title | House</title>'
        '<meta property="article:published_time" content="2026-03-01">'
        + script({**ARTICLE, "datePublished": "2026-03-04T06:30:00+01:00"})
    )
    article = read(page_of(head))
    assert article.headline == "Harbour opens"
    assert [(line.role, line.text) for line in article.alt_headlines] == [
        ("og", "Open Graph"),
        ("h1", "Harbour office opens"),
    ]
    assert str(article.published) == "2026-03-04T06:30:00+01:00"
    assert article.extra["html:article:published_time"] == ("2026-03-01",)
    assert "published=json-ld" in article.extra["html:from"]
    assert "html:from" not in read(page_of(head), provenance=False).extra


def test_the_same_instant_written_twice_is_no_conflict() -> None:
    head = '<meta name="date" content="2026-03-04T05:30:00Z">' + script(
        {**ARTICLE, "datePublished": "2026-03-04T06:30:00+01:00"}
    )
    assert "html:date" not in read(page_of(head)).extra


def test_no_date_and_no_author_come_from_the_text_or_the_address() -> None:
    body = "<p>By Hours Ago, published 3 March 2026</p><time datetime='2026-03-03'>3 March</time>"
    article = read(page_of(body=body), base="https://courier.example/2026/03/03/harbour")
    assert (article.published, article.updated, article.creators) == (None, None, ())
    assert article.url == "https://courier.example/2026/03/03/harbour"


def test_authors_are_strings_objects_lists_and_references() -> None:
    nodes = (
        {
            **ARTICLE,
            "author": ["Kari Moe", {"@id": "#lie"}, [{"name": ["Gro Eide", "G. E."]}], None],
        },
        {"@type": "Person", "@id": "#lie", "name": "Per Lie", "url": "/lie"},
    )
    article = read(page_of(script(*nodes)), base="https://courier.example/")
    assert [party.name for party in article.creators] == ["Kari Moe", "Per Lie", "Gro Eide"]
    assert article.creators[1].uri == "https://courier.example/lie"


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Sund, Norway; ferry", ("Sund", "Norway", "ferry")),
        (["Sund, Norway", "ferry; tram"], ("Sund, Norway", "ferry; tram")),
        (["Sund, Norway"], ("Sund, Norway",)),
        ({"@list": ["Sund, Norway"]}, ("Sund, Norway",)),
        ([["Sund, Norway"], {"name": "Quay, old"}], ("Sund, Norway", "Quay, old")),
    ],
)
def test_keywords_are_cut_in_a_text_and_not_in_a_list(said: Any, wanted: tuple[str, ...]) -> None:
    assert read(page_of(script({**ARTICLE, "keywords": said}))).keywords == wanted


def test_keywords_of_microdata_are_texts() -> None:
    body = (
        '<div itemscope itemtype="https://schema.org/NewsArticle"><h2 itemprop="headline">Quay</h2>'
        '<meta itemprop="keywords" content="ferry, tram"><meta itemprop="keywords" content="quay"></div>'
    )
    assert read(page_of(body=body)).keywords == ("ferry", "tram", "quay")


def test_an_author_that_is_an_address_is_a_link() -> None:
    head = '<meta property="article:author" content="https://social.example/moe">'
    article = read(page_of(head))
    assert article.creators == ()
    assert [(link.rel, link.href) for link in article.links] == [
        ("author", "https://social.example/moe")
    ]


def test_of_several_articles_the_one_of_the_page_counts() -> None:
    other = {**ARTICLE, "headline": "Another", "url": "https://courier.example/other"}
    mine = {**ARTICLE, "headline": "Mine", "mainEntityOfPage": {"@id": "https://courier.example/a"}}
    head = '<link rel="canonical" href="https://courier.example/a">' + script(other, mine)
    assert read(page_of(head)).headline == "Mine"


@pytest.mark.parametrize(
    "text",
    [
        '// <![CDATA[\n{"@type": "NewsArticle", "headline": "Harbour opens"}\n// ]]>',
        '<!-- {"@type": "NewsArticle", "headline": "Harbour opens",} -->',
        '{"@type": "NewsArticle", "headline": "Harbour\nopens", "keywords": ["a",]};',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Harbour opens&quot;}",
    ],
)
def test_json_ld_is_mended(text: str) -> None:
    headline = read(page_of(script(raw=text))).headline
    assert headline is not None
    assert headline.split() == ["Harbour", "opens"]


def test_json_ld_that_cannot_be_mended_is_reported() -> None:
    with newsfmt.read(page_of(script(raw="{'headline': 'x'")), format="html") as reader:
        (article,) = reader
    assert article.headline == "Harbour office opens"
    assert reader.report.counts["read.invalid"] == 1


def test_microdata_gives_the_same_fields() -> None:
    body = (
        '<div itemscope itemtype="https://schema.org/NewsArticle"><h2 itemprop="headline">Quay</h2>'
        '<span itemprop="author" itemscope itemtype="https://schema.org/Person">'
        '<b itemprop="name">Kari Moe</b></span><time itemprop="datePublished" datetime="2026-03-04">4</time></div>'
    )
    article = read(page_of(body=body))
    assert (article.headline, str(article.published)) == ("Quay", "2026-03-04")
    assert [party.name for party in article.creators] == ["Kari Moe"]


def test_the_story_keeps_links_pictures_and_embeds_of_the_page() -> None:
    story = (
        '<h2>Hours</h2><p>See <a href="/hours">the list</a> of the hours of all offices along the quay in the town.</p>'
        '<iframe src="https://video.example/7"></iframe>'
        '<figure><img data-src="/a.jpg" src="data:image/gif;base64,AA"><figcaption>The office</figcaption></figure>'
        "<p>Tickets for the ferry are sold at the same desk until the end of the season, the office said.</p>"
    )
    article = read(page_of(story=story), base="https://courier.example/x")
    nodes = list(walk(article.body))
    assert [node.href for node in nodes if isinstance(node, Link)] == [
        "https://courier.example/hours"
    ]
    assert [node.href for node in nodes if isinstance(node, Embed)] == ["https://video.example/7"]
    figures = [node for node in nodes if isinstance(node, Figure)]
    assert [figure.media[0].href for figure in figures] == ["https://courier.example/a.jpg"]
    assert [type(block) for block in article.body].count(Heading) == 1
    assert "Home" not in article.text


@pytest.mark.parametrize(
    ("head", "base", "expected"),
    [
        ("", None, "/council"),
        ('<link rel="canonical" href="https://c.example/a/b">', None, "https://c.example/council"),
        (
            '<meta property="og:url" content="https://c.example/a">',
            None,
            "https://c.example/council",
        ),
        (
            '<link rel="canonical" href="https://c.example/a">',
            "https://copy.example/1",
            "https://copy.example/council",
        ),
        (
            '<base href="https://b.example/"><link rel="canonical" href="https://c.example/a">',
            "https://copy.example/1",
            "https://b.example/council",
        ),
    ],
)
def test_the_links_of_a_story_have_the_nearest_base(
    head: str, base: str | None, expected: str
) -> None:
    story = '<p>The council, which <a href="/council">meets again</a> on Thursday, was asked.</p>'
    article = read(page_of(head, story=story), **({"base": base} if base else {}))
    assert [link.href for link in walk(article.body) if isinstance(link, Link)] == [expected]


def test_a_declared_text_serves_where_there_is_no_story() -> None:
    text = "The office opens at nine.\nIt closes at noon."
    data = f"<html><head>{script({**ARTICLE, 'articleBody': text})}</head><body></body></html>"
    assert read(data.encode()).paragraphs == ("The office opens at nine.", "It closes at noon.")


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("{0}\n\n{1}", ("{0}", "{1}")),
        ("{0}\n{1}", ("{0}", "{1}")),
        ("<p>{0}</p><p>{1} <b>x</b></p>", ("{0}", "{1} x")),
        ("{0} <i>x</i>\n\n{1} &amp; more", ("{0} x", "{1} & more")),
    ],
)
def test_a_declared_text_has_its_paragraphs(text: str, paragraphs: tuple[str, ...]) -> None:
    words = [f"The {name} ferry was late, and nobody at the quay of Sund could say why it was {name}." for name in ("white", "green")]  # fmt: skip
    wanted = [part.format(*words) for part in paragraphs]
    declared = script({**ARTICLE, "articleBody": text.format(*words)})
    page = f"<html><head>{declared}</head><body><div id=app></div></body></html>"
    article = newsfmt.read_one(page.encode(), format="html")
    assert list(block_text(article.body)) == wanted
    data = json.dumps({**ARTICLE, "@context": "https://schema.org", "articleBody": text.format(*words)})  # fmt: skip
    assert list(block_text(newsfmt.read_one(data.encode(), format="jsonld").body)) == wanted


@pytest.mark.parametrize("way", ["article", "none"])
def test_the_story_without_trafilatura(way: str) -> None:
    article = read(page_of(), body=way)
    assert article.paragraphs[-3:] == (STORY if way == "article" else ())


def test_a_charset_behind_the_first_kibibyte_is_found() -> None:
    head = f"<title>{'x' * 2000}</title><meta http-equiv='Content-Type' content='text/html; charset=iso-8859-2'>"
    data = f"<html><head>{head}</head><body><article><h1>Łódź</h1></article></body></html>"
    assert read(data.encode("iso-8859-2")).alt_headlines[-1:] == ()
    assert "Łódź" in str(read(data.encode("iso-8859-2"), provenance=False))


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError("a page must not open a socket")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    head = script({**ARTICLE, "@context": "https://schema.org/", "image": "https://x.example/a"})
    assert read(page_of(head), base="https://courier.example/a").headline == "Harbour opens"


def test_trafilatura_is_imported_at_the_first_page_alone() -> None:
    code = (
        "import sys, newsfmt, newsfmt_web\n"
        "from newsfmt_web.jsonld import read as _, sniff\n"
        "newsfmt.list_formats(); newsfmt.detect(b'<!doctype html><html><p>x')\n"
        "print('trafilatura' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_scripts_and_unsafe_addresses_go_nowhere() -> None:
    story = '<p>Read <a href="javascript:alert(1)">this</a> before you come to the office in the harbour, please.</p><script>alert(1)</script>'
    head = script({**ARTICLE, "url": "javascript:alert(1)", "image": "javascript:alert(2)"})
    text = read(page_of(head, story=story)).to_json().decode()
    assert "alert(1)</script>" not in text
    assert '"href":"javascript' not in text.replace(" ", "")


# ---- JSON-LD in a file
# ------------------------------------------------------------


def test_each_article_of_a_document_comes_out() -> None:
    nodes = [
        {**ARTICLE, "@id": "https://courier.example/#a", "dateModified": "2026-03"},
        {"@type": "Organization", "@id": "#house", "name": "Courier"},
        {**ARTICLE, "headline": "Two", "publisher": {"@id": "#house"}},
        {"@type": "ItemList", "itemListElement": [{**ARTICLE, "headline": "Listed"}]},
    ]
    data = json.dumps({"@context": "https://schema.org", "@graph": nodes}).encode()
    assert newsfmt.detect(data)[0].format == "jsonld"
    first, second = newsfmt.read(data)
    assert (first.id, str(first.updated)) == ("https://courier.example/#a", "2026-03")
    assert second.provider is not None
    assert second.provider.name == "Courier"


# ---- web archives
# ------------------------------------------------------------


def record(content: bytes, kind: str = "response", uri: str = "https://courier.example/a") -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <{uri}>\r\n"
        f"WARC-Date: 2026-03-06T10:00:00Z\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"


def http(content: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = "".join(f"{header}\r\n" for header in ("Content-Type: text/html", *headers))
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + content


def chunked(data: bytes) -> bytes:
    half = len(data) // 2
    parts = (data[:half], data[half:])
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PAGE = page_of()
CONTENTS = {
    "plain": http(PAGE),
    "gzip": http(gzip.compress(PAGE), "Content-Encoding: gzip"),
    "says gzip, is plain": http(PAGE, "Content-Encoding: gzip"),
    "chunked": http(chunked(PAGE), "Transfer-Encoding: chunked"),
    "the only chunk is cut off": http(
        b"%x\r\n" % (len(PAGE) + 500) + PAGE, "Transfer-Encoding: chunked"
    ),
    "says chunked, is whole": http(PAGE, "Transfer-Encoding: chunked"),
    "both": http(
        chunked(gzip.compress(PAGE)), "Content-Encoding: gzip", "Transfer-Encoding: chunked"
    ),
    "zlib": http(zlib.compress(PAGE), "Content-Encoding: deflate"),
    "raw deflate": http(deflated(PAGE), "Content-Encoding: deflate"),
    "gzip that no header says": http(gzip.compress(PAGE)),
    "gzip of two members": http(
        gzip.compress(PAGE[:500]) + gzip.compress(PAGE[500:]), "Content-Encoding: gzip"
    ),
    "folded headers": http(chunked(PAGE), "Transfer-Encoding:\r\n chunked"),
    "line feeds": http(PAGE).replace(b"\r\n", b"\n", 3),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_the_bytes_of_a_response_count_and_not_its_headers(name: str) -> None:
    (article,) = newsfmt.read(record(CONTENTS[name]), format="warc")
    assert article.headline == "Harbour office opens"
    assert article.paragraphs == STORY
    assert article.url == "https://courier.example/a"
    assert article.extra["warc:date"] == ("2026-03-06T10:00:00Z",)
    assert article.published is None


def test_other_records_are_counted_and_junk_is_passed_over() -> None:
    data = b"".join(
        (
            record(b"software: x", kind="warcinfo"),
            record(http(PAGE, status="404 Not Found"), uri="https://courier.example/404"),
            b"junk between records\r\n",
            record(http(PAGE)),
            record(http(PAGE)),
            record(http(PAGE), uri="https://courier.example/b"),
        )
    )
    with newsfmt.read(data) as reader:
        articles = list(reader)
    assert [article.url for article in articles] == [
        "https://courier.example/a",
        "https://courier.example/b",
    ]
    assert reader.report.skipped == 3
    assert reader.report.counts["read.invalid"] == 1
    assert any("courier.example/404" in str(one) for one in reader.report)


def test_an_archive_that_is_cut_off_says_so() -> None:
    data = record(http(PAGE)) + record(http(PAGE), uri="https://courier.example/b")[:-400]
    reader = newsfmt.read(data, format="warc")
    assert next(reader).url == "https://courier.example/a"
    with pytest.raises(TruncatedError):
        next(reader)
    assert len(list(newsfmt.read(data, format="warc", options={"salvage": True}))) == 1


def test_what_is_no_archive_is_refused() -> None:
    with pytest.raises(ParseError, match="no record of a web archive"):
        list(newsfmt.read(b"nothing", format="warc"))


# ---- pages and JSON-LD out
# ------------------------------------------------------------


def written(article: Article, format: str) -> bytes:
    output = io.BytesIO()
    newsfmt.write([article], output, format=format)
    return output.getvalue()


FULL = Article(
    headline="Harbour <b>opens</b> & closes",
    published="2026-03-04T06:30:00+01:00",
    updated="2026-03",
    language="en",
    creators=[Party(name="Kari Moe", job_title="reporter")],
    provider=Party(name="Sund Courier", uri="https://courier.example/"),
    keywords=["harbour", "quay"],
    url="https://courier.example/a",
    body=[
        Heading("Hours", 1),
        Paragraph(["See ", Link(["</script>"], href="https://courier.example/h"), "."]),
        List([[Paragraph("One")], [Paragraph("Two")]]),
    ],
)


def test_a_page_that_newsfmt_wrote_comes_back() -> None:
    data = written(FULL, "html")
    assert data.startswith(b"<!DOCTYPE html>")
    assert data.count(b"<script") == 1
    assert b"<h1>Harbour" in data
    assert b"<h2>Hours</h2>" in data
    again = read(data)
    assert again == FULL
    assert newsfmt.detect(data)[0].format == "html"


def test_a_page_is_valid_html() -> None:
    html5lib = pytest.importorskip("html5lib", reason="pip install html5lib")
    for article in (FULL, Article(), Article.from_text("It opened.", language="en")):
        html5lib.HTMLParser(strict=True).parse(written(article, "html").decode())


def test_json_ld_comes_back_and_may_stand_in_a_script() -> None:
    article = attrs.evolve(FULL, body=[Paragraph("One."), Paragraph("</script> two.")])
    data = written(article, "jsonld")
    assert b"<" not in data
    assert newsfmt.read_one(data) == article


@pytest.mark.parametrize("format", ["html", "jsonld"])
def test_an_embargo_that_is_lost_is_an_error(format: str) -> None:
    article = Article(headline="Later", embargoed_until="2030-01-01T00:00Z")
    report = newsfmt.write([article], io.BytesIO(), format=format)
    assert report.counts["write.embargo-lost"] == 1
    assert not report.clean


def test_a_title_that_is_made_of_the_text_is_reported() -> None:
    output = io.BytesIO()
    report = newsfmt.write([Article.from_text("The bridge opened.")], output, format="html")
    assert b"<title>The bridge opened.</title>" in output.getvalue()
    assert report.counts["write.value-derived"] == 1
