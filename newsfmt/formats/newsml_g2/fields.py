"""The fields of an item that are no concepts: the codec of each element of itemMeta, contentMeta,
rightsInfo and pubHistory, its reader above its writer (NewsML-G2 §10–12).

A reader takes the item and the element; a writer takes the item and the name of the element, and
returns nodes. What no field holds is kept in ``extra``, as XML or as ``name/@attribute``.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

import attrs

from newsfmt import xmlkit
from newsfmt._record import field_names
from newsfmt.article import (
    AltId,
    Article,
    Association,
    Label,
    Link,
    Note,
    Party,
    Rights,
    Transmission,
)
from newsfmt.body import plain
from newsfmt.dates import NewsDate
from newsfmt.errors import SerializeError
from newsfmt.formats.newsml_g2.concepts import FLEX, PARTY, held_of, read_concept, write_concepts
from newsfmt.formats.newsml_g2.item import (
    LANGUAGE,
    POWER,
    Attributes,
    IncomingItem,
    Node,
    OutgoingItem,
    attribute_name,
    frozen,
    timed,
)
from newsfmt.formats.newsml_g2.vocabularies import (
    ASSOCIATION,
    ATTACHED,
    DERIVED_ID,
    LANG,
    SPACE,
    WITH_ITEM,
    is_uri,
    local_tag,
    loose,
)
from newsfmt.prose import prefix_of
from newsfmt.slots import Codec, Table, paths
from newsfmt.versions import EPOCH, version_created
from newsfmt.vocab import ITEM_CLASS, PUB_STATUS, split, term
from newsfmt.xmlkit import Element

__all__ = [
    "ALT_IDS",
    "ASSOCIATIONS",
    "BYLINES",
    "CLASS",
    "CONTENT_LANGUAGE",
    "CREDIT",
    "DATELINE",
    "DESCRIPTIONS",
    "EMBARGO",
    "HEADLINES",
    "KEYWORDS",
    "LINKS",
    "NOTES",
    "PROFILE",
    "PUBLISHED",
    "SLUGLINE",
    "STATUS",
    "TITLE",
    "UPDATED",
    "URGENCY",
    "created_moment",
    "derived_severity",
    "guid_of",
    "kept",
    "moment",
    "moment_text",
    "read_link",
    "write_association",
]

MOMENT = frozenset({"second", "fraction"})
DAY = MOMENT | {"day"}
TRUNCATED = DAY | {"month", "year"}
VERSION = re.compile(r"0*[1-9][0-9]{0,17}\Z")
_NONE: frozenset[str] = frozenset()
_ROLE = frozenset({"role", LANG, SPACE})
_TEXT = frozenset({SPACE})
_CODES = ("qcode", "uri", "literal")


def kept(place: str, *, most: int | None = None, within: str = "") -> Codec:
    """Return the codec of an element that no field takes: it is kept, and written again where the
    schema takes it at its place, at most that number of times.
    """

    def write(out: OutgoingItem, name: str) -> list[Any]:
        return out.raw(name, place, most=most, within=within)

    return Codec(IncomingItem.keep_element, write)


# ---- the attributes of an item, whose readers take the value and whose writers return it
# ------------------------------------------------------------


def _read_guid(item: IncomingItem, value: str) -> None:
    item.values["id"] = value


def _write_guid(out: OutgoingItem, name: str) -> str:
    article = out.article
    if not article.id:
        out.derive("id", "the article has no id; its guid was derived from its content")
    guid = guid_of(article)
    version = article.version if article.version and VERSION.match(article.version) else "1"
    number = out.written.count(guid, version)
    if number == 1:
        return guid
    digest = hashlib.sha256(f"{guid}\n{version}\n{number}".encode(errors="surrogatepass"))
    if article.id:
        out.property("id", article.id)
        if out.core:
            message = "an item above has this guid in this version; another one was written"
            out.context.lost("write.value-changed", "id", message, article=article)
    return DERIVED_ID + digest.hexdigest()[:32]


GUID = Codec(_read_guid, _write_guid, "id")


def _read_version(item: IncomingItem, value: str) -> None:
    item.values["version"] = value


def _write_version(out: OutgoingItem, name: str) -> str:
    version = out.article.version
    if version is not None and VERSION.match(version) is not None:
        return version
    if version:
        out.property("version", version)
        message = f"{version!r} is no positive number; 1 was written"
        out.context.lost("write.value-derived", "version", message, article=out.article)
    else:
        out.derive("version", "the article has no version; 1 was written")
    return "1"


VERSION_ATTRIBUTE = Codec(_read_version, _write_version, "version")


def _read_item_language(item: IncomingItem, value: str) -> None:
    if item.values.setdefault("language", value) != value:
        item.keep("@xml:lang", value)


def _write_item_language(out: OutgoingItem, name: str) -> str | None:
    language = out.article.language
    if not language or LANGUAGE.match(language) is None:
        return None
    kept = out.foreign.get("@xml:lang", ())
    if len(kept) == 1 and LANGUAGE.match(kept[0]) and kept[0] != language:
        language = kept[0]
        del out.foreign["@xml:lang"]
    out.language = language
    return language


ITEM_LANGUAGE = Codec(_read_item_language, _write_item_language)


def _read_direction(item: IncomingItem, value: str) -> None:
    if value in ("ltr", "rtl"):
        item.values["direction"] = value
    else:
        item.keep("@dir", value)


def _write_direction(out: OutgoingItem, name: str) -> str | None:
    direction = out.article.direction
    if direction in ("ltr", "rtl"):
        return direction
    if direction:
        out.property("direction", direction)
    return None


DIRECTION = Codec(_read_direction, _write_direction, "direction")


# ---- the header of a message, whose readers fill ``item.header``
# ------------------------------------------------------------

PRIORITY = re.compile(r"[1-9]\Z")


def _read_sent(item: IncomingItem, element: Element) -> None:
    if "sent" in item.header:
        item.keep_element(element, "header/")
        return
    item.header["sent"] = item.date(element, "header/sent")
    item.keep_attributes(element, "header/sent", _NONE)


def _sent(article: Article) -> tuple[str, NewsDate | None, bool]:
    """What the header says of the moment, the date it was made of, and whether it is that one."""
    value = article.transmission.sent if article.transmission is not None else None
    if value is None:
        return created_moment(article)[0], None, False
    sent = timed(value, MOMENT)
    return (moment_text(value), value, False) if sent is None else (sent, value, True)


def _write_sent(out: OutgoingItem, name: str) -> list[Node]:
    sent, value, whole = _sent(out.article)
    if not whole:
        source = "its date" if value is not None else "the first item's versionCreated"
        out.context.lost(
            "write.value-derived",
            "transmission.sent",
            f"sent was derived from {source}: {sent}",
            article=out.article,
            severity=derived_severity(sent),
        )
    return [(name, None, sent)]


SENT = Codec(_read_sent, _write_sent, "transmission.sent", {POWER: paths(transmission="sequence")})


def header_text(part: str) -> Codec:
    """Return the codec of a text of the header."""

    def read(item: IncomingItem, element: Element) -> None:
        if part in item.header:
            item.keep_element(element, "header/")
            return
        item.header[part] = item.text(element)
        if element.keys():
            item.keep_element(element, "header/")

    def write(out: OutgoingItem, name: str) -> list[Node]:
        text = getattr(out.article.transmission, part, None)
        if not text or (part == "priority" and PRIORITY.match(text) is None):
            return []
        preserved = text != " ".join(text.split())
        return [(name, {"xml:space": "preserve"} if preserved else None, text)]

    return Codec(read, write, f"transmission.{part}")


_OF_MESSAGE = "the header of the message says it of all articles"


def carry_transmission(out: OutgoingItem, carrier: Article, *, first: bool) -> None:
    """Carry what of an item's transmission the header, which is that of the ``carrier``, does not
    say, or says of another article.
    """
    transmission, sent = out.article.transmission, carrier.transmission
    if transmission is None or (transmission != sent and not out.core):
        out.imply("transmission", _OF_MESSAGE)
        out.carry(transmission, "transmission")
        return
    if transmission != sent:
        for part in field_names(Transmission):
            mine, theirs = getattr(transmission, part), getattr(sent, part, None)
            if mine is None and (theirs is not None or part == "sent"):
                out.imply(f"transmission.{part}", _OF_MESSAGE)
            elif mine is not None and str(mine) != _of_header(carrier, part):
                out.carry(mine, f"transmission.{part}")
        return
    if transmission.sent is None:
        if first:  # reported with the header
            out.derived.append("transmission.sent")
        else:
            out.imply("transmission.sent", _OF_MESSAGE)
    elif timed(transmission.sent, MOMENT) != transmission.sent.iso:
        out.property("transmission.sent", transmission.sent.iso)
    if transmission.priority and PRIORITY.match(transmission.priority) is None:
        out.property("transmission.priority", transmission.priority)
    if transmission.sequence:
        out.property("transmission.sequence", transmission.sequence)


def _of_header(carrier: Article, part: str) -> str | None:
    """What the header says of a part of the transmission."""
    if part == "sent":
        return _sent(carrier)[0]
    value: str | None = getattr(carrier.transmission, part, None)
    unsaid = part == "sequence" or (part == "priority" and value and not PRIORITY.match(value))
    return None if unsaid else value


# ---- catalogs
# ------------------------------------------------------------


def _write_catalogs(out: OutgoingItem, name: str) -> list[Node]:
    references = out.aliases.references
    nodes: list[Node] = [("catalogRef", {"href": href}, None) for href in references]
    for catalog in (out.aliases.declared, out.aliases.own):
        if catalog:
            schemes = [
                ("scheme", {"alias": alias, "uri": uri}, None) for alias, uri in catalog.items()
            ]
            nodes.append(("catalog", None, schemes))
    return nodes


CATALOGS = Codec(None, _write_catalogs, "vocabularies")


# ---- dates
# ------------------------------------------------------------


def moment(field: str, precisions: frozenset[str], *, several: str = "") -> Codec:
    """Return the codec of a date with one of these precisions; where the schema takes ``several``,
    that is the place of the others, which are kept.
    """

    def read(item: IncomingItem, element: Element) -> None:
        if field in item.values:
            item.keep_element(element)
            return
        date = item.date(element)
        if date is not None:
            item.values[field] = date
        if element.keys():
            item.keep_attributes(element, local_tag(element.tag), _NONE)

    def write(out: OutgoingItem, name: str) -> list[Any]:
        date = getattr(out.article, field)
        node = out.date(name, date, field, precisions) if date is not None else None
        if node is None:
            return []
        return [node, *out.raw(name, several)] if several else [node]

    return Codec(read, write, field)


def guid_of(article: Article) -> str:
    """The guid of an article, derived where it has none; also for one that JSON cannot hold."""
    if article.id:
        return article.id
    try:
        return DERIVED_ID + article.fingerprint()[:32]
    except SerializeError:
        values = attrs.astuple(attrs.evolve(article, origin=None))
        return (
            DERIVED_ID
            + hashlib.sha256(repr(values).encode("ascii", "backslashreplace")).hexdigest()[:32]
        )


def created_moment(article: Article) -> tuple[str, bool]:
    """The text of versionCreated, and whether it was derived (model-rules.md §5)."""
    if article.updated is not None:
        text = timed(article.updated, MOMENT)
        if text is not None:
            return text, False
    date = version_created(article)
    return moment_text(date) if date is not None else EPOCH, True


def derived_severity(text: str) -> str:
    """The severity of a derived date: a warning where the article has no date to derive it from."""
    return "warning" if text == EPOCH else "info"


def moment_text(value: NewsDate) -> str:
    """The first moment a date can mean, as xs:dateTime with a zone."""
    return value.earliest().isoformat().replace("+00:00", "Z")


def _write_updated(out: OutgoingItem, name: str) -> list[Node]:
    article = out.article
    text, derived = created_moment(article)
    if derived:
        source = "its date" if article.updated is not None else "another date"
        message = f"versionCreated was derived from {source}: {text}"
        if text == EPOCH:
            message = f"versionCreated is demanded, and the article has no date: {text}"
        out.context.lost(
            "write.value-derived",
            "updated",
            message,
            article=article,
            severity=derived_severity(text),
        )
    if article.updated is None:
        out.derived.append("updated")
    elif text != article.updated.iso:
        out.property("updated", article.updated.iso)
    return [(name, None, text)]


UPDATED = Codec(moment("updated", MOMENT).read, _write_updated, "updated")


def _read_embargo(item: IncomingItem, element: Element) -> None:
    item.values["embargoed"] = True
    item.keep_attributes(element, "embargoed", _NONE)
    says = len(element) or (element.text and not element.text.isspace())
    found = item.date(element) if says else None
    if found is not None:
        item.values["embargoed_until"] = found


def _write_embargo(out: OutgoingItem, name: str) -> list[Node]:
    """An embargo; one whose end the slot cannot hold is written as one without a known end, which
    is never too early.
    """
    embargoed, until = out.article.embargoed, out.article.embargoed_until
    if until is None and not embargoed:
        if embargoed is False:
            out.property("embargoed", "false")
        return []
    node = out.date(name, until, "embargoed_until", MOMENT) if until is not None else None
    if embargoed is None:
        out.imply("embargoed", "an embargo with an end is an embargo")
    elif embargoed is False:
        out.property("embargoed", "false")
    return [node or (name, None, "")]


EMBARGO = Codec(_read_embargo, _write_embargo, "embargoed embargoed_until")


def _read_published(item: IncomingItem, element: Element) -> None:
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
        or loose(element)
        or loose(entries[0])
    ):
        item.keep_element(element)


def _write_published(out: OutgoingItem, name: str) -> list[Node]:
    published = out.article.published
    node = out.date("timestamp", published, "published", TRUNCATED) if published else None
    return [(name, None, [("published", None, [node])])] if node is not None else []


PUBLISHED = Codec(_read_published, _write_published, "published")


# ---- class and status
# ------------------------------------------------------------


def _term(item: IncomingItem, element: Element, prefix: str = "") -> str | None:
    """The QCode, URI or name that an element stands for; what it has beside is kept."""
    for used in _CODES:
        if code := element.get(used):
            found: Element | None = element
            value = plain(code) or None
            break
    else:
        used, found = "", xmlkit.child(element, "name")
        value = item.text(element if found is None else found)
    if value is None:
        item.keep_element(element, prefix)
        return None
    name = prefix + local_tag(element.tag)
    if found is not None:
        item.keep_text(loose(element), f"{name}/")
    for child in element:
        if child is not found:
            item.keep(f"{name}/{local_tag(child.tag)}", item.raw(child))
        elif child.keys():
            item.keep_attributes(child, f"{name}/name", _NONE)
    if len(element.keys()) > bool(used):
        same = used == "qcode" and element.get("uri") == item.vocabulary.code(value)[2]
        item.keep_attributes(element, name, frozenset({used, "uri"} if same else {used}))
    return value


def _read_item_class(item: IncomingItem, element: Element) -> None:
    if "type" in item.values:
        item.keep_element(element)
        return
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


def _write_item_class(out: OutgoingItem, name: str) -> list[Node]:
    kind = out.article.type
    kept = out.foreign.get("itemClass", ())
    if len(kept) == 1:
        scheme, code = split(kept[0])
        if (
            scheme
            and (code == kind or out.package)
            and not kept[0].startswith(("http", "<"))
            and out.aliases.qcode(scheme, code) == kept[0]
        ):
            del out.foreign["itemClass"]
            return [(name, {"qcode": kept[0]}, None)]
    known = ITEM_CLASS.get(kind or "text")
    qcode = out.aliases.qcode(*split(known)) if known else out.aliases.qcode(None, kind or "")
    return [(name, {"qcode": qcode}, None)]


CLASS = Codec(_read_item_class, _write_item_class, "type")


def _read_pub_status(item: IncomingItem, element: Element) -> None:
    if "pub_status" in item.values:
        item.keep_element(element)
        return
    value = _term(item, element)
    if value is None:
        return
    if item.ours:
        scheme, code, _ = item.vocabulary.code(value)
    else:
        scheme, code = ("stat" if value.startswith("stat:") else value), term(value)
    if code is None:
        item.keep("pubStatus", value)
        return
    item.values["pub_status"] = code if item.ours else code.lower()
    if scheme not in (None, "stat") or (not item.ours and code != code.lower()):
        item.keep("pubStatus", value)


def _write_pub_status(out: OutgoingItem, name: str) -> list[Node]:
    status = out.article.pub_status
    if not status:
        return []
    kept = out.foreign.get("pubStatus", ())
    if len(kept) == 1:
        scheme, code = split(kept[0])
        if (
            scheme
            and scheme != "stat"
            and code == status == status.lower()
            and out.aliases.qcode(scheme, code) == kept[0]
            and term(kept[0]) == status
        ):
            del out.foreign["pubStatus"]
            return [(name, {"qcode": kept[0]}, None)]
    known = PUB_STATUS.get(status)
    qcode = out.aliases.qcode(*split(known)) if known else out.aliases.qcode(None, status)
    return [(name, {"qcode": qcode}, None)]


STATUS = Codec(_read_pub_status, _write_pub_status, "pub_status")


def _write_item_role(out: OutgoingItem, name: str) -> list[Any]:
    """The role of an item that belongs to an association, or the one that was kept."""
    if out.attached:
        return [(name, {"uri": ATTACHED}, None)]
    return out.raw(name, "item", most=1)


ITEM_ROLE = Codec(IncomingItem.keep_element, _write_item_role)


def _read_urgency(item: IncomingItem, element: Element) -> None:
    text = item.text(element)
    if text is None or "urgency" in item.values:
        item.keep_element(element)
        return
    item.keep_attributes(element, "urgency", _NONE)
    if len(text) == 1 and text in "123456789":
        item.values["urgency"] = int(text)
    else:
        item.warn("read.invalid", f"<urgency> {text!r} is no number from 1 to 9", element)
        item.keep("urgency", text)


def _write_urgency(out: OutgoingItem, name: str) -> list[Node]:
    urgency = out.article.urgency
    if urgency is None:
        return []
    if 1 <= urgency <= 9:
        return [(name, None, str(urgency))]
    out.carry(urgency, "urgency")
    return []


URGENCY = Codec(_read_urgency, _write_urgency, "urgency")


# ---- single texts
# ------------------------------------------------------------


def _read_profile(item: IncomingItem, element: Element) -> None:
    text = item.text(element)
    if text is None:
        item.keep_element(element)
        return
    item.values.setdefault("profile", text)
    if element.keys():
        item.keep_attributes(element, "profile", _TEXT)


def _write_profile(out: OutgoingItem, name: str) -> list[Node]:
    profile = out.article.profile
    if not profile:
        return []
    attributes = out.kept_attributes(name, name, "item")
    return [out.text(name, profile, "profile", attributes or None, strict=True)]


PROFILE = Codec(_read_profile, _write_profile, "profile")


def _read_language(item: IncomingItem, element: Element) -> None:
    tag = plain(element.get("tag") or "")
    if not tag or "language" in item.values:
        item.keep_element(element)
        return
    item.values["language"] = tag
    if len(element) or len(element.keys()) > 1:
        item.keep_attributes(element, "language", _TAG)
        for child in element:
            item.keep("language/" + local_tag(child.tag), item.raw(child))


_TAG = frozenset({"tag"})


def _write_language(out: OutgoingItem, name: str) -> list[Any]:
    language = out.article.language
    if not language:
        return []
    if LANGUAGE.match(language) is None:
        out.property("language", language)
        return []
    attributes: Attributes = {"tag": language}
    attributes |= out.kept_attributes(name, name, "content", without="tag")
    return [(name, attributes, None), *out.raw(name, "content")]


CONTENT_LANGUAGE = Codec(_read_language, _write_language, "language")


# ---- lists of texts
# ------------------------------------------------------------


def _read_alt_id(item: IncomingItem, element: Element) -> None:
    text = item.text(element)
    known = _ALT_ID
    if text is None:
        text, known = plain(element.get("id") or ""), _ALT_ID | {"id"}
        if not text:
            item.keep_element(element)
            return
        item.warn("read.invalid", f"<altId> has its value {text!r} in the attribute id", element)
    alt_ids = item.lists.setdefault("alt_ids", [])
    kind = element.get("type")
    if element.keys():
        item.keep_attributes(element, f"alt_ids[{len(alt_ids)}]", known)
    alt_ids.append(AltId(text, item.vocabulary.word(kind) if kind else None))


_ALT_ID = frozenset({"type", SPACE})


def _write_alt_ids(out: OutgoingItem, name: str) -> list[Node]:
    """All of them, or none where one has no value: their order is kept then by properties."""
    alt_ids = out.article.alt_ids
    if not all(alt_id.value for alt_id in alt_ids):
        out.carry(alt_ids, "alt_ids")
        return []
    nodes = []
    for index, alt_id in enumerate(alt_ids):
        path = f"alt_ids[{index}]"
        attributes = out.kept_attributes(path, name, "content")
        if alt_id.role:
            attributes["type"] = out.aliases.term(alt_id.role)
        nodes.append(out.text(name, alt_id.value or "", f"{path}.value", attributes or None))
    return nodes


ALT_IDS = Codec(_read_alt_id, _write_alt_ids, also={POWER: paths(alt_ids="value role")})


def _read_note(item: IncomingItem, element: Element) -> None:
    text = item.text(element)
    if text is None:
        item.keep_element(element)
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


def _write_notes(out: OutgoingItem, name: str) -> list[Node]:
    return [
        _labelled(out, name, note.text or "", f"ed_notes[{index}]", note.role, None, "item")
        for index, note in enumerate(out.article.ed_notes)
    ]


NOTES = Codec(_read_note, _write_notes, paths(ed_notes="text role"))


def _read_keyword(item: IncomingItem, element: Element) -> None:
    text = item.text(element)
    if text is None:
        item.keep_element(element)
        return
    found = item.lists.setdefault("keywords", [])
    if element.keys():
        item.keep_attributes(element, f"keywords[{len(found)}]", _TEXT)
    found.append(text)


def _write_keywords(out: OutgoingItem, name: str) -> list[Node]:
    nodes = []
    for index, keyword in enumerate(out.article.keywords):
        path = f"keywords[{index}]"
        attributes = out.kept_attributes(path, name, "content")
        nodes.append(out.text(name, keyword, path, attributes or None, strict=True))
    return nodes


KEYWORDS = Codec(_read_keyword, _write_keywords, "keywords")


# ---- links and associations
# ------------------------------------------------------------


def read_link(item: IncomingItem, element: Element, cls: Any = Link) -> Any:
    """Return a link, or an item reference, as a record of that class."""
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
        item.keep_element(child, into=extra)
        if not item.ours and local_tag(child.tag) == "title" and not values.get("title"):
            values["title"] = item.text(child)
    item.loose(element, extra)
    return cls(**values, extra=frozen(extra))


_OWN_LINKS = frozenset({ASSOCIATION, WITH_ITEM})
_NO_LINK = Link()
_LINK = {"rel": "rel", "href": "href", "residref": "id", "version": "version", "title": "title"}


def _read_link(item: IncomingItem, element: Element) -> None:
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


def _write_links(out: OutgoingItem, name: str) -> list[Node]:
    """The links to elsewhere."""
    before, links = len(out.properties), out.article.links
    nodes = [
        _write_link(out, name, link, f"links[{index}]", {}) for index, link in enumerate(links)
    ]
    return out.or_carried(nodes, before, links, "links")


def _write_url(out: OutgoingItem, name: str) -> list[Node]:
    """The address of the item itself."""
    url = out.article.url
    if not url:
        return []
    if not is_uri(url):
        out.property("url", url)
        return []
    return [(name, {"rel": f"{out.aliases.property_alias}:url", "href": url}, None)]


def _write_associations(out: OutgoingItem, name: str) -> list[Node]:
    """The items that belong to this one; those of a package are in its groups."""
    nodes: list[Node] = []
    if out.package:
        return nodes
    for index, member in enumerate(out.article.associations):
        path = f"associations[{index}]"
        nodes.append(write_association(out, name, member, path, {"reluri": ASSOCIATION}))
        if member.group:
            out.property(f"{path}.group", member.group)
    return nodes


def _write_link(
    out: OutgoingItem,
    name: str,
    link: Any,
    path: str,
    attributes: Attributes,
    known: frozenset[str] = frozenset(),
) -> Node:
    if link.rel:
        attributes["rel"] = out.aliases.term(link.rel)
    if link.href:
        if is_uri(link.href):
            attributes["href"] = link.href
        else:
            out.property(f"{path}.href", link.href)
    if link.id and "residref" not in attributes:
        attributes["residref"] = link.id
    if link.version:
        if VERSION.match(link.version):
            attributes["version"] = link.version
        else:
            out.property(f"{path}.version", link.version)
    if link.title:
        attributes["title"] = link.title
    children = (
        out.record_extra(link.extra, path, "link", "item", attributes, known)
        if link.extra
        else None
    )
    return name, attributes or None, children or None


def write_association(
    out: OutgoingItem, name: str, member: Association, path: str, attributes: Attributes
) -> Node:
    """Return a link to an item that belongs to this one."""
    if member.item is not None:
        guid = guid_of(member.item)
        attributes["residref"] = guid
        attributes["reluri"] = WITH_ITEM
        if not member.id:
            out.imply(f"{path}.id", "the guid of the item is the id of the association")
        elif member.id != guid:
            out.property(f"{path}.id", member.id)
    for part in ("name", "role"):
        value = getattr(member, part)
        if value:
            out.property(f"{path}.{part}", value)
    return _write_link(out, name, member, path, attributes, _ASSOCIATION)


_ASSOCIATION = frozenset({"rank", "reluri"})


LINKS = Codec(_read_link, _write_links, paths(links="rel href id version title extra"))
URL = Codec(None, _write_url, "url")
ASSOCIATIONS = Codec(
    None,
    _write_associations,
    paths(associations="rel id version href title item group extra"),
    {POWER: paths(associations="name role")},
)


# ---- lines that may stand there several times
# ------------------------------------------------------------


@attrs.frozen(eq=False)
class Lines:
    """The elements of one name: the main line is a field, others are labels of another field; lines
    with a role of newsfmt's own are fields themselves.
    """

    field: str
    others: str = ""
    own: str = ""

    def read(self, item: IncomingItem, element: Element) -> None:
        """Note a line; which is the main one is settled when all are there."""
        item.repeats.setdefault(self, []).append(element)

    def settle(self, item: IncomingItem, elements: list[Element]) -> None:
        """Set the main line, which is the first without a role, else the first; keep the others."""
        name = local_tag(elements[0].tag)
        if len(elements) == 1 and not item.ours:
            only = item.text(elements[0])
            if only is not None:
                self._set(item, elements[0], name, only)
            else:
                item.keep_element(elements[0])
            return
        lines = []
        for element in elements:
            text = item.text(element)
            if text is not None:
                lines.append((element, text))
            else:
                item.keep_element(element)
        if item.ours:
            lines = self._without_own(item, lines)
        if not lines:
            return
        main = self._main(item, lines)
        for index, (element, text) in enumerate(lines):
            if index == main:
                self._set(item, element, name, text)
            elif self.others:
                _read_label(item, element, text, self.others)
            else:
                item.keep_line(element, name, text)

    def _set(self, item: IncomingItem, element: Element, name: str, text: str) -> None:
        item.values[self.field] = text
        if element.keys():
            item.keep_attributes(element, name, _TEXT)

    def _main(self, item: IncomingItem, lines: list[tuple[Element, str]]) -> int:
        """The index of the main line, -1 where newsfmt wrote that the article has no main line."""
        if item.ours:
            other = f"{item.vocabulary.property_alias}:other"
            return -1 if (lines[0][0].get("role") or "").startswith(other) else 0
        return next(
            (index for index, (element, _) in enumerate(lines) if not element.get("role")), 0
        )

    def _without_own(
        self, item: IncomingItem, lines: list[tuple[Element, str]]
    ) -> list[tuple[Element, str]]:
        """Take the lines that bear a role of newsfmt's own."""
        role = f"{item.vocabulary.property_alias}:{self.own}"
        others = []
        for element, text in lines:
            if self.own and element.get("role") == role:
                item.values[self.own] = text
            else:
                others.append((element, text))
        return others

    def write(self, out: OutgoingItem, name: str) -> list[Node]:
        """Return the main line, the other lines, and the one with a role of newsfmt's own."""
        article, nodes = out.article, []
        main: str | None = getattr(article, self.field)
        if main:
            strict = name in _STRICT
            place = "item" if name == "title" else "content"
            attributes = out.kept_attributes(name, name, place)
            nodes.append(out.text(name, main, self.field, attributes, strict=strict))
            if not self.others:
                nodes += _other_lines(out, name, place)
        if self.others:
            labels = getattr(article, self.others)
            nodes += _write_labels(out, name, labels, self.others, bool(main))
        if self.own and (line := getattr(article, self.own)):
            role = f"{out.aliases.property_alias}:{self.own}"
            nodes.append(out.text(name, line, self.own, {"role": role}))
        return nodes

    def codec(self) -> Codec:
        """Return the codec of the elements."""
        held = [name for name in (self.field, self.own) if name]
        labels = paths(**{self.others: "text role language"}) if self.others else ()
        return Codec(self.read, self.write, (*held, *labels))


