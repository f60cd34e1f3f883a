"""Large inputs in parts: what the parts of one must be, so that no byte is passed over unsaid.

Parts come in as a format's splitter yields them and go out as they are; the first that is wrong
raises an error that says in what way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newsfmt.format import Part

__all__ = ["in_order"]


def in_order(parts: Iterable[Part], size: int) -> Iterator[Part]:
    """Yield the parts of an input of ``size`` bytes, each once it has been checked: they follow
    each other from the first byte to the last, and no part at all is right too.

    Raises ValueError for a gap, an overlap, an empty part, a ``last`` that is wrong or missing;
    TypeError for what is no Part. An input that has grown since may be larger than ``size``.

    >>> list(in_order([Part(start=0, end=9)], 12))
    Traceback (most recent call last):
        ...
    ValueError: the parts end at byte 9 of 12, and none of them is the last
    """
    before: Part | None = None
    for part in parts:
        if type(part) is not Part:
            raise TypeError(f"it gave {type(part).__name__}, not Part")
        _check(part, before, size)
        yield part
        before = part
    if before is not None and not before.last:
        raise ValueError(
            f"the parts end at byte {before.end} of {size}, and none of them is the last"
        )


def _check(part: Part, before: Part | None, size: int) -> None:
    end = before.end if before is not None else 0
    if before is not None and before.last:
        raise ValueError(f"a part begins at byte {part.start}, behind the last one")
    if part.start != end:
        wrong = "leave a gap" if part.start > end else "overlap"
        raise ValueError(
            f"the parts {wrong}: one ends at byte {end}, the next begins at {part.start}"
        )
    if part.end <= part.start:
        raise ValueError(f"the part at byte {part.start} is empty")
    if part.last and part.end < size:
        raise ValueError(f"the last part ends at byte {part.end} of {size}")
