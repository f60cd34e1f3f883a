"""The beginning of an input, read once for all sniffers: :class:`Head`, and the confidence of a
sniffer.

The first bytes come in; a sniffer requests the parts that it needs (text, first line, root element,
keys of a JSON object), each computed on first use.
"""

from __future__ import annotations

import codecs
import enum
import re
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any, Generic, TypeVar

import attrs

__all__ = ["MORE", "SIZE", "Confidence", "Head", "XmlRoot"]


class Confidence(enum.IntEnum):
    """The confidence of a sniffer that an input is in its format."""

    NO = 0
    """It is not in the format."""
    MAYBE = 1
    """Nothing contradicts it."""
    LIKELY = 2
    """The shape is right and alternatives are rare."""
    CERTAIN = 3
    """It has a signature that no other format may have."""


@attrs.frozen
class XmlRoot:
    """Namespace and local name of a document's root element."""

    namespace: str
    """Namespace URI, empty for none."""
    local: str
    """Name without prefix."""


T = TypeVar("T")

_XML_SKIP = re.compile(
    r"""[\ufeff\s]+|<\?.*?\?>|<!--.*?-->|
    <!(?i:DOCTYPE)(?:[^\["'>]|"[^"]*"|'[^']*')*+
        (?:\[(?:<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|[^\]"']|"[^"]*"|'[^']*')*+\]\s*+)?+>""",
    re.DOTALL | re.VERBOSE,
)
_NAME = r"[^\W\d][\w.-]*+"
_XML_ROOT = re.compile(rf"<(?:({_NAME}):)?({_NAME})((?:\s[^<>]*+)?)(/?>|\Z)")
_XML_START = re.compile(
    rf"<(?:[?!]|\Z|/?(?:{_NAME}:)?+{_NAME}(?:\s*+/?(?:>|\Z)|\s++[\w:.-]++\s*+(?:=|\Z)))"
)
_BRACKET = re.compile(r"[{}\[\]]")
_FILLERS = " \t\r\n:,"  # of JSON between its texts
_PAIR, _QUOTE = "\0\0", "\0\1"  # stand for escapes, since no text of JSON holds them
_START = re.compile(r"[\ufeff \t\r\n]*+")
_FIRST = re.compile(r"[\ufeff\s]*([^\r\n\x0b\x0c\x85\u2028\u2029]*)")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32-le"), (b"\x00\x00\xfe\xff", "utf-32-be"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))  # fmt: skip


_BOM_STARTS = frozenset(mark[:1] for mark, _ in _BOMS)
_UNMARKED = {b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}  # XML 1.0, appendix F
SIZE, MORE = 4096, 65536


