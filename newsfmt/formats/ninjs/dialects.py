"""Keys of content systems and agencies that no version of ninjs has: stored items of Superdesk, the
Media API of the AP, Reuters Connect, dpa-digitalwires, the API of the AFP. Each is read by its
meaning, as their documentation gives it.
"""

from __future__ import annotations

import re
from typing import Any

from newsfmt.article import Dateline, Link, Party
from newsfmt.body import plain
from newsfmt.formats.ninjs.bodies import TAG
from newsfmt.formats.ninjs.fields import keep, taken
from newsfmt.formats.ninjs.item import Incoming, Line, add, kept
from newsfmt.formats.ninjs.records import organisations_of
from newsfmt.slots import Codec

__all__ = [
    "AP_BYLINES",
    "COMPANIES",
    "DATELINE_LOCATION",
    "LINKS",
    "PROVIDER",
    "creator",
    "described",
    "snake",
]

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def snake(key: str) -> str:
    """Return a key in camel case with underscores.

    >>> snake("bodyXhtmlRich"), snake("pubStatus")
    ('body_xhtml_rich', 'pub_status')
    """
    return _HUMP.sub("_", key).lower()


# ---- people
# ------------------------------------------------------------


def _read_bylines(item: Incoming, key: str, value: object) -> None:
    """AP's ``bylines``: each has its wording (``by``) and the title of its author."""
    texts, titles = [], []
    for index, part in enumerate(value if type(value) is list else [value]):
        part = part if type(part) is dict else {"by": part}
        step = f".{key}[{index}]"
        text = item.notes.text(f"{step}.by", part.get("by"), item.extra)
        title = item.notes.text(f"{step}.title", part.get("title"), item.extra)
        texts += [text] if text else []
        titles += [title] if title else []
        for name in sorted(part.keys() - {"by", "title"}):
            add(item.extra, f"ninjs:{key}.{name}", kept(part[name]))
    for field, found in (("byline", texts), ("byline_title", titles)):
        if found:
            item.fields.setdefault(field, ", ".join(found))


AP_BYLINES = Codec(_read_bylines)


def creator(role: str) -> Codec:
    """Return the codec of a person who made the item: an object, a list of them, or a name."""

    def read(item: Incoming, key: str, value: Any) -> None:
        for index, part in enumerate(value if type(value) is list else [value]):
            step = f".{key}[{index}]" if type(value) is list else f".{key}"
            part = dict(part) if type(part) is dict else {"name": part}
            words = {
                field: item.notes.text(f"{step}.{name}", part.pop(name), item.extra)
                for name, field in _PERSON.items()
                if part.get(name) is not None
            }
            extra = {f"ninjs:{name}": found for name, found in ((n, kept(v)) for n, v in part.items()) if found}  # fmt: skip
            if any(words.values()):
                item.creators.append(Party(**words, role=role, extra=extra))
            else:
                keep(item, key, part)

    return Codec(read)


_PERSON = {
    "name": "name",
    "code": "code",
    "title": "job_title",
    "jobtitle": "job_title",
    "email": "email",
}


def _read_provider(item: Incoming, key: str, value: object) -> None:
    """AP's ``provider``, a name; an object is read as one of ``infosource``."""
    if type(value) is not str:
        keep(item, key, value)
        return
    if text := plain(value):
        if item.fields.get("provider") is None:
            item.fields["provider"] = Party(text)
        elif item.fields["provider"].name != text:
            item.sources.append(Party(text))


PROVIDER = Codec(_read_provider)


def _read_companies(item: Incoming, key: str, value: Any) -> None:
    """Superdesk's ``company_codes``: organisations with the code of their share and its exchange."""
    found = []
    for part in value if type(value) is list else [value]:
        if type(part) is dict and part.get("qcode"):
            part = dict(part)
            symbol = {"symbol": part.pop("qcode"), "exchange": part.pop("security_exchange", None)}
            part["symbols"] = [{name: word for name, word in symbol.items() if word}]
        found.append(part)
    organisations_of(item, key, found)


COMPANIES = Codec(_read_companies)


# ---- lines and links
# ------------------------------------------------------------


def described(role: str | None = None) -> Codec:
    """Return the codec of a text that is a description; many systems write these in HTML."""

    def read(item: Incoming, key: str, value: object) -> None:
        if text := item.notes.text(f".{key}", value, item.extra):
            markup = "text/html" if TAG.search(text) else None
            item.descriptions.append(Line(text, role, markup))

    return Codec(read)


def _read_kicker(item: Incoming, key: str, value: object) -> None:
    if text := item.notes.text(f".{key}", value, item.extra):
        item.headlines.append(Line(text, key))


def _read_news(item: Incoming, key: str, value: Any) -> None:
    """AFP's ``news``: the paragraphs of the body, each a text."""
    if type(value) is list and value and all(type(part) is str for part in value):
        value = "\n\n".join(value)
    if text := item.notes.text(f".{key}", value, item.extra):
        item.bodies.append(Line(text))


KICKER = Codec(_read_kicker)
NEWS = Codec(_read_news)


_LOCATION = {"city": "place", "countryareaname": "region", "countryname": "country"}


def _read_location(item: Incoming, key: str, value: object) -> None:
    """AP's ``datelinelocation``: the reading of the dateline."""
    if type(value) is dict and "dateline" not in item.fields:
        value = dict(value)
        if words := taken(value, _LOCATION):
            item.fields["dateline"] = Dateline(**words)
    keep(item, key, value)


DATELINE_LOCATION = Codec(_read_location)


def _read_links(item: Incoming, key: str, value: Any) -> None:
    """A list of objects with ``href`` and ``rel``; the canonical one is the item's address."""
    rest = []
    for part in value if type(value) is list else [value]:
        href = part.get("href") if type(part) is dict else None
        if type(href) is not str or not part.keys() <= {"href", "rel", "title"}:
            rest.append(part)
            continue
        words = {name: plain(text) or None for name, text in part.items() if type(text) is str}
        if words.get("rel") == "canonical" and "url" not in item.fields and "title" not in words:
            item.fields["url"] = words["href"]
        else:
            link = Link(rel=words.get("rel"), href=words["href"], title=words.get("title"))
            item.fields["links"] = (*item.fields.get("links", ()), link)
    keep(item, key, rest)


LINKS = Codec(_read_links)
