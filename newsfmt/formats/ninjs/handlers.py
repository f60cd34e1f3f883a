"""What each key of an object does to the article: functions of the item, the key and its value, or
makers of such functions.

They take what any version or the dialect writes, tell of what is odd, and keep in ``extra`` what no
field takes; none raises.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import attrs

from newsfmt.article import AltId, Dateline, Link, Note, Party, Place, Rendition
from newsfmt.body import plain
from newsfmt.dates import NewsDate, Reading
from newsfmt.formats.ninjs.bodies import Line
from newsfmt.formats.ninjs.names import CREATORS, DERIVED, DERIVED_ROLE, ENCODED_ID, bare, recased
from newsfmt.formats.ninjs.notes import Notes, kept
from newsfmt.formats.ninjs.state import Handler, Item
from newsfmt.formats.ninjs.terms import concept, party, records, rendition
from newsfmt.gather import read_date

__all__ = [
    "alt_ids",
    "authors",
    "completeness",
    "count",
    "dateline",
    "dialect",
    "digital",
    "earlier",
    "embargo",
    "identity",
    "info_sources",
    "keep",
    "keywords",
    "kind",
    "line",
    "located",
    "note",
    "own_id",
    "people",
    "renditions",
    "right",
    "role_of",
    "single",
    "source",
    "standard",
    "status",
    "terms",
    "texts",
    "trust",
    "urgency",
    "when",
]


def line(name: str) -> Handler:
    """A text that is a field."""

    def handle(item: Item, key: str, value: Any) -> None:
        text = plain(value) if type(value) is str else item.notes.text(f".{key}", value, item.extra)
        if text:
            item.fields[name] = text

    return handle


def right(name: str) -> Handler:
    def handle(item: Item, key: str, value: Any) -> None:
        text = item.notes.text(f".{key}", value, item.extra)
        if text:
            item.rights[name] = Party(text) if name == "holder" else text

    return handle


def when(name: str) -> Handler:
    """A date: ISO 8601 first, then as people write them."""

    def handle(item: Item, key: str, value: Any) -> None:
        if type(value) is not str:
            item.notes.mistyped(f".{key}", value, "a date", item.extra)
            return
        text = value.strip()
        if text:
            date = _date(item, key, text)
            if date is not None:
                item.fields[name] = date

    return handle


def _date(item: Item, key: str, text: str) -> NewsDate | None:
    def warn(code: str, message: str) -> None:
        item.notes.tell(code, f".{key}", f"{message}; kept in extra")

    def odd(reading: Reading) -> None:
        item.notes.odd(f".{key}", f"{text!r} is no date-time of RFC 3339; read as {reading.date}")

    date, whole = read_date(
        text, warn, zone=item.reading.zone, dayfirst=item.reading.dayfirst, odd=odd
    )
    if not whole:
        item.extra[f"ninjs:{key}"] = (text,)
    return date


def embargo(item: Item, key: str, value: Any) -> None:
    """The end of the embargo; that there is one is said too."""
    if type(value) is bool:
        item.notes.odd(f".{key}", "a date is wanted here, not true or false")
        item.fields["embargoed"] = value
        return
    _UNTIL(item, key, value)
    if kept(value):
        item.fields["embargoed"] = True


_UNTIL = when("embargoed_until")


def texts(target: str) -> Handler:
    """An array of texts with role and content type (2.x, 3.x); a lone text counts as one."""

    def handle(item: Item, key: str, value: Any) -> None:
        found: list[Line] = getattr(item, target)
        for index, part in enumerate(value if type(value) is list else [value]):
            step = f".{key}[{index}]" if type(value) is list else f".{key}"
            line = _one_line(item, step, part)
            if line is not None:
                found.append(line)

    return handle


def _one_line(item: Item, step: str, value: Any) -> Line | None:
    if type(value) is not dict:
        text = item.notes.text(step, value, item.extra)
        if text and step.endswith("]"):
            item.notes.odd(step, "an object is wanted here, not a text")
        return Line(text) if text else None
    parts: dict[str, Any] = {}
    for key, part in value.items():
        name = _LINE_KEYS.get(key)
        if name is None:
            item.notes.unknown(f"{step}.{key}", part, item.extra)
        elif name == "words":
            parts["words"] = item.notes.number(f"{step}.{key}", part, item.extra, int)
        elif name == "characters":
            number = item.notes.number(f"{step}.{key}", part, item.extra, int)
            parts["characters"] = "" if number is None else str(number)
        else:
            text = (
                part
                if name == "value" and type(part) is str
                else item.notes.text(f"{step}.{key}", part, item.extra)
            )
            if text:
                parts[name] = text
    return Line(**parts) if parts.get("value", "").strip() else None


_LINE_KEYS = {
    "value": "value", "role": "role", "contenttype": "media_type", "contentType": "media_type", "wordcount": "words", "wordCount": "words",
    "charcount": "characters", "charCount": "characters",
}  # fmt: skip


def single(target: str) -> Handler:
    """The plain key of 1.x or the dialect: ``headline``, ``body``, ``abstract``."""

    def handle(item: Item, key: str, value: Any) -> None:
        text = item.notes.text(f".{key}", value, item.extra)
        if text:
            getattr(item, target).append(Line(text))

    return handle


def count(item: Item, key: str, value: Any) -> None:
    """Word and character counts of 1.x stand beside the bodies."""
    number = item.notes.number(f".{key}", value, item.extra, int)
    if number is not None:
        if key == "wordcount":
            item.fields["word_count"] = number
        else:
            item.extra["ninjs:charCount"] = (str(number),)


def identity(item: Item, key: str, value: Any) -> None:
    """The id; one we derived is none, one we had to encode is decoded."""
    text = item.notes.text(f".{key}", value, item.extra)
    if not text or text.startswith(DERIVED):
        return
    if text.startswith(ENCODED_ID):
        text = unquote(text[len(ENCODED_ID) :])
    if key == "uri" or "id" not in item.fields:
        if "id" in item.fields:
            item.ids.append(AltId(item.fields["id"], "guid"))
        item.fields["id"] = text
    else:
        item.ids.append(AltId(text, key))


def kind(item: Item, key: str, value: Any) -> None:
    text = item.notes.text(f".{key}", value, item.extra)
    if text:
        item.fields["type"] = _tail(text)


def _tail(text: str) -> str:
    """A term without its alias or scheme."""
    return plain(text.rpartition(":")[2].rpartition("/")[2]) or text


def status(item: Item, key: str, value: Any) -> None:
    text = item.notes.text(f".{key}", value, item.extra)
    if text:
        item.fields["pub_status"] = _tail(text).lower()


def urgency(item: Item, key: str, value: Any) -> None:
    number = item.notes.number(f".{key}", value, item.extra, int)
    if number is not None and 1 <= number <= 9:
        item.fields["urgency"] = number
    elif number is not None:
        item.notes.mistyped(f".{key}", value, "a number from 1 to 9", item.extra)


def note(item: Item, key: str, value: Any) -> None:
    text = item.notes.text(f".{key}", value, item.extra)
    if text:
        item.fields["ed_notes"] = (Note(text),)


def located(item: Item, key: str, value: Any) -> None:
    text = item.notes.text(f".{key}", value, item.extra)
    if text:
        item.fields["located"] = (Place(name=text),)


def terms(name: str, one: Callable[[Notes, str, Any], Any]) -> Handler:
    """An array of records that is a field."""

    def handle(item: Item, key: str, value: Any) -> None:
        found = records(item.notes, key, value, one, item.extra)
        if found:
            item.fields[name] = (*item.fields.get(name, ()), *found)

    return handle


_NOBODY = Party()


def people(item: Item, key: str, value: Any) -> None:
    """Who made it is a creator, whom it is about is not."""
    people: list[Party] = []
    for person in records(item.notes, key, value, party, item.extra):
        made, role = role_of(person.role, "about")
        person = person if role == person.role else attrs.evolve(person, role=role)
        if person != _NOBODY:
            (item.creators if made == "creator" else people).append(person)
    if people:
        item.fields["people"] = tuple(people)


def info_sources(item: Item, key: str, value: Any) -> None:
    """The provider, the creators and the sources, by their role."""
    for source in records(item.notes, key, value, party, item.extra):
        made, role = role_of(source.role, "source")
        source = source if role == source.role else attrs.evolve(source, role=role)
        if source == _NOBODY:  # it said what it is, and not who
            continue
        if made == "provider" and "provider" not in item.fields:
            item.fields["provider"] = source
        else:
            (item.creators if made == "creator" else item.sources).append(source)


def role_of(role: str | None, default: str) -> tuple[str, str | None]:
    """What a party is (creator, provider or the default) and its role without the mark that says
    so.
    """
    if role is None:
        return default, None
    if role in ("creator", "provider"):
        return role, None
    mark, colon, rest = role.partition(":")
    if colon and rest and mark in ("creator", "provider", default):
        return mark, rest
    return ("creator" if role.lower() in CREATORS else default), role


def dialect(handler: Handler) -> Handler:
    """A key of the content systems, which no version of ninjs has."""

    def handle(item: Item, key: str, value: Any) -> None:
        item.dialect.append(key)
        handler(item, key, value)

    return handle


def source(item: Item, key: str, value: Any) -> None:
    text = item.notes.text(f".{key}", value, item.extra)
    if text:
        item.sources.append(Party(text))


def authors(item: Item, key: str, value: Any) -> None:
    item.creators.extend(records(item.notes, key, value, party, item.extra))


def keywords(item: Item, key: str, value: Any) -> None:
    found = []
    for index, part in enumerate(value if type(value) is list else [value]):
        text = part.get("name") if type(part) is dict else part
        word = item.notes.text(f".{key}[{index}]", text, item.extra)
        if word:
            found.append(word)
    if found:
        item.fields["keywords"] = tuple(found)


def dateline(item: Item, key: str, value: Any) -> None:
    """A text, or the dialect's object with the text and its reading."""
    if type(value) is str:
        text = plain(value)
        if text:
            item.fields["dateline"] = Dateline(text=text)
    elif type(value) is dict and (plain(value["text"]) if type(value.get("text")) is str else ""):
        source = value.get("source")
        item.fields["dateline"] = Dateline(
            text=plain(value["text"]),
            source=(plain(source) or None) if type(source) is str else None,
        )
        keep(
            item,
            key,
            {name: part for name, part in value.items() if name not in ("text", "source")},
        )
    else:
        keep(item, key, value)


