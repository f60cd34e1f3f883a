"""LexisNexis text downloads: invented exports in each layout and language of the interface."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip(
    "newsfmt_research",
    reason="newsfmt-research is not installed: pip install -e plugins/newsfmt-research",
)

from newsfmt_research import nexis_labels

import newsfmt
from newsfmt.article import Article
from newsfmt.errors import OptionError, ParseError, TruncatedError


def centred(*rows: str) -> str:
    return "\n".join(" " * ((80 - len(row)) // 2) + row for row in rows)


def export(*articles: str, cover: str = "") -> str:
    return f"{cover}\n\n" + "\n\n\n".join(articles)


def read(text: str | bytes, **options: Any) -> tuple[list[Article], list[str]]:
    data = text.encode() if isinstance(text, str) else text
    reader = newsfmt.read(data, format="lexisnexis", options=options)
    return list(reader), [entry.code for entry in reader.report]


def one(text: str, **options: Any) -> tuple[Article, list[str]]:
    [article], codes = read(text, **options)
    return article, codes


LANGUAGES = {
    "en": ("1 of 1 DOCUMENT", "May 4, 2021 Tuesday", "BYLINE", "SECTION: NEWS; Pg. 3", "LENGTH: 1,234 words", "HIGHLIGHT", "GRAPHIC", "LOAD-DATE: May 9, 2021", "LANGUAGE: ENGLISH", "PUBLICATION-TYPE", "SUBJECT", "Copyright 2021 Sund Press"),
    "de": ("1 von 1 DOKUMENTEN", "Dienstag 4. Mai 2021", "AUTOR", "RUBRIK: NEWS; S. 3", "LÄNGE: 1.234 Wörter", "HIGHLIGHT", "GRAFIK", "UPDATE: 9. Mai 2021", "SPRACHE: GERMAN; DEUTSCH", "PUBLICATION-TYPE", "SCHLAGWÖRTER", "Copyright 2021 Sund Verlag"),
    "fr": ("Document 1 de 1", "4 mai 2021 mardi", "AUTEUR", "RUBRIQUE: NEWS; Pg. 3", "LONGUEUR: 1 234 mots", "ENCART", "ILLUSTRATION", "DATE-CHARGEMENT: 9 mai 2021", "LANGUE: FRENCH; FRANÇAIS", "TYPE-PUBLICATION", "SUJET", "Copyright 2021 Le Sund"),
    "nl": ("1 of 1 DOCUMENT", "4 mei 2021 dinsdag", "AUTEUR", "SECTION: NEWS; Blz. 3", "LENGTE: 1.234 woorden", "HIGHLIGHT", "GRAPHIC", "LOAD-DATE: 9 mei 2021", "TAAL: Dutch / Nederlands", "PUB-TYPE", "SUBJECT", "Copyright 2021 De Sund"),
    "es": ("Documento 1 de 1", "4 de mayo de 2021 martes", "AUTOR", "SECCIÓN: NEWS; Pág. 3", "LONGITUD: 1234 palabras", "DESTACADO", "GRÁFICO", "FECHA-CARGA: 9 de mayo de 2021", "IDIOMA: SPANISH; ESPAÑOL", "TIPO-PUBLICACION", "TEMA", "Copyright 2021 El Sund"),
    "it": ("1 di 1 DOCUMENTI", "4 maggio 2021 martedì", "AUTORE", "SEZIONE: NEWS; Pag. 3", "LUNGHEZZA: 1.234 parole", "SOMMARIO", "GRAFICO", "DATA-CARICAMENTO: 9 maggio 2021", "LINGUA: ITALIAN; ITALIANO", "TIPO-PUBBLICAZIONE", "ARGOMENTO", "Copyright 2021 Il Sund"),
    "pt": ("Documento 1 de 1", "4 de maio de 2021 terça-feira", "AUTOR", "SEÇÃO: NEWS; Pág. 3", "COMPRIMENTO: 1.234 palavras", "DESTAQUE", "GRÁFICO", "DATA-CARGA: 9 de maio de 2021", "IDIOMA: PORTUGUESE; PORTUGUÊS", "TIPO-PUBLICAÇÃO", "ASSUNTO", "Copyright 2021 O Sund"),
    "da": ("Dokument 1 af 1", "Tirsdag 4. Maj 2021", "FORFATTER", "SEKTION: NEWS; Side 3", "LÆNGDE: 1.234 ord", "OFFERROLLER", "GRAFIK", "INDLÆSNINGSDATO: 9. maj 2021", "SPROG: Danish; Dansk", "PUBLIKATIONSTYPE", "EMNE", "Copyright 2021 Sund Tidende"),
    "pl": ("1 z 1 DOKUMENTÓW", "4 maja 2021 wtorek", "AUTOR", "SEKCJA: NEWS; Str. 3", "DŁUGOŚĆ: 1234 słów", "STRESZCZENIE", "GRAFIKA", "DATA-ZAŁADOWANIA: 9 maja 2021", "JĘZYK: POLISH; POLSKI", "TYP-PUBLIKACJI", "TEMAT", "Copyright 2021 Kurier Sund"),
}  # fmt: skip
"""Of each language of the interface: the lines of an article, and the labels of the others."""


def in_language(code: str) -> str:
    number, date, byline, section, length, highlight, graphic, load, language, kind, subject, notice = LANGUAGES[code]  # fmt: skip
    return (
        f"{centred(number)}\n\n\n{centred('The Sund Courier')}\n\n{centred(date)}\n\n"
        f"Bridge opens;\nFerries sail on\n\n{byline}: Per Lie\n\n{section}\n\n{length}\n\n{highlight}: A road at last.\n\n\n"
        "The bridge was opened on the day that nobody had expected any longer, after nine\nyears.\n\nWARNING: Ice on deck.\n\n"
        f"{graphic}: The bridge.\n\n{load}\n\n{language}\n\n{kind}: Paper\n\n{subject}: BRIDGES (93%); FERRIES (78%)\n\n\n"
        f"{centred(notice, 'All Rights Reserved')}\n"
    )


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_language_of_the_interface(code: str, encoding: str) -> None:
    if code == "pl" and encoding == "cp1252":
        encoding = "utf-8"
    data = in_language(code).replace("\n", "\r\n").encode(encoding)
    assert newsfmt.detect(data, name="a.txt")[0].format == "lexisnexis"
    [article], codes = read(data)
    assert codes == []
    assert article.headline == "Bridge opens; Ferries sail on"
    assert [source.name for source in article.sources] == ["The Sund Courier"]
    assert (str(article.published), article.byline, article.word_count) == (
        "2021-05-04",
        "Per Lie",
        1234,
    )
    assert ([category.name for category in article.categories], article.language) == (
        ["NEWS"],
        code,
    )
    assert article.summary == "A road at last."
    assert article.paragraphs == (
        "The bridge was opened on the day that nobody had expected any longer, after nine years.",
        "WARNING: Ice on deck.",
    )  # fmt: skip
    assert [picture.item.summary for picture in article.associations if picture.item] == [
        "The bridge."
    ]
    assert [(term.name, term.relevance) for term in article.subjects] == [
        ("BRIDGES", 93.0),
        ("FERRIES", 78.0),
    ]
    assert article.rights is not None
    assert article.rights.notice == f"{LANGUAGES[code][-1]} All Rights Reserved"
    assert article.extra["lexisnexis:page"] == (LANGUAGES[code][3].partition("; ")[2],)
    assert len(article.extra) == 4  # document, page, load date, type of publication


FINNISH = "document=ASIAKIRJA of=/ byline=KIRJOITTAJA section=OSASTO length=PITUUS load-date=LATAUSPÄIVÄ language=KIELI"
FINNISH_EXPORT = (
    f"{centred('Asiakirja 1 / 1')}\n\n\n{centred('Salmen Sanomat')}\n\n{centred('4. toukokuuta 2021')}\n\nSilta avattiin\n\n"
    "KIRJOITTAJA: Per Lie\n\nOSASTO: UUTISET\n\nPITUUS: 12 words\n\n\nSilta avattiin tiistaina.\n\nLATAUSPÄIVÄ: 5. toukokuuta 2021\n\n"
    f"KIELI: Finnish\n\n{centred('Copyright 2021 Salmen Sanomat')}\n"
)


def test_a_language_is_a_line_of_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nexis_labels, "LANGUAGES", {**nexis_labels.LANGUAGES, "fi": FINNISH})
    nexis_labels.labels.cache_clear()
    try:
        assert newsfmt.detect(FINNISH_EXPORT.encode())[0].format == "lexisnexis"
        article, codes = one(FINNISH_EXPORT)
    finally:
        nexis_labels.labels.cache_clear()
    assert (article.byline, article.word_count, article.language) == ("Per Lie", 12, "fi")
    assert (article.paragraphs, codes) == (("Silta avattiin tiistaina.",), [])


def test_the_same_line_as_an_option() -> None:
    article, codes = one(FINNISH_EXPORT, labels=FINNISH)
    assert ([term.name for term in article.categories], codes) == (["UUTISET"], [])


def test_an_unknown_language_names_its_labels_and_what_to_do() -> None:
    text = FINNISH_EXPORT.replace("Asiakirja 1 / 1", "1 of 1 DOCUMENT")
    reader = newsfmt.read(text.encode(), format="lexisnexis")
    [article] = reader
    assert (article.headline, article.paragraphs) == (
        "Silta avattiin",
        ("Silta avattiin tiistaina.",),
    )
    assert article.extra["lexisnexis:kirjoittaja"] == ("Per Lie",)
    [entry] = [entry for entry in reader.report if entry.code == "read.unknown-key"]
    assert "KIRJOITTAJA, OSASTO, PITUUS, LATAUSPÄIVÄ, KIELI" in entry.message
    assert 'labels="byline=KIRJOITTAJA"' in entry.message


def test_an_unknown_number_line_is_named() -> None:
    with pytest.raises(ParseError) as caught:
        one(FINNISH_EXPORT)
    assert "'Asiakirja 1 / 1'" in str(caught.value)
    assert '-O labels="document=ASIAKIRJA of=/"' in str(caught.value)


def test_an_unknown_language_below_an_english_number_line_is_recognised() -> None:
    data = FINNISH_EXPORT.replace("Asiakirja 1 / 1", "1 of 1 DOCUMENT").encode()
    assert newsfmt.detect(data, name="a.txt")[0].format == "lexisnexis"


def test_a_line_of_labels_that_is_none() -> None:
    with pytest.raises(OptionError, match="'author=X' is no meaning=LABEL"):
        one(FINNISH_EXPORT, labels="author=X")


def article_with(header: str, labels: str = "LENGTH: 9 words", text: str = "Text.") -> str:
    return f"{centred('1 of 1 DOCUMENT')}\n\n\n{header}\n\n{labels}\n\n\n{text}\n\nLOAD-DATE: May 9, 2021\n\nLANGUAGE: ENGLISH\n"


SOURCE, DATE = centred("The Sund Courier"), centred("May 4, 2021 Tuesday")
HEADERS = [
    f"{SOURCE}\n\n{DATE}\n\nBridge opens",
    f"{SOURCE}\n\nBridge opens\n\n{DATE}",
    f"{centred('Copyright 2021 Sund Press', 'All Rights Reserved')}\n\n{SOURCE}\n\n{DATE}\n\n{DATE}\n\nHEADLINE: Bridge opens",
    f"{SOURCE}\n\nLEADALL: Bridge opens\n\n{DATE}",
    f"{centred('Copyright 1995 Sund Press', 'The Sund Courier')}\n\n{DATE}\n\nBridge opens",
    f"{SOURCE}\n\n{centred('4. mei 2021')}\n\n{centred('dinsdag')}\n\nBridge opens",
    "The Sund Courier\n\nMay 4, 2021 Tuesday\n\nBridge opens",
]  # fmt: skip


@pytest.mark.parametrize("header", HEADERS)
def test_orders_of_the_header(header: str) -> None:
    article, codes = one(article_with(header))
    assert (article.headline, str(article.published)) == ("Bridge opens", "2021-05-04")
    assert ([source.name for source in article.sources], article.paragraphs) == (
        ["The Sund Courier"],
        ("Text.",),
    )
    assert codes == []


@pytest.mark.parametrize(
    "headline",
    [
        "UPDATE: Bridge opens",
        "CORRECTION: Bridge opens",
        "WAR: Bridge opens",
        "CITY: Bridge;\nSee page 3",
    ],
)
def test_a_headline_that_looks_like_a_label(headline: str) -> None:
    article, codes = one(article_with(f"{SOURCE}\n\n{DATE}\n\n{headline}"))
    assert (article.headline, article.paragraphs, codes) == (
        headline.replace("\n", " "),
        ("Text.",),
        [],
    )


def test_a_label_without_a_headline() -> None:
    article, codes = one(article_with(f"{SOURCE}\n\n{DATE}\n\nGUESTS: Per Lie"))
    assert (article.headline, article.extra["lexisnexis:guests"]) == (None, ("Per Lie",))
    assert codes == ["read.no-headline"]


def test_a_label_above_the_headline() -> None:
    article, codes = one(article_with(f"{SOURCE}\n\n{DATE}\n\nSHOW: QUAY NIGHT\n\nBridge opens"))
    assert (article.headline, article.extra["lexisnexis:show"], codes) == (
        "Bridge opens",
        ("QUAY NIGHT",),
        [],
    )


def test_what_stands_below_the_date() -> None:
    below = (
        centred("Final Edition")
        + "\n"
        + centred("Correction Appended")
        + "\n\n"
        + centred("SHOW: QUAY NIGHT 7:00 PM")
    )
    article, _ = one(article_with(f"{SOURCE}\n\n{DATE}\n{below}\n\nBridge opens\n\nSylvia Maier"))
    assert article.extra["lexisnexis:edition"] == ("Final Edition",)
    assert article.extra["lexisnexis:show"] == ("SHOW: QUAY NIGHT 7:00 PM",)
    assert [note.text for note in article.ed_notes] == ["Correction Appended"]
    assert (article.headline, article.byline) == ("Bridge opens", "Sylvia Maier")


def test_a_time_below_the_date_whose_zone_is_not_known() -> None:
    article, codes = one(
        article_with(
            f"{SOURCE}\n\n{DATE}\n{centred('23:22 Central European Time')}\n\nBridge opens"
        )
    )
    assert str(article.published) == "2021-05-04T23:22"
    assert "Central European Time" in article.extra["lexisnexis:date"][0]
    assert codes == ["read.zone-unknown"]


def test_a_flash_has_no_headline_and_a_load_date_is_no_date() -> None:
    article, codes = one(article_with(SOURCE, text="FLASH: BRIDGE OPENS"))
    assert (article.headline, article.published, article.paragraphs) == (
        None,
        None,
        ("FLASH: BRIDGE OPENS",),
    )
    assert codes == ["read.no-date", "read.no-headline"]


TEXTS = [
    ("MID: Calm reigns on the quay.\n\nMore.", ("MID: Calm reigns on the quay.", "More.")),
    ("More.\n\nLENGTH: 19.43 meters.", ("More.", "LENGTH: 19.43 meters.")),
    ("LENGTH: 19.43 meters.\n\nMore.", ("LENGTH: 19.43 meters.", "More.")),
    ("Copyright law is to change, said the minister, and nobody knows when.", ("Copyright law is to change, said the minister, and nobody knows when.",)),
    ("More.\n\n(c) 2021 Quay Wire", ("More.", "(c) 2021 Quay Wire")),
    ("More.\n\nROUNDUPS PLANNED:\n\nBridges.", ("More.", "ROUNDUPS PLANNED:", "Bridges.")),
    ("DOBBS: Good evening.\n\nLIE, HOST: Thanks.", ("DOBBS: Good evening.", "LIE, HOST: Thanks.")),
    ("More.\n\nSUBJECT: to change.\n\nEnd.", ("More.", "SUBJECT: to change.", "End.")),
    (
        "   The bridge was opened on Tuesday after nine years of work, and then the rain\ncame.\n   Ferries sail on for those who like the sea and the wind, said the owner of the\nline.",
        ("The bridge was opened on Tuesday after nine years of work, and then the rain came.", "Ferries sail on for those who like the sea and the wind, said the owner of the line."),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "paragraphs"), TEXTS)
def test_labels_inside_the_text_are_text(text: str, paragraphs: tuple[str, ...]) -> None:
    article, _ = one(article_with(f"{SOURCE}\n\n{DATE}\n\nBridge opens", text=text))
    assert article.paragraphs == paragraphs
    assert article.word_count == 9
    assert article.language == "en"


def test_a_sentence_with_a_label_right_below_the_labels() -> None:
    header = f"{SOURCE}\n\n{DATE}\n\nBridge opens\n\nLENGTH: 9 words\n\nCITY: Bridges are to be closed.\n\nMore."
    article, _ = one(f"{centred('1 of 1 DOCUMENT')}\n\n{header}\n\nLANGUAGE: ENGLISH\n")
    assert article.paragraphs == ("CITY: Bridges are to be closed.", "More.")


def test_labels_of_the_tail_may_stand_before_a_label_of_the_text() -> None:
    text = f"{centred('1 of 1 DOCUMENT')}\n\n{SOURCE}\n\n{DATE}\n\nHEADLINE: Bridge opens\n\nLANGUAGE: ENGLISH\n\nSUBJECT: BRIDGES\n\nBODY:\n   It opened.\n   Cars pay.\n"
    article, codes = one(text)
    assert (article.language, article.paragraphs, codes) == ("en", ("It opened.", "Cars pay."), [])


def test_tables_and_leaders_stay_as_they_are_set() -> None:
    text = "Results:\n\nSund ........... 3\nQuay ........... 2"
    article, _ = one(article_with(f"{SOURCE}\n\n{DATE}\n\nBridge opens", text=text))
    assert newsfmt.body.prose_of(article.body)[-1] == "Sund ........... 3\nQuay ........... 2"


def test_labels_that_stand_behind_the_text() -> None:
    text = f"{centred('1 of 1 DOCUMENT')}\n\n{SOURCE}\n\n{DATE}\n\nBridge opens\n\nBYLINE: Per Lie\n\n\nText.\n\nSECTION: NEWS\n\nLENGTH: 9 words\n\nODD-LABEL: kept\n\nLANGUAGE: ENGLISH\n"
    article, codes = one(text)
    assert (article.paragraphs, article.word_count) == (("Text.",), 9)
    assert article.extra["lexisnexis:odd-label"] == ("kept",)
    assert codes == ["read.unknown-key"]


def test_an_article_without_text_is_an_article() -> None:
    text = f"{centred('1 of 2 DOCUMENTS')}\n\n{SOURCE}\n\n{DATE}\n\nBridge opens\n\nSECTION: NEWS\n\nLOAD-DATE: May 5, 2021\n\n{centred('2 of 2 DOCUMENTS')}\n\n{centred('Copyright 2021 Sund Press')}\n"
    articles, codes = read(text)
    assert [article.body for article in articles] == [(), ()]
    assert articles[1].rights is not None
    assert codes == ["read.no-body", "read.no-date", "read.no-headline", "read.no-body"]


COVER = "Download Request: Selected Items: {}\nTime Of Request: Monday, May 10, 2021\n\nSend To:\n\nQUAY LIBRARY\n\nTerms: (bridge)\n"


def test_a_cover_is_no_article_and_states_a_number() -> None:
    text = export(in_language("en"), cover=COVER.format("1-5"))
    [article], codes = read(text)
    assert "QUAY LIBRARY" not in article.to_json().decode()
    assert codes == ["read.export-note", "read.count-mismatch"]
    assert read(export(in_language("en"), cover=COVER.format("1"))) == ([article], codes[:1])


def test_a_cover_goes_to_the_report() -> None:
    reader = newsfmt.read(export(in_language("en"), cover=COVER.format("1")).encode(), format="lexisnexis")  # fmt: skip
    list(reader)
    [entry] = reader.report
    assert (entry.code, entry.severity) == ("read.export-note", "info")
    assert "QUAY LIBRARY" in entry.message


def test_two_exports_one_behind_the_other() -> None:
    first = export(in_language("en"), cover=COVER.format("1-1"))
    articles, codes = read(first + "\n" + first)
    assert len(articles) == 2
    assert articles[0] == articles[1]
    assert "Download" not in articles[0].to_json().decode()
    assert codes == ["read.export-note"] * 2


def test_a_second_export_whose_cover_begins_in_an_unknown_language() -> None:
    second = export(in_language("en"), cover=COVER.format("1-1")).replace(
        "Download Request", "Latauspyyntö"
    )
    articles, codes = read(in_language("en") + second)
    assert (articles[0], codes) == (articles[1], ["read.export-note"])


def test_a_cover_that_begins_in_an_unknown_language() -> None:
    data = COVER.format("1-9").replace("Download Request", "Latauspyyntö").encode()
    assert newsfmt.detect(data, name="a.txt")[0].format == "lexisnexis"


@pytest.mark.parametrize(
    ("covered", "numbers", "says"),
    [
        ("1-5", ["436 of 2218", "1109 of 2218", "1 of 204"], 5),
        ("1-2", ["1 of 2", "2 of 2", "1 of 204", "2 of 204"], 206),
        ("201-202", ["201 of 900", "202 of 900", "203 of 900"], 2),
        ("", ["1 of 4", "3 of 4", "1 of 5"], 9),
    ],
)
def test_the_number_that_an_export_states(covered: str, numbers: list[str], says: int) -> None:
    articles = [in_language("en").replace("1 of 1 DOCUMENT", f"{number} DOCUMENTS") for number in numbers]  # fmt: skip
    text = export(*articles, cover=COVER.format(covered) if covered else "")
    reader = newsfmt.read(text.encode(), format="lexisnexis")
    assert len(list(reader)) == len(numbers)
    *_, entry = reader.report
    assert f"it holds {says} articles, and it holds {len(numbers)}" in entry.message


def test_numbers_that_are_missing_are_counted() -> None:
    text = in_language("en").replace("1 of 1 DOCUMENT", "7 of 240 DOCUMENTS")
    reader = newsfmt.read(text.encode(), format="lexisnexis")
    assert len(list(reader)) == 1
    assert [entry.message for entry in reader.report] == [
        "it says that it holds 240 articles, and it holds 1"
    ]


def test_text_before_the_first_article_that_is_no_cover_is_kept() -> None:
    [article], codes = read("A note by hand.\n\n" + in_language("en"))
    assert article.extra["lexisnexis:preamble"] == ("A note by hand.",)
    assert codes == ["read.preamble"]


def test_a_file_that_is_cut_off() -> None:
    text = "".join(
        in_language("en").replace("1 of 1 DOCUMENT", f"{number} of 2 DOCUMENTS")
        for number in (1, 2)
    )
    cut = text[: text.rindex("Ice on deck") + 5]
    reader = newsfmt.read(cut.encode(), format="lexisnexis")
    assert next(reader).headline
    with pytest.raises(TruncatedError, match="the end of the last article is missing"):
        next(reader)
    articles, codes = read(cut, salvage=True)
    assert (len(articles), codes) == (2, ["read.truncated"])


def test_a_file_without_articles_is_refused() -> None:
    with pytest.raises(ParseError, match="no line such as '1 of 10 DOCUMENTS'"):
        read("Nothing here.\n")


def test_a_cover_alone_is_recognised() -> None:
    assert newsfmt.detect(COVER.format("1-9").encode(), name="a.txt")[0].format == "lexisnexis"


def test_a_text_that_counts_documents_is_no_export() -> None:
    text = b"The court saw\n  3 of 10 documents\nin May, and the judge was not amused.\n"
    assert newsfmt.detect(text, name="a.txt")[0].format != "lexisnexis"


def test_tickers_are_symbols_of_organisations() -> None:
    labels = "LENGTH: 9 words\n\nCOMPANY: E.ON SE (85%)\n\nTICKER: EOAN (FRA) (85%)\n\nPERSON: PER LIE (79%)"
    article, _ = one(article_with(f"{SOURCE}\n\n{DATE}\n\nBridge opens", labels))
    company, ticker = article.organisations
    assert (company.name, ticker.symbols[0].symbol, ticker.symbols[0].exchange) == (
        "E.ON SE",
        "EOAN",
        "FRA",
    )
    assert article.people[0].extra["lexisnexis:relevance"] == ("79",)


def test_a_notice_behind_a_flash_without_labels_is_no_text() -> None:
    head = f"{centred('1 of 1 DOCUMENT')}\n\n{centred('El Sund')}\n\n{centred('julio de 2010')}\n\nFlash\n\n"
    article, _ = one(f"{head}El barco sale.\n\n{centred('Copyright 2010 El Sund')}\n")
    assert (article.headline, article.paragraphs) == ("Flash", ("El barco sale.",))
    assert article.rights is not None
    assert article.rights.notice == "Copyright 2010 El Sund"


def test_the_source_stands_above_the_date_below_a_notice_at_column_0() -> None:
    article, _ = one(
        "1 of 1 DOCUMENT\n\nCopyright 2021 Sund Press\nAll Rights Reserved\nThe Sund Times\n\n"
        "May 4, 2021 Tuesday\nFinal Edition\n\nHEADLINE: Bridge opens\n\nLENGTH: 3 words\n\nBODY:\nOpens.\n"
    )
    assert [source.name for source in article.sources] == ["The Sund Times"]
    assert article.extra["lexisnexis:edition"] == ("Final Edition",)
