"""Whether XML that was kept as it came may be written as it is: a fragment and its place come in,
the schema's verdict goes out.

Valid output is promised for every Article, and ``extra`` can hold anything: so a fragment is put
into a smallest item and validated, once.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import as_file, files

from newsfmt import xmlkit
from newsfmt.errors import ParseError
from newsfmt.format import Context
from newsfmt.formats.newsml_g2.validate import beyond_schema
from newsfmt.formats.newsml_g2.vocabularies import NAR
from newsfmt.xmlkit import Element, Schema

__all__ = ["fits", "is_fragment", "raw", "schema"]

_ITEM = (
    f'<newsItem xmlns="{NAR}" standard="NewsML-G2" standardversion="2.35" conformance="power" guid="x" version="1">'
    '<catalogRef href="x"/>{before}<itemMeta><itemClass qcode="a:b"/><provider qcode="a:b"/><versionCreated>2000-01-01T00:00:00Z</versionCreated>{item}</itemMeta>'
    "<contentMeta>{content}</contentMeta>{after}</newsItem>"
)
_SLOTS = ("before", "item", "content", "after")
_INSIDE = {
    "rights": ("before", "rightsInfo"),
    "subject": ("content", "subject"),
    "contentSet": ("after", "contentSet"),
}
_LONGEST = 200_000


@cache
def schema(core: bool = False) -> Schema:
    """Return the validator of the official schema: 2.35 Power, or 2.24 Core."""
    name = "NewsML-G2_2.24-spec-All-Core.xsd" if core else "NewsML-G2_2.35-spec-All-Power.xsd"
    with as_file(files("newsfmt") / "schema" / "newsml-g2") as folder:
        return Schema.xsd(folder / name)


def raw(element: Element, marks: Iterable[tuple[str, str]] = ()) -> str:
    """An element as XML, the namespace of NewsML-G2 taken for granted; ``marks`` are declarations
    to leave out where nothing needs them.
    """
    text = xmlkit.raw_xml(element)
    if text.find(" xmlns", 0, text.find(">")) < 0:
        return text
    text = text.replace(_OWN, "", 1) if text.find(_OWN, 0, text.find(">")) >= 0 else text
    for mark, prefix in marks:
        if mark in text and text.count(prefix) == mark.count(prefix):
            text = text.replace(mark, "", 1)
    return text


_OWN = f' xmlns="{NAR}"'


@lru_cache(maxsize=2048)
def is_fragment(text: str, name: str, foreign: bool = False) -> bool:
    """Whether a text is one element of that local name, spelt as it would be read again, and bears
    no identifiers.

    It is one of NewsML-G2, without a prefix; with ``foreign`` it is one of another namespace.
    """
    if not text.startswith("<") or len(text) > _LONGEST or " id=" in text or " idref" in text:
        return False
    context = Context()
    try:
        found = xmlkit.parse(f'<x xmlns="{NAR}">{text}</x>'.encode(), context, embedded=True)
    except (ParseError, UnicodeEncodeError):
        return False
    if len(found) != 1 or found.text or found[0].tail or context.report.counts:
        return False
    namespace = xmlkit.namespace(found[0])
    if foreign == (namespace in ("", NAR)) or (not foreign and not text.startswith(f"<{name}")):
        return False
    return xmlkit.local(found[0]) == name and raw(found[0]) == text


@lru_cache(maxsize=4096)
def fits(slot: str, text: str, core: bool = False) -> bool:
    """Whether the schema takes well-formed XML at a place: before or in itemMeta, in contentMeta,
    after it, or inside an element there.
    """
    if slot in _INSIDE:
        slot, name = _INSIDE[slot]
        text = f"<{name}>{text}</{name}>"
    document = _ITEM.format(**{name: text if name == slot else "" for name in _SLOTS}).encode()
    if schema(core).validate(document):
        return False
    return set(beyond_schema(xmlkit.parse(document, Context()))) <= _TOLERATED


_TOLERATED = frozenset({"contentMeta is empty"})
