"""The web for newsfmt: feeds, WordPress exports, news sitemaps, pages and web archives.

This module is the plugin: it holds the records of the formats.
"""

from __future__ import annotations

from newsfmt.format import Format
from newsfmt.hooks import hookimpl
from newsfmt_web import atom, html, jsonfeed, jsonld, rss, sitemap, warc, wxr

__version__ = "0.1.0"

__all__ = ["newsfmt_formats"]


@hookimpl
def newsfmt_formats() -> list[Format]:
    """Provide the formats of the web."""
    return [module.FORMAT for module in (rss, atom, jsonfeed, wxr, sitemap, html, jsonld, warc)]
