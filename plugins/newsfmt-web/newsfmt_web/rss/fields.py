"""The mapping of RSS: for each element of an item, and of a channel, where its value goes.

A row of ``ITEM`` reads all elements of one name; rows count in their order, so that an earlier one
has the first word. A table for each vocabulary beside RSS's own stands below it (RSS 0.91 to 2.0,
RSS 1.0 with its modules, Media RSS, iTunes, GeoRSS).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from newsfmt.article import Alternate, Association, Concept, Geo, Label, Party, Place, Rendition
from newsfmt.article import Article as Item
from newsfmt_web import bodies, wording
from newsfmt_web.feed import Feed
from newsfmt_web.items import Incoming, Row, Table
from newsfmt_web.media import MEDIA, Enclosure, associate
from newsfmt_web.nodes import Node, value_of

__all__ = ["HEAD", "ITEM", "finish"]

_WEB = ("http://", "https://")


# ---- lines, identifiers, addresses
# ------------------------------------------------------------


def _line(field: str) -> Row:
    """A line of text that may be HTML; behind another one of the same field it is kept."""

    def row(item: Incoming, nodes: Sequence[Node]) -> None:
        text = item.first(nodes, item.line)
        item.set(field, text, nodes[0].name)

    return row


def _plain(field: str) -> Row:
    def row(item: Incoming, nodes: Sequence[Node]) -> None:
        item.set(field, item.first(nodes, item.plain), nodes[0].name)

    return row


def _link(item: Incoming, nodes: Sequence[Node]) -> None:
    """``link``: the address of the item; the attribute ``href`` where it has no text."""
    for node in nodes:
        href = item.address(node.text.strip() or node.get("href"), node)
        if href and "url" not in item.values:
            item.values["url"] = href
        elif href and href != item.values["url"]:
            item.set("url", href, node.name)
            item.report("read.duplicate-key", "<link> is there several times", node.line)


def _atom_link(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        rel = node.get("rel") or "alternate"
        href = node.get("href")
        if rel == "alternate" and "url" not in item.values:
            item.set("url", item.address(href, node))
        elif rel == "enclosure":
            item.media.append(node)
        elif item.address(href, node) != item.values.get("url") or rel != "alternate":
            extra = {f"{item.prefix}{name}": (node.get(name) or "",) for name in ("type", "hreflang", "length") if node.get(name)}  # fmt: skip
            item.link(rel, href, node, title=node.get("title"), extra=extra)


def _guid(item: Incoming, nodes: Sequence[Node]) -> None:
    text = item.first(nodes, item.plain)
    if not text:
        return
    item.set("id", text)
    permanent = (nodes[0].get("isPermaLink") or "").strip().lower()
    if permanent != "false" and "url" not in item.values and text.lower().startswith(_WEB):
        item.set("url", text)


def about(item: Incoming) -> None:
    """Take ``rdf:about`` as the id."""
    if text := item.node.get("about"):
        item.set("id", text.strip())


# ---- dates
# ------------------------------------------------------------


def _date(field: str) -> Row:
    def row(item: Incoming, nodes: Sequence[Node]) -> None:
        item.set_moment(field, nodes)

    return row


def _valid(item: Incoming, nodes: Sequence[Node]) -> None:
    """``dcterms:valid``: the end of a period of DCMI (``start=…; end=…``)."""
    for node in nodes:
        parts = dict(part.partition("=")[::2] for part in node.text.replace(" ", "").split(";"))
        end = item.moment(node.name, parts["end"], node) if parts.get("end") else None
        if end is not None:
            item.set("expires", end, node.name)
        if end is None or any(key not in ("end", "scheme", "") for key in parts):
            item.keep(node.name, node.text.strip())


# ---- people and sources
# ------------------------------------------------------------


def _people(role: str | None = None) -> Row:
    def row(item: Incoming, nodes: Sequence[Node]) -> None:
        for node in nodes:
            item.person(item.line(node), role)

    return row


def _itunes_author(item: Incoming, nodes: Sequence[Node]) -> None:
    if item.many.get("creators"):
        for node in nodes:
            name = item.line(node)
            if all(party.name != name for party in item.many["creators"]):
                item.keep(node.name, name)
    else:
        _people()(item, nodes)


def _source(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        uri = item.address(node.get("url"), node)
        name = item.line(node) or None
        if name or uri:
            item.add_new("sources", Party(name=name, uri=uri))


def _publisher(item: Incoming, nodes: Sequence[Node]) -> None:
    item.set("provider.name", item.first(nodes, item.line), nodes[0].name)


# ---- words
# ------------------------------------------------------------


def _description(item: Incoming, nodes: Sequence[Node]) -> None:
    """The description: its text is the summary; its markup is the body where no other is."""
    node = next((node for node in nodes if node.text.strip() or node.children), None)
    if node is None:
        return
    markup = node.markup
    for other in nodes:
        if other is not node and other.text.strip() and other.text != node.text:
            item.keep(other.name, value_of(other))
            item.report("read.duplicate-key", f"<{node.name}> is there several times", other.line)
    if "summary" in item.values:
        item.set("summary", item.line(node), node.name)
    elif isinstance(markup, str) and "<" not in markup:
        item.set("summary", wording.line(markup))
    elif isinstance(markup, str) and not wording.is_html(markup):
        item.set("summary", wording.line_of_text(markup))
    else:
        body = bodies.blocks(markup, item.body_base(node), item.context, node.line)
        item.set("summary", bodies.summary(body) or None)
        if "body" not in item.values and bodies.is_more_than_text(body):
            item.values["body"] = body


def _encoded(item: Incoming, nodes: Sequence[Node]) -> None:
    """A body; of several the first is the body."""
    for node in nodes:
        markup = node.markup
        if isinstance(markup, str) and not markup.strip():
            continue
        body = bodies.blocks(markup, item.body_base(node), item.context, node.line)
        if not body:
            continue
        if "body" not in item.values:
            item.values["body"] = body
            item.scope = item.scope.within(node)
        elif body != item.values["body"]:
            item.add_new("alternates", Alternate(role=node.name, media_type="text/html", body=body))


def _items(item: Incoming, nodes: Sequence[Node]) -> None:
    """``content:items`` of the first module of content: the values in it."""
    for node in nodes:
        values = [inner for inner in _below(node) if inner.key == "rdf:value"]
        _encoded(item, values or [node])


def _below(node: Node) -> list[Node]:
    found: list[Node] = []
    stack = list(node.children)
    while stack:
        inner = stack.pop(0)
        found.append(inner)
        stack = [*inner.children, *stack]
    return found


def _itunes_summary(item: Incoming, nodes: Sequence[Node]) -> None:
    text = item.first(nodes, item.line)
    if not text:
        return
    if "summary" not in item.values:
        item.set("summary", text)
    elif text != item.values["summary"]:
        item.add("descriptions", Label(text=text, role="itunes:summary"))


# ---- terms
# ------------------------------------------------------------


def _category(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        scheme = node.get("domain") or node.get("scheme") or None
        name = item.line(node) or None
        code = node.get("code") or node.get("term") or None
        if name or code:
            item.subject(Concept(name=name or node.get("label") or None, code=code, scheme=scheme))


def _media_category(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        label, text = node.get("label") or None, item.line(node) or None
        if label or text:
            code = text if label else None
            item.subject(Concept(name=label or text, code=code, scheme=node.get("scheme") or None))


def _itunes_category(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in (inner for outer in nodes for inner in (outer, *_below(outer))):
        if name := (node.get("text") or "").strip():
            item.subject(Concept(name=name, scheme="itunes"))


def _keywords(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        item.keywords(node.text)


# ---- links, media, places
# ------------------------------------------------------------


def _linked(rel: str) -> Row:
    def row(item: Incoming, nodes: Sequence[Node]) -> None:
        for node in nodes:
            item.link(rel, node.text.strip() or node.get("resource") or node.get("href"), node)

    return row


def _replies(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        extra = {f"{item.prefix}type": ("application/rss+xml",)}
        item.link("replies", node.text.strip(), node, extra=extra)


def _reply(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        extra = {f"{item.prefix}thr:{name}": (node.get(name) or "",) for name in ("type", "source") if node.get(name)}  # fmt: skip
        item.link("in-reply-to", node.get("href"), node, id=node.get("ref"), extra=extra)


def _media(item: Incoming, nodes: Sequence[Node]) -> None:
    item.media += nodes


def _itunes_image(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        href = item.address(node.get("href") or node.get("url") or node.text.strip(), node)
        if href:
            picture = Item(type="picture", renditions=(Rendition(href=href),))
            item.add_new("associations", Association(rel="image", href=href, item=picture))


def _point(item: Incoming, nodes: Sequence[Node]) -> None:
    """A point: latitude and longitude, parted by space or comma."""
    for node in nodes:
        numbers = node.text.replace(",", " ").split()
        geo = _geo(*numbers) if len(numbers) in (2, 3) else None
        if geo is None or len(numbers) == 3:
            item.keep(node.name, value_of(node))
        if geo is not None:
            item.add_new("places", Place(geo=geo))


def _where(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        inner = _below(node)
        points = [one for one in inner if one.key == "gml:pos"]
        if points and all(one.key in ("gml:point", "gml:pos") for one in inner):
            _point(item, points)
        else:
            item.keep(node.name, value_of(node))


def _position(item: Incoming, nodes: Sequence[Node]) -> None:
    """``geo:lat`` with the ``geo:long`` beside it, or in a ``geo:Point``."""
    for node in nodes:
        around = _below(node) if node.key == "geo:point" else item.node.children
        parts = {one.key: one.text.strip() for one in around}
        geo = _geo(parts.get("geo:lat", ""), parts.get("geo:long", parts.get("geo:lon", "")))
        if geo is None:
            item.keep(node.name, value_of(node))
        else:
            item.add_new("places", Place(geo=geo))


def _beside_latitude(item: Incoming, nodes: Sequence[Node]) -> None:
    if not any(one.key == "geo:lat" for one in item.node.children):
        item.kept(nodes)


def _geo(latitude: str, longitude: str, height: str = "") -> Geo | None:
    try:
        position = Geo(float(latitude), float(longitude))
    except ValueError:
        return None
    north, east = position.latitude or 0.0, position.longitude or 0.0
    return position if -90 <= north <= 90 and -180 <= east <= 180 else None


def _ignored(item: Incoming, nodes: Sequence[Node]) -> None:
    """Elements that say nothing of the article."""


ITEM = Table(
    [
        ("title", _line("headline")),
        ("dc:title", _line("headline")),
        ("media:title", lambda item, nodes: _media_title(item, nodes)),
        ("itunes:title", _line("headline")),
        ("link", _link),
        ("atom:link", _atom_link),
        ("guid", _guid),
        ("atom:id", _guid),
        ("pubdate", _date("published")),
        ("dc:date", _date("published")),
        ("dcterms:issued", _date("published")),
        ("dcterms:date", _date("published")),
        ("atom:published", _date("published")),
        ("dcterms:modified", _date("updated")),
        ("atom:updated", _date("updated")),
        ("dcterms:created", _date("created")),
        ("expirationdate", _date("expires")),
        ("dcterms:valid", _valid),
        ("author", _people()),
        ("dc:creator", _people()),
        ("dc:author", _people()),
        ("itunes:author", _itunes_author),
        ("dc:contributor", _people("contributor")),
        ("content:encoded", _encoded),
        ("encoded", _encoded),
        ("xhtml:body", _encoded),
        ("body", _encoded),
        ("xhtml:div", _encoded),
        ("content:items", _items),
        ("description", _description),
        ("dc:description", _description),
        ("abstract", _description),
        ("itunes:summary", _itunes_summary),
        ("itunes:subtitle", _line("subheadline")),
        ("category", _category),
        ("dc:subject", _category),
        ("media:category", _media_category),
        ("itunes:category", _itunes_category),
        ("itunes:keywords", _keywords),
        *((name, _media) for name in ("enclosure", *sorted(MEDIA - {"media:title"}))),
        ("itunes:image", _itunes_image),
        ("source", _source),
        ("dc:source", _source),
        ("comments", _linked("comments")),
        ("wfw:commentrss", _replies),
        ("thr:in-reply-to", _reply),
        ("creativecommons:license", _linked("license")),
        ("cc:license", _linked("license")),
        ("dc:language", _plain("language")),
        ("language", _plain("language")),
        ("dc:rights", _line("rights.notice")),
        ("copyright", _line("rights.notice")),
        ("dc:publisher", _publisher),
        ("georss:point", _point),
        ("georss:where", _where),
        ("gml:pos", _point),
        ("gml:point", _where),
        ("geo:lat", _position),
        ("geo:long", _beside_latitude),
        ("geo:point", _position),
        ("sy:updateperiod", _ignored),
    ]
)
"""What reads each element of an item."""


def _media_title(item: Incoming, nodes: Sequence[Node]) -> None:
    """``media:title`` of the item itself: the headline where there is none, else the picture's."""
    if "headline" in item.values:
        item.media += nodes
    else:
        _line("headline")(item, nodes)


