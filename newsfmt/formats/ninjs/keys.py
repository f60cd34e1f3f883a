"""The table of ninjs: one row for each key of an object, in the order of the schema, with its names
in 3.1, 2.2 and 1.6, what reads it and what writes it; and objects as wholes, to Articles and back.

Nothing an object says is dropped: what has no field is kept in ``extra`` as ``ninjs:<key>`` (under
the name 3.x gives it), and what no version has is reported. The mapping is that of
docs/formats/ninjs.md.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from newsfmt.article import Article, Association, Origin, Rights
from newsfmt.body import plain
from newsfmt.formats.ninjs import bodies, dialects, fields, records
from newsfmt.formats.ninjs.fields import dialect, extra, holding, moment, right, text
from newsfmt.formats.ninjs.item import (
    Data,
    Incoming,
    Line,
    Notes,
    Outgoing,
    Reading,
    extra_text,
    given,
    kept,
)
from newsfmt.formats.ninjs.records import concepts
from newsfmt.formats.ninjs.values import bare, fitting, is_text, named
from newsfmt.slots import Codec, Slot, Table, paths

__all__ = [
    "ARTICLE_KEYS",
    "IDS",
    "KEYS",
    "STRONG",
    "WEAK",
    "is_article",
    "is_certain",
    "read_item",
    "write_item",
    "writes",
]

VERSIONS = ("3.1", "2.2", "1.6")
STRONG, WEAK = 2, 1
"""How much a key says of a format: that it is ninjs, or that it may be."""


def _key(
    name: str,
    codec: Codec,
    *,
    v1: str = "",
    only: str = "",
    spellings: str = "",
    telling: int = 0,
    several: bool = False,
    needed: bool = False,
) -> Slot:
    """One key: 3.x spells it in camel case, 2.x in lower case, and so does 1.x where ``v1`` does
    not say otherwise; ``only`` names the versions that have it.
    """
    forms: dict[str, str | None] = {"2.2": name.lower(), "1.6": v1 or name.lower()}
    if only:
        forms = {
            version: (forms.get(version, name) if version in only else None) for version in VERSIONS
        }
    return Slot(name, codec, forms, spellings, telling=telling, needed=needed, several=several)


# ---- associations, which are items again
# ------------------------------------------------------------

_NOTHING = Article()
_REFERENCE = frozenset({"uri", "guid", "name", "rel", "version", "title"})
_KEPT = frozenset({"uri", "guid", "version", "title", "type"})
"""What the reference to an item that is no article says, or the report of it."""
_NO_ARTICLES = frozenset({"event", "planning"})


def is_article(data: Data) -> bool:
    """Whether an object is an article and not an event or a planning."""
    kind = data.get("type")
    return not (type(kind) is str and kind.rpartition(":")[2].lower() in _NO_ARTICLES)


def _read_associations(item: Incoming, key: str, value: object) -> None:
    """Items that belong to this one: an object keyed by name (1.x), or an array."""
    if type(value) is dict:
        pairs = [(name, f".{key}.{name}", part) for name, part in value.items()]
    elif type(value) is list:
        pairs = [(None, f".{key}[{index}]", part) for index, part in enumerate(value)]
    else:
        item.notes.mistyped(f".{key}", value, "an array", item.extra)
        return
    found = [_read_association(item, name, step, part) for name, step, part in pairs if part]
    item.fields["associations"] = tuple(part for part in found if part is not None)


def _read_association(
    item: Incoming, name: str | None, step: str, value: object
) -> Association | None:
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
    values: dict[str, Any] = {"name": bare(name) if name else None}
    if type(value.get("rel")) is str:
        values["rel"] = plain(value["rel"]) or None
    inner = {
        key: part
        for key, part in value.items()
        if key not in ("name", "rel") or type(part) is not str
    }
    reference, left = inner.keys() <= _REFERENCE, {}
    if not reference and not is_article(inner):
        left = {key: part for key, part in inner.items() if key not in _KEPT}
        message = f"an item of type {inner['type']!r} is no article; the reference is kept"
        item.notes.tell(
            "read.item-skipped", step, f"{message}, the rest in extra" if left else message
        )
        inner, reference = {key: inner[key] for key in inner if key in _REFERENCE & _KEPT}, True
    whole = read_item(inner, notes, item.reading)
    if not reference:
        values["item"] = whole if whole != _NOTHING else None
    else:
        rest = {f"ninjs:{key}": parts for key, part in left.items() if (parts := kept(part))}
        extra = {**whole.extra, **rest}
        values.update(id=whole.id, version=whole.version, title=whole.title, extra=extra)
    return Association(**values) if any(values.values()) else None


def _write_associations(out: Outgoing) -> Any:
    """An array, or in 1.x an object keyed by name."""
    made = [
        (part, _write_association(out, part, f"associations[{index}]"))
        for index, part in enumerate(out.article.associations)
        if part.item is not None
        or part.id
        or part.name
        or part.version
        or part.title
        or (out.new and part.rel)
    ]
    if not out.old:
        return [
            {"name": named(part.name, count)} | (given(rel=part.rel) if out.new else {}) | data
            for count, (part, data) in enumerate(made, 1)
        ]
    keyed: Data = {}
    for count, (part, data) in enumerate(made, 1):
        keyed[fitting(part.name, keyed, count)] = data
    return keyed


def _write_association(out: Outgoing, part: Association, path: str) -> Data:
    if part.item is not None:
        inner = out.inside(part.item, f"{path}.item.", part.id)
        data = write_item(inner)
        # the declaration names the fields of the items, not of items inside these
        out.sure = out.sure and not part.item.associations and is_certain(inner)
        return data
    lone = Article(associations=(part,))
    uri = fields.uri_of(out, f"{out.path}{path}.id", part.id, lone.fingerprint)
    return {"uri": uri} | given(version=part.version, title=part.title)


def _are_certain(article: Article) -> bool:
    """Whether associations come back; what wrote their items knows whether these do."""
    return all(
        is_text(part.name, part.rel, part.version, part.title)
        and (part.name is None or bare(part.name) == part.name)
        and not _keeps_ninjs(part)
        and (
            part.id is part.version is part.title is None
            if part.item is not None
            else fields.is_plain_uri(part.id)
        )
        for part in article.associations
    )


_ASSOCIATIONS = Codec(
    _read_associations,
    _write_associations,
    paths(associations="name id version title"),
    {"3.1": ("associations.rel",)},
    _are_certain,
)

# ---- the table
# ------------------------------------------------------------

_HOUSEKEEPING = """_created _updated _current_version original_creator version_creator state
    revert_state task template format auto_publish sign_off ingest_provider original_source
    ingest_provider_sequence anpa_take_key rewrite_sequence correction_sequence expiry sms_message"""
"""Keys that Superdesk stores with an item, and that say nothing of the article."""
KEYS = Table(
    _key("standard", fields.STANDARD, v1="$standard"),  # written in front of the whole document
    _key("uri", fields.ID, needed=True),
    _key("type", fields.TYPE, telling=WEAK),
    _key("mimetype", extra("mimetype", lambda out: extra_text(out.article, "mimetype")), only="1.6", telling=WEAK),
    _key("representationType", fields.COMPLETENESS, telling=STRONG),
    _key("profile", text("profile"), telling=WEAK),
    _key("version", text("version"), telling=WEAK),
    _key("firstCreated", moment("created"), telling=STRONG),
    _key("versionCreated", moment("updated"), spellings="version_created", telling=STRONG, needed=True),
    _key("contentCreated", moment("content_created"), telling=STRONG),
    _key("embargoedUntil", fields.EMBARGO, only="3.1", telling=STRONG),
    _key("embargoed", fields.EMBARGO, only="2.2 1.6", telling=WEAK),
    _key("expires", moment("expires"), telling=WEAK),
    _key("pubStatus", holding(fields.STATUS), telling=STRONG),
    _key("urgency", fields.URGENCY, telling=WEAK),
    _key("copyrightHolder", right("holder"), telling=STRONG),
    _key("copyrightNotice", right("notice"), telling=STRONG),
    _key("usageTerms", right("usage_terms"), telling=STRONG),
    _key("rightsInfo", fields.RIGHTS_INFO, telling=STRONG),
    _key("edNote", fields.NOTES, telling=STRONG),
    _key("language", text("language"), telling=WEAK),
    _key("title", text("title"), telling=WEAK),
    _key("by", text("byline"), v1="byline", telling=WEAK),
    _key("slugline", text("slugline"), telling=WEAK),
    _key("located", fields.LOCATED, telling=WEAK),
    _key("headlines", bodies.HEADLINES, only="3.1 2.2", telling=STRONG),
    _key("headline", bodies.HEADLINE, only="1.6", telling=WEAK, several=True),  # and headline_<role>
    _key("descriptions", bodies.DESCRIPTIONS, only="3.1 2.2", telling=WEAK),
    _key("description_<role>", bodies.OLD_DESCRIPTIONS, only="1.6", several=True),
    _key("bodies", bodies.BODIES, only="3.1 2.2", telling=STRONG),
    _key("wordcount", bodies.WORDS, only="1.6", telling=WEAK),
    _key("charcount", bodies.CHARACTERS, only="1.6"),
    _key("body_<role>", bodies.OLD_BODIES, only="1.6", several=True),
    _key("people", records.PEOPLE, v1="person", telling=WEAK),
    _key("organisations", records.ORGANISATIONS, v1="organisation", telling=WEAK),
    _key("places", records.PLACES, v1="place", telling=WEAK),
    _key("subjects", records.SUBJECTS, v1="subject", telling=WEAK),
    _key("events", records.EVENTS, v1="event"),
    _key("objects", concepts("objects"), v1="object"),
    _key("infoSources", records.INFO_SOURCES, v1="infosource", telling=STRONG),
    _key("genres", concepts("genres", "name code scheme uri literal", rel=None), v1="genre", telling=WEAK),
    _key("digitalSourceType", records.DIGITAL_SOURCE_TYPE, telling=STRONG),
    _key("renditions", records.RENDITIONS, telling=WEAK),
    _key("associations", _ASSOCIATIONS, telling=WEAK),
    _key("altIds", fields.ALT_IDS, telling=STRONG, needed=True),
    _key("trustIndicators", fields.TRUST, v1="trustindicator", telling=STRONG),
    # keys of a version that no field takes
    _key("eventDetails", extra("eventDetails"), telling=STRONG),
    _key("plannedCoverage", extra("plannedCoverage"), telling=STRONG),
    # keys that many content systems write
    _key("guid", dialect(fields.ID), spellings="urn"),
    _key("uno", dialect(fields.ID), telling=STRONG),
    _key("authors", dialect(records.AUTHORS), telling=WEAK),
    _key("keywords", dialect(fields.KEYWORDS)),
    _key("service", dialect(concepts("services")), telling=WEAK),
    _key("products", dialect(concepts("services"))),
    _key("source", dialect(fields.SOURCE)),
    _key("firstpublished", dialect(moment("published")), telling=STRONG),
    _key("published", dialect(moment("published")), spellings="issued"),
    _key("created", dialect(moment("created"))),
    _key("status", dialect(holding(fields.STATUS))),
    _key("lang", dialect(text("language"))),
    _key("evolvedfrom", dialect(fields.EARLIER), spellings="rewrite_of"),
    _key("embargo", dialect(fields.EMBARGO), spellings="embargo_until embargoed_until embargo_date embargodate embargo_time utc_embargo", telling=WEAK),
    _key("body", dialect(bodies.BODY)),
    _key("article_html", dialect(bodies.BODY), telling=STRONG),
    _key("news", dialect(dialects.NEWS)),
    _key("kicker", dialect(dialects.KICKER)),
    _key("ednotes", dialect(fields.NOTES_WITH_ROLES), spellings="advisory"),
    _key("abstract", dialect(dialects.described()), spellings="description summary teaser"),
    _key("dateline", dialect(fields.DATELINE)),
    _key("id", dialect(fields.OWN_ID), spellings="_id item_id family_id event_id unique_id unique_name ingest_id usn versionedguid"),
    _key("anpa_category", dialect(concepts("categories")), telling=WEAK),
    _key("word_count", dialect(bodies.WORDS), telling=WEAK),
    _key("company_codes", dialect(dialects.COMPANIES), telling=WEAK),
    _key("creditline", dialect(text("credit")), spellings="credit credit_line", telling=WEAK),
    _key("slug", dialect(text("slugline"))),
    _key("keyword", dialect(fields.KEYWORDS)),
    _key("caption", dialect(dialects.described("caption"))),
    _key("fragment", dialect(dialects.described("fragment"))),
    _key("intro", dialect(dialects.described("intro"))),
    _key("bylines", dialect(dialects.AP_BYLINES), telling=WEAK),
    _key("photographer", dialect(dialects.creator("photographer"))),
    _key("producer", dialect(dialects.creator("producer"))),
    _key("provider", dialect(dialects.PROVIDER)),
    _key("editorialtypes", dialect(holding(extra())), telling=WEAK),
    _key("datelinelocation", dialect(dialects.DATELINE_LOCATION), telling=WEAK),
    _key("links", dialect(dialects.LINKS)),
    _key("priority", dialect(extra()), telling=WEAK),
    _key("extra", dialect(extra()), spellings="annotations readtime extra_items schedule_settings flags"),
    _key("_etag", dialect(extra()), spellings=_HOUSEKEEPING),
    _key("mime_type", dialect(extra("mimetype"))),
    _key("signal", dialect(holding(concepts("signals"))), spellings="signals"),
    _key("categories", dialect(concepts("categories"))),
    forms=VERSIONS,
)  # fmt: skip
_LOOSE = frozenset("extra extra_items schedule_settings flags rightsInfo rightsinfo".split())
"""Keys whose values may hold anything, an embargo too."""
IDS = frozenset({"uri", "guid", "urn", "uno"})
"""Keys of the id: an object with one is an item, not a wrapper around items."""
ARTICLE_KEYS = frozenset(KEYS.readers) - frozenset(
    """_id data description id item items name source title type version caption credit extra flags
    fragment intro keyword links producer provider slug published issued created status lang news
    summary advisory urn""".split()
)
"""Keys of which an object without them is no item."""


@cache
def writes(version: str) -> frozenset[str]:
    """Return the paths a version can express; an associated item can say what an item says (below
    it, what is read again tells all).
    """
    item = KEYS.writes(version)
    nested = {
        f"associations.item.{path}"
        for path in item
        if not path.startswith(("associations.", "body:"))
    }
    return frozenset(item | nested | {"associations.item.associations"})


# ---- one object
# ------------------------------------------------------------


def write_item(out: Outgoing) -> Data:
    """Return the object of an article or of an associated item."""
    fields.derive_moments(out)
    return KEYS.fill(out, out.version, out.given)


def is_certain(out: Outgoing) -> bool:
    """Return whether all that the object of an article says comes back unchanged. In 1.x codes
    stand otherwise; what was kept of ninjs may come back otherwise.
    """
    article = out.article
    if out.old or (article.body and not out.plain) or not out.sure or _keeps_ninjs(article):
        return False
    return KEYS.certain(article, out.version, out.given)


def _keeps_ninjs(record: Article | Association) -> bool:
    return any(key.startswith("ninjs:") for key in record.extra)


def read_item(
    data: Data,
    notes: Notes,
    reading: Reading,
    *,
    around: Data | None = None,
    origin: Origin | None = None,
) -> Article:
    """Return the Article of one object; an embargo ``around`` it counts for it, too. Raises
    LimitError where associations are nested too deeply.
    """
    item = Incoming(notes, reading)
    readers = KEYS.readers
    for key, value in data.items():
        if not value and not kept(value):  # null, or empty: absent
            continue
        read = readers.get(key)
        if read is not None:
            read(item, key, value)
        else:
            _other(item, key, value)
        if key in _LOOSE or read is None:
            fields.embargoes(item, key, value)
    for read, key, value in item.dialect:
        read(item, key, value)
    if data.keys().isdisjoint(IDS):
        notes.remark("the uri that ninjs demands is missing")
        own = next(
            (alt for alt in item.ids if alt.role in ("id", "_id") and alt.role in data), None
        )
        if own is not None:
            item.fields["id"] = own.value
            item.ids.remove(own)
    for key, value in (around or {}).items():
        fields.embargoes(item, key, value)
    if item.dialect:
        names = ", ".join(key for _, key, _ in item.dialect)
        notes.remark(f"keys that no version of ninjs has, but many content systems write: {names}")
    return _finished(item, origin)


def _finished(item: Incoming, origin: Origin | None) -> Article:
    for name in item.derived:
        item.fields.pop(name, None)
    bodies.settle(item)
    if item.rights:
        item.fields["rights"] = Rights(**item.rights)
    for name, members in (
        ("alt_ids", item.ids),
        ("creators", item.creators),
        ("sources", item.sources),
    ):
        if members:
            item.fields[name] = tuple(members)
    if item.extra:
        item.fields["extra"] = item.extra
    return Article(origin=origin, **item.fields)


def _known(key: str) -> str | None:
    """The key that another spelling stands for: in camel case, with underscores or without."""
    return next((name for name in (key, key.replace("_", "")) if name in KEYS.readers), None)


def _other(item: Incoming, key: str, value: object) -> None:
    """A pattern key of 1.x, a known key in another case, or one that nobody knows."""
    name = key if key.islower() else dialects.snake(key)
    found = bodies.pattern(name)
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
    elif (known := _known(name)) is not None:
        item.notes.odd(f".{key}", f"the key is {known}")
        KEYS.readers[known](item, known, value)
    else:
        item.notes.unknown(f".{key}", value, item.extra)
