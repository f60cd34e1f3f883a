"""The parts of a section line, as newspapers write it: desks and columns, and among them pages,
volumes, issues and editions, which are no categories.

A text comes in, its parts go out, each with its kind. The words are data: a language is a few words
in :data:`KINDS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

__all__ = ["KINDS", "parts"]

KINDS: Mapping[str, str] = {
    "page": "page pages pg pgs pp p seite seiten s page(s) página páginas pagina paginas pagine pag pags pág págs blz bladzijde str strona side sid sida sivu",
    "volume": "volume vol jahrgang jg band bd tome tomo volumen jaargang tom anno año ano année årgang rocznik",
    "issue": "issue no nr n num núm number nummer numéro numero número n° nº ausg heft",
    "edition": "edition ed ausgabe version édition edición edizione editie edição wydanie utgave udgave upplaga",
}
"""Words that open or close a part of that kind."""

_WORDS = {word: kind for kind, words in KINDS.items() for word in words.split()}
_PAGE = re.compile(r"[A-Z]{0,3}[.\-]?\d{1,4}[A-Z]?(?:\s?[-–,]\s?[A-Z]{0,3}\d{1,4}[A-Z]?)*")
_NUMBERED = re.compile(
    r"(?i)([^\W\d_]+(?:\(s\))?|n[°º])[.:]?\s*(?:[A-Z]{0,3}[.\- ]?\d[\w\-–./]{0,12}|[IVXLCDM]{1,9})(?:\s?[-–,&]\s?\w{1,8}){0,6}"
)
_SEVERAL = re.compile(r"(?:[^\W\d_]{1,12}[.:]?\s?\d{1,5}[,\s]*){2,6}")
_ONE = re.compile(r"[^\W\d_]{1,12}[.:]?\s?\d{1,5}")


def parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a section line with their kinds: ``category``, or a key of :data:`KINDS`.

    >>> list(parts("Foreign Desk; 1; Late Edition - Final; Vol. 3"))
    [('category', 'Foreign Desk'), ('page', '1'), ('edition', 'Late Edition - Final'), ('volume', 'Vol. 3')]
    """
    for part in text.split(";"):
        value = " ".join(part.split())
        head, comma, last = value.rpartition(", ")
        if comma and (_NUMBERED.fullmatch(last) and _kind(last) != "category"):
            yield _kind(head), head
            yield _kind(last), last
        elif _SEVERAL.fullmatch(value) and all(
            _kind(one) != "category" for one in _ONE.findall(value)
        ):
            yield from ((_kind(one), one.strip()) for one in _ONE.findall(value))
        elif value:
            yield _kind(value), value


def _kind(value: str) -> str:
    if _PAGE.fullmatch(value):
        return "page"
    if numbered := _NUMBERED.fullmatch(value):
        kind = _WORDS.get(numbered[1].casefold())
        if kind is not None:
            return kind
    words = value.casefold().replace(".", "").split()
    if _EDITIONS.intersection(words) or any(word.endswith(_COMPOUND) for word in words):
        return "edition"
    return "category"


_EDITIONS = frozenset(KINDS["edition"].split()) - {"ed", "version"}
_COMPOUND = ("ausgabe", "editie", "udgave", "upplaga", "utgave")
"""Words for an edition that others are put before: ``Regionalausgabe``."""