_STRICT = frozenset({"slugline", "creditline"})


def _read_label(item: IncomingItem, element: Element, text: str, field: str) -> None:
    labels = item.lists.setdefault(field, [])
    role, language = element.get("role"), element.get(LANG)
    if item.ours and role:
        role = role.removeprefix(f"{item.vocabulary.property_alias}:other").strip()
    if element.keys():
        item.keep_attributes(element, f"{field}[{len(labels)}]", _ROLE)
    labels.append(
        Label(text, item.vocabulary.word(role) if role else None, plain(language or "") or None)
    )


def _labelled(
    out: OutgoingItem,
    name: str,
    text: str,
    path: str,
    role: str | None,
    language: str | None,
    slot: str,
) -> Node:
    """A line with a role and a language."""
    attributes: Attributes = {}
    if role:
        word = out.aliases.word(role)
        if out.core and " " in word:
            out.property(f"{path}.role", role)
        else:
            attributes["role"] = word
    if language:
        if LANGUAGE.match(language):
            attributes["xml:lang"] = language
        else:
            out.property(f"{path}.language", language)
    attributes = {**out.kept_attributes(path, name, slot), **attributes}
    return out.text(name, text, f"{path}.text", attributes or None)


def _other_lines(out: OutgoingItem, name: str, slot: str, within: str = "") -> list[Node]:
    """The other lines of a kind that has no plural in the Article."""
    found = out.foreign.get(within + name)
    if found is None or not all(
        value and not value.startswith("<") and value == " ".join(value.split()) for value in found
    ):
        return []
    del out.foreign[within + name]
    return [
        (name, out.kept_attributes(f"{within}{name}[{index}]", name, slot) or None, value)
        for index, value in enumerate(found)
    ]


