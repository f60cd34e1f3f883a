"""What is written is valid: RSS by the rules of its specification and its advisory board, JSON Feed
by a schema of its specification, Atom by the rules of RFC 4287, each for drawn Articles too, and
feedparser reads it as a second opinion.
"""

from __future__ import annotations

import pytest

pytest.importorskip(
    "newsfmt_web", reason="newsfmt-web is not installed: pip install -e plugins/newsfmt-web"
)

import io
import json
import os
import re
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from lxml import etree

import newsfmt
from newsfmt import Article
from newsfmt.article import Concept, Party
from newsfmt.body import Link, Paragraph
from newsfmt.testing.strategies import articles

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")

FERRY = Article.from_text(
    "The last ferry waits.\n\nIt leaves at ten.",
    id="courier-7",
    headline="Night ferry & tram <b>",
    summary="It waits.",
    published="2026-10-12T08:15:00+02:00",
    updated="2026-10-12T09:10:00+02:00",
    url="https://a.example/7",
    creators=[Party(name="Kari Moe", email="moe@a.example")],
    keywords=["ferry", "tram"],
    services=[Concept(name="Courier", uri="https://a.example/")],
)
drawn = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)


def written(format: str, *articles: Article, **options: Any) -> bytes:
    out = io.BytesIO()
    newsfmt.write(list(articles), out, format=format, options={"embargo": "ignore", **options})
    return out.getvalue()


# ---- RSS
# ------------------------------------------------------------

ONCE = "title link description author comments enclosure guid pubDate source".split()


def check_rss(data: bytes) -> None:
    root = etree.fromstring(data)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    [channel] = root
    for name in ("title", "link", "description"):
        assert len(channel.findall(name)) == 1
    assert IRI.match(channel.findtext("link") or "")
    guids = [guid.text for guid in channel.iterfind("item/guid")]
    assert len(guids) == len(set(guids))
    for item in channel.findall("item"):
        check_item(item)


def check_item(item: Any) -> None:
    for name in ONCE:
        assert len(item.findall(name)) <= 1 or name == "enclosure"
    assert (item.findtext("title") or "").strip() or (item.findtext("description") or "").strip()
    if (date := item.findtext("pubDate")) is not None:
        assert parsedate_to_datetime(date)
        assert re.search(r" \d{4} \d\d:\d\d(:\d\d)? (GMT|[+-]\d{4})$", date)
    if (author := item.find("author")) is not None:
        assert "@" in author.text
        assert item.find("{http://purl.org/dc/elements/1.1/}creator") is None
    if (guid := item.find("guid")) is not None:
        assert guid.get("isPermaLink") == "false" or guid.text == item.findtext("link")
    for enclosure in item.findall("enclosure"):
        assert set(enclosure.attrib) == {"url", "length", "type"}
        assert enclosure.get("length").isdecimal()
    for source in item.findall("source"):
        assert source.get("url")


# ---- Atom
# ------------------------------------------------------------

FEED = {"author": (0, None), "id": (1, 1), "title": (1, 1), "updated": (1, 1), "subtitle": (0, 1), "link": (0, None), "category": (0, None), "entry": (0, None)}  # fmt: skip
ENTRY = {"author": (1, None), "id": (1, 1), "title": (1, 1), "updated": (1, 1), "published": (0, 1), "summary": (0, 1), "content": (0, 1), "rights": (0, 1), "source": (0, 1), "contributor": (0, None), "link": (0, None), "category": (0, None)}  # fmt: skip
PERSON = {"name": (1, 1), "uri": (0, 1), "email": (0, 1)}
SOURCE = {"id": (0, 1), "title": (0, 1), "link": (0, None)}


def check_counts(element: Any, rules: dict[str, tuple[int, int | None]]) -> None:
    names = [child.tag.removeprefix(ATOM) for child in element if child.tag.startswith(ATOM)]
    assert set(names) <= set(rules)
    for name, (least, most) in rules.items():
        assert least <= names.count(name) <= (most if most is not None else len(names))


def check_atom(data: bytes) -> None:
    feed = etree.fromstring(data)
    assert feed.tag == f"{ATOM}feed"
    check_counts(feed, FEED)
    for element in feed.iter(f"{ATOM}updated", f"{ATOM}published"):
        assert RFC3339.fullmatch(element.text), element.text
    for element in feed.iter(f"{ATOM}id"):
        assert IRI.fullmatch(element.text), element.text
    for element in feed.iter(f"{ATOM}author", f"{ATOM}contributor"):
        check_counts(element, PERSON)
        if (mail := element.findtext(f"{ATOM}email")) is not None:
            assert re.fullmatch(r".+@.+", mail)
    for element in feed.iter(f"{ATOM}category"):
        assert element.get("term") is not None
    for element in feed.iter(f"{ATOM}link"):
        assert element.get("href")
    for entry in feed.findall(f"{ATOM}entry"):
        check_counts(entry, ENTRY)
        alternates = [(link.get("type"), link.get("hreflang")) for link in entry.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]  # fmt: skip
        assert len(alternates) == len(set(alternates))
        assert alternates or entry.find(f"{ATOM}content") is not None
        for source in entry.findall(f"{ATOM}source"):
            check_counts(source, SOURCE)
        for content in entry.findall(f"{ATOM}content"):
            assert content.get("type") in ("xhtml", "text")
            inside = [f"{XHTML}div"] if content.get("type") == "xhtml" else []
            assert [child.tag for child in content] == inside


