"""Nexis Uni as DOCX and RTF: invented exports in each layout and language of the interface."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest

pytest.importorskip(
    "newsfmt_research",
    reason="newsfmt-research is not installed: pip install -e plugins/newsfmt-research",
)

import attrs

import newsfmt
from newsfmt.article import Article
from newsfmt.body import text_of
from newsfmt.errors import LimitError, ParseError, TruncatedError
from newsfmt.format import Limits
from newsfmt.testing import conformance_class

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@attrs.frozen
class Row:
    """A paragraph: its text behind a bold label, a bookmark and a link."""

    text: str = ""
    label: str = ""
    bookmark: str = ""
    link: str = ""


def docx(
    rows: Sequence[Row], *, first: bool = True, more: str = "", packing: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Return a DOCX; ``first`` puts its list of types before the document, ``more`` is put at the
    end of the body.
    """
    paragraphs, relations = [], []
    for number, row in enumerate(rows, 1):
        mark = f'<w:bookmarkStart w:id="{number}" w:name="{row.bookmark}"/><w:bookmarkEnd w:id="{number}"/>' if row.bookmark else ""  # fmt: skip
        label = f"<w:r><w:rPr><w:b/></w:rPr>{_runs(row.label)}</w:r>" if row.label else ""
        runs = f"<w:r><w:rPr><w:sz w:val='20'/></w:rPr>{_runs(row.text)}</w:r>" if row.text else ""
        if row.link:
            runs = f'<w:hyperlink r:id="rId{number}">{runs}</w:hyperlink>'
            relations.append(f'<Relationship Id="rId{number}" Target={quoteattr(row.link)} TargetMode="External" Type="{_R}/hyperlink"/>')  # fmt: skip
        paragraphs.append(f"<w:p><w:pPr><w:jc w:val='left'/></w:pPr>{mark}{label}{runs}</w:p>")
    document = f'<?xml version="1.0" encoding="UTF-8"?>\n<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{"".join(paragraphs)}{more}<w:sectPr/></w:body></w:document>'
    members = [
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", document),
        ("word/_rels/document.xml.rels", f"<Relationships>{''.join(relations)}</Relationships>"),
        ("word/header1.xml", f'<w:hdr xmlns:w="{_W}"><w:p><w:r><w:t>Page header</w:t></w:r></w:p></w:hdr>'),
    ]  # fmt: skip
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in members if first else reversed(members):
            container.writestr(zipfile.ZipInfo(name), content, packing)
    return stream.getvalue()


def _runs(text: str) -> str:
    return "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(part)}</w:t>' if part else ""
        for part in text.split("\n")
    )


def rtf(rows: Sequence[Row]) -> bytes:
    """Return an RTF with the same paragraphs."""
    paragraphs = []
    for row in rows:
        mark = f"{{\\*\\bkmkstart {row.bookmark}}}{{\\*\\bkmkend {row.bookmark}}}" if row.bookmark else ""  # fmt: skip
        label = f"{{\\b {_escaped(row.label)}}}" if row.label else ""
        text = _escaped(row.text)
        if row.link:
            text = f'{{\\field{{\\*\\fldinst HYPERLINK "{row.link}"}}{{\\fldrslt {text}}}}}'
        paragraphs.append(f"\\pard\\plain\\f0\\fs20 {mark}{label}{text}\\par\n")
    head = "{\\rtf1\\ansi\\ansicpg1252\\uc1\\deff0{\\fonttbl{\\f0\\fcharset0 Arial;}}{\\header Page header\\par}\n"
    return f"{head}{''.join(paragraphs)}}}".encode("ascii")


def _escaped(text: str) -> str:
    special = {"\\": "\\\\", "{": "\\{", "}": "\\}", "\n": "\\line ", "\u00a0": "\\~"}
    return "".join(
        special.get(char) or (char if char < "\x7f" else _unicode(char)) for char in text
    )


def _unicode(char: str) -> str:
    units = char.encode("utf-16-le")
    return "".join(
        f"\\u{int.from_bytes(units[at : at + 2], 'little', signed=True)}?"
        for at in range(0, len(units), 2)
    )


def export(*articles: Sequence[Row], cover: Sequence[Row] = ()) -> list[Row]:
    """Return a cover and articles as one document."""
    return [*cover, *(row for article in articles for row in article)]


