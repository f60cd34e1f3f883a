"""What has a place in a standard is never reported lost: every field of the Article against the
field crosswalk, declared and for real.

``ROWS`` is the crosswalk by the Article's fields: the smallest Article that has one value, the path
of that value, and the formats whose standard names a place for it (a path that stands in several
places has one home, and only the home counts). ``IN_PART`` names the places that hold some values
of a field and not the one tried here, each with the reason. Markdown's front matter takes any key,
so all is there.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import attrs
import pytest

import newsfmt
from newsfmt import body as b
from newsfmt._registry import default_registry
from newsfmt.article import (
    Alternate,
    AltId,
    Article,
    Association,
    Concept,
    Dateline,
    Geo,
    Label,
    Link,
    Note,
    Organisation,
    Party,
    Place,
    Rendition,
    Rights,
    Symbol,
    Transmission,
)
from newsfmt.body import Paragraph
from newsfmt.dates import NewsDate
from newsfmt.options import make

TARGETS: dict[str, tuple[str, dict[str, Any]]] = {
    "ninjs1": ("ninjs", {"version": "1.6"}),
    "ninjs2": ("ninjs", {"version": "2.2"}),
    "ninjs3": ("ninjs", {"version": "3.1"}),
    "g2": ("newsml-g2", {}),
    "core": ("newsml-g2", {"core": True}),
    "newsml1": ("newsml-1", {}),
    "nitf": ("nitf", {}),
    "markdown": ("markdown", {}),
    "json": ("json", {}),
    "jsonl": ("jsonl", {}),
    "text": ("dated-text", {}),
}
"""The columns of the crosswalk that have a writer here, and newsfmt's own formats beside them."""

_GROUPS = {
    "ninjs": "ninjs1 ninjs2 ninjs3",
    "g2+": "g2 core",
    "all": "ninjs1 ninjs2 ninjs3 g2 core newsml1 nitf",
}
_EVERYTHING = ("markdown", "json", "jsonl")


@attrs.frozen
class Row:
    """One value of the Article and the formats that have a place for it."""

    path: str
    places: frozenset[str]
    article: Article

    def __str__(self) -> str:
        return self.path


def _row(path: str, places: str, /, **fields: Any) -> Row:
    names = " ".join(_GROUPS.get(word, word) for word in places.split()).split()
    return Row(path, frozenset([*names, *_EVERYTHING]), Article(**fields))


DAY = "2021-05-04T10:30:00Z"

