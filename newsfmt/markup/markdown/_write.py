"""Blocks to Markdown: what has a sign gets it, what would be taken for one is escaped, the rest
becomes small HTML, notes, or a report.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from html.entities import html5
from typing import Any
from urllib.parse import quote

import attrs

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
    Node,
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
from newsfmt.diagnostics import Lost
from newsfmt.markup._links import is_safe

__all__ = ["DEPTH", "Notes", "begins", "picture", "render"]

DEPTH = 256
"""How deep blocks and inline nodes may nest, a list and its item counted as two."""

Notes = dict[str, dict[str, Any]]
"""What the Markdown does not show: ``{"body[0]": {"role": "byline", "begins": "By Kari"}}``."""

_COMMENT = re.compile(r"<!--(?!>|->|\[)(?:[^-<>\x00\r\n]|-(?!-))*-->")


# ---- rendering: text
# ------------------------------------------------------------

_RISKY = re.compile(r"[\\`*_~<&\[\]{\x00\r\n]")
_SIGN = re.compile(
    r"\\(?=[!-/:-@\[-`{-~\r\n\x00]|\Z)|`+|\*+|_+|~+|<(?=[A-Za-z/!?]|[0-9.#$%&'*+=^_`{|}~-][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]*@)"
    r"|&(?=#[0-9]{1,8};|#[xX][0-9A-Fa-f]{1,7};|[A-Za-z][A-Za-z0-9]{0,40};)|\](?=\()|\{(?=[{%:])|[\r\n\x00]"
)
_REFERENCE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,40};")
_BRACKET = re.compile(r"(\\*)([\[\]])")
_OPENERS = frozenset("#>+-*_=:|~`[0123456789")
_LINE_START = re.compile(
    r"#{1,6}(?=[ \t]|\Z)|>|[-+*](?=[ \t]|\Z)|[0-9]{1,9}(?=[.)](?:[ \t]|\Z))|([-*_])(?:[ \t]*\1)*[ \t]*\Z|~~~|```|:(?=[ \t])"
    r"|\[(?=[^\[\]]{0,999}\]:|[ xX]\][ \t])"
)
_LATER_LINE = re.compile(r"=+[ \t]*\Z|[|:-][|: \t-]*\Z")
# not the tilde, which GitHub's parser looks through
_LATIN = " \t\n\r\f!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}"


def _boundary(char: str) -> bool:
    """Whether every CommonMark parser takes the character for white space or punctuation."""
    return char in _LATIN or (char > "~" and unicodedata.category(char) in _EDGES)


_EDGES = frozenset({"Zs", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"})


def _live(text: str) -> str:
    """The delimiters that mean something in a text that is alone in its block: an opener has to
    come before a closer.
    """
    found = ""
    for sign in "*_~":
        if sign in text and _pairs(text, sign):
            found += sign
    if "`" in text:
        runs = re.findall("`+", text)
        if len({len(run) for run in runs}) < len(runs) or text.startswith("```"):
            found += "`"
    return found + "~" if text.startswith("~~~") else found


def _pairs(text: str, sign: str) -> bool:
    opened = False
    place = text.find(sign)
    while place >= 0:
        end = place
        while end < len(text) and text[end] == sign:
            end += 1
        before, after = text[place - 1 : place] or " ", text[end : end + 1] or " "
        if not (sign == "_" and before.isalnum() and after.isalnum()):
            if opened and before not in " \t":
                return True
            opened = opened or after not in " \t"
        place = text.find(sign, end)
    return False


def _escape(text: str, *, alone: bool = False, brackets: bool = False) -> str:
    """The text with a backslash before each sign that would mean something; ``alone``: no other
    node is in its block.
    """
    if not _RISKY.search(text):
        return text
    live = _live(text) if alone else "*_~`"
    edge = " " if alone else "*"

    def sign(match: re.Match[str]) -> str:
        run, (start, end) = match[0], match.span()
        first = run[0]
        if first in "*_~`":
            before, after = text[start - 1 : start] or edge, text[end : end + 1] or edge
            idle = first != "`" and before in " \t" and after in " \t"
            inside = first == "_" and before.isalnum() and after.isalnum()
            return run if first not in live or idle or inside else f"\\{first}" * len(run)
        if first == "&":
            name = _REFERENCE_NAME.match(text, end)
            return "&" if name and name[0] not in html5 else "\\&"
        if first == "{":
            return "&#123;"  # else Hugo and Jekyll would run what stands in the braces
        return _REFERENCES.get(first) or f"\\{first}"

    escaped = _SIGN.sub(sign, text)
    if not brackets:
        return escaped
    return _BRACKET.sub(
        lambda match: match[0] if len(match[1]) % 2 else f"{match[1]}\\{match[2]}", escaped
    )


_NAMED = {
    "{": "&#123;",
    "&": "&amp;",
}  # in addresses and titles, where cmark reads backslashes after references
_REFERENCES = {"\n": "&#10;", "\r": "&#13;", "\x00": "\ufffd"}


def _line(text: str, escaped: str, *, first: bool) -> str:
    """Escape what would open a block at the start of a line; ``first``: it is the first line of its
    block.
    """
    if not escaped or escaped[0] != text[0] or text[0] not in _OPENERS:
        return escaped
    match = _LINE_START.match(text) or (None if first else _LATER_LINE.match(text))
    if match is None:
        return escaped
    if text[0].isdigit():
        return f"{match[0]}\\{escaped[match.end() :]}"
    return f"\\{escaped}"


def _attribute(value: str) -> str:
    """A value for an HTML attribute or element: no quote, bracket, pipe, brace or line end is
    left.
    """
    return _ATTRIBUTE.sub(
        lambda match: f"&#{ord(match[0])};" if match[0] != "\x00" else "\ufffd", value
    )


_ATTRIBUTE = re.compile(r"[&<>\"|{}\r\n\x00]")


def _tag(name: str, **values: str | None) -> str:
    parts = [
        f' {key.replace("_", "-")}="{_attribute(value)}"'
        for key, value in values.items()
        if value is not None
    ]
    return f"<{name}{''.join(parts)}>"


def _destination(href: str) -> str:
    href = href.replace("\x00", "\ufffd")
    escaped = _HREF_SIGN.sub(lambda match: _NAMED.get(match[0]) or f"\\{match[0]}", href)
    if escaped and not _NOT_BARE.search(escaped):
        return escaped
    return (
        "<" + _ANGLED.sub(lambda match: _REFERENCES.get(match[0]) or f"\\{match[0]}", escaped) + ">"
    )


_HREF_SIGN = re.compile(
    r"\\(?=[!-/:-@\[-`{-~\s]|\Z)|&(?=#|[A-Za-z][A-Za-z0-9]{0,40};)|[()]|\{(?=[{%:])"
)
_NOT_BARE = re.compile(r"[\s\x00-\x20\x7f<>]")
_ANGLED = re.compile(r"[<>\n\r\x00]")
_TITLE_SIGN = re.compile(
    r"\\(?=\"|\Z)|\\(?=[!-/:-@\[-`{-~\r\n\x00]|\Z)|&(?=#|[A-Za-z][A-Za-z0-9]{0,40};)|\"|[\r\n\x00]|\{(?=[{%:])"
)
_AUTOLINK = re.compile(r"https?://[^\s<>\\|{}\x00-\x20\x7f-\xa0]+")


def _title(title: str) -> str:
    def sign(match: re.Match[str]) -> str:
        if match[0] == "\\" and title[match.end() :][:1] in ("", '"'):
            return "&#92;"  # cmark would see the quote behind two backslashes as escaped
        return _REFERENCES.get(match[0]) or _NAMED.get(match[0]) or f"\\{match[0]}"

    return _TITLE_SIGN.sub(sign, title)


# ---- rendering: inline nodes
# ------------------------------------------------------------

_DELIMITERS: dict[type, tuple[str, ...]] = {
    Emphasis: ("*", "_"),
    Strong: ("**", "__"),
    Strike: ("~~",),
}
_TAGS: dict[type, str] = {
    Emphasis: "em",
    Strong: "strong",
    Strike: "s",
    Code: "code",
    Sub: "sub",
    Sup: "sup",
    Underline: "u",
}


@attrs.frozen
class _Place:
    """Where inline content is rendered."""

    line: bool = False
    """Everything has to be on one line."""
    cell: bool = False
    """In a cell of a pipe table."""
    start: bool = False
    """At the start of a line, with nothing in front."""
    alone: bool = False
    """Nothing else is in the block."""
    within: frozenset[type] = frozenset()
    """The wrappers around it that restrict what may stand inside."""

    def inside(self, kind: type) -> _Place:
        return _Place(self.line, self.cell, False, False, self.within | {kind})


_BLOCK = _Place(start=True, alone=True)
_ONE_LINE = _Place(line=True, alone=True)
_CELL = _Place(line=True, cell=True, alone=True)


def _delimited(kind: type, inner: str, before: str, after: str, within: frozenset[type]) -> str:
    """Inner content between ``*`` and its like where every parser sees them so, else between
    tags.
    """
    tag = _TAGS[kind]
    if inner and not inner[0].isspace() and not inner[-1].isspace() and kind not in within:
        bounded = _boundary(before) and _boundary(after)
        opens = inner[0].isalnum() or _boundary(before)
        closes = inner[-1].isalnum() or _boundary(after)
        if opens and closes and (bounded or within.isdisjoint(_DELIMITERS)):
            for sign in _DELIMITERS[kind]:
                if sign[0] not in (before, after, inner[0], inner[-1]) and (
                    bounded or sign[0] != "_"
                ):
                    return f"{sign}{inner}{sign}"
    return f"<{tag}>{inner}</{tag}>"


def _assemble(pieces: list[Any], place: _Place) -> str:
    """Join rendered siblings; wrappers (a tuple of class and content) choose their delimiters by
    their neighbours.
    """
    edge = " " if not place.within else "~" if Strike in place.within else ">"
    before = edge
    out: list[str] = []
    for index, piece in enumerate(pieces):
        if type(piece) is tuple:
            following = pieces[index + 1] if index + 1 < len(pieces) else edge
            after = (
                _DELIMITERS[following[0]][0][0]
                if type(following) is tuple
                else following[:1] or " "
            )
            piece = _delimited(piece[0], piece[1], before, after, place.within)
        if piece:
            out.append(piece)
            before = piece[-1]
    return "".join(out)


class _Renderer:
    """Renders a body in normal form; knows where to report and where notes go."""

    __slots__ = ("depth", "lost", "notes")

    def __init__(self, lost: Lost | None, notes: Notes | None) -> None:
        self.lost = lost
        self.notes = notes
        self.depth = 0

    def lose(self, code: str, path: str, message: str) -> None:
        if self.lost is not None:
            self.lost(code, path, message)

    def note(self, path: str, key: str, value: object) -> None:
        """Keep a detail that Markdown has no sign for, or report it."""
        if self.notes is not None:
            self.notes.setdefault(path, {})[key] = value
        else:
            self.lose("write.markup-lost", f"{path}.{key}", f"Markdown has no sign for {key}")

    def text(self, text: str, path: str) -> str:
        """Report what no Markdown can hold; gives the text back."""
        if "\x00" in text:
            self.lose(
                "write.markup-lost",
                path,
                "Markdown cannot hold the character U+0000; U+FFFD stands in its place",
            )
        return text

    # -- inline

    def inlines(self, content: tuple[Any, ...], path: str, place: _Place) -> str:
        if len(content) == 1 and type(content[0]) is str:
            return self.run(content[0], path, 0, content, place)
        if self.depth > DEPTH:
            self.lose("write.node-flattened", path, f"it is nested deeper than {DEPTH}")
            return self.run(text_of(content), path, 0, (), place)
        self.depth += 1
        pieces: list[Any] = []
        for index, node in enumerate(content):
            kind = type(node)
            if kind is str:
                pieces.append(self.run(node, path, index, content, place))
            elif kind in _DELIMITERS:
                pieces.append(
                    (
                        kind,
                        self.inlines(node.content, f"{path}[{index}].content", place.inside(kind)),
                    )
                )
            else:
                handler = _INLINE.get(kind, _Renderer.unknown)
                if kind is Code and index and type(content[index - 1]) is Code:
                    handler = _Renderer.wrapped  # backticks side by side would be one run
                pieces.append(handler(self, node, f"{path}[{index}]", place))
        self.depth -= 1
        return _assemble(pieces, place)

    def run(
        self, text: str, path: str, index: int, content: tuple[object, ...], place: _Place
    ) -> str:
        """A run of text at an index of its parent's content."""
        if "\x00" in text:
            self.text(text, f"{path}[{index}]")
        escaped = _escape(
            text, alone=place.alone and len(content) == 1, brackets=Link in place.within
        )
        previous = content[index - 1] if index else None
        if index == 0 and place.start:
            escaped = _line(text, escaped, first=True)
            if text[:1] == "[" == escaped[:1] and any(
                type(node) is str and "]:" in node for node in content
            ):
                escaped = f"\\{escaped}"
        elif type(previous) is Break and not place.line:
            escaped = _line(text, escaped, first=False)
        if escaped.endswith("!") and index + 1 < len(content) and type(content[index + 1]) is Link:
            escaped = f"{escaped[:-1]}\\!"
        return escaped

    def wrapped(self, node: Any, path: str, place: _Place) -> str:
        tag = _TAGS[type(node)]
        return f"<{tag}>{self.inlines(node.content, f'{path}.content', place.inside(type(node)))}</{tag}>"

    def code(self, node: Code, path: str, place: _Place) -> str:
        text = node.content[0] if len(node.content) == 1 else None
        if type(text) is str and "\x00" in text:
            text = self.text(text, f"{path}.content[0]").replace("\x00", "\ufffd")
        if (
            type(text) is not str
            or text[0] in " `"
            or text[-1] in " `"
            or _NO_CODE.search(text)
            or (place.cell and "\\" in text)
        ):
            return self.wrapped(node, path, place)
        fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
        return f"{fence}{text}{fence}"

    def link(self, node: Link, path: str, place: _Place) -> str:
        if Link in place.within or not is_safe(node.href):
            why = (
                "a link cannot stand inside a link"
                if Link in place.within
                else "a link that runs code is not written"
            )
            self.lose("write.markup-lost", path, why)
            return self.inlines(node.content, f"{path}.content", place.inside(Link))
        self.text(node.href, f"{path}.href")
        self.text(node.title or "", f"{path}.title")
        if (
            node.content == (node.href,)
            and node.title is None
            and node.rel is None
            and _AUTOLINK.fullmatch(node.href)
        ):
            return f"<{node.href}>"
        inner = self.inlines(node.content, f"{path}.content", place.inside(Link))
        if node.rel is not None or node.title == "":
            self.text(node.rel or "", f"{path}.rel")
            return f"{_tag('a', href=node.href, title=node.title, rel=node.rel)}{inner}</a>"
        title = f' "{_title(node.title)}"' if node.title else ""
        target = "" if not node.href and not title else _destination(node.href)
        return f"[{_no_footnote(inner)}]({target}{title})"

    def image(self, node: Image, path: str, place: _Place) -> str:
        alt = _escape(self.text(node.alt, f"{path}.alt"), brackets=True)
        if not is_safe(node.href):
            self.lose(
                "write.markup-lost",
                path,
                "an image that runs code or holds its data is not written",
            )
            return alt
        return f"![{_no_footnote(alt)}]({_destination(self.text(node.href, f'{path}.href')) if node.href else ''})"

    def line_break(self, node: Break, path: str, place: _Place) -> str:
        return "<br>" if place.line else "\\\n"

    def span(self, node: Span, path: str, place: _Place) -> str:
        for key in ("language", "direction", "role"):
            self.text(getattr(node, key) or "", f"{path}.{key}")
        inner = self.inlines(node.content, f"{path}.content", place.inside(Span))
        return f"{_tag('span', lang=node.language, dir=node.direction, **{'class': node.role})}{inner}</span>"

    def name(self, node: Name, path: str, place: _Place) -> str:
        for key in ("role", "uri", "code"):
            self.text(getattr(node, key) or "", f"{path}.{key}")
        inner = self.inlines(node.content, f"{path}.content", place.inside(Name))
        return f"{_tag('span', data_name=node.role, data_uri=node.uri, data_code=node.code)}{inner}</span>"

    def ruby(self, node: Ruby, path: str, place: _Place) -> str:
        reading = _escape(self.text(node.reading, f"{path}.reading"), brackets=True)
        inner = self.inlines(node.content, f"{path}.content", place.inside(Ruby))
        return f"<ruby>{inner}<rt>{reading}</rt></ruby>"

    def unknown(self, node: Node, path: str, place: _Place) -> str:
        self.lose("write.node-flattened", path, f"Markdown has no {type(node).__name__.lower()}")
        return _escape(text_of(node), brackets=True)

    # -- blocks

    def blocks(
        self, blocks: Iterable[Block], path: str, *, listed: bool = False, tight: bool = False
    ) -> str:
        out: list[str] = []
        marker = ""
        self.depth += 1
        for block in blocks:
            kind = type(block)
            if (
                kind is Paragraph
                and block.role is None  # type: ignore[union-attr]
                and block.language is None
                and block.direction is None
            ):
                content = block.content  # type: ignore[union-attr]
                if (
                    len(content) == 1
                    and type(content[0]) is str
                    and not _RISKY.search(content[0])
                    and content[0][0] not in _OPENERS
                ):
                    out.append(content[0])
                    marker = ""
                    continue
            where = f"{path}[{len(out)}]"
            if kind not in _WRITTEN or (self.depth > DEPTH and kind in _CONTAINERS):
                why = f"it is nested deeper than {DEPTH}"
                if kind not in _WRITTEN:
                    why = "Markdown has no mark for it; its text is kept"
                self.lose("write.node-flattened", where, why)
                block = Paragraph(" ".join(block_text((block,), skip=frozenset())) or "…")
                kind = Paragraph
            if block.language is not None:
                self.note(where, "language", block.language)
            if block.direction is not None:
                self.note(where, "direction", block.direction)
            if kind is List:
                marker = _marker(block, marker)  # type: ignore[arg-type]
                out.append(self.list(block, where, marker))  # type: ignore[arg-type]
                continue
            marker = ""
            if kind is Rule:
                out.append(self.rule(block, where, listed))  # type: ignore[arg-type]
            else:
                out.append(_BLOCKS[kind](self, block, where))
        self.depth -= 1
        return ("\n" if tight else "\n\n").join(out)

    def paragraph(self, block: Paragraph, path: str) -> str:
        text = self.inlines(block.content, f"{path}.content", _BLOCK)
        if block.role is not None:
            self.note(path, "role", block.role)
            words = begins(block.content)
            if words and self.notes is not None:
                self.notes[path]["begins"] = words
        return text

    def heading(self, block: Heading, path: str) -> str:
        level = min(max(block.level, 1), 6)
        if level != block.level:
            self.note(path, "level", block.level)
        text = self.inlines(block.content, f"{path}.content", _ONE_LINE)
        rest = text.rstrip("#")
        if rest != text and (not rest or rest[-1] in " \t"):
            text = f"{text[:-1]}\\#"
        return f"{'#' * level} {text}"

    def quote(self, block: Quote, path: str) -> str:
        parts = [self.blocks(block.blocks, f"{path}.blocks")] if block.blocks else []
        if block.source:
            parts.append(
                f"<footer>{_attribute(self.text(block.source, f'{path}.source'))}</footer>"
            )
        return _indented("\n\n".join(parts), "> ", "> ")

    def list(self, block: List, path: str, marker: str) -> str:
        start = block.start
        number = 1 if start is None else start
        if start is not None and (
            not block.ordered
            or start == 1
            or not start >= 0
            or start + len(block.items) > 999_999_999
        ):
            self.note(path, "start", start)
            number = 1
        tight = _tight(block)
        self.depth += 1
        items = []
        for index, item in enumerate(block.items):
            lead = f"{number + index}{marker} " if block.ordered else f"{marker} "
            text = self.blocks(item, f"{path}.items[{index}]", listed=True, tight=tight)
            items.append(_indented(text, lead, " " * len(lead)))
        self.depth -= 1
        return ("\n" if tight else "\n\n").join(items)

    def table(self, block: Table, path: str) -> str:
        caption = (
            f"<caption>{_attribute(self.text(block.caption, f'{path}.caption'))}</caption>"
            if block.caption
            else ""
        )
        if not _fits_pipes(block):
            return self.full_table(block, path, caption)
        rows = [
            [
                self.inlines(cell.content, f"{path}.rows[{r}][{c}].content", _CELL).replace(
                    "|", "\\|"
                )
                for c, cell in enumerate(row)
            ]
            for r, row in enumerate(block.rows)
        ]
        if not block.rows[0][0].header:
            rows.insert(0, [""] * len(rows[0]))
        rows.insert(1, ["---"] * len(rows[0]))
        lines = [f"| {' | '.join(row)} |" for row in rows]
        return "\n".join([caption, "", *lines] if caption else lines)

    def full_table(self, block: Table, path: str, caption: str) -> str:
        """A table that pipes cannot say, in HTML, with Markdown in its cells."""
        parts = ["<table>"]
        if caption:
            parts.append(f"\n{caption}")
        self.depth += 2
        for r, row in enumerate(block.rows):
            parts.append("\n<tr>")
            for c, cell in enumerate(row):
                tag = "th" if cell.header else "td"
                spans = {
                    key: str(value)
                    for key in ("colspan", "rowspan")
                    if (value := getattr(cell, key)) is not None
                }
                parts.append(f"\n{_tag(tag, **spans)}")
                inner = self.cell(cell, f"{path}.rows[{r}][{c}].content")
                parts.append(f"\n\n{inner}\n\n</{tag}>" if inner else f"\n</{tag}>")
            parts.append("\n</tr>")
        self.depth -= 2
        return "".join(parts) + "\n</table>"

    def cell(self, cell: Cell, path: str) -> str:
        if not any(type(node) in _WRITTEN for node in cell.content):
            return self.inlines(cell.content, path, _BLOCK)
        return self.blocks(cell.content, path)  # type: ignore[arg-type]

    def figure(self, block: Figure, path: str) -> str:
        self.text(block.association or "", f"{path}.association")
        parts = [_tag("figure", data_association=block.association)]
        shown = [picture(item) for item in block.media]
        hrefs = [href for href in shown if href]
        if hrefs:
            parts.append(" ".join(f"![]({_destination(href)})" for href in hrefs))
        if any(
            href is None or "\x00" in href or item != Rendition(href=href)
            for item, href in zip(block.media, shown, strict=True)
        ):
            self.note(path, "media", block.media)
        if block.caption:
            parts += [
                "<figcaption>",
                self.inlines(block.caption, f"{path}.caption", _BLOCK),
                "</figcaption>",
            ]
        if block.credit:
            parts.append(
                f"<footer>{_attribute(self.text(block.credit, f'{path}.credit'))}</footer>"
            )
        parts.append("</figure>")
        return "\n\n".join(parts)

    def section(self, block: Section, path: str) -> str:
        self.text(block.role or "", f"{path}.role")
        parts = [_tag("section", **{"class": block.role})]
        if block.title:
            parts += ["<header>", self.inlines(block.title, f"{path}.title", _BLOCK), "</header>"]
        if block.blocks:
            parts.append(self.blocks(block.blocks, f"{path}.blocks"))
        parts.append("</section>")
        return "\n\n".join(parts)

    def preformatted(self, block: Preformatted, path: str) -> str:
        return self.fenced(block.text, "", f"{path}.text")

    def embed(self, block: Embed, path: str) -> str:
        if (
            block.media_type == "text/html"
            and block.href is None
            and block.text
            and _COMMENT.fullmatch(block.text)
        ):
            return block.text
        href = block.href
        if href is not None and not is_safe(href):
            self.lose(
                "write.markup-lost", f"{path}.href", "an address that runs code is not written"
            )
            href = None
        given = (("type", block.media_type), ("href", href))
        info = "".join(
            f" {key}={quote(value, safe=_INFO_SAFE)}" for key, value in given if value is not None
        )
        return self.fenced(block.text, f"embed{info}", f"{path}.text")

    def fenced(self, text: str | None, info: str, path: str) -> str:
        if text is None:
            return f"```{info}\n```"
        if "\r" in text:
            self.lose("write.markup-lost", path, "Markdown reads a carriage return as a line end")
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.text(text, path)
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
        return f"{fence}{info}\n{text}\n{fence}".replace("\x00", "\ufffd")

    def rule(self, block: Rule, path: str, listed: bool) -> str:
        if block.text is not None:
            self.note(path, "text", block.text)
        return (
            "___" if listed else "***"
        )  # dashes would be a setext heading, or bullets, or the end of front matter


