"""A format as a table of slots: one row for each place of the format (a key, an element, a column),
with the fields of an article that it holds, its reader and its writer.

A :class:`Table` is declared once and answers every question about a format's mapping: the reader of
a place (:attr:`Table.readers`), the order of writing (:meth:`Table.writers`), the fields that the
format can express (:meth:`Table.writes`, for :attr:`Format.writes <newsfmt.format.Format.writes>`),
which names a sniffer knows (:meth:`Table.telling`), the places of a field for the documentation
(:meth:`Table.homes`), and the values that no slot holds (:meth:`Table.unclaimed`), for a format
that carries such values beside its own. The core reports every value that a format neither holds
nor carries: a forgotten field is never dropped silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from functools import cache, lru_cache
from itertools import compress
from operator import attrgetter, is_not
from typing import Any

import attrs

from newsfmt._record import field_names
from newsfmt.article import Article
from newsfmt.body import BLOCKS, INLINES

__all__ = ["NODES", "Codec", "Slot", "Table", "everything", "paths", "set_fields"]

NODES = tuple(f"body:{kind}" for kind in (*BLOCKS, *INLINES))
"""The declarations of all kinds of nodes, for a format whose markup has every one."""


def everything(options: object = None) -> frozenset[str]:
    """Return the declaration of a format that holds an article whole: every field of the model and
    every kind of node. For formats that are made from the model's own types, or that carry values
    without a place.

    >>> "headline" in everything(), "body:table" in everything()
    (True, True)
    """
    return _everything()


@cache
def _everything() -> frozenset[str]:
    fields = (name for name in field_names(Article) if name != "origin")
    return frozenset((*fields, *NODES))


def paths(*fields: str, **parts: str) -> tuple[str, ...]:
    """Return the paths of fields, and of parts of fields: two of each for two words.

    >>> paths("byline", rights="notice holder.name")
    ('byline', 'rights.notice', 'rights.holder.name')
    """
    whole = (word for text in fields for word in text.split())
    inner = (f"{field}.{part}" for field, words in parts.items() for part in words.split())
    return (*whole, *inner)


_FIELDS = tuple(name for name in field_names(Article) if name != "origin")
_VALUES = attrgetter(*_FIELDS)
_NOTHING = tuple(None if value else value for value in _VALUES(Article()))


def set_fields(article: Article) -> set[str]:
    """Return the fields of an article that are set, and each value of ``extra`` by its path, for
    :meth:`Table.due`.

    >>> sorted(set_fields(Article(headline="Ferry", urgency=4, extra={"nitf:class": "a"})))
    ['extra', 'extra.nitf:class', 'headline', 'type', 'urgency']
    """
    values = _VALUES(article)
    others = compress(zip(_FIELDS, values, strict=True), map(is_not, values, _NOTHING))
    given = {name for name, value in others if value or value == 0 or value == ""}
    if "extra" in given:
        given.update(f"extra.{key}" for key in article.extra)
    return given


def _words(value: Any) -> tuple[str, ...]:
    return tuple(value.split()) if isinstance(value, str) else tuple(value)


@attrs.frozen
class Codec:
    """The reader and the writer of one place of a format."""

    read: Callable[..., object] | None = None
    """Puts the value of a place into the item that is being read; None if the place is not read."""
    write: Callable[..., Any] | None = None
    """Returns the value of the place for the item that is being written, or None; None if the place
    is not written.
    """
    holds: tuple[str, ...] = attrs.field(default=(), converter=_words)
    """The paths of an article that it writes (a text of words, or the result of :func:`paths`)."""
    also: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    """The paths that it writes only in some of the format's forms, by form."""
    certain: Callable[[Article], bool] | None = None
    """Whether what it holds of an article is certain to be read again unchanged; None where reading
    alone shows it.
    """


@attrs.frozen
class Slot:
    """One place of a format."""

    name: str
    """The name of the place."""
    codec: Codec
    """Its reader and writer."""
    forms: Mapping[str, str | None] = attrs.field(factory=dict)
    """Its names in forms of the format (versions, levels) that do not use ``name``; None for forms
    without it.
    """
    spellings: tuple[str, ...] = attrs.field(default=(), converter=_words)
    """Other names that are read like this one."""
    telling: int = 0
    """How typical the name is for the format: 0 not at all, higher numbers more."""
    needed: bool = False
    """Whether it is written even where nothing that it holds is set."""
    several: bool = False
    """Whether ``codec.write`` returns a mapping of names to values, which are all written."""
    inside: Table | None = None
    """The places inside this one."""

    def called(self, form: str) -> str | None:
        """Return its name in a form, or None if the form does not have it."""
        return self.forms.get(form, self.name)

    def holds(self, form: str) -> tuple[str, ...]:
        """Return the paths that it writes in a form."""
        if self.codec.write is None or self.called(form) is None:
            return ()
        return (*self.codec.holds, *self.codec.also.get(form, ()))


def _triggers(slot: Slot, form: str) -> set[str]:
    """The names that make a slot due in a form: its own, and the fields that it holds, or values of
    ``extra``.
    """
    fields = (
        path if path.startswith("extra.") else path.partition(".")[0] for path in slot.holds(form)
    )
    return {slot.name, *fields}


