"""Find the values of an article among the pieces of its source: field by field, the parts of a
record side by side, and the blocks of the body one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from newsfmt import body
from newsfmt._codec import encode
from newsfmt._provenance.notes import Note
from newsfmt._provenance.pieces import Piece
from newsfmt._provenance.pieces import pieces as pieces_of
from newsfmt._provenance.source import Match, Rule, Source
from newsfmt.article import Article
from newsfmt.dates import NewsDate

__all__ = ["Found", "Rule", "provenance", "texts_of"]

_INDEX = re.compile(r"\[.*?\]")
_ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T[\d:.,]+(?:Z|[+-]\d\d(?::?\d\d)?)?)?)?)?")


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


# ---- the values of an article
# ------------------------------------------------------------


class _Value(NamedTuple):
    path: str
    text: str
    record: str
    """The path of the record that it is part of."""


def _values(data: object, path: str, record: str) -> Iterator[_Value]:
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
    return list(_Search(Source(pieces, shared, notes or {}), line).all(article))


class _Search:
    """The search for all values of one article."""

    def __init__(self, source: Source, line: int | None) -> None:
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
        known: dict[str, Match] = {}
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
                match = next((Match(one.first, one.first, "record") for one in kin), None)
            yield self.placed(value.path, match, value.text)

    def record(self, members: list[_Value], after: int) -> tuple[dict[str, Match], int]:
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
                    match = Match(near, near, "record")
                match = match or self.source.named(value.path, -1, -1)
                if match is not None:
                    found[value.path] = match
        return found, near

    def one(self, value: _Value, near: int, after: int) -> Match | None:
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
        """The blocks of the body, one after the other."""
        after = 0
        for number, block in enumerate(blocks):
            path = f"body[{number}]"
            texts = list(_texts(encode(Article(body=[block]))["body"][0]))
            content = getattr(block, "content", None)
            whole = body.text_of(content) if isinstance(content, tuple) else ""
            match = self.source.find(whole, path, -1, after) if whole else None
            match = match or self.several(texts, path, -1, after)
            if match is None and self.source.pieces[after:]:  # a rule, say, has no text
                match = Match(after, after, "record")
            if match is not None:
                after = match.last
            yield self.placed(path, match, whole or " ".join(texts))

    def several(self, texts: list[str], path: str, near: int, after: int) -> Match | None:
        """Return the pieces from the first to the last that hold the texts of one value."""
        matches: list[Match] = []
        for text in texts:
            match = self.source.find(text, path, near, after)
            if match is not None:
                near = match.first
                matches.append(match)
        matches = [match for match in matches if match.first >= after] or matches
        if not matches:
            return None
        return Match(min(m.first for m in matches), max(m.last for m in matches), "joined")

    def placed(self, path: str, match: Match | None, text: str) -> Found:
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
    match = re.search(r"\s*".join(map(re.escape, value.split())), text, re.IGNORECASE)
    return match.span() if match is not None else (0, len(text))


def _texts(data: object) -> Iterator[str]:
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
