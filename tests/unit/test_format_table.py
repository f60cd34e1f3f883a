"""Other people's tables: the shapes that columns, cells and envelopes have in published data sets,
each with what comes out; what is odd is reported, and nothing goes missing.
"""

from __future__ import annotations

import json
from typing import Any, Literal

import pytest

import newsfmt
from newsfmt.article import Article
from newsfmt.errors import EncodingError, NewsfmtError, OptionError, ParseError, TruncatedError
from newsfmt.format import Limits
from newsfmt.formats.table.columns import ALIASES, folded, plan


def read(data: str | bytes, name: str = "a.csv", **how: Any) -> tuple[list[Article], list[str]]:
    source = data.encode() if isinstance(data, str) else data
    reader = newsfmt.read(source, name=name, **how)
    return list(reader), [entry.code for entry in reader.report]


def values(article: Article) -> dict[str, Any]:
    """What an article says, as JSON without what every article has."""
    data = json.loads(article.to_json())
    for key in ("schema", "type", "origin"):
        data.pop(key, None)
    if "body" in data:
        data["body"] = list(article.paragraphs)
    return data


ROW = "Ferry,2021-01-17,It sails.\n"
PLAIN = {"headline": "Ferry", "published": "2021-01-17", "body": ["It sails."]}

TABLES = [
    # names and delimiters
    ("title,date,content\n" + ROW, PLAIN),
    ("\ufeffTitle;Publish Date;Full-Text\nFerry;2021-01-17;It sails.\n", PLAIN),
    ("HEADLINE\tpublishedAt\tmaintext\nFerry\t2021-01-17\tIt sails.", PLAIN),
    ("heading|pub_date|story\nFerry|2021-01-17|It sails.\n", PLAIN),
    ("title,date,content\r\nFerry,2021-01-17,It sails.\r\n", PLAIN),
    ("title,date,content\rFerry,2021-01-17,It sails.\r", PLAIN),
    ("\n\ntitle,date,content\n\n" + ROW, PLAIN),
    # what pandas adds
    ("Unnamed: 0,title,date,content\n0," + ROW, PLAIN),
    (",title,date,content\n0," + ROW, PLAIN),
    ("title,date,content,author,id\nFerry,2021-01-17,It sails.,NaN,17.0\n", PLAIN | {"id": "17"}),
    ("title,date,content,url\nFerry,2021-01-17,It sails.,None\n", PLAIN),
    # quotes
    ('title,date,content\n"Ferry",2021-01-17,"It sails."\n', PLAIN),
    ('title,content\n"A ""ferry""","One.\n\nTwo,\nthree."\n', {"headline": 'A "ferry"', "body": ["One.", "Two, three."]}),
    ('title\tcontent\n"Ferry" it says\tIt sails.\n', {"headline": '"Ferry" it says', "body": ["It sails."]}),
    ("title,content\nFerry,One.\\n\\nTwo.\n", {"headline": "Ferry", "body": ["One.", "Two."]}),
    ('title,content\nFerry,"One.\nTwo."\n', {"headline": "Ferry", "body": ["One.", "Two."]}),
    # authors, sources, sections
    ("title,text,authors\nFerry,It sails.,\"['Kari Moe', 'Per Lie']\"\n", {"headline": "Ferry", "body": ["It sails."], "creators": [{"name": "Kari Moe"}, {"name": "Per Lie"}]}),
    ("title,text,author\nFerry,It sails.,By Kari Moe\n", {"headline": "Ferry", "body": ["It sails."], "byline": "By Kari Moe"}),
    ("title,text,publication,section,tags\nFerry,It sails.,The Courier,Local,sea; port\n", {"headline": "Ferry", "body": ["It sails."], "sources": [{"name": "The Courier"}], "categories": [{"name": "Local"}], "keywords": ["sea", "port"]}),
    # dates
    ("title,text,date\nFerry,It sails.,2021-01-17 00:00:00\n", {"headline": "Ferry", "body": ["It sails."], "published": "2021-01-17T00:00:00"}),
    ("title,text,date\nFerry,It sails.,2021-01-17T09:00:00+0000\n", {"headline": "Ferry", "body": ["It sails."], "published": "2021-01-17T09:00:00+00:00"}),
    ("title,text,timestamp\nFerry,It sails.,1610870400\n", {"headline": "Ferry", "body": ["It sails."], "published": "2021-01-17T08:00:00Z"}),
    ("title,text,timestamp\nFerry,It sails.,1610870400250\n", {"headline": "Ferry", "body": ["It sails."], "published": "2021-01-17T08:00:00.25Z"}),
    ("title,text,year,month,day\nFerry,It sails.,2021.0,1.0,17\n", {"headline": "Ferry", "body": ["It sails."], "published": "2021-01-17"}),
    ("title,text,year\nFerry,It sails.,2021\n", {"headline": "Ferry", "body": ["It sails."], "published": "2021"}),
    ("title,text,date,year\nFerry,It sails.,2021-01-17,2021\n", {"headline": "Ferry", "body": ["It sails."], "published": "2021-01-17", "extra": {"table:year": ["2021"]}}),
    ("title,text,crawl_date\nFerry,It sails.,2022-01-01\n", {"headline": "Ferry", "body": ["It sails."], "extra": {"table:crawl_date": ["2022-01-01"]}}),
    # the first alias with a value, all others in extra
    ("title,headline,text,clicks\n,Ferry,It sails.,12\n", {"headline": "Ferry", "body": ["It sails."], "extra": {"table:clicks": ["12"]}}),
    ("title,headline,text\nFerry,Ferry line,It sails.\n", {"headline": "Ferry", "body": ["It sails."], "extra": {"table:headline": ["Ferry line"]}}),
    ("title,text,text\nFerry,It sails.,Twice\n", {"headline": "Ferry", "body": ["It sails."], "extra": {"table:text (2)": ["Twice"]}}),
    # markup in the text
    ("title,text\nFerry,<p>It <b>sails</b>.</p><p>Now.</p>\n", {"headline": "Ferry", "body": ["It sails.", "Now."]}),
]  # fmt: skip


