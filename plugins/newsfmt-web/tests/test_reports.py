"""What people reported of other readers and writers of feeds, each as a small input with the right
answer.
"""

from __future__ import annotations

import pytest

pytest.importorskip(
    "newsfmt_web", reason="newsfmt-web is not installed: pip install -e plugins/newsfmt-web"
)

import contextlib
import io
from typing import Any

import newsfmt
from newsfmt import Article
from newsfmt.article import Party, normalise
from newsfmt.body import Embed, Figure, Image, Link, Preformatted, block_text, walk

SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)


def rss(items: str, head: str = "<title>Courier</title>", root: str = "") -> list[Article]:
    document = f'<rss version="2.0" {SPACES} {root}><channel>{head}{items}</channel></rss>'
    return list(newsfmt.read(document.encode(), format="rss"))


def atom(entries: str, head: str = "<title>Courier</title>", root: str = "") -> list[Article]:
    document = f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" {root}>{head}{entries}</feed>'
    return list(newsfmt.read(document.encode(), format="atom"))


def jsonfeed(items: str, head: str = "") -> list[Article]:
    document = f'{{"version": "https://jsonfeed.org/version/1.1", {head} "items": [{items}]}}'
    return list(newsfmt.read(document.encode(), format="jsonfeed"))


def export(items: str, head: str = "", **options: Any) -> list[Article]:
    document = (
        '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" '
        f"{SPACES}><channel><title>Courier</title>{head}{items}</channel></rss>"
    )
    return list(newsfmt.read(document.encode(), format="wxr", options=options))


def post(content: str = "", more: str = "") -> Article:
    [article] = export(
        f"<item><title>Ferry</title><link>https://a.example/?p=1</link><content:encoded><![CDATA[{content}]]></content:encoded>"
        f"<wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type>{more}</item>"
    )
    return article


def addresses(article: Article, kind: type[Any]) -> list[str | None]:
    return [node.href for node in walk(article.body) if type(node) is kind]


# ---- dates
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("Mon, 12 Oct 2026 08:15:00 EDT", "2026-10-12T08:15:00-04:00"),
        ("Mon, 12 Oct 2026 08:15:00 MEST", "2026-10-12T08:15:00"),
        ("Mon, 12 Oct 2026 08:15:00 JST", "2026-10-12T08:15:00"),
        ("Mon, 12 Oct 2026 08:15:00", "2026-10-12T08:15:00"),
        ("Mo, 12 Okt 2026 08:15:00 +0200", "2026-10-12T08:15:00+02:00"),
        ("Fri, 4 Sept 2026 08:15:00 +0200", "2026-09-04T08:15:00+02:00"),
        ("Mon, 12 Oct 2026 08:15:00 Z", "2026-10-12T08:15:00Z"),
        ("2026-10-12T08:15:00+02:00", "2026-10-12T08:15:00+02:00"),
    ],
)
def test_dates_of_feeds(written: str, date: str) -> None:
    [article] = rss(f"<item><title>a</title><pubDate>{written}</pubDate></item>")
    assert str(article.published) == date


def test_a_date_that_cannot_be_read_is_kept_and_none_is_taken_for_it() -> None:
    [article] = rss(
        "<item><title>a</title><pubDate>soon</pubDate></item>",
        "<title>C</title><pubDate>Mon, 12 Oct 2026 08:15:00 GMT</pubDate>",
    )
    assert (article.published, article.extra["rss:pubDate"]) == (None, ("soon",))


def test_an_unknown_zone_is_kept_and_reported() -> None:
    document = b"<rss><channel><item><pubDate>Mon, 12 Oct 2026 08:15:00 CET</pubDate></item></channel></rss>"
    with newsfmt.read(document, format="rss") as reader:
        [article] = reader
    assert article.extra["rss:pubDate"] == ("Mon, 12 Oct 2026 08:15:00 CET",)
    assert reader.report.counts == {"read.zone-unknown": 1}


