"""The beginning of a text, examined once for all tests: its lines, the shares of its characters,
whether it reads as prose.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category

__all__ = ["Beginning", "beginning"]

_LOOKED_AT, _COUNTED = 2000, 300
_LINES = 40
_LONGEST_HEADLINE = 250
_SPACE = "\ufeff \t\r\n\x0b\x0c\u200b\u3000"
_BREAK = re.compile(r"\r\n?|[\x0b\x85\u2028]")
_BLANK = re.compile(r"\n[\s\u200b\ufeff]*\n|[\x0c\u2029]")
_SIGNS = b"{}[]<>=|\\_#$@~^`;*+/%&"
_DIGITS = b"0123456789"
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_WHITE = b" \t\n\r\x0b\x0c"
_SENTENCE = re.compile(r"[.!?…:][\"'’”»)\]]*$|[。！？．।۔؟」』]")
_FIELD = re.compile(r"[^\W\d_][\w -]{0,39}:(?=\s|$)|[ \t]+\S")
_STORY = re.compile(
    r"(?:title|headline|subject|date|published|pub-?date|author|byline|by|dateline)s?\s*:",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+(?:['’\-.][^\W\d_]+)*")
_COMMENTED = ("# ", "//", "--", "/*", ";")


class Beginning:
    """The first 2,000 characters of a text behind the white space it begins with; every line ends
    in ``\\n``.
    """

    __slots__ = (
        "digits",
        "first",
        "is_cut",
        "is_prose",
        "letters",
        "lines",
        "signs",
        "solid",
        "text",
    )

    def __init__(self, text: str) -> None:
        text = text.lstrip(_SPACE)
        self.is_cut = len(text) > _LOOKED_AT
        """Whether the text continues."""
        text = text[:_LOOKED_AT]
        if "\r" in text or "\x85" in text or "\u2028" in text or "\x0b" in text:
            text = _BREAK.sub("\n", text)
        self.text = text
        """The text."""
        lines = text.split("\n", _LINES)
        self.first = lines[0]
        """Its first line."""
        if self.is_cut and len(lines) > 1:
            del lines[-1]
        self.lines = [line for line in lines[:_LINES] if line.strip()]
        """Its lines that are not blank, up to forty, without one that is cut off."""
        ascii_text = text.encode("ascii", "ignore")
        self.solid = len(text) - len(ascii_text) + len(ascii_text.translate(None, _WHITE))
        """The number of characters that are not white space."""
        self.signs = _count(ascii_text, _SIGNS) / (self.solid or 1)
        """The share of signs of code and data, from 0 to 1."""
        self.digits = _count(ascii_text, _DIGITS) / (self.solid or 1)
        """The share of digits, from 0 to 1."""
        self.letters = _letters(text[:_COUNTED])
        """The share of letters, from 0 to 1."""
        self.is_prose = (
            self.signs <= 0.05 and self.letters > 0.75 and any(map(_is_sentence, self.lines))
        )
        """Whether it consists of sentences: words with few of the signs of code and data."""

    @property
    def is_headed(self) -> bool:
        """Whether it begins with a headline or a block of ``Key: value``, followed by a blank line
        and prose.
        """
        blank = _BLANK.search(self.text) if self.is_prose else None
        if blank is None:
            return False
        head, rest = self.text[: blank.start()], self.text[blank.end() :]
        return (_is_headline(head.strip()) or _is_front(head)) and any(
            map(_is_sentence, rest.split("\n"))
        )


@lru_cache(maxsize=1)
def beginning(text: str) -> Beginning:
    """Return the beginning of a text; the last one is cached."""
    return Beginning(text)


def _count(text: bytes, chars: bytes) -> int:
    return len(text) - len(text.translate(None, chars))


def _letters(text: str) -> float:
    """The share of letters in a text without white space, including combining marks."""
    solid = "".join(text.split())
    if solid.isascii():
        return _count(solid.encode(), _LETTERS) / (len(solid) or 1)
    letters = sum(map(str.isalpha, solid))
    if letters * 4 <= len(solid) * 3:
        letters += sum(category(char)[0] == "M" for char in solid)
    return letters / len(solid)


def _is_headline(line: str) -> bool:
    return (
        "\n" not in line
        and len(line) <= _LONGEST_HEADLINE
        and not line.endswith((".", "。"))
        and bool(_WORDS.search(line))
        and _count(line.encode("ascii", "ignore"), _SIGNS) * 10 < len(line)
        and not line.startswith(_COMMENTED)
    )


def _is_front(block: str) -> bool:
    """Whether every line is ``Key: value`` or continues one, and at least one key is typical for a
    story.
    """
    lines = block.split("\n")
    return all(map(_FIELD.match, lines)) and any(map(_STORY.match, lines))


def _is_sentence(line: str) -> bool:
    """Whether a line has the words and the end of a sentence, or more words than a label."""
    return line.count(" ") > 7 or (
        bool(_SENTENCE.search(line.rstrip())) and len(_WORDS.findall(line)) > 1
    )
