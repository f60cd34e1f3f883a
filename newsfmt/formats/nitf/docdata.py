"""The places of NITF's ``docdata``: identifiers, status, dates, notes, rights, keywords, sources;
each with its reader above its writer.

Which date a release is (an embargo's end, or the publication) depends on the other dates and the
status, never on the clock (NITF 3.6, docdata; model-rules.md §7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from newsfmt.article import AltId, Article, Concept, Link, Note, Party, Place
from newsfmt.formats.nitf.item import (
    XML,
    Attributes,
    Incoming,
    Outgoing,
    Tag,
    are_lines,
    basic,
    first,
    given,
    words,
)
from newsfmt.formats.nitf.own import ids_are_certain
from newsfmt.slots import Codec, paths
from newsfmt.xmlkit import Element, is_token, local

__all__ = [
    "COPYRIGHT",
    "CORRECTION",
    "DEL_LIST",
    "DOC_ID",
    "DOC_RIGHTS",
    "DU_KEY",
    "EARLIER",
    "ED_MSG",
    "EVLOC",
    "EXPIRE",
    "FIXTURE",
    "ISSUE",
    "KEY_LIST",
    "RELEASE",
    "SCOPE",
    "SERIES",
    "STATE",
    "STATUS",
    "URGENCY",
    "corrections",
    "event_places",
    "fixed_services",
    "named_series",
    "read_holder",
    "settle_release",
]

_DOC_RIGHTS = frozenset(
    "owner startdate enddate agent geography location-code code-source type".split()
)
_SERIES = ("series.part", "series.totalpart")
_CORRECTION = ("id-string", "regsrc")


def _extras(element: Element, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Attributes that no field of a record holds, as its ``extra``."""
    return {f"nitf:{name}": (value,) for name in names if (value := given(element.get(name)))}


def _kept(record: Any, name: str) -> str | None:
    """An attribute that ``extra`` of a record holds."""
    return record.extra.get(f"nitf:{name}", (None,))[0]  # type: ignore[no-any-return]


# ---- attributes: status, and the document before
# ------------------------------------------------------------


def _read_status(item: Incoming, _: str, element: Element) -> None:
    if stated := given(element.get("management-status")):
        status = stated[stated.rfind(":") + 1 :].strip().lower()
        if status in EMBARGOES:
            item.keep("management-status", stated)
            status = "embargoed"
        item.values["pub_status"] = status or None


def _write_status(out: Outgoing) -> str | None:
    article = out.article
    status = article.pub_status
    if article.embargoed:
        if status != "embargoed":
            out.said["pub_status"] = status or ""
        return "embargoed"
    if article.embargoed is False or status == "embargoed":
        out.said["embargoed"] = "" if article.embargoed is None else "false"
    return status


def _status_is_certain(article: Article) -> bool:
    status = article.pub_status
    return (
        article.embargoed is None
        and article.embargoed_until is None
        and are_lines(status)
        and status == (status and status.lower())
        and status != "embargoed"
        and ":" not in (status or "")
    )


def _read_earlier(item: Incoming, _: str, element: Element) -> None:
    reference = given(element.get("management-doc-idref"))
    state = given(element.get("management-idref-status"))
    if reference:
        extra = {"nitf:management-idref-status": (state,)} if state else {}
        item.add("links", Link(rel="previousVersion", id=reference, extra=extra))
    else:
        item.keep("management-idref-status", state)


def _earlier(article: Article) -> Link | None:
    """The first link, where it leads to an earlier document."""
    link = article.links[0] if article.links else None
    return link if link and link.rel == "previousVersion" and link.id is not None else None


def _write_earlier(out: Outgoing) -> str | None:
    link = _earlier(out.article)
    return link.id if link is not None else None


def _write_state(out: Outgoing) -> str | None:
    link = _earlier(out.article)
    if link is not None:
        return _kept(link, "management-idref-status")
    return out.one("nitf:management-idref-status")