# ---- titles and texts
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "headline"),
    [
        ("The &lt;head&gt; of news", "The of news"),
        ("A &lt;grin&gt; a day", "A <grin> a day"),
        ("AT&amp;amp;T &amp;#8217;s", "AT&T ’s"),
        ("<![CDATA[Rock &amp; roll]]>", "Rock & roll"),
        ("5 &lt; 6 &amp; 7", "5 < 6 & 7"),
    ],
)
def test_titles_of_which_nobody_says_what_they_are(written: str, headline: str) -> None:
    [article] = rss(f"<item><title>{written}</title></item>")
    assert article.headline == headline


def test_atom_says_what_a_title_is() -> None:
    articles = atom(
        '<entry><title type="html">I &amp;lt;3 ferries &lt;b>now&lt;/b></title></entry>'
        '<entry><title type="text">The &lt;b> tag &amp;amp; you</title></entry>'
        "<entry><title>a &lt;3 b</title></entry>"
    )
    assert [article.headline for article in articles] == [
        "I <3 ferries now",
        "The <b> tag &amp; you",
        "a <3 b",
    ]


def test_html_that_is_escaped_twice_is_read_once_more_and_reported() -> None:
    document = b"<rss><channel><item><description>&amp;lt;p&amp;gt;One.&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;Two.&amp;lt;/p&amp;gt;</description></item></channel></rss>"
    with newsfmt.read(document, format="rss") as reader:
        [article] = reader
    assert article.paragraphs in (("One.", "Two."), ())
    assert "<p>" not in (article.summary or "")


# ---- addresses
# ------------------------------------------------------------


def test_relative_addresses_have_the_nearest_base() -> None:
    body = "<content:encoded><![CDATA[<p><a href='more'>m</a> <a href='#note'>n</a> <img src='/a.png'></p>]]></content:encoded>"
    based, other, bare = rss(
        f"<item><link>2026/one</link>{body}</item><item xml:base='deep/'><link>two</link>{body}</item><item><link>//cdn.example/3</link></item>",
        root='xml:base="https://a.example/news/"',
    )
    assert based.url == "https://a.example/news/2026/one"
    assert addresses(based, Link) == ["https://a.example/news/more", "https://a.example/news/#note"]
    assert addresses(based, Image) == ["https://a.example/a.png"]
    assert other.url == "https://a.example/news/deep/two"
    assert bare.url == "https://cdn.example/3"


def test_without_a_base_the_body_has_that_of_its_item_and_the_item_that_of_the_feed() -> None:
    [article] = rss(
        "<item><link>/one/</link><content:encoded>&lt;p>&lt;a href='two'>t&lt;/a>&lt;/p></content:encoded></item>",
        "<title>C</title><link>https://a.example/</link>",
    )
    assert article.url == "https://a.example/one/"
    assert addresses(article, Link) == ["https://a.example/one/two"]


def test_an_id_is_never_resolved_and_an_unsafe_address_never_read() -> None:
    [article] = rss(
        "<item><guid isPermaLink='false'>seven</guid><link>javascript:alert(1)</link></item>",
        "<link>https://a.example/</link>",
    )
    assert (article.id, article.url) == ("seven", None)
    assert article.extra["rss:link"] == ("javascript:alert(1)",)


# ---- identifiers, authors, tombstones
# ------------------------------------------------------------


def test_guids_that_are_missing_or_repeated_lose_no_item() -> None:
    articles = rss(
        "<item><guid>https://a.example/1</guid></item><item><guid isPermaLink='false'>https://a.example/2</guid></item>"
        "<item><guid isPermaLink='false'>x</guid><title>one</title></item><item><guid isPermaLink='false'>x</guid><title>two</title></item><item><link>https://a.example/5</link></item>"
    )
    assert [(article.id, article.url) for article in articles] == [
        ("https://a.example/1", "https://a.example/1"),
        ("https://a.example/2", None),
        ("x", None),
        ("x", None),
        (None, "https://a.example/5"),
    ]


