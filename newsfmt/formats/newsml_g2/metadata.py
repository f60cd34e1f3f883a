"""The metadata of an item: itemMeta, contentMeta, rightsInfo and what stands beside them, one
handler for each element.

One pass over the children with a dispatch on the local name; what has no handler goes to ``extra``
as XML (NewsML-G2 §10–12).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from newsfmt import xmlkit
from newsfmt.article import (
    AltId,
    Association,
    Concept,
    FrozenMap,
    Label,
    Link,
    Note,
    Organisation,
    Party,
    Place,
    Rights,
)
from newsfmt.body import plain
from newsfmt.formats.newsml_g2.concepts import geo, read_concept, symbols
from newsfmt.formats.newsml_g2.names import ASSOCIATION, NAR, WITH_ITEM, XML
from newsfmt.formats.newsml_g2.state import LANG, Item, attribute_name, local_tag
from newsfmt.vocab import term
from newsfmt.xmlkit import Element

__all__ = ["read_assert", "read_link", "read_section", "settle_repeats"]

Handler = Callable[[Item, Element], None]

_NONE: frozenset[str] = frozenset()
_ROLE = frozenset({"role", LANG, XML + "space"})
_TEXT = frozenset({XML + "space"})


def read_section(item: Item, element: Element) -> None:
    """Read all that is in itemMeta or contentMeta."""
    name = local_tag(element.tag)
    for child in element:
        handler = _HANDLERS.get(child.tag)
        if handler is None:
            handler = _other(item, child, name)
            if handler is None:
                continue
        handler(item, child)
    if element.keys():
        item.keep_attributes(element, name, _NONE)


def _other(item: Item, child: Element, section: str) -> Handler | None:
    """The handler of an element in another namespace than G2's, or of an element that is unknown:
    kept, its section in the name.
    """
    local = local_tag(child.tag)
    if xmlkit.namespace(child) == NAR:
        item.keep_element(child)
        return None
    if xmlkit.namespace(child) in (
        "",
        xmlkit.namespace(item.element),
    ):  # the whole document is in no or another namespace
        handler = _BY_NAME.get(local)
        if handler is None:
            item.keep_element(child)
        return handler
    item.keep_element(child, section + "/")
    return None


# ---- one value
# ------------------------------------------------------------


def _date(field: str) -> Handler:
    def read(item: Item, element: Element) -> None:
        if field in item.values:
            item.keep_element(element)
            return
        found = item.date(element)
        if found is not None:
            item.values[field] = found
        if element.keys():
            item.keep_attributes(element, local_tag(element.tag), _NONE)

    return read


def _embargoed(item: Item, element: Element) -> None:
    item.values["embargoed"] = True
    found = item.date(element) if element.text and not element.text.isspace() else None
    if found is not None:
        item.values["embargoed_until"] = found


def _term(item: Item, element: Element) -> str | None:
    """The QCode, URI or name that an element stands for."""
    value = element.get("qcode") or element.get("uri") or element.get("literal")
    if value:
        return plain(value) or None
    found = xmlkit.child(element, "name")
    return item.text(found) if found is not None else item.text(element)


def _item_class(item: Item, element: Element) -> None:
    value = _term(item, element)
    if value is None:
        return
    if item.ours:
        scheme, code, _ = item.vocabulary.code(value)
        item.values["type"] = code or scheme
        if scheme not in (None, "ninat"):
            item.keep("itemClass", value)
    else:
        item.values["type"] = term(value)
        if not value.startswith("ninat:"):
            item.keep("itemClass", value)
    _leftovers(item, element, "itemClass")


def _pub_status(item: Item, element: Element) -> None:
    value = _term(item, element)
    if value is None or "pub_status" in item.values:
        return
    if item.ours:
        scheme, code, _ = item.vocabulary.code(value)
    else:
        scheme, code = ("stat" if value.startswith("stat:") else value), term(value)
    if code is None:
        return
    item.values["pub_status"] = code if item.ours else code.lower()
    if scheme not in (None, "stat") or (not item.ours and code != code.lower()):
        item.keep("pubStatus", value)
    _leftovers(item, element, "pubStatus")


def _leftovers(item: Item, element: Element, name: str) -> None:
    """Keep what is in an element beside its code."""
    if len(element):
        for child in element:
            if local_tag(child.tag) != "name" or name not in ("itemClass", "pubStatus"):
                item.keep(f"{name}/{local_tag(child.tag)}", item.raw(child))
    if len(element.keys()) > 1:
        item.keep_attributes(element, name, _CODES)


_CODES = frozenset({"qcode", "uri", "literal"})


def _urgency(item: Item, element: Element) -> None:
    text = item.text(element)
    if text is None:
        return
    if len(text) == 1 and text in "123456789":
        item.values.setdefault("urgency", int(text))
    else:
        item.warn("read.invalid", f"<urgency> {text!r} is no number from 1 to 9", element)
        item.keep("urgency", text)


def _provider(item: Item, element: Element) -> None:
    found = read_concept(item, element, Party)
    if found is not None:
        item.values.setdefault("provider", found)


def _digital_source(item: Item, element: Element) -> None:
    found = read_concept(item, element, Concept)
    if found is not None:
        item.values.setdefault("digital_source_type", found)


def _profile(item: Item, element: Element) -> None:
    text = item.text(element)
    if text is None:
        return
    item.values.setdefault("profile", text)
    if element.keys():
        item.keep_attributes(element, "profile", _TEXT)


def _language(item: Item, element: Element) -> None:
    tag = plain(element.get("tag") or "")
    if not tag:
        return
    if "language" in item.values:
        item.keep_element(element)
        return
    item.values["language"] = tag
    if len(element) or len(element.keys()) > 1:
        item.keep_attributes(element, "language", _TAG)
        for child in element:
            item.keep("language/" + local_tag(child.tag), item.raw(child))


_TAG = frozenset({"tag"})


# ---- lists
# ------------------------------------------------------------


def _concepts(field: str, cls: type) -> Handler:
    def read(item: Item, element: Element) -> None:
        found = read_concept(item, element, cls)
        if found is not None:
            item.lists.setdefault(field, []).append(found)

    return read


def _contributor(item: Item, element: Element) -> None:
    found = read_concept(item, element, Party)
    if found is None:
        return
    if found.role is None:
        found = attrs.evolve(found, role="contributor")
    else:
        found = attrs.evolve(found, extra={**found.extra, "newsml-g2:element": ("contributor",)})
    item.lists.setdefault("creators", []).append(found)


_NATURES: dict[str, tuple[str, type]] = {
    "person": ("people", Party),
    "organisation": ("organisations", Organisation),
    "geoArea": ("places", Place),
    "poi": ("places", Place),
    "event": ("events", Concept),
    "object": ("objects", Concept),
}
_NATURE_URI = "http://cv.iptc.org/newscodes/cpnature/"
_SUBJECTS = ("subjects", Concept)


def _subject(item: Item, element: Element) -> None:
    kind = element.get("type")
    if kind is None or kind.startswith("cpnat:"):
        field, cls, known = _nature(item, element, kind)
    else:
        field, cls, known = "subjects", Concept, False
    found = read_concept(item, element, cls, known)
    if found is not None:
        item.lists.setdefault(field, []).append(found)


def _nature(item: Item, element: Element, kind: str | None) -> tuple[str, type, bool]:
    """The field a subject belongs to, its class, and whether its type is implied by the field."""
    known = False
    if kind is None:
        kind = element.get("typeuri") or ""
        nature = kind[len(_NATURE_URI) :] if kind.startswith(_NATURE_URI) else ""
    else:
        nature = kind[6:].strip()
        known = item.ours and element.get("typeuri") == _NATURE_URI + nature
    field, cls = _NATURES.get(nature, _SUBJECTS)
    return field, cls, known or (cls is not Concept and cls is not Place)


def _alt_id(item: Item, element: Element) -> None:
    text = item.text(element)
    if text is None:
        return
    found = item.lists.setdefault("alt_ids", [])
    kind = element.get("type")
    if element.keys():
        item.keep_attributes(element, f"alt_ids[{len(found)}]", _ALT_ID)
    found.append(AltId(text, item.vocabulary.word(kind) if kind else None))


_ALT_ID = frozenset({"type", XML + "space"})


def _ed_note(item: Item, element: Element) -> None:
    text = item.text(element)
    if text is None:
        return
    found = item.lists.setdefault("ed_notes", [])
    role = element.get("role")
    if element.keys():
        item.keep_attributes(element, f"ed_notes[{len(found)}]", _ROLE)
        language = element.get(LANG)
        if language and language != item.language:
            item.keep(f"ed_notes[{len(found)}]/@xml:lang", language)
    if len(element) and any(local_tag(child.tag) != "br" for child in element):
        item.keep("edNote", item.raw(element))
    found.append(Note(text, item.vocabulary.word(role) if role else None))


def _keyword(item: Item, element: Element) -> None:
    text = item.text(element)
    if text is None:
        return
    found = item.lists.setdefault("keywords", [])
    if element.keys():
        item.keep_attributes(element, f"keywords[{len(found)}]", _TEXT)
    found.append(text)


def read_link(item: Item, element: Element, cls: Any = Link) -> Any:
    """A link, or an item reference, as a record of that class."""
    values: dict[str, str | None] = {}
    extra: dict[str, list[str]] = {}
    own = item.ours and cls is Association
    items: list[tuple[str, str]] = element.items()  # type: ignore[assignment]  # all of them are text
    for key, value in items:
        name = _LINK.get(key)
        if name is None:
            if not (own and (key == "rank" or (key == "reluri" and value in _OWN_LINKS))):
                extra.setdefault("newsml-g2:" + attribute_name(key), []).append(value)
        elif name == "rel":
            values["rel"] = item.vocabulary.word(value)
        elif value:
            values[name] = value if item.ours else plain(value) or None
    for child in element:
        if len(child) or child.keys() or child.text:
            extra.setdefault("newsml-g2:" + local_tag(child.tag), []).append(item.raw(child))
            if not item.ours and local_tag(child.tag) == "title" and "title" not in values:
                values["title"] = item.text(child)
    return cls(
        **values,
        extra=FrozenMap((key, tuple(found)) for key, found in extra.items()) if extra else None,
    )


_OWN_LINKS = frozenset({ASSOCIATION, WITH_ITEM})
_NO_LINK = Link()
_LINK = {"rel": "rel", "href": "href", "residref": "id", "version": "version", "title": "title"}


def _link(item: Item, element: Element) -> None:
    if not item.ours:
        found = read_link(item, element)
        if found != _NO_LINK:
            item.lists.setdefault("links", []).append(found)
        return
    if element.get("reluri") in _OWN_LINKS:
        found = read_link(item, element, Association)
        item.lists.setdefault("associations", []).append(found)
        item.lists.setdefault("attached", []).append(element.get("reluri") == WITH_ITEM)
    elif element.get("rel") == f"{item.vocabulary.property_alias}:url":
        item.values["url"] = element.get("href")
    else:
        item.lists.setdefault("links", []).append(read_link(item, element))


# ---- lines that may stand there several times
# ------------------------------------------------------------


def _repeat(item: Item, element: Element) -> None:
    item.repeats.setdefault(local_tag(element.tag), []).append(element)


_LINES = {
    "headline": ("headline", "alt_headlines"),
    "description": ("summary", "descriptions"),
    "slugline": ("slugline", ""),
    "by": ("byline", ""),
    "creditline": ("credit", ""),
    "title": ("title", ""),
    "dateline": ("dateline", ""),
}


def settle_repeats(item: Item) -> None:
    """Say which headline, description, byline … is the main one: the first without a role, else the
    first.
    """
    for name, elements in item.repeats.items():
        field, others = _LINES[name]
        if len(elements) == 1 and not item.ours:
            only = item.text(elements[0])
            if only is not None:
                item.values[field] = only
                if elements[0].keys():
                    item.keep_attributes(elements[0], name, _TEXT)
            continue
        found = [
            (element, text) for element in elements if (text := item.text(element)) is not None
        ]
        if item.ours:
            found = _named_lines(item, found)
        if not found:
            continue
        if item.ours:  # the main line is the first; where there is none, all others say so
            main = (
                -1
                if (found[0][0].get("role") or "").startswith(
                    f"{item.vocabulary.property_alias}:other"
                )
                else 0
            )
        else:
            main = next(
                (place for place, (element, _) in enumerate(found) if not element.get("role")), 0
            )
        for place, (element, text) in enumerate(found):
            if place == main:
                item.values[field] = text
                if element.keys():
                    item.keep_attributes(element, name, _TEXT)
            elif others:
                _label(item, element, text, others)
            else:
                item.keep_line(element, name, text)


def _named_lines(item: Item, found: list[tuple[Element, str]]) -> list[tuple[Element, str]]:
    """Take the lines that bear a role of newsfmt's own."""
    rest = []
    for element, text in found:
        field = _OWN_ROLES.get(
            (element.get("role") or "").removeprefix(f"{item.vocabulary.property_alias}:")
        )
        if field is not None and (element.get("role") or "").startswith(
            f"{item.vocabulary.property_alias}:"
        ):
            item.values[field] = text
        else:
            rest.append((element, text))
    return rest


