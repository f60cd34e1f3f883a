"""Reuters-21578: SGML without a root, a ``<REUTERS>`` element for each story (Lewis, 1997).

Control references (``&#3;``) are removed, four spaces at a line's beginning open a paragraph, the
filler ``Blah blah blah.`` of briefs is no text. A date is read as far as it is sound, and its text
is kept where it is not.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from newsfmt import prose
from newsfmt.article import AltId, Article, Concept, Dateline, Organisation, Party, Place, normalise
from newsfmt.body import Block, Paragraph, Preformatted
from newsfmt.dates import NewsDate
from newsfmt.errors import DateError
from newsfmt.format import Context, Part
from newsfmt.parting import at_lines
from newsfmt_research.fragments import cuts
from newsfmt_research.utf8 import as_utf8

__all__ = ["begins_with_story", "read", "split"]

_SIGN = re.compile(r"\s*(?:<!DOCTYPE[^>]{0,200}>\s*)?<REUTERS\s[^>]{0,300}NEWID=")
_OPENING = re.compile(rb"\n[^\S\n]{0,99}<REUTERS ")
_NEAR = 120
_SHORT = 32  # characters that an end mark has at most
_ATTRIBUTE = re.compile(r'([A-Z]{1,20})\s{0,4}=\s{0,4}"([^"]{0,80})"')
_REFERENCE = re.compile(r"&#(?:[0-9]|[12][0-9]|3[01]|127);")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DATE = re.compile(r"\s*(\d{1,2})-([A-Z]{3})-(\d{4})\s+(\d{1,2}:\d{2}:\d{2}(?:\.\d{1,2})?)?(?!\d)")
_DAY = re.compile(r"\s*(\d{1,2})-([A-Z]{3})-(\d{4})")
_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
_END_MARK = re.compile(r"\s{0,4}(?:reuter|more)[\s.]{0,20}", re.IGNORECASE)
_FILLER = re.compile(r"\s*Blah blah blah\.\s*")
_INNER = re.compile(r"<(TITLE|AUTHOR|DATELINE|BODY)(?:\s[^>]{0,60})?>.*?</\1>", re.DOTALL)
_ENTRY = re.compile(r"<D>(.*?)</D>", re.DOTALL)
_LISTS = ("TOPICS", "PLACES", "PEOPLE", "ORGS", "EXCHANGES", "COMPANIES")
_KEPT = ("TOPICS", "LEWISSPLIT", "CGISPLIT", "CSECS")


def begins_with_story(text: str) -> bool:
    """Return whether a text begins with ``<REUTERS`` and a NEWID, behind the document type."""
    return _SIGN.match(text) is not None


def _begins(line: bytes) -> bool:
    return line.lstrip()[:9] == b"<REUTERS "


def split(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    """Yield parts that begin with a story."""
    yield from at_lines(stream, context, size, _begins)


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the stories of a file. Raises ParseError for one that is cut off."""
    index = context.part.index if context.part is not None else 0
    last: tuple[int, str] | None = None
    for line, data in cuts(as_utf8(stream, context), context, _OPENING):
        if not _begins(data[:_NEAR]):
            continue  # the document type
        if last is not None:
            yield _story(last[1], context, index, last[0])
            index += 1
        context.index = index
        last = (line, prose.decode(data, context, default="latin-1"))
    if last is not None:
        if context.holds_end and "</REUTERS>" not in last[1]:
            context.cut_off("the end tag </REUTERS>", at=last[0])
        yield _story(last[1], context, index, last[0])
    elif not index and context.holds_end:
        raise context.error("no story begins with <REUTERS")


def _story(text: str, context: Context, index: int, line: int) -> Article:
    text = _CONTROL.sub("", _REFERENCE.sub("", text))
    attributes = dict(_ATTRIBUTE.findall(text.partition(">")[0]))
    extra: dict[str, tuple[str, ...]] = {
        f"reuters-21578:{name}": (attributes[name],) for name in _KEPT if name in attributes
    }
    fields: dict[str, Any] = {"id": attributes.get("NEWID")}
    if old := attributes.get("OLDID"):
        fields["alt_ids"] = (AltId(old, "oldid"),)
    raw = _element(text, "DATE")
    fields["published"], kept = _date(raw, context, line)
    if kept:
        extra["reuters-21578:date"] = (kept,)
    lists = {name: [_plain(entry) for entry in _ENTRY.findall(_element(text, name))] for name in _LISTS}  # fmt: skip
    fields["subjects"] = (
        *(Concept(name=name) for name in lists["TOPICS"]),
        *(Concept(name=name, type="exchange") for name in lists["EXCHANGES"]),
    )
    fields["places"] = tuple(Place(name=name) for name in lists["PLACES"])
    fields["people"] = tuple(Party(name=name) for name in lists["PEOPLE"])
    fields["organisations"] = tuple(
        Organisation(name=name) for name in (*lists["ORGS"], *lists["COMPANIES"])
    )
    for name in ("UNKNOWN", "MKNOTE"):
        if value := _plain(_element(text, name)):
            extra[f"reuters-21578:{name}"] = (value,)
    extra |= _content(text, fields)
    return normalise(Article(**fields, extra=extra, origin=context.origin(index, line)))


