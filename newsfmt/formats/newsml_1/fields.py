"""The fields of one item while they are gathered, and the topics that its codes refer to.

Values come in one by one from the readers of metadata and content; ``finish`` gives the keyword
arguments of an Article. What has no field is kept in ``extra`` under ``newsml-1:`` and its
FormalName.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from newsfmt import xmlkit
from newsfmt.article import Concept, Note
from newsfmt.body import plain
from newsfmt.dates import NewsDate
from newsfmt.format import Context
from newsfmt.formats.newsml_1.properties import decoded
from newsfmt.gather import Gathered
from newsfmt.xmlkit import Element

__all__ = [
    "Fields",
    "Topics",
    "child",
    "formal",
    "named",
    "scheme_and_code",
    "some",
    "without_namespace",
    "words",
]

PREFIX = "newsml-1:"


def some(value: str | None) -> str | None:
    """Return a text without white space around it, nothing for an empty one."""
    if not value or value.isalnum():
        return value or None
    return plain(value) or None


def named(element: Element) -> str | None:
    """Return the FormalName of an element, in one line."""
    value = element.get("FormalName")
    if not value or value.isalnum():
        return value or None
    return plain(xmlkit.collapse(value)) or None


def formal(element: Element) -> str | None:
    """Return the FormalName of an element, or the text that some agencies write instead."""
    value = named(element)
    return words(element) if value is None and not len(element) and element.text else value


def words(element: Element) -> str | None:
    """Return the text of an element as a text of the model, nothing for none."""
    if len(element):
        return plain(xmlkit.text(element)) or None
    value = element.text
    if not value or value.isalnum():
        return value or None
    return plain(xmlkit.collapse(value)) or None


def child(element: Element, *names: str) -> Element | None:
    """Return the first element directly inside that has one of the names."""
    return next(element.iterchildren(*names), None)


def without_namespace(element: Element) -> None:
    """Rename an item that stands in a namespace of its own, so that its elements are known by their
    local names.
    """
    tag = element.tag
    if tag[:1] != "{":
        return
    start = tag[: tag.rindex("}") + 1]
    for part in element.iter(f"{start}*"):
        part.tag = part.tag[len(start) :]


class Topics:
    """The topics of a document: by their Duid, and by FormalName and Scheme."""

    __slots__ = ("_outer", "by_id", "by_name", "unnamed")

    def __init__(self, outer: Topics | None = None) -> None:
        self._outer = outer
        self.unnamed: list[tuple[dict[str, Any], Element]] = []
        """The topics of an item, of which something may be left."""
        self.by_id: dict[str, dict[str, Any]] = {}
        self.by_name: dict[str, dict[str, Any]] = {}

    def inner(self) -> Topics:
        """Return a place for the topics of an item, which sees these too."""
        return Topics(self)

    def add(self, element: Element) -> None:
        """Take the topics of a TopicSet."""
        for part in element:
            if part.tag == "Topic":
                topic = _topic(part)
                if self._outer is not None:
                    self.unnamed.append((topic, part))
                if duid := part.get("Duid"):
                    self.by_id[duid] = topic
                for name, _ in topic["names"]:
                    self.by_name.setdefault(name, topic)

    def named(self, name: str) -> dict[str, Any] | None:
        """The topic that has a FormalName."""
        topic = self.by_name.get(name)
        if topic is not None:
            topic["named"] = True
            return topic
        return self._outer.named(name) if self._outer else None

    def referred(self, reference: str | None) -> dict[str, Any] | None:
        """The topic that a reference such as ``#company1`` names."""
        duid = (reference or "").removeprefix("#")
        topic = self.by_id.get(duid)
        if topic is not None:
            topic["named"] = True
            return topic
        return self._outer.referred(reference) if self._outer else None

    def left(self) -> Iterator[str]:
        """Yield as XML the topics of an item of which something is left: those that nothing names,
        and those that say more than a type, names and one description.
        """
        for topic, element in self.unnamed:
            if not (topic["named"] and topic["plain"]):
                yield xmlkit.raw_xml(element).strip()


def _topic(element: Element) -> dict[str, Any]:
    topic: dict[str, Any] = {
        "type": None,
        "names": [],
        "texts": [],
        "named": False,
        "plain": not element.get("Details"),
    }
    for part in element:
        name = part.tag
        if name == "TopicType" and topic["type"] is None:
            topic["type"] = formal(part)
        elif name == "FormalName" and (value := some(part.text)):
            topic["names"].append((value, some(part.get("Scheme"))))
        elif name == "Description" and (text := words(part)):
            variant = (part.get("Variant") or "").lower()
            topic["plain"] = topic["plain"] and not topic["texts"] and not variant
            topic["texts"].append((text, xmlkit.attribute(part, "lang"), variant))
        elif name == "TopicType" or len(part):
            topic["plain"] = False
    return topic


def described(topic: dict[str, Any] | None, language: str | None) -> str | None:
    """Return the name of a topic: in the language of the item, else in English, else the first; a
    category is no name.
    """
    if topic is None:
        return None
    texts = [(text, tongue) for text, tongue, variant in topic["texts"] if variant != "category"]
    for wanted in (language, "en"):
        for text, tongue in texts:
            if wanted and tongue and tongue.lower() == wanted.lower():
                return str(text)
    return str(texts[0][0]) if texts else None


