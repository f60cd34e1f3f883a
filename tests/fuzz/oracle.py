"""The oracle: any bytes give Articles or a NewsfmtError, within time and memory; what was read can
be written in every format and read again.

What does not come back then was reported by the writer: that is more than the sentence says, and
what newsfmt promises.

In come bytes, or an Article; out goes nothing, or :class:`Broken` (or whatever newsfmt raised that
it should not have).
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import attrs
import orjson

import newsfmt
from newsfmt import Registry, _pipeline, dates
from newsfmt._shapes import misshapen
from newsfmt.article import Article, normalise
from newsfmt.dates import NewsDate
from newsfmt.diagnostics import Report
from newsfmt.errors import (
    DateError,
    FormatError,
    NewsfmtError,
    ParseError,
    PluginError,
    SchemaError,
    SerializeError,
)
from newsfmt.format import Format, Head
from newsfmt.options import describe
from newsfmt.prose import without_prefix
from newsfmt.testing import losses
from newsfmt.testing.conformance import _something_left
from newsfmt.testing.strategies import _squeezed as _squeezed_body

__all__ = [
    "Broken",
    "dated",
    "detected",
    "read",
    "registry",
    "sound",
    "survives",
    "variants",
    "writers",
    "written",
]


class Broken(AssertionError):
    """The oracle's verdict; ``kind`` is the same for what is likely the same fault."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind


@cache
def registry() -> Registry:
    """Every format there is, made once."""
    return Registry()


@cache
def writers() -> tuple[str, ...]:
    """The names of the formats that can be written."""
    return tuple(name for name, fmt in registry().formats().items() if fmt.write is not None)


@cache
def variants(made: type) -> tuple[dict[str, Any], ...]:
    """Every single option of a class with every value it takes, and none at all; what only makes
    records for data frames is left out.
    """
    found: list[dict[str, Any]] = [{}]
    for option in describe(made):
        values: list[Any] = (
            ["Europe/Oslo"]
            if option.name == "timezone"
            else option.type.split("|")
            if "|" in option.type
            else []
        )
        found += [
            {option.name: value}
            for value in values
            if value != str(option.default).lower() and option.name != "flat"
        ]
    return tuple(found)


def read(
    data: bytes, format: str, *, on_error: str = "skip", options: Mapping[str, Any] | None = None
) -> list[Article]:
    """The articles of an input; those before the error, where there is one."""
    articles: list[Article] = []
    try:
        with newsfmt.read(
            data, format=format, on_error=on_error, options=options, registry=registry()
        ) as reader:
            articles.extend(reader)
            if reader.report.articles != len(articles):
                raise Broken(
                    "count",
                    f"{len(articles)} articles, and the report says {reader.report.articles}",
                )
    except (ParseError, SchemaError) as error:
        _one_line(error)
    return articles


def sound(article: Article) -> None:
    """What a reader gave is of the right types, all the way down, and in normal form."""
    wrong = [
        one for one in misshapen(article) if "names no format" not in one
    ]  # JSON gives back the keys of extra that it was given
    if wrong:
        raise Broken(f"misshapen {_root(wrong[0])}", "; ".join(wrong[:3]))
    if normalise(article) != article:
        raise Broken("not in normal form", repr(article))


def survives(article: Article) -> None:
    """What a reader gave can be written in every format and read again there as one article, in
    JSON the same; no loss goes unreported.

    White space is squeezed before losses are looked for, since XML and HTML mean nothing by it; and
    dated text, which is read for what its words say, may give more than was written.
    """
    if Article.from_json(article.to_json()) != article:
        raise Broken("json identity", repr(article))
    squeezed = normalise(
        Article.from_json(orjson.dumps(_squeezed(orjson.loads(article.to_json()))))
    )
    squeezed = attrs.evolve(squeezed, body=_squeezed_body(squeezed.body))
    for name in writers():
        written(article, name)
        again, report = written(squeezed, name)
        if again is None or name == "dated-text":
            continue
        lost = losses.silent(squeezed, again, report)
        if lost and losses.silent(
            without_prefix(squeezed), again, report
        ):  # a format with a slot for the dateline cuts it from the text
            raise Broken(f"{name} loses {_root(lost[0])}", "; ".join(lost[:3]))


