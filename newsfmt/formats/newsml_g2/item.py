"""One item on its way in or out: the values read so far, or the context it is written with, and
the diagnostics of either.

A node of an item that is written is ``(name, attributes, content)``; content is a text, a list of
nodes, or None. What NewsML-G2 has no place for becomes an extension property that names the value
by its path (model-rules.md §5); conformance level core has none, so the loss is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any

from newsfmt import carry, xmlkit
from newsfmt.article import Article, FrozenMap
from newsfmt.body import plain
from newsfmt.dates import DateReading, NewsDate
from newsfmt.format import Context
from newsfmt.formats.newsml_g2.kept_xml import fits, is_fragment, raw
from newsfmt.formats.newsml_g2.vocabularies import SPACE, XML, Aliases, Vocabulary, local_tag, loose
from newsfmt.gather import read_date
from newsfmt.slots import Table, set_fields
from newsfmt.xmlkit import Element, collapse, escape_attribute

__all__ = [
    "BROKEN",
    "CORE",
    "LANGUAGE",
    "POWER",
    "Attributes",
    "IncomingItem",
    "Node",
    "OutgoingItem",
    "Raw",
    "Written",
    "attribute_name",
    "decimal",
    "frozen",
    "in_order",
    "timed",
]

POWER, CORE = "power", "core"
"""The conformance levels of NewsML-G2, the forms of its tables."""
Attributes = dict[str, str | None]
Node = tuple[str, Attributes | None, Any]
_PREFIX = "newsml-g2:"
_ATTRIBUTE = re.compile(r"(?:xml:lang|[a-z]+)\Z")
_INDEX = re.compile(r"\[\d+\]")
BROKEN = re.compile("[\t\n\r\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that a normalized string or an attribute does not give back."""
LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*\Z")
"""xs:language."""


# ---- reading
# ------------------------------------------------------------


