"""What the walk over a body in NITF takes of the attributes of its elements, by one table: any
other is kept by who reads the body.

An element comes in where the walk comes to it, with whether it stands in a line; the attributes
that become part of its block or inline go out (NITF 2.5 DTD to 3.6 XSD).
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from newsfmt.dropped import NITF, XML
from newsfmt.taken import NOTHING, Taken, each
from newsfmt.xmlkit import Element, child, local

__all__ = ["CODES", "QUICK", "TAKEN", "address_in", "codes", "taken_of"]

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_TONGUE = frozenset({"lang", "dir", _LANGUAGE})
_BLOCKS = frozenset("p hl1 hl2 hl3 hl4 block fn note ul ol dl bq table media pre hr".split())
_LINES = frozenset(
    "hl1 hl2 hl3 hl4 media-caption dt tagline credit byline dateline caption bibliography datasource".split()
)
_NAMED = frozenset(
    "person org event location money num chron object.title function virtloc classifier copyrite postaddr".split()
)
_INSIDE = frozenset("person org location function event virtloc".split())
_HOLDERS = _NAMED - {"classifier"} | {"addressee"}
"""Names that are text in others, and the elements that hold them so."""
_LEVELS = frozenset("sublocation city county state region country".split())
_LEVEL_CODES = ("location-code", "city-code", "state-code", "region-code", "iso-cc")
_FLATTENED = frozenset("ul ol dl bq block fn note table media nitf-table".split())
"""Blocks of which a line has the text alone."""
CODES = (
    "value",
    "norm",
    "location-code",
    "city-code",
    "state-code",
    "region-code",
    "iso-cc",
    "unit",
    "units",
    "start-date",
)
_SOURCES = ("idsrc", "code-source")
"""The attributes that the code of a name is in, and those of its source."""
_EMPTY = _BLOCKS - {"media", "hr"} | _LINES | set("q lang em sub sup bdo pronounce".split())
"""Elements of which nothing stays where nothing is in them."""
_SHOWN = frozenset("media td th hr".split())

_ADDRESSES = ("source", "href", "src", "url", "uri", "{http://www.w3.org/1999/xlink}href")
"""The attributes that the address of a file is in, that of the standard first."""


def address_in(element: Element) -> str | None:
    """Return the address of the file that an element is or refers to."""
    return next((value for key in _ADDRESSES if (value := element.get(key))), None)


TAKEN = Taken(
    {
        **each("hl1 hl2 hl3 hl4 pre ul dl table tagline byline dateline credit caption", _TONGUE),
        **each("bibliography datasource em sub sup bdo", _TONGUE),
        **each("p", {*_TONGUE, "lede", "lead", "quote-source", "class", "summary"}),
        **each("hr q", {*_TONGUE, "class"}),
        **each("block fn note", {*_TONGUE, "class", "noteclass"}),
        **each("ol", {*_TONGUE, "seqnum", "start"}),
        **each("bq", {*_TONGUE, "quote-source", "cite"}),
        **each("media", {*_TONGUE, *_ADDRESSES, "class", "media-type"}),
        **each("img image", {*_ADDRESSES, "alt"}),
        **each(
            "h1 h2 h3 h4 h5 h6 i b u s cite dfn var strong code kbd tt samp ins strike", _TONGUE
        ),
        **each("span font bdi aside", {*_TONGUE, "class"}),
        **each("blockquote", {*_TONGUE, "cite", "quote-source"}),
        **each("iframe object embed", {"src", "data", "type"}),
        **each("abbr acronym small big nobr time div section article center header footer main"),
        **each("address hgroup details summary figcaption rt rb rp rtc"),
        **each("media-metadata", "name value"),
        **each(
            "media-reference",
            {
                *_ADDRESSES,
                *"noflow imagemap units width height alternate-text copyright outcue".split(),
                *"source-credit time-unit-of-measure time coding mime-type name".split(),
                "data-location",
            },
        ),
        **each(
            "media-object media-producer media-caption nitf-table body.content body.end abstract"
        ),
        **each("nitf-table-metadata nitf-table-summary custom-table table-reference"),
        **each("lang", {*_TONGUE, "class", "value"}),
        **each("a", "href title rel class"),
        **each("pronounce", "guide phonetic class"),
        **each("td th", "colspan rowspan"),
        **each("li dt dd tr thead tbody tfoot col colgroup br"),
        **each("copyrite.year copyrite.holder story.date alt-code addressee suppl frac numer"),
        **each("denom frac-sep care.of delivery.point delivery.office postcode"),
        **each(" ".join({*_NAMED, *_LEVELS})),
    },
    (*XML, *NITF),
    {
        ("p", "lede", "false"),
        ("p", "lead", "false"),
        ("p", "summary", "false"),
        ("p", "optional-text", "false"),
        ("note", "type", "std"),
        ("tagline", "type", "std"),
        ("media-object", "encoding", "text"),
        ("ul", "wrap", "none"),
        ("li", "skip", "0"),
    },
    within={"alt-code"},
)
"""The attributes that the walk takes of an element in the text, the defaults of the DTD, and what
newsfmt writes where the schema demands a value.
"""


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


def _shape(element: Element, value: str) -> bool:
    return not any(char.isalnum() for name in value.split() if name[:4] != "dir-" for char in name)


def _linked(element: Element, _: str) -> bool:
    return bool(element.get("href"))


def _is_address(element: Element, value: str) -> bool:
    return value == address_in(element)


_WHERE: dict[tuple[str, str], Callable[[Element, str], bool]] = {
    **{
        (name, key): _is_address
        for name in ("media-reference", "img", "image")
        for key in _ADDRESSES
    },
    **{
        ("media", key): lambda element, value: (
            not _has_reference(element, value) and value == address_in(element)
        )
        for key in _ADDRESSES
    },
    ("td", "colspan"): _number,
    ("td", "rowspan"): _number,
    ("th", "colspan"): _number,
    ("th", "rowspan"): _number,
    ("ol", "seqnum"): lambda _, value: value.strip().removeprefix("-").isdecimal(),
    ("p", "summary"): lambda element, value: value == "true" and element.get("lede") != "true",
    ("bq", "quote-source"): lambda element, _: child(element, "credit") is None,
    ("bq", "cite"): lambda element, _: not element.get("quote-source"),
    ("hr", "class"): _shape,
    ("pronounce", "class"): lambda _, value: value == "ruby",
    ("a", "title"): _linked,
    ("a", "rel"): _linked,
    ("pronounce", "phonetic"): lambda element, _: not element.get("guide"),
    ("lang", "value"): lambda element, _: not (element.get("class") or element.get("lang")),
    ("lang", "class"): _role,
    ("media", "media-type"): lambda element, value: (
        _has_reference(element, value) or address_in(element) is not None
    ),
    ("media-metadata", "name"): _beside_reference,
    ("media-metadata", "value"): _beside_reference,
    ("block", "class"): _role,
    ("fn", "class"): _role,
    ("note", "class"): _role,
    ("note", "noteclass"): lambda element, _: not element.get("class"),
}
"""When an attribute is taken that is not always."""
QUICK = {
    name: taken - {key for one, key in _WHERE if one == name} for name, taken in TAKEN.rows.items()
}
"""What is taken or dropped of an element with a text, wherever it stands but in a line."""


def taken_of(element: Element, name: str, *, in_line: bool) -> Collection[str]:
    """Return the attributes that the walk takes of an element where it stands."""
    if name == "alt-code":
        return _other_code(element)
    parent = element.getparent()
    if (
        (in_line and (name in _BLOCKS or _is_flattened(element)))
        or (name in _INSIDE and parent is not None and local(parent) in _HOLDERS)
        or (name in _EMPTY and not _is_shown(element, name))
    ):
        return NOTHING
    if name in _NAMED:
        return _of_name(element, name)
    if name in _LEVELS:
        return {next((key for key in _LEVEL_CODES if element.get(key)), "")}
    taken = TAKEN.rows.get(name, NOTHING)
    return {
        key
        for key in taken.intersection(map(str, element.keys()))
        if (name, key) not in _WHERE or _WHERE[name, key](element, element.get(key) or "")
    }


def _is_flattened(element: Element) -> bool:
    """Whether an element stands in a block of which the line around it has the text alone."""
    for around in element.iterancestors():
        name = local(around)
        if name in _LINES:
            return False
        if name in _FLATTENED:
            return True
    return False


def _of_name(element: Element, name: str) -> Collection[str]:
    uri, code = codes(element)
    if not (uri or code or _has_content(element)):
        return NOTHING
    source, _, value = (code or "").rpartition(":")
    said = {one for one in (uri, code, source, value) if one}
    found = {str(key) for key, text in element.items() if str(text).strip() in said} | _TONGUE
    if name == "classifier":
        found.add("type")
    return found | {"class"} if element.get("class") == "code" else found


def _other_code(element: Element) -> Collection[str]:
    """The attributes of a further code, where it is one of those that the name around it has."""
    owner = element.getparent()
    if owner is None or local(owner) not in _NAMED:
        return NOTHING
    around = owner.getparent()
    if local(owner) in _INSIDE and around is not None and local(around) in _HOLDERS:
        return NOTHING
    uri, code = codes(owner)
    source, _, value = (code or "").rpartition(":")
    main = any(owner.get(key) for key in CODES)
    said = (element.get("value"), element.get("idsrc"))
    read = {(uri, "uri"), (None if main else value, source or None)}
    return {"value", "idsrc"} if said in read else NOTHING


def _is_shown(element: Element, name: str) -> bool:
    """Whether anything of an element is in the body."""
    return (name == "bq" and _has_source(element)) or _has_content(element)


def _has_source(quote: Element) -> bool:
    """Whether a quotation says where it is from, or one in it does."""
    return any(one.get("quote-source") for one in quote.iter("*") if local(one) == "bq")


def _has_content(element: Element) -> bool:
    """Whether there is a text in an element, a picture, a cell or a rule, or what stays without a
    text: a link, or a name with a code.
    """
    return any(part.strip(" \t\r\n") for part in map(str, element.itertext())) or any(
        map(_stays, element.iterdescendants("*"))
    )


def _stays(element: Element) -> bool:
    name = local(element)
    if name in _SHOWN or element.get("class") == "image":
        return True
    if name == "a":
        return bool(element.get("href"))
    if name in ("img", "image"):
        return address_in(element) is not None
    return name in _NAMED and any(codes(element))


def codes(element: Element) -> tuple[str | None, str | None]:
    """URI and code of a name: a value that is an address is the URI, a source stands before the
    value.
    """
    uri: str | None = None
    code = next((value for name in CODES if (value := element.get(name))), None)
    source = next((value for name in _SOURCES if (value := element.get(name))), None)
    if (
        code is None
        and (inner := child(element, "city", "country", "state", "region", "sublocation"))
        is not None
        and len(element) == 1
    ):
        code = next((value for name in CODES if (value := inner.get(name))), None)
    if code and source:
        code = f"{source}:{code}"
    elif (
        code
        and element.get("class") != "code"
        and (code.startswith(("http://", "https://", "urn:")))
    ):
        uri, code = code, None
    for part in element:
        if local(part) == "alt-code" and (value := part.get("value")):
            if part.get("idsrc") == "uri":
                uri = uri or value
            elif code is None:
                code = f"{part.get('idsrc')}:{value}" if part.get("idsrc") else value
    return uri, code
