"""Whether a text reads as prose: the beginning of an input comes in, yes or no goes out. A format
recognises text by it, and detection tells a story from data and code that happen to be text.
"""

from __future__ import annotations

import re
from unicodedata import category

__all__ = ["code_share", "is_headed", "is_prose"]

_LONGEST_HEADLINE = 250
_LOOKED_AT = 2000
_BREAK = re.compile(r"\r\n?|[\n\x0b\x85\u2028]")
_BLOCKS = re.compile(r"\n[\s\u200b\ufeff]*\n|[\x0c\u2029]")
_CODE = re.compile(r"[{}\[\]<>=|\\_#$@~^`;*+/%&]")
_SENTENCE = re.compile(r"[.!?…:][\"'’”»)\]]*$|[。！？．।۔؟」』]")
_FIELD = re.compile(r"[^\W\d_][\w -]{0,39}:(?=\s|$)|[ \t]+\S")
_STORY = re.compile(
    r"(?:title|headline|subject|date|published|pub-?date|author|byline|by|dateline)s?\s*:",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+(?:['’\-.][^\W\d_]+)*")


def is_headed(text: str) -> bool:
    """Whether a text begins with a headline or with a block of ``Key: value``, and prose follows
    behind a blank line.
    """
    blocks = _blocks(text)
    return (
        len(blocks) > 1
        and (_is_headline(blocks[0]) or _is_front(blocks[0]))
        and is_prose("\n\n".join(blocks[1:]))
    )


def is_prose(text: str) -> bool:
    """Whether a text consists of sentences: words with few of the characters that code and data
    are made of.
    """
    text = text[:_LOOKED_AT]
    solid = "".join(text.split())
    if not solid or code_share(solid) > 0.05:
        return False
    return _are_words(solid) and any(map(_is_sentence, _BREAK.split(text)))


def _are_words(solid: str) -> bool:
    """Whether three quarters are letters, with the marks that some scripts write over and under
    them.
    """
    letters, wanted = sum(map(str.isalpha, solid)), len(solid) * 3 // 4
    if letters > wanted or letters * 2 < wanted or solid.isascii():
        return letters > wanted
    return letters + sum(category(char)[0] == "M" for char in solid) > wanted


def code_share(solid: str) -> float:
    """Return how much of a text without its white space is signs that code and data are made of,
    from 0 to 1.
    """
    return len(_CODE.findall(solid)) / len(solid)


def _blocks(text: str) -> list[str]:
    lines = _BREAK.sub("\n", text.strip("\ufeff \t\r\n\x0b\x0c\u200b\u3000"))
    return [block for block in _BLOCKS.split(lines) if block.strip()]


def _is_headline(block: str) -> bool:
    line = block.strip()
    return (
        "\n" not in line
        and len(line) <= _LONGEST_HEADLINE
        and not line.endswith((".", "。"))
        and bool(_WORDS.search(line))
        and code_share(line) < 0.1
        and not line.startswith(("# ", "//", "--", "/*", ";"))
    )


def _is_front(block: str) -> bool:
    """Whether every line is ``Key: value`` or continues one, and a key is that of a story."""
    lines = block.splitlines()
    return all(_FIELD.match(line) for line in lines) and any(map(_STORY.match, lines))


def _is_sentence(line: str) -> bool:
    """Whether a line has the words and the end of a sentence, or more words than a label has."""
    words = len(_WORDS.findall(line))
    return words > 7 or (words > 1 and bool(_SENTENCE.search(line.rstrip())))
