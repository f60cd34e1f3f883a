"""Exports of Factiva, ProQuest and Europresse: invented documents in their layouts and languages, and
what comes out; what is missing, cut off, put together, or in a language that is not known.
"""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip(
    "newsfmt_research",
    reason="newsfmt-research is not installed: pip install -e plugins/newsfmt-research",
)

import newsfmt_research
from newsfmt_research import proquest_labels, sections
from newsfmt_research.europresse_header import HeaderLine, header_line

import newsfmt
from newsfmt.article import Article
from newsfmt.body import text_of
from newsfmt.errors import OptionError, ParseError, TruncatedError

SAMPLES = Path(newsfmt_research.__file__).parent / "samples"
RULE = "_" * 60


def read(text: str | bytes, format: str, **how: Any) -> tuple[list[Article], list[str]]:
    data = text.encode() if isinstance(text, str) else text
    reader = newsfmt.read(data, format=format, **how)
    return list(reader), [entry.code for entry in reader.report]


def sample(name: str) -> tuple[list[Article], list[str]]:
    path = SAMPLES / name
    assert newsfmt.detect(path)[0].format == path.parent.name
    reader = newsfmt.read(path)
    return list(reader), [entry.code for entry in reader.report]


SUMMARIES = [
    ("factiva/french.txt", "fr", "2021-05-04T08:30", 1246, "Le bac de nuit revient"),
    ("factiva/german.txt", "de", "2021-05-04", 1285, "Nachtfähre fährt wieder"),
    ("factiva/spanish.txt", "es", "2021-05-04T09:15", 310, "Vuelve el transbordador"),
    ("factiva/italian.txt", "it", "2021-05-04", 210, "Torna il traghetto"),
    ("factiva/chinese.txt", "zh", "2021-05-04T17:04", 8165, "夜间渡轮恢复"),
    ("factiva/two.rtf", "en", "2021-05-04T14:05", 48, "Night ferry returns"),
    ("factiva-html/codes.html", "en", "2021-05-04T14:05", 48, "Night ferry returns"),
    ("factiva-html/plain.html", "en", "2021-05-04T14:05", 1285, "Night ferry returns"),
    ("factiva-html/chinese.html", "zh", "2021-05-04T17:04", 8165, "夜间渡轮恢复"),
    ("factiva-xml/pps.xml", "EN", "2021-05-04T14:05:00Z", 48, "Night ferry returns"),
    ("factiva-xml/distdoc.xml", "en", "2004-10-21T09:05", 14, "Ferries resume"),
    ("proquest/french.txt", "fr", "2021-05-04", None, "Le bac de nuit revient"),
    ("proquest/german.txt", "de", "2021-05-04", None, "Nachtfähre fährt wieder"),
    ("proquest/spanish.txt", "es", "2021-05-04", None, "Vuelve el transbordador"),
    ("europresse/present.HTML", None, "2021-05-04", 1246, "Le bac de nuit revient"),
    ("europresse/english_dutch.html", None, "2021-05-04", 310, "Night ferry returns"),
    ("europresse/old.html", None, "2010-05-04", None, "Le bac revient"),
]


@pytest.mark.parametrize(("name", "language", "date", "words", "headline"), SUMMARIES)
def test_every_layout_and_language(
    name: str, language: str | None, date: str, words: int | None, headline: str
) -> None:
    first, *_ = sample(name)[0]
    assert (first.language, str(first.published), first.word_count) == (language, date, words)
    assert first.headline == headline
    assert first.id
    assert first.body


# ---- Factiva, tagged
# ------------------------------------------------------------


def test_fields_of_factiva() -> None:
    [article, other], codes = sample("factiva/english.txt")
    assert codes == []
    assert article.headline == "Night ferry returns after the long frost"
    assert [(s.name, s.code, s.role) for s in article.sources] == [
        ("The Sund Courier", "SUNDCO", "publication"),
        ("Sund Courier AS", None, "publisher"),
    ]
    assert article.paragraphs[1:] == ("IN Sund, people waited on the pier.", "BY noon the first cars had come ashore.")  # fmt: skip
    assert [(s.code, s.type) for s in article.subjects] == [("i74", "industry"), ("gtrans", None), ("gcat", None)]  # fmt: skip
    assert article.extra["factiva:page"] == ("7",)
    assert article.extra["factiva:volume"] == ("Volume 12; Issue 4",)
    assert other.paragraphs == ("The old pier is closed.", "It will be mended.")


