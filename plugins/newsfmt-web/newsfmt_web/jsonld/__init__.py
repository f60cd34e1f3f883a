"""JSON-LD of schema.org in a file of its own: the record of the format and its sniffer."""

from __future__ import annotations

import re

from newsfmt.dropped import Dropped
from newsfmt.format import Format
from newsfmt.head import Confidence, Head
from newsfmt_web.declared.graph import ARTICLES
from newsfmt_web.options import WebOptions

__all__ = ["FORMAT", "sniff"]

_CONTEXT = re.compile(r"\"@context\"\s*:[^}]{0,200}?schema\.org")
_TYPE = re.compile(
    r"\"@type\"\s*:\s*(?:\[[^\]]{0,200}?)?\"(?:https?:\\?/\\?/schema\.org\\?/|schema:)?(?:"
    + "|".join(ARTICLES)
    + r")\""
)


def sniff(head: Head) -> Confidence:
    """CERTAIN for JSON with a context of schema.org and an article among the types of the head."""
    if head.json_start and _CONTEXT.search(head.text) and _TYPE.search(head.more_text):
        return Confidence.CERTAIN
    return Confidence.NO


def _writes(options: object) -> frozenset[str]:
    from newsfmt_web.declared.terms import WRITES

    return WRITES


FORMAT = Format(
    name="jsonld",
    title="JSON-LD (schema.org)",
    aliases=("json-ld",),
    media_types=("application/ld+json",),
    extensions=("jsonld", "json"),
    sniff=sniff,
    read="newsfmt_web.jsonld.read:read",
    read_options=WebOptions,
    write="newsfmt_web.jsonld.write:write",
    writes=_writes,
    drops=(
        Dropped("@context", "the vocabulary, which is known"),
        Dropped("@type", "the type of a node, which says how it is read"),
        Dropped("@id", "the name of a node in the document"),
        Dropped("@context/**", "the vocabulary, which is known"),
    ),
    streams=False,
    samples=("newsfmt_web:samples/jsonld",),
    spec="https://schema.org/NewsArticle",
)
"""The format."""
