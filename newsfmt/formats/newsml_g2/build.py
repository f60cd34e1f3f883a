"""An Article as the nodes of an item, in the order of the 2.35 schema; the body is left to the
writer (docs/reference/homes.md).

Every field that has a path in NewsML-G2 is written there; every value that its place cannot hold
goes beside it as a property.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import attrs

from newsfmt.article import Article, Association, Label, Rendition
from newsfmt.dates import NewsDate
from newsfmt.errors import SerializeError
from newsfmt.formats.newsml_g2.aliases import is_uri
from newsfmt.formats.newsml_g2.names import ASSOCIATION, ATTACHED, DERIVED_ID, WITH_ITEM
from newsfmt.formats.newsml_g2.nodes import (
    CODED,
    FLEX,
    FULL,
    LANGUAGE,
    Attributes,
    Leaving,
    Node,
    decimal,
    position,
    timed,
    whole,
)
from newsfmt.prose import prefix_of
from newsfmt.versions import EPOCH, version_created
from newsfmt.vocab import CONCEPT_NATURE, ITEM_CLASS, PUB_STATUS, concept_uri, split, term

__all__ = [
    "content_meta",
    "created_moment",
    "derived_severity",
    "guid_of",
    "item_meta",
    "items_of",
    "links",
    "renditions",
    "rights",
    "statements",
]

MOMENT = frozenset({"second", "fraction"})
DAY = MOMENT | {"day"}
TRUNCATED = DAY | {"month", "year"}
_VERSION = re.compile(r"0*[1-9][0-9]{0,17}\Z")
_COUNT = 2**63
_CREATOR = FLEX | {"role", "jobtitle", "person"}
_PARTY = FLEX | {"organisation"}
_SOURCE = _PARTY | {"role"}
_LOCATED = FLEX | {"broader", "geo"}
_SIGNAL = FLEX | {"broader"}
_SUBJECT = FULL | {"assert"}


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
    return moment(date) if date is not None else EPOCH, True


def derived_severity(text: str) -> str:
    """How grave it is that a date was derived: a warning where there is none to derive it from."""
    return "warning" if text == EPOCH else "info"


def moment(value: NewsDate) -> str:
    """The first moment a date can mean, as xs:dateTime with a zone."""
    return value.earliest().isoformat().replace("+00:00", "Z")


def items_of(article: Article) -> Iterator[Article]:
    """The items that the article's associations hold."""
    for member in article.associations:
        if member.item is not None:
            yield member.item


# ---- itemMeta
# ------------------------------------------------------------


def item_meta(out: Leaving, package: bool, attached: bool) -> list[Any]:
    """The children of itemMeta up to ``metadataCreator``; links and properties come last, from
    others.
    """
    article = out.article
    nodes: list[Any] = [_item_class(out, package), _provider(out), *_dates(out)]
    if article.pub_status:
        nodes.append(_pub_status(out))
    if attached:
        nodes.append(("role", {"uri": ATTACHED}, None))
    else:
        nodes += out.raw("role", "item", most=1)
    nodes += out.raw("fileName", "item", most=1)
    nodes += out.raw("generator", "item")
    if article.profile:
        if out.core:
            out.property("profile", article.profile)
        else:
            nodes.append(
                out.text(
                    "profile",
                    article.profile,
                    "profile",
                    out.kept_attributes("profile", "profile", "item"),
                    strict=True,
                )
            )
    for index, service in enumerate(article.services):
        nodes.append(out.concept("service", service, f"services[{index}]", "item", CODED))
    if article.title:
        nodes.append(
            out.text(
                "title",
                article.title,
                "title",
                out.kept_attributes("title", "title", "item") or None,
            )
        )
        nodes += _other_lines(out, "title", "item")
    for index, note in enumerate(article.ed_notes):
        nodes.append(
            _labelled(out, "edNote", note.text or "", f"ed_notes[{index}]", note.role, None, "item")
        )
    if out.core:
        out.carry(article.series, "series")
        out.carry(article.signals, "signals")
    else:
        for index, series in enumerate(article.series):
            nodes.append(out.concept("memberOf", series, f"series[{index}]", "item", _SIGNAL))
        nodes += out.raw("instanceOf", "item")
        for index, signal in enumerate(article.signals):
            nodes.append(out.concept("signal", signal, f"signals[{index}]", "item", _SIGNAL))
        nodes += out.raw("altRep", "item")
    nodes += out.raw("deliverableOf", "item")
    nodes += out.raw("hash", "item")
    if article.expires is not None:
        node = out.date("expires", article.expires, "expires", DAY)
        nodes += [node] if node else []
        nodes += out.raw("expires", "item") if node else []
    for name in ("origRep", "incomingFeedId"):
        nodes += out.raw(name, "item")
    nodes += out.raw("metadataCreator", "item", most=1)
    return nodes


