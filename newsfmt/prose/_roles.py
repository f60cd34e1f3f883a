"""The role of a paragraph that is not prose: caption, credit, copyright, end mark; only where it is
certain (dated-text-grammar.md §10).
"""

from __future__ import annotations

import re
from functools import lru_cache

from newsfmt.prose._words import AGENCIES, CREDIT_WORDS

__all__ = ["CAPTIONS", "role"]

CAPTIONS = (
    "Photo:",
    "PHOTO:",
    "Caption:",
    "CAPTION:",
    "FILE PHOTO:",
    "File photo:",
    "Image:",
    "IMAGE:",
    "Graphic:",
    "GRAPHIC:",
    "FILE — ",
)
_CREDITS = (
    "(Reporting", "(Additional", "(Writing", "(Editing", "(Compiled", "Reporting by", "Additional reporting by", "Additional editing by",
    "Writing by", "Editing by", "Compiled by", "With reporting by",
)  # fmt: skip
_COPYRIGHT = re.compile(
    r"(?:©|\([cC]\)\s*(?:\d{4}|[Cc]opyright)|[Cc]opyright\s*(?:[©:]|\([cC]\)|(?:by\s+)?\d{4}|by\s))|COPYRIGHT\b"
)
_END_MARK = re.compile(r"-\s?30\s?-|###|# # #|-?ENDS?-?|\(ENDS?\)|-0-")
_TAIL = re.compile(r"(?:\(([^()]{2,24})\)|[—–-]{1,2}\s?([^\s—–-][^—–]{1,24}))")


def role(text: str, *, tail: bool = False, end: bool = False) -> str | None:
    """Return the role of a paragraph that is not prose: ``caption`` anywhere, ``credit`` and
    ``copyright`` in the tail, ``end-mark`` at the end.

    ``tail``: it is among the last three blocks; ``end``: only end marks follow. For bylines see
    :func:`byline`.
    """
    if text.startswith(CAPTIONS):
        return "caption"
    if end and len(text) <= 8 and _END_MARK.fullmatch(text):
        return "end-mark"
    if not tail or not 0 < len(text) <= 400:
        return None
    if text.startswith(_CREDITS) and _is_credit(text):
        return "credit"
    if text[0] in "©(Cc" and len(text) <= 200 and _COPYRIGHT.match(text):
        return "copyright"
    if len(text) <= 28 and _is_agency(text):
        return "credit"
    return None


@lru_cache(maxsize=2048)
def _is_credit(text: str) -> bool:
    """Whether every lower-case word belongs to such lines, and a name follows; else it is a
    sentence with such a beginning.
    """
    if text[0] == "(" and text[-1] not in ").":
        return False
    words = re.findall(r"[^\W\d_][\w.’'-]*", text)
    return any(word[0].isupper() for word in words[1:]) and all(
        word[0].isupper() or word in CREDIT_WORDS or not word[0].islower() for word in words
    )


def _is_agency(text: str) -> bool:
    if text in AGENCIES:
        return True
    match = _TAIL.fullmatch(text)
    if not match:
        return False
    name = match[1] or match[2]
    return name in AGENCIES or (name.isupper() and name.isalpha() and len(name) <= 10)
