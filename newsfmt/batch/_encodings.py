"""Which encoding the bytes of an input are in: observed on their way to the reader, and concluded
from the observations and the reader's report.

A byte order mark, pure ASCII and valid UTF-8 are visible in the bytes. Other encodings are known
from the request, from the XML declaration, or from the reader's own report that it read
windows-1252.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping

import attrs

from newsfmt.prose import BYTE_ORDER_MARKS
from newsfmt.xmlkit import declared_encoding

__all__ = ["HOW", "Seen", "Watch", "encoding_of"]

HOW = ("bytes", "mark", "given", "declared", "guessed", "format")
"""How an encoding is known: by the bytes alone, a byte order mark, the request, the XML
declaration, newsfmt's guess, or as the format says it in its parts.
"""

_START = 512
_STATEFUL = ("iso2022", "hz", "utf-7")
_TAKEN_FOR_WESTERN = frozenset({"iso8859-1", "cp1252", "ascii", "utf-8", "utf-16", "utf-32"})
_BARE_UTF16 = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))


@attrs.frozen
class Seen:
    """The observations on the bytes of an input, or of a part."""

    mark: str = ""
    """The encoding that a byte order mark names, or UTF-16 by its first character."""
    declared: str = ""
    """The encoding that an XML declaration names, in lower case."""
    ascii: bool = True
    """Whether all bytes are below 0x80."""
    utf8: bool = True
    """Whether they are valid UTF-8."""
    marked: bool = False
    """Whether there is a byte order mark."""

    def joined(self, other: Seen) -> Seen:
        """Return the observations on this part and a later one together."""
        return attrs.evolve(self, ascii=self.ascii and other.ascii, utf8=self.utf8 and other.utf8)


class Watch:
    """Takes the bytes of an input as they are read; ``seen`` then gives the observations."""

    def __init__(self) -> None:
        self._start = b""
        self._ascii = True
        self._utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")(
            "strict"
        )

    def __call__(self, data: bytes) -> None:
        """Take the next bytes."""
        if len(self._start) < _START:
            self._start += data[: _START - len(self._start)]
        if self._ascii and data.isascii():
            return
        self._ascii = False
        self._decode(data)

    def _decode(self, data: bytes, *, final: bool = False) -> None:
        if self._utf8 is not None:
            try:
                self._utf8.decode(data, final)
            except UnicodeDecodeError:
                self._utf8 = None

    def seen(self) -> Seen:
        """Return the observations so far, as those of a whole input."""
        self._decode(b"", final=True)
        start = self._start
        mark = next((encoding for mark, encoding in BYTE_ORDER_MARKS if start.startswith(mark)), "")
        bare = (
            next((encoding for first, encoding in _BARE_UTF16 if start.startswith(first)), "")
            if not mark
            else ""
        )
        declared = (declared_encoding(start) or "").lower()
        return Seen(mark or bare, declared, self._ascii, self._utf8 is not None, bool(mark))


def encoding_of(seen: Seen, given: str | None, diagnostics: Mapping[str, int]) -> tuple[str, str]:
    """Return the encoding of an input, and how it is known (:data:`HOW`), from the requested
    encoding and the codes that its reader reported.
    """
    if seen.marked:
        return seen.mark, "mark"
    if given is not None and not (seen.ascii and _over_ascii(given)):
        return given, "given"
    if seen.mark:
        return seen.mark, "bytes"
    if seen.ascii:
        return (
            (seen.declared, "declared")
            if _codec(seen.declared).startswith(_STATEFUL)
            else ("ascii", "bytes")
        )
    if seen.utf8:
        return "utf-8", "bytes"
    if _guessed(seen.declared, diagnostics):
        return "windows-1252", "guessed"
    return (seen.declared, "declared") if seen.declared else ("8-bit", "format")


def _over_ascii(encoding: str) -> bool:
    """Whether an encoding is a superset of ASCII."""
    return not _codec(encoding).startswith(_STATEFUL) and "a\n".encode(encoding) == b"a\n"


def _codec(name: str) -> str:
    """Python's name of an encoding, or an empty text."""
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""


def _guessed(declared: str, diagnostics: Mapping[str, int]) -> bool:
    """Whether a reader read the bytes as windows-1252: it reported that, or it reported that they
    differ from a declared Latin or Unicode encoding.
    """
    if diagnostics.get("read.encoding-guessed"):
        return True
    return (
        bool(diagnostics.get("read.encoding-mismatch")) and _codec(declared) in _TAKEN_FOR_WESTERN
    )
