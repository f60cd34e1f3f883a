"""The error for an input that no format recognises: its head and the known formats come in, an
error with the apparent kind and the advice goes out.
"""

from __future__ import annotations

from collections.abc import Mapping

from newsfmt._detection.kinds import JSON, XML, Kind, kind_of
from newsfmt._registry import Registry
from newsfmt.archives import kind_of_bytes
from newsfmt.errors import UnknownFormatError
from newsfmt.format import Format
from newsfmt.head import Head

__all__ = ["refusal"]

_PLUGINS = {
    "newsfmt-wire": frozenset(("anpa1312", "eml", "iptc7901", "mbox")),
    "newsfmt-research": frozenset(
        """cnn-story europresse factiva factiva-html factiva-xml lexisnexis mind newsgroup nexis-html
        nexis-uni nyt-corpus proquest rcv1 reuters-21578 sgml-doc wapo""".split()
    ),
    "newsfmt-web": frozenset("atom html jsonfeed jsonld rss sitemap warc wxr".split()),
    "newsfmt-arrow": frozenset(("parquet",)),
}
"""The plugins of newsfmt's repository, and the formats that each reads."""


def refusal(
    head: Head, formats: Mapping[str, Format], registry: Registry | None = None
) -> UnknownFormatError:
    """Return the error for an input that none of the formats recognises; the registry knows which
    plugins are installed.
    """
    archive = kind_of_bytes(head.data)
    if archive is not None and archive.read:
        return UnknownFormatError(
            _prefix(head) + f"it is {archive.title}: name one of its members, as wire.zip!/a.xml, "
            "or convert all of them with newsfmt convert",
            kind=archive.title,
        )
    kind = kind_of(head)
    known = registry.plugins() if registry is not None else ()
    installed = {plugin.distribution for plugin in known}
    advice = _advice(kind, formats, installed)
    parts = ["no format recognises it", *_seems(kind, head, formats), advice]
    return UnknownFormatError(
        _prefix(head) + "; ".join(parts),
        kind=kind.name if kind is not None else "",
        may_hold_articles=kind is None or kind.articles,
    )


def _prefix(head: Head) -> str:
    return f"{head.name}: " if head.name else ""


def _seems(kind: Kind | None, head: Head, formats: Mapping[str, Format]) -> list[str]:
    if kind is None:
        return []
    if kind == XML and head.xml_root is not None:
        return [f"it is XML with the root <{head.xml_root.local}>"]
    if kind in (XML, JSON):
        return [f"it is {kind.name}"]
    readable = kind.advice or _readers(kind, formats) or _plugin(kind)
    unread = "" if readable else ", which newsfmt does not read"
    return [f"it looks like {kind.name}{unread}"]


def _advice(kind: Kind | None, formats: Mapping[str, Format], installed: set[str]) -> str:
    if kind is not None and kind.advice:
        return kind.advice
    if kind is not None and (readers := _readers(kind, formats)):
        return f"name {' or '.join(readers)} with --from or format= if it is that"
    if kind is not None and (plugin := _plugin(kind)):
        if plugin in installed:
            return f"{plugin} reads it, but is not in use (newsfmt plugins list says why)"
        return f"install {plugin} to read it (plugins/{plugin} in newsfmt's repository)"
    return "name one with --from or format="


def _readers(kind: Kind, formats: Mapping[str, Format]) -> list[str]:
    """The available formats for such files, though they did not recognise this one."""
    return [name for name in kind.formats if name in formats and formats[name].read is not None]


def _plugin(kind: Kind) -> str:
    """The plugin to install for it, if there is one."""
    return next((name for name, reads in _PLUGINS.items() if reads & set(kind.formats)), "")
