"""DOCX (Office Open XML, ISO/IEC 29500) → its paragraphs, with their bookmarks and links.

The bytes of a file come in, :class:`Passage` records go out, in the order of the document, tables
too. Headers, footers, styles and pictures are not read. What is wrong with the container is said in
one line.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, cast

from newsfmt import prose, xmlkit
from newsfmt.errors import ParseError
from newsfmt.format import Context
from newsfmt_research.passages import Passage

if TYPE_CHECKING:
    from typing import BinaryIO

    from newsfmt.xmlkit import Element

__all__ = ["beginning", "is_docx", "passages"]

_DOCUMENT = "word/document.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_PROPERTIES = "docProps/custom.xml"
_HEADER, _STORED, _DEFLATED = 30, 0, 8
_MOST = 1 << 22
_RATIO_AFTER = 1 << 20
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)  # fmt: skip
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_HYPERLINK = re.compile(r'HYPERLINK\s{1,9}"([^"]{1,4000})"')
_SKIPPED = frozenset({"pPr", "Fallback", "del", "delText", "moveFrom", "sectPr"})
_TEXTS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "ptab": "\t"}
_ODD = re.compile("[\u00c3\u00e2]")  # traces of UTF-8


def is_docx(data: bytes) -> bool:
    """Return whether bytes begin as a ZIP container does, which every DOCX is."""
    return data[:4] == b"PK\x03\x04"


def beginning(data: bytes) -> bytes:
    """Return the XML of the document, and its own properties, as far as the first bytes of a file
    hold them, for sniffers; nothing for what is no DOCX. It never raises.
    """
    if not is_docx(data):
        return b""
    return b"".join(_unpacked(data, name.encode(), _MOST) for name in (_PROPERTIES, _DOCUMENT))


def _unpacked(data: bytes, name: bytes, most: int) -> bytes:
    """The beginning of a member, found by its own header, at most that many bytes."""
    place = data.find(name)
    while place >= 0:
        start = place - _HEADER
        if start >= 0 and data[start : start + 4] == b"PK\x03\x04":
            method = int.from_bytes(data[start + 8 : start + 10], "little")
            more = int.from_bytes(data[start + 28 : start + 30], "little")
            content = data[place + len(name) + more :]
            if method == _STORED:
                return content[:most]
            try:
                return zlib.decompressobj(-15).decompress(content, most) if method == _DEFLATED else b""  # fmt: skip
            except zlib.error:
                return b""
        place = data.find(name, place + 1)
    return b""


def passages(data: bytes, context: Context) -> Iterator[Passage]:
    """Yield the paragraphs of a document, empty ones as well.

    Raises ParseError for a container that is broken or holds no document, TruncatedError for one
    that is cut off, LimitError for one that unpacks to too much.
    """
    try:
        container = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        if b"PK\x05\x06" not in data[-(1 << 17) :]:
            context.cut_off("the directory at the end of the DOCX container")
            document = _unpacked(
                data, _DOCUMENT.encode(), context.limits.whole_bytes or sys.maxsize
            )
            yield from _Paragraphs({}, context).of(io.BytesIO(document))
            return
        raise _broken(error, context) from None
    except _FAULTS as error:
        raise _broken(error, context) from None
    with container:
        links = _links(container, context)
        yield from _Paragraphs(links, context).read(container)


def _broken(error: Exception, context: Context) -> ParseError:
    reason = str(error) or type(error).__name__
    return context.error(f"the DOCX container is broken ({reason}); get the file again")


def _member(container: zipfile.ZipFile, name: str, context: Context) -> IO[bytes] | None:
    """The member of that name, or None."""
    try:
        record = container.getinfo(name)
    except KeyError:
        return None
    ratio, most = context.limits.ratio, context.limits.whole_bytes
    size = record.file_size
    if ratio is not None and size > _RATIO_AFTER and size > ratio * max(record.compress_size, 1):
        raise context.exceeded("ratio", f"{name} in the DOCX")
    if most is not None and size > most:
        raise context.exceeded("whole_bytes", f"{name} in the DOCX")
    try:
        return container.open(record)
    except _FAULTS as error:
        raise _broken(error, context) from None


def _links(container: zipfile.ZipFile, context: Context) -> dict[str, str]:
    """The addresses of links by their identifiers."""
    member = _member(container, _RELATIONS, context)
    if member is None:
        return {}
    try:
        with member:
            root = xmlkit.parse(cast("BinaryIO", member), context)
    except _FAULTS as error:
        if isinstance(error, ParseError):
            raise
        raise _broken(error, context) from None
    return {
        element.get("Id", ""): element.get("Target", "")
        for element in root
        if element.get("TargetMode") == "External"
    }


class _Paragraphs:
    """The paragraphs of a document, as they are read."""

    def __init__(self, links: dict[str, str], context: Context) -> None:
        self.known_links = links
        self.context = context
        self.texts: list[str] = []
        self.bold: list[str] = []
        self.is_bold = True
        self.bookmarks: list[str] = []
        self.links: list[str] = []

    def read(self, container: zipfile.ZipFile) -> Iterator[Passage]:
        """Yield them."""
        member = _member(container, _DOCUMENT, self.context)
        if member is None:
            raise self.context.error(f"it is no DOCX: the ZIP container has no {_DOCUMENT}")
        with member:
            yield from self.of(cast("BinaryIO", member))

    def of(self, document: BinaryIO) -> Iterator[Passage]:
        """Yield the paragraphs of a document's XML."""
        elements = xmlkit.stream(document, self.context, {"p"})
        while True:
            try:
                element = next(elements, None)
            except _FAULTS as error:
                if isinstance(error, ParseError):
                    raise
                raise _broken(error, self.context) from None
            if element is None:
                return
            yield self.passage(element)

    def passage(self, element: Element) -> Passage:
        """Read one paragraph."""
        self.texts, self.bold, self.is_bold = [], [], True
        self.bookmarks, self.links = [], []
        namespace = element.tag[:-1]
        self.walk(element, namespace, len(namespace), False)
        text = "".join(self.texts)
        if _ODD.search(text):
            repair = bool(getattr(self.context.options, "repair", False))
            text = prose.clean(text, self.context, repair=repair)
        return Passage(text, tuple(self.bookmarks), tuple(self.links), "".join(self.bold))

    def walk(self, element: Element, namespace: str, cut: int, bold: bool) -> None:
        """Take what is in an element."""
        for child in element:
            name = child.tag[cut:] if child.tag.startswith(namespace) else xmlkit.local(child)
            if name == "r":
                self.walk(
                    child, namespace, cut, _is_bold(child, namespace) if self.is_bold else False
                )
            elif name == "t":
                self.text(child.text or "", bold)
            elif name in _TEXTS:
                self.text(_TEXTS[name], bold)
            elif name == "bookmarkStart":
                self.bookmarks.append(child.get(f"{namespace}name") or "")
            elif name == "hyperlink":
                self.link(self.known_links.get(child.get(_RELATION_ID, ""), ""))
                self.walk(child, namespace, cut, bold)
            elif name == "instrText":
                found = _HYPERLINK.search(child.text or "")
                self.link(found[1] if found else "")
            elif name not in _SKIPPED and len(child):
                self.walk(child, namespace, cut, bold)

    def text(self, text: str, bold: bool) -> None:
        """Take a text; the paragraph begins in bold type as long as no other has come."""
        self.texts.append(text)
        if self.is_bold and text.strip():
            self.is_bold = bold
        if self.is_bold and bold:
            self.bold.append(text)

    def link(self, address: str) -> None:
        """Take the address of a link."""
        if address:
            self.links.append(address)


def _is_bold(run: Element, namespace: str) -> bool:
    """Whether a run is set in bold type."""
    properties = run[0] if len(run) else None
    if properties is None or properties.tag != f"{namespace}rPr":
        return False
    mark = next(properties.iterchildren(f"{namespace}b"), None)
    return mark is not None and mark.get(f"{namespace}val", "1") not in ("0", "false", "off")
