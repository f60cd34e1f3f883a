"""What a message that was written does not say: it is read again, and each declared value that
differs is reported.

So a word that no code page has, a paragraph that looks like a note, a role without a place are
found by what a reader will see, not by a second list of rules. Fields the format has no place for
at all are the core's to report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import attrs

from newsfmt.article import Article, FrozenMap
from newsfmt.body import Block, block_text
from newsfmt.dates import NewsDate

__all__ = ["Told", "differences"]

Told = Callable[[str, str, str], None]
"""``told(code, path, message)``."""
Tree = dict[str, Any]


@lru_cache(maxsize=16)
def _tree(paths: frozenset[str]) -> Tree:
    root: Tree = {}
    for path in paths:
        branch = root
        for step in () if path.startswith("body:") else path.split("."):
            branch = branch.setdefault(step, {})
    return root


def differences(
    before: Article, after: Article | None, declared: frozenset[str], told: Told, reported: set[str]
) -> None:
    """Tell each declared value of ``before`` that ``after`` does not have; paths in ``reported``
    have been told already.
    """
    if after is None:
        told("write.value-shortened", "body", "it cannot be read again")
        return
    _record(before, after, _tree(declared), told, "")
    _body(before.body, after.body, told, reported)


def _record(before: Any, after: Any, tree: Tree, told: Told, path: str) -> None:
    """Compare the parts of a record that the tree names; with an empty tree, all of them."""
    for field in attrs.fields(type(before)):
        name = field.name
        if name in {"body", "origin"}:
            continue
        one, other = getattr(before, name), getattr(after, name, None)
        if one == other:
            continue
        if (
            tree and name not in tree
        ):  # lost as the core says; what a reader finds where nothing was is told here
            if one in (None, ()):
                told("write.value-derived", f"{path}.{name}" if path else name, _read_as(other))
        else:
            _value(one, other, tree.get(name, {}), told, f"{path}.{name}" if path else name)


def _value(one: Any, other: Any, tree: Tree, told: Told, path: str) -> None:
    if isinstance(one, FrozenMap):
        for key in one:
            if (not tree or key in tree) and one[key] != other.get(key):
                told(
                    "write.value-shortened" if key in other else "write.field-lost",
                    f"{path}[{key!r}]",
                    _read_as(other.get(key)),
                )
    elif type(one) is tuple:
        _members(one, other or (), tree, told, path)
    elif one is None:
        told("write.value-derived", path, _read_as(other))
    elif attrs.has(type(one)) and not isinstance(one, NewsDate) and type(one) is type(other):
        _record(one, other, tree, told, path)
    elif other is not None or _says(one, tree):
        told(
            "write.field-lost" if other is None else "write.value-shortened", path, _read_as(other)
        )


def _members(
    one: tuple[Any, ...], other: tuple[Any, ...], tree: Tree, told: Told, path: str
) -> None:
    if len(one) == len(other):
        for place, (first, second) in enumerate(zip(one, other, strict=True)):
            if first != second:
                _value(first, second, tree, told, f"{path}[{place}]")
        return
    left = Counter(other)
    for place, member in enumerate(one):
        if left[member]:
            left[member] -= 1
        elif _says(member, tree):
            told("write.value-shortened", f"{path}[{place}]", "it is not read again as it is")
    if any(left.values()) and len(other) > len(one):
        told("write.value-derived", path, _read_as(other))


def _says(value: Any, tree: Tree) -> bool:
    """Whether a value has a part that the format declares; what is undeclared the core reports."""
    if not tree or not attrs.has(type(value)):
        return True
    return any(getattr(value, name, None) not in (None, ()) for name in tree)


_BLOCK = re.compile(r"body\[\d+\]")


def _body(
    before: tuple[Block, ...], after: tuple[Block, ...], told: Told, reported: set[str]
) -> None:
    if before == after:
        return
    left = Counter(after)
    words = frozenset(_words(after))
    gone = 0
    told_of = {found[0] for path in reported if (found := _BLOCK.match(path))}
    for place, block in enumerate(before):
        path = f"body[{place}]"
        same = after[place] == block if len(before) == len(after) else left[block] > 0
        left[block] -= 1
        if same:
            continue
        gone += 1
        if path not in told_of or not words.issuperset(
            _words((block,))
        ):  # flattened or without its markup, but with all its words, is told already
            told("write.value-shortened", path, "it is not read again as it is")
    if not gone and not any(known.startswith("body") for known in reported):
        told(
            "write.value-shortened", "body", "its blocks are read again in another order or number"
        )


def _words(blocks: tuple[Block, ...]) -> list[str]:
    return " ".join(block_text(blocks, skip=frozenset())).split()


def _read_as(value: Any) -> str:
    text = str(value.iso if isinstance(value, NewsDate) else value)
    return (
        f"it is read again as {text[:60] + '…' if len(text) > 60 else text}"
        if value not in (None, ())
        else "it has no place there as it is"
    )
