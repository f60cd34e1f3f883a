"""The mapping of the modules that feeds of every vocabulary use: Dublin Core, Media RSS, iTunes,
GeoRSS, threads, Creative Commons, and full text. Elements of an item come in, its fields go out.

``MODULES`` holds their rows; the table of a vocabulary puts its own before them, which then have
the first word. The functions below make rows, for those tables too.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from newsfmt.article import Alternate, Association, Concept, Label, Place, Rendition
from newsfmt.article import Article as Item
from newsfmt_web import bodies, wording
from newsfmt_web.items import Incoming, Row, geo
from newsfmt_web.media import MEDIA, Enclosure, associate
from newsfmt_web.nodes import Node, value_of

__all__ = [
    "MODULES",
    "TERMS",
    "below",
    "category",
    "date",
    "description",
    "encoded",
    "finish",
    "line",
    "linked",
    "media",
    "people",
    "plain",
    "terms",
]


def line(field: str) -> Row:
    """A line of text that may be HTML; behind another one of the same field it is kept."""

    def row(item: Incoming, nodes: Sequence[Node]) -> None:
        text = item.first(nodes, item.line)
        item.set(field, text, nodes[0].name)

    return row


def plain(field: str) -> Row:
    def row(item: Incoming, nodes: Sequence[Node]) -> None:
        item.set(field, item.first(nodes, item.plain), nodes[0].name)

    return row


def date(field: str) -> Row:
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


def people(role: str | None = None) -> Row:
    def row(item: Incoming, nodes: Sequence[Node]) -> None:
        for node in nodes:
            item.creator(item.party(node, role))

    return row


def _itunes_author(item: Incoming, nodes: Sequence[Node]) -> None:
    if item.many.get("creators"):
        for node in nodes:
            name = item.line(node)
            if all(party.name != name for party in item.many["creators"]):
                item.keep(node.name, name)
    else:
        people()(item, nodes)


def _publisher(item: Incoming, nodes: Sequence[Node]) -> None:
    item.set("provider.name", item.first(nodes, item.line), nodes[0].name)


def _itunes_summary(item: Incoming, nodes: Sequence[Node]) -> None:
    text = item.first(nodes, item.line)
    if not text:
        return
    if "summary" not in item.values:
        item.set("summary", text)
    elif text != item.values["summary"]:
        item.add("descriptions", Label(text=text, role="itunes:summary"))


def category(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        if not node.attributes:
            if word := item.line(node):
                item.add_new("subjects", Concept(name=word))
            continue
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
    for node in (inner for outer in nodes for inner in (outer, *below(outer))):
        if name := (node.get("text") or "").strip():
            item.subject(Concept(name=name, scheme="itunes"))


def terms(own: Row) -> Row:
    """Categories of all modules in the order of the document; ``own`` reads those of the
    vocabulary itself.
    """

    def row(item: Incoming, nodes: Sequence[Node]) -> None:
        for node in nodes:
            (own if node.key == "category" else _TERMS[node.key])(item, [node])

    return row


_TERMS: dict[str, Row] = {
    "dc:subject": category,
    "media:category": _media_category,
    "itunes:category": _itunes_category,
}
TERMS = " ".join(("category", *_TERMS))
"""The names of the row of categories."""


def keywords(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        item.keywords(node.text)


def linked(rel: str) -> Row:
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


def media(item: Incoming, nodes: Sequence[Node]) -> None:
    item.media += nodes


def _itunes_image(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        href = item.address(node.get("href") or node.get("url") or node.text.strip(), node)
        if href:
            picture = Item(type="picture", renditions=(Rendition(href=href),))
            item.add_new("associations", Association(rel="image", href=href, item=picture))


def _point(item: Incoming, nodes: Sequence[Node]) -> None:
    """A point: latitude and longitude, separated by space or comma."""
    for node in nodes:
        numbers = node.text.replace(",", " ").split()
        position = geo(*numbers) if len(numbers) in (2, 3) else None
        if position is None or len(numbers) == 3:
            item.keep(node.name, value_of(node))
        if position is not None:
            item.add_new("places", Place(geo=position))


def _where(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        inner = below(node)
        points = [one for one in inner if one.key == "gml:pos"]
        if points and all(one.key in ("gml:point", "gml:pos") for one in inner):
            _point(item, points)
        else:
            item.keep(node.name, value_of(node))


def _position(item: Incoming, nodes: Sequence[Node]) -> None:
    """``geo:lat`` with the ``geo:long`` beside it, or in a ``geo:Point``."""
    for node in nodes:
        around = below(node) if node.key == "geo:point" else item.node.children
        parts = {one.key: one.text.strip() for one in around}
        longitude = parts.get("geo:long", parts.get("geo:lon", ""))
        position = geo(parts.get("geo:lat", ""), longitude)
        if position is None:
            item.keep(node.name, value_of(node))
        else:
            item.add_new("places", Place(geo=position))


def _beside_latitude(item: Incoming, nodes: Sequence[Node]) -> None:
    if not any(one.key == "geo:lat" for one in item.node.children):
        item.kept(nodes)


def _media_title(item: Incoming, nodes: Sequence[Node]) -> None:
    """``media:title`` of the item itself: the headline of an item without one, else the picture's."""
    if "headline" in item.values:
        item.media += nodes
    else:
        line("headline")(item, nodes)


