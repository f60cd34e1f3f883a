"""Names of elements as feeds use them: the tag of an element comes in, its conventional name
(``dc:creator``) goes out.

Namespaces are compared without case, scheme, and what stands at their end: feeds write them in many
ways. A namespace that the table does not know gives its elements the prefix of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["Name", "Names", "prefix_of"]

_TABLE = {
    "": """
        purl.org/rss/1.0 my.netscape.com/rdf/simple/0.9 channel.netscape.com/rdf/simple/0.9
        purl.org/net/rss1.1 backend.userland.com/rss backend.userland.com/rss091
        backend.userland.com/rss092 backend.userland.com/rss093 backend.userland.com/rss2
        backend.userland.com/rss2.0 blogs.law.harvard.edu/tech/rss cyber.law.harvard.edu/rss/rss.html
        cyber.law.harvard.edu/rss""",
    "admin": "webns.net/mvcb",
    "annotate": "purl.org/rss/1.0/modules/annotate",
    "app": "www.w3.org/2007/app purl.org/atom/app",
    "at": "purl.org/atompub/tombstones/1.0",
    "atom": "www.w3.org/2005/atom purl.org/atom/ns",
    "blogger": "schemas.google.com/blogger/2008",
    "cc": "web.resource.org/cc creativecommons.org/ns",
    "content": "purl.org/rss/1.0/modules/content",
    "creativeCommons": "backend.userland.com/creativecommonsrssmodule cyber.law.harvard.edu/rss/creativecommonsrssmodule.html",
    "dc": "purl.org/dc/elements/1.1 purl.org/dc/elements/1.0",
    "dcterms": "purl.org/dc/terms",
    "feedburner": "rssnamespace.org/feedburner/ext/1.0",
    "gd": "schemas.google.com/g/2005",
    "geo": "www.w3.org/2003/01/geo/wgs84_pos",
    "georss": "www.georss.org/georss www.georss.org/georss/10 www.georss.org/georss/11",
    "gml": "www.opengis.net/gml",
    "googleplay": "www.google.com/schemas/play-podcasts/1.0",
    "itunes": "www.itunes.com/dtds/podcast-1.0.dtd example.com/dtds/podcast-1.0.dtd",
    "media": "search.yahoo.com/mrss video.search.yahoo.com/mrss www.rssboard.org/media-rss",
    "opensearch": "a9.com/-/spec/opensearch/1.1 a9.com/-/spec/opensearchrss/1.0",
    "podcast": "podcastindex.org/namespace/1.0",
    "psc": "podlove.org/simple-chapters",
    "rdf": "www.w3.org/1999/02/22-rdf-syntax-ns",
    "slash": "purl.org/rss/1.0/modules/slash",
    "sy": "purl.org/rss/1.0/modules/syndication",
    "thr": "purl.org/syndication/thread/1.0",
    "wfw": "wellformedweb.org/commentapi",
    "xhtml": "www.w3.org/1999/xhtml",
    "yt": "www.youtube.com/xml/schemas/2015 gdata.youtube.com/schemas/2007",
}
_PREFIXES = {name: prefix for prefix, names in _TABLE.items() for name in names.split()}
_WORDPRESS = re.compile(r"wordpress\.org/export/[\d.]+(/excerpt)?\Z")
_SITEMAP = re.compile(r"www\.google\.com/schemas/sitemap-(news|image|video)(?:/[\d.]+)?\Z")
_SCHEME = re.compile(r"https?://")


def prefix_of(namespace: str) -> str | None:
    """Return the conventional prefix of a namespace, nothing for those of RSS itself, None for one
    that is not known.

    >>> prefix_of("http://search.yahoo.com/mrss#"), prefix_of("HTTP://www.itunes.com/DTDs/Podcast-1.0.dtd")
    ('media', 'itunes')
    """
    plain = _SCHEME.sub("", namespace.strip().lower()).rstrip("/#")
    if not plain:
        return ""
    prefix = _PREFIXES.get(plain)
    if prefix is None and (wordpress := _WORDPRESS.match(plain)):
        return "excerpt" if wordpress[1] else "wp"
    if prefix is None and (sitemap := _SITEMAP.match(plain)):
        return sitemap[1]
    return prefix


class Name(NamedTuple):
    """A name: ``key`` without case, as the tables of mappings have it, and as it is written."""

    key: str
    written: str


class Names(dict[str, Name]):
    """The names of one document, by the tag of an element; those in the namespaces ``own``, given
    as prefixes or addresses, have no prefix.
    """

    def __init__(self, own: Iterable[str]) -> None:
        super().__init__()
        self._own = frozenset(own)

    def __missing__(self, tag: str) -> Name:
        return self.learn(tag, None)

    def learn(self, tag: str, prefix: str | None) -> Name:
        """Return the name of a tag that was not met before, by its prefix in the document."""
        namespace, _, local = tag.rpartition("}")
        namespace = namespace[1:]
        if not namespace:
            first, _, rest = local.partition(":")
            prefix = first if rest else ""
            local = rest or local
        elif namespace in self._own:
            prefix = ""
        else:
            known = prefix_of(namespace)
            prefix = known if known is not None else prefix or ""
        if prefix in self._own:
            prefix = ""
        written = f"{prefix}:{local}" if prefix else local
        name = self[tag] = Name(written.lower(), written)
        return name
