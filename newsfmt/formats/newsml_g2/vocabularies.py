"""Namespaces, and the catalogs of an item: which scheme an alias stands for comes in, QCodes whose
aliases are declared go out.

The article's own vocabularies come first, the IPTC's schemes are declared where they are used, and
a scheme that is known by name alone gets a URI of newsfmt's, by which the reader knows the name
again (NewsML-G2 §13; QCode syntax: XSD type QCodeType).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

from newsfmt.body import plain
from newsfmt.vocab import SCHEMES, Schemes, is_iptc_catalog
from newsfmt.xmlkit import Element

__all__ = [
    "ARTICLES",
    "ASSOCIATION",
    "ATTACHED",
    "DERIVED_ID",
    "LANG",
    "NAR",
    "OTHERS",
    "PROPERTY",
    "SCHEME",
    "SPACE",
    "WITH_ITEM",
    "XHTML",
    "XML",
    "Aliases",
    "Vocabulary",
    "is_uri",
    "local_tag",
    "loose",
    "vocabulary_of",
]

NAR = "http://iptc.org/std/nar/2006-10-01/"
"""The namespace of NewsML-G2."""
XHTML = "http://www.w3.org/1999/xhtml"
"""The namespace of XHTML."""
XML = "{http://www.w3.org/XML/1998/namespace}"
"""Prefix, as lxml writes it, of ``xml:lang`` and ``xml:space``."""
LANG = XML + "lang"
"""The name of ``xml:lang`` in lxml."""
SPACE = XML + "space"
"""The name of ``xml:space`` in lxml."""

ARTICLES = frozenset({"newsItem", "packageItem"})
"""Items that are articles."""
OTHERS = frozenset({"conceptItem", "knowledgeItem", "planningItem", "catalogItem"})
"""Items that are no articles."""

PROPERTY = "urn:newsfmt:property:"
"""URI of the scheme of newsfmt's extension properties; an item that declares it was written by
newsfmt.
"""
PROPERTY_ALIAS = "newsfmt"
"""Its usual alias."""
SCHEME = "urn:newsfmt:scheme:"
"""What the URI of a scheme begins with that the article knows by name alone; the name follows,
percent-encoded, and so are its codes.
"""
ASSOCIATION = "urn:newsfmt:association"
"""``reluri`` of a link that is an association."""
WITH_ITEM = "urn:newsfmt:association:item"
"""``reluri`` of an association whose item follows in the same message."""
ATTACHED = "urn:newsfmt:attached"
"""``role`` of an item that belongs to the association of the item before it."""
DERIVED_ID = "urn:newsfmt:sha256:"
"""What a derived guid begins with."""

_ODD = re.compile("[%\\s\x00-\x20\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def quoted(text: str) -> str:
    """Return text as it may stand behind an alias: white space, controls and ``%`` percent-encoded.

    >>> quoted("two words")
    'two%20words'
    """
    if _ODD.search(text) is None:
        return text
    return _ODD.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass")),
        text,
    )


def unquoted(text: str) -> str:
    """Return what :func:`quoted` was given."""
    return unquote(text, errors="replace") if "%" in text else text


# ---- reading
# ------------------------------------------------------------


@lru_cache(maxsize=2048)
def local_tag(tag: str) -> str:
    """Return the local name in a tag as lxml has it."""
    return tag[tag.rfind("}") + 1 :]


def loose(element: Element) -> str:
    """Return the text that stands between the elements inside an element."""
    text = element.text
    found = text.strip() if text and not text.isspace() else ""
    for child in element:
        tail = child.tail
        if tail and not tail.isspace():
            found += f" {tail.strip()}"
    return found


class Vocabulary:
    """The vocabularies an item declares; ``words`` are the schemes that newsfmt declared for names
    alone.
    """

    __slots__ = (
        "_codes",
        "clashes",
        "declared",
        "ours",
        "property_alias",
        "records",
        "schemes",
        "words",
    )

    def __init__(
        self,
        declared: dict[str, str],
        words: dict[str, str],
        property_alias: str | None,
        clashes: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.declared = declared
        self.words = words
        self.clashes = clashes
        """Aliases that a catalog above has declared, and what another scheme is called by them."""
        self.ours = property_alias is not None
        self.property_alias = property_alias
        self.schemes = Schemes(declared)
        self._codes: dict[str, tuple[str | None, str | None, str | None]] = {}
        self.records: dict[Any, Any] = {}

    def code(self, qcode: str) -> tuple[str | None, str | None, str | None]:
        """Scheme, code and URI of a QCode; what newsfmt wrote itself has its URI beside it."""
        found = self._codes.get(qcode)
        if found is None:
            if len(self._codes) > 4096:
                self._codes.clear()
            found = self._codes[qcode] = self._code(qcode)
        return found

    def _code(self, qcode: str) -> tuple[str | None, str | None, str | None]:
        text = plain(qcode)
        if self.ours:
            alias, colon, code = text.partition(":")
            if alias in self.words:
                return self.words[alias] or None, plain(unquoted(code)) or None, None
            return (
                (plain(alias) or None, plain(code) or None, None)
                if colon
                else (None, text or None, None)
            )
        scheme, code, uri = self.schemes.resolve(text)
        return (
            (plain(scheme) or None) if scheme else None,
            plain(code) or None,
            (plain(uri) or None) if uri else None,
        )

    def remember(self, key: object, record: object) -> None:
        """Keep a record for the next element that says the same."""
        if len(self.records) > 4096:
            self.records.clear()
        self.records[key] = record

    def word(self, value: str) -> str | None:
        """A role, relation or type as the source calls it."""
        if not self.ours:
            return plain(" ".join(value.split())) or None
        return plain(" ".join(self._one(word) for word in value.split())) or None

    def _one(self, value: str) -> str:
        alias, _, code = value.partition(":")
        if alias not in self.words:
            return value
        scheme = self.words[alias]
        return f"{scheme}:{unquoted(code)}" if scheme else unquoted(code)


_Entries = tuple[tuple[str, ...], ...]
"""Declarations in their order: ``("catalog",)`` begins a catalog, ``(alias, uri)`` is a scheme in
it, ``("", href)`` refers to a catalog elsewhere.
"""


def vocabulary_of(element: Element) -> tuple[Vocabulary, list[Element]]:
    """Return the vocabularies that an item declares, which items of a message mostly share; and the
    declarations that say more than an alias and a URI.
    """
    entries: list[tuple[str, ...]] = []
    more: list[Element] = []
    for child in element:
        name = local_tag(child.tag)
        if name == "catalogRef":
            href = (child.get("href") or "").strip()
            if href:
                entries.append(("", href))
            if len(child) or child.text or len(child.attrib) > bool(href):
                more.append(child)
        elif name == "catalog":
            entries.append(("catalog",))
            for scheme in child:
                alias, uri = scheme.get("alias"), scheme.get("uri")
                if alias and uri and local_tag(scheme.tag) == "scheme":
                    entries.append((alias.strip(), uri))
                    if len(scheme.attrib) == _DECLARED and not len(scheme) and not scheme.text:
                        continue
                more.append(scheme)
            if child.attrib or loose(child):
                more.append(child)
        elif name == "itemMeta":
            break
    return _vocabulary(tuple(entries)), more


_DECLARED = 2
"""How many attributes a scheme has that is an alias and a URI."""


@lru_cache(maxsize=64)
def _vocabulary(entries: _Entries) -> Vocabulary:
    """Return the vocabularies of catalogs, mostly those of the item before; the catalog with
    newsfmt's scheme is newsfmt's own.
    """
    catalogs: list[list[tuple[str, ...]]] = []
    references = 0
    declared: dict[str, str] = {}
    words: dict[str, str] = {}
    own: str | None = None
    clashes: list[tuple[str, str]] = []
    for entry in entries:
        if len(entry) == 1:
            catalogs.append([])
        elif not entry[0]:
            references += 1
            declared[f"catalog:{references}"] = entry[1]
        elif catalogs:
            catalogs[-1].append(entry)
    for catalog in catalogs:
        alias = next((alias for alias, uri in catalog if uri == PROPERTY), None)
        own = own or alias
        for name, uri in catalog:
            if alias is None:
                if declared.setdefault(name, uri) != uri:
                    clashes.append((name, uri))
            elif uri.startswith(SCHEME):
                words[name] = unquoted(uri[len(SCHEME) :])
    return Vocabulary(declared, words, own, tuple(clashes))


# ---- writing
# ------------------------------------------------------------

_NCNAME = re.compile(r"[A-Za-z_À-ÖØ-öø-ɏ][A-Za-z0-9_.\-À-ÖØ-öø-ɏ]*\Z")
_QCODE = re.compile(r"([^\s:]+):(\S+)\Z")
_C = "\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
_CODE = re.compile(rf"[^\s{_C}]+\Z")
_PCHAR = rf"(?:[^{_C}%\[\]#]|%[0-9A-Fa-f]{{2}})"
_URI = re.compile(
    rf"(?:[A-Za-z][A-Za-z0-9+.-]*:(?!//)|(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#:@\[\]%{_C}]*(?::[0-9]{{1,5}})?(?=[/?#]|\Z)|(?!//)(?![^/?#]*:)){_PCHAR}*(?:#{_PCHAR}*)?\Z"
)


def is_alias(text: str) -> bool:
    """Whether a text may be the alias of a scheme."""
    return _NCNAME.match(text) is not None


@lru_cache(maxsize=2048)
def is_uri(text: str) -> bool:
    """Whether an XML Schema processor takes a text for an IRI (xs:anyURI); white space at its edges
    would not come back.

    >>> is_uri("https://example.com/?a=1&b=2#c"), is_uri("http://[bad"), is_uri("50%")
    (True, False, False)
    """
    return (
        len(text) < 8192
        and text == text.strip()
        and "  " not in text
        and _URI.match(text) is not None
    )


_CODED = re.compile(r"""\s(?:qcode|role|rel|type|rendition|how|why)\s*=\s*["']([^"']*)["']""")
"""The attributes that hold QCodes, in XML."""
_ALIAS = re.compile(r"(?<!\S)([^\s:/]+):(?=[^\s/])")


class Aliases:
    """The aliases of one item; ``own`` are those that newsfmt declares."""

    __slots__ = (
        "_memo",
        "_names",
        "declared",
        "elsewhere",
        "iptc",
        "own",
        "property_alias",
        "references",
    )

    def __init__(self, vocabularies: Mapping[str, str]) -> None:
        self.declared: dict[str, str] = {}
        self.references: list[str] = []
        self.own: dict[str, str] = {}
        self._names: dict[str | None, str] = {}
        self._memo: dict[tuple[str | None, str], str] = {}
        for alias, uri in sorted(vocabularies.items()):
            if (
                not alias.startswith("catalog:")
                and is_alias(alias)
                and is_uri(uri)
                and not uri.startswith(SCHEME)
                and uri != PROPERTY
            ):
                self.declared[alias] = uri
        for number in range(1, len(vocabularies) + 1):
            href = vocabularies.get(f"catalog:{number}")
            if href is None or not href or not is_uri(href):
                break
            self.references.append(href)
        known = [is_iptc_catalog(href) for href in self.references]
        self.iptc = any(known)
        self.elsewhere = not all(known)
        """Whether a catalog that is not known here may declare any alias."""
        self.property_alias = self._free(PROPERTY_ALIAS)
        self.own[self.property_alias] = PROPERTY

    def holds(self, alias: str) -> bool:
        """Whether an entry of the article's vocabularies is written as a catalog."""
        if alias.startswith("catalog:"):
            return alias[8:] in {str(number) for number in range(1, len(self.references) + 1)}
        return alias in self.declared

    def _free(self, name: str) -> str:
        """The name, or the name with a number where it is taken."""
        found, number = name, 1
        while found in self.declared or found in self.own or found in SCHEMES:
            number += 1
            found = f"{name}{number}"
        return found

    def qcode(self, scheme: str | None, code: str) -> str:
        """Return a QCode for a code, whatever is in it."""
        key = (scheme, code)
        found = self._memo.get(key)
        if found is None:
            found = self._memo[key] = self._qcode(scheme, code)
        return found

    def _qcode(self, scheme: str | None, code: str) -> str:
        if scheme and is_alias(scheme) and scheme not in self._names:
            if _CODE.match(code):
                if scheme in self.declared:
                    return f"{scheme}:{code}"
                if scheme in SCHEMES and (self.iptc or not self.references):
                    if not self.iptc:
                        self.own[scheme] = SCHEMES[scheme]
                    return f"{scheme}:{code}"
                if self.elsewhere and scheme not in self.own:
                    return f"{scheme}:{code}"
            if (
                scheme not in self.declared
                and scheme not in SCHEMES
                and scheme not in self.own
                and not self.elsewhere
            ):
                self._names[scheme] = scheme
                self.own[scheme] = SCHEME + quote(scheme, safe="")
        alias = self._names.get(scheme)
        if alias is None:
            alias = self._names[scheme] = self._free("term" if scheme is None else "scheme")
            self.own[alias] = SCHEME + quote(scheme or "", safe="", errors="surrogatepass")
        return f"{alias}:{quoted(code)}"

    def covers(self, xml: str) -> bool:
        """Whether every alias in kept XML or in a kept attribute is declared; one that no catalog
        declares is declared as a scheme that is known by its name alone.
        """
        if self.elsewhere or ":" not in xml:
            return True
        for code in _CODED.finditer(xml):
            for alias in _ALIAS.findall(code[1]):
                if alias in self.declared or (alias in SCHEMES and self.iptc):
                    continue
                if alias in self.own and self.own[alias] in (
                    SCHEMES.get(alias),
                    SCHEME + quote(alias, safe=""),
                ):
                    continue
                if not is_alias(alias) or alias in self.own or alias in self._names:
                    return False
                if alias in SCHEMES:
                    self.own[alias] = SCHEMES[alias]
                else:
                    self._names[alias] = alias
                    self.own[alias] = SCHEME + quote(alias, safe="")
        return True

    def word(self, value: str) -> str:
        """Return a role, relation or type as a QCode, or as several where it is a list of them."""
        found = _QCODE.match(value)
        if found:
            return self.qcode(found[1], found[2])
        parts = [_QCODE.match(part) for part in value.split(" ")]
        if len(parts) > 1 and all(parts):
            return " ".join(self.qcode(part[1], part[2]) for part in parts if part)
        return self.qcode(None, value)

    def term(self, value: str) -> str:
        """Return a role, relation or type as one QCode; one with spaces is no list of them."""
        return self.word(value) if " " not in value else self.qcode(None, value)
