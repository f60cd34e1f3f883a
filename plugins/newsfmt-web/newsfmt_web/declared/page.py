"""The fields of one page while its sources are read: the first source of a field counts, others
that differ are kept under their own names, and the source of each field is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from newsfmt import prose
from newsfmt.addresses import absolute
from newsfmt.article import Association, Concept, Label, Link, Party
from newsfmt.dates import NewsDate
from newsfmt.format import Context
from newsfmt.gather import Gathered
from newsfmt.markup.html import is_safe
from newsfmt_web import wording

__all__ = ["Page"]


class Page(Gathered):
    """The fields of the article of a page."""

    def __init__(self, context: Context, prefix: str, base: str | None) -> None:
        super().__init__(context, prefix)
        self.base = base
        self.sources: dict[str, str] = {}
        """The source of each field that is set."""
        self.texts: list[str] = []
        """Whole texts of the article that sources declare (``articleBody``)."""

    def is_set(self, field: str) -> bool:
        """Return whether a field, or a part of one, has a value."""
        return field in self.sources

    def say(self, field: str, value: Any, source: str, name: str = "") -> None:
        """Set a field unless it is set; another value is kept under ``name``, or that of its
        source.
        """
        if value in (None, "", ()):
            return
        if not self.is_set(field):
            self.set(field, value)
            self.sources[field] = source
            return
        known = self.values.get(field)
        if isinstance(known, NewsDate) and isinstance(value, NewsDate):
            if known != value and not known.same_instant(value):
                self.keep(name or source, str(value))
        elif "." in field or known != value:
            self.set(field, value, name or source)

    def members(self, field: str, values: Iterable[Any], source: str) -> None:
        """Add members to a list; a list that an earlier source filled is left as it is, and what
        is new in the later one is kept under its name.
        """
        earlier = self.sources.get(field)
        for value in values:
            if earlier is None or earlier == source:
                self.add_new(field, value)
                self.sources[field] = source
            elif not self._has(field, value):
                self.keep(source, _words(value))

    def _has(self, field: str, value: Any) -> bool:
        words = _words(value)
        return any(_words(member) == words for member in self.many[field])

    def headline(self, text: str, source: str, role: str) -> None:
        """Set the headline, or add another one with a role."""
        if not self.is_set("headline"):
            self.say("headline", text, source)
        elif text and text != self.values["headline"]:
            self.add_new("alt_headlines", Label(text=text, role=role), by=lambda line: line.text)

    def address(self, href: str, name: str) -> str | None:
        """Return an address made absolute; one that may not be followed is kept instead."""
        href = absolute(href, self.base)
        if href and not is_safe(href):
            self.keep(name, href)
            return None
        return href or None

    def person(self, who: Party, source: str) -> None:
        """Add a creator; one of the same name and role is the same person."""
        if who == Party():
            return
        creators = self.many["creators"]
        earlier = self.sources.get("creators")
        for known in creators:
            if known.name == who.name and (known.role == who.role or earlier != source):
                return
        if earlier not in (None, source) and who.role is None:
            self.keep(source, who.name or who.email)
            return
        creators.append(who)
        self.sources.setdefault("creators", source)

    def picture(self, medium: Association, source: str) -> None:
        """Add a picture, sound or film, once for each address."""
        if all(known.href != medium.href for known in self.many["associations"]):
            self.add("associations", medium)
            self.sources.setdefault("associations", source)

    def link(self, rel: str, href: str, name: str) -> None:
        """Add a link."""
        if address := self.address(href, name):
            self.add_new("links", Link(rel=rel, href=address))

    def line(self, text: str) -> str:
        """Return a text, which may be HTML, as one line."""
        return wording.line(text, self.context)

    def mark_dateline(self) -> None:
        """Note the characters with which the body opens as the dateline, if it does."""
        dateline, body = self.values.get("dateline"), self.values.get("body")
        if dateline is None or not body or not dateline.text:
            return
        if prefix := prose.prefix_of(body, dateline.text):
            self.values["dateline"] = attrs.evolve(dateline, prefix=prefix)

    def provenance(self) -> None:
        """Keep the source of each field under ``from``."""
        for field, source in self.sources.items():
            self.keep("from", f"{field}={source}")


def _words(value: Any) -> str:
    if isinstance(value, Concept | Party):
        return value.name or value.code or value.uri or ""
    return str(value)
