"""Dates, numbers of words, names of languages and lists of terms, as exports write them."""

from __future__ import annotations

import pytest

pytest.importorskip(
    "newsfmt_research",
    reason="newsfmt-research is not installed: pip install -e plugins/newsfmt-research",
)

from newsfmt_research.values import find_date, terms, word_count

from newsfmt.languages import language

DATES = [
    ("January 17, 2021 Sunday", "2021-01-17", ""),
    ("Sunday, January 17, 2021", "2021-01-17", ""),
    ("Mittwoch 31. August 2011", "2011-08-31", ""),
    ("Sonntag 21.Mai 2023", "2023-05-21", ""),
    ("Jeudi 29 Août 2013 9:41 AM GMT", "2013-08-29T09:41Z", ""),
    ("3 april 2016 zondag", "2016-04-03", ""),
    ("22 de marzo de 2010 lunes", "2010-03-22", ""),
    ("17 stycznia 2021 niedziela", "2021-01-17", ""),
    ("2018 年 10 月 7 日 17:04", "2018-10-07T17:04", ""),
    ("воскресенье, 17 января 2021 14:05", "2021-01-17T14:05", ""),
    ("2021년 1월 17일 14:05", "2021-01-17T14:05", ""),
    ("2021년 1월 17일", "2021-01-17", ""),
    ("November 5, 2002 Tuesday Final Edition", "2002-11-05", "Final Edition"),
    ("January 11, 2018 Thursday, Late Edition - Final", "2018-01-11", "Late Edition - Final"),
    ("May 2, 2002, Thursday,, FINAL EDITION", "2002-05-02", "FINAL EDITION"),
    ("July 2, 2019 Tuesday 08:44 PM GMT", "2019-07-02T20:44Z", ""),
    ("12 April 2013 Tuesday 23:22 Central European Time", "2013-04-12T23:22", ""),
    ("January 2009", "2009-01", ""),
    ("Summer, 2008", "2008", "Summer, 2008"),
    ("Winter 2008/2009", "2008", "Winter 2008/2009"),
    ("Frühjahr 2008", "2008", "Frühjahr 2008"),
    ("verano de 2008", "2008", "verano de 2008"),
    ("automne 2008", "2008", "automne 2008"),
    ("Jan/Feb 2009", "2009", "Jan/Feb 2009"),
    ("mars-avril 2010", "2010", "mars-avril 2010"),
    ("enero/febrero de 2010", "2010", "enero/febrero de 2010"),
    ("July 2, 2019 6:10 PM GMT +1", "2019-07-02T18:10+01:00", ""),
    ("July 2, 2019 6:10 PM GMT-3", "2019-07-02T18:10-03:00", ""),
    ("2018年10月7日 星期日", "2018-10-07", ""),
    ("2018年10月7日(日)", "2018-10-07", ""),
    ("2018年10月7日 下午5:04", "2018-10-07T17:04", ""),
    ("2018年10月", "2018-10", ""),
    ("2018년 10월 7일 일요일 오전 9:05", "2018-10-07T09:05", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "iso", "rest"), DATES)
def test_dates(text: str, iso: str, rest: str) -> None:
    found = find_date(text)
    assert found is not None
    assert (str(found.date), found.rest) == (iso, rest)


@pytest.mark.parametrize(
    "text",
    [
        "Smith/Jones 2009",
        "The Sund Courier",
        "LENGTH: 409 words",
        "Page 3",
        "1 of 10 DOCUMENTS",
        "",
        "x" * 500,
        "Summer Times 2008",
        "Fall River Herald 1999",
    ],
)
def test_other_lines_are_no_dates(text: str) -> None:
    assert find_date(text) is None


def test_an_unknown_zone_is_named_and_not_guessed() -> None:
    found = find_date("November 5, 2002 4:38 AM EST")
    assert found is not None
    assert (str(found.date), found.zone) == ("2002-11-05T04:38", "EST")


@pytest.mark.parametrize(
    ("text", "number"),
    [("355 words", 355), ("1,246 mots", 1246), ("1 246 mots", 1246), ("8165 字", 8165), ("1’246 Wörter", 1246), ("1 parola", 1), ("350 字數", 350), ("many words", None), ("3 ships", None)],
)  # fmt: skip
def test_words(text: str, number: int | None) -> None:
    assert word_count(text) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [("Allemand", "de"), ("ENGLISH; ENGLISHS", "en"), ("Dutch / Nederlands", "nl"), ("中文(简体)", "zh"), ("Giapponese", "ja"), ("意大利文", "it"), ("Английский", "en"), ("中文（简体）", "zh"), ("en", "en"), ("Elvish", None)],
)  # fmt: skip
def test_languages(text: str, code: str | None) -> None:
    assert language(text) == code


def test_terms_have_their_relevance() -> None:
    assert [(term.name, term.relevance) for term in terms("PORTS (93%); FERRIES; None")] == [("PORTS", 93.0), ("FERRIES", None)]  # fmt: skip


@pytest.mark.parametrize(("name", "code"), [("Serbian", "sr"), ("Hrvatski", "hr"), ("Eesti", "et"), ("Flamand", "nl"), ("فارسی", "fa"), ("SLOVENE; SLOVENŠČINA", "sl"), ("eng", "eng"), ("pt-BR", "pt-BR")])  # fmt: skip
def test_more_languages(name: str, code: str) -> None:
    assert language(name) == code
