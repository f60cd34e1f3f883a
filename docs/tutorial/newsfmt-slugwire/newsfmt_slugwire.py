"""Slugwire: articles as a `>>slug|headline` line, then text, until the next `>>`."""

from collections.abc import Iterator
from typing import BinaryIO

from newsfmt import Article, Confidence, Context, Format, Head, ParseError, hookimpl, prose


def sniff(head: Head) -> Confidence:
    return Confidence.CERTAIN if head.data.startswith(b">>") else Confidence.NO


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    preamble, *blocks = prose.decode(stream.read(), context).split(">>")
    if preamble.strip():
        context.warn("read.preamble", f"{len(preamble)} characters before the first article")
    for number, block in enumerate(blocks, 1):
        slug, bar, rest = block.partition("|")
        if not bar:
            raise ParseError(f"article {number}: no '|' after the slug", source=context.name)
        headline, _, text = rest.partition("\n")
        yield Article.from_text(text, headline=headline.strip(), slugline=slug.strip())


@hookimpl
def newsfmt_formats() -> list[Format]:
    return [
        Format(
            name="slugwire",
            title="Slugwire",
            extensions=("slug",),
            sniff=sniff,
            read=read,
            streams=False,
        )
    ]
