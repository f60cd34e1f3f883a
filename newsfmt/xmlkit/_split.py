"""Split a large XML document between the items of one container, without parsing it.

A stream comes in, parts go out: each begins with everything before the first item, and ends with
the closing tags. The search looks only for the tags of items and for text that may hide one
(comments, CDATA sections, processing instructions). A document with any doubt is not split: another
encoding, a character that will be reported, an item that does not end.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from typing import BinaryIO, NamedTuple

import attrs

from newsfmt.format import Context, Part
from newsfmt.xmlkit._bytes import CHUNK, CONTROLS, NONCHARACTERS, declared_encoding, entity

__all__ = ["split"]

_BLOCK = 1 << 20
_PROLOGUE = 1 << 18
_LONGEST_TAG = 1 << 16
_LINES = 1 << 16
"""Beyond this line libxml2 counts lines differently; a part begins on the same side of it as in the
whole document.
"""
_BOM = b"\xef\xbb\xbf"
_SPACE = re.compile(rb"[ \t\r\n]*+")
_DOCTYPE = re.compile(rb"<!DOCTYPE[ \t\r\n](?:[^\[<>\"']|\"[^\"<]*\"|'[^'<]*')*+>")
_TAG = re.compile(
    rb"<(/?)((?:[^\s<>/:=\"'&!?]++:)?([^\s<>/:=\"'&!?]++))"
    rb"(?:[ \t\r\n]++[^\s<>/=\"']++[ \t\r\n]*+=[ \t\r\n]*+(?:\"[^\"<]*+\"|'[^'<]*+'))*+[ \t\r\n]*+(/?)>"
)
_END = re.compile(rb"[ \t\r\n]*+>")
_CLOSED_BY = frozenset({b">", b" ", b"\t", b"\r", b"\n"})
_OPENED_BY = _CLOSED_BY | {b"/"}
_REFERENCE = re.compile(rb"&(?:[^\s<>&;]{0,110};)?")
_CONTINUATIONS = bytes(range(0x80, 0xC0))
_NAME = re.compile(rb"&([A-Za-z][A-Za-z0-9]{0,40});")


class _Doubt(Exception):
    """The document cannot be split."""


class _Place(NamedTuple):
    """A possible beginning of a part: its offset, line and column (from 0), and the number of
    articles before it.
    """

    offset: int
    line: int
    column: int
    articles: int


class _Tag(NamedTuple):
    closes: bool
    name: bytes
    local: bytes
    empty: bool
    end: int


@attrs.frozen
class Items:
    """The structure of a document that can be split, in local names."""

    root: str
    """Its root element."""
    container: str | None
    """The element in the root that holds the items, and nothing else; None where the items are in
    the root itself, behind its other content.
    """
    names: Collection[str]
    """The elements that may occur in the container, or in the root from the first item on."""
    articles: Collection[str]
    """The elements that are articles."""
    joined: Callable[[bytes], bool] | None = None
    """Whether an item, by its bytes, may belong to the one before it; no part begins with such an
    item.
    """


def split(stream: BinaryIO, context: Context, size: int, items: Items) -> Iterator[Part]:
    """Yield the parts of a document between its items, each of about ``size`` bytes, for
    :func:`stream` to read; none where anything is in doubt.

    Each part comes with everything before the first item, so that a reader sees it in each.

    >>> import io
    >>> document = io.BytesIO(b"<m><list><i>a</i><i>b</i></list></m>")
    >>> [(part.start, part.end, part.after) for part in split(document, Context(), 1, Items("m", "list", {"i"}, {"i"}))]
    [(0, 17, b'</list></m>'), (17, 36, b'')]
    >>> document = io.BytesIO(b"<m><date>x</date><i>a</i><i>b</i></m>")
    >>> [(part.start, part.end, part.before.rstrip()) for part in split(document, Context(), 1, Items("m", None, {"i"}, {"i"}))]
    [(0, 25, b''), (25, 37, b'<m><date>x</date>')]
    """
    if context.encoding not in (None, "utf-8"):
        return
    scan = _Scan(stream, items)
    try:
        places = list(scan.places(size))
    except _Doubt:
        return
    for number, here in enumerate(places):
        last = number == len(places) - 1
        there = _Place(scan.end, 0, 0, scan.articles) if last else places[number + 1]
        before, column = scan.before(here) if number else (b"", 0)
        yield Part(
            start=here.offset, end=there.offset, index=here.articles, articles=there.articles - here.articles, line=here.line, last=last,
            before=before, after=b"" if last else scan.after, state=column,
        )  # fmt: skip


class _Scan:
    """A walk through a document; after it ``end`` is its size and ``articles`` the number of
    articles. Raises _Doubt.
    """

    def __init__(self, stream: BinaryIO, items: Items) -> None:
        self._text = _Text(stream)
        self._root = items.root.encode()
        self._container = items.container.encode() if items.container is not None else None
        self._names = frozenset(name.encode() for name in items.names)
        self._counted = frozenset(name.encode() for name in items.articles)
        self._joined = items.joined
        self._prologue = self.after = b""
        self.articles = self.end = 0

    def places(self, size: int) -> Iterator[_Place]:
        """Yield where parts begin, the first at 0."""
        text = self._text
        yield _Place(0, 1, 0, 0)
        behind = self._begin()  # the item before
        start = found = 0
        while True:
            gap, at = self._gap(behind)
            tag = text.tag(at)
            if tag.closes:
                self._finish(tag)
                return
            if tag.local not in self._names:
                raise _Doubt
            end = self._item(at, tag)
            joined = self._joined is not None and self._joined(text.part(at, end))
            if found and at - start >= size and not joined and self._may_begin(tag, behind, at):
                place = text.place(gap, at, self.articles)
                yield place
                start, found = place.offset, 0
            self.articles += tag.local in self._counted and not joined
            found += 1
            behind = end
            text.drop(end)

    def _may_begin(self, tag: _Tag, behind: int, at: int) -> bool:
        """Whether a reader would read the same when a part begins with this item.

        The item before ends in the same chunk, from which the bytes of this item are counted, and
        has content that fixes its line.
        """
        return (
            not tag.empty
            and self._text.part(tag.end, tag.end + 2) != b"</"
            and (behind - 1) // CHUNK == (at - 1) // CHUNK
        )

    def before(self, place: _Place) -> tuple[bytes, int]:
        """Return the bytes before a part, and the number to add to columns of its first line.

        White space puts it on its own line, or beyond the lines that libxml2 counts exactly, and at
        its own offset in a chunk of the reader.
        """
        line = self._prologue.count(b"\n") + 1
        lines = b"\n" * max(0, min(place.line, _LINES) - line)
        aside = b" " * ((place.offset - len(self._prologue) - len(lines)) % CHUNK)
        before = self._prologue + aside + lines
        return before, place.column - _characters(
            before[before.rfind(b"\n") + 1 :].removeprefix(_BOM)
        )

    # ---- the document
    # ------------------------------------------------------------

    def _begin(self) -> int:
        """Find the beginning of the container; the bytes before it are the prologue."""
        text = self._text
        at = len(_BOM) if text.part(0, 3) == _BOM else 0
        declared = declared_encoding(text.part(at, at + 2048))
        if text.part(at, at + 1) != b"<" or (declared or "utf-8").lower() not in ("utf-8", "utf8"):
            raise _Doubt
        _, at = self._gap(at)
        if text.part(at, at + 9) == b"<!DOCTYPE":
            _, at = self._gap(text.match(_DOCTYPE, at))
        root = text.tag(at)
        if root.local != self._root or root.closes or root.empty:
            raise _Doubt
        self._references(at, root.end)
        start, container = self._items(root.end)
        self._prologue = text.part(0, start)
        self.after = _closing(container, root) if container is not None else _closing(root)
        return start

    def _items(self, at: int) -> tuple[int, _Tag | None]:
        """Find, among the children of the root, the container and the beginning of its content;
        None and the beginning of the first item if the items are in the root.
        """
        text, depth = self._text, 0
        while at < _PROLOGUE:
            offset = text.find(b"<", at)
            self._references(at, offset)
            at = self._behind_special(offset)
            if at > offset:
                continue
            tag = text.tag(offset)
            self._references(offset, tag.end)
            at = tag.end
            if tag.closes:
                depth -= 1
            elif tag.local in self._names:
                if self._container is None and not depth:
                    return offset, None
                raise _Doubt
            elif not depth and tag.local == self._container and not tag.empty:
                return tag.end, tag
            elif not tag.empty:
                depth += 1
            if depth < 0:
                raise _Doubt
        raise _Doubt

    def _finish(self, tag: _Tag) -> None:
        """Check that the document ends as it must."""
        text, closing, root = self._text, _closing(tag), tag
        if self._container is not None:
            root = text.tag(self._gap(tag.end)[1])
            closing = _closing(tag, root)
        if closing != self.after or not root.closes:
            raise _Doubt
        _, self.end = self._gap(root.end, last=True)

    def _gap(self, at: int, *, last: bool = False) -> tuple[int, int]:
        """Skip white space, comments and processing instructions: return the beginning and the end
        of the last white space.
        """
        text = self._text
        while True:
            end = text.spaces(at)
            if last and text.is_over(end):
                return at, end
            behind = self._behind_special(end)
            if (
                text.part(end, end + 1) != b"<"
                or (last and behind == end)
                or text.part(end, end + 9) == b"<![CDATA["
            ):
                raise _Doubt
            if behind == end:
                return at, end
            at = behind

    def _behind_special(self, at: int) -> int:
        """The end of a comment, CDATA section or processing instruction that begins at an offset;
        the offset itself if none does.
        """
        text = self._text
        start = text.part(at, at + 9)
        if start[:2] == b"<?":
            return text.find(b"?>", at + 2) + 2
        if start[:4] == b"<!--":
            return text.find(b"-->", at + 4) + 3
        if start == b"<![CDATA[":
            return text.find(b"]]>", at + 9) + 3
        return at

    def _item(self, start: int, tag: _Tag) -> int:
        """The end of an item: its own end tag, not that of an item with the same name inside it,
        nor text.
        """
        self._references(start, tag.end)
        if tag.empty:
            return tag.end
        text, name, depth, at = self._text, tag.name, 1, tag.end
        found = text.find(name, at)
        while True:
            special = text.special(at, found)
            self._references(at, special)
            if special < found:
                at = self._behind_special(special)
                if at == special:  # a declaration, which is not allowed here
                    raise _Doubt
                found = text.find(name, at) if at > found else found
                continue
            at = found + len(name)
            before, behind = text.part(found - 2, found), text.part(at, at + 1)
            if before == b"</" and behind in _CLOSED_BY:
                depth -= 1
                if not depth:
                    return text.match(_END, at)
            elif before[1:] == b"<" and behind in _OPENED_BY:
                depth += not text.tag(found - 1).empty
            found = text.find(name, at)

    def _references(self, at: int, end: int) -> None:
        """Raise _Doubt for a reference that the reader will report."""
        if not all(map(_is_known, self._text.all_of(_REFERENCE, b"&", at, end))):
            raise _Doubt


@lru_cache(maxsize=4096)
def _is_known(reference: bytes) -> bool:
    """Whether a reference is read without a diagnostic."""
    number = re.fullmatch(rb"&#(?:([0-9]{1,32})|[xX]([0-9A-Fa-f]{1,32}));", reference)
    if number is None:
        return reference in (b"&amp;", b"&lt;", b"&gt;", b"&quot;", b"&apos;") or (
            len(reference) > 2 and entity(reference[1:-1]) is not None
        )
    code = int(number[1]) if number[1] else int(number[2], 16)
    return (
        0x20 <= code < 0xD800
        or code in (9, 10, 13)
        or 0xE000 <= code < 0xFFFE
        or 0x10000 <= code <= 0x10FFFF
    )


def _closing(*tags: _Tag) -> bytes:
    """The end tags of elements, the innermost first."""
    return b"".join(b"</" + tag.name + b">" for tag in tags)


def _characters(data: bytes) -> int:
    """How many characters libxml2 counts, which sees the characters that entity names stand for."""
    if b"&" in data:
        data = _NAME.sub(lambda match: entity(match[1]) or match[0], data)
    return len(data) if data.isascii() else len(data.translate(None, _CONTINUATIONS))


class _Text:
    """The bytes of a document by offset, read on demand; they must be UTF-8 that XML can hold.
    Raises _Doubt.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._buffer = b""
        self._base = 0
        self._ended = False
        self._cut = b""  # the beginning of a character, at the end of the bytes read
        self._counted = 0  # offset up to which lines are counted
        self._line, self._column = 1, 0

    def _more(self) -> bool:
        """Read as many bytes again as are held, so that a long search stays linear."""
        block = self._stream.read(max(_BLOCK, len(self._buffer)))
        self._ended = not block
        if not (self._cut + block).isascii() or not block:
            self._check(self._cut + block)
        if len(block.translate(None, CONTROLS)) != len(block):
            raise _Doubt
        self._buffer += block
        return bool(block)

    def _check(self, data: bytes) -> None:
        try:
            _, size = codecs.utf_8_decode(data, "strict", self._ended)
        except UnicodeDecodeError:
            raise _Doubt from None
        self._cut = data[size:]
        if b"\xef" in data and any(wrong in data for wrong in NONCHARACTERS):
            raise _Doubt

    def part(self, start: int, end: int) -> bytes:
        """The bytes of a range, fewer at the end of the document."""
        while end > self._base + len(self._buffer) and not self._ended:
            self._more()
        return self._buffer[start - self._base : end - self._base]

    def is_over(self, at: int) -> bool:
        return not self.part(at, at + 1)

    def find(self, wanted: bytes, at: int) -> int:
        """The next offset of some bytes."""
        offset = at - self._base
        while (found := self._buffer.find(wanted, offset)) < 0:
            offset = max(offset, len(self._buffer) - len(wanted) + 1)
            if self._ended or not self._more():
                raise _Doubt
        return found + self._base

    def special(self, at: int, end: int) -> int:
        """The next beginning of a comment, CDATA section, processing instruction or declaration in
        a range that has been read; the end of the range without one.
        """
        start, end = at - self._base, end - self._base
        for mark, opening in (
            (b"!", b"<!"),
            (b"?", b"<?"),
        ):  # a single byte is found much faster, and is rare
            if self._buffer.find(mark, start, end) >= 0:
                found = self._buffer.find(opening, start, end)
                end = found if found >= 0 else end
        return end + self._base

    def all_of(self, pattern: re.Pattern[bytes], start: bytes, at: int, end: int) -> set[bytes]:
        """The matches in a range that has been read, each once."""
        at, end = at - self._base, end - self._base
        at = self._buffer.find(start, at, end)
        return set(pattern.findall(self._buffer, at, end)) if at >= 0 else set()

    def match(self, pattern: re.Pattern[bytes], at: int) -> int:
        """The end of a match at an offset."""
        return self._match(pattern, at).end() + self._base

    def _match(self, pattern: re.Pattern[bytes], at: int) -> re.Match[bytes]:
        while (found := pattern.match(self._buffer, at - self._base)) is None:
            if self._ended or len(self._buffer) + self._base - at > _LONGEST_TAG:
                raise _Doubt
            self._more()
        return found

    def tag(self, at: int) -> _Tag:
        """The tag at an offset."""
        found = self._match(_TAG, at)
        return _Tag(bool(found[1]), found[2], found[3], bool(found[4]), found.end() + self._base)

    def spaces(self, at: int) -> int:
        """The end of the white space at an offset."""
        while True:
            end = _SPACE.match(self._buffer, at - self._base).end()  # type: ignore[union-attr]
            if end < len(self._buffer) or self._ended:
                return end + self._base
            self._more()

    def place(self, gap: int, at: int, articles: int) -> _Place:
        """The beginning of a part: before an item, or at the beginning of its line if only white
        space is before it.
        """
        line = self._buffer.rfind(b"\n", gap - self._base, at - self._base)
        offset = line + 1 + self._base if line >= 0 else at
        self._count(offset)
        return _Place(offset, self._line, self._column, articles)

    def drop(self, at: int) -> None:
        """Release the bytes before an offset, from time to time."""
        if at - self._base > _BLOCK:
            self._count(at)
            self._buffer = self._buffer[at - self._base :]
            self._base = at

    def _count(self, at: int) -> None:
        """Count lines, and the characters of the last line, up to an offset."""
        start, end = self._counted - self._base, at - self._base
        lines = self._buffer.count(b"\n", start, end)
        if lines:
            self._line += lines
            start, self._column = self._buffer.rfind(b"\n", start, end) + 1, 0
        self._column += _characters(
            self._buffer[start:end].removeprefix(_BOM)
            if not self._counted
            else self._buffer[start:end]
        )
        self._counted = at
