"""What goes out is harmless: no script, no link that runs, no attribute that listens, on any path
from any format.
"""

from __future__ import annotations

import html as markup
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from lxml import etree
from lxml import html as lxml_html
from markdown_it import MarkdownIt

import newsfmt
from newsfmt import Article
from newsfmt.article import Association, Party, Rendition
from newsfmt.article import Link as RelatedLink
from newsfmt.body import Embed, Figure, Image, Link, Paragraph, Preformatted, Quote, Strong
from newsfmt.errors import NewsfmtError

FORMATS = newsfmt.list_formats()
MARK = "harm42"
"""What every script of these attacks says, so that it is found wherever it got to."""

LINKS = [
    f"javascript:{MARK}()", f"JaVaScRiPt:{MARK}()", f" javascript:{MARK}()", f"java\tscript:{MARK}()", f"java\nscript:{MARK}()", f"\x01javascript:{MARK}()",
    f"javascript&colon;{MARK}()", f"javascript&#58;{MARK}()", f"&#106;avascript:{MARK}()", f"&#x6A&#x61vascript:{MARK}()", f"jav&#x09;ascript:{MARK}()", f"java\u200bscript:{MARK}()",
    f"java\u00adscript:{MARK}()", f"\ufeffjavascript:{MARK}()", f"javascript\uff1a{MARK}()", f"vbscript:{MARK}", f"data:text/html,<script>{MARK}</script>", f"DATA:text/html;base64,{MARK}",
    f"data&colon;text/html,{MARK}", f"livescript:{MARK}", f"view-source:javascript:{MARK}", f"feed:javascript:{MARK}", f"%6Aavascript:{MARK}()", f"javascript%3A{MARK}()",
    f"\u2028javascript:{MARK}()", f"j\x00avascript:{MARK}()", f"&amp;#106;avascript:{MARK}()", f"jar:javascript:{MARK}!/", f"ms-its:javascript:{MARK}", f"blob:javascript:{MARK}",
    f"file:///etc/{MARK}", f"filesystem:javascript:{MARK}", f"\u2003javascript:{MARK}()", f"\u3000javascript:{MARK}()",
    "\t" * 300 + f"javascript:{MARK}()", "java" + "\n" * 300 + f"script:{MARK}()", "\x01" * 300 + f"javascript:{MARK}()", "&Tab;" * 80 + f"javascript:{MARK}()", "%20" * 100 + f"javascript:{MARK}()", "view-source:" * 40 + f"javascript:{MARK}()",
]  # fmt: skip
"""Addresses that run something in one program or another."""
RUNS = re.compile(
    r"^(?:view-source:|feed:|jar:|ms-its:|blob:|filesystem:)*(?:javascript|vbscript|livescript|mocha|jscript|data):",
    re.IGNORECASE,
)

