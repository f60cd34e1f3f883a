"""JSON-LD: texts of scripts come in, nodes go out, and of them the articles (JSON-LD 1.1;
schema.org). Nothing is fetched: a context counts by its name alone.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from newsfmt.format import Context

__all__ = ["ARTICLES", "Graph", "Json", "Node", "dumped", "is_list", "kinds", "loads", "members"]

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
"""Plain data."""
Node: TypeAlias = "dict[str, Json]"
"""A node of a graph."""

ARTICLES = (
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "AdvertiserContentArticle",
    "LiveBlogPosting",
    "Report",
    "BlogPosting",
    "SocialMediaPosting",
    "Article",
    "TechArticle",
    "VideoObject",
)
"""The types of schema.org that are articles; a film is one where nothing else is."""
_ARTICLES = frozenset(ARTICLES)
_INNER = frozenset({"liveBlogUpdate", "hasPart", "mentions", "itemListElement", "isPartOf"})
"""Properties whose articles are other ones than the page's."""
_DEPTH = 16
_NODES = 10_000
_NAMESPACE = re.compile(r"(?:https?://schema\.org/|schema:)")
_NOISE = re.compile(r"<!--|-->|/\*.*?\*/|^\s*//[^\n]*$|<!\[CDATA\[|\]\]>", re.M | re.S)
_COMMENT = re.compile(r"(\"(?:[^\"\\]|\\.)*+\")|/\*.*?\*/|//[^\n]*", re.S)
_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*+)\\(?=['&])")
"""A backslash before a sign that scripts escape and JSON does not."""
_COMMA = re.compile(r",(\s*[\]}])")


def loads(text: str) -> Json:
    """Return the data of a script, mended step by step where it is no JSON. Raises ValueError.

    >>> loads('/*<![CDATA[*/ {"headline": "Ferry",} /*]]>*/;')
    {'headline': 'Ferry'}
    """
    steps = (
        lambda text: text,
        lambda text: _NOISE.sub(" ", text).strip().rstrip(";"),
        lambda text: _COMMENT.sub(lambda found: found[1] or " ", text) if '"' in text else text,
        lambda text: _COMMA.sub(r"\1", text),
        lambda text: _ESCAPE.sub(r"\1", text),
        html.unescape,
    )
    failure: ValueError | None = None
    text = text.strip().strip("\ufeff")
    for step in steps:
        text = step(text)
        for strict in (True, False):
            try:
                data = _values(text, strict=strict)
            except RecursionError:
                raise ValueError("it is nested too deeply") from None
            except ValueError as error:
                failure = failure or error
            else:
                return data
    raise failure or ValueError("no JSON")


def _values(text: str, *, strict: bool) -> Json:
    """The value that a text holds, or a list of several that follow each other."""
    decoder = json.JSONDecoder(strict=strict)
    found: list[Json] = []
    place = 0
    while place < len(text):
        value, place = decoder.raw_decode(text, place)
        found.append(value)
        if not isinstance(value, dict | list) or len(found) > _NODES:
            break
        while place < len(text) and text[place] in " \t\r\n;":
            place += 1
    if place < len(text) or not found:
        raise json.JSONDecodeError("Extra data" if found else "No value", text, place)
    return found[0] if len(found) == 1 else found


def kinds(node: Node) -> list[str]:
    """Return the types of a node, without the namespace of schema.org.

    >>> kinds({"@type": ["http://schema.org/NewsArticle", "Thing"]})
    ['NewsArticle', 'Thing']
    """
    found = node.get("@type")
    named = found if isinstance(found, list) else [found]
    return [_NAMESPACE.sub("", name) for name in named if isinstance(name, str)]


def dumped(value: Json) -> str:
    """Return a value as one text: itself, or JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def is_list(value: Json) -> bool:
    """Whether a value is a list, be it in an object that says no more than that."""
    if isinstance(value, dict) and len(value) == 1:
        value = value.get("@list", value.get("@set"))
    return isinstance(value, list)


def members(value: Json) -> Iterator[Json]:
    """Yield the members of a list, of lists in it too, or the value itself."""
    stack: list[Json] = [value]
    while stack:
        value = stack.pop()
        if isinstance(value, dict) and len(value) == 1:
            value = value.get("@list", value.get("@set", value))
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif value is not None and value != "":
            yield value


def _are_same(node: Node, other: Node) -> bool:
    """Whether two nodes of one identifier are one: pages write theirs for themselves, and for the
    article in them.
    """
    return "@type" not in node or "@type" not in other or kinds(node) == kinds(other)


class Graph:
    """The nodes of all scripts of a page."""

    def __init__(self) -> None:
        self.articles: list[Node] = []
        """Nodes that are articles, in document order."""
        self.others: list[Node] = []
        """Nodes that stand in no other, and are no articles."""
        self._by_id: dict[str, Node] = {}
        self._referred: set[str] = set()
        self._count = 0

    def read(self, text: str, context: Context) -> None:
        """Add the nodes of a script; one that is no JSON is reported."""
        if not text.strip():
            return
        try:
            data = loads(text)
        except ValueError as error:
            context.warn(
                "read.invalid", f"a script of JSON-LD is no JSON and was left out: {error}"
            )
            return
        self.add(data)

    def add(self, data: Json) -> None:
        """Add the nodes of data."""
        stack: list[tuple[Json, int, bool, bool]] = [(data, 0, False, True)]
        while stack and self._count < _NODES:
            value, depth, inner, top = stack.pop()
            if depth > _DEPTH:
                continue
            if isinstance(value, list):
                stack.extend((member, depth + 1, inner, top) for member in reversed(value))
            elif isinstance(value, dict):
                self._node(value, inner, top)
                stack.extend(
                    (part, depth + 1, inner or key in _INNER, top and key == "@graph")
                    for key, part in reversed(value.items())
                    if isinstance(part, dict | list)
                )

    def _node(self, node: Node, inner: bool, top: bool) -> None:
        self._count += 1
        for key in [key for key in node if _NAMESPACE.match(key)]:
            node[_NAMESPACE.sub("", key)] = node.pop(key)
        name = node.get("@id")
        if isinstance(name, str) and len(node) > 1:
            known = self._by_id.setdefault(name, node)
            if known is not node and _are_same(known, node):
                for key, value in node.items():
                    known.setdefault(key, value)
        elif isinstance(name, str):
            self._referred.add(name)
        if not inner and _ARTICLES.intersection(kinds(node)):
            self.articles.append(node)
        elif top and "@graph" not in node:
            self.others.append(node)

    def unreferred(self) -> list[Node]:
        """Return the nodes that are no articles, and that no other node refers to."""
        return [node for node in self.others if node.get("@id") not in self._referred]

    def resolved(self, value: Json) -> Json:
        """Return the node that a reference stands for, with what is said of it elsewhere; any other
        value as it is.
        """
        if isinstance(value, dict) and isinstance(name := value.get("@id"), str):
            known = self._by_id.get(name, value)
            return known if _are_same(known, value) else value
        return value

    def values(self, node: Node, key: str) -> list[Json]:
        """Return the values of a property, references resolved."""
        return [self.resolved(value) for value in members(node.get(key))]

    def chosen(self, addresses: Iterable[str], headlines: Iterable[str]) -> Node | None:
        """Return the article of the page: the one at its address, else the one with its headline,
        else the first; a film only where there is nothing else.
        """
        found = [node for node in self.articles if kinds(node) != ["VideoObject"]] or self.articles
        found = [whole for node in found if isinstance(whole := self.resolved(node), dict)]
        if len(found) < 2:
            return found[0] if found else None
        wanted, titles = set(addresses), set(headlines)
        for node in found:
            if wanted & self._addresses(node):
                return node
        for node in found:
            if any(isinstance(title, str) and title in titles for title in (node.get("headline"),)):
                return node
        return found[0]

    def _addresses(self, node: Node) -> set[str]:
        found = set()
        for key in ("url", "@id", "mainEntityOfPage"):
            for value in members(node.get(key)):
                name = value.get("@id") if isinstance(value, dict) else value
                if isinstance(name, str):
                    found.add(name)
        return found
