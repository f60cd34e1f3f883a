"""The envelope and the items of a NewsML 1.2 document, element by element in the order of the DTD.

An Article comes in, the XML of one NewsItem goes out; the text stands in it as NITF. A value the
DTD demands and the article does not say is derived by model-rules.md §5 (NewsML 1.2 DTD;
docs/formats/newsml-1.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from functools import cached_property
from typing import Any

from newsfmt import prose
from newsfmt.article import Article, Association, Concept, Party, Place, Rendition
from newsfmt.body import Block
from newsfmt.dates import NewsDate
from newsfmt.formats.newsml_1 import properties
from newsfmt.formats.newsml_1.metadata import DESCRIPTIONS, line_type
from newsfmt.formats.newsml_1.terms import SUBJECT_CODES, SUBJECT_SCHEME, subject_level
from newsfmt.losses import Receipt
from newsfmt.markup import nitf
from newsfmt.versions import version_created
from newsfmt.xmlkit import Writer, is_language

__all__ = ["Item", "basic", "envelope", "inside", "sent_of", "written_inside"]

Attributes = dict[str, str | None]
NO_DATE = "19700101T000000Z"
"""What is written where NewsML demands a moment and the article has no date."""


def basic(date: NewsDate) -> str:
    """Return a date in the basic form of ISO 8601 that NewsML 1 uses; one without a day has
    none.
    """
    if date.day is None:
        return date.iso
    head, zone = (date.iso[: -len(date.zone)], date.zone) if date.zone else (date.iso, "")
    return head.replace("-", "").replace(":", "") + zone.replace(":", "")


def sent_of(article: Article) -> str:
    """Return the moment that serves where NewsML demands one (model-rules.md §5)."""
    date = version_created(article)
    if date is None:
        return NO_DATE
    try:
        moment = date.earliest().astimezone(UTC)
    except OverflowError:  # in another year, of which there is none
        return NO_DATE
    return moment.strftime("%Y%m%dT%H%M%SZ") if moment.year > 999 else NO_DATE


def inside() -> Writer:
    """Return a builder for what will stand directly inside the root, so that its lines are indented
    as they will be there.
    """
    writer = Writer(declaration=False)
    writer.start("NewsML")
    return writer


def written_inside(writer: Writer) -> str:
    """Return what such a builder holds, without the root."""
    return writer.getvalue().removeprefix("<NewsML>").lstrip()


def envelope(writer: Writer, article: Article) -> None:
    """Write the NewsEnvelope, by the first article of the document."""
    carried = article.transmission
    writer.start("NewsEnvelope")
    if carried is not None and carried.id is not None:
        writer.element("TransmissionId", carried.id)
    if carried is not None and carried.sender is not None:
        writer.start("SentFrom")
        writer.element("Party", None, {"FormalName": carried.sender})
        writer.end()
    writer.element(
        "DateAndTime",
        basic(carried.sent)
        if carried is not None and carried.sent is not None
        else sent_of(article),
    )
    for name in ("NewsService", "NewsProduct"):
        for one in article.services:
            if (one.type or "NewsService") == name and (one.code or one.name):
                writer.element(
                    name, None, {"FormalName": one.code or one.name, "Scheme": one.scheme}
                )
    if carried is not None and carried.priority is not None:
        writer.element("Priority", None, {"FormalName": carried.priority})
    writer.end()


_ADDRESSED = (
    "creators", "sources", "services", "categories", "subjects", "genres", "events", "objects", "people", "organisations", "places", "series",
)  # fmt: skip
"""Lists whose members may have a URI."""


def _homeless(article: Article) -> Iterator[str]:
    """The fields of which NewsML 1 never holds all that is set, so that they are said again as
    properties at once: it has no URIs, a party has a name or a code, an identifier demands a
    provider's code, the envelope a date, and a holder of rights is a name.
    """
    for name in _ADDRESSED:
        if any(member.uri is not None for member in getattr(article, name)):
            yield name
    for name in ("creators", "sources"):
        if any(
            party.name and party.scheme is None and {party.code, party.literal} - {None, party.name}
            for party in getattr(article, name)
        ):
            yield name
    provider, holder = article.provider, article.rights and article.rights.holder
    if provider is not None and (provider.code is None or provider.uri is not None):
        yield "provider"
    if holder and holder != Party(name=holder.name):
        yield "rights"
    if article.transmission is None:
        yield "transmission"


class Item:
    """One NewsItem while it is written."""

    def __init__(
        self,
        article: Article,
        source: Article,
        index: int,
        overrides: set[str],
        generic: set[str],
        receipt: Receipt,
    ) -> None:
        self.article = article
        self.source = source
        """The article as it was given, before anything was cut for a slot: an identifier is made of
        that, as in every format.
        """
        self.index = index
        self.overrides = overrides | set(_homeless(article))
        self.generic = generic
        self.receipt = receipt
        self.extra: dict[str, tuple[str, ...]] = dict(article.extra)
        self.writer = inside()
        self.topics = 0
        self.names: set[str] = set()

    @cached_property
    def fingerprint(self) -> str:
        return self.source.fingerprint()[:32]

    def written(self) -> str:
        """Return the item."""
        article, writer = self.article, self.writer
        language = (
            article.language
            if article.language is not None and is_language(article.language)
            else None
        )
        writer.start("NewsItem", {"xml:lang": language})
        self.catalog()
        self.identification()
        self.filename = self.one("newsml-1:FileName")
        self.interests = self.take("newsml-1:OfInterestTo")
        self.management()
        self.component()
        writer.end()
        return written_inside(writer)

    # ---- small things
    # ------------------------------------------------------------

    def derive(self, field: str, value: str, why: str) -> str:
        """A value that NewsML demands: marked as not the source's."""
        self.overrides.add(field)
        severity = "warning" if value == NO_DATE else None
        message = f"NewsML 1 demands {why}: {value}"
        self.receipt.lost("write.value-derived", field, message, severity=severity)
        return value

    def take(self, key: str) -> tuple[str, ...]:
        return () if key in self.generic else self.extra.pop(key, ())

    def one(self, key: str) -> str | None:
        values = self.extra.get(key, ())
        if len(values) != 1 or key in self.generic or not values[0]:
            return None
        del self.extra[key]
        return values[0]

    def line(self, name: str, text: str | None) -> None:
        if text is not None:
            self.writer.element(name, text)

    def catalog(self) -> None:
        found = self.article.vocabularies
        catalogs = [uri for alias, uri in sorted(found.items()) if alias.startswith("catalog:")]
        aliases = [
            (alias, uri) for alias, uri in sorted(found.items()) if not alias.startswith("catalog:")
        ]
        if not found:
            return
        if len(catalogs) > 1:
            self.overrides.add("vocabularies")
        self.writer.start("Catalog", {"Href": catalogs[0] if catalogs else None})
        for alias, uri in aliases:
            self.writer.start("Resource")
            self.writer.element("Url", uri)
            self.writer.element(
                "DefaultVocabularyFor", None, {"Scheme": alias, "Context": "@FormalName"}
            )
            self.writer.end()
        self.writer.end()

    # ---- identification and management
    # ------------------------------------------------------------

    def identifier(self, role: str) -> str | None:
        return next(
            (one.value for one in self.article.alt_ids if one.role == role and one.value), None
        )

    def identification(self) -> None:
        article, writer = self.article, self.writer
        provider = article.provider
        code = provider.code or provider.name if provider is not None else None
        writer.start("Identification")
        writer.start("NewsIdentifier")
        writer.element("ProviderId", code or self.derive("provider", "unknown", "a provider"))
        date, name = self.identifier("DateId"), self.identifier("NewsItemId")
        if date is None or name is None:
            self.overrides.add("alt_ids")
        writer.element("DateId", date or sent_of(article)[:8])
        writer.element("NewsItemId", name or self.fingerprint)
        previous, update = (
            self.one("newsml-1:PreviousRevision"),
            self.one("newsml-1:RevisionId.Update"),
        )
        version = article.version or self.derive("version", "1", "a revision")
        writer.element(
            "RevisionId", version, {"PreviousRevision": previous or "0", "Update": update or "N"}
        )
        identifier = article.id or self.derive(
            "id", f"urn:newsfmt:sha256:{self.fingerprint}", "an identifier"
        )
        writer.element("PublicIdentifier", identifier)
        writer.end()
        self.line("NameLabel", article.title)
        self.line("DateLabel", self.one("newsml-1:DateLabel"))
        writer.end()

    def management(self) -> None:
        article, writer = self.article, self.writer
        writer.start("NewsManagement")
        writer.element(
            "NewsItemType", None, {"FormalName": self.one("newsml-1:NewsItemType") or "News"}
        )
        moment = sent_of(article)
        for name, field in (("FirstCreated", "created"), ("ThisRevisionCreated", "updated")):
            date: NewsDate | None = getattr(article, field)
            writer.element(
                name, basic(date) if date is not None else self.derive(field, moment, "a date")
            )
        writer.element("Status", None, {"FormalName": self.status()})
        withheld = self.one("newsml-1:FutureStatus") == "withheld"
        changes = (
            ("Usable", article.embargoed_until),
            ("Withheld" if withheld else "Canceled", article.expires),
        )
        for status, date in changes:
            if date is not None:
                writer.start("StatusWillChange")
                writer.element("FutureStatus", None, {"FormalName": status})
                writer.element("DateAndTime", basic(date))
                writer.end()
        if article.urgency is not None:
            writer.element("Urgency", None, {"FormalName": str(article.urgency)})
        self.links()
        for one in article.signals:
            if word := one.literal or one.code or one.name:
                self.instruction(word, one)
        self.properties()
        writer.end()

    def status(self) -> str:
        status = self.article.pub_status
        if self.article.embargoed:
            if status != "embargoed":
                self.overrides.add("pub_status")
            return "Embargoed"
        if status is None:
            return self.derive("pub_status", "Usable", "a status")
        return status[:1].upper() + status[1:]

    def links(self) -> None:
        links = self.article.links
        history = [one for one in links if one.rel == "revisionHistory" and one.href]
        if history:
            self.writer.element("RevisionHistory", None, {"Href": history[0].href})
        for derived in (True, False):
            for one in links:
                if (one.rel in ("derivedFrom", "translatedFrom")) is derived and (
                    not history or one is not history[0]
                ):
                    name = "DerivedFrom" if derived else "AssociatedWith"
                    plain = one.rel == name[0].lower() + name[1:]
                    attributes: Attributes = {
                        "NewsItem": one.id or one.href,
                        "FormalName": None if plain else one.rel,
                    }
                    if one.title is None:
                        self.writer.element(name, None, attributes)
                        continue
                    self.writer.start(name, attributes)
                    self.writer.element("Comment", one.title)
                    self.writer.end()

    def instruction(self, name: str, one: Concept) -> None:
        states = one.extra.get("newsml-1:RevisionStatus", ())
        revisions = one.extra.get("newsml-1:Revision", ())
        attributes: Attributes = {"FormalName": name, "Scheme": one.scheme}
        if not states:
            self.writer.element("Instruction", None, attributes)
            return
        self.writer.start("Instruction", attributes)
        for place, state in enumerate(states):
            self.writer.start(
                "RevisionStatus", {"Revision": revisions[place] if place < len(revisions) else None}
            )
            self.writer.element("Status", None, {"FormalName": state})
            self.writer.end()
        self.writer.end()

    def properties(self) -> None:
        """What has no place: fields that come back otherwise, and what was left in extra."""
        article, writer = self.article, self.writer
        for name in (
            "profile",
            "direction",
            "published",
            "content_modified",
            "url",
            "categories",
            "digital_source_type",
        ):
            value = getattr(article, name)
            if value is not None and value != ():
                self.overrides.add(name)
        if (
            article.byline is not None
            and not article.creators
            and prose.byline(article.byline) is not None
        ):
            self.overrides.add("creators")
        for name in sorted(self.overrides):
            properties.write(writer, name, getattr(article, name))
        for key, values in sorted(self.extra.items()):
            own = (
                key.removeprefix("newsml-1:")
                if key.startswith("newsml-1:") and key not in self.generic
                else f"newsfmt:extra:{key}"
            )
            for value in values:
                writer.element("Property", None, {"FormalName": own, "Value": value})

    # ---- the component
    # ------------------------------------------------------------

    def component(self) -> None:
        article, writer = self.article, self.writer
        writer.start("NewsComponent", {"EquivalentsList": "no"})
        for note in article.ed_notes:
            writer.element("Comment", note.text or "", {"FormalName": note.role})
        self.topic_set()
        self.lines(article)
        self.administrative()
        self.rights()
        self.descriptive()
        medium = (
            article.type in ("picture", "graphic", "video", "audio")
            and article.renditions
            and "body" not in self.generic
        )
        if article.body and any(one.body for one in article.alternates) and not medium:
            self.equivalents()
            self.media()
        elif article.associations or article.renditions:
            if article.body:
                writer.start("NewsComponent")
                writer.element("Role", None, {"FormalName": "Caption" if medium else "Main"})
                self.content(article.body)
                writer.end()
            self.media()
        elif article.body:
            self.content(article.body)
        writer.end()

    def media(self) -> None:
        """The files of the item, and what belongs to it."""
        for rendition in self.article.renditions:
            self.file(rendition, self.article.type)
        for association in self.article.associations:
            self.association(association)

    def equivalents(self) -> None:
        """The text and the same content in other words or tongues, as components that are
        equivalent: the first is the body (§5.5).
        """
        article, writer = self.article, self.writer
        tongues = any(one.language for one in article.alternates)
        writer.start("NewsComponent", {"EquivalentsList": "yes"})
        writer.start("NewsComponent", {"xml:lang": _tongue(article.language) if tongues else None})
        writer.element("Role", None, {"FormalName": "Main"})
        self.content(article.body)
        writer.end()
        for place, one in enumerate(article.alternates):
            if not one.body:
                continue
            writer.start("NewsComponent", {"xml:lang": _tongue(one.language)})
            if one.role is not None:
                writer.element("Role", None, {"FormalName": one.role})
            writer.start("NewsComponent")
            self.content(one.body, f"alternates[{place}].body")
            writer.end()
            writer.end()
        writer.end()

    def lines(self, article: Article) -> None:
        writer = self.writer
        rights = article.rights
        found: list[tuple[str, str | None]] = []
        if article.headline is not None or article.subheadline is not None:
            found.append(("HeadLine", article.headline or ""))
            found.append(("SubHeadLine", article.subheadline))
        labels = [label for label in article.alt_headlines if label.role is None and label.text]
        others = [
            label
            for label in article.alt_headlines
            if "headline" in line_type(label.role) and label.text
        ]
        if article.byline is not None:
            found += [("ByLine", article.byline), ("ByLineTitle", article.byline_title)]
        found += [
            ("DateLine", article.dateline.text if article.dateline is not None else None), ("CreditLine", article.credit),
            ("CopyrightLine", rights.notice if rights is not None else None), ("RightsLine", rights.usage_terms if rights is not None else None),
            *(("SeriesLine", one.name or one.code) for one in article.series), ("SlugLine", article.slugline),
            *(("KeywordLine", word) for word in article.keywords),
        ]  # fmt: skip
        found = [(name, text) for name, text in found if text is not None]
        descriptions: list[tuple[str, str | None, str | None]] = (
            [("summary", article.summary, None)] if article.summary is not None else []
        )
        descriptions += [
            (label.role or "", label.text, label.language)
            for label in article.descriptions
            if line_type(label.role) in DESCRIPTIONS
        ]
        if not (found or labels or others or descriptions):
            return
        writer.start("NewsLines")
        for name, text in found:
            writer.element(name, text)
        for label in labels:
            writer.element("HeadLine", label.text, {"xml:lang": _tongue(label.language)})
        for role, text, language in [
            (label.role or "", label.text, label.language) for label in others
        ] + descriptions:
            writer.start("NewsLine")
            writer.element("NewsLineType", None, {"FormalName": role})
            writer.element("NewsLineText", text, {"xml:lang": _tongue(language)})
            writer.end()
        writer.end()

    # ---- metadata
    # ------------------------------------------------------------

    def topic_set(self) -> None:
        """Topics: the names of coded subjects and genres, and the people, organisations, places,
        events and objects the item is about.
        """
        article, writer = self.article, self.writer
        self.occurring: list[str] = []
        named = [
            (one, kind)
            for kind, ones in (("Subject", article.subjects), ("Genre", article.genres))
            for one in ones
            if one.code and one.name
        ]
        about: list[tuple[Any, str]] = [
            *((one, "person") for one in article.people), *((one, "organisation") for one in article.organisations),
            *((one, "event") for one in article.events), *((one, "object") for one in article.objects),
        ]  # fmt: skip
        if not named and not about:
            return
        writer.start("TopicSet", {"FormalName": "topics"})
        for one, kind in named:
            self.topic(one, kind)
        for one, kind in about:
            self.occurring.append(self.topic(one, kind))
        writer.end()

    def topic(self, one: Any, kind: str) -> str:
        self.topics += 1
        duid = f"item{self.index}.topic{self.topics}"
        writer = self.writer
        writer.start("Topic", {"Duid": duid})
        writer.element("TopicType", None, {"FormalName": kind})
        if one.code is not None:
            scheme = (
                SUBJECT_SCHEME
                if one.scheme == SUBJECT_CODES and subject_level(one.code)
                else one.scheme
            )
            writer.element("FormalName", one.code, {"Scheme": scheme})
        if one.name is not None:
            writer.element("Description", one.name)
        writer.end()
        return duid

    def party(self, name: str, one: Party, role: str | None = None) -> None:
        """A Party in a role; what is not a name or a code is a property of it."""
        value = (
            one.code if one.scheme is not None and one.code else one.name or one.literal or one.code
        )
        if not value:
            return
        writer = self.writer
        writer.start(name)
        parts = [
            (key, text)
            for key, text in (
                ("email", one.email),
                ("organisation", one.organisation),
                ("jobtitle", one.job_title),
            )
            if text
        ]
        attributes: Attributes = {
            "FormalName": value,
            "Scheme": one.scheme if one.code and value == one.code else None,
        }
        if parts:
            writer.start("Party", attributes)
            for key, said in parts:
                writer.element("Property", None, {"FormalName": key, "Value": said})
            writer.end()
        else:
            writer.element("Party", None, attributes)
        if role is not None and name != "Source":
            writer.element("Contribution", None, {"FormalName": role})
        writer.end()

    def administrative(self) -> None:
        article, writer = self.article, self.writer
        systems = [
            one.value for one in article.alt_ids if one.role == "SystemIdentifier" and one.value
        ]
        provider = (
            article.provider if article.provider is not None and article.provider.name else None
        )
        if not (self.filename or systems or provider or article.creators or article.sources):
            return
        writer.start("AdministrativeMetadata")
        self.line("FileName", self.filename)
        if systems:
            self.line("SystemIdentifier", systems[0])
        if provider is not None:
            self.party("Provider", Party(name=provider.name))
        creators = [one for one in article.creators if one.role != "contributor"]
        for one in creators:
            self.party("Creator", one, one.role)
        for one in article.sources:
            self.party("Source", one)
        for one in article.creators:
            if one.role == "contributor":
                self.party("Contributor", one)
        writer.end()

    def rights(self) -> None:
        rights = self.article.rights
        holder = (
            rights.holder.name or rights.holder.literal
            if rights is not None and rights.holder is not None
            else None
        )
        if rights is None or not (holder or rights.year):
            return
        self.writer.start("RightsMetadata")
        self.writer.start("Copyright")
        self.writer.element("CopyrightHolder", holder or "")
        self.writer.element("CopyrightDate", rights.year or "")
        self.writer.end()
        self.writer.end()

    def descriptive(self) -> None:
        article, writer = self.article, self.writer
        places = [(one, "Origin") for one in article.located] + [
            (one, one.role or "") for one in article.places
        ]
        if not (
            article.language or article.genres or article.subjects or self.interests or article.content_created or places or self.occurring
        ):  # fmt: skip
            return
        writer.start("DescriptiveMetadata")
        if article.language is not None:
            writer.element("Language", None, {"FormalName": article.language})
        for one in article.genres:
            if value := one.code or one.name or one.literal:
                writer.element(
                    "Genre",
                    None,
                    {
                        "FormalName": value,
                        "Scheme": one.scheme,
                        "Confidence": _number(one.confidence),
                    },
                )
        for one in article.subjects:
            self.subject(one)
        for value in self.interests:
            writer.element("OfInterestTo", None, {"FormalName": value})
        if article.content_created is not None:
            writer.element("DateLineDate", basic(article.content_created))
        for place, how in places:
            self.location(place, how)
        for duid in self.occurring:
            writer.element("TopicOccurrence", None, {"Topic": f"#{duid}"})
        writer.end()

    def subject(self, one: Concept) -> None:
        value = one.code or one.name or one.literal
        if not value:
            return
        level = subject_level(value)
        scheme = one.scheme
        if scheme == SUBJECT_CODES and level is not None:
            scheme = SUBJECT_SCHEME
        self.writer.start("SubjectCode")
        self.writer.element(
            level or "Subject",
            None,
            {"FormalName": value, "Scheme": scheme, "Confidence": _number(one.confidence)},
        )
        self.writer.end()

    def location(self, place: Place, how: str) -> None:
        writer = self.writer
        writer.start("Location", {"HowPresent": how or None})
        for one in (place, *place.broader):
            kind = one.type or ("City" if one is place else "Country")
            if value := one.name or one.code:
                writer.element("Property", None, {"FormalName": kind, "Value": value})
        if place.geo is not None:
            for name, number in (
                ("Latitude", place.geo.latitude),
                ("Longitude", place.geo.longitude),
            ):
                if number is not None:
                    writer.element("Property", None, {"FormalName": name, "Value": repr(number)})
        for key, values in sorted(place.extra.items()):
            if key.startswith("newsml-1:"):
                for value in values:
                    writer.element("Property", None, {"FormalName": key[9:], "Value": value})
        writer.end()

    # ---- content
    # ------------------------------------------------------------

    def content(self, body: tuple[Block, ...], path: str = "body") -> None:
        """A text, as NITF."""
        article, writer = self.article, self.writer
        writer.start("ContentItem")
        writer.element("MediaType", None, {"FormalName": "Text"})
        writer.element("Format", None, {"FormalName": "NITF"})
        writer.element("MimeType", None, {"FormalName": "text/vnd.IPTC.NITF"})
        if article.word_count is not None and path == "body":
            writer.start("Characteristics")
            writer.element(
                "Property", None, {"FormalName": "Words", "Value": str(article.word_count)}
            )
            writer.end()
        writer.start("DataContent")
        writer.start("nitf")
        writer.start("body")
        nitf.write_body(
            body,
            writer,
            lost=self.receipt.lost,
            path=path,
        )
        writer.end()
        writer.end()
        writer.end()
        writer.end()

    def file(self, one: Rendition, kind: str) -> None:
        """A media file in a component of its own."""
        writer = self.writer
        writer.start("NewsComponent")
        if one.name is not None:
            writer.element("Role", None, {"FormalName": one.name})
        self.content_item(one, kind)
        writer.end()

    def content_item(self, one: Rendition, kind: str) -> None:
        writer = self.writer
        writer.start("ContentItem", {"Href": one.href})
        if one.title is not None:
            writer.element("Comment", one.title)
        medium = one.extra.get("newsml-1:MediaType", (_MEDIA.get(kind),))[0]
        if medium is not None:
            writer.element("MediaType", None, {"FormalName": medium})
        if one.format is not None:
            writer.element("Format", None, {"FormalName": one.format})
        if one.mime_type is not None:
            writer.element("MimeType", None, {"FormalName": one.mime_type})
        if "newsml-1:Notation" in one.extra:
            writer.element("Notation", None, {"FormalName": one.extra["newsml-1:Notation"][0]})
        self.characteristics(one)
        writer.end()

    def characteristics(self, one: Rendition) -> None:
        found = [
            (name, str(value))
            for name, value in (
                ("Width", one.width),
                ("Height", one.height),
                ("Duration", one.duration),
            )
            if value is not None
        ]
        known = ("newsml-1:MediaType", "newsml-1:Notation", "newsml-1:SizeInBytes")
        found += [
            (key[9:], value)
            for key, values in sorted(one.extra.items())
            if key.startswith("newsml-1:") and key not in known
            for value in values
        ]
        if one.size is None and not found:
            return
        self.writer.start("Characteristics")
        if one.size is not None:
            self.writer.element("SizeInBytes", str(one.size))
        for name, value in found:
            self.writer.element("Property", None, {"FormalName": name, "Value": value})
        self.writer.end()

    def association(self, one: Association) -> None:
        """An item that belongs to this one: a reference, or a component with its files and
        lines.
        """
        writer, item = self.writer, one.item
        self.topics += 1
        writer.start(
            "NewsComponent",
            {"Duid": one.name if one.name and _is_id(one.name) and self.is_new(one.name) else None},
        )
        if one.role is not None:
            writer.element("Role", None, {"FormalName": one.role})
        if item is not None:
            self.lines(item)
            if item.creators:
                writer.start("AdministrativeMetadata")
                for creator in item.creators:
                    self.party("Creator", creator, creator.role)
                writer.end()
            if item.language is not None and item.renditions:
                writer.start("DescriptiveMetadata")
                writer.element("Language", None, {"FormalName": item.language})
                writer.end()
        if item is None or not item.renditions:
            target = one.id or one.href or (item.id if item is not None else None)
            if target is not None or one.title is not None:
                writer.start("NewsItemRef", {"NewsItem": target})
                if one.title is not None:
                    writer.element("Comment", one.title)
                writer.end()
        else:
            for rendition in item.renditions:
                self.file(rendition, item.type)
        writer.end()

    def is_new(self, name: str) -> bool:
        """Whether a name may be an ID: once in the document, so only in its first item."""
        fresh = self.index == 0 and name not in self.names
        self.names.add(name)
        return fresh


_MEDIA = {"picture": "Photo", "graphic": "Graphic", "video": "Video", "audio": "Audio"}


_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")


def _is_id(name: str) -> bool:
    return _ID.match(name) is not None and not name.startswith("item")


def _tongue(language: str | None) -> str | None:
    return language if language is not None and is_language(language) else None


def _number(value: float | None) -> str | None:
    return None if value is None else repr(value)
