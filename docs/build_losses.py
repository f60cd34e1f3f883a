"""Write docs/reference/losses.md, what each format has no place for: ``python
docs/build_losses.py``.

All of it comes from what the writers declare (``Format.writes``), the same declarations that losses
are reported by; a test compares the page with what comes out here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from newsfmt import article as model
from newsfmt import body, options
from newsfmt._record import resolved
from newsfmt._registry import Registry
from newsfmt.dates import NewsDate
from newsfmt.slots import everything

ROOT = Path(__file__).parents[1]
PAGE = "docs/reference/losses.md"

FORMS: Mapping[str, tuple[dict[str, Any], ...]] = {
    "newsml-g2": ({}, {"core": True}),
    "ninjs": ({"version": "3.1"}, {"version": "2.2"}, {"version": "1.6"}),
    "jsonl": ({}, {"flat": True}),
}
"""The options that change what a format can say; the first of each is its default."""
FLAT = "jsonl flat"
"""It is for data frames and is not read."""
_MANY = 6
"""An associated item that lacks more fields than these is said to be held in part: the table of
fields has the same names.
"""


@attrs.frozen
class Target:
    """A format as one way of writing it, and what it declares (None: everything)."""

    label: str
    writes: frozenset[str] | None


@cache
def targets() -> tuple[Target, ...]:
    """Return the built-in formats that are written, each version and level of its own; those that
    hold everything stand first, as one.
    """
    found: list[Target] = []
    whole = []
    for fmt in Registry(entry_points=False).formats().values():
        if fmt.write is None:
            continue
        for given in FORMS.get(fmt.name, ({},)):
            made = options.make(fmt.write_options, given)
            writes = fmt.writes(made) if fmt.writes else frozenset()
            if writes >= everything():
                whole.append(fmt.name)
            else:
                words = [name if value is True else str(value) for name, value in given.items()]
                found.append(Target(" ".join([fmt.name, *words]), writes))
    return (Target(", ".join(whole), None), *found)


# ---- the fields
# -----------------------------------------------------------------------------------------------------


@cache
def _records() -> frozenset[type]:
    return frozenset(
        value
        for value in vars(model).values()
        if isinstance(value, type) and attrs.has(value) and value is not NewsDate
    )


def _part(field: Any) -> type | None:
    """The record that a field holds, or holds several of; what is broader than a concept is a value
    like others.
    """
    held = resolved(field.type, "newsfmt.article").of
    return held if field.name != "broader" and held in _records() else None


@cache
def leaves() -> Mapping[str, tuple[str, ...]]:
    """Return the fields of an Article with the paths of what each is made of."""
    return {
        field.name: tuple(_leaves(field, field.name))
        for field in attrs.fields(model.Article)
        if field.name != "origin"
    }


def _leaves(field: Any, path: str) -> Iterator[str]:
    inner = _part(field)
    if inner is None:
        yield path
    elif inner is model.Article:
        yield from (f"{path}.{name.name}" for name in attrs.fields(inner) if name.name != "origin")
    else:
        for name in attrs.fields(inner):
            yield from _leaves(name, f"{path}.{name.name}")


@cache
def _holds(target: Target, leaf: str) -> float:
    """1 where a target holds all values at a path, 0 where none, ½ where it holds parts of them."""
    if target.writes is None:
        return 1
    steps = leaf.split(".")
    if any(".".join(steps[:end]) in target.writes for end in range(1, len(steps) + 1)):
        return 1
    return 0.5 if any(path.startswith(f"{leaf}.") for path in target.writes) else 0


def missing(target: Target, field: str) -> list[str]:
    """Return the parts of a field that a target has no place for; a record of which nothing has one
    is named alone.
    """
    return _short([(leaf, _holds(target, leaf)) for leaf in leaves()[field]], field)


def _short(held: list[tuple[str, float]], field: str) -> list[str]:
    groups: dict[str, list[tuple[str, float]]] = {}
    for leaf, how in held:
        if leaf != field:
            groups.setdefault(leaf[len(field) + 1 :].partition(".")[0], []).append((leaf, how))
        elif how < 1:
            return ["some keys" if how else field]
    found: list[str] = []
    for name, group in groups.items():
        if all(how == 0 for _, how in group):
            found.append(name)
        else:
            parts = [
                leaf[len(field) + 1 :] + (" in part" if how else "")
                for leaf, how in group
                if how < 1
            ]
            found += parts if len(parts) <= _MANY or name != "item" else [f"{name} in part"]
    return found


def state(target: Target, field: str) -> str:
    """Return whether a target has a place for a field: ``yes``, ``in part`` or ``no``."""
    held = {_holds(target, leaf) for leaf in leaves()[field]}
    return "yes" if held == {1} else "no" if held == {0} else "in part"


def lost(source: Target, target: Target) -> tuple[list[str], list[str]]:
    """Return the fields that a source can fill and a target cannot hold, and those it holds in
    part.
    """
    whole, part = [], []
    for field, paths in leaves().items():
        filled = [
            (_holds(source, leaf), _holds(target, leaf)) for leaf in paths if _holds(source, leaf)
        ]
        if filled and not any(there for _, there in filled):
            whole.append(field)
        elif any(there < here for here, there in filled):
            part.append(field)
    return whole, part


# ---- the body
# -------------------------------------------------------------------------------------------------------


def node(target: Target, kind: str) -> str:
    """Return whether a target has a place for a kind of node; a body declared without its nodes is
    one with all of them.
    """
    if target.writes is None:
        return "yes"
    named = {path for path in target.writes if path.startswith("body:")}
    if not named:
        return "yes" if "body" in target.writes else "no"
    return "yes" if f"body:{kind}" in named else "no"


def _kinds() -> list[str]:
    return [*body.BLOCKS, *body.INLINES]


# ---- the page
# -------------------------------------------------------------------------------------------------------


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    names = list(head)
    return "".join(f"| {' | '.join(row)} |\n" for row in [names, ["---"] * len(names), *rows])


def _codes(names: Iterable[str]) -> str:
    return ", ".join(
        f"`{name}`" if " " not in name else re.sub(r"^\S+(?= in part)", r"`\g<0>`", name)
        for name in names
    )


def _merged(rows: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Labels with the same text, as text to labels."""
    found: dict[str, list[str]] = {}
    for label, text in rows:
        found.setdefault(text, []).append(label)
    return {text: "; ".join(labels) for text, labels in found.items()}


