"""From paragraphs to typed blocks: which paragraph is a byline, a dateline's, a credit, a caption,
a rule or an end mark (dated-text-grammar.md §8–10).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

import attrs

from newsfmt import prose
from newsfmt.article import Dateline, Party, Rights
from newsfmt.body import Block, Paragraph, Preformatted, Rule, paragraphs_of
from newsfmt.dates import NewsDate
from newsfmt.errors import DateError
from newsfmt.format import Context

__all__ = ["Blocks"]

_RULES = frozenset("*-_=•")
_STARTS = _RULES | frozenset("PCFIG")  # what rules and captions begin with
_TAIL_STARTS = _STARTS | frozenset(
    "(RAWECcT©—–"
)  # and what credits, notices and agency tails begin with
_TAIL_SHORT = 28
_TAIL = 3
_KEY = 96


class Blocks:
    """Reads the blocks of one article after the other."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._infer_year: bool = context.options.infer_year
        self.prose = False
        """Whether there was any prose in the blocks last read."""

    def read(
        self, parts: Sequence[str | Preformatted], *, last: bool, published: NewsDate | None
    ) -> dict[str, Any]:
        """Return ``body`` and what stands in it (``byline``, ``creators``, ``dateline``,
        ``rights``) as fields of an Article.

        ``last``: no article follows in the file; if one does, rules at the end belong to neither.
        """
        fields: dict[str, Any] = {}
        end = len(parts)
        if not last:
            while end and _is_rule(parts[end - 1]):
                end -= 1
            parts = parts[:end]
        while end and _is_end_mark(parts[end - 1]):
            end -= 1
        body: list[Block] = []
        self.prose = False
        place = self._opening(parts, end, body, fields, published)
        tail = max(place, end - _TAIL)
        body += _middle(parts[place:tail])
        body += [_other(part, fields) for part in parts[tail:end]]
        for part in parts[end:]:
            body.append(Paragraph(str(part), "end-mark"))
        fields["body"] = tuple(body)
        if "creators" in fields:
            fields["creators"] = tuple(fields["creators"])
        return fields

    def _opening(
        self,
        parts: Sequence[Any],
        end: int,
        body: list[Block],
        fields: dict[str, Any],
        published: NewsDate | None,
    ) -> int:
        """Read what stands before the text, and the first prose paragraph, into ``body``; return
        how many parts that were.
        """
        after_byline = False
        creators: list[Party] = []
        for place in range(end):
            part = parts[place]
            if type(part) is not str:
                body.append(part)
                self.prose = True
                continue
            byline = prose.byline(part) if part[:1] in "Bb" else None
            if byline is not None:
                body.append(Paragraph((part,), "byline"))
                fields.setdefault("byline", part)
                creators += byline.creators
                fields["creators"] = creators
                after_byline = True
                continue
            if after_byline and prose.affiliation(part):
                body.append(Paragraph((part,), "affiliation"))
                after_byline = False
                continue
            block = _anywhere(part)  # credits and notices come after prose
            body.append(block)
            if type(block) is Paragraph and block.role is None:
                self.prose = True
                dateline = self._dateline(part, published)
                if dateline is not None:
                    fields["dateline"] = dateline
                return place + 1
        return end

    def _dateline(self, text: str, published: NewsDate | None) -> Dateline | None:
        """The dateline a paragraph opens with; the same opening up to a spaced dash has the same
        reading.
        """
        dash = text.find(" — ", 0, _KEY)
        key = text[: dash + 3]
        remembered = dash >= 0 and not text[dash + 3 : dash + 4].isspace()
        found = _opening_dateline(key) if remembered else prose.dateline(text)
        if (
            found is not None
            and self._infer_year
            and found.date_text
            and found.date is None
            and published is not None
        ):
            return self._with_year(found, published)
        return found

    def _with_year(self, dateline: Dateline, published: NewsDate) -> Dateline:
        """The dateline with the year that puts its date nearest to, and at most a day after, the
        article's.
        """
        from newsfmt import dates

        day = published.earliest()
        best: NewsDate | None = None
        for year in (published.year - 1, published.year, published.year + 1):
            try:
                date = dates.read(f"{dateline.date_text}, {year}")
            except DateError:
                continue
            moment = date.earliest()
            if moment <= day + timedelta(days=1) and (
                best is None or abs(moment - day) < abs(best.earliest() - day)
            ):
                best = date
        if best is None:
            return dateline
        self._context.warn(
            "read.year-inferred", f"the dateline's {dateline.date_text} is taken as {best}"
        )
        return attrs.evolve(dateline, date=best)


@lru_cache(maxsize=4096)  # a desk has few datelines
def _opening_dateline(key: str) -> Dateline | None:
    """The dateline of a text that opens with ``key``: whatever follows the dash does not matter to
    it.
    """
    return prose.dateline(f"{key}x")


def _is_rule(part: object) -> bool:
    return type(part) is str and prose.is_rule(part)


def _is_end_mark(part: object) -> bool:
    return type(part) is str and len(part) < 9 and prose.role(part, end=True) == "end-mark"


def _middle(parts: Sequence[Any]) -> list[Block]:
    """The blocks of the paragraphs between the opening and the tail, nearly all of which are
    prose.
    """
    odd = {
        place
        for place, part in enumerate(parts)
        if type(part) is not str or (part[0] in _STARTS and _is_odd(part))
    }
    if not odd:
        return paragraphs_of(parts)  # type: ignore[return-value]
    return [
        _anywhere(part) if place in odd else Paragraph((part,)) for place, part in enumerate(parts)
    ]


def _is_odd(part: str) -> bool:
    return part[0] in _RULES or part.startswith(prose.CAPTIONS)


def _anywhere(part: str | Preformatted) -> Block:
    """The block of a paragraph that may be a caption or a rule, as they stand anywhere; a block as
    it is.
    """
    if isinstance(part, Preformatted):
        return part
    if prose.is_rule(part):
        return Rule(part)
    return Paragraph((part,), prose.role(part))


def _other(part: str | Preformatted, fields: dict[str, Any] | None) -> Block:
    """The block of a paragraph that may be more than prose; ``fields`` where it is among the last
    three.
    """
    if isinstance(part, Preformatted):
        return part
    if len(part) > _TAIL_SHORT and part[0] not in _TAIL_STARTS:
        return Paragraph((part,))
    if prose.is_rule(part):
        return Rule(part)
    role = prose.role(part, tail=fields is not None)
    if role == "copyright" and fields is not None and "rights" not in fields:
        fields["rights"] = Rights(notice=part)
    return Paragraph((part,), role)
