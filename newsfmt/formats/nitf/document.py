"""The document of one article in NITF 3.6, element by element in the order of the schema.

An Article and a plan come in (which fields to say again as ``meta`` of newsfmt's own, because NITF
reads them otherwise), bytes go out. Lists whose members NITF holds only in part are written as they
can be; the writer finds out by reading what was lost (nitf-3-6.xsd; docs/formats/nitf.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import attrs

from newsfmt import prose, xmlkit
from newsfmt.article import Article, Concept, Dateline, Label, Party, Place
from newsfmt.dates import NewsDate
from newsfmt.diagnostics import Lost
from newsfmt.errors import ParseError
from newsfmt.format import Context
from newsfmt.formats.nitf import NAMESPACE
from newsfmt.formats.nitf.terms import OURS, SCHEME, expand
from newsfmt.losses import value_at
from newsfmt.markup import nitf
from newsfmt.markup.nitf import uneven
from newsfmt.xmlkit import Writer, is_language, is_token

__all__ = ["OVERRIDES", "Document", "Plan"]

OVERRIDES = tuple(OURS)
"""The fields a ``meta`` of newsfmt's own can say."""
_VERSION = "-//IPTC//DTD NITF 3.6//EN"
_HOMELESS = (
    "type", "profile", "direction", "slugline", "credit", "created", "updated", "content_created", "content_modified", "dateline.source",
    "transmission.id", "transmission.sequence", "transmission.sender", "transmission.sent", "transmission.priority", "rights.data_mining",
    "digital_source_type.name", "digital_source_type.code", "digital_source_type.scheme", "digital_source_type.uri", "digital_source_type.literal",
    "provider.organisation", "provider.email", "provider.job_title",
)  # fmt: skip
_PUBDATA = frozenset(
    "type item-length unit-of-measure date.publication name issn volume number issue edition.name edition.area position.section "
    "position.sequence".split()
)
_DOC_RIGHTS = frozenset(
    "owner startdate enddate agent geography location-code code-source type".split()
)
_RIGHTS = ("startdate", "enddate", "agent", "geography", "type")
_PUBLICATIONS = frozenset("print audio video web appliance other".split())
_FUNCTIONS = frozenset(
    "writer-author editor producer archivist videographer graphic-artist photographer statistician other".split()
)
_CLASSES = frozenset("subject category genre signal service series".split())
_PLACES = ("sublocation", "city", "county", "state", "region", "country")

Attributes = dict[str, str | None]


@attrs.define
class Plan:
    """What a second attempt has to say otherwise than the first."""

    overrides: dict[str, str] = attrs.field(factory=dict)
    generic: set[str] = attrs.field(factory=set)
    explicit_creators: bool = False
    explicit_ids: bool = False

    @property
    def size(self) -> tuple[int, ...]:
        """How much is planned."""
        return (
            len(self.overrides),
            len(self.generic),
            self.explicit_creators,
            self.explicit_ids,
        )


def basic(date: NewsDate) -> str:
    """Return a date in the basic form of ISO 8601, which NITF prefers; one without a day has
    none.
    """
    if date.day is None:
        return date.iso
    head, zone = (date.iso[: -len(date.zone)], date.zone) if date.zone else (date.iso, "")
    return head.replace("-", "").replace(":", "") + zone.replace(":", "")


