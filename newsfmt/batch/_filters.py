"""Which articles of an input pass: by date, language, status, embargo and the value of any field;
articles that do not pass are counted by reason.

Nothing is filtered unless requested. A filter looks only at the article: no clock, no guess.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import Any

import attrs

from newsfmt.article import Article, FrozenMap
from newsfmt.dates import NewsDate
from newsfmt.errors import OptionError, did_you_mean

__all__ = ["LEAVE_OUT", "Condition", "Filter", "date_of"]

LEAVE_OUT = ("withheld", "canceled", "embargoed")
"""The kinds that :attr:`Filter.leave_out` may name."""
_CONDITION = re.compile(r"\s*([A-Za-z_][^\s=!~]*)\s*(!=|=|~)(.*)", re.DOTALL)


def date_of(article: Article) -> NewsDate | None:
    """Return the date that filters and names go by: ``published``, else ``updated``, ``created``,
    and those of the content.
    """
    return (
        article.published
        or article.updated
        or article.created
        or article.content_modified
        or article.content_created
    )


@attrs.frozen
class Condition:
    """One ``field=value``, ``field!=value`` or ``field~value`` (holds the text, whatever its case).

    The field is a path of the model, such as ``subjects.code`` or ``extra.nitf:class``; one
    matching value is enough, and ``!=`` requires that no value matches.

    >>> Condition.parse("keywords=ferries").fits(Article(keywords=["storms", "ferries"]))
    True
    """

    path: tuple[str, ...]
    """The path to the value, step by step."""
    how: str
    """``=``, ``!=`` or ``~``."""
    value: str
    """The value to compare with."""

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Parse a condition. Raises OptionError, with the nearest name of a field."""
        match = _CONDITION.fullmatch(text)
        if match is None:
            raise OptionError(
                f"where {text!r}: write it as field=value, field!=value or field~value",
                option="where",
                given=text,
            )
        first, _, rest = match[1].partition(".")
        path = (
            (first, rest)
            if first in ("extra", "vocabularies") and rest
            else tuple(match[1].split("."))
        )
        _check(path, text)
        return cls(path, match[2], match[3])

    def fits(self, article: Article) -> bool:
        """Return whether the article matches."""
        values = _texts(article.text) if self.path == ("text",) else _at(article, self.path)
        if self.how == "~":
            wanted = self.value.casefold()
            return any(wanted in value.casefold() for value in values)
        return (self.value in values) == (self.how == "=")


def _check(path: tuple[str, ...], text: str) -> None:
    classes: list[Any] = [Article]
    for index, step in enumerate(path):
        if not classes:
            break
        known = {field.name for cls in classes for field in attrs.fields(cls)}
        known |= set() if index else {"text"}
        if step not in known:
            hint = did_you_mean(step, sorted(known), "known")
            raise OptionError(
                f"where {text!r}: there is no field {step!r}{hint}",
                option="where",
                given=text,
            )
        classes = [
            part for cls in classes if step in _hints(cls) for part in _classes(_hints(cls)[step])
        ]


@cache
def _hints(cls: object) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _classes(hint: object) -> list[Any]:
    """The records that a field may hold."""
    if isinstance(hint, type) and attrs.has(hint):
        return [] if hint is NewsDate else [hint]
    return [cls for part in typing.get_args(hint) for cls in _classes(part)]


def _at(record: object, path: tuple[str, ...]) -> list[str]:
    """The values at a path, as texts."""
    if not path:
        return _texts(record)
    if isinstance(record, tuple):
        return [value for part in record for value in _at(part, path)]
    if isinstance(record, FrozenMap):
        return _texts(record.get(path[0]))
    value = getattr(record, path[0], None)
    return [] if value is None else _at(value, path[1:])


def _texts(value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, tuple):
        return [text for part in value for text in _texts(part)]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    name = getattr(value, "name", None)  # of a party or concept
    code = getattr(value, "code", None)
    return (
        [str(part) for part in (name, code) if part is not None] if name or code else [str(value)]
    )


def _conditions(values: Iterable[str | Condition]) -> tuple[Condition, ...]:
    return tuple(
        value if isinstance(value, Condition) else Condition.parse(value) for value in values
    )


def _since(value: str | NewsDate | None) -> NewsDate | None:
    return _day("since", value)