KINDS = pytest.mark.parametrize("make", [docx, rtf])
LANGUAGES = {
    "en": ("Section", "Length", "words", "Byline", "Dateline", "Highlight", "Body", "Graphic", "Classification", "Language", "Publication-Type", "Subject", "Load-Date", "End of Document"),
    "de": ("Rubrik", "Länge", "Wörter", "Autor", "Ort", "Highlight", "Textkörper", "Grafik", "Klassifizierung", "Sprache", "Publikationstyp", "Schlagwörter", "Ladedatum", "Ende des Dokuments"),
    "fr": ("Rubrique", "Longueur", "mots", "Auteur", "Lieu", "Encart", "Corps", "Graphique", "Classification", "Langue", "Type de publication", "Sujet", "Date de chargement", "Fin du document"),
    "es": ("Sección", "Longitud", "palabras", "Autor", "Lugar", "Destacado", "Cuerpo", "Gráfico", "Clasificación", "Idioma", "Tipo de publicación", "Tema", "Fecha de carga", "Fin del documento"),
    "it": ("Sezione", "Lunghezza", "parole", "Autore", "Luogo", "Sommario", "Corpo", "Grafico", "Classificazione", "Lingua", "Tipo di pubblicazione", "Argomento", "Data di caricamento", "Fine del documento"),
    "nl": ("Sectie", "Lengte", "woorden", "Auteur", "Plaats", "Samenvatting", "Tekst", "Grafiek", "Classificatie", "Taal", "Publicatietype", "Onderwerp", "Laaddatum", "Einde van document"),
    "pt": ("Seção", "Comprimento", "palavras", "Autor", "Local", "Destaque", "Corpo", "Gráfico", "Classificação", "Idioma", "Tipo de publicação", "Assunto", "Data de carga", "Fim do documento"),
}  # fmt: skip
"""Of each language of the interface: the labels and headings of an article."""
NBSP = "\u00a0"


def article(
    number: int = 1, language: str = "en", *, marks: bool = True, date: str = "May 4, 2021 Tuesday",
    text: Sequence[str] = ("SUND - The bridge was opened.", "", "", "“Nine years”, said the builder."),
) -> list[Row]:  # fmt: skip
    section, length, words, byline, dateline, highlight, body, graphic, classification, spoken, kind, subject, load, end = LANGUAGES[language]  # fmt: skip
    suffix = "" if number == 1 else f"_{number - 2}"
    return [
        Row(bookmark=f"Bookmark_{number}" if marks else ""),
        Row(f"Bridge opens {number};Ferries sail on", link="https://lexis.example/1"),
        Row("The Sund Courier(London)"),
        Row(date),
        Row(),
        Row("\nCopyright 2021 Sund Courier Ltd. All Rights Reserved"),
        Row("\n"),
        Row(f"{NBSP}NEWS; Pg. A3; Version:1", f"{section}:"),
        Row(f"{NBSP}1,234 {words}", f"{length}:"),
        Row(f"{NBSP}Per Lie", f"{byline}:"),
        Row("From Tuesday's Courier"),
        Row(f"{NBSP}SUND", f"{dateline}:"),
        Row(f"{NBSP}A road at last.", f"{highlight}:"),
        Row(body, bookmark=f"Body{suffix}" if marks else ""),
        Row(),
        *(Row(row) for row in text),
        Row(graphic),
        Row(),
        Row("The bridge at dawn."),
        Row(classification, bookmark=f"Classification{suffix}" if marks else ""),
        Row(),
        Row(f"{NBSP}ENGLISH", f"{spoken}:"),
        Row(f"{NBSP}Newspaper", f"\n{kind}:"),
        Row(f"{NBSP}BRIDGES (93%); FERRIES (78%)", f"\n{subject}:"),
        Row(f"{NBSP}May 9, 2021", f"\n{load}:"),
        Row(),
        Row(f"\n{end}"),
        Row(),
    ]


def cover(number: int, documents: str = "Documents") -> list[Row]:
    rows = [Row(), Row("User Name: Kari Moe"), Row("Date and Time: Monday, May 10, 2021 7:08:00 PM GMT"), Row(f"{documents} ({number})")]  # fmt: skip
    for item in range(1, number + 1):
        rows += [Row(f"{item}. Bridge opens {item};Ferries sail on", link="https://lexis.example/c"), Row("Client/Matter: -None-"), Row("Search Terms: bridge"), Row("Narrowed by: "), Row("Content Type"), Row("News"), Row()]  # fmt: skip
    return rows


def read(data: bytes, **how: Any) -> tuple[list[Article], list[str]]:
    reader = newsfmt.read(data, format="nexis-uni", **how)
    return list(reader), [entry.code for entry in reader.report]


