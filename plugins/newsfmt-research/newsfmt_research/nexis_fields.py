"""The fields of one article of Nexis, whatever file it stands in: lines of the header, labels with
their values and paragraphs come in, the Article goes out.

What a line of the header is shows by its order and by the date tables; what a label means is in
:mod:`newsfmt_research.nexis_labels`. Load dates stay in ``extra``: they are no dates of the
article.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from newsfmt import prose
from newsfmt.article import (
    Article,
    Association,
    Concept,
    Link,
    Note,
    Organisation,
    Party,
    Place,
    Symbol,
    normalise,
)
from newsfmt.body import Block
from newsfmt.format import Context
from newsfmt.gather import Gathered
from newsfmt.languages import language, says_more
from newsfmt_research import sections
from newsfmt_research.nexis_labels import Labels, labels
from newsfmt_research.values import (
    WEEKDAYS,
    Dated,
    dated,
    find_date,
    is_empty,
    terms,
    word_count,
)

__all__ = ["Item", "Reading", "is_copyright"]

_COPYRIGHT = re.compile(r"\s*(?:copyright\b|©|\(c\)\s|&copy;)", re.IGNORECASE)
_RIGHTS = re.compile(
    r"all(?:e)? rights? (?:reserved|vorbehalten|voorbehouden)|alle rechte|alle rechten|tous droits|"
    r"todos los derechos|tutti i diritti|todos os direitos|alle rettigheder|"
    r"wszelkie prawa", re.IGNORECASE,
)  # fmt: skip
_TIME = re.compile(r"\d{1,2}[:.]\d{2}(?!\d)")
_ZONE = re.compile(r"[^\d,;]{0,40}\b(?:time|zeit|heure|hora|ora|tijd|tid)\Z", re.IGNORECASE)
_APPENDED = re.compile(r"correct|corrig|korrekt|berichtig|rectif|correcci|correzion", re.IGNORECASE)
_TERM_END = re.compile(r"(\(\d{1,3}\s?%\))\s*;?\s*")
_TICKER = re.compile(r"(.{1,40}?)\s*\(([^()]{1,20})\)")


def is_copyright(text: str) -> bool:
    """Return whether a line is a notice of copyright, or goes on with one.

    >>> is_copyright("Copyright 2021 Fjord Times"), is_copyright("Alle Rechte vorbehalten")
    (True, True)
    """
    return bool(_COPYRIGHT.match(text) or (len(text) < 80 and _RIGHTS.match(text.strip())))


class Reading:
    """One run over an export: the labels that count, and those that nobody knows."""

    def __init__(self, context: Context) -> None:
        self.context = context
        """Where diagnostics go."""
        self.labels: Labels = labels(getattr(context.options, "labels", None))
        """The labels that count."""
        self._unknown: set[str] = set()

    def report_unknown(self, names: list[str], line: int | None) -> None:
        """Report labels that are met for the first time."""
        fresh = [name for name in dict.fromkeys(names) if name not in self._unknown]
        if fresh:
            self._unknown.update(fresh)
            self.context.warn(
                "read.unknown-key",
                f"{'labels' if len(fresh) > 1 else 'a label'} that no language of the tables has: "
                f"{', '.join(fresh[:5])}; the values are in extra; to read them, say what they mean "
                f'with -O labels="byline={fresh[0]}" (its other meanings: the docs of the format)',
                at=line,
            )


class Item:
    """An article as far as it has been read."""

    def __init__(self, reading: Reading, index: int, line: int | None) -> None:
        context = reading.context
        context.index = index
        self.reading = reading
        self.context = context
        self.index = index
        self.line = line
        self.fields = Gathered(
            context, f"{context.format}:", getattr(context.options, "zone", None)
        )
        self.notices: list[str] = []
        self.code: str | None = None
        self.source: str | None = None
        self.date_line = ""
        self.unknown: list[str] = []

    # -- the header

    def centred(self, line: str) -> None:
        """Take a line of the header that is no headline: source, date, copyright or what stands
        below the date.
        """
        if is_copyright(line):
            self.notices.append(line)
        elif self.date(line):
            pass
        elif (label := line.partition(":"))[1] and self.reading.labels.meaning(label[0]) == "kept":
            self.fields.keep(label[0].strip().lower(), line)
        elif self.source is None:
            self.source = line
        elif self.date_line:
            self.below_date(line)
        else:
            self.fields.keep("header", line)

    def date(self, line: str) -> bool:
        """Take a line that is the date; return whether it is one."""
        found = self.dated(line)
        if found is None:
            return False
        known = self.fields.values.get("published")
        if known is not None and (known.day is not None or found.date.day is None):
            if found.date.iso[:10] != known.iso[: len(found.date.iso[:10])]:
                self.fields.keep("date", line)
            return True
        if known is not None:
            self.fields.keep("date", self.date_line)
        self.date_line = line
        self.publish(line)
        return True

    def dated(self, line: str) -> Dated | None:
        """The date of a line; the name of a paper that begins with a year is not a date."""
        found = find_date(line, dayfirst=getattr(self.context.options, "dayfirst", None))
        if found is None or (found.date.month is None and found.rest and found.rest != line):
            return None
        return found

    def publish(self, line: str) -> None:
        """Set the date, and keep what the line says beside it."""
        found = dated(line, self.context, what="date", line=self.line)
        if found is None:
            return
        self.fields.replace("published", found.date)
        if found.rest == line or found.zone:
            self.fields.keep("date", line)
        if found.rest and found.rest != line:
            self.below_date(found.rest)

    def below_date(self, line: str) -> None:
        """Take what stands behind or below the date: a time, a zone, an edition, a note."""
        text = line.strip(" ,;")
        words = text.casefold().replace(",", "").split()
        published = self.fields.values.get("published")
        if not words or all(word in WEEKDAYS for word in words):
            return
        if _TIME.match(text) and published is not None and published.hour is None:
            joined = f"{self.date_line} {text}"
            if (found := self.dated(joined)) is not None and found.date.hour is not None:
                self.publish(joined)
                return
        if _ZONE.fullmatch(text) and published is not None and published.hour is not None:
            message = f"date: the zone {text!r} is not known; the time has none"
            self.context.warn("read.zone-unknown", message, at=self.line)
            self.fields.keep("date", f"{self.date_line}, {text}" if text not in self.date_line else self.date_line)  # fmt: skip
        elif _APPENDED.search(text):
            self.fields.add_new("ed_notes", Note(text, "note"))
        elif (label := text.partition(":"))[1] and self.reading.labels.meaning(label[0]):
            self.fields.keep(label[0].strip().lower(), text)
        else:
            self.fields.keep("edition", text)

    # -- labels

    def label(self, name: str, value: str) -> None:
        """Take a label with its value."""
        value = value.strip()
        meaning = self.reading.labels.meaning(name)
        if meaning is None:
            self.unknown.append(name)
        if not value or is_empty(value):
            return
        handler = _HANDLERS.get(meaning or "")
        if handler is None or not handler(self, value):
            self.fields.keep(folded_key(name), value)

    def set(self, field: str, value: str) -> bool:
        """Set a field; return True, since what it does not take is kept already."""
        self.fields.set(field, value)
        return True

    def caption(self, text: str) -> None:
        """Take the text of a picture."""
        number = len(self.fields.many["associations"]) + 1
        picture = Article(type="picture", summary=text)
        self.fields.add("associations", Association(name=f"graphic{number}", item=picture))

    def link(self, address: str) -> None:
        """Take the address of the article at Nexis, which is not its own."""
        self.fields.add_new("links", Link(rel="nexis", href=address))

    # -- the article

    def finish(self, body: tuple[Block, ...]) -> Article:
        """Return the article; what it lacks is reported."""
        fields, warn = self.fields, self.context.warn
        if self.source:
            fields.add("sources", Party(name=self.source, code=self.code, role="publication"))
        elif self.code:
            fields.add("sources", Party(code=self.code, role="publication"))
        if self.notices:
            fields.set("rights.notice", " ".join(dict.fromkeys(self.notices)))
        dateline = fields.parts["dateline"].get("text")
        if dateline and (prefix := prose.prefix_of(body, dateline)):
            fields.set("dateline.prefix", prefix)
        if "published" not in fields.values:
            warn("read.no-date", "no date in the header", at=self.line)
        if "headline" not in fields.values:
            warn("read.no-headline", "no headline", at=self.line)
        if not body:
            warn("read.no-body", "no text", at=self.line)
        self.reading.report_unknown(self.unknown, self.line)
        origin = self.context.origin(self.index, self.line)
        return normalise(Article(**fields.finish(), body=body, origin=origin))


def folded_key(name: str) -> str:
    """Return a label as a key of ``extra``.

    >>> folded_key("Load-Date"), folded_key("Journal Code")
    ('load-date', 'journal-code')
    """
    return re.sub(r"\s+", "-", name.strip()).lower()


def _section(item: Item, value: str) -> bool:
    for kind, part in sections.parts(value):
        if kind == "category":
            item.fields.add_new("categories", Concept(name=part))
        else:
            item.fields.keep(kind, part)
    return True


def _length(item: Item, value: str) -> bool:
    number = word_count(value)
    return number is not None and item.fields.set("word_count", number)


def _language(item: Item, value: str) -> bool:
    code = language(value)
    return code is not None and item.fields.set("language", code) and not says_more(value)


def _headline(item: Item, value: str) -> bool:
    return item.set("headline", value)


def _code(item: Item, value: str) -> bool:
    if item.code is None:
        item.code = value
        return True
    return item.code == value


def _graphic(item: Item, value: str) -> bool:
    item.caption(value)
    return True


def _summary(item: Item, value: str) -> bool:
    return item.set("summary", value)


def _correction(item: Item, value: str) -> bool:
    item.fields.add_new("ed_notes", Note(value, "correction"))
    return True


def _url(item: Item, value: str) -> bool:
    return value.startswith(("http://", "https://")) and " " not in value and item.set("url", value)


def _concepts(field: str, make: Callable[..., Any], kind: str | None = None) -> Handler:
    """A list of terms with their relevance."""

    def read(item: Item, value: str) -> bool:
        for term in _terms(value):
            more = {} if kind is None else {"type": kind}
            item.fields.add_new(field, make(name=term.name, relevance=term.relevance, **more))
        return True

    return read


def _parties(field: str, make: Callable[..., Party]) -> Handler:
    """A list of names, whose relevance has no field of its own."""

    def read(item: Item, value: str) -> bool:
        for term in _terms(value):
            item.fields.add_new(field, make(name=term.name, extra=_relevance(item, term)))
        return True

    return read


def _ticker(item: Item, value: str) -> bool:
    for term in _terms(value):
        parts = _TICKER.fullmatch(term.name or "")
        symbol = Symbol(symbol=parts[1], exchange=parts[2]) if parts else Symbol(symbol=term.name)
        item.fields.add_new("organisations", Organisation(symbols=(symbol,), extra=_relevance(item, term)))  # fmt: skip
    return True


def _relevance(item: Item, term: Concept) -> dict[str, tuple[str, ...]]:
    if term.relevance is None:
        return {}
    return {f"{item.fields.prefix}relevance": (f"{term.relevance:g}",)}


def _terms(value: str) -> list[Concept]:
    """The terms of a list, which a semicolon or a percentage ends."""
    return terms(_TERM_END.sub(r"\1;", value))


Handler = Callable[[Item, str], bool]
"""What takes the value of a label; False where it belongs to ``extra``."""

_HANDLERS: Mapping[str, Handler] = {
    "headline": _headline,
    "byline": lambda item, value: item.set("byline", value),
    "section": _section,
    "length": _length,
    "dateline": lambda item, value: item.set("dateline.text", value),
    "summary": _summary,
    "graphic": _graphic,
    "language": _language,
    "code": _code,
    "subject": _concepts("subjects", Concept),
    "industry": _concepts("subjects", Concept, "industry"),
    "place": _concepts("places", Place),
    "genre": _concepts("genres", Concept),
    "series": _concepts("series", Concept),
    "person": _parties("people", Party),
    "organisation": _parties("organisations", Organisation),
    "company": _parties("organisations", Organisation),
    "ticker": _ticker,
    "correction": _correction,
    "url": _url,
}
"""What becomes of a label by its meaning; any other value goes to ``extra``."""
