"""Collections for research: the records of their formats, and their sniffers.

A sniffer answers for itself where a look is enough, and asks the module of the reader, which is
imported then, only about an input that may well be in its format.
"""

from __future__ import annotations

import re

from newsfmt.dropped import XML, Dropped
from newsfmt.format import Format
from newsfmt.head import Confidence, Head
from newsfmt_research.options import ResearchOptions, SgmlOptions

__all__ = ["FORMATS"]

_DOC = re.compile(r"<DOC(?:\s|NO>)", re.IGNORECASE)
_NYT = ('class="full_text"', 'class="print_byline"', "indexing_service", "publication_day_of_month")  # fmt: skip
_HEADER = ("from", "subject", "organization", "lines")
_LONGEST_NAME = 42  # characters of the name of a header field, with its colon


def sniff_sgml_doc(head: Head) -> Confidence:
    """CERTAIN for a ``<DOC>`` with a number or an id before any other element."""
    if head.first_line[:1] != "<" or not _DOC.search(head.text):
        return Confidence.NO
    from newsfmt_research.sgml_doc import begins_with_document

    return Confidence.CERTAIN if begins_with_document(head.text) else Confidence.NO


SGML_DOC = Format(
    name="sgml-doc",
    title="SGML <DOC> corpora (Gigaword, AQUAINT, TREC)",
    aliases=("trec", "gigaword", "aquaint"),
    extensions=("sgml", "sgm"),
    sniff=sniff_sgml_doc,
    read="newsfmt_research.sgml_doc:read",
    split="newsfmt_research.sgml_doc:split",
    read_options=SgmlOptions,
    samples=("newsfmt_research:samples/sgml-doc",),
    drops=(
        Dropped("comment()", "a note of who made the file, no part of a document"),
        Dropped("TABLE/@CWL", "the widths of columns"),
    ),
    spec="https://catalog.ldc.upenn.edu/LDC2011T07",
)


def sniff_reuters(head: Head) -> Confidence:
    """CERTAIN for ``<REUTERS`` with a NEWID at the beginning, behind the document type."""
    if "<REUTERS" not in head.text:
        return Confidence.NO
    from newsfmt_research.reuters import begins_with_story

    return Confidence.CERTAIN if begins_with_story(head.text) else Confidence.NO


REUTERS = Format(
    name="reuters-21578",
    title="Reuters-21578",
    extensions=("sgm",),
    sniff=sniff_reuters,
    read="newsfmt_research.reuters:read",
    split="newsfmt_research.reuters:split",
    read_options=ResearchOptions,
    samples=("newsfmt_research:samples/reuters-21578",),
    spec="https://www.daviddlewis.com/resources/testcollections/reuters21578/readme.txt",
)


def sniff_rcv(head: Head) -> Confidence:
    """CERTAIN for the root ``newsitem`` with an ``itemid``."""
    root = head.xml_root
    named = root is not None and root.local == "newsitem" and not root.namespace
    return Confidence.CERTAIN if named and "itemid" in head.text else Confidence.NO


RCV = Format(
    name="rcv1",
    title="Reuters Corpus RCV1, RCV2",
    aliases=("rcv2",),
    extensions=("xml",),
    sniff=sniff_rcv,
    read="newsfmt_research.rcv:read",
    multiple=False,
    streams=False,
    read_options=ResearchOptions,
    samples=("newsfmt_research:samples/rcv1",),
    drops=(
        *XML,
        Dropped("newsitem/@id", "an XML id of the file, the same in all of them"),
    ),
    spec="https://trec.nist.gov/data/reuters/reuters.html",
)


def sniff_nyt(head: Head) -> Confidence:
    """CERTAIN for NITF with a class or meta element of the corpus."""
    root = head.xml_root
    if root is None or root.local != "nitf":
        return Confidence.NO
    return Confidence.CERTAIN if any(sign in head.more_text for sign in _NYT) else Confidence.NO


NYT = Format(
    name="nyt-corpus",
    title="New York Times Annotated Corpus",
    extensions=("xml",),
    sniff=sniff_nyt,
    read="newsfmt_research.nyt:read",
    multiple=False,
    streams=False,
    refines="nitf",
    read_options=ResearchOptions,
    samples=("newsfmt_research:samples/nyt-corpus",),
    drops=(
        *XML,
        Dropped("nitf/@version", "the version of the DTD"),
        Dropped("nitf/@change.date", "the day of the DTD"),
        Dropped("nitf/@change.time", "the hour of the DTD"),
    ),
    spec="https://catalog.ldc.upenn.edu/LDC2008T19",
)


