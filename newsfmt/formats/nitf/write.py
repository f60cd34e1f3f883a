"""An Article to NITF 3.6: written, read again, and what did not come back added as newsfmt's own
``meta`` or reported.

One Article comes in, a document valid against nitf-3-6.xsd in strict form goes out. What NITF has a
place for stands there; a field it has no place for is a ``meta`` named ``newsfmt:<field>``. The
writer asks the reader: what is read otherwise than it was is a loss with its path.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import BinaryIO

from newsfmt import xmlkit
from newsfmt.article import Article
from newsfmt.errors import CannotWriteError
from newsfmt.format import Context
from newsfmt.formats.nitf import NAMESPACE, heads
from newsfmt.formats.nitf.item import Outgoing, Plan, write_tags
from newsfmt.formats.nitf.own import sayable
from newsfmt.formats.nitf.slots import TABLE, WRITES
from newsfmt.losses import Difference, Receipt, differences, value_at
from newsfmt.markup import nitf
from newsfmt.prose import report_separator, without_prefix
from newsfmt.xmlkit import Writer

__all__ = ["write"]

_VERSION = "-//IPTC//DTD NITF 3.6//EN"


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write the one article. Raises CannotWriteError for none or several: NITF holds one story a
    file.
    """
    passed = iter(articles)
    first = next(passed, None)
    if first is None:
        raise CannotWriteError("NITF holds one article per file, and no article was given")
    text = _document(first, context)
    others = sum(1 for _ in passed)
    if others:
        raise CannotWriteError(
            f"NITF holds one article per file, and there are {others + 1}; give a folder for them with -o DIR"
        )
    stream.write(text)


def _document(article: Article, context: Context) -> bytes:
    """The document, after its losses have been reported."""
    wanted = without_prefix(article)
    report_separator(article, context)
    plan = Plan()
    namespace = NAMESPACE if context.options is None or context.options.namespace else None
    for last in (False, True):
        receipt = Receipt(article, context, WRITES)
        out = Outgoing(wanted, plan, receipt.lost)
        data, plain = _written(out, namespace)
        looked_at = out.fields - {"body"} if plain else out.fields
        if not last and TABLE.certain(wanted, given=looked_at):
            receipt.compare(article, wanted=wanted, found=[])
            return data
        again = _read(data, wanted)
        found = differences(wanted, again, WRITES)
        if last or not _planned(wanted, found, plan):
            break
    receipt.compare(again, wanted=wanted, found=found)
    return data


def _written(out: Outgoing, namespace: str | None) -> tuple[bytes, bool]:
    """The document of an article, by the table of its places, and whether its body is certain."""
    made = TABLE.fill(out)
    written = BytesIO()
    writer = Writer(written)
    attributes = {"xmlns": namespace, "version": _VERSION, **made.get("@", {})}
    writer.start("nitf", attributes)
    write_tags(made["head"], writer)
    writer.start("body")
    write_tags(made.get("body.head", ()), writer)
    plain = nitf.write_body(
        out.article.body, writer, lost=out.lost, associations=made.get("media", ())
    )
    writer.close()
    return written.getvalue(), plain


def _read(data: bytes, wanted: Article) -> Article:
    """The article as it is read again; not the body, where that is sure to come back."""
    context = Context(name="written")
    root = xmlkit.parse(data, context)
    fields = heads.fields(root, context)
    if "associations" in fields:
        fields["associations"] = tuple(nitf.associations(root, context))
    left: dict[str, list[str]] = {}
    body = wanted.body if nitf.is_certain(wanted.body) else nitf.parse(root, context, left)
    if left:
        fields["extra"] = fields.get("extra", {}) | {key: tuple(left[key]) for key in left}
    return Article(body=body, **fields)


def _planned(wanted: Article, found: list[Difference], plan: Plan) -> bool:
    """Plan for what did not come back; say whether there is anything new to plan."""
    before = plan.size
    for difference in found:
        path = difference.path
        field = path.partition("[")[0].partition(".")[0]
        if path.startswith("extra[") and value_at(wanted, path):
            plan.generic.add(path[7:-2])
        elif field == "creators":
            plan.explicit_creators = True
        elif field == "alt_ids":
            plan.explicit_ids = True
        elif path in sayable() and (path == field or value_at(wanted, field) is not None):
            plan.overrides[path] = str(value_at(wanted, path) or "")
        elif field in _RECORDS:
            for part in sayable():
                if part.startswith(f"{field}.") and value_at(wanted, part) is not None:
                    plan.overrides[part] = str(value_at(wanted, part))
    return before != plan.size


_RECORDS = frozenset({"dateline", "transmission", "rights", "provider", "digital_source_type"})
