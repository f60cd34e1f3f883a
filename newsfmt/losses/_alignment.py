"""Align the members of two lists: first equal members in the same order, then the most similar of
those between them, or of all the others where that leaves fewer without a counterpart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

__all__ = ["aligned", "shared_start"]

_FEW = 40_000  # pairs of members that are compared for similarity
Pair = tuple[int | None, int | None]
"""The indices of two members that belong together; None for a member without a counterpart."""


def aligned(
    before: Sequence[object], after: Sequence[object], alike: Callable[[object, object], int]
) -> list[Pair]:
    """Return the pairs of members that are not equal, and of equal members in another order, in the
    order of ``before``; members only in ``after`` come last.
    """
    equal = _equal(before, after)
    pairs = _paired(before, after, equal, alike)
    if len(set(before)) < len(before) or len(set(after)) < len(after):
        last = _equal(before[::-1], after[::-1])
        mirrored = [
            (len(before) - 1 - one, len(after) - 1 - other) for one, other in reversed(last)
        ]
        pairs = min(pairs, _paired(before, after, mirrored, alike), key=_left)
    if equal and any(one is None for one, _ in pairs) and any(other is None for _, other in pairs):
        rest = sorted({*range(len(before))} - {one for one, _ in equal})
        others = sorted({*range(len(after))} - {other for _, other in equal})
        pairs = min(pairs, [*_between(before, after, rest, others, alike)], key=_left)
    more: dict[Any, list[int]] = {}
    for mine, theirs in reversed(pairs):
        if mine is None and theirs is not None:
            more.setdefault(after[theirs], []).append(theirs)
    found: list[Pair] = []
    for mine, theirs in pairs:
        if mine is not None:
            moved = theirs is None and more.get(before[mine])
            found.append((mine, moved.pop() if moved else theirs))
    return found + [
        (None, place) for place in sorted(p for places in more.values() for p in places)
    ]


def _paired(
    before: Sequence[object],
    after: Sequence[object],
    equal: list[tuple[int, int]],
    alike: Callable[[object, object], int],
) -> list[Pair]:
    """The pairs of the members between equal ones."""
    pairs: list[Pair] = []
    left, right = 0, 0
    for one, other in [*equal, (len(before), len(after))]:
        pairs += _between(before, after, range(left, one), range(right, other), alike)
        left, right = one + 1, other + 1
    return pairs


def _left(pairs: list[Pair]) -> tuple[int, int]:
    """How many members have no counterpart, and how many are not equal to theirs: of two equal
    members, the one is missing without which fewer are.
    """
    return sum(None in pair for pair in pairs), len(pairs)


def _equal(before: Sequence[object], after: Sequence[object]) -> list[tuple[int, int]]:
    """The longest sequence of equal members in the same order on both sides, paired first with
    first, second with second (Hunt and Szymanski, on matches that are unique).
    """
    places: defaultdict[Any, list[int]] = defaultdict(list)
    for index, member in enumerate(after):
        places[member].append(index)
    for indices in places.values():
        indices.reverse()
    ends: list[int] = []
    chains: list[tuple[int, int, Any]] = []
    for index, member in enumerate(before):
        if not places.get(member):
            continue
        other = places[member].pop()
        length = bisect_left(ends, other)
        chain = (index, other, chains[length - 1] if length else None)
        ends[length : length + 1] = [other]
        chains[length : length + 1] = [chain]
    found: list[tuple[int, int]] = []
    link: Any = chains[-1] if chains else None
    while link is not None:
        found.append(link[:2])
        link = link[2]
    return found[::-1]


def _between(
    before: Sequence[object],
    after: Sequence[object],
    mine: Sequence[int],
    theirs: Sequence[int],
    alike: Callable[[object, object], int],
) -> Iterator[Pair]:
    """Pair the members between two equal ones, or all but the equal ones: the most similar first,
    then, if both sides have equally many, the rest in their order.
    """
    if len(mine) * len(theirs) in (0, 1) or len(mine) * len(theirs) > _FEW:
        yield from zip_longest(mine, theirs)
        return
    scores = sorted(
        (-score, abs((one - mine[0]) - (other - theirs[0])), one, other)
        for one in mine
        for other in theirs
        if (score := alike(before[one], after[other]))
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, one, other in scores:
        if one not in pairs and other not in taken:
            pairs[one] = other
            taken.add(other)
    rest = [other for other in theirs if other not in taken]
    for one in mine:
        match = pairs.get(one)
        yield one, rest.pop(0) if match is None and len(mine) == len(theirs) else match
    for other in rest:
        yield None, other


def shared_start(before: str, after: str) -> int:
    """Return how many characters two texts begin with."""
    for place, (one, other) in enumerate(zip(before, after, strict=False)):
        if one != other:
            return place
    return min(len(before), len(after))
