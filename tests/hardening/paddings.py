"""Texts that turn a careless pattern against its program: what is repeated, and where in a document
of each format it is put.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import escape

__all__ = ["FIRST", "PADDINGS", "PLACE", "TEMPLATES", "documents"]

PLACE = "@@"
"""Stands in a template for the padding."""

PADDINGS = [
    # white space and line ends
    " ", "\t", "\r", "\n", "\r\n", "\r\r\n", " \n", "\n \n", "\n\t", "\x0b", "\x0c", "\xa0", "\u2028", "\u2029", "\x85", "\u200b", "\ufeff", "\u00ad", "\u3000",
    # marks
    "-", "- ", " - ", " -", "—", " — ", "_", "=", "*", "* ", "#", "~", "`", "'", "''", '"', "“", "”", "(", ")", "()", "[", "]", "[]", "[](", "![", "](", "{", "}",
    "<", ">", "&", "&#", "&amp", "&amp;", "&nbsp;", "&x;", "^", "|", "\\", "/", ":", ";", ",", ".", ", ", ": ", "=?", "=?utf-8?q?", "=?utf-8?b?YQ==?= ", "$", "%", "%0",
    # letters, digits, words
    "A", "a", "A ", "a ", "É", "A-", "A.", "d'", "1", "1 ", "1-", "1:", "1/", "+1", "2021-05-04 ", "2021", "T", "Z", "May ", "4 May ", "Monday ", "and ", "AND ", ", and ",
    "date ", "Date: ", "By ", "By A B, ", "in ", "From ", ">From ", "Title: ", "Photo: ", "(c) ", "(Reporting by ", "ENDS", "-30-", "Ã\x83", "â€™",
    # lines
    "\n> ", "\n- ", "\n| a ", "\n|-", "\n===", "\n---", "\n***", "\nx: y", "\n y", "\n\n date 2021-05-04 ", "\n\ndate ", "\n# ", "\n    a", "\n1. ", "\n## ", "\n```", "\n\\",
    "\nFrom a 10:00", "\n\nFrom a Tue 10:00\n", "\n--outer", "\n--outer\n\n", "\n^a", "\n\x08a", "\n* * * *", "a\n\n", "* * * *\n\n", "Photo: a\n\n",
    # control characters of the wires
    "\x00", "\x01", "\x02", "\x03", "\x03\n", "\x04", "a\x04", "\x02\x03", "\x1f", "\x08", "\x10", "\x13", "\x16", "\x7f", "\x1b", "\x01a\x02b\x03c\x04",
    # markup
    "<p>", "</p>", "<b>", "<b><i>", "<a href='", "<a>", "<td>", "<table>", "<table><tr><td>", "<li>", "<ul><li>", "<blockquote>", "<br>", "<!--", "-->", "<![CDATA[", "]]>", "<?",
    "<!DOCTYPE ", "<p>a</p>", "<b>a</b>", "<br/>", "<span>a ", "<script>", "<style>", "<pre>\n", "<font>", "<h1>", "a<b>", " a='1'", "<a b='1'/>", "<p/>",
    "**a", "**a ", "*a ", "_a_", "[a](", "[a](b) ", "![a](", "`a", "~~a", "<a", "https://a ", "[a]: b\n", "\n\n[a]: b", "***", "a**b", "[^", "{{", "[[",
    '"a":', '{"a":', "[{", '\\"', "\\u0041", "\\ud800", "1e", "1,", "[1,", "&a ", "*a ", "!a ", "- - ", "a: b: ", "? ", "\n  - a", "\na: &a ", "\na: *a",
]  # fmt: skip
"""What is repeated to fill the place."""
FIRST = [
    " ", "\t", "\r", "\n", "\r\n", "\n \n", "\xa0", "\u200b", "-", " - ", "—", "_", "=", "*", "#", "`", "'", '"', "“", "(", "()", "[", "](", "{", "<", ">", "&", "&#", "&x;", "^",
    "|", "\\", ":", ";", ", ", "=?", "A", "A ", "a ", "1", "2021-05-04 ", "date ", "By ", "From ", "\nx: y", "\n\ndate ", "\x01", "\x03\n", "<p>", "<b>", "<!--", "**a", '\\"', "\n| a ", "\n> ",
]  # fmt: skip
"""The ones that every test run tries."""

_G2 = """<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:a" version="1" standard="NewsML-G2" standardversion="2.29" conformance="power"{attribute}>{after}
<itemMeta><itemClass qcode="ninat:text"/><provider literal="{provider}"/><versionCreated>{created}</versionCreated></itemMeta>
<contentMeta><headline>{headline}</headline><dateline>{dateline}</dateline><by>{by}</by></contentMeta>
<contentSet>{content}</contentSet></newsItem>"""
_HTML = '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html></inlineXML>'
_NITF = """<nitf><head><title>{title}</title><docdata><date.issue norm="{norm}"/></docdata></head>
<body><body.head><hedline><hl1>{headline}</hl1></hedline><byline>{byline}</byline><dateline>{dateline}</dateline></body.head><body.content>{content}</body.content></body></nitf>"""
_NEWSML1 = """<NewsML Version="1.2"><NewsItem><Identification><NewsIdentifier><ProviderId>a</ProviderId><DateId>{date}</DateId><NewsItemId>b</NewsItemId>
<RevisionId PreviousRevision="0" Update="N">1</RevisionId><PublicIdentifier>urn:a</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><NewsItemType FormalName="News"/><FirstCreated>{created}</FirstCreated><ThisRevisionCreated>{created}</ThisRevisionCreated><Status FormalName="Usable"/></NewsManagement>
<NewsComponent><NewsLines><HeadLine>{headline}</HeadLine><ByLine>{by}</ByLine><DateLine>{dateline}</DateLine></NewsLines>
<ContentItem><DataContent>{content}</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"""
_MAIL = "From: {sender}\nTo: b@example.org\nSubject: {subject}\nDate: {date}\nMessage-ID: {id}\nMIME-Version: 1.0\nContent-Type: {kind}\n\n{body}"
_WIRE = "\x01{header}\r\n\n{slug}\r\n\x02{headline} =\r\n\n{body}\r\n\x03{trailer}\r\n\x7f\x04"
_ANPA = (
    "\x16\x16\x01{header}\x1f{selector}\r\n{second}\x02{tags}\r\n\t{body}\r\n\x03{trailer}\r\n\x04"
)


class _Filled(dict[str, str]):
    """What the named places of a template hold where nothing is said of them."""

    def __missing__(self, key: str) -> str:
        return {
            "date": "Tue, 4 May 2021 06:30:00 +0200",
            "created": "2021-05-04T06:30:00Z",
            "norm": "20210504T063000Z",
            "sender": "a <a@example.org>",
            "kind": "text/plain; charset=utf-8",
            "id": "<a@example.org>",
            "header": "xyz0123 4 i 71",
            "second": "r i\x13\x11 BC-A 05-04 0041\r\n",
            "trailer": "041405 GMT May 21",
            "slug": "A/b/",
        }.get(key, "")


def _each(template: str, *names: str, **fixed: str) -> dict[str, str]:
    return {name: template.format_map(_Filled({**fixed, name: PLACE})) for name in names}


_TEXT = " date 2021-05-04 Bridge opens\n\nSUND, May 4 (EP) - The bridge opened.\n\n"
TEMPLATES: dict[str, dict[str, str]] = {
    "table": {"bare": PLACE, "name": f"title,text,{PLACE}\na,b,c\n", "cell": f"title,text\nA,{PLACE}\nB,c\n", "quoted": f'title,text\nA,"{PLACE}"\nB,c\n', "date": f"title,text,date\nA,b,{PLACE}\n"},
    "records": {"bare": PLACE, "text": f'[{{"title": "a", "text": "{PLACE}"}}]', "line": f'{{"title": "a", "text": "b"}}\n{PLACE}\n'},
    "html": {"bare": PLACE, "head": f"<!doctype html><html><head>{PLACE}</head><body><p>x</p></body></html>", "script": f'<!doctype html><html><script type="application/ld+json">{PLACE}</script><p>x</p></html>', "article": f"<!doctype html><html><body><article><h1>A</h1><p>{PLACE}</p></article></body></html>"},
    "jsonld": {"bare": PLACE, "headline": f'{{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "{PLACE}"}}', "body": f'{{"@context": "https://schema.org", "@type": "NewsArticle", "articleBody": "{PLACE}"}}'},
    "warc": {"bare": PLACE, "between": f"WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 0\r\n\r\n\r\n\r\n{PLACE}", "header": f"WARC/1.0\r\nWARC-Type: {PLACE}\r\nContent-Length: 0\r\n\r\n\r\n\r\n"},
    "factiva": {"bare": PLACE, "headline": f"HD {PLACE}\nPD 4 May 2021\nLP x\n\nAN Document A000000020210504eh5400001\n", "text": f"HD A\nPD 4 May 2021\nLP {PLACE}\n\nAN Document A000000020210504eh5400001\n"},
    "factiva-html": {"bare": PLACE, "text": f'<html><body><div class="article enArticle"><p>A</p><p class="articleParagraph enarticleParagraph">{PLACE}</p></div></body></html>'},
    "factiva-xml": {"bare": PLACE, "text": f'<ppsArticle><article accessionno="A"><headline><paragraph>{PLACE}</paragraph></headline></article></ppsArticle>'},
    "proquest": {"bare": PLACE, "text": f"____________________________________________________________\n\nA\n\nFull text: {PLACE}\n\nPublication date: May 4, 2021\n\n____________________________________________________________\n"},
    "europresse": {"bare": PLACE, "text": f'<html><body><article><p class="titreArticleVisu">A</p><div class="docOcurrContainer">{PLACE}</div></article></body></html>'},
    "lexisnexis": {"bare": PLACE, "text": f"                               1 of 1 DOCUMENTS\n\n                              Courier\n\n                              May 4, 2021 Tuesday\n\nA\n\nLENGTH: 9 words\n\n{PLACE}\n\nLOAD-DATE: May 5, 2021\n"},
    "nexis-html": {"bare": PLACE, "text": f"<HTML><BODY><!-- Hide XML section from browser<DOC NUMBER=1><DOCFULL> --><P>{PLACE}</P><!-- </DOCFULL></DOC> --></BODY></HTML>"},
    "nexis-uni": {"bare": PLACE, "rtf": f"{{\\rtf1 {PLACE}}}"},
    "parquet": {"bare": PLACE},
    "sgml-doc": {"bare": PLACE, "text": f'<DOC id="A_20210504.1"><TEXT>{PLACE}</TEXT></DOC>', "headline": f'<DOC id="A_20210504.1"><HEADLINE>{PLACE}</HEADLINE><TEXT>x</TEXT></DOC>', "date": f"<DOC><DOCNO>FT1</DOCNO><DATE>{PLACE}</DATE><TEXT>x</TEXT></DOC>"},
    "reuters-21578": {"text": f'<REUTERS TOPICS="NO" NEWID="1">\n<TEXT><TITLE>{PLACE}</TITLE><BODY>{PLACE}</BODY></TEXT>\n</REUTERS>\n', "date": f'<REUTERS NEWID="1">\n<DATE>{PLACE}</DATE></REUTERS>\n'},
    "rcv1": {"text": f'<newsitem itemid="1" date="1997-05-04"><title>a</title><dateline>{PLACE}</dateline><text><p>{PLACE}</p></text></newsitem>'},
    "nyt-corpus": {"text": f'<nitf><body><body.head><byline class="print_byline">{PLACE}</byline></body.head><body.content><block class="full_text"><p>{PLACE}</p></block></body.content></body></nitf>'},
    "wapo": {"text": f'{{"id": "1", "article_url": "x", "contents": [{{"type": "sanitized_html", "content": "{PLACE}"}}]}}\n'},
    "mind": {"title": f"N1\tnews\tlocal\t{PLACE}\tb\tu\t[]\t[]\n", "entities": f"N1\tnews\tlocal\ta\tb\tu\t[{PLACE}]\t[]\n"},
    "atom": {"entry": f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{PLACE}</entry></feed>', "title": f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">{PLACE}</title><updated>{PLACE}</updated><content type="html">{PLACE}</content></entry></feed>'},
    "jsonfeed": {"text": f'{{"version": "https://jsonfeed.org/version/1", "items": [{{"title": "{PLACE}", "content_html": "{PLACE}", "date_published": "{PLACE}"}}]}}'},
    "sitemap": {"url": f'<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{PLACE}</loc><news:news><news:title>{PLACE}</news:title></news:news></url></urlset>'},
    "wxr": {"content": f'<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><content:encoded><![CDATA[{PLACE}]]></content:encoded><wp:post_date_gmt>{PLACE}</wp:post_date_gmt></item></channel></rss>', "caption": f'<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><content:encoded><![CDATA[[caption {PLACE}]{PLACE}[/caption]]]></content:encoded></item></channel></rss>'},
    "rss": {"bare": PLACE, "item": f"<rss><channel><item>{PLACE}</item></channel></rss>", "title": f"<rss><channel><item><title>{PLACE}</title><pubDate>{PLACE}</pubDate></item></channel></rss>", "description": f"<rss><channel><item><description>{PLACE}</description></item></channel></rss>", "soup": f"<rss version=2><channel><item><title>{PLACE}<description>{PLACE}</channel></rss>"},
    "cnn-story": {"text": f"{PLACE}\n\n@highlight\n\n{PLACE}\n", "head": f"By\n\nA\n\nPUBLISHED:\n\n{PLACE}\n\nIt opened.\n\n@highlight\n\na\n"},
    "newsgroup": {"field": f"Newsgroups: a\nSubject: {PLACE}\n\nIt opened.\n", "date": f"Newsgroups: a\nDate: {PLACE}\n\nIt opened.\n", "text": f"Newsgroups: a\nSubject: a\n\n{PLACE}\n"},
    "dated-text": {
        "bare": PLACE, "before": f"{PLACE}{_TEXT}", "header": f" date {PLACE}", "header date": f" date 2021-05-04{PLACE} Bridge\n\nIt opened.",
        "headline": f" date 2021-05-04 a{PLACE}b\n\nIt opened.", "second line": f"date 2021-05-04 a\n{PLACE}b\n\nIt opened.", "front": f"Title: {PLACE}\nDate: {PLACE}\nAuthor: {PLACE}\n\nIt opened.",
        "front key": f"Title: a\n{PLACE}: b\n\nIt opened.", "dateline": f" date 2021-05-04 a\n\nSUND, {PLACE} — It opened.", "byline": f" date 2021-05-04 a\n\nBy {PLACE}\n\nIt opened.",
        "body": f"{_TEXT}{PLACE}\n\nend\n\n", "tail": f"{_TEXT}end\n\n({PLACE})", "wrapped": f"{_TEXT}one line\n{PLACE}x\nanother line\n",
    },
    "markdown": {
        "bare": PLACE, "front": f"---\ntitle: a\n{PLACE}\n---\nIt opened.", "value": f"---\ntitle: {PLACE}\ndate: {PLACE}\nauthor: {PLACE}\n---\nIt opened.",
        "toml": f"+++\ntitle = '{PLACE}'\n+++\nIt opened.", "toml raw": f"+++\na = 1\n{PLACE}\n+++\n", "body": f"---\ntitle: a\n---\n\n{PLACE}\n\nend", "item": f"- a\n- {PLACE}\n\n> {PLACE}\n", "cell": f"| a | b |\n|---|---|\n| {PLACE} | b |\n",
        "open": f"---\ntitle: a\n{PLACE}",
    },
    "newsml-g2": {
        **_each(_G2, "attribute", "after", "provider", "created", "headline", "dateline", "by", "content"), "bare": PLACE,
        "html": _G2.format_map(_Filled(content=_HTML.format(PLACE))), "paragraph": _G2.format_map(_Filled(content=_HTML.format(f"<p>{PLACE}</p>"))),
        "data": _G2.format_map(_Filled(content=f'<inlineData contenttype="text/plain">{PLACE}</inlineData>')), "prolog": f"<?xml version='1.0'?>{PLACE}<newsItem/>",
        "nitf": _G2.format_map(_Filled(content=f'<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.content>{PLACE}</body.content></body></nitf></inlineXML>')),
    },
    "newsml-1": {
        **_each(_NEWSML1, "date", "created", "headline", "by", "dateline", "content"), "bare": PLACE,
        "nitf": _NEWSML1.format_map(_Filled(content=f"<nitf><body><body.content>{PLACE}</body.content></body></nitf>")), "prolog": f"<!DOCTYPE NewsML [{PLACE}]><NewsML/>",
    },
    "nitf": {
        **_each(_NITF, "title", "norm", "headline", "byline", "dateline", "content"), "bare": PLACE, "paragraph": _NITF.format_map(_Filled(content=f"<p>{PLACE}</p>")),
        "prolog": f"<!DOCTYPE nitf {PLACE}><nitf/>", "open": f"<nitf>{PLACE}",
    },
    "json": {
        "bare": PLACE, "headline": f'{{"schema": "newsfmt-article/1", "headline": "{PLACE}"}}', "date": f'{{"schema": "newsfmt-article/1", "published": "{PLACE}"}}', "raw": f'{{"schema": "newsfmt-article/1", {PLACE}}}',
        "body": f'{{"schema": "newsfmt-article/1", "body": [{{"type": "paragraph", "content": [{{"text": "{PLACE}"}}]}}]}}', "array": f'[{{"schema": "newsfmt-article/1"}}, {PLACE}',
    },
    "jsonl": {"bare": PLACE, "lines": f'{{"schema": "newsfmt-article/1", "headline": "a"}}\n{PLACE}\n{{"headline": "b"}}', "headline": f'{{"schema": "newsfmt-article/1", "headline": "{PLACE}"}}\n'},
    "ninjs": {
        "bare": PLACE, "raw": f'{{"uri": "urn:a", {PLACE}}}',
        **{name: f'{{"uri": "urn:a", "type": "text", "{name}": "{PLACE}", "version": "1"}}' for name in ("body_html", "body_xhtml", "body_text", "headline", "byline", "versioncreated", "located", "body_markdown")},
        "bodies": f'{{"uri": "urn:a", "standard": {{"name": "ninjs", "version": "3.1"}}, "bodies": [{{"role": "main", "contenttype": "text/html", "value": "{PLACE}"}}], "by": "{PLACE}"}}',
    },
    "iptc7901": {**_each(_WIRE, "header", "slug", "headline", "body", "trailer"), "bare": PLACE, "stx": f"\x01abc0001 4 i 5\n\n\x02{PLACE}", "after": f"\x01abc0001 4 i 5\n\n\x02a\x03\x04{PLACE}"},
    "anpa1312": {**_each(_ANPA, "header", "selector", "second", "tags", "body", "trailer"), "bare": PLACE, "tag": _ANPA.format_map(_Filled(header="a1234", tags=f"^{PLACE}<\r\n^{PLACE}<", trailer="EP-WF-01-17-21 1405GMT")), "table": _ANPA.format_map(_Filled(header="a1234", second="r i\x13\x12 BC-A 05-04 0041\r\n", body=PLACE))},
    "eml": {
        **_each(_MAIL, "sender", "subject", "date", "id", "kind", "body"), "bare": PLACE, "field": f"From: a@example.org\nSubject: b\n{PLACE}\n\nc", "flowed": _MAIL.format_map(_Filled(kind="text/plain; format=flowed", body=PLACE)),
        "html": _MAIL.format_map(_Filled(kind="text/html", body=PLACE)), "parts": _MAIL.format_map(_Filled(kind='multipart/mixed; boundary="outer"', body=f"--outer\n\n{PLACE}\n--outer--")),
        "name": _MAIL.format_map(_Filled(kind=f'text/plain; name="{PLACE}', body="a")), "charset": _MAIL.format_map(_Filled(kind=f"text/plain; charset={PLACE}", body="a")),
        "quoted": "From: a@example.org\nSubject: b\nContent-Transfer-Encoding: quoted-printable\n\n" + PLACE, "base64": "From: a@example.org\nSubject: b\nContent-Transfer-Encoding: base64\n\n" + PLACE,
    },
    "mbox": {"bare": PLACE, "envelope": f"From {PLACE} Tue 10:00\nFrom: a@example.org\nSubject: b\n\nc\n", "body": f"From a Tue May  4 10:00:00 2021\nFrom: a@example.org\nSubject: b\n\n{PLACE}\n"},
}  # fmt: skip
"""Documents of each format with the place for a padding, by what stands there."""


def _escapes(format: str) -> list[Callable[[str], str]]:
    """How a padding is put into a document: raw, and as the format's own escaped text."""
    if format in {"json", "jsonl", "ninjs"}:
        return [str, lambda text: json.dumps(text)[1:-1]]
    if format in {"newsml-g2", "newsml-1", "nitf"}:
        return [str, escape]
    return [str]


def documents(format: str, padding: str, size: int) -> Iterator[tuple[str, bytes]]:
    """Yield each document of a format with so many characters of a padding in it, and the name of
    the place.
    """
    text = padding * (size // len(padding) + 1)
    filled = {way(text) for way in _escapes(format)}
    for name, template in TEMPLATES[format].items():
        for number, part in enumerate(sorted(filled)):
            yield (
                f"{name}{'/escaped' * number}",
                template.replace(PLACE, part).encode("utf-8", "surrogatepass"),
            )
