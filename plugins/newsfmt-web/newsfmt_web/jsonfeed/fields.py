"""The mapping of JSON Feed: for each key of an item, where its value goes (JSON Feed 1.1).

Rows count in their order. What no row reads, an own key such as ``_desk`` among it, is kept in
``extra``; an object or a list there is JSON text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from newsfmt.article import Alternate, Article, Association, Party, Rendition
from newsfmt.body import plain
from newsfmt_web import bodies
from newsfmt_web.feed import Feed
from newsfmt_web.items import Incoming, kind_of

__all__ = ["ITEM", "Doubts", "feed_of", "people"]

Row = Callable[[Incoming, str, Any, "Doubts"], None]


class Doubts:
    """What departs from JSON Feed in a document: reported once."""

    def __init__(self) -> None:
        self._reported = False

    def report(self, item: Incoming, message: str) -> None:
        """Report a departure, if it is the first."""
        if not self._reported:
            item.report("read.invalid", message)
        self._reported = True

    def text(self, item: Incoming, key: str, value: Any) -> str | None:
        """Return a text; a number is its digits, anything else is kept."""
        if isinstance(value, str):
            return plain(value) or None
        if value is None:
            self.report(item, f"{key} is null; read as if it were not there")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self.report(item, f"{key} is a number; read as text")
            return str(value)
        else:
            self.report(item, f"{key} is no text; kept in extra")
            item.keep(key, dumped(value))
        return None

    def members(self, item: Incoming, key: str, value: Any) -> list[Any]:
        """Return a list; anything else is its one member."""
        if isinstance(value, list):
            return value
        if value is None:
            self.report(item, f"{key} is null; read as if it were not there")
            return []
        if key != "author":
            self.report(item, f"{key} is no list; read as one of one member")
        return [value]


def dumped(value: Any) -> str:
    """Return a value as one text: itself, or JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# ---- rows
# ------------------------------------------------------------


def _text(field: str) -> Row:
    def row(item: Incoming, key: str, value: Any, doubts: Doubts) -> None:
        item.set(field, doubts.text(item, key, value), key)

    return row


def _id(item: Incoming, key: str, value: Any, doubts: Doubts) -> None:
    if isinstance(value, int) and not isinstance(value, bool):
        item.set("id", str(value))
    elif "id" not in item.derived:
        item.set("id", doubts.text(item, key, value))


def _url(item: Incoming, key: str, value: Any, doubts: Doubts) -> None:
    item.set("url", item.address(doubts.text(item, key, value), item.node, key))


def _external(item: Incoming, key: str, value: Any, doubts: Doubts) -> None:
    item.link("external", doubts.text(item, key, value), item.node)


def _date(field: str) -> Row:
    def row(item: Incoming, key: str, value: Any, doubts: Doubts) -> None:
        item.set(field, item.moment(key, doubts.text(item, key, value) or ""))

    return row


def _html(item: Incoming, key: str, value: Any, doubts: Doubts) -> None:
    if text := doubts.text(item, key, value):
        body = bodies.blocks(text, item.body_base(item.node), item.context)
        if body:
            item.values["body"] = body


def _plain_text(item: Incoming, key: str, value: Any, doubts: Doubts) -> None:
    if text := doubts.text(item, key, value):
        body = bodies.of_text(text)
        if "body" in item.values:
            item.add("alternates", Alternate(role="text", media_type="text/plain", body=body))
        else:
            item.values["body"] = body


def _image(rel: str) -> Row:
    def row(item: Incoming, key: str, value: Any, doubts: Doubts) -> None:
        if href := item.address(doubts.text(item, key, value), item.node, key):
            picture = Article(type="picture", renditions=(Rendition(href=href),))
            item.add("associations", Association(rel=rel, href=href, item=picture))

    return row


def people(item: Incoming, key: str, value: Any, doubts: Doubts) -> list[Party]:
    """Return the authors that a value names."""
    found: list[Party] = []
    for member in doubts.members(item, key, value):
        if isinstance(member, str) and member.strip():
            doubts.report(item, f"{key} is no object; read as a name")
            found.append(Party(name=plain(member)))
        elif isinstance(member, Mapping):
            name = doubts.text(item, f"{key}.name", member["name"]) if "name" in member else None
            uri = doubts.text(item, f"{key}.url", member["url"]) if "url" in member else None
            extra = {
                f"{item.prefix}{other}": (dumped(kept),)
                for other, kept in member.items()
                if other not in ("name", "url") and kept not in (None, "")
            }
            who = Party(name=name, uri=item.address(uri, item.node, f"{key}.url"), extra=extra)
            if who != Party():
                found.append(who)
    return found


