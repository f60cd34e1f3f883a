"""Identification and NewsManagement of a NewsItem, codec by codec: its names, dates, status, links
and instructions.

A reader takes the element and the fields, a writer the item that is written, and returns nodes
(NewsML 1.2, §5.3 and §5.4; model-rules.md §7 for StatusWillChange and the parts of the identifier).
"""

from __future__ import annotations

from collections.abc import Callable

from newsfmt import prose, xmlkit
from newsfmt.article import AltId, Concept, Link
from newsfmt.dates import NewsDate
from newsfmt.formats.newsml_1 import properties
from newsfmt.formats.newsml_1.document import Attributes, Item, Node, basic, sent_of
from newsfmt.formats.newsml_1.fields import Fields, child, formal, named, some, words
from newsfmt.formats.newsml_1.leftovers import FORMAL, LOCAL
from newsfmt.slots import Codec, Table, paths
from newsfmt.xmlkit import Element

__all__ = [
    "ALT_IDS",
    "CREATED",
    "DATE_LABEL",
    "DERIVED_FROM",
    "ID",
    "INSTRUCTION",
    "ITEM_TYPE",
    "LABEL",
    "NAME_ID",
    "PROPERTIES",
    "PROVIDER_ID",
    "RELATED",
    "REVISION",
    "REVISION_HISTORY",
    "STATUS",
    "TITLE",
    "UPDATED",
    "URGENCY",
    "WILL_CHANGE",
    "commented",
    "other_spelling",
    "property_of",
    "read_children",
    "stated",
]


def read_children(table: Table, element: Element, fields: Fields) -> None:
    """Read what is in an element by a table; anything else has no place there."""
    readers, notes = table.readers, fields.context.notes
    if element.text:
        fields.between(element, element.text)
    for part in element:
        if part.tail:
            fields.between(element, part.tail)
        read = readers.get(part.tag) or other_spelling(table, part, fields)
        if read is not None:
            read(part, fields)
            if (keys := part.keys()) and part.tag != "Property":
                if keys != FORMAL:
                    fields.rest(part)
                if part.text and "FormalName" in keys and not len(part):
                    fields.loose(part)
        else:
            fields.stranger(part)
        if notes is not None:
            notes.read(fields, part)


def other_spelling(table: Table, element: Element, fields: Fields) -> Callable[..., object] | None:
    """Return what reads an element whose name is one of a table in other letters, give the element
    that name and report it.
    """
    spelling = element.tag.lower()
    for name, read in table.readers.items():
        if name.lower() == spelling:
            fields.warn(
                "read.invalid",
                f"<{element.tag}> is written <{name}> in NewsML; it was read nevertheless",
                element,
            )
            element.tag = name
            return read
    return None


# ---- identification
# ------------------------------------------------------------


def _read_provider_id(element: Element, fields: Fields) -> None:
    if value := words(element):
        fields.parts["provider"]["code"] = value


def _write_provider_id(out: Item) -> list[Node]:
    provider = out.article.provider
    code = provider.code or provider.name if provider is not None else None
    return [("ProviderId", None, code or out.derive("provider", "unknown", "a provider"))]


PROVIDER_ID = Codec(_read_provider_id, _write_provider_id, "provider.code")


def _read_alt_id(element: Element, fields: Fields) -> None:
    if value := words(element):
        fields.add_new("alt_ids", AltId(value, element.tag))


def _write_date_id(out: Item) -> list[Node]:
    date = out.identifier("DateId")
    if date is None:
        out.overrides.add("alt_ids")
    return [("DateId", None, date or sent_of(out.article)[:8])]


def _write_name_id(out: Item) -> list[Node]:
    name = out.identifier("NewsItemId")
    if name is None:
        out.overrides.add("alt_ids")
    return [("NewsItemId", None, name or out.fingerprint)]


ALT_IDS = Codec(_read_alt_id, _write_date_id, paths(alt_ids="value role"))
NAME_ID = Codec(_read_alt_id, _write_name_id, paths(alt_ids="value role"))


