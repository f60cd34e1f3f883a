"""The Article: one news item of any format, as frozen attrs values without any I/O (model-rules.md
§1–3).

Field names are IPTC's and, unchanged, the keys of the JSON. Unknown is absent: ``None`` or ``()``.
Records accept what a person writes (lists for tuples, dicts for ``extra``, ISO texts for dates) and
are never changed afterwards; use ``attrs.evolve``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, Generic, Self, TypeVar

import attrs

from newsfmt._record import Many, Record, checked
from newsfmt.body import NON_PROSE_ROLES, Block, Paragraph, Preformatted, plain, prose_of, text_of
from newsfmt.body import normalise as normalise_body
from newsfmt.dates import NewsDate

__all__ = [
    "RECORDS",
    "AltId",
    "Alternate",
    "Article",
    "Association",
    "Concept",
    "Dateline",
    "Extra",
    "FrozenMap",
    "Geo",
    "Label",
    "Link",
    "Note",
    "Organisation",
    "Origin",
    "Party",
    "Place",
    "Rendition",
    "Rights",
    "Symbol",
    "Transmission",
    "normalise",
]

V = TypeVar("V")


class FrozenMap(Mapping[str, V], Generic[V]):
    """An immutable, hashable mapping from text, with its keys in alphabetical order, so that equal
    maps give the same bytes.

    >>> list(FrozenMap({"b": ("2",), "a": ("1",)}))
    ['a', 'b']
    """

    __slots__ = ("_data", "_hash")

    _data: dict[str, V]
    _hash: int | None

    def __init__(self, data: Mapping[str, V] | Iterable[tuple[str, V]] = ()) -> None:
        pairs = dict(data)
        object.__setattr__(self, "_data", dict(sorted(pairs.items())) if len(pairs) > 1 else pairs)
        object.__setattr__(self, "_hash", None)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __getitem__(self, key: str) -> V:
        return self._data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, FrozenMap):
            return self._data == other._data
        return NotImplemented

    def __hash__(self) -> int:
        if self._hash is None:
            object.__setattr__(self, "_hash", hash(frozenset(self._data.items())))
        return self._hash  # type: ignore[return-value]

    def __repr__(self) -> str:
        return repr(self._data)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._data,)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self


Extra = FrozenMap[tuple[str, ...]]
"""Values of a format for which a record has no field: ``{"<format>:<name>": (value, …)}``."""

_NO_EXTRA: FrozenMap[Any] = FrozenMap()

_TAKEN_BACK = frozenset({"canceled", "cancelled", "deleted", "killed", "retracted", "withdrawn"})
"""Words of ``pub_status`` for an item that must not be used again."""
_KILL_WORDS = _TAKEN_BACK | {"cancel", "delete", "elim", "kill", "retract", "withdraw"}
_WORD = re.compile(r"[a-z]+")


def _extra(value: Mapping[str, str | Iterable[str]] | None) -> Extra:
    """A mapping of one text or several as an Extra. Raises TypeError for anything else."""
    if type(value) is FrozenMap:
        for texts in value._data.values():
            if type(texts) is not tuple:
                break
            for text in texts:
                if type(text) is not str:
                    raise TypeError(text)
        else:
            return value
    if value is None:
        return _NO_EXTRA
    pairs: dict[str, tuple[str, ...]] = {}
    for key, texts in _items(value):
        pairs[key] = texts = (texts,) if isinstance(texts, str) else tuple(texts)
        for text in (key, *texts):
            if not isinstance(text, str):
                raise TypeError(text)
    return FrozenMap(pairs) if pairs else _NO_EXTRA


def _vocabularies(value: Mapping[str, str] | None) -> FrozenMap[str]:
    """A mapping of texts. Raises TypeError for anything else."""
    if value is None:
        return _NO_EXTRA
    for key, text in _items(value):
        if not isinstance(key, str) or not isinstance(text, str):
            raise TypeError(value)
    return value if type(value) is FrozenMap else FrozenMap(value) if value else _NO_EXTRA


def _items(value: object) -> Iterable[tuple[Any, Any]]:
    if isinstance(value, Mapping):
        return value.items()
    raise TypeError(value)


def _date(value: NewsDate | str | None) -> NewsDate | None:
    """A date, or its ISO text as one. Raises DateError for another text, TypeError for anything
    else.
    """
    if isinstance(value, str):
        return NewsDate(value)
    if value is None or isinstance(value, NewsDate):
        return value
    raise TypeError(value)


@checked
@attrs.frozen(eq=False, repr=False)
class Party(Record):
    """A person or an organisation in a role: creator, provider, source, holder of rights."""

    name: str | None = None
    """Name as displayed. IPTC: name."""
    code: str | None = None
    """Code without its alias. IPTC: qcode."""
    scheme: str | None = None
    """Alias or name of the vocabulary of the code. IPTC: scheme alias."""
    uri: str | None = None
    """URI of the party, when given or resolvable offline. IPTC: uri."""
    literal: str | None = None
    """The literal of the source. IPTC: literal."""
    role: str | None = None
    """Role as the source calls it. IPTC: role."""
    job_title: str | None = None
    """Job title as written. IPTC: jobtitle."""
    organisation: str | None = None
    """Organisation a person works for. IPTC: affiliation."""
    email: str | None = None
    """E-mail address. IPTC: contactInfo/email."""
    extra: Extra = attrs.field(default=_NO_EXTRA, converter=_extra)
    """What the source's format knows beyond the fields. IPTC: none."""


