"""newsfmt's own ``meta``, which say what NITF has no place for: a table of fields, each a
``meta`` named ``newsfmt:<field>`` with plain text as its content.

The first group stands in every document whose article has the field. The second says a field more
exactly than an element of NITF does, where that is read otherwise; an empty content takes the field
away. Nothing in them stands for a value that the article lacks (docs/formats/nitf.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Any

import attrs

from newsfmt.article import AltId, Article
from newsfmt.dates import NewsDate
from newsfmt.errors import DateError
from newsfmt.formats.nitf.item import Incoming, Outgoing, Tag, are_lines, given
from newsfmt.slots import Codec, Slot, Table
from newsfmt.xmlkit import is_token

__all__ = [
    "OWN",
    "apply_own",
    "are_said",
    "extra_is_certain",
    "ids_are_certain",
    "is_own",
    "metas",
    "read_own",
    "sayable",
]

_PREFIX = "newsfmt:"
Read = Callable[[Sequence[str]], Any]


def _text(values: Sequence[str]) -> str | None:
    return values[0] or None


def _date(values: Sequence[str]) -> NewsDate | None:
    try:
        return NewsDate(values[0])
    except DateError:
        return None


def _flag(values: Sequence[str]) -> bool | None:
    return {"true": True, "false": False}.get(values[0])


def _members(values: Sequence[str]) -> Any:
    return ()


def _reads(path: str, read: Read) -> Callable[[Incoming, str, Sequence[str]], None]:
    field, _, part = path.partition(".")

    def put(item: Incoming, _: str, values: Sequence[str]) -> None:
        value = read(values)
        if not part:
            item.replace(field, value)
        elif field in item.values:
            item.values[field] = attrs.evolve(item.values[field], **{part: value})
        else:
            item.parts[field][part] = value

    return put


def _homeless(path: str, read: Read = _text) -> Slot:
    """A field, or a part of one, that NITF has no place for."""
    field, _, part = path.partition(".")
    whole, inner = attrgetter(field), attrgetter(part or field)

    def value_of(article: Article) -> object:
        value = whole(article)
        return inner(value) if part and value is not None else value

    def write(out: Outgoing) -> str | None:
        value = value_of(out.article)
        return None if value is None or (path == "type" and value == "text") else str(value)

    def certain(article: Article) -> bool:
        value = value_of(article)
        return type(value) is not str or are_lines(value)

    return Slot(_PREFIX + path, Codec(_reads(path, read), write, path, certain=certain))


def _exact(path: str, read: Read = _text) -> Slot:
    """A field that an element of NITF says, too."""
    return Slot(_PREFIX + path, Codec(_reads(path, read)))


OWN = Table(
    _homeless("type"),
    _homeless("profile"),
    _homeless("direction"),
    _homeless("slugline"),
    _homeless("credit"),
    _homeless("created", _date),
    _homeless("updated", _date),
    _homeless("content_created", _date),
    _homeless("content_modified", _date),
    _exact("dateline.text"),
    _exact("dateline.place"),
    _exact("dateline.region"),
    _exact("dateline.country"),
    _homeless("dateline.source"),
    _exact("dateline.date_text"),
    _exact("dateline.date", _date),
    _homeless("transmission.id"),
    _homeless("transmission.sequence"),
    _homeless("transmission.sender"),
    _homeless("transmission.sent", _date),
    _homeless("transmission.priority"),
    _homeless("rights.data_mining"),
    _homeless("digital_source_type.name"),
    _homeless("digital_source_type.code"),
    _homeless("digital_source_type.scheme"),
    _homeless("digital_source_type.uri"),
    _homeless("digital_source_type.literal"),
    _homeless("provider.organisation"),
    _homeless("provider.email"),
    _homeless("provider.job_title"),
    _exact("summary"),
    _exact("creators", _members),
    _exact("pub_status"),
    _exact("embargoed", _flag),
    _exact("embargoed_until", _date),
    _exact("version"),
    _exact("rights.year"),
    Slot("newsfmt:associations", Codec()),
    Slot("newsfmt:subjects", Codec()),
    _exact("id"),
    _exact("language"),
    _exact("headline"),
    _exact("subheadline"),
    _exact("title"),
    _exact("published", _date),
    _exact("expires", _date),
    _exact("rights.notice"),
)
"""The fields that a ``meta`` of newsfmt's own says; ``subjects`` and ``associations`` say how the
elements are to be read.
"""


def read_own(item: Incoming, name: str, content: str) -> None:
    """Note what a ``meta`` of newsfmt's own says."""
    name = name.removeprefix(_PREFIX)
    if name == "alt_ids":
        role, _, value = content.partition("=")
        item.ids.append(AltId(given(value), role or None))
    elif name == "associations":
        item.values["associations"] = ()
    elif name == "extra":
        key, _, value = content.partition("=")
        item.extra[key].append(value)
    else:
        item.own.setdefault(name, []).append(content)


def sayable() -> list[str]:
    """Return the fields, and parts of fields, that newsfmt's own ``meta`` say exactly."""
    return [name.removeprefix(_PREFIX) for name in OWN.readers]


def apply_own(item: Incoming) -> None:
    """Let newsfmt's own ``meta`` say exactly what the fields are."""
    for name, values in item.own.items():
        if name.startswith("extra:"):
            item.extra[name[6:]] += values
        elif read := OWN.readers.get(_PREFIX + name):
            read(item, name, values)


def is_own(name: str | None) -> bool:
    """Return whether the name of a ``meta`` is one of newsfmt's own."""
    return bool(name) and str(name).startswith(_PREFIX)


_NAMES = tuple(slot.name for slot in OWN.slots)


def metas(out: Outgoing) -> Iterator[Tag]:
    """Yield the ``meta`` of an article, after all elements took what they hold."""
    said = OWN.fill(out, given=out.given) | {
        _PREFIX + field: content for field, content in out.said.items()
    }
    planned = {_PREFIX + field: content for field, content in out.plan.overrides.items()}
    names = dict.fromkeys((*planned, *_NAMES)) if planned else _NAMES
    for name in names:
        content = said.get(name, planned.get(name))
        if content is not None:
            yield Tag("meta", {"name": name, "content": content})
    if out.plan.explicit_ids or are_said(out.article):
        for other in out.article.alt_ids:
            yield _meta("alt_ids", f"{(other.role or '').replace('=', ' ')}={other.value or ''}")
    for key, values in out.extra.items():
        for value in values:
            if is_token(key):
                yield _meta(f"extra:{key}", value)
            elif "=" not in key:
                yield _meta("extra", f"{key}={value}")


def are_said(article: Article) -> bool:
    """Return whether the other identifiers have roles that NITF has no element for."""
    return any(other.role not in ("du-key", "doc-id", "uno") for other in article.alt_ids)


def _meta(name: str, content: str) -> Tag:
    return Tag("meta", {"name": f"{_PREFIX}{name}", "content": content})


# ---- extra
# ------------------------------------------------------------


def extra_is_certain(article: Article) -> bool:
    """Return whether ``extra`` comes back from newsfmt's own ``meta`` alone."""
    return all(
        not key.startswith("nitf:") and "=" not in key and are_lines(key, *values)
        for key, values in article.extra.items()
    )


def ids_are_certain(article: Article) -> bool:
    """Return whether the other identifiers come back."""
    others = article.alt_ids
    certain = all(other.value and are_lines(other.value, other.role) for other in others)
    if not others or (len(others) == 1 and others[0].role in ("du-key", "uno")):
        return certain
    return certain and are_said(article) and not any("=" in (other.role or "") for other in others)
