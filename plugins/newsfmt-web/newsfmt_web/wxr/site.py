"""What an export says of its site beside the posts: authors, terms and uploaded files, by what
posts refer to them with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

import attrs

from newsfmt import prose, xmlkit
from newsfmt.article import Article, Concept, Party, Rendition
from newsfmt.diagnostics import Report
from newsfmt.format import Context
from newsfmt.markup.html import is_safe
from newsfmt_web.names import Names
from newsfmt_web.nodes import Node
from newsfmt_web.salvage import Grammar, Salvage

__all__ = ["Attachment", "Site", "gather_attachments", "segments"]

_CHUNK = 1 << 18
_ITEM = re.compile(rb"</item\s*>", re.I)
_ATTACHMENT = re.compile(rb"post_type>\s*(?:<!\[CDATA\[)?\s*attachment\b")
_DEEP = 20


@attrs.frozen
class Attachment:
    """An uploaded file."""

    address: str
    caption: str | None
    title: str | None
    alt: str | None
    description: str | None
    parent: str | None
    guid: str | None = None
    link: str | None = None

    @property
    def type(self) -> str:
        """``picture``, ``audio``, ``video`` or ``text``, by the end of its address."""
        return _SUFFIXES.get(self.address.rpartition(".")[2].lower(), "text")

    def item(self, prefix: str) -> Article:
        """Return it as an item of its own."""
        extra = {
            f"{prefix}{name}": (text,)
            for name, text in (("alt", self.alt), ("description", self.description))
            if text
        }
        return Article(
            id=self.guid,
            url=self.link if self.link and is_safe(self.link) else None,
            type=self.type,
            headline=self.title,
            summary=self.caption,
            renditions=(Rendition(href=self.address),),
            extra=extra,
        )


_SUFFIXES = {
    **dict.fromkeys("jpg jpeg png gif webp avif svg bmp tif tiff heic ico".split(), "picture"),
    **dict.fromkeys("mp3 m4a ogg oga wav flac aac".split(), "audio"),
    **dict.fromkeys("mp4 m4v mov webm ogv avi wmv mpg mpeg 3gp".split(), "video"),
}


@attrs.define
class Site:
    """The authors, terms and files of a site."""

    authors: dict[str, Party] = attrs.field(factory=dict)
    """By login."""
    terms: dict[str, tuple[str, str]] = attrs.field(factory=dict)
    """Name and parent by nicename."""
    attachments: dict[str, Attachment] = attrs.field(factory=dict)
    """By the id of their post."""
    by_parent: dict[str, list[str]] = attrs.field(factory=dict)
    """The ids of the files that hang on a post, by the id of the post."""
    own: Sequence[str] = ()
    """The ids of the files that hang on the post that is read."""

    def of(self, post: str) -> Site:
        """Return the site as a post sees it."""
        return attrs.evolve(self, own=self.by_parent.get(post, ()))

    def take(self, node: Node) -> bool:
        """Take an element of the head, if it is of the site's lists."""
        if node.key == "wp:author":
            parts = _parts(node)
            login = parts.get("author_login", "")
            names = (parts.get("author_first_name"), parts.get("author_last_name"))
            name = parts.get("author_display_name") or " ".join(filter(None, names)) or login
            if login:
                email = parts.get("author_email") or None
                self.authors[login] = Party(name=name, code=login, email=email)
            return True
        if node.key in ("wp:category", "wp:tag", "wp:term"):
            parts = _parts(node)
            code = parts.get("category_nicename") or parts.get("term_slug") or parts.get("tag_slug")
            name = parts.get("cat_name") or parts.get("term_name") or parts.get("tag_name") or ""
            parent = parts.get("category_parent") or parts.get("term_parent") or ""
            if code and code not in self.terms:
                self.terms[code] = name, parent
            return True
        return False

    def concept(self, name: str, code: str | None, scheme: str | None = None) -> Concept:
        """Return a term with the broader ones of the site's list."""
        return Concept(name=name, code=code, scheme=scheme, broader=self._broader(code, 0))

    def _broader(self, code: str | None, depth: int) -> tuple[Concept, ...]:
        parent = self.terms.get(code or "", ("", ""))[1]
        if not parent or depth > _DEEP:
            return ()
        name = self.terms.get(parent, (parent, ""))[0] or parent
        return (Concept(name=name, code=parent, broader=self._broader(parent, depth + 1)),)

    def add(self, node: Node) -> None:
        """Add the item of an uploaded file."""
        parts, alt = _parts(node), None
        for child in node.children:
            if child.key == "wp:postmeta":
                meta = _parts(child)
                if meta.get("meta_key") == "_wp_attachment_image_alt":
                    alt = meta.get("meta_value")
        key, address = parts.get("post_id"), parts.get("attachment_url") or parts.get("guid")
        if parts.get("post_type") != "attachment" or not key or not address:
            return
        parent = parts.get("post_parent")
        self.attachments[key] = Attachment(
            address=address,
            caption=parts.get("excerpt:encoded") or None,
            title=parts.get("title") or None,
            alt=alt or None,
            description=parts.get("content:encoded") or None,
            parent=parent if parent != "0" else None,
            guid=parts.get("guid") or None,
            link=parts.get("link") or None,
        )
        if parent and parent != "0":
            self.by_parent.setdefault(parent, []).append(key)


def _parts(node: Node) -> Mapping[str, str]:
    """The texts of the elements in an element, by name without the prefix of WordPress."""
    return {child.key.removeprefix("wp:"): child.text.strip() for child in node.children}


def segments(stream: BinaryIO, limit: int | None) -> Iterator[bytes]:
    """Yield an export in pieces that end with an item; one that passes the limit is cut."""
    held = b""
    while data := stream.read(_CHUNK):
        held += data
        end = 0
        for match in _ITEM.finditer(held):
            yield held[end : match.end()]
            end = match.end()
        held = held[end:]
        if limit is not None and len(held) > limit:
            yield held
            held = b""
    if held:
        yield held


def gather_attachments(
    stream: BinaryIO, site: Site, grammar: Grammar, names: Iterable[str], context: Context
) -> None:
    """Gather the uploaded files of an export; only items that are one are parsed."""
    quiet = Context(encoding=context.encoding, report=Report(keep=0))
    salvage: Salvage | None = None
    declared: str | None = None
    for segment in segments(stream, context.limits.article_bytes):
        if salvage is None:
            salvage = Salvage(grammar, Names(names))
            declared = xmlkit.declared_encoding(segment[:1024])
            head = segment[: max(segment.find(b"<item"), 0)]
            list(salvage.items(prose.decode(head, quiet, declared=declared)))
            segment = segment[len(head) :]
        if _ATTACHMENT.search(segment):
            for node in salvage.items(prose.decode(segment, quiet, declared=declared)):
                site.add(node)
