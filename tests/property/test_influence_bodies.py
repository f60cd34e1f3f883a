"""The law of influence, over bodies as office programs, content management systems and builders of
pages leave them: change any value of one, in whatever format carries it, and the article or a
diagnostic changes, but for what the format declares as dropped.

``bodies.html`` has one body per line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from newsfmt._registry import default_registry
from newsfmt.testing import influence
from newsfmt.testing.influence import silent

BODIES = Path(__file__).with_name("bodies.html").read_text(encoding="utf-8").splitlines()
REGISTRY = default_registry()
OFFICE = " ".join(
    f'xmlns:{prefix}="urn:x:{prefix}"'
    for prefix in "o st1 v w fb g epub text draw xlink x rb n".split()
)
_REFERENCE = re.compile(r"&(?!amp;|lt;|gt;|quot;|#)(\w+);?")


def well_formed(body: str) -> str:
    """A body as XML allows it: without declarations of office programs, its references known."""
    body = re.sub(r"<!\[.*?\]>", "", body)
    return _REFERENCE.sub(lambda match: unescape(match[0]).replace("&", "&amp;"), body)


def ninjs(body: str) -> str:
    return json.dumps({"uri": "urn:x:1", "type": "text", "headline": "Sund", "body_xhtml": body})


def newsml_g2(body: str) -> str:
    return (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:1" version="1"'
        ' standard="NewsML-G2" standardversion="2.34"><itemMeta><itemClass qcode="ninat:text"/>'
        '<provider literal="p"/><versionCreated>2021-05-04T10:00:00Z</versionCreated></itemMeta>'
        "<contentMeta><headline>Sund</headline></contentMeta><contentSet>"
        '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"'
        f" {OFFICE}><body>{well_formed(body)}</body></html></inlineXML></contentSet></newsItem>"
    )


def atom(body: str) -> str:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Sund</title><id>urn:f</id><entry>'
        '<title>Ferry</title><id>urn:1</id><content type="xhtml"><div'
        f' xmlns="http://www.w3.org/1999/xhtml" {OFFICE}>{well_formed(body)}</div></content>'
        "</entry></feed>"
    )


def rss(body: str) -> str:
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Sund</title>'
        "<link>https://e.example/</link><item><title>Ferry</title><guid>urn:1</guid>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded>"
        "<wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type></item></channel></rss>"
    )


CARRIERS: dict[str, Callable[[str], str]] = {
    "ninjs": ninjs,
    "newsml-g2": newsml_g2,
    "atom": atom,
    "rss": rss,
    "wxr": rss,
}


@pytest.mark.parametrize("name", CARRIERS)
def test_every_value_of_bodies_from_elsewhere(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name not in REGISTRY.formats():
        pytest.skip(f"the plugin with {name} is not installed")
    monkeypatch.setattr(influence, "EVERY", True)
    count, without = 0, []
    for body in BODIES:
        changed, left = silent(REGISTRY.get(name), CARRIERS[name](body).encode(), "x", REGISTRY)
        count += changed
        without += [f"{value} in {body}" for value in left]
    assert count > 7 * len(BODIES)
    assert without == []
