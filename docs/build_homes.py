"""Write docs/reference/homes.md, where each field of the model lives in each format: ``python
docs/build_homes.py``.

Nothing of it is written by hand: an article is written without and with a value, and what is new in
the output is the value's home. A test compares the page with what comes out here.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import yaml
from lxml import etree

import newsfmt
from newsfmt import article as model
from newsfmt import body as b
from newsfmt._record import Kind, field_docs, resolved
from newsfmt.article import Article, Extra, FrozenMap
from newsfmt.body import Block, Paragraph
from newsfmt.dates import NewsDate
from newsfmt.markup import html, markdown, nitf

ROOT = Path(__file__).parents[1]
PAGE = "docs/reference/homes.md"

TARGETS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "NewsML-G2": ("newsml-g2", {}),
    "NewsML 1": ("newsml-1", {}),
    "NITF": ("nitf", {}),
    "ninjs 3.1": ("ninjs", {"version": "3.1"}),
    "ninjs 2.2": ("ninjs", {"version": "2.2"}),
    "ninjs 1.6": ("ninjs", {"version": "1.6"}),
    "Markdown": ("markdown", {}),
    "dated text": ("dated-text", {}),
}
"""The formats whose outputs are looked at, each as one way of writing it; JSON has the model's own
keys.
"""

MAIN = {"Party": "name", "Organisation": "name", "Concept": "name", "Place": "name", "AltId": "value", "Label": "text", "Note": "text",
        "Dateline": "text", "Transmission": "id", "Rights": "notice", "Rendition": "href", "Link": "href", "Association": "href",
        "Symbol": "symbol", "Geo": "latitude", "Alternate": "body"}  # fmt: skip
"""The part of a record that it has at least; the others are tried beside it."""
WITH: Mapping[str, dict[str, Any]] = {
    "code": {"scheme": "made"},
    "scheme": {"code": "made"},
    "longitude": {"latitude": 59.0},
    "latitude": {"longitude": 10.0},
}
"""What a part needs beside it to mean something."""
MOMENT = NewsDate("2021-05-04T10:30:00Z")
VALUES: Mapping[str, Any] = {
    "type": "picture", "pub_status": "withheld", "language": "nn", "direction": "rtl", "version": "7", "urgency": 3, "word_count": 41,
    "latitude": 59.25, "longitude": 10.75, "year": "2019", "mime_type": "image/png", "media_type": "text/plain", "email": "zebra@example.org",
    "uri": "http://example.org/zebra", "href": "http://example.org/zebra", "url": "http://example.org/zebra", "embargoed": True,
    "data_mining": "http://example.org/zebra", "sequence": "0041", "byline": "By Zebra Moe",
}  # fmt: skip
"""Values for parts whose text is no free text."""
WORD = "zebra"
BASE = Article(
    id="urn:made", version="1", type="text", pub_status="usable", language="en", created="2001-01-01T00:00:00Z", updated="2001-01-01T00:00:00Z", provider=model.Party("made"),
    headline="Made", body=(Paragraph("Made."),),
)  # fmt: skip
"""An article that has what the formats demand, so that nothing is derived."""
_SHORT = re.compile(r"^(?:newsItem|nitf|NewsML/NewsItem)/(?!@)")
_PROPERTY = re.compile(r'.*?\[@\w+="(newsfmt:[^"]+)"\].*')
_MADE_WITH = re.compile(r"NewsIdentifier/(?:NewsItemId|DateId)$|derived")
"""What changes with any part of an article."""


_P = (Paragraph("word"),)
_FILE = model.Rendition(href="http://example.org/a.png", mime_type="image/png")
SAMPLES: Mapping[str, Any] = {
    "paragraph": Paragraph("word", role="lead"),
    "heading": b.Heading("word", 2),
    "list": b.List((_P,), ordered=True),
    "quote": b.Quote(_P, source="Moe"),
    "table": b.Table(((b.Cell("word", header=True),), (b.Cell("word"),))),
    "figure": b.Figure((_FILE,), caption="word"),
    "section": b.Section(_P, role="note"),
    "preformatted": b.Preformatted("a  b"),
    "rule": b.Rule(),
    "embed": b.Embed("text/html", text="<b>word</b>"),
    "emphasis": b.Emphasis("word"),
    "strong": b.Strong("word"),
    "code": b.Code("word"),
    "sub": b.Sub("word"),
    "sup": b.Sup("word"),
    "underline": b.Underline("word"),
    "strike": b.Strike("word"),
    "link": b.Link("word", "http://example.org"),
    "break": b.Break(),
    "image": b.Image("http://example.org/a.png", "word"),
    "span": b.Span("word", language="nn"),
    "ruby": b.Ruby("word", "wörd"),
    "name": b.Name("word", role="person", code="7"),
}
"""One of each kind of node."""

# ---- articles
# -------------------------------------------------------------------------------------------------------


@cache
def records() -> dict[str, type]:
    """Return the record classes of the model by name."""
    return {
        name: value
        for name, value in vars(model).items()
        if isinstance(value, type) and attrs.has(value) and value is not NewsDate
    }


def _record(field: Any) -> type | None:
    return records().get(getattr(_kind(field).of, "__name__", ""))


def _kind(field: Any) -> Kind:
    return resolved(field.type, "newsfmt.article")


def _value(field: Any) -> Any:
    """A value for a field that is no record."""
    if field.name in VALUES and _record(field) is None:
        return VALUES[field.name]
    kind = _kind(field)
    if kind.of is NewsDate:
        return MOMENT
    if kind.of in (Extra, FrozenMap[str]):
        return (
            FrozenMap({WORD: "http://example.org/zebra"}) if field.name == "vocabularies" else None
        )
    if kind.of == Block:
        return (Paragraph(WORD),)
    if kind.of in (int, float):
        return 41 if kind.of is int else 41.5
    return (WORD,) if kind.many else WORD


def parts(field: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield for each part of a field its name, a value of the field without it and one with it; a
    plain field has one part, itself.
    """
    cls = _record(field)
    if cls is None or cls is Article:
        value = _value(field)
        if value is not None:
            yield "", field.default, value
        return
    many = (lambda record: (record,)) if _kind(field).many else (lambda record: record)
    main = MAIN[cls.__name__]
    for inner in attrs.fields(cls):
        for name, without, value in _inner(cls, inner, main):
            yield name, field.default if without is None else many(without), many(value)


