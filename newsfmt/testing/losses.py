"""What of an Article did not come back from a round trip, as paths, and which of it nobody
reported.

Two Articles come in, the one written and the one read again, with the diagnostics of the writer;
paths come out, spelt as diagnostics spell them (``subjects[2].relevance``, ``body[3]``). A
difference is excused by a report on that value, on what holds it, or on its parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from newsfmt._record import Record
from newsfmt.article import Article, FrozenMap
from newsfmt.body import Embed, Preformatted, walk
from newsfmt.dates import NewsDate
from newsfmt.diagnostics import Diagnostic
from newsfmt.prose import without_prefix

__all__ = ["differences", "overstated", "silent"]

_BODIES = frozenset({"body"})


def differences(before: Article, after: Article) -> list[str]:
    """Return the paths of the values that differ; ``origin`` is no part of an article.

    A dateline's prefix that the target keeps in a slot of its own, and cuts from the text
    (model-rules.md §3), is no difference.

    >>> differences(Article(headline="a", keywords=("b",)), Article(headline="a", keywords=("c",)))
    ['keywords[0]']
    """
    return [path for path, _, _ in _differences(_slotted(before, after), after, "")]


def silent(before: Article, after: Article, reported: Iterable[Diagnostic]) -> list[str]:
    """Return the paths of the differences that no ``write.`` diagnostic excuses, with what each
    side holds.

    Words are kept where a node is merely flattened or loses its markup, so a lost word is a
    difference of its own (``body: words``).
    """
    told = [
        (diagnostic.code, _path(diagnostic))
        for diagnostic in reported
        if diagnostic.code.startswith("write.")
    ]
    before = _slotted(before, after)
    found = []
    for path, one, other in _differences(before, after, ""):
        if not any(_covers(reason, path) for _, reason in told) and not _moved(
            path, after, told, one
        ):
            found.append(f"{path}: {_short(one)} came back as {_short(other)}")
    if not found and all(
        code != "write.field-lost" and code != "write.value-shortened"
        for code, path in told
        if path.startswith("body")
    ):
        missing = [word for word in _words(before) if word not in _all_text(after)]
        found += [
            f"body: the words {_short(word)} are gone, though only markup was reported lost"
            for word in missing[:3]
        ]
    return found


def overstated(before: Article, after: Article, reported: Iterable[Diagnostic]) -> list[str]:
    """Return the paths reported as ``write.field-lost`` whose value came back all the same.

    >>> from newsfmt.errors import Position
    >>> lost = Diagnostic("write.field-lost", "loss", "no place for it", position=Position(path="slugline"))
    >>> overstated(Article(slugline="a"), Article(slugline="a"), [lost])
    ['slugline']
    """
    changed = differences(before, after)
    paths = [_path(diagnostic) for diagnostic in reported if diagnostic.code == "write.field-lost"]
    return [
        path
        for path in paths
        if path and _holds(before, path) and not any(_covers(path, other) for other in changed)
    ]


def _holds(article: Article, path: str) -> bool:
    """Whether an article has a value at a path of its fields (``rights.holder.name``,
    ``extra['a:b']``, ``body[0].items[1]``).
    """
    here: Any = article
    for name, index, key in re.findall(r"\.?(\w+)|\[(\d+)\]|\[(['\"].*?['\"])\]", path):
        try:
            here = getattr(here, name) if name else here[int(index)] if index else here[key[1:-1]]
        except (AttributeError, IndexError, KeyError, TypeError):
            return False
    return here is not None and here != ()


def _differences(before: Any, after: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    for field in attrs.fields(type(before)):
        one, other = getattr(before, field.name), getattr(after, field.name)
        if one == other or field.name == "origin":
            continue
        place = f"{path}.{field.name}" if path else field.name
        if isinstance(one, FrozenMap) and isinstance(other, FrozenMap):
            yield from (
                (f"{place}[{key!r}]", one.get(key), other.get(key))
                for key in one
                if one[key] != other.get(key)
            )
        elif type(one) is tuple and type(other) is tuple and len(one) == len(other):
            for index, (first, second) in enumerate(zip(one, other, strict=True)):
                if first != second:
                    yield from _inside(first, second, f"{place}[{index}]", field.name in _BODIES)
        else:
            yield from _inside(one, other, place, False)


def _inside(one: Any, other: Any, place: str, whole: bool) -> Iterator[tuple[str, Any, Any]]:
    """The differing parts of two records of one class; of anything else, and of blocks, the
    whole.
    """
    if (
        not whole
        and isinstance(one, Record)
        and type(one) is type(other)
        and not isinstance(one, NewsDate)
    ):
        yield from _differences(one, other, place)
    else:
        yield place, one, other


def _path(diagnostic: Diagnostic) -> str:
    return (diagnostic.position.path if diagnostic.position else None) or ""


def _covers(reason: str, path: str) -> bool:
    """Whether a report on one path excuses a difference at another: the same value, what holds it,
    or a part of it.
    """
    if not reason:
        return False
    return _within(path, reason) or _within(reason, path)


def _within(path: str, outer: str) -> bool:
    return path == outer or (path.startswith(outer) and path[len(outer)] in ".[")


def _moved(path: str, after: Article, told: Iterable[tuple[str, str]], one: Any) -> bool:
    """Whether a member only stands elsewhere in its list, because another one is reported as
    lost.
    """
    root = re.fullmatch(r"(\w+)\[\d+\]", path)
    if not root or not any(reason.startswith(root[1] + "[") for _, reason in told):
        return False
    return one in getattr(after, root[1])


def _slotted(before: Article, after: Article) -> Article:
    """``before`` with its dateline in the slot alone, where that is how it came back."""
    dateline = before.dateline
    if dateline is None or not dateline.prefix or after.dateline is None or after.dateline.prefix:
        return before
    return without_prefix(before)


def _words(article: Article) -> list[str]:
    """The words of the body, without those of embeds, which are carried or not as a whole."""
    found: Iterator[Any] = walk(article.body)
    texts = (
        node if type(node) is str else node.text
        for node in found
        if type(node) in {str, Preformatted}
    )
    return [word for text in texts for word in re.findall(r"\w+", text)]


def _all_text(article: Article) -> str:
    parts: list[str] = []
    stack: list[Any] = [article]
    while stack:
        here = stack.pop()
        if isinstance(here, str):
            parts.append(here)
        elif type(here) is tuple:
            stack.extend(here)
        elif isinstance(here, FrozenMap):
            stack.extend(here.values())
        elif isinstance(here, Record) and type(here) is not Embed:
            cls: Any = type(here)
            stack.extend(getattr(here, field.name) for field in attrs.fields(cls))
    return "\0".join(parts)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 160 else text[:157] + "…"
