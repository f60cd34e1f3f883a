"""The law of parting: what is read of the parts of an input is what is read of the whole, whatever
their size.

An input, a format with a ``split`` and a size come in; the first difference goes out, in a line for
a person.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, BinaryIO, cast

import attrs

from newsfmt import _pipeline, options
from newsfmt._registry import Registry
from newsfmt.counting import Count
from newsfmt.diagnostics import Diagnostic, Report
from newsfmt.errors import NewsfmtError, ParseError
from newsfmt.format import Context, Format, Limits, Part
from newsfmt.parting import in_order

__all__ = ["ReadOutcome", "disagreement", "parts_of", "read_in_parts", "read_whole"]


@attrs.define
class ReadOutcome:
    """What was read of an input: each article with where it was read, what was reported, and what
    ended it too soon.
    """

    articles: list[bytes] = attrs.field(factory=list)
    reported: list[tuple[str, str]] = attrs.field(factory=list)
    """Each diagnostic with its line, sorted: what is found while reading ahead may be said earlier
    in a part.
    """
    failure: str = ""
    indices: int = 0
    """Articles that there were, read or not."""
    skipped: int = 0
    """Items that are no articles."""
    count: Count = attrs.field(factory=Count)
    """What the input says of the number of its articles."""


def read_whole(
    fmt: Format,
    data: bytes,
    registry: Registry,
    how: Mapping[str, object] | None = None,
    limits: Limits | None = None,
) -> ReadOutcome:
    """Return what is read of all of an input; ``how`` are the options."""
    reading = ReadOutcome()
    _read(fmt, data, None, registry, how, limits, reading)
    reading.reported.sort()
    return reading


def parts_of(
    fmt: Format,
    data: bytes | BinaryIO,
    size: int,
    registry: Registry,
    how: Mapping[str, object] | None = None,
    limits: Limits | None = None,
) -> list[Part]:
    """Return the parts that a format's splitter makes of an input, given as a run gives it."""
    split = registry.splitter(fmt)
    if split is None:
        return []
    context = Context(
        name="input",
        format=fmt.name,
        options=options.make(fmt.read_options, how, format=fmt.name),
        limits=limits,
    )
    stream: Any = io.BufferedReader(io.BytesIO(data)) if isinstance(data, bytes) else data
    return list(split(stream, context, size))


def read_in_parts(
    fmt: Format,
    data: bytes,
    parts: list[Part],
    registry: Registry,
    how: Mapping[str, object] | None = None,
    limits: Limits | None = None,
) -> ReadOutcome:
    """Return what is read of the parts one after the other, as a run does it: with their indices
    put right, to the first that fails.
    """
    reading = ReadOutcome()
    for part in parts:
        given = part.before + data[part.start : part.end] + part.after
        if not _read(
            fmt, given, attrs.evolve(part, index=reading.indices), registry, how, limits, reading
        ):
            break
    else:
        for difference in reading.count.differences(reading.indices, reading.skipped):
            entry = Diagnostic.of("read.count-mismatch", difference, "input")
            reading.reported.append((entry.code, str(entry)))
    reading.reported.sort()
    return reading


def _read(
    fmt: Format,
    data: bytes,
    part: Part | None,
    registry: Registry,
    how: Mapping[str, object] | None,
    limits: Limits | None,
    reading: ReadOutcome,
) -> bool:
    """Add the bytes read; return whether the input is exhausted."""
    complete = True
    report = Report(keep=1_000_000)
    context = Context(on_error="skip", limits=limits, report=report)
    context.part = part
    stream = cast("BinaryIO", io.BytesIO(data))
    try:
        for article in _pipeline.open_reader(
            stream, context, format=fmt.name, name="input", options=how, registry=registry
        ):
            reading.articles.append(article.to_json())
    except NewsfmtError as error:
        reading.failure = reading.failure or f"{type(error).__name__}: {error}"
        complete = isinstance(error, ParseError) and error.complete
    reading.indices += report.articles + report.failed
    reading.skipped += report.skipped
    reading.count.merge(context.count)
    reading.reported += [
        (diagnostic.code, str(attrs.evolve(diagnostic, source="input"))) for diagnostic in report
    ]
    return complete


def disagreement(
    fmt: Format, data: bytes, parts: list[Part], registry: Registry, **how: Any
) -> str:
    """Return the first way in which parts do not give what the whole gives; nothing where they
    do.
    """
    if parts and (wrong := _misplaced(parts, len(data))):
        return wrong
    whole, divided = (
        read_whole(fmt, data, registry, **how),
        read_in_parts(fmt, data, parts, registry, **how),
    )
    for number, (one, other) in enumerate(zip(whole.articles, divided.articles, strict=False)):
        if one != other:
            return f"article {number} of the whole is {_shown(one)}, of the parts {_shown(other)}"
    if len(whole.articles) != len(divided.articles):
        return f"{len(whole.articles)} articles in the whole, {len(divided.articles)} in the parts"
    if whole.reported != divided.reported:
        lost = [text for text in whole.reported if text not in divided.reported]
        more = [text for text in divided.reported if text not in whole.reported]
        return f"reported of the whole alone: {lost[:3] or 'nothing'}, of the parts alone: {more[:3] or 'nothing'}, or not as often"
    if whole.failure != divided.failure:
        return f"the whole ended with {whole.failure or 'no error'!r}, the parts with {divided.failure or 'no error'!r}"
    return ""


def _misplaced(parts: list[Part], size: int) -> str:
    """What is wrong with where the parts are."""
    try:
        list(in_order(parts, size))
    except (TypeError, ValueError) as error:
        return str(error)
    return ""


def _shown(article: bytes) -> str:
    return article[:400].decode("utf-8", "replace")
