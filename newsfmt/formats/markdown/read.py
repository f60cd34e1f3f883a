"""Markdown to an Article: front matter by the keys that Hugo, Jekyll and Obsidian use, then the
body.

What our ``newsfmt:`` map says exactly counts as long as the usual key beside it still says the
same; where somebody has edited that, the edited value does. Unknown keys go to ``extra``. Without
front matter a first-level heading at the very top is the headline.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from newsfmt import prose
from newsfmt.article import Article, normalise
from newsfmt.body import Heading, plain, text_of
from newsfmt.errors import ParseError
from newsfmt.format import Context
from newsfmt.formats.markdown.fields import Fields
from newsfmt.formats.markdown.front import Front, split
from newsfmt.formats.markdown.keys import KEYS, OURS, STRONG
from newsfmt.formats.markdown.own import read_own
from newsfmt.markup import markdown

__all__ = ["read"]


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the one article. Raises ParseError for front matter that is refused, LimitError for
    what passes a limit.
    """
    limit = context.limits.article_bytes
    data = stream.read() if limit is None else stream.read(limit + 1)
    if limit is not None and len(data) > limit:
        raise context.exceeded("article_bytes", "the article")
    text = prose.mended(
        prose.decode(data, context), context, repair=getattr(context.options, "repair", False)
    )
    if "\r" in text and "\n" not in text:  # of an old Mac
        text = text.replace("\r", "\n")
    if not text.strip():
        raise context.error(
            f"no text in {len(data)} bytes of white space" if data else "empty input (0 bytes)"
        )
    try:
        article = _article(text, context)
    except ParseError as error:
        context.fail(error)
        return
    yield article


def _article(text: str, context: Context) -> Article:
    if "\x00" in text:
        context.warn("read.control-removed", "U+0000 was removed: U+FFFD stands in its place")
        text = text.replace("\x00", "\ufffd")
    front, rest, line = split(text, context, KEYS.telling(STRONG))
    fields = Fields(context, front or Front({}, {}, []))
    _read_keys(fields)
    notes = fields.notes

    def warn(code: str, message: str, at: int | None) -> None:
        context.warn(code, message, at=at)

    if fields.heading:
        rest, line = _without_heading(rest, line, fields.values.get("headline"))
    body = markdown.parse(rest, notes=notes, warn=warn, depth=context.limits.depth, line=line)
    for path, note in notes.items():
        context.warn("read.invalid", f"newsfmt.body says something of {path}, but that has changed")
        fields.keep(f"newsfmt.body.{path}", note)
    first = body[0] if body else None
    if front is None and type(first) is Heading and first.level == 1:
        fields.values["headline"] = " ".join(text_of(first.content).split("\n"))
        body = body[1:]
    article = normalise(
        Article(
            **{**fields.finish(), "extra": fields.extra}, body=body, origin=context.origin(0, 1)
        )
    )
    if article.headline is None:
        context.warn("read.no-headline", "no headline")
    if not article.body:
        context.warn("read.no-body", "no paragraphs")
    return article


def _without_heading(text: str, line: int, headline: str | None) -> tuple[str, int]:
    """The body without the headline that ``-O heading=true`` put above it, if it still says the
    same.
    """
    rest = text.lstrip("\r\n")
    first, _, after = rest.partition("\n")
    blocks = markdown.parse(first)
    if (
        len(blocks) == 1
        and type(blocks[0]) is Heading
        and plain(text_of(blocks[0].content)) == plain(headline or "")
    ):
        return after, line + text.count("\n", 0, len(text) - len(after))
    return text, line


def _read_keys(fields: Fields) -> None:
    """Read front matter: the map first, then repeated keys, then each other key by the table."""
    for name, value in fields.front.values.items():
        low = name.lower()
        key = low if low in KEYS.readers or low == OURS else name
        if key in fields.keys:
            fields.front.repeated.append((name, value, fields.front.lines.get(name, 1)))
        else:
            fields.keys[key], fields.names[key] = value, name
    own = fields.keys.get(OURS)
    if type(own) is dict:
        read_own(fields, fields.keys.pop(OURS))
    elif OURS in fields.keys:  # behind all others
        fields.keys[OURS] = fields.keys.pop(OURS)
    for name, value, line in fields.front.repeated:
        message = f"{name} is there again; the first one counts"
        fields.report("read.duplicate-key", message, line)
        fields.keep(name, value)
    for key, value in fields.keys.items():
        if value is None:
            continue
        read = KEYS.readers.get(key)
        name = fields.names[key]
        if read is None and key != OURS:
            message = f"{name} is not known; it is kept in extra"
            fields.report("read.unknown-key", message, fields.line(key))
        if read is None or not read(fields, key, value):
            fields.keep(name, value)
