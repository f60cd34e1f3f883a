"""HTML fragment: the text of an article as HTML for a page of somebody else's, such as a CMS takes.

An Article goes in, its body as a fragment of valid HTML comes out (HTML Living Standard); the
fields beside the body, the headline among them, belong to the page and are reported as lost, as is
each value of the body that the fragment does not say. The format is only written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import attrs

from newsfmt.article import Article
from newsfmt.body import BLOCKS, INLINES
from newsfmt.errors import SerializeError
from newsfmt.format import Context, Format
from newsfmt.hooks import hookimpl
from newsfmt.options import Options, option

__all__ = ["FORMATS", "HtmlFragmentWriteOptions", "newsfmt_formats"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class HtmlFragmentWriteOptions(Options):
    """How a fragment is written."""

    indent: bool = option(True, "Put each block on a line of its own, indented by two spaces.")


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write the body of the one article there is. Raises SerializeError for a lone surrogate."""
    from newsfmt.losses import Receipt
    from newsfmt.markup import html

    indent = "  " if context.options.indent else None
    for article in articles:
        receipt = Receipt(article, context, _WRITES)
        text = html.render(article, lost=receipt.lost, indent=indent)
        try:
            stream.write(text.encode() + b"\n" if text else b"")
        except UnicodeEncodeError:
            message = "the text holds a lone surrogate, which no encoding can write"
            raise SerializeError(message, article=context.index) from None
        receipt.compare(Article(body=html.parse(text)))


_WRITES = frozenset(("body", *(f"body:{kind}" for kind in (*BLOCKS, *INLINES))))


def _writes(options: object) -> frozenset[str]:
    return _WRITES


FORMATS = [
    Format(
        name="html-fragment",
        title="HTML fragment",
        media_types=("text/html",),
        extensions=("html",),
        write=write,
        write_options=HtmlFragmentWriteOptions,
        writes=_writes,
        multiple=False,
        spec="https://html.spec.whatwg.org/multipage/",
    )
]
"""The format."""


@hookimpl
def newsfmt_formats() -> list[Format]:
    """Provide the format."""
    return FORMATS