def test_an_entry_without_authors_has_those_of_its_source_then_of_the_feed() -> None:
    articles = atom(
        "<entry><id>1</id></entry><entry><id>2</id><source><author><name>Gro Eide</name></author></source></entry>"
        "<entry><id>3</id><author><name>Kari Moe</name></author><author><name>Per Lie</name></author></entry>",
        "<author><name>The desk</name></author><author><name>The night desk</name></author>",
    )
    assert [[who.name for who in article.creators] for article in articles] == [
        ["The desk", "The night desk"],
        ["Gro Eide"],
        ["Kari Moe", "Per Lie"],
    ]


def test_deleted_entries_are_kills_each() -> None:
    articles = atom(
        "<at:deleted-entry ref='a' when='2026-10-12T08:00:00Z'><at:comment>Wrong name</at:comment></at:deleted-entry><entry><id>b</id></entry><at:deleted-entry ref='c' when='2026-10-12T08:00:00Z'/>",
        root='xmlns:at="http://purl.org/atompub/tombstones/1.0"',
    )
    assert [(one.id, one.is_kill) for one in articles] == [("a", True), ("b", False), ("c", True)]
    assert articles[0].ed_notes[0].text == "Wrong name"


def test_an_entry_alone_is_a_document() -> None:
    [article] = newsfmt.read(
        b'<entry xmlns="http://www.w3.org/2005/Atom"><id>a</id><title>One</title></entry>'
    )
    assert (article.id, article.headline) == ("a", "One")


def test_authors_of_json_feed_in_every_form() -> None:
    articles = jsonfeed(
        '{"id": "1", "authors": [{"name": "Kari Moe"}], "author": {"name": "Old"}}, {"id": "2", "author": {"name": "Per Lie"}}, {"id": "3", "authors": {"name": "Gro Eide"}}, {"id": "4"}',
        '"author": {"name": "House"},',
    )
    assert [[who.name for who in article.creators] for article in articles] == [
        ["Kari Moe"],
        ["Per Lie"],
        ["Gro Eide"],
        ["House"],
    ]


# ---- media
# ------------------------------------------------------------


def test_a_group_keeps_all_credits_and_its_words() -> None:
    [article] = rss(
        "<item><title>Regatta</title><media:group><media:content url='https://a.example/1.jpg' type='image/jpeg'/><media:content url='https://a.example/2.jpg'/>"
        "<media:credit role='photographer'>Siri Aune</media:credit><media:credit role='agency'>Frames</media:credit><media:description>Fog.</media:description></media:group>"
        "<media:thumbnail url='https://a.example/t.jpg'/></item>"
    )
    [association] = article.associations
    assert association.item is not None
    assert [who.name for who in association.item.creators] == ["Siri Aune", "Frames"]
    assert [file.name for file in association.item.renditions] == [None, None, "thumbnail"]
    assert (association.item.summary, article.summary) == ("Fog.", None)


def test_an_enclosure_and_the_content_of_its_address_are_one() -> None:
    [article] = rss(
        "<item><media:content url='https://a.example/1.jpg' width='800'/><enclosure url='https://a.example/1.jpg' type='image/jpeg' length='9'/></item>"
    )
    [association] = article.associations
    assert association.item is not None
    [file] = association.item.renditions
    assert (file.width, file.size, file.mime_type) == (800, 9, "image/jpeg")


def test_an_iframe_is_an_embed_and_a_script_is_none() -> None:
    [article] = rss(
        "<item><link>https://a.example/s</link><content:encoded><![CDATA[<p>a</p><iframe src='//v.example/1'></iframe><script src='x.js'>evil()</script><p onclick='evil()'><a href='javascript:evil()'>b</a></p>]]></content:encoded></item>"
    )
    assert addresses(article, Embed) == ["https://v.example/1"]
    assert b"evil" not in article.to_json()


# ---- broken feeds
# ------------------------------------------------------------


