"""The single fields of an item: texts, dates, identifiers, status and rights, each with what reads
its key and, below, what writes it.

Readers take what any version or the dialect of content systems writes, report what is odd, and keep
in ``extra`` what no field takes; none raises. Writers leave out a value without a valid form;
reading the output again finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any
from urllib.parse import quote, unquote

import attrs

from newsfmt.article import AltId, Article, Dateline, Link, Note, Party, Place
from newsfmt.body import plain
from newsfmt.dates import DateReading, NewsDate
from newsfmt.formats.ninjs.item import (
    Data,
    Incoming,
    Outgoing,
    add,
    extra_text,
    given,
    kept,
    recased,
    unpacked,
)
from newsfmt.formats.ninjs.values import bare, date_time, is_moment, is_text, is_uri, marked
from newsfmt.gather import read_date
from newsfmt.slots import Codec, paths
from newsfmt.versions import version_created

__all__ = [
    "ALT_IDS",
    "COMPLETENESS",
    "DATELINE",
    "EARLIER",
    "EMBARGO",
    "ID",
    "KEYWORDS",
    "LOCATED",
    "NOTES",
    "NOTES_WITH_ROLES",
    "OWN_ID",
    "RIGHTS_INFO",
    "SOURCE",
    "STANDARD",
    "STATUS",
    "TRUST",
    "TYPE",
    "URGENCY",
    "date_of",
    "derive_moments",
    "dialect",
    "embargoes",
    "extra",
    "holding",
    "is_plain_uri",
    "keep",
    "moment",
    "right",
    "taken",
    "text",
    "uri_of",
]

Handler = Callable[[Incoming, str, Any], object]


def dialect(codec: Codec) -> Codec:
    """Return the codec of a key of the content systems, which no version of ninjs has: it is read
    after the keys of ninjs, whose values count before it.
    """
    read: Handler = codec.read or keep
    return Codec(lambda item, key, value: item.dialect.append((read, key, value)))


def put(item: Incoming, field: str, key: str, value: object) -> None:
    """Set a field, unless another key has set it: that one counts, this one is kept."""
    if item.fields.setdefault(field, value) != value:
        item.notes.odd(f".{key}", f"another key gave the {field}; this one is kept in extra")
        keep(item, key, str(value))


# ---- texts
# ------------------------------------------------------------


def text(field: str) -> Codec:
    """Return the codec of a text that is a field."""

    def read(item: Incoming, key: str, value: object) -> None:
        text = plain(value) if type(value) is str else item.notes.text(f".{key}", value, item.extra)
        if text:
            put(item, field, key, text)

    value = attrgetter(field)
    return Codec(
        read,
        lambda out: value(out.article),
        field,
        certain=lambda article: is_text(value(article)),
    )


def _read_type(item: Incoming, key: str, value: object) -> None:
    text = item.notes.text(f".{key}", value, item.extra)
    if text:
        put(item, "type", key, _tail(text))


def _tail(text: str) -> str:
    """A term without its alias or scheme."""
    return plain(text.rpartition(":")[2].rpartition("/")[2]) or text


def _read_status(item: Incoming, key: str, value: object) -> None:
    text = item.notes.text(f".{key}", value, item.extra)
    if text:
        put(item, "pub_status", key, _tail(text).lower())


def _read_urgency(item: Incoming, key: str, value: object) -> None:
    number = item.notes.number(f".{key}", value, item.extra, int)
    if number is not None and 1 <= number <= 9:
        put(item, "urgency", key, number)
    elif number is not None:
        item.notes.mistyped(f".{key}", value, "a number from 1 to 9", item.extra)


_TYPES = frozenset({"text", "audio", "video", "picture", "graphic", "composite", "component"})


_STATUSES = {
    "usable": "usable",
    "withheld": "withheld",
    "canceled": "canceled",
    "cancelled": "canceled",
}


TYPE = Codec(
    _read_type,
    lambda out: out.article.type if out.article.type in _TYPES else None,
    "type",
    certain=lambda article: article.type in _TYPES,
)
STATUS = Codec(
    _read_status,
    lambda out: _STATUSES.get(out.article.pub_status or ""),
    "pub_status",
    certain=lambda article: _STATUSES.get(article.pub_status or "") == article.pub_status,
)
URGENCY = Codec(
    _read_urgency,
    lambda out: out.article.urgency if out.article.urgency in range(1, 10) else None,
    "urgency",
    certain=lambda article: article.urgency in range(1, 10),
)


def _read_note(item: Incoming, key: str, value: object) -> None:
    text = item.notes.text(f".{key}", value, item.extra)
    if text:
        item.fields["ed_notes"] = (*item.fields.get("ed_notes", ()), Note(text))


def _write_notes(out: Outgoing) -> str:
    """There is one note: several are its lines."""
    notes = out.article.ed_notes
    said = [index for index, note in enumerate(notes) if note.text]
    for index in said if len(said) > 1 else ():
        message = "the notes are joined, each on a line of its own"
        out.lost("write.value-shortened", f"{out.path}ed_notes[{index}]", message)
    return "\n".join(str(notes[index].text) for index in said)


def _is_one_text(values: Sequence[str | None]) -> bool:
    return len(values) == 1 and values[0] is not None and is_text(values[0])


NOTES = Codec(
    _read_note,
    _write_notes,
    "ed_notes.text",
    certain=lambda article: _is_one_text([note.text for note in article.ed_notes]),
)


def _read_located(item: Incoming, key: str, value: object) -> None:
    text = item.notes.text(f".{key}", value, item.extra)
    if text:
        item.fields["located"] = (*item.fields.get("located", ()), Place(name=text))


def _write_located(out: Outgoing) -> str | None:
    return out.article.located[0].name if out.article.located else None


LOCATED = Codec(
    _read_located,
    _write_located,
    "located.name",
    certain=lambda article: _is_one_text([place.name for place in article.located]),
)


def _keywords(item: Incoming, key: str, value: object) -> None:
    found = []
    for index, part in enumerate(value if type(value) is list else [value]):
        text = part.get("name") if type(part) is dict else part
        word = item.notes.text(f".{key}[{index}]", text, item.extra)
        if word:
            found.append(word)
    if found:
        item.fields["keywords"] = (*item.fields.get("keywords", ()), *found)


def _dateline(item: Incoming, key: str, value: object) -> None:
    """A text, or the dialect's object with the text and its reading."""
    if type(value) is str:
        value = {"text": value}
    if type(value) is not dict:
        keep(item, key, value)
        return
    place = value.get("located")
    parts = {**value, "located": dict(place) if type(place) is dict else place}
    words = taken(parts, {"text": "text", "source": "source"})
    if words.get("text") and type(place) is dict:
        located = {"city": "place", "state": "region", "country": "country"}
        words |= taken(parts["located"], located)
    if words.get("text"):
        item.fields["dateline"] = Dateline(**words)
        value = {name: part for name, part in parts.items() if kept(part)}
    embargoes(item, key, value)
    keep(item, key, value)


