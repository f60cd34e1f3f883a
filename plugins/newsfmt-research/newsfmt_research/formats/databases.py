"""Downloads of databases of newspapers: the records of their formats, and their sniffers.

A sniffer answers for itself where a look is enough, and asks the module of the reader, which is
imported then, only about an input that may well be in its format.
"""

from __future__ import annotations

import re

from newsfmt.dropped import HTML, XML, Dropped
from newsfmt.format import Format
from newsfmt.head import Confidence, Head
from newsfmt_research.nexis_labels import may_open
from newsfmt_research.options import NexisOptions, ProQuestOptions, ResearchOptions

__all__ = ["FORMATS"]

_NEAR = 40
_COMMENT = 400  # characters before <DOCFULL> in which its comment begins
_NAMED = re.compile(r"<!--\s{0,9}LXNComment", re.IGNORECASE)
_FULL = re.compile(r"<DOCFULL>", re.IGNORECASE)
_STRONG = re.compile(r"<(?:strong|b)>\s{0,9}[^<>:：]", re.IGNORECASE)
_ARTICLE = re.compile(
    r"class\s*=\s*[\"']article [a-z]{2,4}Article[\"']|class=[\"'][a-z]{2,4}Headline"
)
_PPS = "http://global.factiva.com/pps/2.0"
_EUROPRESSE = ("DocPublicationName", "cedrom-sni.com/schema")
_CERTIFICATE = "a certificate for the reader, with the number of the document again"
PAGE_LAYOUT = (
    *HTML,
    Dropped("@valign|@lang|@src|@alt", "presentation, or what tells elements apart"),
    Dropped("head/**", "style and title of the page"),
    Dropped("form|input/@*", "buttons of the page"),
)
_PLACES = ("@class", "@style", "@name", "@bgcolor", "@type", "@language", "@content", "@topic", "@updated", "@src", "@alt", "@width", "@http-equiv", "style/**", "script/**", "title/**")  # fmt: skip
NEXIS_LAYOUT = (
    *XML,
    *(Dropped(place, "layout of the download") for place in _PLACES),
    *(Dropped(place.upper(), "layout of the download") for place in _PLACES),
)


def _is_rtf(head: Head) -> bool:
    return head.data.lstrip(b"\xef\xbb\xbf\r\n\t ")[:5] == b"{\\rtf"


def sniff_lexisnexis(head: Head) -> Confidence:
    """CERTAIN for a number line with a label in capitals below it, LIKELY for a cover alone."""
    if head.json_start:
        return Confidence.NO
    rows = head.lines
    fields = sum(":" in row[:_NEAR] and row.lstrip()[:1].isalpha() for row in rows[:_NEAR])
    if fields < 2 and not may_open(rows):
        return Confidence.NO
    from newsfmt_research.lexisnexis import sniff

    return sniff(head)


LEXISNEXIS = Format(
    name="lexisnexis",
    title="LexisNexis text",
    aliases=("nexis-txt",),
    extensions=("txt",),
    sniff=sniff_lexisnexis,
    read="newsfmt_research.lexisnexis:read",
    split="newsfmt_research.lexisnexis:split",
    read_options=NexisOptions,
    samples=("newsfmt_research:samples/lexisnexis",),
    spec="https://www.lexisnexis.com/en-us/support/nexis",
)


def sniff_nexis_html(head: Head) -> Confidence:
    """CERTAIN for the comments in which LexisNexis names itself or opens an article."""
    if not head.xml_start:
        return Confidence.NO
    text = head.more_text
    return Confidence.CERTAIN if _NAMED.search(text) or _in_comment(text) else Confidence.NO


def _in_comment(text: str) -> bool:
    """Whether an article opens in a comment."""
    for match in _FULL.finditer(text):
        before = text[max(0, match.start() - _COMMENT) : match.start()]
        if before.rfind("<!--") > before.rfind("-->"):
            return True
    return False


NEXIS_HTML = Format(
    name="nexis-html",
    title="LexisNexis HTML",
    extensions=("html", "htm"),
    sniff=sniff_nexis_html,
    read="newsfmt_research.nexis_html:read",
    split="newsfmt_research.nexis_html:split",
    read_options=NexisOptions,
    samples=("newsfmt_research:samples/nexis-html",),
    drops=NEXIS_LAYOUT,
    spec="https://www.lexisnexis.com/en-us/support/nexis",
)


def sniff_nexis_uni(head: Head) -> Confidence:
    """CERTAIN for DOCX or RTF with the first bookmark or the mark that ends a document."""
    if head.data[:4] != b"PK\x03\x04" and not _is_rtf(head):
        return Confidence.NO
    from newsfmt_research.nexis_uni import sniff

    return sniff(head)


NEXIS_UNI = Format(
    name="nexis-uni",
    title="Nexis Uni (DOCX, RTF)",
    aliases=("nexis", "lexis-plus"),
    media_types=(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/rtf",
    ),
    extensions=("docx", "rtf"),
    sniff=sniff_nexis_uni,
    read="newsfmt_research.nexis_uni:read",
    read_options=NexisOptions,
    streams=False,
    samples=("newsfmt_research:samples/nexis-uni",),
    spec="https://www.lexisnexis.com/en-us/support/nexis-uni",
)