def earlier(item: Item, key: str, value: Any) -> None:
    """The item this one is an update of."""
    text = item.notes.text(f".{key}", value, item.extra)
    if text:
        item.fields["links"] = (*item.fields.get("links", ()), Link(rel=key, id=text))


def alt_ids(item: Item, key: str, value: Any) -> None:
    """An object with roles as keys (1.x), or an array."""
    if type(value) is dict:
        for role, text in value.items():
            word = item.notes.text(f".{key}.{role}", text, item.extra)
            if word:
                _identifier(item, AltId(word, bare(role)))
        return
    for index, part in enumerate(value if type(value) is list else [value]):
        step = f".{key}[{index}]"
        if type(part) is not dict:
            part = {"value": part}
        known = {
            name: item.notes.text(f"{step}.{name}", part[name], item.extra)
            for name in ("value", "role")
            if name in part
        }
        for name in (key for key in part if key not in known):
            item.notes.unknown(f"{step}.{name}", part[name], item.extra)
        if any(known.values()):
            _identifier(item, AltId(**known))


def _identifier(item: Item, alt: AltId) -> None:
    """An identifier, or the mark of the dates that the writer derived."""
    if alt.role == DERIVED_ROLE:
        item.derived.update(_DERIVABLE.intersection((alt.value or "").split()))
    else:
        item.ids.append(alt)