class Document:
    """One document while it is written."""

    def __init__(self, article: Article, plan: Plan, lost: Lost) -> None:
        self.article = article
        self.plan = plan
        self.lost = lost
        self.writer = Writer()
        self.extra: dict[str, tuple[str, ...]] = dict(sorted(article.extra.items()))
        self.overrides = dict(plan.overrides)

    def written(self) -> bytes:
        """Return the document."""
        article, writer = self.article, self.writer
        uno = next((one.value for one in article.alt_ids if one.role == "uno"), None)
        writer.start(
            "nitf",
            {
                "xmlns": NAMESPACE,
                "version": _VERSION,
                "uno": uno,
                "baselang": article.language,
                "class": self.token("nitf:class"),
            },
        )
        self.plan_head()
        self.head()
        writer.start("body")
        self.body_head()
        nitf.write_body(
            article.body,
            writer,
            lost=self.lost,
            associations=self.associated,
        )
        writer.close()
        return writer.getvalue().encode()

    # ---- small things
    # ------------------------------------------------------------

    def line(self, name: str, text: str | None, attributes: Attributes | None = None) -> None:
        """An element of text, its white space kept."""
        if text is not None and uneven((text,)):
            attributes = {**(attributes or {}), "xml:space": "preserve"}
        self.writer.element(name, text, attributes)

    def take(self, key: str) -> tuple[str, ...]:
        """The values of a key of extra that has a place of its own, unless the plan has another for
        it.
        """
        return () if key in self.plan.generic else self.extra.pop(key, ())

    def one(self, key: str, fits: Callable[[str], bool] | None = None) -> str | None:
        """The value of a key of extra that stands in an attribute."""
        values = self.extra.get(key, ())
        if (
            len(values) != 1
            or key in self.plan.generic
            or not values[0]
            or (fits is not None and not fits(values[0]))
        ):
            return None
        del self.extra[key]
        return values[0]

    def token(self, key: str) -> str | None:
        return self.one(key, is_token)

    # ---- head
    # ------------------------------------------------------------

    def plan_head(self) -> None:
        """What stands in ``meta`` from the start, because NITF has no place for it."""
        article, overrides = self.article, self.overrides
        for path in _HOMELESS:
            value = value_at(article, path)
            if value is not None and not (path == "type" and value == "text"):
                overrides[path] = str(value)
        if article.summary is None and article.descriptions:
            overrides["summary"] = ""
        if (
            article.byline is not None
            and not article.creators
            and prose.byline(article.byline) is not None
        ):
            overrides["creators"] = ""
        self.status = article.pub_status
        if article.embargoed:
            if self.status != "embargoed":
                overrides["pub_status"] = self.status or ""
            self.status = "embargoed"
        elif article.embargoed is False or self.status == "embargoed":
            overrides["embargoed"] = "" if article.embargoed is None else "false"
        until, issued = article.embargoed_until, article.published
        if (
            until is not None
            and self.status != "embargoed"
            and (issued is None or until.earliest() <= issued.earliest())
        ):
            overrides["embargoed_until"] = until.iso
        if article.version is not None and not is_token(article.version):
            overrides["version"] = article.version
        if (
            article.rights is not None
            and article.rights.year is not None
            and not is_token(article.rights.year)
        ):
            overrides["rights.year"] = article.rights.year
        self.associated = _first(
            list(article.associations),
            lambda one: one.item is not None and bool(one.item.renditions),
        )
        if self.associated:
            overrides["associations"] = str(len(self.associated))
        self.subjects, self.classified = self.sorted_subjects()
        self.ids_said = self.plan.explicit_ids or any(
            one.role not in ("du-key", "doc-id", "uno") for one in article.alt_ids
        )

    def head(self) -> None:
        writer, article = self.writer, self.article
        deferred = self.deferred()
        writer.start("head")
        if article.title is not None:
            self.line("title", article.title)
        for name in [key for key in self.extra if key.startswith("nitf:meta:")]:
            if is_token(name[10:]) and not name.startswith("nitf:meta:newsfmt:"):
                for value in self.take(name):
                    writer.element("meta", None, {"name": name[10:], "content": value})
        for name in [key for key in self.extra if key.startswith("nitf:http-equiv:")]:
            if is_token(name[16:]):
                for value in self.take(name):
                    writer.element("meta", None, {"http-equiv": name[16:], "content": value})
        self.metas(deferred)
        for write in deferred:
            write()
        writer.end()

    def deferred(self) -> list[Callable[[], None]]:
        """What comes after the ``meta``; it takes from extra what has a place there, the ``meta``
        say the rest.
        """
        return [self.tobject(), self.iim(), self.docdata(), self.pubdata(), self.revisions()]

    def metas(self, deferred: Sequence[Callable[[], None]]) -> None:
        write = self.writer.element
        for name, value in self.overrides.items():
            write("meta", None, {"name": f"newsfmt:{name}", "content": value})
        if self.ids_said:
            for one in self.article.alt_ids:
                write(
                    "meta",
                    None,
                    {
                        "name": "newsfmt:alt_ids",
                        "content": f"{(one.role or '').replace('=', ' ')}={one.value or ''}",
                    },
                )
        for key, values in self.extra.items():
            if key not in self.bodied:
                for value in values:
                    if is_token(key):
                        write("meta", None, {"name": f"newsfmt:extra:{key}", "content": value})
                    elif "=" not in key:
                        write("meta", None, {"name": "newsfmt:extra", "content": f"{key}={value}"})

    def sorted_subjects(self) -> tuple[list[Concept], list[Concept]]:
        """The subjects that are ``tobject.subject``, in order from the first, and the others."""
        subjects = self.article.subjects
        end = 0
        for one in subjects:
            scheme = one.scheme
            if (
                not one.code
                or not is_token(one.code)
                or one != Concept(name=one.name, code=one.code, scheme=scheme)
            ):
                break
            if (
                scheme is None
                or (scheme.upper() == "IPTC")
                or scheme != scheme.strip()
                or not scheme
            ):
                break
            end += 1
        first = list(subjects[:end])
        read: dict[tuple[str | None, str | None], Concept] = {}
        for one in first:
            for code, name in expand(one.code or "", self.names(one)):
                read.setdefault(
                    (one.scheme, code), Concept(name=name, code=code, scheme=one.scheme)
                )
        if list(read.values()) != first:
            self.overrides["subjects"] = "exact"
        return first, list(subjects[end:])

    def names(self, one: Concept) -> list[str | None]:
        """The name of a subject at its level."""
        code = one.code or ""
        level = 0
        if len(code) == 8 and code.isdigit() and code.isascii():
            level = 2 if code[5:] != "000" else 1 if code[2:5] != "000" else 0
        return [one.name if place == level else None for place in range(3)]

    def tobject(self) -> Callable[[], None]:
        kind = self.one("nitf:tobject.type")
        genres = list(self.article.genres)
        self.properties = _first(genres, lambda one: one == Concept(name=one.name))

        def write() -> None:
            if not (kind or self.properties or self.subjects):
                return
            self.writer.start("tobject", {"tobject.type": kind})
            for one in self.properties:
                self.writer.element("tobject.property", None, {"tobject.property.type": one.name})
            for one in self.subjects:
                attributes: Attributes = {"tobject.subject.refnum": one.code}
                if one.scheme != SCHEME:
                    attributes["tobject.subject.ipr"] = one.scheme
                for part, name in zip(("type", "matter", "detail"), self.names(one), strict=True):
                    attributes[f"tobject.subject.{part}"] = name
                self.writer.element("tobject.subject", None, attributes)
            self.writer.end()

        return write

    def iim(self) -> Callable[[], None]:
        found = [
            (key[9:], value)
            for key in list(self.extra)
            if key.startswith("nitf:iim:") and is_token(key[9:])
            for value in self.take(key)
        ]

        def write() -> None:
            if found:
                self.writer.start("iim")
                for number, value in found:
                    self.writer.element("ds", None, {"num": number, "value": value})
                self.writer.end()

        return write

    def pubdata(self) -> Callable[[], None]:
        article = self.article
        attributes: Attributes = {}
        for key in [key for key in self.extra if key.startswith("nitf:pubdata.")]:
            name = key[13:]
            if name in _PUBDATA and (name != "type" or set(self.extra[key]) <= _PUBLICATIONS):
                if name in ("item-length", "unit-of-measure") and article.word_count is not None:
                    continue
                if (value := self.one(key)) is not None:
                    attributes[name] = value
        if article.word_count is not None:
            attributes.update({"item-length": str(article.word_count), "unit-of-measure": "word"})
        attributes["ex-ref"] = article.url

        def write() -> None:
            if any(value is not None for value in attributes.values()):
                self.writer.element("pubdata", None, attributes)

        return write

    def revisions(self) -> Callable[[], None]:
        found: list[Attributes] = []
        for value in self.extra.get("nitf:revision-history", ()):
            attributes = _attributes(value, ("name", "function", "norm", "comment"))
            if attributes is None or (attributes.get("function") or "other") not in _FUNCTIONS:
                break
            found.append(attributes)
        else:
            if found and "nitf:revision-history" not in self.plan.generic:
                del self.extra["nitf:revision-history"]
        if "nitf:revision-history" in self.extra:
            found = []

        def write() -> None:
            for attributes in found:
                self.writer.element("revision-history", None, attributes)

        return write

    # ---- docdata
    # ------------------------------------------------------------

    def docdata(self) -> Callable[[], None]:
        article = self.article
        parts: list[tuple[str, Attributes]] = []
        put = parts.append
        self.identifiers(parts)
        if article.urgency is not None:
            put(("urgency", {"ed-urg": str(article.urgency)}))
        elif (raw := self.token("nitf:urgency")) is not None:
            put(("urgency", {"ed-urg": raw}))
        self.dates(parts)
        services = list(article.services)
        fixtures = _first(services, lambda one: one == Concept(name=one.name))
        parts += [("fixture", {"fix-id": one.name}) for one in fixtures]
        parts += [("doc-scope", {"scope": value}) for value in self.take("nitf:doc-scope")]
        series = self.series(parts)
        parts += [("ed-msg", {"msg-type": one.role, "info": one.text}) for one in article.ed_notes]
        self.rights(parts)
        keywords = list(article.keywords)
        parts += [("correction", _correction(one)) for one in self.corrections()]
        events = _first(list(article.places), lambda one: _evloc(one) is not None)
        parts += [("evloc", _evloc(one) or {}) for one in events]
        link = self.link()
        self.bodied = self.body_extras()
        functions, addresses = self.take("nitf:function"), self.take("nitf:virtloc")

        def write() -> None:
            writer = self.writer
            writer.start("docdata", {"management-status": self.status, **link})
            for name, attributes in parts:
                writer.element(name, None, attributes)
            if keywords:
                writer.start("key-list")
                for word in keywords:
                    writer.element("keyword", None, {"key": word})
                writer.end()
            if article.sources:
                writer.start("del-list")
                for one in article.sources:
                    level = one.extra.get("nitf:level-number", (None,))
                    writer.element(
                        "from-src", None, {"src-name": one.name or "", "level-number": level[0]}
                    )
                writer.end()
            self.identified(
                services[len(fixtures) :],
                series,
                article.places[len(events) :],
                functions,
                addresses,
            )
            writer.end()

        return write

    def identifiers(self, parts: list[tuple[str, Attributes]]) -> None:
        article = self.article
        version = (
            article.version if article.version is not None and is_token(article.version) else None
        )
        generation, part = self.token("nitf:du-key.generation"), self.token("nitf:du-key.part")
        more: Attributes = {"version": version, "generation": generation, "part": part}
        if article.id is not None:
            parts.append(("doc-id", {"id-string": article.id, "regsrc": self.one("nitf:regsrc")}))
        for one in article.alt_ids:
            if one.role == "du-key":
                parts.append(("du-key", {**more, "key": one.value}))
                more = {}
            elif one.role == "doc-id" and article.id is not None:
                parts.append(("doc-id", {"id-string": one.value}))
        if any(more.values()):
            parts.append(("du-key", more))

    def dates(self, parts: list[tuple[str, Attributes]]) -> None:
        article = self.article
        for name, date in (
            ("date.issue", article.published),
            ("date.release", article.embargoed_until),
            ("date.expire", article.expires),
        ):
            if date is not None:
                parts.append((name, {"norm": basic(date)}))
            elif (raw := self.one(f"nitf:{name}")) is not None:
                parts.append((name, {"norm": raw}))

    def series(self, parts: list[tuple[str, Attributes]]) -> list[Concept]:
        """Write series that are a name and a part; return the others."""
        series = list(self.article.series)
        keys = ("series.part", "series.totalpart")
        named = _first(
            series,
            lambda one: (
                one == Concept(name=one.name, extra=one.extra)
                and bool(one.name)
                and _tokens(one.extra, keys)
            ),
        )
        parts += [
            (
                "series",
                {
                    "series.name": one.name,
                    **{key: one.extra.get(f"nitf:{key}", (None,))[0] for key in keys},
                },
            )
            for one in named
        ]
        alone: Attributes = {key: self.token(f"nitf:{key}") for key in keys}
        if any(alone.values()):
            parts.append(("series", alone))
        return series[len(named) :]

    def rights(self, parts: list[tuple[str, Attributes]]) -> None:
        rights = self.article.rights
        holder = rights.holder.name if rights is not None and rights.holder is not None else None
        year = (
            rights.year
            if rights is not None and rights.year is not None and is_token(rights.year)
            else None
        )
        if holder is not None or year is not None:
            parts.append(("doc.copyright", {"year": year, "holder": holder}))
        attributes: Attributes = {}
        for name in _DOC_RIGHTS:
            if (value := self.one(f"nitf:doc.rights.{name}")) is not None:
                attributes[name] = value
        terms = rights.usage_terms if rights is not None else None
        if attributes or terms is not None:
            parts.append(("doc.rights", {**dict(sorted(attributes.items())), "limitations": terms}))

    def corrections(self) -> list[Concept]:
        signals = list(self.article.signals)
        keys = {"nitf:id-string", "nitf:regsrc"}

        def fits(one: Concept) -> bool:
            known = set(one.extra) <= keys and all(
                len(values) == 1 for values in one.extra.values()
            )
            return known and one == Concept(name=one.name, literal="correction", extra=one.extra)

        self.corrected = _first(signals, fits)
        return self.corrected

    def link(self) -> Attributes:
        """The reference to an earlier document, where the first link is one."""
        links = self.article.links
        if links and links[0].rel == "previousVersion" and links[0].id is not None:
            return {
                "management-doc-idref": links[0].id,
                "management-idref-status": links[0].extra.get(
                    "nitf:management-idref-status", (None,)
                )[0],
            }
        return {"management-idref-status": self.one("nitf:management-idref-status")}

    def identified(
        self,
        services: list[Concept],
        series: list[Concept],
        places: Sequence[Place],
        functions: Sequence[str],
        addresses: Sequence[str],
    ) -> None:
        article, writer = self.article, self.writer
        genres = article.genres[len(self.properties) :]
        signals = article.signals[len(self.corrected) :]
        classified = [
            ("subject", self.classified), ("category", article.categories), ("genre", genres), ("signal", signals), ("service", services),
            ("series", series),
        ]  # fmt: skip
        if not (article.people or article.organisations or places or article.events or article.objects or functions or addresses
                or any(ones for _, ones in classified)):  # fmt: skip
            return
        writer.start("identified-content")
        for one in article.people:
            self.thing("person", one, {"class": one.role}, one.job_title)
        for organisation in article.organisations:
            self.thing("org", organisation, {"class": organisation.role})
        for place in places:
            self.place(place)
        for event in article.events:
            dates = {
                key: event.extra.get(f"nitf:{key}", (None,))[0]
                for key in ("start-date", "end-date")
            }
            self.thing("event", event, dates)
        for thing in article.objects:
            self.thing("object.title", thing, {})
        for text in functions:
            self.line("function", text)
        for text in addresses:
            self.line("virtloc", text)
        for kind, ones in classified:
            for concept in ones:
                own = (
                    concept.type
                    if kind == "subject" and concept.type and concept.type.lower() not in _CLASSES
                    else None
                )
                self.thing("classifier", concept, {"type": own or kind})
        writer.end()

    def thing(
        self, name: str, one: Any, attributes: Attributes, function: str | None = None
    ) -> None:
        """Something that is named: text, code and source, URI and literal as further codes."""
        code, scheme = (
            ("location-code", "code-source") if name == "location" else ("value", "idsrc")
        )
        found: Attributes = {**attributes, scheme: one.scheme, code: one.code}
        if (one.name is not None and uneven((one.name,))) or (
            function is not None and uneven((function,))
        ):
            found["xml:space"] = "preserve"
        self.writer.start(name, found, mixed=True)
        if one.name is not None:
            self.writer.text(one.name)
        if function is not None:
            self.writer.element("function", function, {"xml:space": found.get("xml:space")})
        for source, value in (("uri", one.uri), ("literal", one.literal)):
            if value is not None:
                self.writer.element("alt-code", None, {"idsrc": source, "value": value})
        self.writer.end()

    def place(self, place: Place) -> None:
        levels = _levels(place)
        if levels is None or place.uri is not None or place.literal is not None:
            self.thing("location", place, {"class": place.type})
            return
        self.writer.start(
            "location", {"code-source": place.scheme, "location-code": place.code}, mixed=True
        )
        for level, one in levels:
            own = place if one is place else None
            code = None if own is not None else one.code
            key = {"country": "iso-cc", "sublocation": "location-code"}.get(level, f"{level}-code")
            source = one.scheme if own is None and level != "country" else None
            self.line(level, one.name, {key: code, "code-source": source})
        self.writer.end()

    # ---- body.head
    # ------------------------------------------------------------

    def body_extras(self) -> frozenset[str]:
        """Keys of extra that stand in body.head."""
        keys = {f"nitf:rights.{name}" for name in _RIGHTS}
        self.displayed = {
            key: self.extra[key]
            for key in keys
            if len(self.extra.get(key, ())) == 1 and key not in self.plan.generic
        }
        return frozenset(self.displayed)

    def body_head(self) -> None:
        article, writer = self.article, self.writer
        rights = article.rights
        notice = rights.notice if rights is not None else None
        if not (
            article.headline or article.subheadline or article.alt_headlines or notice or self.displayed or article.byline or article.byline_title
            or article.creators or article.provider or article.dateline or article.summary or article.descriptions
        ):  # fmt: skip
            return
        writer.start("body.head")
        self.headlines()
        self.notice(notice)
        self.bylines()
        if article.provider is not None:
            self.distributor(article.provider)
        if article.dateline is not None:
            self.dateline(article.dateline)
        if article.summary is not None:
            writer.start("abstract")
            self.line("p", article.summary)
            writer.end()
        for label in article.descriptions:
            writer.start("abstract", {"class": label.role, "xml:lang": _language(label)})
            self.line("p", label.text or "")
            writer.end()
        writer.end()

    def headlines(self) -> None:
        article, writer = self.article, self.writer
        if not (article.headline or article.subheadline or article.alt_headlines):
            return
        writer.start("hedline")
        self.line("hl1", article.headline)
        if article.subheadline is not None:
            self.line("hl2", article.subheadline)
        writer.end()
        for label in article.alt_headlines:
            writer.start("hedline")
            self.line("hl1", label.text or "", {"class": label.role, "xml:lang": _language(label)})
            writer.end()

    def notice(self, notice: str | None) -> None:
        if notice is None and not self.displayed:
            return
        keep = "preserve" if notice is not None and uneven((notice,)) else None
        self.writer.start("rights", {"xml:space": keep}, mixed=True)
        if notice is not None:
            self.writer.text(notice)
        for name in _RIGHTS:
            if f"nitf:rights.{name}" in self.displayed:
                self.writer.element(f"rights.{name}", self.displayed[f"nitf:rights.{name}"][0])
        self.writer.end()

    def bylines(self) -> None:
        article, writer = self.article, self.writer
        marked = None if self.plan.explicit_creators else _marked(article.byline, article.creators)
        if article.byline is not None or article.byline_title is not None:
            attributes: Attributes = (
                {"xml:space": "preserve"} if article.byline and uneven((article.byline,)) else {}
            )
            writer.start("byline", attributes, mixed=True)
            for text, is_name in marked or [(article.byline or "", False)]:
                if is_name:
                    writer.element("person", text)
                else:
                    writer.text(text)
            if article.byline_title is not None:
                keep = {"xml:space": "preserve"} if uneven((article.byline_title,)) else {}
                writer.element("byttl", article.byline_title, keep)
            writer.end()
        if marked is None:
            for one in article.creators:
                self.creator(one)

    def creator(self, one: Party) -> None:
        writer = self.writer
        writer.start("byline", {"class": "creator"}, mixed=True)
        self.thing("person", one, {"class": one.role}, one.job_title)
        if one.organisation is not None:
            self.line("byttl", one.organisation)
        if one.email is not None:
            self.line("virtloc", one.email)
        writer.end()

    def distributor(self, provider: Party) -> None:
        if (
            provider.code is None
            and provider.scheme is None
            and provider.uri is None
            and provider.literal is None
        ):
            if provider.name is not None or provider.role is not None:
                self.line("distributor", provider.name or "", {"class": provider.role})
            return
        self.writer.start("distributor", {"class": provider.role}, mixed=True)
        self.thing("org", provider, {})
        self.writer.end()

    def dateline(self, dateline: Dateline) -> None:
        """The dateline with its place and date marked where they stand in its text."""
        if dateline.text is None:
            return
        writer = self.writer
        writer.start(
            "dateline", {"xml:space": "preserve"} if uneven((dateline.text,)) else None, mixed=True
        )
        text = dateline.text
        places = [
            (name, value)
            for name, value in (
                ("city", dateline.place),
                ("state", dateline.region),
                ("country", dateline.country),
            )
            if value
        ]
        start = end = 0
        spans: list[tuple[int, int, str]] = []
        for name, value in places:
            at = text.find(value, end)
            if at < 0:
                break
            spans.append((at, at + len(value), name))
            end = at + len(value)
        if spans:
            writer.text(text[: spans[0][0]])
            writer.start("location", mixed=True)
            start = spans[0][0]
            for first, last, name in spans:
                writer.text(text[start:first])
                writer.element(name, text[first:last])
                start = last
            writer.end()
        date_text = dateline.date_text
        at = text.find(date_text, start) if date_text else -1
        if at >= 0 and date_text:
            writer.text(text[start:at])
            writer.element(
                "story.date",
                date_text,
                {"norm": basic(dateline.date) if dateline.date is not None else None},
            )
            start = at + len(date_text)
        writer.text(text[start:])
        writer.end()