HTML = [
    f"<script>{MARK}()</script>", f"<SCRIPT SRC=//e.example/{MARK}.js></SCRIPT>", f"<scr<script>ipt>{MARK}()</script>", f"<img src=x onerror={MARK}()>", f"<p onclick='{MARK}()'>a</p>",
    f"<p ONMOUSEOVER={MARK}()>a</p>", f"<svg/onload={MARK}()>", f"<svg><script>{MARK}()</script></svg>", f"<iframe src='javascript:{MARK}()'></iframe>", f"<iframe srcdoc='<script>{MARK}()</script>'></iframe>",
    f"<object data='javascript:{MARK}()'></object>", f"<embed src='data:text/html,{MARK}'>", f"<form action='javascript:{MARK}()'><button formaction='javascript:{MARK}()'>a</button></form>",
    f"<base href='javascript:{MARK}//'>", f"<meta http-equiv=refresh content='0;url=javascript:{MARK}()'>", f"<link rel=stylesheet href='javascript:{MARK}()'>", f"<style>@import 'javascript:{MARK}'</style>",
    f"<p style='background:url(javascript:{MARK})'>a</p>", f"<table background='javascript:{MARK}()'><tr><td background='javascript:{MARK}()'>a</td></tr></table>", f"<math href='javascript:{MARK}()'>a</math>",
    f"<a href='javascript:{MARK}()'>a</a>", f"<a href=' &#14; javascript:{MARK}()'>a</a>", f"<img src='javascript:{MARK}()'>", f"<video><source onerror='{MARK}()'></video>", f"<video poster=javascript:{MARK}()></video>",
    f"<noscript><p title='</noscript><img src=x onerror={MARK}()>'></noscript>", f"<![CDATA[<script>{MARK}()</script>]]>", f"<!--><script>{MARK}()</script>-->", f"<xmp><script>{MARK}()</script></xmp>",
    f"<textarea><script>{MARK}()</script></textarea>", f"<title><script>{MARK}()</script></title>", f"<p>&lt;script&gt;{MARK}()&lt;/script&gt;</p>", f"<blockquote cite='javascript:{MARK}()'>a</blockquote>",
    f"<img srcset='javascript:{MARK}() 1x'>", f"<input autofocus onfocus={MARK}()>", f"<details open ontoggle={MARK}()>a</details>", f"<a xlink:href='javascript:{MARK}()'>a</a>", f"<body onload={MARK}()>a",
    f"<a href='https://e.example/' onclick={MARK}() style='x:expression({MARK})' target=_blank ping='javascript:{MARK}()'>a</a>", f'<p title="&quot; onclick={MARK}() x=&quot;">a</p>',
]  # fmt: skip
MARKDOWN = [
    f"[a](javascript:{MARK}())", f"[a](<javascript:{MARK}()>)", f"[a]( java&#115;cript:{MARK}() )", f"<javascript:{MARK}()>", f"![a](javascript:{MARK}())", f"[a][b]\n\n[b]: javascript:{MARK}()", f"<script>{MARK}()</script>",
    f"a <b onclick={MARK}()>b</b>", f"<img src=x onerror={MARK}()>", f"[a](data:text/html,{MARK})", f"`<script>{MARK}()</script>`", f"    <script>{MARK}()</script>", f"[a](https://e.example/ \"x' onclick={MARK}()\")",
    f"<a href='javascript:{MARK}()'>a</a>", f"<figure><img src='javascript:{MARK}()'></figure>", f"| a |\n|---|\n| <script>{MARK}()</script> |",
]  # fmt: skip


# ---- looking for harm
# ------------------------------------------------------------


def harm(document: str) -> list[str]:
    """What would run if a browser showed this HTML."""
    found = []
    root = lxml_html.document_fromstring(f"<html><body>{document}</body></html>")
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag.rpartition(":")[2] in {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "base",
            "link",
            "form",
            "svg",
            "math",
        } or element.get("http-equiv"):
            found.append(f"<{element.tag}>")
        for name, value in element.items():
            plain = re.sub(
                r"[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]",
                "",
                markup.unescape(str(value)),
            )
            if str(name).lower().startswith("on") or name in {
                "style",
                "srcdoc",
                "formaction",
                "ping",
                "srcset",
                "background",
            }:
                found.append(f"{element.tag}/@{name}")
            elif RUNS.match(plain) and name not in {"title", "alt", "class", "data-extra", "value"}:
                found.append(f"{element.tag}/@{name}={value}")
    return found


