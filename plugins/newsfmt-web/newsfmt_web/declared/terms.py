"""An Article as a node of schema.org: the reverse of :mod:`newsfmt_web.declared.schema_org`, for
files of JSON-LD and for pages.

Only terms of schema.org go out. A text that would be read as HTML is escaped, so that it comes
back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from newsfmt.article import Article, Association, Concept, Organisation, Party
from newsfmt.dates import NewsDate
from newsfmt.prose import prefix_of
from newsfmt.slots import paths
from newsfmt_web.wording import is_html

__all__ = ["CONTEXT", "WRITES", "node"]

CONTEXT = "https://schema.org"
_ROLES = {"editor": "editor", "contributor": "contributor", "translator": "translator"}
_KINDS = {
    "picture": ("image", "ImageObject"),
    "video": ("video", "VideoObject"),
    "audio": ("audio", "AudioObject"),
}
_TYPES = {"video": "VideoObject", "composite": "Article"}
_PARTY = "name uri"
_TOPIC = "name uri role"

WRITES = frozenset(
    paths(
        "id url headline summary published updated created expires language version word_count "
        "type",
        "keywords body",
        alt_headlines="text role",
        descriptions="text role",
        creators="name role job_title email organisation uri",
        provider=f"{_PARTY} job_title email organisation",
        rights="holder.name holder.uri holder.organisation holder.email holder.job_title notice year usage_terms",
        categories="name",
        genres="name",
        subjects=_TOPIC,
        people=_TOPIC,
        organisations=_TOPIC,
        places=_TOPIC,
        events=_TOPIC,
        located="name",
        dateline="text prefix",
        signals="code literal",
        associations="rel href item",
        renditions="name href",
        links="rel href",
    )
)
"""The fields that schema.org has terms for."""


def node(article: Article, body: str | None) -> dict[str, Any]:
    """Return the node of an article; ``body`` is its text."""
    made: dict[str, Any] = {"@type": _TYPES.get(article.type, "NewsArticle")}
    made.update((key, value) for key, value in _terms(article, body) if value not in (None, [], ""))
    return made


def _terms(article: Article, body: str | None) -> Iterator[tuple[str, Any]]:
    yield "identifier", article.id
    yield "url", article.url
    yield "headline", _text(article.headline)
    yield "alternativeHeadline", _one(_text(line.text) for line in article.alt_headlines)
    for key, date in (
        ("datePublished", article.published),
        ("dateModified", article.updated),
        ("dateCreated", article.created),
        ("expires", article.expires),
    ):
        yield key, _date(date)
    for key in ("author", *_ROLES.values()):
        wanted = None if key == "author" else key
        yield key, _one(_party(who) for who in article.creators if who.role == wanted)
    yield "publisher", _party(article.provider, "Organization") if article.provider else None
    yield "description", _text(article.summary)
    yield "abstract", _one(_text(line.text) for line in article.descriptions)
    yield "inLanguage", article.language
    yield "articleSection", _one(_text(concept.name) for concept in article.categories)
    yield "keywords", [_text(word) for word in article.keywords]
    yield "genre", _one(_text(concept.name) for concept in article.genres)
    yield from _topics(article)
    yield (
        "locationCreated",
        _one({"@type": "Place", "name": _text(place.name)} for place in article.located),
    )
    dateline = article.dateline.text if article.dateline else None
    if dateline and prefix_of(article.body[:1], dateline):
        yield "dateline", _text(dateline)
    yield from _rights(article)
    for kind, (key, type_) in _KINDS.items():
        media = (_medium(one, type_) for one in article.associations if _is(one, kind))
        yield key, _one(media)
    yield "thumbnailUrl", _one(one.href for one in article.renditions if one.name == "thumbnail")
    yield "version", _text(article.version)
    yield "wordCount", article.word_count
    yield (
        "correction",
        _one(_text(one.literal) for one in article.signals if one.code == "correction"),
    )
    for rel, key in (("isBasedOn", "isBasedOn"), ("translationOf", "translationOfWork")):
        yield key, _one(link.href for link in article.links if link.rel == rel)
    yield "articleBody", _text(body)


def _text(text: str | None) -> str | None:
    """A text as it is read again: escaped where it would be taken for HTML."""
    return escape(text, quote=False) if text and is_html(text) else text


def _date(date: NewsDate | None) -> str | None:
    return str(date) if date is not None else None


def _one(values: Iterable[Any]) -> Any:
    """The only value, or a list of several."""
    found = [value for value in values if value]
    return found[0] if len(found) == 1 else found


def _party(who: Party, kind: str = "Person") -> dict[str, Any] | None:
    parts = {
        "name": _text(who.name),
        "jobTitle": _text(who.job_title),
        "email": who.email,
        "affiliation": _text(who.organisation),
        "url": who.uri,
    }
    said = {key: value for key, value in parts.items() if value}
    return {"@type": kind, **said} if said else None


def _topics(article: Article) -> Iterator[tuple[str, Any]]:
    """People, organisations, places, events and subjects, by their role."""
    fields: tuple[tuple[str, Iterable[Party | Concept | Organisation]], ...] = (
        ("Person", article.people),
        ("Organization", article.organisations),
        ("Place", article.places),
        ("Event", article.events),
        ("Thing", article.subjects),
    )
    for role in ("about", "mentions"):
        found = [
            _topic(member, kind)
            for kind, members in fields
            for member in members
            if member.role == role or (role == "about" and member.role is None)
        ]
        yield role, _one(found)


def _topic(member: Party | Concept | Organisation, kind: str) -> dict[str, Any] | None:
    said = {"name": _text(member.name), "sameAs": member.uri}
    parts = {key: value for key, value in said.items() if value}
    return {"@type": kind, **parts} if parts else None


def _rights(article: Article) -> Iterator[tuple[str, Any]]:
    rights = article.rights
    if rights is not None:
        yield "copyrightHolder", _party(rights.holder, "Organization") if rights.holder else None
        yield "copyrightNotice", _text(rights.notice)
        yield "copyrightYear", rights.year
        yield "license", _text(rights.usage_terms)


def _is(association: Association, kind: str) -> bool:
    item = association.item
    return bool(association.href) and (item.type if item is not None else "picture") == kind


def _medium(association: Association, kind: str) -> dict[str, Any]:
    item = association.item or Article()
    rendition = next((one for one in item.renditions if one.href == association.href), None)
    parts = {
        "url": association.href,
        "caption": _text(item.summary),
        "creditText": _text(item.credit),
        "headline": _text(item.headline),
        "width": rendition.width if rendition else None,
        "height": rendition.height if rendition else None,
    }
    return {"@type": kind, **{key: value for key, value in parts.items() if value}}
