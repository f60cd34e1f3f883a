"""What an item that was written does not say: it is read again, and what differs from the article
is reported.

So every loss of a value (a date without zone, a role a key cannot hold, a code that became part of
a uri) is found by what readers will see and not by a second list of rules. Fields that the version
has no place for at all are the core's to report, and bodies the renderer's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import attrs

from newsfmt.article import FrozenMap
from newsfmt.dates import NewsDate

__all__ = ["Told", "differences", "tree"]

Tree = dict[str, Any]
Told = Callable[[str, str, str], None]
"""``told(code, path, message)``."""
_CONTENT = frozenset({"body", "origin"})
_EMBARGO = frozenset({"embargoed", "embargoed_until"})
_MOVED = frozenset({"code", "scheme", "literal", "uri"})


@lru_cache(maxsize=8)
def tree(paths: frozenset[str]) -> Tree:
    """Return declared paths as a tree; what is declared whole is an empty branch."""
    root: Tree = {}
    for path in paths:
        branch = root
        for step in () if path.startswith("body:") else path.split("."):
            branch = branch.setdefault(step, {})
    return root


def differences(old: Any, new: Any, declared: Tree, told: Told, path: str = "") -> None:
    """Tell what of a record is missing, moved or changed in its reading; ``new`` is None where
    there is none.
    """
    for name in _fields(type(old)):
        branch = declared.get(name) if declared else {}
        if branch is None or name in _CONTENT:
            continue
        before, after = getattr(old, name), getattr(new, name, None)
        if before == after or (not before and not after and not isinstance(before, (int, float))):
            continue
        place = f"{path}.{name}" if path else name
        if type(before) is tuple and before and attrs.has(type(before[0])):
            _lists(before, after or (), branch, told, place)
        elif isinstance(before, FrozenMap):
            _maps(before, after or FrozenMap(), branch, told, place)
        elif attrs.has(type(before)) and not isinstance(before, NewsDate):
            differences(before, after, branch, told, place)
        elif before is None or before == ():
            told("write.value-derived", place, f"it is read as {_shown(after)}")
        elif after is None or after == () or name == "type":
            moved = name in _MOVED and new is not None and _within(str(before), new)
            _absent(before, name, moved, told, place)
        elif isinstance(before, NewsDate) and before.same_instant(after):
            told("write.value-derived", place, "date-time demands seconds")
        else:
            told("write.value-shortened", place, f"it is read as {_shown(after)}")


def _absent(before: Any, name: str, moved: bool, told: Told, path: str) -> None:
    if moved:
        told("write.value-derived", path, "it is part of another value there")
    elif name in _EMBARGO and before is not False:
        told(
            "write.embargo-lost",
            path,
            "an embargo needs a time with a zone; choose another format or -O embargo=ignore",
        )
    else:
        told("write.field-lost", path, "its value has no valid form there")


def _maps(
    before: FrozenMap[Any], after: FrozenMap[Any], declared: Tree, told: Told, path: str
) -> None:
    for key in before:
        if (not declared or key in declared) and before[key] != after.get(key):
            told("write.field-lost", f"{path}[{key!r}]", "its value has no valid form there")
    for key in after:
        if key not in before:
            told("write.value-derived", f"{path}[{key!r}]", f"it is read as {_shown(after[key])}")


def _lists(
    before: tuple[Any, ...], after: tuple[Any, ...], declared: Tree, told: Told, path: str
) -> None:
    """Compare members by their place, those left out that have nothing to say; where some are
    missing, by what they are.
    """
    said = [place for place, record in enumerate(before) if _says(record, declared)]
    if len(said) == len(after):
        for place, new in zip(said, after, strict=True):
            differences(before[place], new, declared, told, f"{path}[{place}]")
        return
    left = list(after)
    for place in said:
        match = next(
            (new for new in left if not list(_differing(before[place], new, declared))), None
        )
        if match is None:
            told(
                "write.field-lost", f"{path}[{place}]", "there is no place for it beside the others"
            )
        else:
            left.remove(match)


def _says(record: Any, declared: Tree) -> bool:
    """Whether a record has a value that can be written."""
    if not attrs.has(type(record)):
        return True
    for name in _fields(type(record)):
        branch = declared.get(name) if declared else {}
        value = getattr(record, name)
        if branch is None or value is None or value == ():
            continue
        if isinstance(value, FrozenMap):
            if any(not branch or key in branch for key in value):
                return True
        elif not attrs.has(type(value)) or isinstance(value, NewsDate) or _says(value, branch):
            return True
    return False


def _differing(old: Any, new: Any, declared: Tree) -> Iterator[str]:
    found: list[str] = []
    differences(old, new, declared, lambda code, path, message: found.append(path))
    return iter(found)


def _within(text: str, record: Any) -> bool:
    return any(
        text in value for name in _MOVED if isinstance(value := getattr(record, name, None), str)
    )


def _shown(value: Any) -> str:
    text = str(value) if not attrs.has(type(value)) or isinstance(value, NewsDate) else repr(value)
    return repr(text if len(text) <= 60 else text[:59] + "…")


def _fields(cls: Any) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(cls))
