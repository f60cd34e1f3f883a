"""Hypothesis strategies that draw hard Articles and bodies, from the model's own annotations, so
that no field can be forgotten.

:func:`articles` draws what a reader may yield: Articles in normal form (model-rules.md §1 rule 7),
small, over a run with every field of every record set. Hard means: texts that look like YAML,
Markdown, HTML or dates; right-to-left text, combining marks and odd spaces; lists in quotes in
cells; codes with spaces; empty parts; no date, no id. :func:`raw_articles` draws what a person may
build by hand: also control characters, white space at the edges, empty records, values that
contradict each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Any, TypeVar, cast

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from newsfmt import article as model
from newsfmt import body as nodes
from newsfmt._record import Record, kind_of, kinds_of
from newsfmt.article import Article, FrozenMap, normalise
from newsfmt.body import Paragraph, plain
from newsfmt.body import normalise as normalise_body
from newsfmt.dates import NewsDate

__all__ = [
    "NASTY",
    "RAW",
    "articles",
    "associations",
    "blocks",
    "bodies",
    "concepts",
    "datelines",
    "extras",
    "inlines",
    "links",
    "news_dates",
    "organisations",
    "parties",
    "places",
    "raw_articles",
    "records",
    "renditions",
    "texts",
]

F = TypeVar("F", bound=Callable[..., Any])


def _remembered(make: F) -> F:
    """A strategy is made once for the same arguments: making one costs more than drawing from
    it.
    """
    return cast("F", lru_cache(maxsize=512)(make))


# ---- texts
# ------------------------------------------------------------

NASTY = (
    # what XML and HTML treat specially
    "]]>", "<!--", "-->", "&amp;", "&lt;b&gt;", "&nbsp;", "&#38;", "<b>bold</b>", "<script>alert(1)</script>", "<?xml version='1.0'?>", "</p>", "a < b & c > d",
    "\"quoted\"", "it's", "\u201ctypo\u201d", "<", "&", "a&b;", "<p", "http://example.com/?a=1&b=2",
    # what YAML treats specially
    "NO", "no", "~", "null", "true", "10:00", "2020-01-01", "1e3", "0x1F", "012", "key: value", "a: b: c", ":", "#", "# comment", "a #b", "- x", "---", "...", "? x",
    "| x", "> x", "! x", "%TAG", "@at", "`tick`", "[a, b]", "{a: b}", "*ref", "&anchor", "'single", "\"", "\\", "\\n",
    # what Markdown treats specially
    "1. x", "1) x", "2020. It was", "+ x", "* x", "***", "___", "===", "## x", "**bold**", "*em*", "_em_", "snake_case_word", "~~s~~", "[a](b)", "![a](b)", "<http://a.b>",
    "a\\*b", "| a | b |", "```", "~~~", ":::", "&copy;", "^sup^", "[^1]", "\\[", "!", "$x$", "a  b".replace("  ", " | "),
    # what dated text treats specially
    "date 2020-01-01 Not a headline", "Date: 2021-05-04", "By", "By Kari Nordmann", "OSLO (Reuters) -", "(Reporting by Ola)", "ENDS", "* * *", "-30-", "--",
    # what Unicode holds
    "\u0645\u0631\u062d\u0628\u0627", "\u05e9\u05dc\u05d5\u05dd 12", "\u200fRTL\u200e", "\u202eabc\u202c", "\u2067x\u2069", "\U0001f6a2", "\U0001f469\u200d\U0001f52c", "e\u0301", "A\u030a",
    "a\u2028b", "a\u2029b", "a\u00a0b", "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "soft\u00adhyphen", "a\u3000b", "a\u2009b", "\u65e5\u672c\u8a9e", "\U0001d54f", "\ufb01", "\u00df", "\u0130", "a\u200bb", "\ufffd", "a\ufeffb",
    "\u00c3\u00a6\u00c3\u00b8", "\u2014", "\u2026", "na\u00efve",
    # long
    "x" * 300, "donaudampfschiff" * 8, "https://example.com/" + "a/" * 60,
)  # fmt: skip
"""Texts in normal form that break careless code; :func:`articles` draws each of them as a whole
value and inside sentences.
"""

RAW = (
    "", " ", "\n", " edge ", "\tedge\t", "a\nb", "a\r\nb", "a\rb", "a\n\n\nb", "a   b", "a\tb", "\x00", "a\x00b", "\x01\x02", "a\x08b", "\x0b", "a\x0cb", "\x1b[31m", "\x7f", "a\x85b", "\x9f",
    "\ufffe", "a\uffffb", "\ufdd0", "\u00a0edge\u00a0", "\u200bedge\u200b", "\ufeffedge", "\u2028", "\x1f", "\x16\x01x\x03\x04",
)  # fmt: skip
"""Texts no reader yields and a person may write; :func:`raw_articles` draws them beside
:data:`NASTY`.
"""

_WORDS = ("ferry", "bridge", "Bod\u00f8", "\u00c5lesund", "opened", "the", "a", "30,000", "1.5", "\u20ac5", "12%", "N.Y.", "co-op", "\u201cyes,\u201d", "quay.", "Kari", "Nordmann")  # fmt: skip
_BLANKS = re.compile(r"[ \t\r\n]+")
_ANY: SearchStrategy[str] = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"
)


def _one_line(text: str) -> str:
    return plain(_BLANKS.sub(" ", text)) or "x"


def _edges(text: str) -> str:
    return plain(text) or "x"


@_remembered
def texts(*, spaces: bool = False) -> SearchStrategy[str]:
    """Texts of one field in normal form, never empty.

    With ``spaces`` they also hold line ends, tabs and runs of spaces inside, as only formats that
    keep them can read.
    """
    pieces = (*NASTY, *(("a\nb", "a\n\nb", "a  b", "a\tb", "a \n b") if spaces else ()))
    word = st.sampled_from(_WORDS)
    return st.one_of(
        st.sampled_from(pieces),
        st.sampled_from(pieces),
        st.lists(word, min_size=1, max_size=4).map(" ".join),
        st.tuples(st.sampled_from(pieces), word).map(" ".join),
        st.tuples(word, st.sampled_from(pieces), st.sampled_from(pieces)).map(" ".join),
        st.text(_ANY, min_size=1, max_size=8).map(_edges if spaces else _one_line),
    )


@_remembered
def _raw_texts() -> SearchStrategy[str]:
    any_character: SearchStrategy[str] = st.characters(exclude_categories=["Cs"])
    return st.one_of(
        st.sampled_from(RAW),
        texts(spaces=True),
        st.text(any_character, max_size=8),
        st.tuples(st.sampled_from(RAW), st.sampled_from(NASTY)).map("".join),
    )


# ---- what is drawn how
# ------------------------------------------------------------

_LANGUAGES = st.sampled_from(
    ("nb", "nn-NO", "en", "en-GB", "ar", "he", "zh-Hant-TW", "x-newsfmt", "sr-Latn")
)
_DIRECTIONS = st.sampled_from(("ltr", "rtl"))
_HREFS = st.sampled_from(
    (
        "https://example.com/a", "https://example.com/?a=1&b=2#c", "/relative/path", "../up", "#note", "mailto:desk@example.com", "https://example.com/\u00e5", "https://example.com/\"q\"",
        "https://example.com/a)b(c", "https://example.com/a b", "urn:example:1", "https://example.com/it's", "https://example.com/<x>", "https://example.com/\\",
    )
)  # fmt: skip
_RAW_HREFS = st.sampled_from(
    (
        "",
        " ",
        "javascript:alert(1)",
        "data:text/html,x",
        "\x00",
        "vbscript:x",
        "java\nscript:alert(1)",
        "http://[bad",
    )
)
_IDS = st.sampled_from(("urn:newsml:example.com:20210504:bridge", "tag:example.com,2021:1", "0042", "NO", "id with spaces", "\u00e5-1", "a&b<c", "http://example.com/items/1#2"))  # fmt: skip
_CODES = st.sampled_from(
    (
        "01000000",
        "medtop",
        "N-2",
        "subject:04000000",
        "two words",
        "\u00f8",
        "a/b",
        "NO",
        "2020-01-01",
        "x&y",
    )
)
_SCHEMES = st.sampled_from(
    (
        "medtop",
        "subj",
        "iso3166-1a2",
        "http://cv.iptc.org/newscodes/mediatopic/",
        "Firma A",
        "\u00e6",
        "no",
    )
)
_ROLES = st.sampled_from(
    ("main", "related", "crol:photographer", "two words", "NO", "\u00f8vrig", "a&b")
)
_MEDIA_TYPES = st.sampled_from(
    ("text/html", "image/jpeg", "application/xhtml+xml", 'video/mp4; codecs="avc1"', "x-unknown")
)
_EMAILS = st.sampled_from(("kari@example.com", '"o\'neil"@example.com', "\u00e5@example.no"))
_NUMBERS = st.sampled_from((0, 1, 0.5, 87, 100, 0.333, 1e-07, 12345678.25, -1))
_COUNTS = st.sampled_from((0, 1, 2, 17, 640, 1080, 2**31, 2**53))
_ITEM_TYPES = st.sampled_from(
    ("text", "picture", "audio", "video", "graphic", "composite", "animated", "two words")
)
_STATUSES = st.sampled_from(("usable", "withheld", "canceled", "embargoed", "s\u00e6rskilt"))
_PARAGRAPH_ROLES = st.sampled_from(
    (*sorted(nodes.NON_PROSE_ROLES), "lead", "end-mark", "two words", "\u00f8vrig")
)
_NAME_ROLES = st.sampled_from(
    ("person", "organisation", "place", "event", "money", "date", "object.title")
)
_GROUPS = st.sampled_from(("main", "main/sidebar", "root", "a b/c"))
_TYPES = st.sampled_from(("cpnat:person", "person", "geoArea", "RIC", "ISIN", "two words"))
_DU_KEYS = st.sampled_from(("du-key", "guid", "two words"))
_URIS = _HREFS

_BY_NAME: dict[str, SearchStrategy[Any]] = {
    "language": _LANGUAGES, "direction": _DIRECTIONS, "href": _HREFS, "uri": _URIS, "url": _URIS, "id": _IDS, "code": _CODES, "scheme": _SCHEMES, "role": _ROLES,
    "rel": _ROLES, "media_type": _MEDIA_TYPES, "mime_type": _MEDIA_TYPES, "email": _EMAILS, "pub_status": _STATUSES, "group": _GROUPS, "type": _TYPES,
    "version": st.sampled_from(("1", "3", "0042", "1.0", "NO", "b")), "year": st.sampled_from(("2021", "2019-2021", "MMXXI")),
    "data_mining": st.sampled_from(("http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED", "0", "no")), "sequence": st.sampled_from(("0042", "7", "a1")),
    "priority": st.sampled_from(("1", "4", "u")), "urgency": st.integers(1, 9), "level": st.integers(1, 6), "start": st.sampled_from((0, 2, 7, 1999)),
    "colspan": st.sampled_from((2, 3, 17)), "rowspan": st.sampled_from((2, 3)), "latitude": st.sampled_from((0, 59.9139, -90, 1e-05)),
    "longitude": st.sampled_from((0, 10.7522, -179.999, 180)), "profile": st.sampled_from(("text-only", "two words", "NO")),
}  # fmt: skip
"""What a field's name says of its values, before what its type says."""