def _read_revision(element: Element, fields: Fields) -> None:
    fields.set("version", words(element), "RevisionId")
    previous, update = some(element.get("PreviousRevision")), some(element.get("Update"))
    if previous not in (None, "0"):
        fields.keep("PreviousRevision", previous)
    if update not in (None, "N"):
        fields.keep("RevisionId.Update", update)


def _write_revision(out: Item) -> list[Node]:
    previous, update = out.one("newsml-1:PreviousRevision"), out.one("newsml-1:RevisionId.Update")
    version = out.article.version or out.derive("version", "1", "a revision")
    attributes: Attributes = {"PreviousRevision": previous or "0", "Update": update or "N"}
    return [("RevisionId", attributes, version)]


REVISION = Codec(_read_revision, _write_revision, "version")


def _read_id(element: Element, fields: Fields) -> None:
    fields.set("id", words(element), "PublicIdentifier")


def _write_id(out: Item) -> list[Node]:
    derived = f"urn:newsfmt:sha256:{out.fingerprint}" if not out.article.id else ""
    identifier = out.article.id or out.derive("id", derived, "an identifier")
    return [("PublicIdentifier", None, identifier)]


ID = Codec(_read_id, _write_id, "id")


def _read_title(element: Element, fields: Fields) -> None:
    fields.set("title", words(element), "NameLabel")


def _write_title(out: Item) -> list[Node]:
    title = out.article.title
    return [("NameLabel", None, title)] if title is not None else []


TITLE = Codec(_read_title, _write_title, "title")


def _read_date_label(element: Element, fields: Fields) -> None:
    fields.keep("DateLabel", words(element))


def _write_date_label(out: Item) -> list[Node]:
    label = out.one("newsml-1:DateLabel")
    return [("DateLabel", None, label)] if label is not None else []


DATE_LABEL = Codec(_read_date_label, _write_date_label)


def _read_label(element: Element, fields: Fields) -> None:
    kind, text = child(element, "LabelType"), child(element, "LabelText")
    role = formal(kind) if kind is not None else None
    if text is not None and (value := words(text)):
        fields.add_new("alt_ids", AltId(value, role or "Label"))
        if kind is not None:
            fields.rest(kind)
    else:
        fields.whole(element)


LABEL = Codec(_read_label)


# ---- management
# ------------------------------------------------------------


def _read_item_type(element: Element, fields: Fields) -> None:
    if (kind := formal(element)) != "News":
        fields.keep("NewsItemType", kind)


def _write_item_type(out: Item) -> list[Node]:
    return [("NewsItemType", {"FormalName": out.one("newsml-1:NewsItemType") or "News"}, None)]


ITEM_TYPE = Codec(_read_item_type, _write_item_type)


def _moment(field: str, name: str) -> Codec:
    def read(element: Element, fields: Fields) -> None:
        fields.set(field, fields.date_of(name, element))

    def write(out: Item) -> list[Node]:
        date: NewsDate | None = getattr(out.article, field)
        if date is not None:
            return [(name, None, basic(date))]
        return [(name, None, out.derive(field, sent_of(out.article), "a date"))]

    return Codec(read, write, field)


CREATED = _moment("created", "FirstCreated")
UPDATED = _moment("updated", "ThisRevisionCreated")


def _read_status(element: Element, fields: Fields) -> None:
    stated = formal(element)
    if stated:
        said = stated[stated.rfind(":") + 1 :].lower()
        status = _SYNONYMS.get(said, said)
        if len(said) != len(stated) or said != status:
            fields.keep("Status", stated)
        fields.set("pub_status", status, "Status")
        if status == "embargoed":
            fields.values["embargoed"] = True


_SYNONYMS = {"embargo": "embargoed", "under embargo": "embargoed"}
"""Other words for the status that bears an embargo."""


def _write_status(out: Item) -> list[Node]:
    status = out.article.pub_status
    if out.article.embargoed:
        if status != "embargoed":
            out.overrides.add("pub_status")
        name = "Embargoed"
    elif status is None:
        name = out.derive("pub_status", "Usable", "a status")
    else:
        if ":" in status:
            out.overrides.add("pub_status")
        word = status[status.rfind(":") + 1 :] or "Usable"
        name = word[:1].upper() + word[1:]
    return [("Status", {"FormalName": name}, None)]