def _links_are_certain(article: Article) -> bool:
    link = article.links[0]
    return (
        len(article.links) == 1
        and link.rel == "previousVersion"
        and bool(link.id)
        and are_lines(link.id)
        and not link.extra
    )


EMBARGOES = frozenset({"embargo", "under embargo"})
"""Other words for the status ``embargoed``."""
STATUS = Codec(_read_status, _write_status, "pub_status embargoed", certain=_status_is_certain)
EARLIER = Codec(
    _read_earlier, _write_earlier, paths(links="rel id extra"), certain=_links_are_certain
)
STATE = Codec(None, _write_state)


# ---- identifiers
# ------------------------------------------------------------


def _read_doc_id(item: Incoming, _: str, element: Element) -> None:
    value = given(element.get("id-string"))
    if value is not None and item.values.get("id", value) != value:
        item.add("alt_ids", AltId(value, "doc-id"))
    else:
        item.set("id", value)
    if source := given(element.get("regsrc")):
        if item.registered is None:
            item.registered = source
        else:
            item.keep("regsrc", source)


def _write_doc_id(out: Outgoing) -> list[Tag]:
    article = out.article
    if article.id is None:
        return []
    attributes = {"id-string": article.id, "regsrc": out.one("nitf:regsrc")}
    return [
        Tag("doc-id", attributes),
        *(
            Tag("doc-id", {"id-string": other.value})
            for other in article.alt_ids
            if other.role == "doc-id"
        ),
    ]


def _read_du_key(item: Incoming, _: str, element: Element) -> None:
    if key := given(element.get("key")):
        item.add("alt_ids", AltId(key, "du-key"))
    item.set("version", given(element.get("version")))
    item.keep("du-key.generation", given(element.get("generation")))
    item.keep("du-key.part", given(element.get("part")))


def _write_du_key(out: Outgoing) -> list[Tag]:
    version = out.article.version
    if version is not None and not is_token(version):
        out.said["version"] = version
        version = None
    more = {
        "version": version,
        "generation": out.token("nitf:du-key.generation"),
        "part": out.token("nitf:du-key.part"),
    }
    keys = [other.value for other in out.article.alt_ids if other.role == "du-key"]
    if keys:
        first_key, *others = keys
        return [
            Tag("du-key", {**more, "key": first_key}),
            *(Tag("du-key", {"key": key}) for key in others),
        ]
    return [Tag("du-key", more)] if any(more.values()) else []


DOC_ID = Codec(
    _read_doc_id,
    _write_doc_id,
    "id alt_ids",
    certain=lambda article: are_lines(article.id) and ids_are_certain(article),
)
DU_KEY = Codec(
    _read_du_key,
    _write_du_key,
    "version alt_ids",
    certain=lambda article: are_lines(article.version) and ids_are_certain(article),
)


# ---- urgency
# ------------------------------------------------------------


def _read_urgency(item: Incoming, _: str, element: Element) -> None:
    value = given(element.get("ed-urg"))
    if value is None:
        return
    if len(value) == 1 and value in "123456789":
        item.set("urgency", int(value))
    else:
        item.keep("urgency", value)
        item.warn(
            "read.invalid",
            f"<urgency>: {value!r} is no urgency from 1 to 9; it is kept in extra",
            element,
        )


def _write_urgency(out: Outgoing) -> list[Tag]:
    urgency = out.article.urgency
    text = out.token("nitf:urgency") if urgency is None else str(urgency)
    return [] if text is None else [Tag("urgency", {"ed-urg": text})]


URGENCY = Codec(
    _read_urgency,
    _write_urgency,
    "urgency",
    certain=lambda article: 1 <= (article.urgency or 0) <= 9,
)


# ---- dates
# ------------------------------------------------------------


