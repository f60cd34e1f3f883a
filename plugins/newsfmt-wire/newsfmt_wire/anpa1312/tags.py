"""The tag lines of an ANPA 1312 story (``^Headline<``, ``^By KARI MOE=``), distinguished by their
content and not by their position.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from newsfmt import prose
from newsfmt.article import Concept, Label, Note, Rights

__all__ = ["Tag", "fields", "is_note", "is_rights", "is_signal", "split"]

_PARTS = re.compile(r"([<=])[ \t]{0,8}\^")
_NOTE = re.compile(
    r"(?:Eds|EDS|Editors?|EDITORS?)(?:[:.]|\b ?[:_—])|EDITOR'?S'? NOTE|ADVISORY\b|Note to |NOTE TO |HFR\b|HOLD FOR RELEASE"
    r"|With [A-Z]{2,5} (?:Photo|Video|Graphic)|[A-Z]{2,5} (?:Photos?|Videos?|Graphics?|Audio|Interactive)(?:\.?$|:| [A-Z]{2,6}\d{2,})"
    r"|(?:AP ?)?Laser[Pp]hotos?\b|APTN?V?\b.{0,30}\d|Stands [Ff]or |For (?:global|immediate|[Rr]elease|use|the use)\b|Embargoed\b|EMBARGOED\b"
)
_CHANGE = re.compile(
    r"(?:Updates?|Adds?|Corrects?|Recasts?|Restores?|Removes?|Deletes?|Trims?|Edits?|Minor edits|Changes?|Clarifies|Fixes|Inserts?|Subs?|Moves?|Moving"
    r"|Moved|Will be|Resends?|Resending|Repeats?|Repeating|Combines?|Also moved|Also moving|Pickup|Picks? up|Leads? with|Releads?)\b",
    re.IGNORECASE,
)
"""What a note on a new version begins with, if it ends as a sentence or a headline stands before
it.
"""
_SIGNAL = re.compile(
    r"(?:URGENT|BULLETIN|FLASH|NEWSALERT|ADVISORY|KILL|CORRECTION|CORRECTIVE|WRITETHRU|RETRANSMISSION|REPEATING)",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"(?:[cC]\.|\([cC]\)|©|[Cc]opyright\b) ?(?:\(c\) ?)?(?:by )?\d{4}\b")
_KEYWORD = re.compile(r"(?:BC|AM|PM)-[-A-Z0-9]|(?:bc|am|pm|ap)-")
_DESK = re.compile(
    r"\b(?:[Ww]riters?|[Ee]ditors?|[Pp]ress|[Cc]orrespondents?|[Ss]taff|[Cc]olumnists?|[Rr]eporters?|[Ss]ervice)$"
)
_COUNT = re.compile(r",\s{0,4}(\d{0,5})$")
_LONG = 80


class Tag(NamedTuple):
    """One tag line: its text, and the sign that closes it, if any does."""

    text: str
    """The text between caret and sign."""
    sign: str
    """``<`` for a flush line, ``=`` for a centred one, nothing for a line left open."""


def split(row: str) -> list[Tag]:
    """Return the tags of a line; a line may hold two.

    >>> split("^*9006< ^EP-Top-Headlines,0176<")
    [Tag(text='*9006', sign='<'), Tag(text='EP-Top-Headlines,0176', sign='<')]
    """
    parts = _PARTS.split(row.strip().removeprefix("^"))
    last = parts[-1].rstrip()
    sign = last[-1:] if last[-1:] in {"<", "="} else ""
    texts = [*parts[:-1:2], last.removesuffix(sign) if sign else last]
    return [
        Tag(text.strip(), end)
        for text, end in zip(texts, [*parts[1::2], sign], strict=True)
        if text.strip()
    ]


def fields(
    tags: list[Tag],
    keyword: str | None,
    version: str | None,
    extra: dict[str, str],
    *,
    digest: bool,
) -> tuple[dict[str, Any], list[str]]:
    """Return what the tags say as fields of an Article, and the texts of those that are body: in a
    digest all that is left over.
    """
    found: dict[str, Any] = {}
    notes: list[Note] = []
    others: list[Tag] = []
    after_byline = False
    for tag in tags:
        text = tag.text
        if text.startswith("*") and "code" not in extra and text[1:].isalnum():
            extra["code"] = text
        elif "keyword-line" not in extra and not others and _is_keyword(text, keyword):
            extra["keyword-line"] = text
            found["slugline"] = _slug(text, version)
        elif is_signal(text):
            found["signals"] = (*found.get("signals", ()), Concept(name=text))
        elif is_note(text, below=bool(others)):
            notes.append(Note(text))
        elif is_rights(text) and "rights" not in found:
            found["rights"] = Rights(notice=text)
        elif _is_byline(tag, others):
            if "byline" in found:
                extra["byline"] = text
            else:
                found["byline"] = text
            after_byline = True
            continue
        elif (
            after_byline
            and "byline_title" not in found
            and (tag.sign == "=" or (len(text) <= 60 and _DESK.search(text)))
        ):
            found["byline_title"] = text
        else:
            others.append(tag)
        after_byline = False
    found["ed_notes"] = tuple(notes)
    return found, _lines(others, found, digest=digest)


def is_note(text: str, *, below: bool = False) -> bool:
    """Whether a tag is a note to editors, by its words; ``below`` a headline more of them are.

    >>> is_note("Eds: Updates with quotes."), is_note("Editors meet in Sund")
    (True, False)
    """
    return _NOTE.match(text) is not None or (
        _CHANGE.match(text) is not None and (below or text[-1] == ".")
    )


def is_signal(text: str) -> bool:
    """Whether a tag says what kind of message this is, and nothing else (``Urgent``,
    ``BULLETIN``).
    """
    return _SIGNAL.fullmatch(text) is not None


def is_rights(text: str) -> bool:
    """Whether a tag is a notice of copyright."""
    return _RIGHTS.match(text) is not None


def _is_keyword(text: str, keyword: str | None) -> bool:
    if keyword and "".join(text.split()).casefold().startswith(keyword.casefold()):
        return True
    return _KEYWORD.match(text) is not None or (
        not keyword and _COUNT.search(text[-8:]) is not None
    )


def _slug(text: str, version: str | None) -> str | None:
    """The keyword line without its word count and the version, which the header has."""
    count = _COUNT.search(text[-8:])
    slug = text[: len(text) - len(count.group())] if count else text
    head, comma, tail = slug.rpartition(", ")
    if comma and version and "".join(tail.split()) == "".join(version.split()):
        slug = head
    return slug.strip() or None


def _is_byline(tag: Tag, others: list[Tag]) -> bool:
    text = tag.text
    if not text.startswith(("By ", "BY ")) or len(text) > 160:
        return False
    return (
        tag.sign == "="
        or prose.byline(text) is not None
        or (bool(others) and len(text) <= 100 and text[3].isupper() and text[-1] not in ".!?")
    )


def _lines(others: list[Tag], found: dict[str, Any], *, digest: bool) -> list[str]:
    """The headline is the first line that is closed; of the rest, sentences are summaries, and in a
    digest they are the body.
    """
    place = next((place for place, tag in enumerate(others) if tag.sign == "<"), 0)
    if not others:
        return []
    found["headline"] = others[place].text
    rest = [tag.text for at, tag in enumerate(others) if at != place]
    if digest:
        return rest
    more: list[Label] = []
    for text in rest:
        name = "summary" if len(text) > _LONG or text[-1] in ".!?;" else "subheadline"
        if name in found:
            more.append(Label(text))
        else:
            found[name] = text
    if more:
        found["descriptions"] = tuple(more)
    return []
