"""Validating ninjs: each object by the official JSON Schema of the version it says it is in,
formats (addresses, dates) asserted.

A document goes in, :class:`~newsfmt.format.Problem` records come out, each with its path. Needs the
package jsonschema (extra ``validate``), which is asked for in one sentence where it is missing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import newsfmt
from newsfmt import prose
from newsfmt._orjson import orjson
from newsfmt.errors import MissingPackageError
from newsfmt.format import Context, Problem

__all__ = ["VERSIONS", "validate"]

VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2.0", "2.1", "2.2", "3.0", "3.1")
"""The versions whose schemas are here."""

_SCHEMAS = os.path.join(os.path.dirname(newsfmt.__file__), "schema", "ninjs")
_GEOJSON = "https://geojson.org/schema/GeoJSON.json"
_NEWEST = {"1": "1.6", "2": "2.2", "3": "3.1"}


def validate(data: bytes, context: Context) -> Iterator[Problem]:
    """Yield what is wrong with a ninjs document: an object, an array, a wrapper, or JSON Lines."""
    text = prose.decode(data, context)
    try:
        documents: list[tuple[int | None, Any]] = [(None, orjson.loads(text))]
    except orjson.JSONDecodeError as error:
        documents = list(_lines(text))
        if not documents:
            yield Problem(error.lineno, f"not JSON: {error.msg}", "json")
            return
    for line, document in documents:
        for path, item in _items(document):
            yield from _item(item, path, line)


def _lines(text: str) -> Iterator[tuple[int | None, Any]]:
    for number, row in enumerate(text.splitlines(), 1):
        if row.strip():
            try:
                yield number, orjson.loads(row)
            except orjson.JSONDecodeError:
                return


def _items(document: object) -> Iterator[tuple[str, Any]]:
    """The objects of a document, with their paths: itself, the members of an array, of a
    wrapper.
    """
    if isinstance(document, list):
        yield from ((f"$[{index}]", item) for index, item in enumerate(document))
        return
    for key in ("item", "items", "data"):
        inside = (
            document.get(key)
            if isinstance(document, dict) and "uri" not in document and "guid" not in document
            else None
        )
        if isinstance(inside, list):
            yield from ((f"$.{key}[{index}]", item) for index, item in enumerate(inside))
            return
    yield "$", document


def _item(item: object, path: str, line: int | None) -> Iterator[Problem]:
    if not isinstance(item, dict):
        yield Problem(line, f"{path}: an object is wanted here", "schema")
        return
    for error in sorted(
        _validator(_version(item)).iter_errors(item),
        key=lambda found: [str(step) for step in found.absolute_path],
    ):
        place = "".join(
            f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path
        )
        yield Problem(line, f"{path}{place}: {error.message[:300]}", "schema")


def _version(item: Mapping[str, object]) -> str:
    """The version an object says it is in, else the newest of the family that its keys belong
    to.
    """
    standard = item.get("standard") or item.get("$standard")
    given = str(standard.get("version", "")) if isinstance(standard, dict) else ""
    if given in VERSIONS:
        return given
    if given[:1] in _NEWEST:
        return _NEWEST[given[:1]]
    if item.keys() & {
        "versionCreated",
        "pubStatus",
        "edNote",
        "embargoedUntil",
        "representationType",
        "infoSources",
    }:
        return "3.1"
    return (
        "2.2"
        if item.keys()
        & {"headlines", "bodies", "descriptions", "people", "subjects", "infosources"}
        else "1.6"
    )


@cache
def _validator(version: str) -> Any:
    try:
        import jsonschema
        import referencing
        import rfc3339_validator  # noqa: F401 (without it jsonschema passes any date)
        from referencing.jsonschema import DRAFT202012
    except ImportError as error:
        raise MissingPackageError(
            f"validating ninjs needs the package {error.name}; "
            "pip install jsonschema rfc3339-validator rfc3986-validator",
            package=error.name or "",
        ) from None
    with open(os.path.join(_SCHEMAS, f"ninjs-schema_{version}.json"), "rb") as file:
        schema = orjson.loads(file.read())
    with open(os.path.join(_SCHEMAS, "GeoJSON-schema.json"), "rb") as file:
        geojson = DRAFT202012.create_resource(orjson.loads(file.read()))
    kind: Any = jsonschema.validators.validator_for(schema)
    registry: Any = referencing.Registry().with_resources([(_GEOJSON, geojson)])
    return kind(schema, format_checker=kind.FORMAT_CHECKER, registry=registry)
