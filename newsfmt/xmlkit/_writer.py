"""XML as text, written element by element: names and texts come in, well-formed UTF-8 goes out, in
pieces.

Structural elements are indented, mixed content never is. Characters that XML 1.0 forbids are left
out and counted, lone surrogates become U+FFFD and are counted too; each piece is checked once, not
each value (XML 1.0 §2.2, §2.4, §2.11).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import BinaryIO

from newsfmt.errors import SerializeError

__all__ = ["Writer", "escape", "escape_attribute", "is_language", "is_token"]

_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*\Z")
_TOKEN = re.compile(r"[A-Za-z0-9_.:-]+\Z")

_NAME = re.compile(r"[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?\Z")
_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 13))
_NONCHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_THEIR_BEGIN = b"\xef\xbf"
_LONE = re.compile("[\ud800-\udfff]")
_PIECE = 2048

Attributes = Mapping[str, str | None]


def escape(text: str) -> str:
    """Return ``text`` escaped for the content of an element.

    >>> escape("a < b & c")
    'a &lt; b &amp; c'
    """
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if "\r" in text:
        text = text.replace("\r", "&#13;")
    return text


def escape_attribute(text: str) -> str:
    """Return ``text`` escaped for an attribute value in double quotes, with its line ends."""
    text = escape(text)
    if '"' in text:
        text = text.replace('"', "&quot;")
    if "\n" in text:
        text = text.replace("\n", "&#10;")
    if "\t" in text:
        text = text.replace("\t", "&#9;")
    return text


class Writer:
    """Writes XML to a binary stream, or keeps it for :meth:`getvalue`.

    Names are given in their written form (``nitf``, ``xml:lang``, ``xmlns``); attributes whose
    value is None are left out. ``removed`` counts the characters that could not be written;
    ``on_removed`` is called with each number.

    >>> writer = Writer(declaration=False)
    >>> writer.start("p", {"class": "lead"}, mixed=True)
    >>> writer.text("Ferry & bridge")
    >>> writer.end()
    >>> writer.getvalue()
    '<p class="lead">Ferry &amp; bridge</p>'
    """

    __slots__ = (
        "_indent",
        "_mixed",
        "_open",
        "_out",
        "_pad",
        "_parts",
        "_pending",
        "on_removed",
        "removed",
    )

    def __init__(
        self,
        stream: BinaryIO | None = None,
        *,
        indent: str | None = "  ",
        declaration: bool = True,
        on_removed: Callable[[int], None] | None = None,
    ) -> None:
        self._out: Callable[[bytes], object] | None = stream.write if stream is not None else None
        self._parts: list[str] = ['<?xml version="1.0" encoding="UTF-8"?>'] if declaration else []
        self._indent = indent
        self._open: list[str] = []
        self._mixed = 0
        self._pending = bool(declaration)
        self._pad = "\n" if declaration and indent is not None else ""
        self.removed = 0
        """The number of characters that could not be written so far."""
        self.on_removed = on_removed

    # ---- elements
    # ------------------------------------------------------------

    def start(
        self, name: str, attributes: Attributes | None = None, *, mixed: bool = False
    ) -> None:
        """Open an element; ``mixed`` means that no white space may be added inside it."""
        head = _element(name)
        if attributes:
            head += self._written(attributes)
        if self._mixed:
            self._mixed += 1
            self._parts.append(head + ">")
        else:
            self._parts.append(f"{self._pad}{head}>")
            if self._indent is not None:
                self._pad = (self._pad or "\n") + self._indent
            if mixed:
                self._mixed = 1
        self._open.append(name)
        self._pending = False

    def end(self) -> None:
        """Close the element opened last."""
        name = self._open.pop()
        mixed = self._mixed
        if mixed:
            self._mixed = mixed - 1
        if mixed < 2 and self._indent is not None:
            self._pad = self._pad[: -len(self._indent)] if self._indent else self._pad
        self._parts.append(f"{self._pad}</{name}>" if self._pending and not mixed else f"</{name}>")
        self._pending = True
        if not self._mixed and self._out is not None and len(self._parts) > _PIECE:
            self.flush()

    def element(
        self, name: str, text: str | None = None, attributes: Attributes | None = None
    ) -> None:
        """Write a whole element with text, or an empty one."""
        head = _element(name)
        if attributes:
            head += self._written(attributes)
        pad = "" if self._mixed else self._pad
        if text is None:
            self._parts.append(f"{pad}{head}/>")
        else:
            if "&" in text or "<" in text or ">" in text or "\r" in text:
                text = escape(text)
            self._parts.append(f"{pad}{head}>{text}</{name}>")
        self._pending = True
        if not pad and not self._mixed and self._indent is not None:
            self._pad = "\n"

    def elements(self, name: str, texts: Sequence[str]) -> None:
        """Write an element of one name for each of the texts.

        >>> writer = Writer(declaration=False, indent=None)
        >>> writer.elements("p", ["Ferry & bridge", "Port"])
        >>> writer.getvalue()
        '<p>Ferry &amp; bridge</p><p>Port</p>'
        """
        if texts and not self._pad and not self._mixed:  # the first sets the line end
            self.element(name, texts[0])
            texts = texts[1:]
        if not texts:
            return
        head = _element(name)
        pad = "" if self._mixed else self._pad
        text = f"</{name}>{pad}{head}>".join([escape(text) for text in texts])
        self._parts.append(f"{pad}{head}>{text}</{name}>")
        self._pending = True

    def text(self, text: str) -> None:
        """Write text into the open element, which should be ``mixed``."""
        self._parts.append(
            escape(text) if "&" in text or "<" in text or ">" in text or "\r" in text else text
        )

    def cdata(self, text: str) -> None:
        """Write text into the open element, which should be ``mixed``, as a CDATA section: read
        again it is the same text, including carriage returns and text that would end the section.

        >>> writer = Writer(declaration=False)
        >>> writer.start("text", mixed=True)
        >>> writer.cdata("<p>It ends ]]> here")
        >>> writer.end()
        >>> writer.getvalue()
        '<text><![CDATA[<p>It ends ]]]]><![CDATA[> here]]></text>'
        """
        text = text.replace("]]>", "]]]]><![CDATA[>").replace("\r", "]]>&#13;<![CDATA[")
        self._parts.append(f"<![CDATA[{text}]]>")

    def raw(self, xml: str) -> None:
        """Write text that is well-formed XML already."""
        self._break()
        self._parts.append(xml)
        self._pending = True

    def comment(self, text: str) -> None:
        """Write a comment; ``--`` in it is separated by a space."""
        self._break()
        text = text.replace("--", "- -")
        self._parts.append(f"<!-- {text.rstrip('-')} -->")
        self._pending = True

    # ---- the output
    # ------------------------------------------------------------

    def flush(self) -> None:
        """Pass the text so far to the stream."""
        if self._out is not None and self._parts:
            data = self._bytes()
            self._parts.clear()
            self._out(data)

    def close(self) -> None:
        """Close the open elements, end the last line and pass everything to the stream, which stays
        open.
        """
        while self._open:
            self.end()
        if self._indent is not None:
            self._parts.append("\n")
        self.flush()

    def getvalue(self) -> str:
        """Return the text since the last flush."""
        return self._bytes().decode()

    def _bytes(self) -> bytes:
        text = "".join(self._parts)
        try:
            data = text.encode()
        except UnicodeEncodeError:
            text, lone = _LONE.subn("\ufffd", text)
            self._count(lone)
            data = text.encode()
        clean = data.translate(None, _CONTROLS)
        removed = len(data) - len(clean)
        for wrong in _NONCHARACTERS if _THEIR_BEGIN in clean else ():
            if wrong in clean:
                removed += clean.count(wrong)
                clean = clean.replace(wrong, b"")
        if removed:
            self._count(removed)
        return clean

    def _count(self, number: int) -> None:
        self.removed += number
        if self.on_removed is not None:
            self.on_removed(number)

    def _break(self) -> None:
        if not self._mixed:
            self._parts.append(self._pad)
            if self._indent is not None and not self._pad:
                self._pad = "\n"

    def _written(self, attributes: Attributes) -> str:
        written = ""
        for name, value in attributes.items():
            if value is not None:
                if (
                    "&" in value
                    or "<" in value
                    or '"' in value
                    or "\n" in value
                    or "\t" in value
                    or "\r" in value
                ):
                    value = escape_attribute(value)
                written += f'{_attribute(name)}{value}"'
        return written


@lru_cache(maxsize=2048)
def _element(name: str) -> str:
    """The begin of an element."""
    if not _NAME.match(name):
        raise SerializeError(f"{name!r} is no name of an element")
    return f"<{name}"


@lru_cache(maxsize=2048)
def _attribute(name: str) -> str:
    """The begin of an attribute."""
    if not _NAME.match(name):
        raise SerializeError(f"{name!r} is no name of an attribute")
    return f' {name}="'


def is_language(text: str) -> bool:
    """Whether a text is valid as ``xml:lang``."""
    return _LANGUAGE.match(text) is not None


def is_token(text: str) -> bool:
    """Whether a text is a valid NMTOKEN of ASCII characters."""
    return _TOKEN.match(text) is not None
