"""Characters to bytes of an encoding that does not have all of them: text comes in, bytes go out,
and each character that is not there is written as like as may be, and said.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

__all__ = ["encode"]

_LIKE = {
    "‘": "'", "’": "'", "‚": ",", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "--", "…": "...", "•": "*", "€": "EUR", "™": "(TM)",
    "ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "\u00a0": " ", "\u2009": " ",
    "\u202f": " ", "\u00ad": "", "\u2010": "-", "\u2011": "-", "\u2212": "-",
}  # fmt: skip


def encode(text: str, encoding: str, *, lost: Callable[[str, str], object] | None = None) -> bytes:
    """Return a text in an encoding; a character that it does not have is written in others: quotes
    and dashes as those of ASCII, letters without their accents, ``?`` for the rest.

    ``lost(character, written)`` is told of each such character once. Raises LookupError for an
    encoding that there is not.

    >>> encode("Gdańsk — “Łódź”", "iso-8859-1", lost=lambda *told: print(*told))
    ń n
    — --
    “ "
    Ł L
    ź z
    ” "
    b'Gdansk -- "L\\xf3dz"'
    """
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        pass
    written = {char: _nearest(char, encoding) for char in dict.fromkeys(text) if char > "\x7f"}
    if lost is not None:
        for char, like in written.items():
            if like != char:
                lost(char, like)
    return "".join(written.get(char, char) for char in text).encode(encoding, "replace")


def _nearest(char: str, encoding: str) -> str:
    plain = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
    for like in (char, _LIKE.get(char), plain):
        if like is None or (not like and char not in _LIKE and not unicodedata.combining(char)):
            continue
        try:
            like.encode(encoding)
        except UnicodeEncodeError:
            continue
        return like
    return "?"
