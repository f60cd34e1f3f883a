"""The law of return, over every format and its options: write any Article and read it again, and
every path that changed is named in the report by itself or by one above it of which nothing came
back; no value that came back equal is named.

Articles are drawn from the kit's strategies and, by number, from the JSON Schema: 2,000 of those
with ``HYPOTHESIS_PROFILE=nightly``.

The comparison here is another one than newsfmt's own: it knows no alignment, but takes away what is
reported and asks whether a member is left that nothing in the output equals.
"""

from __future__ import annotations

import io
import re
from ast import literal_eval
from collections.abc import Callable, Iterator
from functools import partial
from itertools import permutations
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import newsfmt
from newsfmt import Article, Report, _pipeline
from newsfmt._registry import default_registry
from newsfmt.article import FrozenMap
from newsfmt.body import (
    BLOCKS,
    INLINES,
    text_of,
)
from newsfmt.dates import NewsDate
from newsfmt.markup import html
from newsfmt.prose import without_prefix
from newsfmt.testing import losses
from newsfmt.testing.smallest import smallest
from newsfmt.testing.strategies import articles
from tests.drawing import NIGHTLY
from tests.schema_drawing import article_of

TARGETS: dict[str, tuple[str, dict[str, Any]]] = {
    "json": ("json", {}),
    "jsonl": ("jsonl", {}),
    "markdown": ("markdown", {}),
    "html-fragment": ("html-fragment", {}),
    "text": ("dated-text", {}),
    "newsml-1": ("newsml-1", {}),
    "nitf": ("nitf", {}),
    "ninjs-1.6": ("ninjs", {"version": "1.6"}),
    "ninjs-2.2": ("ninjs", {"version": "2.2"}),
    "ninjs-3.1": ("ninjs", {"version": "3.1"}),
    "newsml-g2": ("newsml-g2", {}),
    "newsml-g2-nitf": ("newsml-g2", {"body": "nitf"}),
    "newsml-g2-core": ("newsml-g2", {"core": True}),
    "iptc7901": ("iptc7901", {}),
    "anpa1312": ("anpa1312", {}),
    "eml": ("eml", {}),
    "eml-plain": ("eml", {"body": "plain"}),
    "table": ("table", {}),
    "tsv": ("tsv", {}),
    "parquet": ("parquet", {}),
    "rss": ("rss", {}),
    "atom": ("atom", {}),
    "jsonfeed": ("jsonfeed", {}),
    "html": ("html", {}),
    "jsonld": ("jsonld", {}),
}
READERS: dict[str, Callable[[bytes], Article]] = {
    "tsv": lambda data: newsfmt.read_one(data, format="table"),
    "html-fragment": lambda data: Article(body=html.parse(data.decode())),
}
"""What reads the output of formats that are only written."""
Reports = dict[str, set[str]]
FROM_SCHEMA = (
    range(2000) if NIGHTLY else (*range(25), 95, 142, 325, 482, 561, 1078, 1331, 1658, 1838, 11135)
)
"""The numbers of the articles that are drawn from the JSON Schema, those with a fault in the past
among them.
"""


def returned(article: Article, target: str) -> tuple[Article, Reports]:
    """The article as it is read again, and the codes that are reported of each path."""
    back, report = written(article, target)
    codes: Reports = {}
    for one in report:
        if one.position is not None and one.position.path:
            codes.setdefault(one.position.path, set()).add(one.code)
    return back, codes


def written(article: Article, target: str) -> tuple[Article, Report]:
    """The article as it is read again, and what was reported when it was written."""
    name, options = TARGETS[target]
    if name not in default_registry().formats():
        pytest.skip(f"the plugin with {name} is not installed")
    out, report = io.BytesIO(), Report(keep=100_000)
    _pipeline.write_to(article, out, report, format=name, options=options)
    try:
        read = READERS.get(name, partial(newsfmt.read_one, format=name))
        return read(out.getvalue()), report
    except newsfmt.ParseError:
        return Article(), report


# ---- the other comparison
# ------------------------------------------------------------


def unnamed(before: Any, after: Any, codes: Reports, path: str = "") -> Iterator[str]:
    """The paths of what changed and is not reported."""
    for field in attrs.fields(type(before)):
        one, other = getattr(before, field.name), getattr(after, field.name, None)
        where = f"{path}.{field.name}" if path else field.name
        derived = codes.get(where) == {"write.value-derived"}
        if one == other or field.name == "origin" or (derived and one in (None, ())):
            continue
        if derived or where not in codes:
            yield from _value(one, other, codes, where)


def _value(one: Any, other: Any, codes: Reports, path: str) -> Iterator[str]:
    if isinstance(one, FrozenMap):
        for key in {**one, **(other or {})}:
            if one.get(key) != (other or {}).get(key) and f"{path}[{key!r}]" not in codes:
                yield f"{path}[{key!r}]"
    elif type(one) is tuple or (type(other) is tuple and not one):
        if any(type(node) in INLINES.values() for node in (*one, *(other or ()))):
            yield from _line(one, other or (), codes, path)
        else:
            yield from _members(one or (), other or (), codes, path)
    elif attrs.has(type(one)) and not isinstance(one, NewsDate):
        if type(one) is type(other):
            yield from unnamed(one, other, codes, path)
        else:  # gone: by the reports of all its parts
            yield from (unnamed(one, type(one)(), codes, path) if not _is_node(one) else [path])
    elif one is not None or other is not None:
        yield path


def _is_node(value: Any) -> bool:
    return type(value) in {*BLOCKS.values(), *INLINES.values()}