def bodies(format: str, data: bytes) -> Iterator[str]:
    """The HTML that an output carries, or is shown as."""
    text = data.decode("utf-8", "surrogateescape")
    if format == "ninjs":
        todo = [orjson.loads(data)]
        while todo:
            node = todo.pop()
            if isinstance(node, dict):
                kind = str(node.get("contenttype", node.get("contentType", "")))
                if "html" in kind and isinstance(node.get("value"), str):
                    yield node["value"]
                yield from (
                    value
                    for key, value in node.items()
                    if key.startswith("body_") and "text" not in key and isinstance(value, str)
                )
                todo += node.values()
            elif isinstance(node, list):
                todo += node
    elif format == "markdown":
        body = text.split("\n---\n", 1)[-1] if text.startswith("---") else text
        yield MarkdownIt("commonmark", {"html": True}).enable("table").render(body)
    elif format in {"newsml-g2", "newsml-1", "nitf"}:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
        for element in root.iter("{*}html", "{*}body.content", "{*}body"):
            yield etree.tostring(element, encoding="unicode")
    elif format == "eml":
        import email
        import email.policy

        message = email.message_from_bytes(data, policy=email.policy.default)
        body = message.get_body(("html",))
        if body is not None:
            yield body.get_content()


def hrefs(format: str, data: bytes) -> Iterator[str]:
    """Every address in an output, wherever it stands in its structure."""
    if format == "ninjs":
        todo = [orjson.loads(data)]
        while todo:
            node = todo.pop()
            if isinstance(node, dict):
                yield from (
                    value for key, value in node.items() if key == "href" and isinstance(value, str)
                )
                todo += node.values()
            elif isinstance(node, list):
                todo += node
    elif format in {"newsml-g2", "newsml-1", "nitf"}:
        for element in etree.fromstring(data).iter():
            yield from (
                str(value)
                for name, value in element.items()
                if name in {"href", "Href", "source", "src"}
            )


CARRY = [
    name
    for name in ("ninjs", "markdown", "newsml-g2", "newsml-1", "nitf", "eml")
    if name in FORMATS
]
"""The formats whose outputs carry markup that somebody shows."""


def outputs(article: Article) -> Iterator[tuple[str, bytes]]:
    for name in CARRY:
        variants = {
            "ninjs": [{"version": version} for version in ("1.6", "2.2", "3.1")],
            "newsml-g2": [{}, {"core": "true"}],
        }.get(name, [{}])
        for options in variants:
            out = io.BytesIO()
            try:
                newsfmt.write(article, out, format=name, options={**options, "embargo": "ignore"})
            except newsfmt.errors.OptionError:
                newsfmt.write(article, out, format=name)
            yield name, out.getvalue()


def assert_harmless(article: Article) -> None:
    for name, data in outputs(article):
        for body in bodies(name, data):
            assert harm(body) == [], (name, body)


# ---- every way in
# ------------------------------------------------------------

INTO = {
    "ninjs": lambda text: json.dumps({"uri": "urn:a", "type": "text", "version": "1", "body_html": text, "headline": text}),
    "ninjs text": lambda text: json.dumps({"uri": "urn:a", "type": "text", "version": "1", "body_text": text, "byline": text}),
    "eml": lambda text: f"From: a@example.org\nSubject: {re.sub('[^ -~]', '', text)}\nContent-Type: text/html; charset=utf-8\n\n{text}",
    "markdown": lambda text: f"---\ntitle: {json.dumps(text)}\n---\n\n{text}\n",
    "dated-text": lambda text: f" date 2021-05-04 {text.splitlines()[0] or 'a'}\n\n{text}\n\nmore",
    "newsml-g2": lambda text: (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:a" version="1" standard="NewsML-G2" standardversion="2.29" conformance="power"><itemMeta>'
        '<itemClass qcode="ninat:text"/><provider literal="a"/><versionCreated>2021-05-04T06:30:00Z</versionCreated></itemMeta><contentMeta><headline>a</headline></contentMeta>'
        f'<contentSet><inlineData contenttype="text/html">{markup.escape(text)}</inlineData></contentSet></newsItem>'
    ),
    "json": lambda text: json.dumps({"headline": text, "body": [{"type": "paragraph", "content": [{"text": text}]}, {"type": "preformatted", "text": text}]}),
}  # fmt: skip


