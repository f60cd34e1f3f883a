"""Articles to NewsML 1.2: an envelope and an item for each, written, read again, and what did not
come back added as properties.

Articles come in one by one, a document valid with the DTD goes out, with flat memory. What NewsML
demands and the article does not say is derived by model-rules.md §5, marked by an empty property
``newsfmt:<field>``, and reported; what NewsML has no place for is a property. The writer asks the
reader: what is read otherwise than it was is said again as a property, or is a loss with its path.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import BinaryIO

from newsfmt import xmlkit
from newsfmt.article import Article
from newsfmt.format import Context
from newsfmt.formats.newsml_1 import WRITES
from newsfmt.formats.newsml_1.document import Item, envelope, inside, written_inside
from newsfmt.formats.newsml_1.fields import Fields, Topics
from newsfmt.formats.newsml_1.properties import is_carried
from newsfmt.formats.newsml_1.read import item, read_envelope
from newsfmt.losses import Difference, Receipt, differences
from newsfmt.prose import report_separator, without_prefix
from newsfmt.xmlkit import Writer

__all__ = ["write"]

_ATTEMPTS = 3


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write a NewsML document with an item for each article."""
    writer = Writer(stream)
    writer.start("NewsML", {"Version": "1.2"})
    carrier: Fields | None = None
    for index, article in enumerate(articles):
        context.index = index
        if carrier is None:
            carrier = _envelope(writer, article)
        report_separator(article, context)
        writer.raw(_item(article, index, carrier, context))
        writer.flush()
        context.index = index + 1
    if carrier is None:
        _nothing(writer)
    writer.close()


def _nothing(writer: Writer) -> None:
    """NewsML demands an item; without articles there is none to write."""
    from newsfmt.errors import CannotWriteError

    raise CannotWriteError("NewsML 1 demands an item, and there is no article")


def _envelope(writer: Writer, article: Article) -> Fields:
    """Write the envelope, by the first article; return what a reader will have of it for every
    item.
    """
    inner = inside()
    envelope(inner, article)
    text = written_inside(inner)
    writer.raw(text)
    carrier = Fields(Context(), None)
    read_envelope(xmlkit.parse(text.encode(), Context()), carrier)
    return carrier


def _item(article: Article, index: int, carrier: Fields, context: Context) -> str:
    """The XML of an item, after its losses have been reported. What is read otherwise than it was
    is said again as a property in the next attempt.
    """
    wanted = without_prefix(article)
    overrides: set[str] = set()
    generic: set[str] = set()
    for left in reversed(range(_ATTEMPTS)):
        receipt = Receipt(article, context, WRITES)
        xml = Item(wanted, article, index, overrides, generic, receipt).written()
        again = _read(xml, carrier)
        found = differences(wanted, again, WRITES)
        if not _planned(found, overrides, generic) or not left:
            break
    receipt.compare(again, wanted=wanted, found=found)
    return xml


def _planned(found: list[Difference], overrides: set[str], generic: set[str]) -> bool:
    """Plan for what did not come back; say whether there is anything new to plan."""
    before = len(overrides) + len(generic)
    for difference in found:
        path = difference.path
        field = path.partition("[")[0].partition(".")[0]
        if field == "extra":
            generic.add(path[7:-2])
        elif field == "body":
            generic.add(field)
        elif is_carried(field):
            overrides.add(field)
    return len(overrides) + len(generic) != before


def _read(xml: str, carrier: Fields) -> Article:
    root = xmlkit.parse(io.BytesIO(xml.encode()), Context())
    return Article(**item(root, Context(), None, Topics(), carrier, {}))
