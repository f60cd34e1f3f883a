"""An Article to NITF 3.6: written, read again, and what did not come back added as newsfmt's own
``meta`` or reported.

One Article comes in, a document valid against nitf-3-6.xsd in strict form goes out. What NITF has a
place for stands there; a field it has no place for is a ``meta`` named ``newsfmt:<field>``. The
writer asks the reader: what is read otherwise than it was is a loss with its path.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from newsfmt import differences, xmlkit
from newsfmt.article import Article
from newsfmt.errors import CannotWriteError
from newsfmt.format import Context
from newsfmt.formats.nitf import WRITES, heads
from newsfmt.formats.nitf.document import OVERRIDES, Document, Plan
from newsfmt.markup import nitf
from newsfmt.prose import report_separator, without_prefix

__all__ = ["write"]


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write the one article. Raises CannotWriteError for none or several: NITF holds one story a
    file.
    """
    passed = iter(articles)
    first = next(passed, None)
    if first is None:
        raise CannotWriteError("NITF holds one article a file, and there is none")
    text, losses = _document(first)
    others = sum(1 for _ in passed)
    if others:
        raise CannotWriteError(
            f"NITF holds one article a file, and these are {others + 1}; give a folder for them with -o DIR"
        )
    report_separator(first, context)
    for code, path, message in losses:
        context.lost(code, path, message, article=first)
    stream.write(text)


def _document(article: Article) -> tuple[bytes, list[tuple[str, str, str]]]:
    """The document and what is lost in it."""
    wanted = without_prefix(article)
    plan = Plan()
    losses: list[tuple[str, str, str]] = []
    for last in (False, True):
        losses = []
        data = Document(wanted, plan, losses).written()
        again = _read(data)
        found = [
            path
            for path in differences.differences(wanted, again)
            if differences.is_declared(path, WRITES)
        ]
        if not found:
            return data, losses
        if last or not _planned(wanted, found, plan):
            break
    losses.extend(_lost(wanted, again, found, losses))
    return data, losses


def _read(data: bytes) -> Article:
    context = Context(name="written")
    root = xmlkit.parse(data, context)
    fields = heads.fields(root, context)
    if "associations" in fields:
        fields["associations"] = tuple(nitf.associations(root, context))
    return Article(body=nitf.parse(root, context), **fields)


def _planned(wanted: Article, found: list[str], plan: Plan) -> bool:
    """Plan for what did not come back; say whether there is anything new to plan."""
    before = (len(plan.overrides), len(plan.generic), plan.explicit_creators, plan.explicit_ids)
    for path in found:
        field = path.partition("[")[0]
        name = path if path in OVERRIDES else field.partition(".")[0]
        if path.startswith("extra["):
            plan.generic.add(path[7:-2])
        elif field == "creators":
            plan.explicit_creators = True
        elif field == "alt_ids":
            plan.explicit_ids = True
        elif name in OVERRIDES and "[" not in path:
            plan.overrides[name] = str(differences.value_at(wanted, name) or "")
        elif field in ("dateline", "transmission", "rights", "provider", "digital_source_type"):
            for part in OVERRIDES:
                if part.startswith(f"{field}.") and differences.value_at(wanted, part) is not None:
                    plan.overrides[part] = str(differences.value_at(wanted, part))
    return before != (
        len(plan.overrides),
        len(plan.generic),
        plan.explicit_creators,
        plan.explicit_ids,
    )


def _lost(
    wanted: Article, again: Article, found: list[str], told: list[tuple[str, str, str]]
) -> Iterable[tuple[str, str, str]]:
    body_told = any(path.startswith("body") for _, path, _ in told)
    paths = {path for _, path, _ in told}
    for path in found:
        if path in paths or (path.startswith("body") and body_told):
            continue
        if path.startswith("body"):
            yield "write.node-flattened", path, "NITF holds it in another form"
        else:
            yield "write.field-lost", path, "NITF cannot hold this value there"