# ---- what fits where
# ------------------------------------------------------------


def _first(members: list[Any], fits: Callable[[Any], bool]) -> list[Any]:
    """The members from the first on that all fit: what comes after them keeps its order."""
    for place, one in enumerate(members):
        if not fits(one):
            return members[:place]
    return members


def _tokens(extra: Any, names: Iterable[str]) -> bool:
    """Whether extra holds nothing but these keys, each one token."""
    keys = {f"nitf:{name}" for name in names}
    return set(extra) <= keys and all(
        len(values) == 1 and is_token(values[0]) for values in extra.values()
    )


def _correction(one: Concept) -> Attributes:
    found: Attributes = {"info": one.name}
    for key in ("id-string", "regsrc"):
        found[key] = one.extra.get(f"nitf:{key}", (None,))[0]
    return found


def _evloc(place: Place) -> Attributes | None:
    """The attributes of an ``evloc``, if a place is one."""
    if (
        place.role != "evloc"
        or place.geo is not None
        or place.extra
        or place.uri
        or place.literal
        or place.scheme
    ):
        return None
    found: Attributes = {}
    last = -1
    keys = {"city": "city", "county": "county-dist", "state": "state-prov", "country": "iso-cc"}
    for one in (Concept(name=place.name, code=place.code, type=place.type), *place.broader):
        level = list(keys).index(one.type) if one.type in keys else -1
        value = one.code if one.type == "country" else one.name
        whole = (
            Concept(code=value, type=one.type)
            if one.type == "country"
            else Concept(name=value, type=one.type)
        )
        if level <= last or not value or one != whole:
            return None
        last = level
        found[keys[one.type or ""]] = value
    return found