_NO_CODE = re.compile(r"[\r\n]")
_INFO_SAFE = "/:?=+,.;@$!*'-_"
_CONTAINERS = frozenset({List, Quote, Section, Table, Figure})
_INLINE: dict[type, Callable[[_Renderer, Any, str, _Place], str]] = {
    Code: _Renderer.code, Sub: _Renderer.wrapped, Sup: _Renderer.wrapped, Underline: _Renderer.wrapped, Link: _Renderer.link,
    Break: _Renderer.line_break, Image: _Renderer.image, Span: _Renderer.span, Name: _Renderer.name, Ruby: _Renderer.ruby,
}  # fmt: skip
_BLOCKS: dict[type, Callable[[_Renderer, Any, str], str]] = {
    Paragraph: _Renderer.paragraph, Heading: _Renderer.heading, Quote: _Renderer.quote, Table: _Renderer.table, Figure: _Renderer.figure,
    Section: _Renderer.section, Preformatted: _Renderer.preformatted, Embed: _Renderer.embed,
}  # fmt: skip
_WRITTEN = frozenset({*_BLOCKS, List, Rule})


def _no_footnote(label: str) -> str:
    return f"\\{label}" if label.startswith("^") else label


def begins(content: tuple[Inline, ...]) -> str:
    """The first characters of a block, by which its note knows it again after somebody has edited
    the text.
    """
    return text_of(content)[:24].replace("\x00", "\ufffd")