def _write_labels(
    out: OutgoingItem, name: str, labels: tuple[Label, ...], field: str, main: bool
) -> list[Node]:
    """The other lines of a kind; where there is no main one, none of them may look like it."""
    nodes = []
    for index, label in enumerate(labels):
        node = _labelled(
            out, name, label.text or "", f"{field}[{index}]", label.role, label.language, "content"
        )
        if not main:
            attributes = dict(node[1] or {})
            role, own = attributes.get("role"), f"{out.aliases.property_alias}:other"
            if role and out.core:
                out.property(f"{field}[{index}].role", label.role or "")
                role = None
            attributes["role"] = f"{own} {role}" if role else own
            node = (node[0], attributes, node[2])
        nodes.append(node)
    return nodes


TITLE = Lines("title").codec()
SLUGLINE = Lines("slugline").codec()
HEADLINES = Lines("headline", "alt_headlines", "subheadline").codec()
BYLINES = Lines("byline", own="byline_title").codec()
CREDIT = Lines("credit").codec()
DESCRIPTIONS = Lines("summary", "descriptions").codec()


# ---- the dateline
# ------------------------------------------------------------


def _write_dateline(out: OutgoingItem, name: str) -> list[Node]:
    dateline = out.article.dateline
    if dateline is None:
        return []
    nodes, native = [], None
    if dateline.text:
        attributes = out.kept_attributes(name, name, "content")
        nodes.append(out.text(name, dateline.text, "dateline.text", attributes))
        native = prefix_of(out.article.body, dateline.text)
    if dateline.prefix != native:
        if dateline.prefix is None:
            out.imply("dateline.prefix", "the first paragraph begins with the dateline")
        else:
            out.property("dateline.prefix", dateline.prefix)
    for part in ("place", "region", "country", "source", "date", "date_text"):
        value = getattr(dateline, part)
        if value is not None:
            out.carry(value, f"dateline.{part}")
    return nodes


