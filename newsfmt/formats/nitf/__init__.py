"""NITF, the News Industry Text Format: one story a file, metadata in ``head``, the lines in
``body.head``, the text in ``body.content``.

In comes NITF 2.5 to 3.6, with and without namespace, valid or not; out goes 3.6, valid in strict
form against the IPTC's XML Schema.
"""

from __future__ import annotations

import re
from typing import Any

import attrs

from newsfmt.format import Format
from newsfmt.head import Confidence, Head
from newsfmt.hooks import hookimpl
from newsfmt.options import Salvage, option

__all__ = ["FORMAT", "NAMESPACE", "WRITES", "NitfReadOptions", "newsfmt_formats", "sniff"]

NAMESPACE = "http://iptc.org/std/NITF/2006-10-18/"
"""The namespace of NITF 3.4 and later; DTD-era files have none."""


def _known_zone(name: str) -> None:
    from newsfmt.dates import zones

    zones.check(name)


@attrs.frozen(kw_only=True)
class NitfReadOptions(Salvage):
    """How NITF is read."""

    timezone: str | None = option(
        None, "Zone of times that have none, such as Europe/Oslo.", check=_known_zone
    )
    repair: bool = option(False, "Repair UTF-8 that was once read as windows-1252 (â€™ becomes ’).")


def sniff(head: Head) -> Confidence:
    """CERTAIN for a document whose root is ``nitf``, NO for any other."""
    root = head.xml_root
    return Confidence.CERTAIN if root is not None and root.local == "nitf" else Confidence.NO


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


WRITES = frozenset(
    """
    id alt_ids type profile pub_status urgency language direction version created updated published content_created content_modified
    embargoed embargoed_until expires headline alt_headlines subheadline title slugline summary descriptions byline byline_title credit ed_notes
    dateline keywords word_count url extra
    creators.name creators.code creators.scheme creators.uri creators.literal creators.role creators.job_title creators.organisation creators.email
    provider.name provider.code provider.scheme provider.uri provider.literal provider.role provider.organisation provider.email provider.job_title
    sources.name sources.extra
    services.name services.code services.scheme services.uri services.literal
    categories.name categories.code categories.scheme categories.uri categories.literal
    signals.name signals.code signals.scheme signals.uri signals.literal signals.extra
    series.name series.code series.scheme series.uri series.literal series.extra
    subjects.name subjects.code subjects.scheme subjects.uri subjects.literal subjects.type
    genres.name genres.code genres.scheme genres.uri genres.literal
    events.name events.code events.scheme events.uri events.literal events.extra
    objects.name objects.code objects.scheme objects.uri objects.literal
    people.name people.code people.scheme people.uri people.literal people.role people.job_title
    organisations.name organisations.code organisations.scheme organisations.uri organisations.literal organisations.role
    places.name places.code places.scheme places.uri places.literal places.type places.role places.broader
    transmission rights.holder.name rights.notice rights.year rights.usage_terms rights.data_mining
    digital_source_type.name digital_source_type.code digital_source_type.scheme digital_source_type.uri digital_source_type.literal
    links.rel links.id links.extra
    associations.name associations.rel associations.role associations.group associations.id associations.version associations.href associations.title
    associations.item.type associations.item.id associations.item.version associations.item.language associations.item.headline
    associations.item.subheadline associations.item.title associations.item.slugline associations.item.byline associations.item.summary
    associations.item.credit associations.item.renditions
    body body:paragraph body:paragraph.role body:heading body:list body:quote body:table body:figure body:section body:preformatted body:rule body:embed
    body:emphasis body:strong body:code body:sub body:sup body:underline body:strike body:link body:break body:image body:span body:ruby body:name
    """.split()
)
"""What NITF can say, here with ``meta`` of newsfmt's own (with what the writer reports where a
value does not fit).
"""


def _writes(options: Any) -> frozenset[str]:
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
    writes=_writes,
    multiple=False,
    streams=False,
    samples=("newsfmt.formats.nitf:samples",),
    spec="https://iptc.org/standards/nitf/",
)


@hookimpl
def newsfmt_formats() -> list[Format]:
    """Provide NITF."""
    return [FORMAT]
