"""Controlled vocabularies, offline: the schemes that a document declares and those of the IPTC
catalog, from codes to URIs and back.

A code is written ``alias:code`` (a QCode); the alias stands for the URI of its scheme, and the two
together for the URI of the concept (NewsML-G2 §13). Schemes declared in the document come first;
the IPTC's catalog, of whatever version, is known without being fetched; other remote catalogs are
remembered and never fetched, so that their aliases stay unresolved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from newsfmt.body import plain
from newsfmt.vocab._iptc import CATALOG, SCHEMES

__all__ = [
    "CATALOG",
    "CONCEPT_NATURE",
    "ITEM_CLASS",
    "NEWSCODES",
    "PUB_STATUS",
    "SCHEMES",
    "QCode",
    "Schemes",
    "concept_uri",
    "is_iptc_catalog",
    "qcode_of",
    "split",
    "term",
]

NEWSCODES = "http://cv.iptc.org/newscodes/"
"""Base address of the IPTC's own vocabularies."""

ITEM_CLASS: Mapping[str, str] = {
    name: f"ninat:{name}" for name in ("text", "picture", "audio", "video", "graphic", "composite")
}
"""``Article.type`` to the QCode of NewsML-G2 ``itemClass``."""

PUB_STATUS: Mapping[str, str] = {
    name: f"stat:{name}" for name in ("usable", "withheld", "canceled")
}
"""``Article.pub_status`` to the QCode of NewsML-G2 ``pubStatus``."""

CONCEPT_NATURE: Mapping[str, str] = {
    "subjects": "cpnat:abstract",
    "people": "cpnat:person",
    "organisations": "cpnat:organisation",
    "places": "cpnat:geoArea",
    "events": "cpnat:event",
    "objects": "cpnat:object",
}
"""Field of the Article to the QCode of the ``type`` of its subjects in NewsML-G2."""


class QCode(NamedTuple):
    """A QCode, taken apart."""

    scheme: str | None
    """Alias of the scheme, or None."""
    code: str
    """The code without the alias."""
    uri: str | None
    """URI of the concept, where the alias is known."""


def split(qcode: str) -> tuple[str | None, str]:
    """Return alias and code of a QCode; no alias for a code without colon.

    >>> split("medtop:01000000"), split("text")
    (('medtop', '01000000'), (None, 'text'))
    """
    alias, colon, code = qcode.partition(":")
    return (alias, code) if colon and alias and code else (None, qcode)


def concept_uri(scheme: str, code: str) -> str:
    """Return the URI of a concept from the URI of its scheme; a URI of the IPTC's catalog without
    its last slash gets one.

    >>> concept_uri("http://cv.iptc.org/newscodes/mediatopic/", "01000000")
    'http://cv.iptc.org/newscodes/mediatopic/01000000'
    """
    if scheme.startswith(NEWSCODES) and not scheme.endswith(("/", "#")):
        return f"{scheme}/{code}"
    return scheme + code


def is_iptc_catalog(href: str) -> bool:
    """Whether the address of a catalog is the IPTC's catalog of any version, with or without
    ``www`` and TLS.

    >>> is_iptc_catalog("http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_32.xml")
    True
    """
    address = href.strip().lower().partition("://")[2].removeprefix("www.")
    return address.startswith("iptc.org/std/catalog/catalog.iptc-g2-standards")


@lru_cache(maxsize=1)
def _by_uri() -> Mapping[str, str]:
    """The IPTC's schemes by URI, those without the last slash by both."""
    aliases = {uri: alias for alias, uri in SCHEMES.items()}
    aliases.update(
        {f"{uri}/": alias for uri, alias in tuple(aliases.items()) if not uri.endswith(("/", "#"))}
    )
    return aliases


def _parted(uri: str) -> tuple[str, str]:
    """Scheme and code of a concept URI, split at the usual place."""
    end = max(uri.rfind("/"), uri.rfind("#")) + 1
    return uri[:end], uri[end:]


def _secure(uri: str) -> str:
    return "http://" + uri[8:] if uri.startswith("https://") else uri


