"""Documents drawn from an XML Schema: valid, by a number, the same one each time.

The schema, the name of the root, a number and what the texts and attributes of some names may be
come in, XML goes out. What may be left out is there with a chance that the draw chooses, so that
some documents are sparse and some full; deep down little is.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

__all__ = ["drawn"]

XS = "{http://www.w3.org/2001/XMLSchema}"
WORDS = (
    "ferry bridge quay Sund Færøy 東京 naïve 30 mooring R&D lighthouse Bodø’s pilot winter".split()
)
MOMENTS = ("2021-05-04T08:15:00Z", "2021-05-04T10:15:30+02:00", "2021-05-06T00:00:00.25Z")
TYPES: dict[str, Sequence[str]] = {
    "dateTime": MOMENTS,
    "date": ("2021-05-04", "2021-05-04Z"),
    "gYear": ("2021",),
    "gYearMonth": ("2021-05",),
    "gMonth": ("--05",),
    "gMonthDay": ("--05-04",),
    "gDay": ("---04",),
    "duration": ("PT30M", "P1DT2H"),
    "boolean": ("true", "false"),
    "decimal": ("12.5", "30", "-4.25"),
    "double": ("12.5", "30"),
    "language": ("en", "nb", "fr-CA"),
    "anyURI": ("http://example.com/a", "http://example.com/cv/quay", "urn:x:quay"),
    "NCName": ("ex", "quay"),
    "NMTOKEN": ("quay",),
    "NMTOKENS": ("quay", "quay ferry"),
}
"""What the values of built-in types are; numbers are drawn, and other types are words."""
FOREIGN = '<q:own xmlns:q="http://example.com/own" kind="quay">ferry<q:berth>4</q:berth></q:own>'
"""What stands where a schema takes any element."""
Pools = Mapping[str, Sequence[str]]
"""What the text of an element, or an attribute (``scheme/@alias``, ``@href``), or the values of a
type are one of, where the schema does not list them. ``itemSet/*`` is what stands where an element
takes any: XML, or the name of an element that is drawn.
"""


class Schema:
    """The declarations of a schema, by kind and name."""

    def __init__(self, path: Path) -> None:
        tree = etree.parse(str(path), etree.XMLParser(remove_comments=True))
        self.valid = etree.XMLSchema(tree)
        self.root = tree.getroot()
        etree.strip_elements(self.root, f"{XS}annotation")
        self.named = {
            (child.tag, child.get("name")): child for child in self.root if child.get("name")
        }

    def type_of(self, declared: etree._Element) -> etree._Element | str:
        """Return the type of an element or attribute, or the name of a built-in one."""
        name = declared.get("type")
        if name is None:
            own = declared.find(f"{XS}complexType")
            own = own if own is not None else declared.find(f"{XS}simpleType")
            return own if own is not None else "string"
        return self.type_named(name)

    def type_named(self, name: str) -> etree._Element | str:
        """Return the type of a name, or the name of a built-in one."""
        name = name.rpartition(":")[2]
        found = self.named.get((f"{XS}complexType", name))
        return found if found is not None else self.named.get((f"{XS}simpleType", name), name)

    def resolved(self, part: etree._Element) -> etree._Element:
        """Return what a reference refers to."""
        return self.named.get((part.tag, part.get("ref", "").rpartition(":")[2]), part)


@cache
def schema_of(path: Path) -> Schema:
    """Return a schema, which is read once."""
    return Schema(path)


def parts(schema: Schema, kind: etree._Element) -> Iterator[etree._Element]:
    """Yield the declarations inside of a complex type, those of the types that it extends first."""
    for child in kind:
        if child.tag in (f"{XS}complexContent", f"{XS}simpleContent"):
            [extension] = child
            base = schema.type_named(extension.get("base", ""))
            if not isinstance(base, str) and base.tag == f"{XS}complexType":
                yield from parts(schema, base)
            yield from extension
        elif child.tag == f"{XS}attributeGroup":
            yield from parts(schema, schema.resolved(child))
        else:
            yield child


def text_type(schema: Schema, kind: etree._Element) -> etree._Element | str | None:
    """Return the type of the text that a complex type holds, if it holds text."""
    simple = kind.find(f"{XS}simpleContent/{XS}extension")
    extension = kind.find(f"{XS}complexContent/{XS}extension")
    if simple is not None:
        base = schema.type_named(simple.get("base", ""))
        whole = not isinstance(base, str) and base.tag == f"{XS}complexType"
        return text_type(schema, base) if whole else base
    if kind.get("mixed") == "true":
        return "string"
    if extension is not None:
        return text_type(schema, schema.type_named(extension.get("base", "")))
    return None


class Draw:
    """One drawing: its random numbers, how full it is, and the XML ids that it gave."""

    def __init__(self, schema: Schema, number: int, pools: Pools, depth: int) -> None:
        self.random = random.Random(number)
        self.chance = self.random.choice((0.15, 0.3, 0.5))
        self.schema = schema
        self.pools = pools
        self.depth = depth
        self.ids = 0

    def has(self, depth: int) -> bool:
        """Whether what may be left out is there, which the parts of the root mostly are."""
        return depth <= self.depth and self.random.random() < (self.chance if depth > 1 else 0.8)

    # ---- elements
    # ------------------------------------------------------------

    def element(self, declared: etree._Element, depth: int = 0, root: str = "") -> str:
        """Return an element."""
        declared = self.schema.resolved(declared)
        name, kind = declared.get("name", ""), self.schema.type_of(declared)
        if isinstance(kind, str) or kind.tag == f"{XS}simpleType":
            return f"<{name}>{escape(self.value(name, kind))}</{name}>"
        text = text_type(self.schema, kind)
        attributes, inner = [], []
        for part in parts(self.schema, kind):
            if part.tag == f"{XS}attribute":
                attributes.append(self.attribute(name, part, depth))
            elif part.tag == f"{XS}anyAttribute":
                lax = part.get("processContents") == "lax" and self.has(depth + 3)
                attributes.append(' q:mark="quay"' if lax else "")
            else:
                inner += self.particle(part, name, depth + 1)
        if text is not None and name not in self.pools and kind.get("mixed") == "true":
            inner.insert(self.random.randint(0, len(inner)), escape(self.words()))
        elif text is not None:
            inner.append(escape(self.value(name, text)))
        return f"<{name}{root}{''.join(attributes)}>{''.join(inner)}</{name}>"

    def particle(self, part: etree._Element, name: str, depth: int) -> list[str]:
        """Return what a part of a content model may be, as often as it occurs."""
        least, most = int(part.get("minOccurs", 1)), part.get("maxOccurs", "1")
        times = least
        if most != str(least) and self.has(1 if part.tag == f"{XS}any" else depth):
            times = 1 if most == "1" else self.random.choice((1, 1, 2, 3))
        found: list[str] = []
        for _ in range(max(times, least)):
            if part.tag == f"{XS}element":
                found.append(self.element(part, depth))
            elif part.tag == f"{XS}any":
                found.append(self.any(part, name, depth))
            elif part.tag == f"{XS}choice":
                found += self.particle(self.random.choice(part[:]), name, depth)
            else:
                for one in self.schema.resolved(part):
                    found += self.particle(one, name, depth)
        return found

    def any(self, part: etree._Element, parent: str, depth: int) -> str:
        """Return what stands where a schema takes any element: XML, or an element of a name."""
        namespace, pool = part.get("namespace", ""), self.pools.get(f"{parent}/*")
        if pool is None and not namespace.startswith("#"):
            return f'<own xmlns="{namespace}">{escape(self.words())}</own>'
        given = self.random.choice(pool or (FOREIGN,))
        if given.startswith("<"):
            return given
        return self.element(self.schema.named[f"{XS}element", given])

    # ---- values
    # ------------------------------------------------------------

    def attribute(self, element: str, declared: etree._Element, depth: int) -> str:
        name = declared.get("name") or declared.get("ref", "")
        if declared.get("use") == "prohibited" or name == "xml:base":
            return ""
        if declared.get("type", "").endswith("ENTITY"):  # a document has none
            return ""
        if declared.get("use") != "required" and not self.has(depth + 1):
            return ""
        if declared.get("fixed"):
            value = declared.get("fixed", "")
        elif name == "xml:lang":
            value = self.random.choice(TYPES["language"])
        else:
            pool = self.pools.get(f"{element}/@{name}") or self.pools.get(f"@{name}")
            kind = self.schema.type_of(declared)
            value = self.random.choice(pool) if pool else self.value(f"@{name}", kind)
        return f" {name}={quoteattr(value)}"

    def value(self, name: str, kind: etree._Element | str) -> str:
        """Return a value of a type; that of an element may have a pool."""
        if pool := self.pools.get(name):
            return self.random.choice(pool)
        if isinstance(kind, str):
            return self.built_in(kind)
        if pool := self.pools.get(kind.get("name", "")):
            return self.random.choice(pool)
        [inside] = kind
        if inside.tag == f"{XS}list":
            item = inside.get("itemType")
            of = self.schema.type_named(item) if item else self.schema.type_of(inside)
            return " ".join(self.value("", of) for _ in range(self.random.choice((1, 1, 2))))
        if inside.tag == f"{XS}union":
            names = [self.schema.type_named(one) for one in inside.get("memberTypes", "").split()]
            return self.value("", self.random.choice([*names, *inside.findall(f"{XS}simpleType")]))
        return self.restricted(inside)

    def restricted(self, inside: etree._Element) -> str:
        """Return a value of a restriction."""
        facets = {part.tag[len(XS) :]: part.get("value", "") for part in inside}
        if "enumeration" in facets:
            listed = [one.get("value", "") for one in inside.findall(f"{XS}enumeration")]
            return self.random.choice(listed)
        if facets.get("length") == "0":
            return ""
        if "minInclusive" in facets or "maxInclusive" in facets:
            least, most = facets.get("minInclusive", 0), facets.get("maxInclusive", 9)
            return str(self.random.randint(int(least), int(most)))
        return self.value("", self.schema.type_named(inside.get("base", "")))

    def built_in(self, kind: str) -> str:
        if kind == "ID":
            self.ids += 1
            return f"i{self.ids}"
        if kind in ("IDREF", "IDREFS"):
            return f"i{self.random.randint(1, self.ids + 2)}"
        if "nteger" in kind:
            return str(self.random.randint(1, 900))
        pool = TYPES.get(kind)
        return self.random.choice(pool) if pool else self.words()

    def words(self) -> str:
        return " ".join(self.random.choices(WORDS, k=self.random.choice((1, 2, 3))))


def drawn(path: Path, root: str, number: int, pools: Pools, depth: int = 7) -> bytes:
    """Return the document of a number. Raises AssertionError where the schema does not take it."""
    schema = schema_of(path)
    namespaces = f' xmlns="{schema.root.get("targetNamespace")}" xmlns:q="http://example.com/own"'
    declared = schema.named[f"{XS}element", root]
    data = Draw(schema, number, pools, depth).element(declared, root=namespaces).encode()
    faults = [] if schema.valid.validate(etree.fromstring(data)) else schema.valid.error_log
    assert all(_STRICT in fault.message for fault in faults), faults
    return data


_STRICT = "demanded by the strict wildcard"
"""What is said of an element of another schema where that one would be needed."""
