"""The mapping of exports of WordPress: for each element of an item where its value goes (WXR 1.2).

Rows count in their order. What no row reads is kept in ``extra``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from newsfmt.article import AltId, Association, Concept, Party
from newsfmt.dates import NewsDate
from newsfmt.errors import DateError
from newsfmt.format import Context
from newsfmt.markup.html import is_safe
from newsfmt_web import bodies, dates
from newsfmt_web.feed import Feed
from newsfmt_web.items import Incoming, Row, Table
from newsfmt_web.nodes import Node, Scope, value_of
from newsfmt_web.wxr.content import html_of
from newsfmt_web.wxr.site import Site

__all__ = ["ITEM", "NO_ARTICLES", "Post", "finish"]

NO_ARTICLES = frozenset(
    "nav_menu_item revision custom_css customize_changeset oembed_cache user_request wp_block "
    "wp_template wp_template_part wp_global_styles wp_navigation wp_font_family wp_font_face".split()
)
"""Types of posts that are no articles."""
_STATUSES = {"publish": "usable", "trash": "canceled"}
_DEFAULTS = {
    "wp:is_sticky": "0",
    "wp:post_parent": "0",
    "wp:menu_order": "0",
    "wp:comment_status": "open",
    "wp:ping_status": "open",
}


class Post(Incoming):
    """A post while it is read, with its site."""

    def __init__(self, context: Context, feed: Feed, node: Node, scope: Scope, site: Site) -> None:
        super().__init__(context, feed, node, scope)
        self.site = site
        self.parts_of = {child.key: child for child in reversed(node.children)}
        self.thumbnail: str | None = None

    def said(self, key: str) -> str:
        """Return the text of an element, empty where it is not there."""
        child = self.parts_of.get(key)
        return child.text.strip() if child is not None else ""


def _row(read: Callable[[Post, Sequence[Node]], None]) -> Row:
    """A row that knows the site."""

    def row(item: Incoming, nodes: Sequence[Node]) -> None:
        assert isinstance(item, Post)
        read(item, nodes)

    return row


# ---- lines, identifiers, dates
# ------------------------------------------------------------


def _text(field: str) -> Row:
    def row(item: Incoming, nodes: Sequence[Node]) -> None:
        item.set(field, item.first(nodes, item.plain), nodes[0].name)

    return row


def _title(item: Incoming, nodes: Sequence[Node]) -> None:
    item.set("headline", item.first(nodes, item.line), nodes[0].name)


def _link(item: Incoming, nodes: Sequence[Node]) -> None:
    url = item.first(nodes, item.plain)
    if url and is_safe(url):
        item.set("url", url)
    else:
        item.keep("link", url)


def _post_id(item: Incoming, nodes: Sequence[Node]) -> None:
    if value := item.first(nodes, item.plain):
        item.add("alt_ids", AltId(value=value, role="post_id"))


def _moment(post: Post, gmt: str, local: str) -> NewsDate | None:
    """The moment in UTC, else the local time without a zone; zeros are not a date."""
    for key, zone in ((gmt, "Z"), (local, "")):
        text = post.said(key)
        if not text.strip("0-: "):
            continue
        try:
            return dates.read(f"{text.replace(' ', 'T', 1)}{zone}").date
        except DateError:
            post.moment(key, text, post.parts_of[key])
    return None


def _dates(post: Post, nodes: Sequence[Node]) -> None:
    if nodes[0].key == "wp:post_date" and "wp:post_date_gmt" in post.parts_of:
        return
    moment = _moment(post, "wp:post_date_gmt", "wp:post_date")
    if post.said("wp:status") == "future":
        post.set("embargoed_until", moment)
        if moment is None:
            post.set("embargoed", True)
    else:
        post.set("published", moment)


def _modified(post: Post, nodes: Sequence[Node]) -> None:
    if nodes[0].key == "wp:post_modified" and "wp:post_modified_gmt" in post.parts_of:
        return
    post.set("updated", _moment(post, "wp:post_modified_gmt", "wp:post_modified"))


def _done(item: Incoming, nodes: Sequence[Node]) -> None:
    """Elements that another row reads, or that say nothing of the article."""


def _status(post: Post, nodes: Sequence[Node]) -> None:
    status = post.said("wp:status").lower()
    if not status or status == "future":
        return
    status = _STATUSES.get(status, status)
    if post.said("wp:post_password"):
        post.keep("post_password", post.said("wp:post_password"))
        status = "withheld" if status == "usable" else status
    post.set("pub_status", status)


def _type(item: Incoming, nodes: Sequence[Node]) -> None:
    if (word := item.plain(nodes[0])) not in ("post", ""):
        item.keep("post_type", word)


# ---- people and terms
# ------------------------------------------------------------


def _creator(post: Post, nodes: Sequence[Node]) -> None:
    """A login; behind co-authors it is kept."""
    for node in nodes:
        login = node.text.strip()
        if not login:
            continue
        if post.many.get("creators"):
            post.keep("dc:creator", login)
        else:
            post.creator(post.site.authors.get(login) or Party(name=login))


def _categories(post: Post, nodes: Sequence[Node]) -> None:
    """Terms by their taxonomy; one without is that of the next of the same name."""
    named = {post.line(node) for node in nodes if node.get("domain")}
    for node in nodes:
        name, domain = post.line(node), node.get("domain") or ""
        code = node.get("nicename") or None
        if not name or (not domain and name in named):
            continue
        if domain == "author":
            post.creator(_author(post, name, code))
        elif domain in ("post_tag", "tag"):
            post.add_new("keywords", name)
            if code and code != name:
                post.add_new(f"nicenames:{domain}", code)
        elif domain == "post_format":
            post.keep("post_format", code or name)
        else:
            field = "categories" if domain in ("category", "") else "subjects"
            scheme = None if field == "categories" else domain
            _add_term(post, field, post.site.concept(name, code, scheme))


def _add_term(post: Post, field: str, term: Concept) -> None:
    """Add a term; one that was named without its nicename is the same."""
    terms = post.many[field]
    for index, known in enumerate(terms):
        if (known.name, known.scheme) == (term.name, term.scheme) and None in (
            known.code,
            term.code,
        ):
            terms[index] = known if known.code else term
            return
    post.add_new(field, term)


def _author(post: Post, name: str, code: str | None) -> Party:
    login = (code or "").removeprefix("cap-")
    known = post.site.authors.get(login)
    return (
        known if known is not None and known.name == name else Party(name=name, code=login or None)
    )


# ---- words
# ------------------------------------------------------------


def _excerpt(post: Post, nodes: Sequence[Node]) -> None:
    post.set("summary", post.first(nodes, post.line), nodes[0].name)


def _content(post: Post, nodes: Sequence[Node]) -> None:
    for node in nodes:
        text = node.text
        if not text.strip():
            continue
        if "body" in post.values:
            post.keep(node.name, text)
            continue
        left: list[str] = []
        html = html_of(text, post.site.of(post.said("wp:post_id")), left)
        if left:
            message = f"settings of blocks were left out: {', '.join(left)}"
            post.report("read.element-ignored", message, node.line)
        body = bodies.blocks(html, post.body_base(node), post.context, node.line)
        if body:
            post.values["body"] = body


# ---- the rest
# ------------------------------------------------------------


def _meta(post: Post, nodes: Sequence[Node]) -> None:
    for node in nodes:
        parts = {child.key: child.text for child in node.children}
        key, value = parts.get("wp:meta_key", "").strip(), parts.get("wp:meta_value", "").strip()
        if key == "_thumbnail_id" and value in post.site.attachments:
            post.thumbnail = value
        elif key:
            post.keep(key, value)
        else:
            post.keep(node.name, value_of(node))


def _unless_default(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        text = node.text.strip()
        if text != _DEFAULTS[node.key]:
            item.keep(node.key.removeprefix("wp:"), text)


def _comments(item: Incoming, nodes: Sequence[Node]) -> None:
    count = len(nodes)
    item.report(
        "read.element-ignored",
        f"{count} comment{'s' * (count > 1)} of readers, which are no part of the article",
        nodes[0].line,
    )


ITEM = Table(
    [
        ("title", _title),
        ("link", _link),
        ("guid", _text("id")),
        ("wp:post_id", _post_id),
        ("wp:post_name", _text("slugline")),
        ("wp:post_date_gmt", _row(_dates)),
        ("wp:post_date", _row(_dates)),
        ("wp:post_modified_gmt", _row(_modified)),
        ("wp:post_modified", _row(_modified)),
        ("pubdate", _done),
        ("wp:status", _row(_status)),
        ("wp:post_password", _done),
        ("wp:post_type", _type),
        ("category", _row(_categories)),
        ("dc:creator", _row(_creator)),
        ("excerpt:encoded", _row(_excerpt)),
        ("content:encoded", _row(_content)),
        ("wp:postmeta", _row(_meta)),
        *((name, _unless_default) for name in _DEFAULTS),
        ("wp:comment", _comments),
    ]
)
"""What reads each element of an item."""


def finish(post: Post) -> None:
    """Add the uploaded files of a post: the one it features, then those that hang on it."""
    for name in [name for name in post.many if name.startswith("nicenames:")]:
        for code in post.many.pop(name):
            post.keep(name.removeprefix("nicenames:"), code)
    site, own = post.site, post.said("wp:post_id")
    keys = [(post.thumbnail, "featured")] if post.thumbnail else []
    keys += [(key, "attachment") for key in site.by_parent.get(own, ()) if key != post.thumbnail]
    for key, rel in keys:
        file = site.attachments[key or ""]
        href = post.address(file.address, post.node, "attachment_url")
        if href:
            post.add(
                "associations", Association(rel=rel, id=key, href=href, item=file.item(post.prefix))
            )