def _until(value: str | NewsDate | None) -> NewsDate | None:
    return _day("until", value)


def _day(option: str, value: str | NewsDate | None) -> NewsDate | None:
    if value is None or isinstance(value, NewsDate):
        return value
    try:
        return NewsDate.parse(value)
    except ValueError as error:
        raise OptionError(
            f"{option}: {error}; write it as 2020, 2020-01 or 2020-01-01",
            option=option,
            given=value,
        ) from None


def _words(values: str | Iterable[str]) -> tuple[str, ...]:
    parts = values.split(",") if isinstance(values, str) else values
    return tuple(part.strip().lower() for part in parts if part.strip())


def _known(instance: Filter, attribute: object, value: tuple[str, ...]) -> None:
    for word in value:
        if word not in LEAVE_OUT:
            raise OptionError.refused("leave_out", word, "", LEAVE_OUT)


@attrs.frozen(kw_only=True)
class Filter:
    """The conditions that an article has to meet; an unset condition lets every article pass.
    Raises OptionError for values that cannot be understood.

    >>> Filter(since="2020-02", language="en").reason(Article(published="2020-01-31", language="en-GB"))
    'before since'
    """

    since: NewsDate | None = attrs.field(default=None, converter=_since)
    """The earliest date, inclusive, as precise as it is written; an article known to the month or
    year passes if it may be as late.
    """
    until: NewsDate | None = attrs.field(default=None, converter=_until)
    """The latest date, inclusive; an article known to the month or year passes if it may be as
    early.
    """
    language: tuple[str, ...] = attrs.field(default=(), converter=_words)
    """Languages; one has to be the article's or a prefix (``en`` matches ``en-GB``)."""
    status: tuple[str, ...] = attrs.field(default=(), converter=_words)
    """Publishing states; one has to be the article's. An article without one counts as ``usable``,
    as in the IPTC's standards.
    """
    where: tuple[Condition, ...] = attrs.field(default=(), converter=_conditions)
    """Conditions that the article has to match, all of them."""
    leave_out: tuple[str, ...] = attrs.field(default=(), converter=_words, validator=_known)
    """Kinds to leave out: ``withheld``, ``canceled``, ``embargoed``."""
    at: datetime | None = None
    """The moment at which ``embargoed`` is judged; without one every article with an embargo
    counts, expired or not.
    """

    def __bool__(self) -> bool:
        return self != Filter()

    def reason(self, article: Article) -> str:
        """Return why an article is left out, or an empty text if it passes."""
        return self._by_date(article) or self._by_word(article) or self._by_state(article)

    def _by_date(self, article: Article) -> str:
        if self.since is None and self.until is None:
            return ""
        date = date_of(article)
        if date is None:
            return "no date"
        if self.since is not None and date.latest() < self.since.earliest():
            return "before since"
        return (
            "after until"
            if self.until is not None and date.earliest() > self.until.latest()
            else ""
        )

    def _by_word(self, article: Article) -> str:
        if self.language:
            language = (article.language or "").lower()
            if not language:
                return "no language"
            if not any(
                language == wanted or language.startswith(f"{wanted}-") for wanted in self.language
            ):
                return "another language"
        if self.status and (article.pub_status or "usable") not in self.status:
            return "another status"
        return next(("where" for condition in self.where if not condition.fits(article)), "")

    def _by_state(self, article: Article) -> str:
        if not self.leave_out:
            return ""
        status = "canceled" if article.pub_status == "cancelled" else article.pub_status
        if status in self.leave_out and status != "embargoed":
            return str(status)
        under = article.embargoed or article.embargoed_until is not None or status == "embargoed"
        return (
            "embargoed"
            if "embargoed" in self.leave_out and under and not self._over(article)
            else ""
        )

    def _over(self, article: Article) -> bool:
        return self.at is not None and attrs.evolve(
            article, pub_status=None, embargoed=True
        ).is_released(self.at)

    def passing(self, articles: Iterable[Article], left_out: dict[str, int]) -> Iterator[Article]:
        """Yield the articles that pass, and count the others by their reasons."""
        for article in articles:
            reason = self.reason(article)
            if reason:
                left_out[reason] = left_out.get(reason, 0) + 1
            else:
                yield article
