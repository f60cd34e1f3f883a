"""The content of posts as WordPress prints it: text with block comments or without comes in, HTML
goes out.

Classic text has its paragraphs at blank lines and a break at each line end, block elements stand
alone, and nothing inside ``pre``, ``code``, ``script``, ``style`` or a table is touched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape, unescape

from newsfmt_web.wxr.shortcodes import expanded
from newsfmt_web.wxr.site import Site

__all__ = ["html_of"]

_COMMENT = re.compile(r"<!--((?:[^-]|-(?!->))*+)-->")
_OF_BLOCK = re.compile(r"\s*+(/?)wp:([a-z][\w/-]*+)\s*+(\{.*\})?\s*(/?)\s*", re.S)
_OPENING = re.compile(r"<(pre|code|script|style|table|textarea|svg)(?=[\s>])", re.I)
_BLOCKS = (
    "p div h[1-6] ul ol li dl dt dd blockquote figure figcaption hr form fieldset legend section "
    "article aside header footer nav main address details summary center noscript embed iframe "
    "object video audio pre table script style textarea"
).split()
_BLOCK = re.compile(rf"</?(?:{'|'.join(_BLOCKS)})(?=[\s/>])[^<>]*>", re.I)
_BLANK = re.compile(r"\n[ \t]*\n\s*")
_BREAK = re.compile(r"(?<![ \t])[ \t]*+(?:<br\s*+/?>[ \t]*+)?\n[ \t]*+", re.I)
_LONE = re.compile(r"https?://[^\s<>\"]+")
_TAG = re.compile(r"<[^<>]*>")
_FIGCAPTION = re.compile(r"<figcaption(?=[\s>])", re.I)
_IN_LINE = re.compile(r"<(/?)(p|h[1-6]|li|dt|dd|figcaption|figure|summary|legend)(?=[\s/>])", re.I)


def html_of(text: str, site: Site, left: list[str]) -> str:
    """Return the content of a post as HTML; the settings of blocks, which editors use, are added to
    ``left``.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "<!-- wp:" not in text and "<!--wp:" not in text:
        return _classic("".join(_comments(text, drop=True)[0]), site)
    return _blocks(text, site, left)


# ---- blocks
# ------------------------------------------------------------


def _comments(text: str, *, drop: bool = False) -> tuple[list[str], list[re.Match[str] | None]]:
    """The pieces of a text between its comments, and what each comment says of a block."""
    end = text.rfind("-->") + 3 if "-->" in text else 0  # behind it no comment ends
    pieces: list[str] = []
    said: list[re.Match[str] | None] = []
    place = 0
    for comment in _COMMENT.finditer(text, 0, end):
        pieces.append(text[place : comment.start()])
        said.append(None if drop else _OF_BLOCK.fullmatch(comment[1]))
        place = comment.end()
    pieces.append(text[place:])
    return pieces, said


def _blocks(text: str, site: Site, left: list[str]) -> str:
    """Text with block comments: what stands between blocks, or in a classic one, is classic."""
    pieces, said = _comments(text)
    parts: list[str] = []
    opened: list[str] = []
    embed: str | None = None
    address = ""
    for between, block in zip(pieces, (*said, None), strict=True):
        if embed is None:
            classic = not opened or opened[-1] == "freeform"
            parts.append(_classic(between, site) if classic else _expanded(between, site))
        else:
            start = _FIGCAPTION.search(between)
            shown = between[: start.start()] if start else between
            others = [word for word in _TAG.sub(" ", shown).split() if unescape(word) != address]
            if others:
                left.append(f"{embed} {' '.join(others)}")
            if start:
                end = between.lower().find("</figcaption>", start.start())
                parts.append(between[start.start() : end + 13 if end >= 0 else len(between)])
        if block is None:
            continue
        closes, name, settings, alone = block.groups()
        if closes:
            if name == embed:
                parts.append("</figure>")
                embed = None
            if name in opened:
                del opened[len(opened) - 1 - opened[::-1].index(name) :]
        elif embed is not None:
            continue
        elif "embed" in name.split("/")[0] and (found := _address(settings)):
            address = found
            end_tag = "</figure>" if alone else ""
            parts.append(f'<figure><embed src="{escape(address)}"></embed>{end_tag}')
            embed = None if alone else name
        elif alone:
            parts.append(_kept(name, settings))
        else:
            opened.append(name)
            if settings:
                left.append(f"{name} {settings}")
    return "".join(parts)


