"""Markdown: one article per file, front matter that Hugo and Jekyll read, and the body as
CommonMark with tables.

What front matter has no usual key for stands under one ``newsfmt:`` map, by the names of the model;
so everything comes back.
"""

from __future__ import annotations

import re

import attrs

from newsfmt.format import Format
from newsfmt.head import Confidence, Head
from newsfmt.hooks import hookimpl
from newsfmt.options import Options, Salvage, option
from newsfmt.slots import everything

__all__ = ["FORMAT", "MarkdownReadOptions", "MarkdownWriteOptions", "newsfmt_formats", "sniff"]

_FRONT = re.compile(
    r"\ufeff?(?:[ \t]*+\r?\n)*+(---|\+\+\+|;;;)[ \t]*(?:yaml|toml|json)?[ \t]*\r?\n"
)
_UNOPENED = re.compile(
    r"\ufeff?\s*+(?:(?:[A-Za-z_][\w.-]*[ \t]*:(?:[ \t][^\n]*)?|(?!---)[ \t-][^\n]*)\r?\n){2,}+---[ \t]*\r?$",
    re.MULTILINE,
)
_FIRST = re.compile(r"\ufeff?\s*+([a-z_]++)[ \t]*:")
_KEY = re.compile(r"\{?[ \t]*[\"']?[A-Za-z_][\w.-]*[\"']?[ \t]*(:(?=[ \t\r\n])|=)")
_ENDS = {"---": ("---", "..."), "+++": ("+++",), ";;;": (";;;",)}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MarkdownReadOptions(Salvage):
    """How Markdown is read."""

    repair: bool = option(False, "Repair UTF-8 that was once read as windows-1252 (â€™ becomes ’).")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MarkdownWriteOptions(Options):
    """How Markdown is written."""

    heading: bool = option(
        False, "Begin the body with the headline as a heading; reading takes it off again."
    )


def sniff(head: Head) -> Confidence:
    """CERTAIN for front matter with our map, LIKELY for any front matter, also where its first
    fence is missing, MAYBE for the extension alone.
    """
    text = head.text
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    match = _FRONT.match(text)
    if match:
        lines = text[match.end() :].splitlines()
        ends = _ENDS[match[1]]
        place = next((number for number, line in enumerate(lines) if line.rstrip() in ends), None)
        inside = [f"{line}\n" for line in lines[:place]]
        if match[1] == "---" and any(line.startswith("newsfmt:") for line in inside):
            return Confidence.CERTAIN
        keys = any(_KEY.match(line) for line in inside)
        if (place == 0 and match[1] == "---") or (
            keys and (place is not None or len(head.data) >= 4096)
        ):
            return Confidence.LIKELY
    first = _FIRST.match(text)
    if first and _UNOPENED.match(text):
        from newsfmt.formats.markdown.keys import KEYS

        if first[1] in KEYS.telling():
            return Confidence.LIKELY
    return (
        Confidence.MAYBE
        if head.extension in FORMAT.extensions and not head.data[:4096].count(b"\x00")
        else Confidence.NO
    )


FORMAT = Format(
    name="markdown",
    title="Markdown",
    aliases=("md",),
    media_types=("text/markdown",),
    extensions=("md", "markdown"),
    sniff=sniff,
    read="newsfmt.formats.markdown.read:read",
    write="newsfmt.formats.markdown.write:write",
    read_options=MarkdownReadOptions,
    write_options=MarkdownWriteOptions,
    writes=everything,
    multiple=False,
    streams=False,
    samples=("newsfmt.formats.markdown:samples",),
    spec="https://spec.commonmark.org/0.31.2/",
)


@hookimpl
def newsfmt_formats() -> list[Format]:
    """Provide Markdown."""
    return [FORMAT]