ROWS = [
    # identity and management
    _row("id", "all", id="urn:newsml:kystposten.example:20210504:ferje-12:1"),
    _row("alt_ids.value", "ninjs g2 newsml1 nitf", alt_ids=[AltId("ferje-7", "du-key")]),
    _row("alt_ids.role", "ninjs g2", alt_ids=[AltId("ferje-7", "desk")]),
    _row("version", "all", version="3"),
    _row("type", "all", type="picture"),
    _row("profile", "ninjs g2", profile="story"),
    _row("pub_status", "all", pub_status="withheld"),
    _row("urgency", "all", urgency=4),
    _row("language", "all", language="nb"),
    _row("direction", "g2+", direction="rtl"),
    # times; NITF date.issue is published's alone, story.date is the dateline's
    _row("created", "ninjs g2+ newsml1", created=DAY),
    _row("updated", "all", updated=DAY),
    _row("content_created", "ninjs g2+ newsml1", content_created=DAY),
    _row("content_modified", "g2+", content_modified=DAY),
    _row("published", "g2 newsml1 nitf text", published=DAY),
    _row("embargoed", "all", embargoed=True),
    _row("embargoed_until", "all", embargoed=True, embargoed_until=DAY),
    _row("expires", "all", expires=DAY),
    # lines
    _row("headline", "all text", headline="Ferjen går igjen"),
    _row("alt_headlines.text", "ninjs g2+ newsml1", headline="Ferjen går igjen", alt_headlines=[Label("Ferje", "short")]),
    _row("alt_headlines.role", "ninjs g2+ newsml1", headline="Ferjen går igjen", alt_headlines=[Label("Ferje", "short")]),
    _row("alt_headlines.language", "", headline="Ferjen går igjen", alt_headlines=[Label("Ferry", "short", "en")]),
    _row("subheadline", "all", headline="Ferjen går igjen", subheadline="Etter to uker"),
    _row("title", "all", title="Ferje, oversikt"),
    _row("slugline", "all", slugline="ferje-sund"),
    _row("series.name", "g2 newsml1 nitf", series=[Concept("Sundene")]),
    _row("byline", "all text", byline="By Kari Nes"),
    _row("byline_title", "g2+ newsml1 nitf", byline="By Kari Nes", byline_title="reporter"),
    _row("creators.name", "ninjs g2+ newsml1 nitf", creators=[Party("Kari Nes")]),
    _row("creators.code", "g2+ newsml1", creators=[Party("Kari Nes", code="kn", scheme="stab")]),
    _row("creators.literal", "g2+", creators=[Party("Kari Nes", literal="kn")]),
    _row("creators.role", "ninjs2 ninjs3 g2 newsml1", creators=[Party("Kari Nes", role="photographer")]),
    _row("creators.job_title", "g2 nitf", creators=[Party("Kari Nes", job_title="reporter")]),
    _row("creators.organisation", "", creators=[Party("Kari Nes", organisation="Kystposten")]),
    _row("creators.email", "ninjs g2 newsml1 nitf", creators=[Party("Kari Nes", email="kari@kystposten.example")]),
    _row("dateline.text", "g2+ newsml1 nitf", dateline=Dateline("SUNDET, 4. mai")),
    _row("dateline.place", "nitf", dateline=Dateline("SUNDET, 4. mai", place="SUNDET")),
    _row("dateline.date", "nitf", dateline=Dateline("SUNDET, 4. mai 2021", date="2021-05-04")),
    _row("dateline.source", "", dateline=Dateline("SUNDET (Kystposten)", source="Kystposten")),
    _row("located.name", "all", located=[Place("Sundet")]),
    _row("located.code", "g2+ newsml1", located=[Place("Sundet", code="sun", scheme="sted")]),
    _row("located.broader", "g2", located=[Place("Sundet", broader=[Concept("Norge")])]),
    _row("credit", "g2+ newsml1", credit="Kystposten"),
    _row("provider.name", "all", provider=Party("Kystposten")),
    _row("provider.literal", "g2+", provider=Party("Kystposten", literal="KP")),
    _row("provider.code", "g2+ newsml1", provider=Party("Kystposten", code="kp", scheme="prov")),
    _row("sources.name", "all", sources=[Party("Havnevesenet")]),
    _row("sources.code", "ninjs g2+ newsml1", sources=[Party("Havnevesenet", code="hv", scheme="kilde")]),
    _row("sources.uri", "ninjs2 ninjs3", sources=[Party("Havnevesenet", uri="https://havn.example/hv")]),
    _row("sources.role", "g2", sources=[Party("Havnevesenet", role="source")]),
    _row("services.code", "g2+ newsml1 nitf", services=[Concept(code="ferjer", scheme="tjeneste")]),
    _row("categories.code", "", categories=[Concept(code="i")]),
    # rights
    _row("rights.holder.name", "all", rights=Rights(holder=Party("Kystposten AS"))),
    _row("rights.notice", "all", rights=Rights(notice="(c) 2021 Kystposten AS")),
    _row("rights.year", "newsml1 nitf", rights=Rights(notice="(c) 2021 Kystposten AS", year="2021")),
    _row("rights.usage_terms", "all", rights=Rights(usage_terms="Bare i papiravis")),
    _row("rights.data_mining", "g2", rights=Rights(data_mining="https://kystposten.example/tdm")),
    _row("digital_source_type.uri", "ninjs g2", digital_source_type=Concept(uri="http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture")),
    _row("digital_source_type.name", "ninjs1", digital_source_type=Concept("Kamera")),
    # editorial
    _row("ed_notes.text", "all", ed_notes=[Note("Bilder følger")]),
    _row("ed_notes.role", "g2+ nitf", ed_notes=[Note("Bilder følger", "pictures")]),
    _row("signals.code", "g2 newsml1 nitf", signals=[Concept(code="correction", scheme="sig")]),
    # classification
    _row("subjects.name", "ninjs g2+ nitf newsml1", subjects=[Concept("ferje", code="20000001", scheme="medtop")]),
    _row("subjects.code", "ninjs g2+ newsml1 nitf", subjects=[Concept("transport", code="20000337", scheme="medtop")]),
    _row("subjects.uri", "ninjs2 ninjs3 g2+", subjects=[Concept("ferje", uri="https://emner.example/ferje")]),
    _row("subjects.literal", "ninjs2 ninjs3 g2+", subjects=[Concept("ferje", literal="F1")]),
    _row("subjects.type", "g2+", subjects=[Concept("ferje", type="cpnat:abstract")]),
    _row("subjects.role", "ninjs", subjects=[Concept("ferje", role="main")]),
    _row("subjects.relevance", "ninjs g2", subjects=[Concept("ferje", relevance=80)]),
    _row("subjects.confidence", "ninjs1 ninjs2 g2", subjects=[Concept("ferje", confidence=70)]),
    _row("subjects.broader", "g2", subjects=[Concept("ferje", broader=[Concept("transport")])]),
    _row("genres.name", "ninjs g2+ nitf", genres=[Concept("Reportasje")]),
    _row("genres.code", "ninjs g2+ newsml1", genres=[Concept("Reportasje", code="rep", scheme="sjanger")]),
    _row("genres.literal", "ninjs2 ninjs3", genres=[Concept("Reportasje", literal="R")]),
    _row("keywords", "g2+ newsml1 nitf", keywords=["ferje", "sund"]),
    _row("people.name", "all", people=[Party("Ola Sund")]),
    _row("people.code", "ninjs g2+ newsml1", people=[Party("Ola Sund", code="p7", scheme="folk")]),
    _row("people.uri", "ninjs2 ninjs3", people=[Party("Ola Sund", uri="https://folk.example/p7")]),
    _row("people.role", "ninjs1", people=[Party("Ola Sund", role="skipper")]),
    _row("organisations.name", "all", organisations=[Organisation("Sundferjene")]),
    _row("organisations.code", "ninjs g2+ newsml1 nitf", organisations=[Organisation("Sundferjene", code="sf", scheme="firma")]),
    _row("organisations.symbols", "ninjs g2 nitf", organisations=[Organisation("Sundferjene", symbols=[Symbol("SUND")])]),
    _row("organisations.symbols.exchange", "ninjs1 ninjs3 g2", organisations=[Organisation("Sundferjene", symbols=[Symbol("SUND", "OSE")])]),
    _row("places.name", "all", places=[Place("Sundet")]),
    _row("places.code", "g2+ newsml1", places=[Place("Sundet", code="sun", scheme="sted")]),
    _row("places.geo", "ninjs g2", places=[Place("Sundet", geo=Geo(60.5, 5.25))]),
    _row("events.name", "all", events=[Concept("Regattaen")]),
    _row("events.code", "ninjs g2+ newsml1", events=[Concept("Regattaen", code="e1", scheme="hendelse")]),
    _row("events.uri", "ninjs2 ninjs3", events=[Concept("Regattaen", uri="https://hendelser.example/e1")]),
    _row("objects.name", "all", objects=[Concept("MF Sund")]),
    _row("vocabularies", "g2+ newsml1", vocabularies={"stab": "https://stab.example/"}, creators=[Party(code="kn", scheme="stab")]),
    # content
    _row("body", "all text", body=[Paragraph("Ferjen går igjen.")]),
    _row("alternates.body", "ninjs g2+ newsml1", body=[Paragraph("Ferjen.")], alternates=[Alternate("short", body=[Paragraph("Ferje.")])]),
    _row("word_count", "all", body=[Paragraph("Ferjen går igjen.")], word_count=3),
    _row("summary", "all", summary="Etter to uker går ferjen."),
    _row("descriptions.text", "ninjs g2+ newsml1 nitf", summary="Etter to uker går ferjen.", descriptions=[Label("Ferjen går.", "short")]),
    _row("descriptions.role", "ninjs1 ninjs2 g2+", summary="Etter to uker går ferjen.", descriptions=[Label("Ferjen går.", "short")]),
    *(
        _row(f"renditions.{part}", f"{places} g2+ newsml1 nitf", type="picture", renditions=[Rendition("full", "https://kystposten.example/ferje.jpg", **fields)])
        for part, places, fields in (
            ("name", "ninjs", {}),
            ("href", "ninjs", {}),
            ("mime_type", "ninjs", {"mime_type": "image/jpeg"}),
            ("width", "ninjs", {"width": 640}),
            ("height", "ninjs", {"height": 480}),
            ("size", "ninjs", {"size": 12345}),
            ("duration", "ninjs", {"duration": 12.0}),
        )
    ),
    _row("renditions.title", "ninjs1", type="picture", renditions=[Rendition("full", "https://kystposten.example/ferje.jpg", title="Ferjen")]),
    _row("renditions.format", "ninjs2 g2+", type="picture", renditions=[Rendition("full", "https://kystposten.example/ferje.jpg", format="fmt:jpeg")]),
    _row("associations.name", "ninjs", associations=[Association("bilde1", id="urn:x-sund:b1")]),
    _row("associations.id", "ninjs g2+ newsml1 nitf", associations=[Association("bilde1", id="urn:x-sund:b1")]),
    _row("associations.rel", "ninjs3 g2+", associations=[Association("bilde1", rel="hasPicture", id="urn:x-sund:b1")]),
    _row(
        "associations.item.summary", "ninjs g2+ newsml1 nitf",
        associations=[Association("bilde1", id="urn:x-sund:b1", item=Article(id="urn:x-sund:b1", type="picture", summary="Ferjen ved kai"))],
    ),
    _row(
        "associations.item.byline", "ninjs g2+",
        associations=[Association("bilde1", id="urn:x-sund:b1", item=Article(id="urn:x-sund:b1", type="picture", byline="Ola Sund"))],
    ),
    _row(
        "associations.item.credit", "g2+ newsml1 nitf",
        associations=[Association("bilde1", id="urn:x-sund:b1", item=Article(id="urn:x-sund:b1", type="picture", credit="Kystposten"))],
    ),
    _row("links.rel", "g2+ newsml1", links=[Link("seeAlso", href="https://kystposten.example/2", id="urn:x-sund:2")]),
    _row("links.href", "g2+", links=[Link("seeAlso", href="https://kystposten.example/2")]),
    _row("links.id", "g2+ newsml1", links=[Link("seeAlso", id="urn:x-sund:2")]),
    _row("links.version", "g2+", links=[Link("previousVersion", id="urn:x-sund:2", version="2")]),
    _row("links.id", "g2+ newsml1 nitf", links=[Link("previousVersion", id="urn:x-sund:2")]),
    _row("links.id", "g2+ newsml1", links=[Link("translatedFrom", id="urn:x-sund:2")]),
    _row("links.title", "g2+", links=[Link("seeAlso", href="https://kystposten.example/2", title="Mer om ferjen")]),
    _row("url", "g2+ newsml1 nitf", url="https://kystposten.example/ferje"),
    # envelope
    _row("transmission.id", "g2+ newsml1", transmission=Transmission(id="m-17")),
    _row("transmission.sender", "g2+ newsml1", transmission=Transmission(sender="kystposten.example")),
    _row("transmission.sent", "g2+ newsml1", transmission=Transmission(sent=DAY)),
    _row("transmission.priority", "g2+ newsml1", transmission=Transmission(priority="4")),
    _row("transmission.sequence", "", transmission=Transmission(sequence="0017")),
    _row("extra", "g2 newsml1 nitf", extra={"kyst:note": ["ja"]}),
]  # fmt: skip

