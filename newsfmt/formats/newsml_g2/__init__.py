"""NewsML-G2: the IPTC's XML for news, as agencies exchange it: newsItem, packageItem, and the
newsMessage that carries several.

In comes any 2.x version, off-schema as it may be; out goes 2.35, valid, whatever the Article
(NewsML-G2 2.35 specification).
"""

from __future__ import annotations

import re
from typing import Literal

import attrs

from newsfmt.dates import zones
from newsfmt.dropped import HTML, NITF, XML, Dropped, inside
from newsfmt.format import Format
from newsfmt.head import Confidence, Head
from newsfmt.hooks import hookimpl
from newsfmt.options import Options, Salvage, option
from newsfmt.slots import everything

__all__ = [
    "FORMAT",
    "NewsmlG2ReadOptions",
    "NewsmlG2WriteOptions",
    "newsfmt_formats",
    "sniff",
    "writes",
]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class NewsmlG2ReadOptions(Salvage):
    """How NewsML-G2 is read."""

    timezone: str | None = option(
        None,
        "IANA name of the zone of times without one (Europe/Helsinki); "
        "daylight saving time is applied.",
        check=zones.check,
    )
    repair: bool = option(False, "Repair UTF-8 that was once read as windows-1252 (â€™ becomes ’).")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class NewsmlG2WriteOptions(Options):
    """How NewsML-G2 is written."""

    body: Literal["xhtml", "nitf"] = option("xhtml", "The markup of the body inside inlineXML.")
    core: bool = option(
        False,
        "Write conformance level core (valid with the 2.24 Core schema): no extension properties, "
        "no Power elements.",
    )
    indent: bool = option(True, "Set elements on lines of their own.")


_NAR = "http://iptc.org/std/nar/2006-10-01/"
_ITEMS = frozenset(
    {
        "newsItem",
        "packageItem",
        "conceptItem",
        "knowledgeItem",
        "planningItem",
        "catalogItem",
        "newsMessage",
    }
)
_PARTS = frozenset({"contentSet", "itemSet", "itemMeta", "contentMeta"})


def sniff(head: Head) -> Confidence:
    """CERTAIN for the G2 namespace on a G2 root; LIKELY for such a root in another namespace or
    none; MAYBE for a mere part of an item.
    """
    root = head.xml_root
    if root is None or root.local not in _ITEMS:
        return (
            Confidence.MAYBE
            if root is not None and root.local in _PARTS and root.namespace in ("", _NAR)
            else Confidence.NO
        )
    return Confidence.CERTAIN if root.namespace == _NAR else Confidence.LIKELY


_STANDARD_VERSION = re.compile(
    rf"<(?:[\w.-]{{1,40}}:)?(?:{'|'.join(sorted(_ITEMS))})(?=\s)[^<>]*?\sstandardversion\s{{0,8}}=\s{{0,8}}[\"']\s{{0,8}}([\w.+-]{{1,20}})\s{{0,8}}[\"']"
)


def version(head: Head) -> str | None:
    """The ``standardversion`` of the item, or of the first one in a message."""
    found = _STANDARD_VERSION.search(head.text)
    if found is None and len(head.data) >= 4096:  # the header of a message may be long
        found = _STANDARD_VERSION.search(head.more_text)
    return found[1] if found else None


def writes(options: NewsmlG2WriteOptions) -> frozenset[str]:
    """Everything with conformance power, whose extension properties carry what has no place of its
    own; with core what the Core schema has a place for.
    """
    if not options.core:
        return everything()
    from newsfmt.formats.newsml_g2.slots import claims

    return claims("core")


FORMAT = Format(
    name="newsml-g2",
    title="NewsML-G2",
    aliases=("newsml", "g2"),
    media_types=(
        "application/vnd.iptc.g2.newsmessage+xml",
        "application/vnd.iptc.g2.newsitem+xml",
        "application/vnd.iptc.g2.packageitem+xml",
    ),
    extensions=("xml",),
    sniff=sniff,
    version=version,
    read="newsfmt.formats.newsml_g2.read:read",
    write="newsfmt.formats.newsml_g2.write:write",
    split="newsfmt.formats.newsml_g2.read:split",
    read_options=NewsmlG2ReadOptions,
    write_options=NewsmlG2WriteOptions,
    writes=writes,
    validate="newsfmt.formats.newsml_g2.validate:validate",
    drops=(
        *XML,
        *(
            Dropped(f"{item}/@{attribute}", "the version of NewsML-G2, which newsfmt detect shows")
            for item in ("newsItem", "packageItem", "newsMessage")
            for attribute in ("standard", "standardversion", "conformance")
        ),
        *(
            Dropped(f"{item}/{inner}", "an item that is no article, which is reported")
            for item in ("conceptItem", "knowledgeItem", "planningItem", "catalogItem")
            for inner in ("@*", "**")
        ),
        Dropped("groupSet/group/@id", "a name inside of the package"),
        Dropped(
            "inlineXML|inlineData/@contenttype*|@format*",
            "its content says what markup it is",
        ),
        *inside("html", HTML),
        *inside("contentSet", NITF),
    ),
    samples=("newsfmt.formats.newsml_g2:samples",),
    spec="https://iptc.org/standards/newsml-g2/",
)


@hookimpl
def newsfmt_formats() -> list[Format]:
    """Provide NewsML-G2."""
    return [FORMAT]
