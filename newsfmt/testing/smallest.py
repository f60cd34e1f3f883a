"""The smallest Article that still fails a check: fields, members and blocks are left out one by one
while it does.

Hypothesis shrinks choices, not Articles, and takes minutes for one with every field set; this takes
a second, and the remaining input is the one that an author has to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs

from newsfmt._record import Record
from newsfmt.article import Article, FrozenMap
from newsfmt.dates import NewsDate

__all__ = ["smallest"]

_CHECKS = 600


def smallest(
    article: Article, fails: Callable[[Article], bool], *, checks: int = _CHECKS
) -> Article:
    """Return the smallest article that ``fails``, found with a limited number of checks.

    >>> smallest(Article(headline="a", slugline="b", keywords=("c", "d")), lambda article: "d" in article.keywords)
    Article(keywords=('d',))
    """
    left = checks
    again = True
    while again:
        again = False
        candidates = _smaller(article)
        for candidate in candidates:
            left -= 1
            if left < 0:
                return article
            if candidate != article and fails(candidate):
                article, again = candidate, True
                break
        else:
            return article
    return article


def _smaller(record: Any) -> Iterator[Any]:
    """Records with one part less: first whole fields, the later ones first, then members, then
    parts of members.
    """
    fields = [
        field
        for field in attrs.fields(type(record))
        if field.default is not attrs.NOTHING and getattr(record, field.name) != field.default
    ]
    for half in (fields[: len(fields) // 2], fields[len(fields) // 2 :]):
        if len(half) > 1:
            yield attrs.evolve(record, **{field.name: field.default for field in half})
    for field in fields:
        if len(fields) > 1 or isinstance(record, Article):  # an empty record is no record
            yield attrs.evolve(record, **{field.name: field.default})
    for field in fields:
        for part in _parts(getattr(record, field.name)):
            yield attrs.evolve(record, **{field.name: part})


def _parts(value: object) -> Iterator[Any]:
    if type(value) is tuple:
        for index, member in enumerate(value):
            if len(value) > 1:
                yield value[:index] + value[index + 1 :]
            if type(member) is tuple or isinstance(member, Record):
                yield from ((*value[:index], part, *value[index + 1 :]) for part in _parts(member))
    elif isinstance(value, FrozenMap):
        if len(value) > 1:
            yield from (
                FrozenMap({name: part for name, part in value.items() if name != key})
                for key in value
            )
    elif isinstance(value, Record) and not isinstance(value, NewsDate):
        yield from _smaller(value)
