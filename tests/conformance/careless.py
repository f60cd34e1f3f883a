"""A careful format, and what careless authors make of it: each variant breaks one promise, and
names the tests of the kit that must see it.

Run by test_careless.py in a pytest of its own; the classes here are not collected otherwise.
"""

from __future__ import annotations

import decimal
import io
import itertools
import locale
import logging
import os
import random
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import attrs

from newsfmt import Article, Confidence, Context, Format, Head, NewsDate, hookimpl, prose
from newsfmt.body import Paragraph, text_of
from newsfmt.errors import DateError, ParseError
from newsfmt.format import Dropped, Part
from newsfmt.losses import Receipt, read_again
from newsfmt.options import option
from newsfmt.testing import FormatConformance, registry_with

SAMPLE = ">>RATES|Rates held|2021-05-04\nThe bank held its rate.\nNobody was surprised in Bodø.\n>>FERRY||\n".encode()
ONE = b">>RATES|Rates held|2021-05-04\nThe bank held its rate.\n"

# ---- the careful one: a line >>slug|headline|date, then a line for each paragraph
# -----------------------------------


def sniff(head: Head) -> Confidence:
    return Confidence.CERTAIN if head.data.startswith(b">>") else Confidence.NO


def version(head: Head) -> str | None:
    return "1" if sniff(head) else None


def lines(stream: BinaryIO, context: Context) -> Iterator[str]:
    for number, line in context.lines(stream):
        try:
            yield line.decode().rstrip("\n")
        except UnicodeDecodeError as error:
            raise context.error("not UTF-8", at=number) from error


def plain(text: str) -> str:
    return re.sub(
        r"\\(.)",
        lambda match: {"n": "\n", "p": "|", "g": ">", "r": "\r"}.get(match[1], match[1]),
        text,
    )


def article(header: str, body: list[str], context: Context) -> Article:
    slug, headline, published = (plain(part) for part in [*header[2:].split("|"), "", "", ""][:3])
    extra = {}
    try:
        date = NewsDate(published) if published else None
    except DateError:
        date, extra = None, {"toy:published": published}
        context.warn("read.date-unparsed", f"{published!r} is no date")
    return Article.from_text(
        "",
        headline=headline,
        slugline=slug,
        published=date,
        body=tuple(Paragraph(plain(part)) for part in body),
        extra=extra,
    )


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    header: str | None = None
    body: list[str] = []
    for line in lines(stream, context):
        if line.startswith(">>"):
            if header is not None:
                yield article(header, body, context)
            header, body = line, []
        elif header is None:
            raise context.error("no header before the text")
        else:
            body.append(line)
    if header is None:
        raise context.error("no article in it")
    yield article(header, body, context)


def escaped(text: str) -> str:
    return re.sub(
        r"[\\\n|>\r]",
        lambda match: "\\" + {"\n": "n", "|": "p", ">": "g", "\r": "r"}.get(match[0], "\\"),
        text,
    )


def entry(given: Article, context: Context) -> bytes:
    rows = [
        f">>{escaped(given.slugline or '')}|{escaped(given.headline or '')}|{given.published or ''}"
    ]
    for place, block in enumerate(given.body):
        if type(block) is not Paragraph:
            context.lost("write.field-lost", f"body[{place}]", "only plain paragraphs")
        else:
            rows.append(escaped(text_of(block.content)))
    return ("\n".join(rows) + "\n").encode("utf-8", "backslashreplace")


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    for given in articles:
        receipt = Receipt(given, context, WRITES)
        data = entry(given, context)
        receipt.compare(read_again(data, read))
        stream.write(data)


