"""LexisNexis downloads as HTML: invented exports as they are made and as browsers save them."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

import pytest

pytest.importorskip(
    "newsfmt_research",
    reason="newsfmt-research is not installed: pip install -e plugins/newsfmt-research",
)

from newsfmt_research import nexis_html
from newsfmt_research.options import NexisOptions

import newsfmt
from newsfmt.article import Article
from newsfmt.body import Emphasis, Paragraph, Table
from newsfmt.errors import ParseError, TruncatedError
from newsfmt.format import Context

STYLE = (
    ".c0 { text-align: center; }\n.c1 { text-align: center; margin-top: 0em; }\n.c2 { font-size: 10pt; font-weight: normal; }\n"
    ".c3 { text-align: center; margin-left: 13%; }\n.c4 { font-size: 10pt; font-weight: bold; color: #CC0033; }\n.c5 { text-align: left; }\n"
    ".c7 { font-size: 14pt; font-weight: bold; }\n.c8 { font-size: 10pt; font-weight: bold; }\n"
)
SHEET = f'<STYLE TYPE="text/css"><!--\n{STYLE}--></STYLE>\n'


def page(*documents: str, count: int | None = None, cover: str = "", sheet: str = SHEET) -> str:
    return (
        f'<HTML>\n<HEAD>\n{sheet}<!-- LXNComment 1827:582306835 -->\n<META TOPIC="null" DOCUMENTS="{count or len(documents)}" '
        f'UPDATED="Monday, May 10, 2021" /></HEAD>\n<BODY>\n{cover}{"".join(documents)}</BODY></HTML>\n'
    )


def document(*fields: str) -> str:
    inner = "".join(f"<BR>{field}\n" for field in fields)
    return f'<A NAME="DOC_ID_1_0"></A><!-- Hide XML section from browser\n<DOC NUMBER=1>\n<DOCFULL> -->\n{inner}<!-- Hide XML section from browser\n</DOCFULL>\n</DOC> -->\n'


def centred(text: str) -> str:
    return f'<DIV CLASS="c0"><P CLASS="c1"><SPAN CLASS="c2">{text}</SPAN></P>\n</DIV>'


def label(name: str, value: str) -> str:
    return f'<DIV CLASS="c5"><P CLASS="c6"><SPAN CLASS="c8">{name}: </SPAN><SPAN CLASS="c2">{value}</SPAN></P>\n</DIV>'


def headline(text: str) -> str:
    return f'<DIV CLASS="c5"><P CLASS="c6"><SPAN CLASS="c7">{text}</SPAN></P>\n</DIV>'


def text(*paragraphs: str) -> str:
    inner = "\n".join(f'<P CLASS="c9"><SPAN CLASS="c2">{row}</SPAN></P>' for row in paragraphs)
    return f'<DIV CLASS="c5">{inner}\n</DIV>'


LANGUAGES = {
    "en": ("1 of 1 DOCUMENTS", "May 4, 2021 Tuesday", "BYLINE", "SECTION", "NEWS; Pg. 3", "LENGTH", "1,234 words", "HIGHLIGHT", "GRAPHIC", "LOAD-DATE", "LANGUAGE", "ENGLISH", "SUBJECT", "Copyright 2021 Sund Press<BR>All Rights Reserved"),
    "de": ("Dokument 1 von 1", "4. Mai 2021 Dienstag", "AUTOR", "RUBRIK", "NEWS; S. 3", "L&Auml;NGE", "1234 W&ouml;rter", "HIGHLIGHT", "GRAFIK", "UPDATE", "SPRACHE", "GERMAN; DEUTSCH", "SCHLAGW&Ouml;RTER", "Copyright 2021 Sund Verlag<BR>Alle Rechte Vorbehalten"),
    "fr": ("Document 1 de 1", "4 mai 2021 mardi", "AUTEUR", "RUBRIQUE", "NEWS; Pg. 3", "LONGUEUR", "1 234 mots", "ENCART", "ILLUSTRATION", "DATE-CHARGEMENT", "LANGUE", "FRENCH; FRAN&Ccedil;AIS", "SUJET", "Copyright 2021 Le Sund<BR>Tous Droits R&eacute;serv&eacute;s"),
    "es": ("Documento 1 de 1", "4 de mayo de 2021 martes", "AUTOR", "SECCI&Oacute;N", "NEWS; P&aacute;g. 3", "LONGITUD", "1234 palabras", "DESTACADO", "GR&Aacute;FICO", "FECHA-CARGA", "IDIOMA", "SPANISH; ESPA&Ntilde;OL", "TEMA", "Copyright 2021 El Sund<BR>Todos los derechos reservados"),
    "it": ("1 di 1 DOCUMENTI", "4 maggio 2021 marted&igrave;", "AUTORE", "SEZIONE", "NEWS; Pag. 3", "LUNGHEZZA", "1.234 parole", "SOMMARIO", "GRAFICO", "DATA-CARICAMENTO", "LINGUA", "ITALIAN; ITALIANO", "ARGOMENTO", "Copyright 2021 Il Sund<BR>Tutti i diritti riservati"),
    "nl": ("1 of 1 DOCUMENTS", "4 mei 2021 dinsdag", "AUTEUR", "SECTIE", "NEWS; Blz. 3", "LENGTE", "1.234 woorden", "HIGHLIGHT", "GRAPHIC", "LAADDATUM", "TAAL", "DUTCH; NEDERLANDS", "ONDERWERP", "Copyright 2021 De Sund<BR>Alle rechten voorbehouden"),
}  # fmt: skip
"""Of each language of the interface: the fields of an article, and the labels of the others."""


def in_language(code: str, *body: str) -> str:
    number, date, byline, section, part, length, words, highlight, graphic, load, language, spoken, subject, notice = LANGUAGES[code]  # fmt: skip
    return document(
        centred(number),
        '<DIV CLASS="c0"><BR><P CLASS="c1"><IMG SRC="logo.gif" ALT="logo"><BR><SPAN CLASS="c2">The Sund Courier</SPAN><SPAN CLASS="c2">&nbsp;</SPAN></P>\n</DIV>',
        f'<DIV CLASS="c3"><P CLASS="c1"><SPAN CLASS="c4">{date[:2]}</SPAN><SPAN CLASS="c2">{date[2:]}</SPAN><SPAN CLASS="c2">&nbsp;<BR>Final Edition</SPAN></P>\n</DIV>',
        headline("Bridge &amp; ferries"),
        label(byline, "Per Lie"),
        label(section, part),
        label(length, words),
        f'<DIV CLASS="c5"><BR><BR><P CLASS="c6"><SPAN CLASS="c8">{highlight}:</SPAN><SPAN CLASS="c2">&nbsp;A road at last.<BR></SPAN></P>\n</DIV>',
        *(body or (text("The new<SPAN CLASS='c4'>bridge</SPAN> opened.&nbsp;", "WARNING: Ice.<BR>Look out."), text("&nbsp;", "More."))),
        label(graphic, "The bridge."),
        label(load, "May 9, 2021"),
        label(language, spoken),
        label(subject, 'BRIDGES (93%); </SPAN><SPAN CLASS="c4">FERRIES</SPAN><SPAN CLASS="c2">\n (78%)'),
        f'<DIV CLASS="c0"><BR><P CLASS="c1"><SPAN CLASS="c2">{notice}</SPAN></P>\n</DIV>',
    )  # fmt: skip


def saved(source: str) -> str:
    """A page as a browser saves it: tags and attributes in lower case, entities resolved."""
    import html

    lower = re.sub(
        r"</?[A-Z]+(?:\s[^>]*)?>",
        lambda tag: re.sub(
            r"[A-Z]+(?==)|(?<=<)[A-Z]+|(?<=</)[A-Z]+", lambda name: name[0].lower(), tag[0]
        ),
        source,
    )
    return re.sub(r"&(?!amp|lt|gt)\w+;", lambda entity: html.unescape(entity[0]), lower)


def read(source: str, **how: Any) -> tuple[list[Article], list[str]]:
    reader = newsfmt.read(source.encode(), format="nexis-html", **how)
    return list(reader), [entry.code for entry in reader.report]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("is_saved", [False, True])
def test_every_language_of_the_interface(code: str, is_saved: bool) -> None:
    source = page(in_language(code))
    source = saved(source) if is_saved else source
    assert newsfmt.detect(source.encode(), name="a.html")[0].format == "nexis-html"
    [article], codes = read(source)
    assert codes == []
    assert (article.headline, str(article.published)) == ("Bridge & ferries", "2021-05-04")
    assert [entry.name for entry in article.sources] == ["The Sund Courier"]
    assert (article.byline, article.word_count, article.language) == ("Per Lie", 1234, code)
    assert article.summary == "A road at last."
    assert article.paragraphs == ("The newbridge opened.", "WARNING: Ice.\nLook out.", "More.")
    assert [picture.item.summary for picture in article.associations if picture.item] == [
        "The bridge."
    ]
    assert [(term.name, term.relevance) for term in article.subjects] == [
        ("BRIDGES", 93.0),
        ("FERRIES", 78.0),
    ]
    assert article.rights is not None
    assert article.rights.notice is not None
    assert article.rights.notice.startswith("Copyright 2021")
    assert article.rights.notice.count(" ") > 4
    assert article.extra["nexis-html:edition"] == ("Final Edition",)
    assert len(article.extra) == 4  # document, page, edition, load date


def test_without_a_style_sheet_the_order_tells() -> None:
    source = page(in_language("en"), sheet="")
    [article], codes = read(source)
    assert (article.headline, article.sources[0].name, codes) == (
        "Bridge & ferries",
        "The Sund Courier",
        [],
    )
    assert article.paragraphs == ("The newbridge opened.", "WARNING: Ice.\nLook out.", "More.")


def test_a_table_outside_its_division_is_the_text() -> None:
    table = '<DIV CLASS="c5"><BR></DIV>\n<TABLE>\n<TR><TD><P><SPAN>Car</SPAN></P>\n</TD><TD><P>3 euros</P></TD></TR>\n</TABLE>\n</DIV>'
    [article], _ = read(page(in_language("en", table)))
    assert [type(block) for block in article.body] == [Table]
    assert newsfmt.body.prose_of(article.body) != []


def test_a_flash_without_headline_and_an_article_without_text() -> None:
    flash = document(
        centred("1 of 2 DOCUMENTS"),
        centred("Quay Wire"),
        label("LENGTH", "3 words"),
        text("FLASH: BRIDGE OPENS"),
    )
    empty = document(
        centred("2 of 2 DOCUMENTS"),
        centred("Quay Wire"),
        centred("May 4, 2021"),
        headline("Bridge"),
    )
    articles, codes = read(page(flash, empty))
    assert (articles[0].headline, articles[0].published, articles[0].paragraphs) == (
        None,
        None,
        ("FLASH: BRIDGE OPENS",),
    )
    assert (articles[1].headline, articles[1].body) == ("Bridge", ())
    assert codes == ["read.no-date", "read.no-headline", "read.no-body"]


def test_a_notice_in_place_of_an_article_is_no_article() -> None:
    notice = document(
        '<DIV CLASS="c5"><P CLASS="c6"><SPAN CLASS="c2">We cannot display this document.</SPAN></P>\n</DIV>'
    )
    articles, codes = read(page(in_language("en"), notice, count=1))
    assert (len(articles), codes) == (1, ["read.item-skipped"])


def test_the_number_of_documents_is_checked_and_the_cover_left_out() -> None:
    cover = '<DIV CLASS="c5"><P CLASS="c6"><SPAN CLASS="c2">Download Request: Selected Items: 1-3<BR>Send To:<BR>QUAY LIBRARY</SPAN></P>\n</DIV>\n'
    [article], codes = read(page(in_language("en"), count=3, cover=cover))
    assert ("QUAY" in article.to_json().decode(), codes) == (
        False,
        ["read.export-note", "read.count-mismatch"],
    )


def test_two_pages_one_behind_the_other() -> None:
    other = SHEET.replace("c7", "c99").replace("c4", "c7").replace("c99", "c4")
    second = page(
        in_language("fr")
        .replace('"c7"', '"c99"')
        .replace('"c4"', '"c7"')
        .replace("'c4'", "'c7'")
        .replace('"c99"', '"c4"'),
        sheet=other,
    )
    articles, codes = read(page(in_language("en")) + second)
    assert [article.headline for article in articles] == ["Bridge & ferries", "Bridge & ferries"]
    assert codes == []


def test_a_page_on_one_line() -> None:
    source = page(in_language("en"), in_language("de")).replace("\n", " ")
    articles, codes = read(source)
    assert ([article.language for article in articles], codes) == (["en", "de"], [])


def test_an_unknown_label_is_kept_and_named() -> None:
    fields: Sequence[str] = (
        centred("1 of 1 DOCUMENTS"),
        centred("Quay"),
        centred("May 4, 2021"),
        headline("Bridge"),
        label("PITUUS", "3"),
        text("Text."),
    )
    reader = newsfmt.read(page(document(*fields)).encode(), format="nexis-html")
    [article] = reader
    assert (article.extra["nexis-html:pituus"], article.paragraphs) == (("3",), ("Text.",))
    assert "PITUUS" in next(iter(reader.report)).message


def test_a_page_that_is_cut_off() -> None:
    source = page(in_language("en"), in_language("de"))
    reader = newsfmt.read(source[: source.rindex("SCHLAGW")].encode(), format="nexis-html")
    assert next(reader).language == "en"
    with pytest.raises(TruncatedError, match="the comment </DOCFULL> is missing"):
        next(reader)
    articles, codes = read(source[: source.rindex("SCHLAGW")], options={"salvage": True})
    assert ([article.language for article in articles], codes) == (["en", "de"], ["read.truncated"])


def test_a_page_without_articles_is_refused() -> None:
    with pytest.raises(ParseError, match="no comment with <DOCFULL>"):
        read("<html><body><p>Bridge</p></body></html>")


def test_marks_of_a_hit_are_taken_off_and_the_spaces_around_them_stay() -> None:
    source = in_language("en", text("The <B>fer</B>ry <STRONG>left</STRONG>, <I>late</I>."))
    [article], _ = read(page(source))
    assert article.body[0] == Paragraph(["The ferry left, ", Emphasis("late"), "."])


def test_parts_give_what_the_whole_file_gives() -> None:
    """The classes of headlines are numbered anew in each export, as the encoding is stated once."""
    first = page(in_language("en"), in_language("fr"))
    second = page(in_language("de"), in_language("es")).replace('"c7"', '"c17"')
    second = second.replace(".c7 {", ".c17 {")
    data = (first + second + first).encode()
    whole = list(newsfmt.read(data))
    parts = list(nexis_html.split(io.BytesIO(data), Context(format="nexis-html"), 1))
    found: list[Article] = []
    for part in parts:
        context = Context(format="nexis-html", options=NexisOptions())
        context.part = part
        found += nexis_html.read(io.BytesIO(data[part.start : part.end]), context)
    assert len(parts) == len(found) == len(whole) == 6
    assert found == whole
    assert {article.headline for article in found} == {"Bridge & ferries"}
