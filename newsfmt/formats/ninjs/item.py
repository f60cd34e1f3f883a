"""One ninjs object to one Article: a dispatch on its keys, those of 1.x, 2.x, 3.x and the CMS
dialect alike.

Nothing an object says is dropped: what has no field is kept in ``extra`` as ``ninjs:<key>`` (under
the name 3.x gives it), and what no version has is reported. The mapping is that of
docs/formats/ninjs.md.
"""

from __future__ import annotations

from typing import Any

from newsfmt.article import Article, Association, Origin, Rights
from newsfmt.body import plain
from newsfmt.formats.ninjs import handlers as on
from newsfmt.formats.ninjs.bodies import Line, labels, parted, pattern
from newsfmt.formats.ninjs.names import FROM_1, bare
from newsfmt.formats.ninjs.notes import Notes
from newsfmt.formats.ninjs.state import Handler, Item, Reading
from newsfmt.formats.ninjs.terms import concept, organisation, place

__all__ = ["ARTICLE_KEYS", "article", "is_article"]

NO_ARTICLES = frozenset({"event", "planning"})
"""Types of objects that are no articles."""


def is_article(data: dict[str, Any]) -> bool:
    """Whether an object is an article and not an event or a planning."""
    kind = data.get("type")
    return not (type(kind) is str and kind.rpartition(":")[2].lower() in NO_ARTICLES)


def article(
    data: dict[str, Any], notes: Notes, reading: Reading, *, origin: Origin | None = None
) -> Article:
    """Return the Article of one object. Raises LimitError where associations are nested too
    deeply.
    """
    item = Item(notes, reading)
    for key, value in data.items():
        handler = _HANDLERS.get(key)
        if handler is not None:
            handler(item, key, value)
        else:
            _other(item, key, value)
    if "uri" not in data and "guid" not in data:
        notes.remark("the uri that ninjs demands is missing")
        own = next(
            (alt for alt in item.ids if alt.role in ("id", "_id") and alt.role in data), None
        )
        if own is not None:
            item.fields["id"] = own.value
            item.ids.remove(own)
    if item.dialect:
        notes.remark(
            f"keys that no version of ninjs has, but many content systems write: {', '.join(item.dialect)}"
        )
    return _finish(item, origin)


def _finish(item: Item, origin: Origin | None) -> Article:
    fields, extra = item.fields, item.extra
    for name in item.derived:
        fields.pop(name, None)
    if item.headlines:
        fields["headline"], others = labels(item.headlines, extra, "ninjs:headlineRole")
        deck = next((label for label in others if label.role == "subheadline"), None)
        if deck is not None:
            fields["subheadline"] = deck.text
            others = tuple(label for label in others if label is not deck)
        fields["alt_headlines"] = others
    if item.descriptions:
        fields["summary"], fields["descriptions"] = labels(
            item.descriptions, extra, "ninjs:descriptionRole"
        )
    if item.bodies:
        _bodies(item)
    if item.rights:
        fields["rights"] = Rights(**item.rights)
    if item.ids:
        fields["alt_ids"] = tuple(item.ids)
    if item.creators:
        fields["creators"] = tuple(item.creators)
    if item.sources:
        fields["sources"] = tuple(item.sources)
    if extra:
        fields["extra"] = extra
    return Article(origin=origin, **fields)


def _bodies(item: Item) -> None:
    """The best body is the body; the counts of all of them are kept in its order, main one
    first.
    """
    lines, fields, extra = item.bodies, item.fields, item.extra
    main, fields["body"], fields["alternates"] = parted(
        lines, item.notes.context, item.reading.known
    )
    role = main.role and bare(main.role)
    if role not in (None, "main", "text", "html", "xhtml", "richtext"):
        extra["ninjs:bodyRole"] = (str(role),)
    if main.words is not None:
        fields["word_count"] = main.words
    ordered = [main, *(line for line in lines if line is not main)]
    if any(line.characters for line in lines):
        extra["ninjs:charCount"] = _trimmed([line.characters for line in ordered])
    if any(line.words is not None for line in ordered[1:]):
        extra["ninjs:wordCount"] = _trimmed(
            ["" if line.words is None else str(line.words) for line in ordered[1:]]
        )


def _trimmed(counts: list[str]) -> tuple[str, ...]:
    """Counts in the order of the bodies, an empty text where one has none, but not at the end."""
    while not counts[-1]:
        counts.pop()
    return tuple(counts)


def _other(item: Item, key: str, value: Any) -> None:
    """A pattern key of 1.x, a known key in another case, or one that nobody knows."""
    found = pattern(key)
    if found is not None:
        if type(value) is str:
            if value.strip():
                target = {
                    "headline": item.headlines,
                    "description": item.descriptions,
                    "body": item.bodies,
                }[found[0]]
                target.append(Line(value, found[1]))
        else:
            item.notes.mistyped(f".{key}", value, "a text", item.extra)
    elif key.lower() in _HANDLERS and key not in _HANDLERS:
        item.notes.odd(f".{key}", f"the key is {key.lower()} or in camel case")
        _HANDLERS[key.lower()](item, key, value)
    else:
        item.notes.unknown(f".{key}", value, item.extra)


