"""The end of an XML document: libxml2's log and the last bytes come in; whether the document was
cut off, and the missing part, go out.

A document without a fault before its end was cut off if libxml2 then expects more. After an earlier
fault its last bytes decide: a whole document ends with the end tag of its root, with comments and
processing instructions behind it (XML 1.0 §2.1, §2.8).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from newsfmt.xmlkit._elements import Element, local

__all__ = ["IDS", "READ_ON", "TAIL", "Fault", "faults", "is_closed", "missing", "text_behind"]

TAIL = 1 << 13
"""The number of bytes at the end of a document that show whether it is whole."""
IDS = frozenset({513, 539})
"""Faults of ``xml:id``, which do not concern well-formedness."""
READ_ON = frozenset({*range(200, 206), *IDS})
"""Faults in the use of namespaces, after which libxml2 continues to read."""
_OPEN = re.compile(r"in tag (\S{1,200}) line (\d{1,9})")
_ERROR = 2  # of libxml2's levels; below it are warnings
_BEHIND = 5  # libxml2's fault for content behind the root
_SHOWN = 40


class Fault(NamedTuple):
    """An entry of libxml2's log."""

    type: int
    message: str
    line: int
    column: int


def faults(log: Iterable[Any]) -> list[Fault]:
    """Return the faults of a document in a log, except those of namespaces."""
    return [
        Fault(entry.type, entry.message, entry.line, entry.column)
        for entry in log
        if entry.level >= _ERROR and entry.type not in READ_ON
    ]


def text_behind(tail: bytes, before: list[Fault]) -> str:
    """Return the faults of a document if the first one, before its end, is text behind its root;
    else none.
    """
    start = tail.rfind(b">") + 1
    text = tail[start:].decode("utf-8", "replace").strip()
    if not text or not before or before[0].type != _BEHIND:
        return ""
    shown = " ".join(text[:_SHOWN].split())
    count = f"{len(text)}" if start else f"more than {len(text)}"
    return f"{count} characters behind the document are left out: {shown!r}"


def is_closed(tail: bytes, root: Element, before: list[Fault]) -> bool:
    """Return whether a document that is not well-formed closes its root: with content behind the
    root, or with its last bytes.
    """
    if any(fault.type == _BEHIND for fault in before):
        return True
    tail = tail.rstrip()
    while tail.endswith((b"-->", b"?>")):
        start = tail.rfind(b"<!--" if tail.endswith(b"-->") else b"<?")
        if start < 0:
            break
        tail = tail[:start].rstrip()
    if not len(root) and not root.text and tail.endswith(b"/>"):
        return True
    tag = f"{root.prefix}:{local(root)}" if root.prefix else local(root)
    return tail.endswith(b">") and tail[:-1].rstrip().endswith(f"</{tag}".encode())


def missing(tail: bytes, faults: Iterable[Fault], line: Callable[[int], int]) -> str:
    """Return the missing part of a document that was cut off: the rest of a tag, or the end tag of
    the innermost element; ``line`` converts a line of libxml2 to a line of the input.
    """
    start = tail.rfind(b"<")
    if start > tail.rfind(b">"):
        shown = tail[start : start + _SHOWN].decode("utf-8", "replace")
        return f"the rest of {' '.join(shown.split())!r}"
    for fault in faults:
        opened = _OPEN.search(fault.message)
        if opened:
            return f"the end tag of <{opened[1]}> (line {line(int(opened[2]))})"

    return "the end of the document"
