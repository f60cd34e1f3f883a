"""Compare two articles value by value: records field by field, maps key by key, lists by the values
of their members, bodies block by block, the text of a line apart from the nodes in it.

A missing or additional member is one difference, and the others keep their own paths. A run of text
has no identity: where a node around a range of text is gone, the node is the difference, not the
runs beside it that were joined.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import attrs

from newsfmt._record import Record, field_names
from newsfmt.article import FrozenMap
from newsfmt.body import BLOCKS, INLINES, text_of
from newsfmt.dates import NewsDate
from newsfmt.losses._alignment import aligned, shared_start
from newsfmt.losses._declared import is_set, says
from newsfmt.losses._lines import Edits, Line, paired

__all__ = ["Difference", "field", "records", "words"]

_BLOCKS = frozenset(BLOCKS.values())
_INLINES = frozenset(INLINES.values())


@attrs.frozen
class Difference:
    """One value that is not read again unchanged."""

    path: str
    """Its path in the article (``subjects[2].uri``, ``extra['nitf:class']``,
    ``body[3].content[1]``); behind the end of a list for a member that was not there.
    """
    before: Any
    """The value in the article; None or an empty tuple if it has none."""
    after: Any
    """The value that is read in its place; None or an empty tuple without one."""
    beside: Any = None
    """The value that was read and would hold it: a record, or the members of a list."""

    @property
    def emptied(self) -> str | None:
        """The path of its list, where no member of the list is read."""
        return self.path[: self.path.rindex("[")] if self.beside == () else None

    @property
    def gone(self) -> bool:
        """Whether no value is read in its place, or one of another kind."""
        return not is_set(self.after) or (
            is_set(self.before) and type(self.after) is not type(self.before)
        )


def records(before: Any, after: object, path: str) -> Iterator[Difference]:
    """Yield the differences of two records of one class, without ``origin``."""
    for name in field_names(before.__class__):
        one, other = getattr(before, name), getattr(after, name)
        if one != other and name != "origin":
            yield from field(name, one, other, f"{path}.{name}" if path else name, after)


def field(
    name: str, before: object, after: object, path: str, beside: object
) -> Iterator[Difference]:
    """Yield the differences of two unequal values of a field."""
    if type(before) is tuple and before and name in _NODES:
        yield from _nodes(name, before, after, path, beside)
    else:
        yield from _values(before, after, path, beside)


_NODES = frozenset({"body", "blocks", "content", "caption", "title", "items", "rows"})
"""Fields that hold nodes of a body, where they are tuples."""


def _values(before: Any, after: Any, path: str, beside: Any = None) -> Iterator[Difference]:
    """Yield the differences of two unequal values."""
    if not is_set(before) and not is_set(after):
        return
    if not is_set(before) and not isinstance(after, FrozenMap):
        yield Difference(path, before, after, beside)
    elif type(before) is tuple and type(after) is tuple:
        yield from _members(before, after, path)
    elif isinstance(after, FrozenMap):
        texts = before or {}
        for key in {**texts, **after}:
            if texts.get(key) != after.get(key):
                yield Difference(f"{path}[{key!r}]", texts.get(key), after.get(key), after)
    elif _has_parts(before) and type(before) is type(after):
        yield from records(before, after, path)
    else:
        yield Difference(path, before, after, beside)


def _has_parts(value: object) -> bool:
    return isinstance(value, Record) and not isinstance(value, NewsDate)


def _members(
    before: tuple[object, ...], after: tuple[object, ...], path: str
) -> Iterator[Difference]:
    """Empty members are ignored on both sides."""
    mine = [index for index, member in enumerate(before) if says(member)]
    theirs = tuple(member for member in after if says(member))
    more = len(before)
    for left, right in aligned([before[index] for index in mine], theirs, _likeness):
        if left is None:
            yield Difference(f"{path}[{more}]", None, theirs[right or 0], theirs)
            more += 1
        elif right is None:
            yield Difference(f"{path}[{mine[left]}]", before[mine[left]], None, theirs)
        else:
            yield from _moved_or(
                _values, before[mine[left]], theirs[right], f"{path}[{mine[left]}]"
            )


def _moved_or(
    compare: Callable[[Any, Any, str], Iterator[Difference]],
    before: object,
    after: object,
    path: str,
) -> Iterator[Difference]:
    """Yield the differences of two members, or that an equal member has moved."""
    if before == after:
        yield Difference(path, before, after)
    else:
        yield from compare(before, after, path)


def _likeness(before: Any, after: Any) -> int:
    """The similarity of two members: the number of equal fields and their class, or the common
    beginning of two texts.
    """
    if isinstance(before, str) and isinstance(after, str):
        return shared_start(before, after)
    if type(before) is not type(after) or not _has_parts(before):
        return 0
    return 1 + sum(
        bool(is_set(value) and value == getattr(after, name))
        for name in field_names(before.__class__)
        if name != "origin" and (value := getattr(before, name)) is not None
    )


# ---- bodies
# ------------------------------------------------------------


def _nodes(name: str, one: Any, other: Any, path: str, beside: Any) -> Iterator[Difference]:
    """Yield the differences in a field that holds nodes."""
    if name in ("items", "rows"):
        yield from _groups(one, other, path)
    elif name in ("body", "blocks") or any(type(node) in _BLOCKS for node in (*one, *other)):
        yield from _blocks(one, other, path)
    else:
        yield from _line(one, other, path, beside)


def _groups(
    before: tuple[object, ...], after: tuple[object, ...], path: str
) -> Iterator[Difference]:
    """The items of a list, each of blocks, and the rows of a table, each of cells."""
    more = len(before)
    for left, right in aligned(before, after, _Alike()):
        if left is None:
            yield Difference(f"{path}[{more}]", None, after[right or 0])
            more += 1
        elif right is None:
            yield Difference(f"{path}[{left}]", before[left], None, after)
        else:
            yield from _moved_or(_blocks, before[left], after[right], f"{path}[{left}]")


def _blocks(
    before: tuple[object, ...], after: tuple[object, ...], path: str
) -> Iterator[Difference]:
    """Blocks, or cells. A block that became several of another kind is matched with those that hold
    its words.
    """
    pairs = aligned(before, after, _Alike())
    spare = [right for left, right in pairs if left is None and right is not None]
    more = len(before)
    for left, right in pairs:
        if left is None:
            continue
        block, where = before[left], f"{path}[{left}]"
        if right is None:
            yield Difference(where, block, _made_of(Counter(words(block)), after, spare), after)
        elif type(block) is type(after[right]):
            yield from _moved_or(records, block, after[right], where)
        else:
            left_over = Counter(words(block)) - Counter(words(after[right]))
            yield Difference(where, block, (after[right], *_made_of(left_over, after, spare)))
    for right in spare:
        yield Difference(f"{path}[{more}]", None, after[right])
        more += 1


def _made_of(left: Counter[str], after: Sequence[object], spare: list[int]) -> tuple[Any, ...]:
    """The unmatched blocks that hold the given words, which count as matched then."""
    found = []
    for index in tuple(spare):
        there = Counter(words(after[index]))
        if left and 2 * (there & left).total() > there.total():
            found.append(after[index])
            spare.remove(index)
            left -= there
    return tuple(found)


def words(node: object) -> list[str]:
    """Return the words of a node, or of a tuple of nodes, in document order."""
    found: list[str] = []
    todo: list[Any] = [node]
    while todo:
        part = todo.pop()
        if isinstance(part, str):
            found += _WORD.findall(part)
        elif type(part) is tuple:
            line = all(isinstance(member, str) or type(member) in _INLINES for member in part)
            todo += (text_of(part),) if line else reversed(part)
        elif isinstance(part, Record):
            kind: Any = type(part)
            names = field_names(kind)
            todo += [getattr(part, name) for name in reversed(names) if name in _WORDED]
    return found


_WORD = re.compile(r"\w+")
_WORDED = frozenset("content blocks items rows caption title text credit source".split())
"""Fields of nodes that hold words."""


class _Alike:
    """The similarity of two nodes: equal words count more than the same kind."""

    def __init__(self) -> None:
        self._known: dict[Any, Counter[str]] = {}

    def __call__(self, before: object, after: object) -> int:
        mine, theirs = self._words(before), self._words(after)
        shared = (mine & theirs).total()
        if mine and not shared:
            return 0
        return 4 * shared + 2 * (mine == theirs) + (type(before) is type(after))

    def _words(self, node: object) -> Counter[str]:
        found = self._known.get(node)
        if found is None:
            found = self._known[node] = Counter(words(node))
        return found


# ---- inside a line
# ------------------------------------------------------------


def _line(
    before: tuple[object, ...], after: tuple[object, ...], path: str, beside: object
) -> Iterator[Difference]:
    """Runs with other text, then nodes that are gone or have other attributes, then additional
    nodes.
    """
    mine, theirs = Line(before, path), Line(after, path)
    edits = Edits(mine.text, theirs.text)
    found: list[Difference] = [
        Difference(where, text, there or None, beside)
        for where, start, end in mine.runs
        if (text := mine.text[start:end]) != (there := theirs.text[slice(*edits.there(start, end))])
    ]
    more = len(before)
    for mark, other in paired(mine.marks, theirs.marks, edits):
        if mark is None:
            found.append(Difference(f"{path}[{more}]", None, other and other.node, beside))
            more += 1
        elif other is None:
            found.append(Difference(mark.path, mark.node, None, beside))
        elif mine.over(mark) != theirs.over(other) and edits.keep(mark.start, mark.end):
            found.append(Difference(mark.path, mark.node, other.node, beside))
        else:
            found += _attributes(mark.node, other.node, mark.path)
    yield from found or [Difference(path, before, after, beside)]


def _attributes(before: Any, after: object, path: str) -> Iterator[Difference]:
    """The differences of two inline nodes except their content."""
    for name in field_names(before.__class__):
        one, other = getattr(before, name), getattr(after, name)
        if name != "content" and one != other:
            yield Difference(f"{path}.{name}", one, other, after)
