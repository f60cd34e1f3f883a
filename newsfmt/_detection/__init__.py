"""The format of an input: every sniffer looks at the same Head, and the best answer wins with a
reason (docs/explanation/recognising.md).

Order: confidence, then a matching extension, then the dialect that refines the other. Equal after
that is an error that names both. A sniffer that raises counts as NO and is its plugin's fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from sys import getrecursionlimit
from time import thread_time
from typing import NamedTuple, TypeAlias

import attrs

from newsfmt._registry import FAULTS, LONGEST_LOOK, Registry
from newsfmt.errors import AmbiguousFormatError, ParseError
from newsfmt.format import Format
from newsfmt.head import SIZE, Confidence, Head

__all__ = ["Choice", "Match", "best", "matches"]


@attrs.frozen
class Match:
    """One format that recognises an input."""

    format: str
    """Name of the format."""
    confidence: Confidence
    """How sure it is."""
    reason: str
    """Why, in a few words."""
    unsure: bool = False
    """Whether it is chosen only because no other format matches: plain text without date, header or
    headline.

    Such an input is read if the caller names it directly or gives its format. In a folder, a
    pattern or a list it is set aside, since any text file looks like that.
    """


class Choice(NamedTuple):
    """The format for reading an input."""

    format: str
    """Name of the format."""
    confidence: Confidence
    """How sure it is."""
    unsure: bool
    """As :attr:`Match.unsure`."""


Rank: TypeAlias = tuple[Confidence, bool]
"""Confidence, then whether the extension fits."""

_PLAIN = "text/plain"
_LOOSE = frozenset({_PLAIN, "text/csv"})  # formats that many files share which hold no articles
_FIELD = re.compile(r"[!-9;-~]{1,76}:|From ")
_KEYS, _LINE = 6, 60  # characters of the input that a reason shows
_WORDS = {
    Confidence.CERTAIN: "bears the format's signature",
    Confidence.LIKELY: "has the format's shape",
    Confidence.MAYBE: "nothing contradicts it",
}


def matches(head: Head, formats: Iterable[Format], registry: Registry | None = None) -> list[Match]:
    """Return the readable formats that recognise the head, best first; the registry records
    sniffers that raised or took long.
    """
    found = _ranked(head, formats, registry)
    seen = _seen(head) if found and found[0][0][0] > Confidence.MAYBE else ""
    return [
        Match(fmt.name, rank[0], _reason(rank, head, seen), _is_unsure(rank, fmt, head))
        for rank, fmt in found
    ]


def best(head: Head, formats: Mapping[str, Format], registry: Registry | None = None) -> Choice:
    """Return the one format of the head, and whether that is ``unsure``. Raises UnknownFormatError
    or AmbiguousFormatError, and ParseError for an empty input.
    """
    if not head.data.strip() and head.more == head.data:  # the head is the whole input
        size = len(head.data)
        raise ParseError(
            f"no text in {size} bytes of white space" if size else "empty input (0 bytes)",
            source=head.name or None,
        )
    found = _ranked(head, formats.values(), registry)
    if not found:
        from newsfmt._detection.refusal import refusal

        raise refusal(head, formats, registry)
    rank, first = found[0]
    equals = [
        fmt for other, fmt in found[1:] if other == rank and not _refines(first, fmt, formats)
    ]
    if equals:
        raise AmbiguousFormatError(
            f"{_prefix(head)}could be {first.name} or {equals[0].name}; name one with --from or format="
        )
    return Choice(first.name, rank[0], _is_unsure(rank, first, head))


def _is_unsure(rank: Rank, fmt: Format, head: Head) -> bool:
    if rank[0] is not Confidence.MAYBE or not _LOOSE & set(fmt.media_types):
        return False
    if not _is_plain(fmt):  # a table whose columns are not those of articles
        return True
    from newsfmt._detection.wording import beginning

    return not beginning(head.text).is_headed


def _is_plain(fmt: Format) -> bool:
    """Whether a format is plain text, the choice for any text without a signature."""
    return _PLAIN in fmt.media_types


def _ranked(
    head: Head, formats: Iterable[Format], registry: Registry | None
) -> list[tuple[Rank, Format]]:
    """The formats that recognise the head with their ranks, best first; among equals a dialect
    comes before the format that it refines.

    If none is at least likely, the sniffers see a wider head, if that may help, for JSON up to
    1 MiB; and plain text is no answer for an input of a known kind.
    """
    formats = [fmt for fmt in formats if fmt.read is not None]
    found = _asked(head, formats, registry)
    if _is_doubtful(found) and _says_more(head):
        head = head.wider()
        found = _asked(head, formats, registry)
    if head.json_start and _is_doubtful(found) and _says_more(head):
        head = head.wider()
        found = _asked(head, formats, registry)
    if _is_doubtful(found) and any(_is_plain(fmt) for _, fmt in found):
        from newsfmt._detection.kinds import kind_of

        if not _is_plain(found[0][1]) or kind_of(head) is not None:
            found = [(rank, fmt) for rank, fmt in found if not _is_plain(fmt)]
    return found


def _is_doubtful(found: Sequence[tuple[Rank, Format]]) -> bool:
    return not found or found[0][0][0] < Confidence.LIKELY


def _says_more(head: Head) -> bool:
    """Whether the input continues beyond the head, as JSON or a header block that may be long, or
    behind white space.
    """
    return (
        len(head.data) >= SIZE
        and bool(head.json_start or not head.first_line or _FIELD.match(head.first_line))
        and len(head.more) > len(head.data)
    )


def _asked(
    head: Head, formats: Iterable[Format], registry: Registry | None
) -> list[tuple[Rank, Format]]:
    found: list[tuple[Rank, Format]] = []
    depth, begun = getrecursionlimit(), thread_time()
    tracer = registry if registry is not None and registry.tracing else None
    for fmt in formats:
        try:
            confidence = fmt.sniff(head) if tracer is None else tracer.sniff(fmt, head)
            if type(confidence) is not Confidence:
                if isinstance(confidence, bool):
                    raise TypeError(f"it answered {confidence}; a sniffer gives a Confidence")
                confidence = Confidence(confidence)
        except FAULTS as error:  # any exception of a plugin's sniffer is its own fault
            if registry is not None:
                registry.sniffer_failed(fmt, error)
            confidence = Confidence.NO
        if confidence:
            found.append(((confidence, head.extension in fmt.extensions), fmt))
        if registry is not None and getrecursionlimit() != depth:
            registry.put_back(fmt, "sniff", depth)
    if registry is not None and thread_time() - begun > LONGEST_LOOK:
        registry.find_slow_sniffers(head)
    if len(found) > 1:
        refined = {fmt.refines for _, fmt in found}
        found.sort(key=lambda entry: (entry[0], entry[1].name not in refined), reverse=True)
    return found


def _reason(rank: Rank, head: Head, seen: str) -> str:
    """The reason in a few words: confidence, evidence in the input, whether the extension fits."""
    confidence, extension = rank
    return (
        _WORDS[confidence]
        + (f" ({seen})" if seen and confidence > Confidence.MAYBE else "")
        + (f", and .{head.extension} is its extension" if extension else "")
    )


def _seen(head: Head) -> str:
    """The evidence at the beginning of an input: the root of XML, the keys of JSON, the first line
    of a text.
    """
    if head.xml_root is not None:
        root = head.xml_root
        return f"the root is <{root.local}>" + (f" of {root.namespace}" if root.namespace else "")
    if head.json_start:
        keys = sorted(head.json_keys, key=lambda key: (head.text.find(f'"{key}"'), key))
        return (
            f"JSON with the keys {', '.join(keys[:_KEYS])}{', …' if len(keys) > _KEYS else ''}"
            if keys
            else "JSON"
        )
    line = head.first_line
    return f"the first line is {line[:_LINE]!r}{'…' if len(line) > _LINE else ''}" if line else ""


def _refines(first: Format, second: Format, formats: Mapping[str, Format]) -> bool:
    """Whether the first is a dialect of the second, directly or through another dialect."""
    above, seen = first.refines, {first.name}
    while above in formats and above not in seen:
        if above == second.name:
            return True
        seen.add(above)
        above = formats[above].refines
    return False


def _prefix(head: Head) -> str:
    return f"{head.name}: " if head.name else ""