class _once(Generic[T]):  # noqa: N801 (a decorator)
    """``functools.cached_property`` without the lock of Python 3.11: four locks for each small file
    take measurable time.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __get__(self, owner: object, cls: type | None = None) -> T:
        value = owner.__dict__[self._make.__name__] = self._make(owner)
        return value


class Head:
    """The beginning of an input, read once and shared by all sniffers.

    ``data`` is the first 4,096 bytes, decompressed; ``name`` the name of the input, if it has one.
    ``more`` and ``far`` give up to 64 KiB and 1 MiB, on request.
    """

    def __init__(
        self,
        data: bytes,
        name: str | None = None,
        more: Callable[[], bytes] | None = None,
        far: Callable[[], bytes] | None = None,
    ) -> None:
        self.data = data
        """The first 4,096 bytes, decompressed."""
        self.name = name
        """Name of the input, if it has one."""
        self._more = more
        self._far = far

    @_once
    def more(self) -> bytes:
        """Up to 64 KiB of the beginning, for a sniffer that needs more than ``data``."""
        return self._more() if self._more else self.data

    @_once
    def extension(self) -> str:
        """The name's extension in lower case, without the dot (and without ``.gz`` or a similar
        one).
        """
        name = (self.name or "").lower()
        for packed in (".gz", ".bz2", ".xz", ".zst", ".z"):
            name = name.removesuffix(packed)
        return name.rpartition(".")[2] if "." in name.rpartition("/")[2] else ""

    @_once
    def text(self) -> str:
        """``data`` as text: by its byte order mark, else UTF-8, else windows-1252; never raises."""
        return _decode(self.data)

    @_once
    def more_text(self) -> str:
        """``more`` as text, as ``text`` is made."""
        return self.text if len(self.more) == len(self.data) else _decode(self.more)

    @_once
    def lines(self) -> list[str]:
        """The lines of ``text``, without their ends; the last one may be cut off."""
        return self.text.splitlines()

    @_once
    def first_line(self) -> str:
        """The first line that is not blank, stripped."""
        match = _FIRST.match(self.text)
        return match.group(1).strip() if match else ""

    @_once
    def _start(self) -> int:
        """The index of the first character of the text that is not white space."""
        return _START.match(self.text).end()  # type: ignore[union-attr]

    @_once
    def xml_start(self) -> bool:
        """Whether the input begins like XML or HTML: with a declaration, a comment or a tag."""
        start = self._start
        return self.text.startswith("<", start) and bool(_XML_START.match(self.text, start))

    @_once
    def xml_root(self) -> XmlRoot | None:
        """Namespace and name of the root element, if the input looks like XML.

        The text before it, and its attributes, may be long: up to 1 MiB is searched.
        """
        if not self.xml_start:
            return None
        if len(self.data) < SIZE:
            return _xml_root(self.text, last=True)
        return (
            _xml_root(self.text)
            or _xml_root(self.more_text, last=self._far is None or len(self.more) < MORE)
            or (_xml_root(_decode(self._far()), last=True) if self._far is not None else None)
        )

    def wider(self) -> Head:
        """Return a head of the same input with up to 64 KiB as ``data``."""
        return Head(self.more, self.name, self._far, self._far)

    @_once
    def json_start(self) -> str:
        """``{`` or ``[`` if the input looks like JSON, else an empty text."""
        if self.text[self._start : self._start + 1] not in ("{", "[", "\x1e"):
            return ""
        start = self.text.lstrip("\ufeff \t\r\n\x1e")
        if start[:1] == "{" and (start[1:].lstrip()[:1] in ('"', "}", "")):
            return "{"
        return "[" if start[:1] == "[" and start[1:].lstrip()[:1] in ("{", "]", "") else ""

    @_once
    def json_keys(self) -> frozenset[str]:
        """The keys of the first JSON object, as far as the head shows them; in an array, those of
        its first members.
        """
        if not self.json_start:
            return frozenset()
        if (
            self.json_start == "{" and len(self.data) < SIZE
        ):  # one whole object, unless it is lines or invalid JSON
            from newsfmt._orjson import orjson

            with suppress(orjson.JSONDecodeError):
                return frozenset(orjson.loads(self.text))
        return _json_keys(self.text)


def _decode(data: bytes) -> str:
    if data[:1] in _BOM_STARTS:
        for mark, encoding in _BOMS:
            if data.startswith(mark):
                return data[len(mark) :].decode(encoding, "replace")
    if data[:2] in _UNMARKED:
        return data.decode(_UNMARKED[data[:2]], "replace")
    try:
        return codecs.utf_8_decode(data, "strict", False)[
            0
        ]  # a character that the head cuts off is left out
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3:
            return data[: error.start].decode()
    return data.decode("cp1252", "replace")


@lru_cache(maxsize=64)
def _namespace(prefix: str | None) -> re.Pattern[str]:
    """The declaration of a prefix, or of none."""
    name = re.escape(f"xmlns:{prefix}" if prefix else "xmlns")
    return re.compile(rf"\s{name}\s*=\s*[\"']([^\"']*)[\"']")


def _xml_root(text: str, *, last: bool = False) -> XmlRoot | None:
    """The root element; its tag may be cut off only if no more bytes can be read."""
    offset = 0
    while match := _XML_SKIP.match(text, offset):
        offset = match.end()
    root = _XML_ROOT.match(text, offset)
    if not root or not (root[4] or last):
        return None
    prefix, local, attributes, _ = root.groups()
    namespace = _namespace(prefix).search(attributes) if "xmlns" in attributes else None
    return XmlRoot(namespace.group(1) if namespace else "", local)


def _json_keys(text: str) -> frozenset[str]:
    """The keys of the first object: quotation marks part the text into what stands between strings
    and strings, by turns; a string that the head cuts off is no key.
    """
    level: int | None = None
    keys, depth = set[str](), 0
    parts = text.replace("\\\\", _PAIR).replace('\\"', _QUOTE).split('"')
    for string, between in zip(["", *parts[1::2]], parts[::2], strict=False):
        if depth == level and between.lstrip()[:1] == ":":
            keys.add(_whole(string) if "\0" in string else string)
        if between.strip(_FILLERS):
            for bracket in _BRACKET.findall(between):
                if bracket in "{[":
                    depth += 1
                    if bracket == "{" and level is None:
                        level = depth
                else:
                    depth -= 1
                    if level is not None and depth < level:
                        return frozenset(keys)
    return frozenset(keys)


def _whole(string: str) -> str:
    return string.replace(_QUOTE, '\\"').replace(_PAIR, "\\\\")