class Table:
    """The slots of a format, in the order in which they are written.

    ``forms`` are the variants of the format that differ in their places. Raises
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
        self.readers: dict[str, Callable[..., object]] = {}
        """The reader of a place, by every name that it has in any form or spelling."""
        self._writes: dict[str, frozenset[str]] = {}
        self._telling: dict[int, frozenset[str]] = {}
        self._writers: dict[str, tuple[tuple[str, Slot], ...]] = {}
        self._triggers = frozenset(
            name
            for form in forms
            for _, slot in self.places(form)
            for name in _triggers(slot, form)
        )
        self._selected = lru_cache(maxsize=1024)(self._select)
        self._tests = lru_cache(maxsize=1024)(self._find_tests)
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

    def due(self, given: Set[str], form: str = "") -> tuple[tuple[str, Slot], ...]:
        """Return those of :meth:`writers` that may have something to write, where ``given`` has the
        fields of the article that are set and the names of slots whose values were kept: a slot
        that holds none of them is left out unless it is needed.

        >>> title = Codec(write=lambda out: out.headline, holds="headline")
        >>> notes = Codec(write=lambda out: out.ed_notes, holds="ed_notes.text")
        >>> table = Table(Slot("Title", title, needed=True), Slot("Note", notes), Slot("Memo", notes))
        >>> [name for name, _ in table.due({"byline"})], [name for name, _ in table.due({"ed_notes"})]
        (['Title'], ['Title', 'Note', 'Memo'])
        """
        return self._selected(form, self._triggers.intersection(given))

    def _select(self, form: str, given: frozenset[str]) -> tuple[tuple[str, Slot], ...]:
        return tuple(
            (name, slot)
            for name, slot in self.writers(form)
            if slot.needed or not given.isdisjoint(_triggers(slot, form))
        )

    def fill(self, out: object, form: str = "", given: Set[str] | None = None) -> dict[str, Any]:
        """Return the values that the slots write for an item, by name; slots without a value are
        left out. With ``given`` only the slots that are :meth:`due` are asked.
        """
        data: dict[str, Any] = {}
        for name, slot in self.writers(form) if given is None else self.due(given, form):
            value = slot.codec.write(out)  # type: ignore[misc]
            if not value and (value is None or value == "" or value == [] or value == {}):
                continue
            if slot.several:
                data |= value
            else:
                data[name] = value
        return data

    def members(self, out: object, form: str = "", given: Set[str] | None = None) -> list[Any]:
        """Return what all slots write of an item, one after the other, where each gives a list;
        ``given`` as in :meth:`fill`.
        """
        return [part for made in self.fill(out, form, given).values() for part in made]

    def places(self, form: str = "") -> Iterator[tuple[str, Slot]]:
        """Yield the slots that are written in a form, those inside others too, with the way to
        each.
        """
        for name, slot in self.writers(form):
            yield name, slot
            if slot.inside is not None:
                for way, inner in slot.inside.places(form):
                    yield f"{name}/{way}", inner

    def writes(self, form: str = "") -> frozenset[str]:
        """Return the paths that the slots write in a form, as ``Format.writes`` declares them."""
        declared = self._writes.get(form)
        if declared is None:
            held = (path for _, slot in self.places(form) for path in slot.holds(form))
            declared = self._writes[form] = frozenset(held)
        return declared

    def certain(self, article: Article, form: str = "", given: Set[str] | None = None) -> bool:
        """Return whether everything that the slots hold of an article is certain to be read again
        unchanged, so that a writer need not read its output to find out. ``given`` are the fields
        that are set, where they are known (:func:`set_fields`).
        """
        fields = set_fields(article) if given is None else given
        tests = self._tests(form, self._triggers.intersection(fields))
        return all(test is not None and test(article) for test in tests)

    def _find_tests(
        self, form: str, fields: frozenset[str]
    ) -> tuple[Callable[[Article], bool] | None, ...]:
        """What says whether fields are certain, of each slot that holds a part of one."""
        held = (
            slot.codec.certain
            for _, slot in self.places(form)
            if not fields.isdisjoint(_triggers(slot, form))
        )
        return tuple(dict.fromkeys(held))

    def telling(self, least: int = 1) -> frozenset[str]:
        """Return the names of the slots that are at least that typical for the format."""
        found = self._telling.get(least)
        if found is None:
            slots = (slot for slot in self.slots if slot.telling >= least)
            found = frozenset(name for slot in slots for name in self._names(slot))
            self._telling[least] = found
        return found

    def homes(self, form: str = "") -> dict[str, tuple[str, ...]]:
        """Return for each path that is written in a form the names of its places there."""
        homes: dict[str, tuple[str, ...]] = {}
        for name, slot in self.places(form):
            for path in slot.holds(form):
                homes[path] = (*homes.get(path, ()), name)
        return homes

    def unclaimed(self, article: Article, form: str = "") -> Iterator[tuple[str, Any]]:
        """Yield path and value of everything set in an article and held by no slot of a form, for a
        writer that carries it.
        """
        from newsfmt import losses

        yield from losses.undeclared(article, self.writes(form))
