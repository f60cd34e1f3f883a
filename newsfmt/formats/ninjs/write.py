"""Articles to ninjs 1.6, 2.2 or 3.1: one article an object, several an array, each valid against
the schema of its version.

An object is read again as it is written, unless the table says that all values come back; the
values that it does not hold are reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

from newsfmt._orjson import orjson
from newsfmt.article import Article
from newsfmt.diagnostics import Report
from newsfmt.errors import SerializeError
from newsfmt.format import Context
from newsfmt.formats.ninjs import NinjsWriteOptions
from newsfmt.formats.ninjs.item import Notes, Outgoing, Reading
from newsfmt.formats.ninjs.keys import is_certain, read_item, write_item, writes
from newsfmt.losses import Receipt

__all__ = ["write"]


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write one article as an object, several as an array, none as an empty array. Raises
    SerializeError for what JSON cannot hold.
    """
    options = (
        context.options if isinstance(context.options, NinjsWriteOptions) else NinjsWriteOptions()
    )
    held: bytes | None = None
    several = False
    for index, article in enumerate(articles):
        context.index = index
        if held is not None:
            stream.write((b",\n" if several else b"[\n") + held)
            several = True
        try:
            held = _dumps(_object(article, options.version, context), options.indent)
        except RecursionError:
            raise SerializeError(
                "items are nested in each other too deeply", article=index, path="associations"
            ) from None
    if several and held is not None:
        stream.write(b",\n" + held + b"\n]\n")
    else:
        stream.write((held if held is not None else b"[]") + b"\n")


def _object(article: Article, version: str, context: Context) -> dict[str, Any]:
    """The object of an article, after what it cannot say has been reported."""
    receipt = Receipt(article, context, writes(version))
    out = Outgoing(article, version, receipt.lost)
    standard = {
        "name": "ninjs",
        "version": version,
        "schema": f"http://www.iptc.org/std/ninjs/ninjs-schema_{version}.json",
    }
    data = {"$standard" if out.old else "standard": standard, **write_item(out)}
    if is_certain(out):
        receipt.compare(article, found=[])
    else:
        silent = Notes(Context(report=Report(keep=0), limits=context.limits), "$", _nowhere)
        receipt.compare(read_item(data, silent, _reading(out)))
    return data


def _reading(out: Outgoing) -> Reading:
    """How the object is read again: not its body, where that is sure to come back."""
    article = out.article
    alone = not article.alternates and not article.associations
    return Reading(known=article.body) if alone and out.plain else Reading()


def _nowhere() -> Mapping[str, int]:
    return {}


def _dumps(data: Mapping[str, object], indent: bool) -> bytes:
    try:
        return orjson.dumps(data, option=orjson.OPT_INDENT_2 if indent else None)
    except orjson.JSONEncodeError as error:
        raise SerializeError(f"ninjs cannot hold it: {error}") from None
