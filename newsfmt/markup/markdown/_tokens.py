"""Markdown to tokens by the rules of markdown-it, each of which is asked only where the text has a
character that it begins with: a mark costs what its own rules cost.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from types import MappingProxyType, SimpleNamespace
from typing import Any, Literal

from markdown_it import MarkdownIt, helpers
from markdown_it.parser_block import ParserBlock
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

__all__ = ["parser"]

_BRACKETS = 20  # as deep as the text of a link is looked through for its end
_PARENTHESES = 32  # as many as may be open in an address
_BLOCKS = {
    "fence": "[`~]", "blockquote": ">", "hr": r"([*_-])[ \t]*\1[ \t]*\1", "list": r"[*+-]\s|[*+-]\Z|[0-9]", "reference": r"\[", "html_block": "<",
    "heading": "#",
}  # fmt: skip
"""How a line of a block begins, as a pattern. The other rules look at every line."""
_UNDERLINE = re.compile(r"[=-][ \t]*$", re.MULTILINE)
_STOPS = {
    "fence": ["paragraph", "reference", "blockquote", "list"],
    "blockquote": ["paragraph", "reference", "blockquote", "list"],
    "hr": ["paragraph", "reference", "blockquote", "list"],
    "list": ["paragraph", "reference", "blockquote"],
    "html_block": ["paragraph", "reference", "blockquote"],
    "heading": ["paragraph", "reference", "blockquote"],
}
"""The blocks that end where one of these begins, as markdown-it has them."""
_MARKS = {
    "\n": "newline", "\\": "escape", "`": "backticks", "~": "strikethrough", "*_": "emphasis",
    "[": "link", "!": "image", "<": "autolink html_inline", "&": "entity",
}  # fmt: skip
"""The rules for what begins with a mark."""
_BlockRule = Callable[[StateBlock, int, int, bool], bool]
_LineRule = Callable[[StateInline, bool], bool]


class _Markdown(MarkdownIt):
    """markdown-it that leaves addresses as they are written; which of them may be followed is
    decided by the reader.
    """

    def validateLink(self, url: str) -> bool:  # noqa: N802 (markdown-it's name)
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


class _Token:
    """A token whose usual values cost nothing; markdown-it's own ones have two mappings each."""

    attrs = meta = MappingProxyType[str, Any]({})
    map: list[int] | None = None
    children: list[Token] | None = None
    content = markup = info = ""
    block = True
    hidden = False

    def __init__(self, kind: str, tag: str, nesting: Literal[-1, 0, 1], level: int) -> None:
        self.type = kind
        self.tag = tag
        self.nesting = nesting
        self.level = level


def _text(content: str, level: int) -> Any:
    token = _Token("text", "", 0, level)
    token.content = content
    return token