def qcode_of(uri: str) -> str | None:
    """Return a concept of a well-known scheme as a QCode with the alias of the IPTC's catalog, else
    None.

    >>> qcode_of("http://cv.iptc.org/newscodes/mediatopic/20000065")
    'medtop:20000065'
    """
    scheme, code = _parted(uri)
    alias = _by_uri().get(scheme) or _by_uri().get(_secure(scheme))
    return f"{alias}:{code}" if alias and code else None


def term(value: str) -> str:
    """Return the word that a QCode or a URI of a term stands for: item classes, statuses, natures.

    >>> term("ninat:text"), term("http://cv.iptc.org/newscodes/pubstatusg2/usable"), term("withheld")
    ('text', 'usable', 'withheld')
    """
    value = value.strip()
    if "://" in value:
        return _parted(value.rstrip("/"))[1] or value
    return plain(split(value)[1])


class Schemes:
    """The vocabularies of one document.

    >>> schemes = Schemes()
    >>> schemes.declare("svc", "https://example.com/services/")
    >>> schemes.resolve("svc:inland")
    QCode(scheme='svc', code='inland', uri='https://example.com/services/inland')
    >>> schemes.qcode("https://example.com/services/inland")
    'svc:inland'
    """

    __slots__ = ("_by_uri", "_declared", "_iptc", "_references")

    def __init__(self, vocabularies: Mapping[str, str] | None = None) -> None:
        self._declared: dict[str, str] = {}
        self._by_uri: dict[str, str] = {}
        self._references: list[str] = []
        self._iptc = False
        for alias, uri in (vocabularies or {}).items():
            if alias.startswith("catalog:"):
                self.refer(uri)
            else:
                self.declare(alias, uri)

    def declare(self, alias: str, uri: str) -> None:
        """Add a scheme that the document declares; a later declaration of an alias does not replace
        the first.
        """
        if alias and uri and alias not in self._declared:
            self._declared[alias] = uri
            self._by_uri.setdefault(uri, alias)

    def refer(self, href: str) -> None:
        """Add a catalog that the document refers to; the IPTC's is known, another is only recorded."""
        if href and href not in self._references:
            self._references.append(href)
            self._iptc = self._iptc or is_iptc_catalog(href)

    @property
    def vocabularies(self) -> dict[str, str]:
        """The declarations of the document, as ``Article.vocabularies`` holds them: ``{alias:
        uri}``, catalogs as ``catalog:1`` and so on.
        """
        return {
            **self._declared,
            **{f"catalog:{number}": href for number, href in enumerate(self._references, 1)},
        }

    def __iter__(self) -> Iterator[str]:
        return iter(self._declared)

    def __contains__(self, alias: object) -> bool:
        return self.uri_of(str(alias)) is not None

    @property
    def references(self) -> tuple[str, ...]:
        """The catalogs referred to, in order."""
        return tuple(self._references)

    def uri_of(self, alias: str) -> str | None:
        """Return the URI of a scheme: declared here, else the IPTC's if the document refers to its
        catalog or to no catalog.
        """
        uri = self._declared.get(alias)
        if uri is None and (self._iptc or not self._references):
            uri = SCHEMES.get(alias)
        return uri

    def resolve(self, qcode: str) -> QCode:
        """Return a QCode taken apart, with the URI of the concept where the alias is known."""
        alias, code = split(qcode)
        if alias is None:
            return QCode(None, code, None)
        scheme = self.uri_of(alias)
        return QCode(alias, code, None if scheme is None else concept_uri(scheme, code))

    def qcode(self, uri: str) -> str | None:
        """Return a concept URI as a QCode with an alias that this document may use, else None."""
        scheme, code = _parted(uri)
        alias = self._by_uri.get(scheme)
        if alias is not None and code:
            return f"{alias}:{code}"
        within = [
            known for known in self._by_uri if uri.startswith(known) and len(uri) > len(known)
        ]
        if within:
            longest = max(within, key=len)
            return f"{self._by_uri[longest]}:{uri[len(longest) :].lstrip('/')}"
        return qcode_of(uri) if self._iptc or not self._references else None

    def undeclared(self, qcodes: Iterable[str]) -> list[str]:
        """Return the aliases of QCodes that nothing here declares, each once, in order."""
        aliases = (split(qcode)[0] for qcode in qcodes)
        return list(
            dict.fromkeys(
                alias for alias in aliases if alias is not None and self.uri_of(alias) is None
            )
        )
