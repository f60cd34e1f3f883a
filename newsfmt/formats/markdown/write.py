"""An Article to Markdown: YAML front matter, then the body.

The keys that Hugo and Jekyll know hold what they can hold exactly; everything else stands in the
``newsfmt:`` map in the model's own shape, and what a usual key says only roughly stands in both.
Front matter is always there, so that a heading at the top of the body is not taken for the
headline.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from newsfmt import _codec
from newsfmt.article import Article
from newsfmt.body import Heading
from newsfmt.errors import CannotWriteError, SerializeError
from newsfmt.format import Context
from newsfmt.formats.markdown.emit import emit
from newsfmt.formats.markdown.keys import KEYS, OURS
from newsfmt.markup import markdown

__all__ = ["write"]

_PLAN = _codec._plan(Article, frozenset({"body", "origin"}))


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
    """The lines of the front matter: keys by the table, then the map with the rest."""
    rest: dict[str, Any] = {}
    try:
        _codec._fill(article, rest, _PLAN)
    except RecursionError:
        raise SerializeError("an item or a rendition is nested too deeply") from None
    if rest.get("type") == "text":
        del rest["type"]
    data: dict[str, Any] = {}
    for name, slot in KEYS.due(rest.keys()):
        value = slot.codec.write(rest)  # type: ignore[misc]
        if slot.several:
            data |= value
        elif value is not None:
            data[name] = value
    if heading:
        rest["heading"] = True
    if notes:
        rest["body"] = {path: _note(note) for path, note in notes.items()}
    if rest:
        data[OURS] = rest
    return emit(data)


def _note(note: dict[str, Any]) -> dict[str, Any]:
    return {
        key: [_codec._RENDITION(item) for item in value] if key == "media" else value
        for key, value in note.items()
    }
