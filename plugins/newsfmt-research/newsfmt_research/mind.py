"""MIND, the Microsoft News Dataset: ``news.tsv``, eight columns without a header or quotes.

Identifier, category and subcategory, title, abstract, address, and the entities of title and
abstract as JSON. There is neither text nor date.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import attrs

from newsfmt import prose
from newsfmt.article import Article, Concept, Organisation, Party, Place, normalise
from newsfmt.format import Context, Part
from newsfmt.parting import at_lines

__all__ = ["read", "split"]

_KINDS = {"P": "people", "O": "organisations", "F": "organisations", "M": "organisations", "G": "places", "L": "places"}  # fmt: skip
_RECORDS = {"people": Party, "organisations": Organisation, "places": Place, "subjects": Concept}


def split(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    """Yield parts that begin with a line."""
    yield from at_lines(stream, context, size, lambda line: bool(line.strip()))


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the article of each line; a line with another number of columns is skipped."""
    index = context.part.index if context.part is not None else 0
    failed = context.report.failed
    for number, line in context.lines(stream):
        row = prose.decode(line, context).strip("\r\n\ufeff")
        if not row.strip():
            continue
        place = index + context.report.failed - failed
        context.index = place
        cells = row.split("\t")
        if len(cells) not in (7, 8):
            context.fail(context.error(f"it has {len(cells)} columns, not 8", at=number))
            continue
        yield _article(cells, context, place, number)
        index += 1
    if not index and context.holds_end and context.report.failed == failed:
        raise context.error("no text in it")


def _article(cells: list[str], context: Context, index: int, line: int) -> Article:
    entities: dict[str, dict[str, Any]] = {name: {} for name in _RECORDS}
    extra: dict[str, tuple[str, ...]] = {}
    for name, cell in zip(("title_entities", "abstract_entities"), cells[6:], strict=False):
        try:
            for entity in json.loads(cell) if cell.strip() else ():
                _entity(entity, entities, f"mind:{name}")
        except (ValueError, TypeError, AttributeError, RecursionError):
            context.warn("read.invalid", f"{name} is not a list of entities", at=line)
            extra[f"mind:{name}"] = (cell,)
    found: dict[str, Any] = {name: tuple(kind.values()) for name, kind in entities.items()}
    return normalise(
        Article(
            id=cells[0],
            categories=tuple(Concept(name=name) for name in cells[1:3] if name.strip()),
            headline=cells[3],
            summary=cells[4],
            url=cells[5],
            extra=extra,
            origin=context.origin(index, line),
            **found,
        )
    )


def _entity(entity: dict[str, Any], entities: dict[str, dict[str, Any]], source: str) -> None:
    """Add an entity to those of its kind, each once; where it stands in the text, and how sure it
    is of a party, is kept in the record's ``extra``.
    """
    kind = _KINDS.get(entity.get("Type", ""), "subjects")
    code, name = entity.get("WikidataId"), entity.get("Label")
    values: dict[str, Any] = {"name": name, "code": code, "scheme": "wikidata" if code else None}
    taken = {"Label", "WikidataId"} | ({"Type"} if entity.get("Type") in _KINDS else set())
    if kind in ("places", "subjects"):
        values["confidence"] = entity.get("Confidence")
        taken.add("Confidence")
    made = _RECORDS[kind](**values)
    known = entities[kind].setdefault(str(code or name), made)
    if attrs.evolve(known, extra={}) != made:
        taken = set()
    if left := {key: value for key, value in entity.items() if key not in taken}:
        text = json.dumps(left, ensure_ascii=False)
        extra = {**known.extra, source: (*known.extra.get(source, ()), text)}
        entities[kind][str(code or name)] = attrs.evolve(known, extra=extra)