_MEDIA = (
    "media of NITF stand in the body: a figure has its files there, an article has none of its own"
)
IN_PART: dict[tuple[str, str], str] = {
    **{
        ("embargoed", ninjs): "the key takes the time an embargo ends, and no bare flag"
        for ninjs in ("ninjs1", "ninjs2", "ninjs3")
    },
    (
        "located.name",
        "nitf",
    ): "evloc is where an event took place and goes to places, dateline/location belongs to the dateline",
    ("organisations.symbols", "nitf"): "org/@value is the code of an organisation, a ticker or not",
    **{
        (f"renditions.{part}", "nitf"): _MEDIA
        for part in ("name", "href", "mime_type", "width", "height", "size", "duration")
    },
    **{(f"associations.{part}", "nitf"): _MEDIA for part in ("id", "item.summary", "item.credit")},
}
"""Places that hold only some values of a field, so that the value tried here is reported, or
declared in part.
"""


NODES: dict[str, tuple[str, Any]] = {
    "paragraph": ("all text", Paragraph("Ferjen går.")),
    "heading": ("all", b.Heading("Ferjen", level=2)),
    "list": ("all", b.List([[Paragraph("en")], [Paragraph("to")]])),
    "quote": ("all", b.Quote([Paragraph("Vi går.")])),
    "table": ("all", b.Table([[b.Cell("a"), b.Cell("b")]])),
    "figure": ("all", b.Figure([Rendition(href="https://kystposten.example/ferje.jpg", mime_type="image/jpeg")], caption=["Ferjen"])),
    "section": ("all", b.Section([Paragraph("Merk.")])),
    "preformatted": ("all", b.Preformatted("a  b\nc  d")),
    "rule": ("all", b.Rule()),
    "link": ("all", Paragraph(["Se ", b.Link("her", href="https://kystposten.example/")])),
    "emphasis": ("all", Paragraph([b.Emphasis("Ferjen"), " går."])),
    "strong": ("all", Paragraph([b.Strong("Ferjen"), " går."])),
    "break": ("all", Paragraph(["Ferjen", b.Break(), "går."])),
    "name": ("all", Paragraph([b.Name("Ola Sund", role="person"), " ror."])),
    "ruby": ("ninjs g2+ nitf", Paragraph([b.Ruby("東京", reading="とうきょう")])),
}  # fmt: skip
"""Kinds of body nodes, with the formats whose body markup has a place for them."""