HEAD = "HD          {0}\nWC          9 words\nPD          4 May 2021\nSN          The Quay\nSC          QUAY\nLA          English\n\n"
END = "AN          Document QUAY000020210504eh540000{0}\n"


def tagged(number: int, body: str = "Text.", tail: str = "", end: bool = True) -> str:
    return (
        f"{HEAD.format(f'Ferry {number}')}TD \n{body}\n\n{tail}{END.format(number) if end else ''}"
    )


@pytest.mark.parametrize(
    ("body", "paragraphs"),
    [
        ("One.\n\nHD  returns to the town.\n\nTwo.", ("One.", "HD  returns to the town.", "Two.")),
        ("One.\nRE  norw : Norway\n\nTwo.", ("One.", "RE  norw : Norway", "Two.")),
        (
            "One.\n\nAN  der Elbe ist es kalt.\n\nTwo.",
            ("One.", "AN  der Elbe ist es kalt.", "Two."),
        ),
        ("WC 9 words of it.\n\nXX  is a brand.", ("WC 9 words of it.", "XX  is a brand.")),
    ],
)
def test_codes_in_the_text_are_text(body: str, paragraphs: tuple[str, ...]) -> None:
    [article], _ = read(tagged(1, body), "factiva")
    assert article.paragraphs == paragraphs
    assert article.headline == "Ferry 1"


def test_a_code_in_the_text_that_comes_again_is_text() -> None:
    [article], _ = read(
        tagged(1, "One.\n\nRE  is short.", "RE          norw : Norway\n"), "factiva"
    )
    assert article.paragraphs == ("One.", "RE  is short.")
    assert article.places[0].code == "norw"


def test_codes_alone_on_their_line() -> None:
    text = "HD\nFerry\nWC\n9 words\nPD\n4 May 2021\nSN\nThe Quay\nLP\n\nOne.\n\nTD\nTwo.\n\nAN\nDocument QUAY000020210504eh5400001\n\nHD\nPier\nWC\n2 words\nPD\n5 May 2021\nSN\nThe Quay\nTD\nThree.\n\nAN\nDocument QUAY000020210505eh5400002\n"
    articles, codes = read(text, "factiva")
    assert [(a.headline, str(a.published), a.paragraphs) for a in articles] == [
        ("Ferry", "2021-05-04", ("One.", "Two.")),
        ("Pier", "2021-05-05", ("Three.",)),
    ]
    assert codes == []


def test_an_article_without_its_end_does_not_swallow_the_next() -> None:
    articles, codes = read(tagged(1, end=False, tail="RE          norw : Norway\n") + tagged(2) + tagged(3, end=False) + tagged(4), "factiva")  # fmt: skip
    assert [article.headline for article in articles] == [
        "Ferry 1",
        "Ferry 2",
        "Ferry 3",
        "Ferry 4",
    ]
    assert all(article.paragraphs == ("Text.",) for article in articles)
    assert codes == ["read.count-mismatch"]


def test_two_exports_of_factiva_one_behind_the_other() -> None:
    end = "\nSearch Summary\nText   ferry\n\n© 2021 Factiva, Inc. All rights reserved.\n\n"
    articles, codes = read(tagged(1) + end + tagged(2) + end, "factiva")
    assert [article.text for article in articles] == ["Text.", "Text."]
    assert codes == ["read.export-note"] * 2


def test_what_is_missing_in_an_article_is_named() -> None:
    text = (
        "SE          News\nSN          The Quay\nAN          Document QUAY000020210504eh5400001\n"
    )
    [_, article], codes = read(tagged(2) + text, "factiva")
    assert article.sources[0].name == "The Quay"
    assert codes == ["read.no-headline", "read.no-date", "read.no-body"]


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("factiva/english.txt", "AN  "),
        ("factiva/two.rtf", "RE\\tab"),
        ("factiva-html/plain.html", "<p>Dokument"),
        ("factiva-html/codes.html", "<b>TD"),
        ("factiva-xml/pps.xml", "<sourceName>"),
        ("proquest/english.txt", "Language of"),
        ("europresse/present.HTML", "<footer>"),
        ("europresse/old.html", "<b><i>"),
    ],
)
def test_an_export_that_is_cut_off(name: str, mark: str) -> None:
    format, data = name.partition("/")[0], (SAMPLES / name).read_bytes()
    whole = len(list(newsfmt.read(data, format=format)))
    data = data[: data.rindex(mark.encode())]
    reader = newsfmt.read(data, format=format)
    for _ in range(whole - 1):
        assert next(reader).id
    with pytest.raises(TruncatedError):
        list(reader)
    salvaged, codes = read(data, format, options={"salvage": True})
    assert len(salvaged) == whole
    assert "read.truncated" in codes