def test_control_characters_and_entity_names_are_mended() -> None:
    document = (
        b"<rss><channel><item><title>Five\x08&nbsp;boats &hellip;</title></item></channel></rss>"
    )
    with newsfmt.read(document, format="rss") as reader:
        [article] = reader
    assert article.headline == "Five\xa0boats …"
    assert "read.control-removed" in reader.report.counts


def test_a_declared_encoding_is_used() -> None:
    document = '<?xml version="1.0" encoding="windows-1251"?><rss><channel><item><title>Паром</title></item></channel></rss>'
    [article] = newsfmt.read(document.encode("cp1251"), format="rss")
    assert article.headline == "Паром"


BROKEN = {
    "an ampersand": "<item><title>Fish & chips</title></item><item><title>b</title></item>",
    "an open break": "<item><title>Fish & chips</title><description>a<br>b</description></item><item><title>b</title></item>",
    "an open title": "<item><title>Fish & chips<link>https://a.example/1</link></item><item><title>b</title></item>",
    "an open item": "<item><title>Fish & chips</title><item><title>b</title></item>",
    "an open section": "<item><title>Fish & chips</title><br><description><![CDATA[<p>a</p></description></item><item><title>b</title><description><![CDATA[x]]></description></item>",
    "an attribute without quotes": "<item><title>Fish & chips</title><enclosure url=https://a.example/1.mp3 length=1 type=audio/mpeg></item><item><title>b</title></item>",
    "an end tag too many": "<item><title>Fish & chips</title></b></item><item><title>b</title></item>",
    "a section in a section": "<item><title>Fish & chips</title><description><![CDATA[a ]]> b]]></description></item><item><title>b</title></item>",
    "an undeclared prefix": "<item><title>Fish &amp; chips</title><foo:bar>x</foo:bar></item><item><title>b</title></item>",
}


@pytest.mark.parametrize("fault", BROKEN)
@pytest.mark.parametrize("prefix", ["", "Warning: x in y.php<br />\n"])
def test_a_feed_that_is_no_xml_is_read(fault: str, prefix: str) -> None:
    document = (
        f'{prefix}<rss version="2.0"><channel><title>Courier</title>{BROKEN[fault]}</channel></rss>'
    )
    with newsfmt.read(document.encode(), format="rss") as reader:
        articles = list(reader)
    assert [article.headline for article in articles] == ["Fish & chips", "b"]
    assert articles[0].services[0].name == "Courier"
    assert "read.invalid" in reader.report.counts


def test_items_before_the_fault_are_not_given_again() -> None:
    items = "".join(f"<item><title>{number}</title></item>" for number in range(20_000))
    document = f"<rss><channel>{items}<item><title>a & b</title></item></channel></rss>"
    articles = list(newsfmt.read(document.encode(), format="rss"))
    assert [article.headline for article in articles] == [*map(str, range(20_000)), "a & b"]


# ---- exports of WordPress
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "published", "status", "embargo"),
    [
        ("<wp:post_date>2026-10-12 08:15:00</wp:post_date><wp:post_date_gmt>2026-10-12 06:15:00</wp:post_date_gmt><wp:status>publish</wp:status>", "2026-10-12T06:15:00Z", "usable", None),
        ("<wp:post_date>2026-10-12 08:15:00</wp:post_date><wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt><wp:status>draft</wp:status>", "2026-10-12T08:15:00", "draft", None),
        ("<wp:post_date>0000-00-00 00:00:00</wp:post_date><pubDate>Wed, 30 Nov -0001 00:00:00 +0000</pubDate><wp:status>draft</wp:status>", None, "draft", None),
        ("<wp:post_date_gmt>2031-01-01 06:00:00</wp:post_date_gmt><wp:status>future</wp:status>", None, None, "2031-01-01T06:00:00Z"),
        ("<wp:status>publish</wp:status><wp:post_password>x</wp:post_password>", None, "withheld", None),
        ("<wp:status>trash</wp:status>", None, "canceled", None),
    ],
)  # fmt: skip
def test_dates_and_statuses_of_posts(
    more: str, published: str | None, status: str | None, embargo: str | None
) -> None:
    article = post(more=more)
    dates = [
        None if date is None else str(date) for date in (article.published, article.embargoed_until)
    ]
    assert (*dates, article.pub_status) == (published, embargo, status)


