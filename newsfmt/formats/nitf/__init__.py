"""NITF, the News Industry Text Format: one story a file, metadata in ``head``, the lines in
``body.head``, the text in ``body.content``.

In comes NITF 2.5 to 3.6, with and without namespace, valid or not; out goes 3.6, valid in strict
form against the IPTC's XML Schema.
"""

from __future__ import annotations

import re

import attrs

from newsfmt.dropped import NITF, XML
from newsfmt.format import Format
from newsfmt.head import Confidence, Head
from newsfmt.hooks import hookimpl
from newsfmt.options import Options, Salvage, option

__all__ = ["FORMAT", "NAMESPACE", "NitfReadOptions", "NitfWriteOptions", "newsfmt_formats", "sniff"]

NAMESPACE = "http://iptc.org/std/NITF/2006-10-18/"
"""The namespace of NITF 3.4 and later; DTD-era files have none."""


def _known_zone(name: str) -> None:
    from newsfmt.dates import zones

    zones.check(name)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class NitfReadOptions(Salvage):
    """How NITF is read."""

    timezone: str | None = option(
        None, "Zone of times that have none, such as Europe/Oslo.", check=_known_zone
    )
    repair: bool = option(False, "Repair UTF-8 that was once read as windows-1252 (â€™ becomes ’).")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class NitfWriteOptions(Options):
    """How NITF is written."""

    namespace: bool = option(
        True,
        "Put the elements in the namespace of NITF 3.4 and later; without it, receivers that know "
        "the DTD alone can read the document.",
    )


def sniff(head: Head) -> Confidence:
    """CERTAIN for a document whose root is ``nitf``, NO for any other."""
    root = head.xml_root
    return (
        Confidence.CERTAIN if root is not None and root.local.lower() == "nitf" else Confidence.NO
    )


_VERSION = re.compile(
    r"<nitf\s(?:[^<>]*?\s)?version\s{0,8}=\s{0,8}[\"'][^\"'<>]{0,40}?NITF\s(\d[\d.]{0,8})"
)
_DTD = re.compile(
    r"<!DOCTYPE\s+nitf\s[^<>\[]{0,400}?(?:DTD\sNITF\s|nitf-)(\d[.-]\d)", re.IGNORECASE
)
_XSD = re.compile(r"<nitf\s[^<>]*?\bschemaLocation\s{0,8}=[^<>]{0,400}?nitf-(\d[.-]\d)")


def version(head: Head) -> str | None:
    """The ``version`` of the root, else the one that the DTD or schema it names is of."""
    found = _VERSION.search(head.text) or _DTD.search(head.text) or _XSD.search(head.text)
    return found[1].replace("-", ".") if found else None


def _writes(options: object) -> frozenset[str]:
    from newsfmt.formats.nitf.slots import WRITES

    return WRITES


FORMAT = Format(
    name="nitf",
    title="NITF",
    media_types=("application/nitf+xml", "text/vnd.iptc.nitf"),
    extensions=("nitf",),
    sniff=sniff,
    version=version,
    read="newsfmt.formats.nitf.read:read",
    write="newsfmt.formats.nitf.write:write",
    validate="newsfmt.formats.nitf.validate:validate",
    read_options=NitfReadOptions,
    write_options=NitfWriteOptions,
    writes=_writes,
    drops=(*XML, *NITF),
    multiple=False,
    streams=False,
    samples=("newsfmt.formats.nitf:samples",),
    spec="https://iptc.org/standards/nitf/",
)


@hookimpl
def newsfmt_formats() -> list[Format]:
    """Provide NITF."""
    return [FORMAT]