def _indented(text: str, first: str, rest: str) -> str:
    blank = rest.rstrip()
    lines = text.split("\n")
    return "\n".join([first + lines[0], *((rest + line) if line else blank for line in lines[1:])])


def _marker(block: List, previous: str) -> str:
    """The sign of a list's items; another one than that of a list directly before it, which would
    swallow it.
    """
    if block.ordered:
        return ")" if previous == "." else "."
    return "*" if previous == "-" else "-"


def _tight(block: List) -> bool:
    """Whether the items stand on consecutive lines: each a paragraph, maybe with a list that is so
    too.
    """
    for item in block.items:
        if not 1 <= len(item) <= 2 or type(item[0]) is not Paragraph:
            return False
        if len(item) == 2:
            inner = item[1]
            if (
                type(inner) is not List
                or (inner.ordered and inner.start not in (None, 1))
                or not _tight(inner)
            ):
                return False
    return True


def _fits_pipes(block: Table) -> bool:
    rows = block.rows
    if not rows or not rows[0]:
        return False
    width = len(rows[0])
    headed = rows[0][0].header
    for index, row in enumerate(rows):
        if len(row) != width:
            return False
        for cell in row:
            if (
                cell.header != (headed and index == 0)
                or cell.colspan is not None
                or cell.rowspan is not None
            ):
                return False
            if any(type(node) in _WRITTEN for node in cell.content):
                return False
    return not headed or any(cell.content for cell in rows[0])


