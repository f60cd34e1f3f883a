"""Shared parts of plain-text formats: bytes to characters, lines to paragraphs, and the reading of
bylines, datelines, credits and end marks.

Text comes in as the source has it; it goes out verbatim except for line ends, outer white space and
soft wraps. Readings are annotations: a dateline, byline or credit is recognised only where it is
certain, and its wording is not moved. dated-text-grammar.md §2, §3, §8–10.
"""

from __future__ import annotations

from newsfmt.lines import groups, is_rule, join, lines, paragraphs, tabular, unwrap, unwrapped, wrap
from newsfmt.prose._bylines import Byline, affiliation, byline
from newsfmt.prose._datelines import (
    dateline,
    prefix_of,
    report_separator,
    with_prefix,
    without_prefix,
)
from newsfmt.prose._decoding import (
    BYTE_ORDER_MARKS,
    bad_byte,
    clean,
    decode,
    is_mojibake,
    mended,
    mended_article,
    windows_1252,
)
from newsfmt.prose._encoding import encode
from newsfmt.prose._roles import CAPTIONS, role

__all__ = [
    "BYTE_ORDER_MARKS",
    "CAPTIONS",
    "Byline",
    "affiliation",
    "bad_byte",
    "byline",
    "clean",
    "dateline",
    "decode",
    "encode",
    "groups",
    "is_mojibake",
    "is_rule",
    "join",
    "lines",
    "mended",
    "mended_article",
    "paragraphs",
    "prefix_of",
    "report_separator",
    "role",
    "tabular",
    "unwrap",
    "unwrapped",
    "windows_1252",
    "with_prefix",
    "without_prefix",
    "wrap",
]