def _inner(cls: type, inner: Any, main: str) -> Iterator[tuple[str, Any, Any]]:
    if inner.name in {"extra", "broader"}:
        return
    if inner.name == "item":
        yield (
            "item",
            cls(name="made"),
            cls(name="made", item=Article(type="picture", headline=WORD)),
        )
        return
    nested = _record(inner)
    if nested is not None and nested is not Article and inner.name != "body":
        for deeper in attrs.fields(nested):
            if deeper.name != "extra" and not _record(deeper):
                held = nested(**{deeper.name: _value(deeper)}, **WITH.get(deeper.name, {}))
                value = (held,) if _kind(inner).many else held
                yield (
                    f"{inner.name}.{deeper.name}",
                    cls(**{main: "made"}),
                    cls(**{main: "made", inner.name: value}),
                )
        return
    least = {} if inner.name == main else {main: (Paragraph("made"),) if main == "body" else "made"}
    beside = WITH.get(inner.name, {}) if inner.name in {"code", "scheme"} else {}
    yield (
        inner.name,
        cls(**least, **(beside if inner.name == "scheme" else {})) if least else None,
        cls(**least, **beside, **{inner.name: _value(inner)}),
    )


# ---- outputs
# --------------------------------------------------------------------------------------------------------


def _written(article: Article, target: str) -> tuple[bytes, set[str]]:
    """An article as bytes, and the paths that were lost."""
    name, options = TARGETS[target]
    out = io.BytesIO()
    report = newsfmt.write(article, out, format=name, options={**options, "embargo": "ignore"})
    lost = {
        d.position.path or ""
        for d in report.kept
        if d.position and d.code in {"write.field-lost", "write.embargo-lost"}
    }
    return out.getvalue(), lost


def entries(data: bytes, target: str) -> set[tuple[str, str]]:
    """Return the places of an output and the text in each."""
    if data.lstrip().startswith(b"<"):
        return set(_of_xml(etree.fromstring(data)))
    if target.startswith("ninjs"):
        return set(_of_data(json.loads(data)))
    if target == "Markdown":
        front, _, text = data.decode().removeprefix("---\n").partition("\n---\n")
        return {*_of_data(yaml.safe_load(front)), ("text", text)}
    head, _, text = data.decode().partition("\n\n")
    return {("header line", head), ("text", text)}


def _of_xml(root: Any) -> Iterator[tuple[str, str]]:
    stack = [(root, _tag(root))]
    while stack:
        element, path = stack.pop()
        if element.text and element.text.strip():
            yield path, element.text.strip()
        elif not len(element) and not element.attrib:
            yield path, ""
        for name, value in element.attrib.items():
            yield f"{path}/@{name.rpartition('}')[2] if '}' in name else name}", value
        stack += [
            (child, f"{path}/{_tag(child)}") for child in element if isinstance(child.tag, str)
        ]


def _tag(element: Any) -> str:
    name = etree.QName(element).localname
    for key in ("rel", "FormalName", "name", "class"):
        value = element.get(key, "")
        if value.startswith("newsfmt:") or (value.startswith("newsfmt-") and key == "class"):
            return f'{name}[@{key}="{value}"]'
    return name


