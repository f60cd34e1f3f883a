"""The tables of NewsML-G2: one row for each element of an item, in the order of the 2.35 schema,
with what reads it, what writes it, and the conformance levels that have it.

A reader takes the item and the element, a writer the item and the name of the element; it returns
nodes. What an article holds and no slot does is carried by an extension property at level Power and
reported at level Core (NewsML-G2 §10–13; docs/reference/homes.md).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from newsfmt.article import Concept, Party, Place
from newsfmt.formats.newsml_g2 import concepts, content, fields
from newsfmt.formats.newsml_g2.concepts import concepts as _concepts
from newsfmt.formats.newsml_g2.fields import DAY, MOMENT, TRUNCATED, kept, moment
from newsfmt.formats.newsml_g2.item import CORE, POWER
from newsfmt.formats.newsml_g2.vocabularies import LANG
from newsfmt.slots import Codec, Slot, Table

__all__ = [
    "AFTER",
    "BEFORE",
    "CATALOGS",
    "CONTENT",
    "CONTENT_META",
    "HEADER",
    "ITEM",
    "ITEM_META",
    "LINKS",
    "RIGHTS",
    "claims",
]

LEVELS = (POWER, CORE)


def _row(name: str, codec: Codec, *, power: bool = False, **more: Any) -> Slot:
    """One element; ``power`` says that level Core has none."""
    return Slot(name, codec, {CORE: None} if power else {}, **more)


ITEM_META = Table(
    _row("itemClass", fields.CLASS, needed=True),
    _row("provider", concepts.PROVIDER, needed=True),
    _row("versionCreated", fields.UPDATED, needed=True),
    _row("firstCreated", moment("created", MOMENT)),
    _row("embargoed", fields.EMBARGO),
    _row("pubStatus", fields.STATUS),
    _row("role", fields.ITEM_ROLE, needed=True),
    _row("fileName", kept("item", most=1)),
    _row("generator", kept("item")),
    _row("profile", fields.PROFILE, power=True),
    _row("service", _concepts("services", Concept, "item", concepts.CODED, concepts.CODED)),
    _row("title", fields.TITLE),
    _row("edNote", fields.NOTES),
    _row("memberOf", _concepts("series", Concept, "item", concepts.SIGNAL, None), power=True),
    _row("instanceOf", kept("item"), power=True),
    _row("signal", _concepts("signals", Concept, "item", concepts.SIGNAL, None), power=True),
    _row("altRep", kept("item"), power=True),
    _row("deliverableOf", kept("item")),
    _row("hash", kept("item")),
    _row("expires", moment("expires", DAY, several="item")),
    _row("origRep", kept("item")),
    _row("incomingFeedId", kept("item")),
    _row("metadataCreator", kept("item", most=1)),
    forms=LEVELS,
)
"""itemMeta up to its links."""
LINKS = Table(
    _row("link", fields.LINKS),
    Slot("url", fields.URL, dict.fromkeys(LEVELS, "link")),
    Slot("association", fields.ASSOCIATIONS, dict.fromkeys(LEVELS, "link")),
    _row("itemMetaExtProperty", fields.ITEM_PROPERTIES),
    forms=LEVELS,
)
"""The end of itemMeta."""
CONTENT_META = Table(
    _row("icon", kept("content")),
    _row("urgency", fields.URGENCY),
    _row("contentCreated", moment("content_created", TRUNCATED)),
    _row("contentModified", moment("content_modified", TRUNCATED)),
    _row("digitalSourceType", concepts.DIGITAL_SOURCE_TYPE, power=True),
    _row("located", _concepts("located", Place, "content", concepts.LOCATED)),
    _row("infoSource", _concepts("sources", Party, "content", concepts.SOURCE)),
    _row("creator", concepts.CREATORS),
    _row("contributor", concepts.CONTRIBUTORS),
    _row("audience", kept("content")),
    _row("exclAudience", kept("content")),
    _row("altId", fields.ALT_IDS, power=True),
    _row("rating", kept("content")),
    _row("userInteraction", kept("content")),
    _row("language", fields.CONTENT_LANGUAGE),
    _row("genre", _concepts("genres", Concept, "content", concepts.FULL)),
    _row("keyword", fields.KEYWORDS),
    _row("subject", concepts.SUBJECTS),
    _row("slugline", fields.SLUGLINE),
    _row("headline", fields.HEADLINES),
    _row("dateline", fields.DATELINE),
    _row("by", fields.BYLINES),
    _row("creditline", fields.CREDIT),
    _row("description", fields.DESCRIPTIONS),
    _row("contentMetaExtProperty", fields.CONTENT_PROPERTIES),
    forms=LEVELS,
)
"""contentMeta."""
RIGHTS = Table(
    _row("accountable", fields.rights_kept(most=1)),
    _row("copyrightHolder", fields.HOLDER, telling=1),
    _row("copyrightNotice", fields.rights_text("notice"), telling=1),
    _row("usageTerms", fields.rights_text("usage_terms"), telling=1),
    _row("link", fields.rights_kept()),
    _row("rightsInfoExtProperty", fields.rights_kept()),
    _row("rightsExpressionXML", fields.rights_kept()),
    _row("rightsExpressionData", fields.rights_kept()),
    _row("dataMining", fields.DATA_MINING, power=True, telling=1),
    forms=LEVELS,
)
"""rightsInfo."""
BEFORE = Table(
    _row("hopHistory", kept("before", most=1)),
    _row("pubHistory", fields.PUBLISHED, power=True),
    forms=LEVELS,
)
"""What stands before rightsInfo."""
AFTER = Table(
    _row("partMeta", kept("after")),
    _row("assert", concepts.ASSERTS),
    _row("inlineRef", kept("after")),
    _row("derivedFrom", kept("after")),
    _row("derivedFromValue", kept("after")),
    forms=LEVELS,
)
"""What stands behind contentMeta."""
CONTENT = Table(
    _row("contentSet", content.CONTENT_SET),
    _row("groupSet", content.GROUP_SET),
    forms=LEVELS,
)
"""The content: of a newsItem a contentSet, of a packageItem a groupSet."""
ITEM = Table(
    _row("guid", fields.GUID, needed=True),
    _row("version", fields.VERSION_ATTRIBUTE, needed=True),
    Slot("xml:lang", fields.ITEM_LANGUAGE, spellings=LANG, needed=True),
    _row("dir", fields.DIRECTION),
    forms=LEVELS,
)
"""The attributes of an item."""
CATALOGS = Table(_row("catalog", fields.CATALOGS, needed=True), forms=LEVELS)
"""The declarations in front of an item, written of what its other parts need."""
HEADER = Table(
    _row("sent", fields.SENT, needed=True),
    _row("sender", fields.header_text("sender")),
    _row("transmitId", fields.header_text("id")),
    _row("priority", fields.header_text("priority")),
    forms=LEVELS,
)
"""The header of a message."""


@cache
def claims(level: str) -> frozenset[str]:
    """Return the paths that the slots write at a level, or carry themselves."""
    tables = (
        ITEM,
        CATALOGS,
        BEFORE,
        RIGHTS,
        ITEM_META,
        LINKS,
        CONTENT_META,
        AFTER,
        CONTENT,
        HEADER,
    )
    return frozenset().union(*(table.writes(level) for table in tables), {"extra"})
