"""An Article to Markdown: YAML front matter, then the body.

The keys that Hugo and Jekyll know hold what they can hold exactly; everything else stands in the
``newsfmt:`` map in the model's own shape, and what a usual key says only roughly stands in both.
Front matter is always there, so that a heading at the top of the body is not taken for the
headline.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, BinaryIO

from newsfmt import _codec
from newsfmt.article import Article
from newsfmt.body import Heading
from newsfmt.errors import CannotWriteError, SerializeError
from newsfmt.format import Context
from newsfmt.formats.markdown.dates import release, shown
from newsfmt.formats.markdown.emit import emit, scalar
from newsfmt.formats.markdown.keys import is_free
from newsfmt.markup import markdown

__all__ = ["write"]

_PLAN = _codec._plan(Article, frozenset({"body", "origin"}))
_DATES = (("date", "published"), ("lastmod", "updated"), ("expiryDate", "expires"))
_TEXTS = (("subtitle", "subheadline"), ("description", "summary"), ("language", "language"))


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write the one article. Raises CannotWriteError for several, SerializeError for what UTF-8 or
    a number in YAML cannot be.
    """
    articles = iter(articles)
    article = next(articles, None)
    if article is None:
        return
    others = sum(1 for _ in articles)
    if others:
        raise CannotWriteError(
            f"Markdown holds one article per file, and there are {others + 1}: write each to its own file (-o DIR), or all to one as jsonl"
        )
    stream.write(_document(article, context))


def _document(article: Article, context: Context) -> bytes:
    notes: markdown.Notes = {}
    heading = context.options is not None and context.options.heading and bool(article.headline)

    def lost(code: str, path: str, message: str) -> None:
        context.lost(code, path, message, article=article)

    body = markdown.render(article.body, lost=lost, notes=notes) if article.body else ""
    if heading:
        title = markdown.render((Heading((article.headline or "",), 1),))
        body = f"{title}\n\n{body}" if body else title
    lines = ["---", *_front(article, notes, heading), "---", ""]
    text = "\n".join(lines) + (f"\n{body}\n" if body else "")
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise SerializeError(
            "the text holds a lone surrogate, which no encoding can write"
        ) from None


def _front(article: Article, notes: markdown.Notes, heading: bool) -> list[str]:
    """The lines of the front matter; what a usual key says exactly is taken out of ``rest``."""
    rest: dict[str, Any] = {}
    try:
        _codec._fill(article, rest, _PLAN)
    except RecursionError:
        raise SerializeError("an item or a rendition is nested too deeply") from None
    lines: list[str] = []
    if rest.get("type") == "text":
        del rest["type"]
    if "headline" in rest:
        lines.append(f"title: {scalar(rest.pop('headline'))}")
    for key, name in _DATES:
        if name in rest:
            text = shown(rest[name])
            if text is not None:
                lines.append(f"{key}: {text}")
            if text == rest[name]:
                del rest[name]
    if "embargoed_until" in rest or "embargoed" in rest or "pub_status" in rest:
        lines += _held_back(rest)
    if "creators" in rest or "byline" in rest:
        lines += _author(rest)
    for key, name in _TEXTS:
        if name in rest:
            lines.append(f"{key}: {scalar(rest.pop(name))}")
    if "keywords" in rest:
        lines += emit({"tags": rest.pop("keywords")})
    for name in ("categories", "series"):
        if name in rest:
            lines += _names(rest, name)
    if "url" in rest and rest["url"].startswith(("https://", "http://")):
        lines.append(f"canonical_url: {scalar(rest.pop('url'))}")
    if "extra" in rest:
        lines += _foreign(rest, "draft: true" in lines)
    if heading:
        rest["heading"] = True
    if notes:
        rest["body"] = {path: _note(note) for path, note in notes.items()}
    if rest:
        lines.append("newsfmt:")
        lines += emit(rest, "  ")
    return lines


def _held_back(rest: dict[str, Any]) -> list[str]:
    """What keeps Hugo and Jekyll from publishing too early; the exact embargo stays in ``rest``."""
    until = release(rest["embargoed_until"]) if "embargoed_until" in rest else None
    if until is not None:
        return [f"publishDate: {until}"]
    held = (
        rest.get("embargoed")
        or "embargoed_until" in rest
        or rest.get("pub_status") in ("withheld", "canceled", "cancelled")
    )
    return ["draft: true"] if held else []


def _author(rest: dict[str, Any]) -> list[str]:
    creators = rest.get("creators")
    if not creators:
        return [f"author: {scalar(rest['byline'])}"]
    names = [creator.get("name") for creator in creators]
    if not all(names):
        return []
    if all(len(creator) == 1 for creator in creators) and names != [rest.get("byline")]:
        del rest["creators"]
    return [f"author: {scalar(names[0])}"] if len(names) == 1 else emit({"author": names})


def _names(rest: dict[str, Any], name: str) -> list[str]:
    """The names of concepts; they are repeated in the map where there is more to say of one."""
    names = [concept.get("name") for concept in rest[name]]
    if not all(names):
        return []
    if all(len(concept) == 1 for concept in rest[name]):
        del rest[name]
    return emit({name: names})


def _foreign(rest: dict[str, Any], draft: bool) -> list[str]:
    """Keys of other front matter go back to where they stood, lists, mappings, numbers and all."""
    lines = []
    kept = {}
    for key, values in rest["extra"].items():
        name = key.removeprefix("markdown:")
        free = name != key and (
            is_free(name) or (name == "draft" and not draft and values in (["true"], ["false"]))
        )
        value = _as_it_stood(values) if free else None
        if value is None:
            kept[key] = values
        else:
            lines += emit({name: value})
    if kept:
        rest["extra"] = kept
    else:
        del rest["extra"]
    return lines


def _as_it_stood(values: list[str]) -> Any:
    """The value that is read into these texts again; None without one."""
    if len(values) != 1:
        return values if values and all(values) else None
    text = values[0]
    if text[:1] in ("{", "["):
        try:
            data = json.loads(text)
            if not data or json.dumps(data, ensure_ascii=False) != text or not _only_texts(data):
                return None
        except (ValueError, RecursionError):
            return text
        return (
            None if type(data) is list and all(type(part) is str for part in data) else _plain(data)
        )
    return _plain(text) if text else None


def _only_texts(data: Any) -> bool:
    stack = [data]
    while stack:
        value = stack.pop()
        if type(value) is dict:
            stack.extend(value.values())
        elif type(value) is list:
            stack.extend(value)
        elif type(value) is not str:
            return False
    return True


def _plain(value: Any) -> Any:
    """Numbers and truth values without quotes: our reader takes them for texts, and Hugo for what
    they are.
    """
    if type(value) is dict:
        return {key: _plain(part) for key, part in value.items()}
    if type(value) is list:
        return [_plain(part) for part in value]
    if value in ("true", "false"):
        return value == "true"
    return int(value) if _INTEGER.fullmatch(value) else value


_INTEGER = re.compile(r"0|[1-9][0-9]{0,17}")


def _note(note: dict[str, Any]) -> dict[str, Any]:
    return {
        key: [_codec._RENDITION(item) for item in value] if key == "media" else value
        for key, value in note.items()
    }
