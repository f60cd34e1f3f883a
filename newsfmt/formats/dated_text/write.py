"""Writing dated text: Articles in, the canonical form out (dated-text-grammar.md §1): header, blank
line, paragraphs separated by blank lines, no line end.

What the text cannot say is reported; what it says is what :mod:`newsfmt.formats.dated_text.read`
will read again, which is checked here with the very grammar of the reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from newsfmt.article import Article
from newsfmt.errors import SerializeError
from newsfmt.format import Context
from newsfmt.formats.dated_text import DatedTextReadOptions
from newsfmt.formats.dated_text.places import PLACES, WRITES, Outgoing
from newsfmt.formats.dated_text.read import read
from newsfmt.losses import Receipt, read_again

__all__ = ["write"]


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write the articles, separated by a blank line. Raises SerializeError for one of several that
    has no date, so that a reader could not separate it from its neighbours.
    """
    for index, (article, alone) in enumerate(_with_company(articles)):
        context.index = index
        if not alone and article.published is None:
            label = f"article {index + 1}" + (f" ({article.headline})" if article.headline else "")
            raise SerializeError(
                f"{label} has no date, so that a reader could not separate it from its neighbours "
                "in one file; write each to its own file (--split -o DIR/) or to jsonl",
                article=index, path="published",
            )  # fmt: skip
        if index:
            stream.write(b"\n\n")
        stream.write(_text(article, context))


def _with_company(articles: Iterable[Article]) -> Iterator[tuple[Article, bool]]:
    """Each article, and whether it is the only one."""
    held: Article | None = None
    alone = True
    for article in articles:
        if held is not None:
            alone = False
            yield held, alone
        held = article
    if held is not None:
        yield held, alone


def _text(article: Article, context: Context) -> bytes:
    """The text of an article, after its losses have been reported."""
    receipt = Receipt(article, context, WRITES)
    out = Outgoing(article, receipt.lost)
    for _, slot in PLACES.writers():
        slot.codec.write(out)  # type: ignore[misc]
    try:
        data = "\n\n".join(text for text, _ in out.parts).encode()
    except UnicodeEncodeError:
        raise SerializeError(
            "the text holds a lone surrogate, which no encoding can write",
            article=context.index,
        ) from None
    receipt.compare(read_again(data, read, DatedTextReadOptions()))
    return data
