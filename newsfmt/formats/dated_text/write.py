"""Writing dated text: Articles in, the canonical form out (dated-text-grammar.md §1): header, blank
line, paragraphs separated by blank lines, no line end.

What the text cannot say is reported; what it says is what :mod:`newsfmt.formats.dated_text.read`
will read again, which is checked here with the very grammar of the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from newsfmt import prose
from newsfmt.article import Article
from newsfmt.body import Block, Break, Paragraph, Preformatted, Rule, walk
from newsfmt.errors import SerializeError
from newsfmt.format import Context
from newsfmt.formats.dated_text import WRITES, DatedTextReadOptions
from newsfmt.formats.dated_text.grammar import header
from newsfmt.formats.dated_text.read import read
from newsfmt.losses import Receipt, read_again

__all__ = ["write"]

_LINE_ENDS = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]+")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write the articles, separated by a blank line. Raises SerializeError for one of several that has
    no date, so that a reader could not separate it from its neighbours.
    """
    for index, (article, alone) in enumerate(_with_company(articles)):
        context.index = index
        if not alone and article.published is None:
            label = f"article {index + 1}" + (f" ({article.headline})" if article.headline else "")
            raise SerializeError(
                f"{label} has no date, so that a reader could not separate it from its neighbours in one file; write each to its own file (--split -o DIR/) or to jsonl",
                article=index, path="published",
            )  # fmt: skip
        if index:
            stream.write(b"\n\n")
        stream.write(_Text(article, context).render())


def _with_company(articles: Iterable[Article]) -> Iterator[tuple[Article, bool]]:
    """Each article, and whether it is the only one."""
    held: Article | None = None
    alone = True
    for article in articles:
        if held is not None:
            alone = False
            yield held, alone
        held = article
    if held is not None:
        yield held, alone


