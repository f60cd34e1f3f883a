"""LexisNexis downloads as HTML: a comment ``<DOCFULL>`` opens each article, then a ``DIV`` is a
field: number, source, date, headline, labels in bold type, the text, labels, the copyright.

The lines of a file come in, articles go out. Which classes are the headline's and bold type says
the style sheet of the file, which numbers them anew each time. What stands before the first article
is the cover.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

import attrs

from newsfmt import prose, xmlkit
from newsfmt.article import Article
from newsfmt.body import Block
from newsfmt.format import Context, Part
from newsfmt.parting import at_lines
from newsfmt_research.fragments import cuts
from newsfmt_research.nexis_fields import Item, Reading, is_copyright
from newsfmt_research.nexis_labels import Labels

if TYPE_CHECKING:
    from newsfmt.xmlkit import Element

__all__ = ["read", "split"]

_MOST = 20_000  # lines between two articles, of which a style sheet is made
_OPENS = re.compile(rb"<DOCFULL>", re.IGNORECASE)
_CLOSES = re.compile(rb"</DOCFULL>", re.IGNORECASE)
_DOCUMENT = re.compile(r"<DOCFULL>\s*-->", re.IGNORECASE)
_END = re.compile(r"</DOCFULL>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_HITS = frozenset(("b", "strong", "mark", "font"))
_UNSEEN = frozenset(("style", "script"))
_ENDS = frozenset(("p", "div", "tr"))
_DOCUMENTS = re.compile(r"<META\s[^>]{0,200}\bDOCUMENTS\s?=\s?[\"']?(\d{1,7})", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s?=\s?[\"']?([\w-]{1,20})", re.IGNORECASE)
_LAYOUT = re.compile(
    r"<!--.*?(?:-->|\Z)|<(style|script|title)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL
)
"""What stands around the articles of a page and is not shown."""
_RULE = re.compile(r"\.(\w{1,20})\s*\{([^}]{0,600})\}")
_BIG = re.compile(r"font-size:\s*1[3-9](?:\.\d+)?pt")


@attrs.frozen
class _Style:
    """What the style sheet of a file says of its classes."""

    headline: frozenset[str] = frozenset()
    bold: frozenset[str] = frozenset()
    centred: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> _Style:
        """Read the style sheet in what stands before the first article."""
        rules = [(name, rule.lower()) for name, rule in _RULE.findall(text)]
        return cls(
            frozenset(name for name, rule in rules if _BIG.search(rule)),
            frozenset(name for name, rule in rules if re.search(r"font-weight:\s*bold", rule)),
            frozenset(name for name, rule in rules if re.search(r"text-align:\s*center", rule)),
        )


_State: TypeAlias = tuple[_Style, str | None]
"""What the beginning of a file says of its articles: the style, and the encoding."""


def split(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    """Yield parts that begin with an article, each with what the beginning of the file says."""
    style, declared = _Style(), ""
    between: list[bytes] = []  # what stands between two articles

    def begins(line: bytes) -> bool:
        nonlocal style, declared
        if _OPENS.search(line) is None:
            if len(between) == _MOST or _CLOSES.search(line):
                between.clear()
            between.append(line)
            return False
        preface = b"".join(between)
        between.clear()
        if not declared and (charset := _CHARSET.search(preface)):
            declared = charset[1].decode()
        if b"{" in preface and _RULE.search(text := preface.decode("latin-1")):
            style = _Style.of(text)
        return True

    state: _State | None = None
    for part in at_lines(stream, context, size, begins):
        yield attrs.evolve(part, state=state)
        state = style, declared or None


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the articles of a file. Raises ParseError where it has none, TruncatedError where the
    last one is not closed.
    """
    reading, part = Reading(context), context.part
    known = part is not None and part.state is not None
    style, declared = part.state if part is not None and known else (_Style(), None)
    index = part.index if part is not None else 0
    held: tuple[int, str] | None = None
    is_empty = not index
    for line, data in chain(cuts(stream, context, _OPENS), [(0, b"")]):
        if held is not None:
            start, document = held
            end = _END.search(document)
            if end is None and not data and context.holds_end:
                context.cut_off("the comment </DOCFULL>", at=start)
            last = document.rfind("<!--", 0, end.start() if end else len(document))
            content = document[:last] if last >= 0 and (end or data) else document
            article = _Document(content, style, Item(reading, index, start)).article()
            if article is not None:
                yield article
                index += 1
            if end is not None:  # another export may follow
                style = _preface(f"<!--{document[end.end() :]}", context, style, start)
            held = None
        if declared is None and not known and (charset := _CHARSET.search(data)):
            declared = charset[1].decode()
        text = prose.decode(data, context, declared=declared, default="cp1252")
        cover, *documents = _DOCUMENT.split(text, 1)
        if not known:
            known = True
            style = _preface(cover, context, style, line)
        for document in documents:
            held, is_empty = (line, document), False
    if is_empty and context.holds_end:
        raise context.error("no comment with <DOCFULL> opens an article")


def _preface(text: str, context: Context, style: _Style, line: int) -> _Style:
    """Take what stands before articles or behind one: their number, what the export says of
    itself, and the style that is returned.
    """
    if total := _DOCUMENTS.search(text):
        context.stated(int(total[1]))
    context.export_note(unescape(_TAG.sub(" ", _LAYOUT.sub("", text))), at=line)
    return _Style.of(text) if _RULE.search(text) else style


