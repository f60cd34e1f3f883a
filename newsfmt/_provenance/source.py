"""The pieces of one article, and where among them a value stands: its text, the date that it is, or
the name of its place.

Every occurrence has a score: the whole of a piece counts more than a part, a piece in the element
that the reader noted more than one elsewhere, then names and neighbours; of equals the first wins.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from newsfmt._provenance.notes import Note
from newsfmt._provenance.pieces import Piece
from newsfmt.dates import NewsDate
from newsfmt.errors import DateError
from newsfmt.gather import read_date

__all__ = ["Match", "Rule", "Source"]

Rule: TypeAlias = Literal["value", "part", "joined", "date", "name", "record", "article"]
"""How a value was found: it is the whole piece, stands in it, or runs over several; it is the date
or the number that a piece states; a piece has its name; it was derived from the rest of its record,
or of the article, and the place is theirs.
"""

_MANY = 100  # occurrences of a value that are compared
_NOTED = 12.0  # what a piece in the noted element counts
_NEAR = 12  # pieces between the parts of one record
_SHORT = 12  # characters of a value that counts only as a whole word
_SPACE = re.compile(r"[\s\u200b\ufeff\u00ad\x00-\x1f]+")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_DIGITS = re.compile(r"\d+")
_STEP = re.compile(r"[/.@_\[\]$]+")
_INDEX = re.compile(r"\[.*?\]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LIKE = {
    "id": "guid uri uno doc",
    "published": "issue date pub sent created publication",
    "created": "firstcreated created first",
    "updated": "modified revision current version versioncreated",
    "expires": "expire end",
    "embargoed": "embargo release",
    "until": "release embargoed",
    "headline": "hl hedline headline title",
    "byline": "by byline author",
    "creators": "creator author by person byline",
    "summary": "abstract description summary lead",
    "descriptions": "abstract description",
    "language": "lang language",
    "notes": "note msg ed",
    "keywords": "keyword key",
    "subjects": "subject tobject",
    "categories": "subject category",
    "rights": "copyright rights",
    "provider": "distributor provider",
    "sources": "source infosource",
    "version": "version revision ver",
    "status": "status management",
    "places": "location place",
    "people": "person",
    "organisations": "org organisation",
    "events": "event",
    "associations": "association media",
    "url": "link href permalink",
}


class Match(NamedTuple):
    """The pieces from the first to the last that hold a value, and how it was found."""

    first: int
    last: int
    rule: Rule


class Source:
    """The pieces of one article, joined without white space; ``shared`` of them belong to the head
    of the input, ``notes`` are the elements that the reader noted.
    """

    def __init__(self, pieces: Sequence[Piece], shared: int, notes: Mapping[str, Note]) -> None:
        self.notes = notes
        self.pieces = pieces
        self.shared = shared
        self.above = [piece.place.rpartition(".")[0] for piece in pieces]
        self.squeezed = [_squeeze(piece.text) for piece in pieces]
        self.text = "".join(self.squeezed)
        self.starts: list[int] = []
        offset = 0
        for part in self.squeezed:
            self.starts.append(offset)
            offset += len(part)
        self.dates: dict[int, NewsDate | None] = {}

    def find(self, value: str, path: str, near: int, after: int) -> Match | None:
        """Return the best occurrence of a text; ``near`` is a piece of the same record, ``after``
        the one behind which it is expected, or -1.
        """
        squeezed = _squeeze(value)
        best: tuple[float, Match] | None = None
        for start in self._occurrences(squeezed):
            first = bisect_right(self.starts, start) - 1
            last = bisect_right(self.starts, start + len(squeezed) - 1) - 1
            match = self._match(value, squeezed, start, first, last)
            if match is None:
                continue
            score = 3.0 * (match.rule == "value") + self._rank(match.first, path, near, after)
            if best is None or score > best[0]:
                best = score, match
        return best[1] if best else None

    def _occurrences(self, squeezed: str) -> Iterator[int]:
        if not squeezed:
            return
        start = self.text.find(squeezed)
        count = 0
        while start >= 0 and count < _MANY:
            yield start
            count += 1
            start = self.text.find(squeezed, start + 1)

    def _match(self, value: str, squeezed: str, start: int, first: int, last: int) -> Match | None:
        if first != last:
            whole = start == self.starts[first] or len(squeezed) > _SHORT
            return Match(first, last, "joined") if whole else None
        if len(squeezed) == len(self.squeezed[first]):
            return Match(first, last, "value")
        if len(squeezed) <= _SHORT and not _is_word(value, self.pieces[first].text):
            return None
        return Match(first, last, "part")

    def _rank(self, piece: int, path: str, near: int, after: int) -> float:
        """How well a piece fits by its name and its neighbours; of equals the first wins."""
        score = 2.0 * _likeness(path, self.pieces[piece].place) - (piece < self.shared)
        note = self.note(path)
        if note is not None:
            score += _fit(note, self.pieces[piece])
        if near >= 0 and self.above[piece] == self.above[near]:
            score += 2.0  # of one object of JSON
        if near >= 0 and abs(piece - near) <= _NEAR:
            score += 4.0 - abs(piece - near) / _NEAR
        if after >= 0:
            score += 1.0 if piece >= after else 0.0
            score -= min(abs(piece - after), 500) / 1000
        return score - piece / 1e6

    def note(self, path: str) -> Note | None:
        """The element of a value, or of the record that it is part of."""
        while self.notes and path:
            if path in self.notes:
                return self.notes[path]
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return None

    def dated(self, date: NewsDate, path: str, near: int, after: int) -> Match | None:
        """Return the piece that states a date."""
        best: tuple[float, int] | None = None
        for number, piece in enumerate(self.pieces):
            sure = self._states(number, piece, date)
            if sure:
                score = 4.0 * sure + self._rank(number, path, near, after)
                if best is None or score > best[0]:
                    best = score, number
        return Match(best[1], best[1], "date") if best else None

    def _states(self, number: int, piece: Piece, date: NewsDate) -> float:
        """How surely a piece states a date: 0 for not at all."""
        text = piece.text[:400]
        digits = _DIGITS.findall(text)
        joined = "".join(digits)
        if f"{date.year % 100:02}" not in joined:
            return 0
        if len(text) < 60:
            if number not in self.dates:
                self.dates[number] = _read(text)
            read = self.dates[number]
            if read == date:
                return 2
        if date.month is None:
            return 0.5 if str(date.year) in digits else 0
        months = {f"{date.month:02}", str(date.month)}
        month = _MONTHS[date.month - 1] in text.casefold() or months & set(digits)
        compact = f"{date.year}{date.month:02}" + (f"{date.day:02}" if date.day else "")
        if compact in joined:
            clock = "".join(_DIGITS.findall(date.iso[11:16]))
            return 1.5 if not clock or clock in joined else 1
        days = {str(date.day), f"{date.day:02}"} if date.day else set(digits)
        stated = {str(date.year), f"{date.year % 100:02}"} & set(digits)
        return 1 if month and stated and days & set(digits) else 0

    def step(self, value: str, near: int) -> Match | None:
        """Return the piece to which an element or key leads that is itself the value."""
        wanted = value.casefold()
        around = self.pieces[near : near + _NEAR] if near >= 0 else self.pieces[self.shared :]
        for number, piece in enumerate(around, max(near, 0) if near >= 0 else self.shared):
            if wanted in _STEP.split(piece.place.casefold()):
                return Match(number, number, "name")
        return None

    def named(self, path: str, near: int, after: int) -> Match | None:
        """Return the piece whose name means a field."""
        best: tuple[float, int] | None = None
        for number, piece in enumerate(self.pieces):
            if _likeness(path, piece.place) >= 1:
                score = self._rank(number, path, near, after)
                if best is None or score > best[0]:
                    best = score, number
        return Match(best[1], best[1], "name") if best else None


def _squeeze(text: str) -> str:
    return _SPACE.sub("", text).casefold()


def _is_word(value: str, text: str) -> bool:
    inner = r"\s*".join(map(re.escape, value.split()))
    return re.search(rf"(?<!\w){inner}(?!\w)", text, re.IGNORECASE) is not None


def _fit(note: Note, piece: Piece) -> float:
    """How well a piece fits the element that the reader noted; pieces elsewhere do not."""
    return (
        _NOTED - 0.2 * min(abs(piece.line - note.line), 5)
        if _inside(note.steps, piece.place)
        else 0
    )


@lru_cache(maxsize=4096)
def _inside(steps: tuple[str, ...], place: str) -> bool:
    """Whether a place is that of an element or below it; the steps may begin further outside."""
    first = place.partition("/")[0]
    if first not in steps:
        return False
    within = steps[steps.index(first) :]
    return tuple(place.split("/")[: len(within)]) == within


@lru_cache(maxsize=4096)
def _likeness(path: str, place: str) -> float:
    """How far a field and a place have names in common."""
    names = [word.lower() for word in _WORDS.findall(_INDEX.sub("", path))]
    if not names or not place:
        return 0
    steps = [step for step in re.split(r"[/.]", _INDEX.sub("", place)) if step]
    last = {word.lower() for word in _WORDS.findall(steps[-1] if steps else "")}
    above = {word.lower() for step in steps[:-1][-6:] for word in _WORDS.findall(step)}
    score = 0.0
    for name in names:
        alike = {name, name.removesuffix("s"), *_LIKE.get(name, "").split()}
        score += 1.0 if alike & last else 0.6 if alike & above else 0
    inner = "associations" in above and "associations" not in names
    return score / len(names) + 0.25 * (score > 0) - 1.5 * inner


@lru_cache(maxsize=4096)
def _read(text: str) -> NewsDate | None:
    try:
        return read_date(text, lambda *_: None)[0]
    except (DateError, ValueError):
        return None
