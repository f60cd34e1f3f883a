"""How fast exports and corpora are read: ``python plugins/newsfmt-research/tests/bench/exports.py``.

An export of 10,000 invented articles is made for each format and read in this process. The floor is
the same bytes decoded and split with one regular expression (of a DOCX: unpacked and parsed), which
makes no article of them. Floor and reading take turns, and the least CPU time of each counts. The
memory is that of a process that reads the export, for a tenth of the articles and for all.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time

import newsfmt

_SENTENCE = "The ferry left the quay of Sund at {0} with {1} cars on board, and nobody said why."
_SPLIT = re.compile(r"\n\s*\n")
_RULE = "_" * 60
_WORDPROCESSING = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paragraphs(number: int) -> list[str]:
    """Eight paragraphs, which no other article has."""
    return [
        " ".join(_SENTENCE.format(number * 7 + place, sentence + 2) for sentence in range(4))
        for place in range(8)
    ]


def wrapped(text: str, width: int = 78) -> str:
    """A paragraph in lines."""
    words, rows = text.split(), [""]
    for word in words:
        if len(rows[-1]) + len(word) > width:
            rows.append("")
        rows[-1] = f"{rows[-1]} {word}".strip()
    return "\n".join(rows)


def _lexisnexis(number: int, total: int) -> str:
    body = "\n\n".join(map(wrapped, paragraphs(number)))
    return (
        f"{number + 1} of {total} DOCUMENTS".center(80).rstrip()
        + f"\n\n\n{'The Sund Courier'.center(80).rstrip()}\n\n{'May 4, 2021 Tuesday'.center(80).rstrip()}"
        f"\n{'Final Edition'.center(80).rstrip()}\n\nBridge {number} opens;\nFerries sail on\n\nBYLINE: Per Lie"
        f"\n\nSECTION: NEWS; Pg. {number % 90}\n\nLENGTH: 409 words\n\nDATELINE: SUND\n\n\n{body}\n\n"
        "LOAD-DATE: May 9, 2021\n\nLANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\nSUBJECT: BRIDGES (93%); FERRIES (78%); PORTS (50%)"
        f"\n\n\n{'Copyright 2021 Sund Press'.center(80).rstrip()}\n{'All Rights Reserved'.center(80).rstrip()}\n\n\n"
    )


def _nexis_html(number: int, total: int) -> str:
    def centred(text: str) -> str:
        return f'<BR><DIV CLASS="c0"><P CLASS="c1"><SPAN CLASS="c2">{text}</SPAN></P>\n</DIV>\n'

    def label(name: str, text: str) -> str:
        return f'<BR><DIV CLASS="c3"><P CLASS="c1"><SPAN CLASS="c4">{name}: </SPAN><SPAN CLASS="c2">{text}</SPAN></P>\n</DIV>\n'

    body = "".join(
        f'<P CLASS="c1"><SPAN CLASS="c2">{text}</SPAN></P>\n' for text in paragraphs(number)
    )
    return (
        f'<A NAME="DOC_ID_{number}"></A><!-- Hide XML section from browser\n<DOC NUMBER={number + 1}>\n<DOCFULL> -->\n'
        + centred(f"{number + 1} of {total} DOCUMENTS")
        + centred("The Sund Courier")
        + centred("May 4, 2021 Tuesday")
        + f'<BR><DIV CLASS="c3"><P CLASS="c1"><SPAN CLASS="c7">Bridge {number} opens</SPAN></P></DIV>\n'
        + label("BYLINE", "Per Lie")
        + label("SECTION", "NEWS; Pg. 3")
        + label("LENGTH", "409 words")
        + f'<BR><DIV CLASS="c3">{body}</DIV>\n'
        + label("LOAD-DATE", "May 9, 2021")
        + label("LANGUAGE", "ENGLISH")
        + label("SUBJECT", "BRIDGES (93%); FERRIES (78%); PORTS (50%)")
        + centred("Copyright 2021 Sund Press<BR>All Rights Reserved")
        + "<!-- Hide XML section from browser\n</DOCFULL>\n</DOC> -->\n"
    )


def _factiva(number: int, total: int) -> str:
    body = "\n\n".join(paragraphs(number)[1:])
    return (
        f"SE          News\nHD          Bridge {number} opens\nBY          Per Lie\nWC          409 words\nPD          4 May 2021\n"
        f"ET          14:05\nSN          The Sund Courier\nSC          SUNDCO\nED          Final\nPG          {number % 90}\n"
        f"LA          English\nCY          (c) 2021 Sund Press\n\nLP          \n{paragraphs(number)[0]}\n\nTD          \n{body}\n\n"
        "CO          sndas : Sund AS | brgas : Bergen AS\nIN          i75 : Transport\nNS          gcat : Politics | gtran : Transport\n"
        f"RE          norw : Norway\nPUB         Sund Press\nAN          Document SUNDCO0020210504eh54{number:05}\n\n\n\f\n"
    )


def _factiva_html(number: int, total: int) -> str:
    body = "".join(
        f'<p class="articleParagraph enarticleParagraph">{text}</p>\n'
        for text in paragraphs(number)
    )
    divs = "".join(
        f"<div>{text}</div>" for text in ("409 words", "4 May 2021", "14:05", "The Sund Courier", "SUNDCO", "Final", str(number % 90 + 1), "English", "(c) 2021 Sund Press")
    )  # fmt: skip
    return (
        f'<div class="article enArticle"><p>&nbsp;</p>\n<div>News</div><div id="hd"><span class="enHeadline">Bridge {number} opens</span></div>'
        f'<div class="author">Per Lie</div>{divs}{body}<p>Sund Press</p><p>Document SUNDCO0020210504eh54{number:05}</p></div><br/>\n'
    )


def _factiva_xml(number: int, total: int) -> str:
    body = "".join(
        f'<paragraph display="Proportional">{text}</paragraph>\n' for text in paragraphs(number)
    )
    return (
        f"<ppsarticle><article><accessionNo>SUNDCO0020210504eh54{number:05}</accessionNo><baseLanguage>en</baseLanguage><byline>Per Lie</byline>"
        f"<copyright>(c) 2021 Sund Press</copyright><headline><paragraph>Bridge {number} opens</paragraph></headline><tailParagraphs>{body}</tailParagraphs>"
        "<publicationDate><dateTime>2021-05-04T14:05:00Z</dateTime></publicationDate><sourceCode>SUNDCO</sourceCode><sourceName>The Sund Courier</sourceName>"
        '<wordCount>409</wordCount><region code="norw">Norway</region><company code="sndas">Sund AS</company><newsSubject code="gcat">Politics</newsSubject></article></ppsarticle>\n'
    )


def _proquest(number: int, total: int) -> str:
    body = "\n".join(paragraphs(number))
    return (
        f"{_RULE}\n\nDocument {number + 1} of {total}\n\nBridge {number} opens\n\nAuthor: Lie, Per\n\n"
        f"Publication info: The Sund Courier ; Sund [Sund]. 04 May 2021: A.{number % 90}.\n\nhttp://search.example/docview/{number}\n\n"
        f"Abstract: A bridge.\n\nFull text: {body}\n\nSubject: Bridges; Ferries; Ports\n\nLocation: Sund Norway\n\nTitle: Bridge {number} opens\n\n"
        f"Publication title: The Sund Courier; Sund\n\nFirst page: A.{number % 90}\n\nPublication year: 2021\n\nPublication date: May 4, 2021\n\nSection: News\n\n"
        "Publisher: Sund Press\n\nPlace of publication: Sund\n\nCountry of publication: Norway\n\nISSN: 12345678\n\nSource type: Newspapers\n\n"
        f"Language of publication: English\n\nDocument type: News\n\nProQuest document ID: {number}\n\nDocument URL: http://search.example/docview/{number}\n\n"
        "Copyright: Copyright Sund Press May 4, 2021\n\nLast updated: 2021-05-09\n\nDatabase: Newsstream\n\n"
    )


def _europresse(number: int, total: int) -> str:
    body = "".join(f"<p>{text}</p>\n" for text in paragraphs(number))
    return (
        '<article><header><div class="rdp__DocPublicationName"><span class="DocPublicationName">Le Sund, no. 1234</span></div>'
        '<div class="rdp__DocHeader"><span class="DocHeader">Politique, mardi 14 mars 2006 408 mots, p. 12</span></div>'
        f'<div class="titreArticle"><p class="titreArticleVisu">Le pont {number}</p></div><div class="docAuthors">Per Lie</div></header>\n'
        f'<section><div class="docOcurrContainer">{body}</div></section><footer><small>© 2006 Le Sund.</small>'
        f'<div class="publiC-lblNodoc">Numéro de document : news·20060315·LS·{number}</div></footer></article>\n'
    )


def _sgml_doc(number: int, total: int) -> str:
    body = "".join(f"<P>\n{wrapped(text)}\n</P>\n" for text in paragraphs(number))
    return (
        f'<DOC id="ABC_ENG_20210504.{number:04}" type="story" >\n<HEADLINE>\nBridge {number} opens\n</HEADLINE>\n'
        f"<DATELINE>\nSUND, Norway, May 4 (ABC)\n</DATELINE>\n<TEXT>\n{body}</TEXT>\n</DOC>\n"
    )


def _reuters(number: int, total: int) -> str:
    body = "\n    ".join(map(wrapped, paragraphs(number)))
    return (
        f'<REUTERS TOPICS="YES" LEWISSPLIT="TRAIN" CGISPLIT="TRAINING-SET" OLDID="{number + 5544}" NEWID="{number + 1}">\n<DATE>26-FEB-1987 15:01:01.79</DATE>\n'
        "<TOPICS><D>ship</D></TOPICS>\n<PLACES><D>norway</D><D>usa</D></PLACES>\n<PEOPLE></PEOPLE>\n<ORGS></ORGS>\n<EXCHANGES></EXCHANGES>\n<COMPANIES></COMPANIES>\n"
        f"<UNKNOWN> \n&#5;&#5;&#5;C T\n&#22;&#22;&#1;f0704&#31;reute\nu f BC-BRIDGE-{number}   02-26 0105</UNKNOWN>\n<TEXT>&#2;\n<TITLE>BRIDGE {number} OPENS</TITLE>\n"
        f"<DATELINE>    SUND, Feb 26 - </DATELINE><BODY>{body}\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n"
    )


def _wapo(number: int, total: int) -> str:
    parts = [
        {"type": "kicker", "content": "World"},
        {"type": "title", "content": f"Bridge {number} opens"},
        {"type": "byline", "content": "By Per Lie"},
        {"type": "date", "content": 1610892300000},
        *({"type": "sanitized_html", "subtype": "paragraph", "content": text} for text in paragraphs(number)),
    ]  # fmt: skip
    data = {"id": str(number), "article_url": f"https://w.example/{number}", "title": f"Bridge {number} opens", "author": "Per Lie", "published_date": 1610892300000, "contents": parts, "type": "article", "source": "The Washington Post"}  # fmt: skip
    return json.dumps(data) + "\n"


def _mind(number: int, total: int) -> str:
    entities = [{"Label": "Sund", "Type": "G", "WikidataId": "Q1", "Confidence": 0.9, "OccurrenceOffsets": [4], "SurfaceForms": ["Sund"]}]  # fmt: skip
    return f"N{number}\tnews\tnewsworld\tBridge {number} opens\t{paragraphs(number)[0]}\thttps://m.example/{number}\t{json.dumps(entities)}\t[]\n"


_CSS = '<META TOPIC="null" DOCUMENTS="{0}"><STYLE TYPE="text/css"><!--\n.c0 {{ text-align: center; }}\n.c4 {{ font-weight: bold; }}\n.c7 {{ font-size: 14pt; font-weight: bold; }}\n--></STYLE>'
_PAGE = '<html><head><meta charset="utf-8"></head><body>'
_KINDS: dict[str, tuple[str, Callable[[int, int], str], str]] = {
    "lexisnexis": ("", _lexisnexis, ""),
    "nexis-html": (f"<HTML><HEAD>{_CSS}</HEAD><BODY>\n", _nexis_html, "</BODY></HTML>\n"),
    "factiva": ("", _factiva, ""),
    "factiva-html": (_PAGE, _factiva_html, "</body></html>\n"),
    "factiva-xml": ('<?xml version="1.0"?><PPSResponse xmlns="http://global.factiva.com/pps/2.0"><ppsarticleResultSet count="{0}">', _factiva_xml, "</ppsarticleResultSet></PPSResponse>\n"),
    "proquest": ("", _proquest, f"{_RULE}\n\nContact us at: http://proquest.example\n"),
    "europresse": (_PAGE, _europresse, "</body></html>\n"),
    "sgml-doc": ("", _sgml_doc, ""),
    "reuters-21578": ('<!DOCTYPE lewis SYSTEM "lewis.dtd">\n', _reuters, ""),
    "wapo": ("", _wapo, ""),
    "mind": ("", _mind, ""),
}  # fmt: skip
"""For each format what an export begins with, an article, and what it ends with."""


def _rows(number: int) -> Iterator[tuple[str, str, str]]:
    """The paragraphs of an article of Nexis Uni: bookmark, label, text."""
    suffix = f"_{number - 1}" if number else ""
    yield f"Bookmark_{number + 1}", "", ""
    for text in (f"Bridge {number} opens", "The Sund Courier", "May 4, 2021 Tuesday", "", "Copyright 2021 Sund Press All Rights Reserved"):  # fmt: skip
        yield "", "", text
    for label, text in (("Section:", "NEWS; Pg. A3"), ("Length:", "409 words"), ("Byline:", "Per Lie")):  # fmt: skip
        yield "", label, f"\u00a0{text}"
    yield f"Body{suffix}", "", "Body"
    for text in paragraphs(number):
        yield "", "", text
    yield f"Classification{suffix}", "", "Classification"
    for label, text in (("Language:", "ENGLISH"), ("Publication-Type:", "Newspaper"), ("Subject:", "BRIDGES (93%); FERRIES (78%)"), ("Load-Date:", "May 9, 2021")):  # fmt: skip
        yield "", label, f"\u00a0{text}"
    yield "", "", "End of Document"


def _docx(total: int) -> bytes:
    paragraph = '<w:p><w:pPr><w:jc w:val="left"/></w:pPr>{0}{1}<w:r><w:t xml:space="preserve">{2}</w:t></w:r></w:p>'
    mark = '<w:bookmarkStart w:id="1" w:name="{0}"/><w:bookmarkEnd w:id="1"/>'
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>{0}</w:t></w:r>"
    rows = (
        paragraph.format(name and mark.format(name), label and bold.format(label), text)
        for number in range(total)
        for name, label, text in _rows(number)
    )
    document = (
        f'<w:document xmlns:w="{_WORDPROCESSING}"><w:body>{"".join(rows)}</w:body></w:document>'
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("word/document.xml", document)
    return target.getvalue()


def _rtf(total: int) -> bytes:
    rows = []
    for number in range(total):
        for name, label, text in _rows(number):
            mark = f"{{\\*\\bkmkstart {name}}}{{\\*\\bkmkend {name}}}" if name else ""
            bold = f"{{\\b {label}}}" if label else ""
            shown = text.replace("\u00a0", "\\~")
            rows.append(f"\\pard\\plain\\f0\\fs20 {mark}{bold}{shown}\\par\n")
    return f"{{\\rtf1\\ansi\\ansicpg1252{{\\fonttbl{{\\f0 Arial;}}}}\n{''.join(rows)}}}".encode()


def export(name: str, total: int) -> bytes:
    """Return an export of so many articles; ``name`` is a format, or ``docx`` or ``rtf``."""
    if name in ("docx", "rtf"):
        return _docx(total) if name == "docx" else _rtf(total)
    head, article, end = _KINDS[name]
    return (head.replace("{0}", str(total)).replace("{{", "{").replace("}}", "}") + "".join(article(number, total) for number in range(total)) + end).encode()  # fmt: skip


def floor(name: str, data: bytes) -> int:
    """Do what any reader has to do, and return how many pieces there are."""
    if name == "docx":
        from lxml import etree

        with zipfile.ZipFile(io.BytesIO(data)) as container:
            return len(etree.fromstring(container.read("word/document.xml"))[0])
    return len(_SPLIT.split(data.decode()))


def read(name: str, data: bytes) -> int:
    """Read an export, and return the number of its articles."""
    fmt = "nexis-uni" if name in ("docx", "rtf") else name
    return sum(1 for _ in newsfmt.read(io.BytesIO(data), format=fmt))


def _time(run: Callable[[str, bytes], int], name: str, data: bytes) -> float:
    start = process_time()
    run(name, data)
    return process_time() - start


def _memory(name: str, total: int) -> float:
    """The memory of a process that reads an export from a file, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "export")
        path.write_bytes(export(name, total))
        fmt = "nexis-uni" if name in ("docx", "rtf") else name
        code = (
            f"import newsfmt\nfor _ in newsfmt.read({str(path)!r}, format={fmt!r}): pass\n"
            "print(next(row.split()[1] for row in open('/proc/self/status') if row.startswith('VmHWM')))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    return int(done.stdout) / 1024


def main() -> None:
    """Print a row for each format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=[*_KINDS, "docx", "rtf"])
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", action="store_true")
    given = parser.parse_args()
    print(
        "| format | articles/s | MB/s | µs/article | ratio | memory |\n| --- | --- | --- | --- | --- | --- |"
    )
    for name in given.names:
        data = export(name, given.articles)
        assert read(name, data) == given.articles
        times = [(_time(floor, name, data), _time(read, name, data)) for _ in range(given.rounds)]
        least, own = (min(column) for column in zip(*times, strict=True))
        memory = f"{_memory(name, given.articles // 10):.0f} → {_memory(name, given.articles):.0f} MB" if given.memory else ""  # fmt: skip
        print(
            f"| `{name}` | {given.articles / own:,.0f} | {len(data) / own / 1e6:.1f} | {own / given.articles * 1e6:.0f} | {own / least:.0f} | {memory} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
