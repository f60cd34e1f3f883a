"""Follow the reading of inputs: bytes and articles come in as they are read, each article goes out
with the text that it was read from and the places of its values.

An article begins on the line of its ``origin`` and ends before the next one; what stands before the
first belongs to all. Items on one line, and those of a JSON array, are separated by their ids. Of
an input with lines no more is held than one article and the head.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

import attrs

from newsfmt import prose
from newsfmt._provenance.finding import Found, provenance
from newsfmt._provenance.notes import Note, Notes
from newsfmt._provenance.pieces import Piece, pieces
from newsfmt.article import Article
from newsfmt.errors import NewsfmtError
from newsfmt.format import Context

__all__ = ["Explained", "Trail"]

_DECLARED = re.compile(rb"""<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']""")
_ITEM = re.compile(r"\$[^\[]*\[\d+\]")
_HEAD = 200  # lines of the head of an input that are looked at
_WIDE = (
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)

Articles: TypeAlias = Iterator[Article]


@attrs.frozen
class Explained:
    """An article with its source."""

    article: Article
    """The article."""
    found: list[Found]
    """The places of its values, in the order of the model."""
    text: str
    """Its part of the source."""
    line: int
    """The line on which that part begins."""


@attrs.define(eq=False)
class Trail:
    """Explains the articles of one input after the other to ``sink``; ``encoding`` is the requested
    encoding.
    """

    sink: Callable[[Explained], None]
    encoding: str | None = None
    notes: Notes = attrs.field(factory=Notes, init=False)
    """What the reader notes."""
    _noted: dict[str, Note] = attrs.field(factory=dict, init=False)
    _lines: list[bytes] = attrs.field(factory=list, init=False)
    _rest: bytes = attrs.field(default=b"", init=False)
    _first: int = attrs.field(default=1, init=False)
    _wide: codecs.IncrementalDecoder | None = attrs.field(default=None, init=False)
    _declared: str | None = attrs.field(default=None, init=False)
    _head: list[Piece] | None = attrs.field(default=None, init=False)
    _returns: bool = attrs.field(default=False, init=False)
    _is_markup: bool = attrs.field(default=False, init=False)
    _last: Article | None = attrs.field(default=None, init=False)
    _items: _Items | None = attrs.field(default=None, init=False)

    def seen(self, data: bytes) -> None:
        """Take bytes of the input, unpacked, in their order."""
        if not self._lines and not self._rest:
            name = next((name for mark, name in _WIDE if data.startswith(mark)), None)
            self._wide = codecs.getincrementaldecoder(name)("replace") if name else None
            self._is_markup = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
            declared = _DECLARED.search(data[:400])
            self._declared = declared[1].decode() if declared and name is None else None
            self._returns = b"\n" not in data and b"\r" in data
        if self._returns:
            data = data.replace(b"\r", b"\n")
        if self._wide is not None:
            data = self._wide.decode(data).encode("utf-8", "replace")
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._lines += lines

    def follow(
        self, articles: Articles, passing: Callable[[Articles], Articles] | None = None
    ) -> Articles:
        """Yield the articles of the next input, those that pass a filter; each is explained once
        the next one was read.
        """
        self._lines, self._rest, self._first = [], b"", 1
        self._head = self._last = self._items = None
        wanted: set[int] = set()
        try:
            read = self._read(articles, wanted)
            for article in passing(read) if passing is not None else read:
                wanted.add(id(article))
                yield article
        finally:
            self._explain(None, wanted)

    def _read(self, articles: Articles, wanted: set[int]) -> Articles:
        for article in articles:
            self._explain(article, wanted)
            self._last, self._noted = article, self.notes.taken()
            yield article

    # ---- one article
    # ------------------------------------------------------------

    def _explain(self, following: Article | None, wanted: set[int]) -> None:
        """Explain the last article, which ends before the following one."""
        article = self._last
        if article is None:
            return
        line, end = self._begin(_line(article)), self._begin(_line(following))
        if self._head is None:
            self._head = list(pieces(self._text(1, min(line or 1, _HEAD))))
        alone = line is not None and (following is None or (end is not None and end > line))
        if id(article) in wanted:
            wanted.discard(id(article))
            if alone and self._items is None:
                text = self._text(line or 1, end)
                own = list(pieces(text, line or 1))
            else:
                text, own = self._item(article, line or 1, end)
            found = provenance(article, [*self._head, *own], line, len(self._head), self._noted)
            self.sink(Explained(article, found, text, own[0].line if own else line or 1))
        if alone and end is not None:
            passed = min(end - self._first, len(self._lines))
            del self._lines[:passed]
            self._first, self._items = self._first + passed, None

    def _begin(self, line: int | None) -> int | None:
        """The line on which an article begins; a tag has its line where it ends."""
        while self._is_markup and line is not None and line > self._first:
            at = line - self._first
            text = self._lines[at] if at < len(self._lines) else self._rest
            if 0 <= text.find(b"<") < text.find(b">") % (len(text) + 1):
                break
            line -= 1
        return line

    def _item(self, article: Article, line: int, end: int | None) -> tuple[str, list[Piece]]:
        """The part of an article that shares its lines with others."""
        if self._items is None:
            self._items = _Items(self._text(line, None), line)
        return self._items.of(article)

    def _text(self, line: int, end: int | None) -> str:
        """The text from one line up to another."""
        lines = self._lines[line - self._first : None if end is None else end - self._first]
        data = b"\n".join([*lines, self._rest if end is None else b""])
        context = Context(encoding=None if self._wide else self.encoding)
        try:
            return prose.decode(data, context, declared=self._declared, trust=True)
        except NewsfmtError:
            return data.decode("cp1252", "replace")


def _line(article: Article | None) -> int | None:
    return article.origin.line if article is not None and article.origin is not None else None


class _Items:
    """The items of a text whose lines do not part them."""

    def __init__(self, text: str, line: int) -> None:
        self.text = text
        self.line = line
        self.pieces = list(pieces(text, line))
        self.groups: dict[str, list[Piece]] = {}
        self.ids: dict[str, int] = {}
        for number, piece in enumerate(self.pieces):
            item = _ITEM.match(piece.place)
            if item is not None:
                self.groups.setdefault(item[0], []).append(piece)
            self.ids.setdefault(piece.text, number)

    def of(self, article: Article) -> tuple[str, list[Piece]]:
        """Return the text and the pieces of an article."""
        number = self.ids.get(article.id or "")
        own = self.pieces
        if number is not None:
            item = _ITEM.match(self.pieces[number].place)
            own = self.groups[item[0]] if item is not None else self.pieces[number:]
        elif self.groups and article.origin is not None:
            groups = list(self.groups.values())
            own = groups[min(article.origin.index or 0, len(groups) - 1)]
        if not own:
            return self.text, own
        begin = self.text.rfind("\n", 0, own[0].start) + 1
        end = self.text.find("\n", own[-1].start + own[-1].length)
        own = [piece._replace(start=piece.start - begin) for piece in own]
        return self.text[begin : end if end >= 0 else None], own
