"""Factiva's HTML download: one ``div`` of the class ``article`` for each article, with the codes in
a table, or without codes in an order that tells what is what.

Pieces of a page come in, articles go out. A ``div`` around another one holds nothing of its own. In
a page without codes the number of words is the anchor, then the date behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

from newsfmt import xmlkit
from newsfmt.article import Article
from newsfmt.format import Context
from newsfmt.languages import language
from newsfmt_research.factiva_fields import BODY, Item
from newsfmt_research.fragments import classes, fragments
from newsfmt_research.pages import behind, block, has_class, line
from newsfmt_research.values import find_date, word_count

if TYPE_CHECKING:  # lxml is imported when a document is read
    from newsfmt.xmlkit import Element

__all__ = ["read"]

_OPENING = re.compile(rb"(?i)<div\b[^>]{0,400}?\bclass\s{0,4}=\s{0,4}[\"'](?:[^\"'>]{0,100}\s)?article(?:\s[^\"'>]{0,100})?[\"']")  # fmt: skip
_LANGUAGE = re.compile(r"([a-z]{2})([a-z]{2})?Article")
_CODE = re.compile(r"\S{2,12}(?: \S{1,8})?")
_COUNTED = re.compile(r"(\d{1,6})\)\s*")
_SOURCE = re.compile(r"[A-Z0-9]{2,8}")
_TIME = re.compile(r"\d{1,2}:\d{2}(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s+[A-Z][A-Za-z+\-0-9]{1,5})?")
_PAGE = re.compile(
    r"[A-Za-z]{0,4}\.?-?\d{1,5}[A-Za-z]?(?:\s?[-–,;/]\s?[A-Za-z]{0,4}\d{1,5}[A-Za-z]?)*"
)
_COUNT = re.compile(r"\d[\d.,\s\u00a0\u202f]*[^\W\d_]{1,20}")
_NUMBER = re.compile(r"\S*[\s\u00a0]?[A-Za-z0-9][A-Za-z0-9_.\-]{8,}")
_MIDDLE = {1: ("ED",), 2: ("ED", "PG"), 3: ("ED", "PG", "VOL")}
"""What stands between the source's code and the language, by how many there are."""


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the articles of a page. Raises ParseError for a page without any, TruncatedError for a
    page that stops inside one.
    """
    index = 0
    item: Item | None = None
    ending = ""
    for start, text in fragments(stream, context, _OPENING):
        ending = text
        root = xmlkit.parse_html(text, limits=context.limits, name=context.name)
        element = next(filter(_is_article, root.iter("div")), None) if root is not None else None
        if element is None:
            continue
        context.export_note(behind(element), at=start)
        context.index = index + (item is not None)
        following = _item(element, start, context)
        if following is None:
            continue
        if item is not None:
            yield item.article(index)
            index += 1
        item = following
    if item is None:
        raise context.error('no article in it: no <div class="article">')
    if "id" not in item.gathered.values and "</html" not in ending.lower():
        context.cut_off("the end of the last article", at=item.line)
    yield item.article(index)


def _is_article(element: Element) -> bool:
    return has_class(element, "article")


def _item(element: Element, start: int, context: Context) -> Item | None:
    """The article of an element; None for one that only wraps another."""
    item = Item(context, start)
    rows = list(_rows(element))
    if rows:
        _with_codes(rows, item)
    elif not _without_codes(element, item):
        return None
    if "id" in item.gathered.values:
        context.end_mark()
    if "language" not in item.gathered.values:
        names = (_LANGUAGE.fullmatch(name) for name in classes(element.get("class")))
        if match := next(filter(None, names), None):
            item.set("language", "LA", match[1] + (f"-{match[2].upper()}" if match[2] else ""))
    return item


# ---- with codes
# ------------------------------------------------------------


def _rows(element: Element) -> Iterator[tuple[str, Element]]:
    """The rows of the table, each with its code."""
    for row in element.iter("tr"):
        cells = [cell for cell in row if xmlkit.local(cell) in ("td", "th")]
        code = line(cells[0]) if len(cells) > 1 else ""
        if _CODE.fullmatch(code):
            yield code, cells[1]


def _with_codes(rows: Sequence[tuple[str, Element]], item: Item) -> None:
    for code, cell in rows:
        if code in BODY:
            _paragraphs(cell, item)
        elif code == "HD":
            item.take(code, _headline(cell, item))
        elif code == "ART":
            for text in [line(part) for part in cell.iter("p")] or [line(cell)]:
                item.take(code, text)
        else:
            item.take(code, line(cell))


def _headline(element: Element, item: Item) -> str:
    """The headline without the export's own number, which only the class ``counted`` tells."""
    text = line(element)
    counted = any(has_class(part, "counted") for part in element.iter())
    if counted and (number := _COUNTED.match(text)):
        item.keep("number", number[1])
        return text[number.end() :]
    return text


def _paragraphs(cell: Element, item: Item) -> None:
    parts = list(cell.iter("p", "pre"))
    for part in parts or [cell]:
        if (paragraph := block(part)) is not None:
            item.body.append(paragraph)


