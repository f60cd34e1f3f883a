"""Inputs whose articles begin with a line that can be recognised by its bytes, such as ``%%`` or
``ZCZC``: pieces for the reader, parts for the splitter; and the check of the parts of any input.

A stream and a function that recognises such lines come in; memory is bounded by ``article_bytes``,
even for a line or piece without an end, and no byte of an input is skipped silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, TypeAlias

from newsfmt.errors import LimitError
from newsfmt.format import Context, Part

__all__ = ["Begins", "at_lines", "in_order", "pieces"]

Begins: TypeAlias = Callable[[bytes], bool]
"""Whether an article begins with a line; the line has its line end."""


def pieces(stream: BinaryIO, context: Context, begins: Begins) -> Iterator[tuple[int, list[bytes]]]:
    """Yield for each article the number of its first line and its lines, including the first; lines
    before the first article are a piece of their own.

    In a part the numbers are those of the whole input. Raises LimitError for a piece of more than
    ``article_bytes``.

    >>> import io
    >>> list(pieces(io.BytesIO(b"%%\\nFerry\\n%%\\nBridge\\n"), Context(), lambda line: line[:2] == b"%%"))
    [(1, [b'%%\\n', b'Ferry\\n']), (3, [b'%%\\n', b'Bridge\\n'])]
    """
    limit = context.limits.article_bytes
    first, lines, size = 0, list[bytes](), 0
    for number, line in context.lines(stream):
        if lines and begins(line):
            yield first, lines
            lines, size = [], 0
        if not lines:
            first = number
        lines.append(line)
        size += len(line)
        if limit is not None and size > limit:
            raise context.exceeded("article_bytes", "an article", at=first)
    if lines:
        yield first, lines


def at_lines(stream: BinaryIO, context: Context, size: int, begins: Begins) -> Iterator[Part]:
    """Yield parts of about ``size`` bytes, each from a line that begins an article, for a format's
    ``split``. It never raises for the content of the input: a line longer than ``article_bytes`` is
    left to the reader, in the last part.

    >>> import io
    >>> source = io.BytesIO(b"%%\\nFerry\\n%%\\nBridge\\n")
    >>> [(part.start, part.end, part.index) for part in at_lines(source, Context(), 1, lambda line: line[:2] == b"%%")]
    [(0, 9, 0), (9, 19, 1)]
    """
    start = offset = index = articles = 0
    first = number = 1
    try:
        for number, line in context.lines(stream):
            if begins(line):
                if articles and offset - start >= size:
                    yield Part(start=start, end=offset, line=first, index=index, articles=articles)
                    start, first, index, articles = offset, number, index + articles, 0
                articles += 1
            offset += len(line)
    except LimitError:
        offset = stream.seek(0, 2)
    if offset > start:
        yield Part(start=start, end=offset, line=first, index=index, articles=articles, last=True)


def in_order(parts: Iterable[Part], size: int) -> Iterator[Part]:
    """Yield the parts of an input of ``size`` bytes, each after a check: they follow each other
    from the first byte to the last. No parts are valid, too.

    Raises ValueError for a gap, an overlap, an empty part, a ``last`` that is wrong or missing;
    TypeError for anything but a Part. An input that has grown since may be larger than ``size``.

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
