"""One Article to one ninjs object of version 1.6, 2.2 or 3.1: plain data that its schema accepts,
whatever the article holds.

Keys are made in the order of the schema, by their names in 3.x; :class:`Builder` knows what the
version calls them. A value without a valid form is left out: the receipt finds it.
"""

from __future__ import annotations

import html as markup_text
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import quote

from newsfmt._orjson import orjson
from newsfmt.article import (
    Alternate,
    Article,
    Association,
    Concept,
    Label,
    Organisation,
    Party,
    Place,
    Rendition,
)
from newsfmt.body import Block, Embed, block_text
from newsfmt.dates import NewsDate
from newsfmt.formats.ninjs.bodies import (
    OTHER,
    TEXT,
    Line,
    body_rank,
    declared_kind,
    label_rank,
    text_of_paragraphs,
)
from newsfmt.formats.ninjs.handlers import role_of
from newsfmt.formats.ninjs.names import (
    DERIVED,
    DERIVED_ROLE,
    ENCODED_ID,
    TO_1,
    bare,
    fitting,
    marked,
    recased,
)
from newsfmt.formats.ninjs.values import contacts, date_time, geometry, is_uri, number, share, uri
from newsfmt.markup import html
from newsfmt.versions import version_created

__all__ = ["Builder"]

Data = dict[str, Any]
Told = Callable[[str, str, str], None]

_TYPES = frozenset({"text", "audio", "video", "picture", "graphic", "composite", "component"})
_STATUSES = {
    "usable": "usable",
    "withheld": "withheld",
    "canceled": "canceled",
    "cancelled": "canceled",
}
_XHTML = "application/xhtml+xml"


