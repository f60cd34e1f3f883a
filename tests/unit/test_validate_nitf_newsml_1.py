"""newsfmt validate for NITF (XSD of 3.6) and NewsML 1 (DTD of 1.2)."""

from __future__ import annotations

import pytest

from newsfmt.format import Context
from newsfmt.formats.newsml_1 import validate as newsml_1
from newsfmt.formats.nitf import validate as nitf

NITF = """<?xml version="1.0" encoding="UTF-8"?>
<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" version="-//IPTC//DTD NITF 3.6//EN">
  <head><title>Ferries back</title></head>
  <body>
    <body.head><hedline><hl1>Ferries back</hl1></hedline></body.head>
    <body.content><p>They were running again.</p></body.content>
  </body>
</nitf>
"""
NEWSML = """<?xml version="1.0" encoding="UTF-8"?>
<NewsML>
  <NewsEnvelope><DateAndTime>20210117T140500+0100</DateAndTime></NewsEnvelope>
  <NewsItem>
    <Identification>
      <NewsIdentifier>
        <ProviderId>example.org</ProviderId><DateId>20210117</DateId><NewsItemId>1</NewsItemId>
        <RevisionId PreviousRevision="0" Update="N">1</RevisionId>
        <PublicIdentifier>urn:newsml:example.org:20210117:1:1</PublicIdentifier>
      </NewsIdentifier>
    </Identification>
    <NewsManagement>
      <NewsItemType FormalName="News"/><FirstCreated>20210117T140500+0100</FirstCreated>
      <ThisRevisionCreated>20210117T140500+0100</ThisRevisionCreated><Status FormalName="Usable"/>
    </NewsManagement>
    <NewsComponent>
      <ContentItem><DataContent><p>They were running again.</p></DataContent></ContentItem>
    </NewsComponent>
  </NewsItem>
</NewsML>
"""


def found(module: object, text: str) -> list[tuple[str, int | None]]:
    return [(problem.rule, problem.line) for problem in module.validate(text.encode(), Context())]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    [
        NITF,
        NITF.replace(' xmlns="http://iptc.org/std/NITF/2006-10-18/"', ""),
        NITF.replace("NITF 3.6", "NITF 3.3"),
    ],
)
def test_valid_nitf_with_and_without_namespace(text: str) -> None:
    assert found(nitf, text) == []


def test_faults_of_nitf_have_their_lines() -> None:
    assert found(nitf, NITF.replace("<hl1>Ferries back</hl1>", "<hl9/>")) == [("schema", 5)]
    assert found(nitf, "<html/>") == [("schema", 1)]
    assert [rule for rule, _ in found(nitf, "<nitf>")] == ["xml"]


def test_newsml_1() -> None:
    assert found(newsml_1, NEWSML) == []
    assert found(newsml_1, NEWSML.replace('<Status FormalName="Usable"/>', "")) == [("schema", 12)]
    assert [rule for rule, _ in found(newsml_1, "<NewsML>")] == ["xml"]
