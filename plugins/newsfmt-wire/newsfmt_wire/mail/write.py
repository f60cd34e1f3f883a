"""Writing a message: one Article in, headers and a body in HTML or flowed text out, in
quoted-printable; no clock, no random boundary.

What a message must have and the article does not say (From, Date) is made up by a fixed rule and
named in ``X-Newsfmt-Derived``, so that reading drops it again; an identifier that is no Message-ID
and a date without time or zone stand in ``X-Newsfmt-`` fields of their own.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable
from typing import BinaryIO

from newsfmt.article import Article, Party
from newsfmt.dates import NewsDate
from newsfmt.diagnostics import Lost
from newsfmt.format import Context
from newsfmt.losses import Receipt, read_again
from newsfmt.markup import html
from newsfmt_wire.common import one_line
from newsfmt_wire.mail import WRITES, MailReadOptions
from newsfmt_wire.mail.headers import DERIVED, EXTENSION, addresses, encode
from newsfmt_wire.mail.markup import GENERATOR
from newsfmt_wire.mail.read import read_eml
from newsfmt_wire.writing import MONTHS, parts, with_dateline

__all__ = ["write"]

_NO_DATE = "Thu, 1 Jan 1970 00:00:00 +0000"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ID = re.compile(r"<[!-;=?-~]{1,400}@[!-;=?-~]{1,400}>")
_NAME = re.compile(r"[!-9;-~]{1,76}")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,100}@[A-Za-z0-9.-]{1,200}")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]{1,200}")
_LANGUAGE = re.compile(r"[A-Za-z0-9-]{1,60}")
_OURS = frozenset(
    f"from date subject message-id content-language keywords organization expires mime-version content-type content-transfer-encoding content-disposition "
    f"content-length lines {EXTENSION.lower()}id {EXTENSION.lower()}published {DERIVED.lower()}".split()
)


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write the article as a message."""
    for index, article in enumerate(articles):
        context.index = index
        receipt = Receipt(article, context, WRITES)
        data = _message(article, context, receipt.lost)
        receipt.compare(read_again(data, read_eml, MailReadOptions()))
        stream.write(data)


def _message(article: Article, context: Context, lost: Lost) -> bytes:
    fields, kind = _header(article), "html"
    if ("Date", _NO_DATE) in fields:
        message = f"a message demands a date: {_NO_DATE}"
        context.lost(
            "write.value-derived", "published", message, article=article, severity="warning"
        )
    if context.options.body == "html":
        text = html.render(article.body, lost=lost, indent="")
        title = html.render_inline([one_line(article.headline)]) if article.headline else ""
        body = f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"/>{GENERATOR}<title>{title}</title></head><body>\n{text}\n</body></html>\n'
    else:
        kind, body = "plain", _flowed(article, lost)
    fields += [
        ("MIME-Version", "1.0"),
        (
            "Content-Type",
            f"text/{kind}; charset=utf-8" + ("; format=flowed" if kind == "plain" else ""),
        ),
    ]
    fields.append(("Content-Transfer-Encoding", "quoted-printable"))
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    raw = body.encode("utf-8", "replace").replace(b"\n", b"\r\n")
    return head.encode("ascii", "replace") + b"\r\n" + binascii.b2a_qp(raw, istext=True)


def _flowed(article: Article, lost: Lost) -> str:
    """The body as flowed text: one line a paragraph, with a space before what would be taken for
    something else.
    """
    rows: list[str] = []
    for part in with_dateline(parts(article, lost), article, "-"):
        rows += [
            f" {row}" if row[:1] in {" ", ">"} or row.startswith("From ") else row
            for row in part.text.split("\n")
        ]
        rows.append("")
    return "\n".join(rows)


def _header(article: Article) -> list[tuple[str, str]]:
    """The header fields, in the order people are used to."""
    derived: list[str] = []
    fields = [("From", _several(article) or _from(article.provider, derived))]
    if article.headline:
        fields.append(("Subject", encode(one_line(article.headline))))
    stated = _date(article.published)
    fields.append(("Date", stated or _derived_date(article, derived)))
    if article.id and _ID.fullmatch(article.id):
        fields.append(("Message-ID", article.id))
    elif article.id:
        fields.append((f"{EXTENSION}Id", encode(one_line(article.id))))
    if article.published and (stated is None or article.published.zone == "Z"):
        fields.append((f"{EXTENSION}Published", article.published.iso))
    if article.provider and article.provider.organisation:
        fields.append(("Organization", encode(one_line(article.provider.organisation))))
    if article.language and _LANGUAGE.fullmatch(article.language):
        fields.append(("Content-Language", article.language))
    if article.keywords:
        fields.append(("Keywords", encode(", ".join(map(one_line, article.keywords)))))
    for key, values in article.extra.items():
        name = key.removeprefix("eml:")
        if name != key and _NAME.fullmatch(name) and name.lower() not in _OURS:
            fields += [(name, encode(one_line(value))) for value in values]
    if derived:
        fields.append((DERIVED, ", ".join(derived)))
    return fields


def _several(article: Article) -> str | None:
    """Several senders as they were read, if the provider is the first of them."""
    provider, raw = article.provider, one_line(" ".join(article.extra.get("eml:From", ())))
    known = addresses(raw) if raw.isascii() and len(raw) <= 900 else []
    return (
        raw if provider and len(known) > 1 and known[0] == (provider.name, provider.email) else None
    )


def _from(provider: Party | None, derived: list[str]) -> str:
    name = one_line(provider.name) if provider and provider.name else ""
    address = (
        provider.email if provider and provider.email and _ADDRESS.fullmatch(provider.email) else ""
    )
    if not name and not address:
        derived.append("from")
        return "unknown <unknown@invalid>"
    if not address:
        derived.append("from-address")
        address = "unknown@invalid"
    if not name:
        return address
    if _ATOMS.fullmatch(name):
        return f"{name} <{address}>"
    if name.isascii() and len(name) <= 200 and "=?" not in name:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{address}>'
    return f"{encode(name)} <{address}>"


def _date(date: NewsDate | None) -> str | None:
    """A date as RFC 5322 writes it; None for one without time or zone."""
    if (
        date is None
        or date.hour is None
        or date.zone is None
        or date.year < 1900
        or date.microsecond is not None
    ):
        return None
    zone = "+0000" if date.zone == "Z" else date.zone.replace(":", "")
    second = f":{date.second:02}" if date.second is not None else ""
    day = _DAYS[date.earliest().weekday()]
    return f"{day}, {date.day} {MONTHS[(date.month or 1) - 1]} {date.year:04} {date.hour:02}:{date.minute or 0:02}{second} {zone}"


def _derived_date(article: Article, derived: list[str]) -> str:
    """model-rules.md §5: another date of the article, else the beginning of 1970."""
    derived.append("date")
    for date in (
        article.published,
        article.updated,
        article.created,
        article.content_modified,
        article.content_created,
    ):
        if date is not None and date.year >= 1900:
            there = date.earliest()
            offset = there.strftime("%z")[:5] or "+0000"
            return f"{_DAYS[there.weekday()]}, {there.day} {MONTHS[there.month - 1]} {there.year:04} {there:%H:%M:%S} {offset}"
    return _NO_DATE
