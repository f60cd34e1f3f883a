"""XML that means harm, for every reader of XML: nothing is fetched, expanded or included, and what
is too much is an error.
"""

from __future__ import annotations

import gzip
import http.server
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import newsfmt
from newsfmt import Article
from newsfmt._pipeline.validation import validate
from newsfmt._registry import default_registry
from newsfmt.errors import LimitError, NewsfmtError, ParseError
from newsfmt.format import Limits

SECRET = "what no article may show"
G2 = """{prolog}<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:a" version="1" standard="NewsML-G2" standardversion="2.29" conformance="power"{root}>
<itemMeta><itemClass qcode="ninat:text"/><provider literal="a"/><versionCreated>2021-05-04T06:30:00Z</versionCreated></itemMeta>
<contentMeta><headline>Bridge</headline></contentMeta><contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">
<body>{body}</body></html></inlineXML></contentSet></newsItem>"""
NEWSML_1 = """{prolog}<NewsML Version="1.2"{root}><NewsItem><Identification><NewsIdentifier><ProviderId>a</ProviderId><DateId>20210504</DateId><NewsItemId>b</NewsItemId>
<RevisionId PreviousRevision="0" Update="N">1</RevisionId><PublicIdentifier>urn:a</PublicIdentifier></NewsIdentifier></Identification><NewsManagement>
<NewsItemType FormalName="News"/><FirstCreated>20210504</FirstCreated><ThisRevisionCreated>20210504</ThisRevisionCreated><Status FormalName="Usable"/></NewsManagement>
<NewsComponent><NewsLines><HeadLine>Bridge</HeadLine></NewsLines><ContentItem><DataContent><nitf><body><body.content>{body}</body.content></body></nitf></DataContent>
</ContentItem></NewsComponent></NewsItem></NewsML>"""
NITF = """{prolog}<nitf{root}><head><title>Bridge</title></head><body><body.head><hedline><hl1>Bridge</hl1></hedline></body.head><body.content>{body}</body.content></body></nitf>"""
RSS = """{prolog}<rss version="2.0"{root}><channel><title>Courier</title><item><title>Bridge</title><body xmlns="http://www.w3.org/1999/xhtml">{body}</body></item>
</channel></rss>"""
ATOM = """{prolog}<feed xmlns="http://www.w3.org/2005/Atom"{root}><title>Courier</title><entry><title>Bridge</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{body}</div></content>
</entry></feed>"""
DOCUMENTS = {
    "newsml-g2": ("newsItem", G2),
    "newsml-1": ("NewsML", NEWSML_1),
    "nitf": ("nitf", NITF),
    **({"rss": ("rss", RSS), "atom": ("feed", ATOM)} if "rss" in newsfmt.list_formats() else {}),
}
each_format = pytest.mark.parametrize("format", DOCUMENTS)


def document(
    format: str,
    *,
    subset: str = "",
    prolog: str = "",
    root: str = "",
    body: str = "<p>The bridge opened.</p>",
) -> bytes:
    name, text = DOCUMENTS[format]
    return text.format(
        prolog=prolog or (f"<!DOCTYPE {name} [{subset}]>" if subset else ""), root=root, body=body
    ).encode()


def read(data: bytes, format: str, **how: object) -> tuple[Article, dict[str, int]]:
    with newsfmt.read(data, format=format, name="a.xml", **how) as reader:  # type: ignore[arg-type]
        [article] = reader
        return article, reader.report.counts


def test_every_reader_of_xml_is_here() -> None:
    """A format whose extension is one of XML, or whose type says so, has to be in the table."""
    found = {
        name
        for name, fmt in newsfmt.list_formats().items()
        if "xml" in " ".join((*fmt.extensions, *fmt.media_types, fmt.spec))
    }
    corpora = {"nyt-corpus", "rcv1", "factiva-xml", "nexis-uni"}  # read through xmlkit alone
    likewise = {"sitemap", "wxr"}  # of newsfmt-web, read as rss and atom are
    corpora |= {"html"}  # which is read as HTML, where nothing is declared or expanded
    assert found - corpora - likewise <= DOCUMENTS.keys()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    return path


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that would answer, and what it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(SECRET.encode())

        def log_message(self, *given: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_address[1]}", asked
        serving.shutdown()


def shows(article: Article) -> str:
    return (
        newsfmt.Article.to_json(article).decode() if hasattr(article, "to_json") else repr(article)
    )


