"""Articles to JSON Feed 1.1: one document, an item for each article.

Each item is read again as it is written, and the values that it does not hold are reported. Dates
without time or zone, which JSON Feed has no place for, stand in the object ``_newsfmt``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from newsfmt.article import Article, Association
from newsfmt.diagnostics import Report
from newsfmt.errors import NewsfmtError, SerializeError
from newsfmt.format import Context, Limits
from newsfmt.losses import Receipt
from newsfmt.markup import html
from newsfmt_web.jsonfeed.read import reads
from newsfmt_web.options import WebOptions
from newsfmt_web.saying import JSONFEED
from newsfmt_web.writing import Head, derive, derived_id, dumps, moment, options_of, rfc3339

__all__ = ["write"]

VERSION = "https://jsonfeed.org/version/1.1"
ABOUT = "what newsfmt wrote beside JSON Feed"


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write the articles as one feed."""
    head: Head | None = None
    feed: dict[str, Any] = {}
    items: list[dict[str, Any]] = []
    for index, article in enumerate(articles):
        context.index = index
        if head is None:
            head = Head.of(article, context, required=frozenset())
            feed = _feed(head, context)
        items.append(_item(article, head, feed, context))
    if head is None:
        feed = _feed(Head.of(None, context, required=frozenset()), context)
    stream.write(dumps({**feed, "items": items}))


def _feed(head: Head, context: Context) -> dict[str, Any]:
    description = options_of(context).description
    feed = {
        "version": VERSION,
        "title": head.title,
        "home_page_url": head.link,
        "description": description,
    }
    if head.derived:
        feed["_newsfmt"] = {"about": ABOUT, "derived": sorted(head.derived)}  # type: ignore[assignment]
    return {key: value for key, value in feed.items() if value is not None}


def _item(article: Article, head: Head, feed: dict[str, Any], context: Context) -> dict[str, Any]:
    receipt = Receipt(article, context, JSONFEED)
    derived: list[str] = []
    own: dict[str, Any] = {}
    item: dict[str, Any] = {"id": article.id}
    if article.id is None:
        item["id"] = derived_id(article)
        derived.append("id")
        derive(context, article, "id", item["id"])
    item["url"] = article.url
    item["external_url"] = next(
        (link.href for link in article.links if link.rel == "external"), None
    )
    item["title"] = article.headline
    body = html.render(article.body, lost=receipt.lost) if article.body else ""
    item["content_html" if body else "content_text"] = body
    item["summary"] = article.summary
    for name in ("image", "banner"):
        href = next((one.href for one in article.associations if one.rel == name), None)
        item["image" if name == "image" else "banner_image"] = href
    for field, key in (("published", "date_published"), ("updated", "date_modified")):
        date = getattr(article, field)
        if moment(date) is not None:
            item[key] = rfc3339(date)
            if date.precision == "minute":
                derived.append(f"{field}.second")
        elif date is not None:
            own[field] = str(date)
    authors = [
        {key: value for key, value in (("name", one.name), ("url", one.uri)) if value}
        for one in article.creators
    ]
    item["authors"] = [author for author in authors if author] or None
    item["tags"] = list(article.keywords) or None
    item["language"] = article.language
    item["attachments"] = [
        attachment
        for attachment in map(_attachment, article.associations)
        if attachment is not None
    ] or None
    if (
        article.services != ((head.service,) if head.service else ())
        and "title" not in head.derived
    ):
        derived.append("services")
    if derived or own:
        own = {"about": ABOUT, **own, **({"derived": derived} if derived else {})}
    item["_newsfmt"] = own or None
    item = {key: value for key, value in item.items() if value is not None}
    receipt.compare(_again({**feed, "items": [item]}))
    return item


def _attachment(association: Association) -> dict[str, Any] | None:
    """A file that the item encloses; JSON Feed demands its media type."""
    files = association.item.renditions if association.item is not None else ()
    if (
        association.rel != "enclosure"
        or len(files) != 1
        or not (files[0].href and files[0].mime_type)
    ):
        return None
    file = files[0]
    seconds = file.duration
    attachment = {
        "url": file.href,
        "mime_type": file.mime_type,
        "title": association.title,
        "size_in_bytes": file.size,
        "duration_in_seconds": int(seconds)
        if seconds is not None and seconds == int(seconds)
        else seconds,
    }
    return {key: value for key, value in attachment.items() if value is not None}


def _again(feed: dict[str, Any]) -> Article | None:
    """The article that is read in a feed of one item."""
    quiet = Context(
        options=WebOptions(),
        limits=Limits(article_bytes=None, whole_bytes=None),
        report=Report(keep=0),
    )
    try:
        [article] = [read() for read in reads(feed, quiet)]
    except (NewsfmtError, SerializeError):
        return None
    return article
