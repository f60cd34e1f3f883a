"""The TREC Washington Post collection: JSON Lines, an object for each article, whose ``contents``
are typed parts (title, byline, date, paragraphs, images, …).

Dates are milliseconds since 1970 in UTC. What a part says beside its text goes to ``extra``.
"""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

from newsfmt import prose
from newsfmt.article import Article, Association, Concept, Dateline, Party, Rendition, normalise
from newsfmt.body import Block, Embed, Heading, List, Paragraph, Quote
from newsfmt.dates import NewsDate
from newsfmt.format import Context, Part
from newsfmt.markup import html
from newsfmt.parting import at_lines
from newsfmt_research.blocks import with_prefix

__all__ = ["read", "split"]

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_DATELINE = re.compile(r'<span class="dateline">(.*?)</span>\s*')
_TAG = re.compile(r"<[a-zA-Z/][^>]*>")


def split(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    """Yield parts that begin with a line."""
    yield from at_lines(stream, context, size, lambda line: bool(line.strip()))


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the article of each line; a line that is not JSON is skipped and reported."""
    index = context.part.index if context.part is not None else 0
    failed = context.report.failed
    for number, line in context.lines(stream):
        if not line.strip(b"\xef\xbb\xbf \t\r\n"):
            continue
        place = index + context.report.failed - failed
        context.index = place
        try:
            data = json.loads(prose.decode(line, context))
        except (ValueError, RecursionError) as error:
            if context.holds_end and not line.endswith(b"\n"):
                context.cut_off("the end of the last line's object", at=number)
                continue
            context.fail(context.error(f"not JSON: {error}", at=number))
            continue
        if not isinstance(data, dict):
            context.fail(context.error("the line is no object", at=number))
            continue
        yield _Story(data, context, place, number).article()
        index += 1
    if not index and context.holds_end and context.report.failed == failed:
        raise context.error("no text in it")


class _Story:
    """One article, made from the members of its object."""

    def __init__(self, data: dict[str, Any], context: Context, index: int, line: int) -> None:
        self._data = data
        self._context = context
        self._index = index
        self._line = line
        self.fields: dict[str, Any] = {}
        self.body: list[Block] = []
        self.attached: list[Association] = []
        self.extra: dict[str, tuple[str, ...]] = {}

    def article(self) -> Article:
        """Return the article."""
        data, fields = self._data, self.fields
        for key, field in (("id", "id"), ("article_url", "url"), ("title", "headline")):
            if isinstance(data.get(key), str) and data[key].strip():
                fields[field] = data[key]
        names = [name.strip() for name in str(data.get("author") or "").split(";")]
        fields["creators"] = tuple(Party(name=name) for name in names if name)
        if (date := _moment(data.get("published_date"))) is not None:
            fields["published"] = date
        if data.get("type"):
            fields["genres"] = (Concept(name=str(data["type"])),)
        if data.get("source"):
            fields["sources"] = (Party(name=str(data["source"])),)
        for part in data.get("contents") or ():
            if isinstance(part, dict):
                self.part(str(part.get("type")), part)
        for key in sorted(data.keys() - _KNOWN):
            self.keep(key, data[key])
        origin = self._context.origin(self._index, self._line)
        fields["body"] = tuple(self.body)
        return normalise(
            Article(
                **with_prefix(fields),
                associations=tuple(self.attached),
                extra=self.extra,
                origin=origin,
            )
        )

    def part(self, kind: str, part: dict[str, Any]) -> None:
        """Read a part of the contents, and keep what its reader does not take."""
        reader = _PARTS.get(kind)
        if reader is None or not reader(self, part):
            self.keep(kind, part)
            return
        taken = _TAKEN | _MEDIA.get(kind, set())
        for key in sorted(part.keys() - taken):
            if part[key] not in _PLAIN.get(key, ()):
                self.keep(f"{kind}.{key}", part[key])

    def keep(self, name: str, value: Any) -> None:
        """Keep what no field takes."""
        if value in (None, "", [], {}):
            return
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        key = f"wapo:{name}"
        self.extra[key] = (*self.extra.get(key, ()), text)

    # ---- parts of contents; each returns whether it took the part

    def line(self, field: str, part: dict[str, Any]) -> bool:
        """A line of text that is a field; the first one counts, an exact repeat is left out."""
        text = _text(part)
        known = " ".join(self.fields.get(field, text).split())
        if text:
            self.fields.setdefault(field, text)
        return known == text

    def date(self, part: dict[str, Any]) -> bool:
        date = _moment(part.get("content"))
        if date is None or "published" in self.fields:
            return date == self.fields.get("published")
        self.fields["published"] = date
        return True

    def kicker(self, part: dict[str, Any]) -> bool:
        text = _text(part)
        if text:
            known = self.fields.get("categories", ())
            self.fields["categories"] = (*known, Concept(name=text))
        return True

    def paragraph(self, part: dict[str, Any]) -> bool:
        content = part.get("content")
        if not isinstance(content, str):
            return content is None
        if part.get("subtype") == "subhead":
            self.body.append(Heading(_text(part), level=2))
            return True
        if not _TAG.search(content):
            self.body.append(Paragraph(entities.unescape(content)))
            return True
        if (opening := _DATELINE.search(content)) and "dateline" not in self.fields:
            text = entities.unescape(_TAG.sub("", opening[1])).strip()
            self.fields["dateline"] = Dateline(text=text.rstrip("—-– "))
        self.body += html.parse(content, context=self._context)
        return True

    def items(self, part: dict[str, Any]) -> bool:
        content = part.get("content")
        if not isinstance(content, list):
            return False
        texts = [entities.unescape(_TAG.sub("", entry)) for entry in content if isinstance(entry, str)]  # fmt: skip
        self.body.append(List(items=tuple((Paragraph(text),) for text in texts)))
        return True

    def quote(self, part: dict[str, Any]) -> bool:
        text = _text(part)
        if text:
            self.body.append(Quote(blocks=(Paragraph(text),)))
        return bool(text)

    def image(self, part: dict[str, Any]) -> bool:
        caption, address = part.get("fullcaption") or part.get("blurb"), part.get("imageURL")
        rendition = Rendition(
            href=address,
            mime_type=part.get("mime"),
            width=_whole(part.get("imageWidth")),
            height=_whole(part.get("imageHeight")),
        )
        picture = Article(type="picture", summary=caption, renditions=(rendition,))
        self.attached.append(Association(name=f"image{len(self.attached) + 1}", item=picture))
        if part.get("blurb") and part["blurb"] != caption:
            self.keep("blurb", part["blurb"])
        return True

    def media(self, kind: str, part: dict[str, Any]) -> bool:
        """A video or a gallery, whose address is all that the collection holds of it."""
        address = part.get("contenturl")
        if not isinstance(address, str):
            return False
        captions = [part.get(key) for key in _CAPTIONS]
        texts = dict.fromkeys(text for text in captions if isinstance(text, str) and text.strip())
        title, *others = texts or (None,)
        name = f"{kind}{len(self.attached) + 1}"
        self.attached.append(Association(name=name, rel=kind, href=address, title=title))
        for text in others:
            self.keep(f"{kind}.caption", text)
        return True

    def tweet(self, part: dict[str, Any]) -> bool:
        """A tweet: as text, or as the object of the service."""
        content = part.get("content")
        if not isinstance(content, dict) or not content:
            return isinstance(content, str) and self.paragraph(part)
        text = json.dumps(content, ensure_ascii=False)
        self.body.append(Embed(media_type="application/json", text=text))
        return True


def _text(part: dict[str, Any]) -> str:
    content = part.get("content")
    if not isinstance(content, str):
        return ""
    return " ".join(entities.unescape(_TAG.sub("", content)).split())


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _moment(value: Any) -> NewsDate | None:
    """The moment of milliseconds since 1970; None for nothing and 0."""
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 < value < 4e12:
        return None
    seconds, fraction = divmod(int(value), 1000)
    moment = _BEGINNING + timedelta(seconds=seconds)
    digits = f".{fraction:03}".rstrip("0") if fraction else ""
    return NewsDate(f"{moment:%Y-%m-%dT%H:%M:%S}{digits}Z")


_TAKEN = {"type", "content"}
_CAPTIONS = ("fullcaption", "blurb", "content")
_MEDIA = {
    "image": {"fullcaption", "blurb", "imageURL", "mime", "imageWidth", "imageHeight"},
    **{kind: {"contenturl", *_CAPTIONS} for kind in ("video", "gallery")},
}
"""What the readers of parts with an address take of them."""
_PLAIN = {"mime": ("text/plain", "text/html"), "subtype": ("paragraph", "subhead")}
"""What a part says of how its content is written, which is read from the content."""
_KNOWN = {"id", "article_url", "title", "author", "published_date", "contents", "type", "source"}
_Reader = Callable[[_Story, dict[str, Any]], bool]
_PARTS: dict[str, _Reader] = {
    "kicker": _Story.kicker,
    "title": lambda story, part: story.line("headline", part),
    "byline": lambda story, part: story.line("byline", part),
    "deck": lambda story, part: story.line("subheadline", part),
    "date": _Story.date,
    "sanitized_html": _Story.paragraph,
    "tweet": _Story.tweet,
    "video": lambda story, part: story.media("video", part),
    "gallery": lambda story, part: story.media("gallery", part),
    "list": _Story.items,
    "pull_quote": _Story.quote,
    "image": _Story.image,
}
"""For each type of content, what reads it; False keeps the part in ``extra``."""
