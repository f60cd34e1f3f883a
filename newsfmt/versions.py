"""Choose the current version of each story, and the date of a version.

Articles come in, in any order; the newest version of each story goes out, or the kill that takes
the story back. The same ``id`` is the same story, so an article without one is a story of its own.
A missing date or number never makes a version newer than a kill.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import attrs

from newsfmt.article import Article
from newsfmt.dates import NewsDate

__all__ = ["EPOCH", "latest", "version_created"]

EPOCH = "1970-01-01T00:00:00Z"
"""The moment to write where a format requires a date and the article has none."""

_PREVIOUS = frozenset({"previousversion", "prevversion"})
"""Relations of a link to the version that an item replaces, without alias, in lower case."""
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
_AFTER_ALL = datetime.max.replace(tzinfo=UTC)

Number = tuple[int, str]
"""The sort key of a version that is a whole number of any length: its number of digits, and the
digits.
"""


def version_created(article: Article) -> NewsDate | None:
    """Return the date that serves as the moment this version was created: ``updated``, else
    ``published``, ``created``, ``content_modified``, ``content_created``; None without any.

    >>> str(version_created(Article(created="2021-05-03", published="2021-05-04")))
    '2021-05-04'
    """
    return (
        article.updated
        or article.published
        or article.created
        or article.content_modified
        or article.content_created
    )


def latest(
    articles: Iterable[Article], *, key: Callable[[Article], Hashable | None] | None = None
) -> Iterator[Article]:
    """Yield the newest version of each story, and the kill of a story that is taken back.

    ``key`` gives what the versions of a story share, ``id`` by default; an article for which it is
    None is a story of its own. Other identifiers do not count: many are shared by all stories of a
    day, or change with every version.

    Where every version of a story is a whole number the highest is the newest; else the one with
    the latest ``updated``, or ``published``, or ``transmission.sent``. A kill (``Article.is_kill``)
    and a withheld version count before the others of their story: a version comes after them only
    if it is newer by every number and date that both have. They also end a story with another
    ``id`` that they link as their previous version. Ask ``is_kill`` and ``is_released`` of the
    articles that come out.

    The order of the articles does not matter. Memory: up to two versions and the withdrawals of
    each story. An article without ``id`` that withdraws nothing is passed on at once; the others
    come at the end, in the order in which their stories first appeared.

    >>> feed = [Article(id="a", version="2"), Article(id="a", version="10"), Article(version="1")]
    >>> [article.version for article in latest(feed)]
    ['1', '10']
    """
    stories: dict[Hashable, _Story] = {}
    for article in articles:
        name = article.id if key is None else key(article)
        if article.is_kill or article.pub_status == "withheld":
            stop = _Withdrawal(article, _whole(article.version), _moment(article, last=True))
            stories.setdefault(object() if name is None else name, _Story()).stops.append(stop)
            for target, number in _replaced(article) if key is None else ():
                if target != name:
                    linked = attrs.evolve(stop, number=number)
                    stories.setdefault(target, _Story()).linked.append(linked)
        elif name is None:
            yield article
        else:
            stories.setdefault(name, _Story()).add(article)
    for story in stories.values():
        newest = story.newest()
        if newest is not None:
            yield newest


def _whole(version: str | None) -> Number | None:
    """The sort key of a version that is a whole number, else None."""
    if version is None or not (version.isascii() and version.isdigit()):
        return None
    digits = version.lstrip("0")
    return len(digits), digits


def _moment(article: Article, *, last: bool = False) -> datetime | None:
    """The moment of a version: the first that its date can mean, or the ``last``."""
    sent = article.transmission.sent if article.transmission is not None else None
    date = article.updated or article.published or sent
    if date is None:
        return None
    try:
        return (date.latest() if last else date.earliest()).astimezone(UTC)
    except OverflowError:  # within a day of the first year or the last
        return _AFTER_ALL if date.year > 1 else _BEFORE_ALL


def _replaced(article: Article) -> Iterator[tuple[str, Number | None]]:
    """The stories that an article names as its previous version, with the version it names."""
    for link in article.links:
        relation = (link.rel or "").rpartition(":")[2].lower()
        if link.id is not None and relation in _PREVIOUS:
            yield link.id, _whole(link.version)


@attrs.frozen
class _Withdrawal:
    """A kill or a withheld version, with the number and moment that a newer version has to
    exceed.
    """

    article: Article
    number: Number | None
    moment: datetime | None

    def covers(self, article: Article) -> bool:
        """Whether a version of its story is withdrawn."""
        newer = []
        number, moment = _whole(article.version), _moment(article)
        if number is not None and self.number is not None:
            newer.append(number > self.number)
        if moment is not None and self.moment is not None:
            newer.append(moment > self.moment)
        return not newer or not all(newer)


class _Story:
    """The versions of a story that may still turn out to be the newest."""

    __slots__ = ("by_date", "by_number", "linked", "numbered", "stops")

    def __init__(self) -> None:
        self.stops: list[_Withdrawal] = []
        self.linked: list[_Withdrawal] = []
        """Withdrawals that are versions of another story, and come out as such."""
        self.numbered = True
        """Whether every version so far is a whole number."""
        self.by_number: Article | None = None
        self.by_date: Article | None = None

    def add(self, article: Article) -> None:
        """Add a version."""
        self.numbered = self.numbered and _whole(article.version) is not None
        self.by_number = _greater(self.by_number, article, _by_number)
        self.by_date = _greater(self.by_date, article, _by_date)

    def newest(self) -> Article | None:
        """Return the current version, or the withdrawal; None if the withdrawal is a version of
        another story.
        """
        newest = self.by_number if self.numbered else self.by_date
        if newest is not None and not any(
            stop.covers(newest) for stop in (*self.stops, *self.linked)
        ):
            return newest
        newest = None
        for stop in self.stops:
            newest = _greater(newest, stop.article, _by_end)
        return newest


Order = tuple[Any, ...]


def _by_number(article: Article) -> Order:
    return _whole(article.version) or (), _moment(article) or _BEFORE_ALL


def _by_date(article: Article) -> Order:
    return _moment(article) or _BEFORE_ALL, _whole(article.version) or ()


def _by_end(article: Article) -> Order:
    return _moment(article, last=True) or _AFTER_ALL, _whole(article.version) or ()


def _greater(known: Article | None, article: Article, order: Callable[[Article], Order]) -> Article:
    """The greater of two versions; of two that are equal in order always the same one."""
    if known is None or known == article:
        return article
    first, second = order(known), order(article)
    if first == second:
        first, second = _content(known), _content(article)
    return known if first > second else article


def _content(article: Article) -> Order:
    return (repr(attrs.astuple(attrs.evolve(article, origin=None))),)
