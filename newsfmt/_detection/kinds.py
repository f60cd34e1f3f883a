"""The kinds of files that hold no articles, or that newsfmt reads only with a plugin: the beginning
of an input that no format recognises comes in, its apparent kind goes out.

A kind is known by its file name or by its first lines; the table holds the evidence for each. It is
consulted only where no format but plain text matches, so that an input with a format never comes
here. A text that no row matches is a kind of its own if it is mostly statements, signs or numbers.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from newsfmt._detection import shapes
from newsfmt._detection.wording import beginning
from newsfmt.head import Head

__all__ = ["Kind", "kind_of", "signed"]


class Kind(NamedTuple):
    """One kind of file, and the evidence for it."""

    name: str
    """A noun phrase for a message: ``a table (CSV)``."""
    extensions: str = ""
    """Extensions of its files, separated by spaces, and whole names, which begin with a slash."""
    openings: tuple[tuple[str, str], ...] = ()
    """The beginning of its files: the first word in lower case, the first character if it is not a
    letter, or ``0`` for a digit (several, separated by spaces), and the pattern of the beginning.
    """
    roots: str = ""
    """Local names of the root elements of such XML, separated by spaces."""
    holds: str = ""
    """A pattern in the beginning that distinguishes it from other XML or JSON."""
    formats: tuple[str, ...] = ()
    """Names of the formats in newsfmt or a plugin that read it, if any."""
    articles: bool = False
    """Whether such a file may hold articles, so that skipping it could lose some."""
    advice: str = ""
    """The advice, if it is not to name or install a reader."""


def kind_of(head: Head) -> Kind | None:
    """Return the apparent kind of an input, by its name or its beginning; None for text that may be
    prose.
    """
    kind = signed(head.data) or (_UTF16 if _is_utf16(head.data) else None)
    if kind is not None:
        return kind
    named = _by_name(head)
    if named is not None and head.extension not in _GENERAL:
        return named
    if head.xml_start and not head.first_line.startswith(("<?php", "<?=")):
        return _xml(head)
    if head.json_start:
        return _holding(_JSON, head.text) or JSON
    return named or _text(head.text)


def signed(data: bytes) -> Kind | None:
    """Return the kind whose signature an input begins with."""
    if data[:8].lstrip(b"\x16\r\n").startswith(b"\x01"):
        return _WIRE
    if not data.startswith(_SIGNED):
        return None
    return next(kind for signature, kind in _SIGNATURES.items() if data.startswith(signature))


def _is_utf16(data: bytes) -> bool:
    """Whether every other byte is zero, without a byte order mark."""
    if b"\x00" not in data[:8] or data[:2] in (b"\xff\xfe", b"\xfe\xff", b"\x00\x00"):
        return False
    zeros = sorted((data[:64:2].count(0), data[1:64:2].count(0)))
    return len(data) > 3 and zeros[0] == 0 and zeros[1] * 4 > len(data[:64])


def _by_name(head: Head) -> Kind | None:
    """The kind by the name of the file."""
    name = (head.name or "").replace("\\", "/").rpartition("/")[2].lower()
    return _names().get(f"/{name}") or _names().get(head.extension)


@cache
def _names() -> dict[str, Kind]:
    return {name: kind for kind in _KINDS for name in kind.extensions.split()}


def _xml(head: Head) -> Kind:
    root = head.xml_root
    local = root.local.lower() if root is not None else ""
    kinds = [kind for kind in _XML if local in kind.roots.split()]
    return _holding(kinds, head.text) or XML


def _holding(kinds: list[Kind] | tuple[Kind, ...], text: str) -> Kind | None:
    return next((kind for kind in kinds if _pattern(kind.holds).search(text)), None)


def _text(text: str) -> Kind | None:
    """The apparent kind of a text by its first lines, or by those behind its comments."""
    start = beginning(text)
    for offset in shapes.starts(start.text):
        for kind, pattern in _openings().get(_first(start.text[offset : offset + 40]), ()):
            if _pattern(pattern).match(start.text, offset):
                return kind
    return next((kind for kind, has_shape in _SHAPES if has_shape(start)), None)


def _first(text: str) -> str:
    """The key of an opening: the first word, or the first character."""
    if text[:1].isdecimal():
        return "0"
    word = _WORD.match(text)
    return word[0].lower() if word else text[:1]


@cache
def _openings() -> dict[str, list[tuple[Kind, str]]]:
    """The openings by their first words."""
    openings: dict[str, list[tuple[Kind, str]]] = {}
    for kind in _KINDS:
        for words, pattern in kind.openings:
            for word in words.split():
                openings.setdefault(word, []).append((kind, pattern))
    return openings


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


_WORD = re.compile(r"[A-Za-z]+")
_GENERAL = frozenset(("xml", "json", "html", "htm", "xhtml", "sgm", "sgml"))
"""Ambiguous extensions, for which the content decides first."""

JSON = Kind(
    "JSON",
    "json jsonl ndjson json5 webmanifest",
    (("[", r"\[\s*(?:\[\s*)*+(?:-?\d[\d.eE+-]*|\"(?:[^\"\\\n]|\\.)*\"|true|false|null)\s*(?:,|\]+\s*\Z|\]\s*,)"),),
    articles=True,
)  # fmt: skip
XML = Kind("XML", "xml xsd xsl xslt dtd rng wsdl plist tei mods mets", articles=True)
_CSV = Kind("a table (CSV)", "csv", formats=("table",), articles=True)
_TSV = Kind("a table (TSV)", "tsv tab", formats=("table",), articles=True)
_TABLE = Kind("a table with columns between bars", "psv", formats=("table",), articles=True)
_YAML = Kind("data in YAML", "yml yaml", (("-", r"---\s*\n\s*(?:- )?[\w.-]+:"), ("%", r"%YAML ")))
_SETTINGS = Kind(
    "a file of settings",
    "conf cfg config env properties prefs editorconfig gitignore gitattributes dockerignore lock htaccess service desktop /.env "
    "/go.mod /go.sum /pipfile",
    (
        ("server upstream http events", r"\w+(?: [\w.-]+)? \{\s*\n\s+[\w-]+ [^\n]*;"),
        ("0", r"127\.0\.0\.1\s+localhost"),
        ("root", r"root:[^:\n]*:0:0:"),
        ("host", r"Host \S+\n\s+[A-Z]\w+ \S"),
        ("module", r"module [\w.-]+/\S+\s+go \d"),
        ("rewriteengine worker", r"RewriteEngine\s|worker_processes \w+;"),
    ),
)  # fmt: skip
_LOG = Kind(
    "a log",
    "log",
    (
        ("traceback exception", r"Traceback \(most recent call last\)|Exception in thread \""),
        ("total", r"total \d+\n[bcdlps-][rwxsStT-]{9}"),
        ("panic fatal", r"(?:panic|fatal error): [^\n]*\n\s*(?:goroutine|\[)"),
    ),
)
_PINS = Kind("a list of requirements", "/requirements.txt /requirements-dev.txt /constraints.txt")
_ENCODED = Kind(
    "encoded data",
    "b64 base64 uu uue hex",
    (
        ("begin", r"begin [0-7]{3,4} \S+\s*\n[ -`]"),
        ("0", r"[0-9a-f]{7,8}:?\s+(?:[0-9a-f]{2,4} ?){4}"),
        (":", r":[0-9A-F]{10,}\s*$"),
        ("data", r"data:[\w.+-]+/[\w.+-]+;base64,"),
    ),
)
_CHECKSUMS = Kind("a list of checksums", "md5 sha1 sha256 sha512 md5sums sfv")
_CERTIFICATE = Kind("a key or certificate", "pem crt cer csr p7s", (
    ("-", r"-----BEGIN [A-Z0-9 ]+-----"), ("ssh ecdsa", r"(?:ssh-[a-z0-9]+|ecdsa-[\w-]+) AAAA"),
))  # fmt: skip
_HTTP = Kind("HTTP", "http", (
    ("http", r"HTTP/\d(?:\.\d)? \d{3}\b"), ("get post put head delete options patch connect trace", r"[A-Z]+ \S+ HTTP/\d"),
))  # fmt: skip
_ADDRESSES = Kind("a list of addresses")
_LICENCE = Kind(
    "a licence",
    "/license /licence /copying /license.txt /licence.txt /copying.txt /license-mit /license-apache /notice /unlicense",
)  # fmt: skip
_HIGHLIGHTS = Kind("a story of a corpus with highlights", formats=("cnn-story",), articles=True)
_NEXIS = Kind(
    "a Nexis export",
    openings=(
        (
            "download printopdracht time tijdstip requ",
            r"(?:Download Request|Printopdracht|Time Of Request|Tijdstip printopdracht|Requête de téléchargement):",
        ),
    ),
    formats=("lexisnexis",),
    articles=True,
)
_FACTIVA = Kind("a Factiva export", formats=("factiva",), articles=True)
_WIRE = Kind(
    "a wire message (IPTC 7901 or ANPA 1312)", formats=("iptc7901", "anpa1312"), articles=True
)
_MAIL = Kind("an e-mail message", "eml mht mhtml", formats=("eml",), articles=True)
_NEWSGROUP = Kind("an article of a newsgroup", formats=("newsgroup",), articles=True)
_UTF16 = Kind(
    "text in UTF-16 without a byte order mark",
    articles=True,
    advice="name its format with --from and give --encoding utf-16-le or utf-16-be",
)
_CODE = Kind("source code or data")

_HTML = """html head body title meta link style script div p span a b i em strong br hr img h1 h2 h3 h4 h5 h6 ul ol li dl table tr td
    thead tbody center font main article section header footer nav aside form blockquote pre iframe figure"""  # fmt: skip
_XML = (
    Kind("a Nexis export (HTML)", roots=_HTML, holds=r"(?i)<DOCFULL>|<!-- LXNComment", formats=("nexis-html",), articles=True),
    Kind("a Factiva export (HTML)", roots=_HTML, holds=r"class=\"article \w{2,4}Article\"|class='\w{2}Headline", formats=("factiva-html",), articles=True),
    Kind("a Europresse export", roots=_HTML, holds=r"DocPublicationName|cedrom-sni\.com/schema", formats=("europresse",), articles=True),
    Kind("an export of WordPress", "wxr", roots="rss", holds=r"wordpress\.org/export", formats=("wxr",), articles=True),
    Kind("a feed (RSS)", "rss rdf", roots="rss rdf channel", holds=r"<", formats=("rss",), articles=True),
    Kind("a feed (Atom)", "atom", roots="feed entry", holds=r"<", formats=("atom",), articles=True),
    Kind("a sitemap", roots="urlset sitemapindex", holds=r"<", formats=("sitemap",), articles=True),
    Kind("a Factiva export (XML)", roots="ppsresponse distdoc", holds=r"<", formats=("factiva-xml",), articles=True),
    Kind("an article of the Reuters corpus (RCV1)", roots="newsitem", holds=r"itemid", formats=("rcv1",), articles=True),
    Kind("a corpus of Reuters-21578", roots="reuters lewis", holds=r"<REUTERS", formats=("reuters-21578",), articles=True),
    Kind("a corpus in SGML", "sgml sgm", roots="doc docs", holds=r"(?i)<DOCNO>|<DOC\s[^>]*\bid=", formats=("sgml-doc",), articles=True),
    Kind("a dump of a wiki", roots="mediawiki", holds=r"<", articles=True),
    Kind("DocBook", "dbk docbook", roots="book article chapter set", holds=r"docbook|DocBook"),
    Kind("an HTML page", "html htm xhtml shtml asp aspx jsp", roots=_HTML, holds=r"<", formats=("html",), articles=True),
    Kind("a drawing (SVG)", "svg", roots="svg", holds=r"<"),
    Kind("a list of feeds (OPML)", "opml", roots="opml", holds=r"<"),
    Kind("a translation (XLIFF)", "xlf xliff sdlxliff", roots="xliff", holds=r"<"),
    Kind("a translation memory (TMX)", "tmx tbx", roots="tmx martif tbx", holds=r"<"),
    Kind("subtitles (TTML)", "ttml dfxp", roots="tt", holds=r"<"),
    Kind("a map (KML, GPX)", "kml gpx gml osm", roots="kml gpx osm", holds=r"<"),
)  # fmt: skip
_JSON = (
    Kind("a JSON Feed", holds=r"\"https?://jsonfeed\.org/version/", formats=("jsonfeed",), articles=True),
    Kind("a page's data in JSON-LD", "jsonld", holds=r"\"@context\"\s*:[^\n]{0,80}schema\.org", formats=("jsonld",), articles=True),
    Kind("a map (GeoJSON)", "geojson topojson", holds=r"\"type\"\s*:\s*\"(?:FeatureCollection|Feature|Topology)\""),
    Kind("a Jupyter notebook", "ipynb", holds=r"\"(?:cells|nbformat)\"\s*:"),
    Kind("a log of HTTP (HAR)", "har", holds=r"\A\s*\{\s*\"log\"\s*:\s*\{"),
)  # fmt: skip

_JAVA = r"(?:public |private |protected |abstract |final |static |sealed |internal )*"
_IDENT = r"[A-Za-z_$][\w$]*"
_KINDS = (
    # exports, archives and messages, which hold articles
    _NEXIS,
    Kind("a ProQuest export", openings=(("_", r"_{60}\s*$"),), formats=("proquest",), articles=True),
    Kind("a web archive (WARC)", "warc arc", (("warc", r"WARC/\d"), ("filedesc", r"filedesc://")), formats=("warc",), articles=True),
    Kind("a mailbox", "mbox mbx", (("from", r"From (?:\S*@\S* [^\n]*\d\d:\d\d[^\n]*|MAILER-DAEMON[^\n]*)?\n[!-9;-~]{1,76}:"),), formats=("mbox",), articles=True),
    JSON, XML, *_XML, *_JSON, _CSV, _TSV, _TABLE, _MAIL, _NEWSGROUP,
    # bibliographies, calendars, addresses
    Kind("a bibliography (BibTeX)", "bib bibtex", (("@", r"@[A-Za-z]{3,20}\s*[{(]\s*[\w:.+/-]*\s*[,=]"),)),
    Kind("a bibliography (RIS)", "ris", (("ty", r"TY  - "),)),
    Kind("a bibliography (PubMed)", "nbib", (("pmid", r"PMID ?- "),)),
    Kind("a bibliography (EndNote)", "enw enl", (("%", r"%0 [A-Z]"),)),
    Kind("a bibliography (Web of Science)", "ciw", (("fn pt", r"(?:FN [^\n]*\nVR |PT [A-Z]\n)"),)),
    Kind("a calendar (iCalendar)", "ics ical ifb", (("begin", r"(?i:BEGIN:VCALENDAR)"),)),
    Kind("addresses (vCard)", "vcf vcard", (("begin", r"(?i:BEGIN:VCARD)"),)),
    Kind("a directory (LDIF)", "ldif", (("dn version", r"(?:version: 1\s+)?dn: ?\w+="),)),
    # pictures and sound in words
    Kind("subtitles", "srt vtt ass ssa sbv smi sub", (
        ("0", r"\d+\r?\n\d\d?:\d\d:\d\d[,.]\d{3} --> |\d:\d\d:\d\d\.\d{3},\d:\d\d:\d\d\.\d{3}"),
        ("webvtt", r"WEBVTT(?:[ \t\r\n]|\Z)"), ("[", r"\[Script Info\]"), ("{", r"\{\d+\}\{\d+\}"),
    )),
    Kind("lyrics (LRC)", "lrc", (("[", r"(?:\[[a-z]{2,6}:[^\]\n]*\]\s*)*\[\d\d:\d\d\.\d\d"),)),
    Kind("a playlist", "m3u m3u8 pls asx cue xspf", (("#", r"#EXTM3U"), ("[", r"\[playlist\]"))),
    Kind("a graph", "dot gv puml plantuml mmd", (
        ("digraph graph strict", r"(?:strict )?(?:di)?graph\b[^\n{]{0,60}\{|graph (?:TD|LR|TB|RL|BT)\s*$"), ("@", r"@startuml"),
    )),
    # translations
    Kind("a translation (gettext)", "po pot", (("msgid", r"msgid(?: |_plural)"), ("msgctxt", r"msgctxt \""))),
    Kind("a translation", "strings arb resx", (("\"", r"\"[^\"\n]+\" = \"[^\n]*\";\s*$"),)),
    # changes
    Kind("a diff", "diff patch rej", (
        ("diff", r"diff (?:--git|-[a-zA-Z]+) "), ("-", r"--- [^\n]+\n\+\+\+ "), ("*", r"\*\*\* [^\n]+\n--- "),
        ("index", r"Index: [^\n]+\n={20,}"), ("0", r"\d+(?:,\d+)?[acd]\d+(?:,\d+)?\n[<>] "), ("from", r"From [0-9a-f]{40} Mon Sep 17 00:00:00 2001"), ("@", r"@@ -\d+(?:,\d+)? \+\d+"),
    )),
    Kind("a version history", openings=(("commit", r"commit [0-9a-f]{7,40}\b[^\n]*\n(?:Merge:[^\n]*\n)?Author:"),)),
    # text that programs read
    Kind("a script", openings=(("#", r"#!\s*/"),)),
    _CERTIFICATE,
    _HTTP,
    Kind("a page description (PostScript)", "ps eps", (("%", r"%!PS"),)),
    Kind("a text in LaTeX", "tex latex sty cls ltx", (("\\", r"\\[A-Za-z]+\*?\s*[\[{]|\\[A-Za-z]+\s*$"),)),
    Kind("a manual page (roff)", "roff mdoc", ((".", r"\.(?:TH|Dd|SH) |\.\\\""), ("'", r"'\\\""))),
    Kind("a text in reStructuredText", "rst", ((".", r"\.\. [\w-]+:"),)),
    Kind("a text in AsciiDoc", "adoc asciidoc"),
    Kind("an Org file", openings=(("#", r"#\+[A-Za-z_]+:"),)),
    Kind("a page of a wiki", "wiki mediawiki textile creole", (("{", r"\{\{[A-Za-z][^\n{}]*(?:\n\s*\||\}\})"),)),
    Kind("a Makefile", "mk mak make /makefile /gnumakefile", ((".", r"\.PHONY\s*:"), ("all build default install", r"[\w.-]+\s*:(?!=)[^\n]*\n(?:\s*\n)*(?:[^\n]*\n){0,4}?\t\S"))),
    Kind("a file of CMake", "cmake /cmakelists.txt", (("cmake", r"cmake_minimum_required\s*\("), ("project", r"project\s*\("))),
    Kind("a Dockerfile", "dockerfile containerfile /dockerfile /containerfile", (("from arg", r"(?:ARG [^\n]*\n)*FROM \S+(?: AS \S+)?[ \t]*\r?\n\s*(?:RUN|COPY|ADD|WORKDIR|ENV|ARG|LABEL|USER|EXPOSE|CMD|ENTRYPOINT|FROM|SHELL|#)"),)),
    Kind("settings of Windows", "reg inf url lnk", (("windows", r"Windows Registry Editor"), ("regedit", r"REGEDIT4"), ("[", r"\[InternetShortcut\]"))),
    Kind("rules for robots", "/robots.txt /humans.txt /ads.txt", (("user", r"User-agent:[^\n]*\n\s*(?:Disallow|Allow|Crawl-delay|User-agent)"),)),
    Kind("settings (INI)", "ini", (("[", r"\[[\w .:\"'/\\-]+\]\s*\n(?:[ \t]*(?:[;#][^\n]*)?\n)*\s*[\w.-]+[ \t]*="),)),
    Kind("settings (TOML)", "toml", (("[", r"\[\[[\w.\"-]+\]\]\s*\n"),)),
    # data of other trades
    Kind("sequences (FASTA)", "fasta fa fna faa fastq fq gb gff sam", ((">", r">\S[^\n]*\n[A-Za-z*-]{10,}\s*$"), ("#", r"##(?:fileformat|gff-version)"))),
    Kind("a game of chess", "pgn sgf", (("[", r"\[(?:Event|Site|White|Date) \""), ("(", r"\(;[A-Z]{1,2}\["))),
    Kind("a family tree (GEDCOM)", "ged", (("0", r"0 HEAD\s*\n1 "),)),
    Kind("a message of EDIFACT, X12 or HL7", "edi x12 hl7", (("una unb isa msh", r"UN[AB][:+]|ISA\*|MSH\|"),)),
    # source code
    Kind("source code in Python", "py pyw pyi pyx", (
        ("import from", r"(?:from [.\w]+ import [\w*(]|import [a-z_][\w.]*(?: as \w+)?(?:, ?\w[\w.]*)*[ \t]*(?:#[^\n]*)?\r?\n\s*(?:import |from |def |class |@|\w+ ?= ?|if |for |with |try:|print|#|\"\"\"))"),
        ("def async", r"(?:async )?def \w+\([^\n]*\)(?: ?-> ?[^\n]+)?:\s*(?:$|#|\w+)|def \w+\(\s*$"), ("class", r"class \w+(?:\([^)\n]*\))?:\s*\n\s+(?:\"\"\"|def |\w+ ?[:=]|pass|@)"),
        ("@", r"@[a-z_][\w.]*(?:\([^\n]*\))?\s*\n(?:@[^\n]*\n)*(?:async )?(?:def|class) "), ("if", r"if __name__ =="), ("\" ' r", r"[rRuUbB]?(?:\"\"\"|''')"), ("print", r"print\(|print f?[\"']"),
    )),
    Kind("source code in C or C++", "c h cc cpp cxx hpp hh hxx ino cu mm", (
        ("#", r"#[ \t]*(?:include\s*[<\"]|define\s+\w|ifndef\s+\w|ifdef\s+\w|pragma\s+\w|undef\s+\w|if (?:defined|[A-Z_]+\b|!))"),
        ("using template", r"using namespace \w+;|template\s*<"), ("int void static extern typedef struct enum double char unsigned const inline", r"(?:static |extern |const |inline |unsigned |struct )*(?:int|void|char|double|float|long|bool|size_t|struct \w+|\w+_t)\b[\s*]+\w+\s*(?:\([^;{}]*\)\s*[;{]|[=;\[])|typedef [^\n;]+[;{]|(?:struct|enum) \w+\s*\{"),
    )),
    Kind("source code in Java, Kotlin or Scala", "java kt kts scala groovy gradle", (
        ("package", r"package [\w.]+;\s*$|package [a-z]\w*(?:\.\w+)+\s*$"), ("import", r"import (?:static )?[\w.]+(?:\.\*)?;\s*$|import (?:java|javax|kotlin|scala|org|com)\.[\w.]+"),
        ("public private protected abstract final", rf"{_JAVA}(?:class|interface|enum|record|void|@interface)\s+{_IDENT}[^\n.,]{{0,200}}[{{(]"),
        ("class interface enum object", rf"(?:class|interface|enum|object) {_IDENT}(?:\([^\n]*\))?(?: (?:extends|implements|with|:) [^\n{{]+| : [^\n{{]+)?\s*\{{\s*$"), ("object", rf"object {_IDENT} extends \w+ \{{"), ("fun", r"fun (?:<[^>]*> )?[\w.]+\("), ("@", r"@[A-Z]\w+(?:\([^\n]*\))?\s*\n\s*(?:@|public|class|final)"),
    )),
    Kind("source code in C#", "cs csx csproj sln", (("using namespace", r"using (?:static )?[A-Z][\w.]*(?: = [\w.<>]+)?;\s*$|namespace [A-Z][\w.]*\s*[;{]"), ("[", r"\[assembly:"))),
    Kind("source code in JavaScript", "js mjs cjs jsx vue svelte", (
        ("import", r"import (?:[\w$*{},\s]+? from )?[\"'][^\"'\n]+[\"']"), ("export", r"export (?:default |const |let |function |class |async |\{|\*|type |interface )"),
        ("const let var", rf"(?:const|let|var) (?:{_IDENT}|\{{[^}}\n]*\}}|\[[^\]\n]*\])(?::[^=\n]+)? ?= ?[^\n]*[;{{(\[]\s*(?:$|//)|(?:const|let|var) {_IDENT} ?= ?(?:require|async|\(|new |function)"),
        ("function async", rf"(?:async )?function\s*+\*?+\s*+(?:{_IDENT})?\s*+\([^)\n]*\)\s*\{{"), ("' \"", r"[\"']use strict[\"'];?\s*$"), ("module exports", r"(?:module\.)?exports(?:\.\w+)? ?= ?"),
        ("document window console require jquery describe", r"(?:document|window|console)\.\w+|(?:require|describe|jQuery)\([\"'(]"), ("$ ( ;", r"\$\(|;?[(!]function\s*\(|\(\(\) ?=>|\(async "),
    )),
    Kind("source code in TypeScript", "ts tsx mts cts", (("interface type enum declare", rf"(?:declare |interface {_IDENT}[^\n]*\{{\s*$|type {_IDENT}(?:<[^>\n]*>)? = )"),)),
    Kind("source code in Go", "go", (("package", r"package [a-z]\w*\s*(?:\n|\Z)\s*(?:import|func|type|var|const|//|/\*|\Z)"), ("func", r"func (?:\([^)\n]*\) )?\w+\("))),
    Kind("source code in Rust", "rs", (
        ("#", r"#!?\[[a-z_]+"), ("use", r"use (?:crate|std|super|self|\w+)(?:::[\w{}*, ]+)+;?"), ("fn pub mod extern impl", r"(?:pub(?:\(\w+\))? )?(?:async )?(?:fn \w+[(<]|mod \w+\s*[;{]|struct \w+|enum \w+\s*\{|trait \w+|impl(?:<[^>]*>)? [^\n]*\{|extern crate \w+;|use \w+::)"),
    )),
    Kind("source code in Swift", "swift", (("import", r"import (?:Foundation|UIKit|SwiftUI|Combine|AppKit)\s*$"), ("struct func", r"struct \w+(?:: \w+(?:, \w+)*)? \{\s*$|func \w+\([^)\n]*\)(?: -> \w+)? \{"))),
    Kind("source code in Ruby", "rb rake gemspec erb /gemfile /rakefile /gemfile.lock", (("require", r"require(?:_relative)? ?[\"'(]"), ("source gem puts", r"(?:source|gem|puts) [\"']"), ("module class", r"module [A-Z]\w*(?:::\w+)*\s*\n\s*(?:class|module|def|end|#|[A-Z_]+ =)|class [A-Z]\w* < [A-Z]"), ("def", r"def [\w.?!]+(?:\([^)\n]*\))?\s*\n(?:[^\n]*\n){0,40}?\s*end\s*$"))),
    Kind("source code in PHP", "php php3 phtml", (("<", r"<\?(?:php|=)"),)),
    Kind("source code in Perl", "pl pm pod", (("use", r"use (?:strict|warnings|utf8|v?5[\d._]+|[A-Z]\w*(?:::\w+)+)[^\n]*;"), ("package", r"package \w+(?:::\w+)*;"), ("my our", r"(?:my|our) [$@%(]"), ("sub", r"sub \w+\s*\{"), ("=", r"=(?:pod|head1|encoding)\b"))),
    Kind("source code in Lua", "lua", (("local", r"local (?:function \w+[.:]?\w*\(|[\w, ]+ = )"), ("function", r"function [\w.:]+\([^)\n]*\)\s*\n"))),
    Kind("source code in R", "rmd rnw", (("library require", r"(?:library|require)\(\s*[\w.\"']+[^\n]*\)"), ("setwd", r"setwd\("))),
    Kind("source code in Haskell or OCaml", "hs lhs ml mli fs fsx elm purs idr agda", (("module", r"module [A-Z][\w.]*(?:\s*\([^)]*\))?\s+where\b"), ("import", r"import qualified [A-Z]"), ("{", r"\{-#"), ("open", r"open [A-Z]\w+(?:;;|\s*\n\s*(?:let|open|module|type) )"), ("main let", r"main ::|let (?:rec )?\w+(?: \w+)* =[^\n]*\bin\b|let \(\) ="))),
    Kind("source code in Lisp or Clojure", "clj cljs cljc edn lisp el scm rkt", (("( ;", r"\((?:ns|defn?|define|defun|defvar|defmacro|require|in-package|setq|let|module|use-package|provide)\b[ (]|;;;? ?-\*-"),)),
    Kind("source code in Fortran", "f77 f90 f95 f03 f08", (("program subroutine module", r"(?i)(?:program|subroutine|module) \w+(?:\([^)\n]*\))?\s*\n\s*(?:implicit none|use \w+|!|integer|real|contains)"),)),
    Kind("source code in Pascal or Ada", "pas dpr adb ads lpr", (("program unit", r"(?i)(?:program|unit) \w+;"), ("with", r"(?i)with [\w.]+; ?(?:use|\s*\n)"), ("procedure", r"(?i)procedure \w+(?:\([^)\n]*\))? (?:is|;)"))),
    Kind("source code in Visual Basic", "vb vbs bas frm vba", (("imports option attribute", r"(?:Imports [A-Z]\w*(?:\.\w+)*|Option (?:Explicit|Strict|Compare)\b|Attribute VB_)[^\n]*$"), ("sub private dim", r"(?:Private )?(?:Sub|Function) \w+\([^\n]*\)|Dim \w+(?: As |\(|,)"))),
    Kind("source code in PowerShell", "ps1 psm1 psd1", (("param function write get set", r"param\s*\(|function [A-Z]\w+-\w+|(?:Write|Get|Set)-[A-Z]\w+ "), ("$", r"\$[A-Za-z_]\w*(?::\w+)? ?= ?"))),
    Kind("a batch file", "bat cmd", (("@", r"@(?i:echo (?:off|on)|setlocal)\b"), ("setlocal rem", r"(?i)setlocal\b\s*$|rem [^\n]*\n(?:rem|@?echo|set|call|cd|copy) "))),
    Kind("a shell script", "sh bash zsh fish ksh csh awk sed tcl", (
        ("set export", r"set -[a-z]+(?: -?\w+)*\s*$|export [A-Z_]+="), ("function", r"function \w+ \{\s*$"),
        ("if while until for case", r"(?:if|while|until) \[{1,2} |(?:if|for|while|until) [^\n]*;\s*(?:then|do)\b|case \"?\$"),
        ("echo cd", r"echo (?:-\w+ )?[\"'$]|cd [~/.$]"),
        ("sudo apt pip npm git curl wget mkdir docker rsync", r"(?:sudo )?(?:apt(?:-get)?|pip3?|npm|git|docker) (?:install|run|clone|add|commit|push|pull|build|update)\b|(?:curl|wget) (?:-|http)|mkdir -p|rsync -"),
    )),
    Kind("source code in assembler", "asm nasm wat", ((".", r"\.(?:section|globl|global|text|data|file|intel_syntax|arch|align)\b"), ("section global", r"(?:section \.\w+|global _?\w+)\s*$"))),
    Kind("source code in Julia", "jl", (("using", r"using [A-Z]\w*(?:, [A-Z]\w*)*\s*\n\s*(?:\w+\([^)\n]*\) = |function |using |import |const |\w+ = )"),)),
    Kind("source code in Elixir or Erlang", "ex exs erl hrl eex heex", (("defmodule", r"defmodule [A-Z][\w.]* do"), ("-", r"-(?:module|export|behaviou?r)\("))),
    Kind("source code in Dart", "dart", (("import", r"import '(?:package|dart):"),)),
    Kind("source code", "m4 ac pxd pxi lark pc spec nim zig vhd vhdl sv cob cbl abap coffee gd sol bzl bazel jinja j2 mustache hbs ejs pug tmpl sas sps stan glsl hlsl wgsl pde scad ahk au3 vim nsi ebuild"),
    Kind("source code in Nix", "nix"),
    Kind("source code of Terraform", "tf tfvars hcl"),
    Kind("source code of Protocol Buffers", "proto thrift", (("syntax", r"syntax = \"proto\d\";"),)),
    Kind("source code of GraphQL", "graphql gql"),
    Kind("statements in SQL", "sql ddl dml psql hql", (
        ("create", r"(?i:CREATE (?:OR REPLACE )?(?:TEMP(?:ORARY)? |UNIQUE |UNLOGGED |EXTERNAL )?(?:TABLE|VIEW|INDEX|DATABASE|SCHEMA|FUNCTION|TRIGGER|PROCEDURE|TYPE|SEQUENCE|USER|ROLE)\b)(?i:\s+IF NOT EXISTS)?\s+[\w.\"`\[\]]+\s*(?:\(|(?i:AS|ON)\s|;|$)"),
        ("insert replace", r"(?i:INSERT|REPLACE) (?i:INTO)\s+[\w.\"`\[\]]+\s*(?:\([^)]*\)\s*)?(?i:VALUES|SELECT)\b"), ("select with", r"(?:(?i:SELECT)\s[^;.]{1,600}?\b(?i:FROM)\s+[\w.`\"]+[^;.]{0,300};\s*$|SELECT\s[^;.]{1,600}?\bFROM\s|(?i:SELECT)\s+\*\s+(?i:FROM)\s|WITH \w+ AS \()"),
        ("drop alter", r"(?i:(?:DROP|ALTER) (?:TABLE|VIEW|INDEX|DATABASE|SCHEMA))\s+(?i:IF EXISTS\s+)?[\w.\"`]+(?:\s*;|\s+(?i:ADD|DROP|RENAME|ALTER|CASCADE)\b)"), ("update delete", r"UPDATE [\w.\"`]+\s+SET\s|DELETE FROM [\w.\"`]+\s*(?:WHERE|;)"),
        ("use set begin pragma delimiter", r"USE [\w`\"]+;|SET [\w@]+(?: ?=|\s+\w)[^\n]*;|BEGIN(?: TRANSACTION)?;|PRAGMA \w+|DELIMITER \S+\s*$"), ("-", r"-- (?:MySQL dump|PostgreSQL database dump|Dump(?:ed)? |SQLite)"),
    )),
    Kind("a style sheet (CSS)", "css scss sass less styl", (("@", r"@(?:charset|import|media|font-face|use|mixin|layer|namespace)\b[^\n]*[;{]\s*$"), (". # : * body html a h p div", r"[.#:*]?[\w-][\w.:#>~+*,\s\[\]=\"'()-]{0,200}\{\s*(?:/\*.*?\*/\s*)?(?:--)?[\w-]+\s*:[^;{}\n]+[;}]"))),
    _SETTINGS, _YAML, _LOG, _PINS, _ENCODED, _CHECKSUMS, _ADDRESSES, _LICENCE, _CODE,
)  # fmt: skip
"""Every kind, those with articles first; of two kinds with the same extension the later counts."""

_SHAPES = (
    (_NEWSGROUP, shapes.is_newsgroup),
    (_MAIL, shapes.is_mail),
    (_WIRE, shapes.is_wire),
    (_NEXIS, shapes.is_nexis),
    (_FACTIVA, shapes.is_factiva),
    (_HIGHLIGHTS, shapes.has_highlights),
    (_LICENCE, shapes.is_licence),
    (_CERTIFICATE, shapes.has_armour),
    (_HTTP, shapes.is_http),
    (_LOG, shapes.is_log),
    (_PINS, shapes.is_requirements),
    (_ADDRESSES, shapes.is_addresses),
    (_CHECKSUMS, shapes.is_checksums),
    (_SETTINGS, shapes.is_settings),
    (_ENCODED, shapes.is_base64),
    (_YAML, shapes.is_yaml),
    (_TSV, shapes.is_tsv),
    (_CSV, shapes.is_csv),
    (_TABLE, shapes.is_bars),
    (JSON, shapes.is_json),
    (_CODE, shapes.is_code),
)
"""Kinds without a typical first word, each with its test."""

_SIGNATURES = {
    b"%PDF": Kind("a PDF"),
    b"PK\x03\x04": Kind("a ZIP (or DOCX, EPUB) archive", formats=("nexis-uni",)),
    b"\x89PNG": Kind("a PNG picture"),
    b"\xff\xd8\xff": Kind("a JPEG picture"),
    b"{\\rtf": Kind("an RTF document", formats=("nexis-uni", "factiva")),
    b"\xd0\xcf\x11\xe0": Kind("an old Office document"),
    b"GIF8": Kind("a GIF picture"),
    b"\x7fELF": Kind("a program"),
    b"\x28\xb5\x2f\xfd": Kind("a zstd archive", articles=True),
    b"7z\xbc\xaf": Kind("a 7-Zip archive", articles=True),
    b"PAR1": Kind("a table (Parquet)", formats=("parquet",), articles=True),
    b"ARROW1": Kind("a table (Arrow)", articles=True),
    b"SQLite format 3\x00": Kind("a database (SQLite)", articles=True),
    b"Rar!\x1a\x07": Kind("a RAR archive", articles=True),
    b"ID3": Kind("sound (MP3)"),
    b"OggS": Kind("sound (Ogg)"),
    b"RIFF": Kind("sound or film (RIFF)"),
    b"MM\x00*": Kind("a TIFF picture"),
    b"II*\x00": Kind("a TIFF picture"),
    b"8BPS": Kind("a Photoshop picture"),
    b"wOF": Kind("a font"),
    b"\xca\xfe\xba\xbe": Kind("a program"),
    b"\x00asm": Kind("a program (WebAssembly)"),
    b"\x00\x00\x00\x01Bud1": Kind("a folder's view (.DS_Store)"),
    b"bplist00": Kind("settings of macOS"),
}
_SIGNED = tuple(_SIGNATURES)
