"""An Article for a person at a terminal: its fields, then its text; control characters made
harmless.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import attrs

from newsfmt import body as nodes
from newsfmt._record import Record
from newsfmt._terminal import safe
from newsfmt.article import Article, FrozenMap
from newsfmt.body import Block
from newsfmt.dates import NewsDate

__all__ = ["show"]

_WIDTH = 100
_LABEL = 18
_INDENT = 40
_BLOCKS = frozenset(nodes.BLOCKS.values())


def show(article: Article) -> str:
    """Return the article as lines of text, ending in a blank one; no line holds anything a terminal
    would obey.
    """
    lines = [f"── {article.headline or '(no headline)'}"]
    for field in attrs.fields(Article):
        if field.name in {"headline", "body", "alternates", "origin"}:
            continue
        lines += _field(field.name, getattr(article, field.name))
    if article.origin is not None:
        origin = ", ".join(f"{name} {value}" for name, value in _set(article.origin))
        lines.append(f"{'read from':{_LABEL}} {origin}")
    for alternate in article.alternates:
        lines.append(
            f"{'alternate':{_LABEL}} {', '.join(f'{n} {v}' for n, v in _set(alternate) if n != 'body')}, {len(alternate.body)} blocks"
        )
    lines.append("")
    lines += _blocks(article.body, "")
    return "".join(f"{safe(line)}\n" for line in lines)


def _set(record: Any) -> list[tuple[str, Any]]:
    pairs = ((field.name, getattr(record, field.name)) for field in attrs.fields(type(record)))
    return [
        (name, value)
        for name, value in pairs
        if value is not None and (value or isinstance(value, (int, float)))
    ]


def _field(name: str, value: object) -> Iterator[str]:
    if value is None or (not value and not isinstance(value, (str, int, float))):
        return
    if isinstance(value, FrozenMap):
        for key, items in value.items():
            text = "; ".join(items) if isinstance(items, tuple) else items
            yield from _wrapped(name, f"{key}: {text}")
    elif isinstance(value, tuple):
        for part in value:
            yield from _wrapped(name, _inline(part))
    else:
        yield from _wrapped(name, _inline(value))


def _inline(value: object) -> str:
    if isinstance(value, NewsDate):
        return f"{value} ({value.precision})"
    if isinstance(value, Article):
        return f"[{value.type}: {value.headline or value.summary or value.id or ''}]"
    if isinstance(value, Record):
        return ", ".join(f"{name}={_inline(part)}" for name, part in _set(value))
    if isinstance(value, tuple):
        return "(" + "; ".join(map(_inline, value)) + ")"
    return str(value)


def _wrapped(name: str, text: str) -> list[str]:
    rows = textwrap.wrap(safe(text), _WIDTH - _LABEL) or [""]
    return [f"{name if index == 0 else '':{_LABEL}} {row}" for index, row in enumerate(rows)]


def _blocks(blocks: tuple[Block, ...], indent: str) -> Iterator[str]:
    """The blocks, nested ones indented (up to a point); a role stands in brackets before its
    block.
    """
    indent = indent[:_INDENT]
    for block in blocks:
        label = _label(block)
        if isinstance(block, (nodes.Paragraph, nodes.Heading)):
            yield from _text(f"{label}{nodes.text_of(block.content)}", indent)
        elif isinstance(block, nodes.Preformatted):
            yield from (f"{indent}  | {row}" for row in block.text.split("\n"))
            yield ""
        elif isinstance(block, nodes.List):
            for number, item in enumerate(block.items, block.start or 1):
                yield f"{indent}{f'{number}.' if block.ordered else '•'}"
                yield from _blocks(item, indent + "   ")
        elif isinstance(block, nodes.Table):
            for row in block.rows:
                yield f"{indent}  {' | '.join(nodes.text_of(cell.content).replace(chr(10), ' ') for cell in row)}"
            yield ""
        elif isinstance(block, (nodes.Figure, nodes.Rule, nodes.Embed)):
            yield from _text(f"{label}{_leaf(block)}", indent)
        else:
            title = getattr(block, "title", ()) or getattr(block, "source", None) or ""
            yield f"{indent}{label}{nodes.text_of(title)}"
            inner: Any = nodes.children(block)
            yield from _blocks(
                tuple(node for node in inner if type(node) in _BLOCKS), indent + "  "
            )


def _label(block: object) -> str:
    role = getattr(block, "role", None)
    if role:
        return f"[{role}] "
    return "" if isinstance(block, nodes.Paragraph) else f"[{type(block).__name__.lower()}] "


def _leaf(block: Any) -> str:
    if isinstance(block, nodes.Figure):
        return " ".join(
            [nodes.text_of(block.caption), *(rendition.href or "" for rendition in block.media)]
        )
    return block.text or getattr(block, "href", None) or ""


def _text(text: str, indent: str) -> list[str]:
    flat = safe(text.replace("\n", " "))
    return [*textwrap.wrap(flat, _WIDTH, initial_indent=indent, subsequent_indent=indent), ""]
