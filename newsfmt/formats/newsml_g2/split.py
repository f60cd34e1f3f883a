"""Parting a large newsMessage between two of its items, without parsing it (NewsML-G2 2.35).

An item that newsfmt wrote behind the article whose association it belongs to stays with that: no
part begins with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from newsfmt import xmlkit
from newsfmt.format import Context, Part
from newsfmt.formats.newsml_g2.names import ARTICLES, ATTACHED, OTHERS

__all__ = ["split"]

_ROLE = re.compile(rb"<(?:[^\s<>/:]+:)?role\b[^<>]*&")
_ATTACHED = ATTACHED.encode()


def _joined(item: bytes) -> bool:
    """Whether an item may be one that belongs to an association: its role says so, or says it in
    references.
    """
    return _ATTACHED in item or (b"&" in item and _ROLE.search(item) is not None)


_ITEMS = xmlkit.Items("newsMessage", "itemSet", ARTICLES | OTHERS, ARTICLES, _joined)


def split(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    """Yield the parts of a newsMessage in UTF-8, each of about ``size`` bytes; none of another
    document, or where anything is in doubt.
    """
    return xmlkit.split(stream, context, size, _ITEMS)