class Builder:
    """Makes objects of one version; ``told(code, path, message)`` hears what the receipt cannot
    find.
    """

    def __init__(self, version: str, told: Told) -> None:
        self.version = version
        self.old = version == "1.6"
        self.new = version == "3.1"
        self.told = told

    def key(self, name: str) -> str:
        """Return what the version calls a key of 3.x."""
        if self.new:
            return name
        if self.old and name in TO_1:
            return TO_1[name]
        return "embargoed" if name == "embargoedUntil" else name.lower()

    def document(self, article: Article) -> Data:
        """Return the object of an article, with the standard declared."""
        schema = f"http://www.iptc.org/std/ninjs/ninjs-schema_{self.version}.json"
        return {
            self.key("standard"): {"name": "ninjs", "version": self.version, "schema": schema},
            **self.item(article),
        }

    def item(self, article: Article, path: str = "", *, uri: str | None = None) -> Data:
        """Return the object of an article or of an associated item; ``path`` leads to it, ``uri``
        serves where it has no id.
        """
        rights, derived = article.rights, self._moments(article, path)
        found = {
            "uri": self._id(article.id or uri, path, article.fingerprint),
            "type": article.type if article.type in _TYPES else None,
            "mimetype": _extra(article, "mimetype") if self.old else None,
            "representationType": self._completeness(article),
            "profile": article.profile,
            "version": article.version,
            "firstCreated": date_time(article.created) or derived.get("created"),
            "versionCreated": date_time(article.updated) or derived.get("updated"),
            "contentCreated": date_time(article.content_created),
            "embargoedUntil": date_time(article.embargoed_until),
            "expires": date_time(article.expires),
            "pubStatus": _STATUSES.get(article.pub_status or ""),
            "urgency": article.urgency if article.urgency in range(1, 10) else None,
            "copyrightHolder": rights.holder.name if rights and rights.holder else None,
            "copyrightNotice": rights.notice if rights else None,
            "usageTerms": rights.usage_terms if rights else None,
            "rightsInfo": self._rights(_extra(article, "rightsInfo")),
            "edNote": self._note(article, path),
            "language": article.language,
            "title": article.title,
            "by": article.byline,
            "slugline": article.slugline,
            "located": article.located[0].name if article.located else None,
        }
        data: Data = {
            self.key(name): value
            for name, value in found.items()
            if value is not None and value != ""
        }
        data |= self._texts(article, path)
        data |= self._terms(article)
        for name, value in (
            ("renditions", self._renditions(article.renditions)),
            ("associations", self._associations(article.associations, path)),
            ("altIds", self._alt_ids(article, derived)),
            ("trustIndicators", self._trust(_extra(article, "trustIndicators"))),
        ):
            if value:
                data[self.key(name)] = value
        return data

    # ---- identity

    def _moments(self, article: Article, path: str) -> dict[str, str]:
        """The moments that are derived where the item does not say when it or this version of it
        was created, or not to the second (model-rules.md §5), by the field they stand for.
        """
        moments: dict[str, str] = {}
        for field, date in (("created", article.created), ("updated", version_created(article))):
            given: NewsDate | None = getattr(article, field)
            if date is None or date_time(given):
                continue
            moment = date_time(date) or date.earliest().isoformat().replace("+00:00", "Z")
            moments[field] = moment
            if given is None:
                message = f"versionCreated was derived from another date: {moment}"
                self.told("write.value-derived", f"{path}{field}", message)
            else:
                message = f"a time with a zone is demanded; {moment} was derived"
                self.told("write.field-lost", f"{path}{field}", message)
        return moments

    def _id(self, given: str | None, path: str, fingerprint: Callable[[], str]) -> str:
        place = f"{path}id"
        if given is None:
            self.told(
                "write.value-derived",
                place,
                "ninjs demands a uri; it was made of the article's fingerprint",
            )
            return DERIVED + fingerprint()[:32]
        if is_uri(given) and not given.startswith(DERIVED) and not given.startswith(ENCODED_ID):
            return given
        self.told(
            "write.value-derived",
            place,
            "ninjs demands a URI; the id was percent-encoded behind urn:newsfmt:id:",
        )
        return ENCODED_ID + quote(given, safe="")

    def _alt_ids(self, article: Article, derived: Iterable[str]) -> Any:
        """The other identifiers, and among them the mark that names the derived fields."""
        others = [alt for alt in article.alt_ids if alt.role != DERIVED_ROLE]
        mark = " ".join(derived)
        if not self.old:
            found = [
                _set(role=alt.role, value=alt.value) for alt in others if alt.role or alt.value
            ]
            return [*found, {"role": DERIVED_ROLE, "value": mark}] if mark else found
        data: Data = {}
        for count, alt in enumerate(others, 1):
            if alt.value:
                free = alt.role and alt.role not in data and bare(alt.role) == alt.role
                data[str(alt.role) if free else marked(alt.role, count)] = alt.value
        return data | {DERIVED_ROLE: mark} if mark else data

    def _note(self, article: Article, path: str) -> str:
        """There is one note: several are its lines."""
        places = [place for place, note in enumerate(article.ed_notes) if note.text]
        for place in places if len(places) > 1 else ():
            self.told(
                "write.value-shortened",
                f"{path}ed_notes[{place}]",
                "the notes are joined, each on a line of its own",
            )
        return "\n".join(str(article.ed_notes[place].text) for place in places)

    def _completeness(self, article: Article) -> str | None:
        words = {"full": "complete", "partial": "incomplete"}
        value = _extra(article, "representationType")
        return None if value not in words else words[str(value)] if self.old else value

    def _rights(self, text: str | None) -> Data | None:
        value = _unpacked(text)
        if not isinstance(value, dict) or not value.keys() <= {
            "langId",
            "linkedRights",
            "encodedRights",
        }:
            return None
        if ("linkedRights" in value) == ("encodedRights" in value) or not all(
            isinstance(part, str) for part in value.values()
        ):
            return None
        if not all(is_uri(value[name]) for name in ("langId", "linkedRights") if name in value):
            return None
        return recased(value, lower=not self.new)  # type: ignore[return-value]

    def _trust(self, text: str | None) -> list[Data] | None:
        value = _unpacked(text)
        if not isinstance(value, list) or not all(
            isinstance(part, dict)
            and part.keys() <= {"role", "title", "href"}
            and all(isinstance(word, str) for word in part.values())
            for part in value
        ):
            return None
        if not all(
            is_uri(part[name]) for part in value for name in ("role", "href") if name in part
        ):
            return None
        return [self._old_trust(part) for part in value] if self.old else value

    def _old_trust(self, part: Data) -> Data:
        """1.x parts the role into the uri of its scheme and the code."""
        head, slash, code = part.get("role", "").rpartition("/")
        rest = {name: text for name, text in part.items() if name != "role"}
        return (
            _set(scheme=head + slash or None, code=code or None) | rest if "role" in part else rest
        )

    # ---- headlines, descriptions, bodies

    def _texts(self, article: Article, path: str) -> Data:
        return {
            **self._headlines(article, path),
            **self._descriptions(article, path),
            **self._bodies(article, path),
        }

    def _headlines(self, article: Article, path: str) -> Data:
        others = [label for label in article.alt_headlines if label.text]
        if article.subheadline:
            others.append(Label(article.subheadline, "subheadline"))
        if not article.headline:
            self._promoted(article.alt_headlines, f"{path}alt_headlines")
        role = _main_role(_extra(article, "headlineRole") or "main", others)
        main = [(role, article.headline)] if article.headline else []
        if not self.old:
            return self._array("headlines", main + [(label.role, label.text) for label in others])
        data = {"headline": article.headline} if article.headline else {}
        return data | self._suffixed("headline", [(label.role, label.text) for label in others])

    def _descriptions(self, article: Article, path: str) -> Data:
        own = _extra(article, "descriptionRole")
        role = own or "text" if self.old else _main_role(own or "main", article.descriptions)
        main = [(role, article.summary)] if article.summary else []
        if not main:
            self._promoted(article.descriptions, f"{path}descriptions")
        lines = main + [(label.role, label.text) for label in article.descriptions if label.text]
        return (
            self._suffixed("description", lines) if self.old else self._array("descriptions", lines)
        )

    def _promoted(self, labels: tuple[Label, ...], path: str) -> None:
        """Where there is no main text one of the others is read as it."""
        lines = {
            place: Line(label.text, label.role, "text/plain")
            for place, label in enumerate(labels)
            if label.text
        }
        if lines:
            place = min(lines, key=lambda place: label_rank(lines[place]))
            self.told(
                "write.value-changed",
                f"{path}[{place}]",
                "without a main text it is read as the main one",
            )

    def _array(self, name: str, lines: Sequence[tuple[str | None, str | None]]) -> Data:
        found = [
            _set(role=role) | {self.key("contentType"): "text/plain", "value": text}
            for role, text in lines
        ]
        return {name: found} if found else {}

    def _suffixed(self, name: str, lines: Sequence[tuple[str | None, str | None]]) -> Data:
        """Keys of 1.x, whose suffix is the role; one that promises markup gets the text escaped."""
        data: Data = {}
        for count, (role, text) in enumerate(lines, 1):
            key = f"{name}_{fitting(role, {taken.partition('_')[2] for taken in data}, count)}"
            value = str(text)
            data[key] = (
                markup_text.escape(value, quote=False)
                if Line(value, key.partition("_")[2]).is_markup
                else value
            )
        return data

    def _bodies(self, article: Article, path: str) -> Data:
        """The body as XHTML first, then the alternates; 2.x and 3.x count words and characters body
        by body.
        """
        lines: list[tuple[str | None, str | None, str]] = []
        if article.body:
            lines.append(
                (
                    _extra(article, "bodyRole") or ("xhtml" if self.old else "main"),
                    _XHTML,
                    self._html(article.body, f"{path}body"),
                )
            )
        lines += [
            self._alternate(alternate, f"{path}alternates[{place}]")
            for place, alternate in enumerate(article.alternates)
        ]
        if lines and not article.body:
            place = min(
                range(len(lines)),
                key=lambda place: body_rank(
                    Line(lines[place][2], lines[place][0], lines[place][1])
                ),
            )
            self.told(
                "write.value-changed", f"{path}body", "without a body an alternate is read as it"
            )
            self.told(
                "write.value-changed",
                f"{path}alternates[{place}]",
                "without a body it is read as the body",
            )
        characters = article.extra.get("ninjs:charCount", ())
        if self.old:
            data = _set(
                wordcount=article.word_count,
                charcount=_digits(characters[0]) if characters else None,
            )
            taken: Data = {}
            for count, (role, _, value) in enumerate(lines, 1):
                taken[f"body_{fitting(role, {key.partition('_')[2] for key in taken}, count)}"] = (
                    value
                )
            return data | taken
        words: list[Any] = [
            article.word_count,
            *map(_digits, article.extra.get("ninjs:wordCount", ())),
        ]
        found = []
        for place, (role, media_type, value) in enumerate(lines):
            entry = (
                _set(role=role) | {self.key("contentType"): media_type}
                if media_type
                else _set(role=role)
            )
            if place < len(characters):
                entry |= {
                    self.key(name): count
                    for name, count in _set(charCount=_digits(characters[place])).items()
                }
            if place < len(words) and words[place] is not None:
                entry[self.key("wordCount")] = words[place]
            found.append(entry | {"value": value})
        return {"bodies": found} if found else {}

    def _html(self, body: tuple[Block, ...], path: str) -> str:
        return html.render(body, lost=self.told, path=path)

    def _alternate(self, alternate: Alternate, path: str) -> tuple[str | None, str | None, str]:
        """Role, media type and value: plain text as text, what was carried as it was, anything else
        as XHTML.
        """
        role, body, media_type = alternate.role, alternate.body, alternate.media_type
        if self.old:
            return role, media_type, self._old_alternate(alternate, path)
        kind = declared_kind(media_type, role)
        text = text_of_paragraphs(body) if kind == TEXT else None
        if text is not None:
            return role, media_type, text
        if (
            kind == OTHER
            and len(body) == 1
            and isinstance(body[0], Embed)
            and body[0] == Embed(media_type, body[0].text)
        ):
            return role, media_type, body[0].text or ""
        if kind in (TEXT, OTHER):
            self.told("write.value-changed", f"{path}.media_type", "it is written as XHTML")
            media_type = _XHTML
        return role, media_type, self._html(body, f"{path}.body")

    def _old_alternate(self, alternate: Alternate, path: str) -> str:
        """In 1.x the key says what the value is written in; where it does not, readers look at the
        value.
        """
        body, promised = alternate.body, declared_kind(None, alternate.role)
        text = text_of_paragraphs(body) if promised in (TEXT, None) else None
        if text is not None and (
            promised == TEXT or (alternate.media_type == "text/plain" and Line(text).kind == TEXT)
        ):
            return text
        if promised == TEXT:
            carried = (block.text for block in body if isinstance(block, Embed) and block.text)
            return "\n\n".join([*block_text(body, skip=frozenset()), *carried])
        return self._html(body, f"{path}.body")

    # ---- classification

    def _terms(self, article: Article) -> Data:
        made: list[Data] = [
            self._party(party, _role(party.role, "creator", "source")) for party in article.creators
        ]
        provider = (
            [self._party(article.provider, _role(article.provider.role, "provider", "source"))]
            if article.provider
            else []
        )
        sources = [
            self._party(party, _role(party.role, "source", "source")) for party in article.sources
        ]
        found: dict[str, Iterable[Data]] = {
            "people": (
                self._party(party, _role(party.role, "about", "about"), "rel")
                for party in article.people
            ),
            "organisations": map(self._organisation, article.organisations),
            "places": map(self._place, article.places),
            "subjects": map(self._subject, article.subjects),
            "events": (
                self._term(term) | (_set(id=_extra(term, "id")) if self.new else {})
                for term in article.events
            ),
            "objects": map(self._term, article.objects),
            "infoSources": (
                part
                for part in [*provider, *made, *sources]
                if part.keys() - {"rel", "role"} or part.get("rel", part.get("role"))
            ),
            "genres": (self._term(term, rel=None) for term in article.genres),
        }
        data: Data = {
            self.key(name): kept
            for name, terms in found.items()
            if (kept := [term for term in terms if term])
        }
        if article.digital_source_type:
            source = self._identified(article.digital_source_type, False)
            if source:
                data[self.key("digitalSourceType")] = source
        return data

    def _term(self, term: Concept | Party, rel: str | None = "rel") -> Data:
        data = self._identified(term, self.old)
        if rel and term.role:
            data[rel] = term.role
        return data

    def _identified(self, term: Concept | Party, old: bool) -> Data:
        """Name and identifiers: scheme and code in 1.x, uri and literal later, where a code stands
        as the literal ``alias:code``.
        """
        data = _set(name=term.name)
        code, scheme = term.code, term.scheme
        if old:
            return data | _scheme_and_code(term)
        address = uri(term.uri)
        literal = term.literal
        if (
            code
            and scheme
            and is_uri(scheme + code)
            and is_uri(scheme)
            and term.uri in (None, scheme + code)
        ):
            address = scheme + code
        elif code and not literal:
            literal = f"{scheme}:{code}" if scheme else code
        return data | _set(uri=address, literal=literal)

    def _party(self, party: Party, role: str | None, name: str | None = None) -> Data:
        data = self._identified(party, self.old)
        if role:
            data[name or ("rel" if self.old else "role")] = role
        return data | self._contacts(party, party.email)

    def _contacts(self, record: Any, email: str | None = None) -> Data:
        found: list[Data] = [{"type": "email", "value": email}] if email else []
        rest = contacts(_unpacked(_extra(record, "contactInfo")))
        if rest:
            found += recased(rest, lower=not self.new)  # type: ignore[arg-type]
        return {self.key("contactInfo"): found} if found else {}

    def _organisation(self, organisation: Organisation) -> Data:
        data = self._term(organisation)
        symbols = [
            _set(exchange=symbol.exchange, symbol=symbol.symbol)
            | ({self.key("symbolType"): symbol.type} if symbol.type and is_uri(symbol.type) else {})
            for symbol in organisation.symbols
        ]
        if any(symbols):
            data["symbols"] = [symbol for symbol in symbols if symbol]
        return data | self._contacts(organisation)

    def _place(self, place: Place) -> Data:
        data = self._term(place) | self._contacts(place)
        name = "geometry_geojson" if self.old else self.key("geoJSON")
        if place.geo is not None:
            at = (number(place.geo.longitude), number(place.geo.latitude))
            if None not in at:
                data[name] = {"type": "Point", "coordinates": list(at)}
        if name not in data and (shape := geometry(_unpacked(_extra(place, "geoJSON")))):
            data[name] = shape
        return data

    def _subject(self, subject: Concept) -> Data:
        shares = _set(
            creator=_extra(subject, "creator"),
            relevance=share(subject.relevance),
            confidence=share(subject.confidence),
        )
        return self._term(subject) | shares

    # ---- media and relations

    def _renditions(self, renditions: tuple[Rendition, ...]) -> Any:
        if not self.old:
            return [
                {"name": _named(part.name, count)} | self._rendition(part)
                for count, part in enumerate(renditions, 1)
            ]
        data: Data = {}
        for count, part in enumerate(renditions, 1):
            data[fitting(part.name, data, count)] = self._rendition(part)
        return data

    def _rendition(self, part: Rendition) -> Data:
        data = _set(
            href=uri(part.href), contentType=part.mime_type, title=part.title, width=part.width, height=part.height, sizeInBytes=part.size,
            duration=number(part.duration), format=part.format,
        )  # fmt: skip
        data = {self.key(name): value for name, value in data.items()}
        return data | _technical(part) if self.new and part.extra else data

    def _associations(self, associations: tuple[Association, ...], path: str) -> Any:
        made = [
            (part, self._association(part, f"{path}associations[{place}]"))
            for place, part in enumerate(associations)
            if part.item is not None
            or part.id
            or part.name
            or part.version
            or part.title
            or (self.new and part.rel)
        ]
        if not self.old:
            return [
                {"name": _named(part.name, count)} | (_set(rel=part.rel) if self.new else {}) | data
                for count, (part, data) in enumerate(made, 1)
            ]
        keyed: Data = {}
        for count, (part, data) in enumerate(made, 1):
            keyed[fitting(part.name, keyed, count)] = data
        return keyed

    def _association(self, part: Association, path: str) -> Data:
        if part.item is not None:
            return self.item(part.item, f"{path}.item.", uri=part.id)
        lone = Article(associations=(part,))
        return {"uri": self._id(part.id, f"{path}.", lone.fingerprint)} | _set(
            version=part.version, title=part.title
        )