@checked
@attrs.frozen(eq=False, repr=False)
class Symbol(Record):
    """A ticker symbol."""

    symbol: str | None = None
    """The symbol. IPTC: hasInstrument symbol."""
    exchange: str | None = None
    """The exchange it is traded at. IPTC: marketlabel."""
    type: str | None = None
    """The kind of symbol (``RIC``, ``ISIN``). IPTC: type."""


@checked
@attrs.frozen(eq=False, repr=False)
class Organisation(Party):
    """An organisation the content is about."""

    symbols: tuple[Symbol, ...] = attrs.field(default=(), converter=Many[Symbol])
    """Its ticker symbols. IPTC: organisationDetails/hasInstrument."""


@checked
@attrs.frozen(eq=False, repr=False)
class Concept(Record):
    """A term of a vocabulary: subject, genre, category, signal, service, series."""

    name: str | None = None
    """Name as displayed. IPTC: name."""
    code: str | None = None
    """Code without its alias (``01000000``). IPTC: qcode."""
    scheme: str | None = None
    """Alias or name of the vocabulary (``medtop``). IPTC: scheme alias."""
    uri: str | None = None
    """URI of the concept, when given or resolvable offline. IPTC: uri."""
    literal: str | None = None
    """The literal of the source; a code may be given as well. IPTC: literal."""
    type: str | None = None
    """Kind of concept as the source calls it. IPTC: type."""
    role: str | None = None
    """Role as the source calls it. IPTC: role."""
    relevance: float | None = None
    """Relevance as written. IPTC: relevance."""
    confidence: float | None = None
    """Confidence as written. IPTC: confidence."""
    broader: tuple[Concept, ...] = attrs.field(default=(), converter=Many["Concept"])
    """Broader concepts: the country of a city. IPTC: broader."""
    extra: Extra = attrs.field(default=_NO_EXTRA, converter=_extra)
    """Further values of the source's format, such as facets. IPTC: none."""


@checked
@attrs.frozen(eq=False, repr=False)
class Geo(Record):
    """A position on the earth."""

    latitude: float | None = None
    """Degrees north. IPTC: position/latitude."""
    longitude: float | None = None
    """Degrees east. IPTC: position/longitude."""


@checked
@attrs.frozen(eq=False, repr=False)
class Place(Concept):
    """A place the content is about, or was made at."""

    geo: Geo | None = None
    """Its position. IPTC: geoAreaDetails/position."""


@checked
@attrs.frozen(eq=False, repr=False)
class AltId(Record):
    """Another identifier of the item."""

    value: str | None = None
    """The identifier as written. IPTC: altId."""
    role: str | None = None
    """The type of the identifier (``du-key``). IPTC: type."""


@checked
@attrs.frozen(eq=False, repr=False)
class Label(Record):
    """A line of text with a role and a language: another headline, another description."""

    text: str | None = None
    """The text. IPTC: headline, description."""
    role: str | None = None
    """Its role as the source calls it. IPTC: role."""
    language: str | None = None
    """Its language, BCP 47. IPTC: xml:lang."""