def came_in(way: str, text: str) -> Article | None:
    format = way.partition(" ")[0]
    if format not in FORMATS:
        return None
    try:
        return next(
            iter(
                newsfmt.read(
                    INTO[way](text).encode("utf-8", "surrogatepass"), format=format, on_error="skip"
                )
            ),
            None,
        )
    except NewsfmtError:
        return None


@pytest.mark.parametrize("way", INTO)
def test_no_html_gets_through_to_any_output(way: str) -> None:
    came = 0
    for text in HTML + MARKDOWN:
        article = came_in(way, text)
        if article is not None:
            came += 1
            assert_harmless(article)
    assert came > len(HTML) // 2, "else nothing was tried"


@pytest.mark.parametrize("way", INTO)
def test_no_address_that_runs_gets_through(way: str) -> None:
    for link in LINKS:
        for text in (
            f'<p><a href="{link}">a</a><img src="{link}"></p>',
            f"<p>[a]({link}) ![b]({link}) <{link}></p>" if way == "markdown" else f"[a]({link})",
        ):
            article = came_in(way, text)
            if article is not None:
                assert_harmless(article)


XML_INTO = {
    "nitf": '<nitf><body><body.content><p><a href="{0}">a</a></p><media media-type="image"><media-reference source="{0}"/></media></body.content></body></nitf>',
    "newsml-1": '<NewsML><NewsItem><NewsComponent><ContentItem><DataContent><nitf><body><body.content><p><a href="{0}">a</a></p></body.content></body></nitf></DataContent></ContentItem>'
    '<ContentItem Href="{0}"/></NewsComponent></NewsItem></NewsML>',
    "newsml-g2": '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:a" version="1"><contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">'
    '<body><p onclick="harm42()"><a href="{0}" onclick="harm42()">a</a></p><script>harm42()</script></body></html></inlineXML></contentSet></newsItem>',
}  # fmt: skip


@pytest.mark.parametrize("format", XML_INTO)
def test_no_address_that_runs_gets_through_from_xml(format: str) -> None:
    for link in LINKS:
        escaped = "".join(
            f"&#{ord(char)};" if char in "\t\n<\u2028" else char
            for char in link.replace("\x00", "").replace("\x01", "")
        )
        for article in newsfmt.read(
            XML_INTO[format].replace("{0}", escaped).encode(), format=format, on_error="skip"
        ):
            assert_harmless(article)


@pytest.mark.parametrize("link", LINKS)
def test_an_article_made_by_hand_is_no_way_in_either(link: str) -> None:
    """The writers are the last to look: an Article may come from anywhere."""
    body = (
        Paragraph(("a", Link((Strong(("b",)),), href=link), Image(link, "c"))),
        Quote((Paragraph((Link(("d",), href=link),)),)),
        Figure((Rendition(href=link, mime_type="image/png"),), ("e", Link(("f",), href=link))),
        Embed("text/html", f"<script>{MARK}()</script>", link),
        Embed("application/x-unknown", f"<b onclick={MARK}()>g</b>", None),
        Preformatted(f"<script>{MARK}()</script>"),
        Paragraph((f"<script>{MARK}()</script><img src=x onerror={MARK}()>",)),
    )
    article = Article(
        id="urn:a", headline=f"<script>{MARK}()</script>", body=body, url=link, links=(RelatedLink(rel="related", href=link),),
        creators=(Party(name=f"<img src=x onerror={MARK}()>", uri=link),), associations=(Association(name="x", href=link),), renditions=(Rendition(href=link),),
    )  # fmt: skip
    assert_harmless(article)


# ---- terminal and logs
# ------------------------------------------------------------

TERMINAL = "\x1b[31mred\x1b]8;;http://e.example/\x07link\x1b]8;;\x07 \x1b]52;c;aGFybQ==\x07 \x9b2J\x9d8;;x\x9c \u202etxt.exe\u2066\u2069 \r\x08\x7f \x1bP+q\x1b\\ \u061c\u200e\ufeff a\u0085b\u2028c"


