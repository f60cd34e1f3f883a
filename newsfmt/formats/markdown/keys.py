"""The table of front matter: one row for each key, in the order of writing, with the field that it
stands for, what reads it and what writes it.

A reader takes the fields gathered so far, the key in lower case (Hugo ignores the case) and its
value, and returns False for a value that is to be kept in ``extra``. A writer takes the article as
plain data, takes out of it what the key says exactly, and returns the value of the key; what it
says only roughly stays for the ``newsfmt:`` map. (Hugo front matter; Jekyll front matter and
jekyll-seo-tag; Obsidian properties.)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from newsfmt.article import Association, Concept, Dateline, Label, Party, Rights
from newsfmt.body import plain
from newsfmt.formats.markdown.dates import release, shown
from newsfmt.formats.markdown.emit import Bare
from newsfmt.formats.markdown.fields import Fields
from newsfmt.slots import Codec, Slot, Table

__all__ = ["KEYS", "OURS", "STRONG", "is_free"]

Data = dict[str, Any]
"""An article as plain data, by the names of the model."""
OURS = "newsfmt"
"""The key of the map that says exactly what no other key does."""
STRONG, WEAK = 2, 1
"""How much a key says: that an article begins here, or that front matter may."""
_WITHHELD = ("withheld", "canceled", "cancelled")


# ---- texts and dates
# ------------------------------------------------------------


def _text(field: str) -> Codec:
    def read(fields: Fields, key: str, value: object) -> bool:
        text = fields.text(key, value)
        if not text:
            return text is not None
        if fields.values.setdefault(field, text) == text:
            return True
        if field != "summary":
            return False
        fields.values["descriptions"] = (*fields.values.get("descriptions", ()), Label(text, key))
        return True

    return Codec(read, lambda rest: rest.pop(field, None), field)


def _read_only(field: str) -> Codec:
    return Codec(_text(field).read)


def _write_url(rest: Data) -> str | None:
    absolute = rest.get("url", "").startswith(("https://", "http://"))
    return rest.pop("url") if absolute else None


URL = Codec(_text("url").read, _write_url, "url")


def _part(field: str, make: Any) -> Codec:
    """A text that is the one part of a record."""

    def read(fields: Fields, key: str, value: object) -> bool:
        if type(value) is not str or field in fields.values:
            return False
        fields.values[field] = make(value)
        return True

    return Codec(read)


def _date(field: str) -> Codec:
    def read(fields: Fields, key: str, value: object) -> bool:
        if type(value) is not str:
            return fields.odd(key, "a date is wanted")
        exact = fields.values.get(field)
        if exact is not None:
            if shown(exact.iso) == value:
                return True
            if field not in fields.given:
                return False
            fields.differs(key, field)
        date = fields.date_of(key, value)
        if date is not None:
            fields.values[field] = date
        return date is not None

    def write(rest: Data) -> str | None:
        exact = rest.get(field)
        text = shown(exact) if exact is not None else None
        if text is not None and text == exact:
            del rest[field]
        return text and Bare(text)

    return Codec(read, write, field)


# ---- embargo
# ------------------------------------------------------------


def _read_publish(fields: Fields, key: str, value: object) -> bool:
    """Hugo's ``publishDate`` is the date of publication; ``date`` beside it says when the page was
    made. It is the end of the embargo where the map says so.
    """
    if type(value) is not str:
        return fields.odd(key, "a date is wanted")
    until = fields.values.get("embargoed_until")
    if until is not None and release(until.iso) == value:
        return True
    date = fields.date_of(key, value)
    if date is None:
        return False
    before = fields.values.get("published")
    if before is not None and before != date and "published" not in fields.given:
        if type(fields.keys.get("date")) is not str or "created" in fields.values:
            return False
        fields.values["created"] = before
    fields.values["published"] = date
    return True


def _write_held_back(rest: Data) -> Data:
    """What keeps Hugo and Jekyll from publishing too early; the exact embargo stays for the map."""
    until = release(rest["embargoed_until"]) if "embargoed_until" in rest else None
    if until is not None:
        return {"publishDate": Bare(until)}
    held = (
        rest.get("embargoed")
        or "embargoed_until" in rest
        or rest.get("pub_status") in _WITHHELD
    )  # fmt: skip
    return {"draft": True} if held else {}


HELD_BACK = Codec(_read_publish, _write_held_back, "embargoed_until embargoed pub_status")


def _read_draft(fields: Fields, key: str, value: object) -> bool:
    """``draft: true`` is passed over where it says only that the article must not be published,
    which the map says exactly.
    """
    values = fields.values
    until = values.get("embargoed_until")
    held = values.get("embargoed") or until or values.get("pub_status") in _WITHHELD
    return bool(value == "true" and held and (until is None or release(until.iso) is None))


# ---- people, words, concepts and pictures
# ------------------------------------------------------------


def _read_author(fields: Fields, key: str, value: object) -> bool:
    members = value if type(value) is list else [value]
    found = [_party(member) for member in members if member not in (None, "")]
    if not all(found):
        return fields.odd("author", "names are wanted")
    exact = fields.values.get("creators")
    if exact is not None:
        if [party.name for party in exact] == [party.name for party in found if party]:
            return True
        if "creators" not in fields.given:
            more = (party for party in found if party not in exact)
            fields.values["creators"] = (*exact, *more)
            return True
        fields.differs("author", "creators")
    elif "byline" in fields.given and value == fields.values.get("byline"):
        return True
    fields.values["creators"] = tuple(found)
    return True


def _party(value: object) -> Party | None:
    if type(value) is str:
        return Party(name=plain(value) or None)
    if type(value) is not dict or not all(
        part is None or type(part) is str for part in value.values()
    ):
        return None
    data = {key: text for key, text in value.items() if text}
    known = {name: data.pop(name, None) for name in ("name", "email", "job_title", "uri")}
    return Party(**known, extra={f"markdown:{key}": (text,) for key, text in data.items()})


def _write_author(rest: Data) -> str | list[str] | None:
    creators = rest.get("creators")
    if not creators:
        return rest.get("byline")
    names = [creator.get("name") for creator in creators]
    if not all(names):
        return None
    if all(len(creator) == 1 for creator in creators) and names != [rest.get("byline")]:
        del rest["creators"]
    return names[0] if len(names) == 1 else names


AUTHOR = Codec(_read_author, _write_author, "creators byline")


def _read_words(fields: Fields, key: str, value: object) -> bool:
    words = _texts(value)
    if words is None:
        return fields.odd(key, "texts are wanted")
    have = fields.values.get("keywords")
    more = (word for word in words if word not in have) if have else words
    fields.values["keywords"] = (*(have or ()), *more)
    return True


KEYWORDS = Codec(_read_words, lambda rest: rest.pop("keywords", None), "keywords")


def _names(field: str) -> Codec:
    """Names of concepts; they stay for the map where there is more to say of one."""

    def read(fields: Fields, key: str, value: object) -> bool:
        names = _texts(value)
        if names is None:
            return fields.odd(key, "texts are wanted")
        exact = fields.values.get(field)
        if exact is not None and field in fields.given:
            if tuple(concept.name for concept in exact) == names:
                return True
            fields.differs(key, field)
        have = fields.values.get(field, ())
        fields.values[field] = (*have, *(Concept(name=name) for name in names))
        return True

    def write(rest: Data) -> list[str] | None:
        names = [concept.get("name") for concept in rest.get(field, ())]
        if not names or not all(names):
            return None
        if all(len(concept) == 1 for concept in rest[field]):
            del rest[field]
        return names

    return Codec(read, write, f"{field}.name")


def _read_pictures(fields: Fields, key: str, value: object) -> bool:
    places = _texts(value, split=False)
    if places is None:
        return False
    found = (Association(name="image", href=place) for place in places)
    fields.values["associations"] = (*fields.values.get("associations", ()), *found)
    return True


def _texts(value: object, *, split: bool = True) -> tuple[str, ...] | None:
    """A text (separated at its commas) or a list of texts; None for anything else."""
    if type(value) is str:
        parts: Iterable[str] = value.split(",") if split else [value]
        return tuple(part.strip() for part in parts if part.strip())
    if type(value) is list and all(part is None or type(part) is str for part in value):
        return tuple(plain(part) for part in value if part and plain(part))
    return None


# ---- keys of other front matter
# ------------------------------------------------------------

_FREE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,60}")
_INTEGER = re.compile(r"0|[1-9][0-9]{0,17}")
_RESERVED = ("y", "n", "yes", "no", "on", "off", "true", "false", "null", OURS)


def is_free(name: str) -> bool:
    """Whether an unknown key may stand in front matter as it is, and is read back as a text."""
    low = name.lower()
    return bool(_FREE.fullmatch(name)) and low not in KEYS.readers and low not in _RESERVED


def _write_foreign(rest: Data) -> Data:
    """Keys of other front matter, as they stood: lists, mappings, numbers and all."""
    draft = "draft" in _write_held_back(rest)
    found: Data = {}
    for key, values in [*rest["extra"].items()] if "extra" in rest else ():
        name = key.removeprefix("markdown:")
        free = name != key and (
            is_free(name) or (name == "draft" and not draft and values in (["true"], ["false"]))
        )
        value = _as_it_stood(values) if free else None
        if value is not None:
            found[name] = value
            del rest["extra"][key]
    if "extra" in rest and not rest["extra"]:
        del rest["extra"]
    return found


def _as_it_stood(values: list[str]) -> object:
    """The value that is read into these texts again; None if there is no such value."""
    if len(values) != 1:
        return values if values and all(values) else None
    text = values[0]
    if text[:1] in ("{", "["):
        try:
            data = json.loads(text)
            if not data or json.dumps(data, ensure_ascii=False) != text or not _only_texts(data):
                return None
        except (ValueError, RecursionError):
            return text
        return (
            None if type(data) is list and all(type(part) is str for part in data) else _bare(data)
        )
    return _bare(text) if text else None


def _only_texts(data: object) -> bool:
    stack = [data]
    while stack:
        value = stack.pop()
        if type(value) is dict:
            stack.extend(value.values())
        elif type(value) is list:
            stack.extend(value)
        elif type(value) is not str:
            return False
    return True


def _bare(value: object) -> object:
    """Numbers and truth values without quotes: newsfmt reads them as texts, and Hugo as what they
    are.
    """
    if type(value) is dict:
        return {key: _bare(part) for key, part in value.items()}
    if type(value) is list:
        return [_bare(part) for part in value]
    if value in ("true", "false"):
        return value == "true"
    return int(value) if type(value) is str and _INTEGER.fullmatch(value) else value


# ---- the table
# ------------------------------------------------------------

KEYS = Table(
    Slot("title", _text("headline"), spellings="headline", telling=STRONG),
    Slot("date", _date("published"), spellings="published pubdate", telling=STRONG),
    Slot("lastmod", _date("updated"), spellings="updated last_modified_at modified"),
    Slot("expiryDate", _date("expires"), spellings="expirydate unpublishdate"),
    Slot("publishDate", HELD_BACK, spellings="publishdate", several=True),
    Slot("draft", Codec(_read_draft)),
    Slot("author", AUTHOR, spellings="authors"),
    Slot("subtitle", _text("subheadline")),
    Slot("description", _text("summary"), spellings="summary excerpt abstract"),
    Slot("language", _text("language"), spellings="lang"),
    Slot("tags", KEYWORDS, spellings="tag keywords", telling=WEAK),
    Slot("categories", _names("categories"), spellings="category section"),
    Slot("series", _names("series")),
    Slot("canonical_url", URL, spellings="canonicalurl canonical url permalink"),
    Slot("created", Codec(_date("created").read)),
    Slot("slug", _read_only("slugline")),
    Slot("byline", _read_only("byline")),
    Slot("credit", _read_only("credit")),
    Slot("id", _read_only("id"), spellings="guid"),
    Slot("version", _read_only("version")),
    Slot("copyright", _part("rights", lambda text: Rights(notice=text))),
    Slot("dateline", _part("dateline", lambda text: Dateline(text=text))),
    Slot("image", Codec(_read_pictures), spellings="images"),
    Slot("layout", Codec(), telling=WEAK),
    Slot("extra", Codec(None, _write_foreign, "extra"), several=True),
)
"""The keys of front matter."""
