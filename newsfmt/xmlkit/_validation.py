"""Validation against an XML Schema or a DTD, offline: bytes or an element come in, faults by the
schema go out, with lines.
"""

from __future__ import annotations

import io
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from lxml import etree

from newsfmt.errors import ParseError
from newsfmt.format import Context, Problem
from newsfmt.xmlkit._elements import Element
from newsfmt.xmlkit._reading import parse

__all__ = ["Schema", "problems"]


class Schema:
    """A compiled schema: finds the faults of a document, offline.

    ``Schema.xsd(...)`` takes an XML Schema, ``Schema.dtd(...)`` a DTD: a path, or bytes if
    nothing is imported.
    """

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled
        self._lock = threading.Lock()

    @classmethod
    def xsd(cls, source: str | os.PathLike[str] | bytes) -> Schema:
        """Return the validator of an XML Schema; imports are searched by file name beside it, never
        elsewhere.
        """
        return _compile(source if isinstance(source, bytes) else os.fspath(source), "schema")

    @classmethod
    def dtd(cls, source: str | os.PathLike[str] | bytes) -> Schema:
        """Return the validator of a DTD."""
        return _compile(source if isinstance(source, bytes) else os.fspath(source), "dtd")

    def validate(self, data: bytes) -> list[tuple[int | None, str]]:
        """Return the faults of a document as (line, message), none for a valid one; a document that
        cannot be read is one fault.
        """
        try:
            document = parse(data, Context())
        except ParseError as error:
            return [(error.line, error.message)]
        return self.validate_element(document)

    def validate_element(self, element: Element) -> list[tuple[int | None, str]]:
        """Return the faults of an element that is parsed already, by itself."""
        with self._lock:
            if self._compiled.validate(element):
                return []
            return [(entry.line or None, entry.message) for entry in self._compiled.error_log]


def problems(
    data: bytes, context: Context, check: Callable[[Element], Iterable[Problem]]
) -> Iterator[Problem]:
    """Yield the faults of an XML document: those of the XML itself, then those that ``check`` finds
    in its root, unless the document cannot be read.

    >>> [fault.rule for fault in problems(b"just text", Context(), lambda root: [])]
    ['xml']
    """
    try:
        root = parse(data, context)
    except ParseError as error:
        yield Problem(error.line, error.message, "xml")
        return
    for diagnostic in context.report:
        line = diagnostic.position.line if diagnostic.position else None
        yield Problem(line, diagnostic.message, "xml")
    yield from check(root)


class _Beside(etree.Resolver):
    """Finds the imports of a schema in the schema's own folder, by file name; any other import is
    refused.
    """

    def __init__(self, folder: str | None) -> None:
        super().__init__()
        self._folder = folder

    def resolve(self, system_url: str | None, public_id: str | None, context: object) -> Any:  # type: ignore[override]
        name = re.split(r"[/\\]", system_url or "")[-1]
        path = os.path.join(self._folder, name) if self._folder and name else ""
        if not path or not os.path.isfile(path):
            raise OSError(f"{system_url} is not beside the schema")
        with open(path, "rb") as opened:
            return self.resolve_string(opened.read(), context, base_url=name)


@lru_cache(maxsize=32)
def _compile(source: str | bytes, kind: str) -> Schema:
    if isinstance(source, bytes):
        data, folder, name = source, None, "schema.xsd"
    else:
        with open(source, "rb") as opened:
            data = opened.read()
        folder, name = os.path.dirname(os.path.abspath(source)), os.path.basename(source)
    try:
        if kind == "dtd":
            return Schema(etree.DTD(io.BytesIO(data)))
        parser = etree.XMLParser(
            no_network=True, load_dtd=False, resolve_entities=False, huge_tree=False
        )
        parser.resolvers.add(_Beside(folder))
        return Schema(etree.XMLSchema(etree.fromstring(data, parser, base_url=name)))
    except (etree.XMLSchemaParseError, etree.DTDParseError, etree.XMLSyntaxError) as error:
        raise ParseError(f"the schema cannot be used: {error}", source=name) from error
