"""Aliases for what an article is written with: a scheme and a code come in, a QCode whose alias is
declared goes out.

The article's own vocabularies come first, the IPTC's schemes are declared where they are used, and
a scheme that is known by name alone gets a URI of newsfmt's, by which the reader knows the name
again (NewsML-G2 §13; QCode syntax: XSD type QCodeType).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote

from newsfmt.formats.newsml_g2.names import PROPERTY, PROPERTY_ALIAS, SCHEME, quoted
from newsfmt.vocab import SCHEMES, is_iptc_catalog

__all__ = ["Aliases", "is_alias", "is_uri"]

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


class Aliases:
    """The aliases of one item; ``own`` are those that newsfmt declares."""

    __slots__ = ("_memo", "_names", "declared", "iptc", "own", "property_alias", "references")

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
        self.iptc = any(map(is_iptc_catalog, self.references))
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
                if self.references and scheme not in self.own:  # which may declare it
                    return f"{scheme}:{code}"
            if (
                scheme not in self.declared
                and scheme not in SCHEMES
                and scheme not in self.own
                and not self.references
            ):
                self._names[scheme] = scheme
                self.own[scheme] = SCHEME + quote(scheme, safe="")
        alias = self._names.get(scheme)
        if alias is None:
            alias = self._names[scheme] = self._free("term" if scheme is None else "scheme")
            self.own[alias] = SCHEME + quote(scheme or "", safe="", errors="surrogatepass")
        return f"{alias}:{quoted(code)}"

    def word(self, value: str) -> str:
        """Return a role, relation or type as a QCode, or as several where it is a list of them."""
        found = _QCODE.match(value)
        if found:
            return self.qcode(found[1], found[2])
        parts = [_QCODE.match(part) for part in value.split(" ")]
        if len(parts) > 1 and all(parts):
            return " ".join(self.qcode(part[1], part[2]) for part in parts if part)
        return self.qcode(None, value)
