"""What the writers of feeds share: options, the head of a feed, identifiers, dates, and the texts
that a feed requires where an article has none.

Derived values follow fixed rules (model-rules.md §5), are reported, and are marked in the output,
so that newsfmt drops them when it reads the feed.
"""

from __future__ import annotations

import json
import re
from datetime import UTC
from email.utils import format_datetime

import attrs

from newsfmt.article import Article, Concept
from newsfmt.dates import NewsDate
from newsfmt.errors import SerializeError
from newsfmt.format import Context
from newsfmt.versions import EPOCH, version_created
from newsfmt_web.options import FeedOptions

__all__ = [
    "NONE",
    "Head",
    "derive",
    "derived_id",
    "dumps",
    "instant",
    "is_iri",
    "mail_date",
    "moment",
    "options_of",
    "rfc3339",
    "updated_of",
]

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+\Z")
NONE = "urn:newsfmt:none"
"""The address of a feed that has none."""


def options_of(context: Context) -> FeedOptions:
    """Return the options of a writer, the usual ones where none were given."""
    return context.options if isinstance(context.options, FeedOptions) else FeedOptions()


@attrs.frozen
class Head:
    """What a feed says of itself, and the names of what was derived of it."""

    title: str
    link: str | None
    id: str | None
    description: str
    service: Concept | None
    """The service of the articles, where the feed is that."""
    derived: frozenset[str]

    @classmethod
    def of(cls, first: Article | None, context: Context, *, required: frozenset[str]) -> Head:
        """Return the head of a feed whose first article this is: its service, and the options
        before that.
        """
        options = options_of(context)
        services = first.services if first is not None else ()
        service = services[0] if len(services) == 1 and services[0].name else None
        if options.title or options.link or options.id:
            service = None
        derived: set[str] = set()
        title = options.title or (service.name if service is not None else None)
        if title is None:
            title = "newsfmt"
            derived.add("title")
        said = (options.link, service.uri if service is not None else None)
        link = next((address for address in said if is_iri(address)), None)
        if link is None and "link" in required:
            first_url = first.url if first is not None else None
            link = first_url if is_iri(first_url) else NONE
            derived.add("link")
        feed_id = options.id or (service.literal if service is not None else None)
        head = cls(title, link, feed_id, options.description or "", service, frozenset(derived))
        for name in sorted(derived):
            context.lost("write.value-derived", "services", f"the feed's {name} was derived")
        return head


def derive(context: Context, article: Article, path: str, value: str) -> None:
    """Report a value that was derived; a date that is made up is a warning."""
    message, severity = f"derived: {value}", "warning" if value == EPOCH else None
    context.lost("write.value-derived", path, message, article=article, severity=severity)


def derived_id(article: Article) -> str:
    """Return the identifier of an article that has none."""
    return f"urn:newsfmt:sha256:{article.fingerprint()[:32]}"


def is_iri(text: str | None) -> bool:
    """Return whether a text may stand as an absolute IRI.

    >>> is_iri("tag:a.example,2026:1"), is_iri("courier 7")
    (True, False)
    """
    return bool(text and _IRI.match(text))


# ---- dates
# ------------------------------------------------------------


def moment(date: NewsDate | None) -> NewsDate | None:
    """Return a date if it has a time and a zone; what demands both cannot say any other."""
    return date if date is not None and date.hour is not None and date.has_zone else None


def rfc3339(date: NewsDate) -> str:
    """Return a moment with its seconds, as RFC 3339 demands them.

    >>> rfc3339(NewsDate("2026-10-12T08:15+02:00"))
    '2026-10-12T08:15:00+02:00'
    """
    text = str(date)
    zone = date.zone or ""
    body = text[: len(text) - len(zone)]
    return f"{body}:00{zone}" if len(body) == 16 else text


def mail_date(date: NewsDate) -> str:
    """Return a moment as RFC 822 writes it, with a year of four digits.

    >>> mail_date(NewsDate("2026-10-12T08:15:00+02:00")), mail_date(NewsDate("2026-10-12T08:15Z"))
    ('Mon, 12 Oct 2026 08:15:00 +0200', 'Mon, 12 Oct 2026 08:15 GMT')
    """
    when = date.earliest(UTC)
    text = format_datetime(when)
    day, clock, zone = text[:16], text[17:25], date.zone or ""
    zone = "GMT" if zone == "Z" else zone.replace(":", "")
    return f"{day} {clock if date.precision != 'minute' else clock[:5]} {zone}"


def updated_of(article: Article) -> tuple[str, str | None]:
    """Return the moment of this version, and the name of what it was derived from, None where it is
    the article's own.
    """
    own = moment(article.updated)
    if own is not None:
        return rfc3339(own), None
    date = version_created(article)
    if date is None:
        return EPOCH, "1970"
    if (whole := moment(date)) is not None:
        return rfc3339(whole), str(date)
    return f"{date.earliest(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z", str(date)


def instant(article: Article) -> float:
    """Return what orders the moments of versions, in seconds."""
    date = version_created(article)
    return date.earliest(UTC).timestamp() if date is not None and 1 < date.year < 9999 else 0.0


def dumps(data: object) -> bytes:
    """Return JSON, indented, its lone surrogates replaced. Raises SerializeError for what it cannot
    hold.
    """
    try:
        text = json.dumps(data, ensure_ascii=False, indent=2)
    except (ValueError, RecursionError) as error:
        raise SerializeError(f"JSON cannot hold it: {error}") from None
    return text.encode("utf-8", "replace") + b"\n"
