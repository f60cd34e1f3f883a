"""Articles to RSS 2.0 with its usual modules: one channel, an item for each article.

Each item is read again as it is written, and the values that it does not hold are reported. What
RSS requires and an article does not say is derived and marked by a category, which newsfmt drops
when it reads the feed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from newsfmt.article import Article, Association, Party
from newsfmt.format import Context
from newsfmt.losses import Receipt, read_again
from newsfmt.markup import html
from newsfmt.xmlkit import Writer
from newsfmt_web import writing_xml as modules
from newsfmt_web.feed import DERIVED
from newsfmt_web.options import WebOptions
from newsfmt_web.rss.read import read
from newsfmt_web.saying import RSS
from newsfmt_web.wording import escaped
from newsfmt_web.writing import Head, derive, mail_date, moment, options_of

__all__ = ["write"]

_NAMESPACES = {
    "version": "2.0",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:wfw": "http://wellformedweb.org/CommentAPI/",
    **modules.NAMESPACES,
}
_SHOWN = 200


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write the articles as one feed."""
    writer: Writer | None = None
    head: Head | None = None
    ids: set[str] = set()
    for index, article in enumerate(articles):
        context.index = index
        if writer is None or head is None:
            head = Head.of(article, context, required=frozenset({"link"}))
            writer = _begun(head, context, stream)
        writer.raw(_item(article, head, ids, context))
        writer.flush()
    if writer is None:
        writer = _begun(Head.of(None, context, required=frozenset({"link"})), context, stream)
    writer.close()


def _begun(head: Head, context: Context, stream: BinaryIO | None = None) -> Writer:
    """A writer whose channel is open, its head written."""
    writer = Writer(stream)
    writer.start("rss", _NAMESPACES)
    writer.start("channel")
    writer.element("title", escaped(head.title))
    writer.element("link", head.link)
    writer.element("description", escaped(options_of(context).description or ""))
    for name in sorted(head.derived):
        writer.element("category", name, {"domain": DERIVED})
    return writer


def _item(article: Article, head: Head, ids: set[str], context: Context) -> str:
    """The item of an article, after its losses have been reported."""
    receipt = Receipt(article, context, RSS)
    writer = Writer(declaration=False)
    writer.start("item")
    _fields(article, head, ids, receipt, writer, context)
    writer.end()
    text = writer.getvalue()
    document = _begun(head, context)
    document.raw(text)
    document.end()
    document.end()
    receipt.compare(read_again(document.getvalue().encode(), read, WebOptions()))
    return text


def _fields(
    article: Article,
    head: Head,
    ids: set[str],
    receipt: Receipt,
    writer: Writer,
    context: Context,
) -> None:
    derived: list[str] = []
    body = html.render(article.body, lost=receipt.lost) if article.body else ""
    if article.headline:
        writer.element("title", escaped(article.headline))
    if article.url:
        writer.element("link", article.url)
    if article.id and article.id not in ids:
        ids.add(article.id)
        permanent = "true" if article.id == article.url else "false"
        writer.element("guid", article.id, {"isPermaLink": permanent})
    elif article.id:
        receipt.lost("write.field-lost", "id", "an item before it has the same guid")
    _dates(article, writer)
    _people(article, writer)
    summary = article.summary
    if not summary and not article.headline:
        summary = article.text[:_SHOWN].strip() or "-"
        derived.append("summary")
        derive(context, article, "summary", "the beginning of the text")
    if summary:
        writer.element("description", escaped(summary))
    if body:
        writer.start("content:encoded", mixed=True)
        writer.cdata(body)
        writer.end()
    _rest(article, writer)
    for association in article.associations:
        if _enclosed(association, writer):
            derived.append("length")
            derive(context, article, "associations", "the length of an enclosure")
    if head.service is None and "title" in head.derived:
        served = not article.services
    else:
        served = article.services == ((head.service,) if head.service else ())
    if not served:
        derived.append("services")
    for name in dict.fromkeys(derived):
        writer.element("category", name, {"domain": DERIVED})


def _dates(article: Article, writer: Writer) -> None:
    if (published := moment(article.published)) is not None:
        writer.element("pubDate", mail_date(published))
    modules.w3c(article, "published", "dc:date", writer)
    if article.updated is not None:
        writer.element("dcterms:modified", str(article.updated))
    modules.dates(article, writer)


def _people(article: Article, writer: Writer) -> None:
    """Authors: one with a mail address as ``author``, any others as ``dc:creator``."""
    authors = [who for who in article.creators if who.role is None]
    if len(authors) == 1 and authors[0].email:
        writer.element("author", escaped(_person(authors[0])))
    else:
        for who in authors:
            if text := _person(who):
                writer.element("dc:creator", escaped(text))
    for who in article.creators:
        if who.role is not None and (text := _person(who)):
            writer.element("dc:contributor", escaped(text))


def _person(who: Party) -> str:
    if who.email:
        return f"{who.email} ({who.name})" if who.name else who.email
    return who.name or ""


def _rest(article: Article, writer: Writer) -> None:
    for subject in article.subjects:
        if subject.name:
            writer.element("category", escaped(subject.name), {"domain": subject.scheme})
    first = True
    for source in article.sources:
        if source.uri and first:
            writer.element("source", escaped(source.name or ""), {"url": source.uri})
            first = False
        elif source.name:
            writer.element("dc:source", escaped(source.name))
    _links(article, writer)
    if article.language:
        writer.element("dc:language", article.language)
    if article.rights is not None and article.rights.notice:
        writer.element("dc:rights", escaped(article.rights.notice))
    modules.words(article, writer)
    for label in article.descriptions:
        if label.role == "itunes:summary" and label.text:
            writer.element("itunes:summary", escaped(label.text))
            break


def _links(article: Article, writer: Writer) -> None:
    commented = False
    for link in article.links:
        if modules.links(link, writer) or not link.href:
            continue
        if link.rel == "comments" and not commented and not link.title:
            writer.element("comments", link.href)
            commented = True
        elif link.rel == "replies" and not link.title and link.extra:
            writer.element("wfw:commentRss", link.href)
        elif link.rel:
            extra = {
                name: next(iter(link.extra.get(f"rss:{name}", ())), None)
                for name in ("type", "hreflang", "length")
            }
            attributes = {"rel": link.rel, "href": link.href, "title": link.title, **extra}
            writer.element("atom:link", None, attributes)


def _enclosed(association: Association, writer: Writer) -> bool:
    """Write an association; return whether the length of an enclosure was derived."""
    files = association.item.renditions if association.item is not None else ()
    file = files[0] if len(files) == 1 else None
    if association.rel != "enclosure" or file is None or not file.href or not file.mime_type:
        modules.media(association, writer)
        return False
    length = "0" if file.size is None else str(file.size)
    writer.element("enclosure", None, {"url": file.href, "length": length, "type": file.mime_type})
    return file.size is None
