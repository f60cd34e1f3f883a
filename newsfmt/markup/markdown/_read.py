"""Markdown to blocks: markdown-it's flat tokens are built into a body without recursion; only HTML
that we write ourselves is understood.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote

import attrs
from markdown_it.token import Token

from newsfmt.article import Rendition
from newsfmt.body import (
    Block,
    Break,
    Cell,
    Code,
    Embed,
    Emphasis,
    Figure,
    Heading,
    Image,
    Inline,
    Link,
    List,
    Name,
    Paragraph,
    Preformatted,
    Quote,
    Ruby,
    Rule,
    Section,
    Span,
    Strike,
    Strong,
    Sub,
    Sup,
    Table,
    Underline,
    block_text,
    normalise,
    text_of,
)
from newsfmt.errors import LimitError, Position
from newsfmt.format import Limits
from newsfmt.markup._links import is_safe
from newsfmt.markup.markdown._tokens import parser
from newsfmt.markup.markdown._write import DEPTH, Notes, begins, picture

__all__ = ["parse"]

Warn = Callable[[str, str, int | None], None]
"""How the parser reports: ``warn(code, message, line)``."""

_BLOCK_TAG = re.compile(
    r"<(/?)(section|header|figure|figcaption|table|tr|td|th)((?: [a-z-]+=\"[^\"<>]*\")*)>"
)
_LINE_TAG = re.compile(r"<(footer|caption)>([^<>]*)</\1>")
_INLINE_TAG = re.compile(r"<(/?)([a-z]+)((?: [a-z-]+=\"[^\"<>]*\")*) ?/?>")
_VALUE = re.compile(r' ([a-z-]+)="([^"]*)"')
_SIMPLE: dict[str, type] = {
    "em": Emphasis, "i": Emphasis, "strong": Strong, "b": Strong, "s": Strike, "del": Strike, "strike": Strike, "u": Underline,
    "sub": Sub, "sup": Sup, "code": Code,
}  # fmt: skip
_KNOWN: dict[str, frozenset[str]] = {
    **dict.fromkeys((*_SIMPLE, "ruby", "rt", "header", "figcaption", "table", "tr"), frozenset()),
    "a": frozenset({"href", "title", "rel"}),
    "span": frozenset({"lang", "dir", "class", "data-name", "data-uri", "data-code"}),
    "section": frozenset({"class"}),
    "figure": frozenset({"data-association"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
}
_PARENTS = {"header": "section", "figcaption": "figure", "tr": "table", "td": "tr", "th": "tr"}
_PAIRED = {"em": Emphasis, "strong": Strong, "s": Strike}


def _values(tag: str, text: str) -> dict[str, str] | None:
    """The attributes of a tag, or None where it has one that we do not write."""
    values = {key: html.unescape(value) for key, value in _VALUE.findall(text)} if text else {}
    return values if values.keys() <= _KNOWN[tag] else None


class _Frame:
    """A node being built."""

    __slots__ = ("base", "caption", "children", "kind", "pending", "raw", "rows", "title", "values")

    def __init__(
        self, kind: str, base: str = "", raw: str = "", values: dict[str, str] | None = None
    ) -> None:
        self.kind = kind
        self.base = base
        """What the paths of its children begin with."""
        self.raw = raw
        """The tag it was opened by, if it is HTML."""
        self.values = values or {}
        self.children: list[Any] = []
        self.rows: list[list[Any]] = []
        self.title: tuple[Any, ...] | None = None
        self.caption: str | None = None
        self.pending: tuple[str, str, str] | None = None
        """A footer or caption that waits for its place: its tag, its text, its HTML."""


class _Inlines:
    """Builds the content of one block from markdown-it's inline tokens."""

    __slots__ = ("builder", "depth", "line", "stack")

    def __init__(self, builder: _Builder, depth: int, line: int | None) -> None:
        self.builder = builder
        self.depth = depth
        self.line = line
        self.stack = [_Frame("")]

    def build(self, tokens: Iterable[Token]) -> tuple[Any, ...]:
        for token in tokens:
            kind = token.type
            if kind == "text":
                self.stack[-1].children.append(token.content)
            elif kind == "softbreak":
                self.stack[-1].children.append(" ")
            elif kind == "hardbreak":
                self.stack[-1].children.append(Break())
            elif kind == "code_inline":
                self.stack[-1].children.append(Code((token.content,)))
            elif kind == "html_inline":
                self.html(token.content)
            elif kind == "image":
                self.image(token)
            elif token.nesting > 0:
                values = {key: str(value) for key, value in token.attrs.items()}
                self.open(_Frame(kind.removesuffix("_open"), values=values))
            elif token.nesting < 0:
                self.close(kind.removesuffix("_close"))
            else:
                self.stack[-1].children.append(token.content)
        while len(self.stack) > 1:
            self.undo()
        return tuple(self.stack[0].children)

    def open(self, frame: _Frame) -> None:
        if len(self.stack) >= self.depth:
            raise self.builder.too_deep(self.line)
        self.stack.append(frame)

    def undo(self) -> None:
        """An HTML tag that was never closed is text."""
        frame = self.stack.pop()
        self.stack[-1].children += [frame.raw, *frame.children]

    def close(self, kind: str) -> None:
        while self.stack[-1].raw:
            self.undo()
        frame = self.stack.pop()
        content = tuple(frame.children)
        if kind == "link":
            self.stack[-1].children += self.link(content, frame.values)
        else:
            self.stack[-1].children.append(_PAIRED[kind](content))

    def link(self, content: tuple[Inline, ...], values: dict[str, str]) -> tuple[Any, ...]:
        href = values.get("href", "")
        if not is_safe(href):
            self.builder.warn(
                "read.element-ignored",
                "a link that runs code is left out, its text is kept",
                self.line,
            )
            return content
        return (Link(content, href, values.get("title"), values.get("rel")),)

    def image(self, token: Token) -> None:
        alt = text_of(_Inlines(self.builder, self.depth, self.line).build(token.children or ()))
        href = str(token.attrs.get("src", ""))
        if not is_safe(href):
            self.builder.warn(
                "read.element-ignored",
                "an image that holds code or its data is left out, its text is kept",
                self.line,
            )
            self.stack[-1].children.append(alt)
            return
        if token.attrs.get("title"):
            self.builder.warn(
                "read.element-ignored", "the title of an image is left out", self.line
            )
        self.stack[-1].children.append(Image(href, alt))

    def html(self, raw: str) -> None:
        """A tag that we write ourselves opens or closes a node; any other is text, a comment is
        nothing.
        """
        match = _INLINE_TAG.fullmatch(raw)
        tag = match[2] if match else ""
        if raw in ("<br>", "<br/>", "<br />"):
            self.stack[-1].children.append(Break())
        elif raw.startswith("<!--"):
            self.builder.warn("read.element-ignored", "a comment is left out", self.line)
        elif not match or tag not in _KNOWN or tag in _CONTAINER_TAGS:
            self.stack[-1].children.append(raw)
        elif match[1]:
            self.end(tag, raw)
        else:
            values = _values(tag, match[3])
            fits = tag != "rt" or self.stack[-1].kind == "<ruby"
            if (
                values is None
                or not fits
                or (tag == "a" and not is_safe(values.get("href", "javascript:")))
            ):
                self.stack[-1].children.append(raw)
            else:
                self.open(_Frame(f"<{tag}", raw=raw, values=values))

    def end(self, tag: str, raw: str) -> None:
        frame = self.stack[-1]
        if frame.kind != f"<{tag}" or (tag == "ruby" and frame.title is None):
            self.stack[-1].children.append(raw)
            return
        self.stack.pop()
        content, values = tuple(frame.children), frame.values
        parent = self.stack[-1]
        if tag == "rt":
            parent.title = (text_of(content),)
        elif tag == "ruby":
            parent.children.append(Ruby(content, frame.title[0]))  # type: ignore[index]
        elif tag == "a":
            parent.children += self.link(content, values)
        elif tag != "span":
            parent.children.append(_SIMPLE[tag](content))
        elif "data-name" in values:
            parent.children.append(
                Name(content, values["data-name"], values.get("data-uri"), values.get("data-code"))
            )
        else:
            parent.children.append(
                Span(content, values.get("lang"), values.get("dir"), values.get("class"))
            )


