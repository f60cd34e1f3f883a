"""A ContentItem: the file it names as a Rendition, or the content it holds as blocks.

What stands in DataContent is NITF, XHTML, bare paragraphs, or text: plain, or markup that is
escaped where the item says it is HTML (NewsML 1.2, §5.5.13 ContentItem).
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

import attrs

from newsfmt import xmlkit
from newsfmt.article import Concept, Party, Rendition
from newsfmt.body import Block, Embed, Paragraph, normalise, plain
from newsfmt.errors import ParseError
from newsfmt.formats.newsml_1.fields import (
    PREFIX,
    Fields,
    child,
    formal,
    named,
    scheme_and_code,
    some,
    words,
)
from newsfmt.formats.newsml_1.leftovers import FORMAL, LOCAL, TAKEN
from newsfmt.formats.newsml_1.metadata import is_value
from newsfmt.formats.nitf import heads
from newsfmt.markup import html, nitf
from newsfmt.xmlkit import Element, local

__all__ = ["blocks_of", "described_text", "kind_of", "rendition"]

_XHTML = "http://www.w3.org/1999/xhtml"
_HTML_TAGS = frozenset(
    "html body div span h1 h3 h4 h5 h6 blockquote section article b i u strong font".split()
)
_LOOKS_LIKE_HTML = re.compile(
    r"<(?:p|br|div|span|html|body|ul|ol|table|h[1-6]|blockquote|a|b|i|em|strong)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_MEDIA = {"Photo": "picture", "Graphic": "graphic", "Video": "video", "Audio": "audio"}
_LOOKS_LIKE_NITF = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*)?<(?:nitf|body\.content)[\s>]")


def _data(element: Element) -> Element | None:
    """The DataContent of a content item, inside an Encoding too."""
    for part in element:
        name = part.tag
        if name == "DataContent":
            return part
        if name == "Encoding":
            return _data(part)
    return None


def kind_of(element: Element) -> str:
    """Return ``media`` for what refers to a file or says that it is one, ``text`` for what holds
    content, nothing for an empty item.
    """
    if some(element.get("Href")):
        return "media"
    data = _data(element)
    if data is not None and (len(data) or (data.text or "").strip()):
        return "text"
    medium = child(element, "MediaType")
    return "media" if medium is not None and formal(medium) in _MEDIA else ""


# ---- files
# ------------------------------------------------------------

_WIDTH, _HEIGHT = ("width", "pixelwidth"), ("height", "pixelheight")
_DURATION = ("duration", "totalduration", "durationinseconds")


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def rendition(element: Element, role: str, fields: Fields, kind: str) -> Rendition:
    """Return the file that a content item refers to; its role is the name of the rendition.
    ``kind`` is the type of the item that it belongs to.
    """
    values: dict[str, Any] = {"href": some(element.get("Href")), "name": role or None}
    extra: dict[str, list[str]] = {}
    for part in element:
        name = part.tag
        if name == "MimeType":
            values["mime_type"] = formal(part)
        elif name == "Format":
            values["format"] = formal(part)
        elif name == "Comment" and "title" not in values and LOCAL.issuperset(part.keys()):
            values["title"] = words(part)
        elif name == "Characteristics":
            _characteristics(part, values, extra)
        elif name in ("MediaType", "Notation"):
            value = formal(part)
            if value and _MEDIA.get(value) != kind:
                extra[PREFIX + name] = [value]
        else:
            extra.setdefault(PREFIX + name, []).append(xmlkit.raw_xml(part).strip())
            continue
        if (keys := part.keys()) and keys != FORMAL:
            for key, value in TAKEN.left(
                part, name, TAKEN.rows.get(name, frozenset(map(str, keys)))
            ):
                extra[f"{PREFIX}{key}"] = [value]
    fields.rest(element)
    return Rendition(
        **{key: value for key, value in values.items() if value is not None}, extra=extra
    )


def _characteristics(
    element: Element, values: dict[str, object], extra: dict[str, list[str]]
) -> None:
    for part in element:
        if part.tag == "SizeInBytes" and "size" not in values:
            size = some(part.text)
            values["size"] = _whole(size)
            if values["size"] is None and size:
                extra[PREFIX + "SizeInBytes"] = [size]
            continue
        key, value = formal(part) or "", some(part.get("Value")) or ""
        name = key.lower()
        if part.tag != "Property" or not is_value(part):
            extra.setdefault(PREFIX + part.tag, []).append(xmlkit.raw_xml(part).strip())
        elif name in _WIDTH and "width" not in values and _whole(value) is not None:
            values["width"] = _whole(value)
        elif name in _HEIGHT and "height" not in values and _whole(value) is not None:
            values["height"] = _whole(value)
        elif (
            name in _DURATION
            and "duration" not in values
            and re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,12})?", value)
        ):
            values["duration"] = float(value)
        else:
            extra.setdefault(PREFIX + key, []).append(value)


_USUAL = frozenset({("MediaType", "Text"), ("Format", "NITF"), ("MimeType", "text/vnd.IPTC.NITF")})
_WORDS = ("words", "wordcount")


def described_text(
    element: Element, fields: Fields, known: tuple[str | None, ...] = ()
) -> int | None:
    """Return the number of words that a content item with a text declares; keep what else it says
    of itself but for values that are known.
    """
    count = None
    fields.loose(element)
    for part in element:
        name = part.tag
        if name in _KEPT:
            value = formal(part)
            if (name, value) not in _USUAL and value not in known:
                fields.keep(name, value)
        elif name == "Characteristics":
            fields.loose(part)
            for inner in part:
                key, value = named(inner) or inner.tag, some(inner.get("Value") or inner.text)
                if count is None and key.lower() in _WORDS and _whole(value) is not None:
                    count = _whole(value)
                    fields.rest(inner, key)
                elif value is None or len(inner):
                    fields.whole(inner, "Characteristics/")
                else:
                    fields.keep(key, value)
                    fields.rest(inner, key)
        elif name == "Comment":
            fields.keep("ContentItem.Comment", words(part))
            fields.rest(part, "ContentItem.Comment")
            fields.keep("ContentItem.Comment/@FormalName", named(part))
        elif name not in ("DataContent", "Encoding"):
            fields.whole(part, "ContentItem/")
        if (keys := part.keys()) and keys != FORMAL:
            fields.rest(part)
    fields.rest(element)
    return count


_KEPT = frozenset({"MediaType", "Format", "MimeType", "Notation"})


# ---- content
# ------------------------------------------------------------


def blocks_of(element: Element, fields: Fields, *, main: bool = False) -> list[Block]:
    """Return what a content item holds as blocks; an embedded NITF of the main text may say fields
    the item does not.
    """
    data = _data(element)
    if data is None:
        return []
    if data.getparent() is not element:
        notation = _notation(data, element)
        if notation not in ("", "none", "text"):
            return _encoded(data, element, notation, fields)
    if not len(data):
        return list(_text(data.text or "", _declared(element), data, fields))
    first = data[0]
    name = local(first)
    if name == "nitf":
        _beside(data, first, fields)
        found = list(nitf.parse(first, fields.context, fields.extra))
        if main:
            _fill(heads.fields(first, fields.context, fields.zone), found, fields)
        else:
            for part in first:
                if local(part) == "head":
                    fields.whole(part, "DataContent/")
        return found
    if (
        name == "html"
        or xmlkit.namespace(first) == _XHTML
        or any(local(part) in _HTML_TAGS for part in data)
    ):
        return list(html.parse(first if name == "html" else data, context=fields.context))
    return list(nitf.parse(data, fields.context, fields.extra))


def _notation(data: Element, element: Element) -> str:
    """How content is encoded: the notations around it, lower case."""
    notations: list[str] = []
    for around in xmlkit.ancestors(data):
        if around is element:
            break
        notations.append((around.get("Notation") or "").lower())
    return " ".join(notations[::-1]).strip()


def _beside(data: Element, first: Element, fields: Fields) -> None:
    """Keep what stands in the content beside a whole document."""
    for text in (data.text, *(part.tail for part in data)):
        fields.keep("DataContent", some(text))
    for part in xmlkit.children(data):
        if part is not first:
            fields.whole(part, "DataContent/")


def _declared(element: Element) -> str:
    """What a content item says it holds: media type and format, lower case."""
    return " ".join(
        (formal(part) or "").lower()
        for part in element
        if part.tag in ("MimeType", "Format", "Notation")
    )


def _text(text: str, declared: str, data: Element, fields: Fields) -> tuple[Block, ...]:
    """Content that is one text: NITF or HTML in escaped form where the item says so, or where its
    tags leave no doubt; else paragraphs.
    """
    if _LOOKS_LIKE_NITF.match(text):
        try:
            return nitf.parse(
                xmlkit.parse(text.strip().encode(), fields.context, recover=True, embedded=True),
                fields.context,
                fields.extra,
            )
        except ParseError as error:
            fields.warn(
                "read.invalid",
                f"<DataContent>: the NITF in it cannot be read: {error.message}",
                data,
            )
    says = "html" in declared
    plain_text = "text/plain" in declared or declared.strip() in (
        "text",
        "plain",
        "ascii",
        "plaintext",
    )
    if (says and "<" in text) or (not plain_text and _LOOKS_LIKE_HTML.search(text)):
        return html.parse(text, context=fields.context)
    from newsfmt import prose

    return normalise(Paragraph(part) for part in prose.paragraphs(text))


def _encoded(data: Element, element: Element, notation: str, fields: Fields) -> list[Block]:
    """Content in an encoding: base64 of a text is read, anything else is carried."""
    text = xmlkit.verbatim(data)
    declared = _declared(element)
    if "base64" in notation and ("text" in declared or "html" in declared):
        try:
            decoded = base64.b64decode("".join(text.split()), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError, ValueError):
            fields.warn(
                "read.invalid",
                "<DataContent>: it is not the base64 it says it is; it is carried as it stands",
                data,
            )
        else:
            return list(_text(decoded, declared, data, fields))
    mime = child(element, "MimeType")
    return [Embed(formal(mime) if mime is not None else None, plain(text) or None)]


_FILLED = ("headline", "subheadline", "byline", "byline_title", "title", "slugline", "urgency", "summary", "language", "word_count", "published",
           "expires", "embargoed_until", "pub_status", "version", "url")  # fmt: skip
_LISTS = (
    "keywords",
    "genres",
    "people",
    "organisations",
    "places",
    "events",
    "objects",
    "ed_notes",
    "descriptions",
)


def _fill(found: dict[str, Any], body: list[Block], fields: Fields) -> None:
    """Fields that an embedded NITF says and the item leaves empty; what differs is kept."""
    for name in _FILLED:
        value = found.get(name)
        if value is None:
            continue
        mine = fields.values.get(name)
        if mine is None and name != "published":
            fields.values[name] = value
        elif mine != value:
            fields.extra[f"nitf:{name}"].append(str(value))
    for name in _LISTS:
        for value in found.get(name, ()):
            fields.add_new(name, value)
    _fill_subjects(found.get("subjects", ()), fields)
    _fill_creators(found.get("creators", ()), fields)
    if "dateline" in found and not fields.parts["dateline"]:
        line = found["dateline"]
        fields.parts["dateline"].update(
            {
                key: getattr(line, key)
                for key in ("text", "place", "region", "country", "date", "date_text")
                if getattr(line, key)
            }
        )
    for name in ("holder", "year", "notice", "usage_terms"):
        value = getattr(found["rights"], name) if "rights" in found else None
        if value is not None:
            fields.set(f"rights.{name}", value, f"nitf.{name}")
    if "provider" in found:
        provider = found["provider"].name
        if provider and provider not in fields.parts["provider"].values():
            if "name" in fields.parts["provider"]:
                fields.extra["nitf:distributor"].append(provider)
            else:
                fields.parts["provider"]["name"] = provider
    if "id" in found:
        from newsfmt.article import AltId

        fields.add_new("alt_ids", AltId(found["id"], "nitf"))
    for one in found.get("alt_ids", ()):
        fields.add_new("alt_ids", one)
    for name, texts in found.get("extra", {}).items():
        fields.extra[name].extend(texts)


def _fill_subjects(found: tuple[Concept, ...], fields: Fields) -> None:
    """Add the subjects that the item does not have, and to those it has what it does not say."""
    if not found:
        return
    mine = fields.many["subjects"]
    places = {scheme_and_code(one): place for place, one in enumerate(mine)}
    for one in found:
        place = places.setdefault(scheme_and_code(one), len(mine))
        if place == len(mine):
            mine.append(one)
        elif one != mine[place]:
            known = mine[place]
            if known.name and one.name and one.name != known.name:
                fields.extra["nitf:subject"].append(one.name)
            mine[place] = attrs.evolve(
                known,
                name=known.name or one.name,
                type=known.type or one.type,
                literal=known.literal or one.literal,
                extra={**one.extra, **known.extra},
            )


def _fill_creators(found: tuple[Party, ...], fields: Fields) -> None:
    """Take the creators where the item has none; keep the names that it does not have."""
    if not found:
        return
    fields.structured = True
    if "creators" not in fields.many:
        fields.many["creators"] = list(found)
        return
    names = {one.name for one in fields.many["creators"]}
    for one in found:
        if one.name and one.name not in names:
            fields.extra["nitf:creator"].append(one.name)
