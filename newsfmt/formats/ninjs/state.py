"""How objects are read, and what is known of the article while one is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from newsfmt.article import AltId, Party
from newsfmt.body import Block
from newsfmt.formats.ninjs.bodies import Line
from newsfmt.formats.ninjs.notes import Extras, Notes

__all__ = ["Handler", "Item", "Reading"]


class Reading:
    """How objects are read: ``dayfirst`` and the ``zone`` of naive times from the options; with
    ``known`` blocks no body is.
    """

    __slots__ = ("dayfirst", "known", "zone")

    def __init__(
        self,
        *,
        dayfirst: bool | None = None,
        zone: str | None = None,
        known: tuple[Block, ...] | None = None,
    ) -> None:
        self.dayfirst = dayfirst
        self.zone = zone
        self.known = known


class Item:
    """What is known of the article so far."""

    __slots__ = (
        "bodies",
        "creators",
        "derived",
        "descriptions",
        "dialect",
        "extra",
        "fields",
        "headlines",
        "ids",
        "notes",
        "reading",
        "rights",
        "sources",
    )

    def __init__(self, notes: Notes, reading: Reading) -> None:
        self.notes = notes
        self.reading = reading
        self.fields: dict[str, Any] = {}
        self.extra: Extras = {}
        self.rights: dict[str, Any] = {}
        self.headlines: list[Line] = []
        self.descriptions: list[Line] = []
        self.bodies: list[Line] = []
        self.ids: list[AltId] = []
        self.creators: list[Party] = []
        self.sources: list[Party] = []
        self.dialect: list[str] = []
        self.derived: set[str] = set()
        """The dates that the writer derived: no part of the article."""


Handler = Callable[[Item, str, Any], None]
"""Takes the value of a key of an object."""
