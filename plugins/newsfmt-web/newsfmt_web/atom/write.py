"""Articles to Atom 1.0 (RFC 4287), kills to deleted entries (RFC 6721): one feed, an entry for each
article.

Each entry is read again as it is written, and the values that it does not hold are reported. What
Atom requires and an article does not say is derived and marked by a category, which newsfmt drops
when it reads the feed. Entries wait in a temporary file: the feed states the newest moment of all
of them before the first.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from typing import BinaryIO

from newsfmt.article import Article, Association, Concept, Party
from newsfmt.format import Context
from newsfmt.losses import Receipt, read_again
from newsfmt.markup import html
from newsfmt.versions import EPOCH
from newsfmt.xmlkit import Writer, is_language
from newsfmt_web import writing_xml as modules
from newsfmt_web.atom.read import read
from newsfmt_web.feed import DERIVED, OWN_ID
from newsfmt_web.options import WebOptions
from newsfmt_web.saying import ATOM
from newsfmt_web.writing import (
    Head,
    derive,
    derived_id,
    instant,
    is_iri,
    moment,
    options_of,
    rfc3339,
    updated_of,
)

__all__ = ["write"]

_NAMESPACES = {
    "xmlns": "http://www.w3.org/2005/Atom",
    "xmlns:app": "http://www.w3.org/2007/app",
    "xmlns:at": "http://purl.org/atompub/tombstones/1.0",
    **modules.NAMESPACES,
}
_XHTML = "http://www.w3.org/1999/xhtml"
_IN_MEMORY = 1 << 20


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write the articles as one feed."""
    head: Head | None = None
    newest, latest = EPOCH, 0.0
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as entries:
        for index, article in enumerate(articles):
            context.index = index
            if head is None:
                head = Head.of(article, context, required=frozenset())
            entries.write(f"\n{_entry(article, head, context)}".encode())
            updated, _ = updated_of(article)
            if (moment_of := instant(article)) > latest:
                newest, latest = updated, moment_of
        if head is None:
            head = Head.of(None, context, required=frozenset())
        writer = _begun(head, newest, context, stream)
        writer.raw("")
        writer.flush()
        entries.seek(0)
        shutil.copyfileobj(entries, stream)
        writer.close()


def _begun(head: Head, updated: str, context: Context, stream: BinaryIO | None = None) -> Writer:
    """A writer whose feed is open, its head written."""
    derived = set(head.derived)
    writer = Writer(stream)
    writer.start("feed", _NAMESPACES)
    feed_id = head.id if is_iri(head.id) else None
    if feed_id is None:
        feed_id = head.link if is_iri(head.link) else f"urn:newsfmt:feed:{_slug(head.title)}"
        derived.add("id")
    writer.element("id", feed_id)
    writer.element("title", head.title, {"type": "text"})
    writer.element("updated", updated)
    if head.link:
        writer.element("link", None, {"rel": "alternate", "href": head.link})
    if description := options_of(context).description:
        writer.element("subtitle", description)
    for name in sorted(derived):
        writer.element("category", None, {"term": name, "scheme": DERIVED})
    return writer


def _slug(text: str) -> str:
    return "".join(char if char.isascii() and char.isalnum() else "-" for char in text) or "-"


def _entry(article: Article, head: Head, context: Context) -> str:
    """The entry of an article, after its losses have been reported."""
    receipt = Receipt(article, context, ATOM)
    writer = Writer(declaration=False)
    if article.pub_status == "canceled":
        _deleted(article, writer, context)
    else:
        language = article.language if article.language and is_language(article.language) else None
        writer.start("entry", {"xml:lang": language})
        _fields(article, head, receipt, writer, context)
        writer.end()
    text = writer.getvalue()
    document = _begun(head, EPOCH, context)
    document.raw(text)
    document.end()
    receipt.compare(read_again(document.getvalue().encode(), read, WebOptions()))
    return text


def _deleted(article: Article, writer: Writer, context: Context) -> None:
    when, source = updated_of(article)
    if source is not None:
        derive(context, article, "updated", when)
    ref = article.id or article.url or derived_id(article)
    writer.start("at:deleted-entry", {"ref": ref, "when": when})
    for who in article.creators:
        if who.role == "deleted-by":
            writer.start("at:by")
            _person(who, writer)
            writer.end()
            break
    for note in article.ed_notes[:1]:
        writer.element("at:comment", note.text or "")
    if article.url:
        writer.element("link", None, {"rel": "alternate", "href": article.url})
    writer.end()


