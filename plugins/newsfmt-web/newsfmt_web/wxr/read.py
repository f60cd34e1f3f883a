"""Exports of WordPress to Articles: the bytes of one come in, an Article for each post and page
goes out.

Uploaded files are items of their own, before or behind the posts that show them. So the input is
copied to a temporary file: a first pass over the bytes gathers the files, a second one reads the
posts; memory holds one post and the files.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import BinaryIO, cast

from newsfmt.article import Article, Rendition
from newsfmt.format import Context
from newsfmt_web.feed import Feed
from newsfmt_web.items import Incoming, articles
from newsfmt_web.nodes import Node, Scope, said_by, value_of
from newsfmt_web.reading import Found, Vocabulary, items
from newsfmt_web.salvage import Grammar
from newsfmt_web.wxr import WxrOptions
from newsfmt_web.wxr.fields import ITEM, NO_ARTICLES, Post, finish
from newsfmt_web.wxr.site import Attachment, Site, gather_attachments, segments

__all__ = ["read"]

_IN_MEMORY = 1 << 20
_NESTED = {
    "image": "title link url width height description",
    "wp:author": "wp:author_id wp:author_login wp:author_email wp:author_display_name wp:author_first_name wp:author_last_name",
    "wp:category": "wp:term_id wp:category_nicename wp:category_parent wp:cat_name wp:category_description wp:termmeta",
    "wp:tag": "wp:term_id wp:tag_slug wp:tag_name wp:tag_description wp:termmeta",
    "wp:term": "wp:term_id wp:term_taxonomy wp:term_slug wp:term_parent wp:term_name wp:term_description wp:termmeta",
    "wp:postmeta": "wp:meta_key wp:meta_value",
    "wp:termmeta": "wp:meta_key wp:meta_value",
    "wp:commentmeta": "wp:meta_key wp:meta_value",
    "wp:comment": "wp:comment_id wp:comment_author wp:comment_author_email wp:comment_author_url wp:comment_author_ip wp:comment_date "
    "wp:comment_date_gmt wp:comment_content wp:comment_approved wp:comment_type wp:comment_parent "
    "wp:comment_user_id wp:commentmeta",
}  # fmt: skip
"""What stands in an element that holds others."""
_FIELDS = "title link pubdate guid description category language generator image"
VOCABULARY = Vocabulary(
    names=("item", "ITEM"),
    own=("",),
    containers=frozenset({"channel"}),
    grammar=Grammar(
        items=frozenset({"item"}),
        around=frozenset({"rss", "channel"}),
        fields=frozenset(_FIELDS.split()),
        inside={name: frozenset(inside.split()) for name, inside in _NESTED.items()},
    ),
)
"""What the way through the document knows of exports."""
_DROPPED = frozenset({"rss", "channel", "pubdate", "atom:link", "docs", "ttl", "cloud"})
_FEED = {"title": "title", "link": "link", "language": "language", "copyright": "rights"}


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the article of each post. Raises ParseError for what holds none."""
    options = context.options if isinstance(context.options, WxrOptions) else WxrOptions()
    site = Site()
    count = 0
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
        file = cast("BinaryIO", copy)
        shutil.copyfileobj(stream, file)
        if options.attachments == "associations":
            file.seek(0)
            gather_attachments(file, site, VOCABULARY.grammar, VOCABULARY.own, context)
        for article in articles(context, _reads(file, site, options, context)):
            count += 1
            yield article
    if not count and not context.report.failed:
        raise context.error("none of its items is a post or page; its uploads are read with -O attachments=articles")  # fmt: skip


def _reads(
    file: BinaryIO, site: Site, options: WxrOptions, context: Context
) -> Iterable[Callable[[], Article | None]]:
    file.seek(0)
    feed: Feed | None = None

    def again() -> Iterator[bytes]:
        file.seek(0)
        return segments(file, context.limits.article_bytes)

    for found in items(file, context, VOCABULARY, again=again):
        if feed is None:
            feed = _feed(found, site, options, context)
        yield partial(_article, found.node, found.scope, feed, site, options, context)


def _feed(found: Found, site: Site, options: WxrOptions, context: Context) -> Feed:
    feed = Feed("wxr:", base=options.base)
    for node in found.head:
        if site.take(node) or node.key in _DROPPED:
            continue
        reader = Incoming(context, feed, node, found.scope)
        field = _FEED.get(node.key)
        if field and getattr(feed, field) is None:
            setattr(feed, field, reader.line(node) or None)
        else:
            feed.keep(node.name, value_of(node))
    feed.settle(options.language)
    return feed


def _article(
    node: Node, scope: Scope, feed: Feed, site: Site, options: WxrOptions, context: Context
) -> Article | None:
    post = Post(context, feed, node, scope.within(node), site)
    kind = post.said("wp:post_type")
    is_file = kind == "attachment"
    if (is_file and options.attachments != "articles") or kind in NO_ARTICLES:
        what = f"the item is of the type {kind}"
    elif post.said("wp:status") == "auto-draft":
        what = "the item is a draft that nobody saved"
    else:
        what = ""
    if what:
        context.warn("read.item-skipped", f"{what}: {said_by(node)}", at=node.line)
        return None
    ITEM.read(post, node.children)
    finish(post)
    if is_file:
        return _file(post)
    return post.article()


def _file(post: Post) -> Article:
    """An uploaded file as an article of its own."""
    address = post.said("wp:attachment_url") or post.said("guid")
    href = post.address(address, post.node, "attachment_url")
    kind = Attachment(address, None, None, None, None, None).item("").type
    post.extra.pop(f"{post.prefix}wp:attachment_url", None)
    return post.article(type=kind, renditions=(Rendition(href=href),) if href else ())
