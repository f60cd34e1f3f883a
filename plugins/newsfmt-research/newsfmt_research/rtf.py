"""Rich Text Format (RTF 1.9.1) → its paragraphs, with their bookmarks and links.

The bytes of a file come in, :class:`Passage` records go out. What is layout (fonts, pictures,
headers, footers, the document's own properties, hidden text) is left out; every character is read
by the code page of the font it is set in. A group that is never closed means that the file was cut
off.

No package is used, because what they leave out needs the stack of groups, which is the reader
itself: the character sets of fonts, bookmarks (which part the articles of Nexis), the addresses of
links, hidden text, and the difference between a break and a paragraph.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from itertools import takewhile
from operator import itemgetter
from typing import Any, NamedTuple

from newsfmt import prose
from newsfmt.errors import ParseError
from newsfmt.format import Context
from newsfmt_research.passages import Passage

__all__ = ["beginning", "is_rtf", "passages"]

_TOKEN = re.compile(
    rb"([^\\{}\r\n]+)"
    rb"|\\(?:([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|'([0-9a-fA-F]{2})|([^a-zA-Z']))"
    rb"|([{}])"
    rb"|\\'?|[\r\n]+"
)
_HYPERLINK = re.compile(r'HYPERLINK\s{1,9}(?:\\l\s{1,9})?"([^"]{1,4000})"')
_SURROGATE = re.compile("[\ud800-\udfff]")
_ODD = re.compile("[\x00-\x08\x0e-\x1f\u00c3\u00e2]")  # controls, traces of UTF-8
_CHARSETS = {
    77: "mac_roman", 78: "cp932", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk",
    136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
"""Code pages of the character sets of fonts (RTF 1.9.1, Font Table); others are the document's."""
_CHARACTERS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": "\u2003", "enspace": "\u2002",
    "qmspace": "\u2005", "zwj": "\u200d", "zwnj": "\u200c", "ltrmark": "\u200e", "rtlmark": "\u200f",
}  # fmt: skip
_SYMBOLS = {"~": "\u00a0", "_": "\u2011", "{": "{", "}": "}", "\\": "\\", "\t": "\t"}
_ENDS = frozenset({"par", "sect", "page", "cell", "row", "nestcell", "nestrow"})
_FONTS, _BOOKMARK, _FIELD, _SKIPPED = "fonts", "bookmark", "field", "skipped"
_DESTINATIONS = {
    "fonttbl": _FONTS, "bkmkstart": _BOOKMARK, "fldinst": _FIELD,
    **dict.fromkeys(
        """colortbl stylesheet info pict header headerl headerr headerf footer footerl footerr
        footerf nonshppict bkmkend listtext pntext ftnsep ftnsepc private xe tc rxe txe objdata
        filetbl listtable listoverridetable revtbl rsidtbl generator template""".split(),
        _SKIPPED,
    ),
}  # fmt: skip
_NOTES = frozenset({"footnote", "annotation"})


class _Group(NamedTuple):
    """What a closing brace brings back."""

    destination: str
    codec: str
    bold: bool
    hidden: bool
    fallback: int


def is_rtf(data: bytes) -> bool:
    """Return whether bytes begin as RTF does, whatever their file is called.

    >>> is_rtf(rb"{\\rtf1 Ferry}"), is_rtf(b"PK")
    (True, False)
    """
    return data.lstrip(b"\xef\xbb\xbf\r\n\t ")[:5] == b"{\\rtf"


def passages(data: bytes, context: Context) -> Iterator[Passage]:
    """Yield the paragraphs of a document, empty ones as well.

    Raises ParseError for bytes that are no RTF, TruncatedError for a file that stops inside a group
    (after its paragraphs), LimitError for groups that are nested too deeply.

    >>> text = rb"{\\rtf1{\\fonttbl{\\f0\\fcharset204 Arial;}}\\f0 \\'cc\\'ee\\'f1\\'f2\\par{\\b Ferry}\\~sails}"
    >>> [passage.text for passage in passages(text, Context())]
    ['Мост', 'Ferry\\xa0sails']
    """
    if not is_rtf(data):
        kind = "a ZIP container, such as DOCX" if data[:2] == b"PK" else "something else"
        raise context.error(f"it is no RTF (which begins with {{\\rtf) but {kind}")
    yield from _Document(data, context).passages()


