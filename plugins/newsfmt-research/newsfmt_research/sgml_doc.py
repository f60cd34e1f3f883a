"""Corpora of ``<DOC>`` elements: Gigaword, AQUAINT, and the newspapers of the TREC disks (AP, Wall
Street Journal, Financial Times, Los Angeles Times, FBIS, San Jose Mercury News).

One table, :data:`ELEMENTS`, says which field each element fills; what differs from house to house
is recognised by the document's number. A year of two digits is of the 1980s and 1990s, as the disks
are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from newsfmt import prose
from newsfmt.article import (
    Article,
    Association,
    Concept,
    Dateline,
    Label,
    Note,
    Organisation,
    Party,
    Place,
    Rights,
    normalise,
)
from newsfmt.dates import NewsDate
from newsfmt.errors import DateError
from newsfmt.format import Context, Part
from newsfmt.parting import at_lines
from newsfmt_research.blocks import with_prefix
from newsfmt_research.fragments import cuts
from newsfmt_research.sgml_text import blocks, labels
from newsfmt_research.sgml_tree import Node, parse
from newsfmt_research.utf8 import as_utf8
from newsfmt_research.values import dated, is_empty, word_count

__all__ = ["ELEMENTS", "begins_with_document", "read", "split"]

_OPENING = re.compile(r"<DOC(?=[\s>])", re.IGNORECASE)
_TYPE = re.compile(r"<DOC\b[^>]{0,200}?\btype\s*=\s*[\"']?(\w+)", re.IGNORECASE)
_CLOSING = re.compile(r"</DOC\s*>", re.IGNORECASE)
_OPENING_BYTES = re.compile(rb"\n[^\S\n]{0,99}(?:</DOC>[^\S\n]{0,99})?<DOC[\s>]", re.IGNORECASE)
_SIGN = re.compile(
    r"(?:\s|<!--.*?-->|<!DOCTYPE[^>]*>|<\?.*?>|</?DOCS>)*<DOC(?:\s[^>]*\bid\s*=|[^>]*>\s*<DOCNO>)",
    re.IGNORECASE | re.DOTALL,
)
_HOUSES = (("FT", "ft"), ("AP", "ap"), ("WSJ", "wsj"), ("LA", "la"), ("FBIS", "fbis"), ("SJMN", "sjmn"))  # fmt: skip
_SIX = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})(?!\d)")
_EIGHT = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2})(?!\d)")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)\s*(\d{2}:\d{2}(?::\d{2})?)?")
_CODED = (re.compile(r"(?P<name>.*\S)\s+\((?P<code>[A-Z0-9.]{1,6})\)"), re.compile(r"(?P<code>[A-Z0-9]{2,8})\s{2,}(?P<name>.*\S)"))  # fmt: skip
_PAGE = re.compile(r"(?i)(?:part|page|column|p\.|sec(?:tion)?)\s*\S+")
_BY = re.compile(r"(?i)(?:by|von|par)\s")
_FT_HEADLINE = re.compile(r"FT\s+\d{1,2} [A-Z]{3} \d{2}\s*/\s*(?:\([^)]*\)\s*)?")


def begins_with_document(text: str) -> bool:
    """Return whether a text begins with a ``<DOC>`` with a number or an id."""
    return _SIGN.match(text) is not None


def _begins(line: bytes) -> bool:
    return _OPENING_BYTES.match(b"\n" + line) is not None


def split(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    """Yield parts that begin with a document."""
    yield from at_lines(stream, context, size, _begins)


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the documents of a file. Raises ParseError where none begins, and for one that is cut
    off.
    """
    index = context.part.index if context.part is not None else 0
    last: tuple[str, int] | None = None
    kept = _kept(context.options.keep)
    for line, data in cuts(as_utf8(stream, context), context, _OPENING_BYTES):
        text = prose.decode(data, context, default="latin-1")
        for document in _documents(text):
            if last is not None:
                context.index = index
                if kept(last[0]):
                    yield _article(last[0], context, index, last[1])
                index += 1
            last = (document, line)
    if last is not None:
        context.index = index
        if context.holds_end and "</doc" not in last[0].lower():
            context.cut_off("the end tag </DOC>", at=last[1])
        if kept(last[0]):
            yield _article(last[0], context, index, last[1])
    elif not index and context.holds_end:
        raise context.error("no document begins with <DOC>")


