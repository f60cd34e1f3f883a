"""Feeds, pages and exports of kinds that occur in the field, each as a small input with the right
answer: elements of Atom in RSS, older dialects, sections without an end, odd JSON-LD.
"""

from __future__ import annotations

import pytest

pytest.importorskip(
    "newsfmt_web", reason="newsfmt-web is not installed: pip install -e plugins/newsfmt-web"
)

import json
from typing import Any

import newsfmt
from newsfmt import Article
from newsfmt.article import Party
from newsfmt.body import block_text

SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)


def rss(item: str, head: str = "<title>Courier</title>") -> Article:
    document = f'<rss version="2.0" {SPACES}><channel>{head}<item>{item}</item></channel></rss>'
    return newsfmt.read_one(document.encode(), format="rss")


def atom(entry: str, root: str = 'xmlns="http://www.w3.org/2005/Atom"') -> Article:
    document = f"<feed {root}><title>Courier</title><entry>{entry}</entry></feed>"
    return newsfmt.read_one(document.encode(), format="atom")


def page(data: Any, head: str = "", story: str = "", body: str = "none") -> Article:
    text = data if isinstance(data, str) else json.dumps(data)
    document = (
        f'<!doctype html><html><head><script type="application/ld+json">{text}</script>{head}'
        f"</head><body>{story}</body></html>"
    )
    options: dict[str, object] = {"body": body, "provenance": "no"}
    return newsfmt.read_one(document.encode(), format="html", options=options)


# ---- RSS
# ------------------------------------------------------------


def test_the_guid_with_a_text_says_whether_it_is_the_address() -> None:
    article = rss('<guid/><guid isPermaLink="false">https://a.example/5</guid>')
    assert (article.id, article.url) == ("https://a.example/5", None)


@pytest.mark.parametrize(
    "author",
    [
        "<author><name>Kari Moe</name><email>moe@a.example</email></author>",
        "<atom:author><atom:name>Kari Moe</atom:name><atom:email>moe@a.example</atom:email></atom:author>",
        "<author>moe@a.example (Kari Moe)</author>",
    ],
)
def test_an_author_may_have_the_elements_of_atom(author: str) -> None:
    assert rss(author).creators == (Party(name="Kari Moe", email="moe@a.example"),)


def test_authors_and_categories_of_all_modules_keep_the_order_of_the_document() -> None:
    article = rss(
        "<dc:creator>Ola</dc:creator><author>Kari</author><dc:subject>Sea</dc:subject>"
        '<category>Coast</category><media:category label="Ice">i</media:category>'
    )
    assert [who.name for who in article.creators] == ["Ola", "Kari"]
    assert [term.name for term in article.subjects] == ["Sea", "Coast", "Ice"]


def test_what_media_rss_says_beside_one_picture_is_the_pictures() -> None:
    article = rss(
        '<media:content url="https://a.example/1.jpg"/><media:rating>adult</media:rating>'
    )
    (picture,) = article.associations
    assert picture.item is not None
    assert dict(picture.item.extra) == {"rss:media:rating": ("adult",)}
    assert dict(rss("<media:rating>adult</media:rating>").extra) == {"rss:media:rating": ("adult",)}


def test_the_channel_of_cdf_has_its_page() -> None:
    document = b'<channel href="https://a.example/n/"><title>N</title><item href="1.html"><title>One</title></item></channel>'
    (article,) = newsfmt.read(document, format="rss")
    assert (article.url, article.services[0].uri) == (
        "https://a.example/n/1.html",
        "https://a.example/n/",
    )


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("<title>One</title><description><![CDATA[words</description>", "words"),
        ("<title>One</title><dc:description>words</description>", "words"),
        ("<title>One</title><description>words<br></description>", "words"),
    ],
)
def test_a_fault_goes_no_further_than_its_item(item: str, expected: str) -> None:
    document = (
        f"<rss {SPACES}><channel><item>{item}</item><item><title>Two</title></item></channel></rss>"
    )
    reader = newsfmt.read(document.encode(), format="rss")
    articles = list(reader)
    assert [article.headline for article in articles] == ["One", "Two"]
    assert articles[0].summary == expected
    assert [one.code for one in reader.report] == ["read.invalid"]


def test_a_tag_with_brackets_in_quotes_is_one_tag() -> None:
    document = (
        f'<rss {SPACES}><channel><item><media:content url="https://a.example/a<b>.jpg" type="image/jpeg"/>'
        "<title>One</title></item></channel></rss>"
    )
    (article,) = newsfmt.read(document.encode(), format="rss")
    assert article.headline == "One"
    assert article.associations[0].href == "https://a.example/a<b>.jpg"


