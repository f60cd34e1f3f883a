"""The text of an article as HTML for a page of somebody else's: an Article goes in, a fragment of
valid HTML comes out, for a CMS and not for reading back.

Pictures get address, alternative text, caption and credit from the article's associations where the
body only names them. There are no ``data-`` attributes and no headline that the article has as a
field; line ends are breaks; what is no text (an embed) is a link. Everything that this leaves out
is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from newsfmt.article import Article, Rendition
from newsfmt.body import (
    Block,
    Break,
    Embed,
    Figure,
    Heading,
    Image,
    Link,
    Name,
    Paragraph,
    Preformatted,
    Rule,
    Span,
    text_of,
)
from newsfmt.diagnostics import Lost
from newsfmt.markup.html._write import WRITERS, Attributes, Output, Words
from newsfmt.xmlkit import Writer

__all__ = ["fragment"]

_WIDEST = 1600  # pixels, of the rendition that a page shows
_MEDIA = ("image", "video", "audio")


def fragment(
    article: Article, *, lost: Lost | None = None, path: str = "body", indent: str | None = None
) -> str:
    """Return the body of an article as a fragment of HTML for a page."""
    writer = Writer(indent=indent, declaration=False)
    blocks = enumerate(article.body)
    if article.body and _repeats(article.body[0], article):
        next(blocks)
        if lost is not None:
            lost("write.field-lost", f"{path}[0]", "it repeats the headline")
    _Page(writer, article, lost).run([(block, (path, place)) for place, block in blocks])
    text = writer.getvalue()
    if writer.removed and lost is not None:
        lost("write.value-shortened", path, "characters that XML cannot hold were left out")
    return text


def _repeats(block: Block, article: Article) -> bool:
    """Whether the first block says the headline again."""
    if type(block) is not Heading and type(block) is not Paragraph:
        return False
    words = text_of(block).split()
    headlines = (article.headline, article.title)
    return bool(words) and any(words == (headline or "").split() for headline in headlines)


class _Page(Output):
    """Writes nodes without what only newsfmt reads."""

    def __init__(self, writer: Writer, article: Article, lost: Lost | None) -> None:
        super().__init__(writer, "", False, lost)
        self.writers = _WRITERS
        self.linked = False
        self.pictures = {association.name: association for association in article.associations}

    def start(
        self, name: str, attributes: Attributes | None = None, *, mixed: bool = False
    ) -> None:
        super().start(name, _plain(attributes), mixed=mixed)

    def leaf(
        self, name: str, text: str | None = None, attributes: Attributes | None = None
    ) -> None:
        super().leaf(name, text, _plain(attributes))

    def inline(
        self, name: str, attributes: Attributes | None, content: tuple[object, ...], where: object
    ) -> None:
        self.start(name, attributes, mixed=True)
        self.content(tuple(_broken(content)), where, "content")

    def line(
        self,
        name: str,
        content: tuple[object, ...],
        attributes: Attributes | None,
        where: object,
        label: str = "content",
    ) -> None:
        self.start(name, attributes, mixed=True)
        self.content(tuple(_broken(content)), where, label)

    def words(self, name: str, text: str, attributes: Attributes | None = None) -> None:
        self.start(name, attributes, mixed=True)
        for node in _broken((text,)):
            if type(node) is str:
                self.writer.text(node)
            else:
                super().leaf("br")
        self.end()


def _plain(attributes: Attributes | None) -> Attributes | None:
    """The attributes that a page has a use for."""
    if attributes is None:
        return None
    return {
        name: value
        for name, value in attributes.items()
        if not name.startswith(("data-", "xml:")) and value is not None
    }


def _broken(content: Iterable[object]) -> Iterator[Any]:
    """Inline content whose line ends are breaks."""
    for node in content:
        if type(node) is not str or "\n" not in node:
            yield node
            continue
        for number, row in enumerate(node.split("\n")):
            if number:
                yield Break()
            if row:
                yield row


def _unwrapped(out: Output, node: Any, where: object) -> None:
    """Write the content of a node that HTML has no element for."""
    content = tuple(_broken(node.content))
    out.todo.extend([(part, (where, "content", n)) for n, part in enumerate(content)][::-1])


class _LinkEnd:
    """The end of a link, behind which another one may begin."""


def _link(out: _Page, node: Link, where: object) -> None:
    href = None if out.linked else out.address(node.href, where)
    if href is None:
        _unwrapped(out, node, where)
        return
    out.linked = True
    out.todo.append((_LinkEnd(), where))
    out.inline("a", {"href": href, "title": node.title, "rel": node.rel}, node.content, where)


def _link_end(out: _Page, node: _LinkEnd, where: object) -> None:
    out.linked = False


def _span(out: Output, node: Span, where: object) -> None:
    if node.language is None and node.direction is None:
        _unwrapped(out, node, where)
        return
    out.inline("span", out.named(node), node.content, where)


def _image(out: Output, node: Image, where: object) -> None:
    address = out.address(node.href, where)
    if address:
        out.leaf("img", None, {"src": address, "alt": node.alt})
    elif node.alt:
        out.writer.text(node.alt)


def _embed(out: Output, node: Embed, where: object) -> None:
    href = out.address(node.href, where)
    if href:
        out.start("p", out.named(node), mixed=True)
        out.content((Link((href,), href),), where, "content")
    if node.text:
        message = "code of an embed is not for a page of somebody else's"
        out.report("write.field-lost", where, message)


def _rule(out: Output, node: Rule, where: object) -> None:
    out.leaf("hr", None, out.named(node))


def _preformatted(out: Output, node: Preformatted, where: object) -> None:
    out.leaf("pre", node.text, out.named(node))


def _figure(out: _Page, node: Figure, where: object) -> None:
    association = out.pictures.get(node.association) if node.association is not None else None
    item = association.item if association is not None else None
    media = [medium for medium in node.media if medium.href]
    if not media and item is not None:
        media = list(_shown(item.renditions))
    if not media and association is not None and association.href:
        media = [Rendition(href=association.href)]
    caption: tuple[Any, ...] = node.caption
    if not caption and association is not None:
        caption = tuple(filter(None, (_caption(item, association.title),)))
    credit = node.credit or (item and (item.credit or item.byline))
    alt = (item and (item.headline or item.title)) or (association and association.title) or ""
    written = [medium for medium in media if out.address(medium.href, where)]
    if not written and not caption and not credit:
        out.report("write.field-lost", where, "a picture without an address or a caption")
        return
    out.start("figure", out.named(node))
    for medium in written:
        _medium(out, medium, alt)
    if not caption and not credit:
        out.end()
        return
    out.start("figcaption", mixed=True)
    out.todo += [(None, None), (None, None)]
    if credit:
        out.todo.append((Words("small", credit, {"class": "credit"}), where))
        if caption:
            out.todo.append((" ", where))
    parts = list(enumerate(_broken(caption)))
    out.todo.extend([(part, (where, "caption", place)) for place, part in parts][::-1])


def _caption(item: Article | None, title: str | None) -> str | None:
    """The caption of a picture: what its item says it shows, else the title of the association."""
    labels = item.descriptions if item is not None else ()
    found = next((label for label in labels if label.role == "caption"), None)
    found = found or next(iter(labels), None)
    return (found and found.text) or (item and item.summary) or title


def _shown(renditions: Iterable[Rendition]) -> Iterator[Rendition]:
    """The one rendition that a page shows: of those with an address the widest that is no wider
    than a page needs, else the narrowest, else the first.
    """
    known = [one for one in renditions if one.href and _kind(one) in (*_MEDIA, "")]
    pictures = [one for one in known if _kind(one) in ("image", "")] or known
    sized = sorted((one for one in pictures if one.width), key=lambda one: one.width or 0)
    fitting = [one for one in sized if (one.width or 0) <= _WIDEST]
    yield from (fitting[-1:] or sized[:1] or pictures[:1])


def _kind(medium: Rendition) -> str:
    return (medium.mime_type or "").partition("/")[0]


def _medium(out: Output, medium: Rendition, alt: str) -> None:
    given = medium.extra.get("html:element", ("",))[0]
    kind = _kind(medium)
    name = kind if kind in ("video", "audio") else given if given in ("video", "audio") else "img"
    attributes: Attributes = {"src": medium.href}
    if name == "img":
        attributes["alt"] = medium.extra.get("html:alt", ("",))[0] or medium.title or alt
    else:
        attributes["controls"] = "controls"
    if name != "audio":
        for key, value in (("width", medium.width), ("height", medium.height)):
            attributes[key] = None if value is None else str(value)
    if name == "img":
        out.leaf(name, None, attributes)
    else:
        out.start(name, attributes, mixed=True)
        out.end()


_WRITERS: dict[type[Any], Callable[[Any, Any, Any], None]] = {
    **WRITERS, Link: _link, _LinkEnd: _link_end, Span: _span, Name: _unwrapped, Image: _image, Embed: _embed, Rule: _rule,
    Preformatted: _preformatted, Figure: _figure,
}  # fmt: skip
