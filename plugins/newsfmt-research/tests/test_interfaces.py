"""Exports in the languages of their interfaces, with other line ends, and in what else varies
between downloads of one format: invented documents, and what comes out.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

pytest.importorskip(
    "newsfmt_research",
    reason="newsfmt-research is not installed: pip install -e plugins/newsfmt-research",
)

import newsfmt
from newsfmt.article import Article
from newsfmt.body import text_of

RULE = "_" * 60


def read(data: str | bytes, name: str | None = None, **how: Any) -> tuple[list[Article], list[str]]:
    """Read a document whose format is recognised."""
    reader = newsfmt.read(data.encode() if isinstance(data, str) else data, name=name, **how)
    return list(reader), [entry.code for entry in reader.report]


def one(data: str | bytes, **how: Any) -> Article:
    [article], _ = read(data, **how)
    return article


def body(article: Article) -> list[str]:
    return list(map(text_of, article.body))


# ---- Factiva

FACTIVA = {
    "en": ("61 words", "17 January 2021", "English", "Document"),
    "fr": ("1.285 mots", "17 janvier 2021", "Français", "Document"),
    "de": ("1.285 Wörter", "17 Januar 2021", "Deutsch", "Dokument"),
    "es": ("1.285 palabras", "17 enero 2021", "Español", "Documento"),
    "it": ("1.285 parole", "17 gennaio 2021", "Italiano", "Documento"),
    "pt": ("1.285 palavras", "17 Janeiro 2021", "Português", "Documento"),
    "nl": ("1.285 woorden", "17 januari 2021", "Nederlands", "Document"),
    "pl": ("1 285 słów", "17 stycznia 2021", "Polski", "Dokument"),
    "sv": ("1285 ord", "17 januari 2021", "Svenska", "Dokument"),
    "no": ("1285 ord", "17 januar 2021", "Norsk", "Dokument"),
    "da": ("1285 ord", "17 januar 2021", "Dansk", "Dokument"),
    "fi": ("285 sanaa", "17 tammikuuta 2021", "Suomi", "Asiakirja"),
    "cs": ("285 slov", "17 ledna 2021", "Čeština", "Dokument"),
    "ro": ("285 cuvinte", "17 ianuarie 2021", "Română", "Document"),
    "el": ("285 λέξεις", "17 Ιανουαρίου 2021", "Ελληνικά", "Έγγραφο"),
    "tr": ("1.285 kelime", "17 Ocak 2021", "Türkçe", "Belge"),
    "ru": ("1 285 слов", "17 января 2021", "Русский", "Документ"),
    "uk": ("1 285 слів", "17 січня 2021", "Українська", "Документ"),
    "zh": ("8165 字", "2021 年 1 月 17 日", "中文 (简体)", "文件"),
    "ja": ("8165 語", "2021年1月17日", "日本語", "ドキュメント"),
    "ko": ("816 단어", "2021년 1월 17일", "한국어", "문서"),
    "ar": ("1285 كلمة", "17 يناير 2021", "العربية", "وثيقة"),
    "he": ("1285 מילים", "17 ינואר 2021", "עברית", "מסמך"),
    "id": ("285 kata", "17 Januari 2021", "Bahasa Indonesia", "Dokumen"),
}
"""Of each language of the interface: words, day, the name of the language, the word for document."""
TEXT = ["First paragraph.", "Second paragraph.", "IN Bergen, two ships.", "BY evening all.", "RE: the harbour."]  # fmt: skip


def factiva(language: str) -> str:
    words, day, name, document = FACTIVA[language]
    head = {"SE": "News", "HD": "Ferries back in service\n            after three days", "BY": "By Kari Moe", "WC": words, "PD": day, "ET": "14:05", "SN": "The Fjord Times", "SC": "FJORDT", "ED": "Final", "PG": "3", "LA": name, "CY": "(c) 2021 F"}  # fmt: skip
    tail = {"CO": "a : A One | b : B Two", "RE": "norw : Norway", "PUB": "Fjord Ltd", "AN": f"{document} FJORDT0020210117eh1h00001"}  # fmt: skip
    rows = ["\n".join(f"{code:<12}{value}" for code, value in part.items()) for part in (head, tail)]  # fmt: skip
    return f"{rows[0]}\n\nLP \n{TEXT[0]}\n\n{TEXT[1]}\n\nTD \n" + "\n\n".join([*TEXT[2:], rows[1]]) + "\n"  # fmt: skip


def as_rtf(text: str) -> str:
    rows = text.replace("\n            ", " ").split("\n")
    rows = [re.sub(r"\A([A-Z]{2,3})(?:  +| \Z)", r"{\\b \1}\\tab ", row) for row in rows if row]
    spelt = "".join(
        char if char < "\x7f" else f"\\u{ord(char)}?" for char in "".join(f"\\pard {row}\\par\n" for row in rows)
    )  # fmt: skip
    return f"{{\\rtf1\\ansi\\ansicpg1252\\uc1{{\\fonttbl{{\\f0 Arial;}}}}\n{spelt}}}"


@pytest.mark.parametrize("language", FACTIVA)
@pytest.mark.parametrize("shape", ["text", "rtf", "CR", "UTF-16"])
def test_factiva_in_every_language_of_the_interface(language: str, shape: str) -> None:
    text = factiva(language)
    data: bytes = {
        "text": text.encode(),
        "rtf": as_rtf(text).encode(),
        "CR": text.replace("\n", "\r").encode(),
        "UTF-16": text.replace("\n", "\r\n").encode("utf-16"),
    }[shape]
    [article], codes = read(data)
    assert codes == []
    assert article.headline == "Ferries back in service after three days"
    assert (str(article.published), article.language) == ("2021-01-17T14:05", language)
    assert article.word_count == int(re.sub(r"\D", "", FACTIVA[language][0]))
    assert article.id == "FJORDT0020210117eh1h00001"
    assert [party.name for party in article.sources] == ["The Fjord Times", "Fjord Ltd"]
    assert body(article) == TEXT


def factiva_html(language: str, *, headline: str, middle: str = "", notice: str = "<div>© 2021 F</div>") -> str:  # fmt: skip
    words, day, name, document = FACTIVA[language]
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><div class="article deArticle"><p>&nbsp;</p><div>Magazin</div> '
        f'{headline}<div class="author">Sarah Pohl </div><div>{words}</div><div>{day} 02:00</div><div>Wochenblatt</div><div>WOCHB</div>'
        f'{middle}<div>{name}</div>{notice} <p></p><p class="articleParagraph">Erster <b>Satz</b>.</p><p>Ein Bild.</p><p>W AG</p>'
        f"<p>{document} WOCHB00020120328e86s00006</p></div></body></html>"
    )


@pytest.mark.parametrize("language", FACTIVA)
@pytest.mark.parametrize("middle", [("Final", "22, 23"), ("Final",), ("KIN3",), ()])
@pytest.mark.parametrize("notice", ["© 2021 F", ""])
def test_factiva_html_in_every_language_of_the_interface(
    language: str, middle: tuple[str, ...], notice: str
) -> None:
    article = one(
        factiva_html(
            language,
            headline='<div id="hd"><span class="deHeadline">3:0 für die Küste</span></div>',
            middle="".join(f"<div>{value}</div>" for value in middle),
            notice=notice and f"<div>{notice}</div>",
        )
    )
    assert (article.headline, article.byline) == ("3:0 für die Küste", "Sarah Pohl")
    assert (str(article.published), article.language) == ("2021-01-17T02:00", language)
    assert (article.sources[0].name, article.sources[0].code) == ("Wochenblatt", "WOCHB")
    assert article.extra.get("factiva-html:edition", ()) == tuple(v for v in middle if v == "Final")
    assert article.extra.get("factiva-html:page", ()) == tuple(v for v in middle if v != "Final")
    assert (article.rights.notice if article.rights else "") == notice
    assert body(article) == ["Erster Satz."]


def test_a_headline_without_a_class_stands_before_the_author() -> None:
    article = one(factiva_html("de", headline="<div>3:0 für die Küste</div>"))
    assert (article.headline, article.byline) == ("3:0 für die Küste", "Sarah Pohl")
    assert [category.name for category in article.categories] == ["Magazin"]


def test_a_day_in_an_unknown_language_is_no_source() -> None:
    page = factiva_html("de", headline='<div id="hd"><span class="deHeadline">A</span></div>')
    page = page.replace("17 Januar 2021", "17 Chwefror 2021").replace("Wörter", "gair")
    [article], codes = read(page)
    assert (article.published, article.word_count) == (None, 1285)
    assert (article.sources[0].name, article.sources[0].code) == ("Wochenblatt", "WOCHB")
    assert article.extra["factiva-html:date"] == ("17 Chwefror 2021 02:00",)
    assert codes == ["read.unknown-key", "read.date-unparsed", "read.no-date"]


# ---- line ends

NEXIS = f"""{"1 of 1 DOCUMENT":^80}


