"""JSON-LD to Articles: the document comes in, an Article for each node that is an article goes out;
the other nodes are what these refer to.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from newsfmt import jsonkit
from newsfmt.article import Article
from newsfmt.format import Context
from newsfmt_web import bodies
from newsfmt_web.declared import schema_org
from newsfmt_web.declared.graph import Graph, Node, dumped, kinds
from newsfmt_web.declared.page import Page
from newsfmt_web.items import articles
from newsfmt_web.options import WebOptions, options_of

__all__ = ["read"]


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the article of each node. Raises ParseError for an input without any."""
    limit = context.limits.whole_bytes
    data = stream.read(-1 if limit is None else limit + 1)
    if limit is not None and len(data) > limit:
        raise context.exceeded("whole_bytes", "the document")
    graph, options = Graph(), options_of(context)
    graph.add(jsonkit.loads(data, context, lenient=True))
    if not graph.articles:
        raise context.error("there is no article of schema.org in it; name its format with --from")
    nodes = (partial(_article, node, graph, context, options) for node in graph.articles)
    yield from articles(context, nodes)
    for node in graph.unreferred():
        context.warn("read.item-skipped", f"a node is no article and was left out: {dumped(node)}")


def _article(node: Node, graph: Graph, context: Context, options: WebOptions) -> Article:
    page = Page(context, f"{context.format or 'jsonld'}:", options.base)
    schema_org.read(page, graph, node, "json-ld")
    name = node.get("@id")
    if isinstance(name, str) and name and "id" not in page.values:
        page.values["id"] = name
    if "VideoObject" in kinds(node):
        page.values["type"] = "video"
    if "language" not in page.values and options.language:
        page.values["language"] = options.language
    if page.texts:
        text = "\n\n".join(page.texts)
        page.values["body"] = bodies.of_declared_text(text, page.base, page.context)
    page.mark_dateline()
    fields = page.finish()
    return Article(**fields, origin=context.origin(context.index, None))
