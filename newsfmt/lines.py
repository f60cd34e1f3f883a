"""Lines and paragraphs of plain text: a text comes in, its lines go out, and the paragraphs from
which they were wrapped.

Words are verbatim except for line ends, outer white space and soft wraps; all lines of an article
together show which breaks are soft (dated-text-grammar.md §2, §3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from newsfmt.body import Block, Paragraph, Preformatted, plain

__all__ = [
    "are_lines",
    "groups",
    "is_rule",
    "join",
    "lines",
    "paragraphs",
    "plain_texts",
    "tabular",
    "unwrap",
    "unwrapped",
    "wrap",
]

_RULE = re.compile(
    r"\*{3,}|-{3,}|_{3,}|={3,}|•{3,}|\*(?: \*){2,}|-(?: -){2,}|_(?: _){2,}|=(?: =){2,}|•(?: •){2,}"
)
_RULE_START = frozenset("*-_=•")

_LINE_ENDS = (
    ("\r\n", "\n"),
    ("\r", "\n"),
    ("\x85", "\n"),
    ("\u2028", "\n"),
    ("\x0b", "\n"),
    ("\x0c", "\n\n"),
    ("\u2029", "\n\n"),
)
_TABULAR = re.compile(r"\S {3,}(?=\S)")
_CLOSED = frozenset(".!?:;\"'”’»)]}…")
_ZERO_WIDTH = ("\u200b", "\ufeff")


def lines(text: str) -> list[str]:
    """Return the lines of a text: LF, CR LF, CR, NEL, U+2028 and VT end one; FF and U+2029 end a
    paragraph (an empty line follows).
    """
    for end, plain_end in _LINE_ENDS:
        if end in text:
            text = text.replace(end, plain_end)
    rows = text.split("\n")
    if "\u200b" in text or "\ufeff" in text:  # which str.strip does not treat as white space
        rows = [
            plain(row)
            if row.strip().startswith(_ZERO_WIDTH) or row.strip().endswith(_ZERO_WIDTH)
            else row
            for row in rows
        ]
    return rows


def groups(rows: Iterable[str]) -> list[list[str]]:
    """Return the runs of lines between blank lines, the lines as :func:`lines` returns them."""
    blocks: list[list[str]] = []
    fresh = True
    for row in rows:
        if not row or row.isspace():
            fresh = True
        elif fresh:
            blocks.append([row])
            fresh = False
        else:
            blocks[-1].append(row)
    return blocks


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a plain text: blocks at blank lines, soft line breaks joined, hard
    ones kept apart.

    >>> paragraphs("One paragraph that\\nwent over a line.\\n\\nAnother.")
    ['One paragraph that went over a line.', 'Another.']
    """
    return [
        part
        for block in unwrap([[row.strip() for row in group] for group in groups(lines(text))])
        for part in block
    ]


def unwrapped(blocks: Iterable[Sequence[str]], *, tables: bool = True) -> list[str | Preformatted]:
    """Return the paragraphs of groups of lines from a source: rules separate, tables preformatted,
    the rest unwrapped.

    With ``tables=False`` the caller states that there is no tab and no run of three spaces.
    """
    done: list[list[str] | Preformatted] = []
    prose_blocks: list[list[str]] = []
    for block in blocks:
        if tables and len(block) > 1 and tabular(block):
            done.append(Preformatted("\n".join(row.rstrip() for row in block)))
            continue
        rows = list(map(str.strip, block))
        for part in _at_rules(rows):
            prose_blocks.append(part)
            done.append(part)
    ready = iter(unwrap(prose_blocks))
    return [
        part
        for block in done
        for part in ((block,) if isinstance(block, Preformatted) else next(ready))
    ]


def _at_rules(rows: list[str]) -> Iterable[list[str]]:
    """A block cut at the rules inside it, each rule a block."""
    if len(rows) == 1 or not any(row[0] in _RULE_START and is_rule(row) for row in rows):
        return (rows,)
    parts: list[list[str]] = [[]]
    for row in rows:
        if is_rule(row):
            parts += [[row], []]
        else:
            parts[-1].append(row)
    return [part for part in parts if part]


def tabular(rows: Sequence[str]) -> bool:
    """Whether the lines of a block form a table: most have inside a tab, or two runs of three or
    more spaces.

    A single line is not a table: a paragraph keeps its spacing as well.
    """
    if len(rows) < 2:
        return False
    hits = 0
    for row in rows:
        inner = row.strip()
        if "\t" in inner or ("   " in inner and len(_TABULAR.findall(inner)) > 1):
            hits += 1
    return hits * 2 > len(rows)