_BY_FIELD: dict[tuple[type, str], SearchStrategy[Any]] = {
    (Article, "type"): _ITEM_TYPES,
    (model.AltId, "value"): _IDS,
    (model.AltId, "role"): _DU_KEYS,
    (model.Transmission, "sender"): st.sampled_from(("desk.example.com", "Kari & Co", "NO")),
    (model.Origin, "index"): st.integers(0, 99),
    (model.Origin, "line"): st.integers(1, 9999),
    (model.Origin, "name"): st.sampled_from(("bridge.txt", "two words.xml")),
    (model.Origin, "path"): st.sampled_from(("2021/bridge.txt", "wire.zip!/a/two words.xml")),
    (model.Origin, "format"): st.sampled_from(("dated-text", "toy")),
    (nodes.Paragraph, "role"): _PARAGRAPH_ROLES,
    (nodes.Section, "role"): st.sampled_from(
        ("notebook", "aside", "footnotes", "block", "two words")
    ),
    (nodes.Span, "role"): st.sampled_from(("tel", "quote", "two words")),
    (nodes.Name, "role"): _NAME_ROLES,
    (nodes.Rule, "text"): st.sampled_from(("***", "* * *", "---", "x")),
}

_ESSENTIAL: dict[type, tuple[tuple[str, ...], ...]] = {
    model.Party: (
        ("name",),
        ("code", "scheme"),
        ("uri",),
        ("literal",),
        ("name", "code", "scheme"),
    ),
    model.Organisation: (
        ("name",),
        ("code", "scheme"),
        ("uri",),
        ("literal",),
        ("name", "code", "scheme"),
    ),
    model.Concept: (
        ("name",),
        ("code",),
        ("code", "scheme"),
        ("uri",),
        ("literal",),
        ("name", "code", "scheme", "uri"),
    ),
    model.Place: (
        ("name",),
        ("code", "scheme"),
        ("uri",),
        ("literal",),
        ("name", "code", "scheme"),
    ),
    model.Symbol: (("symbol",), ("symbol", "exchange")),
    model.Geo: (("latitude", "longitude"),),
    model.AltId: (("value",), ("value", "role")),
    model.Label: (("text",), ("text", "role"), ("text", "language")),
    model.Note: (("text",), ("text", "role")),
    model.Rendition: (("href",), ("href", "name"), ("name",)),
    model.Link: (("href",), ("id",), ("rel", "href")),
    model.Association: (("item",), ("name", "item"), ("id",), ("href",), ("name", "href")),
    model.Alternate: (("body",), ("role", "body"), ("body", "media_type", "language")),
    model.Dateline: (("text",), ("text", "place"), ("place",)),
}
"""The fields of which a reader sets at least one group; a concept with nothing but a relevance is
no concept.
"""