@pytest.mark.parametrize(("table", "expected"), TABLES, ids=range(len(TABLES)))
def test_tables(table: str, expected: dict[str, Any]) -> None:
    [article], _ = read(table)
    assert values(article) == expected


RECORDS = [
    ([{"title": "Ferry", "text": "It sails."}], {"headline": "Ferry", "body": ["It sails."]}),
    ({"title": "Ferry", "text": "It sails."}, {"headline": "Ferry", "body": ["It sails."]}),
    ({"articles": [{"title": "Ferry", "content": "It sails…[+1234 chars]", "urlToImage": "https://x.example/a.jpg"}], "totalResults": 1}, {"headline": "Ferry", "body": ["It sails…"], "associations": [{"name": "image", "href": "https://x.example/a.jpg"}]}),
    ({"response": {"results": [{"webTitle": "Ferry", "webPublicationDate": "2021-01-17T09:00:00Z", "sectionName": "Sea", "fields": {"bodyText": "It sails.", "wordcount": "2"}}], "total": 1}}, {"headline": "Ferry", "published": "2021-01-17T09:00:00Z", "categories": [{"name": "Sea"}], "body": ["It sails."], "word_count": 2}),
    ({"response": {"docs": [{"headline": {"main": "Ferry", "print_headline": "A ferry"}, "byline": {"original": "By Kari Moe"}, "pub_date": "2021-01-17T09:00:00+0000", "snippet": "It sails.", "keywords": [{"name": "subject", "value": "Bridges"}]}]}}, {"headline": "Ferry", "keywords": ["Bridges"], "extra": {"records:keywords": ["[{\"name\":\"subject\",\"value\":\"Bridges\"}]"]}, "alt_headlines": [{"text": "A ferry", "role": "print"}], "byline": "By Kari Moe", "published": "2021-01-17T09:00:00+00:00", "summary": "It sails."}),
    ({"data": [{"title": "Ferry", "paragraphs": ["It sails.", "", "Now."], "authors": ["Kari Moe"]}]}, {"headline": "Ferry", "body": ["It sails.", "Now."], "creators": [{"name": "Kari Moe"}]}),
    ([{"title": "Ferry", "text": "It sails.", "timestamp": 1610870400.0, "score": float("nan"), "n": 3.0}], {"headline": "Ferry", "body": ["It sails."], "published": "2021-01-17T08:00:00Z", "extra": {"records:n": ["3"]}}),
]  # fmt: skip