def finish(item: Incoming) -> None:
    """Read what needs all of the item: its media, its language, attributes of the item itself."""
    node = item.node
    enclosures = [
        Enclosure(
            node=one,
            href=item.address(one.get("url") or one.get("href"), one),
            mime_type=one.get("type") or None,
            length=one.get("length") or None,
            title=one.get("title") or None,
        )
        for one in item.media
        if one.key in ("enclosure", "atom:link")
    ]
    media = [one for one in item.media if one.key in MEDIA]
    rights = [one for one in media if one.key == "media:copyright"]
    if rights and "notice" not in item.parts["rights"]:
        item.set("rights.notice", item.first(rights, item.line))
        media = [one for one in media if one not in rights]
    if media or enclosures:
        associate(item, media, enclosures)
    if "language" not in item.values and item.scope.language:
        item.values["language"] = item.scope.language
    if (href := node.get("href")) and "url" not in item.values:
        item.set("url", item.address(href, node))
    if modified := node.get("lastmod"):
        item.set("updated", item.moment("lastmod", modified, node))


# ---- the channel
# ------------------------------------------------------------

DROPPED = frozenset(
    "ttl cloud skiphours skipdays textinput docs lastbuilddate pubdate items atom:link item "
    "dc:date dcterms:modified dcterms:created dcterms:issued dcterms:date atom:updated".split()
)
"""What a channel says of itself for programs that fetch it, and its own dates."""