_EXTRA_KEYS = ("acme:note", "acme:two words", "toy:rå/verdi", "acme:a.b[0]", "toy:NO")
_EXTRA_VALUES = (
    "1",
    '<facet name="a">b &amp; c</facet>',
    '{"a": [1, "b"]}',
    "line\nline",
    "NO",
    "]]>",
    "\u0645\u0631\u062d",
    "- x",
    "",
    " kept ",
)
_ALIASES = ("medtop", "subj", "catalog:1", "catalog:2", "\u00e6", "a b")

_Fields = tuple[tuple[str, SearchStrategy[Any]], ...]


@st.composite
def _either(draw: DrawFn, *options: SearchStrategy[Any]) -> Any:
    """As ``one_of``, each option as often as the others (``one_of`` counts every branch of an
    option).
    """
    return draw(options[draw(st.integers(0, len(options) - 1))])


@attrs.frozen
class _Kind:
    """What is to be drawn: the limits of :func:`articles`, as one hashable value."""

    nodes: frozenset[str] | None = None
    fields: frozenset[str] | None = None
    max_blocks: int = 4
    depth: int = 3
    nested: int = 1
    spaces: bool = False
    raw: bool = False
    full: bool = False

    @property
    def text(self) -> SearchStrategy[str]:
        return _raw_texts() if self.raw else texts(spaces=self.spaces)


