"""Articles to JSON-LD: an Article comes in, a node of schema.org goes out; several are the nodes of
one ``@graph``.

``<``, ``>``, ``&`` and the line ends of JavaScript are escaped, so that the text may stand in a
script of a page. What does not come back is reported.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from newsfmt.article import Article
from newsfmt.body import block_text
from newsfmt.errors import SerializeError
from newsfmt.format import Context
from newsfmt.losses import Receipt, read_again
from newsfmt_web.declared.terms import CONTEXT, WRITES, node
from newsfmt_web.jsonld.read import read

__all__ = ["dumps", "write"]

_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write the articles as one document. Raises SerializeError for a lone surrogate."""
    nodes: list[str] = []
    for index, article in enumerate(articles):
        context.index = index
        nodes.append(_node(article, context))
    if len(nodes) == 1:
        stream.write(f"{nodes[0]}\n".encode())
        return
    graph = ",\n".join(nodes)
    stream.write(f'{{"@context": "{CONTEXT}", "@graph": [\n{graph}\n]}}\n'.encode())


def _node(article: Article, context: Context) -> str:
    text = "\n\n".join(block_text(article.body, skip=frozenset())) or None
    made = dumps({"@context": CONTEXT, **node(article, text)})
    try:
        data = made.encode()
    except UnicodeEncodeError:
        message = "the text holds a lone surrogate, which no encoding can write"
        raise SerializeError(message, article=context.index) from None
    Receipt(article, context, WRITES).compare(read_again(data, read))
    return made


def dumps(data: Any) -> str:
    """Return data as JSON that may stand in a script.

    >>> dumps({"headline": "</script>"})
    '{"headline": "\\\\u003c/script\\\\u003e"}'
    """
    return json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
