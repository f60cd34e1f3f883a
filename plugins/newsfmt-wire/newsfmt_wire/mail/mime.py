"""What a message says of its own structure (RFC 2045, RFC 2046, RFC 2183): transfer encodings with
stray characters are put right, and values that nobody knows are reported.
"""

from __future__ import annotations

import re
from email.errors import CloseBoundaryNotFoundDefect, MessageError, StartBoundaryNotFoundDefect
from email.message import Message
from typing import Any

from newsfmt.format import Context

__all__ = ["mend", "parameter"]

_ENCODING = "content-transfer-encoding"
_ENCODINGS = {
    "7bit": "7bit", "8bit": "8bit", "binary": "binary", "base64": "base64",
    "quotedprintable": "quoted-printable", "qp": "quoted-printable", "uuencode": "x-uuencode",
    "uue": "x-uuencode", "xuuencode": "x-uuencode", "xuue": "x-uuencode",
    "7bits": "7bit", "8bits": "8bit", "none": "7bit", "utf8": "8bit",
}  # fmt: skip
_COMMENT = re.compile(r"\([^()]*\)")
_STRAY = re.compile(r"[^a-z0-9]+")
_MULTIPARTS = frozenset(
    "mixed alternative related digest report signed parallel form-data encrypted byteranges"
    " appledouble voice-message header-set x-mixed-replace".split()
)
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
        words = _COMMENT.sub(" ", raw.lower()).split(";")[0]
        known = _ENCODINGS.get(_STRAY.sub("", words))
        if known is None:
            yield f"the transfer encoding {raw[:40]!r} is not known; the part is read as it is"
        elif known != raw.lower():
            yield f"the transfer encoding {raw[:40]!r} is read as {known}"
            part.replace_header(_ENCODING, known)
    kind = parameter(part, None)
    main, _, sub = kind.partition("/")
    if main == "multipart" and sub not in _MULTIPARTS:
        yield f"the type {kind[:60]!r} is not known; its parts are read one after the other"
    layout = parameter(part, "format")
    if main == "text" and layout not in {"", "flowed", "fixed"}:
        yield f"the text format {layout[:40]!r} is not known; read as lines"
    disposition = str(part.get("content-disposition", "")).partition(";")[0].strip().lower()
    if disposition and disposition not in _DISPOSITIONS:
        yield f"the disposition {disposition[:40]!r} is not known"
    name, other = parameter(part, "name"), parameter(part, "filename", "content-disposition")
    if name and other and name != other:
        yield f"the part has two names, {other[:200]!r} and {name[:200]!r}"
    if inner and main == "multipart" and any(isinstance(d, _BOUNDARIES) for d in part.defects):
        yield "the last boundary of a part is missing"


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
