r"""Changes to documents that know what they are made of: elements and attributes, keys and members,
lines; and changes that know nothing.

A document is cut into :class:`Part`\ s, spans of its bytes: each can be deleted, doubled, emptied,
or swapped with another of its kind.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import attrs

__all__ = ["Part", "changed", "mutated", "parts", "slices", "tokens", "without"]


@attrs.frozen
class Part:
    """A span of a document: ``inner`` is what is left empty when it is emptied, ``label`` says what
    it is for a person.
    """

    kind: str
    """``element``, ``attribute``, ``text``, ``member``, ``item`` or ``line``."""
    start: int
    """Where it begins."""
    end: int
    """Where it ends."""
    inner: tuple[int, int]
    """The span of its content."""
    label: str = ""
    """Its name."""


# ---- XML
# ------------------------------------------------------------

_TOKEN = re.compile(rb"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>|</([^\s>]+)\s*>|<([^\s/>!?]+)((?:\s+[^\s=>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(/?)>", re.DOTALL)  # fmt: skip
_ATTRIBUTE = re.compile(rb"\s+([^\s=]+)\s*=\s*(\"[^\"]*\"|'[^']*')")


def _xml(data: bytes) -> Iterator[Part]:
    open_: list[tuple[bytes, int, int]] = []
    last = 0
    for token in _TOKEN.finditer(data):
        if token.start() > last and data[last : token.start()].strip():
            yield Part("text", last, token.start(), (last, token.start()), "text")
        last = token.end()
        closing, name, _, alone = token.groups()
        if name is not None:
            for found in _ATTRIBUTE.finditer(data, token.start(3), token.end(3)):
                yield Part(
                    "attribute",
                    found.start(),
                    found.end(),
                    (found.start(2) + 1, found.end(2) - 1),
                    f"@{found[1].decode('utf-8', 'replace')}",
                )
            if alone:
                yield Part(
                    "element",
                    token.start(),
                    token.end(),
                    (token.end(), token.end()),
                    name.decode("utf-8", "replace"),
                )
            else:
                open_.append((name, token.start(), token.end()))
        elif closing is not None and open_ and open_[-1][0] == closing:
            _, start, inner = open_.pop()
            yield Part(
                "element",
                start,
                token.end(),
                (inner, token.start()),
                closing.decode("utf-8", "replace"),
            )


# ---- JSON
# ------------------------------------------------------------

_JSON_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


def _json(data: bytes) -> Iterator[Part]:
    """Members of objects and items of arrays, each with the comma that has to go with it."""
    found = [token.span() for token in _JSON_TOKEN.finditer(data)]
    open_: list[
        list[int]
    ] = []  # of each container: its first token, the tokens where its members begin
    commas: list[list[int]] = []
    for place, (start, end) in enumerate(found):
        sign = data[start:end]
        if sign in (b"{", b"["):
            open_.append([place])
            commas.append([place])
        elif sign == b"," and commas:
            commas[-1].append(place)
        elif sign in (b"}", b"]") and commas:
            open_.pop()
            edges = [*commas.pop(), place]
            kind = "member" if sign == b"}" else "item"
            for index, (before, after) in enumerate(pairwise(edges)):
                if after - before < 2:
                    continue
                first, last = found[before + 1][0], found[after - 1][1]
                begin = found[before][0] if index else first
                stop = last if index or len(edges) == 2 else found[after][1]
                value = found[before + 3][0] if kind == "member" and before + 3 < after else first
                yield Part(
                    kind,
                    begin,
                    stop,
                    (value, last),
                    data[first : found[before + 1][1]].decode("utf-8", "replace")[:40],
                )


# ---- lines
# ------------------------------------------------------------

_LINE = re.compile(rb"[^\r\n]*(?:\r+\n*|\n|$)")


def _lines(data: bytes) -> Iterator[Part]:
    for number, line in enumerate(_LINE.finditer(data), 1):
        if line.end() > line.start():
            yield Part(
                "line",
                line.start(),
                line.end(),
                (line.start(), line.start() + len(line[0].rstrip(b"\r\n"))),
                f"line {number}",
            )


_CUTS = {"xml": _xml, "json": _json, "lines": _lines}


def parts(data: bytes, grammar: str) -> list[Part]:
    """The parts of a document, in the order of their ends."""
    return list(_CUTS[grammar](data))


# ---- changes
# ------------------------------------------------------------


def without(data: bytes, part: Part) -> bytes:
    """The document without a part."""
    return data[: part.start] + data[part.end :]


def changed(data: bytes, grammar: str, rng: random.Random) -> bytes:
    """The document with one part deleted, doubled, emptied, or swapped with another of its kind."""
    found = parts(data, grammar)
    if not found:
        return data
    part = rng.choice(found)
    what = rng.randrange(4)
    if what == 0:
        return without(data, part)
    if what == 1:
        body = data[part.start : part.end]
        comma = (
            b""
            if part.kind not in {"member", "item"} or body[:1] == b"," or body[-1:] == b","
            else b","
        )
        return data[: part.end] + comma + body + data[part.end :]
    if what == 2:
        return (
            data[: part.inner[0]]
            + (b'""' if part.kind in {"member", "item"} else b"")
            + data[part.inner[1] :]
        )
    others = [
        other
        for other in found
        if other.kind == part.kind and (other.end <= part.start or other.start >= part.end)
    ]
    if not others:
        return data
    other = rng.choice(others)
    one, two = sorted((part, other), key=lambda part: part.start)
    (a, b), (c, d) = (
        (one.inner, two.inner)
        if part.kind in {"member", "item", "attribute"}
        else ((one.start, one.end), (two.start, two.end))
    )
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def slices(data: bytes, grammar: str, size: int, count: int) -> Iterator[bytes]:
    """A document that is longer than ``size``, cut down to it in ``count`` ways: parts are left out
    until it fits, so that it stays well-formed.
    """
    if not grammar:
        yield data[:size]
        return
    for number in range(count):
        rng, left = random.Random(number), data
        while len(left) > size:
            small = [
                part for part in parts(left, grammar) if part.end - part.start < len(left) // 2
            ]
            if not small:
                break
            left = without(left, rng.choice(small))
        yield left[:size]


@cache
def tokens(dictionary: Path) -> tuple[bytes, ...]:
    """The tokens of a dictionary in libFuzzer's format: one in quotes a line, ``\\xAB`` and
    ``\\\\`` escaped.
    """
    lines = dictionary.read_text(encoding="ascii").splitlines() if dictionary.exists() else []
    found = [
        line.strip().partition('"')[2].rpartition('"')[0]
        for line in lines
        if line.strip() and not line.startswith("#")
    ]
    return tuple(
        token.encode("ascii").decode("unicode_escape").encode("latin-1") for token in found
    )


_ODD = (
    b"",
    b"\x00",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xe2\x80\xa8",
    b"\xef\xbb\xbf",
    b"\r",
    b"\n",
    b"\r\n",
    b"\n\n",
    b"\t",
    b" ",
    b"\x1a",
    b"\x85",
    b"\xc2\x85",
    b"\x0c",
)


def mutated(
    data: bytes, rng: random.Random, grammar: str, words: tuple[bytes, ...], others: list[bytes]
) -> bytes:
    """The document with one to four changes, half of them by its grammar, if it has one."""
    for _ in range(rng.choice((1, 1, 1, 2, 2, 4))):
        if grammar and rng.random() < 0.5:
            data = (
                _worded(data, grammar, rng, words)
                if words and rng.random() < 0.3
                else changed(data, grammar, rng)
            )
        else:
            data = _blind(data, rng, words, others)
    return data


def _worded(data: bytes, grammar: str, rng: random.Random, words: tuple[bytes, ...]) -> bytes:
    """The content of a part replaced by a token, or by a token and itself."""
    found = parts(data, grammar)
    if not found:
        return data
    part = rng.choice(found)
    start, end = part.inner
    word = rng.choice(words)
    if part.kind == "attribute":
        word = word.replace(data[start - 1 : start], b"")
    return data[:start] + word + (data[start:end] if rng.random() < 0.3 else b"") + data[end:]


def _blind(data: bytes, rng: random.Random, words: tuple[bytes, ...], others: list[bytes]) -> bytes:
    """A change that knows nothing of the document."""
    start = rng.randrange(len(data) + 1)
    end = min(start + rng.choice((0, 1, 1, 2, 4, 16, 64)), len(data))
    what = rng.randrange(7)
    if what == 0:
        return data[:start] + data[end:]
    if what == 1:
        return data[:end] + data[start:end] * rng.choice((1, 2, 30)) + data[end:]
    if what == 2:
        return data[:start] + rng.randbytes(end - start or 1) + data[end:]
    if what == 3:
        return data[:start] + rng.choice(_ODD) + data[start:]
    if what == 4:
        other = rng.choice(others)
        place = rng.randrange(len(other) + 1)
        return data[:start] + other[place : place + rng.choice((8, 64, 400))] + data[end:]
    if what == 5:
        return data[:start]
    return data[:start] + (rng.choice(words) if words else rng.randbytes(2)) + data[end:]
