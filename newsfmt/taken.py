"""What no reader of a format in XML takes: the attributes that readers take of each element, in one
table of the format, so that any other can be kept.

An element comes in where its reader looks at it, in the one walk over a document; key and text of
each attribute that is left go out. What the format drops by rule, and values that say nothing more,
are not among them (the law of influence, docs/explanation/design.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

from newsfmt.dropped import Dropped
from newsfmt.xmlkit import Element, local

__all__ = ["NOTHING", "Taken", "each"]

NOTHING: frozenset[str] = frozenset()
"""The attributes taken of an element that is read as a text, or not at all."""
_XML = "{http://www.w3.org/XML/1998/namespace}"


def each(names: str, taken: str | Iterable[str] = "") -> dict[str, frozenset[str]]:
    """Return rows of a table: the attributes that readers take of several elements.

    >>> each("doc-id correction", "regsrc")
    {'doc-id': frozenset({'regsrc'}), 'correction': frozenset({'regsrc'})}
    """
    keys = taken.split() if isinstance(taken, str) else taken
    return dict.fromkeys(names.split(), frozenset(keys))


class Taken:
    """The attributes that the readers of a format take, by element.

    >>> taken = Taken(each("doc-id", "regsrc"), [Dropped("@id", "a name inside the document")])
    >>> taken.rows["doc-id"] == {"regsrc", "id"}, taken.is_dropped("urgency", "id")
    (True, True)
    """

    def __init__(
        self,
        rows: Mapping[str, frozenset[str]],
        drops: Iterable[Dropped],
        usual: Collection[tuple[str, str, str]] = (),
        *,
        within: Collection[str] = (),
        between: str = ".",
    ) -> None:
        self._drops = tuple(drops)
        self._usual = frozenset(usual)
        """Element, attribute and value of what says nothing more."""
        self._within = within
        """Elements that are named by the element around them, too."""
        self._between = between
        """What stands between the names of element and attribute."""
        self.is_dropped = cache(self._is_dropped)
        named = {key[1:] for rule in self._drops for key in rule.place.split("/")[-1].split("|")}
        self.rows = {
            name: taken.union(key for key in named if self._is_dropped(name, key))
            for name, taken in rows.items()
        }
        """What of an element is taken or dropped wherever it stands."""

    def _is_dropped(self, name: str, key: str) -> bool:
        if key == _XML + "space":  # every reader heeds it
            return True
        place = f"{name}/@{key[key.rfind('}') + 1 :]}"
        return any(rule.covers(place) for rule in self._drops)

    def left(
        self, element: Element, name: str, taken: Collection[str], label: str = ""
    ) -> Iterator[tuple[str, str]]:
        """Yield key and text of the attributes of an element that are not taken; the key has the
        name of the element, too, or ``label``.
        """
        for key, text in element.items():
            value = str(text).strip()
            if (
                value
                and key not in taken
                and (name, key, value) not in self._usual
                and not self.is_dropped(name, str(key))
            ):
                place = label or name
                if name in self._within and (around := element.getparent()) is not None:
                    place = f"{local(around)}.{name}"
                yield f"{place}{self._between}{str(key).replace(_XML, 'xml:')}", value
