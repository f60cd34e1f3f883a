"""The names that reader and writer share: namespaces, and the URIs by which newsfmt knows again
what it wrote itself.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

__all__ = [
    "ARTICLES",
    "ASSOCIATION",
    "ATTACHED",
    "CLAIMED",
    "CORE_WRITES",
    "DERIVED_ID",
    "NAR",
    "OTHERS",
    "PROPERTY",
    "PROPERTY_ALIAS",
    "SCHEME",
    "WITH_ITEM",
    "XHTML",
    "XML",
    "quoted",
    "unquoted",
]

NAR = "http://iptc.org/std/nar/2006-10-01/"
"""The namespace of NewsML-G2."""
XHTML = "http://www.w3.org/1999/xhtml"
"""The namespace of XHTML."""
XML = "{http://www.w3.org/XML/1998/namespace}"
"""Prefix, as lxml writes it, of ``xml:lang`` and ``xml:space``."""

ARTICLES = frozenset({"newsItem", "packageItem"})
"""Items that are articles."""
OTHERS = frozenset({"conceptItem", "knowledgeItem", "planningItem", "catalogItem"})
"""Items that are none."""

PROPERTY = "urn:newsfmt:property:"
"""URI of the scheme of newsfmt's extension properties; an item that declares it was written by
newsfmt.
"""
PROPERTY_ALIAS = "newsfmt"
"""Its usual alias."""
SCHEME = "urn:newsfmt:scheme:"
"""What the URI of a scheme begins with that the article knows by name alone; the name follows,
percent-encoded, and so are its codes.
"""
ASSOCIATION = "urn:newsfmt:association"
"""``reluri`` of a link that is an association."""
WITH_ITEM = "urn:newsfmt:association:item"
"""``reluri`` of an association whose item follows in the same message."""
ATTACHED = "urn:newsfmt:attached"
"""``role`` of an item that belongs to the association of the item before it."""
DERIVED_ID = "urn:newsfmt:sha256:"
"""What a derived guid begins with."""

_ODD = re.compile("[%\\s\x00-\x20\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def quoted(text: str) -> str:
    """Return text as it may stand behind an alias: white space, controls and ``%`` percent-encoded.

    >>> quoted("two words")
    'two%20words'
    """
    if _ODD.search(text) is None:
        return text
    return _ODD.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass")),
        text,
    )


def unquoted(text: str) -> str:
    """Return what :func:`quoted` was given."""
    return unquote(text, errors="replace") if "%" in text else text


_RECORDS = {
    **dict.fromkeys(("signals", "series", "services", "subjects", "genres", "events", "objects", "digital_source_type"),
        "name code scheme uri literal type role relevance confidence broader extra"),
    **dict.fromkeys(("located", "places"),
        "name code scheme uri literal type role relevance confidence broader extra geo.latitude geo.longitude"),
    **dict.fromkeys(("creators", "provider", "sources", "people"), "name code scheme uri literal role job_title organisation email extra"),
    "organisations": "name code scheme uri literal role job_title organisation email extra symbols.symbol symbols.exchange symbols.type",
    "alt_ids": "value role", "alt_headlines": "text role language", "descriptions": "text role language", "ed_notes": "text role",
    "dateline": "text prefix place region country source date date_text", "transmission": "id sequence sender sent priority",
    "rights": "notice year usage_terms data_mining holder.name holder.code holder.scheme holder.uri holder.literal holder.role holder.job_title "
        "holder.organisation holder.email holder.extra",
    "alternates": "role language media_type name body",
    "renditions": "name href mime_type width height size duration title format extra",
    "associations": "name rel role group id version href title item extra",
    "links": "rel href id version title extra",
}  # fmt: skip
CLAIMED = frozenset(
    {
        *"""id version type profile pub_status urgency language direction created updated published content_created content_modified embargoed
        embargoed_until expires headline subheadline title slugline summary byline byline_title credit keywords vocabularies body word_count url
        extra""".split(),
        *(f"{field}.{part}" for field, parts in _RECORDS.items() for part in parts.split()),
    }
)  # fmt: skip
"""What the writer looks at by itself, to write or to carry it; whatever else an article holds is
carried.
"""

_PARTY = ("name", "code", "scheme", "uri", "literal")
_CONCEPT = (*_PARTY, "type")
_PARTIES = ("creators", "provider", "sources", "rights.holder", "people", "organisations")
_CONCEPTS = ("subjects", "events", "objects", "places", "genres", "located")
CORE_WRITES = frozenset(
    {
        "id", "version", "type", "pub_status", "urgency", "language", "direction", "created", "updated", "content_created", "content_modified",
        "embargoed", "embargoed_until", "expires", "headline", "alt_headlines", "subheadline", "title", "slugline", "summary", "descriptions", "byline", "byline_title",
        "dateline.text", "dateline.prefix", "credit", "ed_notes", "keywords", "vocabularies", "body", "alternates.role", "alternates.language", "alternates.media_type",
        "alternates.body", "word_count", "renditions.name", "renditions.href", "renditions.mime_type", "renditions.width", "renditions.height", "renditions.size",
        "renditions.duration", "renditions.title", "renditions.format", "links.rel", "links.href", "links.id", "links.version", "links.title", "url", "associations.rel",
        "associations.id", "associations.version", "associations.href", "associations.title", "associations.item", "associations.group", "rights.notice",
        "rights.usage_terms", "services.name", "services.code", "services.scheme", "services.uri", "transmission.id", "transmission.sent", "transmission.sender",
        "transmission.priority",
        *(f"{field}.{part}" for field in _PARTIES for part in _PARTY),
        *(f"{field}.{part}" for field in _CONCEPTS for part in _CONCEPT),
    }
)  # fmt: skip
"""What conformance level core has a place for; the writer itself reports what of it does not
fit.
"""
