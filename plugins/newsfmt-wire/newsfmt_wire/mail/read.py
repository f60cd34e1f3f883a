"""Reading a message: MIME in, one Article out; the body from text/plain or HTML, attachments as
associations, headers as fields or ``extra``.

The structure is the standard library's reading, the words are ours: charsets that lie, encoded
words and dates are read by newsfmt's rules. What is carried is the text; the content of an
attachment is not, and that is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email.errors import CloseBoundaryNotFoundDefect, MessageError, StartBoundaryNotFoundDefect
from email.message import Message
from email.parser import BytesFeedParser
from email.policy import Compat32
from typing import Any, BinaryIO

import attrs

import newsfmt
from newsfmt import prose
from newsfmt.article import (
    Alternate,
    Article,
    Association,
    Concept,
    Origin,
    Rendition,
    Transmission,
    normalise,
)
from newsfmt.body import Block, Paragraph
from newsfmt.errors import DateError, NewsfmtError, Position
from newsfmt.format import Context
from newsfmt_wire import blocks
from newsfmt_wire.mail import BLANK, markup, mime
from newsfmt_wire.mail import text as plain
from newsfmt_wire.mail.headers import DERIVED, EXTENSION, Headers, date, header_text, sender

__all__ = ["article", "read_eml"]

_BLOCK = 65536
_STEP = 16384
# of a message nested as deeply as can be; one nested half as deeply may have twice as many
_LINES = 100_000
_MIME = frozenset(
    "mime-version content-type content-transfer-encoding content-disposition content-length lines".split()
)
_FIELDS = frozenset(
    "subject date from message-id content-language keywords expires organization".split()
)
_KNOWN = frozenset(
    "from to cc subject date message-id received sender reply-to mime-version content-type return-path newsgroups organization".split()
)
_PEOPLE = frozenset({"image", "audio", "video"})
_TYPES = {"image": "picture", "audio": "audio", "video": "video"}
_OWN_LINE = re.compile(r"\s{0,4}(?:date|Date|DATE)(?:\s{0,2}:)?\s{1,4}\S{0,20}\d")
_OWN_FIELD = re.compile(
    r"(?:headline|title|byline|by|author|dateline|slug(?: ?line)?|date|published|summary|section|(?:news )?category|keywords|priority|urgency|place|desk"
    r"|copyright|source|language)\s{0,2}:(?:\s|$)",
    re.IGNORECASE,
)
_URGENCIES = frozenset("123456789")
_ENVELOPES = re.compile(rb"(?:>?From [^\r\n]{1,300}(?:\r\n?|\n))*+")  # of a mailbox of one
_BASE64 = re.compile(rb"[A-Za-z0-9+/\s]+={0,2}\s*")
_LONGEST_PARAMETERS = 4096
_SHOWN = 40
_STRUCTURE = frozenset({"content-type", "content-disposition", "content-transfer-encoding"})
_USUAL = re.compile(
    r"This is an? [\w -]{0,40}message in MIME format\.?|This is a MIME-encapsulated message\.?",
    re.IGNORECASE,
)
"""What software writes before the first boundary for readers without MIME."""
_FIRST_FIELD = re.compile(rb"[!-9;-~]{1,76}[ \t]{0,4}:")
_HALF_FIELD = re.compile(rb"[!-9;-~]{0,76}")
_HEADER_END = re.compile(rb"\A\r?\n|\n\r*\n|\r\r")
_HALF_QUOTED = re.compile(r"=[0-9A-Fa-f]?\Z")
_BOUNDARIES = (CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect)


class _Policy(Compat32):
    """The standard library's oldest reading, with what MIME says of a part cut to a length: its
    search for parameters is quadratic.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        if len(value) > _LONGEST_PARAMETERS and name.strip().lower() in _STRUCTURE:
            value = value[:_LONGEST_PARAMETERS]
        return name, value


class _TooDeep(Exception):
    """A part is nested more deeply than the limit allows."""


