"""What a message says of its own structure (RFC 2045, RFC 2046, RFC 2183): transfer encodings with
stray characters are put right, and values that nobody knows are reported.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from email.errors import CloseBoundaryNotFoundDefect, MessageError, StartBoundaryNotFoundDefect
from email.message import Message
from typing import Any

from newsfmt.format import Context

__all__ = ["beside", "mend", "parameter"]

_ENCODING = "content-transfer-encoding"
_ENCODINGS = {
    "7bit": "7bit", "8bit": "8bit", "binary": "binary", "base64": "base64",
    "quotedprintable": "quoted-printable", "qp": "quoted-printable", "uuencode": "x-uuencode",
    "uue": "x-uuencode", "xuuencode": "x-uuencode", "xuue": "x-uuencode",
    "7bits": "7bit", "8bits": "8bit", "none": "7bit", "utf8": "8bit",
}  # fmt: skip
_COMMENT = re.compile(r"\([^()]*\)")
_STRAY = re.compile(r"[^a-z0-9]+")
_BASE64 = re.compile(r"[A-Za-z0-9+/]*+={0,2}")
_CHUNK = re.compile(r"[A-Za-z0-9+/]++={0,2}")
_NO_LETTER = re.compile(r"[^A-Za-z0-9+/=\s]")
_SOFT = re.compile(r"=[ \t]+(?=\r?(?:\n|\Z))")
_MULTIPARTS = frozenset(
    "mixed alternative related digest report signed parallel form-data encrypted byteranges"
    " appledouble voice-message header-set x-mixed-replace".split()
)
_PARAMETERS = {
    "content-type": frozenset({"charset", "boundary", "format", "delsp", "name"}),
    "content-disposition": frozenset({"filename"}),
}
_STRUCTURE = frozenset({_ENCODING, "mime-version"})
_OF_FILES = frozenset({"content-id", "content-description"})
_DISPOSITIONS = frozenset("attachment inline form-data signal alert icon render".split())
_BOUNDARIES = (CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect)


def mend(message: Message, context: Context, line: int) -> None:
    """Put right the transfer encodings of a message and its parts, and report what is not known."""
    for part in message.walk():
        for text in _oddities(part, inner=part is not message):
            context.warn("read.invalid", text, at=line)


def _oddities(part: Message, *, inner: bool) -> Any:
    """Yield what is odd in what a part says of itself."""
    raw = str(part.get(_ENCODING, "")).strip()
    if raw:
        words = re.split("[;,]", _COMMENT.sub(" ", raw.lower()))[0]
        known = _ENCODINGS.get(_STRAY.sub("", words))
        if known is None:
            yield f"the transfer encoding {raw[:40]!r} is not known; the part is read as it is"
        else:
            if known != raw.lower():
                yield f"the transfer encoding {raw[:40]!r} is read as {known}"
            part.replace_header(_ENCODING, known)
        if known in _MENDED and isinstance(text := part.get_payload(), str):
            mended, odd = _MENDED[known](text)
            if odd:
                yield odd
            if mended is None:
                part.replace_header(_ENCODING, "8bit")
            elif mended is not text:
                part.set_payload(mended)
    kind = parameter(part, None)
    main, _, sub = kind.partition("/")
    if main == "multipart" and sub not in _MULTIPARTS:
        yield f"the type {kind[:60]!r} is not known; its parts are read one after the other"
    layout = parameter(part, "format")
    if main == "text" and layout not in {"", "flowed", "fixed"}:
        yield f"the text format {layout[:40]!r} is not known; read as lines"
    delete = parameter(part, "delsp")
    if main == "text" and delete not in {"", "yes", "no"}:
        yield f"the value {delete[:40]!r} of delsp is not known; spaces are kept"
    disposition = str(part.get("content-disposition", "")).partition(";")[0].strip().lower()
    if disposition and disposition not in _DISPOSITIONS:
        yield f"the disposition {disposition[:40]!r} is not known"
    name, other = parameter(part, "name"), parameter(part, "filename", "content-disposition")
    if name and other and name != other:
        yield f"the part has two names, {other[:200]!r} and {name[:200]!r}"
    if inner and main == "multipart" and any(isinstance(d, _BOUNDARIES) for d in part.defects):
        yield "the last boundary of a part is missing"


def beside(part: Message, *, inner: bool, is_file: bool) -> Iterator[tuple[str, str]]:
    """Yield the header fields of a part that nothing else takes; of the message itself, which is
    not ``inner``, those of its structure alone.
    """
    for name, value in part.items():
        field = name.lower()
        if field in _PARAMETERS:
            known = _PARAMETERS[field]
            if part.get_content_maintype() == "multipart":
                known = frozenset({"boundary"})
            if _parameters(part, field) <= known:
                continue
        elif not inner or field in _STRUCTURE or (is_file and field in _OF_FILES):
            continue
        yield name, value


def _parameters(part: Message, field: str) -> frozenset[str]:
    """The names of the parameters of a header field; none where they cannot be read."""
    try:
        found = part.get_params([], field)
    except (ValueError, LookupError, AttributeError, TypeError, MessageError, RecursionError):
        return frozenset()
    return frozenset(name.lower().partition("*")[0] for name, _ in (found or [])[1:] if name)


def _base64(text: str) -> tuple[str | None, str]:
    """A text in base64 with its padding and without what does not belong to it, and what is odd in
    it; None for a text that is not in base64.
    """
    letters = "".join(text.split())
    if len(letters) % 4 == 0 and _BASE64.fullmatch(letters):
        return text, ""
    if "+" not in letters and "/" not in letters and ("-" in letters or "_" in letters):
        safe = text.translate({ord("-"): "+", ord("_"): "/"})
        if _BASE64.fullmatch("".join(safe.split())):
            return _base64(safe)[0], "the base64 has the letters of addresses (- and _)"
    rows, rest = _rows(text)
    stray = ""
    if not rows:
        found = _NO_LETTER.findall(text)
        if len(found) * 50 > len(text):
            return None, "the text is declared as base64, but is not; read as it is"
        rows = [_NO_LETTER.sub("", text)]
        stray = f"stray characters in the base64 are left out: {len(found)}" if found else ""
    elif rest:
        stray = f"{len(rest)} characters behind the base64 are left out: {rest[:40]!r}"
    chunks = [chunk.rstrip("=") for chunk in _CHUNK.findall("".join("".join(rows).split()))]
    left = len(chunks[-1]) % 4 if chunks and len(letters) % 4 else 0
    if not stray and left:
        stray = (
            "base64 without its padding"
            if left > 1
            else "base64 that is cut off; read as far as it goes"
        )
    whole = [chunk[: len(chunk) - (len(chunk) % 4 == 1)] for chunk in chunks]
    data = b"".join(b64decode(chunk + "=" * (-len(chunk) % 4)) for chunk in whole)
    return b64encode(data).decode(), stray


def _rows(text: str) -> tuple[list[str], str]:
    """The lines of base64 that a text begins with, and what stands behind them."""
    rows = [row.strip() for row in text.split("\n")]
    taken: list[str] = []
    gap = False
    for place, row in enumerate(rows):
        if not row:
            gap = bool(taken)
            continue
        over = taken and (
            (taken[-1].endswith("=") and (gap or len(row) % 4))
            or (gap and len(taken[-1]) < len(taken[0]))
        )
        if over or not _BASE64.fullmatch(row):
            return taken, " ".join(filter(None, rows[place:]))
        taken.append(row)
        gap = False
    return taken, ""


def _quoted(text: str) -> tuple[str, str]:
    """A quoted-printable text without white space behind its soft breaks (RFC 2045, 6.7)."""
    return (_SOFT.sub("=", text) if "= " in text or "=\t" in text else text), ""


_MENDED: dict[str, Callable[[str], tuple[str | None, str]]] = {
    "base64": _base64,
    "quoted-printable": _quoted,
}


def parameter(part: Message, name: str | None, header: str = "content-type") -> str:
    """Return a parameter of a part's header as text, its type without ``name``; empty where it has
    none, or none that can be read.
    """
    try:
        value = part.get_content_type() if name is None else part.get_param(name, "", header)
        text = value[2] if isinstance(value, tuple) else value
        return str(text or "").strip(" '\"").lower()
    except (ValueError, LookupError, AttributeError, TypeError, MessageError, RecursionError):
        return ""
