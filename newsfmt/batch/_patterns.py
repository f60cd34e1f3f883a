"""Names of outputs made from articles: a pattern such as ``{year}/{date}-{slug}`` and an article
come in, a path with safe components goes out.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable
from typing import Any

from newsfmt.article import Article
from newsfmt.batch._filters import date_of
from newsfmt.batch._names import safe_name
from newsfmt.errors import OptionError

__all__ = ["FIELDS", "Namer", "check_pattern", "slug"]


def slug(text: str | None, longest: int = 80) -> str:
    """Return a text as part of a name: words of letters and digits in lower case, joined by
    hyphens; ``untitled`` if there are no words.

    >>> slug("Ferries: “back” in service!")
    'ferries-back-in-service'
    """
    words = re.sub(r"[^\w]+|_+", "-", unicodedata.normalize("NFKC", text or "").lower()).strip("-")
    return words[:longest].rstrip("-") or "untitled"


def _date(article: Article) -> str:
    date = date_of(article)
    return str(date)[:10] if date is not None else "undated"


FIELDS: dict[str, Callable[[Article, str, int], str]] = {
    "date": lambda article, stem, index: _date(article),
    "year": lambda article, stem, index: _date(article)[:4] if date_of(article) else "undated",
    "month": lambda article, stem, index: _date(article)[5:7] or "00" if date_of(article) else "00",
    "slug": lambda article, stem, index: slug(article.slugline or article.headline),
    "headline": lambda article, stem, index: slug(article.headline),
    "id": lambda article, stem, index: article.id or "no-id",
    "language": lambda article, stem, index: article.language or "und",
    "type": lambda article, stem, index: article.type,
    "format": lambda article, stem, index: (
        (article.origin.format if article.origin else None) or "unknown"
    ),
    "stem": lambda article, stem, index: stem,
    "index": lambda article, stem, index: str(index + 1),
}
"""The fields of a pattern, each with its function of an article, the input's name without
extension, and the article's index in the input.
"""


class Namer:
    """Names articles by a pattern such as ``{year}/{date}-{slug}``. Raises OptionError for an
    unknown field.

    >>> Namer("{year}/{date}-{slug}").name(Article(headline="Bridge opens", published="2021-05-04"), "a", 0)
    '2021/2021-05-04-bridge-opens'
    """

    def __init__(self, pattern: str) -> None:
        check_pattern(pattern)
        self._steps = [
            step for step in pattern.replace("\\", "/").split("/") if step not in ("", ".", "..")
        ]

    def name(self, article: Article, stem: str, index: int) -> str:
        """Return a path with safe components for one article."""
        values = _Values(article, stem, index)
        return "/".join(
            safe_name(string.Formatter().vformat(step, (), values)) for step in self._steps
        )


class _Values(dict[str, Any]):
    """The fields of one article, computed on demand."""

    def __init__(self, article: Article, stem: str, index: int) -> None:
        super().__init__()
        self._of = (article, stem, index)

    def __missing__(self, field: str) -> str:
        return FIELDS[field](*self._of)


def check_pattern(pattern: str) -> None:
    """Raise OptionError for a pattern with an unknown field."""
    known = ", ".join(f"{{{field}}}" for field in FIELDS)
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError as error:
        raise OptionError(
            f"name={pattern}: {error}; write it with the fields {known}",
            option="name",
            given=pattern,
            known=FIELDS,
        ) from None
    for _, field, how, conversion in parts:
        if field is not None and (field not in FIELDS or how or conversion):
            raise OptionError(
                f"name={pattern}: there is no field {{{field}}} (known: {known})",
                option="name",
                given=pattern,
                known=FIELDS,
            )
    if not any(step not in ("", ".", "..") for step in pattern.replace("\\", "/").split("/")):
        raise OptionError(
            f"name={pattern!r}: give a name made of the fields {known}",
            option="name",
            given=pattern,
            known=FIELDS,
        )