# ---- JSON Feed
# ------------------------------------------------------------

TEXT = {"type": "string"}
AUTHOR = {
    "type": "object",
    "minProperties": 1,
    "properties": {"name": TEXT, "url": TEXT, "avatar": TEXT},
    "additionalProperties": False,
}
MOMENT = {"type": "string", "pattern": f"^{RFC3339.pattern}$"}
SCHEMA = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": TEXT,
        "home_page_url": TEXT,
        "description": TEXT,
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
                "properties": {
                    **dict.fromkeys(
                        "id url external_url title content_html content_text summary image banner_image language".split(),
                        TEXT,
                    ),
                    "date_published": MOMENT,
                    "date_modified": MOMENT,
                    "authors": {"type": "array", "items": AUTHOR},
                    "tags": {"type": "array", "items": TEXT},
                    "attachments": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["url", "mime_type"],
                            "properties": {
                                "url": TEXT,
                                "mime_type": TEXT,
                                "title": TEXT,
                                "size_in_bytes": {"type": "number"},
                                "duration_in_seconds": {"type": "number"},
                            },
                            "additionalProperties": False,
                        },
                    },
                },
                "patternProperties": {"^_[a-z]+$": {"type": "object"}},
                "additionalProperties": False,
            },
        },
    },
    "patternProperties": {"^_[a-z]+$": {"type": "object"}},
    "additionalProperties": False,
}


def check_jsonfeed(data: bytes) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(json.loads(data), SCHEMA)


CHECKS = {"rss": check_rss, "atom": check_atom, "jsonfeed": check_jsonfeed}
each_format = pytest.mark.parametrize("format", CHECKS)


@each_format
def test_a_whole_article_is_valid(format: str) -> None:
    CHECKS[format](written(format, FERRY))


@each_format
def test_nothing_and_next_to_nothing_are_valid(format: str) -> None:
    CHECKS[format](written(format))
    CHECKS[format](written(format, Article(headline="Ferry")))
    CHECKS[format](written(format, Article.from_text("It waits."), Article(published="2026")))


@each_format
def test_the_same_article_twice_is_valid(format: str) -> None:
    CHECKS[format](written(format, FERRY, FERRY))


@each_format
def test_the_options_name_the_feed(format: str) -> None:
    data = written(format, FERRY, title="The Courier", link="https://b.example/")
    CHECKS[format](data)
    [article] = newsfmt.read(data, format=format)
    assert b"The Courier" in data
    assert article.services == ()


@each_format
def test_drawn_articles_are_valid(format: str) -> None:
    @drawn
    @given(articles())
    def check(article: Article) -> None:
        CHECKS[format](written(format, article))

    @drawn
    @given(articles(full=True))
    def check_full(article: Article) -> None:
        CHECKS[format](written(format, article, FERRY))

    check()
    check_full()


@each_format
def test_what_is_written_comes_back(format: str) -> None:
    article = Article(
        headline="Night ferry",
        summary="It waits.",
        published="2026-10-12",
        updated="2026-10-12T09:10+02:00",
        url="https://a.example/7",
        body=[Paragraph(["See ", Link(["the plan"], "https://a.example/plan"), "."])],
        keywords=["ferry"],
        language="en",
    )
    [again] = newsfmt.read(written(format, article), format=format)
    assert again == article


@pytest.mark.parametrize("format", ["rss", "atom"])
def test_feedparser_reads_it(format: str) -> None:
    feedparser = pytest.importorskip("feedparser")
    read = feedparser.parse(written(format, FERRY))
    assert not read.bozo
    [entry] = read.entries
    assert entry.title == "Night ferry & tram &lt;b&gt;" or "Night ferry" in entry.title
    assert entry.link == "https://a.example/7"
    assert entry.published_parsed[:5] == (2026, 10, 12, 6, 15)
    assert "Kari Moe" in entry.author
    assert "It leaves at ten." in entry.content[0].value


def test_drawn_feeds_follow_the_grammar_of_rfc_4287() -> None:
    """The compact grammar is Appendix B of the RFC, in the file that ``NEWSFMT_ATOM_RNC`` names.
    Deleted entries (RFC 6721) are taken out: it wants extensions before all entries.
    """
    path = os.environ.get("NEWSFMT_ATOM_RNC")
    if not path:
        pytest.skip("the grammar is not here: save Appendix B of RFC 4287, NEWSFMT_ATOM_RNC=FILE")
    rnc = pytest.importorskip("rnc2rng", reason="pip install rnc2rng")
    compact = re.sub(
        r'(?m)^\s*namespace local = ""', 'namespace local = "urn:local"', Path(path).read_text()
    )
    grammar = rnc.serializer.XMLSerializer().toxml(rnc.parser.parse(src=compact))
    grammar = grammar.replace(' xmlns:local="urn:local"', "").replace('ns="urn:local"', 'ns=""')
    schema = etree.RelaxNG(etree.fromstring(grammar.encode()))

    @drawn
    @given(articles(), articles(full=True))
    def check(article: Article, whole: Article) -> None:
        feed = etree.fromstring(written("atom", article, whole))
        for deleted in feed.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry"):
            feed.remove(deleted)
        assert schema.validate(feed), schema.error_log

    check()