_CONTAINER_TAGS = frozenset(
    {"section", "header", "figure", "figcaption", "table", "tr", "td", "th"}
)


class _Builder:
    """Builds a body from markdown-it's flat list of tokens, without recursion."""

    __slots__ = ("depth", "first_line", "notes", "report", "stack")

    def __init__(
        self, path: str, notes: Notes | None, report: Warn | None, depth: int, first_line: int
    ) -> None:
        self.depth = depth
        self.first_line = first_line
        self.notes = notes
        self.report = report
        self.stack = [_Frame("root", path)]

    def warn(self, code: str, message: str, line: int | None) -> None:
        if self.report is not None:
            self.report(code, message, line)

    def too_deep(self, line: int | None) -> LimitError:
        return Limits(depth=self.depth).exceeded(
            "depth", "the nesting of the text", position=Position(line=line) if line else None
        )

    def line(self, token: Token) -> int | None:
        return self.first_line + token.map[0] if token.map else None

    def build(self, tokens: list[Token]) -> tuple[Block, ...]:
        for index, token in enumerate(tokens):
            handler = _TOKENS.get(token.type)
            if handler is not None:
                handler(self, token)
            elif token.type == "inline":
                self.leaf(tokens[index - 1], self.content(token))
        while len(self.stack) > 1:
            self.undo()
        root = self.stack[0]
        self.flush(root)
        return tuple(root.children)

    def content(self, token: Token) -> tuple[Any, ...]:
        """The content of a block; most are one text."""
        parts = token.children or ()
        if len(parts) == 1 and parts[0].type == "text":
            return (parts[0].content,)
        return _Inlines(self, self.depth - len(self.stack), self.line(token)).build(parts)

    def leaf(self, opened: Token, content: tuple[Inline, ...]) -> None:
        if opened.type == "paragraph_open":
            self.add(Paragraph(content))
        elif opened.type == "heading_open":
            self.add(Heading(content, int(opened.tag[1])))
        else:
            self.stack[-1].rows[-1].append(Cell(content, header=opened.type == "th_open"))

    # -- containers

    def add(self, block: Block) -> None:
        frame = self.stack[-1]
        if frame.pending:
            tag, text, _ = frame.pending
            if tag == "caption" and type(block) is Table and block.caption is None:
                block, frame.pending = attrs.evolve(block, caption=text), None
            else:
                self.flush(frame)
        if self.notes:
            block = self.noted(f"{frame.base}[{len(frame.children)}]", block)
        frame.children.append(block)

    def flush(self, frame: _Frame) -> None:
        """A footer or caption that found no place is foreign HTML."""
        if frame.pending:
            frame.children.append(Embed("text/html", frame.pending[2]))
            frame.pending = None

    def open(
        self,
        kind: str,
        base: str,
        line: int | None,
        raw: str = "",
        values: dict[str, str] | None = None,
    ) -> None:
        if len(self.stack) > self.depth:
            raise self.too_deep(line)
        self.flush(self.stack[-1])
        self.stack.append(_Frame(kind, base, raw, values))

    def here(self) -> str:
        """The path of the block that comes next, where notes name one."""
        if not self.notes:
            return ""
        frame = self.stack[-1]
        return f"{frame.base}[{len(frame.children) + (frame.pending is not None)}]"

    def open_list(self, token: Token) -> None:
        start = {"start": str(token.attrs["start"])} if "start" in token.attrs else {}
        self.open("list", self.here(), self.line(token), values=start)

    def open_item(self, token: Token) -> None:
        frame = self.stack[-1]
        base = f"{frame.base}.items[{len(frame.rows)}]" if self.notes else ""
        self.open("item", base, self.line(token))

    def open_quote(self, token: Token) -> None:
        self.open("quote", f"{self.here()}.blocks", self.line(token))

    def open_table(self, token: Token) -> None:
        # not through open(): a caption may be waiting for it
        self.stack.append(_Frame("pipes"))

    def open_row(self, token: Token) -> None:
        self.stack[-1].rows.append([])

    def close(self, token: Token) -> None:
        while self.stack[-1].raw:
            self.undo()
        frame = self.stack.pop()
        if frame.kind == "item":
            self.flush(frame)
            self.stack[-1].rows.append(frame.children)
        elif frame.kind == "list":
            start = frame.values.get("start")
            self.add(
                List(frame.rows, token.type == "ordered_list_close", int(start) if start else None)
            )
        elif frame.kind == "pipes":
            rows = frame.rows
            if rows and not any(cell.content for cell in rows[0]):
                rows = rows[1:]
            self.add(Table(rows))
        else:
            source = None
            if frame.pending and frame.pending[0] == "footer":
                source, frame.pending = frame.pending[1], None
            self.flush(frame)
            self.add(Quote(frame.children, source))

    # -- leaves

    def fence(self, token: Token) -> None:
        content = token.content
        info = token.info.strip()
        words = info.split()
        if words[:1] == ["embed"] and all(
            word.startswith(("type=", "href=")) for word in words[1:]
        ):
            values = {
                key: unquote(value) for key, _, value in (word.partition("=") for word in words[1:])
            }
            href = values.get("href")
            if href is not None and not is_safe(href):
                self.warn(
                    "read.element-ignored",
                    "an address that runs code is left out",
                    self.line(token),
                )
                href = None
            self.add(Embed(values.get("type"), content[:-1] if content else None, href))
            return
        if info:
            self.warn(
                "read.element-ignored",
                f"the info string of a code block is left out: {info[:60]!r}",
                self.line(token),
            )
        self.add(Preformatted(content.removesuffix("\n")))

    def code(self, token: Token) -> None:
        self.add(Preformatted(token.content.removesuffix("\n")))

    def rule(self, token: Token) -> None:
        self.add(Rule())

    # -- raw HTML

    def html(self, token: Token) -> None:
        """Lines of tags that we write ourselves open and close nodes; any other HTML is an
        Embed.
        """
        text = token.content.rstrip("\n")
        lines = [line.rstrip() for line in text.split("\n")]
        if not self.ours(lines):
            self.add(Embed("text/html", text))
            return
        for line in lines:
            match = _BLOCK_TAG.fullmatch(line)
            if not match:
                tag, inner = _LINE_TAG.fullmatch(line).groups()  # type: ignore[union-attr]
                self.flush(self.stack[-1])
                self.stack[-1].pending = (tag, html.unescape(inner), line)
            elif match[1]:
                self.end(match[2], line)
            else:
                self.begin(match[2], line, _values(match[2], match[3]) or {}, self.line(token))

    def ours(self, lines: list[str]) -> bool:
        """Whether every line is a tag of ours, in a place where we would write it."""
        kinds = [frame.kind for frame in self.stack[-len(lines) - 1 :]]
        for line in lines:
            match = _BLOCK_TAG.fullmatch(line)
            top = kinds[-1] if kinds else ""
            if not match:
                single = _LINE_TAG.fullmatch(line)
                if not single or (single[1] == "footer" and top not in ("quote", "<figure")):
                    return False
            elif match[1]:
                if top != f"<{match[2]}":
                    return False
                kinds.pop()
            else:
                tag = match[2]
                if (tag in _PARENTS and top != f"<{_PARENTS[tag]}") or _values(
                    tag, match[3]
                ) is None:
                    return False
                kinds.append(f"<{tag}")
        return True

    def begin(self, tag: str, raw: str, values: dict[str, str], line: int | None) -> None:
        frame = self.stack[-1]
        if tag == "tr":
            if frame.pending and frame.caption is None and not frame.rows:
                frame.caption, frame.pending = frame.pending[1], None
            base = frame.base
        elif tag in ("td", "th"):
            table = self.stack[-2]
            base = f"{frame.base}.rows[{len(table.rows)}][{len(frame.rows)}].content"
        elif tag in ("header", "figcaption"):
            base = ""
        else:
            base = self.here() + (".blocks" if tag == "section" else "")
        self.open(f"<{tag}", base, line, raw, values)

    def undo(self) -> None:
        """A tag of ours that is never closed is foreign HTML, what follows it stands outside."""
        frame = self.stack.pop()
        self.flush(frame)
        self.add(Embed("text/html", frame.raw))
        self.scatter(frame)

    def scatter(self, frame: _Frame) -> None:
        if frame.title:
            self.add(Paragraph(frame.title))
        if frame.caption:
            self.add(Paragraph(frame.caption))
        for row in frame.rows:
            for cell in row:
                for cells in cell if type(cell) is tuple else (cell,):
                    for block in cells.content:
                        self.add(block)
        for block in frame.children:
            self.add(block)

    def end(self, tag: str, raw: str) -> None:
        frame = self.stack.pop()
        values = frame.values
        parent = self.stack[-1]
        if tag in ("figure", "table") and self.misplaced(tag, frame):
            self.stack.append(frame)
            self.undo()
            self.add(Embed("text/html", raw))
            return
        if tag == "figure":
            self.figure(frame)
        elif tag == "table":
            if frame.pending and frame.caption is None and not frame.rows:
                frame.caption, frame.pending = frame.pending[1], None
            self.add(Table([row[0] for row in frame.rows], frame.caption))
        elif tag == "tr":
            self.flush(frame)
            parent.rows.append([tuple(cell for row in frame.rows for cell in row)])
            parent.children += frame.children  # nothing of ours: the table is undone for it
        elif tag in ("td", "th"):
            self.flush(frame)
            spans = {
                key: int(value) if value.isdecimal() and len(value) < 10 else None
                for key, value in values.items()
            }
            parent.rows.append([Cell(frame.children, header=tag == "th", **spans)])
        elif tag == "section":
            self.flush(frame)
            self.add(Section(frame.children, values.get("class"), frame.title or ()))
        else:
            self.flush(frame)
            if parent.title is None and not (tag == "header" and parent.children):
                parent.title = _one_line(frame.children)
            else:
                parent.children += frame.children

    def misplaced(self, tag: str, frame: _Frame) -> bool:
        """Whether a figure or table holds what we would not have put there."""
        if tag == "table":
            return bool(frame.children) or (frame.pending is not None and bool(frame.rows))
        if frame.pending and frame.pending[0] != "footer":
            return True
        return not all(
            type(block) is Paragraph and _only_images(block.content) for block in frame.children
        )

    def figure(self, frame: _Frame) -> None:
        credit, frame.pending = frame.pending[1] if frame.pending else None, None
        media = tuple(
            Rendition(href=node.href)
            for block in frame.children
            for node in block.content
            if type(node) is Image
        )
        self.add(Figure(media, frame.title or (), credit, frame.values.get("data-association")))

    # -- notes

    def noted(self, path: str, block: Block) -> Any:
        """The block with what its note says, if the note fits; it is taken out of ``notes``
        then.
        """
        assert self.notes is not None
        note = self.notes.get(path)
        if note is None:
            return block
        changes = {key: value for key, value in note.items() if key != "begins"}
        if not changes.keys() <= _NOTABLE.get(type(block), _ANY) | _ANY or not _same(block, note):
            return block
        del self.notes[path]
        return attrs.evolve(block, **changes)


