"""Pages of the web: the record of the format and its sniffer.

One page is one Article. Its fields are those that the page declares, its body is the story in it.
"""

from __future__ import annotations

import re
from typing import Literal

import attrs

from newsfmt.dropped import Dropped
from newsfmt.format import Format
from newsfmt.head import Confidence, Head
from newsfmt.options import Options, option
from newsfmt_web.options import WebOptions

__all__ = ["DROPS", "FORMAT", "HtmlOptions", "HtmlPageOptions", "sniff"]

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)[\s>]", re.I | re.S
)
_TAG = re.compile(r"<(?:html|head|body|article|main|div|p|h1|meta|title)[\s>]", re.I)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class HtmlOptions(WebOptions):
    """How a page is read."""

    body: Literal["trafilatura", "article", "none"] = option(
        "trafilatura",
        "What finds the story in the page: the library trafilatura, the element article or main, "
        "or nothing.",
    )
    """What finds the story in the page."""
    provenance: bool = option(True, "Keep in extra which source each field came from.")
    """Whether the source of each field is kept in ``extra`` under ``html:from``."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class HtmlPageOptions(Options):
    """How a page is written."""

    style: bool = option(True, "Write a small style sheet into the page.")
    """Whether the page has a style sheet."""


def sniff(head: Head) -> Confidence:
    """LIKELY for a page that begins as one, MAYBE for a tag in a file with the name of one."""
    if _PAGE.match(head.text):
        return Confidence.LIKELY
    if head.extension in ("htm", "html", "xhtml") and _TAG.search(head.text):
        return Confidence.MAYBE
    return Confidence.NO


DROPS = (
    Dropped("comment()", "a note of who made the page"),
    Dropped("body/**", "menus, notices and boxes beside the story"),
    Dropped("head/link/**", "style sheets, icons and feeds; the canonical address is read"),
    Dropped("head/style/**", "presentation"),
    Dropped("head/script/**", "programs; JSON-LD is read"),
    Dropped("head/meta/**", "hints to browsers; the table of names says which are read"),
)
"""What the reader of pages leaves out."""


def _writes(options: object) -> frozenset[str]:
    from newsfmt_web.html.write import PAGE

    return PAGE


FORMAT = Format(
    name="html",
    title="HTML page",
    aliases=("page", "xhtml"),
    media_types=("text/html", "application/xhtml+xml"),
    extensions=("html", "htm", "xhtml"),
    sniff=sniff,
    read="newsfmt_web.html.read:read",
    read_options=HtmlOptions,
    write="newsfmt_web.html.write:write",
    write_options=HtmlPageOptions,
    writes=_writes,
    drops=DROPS,
    multiple=False,
    streams=False,
    samples=("newsfmt_web:samples/html",),
    spec="https://html.spec.whatwg.org/",
)
"""The format."""