def picture(rendition: Rendition) -> str | None:
    href = rendition.href
    return href if href and is_safe(href) else None


def render(
    blocks: Iterable[Block],
    *,
    lost: Lost | None = None,
    path: str = "body",
    notes: Notes | None = None,
) -> str:
    """Return blocks as Markdown, without a line end at the end.

    ``notes``, if given, takes what Markdown has no sign for (roles, languages, details of figures),
    by the path of the block; without it that is reported through ``lost(code, path, message)``, as
    is what Markdown cannot hold at all: U+0000, a carriage return in preformatted text, links that
    run code. Paths count the blocks of the normal form.

    >>> print(render([Heading("Ferry", level=2), Paragraph(["1986. A ", Strong("vintage"), " year"])]))
    ## Ferry
    <BLANKLINE>
    1986\\. A **vintage** year
    """
    ready: list[Any] = []
    plain = True
    for block in blocks:
        if (
            type(block) is Paragraph
            and block.role is None
            and block.language is None
            and block.direction is None
        ):
            content = block.content
            if len(content) == 1 and type(content[0]) is str and _at_ease(content[0]):
                ready.append(block)
                continue
        plain = False
        ready.extend(normalise((block,)))
    if (
        plain
    ):  # most of the world's news: one look at the whole text instead of one at each paragraph
        text = "\n\n".join([block.content[0] for block in ready])
        if text.count("\n") == 2 * (len(ready) - 1) and not any(sign in text for sign in _SIGNS):
            return text
    return _Renderer(lost, notes).blocks(ready, path)


_SIGNS = (
    "*",
    "&",
    "[",
    "_",
    "<",
    "`",
    "~",
    "\\",
    "{",
    "\x00",
    "\r",
)  # a closing bracket alone means nothing


def _at_ease(text: str) -> bool:
    """Whether a run that is a paragraph is in normal form and opens nothing at the start of its
    line.
    """
    if (
        not text
        or len(text.strip()) != len(text)
        or text[0] in "\u200b\ufeff"
        or text[-1] in "\u200b\ufeff"
    ):
        return False
    return text[0] not in _OPENERS or _LINE_START.match(text) is None