def _content(text: str, fields: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Title, author, dateline and body of the TEXT element; what no field takes is returned."""
    opening = re.search(r"<TEXT([^>]{0,60})>", text)
    kind = dict(_ATTRIBUTE.findall(opening[1])).get("TYPE") if opening else None
    content = text[opening.end() : text.rfind("</TEXT>")] if opening and "</TEXT>" in text else ""
    if kind == "UNPROC":
        whole = _clean(content).strip("\r\n")
        fields["body"] = (Preformatted(whole),) if whole.strip() else ()
        return {"reuters-21578:TEXT/@TYPE": (kind,)}
    fields["headline"] = " ".join(_plain(_element(content, "TITLE")).split()) or None
    fields["byline"] = " ".join(_plain(_element(content, "AUTHOR")).split()) or None
    if place := _plain(_element(content, "DATELINE")).strip():
        fields["dateline"] = Dateline(text=place.removesuffix("-").strip())
    fields["body"] = _body(_element(content, "BODY"))
    left = {"TEXT/@TYPE": kind, "TEXT": _between(content)}
    return {f"reuters-21578:{name}": (value,) for name, value in left.items() if value}


def _between(content: str) -> str:
    """The text between the elements, without stars, end mark and filler."""
    rows = _clean(_INNER.sub("", content)).split("\n")
    texts = (row.strip(" *\r") for row in rows)
    marks = (_END_MARK, _FILLER)
    return " ".join(text for text in texts if text and not any(m.fullmatch(text) for m in marks))


def _body(content: str) -> tuple[Block, ...]:
    """The paragraphs: one begins at each line that four spaces open; the end mark has its role."""
    text = _clean(content).replace("&\t", "    ")
    blocks: list[list[str]] = []
    end = None
    for row in text.replace("\r\n", "\n").split("\n"):
        words = row.strip()
        if not words:
            continue
        if len(words) < _SHORT and _END_MARK.fullmatch(row):
            end = words
        elif row.startswith("    ") or not blocks:
            blocks.append([words])
        else:
            blocks[-1].append(words)
    body: list[Block] = [
        Paragraph(text) for text in map(" ".join, blocks) if not _FILLER.fullmatch(text)
    ]
    if end:
        body.append(Paragraph(end, role="end-mark"))
    return tuple(body)


def _date(raw: str, context: Context, line: int) -> tuple[NewsDate | None, str | None]:
    """The date of a DATE element, and its text where the date does not say all of it."""
    text = _plain(raw).strip()
    match = _DATE.match(text) or _DAY.match(text)
    if match is None or match[2] not in _MONTHS:
        if text:
            context.warn("read.date-unparsed", f"DATE: {text!r} is not a date", at=line)
        return None, text or None
    iso = f"{match[3]}-{_MONTHS.index(match[2]) + 1:02}-{int(match[1]):02}"
    time = match[4] if match.re is _DATE else None
    try:
        date = NewsDate(f"{iso}T{'0' * (time[1] == ':')}{time}" if time else iso)
    except DateError as error:
        context.warn("read.date-unparsed", f"DATE: {error}", at=line)
        return None, text
    if time is None and len(text) > match.end():
        context.warn("read.date-unparsed", f"DATE: the time of {text!r} is not one", at=line)
        return date, text
    return date, text if text[match.end() :].strip() else None


def _element(text: str, name: str) -> str:
    start = re.search(rf"<{name}(?:\s[^>]{{0,60}})?>", text)
    if start is None:
        return ""
    end = text.find(f"</{name}>", start.end())
    return text[start.end() : end if end >= 0 else len(text)]


def _clean(text: str) -> str:
    return html.unescape(text) if "&" in text else text


def _plain(text: str) -> str:
    return _clean(text).strip()
