"""Kinds of text without a typical first word, recognised by the shape of their first lines. The
beginning of a text comes in; each function answers for one kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import takewhile

from newsfmt._detection.wording import Beginning

__all__ = [
    "has_armour",
    "has_highlights",
    "is_addresses",
    "is_bars",
    "is_base64",
    "is_checksums",
    "is_code",
    "is_csv",
    "is_factiva",
    "is_http",
    "is_json",
    "is_licence",
    "is_log",
    "is_mail",
    "is_newsgroup",
    "is_nexis",
    "is_requirements",
    "is_settings",
    "is_tsv",
    "is_wire",
    "is_yaml",
    "starts",
]

_HEADER = r"[!-9;-~]{1,76}[ \t]*:"
_COMMENTS = r"""(?xs)
    (?:\s*+(?:
        /\*.*?\*/ | //[^\n]*+ | \#(?!!)[^\n]*+ | --(?!-)[^\n]*+ | ;[^\n]*+ | %(?!!)[^\n]*+ |
        \{-.*?-\} | \(\*.*?\*\) | (?i:rem)[ ][^\n]*+
    ))++\s*+"""
_FIELD = rf"{_HEADER}|[ \t]+\S"
_STRONG = frozenset(
    """received message-id mime-version return-path delivered-to x-mailer user-agent
    content-transfer-encoding dkim-signature in-reply-to sent""".split()
)
_PARTIES = frozenset(("from", "to", "cc", "sender", "reply-to"))
_FACTIVA = frozenset(("HD", "WC", "PD"))
_ADDRESS = r"[!-;=?-~]@[A-Za-z0-9-]{1,63}\.[A-Za-z]"
_LICENCES = r"""(?x)
    Permission\ is\ hereby\ granted,\ free\ of\ charge | Permission\ to\ use,\ copy,\ modify |
    Redistribution\ and\ use\ in\ source\ and\ binary | GENERAL\ PUBLIC\ LICENSE\s+Version |
    Apache\ License\s+Version\ 2 | Creative\ Commons\ Corporation | (?:Mozilla|Eclipse|European\ Union)\ Public\ Licen[cs]e\b.{0,40}\d |
    free\ and\ unencumbered\ software | SIL\ OPEN\ FONT\ LICENSE | \ALicensed\ under\ the |
    Creative\ Commons[^\n]{0,80}(?:Legal\ Code|Public\ License)"""
_LOG_LINE = r"""(?x)
    \[?[A-Z][a-z]{2},?\ [A-Z][a-z]{2}\ [\ \d]\d\ \d\d:\d\d:\d\d | \[?1\d{9}(?:[.,]\d+)?\s |
    \[?\d\d[/.](?:\d\d|[A-Z][a-z]{2})[/.]\d{4}[\ :]\d\d:\d\d:\d\d |
    \[?\d{4}[-/]\d\d[-/]\d\d[T\ ]\d\d:\d\d:\d\d | \[?\d\d:\d\d:\d\d[.,]\d{3} |
    [A-Z][a-z]{2}\ [\ \d]\d\ \d\d:\d\d:\d\d\ \S+\ [^\s:]+: | \[\ *\d+\.\d{6}\] |
    \S+\ \S+\ \S+\ \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d: | [A-Z]\d{4}\ \d\d:\d\d:\d\d\.\d |
    \d\d-\d\d\ \d\d:\d\d:\d\d\.\d{3} |
    \[?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\]?[:\s]"""
_LEVEL = r"\d:\d\d.{0,120}?\b(?i:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\b"
_ARMOUR = r"(?m)^-----BEGIN [A-Z0-9 ]+-----\s*$"
_EXCHANGE = r"(?m)^[<>] (?:HTTP/\d|[A-Z]+ \S+ HTTP/\d)"
_CRON = r"(?:[\d*/,-]+\s+){5}\S"
_PIN = r"[A-Za-z0-9][\w.-]*(?:\[[\w,.-]+\])?\s*(?P<pin>(?:[=~!<>]=|[<>])\s*[\w.*]+)?[\w.*,;<>=!~ '\"]*$"
_SETTING = r"\s*(?:export )?[\w.-]+\s?=(?!=)"
_NUMBER = (
    r"(?m)^[ \t]*(?:\d{1,6} (?:of|von|de|di|van|sur) \d{1,6} (?:DOCUMENT|DOKUMENT)[A-Z]{0,2}"
    r"|Dokument \d{1,6} von \d{1,6}|Documento? \d{1,6} (?:of|de|di|van|sur) \d{1,6})[ \t]*$"
)
_CHECKSUM = r"[0-9a-fA-F]{32,128} [ *]\S"
_URL = r"https?://\S+$"
_KEY = r"\s*(?:- )*[\"']?(?P<key>[\w./$-]+)[\"']?:(?:\s+(?P<value>\S)|\s*$)"
_ITEM = r"\s*- "
_COLUMN = r"\s*[\"']?[^\W\d][\w .()/%#-]{0,39}[\"']?$"
_QUOTED = r"\"[^\"\n]*\"(?:[,;](?:\"[^\"\n]*\"|[^\",;\n]*+))++$"
_WIRE_HEADER = (
    r"[a-z]{2,8}\d{2,6}[ \t]+\d[ \t]+[a-z]{1,4}[ \t]+\d{1,5}\b[^\n.!?]{0,50}\r?\n\s*(?:/|\S+/\S+)"
)
_VERSION_LINE = r"(?m)(?:[a-z]\d{3,4}\s*\n)?[a-z] [a-z]\W{0,4}(?:BC|AM|PM|AP|PN|AB)-[\w'.-]+.{0,60}\d\d-\d\d\s+\d{3,4}\s*$"
_COMMENT = r"\s*(?:#(?:[\s#!]|$)|//|/\*|\*/|;[\s;]|%+\s|dnl\b|\.\\\"|(?i:rem)\s)"
_STATEMENT = (
    r"[{}\[\\]\s*$|[(){}\[\]=<>$][^\n]*[;,(]\s*$|^\s*\}|:=|[=!<>+*/-]=|->|=>|::|\(\)|\[\]|&&|\|\||</|/>"
    r"| = |\w\(\w*\)|^\s*[\w.-]+=\S|\$[\w{(]|<[A-Za-z_]+>"
)


def starts(text: str) -> Iterator[int]:
    """Yield the beginning of the text, and the beginning behind the comments of source code."""
    yield 0
    if text[:1] in "/#-;%{(rR":
        comments = _compiled(_COMMENTS).match(text)
        if comments is not None:
            yield comments.end()


def is_mail(start: Beginning) -> bool:
    """Whether it begins with the header block of a message: sender, recipient and route."""
    fields = _fields(start)
    named, strong = _PARTIES & fields.keys(), bool(_STRONG & fields.keys())
    return len(fields) > 1 and (strong or any(re.search(_ADDRESS, fields[name]) for name in named))


def is_newsgroup(start: Beginning) -> bool:
    """Whether it begins with the header block of an article in a newsgroup."""
    fields = _fields(start)
    return "newsgroups" in fields or (
        bool({"organization", "lines", "path"} & fields.keys())
        and bool({"from", "subject"} & fields.keys())
        and not _STRONG & fields.keys() - {"message-id"}
    )


def is_wire(start: Beginning) -> bool:
    """Whether it begins like a wire message that was saved without its control characters."""
    return bool(
        _compiled(_WIRE_HEADER).match(start.text) or _compiled(_VERSION_LINE).match(start.text)
    )


def is_nexis(start: Beginning) -> bool:
    """Whether a line has only a document's number and the total."""
    text = start.text.lower()
    return ("document" in text or "dokument" in text) and bool(
        _compiled(_NUMBER).search(start.text)
    )


def is_factiva(start: Beginning) -> bool:
    """Whether its lines begin with the codes of Factiva's fields, in their order."""
    if "\nWC" not in start.text:
        return False
    codes = [line[:2] for line in start.lines if line[2:3] in ("", " ", "\t")]
    wanted = iter(code for code in codes if code in _FACTIVA)
    return all(code in wanted for code in ("HD", "WC", "PD")) and bool({"SN", "AN"} & set(codes))


def has_highlights(start: Beginning) -> bool:
    """Whether a line announces a highlight of the story."""
    return "@highlight" in start.text and "@highlight" in map(str.strip, start.text.split("\n"))


def is_licence(start: Beginning) -> bool:
    """Whether it has the words of a well-known licence."""
    text = start.text[:1500]
    mentions = "icens" in text or "ICENS" in text or "ermission" in text or "edistribution" in text
    mentions = mentions or "Creative Commons" in text or "unencumbered" in text
    return mentions and bool(_compiled(_LICENCES).search(text))


def has_armour(start: Beginning) -> bool:
    """Whether a line begins a key or certificate."""
    return "-----BEGIN " in start.text and bool(_compiled(_ARMOUR).search(start.text))


def is_http(start: Beginning) -> bool:
    """Whether a line is a request or response of HTTP."""
    return "HTTP/" in start.text and bool(_compiled(_EXCHANGE).search(start.text))


def is_log(start: Beginning) -> bool:
    """Whether its lines begin with the time to the second, or with levels of a log."""
    lines = start.lines[:6]
    logged = [match[0] for match in map(_compiled(_LOG_LINE).match, lines) if match]
    if len(logged) == len(lines) == 1:
        return bool(_compiled(_LEVEL).search(lines[0]))
    sure = any(map(_compiled(r".*(?:\d|DEBUG|INFO|TRACE)").match, logged))  # not warnings alone
    return sure and len(logged) > 1 and len(logged) * 3 > len(lines)


def is_requirements(start: Beginning) -> bool:
    """Whether its lines are names of packages with required versions."""
    if "=" not in start.text and "<" not in start.text:
        return False
    pin = _compiled(_PIN)
    found = list(takewhile(bool, map(pin.match, _uncommented(start))))
    pinned = sum(match is not None and match["pin"] is not None for match in found)
    return pinned * 2 > len(found) == sum(1 for _ in _uncommented(start))


def is_addresses(start: Beginning) -> bool:
    """Whether each line is an address of the web."""
    return start.first[:4] == "http" and len(start.lines) > 1 and _each(_URL, start.lines)


def is_checksums(start: Beginning) -> bool:
    """Whether each line is a checksum and a name."""
    return len(start.first) > 32 and _each(_CHECKSUM, start.lines)


def is_settings(start: Beginning) -> bool:
    """Whether each line is ``name=value``, or a schedule with a command."""
    if "* " in start.text and _each(_CRON, _uncommented(start)):
        return True
    return (
        "=" in start.text
        and _each(_SETTING, _uncommented(start))
        and sum(1 for _ in _uncommented(start)) > 1
    )


def is_base64(start: Beginning) -> bool:
    """Whether it consists of long lines of letters, digits and signs without a space."""
    if " " in start.first:
        return False
    words = start.text.split()
    return (
        bool(words)
        and min(map(len, words[:-1] or words)) >= 40
        and bool(re.fullmatch(r"[A-Za-z0-9+/=_-]+", "".join(words)))
        and all(re.search(chars, start.text) for chars in ("[a-z]", "[A-Z]", "[0-9]"))
    )


def is_yaml(start: Beginning) -> bool:
    """Whether it consists of keys in lower case, some with keys or a list below."""
    key, item = _compiled(_KEY), _compiled(_ITEM)
    if not (key.match(start.first) or start.first[:1] == "#"):
        return False
    lines = list(_uncommented(start))
    keys = [key.match(line) for line in lines]
    named = [match["key"] for match in keys if match]
    if len(named) < 2 or sum(name[:1].islower() for name in named) * 10 < len(named) * 7:
        return False
    nested = any(
        match
        and (_indent(below) > _indent(line) or below.lstrip()[:2] == "- ")
        and (not match["value"] or (line.lstrip()[:2] == "- " and following))
        for line, below, match, following in zip(lines, lines[1:], keys, keys[1:], strict=False)
    )
    return nested and all(
        match or item.match(line) or line[:1].isspace()
        for line, match in zip(lines, keys, strict=True)
    )


def is_tsv(start: Beginning) -> bool:
    """Whether its lines have the same number of tabs: at least three lines, or two with names."""
    return _is_table(start, "\t")


def is_csv(start: Beginning) -> bool:
    """Whether it is a table with commas or semicolons between its columns."""
    if len(start.lines) > 1 and _compiled(_QUOTED).match(start.first):
        return True
    return _is_table(start, ",") or _is_table(start, ";")


def is_bars(start: Beginning) -> bool:
    """Whether it is a table with bars between its columns."""
    return _is_table(start, "|")


def is_json(start: Beginning) -> bool:
    """Whether the whole is a value of JSON, except a string, which may be a quotation."""
    first = start.text[:1]
    if start.is_cut or not (first in '[{-tfn"' or first.isdecimal()):
        return False
    from newsfmt._orjson import orjson

    try:
        return not isinstance(orjson.loads(start.text), str)
    except orjson.JSONDecodeError:
        return False


def is_code(start: Beginning) -> bool:
    """Whether most of its lines look like a program and its comments, or most characters are
    numbers and signs.
    """
    lines = start.lines
    if start.solid < 20:
        return False
    comments = sum(map(bool, map(_compiled(_COMMENT).match, lines)))
    if comments > 2 and comments * 2 > len(lines):
        return True
    if start.is_prose:
        return False
    if start.letters < 0.3 and start.signs > 0.3:
        return True
    if start.letters < 0.2 and start.digits > 0.5 and len(lines) > 1:
        return True
    if start.signs <= 0.05 or len(lines) < 3:
        return False
    rows = [line for line in lines if line.strip("=-_*~#+ ")]  # without lines that underline
    statements = comments + sum(map(bool, map(_compiled(_STATEMENT).search, rows)))
    return statements > len(lines) * (0.3 if start.signs > 0.08 else 0.5)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _uncommented(start: Beginning) -> Iterator[str]:
    return (line for line in start.lines if line.lstrip()[:1] not in "#;")


def _each(pattern: str, lines: Iterable[str]) -> bool:
    return all(map(_compiled(pattern).match, lines))


def _fields(start: Beginning) -> dict[str, str]:
    """The fields of a header block, by name in lower case; empty if the first block is not a header
    block.
    """
    if not _compiled(_HEADER).match(start.first):
        return {}
    fields: dict[str, str] = {}
    name = ""
    field = _compiled(_FIELD)
    for row in start.text.split("\n"):
        if not row.strip():
            break
        match = field.match(row)
        if match is None:
            return fields if len(fields) > 1 else {}
        if row[:1] in " \t":
            fields[name] += row
        else:
            name = match[0][:-1].strip().lower()
            fields[name] = row[match.end() :]
    return fields


def _is_table(start: Beginning, mark: str) -> bool:
    """Whether a separator divides the lines into columns: by the names in the first line, or
    because all lines have equally many.
    """
    lines = start.lines
    if mark not in start.first or len(lines) < 2:
        return False
    if mark == "," and start.letters > 0.5:  # a comma between digits may belong to a number
        lines = [re.sub(r"(?<=\d),(?=\d)", "", line) for line in lines]
    counts = [line.count(mark) for line in lines]
    columns = lines[0].split(mark)
    named = f"{mark} " not in lines[0] and all(map(_compiled(_COLUMN).match, columns))
    if named and len(columns) > 2:
        return counts[1] > 0
    if named and len(columns) == 2 and " " not in lines[0].strip():
        return all(counts) and len(lines) > (2 if mark == "," else 1)
    least = 1 if mark == "\t" else 2
    even = len(set(counts[:-1])) == 1 and len(lines) > 2 and counts[0] >= least
    return even and not any(f"{mark} " in line for line in lines)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