@checked
@attrs.frozen(eq=False, repr=False)
class Note(Record):
    """A note to editors."""

    text: str | None = None
    """The note. IPTC: edNote."""
    role: str | None = None
    """Its role as the source calls it. IPTC: role."""


@checked
@attrs.frozen(eq=False, repr=False)
class Dateline(Record):
    """Place, date and source at the head of a story; the paragraph keeps its wording, these fields
    are its reading (model-rules.md §3).
    """

    text: str | None = None
    """The wording without separator: ``OSLO, May 3 (Reuters)``. IPTC: dateline."""
    prefix: str | None = None
    """The exact characters at the beginning of the first prose paragraph, including the separator.
    IPTC: none.
    """
    place: str | None = None
    """The place as written. IPTC: located."""
    region: str | None = None
    """State or province as written. IPTC: located/broader."""
    country: str | None = None
    """Country as written. IPTC: located/broader."""
    source: str | None = None
    """The agency in parentheses. IPTC: creditline."""
    date: NewsDate | None = attrs.field(default=None, converter=_date)
    """The date, only if its year is written. IPTC: contentCreated."""
    date_text: str | None = None
    """The date as written. IPTC: none."""


@checked
@attrs.frozen(eq=False, repr=False)
class Transmission(Record):
    """The message that carried the item."""

    id: str | None = None
    """Identifier of the message. IPTC: transmitId."""
    sequence: str | None = None
    """Running number as written. IPTC: none."""
    sender: str | None = None
    """Who sent it. IPTC: sender."""
    sent: NewsDate | None = attrs.field(default=None, converter=_date)
    """When it was sent. IPTC: sent."""
    priority: str | None = None
    """Priority as written. IPTC: priority."""


@checked
@attrs.frozen(eq=False, repr=False)
class Rights(Record):
    """Rights in the content."""

    holder: Party | None = None
    """Holder of the copyright. IPTC: copyrightHolder."""
    notice: str | None = None
    """Copyright notice as displayed. IPTC: copyrightNotice."""
    year: str | None = None
    """Year of the copyright as written. IPTC: none."""
    usage_terms: str | None = None
    """Terms of usage. IPTC: usageTerms."""
    data_mining: str | None = None
    """Reservation of text and data mining, a code or URI. IPTC: dataMining."""


@checked
@attrs.frozen(eq=False, repr=False)
class Rendition(Record):
    """A media file: one rendition of the content."""

    name: str | None = None
    """The role of the rendition (``thumbnail``). IPTC: rendition."""
    href: str | None = None
    """Its address as written. IPTC: href."""
    mime_type: str | None = None
    """Its media type. IPTC: contenttype."""
    width: int | None = None
    """Width in pixels. IPTC: width."""
    height: int | None = None
    """Height in pixels. IPTC: height."""
    size: int | None = None
    """Size in bytes. IPTC: size."""
    duration: float | None = None
    """Duration in seconds. IPTC: duration."""
    title: str | None = None
    """Its title. IPTC: title."""
    format: str | None = None
    """Technical format as the source calls it. IPTC: format."""
    extra: Extra = attrs.field(default=_NO_EXTRA, converter=_extra)
    """What the source's format knows beyond the fields. IPTC: none."""


@checked
@attrs.frozen(eq=False, repr=False)
class Link(Record):
    """A link from the item to something else."""

    rel: str | None = None
    """Relation as the source calls it. IPTC: rel."""
    href: str | None = None
    """Address. IPTC: href."""
    id: str | None = None
    """Identifier of the target. IPTC: residref."""
    version: str | None = None
    """Version of the target. IPTC: version."""
    title: str | None = None
    """Title of the target. IPTC: title."""
    extra: Extra = attrs.field(default=_NO_EXTRA, converter=_extra)
    """What the source's format knows beyond the fields. IPTC: none."""


