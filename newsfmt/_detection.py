"""Which format an input is in: every sniffer looks at the same Head, and the best answer wins with a reason (DESIGN §5).

Order: confidence, then a matching extension, then the dialect that refines the other. Equal after that is an error that names both.
A sniffer that raises counts as NO and is its plugin's fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from newsfmt.errors import AmbiguousFormatError, UnknownFormatError
from newsfmt.format import Confidence, Format, Head

__all__ = ["Match", "best", "matches"]


@attrs.frozen
class Match:
    """One format that recognises an input."""

    format: str
    """Name of the format."""
    confidence: Confidence
    """How sure it is."""
    reason: str
    """Why, in a few words."""


_WORDS = {
    Confidence.CERTAIN: "bears the format's signature",
    Confidence.LIKELY: "has the format's shape",
    Confidence.MAYBE: "nothing contradicts it",
}


def matches(head: Head, formats: Iterable[Format], failed: object = None) -> list[Match]:
    """Return the readable formats that recognise the head, best first; ``failed(format, error)`` hears of sniffers that raise."""
    found = []
    for fmt in formats:
        if fmt.read is None:
            continue
        try:
            confidence = Confidence(fmt.sniff(head))
        except Exception as error:  # noqa: BLE001 (whatever a plugin's sniffer raises is its own fault)
            if callable(failed):
                failed(fmt, error)
            continue
        if confidence > Confidence.NO:
            found.append((_rank(fmt, confidence, head), fmt, confidence))
    refined = {fmt.refines for _, fmt, _ in found if fmt.refines}
    found.sort(key=lambda match: (match[0], match[1].name not in refined), reverse=True)
    return [Match(fmt.name, confidence, _reason(fmt, confidence, head)) for _, fmt, confidence in found]


def _rank(fmt: Format, confidence: Confidence, head: Head) -> tuple[int, bool]:
    return confidence, head.extension in fmt.extensions


def _reason(fmt: Format, confidence: Confidence, head: Head) -> str:
    reason = _WORDS[confidence]
    if head.extension in fmt.extensions:
        reason += f", and .{head.extension} is its extension"
    return reason


def best(head: Head, formats: Mapping[str, Format], failed: object = None) -> Format:
    """Return the one format the head is in. Raises UnknownFormatError or AmbiguousFormatError."""
    found = matches(head, formats.values(), failed)
    if not found:
        raise UnknownFormatError(f"{_prefix(head)}no format recognises it; {_looks_like(head)}name one with --from or format=")
    first = formats[found[0].format]
    if len(found) > 1:
        second = formats[found[1].format]
        equal = _rank(first, found[0].confidence, head) == _rank(second, found[1].confidence, head)
        if equal and not _refines(first, second, formats):
            raise AmbiguousFormatError(f"{_prefix(head)}could be {first.name} or {second.name}; name one with --from or format=")
    return first


def _refines(first: Format, second: Format, formats: Mapping[str, Format]) -> bool:
    above = first.refines
    while above:
        if above == second.name:
            return True
        above = formats[above].refines if above in formats else ""
    return False


def _prefix(head: Head) -> str:
    return f"{head.name}: " if head.name else ""


_SIGNATURES = (
    (b"%PDF", "a PDF"), (b"PK\x03\x04", "a ZIP (or DOCX, EPUB) archive"), (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"),
    (b"{\\rtf", "an RTF document"), (b"\xd0\xcf\x11\xe0", "an old Office document"), (b"GIF8", "a GIF picture"), (b"\x7fELF", "a program"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"), (b"7z\xbc\xaf", "a 7-Zip archive"),
)  # fmt: skip


def _looks_like(head: Head) -> str:
    for signature, what in _SIGNATURES:
        if head.data.startswith(signature):
            return f"it looks like {what}, which newsfmt does not read; "
    if head.xml_root is not None:
        root = head.xml_root
        return f"it is XML with the root <{root.local}>; "
    if head.json_start:
        return "it is JSON; "
    if b"\x01" in head.data[:8]:
        return "it looks like a wire message (IPTC 7901 or ANPA 1312; install newsfmt-wire); "
    return ""