_BLANKS = re.compile(r"[ \t\r\n\f]+")


def _squeezed(value: Any) -> Any:
    """Plain data with every run of white space as one space, and without what is empty."""
    if isinstance(value, str):
        return _BLANKS.sub(" ", value)
    if isinstance(value, list):
        return [_squeezed(part) for part in value]
    if isinstance(value, dict):
        return {
            key: squeezed
            for key, part in value.items()
            if (squeezed := _squeezed(part)) not in ("", [], {})
        }
    return value


def written(
    article: Article,
    format: str,
    *,
    refusable: bool = False,
    options: Mapping[str, Any] | None = None,
) -> tuple[Article | None, Report]:
    """An article can be written in a format and read again as one; one built by hand may be refused
    with SerializeError.

    Returns what was read again, or nothing where the format can say nothing of it, and the writer's
    report.
    """
    out, report = io.BytesIO(), Report(keep=10_000)
    try:
        _pipeline.write_to(
            article,
            out,
            report,
            format=format,
            options={"embargo": "ignore", **(options or {})},
            registry=registry(),
        )
    except SerializeError as error:
        _one_line(error)
        if refusable:
            return None, report
        raise
    data = out.getvalue()
    if registry().get(format).read is None:
        return None, report
    try:
        again = list(newsfmt.read(data, format=format, registry=registry()))
    except PluginError:
        raise
    except NewsfmtError as error:
        if not _something_left(normalise(article), report):
            return None, report
        raise Broken(f"{format} cannot read what it wrote", f"{error}: {data[:300]!r}") from error
    if len(again) == 1 and _something_left(normalise(article), report):
        return again[0], report
    if len(again) != 1 and not _told(report) and _something_left(normalise(article), report):
        raise Broken(f"{format} gave {min(len(again), 2)} for one", f"{data[:300]!r}")
    return None, report


def _told(report: Report) -> bool:
    """Whether the writer itself said that its text will be read as another number of articles, as
    dated text has to.
    """
    return any(
        one.code == "write.value-shortened"
        and one.position is not None
        and one.position.path == "body"
        for one in report
    )


def detected(data: bytes, name: str | None) -> Format | None:
    """Detection names a format, or says in one line why not; no sniffer raises."""
    formats = registry().formats()
    try:
        found = newsfmt.detect(data, name=name, registry=registry())
    except ParseError as error:  # compressed, and broken
        _one_line(error)
        return None
    head = Head(data[:4096], name, lambda: data[:65536])
    for fmt in formats.values():
        fmt.sniff(head)
    try:
        with newsfmt.read(data, name=name, registry=registry()) as reader:
            best = reader.format
    except (FormatError, ParseError) as error:
        _one_line(error)
        return None
    if not found or found[0].format != best:
        raise Broken("two verdicts", f"read says {best}, detect {found[:1]}")
    return formats[best]


def dated(text: str, dayfirst: bool | None) -> None:
    """A text is a date or a DateError; a date is spelt as it is read, has a first and a last
    moment, and its year stands in the text.
    """
    for read_date in (
        NewsDate.parse,
        lambda text: dates.read(text, dayfirst=dayfirst, tzinfos={"EST": "-05:00"}),
    ):
        try:
            date = read_date(text)
        except DateError as error:
            _one_line(error)
            continue
        if NewsDate(str(date)) != date or not date.same_instant(date):
            raise Broken("date identity", f"{text!r} is {date}")
        if not date.earliest() <= date.latest():
            raise Broken("date order", f"{text!r} is {date}")
        if f"{date.year:04}" not in text:
            raise Broken("year invented", f"{text!r} is {date}")
    found = dates.match(text, dayfirst=dayfirst)
    if found is not None and not 0 < found.end <= len(text):
        raise Broken("match end", f"{text!r}: {found}")
    doubt = dates.explain(text, dayfirst=dayfirst)
    if doubt is not None and found is None and not str(doubt):
        raise Broken("no reason", f"{text!r}")


def _one_line(error: NewsfmtError) -> None:
    if not str(error) or "\n" in str(error) or "\r" in str(error):
        raise Broken(f"{type(error).__name__} is not one line", repr(str(error)))


def _root(path: str) -> str:
    return re.sub(r"\d+", "0", path.partition(":")[0])