def _kept(types: str) -> Callable[[str], bool]:
    """Whether a document is to be read, by its type."""
    names = {name.strip().casefold() for name in types.split(",")}

    def is_kept(text: str) -> bool:
        kind = _TYPE.match(text)
        return kind is None or kind[1].casefold() in names

    return is_kept if "all" not in names else lambda text: True


def _documents(text: str) -> Iterator[str]:
    """The documents of a piece, which may stand on one line."""
    starts = [match.start() for match in _OPENING.finditer(text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=bool(starts)):
        yield text[start:end]


def _article(text: str, context: Context, index: int, line: int) -> Article:
    def unknown(name: str) -> None:
        context.warn("read.entity-unknown", f"&{name}; is not known", at=line)

    if _CLOSING.search(text):
        context.end_mark()
    root = parse(text, unknown)
    node = next(root.children("doc"), root)
    return Document(node, context, line).article(index)


class Document:
    """One document being read: its fields, and which house it is of."""

    def __init__(self, node: Node, context: Context, line: int) -> None:
        self.node = node
        self.context = context
        self.line = line
        self.fields: dict[str, Any] = {}
        self.extra: dict[str, tuple[str, ...]] = {}
        self.named = node.by_name()
        number = next((found.line() for found in self.named.get("docno", ())), "")
        self.id = node.attributes.get("id") or number
        self.house = next((house for mark, house in _HOUSES if self.id.startswith(mark)), "")

    def article(self, index: int) -> Article:
        """Return the article."""
        fields = self.fields
        fields["id"] = self.id
        if kind := self.node.attributes.get("type"):
            fields["genres"] = (Concept(name=kind),)
        self.walk(self.node)
        if "published" not in fields:
            self._number_date()
        fields["body"] = blocks(self)
        origin = self.context.origin(index, self.line)
        return normalise(Article(**with_prefix(fields), extra=self.extra, origin=origin))

    def walk(self, node: Node) -> None:
        """Read the elements of a node by the table."""
        for child in node.children():
            reader = ELEMENTS.get(child.name)
            if reader is None:
                self.keep(child)
            else:
                reader(self, child)
        if node.name == "body":
            self._between(node)
        else:
            loose = "\n".join(part for part in node.content if isinstance(part, str))
            for row in filter(None, map(str.strip, loose.split("\n"))):
                self.add(node.name, row)

    def _between(self, node: Node) -> None:
        """The lines between headline and text, of which one with ``By`` is the byline (AQUAINT)."""
        rows = [row.strip() for part in node.content if isinstance(part, str) for row in part.split("\n")]  # fmt: skip
        for row in filter(None, rows):
            if _BY.match(row) and "byline" not in self.fields:
                self.fields["byline"] = row
            else:
                self.add("line", row)

    def _number_date(self) -> None:
        """The date in the document's number: eight digits, or six of the AP."""
        if match := _EIGHT.search(self.id):
            self._set_date("-".join(match.groups()))
        elif self.house == "ap" and (match := _SIX.search(self.id)):
            self.short_date(match[1], match[2], match[3])

    def _set_date(self, iso: str) -> bool:
        try:
            self.fields["published"] = NewsDate(iso)
        except DateError:
            return False
        return True

    def short_date(self, year: str, month: str, day: str) -> bool:
        """Set the date of a year with two digits, if it is of the disks' years."""
        if not 80 <= int(year) <= 99:
            return False
        return self._set_date(f"19{year}-{int(month):02}-{int(day):02}")

    def add(self, name: str, value: str) -> None:
        """Keep a value in ``extra``."""
        if value and not is_empty(value):
            key = f"sgml-doc:{name}"
            self.extra[key] = (*self.extra.get(key, ()), value)

    def keep(self, node: Node) -> None:
        """Keep the text of an element that no field takes."""
        name = node.name + "".join(f"[{value}]" for key, value in node.attributes.items() if key == "p")  # fmt: skip
        self.add(name, node.line())


Reader = Callable[[Document, Node], None]


def _line(field: str) -> Reader:
    def read(document: Document, node: Node) -> None:
        value = node.line()
        if not value or is_empty(value):
            return
        if field in document.fields:
            document.keep(node)
        else:
            document.fields[field] = value

    return read


def _headline(document: Document, node: Node) -> None:
    text = " ".join(child.line() for child in node.children("p")) or node.line()
    if document.house == "ft" and (before := _FT_HEADLINE.match(text)):
        document.add("headline", before[0].strip(" /"))
        text = text[before.end() :]
    if "headline" in document.fields:
        labels = document.fields.get("alt_headlines", ())
        document.fields["alt_headlines"] = (*labels, Label(document.fields["headline"]))
    if text:
        document.fields["headline"] = text


def _head(document: Document, node: Node) -> None:
    """A HEAD of the AP: the first is the headline, unless there is a HEADLINE."""
    text = node.line()
    if not text:
        return
    if "headline" in document.fields:
        labels = document.fields.get("alt_headlines", ())
        document.fields["alt_headlines"] = (*labels, Label(text))
    else:
        document.fields["headline"] = text


def _hl(document: Document, node: Node) -> None:
    """The headline of the Wall Street Journal, with a byline below a rule."""
    rows = [row.strip().removeprefix("@").strip() for row in node.verbatim().split("\n")]
    head: list[str] = []
    byline: list[str] = []
    for row in filter(None, rows):
        if set(row) == {"-"}:
            continue
        (byline if byline or (head and _BY.match(row)) else head).append(row)
    document.fields["headline"] = " ".join(head)
    if byline:
        document.fields["byline"] = " ".join(byline)


def _byline(document: Document, node: Node) -> None:
    text = " ".join(child.line() for child in node.children("p")) or node.line()
    if text:
        known = document.fields.get("byline")
        document.fields["byline"] = f"{known} {text}" if known else text


def _dateline(document: Document, node: Node) -> None:
    if document.house == "sjmn":
        document.keep(node)
    elif text := node.line():
        document.fields["dateline"] = Dateline(text=text)


def _date(document: Document, node: Node) -> None:
    text = node.line()
    if not text or "published" in document.fields:
        document.add(node.name, text)
        return
    six, slashes = _SIX.fullmatch(text), _SLASHES.fullmatch(text)
    if six and document.short_date(*six.groups()):
        return
    if slashes:
        month, day, year = slashes.groups()
        if document.short_date(year, month, day):
            return
    if six or slashes:
        message = f"{node.name}: {text!r} has a year of two digits"
        document.context.warn("read.date-ambiguous", message, at=document.line)
        document.add(node.name, text)
        return
    if document.context.options.dayfirst is None and (american := _AMERICAN.fullmatch(text)):
        month, day, year, time = american.groups()
        text = f"{year}-{int(month):02}-{int(day):02}" + (f"T{time}" if time else "")
    found = dated(text, document.context, what=node.name, line=document.line)
    if found is None:
        document.add(node.name, text)
        return
    document.fields["published"] = found.date
    document.add("edition", found.rest)


def _section(document: Document, node: Node) -> None:
    parts = [part.strip() for part in node.line().split(";") if part.strip()]
    pages = [part for part in parts if _PAGE.fullmatch(part)]
    names = [part for part in parts if part not in pages]
    known = document.fields.get("categories", ())
    document.fields["categories"] = (*known, *(Concept(name=name) for name in names))
    document.add("page", "; ".join(pages))


def _words(document: Document, node: Node) -> None:
    number = word_count(node.line())
    if number is None:
        document.keep(node)
    else:
        document.fields["word_count"] = number


def _source(document: Document, node: Node) -> None:
    name, _, page = node.line().partition(", PAGE")
    if name:
        document.fields["sources"] = (Party(name=name, role="publication"),)
    document.add("page", page.strip())


def _coded(field: str, make: type, kind: str | None = None) -> Reader:
    """A list with an entry on each line, a code before or behind its name."""

    def read(document: Document, node: Node) -> None:
        entries = []
        for row in node.verbatim().split("\n"):
            text = row.strip().rstrip(".")
            if not text:
                continue
            match = next((found for form in _CODED if (found := form.fullmatch(text))), None)
            values = match.groupdict() if match else {"name": text}
            if kind is not None:
                values["type"] = kind
            entries.append(make(**values))
        document.fields[field] = (*document.fields.get(field, ()), *entries)

    return read


def _listed(field: str, separator: str) -> Reader:
    """A list of names on one line."""

    def read(document: Document, node: Node) -> None:
        names = [name.strip() for name in node.line().split(separator) if name.strip()]
        values = names if field == "keywords" else [Concept(name=name) for name in names]
        document.fields[field] = (*document.fields.get(field, ()), *values)

    return read


def _picture(document: Document, node: Node) -> None:
    texts = [child.line() for child in node.children("p")] or [node.line()]
    known = document.fields.get("associations", ())
    pictures = (
        Association(name=f"graphic{number}", item=Article(type="picture", summary=text))
        for number, text in enumerate(filter(None, texts), len(known) + 1)
    )
    document.fields["associations"] = (*known, *pictures)


def _note(role: str) -> Reader:
    def read(document: Document, node: Node) -> None:
        if text := node.line():
            notes = document.fields.get("ed_notes", ())
            document.fields["ed_notes"] = (*notes, Note(text, role))

    return read


def _numbered(document: Document, node: Node) -> None:
    """An element ``F`` of the FBIS, recognised by its number."""
    number, text = node.attributes.get("p"), node.line()
    if number == "104":
        document.fields["sources"] = (Party(name=text, role="publication"),)
    elif number in ("100", "101"):
        places = document.fields.get("places", ())
        extra = {"sgml-doc:f": (number,)}
        document.fields["places"] = (*places, *([Place(name=text, extra=extra)] if text else ()))
    elif number == "106":
        document.fields["byline"] = text
    else:
        document.keep(node)


def _notice(document: Document, node: Node) -> None:
    document.fields["rights"] = Rights(notice=node.line())


def _inside(document: Document, node: Node) -> None:
    document.walk(node)


def _body_part(document: Document, node: Node) -> None:
    """What the body is made of, later; its FBIS numbers are fields."""
    for number in node.children("f"):
        _numbered(document, number)
    if "annotation" in document.named:
        for remark in node.all("annotation"):
            document.keep(remark)
    if document.house == "fbis":
        for row in labels(node):
            document.add(node.name, row)


def _nothing(document: Document, node: Node) -> None:
    """The document's number, and captions of the fields behind them (XX)."""


ELEMENTS: dict[str, Reader] = {
    "docno": _nothing, "xx": _nothing,
    "body": _inside, "h3": _inside, "header": lambda document, node: _inside(document, node) if any(node.children()) else document.keep(node),
    "headline": _headline, "head": _head, "hl": _hl, "ti": _headline,
    "byline": _byline, "dateline": _dateline, "slug": _line("slugline"),
    "date": _date, "dd": _date, "date1": _date, "date_time": _date, "pubdate": _date,
    "section": _section, "length": _words, "word.ct": _words,
    "so": _source, "pub": _source, "name": _source,
    "co": _coded("organisations", Organisation), "cn": _coded("places", Place), "re": _coded("places", Place),
    "in": _coded("subjects", Concept, "industry"), "ns": _coded("subjects", Concept), "ms": _coded("subjects", Concept), "tp": _coded("subjects", Concept),
    "subject": _listed("subjects", ";"), "descript": _listed("keywords", ";"),
    "type": _listed("genres", ";"), "doctype": _listed("genres", ";"),
    "graphic": _picture, "memo": _note("note"), "note": _note("note"),
    "correction": _note("correction"), "correction-date": _note("correction"),
    "f": _numbered, "copyrght": _notice,
    "text": _body_part, "lp": _body_part, "leadpara": _body_part,
}  # fmt: skip
"""What becomes of each element; an element that is not here goes to ``extra``."""
