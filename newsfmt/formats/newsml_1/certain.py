"""The items that come back unchanged, so that they are not read again: a field is certain where its
element takes its texts as they are, or where a property says it whole.

An item comes in after it was written, with the fields that its properties say; what a reader takes
from the envelope for every item counts, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from newsfmt import xmlkit
from newsfmt.article import Article, Concept, Party
from newsfmt.dates import NewsDate
from newsfmt.format import Context
from newsfmt.formats.newsml_1.document import Item, Node, envelope, inside, written_inside
from newsfmt.formats.newsml_1.fields import Fields
from newsfmt.formats.newsml_1.metadata import SUBJECT_SCHEME
from newsfmt.formats.newsml_1.read import read_envelope
from newsfmt.lines import are_lines

__all__ = ["Envelope", "is_certain"]

Certain = Callable[[Article, list[str]], bool]
"""Says whether a field that no property holds is certain, and adds its texts, which have to be
lines of their own (:func:`~newsfmt.lines.are_lines`).
"""


class Envelope:
    """The envelope of a document, made by its first article."""

    def __init__(self, article: Article) -> None:
        writer = inside()
        envelope(writer, article)
        self.xml = written_inside(writer)
        self.says_nothing = article.transmission is None and not article.services
        """Whether it says nothing but a date, which every item has properties against."""

    @cached_property
    def fields(self) -> Fields:
        """What a reader takes from it for every item."""
        fields = Fields(Context(), None)
        read_envelope(xmlkit.parse(self.xml.encode(), Context()), fields)
        return fields


def is_certain(out: Item, carrier: Envelope) -> bool:
    """Return whether all that an item says comes back unchanged."""
    article, said = out.article, out.overrides
    if article.renditions or article.associations or article.alternates:  # components of their own
        return False
    if any(key.startswith("newsml-1:") for key in article.extra):
        return False
    texts: list[str] = []
    if article.body and not out.plain:
        return False
    for name in out.given:
        if name in said:
            if name in _LEAVING:
                return False
        elif name[:6] != "extra." and not _FIELDS.get(name, _never)(article, texts):
            return False
    return (
        _is_inherited(article, carrier, said)
        and _are_topics(article, texts)
        and all(_is_place(member, texts) for member in (*article.located, *article.places))
        and _are_said(out.properties, article, texts)
        and are_lines(texts)
    )


_LEAVING = frozenset({"alt_headlines", "descriptions", "links", "signals", "summary"})
"""Fields whose elements may leave something in ``extra``, whatever properties say beside them."""


def _is_inherited(article: Article, carrier: Envelope, said: set[str]) -> bool:
    """Whether a reader takes from the envelope what the item says, unless a property says it."""
    if carrier.says_nothing and "transmission" in said:
        return "services" in said or not article.services
    there = carrier.fields
    return (
        not there.extra
        and ("transmission" in said or there.values.get("transmission") == article.transmission)
        and ("services" in said or tuple(there.many.get("services", ())) == article.services)
    )


# ---- what properties say
# ------------------------------------------------------------


def _are_said(nodes: Iterable[Node], article: Article, texts: list[str]) -> bool:
    """Whether properties hold their values: none is empty, but those of fields that are not set."""
    for _, attributes, children in nodes:
        assert attributes is not None
        name, value = str(attributes["FormalName"]), attributes.get("Value")
        if value == "":
            if getattr(article, name.removeprefix("newsfmt:"), "") not in (None, ()):
                return False
        elif not _is_said(name, value, children, texts):
            return False
    return True


def _is_said(name: str, value: str | None, children: Any, texts: list[str]) -> bool:
    texts.append(name)
    if value is not None:
        texts.append(value)
        return value != ""
    return bool(children) and all(
        _is_said(attributes["FormalName"], attributes.get("Value"), inner, texts)
        for _, attributes, inner in children
    )


# ---- what elements say
# ------------------------------------------------------------


def _never(article: Article, texts: list[str]) -> bool:
    return False


def _always(article: Article, texts: list[str]) -> bool:
    return True


def _line(field: str) -> Certain:
    def certain(article: Article, texts: list[str]) -> bool:
        texts.append(getattr(article, field))
        return True

    return certain


def _moment(field: str) -> Certain:
    def certain(article: Article, texts: list[str]) -> bool:
        date: NewsDate = getattr(article, field)
        return date.day is not None

    return certain


def _status(article: Article, texts: list[str]) -> bool:
    status = article.pub_status or ""
    return status.isascii() and status.isalpha() and status.islower() and status != "embargoed"


def _rights(article: Article, texts: list[str]) -> bool:
    rights = article.rights
    if rights is None:
        return True
    holder = rights.holder.name if rights.holder else None
    lines = (holder, rights.notice, rights.year, rights.usage_terms)
    texts += [text for text in lines if text is not None]
    return rights.data_mining is None and (rights.holder is None or holder is not None)


def _dateline(article: Article, texts: list[str]) -> bool:
    line = article.dateline
    if (
        line is None
        or line.text is None
        or any(
            part is not None
            for part in (
                line.prefix,
                line.place,
                line.region,
                line.country,
                line.source,
                line.date,
                line.date_text,
            )
        )
    ):
        return False
    texts.append(line.text)
    return True


def _keywords(article: Article, texts: list[str]) -> bool:
    texts += article.keywords
    return len(set(article.keywords)) == len(article.keywords)


def _series(article: Article, texts: list[str]) -> bool:
    names = [one.name for one in article.series if one == Concept(one.name) and one.name]
    texts += names
    return len({*names}) == len(article.series)


def _parties(field: str) -> Certain:
    def certain(article: Article, texts: list[str]) -> bool:
        parties: tuple[Party, ...] = getattr(article, field)
        names = [one.name for one in parties if one == Party(one.name) and one.name]
        texts += names
        return len({*names}) == len(parties)

    return certain


def _codes(field: str) -> Certain:
    def certain(article: Article, texts: list[str]) -> bool:
        for one in getattr(article, field):
            known = Concept(one.name, code=one.code, scheme=one.scheme, confidence=one.confidence)
            if one != known or not one.code or one.scheme in (None, SUBJECT_SCHEME):
                return False
            texts += (one.code, one.scheme)
        return True

    return certain


def _notes(article: Article, texts: list[str]) -> bool:
    for note in article.ed_notes:
        texts += [text for text in (note.text, note.role) if text is not None]
    return len({*article.ed_notes}) == len(article.ed_notes) and all(
        note.text is not None for note in article.ed_notes
    )


def _vocabularies(article: Article, texts: list[str]) -> bool:
    found = article.vocabularies
    texts += [*found, *found.values()]
    return all(alias == "catalog:1" or ":" not in alias for alias in found)


def _language(article: Article, texts: list[str]) -> bool:
    texts.append(article.language or "")
    return (article.language or "").lower() != "x-default"


def _words(article: Article, texts: list[str]) -> bool:
    return bool(article.body) and type(article.word_count) is int and article.word_count >= 0


_FIELDS: dict[str, Certain] = {
    **{
        field: _line(field)
        for field in "id version title headline byline credit slugline summary".split()
    },
    **{
        field: _moment(field)
        for field in "created updated content_created embargoed_until expires".split()
    },
    "type": lambda article, texts: article.type == "text",
    "pub_status": _status,
    "urgency": lambda article, texts: article.urgency in range(1, 10),
    "subheadline": lambda article, texts: (
        article.headline is not None and _line("subheadline")(article, texts)
    ),
    "byline_title": lambda article, texts: (
        article.byline is not None and _line("byline_title")(article, texts)
    ),
    "dateline": _dateline,
    "rights": _rights,
    "keywords": _keywords,
    "series": _series,
    "subjects": _codes("subjects"),
    "genres": _codes("genres"),
    "creators": _parties("creators"),
    "sources": _parties("sources"),
    "ed_notes": _notes,
    "vocabularies": _vocabularies,
    "language": _language,
    "word_count": _words,
    "body": _always,  # what wrote it knows
    "extra": _always,  # its properties are looked at
    "transmission": _always,  # compared with that of the envelope
    "services": _always,
}
"""What says of a field whether its element is certain; others are certain as properties alone."""


# ---- what else an item leaves
# ------------------------------------------------------------


def _are_topics(article: Article, texts: list[str]) -> bool:
    """Whether each topic is taken by the one element that names it: a topic that is left over is
    kept by a reader.
    """
    coded = [one for one in (*article.subjects, *article.genres) if one.code]
    texts += [text for one in coded for text in (one.code, one.name) if text is not None]
    about: list[Concept | Party] = [*article.people, *article.organisations]
    about += (*article.events, *article.objects)
    texts += [text for one in about for text in (one.code, one.name) if text is not None]
    codes = {one.code for one in coded}
    return len(codes) == len(coded) and codes.isdisjoint(one.code for one in about)


def _is_place(place: Concept, texts: list[str]) -> bool:
    """Whether a place has a part that its element says, and is not taken for the origin."""
    role = place.role or ""
    texts += [
        text for text in (place.name or place.code, place.type, place.role) if text is not None
    ]
    return bool(place.name or place.code) and role.lower() != "origin"