_PLAIN = _Kind()


# ---- dates and mappings
# ------------------------------------------------------------

_ZONES = ("", "", "Z", "+02:00", "-05:30", "+00:00", "-00:00", "+14:00")
_PRECISIONS = ("year", "month", "day", "minute", "second", "fraction")


@st.composite
def _news_dates(draw: DrawFn, precisions: tuple[str, ...]) -> NewsDate:
    precision = draw(st.sampled_from(precisions))
    size = _PRECISIONS.index(precision)
    year, number = (
        draw(st.sampled_from((1, 1000, 1969, 1999, 2000, 2020, 2021, 2024, 2038, 9999))),
        draw(st.integers(0, 12 * 28 * 24 * 60 - 1)),
    )
    number, minute = divmod(number, 60)
    number, hour = divmod(number, 24)
    month, day = divmod(number, 28)
    text = f"{year:04}"
    if size >= 1:
        text += f"-{month + 1:02}"
    if size >= 2:
        text += f"-{day + 1:02}"
    if size >= 3:
        text += f"T{hour:02}:{minute:02}"
    if size >= 4:
        text += f":{draw(st.sampled_from((0, 1, 59))):02}"
    if size >= 5:
        text += draw(st.sampled_from((".5", ".25", ".000", ".123456", ".1234567")))
    zone = draw(st.sampled_from(_ZONES)) if size >= 2 else ""
    if year in {1, 9999}:
        zone = zone and "Z"  # the instants of these years leave the calendar in other zones
    return NewsDate(text + zone)


@_remembered
def news_dates(*, precisions: tuple[str, ...] = _PRECISIONS) -> SearchStrategy[NewsDate]:
    """NewsDates of every precision (or of those named), from the day on with and without zones.

    >>> from hypothesis import find
    >>> find(news_dates(precisions=("minute",)), lambda date: date.has_zone)
    NewsDate('0001-01-01T00:00Z')
    """
    return _news_dates(precisions)


def _mapping(keys: tuple[str, ...], values: SearchStrategy[Any]) -> SearchStrategy[FrozenMap[Any]]:
    return st.dictionaries(st.sampled_from(keys), values, min_size=1, max_size=2).map(FrozenMap)


@_remembered
def _extras(raw: bool) -> SearchStrategy[FrozenMap[tuple[str, ...]]]:
    values = (
        st.sampled_from(_EXTRA_VALUES) | _raw_texts() if raw else st.sampled_from(_EXTRA_VALUES)
    )
    return _mapping(
        (*_EXTRA_KEYS, "", "no prefix") if raw else _EXTRA_KEYS,
        st.lists(values, min_size=0 if raw else 1, max_size=3).map(tuple),
    )


def extras() -> SearchStrategy[FrozenMap[tuple[str, ...]]]:
    """What a format knows beyond the fields: mappings of one or two keys ``<format>:<name>`` to
    tuples of texts.
    """
    return _extras(False)


# ---- records, by their annotations
# ------------------------------------------------------------


