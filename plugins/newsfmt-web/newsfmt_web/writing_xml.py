"""Elements that the writers of RSS and of Atom share: those of modules, for one article at a time.

Each function writes what the article has into a :class:`newsfmt.xmlkit.Writer`, as
:mod:`newsfmt_web.modules` reads it again.
"""

from __future__ import annotations

from newsfmt.article import Article, Association, Link, Rendition
from newsfmt.xmlkit import Writer
from newsfmt_web.wording import escaped
from newsfmt_web.writing import moment

__all__ = ["NAMESPACES", "dates", "links", "media", "w3c", "words"]

NAMESPACES = {
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:dcterms": "http://purl.org/dc/terms/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
    "xmlns:itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "xmlns:georss": "http://www.georss.org/georss",
    "xmlns:thr": "http://purl.org/syndication/thread/1.0",
    "xmlns:creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
}
"""The namespaces of the modules."""
_MEDIUM = {"picture": "image", "audio": "audio", "video": "video", "text": "document"}


def dates(article: Article, writer: Writer) -> None:
    """Write when the article was made and when it ends."""
    if article.created is not None:
        writer.element("dcterms:created", str(article.created))
    if article.expires is not None:
        writer.element("dcterms:valid", f"end={article.expires}; scheme=W3C-DTF;")


def words(article: Article, writer: Writer) -> None:
    """Write keywords, the subheadline, the publisher, and where it is about."""
    if article.subheadline:
        writer.element("itunes:subtitle", escaped(article.subheadline))
    if article.keywords:
        writer.element("itunes:keywords", ", ".join(article.keywords))
    if article.provider is not None and article.provider.name:
        writer.element("dc:publisher", escaped(article.provider.name))
    for place in article.places:
        geo = place.geo
        if geo is not None and geo.latitude is not None and geo.longitude is not None:
            writer.element("georss:point", f"{geo.latitude!r} {geo.longitude!r}")


def links(link: Link, writer: Writer) -> bool:
    """Write a link that has an element of a module; return whether it has."""
    if link.rel == "in-reply-to":
        writer.element("thr:in-reply-to", None, {"ref": link.id, "href": link.href})
    elif link.rel == "license" and link.href and not link.title:
        writer.element("creativeCommons:license", link.href)
    else:
        return False
    return True


def media(association: Association, writer: Writer) -> None:
    """Write an association as Media RSS: one content, or a group of several."""
    item = association.item
    if item is None:
        return
    files = [file for file in item.renditions if file.name != "thumbnail" and file.href]
    if association.rel == "image" and files:
        writer.element("itunes:image", None, {"href": files[0].href})
        return
    if not files:
        return
    grouped = len(files) > 1
    if grouped:
        writer.start("media:group")
    for number, file in enumerate(files):
        attributes = _content(file, item.type)
        if grouped or number:
            writer.element("media:content", None, attributes)
        else:
            writer.start("media:content", attributes)
    _described(item, writer)
    writer.end()


def _content(file: Rendition, kind: str) -> dict[str, str | None]:
    numbers = {"fileSize": file.size, "width": file.width, "height": file.height}
    seconds = file.duration
    return {
        "url": file.href,
        "type": file.mime_type,
        "medium": _MEDIUM.get(kind),
        **{name: str(number) if number is not None else None for name, number in numbers.items()},
        "duration": None
        if seconds is None
        else f"{seconds:g}"
        if seconds < 1e5
        else f"{seconds:.0f}",
    }


def _described(item: Article, writer: Writer) -> None:
    if item.headline:
        writer.element("media:title", escaped(item.headline))
    if item.summary:
        writer.element("media:description", escaped(item.summary))
    if item.keywords:
        writer.element("media:keywords", ", ".join(item.keywords))
    for file in item.renditions:
        if file.name == "thumbnail" and file.href:
            sizes = {"width": file.width, "height": file.height}
            numbers = {name: None if size is None else str(size) for name, size in sizes.items()}
            writer.element("media:thumbnail", None, {"url": file.href, **numbers})
    for who in item.creators:
        if who.name:
            writer.element("media:credit", who.name, {"role": who.role, "scheme": who.scheme})
    if item.rights is not None and item.rights.notice:
        writer.element("media:copyright", escaped(item.rights.notice))


def w3c(article: Article, field: str, name: str, writer: Writer) -> None:
    """Write a date that its own element cannot say."""
    date = getattr(article, field)
    if date is not None and moment(date) is None:
        writer.element(name, str(date))
