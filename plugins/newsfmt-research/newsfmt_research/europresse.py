"""Europresse, called Eureka in Canada: pages of HTML with one document after the other, in the
present layout (``article``, ``section``, ``footer``) and in the old one (a table for each).

Pieces of a page come in, articles go out. A certificate behind a document holds the reader's name
and dates that do not belong to the article; it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, BinaryIO

from newsfmt import xmlkit
from newsfmt.article import Article, Association, Concept, Label, Note, Party, normalise
from newsfmt.body import Block, text_of
from newsfmt.format import Context
from newsfmt.gather import Gathered
from newsfmt_research import sections
from newsfmt_research.blocks import report_missing
from newsfmt_research.europresse_header import header_line
from newsfmt_research.fragments import fragments
from newsfmt_research.pages import flow, line, lines, runs
from newsfmt_research.values import dated

if TYPE_CHECKING:  # lxml is imported when a document is read
    from newsfmt.xmlkit import Element

__all__ = ["ASIDES", "read"]

ASIDES: Mapping[str, str] = {
    "caption": "illustration illustrations illustratie illustraties abbildung abbildungen ilustración ilustraciones illustrazione illustrazioni photo photos foto",
    "note": "note notes noot noten anmerkung anmerkungen nota notas",
}
"""Words that open what stands beside a text, by its meaning; ``(s)`` behind them does not count."""

_OPENING = re.compile(rb"(?i)<article\b|<span\b[^>]{0,200}?\bDocPublicationName\b")
_SIGNS = ("DocPublicationName", "itreArticle", "<section", "<footer")
_LOGO = re.compile(r"<img\b[^>]{0,200}?\bsourcecode=[\"']([^\"']{1,40})")
_ISSUE = re.compile(r"(.+?)\s*,\s*((?:no|n°|nº|nr|num|vol|issue|nummer|numéro|heft)(?![^\W\d_])\.?\s*\S.*)", re.IGNORECASE)  # fmt: skip
_NUMBER = re.compile(r"news[·.]\S+")
_NUMBERED = re.compile(r"(?i)(?:num[ée]ro (?:de|du|del|di)?\s?document\w*|document (?:number|id)|documentnummer|dokumentnummer|n[úu]mero d[eo]l? documento)\s*:\s*(\S+)")  # fmt: skip
_MEANINGS = {word: kind for kind, words in ASIDES.items() for word in words.split()}
_LABEL = re.compile(r"([^\W\d_]{3,20})(?:\((?:s|n|e|en|es)\))?\s*:\s*(.*)", re.DOTALL)
_LONGEST = 1000  # characters of a header that are looked through
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright\b)", re.IGNORECASE)


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the documents of a page. Raises ParseError for a page without any, TruncatedError for a
    page that stops inside one.
    """
    index = 0
    held: Document | None = None
    ending = code = ""
    for start, text in fragments(stream, context, _OPENING):
        ending = text
        if (logo := _LOGO.search(text)) is not None:
            code = logo[1]
        if not any(sign in text for sign in _SIGNS):
            continue  # what stands before a document: the page's own, or its logo
        root = xmlkit.parse_html(text, limits=context.limits, name=context.name)
        if root is None:
            continue
        context.index = index + (held is not None)
        document = Document(context, start, code)
        document.read(root)
        if document.is_empty:
            continue
        if held is not None:
            yield held.article(index)
            index += 1
        held = document
    if held is None:
        raise context.error("no document in it: no name of a publication (DocPublicationName)")
    if "id" not in held.gathered.values and "</html" not in ending.lower():
        context.cut_off("the end of the last document", at=held.line)
    yield held.article(index)