def unwrap(blocks: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return for each block of stripped lines its paragraphs: soft breaks joined, hard ones kept
    (dated-text-grammar.md §3).

    The blocks are those of one article: all of them together show whether its lines were wrapped,
    and at which width.
    """
    width = max([len(line) for block in blocks for line in block], default=0)
    full = [_full_breaks(block, width) if len(block) > 1 else [] for block in blocks]
    breaks = sum(map(len, full))
    wrapped = 40 <= width <= 100 and breaks > 0 and sum(map(sum, full)) * 5 >= breaks * 4
    return [
        (_joined(block, flags if wrapped else [False] * len(flags)) if flags else list(block))
        for block, flags in zip(blocks, full, strict=True)
    ]


def _full_breaks(block: Sequence[str], width: int) -> list[bool]:
    """For each break of a block, whether a greedy wrapper would break there: the next word would
    not have fitted.
    """
    flags = []
    for line, following in pairwise(block):
        end = following.find(" ")
        flags.append(len(line) + 1 + (end if end >= 0 else len(following)) > width)
    return flags


def _joined(block: Sequence[str], full: list[bool]) -> list[str]:
    """The paragraphs of one block; ``full`` says which breaks come from a wrapper."""
    if all(full):
        ends = [line[-1] for line in block]
        if "-" not in ends and "\u00ad" not in ends and max(ends) < "\u2e80":
            return [" ".join(block)]
    done: list[str] = []
    last = block[0]
    parts = [last]
    for line, soft in zip(block[1:], full, strict=True):
        if soft or (line[0].islower() and last[-1] not in _CLOSED):
            parts.append(_glue(parts, last, line))
            parts.append(line)
        else:
            done.append("".join(parts))
            parts = [line]
        last = line
    done.append("".join(parts))
    return done


def join(rows: Sequence[str]) -> str:
    """Return the lines of one paragraph as one text; every break is taken as soft.

    >>> join(["Ferries left the well-", "known port", "of Sund."])
    'Ferries left the well-known port of Sund.'
    """
    parts = [*rows[:1]]
    for last, line in pairwise(rows):
        parts.append(_glue(parts, last, line))
        parts.append(line)
    return "".join(parts)


def wrap(text: str, width: int, *, indent: str = "") -> list[str]:
    """Return the lines of a paragraph at a width, each behind the indent. :func:`join` restores the
    text: no line ends where joining would merge two words.

    A word that is longer than the width is a line of its own. The text is one line.

    >>> wrap("Ferries left the well-known port of Sund.", 20, indent="   ")
    ['   Ferries left the', '   well-known port', '   of Sund.']
    """
    rows: list[str] = []
    row = ""
    for stretch in _stretches(text):
        if row and len(indent) + len(row) + 1 + len(stretch) > width:
            rows.append(indent + row)
            row = stretch
        else:
            row = f"{row} {stretch}" if row else stretch
    return [*rows, indent + row]


def _stretches(text: str) -> list[str]:
    """The text cut at single spaces where a line may end."""
    stretches: list[str] = []
    for word in text.split(" "):
        last = stretches[-1] if stretches else ""
        if last and (not word or last[-1] == " " or _glue([last], last, word) != " "):
            stretches[-1] = f"{last} {word}"
        else:
            stretches.append(word)
    return stretches


def _glue(parts: list[str], last: str, line: str) -> str:
    """The text that joins two lines: a space; nothing between CJK characters or after a hyphen; a
    soft hyphen is removed.
    """
    end = last[-1]
    if end == "\u00ad":
        parts[-1] = parts[-1][:-1]
        return ""
    if end == "-" and len(last) > 1 and last[-2].isalpha():
        return ""
    if end > "\u2e7f" and line[0] > "\u2e7f" and _cjk(end) and _cjk(line[0]):
        return ""
    return " "


def _cjk(char: str) -> bool:
    """Han, kana, bopomofo and full-width punctuation, which are set without spaces (Hangul is
    not).
    """
    return (
        "\u2e80" <= char <= "\ua4cf"
        or "\uf900" <= char <= "\ufaff"
        or "\ufe30" <= char <= "\uffef"
        or "\U00020000" <= char <= "\U0003ffff"
    )


def is_rule(text: str) -> bool:
    """Whether a line is a rule: only asterisks, dashes, underscores, equals signs or bullets."""
    return text[:1] in _RULE_START and _RULE.fullmatch(text) is not None


def plain_texts(blocks: tuple[Block, ...]) -> list[str] | None:
    """Return the text of each paragraph of a body of plain paragraphs, each one printable text
    without consecutive spaces; None of any other body.

    >>> plain_texts((Paragraph("It opened."), Paragraph("It closed.")))
    ['It opened.', 'It closed.']
    """
    texts: list[str] = []
    for block in blocks:
        if type(block) is not Paragraph:
            return None
        content = block.content
        if (
            len(content) != 1
            or type(text := content[0]) is not str
            or block.role is not None
            or block.language is not None
            or block.direction is not None
        ):
            return None
        texts.append(text)
    return texts if are_lines(texts) else None


def are_lines(texts: Sequence[str]) -> bool:
    """Return whether texts come back from any markup as they are: printable, not empty, without
    spaces at an end or side by side.

    >>> are_lines(["Ferry", "a b"]), are_lines(["Ferry", " sails"]), are_lines(["Ferry", ""])
    (True, False, False)
    """
    together = " ".join(["", *texts, ""])  # an empty text, or a space at an end, makes two spaces
    return together.isprintable() and "  " not in together
