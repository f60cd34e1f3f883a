"""Authors as feeds write them: ``mail (Name)``, ``Name <mail>``, a mail address or a name."""

from __future__ import annotations

import re

from newsfmt.article import Party

__all__ = ["party"]

_MAIL = r"[^\s<>()@,;:\"]+@[^\s<>()@,;:\"]+"
_MAIL_NAME = re.compile(rf"(?:mailto:)?({_MAIL})\s*\((.*)\)\s*")
_NAME_MAIL = re.compile(rf"\"?([^\"<]*?)\"?\s*[<(](?:mailto:)?({_MAIL})[>)]\s*")
_ALONE = re.compile(rf"(?:mailto:)?({_MAIL})")


def party(text: str, role: str | None = None) -> Party | None:
    """Return the party that a text names; None for an empty one.

    >>> party("desk@example.com (Kari Moe)")
    Party(name='Kari Moe', email='desk@example.com')
    >>> party("Kari Moe <moe@example.com>").email, party("Kari Moe").name
    ('moe@example.com', 'Kari Moe')
    """
    if not text:
        return None
    if "@" in text:
        if match := _MAIL_NAME.fullmatch(text):
            return Party(name=match[2].strip() or None, email=match[1], role=role)
        if match := _NAME_MAIL.fullmatch(text):
            return Party(name=match[1].strip() or None, email=match[2], role=role)
        if match := _ALONE.fullmatch(text):
            return Party(email=match[1], role=role)
    return Party(name=text, role=role)