# ---- what writers declare, and what they do
# ------------------------------------------------------------


def _format(target: str) -> Any:
    name = TARGETS[target][0]
    if name not in default_registry().formats():
        pytest.skip(f"there is no {name} here")
    return default_registry().get(name)


@cache
def _declared(target: str) -> frozenset[str] | None:
    fmt = _format(target)
    declared: frozenset[str] | None = (
        fmt.writes(make(fmt.write_options, TARGETS[target][1])) if fmt.writes else None
    )
    return declared


def _covers(declared: frozenset[str] | None, path: str) -> bool:
    """Whether a path, or what holds it, is declared whole."""
    steps = path.split(".")
    return declared is None or any(
        ".".join(steps[:end]) in declared for end in range(1, len(steps) + 1)
    )


def _round_trip(article: Article, target: str) -> tuple[Article, list[tuple[str, str]]]:
    """The article as it comes back, and what the writer told: code and path without indices."""
    name, options = TARGETS[target]
    _format(target)
    if target == "text":  # a text is one only with a headline, a date and a paragraph
        article = attrs.evolve(
            article, **{field: getattr(article, field) or value for field, value in STORY.items()}
        )
    out = io.BytesIO()
    report = newsfmt.write([article], out, format=name, options=options)
    told = [
        (line.code, re.sub(r"\[[^]]*\]", "", line.position.path or ""))
        for line in report
        if line.code.startswith("write.") and line.position is not None
    ]
    return newsfmt.read_one(out.getvalue(), format=name), told


