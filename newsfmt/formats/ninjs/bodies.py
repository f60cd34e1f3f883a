"""Headlines, descriptions and bodies of an item: which is the main one, and what the others are
(model-rules.md §1 rule 4).

Each comes as a :class:`Line`: from an array with ``role`` and content type (2.x, 3.x), or from a
key whose suffix is the role (1.x); each goes out so, the main one first. What reads them and what
writes them stand one above the other.
"""

from __future__ import annotations

import html as markup_text
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from newsfmt import prose
from newsfmt.article import Alternate, Article, Label
from newsfmt.body import Block, Embed, Paragraph, block_text, normalise, plain
from newsfmt.format import Context
from newsfmt.formats.ninjs.item import (
    Data,
    Incoming,
    Line,
    Outgoing,
    add,
    extra_text,
    given,
    kept,
    packed,
)
from newsfmt.formats.ninjs.values import bare, digits, fitting, is_text
from newsfmt.lines import plain_texts
from newsfmt.markup import html
from newsfmt.slots import NODES, Codec, paths

__all__ = [
    "BODIES",
    "BODY",
    "CHARACTERS",
    "DESCRIPTIONS",
    "HEADLINE",
    "HEADLINES",
    "OLD_BODIES",
    "OLD_DESCRIPTIONS",
    "TAG",
    "WORDS",
    "pattern",
    "settle",
]

_MEDIA_TYPES = {"text": "text/plain", "html": "text/html", "xhtml": "application/xhtml+xml"}
"""What the suffixes of 1.x say about the content."""


_MARKUP = frozenset({"html", "html5", "xhtml", "richtext"})
_TEXT_TYPES = frozenset(
    """text/plain text plain text/html html text/html5 application/xhtml+xml xhtml text/xhtml
    text/vnd.wap.wml application/html text/plain;charset=utf-8 text/html;charset=utf-8""".split()
)
"""What content types of texts are called; any other one of a headline or a text is reported."""
_SPACES = re.compile(r"[ \t\n\r\f]+")
TAG = re.compile(r"<[a-zA-Z/!?]")
_XHTML = "application/xhtml+xml"
XHTML, HTML, TEXT, OTHER = range(4)
Part = tuple[str | None, str | None]
"""Role and text of a headline or description."""


def is_markup(line: Line) -> bool:
    """Whether the value of a headline or description is HTML."""
    if line.media_type:
        return "html" in line.media_type
    return line.role is not None and line.role.rpartition("_")[2] in _MARKUP


def kind_of(line: Line) -> int:
    """Return what a body is written in: the lower the number, the better."""
    kind = declared_kind(line.media_type, line.role)
    return kind if kind is not None else HTML if TAG.search(line.value) else TEXT


def declared_kind(media_type: str | None, role: str | None) -> int | None:
    """Return what a body is written in by its content type, or without one by its role; None where
    neither says.
    """
    given = media_type.lower() if media_type else ""
    suffix = "" if given else (role or "").rpartition("_")[2].lower()
    if "xhtml" in given or suffix in ("xhtml", "richtext", "rich"):
        return XHTML
    if "html" in given or suffix.startswith("html"):
        return HTML
    if given in ("text/plain", "text") or suffix in ("text", "txt", "plain"):
        return TEXT
    return OTHER if given else None


# ---- reading lines
# ------------------------------------------------------------


def _texts(target: str) -> Callable[[Incoming, str, Any], None]:
    """An array of texts with role and content type (2.x, 3.x); a lone text counts as one."""

    def handle(item: Incoming, key: str, value: Any) -> None:
        found: list[Line] = getattr(item, target)
        for index, part in enumerate(value if type(value) is list else [value]):
            step = f".{key}[{index}]" if type(value) is list else f".{key}"
            line = _one_line(item, step, part)
            if line is not None:
                _check_type(item, step, line, carried=target == "bodies" and len(value) > 1)
                found.append(line)

    return handle


