"""The web for newsfmt: feeds, WordPress exports and news sitemaps.

This module is the plugin: it holds the records of the formats.
"""

from __future__ import annotations

from newsfmt.format import Format
from newsfmt.hooks import hookimpl
from newsfmt_web import atom, jsonfeed, rss, sitemap, wxr

__version__ = "0.1.0"

__all__ = ["newsfmt_formats"]


@hookimpl
def newsfmt_formats() -> list[Format]:
    """Provide the formats of the web."""
    return [module.FORMAT for module in (rss, atom, jsonfeed, wxr, sitemap)]
