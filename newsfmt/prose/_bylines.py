"""Bylines, and the affiliations below them: a line comes in, the named persons go out, or None
(dated-text-grammar.md §8).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from newsfmt.article import Party
from newsfmt.body import plain
from newsfmt.prose._words import AGENCIES, MARKS, NOT_NAMES, PARTICLES

__all__ = ["Byline", "affiliation", "byline"]


class Byline(NamedTuple):
    """The reading of a byline: the names, and the parts beside them."""

    names: tuple[str, ...]
    """The names, in their own case."""
    job_title: str | None = None
    """The role after the last name (``science editor``)."""
    house: str | None = None
    """The house after a bar or a comma."""
    place: str | None = None
    """The place after `` in ``."""

    creators: tuple[Party, ...] = ()
    """The names as parties; the last one gets the job title."""


_JOINED = re.compile(r"(,\s+and\s+|,\s+AND\s+|\s+and\s+|\s+AND\s+|\s+&\s+|,\s+)")


@lru_cache(maxsize=2048)  # cached, since a desk has few names
def byline(text: str) -> Byline | None:
    """Return the reading of a line that is certainly a byline, else None: ``By`` and names, then at
    most a place, a role or a house.

    >>> byline("By Kari Moe and Per Lie, science editor in Oslo").names
    ('Kari Moe', 'Per Lie')
    >>> byline("By Thursday the crowd had gone.") is None
    True
    """
    if not text.startswith(("By ", "BY ", "by ")) or len(text) > 120 or text[-1] in ".!?:;":
        return None
    rest, bar, house = text[3:].partition(" | ")
    place = None
    head, found, tail = rest.rpartition(" in ")
    if (
        found
        and 0 < len(tail.split()) <= 4
        and all(word[0].isupper() for word in tail.replace(",", " ").split())
    ):
        rest, place = head, tail
    people, left = _people(_JOINED.split(rest.strip()))
    if not people:
        return None
    title = plain(rest[rest.rindex(left[0]) :]) if left else None
    if left and (len(left) > 2 or not _is_title(title or "") or f", {left[0]}" not in rest):
        return None
    if bar and plain(house):
        people = [(name, plain(house)) for name, _ in people]
    names, houses = zip(*people, strict=True)
    creators = tuple(
        Party(name=name, job_title=title if name is names[-1] else None, organisation=house_of)
        for name, house_of in people
    )
    return Byline(names, title, houses[-1], place, creators)


def _people(parts: list[str]) -> tuple[list[tuple[str, str | None]], list[str]]:
    """The names at the beginning of a split byline, each with the house that follows it or its
    group after a comma; and the remaining parts.
    """
    people: list[tuple[str, str | None]] = []
    group = 0
    for place in range(0, len(parts), 2):
        part, after_comma = parts[place], place > 0 and parts[place - 1].strip() == ","
        if after_comma and group < len(people) and _is_house(part):
            people[group:] = [(name, plain(part)) for name, _ in people[group:]]
            group = len(people)
        elif not _is_name(part, first=not people) or (after_comma and _is_role(part)):
            return people, parts[place::2]
        else:
            people.append((plain(part), None))
    return people, []


def _is_name(text: str, *, first: bool) -> bool:
    """Capitalised words and particles, at least two; a single word only for an agency or a
    staff.
    """
    words = text.split()
    if not 1 <= len(words) <= 6:
        return False
    if len(words) == 1:
        return (
            text in AGENCIES or text in {"Staff", "STAFF"} or (not first and text in {"Jr.", "Sr."})
        )
    if words[0] in NOT_NAMES:
        return False
    return all(word in PARTICLES or _is_name_word(word) for word in words) and _is_name_word(
        words[-1]
    )


_ROLES = frozenset(
    "Analyst Columnist Contributor Correspondent Critic Editor Photographer Producer Reporter Writer".split()
)
_HOUSES = frozenset(
    "Agency Broadcasting Bureau Chronicle Courier Daily Dispatch Gazette Guardian Herald Journal Magazine Media Network News "
    "Newspapers Post Press Radio Review Service Standard Sun Telegraph Television Times Tribune TV Weekly".split()
)  # fmt: skip


def _is_role(text: str) -> bool:
    """Whether a text whose words look like a name's is a role (``AP Business Writer``)."""
    return text.split()[-1].title() in _ROLES


def _is_house(text: str) -> bool:
    """Whether a text names an agency or a paper: a word of such a name at the end, or ``The`` at
    the beginning.
    """
    words = text.split()
    return text in AGENCIES or (
        len(words) > 1
        and (words[0] in {"The", "THE"} or words[-1] in _HOUSES or words[-1].title() in _HOUSES)
    )


def _is_name_word(word: str) -> bool:
    start = word[2:3] if word[:2] in {"d'", "d’", "l'", "l’"} else word[0]
    if start.islower() or not start.isalpha():
        return word.startswith(("al-", "el-", "ad-", "as-", "ar-", "at-", "ash-"))
    return all(char.isalpha() or char in ".'’-‐·" or ord(char) in MARKS for char in word)


def _is_title(text: str) -> bool:
    return (
        0 < len(text) <= 60 and len(text.split()) <= 6 and not any(char.isdigit() for char in text)
    )


def affiliation(text: str) -> bool:
    """Whether a line right after a byline is its affiliation: an agency, ``Staff writer``, or a few
    capitalised words.
    """
    if len(text) > 60 or not text or text[-1] in ".!?:;,":
        return False
    words = text.split()
    if text in AGENCIES or (words[0] in {"Staff", "STAFF"} and len(words) <= 3):
        return True
    small = {"of", "the", "and", "for", "de", "&", "du", "des", "der"}
    return (
        1 < len(words) <= 5
        and all(word[0].isupper() or word in small for word in words)
        and not text.isupper()
    )