def taken(value: Data, names: Mapping[str, str]) -> dict[str, str]:
    """Take the texts of some keys out of an object: what they say, by the fields they are."""
    said: dict[str, str] = {}
    for name, field in names.items():
        text = plain(value[name]) if type(value.get(name)) is str else ""
        if text and field not in said:
            said[field] = text
            del value[name]
    return said


def _notes_with_roles(item: Incoming, key: str, value: object) -> None:
    """The dialect's notes: a list of texts, or of objects with text and role."""
    for index, part in enumerate(value if type(value) is list else [value]):
        step = f".{key}[{index}]" if type(value) is list else f".{key}"
        parts = dict(part) if type(part) is dict else {"text": part}
        words = taken(parts, {"ednote": "text", "text": "text"})
        if words:
            words |= taken(parts, {"role": "role"})
            item.fields["ed_notes"] = (*item.fields.get("ed_notes", ()), Note(**words))
        for name, rest in parts.items():
            item.notes.unknown(f"{step}.{name}", rest, item.extra)


def _earlier(item: Incoming, key: str, value: object) -> None:
    """The item this one is an update of."""
    text = item.notes.text(f".{key}", value, item.extra)
    if text:
        item.fields["links"] = (*item.fields.get("links", ()), Link(rel=key, id=text))


def _source(item: Incoming, key: str, value: object) -> None:
    text = item.notes.text(f".{key}", value, item.extra)
    if text:
        item.sources.append(Party(text))


KEYWORDS = Codec(_keywords)
NOTES_WITH_ROLES = Codec(_notes_with_roles)
DATELINE = Codec(_dateline)
EARLIER = Codec(_earlier)
SOURCE = Codec(_source)


# ---- dates
# ------------------------------------------------------------


def moment(field: str) -> Codec:
    """Return the codec of a date: ISO 8601 first, then as people write them; written is a time with
    a zone alone, or a derived one.
    """
    return Codec(
        _when(field),
        lambda out: date_time(getattr(out.article, field)) or out.derived.get(field),
        field,
        certain=lambda article: is_moment(getattr(article, field)),
    )