def sniff_factiva(head: Head) -> Confidence:
    """CERTAIN for the codes HD, WC, PD and SN or AN, in that order, within 40 lines."""
    if not _is_rtf(head) and (head.json_start or "HD" not in head.text):
        return Confidence.NO
    from newsfmt_research.factiva import sniff

    return sniff(head)


FACTIVA = Format(
    name="factiva",
    title="Factiva text and RTF",
    extensions=("txt", "rtf"),
    sniff=sniff_factiva,
    read="newsfmt_research.factiva:read",
    split="newsfmt_research.factiva:split",
    read_options=ResearchOptions,
    samples=("newsfmt_research:samples/factiva",),
    spec="https://github.com/newsfmt/newsfmt/blob/main/plugins/newsfmt-research/docs/factiva.md",
)


def sniff_factiva_html(head: Head) -> Confidence:
    """CERTAIN for a ``div`` of an article, or a headline, of Factiva's classes; long style sheets
    may stand before it.
    """
    if not head.xml_start:
        return Confidence.NO
    text = head.more_text
    if ("Article" in text or "Headline" in text) and _ARTICLE.search(text):
        return Confidence.CERTAIN
    is_long = len(head.more) > 60_000 and "factiva" in text.casefold()
    return (
        Confidence.CERTAIN if is_long and _ARTICLE.search(head.wider().more_text) else Confidence.NO
    )


FACTIVA_HTML = Format(
    name="factiva-html",
    title="Factiva HTML",
    extensions=("html", "htm"),
    sniff=sniff_factiva_html,
    read="newsfmt_research.factiva_html:read",
    read_options=ResearchOptions,
    samples=("newsfmt_research:samples/factiva-html",),
    drops=(
        *PAGE_LAYOUT,
        Dropped("title/text()", "the name of the database"),
        Dropped("h1/text()", "the name of the database"),
    ),
    spec="https://github.com/newsfmt/newsfmt/blob/main/plugins/newsfmt-research/docs/factiva-html.md",
)


def sniff_factiva_xml(head: Head) -> Confidence:
    """CERTAIN for a root of PPS or DistDoc."""
    root = head.xml_root
    named = root is not None and (
        root.namespace == _PPS or root.local in ("PPSResponse", "DistDoc")
    )
    return Confidence.CERTAIN if named else Confidence.NO


FACTIVA_XML = Format(
    name="factiva-xml",
    title="Factiva XML",
    extensions=("xml",),
    sniff=sniff_factiva_xml,
    read="newsfmt_research.factiva_xml:read",
    read_options=ResearchOptions,
    samples=("newsfmt_research:samples/factiva-xml",),
    drops=(
        *XML,
        Dropped("ReplyItem/@lang", "the language of the interface"),
        Dropped("paragraph/@lang", "the language is the article's"),
        Dropped("paragraph/@display", "presentation, but for Fixed"),
        Dropped("paragraph/@truncation", "what the search was asked for"),
        Dropped("@position", "the order of the codes, which is theirs in the file"),
    ),
    spec="https://github.com/newsfmt/newsfmt/blob/main/plugins/newsfmt-research/docs/factiva-xml.md",
)


def sniff_proquest(head: Head) -> Confidence:
    """CERTAIN for a first line of 60 underscores and a known label behind it, and for a page with
    labels in ``strong`` that ProQuest alone has.
    """
    if not (_STRONG.search(head.more_text) if head.xml_start else head.first_line == "_" * 60):
        return Confidence.NO
    from newsfmt_research.proquest import sniff

    return sniff(head)


PROQUEST = Format(
    name="proquest",
    title="ProQuest text and HTML",
    extensions=("txt", "html", "htm"),
    sniff=sniff_proquest,
    read="newsfmt_research.proquest:read",
    split="newsfmt_research.proquest:split",
    read_options=ProQuestOptions,
    samples=("newsfmt_research:samples/proquest",),
    spec="https://github.com/newsfmt/newsfmt/blob/main/plugins/newsfmt-research/docs/proquest.md",
)


def sniff_europresse(head: Head) -> Confidence:
    """CERTAIN for the class of a publication's name, or the schema of the house."""
    if not head.xml_start:
        return Confidence.NO
    text = head.more_text
    return Confidence.CERTAIN if any(mark in text for mark in _EUROPRESSE) else Confidence.NO


EUROPRESSE = Format(
    name="europresse",
    title="Europresse (Eureka)",
    aliases=("eureka",),
    extensions=("html", "htm"),
    sniff=sniff_europresse,
    read="newsfmt_research.europresse:read",
    read_options=ResearchOptions,
    samples=("newsfmt_research:samples/europresse",),
    drops=(
        *PAGE_LAYOUT,
        *(Dropped(place, _CERTIFICATE) for place in ("footer/div/**", "td/table/**")),
    ),
    spec="https://github.com/newsfmt/newsfmt/blob/main/plugins/newsfmt-research/docs/europresse.md",
)

FORMATS = [
    LEXISNEXIS,
    NEXIS_HTML,
    NEXIS_UNI,
    FACTIVA,
    FACTIVA_HTML,
    FACTIVA_XML,
    PROQUEST,
    EUROPRESSE,
]
"""The formats, in the order in which they are asked."""
