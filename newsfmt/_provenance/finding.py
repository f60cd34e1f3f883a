"""Find the values of an article among the pieces of its source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias

from newsfmt import body
from newsfmt._codec import encode
from newsfmt._provenance.notes import Note
from newsfmt._provenance.pieces import Piece
from newsfmt._provenance.pieces import pieces as pieces_of
from newsfmt.article import Article
from newsfmt.dates import NewsDate
from newsfmt.errors import DateError
from newsfmt.gather import read_date

__all__ = ["Found", "Rule", "provenance", "texts_of"]

Rule: TypeAlias = Literal["value", "part", "joined", "date", "name", "record", "article"]
"""How a value was found: it is the whole piece, stands in it, or runs over several; it is the date or
the number that a piece states; a piece has its name; it was derived from the rest of its record, or
of the article, and the place is theirs.
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
_ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T[\d:.,]+(?:Z|[+-]\d\d(?::?\d\d)?)?)?)?)?")
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


class Found(NamedTuple):
    """Where one value of an article comes from."""

    path: str
    """The path of the value in the article (``rights.notice``, ``body[3]``)."""
    line: int | None
    """The line on which it begins, from 1."""
    column: int | None
    """The column, from 1, if it is known."""
    end: int | None
    """The line on which it ends."""
    place: str
    """The elements, keys or labels that lead to it; empty for a plain line."""
    rule: Rule
    """How it was found."""
    piece: Piece | None = None
    """The piece that holds it, or its beginning."""


class _Match(NamedTuple):
    first: int
    last: int
    rule: Rule


class _Source:
    """The pieces of one article, joined without white space."""

    def __init__(self, pieces: Sequence[Piece], shared: int, notes: Mapping[str, Note]) -> None:
        self.notes = notes
        self.pieces = pieces
        self.shared = shared
        self.above = [piece.place.rpartition(".")[0] for piece in pieces]
        self.squeezed = [_squeeze(piece.text) for piece in pieces]
        self.text = "".join(self.squeezed)
        self.starts: list[int] = []
        place = 0
        for part in self.squeezed:
            self.starts.append(place)
            place += len(part)
        self.dates: dict[int, NewsDate | None] = {}

    def find(self, value: str, path: str, near: int, after: int) -> _Match | None:
        """Return the best occurrence of a text; ``near`` is a piece of the same record, ``after``
        the one behind which it is expected, or -1.
        """
        squeezed = _squeeze(value)
        best: tuple[float, _Match] | None = None
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

    def _match(self, value: str, squeezed: str, start: int, first: int, last: int) -> _Match | None:
        if first != last:
            whole = start == self.starts[first] or len(squeezed) > _SHORT
            return _Match(first, last, "joined") if whole else None
        if len(squeezed) == len(self.squeezed[first]):
            return _Match(first, last, "value")
        if len(squeezed) <= _SHORT and not _is_word(value, self.pieces[first].text):
            return None
        return _Match(first, last, "part")

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

    def dated(self, date: NewsDate, path: str, near: int, after: int) -> _Match | None:
        """Return the piece that states a date."""
        best: tuple[float, int] | None = None
        for number, piece in enumerate(self.pieces):
            sure = self._states(number, piece, date)
            if sure:
                score = 4.0 * sure + self._rank(number, path, near, after)
                if best is None or score > best[0]:
                    best = score, number
        return _Match(best[1], best[1], "date") if best else None

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

    def step(self, value: str, near: int) -> _Match | None:
        """Return the piece to which an element or key leads that is itself the value."""
        wanted = value.casefold()
        around = self.pieces[near : near + _NEAR] if near >= 0 else self.pieces[self.shared :]
        for number, piece in enumerate(around, max(near, 0) if near >= 0 else self.shared):
            if wanted in _STEP.split(piece.place.casefold()):
                return _Match(number, number, "name")
        return None

    def named(self, path: str, near: int, after: int) -> _Match | None:
        """Return the piece whose name means a field."""
        best: tuple[float, int] | None = None
        for number, piece in enumerate(self.pieces):
            if _likeness(path, piece.place) >= 1:
                score = self._rank(number, path, near, after)
                if best is None or score > best[0]:
                    best = score, number
        return _Match(best[1], best[1], "name") if best else None


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