def _values(value: Any, path: str) -> Iterator[Any]:
    """The values that stand at a path without indices."""
    if type(value) is tuple:
        for part in value:
            yield from _values(part, path)
    elif not path:
        yield value
    elif value is not None:
        step, _, rest = path.partition(".")
        yield from _values(getattr(value, step), rest)


def _losses(path: str, told: list[tuple[str, str]]) -> list[str]:
    """The codes told for a path, for what holds it, or for a part of it."""
    return [
        code
        for code, place in told
        if place and (f"{path}.".startswith(f"{place}.") or f"{place}.".startswith(f"{path}."))
    ]


STORY: dict[str, Any] = {
    "headline": "Ferjen går igjen",
    "published": NewsDate("2021-05-04"),
    "body": (Paragraph("Ferjen går igjen."),),
}
LOST = frozenset({"write.field-lost", "write.embargo-lost"})


def _fault(row: Row, target: str) -> str:
    """What is wrong with how a target treats a value, nothing if all is well."""
    back, told = _round_trip(row.article, target)
    codes = _losses(row.path, told)
    wanted, found = list(_values(row.article, row.path)), list(_values(back, row.path))
    if target not in row.places:
        return (
            ""
            if codes or wanted == found
            else f"{wanted} came back as {found}, and nothing was reported"
        )
    if not _covers(_declared(target), row.path):
        return f"not declared, told {codes}, {wanted} came back as {found}"
    if LOST.intersection(codes):
        return f"reported {codes}, {wanted} came back as {found}"
    return "" if wanted == found else f"{wanted} came back as {found}, told {codes}"


