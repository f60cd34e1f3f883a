"""The law of influence: change any value of an input, and the articles that are read from it or the
diagnostics change.

The bytes of an input come in; its values come out, each with the input in which that value alone is
another (not of binary files and RTF). Markup gives its texts, attributes, comments and
instructions, JSON its scalars (of one with markup the values in it), a table its cells, anything
else the fields of its headers, the words of short lines and the ends of long ones.
"""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterator

import attrs

from newsfmt import _pipeline
from newsfmt._registry import Registry
from newsfmt.diagnostics import Report
from newsfmt.errors import NewsfmtError
from newsfmt.format import Context, Format

__all__ = [
    "EVERY",
    "Effect",
    "Value",
    "another",
    "decoded",
    "dropped",
    "effect",
    "selected",
    "silent",
    "values_of",
]

EVERY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly" or bool(
    os.environ.get("NEWSFMT_EVERY_VALUE")
)
"""Whether every value is changed, not only a selection."""

_ADDED = "zq"
_SHORTCODE = r"\[\w+(?: \w+=\"[^\"]*\")+\]"  # of WordPress, whose values are layout
_WORD = re.compile(rf"{_SHORTCODE}|&#?\w*;?|(\w)")
_OUTSIDE_TAGS = re.compile(rf"</?[A-Za-z][^<>]*>|{_SHORTCODE}|&lt;/?[A-Za-z].*?&gt;|&#?\w*;?|(\w)")
_NAME = r"[A-Za-z_][\w:.-]*"
_MARKUP = re.compile(
    rf"""<!--(?P<comment>.*?)-->|<!\[CDATA\[(?P<data>.*?)\]\]>|<\?(?P<instruction>.*?)\?>
    |<![^>\[]*(?:\[[^\]]*\]\s*)?>|</(?P<end>{_NAME})[^>]*>
    |<(?P<start>{_NAME})(?P<attributes>(?:[^>"']|"[^"]*"|'[^']*')*)>|(?P<text>[^<]+)|<""",
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(rf"""({_NAME})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_EMPTY = re.compile(r"""\s(?:content|value)=(?:""|'')""")  # what is named says nothing
_VOID = frozenset({"br", "hr", "img", "meta", "input", "wbr"})
_JSON = re.compile(r'"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[{}\[\],:]', re.DOTALL)
_LOOKS_LIKE_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
_FIELD = re.compile(r"([A-Za-z][\w-]*): ?")
_SHORT_LINE = 6
_BASE64 = re.compile(r"[A-Za-z0-9+/]{12,}={0,2}|[A-Za-z0-9+/]{4,}={1,2}")
_NUMBERED = re.compile(r"\d+[.)]")
_TABLES = frozenset({"csv", "tsv", "tab"})
_SEPARATORS = ",;\t|"
_CONTAINERS = ("{\\rtf", "PK\x03\x04")
"""What holds its values packed or between instructions for layout: the tests of its format change
them.
"""


@attrs.frozen
class Value:
    """One value of an input."""

    place: str
    """The path to it, with the names of elements or keys: ``nitf/head/docdata/doc-id/@id-string``;
    without indices, so that like values have like places.
    """
    line: int
    """The line that it begins on, from 1."""
    text: str
    """The value as it stands there."""
    start: int
    """Where it begins in the text of the input."""
    changed: str
    """What stands there instead."""

    def __str__(self) -> str:
        shown = self.text if len(self.text) <= 60 else f"{self.text[:57]}..."
        return f"line {self.line}: {self.place} {shown!r}"


def values_of(text: str, name: str = "") -> Iterator[Value]:
    """Yield the values of an input; ``name`` says what it is where its first character does not.

    >>> [(value.place, value.changed) for value in values_of('{"headline": "Ferry", "n": 9}')]
    [('headline', '"Ferryzq"'), ('n', '0')]
    """
    line, behind = 1, 0
    for place, start, value, changed in _places(text, name):
        line += text.count("\n", behind, start)
        behind = start
        yield Value(place, line, value, start, changed)


def _places(text: str, name: str) -> Iterator[tuple[str, int, str, str]]:
    extension = name.rpartition(".")[2].lower()
    if text.startswith(_CONTAINERS):
        return iter(())
    first = text.lstrip("\ufeff \t\r\n")[:1]
    if extension in _TABLES:
        return _cells(text, max(_SEPARATORS, key=text.partition("\n")[0].count))
    if first == "<":
        return _markup(text)
    if first in {"{", "["}:
        return _scalars(text)
    return _lines(text)


def another(text: str) -> str:
    """Return a text with its last digit another one, or letters behind its last word.

    >>> another("2021-05-04T10:30Z"), another("Ferry sails."), another("AT&amp;T &amp;")
    ('2021-05-04T10:31Z', 'Ferry sailszq.', 'AT&amp;Tzq &amp;')
    """
    characters = [match.start() for match in _OUTSIDE_TAGS.finditer(text) if match[1]]
    characters = characters or [match.start() for match in _WORD.finditer(text) if match[1]]
    digits = [at for at in characters if "0" <= text[at] <= "9"]
    if digits:
        at = digits[-1]
        return f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}"
    behind = characters[-1] + 1 if characters else 0
    return f"{text[:behind]}{_ADDED}{text[behind:]}"


def _markup(text: str) -> Iterator[tuple[str, int, str, str]]:
    """Texts, values of attributes, comments and instructions; white space alone is no value."""
    path: list[str] = []
    for match in _MARKUP.finditer(text):
        kind = match.lastgroup
        if kind == "end":
            name = _local(match["end"])
            if name in path:
                del path[len(path) - 1 - path[::-1].index(name) :]
            continue
        if kind == "attributes":
            name = _local(match["start"])
            empty = _EMPTY.search(match["attributes"])
            for attribute in _ATTRIBUTE.finditer(match["attributes"]):
                if attribute[1].partition(":")[0] == "xmlns" or (empty and attribute[1] == "name"):
                    continue
                number = attribute.lastindex or 2
                where = "/".join((*path, name, f"@{_local(attribute[1])}"))
                begin = match.start("attributes") + attribute.start(number)
                yield where, begin, attribute[number], another(attribute[number])
            if not match["attributes"].endswith("/") and name.lower() not in _VOID:
                path.append(name)
            continue
        value = match[kind] if kind else ""
        if kind is None or not value.strip() or (kind == "instruction" and value[:4] == "xml "):
            continue
        if kind == "data" and _LOOKS_LIKE_MARKUP.search(value):
            for place, begin, inner, changed in _markup(value):
                yield "/".join((*path, place)), match.start(kind) + begin, inner, changed
            continue
        step = {"comment": "comment()", "instruction": "processing-instruction()"}.get(
            kind, "text()"
        )
        yield "/".join((*path, step)), match.start(kind), value, another(value)


def _local(name: str) -> str:
    return name if name.startswith("xml:") else name.rpartition(":")[2]


def _scalars(text: str) -> Iterator[tuple[str, int, str, str]]:
    """The scalars of JSON, but for null, which is nothing; of one with markup the values in it."""
    path: list[str] = []
    key, is_key = "", False
    kinds: list[str] = []
    for match in _JSON.finditer(text):
        token = match[0]
        if token in "{[":
            path.append(key)
            kinds.append(token)
            key, is_key = "", token == "{"
        elif token in "}]":
            key, is_key = (path.pop() if path else ""), False
            del kinds[-1:]
        elif token == ",":
            is_key = kinds[-1:] == ["{"]
        elif token == ":":
            is_key = False
        elif is_key:
            key = json.loads(token, strict=False)
        elif token != "null":
            own = key if kinds[-1:] == ["{"] else ""
            where = "/".join(step for step in (*path, own) if step)
            inside = list(_inside(where, match.start(), token))
            yield from inside or [(where, match.start(), token, _another_scalar(token))]


def _another_scalar(token: str) -> str:
    if token in {"true", "false"}:
        return "false" if token == "true" else "true"
    if token[0] != '"':
        return another(token)
    return json.dumps(another(json.loads(token, strict=False)))


def _inside(where: str, start: int, token: str) -> Iterator[tuple[str, int, str, str]]:
    """The values of the markup in a text of JSON."""
    if token[0] != '"' or "<" not in token:
        return
    text = json.loads(token, strict=False)
    if not _LOOKS_LIKE_MARKUP.search(text):
        return
    for place, begin, value, changed in _markup(text):
        whole = text[:begin] + changed + text[begin + len(value) :]
        yield f"{where}/{place}", start, token, json.dumps(whole)


def _cells(text: str, separator: str) -> Iterator[tuple[str, int, str, str]]:
    """The cells; those of a column that has no name, or the one of pandas, have a place of their
    own.
    """
    cell = re.compile(rf'"((?:[^"]|"")*)"|([^{separator}\r\n]+)|[{separator}]|\n')
    names = text.lstrip("\ufeff").partition("\n")[0].split(separator)
    column = 1
    for match in cell.finditer(text):
        if match[0] == "\n":
            column = 1
        elif match[0] == separator:
            column += 1
        else:
            number = match.lastindex or 1
            name = names[column - 1].strip('" \r') if column <= len(names) else ""
            place = f"column/{column}" if name not in {"", "Unnamed: 0"} else "column/unnamed"
            yield place, match.start(number), match[number], another(match[number])


def _lines(text: str) -> Iterator[tuple[str, int, str, str]]:
    """The words of short lines, the ends of long ones; what has neither letter nor digit is
    layout.
    """
    for line in re.finditer(r"[^\r\n]+", text):
        field = _FIELD.match(line[0])
        other = "base64" if _BASE64.fullmatch(line[0]) else "line"
        place, start = (field[1], field.end()) if field else (other, 0)
        if number := _NUMBERED.match(line[0]):  # of a list: layout
            start = max(start, number.end())
        words = list(re.finditer(r"[^\s\x00-\x1f|;]*\w[^\s\x00-\x1f|;]*", line[0][start:]))
        for word in words if len(words) <= _SHORT_LINE else words[-1:]:
            yield place, line.start() + start + word.start(), word[0], another(word[0])


# ---- what changes


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of an input and its encoding, so that encoding it again gives the input."""
    marked = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(data[:2], "utf-8")
    try:
        return data.decode(marked), marked
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


@attrs.frozen
class Effect:
    """All that can be seen of an input."""

    articles: list[bytes]
    """Its articles, each as JSON."""
    diagnostics: list[str]
    """What was reported."""
    failure: str
    """What ended it too soon."""


def effect(fmt: Format, data: bytes, name: str, registry: Registry) -> Effect:
    """Return all that can be seen of an input."""
    report = Report(keep=1_000_000)
    context = Context(on_error="skip", report=report)
    articles: list[bytes] = []
    failure = ""
    try:
        with _pipeline.open_reader(
            io.BytesIO(data), context, format=fmt.name, name=name, registry=registry
        ) as reader:
            articles += [article.to_json() for article in reader]
    except NewsfmtError as error:
        failure = f"{type(error).__name__}: {error}"
    return Effect(articles, [str(diagnostic) for diagnostic in report], failure)


def selected(values: list[Value], most: int) -> list[Value]:
    """Return the values to change, at most ``most``: the first of every place, and where there is
    room others spread over the input; every value where :data:`EVERY` is set.
    """
    if EVERY or len(values) <= most:
        return values
    first = list({value.place: value for value in reversed(values)}.values())[::-1]
    rest = values[:: -(-len(values) // max(most - len(first), 1))]
    return list(dict.fromkeys((*first[:: -(-len(first) // most)], *rest)))[:most]


def dropped(fmt: Format, place: str) -> bool:
    """Return whether a format declares that it leaves out the value at a place."""
    return any(rule.covers(place) for rule in fmt.drops)


def silent(
    fmt: Format, data: bytes, name: str, registry: Registry, most: int = 150
) -> tuple[int, list[Value]]:
    """Return how many values of an input were changed, and those of them whose change has no
    effect.

    What the format declares as dropped is not tried, nor is an input without an article, of which a
    diagnostic says that it was skipped.
    """
    text, encoding = decoded(data)
    values = [value for value in values_of(text, name) if not dropped(fmt, value.place)]
    before = effect(fmt, data, name, registry)
    if not before.articles:
        return 0, []
    tried = selected(values, most)
    without: list[Value] = []
    for value in tried:
        end = value.start + len(value.text)
        changed = f"{text[: value.start]}{value.changed}{text[end:]}".encode(encoding)
        if effect(fmt, changed, name, registry) == before:
            without.append(value)
    return len(tried), without