def test_words_outside_of_any_element_are_reported() -> None:
    document = b"Notice: no index<rss><channel><item><title>One</title></item></channel></rss>"
    reader = newsfmt.read(document, format="rss")
    assert [article.headline for article in reader] == ["One"]
    assert any("Notice: no index" in one.message for one in reader.report)


BASED = (
    '<rss version="2.0" {0}><channel><title>N</title><link>https://n.example/</link>'
    '<item xml:base="https://b.example/x/"><title>t</title>{1}</item></channel></rss>'
)


def test_the_bases_of_all_elements_around_an_address_hold() -> None:
    group = (
        '<media:group xml:base="m/"><media:content url="1.jpg" xml:base="n/" medium="image"/>'
        '<media:thumbnail url="t.jpg"/></media:group>'
    )
    for head in ("", "& "):  # read as XML, and as text
        document = BASED.format(SPACES, group).replace("<title>t", f"<title>{head}t")
        (picture,) = newsfmt.read_one(document.encode(), format="rss").associations
        assert picture.item is not None
        assert [file.href for file in picture.item.renditions] == [
            "https://b.example/x/m/n/1.jpg",
            "https://b.example/x/m/t.jpg",
        ]


def test_the_base_of_a_body_is_that_of_the_body_alone() -> None:
    article = rss(
        '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/" xml:lang="nb" '
        'xml:base="https://c.example/">&lt;p&gt;&lt;a href="x"&gt;y&lt;/a&gt;&lt;/p&gt;</content:encoded>'
        '<enclosure url="e.mp3" type="audio/mpeg" length="1"/>',
        "<title>Courier</title><link>https://n.example/</link>",
    )
    assert (article.associations[0].href, article.language) == ("https://n.example/e.mp3", "nb")


# ---- Atom and JSON Feed
# ------------------------------------------------------------

OLD = 'version="0.3" xmlns="http://purl.org/atom/ns#"'


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ('<title mode="escaped">a &lt;b&gt;ferry&lt;/b&gt;</title>', "a ferry"),
        ('<title mode="escaped" type="text/plain">a &lt;b&gt;</title>', "a <b>"),
        ('<title mode="base64" type="text/html">PGI+ZmVycnk8L2I+</title>', "ferry"),
        (
            '<title mode="xml" type="application/xhtml+xml"><div>a <b>ferry</b></div></title>',
            "a ferry",
        ),
    ],
)
def test_the_modes_of_atom_0_3(title: str, headline: str) -> None:
    assert atom(title, OLD).headline == headline


def test_of_alternative_contents_html_is_the_body() -> None:
    article = atom(
        '<content type="multipart/alternative"><content type="text/plain">plain</content>'
        '<content type="text/html" mode="escaped">&lt;p&gt;rich&lt;/p&gt;</content></content>',
        OLD,
    )
    assert list(block_text(article.body)) == ["rich"]
    assert article.extra["atom:content"] == (
        '<content xmlns="http://purl.org/atom/ns#" type="text/plain">plain</content>',
    )


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="Alternate " href="https://n.example/"/>', "https://n.example/p"),
        ('<link type="application/xhtml+xml" href="https://n.example/"/>', "https://n.example/p"),
        (
            '<link type="application/pdf" href="https://o.example/"/><link href="https://n.example/"/>',
            "https://n.example/p",
        ),
    ],
)
def test_the_page_of_a_feed_is_its_alternate_link(head: str, url: str) -> None:
    document = (
        f'<feed xmlns="http://www.w3.org/2005/Atom">{head}<entry><link href="p"/></entry></feed>'
    )
    assert newsfmt.read_one(document.encode(), format="atom").url == url


def test_an_empty_language_ends_inheritance() -> None:
    root = 'xmlns="http://www.w3.org/2005/Atom" xml:lang="nb"'
    assert atom('<content xml:lang="">Words</content>', root).language is None
    assert atom("<content>Words</content>", root).language == "nb"


def test_a_single_author_and_a_single_item_are_read() -> None:
    document = b'{"version": "https://jsonfeed.org/version/1", "items": {"id": "1", "author": {"name": "Kari"}}}'
    reader = newsfmt.read(document, format="jsonfeed")
    (article,) = reader
    assert article.creators == (Party(name="Kari"),)
    assert [one.message for one in reader.report] == ["items is no list; read as one of one member"]


def test_a_number_that_is_a_text_is_read_and_reported() -> None:
    document = (
        b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "attachments": '
        b'[{"url": "https://a.example/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": "12"}]}]}'
    )
    reader = newsfmt.read(document, format="jsonfeed")
    (article,) = reader
    assert article.associations[0].item is not None
    assert article.associations[0].item.renditions[0].size == 12
    assert [one.message for one in reader.report] == ["size_in_bytes is a text; read as a number"]


