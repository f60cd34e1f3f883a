"""Pages to Articles: the bytes of a page come in, its one Article goes out.

The sources count in a fixed order: JSON-LD, microdata, meta elements, the page itself. Nothing is
weighed, nothing is taken from the text of the page: no date, no author.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import attrs

from newsfmt import prose, xmlkit
from newsfmt.addresses import absolute, is_absolute
from newsfmt.article import Alternate, Article
from newsfmt.body import Block, Heading, Paragraph, block_text, text_of
from newsfmt.format import Context
from newsfmt.markup import html
from newsfmt.xmlkit import Element, text
from newsfmt_web import bodies
from newsfmt_web.declared import meta, microdata, schema_org
from newsfmt_web.declared.graph import ARTICLES, Graph, kinds
from newsfmt_web.declared.page import Page
from newsfmt_web.html import HtmlOptions
from newsfmt_web.html.story import story

__all__ = ["BODY", "GENERATOR", "page", "read"]

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]+)", re.I)
_HEAD_END = re.compile(rb"</head|<body", re.I)
GENERATOR = "newsfmt"
"""The generator of a page that newsfmt wrote, which is read exactly."""
BODY = "newsfmt-body"
"""The class of the element with the body of such a page."""
_SHORT = 120  # characters of a story, below which a declared text is preferred
_ELEMENTS = 200_000
_BYTES = 8 << 20


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the article of a page. Raises ParseError for an input without any element."""
    limit = context.limits.article_bytes
    data = stream.read(-1 if limit is None else limit + 1)
    if limit is not None and len(data) > limit:
        raise context.exceeded("article_bytes", "the page")
    yield page(data, context)


def options_of(context: Context) -> HtmlOptions:
    """Return the options of a page, the usual ones where none were given."""
    return context.options if isinstance(context.options, HtmlOptions) else HtmlOptions()


def page(
    data: bytes,
    context: Context,
    *,
    address: str | None = None,
    charset: str | None = None,
) -> Article:
    """Return the article of a page; ``address`` and ``charset`` are what its transport says.
    Raises ParseError.
    """
    options = options_of(context)
    markup = prose.decode(data, context, declared=charset or _charset(data))
    root = xmlkit.parse_html(markup, limits=context.limits, name=context.name)
    if root is None:
        raise context.error("there is no element in the page")
    known = address or options.base
    base = _base(root, known)
    found = Page(context, f"{context.format or 'html'}:", base)
    own = any(
        element.get("name") == "generator" and element.get("content") == GENERATOR
        for element in root.iter("meta")
    )
    _declared(found, root, known, own=own)
    if "url" not in found.values and known:
        found.say("url", known, "address")
    if "language" not in found.values:
        found.say("language", options.language, "option")
    if own and options.body == "trafilatura":
        _own_body(found, root)
    else:
        _body(found, root, markup, options)
    found.mark_dateline()
    if options.provenance and not own:
        found.provenance()
    fields = found.finish()
    return prose.mended_article(
        Article(**fields, origin=context.origin(context.index, None)), context
    )


def _charset(data: bytes) -> str | None:
    """The charset that a meta element in the head names, wherever it stands in the head."""
    end = _HEAD_END.search(data, 0, 1 << 20)
    match = _CHARSET.search(data, 0, end.start() if end else 1 << 16)
    return match[1].decode("ascii") if match else None


def _base(root: Element, known: str | None) -> str | None:
    for element in root.iter("base"):
        if href := element.get("href"):
            base = absolute(href, known)
            return base if is_absolute(base) else known
    return known


# ---- declared data
# ------------------------------------------------------------