def _item_class(out: Leaving, package: bool) -> Node:
    kind = out.article.type
    kept = out.foreign.get("itemClass", ())
    if len(kept) == 1:
        scheme, code = split(kept[0])
        if (
            scheme
            and (code == kind or package)
            and not kept[0].startswith("http")
            and out.aliases.qcode(scheme, code) == kept[0]
        ):
            del out.foreign["itemClass"]
            return "itemClass", {"qcode": kept[0]}, None
    known = ITEM_CLASS.get(kind or "text")
    return (
        "itemClass",
        {"qcode": out.aliases.qcode(*split(known)) if known else out.aliases.qcode(None, kind)},
        None,
    )


def _provider(out: Leaving) -> Node:
    provider = out.article.provider
    if provider is None:
        out.derive("provider", "the provider is unknown, and NewsML-G2 demands one")
        return "provider", {"literal": "unknown"}, None
    return out.concept("provider", provider, "provider", "item", _PARTY)


def _pub_status(out: Leaving) -> Node:
    status = out.article.pub_status or ""
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
            return "pubStatus", {"qcode": kept[0]}, None
    known = PUB_STATUS.get(status)
    return (
        "pubStatus",
        {"qcode": out.aliases.qcode(*split(known)) if known else out.aliases.qcode(None, status)},
        None,
    )


def _dates(out: Leaving) -> Iterator[Node]:
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
    yield "versionCreated", None, text
    if article.created is not None:
        node = out.date("firstCreated", article.created, "created", MOMENT)
        if node:
            yield node
    if article.embargoed or article.embargoed_until is not None:
        yield from _embargo(out)
    elif article.embargoed is False:
        out.property("embargoed", "false")


def _embargo(out: Leaving) -> Iterator[Node]:
    """An embargo; one whose end the slot cannot hold is written as one without a known end, which
    is never too early.
    """
    until = out.article.embargoed_until
    if until is None:
        yield "embargoed", None, ""
    else:
        yield out.date("embargoed", until, "embargoed_until", MOMENT) or ("embargoed", None, "")
    if out.article.embargoed is None:
        out.derived.append("embargoed")
    elif out.article.embargoed is False:
        out.property("embargoed", "false")