@pytest.mark.parametrize(("data", "expected"), RECORDS, ids=range(len(RECORDS)))
def test_records(data: Any, expected: dict[str, Any]) -> None:
    [article], _ = read(json.dumps(data).replace("NaN", '"NaN"'), "a.json", format="records")
    assert values(article) == expected


def test_json_lines_with_a_bad_one_go_on() -> None:
    data = '{"title": "A", "text": "x"}\n{"title": \n[1]\n{"title": "B", "text": "y"}\n'
    articles, codes = read(data, "a.jsonl", format="records", on_error="skip")
    assert [article.headline for article in articles] == ["A", "B"]
    assert codes == ["read.article-skipped"] * 2


def test_a_stated_number_is_compared() -> None:
    data = {"totalResults": 500, "articles": [{"title": "A", "content": "x"}] * 3}
    articles, codes = read(json.dumps(data), "a.json")
    assert (len(articles), codes) == (3, ["read.count-mismatch"])


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("title,text,date\nFerry,It sails.,03/04/2021\n", ["read.date-ambiguous"]),
        ("title,text,date\nFerry,It sails.,soon\n", ["read.date-unparsed"]),
        ("title,text\nFerry,It sails.\n,\n", ["read.item-skipped"]),
        ("title,text\nFerry,It sails.,more\n", ["read.invalid"]),
        ("title,text,date\nFerry\n", ["read.invalid"]),
        ("title,text\nFerry,It sails… [+12 chars]\n", ["read.truncated"]),
        ('title\ttext\n"Ferry" sails\tNow\n', ["read.invalid"]),
        (b"title,text\nFerry,Caf\xe9\n", ["read.encoding-guessed"]),
    ],
)
def test_what_is_odd_is_reported_and_kept(table: str | bytes, codes: list[str]) -> None:
    articles, reported = read(table, on_error="skip")
    assert [code for code in reported if code in codes] == codes
    assert articles[0].headline in ("Ferry", '"Ferry" sails')


def test_an_ambiguous_date_is_decided_by_an_option() -> None:
    table = "title,text,date\nFerry,It sails.,03/04/2021\n"
    assert read(table)[0][0].extra["table:date"] == ("03/04/2021",)
    assert str(read(table, options={"dayfirst": True})[0][0].published) == "2021-04-03"


def test_columns_of_any_name_are_mapped() -> None:
    table = "Kop;Datum;Tekst\nVeerboot;17-01-2021;De storm is voorbij.\n"
    options = {"map": "headline=Kop,date=Datum,body=Tekst", "dayfirst": "true"}
    [article], _ = read(table, options=options)
    assert (article.headline, str(article.published)) == ("Veerboot", "2021-01-17")
    with pytest.raises(OptionError, match="no column 'Datun'; did you mean 'Datum'"):
        read(table, options={"map": "published=Datun"})
    with pytest.raises(OptionError, match="there is no field 'hedline'; did you mean 'headline'"):
        read(table, options={"map": "hedline=Kop"})


def test_columns_are_named_where_the_file_does_not() -> None:
    options = {"columns": "label,title,description"}
    [article], _ = read("3,Ferry,It sails.\n", options=options)
    assert (article.headline, article.summary) == ("Ferry", "It sails.")


def test_a_table_of_something_else_is_refused_with_its_columns() -> None:
    with pytest.raises(ParseError, match=r"no column is known .*map=.*\(columns: price, colour\)"):
        read("price,colour\n3,red\n")


@pytest.mark.parametrize("table", ['"a"b,c\n', "sep=;\n", "sep=;\n\n\n"])
@pytest.mark.parametrize("options", [{}, {"header": False}])
@pytest.mark.parametrize("on_error", ["raise", "skip"])
def test_a_table_without_a_whole_row_is_refused(
    table: str, options: dict[str, Any], on_error: Literal["raise", "skip"]
) -> None:
    with pytest.raises(ParseError):
        list(newsfmt.read(table.encode(), format="table", options=options, on_error=on_error))


