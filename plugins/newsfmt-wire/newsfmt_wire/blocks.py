"""From the paragraphs of a message to typed blocks: dateline, byline, credits, notices and end
marks, by the readings of :mod:`newsfmt.prose`.

A role is the wording in place, the field the reading of it (model-rules.md §3): nothing leaves the
text here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from newsfmt import prose
from newsfmt.article import Party, Rights
from newsfmt.body import Block, Paragraph, Rule, text_of
from newsfmt_wire import wrapping
from newsfmt_wire.datelines import dateline

__all__ = ["BY_ELSEWHERE", "creators", "indented", "reading", "typed"]

BY_ELSEWHERE = ("Von ", "VON ", "Par ", "PAR ", "Por ", "POR ", "Di ", "Av ", "Af ", "Door ")
"""What a byline begins with outside English."""
_HOUSE = re.compile(
    r"(?:By|BY) (?:The|THE) (?:[A-Z][\w.-]{1,20} ){1,3}(?:Press|PRESS|Agency|AGENCY)"
)
"""``By The Associated Press``, which names nobody."""
_AND = (" und ", " et ", " y ", " og ", " och ", " en ", " e ")

_TAIL = 3
_PROSE = frozenset({None, "lead"})
_EDS = re.compile(
    r"\(\s?(?:Eds|EDS|Editors?|EDITORS?|Editor'?s'? note|Note to editors|Hinweis|Achtung)\s?[:.–-].{0,300}\)$",
    re.IGNORECASE,
)
"""A note to editors in parentheses above the text."""
_NOTICE = re.compile(
    r"(?:for )?immediate release|(?:press|news|media) (?:release|statement)|presse(?:mitteilung|meldung|information)|communiqué de presse"
    r"|comunicado de prensa|nota de prensa|comunicato stampa|persbericht|pressmeddelande|press[ei]melding|pressemeddelelse",
    re.IGNORECASE,
)
"""What stands above a press release and is no sentence of it."""


def typed(parts: Sequence[str | Block], *, release: bool = False) -> dict[str, Any]:
    """Return ``body`` and what is read from it (``byline``, ``creators``, ``dateline``, ``rights``)
    as fields of an Article.

    ``release``: it is what a press office sends, with its notice above the text and the end mark
    before what is no story any more.
    """
    fields: dict[str, Any] = {}
    end = len(parts)
    while end and _is_end_mark(parts[end - 1]):
        end -= 1
    body: list[Block] = []
    people: list[Party] = []
    opening, after_byline = True, False
    for place, part in enumerate(parts):
        if not isinstance(part, str):
            body.append(part)
            if opening and type(part) is Paragraph and part.role in _PROSE:
                opening = after_byline = _open(text_of(part.content), fields)
            elif type(part) is Paragraph and part.role == "byline" and "byline" not in fields:
                fields["byline"] = text_of(part.content)
                people = list(creators(fields["byline"], None))
        elif place >= end or (release and _is_end_mark(part)):
            body.append(Paragraph((part,), "end-mark"))
        elif prose.is_rule(part):
            body.append(Rule(part))
        elif opening and (_EDS.match(part) or (release and _NOTICE.fullmatch(part))):
            body.append(Paragraph((part,), "note"))
        elif opening and (byline := reading(part)) is not None:
            body.append(Paragraph((part,), "byline"))
            fields.setdefault("byline", part)
            people += byline.creators
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
                opening = after_byline = _open(part, fields)
    if people:
        fields["creators"] = tuple(people)
    fields["body"] = tuple(body)
    return fields


def _open(text: str, fields: dict[str, Any]) -> bool:
    """Take the dateline of the first paragraph of prose, with which the opening is over."""
    if (found := dateline(text)) is not None:
        fields["dateline"] = found
    return False


def _is_end_mark(part: Any) -> bool:
    return isinstance(part, str) and prose.role(part, end=True) == "end-mark"


def reading(line: str) -> prose.Byline | None:
    """Return the reading of a byline that is certain, in English or with the preposition of another
    language.

    >>> reading("Von Kari Moe").names
    ('Kari Moe',)
    """
    if _HOUSE.fullmatch(line):
        return prose.Byline(())
    if not line.startswith(BY_ELSEWHERE):
        return prose.byline(line)
    names = line.split(" ", 1)[1]
    for word in _AND:
        names = names.replace(word, " and ")
    return prose.byline(f"By {names}")


def creators(byline: str, agency: str | None) -> tuple[Party, ...]:
    """Return the people of a byline that is certain; the agency behind the last name is their
    house, not a person or a title.

    >>> creators("By Kari Moe, abc", "abc")
    (Party(name='Kari Moe', organisation='abc'),)
    """
    found = reading(byline)
    if found is None:
        return ()
    parties = found.creators
    house = (agency or "").casefold()
    if not house:
        return parties
    people = [party for party in parties if (party.name or "").casefold() != house]
    if len(people) < len(parties) or (people and (people[-1].job_title or "").casefold() == house):
        people = [
            attrs.evolve(
                party,
                job_title=None if (party.job_title or "").casefold() == house else party.job_title,
                organisation=agency,
            )
            for party in people
        ]
    return tuple(people) or parties


def indented(rows: Sequence[str]) -> Iterator[list[str]]:
    """Yield the paragraphs of a group of lines: in the older style an indented line begins one; a
    table is left whole.

    Where all are indented they are wrapped lines of one paragraph, unless each of them ends a
    sentence.
    """
    starts = [row[:2].isspace() and len(row) > 2 for row in rows]
    whole = all(starts) and not all(row.rstrip()[-1] in wrapping.CLOSED for row in rows)
    if prose.tabular(rows) or not any(starts[1:]) or whole:
        yield list(rows)
        return
    part: list[str] = []
    for row, start in zip(rows, starts, strict=True):
        if (
            start and part and not wrapping.ITEM.match(part[0])
        ):  # below an item of a list it goes on with that
            yield part
            part = []
        part.append(row)
    yield part
