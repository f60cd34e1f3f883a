"""Elements of a feed as the mappings see them: :class:`Node`, and the one of a well-formed
document.

A mapping takes names, attributes and content from here, and cannot know whether libxml2 read the
feed or the pass for what is no XML (:mod:`newsfmt_web.salvage`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

import attrs

from newsfmt import addresses, xmlkit
from newsfmt.xmlkit import Element
from newsfmt_web.names import Names

__all__ = ["Node", "Parsed", "Scope", "inner_xml", "said_by", "value_of"]

_SHOWN = 200
_NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})
_XML = "{http://www.w3.org/XML/1998/namespace}"


class Node(Protocol):
    """An element: its conventional name, its attributes and its content."""

    key: str
    """Name without case: ``dc:creator``, ``pubdate``."""
    name: str
    """Name as it is written, with its conventional prefix."""

    def get(self, name: str) -> str | None:
        """Return an attribute by its local name, case aside."""

    @property
    def attributes(self) -> Mapping[str, str]:
        """All attributes, but for those of XML itself."""

    @property
    def base(self) -> str | None:
        """``xml:base`` as written here."""

    @property
    def language(self) -> str | None:
        """``xml:lang`` as written here."""

    @property
    def text(self) -> str:
        """All text inside, as it stands."""

    @property
    def markup(self) -> str | Element:
        """The content, which may be markup: a text that holds it, or an element."""

    @property
    def children(self) -> Sequence[Node]:
        """The elements inside."""

    @property
    def xml(self) -> str:
        """The whole element as text."""

    @property
    def line(self) -> int | None:
        """The line it begins on."""

    def path(self, inner: Node) -> Sequence[Node]:
        """Return the elements from the one inside this down to ``inner``; none for itself."""


class Parsed:
    """An element of a well-formed document."""

    __slots__ = ("_names", "element", "key", "name")

    def __init__(self, element: Element, names: Names) -> None:
        self.element = element
        self._names = names
        tag = element.tag
        self.key, self.name = names[tag] if tag in names else names.learn(tag, element.prefix)

    def get(self, name: str) -> str | None:
        """Return an attribute by its local name, case aside."""
        element = self.element
        value = element.get(name)
        if value is None and (attributes := element.items()):
            wanted = name.lower()
            for key, other in attributes:
                if str(key).rpartition("}")[2].lower() == wanted:
                    return str(other)
        return value

    @property
    def attributes(self) -> Mapping[str, str]:
        """All attributes, but for those of XML itself."""
        items = self.element.items()
        if not items:
            return _NO_ATTRIBUTES
        return {
            str(key).rpartition("}")[2]: str(value)
            for key, value in items
            if not str(key).startswith(_XML)
        }

    @property
    def base(self) -> str | None:
        """``xml:base`` as written here."""
        return self.element.get(f"{_XML}base")

    @property
    def language(self) -> str | None:
        """``xml:lang`` as written here."""
        return self.element.get(f"{_XML}lang")

    @property
    def text(self) -> str:
        """All text inside, as it stands."""
        element = self.element
        return xmlkit.verbatim(element) if len(element) else element.text or ""

    @property
    def markup(self) -> str | Element:
        """The content, which may be markup: a text that holds it, or an element."""
        element = self.element
        return element if len(element) else element.text or ""

    @property
    def children(self) -> Sequence[Node]:
        """The elements inside."""
        if not len(self.element):
            return ()
        names = self._names
        return [Parsed(child, names) for child in self.element if type(child.tag) is str]

    @property
    def xml(self) -> str:
        """The whole element as text."""
        return xmlkit.raw_xml(self.element)

    @property
    def line(self) -> int | None:
        """The line it begins on."""
        return xmlkit.line(self.element)

    def path(self, inner: Node) -> Sequence[Node]:
        """Return the elements from the one inside this down to ``inner``; none for itself."""
        path: list[Node] = []
        element = inner.element if isinstance(inner, Parsed) else None
        while element is not None and element is not self.element:
            path.insert(0, inner if not path else Parsed(element, self._names))
            element = element.getparent()
        return path


@attrs.frozen
class Scope:
    """What is in force at a place of a document: the base of its addresses and its language."""

    base: str | None = None
    """The base that the document says, resolved outwards; None where it says none."""
    language: str | None = None
    """Language as written; None for none."""

    def within(self, node: Node) -> Scope:
        """Return what is in force inside an element (XML Base §4, XML 1.0 §2.12)."""
        base, language = node.base, node.language
        if base is None and language is None:
            return self
        return Scope(
            self.base if base is None else addresses.absolute(base, self.base),
            self.language if language is None else language.strip() or None,
        )


def value_of(node: Node) -> str:
    """Return an element that has no field as one text: its text where that is all it has, or its
    one address, or all of it as XML.
    """
    attributes = node.attributes
    children = node.children
    if not children and not attributes:
        return node.text.strip()
    if len(attributes) == 1 and not children and not node.text.strip():
        [(name, value)] = attributes.items()
        if name in ("href", "url", "value", "resource"):
            return value.strip()
    return node.xml


def said_by(node: Node) -> str:
    """Return what an element says, as a message shows it: the names and texts of the elements in
    it, of long texts the beginning and the length.
    """
    parts: list[str] = []
    stack = [node]
    while stack:
        inner = stack.pop()
        children = inner.children
        stack.extend(reversed(children))
        text = "" if children else inner.text.strip()
        if len(text) > _SHOWN:
            parts.append(f"{inner.name} {text[:_SHOWN]!r} … ({len(text):,} characters)")
        elif text:
            parts.append(f"{inner.name} {text!r}")
    return ", ".join(parts)


def inner_xml(node: Node) -> str:
    """Return the elements inside a node as text; without any, its text."""
    parts = [child.xml for child in node.children]
    return "".join(parts) if parts else node.text.strip()
