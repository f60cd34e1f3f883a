"""The bytes of an XML document, chunk by chunk, as clean UTF-8 for libxml2.

Bytes in any encoding come in; UTF-8 goes out in which every entity name has become its character
(an unknown one U+FFFD), every character that XML 1.0 forbids is gone, a lone ``&`` is ``&amp;`` and
the internal subset of a DOCTYPE is blank. Line numbers do not change, and every repair is reported.
The order of decoding: BOM, ``context.encoding``, strict UTF-8 with any byte over 0x7F, the declared
encoding, UTF-8, windows-1252 (XML 1.0 §2.2, §4.1, appendix F).
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from newsfmt.errors import EncodingError, ParseError, Position
from newsfmt.format import Context

__all__ = [
    "CHUNK",
    "CONTROLS",
    "NONCHARACTERS",
    "XmlBytes",
    "declared_encoding",
    "entity",
    "harmless",
]

CHUNK = 1 << 16
"""Size of a chunk in bytes."""

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_BARE_UTF16 = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_DECLARED = re.compile(
    rb"[ \t\r\n]{0,64}<\?xml[^>?]{0,200}?\sencoding\s{0,8}=\s{0,8}[\"']([A-Za-z][A-Za-z0-9._:-]{0,40})[\"']"
)
_DECLARATION = re.compile(rb"[ \t\r\n]+<\?xml\s[^>?]{0,400}\?>")
_REFUSED = frozenset(
    {
        "utf-7",
        "idna",
        "punycode",
        "unicode-escape",
        "raw-unicode-escape",
        "undefined",
        "mbcs",
        "oem",
    }
)
_SEVEN_BIT = ("iso2022", "iso-2022", "hz", "utf-16", "utf-32")
_LATIN = frozenset({"iso8859-1", "ascii", "cp1252"})
_START = 2048
_SHORT = 64
_CUT = "\ufffd"  # for a character that the end of the input cuts off

_SUSPECT = re.compile(
    rb"&(?!(?:amp|lt|gt|quot|apos|#(?:9|1[03]|[3-9][0-9]|[1-9][0-9]{2,3}|[1-4][0-9]{4}"
    rb"|x[2-9A-Fa-f][0-9A-Fa-f]|x0?[1-9A-Fa-f][0-9A-Fa-f]{2}|x00[2-9A-Fa-f][0-9A-Fa-f]|x[1-9A-Ca-c][0-9A-Fa-f]{3}));)"
)
_REFERENCE = re.compile(
    rb"&(?!(?:amp|lt|gt|quot|apos);)(?:#([0-9]{1,32}|[xX][0-9A-Fa-f]{1,32});|([A-Za-z_:\x80-\xff][A-Za-z0-9_.:\x80-\xff-]{0,99});)?"
)
_NUMBER = re.compile(rb"&#([0-9]{1,32}|[xX][0-9A-Fa-f]{1,32});")
_SPECIAL = re.compile(rb"<(?:!--|!\[CDATA\[|\?)")
_CLOSERS = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_DOCTYPE_TOKEN = re.compile(rb"[\"'\[\]>]|<!--|<\?")
CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 13))
NONCHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_C1 = bytes(range(128, 160))
_REPORTED = 200
_MOST_OPEN = 1000
_STRETCH = 8192

_WESTERN = "".join(
    bytes([code]).decode("cp1252", "replace").replace("\ufffd", chr(code)) for code in range(256)
)
"""windows-1252, with its five gaps filled as in ISO 8859-1: every byte is a character."""
_ESCAPED = {0xDC00 + code: _WESTERN[code] for code in range(128, 256)}


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding in the XML declaration, as it is written."""
    match = _DECLARED.match(data)
    return match.group(1).decode("ascii") if match else None


def harmless(data: bytes) -> bool:
    """Whether libxml2 can read a document unchanged: no other encoding declared than UTF-8, no
    entity names, no internal subset.

    libxml2 itself refuses bytes that are not UTF-8, and control characters.
    """
    if data[:1] != b"<" or data[1:2] == b"\0" or (b"&" in data and _SUSPECT.search(data)):
        return False
    declared = declared_encoding(data)
    if (
        declared is not None
        and declared.lower() not in ("utf-8", "utf8")
        and not (data.isascii() and _is_over_ascii(declared))
    ):
        return False
    prolog = _prolog(data)
    return prolog == (0, 0) or (prolog is None and b"<!DOCTYPE" not in data)