def _declared(page: Page, root: Element, known: str | None, *, own: bool) -> None:
    """Read the sources of a page in their order; of a page that newsfmt wrote the first alone."""
    elements = [
        (element.get("property") or element.get("name") or "", element.get("content") or "")
        for element in root.iter("meta")
    ]
    metas = meta.metas(elements)
    for element in root.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            page.say("url", page.address(element.get("href") or "", "canonical"), "canonical")
    headings = [text(element) for element in root.iter("h1")]
    graph = Graph()
    for element in root.iter("script"):
        if (element.get("type") or "").partition(";")[0].strip().lower() == "application/ld+json":
            graph.read(element.text or "", page.context)
    titles = [*headings, *metas.get("og:title", ())]
    addresses = [page.values.get("url"), *metas.get("og:url", ()), known]
    node = graph.chosen([href for href in addresses if href], titles)
    if node is not None:
        schema_org.read(page, graph, node, "json-ld")
        if "VideoObject" in kinds(node):
            page.values["type"] = "video"
    items = Graph()
    items.articles = [item for item in microdata.nodes(root) if set(kinds(item)) & set(ARTICLES)]
    item = items.chosen([href for href in addresses if href], titles)
    if item is not None:
        schema_org.read(page, items, item, "microdata")
    if language := root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"):
        page.say("language", language.strip(), "html")
    if (direction := (root.get("dir") or "").lower()) in ("ltr", "rtl"):
        page.say("direction", direction, "html")
    if own:
        return
    meta.read(page, metas, meta.pictures(elements))
    if len(headings) == 1 and headings[0]:
        page.headline(headings[0], "h1", "h1")
    for element in root.iter("title"):
        title = text(element)
        if not page.is_set("headline"):
            page.headline(title, "title", "title")
        elif title != page.values["headline"]:
            page.keep("title", title)
        break


# ---- the body
# ------------------------------------------------------------


def _body(page: Page, root: Element, markup: str, options: HtmlOptions) -> None:
    """Set the body: the story in the page, else the text that a source declares."""
    if options.body == "none":
        return
    if len(markup) > _BYTES or (
        markup.count("<") > _ELEMENTS and sum(1 for _ in root.iter()) > _ELEMENTS
    ):
        raise page.context.exceeded("article_bytes", "the page")
    # a page that was saved says where it came from by its canonical address alone
    base = page.base or page.values.get("url")
    body = story(root, markup, base, page.context, options.body)
    if "headline" in page.values:
        headline = page.values["headline"]
        body = tuple(
            block
            for block in body
            if not (type(block) is Heading and text_of(block.content).strip() == headline)
        )
    text = max(page.texts, key=len, default="")
    declared = bodies.of_declared_text(text, base, page.context) if text else ()
    same = bool(declared) and _said(declared) in _said(body)
    length = _length(body)
    if length < min(_SHORT, _length(declared)) or (
        same and _is_one_run(body) and len(declared) > 1
    ):
        body = declared
        page.sources["body"] = "articleBody"
    elif body:
        page.sources["body"] = options.body
        if declared and not same:
            page.add("alternates", Alternate(role="articleBody", body=declared))
    if not body:
        page.report("read.no-body", "no story was found in the page")
    page.values["body"] = body


def _own_body(page: Page, root: Element) -> None:
    """The body of a page that newsfmt wrote: headings are a level below their own."""
    for element in root.iter("div"):
        if element.get("class") == BODY:
            blocks = html.parse(element, context=page.context)
            page.values["body"] = tuple(map(_raised, blocks))
            return


def _raised(block: Block) -> Block:
    if type(block) is Heading and block.level > 1:
        return attrs.evolve(block, level=block.level - 1)
    return block


def _length(body: tuple[Block, ...]) -> int:
    return sum(map(len, block_text(body, skip=frozenset())))


def _said(body: tuple[Block, ...]) -> str:
    """The words of a body in a row."""
    return " ".join(["", *re.findall(r"\w+", " ".join(block_text(body, skip=frozenset()))), ""])


def _is_one_run(body: tuple[Block, ...]) -> bool:
    """Whether a body is one paragraph without any markup, such as trafilatura makes of a text that
    a source declares.
    """
    return (
        len(body) == 1 and type(body[0]) is Paragraph and list(map(type, body[0].content)) == [str]
    )