# ---- entities
# ------------------------------------------------------------


@each_format
@pytest.mark.parametrize("where", ["text", "attribute"])
def test_an_external_entity_reads_no_file(format: str, where: str, secret: Path) -> None:
    body = (
        "<p>a &x; b</p>" if where == "text" else '<p>a <a href="https://example.org/&x;">b</a></p>'
    )
    article, counts = read(
        document(format, subset=f'<!ENTITY x SYSTEM "{secret.as_uri()}">', body=body), format
    )
    assert SECRET not in shows(article)
    assert counts.get("read.entity-unknown") == 1
    if where == "text":
        assert "a \ufffd b" in article.paragraphs


@each_format
@pytest.mark.sockets
def test_an_external_entity_asks_no_server(format: str, server: tuple[str, list[str]]) -> None:
    address, asked = server
    article, counts = read(
        document(format, subset=f'<!ENTITY x SYSTEM "{address}/x">', body="<p>a &x; b</p>"), format
    )
    assert (SECRET in shows(article), asked, counts.get("read.entity-unknown")) == (False, [], 1)


@each_format
@pytest.mark.sockets
def test_parameter_entities_are_not_followed(
    format: str, server: tuple[str, list[str]], secret: Path
) -> None:
    address, asked = server
    for target in (secret.as_uri(), f"{address}/p"):
        subset = f'<!ENTITY % p SYSTEM "{target}"> %p; <!ENTITY % q "<!ENTITY x SYSTEM \'{target}\'>"> %q;'
        article, counts = read(document(format, subset=subset, body="<p>a &x; b</p>"), format)
        assert (SECRET in shows(article), counts.get("read.entity-unknown")) == (False, 1)
    assert asked == []


@each_format
@pytest.mark.sockets
def test_nothing_is_retrieved(format: str, server: tuple[str, list[str]]) -> None:
    """No DTD, no schema, no style sheet, no catalog, no picture; validating does not either."""
    address, asked = server
    name = DOCUMENTS[format][0]
    prolog = f'<?xml version="1.0"?><?xml-stylesheet href="{address}/s.xsl" type="text/xsl"?><!DOCTYPE {name} PUBLIC "-//A//B" "{address}/a.dtd">'
    root = f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:a {address}/a.xsd" xsi:noNamespaceSchemaLocation="{address}/b.xsd"'
    body = f'<p>It opened.</p><p><a href="{address}/link">more</a></p>'
    data = document(format, prolog=prolog, root=root, body=body)
    assert read(data, format)[0].headline == "Bridge"
    try:
        validate(data, registry=default_registry(), format=format)
    except NewsfmtError:
        pass
    assert asked == []


@each_format
def test_xinclude_is_not_done(format: str, secret: Path) -> None:
    body = f'<p>a</p><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret}" parse="text"/>'
    assert SECRET not in shows(read(document(format, body=body), format)[0])


@each_format
@pytest.mark.alone
def test_billion_laughs_do_not_grow(format: str) -> None:
    subset = '<!ENTITY l0 "lol">' + "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30)
    )
    began = time.process_time()
    article, counts = read(document(format, subset=subset, body="<p>&l29;</p>"), format)
    assert article.text.count("lol") == 0
    assert counts.get("read.entity-unknown") == 1
    assert time.process_time() - began < 2


@each_format
@pytest.mark.alone
def test_quadratic_blow_up_does_not_grow(format: str) -> None:
    data = document(
        format, subset=f'<!ENTITY a "{"x" * 200_000}">', body="<p>" + "&a;" * 5000 + "</p>"
    )
    began = time.process_time()
    article, _ = read(data, format)
    assert article.text.count("\ufffd") == 5000
    assert len(article.text) < 10_000
    assert time.process_time() - began < 5


@each_format
def test_a_subset_without_end_is_a_limit(format: str) -> None:
    name = DOCUMENTS[format][0]
    data = document(format, prolog=f"<!DOCTYPE {name} [" + "<!ENTITY a 'b'>" * 200_000)
    with pytest.raises(ParseError):
        read(data, format)


# ---- size and shape
# ------------------------------------------------------------


@each_format
def test_a_tree_of_a_hundred_thousand_levels(format: str) -> None:
    for body in ("<b>" * 100_000 + "x" + "</b>" * 100_000, "<b>" * 100_000):
        with pytest.raises(LimitError, match="depth=256"):
            read(document(format, body=f"<p>{body}</p>"), format)


