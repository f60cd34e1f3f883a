"""ProQuest's downloads: as HTML (:mod:`newsfmt_research.proquest_page`), and as text: documents
between rules of 60 underscores, in blocks with labels.

Documents come in, articles go out. Labels are compared without their spaces, by the tables of
:mod:`newsfmt_research.proquest_labels`. The text ends at the first block with a label that belongs
behind it and that others follow; inside it each line is a paragraph. What stands behind the last
rule is a notice and no document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BufferedReader
from typing import BinaryIO

from newsfmt import prose
from newsfmt.article import Article
from newsfmt.format import Context, Part
from newsfmt.head import Confidence, Head
from newsfmt.parting import at_lines
from newsfmt_research.fragments import cuts
from newsfmt_research.proquest_fields import Document
from newsfmt_research.proquest_labels import HEAD, ORDER, fold, index
from newsfmt_research.proquest_page import documents
from newsfmt_research.utf8 import as_utf8
from newsfmt_research.values import colon

__all__ = ["read", "sniff", "split"]


_RULE = "_" * 60
_STRONG = re.compile(r"(?i)<(?:strong|b)>\s{0,9}([^<>:：]{2,48}?)\s{0,9}[:：]?\s{0,9}</")
_NEAR = 64
_BYTES = _RULE.encode()
_OPENING = re.compile(rb"_{60,}[^\S\n]*$", re.MULTILINE)
_LABEL = re.compile(r"([^\W\d_][^:\n]{1,45}?)\s?:(?:\s+(.*)|)\Z", re.DOTALL)
_NUMBER = re.compile(r"[^\W\d_]+ (\d[\d.,]{0,9}) [^\W\d_]+ (\d[\d.,]{0,9})")
_RANK = {meaning: place for place, meaning in enumerate(ORDER)}
_NOTICE = re.compile(r"(?i)proquest|contact us|terms and conditions|©|copyright")
_WHOLE = _RANK["id"]
_LONGEST = 48  # characters of a label
_FEW = 4  # labels that a notice may seem to have


def sniff(head: Head) -> Confidence:
    """CERTAIN for a first line of 60 underscores and a known label behind it, and for a page with
    labels in ``strong`` that ProQuest alone has.
    """
    if head.xml_start:
        found = _STRONG.findall(head.more_text)
        known = index() if len(found) > 1 else {}
        labels = (known.get(fold(label)) for label in found)
        own = {"text", "id", "url", "info", "genre", "source-type"}.intersection(labels)
        return Confidence.CERTAIN if len(own) > 1 else Confidence.NO
    if head.first_line != _RULE:
        return Confidence.NO
    known = index()
    rows = head.more_text.splitlines()
    named = (label for row in rows if (label := _LABEL.match(colon(row.strip()))) is not None)
    return Confidence.CERTAIN if any(fold(label[1]) in known for label in named) else Confidence.NO


def _begins(line: bytes) -> bool:
    return line.startswith(_BYTES) and not line.strip(b"_\r\n\t ")


def split(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    """Yield parts that begin with a rule."""
    yield from at_lines(stream, context, size, _begins)


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the documents of a file. Raises ParseError for a file without any, TruncatedError for a
    file that stops inside one.
    """
    known = index(more=getattr(context.options, "labels", None))
    place = context.part.index if context.part is not None else 0
    unknown: list[str] = []
    held: tuple[int, list[str]] | None = None
    lines = as_utf8(stream, context)
    if (page := _page(lines, context)) is not None:
        yield from _of_page(page, known, unknown, context)
        return
    for line, data in cuts(lines, context, _OPENING):
        if held is not None:
            article = _article(*held, known, unknown, context, place)
            if article is not None:
                yield article
                place += 1
        held = line, _rows(data, context)
    if held is not None:
        article = _article(*held, known, unknown, context, place, is_end=context.holds_end)
        if article is not None:
            yield article
            place += 1
    if not place and context.holds_end:
        raise context.error(_reason(unknown))


def _page(stream: BufferedReader, context: Context) -> str | None:
    """The text of a page of HTML; None for the text download."""
    if not stream.peek(_NEAR).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return None
    limit = context.limits.whole_bytes
    data = stream.read(-1 if limit is None else limit + 1)
    if limit is not None and len(data) > limit:
        raise context.exceeded("whole_bytes", "the page")
    return prose.decode(data, context)


def _of_page(
    page: str, known: Mapping[str, str], unknown: list[str], context: Context
) -> Iterator[Article]:
    """The articles of a page of HTML."""

    def rank(row: str) -> int:
        return _RANK.get(_meaning(row, known), -1)

    place = 0
    for blocks in documents(page, context, rank, len(HEAD), _RANK["title"]):
        rows = [row for block in blocks for row in (*block, "")]
        article = _article(1, rows, known, unknown, context, place)
        if article is not None:
            yield article
            place += 1
    if not place:
        raise context.error(_reason(unknown))