class _Text:
    """One article on its way to text."""

    def __init__(self, article: Article, context: Context) -> None:
        self._article = article
        self._context = context
        self._dated = article.published is not None
        self._receipt = Receipt(article, context, WRITES)
        self._lost = self._receipt.lost

    def render(self) -> bytes:
        parts = self._notice(self._dateline(self._byline(self._body())))
        head = self._header()
        text = "\n\n".join(([head] if head else []) + [part for part, _ in parts])
        try:
            data = text.encode()
        except UnicodeEncodeError:
            raise SerializeError(
                "the text holds a lone surrogate, which no encoding can write",
                article=self._context.index,
            ) from None
        self._receipt.compare(read_again(data, read, DatedTextReadOptions()))
        return data

    # ---- the header line
    # ------------------------------------------------------------

    def _header(self) -> str:
        article = self._article
        headline = self._line(article.headline, "headline") if article.headline else ""
        if article.published is None:
            return headline
        date = article.published.iso
        line = f" date {date} {headline}".rstrip() if headline else f" date {date}"
        if self._says(line, headline):
            return line
        apart = f" date {date} — {headline}"
        if self._says(apart, headline):
            return apart
        if header(f" date {date}") is None:  # a day with a zone, or a year before 1000
            if header(f" date {date[:10]}") is None:
                self._dated = False
                self._lost(
                    "write.field-lost", "published", "a header line takes the years 1000 to 2999"
                )
                return headline
            self._lost("write.value-shortened", "published", f"a header line takes {date[:10]}")
            return f" date {date[:10]} {headline}".rstrip()
        self._lost(
            "write.value-shortened",
            "headline",
            "a reader would take a part of the text for the date",
        )
        return line

    def _says(self, line: str, headline: str) -> bool:
        found = header(line)
        return (
            found is not None
            and found.date == self._article.published
            and (found.headline or "") == headline
        )

    # ---- the blocks
    # ------------------------------------------------------------

    def _body(self) -> list[tuple[str, str | None]]:
        """The texts of the blocks, with their roles."""
        parts: list[tuple[str, str | None]] = []
        for index, block in enumerate(self._article.body):
            kind = type(block)
            if kind is Paragraph and len(block.content) == 1 and type(block.content[0]) is str:  # type: ignore[union-attr]
                parts.append((self._line(block.content[0], f"body[{index}]"), block.role))  # type: ignore[union-attr]
            elif kind is Rule:
                parts.append((self._rule(block, index), "rule"))
            elif kind is Preformatted:
                parts.append((self._layout(block, index), "preformatted"))
            else:
                parts += self._flat(block, index)
        return [part for part in parts if part[0]]

    def _flat(self, block: Block, index: int) -> list[tuple[str, str | None]]:
        """A block that text cannot show as it is, through the common conversion to plain text."""
        from newsfmt.markup import text

        def lost(code: str, path: str, message: str) -> None:
            self._lost(code, path.replace("body[0]", f"body[{index}]", 1), message)

        chunks = text.chunks((block,), lost=lost)
        if type(block) is Paragraph:
            if any(type(node) is Break for node in walk(block.content)):
                self._lost("write.markup-lost", f"body[{index}]", "a line break became a space")
            return [
                (self._line(chunk, f"body[{index}]", quietly=True), block.role) for chunk in chunks
            ]
        parts: list[str] = []
        for chunk in chunks:
            rows = [row.rstrip() for row in chunk.split("\n") if row.strip()]
            parts += ["\n".join(rows)] if prose.tabular(rows) else rows
        return [(part.strip(), "flat") for part in parts]

    def _rule(self, block: Block, index: int) -> str:
        text: str | None = block.text  # type: ignore[union-attr]
        if text and prose.is_rule(text):
            return text
        self._lost("write.value-derived", f"body[{index}].text", "a rule is written as ***")
        return "***"

    def _layout(self, block: Block, index: int) -> str:
        rows = [row for row in block.text.split("\n") if row.strip()]  # type: ignore[union-attr]
        if not prose.tabular(rows):
            self._lost(
                "write.node-flattened",
                f"body[{index}]",
                "its lines are no table, so that they will be read as paragraphs",
            )
        return "\n".join(_CONTROLS.sub("", row) for row in rows)

    def _line(self, text: str, path: str, *, quietly: bool = False) -> str:
        """A text as one line; line ends inside it become spaces."""
        flat = text
        if _LINE_ENDS.search(text):
            flat = " ".join(part.strip() for part in _LINE_ENDS.split(text))
        if _CONTROLS.search(flat):
            flat = _CONTROLS.sub("", flat)
        if flat != text and not quietly:
            self._lost(
                "write.value-shortened", path, "line ends and control characters inside it are gone"
            )
        return flat.strip()

    # ---- what stands in the text
    # ------------------------------------------------------------

    def _byline(self, parts: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
        """The byline's block is in the text already, or is put before it, if it will be read as
        one.
        """
        article = self._article
        lines = [text for text, role in parts if role == "byline"]
        if article.byline and (article.byline not in lines or prose.byline(article.byline) is None):
            if not lines and prose.byline(article.byline) is not None:
                lines = [article.byline]
                parts = [(article.byline, "byline"), *parts]
            else:
                self._lost("write.field-lost", "byline", "a byline in dated text is 'By' and names")
        if not article.creators:
            return parts
        read = [
            party for line in lines if (byline := prose.byline(line)) for party in byline.creators
        ]
        names = {party.name: party for party in read}
        for index, creator in enumerate(article.creators):
            known = names.get(creator.name)
            if known is None:
                self._lost(
                    "write.field-lost",
                    f"creators[{index}]",
                    "only the names in a byline have a place",
                )
                continue
            for name in ("job_title", "organisation"):
                value = getattr(creator, name)
                if value is not None and getattr(known, name) != value:
                    self._lost("write.field-lost", f"creators[{index}].{name}")
        return parts

    def _dateline(self, parts: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
        """The dateline is in the first paragraph already, or is put before it."""
        dateline = self._article.dateline
        if dateline is None:
            return parts
        place = next(
            (index for index, (_, role) in enumerate(parts) if role in (None, "lead")), None
        )
        if place is None:
            self._lost("write.field-lost", "dateline", "there is no paragraph to open with it")
            return parts
        text, role = parts[place]
        read = prose.dateline(text)
        if read is None and dateline.text and not dateline.prefix:
            text = f"{self._line(dateline.text, 'dateline.text')} — {text}"
            read = prose.dateline(text)
            if read is not None and read.text == dateline.text:
                parts = [*parts[:place], (text, role), *parts[place + 1 :]]
            else:
                read = None
        for name in ("text", "place", "region", "country", "source", "date", "date_text"):
            value = getattr(dateline, name)
            if value is not None and (read is None or getattr(read, name) != value):
                self._lost(
                    "write.field-lost",
                    f"dateline.{name}",
                    "a dateline in dated text is what its wording says",
                )
        return parts

    def _notice(self, parts: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
        """The copyright notice is a block already, or becomes the last one, if it will be read as
        one.
        """
        notice = self._article.rights.notice if self._article.rights else None
        if notice is None or any(text == notice for text, role in parts if role == "copyright"):
            return parts
        if prose.role(notice, tail=True) == "copyright" and not _LINE_ENDS.search(notice):
            return [*parts, (notice, "copyright")]
        self._lost(
            "write.field-lost",
            "rights.notice",
            "a notice in dated text begins with © or Copyright and a year",
        )
        return parts