class Document:
    """One document as far as it has been read."""

    def __init__(self, context: Context, line: int, code: str) -> None:
        self.context = context
        self.line = line
        self.code = code or None  # of the publication, which stands before the document
        self.gathered = Gathered(context, "europresse:")
        self.body: list[Block] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing of a document was met."""
        return not (self.gathered.values or self.gathered.many or self.body)

    def article(self, index: int) -> Article:
        """Return the article."""
        self.context.index = index
        fields = self.gathered.finish()
        fields["body"] = tuple(self.body)
        report_missing(fields, self.context, self.line)
        return normalise(Article(**fields, origin=self.context.origin(index, self.line)))

    def read(self, root: Element) -> None:
        """Read the piece of a page that a document is."""
        parts = [part for part in root.iter() if xmlkit.is_element(part)]
        for part in _with_class(parts, "docpublicationname")[:1]:
            self.publication(line(part))
        headers = _with_class(parts, "docheader")
        if text := "".join(map(xmlkit.verbatim, headers)):
            self.header(text)
        names = {xmlkit.local(part): part for part in reversed(parts)}
        if names.keys() & {"section", "footer"} or _with_class(parts, "titrearticle"):
            _present(self, parts, names)
        else:
            _old(self, parts, headers)

    def publication(self, text: str) -> None:
        """Take the name of a publication, with the number of an issue behind it."""
        issue = _ISSUE.fullmatch(text)
        name = issue[1] if issue else text
        if name:
            self.gathered.add("sources", Party(name=name, code=self.code, role="publication"))
        if issue:
            self.gathered.keep("issue", issue[2])

    def header(self, text: str) -> None:
        """Take the line with section, date, number of words and page."""
        whole = " ".join(text.split())
        parts = header_line(whole[:_LONGEST])
        date = dated(parts.date or whole, self.context, what="the header", line=self.line)
        if date is None:
            self.gathered.keep("header", whole)
            return
        self.gathered.set("published", date.date)
        self.gathered.set("word_count", parts.words)
        self.gathered.keep("page", parts.page)
        for rest in parts.rest:
            self.gathered.keep("header", rest)
        for kind, part in sections.parts(parts.section):
            if kind == "category":
                self.gathered.add_new("categories", Concept(name=part))
            else:
                self.gathered.keep(kind, part)

    def title(self, text: str) -> None:
        """Take the headline."""
        self.gathered.set("headline", text or None)

    def kicker(self, text: str) -> None:
        """Take a line over the headline."""
        if text:
            self.gathered.add_new("alt_headlines", Label(text, "kicker"))

    def beside(self, kind: str, text: str) -> None:
        """Take what stands beside the text: a caption, a note, or another thing."""
        if kind == "note":
            self.gathered.add("ed_notes", Note(text=text, role="note"))
        elif kind == "caption":
            name = f"picture{len(self.gathered.many['associations']) + 1}"
            picture = Article(type="picture", summary=text)
            self.gathered.add("associations", Association(name=name, item=picture))
        else:
            self.gathered.keep(kind, text)

    def unknown(self, label: str) -> None:
        """Report a label beside the text that is not known."""
        message = f"{label}: kept in extra; add it to ASIDES in newsfmt_research/europresse.py"
        self.context.warn("read.unknown-key", message, at=self.line)

    def number(self, text: str) -> bool:
        """Take the document's number, if a text holds it."""
        match = _NUMBERED.search(text) or _NUMBER.search(text)
        if match is not None:
            self.gathered.set("id", match[match.lastindex or 0])
        return match is not None


def _with_class(parts: Sequence[Element], name: str) -> list[Element]:
    """The elements with a class, in whatever case its name is written."""
    return [
        part
        for part in parts
        if (classes := part.get("class")) is not None and name in classes.lower().split()
    ]


# ---- the present layout
# ------------------------------------------------------------


def _present(document: Document, parts: Sequence[Element], names: Mapping[str, Element]) -> None:
    """Read header, text, what stands beside it, and footer."""
    around = next(iter(_with_class(parts, "titrearticle")), None)
    if around is not None:
        _titles(document, around, parts)
    if (section := names.get("section")) is not None:
        document.body += flow(section)
    if (aside := names.get("aside")) is not None:
        _aside(document, aside)
    if (footer := names.get("footer")) is not None:
        for notice in footer.iter("small"):
            document.gathered.set("rights.notice", line(notice) or None, "notice")
        document.number(line(footer))


