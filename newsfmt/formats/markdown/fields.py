"""The fields of one article, gathered from its front matter: values of the ``newsfmt:`` map first,
then those of the usual keys, which count where somebody has edited them.
"""

from __future__ import annotations

import json
from typing import Any

from newsfmt import _codec
from newsfmt.article import Article
from newsfmt.body import plain
from newsfmt.dates import NewsDate
from newsfmt.format import Context
from newsfmt.formats.markdown.front import Front
from newsfmt.gather import Gathered, read_date
from newsfmt.markup import markdown

__all__ = ["PREFIX", "Fields"]

PREFIX = "markdown:"
"""The prefix of keys of ``extra``."""


class Fields(Gathered):
    """The fields gathered so far."""

    def __init__(self, context: Context, front: Front) -> None:
        super().__init__(context, PREFIX)
        self.front = front
        self.notes: markdown.Notes = {}
        """What the map says of blocks of the body, by their paths."""
        self.heading = False
        """Whether the headline stands above the body, too."""
        self.given: set[str] = set()
        """The fields that the map gave and no usual key has replaced."""
        self.keys: dict[str, Any] = {}
        """The values of the front matter, by keys in lower case."""
        self.names: dict[str, str] = {}
        """The keys as they are written, by keys in lower case."""

    def line(self, key: str) -> int | None:
        """Return the line of a key."""
        return self.front.lines.get(self.names.get(key, key))

    def keep(self, name: str, value: object) -> None:
        """Keep a value that no field takes: a text, or a structure as one JSON text."""
        if value in (None, "", [], {}):
            return
        texts = value if type(value) is list and all(type(part) is str for part in value) else None
        try:
            self.extra[PREFIX + name] += [_flat(value)] if texts is None else texts
        except RecursionError:
            raise self.context.exceeded(
                "depth", f"the nesting of {name}", at=self.line(name)
            ) from None

    def odd(self, key: str, why: str) -> bool:
        """Report a value of a wrong kind, which is kept; return False."""
        self.report("read.invalid", f"{key}: {why}; it is kept in extra", self.line(key))
        return False

    def differs(self, key: str, field: str) -> None:
        """Report a usual key that was edited: it counts, and the value of the map is kept."""
        self.given.discard(field)
        self.report(
            "read.duplicate-key", f"{key} and newsfmt.{field} differ; {key} counts", self.line(key)
        )
        value = _codec.encode(Article(**{field: self.values.pop(field)}))[field]
        self.keep(f"newsfmt.{field}", value)

    def text(self, key: str, value: object) -> str | None:
        """Return the text of a key; None for a value that is no text, which is reported."""
        if type(value) is str:
            return plain(value)
        self.odd(key, "a text is wanted")
        return None

    def date_of(self, key: str, value: str) -> NewsDate | None:
        """Return the date of a key; one that cannot be read is reported."""

        def warn(code: str, message: str) -> None:
            self.report(code, f"{key}: {message}; it is kept in extra", self.line(key))

        date, whole = read_date(value, warn)
        if date is not None and not whole:
            self.keep(self.names.get(key, key), value)
        return date


def _flat(value: object) -> str:
    """A text as it is, anything else as one JSON text."""
    if type(value) is str:
        return value
    return json.dumps(value, ensure_ascii=False, default=_codec._RENDITION)
