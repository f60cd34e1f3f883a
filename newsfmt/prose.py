"""What plain-text formats share: bytes to characters, lines to paragraphs, and the reading of
bylines, datelines, credits and end marks.

Text comes in as a source has it; text goes out verbatim but for line ends, outer white space and
soft wraps. Readings are annotations: a dateline, byline or credit is recognised only where it is
certain, and its wording stays where it is. dated-text-grammar.md §2, §3, §8–10.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import attrs

from newsfmt.article import Article, Dateline, FrozenMap, Origin, Party, normalise
from newsfmt.body import Preformatted, plain
from newsfmt.dates import NewsDate
from newsfmt.errors import DateError, EncodingError
from newsfmt.format import Context

__all__ = [
    "BYTE_ORDER_MARKS",
    "CAPTIONS",
    "Byline",
    "affiliation",
    "bad_byte",
    "byline",
    "clean",
    "dateline",
    "decode",
    "groups",
    "is_mojibake",
    "is_rule",
    "join",
    "lines",
    "mended",
    "mended_article",
    "paragraphs",
    "role",
    "tabular",
    "unwrap",
    "unwrapped",
    "windows_1252",
]

# ---- bytes to characters
# ------------------------------------------------------------

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
    """Return bytes as text by the one order of newsfmt, reporting each departure through the
    context.

    Byte order mark; ``context.encoding``; UTF-8 if it passes and holds any byte above 0x7F; what
    the source declared; the format's default; windows-1252. With ``trust`` what is declared comes
    before UTF-8: for a format whose declaration is known to be right, since a short text in an
    8-bit encoding may pass as UTF-8 by chance. Raises EncodingError only where the encoding was
    asked for and a byte does not fit it.

    >>> data = "ĂŠĂŠ".encode("iso-8859-2")
    >>> decode(data, Context(), declared="iso-8859-2", trust=True)
    'ĂŠĂŠ'
    >>> decode(data, Context(), declared="iso-8859-2")
    'éé'
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, context, len(mark))
    if context.encoding:
        return _strict(data, context.encoding, context)
    named = _codec(declared)
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
        f"byte 0x{data[error.start]:02X} at offset {error.start} is not UTF-8; read as windows-1252",
    )
    return windows_1252(data)


def _by(codec: str, data: bytes) -> str:
    """Bytes by a codec that was declared. Raises UnicodeDecodeError."""
    return windows_1252(data) if codec == "cp1252" else data.decode(codec)


def _strict(data: bytes, encoding: str, context: Context, skipped: int = 0) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise bad_byte(error, encoding, context, skipped) from None