def test_unknown_words_of_factiva_are_named_with_what_to_do() -> None:
    text = tagged(1).replace("9 words", "9 zorks").replace("English", "Elvish")
    reader = newsfmt.read(text.encode(), format="factiva")
    [article] = list(reader)
    messages = [entry.message for entry in reader.report]
    assert any("WORDS in newsfmt_research/tables.py" in message for message in messages)
    assert any("NAMES in newsfmt/languages.py" in message for message in messages)
    assert article.extra["factiva:language"] == ("Elvish",)
    assert (article.word_count, article.extra["factiva:words"]) == (9, ("9 zorks",))


# ---- Factiva, HTML and XML
# ------------------------------------------------------------


def page(divs: list[str], headline: str = '<div id="hd"><span class="enHeadline">Ferry</span></div>') -> str:  # fmt: skip
    inner = "".join(f"<div>{value}</div>" for value in divs)
    return f'<html><title>Factiva</title><body><div class="article enArticle"><p>&nbsp;</p>{headline}{inner}<p class="articleParagraph enarticleParagraph">Text.</p><p>The Quay</p><p>Document QUAY000020210504eh5400001</p></div></body></html>'


@pytest.mark.parametrize(
    ("middle", "extra"),
    [
        ([], {}),
        (["14"], {"page": ("14",)}),
        (["KIN3"], {"page": ("KIN3",)}),
        (["Late"], {"edition": ("Late",)}),
        (["Late", "14"], {"edition": ("Late",), "page": ("14",)}),
        (["45-61", "12"], {"page": ("45-61",), "volume": ("12",)}),
        (["Late", "22, 23", "12"], {"edition": ("Late",), "page": ("22, 23",), "volume": ("12",)}),
    ],
)
@pytest.mark.parametrize("notice", ["(c) 2021 The Quay", ""])
def test_divs_without_codes(middle: list[str], extra: dict[str, tuple[str, ...]], notice: str) -> None:  # fmt: skip
    divs = [
        "9 words",
        "4 May 2021",
        "The Quay",
        "QUAY",
        *middle,
        "English",
        *filter(None, [notice]),
    ]
    [article], _ = read(page(divs), "factiva-html")
    assert dict(article.extra) == {f"factiva-html:{key}": value for key, value in extra.items()}
    assert (article.language, str(article.published)) == ("en", "2021-05-04")
    assert (article.rights.notice if article.rights else "") == notice
    assert (article.sources[0].name, article.sources[0].code) == ("The Quay", "QUAY")


def test_a_headline_in_a_bare_div_stands_before_the_number_of_words() -> None:
    divs = ["Harbour", "12) Ferry", "9 words", "4 May 2021", "14:05", "The Quay", "QUAY", "English", "©"]  # fmt: skip
    [article], _ = read(page(divs, headline=""), "factiva-html")
    assert (article.headline, article.categories[0].name) == ("12) Ferry", "Harbour")
    assert str(article.published) == "2021-05-04T14:05"


def test_a_long_style_sheet_stands_before_the_first_article() -> None:
    data = page(["9 words", "4 May 2021", "The Quay", "QUAY", "English", "©"])
    data = data.replace("<title>", f"<style>{'p { color: red } ' * 8000}</style><title>Factiva ")
    data = data.replace("<html>", "<html><!-- factiva -->")
    assert newsfmt.detect(data.encode())[0].format == "factiva-html"
    [article], _ = read(data, "factiva-html")
    assert article.headline == "Ferry"


def test_a_set_of_results_with_another_count() -> None:
    text = (SAMPLES / "factiva-xml/pps.xml").read_text(encoding="utf-8")
    reader = newsfmt.read(text.replace('count="2"', 'count="5"').encode(), format="factiva-xml")
    assert len(list(reader)) == 2
    [told] = reader.report
    assert (told.code, told.message) == ("read.count-mismatch", "it says that it holds 5 articles, and it holds 2")  # fmt: skip