class IncomingItem:
    """One item that is being read: its values so far, and where to report."""

    __slots__ = (
        "context",
        "derived",
        "element",
        "extra",
        "header",
        "language",
        "lists",
        "marks",
        "ours",
        "properties",
        "repeats",
        "rights",
        "values",
        "vocabulary",
        "zone",
    )

    def __init__(
        self, element: Element, vocabulary: Vocabulary, context: Context, zone: str | None
    ) -> None:
        self.element = element
        self.vocabulary = vocabulary
        self.ours = vocabulary.ours
        self.context = context
        self.zone = zone
        self.language: str | None = None
        self.values: dict[str, Any] = {}
        self.lists: dict[str, list[Any]] = {}
        self.repeats: dict[Any, list[Element]] = {}
        self.rights: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.extra: dict[str, list[str]] = {}
        self.properties: list[tuple[str, str | None, str]] = []
        self.derived: list[str] = []
        self.marks = tuple(
            (f' xmlns:{prefix}="{uri}"', f"{prefix}:")
            for prefix, uri in element.nsmap.items()
            if prefix
        )

    # ---- keeping
    # ------------------------------------------------------------

    def keep(self, name: str, value: str) -> None:
        """Keep what no field holds."""
        self.extra.setdefault("newsml-g2:" + name, []).append(value)

    def keep_text(self, text: str | None, prefix: str = "") -> None:
        """Keep and report text that stands between elements, if there is any."""
        if text and not text.isspace():
            clean = plain(xmlkit.collapse(text))
            self.warn("read.invalid", f"text between elements: {clean[:60]!r}", self.element)
            self.keep(f"{prefix}text()", clean)

    def loose(self, element: Element, extra: dict[str, list[str]]) -> None:
        """Keep and report text between the elements inside an element, in what a record keeps."""
        found = loose(element)
        if found:
            text = plain(xmlkit.collapse(found))
            name = local_tag(element.tag)
            self.warn("read.invalid", f"text between elements of <{name}>: {text[:60]!r}", element)
            extra["newsml-g2:text()"] = [text]

    def keep_element(
        self, element: Element, prefix: str = "", into: dict[str, list[str]] | None = None
    ) -> None:
        """Keep an element that no field holds, if there is anything in it; ``into`` is what a
        record keeps.
        """
        if len(element) or element.keys() or (element.text and not element.text.isspace()):
            kept = self.extra if into is None else into
            name = "newsml-g2:" + prefix + local_tag(element.tag)
            kept.setdefault(name, []).append(self.raw(element))

    def keep_line(self, element: Element, name: str, text: str) -> None:
        """Keep a line of text under a name that may have several, its attributes as
        ``name[0]/@attribute``.
        """
        if len(element) or text.startswith("<"):
            self.keep(name, self.raw(element))
            return
        self.keep(name, text)
        if element.keys():
            place = len(self.extra["newsml-g2:" + name]) - 1
            self.keep_attributes(element, f"{name}[{place}]", frozenset({SPACE}))

    def keep_declarations(self, elements: Iterable[Element]) -> None:
        """Keep what catalogs say beside aliases and URIs, and another URI of an alias."""
        for alias, uri in self.vocabulary.clashes:
            self.warn(
                "read.invalid", f"another catalog declares {alias!r} as {uri!r}", self.element
            )
            self.keep("catalog/scheme", f"{alias} {uri}")
        for element in elements:
            name = local_tag(element.tag)
            if name == "catalog":
                self.keep_attributes(element, name, frozenset())
                self.keep_text(loose(element), "catalog/")
            elif name == "catalogRef":
                self.keep_element(element)
            else:
                self.keep_element(element, "catalog/")

    def keep_attributes(self, element: Element, name: str, known: frozenset[str]) -> None:
        """Keep the attributes of an element that no field holds, as ``name/@attribute``."""
        for key, value in element.items():
            if key not in known:
                key = attribute_name(str(key))
                if key == "xml:lang" and value == self.language:
                    continue
                self.keep(f"{name}/@{key}", str(value))

    def raw(self, element: Element) -> str:
        """An element as XML, without declarations that nothing in it needs."""
        return raw(element, self.marks)

    # ---- texts
    # ------------------------------------------------------------

    def text(self, element: Element) -> str | None:
        """The text of an element, white space collapsed, unless newsfmt says that all of it
        counts.
        """
        if self.ours and element.get(SPACE) == "preserve":
            return xmlkit.verbatim(element) or None
        if not len(element):
            text = element.text
            if not text:
                return None
            return (
                " ".join(text.split()) or None
                if text.isascii()
                else plain(xmlkit.collapse(text)) or None
            )
        if not self.ours:
            for part in xmlkit.children(element):
                if any(one.keys() for one in part.iter("{*}*")):
                    self.keep(f"{local_tag(element.tag)}/{local_tag(part.tag)}", self.raw(part))
        return (
            plain(xmlkit.collapse(xmlkit.layout(element))) or None
        )  # markup is dropped, a break becomes a space, no other white space is made up

    def warn(self, code: str, message: str, element: Element) -> None:
        """Report something odd in the item."""
        self.context.warn(code, message, at=xmlkit.line(element))

    # ---- dates and numbers
    # ------------------------------------------------------------

    def date(self, element: Element, name: str | None = None) -> NewsDate | None:
        """The date an element holds; a text that is no date is kept in ``extra``."""
        text, name = element.text, name or local_tag(element.tag)
        if len(element):
            self.keep(name, self.raw(element))
        if not text or text.isspace():
            self.warn("read.invalid", f"<{local_tag(element.tag)}> is empty", element)
            return None
        return self.date_of(text, name, element)

    def date_of(self, text: str, name: str, element: Element) -> NewsDate | None:
        """The date that a text states; a text that is no date is kept in ``extra`` under the name."""
        clean = text.strip()

        def warn(code: str, message: str) -> None:
            self.warn(code, f"<{name}>: {message}", element)

        odd: list[DateReading] = []
        date, whole = read_date(clean, warn, zone=self.zone, odd=odd.append)
        if date is None or not whole:
            self.keep(name, clean)
        elif odd:
            warn("read.invalid", f"{clean!r} is no date as NewsML-G2 has it")
        elif clean != text:
            self.warn("read.invalid", f"<{name}> has white space around its date", element)
        elif clean not in (date.iso, date.iso.removesuffix(date.zone or "")):
            warn("read.invalid", f"{clean!r} is not how XML Schema writes {date.iso}")
        return date

    def number(self, value: str, name: str, element: Element, *, whole: bool = True) -> Any:
        """The number that a text states; None for other texts, which the caller keeps."""
        text = value.strip()
        if text.isascii() and text.isdigit() and len(text) < 19:
            return int(text)
        try:
            found = float(text)
        except ValueError:
            found = float("nan")
        if (
            found != found
            or found in (float("inf"), float("-inf"))
            or (whole and not found.is_integer())
            or abs(found) > 2**53
        ):
            self.warn(
                "read.invalid", f"<{local_tag(element.tag)}> {name}={text!r} is no number", element
            )
            return None
        return int(found) if whole or (found.is_integer() and "e" not in text.lower()) else found