def _is_over_ascii(declared: str) -> bool:
    """Whether an encoding that newsfmt reads is a superset of ASCII."""
    name = _codec_name(declared)
    return name is not None and not name.startswith(_SEVEN_BIT)


class XmlBytes:
    """Turns the chunks of one document into clean UTF-8: :meth:`feed` each, the last with
    ``final``; then :meth:`finish`.

    With ``recover`` the document may be broken, so that libxml2 may not accept a comment as one:
    see :meth:`numbers`.
    """

    def __init__(self, context: Context, *, recover: bool = False) -> None:
        self._context = context
        self._recover = recover
        self._decoder = _Decoder(context)
        self._prolog: bytes | None = b""
        self._enough = 0  # length at which the prolog is examined again
        self._held = b""
        self._until = b""
        self._line = 1
        self._removed = 0
        self._reports = 0
        self._open = 0  # tags opened since the last complete tag
        self.entities = 0
        """References to unknown entities since the caller last set it to 0."""
        self.hopeless = False
        """Whether too many tags are incomplete for libxml2 to recover: it searches the end of each
        again.
        """

    def feed(self, data: bytes, final: bool = False) -> bytes:
        """Return the part of the document that is final so far. Raises ParseError and EncodingError
        for bytes that cannot be decoded.
        """
        data = self._decoder.feed(data, final)
        size = len(data)
        data = data.translate(None, CONTROLS)
        self._removed += size - len(data)
        for wrong in NONCHARACTERS:
            if wrong in data:
                self._removed += data.count(wrong)
                data = data.replace(wrong, b"")
        if self._prolog is not None:
            data = self._start(self._prolog + data, final)
        if self._held:
            data, self._held = self._held + data, b""
        if not data:
            return b""
        if (
            not self._until
            and b"<!" not in data
            and b"<?" not in data
            and not _SUSPECT.search(data)
        ):
            return self._cut(data, final)
        return self._scan(data, final)

    def finish(self) -> None:
        """Report the repairs that are counted to the end."""
        if self._removed:
            self._context.warn(
                "read.control-removed", f"characters that XML cannot hold, removed: {self._removed}"
            )
        if self._reports > _REPORTED:
            self._context.warn(
                "read.invalid",
                f"{self._reports - _REPORTED} more references were repaired in the same way",
            )

    # ---- the prolog
    # ------------------------------------------------------------

    def _start(self, data: bytes, final: bool) -> bytes:
        """Hold the prolog back until its end is known; then blank its internal subset."""
        prolog = _prolog(data) if final or len(data) >= self._enough else None
        if prolog is None and not final:
            self._enough = self._enough if len(data) < self._enough else 2 * len(data)
            limit = self._context.limits.front_matter
            if limit is not None and len(data) > max(limit, _START):
                raise self._context.exceeded("front_matter", "the part before the root element")
            self._prolog = data
            return b""
        self._prolog = None
        late = _DECLARATION.match(data)
        if late:
            self._context.warn("read.invalid", "white space before the XML declaration", at=1)
            data = _blank(data, 0, late.end())
        if prolog is not None and prolog[1] > prolog[0]:
            data = _blank(data, *prolog)
        return data

    # ---- references
    # ------------------------------------------------------------

    def _cut(self, data: bytes, final: bool) -> bytes:
        """Hold back a reference or an opening that the chunk may have cut in two."""
        if not final:
            size = len(data)
            offset = data.rfind(b"&", max(0, size - 110))
            if offset < 0 or data.find(b";", offset) >= 0:
                offset = data.rfind(b"<", max(0, size - 9))
            if offset >= 0:
                data, self._held = data[:offset], data[offset:]
        self._line += data.count(b"\n")
        self._count_open(data)
        return data

    def _count_open(self, data: bytes) -> None:
        """Count tags that do not end."""
        for index in range(0, len(data), _STRETCH):
            end = data.rfind(b">", index, index + _STRETCH)
            opened = data.count(b"<", max(end, index), index + _STRETCH)
            self._open = opened if end >= 0 else self._open + opened
            self.hopeless = self.hopeless or self._open > _MOST_OPEN

    def _scan(self, data: bytes, final: bool) -> bytes:
        """Repair references in text and tags, and leave CDATA sections, comments and processing
        instructions alone.
        """
        out = []
        offset, size = 0, len(data)
        while offset < size:
            if self._until:
                end = data.find(self._until, offset)
                if end < 0:
                    end = size if final else max(offset, size - 2)
                    if self._recover and not final:
                        cut = data.rfind(b"&", max(offset, size - 40))
                        end = cut if cut >= 0 else end
                    self._held = data[end:]
                    size = end
                else:
                    end += len(self._until)
                    self._until = b""
                part = data[offset:end]
                out.append(self.numbers(part) if self._recover else part)
                self._line += part.count(b"\n")
                offset = end
                continue
            special = _SPECIAL.search(data, offset)
            if special is None:
                out.append(self._repair(data[offset:], final))
                break
            if special.start() > offset:
                out.append(self._repair(data[offset : special.start()], True))
            out.append(special.group())
            self._until = _CLOSERS[special.group()]
            offset = special.end()
        return b"".join(out)

    def _repair(self, data: bytes, final: bool) -> bytes:
        line = self._line
        data = self._cut(data, final)
        if not _SUSPECT.search(data):
            return data
        offset = 0

        def replace(match: re.Match[bytes]) -> bytes:
            nonlocal line, offset
            line += data.count(b"\n", offset, match.start())
            offset = match.start()
            return self._reference(match, line)

        return _REFERENCE.sub(replace, data)

    def _reference(self, match: re.Match[bytes], line: int) -> bytes:
        number, name = match.groups()
        if number is not None:
            return self._character(match.group(), number, line)
        if name is None:
            self._report(
                "read.invalid", "an & that begins no reference was taken for the character", line
            )
            return b"&amp;"
        known = entity(name)
        if known is not None:
            return known
        self.entities += 1
        limit = self._context.limits.entities
        if limit is not None and self.entities > limit:
            raise self._context.exceeded("entities", "the number of unknown entities", at=line)
        self._report(
            "read.entity-unknown",
            f"entity &{name.decode('utf-8', 'backslashreplace')}; is not known",
            line,
        )
        return b"\xef\xbf\xbd"

    def _character(self, reference: bytes, number: bytes, line: int) -> bytes:
        code = int(number[1:], 16) if number[:1] in b"xX" else int(number)
        if (
            0x20 <= code < 0xD800
            or code in (9, 10, 13)
            or 0xE000 <= code < 0xFFFE
            or 0x10000 <= code <= 0x10FFFF
        ):
            return reference.replace(b"#X", b"#x")
        if code < 0x20 or code in (0xFFFE, 0xFFFF):
            self._removed += 1
            return b""
        self._report("read.invalid", f"{reference.decode('ascii')} is no character", line)
        return b"\xef\xbf\xbd"

    def numbers(self, data: bytes) -> bytes:
        """Remove references to invalid characters, wherever they are: in a broken document libxml2
        accepts them, even surrogates.
        """
        return (
            _NUMBER.sub(
                lambda match: self._character(match.group(), match.group(1), self._line), data
            )
            if b"&#" in data
            else data
        )

    def _report(self, code: str, message: str, line: int) -> None:
        self._reports += 1
        if self._reports <= _REPORTED:
            self._context.warn(code, message, at=line)