def _address(data: str | None) -> str | None:
    try:
        url = json.loads(data or "{}").get("url")
    except (ValueError, AttributeError, RecursionError):
        return None
    return url if isinstance(url, str) else None


def _kept(name: str, data: str | None) -> str:
    """A block that is made when the page is: its name and settings, for who knows it."""
    text = escape(f"wp:{name} {data or ''}".strip(), quote=False)
    return f'<pre class="embed" data-media-type="text/x-wp-block">{text}</pre>'


# ---- classic text
# ------------------------------------------------------------


def _protected(text: str) -> Iterator[tuple[int, int]]:
    """Where nothing is touched: each such element from its start tag to its end tag."""
    folded = text.lower()
    open_ended: set[str] = set()
    place = 0
    while (opening := _OPENING.search(text, place)) is not None:
        name = opening[1].lower()
        end = -1 if name in open_ended else folded.find(f"</{name}", opening.end())
        if end < 0:
            open_ended.add(name)
            place = opening.end()
            continue
        close = text.find(">", end)
        place = close + 1 if close >= 0 else len(text)
        yield opening.start(), place


def _expanded(text: str, site: Site) -> str:
    """A text with its shortcodes as HTML, but for what is protected."""
    parts, place = [], 0
    for start, end in _protected(text):
        parts += [expanded(text[place:start], site), text[start:end]]
        place = end
    return "".join((*parts, expanded(text[place:], site)))


def _classic(text: str, site: Site) -> str:
    if not text.strip():
        return ""
    text = _expanded(text, site)
    parts: list[str] = []
    place = 0
    inside: list[str] = []
    for start, end in _protected(text):
        _paragraphs(text[place:start], inside, parts)
        parts.append(text[start:end])
        place = end
    _paragraphs(text[place:], inside, parts)
    return "".join(parts)


def _paragraphs(text: str, inside: list[str], parts: list[str]) -> None:
    """Put the paragraphs of a text between its block elements."""
    place = 0
    for block in _BLOCK.finditer(text):
        _lines(text[place : block.start()], inside, parts)
        parts.append(block[0])
        if named := _IN_LINE.match(block[0]):
            name = named[2].lower()
            if not named[1]:
                inside.append(name)
            elif name in inside:
                del inside[len(inside) - 1 - inside[::-1].index(name) :]
        place = block.end()
    _lines(text[place:], inside, parts)


def _lines(text: str, inside: list[str], parts: list[str]) -> None:
    if not text.strip():
        parts.append(text)
        return
    if inside:  # in a paragraph, heading or item already
        parts.append(_BREAK.sub("<br>", text.strip("\n")))
        return
    for piece in _BLANK.split(text):
        piece = piece.strip("\n")
        lone = [line.strip() for line in piece.split("\n")]
        if any(_LONE.fullmatch(line) for line in lone):
            _with_addresses(lone, parts)
        elif piece.strip():
            # protected content may be in a line: a paragraph that is not closed takes it in
            parts.append(f"<p>{_BREAK.sub('<br>', piece.strip())}")


def _with_addresses(lines: list[str], parts: list[str]) -> None:
    """Lines of which some are an address alone, which WordPress shows as what it leads to."""
    prose: list[str] = []
    for line in (*lines, ""):
        address = bool(_LONE.fullmatch(line))
        if line and not address:
            prose.append(line)
            continue
        if prose:
            parts.append(f"<p>{'<br>'.join(prose)}</p>")
            prose = []
        if address:
            parts.append(f'<embed src="{escape(line)}"></embed>')
