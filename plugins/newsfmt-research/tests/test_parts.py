"""Inputs in parts, where no part has an article."""

from __future__ import annotations

import pytest

pytest.importorskip(
    "newsfmt_research",
    reason="newsfmt-research is not installed: pip install -e plugins/newsfmt-research",
)

from newsfmt._registry import default_registry
from newsfmt.testing.parts import disagreement, parts_of

NONE = {
    "factiva": b"A text about ferries.\n\nAnd another one.\n",
    "lexisnexis": b"of 2 DOCUMENTS\n\n\nQuay Wire\n",
    "mind": b"\n\n",
    "nexis-html": b"<html><body><p>Ferries</p></body></html>\n",
    "proquest": b"A text about ferries.\n\nAnd another one.\n",
    "reuters-21578": b"<!DOCTYPE lewis>\nREUTERS\n",
    "sgml-doc": b"<TEXT>\nFerries\n</TEXT>\n",
    "wapo": b"\n\n",
}


@pytest.mark.parametrize("name", NONE)
def test_an_input_without_an_article_fails_in_parts_as_in_one(name: str) -> None:
    registry = default_registry()
    fmt = registry.get(name)
    parts = parts_of(fmt, NONE[name], 1, registry)
    assert parts
    assert disagreement(fmt, NONE[name], parts, registry) == ""


def test_a_notice_in_place_of_an_article_takes_no_index() -> None:
    registry = default_registry()
    fmt = registry.get("nexis-html")
    notice = "<!-- <DOCFULL> --><P>This document cannot be shown.</P><!-- </DOCFULL> -->"
    story = (
        "<!-- <DOCFULL> --><DIV><P>2 of 2 DOCUMENTS</P></DIV><DIV><P>Quay Wire</P></DIV>"
        "<DIV><P>May 3, 2021</P></DIV><DIV><P>Tolls fall</P></DIV><DIV><P>LENGTH: 3 words</P></DIV>"
        "<DIV><P>Cars pay less.</P></DIV><!-- </DOCFULL> -->"
    )
    data = "\n".join(["<HTML><BODY>", notice, story, "</BODY></HTML>\n"]).encode()
    parts = parts_of(fmt, data, 1, registry)
    assert len(parts) > 1
    assert disagreement(fmt, data, parts, registry) == ""