@each_format
def test_a_huge_text_is_a_limit_that_can_be_lifted(format: str) -> None:
    data = document(format, body=f"<p>{'x' * 10_500_000}</p>")
    with pytest.raises(LimitError, match="lift it with --limit article_bytes=NUMBER"):
        read(data, format)
    assert len(read(data, format, limits=Limits(article_bytes=1 << 25))[0].text) == 10_500_000


@each_format
@pytest.mark.parametrize("kind", ["a{0}='1'", "x:a{0}='1'", "xmlns:a{0}='u{0}' a{0}:b='1'"])
@pytest.mark.alone
def test_a_hundred_thousand_attributes_are_a_limit(format: str, kind: str) -> None:
    attributes = " ".join(kind.format(number) for number in range(100_000))
    for data in (
        document(format, body=f"<p xmlns:x='u' {attributes}>a</p>"),
        document(format, root=f" xmlns:x='u' {attributes}"),
    ):
        began = time.process_time()
        with pytest.raises(LimitError, match=r"attributes of .* passes the limit attributes=1000"):
            read(data, format)
        assert time.process_time() - began < 5


@each_format
@pytest.mark.alone
def test_a_hundred_thousand_namespaces(format: str) -> None:
    declared = " ".join(f"xmlns:a{number}='u{number}'" for number in range(100_000))
    began = time.process_time()
    try:
        read(document(format, body=f"<p {declared}>a</p>"), format)
    except LimitError:
        pass
    assert time.process_time() - began < 5


@each_format
def test_a_name_without_end(format: str) -> None:
    try:
        counts = read(document(format, body=f"<{'a' * 11_000_000}>"), format)[1]
    except ParseError:
        return
    assert counts.get("read.invalid"), "recovered, and reported"


# ---- bytes
# ------------------------------------------------------------


@each_format
def test_utf_7_is_refused(format: str) -> None:
    """In UTF-7 ``+ADw-script+AD4-`` is a tag that no filter of bytes sees."""
    data = document(
        format, prolog='<?xml version="1.0" encoding="UTF-7"?>', body="<p>+ADw-b+AD4-</p>"
    )
    with pytest.raises(ParseError, match="declares the encoding 'UTF-7', which is not read"):
        read(data, format)
    undeclared, _ = read(document(format, body="<p>+ADw-b+AD4-</p>"), format)
    assert undeclared.paragraphs == ("+ADw-b+AD4-",)


WRONG = [
    ("ISO-8859-1", "utf-8", "read.encoding-mismatch"),
    ("UTF-8", "latin-1", "read.encoding-mismatch"),
    ("UTF-16", "utf-8", "read.encoding-mismatch"),
    ("US-ASCII", "cp1252", "read.encoding-mismatch"),
    ("UTF-8", "utf-16", "read.encoding-mismatch"),
    ("windows-1252", "cp1252", None),
    ("ISO-8859-1", "latin-1", None),
    ("UTF-16", "utf-16", None),
]


@each_format
@pytest.mark.parametrize(("declared", "real", "code"), WRONG)
def test_what_is_declared_and_what_is_there(
    format: str, declared: str, real: str, code: str | None
) -> None:
    text = document(
        format,
        prolog=f'<?xml version="1.0" encoding="{declared}"?>',
        body="<p>Brua på Sjøholt åpner</p>",
    ).decode()
    article, counts = read(text.encode(real), format)
    assert article.paragraphs == ("Brua på Sjøholt åpner",)
    assert {key for key in counts if key.startswith("read.encoding")} == ({code} if code else set())


@each_format
def test_packed_bytes_where_xml_is_meant(format: str) -> None:
    """A packed document is unpacked once, under the limit; what is packed twice, or inside, is no
    XML.
    """
    data = document(format)
    assert read(gzip.compress(data), format)[0].headline == "Bridge"
    with pytest.raises(ParseError):
        read(gzip.compress(gzip.compress(data)), format)
    with pytest.raises(LimitError, match="ratio=200"):
        read(gzip.compress(document(format, body=f"<p>{' ' * 30_000_000}</p>")), format)


@each_format
def test_characters_that_xml_forbids(format: str) -> None:
    data = document(format, body="<p>a&#0;b&#x1B;[2Jc\x00d\x1b[2Je&#xFFFE;f</p>")
    article, counts = read(data, format)
    assert article.paragraphs == ("ab[2Jcd[2Jef",)
    assert counts.get("read.control-removed")
