"""Gather the fields of one article while it is read: values come in one by one, from any place of a
format, and the keyword arguments of an Article go out.

The rule is that no value is overlooked (model-rules.md §6, the law of influence). The first value
of a field counts; another one is kept in ``extra`` under the name of its source, and so are values
without a field. A date that cannot be read, or only in part, is reported and kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from newsfmt import dates
from newsfmt._record import kind_of
from newsfmt.article import Article
from newsfmt.dates import DateReading, NewsDate
from newsfmt.dates.zones import localise
from newsfmt.errors import DateError, Position
from newsfmt.format import Context

__all__ = ["Gathered", "read_date"]

_iso = lru_cache(maxsize=1024)(NewsDate)
_FEW = 8  # members that are compared one by one


class Gathered:
    """The fields of one article that have been read so far.

    ``prefix`` begins the keys of ``extra`` (``nitf:``); ``zone`` is the zone of times without one.

    >>> item = Gathered(Context(), "slugwire:")
    >>> item.set("headline", "Bridge opens"), item.set("headline", "Bridge"), item.set("rights.notice", "© NES")
    (True, False, True)
    >>> item.add("keywords", "bridge")
    >>> Article(**item.finish())
    Article(headline='Bridge opens', rights=Rights(notice='© NES'), keywords=('bridge',), extra={'slugwire:headline': ('Bridge',)})
    """

    def __init__(self, context: Context, prefix: str, zone: str | None = None) -> None:
        self.context = context
        """The receiver of diagnostics."""
        self.prefix = prefix
        """The prefix of the keys of ``extra``."""
        self.zone = zone
        """The zone of times without one."""
        self.values: dict[str, Any] = {}
        """The fields that have a value."""
        self.parts: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        """The parts of fields that are records (``rights``, ``dateline``), by the field."""
        self.many: defaultdict[str, list[Any]] = defaultdict(list)
        """The members of fields that are lists."""
        self.extra: defaultdict[str, list[str]] = defaultdict(list)
        """Values without a field, by whole keys."""
        self._known: dict[Any, tuple[set[Any], int]] = {}

    def set(self, name: str, value: object, source: str = "") -> bool:
        """Set a field, or a part of one (``rights.notice``); None sets nothing.

        If another value is set already, that one counts, this one is kept under the name of its
        ``source``, or of the field, and False is returned.
        """
        if value is None:
            return True
        field, _, part = name.partition(".")
        values = self.parts[field] if part else self.values
        if values.setdefault(part or field, value) == value:
            return True
        self.keep(source or name, _text(value))
        return False

    def add(self, name: str, value: object) -> None:
        """Add a member to a list."""
        self.many[name].append(value)

    def add_new(self, name: str, value: object, by: Callable[[Any], object] | None = None) -> None:
        """Add a member to a list, unless the list has it already; ``by`` gives the key of a member,
        if that is not the whole member.
        """
        members = self.many[name]
        if by is None and len(members) < _FEW:
            if value not in members:
                members.append(value)
            return
        keys, seen = self._known.get((name, by)) or (set(), 0)
        keys.update(map(by, members[seen:]) if by else members[seen:])
        self._known[name, by] = keys, len(members)
        if (by(value) if by else value) not in keys:
            members.append(value)

    def replace(self, name: str, value: object) -> None:
        """Set a field to a value written by newsfmt, whatever else was gathered for it; None and an
        empty tuple remove the field.
        """
        self.many.pop(name, None)
        self.parts.pop(name, None)
        self.values.pop(name, None)
        if value is not None and value != ():
            self.values[name] = value

    def creators_of_byline(self) -> None:
        """Take the names in the byline as the creators, if the byline is certain."""
        from newsfmt import prose

        people = prose.byline(self.values.get("byline", ""))
        if people is not None:
            self.many["creators"] = list(people.creators)

    def keep(self, name: str, text: str | None) -> None:
        """Keep a text without a field; None and empty texts are ignored."""
        if text:
            self.extra[self.prefix + name].append(text)

    def report(self, code: str, message: str, at: Position | int | None = None) -> None:
        """Report an oddity of the input."""
        self.context.warn(code, message, at=at)

    def date(
        self,
        name: str,
        text: str | None,
        *,
        what: str = "",
        at: Position | int | None = None,
    ) -> NewsDate | None:
        """Return the date that a text states; a text that says more is kept under ``name``.
        ``what`` names the place in messages.
        """
        if not text:
            return None

        def warn(code: str, message: str) -> None:
            self.report(code, f"{what or name}: {message}", at)

        date, whole = read_date(text, warn, zone=self.zone)
        if not whole:
            self.keep(name, text)
        return date

    def finish(self) -> dict[str, Any]:
        """Return the keyword arguments of the Article, including the kept values."""
        values = self.values
        for name, parts in self.parts.items():
            if parts:
                values[name] = kind_of(Article, name).of(**parts)
        values.update((name, tuple(members)) for name, members in self.many.items() if members)
        if self.extra:
            values["extra"] = {key: tuple(texts) for key, texts in self.extra.items() if texts}
        return values


def _text(value: object) -> str:
    """The text to keep for a value: the name or the text of a record, else its text."""
    return str(getattr(value, "name", None) or getattr(value, "text", None) or value)


def read_date(
    text: str,
    warn: Callable[[str, str], object],
    *,
    zone: str | None = None,
    dayfirst: bool | None = None,
    tzinfos: Mapping[str, object] | None = None,
    odd: Callable[[DateReading], object] | None = None,
) -> tuple[NewsDate | None, bool]:
    """Return the date that a text states, and whether it covers the whole text; if not, the caller
    keeps the text.

    A text that cannot be read, can be read in two ways or names an unknown zone goes to ``warn`` as
    code and message, a date not written in ISO 8601 to ``odd``. A time without a zone gets
    ``zone``. Raises ValueError for an unknown zone.

    >>> read_date("4 May 2021", print)
    (NewsDate('2021-05-04'), True)
    >>> read_date("4 May 2021 6:30 AM EST", print)
    read.zone-unknown the zone 'EST' is not known; the time has none
    (NewsDate('2021-05-04T06:30'), False)
    """
    try:
        return localise(_iso(text), zone), True
    except DateError:
        pass  # not ISO 8601: read as people write dates
    try:
        reading = dates.interpret(text, dayfirst=dayfirst, tzinfos=tzinfos)
    except DateError as error:
        warn("read.date-ambiguous" if error.ambiguous else "read.date-unparsed", str(error))
        return None, False
    if odd is not None:
        odd(reading)
    if reading.unknown_zone:
        warn(
            "read.zone-unknown",
            f"the zone {reading.unknown_zone!r} is not known; the time has none",
        )
    return localise(reading.date, zone), not reading.unknown_zone