DATELINE = Codec(
    Lines("dateline").read,
    _write_dateline,
    paths(dateline="text prefix"),
    {POWER: paths(dateline="place region country source date date_text")},
)


# ---- rights
# ------------------------------------------------------------


def read_rights(item: IncomingItem, element: Element, table: Table) -> None:
    """Read the first rightsInfo that says something by the table of its children; keep others."""
    if "rights" in item.values or (element.keys() and not _holds_rights(element, table)):
        item.keep_element(element)
        return
    item.keep_attributes(element, "rightsInfo", _NONE)
    notes = item.context.notes
    item.keep_text(loose(element), "rightsInfo/")
    for child in element:
        read = table.readers.get(local_tag(child.tag))
        if read is not None:
            read(item, child)
        else:
            item.keep_element(child, "rightsInfo/")
        if notes is not None:
            notes.read(item, child)
    rights = Rights(**item.rights)
    if rights != Rights():
        item.values["rights"] = rights


def _holds_rights(element: Element, table: Table) -> bool:
    return any(table.telling() & {local_tag(child.tag)} for child in element)


def write_rights(out: OutgoingItem, table: Table) -> list[Any]:
    """Return the rightsInfo elements, the first with the children of the table."""
    children = out.nodes(table)
    if not children:
        return []
    attributes = out.kept_attributes("rightsInfo", "rightsInfo", "before")
    nodes: list[Any] = [("rightsInfo", attributes or None, children)]
    rights = out.article.rights
    if (
        not out.core
        and rights
        and (rights.holder or rights.notice or rights.usage_terms or rights.data_mining)
    ):
        nodes += out.raw("rightsInfo", "before")
    return nodes


