"""Bodies, headlines and descriptions of an item: which is the main one, and what the others are
(model-rules.md §1 rule 4).

Each comes as a :class:`Line`: from an array with ``role`` and content type (2.x, 3.x), or from a
key whose suffix is the role (1.x).
"""

from __future__ import annotations

import re

import attrs

from newsfmt import prose
from newsfmt.article import Alternate, Label
from newsfmt.body import Block, Embed, Paragraph, plain
from newsfmt.format import Context
from newsfmt.formats.ninjs.names import bare
from newsfmt.markup import html

__all__ = [
    "HTML",
    "MEDIA_TYPES",
    "OTHER",
    "TEXT",
    "XHTML",
    "Line",
    "body_of",
    "body_rank",
    "declared_kind",
    "label_rank",
    "labels",
    "parted",
    "pattern",
    "plain_text",
    "text_of_paragraphs",
]

MEDIA_TYPES = {"text": "text/plain", "html": "text/html", "xhtml": "application/xhtml+xml"}
"""What the suffixes of 1.x say about the content."""
_MARKUP = frozenset({"html", "html5", "xhtml", "richtext"})
_SPACES = re.compile(r"[ \t\n\r\f]+")
_TAG = re.compile(r"<[a-zA-Z/!?]")
XHTML, HTML, TEXT, OTHER = range(4)


@attrs.frozen(slots=True)
class Line:
    """One headline, description or body as the source has it."""

    value: str
    """Its content."""
    role: str | None = None
    """Its role; the suffix of the key in 1.x."""
    media_type: str | None = None
    """Its content type, where the source says it."""
    words: int | None = None
    """Number of words, as declared."""
    characters: str = ""
    """Number of characters, as declared."""

    @property
    def is_markup(self) -> bool:
        """Whether the value of a headline or description is HTML."""
        if self.media_type:
            return "html" in self.media_type
        return self.role is not None and self.role.rpartition("_")[2] in _MARKUP

    @property
    def kind(self) -> int:
        """What a body is written in: the lower the number, the better."""
        kind = declared_kind(self.media_type, self.role)
        return kind if kind is not None else HTML if _TAG.search(self.value) else TEXT


def declared_kind(media_type: str | None, role: str | None) -> int | None:
    """Return what a body is written in by its content type, or without one by its role; None where
    neither says.
    """
    given = media_type.lower() if media_type else ""
    suffix = "" if given else (role or "").rpartition("_")[2].lower()
    if "xhtml" in given or suffix in ("xhtml", "richtext"):
        return XHTML
    if "html" in given or suffix.startswith("html"):
        return HTML
    if given in ("text/plain", "text") or suffix in ("text", "txt", "plain"):
        return TEXT
    return OTHER if given else None


def text_of_paragraphs(blocks: tuple[Block, ...]) -> str | None:
    """Return the text of a body that plain text can hold, paragraphs parted by blank lines; None of
    any other body.
    """
    parts = [
        block.content[0]
        for block in blocks
        if type(block) is Paragraph
        and len(block.content) == 1
        and block == Paragraph(block.content)
    ]
    text = "\n\n".join(part for part in parts if type(part) is str)
    return (
        text
        if len(parts) == len(blocks)
        and all(type(part) is str for part in parts)
        and prose.paragraphs(text) == parts
        else None
    )


def labels(
    lines: list[Line], extra: dict[str, tuple[str, ...]], key: str
) -> tuple[str | None, tuple[Label, ...]]:
    """Return the main text and the other ones; the role of the main one goes to ``extra`` under
    ``key`` if it says something.
    """
    main = min(lines, key=label_rank) if len(lines) > 1 else lines[0]
    role = main.role and bare(main.role)
    if role not in (None, "main", "text"):
        extra[key] = (str(role),)
    others = [
        Label(text, line.role and bare(line.role))
        for line in lines
        if line is not main and (text := _text(line))
    ]
    return _text(main), tuple(others)


def label_rank(line: Line) -> tuple[bool, int, bool]:
    """Return what makes a line the main one, the least first: a text before none; no role before
    ``main`` before the others, a credit line last; plain text before markup.
    """
    role = line.role
    return (
        not line.value.strip(),
        0 if role is None else 1 if role == "main" else 3 if role == "creditline" else 2,
        line.is_markup,
    )


def _text(line: Line) -> str | None:
    return (plain_text(line.value) if line.is_markup else plain(line.value)) or None


def plain_text(markup: str) -> str:
    """Return the text of a piece of HTML, white space collapsed, a break as a space."""
    if "<" not in markup and "&" not in markup:
        return _SPACES.sub(" ", markup).strip(" ")
    from newsfmt import xmlkit

    root = xmlkit.parse_html(markup)
    return plain(xmlkit.text(root)) if root is not None else ""


def body_rank(line: Line) -> tuple[int, bool]:
    """Return what makes a line the body, the least first: XHTML before HTML before text; no role or
    ``main`` before the others.
    """
    return line.kind, line.role not in (None, "main")


def parted(
    lines: list[Line], context: Context, known: tuple[Block, ...] | None = None
) -> tuple[Line, tuple[Block, ...], tuple[Alternate, ...]]:
    """Return the line that is the body, its blocks, and the others as alternates; ``known`` are the
    blocks where they need not be read.
    """
    main = min(lines, key=body_rank) if len(lines) > 1 else lines[0]
    alternates = tuple(
        Alternate(
            role=line.role and bare(line.role),
            media_type=_media_type(line),
            body=body_of(line, context),
        )
        for line in lines
        if line is not main
    )
    body = body_of(main, context, alone=len(lines) == 1) if known is None else known
    return main, body, alternates


def _media_type(line: Line) -> str | None:
    return line.media_type or MEDIA_TYPES.get((line.role or "").rpartition("_")[2])


def body_of(line: Line, context: Context, *, alone: bool = False) -> tuple[Block, ...]:
    """Return the blocks of a body; what is neither HTML nor text is carried as an Embed, unless it
    is all there is.
    """
    kind = line.kind
    if kind == OTHER and (alone or (line.media_type or "").startswith("text/")):
        kind = HTML if _TAG.search(line.value) else TEXT
    if kind in (XHTML, HTML):
        return html.parse(line.value, context=context)
    if kind == TEXT:
        return tuple(Paragraph(part) for part in prose.paragraphs(line.value))
    return (Embed(media_type=line.media_type, text=line.value),)


def pattern(key: str) -> tuple[str, str] | None:
    """Return field and suffix of a pattern key of 1.x such as ``body_xhtml``, else None."""
    head, _, suffix = key.partition("_")
    return (head, suffix) if suffix and head in ("headline", "description", "body") else None
