"""NewsML 1: news items in an envelope, each a tree of news components with metadata at every level
and content at its leaves.

In comes NewsML 1.0 to 1.2, valid or not, item by item with flat memory; out goes 1.2, valid with
the IPTC's DTD, any number of items.
"""

from __future__ import annotations

import re

import attrs

from newsfmt.dates import zones
from newsfmt.dropped import HTML, NITF, XML, Dropped, inside
from newsfmt.format import Format
from newsfmt.head import Confidence, Head
from newsfmt.hooks import hookimpl
from newsfmt.options import Salvage, option

__all__ = ["FORMAT", "NewsML1ReadOptions", "newsfmt_formats", "sniff", "writes"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class NewsML1ReadOptions(Salvage):
    """How NewsML 1 is read."""

    timezone: str | None = option(
        None, "Zone of times that have none, such as Europe/Oslo.", check=zones.check
    )
    repair: bool = option(False, "Repair UTF-8 that was once read as windows-1252 (â€™ becomes ’).")


def sniff(head: Head) -> Confidence:
    """CERTAIN for a document whose root is ``NewsML``, NO for any other."""
    root = head.xml_root
    return Confidence.CERTAIN if root is not None and root.local == "NewsML" else Confidence.NO


_VERSION = re.compile(
    r"<NewsML\s(?:[^<>]*?\s)?Version\s{0,8}=\s{0,8}[\"']\s{0,8}([\w.+-]{1,20})\s{0,8}[\"']"
)
_DOCTYPE = re.compile(r"<!DOCTYPE\s+NewsML\s[^<>\[]{0,400}?NewsML(?:v|_)(\d\.\d)")


def version(head: Head) -> str | None:
    """The ``Version`` of the root, else the one that its DTD is of."""
    found = _VERSION.search(head.text) or _DOCTYPE.search(head.text)
    return found[1] if found else None


def writes(options: object) -> frozenset[str]:
    """What the slots of NewsML 1 hold, and what properties of newsfmt's own carry."""
    from newsfmt.formats.newsml_1.slots import writes

    return writes()


FORMAT = Format(
    name="newsml-1",
    title="NewsML 1",
    aliases=("newsml-1-2", "newsml1"),
    media_types=("text/vnd.iptc.newsml", "application/newsml+xml"),
    extensions=("newsml",),
    sniff=sniff,
    version=version,
    read="newsfmt.formats.newsml_1.read:read",
    write="newsfmt.formats.newsml_1.write:write",
    validate="newsfmt.formats.newsml_1.validate:validate",
    read_options=NewsML1ReadOptions,
    writes=writes,
    drops=(
        *XML,
        Dropped("NewsML/@Version", "the version of NewsML, which newsfmt detect shows"),
        Dropped("@Duid", "an identifier inside of the file"),
        Dropped("@Euid", "an identifier inside of the file"),
        *inside("html", HTML),
        *inside("DataContent", NITF),
    ),
    samples=("newsfmt.formats.newsml_1:samples",),
    spec="https://iptc.org/standards/newsml-1/",
)


@hookimpl
def newsfmt_formats() -> list[Format]:
    """Provide NewsML 1."""
    return [FORMAT]
