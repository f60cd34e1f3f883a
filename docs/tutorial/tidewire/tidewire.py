"""Tidewire: messages between ZCZC and NNNN, in ISO-8859-10, set at 60 columns."""

from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import BinaryIO

from newsfmt import Article, Confidence, Context, Format, Head, dates, hookimpl, parting, prose
from newsfmt.article import normalise
from newsfmt.body import Paragraph
from newsfmt.errors import DateError, NewsfmtError
from newsfmt.format import Part
from newsfmt.losses import Receipt, read_again
from newsfmt.markup import text
from newsfmt.options import Salvage

ENCODING = "iso-8859-10"
WIDTH, INDENT = 60, "   "
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WRITES = frozenset({"slugline", "headline", "published", "body", "body:paragraph"})


def begins(line: bytes) -> bool:
    return line.startswith(b"ZCZC ")


def sniff(head: Head) -> Confidence:
    return Confidence.LIKELY if head.first_line.startswith("ZCZC ") else Confidence.NO


# ---- reading


def message(lines: list[bytes], first: int, context: Context) -> Article:
    if not begins(lines[0]):
        raise context.error("text before the first line ZCZC", at=first)
    data = prose.decode(b"".join(lines), context, declared=ENCODING, trust=True)
    header, *rows = prose.clean(data, context).split("\n")
    end = next((number for number, row in enumerate(rows) if row.strip() == "NNNN"), None)
    if end is None:
        context.cut_off("the line NNNN", at=first)
    elif any(row.strip() for row in rows[end + 1 :]):
        context.warn("read.trailing-text", "there is text behind NNNN", at=first + end + 2)
    body, fields = [], {"extra": {}}
    for number, row in enumerate(rows[:end], first + 1):
        if not row.strip() or row.startswith(" "):
            body.append(row.strip())
            continue
        try:
            fields["published"] = dates.read_ddhhmm(row)
        except DateError as error:
            context.warn("read.date-unparsed", str(error), at=number)
            fields["extra"] = {"tidewire:line": (row.strip(),)}
    slug, _, headline = header.removeprefix("ZCZC ").partition("|")
    fields["body"] = tuple(Paragraph(prose.join(group)) for group in prose.groups(body))
    origin = context.origin(context.index, first)
    return normalise(Article(slugline=slug, headline=headline, origin=origin, **fields))


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    index = first_index = context.part.index if context.part else 0
    for number, lines in parting.pieces(stream, context, begins):
        context.index = index
        try:
            article = message(lines, number, context)
        except NewsfmtError as error:
            context.fail(error)
        else:
            yield article
        index += 1
    if index == first_index:
        raise context.error("there is no message in it")


def split(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    return parting.at_lines(stream, context, size, begins)


# ---- writing


def time_line(article: Article) -> list[str]:
    date = article.published
    if date is None or date.hour is None or date.zone is None:
        return []
    try:
        moment = date.earliest().astimezone(UTC)
    except OverflowError:
        return []
    month, year = MONTHS[moment.month - 1], f"{moment.year:04}"
    short = year[2:] if dates.full_year(year[2:]) == year else year
    return [f"{moment:%d%H%M} GMT {month} {short}"]


def one_line(value: str | None) -> str:
    return " ".join((value or "").split())


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    for article in articles:
        receipt = Receipt(article, context, WRITES)
        rows = [f"ZCZC {one_line(article.slugline)} | {one_line(article.headline)}"]
        for chunk in text.chunks(article.body, lost=receipt.lost):
            for row in chunk.split("\n"):
                rows += prose.wrap(one_line(row), WIDTH, indent=INDENT)
            rows.append("")
        rows += [*time_line(article), "NNNN", ""]
        data = prose.encode("\n".join(rows), ENCODING)
        receipt.compare(read_again(data, read))
        stream.write(data)


@hookimpl
def newsfmt_formats() -> list[Format]:
    return [
        Format(
            name="tidewire",
            title="Tidewire",
            extensions=("tide",),
            sniff=sniff,
            read=read,
            write=write,
            read_options=Salvage,
            writes=lambda options: WRITES,
            split=split,
            joins=True,
        )
    ]