def _date(name: str, field: str, read: Callable[..., None]) -> Codec:
    def write(out: Outgoing) -> list[Tag]:
        date = getattr(out.article, field)
        norm = out.one(f"nitf:{name}") if date is None else basic(date)
        if field == "embargoed_until" and date is not None and not _is_release(out.article):
            out.said["embargoed_until"] = date.iso
        return [] if norm is None else [Tag(name, {"norm": norm})]

    def certain(article: Article) -> bool:
        date = getattr(article, field)
        return date.day is not None and article.embargoed_until is None

    return Codec(read, write, field, certain=certain)


def _read_issue(item: Incoming, _: str, element: Element) -> None:
    item.set("published", item.date_of("date.issue", element.get("norm"), element))


def _read_expire(item: Incoming, _: str, element: Element) -> None:
    item.set("expires", item.date_of("date.expire", element.get("norm"), element))


def _read_release(item: Incoming, _: str, element: Element) -> None:
    value = given(element.get("norm"))
    if item.release is not None:
        item.keep("date.release", value)
        return
    item.release = item.date_of("date.release", value, element)
    item.raw_release = value or ""


def _is_release(article: Article) -> bool:
    """Whether the end of the embargo is read again as such: without a status that says it, the
    date has to be later than the publication.
    """
    until, issued = article.embargoed_until, article.published
    return (
        article.pub_status == "embargoed"
        or bool(article.embargoed)
        or until is None
        or (issued is not None and until.earliest() > issued.earliest())
    )


def settle_release(item: Incoming) -> None:
    """Decide which field a release date is."""
    fields, release = item.values, item.release
    if fields.get("pub_status") == "embargoed":
        fields["embargoed"] = True
    if release is None or "embargoed_until" in item.own:
        return
    issued = fields.get("published")
    if fields.get("embargoed") or (
        issued is not None and issued != release and release.earliest() > issued.earliest()
    ):
        fields["embargoed_until"] = release
    elif issued is None and "nitf:date.issue" not in item.extra:
        fields["published"] = release
    else:
        item.keep("date.release", item.raw_release)


ISSUE = _date("date.issue", "published", _read_issue)
RELEASE = _date("date.release", "embargoed_until", _read_release)
EXPIRE = _date("date.expire", "expires", _read_expire)


# ---- fixture, scope, series
# ------------------------------------------------------------


def _read_fixture(item: Incoming, _: str, element: Element) -> None:
    if name := given(element.get("fix-id")):
        item.add("services", Concept(name=name))


def fixed_services(article: Article) -> list[Concept]:
    """Return the services that are a name alone, which are fixtures."""
    return first(article.services, lambda service: service == Concept(name=service.name))


def _write_fixtures(out: Outgoing) -> list[Tag]:
    return [Tag("fixture", {"fix-id": service.name}) for service in fixed_services(out.article)]


def _read_scope(item: Incoming, _: str, element: Element) -> None:
    item.keep("doc-scope", given(element.get("scope")))


def _write_scope(out: Outgoing) -> list[Tag]:
    return [Tag("doc-scope", {"scope": value}) for value in out.take("nitf:doc-scope")]


def _read_series(item: Incoming, _: str, element: Element) -> None:
    extra = _extras(element, _SERIES)
    name = given(element.get("series.name")) or words(element)
    if name:
        item.add("series", Concept(name=name, extra=extra))
    else:
        for key, values in extra.items():
            item.keep(key[5:], values[0])


def named_series(article: Article) -> list[Concept]:
    """Return the series that are a name, a part and a number of parts."""

    def fits(series: Concept) -> bool:
        return (
            bool(series.name)
            and series == Concept(name=series.name, extra=series.extra)
            and set(series.extra) <= {f"nitf:{name}" for name in _SERIES}
            and all(len(values) == 1 and is_token(values[0]) for values in series.extra.values())
        )

    return first(article.series, fits)


def _write_series(out: Outgoing) -> list[Tag]:
    tags = [
        Tag("series", {"series.name": one.name, **{name: _kept(one, name) for name in _SERIES}})
        for one in named_series(out.article)
    ]
    alone = {name: out.token(f"nitf:{name}") for name in _SERIES}
    return [*tags, Tag("series", alone)] if any(alone.values()) else tags