def _of_data(data: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _of_data(value, f"{path}.{key}" if path else str(key))
    elif isinstance(data, list):
        for value in data:
            yield from _of_data(value, f"{path}[]")
    else:
        yield path, str(data)


def home(without: Article, article: Article, target: str, path: str) -> tuple[str, ...]:
    """Return the places where an output holds what one article has and the other has not; none
    where it is lost.
    """
    before, _ = _written(without, target)
    after, lost = _written(article, target)
    if any(re.sub(r"\[\d+\]", "", name) == path for name in lost):
        return ()
    held = entries(before, target)
    new = {
        (place, text)
        for place, text in entries(after, target)
        if (place, text) not in held and not _MADE_WITH.search(place)
    }
    marked = {place for place, text in new if WORD in text.lower()} or {place for place, _ in new}
    if path != "vocabularies":
        marked = {place for place in marked if "catalog/scheme/" not in place} or marked
    named = {
        place for place in marked if "." in path and place.endswith(f".{path.rpartition('.')[2]}")
    }
    places = {
        _PROPERTY.sub(r"property \1", _SHORT.sub("", place)).replace(WORD, "*")
        for place in named or marked
    }
    own = {place for place in places if not place.startswith("property ")} or places
    return tuple(sorted(own, key=lambda place: (place.count("/"), place)))


# ---- the page
# -------------------------------------------------------------------------------------------------------


FIELDS = [field.name for field in attrs.fields(Article) if field.name not in {"origin", "extra"}]
"""The fields that have homes; origin is never written but to JSON, and what is in extra goes back
to where it came from.
"""


@cache
def homes(name: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return for a field of the Article its parts (a plain field has one, without a name) and the
    homes of each by target.
    """
    field = getattr(attrs.fields(Article), name)
    base = attrs.evolve(BASE, embargoed=True) if name == "embargoed_until" else BASE
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for part, without, value in parts(field):
        pair = attrs.evolve(base, **{name: without}), attrs.evolve(base, **{name: value})
        found[part] = {
            target: home(*pair, target, f"{name}.{part}" if part else name) for target in TARGETS
        }
    return found


def _table(head: list[str], rows: Iterator[list[str]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in [head, ["---"] * len(head), *rows])


def _cell(places: tuple[str, ...]) -> str:
    return (
        ", ".join(
            f"`{place}`"
            if not place.startswith("property ")
            else f"property `{place.partition(' ')[2]}`"
            for place in places
        )
        or "–"
    )


def _main(name: str) -> Mapping[str, tuple[str, ...]]:
    cls = _record(getattr(attrs.fields(Article), name))
    found = homes(name)
    return found.get(MAIN[cls.__name__], {}) if cls else found[""]


def _overview() -> Iterator[list[str]]:
    docs = field_docs(Article)
    for name in FIELDS:
        iptc = " ".join(docs[name].split()).partition(" IPTC: ")[2].removesuffix(".")
        yield [
            f"`{name}`",
            "–" if iptc in {"", "none"} else iptc,
            *(_cell(_main(name)[target]) for target in TARGETS),
        ]


def _parts(target: str) -> Iterator[list[str]]:
    for name in FIELDS:
        for part, places in homes(name).items():
            if part and places[target]:
                yield [f"`{name}.{part}`", _cell(places[target])]


def _nodes() -> Iterator[list[str]]:
    for kind, blocks in SAMPLES.items():
        yield [
            f"`{kind}`",
            *(
                "<br>".join(_code(line) for line in text.splitlines() if line) or "–"
                for text in _snippets(blocks)
            ),
        ]


def _code(text: str) -> str:
    mark = "``" if "`" in text else "`"
    space = " " if "`" in text else ""
    return f"{mark}{space}{text}{space}{mark}".replace("|", r"\|")


def _snippets(node: Any) -> Iterator[str]:
    inline = type(node) in b.INLINES.values()
    content = ("a", node, "b") if type(node) is b.Break else (node,)
    for renderer in (html, nitf, markdown):
        text = renderer.render((Paragraph(content),) if inline else (node,)).strip()
        yield re.sub(r"^<p>|</p>$", "", text) if inline else text


@cache
def page() -> str:
    """Return the page."""
    sections = "".join(
        f"### {target}\n\n{_table(['part', 'home'], _parts(target))}\n"
        for target in TARGETS
        if target != "dated text"
    )
    return f"""<!-- Written by docs/build_homes.py from what the writers write; change a writer, then run it. -->

# Where each field lives

Where each field of the [model](model.md) stands in each format. Nothing here is written by hand: an article is written without and with a value,
and what is new in the output is the value's home. Readers find it in more places than this, old versions and dialects among them; the [pages of the
formats](formats.md) say which, and [one rule](../explanation/model-rules.md#7-which-path-is-whose-home) says whose home a path is.

In `json` and `jsonl` the keys are the model's names. The second column is the name in the IPTC's standards, mostly NewsML-G2's. Paths are those inside a
`newsItem`, a `NewsItem`, `nitf` or an object; `[]` stands for the members of an array. A *property* is an extension by the standard's own means:
`itemMetaExtProperty` in NewsML-G2, `Property` in NewsML 1, `meta` in NITF. `–` is [lost, and reported](losses.md). Of a record the home of its
main part is shown; the others follow below.

## Fields

{_table(["field", "IPTC", *TARGETS], _overview())}
What is in `extra` goes back to where it came from when the same format is written; `origin` is in JSON alone.

## The body

How a node is written. NewsML-G2 and ninjs have XHTML or HTML, NewsML 1 has NITF.

{_table(["node", "HTML", "NITF", "Markdown"], _nodes())}
## Parts of records

{sections}"""


def main() -> int:
    """Write the page."""
    (ROOT / PAGE).write_text(page().rstrip() + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