def _when(name: str) -> Handler:
    """A date: ISO 8601 first, then as people write them."""

    def handle(item: Incoming, key: str, value: object) -> None:
        if type(value) is not str:
            item.notes.mistyped(f".{key}", value, "a date", item.extra)
            return
        text = value.strip()
        if text:
            date = date_of(item, key, text)
            if date is not None:
                put(item, name, key, date)

    return handle


def date_of(item: Incoming, key: str, text: str) -> NewsDate | None:
    """Return a date, in part where only a part can be read; what is wrong with it is reported."""

    def warn(code: str, message: str) -> None:
        item.notes.tell(code, f".{key}", f"{message}; kept in extra")

    def odd(reading: DateReading) -> None:
        item.notes.odd(f".{key}", f"{text!r} is no date-time of RFC 3339; read as {reading.date}")

    date, whole = read_date(
        text, warn, zone=item.reading.zone, dayfirst=item.reading.dayfirst, odd=odd
    )
    if not whole:
        add(item.extra, f"ninjs:{key}", (text,))
    return date


def derive_moments(out: Outgoing) -> None:
    """Derive the moments that the item does not say, or not to the second: when it was created, and
    the time of this version (model-rules.md §5).
    """
    article = out.article
    for field, date in (("created", article.created), ("updated", version_created(article))):
        value: NewsDate | None = getattr(article, field)
        if date is None or date_time(value):
            continue
        derived = date_time(date) or date.earliest().isoformat().replace("+00:00", "Z")
        out.derived[field] = derived
        if value is None:
            code, message = "write.value-derived", "versionCreated was derived from another date"
            out.lost(code, f"{out.path}{field}", f"{message}: {derived}")
        else:
            message = f"a time with a zone is demanded; {derived} was derived"
            out.lost("write.field-lost", f"{out.path}{field}", message)


def _read_embargo(item: Incoming, key: str, value: object) -> None:
    """The end of the embargo; that there is one is said too."""
    if type(value) is bool or _truth(value) is not None:
        item.notes.odd(f".{key}", f"a date is wanted here, not {str(value).lower()}")
    elif type(value) is not str:
        item.notes.mistyped(f".{key}", value, "a date", item.extra)
    embargoes(item, key, value)


def embargoes(item: Incoming, key: str, value: object) -> None:
    """Take the embargoes in a value: its own, and those below it. Who writes a name that has
    ``embargo`` in it means one.
    """
    for step, part in _embargoes(key, value, "embargo" in key.lower(), _DEEPEST):
        if (truth := _truth(part)) is not None:
            item.fields["embargoed"] = item.fields.get("embargoed", False) or truth
        elif kept(part):
            if type(part) is str and step.rpartition(".")[2].lower() not in _NO_ENDS:
                hold(item, step, part.strip())
            item.fields["embargoed"] = True


_DEEPEST = 8
_NO_ENDS = frozenset(
    "begin by from note reason start text time_zone timezone type tz user zone".split()
)
"""What an embargo says beside its end."""


def _embargoes(step: str, value: object, inside: bool, depth: int) -> Iterator[tuple[str, object]]:
    """The values whose name has ``embargo`` in it, and those below one, with what leads to them."""
    if type(value) is dict and depth:
        for key, part in value.items():
            yield from _embargoes(
                f"{step}.{key}", part, inside or "embargo" in key.lower(), depth - 1
            )
    elif type(value) is list and depth:
        for index, part in enumerate(value):
            yield from _embargoes(f"{step}[{index}]", part, inside, depth - 1)
    elif inside:
        yield step, value


_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def _truth(value: object) -> bool | None:
    """Whether a value says yes or no, however it is written; None where it says neither."""
    return _TRUTHS.get(str(value).strip().lower()) if type(value) in (bool, int, str) else None


_HELD = frozenset({"embargo", "embargoed", "holdforrelease"})


def held(value: object) -> bool:
    """Return whether a status or signal, or one in a list, says that there is an embargo."""
    if type(value) is list:
        return any(map(held, value))
    if type(value) is dict:
        return any(map(held, value.values()))
    return type(value) is str and _tail(value).lower() in _HELD


def holding(codec: Codec) -> Codec:
    """Return the codec of a status or signal, which may say that there is an embargo."""
    read = codec.read

    def handle(item: Incoming, key: str, value: object) -> None:
        if held(value):
            item.fields["embargoed"] = True
        if read is not None:
            read(item, key, value)

    return attrs.evolve(codec, read=handle)