def frozen(extra: dict[str, list[str]]) -> FrozenMap[tuple[str, ...]]:
    """Return what was kept as the ``extra`` of a record."""
    return FrozenMap((key, tuple(found)) for key, found in extra.items()) if extra else _NOTHING


_NOTHING: FrozenMap[Any] = FrozenMap()


def attribute_name(key: str) -> str:
    """The name of an attribute as it is written, of ``xml:`` alone with its prefix."""
    return "xml:" + key[len(XML) :] if key.startswith(XML) else key


# ---- writing
# ------------------------------------------------------------


class Raw:
    """XML that goes out as it came in."""

    __slots__ = ("name", "xml")

    def __init__(self, xml: str, name: str) -> None:
        self.xml = xml
        self.name = name


class Written:
    """What is known of a document while its items are written."""

    __slots__ = ("_guids", "numbers")

    def __init__(self) -> None:
        self.numbers = count(1)
        """Numbers for identifiers, unique in the document."""
        self._guids: dict[int, int] = {}

    def count(self, guid: str, version: str) -> int:
        """Return how many items there are with a guid in a version, with the one that is written
        now; only a hash of each is remembered.
        """
        key = hash((guid, version))
        number = self._guids[key] = self._guids.get(key, 0) + 1
        return number


class OutgoingItem:
    """One article that is being written as an item at a conformance level; ``writes`` is what the
    level declares.
    """

    __slots__ = (
        "_lost",
        "aliases",
        "article",
        "attached",
        "context",
        "core",
        "derived",
        "foreign",
        "form",
        "given",
        "language",
        "nitf",
        "package",
        "properties",
        "writes",
        "written",
    )

    def __init__(
        self,
        article: Article,
        context: Context,
        form: str,
        writes: frozenset[str],
        *,
        nitf: bool = False,
        written: Written,
    ) -> None:
        self.article = article
        self.context = context
        self.form = form
        self.nitf = nitf
        """Whether the markup of the body is NITF."""
        self.written = written
        self.core = form == CORE
        self.writes = writes
        self.package = False
        """Whether it is written as a packageItem."""
        self.attached = False
        """Whether it belongs to an association of the item before it."""
        self.aliases = Aliases(article.vocabularies)
        self.properties: list[carry.CarriedValue] = []
        self.derived: list[str] = []
        self.language: str | None = None
        self._lost: set[str] = set()
        self.foreign: dict[str, tuple[str, ...]] = {}
        """What was kept of NewsML-G2 in ``extra`` and has not been written yet."""
        self.given = set_fields(article)
        """The fields that are set, and the names of elements that were kept."""
        if article.extra:
            self.foreign = {
                key[10:]: texts for key, texts in article.extra.items() if key.startswith(_PREFIX)
            }
            self.given.update(key.rpartition("/")[2] for key in self.foreign)

    def nodes(self, table: Table) -> list[Any]:
        """Return the nodes of all slots of a table that have something to write."""
        nodes: list[Any] = []
        for name, slot in table.due(self.given, self.form):
            nodes += slot.codec.write(self, name)  # type: ignore[misc]
        return nodes

    # ---- what has no place
    # ------------------------------------------------------------

    def property(self, path: str, value: str, key: str | None = None) -> None:
        """Carry a text beside the item; without extension properties it is lost and reported."""
        if self.core or (key is not None and BROKEN.search(key)):
            self.lose(path if key is None else f"{path}[{key!r}]", path)
        else:
            self.properties.append((path, key, value))

    def carry(self, value: object, path: str) -> None:
        """Carry a value with all its parts."""
        for piece in carry.pieces(value, path):
            self.property(piece[0], piece[2], piece[1])

    def lose(self, where: str, path: str) -> None:
        """Report a value as lost, once; newsfmt has reported what is not declared."""
        if where in self._lost or not (not self.core or _is_declared(path, self.writes)):
            return
        self._lost.add(where)
        self.context.lost("write.field-lost", where, article=self.article)

    def derive(self, path: str, message: str) -> None:
        """Note that a value was derived, and report it."""
        self.derived.append(path)
        self.context.lost("write.value-derived", path, message, article=self.article)

    def imply(self, path: str, message: str) -> None:
        """Note a value that the output says and the article does not; newsfmt takes it away when it
        reads a property that names it, so only a level without properties reports it.
        """
        self.derived.append(path)
        if self.core:
            self.context.lost("write.value-derived", path, message, article=self.article)

    def or_carried(self, nodes: list[Node], before: int, value: Any, path: str) -> list[Node]:
        """Return the nodes of a value; where one of them says nothing, which is no place for a
        record, carry the value instead of the properties written for it, those ``before`` aside.
        """
        if self.core or all(node[1] or node[2] for node in nodes):
            return nodes
        records = value if type(value) is tuple else (value,)
        if not all(carry.pieces(record, path) for record in records):
            return nodes
        del self.properties[before:]
        self.carry(value, path)
        return []

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
        if (strict or self.core) and BROKEN.search(text):
            if self.core:
                self.context.lost(
                    "write.value-shortened",
                    path,
                    "line ends and tabs became spaces",
                    article=self.article,
                )
            else:
                self.property(path, text)
            return name, attributes, collapse(plain(BROKEN.sub(" ", text)))
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
        place: str,
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
            is_fragment(xml, local, foreign)
            and fits(place, xml, self.core)
            and self.aliases.covers(xml)
            for xml in found
        ):
            return []
        del self.foreign[f"{within}{name}"]
        return [Raw(xml, local) for xml in found]

    def kept_attributes(self, path: str, name: str, place: str, *, without: str = "") -> Attributes:
        """The attributes kept for a place, if the schema takes them on the element."""
        if not self.foreign:
            return {}
        start = f"{path}/@"
        keys = [key for key in self.foreign if key.startswith(start)]
        found: Attributes = {}
        for key in keys:
            attribute, values = key[len(start) :], self.foreign[key]
            if len(values) != 1 or not self._takes(attribute, values[0]) or attribute == without:
                continue
            text = f'<{name} {attribute}="{escape_attribute(values[0])}"></{name}>'
            if fits(place, text, self.core) and self.aliases.covers(text):
                found[attribute] = values[0]
                del self.foreign[key]
        return found

    def _takes(self, attribute: str, value: str) -> bool:
        if (
            _ATTRIBUTE.match(attribute) is None
            or attribute in ("id", "idrefs", "xmlns")
            or not value
            or BROKEN.search(value)
        ):
            return False
        return attribute != "xml:lang" or value != self.language

    def record_extra(
        self,
        extra: Mapping[str, tuple[str, ...]],
        path: str,
        name: str,
        place: str,
        attributes: Attributes,
        known: frozenset[str] = frozenset(),
    ) -> list[Raw]:
        """Put what a record's ``extra`` holds onto its element, where the schema takes it, and
        return the children among it; the rest is carried.
        """
        children: list[Raw] = []
        rest: dict[str, tuple[str, ...]] = {}
        for key, values in sorted(extra.items()):
            local = key[10:] if key.startswith(_PREFIX) else ""
            if (
                len(values) == 1
                and values[0][:1] != "<"
                and self._takes(local, values[0])
                and local not in attributes
                and local not in known
            ):
                text = f'<{name} {local}="{escape_attribute(values[0])}"></{name}>'
                if fits(place, text, self.core) and self.aliases.covers(text):
                    attributes[local] = values[0]
                    continue
            elif local and local not in known and local not in _STRUCTURAL:
                own = [Raw(value, local) for value in values if is_fragment(value, local)] or [
                    Raw(value, "") for value in values if is_fragment(value, local, True)
                ]
                trial = in_order(children, own)
                inner = "".join(part.xml for part in trial)
                if (
                    len(own) == len(values)
                    and fits(place, f"<{name}>{inner}</{name}>", self.core)
                    and all(map(self.aliases.covers, values))
                ):
                    children = trial
                    continue
            rest[key] = values
        if rest:
            self.carry(FrozenMap(rest), f"{path}.extra")
        return children


_STRUCTURAL = frozenset({"broader", "personDetails", "organisationDetails", "geoAreaDetails"})
_DEFINING = frozenset({"definition", "note", "facet", "remoteInfo", "hierarchyInfo"})


@lru_cache(maxsize=4096)
def _is_declared(path: str, writes: frozenset[str]) -> bool:
    """Whether a declaration names a path, or one above it."""
    path = _INDEX.sub("", path)
    while path not in writes:
        path, dot, _ = path.rpartition(".")
        if not dot:
            return False
    return True


def in_order(children: Sequence[object], extra: list[Raw]) -> list[Any]:
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
