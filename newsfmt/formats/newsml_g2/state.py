"""What is known of one item while it is read: the values found so far, its vocabularies, and where
to report.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from newsfmt import xmlkit
from newsfmt.body import plain
from newsfmt.dates import NewsDate, Reading
from newsfmt.format import Context
from newsfmt.formats.newsml_g2.names import NAR, XML, unquoted
from newsfmt.gather import read_date
from newsfmt.vocab import Schemes
from newsfmt.xmlkit import Element

__all__ = ["Item", "Vocabulary", "local_tag", "raw"]

LANG = XML + "lang"
SPACE = XML + "space"


@lru_cache(maxsize=2048)
def local_tag(tag: str) -> str:
    """The local name in a tag as lxml has it."""
    return tag[tag.rfind("}") + 1 :]


def raw(element: Element, marks: Iterable[tuple[str, str]] = ()) -> str:
    """An element as XML, the namespace of NewsML-G2 taken for granted; ``marks`` are declarations
    to leave out where nothing needs them.
    """
    text = xmlkit.raw_xml(element)
    if text.find(" xmlns", 0, text.find(">")) < 0:
        return text
    text = text.replace(_OWN, "", 1) if text.find(_OWN, 0, text.find(">")) >= 0 else text
    for mark, prefix in marks:
        if mark in text and text.count(prefix) == mark.count(prefix):
            text = text.replace(mark, "", 1)
    return text


_OWN = f' xmlns="{NAR}"'


class Vocabulary:
    """The vocabularies an item declares; ``words`` are the schemes that newsfmt declared for names
    alone.
    """

    __slots__ = ("_codes", "declared", "ours", "property_alias", "records", "schemes", "words")

    def __init__(
        self, declared: dict[str, str], words: dict[str, str], property_alias: str | None
    ) -> None:
        self.declared = declared
        self.words = words
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

    def remember(self, key: Any, record: Any) -> None:
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


class Item:
    """One item that is being read."""

    __slots__ = (
        "context",
        "derived",
        "element",
        "extra",
        "language",
        "lists",
        "marks",
        "ours",
        "properties",
        "repeats",
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
        self.repeats: dict[str, list[Element]] = {}
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

    def keep_element(self, element: Element, prefix: str = "") -> None:
        """Keep an element that no field holds, if there is anything in it."""
        if len(element) or element.keys() or (element.text and not element.text.isspace()):
            self.keep(prefix + local_tag(element.tag), self.raw(element))

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
        return (
            plain(xmlkit.collapse(xmlkit.layout(element))) or None
        )  # markup is dropped, a break becomes a space, no other white space is made up

    def warn(self, code: str, message: str, element: Element) -> None:
        """Report something odd in the item."""
        self.context.warn(code, message, at=xmlkit.line(element))

    # ---- dates and numbers
    # ------------------------------------------------------------

    def date(self, element: Element, name: str | None = None) -> NewsDate | None:
        """The date an element holds; its text is kept in ``extra`` where it is none."""
        text = element.text
        if not text or text.isspace():
            self.warn("read.invalid", f"<{local_tag(element.tag)}> is empty", element)
            return None
        return self.date_of(text, name or local_tag(element.tag), element)

    def date_of(self, text: str, name: str, element: Element) -> NewsDate | None:
        """The date that a text is; kept in ``extra`` under the name where it is none."""
        clean = text.strip()

        def warn(code: str, message: str) -> None:
            self.warn(code, f"<{name}>: {message}", element)

        odd: list[Reading] = []
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
        """The number that a text is; kept by the caller where it is none."""
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
        return int(found) if found.is_integer() and "e" not in text.lower() else found


def attribute_name(key: str) -> str:
    """The name of an attribute as it is written, of ``xml:`` alone with its prefix."""
    return "xml:" + key[len(XML) :] if key.startswith(XML) else key