def _fields(
    article: Article, head: Head, receipt: Receipt, writer: Writer, context: Context
) -> None:
    derived: list[str] = []
    _identify(article, writer, derived, context)
    writer.element("title", article.headline or "", {"type": "text"})
    _dates(article, writer, derived, context)
    _people(article, writer, derived, context)
    _links(article, writer)
    if article.summary:
        writer.element("summary", article.summary, {"type": "text"})
    if article.body:
        writer.start("content", {"type": "xhtml"}, mixed=True)
        writer.start("div", {"xmlns": _XHTML})
        writer.raw(html.render(article.body, lost=receipt.lost))
        writer.end()
        writer.end()
    elif not any(link.rel == "alternate" and link.href for link in article.links) and (
        not article.url
    ):
        writer.element("content", "", {"type": "text"})  # RFC 4287 §4.1.2: one of the two
    _terms(article.subjects, writer, derived)
    if article.rights is not None and article.rights.notice:
        writer.element("rights", article.rights.notice, {"type": "text"})
    for source in article.sources[:1]:
        _source(source, writer)
    modules.words(article, writer)
    for association in article.associations:
        if not _is_enclosure(association):
            modules.media(association, writer)
    if article.pub_status == "draft":
        writer.start("app:control")
        writer.element("app:draft", "yes")
        writer.end()
    if head.service is None and "title" in head.derived:
        served = not article.services
    else:
        served = article.services == ((head.service,) if head.service else ())
    if not served:
        derived.append("services")
    for name in derived:
        writer.element("category", None, {"term": name, "scheme": DERIVED})


def _identify(article: Article, writer: Writer, derived: list[str], context: Context) -> None:
    """The id: the article's if it is an IRI, else its address, else one that is derived."""
    if is_iri(article.id):
        writer.element("id", article.id)
        return
    written = article.url if is_iri(article.url) else derived_id(article)
    writer.element("id", written)
    if article.id:
        writer.element("category", None, {"term": article.id, "scheme": OWN_ID})
    else:
        derived.append("id")
    derive(context, article, "id", written or "")


def _dates(article: Article, writer: Writer, derived: list[str], context: Context) -> None:
    if (published := moment(article.published)) is not None:
        writer.element("published", rfc3339(published))
        if published.precision == "minute":
            derived.append("published.second")
    modules.w3c(article, "published", "dc:date", writer)
    updated, source = updated_of(article)
    writer.element("updated", updated)
    if source is not None:
        derived.append("updated")
        derive(context, article, "updated", updated)
        modules.w3c(article, "updated", "dcterms:modified", writer)
    elif article.updated is not None and article.updated.precision == "minute":
        derived.append("updated.second")
    modules.dates(article, writer)


def _people(article: Article, writer: Writer, derived: list[str], context: Context) -> None:
    authors = [who for who in article.creators if who.role is None and who.name]
    for who in authors:
        writer.start("author")
        _person(who, writer)
        writer.end()
    if not authors:
        writer.start("author")
        writer.element("name", "unknown")
        writer.end()
        derived.append("creators")
        derive(context, article, "creators", "unknown")
    for who in article.creators:
        if who.role is not None and who.name:
            writer.start("contributor")
            _person(who, writer)
            writer.end()


def _person(who: Party, writer: Writer) -> None:
    writer.element("name", who.name or "unknown")
    if who.uri and is_iri(who.uri):
        writer.element("uri", who.uri)
    if who.email and "@" in who.email:
        writer.element("email", who.email)


def _links(article: Article, writer: Writer) -> None:
    """The address of the article, its links, and what it encloses."""
    alternates: set[tuple[str | None, str | None]] = set()
    if article.url:
        writer.element("link", None, {"rel": "alternate", "href": article.url})
        alternates.add((None, None))
    for link in article.links:
        if modules.links(link, writer) or not link.href or not link.rel:
            continue
        extra = {
            name: next(iter(link.extra.get(f"atom:{name}", ())), None)
            for name in ("type", "hreflang", "length")
        }
        kind = (extra["type"], extra["hreflang"])
        if link.rel == "alternate" and kind in alternates:
            continue
        if link.rel == "alternate":
            alternates.add(kind)
        attributes = {"rel": link.rel, "href": link.href, "title": link.title, **extra}
        writer.element("link", None, attributes)
    for association in article.associations:
        if _is_enclosure(association) and association.item is not None:
            file = association.item.renditions[0]
            attributes = {
                "rel": "enclosure",
                "href": file.href,
                "type": file.mime_type,
                "length": None if file.size is None else str(file.size),
                "title": association.title,
            }
            writer.element("link", None, attributes)


def _is_enclosure(association: Association) -> bool:
    files = association.item.renditions if association.item is not None else ()
    return association.rel == "enclosure" and len(files) == 1 and bool(files[0].href)


def _terms(subjects: Iterable[Concept], writer: Writer, derived: list[str]) -> None:
    for subject in subjects:
        term = subject.code or subject.name
        if not term:
            continue
        if subject.code is None and "subjects.code" not in derived:
            derived.append("subjects.code")
        writer.element(
            "category", None, {"term": term, "scheme": subject.scheme, "label": subject.name}
        )


def _source(source: Party, writer: Writer) -> None:
    writer.start("source")
    if source.code and is_iri(source.code):
        writer.element("id", source.code)
    if source.name:
        writer.element("title", source.name, {"type": "text"})
    if source.uri:
        writer.element("link", None, {"rel": "alternate", "href": source.uri})
    writer.end()
