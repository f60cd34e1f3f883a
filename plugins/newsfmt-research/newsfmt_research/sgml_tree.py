"""SGML as corpora write it, tolerantly: tags anywhere and in any case, elements that are never
closed, bare ampersands, entities of several houses.

The text of one document comes in, a tree of :class:`Node` goes out; nothing is refused. A
paragraph ends where the next begins, and the end of an element ends what is open inside it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import attrs

__all__ = ["Node", "parse"]

_TAG = re.compile(r"<(/?)([A-Za-z][\w.:-]{0,30})((?:\s[^<>]{0,300})?)/?>")
_ATTRIBUTE = re.compile(r'([\w.:-]{1,30})\s{0,4}=\s{0,4}(?:"([^"]{0,300})"|\'([^\']{0,300})\'|([^\s"\'>]{1,100}))')  # fmt: skip
_ENTITY = re.compile(r"&(#?\w{1,20});")
_HOUSE = {"hyph": "-", "blank": " ", "UR": "—", "LR": "", "QL": "", "QC": "", "TL": "", "amp": "&"}
_PRINTING = re.compile(r"Cx[0-9a-f]{2}")
_SELF_CLOSING = frozenset({"p"})
_FIELDS = frozenset({"text", "headline", "dateline", "byline", "hl", "lp", "leadpara", "graphic"})
_AROUND = frozenset({"doc", "body", "header"})

Unknown = Callable[[str], None]
"""What hears of an entity that no house is known to use."""


@attrs.define(eq=False)
class Node:
    """An element: its name in lower case, its attributes, and what is in it."""

    name: str
    attributes: dict[str, str]
    content: list[Node | str] = attrs.Factory(list)

    def children(self, *names: str) -> Iterator[Node]:
        """The elements directly inside, of these names if any are given."""
        for part in self.content:
            if isinstance(part, Node) and (not names or part.name in names):
                yield part

    def all(self, name: str) -> Iterator[Node]:
        """The elements of that name at any depth, in the order of the document."""
        for part in self.children():
            if part.name == name:
                yield part
            yield from part.all(name)

    def by_name(self) -> dict[str, list[Node]]:
        """All elements inside by their names, in the order of the document."""
        found: dict[str, list[Node]] = {}
        for part in self.content:
            if isinstance(part, Node):
                found.setdefault(part.name, []).append(part)
                if len(part.content) > 1 or (part.content and isinstance(part.content[0], Node)):
                    for name, nodes in part.by_name().items():
                        found.setdefault(name, []).extend(nodes)
        return found

    def verbatim(self) -> str:
        """The text inside, with its line ends."""
        return "".join(part if isinstance(part, str) else part.verbatim() for part in self.content)

    def line(self) -> str:
        """The text inside as one line; lines in Chinese or Japanese join without a space."""
        text = self.verbatim()
        if text.isascii() or "\n" not in text.strip():
            return " ".join(text.split())
        rows = (" ".join(row.split()) for row in text.split("\n"))
        return _joined([row for row in rows if row])


def _joined(rows: list[str]) -> str:
    """Lines as one, with a space at each break but between Chinese or Japanese characters."""
    parts = rows[:1]
    for before, row in pairwise(rows):
        parts += ["" if _is_wide(before[-1]) and _is_wide(row[0]) else " ", row]
    return "".join(parts)


def _is_wide(char: str) -> bool:
    return "\u2e80" <= char <= "\u9fff" or "\uf900" <= char <= "\uffee"


def parse(text: str, unknown: Unknown | None = None) -> Node:
    """Return the root of a document, whose element is ``doc``.

    >>> parse('<DOC id="A1"><TEXT><P>Moe &AMP; Co<P>Two</TEXT>').line()
    'Moe & CoTwo'
    """
    if "<!--" in text:
        text = _without_comments(text)
    root = Node("", {})
    stack = [root]
    end = 0
    for tag in _TAG.finditer(text):
        if tag.start() > end:
            stack[-1].content.append(_decoded(text[end : tag.start()], unknown))
        end = tag.end()
        name = tag[2].lower()
        if tag[1]:
            _close(stack, name)
            continue
        if name in _SELF_CLOSING and stack[-1].name == name:
            stack.pop()
        elif name in _FIELDS:
            while len(stack) > 1 and stack[-1].name not in _AROUND:
                stack.pop()
        node = Node(name, _attributes(tag[3]))
        stack[-1].content.append(node)
        if len(stack) < 64:
            stack.append(node)
    if end < len(text):
        stack[-1].content.append(_decoded(text[end:], unknown))
    return root


def _without_comments(text: str) -> str:
    """The text without comments; one that is not closed is text."""
    parts, place = [], 0
    while (start := text.find("<!--", place)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[place:start])
        place = end + len("-->")
    return "".join([*parts, text[place:]])


def _close(stack: list[Node], name: str) -> None:
    """Close the nearest open element of that name with all that is open in it."""
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].name == name:
            del stack[depth:]
            return


def _attributes(text: str) -> dict[str, str]:
    return {
        match[1].lower(): match[2] or match[3] or match[4] or ""
        for match in _ATTRIBUTE.finditer(text)
    }


def _decoded(text: str, unknown: Unknown | None) -> str:
    if "&" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        name = match[1]
        if name in _HOUSE:
            return _HOUSE[name]
        if _PRINTING.fullmatch(name):
            return ""
        for spelling in (name, name.lower()):
            decoded = html.unescape(f"&{spelling};")
            if not decoded.endswith(";"):
                return decoded
        if unknown is not None:
            unknown(name)
        return "\ufffd"

    return _ENTITY.sub(character, text)