def _check_type(item: Incoming, step: str, line: Line, *, carried: bool) -> None:
    """Report a content type that says nothing of how a text is to be read; a body among others that
    is neither HTML nor text is carried with its type.
    """
    given = (line.media_type or "").lower().replace(" ", "")
    if given and given not in _TEXT_TYPES and not (carried and kind_of(line) == OTHER):
        item.notes.odd(step, f"{line.media_type!r} is no content type of a text")


def _one_line(item: Incoming, step: str, value: object) -> Line | None:
    if type(value) is not dict:
        text = item.notes.text(step, value, item.extra)
        if text and step.endswith("]"):
            item.notes.odd(step, "an object is wanted here, not a text")
        return Line(text) if text else None
    parts: dict[str, Any] = {}
    for key, part in value.items():
        name = _LINE_KEYS.get(key)
        if name is None:
            item.notes.unknown(f"{step}.{key}", part, item.extra)
        elif name == "words":
            parts["words"] = item.notes.number(f"{step}.{key}", part, item.extra, int)
        elif name == "characters":
            number = item.notes.number(f"{step}.{key}", part, item.extra, int)
            parts["characters"] = "" if number is None else str(number)
        else:
            text = (
                part
                if name == "value" and type(part) is str
                else item.notes.text(f"{step}.{key}", part, item.extra)
            )
            if text:
                parts[name] = text
    if parts.get("value", "").strip():
        return Line(**parts)
    rest = {key: part for key, part in value.items() if key != "value" and kept(part)}
    if rest:  # what is said of a text that is not there, under the key of the array
        add(item.extra, f"ninjs:{step[1:].partition('[')[0]}", (packed(rest),))
    return None


_LINE_KEYS = {
    "value": "value", "role": "role", "contenttype": "media_type", "contentType": "media_type", "wordcount": "words", "wordCount": "words",
    "charcount": "characters", "charCount": "characters",
}  # fmt: skip


def _single(target: str) -> Callable[[Incoming, str, Any], None]:
    """The plain key of 1.x or the dialect: ``headline``, ``body``, ``abstract``."""

    def handle(item: Incoming, key: str, value: object) -> None:
        text = item.notes.text(f".{key}", value, item.extra)
        if text:
            getattr(item, target).append(Line(text))

    return handle


def pattern(key: str) -> tuple[str, str] | None:
    """Return field and suffix of a pattern key of 1.x such as ``body_xhtml``, else None."""
    head, _, suffix = key.partition("_")
    return (head, suffix) if suffix and head in ("headline", "description", "body") else None


def settle(item: Incoming) -> None:
    """Make fields of the lines that were gathered: the main one of each kind, and the others."""
    fields, extra = item.fields, item.extra
    if item.headlines:
        fields["headline"], others = _labels(item.headlines, extra, "ninjs:headlineRole")
        deck = next((label for label in others if label.role == "subheadline"), None)
        if deck is not None:
            fields["subheadline"] = deck.text
            others = tuple(label for label in others if label is not deck)
        fields["alt_headlines"] = others
    if item.descriptions:
        fields["summary"], fields["descriptions"] = _labels(
            item.descriptions, extra, "ninjs:descriptionRole"
        )
    if item.bodies:
        _bodies(item)


def _bodies(item: Incoming) -> None:
    """The best body is the body; the counts of all of them are kept in its order, main one
    first.
    """
    lines, fields, extra = item.bodies, item.fields, item.extra
    main, fields["body"], fields["alternates"] = _parted(
        lines, item.notes.context, item.reading.known
    )
    role = main.role and bare(main.role)
    if role not in (None, "main", "text", "html", "xhtml", "richtext"):
        extra["ninjs:bodyRole"] = (str(role),)
    if len(lines) > 1 and _is_odd_text(main):
        item.notes.odd(".bodies", f"{main.media_type!r} is no content type of a text")
    if main.words is not None:
        fields["word_count"] = main.words
    ordered = [main, *(line for line in lines if line is not main)]
    if any(line.characters for line in lines):
        extra["ninjs:charCount"] = _trimmed([line.characters for line in ordered])
    if any(line.words is not None for line in ordered[1:]):
        extra["ninjs:wordCount"] = _trimmed(
            ["" if line.words is None else str(line.words) for line in ordered[1:]]
        )