# ---- declared data of pages
# ------------------------------------------------------------


@pytest.mark.parametrize(
    "script",
    [
        '\ufeff{"@type": "NewsArticle", "headline": "Ferry"}',
        '/* made */ {"@type": "NewsArticle", // kind\n"headline": "Ferry"}',
        '{"@type": "schema:NewsArticle", "schema:headline": "Ferry"}',
        '{"@type": "Organization", "name": "Sund"}\n{"@type": "NewsArticle", "headline": "Ferry"}',
        '{"@type": "NewsArticle", "headline": "Ferry", "abstract": "the pilot\\\'s"}',
        '{"@type": "NewsArticle", "http://schema.org/headline": {"@value": "Ferry"}}',
        "{&quot;@type&quot;: &quot;https://schema.org/NewsArticle&quot;, &quot;headline&quot;: &quot;Ferry&quot;}",
    ],
)
def test_json_ld_in_other_spellings(script: str) -> None:
    assert page(script).headline == "Ferry"


def test_nodes_of_one_identifier_are_one_node() -> None:
    graph = [
        {"@type": "NewsArticle", "headline": "Ferry", "author": {"@id": "#k", "name": "Kari"}},
        {"@type": "WebPage", "@id": "https://a.example/1", "datePublished": "2001-01-01"},
        {"@type": "NewsArticle", "@id": "https://a.example/1", "dateModified": "2026-10-11"},
        {"@type": "Person", "@id": "#k", "name": "Kari", "jobTitle": "Reporter"},
    ]
    article = page({"@graph": graph})
    assert article.creators == (Party(name="Kari", job_title="Reporter"),)
    article = page({"@graph": graph[1:]})  # a page and its article are two
    assert (article.published, str(article.updated)) == (None, "2026-10-11")


@pytest.mark.parametrize(
    ("author", "names", "links"),
    [
        ({"givenName": "Kari", "familyName": "Moe"}, ["Kari Moe"], []),
        ({"@id": "https://a.example/kari"}, [], ["https://a.example/kari"]),
        ({"@id": "#kari"}, [], []),
    ],
)
def test_an_author_may_have_parts_of_a_name_or_none(
    author: Any, names: list[str], links: list[str]
) -> None:
    article = page({"@type": "NewsArticle", "author": author})
    assert [who.name for who in article.creators] == names
    assert [link.href for link in article.links] == links


def test_an_item_of_microdata_has_what_it_refers_to() -> None:
    story = (
        '<div itemscope itemtype="https://schema.org/NewsArticle https://schema.org/Article" '
        'itemref="by when"><b itemprop="headline">Ferry</b></div>'
        '<p id="by" itemprop="author" itemscope><b itemprop="name">Kari</b></p>'
        '<meta id="when" itemprop="datePublished" content="2026-10-11">'
    )
    article = page("", story=story)
    assert (article.headline, str(article.published)) == ("Ferry", "2026-10-11")
    assert article.creators == (Party(name="Kari"),)


def test_items_of_microdata_that_refer_to_each_other_come_to_an_end() -> None:
    inner = '<p itemscope itemprop="author" itemref="x"></p>' * 3
    story = (
        '<div id="x" itemscope itemtype="https://schema.org/NewsArticle" itemref="x">'
        f'<b itemprop="headline">Ferry</b>{inner}</div>'
    )
    assert page("", story=story).headline == "Ferry"


def test_a_film_has_its_length_and_media_type() -> None:
    video = {"@type": "VideoObject", "contentUrl": "https://a.example/v", "duration": "PT1H1M5S", "encodingFormat": "video/mp4"}  # fmt: skip
    (film,) = page({"@type": "NewsArticle", "video": video}).associations
    assert film.item is not None
    assert (film.item.renditions[0].duration, film.item.renditions[0].mime_type) == (
        3665.0,
        "video/mp4",
    )


def test_what_an_object_says_and_no_field_takes_is_kept() -> None:
    article = page(
        {
            "@type": "NewsArticle",
            "author": {"@list": [{"@type": "Person", "name": ["Kari", "K."], "award": "Prize"}]},
            "contentLocation": {"name": "Molde", "geo": {"latitude": 62.7, "longitude": "7.2"}},
            "image": {"url": "https://a.example/1.jpg", "width": {"value": 100, "unitCode": "E37"}},
        }
    )
    assert [who.name for who in article.creators] == ["Kari"]
    assert dict(article.extra) == {
        "html:author.name": ("K.",),
        "html:author.award": ("Prize",),
        "html:image.width.unitCode": ("E37",),
    }
    (place,) = article.places
    assert place.geo is not None
    assert (place.geo.latitude, place.geo.longitude) == (62.7, 7.2)
    picture = article.associations[0].item
    assert picture is not None
    assert picture.renditions[0].width == 100