def test_bare_text_in_a_lead_paragraph() -> None:
    _, article = sample("factiva-xml/pps.xml")[0]
    assert article.paragraphs == ("The old pier is closed until May.", "It will be mended.")


def test_codes_beside_the_parts_of_a_document_of_the_feed() -> None:
    one = '<ReplyItem><Num fid="an" value="QUAY0000{0}"/><Title><Headline fid="hd">Ferry {0}</Headline></Title></ReplyItem><ArchiveDoc><Article><TailParas fid="td"><Para>Text.</Para></TailParas></Article></ArchiveDoc><CodeSets><CSet fid="co"><Code value="abc"><CodeD>ABC AG</CodeD></Code></CSet></CodeSets>'
    articles, _ = read(f"<DistDoc>{one.format(1)}{one.format(2)}</DistDoc>", "factiva-xml")
    assert [(a.id, a.headline, a.text) for a in articles] == [
        ("QUAY00001", "Ferry 1", "Text."),
        ("QUAY00002", "Ferry 2", "Text."),
    ]
    assert [(o.code, o.name) for a in articles for o in a.organisations] == [("abc", "ABC AG")] * 2


# ---- ProQuest
# ------------------------------------------------------------


def proquest(*blocks: str, notice: str = "Contact us at: http://about.example/") -> str:
    return f"{RULE}\n\n" + "\n\n".join(blocks) + f"\n\n{RULE}\n\n{notice}\n"


TAIL = ("Subject: Ports", "Title: Ferry", "Publication title: The Quay", "Publication date: May 4, 2021", "ProQuest document ID: 1")  # fmt: skip


def test_fields_of_proquest() -> None:
    [article, other], codes = sample("proquest/english.txt")
    assert article.paragraphs == (
        "SUND - The night ferry sails again.",
        "People waited on the pier.",
        "Subject: to change, the port said.",
    )
    assert [party.name for party in article.creators] == ["Holm, Ane", "Vik, Jon"]
    assert (article.credit, article.associations[0].item.summary) == ("Sund Wire", "The ferry Terne.")  # type: ignore[union-attr]  # fmt: skip
    assert (article.alt_headlines, article.summary) == ((), None)
    assert [(s.name, s.code) for s in article.subjects] == [("Ferries", None), ("Ports", None), ("Shipping industry", None), (None, "488310")]  # fmt: skip
    assert article.extra["proquest:updated"] == ("2021-05-05",)
    assert (str(other.published), other.extra["proquest:date"]) == ("1922", ("Spring 1922",))
    assert codes == []


def test_the_more_precise_of_two_dates_counts() -> None:
    info = "Publication info: Journal of Quays; Sund Vol. 12, Iss. 3,  (16 Mar 2020): 23-45."
    [article], _ = read(proquest("Ferry", info, "Full text: Text.", "Publication date: Mar 2020", "ProQuest document ID: 1"), "proquest")  # fmt: skip
    assert (str(article.published), article.extra["proquest:page"]) == ("2020-03-16", ("23-45",))
    assert article.sources[0].name == "Journal of Quays"


def test_a_label_in_the_text_is_text_where_no_others_follow() -> None:
    text = "Full text: One.\n\nLocation: the pier, he said.\n\nTwo.\nSubject: more."
    [article], _ = read(proquest("Ferry", text, *TAIL), "proquest")
    assert article.paragraphs == ("One.", "Location: the pier, he said.", "Two.", "Subject: more.")
    assert article.subjects[0].name == "Ports"


def test_an_unknown_label_is_kept() -> None:
    reader = newsfmt.read(proquest("Ferry", "Full text: One.", *TAIL, "Mood: calm").encode(), format="proquest")  # fmt: skip
    [article] = list(reader)
    assert article.extra["proquest:Mood"] == ("calm",)
    assert [entry.code for entry in reader.report] == ["read.unknown-key", "read.export-note"]


def test_two_exports_of_proquest_one_behind_the_other() -> None:
    one = proquest("Document 1 of 1", "Ferry", "Full text: One.", *TAIL, notice="Terms and Conditions: x").rstrip("\n")  # fmt: skip
    other = proquest("Document 1 of 2", "Pier", "Full text: Two.", *TAIL)
    articles, codes = read(one + other, "proquest")
    assert [article.headline for article in articles] == ["Ferry", "Pier"]
    assert codes == ["read.export-note", "read.export-note", "read.count-mismatch"]