def _field(cls: type[object], name: str, kind: _Kind) -> SearchStrategy[Any]:
    """What a field of a class holds when it is set; KeyError for a type nothing here draws."""
    holds, many, _ = kind_of(cls, name)
    own = _BY_FIELD.get((cls, name))
    if own is None and not many and holds in (str, int, float):
        own = _BY_NAME.get(name)
    if own is not None:
        if not kind.raw or holds is not str or many:
            return own
        return (
            _either(own, _raw_texts(), _RAW_HREFS)
            if name in {"href", "uri", "url"}
            else _either(own, _raw_texts())
        )
    if holds in model.RECORDS:
        record = _record(holds, kind)
        return st.lists(record, min_size=1, max_size=2).map(tuple) if many else record
    return _BY_TYPE[holds, many](kind)


def _texts_of(kind: _Kind) -> SearchStrategy[str]:
    return kind.text


def _item(kind: _Kind) -> SearchStrategy[Any]:
    return (
        _article(
            attrs.evolve(
                kind, nested=kind.nested - 1, full=False, max_blocks=2, depth=min(kind.depth, 1)
            )
        )
        if kind.nested > 0
        else st.none()
    )


_BY_TYPE: dict[tuple[Any, int], Callable[[_Kind], SearchStrategy[Any]]] = {
    (str, 0): _texts_of,
    (int, 0): lambda kind: _COUNTS,
    (bool, 0): lambda kind: st.booleans(),
    (float, 0): lambda kind: _NUMBERS,
    (NewsDate, 0): lambda kind: news_dates(),
    (str, 1): lambda kind: st.lists(kind.text, min_size=1, max_size=3).map(tuple),
    (model.Extra, 0): lambda kind: _extras(kind.raw),
    (FrozenMap[str], 0): lambda kind: _mapping(_ALIASES, _HREFS),
    (nodes.Block, 1): lambda kind: _body(kind, kind.depth),
    (Article, 0): _item,
}


@st.composite
def _some(
    draw: DrawFn, names: tuple[str, ...], essential: tuple[tuple[str, ...], ...], most: int
) -> frozenset[str]:
    """Which fields are set: one essential group, and some others (sometimes all)."""
    if draw(st.integers(0, 11)) == 11:
        return frozenset(names)
    chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=min(most, len(names))))
    return frozenset((*chosen, *(draw(st.sampled_from(essential)) if essential else ())))


@_remembered
def _record(cls: type[Any], kind: _Kind, broader: int = 2) -> SearchStrategy[Any]:
    fields: dict[str, SearchStrategy[Any]] = {}
    for field in attrs.fields(cls):
        if field.name == "broader":
            if broader:
                fields["broader"] = st.lists(
                    st.deferred(lambda: _record(model.Concept, kind, broader - 1)),
                    min_size=1,
                    max_size=2,
                ).map(tuple)
        elif field.name not in {"item", "prefix"}:
            fields[field.name] = _field(cls, field.name, kind)
    if cls is model.Association and kind.nested > 0:
        fields["item"] = st.deferred(lambda: _item(kind))
    names = tuple(fields)
    groups = tuple(
        tuple(name for name in group if name in fields) for group in _ESSENTIAL.get(cls, ())
    )
    groups = tuple(group for group in groups if group) or ()
    which = _some(names, () if kind.raw else groups, 3)

    @st.composite
    def draw_record(draw: DrawFn) -> Any:
        chosen = draw(which)
        values = {name: draw(strategy) for name, strategy in fields.items() if name in chosen}
        return cls(**(values if kind.raw else _consistent(cls, values)))

    return draw_record()


def _consistent(cls: type[object], values: dict[str, object]) -> dict[str, Any]:
    """What a source says once is the same in both places: the reference to an item and the item."""
    item = values.get("item")
    if cls is model.Association and item is not None:
        for name in ("id", "version"):
            if name in values:
                values[name] = getattr(item, name)
    return values


def records(cls: type[object]) -> SearchStrategy[Any]:
    """Values of any class of :mod:`newsfmt.article` or :mod:`newsfmt.body`, in normal form."""
    if cls is Article:
        return articles()
    if issubclass(cls, NewsDate):
        return news_dates()
    if cls.__module__ == nodes.__name__:
        return _node(cls, _PLAIN, 2)
    return _record(cls, _PLAIN).map(lambda value: model._normal(value) or value)


def concepts() -> SearchStrategy[model.Concept]:
    """Concepts with every part, broader ones up to two levels among them."""
    return records(model.Concept)


def places() -> SearchStrategy[model.Place]:
    """Places, with and without a position."""
    return records(model.Place)


def parties() -> SearchStrategy[model.Party]:
    """People and organisations in a role."""
    return records(model.Party)


def organisations() -> SearchStrategy[model.Organisation]:
    """Organisations, with and without ticker symbols."""
    return records(model.Organisation)


def renditions() -> SearchStrategy[model.Rendition]:
    """Media files."""
    return records(model.Rendition)


