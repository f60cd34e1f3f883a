"""Characters to bytes of an encoding that lacks some of them: text comes in, bytes go out; each
missing character is written as the most similar one, and reported.
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
    """Return a text in an encoding; a missing character is replaced: quotes and dashes by those of
    ASCII, letters by those without accents, others by ``?``.

    ``lost(character, written)`` is called once for each such character. Raises LookupError for an
    unknown encoding.

    >>> encode("Gdańsk — “Łódź”", "iso-8859-1", lost=lambda *pair: print(*pair))
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