def _trimmed(counts: list[str]) -> tuple[str, ...]:
    """Counts in the order of the bodies, an empty text where one has none, but not at the end."""
    while not counts[-1]:
        counts.pop()
    return tuple(counts)


def _labels(
    lines: list[Line], extra: dict[str, tuple[str, ...]], key: str
) -> tuple[str | None, tuple[Label, ...]]:
    """Return the main text and the other ones; the role of the main one goes to ``extra`` under
    ``key`` if it says something.
    """
    main = min(lines, key=_label_rank) if len(lines) > 1 else lines[0]
    role = main.role and bare(main.role)
    if role not in (None, "main", "text"):
        extra[key] = (str(role),)
    others = [
        Label(text, line.role and bare(line.role))
        for line in lines
        if line is not main and (text := _text(line))
    ]
    return _text(main), tuple(others)


def _label_rank(line: Line) -> tuple[bool, int, bool]:
    """Return what makes a line the main one, the least first: a text before none; no role before
    ``main`` before the others, a credit line last; plain text before markup.
    """
    role = line.role
    return (
        not line.value.strip(),
        0 if role is None else 1 if role == "main" else 3 if role == "creditline" else 2,
        is_markup(line),
    )


def _text(line: Line) -> str | None:
    return (_plain_text(line.value) if is_markup(line) else plain(line.value)) or None


def _plain_text(markup: str) -> str:
    """Return the text of a piece of HTML, white space collapsed, a break as a space."""
    if "<" not in markup and "&" not in markup:
        return _SPACES.sub(" ", markup).strip(" ")
    from newsfmt import xmlkit

    root = xmlkit.parse_html(markup)
    return plain(xmlkit.text(root)) if root is not None else ""


def _body_rank(line: Line) -> tuple[int, bool]:
    """Return what makes a line the body, the least first: XHTML before HTML before text; no role or
    ``main`` before the others.
    """
    return kind_of(line), line.role not in (None, "main")


def _parted(
    lines: list[Line], context: Context, known: tuple[Block, ...] | None
) -> tuple[Line, tuple[Block, ...], tuple[Alternate, ...]]:
    """Return the line that is the body, its blocks, and the others as alternates; ``known`` are the
    blocks where they need not be read.
    """
    main = min(lines, key=_body_rank) if len(lines) > 1 else lines[0]
    alternates = tuple(
        Alternate(
            role=line.role and bare(line.role),
            media_type=_media_type(line),
            body=_body_of(line, context),
        )
        for line in lines
        if line is not main
    )
    body = _body_of(main, context, alone=len(lines) == 1) if known is None else known
    return main, body, alternates


def _media_type(line: Line) -> str | None:
    return line.media_type or _MEDIA_TYPES.get((line.role or "").rpartition("_")[2])


def _is_odd_text(line: Line) -> bool:
    """Whether a body is text by its content type, and no more is known of what it is."""
    return kind_of(line) == OTHER and (line.media_type or "").startswith("text/")


def _body_of(line: Line, context: Context, *, alone: bool = False) -> tuple[Block, ...]:
    """Return the blocks of a body; what is neither HTML nor text is carried as an Embed, unless it
    is all there is.
    """
    kind = kind_of(line)
    if kind == OTHER and (alone or _is_odd_text(line)):
        kind = HTML if TAG.search(line.value) else TEXT
    if kind in (XHTML, HTML):
        return html.parse(line.value, context=context)
    if kind == TEXT:
        return tuple(Paragraph(part) for part in prose.paragraphs(line.value))
    return (Embed(media_type=line.media_type, text=line.value),)


# ---- writing headlines and descriptions
# ------------------------------------------------------------