def bad_byte(
    error: UnicodeDecodeError, encoding: str, context: Context, skipped: int = 0
) -> EncodingError:
    """Return the error for a byte that does not fit the encoding asked for."""
    byte, offset = error.object[error.start], error.start + skipped
    name = "UTF-8" if encoding == "utf-8" else encoding
    hint = (
        "; give --encoding windows-1252 if that is what it is"
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


@lru_cache(maxsize=64)
def _codec(name: str | None) -> str | None:
    if not name:
        return None
    import codecs

    try:
        codec = codecs.lookup(name.strip())
    except (LookupError, ValueError):  # a NUL in the name
        return None
    found = codec.name
    if not codec._is_text_encoding or found in _NO_CHARSETS:
        return None
    return (
        "cp1252" if found == "iso8859-1" else found
    )  # as browsers do: what says Latin-1 and holds 0x93 means a quote


def clean(text: str, context: Context, *, repair: bool = False) -> str:
    """Return text without C0 controls (but TAB, LF, CR, VT, FF), reporting how many went, and
    mojibake (repaired only if asked).
    """
    if any(control in text for control in _CONTROLS):
        found = len(_CONTROL.findall(text))
        context.warn(
            "read.control-removed", f"{found} control character{'s' * (found > 1)} removed"
        )
        text = _CONTROL.sub("", text)
    return mended(text, context, repair=repair)


def mended(text: str, context: Context, *, repair: bool) -> str:
    """Return text that is UTF-8 once read as windows-1252 as what it was, if asked; else as it is.
    Either is reported.

    >>> mended("It’s open: CafÃ© BlÃ¥, BrÃ¸d", Context(), repair=True), mended("CafÃ© BlÃ¥, BrÃ¸d", Context(), repair=True)
    ('It’s open: CafÃ© BlÃ¥, BrÃ¸d', 'Café Blå, Brød')
    """
    return _mojibake(text, context, repair) if is_mojibake(text) else text


def mended_article(article: Article, context: Context) -> Article:
    """Return an article that was read from XML or JSON without mojibake, if its format's option
    ``repair`` asks for it; else as it is.

    Its headline and text are looked at; either way what was found is reported. Repaired is each
    text that is mojibake all through.

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
        f"UTF-8 that was read as windows-1252: repaired{', but not all of it' if left else ''}",
    )
    return fixed


def _with_texts(value: Any) -> Any:
    """A value of the model with every text in it as it was before it was read as windows-1252,
    where it can be told.
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
    """Whether a text looks like UTF-8 that was read as windows-1252: three traces or more."""
    return ("Ã" in text or ("€" in text and "â" in text)) and len(_MOJIBAKE.findall(text)) >= 3


def _mojibake(text: str, context: Context, repair: bool) -> str:
    if repair:
        mended = _as_utf8(text)
        if mended is None:
            context.warn(
                "read.mojibake",
                "it looks like UTF-8 read as windows-1252, but not all of it; kept as it is",
            )
            return text
        context.warn("read.mojibake", "UTF-8 that was read as windows-1252: repaired")
        return mended
    context.warn(
        "read.mojibake", "it looks like UTF-8 that was read as windows-1252; kept as it is"
    )
    return text


def _as_utf8(text: str) -> str | None:
    """The text that was UTF-8 before it was read as windows-1252; None for one that was not, or not
    all of it.
    """
    if text.isascii():
        return text
    back = {char: bytes([byte]) for byte, char in _CP1252.items()}
    try:
        return b"".join(back.get(char) or char.encode("latin-1") for char in text).decode()
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None


# ---- lines and paragraphs
# ------------------------------------------------------------

_LINE_ENDS = (
    ("\r\n", "\n"),
    ("\r", "\n"),
    ("\x85", "\n"),
    ("\u2028", "\n"),
    ("\x0b", "\n"),
    ("\x0c", "\n\n"),
    ("\u2029", "\n\n"),
)
_TABULAR = re.compile(r"\S {3,}(?=\S)")
_CLOSED = frozenset(".!?:;\"'”’»)]}…")
_ZERO_WIDTH = ("\u200b", "\ufeff")


def lines(text: str) -> list[str]:
    """Return the lines of a text: LF, CR LF, CR, NEL, U+2028 and VT end one; FF and U+2029 end a
    paragraph (an empty line follows).
    """
    for end, plain_end in _LINE_ENDS:
        if end in text:
            text = text.replace(end, plain_end)
    rows = text.split("\n")
    if "\u200b" in text or "\ufeff" in text:  # which str.strip does not know as white space
        rows = [
            plain(row)
            if row.strip().startswith(_ZERO_WIDTH) or row.strip().endswith(_ZERO_WIDTH)
            else row
            for row in rows
        ]
    return rows


def groups(rows: Iterable[str]) -> list[list[str]]:
    """Return the runs of lines, as :func:`lines` gives them, between blank lines; the lines as they
    are.
    """
    blocks: list[list[str]] = []
    fresh = True
    for row in rows:
        if not row or row.isspace():
            fresh = True
        elif fresh:
            blocks.append([row])
            fresh = False
        else:
            blocks[-1].append(row)
    return blocks


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a plain text: blocks at blank lines, soft line breaks joined, hard
    ones kept apart.

    >>> paragraphs("One paragraph that\\nwent over a line.\\n\\nAnother.")
    ['One paragraph that went over a line.', 'Another.']
    """
    return [
        part
        for block in unwrap([[row.strip() for row in group] for group in groups(lines(text))])
        for part in block
    ]


def unwrapped(blocks: Iterable[Sequence[str]], *, tables: bool = True) -> list[str | Preformatted]:
    """Return the paragraphs of groups of lines as they stand in a source: rules alone, tables
    preformatted, the rest unwrapped.

    With ``tables=False`` the caller knows that there is no tab and no run of three spaces.
    """
    done: list[list[str] | Preformatted] = []
    prose_blocks: list[list[str]] = []
    for block in blocks:
        if tables and len(block) > 1 and tabular(block):
            done.append(Preformatted("\n".join(row.rstrip() for row in block)))
            continue
        rows = list(map(str.strip, block))
        for part in _at_rules(rows):
            prose_blocks.append(part)
            done.append(part)
    ready = iter(unwrap(prose_blocks))
    return [
        part
        for block in done
        for part in ((block,) if isinstance(block, Preformatted) else next(ready))
    ]


def _at_rules(rows: list[str]) -> Iterable[list[str]]:
    """A block cut at the rules inside it, each rule a block."""
    if len(rows) == 1 or not any(row[0] in _RULE_START and is_rule(row) for row in rows):
        return (rows,)
    parts: list[list[str]] = [[]]
    for row in rows:
        if is_rule(row):
            parts += [[row], []]
        else:
            parts[-1].append(row)
    return [part for part in parts if part]


def tabular(rows: Sequence[str]) -> bool:
    """Whether the lines of a block are set as a table: most hold a tab, or two runs of three or
    more spaces, inside.

    A single line is no table: as a paragraph its spacing is kept as well.
    """
    if len(rows) < 2:
        return False
    hits = 0
    for row in rows:
        inner = row.strip()
        if "\t" in inner or ("   " in inner and len(_TABULAR.findall(inner)) > 1):
            hits += 1
    return hits * 2 > len(rows)


def unwrap(blocks: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return for each block of stripped lines its paragraphs: soft breaks joined, hard ones kept
    (dated-text-grammar.md §3).

    The blocks are those of one article: whether its lines were wrapped, and at what width, shows
    over all of them.
    """
    width = max([len(line) for block in blocks for line in block], default=0)
    full = [_full_breaks(block, width) if len(block) > 1 else [] for block in blocks]
    breaks = sum(map(len, full))
    wrapped = 40 <= width <= 100 and breaks > 0 and sum(map(sum, full)) * 5 >= breaks * 4
    return [
        (_joined(block, flags if wrapped else [False] * len(flags)) if flags else list(block))
        for block, flags in zip(blocks, full, strict=True)
    ]


def _full_breaks(block: Sequence[str], width: int) -> list[bool]:
    """For each break of a block, whether it is what a greedy wrapper leaves: the next word would
    not have fitted.
    """
    flags = []
    for line, following in pairwise(block):
        end = following.find(" ")
        flags.append(len(line) + 1 + (end if end >= 0 else len(following)) > width)
    return flags


def _joined(block: Sequence[str], full: list[bool]) -> list[str]:
    """The paragraphs of one block; ``full`` says which breaks are a wrapper's."""
    if all(full):
        ends = [line[-1] for line in block]
        if "-" not in ends and "\u00ad" not in ends and max(ends) < "\u2e80":
            return [" ".join(block)]
    done: list[str] = []
    last = block[0]
    parts = [last]
    for line, soft in zip(block[1:], full, strict=True):
        if soft or (line[0].islower() and last[-1] not in _CLOSED):
            parts.append(_glue(parts, last, line))
            parts.append(line)
        else:
            done.append("".join(parts))
            parts = [line]
        last = line
    done.append("".join(parts))
    return done


def join(rows: Sequence[str]) -> str:
    """Return the lines of one paragraph as one text; the caller knows that every break is a soft
    one.

    >>> join(["Ferries left the well-", "known port", "of Sund."])
    'Ferries left the well-known port of Sund.'
    """
    parts = [*rows[:1]]
    for last, line in pairwise(rows):
        parts.append(_glue(parts, last, line))
        parts.append(line)
    return "".join(parts)


def _glue(parts: list[str], last: str, line: str) -> str:
    """What joins two lines: a space; nothing between CJK characters or after a hyphen; a soft
    hyphen goes.
    """
    end = last[-1]
    if end == "\u00ad":
        parts[-1] = parts[-1][:-1]
        return ""
    if end == "-" and len(last) > 1 and last[-2].isalpha():
        return ""
    if end > "\u2e7f" and line[0] > "\u2e7f" and _cjk(end) and _cjk(line[0]):
        return ""
    return " "


def _cjk(char: str) -> bool:
    """Han, kana, bopomofo and full-width punctuation, which are set without spaces (Hangul is
    not).
    """
    return (
        "\u2e80" <= char <= "\ua4cf"
        or "\uf900" <= char <= "\ufaff"
        or "\ufe30" <= char <= "\uffef"
        or "\U00020000" <= char <= "\U0003ffff"
    )


# ---- what a paragraph is
# ------------------------------------------------------------

CAPTIONS = (
    "Photo:",
    "PHOTO:",
    "Caption:",
    "CAPTION:",
    "FILE PHOTO:",
    "File photo:",
    "Image:",
    "IMAGE:",
    "Graphic:",
    "GRAPHIC:",
    "FILE — ",
)
_CREDITS = (
    "(Reporting", "(Additional", "(Writing", "(Editing", "(Compiled", "Reporting by", "Additional reporting by", "Additional editing by",
    "Writing by", "Editing by", "Compiled by", "With reporting by",
)  # fmt: skip
_CREDIT_WORDS = frozenset(
    "additional reporting writing editing compiled contributed translated by in and with for the of from at contributions to this report de la van "
    "von der den del al el bin ibn da dos du di y zu af av e".split()
)
_COPYRIGHT = re.compile(
    r"(?:©|\([cC]\)\s*(?:\d{4}|[Cc]opyright)|[Cc]opyright\s*(?:[©:]|\([cC]\)|(?:by\s+)?\d{4}|by\s))|COPYRIGHT\b"
)
_END_MARK = re.compile(r"-\s?30\s?-|###|# # #|-?ENDS?-?|\(ENDS?\)|-0-")
_RULE = re.compile(
    r"\*{3,}|-{3,}|_{3,}|={3,}|•{3,}|\*(?: \*){2,}|-(?: -){2,}|_(?: _){2,}|=(?: =){2,}|•(?: •){2,}"
)
_RULE_START = frozenset("*-_=•")
_AGENCIES = frozenset(
    "AP AFP Reuters REUTERS dpa DPA ANI PTI IANS UPI UNI Xinhua XINHUA TASS Interfax EFE ANSA Bernama Kyodo Yonhap APA NTB TT STT Ritzau Belga ANP PA "
    "AAP Anadolu CP RIA WAM SPA Antara PNA VNA SDA Keystone-SDA ddp KNA epd LUSA MTI PAP CTK TASR BTA Agerpres Hina Tanjug MENA SANA IRNA KUNA "
    "Bloomberg CNN BBC NHK JIJI ITAR-TASS Ukrinform BelTA".split()
) | {
    "Associated Press",
    "The Associated Press",
    "Agence France-Presse",
    "PA Media",
    "The Canadian Press",
    "Press Association",
    "Thomson Reuters",
}
_TAIL = re.compile(r"(?:\(([^()]{2,24})\)|[—–-]{1,2}\s?([^\s—–-][^—–]{1,24}))")


def is_rule(text: str) -> bool:
    """Whether a line is a rule: asterisks, dashes, underscores, equals signs or bullets alone."""
    return text[:1] in _RULE_START and _RULE.fullmatch(text) is not None


def role(text: str, *, tail: bool = False, end: bool = False) -> str | None:
    """Return the role of a paragraph that is no prose: ``caption`` anywhere, ``credit`` and
    ``copyright`` in the tail, ``end-mark`` at the end.

    ``tail``: it is among the last three blocks; ``end``: nothing but end marks follow. Bylines are
    :func:`byline`'s.
    """
    if text.startswith(CAPTIONS):
        return "caption"
    if end and len(text) <= 8 and _END_MARK.fullmatch(text):
        return "end-mark"
    if not tail or not 0 < len(text) <= 400:
        return None
    if text.startswith(_CREDITS) and _is_credit(text):
        return "credit"
    if text[0] in "©(Cc" and len(text) <= 200 and _COPYRIGHT.match(text):
        return "copyright"
    if len(text) <= 28 and _is_agency(text):
        return "credit"
    return None


@lru_cache(maxsize=2048)
def _is_credit(text: str) -> bool:
    """Every lower-case word belongs to such lines, and a name follows; else it is a sentence that
    begins so.
    """
    if text[0] == "(" and text[-1] not in ").":
        return False
    words = re.findall(r"[^\W\d_][\w.’'-]*", text)
    return any(word[0].isupper() for word in words[1:]) and all(
        word[0].isupper() or word in _CREDIT_WORDS or not word[0].islower() for word in words
    )


def _is_agency(text: str) -> bool:
    if text in _AGENCIES:
        return True
    match = _TAIL.fullmatch(text)
    if not match:
        return False
    name = match[1] or match[2]
    return name in _AGENCIES or (name.isupper() and name.isalpha() and len(name) <= 10)


# ---- bylines
# ------------------------------------------------------------


class Byline(NamedTuple):
    """The reading of a byline: who, and what stands beside the names."""

    names: tuple[str, ...]
    """The names, in their own case."""
    job_title: str | None = None
    """What follows the last name (``science editor``)."""
    house: str | None = None
    """The house after a bar."""
    place: str | None = None
    """The place after `` in ``."""

    creators: tuple[Party, ...] = ()
    """The names as parties; the job title is the last one's."""


_PARTICLES = frozenset(
    "de la van von der den ter ten al el bin ibn ben abu da das dos do du di del della delle le e y zu zum af av mac ap san st".split()
)
_JOINED = re.compile(r",\s+and\s+|,\s+AND\s+|\s+and\s+|\s+AND\s+|\s+&\s+|,\s+")
_NOT_NAMES = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December "
    "Christmas Easter Ramadan The This That These Those Then Now Noon Midnight Dawn Dusk Early Late Contrast Comparison Law Order".split()
)