def test_a_caption_is_a_figure() -> None:
    article = post(
        'a\n\n[caption id="x" width="3"]<a href="f.jpg"><img src="b.jpg" alt="B" /></a> The boat[/caption]\n\nb'
    )
    [figure] = [block for block in article.body if type(block) is Figure]
    assert figure.media[0].href == "https://a.example/b.jpg"
    assert figure.caption == ("The boat",)
    assert article.paragraphs == ("a", "b")


def test_classic_text_has_its_paragraphs_and_code_is_not_touched() -> None:
    article = post(
        "One\ntwo.\n\n<pre>a\n\n[b]</pre>\n\n<ul>\n<li>x</li>\n\n<li>y</li>\n</ul>\nEnd [ordet] here."
    )
    assert article.paragraphs == ("One\ntwo.", "a\n\n[b]", "End [ordet] here.")
    assert [type(block).__name__ for block in article.body] == [
        "Paragraph",
        "Preformatted",
        "List",
        "Paragraph",
    ]
    assert isinstance(article.body[1], Preformatted)


def test_an_embed_block_and_an_address_alone_are_embeds() -> None:
    block = '<!-- wp:embed {"url":"https://v.example/1"} --><figure><div>\nhttps://v.example/1\n</div><figcaption>Clip</figcaption></figure><!-- /wp:embed --><!-- wp:paragraph --><p>a</p><!-- /wp:paragraph -->'
    assert addresses(post(block), Embed) == ["https://v.example/1"]
    assert "".join(block_text(post(block).body, skip=frozenset())) == "Clipa"
    assert addresses(
        post("a\n\nhttps://v.example/2\n\n[embed]https://v.example/3[/embed]"), Embed
    ) == ["https://v.example/2", "https://v.example/3"]


def test_the_featured_image_has_its_address_wherever_it_stands() -> None:
    upload = "<item><title>img</title><wp:post_id>12</wp:post_id><wp:post_type>attachment</wp:post_type><wp:attachment_url>https://a.example/b.jpg</wp:attachment_url><excerpt:encoded>The boat</excerpt:encoded></item>"
    story = "<item><title>Ferry</title><wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type><wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>12</wp:meta_value></wp:postmeta></item>"
    for items in (upload + story, story + upload):
        [article] = export(items)
        [association] = article.associations
        assert (association.rel, association.href) == ("featured", "https://a.example/b.jpg")
        assert association.item is not None
        assert (association.item.type, association.item.summary) == ("picture", "The boat")
    assert [one.headline for one in export(upload + story, attachments="articles")] == [
        "img",
        "Ferry",
    ]
    assert export(upload + story, attachments="no")[0].associations == ()


def test_a_term_that_is_named_twice_is_one() -> None:
    article = post(
        more='<category>Sea</category><category domain="category" nicename="sea">Sea</category><category domain="tag">salt</category><category domain="tag" nicename="salt">salt</category>'
    )
    assert [(one.name, one.code) for one in article.categories] == [("Sea", "sea")]
    assert article.keywords == ("salt",)


def test_an_export_with_a_stray_end_of_a_section_is_read() -> None:
    good = "<item><title>{}</title><wp:post_type>post</wp:post_type><content:encoded><![CDATA[{}]]></content:encoded></item>"
    items = good.format("One", "a") + good.format("Two", "b ]]> c & d") + good.format("Three", "e")
    assert [article.headline for article in export(items)] == ["One", "Two", "Three"]


# ---- sitemaps
# ------------------------------------------------------------


