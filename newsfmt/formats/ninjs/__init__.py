"""ninjs: news in JSON of the IPTC, all versions from 1.0 to 3.1 and the dialect of content systems;
1.6, 2.2 and 3.1 are written.

In comes an object, an array, a wrapper (``item``, ``items``, ``data``) or JSON Lines; out goes one
object, or an array of them, always valid. What a version has no place for is reported, nothing is
put beside its schema. https://iptc.org/std/ninjs/
"""

from __future__ import annotations

import re
from typing import Literal

import attrs

from newsfmt.dates import zones
from newsfmt.format import Format
from newsfmt.formats.ninjs.declared import writes
from newsfmt.head import Confidence, Head
from newsfmt.hooks import hookimpl
from newsfmt.options import Salvage, option

__all__ = ["FORMAT", "NinjsReadOptions", "NinjsWriteOptions", "newsfmt_formats", "sniff"]


@attrs.frozen(kw_only=True)
class NinjsReadOptions(Salvage):
    """How ninjs is read."""

    timezone: str | None = option(
        None,
        "Zone of times without one, such as Europe/Helsinki; without it they stay as they are.",
        check=zones.check,
    )
    dayfirst: bool | None = option(
        None,
        "Read 03/04/2020 as 3 April (true) or March 4 (false); without it such dates are kept as text.",
    )
    repair: bool = option(False, "Repair UTF-8 that was once read as windows-1252 (â€™ becomes ’).")


@attrs.frozen(kw_only=True)
class NinjsWriteOptions:
    """How ninjs is written."""

    version: Literal["1.6", "2.2", "3.1"] = option("3.1", "Version of the standard.")
    indent: bool = option(True, "Indent by two spaces; without it an article takes one line.")


_STRONG = frozenset(
    """versioncreated versionCreated firstcreated firstCreated contentcreated contentCreated pubstatus pubStatus ednote edNote copyrightnotice
    copyrightNotice copyrightholder copyrightHolder usageterms usageTerms representationtype representationType embargoedUntil headlines bodies
    infosource infosources infoSources altids altIds trustindicator trustindicators trustIndicators rightsinfo rightsInfo eventDetails
    plannedCoverage firstpublished body_html body_text body_xhtml description_text description_html digitalsourcetype digitalSourceType""".split()
)
_WEAK = frozenset(
    """type version language headline byline by slugline person people place places organisation organisations subject subjects genre genres
    located renditions associations descriptions urgency title profile mimetype wordcount embargoed expires service priority authors""".split()
)
_WRAPPERS = frozenset({"item", "items", "data"})
_STRONG_TEXT = re.compile(r'"(?:uri|guid)"\s*:')
_STANDARD = re.compile(r'"\$?standard"\s*:\s*\{[^{}]*ninjs', re.IGNORECASE)


def sniff(head: Head) -> Confidence:
    """CERTAIN for the standard declared, or a ``uri``, ``guid`` or several keys of ninjs; LIKELY
    for fewer, or such keys in a wrapper.
    """
    if not head.json_start:
        return Confidence.NO
    keys = head.json_keys
    if "schema" in keys and "newsfmt-article/" in head.text:
        return Confidence.NO
    if "$standard" in keys or ("standard" in keys and _STANDARD.search(head.text)):
        return Confidence.CERTAIN
    strong = keys & _STRONG or any(
        key.startswith(("body_", "description_", "headline_")) for key in keys
    )
    if "uri" in keys or "guid" in keys:
        return Confidence.CERTAIN if strong or keys & _WEAK else Confidence.MAYBE
    if strong and keys & _WEAK:
        return Confidence.CERTAIN if len(keys & (_STRONG | _WEAK)) > 2 else Confidence.LIKELY
    if (
        keys & _WRAPPERS
        and _STRONG_TEXT.search(head.text)
        and any(f'"{key}"' in head.text for key in _STRONG)
    ):
        return Confidence.LIKELY
    return Confidence.NO


_DECLARED = re.compile(r'"\$?standard"\s*:\s*\{([^{}]*)')
_VERSION = re.compile(r'"version"\s*:\s*"([\w.+-]{1,20})"')
_SCHEMA = re.compile(r"ninjs-schema_(\d+\.\d+)")


def version(head: Head) -> str | None:
    """The version that ``standard`` gives, else that of the schema it names; no guess from the
    keys.
    """
    declared = _DECLARED.search(head.text)
    found = declared and (_VERSION.search(declared[1]) or _SCHEMA.search(declared[1]))
    return found[1] if found else None


FORMAT = Format(
    name="ninjs",
    title="ninjs",
    media_types=("application/ninjs+json",),
    extensions=("ninjs", "json"),
    sniff=sniff,
    version=version,
    read="newsfmt.formats.ninjs.read:read",
    write="newsfmt.formats.ninjs.write:write",
    validate="newsfmt.formats.ninjs.validate:validate",
    read_options=NinjsReadOptions,
    write_options=NinjsWriteOptions,
    writes=lambda options: writes(options.version),
    streams=False,
    samples=("newsfmt.formats.ninjs:samples",),
    spec="https://iptc.org/std/ninjs/",
)
"""ninjs, whatever its version."""


@hookimpl
def newsfmt_formats() -> list[Format]:
    """Provide ninjs."""
    return [FORMAT]
