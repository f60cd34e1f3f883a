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
from newsfmt.formats.newsml_1 import leftovers
from newsfmt.formats.newsml_1.leftovers import LANGUAGE
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

    def named(self, name: str, scheme: str | None) -> dict[str, Any] | None:
        """The topic that has a FormalName."""
        topic = self.by_name.get(name)
        if topic is not None:
            if scheme == topic["names"][0][1]:
                topic["named"] = True
            return topic
        return self._outer.named(name, scheme) if self._outer else None

    def referred(self, reference: str | None) -> dict[str, Any] | None:
        """The topic that a reference such as ``#company1`` names."""
        duid = (reference or "").removeprefix("#")
        topic = self.by_id.get(duid)
        return topic or (self._outer.referred(reference) if self._outer else None)

    def left(self) -> Iterator[str]:
        """Yield as XML the topics of an item of which something is left: those that nothing names,
        and those that say more than is read where they are named.
        """
        for topic, element in self.unnamed:
            plain_name = topic["named"] and len(topic["names"]) == 1 and topic["type"] in _UNSAID
            if not (topic["plain"] and (topic["occurs"] or plain_name)):
                yield xmlkit.raw_xml(element).strip()


_UNSAID = frozenset({None, "Subject", "Genre"})
"""The types of topics that the element with their name says."""


def _topic(element: Element) -> dict[str, Any]:
    """What is read of a topic; it is ``plain`` where that is all it says."""
    topic: dict[str, Any] = {
        "type": None,
        "names": [],
        "texts": [],
        "named": False,
        "occurs": False,
        "plain": leftovers.LOCAL.issuperset(element.keys()),
    }
    for part in element:
        name, keys = part.tag, part.keys()
        if name == "TopicType" and topic["type"] is None:
            topic["type"] = formal(part)
            topic["plain"] = topic["plain"] and (not keys or keys == leftovers.FORMAL)
        elif name == "FormalName" and (value := some(part.text)):
            topic["names"].append((value, some(part.get("Scheme"))))
        elif name == "Description" and (text := words(part)):
            topic["plain"] = topic["plain"] and not topic["texts"] and not keys
            variant = (part.get("Variant") or "").lower()
            topic["texts"].append((text, xmlkit.attribute(part, "lang"), variant))
        else:
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
        self.tongue: str | None = None
        """The language of the component whose lines are read, where it is another version."""

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
            or (self.tongue or self.values.setdefault("language", value)) == value
        ):
            return
        if value not in self.extra.get(PREFIX + "Language", ()):
            self.keep("Language", value)

    def note(self, element: Element) -> None:
        """A comment is a note to editors."""
        if text := words(element):
            self.add_new("ed_notes", Note(text, named(element)))
            self.rest(element)
        else:
            self.whole(element)

    def rest(self, element: Element, name: str = "") -> None:
        """Keep the attributes of an element that no reader takes, under its name."""
        taken = leftovers.TAKEN.rows.get(element.tag)
        if taken is not None and not taken.issuperset(element.keys()):
            for key, value in leftovers.TAKEN.left(element, element.tag, taken, name):
                self.keep(key, some(value))

    def loose(self, element: Element) -> None:
        """Keep texts that stand between elements, or beside the value of one."""
        self.between(element, element.text)
        for part in element:
            if part.tail:
                self.between(element, part.tail)

    def between(self, element: Element, text: str | None) -> None:
        """Keep a text that stands in an element beside its parts or its value."""
        if text and not text.isspace():
            self.keep(element.tag, plain(xmlkit.collapse(text)))

    def whole(self, element: Element, within: str = "") -> None:
        """Keep an element as XML under its name, unless it says nothing."""
        if len(element) or element.text or element.keys():
            self.keep(f"{within}{element.tag}", xmlkit.raw_xml(element).strip())

    def line(self, element: Element) -> None:
        """Keep what a line says beside its text: its language, if it is not the item's, and where
        parts of it come from.
        """
        language = element.get(LANGUAGE)
        if language and language != self.values.get("language"):
            self.keep(f"{element.tag}/@xml:lang", some(language))
        if len(element):
            for xml in leftovers.origins(element):
                self.keep(f"{element.tag}/Origin", xml)

    def topic_set(self, element: Element) -> None:
        """Take the topics of an item, and keep what else the set of them says."""
        self.topics.add(element)
        self.rest(element)
        for part in element:
            if part.tag != "Topic":
                self.whole(part, "TopicSet/")

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
