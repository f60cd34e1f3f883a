"""The fields that the head of a dated text gives: the header line's date and headline, and a front
block's keys (dated-text-grammar.md §7).
"""

from __future__ import annotations

import re
from typing import Any

from newsfmt import prose
from newsfmt.article import Concept, Dateline, Party, Rights
from newsfmt.body import plain
from newsfmt.format import Context
from newsfmt.formats.dated_text.grammar import KEYS, Header, fold
from newsfmt.gather import read_date

__all__ = ["Front"]

_NAMES = re.compile(r"\s*;\s*|\s+and\s+|,\s+and\s+|,\s+")
_WORDS = re.compile(r"\s*[,;]\s*")


class Front:
    """Gathers the fields of one article's head; the first of several values counts, what has no
    field is kept in ``extra``.
    """

    def __init__(self, context: Context, line: int, dayfirst: bool | None) -> None:
        self._context = context
        self._line = line
        self._dayfirst = dayfirst
        self._fields: dict[str, Any] = {}
        self._extra: dict[str, list[str]] = {}

    def header(self, found: Header) -> None:
        """Take a header line."""
        self.set("published", found.date)
        if found.headline:
            self.set("headline", found.headline)
        if found.unknown_zone:
            self._context.warn(
                "read.zone-unknown",
                f"the zone {found.unknown_zone!r} is not known; the time has none",
                at=self._line,
            )

    def set(self, name: str, value: Any) -> None:
        """Set a field."""
        self._fields[name] = value

    def keep(self, key: str, value: str) -> None:
        """Keep a value that no field takes, under its key as written."""
        self._extra.setdefault(f"dated-text:{key}", []).append(value)

    def take(self, pairs: list[tuple[str, str]]) -> None:
        """Take the keys of a front block."""
        for key, value in pairs:
            field = KEYS.get(fold(key), "extra")
            if not value:
                continue
            if field == "extra":
                self.keep(key, value)
            elif field in _MANY:
                _MANY[field](self._fields, value)
            elif field in self._fields:
                self._context.warn(
                    "read.duplicate-key",
                    f"{key} is there again; the first value counts",
                    at=self._line,
                )
                self.keep(key, value)
            elif field in {"published", "updated"}:
                self._date(field, key, value)
            elif field == "byline":
                self._fields["byline"] = value
                _creators(self._fields, value)
            elif field == "dateline":
                self._fields["dateline"] = _dateline(value)
            elif field == "rights":
                self._fields["rights"] = Rights(notice=value)
            else:
                self._fields[field] = value

    def _date(self, field: str, key: str, value: str) -> None:
        def warn(code: str, message: str) -> None:
            self._context.warn(code, f"{key}: {message}", at=self._line)

        date, whole = read_date(value, warn, dayfirst=self._dayfirst)
        if date is not None:
            self._fields[field] = date
        if not whole:
            self.keep(key, value)

    def fields(self) -> dict[str, Any]:
        """Return the fields set so far."""
        return {
            name: tuple(value) if type(value) is list else value
            for name, value in self._fields.items()
        }

    def merge(self, fields: dict[str, Any], read: dict[str, Any]) -> dict[str, Any]:
        """Return the head's fields and the body's as one; a dateline in the text has the prefix,
        names of both count once.
        """
        merged = {**read, **fields}
        if "creators" in read and "creators" in fields:
            known = set(fields["creators"])
            merged["creators"] = (
                *fields["creators"],
                *(party for party in read["creators"] if party not in known),
            )
        if "dateline" in read:
            merged["dateline"] = read["dateline"]
            if "dateline" in fields and fields["dateline"].text != read["dateline"].text:
                self.keep("dateline", fields["dateline"].text)
        if self._extra:
            merged["extra"] = {name: tuple(values) for name, values in self._extra.items()}
        return merged


def _creators(fields: dict[str, Any], value: str) -> None:
    text = plain(value[3:]) if value[:3].lower() == "by " else value
    reading = prose.byline(f"By {text}")
    new = (
        reading.creators
        if reading and ";" not in text
        else tuple(Party(name=name) for part in _NAMES.split(text) if (name := plain(part)))
    )
    fields.setdefault("creators", []).extend(new)


def _sources(fields: dict[str, Any], value: str) -> None:
    fields.setdefault("sources", []).append(Party(name=value))


def _categories(fields: dict[str, Any], value: str) -> None:
    fields.setdefault("categories", []).append(Concept(name=value))


def _keywords(fields: dict[str, Any], value: str) -> None:
    fields.setdefault("keywords", []).extend(
        word for part in _WORDS.split(value) if (word := plain(part))
    )


_MANY = {
    "creators": _creators,
    "sources": _sources,
    "categories": _categories,
    "keywords": _keywords,
}


def _dateline(value: str) -> Dateline:
    reading = prose.dateline(f"{value} — x")
    if reading is None:
        return Dateline(text=value, place=value)
    return Dateline(
        text=value, place=reading.place, region=reading.region, country=reading.country, source=reading.source, date=reading.date,
        date_text=reading.date_text,
    )  # fmt: skip
