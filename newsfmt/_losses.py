"""What an article holds and a writer does not declare: one walk over the set fields, against the
paths in ``Format.writes``.

A path ``headline`` stands for the field with all its parts, ``subjects.name`` for that part of each
member alone. What is set and not declared is ``write.field-lost`` with its path
(``subjects[2].relevance``); an embargo is ``write.embargo-lost`` (model-rules.md §5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from newsfmt._record import Record, field_names
from newsfmt.article import Article, FrozenMap
from newsfmt.format import Context

__all__ = ["checked"]

_EMBARGO = frozenset({"embargoed", "embargoed_until"})
Tree = dict[str, Any]


@lru_cache(maxsize=128)
def _tree(paths: frozenset[str]) -> Tree:
    """Declared paths as a tree; a complete field is an empty branch marked ``*``."""
    root: Tree = {}
    for path in paths:
        if path.startswith("body:"):
            continue
        branch = root
        for step in path.split("."):
            branch = branch.setdefault(step, {})
        branch["*"] = {}
    return root


def checked(
    articles: Iterable[Article],
    writes: frozenset[str],
    context: Context,
    *,
    ignore_embargo: bool = False,
) -> Iterator[Article]:
    """Yield the articles, each after what the writer cannot say of it has been reported."""
    tree = _tree(writes)
    for article in articles:
        _compare(article, tree, "", article, context, ignore_embargo)
        yield article


def _compare(
    record: Any, tree: Tree, path: str, article: Article, context: Context, ignore_embargo: bool
) -> None:
    for name in field_names(record.__class__):
        value = getattr(record, name)
        if value is None or (not value and not isinstance(value, (str, int, float))):
            continue
        branch = tree.get(name)
        if branch is not None and "*" in branch:
            continue
        place = f"{path}.{name}" if path else name
        if branch is None:
            if isinstance(record, Article) and (
                name == "origin" or (name == "type" and value == "text")
            ):
                # where it was read is no part of it, and text is what an article is unless it says
                # otherwise
                continue
            _lose(name, place, value, article, context, ignore_embargo)
        elif isinstance(value, FrozenMap):
            for key in value:
                if key not in branch:
                    context.lost("write.field-lost", f"{place}[{key!r}]", article=article)
        elif type(value) is tuple:
            for index, part in enumerate(value):
                _compare(part, branch, f"{place}[{index}]", article, context, ignore_embargo)
        elif isinstance(value, Record):
            _compare(value, branch, place, article, context, ignore_embargo)


def _lose(
    name: str, place: str, value: Any, article: Article, context: Context, ignore_embargo: bool
) -> None:
    if name in _EMBARGO:
        if value is False:
            context.lost("write.field-lost", place, article=article)
        elif not ignore_embargo:
            message = f"{context.format} cannot say that it is under embargo; choose another format or -O embargo=ignore"
            context.lost("write.embargo-lost", place, message, article=article)
        else:
            context.lost("write.field-lost", place, article=article)
    elif isinstance(value, FrozenMap):
        for key in value:
            context.lost("write.field-lost", f"{place}[{key!r}]", article=article)
    else:
        context.lost("write.field-lost", place, article=article)