def _associations(item: Item, key: str, value: Any) -> None:
    """Items that belong to this one: an object keyed by name (1.x), or an array."""
    if type(value) is dict:
        pairs = [(name, f".{key}.{name}", part) for name, part in value.items()]
    elif type(value) is list:
        pairs = [(None, f".{key}[{index}]", part) for index, part in enumerate(value)]
    else:
        item.notes.mistyped(f".{key}", value, "an array", item.extra)
        return
    found = [_association(item, name, step, part) for name, step, part in pairs if part]
    item.fields["associations"] = tuple(part for part in found if part is not None)


_NOTHING = Article()
_REFERENCE = frozenset({"uri", "guid", "name", "rel", "version", "title"})


def _association(item: Item, name: str | None, step: str, value: Any) -> Association | None:
    if type(value) is str:
        item.notes.odd(step, "an object is wanted here, not a text; read as a uri")
        found = Association(name=bare(name) if name else None, id=plain(value) or None)
        return found if found.name or found.id else None
    if type(value) is not dict:
        item.notes.odd(step, "an object is wanted here; left out")
        return None
    notes = item.notes.below(step)
    limit = notes.context.limits.depth
    if notes.path.count(".associations") * 2 > limit:
        raise notes.context.exceeded("depth", "the nesting of associations")
    if name is None:
        name = plain(value["name"]) if type(value.get("name")) is str else None
        if not name:
            notes.remark("the name that ninjs demands of an association is missing")
    fields: dict[str, Any] = {"name": bare(name) if name else None}
    if type(value.get("rel")) is str:
        fields["rel"] = plain(value["rel"]) or None
    inner = {
        key: part
        for key, part in value.items()
        if key not in ("name", "rel") or type(part) is not str
    }
    reference = inner.keys() <= _REFERENCE
    if not reference and not is_article(inner):
        item.notes.tell(
            "read.item-skipped",
            step,
            f"an item of type {inner['type']!r} is no article; the reference is kept",
        )
        inner, reference = (
            {key: inner[key] for key in ("uri", "guid", "version", "title") if key in inner},
            True,
        )
    whole = article(inner, notes, item.reading)
    if not reference:
        fields["item"] = whole if whole != _NOTHING else None
    else:
        fields.update(id=whole.id, version=whole.version, title=whole.title, extra=whole.extra)
    return Association(**fields) if any(fields.values()) else None


_HANDLERS: dict[str, Handler] = {
    "uri": on.identity, "type": on.kind, "version": on.line("version"), "profile": on.line("profile"), "urgency": on.urgency, "language": on.line("language"),
    "title": on.line("title"), "headline": on.single("headlines"), "headlines": on.texts("headlines"), "descriptions": on.texts("descriptions"),
    "bodies": on.texts("bodies"), "byline": on.line("byline"), "by": on.line("byline"), "slugline": on.line("slugline"), "located": on.located,
    "wordcount": on.count, "charcount": on.count, "renditions": on.renditions, "associations": _associations, "expires": on.when("expires"),
    "embargoed": on.embargo, "people": on.people, "person": on.people, "mimetype": on.keep, "digitalsourcetype": on.digital,
    "standard": on.standard, "$standard": on.standard, "infosources": on.info_sources, "infosource": on.info_sources, "altids": on.alt_ids,
    "trustindicators": on.trust, "trustindicator": on.trust, "rightsinfo": on.keep, "representationtype": on.completeness,
    "eventdetails": on.keep, "plannedcoverage": on.keep,
    "firstcreated": on.when("created"), "versioncreated": on.when("updated"), "contentcreated": on.when("content_created"), "pubstatus": on.status,
    "copyrightholder": on.right("holder"), "copyrightnotice": on.right("notice"), "usageterms": on.right("usage_terms"), "ednote": on.note,
    **{name: on.terms(plural, one) for plural, one in (("organisations", organisation), ("places", place), ("subjects", concept),
       ("events", concept), ("objects", concept), ("genres", concept)) for name in (plural, next(k for k, v in FROM_1.items() if v == plural))},
}  # fmt: skip
_HANDLERS |= {
    camel: _HANDLERS[camel.lower()]
    for camel in (
        "infoSources", "altIds", "trustIndicators", "rightsInfo", "representationType", "eventDetails", "plannedCoverage", "firstCreated",
        "versionCreated", "contentCreated", "pubStatus", "copyrightHolder", "copyrightNotice", "usageTerms", "edNote", "digitalSourceType",
    )
}  # fmt: skip
_HANDLERS["embargoedUntil"] = on.embargo
_HANDLERS |= {
    name: on.dialect(handler)
    for name, handler in {
        "guid": on.identity, "authors": on.authors, "keywords": on.keywords, "service": on.terms("services", concept), "products": on.terms("services", concept),
        "source": on.source, "firstpublished": on.when("published"), "evolvedfrom": on.earlier, "rewrite_of": on.earlier, "body": on.single("bodies"),
        "abstract": on.single("descriptions"), "description": on.single("descriptions"), "dateline": on.dateline, "id": on.own_id, "_id": on.own_id,
        "item_id": on.own_id, "family_id": on.own_id, "event_id": on.own_id, "priority": on.keep, "extra": on.keep, "annotations": on.keep, "readtime": on.keep,
        "mime_type": on.keep, "extra_items": on.keep, "signal": on.terms("signals", concept), "categories": on.terms("categories", concept),
    }.items()
}  # fmt: skip
ARTICLE_KEYS = frozenset(_HANDLERS) - {
    "item",
    "items",
    "data",
    "id",
    "_id",
    "type",
    "name",
    "version",
    "title",
    "description",
    "source",
}
"""Keys by which an object is known as an item, and not as a wrapper around some."""
