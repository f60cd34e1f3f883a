"""The pass over feeds that are no XML: a text comes in, its items go out as nodes.

One regular expression without backtracking cuts the text into CDATA, comments, declarations and
tags. The start tag of an item opens one and closes the one before; inside, a start tag opens a
field, which ends at its own end tag, at the start tag of another field that is known or prefixed,
and at the end of its item. All else inside a field is its content: tags as they stand, references
resolved once, CDATA verbatim. Prefixes mean their conventional namespaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape

import attrs

from newsfmt.xmlkit import Element
from newsfmt_web.names import Names, prefix_of
from newsfmt_web.nodes import Node, Scope

__all__ = ["Grammar", "Salvage", "Salvaged"]

_NAME = r"[A-Za-z_][\w.-]*+(?::[A-Za-z_][\w.-]*+)?+"
_TOKEN = re.compile(
    rf"<!\[CDATA\[|<!--|<\?|<!|<(/?)({_NAME})(?=[\s/>])"
    r"((?:(?:[^<>\"']|\"[^\"<]*+\"|'[^'<]*+'|(?<==)\"[^\"]{0,999}+\"(?=[\s/>]))*+|[^<>]*+))>"
)
_ATTRIBUTE = re.compile(r"([\w:.-]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
_ENDS = {"<!--": "-->", "<?": "?>", "<!": ">"}
_CDATA = "<![CDATA["
_OUTSIDE = 10
"""How many texts outside of any element are shown."""
_SHOWN = 200
"""How much of each."""


class Salvaged:
    """An element of a feed that is no XML."""

    __slots__ = ("_attributes", "_parts", "children", "key", "line", "name")

    def __init__(self, name: str, attributes: Mapping[str, str], line: int | None = None) -> None:
        self.name = name
        self.key = name.lower()
        self.line = line
        self.children: Sequence[Node] = []
        self._attributes = attributes
        self._parts: list[str] = []

    def append(self, text: str) -> None:
        """Take a piece of the content."""
        self._parts.append(text)

    def get(self, name: str) -> str | None:
        """Return an attribute by its local name, case aside."""
        wanted = name.lower()
        for key, value in self._attributes.items():
            if key.rpartition(":")[2].lower() == wanted:
                return value
        return None

    @property
    def attributes(self) -> Mapping[str, str]:
        """All attributes, but for those of XML itself."""
        return {
            key.rpartition(":")[2]: value
            for key, value in self._attributes.items()
            if not key.startswith("xml")
        }

    @property
    def base(self) -> str | None:
        """``xml:base`` as written here."""
        return self._attributes.get("xml:base")

    @property
    def language(self) -> str | None:
        """``xml:lang`` as written here."""
        return self._attributes.get("xml:lang")

    @property
    def text(self) -> str:
        """All text inside, as it stands."""
        return "".join((*self._parts, *(child.text for child in self.children)))

    @property
    def markup(self) -> str | Element:
        """The content, which may be markup."""
        return self.text

    def path(self, inner: Node) -> Sequence[Node]:
        """Return the elements from the one inside this down to ``inner``; none for itself."""
        for child in self.children:
            if child is inner:
                return [child]
            if below := child.path(inner):
                return [child, *below]
        return []

    @property
    def xml(self) -> str:
        """The whole element as text."""
        attributes = "".join(f' {key}="{value}"' for key, value in self._attributes.items())
        inside = "".join((*self._parts, *(child.xml for child in self.children)))
        return f"<{self.name}{attributes}>{inside}</{self.name}>"


@attrs.frozen
class Grammar:
    """What the pass knows of a vocabulary, in names without case."""

    items: frozenset[str]
    """What opens an item."""
    around: frozenset[str]
    """What stands around items."""
    fields: frozenset[str]
    """The fields without prefix, which end any other."""
    inside: Mapping[str, frozenset[str]]
    """What stands in a field that holds others."""


class Salvage:
    """The pass over one feed; ``scope`` and ``head`` are what stood before the first item, and
    ``ended`` whether the end of the feed was met.
    """

    def __init__(self, grammar: Grammar, names: Names) -> None:
        self._grammar = grammar
        self._names = names
        self._prefixes: dict[str, str] = {}
        self._open: list[Salvaged] = []
        self._item: Salvaged | None = None
        self._seen = False
        self._lasts: dict[str, int] = {}
        self.line = 1
        self.head: list[Node] = []
        self.outside: list[str] = []
        """Texts that stand in no element: words before the feed, what is left of a broken tag."""
        self.scope = Scope()
        self.ended = False

    def items(self, text: str) -> Iterator[Salvaged]:
        """Yield the items of a text, which others may follow. The item that is open when it ends
        stays open: :meth:`rest` gives it.
        """
        place = 0
        self._lasts = {}
        while (token := _TOKEN.search(text, place)) is not None:
            self._characters(text[place : token.start()])
            self.line += text.count("\n", place, token.start())
            if token[2] is None:
                end = self._aside(text, token)
            else:
                end = token.end()
                yield from self._tag(token, token[0])
            self.line += text.count("\n", token.start(), end)
            place = end
        self._characters(text[place:])

    def _characters(self, text: str) -> None:
        if self._open:
            self._open[-1].append(_resolved(text))
        elif len(self.outside) < _OUTSIDE and (words := text[:_SHOWN].strip()):
            self.outside.append(words)

    def rest(self) -> Iterator[Salvaged]:
        """Yield the item that was open when the text ended."""
        yield from self._close_item()

    def _aside(self, text: str, token: re.Match[str]) -> int:
        """Take a CDATA section, pass over a comment or declaration; return where it ends."""
        start = token.end()
        if token[0] != _CDATA:
            mark = _ENDS[token[0]]
            end = text.find(mark, start) if start <= self._last(text, mark) else -1
            return end + len(mark) if end >= 0 else start
        again = text.find(_CDATA, start)
        end = text.find("]]>", start, again if again >= 0 else len(text))
        if end < 0:  # not closed: it goes to the end tag of its field
            name = self._open[-1].name if self._open else "item"
            stop = re.compile(rf"</{re.escape(name)}\s*>|</(?:item|entry)\s*>", re.I)
            closing = stop.search(text, start, again if again >= 0 else len(text))
            end = closing.start() if closing else again if again >= 0 else len(text)
            if self._open:
                self._open[-1].append(text[start:end])
            return end
        if self._open:
            self._open[-1].append(text[start:end])
        return end + 3

    def _last(self, text: str, mark: str) -> int:
        """Where a mark stands for the last time, so that it is not looked for behind that."""
        if mark not in self._lasts:
            self._lasts[mark] = text.rfind(mark)
        return self._lasts[mark]

    def _tag(self, token: re.Match[str], raw: str) -> Iterator[Salvaged]:
        closes, written, rest = token[1], token[2], token[3]
        attributes = _attributes(rest) if rest and not closes else {}
        for key, value in attributes.items():
            if key.startswith("xmlns:"):
                self._prefixes[key[6:]] = value
        name = self._name(written)
        key = name.lower()
        grammar = self._grammar
        if closes:
            yield from self._end(key, raw)
        elif key in grammar.items:
            yield from self._close_item()
            self._seen = True
            self._item = Salvaged(name, attributes, self.line)
            if rest.endswith("/"):
                yield from self._close_item()
        elif key in grammar.around and self._item is None:
            self._open.clear()
            node = Salvaged(name, attributes, self.line)
            self.scope = self.scope.within(node)
            self.head.append(node)
        else:
            self._start(name, key, attributes, rest.endswith("/"), raw)

    def _start(
        self, name: str, key: str, attributes: dict[str, str], empty: bool, raw: str
    ) -> None:
        grammar, opened = self._grammar, self._open
        node = Salvaged(name, attributes, self.line)
        if opened:
            for depth in range(len(opened) - 1, -1, -1):
                if key in grammar.inside.get(opened[depth].key, ()):
                    del opened[depth + 1 :]
                    opened[depth].children.append(node)  # type: ignore[attr-defined]
                    if not empty:
                        opened.append(node)
                    return
            if key not in grammar.fields and ":" not in key:
                opened[-1].append(raw)
                return
            if key == opened[-1].key:
                opened[-1].append(raw)
                return
            opened.clear()
        if self._item is None and self._seen:
            return  # behind the items
        if self._item is not None:
            self._item.children.append(node)  # type: ignore[attr-defined]
        elif key in grammar.fields or ":" in key:
            self.head.append(node)
        else:
            return
        if not empty:
            opened.append(node)

    def _end(self, key: str, raw: str) -> Iterator[Salvaged]:
        opened = self._open
        for depth in range(len(opened) - 1, -1, -1):
            if key in (opened[depth].key, opened[depth].key.partition(":")[2]):
                del opened[depth:]
                return
        if key in self._grammar.items:
            yield from self._close_item()
        elif key in self._grammar.around:
            yield from self._close_item()
            self.ended = True
        elif opened and key not in self._grammar.fields and ":" not in key:
            opened[-1].append(raw)

    def _close_item(self) -> Iterator[Salvaged]:
        item, self._item = self._item, None
        self._open.clear()
        if item is not None:
            yield item

    def _name(self, written: str) -> str:
        prefix, _, local = written.rpartition(":")
        if prefix and (namespace := self._prefixes.get(prefix)) is not None:
            known = prefix_of(namespace)
            prefix = prefix if known is None else known
        return self._names[f"{prefix}:{local}" if prefix else local].written


def _attributes(text: str) -> dict[str, str]:
    return {
        match[1]: unescape(match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(text)
    }


def _resolved(text: str) -> str:
    return unescape(text) if "&" in text else text