# ---- without codes
# ------------------------------------------------------------


def _without_codes(element: Element, item: Item) -> bool:
    """Take the values of an article without codes; return whether there are any."""
    heads: list[Element] = []
    tail: list[str] = []
    for part in xmlkit.children(element):
        is_paragraph = xmlkit.local(part) in ("p", "pre")
        texts = [part] if is_paragraph else list(part.iter("p", "pre"))
        if any(xmlkit.local(text) == "pre" or has_class(text, "articleParagraph") for text in texts):  # fmt: skip
            _paragraphs(part, item)
        elif value := line(part):
            if is_paragraph and (heads or item.body):
                tail.append(value)
            elif not is_paragraph:
                heads.append(part)
            else:
                item.keep("line", value)
    if not heads and not item.body:
        return False
    _head(heads, item)
    _tail(tail, item)
    return True


def _head(parts: Sequence[Element], item: Item) -> None:
    """The divs before the text, of which the number of words and the date tell the others."""
    values = [line(part) for part in parts]
    words = next((n for n, value in enumerate(values) if _is_count(value)), None)
    if words is None:
        words = _unknown_count(values, item)
    day = next((n for n, value in enumerate(values) if n >= (words or 0) and _is_date(value)), None)
    anchor = words if words is not None else day if day is not None else len(parts)
    _titles(parts[:anchor], values[:anchor], item)
    if words is not None:
        item.take("WC", values[words])
    following = anchor if words is None else anchor + 1
    _imprint(values[following:], item)


def _is_count(value: str) -> bool:
    return value[0].isdigit() and not value.isdecimal() and word_count(value) is not None


def _unknown_count(values: Sequence[str], item: Item) -> int | None:
    """Where a number with an unknown word stands before the date, or before what the source
    follows behind.
    """
    for place, value in enumerate(values[:-1]):
        if _COUNT.fullmatch(value) and not _is_date(value):
            ahead = values[place + 1 : place + 4]
            source = len(ahead) > 2 and _SOURCE.fullmatch(ahead[2]) and ahead[0][:1].isdigit()
            if _is_date(ahead[0]) or source:
                return place
    return None


def _is_date(value: str) -> bool:
    """Whether a value is a date, and no number with a word that is not known."""
    found = find_date(value)
    return found is not None and (
        found.date.month is not None or not found.rest or found.rest == value
    )


def _titles(parts: Sequence[Element], values: Sequence[str], item: Item) -> None:
    """Section, headline, byline and credit, which stand before the number of words."""
    last = len(parts) - 1 - (len(parts) > 1 and has_class(parts[-1], "author"))
    headline = next((n for n, part in enumerate(parts) if _is_headline(part)), last)
    for place, (part, value) in enumerate(zip(parts, values, strict=True)):
        if place == headline:
            item.take("HD", _headline(part, item))
        elif place < headline:
            item.take("SE", value)
        else:
            item.take("BY" if has_class(part, "author") else "CR", value)


def _is_headline(part: Element) -> bool:
    names = (name for node in part.iter() for name in classes(node.get("class")))
    return part.get("id") == "hd" or any(name.endswith("Headline") for name in names)


def _imprint(values: Sequence[str], item: Item) -> None:
    """Date, source and what follows it, down to language and copyright."""
    rest = list(values)
    is_odd = len(rest) > 2 and not _SOURCE.fullmatch(rest[1]) and _SOURCE.fullmatch(rest[2])
    if rest and (_is_date(rest[0]) or is_odd):
        item.take("PD", rest.pop(0))
        if rest and _TIME.fullmatch(rest[0]):
            item.take("ET", rest.pop(0))
    if rest:
        item.take("SN", rest.pop(0))
    if rest and _SOURCE.fullmatch(rest[0]):
        item.take("SC", rest.pop(0))
    if _ends_in_copyright(rest):
        item.take("CY", rest.pop())
    if rest and not _PAGE.fullmatch(rest[-1]):
        item.take("LA", rest.pop())
    codes = _MIDDLE.get(len(rest), _MIDDLE[3])
    if len(rest) < 3 and rest and _PAGE.fullmatch(rest[0]):
        codes = ("PG", "VOL")
    for place, value in enumerate(rest):
        item.take(codes[min(place, len(codes) - 1)], value)


def _ends_in_copyright(values: Sequence[str]) -> bool:
    """Whether a copyright stands behind the language; it may be missing."""
    if not values or (len(values) == 1 and _PAGE.fullmatch(values[0])):
        return False
    return not _is_language(values[-1]) or (len(values) > 1 and _is_language(values[-2]))


def _is_language(value: str) -> bool:
    return len(value.split()) < 3 and not any(c.isdigit() for c in value) and language(value) is not None  # fmt: skip


def _tail(values: Sequence[str], item: Item) -> None:
    """Captions, publisher and number, which stand behind the text, the number last."""
    rest = list(values)
    if rest and _NUMBER.fullmatch(rest[-1]):
        item.take("AN", rest.pop())
        if rest:
            item.take("PUB", rest.pop())
    for value in rest:
        item.take("ART", value)