WELSH = ("Fferi", "Awdur: Moe, Kari", "Testun llawn: Un.\nDau.", "Pwnc: Porthladdoedd", "Teitl: Fferi", "Dyddiad cyhoeddi: 2021-05-04", "Rhif ProQuest: 7")  # fmt: skip


def test_an_unknown_language_of_the_interface_is_named_with_what_to_do() -> None:
    with pytest.raises(ParseError, match=r"'Awdur', 'Testun llawn'.* -O labels=.*, or add the language .* to LABELS in newsfmt_research/proquest_labels.py"):  # fmt: skip
        read(proquest(*WELSH), "proquest")


def test_labels_of_another_language_can_be_given() -> None:
    how = {
        "options": {
            "labels": "author=Awdur;text=Testun llawn;subject=Pwnc;title=Teitl;date=Dyddiad cyhoeddi;id=Rhif ProQuest"
        }
    }
    [article], codes = read(proquest(*WELSH), "proquest", **how)
    assert (article.id, article.paragraphs, codes) == ("7", ("Un.", "Dau."), ["read.export-note"])
    with pytest.raises(OptionError, match="'mood' is no meaning"):
        read(proquest(*WELSH), "proquest", options={"labels": "mood=Hwyl"})


@pytest.mark.parametrize("name", ["factiva/english.txt", "proquest/english.txt"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_texts_that_were_saved_in_other_encodings(name: str, encoding: str) -> None:
    text = (SAMPLES / name).read_text(encoding="utf-8")
    articles, codes = read(text.encode(encoding), newsfmt.detect(text.encode(encoding))[0].format)
    assert (articles, codes) == sample(name)


def test_a_new_language_of_the_interface_is_an_entry_of_a_table(monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    labels = {"author": "Awdur", "text": "Testun llawn", "subject": "Pwnc", "title": "Teitl", "date": "Dyddiad cyhoeddi", "id": "Rhif ProQuest"}  # fmt: skip
    monkeypatch.setitem(proquest_labels.LABELS, "cy", labels)
    [article], _ = read(proquest(*WELSH), "proquest")
    assert (article.headline, article.id, str(article.published)) == ("Fferi", "7", "2021-05-04")
    assert article.paragraphs == ("Un.", "Dau.")


# ---- Europresse, sections
# ------------------------------------------------------------

LINES = [
    ("Politique, mardi 14 mars 2006, p. 12", "Politique", "2006-03-14", None, "p. 12"),
    ("lundi 1er février 2021 - 06:30 UTC +0100 408 mots", "", "2021-02-01T06:30+01:00", 408, ""),
    ("Actualité, dimanche 17 janvier 2021 1 246 mots, p. 3", "Actualité", "2021-01-17", 1246, "p. 3"),
    ("Sports, Tuesday, March 14, 2006, p. MDE6", "Sports", "2006-03-14", None, "p. MDE6"),
    ("Binnenland, dinsdag 14 maart 2006 310 woorden, p. 3", "Binnenland", "2006-03-14", 310, "p. 3"),
    ("Le Monde des livres, Culture, vendredi 17 mars 2006, p. 4-5", "Le Monde des livres, Culture", "2006-03-17", None, "p. 4-5"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "section", "date", "words", "page"), LINES)
def test_the_line_above_a_document(line: str, section: str, date: str, words: int | None, page: str) -> None:  # fmt: skip
    assert header_line(line) == HeaderLine(section=section, date=date, words=words, page=page)


def test_the_certificate_is_none_of_the_article() -> None:
    first, second = sample("europresse/present.HTML")[0]
    assert [label.text for label in first.alt_headlines] == ["MER", "GEL"]
    assert (first.subheadline, first.byline) == ("Trois jours au port", "Luc Morel ; Ana Ríos")
    assert first.ed_notes[0].text == "Voir page 8."
    assert "2022" not in str(first)
    assert str(second.published) == "2021-05-04T06:30+02:00"


def test_the_old_layout_has_a_byline_only_between_breaks() -> None:
    first, second = sample("europresse/old.html")[0]
    assert (first.byline, second.byline) == ("Luc Morel", None)
    assert second.paragraphs == ("Un quai. Un bac.", "Fin.")
    assert first.rights is not None
    assert first.rights.notice == "© 2010 Le Quai. Tous droits réservés."


def test_parts_of_a_section() -> None:
    found = list(
        sections.parts(
            "Metro; Part 2; Page 3; Seite 12; A14; Edición Nacional; Vol. 3; Sport, p. 12; No 10 Downing Street"
        )
    )
    assert found == [
        ("category", "Metro"),
        ("category", "Part 2"),
        ("page", "Page 3"),
        ("page", "Seite 12"),
        ("page", "A14"),
        ("edition", "Edición Nacional"),
        ("volume", "Vol. 3"),
        ("category", "Sport"),
        ("page", "p. 12"),
        ("category", "No 10 Downing Street"),
    ]


@pytest.mark.parametrize(
    ("format", "data"),
    [
        ("factiva", "HD  a\nWC  1\nPD  2\nSN  x\n" * 8_000),
        ("factiva", HEAD.format("A") + "TD \n" + "RE  x\n\n" * 60_000 + END.format(1)),
        ("proquest", proquest("Ferry", "Full text: One.", *["Title: x"] * 60_000, *TAIL)),
        ("proquest", proquest("Ferry", "Publication info: " + "5, (" * 200_000, *TAIL)),
        ("europresse", '<html><span class="DocPublicationName">Q</span><span class="DocHeader">' + "May 5, " * 100_000),
        ("factiva-html", '<html><div class="article enArticle">' + "<div>1 a</div>" * 20_000 + "</div></html>"),
        ("factiva-html", "<html>" + "<div " * 200_000),
    ],
    ids=range(7),
)  # fmt: skip
def test_hostile_inputs_take_no_more_time_than_their_size(format: str, data: str) -> None:
    begin = time.process_time()
    with suppress(ParseError):
        read(data, format, on_error="skip")
    assert time.process_time() - begin < 20


def _page(number: int, *, rule: bool, first: bool) -> str:
    """A document of ProQuest's HTML; ``first`` puts a label before the title, which has none else."""
    title = f"<strong>Title: </strong>Ferry {number}" if first else f"Ferry {number}"
    rows = {"Author": "Moe, Kari; Vik, Ola", "Publication info": "The Quay ; Sund [Sund]. 17 Jan 2021: A.3."}  # fmt: skip
    tail = {"Subject": "Ferries; Storms", "Title": f"Ferry {number}", "Publication title": "The Quay; Sund", "Publication date": "Jan 17, 2021", "Language of publication": "English", "Document type": "News", "ProQuest document ID": f"12{number}", "Database": "Coast"}  # fmt: skip
    if first:
        del tail["Title"]
    lines = [f"<p><strong>{name}: </strong>{value}</p>" for name, value in (*rows.items(), ("", ""), *tail.items())]  # fmt: skip
    text = '<p><strong>Full text: </strong><text wordcount="9"><p>It <b>sails</b>.</p><p>Subject: to change.</p></text></p>'
    lines[len(rows)] = f'<p><a href="https://x.example">ProQuest document link</a></p>{text}'
    return ("<div>" + RULE + "</div>" if rule else "") + f"<p>{title}</p>" + "\n".join(lines)


@pytest.mark.parametrize("rule", [False, True])
@pytest.mark.parametrize("first", [False, True])
def test_proquest_as_html(rule: bool, first: bool) -> None:
    inner = _page(1, rule=rule, first=first) + _page(2, rule=rule, first=first)
    page = f"<html><head><title>ProQuest</title></head><body>{inner}</body></html>"
    assert newsfmt.detect(page.encode())[0].format == "proquest"
    articles, _ = read(page, "proquest")
    assert [(article.headline, article.id) for article in articles] == [
        ("Ferry 1", "121"),
        ("Ferry 2", "122"),
    ]
    for article in articles:
        assert [party.name for party in article.creators] == ["Moe, Kari", "Vik, Ola"]
        assert (str(article.published), article.language) == ("2021-01-17", "en")
        assert [party.name for party in article.sources] == ["The Quay"]
        assert [text_of(block) for block in article.body] == ["It sails.", "Subject: to change."]


def test_a_page_with_bold_words_is_no_export_of_proquest() -> None:
    page = "<html><body><p><strong>Title: </strong>A</p><p><strong>Author: </strong>B</p></body></html>"
    assert all(found.format != "proquest" for found in newsfmt.detect(page.encode()))