def beginning(data: bytes) -> list[str]:
    """Return the paragraphs that the first bytes of a file show, for sniffers; none for what is no
    RTF. It never raises.

    >>> beginning(rb"{\\rtf1 HD\\tab Ferry sails\\par WC")
    ['HD\\tFerry sails', 'WC']
    """
    texts: list[str] = []
    with suppress(ParseError):
        for passage in passages(data, Context()):
            texts.append(passage.text)  # noqa: PERF401 (those before the error count)
    return texts


class _Document:
    """A document as far as it has been read."""

    def __init__(self, data: bytes, context: Context) -> None:
        self.data = data
        self.context = context
        self.is_utf8 = not context.encoding and not data.isascii() and _is_utf8(data)
        self.ready: list[Passage] = []
        self.segments: list[tuple[str, bool]] = []
        self.bookmarks: list[str] = []
        self.links: list[str] = []
        self.offset = self.counted = 0
        self.line = 1
        self.unread = 0
        self.begin()

    def begin(self) -> None:
        """Begin a document: a file may hold several, one after the other."""
        self.default = self.context.encoding or "cp1252"
        self.default_font = self.font = 0
        self.fonts: dict[int, str] = {}
        self.group = _Group("", self.default, False, False, 1)
        self.stack: list[_Group] = []
        self.pending = bytearray()
        self.captured: list[str] = []
        self.skip = 0
        self.is_optional = self.has_ended = False

    def passages(self) -> Iterator[Passage]:
        """Yield the paragraphs."""
        for token in self.tokens():
            self.read(token)
            if self.ready:
                yield from self.ready
                self.ready.clear()
        self.end()
        yield from self.ready
        if self.unread:
            message = f"{self.unread} characters are not in the code page of their font"
            self.context.warn("read.encoding-mismatch", message)
        if self.stack:
            self.context.cut_off("the brace that closes the document", at=self.line)

    def tokens(self) -> Iterator[re.Match[bytes]]:
        """Yield the tokens of the file, without pictures in bytes and what stands behind a
        document.
        """
        while self.offset < len(self.data):
            for token in _TOKEN.finditer(self.data, self.offset):
                self.offset = token.end()
                if token[2] == b"bin":
                    self.offset += max(int(token[3] or 0), 0)
                    break
                yield token
                if self.has_ended:
                    self.begin_again()
                    break

    def begin_again(self) -> None:
        """Go on behind the end of a document: at the next one, else at the end of the file."""
        following = self.data.find(b"{\\rtf", self.offset)
        end = following if following >= 0 else len(self.data)
        rest = self.data[self.offset : end].strip(b"\0\r\n\t \x1a")
        if rest:
            shown = rest[:40].decode("latin-1")
            message = f"text behind the end of the document was left out: {shown!r}"
            self.context.warn("read.trailing-text", message, at=self.line)
        self.offset = end
        self.begin()

    def read(self, token: re.Match[bytes]) -> None:
        """Do what a token says."""
        kind = token.lastindex
        if kind == 1:
            self.characters(token[1])
        elif kind in (2, 3):
            if token[2] in _WORDS or self.is_optional or self.skip:
                self.word(token[2].decode("ascii"), int(token[3]) if token[3] else None)
        elif kind == 4:
            if self.skip:
                self.skip -= 1
            else:
                self.pending.append(int(token[4], 16))
        elif kind == 5:
            self.symbol(token[5].decode("latin-1"))
        elif kind == 6:
            self.flush()
            self.skip = 0
            self.is_optional = False
            self.open() if token[6] == b"{" else self.close()

    # -- groups

    def open(self) -> None:
        """Open a group."""
        self.stack.append(self.group)
        if len(self.stack) > self.context.limits.depth:
            raise self.context.exceeded("depth", "the nesting of groups", at=self.line)

    def close(self) -> None:
        """Close a group, and the document with the first one."""
        if not self.stack:
            return
        destination = self.group.destination
        self.group = self.stack.pop()
        if destination in (_BOOKMARK, _FIELD) and self.group.destination != destination:
            self.capture(destination)
        if not self.stack:
            self.end()
            self.has_ended = True

    def capture(self, destination: str) -> None:
        """Take the name of a bookmark or the address of a link."""
        text = "".join(self.captured)
        self.captured = []
        if destination == _BOOKMARK:
            self.bookmarks.append(text.strip())
        elif link := _HYPERLINK.search(text):
            self.links.append(link[1])

    def change(self, **values: Any) -> None:
        """Change how the group goes on."""
        self.flush()
        self.group = self.group._replace(**values)

    # -- control words

    def word(self, name: str, value: int | None) -> None:
        """Do what a control word says."""
        optional, self.is_optional = self.is_optional, False
        if self.skip:
            self.skip -= 1
        elif name in _ENDS:
            self.paragraph(kept=name == "par")
        elif name == "u":
            self.write(_character(value or 0))
            self.skip = self.group.fallback
        elif name in _CHARACTERS:
            self.write(_CHARACTERS[name])
        elif name in _SETTINGS:
            _SETTINGS[name](self, value)
        elif name in _DESTINATIONS or optional:
            if self.group.destination != _SKIPPED:
                self.change(destination=_DESTINATIONS.get(name, _SKIPPED))
        elif name in _NOTES and self.group.destination == "":
            self.context.warn("read.element-ignored", f"a {name} was left out", at=self.line)
            self.change(destination=_SKIPPED)

    def symbol(self, symbol: str) -> None:
        """Write a character that is escaped; an asterisk opens what may be passed over."""
        if self.skip:
            self.skip -= 1
        elif symbol == "*":
            self.is_optional = True
        elif symbol in "\r\n":
            self.paragraph(kept=True)
        elif symbol in _SYMBOLS:
            self.write(_SYMBOLS[symbol])

    def bold(self, value: int | None) -> None:
        """Go on in bold type, or no longer."""
        if self.group.bold != (value != 0):
            self.change(bold=value != 0)

    def hidden(self, value: int | None) -> None:
        """Go on with text that is not shown, or with text that is."""
        self.change(hidden=value != 0)

    def plain(self, value: int | None) -> None:
        """Go on as the document begins."""
        codec, group = self.fonts.get(self.default_font, self.default), self.group
        if group.bold or group.hidden or group.codec != codec:
            self.change(bold=False, hidden=False, codec=codec)

    def fallback(self, value: int | None) -> None:
        """Take the number of bytes that stand behind a character for readers without Unicode."""
        self.change(fallback=max(1 if value is None else value, 0))

    def first_font(self, value: int | None) -> None:
        """Take the font that the document begins in."""
        self.default_font = value or 0

    def font_is(self, value: int | None) -> None:
        """Go on in another font; in the table of fonts, with what is said of it."""
        codec = self.fonts.get(value or 0, self.default)
        if self.group.destination == _FONTS:
            self.font = value or 0
        elif self.group.codec != codec:
            self.change(codec=codec)

    def charset(self, value: int | None) -> None:
        """Take the character set of a font."""
        self.font_codec(_CHARSETS.get(value or 0))

    def font_code_page(self, value: int | None) -> None:
        """Take the code page of a font."""
        self.font_codec(_code_page(value or 0))

    def font_codec(self, codec: str | None) -> None:
        """Keep the encoding of a font, in the table of fonts."""
        if self.group.destination == _FONTS and codec is not None:
            self.fonts[self.font] = codec

    def code_page(self, value: int | None) -> None:
        """Take the code page of the document."""
        self.encoding(_code_page(value or 0))

    def encoding(self, codec: str | None) -> None:
        """Take the encoding of the document, unless another was asked for."""
        if codec is not None and not self.context.encoding:
            self.default = codec
            self.change(codec=codec)

    # -- text

    def characters(self, text: bytes) -> None:
        """Take a run of bytes that are characters."""
        if self.group.destination in (_SKIPPED, _FONTS):
            return
        if self.is_utf8 and not text.isascii():
            decoded = text.decode("utf-8", "replace")  # a backslash may part a character
            self.write(decoded[self.skip :])
            self.skip = max(self.skip - len(decoded), 0)
            return
        self.pending += text[self.skip :] if self.skip else text
        self.skip = max(self.skip - len(text), 0)

    def write(self, text: str) -> None:
        """Add text to the paragraph, or to the name or address that is being captured."""
        self.flush()
        self.add(text)

    def flush(self) -> None:
        """Add the bytes that wait, read by the code page of their font."""
        if not self.pending:
            return
        codec, data = self.group.codec, bytes(self.pending)
        self.pending.clear()
        if codec == "cp1252" and data.isascii():
            self.add(data.decode("ascii"))
            return
        text = prose.windows_1252(data) if codec == "cp1252" else data.decode(codec, "replace")
        self.unread += text.count("\ufffd")
        self.add(text)

    def add(self, text: str) -> None:
        group = self.group
        if group.destination == "":
            if not group.hidden:
                self.segments.append((text, group.bold))
        elif group.destination in (_BOOKMARK, _FIELD):
            self.captured.append(text)

    def paragraph(self, *, kept: bool) -> None:
        """End a paragraph; an empty one counts where it is ``kept``."""
        self.flush()
        if self.group.destination != "":
            return
        self.line += self.data.count(b"\n", self.counted, self.offset)
        self.counted = self.offset
        if kept or self.segments or self.bookmarks:
            self.ready.append(self.passage())

    def end(self) -> None:
        """End the last paragraph, which need not be closed."""
        self.group = self.group._replace(destination="")
        self.paragraph(kept=False)

    def passage(self) -> Passage:
        """What has been read of the paragraph."""
        text = _joined([text for text, _ in self.segments])
        head = _joined([text for text, _ in takewhile(itemgetter(1), self.segments)])
        if _ODD.search(text):
            repair = bool(getattr(self.context.options, "repair", False))
            text = prose.clean(text, self.context, repair=repair)
        passage = Passage(
            text,
            tuple(self.bookmarks),
            tuple(self.links),
            head,
            self.line,
        )
        self.segments, self.bookmarks, self.links = [], [], []
        return passage


