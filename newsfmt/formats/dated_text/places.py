"""The places of dated text, as a table: the header line and the text, in the order in which they
are made, each with what it holds of an article and what writes it.

An article goes in, texts of blocks come out; what the text cannot say is reported, with the very
grammar of the reader (dated-text-grammar.md §1).
"""

from __future__ import annotations

import re

from newsfmt import prose
from newsfmt.article import Article
from newsfmt.body import Block, Break, Paragraph, Preformatted, Rule, walk
from newsfmt.diagnostics import Lost
from newsfmt.formats.dated_text.grammar import header
from newsfmt.slots import Codec, Slot, Table, paths

__all__ = ["PLACES", "WRITES", "Outgoing"]

_LINE_ENDS = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]+")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")


class Outgoing:
    """One article on its way to text."""

    def __init__(self, article: Article, lost: Lost) -> None:
        self._article = article
        self._lost = lost
        self.parts: list[tuple[str, str | None]] = []
        """The texts of the blocks so far, with their roles."""

    # ---- the header line
    # ------------------------------------------------------------

    def header(self) -> None:
        """The header line, or the headline alone."""
        if head := self._head():
            self.parts.insert(0, (head, None))

    def _head(self) -> str:
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

    def body(self) -> None:
        """The texts of the blocks, with their roles."""
        parts = self.parts
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
        self.parts = [part for part in parts if part[0]]

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

    def byline(self) -> None:
        """The byline's block is in the text already, or is put before it, if it will be read as
        one.
        """
        article = self._article
        lines = [text for text, role in self.parts if role == "byline"]
        if article.byline and (article.byline not in lines or prose.byline(article.byline) is None):
            if not lines and prose.byline(article.byline) is not None:
                lines = [article.byline]
                self.parts.insert(0, (article.byline, "byline"))
            else:
                self._lost("write.field-lost", "byline", "a byline in dated text is 'By' and names")
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
                    self._lost("write.field-lost", f"creators[{index}].{name}", "")

    def dateline(self) -> None:
        """The dateline is in the first paragraph already, or is put before it."""
        dateline = self._article.dateline
        if dateline is None:
            return
        place = next(
            (index for index, (_, role) in enumerate(self.parts) if role in (None, "lead")), None
        )
        if place is None:
            self._lost("write.field-lost", "dateline", "there is no paragraph to open with it")
            return
        text, role = self.parts[place]
        read = prose.dateline(text)
        if read is None and dateline.text and not dateline.prefix:
            text = f"{self._line(dateline.text, 'dateline.text')} — {text}"
            read = prose.dateline(text)
            if read is not None and read.text == dateline.text:
                self.parts[place] = text, role
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

    def notice(self) -> None:
        """The copyright notice is a block already, or becomes the last one, if it will be read as
        one.
        """
        notice = self._article.rights.notice if self._article.rights else None
        if notice is None or any(
            text == notice for text, role in self.parts if role == "copyright"
        ):
            return
        if prose.role(notice, tail=True) == "copyright" and not _LINE_ENDS.search(notice):
            self.parts.append((notice, "copyright"))
            return
        self._lost(
            "write.field-lost",
            "rights.notice",
            "a notice in dated text begins with © or Copyright and a year",
        )


PLACES = Table(
    Slot(
        "text",
        Codec(
            None,
            Outgoing.body,
            "body body:paragraph body:paragraph.role body:rule body:preformatted",
        ),
    ),
    Slot(
        "text",
        Codec(None, Outgoing.byline, paths("byline", creators="name job_title organisation")),
    ),
    Slot("text", Codec(None, Outgoing.dateline, "dateline")),
    Slot("text", Codec(None, Outgoing.notice, "rights.notice")),
    Slot("header line", Codec(None, Outgoing.header, "published headline")),
)
"""The places of dated text, in the order in which they are made."""
WRITES = PLACES.writes()
"""The paths of an article that dated text can say; the writer reports values that do not fit."""