def below(node: Node) -> list[Node]:
    found: list[Node] = []
    stack = list(node.children)
    while stack:
        inner = stack.pop(0)
        found.append(inner)
        stack = [*inner.children, *stack]
    return found


def encoded(item: Incoming, nodes: Sequence[Node]) -> None:
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
            language = item.scope.within(node).language
            item.scope = attrs.evolve(item.scope, language=language)
        elif body != item.values["body"]:
            item.add_new("alternates", Alternate(role=node.name, media_type="text/html", body=body))


def description(item: Incoming, nodes: Sequence[Node]) -> None:
    """The description: its text is the summary; its markup is the body where no other is."""
    node = next((node for node in nodes if node.text.strip() or node.children), None)
    if node is None:
        return
    markup = bodies.unescaped(node.markup, item.context, node.line)
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


MODULES: tuple[tuple[str, Row], ...] = (
    ("dc:title", line("headline")),
    ("media:title", _media_title),
    ("itunes:title", line("headline")),
    ("dc:date", date("published")),
    ("dcterms:issued", date("published")),
    ("dcterms:date", date("published")),
    ("dcterms:modified", date("updated")),
    ("dcterms:created", date("created")),
    ("dcterms:valid", _valid),
    ("dc:creator dc:author", people()),
    ("itunes:author", _itunes_author),
    ("dc:contributor", people("contributor")),
    ("content:encoded", encoded),
    ("xhtml:body", encoded),
    ("xhtml:div", encoded),
    ("dc:description", description),
    ("itunes:summary", _itunes_summary),
    ("itunes:subtitle", line("subheadline")),
    ("itunes:keywords", keywords),
    *((name, media) for name in sorted(MEDIA - {"media:title"})),
    ("itunes:image", _itunes_image),
    ("wfw:commentrss", _replies),
    ("thr:in-reply-to", _reply),
    ("creativecommons:license", linked("license")),
    ("cc:license", linked("license")),
    ("dc:language", plain("language")),
    ("dc:rights", line("rights.notice")),
    ("dc:publisher", _publisher),
    ("georss:point", _point),
    ("georss:where", _where),
    ("gml:pos", _point),
    ("gml:point", _where),
    ("geo:lat", _position),
    ("geo:long", _beside_latitude),
    ("geo:point", _position),
)
"""What reads each element of these modules in an item."""


def finish(item: Incoming, enclosures: Sequence[Enclosure]) -> None:
    """Read what needs all of an item: its media, rights that they state for it, its language."""
    nodes = [node for node in item.media if node.key in MEDIA]
    rights = [node for node in nodes if node.key == "media:copyright"]
    if rights and "notice" not in item.parts["rights"]:
        item.set("rights.notice", item.first(rights, item.line))
        nodes = [node for node in nodes if node not in rights]
    if nodes or enclosures:
        associate(item, nodes, enclosures)
    if "language" not in item.values and item.scope.language:
        item.values["language"] = item.scope.language