@lru_cache(maxsize=2048)  # a desk has so many names
def byline(text: str) -> Byline | None:
    """Return the reading of a line that is a byline beyond doubt, else None: ``By`` and names, then
    a place, a role or a house at most.

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
    parts = _JOINED.split(rest.strip())
    names: list[str] = []
    for part in parts:
        if not _is_name(part, first=not names):
            break
        names.append(plain(part))
    if not names:
        return None
    left = parts[len(names) :]
    title = plain(rest[rest.rindex(left[0]) :]) if left else None
    if left and (len(left) > 2 or not _is_title(title or "") or f", {left[0]}" not in rest):
        return None
    organisation = plain(house) or None if bar else None
    last = names[-1]
    creators = tuple(
        Party(name=name, job_title=title if name is last else None, organisation=organisation)
        for name in names
    )
    return Byline(tuple(names), title, organisation, place, creators)


def _is_name(text: str, *, first: bool) -> bool:
    """Capitalised words and particles, two at least; one alone only for an agency or a staff."""
    words = text.split()
    if not 1 <= len(words) <= 6:
        return False
    if len(words) == 1:
        return (
            text in _AGENCIES
            or text in {"Staff", "STAFF"}
            or (not first and text in {"Jr.", "Sr."})
        )
    if words[0] in _NOT_NAMES:
        return False
    return all(word in _PARTICLES or _is_name_word(word) for word in words) and _is_name_word(
        words[-1]
    )


def _is_name_word(word: str) -> bool:
    start = word[2:3] if word[:2] in {"d'", "d’", "l'", "l’"} else word[0]
    if start.islower() or not start.isalpha():
        return word.startswith(("al-", "el-", "ad-", "as-", "ar-", "at-", "ash-"))
    return all(char.isalpha() or char in ".'’-‐·" or ord(char) in _MARKS for char in word)


_MARKS = frozenset(range(0x300, 0x370))


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
    if text in _AGENCIES or (words[0] in {"Staff", "STAFF"} and len(words) <= 3):
        return True
    small = {"of", "the", "and", "for", "de", "&", "du", "des", "der"}
    return (
        1 < len(words) <= 5
        and all(word[0].isupper() or word in small for word in words)
        and not text.isupper()
    )


# ---- datelines
# ------------------------------------------------------------

_SEPARATOR = re.compile(r"\s*—\s*|\s+(?:–|--|-|_)\s+")
_WINDOW = 160
_MONTH = r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
_SHORT_PLACES = frozenset(
    "ROME LIMA OSLO LYON KYIV DOHA KIEV RIGA BAKU BERN BONN BARI BATH BRNO CALI CORK DILI ERIE FEZ GAZA GENT GIZA GOA GRAZ HAMA HILO HOMS HUE HULL IASI JENA "
    "JOS JUBA KANO KEMI KIEL KOBE LINZ LODZ ŁÓDŹ LOME LOMÉ LVIV MALE MALÉ METZ MOSS VOSS BODØ BODO NARA NICE NIS NUUK OMSK ORAN ORSK OSH OULU PECS PÉCS PERM PISA PULA "
    "PUNE QOM RENO SANA SFAX SION SUEZ SUVA TAIF TULA TYRE UFA ULM VAN VIGO WACO WIEN XIAN YORK ZUG ADEN AGRA APIA ARAD CEBU AIX BUEA CUZCO ELY AYR DAVOS "
    "EGER GYOR ROMA KÖLN LOS BREST TROY MESA NAPA WUHU XI’AN XI'AN LAE ABHA AMOY".split()
)
_LABELS = frozenset(
    "BREAKING UPDATE UPDATED CORRECTION CORRECTED EXCLUSIVE ANALYSIS OPINION EXPLAINER FACTBOX TIMELINE WATCH LIVE URGENT ALERT FLASH REFILE ADVISORY WRAPUP "
    "FEATURE INTERVIEW INSIGHT COMMENTARY COLUMN EDITORIAL PREVIEW REVIEW RECAP KILL NOTE PHOTOS PHOTO VIDEO POLL BRIEF BRIEFS SUMMARY NEWSALERT BULLETIN "
    "CLARIFICATION EMBARGOED DEVELOPING SPECIAL FACT TOP JUST READ RETRANSMISSION REPEAT LEAD SNAPSHOT SCOREBOARD RESULTS WEATHER SPORTS OBITUARY NEWS QUOTES "
    "QUOTEBOX HIGHLIGHTS SPOTLIGHT WITNESS PROFILE DIARY CALENDAR".split()
)
_ACRONYMS = frozenset(
    "UNESCO UNICEF ASEAN INTERPOL UNHCR UNRWA ECOWAS COVID BRICS MERCOSUR EUROPOL FRONTEX OPEC+ UNAIDS UNCTAD SWIFT HAMAS TALIBAN AUKUS".split()
)
_PLACE_PARTICLES = frozenset(
    "de la do da del am an der den of the upon sur les le el al im bei ob aan op en y und and i".split()
)


@cache
def _dateline_date() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?:Mon|Tues?|Wednes|Thurs?|Fri|Satur|Sun)(?:day|\.)?,?\s+)?(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH})(?:,?\s+(\d{{4}}))?"
    )


def dateline(text: str) -> Dateline | None:
    """Return the reading of the dateline a first paragraph opens with, or None: place, region, date
    and source up to a dash (dated-text-grammar.md §9).

    >>> dateline("OSLO, May 3 (Reuters) - The bridge opened.").prefix
    'OSLO, May 3 (Reuters) - '
    >>> dateline("WHO — the health agency — said no.") is None
    True
    """
    if not text or not (text[0].isupper() or text[0] in "’'"):
        return None
    window = text[:_WINDOW]
    separator = _SEPARATOR.search(window)
    if separator is None or separator.end() >= len(text) or separator.start() < 2:
        return None
    head = window[: separator.start()]
    rest, source = _source(head)
    parts = _parts(rest)
    if parts is None:
        return None
    place, regions, date_text, year = parts
    bare = source is None and not regions and date_text is None
    if not _is_place(place, bare=bare, mixed=source is not None):
        return None
    return Dateline(
        text=head,
        prefix=window[: separator.end()],
        place=place,
        region=regions[0] if regions else None,
        country=regions[1] if len(regions) > 1 else None,
        source=source,
        date=_full_date(date_text) if date_text and year else None,
        date_text=date_text,
    )


def _source(head: str) -> tuple[str, str | None]:
    """A head without the source in parentheses at its end, and the source."""
    if not head.endswith(")"):
        return head, None
    start = head.rfind("(")
    if start < 2 or not head[start - 1].isspace():
        return head, None
    source = head[start + 1 : -1].strip()
    words = source.split()
    if (
        not 1 <= len(words) <= 4
        or len(source) > 40
        or not all(any(char.isalpha() for char in word) for word in words)
    ):
        return head, None
    return head[:start].rstrip(), source


def _parts(rest: str) -> tuple[str, list[str], str | None, bool] | None:
    """Place, regions, date as written and whether its year is written; None where something else
    stands between the commas.
    """
    place, *others = re.split(r",\s+", rest)
    regions: list[str] = []
    while others:
        joined = ", ".join(others)
        match = _dateline_date().fullmatch(joined)
        if match:
            start = (
                rest.rindex(others[0]) if len(others) == 1 else rest.index(others[0], len(place))
            )
            return place, regions, rest[start:].strip(), match[1] is not None
        if len(regions) == 2 or not _is_region(others[0]):
            return None
        regions.append(others.pop(0).rstrip(","))
    return place, regions, None, False


def _is_region(text: str) -> bool:
    words = text.split()
    return 1 <= len(words) <= 3 and all(
        word[0].isupper() and all(c.isalpha() or c in ".'’-" for c in word) for word in words
    )


def _is_place(place: str, *, bare: bool, mixed: bool) -> bool:
    words = place.replace("/", " ").split()
    if (
        not 1 <= len(words) <= 8
        or words[0] in _LABELS
        or not all(_place_word(word) for word in words)
    ):
        return False
    joins = {"and", "AND"}
    if all(word.isupper() or word in joins for word in words) and words[0].isupper():
        letters = sum(char.isalpha() for char in place)
        if (
            bare
            and len(words) == 1
            and (place in _ACRONYMS or (letters <= 4 and place not in _SHORT_PLACES))
        ):
            return False
        return not (len(words) == 1 and place == "NEW")
    return (
        mixed
        and all(word[0].isupper() or word in _PLACE_PARTICLES for word in words)
        and words[0][0].isupper()
    )


def _place_word(word: str) -> bool:
    return all(char.isalpha() or char in ".'’-" or ord(char) in _MARKS for char in word) and any(
        char.isalpha() for char in word
    )


def _full_date(text: str) -> NewsDate | None:
    from newsfmt import dates

    try:
        return dates.read(text)
    except DateError:
        return None
