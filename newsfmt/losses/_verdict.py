"""Which losses of an article are reported: true reports of the writer, and the differences that no
report names.

A report names the value at its path. It covers the values below only if none of them came back; a
report about a part of a value never covers the rest of the value.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from newsfmt._record import Record, field_names
from newsfmt.article import Article, FrozenMap
from newsfmt.body import BLOCKS, INLINES
from newsfmt.dates import NewsDate
from newsfmt.losses._comparison import Difference, words
from newsfmt.losses._declared import is_set

__all__ = ["described", "settled", "texts", "value_at"]

Reports = Mapping[tuple[str, str], str]
"""Messages by code and path."""
_EMBARGO = frozenset({"embargoed", "embargoed_until"})
_MOVING = frozenset({"code", "scheme", "literal", "uri"})
"""Parts of a concept that another part can hold."""
_BLOCKS = frozenset(BLOCKS.values())
_INLINES = frozenset(INLINES.values())
_WORDLESS = frozenset({"write.field-lost", "write.value-shortened"})
"""Codes for lost words of a text."""
_DERIVED = "write.value-derived"
"""The code for an additional value, which the article does not have."""
_NOTHING: frozenset[str] = frozenset()
_STEP = re.compile(r"""\.?(\w+)|\[(\d+)\]|\[(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\]""")
_LONG = 60  # characters of a value in a message


def value_at(record: object, path: str) -> Any:
    """Return the value at a path in the notation of diagnostics; None where a step of the path is
    missing.

    >>> value_at(Article(keywords=["sea"], extra={"a:b": "c"}), "keywords[0]")
    'sea'
    """
    value = record
    for step in _STEP.finditer(path):
        name, index = step.groups()
        if name:
            value = getattr(value, name, None)
        elif index:
            value = value[int(index)] if type(value) is tuple and int(index) < len(value) else None
        elif isinstance(value, Mapping):
            value = next((value[key] for key in value if f"[{key!r}]" == step[0]), None)
    return value


def texts(value: object) -> Iterator[str]:
    """Yield every text in a value: in records, nodes, tuples and maps, dates as ISO 8601."""
    todo: list[Any] = [value]
    while todo:
        part = todo.pop()
        if isinstance(part, str):
            yield part
        elif type(part) is tuple:
            todo += reversed(part)
        elif isinstance(part, Mapping):
            todo += part.values()
        elif isinstance(part, Record):
            kind: Any = type(part)
            todo += [getattr(part, name) for name in reversed(field_names(kind))]


def settled(
    article: Article, reported: Reports, found: list[Difference]
) -> tuple[Reports, list[Difference]]:
    """Return the reports that are true, and the differences that none of them names."""
    around = {path: True for one in found for path in _upwards(one.path)}
    there = {one.path for one in found}
    true = {
        (code, path): message
        for (code, path), message in reported.items()
        if path in around
        or any(above in there for above in _upwards(path))
        or code == _DERIVED
        or not is_set(value_at(article, path))
    }
    codes: dict[str, set[str]] = {}
    for code, path in true:
        codes.setdefault(path, set()).add(code)
    gone = {one.path for one in found if one.gone} | {one.emptied for one in found}
    return true, [one for one in found if not _named(one, codes, gone)]


def _upwards(path: str) -> Iterator[str]:
    """A path, and the paths above it."""
    yield path
    for step in reversed([*_STEP.finditer(path)][1:]):
        yield path[: step.start()]


def _named(one: Difference, codes: Mapping[str, set[str]], gone: set[str | None]) -> bool:
    """Whether a report names a difference."""
    exact = codes.get(one.path)
    if exact == {_DERIVED}:
        return not is_set(one.before)
    if exact:
        return not _loses_words(one) or any(
            codes[path] & _WORDLESS for path in codes if _within(path, one.path)
        )
    for above in _upwards(one.path):
        if codes.get(above, _NOTHING) - {_DERIVED} and (
            above in gone or (_is_text(one, above) and codes[above] & _WORDLESS)
        ):
            return True
    return one.gone and all(
        any(
            codes.get(above, _NOTHING) - {_DERIVED}
            for above in _upwards(path)
            if len(above) > len(one.path)
        )
        for path in _leaves(one.before, one.path)
    )


def _within(path: str, outer: str) -> bool:
    return path.startswith(outer) and path[len(outer) :][:1] in ("", ".", "[")


def _is_text(one: Difference, above: str) -> bool:
    """Whether a difference concerns the words of the node at a path above it."""
    return type(one.before) is str and not _ATTRIBUTE.search(one.path, len(above))


_ATTRIBUTE = re.compile(r"\.(?!content\b|blocks\b|items\b|rows\b|caption\b|title\b|text\b)")


def _loses_words(one: Difference) -> bool:
    return one.gone and bool(
        type(one.before) in _BLOCKS and Counter(words(one.before)) - Counter(words(one.after))
    )


def _leaves(value: object, path: str) -> Iterator[str]:
    """The paths of the parts of a record; for a node or any other value, its own path."""
    kind: Any = type(value)
    if not isinstance(value, Record) or kind in {NewsDate, *_BLOCKS, *_INLINES}:
        yield path
        return
    for name in field_names(kind):
        part = getattr(value, name)
        if not is_set(part):
            continue
        if isinstance(part, FrozenMap):
            yield from (f"{path}.{name}[{key!r}]" for key in part)
        elif type(part) is tuple:
            for index, member in enumerate(part):
                yield from _leaves(member, f"{path}.{name}[{index}]")
        else:
            yield from _leaves(part, f"{path}.{name}")


# ---- messages
# ------------------------------------------------------------


def described(one: Difference) -> tuple[str, str]:
    """Return code and message for a difference that nobody reported."""
    before, after = one.before, one.after
    if not is_set(before):
        return "write.value-changed", f"read again, it is {_shown(after)}; the article has none"
    if before == after:
        return "write.value-changed", "read again, it stands in another place"
    if type(before) in _BLOCKS | _INLINES or (type(before) is tuple and not _is_texts(before)):
        return _node(one)
    name = one.path.rpartition(".")[2]
    if not is_set(after) or (name == "type" and after == "text"):
        return _missing(one, name)
    if _is_part(after, before):
        return "write.value-shortened", f"read again, it is {_shown(after)}"
    return "write.value-changed", f"read again, it is {_shown(after)}"


def _is_texts(value: tuple[object, ...]) -> bool:
    """Whether a tuple is a value of ``extra``."""
    return all(isinstance(member, str) for member in value)


def _node(one: Difference) -> tuple[str, str]:
    if type(one.before) in _INLINES:
        if one.gone:
            return "write.markup-lost", f"read again, it is no {_kind(one.before)}"
        return "write.value-changed", "read again, it stands over other words"
    if Counter(words(one.before)) - Counter(words(one.after)):
        return (
            "write.value-shortened",
            "some of its words are missing when the output is read again",
        )
    kinds = ", ".join(dict.fromkeys(_kind(node) for node in _several(one.after)))
    return "write.node-flattened", f"read again, it is {kinds}" if kinds else "it is left out"


def _several(value: object) -> tuple[Any, ...]:
    return value if type(value) is tuple else () if value is None else (value,)


def _kind(node: object) -> str:
    return type(node).__name__.lower()


def _missing(one: Difference, name: str) -> tuple[str, str]:
    if name in _EMBARGO and one.before is not False:
        return (
            "write.embargo-lost",
            (
                "the output does not say that it is under embargo; "
                "choose another format or -O embargo=ignore"
            ),
        )
    if name in _MOVING and any(
        isinstance(other := getattr(one.beside, part, None), str) and str(one.before) in other
        for part in _MOVING
    ):
        return "write.value-changed", "read again, it is a part of another value"
    return "write.field-lost", "the output does not hold it"


def _is_part(after: object, before: object) -> bool:
    """Whether a text is a part of another, or a date is a less precise form of another."""
    if isinstance(before, NewsDate) and isinstance(after, NewsDate):
        mine, theirs = (date.iso.removesuffix(date.zone or "") for date in (before, after))
        return mine.startswith(theirs) and after.zone in (None, before.zone)
    if type(before) is tuple and type(after) is tuple:
        return all(text in before for text in after)
    if isinstance(before, str) and isinstance(after, str):
        return "".join(after.split()) in "".join(before.split())
    return False


def _shown(value: object) -> str:
    text = _words(value)
    return repr(text) if len(text) <= _LONG else repr(text[: _LONG - 1]) + "…"


def _words(value: object, name: str = "") -> str:
    """The parts of a value that are set, as people write them: ``holder.name=Sund Courier``."""
    if isinstance(value, tuple):
        comma = ", " if _is_texts(value) else "; "
        return comma.join(_words(part, name) for part in value)
    if isinstance(value, Mapping):
        return ", ".join(_words(part, key) for key, part in value.items())
    if isinstance(value, Record) and not isinstance(value, NewsDate):
        kind: Any = type(value)
        parts = ((f"{name}.{part}".lstrip("."), getattr(value, part)) for part in field_names(kind))
        return ", ".join(_words(part, path) for path, part in parts if is_set(part))
    return f"{name}={value}" if name else str(value)
