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

from newsfmt import differences, xmlkit
from newsfmt.article import Article
from newsfmt.format import Context
from newsfmt.formats.newsml_1 import WRITES
from newsfmt.formats.newsml_1.document import Derived, Item, envelope, inside, written_inside
from newsfmt.formats.newsml_1.fields import Fields, Topics
from newsfmt.formats.newsml_1.properties import is_carried
from newsfmt.formats.newsml_1.read import item, read_envelope
from newsfmt.prose import report_separator, without_prefix
from newsfmt.xmlkit import Writer

__all__ = ["write"]

Losses = list[tuple[str, str, str]]


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write a NewsML document with an item for each article."""
    writer = Writer(stream)
    writer.start("NewsML", {"Version": "1.2"})
    carrier: Fields | None = None
    for index, article in enumerate(articles):
        context.index = index
        if carrier is None:
            carrier = _envelope(writer, article)
        written = _Written(article, carrier, index)
        report_separator(article, context)
        for severity, path, message in written.derived:
            context.lost("write.value-derived", path, message, article=article, severity=severity)
        for code, path, message in written.losses:
            context.lost(code, path, message, article=article)
        writer.raw(written.xml)
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


class _Written:
    """One item: its XML, what was derived and what is lost."""

    def __init__(self, article: Article, carrier: Fields, index: int) -> None:
        wanted = without_prefix(article)
        self.losses: Losses = []
        self.derived: Derived = []
        overrides: set[str] = set()
        generic: set[str] = set()
        found: list[str] = []
        for _ in range(3):
            self.losses, self.derived = [], []
            made = Item(wanted, article, index, overrides, generic, self.losses, self.derived)
            self.xml = made.written()
            again = _read(self.xml, carrier)
            found = [
                path
                for path in differences.differences(wanted, again)
                if differences.is_declared(path, WRITES)
            ]
            before = len(overrides) + len(generic)
            for path in found:
                field = path.partition("[")[0].partition(".")[0]
                if field == "extra":
                    generic.add(path[7:-2])
                elif field == "body":
                    generic.add(field)
                elif is_carried(field):
                    overrides.add(field)
            if len(overrides) + len(generic) == before:
                break
        told = any(path.startswith("body") for _, path, _ in self.losses)
        for path in found:
            if path.startswith("body"):
                if not told:
                    self.losses.append(
                        ("write.node-flattened", path, "NITF in NewsML holds it in another form")
                    )
            else:
                self.losses.append(("write.field-lost", path, "NewsML 1 cannot hold this value"))


def _read(xml: str, carrier: Fields) -> Article:
    root = xmlkit.parse(io.BytesIO(xml.encode()), Context())
    return Article(**item(root, Context(), None, Topics(), carrier, {}))
