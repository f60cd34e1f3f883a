"""What the heads of a ``nitf`` element say, as fields of an Article: its attributes, ``head`` with
its docdata, and ``body.head``.

An element of NITF, of any version and in any namespace, comes in, ``{field: value}`` goes out; one
pass by the tables of :mod:`newsfmt.formats.nitf.slots`. A value that cannot be read leaves its
field unknown, keeps its text in ``extra`` and is reported with its line. model-rules.md §7 is the
rule of which path is whose home (NITF 3.6, docdata and body.head).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newsfmt.article import Party
from newsfmt.carry import pieces
from newsfmt.format import Context
from newsfmt.formats.nitf.docdata import settle_release
from newsfmt.formats.nitf.item import XML, Incoming, given, usual_names, words
from newsfmt.formats.nitf.lines import main_description
from newsfmt.formats.nitf.own import apply_own
from newsfmt.formats.nitf.slots import BODY_HEAD, EVERYWHERE, HEAD, ROOT
from newsfmt.xmlkit import Element, local

__all__ = ["fields", "left", "words"]


def fields(element: Element, context: Context, zone: str | None = None) -> dict[str, Any]:
    """Return the fields of an Article that ``head`` and ``body.head`` of a ``nitf`` element say,
    the body left out.

    Times without a zone get ``zone`` (an IANA name), if it is given. What cannot be read is
    reported to ``context``, its text in ``extra``.

    >>> from newsfmt import xmlkit
    >>> fields(xmlkit.parse(b'<nitf><head><title>Ferry</title></head></nitf>', Context()), Context())
    {'title': 'Ferry'}
    """
    item, notes = Incoming(context, zone, EVERYWHERE), context.notes
    for name, read in ROOT.readers.items():
        read(item, name, element)
    if notes is not None:
        notes.read(item, element)
    item.rest(element, "nitf")
    for child in element:
        name = local(child)
        if name not in ("head", "body"):
            name = usual_names(child)
        if name == "head":
            item.rest(child, name)
            item.each(child, HEAD.readers)
        elif name == "body":
            _read_body(item, child)
            for inner in child:
                if local(inner) == "body.head":
                    item.rest(inner, "body.head")
                    item.each(inner, BODY_HEAD.readers)
        elif name in HEAD.readers:
            HEAD.readers[name](item, name, child)
            item.rest(child, name)
            if notes is not None:
                notes.read(item, child)
        elif name == "body.head":
            item.each(child, BODY_HEAD.readers)
    _settle(item)
    return item.finish()


def _read_body(item: Incoming, element: Element) -> None:
    """Language and direction of the text, where they are the document's."""
    if not element.keys():
        return
    item.rest(element, "body")
    for key in (XML + "lang", "lang"):
        item.set("language", given(element.get(key)), "body.lang")
    direction = given(element.get("dir"))
    if direction in ("ltr", "rtl"):
        item.set("direction", direction, "body.dir")
    else:
        item.keep("body.dir", direction)


def left(found: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what the heads of a ``nitf`` element say and the item around it does not, by keys of
    its ``extra``, each part of a record under a key of its own.

    >>> left({"title": "Ferry", "people": (Party("Kari Moe", code="7"),)}, {"title": "Ferry"})
    {'nitf:people.name': ['Kari Moe'], 'nitf:people.code': ['7']}
    """
    kept: dict[str, list[str]] = {}
    for name, value in found.items():
        if name == "extra":
            for key, texts in value.items():
                kept.setdefault(key, []).extend(texts)
            continue
        many = type(value) is tuple
        mine = known.get(name, ())
        for one in value if many else (value,):
            if one not in mine if many else one != mine:
                for path, key, text in pieces(one, name):
                    kept.setdefault(key or f"nitf:{path}", []).append(text)
    return kept


def _settle(item: Incoming) -> None:
    """Decide what only all elements together say."""
    values, own = item.values, item.own
    settle_release(item)
    if "published" not in values and item.printed is not None:
        values["published"] = item.printed
    if item.registered:
        if "provider" in values:
            item.keep("regsrc", item.registered)
        else:
            values["provider"] = Party(name=item.registered)
    if not item.structured and "creators" not in own:
        item.creators_of_byline()
    descriptions = item.many.get("descriptions")
    if descriptions and "summary" not in values and "summary" not in own:
        main_description(item, descriptions)
    if item.ids:
        item.many["alt_ids"] = item.ids
    apply_own(item)