_ANY = frozenset({"language", "direction"})
_NOTABLE: dict[type, frozenset[str]] = {
    Paragraph: frozenset({"role"}), Heading: frozenset({"level"}), List: frozenset({"start"}), Rule: frozenset({"text"}), Figure: frozenset({"media"}),
}  # fmt: skip
_TOKENS: dict[str, Callable[[_Builder, Token], None]] = {
    "bullet_list_open": _Builder.open_list, "ordered_list_open": _Builder.open_list, "list_item_open": _Builder.open_item,
    "blockquote_open": _Builder.open_quote, "table_open": _Builder.open_table, "tr_open": _Builder.open_row,
    "bullet_list_close": _Builder.close, "ordered_list_close": _Builder.close, "list_item_close": _Builder.close,
    "blockquote_close": _Builder.close, "table_close": _Builder.close, "fence": _Builder.fence, "code_block": _Builder.code,
    "hr": _Builder.rule, "html_block": _Builder.html,
}  # fmt: skip


def _same(block: Any, note: dict[str, Any]) -> bool:
    """Whether the block is the one the note was made for."""
    if "media" in note:
        shown = tuple(
            href.replace("\x00", "\ufffd") for href in map(picture, note["media"]) if href
        )
        return shown == tuple(item.href for item in block.media)
    return "begins" not in note or (
        type(block) is Paragraph and begins(block.content) == note["begins"]
    )