def _case(*values: Any, known: tuple[str, str]) -> Any:
    return pytest.param(*values, id="-".join(known))


FIELDS = [_case(row, target, known=(row.path, target)) for row in ROWS for target in TARGETS]
BODIES = [
    _case(kind, target, known=(f"body:{kind}", target)) for kind in NODES for target in TARGETS
]


@pytest.mark.parametrize(("row", "target"), FIELDS)
def test_what_has_a_place_is_declared_and_comes_back_and_what_has_none_is_reported(
    row: Row, target: str
) -> None:
    part = IN_PART.get((row.path, target))
    if part is None:
        assert _fault(row, target) == ""
        return
    back, told = _round_trip(row.article, target)
    wanted, found = list(_values(row.article, row.path)), list(_values(back, row.path))
    assert wanted != found, f"{row.path} is no exception for {target} any more: {part}"
    assert _losses(row.path, told), f"{wanted} came back as {found}, and nothing was reported"


@pytest.mark.parametrize(("kind", "target"), BODIES)
def test_a_node_with_a_place_is_declared_and_comes_back_and_one_without_is_reported(
    kind: str, target: str
) -> None:
    places, node = NODES[kind]
    article = Article(
        headline="Ferjen går igjen", body=[Paragraph("Først."), node, Paragraph("Sist.")]
    )
    back, told = _round_trip(article, target)
    losses = _losses("body", told)
    if target not in _row("body", places).places:
        assert back.body == article.body or losses
        return
    nodes = {path for path in _declared(target) or () if path.startswith("body:")}
    assert not nodes or f"body:{kind}" in nodes
    assert losses == []
    assert back.body == article.body


def test_every_field_of_an_article_stands_in_the_table() -> None:
    fields = {field.name for field in attrs.fields(Article)} - {"origin"}
    assert {row.path.partition(".")[0] for row in ROWS} == fields


def test_exceptions_are_of_the_table() -> None:
    """Every exception names a place that the table gives, so that none outlives its row."""
    given = {(row.path, target) for row in ROWS for target in row.places}
    assert set(IN_PART) <= given


def _flat(article: Article) -> tuple[str, list[tuple[str, str]]]:
    out = io.BytesIO()
    report = newsfmt.write([article], out, format="jsonl", options={"flat": True})
    told = [
        (line.code, re.sub(r"\[[^]]*\]", "", line.position.path or ""))
        for line in report
        if line.position is not None
    ]
    return out.getvalue().decode(), told


@pytest.mark.parametrize("row", [_case(row, known=(row.path, "flat")) for row in ROWS])
def test_a_flat_record_holds_a_value_or_says_that_it_does_not(row: Row) -> None:
    """Flat records are not read back: what is not reported has to stand in the line."""
    line, told = _flat(row.article)
    if not _losses(row.path, told):
        for value in _values(row.article, row.path):
            words = row.article.text if isinstance(value, Paragraph) else str(value)
            assert (words.lower() if isinstance(value, bool) else words) in line


@pytest.mark.parametrize("kind", ["table", "emphasis", "link", "heading"])
def test_a_flat_record_tells_what_becomes_of_the_body(kind: str) -> None:
    _, told = _flat(Article(headline="Ferjen går igjen", body=[NODES[kind][1]]))
    assert _losses("body", told)


def test_an_article_without_an_identifier_has_the_same_derived_one_in_every_format() -> None:
    line = Dateline(text="OSLO", prefix="OSLO - ", place="OSLO")
    article = Article(
        headline="Ferjen går", dateline=line, body=[Paragraph("OSLO - Ferjen går.")]
    )  # whose dateline NewsML 1 cuts off
    found = set()
    for name in ("newsml-g2", "newsml-1", "ninjs"):
        out = io.BytesIO()
        newsfmt.write(article, out, format=name)
        found |= set(re.findall(rb"urn:newsfmt:sha256:[0-9a-f]+", out.getvalue()))
    assert found == {f"urn:newsfmt:sha256:{article.fingerprint()[:32]}".encode()}
