"""The content of an item: the codecs of contentSet, which holds the body, alternates and
renditions, and of groupSet, which holds the members of a package.

A contentSet holds alternates of one content: one becomes the body (XHTML before NITF before other
XML before plain data), the others alternates, never one text after the other (NewsML-G2 §13.5).
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

import attrs

from newsfmt import prose, xmlkit
from newsfmt.article import Alternate, Article, Association, Rendition
from newsfmt.body import Block, Embed, Paragraph, Preformatted, plain
from newsfmt.errors import EncodingError
from newsfmt.formats.newsml_g2.fields import read_link, write_association
from newsfmt.formats.newsml_g2.item import (
    CORE,
    LANGUAGE,
    POWER,
    Attributes,
    IncomingItem,
    Node,
    OutgoingItem,
    attribute_name,
    decimal,
    frozen,
)
from newsfmt.formats.newsml_g2.vocabularies import (
    LANG,
    SPACE,
    WITH_ITEM,
    XHTML,
    is_uri,
    local_tag,
    loose,
)
from newsfmt.formats.nitf import heads
from newsfmt.markup import html, nitf
from newsfmt.slots import Codec, paths
from newsfmt.xmlkit import Element

__all__ = ["CONTENT_SET", "GROUP_SET", "Body", "is_package"]

_HTML = frozenset(
    "html body div section article main p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote figure aside header pre".split()
)
_NITF = frozenset({"nitf", "body.content"})
_MARKUP = re.compile(
    r"\s*(?:<!--|<!DOCTYPE\s+html|<(?:p|div|h[1-6]|html|body|span|br|table|ul|ol|b|i|em|strong|a|section|article)\b[^<>]*>)",
    re.IGNORECASE,
)


class _Candidate:
    """A rendition of the content as text: its element, its language and its rank."""

    __slots__ = ("element", "kind", "rank", "root")

    def __init__(self, rank: int, kind: str, element: Element, root: Element | None) -> None:
        self.rank = rank
        self.kind = kind
        self.element = element
        self.root = root


def _read_content(item: IncomingItem, element: Element) -> None:
    """Read a contentSet."""
    candidates: list[_Candidate] = []
    item.keep_text(loose(element), "contentSet/")
    for child in element:
        name = local_tag(child.tag)
        if name == "remoteContent":
            _remote(item, child)
        elif name == "inlineXML":
            found = _inline_xml(item, child)
            if found is not None:
                candidates.append(found)
            else:
                item.keep_element(child, "contentSet/")
        elif name == "inlineData" and len(child):
            candidates.append(_Candidate(3, "html", child, child))
        elif name == "inlineData" and child.text and not child.text.isspace():
            candidates.append(_Candidate(3, "data", child, None))
        else:
            item.keep_element(child, "contentSet/")
    if element.keys():
        item.keep_attributes(element, "contentSet", frozenset())
    if not candidates:
        return
    main = candidates[0] if item.ours else min(candidates, key=_rank)
    for candidate in candidates:
        if candidate is main:
            _main(item, candidate)
        else:
            _alternate(item, candidate)


def _rank(candidate: _Candidate) -> int:
    return candidate.rank


def _inline_xml(item: IncomingItem, element: Element) -> _Candidate | None:
    """The content of an inlineXML: its root; all of it where it is a fragment with several."""
    root = next(iter(element), None)
    if root is None:
        return (
            _Candidate(3, "data", element, None)
            if element.text and not element.text.isspace()
            else None
        )
    name = local_tag(root.tag)
    kind = "nitf" if name in _NITF else "html" if _is_html(root, name) else "xml"
    if len(element) > 1 or loose(element):
        if kind == "nitf" or name == "html":
            item.keep_text(loose(element), "inlineXML/")
            for other in root.itersiblings():
                item.keep_element(other, "inlineXML/")
        else:
            root = element
    return _Candidate(_RANKS[kind], kind, element, root)


def _is_html(root: Element, name: str) -> bool:
    return name in _HTML or xmlkit.namespace(root) == XHTML


_RANKS = {"html": 0, "nitf": 1, "xml": 2}
_INLINE = frozenset(
    {"contenttype", "contenttypevariant", "contenttypestandardversion", "contenttypevariantstandardversion", "format", "formaturi", "formatstandardversion",
     "wordcount", "encoding", LANG, SPACE, "dir"}
)  # fmt: skip


def _main(item: IncomingItem, candidate: _Candidate) -> None:
    element = candidate.element
    item.values["body"] = _body(item, candidate, main=True)
    words = element.get("wordcount")
    if words and words.strip():
        number = item.number(words, "wordcount", element)
        if number is None:
            item.keep("wordcount", words)
        else:
            item.values["word_count"] = number
    language, direction = element.get(LANG), element.get("dir")
    if language and "language" not in item.values and item.language is None:
        item.values["language"] = language
    elif language and language != item.values.get("language", item.language):
        item.keep("inlineXML/@xml:lang", language)
    if direction in ("ltr", "rtl") and item.element.get("dir") in (None, direction):
        item.values["direction"] = direction
    elif direction:
        item.keep("inlineXML/@dir", direction)
    if element.keys():
        item.keep_attributes(element, "inlineXML", _INLINE)


def _alternate(item: IncomingItem, candidate: _Candidate) -> None:
    element = candidate.element
    role, kind = element.get("rendition"), element.get("contenttype")
    found = item.lists.setdefault("alternates", [])
    keys = [str(key) for key, _ in element.items() if key not in _INLINE and key != "rendition"]
    for key in (*keys, *(key for key in ("wordcount", "dir") if element.get(key))):
        item.keep(f"alternates[{len(found)}]/@{attribute_name(key)}", element.get(key) or "")
    alternate = Alternate(
        item.vocabulary.word(role) if role else None,
        plain(element.get(LANG) or "") or None,
        plain(kind or "") or None,
        body=_body(item, candidate),
    )
    if alternate != _NO_ALTERNATE:
        found.append(alternate)


_NO_ALTERNATE = Alternate()


def _body(item: IncomingItem, candidate: _Candidate, *, main: bool = False) -> tuple[Block, ...]:
    root = candidate.root
    if root is None:
        return _data(item, candidate.element)
    if candidate.kind == "html":
        return html.parse(root, context=item.context)
    if candidate.kind == "nitf":
        return _nitf(item, root, main)
    if next(root.iter("{*}p", "{*}h1", "{*}h2"), None) is not None:
        if root is not candidate.element:
            item.keep_attributes(root, f"inlineXML/{local_tag(root.tag)}", frozenset())
        return html.parse(root, context=item.context)
    kind = candidate.element.get("contenttype") or "application/xml"
    return (Embed(kind, item.raw(root)),)


# ---- NITF
# ------------------------------------------------------------


_LINES = (
    "headline",
    "subheadline",
    "byline",
    "byline_title",
    "creators",
    "dateline",
    "summary",
    "slugline",
    "rights",
)


def _nitf(item: IncomingItem, root: Element, main: bool) -> tuple[Block, ...]:
    """The body of a NITF document; its lines serve where the item has none of its own."""
    if not main or item.ours or local_tag(root.tag) != "nitf":
        return nitf.parse(root, item.context, item.extra)
    found = heads.fields(root, item.context, item.zone)
    headline = found.get("headline")
    if headline and "headline" in item.values:
        item.values["inner_headline"] = headline
    for name in _LINES:
        if found.get(name) and name not in item.values and not item.lists.get(name):
            item.values[name] = found[name]
    known = {**item.values, **item.lists, "headline": headline}
    for key, texts in heads.left(found, known).items():
        item.extra.setdefault(key, []).extend(texts)
    return nitf.parse(root, item.context, item.extra)


# ---- data
# ------------------------------------------------------------


def _data(item: IncomingItem, element: Element) -> tuple[Block, ...]:
    text = element.text or ""
    kind = (element.get("contenttype") or "").strip()
    if element.get("encoding") or element.get("encodinguri"):
        decoded = _decoded(item, element, text, kind)
        if decoded is None:
            return (Embed(kind or "application/octet-stream", text.strip()),)
        text = decoded
    name = kind.partition(";")[0].strip().lower()
    if "html" in name or (name in ("", "text/xml", "application/xml") and _MARKUP.match(text)):
        return html.parse(text, context=item.context)
    if name and not name.startswith("text/"):
        return (Embed(kind, text.strip()),)
    return tuple(Paragraph(part) if isinstance(part, str) else part for part in _paragraphs(text))


def _paragraphs(text: str) -> list[str | Preformatted]:
    blocks = prose.groups(prose.lines(text))
    return prose.unwrapped(blocks)


def _decoded(item: IncomingItem, element: Element, text: str, kind: str) -> str | None:
    """Base64 as text; None for what is no text."""
    encoding = (element.get("encoding") or element.get("encodinguri") or "").lower()
    name = kind.partition(";")[0].strip().lower()
    textual = name.startswith("text/") or name in (
        "",
        "application/xml",
        "application/xhtml+xml",
        "application/json",
    )
    if "base64" not in encoding or not textual:
        return None
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
        return prose.decode(data, item.context)
    except (binascii.Error, ValueError, EncodingError) as error:
        item.warn("read.invalid", f"<inlineData> is no base64: {error}", element)
        return None


# ---- media
# ------------------------------------------------------------

_RENDITION = {
    "rendition": "name",
    "href": "href",
    "contenttype": "mime_type",
    "title": "title",
    "format": "format",
}
_SIZES = {"width", "height", "size"}


def _remote(item: IncomingItem, element: Element) -> None:
    values: dict[str, Any] = {}
    extra: dict[str, list[str]] = {}
    items: list[tuple[str, str]] = element.items()  # type: ignore[assignment]  # all of them are text
    for key, value in items:
        name = _RENDITION.get(key)
        if name is not None and value:
            values[name] = (
                item.vocabulary.word(value)
                if name in ("name", "format")
                else value
                if item.ours
                else plain(value) or None
            )
        elif key in _SIZES and value.strip():
            values[key] = item.number(value, key, element)
            if values[key] is None:
                extra["newsml-g2:" + key] = [value]
        elif (
            key == "duration"
            and value.strip()
            and not element.get("durationunit", "timeunit:seconds").endswith("timeCode")
        ):
            values[key] = item.number(value, key, element, whole=False)
            if values[key] is None:
                extra["newsml-g2:" + key] = [value]
        elif value:
            extra.setdefault("newsml-g2:" + attribute_name(key), []).append(value)
    item.loose(element, extra)
    for child in element:
        item.keep_element(child, into=extra)
    if values or extra or item.ours:
        item.lists.setdefault("renditions", []).append(Rendition(**values, extra=frozen(extra)))


# ---- packages
# ------------------------------------------------------------


def _read_groups(item: IncomingItem, element: Element) -> None:
    """The members of a package, each with the path of its group from the root group down."""
    groups: list[Element] = []
    item.keep_text(loose(element), "groupSet/")
    for child in element:
        if local_tag(child.tag) == "group":
            groups.append(child)
        else:
            item.keep_element(child, "groupSet/")
    item.keep_attributes(element, "groupSet", _ROOT)
    by_id: dict[str, Element] = {}
    for group in groups:
        by_id.setdefault(xmlkit.attribute(group, "id") or "", group)
    root = by_id.get(element.get("root") or "")
    todo: list[tuple[Element, str]] = [(root, "")] if root is not None else []
    if root is None and groups:
        item.warn(
            "read.invalid",
            f"<groupSet> names a root group {element.get('root')!r} that is not there",
            element,
        )
    seen: set[Element] = set()
    members: list[_Member] = []
    for other in (
        None,
        *groups,
    ):  # first what the root refers to, then the groups that nothing refers to
        if other is not None:
            todo.append((other, ""))
        while todo:
            group, above = todo.pop()
            if group not in seen:
                seen.add(group)
                todo += reversed(
                    list(_group(item, group, _group_path(item, group, above), by_id, members))
                )
    if item.ours:
        members.sort(key=_place)
    if members:
        item.lists["associations"] = [member.association for member in members]
        item.lists["attached"] = [member.attached for member in members]


_ROOT = frozenset({"root"})


class _Member:
    """A member of a package, and where it belongs among the others."""

    __slots__ = ("association", "attached", "place")

    def __init__(self, item: IncomingItem, element: Element, path: str) -> None:
        found = read_link(item, element, Association)
        rank = element.get("rank") or ""
        self.association = attrs.evolve(found, group=path) if path else found
        self.attached = item.ours and element.get("reluri") == WITH_ITEM
        self.place = int(rank) if rank.isdigit() and len(rank) < 10 else 0


def _place(member: _Member) -> int:
    return member.place


def _group(
    item: IncomingItem, group: Element, path: str, by_id: dict[str, Element], members: list[_Member]
) -> list[tuple[Element, str]]:
    """Take what is in a group; the groups it refers to are given back."""
    inner = []
    item.keep_text(loose(group), f"group[{path}]/")
    for child in group:
        name = local_tag(child.tag)
        if name == "itemRef":
            members.append(_Member(item, child, path))
        elif name == "groupRef":
            if len(child) or child.text or len(child.attrib) > 1:
                item.keep_element(child, f"group[{path}]/")
            target = by_id.get(child.get("idref") or "")
            if target is None:
                item.warn(
                    "read.invalid",
                    f"<groupRef> names a group {child.get('idref')!r} that is not there",
                    child,
                )
            else:
                inner.append((target, path))
        else:
            item.keep_element(child, f"group[{path}]/")
    return inner


def _group_path(item: IncomingItem, group: Element, above: str) -> str:
    role = group.get("role")
    if item.ours and role == f"{item.vocabulary.property_alias}:root":
        return above
    name = (
        (item.vocabulary.word(role) or "")
        if role and item.ours
        else (role or "").rpartition(":")[2]
    )
    name = plain(name or group.get("id") or "")
    path = f"{above}/{name}" if above else name
    if not item.ours:
        for key, value in group.items():
            if key != "id" and (key != "role" or value != name):
                item.keep(f"group[{path}]/@{attribute_name(str(key))}", str(value))
    return path


# ---- writing the content
# ------------------------------------------------------------

_LONGEST_COUNT = 2**63


class Body:
    """A node of an item that is written: blocks on their way into an inlineXML."""

    __slots__ = ("attributes", "blocks", "nitf", "path", "title")

    def __init__(
        self,
        blocks: tuple[Block, ...],
        path: str,
        attributes: Attributes,
        *,
        title: str | None = None,
        nitf: bool = False,
    ) -> None:
        self.blocks = blocks
        self.path = path
        self.attributes = attributes
        self.title = title
        self.nitf = nitf


def is_package(article: Article) -> bool:
    """Whether an article is written as a packageItem."""
    return (
        article.type == "composite"
        and not (article.body or article.alternates or article.renditions)
        and article.word_count is None
    )


def _write_content(out: OutgoingItem, name: str) -> list[Node]:
    """The body, its alternates, the renditions."""
    article = out.article
    parts: list[Any] = []
    if article.body or article.alternates or article.word_count is not None:
        parts += _write_body(out)
    for index, alternate in enumerate(article.alternates):
        parts.append(_write_alternate(out, alternate, f"alternates[{index}]"))
    for index, rendition in enumerate(article.renditions):
        parts.append(_write_rendition(out, rendition, f"renditions[{index}]"))
    attributes = out.kept_attributes(name, name, "after")
    return [(name, attributes or None, parts)] if parts else []


def _write_body(out: OutgoingItem) -> list[Body]:
    article = out.article
    without = "" if LANGUAGE.match(article.language or "") else "xml:lang"
    attributes = out.kept_attributes("inlineXML", "inlineXML", "contentSet", without=without)
    count = article.word_count
    if count is not None and not 0 <= count < _LONGEST_COUNT:
        out.carry(count, "word_count")
        count = None
    attributes["wordcount"] = None if count is None else str(count)
    if not article.body and not article.alternates and count is None:
        return []
    title = None if out.nitf else article.headline
    return [Body(article.body, "body", attributes, title=title, nitf=out.nitf)]


def _write_alternate(out: OutgoingItem, alternate: Alternate, path: str) -> Any:
    attributes = out.kept_attributes(path, "inlineXML", "contentSet")
    if alternate.role:
        attributes["rendition"] = out.aliases.term(alternate.role)
    if alternate.language:
        if LANGUAGE.match(alternate.language):
            attributes["xml:lang"] = alternate.language
        else:
            out.property(f"{path}.language", alternate.language)
    if alternate.name:
        out.property(f"{path}.name", alternate.name)
    if alternate.media_type == "text/plain":
        text = _plain(alternate)
        if text is not None:
            return "inlineData", {"contenttype": "text/plain", **attributes}, text
    if alternate.media_type is None:
        out.imply(f"{path}.media_type", "its markup was written as application/xhtml+xml")
    elif alternate.media_type != "application/xhtml+xml":
        out.property(f"{path}.media_type", alternate.media_type)
    return Body(alternate.body, f"{path}.body", attributes)


def _plain(alternate: Alternate) -> str | None:
    """An alternate as plain text, if it is read again as it is."""
    texts = []
    for block in alternate.body:
        if (
            type(block) is not Paragraph
            or block != Paragraph(block.content)
            or len(block.content) != 1
            or type(block.content[0]) is not str
        ):
            return None
        texts.append(block.content[0])
    text = "\n\n".join(texts)
    return text if texts and prose.unwrapped(prose.groups(prose.lines(text))) == texts else None


_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def _write_rendition(out: OutgoingItem, rendition: Rendition, path: str) -> Node:
    attributes: Attributes = {}
    for part in ("name", "format"):
        term = getattr(rendition, part)
        if term:
            attributes["rendition" if part == "name" else part] = out.aliases.term(term)
    if rendition.href:
        if is_uri(rendition.href) and _ABSOLUTE.match(rendition.href):
            attributes["href"] = rendition.href
        else:
            out.property(f"{path}.href", rendition.href)
    attributes["contenttype"] = rendition.mime_type
    attributes["title"] = rendition.title
    for part in ("width", "height", "size"):
        number = getattr(rendition, part)
        if number is not None:
            if 0 <= number < _LONGEST_COUNT:
                attributes[part] = str(number)
            else:
                out.carry(number, f"{path}.{part}")
    if rendition.duration is not None:
        text = decimal(rendition.duration)
        if text is not None and float(text) == rendition.duration:
            attributes["duration"] = text
        else:
            out.carry(rendition.duration, f"{path}.duration")
    children: Any = None
    if rendition.extra:
        children = out.record_extra(
            rendition.extra, path, "remoteContent", "contentSet", attributes
        )
    written: Attributes = {name: value for name, value in attributes.items() if value}
    return "remoteContent", written or None, children or None


CONTENT_SET = Codec(
    _read_content,
    _write_content,
    paths(
        "body word_count",
        alternates="role language media_type body",
        renditions="name href mime_type width height size duration title format extra",
    ),
    {POWER: paths(alternates="name")},
)


# ---- writing a package
# ------------------------------------------------------------


class _Group:
    """A group of a package: its role, its members, the groups inside it."""

    __slots__ = ("inner", "members", "role")

    def __init__(self, role: str) -> None:
        self.role = role
        self.members: list[Node] = []
        self.inner: dict[str, _Group] = {}


_ID = {POWER: "id", CORE: "xml:id"}
"""The identifier of a group at each level."""


def _write_groups(out: OutgoingItem, name: str) -> list[Node]:
    """The members of a package in groups, by their paths; ``rank`` keeps their order."""
    members = out.article.associations
    if not members or not out.package:
        return []
    root = _Group("")
    for index, member in enumerate(members):
        path = f"associations[{index}]"
        steps = (member.group or "").split("/") if member.group else []
        if not all(steps):
            out.property(f"{path}.group", member.group or "")
            steps = []
        group = root
        for step in steps:
            group = group.inner.setdefault(step, _Group(step))
        group.members.append(
            write_association(
                out, "itemRef", member, path, {} if out.core else {"rank": str(index + 1)}
            )
        )
    if not root.members and len(root.inner) == 1:
        root = next(iter(root.inner.values()))
    if out.core and len(root.inner) + bool(root.members) > 1:
        out.context.lost(
            "write.value-shortened",
            "associations",
            "their order across groups has no place in conformance level core",
            article=out.article,
        )
    nodes: list[Any] = []
    _write_group(out, root, nodes, f"{out.aliases.property_alias}:root" if not root.role else "")
    return [(name, {"root": nodes[0][1][_ID[out.form]]}, nodes)]


def _write_group(out: OutgoingItem, group: _Group, nodes: list[object], role: str = "") -> None:
    todo = [(group, f"newsfmt-g{next(out.written.numbers)}")]
    while todo:
        group, own = todo.pop(0)
        refs = [(inner, f"newsfmt-g{next(out.written.numbers)}") for inner in group.inner.values()]
        word = role or out.aliases.term(group.role)
        role = ""
        children = [*group.members, *(("groupRef", {"idref": ref}, None) for _, ref in refs)]
        nodes.append(("group", {_ID[out.form]: own, "role": word}, children or None))
        todo.extend(refs)


GROUP_SET = Codec(
    _read_groups,
    _write_groups,
    paths(associations="rel id version href title item group extra"),
    {POWER: paths(associations="name role")},
)