def _only_images(content: tuple[object, ...]) -> bool:
    return all(
        (type(node) is Image and not node.alt) or (type(node) is str and not node.strip())
        for node in content
    )


def _one_line(blocks: list[Any]) -> tuple[Any, ...]:
    """The content of the paragraphs in a title or caption, several of them separated by breaks."""
    out: list[Any] = []
    for block in blocks:
        if out:
            out.append(Break())
        out.extend(
            block.content
            if type(block) in (Paragraph, Heading)
            else (" ".join(block_text((block,), skip=frozenset())),)
        )
    return tuple(out)


def parse(
    text: str,
    *,
    path: str = "body",
    notes: Notes | None = None,
    warn: Warn | None = None,
    depth: int = DEPTH,
    line: int = 1,
) -> tuple[Block, ...]:
    """Return Markdown as blocks in normal form.

    ``notes`` is what :func:`render` put there: a note whose block is still in its place is applied
    and taken out, the others stay for the caller to report. ``warn(code, message, line)`` receives
    the values left out; ``line`` is the number of the text's first line. Raises
    :class:`~newsfmt.errors.LimitError` for nesting deeper than ``depth``.

    >>> parse("It *opened*.\\n\\n<x onclick='x()'>")
    (Paragraph(('It ', Emphasis('opened'), '.')), Embed(media_type='text/html', text="<x onclick='x()'>"))
    """
    builder = _Builder(path, notes, warn, depth, line)
    tokens = parser(depth).parse(text)
    for token in tokens:
        if (
            token.level > depth and token.nesting > 0 and token.type in _NESTING
        ):  # markdown-it stops there and reports nothing
            raise builder.too_deep(builder.line(token))
    return normalise(builder.build(tokens))


_NESTING = frozenset({"blockquote_open", "list_item_open", "bullet_list_open", "ordered_list_open"})
