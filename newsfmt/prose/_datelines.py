"""Datelines: read from the paragraph that they open, located there again, and cut where a format
has a slot for them (dated-text-grammar.md §9; model-rules.md §3, Dateline).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import attrs

from newsfmt import dates
from newsfmt.article import Article, Dateline
from newsfmt.body import NON_PROSE_ROLES, Paragraph, Preformatted, normalise, plain, text_of
from newsfmt.dates import NewsDate
from newsfmt.errors import DateError
from newsfmt.format import Context
from newsfmt.prose._words import ACRONYMS, LABELS, MARKS, PLACE_PARTICLES, SHORT_PLACES

__all__ = ["dateline", "prefix_of", "report_separator", "with_prefix", "without_prefix"]

_DASH = r"(?:--|[-\u2010-\u2015\u2212_:=])"
_AFTER = re.compile(
    rf"[ \xa0\t\n]*(?:\([^()\n]{{1,40}}\)[ \xa0\t\n]*(?={_DASH}))?(?:{_DASH}[ \xa0\t\n]*)?"
)
"""The separator behind a dateline, and an agency in brackets where a separator follows it."""
_SEPARATOR = re.compile(r"\s*—\s*|\s+(?:–|--|-|_)\s+")
_WINDOW = 160
_MONTH = r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"


@cache
def _dateline_date() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?:Mon|Tues?|Wednes|Thurs?|Fri|Satur|Sun)(?:day|\.)?,?\s+)?(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH})(?:,?\s+(\d{{4}}))?"
    )


def dateline(text: str) -> Dateline | None:
    """Return the reading of the dateline at the beginning of a first paragraph, or None: place,
    region, date and source up to a dash (dated-text-grammar.md §9).

    >>> dateline("OSLO, May 3 (Reuters) - The bridge opened.").prefix
    'OSLO, May 3 (Reuters) - '
    >>> dateline("WHO — the health agency — said no.") is None
    True
    """
    if not text or not (text[0].isupper() or text[0] in "’'"):
        return None
    window = text[:_WINDOW]
    separator = _SEPARATOR.search(window)
    if separator is None or separator.end() >= len(text) or separator.start() < 2:
        return None
    head = window[: separator.start()]
    rest, source = _source(head)
    parts = _parts(rest)
    if parts is None:
        return None
    place, regions, date_text, year = parts
    bare = source is None and not regions and date_text is None
    if not _is_place(place, bare=bare, mixed=source is not None):
        return None
    return Dateline(
        text=head,
        prefix=window[: separator.end()],
        place=place,
        region=regions[0] if regions else None,
        country=regions[1] if len(regions) > 1 else None,
        source=source,
        date=_full_date(date_text) if date_text and year else None,
        date_text=date_text,
    )


def _source(head: str) -> tuple[str, str | None]:
    """A head without the source in parentheses at its end, and the source."""
    if not head.endswith(")"):
        return head, None
    start = head.rfind("(")
    if start < 2 or not head[start - 1].isspace():
        return head, None
    source = head[start + 1 : -1].strip()
    words = source.split()
    if (
        not 1 <= len(words) <= 4
        or len(source) > 40
        or not all(any(char.isalpha() for char in word) for word in words)
    ):
        return head, None
    return head[:start].rstrip(), source


def _parts(rest: str) -> tuple[str, list[str], str | None, bool] | None:
    """Place, regions, date as written and whether it has a year; None where another text is between
    the commas.
    """
    place, *others = re.split(r",\s+", rest)
    regions: list[str] = []
    while others:
        joined = ", ".join(others)
        match = _dateline_date().fullmatch(joined)
        if match:
            start = (
                rest.rindex(others[0]) if len(others) == 1 else rest.index(others[0], len(place))
            )
            return place, regions, rest[start:].strip(), match[1] is not None
        if len(regions) == 2 or not _is_region(others[0]):
            return None
        regions.append(others.pop(0).rstrip(","))
    return place, regions, None, False


def _is_region(text: str) -> bool:
    words = text.split()
    return 1 <= len(words) <= 3 and all(
        word[0].isupper() and all(c.isalpha() or c in ".'’-" for c in word) for word in words
    )


def _is_place(place: str, *, bare: bool, mixed: bool) -> bool:
    words = place.replace("/", " ").split()
    if (
        not 1 <= len(words) <= 8
        or words[0] in LABELS
        or not all(_place_word(word) for word in words)
    ):
        return False
    joins = {"and", "AND"}
    if all(word.isupper() or word in joins for word in words) and words[0].isupper():
        letters = sum(char.isalpha() for char in place)
        if (
            bare
            and len(words) == 1
            and (place in ACRONYMS or (letters <= 4 and place not in SHORT_PLACES))
        ):
            return False
        return not (len(words) == 1 and place == "NEW")
    return (
        mixed
        and all(word[0].isupper() or word in PLACE_PARTICLES for word in words)
        and words[0][0].isupper()
    )


def _place_word(word: str) -> bool:
    return all(char.isalpha() or char in ".'’-" or ord(char) in MARKS for char in word) and any(
        char.isalpha() for char in word
    )


def _full_date(text: str) -> NewsDate | None:
    try:
        return dates.read(text)
    except DateError:
        return None


def prefix_of(body: tuple[object, ...], text: str) -> str | None:
    """Return the exact characters of the dateline, with its separator, at the beginning of the
    first prose paragraph; None if it begins otherwise.

    >>> prefix_of((Paragraph("OSLO (NTB) - The bridge opened."),), "OSLO (NTB)")
    'OSLO (NTB) - '
    >>> prefix_of((Paragraph("OSLO (NTB) - The bridge opened."),), "OSLO")
    'OSLO (NTB) - '
    """
    for block in body:
        if type(block) is Preformatted or (
            type(block) is Paragraph and block.role not in NON_PROSE_ROLES
        ):
            first = block.text if isinstance(block, Preformatted) else text_of(block.content)
            break
    else:
        return None
    if not text or not first.startswith(text):
        return None
    found = _AFTER.match(first, len(text))
    end = found.end() if found else len(text)
    if end == len(text) and end < len(first) and text[-1].isalnum() and first[end].isalnum():
        return None
    return first[:end]


def without_prefix(article: Article) -> Article:
    """Return the article with the dateline's prefix cut from its first prose paragraph, if that
    begins with the prefix.

    >>> article = Article(dateline=Dateline(text="OSLO", prefix="OSLO - "), body=[Paragraph("OSLO - It opened.")])
    >>> without_prefix(article).body
    (Paragraph('It opened.'),)
    """
    line = article.dateline
    if line is None or line.prefix is None:
        return article
    bare = attrs.evolve(line, prefix=None)
    if bare == Dateline():
        return attrs.evolve(article, dateline=None)
    if line.text is None:
        return attrs.evolve(article, dateline=bare)
    body = list(article.body)
    for place, block in enumerate(body):
        if type(block) is Paragraph and block.role in (None, "lead"):
            cut = _without(block, line.prefix)
            if cut is not None:
                body[place] = cut
            break
    return attrs.evolve(article, dateline=bare, body=normalise(body))


def with_prefix(article: Article, separator: str = " — ") -> Article:
    """Return the article with its dateline put before the first prose paragraph, for formats that
    have datelines only in the text.

    The reverse of :func:`without_prefix`. An article without such a paragraph, or with one that
    begins with a dateline already, is returned unchanged.

    >>> article = Article(dateline=Dateline(text="OSLO"), body=[Paragraph("It opened.")])
    >>> with_prefix(article).text
    'OSLO — It opened.'
    """
    line = article.dateline
    if line is None or line.prefix is not None or line.text is None:
        return article
    body = list(article.body)
    for index, block in enumerate(body):
        if type(block) is Paragraph and block.role in (None, "lead"):
            if dateline(text_of(block.content)) is not None:
                return article
            prefix = line.text + separator
            body[index] = attrs.evolve(block, content=(prefix, *block.content))
            return attrs.evolve(
                article, dateline=attrs.evolve(line, prefix=prefix), body=normalise(body)
            )
    return article


def report_separator(article: Article, context: Context) -> None:
    """Report a separator that is lost with the prefix: a reader returns `` — `` between dateline
    and story, whatever the separator was.
    """
    line = article.dateline
    if line is not None and line.prefix and line.prefix != f"{line.text} — ":
        message = f"{line.prefix!r} goes into the slot for datelines, which holds no separator"
        context.lost("write.value-shortened", "dateline.prefix", message, article=article)


def _without(block: Paragraph, prefix: str) -> Paragraph | None:
    """The paragraph without its opening text, if more follows; None where markup spans the cut."""
    text = text_of(block.content)
    if not text.startswith(prefix) or not plain(text[len(prefix) :]):
        return None
    left, content = prefix, list(block.content)
    while left:
        first: Any = content[0]
        part = text_of(first)
        if type(first) is str and len(first) > len(left):
            content[0], left = first[len(left) :], ""
        elif left.startswith(part) and part:
            del content[0]
            left = left[len(part) :]
        else:
            return None
    return attrs.evolve(block, content=tuple(content))
