"""Research exports and corpora for newsfmt: what databases of newspapers let people download, and
what collections for research are made of.

This module is the plugin: it holds the records of the formats, all of them read only.
"""

from __future__ import annotations

from newsfmt.format import Format
from newsfmt.hooks import hookimpl
from newsfmt_research import (
    cnn_story,
    europresse,
    factiva,
    factiva_html,
    factiva_xml,
    lexisnexis,
    mind,
    newsgroup,
    nexis_html,
    nexis_uni,
    nyt,
    proquest,
    rcv,
    reuters,
    sgml_doc,
    wapo,
)

__version__ = "0.1.0"

__all__ = ["newsfmt_formats"]


@hookimpl
def newsfmt_formats() -> list[Format]:
    """Provide the formats of exports and corpora."""
    modules = (
        sgml_doc,
        reuters,
        rcv,
        nyt,
        wapo,
        mind,
        cnn_story,
        newsgroup,
        lexisnexis,
        nexis_html,
        nexis_uni,
        factiva,
        factiva_html,
        factiva_xml,
        proquest,
        europresse,
    )
    return [module.FORMAT for module in modules]
