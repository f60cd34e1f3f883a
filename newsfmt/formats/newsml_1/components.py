"""The tree of NewsComponents to body, renditions and associations, whatever its depth.

A component that holds media and at most a caption is one association with its renditions; of
components that are equivalent, or are the same in several languages, the first is the body and the
others are alternates; text in other roles follows the body as sections. A reference to an item, or
an item inside, is an association (NewsML 1.2, §5.5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs

from newsfmt import xmlkit
from newsfmt.article import Alternate, Article, Association, Label
from newsfmt.body import Block, Paragraph, Section, block_text
from newsfmt.formats.newsml_1.data import blocks_of, described_text, kind_of, rendition
from newsfmt.formats.newsml_1.fields import Fields, child, formal, some, words
from newsfmt.formats.newsml_1.leftovers import FORMAL, LANGUAGE, LOCAL
from newsfmt.formats.newsml_1.management import commented
from newsfmt.formats.newsml_1.metadata import line_type
from newsfmt.formats.newsml_1.slots import METADATA, lines
from newsfmt.xmlkit import Element

__all__ = ["content"]

Item = Callable[..., dict[str, Any]]
_LINE_ROLES = frozenset({"headline", "title", "subheadline"})
_BODY_ROLES = frozenset({"", "main", "body", "text", "maintext", "bodytext", "story", "article"})


class _Node:
    """A component, what it holds itself, and what is known of all that is in it."""

    __slots__ = (
        "captions", "children", "element", "equivalent", "files", "has_lines", "has_text", "inner_lines", "language", "media", "metadata", "references",
        "refers", "role", "texts", "topics",
    )  # fmt: skip

    def __init__(self, element: Element) -> None:
        self.element = element
        self.role = ""
        self.language = element.get(LANGUAGE)
        self.equivalent = element.get("EquivalentsList") == "yes"
        self.topics: list[Element] = []
        self.metadata: list[Element] = []
        self.texts: list[Element] = []
        self.media: list[Element] = []
        self.references: list[Element] = []
        self.children: list[_Node] = []
        self.has_lines = self.has_text = self.inner_lines = self.refers = False
        self.captions = self.files = 0

    def gather(self) -> None:
        """Add up what is known of the components inside, which are done."""
        if self.role.lower() == "caption":
            self.captions = len(self.texts)
        else:
            self.has_text = bool(self.texts)
        self.files = len(self.media)
        self.refers = bool(self.references)
        for part_node in self.children:
            self.captions += part_node.captions
            self.files += part_node.files
            self.has_text = self.has_text or part_node.has_text
            self.refers = self.refers or part_node.refers
            self.inner_lines = self.inner_lines or part_node.inner_lines or part_node.has_lines


def content(element: Element, fields: Fields, item: Item) -> None:
    """Read the component of an item into its fields."""
    node = _node(element)
    _metadata_of(node, fields, outer=True)
    _Walk(fields, item).run(node)


# ---- the tree
# ------------------------------------------------------------


def _node(element: Element) -> _Node:
    """The tree of a component, without recursion."""
    top = _Node(element)
    done: list[_Node] = []
    todo = [top]
    while todo:
        node = todo.pop()
        done.append(node)
        for part in node.element:
            _hold(node, part)
        todo.extend(node.children)
    for node in reversed(done):
        node.gather()
    return top


def _hold(node: _Node, part: Element) -> None:
    name = part.tag
    if name == "NewsComponent":
        node.children.append(_Node(part))
    elif name == "ContentItem":
        kind = kind_of(part)
        if kind == "media":
            node.media.append(part)
        elif kind == "text":
            node.texts.append(part)
        else:
            node.metadata.append(part)
    elif name == "Role":
        node.role = formal(part) or ""
        if part.keys() != FORMAL:
            node.metadata.append(part)
    elif name == "NewsItemRef" or name == "NewsItem":
        node.references.append(part)
    elif name == "TopicSet":
        node.topics.append(part)
    else:
        node.metadata.append(part)
        if name == "NewsLines":
            node.has_lines = len(part) > 0
        elif name == "DescriptiveMetadata" and node.language is None:
            language = child(part, "Language")
            node.language = formal(language) if language is not None else None


def _below(node: _Node) -> Iterator[_Node]:
    """The component and all those in it, in document order."""
    todo = [node]
    while todo:
        one = todo.pop()
        yield one
        todo.extend(reversed(one.children))


def _is_media(node: _Node) -> bool:
    """Whether a component is one medium: its files, a caption at most, and no parts with lines of
    their own.
    """
    if not node.files or node.refers or node.inner_lines or node.has_text or node.captions > 1:
        return False
    return (
        node.equivalent
        or node.captions == 1
        or node.files == 1
        or len({_medium(one) for one in _files(node)}) == 1
    )


def _files(node: _Node) -> Iterator[Element]:
    for one in _below(node):
        yield from one.media


def _medium(element: Element) -> str:
    kind = child(element, "MediaType")
    mime = child(element, "MimeType")
    name = (formal(kind) if kind is not None else None) or (
        (formal(mime) or "").partition("/")[0] if mime is not None else ""
    )
    return _TYPES.get((name or "").lower(), (name or "").lower())


_TYPES = {
    "photo": "picture", "image": "picture", "picture": "picture", "graphic": "graphic", "video": "video", "audio": "audio", "text": "text",
    "animation": "graphic", "complexdata": "composite", "application": "application",
}  # fmt: skip


# ---- metadata
# ------------------------------------------------------------


def _metadata_of(node: _Node, fields: Fields, *, outer: bool) -> None:
    """Read what a component says of itself: topics first, since codes refer to them."""
    for part in node.topics:
        fields.topic_set(part)
    fields.rest(node.element)
    fields.loose(node.element)
    if node.language is not None:
        if not node.references:
            fields.language(node.language)
        else:
            fields.keep("NewsComponent/@xml:lang", some(node.element.get(LANGUAGE)))
    _metadata(node, fields, None if outer else node.role)


def _metadata(node: _Node, fields: Fields, role: str | None) -> None:
    """Read the lines and metadata of a component; ``role`` is that of lines which are not the
    item's own.
    """
    notes = fields.context.notes
    for part in node.metadata:
        name = part.tag
        if name == "NewsLines":
            lines(part, fields, role)
        elif name == "Comment":
            fields.note(part)
        elif name == "Role":
            fields.rest(part)
        elif name == "BasisForChoice" or name == "ContentItem":
            fields.whole(part)
        else:
            (METADATA.readers.get(name) or Fields.stranger_line)(part, fields)
            if part.keys():
                fields.rest(part)
        if notes is not None:
            notes.read(fields, part)


class _Walk:
    """The walk down the tree of one item."""

    def __init__(self, fields: Fields, item: Item) -> None:
        self.fields = fields
        self.item = item
        self.body: list[Block] = []
        self.tail: list[Block] = []
        self.leads = 0
        """How many blocks at the beginning of the body are of the lead."""
        self.seen: set[str] = set()
        self.unseen: list[list[Block]] = []
        self.versions: list[tuple[_Node, str | None]] = []
        """The components of other versions of the text, each with its language: what they say of
        themselves is read after what the text says.
        """

    def run(self, top: _Node) -> None:
        fields = self.fields
        if _is_media(top):
            self.medium(top)
        else:
            self.component(top, "", outer=True)
        for node, fields.tongue in self.versions:
            for part in node.topics:
                fields.topic_set(part)
            fields.rest(node.element)
            fields.loose(node.element)
            _metadata(node, fields, "")
        body = tuple(self.body + self.tail)
        if body:
            fields.values["body"] = body
        elif "type" not in fields.values and any(
            one.id for one in fields.many.get("associations", ())
        ):
            fields.values["type"] = "composite"

    def medium(self, node: _Node) -> None:
        """An item that is a picture, or another medium, itself."""
        fields = self.fields
        kind = next((_medium(part) for part in _files(node)), "")
        for one in _below(node):
            if one is not node:
                _metadata_of(one, fields, outer=False)
            _unused(one, fields)
            fields.many["renditions"].extend(
                rendition(part, one.role, fields, kind) for part in one.media
            )
            for part in one.texts:
                described_text(part, fields)
                blocks = _captions(blocks_of(part, fields))
                self.body.extend(blocks)
                if "summary" not in fields.values and blocks:
                    fields.values["summary"] = " ".join(
                        text.replace("\n", " ") for text in block_text(blocks, skip=frozenset())
                    )
        if kind in ("picture", "graphic", "video", "audio"):
            fields.values["type"] = kind

    # ---- components
    # ------------------------------------------------------------

    def component(self, node: _Node, path: str, *, outer: bool = False) -> None:
        """A component that holds text, components, or references."""
        todo = [(node, path, outer)]
        while todo:
            one, path, outer = todo.pop()
            if not outer and _is_media(one):
                self.association(one, path)
                continue
            if not outer:
                _metadata_of(one, self.fields, outer=self.is_main(one))
            self.contents(one, path)
            inner = f"{path}/{one.role}" if path and one.role else one.role or path
            children = one.children
            if (
                len(children) > 1
                and (one.equivalent or self.is_by_language(one))
                and sum(part_node.has_text for part_node in children) > 1
            ):
                children = self.alternatives(one)
            elif one.equivalent and len(one.texts) < 2:
                self.fields.keep(_EQUIVALENT, "yes")
            todo.extend((part_node, inner, False) for part_node in reversed(children))

    def is_main(self, node: _Node) -> bool:
        """Whether the lines of a component may be those of the item: it holds text of the body, and
        the item has no headline yet.
        """
        return "headline" not in self.fields.values and node.has_text

    def is_by_language(self, node: _Node) -> bool:
        languages = [part_node.language for part_node in node.children if part_node.has_text]
        return len(languages) > 1 and all(languages) and len(set(languages)) == len(languages)

    def alternatives(self, node: _Node) -> list[_Node]:
        """The one of several equivalent components that is the body; the others become
        alternates.
        """
        main = next(part_node for part_node in node.children if part_node.has_text)
        for part_node in node.children:
            if part_node is main or not part_node.has_text:
                continue
            blocks: list[Block] = []
            for one in _below(part_node):
                self.alternative(one, part_node, blocks)
            role = "translation" if part_node.language != main.language else part_node.role or None
            if not blocks or role != (part_node.role or None):
                self.fields.keep("Role", part_node.role)
            if blocks:
                self.fields.add_new(
                    "alternates",
                    Alternate(role=role, language=part_node.language, body=tuple(blocks)),
                )
            else:
                self.fields.keep("NewsComponent/@xml:lang", part_node.language)
        return [
            part_node for part_node in node.children if part_node is main or not part_node.has_text
        ]

    def alternative(self, one: _Node, around: _Node, blocks: list[Block]) -> None:
        """A component of one that is another version of the text: its blocks are added."""
        fields = self.fields
        self.versions.append((one, around.language))
        if one is not around:
            if one.role != "Main":
                fields.keep("Role", one.role)
            if one.element.get(LANGUAGE) not in (None, around.language):
                fields.keep("NewsComponent/@xml:lang", one.element.get(LANGUAGE))
        for part in one.texts:
            described_text(part, fields)
            blocks.extend(blocks_of(part, fields))
        if one.media:
            self.association(one, around.role)
        for part in one.references:
            self.reference(part, one, around.role)

    def contents(self, node: _Node, path: str) -> None:
        """The content of a component itself."""
        fields = self.fields
        if node.role not in ("", "Main") and (
            node.role.lower() in _BODY_ROLES if node.texts else not (node.media or node.references)
        ):
            fields.keep("Role", node.role)
        for place, part in enumerate(node.texts):
            if place and node.equivalent:
                described_text(part, fields, (_mime(part),))
                fields.add_new(
                    "alternates",
                    Alternate(
                        role=node.role or None,
                        media_type=_mime(part),
                        body=tuple(blocks_of(part, fields)),
                    ),
                )
            else:
                self.text(part, node)
        for part in node.media:
            self.file(part, node, path)
        for part in node.references:
            self.reference(part, node, path)

    def text(self, part: Element, node: _Node) -> None:
        fields = self.fields
        role = line_type(node.role)
        if role == "stylesheet" or _mime(part) == "text/css":
            described_text(part, fields)
            fields.keep("Role", node.role)
            content = child(part, "DataContent")
            fields.keep(
                "StyleSheet", some(xmlkit.verbatim(content)) if content is not None else None
            )
            return
        count = described_text(part, fields)
        if count is not None:
            fields.set("word_count", count, "WordCount")
        blocks = blocks_of(part, fields, main=role in _BODY_ROLES)
        if not blocks:
            return
        flat = " ".join(_text_of(blocks).split()) if role in _LINE_ROLES else ""
        if role in ("headline", "title") and flat == fields.values.get("headline", flat):
            fields.set("headline", flat)
        elif role == "subheadline" and "subheadline" not in fields.values:
            fields.values["subheadline"] = flat
        elif self.repeats(blocks):
            fields.add_new(
                "alternates",
                Alternate(role=node.role or None, media_type=_mime(part), body=tuple(blocks)),
            )
        elif role in _BODY_ROLES:
            self.unseen.append(blocks)
            self.body.extend(blocks)
        elif role == "lead":  # it comes first, wherever it stands
            self.unseen.append(blocks)
            self.body[self.leads : self.leads] = _in_role(blocks, "lead")
            self.leads += len(blocks)
        elif role == "byline" and len(blocks) == 1 and "byline" not in fields.values:
            fields.values["byline"] = " ".join(_text_of(blocks).split())
        elif role == "caption" and all(type(block) is Paragraph for block in blocks):
            self.tail.extend(_captions(blocks))
        else:
            self.tail.append(Section(tuple(blocks), role=node.role))

    def repeats(self, blocks: list[Block]) -> bool:
        """Whether the body has the same text already; mostly there is one, which then need not be
        looked at.
        """
        if not self.seen and not self.unseen:
            return False
        self.seen.update(map(_text_of, self.unseen))
        self.unseen.clear()
        text = _text_of(blocks)
        return bool(text) and text in self.seen

    # ---- media and references
    # ------------------------------------------------------------

    def name(self, element: Element) -> str | None:
        return some(element.get("Duid"))

    def association(self, node: _Node, path: str) -> None:
        """A component that is one medium."""
        inner = Fields(self.fields.context, self.fields.zone, self.fields.topics)
        caption: list[str] = []
        kind = next((_medium(part) for part in _files(node)), "")
        for one in _below(node):
            _metadata_of(one, inner, outer=True)
            _unused(one, inner, named=one is node)
            inner.many["renditions"].extend(
                rendition(part, one.role, inner, kind) for part in one.media
            )
            for part in one.texts:
                described_text(part, inner)
                caption.extend(
                    text.replace("\n", " ")
                    for text in block_text(blocks_of(part, inner), skip=frozenset())
                )
        if caption:
            inner.set("summary", " ".join(caption), "caption")
        values = inner.finish()
        values.setdefault("type", kind or "text")
        if (headline := values.get("headline")) is not None and headline != self.fields.values.get(
            "headline"
        ):
            self.fields.add_new("alt_headlines", Label(headline, node.role or kind or None))
        self._attach(
            Association(
                name=self.name(node.element),
                role=node.role or None,
                group=path or None,
                item=Article(**values),
            )
        )

    def file(self, part: Element, node: _Node, path: str) -> None:
        """A file among other content: a rendition of an item in itself."""
        kind = _medium(part)
        found = rendition(part, "", self.fields, kind)
        item = Article(type=kind or "text", renditions=(found,))
        name = self.name(part) or self.name(node.element)
        self._attach(Association(name=name, role=node.role or None, group=path or None, item=item))

    def reference(self, part: Element, node: _Node, path: str) -> None:
        """A reference to an item, or an item inside."""
        role = node.role or None
        if part.tag == "NewsItem":
            fields = self.item(
                part, self.fields.context, self.fields.zone, self.fields.topics, None, {}
            )
            self._attach(
                Association(
                    role=role, group=path or None, id=fields.get("id"), item=Article(**fields)
                )
            )
            return
        title, more = commented(part, _REFERRED)
        for inner in node.element:
            if inner.tag == "NewsLines" and title is None:
                line = child(inner, "HeadLine")
                title = words(line) if line is not None else None
        if (target := some(part.get("NewsItem"))) or title or more:
            name = self.name(part)
            self._attach(
                Association(
                    name=name, role=role, group=path or None, id=target, title=title, extra=more
                )
            )
        else:
            self.fields.keep("Role", role)

    def _attach(self, association: Association) -> None:
        """Take an association, unless the component states nothing; an item without any value
        is left out.
        """
        if association.item == _NOTHING:
            association = attrs.evolve(association, item=None)
        if association != _NO_ASSOCIATION:
            self.fields.many["associations"].append(association)


def _unused(node: _Node, fields: Fields, *, named: bool = False) -> None:
    """Keep what a component of a medium says that nothing shows: that its parts are equivalent, and
    the role of one that holds no file, unless the role has a name elsewhere.
    """
    if node.equivalent:
        fields.keep(_EQUIVALENT, "yes")
    if not named and not node.media and not (node.texts and node.role == "Caption"):
        fields.keep("Role", node.role)


_EQUIVALENT = "NewsComponent/@EquivalentsList"
_REFERRED = LOCAL | {"NewsItem"}
_NOTHING = Article()
_NO_ASSOCIATION = Association()


def _text_of(blocks: list[Block]) -> str:
    return "\n".join(block_text(blocks, skip=frozenset()))


def _captions(blocks: list[Block]) -> list[Block]:
    """Paragraphs without a role as captions."""
    return _in_role(blocks, "caption")


def _in_role(blocks: list[Block], role: str) -> list[Block]:
    return [
        attrs.evolve(block, role=role) if type(block) is Paragraph and block.role is None else block
        for block in blocks
    ]


def _mime(element: Element) -> str | None:
    part = child(element, "MimeType")
    return formal(part) if part is not None else None