def check(found: Article) -> None:
    assert found.headline == "Bridge opens 1;Ferries sail on"
    assert [source.name for source in found.sources] == ["The Sund Courier(London)"]
    assert (str(found.published), found.word_count) == ("2021-05-04", 1234)
    assert found.byline == "Per Lie From Tuesday's Courier"
    assert [category.name for category in found.categories] == ["NEWS"]
    assert found.extra["nexis-uni:page"] == ("Pg. A3",)
    assert (found.summary, found.language) == ("A road at last.", "en")
    assert found.dateline is not None
    assert (found.dateline.text, found.dateline.prefix) == ("SUND", "SUND - ")
    assert found.paragraphs == ("SUND - The bridge was opened.", "“Nine years”, said the builder.")
    assert [picture.item.summary for picture in found.associations if picture.item] == [
        "The bridge at dawn."
    ]
    assert [term.name for term in found.subjects] == ["BRIDGES", "FERRIES"]
    assert found.rights is not None
    assert found.rights.notice == "Copyright 2021 Sund Courier Ltd. All Rights Reserved"
    assert [(link.rel, link.href) for link in found.links] == [("nexis", "https://lexis.example/1")]
    assert len(found.extra) == 4  # page, edition, type of publication, load date


@KINDS
@pytest.mark.parametrize("marks", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_of_the_interface(
    make: Callable[..., bytes], language: str, marks: bool
) -> None:
    data = make(export(article(1, language, marks=marks), article(2, language, marks=marks)))
    articles, codes = read(data)
    assert codes == []
    check(articles[0])
    assert attrs.evolve(articles[1], headline=articles[0].headline) == articles[0]


@KINDS
@pytest.mark.parametrize("marks", [True, False])
def test_a_cover_is_no_article_and_states_a_number(make: Callable[..., bytes], marks: bool) -> None:
    articles, codes = read(make(export(article(marks=marks), cover=cover(1))))
    check(articles[0])
    assert ("Kari Moe" in articles[0].to_json().decode(), codes) == (False, ["read.export-note"])
    articles, codes = read(make(export(article(marks=marks), cover=cover(3))))
    check(articles[0])
    assert codes == ["read.export-note", "read.count-mismatch"]


@KINDS
def test_the_bytes_say_what_a_file_is(make: Callable[..., bytes]) -> None:
    for name in ("a.DOCX", "a.rtf", "a"):
        data = make(export(article()))
        assert newsfmt.detect(data, name=name)[0].format == "nexis-uni"
        check(next(newsfmt.read(data, name=name)))


@KINDS
@pytest.mark.parametrize(
    ("date", "iso", "edition", "codes"),
    [
        ("November 5, 2002 Tuesday Final Edition", "2002-11-05", "Final Edition", []),
        (
            "January 11, 2018 Thursday, Late Edition - Final",
            "2018-01-11",
            "Late Edition - Final",
            [],
        ),
        ("May 2, 2002, Thursday,, FINAL EDITION", "2002-05-02", "FINAL EDITION", []),
        ("July 2, 2019 Tuesday 11:27 AM GMT", "2019-07-02T11:27Z", None, []),
        ("Jeudi 29 Août 2013 9:41 AM GMT", "2013-08-29T09:41Z", None, []),
        ("November 5, 2002 4:38 AM EST", "2002-11-05T04:38", None, ["read.zone-unknown"]),
        ("22 de marzo de 2010 lunes", "2010-03-22", None, []),
        ("2021年5月4日", "2021-05-04", None, []),
        ("January 2021", "2021-01", None, []),
        ("Spring 1922", "1922", None, []),
    ],
)
def test_date_lines(
    make: Callable[..., bytes], date: str, iso: str, edition: str | None, codes: list[str]
) -> None:
    [found], reported = read(make(export(article(date=date))))
    assert (str(found.published), reported) == (iso, codes)
    assert (edition or "") in " ".join(found.extra["nexis-uni:edition"])


@KINDS
def test_what_the_text_may_hold(make: Callable[..., bytes]) -> None:
    text = (
        "ABSTRACT",
        "Body",
        "Section: this is a sentence.",
        "Link zum PDF",
        "Link zum PDF",
        "one\ntwo",
        "Graphic",
        "Classification",
        "Language: a matter of taste.",
    )
    [found], _ = read(make(export(article(text=(*text, "Related Articles")))))
    assert found.paragraphs == (*text[:5], "one\ntwo", *text[6:], "Related Articles")


@KINDS
def test_an_article_without_headline_date_and_text(make: Callable[..., bytes]) -> None:
    rows = [Row(bookmark="Bookmark_1"), Row("The Sund Courier"), Row("May 4, 2021"), Row(f"{NBSP}5 words", "Length:"), Row(f"{NBSP}May 5, 2021", "Load-Date:"), Row("End of Document")]  # fmt: skip
    [found], codes = read(make(rows))
    assert (found.headline, found.sources[0].name, str(found.published)) == (
        None,
        "The Sund Courier",
        "2021-05-04",
    )
    assert codes == ["read.no-headline", "read.no-body"]
    [found], codes = read(
        make([Row(bookmark="Bookmark_1"), Row("Bridge opens"), Row("The Sund Courier"), *rows[3:]])
    )
    assert (found.headline, found.published, found.sources[0].name) == (
        "Bridge opens",
        None,
        "The Sund Courier",
    )
    assert codes == ["read.no-date", "read.no-body"]


@KINDS
def test_a_title_with_a_link_without_a_source_and_with_two(make: Callable[..., bytes]) -> None:
    rows = article()
    [found], codes = read(make([*rows[:2], *rows[3:]]))
    assert (found.headline, found.sources, codes) == ("Bridge opens 1;Ferries sail on", (), [])
    [found], codes = read(make([*rows[:3], Row("Courier Online"), *rows[3:]]))
    assert (found.headline, found.sources[0].name) == (
        "Bridge opens 1;Ferries sail on",
        "The Sund Courier(London)",
    )
    assert found.extra["nexis-uni:header"] == ("Courier Online",)


@KINDS
def test_a_bold_title_with_a_colon_is_no_label(make: Callable[..., bytes]) -> None:
    rows = article()
    rows[1] = Row("", label="The bridge opens:")
    [found], codes = read(make(rows))
    assert (found.headline, codes) == ("The bridge opens:", [])


@KINDS
def test_a_label_that_nobody_knows(make: Callable[..., bytes]) -> None:
    rows = article()
    rows.insert(11, Row(f"{NBSP}kept", "Oddity:"))
    reader = newsfmt.read(make(rows), format="nexis-uni")
    [found] = reader
    assert found.extra["nexis-uni:oddity"] == ("kept",)
    [entry] = reader.report
    assert ("Oddity" in entry.message, entry.code) == (True, "read.unknown-key")


def test_an_unknown_language_is_parted_by_bookmarks() -> None:
    words = {"Section": "Osasto", "Length": "Pituus", "Byline": "Kirjoittaja", "Body": "Runko", "Load-Date": "Latauspäivä", "End of Document": "Loppu"}  # fmt: skip
    rows = [
        attrs.evolve(row, text=words.get(row.text.strip(), row.text), label=next((row.label.replace(old, new) for old, new in words.items() if old in row.label), row.label))
        for row in article()
    ]  # fmt: skip
    [found], codes = read(docx(rows))
    assert (found.headline, found.extra["nexis-uni:kirjoittaja"]) == (
        "Bridge opens 1;Ferries sail on",
        ("Per Lie From Tuesday's Courier",),
    )
    assert found.paragraphs == ("SUND - The bridge was opened.", "“Nine years”, said the builder.")
    assert codes == ["read.unknown-key"]
    [found], codes = read(docx(rows), options={"labels": "section=Osasto length=Pituus byline=Kirjoittaja load-date=Latauspäivä"})  # fmt: skip
    assert (found.byline, codes) == ("Per Lie From Tuesday's Courier", [])


def test_two_exports_one_behind_the_other() -> None:
    data = rtf(export(article(), cover=cover(1)))
    articles, codes = read(data + b"\r\n" + data)
    assert (articles[0], codes) == (articles[1], ["read.export-note"] * 2)


def test_marks_that_end_articles_are_counted() -> None:
    rows = [row for row in article(2) if "End of" not in row.text]
    articles, codes = read(docx(export(article(1), rows)))
    assert (len(articles), codes) == (2, ["read.count-mismatch"])


def test_an_alternative_is_read_once_and_a_text_box_not_twice() -> None:
    shape = '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="wps"><w:t>Drawn</w:t></mc:Choice><mc:Fallback><w:t>Drawn</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>'
    rows = [row for row in article() if "Load-Date" not in row.label]
    data = docx(rows[:18], more=shape)
    [found], _ = read(data)
    assert found.paragraphs[-1] == "Drawn"


def test_order_of_members_and_size_do_not_matter() -> None:
    data = docx(export(article()), first=False)
    assert newsfmt.detect(data)[0].format == "nexis-uni"
    check(read(data)[0][0])


def test_a_docx_that_is_no_export() -> None:
    data = docx([Row("A letter."), Row("Dear reader")])
    assert [match.format for match in newsfmt.detect(data, name="letter.docx")] == []
    with pytest.raises(ParseError, match="it is no export of Nexis Uni"):
        read(data)
    assert newsfmt.detect(rtf([Row("A letter.")])) == []


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<html><body>Bridge</body></html>", "it is neither DOCX nor RTF, whatever its name: it begins with '<html><body>'"),
        (b"PK\x03\x04" + b"x" * 40 + b"PK\x05\x06" + b"x" * 30, "the DOCX container is broken"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        read(data)


def test_a_container_without_a_document() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as container:
        container.writestr("word/styles.xml", "<styles/>")
    with pytest.raises(ParseError, match=r"the ZIP container has no word/document\.xml"):
        read(stream.getvalue())


def test_a_docx_that_is_cut_off() -> None:
    data = docx(export(article(1), article(2)), packing=zipfile.ZIP_STORED)
    cut = data[: data.index(b"Bridge opens 2") + 1500]
    with pytest.raises(
        TruncatedError, match="the directory at the end of the DOCX container is missing"
    ):
        read(cut)
    articles, codes = read(cut, options={"salvage": True})
    assert [found.headline for found in articles] == [
        "Bridge opens 1;Ferries sail on",
        "Bridge opens 2;Ferries sail on",
    ]
    assert "read.truncated" in codes
    packed = docx(export(article(1), article(2)))
    articles, _ = read(packed[: len(packed) - 600], options={"salvage": True})
    assert articles[0].paragraphs == (
        "SUND - The bridge was opened.",
        "“Nine years”, said the builder.",
    )


def test_an_rtf_that_is_cut_off_gives_the_articles_before() -> None:
    data = rtf(export(article(1), article(2)))
    reader = newsfmt.read(
        data[: data.index(b"Ladedatum") if b"Ladedatum" in data else -400], format="nexis-uni"
    )
    check(next(reader))
    with pytest.raises(TruncatedError, match="the brace that closes the document"):
        list(reader)
    articles, codes = read(data[:-400], options={"salvage": True})
    assert len(articles) == 2
    assert "read.truncated" in codes


def test_a_document_that_unpacks_to_too_much() -> None:
    data = docx([Row(bookmark="Bookmark_1"), Row("x" * 3_000_000)])
    with pytest.raises(LimitError, match="ratio"):
        read(data)
    with pytest.raises(LimitError, match="whole_bytes"):
        read(data, limits=Limits(whole_bytes=1_000_000, ratio=None))


def _every_passage(self: Any) -> None:
    """Change any paragraph of an export, and the articles or the diagnostics change."""
    rows = export(article(1), article(2))
    before = read(docx(rows))
    for place, row in enumerate(rows):
        for name in ("text", "label", "link"):
            value = getattr(row, name)
            if value.strip() and not (row.bookmark and name == "text") and value != "Graphic":
                changed = attrs.evolve(
                    row, **{name: value.rstrip(":") + "zq" + ":" * value.endswith(":")}
                )
                assert read(docx([*rows[:place], changed, *rows[place + 1 :]])) != before, value


TestDocx = conformance_class(
    "nexis-uni",
    samples=[docx(export(article(1), article(2)), packing=zipfile.ZIP_STORED)],
    test_every_value_has_influence=_every_passage,
)


@KINDS
def test_an_interface_in_a_language_that_is_not_known(make: Callable[..., bytes]) -> None:
    rows = [
        *map(Row, ("", "Lautta palaa", "Satama", "4 toukokuuta 2020", "", "\nCopyright 2020 Satama", "\n")),
        Row("\u00a09 sanaa", label="Pituus:"),
        *map(Row, ("Teksti", "", "Yksi.", "Kaksi.", "", "\nDokumentin loppu", "")),
    ]  # fmt: skip
    with pytest.raises(ParseError, match="end=DOKUMENTIN-LOPPU"):
        list(newsfmt.read(make(rows), format="nexis-uni"))
    labels = "end=DOKUMENTIN-LOPPU body=TEKSTI length=PITUUS"
    [article] = newsfmt.read(make(rows), format="nexis-uni", options={"labels": labels})
    assert (article.headline, article.word_count) == ("Lautta palaa", 9)
    assert [text_of(block) for block in article.body] == ["Yksi.", "Kaksi."]
