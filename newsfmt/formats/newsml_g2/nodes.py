"""One item on its way out: what it is written with, what did not fit, and the nodes that texts,
dates, concepts and parties become.

A node is ``(name, attributes, content)``; content is a text, a list of nodes, or None. What
NewsML-G2 has no place for becomes an extension property that names the value by its path
(model-rules.md §5); with conformance level core there are none, and it is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import attrs

from newsfmt._record import Record
from newsfmt.article import Article, Concept, FrozenMap, Party, Place
from newsfmt.body import plain
from newsfmt.dates import NewsDate
from newsfmt.format import Context
from newsfmt.formats.newsml_g2.aliases import Aliases, is_uri
from newsfmt.formats.newsml_g2.fragments import fits, is_fragment
from newsfmt.formats.newsml_g2.names import CORE_WRITES
from newsfmt.xmlkit import collapse, escape_attribute

__all__ = ["CODED", "FLEX", "FULL", "Leaving", "Node", "Raw"]

Attributes = dict[str, str | None]
Node = tuple[str, Attributes | None, Any]
_PREFIX = "newsml-g2:"
_ATTRIBUTE = re.compile(r"(?:xml:lang|[a-z]+)\Z")
_CORE_PATH = re.compile(r"\[\d+\]")

CODED = frozenset({"name", "code"})
"""What a QualPropType holds: no literal."""
FLEX = CODED | {"literal", "type"}
"""What a FlexPropType holds."""
FULL = FLEX | {"broader", "relevance"}
"""What a Flex1ConceptPropType holds."""


class Raw:
    """XML that goes out as it came in."""

    __slots__ = ("name", "xml")

    def __init__(self, xml: str, name: str) -> None:
        self.xml = xml
        self.name = name


@lru_cache(maxsize=64)
def fields(cls: Any) -> tuple[str, ...]:
    """The names of a record's fields."""
    return tuple(field.name for field in attrs.fields(cls))