def _reason(unknown: Sequence[str]) -> str:
    if not unknown:
        return "no document in it: none stands between two rules of 60 underscores"
    names = ", ".join(repr(label) for label in unknown[:4])
    return (
        f"no label in it is known; the first are {names}. Say what they mean with"
        f' -O labels="text={unknown[-1]};title=…", or add the language of the interface to'
        " LABELS in newsfmt_research/proquest_labels.py"
    )


def _rows(data: bytes, context: Context) -> list[str]:
    """The lines of a document, without the rule above it."""
    text = prose.decode(data, context).replace("\r\n", "\n").replace("\r", "\n")
    rows = text.strip("\ufeff").split("\n")
    if rows[0].startswith(_RULE) and not rows[0].strip("_ \t"):
        rows[0] = ""
    return rows


def _article(
    line: int,
    rows: Sequence[str],
    known: Mapping[str, str],
    unknown: list[str],
    context: Context,
    place: int,
    *,
    is_end: bool = False,
) -> Article | None:
    """The article of a document; None for a notice, and for one without a label that is known."""
    context.index = place
    document = Document(context, line)
    blocks = prose.groups(rows)
    last = _read(document, blocks, known)
    if last < 0:
        _left_out(blocks, unknown, context, line, is_end=is_end)
        return None
    if is_end and last < _WHOLE:
        context.cut_off("the rule behind the last document", at=line)
    return document.article(place)


def _left_out(
    blocks: Sequence[Sequence[str]],
    unknown: list[str],
    context: Context,
    line: int,
    *,
    is_end: bool,
) -> None:
    """Say what became of a piece without known labels, unless it is a notice."""
    text = "\n".join("\n".join(block) for block in blocks)
    labels = [label[1] for block in blocks if (label := _LABEL.match(block[0]))]
    if not text or (_NOTICE.search(text) and len(labels) < _FEW):
        context.export_note(text, at=line)
        return
    unknown += labels
    if labels or not is_end:
        context.warn("read.item-skipped", "a document without a label that is known", at=line)
    else:
        context.warn("read.trailing-text", f"text behind the last rule: {text[:60]!r}", at=line)


# ---- documents
# ------------------------------------------------------------


def _read(document: Document, blocks: Sequence[Sequence[str]], known: Mapping[str, str]) -> int:
    """Read the blocks of a document; return the place of its last label in their order, -1
    without one.
    """
    meanings = [_meaning(block[0], known) for block in blocks]
    places = {meaning: place for place, meaning in enumerate(meanings)}
    current = ""
    last = -1
    for place, block in enumerate(blocks):
        meaning = meanings[place]
        is_last = not meaning or places[meaning] == place
        if meaning and (current != "text" or (is_last and _ends_text(meanings, place))):
            current = _labelled(document, block, known)
            last = _RANK[current]
        elif current == "text":
            document.paragraphs(block)
        elif not current or (current in HEAD and block[0].startswith("http")):
            _opening(document, block)
        elif current != "abstract" and (label := _LABEL.match(colon(block[0]))):
            document.unknown(label[1], " ".join([label[2] or "", *block[1:]]).strip())
        else:
            document.more(current, " ".join(block).strip())
    return last


def _meaning(row: str, known: Mapping[str, str]) -> str:
    """What a line's label means; empty for a line without a label that is known."""
    name, end, value = colon(row).partition(":")
    if not end or len(name) > _LONGEST or (value and not value[0].isspace()):
        return ""
    return known.get(fold(name), "")


def _value(row: str) -> str:
    """What stands behind a line's label."""
    return colon(row).partition(":")[2].lstrip()


def _ends_text(meanings: Sequence[str], place: int) -> bool:
    """Whether a block with a label ends the text: it belongs behind it, and so does what follows.

    One that comes again is text.
    """
    rank = _RANK[meanings[place]]
    following = [_RANK[meaning] for meaning in meanings[place + 1 : place + 3] if meaning]
    is_last = place + 1 == len(meanings)
    return rank >= len(HEAD) and (is_last or any(other > rank for other in following))


def _labelled(document: Document, block: Sequence[str], known: Mapping[str, str]) -> str:
    """Take a block with a label, whose lines may have labels of their own outside of the text;
    return what the last one means.
    """
    meaning = _meaning(block[0], known)
    if meaning in HEAD:
        document.take(meaning, [_value(block[0]), *block[1:]])
        return meaning
    meaning, values = "", list[str]()
    for row in block:
        following = _meaning(row, known)
        if following and not (meaning and _RANK[following] <= _RANK[meaning]):
            if meaning:
                document.take(meaning, values)
            meaning, values = following, [_value(row)]
        else:
            values.append(row)
    document.take(meaning, values)
    return meaning


def _opening(document: Document, block: Sequence[str]) -> None:
    """Take a block without a label: the number of the document, its title, a date or an address."""
    text = " ".join(" ".join(block).split())
    number = _NUMBER.fullmatch(text)
    if number and not document.title:
        document.number(text, number[1], number[2])
    elif text.startswith(("http://", "https://")):
        document.address(text)
    elif not document.title:
        document.title = text
    else:
        document.line_of_date(text)