def sniff_wapo(head: Head) -> Confidence:
    """CERTAIN for the keys ``article_url`` and ``contents``."""
    if head.json_start != "{":
        return Confidence.NO
    return Confidence.CERTAIN if {"article_url", "contents"} <= head.json_keys else Confidence.NO


WAPO = Format(
    name="wapo",
    title="TREC Washington Post",
    extensions=("jl", "jsonl"),
    sniff=sniff_wapo,
    read="newsfmt_research.wapo:read",
    split="newsfmt_research.wapo:split",
    refines="jsonl",
    read_options=ResearchOptions,
    samples=("newsfmt_research:samples/wapo",),
    spec="https://trec.nist.gov/data/wapost/",
)


def sniff_mind(head: Head) -> Confidence:
    """CERTAIN for a first line of eight columns with an identifier and lists of entities."""
    cells = head.first_line.split("\t")
    right = len(cells) >= 7 and _is_id(cells[0]) and cells[6][:1] == "["
    return Confidence.CERTAIN if right else Confidence.NO


def _is_id(cell: str) -> bool:
    return cell[:1] == "N" and cell[1:].isdecimal() and len(cell) < 11


MIND = Format(
    name="mind",
    title="MIND news.tsv",
    extensions=("tsv",),
    sniff=sniff_mind,
    read="newsfmt_research.mind:read",
    split="newsfmt_research.mind:split",
    refines="table",
    read_options=ResearchOptions,
    samples=("newsfmt_research:samples/mind",),
    spec="https://github.com/msnews/msnews.github.io/blob/master/assets/doc/introduction.md",
)


def sniff_cnn_story(head: Head) -> Confidence:
    """CERTAIN for a line ``@highlight`` in a .story, LIKELY for one elsewhere."""
    if head.extension == "story":
        return Confidence.CERTAIN if _has_highlight(head.more_text) else Confidence.LIKELY
    is_likely = not head.json_start and _has_highlight(head.text)
    return Confidence.LIKELY if is_likely else Confidence.NO


def _has_highlight(text: str) -> bool:
    if "@highlight" not in text:
        return False
    from newsfmt_research.cnn_story import has_highlight

    return has_highlight(text)


CNN_STORY = Format(
    name="cnn-story",
    title="CNN and Daily Mail .story",
    extensions=("story",),
    sniff=sniff_cnn_story,
    read="newsfmt_research.cnn_story:read",
    multiple=False,
    streams=False,
    read_options=ResearchOptions,
    samples=("newsfmt_research:samples/cnn-story",),
    spec="https://github.com/newsfmt/newsfmt/blob/main/plugins/newsfmt-research/docs/research.md",
)


def sniff_newsgroup(head: Head) -> Confidence:
    """CERTAIN for a header with Newsgroups and another field, LIKELY for Path with Subject, or two
    of From, Subject, Organization, Lines at the beginning.
    """
    if ":" not in head.first_line[:_LONGEST_NAME] or head.xml_start or head.json_start:
        return Confidence.NO
    from newsfmt_research.newsgroup import names_of_header

    names = names_of_header(head.lines[:60])
    if "newsgroups" in names and len(names) > 1:
        return Confidence.CERTAIN
    if {"path", "subject"} <= names or len(names.intersection(_HEADER)) > 2:
        return Confidence.LIKELY
    return Confidence.NO


NEWSGROUP = Format(
    name="newsgroup",
    title="Newsgroup article (RFC 1036)",
    sniff=sniff_newsgroup,
    read="newsfmt_research.newsgroup:read",
    multiple=False,
    streams=False,
    refines="eml",
    read_options=ResearchOptions,
    samples=("newsfmt_research:samples/newsgroup",),
    spec="https://www.rfc-editor.org/rfc/rfc1036",
)

FORMATS = [SGML_DOC, REUTERS, RCV, NYT, WAPO, MIND, CNN_STORY, NEWSGROUP]
"""The formats, in the order in which they are asked."""
