"""The content of an item: contentSet and groupSet in; body, alternates, renditions and the members
of a package out.

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
from newsfmt.article import Alternate, Association, FrozenMap, Rendition
from newsfmt.body import Block, Embed, Paragraph, Preformatted, plain
from newsfmt.errors import EncodingError
from newsfmt.formats.newsml_g2.metadata import read_link
from newsfmt.formats.newsml_g2.names import WITH_ITEM, XHTML, XML
from newsfmt.formats.newsml_g2.state import LANG, Item, attribute_name, local_tag
from newsfmt.formats.nitf import heads
from newsfmt.markup import html, nitf
from newsfmt.xmlkit import Element

__all__ = ["read_content", "read_groups"]

_HTML = frozenset(
    "html body div section article main p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote figure aside header pre".split()
)
_NITF = frozenset({"nitf", "body.content"})
_MARKUP = re.compile(
    r"\s*(?:<!--|<!DOCTYPE\s+html|<(?:p|div|h[1-6]|html|body|span|br|table|ul|ol|b|i|em|strong|a|section|article)\b[^<>]*>)",
    re.IGNORECASE,
)


class _Candidate:
    """A rendition of the content that is text: what it is in, and how good it is."""

    __slots__ = ("element", "kind", "rank", "root")

    def __init__(self, rank: int, kind: str, element: Element, root: Element | None) -> None:
        self.rank = rank
        self.kind = kind
        self.element = element
        self.root = root


def read_content(item: Item, element: Element) -> None:
    """Read a contentSet."""
    candidates: list[_Candidate] = []
    for child in element:
        name = local_tag(child.tag)
        if name == "remoteContent":
            _remote(item, child)
        elif name == "inlineXML":
            found = _inline_xml(child)
            if found is not None:
                candidates.append(found)
        elif name == "inlineData":
            if child.text and not child.text.isspace():
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


def _inline_xml(element: Element) -> _Candidate | None:
    root = next(iter(element), None)
    if root is None:
        return (
            _Candidate(3, "data", element, None)
            if element.text and not element.text.isspace()
            else None
        )
    name = local_tag(root.tag)
    if name in _NITF:
        return _Candidate(1, "nitf", element, root)
    if name in _HTML or xmlkit.namespace(root) == XHTML:
        return _Candidate(0, "html", element, root)
    return _Candidate(2, "xml", element, root)


_INLINE = frozenset(
    {"contenttype", "contenttypevariant", "contenttypestandardversion", "contenttypevariantstandardversion", "format", "formaturi", "formatstandardversion",
     "wordcount", "encoding", "encodinguri", LANG, XML + "space", "dir"}
)  # fmt: skip


def _main(item: Item, candidate: _Candidate) -> None:
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
    if direction in ("ltr", "rtl"):
        item.values.setdefault("direction", direction)
    if element.keys():
        item.keep_attributes(element, "inlineXML", _INLINE)


def _alternate(item: Item, candidate: _Candidate) -> None:
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


def _body(item: Item, candidate: _Candidate, *, main: bool = False) -> tuple[Block, ...]:
    root = candidate.root
    if root is None:
        return _data(item, candidate.element)
    if candidate.kind == "html":
        return html.parse(root, context=item.context)
    if candidate.kind == "nitf":
        return _nitf(item, root, main)
    if next(root.iter("{*}p", "{*}h1", "{*}h2"), None) is not None:
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


def _nitf(item: Item, root: Element, main: bool) -> tuple[Block, ...]:
    """The body of a NITF document; its lines serve where the item has none of its own."""
    if not main or item.ours or local_tag(root.tag) != "nitf":
        return nitf.parse(root, item.context)
    found = heads.fields(root, item.context, item.zone)
    headline = found.get("headline")
    if headline and "headline" in item.values:
        item.values["inner_headline"] = headline
    for name in _LINES:
        if found.get(name) and name not in item.values and not item.lists.get(name):
            item.values[name] = found[name]
    return nitf.parse(root, item.context)


# ---- data
# ------------------------------------------------------------


def _data(item: Item, element: Element) -> tuple[Block, ...]:
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


def _decoded(item: Item, element: Element, text: str, kind: str) -> str | None:
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


def _remote(item: Item, element: Element) -> None:
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
    for child in element:
        if len(child) or child.keys() or (child.text and not child.text.isspace()):
            extra.setdefault("newsml-g2:" + local_tag(child.tag), []).append(item.raw(child))
    if values or extra or item.ours:
        item.lists.setdefault("renditions", []).append(
            Rendition(
                **values,
                extra=FrozenMap((key, tuple(found)) for key, found in extra.items())
                if extra
                else None,
            )
        )


# ---- packages
# ------------------------------------------------------------


def read_groups(item: Item, element: Element) -> None:
    """The members of a package, each with the path of its group from the root group down."""
    groups = [child for child in element if local_tag(child.tag) == "group"]
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
    for loose in (
        None,
        *groups,
    ):  # first what the root refers to, then the groups that nothing refers to
        if loose is not None:
            todo.append((loose, ""))
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


class _Member:
    """A member of a package, and where it belongs among the others."""

    __slots__ = ("association", "attached", "place")

    def __init__(self, item: Item, element: Element, path: str) -> None:
        found = read_link(item, element, Association)
        rank = element.get("rank") or ""
        self.association = attrs.evolve(found, group=path) if path else found
        self.attached = item.ours and element.get("reluri") == WITH_ITEM
        self.place = int(rank) if rank.isdigit() and len(rank) < 10 else 0


def _place(member: _Member) -> int:
    return member.place


def _group(
    item: Item, group: Element, path: str, by_id: dict[str, Element], members: list[_Member]
) -> list[tuple[Element, str]]:
    """Take what is in a group; the groups it refers to are given back."""
    inner = []
    for child in group:
        name = local_tag(child.tag)
        if name == "itemRef":
            members.append(_Member(item, child, path))
        elif name == "groupRef":
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


def _group_path(item: Item, group: Element, above: str) -> str:
    role = group.get("role")
    if item.ours and role == f"{item.vocabulary.property_alias}:root":
        return above
    name = (
        (item.vocabulary.word(role) or "")
        if role and item.ours
        else (role or "").rpartition(":")[2]
    )
    name = plain(name or group.get("id") or "")
    if not item.ours:
        mode = group.get("mode")
        path = f"{above}/{name}" if above else name
        if mode:
            item.keep(f"group[{path}]/@mode", mode)
    return f"{above}/{name}" if above else name
