"""The story in a page: the tree of a page comes in, the blocks of its article go out.

trafilatura answers one question: which text is the story. For each block that it finds, the page's
own element is read where there is one with that text, so that marks, languages and links are the
page's; pictures, tables and embeds that stand between them are put back. trafilatura is imported at
the first page, never fetches, and is given text, since it changes the trees that it is given.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from copy import copy

from newsfmt import xmlkit
from newsfmt.body import Block
from newsfmt.errors import CannotReadError
from newsfmt.format import Context
from newsfmt.markup import html
from newsfmt.xmlkit import Element, is_element, local

__all__ = ["story"]

_BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 li blockquote pre table ul ol dl figure figcaption div section td".split()
)
_MEDIA = frozenset(
    "iframe video audio img object embed amp-iframe amp-video amp-audio amp-img".split()
)
_BETWEEN = _MEDIA | {"figure", "table", "pre"}
_BOXES = frozenset("nav aside footer form".split())
_BESIDE = re.compile(r"[^\w\x00-\x7f]+")
_PUNCTUATION = bytes(code for code in range(128) if not (chr(code).isalnum() or chr(code) == "_"))
_MARKS = {"#b": "b", "#i": "i", "#u": "u", "#t": "code", "#sub": "sub", "#sup": "sup"}
_NAMES = {
    "item": "li",
    "quote": "blockquote",
    "row": "tr",
    "cell": "td",
    "lb": "br",
    "del": "s",
    "graphic": "img",
}


def story(
    root: Element, markup: str, base: str | None, context: Context, way: str
) -> tuple[Block, ...]:
    """Return the blocks of the story. Raises CannotReadError where trafilatura is not installed."""
    if way == "article":
        return _element(root, base, context)
    found = _found(markup, base)
    if found is None:
        return ()
    parts = _with_media(root, list(_own(root, found)))
    body: list[Block] = []
    for element in parts:
        xmlkit.resolve(element, base)
        body += html.parse(_alone(element), context=context)
    return tuple(body)


def _alone(element: Element) -> Element:
    """An element that is read itself and not only its content: a copy in an element around it."""
    if local(element) not in _MEDIA:
        return element
    around = element.makeelement("div", None, None)
    around.append(copy(element))
    return around


def _element(root: Element, base: str | None, context: Context) -> tuple[Block, ...]:
    """The blocks of the element ``article``, else ``main``."""
    for kind in ("article", "main"):
        for element in root.iter(kind):
            xmlkit.resolve(element, base)
            return html.parse(element, context=context)
    return ()


def _found(markup: str, base: str | None) -> Element | None:
    """What trafilatura takes for the story: a tree in its own vocabulary."""
    try:
        import trafilatura
    except ImportError as error:
        reason = " ".join(str(error).split())
        raise CannotReadError(
            "a page needs the packages trafilatura and lxml_html_clean to find its story: "
            "pip install trafilatura lxml_html_clean, or read its element article with "
            f"-O body=article ({reason})"
        ) from None
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        document = trafilatura.bare_extraction(
            markup,
            url=base,
            include_comments=False,
            with_metadata=False,
            include_formatting=True,
            include_links=True,
            include_tables=True,
            include_images=False,
        )
    except Exception:  # noqa: BLE001 (of the library, whatever the page is)
        return None
    body: Element | None = getattr(document, "body", None)
    return body


# ---- the page's own elements
# ------------------------------------------------------------


def _own(root: Element, found: Element) -> Iterator[Element]:
    """For each block that was found the page's element of that text, else the block as HTML."""
    keys = {block: _words(xmlkit.verbatim(block)) for block in found if is_element(block)}
    own: dict[bytes, list[tuple[int, Element]]] = {key: [] for key in keys.values() if key}
    most = 4 * max(map(len, own), default=0) + 1000  # with white space and marks between words
    for place, element in enumerate(root.iter(*_BLOCKS)):
        if len(text := xmlkit.verbatim(element)) <= most:
            key = _words(text)
            if key in own:
                own[key].append((place, element))
    last = -1
    for block, key in keys.items():
        candidates = own.get(key, [])
        place, same = _next(candidates, last, _kind(block))
        if same is None:
            yield _as_html(block)
        else:
            last = place
            yield same


def _next(
    candidates: list[tuple[int, Element]], last: int, kind: str
) -> tuple[int, Element | None]:
    """The candidate behind the last one: one of the kind that is wanted, else the innermost."""
    behind = [entry for entry in candidates if entry[0] > last]
    for place, element in behind:
        if local(element) == kind:
            return place, element
    return behind[-1] if behind else (-1, None)


def _words(text: str) -> bytes:
    """The letters and digits of a text, by which it is the same text in page and story."""
    if not text.isascii():
        text = _BESIDE.sub("", text)
    return text.encode().translate(None, _PUNCTUATION)


def _kind(block: Element) -> str:
    if local(block) == "head":
        return str(block.get("rend") or "h2")
    if local(block) == "list":
        return "ol" if block.get("rend") == "ol" else "ul"
    return _NAMES.get(local(block), local(block))


def _as_html(block: Element) -> Element:
    """A block of trafilatura's vocabulary as HTML, in place."""
    for element in list(block.iter()):
        if not is_element(element):
            continue
        kind = local(element)
        if kind == "hi":
            element.tag = _MARKS.get(element.get("rend") or "", "em")
        elif kind == "ref":
            element.tag = "a"
            if target := element.get("target"):
                element.set("href", target)
        elif kind == "cell" and element.get("role") == "head":
            element.tag = "th"
        else:
            element.tag = _kind(element)
        for key in ("rend", "target", "role"):
            if key in element.attrib:
                del element.attrib[key]
    return block


# ---- what stands between them
# ------------------------------------------------------------


def _with_media(root: Element, parts: list[Element]) -> list[Element]:
    """The parts with the pictures, tables and embeds of the page between the first and the last of
    them, if they stand in an element that holds parts directly.
    """
    elements = list(root.iter())  # held, so that an element is the same object all the time
    places = {id(element): place for place, element in enumerate(elements)}
    chosen = [part for part in parts if id(part) in places]
    if not chosen:
        return parts
    homes = {id(part.getparent()) for part in chosen if part.getparent() is not None}
    inside = {id(inner) for part in chosen for inner in part.iter()}
    first, last = places[id(chosen[0])], places[id(chosen[-1])]
    between = [
        element
        for element in root.iter(*_BETWEEN)
        if first < places[id(element)] <= last
        and id(element) not in inside
        and _is_home(element, homes)
    ]
    outer = [element for element in between if not _is_in(element, between)]
    out: list[Element] = []
    for part in parts:
        place = places.get(id(part))
        while outer and place is not None and places[id(outer[0])] < place:
            out.append(outer.pop(0))
        out.append(part)
    return out + outer


def _is_home(element: Element, homes: set[int]) -> bool:
    """Whether an element stands in one that holds parts, at most three steps up, in no box."""
    for _ in range(3):
        parent = element.getparent()
        if parent is None or local(parent) in _BOXES:
            return False
        if id(parent) in homes:
            return True
        element = parent
    return False


def _is_in(element: Element, others: list[Element]) -> bool:
    around = {id(parent) for parent in element.iterancestors()}
    return any(id(other) in around for other in others)