def _parts() -> Iterator[tuple[str, str, str]]:
    for field in leaves():
        rows = [
            (target.label, _codes(missing(target, field)))
            for target in targets()
            if state(target, field) == "in part"
        ]
        yield from ((f"`{field}`", labels, text) for text, labels in _merged(rows).items())


def _pairs(source: Target) -> Iterator[tuple[str, str, str, str, str]]:
    rows = []
    for target in targets():
        if target is not source:
            whole, part = lost(source, target)
            rows.append(
                (
                    target.label,
                    f"{len(whole)}\0{_codes(whole) or '–'}\0{len(part)}\0{_codes(part) or '–'}",
                )
            )
    for text, labels in _merged(rows).items():
        one, two, three, four = text.split("\0")
        yield labels, one, two, three, four


def _counts(source: Target) -> Iterator[str]:
    for target in targets():
        whole, part = lost(source, target)
        yield "" if target is source else f"{len(whole)} + {len(part)}"


def page() -> str:
    """Return the page."""
    everything = targets()
    labels = [target.label for target in everything]
    sources = [target for target in everything if target.label != FLAT]
    sections = "\n".join(
        f"### From {source.label}\n\n{table(('to', 'fields', 'no place', 'fields', 'in part'), _pairs(source))}"
        for source in sources
    )
    return f"""<!-- Written by docs/build_losses.py; change the declarations it comes from, then run it. -->

# What each format can hold

What a format has no place for is lost when it is written, and [reported](diagnostics.md): `write.field-lost` for a field,
`write.node-flattened` or `write.markup-lost` for a part of the body, `write.embargo-lost` for an embargo. This page comes from what the
writers declare, and the reports come from the same declarations. "yes" does not mean that every value fits: a date without a zone, a code with a
space or a role that the format does not know may be shortened or lost in a field that says `yes` here. Such a value is reported when it
happens. Places count that newsfmt makes by a standard's own means of extension: properties in NewsML-G2 and NewsML 1, `meta` in NITF.

The fields are those of the [model](model.md). `newsml-g2` is conformance level power, `newsml-g2 core` is `-O core=true`; a number after
`ninjs` is `-O version=`; `{FLAT}` is `-O flat=true`, which is not read again.

## Fields

{table(("field", *labels), ([f"`{field}`", *(state(target, field) for target in everything)] for field in leaves()))}
`in part` leaves out:

{table(("field", "in", "without"), _parts())}
## Body

{table(("node", *labels), ([f"`{kind}`", *(node(target, kind) for target in everything)] for kind in _kinds()))}
A node without a place is written as its text. `{FLAT}` has a column of text alone, whatever the nodes.

## From one format to another

How many fields one format (at the left) can fill and the other (at the top) cannot hold: those without a place, and those of which parts
have none. That a format can fill a field is taken from its writer, so the numbers are what can be lost at most; an article that does not have
the fields loses nothing.

{table(("from", *labels), ([source.label, *_counts(source)] for source in sources))}
{sections}"""


def main() -> int:
    """Write the page."""
    (ROOT / PAGE).write_text(page().rstrip() + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