# ---- the values of an article
# ------------------------------------------------------------


class _Value(NamedTuple):
    path: str
    text: str
    record: str
    """The path of the record that it is part of."""


def _values(data: Any, path: str, record: str) -> Iterator[_Value]:
    if isinstance(data, dict):
        for key, part in data.items():
            if key == "body":
                for number, block in enumerate(part):
                    text = "".join(_texts(block))
                    yield _Value(f"{path}.body[{number}]", text, record)
                continue
            plain = key.replace("_", "").isalnum()
            where = f"{path}.{key}" if path and plain else key if plain else f"{path}[{key!r}]"
            yield from _values(part, where, where if record in ("", "extra") else record)
    elif isinstance(data, list):
        for number, part in enumerate(data):
            where = f"{path}[{number}]"
            yield from _values(part, where, where if record == path else record)
    elif data is not None:
        yield _Value(path, str(data).lower() if isinstance(data, bool) else str(data), record)


def texts_of(article: Article) -> dict[str, str]:
    """Return the texts of an article's values by their paths, which are those of ``provenance``."""
    texts = {value.path: value.text for value in _fields_of(article)}
    blocks = encode(article).get("body", ())
    return texts | {
        f"body[{number}]": "".join(_texts(block)) for number, block in enumerate(blocks)
    }


def _fields_of(article: Article) -> list[_Value]:
    """The values of an article but for its body, and for what no source says."""
    data = encode(article)
    for unwanted in ("schema", "origin", "body"):
        data.pop(unwanted, None)
    if data.get("type") == "text":
        del data["type"]
    return list(_values(data, "", ""))


def provenance(
    article: Article,
    pieces: Sequence[Piece],
    line: int | None = None,
    shared: int = 0,
    notes: Mapping[str, Note] | None = None,
) -> list[Found]:
    """Return where each value of an article comes from, in the order of the model.

    ``pieces`` are those of its own part of the source, which begins on ``line``, behind ``shared``
    pieces of the head of the input, which belongs to all its articles; ``notes`` are the elements
    that the reader noted.

    >>> from newsfmt._provenance.pieces import pieces
    >>> source = " date 2021-05-04 Bridge opens\\n\\nBy Kari Moe\\n\\nIt opened."
    >>> article = Article(headline="Bridge opens", published="2021-05-04", byline="By Kari Moe")
    >>> [(found.path, found.line, found.rule) for found in provenance(article, list(pieces(source)))]
    [('published', 1, 'date'), ('headline', 1, 'part'), ('byline', 3, 'value')]
    """
    return list(_Search(_Source(pieces, shared, notes or {}), line).all(article))