FIXTURE = Codec(_read_fixture, _write_fixtures)
SCOPE = Codec(_read_scope, _write_scope)
SERIES = Codec(
    _read_series,
    _write_series,
    paths(series="name extra"),
    certain=lambda article: not any(one.extra for one in article.series),
)


# ---- notes
# ------------------------------------------------------------


def _read_ed_msg(item: Incoming, _: str, element: Element) -> None:
    if info := given(element.get("info")) or words(element):
        item.add("ed_notes", Note(info, given(element.get("msg-type"))))
    else:
        item.keep("ed-msg.msg-type", given(element.get("msg-type")))


def _write_ed_msgs(out: Outgoing) -> list[Tag]:
    return [
        Tag("ed-msg", {"msg-type": note.role, "info": note.text}) for note in out.article.ed_notes
    ]


ED_MSG = Codec(
    _read_ed_msg,
    _write_ed_msgs,
    "ed_notes",
    certain=lambda article: all(
        note.text and are_lines(note.text, note.role) for note in article.ed_notes
    ),
)


# ---- rights
# ------------------------------------------------------------


def _read_copyright(item: Incoming, _: str, element: Element) -> None:
    item.set("rights.year", given(element.get("year")), "doc.copyright.year")
    read_holder(item, "doc.copyright.holder", given(element.get("holder")))


def read_holder(item: Incoming, source: str, name: str | None) -> None:
    """Set the holder of the rights; the first counts, others are kept."""
    item.set("rights.holder", Party(name=name) if name else None, source)


def _write_copyright(out: Outgoing) -> list[Tag]:
    rights = out.article.rights
    if rights is None:
        return []
    holder = rights.holder.name if rights.holder is not None else None
    year = rights.year
    if year is not None and not is_token(year):
        out.said["rights.year"] = year
        year = None
    if holder is None and year is None:
        return []
    return [Tag("doc.copyright", {"year": year, "holder": holder})]


def _read_doc_rights(item: Incoming, _: str, element: Element) -> None:
    for key, text in element.items():
        name, value = str(key), given(str(text))
        if value is None or name == XML + "space":
            continue
        if name == "limitations":
            item.set("rights.usage_terms", value, "doc.rights.limitations")
        else:
            item.keep(f"doc.rights.{name}", value)


def _write_doc_rights(out: Outgoing) -> list[Tag]:
    rights = out.article.rights
    attributes = {
        name: value
        for name in sorted(_DOC_RIGHTS)
        if (value := out.one(f"nitf:doc.rights.{name}")) is not None
    }
    terms = rights.usage_terms if rights is not None else None
    if not attributes and terms is None:
        return []
    return [Tag("doc.rights", {**attributes, "limitations": terms})]


def _rights_are_certain(article: Article) -> bool:
    rights = article.rights
    if rights is None:
        return True
    holder = rights.holder.name if rights.holder is not None else None
    return are_lines(holder, rights.year, rights.usage_terms)


COPYRIGHT = Codec(
    _read_copyright,
    _write_copyright,
    paths(rights="holder.name year"),
    certain=_rights_are_certain,
)
DOC_RIGHTS = Codec(
    _read_doc_rights,
    _write_doc_rights,
    paths(rights="usage_terms"),
    certain=_rights_are_certain,
)


# ---- keywords and sources
# ------------------------------------------------------------


def _read_key_list(item: Incoming, _: str, element: Element) -> None:
    item.texts(element)
    item.keep("key-list.key", given(element.get("key")))
    for child in element:
        item.rest(child, local(child))
        if word := given(child.get("key")) or words(child):
            item.add("keywords", word)


def _write_key_list(out: Outgoing) -> list[Tag]:
    keywords = [Tag("keyword", {"key": word}) for word in out.article.keywords]
    return [Tag("key-list", None, keywords)] if keywords else []


