"""What a reader of XML knows of the places of values: each time a slot has read its element, the
fields that are new are noted with that element.

A state and an element come in, the element by the path of each field goes out. Of the state the
containers are compared that gather fields: nothing is asked of the readers of single slots.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

__all__ = ["Note", "Notes"]

_CONTAINERS = {"values": "", "parts": "", "many": "", "lists": "", "extra": "extra", "rights": "rights.", "header": "transmission."}  # fmt: skip


class Note(NamedTuple):
    """An element that a field was read from."""

    steps: tuple[str, ...]
    """The local names from the root to the element."""
    line: int
    """The line on which its start tag ends."""


class Notes:
    """The elements of the fields of one article, and of the head of its input.

    >>> from newsfmt import xmlkit
    >>> from newsfmt.format import Context
    >>> from newsfmt.gather import Gathered
    >>> root = xmlkit.parse(b"<a><title>Ferry</title></a>", Context())
    >>> notes, item = Notes(), Gathered(Context(), "slugwire:")
    >>> item.set("headline", root[0].text), notes.read(item, root[0])
    (True, None)
    >>> notes.taken()
    {'headline': Note(steps=('a', 'title'), line=1)}
    """

    def __init__(self) -> None:
        self._state: object = None
        self._known: dict[str, object] = {}
        self._found: dict[str, Note] = {}

    def read(self, state: object, element: Any) -> None:
        """Note the element of every field that is new, or another one, since the last call."""
        if state is not self._state:
            self._state, self._known = state, {}
        note: Note | None = None
        for name, value in _gathered(state):
            if name not in self._known or self._known[name] is not value:
                self._known[name] = value
                note = note or _note(element)
                self._found[name] = note

    def taken(self) -> dict[str, Note]:
        """Return what was noted since the last call."""
        notes, self._found = self._found, {}
        self._state, self._known = None, {}
        return notes


def _note(element: Any) -> Note:
    above = [*element.iterancestors()][::-1]
    steps = (str(element_above.tag).rpartition("}")[2] for element_above in (*above, element))
    return Note(tuple(steps), element.sourceline or 0)


def _gathered(state: object) -> Iterator[tuple[str, object]]:
    for container, prefix in _CONTAINERS.items():
        for key, value in getattr(state, container, {}).items():
            name = f"extra[{key!r}]" if container == "extra" else f"{prefix}{key}"
            if isinstance(value, list):
                yield from ((f"{name}[{number}]", member) for number, member in enumerate(value))
            elif isinstance(value, dict):
                yield from ((f"{name}.{part}", member) for part, member in value.items())
            else:
                yield name, value
