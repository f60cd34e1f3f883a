"""Identification and NewsManagement of a NewsItem: what it is called, its dates, status, links and
instructions.

Elements come in, fields go out (NewsML 1.2, §5.3 and §5.4; model-rules.md §7 for StatusWillChange
and the parts of the identifier).
"""

from __future__ import annotations

from newsfmt import xmlkit
from newsfmt.article import AltId, Concept, Link
from newsfmt.formats.newsml_1.fields import Fields, child, formal, named, some, words
from newsfmt.xmlkit import Element

__all__ = ["identification", "management", "property_of"]


def identification(element: Element, fields: Fields) -> None:
    """Read Identification."""
    for part in element:
        name = part.tag
        if name == "NewsIdentifier":
            _identifier(part, fields)
        elif name == "NameLabel":
            fields.set("title", words(part), "NameLabel")
        elif name == "DateLabel":
            fields.keep("DateLabel", words(part))
        elif name == "Label":
            kind, text = child(part, "LabelType"), child(part, "LabelText")
            role = formal(kind) if kind is not None else None
            if text is not None and (value := words(text)):
                fields.add_new("alt_ids", AltId(value, role or "Label"))
        else:
            fields.stranger(part)


def _identifier(element: Element, fields: Fields) -> None:
    for part in element:
        name, value = part.tag, words(part)
        if name == "ProviderId":
            if value:
                fields.parts["provider"]["code"] = value
        elif name in ("DateId", "NewsItemId"):
            if value:
                fields.add_new("alt_ids", AltId(value, name))
        elif name == "RevisionId":
            fields.set("version", value, "RevisionId")
            previous, update = some(part.get("PreviousRevision")), some(part.get("Update"))
            if previous not in (None, "0"):
                fields.keep("PreviousRevision", previous)
            if update not in (None, "N"):
                fields.keep("RevisionId.Update", update)
        elif name == "PublicIdentifier":
            fields.set("id", value, "PublicIdentifier")
        else:
            fields.stranger(part)


def management(element: Element, fields: Fields) -> None:
    """Read NewsManagement."""
    for part in element:
        name = part.tag
        if name == "FirstCreated":
            fields.set("created", fields.date_of("FirstCreated", part))
        elif name == "ThisRevisionCreated":
            fields.set("updated", fields.date_of("ThisRevisionCreated", part))
        elif name == "Status":
            _status(part, fields)
        elif name == "NewsItemType":
            if (kind := formal(part)) != "News":
                fields.keep("NewsItemType", kind)
        elif name == "Urgency":
            _urgency(part, fields)
        elif name == "StatusWillChange":
            _will_change(part, fields)
        elif name == "RevisionHistory":
            fields.add_new("links", Link(rel="revisionHistory", href=some(part.get("Href"))))
        elif name in ("DerivedFrom", "AssociatedWith"):
            _link(part, name, fields)
        elif name == "Instruction":
            _instruction(part, fields)
        elif name == "Property":
            property_of(part, fields)
        else:
            fields.stranger(part)


def _status(element: Element, fields: Fields) -> None:
    status = formal(element)
    if status:
        status = status[status.rfind(":") + 1 :].lower()
        fields.set("pub_status", status, "Status")
        if status == "embargoed":
            fields.values["embargoed"] = True


def _urgency(element: Element, fields: Fields) -> None:
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


def _will_change(element: Element, fields: Fields) -> None:
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
        fields.set(field, when, "StatusWillChange")
        if status == "withheld":
            fields.keep("FutureStatus", "withheld")


def _link(element: Element, name: str, fields: Fields) -> None:
    relation = named(element) or name[0].lower() + name[1:]
    comment = child(element, "Comment")
    target = some(element.get("NewsItem"))
    title = words(comment) if comment is not None else None
    if target or title or element.get("FormalName"):
        fields.add_new("links", Link(rel=relation, id=target, title=title))


def _instruction(element: Element, fields: Fields) -> None:
    more: dict[str, list[str]] = {}
    for part in element:
        status = child(part, "Status")
        if status is not None and (value := formal(status)):
            more.setdefault("newsml-1:RevisionStatus", []).append(value)
        if revision := some(part.get("Revision")):
            more.setdefault("newsml-1:Revision", []).append(revision)
    if (name := formal(element)) or more:
        fields.add_new(
            "signals", Concept(literal=name, scheme=some(element.get("Scheme")), extra=more)
        )


def property_of(element: Element, fields: Fields) -> None:
    """A property that has no field of its own: newsfmt's own say more exactly what a field was,
    others are kept.
    """
    name = named(element) or "Property"
    if name.startswith("newsfmt:"):
        fields.ours.setdefault(name[8:], []).append(element)
    elif len(element):
        fields.keep(name, xmlkit.raw_xml(element).strip())
    else:
        value, reference = some(element.get("Value")), some(element.get("ValueRef"))
        fields.keep(name, value or reference)
        if value is not None:
            fields.keep(f"{name}.ValueRef", reference)
        elif reference is None:
            fields.keep("Property", xmlkit.raw_xml(element).strip())