def _read_del_list(item: Incoming, _: str, element: Element) -> None:
    item.texts(element)
    for child in element:
        item.rest(child, local(child))
        if name := given(child.get("src-name")):
            item.add("sources", Party(name=name, extra=_extras(child, ("level-number",))))
        else:
            item.keep("from-src.level-number", given(child.get("level-number")))


def _write_del_list(out: Outgoing) -> list[Tag]:
    sources = [
        Tag(
            "from-src",
            {"src-name": source.name or "", "level-number": _kept(source, "level-number")},
        )
        for source in out.article.sources
    ]
    return [Tag("del-list", None, sources)] if sources else []


KEY_LIST = Codec(
    _read_key_list,
    _write_key_list,
    "keywords",
    certain=lambda article: are_lines(*article.keywords),
)
DEL_LIST = Codec(
    _read_del_list,
    _write_del_list,
    paths(sources="name extra"),
    certain=lambda article: all(
        source.name and not source.extra and are_lines(source.name) for source in article.sources
    ),
)


# ---- corrections and places of events
# ------------------------------------------------------------


def _read_correction(item: Incoming, _: str, element: Element) -> None:
    extra = _extras(element, _CORRECTION)
    info = given(element.get("info"))
    item.add("signals", Concept(name=info, literal="correction", extra=extra))


def corrections(article: Article) -> list[Concept]:
    """Return the signals that are corrections."""

    def fits(signal: Concept) -> bool:
        return (
            set(signal.extra) <= {f"nitf:{name}" for name in _CORRECTION}
            and all(len(values) == 1 for values in signal.extra.values())
            and signal == Concept(name=signal.name, literal="correction", extra=signal.extra)
        )

    return first(article.signals, fits)


def _write_corrections(out: Outgoing) -> list[Tag]:
    return [
        Tag(
            "correction",
            {"info": signal.name, **{name: _kept(signal, name) for name in _CORRECTION}},
        )
        for signal in corrections(out.article)
    ]


_EVLOC = {"city": "city", "county": "county-dist", "state": "state-prov", "country": "iso-cc"}
"""The attributes of an ``evloc``, by the type of the place that each names."""


def _read_evloc(item: Incoming, _: str, element: Element) -> None:
    parts = []
    for kind, attribute in _EVLOC.items():
        if value := given(element.get(attribute)):
            named = kind != "country"
            parts.append(
                Concept(name=value, type=kind) if named else Concept(code=value, type=kind)
            )
    if parts:
        own, *broader = parts
        item.add(
            "places",
            Place(name=own.name, code=own.code, type=own.type, role="evloc", broader=broader),
        )


def _evloc(place: Place) -> Attributes | None:
    """The attributes of an ``evloc``, if a place is one."""
    if (
        place.role != "evloc"
        or place.geo is not None
        or place.extra
        or place.uri
        or place.literal
        or place.scheme
    ):
        return None
    attributes: dict[str, str | None] = {}
    order = list(_EVLOC)
    last = -1
    for part in (Concept(name=place.name, code=place.code, type=place.type), *place.broader):
        level = order.index(part.type) if part.type in order else -1
        country = part.type == "country"
        value = part.code if country else part.name
        whole = (
            Concept(code=value, type=part.type) if country else Concept(name=value, type=part.type)
        )
        if level <= last or not value or part != whole:
            return None
        last = level
        attributes[_EVLOC[part.type or ""]] = value
    return attributes


def event_places(article: Article) -> list[Place]:
    """Return the places, from the first on, that an ``evloc`` says."""
    return first(article.places, lambda place: _evloc(place) is not None)


def _write_evlocs(out: Outgoing) -> list[Tag]:
    return [Tag("evloc", _evloc(place)) for place in event_places(out.article)]


CORRECTION = Codec(_read_correction, _write_corrections)
EVLOC = Codec(_read_evloc, _write_evlocs)
