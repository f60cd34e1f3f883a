"""Keys of content systems and agencies that no version of ninjs has: stored items of Superdesk, the
Media API of the AP, Reuters Connect. Each is read by its meaning, as their documentation gives it.

An embargo counts under every name that has ``embargo`` in it, however deep it stands: who writes
one means one. Of several ends the latest counts, and the others are kept in ``extra``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from newsfmt.article import Dateline, Link, Organisation, Party, Symbol
from newsfmt.body import plain
from newsfmt.formats.ninjs.fields import hold, keep
from newsfmt.formats.ninjs.item import Incoming, Line, add, kept
from newsfmt.formats.ninjs.records import organisations_of
from newsfmt.slots import Codec

__all__ = [
    "AP_BYLINES",
    "COMPANIES",
    "DATELINE_LOCATION",
    "EDITORIAL_TYPES",
    "LINKS",
    "PROVIDER",
    "creator",
    "described",
    "embargoes",
    "snake",
]

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DEEPEST = 8
_HELD = frozenset({"holdforrelease", "embargoed", "embargo"})


def snake(key: str) -> str:
    """Return a key in camel case with underscores.

    >>> snake("bodyXhtmlRich"), snake("pubStatus")
    ('body_xhtml_rich', 'pub_status')
    """
    return _HUMP.sub("_", key).lower()


# ---- embargoes
# ------------------------------------------------------------


def embargoes(item: Incoming, key: str, value: object) -> None:
    """Take the embargoes in a value that no field takes: its own, and those below it."""
    for step, part in _embargoes(key, value, _DEEPEST):
        if type(part) is bool:
            item.fields["embargoed"] = item.fields.get("embargoed", False) or part
        elif type(part) is str and part.strip():
            hold(item, step, part.strip())
            item.fields["embargoed"] = True
        elif kept(part) and part != 0:
            item.fields["embargoed"] = True


def _embargoes(step: str, value: object, depth: int) -> Iterator[tuple[str, Any]]:
    """The values whose name has ``embargo`` in it, with what leads to them."""
    name = step.rpartition(".")[2].lower()
    if type(value) is dict and depth:
        for key, part in value.items():
            yield from _embargoes(f"{step}.{key}", part, depth - 1)
    elif type(value) is list and depth:
        for index, part in enumerate(value):
            yield from _embargoes(f"{step}[{index}]", part, depth - 1)
    elif "embargo" in name:
        yield step, value


def _read_types(item: Incoming, key: str, value: object) -> None:
    """AP's ``editorialtypes``, of which ``HoldForRelease`` is an embargo."""
    keep(item, key, value)
    words = value if type(value) is list else [value]
    if any(type(word) is str and word.lower() in _HELD for word in words):
        item.fields["embargoed"] = True


EDITORIAL_TYPES = Codec(_read_types)


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
    plain_ones, coded = [], []
    for part in value if type(value) is list else [value]:
        ticker = part.get("qcode") if type(part) is dict else None
        if type(ticker) is not str or not ticker.strip():
            plain_ones.append(part)
            continue
        exchange, name = part.get("security_exchange"), part.get("name")
        rest = {k: v for k, v in part.items() if k not in ("qcode", "security_exchange", "name")}
        coded.append(
            Organisation(
                name=plain(name) or None if type(name) is str else None,
                symbols=(
                    Symbol(plain(ticker), plain(exchange) if type(exchange) is str else None),
                ),
                extra={f"ninjs:{k}": found for k, v in rest.items() if (found := kept(v))},
            )
        )
    organisations_of(item, key, plain_ones)
    item.fields["organisations"] = (*item.fields.get("organisations", ()), *coded)


COMPANIES = Codec(_read_companies)


# ---- lines and links
# ------------------------------------------------------------


def described(role: str) -> Codec:
    """Return the codec of a text that is a description with a role of its own."""

    def read(item: Incoming, key: str, value: Any) -> None:
        if text := item.notes.text(f".{key}", value, item.extra):
            item.descriptions.append(Line(text, role))

    return Codec(read)


_LOCATION = {"city": "place", "countryareaname": "region", "countryname": "country"}


def _read_location(item: Incoming, key: str, value: object) -> None:
    """AP's ``datelinelocation``: the reading of the dateline."""
    if type(value) is not dict:
        keep(item, key, value)
        return
    words = {
        field: plain(value[name])
        for name, field in _LOCATION.items()
        if type(value.get(name)) is str and plain(value[name])
    }
    if words and "dateline" not in item.fields:
        item.fields["dateline"] = Dateline(**words)
        value = {name: part for name, part in value.items() if _LOCATION.get(name) not in words}
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