def _members(
    one: tuple[Any, ...], other: tuple[Any, ...], codes: Reports, path: str
) -> Iterator[str]:
    """Members that are not reported, nor any part of them, are there; of the others what is not
    reported is there, each member as the one that leaves the fewest faults.
    """
    left = list(other)
    rest: list[tuple[str, Any]] = []
    for index, member in enumerate(one):
        if f"{path}[{index}]" in codes:
            continue
        if member in left:
            left.remove(member)
        else:
            rest.append((f"{path}[{index}]", member))
    due: list[tuple[str, Any]] = []
    for where, member in rest:
        record = attrs.has(type(member)) and not _is_node(member)
        if not record or list(unnamed(member, type(member)(), codes, where)):
            due.append((where, member))  # it is not gone with all its parts reported
    gone = [
        list(_value(member, None, codes, where)) if not isinstance(member, str) else [where]
        for where, member in due
    ]
    tries = [[list(_part(member, there, codes, where)) for there in left] for where, member in due]
    chosen = _assigned(tries, gone, len(left))
    for index, place in enumerate(chosen):
        yield from gone[index] if place is None else tries[index][place]
    left = [there for place, there in enumerate(left) if place not in chosen]
    named = sum(path_of.startswith(f"{path}[") for path_of in codes)
    if left and not named and path not in codes:
        yield f"{path}[{len(one)}]"


def _assigned(
    tries: list[list[list[str]]], gone: list[list[str]], count: int
) -> tuple[int | None, ...]:
    """Which of the members that came back each member became, with the fewest faults; of many
    members one after the other.
    """
    places: list[int | None] = [*range(count), *[None] * len(tries)]
    if count > 4 or len(tries) > 4:
        found: list[int | None] = []
        for row, none in zip(tries, gone, strict=True):
            free = [place for place in range(count) if place not in found]
            best = min(free, key=lambda place, row=row: len(row[place]), default=None)  # type: ignore[misc]
            found.append(best if best is not None or not none else None)
        return tuple(found)
    orders = set(permutations(places, len(tries)))
    return min(
        sorted(orders, key=lambda order: [count if one is None else one for one in order]),
        key=lambda order: sum(
            len(gone[index] if place is None else tries[index][place])
            for index, place in enumerate(order)
        ),
        default=(),
    )


def _part(one: Any, other: Any, codes: Reports, path: str) -> Iterator[str]:
    if one == other:
        return iter(())
    return _value(one, other, codes, path) if type(one) is type(other) else iter((path,))


def _line(one: Any, other: Any, codes: Reports, path: str) -> Iterator[str]:
    """The text, unless a part of it is reported; and each node that is not reported."""
    told = [where for where in codes if where.startswith(f"{path}[")]
    if text_of(one) != text_of(other) and not told and path not in codes:
        yield f"{path}: text"
    there = list(_nodes(other, path))
    for where, node, text in _nodes(one, path):
        if where in codes or any(
            f"{where}.{field.name}" in codes for field in attrs.fields(type(node))
        ):
            continue
        same = [found for found in there if found[1:] == (node, text)]
        if not same and not any(
            where.startswith(f"{known}.") or known.startswith(f"{where}.") for known in codes
        ):
            yield where


def _nodes(content: Any, path: str) -> Iterator[tuple[str, Any, str]]:
    for index, node in enumerate(content):
        if not isinstance(node, str):
            where = f"{path}[{index}]"
            inner = getattr(node, "content", ())
            bare = attrs.evolve(node, content=()) if inner else node
            yield where, bare, text_of(inner)
            yield from _nodes(inner, f"{where}.content")


# ---- the law
# ------------------------------------------------------------


def faults(article: Article, target: str) -> list[str]:
    back, codes = returned(article, target)
    found = list(unnamed(article, back, codes))
    if found and back.dateline is not None and not back.dateline.prefix:
        found = list(unnamed(without_prefix(article), back, codes))
    return found


@pytest.mark.parametrize("target", TARGETS)
def test_what_changed_is_named(target: str) -> None:
    @settings(
        phases=(Phase.explicit, Phase.generate),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(articles())
    def check(article: Article) -> None:
        if faults(article, target):
            least = smallest(article, lambda tried: bool(faults(tried, target)))
            pytest.fail(f"{faults(least, target)} of {least!r}", pytrace=False)

    check()


def value_at(record: Any, path: str) -> Any:
    """The value at a path of a report; None where there is nothing."""
    for step in re.findall(r"[a-z_]+|\[\d+\]|\['.*?'\]", path):
        try:
            record = getattr(record, step) if step[0] != "[" else record[literal_eval(step[1:-1])]
        except (AttributeError, IndexError, KeyError, TypeError):
            return None
    return record


def told_as_nothing(article: Article, back: Article, report: Report) -> Iterator[str]:
    """The paths that came back changed, of which no report is more than information."""
    told: dict[str, set[str]] = {}
    for diagnostic in report:
        path = diagnostic.position.path if diagnostic.position is not None else None
        told.setdefault(path or "", set()).add(diagnostic.severity)
    for path in losses.changed(article, back):
        if told.get(path) == {"info"} and value_at(article, path) not in (None, ()):
            yield path


@pytest.mark.parametrize("target", TARGETS)
def test_what_the_schema_allows_comes_back_or_is_named(target: str) -> None:
    """No path is silent, none that came back equal is named, none that came back changed is mere
    information, and a report is clean only where no value of the article changed.
    """
    for number in FROM_SCHEMA:
        article = article_of(number)
        back, report = written(article, target)
        assert faults(article, target) == [], f"silent: article_of({number})"
        assert losses.overstated(article, back, report) == [], f"false: article_of({number})"
        assert list(told_as_nothing(article, back, report)) == [], f"info: article_of({number})"
        if report.clean:
            changed = losses.changed(article, back)
            assert [path for path in changed if value_at(article, path) not in (None, ())] == []