def _titles(document: Document, around: Element, parts: Sequence[Element]) -> None:
    """The headline with the lines over and under it, the rubric before and the byline behind it."""
    _rubric(document, around)
    is_over = True
    for part in xmlkit.children(around):
        text = line(part)
        if _with_class([part], "titrearticlevisu"):
            document.title(text)
            is_over = False
        elif is_over:
            document.kicker(text)
        elif text:
            document.gathered.set("subheadline", text)
    following = around.getnext()
    while following is not None and xmlkit.local(following) == "div":
        if text := line(following):
            document.gathered.set("byline", text)
        following = following.getnext()


def _rubric(document: Document, around: Element) -> None:
    """The ``div`` between the line of the header and the headline, over which it stands."""
    rubrics: list[str] = []
    before = around.getprevious()
    while before is not None and xmlkit.local(before) == "div":
        inner = list(before.iter("*"))
        if _with_class(inner, "docheader") or _with_class(inner, "docpublicationname"):
            break
        rubrics.append(line(before))
        before = before.getprevious()
    for text in reversed(rubrics):
        document.kicker(text)


def _aside(document: Document, aside: Element) -> None:
    kind = "aside"
    for block in flow(aside):
        text = " ".join(text_of(block).split())
        label = _LABEL.match(text)
        if label and (meaning := _MEANINGS.get(label[1].casefold())):
            kind, text = meaning, label[2]
        elif label and not label[2]:  # a heading of its own
            kind, text = label[1].casefold(), ""
            document.unknown(label[1])
        if text:
            document.beside(kind, text)


# ---- the old layout
# ------------------------------------------------------------


def _old(document: Document, parts: Sequence[Element], headers: Sequence[Element]) -> None:
    """Read a document that is one run of text, which empty paragraphs part."""
    title = next(iter(_with_class(parts, "titrearticlevisu")), None)
    start = title if title is not None else headers[-1] if headers else None
    if start is None:
        return
    if title is not None:
        document.title(line(title))
        _over(document, title)
    for place, (rows, is_notice) in enumerate(runs(start)):
        end = next((n for n, row in enumerate(rows) if row and document.number(row)), None)
        _run(document, rows[:end], is_notice=is_notice, is_first=place == 0 and title is not None)
        if end is not None:
            break


def _run(document: Document, rows: Sequence[str], *, is_notice: bool, is_first: bool) -> None:
    """Take a run of text: a byline behind the headline, the notice at its end, or a paragraph."""
    if is_first and _is_byline(rows):
        document.gathered.set("byline", " ".join(filter(None, rows)))
        return
    last = next((n for n, row in enumerate(rows) if _COPYRIGHT.match(row)), len(rows))
    notice = " ".join(filter(None, rows[last:]))
    if notice and (is_notice or last):
        document.gathered.parts["rights"].setdefault("notice", notice)
        rows = rows[:last]
    if (paragraph := lines(rows)) is not None:
        document.body.append(paragraph)


def _over(document: Document, title: Element) -> None:
    """The text between the line of the header and the headline."""
    texts: list[str] = []
    before = title.getprevious()
    while before is not None and not _with_class([before], "docheader"):
        texts += [before.tail or "", line(before)]
        before = before.getprevious()
    if before is not None:
        texts.append(before.tail or "")
    document.kicker(" ".join(" ".join(reversed(texts)).split()))


def _is_byline(rows: Sequence[str]) -> bool:
    """Whether the first run is a byline: two breaks part it from the headline, one follows."""
    return len(rows) >= 4 and not rows[0] and not rows[1] and not rows[-1] and bool(rows[2])
