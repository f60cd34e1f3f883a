"""The names that columns and keys of other people's tables have, and the fields they stand for.

The names of one table come in, a :class:`Plan` goes out: for each field its columns, the best name
first. Names compare without case, space, ``_`` and ``-``; a name with dots is a path in nested JSON
(``headline.main``). A new name is one word in :data:`ALIASES`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import attrs

from newsfmt.errors import OptionError, did_you_mean

__all__ = [
    "ALIASES",
    "ENVELOPES",
    "SEPARATOR",
    "TOTALS",
    "Plan",
    "folded",
    "listed",
    "mapping",
    "plan",
    "telling",
]

ALIASES: Mapping[str, tuple[str, ...]] = {
    field: tuple(names.split())
    for field, names in {
        "headline": "title headline heading head headline_text headlines hl news_title headline.main web_title fields.headline title.rendered name",
        "alt_headline": "headline.print_headline",
        "body": "full_content text content body article full_text maintext article_body story document body_text fields.body_text fields.body paragraphs content_text body.content content.rendered page_content news",
        "published": "date publish_date published published_at published_date publication_date date_publish pub_date date_published web_publication_date first_published datetime timestamp created created_at time epoch unix_time created_utc",
        "updated": "date_modify date_modified modified modified_at updated updated_at last_modified lastmod fields.last_modified",
        "author": "authors author byline by writer creator byline.original fields.byline author_name author.name journalist",
        "source": "source publication publisher source_domain domain site outlet newspaper source_name source.name source.title media_name publication_name publisher.name fields.publication thread.site clean_url provider provider.name",
        "url": "url link article_url news_url canonical_link canonical_url web_url permalink",
        "section": "section category topic desk news_desk subcategory section_name categories headline_category section.name category.name",
        "summary": "summary description abstract highlights short_description snippet lead standfirst fields.standfirst fields.trail_text lead_paragraph excerpt post_excerpt excerpt.rendered",
        "language": "language lang lang_code",
        "keywords": "keywords tags subjects topics",
        "id": "id guid uuid doc_id document_id article_id stories_id hash uri",
        "image": "image_url url_to_image image top_image main_image social_image fields.thumbnail thumbnail",
        "word_count": "word_count fields.wordcount",
        "year": "year",
        "month": "month",
        "day": "day",
    }.items()
}  # fmt: skip
"""For each field the names that its column has in published data sets, the most telling first."""
ENVELOPES = (
    "articles", "response.results", "response.docs", "data", "items", "results", "docs", "news",
    "posts", "stories", "rows", "value", "entries", "records", "documents", "articles.results",
    "hits.hits", "data.articles", "response.articles",
)  # fmt: skip
"""Where an object that is no article itself holds its articles."""
TOTALS = (
    "totalResults", "totalArticles", "total", "total_hits", "response.total", "response.meta.hits",
    "count", "pagination.count", "articles.totalResults", "hits.total.value", "hits.total",
    "num_rows_total",
)  # fmt: skip
"""Where such an object states how many there are."""
SEPARATOR = re.compile(r'\ufeff?"?sep=(.)"?\r?\n?', re.IGNORECASE)
"""A first line that tells Excel the delimiter, and is no row."""
_DROPPED = ("", "unnamed:0")  # the index that pandas writes
_MAIN = ("headline", "body")
_BESIDE = frozenset({"body", "published", "author", "source", "url"})


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """Return a name as names are compared: without case, space, ``_`` and ``-``.

    >>> folded("Publish_Date "), folded("urlToImage")
    ('publishdate', 'urltoimage')
    """
    return "".join(name.split()).replace("_", "").replace("-", "").casefold()


_FIELDS = {folded(alias): (field, rank) for field, names in ALIASES.items() for rank, alias in enumerate(names)}  # fmt: skip


@attrs.frozen
class Plan:
    """Which column stands for which field."""

    columns: Mapping[str, tuple[str, ...]]
    """For each field its columns, the best name first."""
    left: tuple[str, ...]
    """The columns that no field takes, which go to ``extra``."""
    dropped: tuple[str, ...] = ()
    """The columns that are left out: the index that pandas writes."""

    @property
    def telling(self) -> bool:
        """Whether a headline or a text is among the columns."""
        return any(field in self.columns for field in _MAIN)


def mapping(text: str) -> dict[str, str]:
    """Return the option ``map`` as column for field. Raises ValueError.

    >>> mapping("headline=Kop, body=Tekst")
    {'headline': 'Kop', 'body': 'Tekst'}
    """
    pairs: dict[str, str] = {}
    for entry in filter(str.strip, text.split(",")):
        field, equals, column = (part.strip() for part in entry.partition("="))
        if not (field and equals and column):
            raise ValueError(f"{entry.strip()!r} is not FIELD=COLUMN")
        field = _SYNONYMS.get(field, field)
        if field not in ALIASES:
            raise ValueError(f"there is no field {field!r}{did_you_mean(field, ALIASES, 'known')}")
        pairs[field] = column
    return pairs


_SYNONYMS = {
    "date": "published",
    "byline": "author",
    "creators": "author",
    "sources": "source",
    "categories": "section",
    "title": "headline",
    "text": "body",
}  # what other parts of newsfmt call these fields


def plan(names: Iterable[str], given: Mapping[str, str] | None = None) -> Plan:
    """Return which of the columns stands for which field; ``given`` (field: column) comes first.

    Raises OptionError for a given column that the table does not have.

    >>> plan(["Title", "text", "clicks"]).columns
    {'headline': ('Title',), 'body': ('text',)}
    """
    given = given or {}
    names = list(dict.fromkeys(names))
    for field, column in given.items():
        if column not in names:
            raise OptionError(
                f"map: there is no column {column!r}{did_you_mean(column, names)} for {field} "
                f"(columns: {listed(names)})",
                option="map",
                given=column,
            )
    ranked: dict[str, list[tuple[int, str]]] = {field: [(-1, given[field])] for field in given}
    left, dropped = [], []
    for name in names:
        if name in given.values():
            continue
        key = folded(name)
        if key in _DROPPED:
            dropped.append(name)
        elif key in _FIELDS:
            field, rank = _FIELDS[key]
            ranked.setdefault(field, []).append((rank, name))
        else:
            left.append(name)
    columns = {field: tuple(name for _, name in sorted(found)) for field, found in ranked.items()}
    return Plan(columns, tuple(left), tuple(dropped))


def listed(names: Iterable[str], most: int = 30) -> str:
    """Return names of columns for a message of one line.

    >>> listed(["id", "full\\ntext"])
    'id, full text'
    """
    shown = [" ".join(name.split())[:60] for name in names]
    return ", ".join([*shown[:most], "…"] if len(shown) > most else shown)


def telling(names: Iterable[str]) -> bool:
    """Whether names are those of a table of articles: a headline or a text is among them, and
    beside it a text, a date, an author, a source or an address, or a summary beside a text.

    >>> telling(["id", "title", "url"]), telling(["title", "description"]), telling(["id", "price"])
    (True, False, False)
    """
    known = {_FIELDS[key][0] for key in map(folded, names) if key in _FIELDS and key != "name"}
    if {"body", "summary"} <= known:
        return True
    return any(field in known and known & (_BESIDE - {field}) for field in _MAIN)