class Leaving:
    """One article that is being written as an item."""

    __slots__ = (
        "aliases",
        "article",
        "context",
        "core",
        "derived",
        "foreign",
        "language",
        "properties",
    )

    def __init__(self, article: Article, context: Context, core: bool) -> None:
        self.article = article
        self.context = context
        self.core = core
        self.aliases = Aliases(article.vocabularies)
        self.properties: list[tuple[str, str | None, str]] = []
        self.derived: list[str] = []
        self.language: str | None = None
        self.foreign: dict[str, tuple[str, ...]] = {
            key[10:]: found for key, found in article.extra.items() if key.startswith(_PREFIX)
        }

    # ---- what has no place
    # ------------------------------------------------------------

    def property(self, path: str, value: str, key: str | None = None) -> None:
        """Carry a value beside the item; without extension properties it is lost, and said to
        be.
        """
        if not self.core and (key is None or not _BROKEN.search(key)):
            self.properties.append((path, key, value))
        elif (
            not self.core
            or _CORE_PATH.sub("", path) in CORE_WRITES
            or _above(_CORE_PATH.sub("", path))
        ):
            where = path if key is None else f"{path}[{key!r}]"
            self.context.lost("write.field-lost", where, article=self.article)

    def carry(self, value: Any, path: str) -> None:
        """Carry a value with all its parts."""
        kind: Any = type(value)
        if value is None or kind is Article:
            return
        if kind is str:
            self.property(path, value)
        elif kind is bool:
            self.property(path, "true" if value else "false")
        elif kind is int or kind is float or kind is NewsDate:
            self.property(path, repr(value) if kind is float else str(value))
        elif kind is tuple:
            for index, part in enumerate(value):
                self.carry(part, f"{path}[{index}]")
        elif kind is FrozenMap:
            for key, found in sorted(value.items()):  # equal articles give equal bytes
                for part in (found,) if isinstance(found, str) else found:
                    self.property(path, part, key)
        elif isinstance(value, Record):
            for name in fields(kind):
                part = getattr(value, name)
                if part is not None and part != ():
                    self.carry(part, f"{path}.{name}")

    def derive(self, path: str, message: str) -> None:
        """Note that a value was derived."""
        self.derived.append(path)
        self.context.lost("write.value-derived", path, message, article=self.article)

    # ---- texts
    # ------------------------------------------------------------

    def text(
        self,
        name: str,
        text: str,
        path: str,
        attributes: Attributes | None = None,
        *,
        strict: bool = False,
    ) -> Node:
        """A text; ``strict`` elements (g2normalizedString) hold no line ends."""
        if (
            "  " not in text
            and "\n" not in text
            and "\t" not in text
            and "\r" not in text
            and "\x0c" not in text
            and text == plain(text)
        ):
            return name, attributes, text
        if (strict or self.core) and _BROKEN.search(text):
            if self.core:
                self.context.lost(
                    "write.value-shortened",
                    path,
                    "line ends and tabs became spaces",
                    article=self.article,
                )
            else:
                self.property(path, text)
            return name, attributes, collapse(plain(_BROKEN.sub(" ", text)))
        return name, {**(attributes or {}), "xml:space": "preserve"}, text

    # ---- dates
    # ------------------------------------------------------------

    def date(self, name: str, value: NewsDate, path: str, lengths: frozenset[str]) -> Node | None:
        """A date in a slot that holds these precisions; a minute gets its seconds, the value itself
        goes beside.
        """
        text = timed(value, lengths)
        if text != value.iso:
            self.property(path, value.iso)
        return None if text is None else (name, None, text)

    # ---- what came from NewsML-G2
    # ------------------------------------------------------------

    def raw(
        self,
        name: str,
        slot: str,
        *,
        most: int | None = None,
        within: str = "",
        foreign: bool = False,
    ) -> list[Raw]:
        """The elements of that name that were kept, if the schema takes all of them where they are
        to go.
        """
        found = self.foreign.get(f"{within}{name}")
        if found is None:
            return []
        local = name.rpartition("/")[2]
        if (most is not None and len(found) > most) or not all(
            is_fragment(xml, local, foreign) and fits(slot, xml, self.core) for xml in found
        ):
            return []
        del self.foreign[f"{within}{name}"]
        return [Raw(xml, local) for xml in found]

    def kept_attributes(self, place: str, name: str, slot: str, *, without: str = "") -> Attributes:
        """The attributes kept for a place, if the schema takes them on the element."""
        start = f"{place}/@"
        keys = [key for key in self.foreign if key.startswith(start)]
        if not keys:
            return {}
        found: Attributes = {}
        for key in keys:
            attribute, values = key[len(start) :], self.foreign[key]
            if len(values) != 1 or not self._takes(attribute, values[0]) or attribute == without:
                continue
            text = f'<{name} {attribute}="{escape_attribute(values[0])}"></{name}>'
            if fits(slot, text, self.core):
                found[attribute] = values[0]
                del self.foreign[key]
        return found

    def _takes(self, attribute: str, value: str) -> bool:
        if (
            _ATTRIBUTE.match(attribute) is None
            or attribute in ("id", "idrefs", "xmlns")
            or not value
            or _BROKEN.search(value)
        ):
            return False
        return attribute != "xml:lang" or value != self.language

    def record_extra(
        self,
        record: Any,
        path: str,
        name: str,
        slot: str,
        attributes: Attributes,
        known: frozenset[str] = frozenset(),
    ) -> list[Raw]:
        """Put what a record's ``extra`` holds onto its element, where the schema takes it; the rest
        is carried.
        """
        children: list[Raw] = []
        rest: dict[str, tuple[str, ...]] = {}
        language = self._name_attributes(record) if hasattr(record, "name") else None
        for key, values in sorted(record.extra.items()):
            if language and key == "newsml-g2:name/@xml:lang":
                continue
            local = key[10:] if key.startswith(_PREFIX) else ""
            if (
                len(values) == 1
                and values[0][:1] != "<"
                and self._takes(local, values[0])
                and local not in attributes
                and local not in known
            ):
                text = f'<{name} {local}="{escape_attribute(values[0])}"></{name}>'
                if fits(slot, text, self.core):
                    attributes[local] = values[0]
                    continue
            elif local and local not in known and local not in _STRUCTURAL:
                own = [Raw(value, local) for value in values if is_fragment(value, local)] or [
                    Raw(value, "") for value in values if is_fragment(value, local, True)
                ]
                trial = _in_order(children, own)
                if len(own) == len(values) and fits(
                    slot, f"<{name}>{''.join(part.xml for part in trial)}</{name}>", self.core
                ):
                    children = trial
                    continue
            rest[key] = values
        if rest:
            self.carry(FrozenMap(rest), f"{path}.extra")
        return children

    # ---- concepts and parties
    # ------------------------------------------------------------

    def concept(
        self,
        name: str,
        record: Any,
        path: str,
        slot: str,
        holds: frozenset[str],
        attributes: Attributes | None = None,
        known: frozenset[str] = frozenset(),
    ) -> Node:
        """A concept or a party as an element that holds some of its parts natively."""
        attributes = attributes or {}
        children: list[Any] = []
        self._codes(record, path, attributes, holds)
        if record.name is not None:
            children.append(self._name(record, path))
        if record.role is not None and record.role != "":
            if "role" in holds:
                attributes["role"] = self.aliases.word(record.role)
            elif "role" not in known:
                self.property(f"{path}.role", record.role)
        if isinstance(record, Concept):
            self._concept_parts(record, path, attributes, holds, children)
        elif isinstance(record, Party):
            self._party_parts(record, path, attributes, holds, children)
        if record.extra:
            extra = self.record_extra(record, path, name, slot, attributes, known)
            if extra:
                children = _in_order(children, extra)
        return name, attributes or None, children or None

    def _codes(self, record: Any, path: str, attributes: Attributes, holds: frozenset[str]) -> None:
        if record.code:
            attributes["qcode"] = self.aliases.qcode(record.scheme or None, record.code)
        elif record.scheme:
            self.property(f"{path}.scheme", record.scheme)
        if record.uri:
            if is_uri(record.uri):
                attributes["uri"] = record.uri
            else:
                self.property(f"{path}.uri", record.uri)
        if record.literal:
            if "literal" in holds and not _BROKEN.search(record.literal):
                attributes["literal"] = record.literal
            else:
                self.property(f"{path}.literal", record.literal)

    def _name(self, record: Any, path: str) -> Node:
        return self.text(
            "name", record.name, f"{path}.name", self._name_attributes(record), strict=True
        )

    def _name_attributes(self, record: Any) -> Attributes | None:
        language = (
            record.extra.get("newsml-g2:name/@xml:lang") if record.extra and record.name else None
        )
        if (
            language
            and len(language) == 1
            and language[0] != self.language
            and LANGUAGE.match(language[0])
        ):
            return {"xml:lang": language[0]}
        return None

    def _concept_parts(
        self,
        record: Concept,
        path: str,
        attributes: Attributes,
        holds: frozenset[str],
        children: list[Any],
    ) -> None:
        if record.type and "type" not in attributes:
            if "type" in holds:
                attributes["type"] = self.aliases.word(record.type)
            else:
                self.property(f"{path}.type", record.type)
        for part in ("relevance", "confidence"):
            value = getattr(record, part)
            if value is not None:
                if (
                    "relevance" in holds
                    and not self.core
                    and 0 <= value <= 100
                    and float(value).is_integer()
                    and "e" not in repr(value)
                ):
                    attributes[part] = str(int(value))
                else:
                    self.carry(value, f"{path}.{part}")
        if "broader" in holds and not self.core:
            for index, broader in enumerate(record.broader):
                children.append(
                    self.concept(
                        "broader",
                        broader,
                        f"{path}.broader[{index}]",
                        "subject",
                        FLEX,
                        known=_IN_BROADER,
                    )
                )
        elif record.broader:
            self.carry(record.broader, f"{path}.broader")
        if isinstance(record, Place) and record.geo is not None:
            details = position(record.geo) if "geo" in holds and not self.core else None
            if details is not None:
                children.append(details)
            elif "assert" not in holds:
                self.carry(record.geo, f"{path}.geo")

    def _party_parts(
        self,
        record: Party,
        path: str,
        attributes: Attributes,
        holds: frozenset[str],
        children: list[Any],
    ) -> None:
        if record.job_title:
            if "jobtitle" in holds and not self.core:
                attributes["jobtitle"] = self.aliases.word(record.job_title)
            else:
                self.property(f"{path}.job_title", record.job_title)
        details: list[Any] = []
        kind = (
            "personDetails"
            if "person" in holds
            else "organisationDetails"
            if "organisation" in holds
            else ""
        )
        if self.core:
            kind = ""
        if record.organisation:
            if kind:
                name = self.text("name", record.organisation, f"{path}.organisation", strict=True)
                details.append(("affiliation", None, [name]))
            else:
                self.property(f"{path}.organisation", record.organisation)
        if record.email:
            if kind:
                details.append(
                    ("contactInfo", None, [self.text("email", record.email, f"{path}.email")])
                )
            else:
                self.property(f"{path}.email", record.email)
        if details:
            children.append((kind, None, details))