def _feed_line(field: str) -> Callable[[Feed, Incoming, Node], None]:
    def row(feed: Feed, reader: Incoming, node: Node) -> None:
        text = reader.line(node)
        if not text:
            return
        if getattr(feed, field) is None:
            setattr(feed, field, text)
        elif text != getattr(feed, field):
            feed.keep(node.name, text)

    return row


def _feed_link(feed: Feed, reader: Incoming, node: Node) -> None:
    href = reader.address(node.text.strip() or node.get("href"), node)
    if href and feed.link is None:
        feed.link = href
    elif href != feed.link:
        feed.keep(node.name, href)


def _feed_category(feed: Feed, reader: Incoming, node: Node) -> None:
    text = reader.line(node)
    if node.get("domain") == "urn:newsfmt:derived":
        feed.derived |= {text}
    else:
        feed.keep(node.name, value_of(node) if node.attributes else text)


def _channel(feed: Feed, reader: Incoming, node: Node) -> None:
    """The element around: ``rdf:about`` of RSS 1.0 is the id of the feed."""
    if about := (node.get("about") or "").strip():
        feed.id = about


HEAD: dict[str, Callable[[Feed, Incoming, Node], None]] = {
    "channel": _channel,
    "rss": _channel,
    "rdf:rdf": _channel,
    "title": _feed_line("title"),
    "dc:title": _feed_line("title"),
    "link": _feed_link,
    "atom:id": _feed_line("id"),
    "language": _feed_line("language"),
    "dc:language": _feed_line("language"),
    "copyright": _feed_line("rights"),
    "dc:rights": _feed_line("rights"),
    "dc:publisher": _feed_line("provider"),
    "category": _feed_category,
}
"""What reads each element of a channel; others are kept, but for ``DROPPED``."""