def rights_kept(*, most: int | None = None) -> Codec:
    """Return the codec of a child of rightsInfo that no field takes."""

    def read(item: IncomingItem, element: Element) -> None:
        item.keep_element(element, "rightsInfo/")

    def write(out: OutgoingItem, name: str) -> list[Any]:
        return out.raw(name, "rights", most=most, within="rightsInfo/")

    return Codec(read, write)


def _read_holder(item: IncomingItem, element: Element) -> None:
    if "holder" in item.rights:
        item.keep_element(element, "rightsInfo/")
    else:
        item.rights["holder"] = read_concept(item, element, Party)


def _write_holder(out: OutgoingItem, name: str) -> list[Node]:
    holder = out.article.rights and out.article.rights.holder
    if holder is None:
        return []
    parts = FLEX if out.core else PARTY
    return write_concepts(out, name, holder, "rights.holder", "rights", parts)


HOLDER = Codec(
    _read_holder,
    _write_holder,
    also=held_of("rights.holder", Party),
)


def rights_text(part: str) -> Codec:
    """Return the codec of a text of the rights."""

    def read(item: IncomingItem, element: Element) -> None:
        text = item.text(element)
        name = "rightsInfo/" + local_tag(element.tag)
        if part in item.rights:
            if text is not None:
                item.keep_line(element, name, text)
            return
        if text is not None:
            item.rights[part] = text
        if element.keys():
            item.keep_attributes(element, name, _TEXT)

    def write(out: OutgoingItem, name: str) -> list[Node]:
        text = getattr(out.article.rights, part, None)
        if not text:
            return []
        attributes = out.kept_attributes(f"rightsInfo/{name}", name, "rights")
        return [
            out.text(name, text, f"rights.{part}", attributes or None),
            *_other_lines(out, name, "rights", within="rightsInfo/"),
        ]

    return Codec(read, write, f"rights.{part}")