_BROKEN = re.compile("[\t\n\r\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*\Z")
"""xs:language."""
_STRUCTURAL = frozenset({"broader", "personDetails", "organisationDetails", "geoAreaDetails"})
_IN_BROADER = frozenset({"related", "sameAs", "facet"})
_DEFINING = frozenset({"definition", "note", "facet", "remoteInfo", "hierarchyInfo"})


def _above(path: str) -> bool:
    """Whether a field above the path has a place in core."""
    while "." in path:
        path = path.rpartition(".")[0]
        if path in CORE_WRITES:
            return True
    return False


def _in_order(children: list[Any], extra: list[Raw]) -> list[Any]:
    """Names and definitions, then relations, then details, as the schema has them; facets of a
    concept last.
    """

    def rank(node: Any) -> int:
        name = node[0] if type(node) is tuple else node.name
        if name == "name" or name in _DEFINING:
            return 0
        if name in ("sameAs", "broader", "narrower", "related"):
            return 1
        return {"bag": 4, "mainConcept": 5, "facetConcept": 6}.get(
            name, 2 if name.endswith("Details") else 3
        )

    return sorted([*children, *extra], key=rank)


def timed(value: NewsDate, lengths: frozenset[str]) -> str | None:
    """A date as XML Schema has it, if a slot holds its precision; a minute is written with its
    seconds.

    A time without a zone goes only where truncated dates do: the others are moments, and a zone is
    never made up.
    """
    precision = value.precision
    if "year" not in lengths and value.hour is not None and not value.has_zone:
        return None
    if precision in lengths:
        return value.iso
    if precision == "minute":
        return f"{value.iso[:16]}:00{value.iso[16:]}"
    return None


def decimal(value: float) -> str | None:
    """A number as xs:decimal."""
    from decimal import Decimal

    number = Decimal(repr(value))
    return format(number, "f") if number.is_finite() else None


def position(found: Any) -> Node | None:
    """The position of a place, if it is whole."""
    if found.latitude is None or found.longitude is None:
        return None
    latitude, longitude = decimal(found.latitude), decimal(found.longitude)
    if latitude is None or longitude is None:
        return None
    return (
        "geoAreaDetails",
        None,
        [("position", {"latitude": latitude, "longitude": longitude}, None)],
    )


def whole(values: Iterable[Any]) -> bool:
    """Whether all of these are texts that say something."""
    return all(isinstance(value, str) and value for value in values)
