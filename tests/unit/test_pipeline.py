"""The library's functions: errors at the call, articles as they are asked for, nothing closed that
the caller opened, faults blamed on who made them.
"""

from __future__ import annotations

import gc
import io
import os
import re
import threading
import types
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest

import newsfmt
from newsfmt import (
    Article,
    Confidence,
    Context,
    Format,
    NewsDate,
    ParseError,
    Registry,
    Report,
    hookimpl,
)
from newsfmt.body import Paragraph, Quote
from newsfmt.diagnostics import Diagnostic
from newsfmt.errors import (
    CannotReadError,
    CannotWriteError,
    LimitError,
    OptionError,
    PluginError,
    SerializeError,
    UnknownFormatError,
)
from newsfmt.format import Limits

STORY = b" date 2021-05-04 Bridge opens\n\nThe bridge opened on Tuesday."
THREE = b"\n\n".join(
    b" date 2021-05-0%d Bridge %d opens\n\nIt opened." % (number, number) for number in (1, 2, 3)
)


class OneByte(io.RawIOBase):
    """Gives one byte at a time, cannot seek, counts what it gave."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)
        self.given = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        part = self._data.read(1)
        self.given += len(part)
        return part


def registry(read: Any = None, write: Any = None, **how: Any) -> Registry:
    """The built-ins and one format ``z`` with the given reader and writer."""
    made = types.ModuleType("zplugin")
    fmt = Format(
        name="z",
        title="Z",
        read=read,
        write=write,
        extensions=("z",),
        sniff=how.pop("sniff", lambda head: Confidence.NO),
        **how,
    )
    made.newsfmt_formats = hookimpl(lambda: [fmt], specname="newsfmt_formats")  # type: ignore[attr-defined]
    return Registry([made], entry_points=False)


# ---- reading
# ------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [lambda data: data, io.BytesIO, OneByte, lambda data: io.BufferedReader(io.BytesIO(data))],
)  # type: ignore[arg-type,return-value]
def test_any_binary_stream(make: Callable[[bytes], Any]) -> None:
    assert [article.headline for article in newsfmt.read(make(THREE))] == [
        "Bridge 1 opens",
        "Bridge 2 opens",
        "Bridge 3 opens",
    ]


@pytest.mark.parametrize("format", ["json", "jsonl", "dated-text"])
def test_one_byte_at_a_time_gives_the_same_articles(format: str) -> None:
    out = io.BytesIO()
    newsfmt.convert(THREE, out, target_format=format)
    whole = list(newsfmt.read(out.getvalue(), format=format))
    assert list(newsfmt.read(OneByte(out.getvalue()), format=format)) == whole  # type: ignore[arg-type]
    assert len(whole) == 3


def test_the_reader_says_what_it_is_and_keeps_a_live_report() -> None:
    reader = newsfmt.read(THREE, name="three.txt")
    assert (reader.format, reader.name, reader.report.articles, reader.report.complete) == (
        "dated-text",
        "three.txt",
        0,
        False,
    )
    next(reader)
    assert (reader.report.articles, reader.report.complete) == (1, False)
    assert len(list(reader)) == 2
    assert (reader.report.articles, reader.report.complete) == (3, True)
    assert next(reader, None) is None


@pytest.mark.parametrize(
    "call, error",
    [
        (lambda path: newsfmt.read(path / "missing.txt"), FileNotFoundError),
        (lambda path: newsfmt.read(path), IsADirectoryError),
        (lambda path: newsfmt.read(b"x", format="nonsense"), UnknownFormatError),
        (lambda path: newsfmt.read(b"%PDF-1.4"), UnknownFormatError),
        (lambda path: newsfmt.read(STORY, options={"nonsense": 1}), OptionError),
        (lambda path: newsfmt.read(STORY, on_error="stop"), OptionError),
        (lambda path: newsfmt.read(STORY, encoding="utf-9"), OptionError),
        (lambda path: newsfmt.read(STORY, encoding="rot13"), OptionError),
        (lambda path: newsfmt.read(io.StringIO("text")), TypeError),  # type: ignore[arg-type]
        (
            lambda path: newsfmt.read(b"x", format="z", registry=registry(write=print)),
            CannotReadError,
        ),
        (
            lambda path: newsfmt.read(b"x", format="z", registry=registry(read="no.such:module")),
            PluginError,
        ),
        (lambda path: newsfmt.write([], path / "a.nonsense"), UnknownFormatError),
        (lambda path: newsfmt.write([], io.BytesIO()), UnknownFormatError),
        (
            lambda path: newsfmt.write([], io.BytesIO(), format="z", registry=registry(read=print)),
            CannotWriteError,
        ),
        (
            lambda path: newsfmt.write(
                [], io.BytesIO(), format="json", options={"embargo": "maybe"}
            ),
            OptionError,
        ),
        (lambda path: newsfmt.write([], path / "no" / "a.json"), FileNotFoundError),
    ],
)
def test_errors_come_at_the_call(
    call: Callable[[Path], Any], error: type[Exception], tmp_path: Path
) -> None:
    with pytest.raises(error):
        call(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_articles_are_read_as_they_are_asked_for() -> None:
    line = b'{"type":"text","headline":"A"}\n'
    stream = OneByte(line * 100_000)
    reader = newsfmt.read(stream, format="jsonl")  # type: ignore[arg-type]
    next(reader)
    assert stream.given < 10_000


def test_a_callers_stream_is_never_closed() -> None:
    stream = io.BytesIO(STORY)
    with newsfmt.read(stream) as reader:
        list(reader)
    reader.close()
    del reader
    gc.collect()
    assert not stream.closed
    out = io.BytesIO()
    newsfmt.convert(io.BytesIO(STORY), out, target_format="json")
    assert not out.closed


@pytest.mark.parametrize("how", ["consumed", "closed", "left", "abandoned"])
def test_a_file_that_was_opened_here_is_closed_here(how: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(THREE * 4000)
    before = len(os.listdir("/proc/self/fd")) if os.path.exists("/proc/self/fd") else 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        reader = newsfmt.read(path)
        if how == "consumed":
            list(reader)
        elif how == "closed":
            reader.close()
            assert next(reader, None) is None
        elif how == "left":
            with reader:
                next(reader)
        else:
            next(reader)
            del reader
            gc.collect()
    assert before == (len(os.listdir("/proc/self/fd")) if before else 0)


def test_a_reader_is_not_for_two_threads_but_the_functions_are() -> None:
    found: list[list[str | None]] = []

    def work() -> None:
        found.append([article.headline for article in newsfmt.read(THREE)])

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [["Bridge 1 opens", "Bridge 2 opens", "Bridge 3 opens"]] * 6


def test_read_one() -> None:
    assert newsfmt.read_one(STORY).published == NewsDate("2021-05-04")
    with pytest.raises(ParseError, match=r"^x\.txt: 3 articles in the file, one was asked for$"):
        newsfmt.read_one(THREE, name="x.txt")
    with pytest.raises(ParseError, match="no article in it"):
        newsfmt.read_one(b"[]", format="json")


def test_limits() -> None:
    reader = newsfmt.read(THREE, limits=Limits(articles=2))
    assert (next(reader).headline, next(reader).headline) == ("Bridge 1 opens", "Bridge 2 opens")
    with pytest.raises(LimitError) as caught:
        next(reader)
    assert (caught.value.limit, caught.value.value) == ("articles", 2)
    assert not reader.report.complete


# ---- whose fault it is
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "format", "how"),
    [
        (b'{"headline":"A"}\nnonsense\n{"headline":3}\n{"headline":"B"}\n', "jsonl", {}),
        (
            b'{"headline":"A"}\n{"headline":"%s"}\n[]\n{"headline":"B"}\n' % (b"x" * 300),
            "jsonl",
            {"limits": Limits(article_bytes=100)},
        ),
        (b'[{"headline":"A"},{"headline":3},[],{"headline":"B"}]', "json", {}),
        (
            b"\n\n".join(
                b" date 2021-05-04 %s\n\n%s" % (name, b"x" * size)
                for name, size in ((b"A", 1), (b"X", 300), (b"Y", 300), (b"B", 1))
            ),
            "dated-text",
            {"limits": Limits(article_bytes=100)},
        ),
    ],
    ids=["bad lines", "long lines", "an array", "long articles"],
)
def test_an_article_that_failed_has_its_place(
    data: bytes, format: str, how: dict[str, Any]
) -> None:
    reader = newsfmt.read(data, format=format, on_error="skip", **how)
    assert [(article.headline, article.origin.index) for article in reader if article.origin] == [
        ("A", 0),
        ("B", 3),
    ]
    assert reader.report.failed == 2
    if format == "jsonl":
        assert [diagnostic.index for diagnostic in reader.report] == [1, 2]


def test_a_reader_without_end_stops_at_a_limit() -> None:
    def endless(stream: BinaryIO, context: Context) -> Iterator[Article]:
        while True:
            yield Article()

    with pytest.raises(LimitError):
        list(newsfmt.read(b"x", format="z", registry=registry(endless), limits=Limits(articles=5)))


def test_a_fault_of_a_reader_is_its_plugins_and_has_its_cause() -> None:
    def broken(stream: BinaryIO, context: Context) -> Iterator[Article]:
        yield Article()
        {}["x"]

    reader = newsfmt.read(b"x", format="z", registry=registry(broken))
    next(reader)
    with pytest.raises(
        PluginError, match="plugin zplugin failed in read of z: KeyError: 'x'"
    ) as caught:
        next(reader)
    assert (caught.value.plugin, caught.value.phase, type(caught.value.__cause__)) == (
        "zplugin",
        "read",
        KeyError,
    )


def test_a_fault_of_the_input_is_not_a_plugins() -> None:
    class Broken(OneByte):
        def read(self, size: int = -1) -> bytes:
            if self.given >= 5000:
                raise OSError(5, "Input/output error")
            return super().read(size)

    with pytest.raises(OSError, match="Input/output error"):
        list(newsfmt.read(Broken(THREE * 1000)))  # type: ignore[arg-type]


def test_a_fault_of_the_callers_own_articles_is_the_callers(tmp_path: Path) -> None:
    def articles() -> Iterator[Article]:
        yield Article(headline="a")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        newsfmt.write(articles(), tmp_path / "a.jsonl")
    for wrong in ([{"headline": "a"}], "text", [Article(), None]):
        with pytest.raises(TypeError, match="give Articles to write, not "):
            newsfmt.write(wrong, tmp_path / "a.jsonl")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_a_writer_is_its_plugins(tmp_path: Path) -> None:
    def broken(articles: Any, stream: BinaryIO, context: Context) -> None:
        stream.write(b"half")
        raise ZeroDivisionError

    with pytest.raises(PluginError, match="failed in write of z: ZeroDivisionError"):
        newsfmt.write([Article()], tmp_path / "a.z", registry=registry(write=broken))
    assert list(tmp_path.iterdir()) == []


def test_a_sniffer_that_fails_is_reported_once_a_report() -> None:
    def sniff(head: Any) -> Confidence:
        raise ZeroDivisionError

    ours = registry(read=print, sniff=sniff)
    for _ in range(2):
        reader = newsfmt.read(STORY, registry=ours)
        [diagnostic] = reader.report
        assert (diagnostic.code, diagnostic.severity) == ("plugin.failed", "warning")
        assert "plugin zplugin failed in sniff: ZeroDivisionError" in diagnostic.message
    assert ours.plugins()[-1].phase == "sniff"


# ---- writing
# ------------------------------------------------------------


def test_the_extension_decides(tmp_path: Path) -> None:
    newsfmt.write(Article(headline="a"), tmp_path / "a.JSONL")
    assert (tmp_path / "a.JSONL").read_bytes().count(b"\n") == 1


def single(articles: Any, stream: BinaryIO, context: Context) -> None:
    for article in articles:
        stream.write((article.headline or "").encode())


def test_a_format_of_one_article_a_file_gets_exactly_one(tmp_path: Path) -> None:
    ours = registry(write=single, multiple=False)
    newsfmt.write([Article(headline="a")], tmp_path / "a.z", registry=ours)
    assert (tmp_path / "a.z").read_bytes() == b"a"
    for articles, said in (([Article()] * 2, "there are 2"), ([], "no article was given")):
        with pytest.raises(CannotWriteError, match=f"z holds one article per file, and {said}"):
            newsfmt.write(articles, tmp_path / "b.z", registry=ours)
    assert [path.name for path in tmp_path.iterdir()] == ["a.z"]


def test_a_report_of_the_caller_gets_every_diagnostic() -> None:
    article = Article(headline="Ferry", extra={f"x:{number}": "y" for number in range(30)})
    seen: list[Diagnostic] = []
    report = Report(seen.append)
    assert newsfmt.write(article, io.BytesIO(), format="dated-text", report=report) is report
    assert report.kept == seen
    every = newsfmt.write(article, io.BytesIO(), format="dated-text")
    assert len(every.kept) == sum(every.counts.values()) >= 30

    source = Report()
    with newsfmt.read(b" date 2021-05-04 Bridge\n\nIt opened.", report=source) as articles:
        assert articles.report is source
        list(articles)
    assert source.articles == 1
    both = Report()
    newsfmt.convert(THREE, io.BytesIO(), target_format="jsonl", report=both)
    assert both.articles == 3


def test_convert_is_read_and_write_with_one_report(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes(b"Some text without any header.")
    report = newsfmt.convert(source, tmp_path / "a.json")
    assert report.articles == 1
    assert report.complete
    assert "read.no-date" in report.counts
    assert newsfmt.read_one(tmp_path / "a.json").text == "Some text without any header."


def test_convert_over_its_own_input(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    newsfmt.convert(THREE, path)
    first = path.read_bytes()
    newsfmt.convert(path, path)
    assert path.read_bytes() == first


def test_an_embargo_is_an_error_unless_it_may_be_lost() -> None:
    article = Article(
        headline="a",
        published=NewsDate("2021-05-04"),
        embargoed_until=NewsDate("2030-01-01"),
        embargoed=True,
    )
    lost = newsfmt.write(article, io.BytesIO(), format="dated-text")
    assert {(one.code, one.severity) for one in lost} == {("write.embargo-lost", "error")}
    ignored = newsfmt.write(
        article, io.BytesIO(), format="dated-text", options={"embargo": "ignore"}
    )
    assert {one.code for one in ignored} == {"write.field-lost"}
    assert newsfmt.write(article, io.BytesIO(), format="json").clean


@pytest.mark.parametrize(
    "how",
    [{"format": 5}, {"options": 5}, {"limits": 5}, {"name": 5}, {"name": b"x"}, {"registry": 5}, {"encoding": 5}],
    ids=str,
)  # fmt: skip
def test_an_argument_of_the_wrong_type_is_named(how: dict[str, Any]) -> None:
    [(argument, value)] = how.items()
    with pytest.raises(OptionError, match=re.escape(f"{argument}={value!r}: give ")):
        newsfmt.read(b" date 2021-05-04 Bridge opens\n\nIt opened.", **how)


@pytest.mark.parametrize("argument", ["format", "limits", "name", "registry"])
def test_so_is_one_for_validating(argument: str) -> None:
    with pytest.raises(OptionError, match=f"{argument}=5: give "):
        newsfmt.validate(b"{}", **{argument: 5})  # type: ignore[arg-type]


def test_a_mapping_is_no_article() -> None:
    with pytest.raises(TypeError, match="give Articles to write, not dict"):
        newsfmt.write({"headline": "Ferry"}, io.BytesIO(), format="json")  # type: ignore[arg-type]


def test_the_name_of_an_option_is_a_text() -> None:
    with pytest.raises(OptionError, match="options=5: give the name of an option"):
        newsfmt.read(b"{}", format="json", options={5: True})  # type: ignore[dict-item]


@pytest.mark.parametrize("how", [{"sink": 5}, {"keep": "x"}], ids=str)
def test_so_are_those_of_a_report(how: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=r"(sink|keep): give a "):
        Report(**how)


@pytest.mark.parametrize("how", [{"format": 5}, {"format": "json", "options": 5}], ids=str)
def test_so_is_one_for_writing(how: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match="=5: give "):
        newsfmt.write(Article(headline="Ferry"), io.BytesIO(), **how)


@pytest.mark.parametrize(
    "format", ["json", "nitf", "newsml-g2", "newsml-1", "markdown", "dated-text", "ninjs"]
)
def test_a_body_that_is_nested_too_deeply_is_an_error_of_ours(format: str) -> None:
    blocks: tuple[Any, ...] = (Paragraph("It sailed."),)
    for _ in range(3000):
        blocks = (Quote(blocks=blocks),)
    with pytest.raises(SerializeError, match="nested too deeply"):
        newsfmt.write(Article(headline="Ferry", body=blocks), io.BytesIO(), format=format)


def test_a_reader_that_was_only_entered_closes_its_input(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b" date 2021-05-04 Bridge opens\n\nIt opened.")
    reader = newsfmt.read(path)
    reader.__enter__()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        del reader
        gc.collect()
