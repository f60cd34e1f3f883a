"""Documents drawn from a DTD: valid, by a number, the same one each time.

The DTD, a number and what the texts and attributes of some names may be come in, XML goes out. What
may be left out is there with a chance that the draw chooses, so that some documents are sparse and
some full.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

__all__ = ["drawn"]

WORDS = (
    "ferry bridge quay Sund Færøy 東京 naïve 30 mooring R&D lighthouse Bodø’s pilot winter".split()
)
_TOKENS = ("ferry", "quay", "n30")
LANGUAGES = ("en", "nb", "fr")
Pools = Mapping[str, Sequence[str]]
"""What the text of an element, or an attribute (``Party/@FormalName``, ``@Href``), is one of: words
where there is no pool, ``#`` for a reference to an XML id of the document.
"""


@cache
def declarations(path: Path) -> tuple[etree.DTD, dict[str, Any]]:
    """Return a DTD and its declarations of elements, by name."""
    dtd = etree.DTD(str(path))
    return dtd, {element.name: element for element in dtd.iterelements()}


class Draw:
    """One drawing: its random numbers, how full it is, and the XML ids that it gave."""

    def __init__(self, path: Path, number: int, pools: Pools, depth: int) -> None:
        self.random = random.Random(number)
        self.chance = self.random.choice((0.15, 0.4, 0.7))
        self.depth = depth
        self.elements = declarations(path)[1]
        self.pools = pools
        self.ids = 0

    def element(self, name: str, depth: int = 0) -> str:
        """Return an element of a name."""
        declared = self.elements[name]
        attributes = "".join(self.attribute(name, one) for one in declared.iterattributes())
        if declared.type == "empty":
            return f"<{name}{attributes}/>"
        if declared.type == "any":
            inner = self.random.choice(self.pools[name])
        else:
            inner = self.content(declared.content, name, depth + 1)
        return f"<{name}{attributes}>{inner}</{name}>"

    def attribute(self, element: str, declared: Any) -> str:
        name = f"{declared.prefix}:{declared.name}" if declared.prefix else declared.name
        if name.startswith("xmlns"):
            return ""
        if (
            declared.default == "fixed"
            or declared.type == "entity"
            or (declared.default != "required" and self.random.random() > self.chance)
        ):
            return ""
        return f" {name}={quoteattr(self.value(element, name, declared))}"

    def value(self, element: str, name: str, declared: Any) -> str:
        if declared.type == "id":
            self.ids += 1
            return f"i{self.ids}"
        if declared.type == "idref":
            return f"i{self.random.randint(1, self.ids)}" if self.ids else "i1"
        if values := declared.values():
            return str(self.random.choice(values))
        if name == "xml:lang":
            return self.random.choice(LANGUAGES)
        pool = self.pools.get(f"{element}/@{name}") or self.pools.get(f"@{name}")
        if declared.type in ("nmtoken", "nmtokens") and not pool:
            return self.random.choice(_TOKENS)
        given = self.random.choice(pool) if pool else self.words()
        return f"#i{self.random.randint(1, self.ids + 1)}" if given == "#" else given

    def words(self) -> str:
        return " ".join(self.random.choices(WORDS, k=self.random.choice((1, 2, 3))))

    # ---- content
    # ------------------------------------------------------------

    def content(self, part: Any, name: str, depth: int) -> str:
        """Return what a part of a content model may be, as often as it occurs."""
        if part is None:
            return ""
        return "".join(self.once(part, name, depth) for _ in range(self.times(part, depth)))

    def times(self, part: Any, depth: int) -> int:
        least = 1 if part.occur in ("once", "plus") else 0
        if part.occur == "once":
            return 1
        if depth > self.depth or self.random.random() > self.chance:
            return least
        return 1 if part.occur == "opt" else self.random.choice((1, 1, 2, 3))

    def once(self, part: Any, name: str, depth: int) -> str:
        if part.type == "pcdata":
            pool = self.pools.get(name)
            return escape(self.random.choice(pool) if pool else self.words())
        if part.type == "element":
            return self.element(part.name, depth)
        if part.type == "seq":
            return self.content(part.left, name, depth) + self.content(part.right, name, depth)
        choices = _choices(part)
        if depth > self.depth:
            choices = [one for one in choices if one.type == "pcdata"] or choices[:1]
        return self.content(self.random.choice(choices), name, depth)


def _choices(part: Any) -> list[Any]:
    """The alternatives of a choice, which the parser nests to the right."""
    found = [part.left]
    while part.right.type == "or" and part.right.occur == "once":
        part = part.right
        found.append(part.left)
    return [*found, part.right]


def drawn(path: Path, root: str, number: int, pools: Pools, depth: int = 12) -> bytes:
    """Return the document of a number. Raises AssertionError where the DTD does not take it."""
    data = Draw(path, number, pools, depth).element(root).encode()
    dtd = declarations(path)[0]
    tree = etree.fromstring(data)
    assert dtd.validate(tree) or _only_foreign(dtd), dtd.error_log.filter_from_errors()
    return data


_FOREIGN = frozenset({"DTD_UNKNOWN_ID", "DTD_UNKNOWN_ELEM"})


def _only_foreign(dtd: etree.DTD) -> bool:
    """Whether all that a DTD finds are references to ids that the document does not have, and
    elements of another DTD, where anything may stand.
    """
    return all(entry.type_name in _FOREIGN for entry in dtd.error_log.filter_from_errors())