_DERIVABLE = frozenset({"created", "updated"})


def own_id(item: Item, key: str, value: Any) -> None:
    """An id beside the uri: of a database, most times."""
    if value is None or type(value) is bool or not str(value).strip():
        return
    item.ids.append(AltId(str(value).strip(), key))


def renditions(item: Item, key: str, value: Any) -> None:
    """An object keyed by name (1.x), or an array."""
    found: list[Rendition | None] = []
    if type(value) is dict:
        found = [
            rendition(item.notes, f".{key}.{name}", part, name)
            for name, part in value.items()
            if part is not None
        ]
    elif kept(value):
        found = list(records(item.notes, key, value, rendition, item.extra))
    if found:
        item.fields["renditions"] = tuple(part for part in found if part is not None)


def digital(item: Item, key: str, value: Any) -> None:
    found = concept(item.notes, f".{key}", value)
    if found is not None:
        item.fields["digital_source_type"] = found


def keep(item: Item, key: str, value: Any) -> None:
    """A key that a version has and no field takes."""
    if parts := kept(recased(value)):
        item.extra[f"ninjs:{_NAMES.get(key, key)}"] = parts


def completeness(item: Item, key: str, value: Any) -> None:
    """``representationtype``; 1.x says ``complete`` for ``full``."""
    text = item.notes.text(f".{key}", value, item.extra)
    if text:
        item.extra["ninjs:representationType"] = (
            {"complete": "full", "incomplete": "partial"}.get(text, text),
        )


def trust(item: Item, key: str, value: Any) -> None:
    """Trust indicators, with scheme and code of 1.x made one role."""
    found = []
    for part in value if type(value) is list else [value]:
        if type(part) is dict and "scheme" in part and "code" in part and "role" not in part:
            part = {"role": f"{part['scheme']}{part['code']}"} | {
                name: text for name, text in part.items() if name not in ("scheme", "code")
            }
        found.append(part)
    keep(item, "trustIndicators", found)


def standard(item: Item, key: str, value: Any) -> None:
    """Says that it is ninjs, which is known by now; another name is kept."""
    if type(value) is not dict or str(value.get("name", "ninjs")).lower() != "ninjs":
        keep(item, "standard", value)


_NAMES = {
    "mime_type": "mimetype", "rightsinfo": "rightsInfo", "eventdetails": "eventDetails", "plannedcoverage": "plannedCoverage",
}  # fmt: skip
