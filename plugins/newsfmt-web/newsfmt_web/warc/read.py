"""Web archives to Articles: records come in, an Article for each page goes out; all others are
counted by their kind and reported as skipped.

When a page was fetched is no date of its article: ``WARC-Date`` goes to ``extra``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha1
from typing import BinaryIO

import attrs

from newsfmt.article import Article
from newsfmt.errors import LimitError, ParseError
from newsfmt.format import Context
from newsfmt_web.html.read import page
from newsfmt_web.warc.http import Response, response
from newsfmt_web.warc.records import Record, records

__all__ = ["read"]

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)", re.I | re.S
)


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the article of each page. Raises ParseError for an input without records."""
    seen: set[bytes] = set()
    found = False
    for record in records(stream, context):
        found = True
        answer = _answer(record, context)
        if answer is None:
            continue
        address = record.headers.get("warc-target-uri", "").strip("<>")
        digest = sha1(address.encode() + b"\0" + answer.content, usedforsecurity=False).digest()
        if digest in seen:
            _skip(record, context, "a page that was in the file before")
            continue
        seen.add(digest)
        try:
            article = page(answer.content, context, address=address, charset=answer.charset)
        except LimitError:
            raise
        except ParseError as error:
            context.fail(error)
            context.index += 1
            continue
        yield _with_record(article, record)
        context.index += 1
    if not found:
        raise context.error("there is no record of a web archive in it")


def _answer(record: Record, context: Context) -> Response | None:
    """The page that a record holds; None for any other record, which is reported."""
    kind = record.headers.get("warc-type", "").lower()
    if kind == "resource":
        media_type = record.headers.get("content-type", "").partition(";")[0].strip().lower()
        answer: Response | None = Response(200, media_type, None, record.content)
    elif kind == "response":
        answer = response(record.content, context.limits)
    else:
        _skip(record, context, f"a record of the type {kind or '(none)'}")
        return None
    if answer is None:
        _skip(record, context, "a response that is not of HTTP")
        return None
    if answer.status != 200:
        _skip(record, context, f"a response with the status {answer.status}")
        return None
    if answer.kind not in _PAGES and not (not answer.kind and _PAGE.match(answer.content)):
        _skip(record, context, f"a response of the type {answer.kind or '(none)'}")
        return None
    return answer


def _skip(record: Record, context: Context, what: str) -> None:
    address = record.headers.get("warc-target-uri", "").strip("<>")
    where = f" ({address})" if address else ""
    context.warn("read.item-skipped", f"record {record.number}{where}: {what} is no article")


def _with_record(article: Article, record: Record) -> Article:
    """The article with what its record says of the page."""
    extra = dict(article.extra)
    address = record.headers.get("warc-target-uri", "").strip("<>")
    if address and address != article.url:
        extra["warc:target-uri"] = (address,)
    for name in ("date", "record-id", "truncated"):
        if value := record.headers.get(f"warc-{name}"):
            extra[f"warc:{name}"] = (value,)
    return attrs.evolve(article, extra=extra)