_SETTINGS: Mapping[str, Callable[[_Document, int | None], None]] = {
    "b": _Document.bold, "v": _Document.hidden, "deleted": _Document.hidden,
    "plain": _Document.plain, "uc": _Document.fallback, "f": _Document.font_is,
    "deff": _Document.first_font, "fcharset": _Document.charset, "cpg": _Document.font_code_page,
    "ansicpg": _Document.code_page,
    "ansi": lambda document, _: document.encoding("cp1252"),
    "mac": lambda document, _: document.encoding("mac_roman"),
    "pc": lambda document, _: document.encoding("cp437"),
    "pca": lambda document, _: document.encoding("cp850"),
}  # fmt: skip
"""Control words that change how the text behind them is read."""
_WORDS = frozenset(
    name.encode() for name in (*_ENDS, *_CHARACTERS, *_SETTINGS, *_DESTINATIONS, *_NOTES, "u")
)
"""All words that are no layout."""


def _character(number: int) -> str:
    """The character of a number of ``\\u``, which has sixteen bits and a sign."""
    return chr(number & 0xFFFF if number < 0 else min(number, 0x10FFFF))


def _joined(parts: list[str]) -> str:
    """Texts as one, the two halves of a character put together."""
    text = "".join(parts)
    if text.isascii() or not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@lru_cache(maxsize=64)
def _code_page(number: int) -> str | None:
    """The name of a code page; None for one that Python does not know."""
    names = {65001: "utf-8", 10000: "mac_roman", 10001: "shift_jis", 10007: "mac_cyrillic", 10029: "mac_latin2"}  # fmt: skip
    try:
        return codecs.lookup(names.get(number, f"cp{number}")).name
    except LookupError:
        return None
