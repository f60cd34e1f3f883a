"""What tells kinds of text that begin with no word of their own: the shape of their first lines.
The beginning of a text comes in, without white space before it; each function answers for a kind.

A line that the end of the beginning cuts off is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from newsfmt._detection.wording import code_share, is_prose

__all__ = [
    "has_highlights",
    "is_addresses",
    "is_bars",
    "is_base64",
    "is_checksums",
    "is_code",
    "is_csv",
    "is_factiva",
    "is_json",
    "is_licence",
    "is_log",
    "is_mail",
    "is_newsgroup",
    "is_requirements",
    "is_settings",
    "is_tsv",
    "is_wire",
    "is_yaml",
    "starts",
]

_LOOKED_AT = 4000
_LINES = 40

_COMMENTS = r"""(?xs)
    (?:\s*+(?:
        /\*.*?\*/ | //[^\n]*+ | \#(?!!)[^\n]*+ | --(?!-)[^\n]*+ | ;[^\n]*+ | %(?!!)[^\n]*+ |
        \{-.*?-\} | \(\*.*?\*\) | (?i:rem)[ ][^\n]*+
    ))++\s*+"""
_FIELD = r"[!-9;-~]{1,76}[ \t]*:|[ \t]+\S"
_STRONG = frozenset(
    """received message-id mime-version return-path delivered-to x-mailer user-agent
    content-transfer-encoding dkim-signature in-reply-to""".split()
)
_PARTIES = frozenset(("from", "to", "cc", "sender", "reply-to"))
_FACTIVA = frozenset(("HD", "WC", "PD"))
_ADDRESS = r"[!-;=?-~]@[A-Za-z0-9-]{1,63}\.[A-Za-z]"
_LICENCES = r"""(?x)
    Permission\ is\ hereby\ granted,\ free\ of\ charge | Permission\ to\ use,\ copy,\ modify |
    Redistribution\ and\ use\ in\ source\ and\ binary | GENERAL\ PUBLIC\ LICENSE\s+Version |
    Apache\ License\s+Version\ 2 | (?:Mozilla|Eclipse|European\ Union)\ Public\ Licen[cs]e\b.{0,40}\d |
    free\ and\ unencumbered\ software | SIL\ OPEN\ FONT\ LICENSE | \ALicensed\ under\ the |
    Creative\ Commons[^\n]{0,80}(?:Legal\ Code|Public\ License)"""
_LOG_LINE = r"""(?x)
    \[?\d{4}[-/]\d\d[-/]\d\d[T\ ]\d\d:\d\d:\d\d | \[?\d\d:\d\d:\d\d[.,]\d{3} |
    [A-Z][a-z]{2}\ [\ \d]\d\ \d\d:\d\d:\d\d\ \S+\ [^\s:]+: | \[\ *\d+\.\d{6}\] |
    \S+\ \S+\ \S+\ \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d: | [A-Z]\d{4}\ \d\d:\d\d:\d\d\.\d |
    \d\d-\d\d\ \d\d:\d\d:\d\d\.\d{3} |
    \[?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\]?[:\s]"""
_PIN = r"[A-Za-z0-9][\w.-]*(?:\[[\w,.-]+\])?\s*(?P<pin>(?:[=~!<>]=|[<>])\s*[\w.*]+)?[\w.*,;<>=!~ '\"]*$"
_SETTING = r"\s*(?:export )?[\w.-]+\s?=(?!=)"
_URL = r"https?://\S+$"
_KEY = r"\s*(?:- )*[\"']?(?P<key>[\w./$-]+)[\"']?:(?:\s+(?P<value>\S)|\s*$)"
_ITEM = r"\s*- "
_COLUMN = r"[\"']?[^\W\d][\w .()/%#-]{0,39}[\"']?$"
_QUOTED = r"\"[^\"\n]*\"(?:[,;]\"?[^\"\n]*\"?)+$"
_WIRE_HEADER = (
    r"[a-z]{2,8}\d{2,6}[ \t]+\d[ \t]+[a-z]{1,4}[ \t]+\d{1,5}\b[^\n.!?]{0,50}\r?\n\s*(?:/|\S+/\S+)"
)
_VERSION_LINE = r"(?:[a-z]\d{3,4}\s*\n)?[a-z] [a-z]\W{0,4}(?:BC|AM|PM|AP|PN|AB)-[\w'.-]+.{0,60}\d\d-\d\d\s+\d{3,4}\s*$"
_COMMENT = r"\s*(?:#(?:[\s#!]|$)|//|/\*|\*/|;[\s;]|--\s|%+\s|dnl\b|\.\\\"|(?i:rem)\s)"
_STATEMENT = (
    r"[{}\[\\]\s*$|[(){}\[\]=<>$][^\n]*[;,(]\s*$|^\s*\}|:=|[=!<>+*/-]=|->|=>|::|\(\)|\[\]|&&|\|\||</|/>"
    r"| = |\w\(\w*\)|^\s*[\w.-]+=\S|\$[\w{(]|<[A-Za-z_]+>"
)


def starts(text: str) -> Iterator[int]:
    """Yield where the text begins, and where it does behind the comments of source code."""
    yield 0
    if text[:1] in "/#-;%{(rR":
        comments = _compiled(_COMMENTS).match(text)
        if comments is not None:
            yield comments.end()


def is_mail(text: str) -> bool:
    """Whether a header block begins it that says who writes to whom, and by what way it came."""
    fields = _fields(text)
    named = _PARTIES & fields.keys()
    return (
        len(fields) > 1
        and bool(named | (_STRONG & fields.keys()))
        and (
            bool(_STRONG & fields.keys())
            or {"from", "subject"} <= fields.keys()
            or any(re.search(_ADDRESS, fields[name]) for name in named)
        )
    )


def is_newsgroup(text: str) -> bool:
    """Whether the header block of an article in a newsgroup begins it."""
    fields = _fields(text)
    return "newsgroups" in fields or (
        bool({"organization", "lines", "path"} & fields.keys())
        and bool({"from", "subject"} & fields.keys())
        and not _STRONG & fields.keys() - {"message-id"}
    )


def is_wire(text: str) -> bool:
    """Whether it begins as a wire message does that was saved without its control characters."""
    return bool(
        _compiled(_WIRE_HEADER).match(text) or _compiled(_VERSION_LINE, re.MULTILINE).match(text)
    )


def is_factiva(text: str) -> bool:
    """Whether the codes of Factiva's fields open its lines in their order."""
    codes = [line[:2] for line in _lines(text) if line[2:3] in ("", " ", "\t")]
    wanted = iter(code for code in codes if code in _FACTIVA)
    return all(code in wanted for code in ("HD", "WC", "PD")) and bool({"SN", "AN"} & set(codes))


def has_highlights(text: str) -> bool:
    """Whether a line says that a highlight of the story follows."""
    return "@highlight" in text and "@highlight" in (line.strip() for line in text.split("\n"))


def is_licence(text: str) -> bool:
    """Whether it says the words of a well-known licence."""
    return bool(_compiled(_LICENCES).search(text[:1500]))


def is_log(text: str) -> bool:
    """Whether its lines begin with the time to the second, or with levels of a log."""
    lines = _lines(text)[:6]
    logged = sum(map(bool, map(_compiled(_LOG_LINE).match, lines)))
    return logged > 1 and logged * 3 > len(lines)


def is_requirements(text: str) -> bool:
    """Whether its lines are names of packages with the versions that are wanted."""
    lines = _uncommented(text)
    found = [_compiled(_PIN).match(line) for line in lines]
    pinned = sum(match is not None and match["pin"] is not None for match in found)
    return all(found) and pinned * 2 > len(lines)


def is_addresses(text: str) -> bool:
    """Whether each line is an address of the web."""
    return _each(_URL, _lines(text), 2)


def is_checksums(text: str) -> bool:
    """Whether each line is a checksum and a name."""
    return _each(r"[0-9a-fA-F]{32,128} [ *]\S", _lines(text), 1)


def is_settings(text: str) -> bool:
    """Whether each line is ``name=value``."""
    return _each(_SETTING, _uncommented(text), 2)


def is_base64(text: str) -> bool:
    """Whether it is long lines of letters, digits and signs without any space."""
    lines = text[:_LOOKED_AT].split()
    return (
        bool(lines)
        and min(map(len, lines[:-1] or lines)) >= 40
        and bool(re.fullmatch(r"[A-Za-z0-9+/=_-]+", "".join(lines)))
        and all(re.search(chars, text) for chars in ("[a-z]", "[A-Z]", "[0-9]"))
    )


def is_yaml(text: str) -> bool:
    """Whether it is keys in lower case, some of which have keys or a list below them."""
    lines = _uncommented(text, stripped=False)
    keys = [_compiled(_KEY).match(line) for line in lines]
    named = [match["key"] for match in keys if match]
    if len(named) < 2 or sum(name[:1].islower() for name in named) * 10 < len(named) * 7:
        return False
    nested = any(
        match
        and not match["value"]
        and (_indent(below) > _indent(line) or below.lstrip()[:2] == "- ")
        for line, below, match in zip(lines, lines[1:], keys, strict=False)
    )
    item = _compiled(_ITEM)
    return nested and all(
        match or item.match(line) or line[:1].isspace()
        for line, match in zip(lines, keys, strict=True)
    )


def is_tsv(text: str) -> bool:
    """Whether its lines have the same number of tabs, three lines at least or two with names."""
    return _is_table(text, "\t")


def is_csv(text: str) -> bool:
    """Whether it is a table with commas or semicolons between its columns."""
    first = _lines(text)[:1]
    if first and _compiled(_QUOTED).match(first[0]) and len(_lines(text)) > 1:
        return True
    return _is_table(text, ",") or _is_table(text, ";")


def is_bars(text: str) -> bool:
    """Whether it is a table with bars between its columns."""
    return _is_table(text, "|")


def is_json(text: str) -> bool:
    """Whether the whole is a value of JSON, and not a mere string, which may be a quotation."""
    if text[:1] not in '[{-tfn"' and not text[:1].isdecimal():
        return False
    from newsfmt._orjson import orjson

    try:
        return not isinstance(orjson.loads(text), str)
    except orjson.JSONDecodeError:
        return False


def is_code(text: str) -> bool:
    """Whether most of its lines are made as those of programs and their comments are, or most of it
    is numbers and signs.
    """
    lines = _lines(text)
    solid = "".join(text[:_LOOKED_AT].split())
    if len(solid) < 20:
        return False
    comments = sum(map(bool, map(_compiled(_COMMENT).match, lines)))
    if comments > 2 and comments * 2 > len(lines):
        return True
    if is_prose(text):
        return False
    signs = code_share(solid)
    letters = sum(map(str.isalpha, solid)) / len(solid)
    if letters < 0.3 and signs > 0.3:
        return True
    if letters < 0.2 and len(lines) > 1 and sum(map(str.isdigit, solid)) > len(solid) / 2:
        return True
    statements = (comments + sum(map(bool, map(_compiled(_STATEMENT).search, lines)))) / len(lines)
    return len(lines) > 2 and (
        (signs > 0.05 and statements > 0.5) or (signs > 0.08 and statements > 0.3)
    )


@cache
def _compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(pattern, flags)


def _lines(text: str) -> list[str]:
    """The first lines that are not blank, without one that is cut off."""
    lines = text[:_LOOKED_AT].split("\n", _LINES)
    if len(text) >= _LOOKED_AT and len(lines) > 1:
        del lines[-1]
    return [line.strip("\r") for line in lines[:_LINES] if line.strip()]


def _uncommented(text: str, *, stripped: bool = True) -> list[str]:
    lines = [line for line in _lines(text) if line.lstrip()[:1] not in "#;"]
    return [line.strip() for line in lines] if stripped else lines


def _each(pattern: str, lines: list[str], least: int) -> bool:
    return len(lines) >= least and all(map(_compiled(pattern).match, lines))


def _fields(text: str) -> dict[str, str]:
    """The fields of a header block, by name in lower case; none where the first block is none."""
    fields: dict[str, str] = {}
    name = ""
    field: Callable[[str], re.Match[str] | None] = _compiled(_FIELD).match
    for row in text[:_LOOKED_AT].replace("\r\n", "\n").split("\n"):
        if not row.strip():
            break
        match = field(row)
        if match is None:
            return fields if len(fields) > 1 else {}
        if row[:1] in " \t":
            fields[name] = fields.get(name, "") + row
        else:
            name = match[0][:-1].strip().lower()
            fields[name] = row[match.end() :]
    return fields


def _is_table(text: str, mark: str) -> bool:
    lines = _lines(text)
    if len(lines) < 2 or mark not in lines[0]:
        return False
    if mark == ",":
        lines = (
            [re.sub(r"(?<=\d),(?=\d)", "", line) for line in lines] if _is_words(text) else lines
        )
    columns = lines[0].split(mark)
    counts = [line.count(mark) for line in lines]
    spaced = f"{mark} " in lines[0]
    names = len(columns) > 1 and all(map(_compiled(_COLUMN).match, columns)) and not spaced
    if names and len(columns) > 2 - (mark != ","):
        return counts[1] > 0
    even = (
        len(set(counts[:-1] or counts)) == 1 and len(lines) > 2 and counts[0] > 1 - (mark == "\t")
    )
    return even and not any(f"{mark} " in line for line in lines)


def _is_words(text: str) -> bool:
    return sum(map(str.isalpha, text[:_LOOKED_AT])) * 2 > len(text[:_LOOKED_AT])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