def links() -> SearchStrategy[model.Link]:
    """Links from an item to others."""
    return records(model.Link)


def associations() -> SearchStrategy[model.Association]:
    """Pictures and related items, as references and with the item itself."""
    return records(model.Association)


def datelines() -> SearchStrategy[model.Dateline]:
    """Datelines without ``prefix``, which is set where the body opens with it (see
    :func:`articles`).
    """
    return records(model.Dateline)


# ---- bodies
# ------------------------------------------------------------

_LAYOUTS = (
    "  a  b\n   c",
    "a\tb\n1\t2",
    "x\n\n\ny",
    "NO 1. x\n- y",
    "<b>&amp;</b>\n]]>",
    "```\ncode\n```",
    "\u0645\n\u05e9",
)


@_remembered
def _node(cls: type[Any], kind: _Kind, depth: int) -> SearchStrategy[Any]:
    """One node of a class, its children at most ``depth`` levels deep."""
    whole: dict[str, SearchStrategy[Any]] = {}
    parts: dict[str, SearchStrategy[Any]] = {}
    for field in attrs.fields(cls):
        strategy = _node_field(cls, field.name, kind, depth)
        holds = kind_of(cls, field.name)
        always = (
            field.name in {"content", "items", "rows"}
            or (field.name in {"blocks", "media"} and depth > 0)
            or (holds.of in (str, int) and not holds.optional)
        )
        (whole if always else parts)[field.name] = strategy
    if cls is nodes.Embed:
        whole["media_type"] = parts.pop("media_type")
    names = tuple(parts)
    essential = {
        nodes.Span: (("language",), ("role",), ("direction",)),
        nodes.Embed: (("text",), ("href",)),
    }.get(cls, ())
    which = _some(names, essential, 2) if names else st.just(frozenset())

    @st.composite
    def draw_node(draw: DrawFn) -> Any:
        values = {name: draw(strategy) for name, strategy in whole.items()}
        chosen = draw(which)
        values |= {name: draw(strategy) for name, strategy in parts.items() if name in chosen}
        if cls is nodes.List and not kind.raw and not values.get("ordered"):
            values.pop("start", None)
        return cls(**values)

    return draw_node()


def _node_field(cls: type[object], name: str, kind: _Kind, depth: int) -> SearchStrategy[Any]:
    holds, many, _ = kind_of(cls, name)
    if holds == nodes.Inline:
        return _content(kind, depth)
    if holds == nodes.Inline | nodes.Block:
        inline = _content(kind, depth)
        empty = st.just(())
        return (
            _either(inline, empty, inline, _blocks(kind, depth, 1, 2))
            if depth > 0
            else _either(inline, empty, inline)
        )
    if holds == nodes.Block and many == 1:
        return _blocks(kind, depth - 1, 1, 2)
    if holds == nodes.Block:
        return st.lists(_blocks(kind, depth - 1, 1, 2), min_size=1, max_size=3).map(tuple)
    if holds is nodes.Cell:
        row = st.lists(_node(nodes.Cell, kind, depth - 1), min_size=1, max_size=2).map(tuple)
        return st.lists(row, min_size=1, max_size=2).map(tuple)
    if holds is Any:  # renditions, which the body knows no class of
        return st.lists(_record(model.Rendition, kind), max_size=2).map(tuple)
    if cls is nodes.Preformatted and name == "text":
        return _either(st.sampled_from(_LAYOUTS), kind.text)
    return _field(cls, name, kind)


def _allowed(kind: _Kind, table: dict[str, type[Record]], depth: int) -> tuple[type[Any], ...]:
    flat = {"paragraph", "heading", "preformatted", "rule", "embed", "figure"}
    names = [name for name in table if kind.nodes is None or name in kind.nodes]
    return tuple(
        table[name] for name in names if table is nodes.INLINES or depth > 0 or name in flat
    )


@_remembered
def _content(kind: _Kind, depth: int) -> SearchStrategy[tuple[Any, ...]]:
    """The inline content of one block."""
    alone = kind.text.map(lambda text: (text,))
    classes = _allowed(kind, nodes.INLINES, depth)
    if depth <= 0 or not classes:
        return alone
    run = (
        kind.text
        if kind.raw
        else st.tuples(st.sampled_from(("", " ")), kind.text, st.sampled_from(("", " "))).map(
            "".join
        )
    )
    node = st.sampled_from(classes).flatmap(lambda cls: _node(cls, kind, depth - 1))
    mixed = st.lists(_either(run, node), min_size=0 if kind.raw else 1, max_size=3).map(tuple)
    return _either(alone, mixed, mixed)