@lru_cache(maxsize=4096)
def entity(name: bytes) -> bytes | None:
    """The characters of a known entity name, as they may stand in XML text and attribute values."""
    from html.entities import html5

    text = html5.get(name.decode("utf-8", "replace") + ";")
    if text is None:
        return None
    for character, escaped in (
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ('"', "&quot;"),
        ("'", "&apos;"),
    ):
        text = text.replace(character, escaped)
    return text.encode()


def _prolog(data: bytes) -> tuple[int, int] | None:
    """The range of the DOCTYPE's internal subset (empty if it has none); None while the prolog is
    incomplete.
    """
    offset = 0
    while True:
        offset = data.find(b"<", offset)
        if offset < 0 or len(data) < offset + 9:
            return None
        closer = (
            b"-->"
            if data.startswith(b"<!--", offset)
            else b"?>"
            if data.startswith(b"<?", offset)
            else b""
        )
        if closer:
            offset = data.find(closer, offset + 2)
            if offset < 0:
                return None
            continue
        if not data.startswith(b"<!DOCTYPE", offset):
            return 0, 0
        return _subset(data, offset + 9)


def _subset(data: bytes, offset: int) -> tuple[int, int] | None:
    start = 0
    while match := _DOCTYPE_TOKEN.search(data, offset):
        token, offset = match.group(), match.end()
        if token == b"[" and not start:
            start = match.start()
        elif token == b"]" and start:
            return start, offset
        elif token == b">" and not start:
            return 0, 0
        elif token not in b"[]>":
            closer = {b"<!--": b"-->", b"<?": b"?>"}.get(token, token)
            end = data.find(closer, offset)
            if end < 0:
                return None
            offset = end + len(closer)
    return None