def _authors(item: Incoming, key: str, value: Any, doubts: Doubts) -> None:
    who = people(item, key, value, doubts)
    if item.many.get("creators"):
        for party in who:
            if party not in item.many["creators"]:
                item.keep(key, party.name or party.uri)
        return
    for party in who:
        item.creator(party)


def _tags(item: Incoming, key: str, value: Any, doubts: Doubts) -> None:
    for member in doubts.members(item, key, value):
        if text := doubts.text(item, key, member):
            item.add_new("keywords", text)


_KNOWN = {"url", "mime_type", "title", "size_in_bytes", "duration_in_seconds"}


def _attachments(item: Incoming, key: str, value: Any, doubts: Doubts) -> None:
    for member in doubts.members(item, key, value):
        url = member.get("url") if isinstance(member, Mapping) else None
        href = item.address(url if isinstance(url, str) else None, item.node, key)
        if href is None:
            doubts.report(item, "an attachment has no address; it is skipped")
            item.keep(key, dumped(member))
            continue
        extra = {f"{item.prefix}{name}": (dumped(kept),) for name, kept in member.items() if name not in _KNOWN}  # fmt: skip
        numbers: list[Any] = []
        for name in ("size_in_bytes", "duration_in_seconds"):
            number = member.get(name)
            if isinstance(number, str) and number.isascii() and number.isdecimal():
                doubts.report(item, f"{name} is a text; read as a number")
                number = int(number[:18])
            if number is not None and not _is_number(number):
                extra[f"{item.prefix}{name}"] = (dumped(number),)
                number = None
            numbers.append(number)
        size, length = numbers
        mime = member.get("mime_type")
        mime = doubts.text(item, f"{key}.mime_type", mime) if mime is not None else None
        title = member.get("title")
        title = doubts.text(item, f"{key}.title", title) if title is not None else None
        file = Rendition(
            href=href,
            mime_type=mime,
            size=None if size is None else int(size),
            duration=None if length is None else float(length),
            extra=extra,
        )
        media = Article(type=kind_of(mime), renditions=(file,))
        item.add("associations", Association(rel="enclosure", href=href, title=title, item=media))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e15


def _own(item: Incoming, key: str, value: Any, doubts: Doubts) -> None:
    """What newsfmt wrote beside JSON Feed: dates that it cannot say, and what was derived."""
    if not isinstance(value, Mapping):
        item.keep(key, dumped(value))
        return
    derived = value.get("derived")
    if isinstance(derived, list):
        item.derived |= {name for name in derived if isinstance(name, str)}
    for field in ("published", "updated"):
        text = value.get(field)
        if isinstance(text, str) and (date := item.moment(f"_newsfmt.{field}", text)):
            item.values[field] = date
    known = {"about", "derived", "published", "updated"}
    rest = {name: kept for name, kept in value.items() if name not in known}
    if rest:
        item.keep(key, dumped(rest))


ITEM: dict[str, Row] = {
    "_newsfmt": _own,
    "id": _id,
    "url": _url,
    "external_url": _external,
    "title": _text("headline"),
    "summary": _text("summary"),
    "content_html": _html,
    "content_text": _plain_text,
    "image": _image("image"),
    "banner_image": _image("banner"),
    "date_published": _date("published"),
    "date_modified": _date("updated"),
    "authors": _authors,
    "author": _authors,
    "tags": _tags,
    "language": _text("language"),
    "attachments": _attachments,
}
"""What reads each key of an item."""


# ---- the feed
# ------------------------------------------------------------

_FIELDS = {"title": "title", "home_page_url": "link", "language": "language"}
_DROPPED = frozenset({"version", "items", "hubs", "next_url"})


def feed_of(data: Mapping[str, Any], item: Incoming, feed: Feed, doubts: Doubts) -> None:
    """Read what the feed says of itself; ``item`` is for diagnostics and addresses."""
    for key, value in data.items():
        if field := _FIELDS.get(key):
            text = doubts.text(item, key, value)
            setattr(feed, field, item.address(text, item.node, key) if field == "link" else text)
        elif key in ("authors", "author"):
            if key == "author" and data.get("authors"):
                feed.keep(key, dumped(value))
                continue
            feed.authors = (*feed.authors, *people(item, key, value, doubts))
            feed.author_texts = (*feed.author_texts, dumped(value))
        elif key == "_newsfmt" and isinstance(value, Mapping):
            derived = value.get("derived")
            feed.derived |= {name for name in derived or () if isinstance(name, str)}
        elif key not in _DROPPED and value not in (None, "", [], {}):
            feed.keep(key, dumped(value))
    for key, texts in item.extra.items():
        feed.extra[key] += texts