@checked
@attrs.frozen(eq=False, repr=False)
class Association(Record):
    """An item that belongs to this one: a picture, a related story, the member of a package."""

    name: str | None = None
    """Name under which the item refers to it. IPTC: associations name."""
    rel: str | None = None
    """Relation as the source calls it. IPTC: rel."""
    role: str | None = None
    """Role as the source calls it. IPTC: role."""
    group: str | None = None
    """Path of its group in a package (``main/sidebar``). IPTC: group."""
    id: str | None = None
    """Identifier of the item. IPTC: residref."""
    version: str | None = None
    """Version of the item. IPTC: version."""
    href: str | None = None
    """Its address. IPTC: href."""
    title: str | None = None
    """Its title. IPTC: title."""
    item: Article | None = None
    """The item itself, whenever the source holds more than a reference. IPTC: associations."""
    extra: Extra = attrs.field(default=_NO_EXTRA, converter=_extra)
    """What the source's format knows beyond the fields. IPTC: none."""


@checked
@attrs.frozen(eq=False, repr=False)
class Alternate(Record):
    """Another rendition of the same content; never part of the text."""

    role: str | None = None
    """Its role as the source calls it. IPTC: rendition."""
    language: str | None = None
    """Its language, BCP 47. IPTC: xml:lang."""
    media_type: str | None = None
    """Its media type in the source. IPTC: contenttype."""
    name: str | None = None
    """Its name. IPTC: name."""
    body: tuple[Block, ...] = attrs.field(default=(), converter=Many[Block])
    """Its content. IPTC: contentSet."""


@checked
@attrs.frozen(eq=False, repr=False)
class Origin(Record):
    """The place where an article was read; ignored by equality."""

    format: str | None = None
    """Name of the format it was read as. IPTC: none."""
    name: str | None = None
    """Last path component of the file. IPTC: none."""
    path: str | None = None
    """Path of the file below the folder or archive that was read. IPTC: none."""
    index: int | None = None
    """Its index in the source, from 0. IPTC: none."""
    line: int | None = None
    """The line it begins on, from 1. IPTC: none."""