def scheme_and_code(concept: Concept) -> tuple[str | None, str | None]:
    """Return the key by which subjects differ."""
    return concept.scheme, concept.code or concept.name


_IDS = frozenset({"Duid", "Euid", "{http://www.w3.org/XML/1998/namespace}lang"})
_DEFAULTS = frozenset({("EquivalentsList", "no"), ("EquivalentsList", "yes"), ("Essential", "no")})
_FORMAL = frozenset({"FormalName"})
_CODE = frozenset({"FormalName", "Scheme", "Vocabulary", "Confidence"})
_WITHOUT_NAME = frozenset({"NewsItem", "NewsComponent", "ContentItem"})
SWEPT: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        ("Status", "NewsItemType", "Urgency", "Role", "MediaType", "Format", "MimeType", "Notation",
         "NewsLineType", "LabelType", "Contribution", "Priority", "FutureStatus", "MetadataType",
         "Contributor", "Creator", "Provider", "OfInterestTo", "Language", "TopicOccurrence"),
        _FORMAL,
    ),
    "TopicOccurrence": frozenset({"Topic", "HowPresent"}),
    "NewsItem": frozenset({"NewsItem"}),
    "NewsComponent": frozenset(),
    "ContentItem": frozenset({"Href"}),
    "NewsLine": frozenset(),
    "Comment": _FORMAL,
    "SubjectCode": frozenset(),
}  # fmt: skip
"""The elements whose further attributes are kept, with the attributes that are read."""


class Fields(Gathered):
    """The fields gathered so far."""

    def __init__(self, context: Context, zone: str | None, topics: Topics | None = None) -> None:
        super().__init__(context, PREFIX, zone)
        self.topics = topics or Topics()
        self.ours: dict[str, list[Element]] = {}
        self.vocabularies: dict[str, str] = {}
        self.structured = False
        self.role: str | None = None
        """The role of the component whose lines are read, where they are not the item's own."""

    def inherit(self, envelope: Fields) -> None:
        """Take what the envelope says of all its items."""
        self.values.update(envelope.values)
        for name, values in envelope.many.items():
            self.many[name] = list(values)
        for name, texts in envelope.extra.items():
            self.extra[name] = list(texts)

    def language(self, value: str) -> None:
        """The language of the item: the first that is said; others are kept."""
        value = value.strip()
        if (
            not value
            or value.lower() == "x-default"
            or self.values.setdefault("language", value) == value
        ):
            return
        if value not in self.extra.get(PREFIX + "Language", ()):
            self.keep("Language", value)

    def note(self, element: Element) -> None:
        """A comment is a note to editors."""
        if text := words(element):
            self.add_new("ed_notes", Note(text, named(element)))

    def attributes(self, element: Element) -> None:
        """Keep the attributes in an element, and in what it holds, that no reader takes."""
        for part in element.iter(*SWEPT):
            if len(part.keys()) > 1 or part.tag in _WITHOUT_NAME:
                for key, value in part.items():
                    known = key in SWEPT[part.tag] or key in _IDS or (key, value) in _DEFAULTS
                    if value and not known:
                        self.keep(f"{part.tag}/@{key!s}", some(str(value)))

    def stranger(self, element: Element) -> None:
        """An element that has no place: kept, and reported unless it belongs to another namespace."""
        if not xmlkit.namespace(element):
            parent = element.getparent()
            where = parent.tag if parent is not None else "NewsML"
            self.warn(
                "read.invalid",
                f"<{element.tag}> has no place in <{where}>; it is kept in extra",
                element,
            )
        self.keep(element.tag, xmlkit.raw_xml(element).strip())

    @staticmethod
    def stranger_line(element: Element, fields: Fields) -> None:
        """A line that has no place."""
        fields.stranger(element)

    def warn(self, code: str, message: str, element: Element) -> None:
        self.report(code, message, xmlkit.line(element))

    def date_of(self, name: str, element: Element, value: str | None = None) -> NewsDate | None:
        """The date that an element holds; one that cannot be read is kept as it is."""
        text = some(value if value is not None else words(element))
        return self.date(name, text, what=f"<{element.tag}>", at=xmlkit.line(element))

    def finish(self) -> dict[str, Any]:
        """Return the keyword arguments of the Article."""
        if not self.structured and "creators" not in self.ours:
            self.creators_of_byline()
        if self.vocabularies:
            self.values["vocabularies"] = self.vocabularies
        self.overrides()
        return super().finish()

    def overrides(self) -> None:
        """What newsfmt wrote beside the fields of NewsML: it says more exactly what they were."""
        for name, elements in self.ours.items():
            if name.startswith("extra:"):
                self.extra[name[6:]] += [element.get("Value") or "" for element in elements]
                continue
            try:
                value = decoded(name, elements)
            except (KeyError, ValueError):
                self.warn(
                    "read.invalid",
                    f"<Property>: newsfmt:{name} cannot be read; it was passed over",
                    elements[0],
                )
                continue
            self.replace(name, value)
