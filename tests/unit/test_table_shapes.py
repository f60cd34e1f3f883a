"""Tables and JSON of services, data sets, databases and spreadsheets: invented documents in the
shapes that they have, and what comes out.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

import newsfmt
from newsfmt.article import Article
from newsfmt.body import text_of

Values = dict[str, Any]


def read(data: str | bytes, **options: Any) -> list[Article]:
    """Read a document whose format is recognised."""
    source = data.encode() if isinstance(data, str) else data
    return list(newsfmt.read(source, options=options, on_error="skip"))


def said(article: Article, name: str) -> Any:
    """A value of an article, in the short form of this module."""
    values: Values = {
        "body": [text_of(block) for block in article.body],
        "source": next((party.name for party in article.sources), None),
        "creators": [party.name for party in article.creators],
        "cats": [concept.name for concept in article.categories],
        "keywords": list(article.keywords),
        "published": str(article.published) if article.published else None,
    }
    return values[name] if name in values else getattr(article, name)


def check(data: str | bytes, expected: list[Values], **options: Any) -> None:
    articles = read(data, **options)
    found = [
        {name: said(article, name) for name in values}
        for article, values in zip(articles, expected, strict=False)
    ]
    assert (len(articles), found) == (len(expected), expected)


FERRY = {"title": "Ferry", "text": "It sails.", "date": "2021-01-17"}
PIER = {"title": "Pier", "text": "It is old.", "date": "2021-01-18"}
BOTH: list[Values] = [
    {"headline": "Ferry", "body": ["It sails."], "published": "2021-01-17"},
    {"headline": "Pier", "body": ["It is old."], "published": "2021-01-18"},
]

SERVICES: dict[str, tuple[object, list[Values]]] = {
    "an index of the world's news": (
        {"articles": [{"url": "https://x.example/1", "url_mobile": "", "title": "Ferry", "seendate": "20210117T140500Z", "socialimage": "", "domain": "x.example", "language": "German", "sourcecountry": "Germany"}]},
        [{"headline": "Ferry", "source": "x.example", "language": "de", "published": None}],
    ),
    "a newspaper's own": (
        {"status": "OK", "response": {"docs": [{"abstract": "Abs", "web_url": "https://n.example/1", "headline": {"main": "Ferry", "print_headline": "In Print"}, "keywords": [{"name": "subject", "value": "Ferries", "rank": 1}], "pub_date": "2021-01-17T14:05:00+0000", "byline": {"original": "By Kari Moe"}, "_id": "n://1"}], "meta": {"hits": 1}}},
        [{"headline": "Ferry", "byline": "By Kari Moe", "summary": "Abs", "keywords": ["Ferries"], "id": "n://1"}],
    ),
    "results below articles": (
        {"articles": {"results": [{"uri": "123", "lang": "eng", "date": "2021-01-17", "url": "https://x.example", "title": "Ferry", "body": "One.\n\nTwo.", "source": {"uri": "x.example", "title": "Fjord Times"}, "authors": [{"name": "Kari Moe", "isAgency": False}]}], "totalResults": 1}},
        [{"headline": "Ferry", "id": "123", "language": "eng", "source": "Fjord Times", "creators": ["Kari Moe"], "body": ["One.", "Two."]}],
    ),
    "pagination": (
        {"pagination": {"limit": 1, "offset": 0, "count": 1, "total": 293}, "data": [{"author": "Kari Moe", "title": "Ferry", "description": "D", "source": "Fjord Times", "category": "general", "published_at": "2021-01-17T14:05:00+00:00"}]},
        [{"headline": "Ferry", "byline": "Kari Moe", "cats": ["general"], "summary": "D"}],
    ),
    "posts with a thread": (
        {"posts": [{"thread": {"site": "x.example", "title": "T"}, "uuid": "u1", "url": "https://x.example/1", "author": "Kari Moe", "published": "2021-01-17T14:05:00.000+02:00", "title": "Ferry", "text": "One.\nTwo.", "language": "english"}], "totalResults": 1},
        [{"headline": "Ferry", "id": "u1", "language": "en", "source": "x.example", "body": ["One.", "Two."]}],
    ),
    "a text that is cut off": (
        {"totalArticles": 1, "articles": [{"title": "Ferry", "content": "One... [123 chars]", "url": "https://x.example", "publishedAt": "2021-01-17T14:05:00Z", "source": {"name": "X"}}]},
        [{"headline": "Ferry", "body": ["One..."], "source": "X"}],
    ),
    "a news key": (
        {"status": "ok", "news": [{"id": "i", "title": "Ferry", "description": "D", "url": "https://x.example", "author": "K", "language": "en", "category": ["a", "b"], "published": "2021-01-17 14:05:00 +0000"}]},
        [{"headline": "Ferry", "cats": ["a", "b"]}],
    ),
    "published_date": (
        {"status": "ok", "total_hits": 1, "articles": [{"title": "Ferry", "published_date": "2021-01-17 14:05:00", "link": "https://x.example", "clean_url": "x.example", "summary": "S"}]},
        [{"headline": "Ferry", "published": "2021-01-17T14:05:00", "source": "x.example"}],
    ),
    "rows of a data server": (
        {"features": [{"name": "title"}], "rows": [{"row_idx": 0, "row": FERRY}, {"row_idx": 1, "row": PIER}], "num_rows_total": 2},
        BOTH,
    ),
    "hits of an index": (
        {"took": 1, "hits": {"total": {"value": 2}, "hits": [{"_id": "1", "_source": FERRY}, {"_id": "2", "_source": PIER}]}},
        [{**BOTH[0], "id": "1"}, {**BOTH[1], "id": "2"}],
    ),
    "records by their identifiers": (
        {"101": FERRY, "102": PIER},
        [{**BOTH[0], "id": "101"}, {**BOTH[1], "id": "102"}],
    ),
    "one record inside a word": ({"story": FERRY}, [{**BOTH[0], "id": None}]),
    "columns of pandas": (
        {name: {"0": FERRY[name], "1": PIER[name]} for name in FERRY},
        BOTH,
    ),
    "split table of pandas": (
        {"columns": list(FERRY), "index": [0, 1], "data": [list(FERRY.values()), list(PIER.values())]},
        BOTH,
    ),
    "posts of a publishing system": (
        [{"id": 1, "date": "2021-01-17T14:05:00", "link": "https://x.example", "title": {"rendered": "A &amp; <i>B</i>"}, "content": {"rendered": "<p>One.</p>\n<p>Two.</p>"}, "excerpt": {"rendered": "<p>E</p>"}}],
        [{"headline": "A & B", "id": "1", "body": ["One.", "Two."], "summary": "E"}],
    ),
    "keys of newsfmt's own beside others": (
        {"article_id": "7", "headline": "H", "article": "One.", "byline": "By K", "lead": "L", "desk": "D", "publish_date": "2021-01-17"},
        [{"id": "7", "headline": "H", "byline": "By K", "summary": "L", "cats": ["D"], "body": ["One."], "published": "2021-01-17"}],
    ),
    "paragraphs as objects": (
        [{"title": "Ferry", "body": [{"text": "One."}, {"text": "Two."}]}],
        [{"headline": "Ferry", "body": ["One.", "Two."]}],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("indent", [None, 2])
def test_answers_of_services(name: str, indent: int | None) -> None:
    value, expected = SERVICES[name]
    check(json.dumps(value, indent=indent), expected)


def lines(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


STREAMS = {
    "lines": lines(FERRY, PIER),
    "lines with CR LF and a mark": "\ufeff" + lines(FERRY, PIER).replace("\n", "\r\n"),
    "lines with commas": "[\n" + lines(FERRY).replace("\n", ",\n") + lines(PIER) + "]\n",
    "values one behind the other": json.dumps(FERRY) + json.dumps(PIER),
    "pretty values": json.dumps(FERRY, indent=2) + "\n" + json.dumps(PIER, indent=2) + "\n",
    "an array on each line": lines([FERRY], [PIER]),
    "a line that is no JSON": lines(FERRY) + "{bad\n" + lines(PIER),
    "a dump of an index": lines({"_index": "n", "_source": FERRY}, {"_index": "n", "_source": PIER}),
    "NaN": lines({**FERRY, "author": float("nan")}, {**PIER, "author": float("nan")}),
    "NaN in an array": json.dumps([{**FERRY, "author": float("nan")}, PIER]),
}  # fmt: skip


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_values_behind_each_other(name: str, encoding: str) -> None:
    check(STREAMS[name].encode(encoding), [{**values, "byline": None} for values in BOTH])


def test_a_first_line_that_is_no_json() -> None:
    source = ("{bad\n" + lines(FERRY, PIER)).encode()
    reader = newsfmt.read(source, format="records", on_error="skip")
    assert [article.headline for article in reader] == ["Ferry", "Pier"]
    assert reader.report.failed == 1


@pytest.mark.parametrize(
    "moment",
    [
        {"$date": "2021-01-17T14:05:00Z"},
        {"$date": 1610892300000},
        {"$date": {"$numberLong": "1610892300000"}},
    ],
)
def test_extended_json_of_a_document_database(moment: object) -> None:
    record = {"_id": {"$oid": "5f1"}, "title": "Ferry", "content": "It sails.", "date": moment}
    check(lines(record, record), [{"id": "5f1", "published": "2021-01-17T14:05:00Z"}] * 2)


TABLES: dict[str, tuple[str, list[Values]]] = {
    "sep= of Excel": ("sep=;\r\ntitle;text;date\r\nFerry;It sails.;2021-01-17\r\n", BOTH[:1]),
    "sep= with tabs": ("\ufeffsep=\t\r\ntitle\ttext\tdate\r\nFerry\tIt sails.\t2021-01-17\r\n", BOTH[:1]),
    "two columns": ("title,text\nFerry,It sails.\n,\nNaN,nan\n", [{"headline": "Ferry"}]),
    "a text and its summary": ("article,highlights,id\nIt sails.,H,abc\n", [{"body": ["It sails."], "summary": "H", "id": "abc"}]),
    "quotes with backslashes": (
        'id,title,text\n1,"A \\"fast\\" ferry","It \\"sails\\",\nthey say."\n2,"Pier","It is old."\n',
        [{"headline": 'A "fast" ferry', "body": ['It "sails",', "they say."]}, {"headline": "Pier"}],
    ),
    "a collection of stories": (
        "stories_id,publish_date,title,url,language,media_name\n123,2021-01-17 14:05:06,Ferry,https://x.example,Deutsch,Fjord Times\n",
        [{"id": "123", "source": "Fjord Times", "language": "de", "published": "2021-01-17T14:05:06"}],
    ),
    "a text and a full text": (
        'source_name,title,published_at,content,full_content\nX,Ferry,2021-01-17 14:05:00,Short [+22 chars],"One.\n\nTwo."\n',
        [{"source": "X", "body": ["One.", "Two."]}],
    ),
    "headlines only": ("Headlines,Time,Description\nFerry,Jul 18 2020,D\n", [{"headline": "Ferry", "published": "2020-07-18", "summary": "D"}]),
    "categories of headlines": ("publish_date,headline_category,headline_text\n20010102,city,Ferry\n", [{"published": "2001-01-02", "cats": ["city"], "headline": "Ferry"}]),
    "fourteen digits": ("date,title,text\n20210117140500,Ferry,It sails.\n", [{"published": "2021-01-17T14:05:00"}]),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_other_people(name: str) -> None:
    check(*TABLES[name])


def test_a_language_that_is_not_known_is_kept() -> None:
    [article] = read("title,text,language\nFerry,It sails.,Klingonish\n")
    assert article.language is None
    assert article.extra["table:language"] == ("Klingonish",)


def test_prose_with_a_comma_is_no_table() -> None:
    text = "2021-05-04\n\nTitle, text\n\nThe ferry sails, they say."
    assert newsfmt.detect(text.encode())[0].format == "dated-text"
    assert all(found.format != "table" for found in newsfmt.detect(b"Title, text\nby Kari, Ola"))


def test_a_table_without_names() -> None:
    source = b"3,Ferry,It sails.\n4,Pier,It is old.\n"
    options = {"header": "no", "map": "headline=2,body=3"}
    articles = list(newsfmt.read(source, format="table", options=options))
    assert [(article.headline, text_of(article.body[0])) for article in articles] == [
        ("Ferry", "It sails."),
        ("Pier", "It is old."),
    ]
    assert dict(articles[0].extra) == {"table:1": ("3",)}