def split(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    yield from parts(re.split(rb"(?<=\n)(?=>>)", stream.read()), size)


def parts(pieces: list[bytes], size: int) -> Iterator[Part]:
    """Pieces put together until they have the size."""
    start, line, held = 0, 1, b""
    for number, piece in enumerate(pieces, 1):
        held += piece
        if held and (len(held) >= size or number == len(pieces)):
            yield Part(start=start, end=start + len(held), line=line, last=number == len(pieces))
            start, line, held = start + len(held), line + held.count(b"\n"), b""


WRITES = frozenset({"slugline", "headline", "published", "body", "body:paragraph"})
GOOD: dict[str, Any] = {
    "name": "toy", "title": "Toy", "extensions": ("toy",), "sniff": sniff, "version": version, "read": read, "write": write, "split": split,
    "writes": lambda options: WRITES,
}  # fmt: skip


# ---- the careless ones
# ------------------------------------------------------------


def read_splitting(stream: BinaryIO, context: Context) -> Iterator[Article]:
    for line in lines(stream, context):
        if line.startswith(">>"):
            yield Article(headline=line.split("|")[1])


def read_closing(stream: BinaryIO, context: Context) -> Iterator[Article]:
    text = io.TextIOWrapper(stream, "utf-8", errors="replace")
    for line in text:
        if line.startswith(">>"):
            yield Article(headline="a")
    if not line:
        raise context.error("nothing")


def read_dating(stream: BinaryIO, context: Context) -> Iterator[Article]:
    for one in read(stream, context):
        yield attrs.evolve(one, published=NewsDate.of(datetime.now(UTC)))


def read_leaving_out(stream: BinaryIO, context: Context) -> Iterator[Article]:
    for given in read(stream, context):
        yield attrs.evolve(given, slugline=None)


def read_dating_by_default(stream: BinaryIO, context: Context) -> Iterator[Article]:
    for one in read(stream, context):
        yield attrs.evolve(
            one, published=one.published and NewsDate(f"{one.published}T00:31+07:00")
        )


def read_all_but_last(stream: BinaryIO, context: Context) -> Iterator[Article]:
    return iter(list(read(stream, context))[:-1])


def read_dicts(stream: BinaryIO, context: Context) -> Iterator[Any]:
    for one in read(stream, context):
        yield {"headline": one.headline}


def read_all_at_once(stream: BinaryIO, context: Context) -> Iterator[Article]:
    return read(io.BytesIO(stream.read()), context)  # type: ignore[arg-type]


def read_swallowing(stream: BinaryIO, context: Context) -> Iterator[Article]:
    try:
        yield from read(stream, context)
    except Exception:
        yield Article(headline="something was wrong")


def read_seeking(stream: BinaryIO, context: Context) -> Iterator[Article]:
    stream.seek(0, 2)
    stream.seek(0)
    return read(stream, context)


def read_untyped(stream: BinaryIO, context: Context) -> Iterator[Article]:
    for one in read(stream, context):
        yield attrs.evolve(one, urgency="5", body=("loose text",))


def read_untidy(stream: BinaryIO, context: Context) -> Iterator[Article]:
    for one in read(stream, context):
        yield attrs.evolve(one, headline=f" {one.headline}\n", body=(*one.body, Paragraph("")))


def read_strictly(stream: BinaryIO, context: Context) -> Iterator[Article]:
    return read(io.BytesIO(stream.read().decode("ascii", "strict").encode()), context)  # type: ignore[arg-type]


def read_keeping_lines(stream: BinaryIO, context: Context) -> Iterator[Article]:
    return read(io.BytesIO(b"".join(stream)), context)  # type: ignore[arg-type]


def reading(*does: Callable[[], object]) -> Callable[[BinaryIO, Context], Iterator[Article]]:
    """A reader that does something to the process as well."""

    def read_and_more(stream: BinaryIO, context: Context) -> Iterator[Article]:
        for each in does:
            each()
        yield from read(stream, context)

    return read_and_more


def write_printing(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    print("writing")
    write(articles, stream, context)


def split_printing(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    print("parting")
    yield from split(stream, context, size)


def sniff_printing(head: Head) -> Confidence:
    print("sniffing")
    return sniff(head)


COUNT = itertools.count()


def read_counting(stream: BinaryIO, context: Context) -> Iterator[Article]:
    for one in read(stream, context):
        yield attrs.evolve(one, id=f"toy-{next(COUNT)}")


def split_by_lines(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    yield from parts(stream.readlines(), size)


def split_bytewise(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    data = b""
    while byte := stream.read(1):
        data += byte
    yield from parts(re.split(rb"(?<=\n)(?=>>)", data), size)


def split_without_end(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    for part in split(stream, context, size):
        yield attrs.evolve(part, last=False)


def split_raising(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    stream.read().decode("ascii")
    return split(stream, context, size)


def split_never(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    return iter(())


def sniff_first(head: Head) -> Confidence:
    return Confidence.CERTAIN if head.data[0] == ord(">") else Confidence.NO


def sniff_everything(head: Head) -> Confidence:
    return Confidence.CERTAIN


def sniff_any_text(head: Head) -> Confidence:
    return Confidence.LIKELY


def sniff_nothing(head: Head) -> Confidence:
    return Confidence.NO


def sniff_truth(head: Head) -> Any:
    return head.data.startswith(b">>")


def version_of_byte(head: Head) -> str:
    return str(head.data[0])


def version_number(head: Head) -> Any:
    return len(head.data)


def sniff_in_turn(head: Head) -> Confidence:
    return Confidence(next(COUNT) % 4)


def writer(
    change: Callable[[bytes], bytes],
) -> Callable[[Iterable[Article], BinaryIO, Context], None]:
    def write_changed(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
        for given in articles:
            stream.write(change(entry(given, context)))

    return write_changed


def write_without_slug(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    write((attrs.evolve(given, slugline=None) for given in articles), stream, context)


def write_flattening(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    for given in articles:
        for place, block in enumerate(given.body):
            if block != Paragraph(text_of((block,))):
                context.lost("write.node-flattened", f"body[{place}]")
        kept = tuple(block for block in given.body if block == Paragraph(text_of((block,))))
        stream.write(entry(attrs.evolve(given, body=kept), context))


def write_closing(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    write(articles, stream, context)
    stream.close()


def write_trusting(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    for given in articles:
        stream.write(entry(given, context) + given.headline[:0].encode())  # type: ignore[index]


def write_all_at_once(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    stream.write(b"".join([entry(given, context) for given in articles]))


def write_first(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    held = list(articles)
    stream.write(entry(held[0], context))
    write(held[1:], stream, context)


def write_no_controls(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    for given in articles:
        data = entry(given, context)
        if re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", data):
            raise ValueError("All strings must be XML compatible")
        stream.write(data)


@attrs.frozen(kw_only=True)
class Helpless:
    """Options without help."""

    loud: bool = option(False, "")


GOLDEN = Path(__file__).parent / "golden_toy"

VARIANTS: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]] = {
    # name: (what the format says otherwise, what the test class says otherwise, the tests that must
    # fail)
    "Careful": ({}, {}, ()),
    "ReadOnly": ({"write": None, "writes": None}, {}, ()),
    "WriteOnly": ({"read": None, "split": None}, {"samples": ()}, ()),
    "OneArticle": ({"multiple": False, "split": None, "write": lambda articles, stream, context: write(_only(articles), stream, context)}, {"samples": [ONE]}, ()),
    "Unregistered": ({"name": "other"}, {}, ("test_it_is_registered",)),
    "Splitting": ({"read": read_splitting}, {}, ("test_truncated_input_raises_only_ParseError", "test_mutated_input_raises_only_ParseError")),
    "Closing": ({"read": read_closing}, {}, ("test_reading_does_not_close_the_stream",)),
    "Dating": ({"read": read_dating}, {}, ("test_no_date_is_invented", "test_reads_the_same_articles_twice")),
    "DatingByDefault": ({"read": read_dating_by_default}, {}, ("test_no_date_is_invented",)),
    "AllButLast": ({"read": read_all_but_last}, {"samples": [ONE]}, ("test_reads_at_least_one_article", "test_as_many_articles_come_back")),
    "Dicts": ({"read": read_dicts}, {}, ("test_reads_at_least_one_article",)),
    "ReadsAllAtOnce": ({"read": read_all_at_once}, {}, ("test_reading_streams_if_declared",)),
    "Swallowing": ({"read": read_swallowing}, {}, ("test_limits_are_kept",)),
    "Seeking": ({"read": read_seeking}, {}, ("test_reads_a_stream_of_single_bytes",)),
    "Untyped": ({"read": read_untyped}, {}, ("test_articles_are_of_the_right_types",)),
    "Untidy": ({"read": read_untidy}, {}, ("test_articles_are_in_normal_form",)),
    "Strict": ({"read": read_strictly}, {"samples": [ONE]}, ("test_any_bytes_raise_only_ParseError", "test_mutated_input_raises_only_ParseError")),
    "LeavingOut": ({"read": read_leaving_out}, {}, ("test_every_value_has_influence",)),
    "Unreasoned": ({"drops": (Dropped("line", " "),)}, {}, ("test_drops_have_reasons",)),
    "Placeless": ({"drops": (Dropped("*", "everything"),)}, {}, ("test_drops_have_reasons",)),
    "Counting": ({"read": read_counting}, {}, ("test_reads_the_same_articles_twice",)),
    "PartsByLines": ({"split": split_by_lines}, {}, ("test_parts_give_what_the_whole_gives",)),
    "PartsWithoutEnd": ({"split": split_without_end}, {}, ("test_parts_give_what_the_whole_gives",)),
    "PartsRaise": ({"split": split_raising}, {}, ("test_parts_give_what_the_whole_gives",)),
    "NeverParts": ({"split": split_never}, {}, ("test_parts_give_what_the_whole_gives",)),
    "FirstByte": ({"sniff": sniff_first}, {}, ("test_sniff_survives_any_prefix", "test_sniff_survives_any_bytes")),
    "Everything": ({"sniff": sniff_everything}, {}, ("test_sniff_is_certain_of_nothing_else",)),
    "AnyText": ({"sniff": sniff_any_text}, {}, ("test_sniff_leaves_other_formats_alone",)),
    "Nothing": ({"sniff": sniff_nothing}, {}, ("test_sniff_recognises_its_samples", "test_output_is_recognised")),
    "Truth": ({"sniff": sniff_truth}, {}, ("test_sniff_survives_any_prefix",)),
    "InTurn": ({"sniff": sniff_in_turn}, {}, ("test_sniff_gives_the_same_answer_twice",)),
    "VersionOfByte": ({"version": version_of_byte}, {}, ("test_version_survives_any_bytes",)),
    "VersionNumber": ({"version": version_number}, {}, ("test_version_survives_any_bytes",)),
    "Dotted": ({"extensions": (".toy",)}, {}, ("test_names_are_well_formed",)),
    "Untitled": ({"title": " "}, {}, ("test_names_are_well_formed",)),
    "Misspelt": ({"read": "newsfmt.formats.json:raed"}, {}, ("test_references_resolve",)),
    "NoSuchSample": ({"samples": ("newsfmt.formats:samples/nowhere",)}, {}, ("test_references_resolve",)),
    "Helpless": ({"write_options": Helpless}, {}, ("test_options_have_help",)),
    "NoSuchField": ({"writes": lambda options: WRITES | {"headlin"}}, {}, ("test_writes_names_what_there_is",)),
    "NoSuchNode": ({"writes": lambda options: WRITES | {"body:paragraf"}}, {}, ("test_writes_names_what_there_is",)),
    "SaysTooLittle": ({"writes": lambda options: WRITES - {"slugline"}}, {}, ("test_nothing_is_reported_lost_that_comes_back",)),
    "SaysTooMuch": ({"writes": lambda options: WRITES | {"byline"}}, {}, ("test_every_loss_is_declared_or_reported",)),
    "WithoutSlug": ({"write": write_without_slug}, {}, ("test_every_loss_is_declared_or_reported", "test_round_trip_loses_nothing_in_silence")),
    "Flattening": ({"write": write_flattening}, {}, ("test_every_loss_is_declared_or_reported",)),
    "Random": ({"write": writer(lambda data: data + f"{random.random()}\n".encode())}, {}, ("test_output_is_deterministic",)),
    "WriteClosing": ({"write": write_closing}, {}, ("test_writing_does_not_close_the_stream",)),
    "Trusting": ({"write": write_trusting}, {}, ("test_any_article_can_be_written",)),
    "WritesAllAtOnce": ({"write": write_all_at_once}, {}, ("test_writing_streams_if_declared",)),
    "First": ({"write": write_first}, {}, ("test_writing_nothing_is_no_crash",)),
    "NoControls": ({"write": write_no_controls}, {}, ("test_odd_articles_are_written_or_refused",)),
    "Unsigned": ({"write": writer(lambda data: b"\n" + data)}, {}, ("test_output_is_recognised",)),
    "EndlessLine": ({"read": read_keeping_lines}, {}, ("test_an_endless_line_is_not_kept",)),
    "PartsBytewise": ({"split": split_bytewise}, {}, ("test_splitting_reads_in_blocks",)),
    "Elsewhere": ({"read": reading(partial(os.chdir, "/"))}, {}, ("test_working_leaves_the_process_alone",)),
    "Shallow": ({"read": reading(partial(sys.setrecursionlimit, 900))}, {}, ("test_working_leaves_the_process_alone",)),
    "Imprecise": ({"read": reading(lambda: setattr(decimal.getcontext(), "prec", 3))}, {}, ("test_working_leaves_the_process_alone",)),
    "Local": ({"read": reading(partial(locale.setlocale, locale.LC_ALL, "C.UTF-8"), partial(locale.setlocale, locale.LC_ALL, "C"))}, {}, ("test_working_leaves_the_process_alone",)),
    "Zoned": ({"read": reading(partial(os.environ.__setitem__, "TZ", "Europe/Oslo"))}, {}, ("test_working_leaves_the_process_alone",)),
    "Logging": ({"read": reading(lambda: logging.getLogger().addHandler(logging.NullHandler()))}, {}, ("test_working_leaves_the_process_alone",)),
    "Loud": ({"read": reading(partial(print, "reading"))}, {}, ("test_working_leaves_the_process_alone",)),
    "LoudWriter": ({"write": write_printing}, {}, ("test_working_leaves_the_process_alone",)),
    "LoudSplitter": ({"split": split_printing}, {}, ("test_working_leaves_the_process_alone",)),
    "LoudSniffer": ({"sniff": sniff_printing}, {}, ("test_working_leaves_the_process_alone",)),
    "LoudModule": ({"read": "careless_at_import:read"}, {}, ("test_loading_leaves_the_process_alone",)),
    "NoSamples": ({}, {"samples": ()}, ("test_samples_are_given",)),
    "WrongGolden": ({}, {"samples": GOLDEN}, ("test_golden_files_agree",)),
}  # fmt: skip


def _only(articles: Iterable[Article]) -> list[Article]:
    from newsfmt.errors import CannotWriteError

    held = list(articles)
    if len(held) > 1:
        raise CannotWriteError("one article per file")
    return held


class Quiet:
    """A format with a signature of its own, whose sample a greedy sniffer must leave alone."""

    @hookimpl
    def newsfmt_formats(self) -> list[Format]:
        return [
            Format(
                name="quiet",
                title="Quiet",
                sniff=lambda head: Confidence(head.data.startswith(b"psst")),
                read=read,
                samples=("quiet_samples:quiet.txt",),
            )
        ]


class Plugin:
    """One variant of the format."""

    def __init__(self, changes: dict[str, Any]) -> None:
        self.changes = changes

    @hookimpl
    def newsfmt_formats(self) -> list[Format]:
        return [Format(**{**GOOD, **self.changes})]


for _name, (_changes, _says, _) in VARIANTS.items():
    _attributes = {
        "format_name": "toy",
        "samples": [SAMPLE, ONE],
        "registry": registry_with(Plugin(_changes), Quiet()),
        "__module__": __name__,
        **_says,
    }
    globals()[f"Test{_name}"] = type(f"Test{_name}", (FormatConformance,), _attributes)


# ---- the twenty-line plugin of the documentation
# ------------------------------------------------------------


def slugwire(stream: BinaryIO, context: Context) -> Iterator[Article]:
    preamble, *blocks = prose.decode(stream.read(), context).split(">>")
    if preamble.strip():
        context.warn("read.preamble", f"{len(preamble)} characters before the first article")
    for number, block in enumerate(blocks, 1):
        slug, bar, rest = block.partition("|")
        if not bar:
            raise ParseError(f"article {number}: no '|' after the slug", source=context.name)
        headline, _, text = rest.partition("\n")
        yield Article.from_text(text, headline=headline.strip(), slugline=slug.strip())


class TestSlugwire(FormatConformance):
    format_name = "toy"
    samples = [ONE.replace(b"|2021-05-04", b"")]  # noqa: RUF012 (as the documentation has it)
    registry = registry_with(
        Plugin({"read": slugwire, "write": None, "writes": None, "streams": False})
    )