class _Nested(Message):
    """A part that knows how deeply it is nested; each reading has a class of its own, which knows
    how deeply it may be.

    A part in a part is one level, a message in a message four, since it
    becomes an item in an association, which JSON nests so deeply.
    """

    level = 0
    deepest = 0
    newest = 0

    def attach(self, payload: Any) -> None:
        """Take a part, which the standard library's reader attaches before it reads on in it.
        Raises _TooDeep.
        """
        payload.level = self.level + (4 if self.get_content_maintype() == "message" else 1)
        if payload.level > self.deepest:
            raise _TooDeep
        type(self).newest = payload.level
        super().attach(payload)


def _parsed(data: bytes, deepest: int) -> Message:
    """The parts of a message. Raises _TooDeep, and what the standard library raises over broken
    MIME.

    Its reader asks at each line for the end of every part that is open, so that lines times levels
    are bounded, too.
    """
    kind: Any = type("_Part", (_Nested,), {"deepest": deepest})
    reader = BytesFeedParser(policy=_Policy(message_factory=kind))
    asked = 0
    for start in range(0, len(data), _STEP):
        block = data[start : start + _STEP]
        reader.feed(block)
        asked += max(block.count(b"\n"), block.count(b"\r")) * kind.newest
        if asked > deepest * _LINES:
            raise _TooDeep
    return reader.close()


