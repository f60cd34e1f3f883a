"""What no reader of NITF takes, by one table: the attributes that readers take of each element; any
other goes to ``extra`` under the names of element and attribute.

The root of a document comes in, key and text of each attribute that is left go out. What the format
drops by rule is not among them, nor is anything of elements that NITF does not have (NITF 2.5 DTD
to 3.6 XSD).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from newsfmt.formats.nitf import FORMAT
from newsfmt.formats.nitf.identified import code_of
from newsfmt.formats.nitf.item import OWN_NAMESPACES, XML, given
from newsfmt.markup import nitf
from newsfmt.xmlkit import Element, child, local

__all__ = ["left"]

_NONE: frozenset[str] = frozenset()
_LANGUAGE = XML + "lang"
_TONGUE = frozenset({"lang", "dir", _LANGUAGE, XML + "space"})
_COORDINATES = frozenset("value idsrc code-source location-code iso-cc".split())


def _words(names: str, taken: str = "", more: frozenset[str] = _NONE) -> dict[str, frozenset[str]]:
    return dict.fromkeys(names.split(), more | set(taken.split()))


_HEAD: dict[str, frozenset[str]] = {
    **_words("correction", "id-string regsrc info"),
    **_words("evloc", "city county-dist state-prov iso-cc"),
    **_words("doc-id", "id-string regsrc"),
    **_words("from-src", "src-name level-number"),
    **_words("urgency", "ed-urg"),
    **_words("fixture", "fix-id"),
    **_words("date.issue date.release date.expire", "norm"),
    **_words("doc-scope", "scope"),
    **_words("series", "series.name series.part series.totalpart"),
    **_words("ed-msg", "info msg-type"),
    **_words("du-key", "key version part generation"),
    **_words("doc.copyright", "holder year"),
    **_words("key-list keyword", "key"),
    **_words("ds", "num value"),
    **_words("tobject", "tobject.type"),
    **_words("tobject.property", "tobject.property.type"),
    **_words(
        "tobject.subject",
        "tobject.subject.detail tobject.subject.matter tobject.subject.type tobject.subject.code "
        "tobject.subject.refnum tobject.subject.ipr",
    ),
    **_words("docdata", "management-status management-doc-idref management-idref-status"),
    **_words("title head iim del-list identified-content body.head hedline rights body.content"),
    **_words("body.end", ""),
    **_words("body nitf", "uno baselang class", _TONGUE),
    **_words("meta", "name http-equiv content"),
}
"""The attributes that readers take of an element of the head."""
_LINES: dict[str, frozenset[str]] = {
    **_words("hl1 hl2 abstract", "class lang", frozenset({_LANGUAGE})),
    **_words("note", "noteclass type"),
    **_words("byline distributor", "class"),
    **_words("rights.owner rights.agent", "contact"),
    **_words("rights.startdate rights.enddate", "norm"),
    **_words("series", "series.name series.part series.totalpart"),
}
"""The attributes that readers take of an element in ``body.head``, where texts are of one piece."""
_TEXT: dict[str, frozenset[str]] = {
    **_words("hl1 hl2 hl3 hl4 pre ul dl table tagline byline dateline credit caption", "", _TONGUE),
    **_words("bibliography datasource em sub sup bdo", "", _TONGUE),
    **_words("p", "lede lead quote-source class summary", _TONGUE),
    **_words("hr", "class", _TONGUE),
    **_words("block fn note", "class noteclass", _TONGUE),
    **_words("ol", "seqnum start", _TONGUE),
    **_words("bq", "quote-source cite", _TONGUE),
    **_words("media", "class media-type", _TONGUE),
    **_words("media-metadata", "name value"),
    **_words(
        "media-reference",
        "noflow imagemap units width height alternate-text copyright source-credit outcue "
        "time-unit-of-measure time coding mime-type source name data-location",
    ),
    **_words("media-object media-producer media-caption nitf-table"),
    **_words("q", "class", _TONGUE),
    **_words("lang", "class value", _TONGUE),
    **_words("a", "href title rel class"),
    **_words("pronounce", "guide phonetic class"),
    **_words("td th", "colspan rowspan"),
    **_words("li dt dd tr thead tbody tfoot col colgroup"),
    **_words("copyrite copyrite.year copyrite.holder rights.geography", ""),
    **_words("delivery.point delivery.office postcode postaddr frac numer denom frac-sep"),
    **_words("story.date", "norm"),
}
"""The attributes that readers take of an element in the text."""
_NAMED = frozenset(
    "person org event location money num chron object.title function virtloc classifier".split()
)
_LEVEL_CODES = ("location-code", "city-code", "state-code", "region-code", "iso-cc")
_LEVELS = frozenset("sublocation city county state region country".split())
_KNOWN = frozenset({*_HEAD, *_LINES, *_TEXT, *_NAMED, *_LEVELS, "alt-code"})
_INSIDE = frozenset("person org location function event virtloc".split())
_HOLDERS = _NAMED - {"classifier"} | {"addressee", "copyrite"}
"""Names that are text in others, and the elements that hold them so."""
_BLOCKS = frozenset("p hl1 hl2 block fn note ul ol dl bq table media pre".split())
_ONE_LINE = frozenset(
    "hl1 hl2 media-caption dt tagline credit byline dateline caption bibliography datasource".split()
)
"""Blocks, and the elements in which they are lines."""
_WITH_TEXT = _BLOCKS - {"media"} | _ONE_LINE | set("q lang em sub sup".split())
"""Elements of which nothing stays where nothing is in them."""
_SHOWN = frozenset("media td th hr".split())
_NAME_CODES = (*_LEVEL_CODES, "value", "norm", "unit", "units", "start-date")
_FLAT = frozenset("pre media-producer media-object nitf-table-metadata".split())
"""Elements of the text of which the text alone is read."""
_USUAL = frozenset(
    {
        ("p", "lede", "false"), ("p", "lead", "false"), ("p", "summary", "false"),
        ("p", "optional-text", "false"), ("note", "type", "std"), ("tagline", "type", "std"),
        ("media-object", "encoding", "text"), ("ul", "wrap", "none"), ("li", "skip", "0"),
    }
)  # fmt: skip
"""Defaults of the DTD, and what newsfmt writes where the schema demands a value."""


def _number(element: Element, value: str) -> bool:
    return value.strip().lower().removesuffix("px").isdecimal()


def _has_reference(element: Element, _: str) -> bool:
    return child(element, "media-reference") is not None


def _beside_reference(element: Element, value: str) -> bool:
    parent = element.getparent()
    return bool(
        (name := element.get("name"))
        and (element.get("value") or name[:8] == "newsfmt:")
        and parent is not None
        and child(parent, "media-reference") is not None
    )


def _role(element: Element, _: str) -> bool:
    return sum(name[:4] != "dir-" for name in (element.get("class") or "").split()) < 2


_WHERE: dict[tuple[str, str], Callable[[Element, str], bool]] = {
    ("td", "colspan"): _number,
    ("td", "rowspan"): _number,
    ("th", "colspan"): _number,
    ("th", "rowspan"): _number,
    ("ol", "seqnum"): lambda _, value: value.strip().removeprefix("-").isdecimal(),
    ("p", "summary"): lambda element, value: value == "true" and element.get("lede") != "true",
    ("a", "title"): lambda element, _: bool(element.get("href")),
    ("a", "rel"): lambda element, _: bool(element.get("href")),
    ("pronounce", "phonetic"): lambda element, _: not element.get("guide"),
    ("lang", "value"): lambda element, _: not (element.get("class") or element.get("lang")),
    ("media", "media-type"): _has_reference,
    ("media-metadata", "name"): _beside_reference,
    ("media-metadata", "value"): _beside_reference,
    ("block", "class"): _role,
    ("fn", "class"): _role,
    ("note", "class"): _role,
    ("note", "noteclass"): lambda element, _: not element.get("class"),
}
"""When an attribute is taken that is not always."""


@lru_cache(maxsize=512)
def _is_dropped(name: str, key: str) -> bool:
    key = key.replace(XML, "xml:")
    if key == "xml:space":  # every reader heeds it
        return True
    return key[:1] == "{" or any(rule.covers(f"{name}/@{key}") for rule in FORMAT.drops)


def _rules(name: str) -> frozenset[str]:
    """The attributes of an element that the format drops, among those that its rules name."""
    named = {key[1:] for rule in FORMAT.drops for key in rule.place.split("/")[-1].split("|")}
    return frozenset(key for key in named if _is_dropped(name, key))


_OFTEN = {
    f"{{{home}}}{name}" if home else name: taken
    for name in _KNOWN
    for taken in (_rules(name) | (_NONE if name in _LINES else _HEAD.get(name, _NONE)),)
    for home in OWN_NAMESPACES
}
"""What of an element is taken or dropped wherever it stands, by its tag."""


_QUICK = {
    f"{{{home}}}{name}" if home else name: _TEXT[name] - {key for one, key in _WHERE if one == name}
    | _rules(name)
    for name in ("p", "a", "em", "q", "lang", "hl2")
    for home in OWN_NAMESPACES
}
"""What is taken of an element in a paragraph of the text, or beside one."""


def _is_plain(element: Element) -> bool:
    """Whether an element begins with text, in a paragraph of ``body.content`` or beside one."""
    if not (element.text or "").strip() or (parent := element.getparent()) is None:
        return False
    if parent.tag.endswith("p") and local(parent) == "p":
        parent = parent.getparent()
    if parent is None or (above := parent.getparent()) is None:
        return False
    return local(parent) == "body.content" and local(above) == "body"


def left(root: Element) -> Iterator[tuple[str, str]]:
    """Yield key and text of the attributes of a document that no reader takes."""
    often = _OFTEN.get
    for element in root.iter():
        if keys := element.keys():
            taken = often(element.tag)
            if taken is None or taken.issuperset(keys):
                continue
            quick = _QUICK.get(element.tag)
            if quick is None or not (quick.issuperset(keys) and _is_plain(element)):
                yield from _left_of(element, local(element), map(str, keys))


def _left_of(element: Element, name: str, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    above = list(element.iterancestors())
    taken = _taken(element, name, above)
    for key in keys:
        value = str(element.get(key) or "").strip()
        if key == "class":  # the direction stands there, too
            value = " ".join(one for one in value.split() if one not in ("dir-ltr", "dir-rtl"))
        if (
            not value
            or (name, key, value) in _USUAL
            or (key in taken and _WHERE.get((name, key), _always)(element, value))
            or _is_dropped(name, key)
        ):
            continue
        place = f"{local(above[0])}.{name}" if name == "alt-code" and above else name
        yield f"{place}.{'xml:lang' if key == _LANGUAGE else key}", value


def _always(element: Element, value: str) -> bool:
    return True


def _taken(element: Element, name: str, above: list[Element]) -> frozenset[str]:
    """The attributes that a reader takes of an element where it stands."""
    names = [tag[tag.rfind("}") + 1 :] for one in above for tag in (str(one.tag),)]
    if "body.head" in names:
        return _of_line(element, name, above, names)
    if "identified-content" in names:
        return _of_thing(element, name, above, names)
    if "body" not in names:
        return _HEAD.get(name, _NONE)
    return _of_text(element, name, above, names)


def _said(element: Element, values: set[str]) -> frozenset[str]:
    """The attributes whose values are among some."""
    return frozenset(str(key) for key, value in element.items() if str(value).strip() in values)


def _other_code(
    element: Element,
    code: str | None,
    scheme: str | None,
    uri: str | None,
    literal: str | None = None,
) -> frozenset[str]:
    """The attributes of a further code, where it is one of those that were read."""
    value, source = element.get("value"), element.get("idsrc")
    read = {(uri, "uri"), (literal, "literal"), (code, scheme)}
    said = (value, source) in read or (given(value), source) in read
    return frozenset({"value", "idsrc"}) if said else _NONE


def _of_record(element: Element, name: str, record: Element) -> frozenset[str]:
    """The attributes of a thing in the heads, or of a further code in it."""
    coded = code_of(record)
    if name == "alt-code":
        main = record.get("value") or record.get("location-code")
        code = None if main else coded.get("code")
        return _other_code(
            element, code, coded.get("scheme"), coded.get("uri"), coded.get("literal")
        )
    return _said(element, set(coded.values()))


def _of_line(element: Element, name: str, above: list[Element], names: list[str]) -> frozenset[str]:
    parent = names[0]
    owner = above[0] if name == "alt-code" else element
    place = names[1:] if name == "alt-code" else names
    kind = local(owner)
    if place[1] == "body.head" and (kind, place[0]) in {
        ("person", "byline"),
        ("org", "distributor"),
    }:
        line = above[len(above) - len(place)]
        named = kind == "org" or line.get("class") == "creator" or _has_text(owner)
        if not named or (kind == "org" and not (_is_first(line) and _is_first(owner))):
            return _NONE
        more = {"class"} if line.get("class") == "creator" else _NONE
        return _of_record(element, name, owner) | more
    if name in _LEVELS or (name, parent) in {("location", "dateline"), ("story.date", "dateline")}:
        at = 1 if name in _LEVELS else 0
        if names[at : at + 2] != ["dateline", "body.head"] or not _is_first(above[at]):
            return _NONE
        if name == "story.date":
            return _TEXT[name]
        return _COORDINATES - {"value", "idsrc"} | {f"{name}-code"}
    if parent != _PARENTS.get(name, "body.head"):
        return _NONE
    return _LINES.get(name, _NONE)


_PARENTS = {
    "hl1": "hedline", "hl2": "hedline", "rights.owner": "rights", "rights.agent": "rights",
    "rights.startdate": "rights", "rights.enddate": "rights",
}  # fmt: skip
"""Where the elements of ``body.head`` stand that are not children of it."""


def _is_first(element: Element) -> bool:
    """Whether no element of the name stands before an element."""
    parent = element.getparent()
    return parent is None or child(parent, local(element)) is element


def _of_thing(
    element: Element, name: str, above: list[Element], names: list[str]
) -> frozenset[str]:
    owner, place = (above[0], names[1:]) if name == "alt-code" else (element, names)
    if place[0] == "identified-content":
        found = _of_record(element, name, owner)
        if name == "alt-code":
            return found
        return found | {"event": {"start-date", "end-date"}, "classifier": {"type"}}.get(
            name, {"class"}
        )
    if name in _LEVELS:
        return _COORDINATES | {f"{name}-code"}
    return _NONE


def _of_text(element: Element, name: str, above: list[Element], names: list[str]) -> frozenset[str]:
    owner, place = (above[0], names[1:]) if name == "alt-code" else (element, names)
    kind = local(owner)
    if (
        not _FLAT.isdisjoint(names)
        or (
            kind in _WITH_TEXT
            and owner.get("class") != "image"  # an image in the line
            and not (kind == "bq" and owner.get("quote-source"))
            and not _has_content(owner)
        )
        or (kind in _BLOCKS and not _ONE_LINE.isdisjoint(names))
        or ("caption", "table") in zip((kind, *place), place, strict=False)
        or (kind in _INSIDE and place[0] in _HOLDERS)
    ):
        return _NONE
    if kind in _NAMED:
        uri, code = nitf.codes(owner)
        source, _, value = (code or "").rpartition(":")
        if name == "alt-code":
            main = any(owner.get(key) for key in _NAME_CODES)
            return _other_code(element, None if main else value, source or None, uri)
        more = {"type", *_TONGUE} if kind == "classifier" else _TONGUE
        if element.get("class") == "code":
            more = more | {"class"}
        return _said(element, {one for one in (uri, code, source, value) if one}) | more
    if name in _LEVELS:
        found = next((key for key in _LEVEL_CODES if element.get(key)), None)
        return frozenset({found}) if found else _NONE
    return _TEXT.get(name) or _HEAD.get(name, _NONE)


def _has_text(element: Element) -> bool:
    """Whether an element holds any text but white space."""
    return any(part.strip(" \t\r\n") for part in map(str, element.itertext()))


def _has_content(element: Element) -> bool:
    """Whether anything of an element is in the body: a text, a picture, a cell, a rule."""
    return _has_text(element) or any(
        local(one) in _SHOWN or one.get("class") == "image"
        for one in element.iter("{*}*")
        if one is not element
    )