def _headlines(out: Outgoing) -> tuple[str | None, list[Part]]:
    """The role of the main headline, and the headlines beside it."""
    article = out.article
    others = [label for label in article.alt_headlines if label.text]
    if article.subheadline:  # the first with its role is read as it
        others.insert(0, Label(article.subheadline, "subheadline"))
    if not article.headline:
        _promoted(out, article.alt_headlines, "alt_headlines")
    role = _main_role(extra_text(article, "headlineRole") or "main", others)
    return role, [(label.role, label.text) for label in others]


def _write_headlines(out: Outgoing) -> list[Data]:
    role, others = _headlines(out)
    main = out.article.headline
    return _array(out, [(role, main), *others] if main else others)


def _write_old_headlines(out: Outgoing) -> Data:
    _, others = _headlines(out)
    main = out.article.headline
    return ({"headline": main} if main else {}) | _suffixed("headline", others)


def _descriptions(out: Outgoing) -> list[Part]:
    article, main = out.article, out.article.summary
    if not main:
        _promoted(out, article.descriptions, "descriptions")
    own = extra_text(article, "descriptionRole")
    if out.old:
        role: str | None = own or ("main" if _has_main(article.descriptions) else "text")
    else:
        role = _main_role(own or "main", article.descriptions)
    others = [(label.role, label.text) for label in article.descriptions if label.text]
    return [(role, main), *others] if main else [*others]


def _main_role(role: str, others: Iterable[Label]) -> str | None:
    """The role of a main text: none where another one has none, which would be read as the main
    one.
    """
    return None if any(label.text and label.role is None for label in others) else role


def _has_main(others: Iterable[Label]) -> bool:
    """Whether a text beside the main one has its role, and would be read as the main one of 1.x."""
    return any(label.text and label.role == "main" for label in others)


def _write_descriptions(out: Outgoing) -> list[Data]:
    return _array(out, _descriptions(out))


def _write_old_descriptions(out: Outgoing) -> Data:
    return _suffixed("description", _descriptions(out))


def _promoted(out: Outgoing, labels: tuple[Label, ...], field: str) -> None:
    """Report that one of the others is read as the main text of an item without one."""
    lines = {
        index: Line(label.text, label.role, "text/plain")
        for index, label in enumerate(labels)
        if label.text
    }
    if lines:
        index = min(lines, key=lambda index: _label_rank(lines[index]))
        message = "without a main text it is read as the main one"
        out.lost("write.value-changed", f"{out.path}{field}[{index}]", message)


def _array(out: Outgoing, lines: Sequence[Part]) -> list[Data]:
    kind = out.key("contentType")
    return [given(role=role) | {kind: "text/plain", "value": text} for role, text in lines]


def _suffixed(name: str, lines: Sequence[Part]) -> Data:
    """Keys of 1.x, whose suffix is the role; one that promises markup gets the text escaped."""
    data: Data = {}
    for count, (role, text) in enumerate(lines, 1):
        key = f"{name}_{fitting(role, {taken.partition('_')[2] for taken in data}, count)}"
        value = str(text)
        data[key] = (
            markup_text.escape(value, quote=False)
            if is_markup(Line(value, key.partition("_")[2]))
            else value
        )
    return data


# ---- writing bodies
# ------------------------------------------------------------


def _lines(out: Outgoing) -> list[Line]:
    """The body as XHTML first, then the alternates that have a text."""
    article = out.article
    lines: list[Line] = []
    if article.body:
        role = extra_text(article, "bodyRole") or "main"
        if out.old and (role == "main" or declared_kind(None, role) == TEXT):
            role = "xhtml"
        lines.append(Line(_main(out), role, _XHTML))
    lines += [
        line
        for index, alternate in enumerate(article.alternates)
        if alternate.body
        and (line := _alternate(out, alternate, f"{out.path}alternates[{index}]")).value.strip()
    ]
    if lines and not article.body:
        first = min(range(len(lines)), key=lambda index: _body_rank(lines[index]))
        for path, message in (
            ("body", "without a body an alternate is read as it"),
            (f"alternates[{first}]", "without a body it is read as the body"),
        ):
            out.lost("write.value-changed", f"{out.path}{path}", message)
    return lines