def _blank(data: bytes, start: int, end: int) -> bytes:
    """The same bytes with a range blanked; its line ends are kept."""
    lines = data.count(b"\n", start, end)
    return data[:start] + b" " + b"\n" * lines + data[end:]


class _Decoder:
    """The bytes of one document as UTF-8, by newsfmt's order of decoding; ASCII and UTF-8 pass
    unchanged.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._head: bytes | None = b""
        self._codec: codecs.IncrementalDecoder | None = None
        self._western = False
        self._strict = False
        self._utf8 = False
        self._tail = b""
        self._declared: str | None = None
        self._label = ""
        self._reported = False
        self._offset = 0

    def feed(self, data: bytes, final: bool) -> bytes:
        if self._head is not None:
            data = self._head + data
            if len(data) < _START and not final:
                self._head = data
                return b""
            self._head = None
            data = self._start(data)
        if self._western:
            return self._from_western(data)
        if self._codec is not None:
            return self._decode(data, final)
        if self._tail:
            data, self._tail = self._tail + data, b""
        return self._plain(data, final)

    # ---- the beginning
    # ------------------------------------------------------------

    def _start(self, data: bytes) -> bytes:
        asked = self._context.encoding
        marked = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), None)
        if marked:
            size = next(len(mark) for mark, encoding in _BOMS if encoding == marked)
            data, self._offset = data[size:], size
        elif not asked:
            marked = next(
                (encoding for start, encoding in _BARE_UTF16 if data.startswith(start)), None
            )
        self._declared = declared_encoding(data) or _declared_wide(data, marked)
        name = _codec_name(self._declared) if self._declared else None
        if marked and marked != "utf-8":
            self._use(marked)
            if name and not name.startswith(marked[:6]):
                self._mismatch(f"declared as {self._declared}, but marked as {marked}")
        elif marked:
            self._utf8 = True
            if name and name not in ("utf-8", "ascii"):
                self._mismatch(f"declared as {self._declared}, but marked as UTF-8")
        elif asked:
            self._asked(asked, name)
        elif name is None and self._declared:
            self._unknown(data)
        elif name and name.startswith(("utf-16", "utf-32")):
            self._mismatch(f"declared as {self._declared}, but written in single bytes")
            self._declared = None
        elif name and name.startswith(_SEVEN_BIT):
            self._use(name)
        return data

    def _asked(self, asked: str, declared: str | None) -> None:
        name = _codec_name(asked)
        if name is None:
            raise ParseError(
                f"there is no encoding {asked!r}; give a registered name, "
                "such as cp1252 or iso-8859-15",
                source=self._context.name or None,
            )
        if self._declared and name != declared:
            self._mismatch(f"declared as {self._declared}, read as {asked} as asked")
        self._use(name, strict=True)

    def _unknown(self, data: bytes) -> None:
        """An encoding that newsfmt cannot read: refused, unless the bytes are valid UTF-8."""
        declared = self._declared or ""
        if (
            not declared.lower().replace("-", "").replace("_", "").startswith("utf7")
            and not data.isascii()
            and _is_utf8(data)
        ):
            return
        raise ParseError(
            f"the document declares the encoding {declared!r}, which is not read; "
            "convert it to UTF-8 or name the real one with --encoding",
            source=self._context.name or None, position=Position(line=1),
        )  # fmt: skip

    def _use(self, name: str, *, strict: bool = False) -> None:
        self._codec = codecs.getincrementaldecoder(name)("strict")
        self._label = name
        self._strict = strict

    # ---- UTF-8 and what claims to be
    # ------------------------------------------------------------

    def _plain(self, data: bytes, final: bool) -> bytes:
        """ASCII and UTF-8 pass; the first other bytes decide the encoding of the rest."""
        if data.isascii():
            self._offset += len(data)
            return data
        try:
            data.decode()
        except UnicodeDecodeError as error:
            if (
                error.end == len(data)
                and error.start >= len(data) - 3
                and error.reason == "unexpected end of data"
            ):
                data, self._tail = data[: error.start], data[error.start :]
                if final:  # a character that is cut off
                    data += _CUT.encode()
            else:
                return self._other(data, final, error)
        if not self._utf8 and not data.isascii():
            self._utf8 = True
            if self._declared and _codec_name(self._declared) != "utf-8":
                self._mismatch(f"declared as {self._declared}, but the bytes are UTF-8")
        self._offset += len(data)
        return data

    def _other(self, data: bytes, final: bool, error: UnicodeDecodeError) -> bytes:
        name = _codec_name(self._declared) if self._declared else None
        if self._utf8 or name in (None, "utf-8"):
            where = f"the byte 0x{data[error.start]:02X} at offset {self._offset + error.start} is not UTF-8"
            if self._declared:
                self._mismatch(f"{where}; it and its like were read as windows-1252")
            else:
                self._context.warn(
                    "read.encoding-guessed", f"{where}; it and its like were read as windows-1252"
                )
            self._codec = codecs.getincrementaldecoder("utf-8")("surrogateescape")
            self._label = ""
            return self._decode(data, final)
        if name in _LATIN:
            self._western = True
            return self._from_western(data)
        assert name is not None
        self._use(name)
        return self._decode(data, final)

    def _from_western(self, data: bytes) -> bytes:
        """ISO 8859-1, with 0x80 to 0x9F read as windows-1252, which is what writers mean."""
        name = _codec_name(self._declared or "")
        if not self._reported and (
            name == "ascii" or (name != "cp1252" and data.translate(None, _C1) != data)
        ):
            self._mismatch(f"declared as {self._declared}, read as windows-1252")
        return codecs.charmap_decode(data, "strict", _WESTERN)[0].encode()

    # ---- codecs
    # ------------------------------------------------------------

    def _decode(self, data: bytes, final: bool) -> bytes:
        codec = self._codec
        assert codec is not None
        state = codec.getstate()
        try:
            text = codec.decode(data, final and not self._label)
        except UnicodeDecodeError as error:
            if self._strict:
                raise self._broken(error) from None
            self._mismatch(f"bytes that are not {self._label} became U+FFFD")
            codec.setstate(state)
            codec.errors = "replace"
            text = codec.decode(data, False)
        if final and codec.getstate()[0]:
            text += _CUT
        self._offset += len(data)
        if not self._label:
            text = text.translate(_ESCAPED)
        return text.encode()

    def _broken(self, error: UnicodeDecodeError) -> EncodingError:
        offset, byte = self._offset + error.start, error.object[error.start]
        message = f"byte 0x{byte:02X} at offset {offset} is not {self._label}; give another encoding with --encoding, or none"
        return EncodingError(
            message,
            source=self._context.name or None,
            position=Position(offset=offset),
            offset=offset,
            byte=byte,
        )

    def _mismatch(self, message: str) -> None:
        if not self._reported:
            self._reported = True
            self._context.warn("read.encoding-mismatch", message)


def _declared_wide(data: bytes, encoding: str | None) -> str | None:
    if not encoding or encoding == "utf-8":
        return None
    head = data[: _START // 2].decode(encoding, "replace")  # only to search a name in it
    return declared_encoding(head.encode())


@lru_cache(maxsize=_SHORT)
def _codec_name(name: str) -> str | None:
    """Python's name for an encoding of text that may be read, or None."""
    try:
        info = codecs.lookup(name)
    except LookupError:
        return None
    readable = (
        getattr(info, "_is_text_encoding", True) and info.name.replace("_", "-") not in _REFUSED
    )
    return info.name if readable else None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start >= len(data) - 3 and error.reason == "unexpected end of data"
    return True