def _labelled(
    out: Leaving, name: str, text: str, path: str, role: str | None, language: str | None, slot: str
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
    if out.foreign:
        attributes = {**out.kept_attributes(path, name, slot), **attributes}
    return out.text(name, text, f"{path}.text", attributes or None)


def _other_lines(out: Leaving, name: str, slot: str, within: str = "") -> list[Node]:
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


# ---- links and associations
# ------------------------------------------------------------


def links(out: Leaving, package: bool) -> list[Node]:
    """The links of an item: those to elsewhere, the address of the item itself, and its
    associations.
    """
    article = out.article
    nodes: list[Node] = []
    for index, link in enumerate(article.links):
        nodes.append(_link(out, "link", link, f"links[{index}]", {}))
    if article.url:
        if is_uri(article.url):
            nodes.append(
                ("link", {"rel": f"{out.aliases.property_alias}:url", "href": article.url}, None)
            )
        else:
            out.property("url", article.url)
    if not package:
        for index, member in enumerate(article.associations):
            path = f"associations[{index}]"
            nodes.append(association(out, "link", member, path, {"reluri": ASSOCIATION}))
            if member.group:
                out.property(f"{path}.group", member.group)
    return nodes


def _link(
    out: Leaving,
    name: str,
    link: Any,
    path: str,
    attributes: Attributes,
    known: frozenset[str] = frozenset(),
) -> Node:
    if link.rel:
        attributes["rel"] = (
            out.aliases.word(link.rel) if " " not in link.rel else out.aliases.qcode(None, link.rel)
        )
    if link.href:
        if is_uri(link.href):
            attributes["href"] = link.href
        else:
            out.property(f"{path}.href", link.href)
    if link.id and "residref" not in attributes:
        attributes["residref"] = link.id
    if link.version:
        if _VERSION.match(link.version):
            attributes["version"] = link.version
        else:
            out.property(f"{path}.version", link.version)
    if link.title:
        attributes["title"] = link.title
    children = (
        out.record_extra(link, path, "link", "item", attributes, known) if link.extra else None
    )
    return name, attributes or None, children or None


def association(
    out: Leaving, name: str, member: Association, path: str, attributes: Attributes
) -> Node:
    """A link to an item that belongs to this one."""
    if member.item is not None:
        guid = guid_of(member.item)
        attributes["residref"] = guid
        attributes["reluri"] = WITH_ITEM
        if not member.id:
            out.derived.append(f"{path}.id")
        elif member.id != guid:
            out.property(f"{path}.id", member.id)
    for part in ("name", "role"):
        value = getattr(member, part)
        if value:
            out.property(f"{path}.{part}", value)
    return _link(out, name, member, path, attributes, _ASSOCIATION)


_ASSOCIATION = frozenset({"rank", "reluri"})


# ---- contentMeta
# ------------------------------------------------------------


def content_meta(out: Leaving) -> list[Any]:
    """The children of contentMeta."""
    article = out.article
    nodes: list[Any] = out.raw("icon", "content")
    if article.urgency is not None:
        if 1 <= article.urgency <= 9:
            nodes.append(("urgency", None, str(article.urgency)))
        else:
            out.carry(article.urgency, "urgency")
    for name, field in (
        ("contentCreated", "content_created"),
        ("contentModified", "content_modified"),
    ):
        value = getattr(article, field)
        if value is not None:
            node = out.date(name, value, field, TRUNCATED)
            nodes += [node] if node else []
    if article.digital_source_type is not None:
        if out.core:
            out.carry(article.digital_source_type, "digital_source_type")
        else:
            nodes.append(
                out.concept(
                    "digitalSourceType",
                    article.digital_source_type,
                    "digital_source_type",
                    "content",
                    FLEX,
                )
            )
    nodes += _administrative(out)
    nodes += _descriptive(out)
    nodes += out.raw("contentMetaExtProperty", "content")
    return nodes


def _administrative(out: Leaving) -> Iterator[Any]:
    article = out.article
    for index, place in enumerate(article.located):
        yield out.concept(
            "located", place, f"located[{index}]", "content", FLEX if out.core else _LOCATED
        )
    for index, source in enumerate(article.sources):
        yield out.concept(
            "infoSource", source, f"sources[{index}]", "content", FLEX if out.core else _SOURCE
        )
    for index, creator in enumerate(article.creators):
        yield _creator(out, creator, f"creators[{index}]")
    for name in ("audience", "exclAudience"):
        yield from out.raw(name, "content")
    valued = all(alt_id.value for alt_id in article.alt_ids)
    for index, alt_id in enumerate(article.alt_ids):
        if out.core or not valued:
            out.carry(alt_id, f"alt_ids[{index}]")
        else:
            attributes = (
                out.kept_attributes(f"alt_ids[{index}]", "altId", "content") if out.foreign else {}
            )
            if alt_id.role:
                attributes["type"] = (
                    out.aliases.word(alt_id.role)
                    if " " not in alt_id.role
                    else out.aliases.qcode(None, alt_id.role)
                )
            yield out.text(
                "altId", alt_id.value or "", f"alt_ids[{index}].value", attributes or None
            )
    for name in ("rating", "userInteraction"):
        yield from out.raw(name, "content")


def _creator(out: Leaving, creator: Any, path: str) -> Node:
    name, known = "creator", frozenset({"element"})
    holds = FLEX if out.core else _CREATOR
    if creator.role == "contributor" and "newsml-g2:element" not in creator.extra:
        return out.concept(
            "contributor", creator, path, "content", holds - {"role"}, known=frozenset({"role"})
        )
    if creator.role and creator.extra.get("newsml-g2:element") == ("contributor",):
        name = "contributor"
        creator = attrs.evolve(
            creator,
            extra={
                key: value for key, value in creator.extra.items() if key != "newsml-g2:element"
            },
        )
        known = frozenset()
    return out.concept(name, creator, path, "content", holds, known=known)


def _descriptive(out: Leaving) -> Iterator[Any]:
    article = out.article
    if article.language:
        if LANGUAGE.match(article.language):
            yield (
                "language",
                {
                    "tag": article.language,
                    **out.kept_attributes("language", "language", "content", without="tag"),
                },
                None,
            )
            yield from out.raw("language", "content")
        else:
            out.property("language", article.language)
    for index, genre in enumerate(article.genres):
        yield out.concept("genre", genre, f"genres[{index}]", "content", FLEX if out.core else FULL)
    for index, keyword in enumerate(article.keywords):
        attributes = (
            out.kept_attributes(f"keywords[{index}]", "keyword", "content") if out.foreign else None
        )
        yield out.text("keyword", keyword, f"keywords[{index}]", attributes or None, strict=True)
    yield from _subjects(out)
    yield from _lines(out)


_NATURES = frozenset(CONCEPT_NATURE.values()) | {"cpnat:poi"}
_NATURE_URI = "http://cv.iptc.org/newscodes/cpnature/"


def _subjects(out: Leaving) -> Iterator[Node]:
    holds = FLEX | {"assert"} if out.core else _SUBJECT
    for field, nature in CONCEPT_NATURE.items():
        for index, record in enumerate(getattr(out.article, field)):
            path = f"{field}[{index}]"
            if field == "subjects":
                own = (
                    holds - {"type"} if record.type in _NATURES and record.type != nature else holds
                )
                yield out.concept("subject", record, path, "content", own)
                continue
            kind = getattr(record, "type", None)
            if kind and (kind == nature or (field == "places" and kind == "cpnat:poi")):
                attributes: Attributes = {"type": _nature(out, kind)}
            else:
                if kind:
                    out.property(f"{path}.type", kind)
                attributes = {
                    "type": _nature(out, nature),
                    "typeuri": concept_uri(_NATURE_URI, nature[6:]),
                }
            yield out.concept("subject", record, path, "content", holds, attributes)


def _nature(out: Leaving, qcode: str) -> str:
    return out.aliases.qcode(*split(qcode))


def _lines(out: Leaving) -> Iterator[Node]:
    article = out.article
    own = out.aliases.property_alias
    if article.slugline:
        yield out.text(
            "slugline", article.slugline, "slugline", _kept(out, "slugline"), strict=True
        )
        yield from _other_lines(out, "slugline", "content")
    if article.headline:
        yield out.text("headline", article.headline, "headline", _kept(out, "headline"))
    yield from _labels(
        out, "headline", article.alt_headlines, "alt_headlines", bool(article.headline)
    )
    if article.subheadline:
        yield out.text(
            "headline", article.subheadline, "subheadline", {"role": f"{own}:subheadline"}
        )
    if article.dateline is not None:
        yield from _dateline(out)
    if article.byline:
        yield out.text("by", article.byline, "byline", _kept(out, "by"))
        yield from _other_lines(out, "by", "content")
    if article.byline_title:
        yield out.text("by", article.byline_title, "byline_title", {"role": f"{own}:byline_title"})
    if article.credit:
        yield out.text(
            "creditline", article.credit, "credit", _kept(out, "creditline"), strict=True
        )
        yield from _other_lines(out, "creditline", "content")
    if article.summary:
        yield out.text("description", article.summary, "summary", _kept(out, "description"))
    yield from _labels(
        out, "description", article.descriptions, "descriptions", bool(article.summary)
    )


def _kept(out: Leaving, name: str) -> Attributes | None:
    return (out.kept_attributes(name, name, "content") or None) if out.foreign else None


def _labels(
    out: Leaving, name: str, labels: tuple[Label, ...], field: str, main: bool
) -> Iterator[Node]:
    """The other lines of a kind; where there is no main one, none of them may look like it."""
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
        yield node


def _dateline(out: Leaving) -> Iterator[Node]:
    dateline = out.article.dateline
    assert dateline is not None
    native = None
    if dateline.text:
        yield out.text("dateline", dateline.text, "dateline.text", _kept(out, "dateline"))
        native = prefix_of(out.article.body, dateline.text)
    if dateline.prefix != native:
        if dateline.prefix is None:
            out.derived.append("dateline.prefix")
        else:
            out.property("dateline.prefix", dateline.prefix)
    for part in ("place", "region", "country", "source", "date", "date_text"):
        value = getattr(dateline, part)
        if value is not None:
            out.carry(value, f"dateline.{part}")


# ---- what is said of concepts elsewhere
# ------------------------------------------------------------


def statements(out: Leaving) -> list[Any]:
    """The ``assert`` elements: positions of places, symbols of organisations."""
    nodes: list[Any] = []
    for field, part in (("places", "geo"), ("organisations", "symbols")):
        members = getattr(out.article, field)
        said: dict[tuple[str, Any], Any] = {}
        for index, member in enumerate(members):
            value = getattr(member, part)
            if not value:
                continue
            details = (
                None if out.core else position(value) if part == "geo" else _symbols(out, value)
            )
            key = _identity(out, member)
            if (
                details is None
                or key is None
                or any(
                    getattr(other, part) != value for other in members if _identity_is(other, key)
                )
            ):
                out.carry(value, f"{field}[{index}].{part}")
            elif key not in said:
                said[key] = value
                attribute = (
                    {"uri": key[1]} if key[0] == "uri" else {"qcode": out.aliases.qcode(*key[1])}
                )
                nodes.append(("assert", attribute, [details]))
    return nodes


def _identity(out: Leaving, member: Any) -> tuple[str, Any] | None:
    if member.uri and is_uri(member.uri):
        return "uri", member.uri
    return ("code", (member.scheme or None, member.code)) if member.code else None


def _identity_is(member: Any, key: tuple[str, Any]) -> bool:
    return bool(
        member.uri == key[1] if key[0] == "uri" else (member.scheme or None, member.code) == key[1]
    )


def _symbols(out: Leaving, found: tuple[Any, ...]) -> Node | None:
    if not whole(symbol.symbol for symbol in found):
        return None
    return "organisationDetails", None, [
        ("hasInstrument", {"symbol": symbol.symbol, "marketlabel": symbol.exchange or None, "type": out.aliases.word(symbol.type) if symbol.type else None}, None)
        for symbol in found
    ]  # fmt: skip


# ---- rights
# ------------------------------------------------------------


def rights(out: Leaving) -> list[Any]:
    """The rightsInfo elements."""
    found = out.article.rights
    children: list[Any] = out.raw("accountable", "rights", most=1, within="rightsInfo/")
    if found is not None:
        if found.holder is not None:
            children.append(
                out.concept(
                    "copyrightHolder",
                    found.holder,
                    "rights.holder",
                    "rights",
                    FLEX if out.core else _PARTY,
                )
            )
        for name, text, path in (
            ("copyrightNotice", found.notice, "rights.notice"),
            ("usageTerms", found.usage_terms, "rights.usage_terms"),
        ):
            if text:
                kept = (
                    out.kept_attributes(f"rightsInfo/{name}", name, "rights")
                    if out.foreign
                    else None
                )
                children.append(out.text(name, text, path, kept or None))
                children += _other_lines(out, name, "rights", within="rightsInfo/")
        if found.year:
            out.property("rights.year", found.year)
    for name in ("link", "rightsInfoExtProperty", "rightsExpressionXML", "rightsExpressionData"):
        children += out.raw(name, "rights", within="rightsInfo/")
    if found is not None and found.data_mining:
        children += _data_mining(out, found.data_mining)
    if not children:
        return []
    attributes = out.kept_attributes("rightsInfo", "rightsInfo", "before") if out.foreign else None
    nodes: list[Any] = [("rightsInfo", attributes or None, children)]
    if (
        out.core
        or found is None
        or not (found.holder or found.notice or found.usage_terms or found.data_mining)
    ):
        return nodes
    return nodes + out.raw("rightsInfo", "before")


def _data_mining(out: Leaving, value: str) -> list[Node]:
    if out.core:
        out.property("rights.data_mining", value)
        return []
    if is_uri(value) and ":" in value:
        return [("dataMining", {"uri": value}, None)]
    if value.isprintable():
        return [("dataMining", {"literal": value}, None)]
    out.property("rights.data_mining", value)
    return []


# ---- renditions
# ------------------------------------------------------------


def renditions(out: Leaving, found: tuple[Rendition, ...]) -> list[Node]:
    """The media files of the item."""
    nodes: list[Node] = []
    for index, rendition in enumerate(found):
        path = f"renditions[{index}]"
        attributes: Attributes = {}
        for part, name in (("name", "rendition"), ("format", "format")):
            value = getattr(rendition, part)
            if value:
                attributes[name] = (
                    out.aliases.word(value) if " " not in value else out.aliases.qcode(None, value)
                )
        if rendition.href:
            if is_uri(rendition.href):
                attributes["href"] = rendition.href
            else:
                out.property(f"{path}.href", rendition.href)
        attributes["contenttype"] = rendition.mime_type
        attributes["title"] = rendition.title
        for part in ("width", "height", "size"):
            number = getattr(rendition, part)
            if number is not None:
                if 0 <= number < _COUNT:
                    attributes[part] = str(number)
                else:
                    out.carry(number, f"{path}.{part}")
        if rendition.duration is not None:
            text = decimal(rendition.duration)
            if text is not None and float(text) == rendition.duration:
                attributes["duration"] = text
            else:
                out.carry(rendition.duration, f"{path}.duration")
        children = (
            out.record_extra(rendition, path, "remoteContent", "contentSet", attributes)
            if rendition.extra
            else None
        )
        nodes.append(
            (
                "remoteContent",
                {name: value for name, value in attributes.items() if value} or None,
                children or None,
            )
        )
    return nodes