def test_a_table_in_half_a_character_of_utf_16_is_refused() -> None:
    data = "title,text,date\nFerry,It left.,2021-01-17\n".encode("utf-16")[:-1]
    with pytest.raises(EncodingError, match="is not utf-16"):
        list(newsfmt.read(data, format="table"))


def test_a_table_cut_off_inside_quotes_is_truncated() -> None:
    with pytest.raises(TruncatedError, match="closes a cell"):
        read('title,text\nFerry,It sails.\nBridge,"It op')
    articles, codes = read('title,text\nFerry,It sails.\nBridge,"It op', options={"salvage": True})
    assert [article.headline for article in articles] == ["Ferry", "Bridge"]
    assert codes == ["read.truncated"]


def test_a_cell_may_be_larger_than_the_csv_module_allows() -> None:
    text = "word " * 40_000
    [article], _ = read(f'title,text\nFerry,"{text}"\n')
    assert len(article.paragraphs[0]) == len(text.strip())
    with pytest.raises(NewsfmtError, match="article_bytes"):
        read(f'title,text\nFerry,"{text}"\n', limits=Limits(article_bytes=10_000))


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "export", "x.txt"])
def test_a_table_of_articles_is_recognised(name: str) -> None:
    assert newsfmt.detect(b"id,title,text\n1,Ferry,Sails\n", name=name)[0].format == "table"


@pytest.mark.parametrize("text", ["Rain, wind, snow\n\nIt was cold.", "price;amount;day\n1;2;3\n"])
def test_other_lines_with_commas_are_not(text: str) -> None:
    assert "table" not in [match.format for match in newsfmt.detect(text.encode(), name="a.txt")]


def test_a_table_of_something_else_is_set_aside_in_a_folder() -> None:
    match = newsfmt.detect(b"price,amount\n1,2\n", name="prices.csv")[0]
    assert (match.format, match.unsure) == ("table", True)
    match = newsfmt.detect(b"title,text,date\nFerry,x,2021\n", name="prices.csv")[0]
    assert (match.format, match.unsure) == ("table", False)


def test_newsfmts_own_json_and_ninjs_are_not_records() -> None:
    own = newsfmt.Article(headline="Ferry").to_json()
    assert newsfmt.detect(own, name="a.json")[0].format == "json"
    keys = {"headline": "Ferry", "byline": "Kari Moe"}
    assert newsfmt.detect(json.dumps(keys).encode(), name="a.json")[0].format == "json"
    foreign = keys | {"body": "It sails."}
    assert newsfmt.detect(json.dumps(foreign).encode())[0].format == "records"
    ninjs = {"uri": "urn:x:1", "type": "text", "headline": "Ferry", "body_text": "It sails."}
    assert newsfmt.detect(json.dumps(ninjs).encode())[0].format == "ninjs"


def test_every_alias_stands_for_one_field() -> None:
    names = [folded(name) for names in ALIASES.values() for name in names]
    assert len(names) == len(set(names))
    for field, aliases in ALIASES.items():
        assert plan(aliases[:1]).columns == {field: aliases[:1]}


def test_the_delimiter_is_a_character_or_the_word_tab() -> None:
    data = b"id\ttitle\ttext\n1\tFerry\tIt sailed.\n"
    assert newsfmt.read_one(data, format="table", options={"delimiter": "tab"}).headline == "Ferry"
    with pytest.raises(OptionError, match="one character"):
        newsfmt.read(data, format="table", options={"delimiter": "xx"})


def test_a_zone_that_nobody_knows_is_kept_as_text() -> None:
    data = b"title,date,text\nA,4 May 2021 10:30 EST,It opened.\n"
    reader = newsfmt.read(data, format="table")
    (article,) = reader
    assert str(article.published) == "2021-05-04T10:30"
    assert article.extra["table:date"] == ("4 May 2021 10:30 EST",)
    assert [each.code for each in reader.report] == ["read.zone-unknown"]