_ODD = re.compile(r'<a [^<]*+(?:<(?!/?a\b)[^<]*+)*+<a |<(?!a href="[^"\s]++">)\w++ |<h[16]>')
"""A link inside a link, any attribute but the address of a link, or a heading whose level may be
one that HTML does not have.
"""


def _main(out: Outgoing) -> str:
    """The body as XHTML; whether it is certain to come back is noted. A body in normal form does,
    by the law of HTML; what no reader yields is seen in the markup.
    """
    body = out.article.body
    texts = plain_texts(body)
    if texts is not None:
        out.plain = True
        return html.paragraphs(texts)
    losses: list[str] = []

    def lost(code: str, path: str, message: str) -> None:
        losses.append(code)
        out.lost(code, path, message)

    markup = html.render(body, lost=lost, path=f"{out.path}body")
    plain = markup.isprintable() and "&#" not in markup and _ODD.search(markup) is None
    out.plain = plain and not losses and normalise(body) == body
    return markup


def _write_bodies(out: Outgoing) -> list[Data]:
    """2.x and 3.x count words and characters body by body."""
    extra = out.article.extra
    characters = [*map(digits, extra.get("ninjs:charCount", ()))]
    words = [out.article.word_count, *map(digits, extra.get("ninjs:wordCount", ()))]
    bodies = []
    for index, line in enumerate(_lines(out)):
        counts = {
            out.key(name): numbers[index]
            for name, numbers in (("charCount", characters), ("wordCount", words))
            if index < len(numbers) and numbers[index] is not None
        }
        kind = {out.key("contentType"): line.media_type} if line.media_type else {}
        bodies.append(given(role=line.role) | kind | counts | {"value": line.value})
    return bodies


def _write_old_bodies(out: Outgoing) -> Data:
    data: Data = {}
    for count, line in enumerate(_lines(out), 1):
        taken = {key.partition("_")[2] for key in data}
        data[f"body_{fitting(line.role, taken, count)}"] = line.value
    return data


def _html(out: Outgoing, body: tuple[Block, ...], path: str) -> str:
    return html.render(body, lost=out.lost, path=path)


def _alternate(out: Outgoing, alternate: Alternate, path: str) -> Line:
    """Plain text as text, what was carried as it was, anything else as XHTML."""
    role, body, media_type = alternate.role, alternate.body, alternate.media_type
    if out.old:
        return Line(_old_alternate(out, alternate, path), role, media_type)
    kind = declared_kind(media_type, role)
    text = _text_of_paragraphs(body) if kind == TEXT else None
    if text is not None:
        return Line(text, role, media_type)
    if (
        kind == OTHER
        and len(body) == 1
        and isinstance(body[0], Embed)
        and body[0] == Embed(media_type, body[0].text)
    ):
        return Line(body[0].text or "", role, media_type)
    if kind in (TEXT, OTHER):
        out.lost("write.value-changed", f"{path}.media_type", "it is written as XHTML")
        media_type = _XHTML
    return Line(_html(out, body, f"{path}.body"), role, media_type)


def _old_alternate(out: Outgoing, alternate: Alternate, path: str) -> str:
    """In 1.x the key says what the value is written in; where it does not, readers look at the
    value.
    """
    body, promised = alternate.body, declared_kind(None, alternate.role)
    text = _text_of_paragraphs(body) if promised in (TEXT, None) else None
    if text is not None and (
        promised == TEXT or (alternate.media_type == "text/plain" and kind_of(Line(text)) == TEXT)
    ):
        return text
    if promised == TEXT:
        carried = (block.text for block in body if isinstance(block, Embed) and block.text)
        return "\n\n".join([*block_text(body, skip=frozenset()), *carried])
    return _html(out, body, f"{path}.body")