def _read_data_mining(item: IncomingItem, element: Element) -> None:
    if "data_mining" in item.rights:
        item.keep_element(element, "rightsInfo/")
        return
    value = _term(item, element, "rightsInfo/")
    if value is not None:
        coded = bool(element.get("qcode"))
        item.rights["data_mining"] = item.vocabulary.word(value) if coded else value


def _write_data_mining(out: OutgoingItem, name: str) -> list[Node]:
    """The terms of data mining; the year, which no element holds, goes beside."""
    rights = out.article.rights
    if rights is not None and rights.year:
        out.property("rights.year", rights.year)
    value = rights.data_mining if rights is not None else None
    if not value:
        return []
    if is_uri(value) and ":" in value:
        return [(name, {"uri": value}, None)]
    if value.isprintable():
        return [(name, {"literal": value}, None)]
    out.property("rights.data_mining", value)
    return []


DATA_MINING = Codec(_read_data_mining, _write_data_mining, paths(rights="year data_mining"))


# ---- newsfmt's own properties
# ------------------------------------------------------------


def _read_property(item: IncomingItem, element: Element) -> None:
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


def _write_content_properties(out: OutgoingItem, name: str) -> list[Any]:
    return out.raw(name, "content")


ITEM_PROPERTIES = Codec(_read_property, None)
CONTENT_PROPERTIES = Codec(_read_property, _write_content_properties)
