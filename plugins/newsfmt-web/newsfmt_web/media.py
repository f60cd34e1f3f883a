"""Media of items: enclosures and Media RSS come in, associations go out.

One association for each ``media:content``, or for a ``media:group`` with its contents as
renditions; an enclosure with the address of one of them is the same (RSS 2.0; Media RSS 1.5.1).
What Media RSS says beside any content is of the one picture there is, else it is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from newsfmt.article import Article, Association, Party, Rendition, Rights
from newsfmt_web import wording
from newsfmt_web.items import Incoming, kind_of, whole_number
from newsfmt_web.nodes import Node, value_of

__all__ = ["MEDIA", "Enclosure", "associate", "seconds"]

MEDIA = frozenset(
    f"media:{name}"
    for name in "content group title description credit copyright thumbnail keywords player rating "
    "text restriction adult hash community comments embed responses backLinks status price license "
    "subTitle peerLink location rights scenes".lower().split()
)
"""Elements that describe media files (Media RSS 1.5.1)."""
_RENDITION = frozenset("url type medium width height filesize duration".split())


@attrs.frozen
class Enclosure:
    """A media file that an item encloses."""

    node: Node
    href: str | None
    mime_type: str | None = None
    length: str | None = None
    title: str | None = None
    extra: Mapping[str, str] = attrs.field(factory=dict)


class _Medium:
    """One association while it is gathered."""

    def __init__(self, item: Incoming, rel: str = "media") -> None:
        self._item = item
        self.rel = rel
        self.renditions: list[Rendition] = []
        self.kind: str | None = None
        self.title: str | None = None
        self.fields: dict[str, Any] = {}
        self.creators: list[Party] = []
        self.keywords: list[str] = []
        self.extra: defaultdict[str, list[str]] = defaultdict(list)

    def content(self, node: Node) -> None:
        """Take a ``media:content`` and what is in it."""
        item = self._item
        extra: dict[str, tuple[str, ...]] = {}
        known: dict[str, Any] = {}
        for name, value in node.attributes.items():
            if name.lower() not in _RENDITION:
                extra[f"{item.prefix}media:{name}"] = (value,)
        for name, field in (("width", "width"), ("height", "height"), ("fileSize", "size")):
            if (text := node.get(name)) and (known.setdefault(field, whole_number(text)) is None):
                extra[f"{item.prefix}media:{name}"] = (text,)
        if text := node.get("duration"):
            known["duration"] = seconds(text)
            if known["duration"] is None:
                extra[f"{item.prefix}media:duration"] = (text,)
        mime, word = node.get("type") or None, node.get("medium")
        kind = kind_of(mime, word)
        if word and kind != kind_of(None, word):
            extra[f"{item.prefix}media:medium"] = (word,)
        self.kind = self.kind or kind
        href = item.address(node.get("url"), node)
        if href or mime or known or extra:
            self.renditions.append(Rendition(href=href, mime_type=mime, **known, extra=extra))
        for child in node.children:
            self.word(child)

    def word(self, node: Node) -> None:
        """Take what Media RSS says of the medium."""
        local = node.key.removeprefix("media:")
        if node.key == "media:content":
            self.content(node)
        elif node.key == "media:thumbnail":
            self.renditions.append(_thumbnail(self._item, node))
        elif local in ("title", "description", "copyright") and node.key == f"media:{local}":
            text = _text(self._item, node)
            field = {"title": "headline", "description": "summary"}.get(local, "rights")
            value = Rights(notice=text) if field == "rights" and text else text
            if value and self.fields.setdefault(field, value) != value:
                self.extra[self._item.prefix + node.name].append(text)
        elif node.key == "media:credit":
            text = wording.line_of_text(node.text)
            if text:
                self.creators.append(
                    Party(
                        name=text, role=node.get("role") or None, scheme=node.get("scheme") or None
                    )
                )
        elif node.key == "media:keywords":
            words = (wording.line_of_text(word) for word in node.text.split(","))
            self.keywords += [word for word in words if word and word not in self.keywords]
        elif value := value_of(node):
            self.extra[self._item.prefix + node.name].append(value)

    def enclosed(self, enclosure: Enclosure) -> None:
        """Take an enclosure."""
        extra = {key: (value,) for key, value in enclosure.extra.items() if value}
        size = whole_number(enclosure.length)
        if enclosure.length and size is None:
            extra[f"{self._item.prefix}length"] = (enclosure.length,)
        new = Rendition(href=enclosure.href, mime_type=enclosure.mime_type, size=size, extra=extra)
        self.kind = self.kind or kind_of(enclosure.mime_type)
        self.title = self.title or enclosure.title
        for index, known in enumerate(self.renditions):
            if known.href == new.href:
                said = {**new.extra, **known.extra}
                if new.mime_type and known.mime_type not in (None, new.mime_type):
                    said[f"{self._item.prefix}type"] = (new.mime_type,)
                if size is not None and known.size not in (None, size):
                    said[f"{self._item.prefix}length"] = (str(size),)
                self.renditions[index] = attrs.evolve(
                    known,
                    mime_type=known.mime_type or new.mime_type,
                    size=known.size if known.size is not None else new.size,
                    extra=said,
                )
                return
        self.renditions.append(new)

    def association(self) -> Association:
        """Return the association."""
        files = self.renditions
        main = next((file.href for file in files if file.name is None and file.href), None)
        fields = dict(self.fields)
        if self.kind is None and any(file.name == "thumbnail" for file in files):
            self.kind = "picture"
        item = Article(
            type=self.kind or "text",
            renditions=tuple(files),
            creators=tuple(dict.fromkeys(self.creators)),
            keywords=tuple(self.keywords),
            extra={key: tuple(texts) for key, texts in self.extra.items()},
            **fields,
        )
        held = item if item != Article() else None
        return Association(rel=self.rel, href=main, title=self.title, item=held)


def associate(item: Incoming, nodes: Sequence[Node], enclosures: Sequence[Enclosure]) -> None:
    """Add the associations of an item: of its Media RSS and of what it encloses."""
    media: list[_Medium] = []
    loose: list[Node] = []
    for node in nodes:
        if node.key in ("media:group", "media:content"):
            medium = _Medium(item)
            media.append(medium)
            if node.key == "media:content":
                medium.content(node)
            else:
                for child in node.children:
                    medium.word(child)
        else:
            loose.append(node)
    by_address = {file.href: medium for medium in media for file in medium.renditions if file.href}
    for enclosure in enclosures:
        medium = by_address.get(enclosure.href) if enclosure.href else None  # type: ignore[assignment]
        if medium is None:
            medium = _Medium(item, "enclosure")
            media.append(medium)
            if enclosure.href:
                by_address[enclosure.href] = medium
        medium.enclosed(enclosure)
    _beside(item, media, loose)
    for medium in media:
        item.add_new("associations", medium.association())


def _beside(item: Incoming, media: list[_Medium], loose: list[Node]) -> None:
    """Give what stands beside the media to the one there is."""
    if len(media) == 1:
        for node in loose:
            media[0].word(node)
        return
    for node in loose:
        if node.key == "media:thumbnail":
            alone = _Medium(item, "thumbnail")
            alone.renditions.append(attrs.evolve(_thumbnail(item, node), name=None))
            alone.kind = "picture"
            media.append(alone)
        elif node.key == "media:keywords":
            item.keywords(node.text)
        else:
            item.keep(node.name, value_of(node))


def _thumbnail(item: Incoming, node: Node) -> Rendition:
    known: dict[str, Any] = {name: whole_number(node.get(name)) for name in ("width", "height")}
    extra = {
        f"{item.prefix}media:{name}": (value,)
        for name, value in node.attributes.items()
        if name.lower() != "url" and known.get(name.lower()) is None
    }
    href = item.address(node.get("url") or node.text.strip() or None, node)
    return Rendition(name="thumbnail", href=href, **known, extra=extra)


def _text(item: Incoming, node: Node) -> str:
    if (node.get("type") or "").lower() == "html":
        return wording.line_of_html(node.markup, item.context)
    return item.line(node)


def seconds(text: str) -> float | None:
    """Return the seconds that a text of digits says, if it does.

    >>> seconds("185"), seconds("00:03:05")
    (185.0, None)
    """
    text = text.strip()
    if len(text) > 15 or not text.isascii() or not text.replace(".", "", 1).isdecimal():
        return None
    return float(text)
