"""An Article as a page: valid HTML with one node of JSON-LD, no other script, and one small style.

Fields stand in the JSON-LD, the body in an element of its own, with headings one level down, since
the headline is the ``h1``. The reader knows such a page by its generator and reads it exactly; what
does not come back is reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import attrs

from newsfmt import body as nodes
from newsfmt.article import Article
from newsfmt.body import Block, Heading, block_text
from newsfmt.errors import SerializeError
from newsfmt.format import Context
from newsfmt.losses import Receipt, read_again
from newsfmt.markup import html
from newsfmt.slots import paths
from newsfmt.xmlkit import Writer, is_language
from newsfmt_web.declared.terms import CONTEXT, WRITES, node
from newsfmt_web.html import HtmlOptions, HtmlPageOptions
from newsfmt_web.html.read import BODY, GENERATOR, read
from newsfmt_web.html.valid import FORBIDDEN, address, moment, valid
from newsfmt_web.jsonld.write import dumps

__all__ = ["PAGE", "write"]

PAGE = WRITES | frozenset(
    paths("direction") + tuple(f"body:{kind}" for kind in (*nodes.BLOCKS, *nodes.INLINES))
)
"""The fields that a page can say."""
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}"
    "img{max-width:100%;height:auto}figcaption,.byline,time{opacity:.8}"
)
_TITLE = 60  # characters of a title that is made of the text
_LEVELS = 6


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write the article as a page. Raises SerializeError for a lone surrogate."""
    for article in articles:
        receipt = Receipt(article, context, PAGE)
        page = _page(article, context, receipt)
        try:
            data = page.encode()
        except UnicodeEncodeError:
            message = "the text holds a lone surrogate, which no encoding can write"
            raise SerializeError(message, article=context.index) from None
        receipt.compare(read_again(data, read, HtmlOptions()))
        stream.write(data)


def options_of(context: Context) -> HtmlPageOptions:
    """Return the options of a page, the usual ones where none were given."""
    return context.options if isinstance(context.options, HtmlPageOptions) else HtmlPageOptions()


def _page(article: Article, context: Context, receipt: Receipt) -> str:
    writer = Writer(declaration=False, indent=None)
    language = article.language if article.language and is_language(article.language) else None
    writer.start("html", {"lang": language, "dir": article.direction})
    _head(writer, article, context)
    writer.start("body")
    writer.start("article")
    _header(writer, article)
    blocks = valid(map(_lower, article.body), 1 if article.headline else 0)
    writer.start("div", {"class": BODY})
    writer.raw(html.render(blocks, xhtml=False, lost=receipt.lost))
    for _ in range(4):
        writer.end()
    return f"<!DOCTYPE html>\n{FORBIDDEN.sub('', writer.getvalue())}\n"


def _head(writer: Writer, article: Article, context: Context) -> None:
    writer.start("head")
    writer.element("meta", None, {"charset": "utf-8"})
    writer.element("meta", None, {"name": "viewport", "content": "width=device-width"})
    writer.element("meta", None, {"name": "generator", "content": GENERATOR})
    title = " ".join((article.headline or article.title or "").split())
    if not title:
        words = " ".join(" ".join(block_text(article.body)).split())
        title = words[:_TITLE].rsplit(" ", 1)[0] if len(words) > _TITLE else words
        title = title or "newsfmt"
        message = f"a page needs a title: {title!r} is made of its text"
        context.lost("write.value-derived", "headline", message, article=article)
    writer.element("title", title)
    if article.summary:
        writer.element("meta", None, {"name": "description", "content": article.summary})
    if article.url:
        writer.element("link", None, {"rel": "canonical", "href": address(article.url)})
    if options_of(context).style:
        writer.element("style", _STYLE)
    text = "\n\n".join(block_text(article.body, skip=frozenset())) or None
    writer.start("script", {"type": "application/ld+json"}, mixed=True)
    writer.raw(dumps({"@context": CONTEXT, **node(article, text)}))
    writer.end()
    writer.end()


def _header(writer: Writer, article: Article) -> None:
    """The headline, the byline and the date, as people see them."""
    writer.start("header")
    if article.headline:
        writer.element("h1", article.headline)
    if article.byline:
        writer.element("p", article.byline, {"class": "byline"})
    date = article.published
    if date is not None and (when := moment(date)) is not None:
        writer.start("p", None, mixed=True)
        writer.element("time", str(date), {"datetime": when})
        writer.end()
    writer.end()


def _lower(block: Block) -> Block:
    """A heading one level below; the lowest stays."""
    if type(block) is Heading and block.level < _LEVELS:
        return attrs.evolve(block, level=block.level + 1)
    return block
