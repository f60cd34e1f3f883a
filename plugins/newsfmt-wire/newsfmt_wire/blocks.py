"""From the paragraphs of a message to typed blocks: dateline, byline, credits, notices and end marks, by the readings of :mod:`newsfmt.prose`.

A role is the wording in place, the field the reading of it (model-rules.md §3): nothing leaves the text here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from newsfmt import prose
from newsfmt.article import Party, Rights
from newsfmt.body import Block, Paragraph, Rule

__all__ = ["creators", "indented", "typed"]

_TAIL = 3


def typed(parts: Sequence[str | Block]) -> dict[str, Any]:
    """Return ``body`` and what is read from it (``byline``, ``creators``, ``dateline``, ``rights``) as fields of an Article."""
    fields: dict[str, Any] = {}
    end = len(parts)
    while end and _is_end_mark(parts[end - 1]):
        end -= 1
    body: list[Block] = []
    opening, after_byline = True, False
    for place, part in enumerate(parts):
        if not isinstance(part, str):
            body.append(part)
        elif place >= end:
            body.append(Paragraph((part,), "end-mark"))
        elif prose.is_rule(part):
            body.append(Rule(part))
        elif opening and (byline := prose.byline(part)) is not None:
            body.append(Paragraph((part,), "byline"))
            fields.setdefault("byline", part)
            fields["creators"] = (*fields.get("creators", ()), *byline.creators)
            after_byline = True
        elif after_byline and prose.affiliation(part):
            body.append(Paragraph((part,), "affiliation"))
            after_byline = False
        else:
            role = prose.role(part, tail=place >= end - _TAIL)
            body.append(Paragraph((part,), role))
            if role == "copyright":
                fields.setdefault("rights", Rights(notice=part))
            if opening and role is None:
                opening = after_byline = False
                if (dateline := prose.dateline(part)) is not None:
                    fields["dateline"] = dateline
    fields["body"] = tuple(body)
    return fields


def _is_end_mark(part: Any) -> bool:
    return isinstance(part, str) and prose.role(part, end=True) == "end-mark"


def creators(byline: str, agency: str | None) -> tuple[Party, ...]:
    """Return the people of a byline that is certain; the agency behind the last name is their house, not a person or a title.

    >>> creators("By Kari Moe, abc", "abc")
    (Party(name='Kari Moe', organisation='abc'),)
    """
    found = prose.byline(byline)
    if found is None:
        return ()
    parties = found.creators
    house = (agency or "").casefold()
    if not house:
        return parties
    people = [party for party in parties if (party.name or "").casefold() != house]
    if len(people) < len(parties) or (people and (people[-1].job_title or "").casefold() == house):
        people = [
            attrs.evolve(party, job_title=None if (party.job_title or "").casefold() == house else party.job_title, organisation=agency)
            for party in people
        ]
    return tuple(people) or parties


def indented(rows: Sequence[str]) -> Iterator[list[str]]:
    """Yield the paragraphs of a group of lines: in the older style an indented line begins one; a table is left whole."""
    starts = [row[:2].isspace() and len(row) > 2 for row in rows]
    if prose.tabular(rows) or not any(starts[1:]) or all(starts):
        yield list(rows)
        return
    part: list[str] = []
    for row, start in zip(rows, starts, strict=True):
        if start and part:
            yield part
            part = []
        part.append(row)
    yield part
