"""Markdown to an Article: front matter by the keys that Hugo, Jekyll and Obsidian use, then the
body.

What our ``newsfmt:`` map says exactly counts as long as the usual key beside it still says the
same; where somebody has edited that, the edited value does. Unknown keys go to ``extra``. Without
front matter a first-level heading at the very top is the headline.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

import attrs

from newsfmt import _codec, prose
from newsfmt import article as model
from newsfmt import body as nodes
from newsfmt._record import Record, kinds_of
from newsfmt.article import Article, Association, Concept, Dateline, Label, Party, Rights, normalise
from newsfmt.body import Heading, plain, text_of
from newsfmt.dates import NewsDate
from newsfmt.errors import LimitError, ParseError, SchemaError
from newsfmt.format import Context
from newsfmt.formats.markdown import keys
from newsfmt.formats.markdown.dates import release, shown
from newsfmt.formats.markdown.front import Front, split
from newsfmt.gather import read_date
from newsfmt.markup import markdown

__all__ = ["read"]

_OURS = "newsfmt"


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the one article. Raises ParseError for front matter that is refused, LimitError for
    what passes a limit.
    """
    limit = context.limits.article_bytes
    data = stream.read() if limit is None else stream.read(limit + 1)
    if limit is not None and len(data) > limit:
        raise context.exceeded("article_bytes", "the article")
    text = prose.mended(
        prose.decode(data, context), context, repair=getattr(context.options, "repair", False)
    )
    if not text.strip():
        raise context.error(
            f"no text in {len(data)} bytes of white space" if data else "empty input (0 bytes)"
        )
    try:
        article = _article(text, context)
    except ParseError as error:
        context.fail(error)
        return
    yield article


def _article(text: str, context: Context) -> Article:
    if "\x00" in text:
        context.warn("read.control-removed", "U+0000 was removed: U+FFFD stands in its place")
        text = text.replace("\x00", "\ufffd")
    front, rest, line = split(text, context)
    fields = _Fields(context, front or Front({}, {}, []))
    fields.read()
    notes = fields.notes

    def warn(code: str, message: str, at: int | None) -> None:
        context.warn(code, message, at=at)

    if fields.heading:
        rest, line = _without_heading(rest, line, fields.out.get("headline"))
    body = markdown.parse(rest, notes=notes, warn=warn, depth=context.limits.depth, line=line)
    for path, note in notes.items():
        context.warn("read.invalid", f"newsfmt.body says something of {path}, but that has changed")
        fields.keep(f"newsfmt.body.{path}", note)
    first = body[0] if body else None
    if front is None and type(first) is Heading and first.level == 1:
        fields.out["headline"] = " ".join(text_of(first.content).split("\n"))
        body = body[1:]
    article = normalise(
        Article(**fields.out, body=body, extra=fields.extra, origin=context.origin(0, 1))
    )
    if article.headline is None:
        context.warn("read.no-headline", "no headline")
    if not article.body:
        context.warn("read.no-body", "no paragraphs")
    return article


def _without_heading(text: str, line: int, headline: str | None) -> tuple[str, int]:
    """The body without the headline that ``-O heading=true`` put above it, if it still says the
    same.
    """
    rest = text.lstrip("\r\n")
    first, _, after = rest.partition("\n")
    blocks = markdown.parse(first)
    if (
        len(blocks) == 1
        and type(blocks[0]) is Heading
        and plain(text_of(blocks[0].content)) == plain(headline or "")
    ):
        return after, line + text.count("\n", 0, len(text) - len(after))
    return text, line


# ---- the newsfmt: map -----------------------------------------------------------------------------------------------


def _kinds() -> dict[str, Any]:
    """The keys of the model's JSON whose values are no texts, with their types."""
    classes: Iterable[Any] = [
        value
        for module in (model, nodes)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Record) and attrs.has(value)
    ]
    return {
        name: kind.of
        for cls in classes
        for name, kind in kinds_of(cls).items()
        if not kind.many and kind.of in _TYPED
    }


def _whole(text: str) -> Any:
    return int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else text