def _text_of_paragraphs(blocks: tuple[Block, ...]) -> str | None:
    """Return the text of a body that plain text can hold, paragraphs separated by blank lines; None
    of any other body.
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


# ---- the codecs
# ------------------------------------------------------------

_ROLES = dict.fromkeys(("2.2", "3.1"), ("extra.ninjs:headlineRole",))
_HEADS = paths("headline subheadline", alt_headlines="text role")
_MAIN = (None, "main", "text", "subheadline", "creditline")
"""Roles of a text beside the main one that may be read as another one's."""


def _are_certain(main: str | None, others: Sequence[Label]) -> bool:
    """Whether a main text comes back, and others beside it: each with a role of its own."""
    if main is None:
        return not others
    return is_text(main) and all(
        label.text
        and label.role not in _MAIN
        and is_text(label.text, label.role)
        and bare(str(label.role)) == label.role
        for label in others
    )


def _headlines_are_certain(article: Article) -> bool:
    if article.headline is None and article.subheadline is not None:
        return False
    return _are_certain(article.headline, article.alt_headlines) and is_text(article.subheadline)


def _descriptions_are_certain(article: Article) -> bool:
    return _are_certain(article.summary, article.descriptions)


def _bodies_are_certain(article: Article) -> bool:
    """Whether the count of words comes back, and what stands beside a body; what wrote the body
    knows whether it is plain.
    """
    count = article.word_count
    if not article.body:
        return not article.alternates and count is None
    counted = count is None or (type(count) is int and 0 <= count < 2**53)
    return counted and all(map(_is_certain_alternate, article.alternates))


def _is_certain_alternate(alternate: Alternate) -> bool:
    """Whether an alternate comes back: plain text or plain paragraphs, as its media type says."""
    role, body = alternate.role, alternate.body
    if not body or not is_text(role) or (role is not None and bare(role) != role):
        return False
    if alternate.media_type == "text/plain":
        return _text_of_paragraphs(body) is not None
    return alternate.media_type in (_XHTML, "text/html") and plain_texts(body) is not None


HEADLINES = Codec(_texts("headlines"), _write_headlines, _HEADS, _ROLES, _headlines_are_certain)
HEADLINE = Codec(_single("headlines"), _write_old_headlines, _HEADS)
_SUMMARIES = paths("summary extra.ninjs:descriptionRole", descriptions="text role")
DESCRIPTIONS = Codec(
    _texts("descriptions"), _write_descriptions, _SUMMARIES, certain=_descriptions_are_certain
)
OLD_DESCRIPTIONS = Codec(None, _write_old_descriptions, _SUMMARIES)  # read by pattern
_PARTS = (
    "paragraph.role figure.media figure.caption figure.credit figure.association section.role section.title table.caption quote.source "
    "list.ordered list.start".split()
)  # fmt: skip
_BODIES = (
    *paths("body", alternates="role media_type body"),
    *NODES,
    *(f"body:{part}" for part in _PARTS),
)
BODIES = Codec(
    _texts("bodies"),
    _write_bodies,
    (*_BODIES, *paths("word_count", extra="ninjs:charCount ninjs:wordCount ninjs:bodyRole")),
    certain=_bodies_are_certain,
)
OLD_BODIES = Codec(None, _write_old_bodies, (*_BODIES, "extra.ninjs:bodyRole"))  # read by pattern
BODY = Codec(_single("bodies"))


def _count(item: Incoming, key: str, value: object) -> None:
    """Word and character counts of 1.x stand beside the bodies."""
    number = item.notes.number(f".{key}", value, item.extra, int)
    if number is not None:
        if key.startswith("word"):
            item.fields["word_count"] = number
        else:
            item.extra["ninjs:charCount"] = (str(number),)


def _old_characters(out: Outgoing) -> int | None:
    characters = out.article.extra.get("ninjs:charCount", ())
    return digits(characters[0]) if characters else None


WORDS = Codec(_count, lambda out: out.article.word_count, "word_count")
CHARACTERS = Codec(_count, _old_characters, "extra.ninjs:charCount")