@_remembered
def _block(kind: _Kind, depth: int) -> SearchStrategy[Any]:
    classes = _allowed(kind, nodes.BLOCKS, depth) or (nodes.Paragraph,)
    paragraph = (nodes.Paragraph,) * 4 if nodes.Paragraph in classes else ()
    return st.sampled_from((*paragraph, *classes)).flatmap(
        lambda cls: _node(cls, kind, max(depth, 0))
    )


@_remembered
def _blocks(kind: _Kind, depth: int, least: int, most: int) -> SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.deferred(lambda: _block(kind, depth)), min_size=least, max_size=most).map(
        tuple
    )


@_remembered
def _body(kind: _Kind, depth: int) -> SearchStrategy[tuple[Any, ...]]:
    drawn = _blocks(kind, depth, 0 if kind.raw else 1, kind.max_blocks)
    drawn = drawn if kind.raw else _either(drawn, drawn, drawn, drawn, st.just(()))
    if kind.raw:
        return drawn
    return drawn.map(normalise_body if kind.spaces else _squeezed)


def _squeezed(blocks: tuple[object, ...]) -> tuple[Any, ...]:
    """The body without runs of white space, also not across the edges of inline nodes, in normal
    form.
    """
    return normalise_body(tuple(_squeeze_block(block) for block in blocks))


def _squeeze_block(node: Any) -> Any:
    changes: dict[str, Any] = {}
    for name, holds in kinds_of(type(node)).items():
        value = getattr(node, name)
        if not value:
            continue
        if holds.of == nodes.Inline:
            changes[name] = _squeeze(value)
        elif holds.many == 2:
            changes[name] = tuple(tuple(map(_squeeze_block, row)) for row in value)
        elif holds.of == nodes.Block:
            changes[name] = tuple(map(_squeeze_block, value))
        elif holds.of == nodes.Inline | nodes.Block:
            inline = all(type(part) is str or type(part) in _INLINE_TYPES for part in value)
            changes[name] = _squeeze(value) if inline else tuple(map(_squeeze_block, value))
    return attrs.evolve(node, **changes) if changes else node


_INLINE_TYPES = frozenset(nodes.INLINES.values())


def _squeeze(content: tuple[object, ...]) -> tuple[Any, ...]:
    """White space as HTML shows it: none after other white space, at the edges and
    around breaks.
    """
    content, _ = _one_way(content, True, 1)
    content, _ = _one_way(content, True, -1)
    return content


def _one_way(content: tuple[Any, ...], blank: bool, step: int) -> tuple[tuple[Any, ...], bool]:
    """``content`` from one end; ``blank``: what comes before is white space already."""
    done: list[Any] = []
    for node in content[::step]:
        if type(node) is str:
            text = (node.lstrip(" \t\n") if step == 1 else node.rstrip(" \t\n")) if blank else node
            if text:
                blank = text[-1 if step == 1 else 0] in " \t\n"
                done.append(text)
        elif type(node) is nodes.Break:
            blank = True
            done.append(node)
        elif getattr(node, "content", None):
            inner, blank = _one_way(node.content, blank, step)
            done.append(attrs.evolve(node, content=inner))
        else:
            blank = blank and type(node) is not nodes.Image
            done.append(node)
    return tuple(done[::step]), blank


def inlines(
    *, nodes: Collection[str] | None = None, depth: int = 2
) -> SearchStrategy[tuple[Any, ...]]:
    """The content of one paragraph in normal form, never empty: a tuple of texts and inline nodes.

    ``nodes`` names the kinds to draw (``{"emphasis", "link"}``; all without it), ``depth`` how deep
    they nest.
    """
    kind = _Kind(nodes=_frozen(nodes), depth=depth)
    return (
        _content(kind, depth)
        .map(lambda content: _squeezed((Paragraph(content),)))
        .filter(bool)
        .map(lambda body: body[0].content)
    )


def blocks(*, nodes: Collection[str] | None = None, depth: int = 3) -> SearchStrategy[Any]:
    """One block in normal form, of any kind (or of those that ``nodes`` names)."""
    return (
        _block(_Kind(nodes=_frozen(nodes), depth=depth), depth)
        .map(lambda block: _squeezed((block,)))
        .filter(bool)
        .map(lambda body: body[0])
    )


def bodies(
    *,
    nodes: Collection[str] | None = None,
    max_blocks: int = 4,
    depth: int = 3,
    spaces: bool = False,
    raw: bool = False,
) -> SearchStrategy[tuple[Any, ...]]:
    """Bodies in normal form, the empty one among them; see :func:`articles` for the limits.

    With ``raw`` they are not in normal form: empty nodes, adjacent runs, control characters,
    ``javascript:`` links.
    """
    kind = _Kind(nodes=_frozen(nodes), max_blocks=max_blocks, depth=depth, spaces=spaces, raw=raw)
    return _body(kind, depth)


# ---- articles
# ------------------------------------------------------------

