"""What the readers of feeds leave out by rule, each with its reason: for the records of the
formats.
"""

from __future__ import annotations

from newsfmt.dropped import HTML, XML, Dropped, inside

__all__ = ["ATOM", "FEED", "JSONFEED", "RSS", "WXR"]

_FETCHED = "for programs that fetch the feed, no part of an article"
_MADE = "when the feed was made, which is no date of an article"

FEED = (
    *XML,
    Dropped("@version", "the version of the format"),
    Dropped("sy:**", _FETCHED),
    *(Dropped(f"channel/{name}/**", _FETCHED) for name in "ttl cloud skipHours skipDays textInput docs atom:link items".split()),
    *inside("content|summary|description|encoded|body", HTML),
    *(Dropped(f"channel/{name}/text()", _MADE) for name in "lastBuildDate pubDate dc:date dcterms:modified".split()),
)  # fmt: skip
"""What all of them leave out."""
RSS = (
    *FEED,
    Dropped("guid/@isPermaLink", "whether the guid is the address, which the link is then"),
    Dropped("channel/link/@*", _FETCHED),
    Dropped("title|description/@type", "how the text is written"),
)
"""What the reader of RSS leaves out."""
ATOM = (
    *FEED,
    Dropped("feed/updated/text()", _MADE),
    Dropped("feed/modified/text()", _MADE),
    Dropped("feed/link/**", _FETCHED),
    Dropped("content|title|summary|rights|subtitle/@type", "how the content is written"),
    Dropped("@mode", "how the content is written"),
)
"""What the reader of Atom leaves out."""
JSONFEED = (
    Dropped("version", "the version of the format"),
    Dropped("hubs/**", _FETCHED),
    Dropped("next_url", _FETCHED),
)
"""What the reader of JSON Feed leaves out."""
_LISTS = "a list of the site, which is read where a post refers to it"
WXR = (
    *FEED,
    *(Dropped(f"{name}/**", _LISTS) for name in ("author", "category", "tag", "term")),
    Dropped("comment/**", "comments of readers, which are counted and reported"),
    Dropped("guid/@isPermaLink", "whether the guid is an address; the link is the post's"),
    Dropped("item/pubDate/text()", "of a draft it is nonsense; the post has its dates"),
    Dropped("post_parent/text()", "the post that a file hangs on, which has the file"),
    Dropped("post_date/text()", "the local time, where the time in UTC is there"),
    Dropped("post_modified/text()", "the local time, where the time in UTC is there"),
)
"""What the reader of exports leaves out."""