@pytest.mark.parametrize("command", ["convert", "detect", "inspect", "validate"])
def test_nothing_moves_the_terminal(command: str, tmp_path: Path) -> None:
    """On stderr, and on stdout where a person reads it: titles, names of files, keys, bad
    values.
    """
    folder = tmp_path / "a"
    folder.mkdir()
    path = folder / f"x{TERMINAL.replace('/', '')[:60]}.json"
    path.write_text(
        json.dumps(
            {
                "headline": TERMINAL,
                "byline": TERMINAL,
                TERMINAL: TERMINAL,
                "published": TERMINAL,
                "body": [{"type": TERMINAL}],
            }
        ),
        encoding="utf-8",
    )
    good = folder / "good.json"
    good.write_text(
        json.dumps(
            {
                "headline": TERMINAL,
                "body": [{"type": "paragraph", "content": [{"text": TERMINAL}]}],
                TERMINAL: 1,
            }
        ),
        encoding="utf-8",
    )
    arguments = {
        "convert": ["-f", "json", "-t", "markdown"],
        "detect": ["--why"],
        "inspect": ["-f", "json"],
        "validate": ["-f", "json"],
    }[command]
    for one in (path, good):
        done = subprocess.run(
            [sys.executable, "-m", "newsfmt", command, str(one), *arguments],
            capture_output=True,
            timeout=60,
            check=False,
        )
        shown = done.stderr.decode() + (done.stdout.decode() if command != "convert" else "")
        odd = {char for char in shown if not char.isprintable() and char != "\n"}
        assert odd == set(), shown
        assert shown


def test_the_report_for_machines_is_harmless_in_a_pager(tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"
    data = json.dumps({"headline": "a", TERMINAL: TERMINAL}).encode()
    subprocess.run(
        [
            sys.executable,
            "-m",
            "newsfmt",
            "convert",
            "-",
            "-f",
            "json",
            "-t",
            "json",
            "--report",
            str(report),
        ],
        input=data,
        capture_output=True,
        timeout=60,
        check=False,
    )
    text = report.read_text(encoding="utf-8")
    assert json.loads(text.splitlines()[0])["code"] == "read.unknown-key"
    assert not {char for char in text if ord(char) < 32 and char != "\n"}


# ---- characters
# ------------------------------------------------------------

WRONG = "a\x00b\x01c\x0bd\x1be\x7ff\x85g\ud800h\udc00i\ufffej\uffffk\U0001f600l"


@pytest.mark.parametrize(
    "format", [name for name, fmt in FORMATS.items() if fmt.read and fmt.write]
)
def test_what_a_format_cannot_hold_is_not_in_it(format: str) -> None:
    """XML 1.0's forbidden characters and lone surrogates: left out or replaced and reported, or
    refused; never written.
    """
    article = Article(
        id="urn:a",
        headline=WRONG,
        summary=WRONG,
        keywords=(WRONG,),
        byline=WRONG,
        extra={f"{format}:x": (WRONG,)},
        body=(Paragraph((WRONG, Strong((WRONG,)))), Preformatted(WRONG)),
    )
    out = io.BytesIO()
    try:
        report = newsfmt.write(article, out, format=format)
    except NewsfmtError as error:
        assert "surrogate" in str(error)
        out = io.BytesIO()
        clean = WRONG.replace("\ud800", "").replace("\udc00", "")
        article = Article(
            id="urn:a", headline=clean, body=(Paragraph((clean,)), Preformatted(clean))
        )
        report = newsfmt.write(article, out, format=format)
    data = out.getvalue()
    if format in {"newsml-g2", "newsml-1", "nitf"}:
        etree.fromstring(data)
        text = data.decode("utf-8")
        assert not set(re.findall("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", text))
        assert report.counts
    elif format in {"json", "jsonl", "ninjs"}:
        orjson.loads(data)
    back = list(newsfmt.read(data, format=format, on_error="skip"))
    assert len(back) == 1