@checked
@attrs.frozen(eq=False, repr=False)
class Article(Record):
    """One news item, of any type and from any format.

    >>> article = Article.from_text("OSLO — It opened.", headline="Bridge opens", published="2021-05-04")
    >>> article.paragraphs, str(article.published), article.type
    (('OSLO — It opened.',), '2021-05-04', 'text')
    """

    id: str | None = None
    """Identifier as written, stable over versions. IPTC: guid."""
    alt_ids: tuple[AltId, ...] = attrs.field(default=(), converter=Many[AltId])
    """Other identifiers. IPTC: altId."""
    version: str | None = None
    """Version as written. IPTC: version."""
    type: str = "text"
    """``text``, ``picture``, ``audio``, ``video``, ``graphic``, ``composite``, or the source's
    word, without alias. IPTC: itemClass.
    """
    profile: str | None = None
    """Kind of document the provider promises. IPTC: profile."""
    pub_status: str | None = None
    """``usable``, ``withheld``, ``canceled`` or another word of the source, lower case; only if the
    source says so. IPTC: pubStatus.
    """
    urgency: int | None = None
    """Editorial urgency, 1 (most urgent) to 9. IPTC: urgency."""
    language: str | None = None
    """Language of the content, BCP 47 as written. IPTC: language."""
    direction: str | None = None
    """Direction of the text, ``ltr`` or ``rtl``. IPTC: dir."""
    signals: tuple[Concept, ...] = attrs.field(default=(), converter=Many[Concept])
    """Signals for processing: update, correction, kill. IPTC: signal."""
    series: tuple[Concept, ...] = attrs.field(default=(), converter=Many[Concept])
    """Series the item belongs to. IPTC: memberOf."""
    created: NewsDate | None = attrs.field(default=None, converter=_date)
    """When the item was first created. IPTC: firstCreated."""
    updated: NewsDate | None = attrs.field(default=None, converter=_date)
    """When this version was created. IPTC: versionCreated."""
    published: NewsDate | None = attrs.field(default=None, converter=_date)
    """When it was issued or published; the date of a dated-text header.
    IPTC: pubHistory/published.
    """
    content_created: NewsDate | None = attrs.field(default=None, converter=_date)
    """When the content was created. IPTC: contentCreated."""
    content_modified: NewsDate | None = attrs.field(default=None, converter=_date)
    """When the content was last changed. IPTC: contentModified."""
    embargoed: bool | None = None
    """The source says it is under embargo, known end or not. IPTC: embargoed."""
    embargoed_until: NewsDate | None = attrs.field(default=None, converter=_date)
    """When the embargo ends. IPTC: embargoed."""
    expires: NewsDate | None = attrs.field(default=None, converter=_date)
    """When the item ends. IPTC: expires."""
    headline: str | None = None
    """The main headline. IPTC: headline."""
    alt_headlines: tuple[Label, ...] = attrs.field(default=(), converter=Many[Label])
    """The other headlines. IPTC: headline with role."""
    subheadline: str | None = None
    """Line under the headline. IPTC: headline with a role (NewsML 1 SubHeadLine)."""
    title: str | None = None
    """Title of the item, not shown with the story. IPTC: title."""
    slugline: str | None = None
    """Slug: words that name the story in the newsroom. IPTC: slugline."""
    summary: str | None = None
    """The main abstract or description; the caption of a picture. IPTC: description."""
    descriptions: tuple[Label, ...] = attrs.field(default=(), converter=Many[Label])
    """The other descriptions. IPTC: description with role."""
    byline: str | None = None
    """Byline as displayed, ``By …`` included when the source has it. IPTC: by."""
    byline_title: str | None = None
    """Title in the byline, where the source marks it as one. IPTC: ByLineTitle."""
    creators: tuple[Party, ...] = attrs.field(default=(), converter=Many[Party])
    """Who made it: from structured markup, or from a byline that is certain. IPTC: creator,
    contributor.
    """
    dateline: Dateline | None = None
    """The dateline. IPTC: dateline."""
    located: tuple[Place, ...] = attrs.field(default=(), converter=Many[Place])
    """Where the content was created. IPTC: located."""
    credit: str | None = None
    """Credit line. IPTC: creditline."""
    ed_notes: tuple[Note, ...] = attrs.field(default=(), converter=Many[Note])
    """Notes to editors: never body. IPTC: edNote."""
    provider: Party | None = None
    """Who sends the item. IPTC: provider."""
    sources: tuple[Party, ...] = attrs.field(default=(), converter=Many[Party])
    """Where the information comes from. IPTC: infoSource."""
    services: tuple[Concept, ...] = attrs.field(default=(), converter=Many[Concept])
    """Product or channel it is sent in. IPTC: service."""
    categories: tuple[Concept, ...] = attrs.field(default=(), converter=Many[Concept])
    """Desk category, section. IPTC: none (ANPA category)."""
    transmission: Transmission | None = None
    """The message that carried it. IPTC: newsMessage header."""
    rights: Rights | None = None
    """Rights. IPTC: rightsInfo."""
    digital_source_type: Concept | None = None
    """How the content was made, by machine or by hand. IPTC: digitalSourceType."""
    subjects: tuple[Concept, ...] = attrs.field(default=(), converter=Many[Concept])
    """The subjects of the content. IPTC: subject."""
    genres: tuple[Concept, ...] = attrs.field(default=(), converter=Many[Concept])
    """Genre of the content. IPTC: genre."""
    events: tuple[Concept, ...] = attrs.field(default=(), converter=Many[Concept])
    """Events the content is about. IPTC: subject of type event."""
    objects: tuple[Concept, ...] = attrs.field(default=(), converter=Many[Concept])
    """Objects and products the content is about. IPTC: subject of type object."""
    people: tuple[Party, ...] = attrs.field(default=(), converter=Many[Party])
    """People the content is about. IPTC: subject of type person."""
    organisations: tuple[Organisation, ...] = attrs.field(default=(), converter=Many[Organisation])
    """Organisations the content is about. IPTC: subject of type organisation."""
    places: tuple[Place, ...] = attrs.field(default=(), converter=Many[Place])
    """Places the content is about. IPTC: subject of type geoArea or poi."""
    keywords: tuple[str, ...] = attrs.field(default=(), converter=Many[str])
    """Keywords. IPTC: keyword."""
    vocabularies: FrozenMap[str] = attrs.field(default=_NO_EXTRA, converter=_vocabularies)
    """Vocabularies the source declared: alias to URI, ``catalog:<n>`` for remote catalogs.
    IPTC: catalog, catalogRef.
    """
    body: tuple[Block, ...] = attrs.field(default=(), converter=Many[Block])
    """The content as blocks. IPTC: contentSet."""
    alternates: tuple[Alternate, ...] = attrs.field(default=(), converter=Many[Alternate])
    """Other renditions of the same content. IPTC: contentSet."""
    word_count: int | None = None
    """Number of words as the source declares it. IPTC: wordcount."""
    renditions: tuple[Rendition, ...] = attrs.field(default=(), converter=Many[Rendition])
    """The item's own media files. IPTC: remoteContent."""
    associations: tuple[Association, ...] = attrs.field(default=(), converter=Many[Association])
    """Pictures, related items, members of a package. IPTC: associations, groupSet."""
    links: tuple[Link, ...] = attrs.field(default=(), converter=Many[Link])
    """Links to other items. IPTC: link."""
    url: str | None = None
    """Canonical web address. IPTC: link."""
    extra: Extra = attrs.field(default=_NO_EXTRA, converter=_extra)
    """Values of the source's format that no field holds. IPTC: none."""
    origin: Origin | None = attrs.field(default=None, eq=False)
    """The place where it was read; ignored by equality. IPTC: none."""

    @property
    def text(self) -> str:
        """Every prose block of the body in document order, separated by blank lines."""
        return "\n\n".join(prose_of(self.body))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The texts of the top-level paragraphs and preformatted blocks, without those with a
        non-prose role.
        """
        return tuple(
            block.text if type(block) is Preformatted else text_of(block.content)  # type: ignore[union-attr]
            for block in self.body
            if (type(block) is Paragraph and block.role not in NON_PROSE_ROLES)
            or type(block) is Preformatted
        )

    def word_total(self) -> int:
        """Return the number of words in ``text``, separated by white space; ``word_count`` is the
        number that the source declared.
        """
        return len(self.text.split())

    def is_released(self, at: datetime) -> bool:
        """Whether the item may be published at an aware datetime: not withheld, cancelled or under
        embargo. Never reads the clock.

        An embargo without a known end is in force; one known only to the day (month, year) ends
        with that day (month, year). A time without zone counts as UTC. Raises ValueError for a
        naive ``at``.
        """
        return self.why_held(at) is None

    def why_held(self, at: datetime) -> str | None:
        """Return why the item may not be published at an aware datetime, None where it may:
        ``canceled`` (or the source's word for it), ``withheld``, ``embargo until`` with the date as
        written, ``embargo without end``.

        Raises ValueError for a naive ``at``.

        >>> from datetime import UTC, datetime
        >>> article = Article(embargoed=True, embargoed_until="2021-05-05T06:00Z")
        >>> article.why_held(datetime(2021, 5, 5, 5, tzinfo=UTC))
        'embargo until 2021-05-05T06:00Z'
        """
        if at.tzinfo is None or at.utcoffset() is None:
            raise ValueError(
                "is_released and why_held need an aware datetime, such as datetime.now(timezone.utc)"
            )
        status, until = self.pub_status, self.embargoed_until
        if status == "withheld" or status in _TAKEN_BACK:
            return "canceled" if status == "cancelled" else status
        if until is None:
            under = self.embargoed or status == "embargoed"
            return "embargo without end" if under else None
        over = at >= until.earliest() if until.hour is not None else at > until.latest()
        return None if over else f"embargo until {until}"

    @property
    def is_kill(self) -> bool:
        """Whether the source takes the item back: by its status (``canceled``), or by a signal
        whose code, URI, literal or name has a word such as ``kill``.

        >>> Article(signals=[Concept(code="kill", scheme="sig")]).is_kill
        True
        """
        return self.pub_status in _TAKEN_BACK or any(
            not _KILL_WORDS.isdisjoint(_WORD.findall(text.lower()))
            for signal in self.signals
            for text in (
                signal.code,
                (signal.uri or "").rpartition("/")[2],
                signal.literal,
                signal.name,
            )
            if text
        )

    def to_json(self) -> bytes:
        """Return the canonical JSON, in UTF-8, without a line end. Raises SerializeError for values
        that JSON cannot hold.
        """
        from newsfmt import _codec

        return _codec.to_json(self)

    @classmethod
    def from_json(cls, data: bytes | str) -> Article:
        """Return the Article that ``to_json`` wrote. Raises SchemaError, which names the path, or
        ParseError.
        """
        from newsfmt import _codec

        return _codec.from_json(data)

    def fingerprint(self) -> str:
        """Return the sha256, in hex, of the canonical JSON without ``origin``: the same for equal
        articles.
        """
        import hashlib

        from newsfmt import _codec

        return hashlib.sha256(_codec.to_json(self, origin=False)).hexdigest()

    def record(self, fields: Iterable[str] | None = None, *, empty: bool = True) -> dict[str, Any]:
        """Return one flat dict of scalars, ISO texts, lists of texts and ``text``, with the same
        keys for every article.

        For data frames: dates are ISO texts, parties and concepts their names, with their codes
        beside them. ``fields`` are the columns wanted, in their order, of
        :data:`newsfmt.records.COLUMNS`; without ``empty`` a column that is None, an empty list or
        text is left out. Raises OptionError for a name that is no column.

        >>> article = Article.from_text("OSLO — It opened.", headline="Bridge opens")
        >>> article.record(["headline", "author", "words"])
        {'headline': 'Bridge opens', 'author': None, 'words': 4}
        """
        from newsfmt.records import plan

        if fields is not None and not isinstance(fields, str):
            fields = tuple(fields)
        return plan(fields, empty).record(self)

    @classmethod
    def from_text(cls, text: str, headline: str | None = None, **fields: Any) -> Article:
        """Return an Article from plain text: paragraphs at blank lines, any other field by name, in
        normal form.

        >>> Article.from_text("One\\nline.\\n\\nTwo.", slugline="BRIDGE").paragraphs
        ('One line.', 'Two.')
        """
        from newsfmt.lines import paragraphs

        fields.setdefault("body", tuple(Paragraph(part) for part in paragraphs(text)))
        return normalise(cls(headline=headline, **fields))


RECORDS: tuple[type[Record], ...] = tuple(
    cls
    for cls in tuple(vars().values())
    if isinstance(cls, type) and issubclass(cls, Record) and cls.__module__ == __name__
    if cls is not Article
)
"""The classes of the records in an article; the nodes of its body are in :mod:`newsfmt.body`."""


def normalise(article: Article) -> Article:
    """Return an Article in normal form (model-rules.md §1 rule 7): texts stripped, empty texts and
    records absent, the body normal.

    Readers that already build such articles need not call it; ``Dateline.prefix`` and ``extra`` are
    not changed.
    """
    return _normal(article) or Article(origin=article.origin)


_VERBATIM = frozenset({"prefix", "extra", "vocabularies", "origin"})
_BODIES = frozenset({"body"})
_NOTHING: tuple[Any, ...] = ()
"""What nearly every list of nearly every record is, the same object (else it is compared)."""


@cache
def _fields_of(kind: type[Any]) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[str, ...]]:
    """What gives the values of a record at once, and their names."""
    names = tuple(field.name for field in attrs.fields(kind))
    if len(names) > 1:
        return attrgetter(*names), names
    return lambda record: tuple(getattr(record, name) for name in names), names


def _normal(record: Any) -> Any:
    """The record in normal form, or None when nothing is set in it."""
    kind: Any = type(record)
    values, names = _fields_of(kind)
    is_article = isinstance(record, Article)
    changes: dict[str, Any] = {}
    kept = False
    for name, value in zip(names, values(record), strict=True):
        if value is None or value is _NOTHING or value is _NO_EXTRA:
            continue
        if not value and value == ():
            continue
        new: Any = value
        if name in _BODIES:
            new = normalise_body(value)
            new = value if new == value else new
        elif name not in _VERBATIM:
            new = _normal_value(value)
        elif isinstance(value, FrozenMap) and not value:
            continue
        if new is None or new in ((), ""):
            changes[name] = None if not isinstance(value, tuple) else ()
            continue
        kept = kept or name != "type" or new != "text" or not is_article
        if new is not value:
            changes[name] = new
    if "type" in changes and is_article and changes["type"] is None:
        changes["type"] = "text"
    if not kept:
        return None
    return attrs.evolve(record, **changes) if changes else record


def _normal_value(value: object) -> Any:
    if isinstance(value, str):
        return plain(value) or None
    if type(value) is tuple:
        new = tuple(part for part in map(_normal_value, value) if part is not None)
        return value if new == value else new
    if isinstance(value, Record) and not isinstance(value, NewsDate):
        return _normal(value)
    return value