STATUS = Codec(_read_status, _write_status, "pub_status embargoed")


def _read_urgency(element: Element, fields: Fields) -> None:
    value = formal(element)
    if value is None:
        return
    if len(value) == 1 and value in "123456789":
        fields.set("urgency", int(value), "Urgency")
    else:
        fields.keep("Urgency", value)
        fields.warn(
            "read.invalid",
            f"<Urgency>: {value!r} is no urgency from 1 to 9; it is kept in extra",
            element,
        )


def _write_urgency(out: Item) -> list[Node]:
    urgency = out.article.urgency
    return [("Urgency", {"FormalName": str(urgency)}, None)] if urgency is not None else []


URGENCY = Codec(_read_urgency, _write_urgency, "urgency")


def _read_will_change(element: Element, fields: Fields) -> None:
    future, moment = child(element, "FutureStatus"), child(element, "DateAndTime")
    status = (formal(future) or "").lower() if future is not None else ""
    when = fields.date_of("StatusWillChange", moment) if moment is not None else None
    field = {
        "usable": "embargoed_until",
        "canceled": "expires",
        "cancelled": "expires",
        "withheld": "expires",
    }.get(status)
    if field is None or when is None:
        fields.keep("StatusWillChange", xmlkit.raw_xml(element).strip())
    else:
        for part in element:
            fields.rest(part)
        fields.set(field, when, "StatusWillChange")
        if status == "withheld":
            fields.keep("FutureStatus", "withheld")


def _write_will_change(out: Item) -> list[Node]:
    withheld = out.one("newsml-1:FutureStatus") == "withheld"
    changes = (
        ("Usable", out.article.embargoed_until),
        ("Withheld" if withheld else "Canceled", out.article.expires),
    )
    return [
        (
            "StatusWillChange",
            None,
            [("FutureStatus", {"FormalName": status}, None), ("DateAndTime", None, basic(date))],
        )
        for status, date in changes
        if date is not None
    ]


WILL_CHANGE = Codec(_read_will_change, _write_will_change, "embargoed_until expires")


def _read_history(element: Element, fields: Fields) -> None:
    fields.add_new("links", Link(rel="revisionHistory", href=some(element.get("Href"))))


def _history(out: Item) -> Link | None:
    links = out.article.links
    return next((link for link in links if link.rel == "revisionHistory" and link.href), None)


def _write_history(out: Item) -> list[Node]:
    link = _history(out)
    return [("RevisionHistory", {"Href": link.href}, None)] if link is not None else []


REVISION_HISTORY = Codec(
    _read_history, _write_history, paths(links="rel href id version title extra")
)


def _read_link(element: Element, fields: Fields) -> None:
    name = element.tag
    relation = named(element) or name[0].lower() + name[1:]
    target = some(element.get("NewsItem"))
    title, more = commented(element, _LINKED)
    if target or title or more or element.get("FormalName"):
        fields.add_new("links", Link(rel=relation, id=target, title=title, extra=more))


_LINKED = LOCAL | {"FormalName", "NewsItem"}


def commented(element: Element, taken: frozenset[str]) -> tuple[str | None, dict[str, list[str]]]:
    """Return the comment in a reference, and what else it says: other comments as XML, and
    attributes that are not taken.
    """
    title: str | None = None
    more: dict[str, list[str]] = {}
    for part in element:
        if title is None and part.tag == "Comment" and LOCAL.issuperset(part.keys()):
            title = words(part)
        else:
            more.setdefault(f"newsml-1:{part.tag}", []).append(xmlkit.raw_xml(part).strip())
    for key, value in element.items():
        if key not in taken and (given := some(str(value))):
            more[f"newsml-1:{key!s}"] = [given]
    return title, more