def _levels(place: Place) -> list[tuple[str, Any]] | None:
    """The parts of a place as elements inside ``location``: itself, then what is broader, each with
    a type NITF knows.
    """
    parts: list[tuple[str, Any]] = [
        (place.type or "", place),
        *((one.type or "", one) for one in place.broader),
    ]
    levels = [level for level, _ in parts]
    if (
        not place.broader
        or any(level not in _PLACES or level == "county" for level in levels)
        or sorted(levels, key=_PLACES.index) != levels
    ):
        return None
    if len(set(levels)) != len(levels) or any(not one.name for _, one in parts):
        return None
    return parts


def _language(label: Label) -> str | None:
    return label.language if label.language is not None and is_language(label.language) else None


def _marked(byline: str | None, creators: Sequence[Party]) -> list[tuple[str, bool]] | None:
    """The byline in pieces, the names of the creators marked; None where it does not hold them all,
    or they are more than names.
    """
    if not creators:
        return [(byline or "", False)]
    if byline is None:
        return None
    pieces: list[tuple[str, bool]] = []
    start = 0
    for one in creators:
        if not one.name or one != Party(name=one.name):
            return None
        at = byline.find(one.name, start)
        if at < 0:
            return None
        pieces += [(byline[start:at], False), (one.name, True)]
        start = at + len(one.name)
    return [*pieces, (byline[start:], False)]


def _attributes(xml: str, names: Iterable[str]) -> Attributes | None:
    """The attributes of an element kept as XML, if it has none but these."""
    try:
        element = xmlkit.parse(xml.encode("utf-8", "replace"), Context())
    except ParseError:
        return None
    known = set(names)
    if (
        len(element)
        or (element.text or "").strip()
        or any(str(key) not in known for key in element.attrib)
    ):
        return None
    return {str(key): str(value) for key, value in element.items()}
