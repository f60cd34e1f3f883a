"""A format as a table of slots: one row for each place of the format (a key, an element, a column),
with what it holds of an article, how it is read and how it is written.

A :class:`Table` is declared once and answers every question about a format's mapping: what reads a
place (:attr:`Table.readers`), in which order a writer goes (:meth:`Table.writers`), what the format
can say (:meth:`Table.writes`, for :attr:`Format.writes <newsfmt.format.Format.writes>`), which
names a sniffer knows (:meth:`Table.telling`), where the documentation finds a field
(:meth:`Table.homes`), and what of an article no slot holds (:meth:`Table.unclaimed`), for a format
that carries such values beside its own. What a format neither holds nor carries the core reports:
a field that nobody thought of is never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import attrs

from newsfmt._record import field_names
from newsfmt.article import Article
from newsfmt.body import BLOCKS, INLINES

__all__ = ["Codec", "Slot", "Table", "everything", "paths"]


def everything(options: Any = None) -> frozenset[str]:
    """Return the declaration of a format that holds an article whole: every field of the model and
    every kind of node. For formats that are made from the model's own types, or that carry what has
    no place in them.

    >>> "headline" in everything(), "body:table" in everything()
    (True, True)
    """
    return _everything()


@cache
def _everything() -> frozenset[str]:
    fields = (name for name in field_names(Article) if name != "origin")
    return frozenset((*fields, *(f"body:{kind}" for kind in (*BLOCKS, *INLINES))))


def paths(*fields: str, **parts: str) -> tuple[str, ...]:
    """Return the paths of fields, and of parts of fields: two of each for two words.

    >>> paths("byline", rights="notice holder.name")
    ('byline', 'rights.notice', 'rights.holder.name')
    """
    whole = (word for text in fields for word in text.split())
    inner = (f"{field}.{part}" for field, words in parts.items() for part in words.split())
    return (*whole, *inner)


def _words(value: Any) -> tuple[str, ...]:
    return tuple(value.split()) if isinstance(value, str) else tuple(value)


@attrs.frozen
class Codec:
    """How one part of an article is read from a place of a format and written there."""

    read: Callable[..., None] | None = None
    """Puts the value of a place into the item that is being read; None where nothing reads it."""
    write: Callable[..., Any] | None = None
    """Gives the value of the place for the item that is being written, None for no value; None
    where nothing writes it.
    """
    holds: tuple[str, ...] = attrs.field(default=(), converter=_words)
    """The paths of an article that it writes (a text of words, or as :func:`paths` gives them)."""
    also: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    """The paths that it writes in some of the format's forms only, by form."""


@attrs.frozen
class Slot:
    """One place of a format."""

    name: str
    """What the place is called."""
    codec: Codec
    """How it is read and written."""
    forms: Mapping[str, str | None] = attrs.field(factory=dict)
    """What forms of the format (versions, levels) call it that do not use ``name``; None for those
    that do not have it.
    """
    spellings: tuple[str, ...] = attrs.field(default=(), converter=_words)
    """Other names that are read there."""
    telling: int = 0
    """How much the name says about the format: 0 nothing, higher numbers more."""
    several: bool = False
    """Whether ``codec.write`` gives a mapping of names to values, all of which are written."""

    def called(self, form: str) -> str | None:
        """Return its name in a form, None where that does not have it."""
        return self.forms.get(form, self.name)

    def holds(self, form: str) -> tuple[str, ...]:
        """Return the paths that it writes in a form."""
        if self.codec.write is None or self.called(form) is None:
            return ()
        return (*self.codec.holds, *self.codec.also.get(form, ()))


class Table:
    """The slots of a format, in the order in which they are written.

    ``forms`` are the ways in which the format is written that differ in their places. Raises
    ValueError for two slots that read the same name.

    >>> title = Codec(
    ...     read=lambda fields, value: fields.update(headline=value),
    ...     write=lambda article: article.headline,
    ...     holds="headline",
    ... )
    >>> table = Table(Slot("Title", title, spellings="Heading", telling=1))
    >>> sorted(table.readers), sorted(table.writes())
    (['Heading', 'Title'], ['headline'])
    >>> [path for path, _ in table.unclaimed(Article(headline="Ferry", byline="By Kari Moe"))]
    ['byline']
    """

    def __init__(self, *slots: Slot, forms: tuple[str, ...] = ("",)) -> None:
        self.slots = slots
        """The slots."""
        self.forms = forms
        """The forms of the format."""
        self.readers: dict[str, Callable[..., None]] = {}
        """What reads a place, by every name that it has in any form or spelling."""
        self._writes: dict[str, frozenset[str]] = {}
        self._writers: dict[str, tuple[tuple[str, Slot], ...]] = {}
        for slot in slots:
            if slot.codec.read is not None:
                for name in self._names(slot):
                    if name in self.readers:
                        raise ValueError(f"two slots read {name!r}")
                    self.readers[name] = slot.codec.read

    def _names(self, slot: Slot) -> dict[str, None]:
        called = (slot.called(form) for form in self.forms)
        return dict.fromkeys((*(name for name in called if name is not None), *slot.spellings))

    def writers(self, form: str = "") -> tuple[tuple[str, Slot], ...]:
        """Return the slots that are written in a form, in order, each with its name there."""
        found = self._writers.get(form)
        if found is None:
            found = self._writers[form] = tuple(
                (name, slot)
                for slot in self.slots
                if slot.codec.write is not None and (name := slot.called(form)) is not None
            )
        return found

    def fill(self, out: Any, form: str = "") -> dict[str, Any]:
        """Return what all slots write of an item, by name; slots without a value are left out."""
        data: dict[str, Any] = {}
        for name, slot in self.writers(form):
            value = slot.codec.write(out)  # type: ignore[misc]
            if value is None or value == "" or value == [] or value == {}:
                continue
            if slot.several:
                data |= value
            else:
                data[name] = value
        return data

    def writes(self, form: str = "") -> frozenset[str]:
        """Return the paths that the slots write in a form, as ``Format.writes`` declares them."""
        declared = self._writes.get(form)
        if declared is None:
            held = (path for slot in self.slots for path in slot.holds(form))
            declared = self._writes[form] = frozenset(held)
        return declared

    def telling(self, least: int = 1) -> frozenset[str]:
        """Return the names of the slots that say at least so much about the format."""
        slots = (slot for slot in self.slots if slot.telling >= least)
        return frozenset(name for slot in slots for name in self._names(slot))

    def homes(self, form: str = "") -> dict[str, tuple[str, ...]]:
        """Return for each path that is written in a form the names of its places there."""
        homes: dict[str, tuple[str, ...]] = {}
        for name, slot in self.writers(form):
            for path in slot.holds(form):
                homes[path] = (*homes.get(path, ()), name)
        return homes

    def unclaimed(self, article: Article, form: str = "") -> Iterator[tuple[str, Any]]:
        """Yield path and value of what is set in an article and held by no slot of a form, for a
        writer that carries it.
        """
        from newsfmt import losses

        yield from losses.undeclared(article, self.writes(form))