{"The Sund Courier":^80}

{"May 4, 2021 Tuesday":^80}

Bridge opens

LENGTH: 9 words


The bridge was opened.

LANGUAGE: ENGLISH
"""
PROQUEST = f"""{RULE}

Bridge opens

Full text: The bridge was opened.

Title: Bridge opens

Publication title: The Sund Courier

Publication date: May 4, 2021

ProQuest document ID: 1

{RULE}
"""
GIGAWORD = '<DOC id="ABC_ENG_20210504.0001" type="story">\n<HEADLINE>\nBridge\nopens\n</HEADLINE>\n<TEXT>\n<P>\nThe bridge\nwas opened.\n</P>\n</TEXT>\n</DOC>\n'  # fmt: skip
REUTERS = '<!DOCTYPE lewis SYSTEM "lewis.dtd">\n<REUTERS TOPICS="NO" NEWID="1">\n<DATE>4-MAY-2021 15:01:01.79</DATE>\n<TEXT>&#2;\n<TITLE>Bridge opens</TITLE>\n<BODY>The bridge\nwas opened.\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n'  # fmt: skip
NEWSGROUP = "Newsgroups: rec.boats\nFrom: moe@quay.example (Kari Moe)\nSubject: Bridge opens\nDate: Tue, 4 May 2021 14:05:01 GMT\n\nThe bridge\nwas opened.\n"  # fmt: skip


@pytest.mark.parametrize("text", [NEXIS, PROQUEST, GIGAWORD, REUTERS, NEWSGROUP])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_line_end(text: str, end: str, encoding: str) -> None:
    article = one(text.replace("\n", end).encode(encoding))
    assert article.headline == "Bridge opens"
    assert str(article.published)[:10] == "2021-05-04"
    assert body(article)[0] == "The bridge was opened."


@pytest.mark.parametrize("text", [NEXIS, PROQUEST])
def test_a_full_width_colon_ends_a_label_and_stays_in_the_text(text: str) -> None:
    text = re.sub(r"^([A-Z][A-Za-z ]+): ", r"\1：", text, flags=re.MULTILINE)
    text = text.replace("The bridge was opened.", "记者：桥开了。\n\nOne said：open.")
    article = one(text)
    assert str(article.published) == "2021-05-04"
    assert article.language == ("en" if "LANGUAGE" in text else None)
    assert body(article) == ["记者：桥开了。", "One said：open."]


# ---- Nexis


def test_lines_in_two_columns_keep_their_layout() -> None:
    table = "Ships   Cars\n2       40"
    article = one(NEXIS.replace("The bridge was opened.", f"One.\n\n{table}\n\nTwo."))
    kinds = [type(block).__name__ for block in article.body]
    assert kinds == ["Paragraph", "Preformatted", "Paragraph"]
    assert body(article)[1] == table


def test_a_label_that_is_there_twice_opens_no_text() -> None:
    labels = "NAME: OLE VIK\n\nBYLINE: By Kari Moe and\nOla Vik\n\nSECTION: NEWS\n\nLENGTH: 9 words"
    article = one(NEXIS.replace("LENGTH: 9 words", labels))
    assert (article.byline, article.word_count) == ("OLE VIK", 9)
    assert article.extra["lexisnexis:byline"] == ("By Kari Moe and Ola Vik",)
    assert body(article) == ["The bridge was opened."]


def test_the_name_of_a_show_is_no_source() -> None:
    head = "\n".join(f"{row:^80}" for row in ("Copyright 2021 Sund TV", "SUND NEWS", "", "SHOW: QUAY NIGHT (9:00 pm ET)"))  # fmt: skip
    article = one(NEXIS.replace(f"{'The Sund Courier':^80}", head))
    assert [party.name for party in article.sources] == ["SUND NEWS"]
    assert article.extra["lexisnexis:show"] == ("SHOW: QUAY NIGHT (9:00 pm ET)",)


# ---- Europresse


def test_an_old_document_whose_notice_no_paragraph_parts_from_the_text() -> None:
    page = (
        '<html><body><table><tr><td><span class="DocPublicationName">Le Sund</span><br><span class="DocHeader">mardi 14 mars 2006</span>'
        '<br><br><span class="TitreArticleVisu">Le pont</span><br><br>Premier.<p></p>Deuxième.<br>Suite.<br><br><b><i>© 2006 Le Sund</i></b><br>'
        "<br>Numéro de document : news·20060314·LS·1<br><table><tr><td>Date d'émission : 2013-05-05</td></tr></table></td></tr></table></body></html>"
    )
    article = one(page)
    assert body(article) == ["Premier.", "Deuxième.\nSuite."]
    assert (article.rights.notice, article.id) == ("© 2006 Le Sund", "news·20060314·LS·1")