_OWN_ROLES = {"subheadline": "subheadline", "byline_title": "byline_title"}


def _label(item: Item, element: Element, text: str, field: str) -> None:
    labels = item.lists.setdefault(field, [])
    role, language = element.get("role"), element.get(LANG)
    if item.ours and role:
        role = role.removeprefix(f"{item.vocabulary.property_alias}:other").strip()
    if element.keys():
        item.keep_attributes(element, f"{field}[{len(labels)}]", _ROLE)
    labels.append(
        Label(text, item.vocabulary.word(role) if role else None, plain(language or "") or None)
    )


# ---- extension properties
# ------------------------------------------------------------


def _property(item: Item, element: Element) -> None:
    rel = element.get("rel") or ""
    alias = item.vocabulary.property_alias
    if alias is None or not rel.startswith(alias + ":"):
        item.keep_element(element)
        return
    path, value = rel[len(alias) + 1 :], element.get("value") or ""
    if path == "derived":
        item.derived.extend(value.split())
    else:
        item.properties.append((path, element.get("literal"), value))


# ---- rights
# ------------------------------------------------------------


def _rights(item: Item, element: Element) -> None:
    if "rights" in item.values or element.keys():
        item.keep_element(element)
        if not ("rights" in item.values or _holds_rights(element)):
            return
        if "rights" in item.values:
            return
        item.extra["newsml-g2:rightsInfo"].pop()
        if not item.extra["newsml-g2:rightsInfo"]:
            del item.extra["newsml-g2:rightsInfo"]
        item.keep_attributes(element, "rightsInfo", _NONE)
    found: dict[str, object] = {}
    for child in element:
        name = local_tag(child.tag)
        if name == "copyrightHolder" and "holder" not in found:
            found["holder"] = read_concept(item, child, Party)
        elif name in _RIGHTS and _RIGHTS[name] not in found:
            text = item.text(child)
            if text is not None:
                found[_RIGHTS[name]] = text
            if child.keys():
                item.keep_attributes(child, "rightsInfo/" + name, _TEXT)
        elif name in _RIGHTS:
            text = item.text(child)
            if text is not None:
                item.keep_line(child, "rightsInfo/" + name, text)
        elif name == "dataMining" and "data_mining" not in found:
            value = _term(item, child)
            if value is not None:
                found["data_mining"] = item.vocabulary.word(value) if child.get("qcode") else value
        else:
            item.keep_element(child, "rightsInfo/")
    rights = Rights(**found)  # type: ignore[arg-type]
    if rights != Rights():
        item.values["rights"] = rights


