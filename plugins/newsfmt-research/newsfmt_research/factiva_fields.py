"""The codes of Factiva (``HD``, ``WC``, ``PD`` …), which its text, its HTML and its XML share, and
an article made of their values.

:data:`FIELDS` says which field each code fills. The codes are the same in every language of the
interface; names of languages and months, and the words for "words", are in tables of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from newsfmt.article import (
    Article,
    Association,
    Concept,
    Note,
    Organisation,
    Party,
    Place,
    normalise,
)
from newsfmt.body import Block
from newsfmt.format import Context
from newsfmt.gather import Gathered
from newsfmt.languages import language, says_more
from newsfmt_research import sections
from newsfmt_research.blocks import blocks, report_missing
from newsfmt_research.values import dated, is_empty, word_count

__all__ = ["BODY", "FIELDS", "HEAD", "KEYS", "ORDER", "Item"]

HEAD = tuple("CLM SE HD BY CR WC PD ET SN SC NGC GC ED PG VOL LA CY CX".split())
"""Codes before the text, in their order."""
BODY = ("LP", "TD")
"""Codes of the text."""
ORDER = (*HEAD, *BODY, *"ART RF CO IN NS RE IPD IPC CT PUB AN".split())
"""All codes, in their order."""
KEYS: Mapping[str, str] = {
    "ED": "edition", "PG": "page", "VOL": "volume", "ET": "time", "PD": "date", "LA": "language",
    "WC": "words", "HD": "headline", "BY": "byline", "CR": "credit", "CY": "copyright", "AN": "id",
}  # fmt: skip
"""Names of codes in ``extra``; others are named by the code itself."""

_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{5,}\Z")
_DOCUMENT = frozenset("document dokument documento документ dokument 文件 文档 ドキュメント 문서".split()) | {""}  # fmt: skip
"""The word before the number of an article; the whole value is kept where it is another one."""
_COUNT = re.compile(r"(\d{1,3}(?:[.,'’\s\u00a0\u202f]\d{3})+|\d{1,7})[\s\u00a0]*[^\W\d]\S{0,20}")
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"(\d{2})(\d{2})(\d{2})?")


class Item:
    """One article as far as it has been read: its values by their codes."""

    def __init__(self, context: Context, line: int | None) -> None:
        self.context = context
        self.line = line
        self.gathered = Gathered(context, f"{context.format}:")
        self.source: dict[str, str] = {}
        self.publisher: list[str] = []
        self.moment: dict[str, str] = {}
        self.groups: list[list[str]] = []
        self.body: list[Block] = []

    def take(self, code: str, value: str, line: int | None = None) -> None:
        """Take the value of a code. One that is not known is kept and reported."""
        value = value.strip()
        if not value or is_empty(value):
            return
        reader = FIELDS.get(code)
        if reader is None:
            self.context.warn("read.unknown-key", f"{code}: kept in extra", at=line or self.line)
            self.keep(code, value)
            return
        reader(self, code, value)

    def keep(self, code: str, value: str) -> None:
        """Keep a value that no field takes."""
        self.gathered.keep(KEYS.get(code, code.lower()), value)

    def set(self, field: str, code: str, value: Any) -> None:
        """Set a field; another value of the same code is kept and reported."""
        if not self.gathered.set(field, value, KEYS.get(code, code.lower())):
            message = f"{code} is there again: kept in extra"
            self.context.warn("read.duplicate-key", message, at=self.line)

    def caption(self, text: str) -> None:
        """Take the caption of a picture."""
        name = f"picture{len(self.gathered.many['associations']) + 1}"
        picture = Article(type="picture", summary=text)
        self.gathered.add("associations", Association(name=name, item=picture))

    def terms(self, code: str, terms: Iterable[tuple[str, str]]) -> None:
        """Take terms of a vocabulary, each with its code and its name."""
        field, make, type_ = TERMS[code]
        for key, name in terms:
            term = {"name": name or None, "code": key or None, "scheme": f"factiva:{code.lower()}"}
            if type_:
                term["type"] = type_
            self.gathered.add_new(field, make(**term))

    def article(self, index: int) -> Article:
        """Return the article."""
        self.context.index = index
        gathered = self.gathered
        self._sources()
        self._date()
        fields = gathered.finish()
        fields["body"] = (*blocks(self.groups), *self.body)
        report_missing(fields, self.context, self.line)
        return normalise(Article(**fields, origin=self.context.origin(index, self.line)))

    def _sources(self) -> None:
        if self.source:
            party = Party(self.source.get("name"), self.source.get("code"), role="publication")
            self.gathered.add("sources", party)
        for name in self.publisher:
            self.gathered.add("sources", Party(name=name, role="publisher"))

    def _date(self) -> None:
        """The date, with its time; what cannot be read of both is kept."""
        day, time = self.moment.get("PD", ""), self.moment.get("ET", "")
        written = _DAY.sub(r"\1-\2-\3", day) if _DAY.fullmatch(day) else day
        clock = _TIME.sub(r"\1:\2", time) if _TIME.fullmatch(time) else time
        if not day:
            if time:
                self.keep("ET", time)
            return
        both = f"{written} {clock}".strip()
        found = dated(both, self.context, what="PD", line=self.line)
        if found is None:
            self.keep("PD", day)
            if time:
                self.keep("ET", time)
            return
        self.gathered.set("published", found.date)
        if found.rest or found.zone:
            self.keep("PD", f"{day} {time}".strip())


def _line(field: str) -> Callable[[Item, str, str], None]:
    def read(item: Item, code: str, value: str) -> None:
        item.set(field, code, value)

    return read


def _section(item: Item, code: str, value: str) -> None:
    for kind, part in sections.parts(value):
        if kind == "category":
            item.gathered.add_new("categories", Concept(name=part))
        else:
            item.gathered.keep(kind, part)


def _words(item: Item, code: str, value: str) -> None:
    """The number of words; that of a unit that is not known counts, and the value is kept."""
    count = word_count(value)
    if count is None:
        message = f"{value!r} has no unit that is known; add it to WORDS in newsfmt_research/tables.py"  # fmt: skip
        item.context.warn("read.unknown-key", message, at=item.line)
        item.keep(code, value)
        number = _COUNT.fullmatch(value)
        count = int(re.sub(r"\D", "", number[1])) if number else None
    item.set("word_count", code, count)


def _moment(item: Item, code: str, value: str) -> None:
    if item.moment.setdefault(code, value) != value:
        item.keep(code, value)


def _source(name: str) -> Callable[[Item, str, str], None]:
    def read(item: Item, code: str, value: str) -> None:
        if item.source.setdefault(name, value) != value:
            item.keep(code, value)

    return read


def _language(item: Item, code: str, value: str) -> None:
    known = language(value)
    if known is None:
        message = f"the language {value!r} is not known; add it to NAMES in newsfmt/languages.py"  # fmt: skip
        item.context.warn("read.unknown-key", message, at=item.line)
        item.keep(code, value)
        return
    item.set("language", code, known)
    if says_more(value):
        item.keep(code, value)


def _number(item: Item, code: str, value: str) -> None:
    number = _NUMBER.search(value)
    item.set("id", code, number[0] if number else value)
    if number and value[: number.start()].strip().casefold() not in _DOCUMENT:
        item.keep(code, value)


def _terms(item: Item, code: str, value: str) -> None:
    pairs = (part.partition(" : ") for part in value.split("|"))
    item.terms(
        code,
        (
            (key.strip(), name.strip()) if colon else ("", key.strip())
            for key, colon, name in pairs
            if key.strip()
        ),
    )


def _keywords(item: Item, code: str, value: str) -> None:
    for part in value.split("|"):
        if part.strip():
            item.gathered.add_new("keywords", part.strip())


def _publisher(item: Item, code: str, value: str) -> None:
    if value not in item.publisher:
        item.publisher.append(value)


def _note(role: str) -> Callable[[Item, str, str], None]:
    def read(item: Item, code: str, value: str) -> None:
        item.gathered.add("ed_notes", Note(text=value, role=role))

    return read


TERMS: Mapping[str, tuple[str, type[Any], str | None]] = {
    "CO": ("organisations", Organisation, None),
    "IN": ("subjects", Concept, "industry"),
    "NS": ("subjects", Concept, None),
    "RE": ("places", Place, None),
}
"""Codes of vocabularies: the field, the record and the type of their terms."""

FIELDS: Mapping[str, Callable[[Item, str, str], None]] = {
    "CLM": _section,
    "SE": _section,
    "HD": _line("headline"),
    "BY": _line("byline"),
    "CR": _line("credit"),
    "WC": _words,
    "PD": _moment,
    "ET": _moment,
    "SN": _source("name"),
    "SC": _source("code"),
    "LA": _language,
    "CY": _line("rights.notice"),
    "CX": _note("correction"),
    "ART": lambda item, code, value: item.caption(value),
    **dict.fromkeys(TERMS, _terms),
    "IPD": _keywords,
    "PUB": _publisher,
    "AN": _number,
    **dict.fromkeys("NGC GC ED PG VOL RF IPC CT".split(), Item.keep),
}
"""What becomes of the value of each code but those of the text."""
