"""The text of a line and the nodes in it: inline content taken apart, and ranges of one text mapped
to another.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Any, NamedTuple

from newsfmt.body import Break, Image
from newsfmt.losses._alignment import shared_start

__all__ = ["Edits", "Line", "Mark", "paired"]

_LONG = 600  # characters in which single words are compared


class Mark(NamedTuple):
    """A node over a range of text."""

    path: str
    node: Any
    start: int
    end: int


class Line:
    """Inline content taken apart: its text, and the ranges of its runs and nodes."""

    def __init__(self, content: tuple[object, ...], path: str) -> None:
        self.runs: list[tuple[str, int, int]] = []
        """Path, start and end of each run."""
        self.marks: list[Mark] = []
        """The nodes, each behind those inside it."""
        parts: list[str] = []
        place = 0
        todo: list[tuple[str, Any, int | None]] = _steps(path, content)
        while todo:
            where, node, start = todo.pop()
            if start is not None:
                self.marks.append(Mark(where, node, start, place))
                continue
            inner = getattr(node, "content", ())
            text = node if isinstance(node, str) else _STANDING.get(type(node), _nothing)(node)
            if text:
                parts.append(text)
            if isinstance(node, str):
                self.runs.append((where, place, place + len(text)))
            else:
                todo.append((where, node, place))
                todo += _steps(f"{where}.content", inner)
            place += len(text)
        self.text = "".join(parts)

    def over(self, mark: Mark) -> str:
        """Return the text that a node covers."""
        return self.text[mark.start : mark.end]


def _steps(path: str, content: tuple[object, ...]) -> list[tuple[str, Any, int | None]]:
    return [(f"{path}[{index}]", node, None) for index, node in reversed([*enumerate(content)])]


def _nothing(node: object) -> str:
    return ""


_STANDING: dict[type, Callable[[Any], str]] = {
    Break: lambda node: "\n",
    Image: lambda node: node.alt,
}
"""The text that stands for a node without content."""


def paired(
    before: list[Mark], after: list[Mark], edits: Edits
) -> Iterator[tuple[Mark | None, Mark | None]]:
    """Nodes of one kind over the same range, then of one kind in their order, then nodes without a
    counterpart.
    """
    left: dict[tuple[type, int, int], list[Mark]] = {}
    for mark in reversed(after):
        left.setdefault((type(mark.node), mark.start, mark.end), []).append(mark)
    rest: list[Mark] = []
    for mark in before:
        key = (type(mark.node), *edits.there(mark.start, mark.end))
        if left.get(key):
            yield mark, left[key].pop()
        else:
            rest.append(mark)
    others = sorted(
        (mark for marks in left.values() for mark in marks), key=lambda mark: mark.start
    )
    for mark in sorted(rest, key=lambda mark: mark.start):
        same = next((other for other in others if type(other.node) is type(mark.node)), None)
        if same is not None:
            others.remove(same)
        yield mark, same
    for other in others:
        yield None, other


class Edits:
    """A map of the ranges of one text to another; inserted text belongs to the range before it."""

    def __init__(self, before: str, after: str) -> None:
        self._blocks = _matching(before, after)
        """Start, start in the other text, and length of each equal range."""
        self._starts = [start for start, _, _ in self._blocks]

    def keep(self, start: int, end: int) -> bool:
        """Whether a range is equal in the other text."""
        return any(first <= start and end <= first + size for first, _, size in self._blocks)

    def there(self, start: int, end: int) -> tuple[int, int]:
        """Return the beginning and the end of a range in the other text."""
        first, other, size = self._blocks[max(bisect_right(self._starts, start) - 1, 0)]
        begin = other + min(max(start - first, 0), size)
        index = max(bisect_left(self._starts, end) - 1, 0)
        first, other, size = self._blocks[index]
        finish = other + min(max(end - first, 0), size)
        if end >= first + size and index + 1 < len(self._blocks):
            following, elsewhere, _ = self._blocks[index + 1]
            if end > first + size or following == end:
                finish = elsewhere
        return begin, max(begin, finish)


def _matching(before: str, after: str) -> list[tuple[int, int, int]]:
    """The ranges that two texts share, in order; short differing ranges are compared word by word."""
    size, other = len(before), len(after)
    if before == after:
        return [(0, 0, size), (size, other, 0)]
    head = shared_start(before, after)
    tail = shared_start(before[head:][::-1], after[head:][::-1])
    mine, theirs = before[head : size - tail], after[head : other - tail]
    found = [(0, 0, head)]
    if mine and theirs and len(mine) + len(theirs) < _LONG:
        one, two = _TOKEN.findall(mine), _TOKEN.findall(theirs)
        places, others = [0, *accumulate(map(len, one))], [0, *accumulate(map(len, two))]
        for left, right, count in SequenceMatcher(None, one, two, False).get_matching_blocks():
            found.append(
                (head + places[left], head + others[right], places[left + count] - places[left])
            )
    return [*found, (size - tail, other - tail, tail), (size, other, 0)]


_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