_RIGHTS = {"copyrightNotice": "notice", "usageTerms": "usage_terms"}


def _holds_rights(element: Element) -> bool:
    return any(
        local_tag(child.tag) in _RIGHTS or local_tag(child.tag) in ("copyrightHolder", "dataMining")
        for child in element
    )


# ---- publication history
# ------------------------------------------------------------


def _pub_history(item: Item, element: Element) -> None:
    entries = [child for child in element if local_tag(child.tag) == "published"]
    stamps = [(entry, xmlkit.child(entry, "timestamp")) for entry in entries]
    for _, stamp in stamps:
        if stamp is not None and stamp.text and not stamp.text.isspace():
            found = item.date(stamp, "pubHistory/published/timestamp")
            if found is not None:
                item.values["published"] = found
                break
    if (
        len(entries) != 1
        or len(entries[0]) != 1
        or entries[0].keys()
        or element.keys()
        or entries[0][0].keys()
        or "published" not in item.values
    ):
        item.keep_element(element)


# ---- what is said of a concept elsewhere
# ------------------------------------------------------------


def read_assert(item: Item, element: Element) -> None:
    """What an ``assert`` says of a place or an organisation of the item; the rest is kept."""
    if not _asserted(item, element):
        item.keep_element(element)


def _asserted(item: Item, element: Element) -> bool:
    details = [
        child
        for child in element
        if local_tag(child.tag) in ("geoAreaDetails", "organisationDetails")
    ]
    if not details:
        return False
    qcode = element.get("qcode")
    scheme, code, uri = item.vocabulary.code(qcode) if qcode else (None, None, None)
    uri = element.get("uri") or uri
    literal = element.get("literal")
    whole = len(element) == 1 and len(element.keys()) == 1
    for child in details:
        is_place = local_tag(child.tag) == "geoAreaDetails"
        field = "places" if is_place else "organisations"
        members = item.lists.get(field, [])
        hits = [
            place
            for place, member in enumerate(members)
            if (code and (member.scheme, member.code) == (scheme, code))
            or (uri and member.uri == uri)
            or (literal and member.literal == literal)
        ]
        value = geo(item, child) if is_place else symbols(item, child)
        simple = len(child) == 1 if is_place else all(_plain_symbol(part) for part in child)
        if not value or not hits or not simple or child.keys():
            whole = False
        for place in hits if value else ():
            name = "geo" if is_place else "symbols"
            if not getattr(members[place], name):
                members[place] = _with(members[place], name, value)
            else:
                whole = False
    return whole