def read_eml(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the one Article of a message. Raises ParseError for bytes that begin with no header
    field, LimitError for too many.
    """
    limit = context.limits.article_bytes
    held = bytearray()
    while part := stream.read(_BLOCK):
        held += part
        if limit is not None and len(held) > limit:
            raise context.exceeded("article_bytes", "the message, its attachments included,")
    data = bytes(held)
    if not data.strip():
        raise context.error(
            "empty input (0 bytes)" if not data else f"no text in {len(data)} bytes of white space"
        )
    yield article(data, context, index=0, line=1, offset=0, is_last=True)


def article(
    data: bytes,
    context: Context,
    *,
    index: int,
    line: int,
    offset: int,
    envelopes: tuple[str, ...] = (),
    is_last: bool = False,
) -> Article:
    """Return the Article of a message's bytes; the input ends behind it where it ``is_last``.

    Raises ParseError, which names the byte the message begins at, and TruncatedError where the
    input ends in the message.
    """
    start = data[BLANK.match(data).end() :]  # type: ignore[union-attr]
    start = start[_ENVELOPES.match(start).end() :]  # type: ignore[union-attr]
    where = Position(line=line, offset=offset, article=index)

    def cut_off(missing: str) -> None:
        lines, size = bool(envelopes) + data.count(b"\n"), len(data)
        context.cut_off(
            missing, at=Position(line=line + lines, offset=offset + size, article=index)
        )

    if is_last and _HALF_FIELD.fullmatch(start):
        cut_off("the rest of the header")
    if not _FIRST_FIELD.match(start):
        raise context.error(f"no header field where a message begins (at byte {offset})", at=where)
    try:
        message = _parsed(start, context.limits.depth)
    except (_TooDeep, RecursionError):
        raise context.exceeded(
            "depth", f"the nesting of the message at byte {offset}", at=where
        ) from None
    except (
        MessageError,
        ValueError,
        LookupError,
        AttributeError,
    ) as error:  # slips of the standard library on broken MIME
        raise context.error(
            f"the message at byte {offset} cannot be read: {error}", at=where
        ) from error
    if not any(name.lower() in _KNOWN for name in message.keys()):  # noqa: SIM118 (a Message is no dict)
        raise context.error(f"no header of a message at byte {offset}", at=where)
    if is_last and (missing := _missing(message, start)):
        cut_off(missing)
    mime.mend(message, context, line)
    known: dict[str, tuple[str, ...]] = {"mbox:envelope": envelopes} if envelopes else {}
    try:
        return _Message(context, line).article(message, 0, known, context.origin(index, line))
    except RecursionError:
        raise context.exceeded(
            "depth", f"the nesting of the message at byte {offset}", at=where
        ) from None


def _missing(message: Message, data: bytes) -> str:
    """What a message lacks behind which the input ends: the end of its header, the last boundary,
    or the rest of what is encoded. A text in one part, as it is, has no mark at its end.
    """
    if not _HEADER_END.search(data):
        return "the blank line behind the header"
    while _asked(message.get_content_type, "") == "message/rfc822" and message.is_multipart():
        payload = message.get_payload()
        message = payload[0]  # type: ignore[index,assignment]
    if _asked(message.get_content_maintype, "") == "multipart":
        if any(isinstance(defect, _BOUNDARIES) for defect in message.defects):
            boundary = _asked(message.get_boundary, None)
            return f"the last boundary (--{boundary}--)" if boundary else "the last boundary"
        return ""
    encoding = str(message.get("content-transfer-encoding", "")).strip().lower()
    text = _asked(message.get_payload, "") if encoding in _HALF else ""
    if isinstance(text, str) and text and _HALF[encoding](text):
        return f"the rest of the text in {encoding}"
    return ""


def _is_half_base64(text: str) -> bool:
    left = len("".join(text.split())) % 4
    return bool(
        (left == 1 or (left and text[-1] not in "\r\n"))  # else without its padding
        and _BASE64.fullmatch(text.encode("ascii", "replace"))
    )


_HALF: dict[str, Callable[[str], bool]] = {
    "base64": _is_half_base64,
    "quoted-printable": lambda text: _HALF_QUOTED.search(text) is not None,
}


def _asked(ask: Callable[[], Any], otherwise: Any) -> Any:
    """What the standard library says of a part, or ``otherwise`` where it stumbles over broken
    parameters.
    """
    try:
        return ask()
    except (ValueError, LookupError, AttributeError, TypeError, MessageError, RecursionError):
        return otherwise


@attrs.define
class _Found:
    """What the parts of a message gave."""

    body: list[str | Block] = attrs.Factory(list)
    read: dict[str, Any] = attrs.Factory(dict)
    own: str = ""
    note: list[Block] = attrs.Factory(list)
    alternates: list[Alternate] = attrs.Factory(list)
    associations: list[Association] = attrs.Factory(list)
    html: bool = False
    beside: list[str] = attrs.Factory(list)


class _Message:
    """Turns one message into an Article."""

    def __init__(self, context: Context, line: int) -> None:
        self._context = context
        self._line = line
        self._parts = 0

    def article(
        self,
        message: Message,
        level: int,
        known: dict[str, tuple[str, ...]] | None = None,
        origin: Origin | None = None,
    ) -> Article:
        """The Article of a message, and of the messages attached to it; ``known`` is what its
        mailbox says of it.
        """
        context = self._context
        headers = Headers(message, context)
        found = _Found()
        self._part(message, found, level, inner=False)
        fields = self._fields(headers)
        read = blocks.typed(found.body, release=True)
        read["body"] = (*read["body"], *found.note)
        own = self._own(found.own)
        if own:
            if fields.get("published"):
                fields["transmission"] = Transmission(sent=fields["published"])
            if fields.get("headline") and own.get("headline") not in (None, fields["headline"]):
                fields["title"] = fields["headline"]
            extra = {**fields.pop("extra"), **own.pop("extra", {})}
            fields = {**fields, **own, "extra": extra, "body": (*own.get("body", ()), *found.note)}
        else:
            fields = {**read, **fields}
        fields["extra"], fields["origin"] = {**fields["extra"], **(known or {})}, origin
        fields["alternates"], fields["associations"] = (
            tuple(found.alternates),
            tuple(found.associations),
        )
        fields["extra"] |= self._beside(message)
        if found.beside:
            fields["extra"]["eml:part-header"] = tuple(found.beside)
        if level:  # which the outermost one's normal form makes normal, once
            return Article(**fields)
        made = normalise(Article(**fields))
        self._missing(made)
        return made

    def _beside(self, message: Message) -> dict[str, tuple[str, ...]]:
        """Keep the text before the first boundary and behind the last one, which belongs to no part
        (RFC 2046, 5.1.1), and report what software does not usually write there.
        """
        beside: dict[str, tuple[str, ...]] = {}
        for name, code, text in (
            ("preamble", "read.preamble", message.preamble),
            ("epilogue", "read.trailing-text", message.epilogue),
        ):
            text = header_text("\n".join((text or "").split("\n")).strip(), self._context)
            if not text or _USUAL.fullmatch(text):
                continue
            where = "before the first" if name == "preamble" else "behind the last"
            shown = " ".join(text[:_SHOWN].split())
            message_ = f"{len(text)} characters {where} boundary, kept in extra: {shown!r}"
            self._context.warn(code, message_, at=self._line)
            beside[f"eml:{name}"] = (text,)
        return beside

    def _missing(self, made: Article) -> None:
        for name, value in (
            ("date", made.published),
            ("headline", made.headline),
            ("body", made.body),
        ):
            if not value:
                self._context.warn(
                    f"read.no-{name}",
                    {"date": "no date", "headline": "no subject", "body": "no text"}[name],
                    at=self._line,
                )

    # ---- headers
    # ------------------------------------------------------------

    def _fields(self, headers: Headers) -> dict[str, Any]:
        """The header as fields of an Article; what has no field goes to extra under its own
        name.
        """
        derived = frozenset(
            word.strip() for word in (headers.get(DERIVED.lower()) or "").split(",") if word.strip()
        )
        extra: dict[str, list[str]] = {}
        fields: dict[str, Any] = {
            "id": headers.get("message-id"),
            "headline": headers.get("subject"),
            "language": headers.get("content-language"),
        }
        fields["provider"] = sender(headers, derived)
        fields["keywords"] = tuple(
            word for part in (headers.get("keywords") or "").split(",") if (word := part.strip())
        )
        seen: set[str] = set()
        for name, value in headers:
            key = name.lower()
            if key in _MIME or key == DERIVED.lower() or not value:
                continue
            if key in {"date", "expires"} and key not in seen and key not in derived:
                field = "published" if key == "date" else "expires"
                read = date(value, self._context, self._line)
                fields.setdefault(field, read.date)
                if read.raw is not None:
                    extra.setdefault(f"eml:{name}", []).append(value)
            elif key == "from" and "from" not in derived and key not in seen:
                if (
                    not fields["provider"] or len(headers.people("from")) > 1
                ):  # several senders: the provider is the first
                    extra.setdefault(f"eml:{name}", []).append(value)
            elif name.startswith(EXTENSION) and self._extension(name, value, fields):
                pass
            elif key not in _FIELDS or (key in seen and key not in derived):
                extra.setdefault(f"eml:{name}", []).append(value)
            seen.add(key)
        fields["extra"] = {name: tuple(values) for name, values in extra.items()}
        return fields

    def _extension(self, name: str, value: str, fields: dict[str, Any]) -> bool:
        """Take a field that newsfmt wrote."""
        if name == f"{EXTENSION}Id":
            fields["id"] = value
            return True
        if name == f"{EXTENSION}Published":
            try:
                fields["published"] = newsfmt.NewsDate(value)
            except DateError:
                return False
            return True
        return False

    # ---- parts
    # ------------------------------------------------------------

    def _part(self, part: Message, found: _Found, level: int, *, inner: bool = True) -> None:
        """Add what a part, and the parts in it, give."""
        self._parts += 1
        limit = self._context.limits.parts
        if limit is not None and self._parts > limit:
            raise self._context.exceeded(
                "parts", "the number of parts of the message", at=self._line
            )
        limit = self._context.limits.headers
        if limit is not None and len(part) > limit:
            raise self._context.exceeded("headers", "the number of header fields", at=self._line)
        kind = part.get_content_type()
        is_text = kind in {"text/plain", "text/html"} and not _is_attachment(part)
        is_file = not (is_text or kind.startswith("multipart/") or kind == "message/rfc822")
        found.beside += (
            f"{name}: {header_text(value, self._context)}"
            for name, value in mime.beside(part, inner=inner, is_file=is_file)
        )
        inside = (
            [each for each in part.get_payload() if isinstance(each, Message)]
            if part.is_multipart()
            else []
        )
        if kind == "multipart/alternative" and inside:
            self._alternative(inside, found, level)
        elif kind.startswith("multipart/") and inside:
            for each in inside:
                self._part(each, found, level)
        elif kind == "message/rfc822" and inside:
            self._forwarded(part, inside[0], found, level)
        elif is_text:
            self._text(part, kind, found)
        elif kind.startswith("multipart/"):  # which holds no parts after all
            self._text(part, "text/plain", found)
        else:
            self._attachment(part, kind, found)

    def _alternative(self, inside: list[Message], found: _Found, level: int) -> None:
        """Renditions of one text: the preferred one is the body, the others are alternates; files
        in any of them are files.
        """
        rendered = []
        for each in inside:
            one = _Found()
            self._part(each, one, level)
            rendered.append((each.get_content_type(), one))
        texts = [one for _, one in rendered if one.body]
        chosen = next(
            (one for one in texts if one.html == (self._context.options.prefer == "html")),
            texts[0] if texts else None,
        )
        for kind, one in rendered:
            found.associations += one.associations
            found.alternates += one.alternates
            found.beside += one.beside
            if one is chosen:
                found.body += one.body
                found.note += one.note
                found.own, found.html = found.own or one.own, found.html or one.html
            elif one.body:
                body = tuple(
                    Paragraph((part,)) if isinstance(part, str) else part
                    for part in [*one.body, *one.note]
                )
                media_type = (
                    kind if kind.startswith("text/") else "text/html" if one.html else "text/plain"
                )
                found.alternates.append(
                    Alternate(role="alternative", media_type=media_type, body=body)
                )

    def _payload(self, part: Message) -> bytes:
        data = _asked(lambda: part.get_payload(decode=True), None)
        return data if isinstance(data, bytes) else b""

    def _text(self, part: Message, kind: str, found: _Found) -> None:
        """The blocks of a text part."""
        context = self._context
        data = self._payload(part)
        declared = (
            _asked(part.get_content_charset, None)
            or (markup.charset(data) if kind == "text/html" else None)
            or context.encoding
        )
        text = prose.decode(data, _quiet_encoding(context), declared=declared)
        if kind == "text/html":
            found.body += markup.parse(
                prose.mended(text, context, repair=context.options.repair), context
            )
            found.html = True
            return
        flowed = str(_asked(lambda: part.get_param("format"), "") or "").lower() == "flowed"
        delete = str(_asked(lambda: part.get_param("delsp"), "") or "").lower() == "yes"
        lines, below = plain.signature(
            plain.rows(
                prose.clean(text, context, repair=context.options.repair),
                flowed=flowed,
                delete_space=delete,
            )
        )
        if not found.body and not found.own and _has_own_header(lines):
            found.own = ("\n\n" if flowed else "\n").join(row.text for row in lines)
        found.body += plain.blocks(lines, flowed=flowed)
        note = plain.note(below)
        if note is not None:
            found.note.append(note)

    def _own(self, text: str) -> dict[str, Any]:
        """The fields of an article with a header of its own inside the message, read as dated text;
        none for other texts.
        """
        if not text:
            return {}
        try:
            with newsfmt.read(
                text.encode(), format="dated-text", limits=self._context.limits
            ) as reader:
                found = list(reader)
        except NewsfmtError:
            return {}
        if len(found) != 1 or not (found[0].headline or found[0].published):
            return {}
        for diagnostic in reader.report:
            if diagnostic.code not in {"read.no-date", "read.no-headline"}:
                self._context.warn(diagnostic.code, diagnostic.message, at=self._line)
        names = (
            field.name for field in attrs.fields(Article) if field.name not in {"origin", "type"}
        )
        return _filed(
            {name: value for name in names if (value := getattr(found[0], name)) not in (None, ())}
        )

    # ---- attachments
    # ------------------------------------------------------------

    def _attachment(self, part: Message, kind: str, found: _Found) -> None:
        """A file: an item where it is a picture, sound or film, else a reference with its type and
        size.
        """
        name = self._name(part)
        kind = header_text(kind, self._context)
        headers = Headers(part, self._context)
        size = len(self._payload(part))
        label = name or headers.get("content-id") or kind
        self._context.warn(
            "read.element-ignored",
            f"the content of the attachment {label} ({kind}, {size} bytes) is not carried",
            at=self._line,
        )
        cid = (headers.get("content-id") or "").strip("<> ")
        common: dict[str, Any] = {
            "name": name,
            "rel": "attachment",
            "href": f"cid:{cid}" if cid else None,
        }
        described = headers.get("content-description")
        main = part.get_content_maintype()
        if main in _PEOPLE:
            rendition = Rendition(name=name, mime_type=kind, size=size)
            found.associations.append(
                Association(
                    **common,
                    item=Article(type=_TYPES[main], summary=described, renditions=(rendition,)),
                )
            )
        else:
            extra = {"eml:Content-Type": kind, "eml:size": str(size)}
            found.associations.append(Association(**common, title=described, extra=extra))

    def _name(self, part: Message) -> str | None:
        """The name of a file, as the part gives it."""
        return header_text(_asked(part.get_filename, None) or "", self._context) or None

    def _forwarded(self, part: Message, message: Message, found: _Found, level: int) -> None:
        """A message in the message is an item of its own."""
        item = self.article(message, level + 1)
        found.associations.append(
            Association(name=self._name(part), rel="attachment", title=item.headline, item=item)
        )


def _is_attachment(part: Message) -> bool:
    """Whether a part of text is a file: what is to be shown is text, be it named or not."""
    return str(_asked(part.get_content_disposition, None) or "") == "attachment"


def _quiet_encoding(context: Context) -> Context:
    """The encoding asked for is for parts that do not say what they are in; it overrules no part
    that does.
    """
    return Context(
        name=context.name,
        format=context.format,
        limits=context.limits,
        report=context.report,
        on_error=context.on_error,
    )


def _filed(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of an article's own header, with those that desks fill in and dated text has no
    key for.
    """
    extra: dict[str, tuple[str, ...]] = {}
    for key, values in fields.get("extra", {}).items():
        name, value = (
            key.removeprefix("dated-text:").casefold(),
            values[0] if len(values) == 1 else "",
        )
        if name in {"slugline", "slug line"} and value:
            fields.setdefault("slugline", value)
        elif name in {"priority", "urgency"} and value in _URGENCIES:
            fields.setdefault("urgency", int(value))
        elif name in {"news category", "desk"} and value and "categories" not in fields:
            fields["categories"] = (Concept(name=value),)
        else:
            extra[key] = values
    return {**fields, "extra": extra}


def _has_own_header(lines: list[plain.Row]) -> bool:
    """Whether a text begins with a dated-text header, or with two fields that an article has."""
    start = next((place for place, row in enumerate(lines) if row.text.strip()), None)
    if start is None or any(row.depth for row in lines[start:]):
        return False
    if _OWN_LINE.match(lines[start].text):
        return True
    block = []
    for row in lines[start : start + 40]:
        if not row.text.strip():
            break
        block.append(row.text)
    return sum(_OWN_FIELD.match(row) is not None for row in block) >= 2