def _main_role(role: str, others: Iterable[Label]) -> str | None:
    """The role of a main text: none where another one has none, which would be read as the main
    one.
    """
    return None if any(label.text and label.role is None for label in others) else role


def _set(**values: Any) -> Data:
    """The values that are not None."""
    return {name: value for name, value in values.items() if value is not None}


def _extra(record: Any, name: str) -> str | None:
    """The one value of a record's extra that ninjs gave it."""
    values = record.extra.get(f"ninjs:{name}", ())
    return values[0] if len(values) == 1 and values[0] else None


def _unpacked(text: str | None) -> Any:
    try:
        return orjson.loads(text) if text else None
    except orjson.JSONDecodeError:
        return None


def _digits(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _named(name: str | None, count: int) -> str:
    return name if name and bare(name) == name else marked(name, count)


def _role(role: str | None, kind: str, default: str) -> str | None:
    """The role as it is written: marked where a reader would take the party for something else."""
    plain = role if role is not None else None if kind == default else kind
    return plain if role_of(plain, default) == (kind, role) else f"{kind}:{role}"


def _scheme_and_code(term: Concept | Party) -> Data:
    """Scheme and code of 1.x: the scheme is a URI; an alias stands before the code, a uri or
    literal alone is the code.
    """
    code, scheme = term.code, term.scheme
    if (
        code
        and term.uri
        and term.uri != code
        and term.uri.endswith(code)
        and is_uri(head := term.uri[: -len(code)])
    ):
        return {"scheme": head, "code": code}
    if code and scheme:
        return {"scheme": scheme, "code": code} if is_uri(scheme) else {"code": f"{scheme}:{code}"}
    return _set(code=code or term.uri or term.literal)


_TECHNICAL = ("aspectRatio", "bitrate", "transportProtocol", "videoCodec")


def _technical(part: Rendition) -> Data:
    """What 3.x says about a video or picture beside the fields."""
    data = _set(**{name: _extra(part, name) for name in _TECHNICAL})
    rate, point, scan = (
        _unpacked(_extra(part, "frameRate")),
        _unpacked(_extra(part, "poi")),
        _extra(part, "scanType"),
    )
    if type(rate) in (int, float):
        data["frameRate"] = rate
    if (
        isinstance(point, dict)
        and point.keys() <= {"x", "y"}
        and all(type(value) is int for value in point.values())
    ):
        data["poi"] = point
    if scan in ("progressive", "interlaced"):
        data["scanType"] = scan
    return data
