"""The fields that the head of a dated text gives: the header line's date and headline, and a front
block's keys, by the table :data:`KEYS` (dated-text-grammar.md §7).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from newsfmt import prose
from newsfmt.article import Concept, Dateline, Party, Rights
from newsfmt.body import plain
from newsfmt.format import Context
from newsfmt.formats.dated_text.grammar import Header, fold
from newsfmt.gather import Gathered, read_date
from newsfmt.slots import Codec, Slot, Table

__all__ = ["KEYS", "Front"]

_NAMES = re.compile(r"\s*;\s*|\s+and\s+|,\s+and\s+|,\s+")
_WORDS = re.compile(r"\s*[,;]\s*")


class Front(Gathered):
    """Gathers the fields of one article's head; the first of several values counts, what has no
    field is kept in ``extra``.
    """

    def __init__(self, context: Context, line: int, dayfirst: bool | None) -> None:
        super().__init__(context, "dated-text:")
        self._line = line
        self._dayfirst = dayfirst

    def header(self, found: Header) -> None:
        """Take a header line."""
        self.values["published"] = found.date
        if found.headline:
            self.values["headline"] = found.headline
        if found.unknown_zone:
            message = f"the zone {found.unknown_zone!r} is not known; the time has none"
            self.report("read.zone-unknown", message, self._line)
            self.keep("date", found.written)

    def take(self, pairs: list[tuple[str, str]]) -> None:
        """Take the keys of a front block."""
        for key, value in pairs:
            if value:
                KEYS.readers.get(fold(key), _keep)(self, key, value)

    def once(self, field: str, key: str, value: str) -> bool:
        """Return whether a field is not set yet; the value is kept if it is."""
        if field not in self.values:
            return True
        message = f"{key} is there again; the first value counts"
        self.report("read.duplicate-key", message, self._line)
        self.keep(key, value)
        return False

    def day(self, field: str, key: str, value: str) -> None:
        """Set a date; what is not read as one is kept."""

        def warn(code: str, message: str) -> None:
            self.report(code, f"{key}: {message}", self._line)

        date, whole = read_date(value, warn, dayfirst=self._dayfirst)
        if date is not None:
            self.values[field] = date
        if not whole:
            self.keep(key, value)

    def merge(self, read: dict[str, Any]) -> dict[str, Any]:
        """Return the head's fields and the body's as one; a dateline in the text has the prefix,
        names of both count once.
        """
        creators = self.many.get("creators")
        if creators:
            known = set(creators)
            creators += (party for party in read.get("creators", ()) if party not in known)
        if "dateline" in read:
            dateline = self.values.pop("dateline", None)
            if dateline is not None and dateline.text != read["dateline"].text:
                self.keep("dateline", dateline.text)
        return {**read, **self.finish()}


# ---- the keys
# ------------------------------------------------------------


def _keep(front: Front, key: str, value: str) -> None:
    front.keep(key, value)


def _one(field: str, make: Callable[[str], object] = str) -> Codec:
    def read(front: Front, key: str, value: str) -> None:
        if front.once(field, key, value):
            front.values[field] = make(value)

    return Codec(read)


def _day(field: str) -> Codec:
    def read(front: Front, key: str, value: str) -> None:
        if front.once(field, key, value):
            front.day(field, key, value)

    return Codec(read)


def _several(field: str, make: Callable[[str], list[Any]]) -> Codec:
    return Codec(lambda front, key, value: front.many[field].extend(make(value)))


def _read_byline(front: Front, key: str, value: str) -> None:
    if front.once("byline", key, value):
        front.values["byline"] = value
        front.many["creators"] += _creators(value)


def _creators(value: str) -> list[Party]:
    text = plain(value[3:]) if value[:3].lower() == "by " else value
    reading = prose.byline(f"By {text}")
    if reading and ";" not in text:
        return list(reading.creators)
    return [Party(name=name) for part in _NAMES.split(text) if (name := plain(part))]


def _keywords(value: str) -> list[str]:
    return [word for part in _WORDS.split(value) if (word := plain(part))]


def _dateline(value: str) -> Dateline:
    reading = prose.dateline(f"{value} — x")
    if reading is None:
        return Dateline(text=value, place=value)
    return Dateline(
        text=value, place=reading.place, region=reading.region, country=reading.country, source=reading.source, date=reading.date,
        date_text=reading.date_text,
    )  # fmt: skip


KEYS = Table(
    Slot("title", _one("headline"), spellings="headline subject"),
    Slot("date", _day("published"), spellings="published pubdate publicationdate"),
    Slot("updated", _day("updated"), spellings="modified"),
    Slot("author", _several("creators", _creators), spellings="authors"),
    Slot("byline", Codec(_read_byline), spellings="by"),
    Slot("source", _several("sources", lambda name: [Party(name=name)]), spellings="publication publisher newspaper"),
    Slot("section", _several("categories", lambda name: [Concept(name=name)]), spellings="category"),
    Slot("language", _one("language"), spellings="lang"),
    Slot("url", _one("url"), spellings="link"),
    Slot("keywords", _several("keywords", _keywords), spellings="tags"),
    Slot("dateline", _one("dateline", _dateline), spellings="location place"),
    Slot("id", _one("id"), spellings="guid docid"),
    Slot("copyright", _one("rights", lambda text: Rights(notice=text)), spellings="rights"),
    Slot("abstract", _one("summary"), spellings="summary description"),
    Slot("slug", _one("slugline")),
    Slot("edition", Codec(_keep)),
    Slot("page", Codec(_keep)),
)  # fmt: skip
"""The keys of a front block, folded (:func:`~newsfmt.formats.dated_text.grammar.fold`)."""