def _number(text: str) -> Any:
    if re.fullmatch(r"-?[0-9]{1,18}", text):
        return int(text)
    return (
        float(text)
        if re.fullmatch(r"-?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?", text)
        else text
    )


_TYPED: dict[Any, Callable[[str], Any]] = {
    int: _whole,
    float: _number,
    bool: lambda text: {"true": True, "false": False}.get(text, text),
}
_KINDS = _kinds()
_VERBATIM = frozenset({"extra", "vocabularies"})


def _typed(data: dict[str, Any]) -> None:
    """Turn texts into numbers and booleans, in place, where the model has those."""
    stack: list[Any] = [data]
    while stack:
        node = stack.pop()
        if type(node) is list:
            stack.extend(node)
        elif type(node) is dict:
            for key, value in node.items():
                if type(value) is str:
                    if key in _KINDS:
                        node[key] = _TYPED[_KINDS[key]](value)
                elif key not in _VERBATIM:
                    stack.append(value)


class _Fields:
    """Gathers an article's fields from front matter."""

    def __init__(self, context: Context, front: Front) -> None:
        self.context = context
        self.front = front
        self.out: dict[str, Any] = {}
        self.extra: dict[str, list[str]] = {}
        self.notes: markdown.Notes = {}
        self.heading = False
        self.given: set[str] = set()
        """The fields that our map gave and no usual key has replaced."""
        self.values: dict[str, Any] = {}
        self.names: dict[str, str] = {}
        """The keys in lower case, and as they are written."""

    def line(self, key: str) -> int | None:
        return self.front.lines.get(self.names.get(key, key))

    def keep(self, name: str, value: Any) -> None:
        """Keep a value that no field takes: a text, or a structure as one JSON text."""
        if value in (None, "", [], {}):
            return
        key = f"markdown:{name}"
        try:
            flat = _flat(value)
        except RecursionError:
            raise self.context.exceeded(
                "depth", f"the nesting of {name}", at=self.line(name)
            ) from None
        texts = (
            tuple(value)
            if type(value) is list and all(type(part) is str for part in value)
            else (flat,)
        )
        self.extra.setdefault(key, []).extend(texts)

    def read(self) -> None:
        for name, value in self.front.values.items():
            key = name.lower() if name.lower() in keys.KNOWN else name
            if key in self.values:
                self.front.repeated.append((name, value, self.front.lines.get(name, 1)))
            else:
                self.values[key], self.names[key] = value, name
        ours = self.values.pop(_OURS, None)
        if type(ours) is dict:
            self.exact(ours)
        elif ours is not None:
            self.values[_OURS] = ours
        for name, value, line in self.front.repeated:
            self.context.warn(
                "read.duplicate-key", f"{name} is there again; the first one counts", at=line
            )
            self.keep(name, value)
        for key, value in self.values.items():
            if value is not None and not self.known(key, value):
                self.keep(self.names.get(key, key), value)

    def known(self, key: str, value: Any) -> bool:
        """Read one key; False where its value has to be kept as it is."""
        if key in keys.TEXTS:
            return self.text(key, keys.TEXTS[key], value)
        if key in keys.DATES or key == "publishdate":
            return self.date(key, value)
        if key in keys.PARTIES:
            return self.parties(value)
        if key in keys.WORDS:
            return self.words(key, value)
        if key in keys.CONCEPTS:
            return self.concepts(key, keys.CONCEPTS[key], value)
        if key in keys.PICTURES:
            return self.pictures(key, value)
        if key == "draft":
            return bool(value == "true" and self.held_back())
        if type(value) is str and key == "copyright" and "rights" not in self.out:
            self.out["rights"] = Rights(notice=value)
            return True
        if type(value) is str and key == "dateline" and "dateline" not in self.out:
            self.out["dateline"] = Dateline(text=value)
            return True
        if key not in keys.KNOWN:
            self.context.warn(
                "read.unknown-key",
                f"{self.names.get(key, key)} is not known; it is kept in extra",
                at=self.line(key),
            )
        return False

    def held_back(self) -> bool:
        """Whether ``draft: true`` says only that the article must not be published, which the map
        says exactly.
        """
        out = self.out
        until = out.get("embargoed_until")
        held = (
            out.get("embargoed")
            or until is not None
            or out.get("pub_status") in ("withheld", "canceled", "cancelled")
        )
        return bool(held and (until is None or release(until.iso) is None))

    # -- by kind of value

    def odd(self, key: str, why: str) -> bool:
        self.context.warn("read.invalid", f"{key}: {why}; it is kept in extra", at=self.line(key))
        return False

    def differs(self, key: str, field: str) -> None:
        """The usual key was edited: it counts, and the map's value is kept."""
        self.context.warn(
            "read.duplicate-key",
            f"{key} and newsfmt.{field} differ; {key} counts",
            at=self.line(key),
        )
        self.keep(f"newsfmt.{field}", _codec.encode(Article(**{field: self.out.pop(field)}))[field])

    def text(self, key: str, field: str, value: Any) -> bool:
        if type(value) is not str:
            return self.odd(key, "a text is wanted")
        text = plain(value)
        if not text:
            return True
        if self.out.get(field) == text:
            return True
        if field not in self.out:
            self.out[field] = text
            return True
        if field == "summary":
            self.out["descriptions"] = (*self.out.get("descriptions", ()), Label(text, key))
            return True
        return False

    def date(self, key: str, value: Any) -> bool:
        if type(value) is not str:
            return self.odd(key, "a date is wanted")
        until = self.out.get("embargoed_until")
        if key == "publishdate":
            if until is not None and release(until.iso) == value:
                return True
            return self.published(value)
        field = keys.DATES[key]
        exact = self.out.get(field)
        if exact is not None:
            if shown(exact.iso) == value:
                return True
            if field not in self.given:
                return False
            self.given.discard(field)
            self.differs(key, field)
        read = self.parsed(key, value)
        if read is None:
            return False
        self.out[field] = read
        return True

    def published(self, value: str) -> bool:
        """Hugo's ``publishDate`` is the date of publication; ``date`` beside it says when the page
        was made.
        """
        read = self.parsed("publishdate", value)
        if read is None:
            return False
        made = self.values.get("date")
        before = self.out.get("published")
        if before is not None and before != read and "published" not in self.given:
            if type(made) is str and "created" not in self.out:
                self.out["created"] = before
            else:
                return False
        self.out["published"] = read
        return True

    def parsed(self, key: str, value: str) -> NewsDate | None:
        def warn(code: str, message: str) -> None:
            self.context.warn(code, f"{key}: {message}; it is kept in extra", at=self.line(key))

        date, whole = read_date(value, warn)
        if date is not None and not whole:
            self.keep(self.names.get(key, key), value)
        return date

    def parties(self, value: Any) -> bool:
        parts = value if type(value) is list else [value]
        found = [_party(part) for part in parts if part not in (None, "")]
        if not all(found):
            return self.odd("author", "names are wanted")
        exact = self.out.get("creators")
        if exact is not None:
            if [party.name for party in exact] == [party.name for party in found if party]:
                return True
            if "creators" not in self.given:
                self.out["creators"] = (*exact, *(party for party in found if party not in exact))
                return True
            self.given.discard("creators")
            self.differs("author", "creators")
        elif "byline" in self.given and value == self.out.get("byline"):
            return True
        self.out["creators"] = tuple(found)
        return True

    def words(self, key: str, value: Any) -> bool:
        words = _texts(value)
        if words is None:
            return self.odd(key, "texts are wanted")
        have = self.out.get("keywords", ())
        self.out["keywords"] = (
            words if not have else (*have, *(word for word in words if word not in have))
        )
        return True

    def concepts(self, key: str, field: str, value: Any) -> bool:
        names = _texts(value)
        if names is None:
            return self.odd(key, "texts are wanted")
        exact = self.out.get(field)
        if exact is not None and field in self.given:
            if tuple(concept.name for concept in exact) == names:
                return True
            self.given.discard(field)
            self.differs(key, field)
        self.out[field] = (*self.out.get(field, ()), *(Concept(name=name) for name in names))
        return True

    def pictures(self, key: str, value: Any) -> bool:
        places = _texts(value, split=False)
        if places is None:
            return False
        found = tuple(Association(name="image", href=place) for place in places)
        self.out["associations"] = (*self.out.get("associations", ()), *found)
        return True

    def exact(self, ours: dict[str, Any]) -> None:
        """Read newsfmt's own map field by field, so that a bad field loses no other."""
        _typed(ours)
        notes = ours.pop("body", None)
        self.heading = ours.pop("heading", None) == "true"
        for key, value in ours.items():
            if value is None:
                continue
            if key not in _FIELDS:
                self.context.warn(
                    "read.unknown-key",
                    f"newsfmt.{key} is not known; it is kept in extra",
                    at=self.line(_OURS),
                )
                self.keep(f"newsfmt.{key}", value)
                continue
            try:
                decoded = _codec.decode(
                    {key: value},
                    prefix="markdown:",
                    unknown=self.unknown,
                    deepest=self.context.limits.depth,
                )
            except LimitError:
                raise
            except (SchemaError, RecursionError) as error:
                self.context.warn(
                    "read.invalid",
                    f"newsfmt.{key}: {error}; it is kept in extra",
                    at=self.line(_OURS),
                )
                self.keep(f"newsfmt.{key}", value)
                continue
            if key == "extra":
                self.extra.update({key: list(texts) for key, texts in decoded.extra.items()})
            else:
                self.out[key] = getattr(decoded, key)
                self.extra.update({key: list(texts) for key, texts in decoded.extra.items()})
        self.given = set(self.out)
        if type(notes) is dict:
            self.take_notes(notes)
        elif notes is not None:
            self.odd("newsfmt.body", "a map is wanted")
            self.keep("newsfmt.body", notes)

    def unknown(self, path: str) -> None:
        self.context.warn(
            "read.unknown-key",
            f"newsfmt.{path} is not known; it is kept in extra",
            at=self.line(_OURS),
        )

    def take_notes(self, notes: dict[str, Any]) -> None:
        for path, note in notes.items():
            if (
                type(note) is dict
                and type(note.get("media", [])) is list
                and all(type(value) in (str, int, list) for value in note.values())
            ):
                try:
                    if "media" in note:
                        item = _codec.decode(
                            {"renditions": note["media"]}, prefix="markdown:", unknown=self.unknown
                        )
                        note = {**note, "media": item.renditions}
                    self.notes[path] = note
                    continue
                except SchemaError:
                    pass
            self.context.warn(
                "read.invalid",
                f"newsfmt.body: its entry for {path} is not understood",
                at=self.line(_OURS),
            )
            self.keep(f"newsfmt.body.{path}", note)


_FIELDS = frozenset(field.name for field in attrs.fields(Article)) - {"body", "origin"}


def _flat(value: Any) -> str:
    """A text as it is, anything else as one JSON text."""
    return (
        value
        if type(value) is str
        else json.dumps(value, ensure_ascii=False, default=_codec._RENDITION)
    )


def _texts(value: Any, *, split: bool = True) -> tuple[str, ...] | None:
    """A text (split at its commas) or a list of texts; None for anything else."""
    if type(value) is str:
        parts: Iterable[str] = value.split(",") if split else [value]
        return tuple(part.strip() for part in parts if part.strip())
    if type(value) is list and all(part is None or type(part) is str for part in value):
        return tuple(plain(part) for part in value if part and plain(part))
    return None


def _party(value: Any) -> Party | None:
    if type(value) is str:
        return Party(name=plain(value) or None)
    if type(value) is not dict or not all(
        part is None or type(part) is str for part in value.values()
    ):
        return None
    data = {key: text for key, text in value.items() if text}
    known = {
        "name": data.pop("name", None),
        "email": data.pop("email", None),
        "job_title": data.pop("job_title", None),
        "uri": data.pop("uri", None),
    }
    return Party(**known, extra={f"markdown:{key}": (text,) for key, text in data.items()})
