"""What is particular to each corpus: invented documents in its layout, and what comes out."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytest.importorskip(
    "newsfmt_research",
    reason="newsfmt-research is not installed: pip install -e plugins/newsfmt-research",
)

import newsfmt
from newsfmt.article import Article
from newsfmt.body import Embed, text_of
from newsfmt.errors import TruncatedError


def read(text: str, format: str, **how: Any) -> tuple[list[Article], list[str]]:
    reader = newsfmt.read(text.encode(), format=format, **how)
    return list(reader), [entry.code for entry in reader.report]


def doc(number: str, content: str) -> Article:
    [article], _ = read(f"<DOC>\n<DOCNO> {number} </DOCNO>\n{content}\n</DOC>\n", "sgml-doc")
    return article


def test_the_associated_press_of_the_trec_disks() -> None:
    article = doc(
        "AP880504-0001",
        "<HEAD>Bridge Opens</HEAD>\n<HEAD>Second head</HEAD>\n<BYLINE>By PER LIE</BYLINE>\n"
        "<DATELINE>SUND, Norway (AP) </DATELINE>\n<TEXT>\n   The bridge opened on\nWednesday.\n   Ferries sail on.\n</TEXT>",
    )
    assert (str(article.published), article.headline) == ("1988-05-04", "Bridge Opens")
    assert [label.text for label in article.alt_headlines] == ["Second head"]
    assert article.paragraphs == ("The bridge opened on Wednesday.", "Ferries sail on.")
    assert article.dateline is not None
    assert article.dateline.text == "SUND, Norway (AP)"


def test_the_wall_street_journal_has_its_byline_in_the_headline() -> None:
    article = doc(
        "WSJ880504-0001",
        "<HL> Port Bonds:\n@  Sund to Sell\n@  ----\n@  By Per Lie </HL>\n<DD> 05/04/88</DD>\n"
        "<SO> WALL STREET JOURNAL (J), PAGE A3</SO>\n<NS>\nEARNINGS (ERN)\n</NS>\n<LP>\n   First.\n</LP>\n<TEXT>\n   Second.\n</TEXT>",
    )
    assert (article.headline, article.byline) == ("Port Bonds: Sund to Sell", "By Per Lie")
    assert (article.subjects[0].name, article.subjects[0].code) == ("EARNINGS", "ERN")
    assert article.extra["sgml-doc:page"] == ("A3",)
    assert article.paragraphs == ("First.", "Second.")


def test_a_year_of_two_digits_beyond_the_disks_is_not_read() -> None:
    articles, codes = read("<DOC>\n<DOCNO>WSJ1</DOCNO>\n<DATE>01/30/03</DATE><TEXT>x</TEXT></DOC>", "sgml-doc")  # fmt: skip
    assert articles[0].published is None
    assert articles[0].extra["sgml-doc:date"] == ("01/30/03",)
    assert codes == ["read.date-ambiguous"]


def test_the_financial_times_dateline_that_begins_the_text_goes_back_there() -> None:
    article = doc(
        "FT911-1",
        "<DATE>910504\n</DATE>\n<HEADLINE>\nFT  04 MAY 91 / Arts: A bridge\n</HEADLINE>\n"
        "<DATELINE>\n   I AM offering a prize for the bridge of the year and the ferry\n</DATELINE>\n"
        "<TEXT>\nof the week.\nIt is a long competition that will take all of the summer and the autumn,\nand more.\n</TEXT>",
    )
    assert article.dateline is None
    assert article.headline == "Arts: A bridge"
    assert article.paragraphs[0].startswith("I AM offering a prize")


def test_elements_need_not_be_closed_and_unknown_ones_are_kept() -> None:
    articles, codes = read(
        '<DOC id="A_20210504.1"><HEADLINE>One & two &bogus;<ODD>kept</ODD><TEXT><P>First<P>Second</DOC>'
        '<DOC id="A_20210505.2"><TEXT>Third</TEXT></DOC>',
        "sgml-doc",
    )
    assert [str(article.published) for article in articles] == ["2021-05-04", "2021-05-05"]
    assert articles[0].headline is not None
    assert articles[0].headline.startswith("One & two \ufffd")
    assert articles[0].paragraphs == ("First", "Second")
    assert "read.entity-unknown" in codes


def test_end_tags_are_counted() -> None:
    one, other = '<DOC id="A_20210504.1"><TEXT>One</TEXT>', '<DOC id="A_20210505.2"><TEXT>Two</TEXT></DOC>'  # fmt: skip
    articles, codes = read(f"{one}\n{other}\n", "sgml-doc")
    assert (len(articles), codes) == (2, ["read.count-mismatch"])
    assert read(f"{one}</DOC>\n{other}\n", "sgml-doc")[1] == []


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ('<DOC id="A_20210504.1"><TEXT>One</TEXT></DOC>\n<DOC id="A_20210504.2"><TEXT>Tw', "sgml-doc"),
        ('<REUTERS TOPICS="NO" NEWID="1">\n<TEXT><TITLE>A</TITLE></TEXT></REUTERS>\n<REUTERS NEWID="2">\n<TEXT>', "reuters-21578"),
        ('{"id": "1", "article_url": "x", "contents": []}\n{"id": "2", "article', "wapo"),
    ],
)  # fmt: skip
def test_a_file_that_is_cut_off_gives_the_documents_before(text: str, format: str) -> None:
    reader = newsfmt.read(text.encode(), format=format)
    first = next(reader)
    assert first.id
    with pytest.raises(TruncatedError):
        next(reader)


def test_a_reuters_date_is_read_as_far_as_it_is_sound() -> None:
    story = '<REUTERS TOPICS="NO" NEWID="1">\n<DATE>4-MAY-1987 605:12:19.12</DATE>\n<TEXT TYPE="UNPROC">&#2;\nCARS  41\n</TEXT>\n</REUTERS>\n'
    [article], codes = read(story, "reuters-21578")
    assert (str(article.published), article.headline) == ("1987-05-04", None)
    assert article.extra["reuters-21578:date"] == ("4-MAY-1987 605:12:19.12",)
    assert codes == ["read.date-unparsed"]


def test_the_filler_of_briefs_is_no_text() -> None:
    story = '<REUTERS TOPICS="NO" NEWID="1">\n<TEXT TYPE="BRIEF">&#2;\n******<TITLE>FARES RISE</TITLE><BODY>Blah blah blah.\n</BODY></TEXT>\n</REUTERS>\n'
    [article], _ = read(story, "reuters-21578")
    assert (article.headline, article.body) == ("FARES RISE", ())
    real = story.replace("<BODY>", "").replace("</BODY>", "")
    [article], _ = read(real, "reuters-21578")
    assert (article.body, "reuters-21578:TEXT" in article.extra) == ((), False)


def test_parts_of_the_washington_post_that_no_field_takes_are_kept() -> None:
    data = {"id": "1", "article_url": "/x", "contents": [{"type": "video", "id": "v"}, {"type": "sanitized_html", "content": "A &amp; B"}], "odd": 3}  # fmt: skip
    [article], _ = read(json.dumps(data) + "\n", "wapo")
    assert article.paragraphs == ("A & B",)
    assert json.loads(article.extra["wapo:video"][0])["id"] == "v"
    assert article.extra["wapo:odd"] == ("3",)


def test_a_line_of_mind_with_other_columns_is_skipped() -> None:
    articles, codes = read("N1\tnews\tlocal\tA\tB\tu\t[]\t[]\nN2\tnews\n", "mind", on_error="skip")
    assert [article.id for article in articles] == ["N1"]
    assert codes == ["read.article-skipped"]


def test_the_head_of_a_daily_mail_story() -> None:
    text = "By\n\nPer Lie\n\nPUBLISHED:\n\n09:15 EST, 17 January 2013\n\n|\n\nUPDATED:\n\n11:02 EST, 18 January 2013\n\nIt opened.\n\n@highlight\n\nOpen\n"
    [article], codes = read(text, "cnn-story")
    assert (article.byline, str(article.published)) == ("By Per Lie", "2013-01-17T09:15")
    assert (str(article.updated), article.paragraphs) == ("2013-01-18T11:02", ("It opened.",))
    assert codes == ["read.zone-unknown", "read.zone-unknown"]
    assert article.extra["cnn-story:published"] == ("09:15 EST, 17 January 2013",)


def test_a_newsgroup_article_without_a_blank_line() -> None:
    text = "From: per@quay.example (Per Lie)\nSubject: Re: Bridge\nOrganization: Port\nLines: 3\nIt is open.\n"
    assert newsfmt.detect(text.encode(), name="1001")[0].format == "newsgroup"
    [article], _ = read(text, "newsgroup")
    assert (article.headline, article.paragraphs) == ("Re: Bridge", ("It is open.",))
    assert article.word_count is None


def test_a_reuters_hour_may_lack_a_digit_and_what_follows_is_kept() -> None:
    text = '<REUTERS NEWID="1">\n<DATE>31-MAR-1987  5:12:19.12&#5;F RM</DATE>\n<TEXT><TITLE>A</TITLE></TEXT></REUTERS>\n'
    [article], codes = read(text, "reuters-21578")
    assert (str(article.published), codes) == ("1987-03-31T05:12:19.12", [])
    assert article.extra["reuters-21578:date"] == ("31-MAR-1987  5:12:19.12F RM",)


def test_remarks_and_american_dates_of_aquaint() -> None:
    article = doc(
        "APW19980601.0003",
        "<DATE_TIME> 06/01/1998 00:26:00 </DATE_TIME><BODY><HEADLINE>\n大桥\n开放 now\n</HEADLINE><TEXT>\n<P>One.</P>\n"
        "<ANNOTATION> (STORY CAN END HERE) </ANNOTATION>\n<P>Two.</P></TEXT></BODY>",
    )
    assert (str(article.published), article.headline) == ("1998-06-01T00:26:00", "大桥开放 now")
    assert (article.paragraphs, dict(article.extra)) == (
        ("One.", "Two."),
        {"sgml-doc:annotation": ("(STORY CAN END HERE)",)},
    )


def test_videos_galleries_and_tweets_of_the_washington_post() -> None:
    parts = [
        {"type": "video", "contenturl": "https://v.example", "blurb": "Sails", "content": "Ferry", "mime": "text/html"},
        {"type": "gallery", "contenturl": "https://g.example", "fullcaption": "Ports"},
        {"type": "tweet", "content": {"id": 1, "text": "Sails"}},
    ]  # fmt: skip
    data = {"id": "1", "article_url": "/x", "contents": parts}
    [article], _ = read(json.dumps(data) + "\n", "wapo")
    assert [(media.rel, media.href, media.title) for media in article.associations] == [
        ("video", "https://v.example", "Sails"),
        ("gallery", "https://g.example", "Ports"),
    ]
    assert article.body == (
        Embed(media_type="application/json", text='{"id": 1, "text": "Sails"}'),
    )
    assert dict(article.extra) == {"wapo:video.caption": ("Ferry",)}


def test_a_story_may_begin_with_the_agency_alone() -> None:
    [article], _ = read("(CNN) -- The ferry left.\n\n@highlight\n\nIt left\n", "cnn-story")
    assert article.dateline is not None
    assert (article.dateline.text, article.dateline.prefix) == ("(CNN)", "(CNN) -- ")


def test_types_of_gigaword_to_read() -> None:
    kinds = ("story", "multi", "advis", "other")
    source = "".join(
        f'<DOC id="ABC_ENG_20210504.{number:04}" type="{kind}" >\n<TEXT>\n<P>\nOne.\n</P>\n</TEXT>\n</DOC>\n'
        for number, kind in enumerate(kinds)
    ).encode()
    for keep, expected in (("all", [0, 1, 2, 3]), ("story", [0]), ("other, multi", [1, 3])):
        articles = list(newsfmt.read(source, options={"keep": keep}))
        assert [int(str(article.id)[-4:]) for article in articles] == expected
        assert [article.origin.index for article in articles if article.origin] == expected


def test_a_comment_in_a_document_is_no_text() -> None:
    source = "<DOC>\n<DOCNO> FR940104-1 </DOCNO>\n<TEXT>\n<!-- PJG FTAG 4700 -->\nIt sails.\n<!-- two\nlines -->\n</TEXT>\n</DOC>\n"
    [article] = newsfmt.read(source.encode())
    assert [text_of(block) for block in article.body] == ["It sails."]


def test_a_text_that_opens_with_its_dateline() -> None:
    source = '<DOC id="ABC_ENG_20210504.0001" type="story">\n<DATELINE>\nSUND, May 4 (ABC)\n</DATELINE>\n<TEXT>\n<P>\nSUND, May 4 (ABC) - It sails.\n</P>\n</TEXT>\n</DOC>\n'
    [article] = newsfmt.read(source.encode())
    assert article.dateline is not None
    assert (article.dateline.text, article.dateline.prefix) == (
        "SUND, May 4 (ABC)",
        "SUND, May 4 (ABC) - ",
    )