def test_each_picture_of_open_graph_has_its_own_properties() -> None:
    head = (
        '<meta property="og:image" content="https://a.example/1.jpg"><meta property="og:image:alt" content="A ferry">'
        '<meta property="og:image" content="https://a.example/2.jpg"><meta property="og:image:width" content="90">'
    )
    pictures = page("", head).associations
    assert [medium.href for medium in pictures] == [
        "https://a.example/1.jpg",
        "https://a.example/2.jpg",
    ]
    items = [medium.item for medium in pictures if medium.item is not None]
    assert [(item.summary, item.renditions[0].width) for item in items] == [
        ("A ferry", None),
        (None, 90),
    ]


def test_a_declared_text_that_the_body_holds_is_not_kept_again() -> None:
    story = "<p>The ferry was late on Monday.</p>"
    article = page(
        {"@type": "NewsArticle", "articleBody": "The ferry was late on Monday."},
        story=f"<article><p>By Kari</p>{story * 5}</article>",
        body="article",
    )
    assert article.alternates == ()


def test_a_node_that_no_article_refers_to_is_reported() -> None:
    document = b"""{"@context": "https://schema.org", "@graph": [
        {"@type": "NewsArticle", "headline": "Ferry", "publisher": {"@id": "#house"}},
        {"@type": "Organization", "@id": "#house", "name": "Courier"},
        {"@type": "WebPage", "name": "Page"}]}"""
    reader = newsfmt.read(document, format="jsonld")
    (article,) = reader
    assert article.provider == Party(name="Courier")
    assert [one.code for one in reader.report] == ["read.item-skipped"]


# ---- what is left out
# ------------------------------------------------------------


def test_an_item_of_an_export_that_is_skipped_says_what_it_held() -> None:
    kinds = ("post", "", "Kept"), ("revision", "<wp:post_id>8</wp:post_id>", "Older words")
    items = "".join(
        f"<item><title>{title}</title>{more}<wp:post_type>{kind}</wp:post_type></item>"
        for kind, more, title in kinds
    )
    space = 'xmlns:wp="http://wordpress.org/export/1.2/"'
    document = f"<rss {space}><channel><title>C</title>{items}</channel></rss>"
    reader = newsfmt.read(document.encode(), format="wxr")
    assert [article.headline for article in reader] == ["Kept"]
    (skipped,) = reader.report
    assert skipped.code == "read.item-skipped"
    assert "title 'Older words', wp:post_id '8'" in skipped.message


def test_a_feed_that_is_cut_off_says_where() -> None:
    document = (
        b"<rss><channel><item><title>One</title></item><item><title>Two</title><link>https://a.exa"
    )
    with pytest.raises(newsfmt.ParseError) as error:
        list(newsfmt.read(document, format="rss"))
    assert "behind '</item><item><title>Two</title><link>https://a.exa'" in str(error.value)


def test_a_gallery_without_ids_shows_the_pictures_of_its_post() -> None:
    spaces = 'xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    files = "".join(
        f"<item><wp:post_id>{number}</wp:post_id><wp:post_parent>7</wp:post_parent><wp:post_type>attachment</wp:post_type>"
        f"<wp:attachment_url>https://a.example/{name}</wp:attachment_url></item>"
        for number, name in ((8, "a.jpg"), (9, "b.pdf"))
    )
    document = (
        f"<rss {spaces}><channel><item><wp:post_id>7</wp:post_id><wp:post_type>post</wp:post_type>"
        f"<content:encoded>[gallery]</content:encoded></item>{files}</channel></rss>"
    )
    (figure,) = newsfmt.read_one(document.encode(), format="wxr").body
    assert [file.href for file in figure.media] == ["https://a.example/a.jpg"]  # type: ignore[union-attr]


def test_a_film_of_a_sitemap_is_media() -> None:
    schemas = "http://www.google.com/schemas/sitemap"
    document = (
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="{schemas}-news" xmlns:video="{schemas}-video/1.1">'
        "<url><loc>https://a.example/1</loc><news:news><news:title>Ferry</news:title></news:news><video:video>"
        "<video:thumbnail_loc>https://a.example/t.jpg</video:thumbnail_loc><video:title>Film</video:title>"
        "<video:content_loc>https://a.example/v.mp4</video:content_loc><video:duration>60</video:duration></video:video></url></urlset>"
    )
    article = newsfmt.read_one(document.encode())
    (film,) = article.associations
    assert (article.headline, film.rel, film.href) == ("Ferry", "video", "https://a.example/v.mp4")
    assert film.item is not None
    assert (film.item.headline, film.item.renditions[0].duration) == ("Film", 60.0)
    assert film.item.renditions[1].href == "https://a.example/t.jpg"