class _Line(StateInline):
    """The text of a block while it is read. The end of a link's text is looked for once at each
    opening bracket, and never behind the last closing one.
    """

    def __init__(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self._last = src.rfind("]")
        self._ends: dict[tuple[int, int, bool], int] = {}

    def pushPending(self) -> Any:  # noqa: N802
        token = _text(self.pending, self.pendingLevel)
        self.tokens.append(token)
        self.pending = ""
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Any:
        if ttype != "text":
            return super().push(ttype, tag, nesting)
        if self.pending:
            self.pushPending()
        token: Any = _Token(ttype, tag, nesting, self.level)
        self.pendingLevel = self.level
        self.tokens.append(token)
        self.tokens_meta.append(None)
        return token

    def end_of_label(self, start: int, alone: bool) -> int:
        """Where the text of the link at ``start`` ends, or -1; if ``alone``, no other link stands
        in it.
        """
        if start > self._last:
            return -1
        asked = (start, self.posMax, alone)
        if asked not in self._ends:
            before = self.pos
            self._ends[asked] = self._walked(start + 1, alone)
            self.pos = before
        return self._ends[asked]

    def _walked(self, place: int, alone: bool) -> int:
        text, steps, end, level = self.src, self.cache, self.posMax, 1
        while place < end:
            mark = text[place]
            if mark == "]":
                level -= 1
                if not level:
                    return place
            after = steps.get(place)
            if after is None:
                self.pos = place
                self.md.inline.skipToken(self)
                after = self.pos
            if mark == "[":
                if after == place + 1:  # neither a link nor an image begins here
                    level += 1
                elif alone:
                    return -1
            place = after
        return -1


def _is_closed(text: str, place: int, end: int) -> bool:
    """Whether the address at a place closes each parenthesis in it, of which at most 32 are
    open.
    """
    level = 0
    while (mark := _ADDRESS_MARK.search(text, place, end)) is not None:
        place = mark.end()
        if mark[0] == "(":
            level += 1
            if level > _PARENTHESES:
                return False
        elif mark[0] == ")" and level:
            level -= 1
        elif len(mark[0]) == 1:
            break
    return level == 0


_ADDRESS_MARK = re.compile(r"[()\x00-\x20\x7f]|\\[^ ]|\\(?= )")
_NO_ADDRESS = SimpleNamespace(ok=False, pos=0, str="")


class _Helpers:
    """What the rules for links and images look for, one after the other."""

    parseLinkTitle = staticmethod(helpers.parseLinkTitle)  # noqa: N815 (markdown-it's)

    @staticmethod
    def parseLinkDestination(string: str, pos: int, maximum: int) -> Any:  # noqa: N802
        if string[pos : pos + 1] != "<" and not _is_closed(string, pos, maximum):
            return _NO_ADDRESS
        return helpers.parseLinkDestination(string, pos, maximum)

    @staticmethod
    def parseLinkLabel(state: _Line, start: int, disableNested: bool = False) -> int:  # noqa: N802, N803
        return state.end_of_label(start, disableNested)


class _Lines(ParserInline):
    """Reads the text of blocks, with limits of its own: blocks nest as deeply as asked, brackets in
    a line up to a limit, as each one takes several steps.
    """

    def __init__(self) -> None:
        super().__init__()
        self._md = _Markdown("commonmark", {"maxNesting": _BRACKETS}).enable("strikethrough")
        self._md.inline = self
        self._md.helpers = _Helpers  # type: ignore[assignment]
        self.ruler2.enable(["strikethrough"])
        rules = dict(zip(self.ruler.get_active_rules(), self.ruler.getRules(""), strict=True))
        self._at: dict[str, tuple[_LineRule, ...]] = {
            mark: tuple(rules[name] for name in names.split())
            for marks, names in _MARKS.items()
            for mark in marks
        }
        self._text = (rules["text"],)
        stops = filter(self.terminator_re.match, map(chr, range(128)))
        self._at = dict.fromkeys(stops, ()) | self._at

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        if not self.terminator_re.search(src):
            if src:
                tokens.append(_text(src, 0))
            return tokens
        line = _Line(src, self._md, env, tokens)
        self.tokenize(line)
        for rule in self.ruler2.getRules(""):
            rule(line)
        return line.tokens

    def skipToken(self, state: StateInline) -> None:  # noqa: N802
        """Go to the end of what begins here."""
        start = state.pos
        if state.level >= _BRACKETS:
            state.pos = state.posMax + 1  # markdown-it passes over the rest, and one more
        else:
            state.level += 1
            if not any(rule(state, True) for rule in self._at.get(state.src[start], self._text)):
                state.pos += 1
            state.level -= 1
        state.cache[start] = state.pos

    def tokenize(self, state: StateInline) -> None:
        end = state.posMax
        while state.pos < end:
            mark = state.src[state.pos]
            if state.level < _BRACKETS:
                for rule in self._at.get(mark, self._text):
                    if rule(state, False):
                        break
                else:
                    state.append_pending(mark)
                    state.pos += 1
            else:
                state.append_pending(mark)
                state.pos += 1
        if state.pending:
            state.pushPending()


class _Text(StateBlock):
    """The text of a document while its blocks are read."""

    def __init__(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        lines = [match.start() for match in _UNDERLINE.finditer(src)]
        self.last_underline = lines[-1] if lines else -1

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Any:
        if nesting < 0:
            self.level -= 1
        token: Any = _Token(ttype, tag, nesting, self.level)
        if nesting > 0:
            self.level += 1
        self.tokens.append(token)
        return token


class _Texts(ParserBlock):
    """Reads blocks."""

    def parse(
        self,
        src: str,
        md: MarkdownIt,
        env: Any,
        outTokens: list[Token],  # noqa: N803
    ) -> list[Token]:
        state = _Text(src, md, env, outTokens)
        self.tokenize(state, 0, state.lineMax)
        return state.tokens


def _where(rule: _BlockRule, start: str) -> _BlockRule:
    """The rule, asked only at lines that begin as the pattern says."""
    match = re.compile(start).match

    def asked(state: StateBlock, line: int, last: int, silent: bool) -> bool:
        place = state.bMarks[line] + state.tShift[line]
        return match(state.src, place) is not None and rule(state, line, last, silent)

    return asked


def _underlined(rule: _BlockRule) -> _BlockRule:
    """The rule for headings with a line below them, asked only before the last such line."""

    def asked(state: StateBlock, line: int, last: int, silent: bool) -> bool:
        assert isinstance(state, _Text)
        return state.eMarks[line] < state.last_underline and rule(state, line, last, silent)

    return asked


@lru_cache(maxsize=4)
def parser(depth: int) -> MarkdownIt:
    """Return the parser for blocks as deep as that."""
    blocks = _Markdown("commonmark", {"maxNesting": depth + 2})
    blocks.block = _Texts()
    blocks.configure("commonmark", {"maxNesting": depth + 2}).enable("table")
    ruler = blocks.block.ruler
    rules = dict(zip(ruler.get_active_rules(), ruler.getRules(""), strict=True))
    for name, start in _BLOCKS.items():
        ruler.at(name, _where(rules[name], start), {"alt": _STOPS.get(name, [])})
    ruler.at("lheading", _underlined(rules["lheading"]))
    blocks.inline = _Lines()
    blocks.disable("text_join")  # the normal form of a body joins texts
    return blocks
