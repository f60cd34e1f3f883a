"""The keys of front matter, in lower case (Hugo does not mind the case), and the field each one is
read into.

(Hugo front matter; Jekyll front matter and jekyll-seo-tag; Obsidian properties.)
"""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["CONCEPTS", "DATES", "KNOWN", "PARTIES", "PICTURES", "TEXTS", "WORDS", "is_free"]

TEXTS: Mapping[str, str] = {
    "title": "headline", "headline": "headline", "subtitle": "subheadline", "description": "summary", "summary": "summary", "excerpt": "summary",
    "abstract": "summary", "slug": "slugline", "canonical_url": "url", "canonicalurl": "url", "canonical": "url", "url": "url", "permalink": "url",
    "lang": "language", "language": "language", "byline": "byline", "credit": "credit", "guid": "id", "id": "id", "version": "version",
}  # fmt: skip
"""Keys whose text is a field; the first key here that is there has it, another one goes to
``extra``.
"""
DATES: Mapping[str, str] = {
    "date": "published", "pubdate": "published", "published": "published", "lastmod": "updated", "updated": "updated", "last_modified_at": "updated", "modified": "updated",
    "created": "created", "expirydate": "expires", "unpublishdate": "expires",
}  # fmt: skip
"""Keys whose text is a date; ``publishdate`` is a case of its own."""
WORDS = ("tags", "tag", "keywords")
"""Keys that hold keywords."""
CONCEPTS: Mapping[str, str] = {
    "categories": "categories",
    "category": "categories",
    "section": "categories",
    "series": "series",
}
"""Keys that hold names of concepts."""
PARTIES = ("author", "authors")
"""Keys that hold people."""
PICTURES = ("image", "images")
"""Keys that hold addresses of pictures."""
KNOWN = frozenset(
    {
        *TEXTS,
        *DATES,
        *WORDS,
        *CONCEPTS,
        *PARTIES,
        *PICTURES,
        "publishdate",
        "copyright",
        "dateline",
        "draft",
        "newsfmt",
    }
)
"""Every key that means something here."""

_FREE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,60}")


def is_free(name: str) -> bool:
    """Whether a key that we do not know may stand in front matter as it is, and is read back as a
    text.
    """
    return (
        _FREE.fullmatch(name) is not None
        and name.lower() not in KNOWN
        and name.lower() not in ("y", "n", "yes", "no", "on", "off", "true", "false", "null")
    )
