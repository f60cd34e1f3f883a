"""A document of ProQuest as far as it has been read: values by the meanings of their labels come
in, an article goes out.

:data:`FIELDS` says which field each meaning fills. The title that a label repeats is no other
title; of two dates the more precise one counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from newsfmt.article import (
    AltId,
    Article,
    Association,
    Concept,
    Dateline,
    Label,
    Link,
    Organisation,
    Party,
    Place,
    normalise,
)
from newsfmt.body import Paragraph
from newsfmt.format import Context
from newsfmt.gather import Gathered
from newsfmt.languages import language, says_more
from newsfmt_research import sections
from newsfmt_research.blocks import report_missing, with_prefix
from newsfmt_research.proquest_labels import CAPTIONS, CREDITS, NUMBER_WORDS
from newsfmt_research.values import Dated, dated, find_date, is_empty, terms

__all__ = ["FIELDS", "Document"]

_BREAKS = re.compile(r"(?:[.;,]|\A)\s*|\(")
_NAME = re.compile(r"(.+?)(?:\s*;\s.*)?", re.DOTALL)
_PAGE = re.compile(r"\)?\s*:\s*(\S.*?)\.?\Z")
_DAY = re.compile(r"[^):]*")
_LAST = re.compile(r"([^\W\d_]{4,20}):\s+(\S.*)")
_LABELLED = re.compile(r"(?:\A|;\s*)([^\W\d][^:;]{1,20}):\s*")
_INDUSTRY = frozenset("naics sic".split())
_FEW = 12
_LONGEST = 1000  # characters of the line of the publication that are looked through


class Document:
    """One document as far as it has been read."""

    def __init__(self, context: Context, line: int) -> None:
        self.context = context
        self.line = line
        self.gathered = Gathered(context, "proquest:")
        self.title = ""
        self.text: list[str] = []
        self.abstract: list[str] = []
        self.dates: dict[str, Dated] = {}
        self.year = self.page = self.publication = self.written = ""
        self.sources: list[Party] = []

    def number(self, line: str, number: str, total: str) -> None:
        """Take ``Document 3 of 500``."""
        of, own = (int(re.sub(r"\D", "", value)) for value in (total, number))
        self.context.stated(of, own)
        words = re.findall(r"[^\W\d_]+", line.casefold())
        if own > of or not NUMBER_WORDS.issuperset(words):
            self.keep("number", line)

    def address(self, text: str) -> None:
        """Take an address that stands alone."""
        for href in text.split():
            self.gathered.add_new("links", Link(rel="proquest", href=href))

    def line_of_date(self, text: str) -> None:
        """Take a line without a label behind the title: a date, else one more line of the title."""
        date = find_date(text)
        if date is not None and not date.rest:
            self.dates.setdefault("info", date)
        else:
            self.keep("line", text)

    def paragraphs(self, rows: Sequence[str]) -> None:
        """Take lines of the text, each of which is a paragraph."""
        self.text += [row.strip() for row in rows if row.strip()]

    def take(self, meaning: str, rows: Sequence[str]) -> None:
        """Take the lines of a value."""
        if meaning == "text":
            first = [] if is_empty(rows[0]) else [rows[0]]
            self.paragraphs([*first, *rows[1:]])
            return
        value = " ".join(" ".join(rows).split())
        if value and not is_empty(value):
            FIELDS.get(meaning, _kept)(self, meaning, value)

    def more(self, meaning: str, value: str) -> None:
        """Take a further paragraph of a value."""
        if meaning == "abstract":
            self.abstract.append(value)
        elif not is_empty(value):
            self.keep(meaning, value)

    def keep(self, meaning: str, value: str) -> None:
        """Keep a value that no field takes."""
        self.gathered.keep(meaning, value)

    def unknown(self, label: str, value: str) -> None:
        """Keep a value with a label that is not known."""
        message = f"{label}: kept in extra; add it to LABELS in newsfmt_research/proquest_labels.py"
        self.context.warn("read.unknown-key", message, at=self.line)
        self.keep(label, value)

    def article(self, index: int) -> Article:
        """Return the article."""
        gathered = self.gathered
        if self.abstract:
            gathered.set("summary", " ".join(self.abstract))
        if self.title:
            title = gathered.values.pop("headline", "")
            gathered.set("headline", self.title)
            if title and not _repeats(title, self.title):
                gathered.add("alt_headlines", Label(title, role="title"))
        self._date()
        self._sources()
        self._last_lines()
        fields = gathered.finish()
        fields["body"] = tuple(map(Paragraph, self.text))
        report_missing(fields, self.context, self.line)
        origin = self.context.origin(index, self.line)
        return normalise(Article(**with_prefix(fields), origin=origin))

    def _date(self) -> None:
        """The more precise of the two dates, else the year."""
        found = [self.dates[name] for name in ("date", "info") if name in self.dates]
        if found:
            best = max(found, key=lambda date: len(date.date.iso))
            self.gathered.set("published", best.date)
            if best.rest:
                self.keep("date", best.rest)
            other = self.dates.get("date", best)
            if not best.date.iso.startswith(other.date.iso):
                self.keep("date", self.written)
            if self.year and self.year != best.date.iso[:4]:
                self.keep("year", self.year)
        elif date := find_date(self.year):
            self.gathered.set("published", date.date)
        elif self.year:
            self.keep("year", self.year)

    def _sources(self) -> None:
        """The publication first, by its own label or the line of the publication; and the page."""
        if self.publication and not any(party.role == "publication" for party in self.sources):
            self.sources.insert(0, Party(name=self.publication, role="publication"))
        self.sources.sort(key=lambda party: party.role != "publication")
        self.gathered.many["sources"] = list(self.sources)
        if self.page and "proquest:page" not in self.gathered.extra:
            self.keep("page", self.page)

    def _last_lines(self) -> None:
        """Take captions and credits from the end of the text."""
        lines: list[tuple[bool, str]] = []
        while self.text and len(lines) < _FEW and (label := _LAST.fullmatch(self.text[-1])):
            if label[1] not in CAPTIONS | CREDITS:
                break
            lines.append((label[1] in CAPTIONS, label[2]))
            self.text.pop()
        for is_caption, value in reversed(lines):
            if is_caption:
                name = f"picture{len(self.gathered.many['associations']) + 1}"
                picture = Article(type="picture", summary=value)
                self.gathered.add("associations", Association(name=name, item=picture))
            else:
                self.gathered.set("credit", value)


def _repeats(title: str, headline: str) -> bool:
    """Whether a title says no more than the headline does, its sub-title perhaps twice."""
    one, other = (" ".join(text.replace(":", " ").split()) for text in (title, headline))
    return one.startswith(other) and other.endswith(one.removeprefix(other))


Field = Callable[[Document, str, str], None]


def _kept(document: Document, meaning: str, value: str) -> None:
    document.keep(meaning, value)


def _set(field: str) -> Field:
    def read(document: Document, meaning: str, value: str) -> None:
        document.gathered.set(field, value, meaning)

    return read


def _names(field: str, make: Callable[..., Any]) -> Field:
    def read(document: Document, meaning: str, value: str) -> None:
        for part in value.split(";"):
            if part.strip():
                document.gathered.add_new(field, make(name=part.strip()))

    return read


def _terms(field: str, make: Callable[..., Any]) -> Field:
    def read(document: Document, meaning: str, value: str) -> None:
        for term in terms(value):
            document.gathered.add_new(field, make(name=term.name, relevance=term.relevance))

    return read


def _keywords(document: Document, meaning: str, value: str) -> None:
    for part in value.split(";"):
        if part.strip():
            document.gathered.add_new("keywords", part.strip())


def _abstract(document: Document, meaning: str, value: str) -> None:
    document.abstract.append(value)


def _info(document: Document, meaning: str, value: str) -> None:
    """The line of the publication: its name and place, the date, the page."""
    document.keep(meaning, value)
    value = value[:_LONGEST]
    best: tuple[int, Dated] | None = None
    for position in (match.end() for match in _BREAKS.finditer(value)):
        date = find_date(_DAY.match(value, position)[0])  # type: ignore[index]
        if date is not None and (best is None or len(date.date.iso) > len(best[1].date.iso)):
            best = position, date
    end = len(value)
    if best is not None:
        end, date = best
        page = _PAGE.search(value, end)
        document.page = page[1] if page else ""
        document.dates["info"] = date._replace(rest="")
    if name := _NAME.fullmatch(value[:end].rstrip(" (.,;")):
        document.publication = name[1].strip()


def _date(document: Document, meaning: str, value: str) -> None:
    date = dated(value, document.context, what="Publication date", line=document.line)
    if date is None:
        document.keep(meaning, value)
    else:
        document.dates["date"] = date
        document.written = value


def _year(document: Document, meaning: str, value: str) -> None:
    document.year = value


def _headline(document: Document, meaning: str, value: str) -> None:
    document.gathered.set("headline", value, "title")


def _alternate(document: Document, meaning: str, value: str) -> None:
    document.gathered.add("alt_headlines", Label(value, role="alternate"))


def _source(document: Document, meaning: str, value: str) -> None:
    name, _, place = value.partition(";")
    document.sources.append(Party(name=name.strip(), role="publication"))
    if place.strip():
        document.keep("source-place", place.strip())


def _publisher(document: Document, meaning: str, value: str) -> None:
    document.sources.append(Party(name=value, role="publisher"))


def _section(document: Document, meaning: str, value: str) -> None:
    for kind, part in sections.parts(value):
        if kind == "category":
            document.gathered.add_new("categories", Concept(name=part))
        else:
            document.keep(kind, part)


def _language(document: Document, meaning: str, value: str) -> None:
    code = language(value)
    if code is None:
        message = f"the language {value!r} is not known; add it to NAMES in newsfmt/languages.py"  # fmt: skip
        document.context.warn("read.unknown-key", message, at=document.line)
        document.keep(meaning, value)
    else:
        document.gathered.set("language", code, meaning)
        if says_more(value):
            document.keep(meaning, value)


def _dateline(document: Document, meaning: str, value: str) -> None:
    document.gathered.set("dateline", Dateline(text=value), meaning)


def _url(document: Document, meaning: str, value: str) -> None:
    document.address(value)


def _open_url(document: Document, meaning: str, value: str) -> None:
    for href in value.split():
        document.gathered.add_new("links", Link(rel="openurl", href=href))


def _doi(document: Document, meaning: str, value: str) -> None:
    document.gathered.add("alt_ids", AltId(value, role="doi"))


def _labelled(value: str) -> list[tuple[str, str]]:
    """The parts of a value that have labels of their own: ``Name: Port; NAICS: 488310``."""
    parts = _LABELLED.split(value)
    head = [("", parts[0])] if parts[0].strip() else []
    return [*head, *zip(parts[1::2], parts[2::2], strict=True)]


def _company(document: Document, meaning: str, value: str) -> None:
    """Names of companies, each perhaps with the codes of its industry behind it."""
    for label, part in _labelled(value):
        if label.casefold() in _INDUSTRY:
            for code in re.findall(r"\d{2,8}", part):
                concept = Concept(code=code, scheme=label.casefold(), type="industry")
                document.gathered.add_new("subjects", concept)
        else:
            for name in filter(None, map(str.strip, part.split(";"))):
                known = label in _NAMES
                named = Organisation(name=name if known else f"{label}: {name}")
                document.gathered.add_new("organisations", named)


def _business(document: Document, meaning: str, value: str) -> None:
    """Terms of business: subjects, or companies where the value says so."""
    for label, part in _labelled(value):
        for name in filter(None, map(str.strip, part.split(";"))):
            if label in _COMPANIES:
                document.gathered.add_new("organisations", Organisation(name=name))
            else:
                known = label in _SUBJECTS
                concept = Concept(name=name if known else f"{label}: {name}", type="business")
                document.gathered.add_new("subjects", concept)


_NAMES = frozenset("Name Nom Nombre Nome Naam".split()) | {""}
_SUBJECTS = frozenset("Subject Sujet Thema Materia Tema Soggetto Assunto".split()) | {""}
_COMPANIES = frozenset("Corporation Company Entreprise Unternehmen Empresa Azienda".split())

FIELDS: Mapping[str, Field] = {
    "author": _names("creators", Party),
    "info": _info,
    "abstract": _abstract,
    "links": _open_url,
    "subject": _terms("subjects", Concept),
    "business": _business,
    "location": _names("places", Place),
    "people": _names("people", Party),
    "company": _company,
    "keyword": _keywords,
    "title": _headline,
    "alternate": _alternate,
    "source": _source,
    "year": _year,
    "date": _date,
    "dateline": _dateline,
    "section": _section,
    "publisher": _publisher,
    "language": _language,
    "genre": _names("genres", Concept),
    "doi": _doi,
    "id": _set("id"),
    "url": _url,
    "copyright": _set("rights.notice"),
}
"""What becomes of a value, by the meaning of its label; others are kept in ``extra``."""