def test_only_addresses_that_are_news_are_articles() -> None:
    document = (
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        b"<url><loc>https://a.example/about</loc></url><url><loc> https://a.example/1 </loc><news:news><news:title><![CDATA[ Ferry ]]></news:title></news:news></url></urlset>"
    )
    with newsfmt.read(document) as reader:
        [article] = reader
    assert (article.url, article.headline) == ("https://a.example/1", "Ferry")
    assert reader.report.skipped == 1


def test_a_sitemap_without_news_is_an_error_that_says_so() -> None:
    with pytest.raises(newsfmt.ParseError, match="is news"):
        list(
            newsfmt.read(
                b"<urlset><url><loc>https://a.example/</loc></url></urlset>", format="sitemap"
            )
        )


# ---- output
# ------------------------------------------------------------


@pytest.mark.parametrize("format", ["rss", "atom", "jsonfeed"])
def test_an_embargo_has_no_place_in_a_feed(format: str) -> None:
    article = Article(headline="Later", embargoed_until="2031-01-01T06:00:00Z")
    report = newsfmt.write(article, io.BytesIO(), format=format)
    assert "write.embargo-lost" in report.counts


# ---- hostile input
# ------------------------------------------------------------

HOSTILE = {
    "sections that do not end": "<![CDATA[<p>",
    "comments that do not end": "<!-- a",
    "items that do not end": "<item><title>",
    "references": "&lt;&#8217;",
    "tags that do not end": "<a href='",
}


@pytest.mark.parametrize("part", HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.timeout(60)
def test_a_feed_that_is_no_xml_is_read_in_linear_time(part: str) -> None:
    document = f"<rss version=2><channel><item><title>a</title><description>{part * 40_000}</description></item></channel></rss>"
    with contextlib.suppress(newsfmt.NewsfmtError):  # too deep, or too many attributes
        articles = list(newsfmt.read(document.encode(), format="rss", on_error="skip"))
        assert articles[0].headline == "a"


@pytest.mark.parametrize(
    "part",
    [
        "[caption]",
        "[caption id='1' ",
        "[gallery ids='",
        "<!-- wp:x {",
        "<pre>",
        "[embed]x",
        "<!--",
        " \t",
    ],
)
@pytest.mark.timeout(60)
def test_a_post_is_read_in_linear_time(part: str) -> None:
    for content in (part * 20_000, f"<!-- wp:paragraph -->{part * 20_000}[/caption]-->"):
        with contextlib.suppress(newsfmt.NewsfmtError):  # too deep
            assert post(content).headline == "Ferry"


def test_the_address_of_an_author_is_no_second_value() -> None:
    document = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><author><name>Kari Moe</name>'
        b"<uri>https://harbour.example/moe</uri></author></entry></feed>"
    )
    (party,) = newsfmt.read_one(document, format="atom").creators
    assert (party.uri, dict(party.extra)) == ("https://harbour.example/moe", {})


def test_a_medium_that_says_nothing_holds_no_item() -> None:
    document = b'<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><item><title>A</title><media:content/></item></channel></rss>'
    article = newsfmt.read_one(document, format="rss")
    assert article == normalise(article)


def test_sources_come_back_in_their_order() -> None:
    sources = (Party(name="Harbour Post"), Party(name="Wire", uri="https://wire.example/"))
    out = io.BytesIO()
    report = newsfmt.write([Article(headline="A", sources=sources)], out, format="rss")
    assert newsfmt.read_one(out.getvalue(), format="rss").sources == sources
    assert not [found for found in report if found.code == "write.value-changed"]


def test_words_of_an_embed_block_that_are_not_its_address_are_reported() -> None:
    text = '<!-- wp:embed {"url":"https://v.example/1"} --><figure><div>https://v.example/1 Clip</div></figure><!-- /wp:embed -->'
    document = (
        f'<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" {SPACES}><channel><item>'
        f"<title>Ferry</title><content:encoded><![CDATA[{text}]]></content:encoded>"
        "<wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type></item></channel></rss>"
    )
    reader = newsfmt.read(document.encode(), format="wxr")
    assert list(reader)
    assert any("embed Clip" in one.message for one in reader.report)
