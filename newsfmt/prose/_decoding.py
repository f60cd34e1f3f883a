"""Bytes to characters by newsfmt's one order, and texts that were decoded wrongly upstream: each
departure is reported (dated-text-grammar.md §2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import attrs

from newsfmt.article import Article, FrozenMap, Origin, normalise
from newsfmt.dates import NewsDate
from newsfmt.errors import EncodingError
from newsfmt.format import Context

__all__ = [
    "BYTE_ORDER_MARKS",
    "bad_byte",
    "clean",
    "decode",
    "is_mojibake",
    "mended",
    "mended_article",
    "windows_1252",
]

BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# cp1252 with its five holes filled by the C1 controls of the same number, so that every byte has a
# character.
_HOLES = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})
_CP1252 = {
    byte: chr(byte) if byte in _HOLES else bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
}
_NO_CHARSETS = frozenset(
    {
        "idna",
        "punycode",
        "undefined",
        "unicode-escape",
        "unicode_escape",
        "raw-unicode-escape",
        "raw_unicode_escape",
        "utf-7",
    }
)
_WIDER = {
    "iso8859-1": "cp1252",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "iso2022_jp": "iso2022_jp_ext",
}
"""What is read as the larger charset that it is used for, as browsers do: in text declared as
Latin-1, 0x93 is a quote.
"""
_OTHER_NAMES = {
    other: name
    for name, others in {
        "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf8mb3 utf8mb4 utf8-mac utf-8-mac utf-8n csutf8",
        "utf-32": "iso-10646-ucs-4 csucs4 ucs-4",
        "utf-16": "unicode unicodefeff iso-10646-ucs-2 csunicode ucs-2",
        "utf-16-be": "unicodefffe",
        "cp932": "ms932 windows-31j windows31j cswindows31j sjis-win sjis-open ms_kanji sjis",
        "iso2022_jp_ext": "iso-2022-jp-ms cp50220 cp50221 cp50222 csiso2022jp-ms _iso-2022-jp$esc",
        "euc_jp": "eucjpms eucjp-ms eucjp-win eucjp-open cseucpkdfmtjapanese euc",
        "gbk": "gb_2312-80 gb_2312 gb2312-80 cn-gb csgb2312 csgbk csiso58gb231280 iso-ir-58 chinese",
        "big5": "cn-big5 x-big5 csbig5 big-5 big5-eten",
        "cp949": "ks_c_5601-1987 ks_c_5601-1989 ks_c_5601 ksc5601 ksc_5601 windows-949 iso-ir-149"
        " csksc56011987 korean uhc 5601",
        "koi8-r": "koi koi8 koi8r cskoi8r",
        "koi8-u": "koi8-ru koi8u",
        "mac_roman": "mac csmacintosh mac-roman apple-roman",
        "mac_cyrillic": "mac-cyrillic mac-ukrainian",
        "mac_iceland": "mac-icelandic",
        "cp1250": "ms-ee",
        "cp1251": "ms-cyrl",
        "cp1253": "ms-greek",
        "cp1254": "ms-turk",
        "cp1255": "ms-hebr",
        "cp1256": "ms-arab",
        "cp1257": "winbaltrim",
        "mac_latin2": "mac-ce mac-centraleurroman",
        "iso8859-8": "logical visual csiso88598e csiso88598i",
        "iso8859-1": "latin-1 ansi ms-ansi iso-8859-1-windows-3.1-latin-1 iso-8859-1-windows-3.0-latin-1",
        "cp874": "dos-874 tis-620-2533",
        "iso8859-15": "latin0 latin-0 csisolatin9 csisolatin0",
        "ascii": "ansi_x3.4 us us-acsii usascii ansi_x3.110-1983 iso_646.irv:1991",
    }.items()
    for other in others.split()
}
"""Names of the IANA's registry, of the web's (Encoding Standard) and of mail programs that the
standard library does not know.
"""
_NUMBERED = (
    (
        re.compile(r"(?:cp|win|windows|ms|dos|ibm|ccsid|oem|ansi|microsoft-cp)[-_ ]?0*(\d{3,5})"),
        "cp{}",
    ),
    (re.compile(r"(?:iso|is)?[-_ ]?8859[-_ ](\d{1,2})(?:[-_:].*|[ei])?"), "iso8859-{}"),
    (re.compile(r"(?:iso[-_ ]?)?latin[-_ ]?(\d{1,2})"), "latin{}"),
    (re.compile(r"iso[-_ ]?8859(\d{1,2})"), "iso8859-{}"),
    (re.compile(r"utf[-_ ]?(\d{1,2})[-_ ]?(?:bom|with[-_ ]bom|sig)?"), "utf-{}"),
)
_AROUND = re.compile(r"(?:charset\s*=)?[\s'\"=]*(?:[a-z]{2}_[a-z]{2}\.)?([^\s'\";,(@/]+(?: \d+)?)")
"""What stands around the name of a charset: quotes, comments, other parameters, a locale."""
_CONTROLS = tuple(chr(code) for code in range(32) if code not in (9, 10, 11, 12, 13))
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_MOJIBAKE = re.compile("â€.|Ã[\x80-\xbf]")


def decode(
    data: bytes,
    context: Context,
    *,
    declared: str | None = None,
    default: str | None = None,
    trust: bool = False,
) -> str:
    """Return bytes as text by newsfmt's one order, reporting each departure through the context.

    Byte order mark; ``context.encoding``; UTF-8 if it passes and holds any byte above 0x7F; what
    the source declared; the format's default; windows-1252. With ``trust`` the declared encoding
    comes before UTF-8: for a format whose declaration is reliable, since a short text in an 8-bit
    encoding may be valid UTF-8 by chance. Raises EncodingError only where an encoding was requested
    and a byte does not fit it.

    >>> data = "ĂŠĂŠ".encode("iso-8859-2")
    >>> decode(data, Context(), declared="iso-8859-2", trust=True)
    'ĂŠĂŠ'
    >>> decode(data, Context(), declared="iso-8859-2")
    'éé'
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            if context.encoding:
                return _strict(data[len(mark) :], encoding, context, len(mark))
            return _marked(data[len(mark) :], encoding, context)
    if context.encoding:
        return _strict(data, context.encoding, context)
    named = _codec(declared)
    if declared and named is None:
        shown = declared if len(declared) <= 40 else f"{declared[:40]}…"
        context.warn("read.encoding-mismatch", f"the charset {shown!r} is not known")
    if trust and named is not None:
        try:
            return _by(named, data)
        except UnicodeDecodeError:
            pass  # which is reported below
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return _not_utf8(data, error, named, _codec(default), context)
    if named not in (None, "utf-8", "ascii"):
        if not data.isascii():
            context.warn("read.encoding-mismatch", f"declared as {declared}, but it is UTF-8")
        else:
            try:
                return data.decode(named or "utf-8")
            except UnicodeDecodeError:
                context.warn("read.encoding-mismatch", f"declared as {declared}, but it is ASCII")
    return text