_SYMBOL = frozenset({"symbol", "marketlabel", "type"})


def _plain_symbol(element: Element) -> bool:
    return (
        local_tag(element.tag) == "hasInstrument"
        and set(element.keys()) <= _SYMBOL
        and bool(element.get("symbol"))
    )


def _with(record: object, name: str, value: object) -> object:
    return attrs.evolve(record, **{name: value})  # type: ignore[misc]


# ---- the table
# ------------------------------------------------------------

_BY_NAME: dict[str, Handler] = {
    "itemClass": _item_class,
    "provider": _provider,
    "versionCreated": _date("updated"),
    "firstCreated": _date("created"),
    "embargoed": _embargoed,
    "pubStatus": _pub_status,
    "profile": _profile,
    "service": _concepts("services", Concept),
    "title": _repeat,
    "edNote": _ed_note,
    "memberOf": _concepts("series", Concept),
    "signal": _concepts("signals", Concept),
    "expires": _date("expires"),
    "link": _link,
    "itemMetaExtProperty": _property,
    "contentMetaExtProperty": _property,
    "urgency": _urgency,
    "contentCreated": _date("content_created"),
    "contentModified": _date("content_modified"),
    "digitalSourceType": _digital_source,
    "located": _concepts("located", Place),
    "infoSource": _concepts("sources", Party),
    "creator": _concepts("creators", Party),
    "contributor": _contributor,
    "altId": _alt_id,
    "language": _language,
    "genre": _concepts("genres", Concept),
    "keyword": _keyword,
    "subject": _subject,
    "slugline": _repeat,
    "headline": _repeat,
    "dateline": _repeat,
    "by": _repeat,
    "creditline": _repeat,
    "description": _repeat,
}
_HANDLERS: dict[str, Handler] = {f"{{{NAR}}}{name}": handler for name, handler in _BY_NAME.items()}
BESIDE: dict[str, Handler] = {
    "rightsInfo": _rights,
    "pubHistory": _pub_history,
    "assert": read_assert,
    "itemMeta": read_section,
    "contentMeta": read_section,
}
"""The parts of an item beside its content."""
