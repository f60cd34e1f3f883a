"""Validating NewsML-G2: the official XSD (2.35, power conformance, which takes every older
version), then what no schema checks.

A document goes in, :class:`~newsfmt.format.Problem` records come out, each with its line. The
checks beyond the schema are those that a receiver trips over: aliases without declaration, versions
from the future, relative addresses, dates without zone, empty elements.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

import newsfmt
from newsfmt import vocab, xmlkit
from newsfmt.format import Context, Problem

__all__ = ["beyond_schema", "validate"]

VERSION = "2.35"
_SCHEMAS = os.path.join(os.path.dirname(newsfmt.__file__), "schema")
_XSD = os.path.join(_SCHEMAS, "newsml-g2", f"NewsML-G2_{VERSION}-spec-All-Power.xsd")
_NITF_XSD = os.path.join(_SCHEMAS, "nitf", "nitf-3-6.xsd")
_ITEMS = frozenset(
    {"newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"}
)
_CODED = frozenset({"qcode", "role", "rel", "type", "rendition", "how", "why"})
_QCODE = re.compile(r"([^\s:/]+):([^\s/]\S*)")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_DATED = frozenset({"versionCreated", "firstCreated", "embargoed", "sent", "expires"})
_ZONED = re.compile(r"(?:T[\d:.]+|\d-\d\d)(?:Z|[+-]\d\d:?\d\d)$")
_MAY_BE_EMPTY = frozenset(
    {
        "embargoed",
        "br",
        "hr",
        "img",
        "inlineXML",
        "inlineData",
        "itemSet",
        "contentSet",
        "remoteContent",
    }
)

_OWN = frozenset({"", "http://iptc.org/std/nar/2006-10-01/"})

Check = Callable[[xmlkit.Element], Iterator[Problem]]


def validate(data: bytes, context: Context) -> Iterator[Problem]:
    """Return what is wrong with a NewsML-G2 document: by the schema first, then by the checks that
    no schema makes.
    """
    return xmlkit.problems(data, context, _faults)


def _faults(root: xmlkit.Element) -> Iterator[Problem]:
    for line, message in xmlkit.Schema.xsd(_XSD).validate_element(root):
        yield Problem(line, _plain(message), "schema")
    for check in _CHECKS:
        yield from check(root)


def beyond_schema(root: xmlkit.Element) -> list[str]:
    """Return what is wrong with an item that was written by newsfmt but for kept XML in it: the
    messages of the checks that look at one element alone.
    """
    checks: tuple[Check, ...] = (_addresses, _dates, _empty, _terms)
    return [problem.message for check in checks for problem in check(root)]


def _plain(message: str) -> str:
    """A message of libxml2 without the namespace in front of every name."""
    return re.sub(r"\{http://[^}]*\}", "", message)


def _versions(root: xmlkit.Element) -> Iterator[Problem]:
    for element in root.iter():
        given = element.get("standardversion") if xmlkit.local(element) in _ITEMS else None
        if given and _number(given) > _number(VERSION):
            yield Problem(
                xmlkit.line(element),
                f"standardversion {given} is newer than {VERSION}, the newest known here",
                "version",
            )


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


def _aliases(root: xmlkit.Element) -> Iterator[Problem]:
    """Every alias has to be declared by a catalog; a remote catalog that is not known here may
    declare any.
    """
    declared: set[str] = set()
    seen: set[str] = set()
    for element in root.iter():
        name = xmlkit.local(element)
        if name == "scheme":
            declared.add(element.get("alias") or "")
        elif name == "catalogRef":
            if not vocab.is_iptc_catalog(element.get("href") or ""):
                return
            declared.update(vocab.SCHEMES)
    for element in _outside_content(root):
        for attribute in _CODED.intersection(element.keys()):
            value = element.get(attribute) or ""
            match = _QCODE.fullmatch(value)
            if match and match[1] not in declared | seen and not _ABSOLUTE_URI.match(value):
                seen.add(match[1])
                yield Problem(
                    xmlkit.line(element),
                    f"no catalog declares the alias {match[1]!r} ({attribute}={value!r})",
                    "alias",
                )


_ABSOLUTE_URI = re.compile(r"(?:https?|urn|tag|mailto|ftp):")


def _outside_content(root: xmlkit.Element) -> Iterator[xmlkit.Element]:
    """Every element but those inside inlineXML, whose content has rules of its own."""
    stack = [root]
    while stack:
        element = stack.pop()
        yield element
        if xmlkit.local(element) != "inlineXML":
            stack.extend(reversed(list(xmlkit.children(element))))


def _addresses(root: xmlkit.Element) -> Iterator[Problem]:
    for element in _outside_content(root):
        href = element.get("href") if xmlkit.local(element) == "remoteContent" else None
        if href is not None and not _ABSOLUTE.match(href):
            yield Problem(
                xmlkit.line(element),
                f"the address {href!r} of a rendition is relative: to what, a receiver cannot know",
                "address",
            )


def _dates(root: xmlkit.Element) -> Iterator[Problem]:
    for element in _outside_content(root):
        name = xmlkit.local(element)
        text = xmlkit.text(element) if name in _DATED else ""
        if text and not _ZONED.search(text):
            yield Problem(xmlkit.line(element), f"{name} {text!r} has no time zone", "date")


def _empty(root: xmlkit.Element) -> Iterator[Problem]:
    for element in _outside_content(root):
        name = xmlkit.local(element)
        if (
            name not in _MAY_BE_EMPTY
            and xmlkit.namespace(element) in _OWN
            and not len(element)
            and not element.attrib
            and not (element.text or "").strip()
        ):
            yield Problem(xmlkit.line(element), f"{name} is empty", "empty")


def _terms(root: xmlkit.Element) -> Iterator[Problem]:
    """itemClass and pubStatus come from the IPTC's vocabularies, where they use its aliases."""
    for element in _outside_content(root):
        known = _KNOWN.get(xmlkit.local(element))
        qcode = element.get("qcode") or ""
        if known and qcode.partition(":")[0] == known[0] and vocab.term(qcode) not in known[1]:
            yield Problem(xmlkit.line(element), f"{qcode!r} is no {known[0]} code", "term")


_KNOWN = {
    "itemClass": (
        "ninat",
        frozenset(vocab.ITEM_CLASS)
        | {"animated", "concept", "component", "planning", "schema", "video", "event"},
    ),
    "pubStatus": ("stat", frozenset(vocab.PUB_STATUS)),
}


def _twice(root: xmlkit.Element) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for element in _outside_content(root):
        if xmlkit.local(element) in _ITEMS and element.get("guid"):
            key = (element.get("guid") or "", element.get("version") or "1")
            if key in seen:
                yield Problem(
                    xmlkit.line(element), f"guid {key[0]!r} version {key[1]} appears twice", "guid"
                )
            seen.add(key)


def _embedded_nitf(root: xmlkit.Element) -> Iterator[Problem]:
    if not os.path.exists(_NITF_XSD):
        return
    for element in root.iter():
        if xmlkit.local(element) == "nitf" and xmlkit.namespace(element).startswith(
            "http://iptc.org/std/NITF/"
        ):
            for line, message in xmlkit.Schema.xsd(_NITF_XSD).validate_element(element):
                yield Problem(line, f"embedded NITF: {_plain(message)}", "schema")


_CHECKS: tuple[Check, ...] = (
    _versions,
    _aliases,
    _addresses,
    _dates,
    _empty,
    _terms,
    _twice,
    _embedded_nitf,
)