def _marked(data: bytes, encoding: str, context: Context) -> str:
    """Decode bytes by their mark; what does not fit it is U+FFFD, and reported with its number."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        found = text.count("\ufffd")
        message = f"marked as {encoding}, but not all of it is; U+FFFD stands in {found} places"
        context.warn("read.encoding-mismatch", message)
        return text


def _not_utf8(
    data: bytes,
    error: UnicodeDecodeError,
    declared: str | None,
    default: str | None,
    context: Context,
) -> str:
    for encoding in (declared, default):
        if encoding and encoding != "utf-8":
            try:
                return _by(encoding, data)
            except UnicodeDecodeError:
                context.warn("read.encoding-mismatch", f"the bytes are not {encoding}")
    if declared == "utf-8":
        context.warn(
            "read.encoding-mismatch",
            f"declared as UTF-8, but byte 0x{data[error.start]:02X} at offset {error.start} is not",
        )
    context.warn(
        "read.encoding-guessed",
        f"byte 0x{data[error.start]:02X} at offset {error.start} is not UTF-8; "
        "read as windows-1252",
    )
    return windows_1252(data)


def _by(codec: str, data: bytes) -> str:
    """Decode bytes by a declared codec. Raises UnicodeDecodeError."""
    return windows_1252(data) if codec == "cp1252" else data.decode(codec)


def _strict(data: bytes, encoding: str, context: Context, skipped: int = 0) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise bad_byte(error, encoding, context, skipped) from None


def bad_byte(
    error: UnicodeDecodeError, encoding: str, context: Context, skipped: int = 0
) -> EncodingError:
    """Return the error for a byte that does not fit the requested encoding."""
    byte, offset = error.object[error.start], error.start + skipped
    name = "UTF-8" if encoding == "utf-8" else encoding
    hint = (
        "; give --encoding windows-1252 if the text is in that encoding"
        if encoding == "utf-8"
        else "; give another --encoding"
    )
    return EncodingError(
        f"byte 0x{byte:02x} at offset {offset} is not {name}{hint}",
        source=context.name or None,
        offset=offset,
        byte=byte,
    )


def windows_1252(data: bytes) -> str:
    """Return bytes as windows-1252, its five holes as the control character of the same number.

    >>> windows_1252(b"It\\x92s open")
    'It’s open'
    """
    return data.decode("latin-1").translate(_CP1252)


def _spellings(name: str) -> Iterator[str]:
    """What the standard library may call a charset: as it is, by the other names that mail and the
    web have for it, by its number.
    """
    yield name
    bare = name.removeprefix("x-")
    yield bare
    if bare in _OTHER_NAMES:
        yield _OTHER_NAMES[bare]
    for pattern, form in _NUMBERED:
        if match := pattern.fullmatch(bare):
            yield form.format(match[1])


@lru_cache(maxsize=64)
def _codec(name: str | None) -> str | None:
    if not name:
        return None
    import codecs

    bare = _AROUND.match(name.strip().lower())
    for spelling in _spellings(bare[1] if bare else name):
        try:
            codec = codecs.lookup(spelling)
            break
        except (LookupError, ValueError):  # a NUL in the name
            continue
    else:
        return None
    found = codec.name
    if not codec._is_text_encoding or found in _NO_CHARSETS:
        return None
    return _WIDER.get(found, found)


def clean(text: str, context: Context, *, repair: bool = False) -> str:
    """Return text without C0 controls (except TAB, LF, CR, VT, FF), reporting their number, and
    mojibake (repaired only on request).
    """
    if any(control in text for control in _CONTROLS):
        found = len(_CONTROL.findall(text))
        context.warn(
            "read.control-removed", f"{found} control character{'s' * (found > 1)} removed"
        )
        text = _CONTROL.sub("", text)
    return mended(text, context, repair=repair)


def mended(text: str, context: Context, *, repair: bool) -> str:
    """Return mojibake (UTF-8 that was read as windows-1252) as its original text with ``repair``,
    else unchanged; both are reported.

    >>> mended("It’s open: CafÃ© BlÃ¥, BrÃ¸d", Context(), repair=True), mended("CafÃ© BlÃ¥, BrÃ¸d", Context(), repair=True)
    ('It’s open: CafÃ© BlÃ¥, BrÃ¸d', 'Café Blå, Brød')
    """
    return _mojibake(text, context, repair) if is_mojibake(text) else text


def mended_article(article: Article, context: Context) -> Article:
    """Return an article from XML or JSON with its mojibake repaired, if its format's option
    ``repair`` says so; else unchanged.

    Headline and text are examined, and the result is reported in both cases. Each text that is
    entirely mojibake is repaired.

    >>> mended_article(Article.from_text("CafÃ© BlÃ¥, BrÃ¸d"), Context()).text
    'CafÃ© BlÃ¥, BrÃ¸d'
    """
    if not is_mojibake(f"{article.headline or ''}\n{article.text}"):
        return article
    if not getattr(context.options, "repair", False):
        context.warn(
            "read.mojibake", "it looks like UTF-8 that was read as windows-1252; kept as it is"
        )
        return article
    fixed: Article = normalise(_with_texts(article))
    left = is_mojibake(f"{fixed.headline or ''}\n{fixed.text}")
    context.warn(
        "read.mojibake",
        f"UTF-8 that was read as windows-1252: repaired{', but only in part' if left else ''}",
    )
    return fixed


def _with_texts(value: Any) -> Any:
    """A value of the model with every text in it restored from windows-1252 to UTF-8, where that is
    certain.
    """
    if type(value) is str:
        return _as_utf8(value) or value
    if type(value) is tuple:
        return tuple(_with_texts(part) for part in value)
    if isinstance(value, FrozenMap):
        return FrozenMap((key, _with_texts(part)) for key, part in value.items())
    if isinstance(value, NewsDate | Origin) or not attrs.has(type(value)):
        return value
    changes = {
        field.name: _with_texts(old)
        for field in attrs.fields(type(value))
        if (old := getattr(value, field.name)) not in (None, ())
    }
    return attrs.evolve(value, **changes)


def is_mojibake(text: str) -> bool:
    """Whether a text looks like UTF-8 that was read as windows-1252: at least three traces."""
    return ("Ã" in text or ("€" in text and "â" in text)) and len(_MOJIBAKE.findall(text)) >= 3


def _mojibake(text: str, context: Context, repair: bool) -> str:
    if repair:
        mended = _as_utf8(text)
        if mended is None:
            context.warn(
                "read.mojibake",
                "it looks like UTF-8 read as windows-1252, but only in part; kept unchanged",
            )
            return text
        context.warn("read.mojibake", "UTF-8 that was read as windows-1252: repaired")
        return mended
    context.warn(
        "read.mojibake", "it looks like UTF-8 that was read as windows-1252; kept as it is"
    )
    return text


def _as_utf8(text: str) -> str | None:
    """The original of a text that was UTF-8 and was read as windows-1252; None unless the whole
    text was.
    """
    if text.isascii():
        return text
    back = {char: bytes([byte]) for byte, char in _CP1252.items()}
    try:
        return b"".join(back.get(char) or char.encode("latin-1") for char in text).decode()
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None