def hold(item: Incoming, key: str, text: str) -> None:
    """Set the end of the embargo where it is later than the one that is known, which is kept in
    ``extra`` then.
    """
    date = date_of(item, key, text) if text else None
    known: NewsDate | None = item.fields.get("embargoed_until")
    if date is None or date == known:
        return
    if known is not None:
        earlier, date = sorted((known, date), key=NewsDate.latest)
        if not (earlier.has_zone == date.has_zone and earlier.same_instant(date)):
            item.notes.odd(f".{key}", f"another embargo ends {earlier}; the later one counts")
        add(item.extra, "ninjs:embargoed", (str(earlier),))
    item.fields["embargoed_until"] = date


EMBARGO = Codec(
    _read_embargo,
    lambda out: date_time(out.article.embargoed_until),
    "embargoed embargoed_until",
)


# ---- identifiers
# ------------------------------------------------------------

DERIVED = "urn:newsfmt:sha256:"
"""Begin of a ``uri`` that stands for none: the first 32 characters of the article's fingerprint
follow (model-rules.md §5).
"""
DERIVED_ROLE = "newsfmt:derived"
"""Role of the entry of ``altIds`` whose value names the fields that the writer derived."""
ENCODED_ID = "urn:newsfmt:id:"
"""Begin of a ``uri`` that holds an id which is no URI, percent-encoded."""


def _read_id(item: Incoming, key: str, value: object) -> None:
    """Read the id: drop one that newsfmt derived, decode one that newsfmt encoded."""
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


def uri_of(out: Outgoing, path: str, id: str | None, fingerprint: Callable[[], str]) -> str:
    """Return the ``uri`` for an id, derived where it has no id, encoded where the id is no URI."""
    if id is None:
        message = "ninjs demands a uri; it was made of the article's fingerprint"
        out.lost("write.value-derived", path, message)
        return DERIVED + fingerprint()[:32]
    if is_plain_uri(id):
        return id
    message = "ninjs demands a URI; the id was percent-encoded behind urn:newsfmt:id:"
    out.lost("write.value-derived", path, message)
    return ENCODED_ID + quote(id, safe="")


def _write_id(out: Outgoing) -> str:
    article = out.article
    return uri_of(out, f"{out.path}id", article.id or out.address, article.fingerprint)


def is_plain_uri(id: str | None) -> bool:
    """Return whether an id is written as it is."""
    return is_uri(id or "") and not str(id).startswith((DERIVED, ENCODED_ID))


ID = Codec(_read_id, _write_id, "id", certain=lambda article: is_plain_uri(article.id))


def _read_alt_ids(item: Incoming, key: str, value: object) -> None:
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


def _identifier(item: Incoming, alt: AltId) -> None:
    """An identifier, or the mark of the dates that the writer derived."""
    if alt.role == DERIVED_ROLE:
        item.derived.update(_DERIVABLE.intersection((alt.value or "").split()))
    else:
        item.ids.append(alt)


_DERIVABLE = frozenset({"created", "updated"})


def _write_alt_ids(out: Outgoing) -> Any:
    """The other identifiers, and among them the mark that names the derived fields."""
    others = [alt for alt in out.article.alt_ids if alt.role != DERIVED_ROLE]
    mark = " ".join(out.derived)
    if not out.old:
        made = [given(role=alt.role, value=alt.value) for alt in others if alt.role or alt.value]
        return [*made, {"role": DERIVED_ROLE, "value": mark}] if mark else made
    data: Data = {}
    for count, alt in enumerate(others, 1):
        if alt.value:
            free = alt.role and alt.role not in data and bare(alt.role) == alt.role
            data[str(alt.role) if free else marked(alt.role, count)] = alt.value
    return data | {DERIVED_ROLE: mark} if mark else data


ALT_IDS = Codec(
    _read_alt_ids,
    _write_alt_ids,
    paths(alt_ids="value role"),
    certain=lambda article: all(
        alt.value and is_text(alt.value, alt.role) and alt.role != DERIVED_ROLE
        for alt in article.alt_ids
    ),
)


def _own_id(item: Incoming, key: str, value: object) -> None:
    """An id beside the uri: of a database, most times."""
    if type(value) in (str, int, float):
        if text := plain(str(value)):
            item.ids.append(AltId(text, key))
    elif type(value) is not bool:
        keep(item, key, value)


OWN_ID = Codec(_own_id)


# ---- rights
# ------------------------------------------------------------