def _links(name: str) -> Codec:
    derived = name == "DerivedFrom"

    def write(out: Item) -> list[Node]:
        history = _history(out)
        nodes: list[Node] = []
        for link in out.article.links:
            is_derived = link.rel in ("derivedFrom", "translatedFrom")
            if is_derived is not derived or link is history:
                continue
            usual = link.rel == name[0].lower() + name[1:]
            attributes: Attributes = {
                "NewsItem": link.id or link.href,
                "FormalName": None if usual else link.rel,
            }
            comment = [("Comment", None, link.title)] if link.title is not None else None
            nodes.append((name, attributes, comment))
        return nodes

    return Codec(_read_link, write, paths(links="rel href id version title extra"))


DERIVED_FROM = _links("DerivedFrom")
RELATED = _links("AssociatedWith")


def _read_instruction(element: Element, fields: Fields) -> None:
    more: dict[str, list[str]] = {}
    for part in element:
        status = child(part, "Status")
        if status is not None and (value := formal(status)):
            more.setdefault("newsml-1:RevisionStatus", []).append(value)
            fields.rest(status)
        if revision := some(part.get("Revision")):
            more.setdefault("newsml-1:Revision", []).append(revision)
    if vocabulary := some(element.get("Vocabulary")):
        more["newsml-1:Vocabulary"] = [vocabulary]
    if (name := formal(element)) or more:
        fields.add_new(
            "signals", Concept(literal=name, scheme=some(element.get("Scheme")), extra=more)
        )
    else:
        fields.whole(element)


def _write_instructions(out: Item) -> list[Node]:
    nodes: list[Node] = []
    for signal in out.article.signals:
        if word := signal.literal or signal.code or signal.name:
            states = signal.extra.get("newsml-1:RevisionStatus", ())
            revisions = (*signal.extra.get("newsml-1:Revision", ()), *(None for _ in states))
            children: list[Node] = [
                (
                    "RevisionStatus",
                    {"Revision": revision},
                    [("Status", {"FormalName": state}, None)],
                )
                for state, revision in zip(states, revisions, strict=False)
            ]
            attributes: Attributes = {"FormalName": word, "Scheme": signal.scheme}
            nodes.append(("Instruction", attributes, children or None))
    return nodes


INSTRUCTION = Codec(_read_instruction, _write_instructions, "signals")


# ---- properties
# ------------------------------------------------------------


def stated(element: Element) -> None:
    """Take the text of a property for its value, where it has no other."""
    if not (element.get("Value") or element.get("ValueRef") or len(element)) and (
        value := words(element)
    ):
        element.set("Value", value)
        element.text = None


def property_of(element: Element, fields: Fields) -> None:
    """Read a property that has no field of its own: newsfmt's own say more exactly what a field
    was, others are kept.
    """
    name = named(element) or "Property"
    stated(element)
    if element.text and element.get("Value"):
        fields.loose(element)
    if name.startswith("newsfmt:"):
        fields.ours.setdefault(name[8:], []).append(element)
    elif len(element):
        fields.keep(name, xmlkit.raw_xml(element).strip())
    else:
        value, reference = some(element.get("Value")), some(element.get("ValueRef"))
        fields.keep(name, value or reference)
        fields.rest(element, name)
        if value is not None:
            fields.keep(f"{name}.ValueRef", reference)
        elif reference is None:
            fields.keep("Property", xmlkit.raw_xml(element).strip())


def _write_properties(out: Item) -> list[Node]:
    """What has no place: fields that no slot holds or that come back otherwise, and what was left
    in extra.
    """
    article = out.article
    out.overrides.update(filter(properties.is_carried, out.unclaimed))
    byline = article.byline
    if byline is not None and not article.creators and prose.byline(byline) is not None:
        out.overrides.add("creators")
    nodes = out.properties
    for name in sorted(out.overrides):
        nodes += properties.node(name, getattr(article, name))
    for key, values in sorted(out.extra.items()):
        own = (
            key.removeprefix("newsml-1:")
            if key.startswith("newsml-1:") and key not in out.generic
            else f"newsfmt:extra:{key}"
        )
        nodes += [("Property", {"FormalName": own, "Value": value}, None) for value in values]
    return [*nodes]


PROPERTIES = Codec(property_of, _write_properties, "extra")
