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
from newsfmt.dropped import HTML, Dropped
from newsfmt.format import Format
from newsfmt.head import Confidence, Head
from newsfmt.hooks import hookimpl
from newsfmt.options import Options, Salvage, option

__all__ = ["FORMAT", "NinjsReadOptions", "NinjsWriteOptions", "newsfmt_formats", "sniff"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class NinjsReadOptions(Salvage):
    """How ninjs is read."""

    timezone: str | None = option(
        None,
        "Zone of times without one, such as Europe/Helsinki; without it they stay as they are.",
        check=zones.check,
    )
    dayfirst: bool | None = option(
        None,
        "Read 03/04/2020 as 3 April (true) or March 4 (false); "
        "without it such dates are kept as text.",
    )
    repair: bool = option(False, "Repair UTF-8 that was once read as windows-1252 (â€™ becomes ’).")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class NinjsWriteOptions(Options):
    """How ninjs is written."""

    version: Literal["1.6", "2.2", "3.1"] = option("3.1", "Version of the standard.")
    indent: bool = option(True, "Indent by two spaces; without it an article takes one line.")


WRAPPERS = frozenset(
    {
        "item",
        "items",
        "_items",
        "data",
        "docs",
        "entries",
        "hits",
        "response",
        "results",
        "search",
        "_source",
    }
)
_SUFFIXED = ("body_", "description_", "headline_")
_STRONG_TEXT = re.compile(r'"(?:uri|guid|urn|uno)"\s*:')
_UNO = re.compile(r'"uno"\s*:\s*"newsml')  # the id of the AFP
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
    if '"uno"' in head.text and _UNO.search(head.text):
        return Confidence.CERTAIN
    from newsfmt.formats.ninjs.keys import IDS, KEYS, STRONG

    telling = KEYS.telling(STRONG)
    strong = (keys & telling) | {key for key in keys if key.startswith(_SUFFIXED)}
    weak = (keys & KEYS.telling()) - strong
    if not keys.isdisjoint(IDS):
        return Confidence.CERTAIN if strong or weak else Confidence.MAYBE
    if strong and weak:
        return Confidence.CERTAIN if len(strong | weak) > 2 else Confidence.LIKELY
    if keys & WRAPPERS and _STRONG_TEXT.search(head.text):
        inner = sum(f'"{key}"' in head.text for key in telling)
        if inner:
            return Confidence.CERTAIN if inner > 1 else Confidence.LIKELY
    return Confidence.NO


def writes(options: NinjsWriteOptions) -> frozenset[str]:
    """What the version that is asked for can say."""
    from newsfmt.formats.ninjs.keys import writes

    return writes(options.version)


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
    read="newsfmt.formats.ninjs.documents:read",
    write="newsfmt.formats.ninjs.documents:write",
    validate="newsfmt.formats.ninjs.validate:validate",
    read_options=NinjsReadOptions,
    write_options=NinjsWriteOptions,
    writes=writes,
    streams=False,
    samples=("newsfmt.formats.ninjs:samples",),
    drops=(
        Dropped("standard/*", "the version of ninjs, which newsfmt detect shows"),
        Dropped("$standard/*", "the version of ninjs, which newsfmt detect shows"),
        *HTML,
    ),
    spec="https://iptc.org/std/ninjs/",
)
"""ninjs, whatever its version."""


@hookimpl
def newsfmt_formats() -> list[Format]:
    """Provide ninjs."""
    return [FORMAT]