class _Document:
    """One article in its elements."""

    def __init__(self, content: str, style: _Style, item: Item) -> None:
        self.item = item
        self.style = style
        self.content = content
        self.body: list[Block] = []
        self.has_number = False
        self.labels = 0
        self.fields = 0
        """How many fields have a text."""

    def article(self) -> Article | None:
        """Return the article; None for a notice that stands in the place of one."""
        item = self.item
        context = item.context
        root = xmlkit.parse_html(self.content, limits=context.limits, name=context.name)
        fields = _fields(root) if root is not None else []
        for element in fields:
            self._field(element)
        is_bare = not (self.has_number or item.date_line or self.labels)
        if is_bare and self.fields < 2:
            text = " ".join(_text(root).split()) if root is not None else ""
            context.warn("read.item-skipped", f"a notice in place of an article: {text[:120]!r}", at=item.line)  # fmt: skip
            return None
        return item.finish(tuple(self.body))

    def _field(self, element: Element) -> None:
        """Read one field."""
        name = xmlkit.local(element)
        lines = [" ".join(row.split()) for row in _text(element).split("\n")]
        lines = [row for row in lines if row]
        self.fields += bool(lines)
        if name == "table" or (lines and element.find(".//table") is not None):
            self._text_of(element)
        elif not lines:
            return
        elif (
            not self.has_number
            and not self.item.source
            and _is_number(lines[0], self.item.reading.labels)
        ):
            self.has_number = True
            self.item.fields.keep("document", lines[0])
        elif (label := self._label(element, lines)) is not None:
            self.labels += 1
            self.item.label(*label)
        elif self._is_notice(element, lines):
            self.item.notices.extend(lines)
        elif self._is_header(element):
            self._header(element, lines)
        else:
            self._text_of(element)

    def _label(self, element: Element, lines: list[str]) -> tuple[str, str] | None:
        """The label and the value of a field: a first run that ends in a colon, in bold type or
        with a name that is known.
        """
        run = next(
            (span for span in element.iter("span", "b", "strong") if _text(span).strip()), None
        )
        if run is None:
            return None
        name = " ".join(_text(run).split())
        whole = " ".join(lines)
        if name[-1:] != ":" or len(name) > 42 or not whole.startswith(name):
            return None
        name = name[:-1].strip()
        if name != name.upper():
            return None
        if self.item.reading.labels.meaning(name) is None:
            is_bold = run.get("class") in self.style.bold or run.tag != "span"
            if not is_bold or not _is_single(element):
                return None
        return name, whole[len(name) + 1 :].lstrip(" :")

    def _is_notice(self, element: Element, lines: list[str]) -> bool:
        """Whether a field is the copyright."""
        return len(lines) < 8 and (
            is_copyright(lines[0])
            or (self._is_centred(element) and self.labels > 0 and any(map(is_copyright, lines)))
        )

    def _is_centred(self, element: Element) -> bool:
        return element.get("class") in self.style.centred or element.get("align") == "center"

    def _is_header(self, element: Element) -> bool:
        """Whether a field without a label stands before the text."""
        if self.labels or self.body:
            return self._is_headline(element) and "headline" not in self.item.fields.values
        if self._is_headline(element) or self._is_centred(element):
            return True
        return "headline" not in self.item.fields.values and _is_single(element)

    def _is_headline(self, element: Element) -> bool:
        return any(
            span.get("class") in self.style.headline and bool(_text(span).strip())
            for span in element.iter("span")
        )

    def _header(self, element: Element, lines: list[str]) -> None:
        """Read source, date, headline and what stands below the date."""
        item = self.item
        is_below = bool(item.source and item.date_line)
        if (
            self._is_headline(element)
            or (is_below and not self._is_centred(element))
            or (
                item.source
                and not item.date_line
                and not self._is_centred(element)
                and item.dated(lines[0]) is None
            )
        ):
            item.set("headline", " ".join(lines))
        else:
            for line in lines:
                item.centred(line)

    def _text_of(self, element: Element) -> None:
        """Add what an element holds to the text."""
        from newsfmt.markup.html import parse

        for inner in element.iter():
            if "class" in inner.attrib:  # of a search hit, or of layout
                del inner.attrib["class"]
            if inner.tag in _HITS:
                inner.tag = "span"
        self.body += parse(element, context=self.item.context, at=self.item.line)


def _is_single(element: Element) -> bool:
    """Whether a field has one paragraph at most."""
    filled = (row for row in element.iter("p") if _text(row).strip())
    return next(islice(filled, 1, None), None) is None


def _is_number(line: str, known: Labels) -> bool:
    found = known.opening.match(line.encode())
    return found is not None and found[5] is None


def _fields(root: Element) -> list[Element]:
    """The fields of an article: divisions and tables, also where others enclose them."""
    fields = []
    for element in root:
        name = xmlkit.local(element)
        if name in ("div", "table", "p"):
            fields.append(element)
        elif name not in ("style", "script", "head"):
            fields += _fields(element)
    return fields


def _text(element: Element) -> str:
    """The text of an element, breaks and ends of paragraphs as line ends."""
    if element.tag in _UNSEEN:
        return ""
    text = element.text
    parts = [text.replace("\n", " ")] if text else []
    for child in element:
        name = child.tag
        if name == "br":
            parts.append("\n")
        elif len(child) or name in _UNSEEN:
            parts.append(_text(child))
        elif child.text:
            parts.append(child.text.replace("\n", " "))
        if name in _ENDS:
            parts.append("\n")
        if child.tail:
            parts.append(child.tail.replace("\n", " "))
    return "".join(parts)