_SEPARATORS = (" - ", " \u2014 ", ": ", " \u2013 ", " -- ", ", ", " ")
_DATELINES = (
    "OSLO",
    "OSLO, May 3 (Reuters)",
    "\u00c5LESUND, Norway (AP)",
    "BOD\u00d8/TROMS\u00d8, 4. mai",
    "\u062f\u0628\u064a",
    "NEW YORK (Dow & Co)",
)


def articles(
    *,
    fields: Collection[str] | None = None,
    nodes: Collection[str] | None = None,
    max_blocks: int = 4,
    depth: int = 3,
    nested: int = 1,
    spaces: bool = False,
    full: bool = False,
) -> SearchStrategy[Article]:
    """Articles that a reader may yield: hard, small and in normal form; one in twelve has every
    field set.

    ``fields`` are the field names to draw (all without it), ``nodes`` the kinds of body nodes as in
    JSON (``{"paragraph", "emphasis"}``), ``max_blocks`` and ``depth`` the size of a body,
    ``nested`` how deep items stand in associations. With ``spaces`` texts hold line ends, tabs and
    runs of spaces, which formats where they mean nothing (XML, HTML) cannot give back. With
    ``full`` every field of the Article is set.

    >>> from hypothesis import find
    >>> find(articles(fields={"headline"}), lambda article: article.headline is not None)
    Article(headline=']]>')
    """
    return _article(
        _Kind(_frozen(nodes), _known(fields), max_blocks, depth, nested, spaces, full=full)
    )


def _known(fields: Collection[str] | None) -> frozenset[str] | None:
    known = {field.name for field in attrs.fields(Article)}
    if fields is not None and not set(fields) <= known:
        raise ValueError(f"an Article has no field {sorted(set(fields) - known)}")
    return _frozen(fields)


def raw_articles(
    *, fields: Collection[str] | None = None, max_blocks: int = 3, depth: int = 2, nested: int = 1
) -> SearchStrategy[Article]:
    """Articles that a person may build by hand and no reader yields: not in normal form, with
    control characters and empty records.

    A writer has to write each of them, or refuse it with :class:`~newsfmt.errors.SerializeError`;
    its output is valid nevertheless.
    """
    return _article(
        _Kind(fields=_known(fields), max_blocks=max_blocks, depth=depth, nested=nested, raw=True)
    )


def _frozen(names: Collection[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)


@_remembered
def _article(kind: _Kind) -> SearchStrategy[Article]:
    drawn = {
        field.name: field
        for field in attrs.fields(Article)
        if kind.fields is None or field.name in kind.fields
    }
    fields: dict[str, SearchStrategy[Any]] = {
        name: _field(Article, name, kind) for name in drawn if name != "body"
    }
    body = _body(kind, kind.depth) if "body" in drawn else st.just(())
    names = tuple(fields)
    which = _some(names, (), 9) if names and not kind.full else st.just(frozenset(names))

    @st.composite
    def draw_article(draw: DrawFn) -> Article:
        chosen = draw(which)
        values = {name: draw(strategy) for name, strategy in fields.items() if name in chosen}
        values["body"] = draw(body)
        if kind.raw:
            return Article(**values)
        if values.get("embargoed") is False:
            values.pop("embargoed_until", None)
        elif values.get("embargoed_until") and "embargoed" in fields:
            values["embargoed"] = True
        if "body" in drawn:
            _in_the_text(draw, values, kind)
        return normalise(Article(**values))

    return draw_article()


def _in_the_text(draw: DrawFn, values: dict[str, Any], kind: _Kind) -> None:
    """Byline and dateline stand in the body too, as they do in most stories; the dateline's prefix
    says so.
    """
    dateline = values.get("dateline")
    prose = kind.nodes is None or "paragraph" in kind.nodes
    if prose and dateline is not None and dateline.text:
        kind_of_place = draw(st.sampled_from((0, 1, 2)))
        if kind_of_place:
            text, separator = draw(st.sampled_from(_DATELINES)), draw(st.sampled_from(_SEPARATORS))
            values["dateline"] = attrs.evolve(dateline, text=text, prefix=text + separator)
            rest = (
                (draw(st.sampled_from(_WORDS)),) if kind_of_place == 1 else draw(_content(kind, 1))
            )
            opening: Any = (normalise_body if kind.spaces else _squeezed)((Paragraph(rest),))
            content = (
                opening[0].content
                if opening and nodes.text_of(opening[0].content).strip()
                else ("It opened.",)
            )
            values["body"] = (Paragraph((text + separator, *content)), *values["body"])
    byline = values.get("byline")
    if prose and byline and draw(st.booleans()):
        values["body"] = (Paragraph(byline, role="byline"), *values["body"])