def right(part: str) -> Codec:
    """Return the codec of a text that is a part of the rights; the holder is a party."""

    def read(item: Incoming, key: str, value: object) -> None:
        if type(value) is list and all(type(term) is str for term in value):
            value = "\n".join(term for term in value if term.strip())
        text = item.notes.text(f".{key}", value, item.extra)
        made = Party(text) if text and part == "holder" else text
        if text and item.rights.setdefault(part, made) != made:
            keep(item, key, text)

    def write(out: Outgoing) -> str | None:
        value = getattr(out.article.rights, part, None)
        return value.name if isinstance(value, Party) else value

    def certain(article: Article) -> bool:
        value = getattr(article.rights, part, None)
        return is_text(value.name if isinstance(value, Party) else value)

    held = "rights.holder.name" if part == "holder" else f"rights.{part}"
    return Codec(read, write, held, certain=certain)


# ---- what no field takes
# ------------------------------------------------------------


def extra(name: str = "", write: Callable[[Outgoing], object] | None = None) -> Codec:
    """Return the codec of a key that a version has and no field takes: it is kept in ``extra``
    under its name in 3.x, the key's own without ``name``.
    """
    holds = f"extra.ninjs:{name}" if write is not None else ""
    return Codec(lambda item, key, value: keep(item, name or key, value), write, holds)


def keep(item: Incoming, name: str, value: object) -> None:
    """Keep a value that no field takes in ``extra``."""
    if parts := kept(recased(value)):
        add(item.extra, f"ninjs:{name}", parts)


def _read_completeness(item: Incoming, key: str, value: object) -> None:
    """``representationtype``; 1.x says ``complete`` for ``full``."""
    text = item.notes.text(f".{key}", value, item.extra)
    if text:
        item.extra["ninjs:representationType"] = (
            {"complete": "full", "incomplete": "partial"}.get(text, text),
        )


def _write_completeness(out: Outgoing) -> str | None:
    words = {"full": "complete", "partial": "incomplete"}
    value = extra_text(out.article, "representationType")
    return None if value not in words else words[str(value)] if out.old else value


COMPLETENESS = Codec(
    _read_completeness,
    _write_completeness,
    "extra.ninjs:representationType",
)


def _write_rights_info(out: Outgoing) -> Data | None:
    value = unpacked(extra_text(out.article, "rightsInfo"))
    if not isinstance(value, dict) or not value.keys() <= {
        "langId",
        "linkedRights",
        "encodedRights",
    }:
        return None
    if ("linkedRights" in value) == ("encodedRights" in value) or not all(
        isinstance(part, str) for part in value.values()
    ):
        return None
    if not all(is_uri(value[name]) for name in ("langId", "linkedRights") if name in value):
        return None
    return recased(value, lower=not out.new)  # type: ignore[return-value]


RIGHTS_INFO = extra("rightsInfo", _write_rights_info)


def _read_trust(item: Incoming, key: str, value: object) -> None:
    """Trust indicators, with scheme and code of 1.x made one role."""
    found = []
    for part in value if type(value) is list else [value]:
        if type(part) is dict and "scheme" in part and "code" in part and "role" not in part:
            part = {"role": f"{part['scheme']}{part['code']}"} | {
                name: text for name, text in part.items() if name not in ("scheme", "code")
            }
        found.append(part)
    keep(item, "trustIndicators", found)


def _write_trust(out: Outgoing) -> list[Data] | None:
    value = unpacked(extra_text(out.article, "trustIndicators"))
    if not isinstance(value, list) or not all(
        isinstance(part, dict)
        and part.keys() <= {"role", "title", "href"}
        and all(isinstance(word, str) for word in part.values())
        for part in value
    ):
        return None
    if not all(is_uri(part[name]) for part in value for name in ("role", "href") if name in part):
        return None
    return [_old_trust(part) for part in value] if out.old else value


def _old_trust(part: Data) -> Data:
    """1.x parts the role into the uri of its scheme and the code."""
    head, slash, code = part.get("role", "").rpartition("/")
    rest = {name: text for name, text in part.items() if name != "role"}
    return given(scheme=head + slash or None, code=code or None) | rest if "role" in part else rest


TRUST = Codec(_read_trust, _write_trust, "extra.ninjs:trustIndicators")


def _read_standard(item: Incoming, key: str, value: object) -> None:
    """Says that it is ninjs, which is known by now; another name is kept."""
    if type(value) is not dict or str(value.get("name", "ninjs")).lower() != "ninjs":
        keep(item, "standard", value)


STANDARD = Codec(_read_standard)