class _Search:
    """The search for all values of one article."""

    def __init__(self, source: _Source, line: int | None) -> None:
        self.source = source
        own = source.pieces[source.shared :]
        self.line = own[0].line if line is None and own else line

    def all(self, article: Article) -> Iterator[Found]:
        yield from self.fields(_fields_of(article))
        yield from self.blocks(article.body)

    def fields(self, values: list[_Value]) -> Iterator[Found]:
        """The fields; what is in no piece stands where its kin does (``embargoed`` beside
        ``embargoed_until``).
        """
        records: dict[str, list[_Value]] = {}
        for value in values:
            records.setdefault(value.record, []).append(value)
        known: dict[str, _Match] = {}
        after: dict[str, int] = {}
        for record, members in records.items():
            field = record.partition("[")[0]
            found, near = self.record(members, after.get(field, -1))
            known |= found
            if near >= 0:
                after[field] = near
        for value in values:
            match = known.get(value.path)
            if match is None:
                field = _INDEX.sub("", value.path).partition(".")[0]
                kin = (known[path] for path in known if path.startswith(field))
                match = next((_Match(one.first, one.first, "record") for one in kin), None)
            yield self.placed(value.path, match, value.text)

    def record(self, members: list[_Value], after: int) -> tuple[dict[str, _Match], int]:
        """The parts of a record, looked for side by side, the longest first; and the piece of that
        one, or -1.
        """
        near, found = -1, {}
        for value in sorted(members, key=lambda value: -len(value.text)):
            match = self.one(value, near, after)
            if match is not None:
                near = match.first if near < 0 else near
                found[value.path] = match
        for value in members:
            if value.path not in found:
                match = self.source.step(value.text, near)
                if match is None and near >= 0:
                    match = _Match(near, near, "record")
                match = match or self.source.named(value.path, -1, -1)
                if match is not None:
                    found[value.path] = match
        return found, near

    def one(self, value: _Value, near: int, after: int) -> _Match | None:
        match = self.source.find(value.text, value.path, near, after)
        if match is None and value.text[:1] in ("<", "{", "["):
            inner = [piece.text for piece in pieces_of(value.text)]
            match = self.several(inner, value.path, near, after)
        if match is not None and match.rule == "value":
            return match
        if _ISO.fullmatch(value.text) and not value.text.isdigit():
            dated = self.source.dated(NewsDate.parse(value.text), value.path, near, after)
            return dated or match
        return match

    def blocks(self, blocks: Sequence[body.Block]) -> Iterator[Found]:
        """The blocks of the body, one behind the other."""
        after = 0
        for number, block in enumerate(blocks):
            path = f"body[{number}]"
            texts = list(_texts(encode(Article(body=[block]))["body"][0]))
            content = getattr(block, "content", None)
            whole = body.text_of(content) if isinstance(content, tuple) else ""
            match = self.source.find(whole, path, -1, after) if whole else None
            match = match or self.several(texts, path, -1, after)
            if match is None and self.source.pieces[after:]:  # a rule, say, has no text
                match = _Match(after, after, "record")
            if match is not None:
                after = match.last
            yield self.placed(path, match, whole or " ".join(texts))

    def several(self, texts: list[str], path: str, near: int, after: int) -> _Match | None:
        """Return the pieces from the first to the last that hold the texts of one value."""
        found: list[_Match] = []
        for text in texts:
            match = self.source.find(text, path, near, after)
            if match is not None:
                near = match.first
                found.append(match)
        found = [match for match in found if match.first >= after] or found
        if not found:
            return None
        return _Match(min(m.first for m in found), max(m.last for m in found), "joined")

    def placed(self, path: str, match: _Match | None, text: str) -> Found:
        if match is None:
            return Found(path, self.line, None, None, "", "article")
        first, last = self.source.pieces[match.first], self.source.pieces[match.last]
        line, column, end = first.line, first.column, last.line
        if match.first == match.last and column is not None:
            begin, stop = _extent(text, first.text) if match.rule == "part" else (0, None)
            if "\n" in first.text and first.place[:1] != "$":  # where JSON has escapes
                end = line + first.text.count("\n", 0, stop)
                line += first.text.count("\n", 0, begin)
            behind = first.text.rfind("\n", 0, begin) + 1
            column = begin - behind + (1 if behind else column)
        where = end if end != line else None
        return Found(path, line, column, where, first.place, match.rule, first)


def _extent(value: str, text: str) -> tuple[int, int]:
    """Where a value begins and ends in a text that has other white space."""
    found = re.search(r"\s*".join(map(re.escape, value.split())), text, re.IGNORECASE)
    return found.span() if found is not None else (0, len(text))


def _texts(data: Any) -> Iterator[str]:
    """The texts of a block given as data."""
    if isinstance(data, dict):
        for key, part in data.items():
            if key not in ("type", "role"):
                yield from _texts(part)
    elif isinstance(data, list):
        for part in data:
            yield from _texts(part)
    elif isinstance(data, str):
        yield data
