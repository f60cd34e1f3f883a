"""The conformance kit: a pytest base class that checks what newsfmt promises of every format, each
test named after its rule.

Name the format and give samples; the tests come with the class. It runs over newsfmt's own formats
too, so it cannot rot. A known limit is stated by overriding its test with
``pytest.mark.xfail(reason=...)``.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import inspect
import io
import json
import re
import sys
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import ModuleType, NoneType
from typing import Any, ClassVar, NoReturn, TypeVar

import attrs
import pytest
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st

from newsfmt import _detection, _pipeline, options
from newsfmt import body as nodes
from newsfmt._record import kind_of
from newsfmt._registry import Registry, default_registry
from newsfmt._shapes import misshapen
from newsfmt.article import RECORDS, Article, normalise
from newsfmt.dates import NewsDate
from newsfmt.diagnostics import Report
from newsfmt.errors import (
    CannotWriteError,
    LimitError,
    NewsfmtError,
    ParseError,
    PluginError,
    SchemaError,
    SerializeError,
)
from newsfmt.format import Context, Format, Limits, never
from newsfmt.head import Confidence, Head
from newsfmt.testing import influence, losses
from newsfmt.testing.parts import disagreement, parts_of
from newsfmt.testing.process import changes_of_import, changes_of_work
from newsfmt.testing.samples import FOREIGN, Sample, Samples, samples_of, shipped
from newsfmt.testing.smallest import smallest
from newsfmt.testing.strategies import articles, raw_articles
from newsfmt.testing.streams import CountingStream, EndlessLine, FewCalls, OneByteStream

__all__ = ["FormatConformance", "assert_round_trips", "conformance_class", "registry_with"]

_LOUD = "xyz \u00e6\u00f8 "
_HEAD = 4096
_MIB = 1024 * 1024
_BIG = 4 * _MIB
_FEW = 64
T = TypeVar("T")
_REFUSALS = (ParseError, SchemaError)
"""What a reader may raise for bytes that are not in its format."""


def registry_with(*plugins: ModuleType | object) -> Registry:
    """Return a registry of the built-in formats and these plugin modules (or objects with the
    hook), nothing installed needed.

    Raises PluginError for a plugin that cannot be registered.

    >>> registry_with().get("json").name
    'json'
    """
    return Registry(plugins=plugins, entry_points=False)


def assert_round_trips(
    format: str, data: bytes | Article, *, registry: Registry | None = None, **write_options: object
) -> Report:
    """Write what ``data`` holds in a format and read it again; AssertionError for a loss nobody
    reported, else the writer's report.

    ``data`` are bytes in the format, or one Article.

    >>> assert_round_trips("json", Article(headline="Bridge opens")).clean
    True
    """
    fmt = (registry or default_registry()).get(format)
    before = [data] if isinstance(data, Article) else _read(fmt, data, registry)
    written, report = _write(fmt, before, registry, write_options)
    after = _read(fmt, written, registry)
    assert len(after) == len(before), (
        f"{fmt.name}: {len(before)} articles were written, {len(after)} came back"
    )
    for one, other in zip(before, after, strict=True):
        _, losses_report = (
            (written, report) if len(before) == 1 else _write(fmt, [one], registry, write_options)
        )
        lost = losses.silent(one, other, losses_report, _declared(fmt, write_options))
        assert not lost, f"{fmt.name}: lost silently: {'; '.join(lost[:5])}"
    return report


def conformance_class(
    format_name: str,
    *,
    samples: Samples | None = None,
    registry: Registry | None = None,
    **attributes: object,
) -> type[FormatConformance]:
    """Return a test class for a format, as :class:`FormatConformance` subclassed by hand would be;
    for tests over many formats.

    >>> conformance_class("json").__name__
    'TestJson'
    """
    name = "Test" + "".join(part.capitalize() for part in format_name.split("-"))
    return type(
        name,
        (FormatConformance,),
        {"format_name": format_name, "samples": samples, "registry": registry, **attributes},
    )


class FormatConformance:
    """The rules of a format as tests: subclass it in a test module, name the format, give samples.

    ::

        class TestSlugwire(FormatConformance):
            format_name = "slugwire"
            samples = [b">>RATES|Rates held\\nThe bank held its rate.\\n"]      # or a folder beside the test file
    """

    format_name: ClassVar[str] = ""
    """Name of the format, as it is registered."""
    samples: ClassVar[Samples | None] = None
    """Inputs in the format: bytes, files, a folder; without them what ``Format.samples`` names."""
    registry: ClassVar[Registry | None] = None
    """Where the format is registered, if not by an entry point: ``registry_with(my_module)``."""
    examples: ClassVar[int] = 40
    """How many Articles, mutations and byte strings hypothesis draws for a test; the same ones each
    time, so that a verdict stays.
    """
    cuts: ClassVar[int] = 200
    """At how many places a sample is cut at most."""
    values: ClassVar[int] = 150
    """How many values of a sample are changed at most: the first of every place, then others; every
    one with NEWSFMT_EVERY_VALUE=1 in the environment.
    """
    limits: ClassVar[tuple[str, ...]] = ("input_bytes", "articles")
    """Limits the format keeps; add ``article_bytes`` where its reader calls ``context.exceeded``
    for it.
    """

    # -- declared

    def test_it_is_registered(self) -> None:
        """The registry finds it by its name and its aliases, and it can read or write."""
        for name in (self.format_name, *self._format.aliases):
            if self._registry.get(name) is not self._format:
                _fail(f"the name {name!r} leads to {self._registry.get(name).name}")
        if self._format.read is None and self._format.write is None:
            _fail("it can neither read nor write")

    def test_names_are_well_formed(self) -> None:
        """Names, extensions and media types are spelt as newsfmt compares them."""
        fmt = self._format
        for name in (fmt.name, *fmt.aliases):
            if not re.fullmatch(r"[a-z0-9]+([-.][a-z0-9]+)*", name):
                _fail(f"the name {name!r} is not lower case letters, digits, hyphens and dots")
        for extension in fmt.extensions:
            if extension != extension.lower().strip(". "):
                _fail(f"the extension {extension!r} is to be lower case, without the dot")
        for media_type in fmt.media_types:
            if not re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", media_type):
                _fail(f"{media_type!r} is no media type")
        if not fmt.title.strip() or "\n" in fmt.title:
            _fail("the title is a line for a person")

    def test_references_resolve(self) -> None:
        """Every ``"module:function"`` can be imported; ``refines`` names a format; every sample is
        there.
        """
        fmt = self._format
        if fmt.read is not None and not callable(self._registry.parser(fmt)):
            _fail("read is no function")
        if fmt.write is not None and not callable(self._registry.serializer(fmt)):
            _fail("write is no function")
        if fmt.refines and fmt.refines not in self._registry.formats():
            _fail(f"it refines {fmt.refines!r}, which is no format")
        if fmt.samples and not shipped(fmt):
            _fail(f"there is nothing at {', '.join(fmt.samples)}")

    def test_options_have_help(self) -> None:
        """Options are attrs classes whose every field has a default and a sentence of help."""
        for made in (self._format.read_options, self._format.write_options):
            try:
                made()
            except TypeError as error:
                _fail(f"{made.__name__} has an option without a default: {error}")
            for option in options.describe(made):
                if not option.help.strip().endswith("."):
                    _fail(f"the option {option.name} has no sentence of help")

    def test_writes_names_what_there_is(self) -> None:
        """Every path that ``writes`` declares is a field of the Article, or a node kind after
        ``body:``.
        """
        for path in sorted(self._declared or ()):
            wrong = _unknown_path(path)
            if wrong:
                _fail(f"writes declares {path!r}: {wrong}")

    def test_drops_have_reasons(self) -> None:
        """Every place that ``drops`` declares has steps that can be on a path, and a reason."""
        for rule in self._format.drops:
            if not rule.place.strip("/*") or "//" in rule.place:
                _fail(f"drops declares {rule.place!r}, which is no place")
            if not rule.reason.strip():
                _fail(f"drops gives no reason for {rule.place}")

    def test_samples_are_given(self) -> None:
        """There is a sample, for a format that can be read."""
        if self._format.read is not None and not self._samples:
            _fail("give samples: bytes, files or a folder in `samples`, or Format.samples")

    # -- sniffing

    def test_sniff_recognises_its_samples(self) -> None:
        """Each sample is detected as this format; one without a sniffer has to be named."""
        self._needs_sniffer()
        for sample in self._readable():
            best = _detection.matches(_head(sample), self._registry.formats().values())
            if not best or best[0].format != self.format_name:
                formats = (
                    ", ".join(f"{match.format} {match.confidence.name}" for match in best)
                    or "nothing"
                )
                _fail(f"{sample.name} is detected as {formats}")

    def test_sniff_survives_any_prefix(self) -> None:
        """No beginning of a sample, however short, makes the sniffer raise."""
        self._needs_sniffer()
        for sample in self._readable():
            for cut in self._cuts(sample.data[:_HEAD]):
                self._sniff(sample.data[:cut], f"the first {cut} bytes of {sample.name}")

    def test_sniff_survives_any_bytes(self) -> None:
        """Nothing makes the sniffer raise: empty, binary, broken encodings, other formats."""
        self._needs_sniffer()
        for data in (*FOREIGN, *(sample.data[:_HEAD] for sample in self._others())):
            self._sniff(data, f"{data[:40]!r}")

        self._draw(st.binary(max_size=64), lambda data: self._sniff(data, f"{data!r}"))

    def test_sniff_is_certain_of_nothing_else(self) -> None:
        """CERTAIN is for a signature that no other format may bear: never for another format's
        sample, never for no format's.
        """
        self._needs_sniffer()
        for data in FOREIGN:
            if self._sniff(data, f"{data[:40]!r}") == Confidence.CERTAIN:
                _fail(f"the sniffer is CERTAIN of {data[:40]!r}, which bears no signature")
        for sample in self._others():
            if self._sniff(sample.data[:_HEAD], sample.name) == Confidence.CERTAIN:
                _fail(f"the sniffer is CERTAIN of {sample.name}, a sample of another format")

    def test_sniff_leaves_other_formats_alone(self) -> None:
        """What other formats' samples are detected as does not change with this format there,
        unless it is certain.
        """
        self._needs_sniffer()
        formats = dict(self._registry.formats())
        without = {name: fmt for name, fmt in formats.items() if name != self.format_name}
        for sample in self._others():
            head = _head(sample)
            before = _detection.matches(head, without.values())
            after = _detection.matches(head, formats.values())
            if (
                before
                and after
                and after[0].format == self.format_name
                and after[0].confidence < Confidence.CERTAIN
            ):
                _fail(
                    f"{sample.name} was {before[0].format}, and is {self.format_name} with this format there"
                )

    def test_sniff_gives_the_same_answer_twice(self) -> None:
        """The sniffer keeps nothing in mind, and looks only at the Head: the answer is the same for
        the same bytes.
        """
        self._needs_sniffer()
        for data in (*(sample.data[:_HEAD] for sample in self._readable()), *FOREIGN):
            if self._sniff(data, "x") != self._sniff(data, "x"):
                _fail(f"two answers for {data[:40]!r}")

    def test_version_survives_any_bytes(self) -> None:
        """Nothing makes the function for the version raise, and its result is a text or None,
        the same each time.
        """
        if self._format.version is None:
            pytest.skip(f"{self.format_name} has no versions")
        for sample in self._readable():
            for cut in self._cuts(sample.data[:_HEAD]):
                self._version(sample.data[:cut], f"the first {cut} bytes of {sample.name}")
        for data in (*FOREIGN, *(sample.data[:_HEAD] for sample in self._others())):
            self._version(data, f"{data[:40]!r}")

        self._draw(st.binary(max_size=64), lambda data: self._version(data, f"{data!r}"))

    # -- reading

    def test_reads_at_least_one_article(self) -> None:
        """Each sample gives an article."""
        for sample in self._readable():
            if not self._read(sample):
                _fail(f"{sample.name} gives no article")

    def test_reads_the_same_articles_twice(self) -> None:
        """The same bytes give equal articles: no clock, no random ids, nothing left over from the
        run before.
        """
        for sample in self._readable():
            one, other = self._read(sample), self._read(sample)
            if one != other:
                _fail(
                    f"{sample.name} gives other articles the second time: {_first_difference(one, other)}"
                )

    def test_reads_a_stream_of_single_bytes(self) -> None:
        """A stream that cannot seek and gives a byte at a time gives the same articles."""
        for sample in self._readable():
            read = list(self._reader(OneByteStream(sample.data), name=sample.name))
            if read != self._read(sample):
                _fail(
                    f"{sample.name} gives other articles from a slow stream: {_first_difference(self._read(sample), read)}"
                )

    def test_truncated_input_raises_only_ParseError(self) -> None:  # noqa: N802 (the rule's name)
        """A sample cut off anywhere is read, or refused with ParseError, and nothing else."""
        for sample in self._readable():
            for cut in self._cuts(sample.data):
                self._read_or_refuse(sample.data[:cut], f"the first {cut} bytes of {sample.name}")

    def test_mutated_input_raises_only_ParseError(self) -> None:  # noqa: N802 (the rule's name)
        """A sample with bytes changed, added, removed or repeated is read, or refused with
        ParseError, and nothing else.
        """
        data = st.sampled_from([sample.data[:20_000] for sample in self._readable()])

        self._draw(
            data.flatmap(_mutations),
            lambda mutated: self._read_or_refuse(mutated, f"{mutated[:200]!r}"),
            times=5,
        )

    def test_any_bytes_raise_only_ParseError(self) -> None:  # noqa: N802 (the rule's name)
        """Input in no format is refused with ParseError, or read as another format, and nothing
        else.
        """
        self._needs_reader()
        for data in FOREIGN:
            self._read_or_refuse(data, f"{data[:40]!r}")

        self._draw(st.binary(max_size=200), lambda data: self._read_or_refuse(data, f"{data!r}"))

    def test_articles_are_of_the_right_types(self) -> None:
        """Every value is of its field's type, all the way down into the body; ``extra`` keys name
        their format.
        """
        for sample in self._readable():
            for article in self._read(sample):
                wrong = misshapen(article)
                if wrong:
                    _fail(f"{sample.name}: {'; '.join(wrong[:5])}")

    def test_articles_are_in_normal_form(self) -> None:
        """No empty texts and records, no white space at the edges, adjacent runs joined: what
        ``article.normalise`` gives.
        """
        for sample in self._readable():
            for article in self._read(sample):
                changed = losses.changed(article, normalise(article))
                if changed:
                    _fail(f"{sample.name}: not in normal form: {', '.join(changed[:5])}")

    def test_every_value_has_influence(self) -> None:
        """Change any value of a sample, and the articles or the diagnostics change: nothing is left
        out silently but what ``Format.drops`` declares.
        """
        for sample in self._readable():
            _, without = influence.silent(
                self._format, sample.data, sample.name, self._registry, self.values
            )
            if without:
                _fail(
                    f"{sample.name}: left out silently: {'; '.join(map(str, without[:5]))};"
                    " read it, keep it in extra, report it, or declare it in Format.drops"
                )

    def test_no_date_is_invented(self) -> None:
        """Every part of every date stands in the sample, and so does every zone: nothing is filled
        from the clock or a default.
        """
        for sample in self._readable():
            text = sample.data.replace(b"\x00", b"").decode("latin-1")
            for article in self._read(sample):
                for path, date in _dates(article):
                    missing = _not_in(date, text)
                    if missing:
                        _fail(f"{sample.name}: {path} is {date}, but the sample has no {missing}")

    def test_reading_does_not_close_the_stream(self) -> None:
        """The stream is the caller's: it is still open when the last article has been read."""
        for sample in self._readable():
            stream = io.BytesIO(sample.data)
            context = Context(
                name=sample.name,
                format=self.format_name,
                options=self._format.read_options(),
                on_error="skip",
            )
            for _ in self._registry.parser(self._format)(stream, context):
                pass
            gc.collect()  # a TextIOWrapper that was not detached closes what it wraps when it goes
            if stream.closed:
                _fail("the reader closed the stream it was given")

    def test_reading_streams_if_declared(self) -> None:
        """With ``streams`` the first article comes before the input has been read to its end."""
        self._needs_reader()
        if not (self._format.streams and self._format.multiple):
            pytest.skip(f"{self.format_name} does not declare that it streams several articles")
        data = self._long_input()
        if not data:
            pytest.skip(
                "no long input can be made: it cannot be written, and its samples cannot be put one after the other"
            )
        stream = CountingStream(data)
        with self._reader(stream) as reader:
            next(reader)
            if stream.count >= len(data):
                _fail(
                    f"all {len(data):,} bytes had been read when the first article came; say streams=False, or yield as you read"
                )

    def test_limits_are_kept(self) -> None:
        """An input that passes a limit is a LimitError, which the reader lets through."""
        samples = self._readable()
        for sample in samples:
            read = self._read(sample)
            longest = max((len(article.text.encode()) for article in read), default=0)
            for limit, value in (
                ("input_bytes", len(sample.data) - 1),
                ("articles", len(read) - 1),
                ("article_bytes", longest // 2),
            ):
                self._passes_limit(sample, limit, value)
        long = Sample("a long input", self._long_input())
        self._passes_limit(long, "input_bytes", len(long.data) // 2)

    def _passes_limit(self, sample: Sample, limit: str, value: int) -> None:
        if limit not in self.limits or value <= 0:
            return
        try:
            list(self._reader(sample.data, name=sample.name, limits=Limits(**{limit: value})))
        except LimitError as error:
            if error.limit != limit:
                _fail(
                    f"{sample.name}: passing {limit}={value} is reported as passing {error.limit}"
                )
        except NewsfmtError as error:
            _fail(
                f"{sample.name}: passing {limit}={value} is reported as {type(error).__name__}: {error}"
            )
        else:
            _fail(f"{sample.name} was read although it passes {limit}={value}")

    def test_an_endless_line_is_not_kept(self) -> None:
        """With ``streams`` a line without an end is refused or passed over, never gathered whole:
        memory is bounded by ``article_bytes``.
        """
        self._needs_reader()
        if not self._format.streams:
            pytest.skip(f"{self.format_name} does not declare that it streams")
        for sample in self._readable()[:2]:
            for beginning in (sample.data, sample.data[: len(sample.data) // 2]):
                stream = io.BufferedReader(EndlessLine(beginning, 24 * _MIB))
                peak = self._peak(stream)
                if peak > 12 * _MIB:
                    _fail(
                        f"{peak // _MIB} MiB of memory for a line of 24 MiB behind {len(beginning):,} bytes of {sample.name},"
                        " although article_bytes is 1 MiB; read with context.lines, or say streams=False"
                    )

    def _peak(self, stream: object) -> int:
        """The most memory that reading a stream takes, in bytes."""
        tracemalloc.start()
        try:
            with contextlib.suppress(NewsfmtError):
                for _ in self._reader(stream, limits=Limits(article_bytes=_MIB)):
                    pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    def test_parts_give_what_the_whole_gives(self) -> None:
        """With ``split`` the parts of an input, of whatever size, give what the whole gives:
        articles, where they stood, what is reported, and how it ends.
        """
        self._needs_reader()
        if self._format.split is None:
            pytest.skip(f"{self.format_name} declares no split")
        inputs = [
            data
            for data in (
                *(sample.data[:20_000] for sample in self._readable()),
                self._several_in_one(),
            )
            if data
        ]
        most = [
            self._part(data, size)
            for data in inputs
            for size in (1, len(data) // 5 + 1, len(data) // 2 + 1)
        ]
        if max(most, default=0) < 2:
            _fail(
                "no input came in more than one part; split it smaller when asked to, or give a sample of several articles"
            )

        mutated = st.sampled_from(inputs).flatmap(_mutations)
        self._draw(st.tuples(mutated, st.integers(1, 2000)), lambda drawn: self._part(*drawn))

    def test_splitting_reads_in_blocks(self) -> None:
        """The splitter goes by lines, or reads blocks of some KiB: a call for each few bytes makes
        a large file slower than no splitter would.
        """
        self._needs_reader()
        if self._format.split is None:
            pytest.skip(f"{self.format_name} declares no split")
        data = (self._long_input() or self._several_in_one())[:_MIB]
        stream = FewCalls(data)
        parts_of(self._format, stream, len(data) // 4 + 1, self._registry)
        if stream.calls > _FEW + len(data) // 1024:
            _fail(
                f"{stream.calls:,} calls of read for {len(data):,} bytes; go by lines, or read blocks of 64 KiB"
            )

    def _part(self, data: bytes, size: int) -> int:
        """How many parts an input comes in; the test fails where they do not give what it gives."""
        with _raising_nothing("the splitter", f"{data[:200]!r}"):
            parts = parts_of(self._format, data, size, self._registry)
        wrong = disagreement(self._format, data, parts, self._registry) if parts else ""
        if wrong:
            _fail(f"in parts of {size} bytes: {wrong}: {data[:400]!r}")
        return len(parts)

    def _several_in_one(self) -> bytes:
        """Several articles in one input: written, or a sample twice."""
        if self._format.write is not None:
            return self._write(self._numbered(12, 300))[0]
        return self._readable()[0].data * 2

    # -- writing

    def test_round_trip_loses_nothing_in_silence(self) -> None:
        """What is read, written and read again is the same, up to what the writer reported."""
        self._needs_both()
        for sample in self._readable():
            for article in self._read(sample):
                self._round_trip(article, f"{sample.name}: ")

    def test_any_article_can_be_written(self) -> None:
        """Whatever a reader of any format may yield can be written, and the output can be read."""
        self._needs_writer()

        def check(article: Article) -> None:
            data, report = self._write([article])
            if self._format.read is not None and _something_left(article, report):
                self._reads_one(data)

        self._every(self._articles(), check)

    def test_odd_articles_are_written_or_refused(self) -> None:
        """An Article built by hand, with control characters and empty records, is written or
        refused with SerializeError.
        """
        self._needs_writer()

        def check(article: Article) -> None:
            try:
                data, report = self._write([article])
            except SerializeError:
                return
            if self._format.read is not None and _something_left(normalise(article), report):
                self._reads_one(data)

        self._every(self._raw_articles(), check)

    def test_every_loss_is_declared_or_reported(self) -> None:
        """What does not come back of any Article was reported, by the core from ``writes`` or by
        the writer.
        """
        self._needs_both()

        def check(article: Article) -> None:
            self._round_trip(article)

        self._every(self._articles(), check)

    def test_nothing_is_reported_lost_that_comes_back(self) -> None:
        """What comes back has a place in the format: it belongs into ``writes``."""
        self._needs_both()

        def check(article: Article) -> None:
            data, report = self._write([article])
            overstated = (
                losses.overstated(article, self._reads_one(data), report)
                if _something_left(article, report)
                else []
            )
            if overstated:
                _fail(f"reported lost, but came back: {', '.join(overstated[:5])}")

        self._every(self._articles(), check)

    def test_as_many_articles_come_back(self) -> None:
        """Several articles in a file come back in their order, none lost at either end; a format of
        one refuses the second.
        """
        self._needs_both()
        written = self._several(3)
        if not self._format.multiple:
            with pytest.raises((CannotWriteError, SerializeError)):
                self._write(written)
            return
        data, _ = self._write(written)
        read = _read(self._format, data, self._registry)
        if len(read) != len(written):
            _fail(f"{len(written)} articles were written, {len(read)} came back")
        for one, other in zip(written, read, strict=True):
            if one.text and other.text and one.text.split()[-1] != other.text.split()[-1]:
                _fail(
                    f"the articles came back in another order: {one.text[-40:]!r} became {other.text[-40:]!r}"
                )

    def test_output_is_recognised(self) -> None:
        """What it writes, its own sniffer recognises."""
        self._needs_both()
        self._needs_sniffer()
        for sample in self._readable():
            data, _ = self._write(
                self._read(sample) if self._format.multiple else self._read(sample)[:1]
            )
            if self._sniff(data[:_HEAD], sample.name) == Confidence.NO:
                _fail(f"{sample.name}, written again, is not recognised: {data[:80]!r}")

        def check(article: Article) -> None:
            data, report = self._write([article])
            if (
                _something_left(article, report)
                and self._sniff(data[:_HEAD], "its own output") == Confidence.NO
            ):
                _fail(f"its own output is not recognised: {data[:80]!r}")

        self._every(self._articles(), check)

    def test_output_is_deterministic(self) -> None:
        """Equal articles give the same bytes, whenever and in whatever order their parts were
        made.
        """
        self._needs_writer()

        def check(article: Article) -> None:
            one, _ = self._write([article])
            other, _ = self._write([Article.from_json(article.to_json())])
            if one != other:
                _fail(f"equal articles gave different bytes: {_where(one, other)}")

        self._every(self._articles(), check)

    def test_writing_does_not_close_the_stream(self) -> None:
        """The stream is the caller's: it is still open when everything has been written."""
        self._needs_writer()
        stream = io.BytesIO()
        context = Context(format=self.format_name, options=self._format.write_options())
        self._registry.serializer(self._format)(iter(self._several(1)), stream, context)
        gc.collect()
        if stream.closed:
            _fail("the writer closed the stream it was given")

    def test_writing_streams_if_declared(self) -> None:
        """With ``streams`` bytes are written before the last article has been asked for."""
        self._needs_writer()
        if not (self._format.streams and self._format.multiple):
            pytest.skip(f"{self._format.name} does not declare that it streams several articles")
        stream = io.BytesIO()
        written: list[int] = []

        def produced() -> Iterator[Article]:
            for article in self._numbered(40, 100_000):
                written.append(stream.tell())
                yield article

        context = Context(format=self.format_name, options=self._format.write_options())
        self._registry.serializer(self._format)(produced(), stream, context)
        if not any(written):
            _fail(
                f"no byte of {stream.tell():,} was written before the last article was asked for; say streams=False, or write as you go"
            )

    def test_writing_nothing_is_no_crash(self) -> None:
        """No articles at all give an empty output, or an error of newsfmt's."""
        self._needs_writer()
        try:
            self._write([])
        except PluginError as error:
            _fail(str(error))
        except NewsfmtError:
            return

    # -- the process

    def test_loading_leaves_the_process_alone(self) -> None:
        """Importing its modules prints nothing and changes nothing that others share: working
        folder, recursion limit, decimal context, locale, environment, root logger.
        """
        changes = changes_of_import(sorted(self._modules()))
        if changes:
            _fail(f"when it is loaded {'; '.join(changes)}")

    def test_working_leaves_the_process_alone(self) -> None:
        """Sniffing, reading, parting and writing print nothing and change nothing that others
        share.
        """
        changes: list[str] = []
        for what, work in self._works().items():
            with changes_of_work(changes):
                work()
            if changes:
                _fail(f"{what}, {'; '.join(changes)}")

    def _modules(self) -> set[tuple[str, str]]:
        """Names and files of the modules that its functions are in."""
        fmt, names = self._format, set[str]()
        for function in (fmt.sniff, fmt.version, fmt.writes, fmt.read, fmt.write, fmt.split):
            if isinstance(function, str):
                names.add(function.partition(":")[0])
            elif function is not None:
                names.add(getattr(function, "__module__", ""))
        paths = {name: getattr(_module(name), "__file__", None) for name in names}
        return {(name, path) for name, path in paths.items() if path}

    def _works(self) -> dict[str, Callable[[], object]]:
        """What a format does, to be watched; what it raises other tests tell."""
        fmt, works = self._format, dict[str, Callable[[], object]]()
        samples = self._samples if fmt.read is not None else []

        def read() -> None:
            for sample in samples:
                context = Context(
                    name=sample.name, format=fmt.name, options=fmt.read_options(), on_error="skip"
                )
                for _ in self._registry.parser(fmt)(io.BytesIO(sample.data), context):
                    pass

        def write() -> None:
            context = Context(format=fmt.name, options=fmt.write_options())
            self._registry.serializer(fmt)(iter(self._several(1)), io.BytesIO(), context)

        if fmt.read is not None:
            works["sniffing"] = lambda: [fmt.sniff(_head(sample)) for sample in samples]
            works["reading"] = _unraised(read)
        if fmt.split is not None:
            works["parting"] = _unraised(
                lambda: [parts_of(fmt, sample.data, 1, self._registry) for sample in samples]
            )
        if fmt.write is not None:
            works["writing"] = _unraised(write)
        return works

    # -- golden files

    def test_golden_files_agree(self, request: pytest.FixtureRequest) -> None:
        """A sample gives what the JSON beside it says; ``pytest --update-golden`` writes it."""
        update = request.config.getoption("--update-golden", default=False)
        samples = [
            (sample, sample.golden) for sample in self._readable() if sample.golden is not None
        ]
        compared = [(sample, golden) for sample, golden in samples if update or golden.exists()]
        if not compared:
            pytest.skip("no sample has a .json beside it; pytest --update-golden writes them")
        for sample, golden in compared:
            got = _golden(self._read(sample))
            if update:
                golden.write_text(
                    json.dumps(got, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
                )
            elif got != json.loads(golden.read_text(encoding="utf-8")):
                assert got == json.loads(golden.read_text(encoding="utf-8")), (
                    f"{sample.name} does not give {golden.name}"
                )

    # -- what the tests are made of

    @property
    def _registry(self) -> Registry:
        return self.registry or default_registry()

    @property
    def _format(self) -> Format:
        if not self.format_name:
            _fail(f"{type(self).__name__} names no format: set format_name")
        return self._registry.get(self.format_name)

    @property
    def _declared(self) -> frozenset[str] | None:
        return _declared(self._format, {})

    @property
    def _samples(self) -> list[Sample]:
        try:
            beside = Path(inspect.getfile(type(self))).parent
        except (OSError, TypeError):
            beside = None
        return samples_of(self.samples, self._format, beside)

    def _readable(self) -> list[Sample]:
        self._needs_reader()
        samples = self._samples
        if not samples:
            pytest.skip("there are no samples, which is a failure of its own")
        return samples

    def _others(self) -> list[Sample]:
        """Samples of other formats, but for those of its own family: what it refines, and what
        refines it.
        """
        formats = self._registry.formats()
        family = {
            self.format_name,
            *_above(self.format_name, formats),
            *(name for name in formats if self.format_name in _above(name, formats)),
        }
        return [
            sample for name, fmt in formats.items() if name not in family for sample in shipped(fmt)
        ]

    def _needs_reader(self) -> None:
        if self._format.read is None:
            pytest.skip(f"{self.format_name} cannot be read")

    def _needs_sniffer(self) -> None:
        if self._format.read is None or self._format.sniff is never:
            pytest.skip(f"{self.format_name} is never detected: it has no sniffer")

    def _needs_writer(self) -> None:
        if self._format.write is None:
            pytest.skip(f"{self.format_name} cannot be written")

    def _needs_both(self) -> None:
        self._needs_writer()
        self._needs_reader()

    def _articles(self) -> st.SearchStrategy[Article]:
        """Articles of all kinds; of those fields above all that the format declares, and with all
        of them at once.
        """
        declared = self._declared
        fields = (
            None
            if declared is None
            else {re.split(r"[.:]", path, maxsplit=1)[0] for path in declared}
            & {field.name for field in attrs.fields(Article)}
        )
        return st.sampled_from(
            (
                articles(fields=fields),
                articles(fields=fields, full=True),
                articles(),
                articles(full=True),
            )
        ).flatmap(lambda kind: kind)

    def _raw_articles(self) -> st.SearchStrategy[Article]:
        return st.sampled_from(
            (raw_articles(fields={"headline", "body", "slugline"}), raw_articles())
        ).flatmap(lambda kind: kind)

    def _every(
        self, strategy: st.SearchStrategy[Article], check: Callable[[Article], None]
    ) -> None:
        """Run a check over drawn Articles; of one that fails, show the smallest Article that fails
        in the same way.
        """

        def failure(article: Article) -> BaseException | None:
            try:
                check(article)
            except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 (whatever it is, it is a verdict)
                return error
            return None

        @settings(
            _settings(self.examples),
            phases=(Phase.explicit, Phase.generate),
            verbosity=Verbosity.quiet,
        )
        @given(strategy)
        def each(article: Article) -> None:
            error = failure(article)
            if error is not None:
                small = smallest(article, lambda smaller: type(failure(smaller)) is type(error))
                error = failure(small) or error
                _fail(
                    f"{error if isinstance(error, (pytest.fail.Exception, AssertionError)) else f'{type(error).__name__}: {error}'}\n{small!r}"
                )

        each()

    def _draw(
        self, strategy: st.SearchStrategy[T], check: Callable[[T], object], *, times: int = 1
    ) -> None:
        """Run a check over drawn values."""

        def each(value: T) -> None:
            check(value)

        _settings(self.examples * times)(given(strategy)(each))()

    def _cuts(self, data: bytes) -> Iterable[int]:
        """Every place in short data; in long data the first and last ones and others spread over
        it.
        """
        if len(data) <= self.cuts:
            return range(len(data) + 1)
        edge = self.cuts // 4
        step = max((len(data) - 2 * edge) // (2 * edge), 1)
        return sorted(
            {
                *range(edge),
                *range(edge, len(data) - edge, step),
                *range(len(data) - edge, len(data) + 1),
            }
        )

    def _sniff(self, data: bytes, what: str) -> Confidence:
        with _raising_nothing("the sniffer", what):
            answer = self._format.sniff(Head(data, None))
        if not isinstance(answer, Confidence):
            _fail(f"the sniffer answered {answer!r} on {what}, which is no Confidence")
        return answer

    def _version(self, data: bytes, what: str) -> None:
        ask = self._format.version
        assert ask is not None
        with _raising_nothing("the function for the version", what):
            answers: list[Any] = [ask(Head(data, None)) for _ in range(2)]
        if not isinstance(answers[0], (str, NoneType)) or answers[0] != answers[1]:
            _fail(
                f"the function for the version answered {answers[0]!r} and {answers[1]!r} on {what}"
            )

    def _reader(self, source: Any, **how: Any) -> _pipeline.ArticleReader:
        return _pipeline.read(source, format=self.format_name, registry=self._registry, **how)

    def _read(self, sample: Sample) -> list[Article]:
        return _read(self._format, sample.data, self._registry, sample.name)

    def _read_or_refuse(self, data: bytes, what: str) -> None:
        for on_error in ("raise", "skip"):
            try:
                for _ in self._reader(data, on_error=on_error):
                    pass
            except _REFUSALS:
                continue
            except Exception as error:
                cause = error.__cause__ or error
                raise AssertionError(
                    f"the reader raised {type(cause).__name__}: {cause} on {what}"
                ) from error

    def _write(self, written: Iterable[Article]) -> tuple[bytes, Report]:
        return _write(self._format, written, self._registry)

    def _reads_one(self, data: bytes) -> Article:
        try:
            read = _read(self._format, data, self._registry)
        except NewsfmtError as error:
            raise AssertionError(
                f"its own output cannot be read: {error}: {data[:400]!r}"
            ) from error
        if len(read) != 1:
            _fail(f"one article was written, {len(read)} came back: {data[:400]!r}")
        return read[0]

    def _round_trip(self, article: Article, what: str = "") -> None:
        data, report = self._write([article])
        lost = (
            losses.silent(article, self._reads_one(data), report, self._declared)
            if _something_left(article, report)
            else []
        )
        if lost:
            _fail(f"{what}lost silently: {'; '.join(lost[:5])}")

    def _several(self, count: int) -> list[Article]:
        return list(self._numbered(count, 0))

    def _numbered(self, count: int, size: int) -> Iterator[Article]:
        """Articles that differ in every part a format may tell them apart by."""
        for number in range(1, count + 1):
            yield Article(
                id=f"urn:example:{number}", version=str(number), headline=f"Bridge {number} opens", published=NewsDate(f"2021-05-{number % 28 + 1:02}"),
                body=(nodes.Paragraph(f"The ferry left. {_LOUD * (size // len(_LOUD))}Ends with {number}"),),
            )  # fmt: skip

    def _long_input(self) -> bytes:
        """Several megabytes in the format, or nothing: its own writer's, or a sample many times
        over where that gives as many articles.
        """
        if self._format.write is not None:
            count = 200 if self._format.multiple else 1
            return self._write(self._numbered(count, _BIG // count))[0]
        for sample in self._readable():
            try:
                once, twice = (
                    len(self._read(sample)),
                    len(_read(self._format, sample.data * 2, self._registry)),
                )
            except NewsfmtError:  # a document, of which there is one in a file
                continue
            if twice == 2 * once > 0:
                return sample.data * (_BIG // len(sample.data) + 2)
        return b""


def _module(name: str) -> ModuleType | None:
    """A module that functions of a format are in; None for other objects, which other tests report."""
    with contextlib.suppress(Exception):
        return sys.modules.get(name) or importlib.import_module(name)
    return None


@contextlib.contextmanager
def _raising_nothing(who: str, what: str) -> Iterator[None]:
    """Fail where the code of a format raises."""
    try:
        yield
    except Exception as error:
        raise AssertionError(f"{who} raised {type(error).__name__}: {error} on {what}") from error


def _unraised(work: Callable[[], object]) -> Callable[[], None]:
    def do() -> None:
        with contextlib.suppress(Exception):
            work()

    return do


def _fail(message: str) -> NoReturn:
    pytest.fail(message, pytrace=False)


@lru_cache(maxsize=16)
def _settings(examples: int) -> settings:
    return settings(
        max_examples=examples, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
    )  # fmt: skip


def _head(sample: Sample) -> Head:
    return Head(sample.data[:_HEAD], sample.name, lambda: sample.data[:65536])


def _read(
    fmt: Format, data: bytes, registry: Registry | None, name: str | None = None
) -> list[Article]:
    return list(_pipeline.read(data, format=fmt.name, name=name, registry=registry))


def _write(
    fmt: Format, written: Iterable[Article], registry: Registry | None, options: Any = None
) -> tuple[bytes, Report]:
    out, report = io.BytesIO(), Report(keep=1_000_000)
    chosen = {"embargo": "ignore", **(options or {})}
    _pipeline.write_to(written, out, report, format=fmt.name, options=chosen, registry=registry)
    return out.getvalue(), report


def _declared(fmt: Format, chosen: Mapping[str, object]) -> frozenset[str]:
    made, _ = _pipeline.writer_options(fmt, chosen)
    return fmt.writes(made) if fmt.writes is not None else frozenset()


def _something_left(article: Article, report: Report) -> bool:
    """Whether the format can say anything of an article at all; of other articles
    nothing would remain.
    """
    lost = {
        re.split(r"[\[.]", diagnostic.position.path or "", maxsplit=1)[0]
        for diagnostic in report
        if diagnostic.position is not None
    }
    held = {
        field.name
        for field in attrs.fields(Article)
        if getattr(article, field.name) != field.default and field.name not in {"type", "origin"}
    }
    return bool(held - lost)


def _above(name: str, formats: Mapping[str, Format]) -> list[str]:
    """The formats that one is a dialect of, however far up."""
    names: list[str] = []
    while (fmt := formats.get(name)) is not None and fmt.refines and fmt.refines not in names:
        name = fmt.refines
        names.append(name)
    return names


def _unknown_path(path: str) -> str:
    """What is wrong with a path of ``writes``, if anything."""
    if path.startswith("body:"):
        kind, _, attribute = path.removeprefix("body:").partition(".")
        cls: Any = {**nodes.BLOCKS, **nodes.INLINES, "cell": nodes.Cell}.get(kind)
        if cls is None:
            return "there is no such node"
        return (
            ""
            if not attribute or attribute in {part.name for part in attrs.fields(cls)}
            else f"a {kind} has no {attribute}"
        )
    if path.startswith("extra."):
        return ""
    here: Any = Article
    for step in path.partition(".extra.")[0].split("."):  # below extra stand keys of the source's
        if here is None or step not in {part.name for part in attrs.fields(here)}:
            return f"there is no field {step!r}"
        held = kind_of(here, step).of
        here = held if held in (Article, *RECORDS) else None
    return ""


def _dates(article: Article) -> Iterator[tuple[str, NewsDate]]:
    """Every date in an article and what it holds, with its path."""
    stack: list[tuple[str, Any]] = [("", article)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, NewsDate):
            yield path, value
        elif type(value) is tuple:
            stack.extend((f"{path}[{index}]", part) for index, part in enumerate(value))
        elif attrs.has(type(value)):
            stack.extend(
                (f"{path}.{field.name}".lstrip("."), getattr(value, field.name))
                for field in attrs.fields(type(value))
            )


def _not_in(date: NewsDate, text: str) -> str:
    """The first part of a date that a text does not hold, in digits; a month may be a name, an hour
    may be one of twelve.
    """

    def stands(*forms: str) -> bool:
        return any(re.search(rf"(?<!\d)0?{form}(?!\d)|{form:0>2}", text) for form in forms)

    if f"{date.year % 100:02}" not in text:
        return f"year {date.year}"
    if date.day is not None and not stands(str(date.day)):
        return f"day {date.day}"
    if date.hour is not None and not stands(str(date.hour), str(date.hour % 12 or 12)):
        return f"hour {date.hour}"
    if date.minute and not stands(str(date.minute)):
        return f"minute {date.minute}"
    if date.second and not stands(str(date.second)):
        return f"second {date.second}"
    if date.microsecond and str(date.microsecond).rstrip("0") not in text:
        return f"fraction {date.microsecond}"
    return _zone_not_in(date, text)


def _zone_not_in(date: NewsDate, text: str) -> str:
    if date.zone is None:
        return ""
    if date.zone in {"Z", "+00:00", "-00:00"}:
        known = re.search(r"Z|GMT|UTC?|WET|[+-]00", text)
    else:
        sign, hours, minutes = re.escape(date.zone[0]), date.zone[1:3], date.zone[4:6]
        known = re.search(rf"{sign}0?{int(hours)}(:?{minutes})?|\b[A-Z]{{2,5}}\b", text)
    return "" if known else f"zone {date.zone}"


@st.composite
def _mutations(draw: st.DrawFn, data: bytes) -> bytes:
    """Data with up to four stretches changed, dropped, doubled or moved."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(len(data) - 1, 0)))
        end = start + draw(st.sampled_from((0, 1, 1, 2, 5, 40)))
        put = draw(
            st.one_of(
                st.binary(max_size=3),
                st.sampled_from(
                    (
                        b"",
                        b"\x00",
                        b"\n",
                        b"\n\n",
                        b"<",
                        b">",
                        b'"',
                        b"&",
                        b"]]>",
                        b"{",
                        b"9" * 25,
                        b"\xff",
                        data[start : end + 40],
                    )
                ),
            )
        )
        data = data[:start] + put + data[end:]
    return data


def _golden(read: list[Article]) -> Any:
    """What a golden file holds: one article, or an array of them, without where it was read."""
    data = [json.loads(attrs.evolve(article, origin=None).to_json()) for article in read]
    return data[0] if len(data) == 1 else data


def _first_difference(one: list[Article], other: list[Article]) -> str:
    if len(one) != len(other):
        return f"{len(one)} articles, then {len(other)}"
    return next(
        (
            f"{path} of article {index}"
            for index, pair in enumerate(zip(one, other, strict=True))
            for path in losses.changed(*pair)
        ),
        "",
    )


def _where(one: bytes, other: bytes) -> str:
    place = next(
        (index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    return f"at byte {place}: {one[max(place - 30, 0) : place + 30]!r} and {other[max(place - 30, 0) : place + 30]!r}"
