"""Dated text beyond the table: several articles, streaming, encodings, front blocks, losses, the
canonical bytes.
"""

from __future__ import annotations

import io
from typing import Any

import pytest

import newsfmt
from newsfmt.article import Article, Concept, Dateline, Party, Rights, normalise
from newsfmt.body import Break, Heading, List, Paragraph, Preformatted, Rule, Strong
from newsfmt.errors import EncodingError, LimitError, SerializeError
from newsfmt.format import Limits

SEED = (
    " date 2021-01-17 Ferries back in service after three days of storm\n\n"
    "BERGEN — Ferries along the coast were running again on Sunday after a storm that had kept them in port since Thursday.\n\n"
    "“We waited,” one captain said. “Then it’s time to go.”\n\n"
    "The storm was the third of the winter — and the longest."
).encode()


def read(data: bytes, **how: Any) -> list[Article]:
    return list(newsfmt.read(data, format="dated-text", **how))


def written(*articles: Article) -> tuple[bytes, newsfmt.Report]:
    out = io.BytesIO()
    report = newsfmt.write(articles, out, format="dated-text")
    return out.getvalue(), report


def codes(data: bytes, **how: Any) -> list[str]:
    reader = newsfmt.read(data, format="dated-text", **how)
    list(reader)
    return [diagnostic.code for diagnostic in reader.report]


# ---- the canonical form
# ------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 3, 50])
def test_canonical_input_comes_back_as_the_same_bytes(count: int) -> None:
    data = b"\n\n".join([SEED] * count)
    out = io.BytesIO()
    report = newsfmt.convert(data, out, source_format="dated-text", target_format="dated-text")
    assert out.getvalue() == data
    assert report.articles == count
    assert report.clean
    assert report.complete


def test_the_seed_is_read_as_the_specification_says() -> None:
    (article,) = read(SEED)
    assert article.headline == "Ferries back in service after three days of storm"
    assert str(article.published) == "2021-01-17"
    assert article.dateline == Dateline(text="BERGEN", prefix="BERGEN — ", place="BERGEN")
    assert article.paragraphs[0].removeprefix(article.dateline.prefix).startswith("Ferries along")
    assert len(article.paragraphs) == 3
    assert article.language is None
    assert article.sources == ()
    assert article.origin.line == 1


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\x85", "\x0b"])
def test_line_ends_change_nothing(end: str) -> None:
    text = SEED.decode()
    assert read(text.replace("\n", end).encode()) == read(SEED)
    several = "\n\n".join([text] * 3).replace("\n", end).encode()
    assert read(several) == read(SEED) * 3


@pytest.mark.parametrize(
    "gap",
    [
        "\n\n\n\n",
        "\n \t\n",
        "\n\n***\n\n",
        "\n\n=====\n",
        "\n\f\n",
        "\f",
        "\u2029",
        "\n\n* * *\n\n\n",
    ],
)
def test_blank_lines_pages_and_rules_before_a_header_belong_to_no_article(gap: str) -> None:
    text = SEED.decode()
    assert read((text + gap + text).encode()) == read(SEED) * 2


def test_line_numbers_and_indexes() -> None:
    found = read(b"\n\n" + SEED + b"\n\n" + SEED + b"\r\n\r\n" + SEED)
    assert [(article.origin.index, article.origin.line) for article in found] == [
        (0, 3),
        (1, 11),
        (2, 19),
    ]


# ---- several articles
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "headlines"),
    [
        ("DATE: 2021-01-01 A\n\nx.\n\nDATE: 2021-01-02 B\n\ny.", ["A", "B"]),
        ("Date: 2021-01-01 A\n\nx.\n\nDATE: 2021-01-02 B\n\ny.", ["A"]),
        ("date 2021-01-01 A\n\nx.\n\n date 2021-01-02 B\n\ny.", ["A"]),
        (
            " date 2021-01-01 A\n\nx.\n\n date May 4, 2021 B\n\ny.\n\n\tdate\t20210505\tC",
            ["A", "B", "C"],
        ),
        (" date 2021-01-01 A\n\nx.\n\n date 2021-02-30 B\n\ny.", ["A"]),
        (" date 2021-01-01 A\n\nx.\n date 2021-01-02 B\n\ny.", ["A"]),
        (" date 2021-01-01 A\n\nx.\n\n date 2021-01-02 B\nwhich goes on\nand on\n\ny.", ["A"]),
        (
            " date 2021-01-01 A\nOSLO — One.\nTwo.\n\n date 2021-01-02 B\nOSLO — One.\nTwo.",
            ["A", "B"],
        ),
        (" date 2021-01-01 A\n\n date 2021-01-02 B\n\ny.", ["A", "B"]),
        (
            " date 2021-01-01\nA\n\nx.\n\n date 2021-01-02\nB\nBy Kari Moe\nExample Press\n\ny.",
            ["A", "B"],
        ),
        (
            " date 2021-01-01\nA\nBy Kari Moe\n\nx.\n\n date 2021-01-02\nIt was\nset, and\nso it was.\n\ny.",
            ["A"],
        ),
        (
            " date 2021-01-01\nA\nOne.\nTwo.\nThree.\nFour.\nFive.\n\n date 2021-01-02\nB\nOne.\nTwo.",
            ["A", "B"],
        ),
        (" date 2021-01-01\n\nx.\n\n date 2021-01-02\n\ny.", [None, None]),
        ("\u00a0date 2021-01-01 A\n\nx.\n\n\u3000date 2021-01-02 B\n\ny.", ["A", "B"]),
        (" date 2021-01-01 A\n\nx.\n\n\ufeff date 2021-01-02 B\n\ny.", ["A", "B"]),
        ("\ufeffdate 2021-01-01 A\n\nx.\n\n\ufeffdate 2021-01-02 B\n\ny.", ["A", "B"]),
        ("\u200f date 2021-01-01 A\n\nx.\n\n\u200f date 2021-01-02\u200f B\n\ny.", ["A", "B"]),
        (" date 2021-01-01 ・A\n\nx.\n\n date 2021-01-02 · B\n\ny.", ["・A", "B"]),
        (" date 2021-01-01 : A\n\nx.\n\n date 2021-01-02 / B\n\ny.", ["A", "B"]),
        (" date 2021-01-01 :A\n\nx.\n\n date 2021-01-02 ~ \n\ny.", [":A", None]),
    ],
)
def test_an_article_begins_at_a_header_in_the_style_of_the_first(
    text: str, headlines: list[str | None]
) -> None:
    assert [article.headline for article in read(text.encode())] == headlines


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (" date 2021-01-01 A\n\nx.\n\n date 2021-02-30 B\n\ny.", "date-unparsed", 5),
        (" date 2021-01-01 A\n\nx.\n\n date 03/04/2021 B\n\ny.", "date-ambiguous", 5),
        (" date 2021-01-01 A\n\nx.\n date 2021-01-02 B\n\ny.", "header-in-text", 4),
        (" date 2021-01-01 A\r\n\r\nx.\r\n date 2021-01-02 B\r\n\r\ny.", "header-in-text", 4),
        (" date 2021-01-01 A\n\n“x.” date 2021-01-02 B\n\ny.", "header-in-text", 3),
        ("date 2021-01-01 A\n\n“x.”date 2021-01-02 B\n\ny.", None, 0),
        ("Date: 2021-01-01 A\n\nx.Date: 2021-01-02 B\n\ny.", "header-in-text", 3),
        (" date 2021-01-01 A\n\nx.\n\ndate 2021-01-02 B\n\ny.", "header-in-text", 5),
        ("date 2021-01-01 A\n\nx.\n\nDATE: May 4, 2021 B\n\ny.", "header-in-text", 5),
        (" date 2021-01-01 A\n\nx.\n\nDate 2021-01-02 was set for the trial.\n\ny.", None, 0),
        ("date 2021-01-01 A\n\nOn that\ndate 2021-01-02 they went\nhome.", None, 0),
        (" date 2021-01-01 A\n\nThe date 2021-01-02 was set. To date 2021 was bad.\n\ny.", None, 0),
    ],
)
def test_what_looks_like_a_later_header_is_text_and_reported(
    text: str, code: str | None, line: int
) -> None:
    reader = newsfmt.read(text.encode(), format="dated-text")
    (article,) = reader
    assert article.headline == "A"
    assert [(found.code, found.position.line) for found in reader.report if found.position] == (
        [(f"read.{code}", line)] if code else []
    )


@pytest.mark.parametrize(
    "written", ["[2021-01-02]", '"2021-01-02"', "0000-00-00", "4May2021", "1620086400", "=2021"]
)
def test_what_is_no_date_behind_the_word_is_named(written: str) -> None:
    data = f" date {written} A\n\nx.".encode()
    assert codes(data) == ["read.date-unparsed", "read.no-date"]
    assert codes(data.replace(b"date ", b"date:")) == ["read.date-unparsed", "read.no-date"]


def test_text_before_the_first_header_is_kept_and_reported() -> None:
    reader = newsfmt.read(
        b"Collected by hand.\nTwo lines.\n\n" + SEED + b"\n\n" + SEED, format="dated-text"
    )
    first, second = list(reader)
    assert first.extra["dated-text:preamble"] == ("Collected by hand.\nTwo lines.",)
    assert second.extra == {} or not second.extra
    assert first.headline == second.headline
    assert [diagnostic.code for diagnostic in reader.report] == ["read.preamble"]


@pytest.mark.parametrize("body", ["", "\n\n***", "\n\nPhoto: The bridge.", "\n\n-30-"])
def test_an_article_without_paragraphs_is_reported(body: str) -> None:
    data = f" date 2021-01-01 A{body}".encode()
    assert codes(data) == ["read.no-body"]
    assert codes(data + b"\n\n" + SEED) == ["read.no-body"]


def test_read_one_says_how_many_there_are() -> None:
    with pytest.raises(
        newsfmt.ParseError, match=r"a\.txt: 3 articles in the file, one was asked for"
    ):
        newsfmt.read_one(b"\n\n".join([SEED] * 3), name="a.txt")


class Drip(io.RawIOBase):
    """A stream that cannot seek and gives a few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size, self._at = data, size, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._data[self._at : self._at + min(self._size, len(buffer))]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 4096])
def test_any_binary_stream_gives_the_same(size: int) -> None:
    data = b"\n\n".join(
        [SEED, SEED.replace(b"\n", b"\r\n"), "Ærlig — ’".encode().join([SEED, b"."])]
    )
    assert read(Drip(data, size)) == read(data)  # type: ignore[arg-type]


def test_articles_come_before_the_input_ends() -> None:
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            text = (SEED + b"\n\n")[: len(buffer)]
            buffer[: len(text)] = text
            return len(text)

    reader = newsfmt.read(Endless(), format="dated-text")
    assert [next(reader).headline for _ in range(500)] == [
        "Ferries back in service after three days of storm"
    ] * 500


@pytest.mark.parametrize("cut", range(120))
def test_articles_across_blocks_are_whole(cut: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from newsfmt.formats.dated_text import segments

    data = b"\n\n".join([SEED] * 3)
    whole = read(data)
    monkeypatch.setattr(segments, "BLOCK", 150 + cut)
    assert read(data) == whole


# ---- encodings
# ------------------------------------------------------------


def test_encoding_is_decided_for_each_article() -> None:
    text = SEED.decode()
    data = text.encode() + b"\n\n" + text.encode("cp1252") + b"\n\n" + text.encode()
    reader = newsfmt.read(data, format="dated-text")
    assert list(reader) == read(SEED) * 3
    (diagnostic,) = reader.report
    assert diagnostic.code == "read.encoding-guessed"
    assert diagnostic.index == 1
    assert "0x97" in diagnostic.message
    assert diagnostic.position.line == 11


def test_the_holes_of_windows_1252_are_kept() -> None:
    (article,) = read(b" date 2021-01-01 A\n\nx \x81\x8d\x8f\x90\x9d y \x85")
    assert article.paragraphs == ("x \x81\x8d\x8f\x90\x9d y …",)


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_an_encoding_by_mark_or_by_request(encoding: str) -> None:
    data = SEED.decode().encode(encoding)
    asked = {"encoding": encoding} if encoding in {"utf-16-le", "utf-16-be", "cp1252"} else {}
    assert read(data, **asked) == read(SEED)
    assert read(Drip(data, 3), **asked) == read(SEED)  # type: ignore[arg-type]


def test_a_bad_byte_is_an_error_where_the_encoding_was_asked_for() -> None:
    data = b" date 2021-01-01 A\n\nx \x93quoted\x94."
    with pytest.raises(EncodingError) as error:
        read(data, encoding="utf-8", name="a.txt")
    assert (
        str(error.value)
        == "a.txt: byte 0x93 at offset 22 is not UTF-8; give --encoding windows-1252 if the text is in that encoding"
    )
    assert (error.value.offset, error.value.byte) == (22, 0x93)


def test_mojibake_is_kept_and_repaired_only_on_request() -> None:
    text = "Itâ€™s open. Theyâ€™re late. Itâ€™s fine."
    data = f" date 2021-01-01 A\n\n{text}".encode()
    (article,) = read(data)
    assert article.paragraphs == (text,)
    assert codes(data) == ["read.mojibake"]
    (article,) = read(data, options={"repair": True})
    assert article.paragraphs == ("It’s open. They’re late. It’s fine.",)


def test_control_characters_are_removed_with_one_warning() -> None:
    reader = newsfmt.read(b" date 2021-01-01 A\n\nx\x00\x01\x1b y.\x00", format="dated-text")
    (article,) = reader
    assert article.paragraphs == ("x y.",)
    (diagnostic,) = reader.report
    assert diagnostic.code == "read.control-removed"
    assert "4 control" in diagnostic.message


# ---- the head
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "fields"),
    [
        ("Title: A: b\nDate: 2021-01-01", {"headline": "A: b"}),
        ("HEADLINE: A\nPub-Date: 1 Jan 2021\nUpdated: 2021-01-02", {"headline": "A"}),
        ("Author: Kari Moe; Per Lie\nTitle: A", {"creators": (Party(name="Kari Moe"), Party(name="Per Lie"))}),
        ("By: Kari Moe and Per Lie\nTitle: A", {"creators": (Party(name="Kari Moe"), Party(name="Per Lie"))}),
        ("Author: Kari Moe\nAuthor: Per Lie\nTitle: A", {"creators": (Party(name="Kari Moe"), Party(name="Per Lie"))}),
        ("Source: The Fjord Times\nTitle: A", {"sources": (Party(name="The Fjord Times"),)}),
        ("Section: News\nTitle: A\nLang: nn", {"categories": (Concept(name="News"),), "language": "nn"}),
        ("Keywords: a, b; c\nTitle: A", {"keywords": ("a", "b", "c")}),
        ("Location: Oslo\nTitle: A", {"dateline": Dateline(text="Oslo", place="Oslo")}),
        ("Copyright: © 2021 X\nTitle: A", {"rights": Rights(notice="© 2021 X")}),
        ("Doc-ID: x-1\nSlug: FERRY\nURL: http://e.example/1\nAbstract: Short.\nTitle: A",
         {"id": "x-1", "slugline": "FERRY", "url": "http://e.example/1", "summary": "Short."}),
        ("Subject: A\n  goes on\n\tand on\nDate: 2021-01-01", {"headline": "A goes on and on"}),
    ],
)  # fmt: skip
def test_front_blocks(block: str, fields: dict[str, Any]) -> None:
    (article,) = read(f"{block}\n\nIt opened.".encode())
    assert {name: getattr(article, name) for name in fields} == fields
    assert article.paragraphs == ("It opened.",)


def test_front_block_extras_repeats_and_bad_dates() -> None:
    data = b"Title: A\nTitle: B\nDate: 30 February 2021\nEdition: 2\nX-Desk: city\nX-Desk: night\n\nIt opened."
    reader = newsfmt.read(data, format="dated-text")
    (article,) = reader
    assert article.headline == "A"
    assert article.published is None
    assert dict(article.extra) == {
        "dated-text:Title": ("B",),
        "dated-text:Date": ("30 February 2021",),
        "dated-text:Edition": ("2",),
        "dated-text:X-Desk": ("city", "night"),
    }
    assert {diagnostic.code for diagnostic in reader.report} == {
        "read.duplicate-key",
        "read.date-unparsed",
        "read.no-date",
    }


def test_a_front_block_may_follow_a_header() -> None:
    (article,) = read(b" date 2021-01-01 A\nAuthor: Kari Moe\nSlug: FERRY\n\nIt opened.")
    assert (article.headline, article.slugline, article.creators) == (
        "A",
        "FERRY",
        (Party(name="Kari Moe"),),
    )


def test_an_ambiguous_date_is_left_alone_unless_told() -> None:
    data = b" date 03/04/2021 A\n\nIt opened."
    (article,) = read(data)
    assert (article.headline, article.published) == ("date 03/04/2021 A", None)
    assert "read.date-ambiguous" in codes(data)
    (article,) = read(data, options={"dayfirst": True})
    assert (article.headline, str(article.published)) == ("A", "2021-04-03")
    (article,) = read(data, options={"dayfirst": "false"})
    assert str(article.published) == "2021-03-04"


def test_an_unknown_zone_costs_the_zone_alone() -> None:
    data = b"Title: A\nDate: 2021-01-01 10:30 EST\n\nIt opened."
    (article,) = read(data)
    assert str(article.published) == "2021-01-01T10:30"
    assert article.extra["dated-text:Date"] == ("2021-01-01 10:30 EST",)
    assert "read.zone-unknown" in codes(data)
    (article,) = read(b" date 2021-01-01 10:30 EST A\n\nIt opened.")
    assert article.extra["dated-text:date"] == ("2021-01-01 10:30 EST",)


def test_the_year_of_a_dateline_only_on_request() -> None:
    data = b" date 2021-01-01 A\n\nOSLO, Dec. 31 (Reuters) - It opened."
    (article,) = read(data)
    assert (article.dateline.date, article.dateline.date_text) == (None, "Dec. 31")
    reader = newsfmt.read(data, format="dated-text", options={"infer_year": True})
    (article,) = reader
    assert str(article.dateline.date) == "2020-12-31"
    assert [diagnostic.code for diagnostic in reader.report] == ["read.year-inferred"]


# ---- bylines, datelines, tails
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Kari Moe", ["Kari Moe"]),
        ("By KARI MOE", ["KARI MOE"]),
        ("By Kari Moe and Per Lie", ["Kari Moe", "Per Lie"]),
        ("By Kari Moe, Per Lie, and Jan de Vries", ["Kari Moe", "Per Lie", "Jan de Vries"]),
        ("By Kari Moe & Per Lie in Oslo", ["Kari Moe", "Per Lie"]),
        ("By Kari Moe, science editor", ["Kari Moe"]),
        ("By Kari Moe | The Fjord Times", ["Kari Moe"]),
        ("By Seán O’Brien", ["Seán O’Brien"]),
        ("By J. K. Moe", ["J. K. Moe"]),
        ("By Ahmed al-Masri", ["Ahmed al-Masri"]),
        ("By Reuters", ["Reuters"]),
        ("By Thursday the crowd had gone.", []),
        ("By Thursday", []),
        ("By the numbers", []),
        ("By and large", []),
        ("By Kari Moe.", []),
        ("By Christmas Eve everything was sold", []),
        ("By " + "Kari Moe and " * 12 + "Per Lie", []),
    ],
)
def test_bylines(line: str, names: list[str]) -> None:
    (article,) = read(f" date 2021-01-01 A\n\n{line}\n\nIt opened.".encode())
    assert [creator.name for creator in article.creators] == names
    assert article.byline == (line if names else None)
    assert article.paragraphs == (("It opened.",) if names else (line, "It opened."))
    assert article.body[0].role == ("byline" if names else None)


@pytest.mark.parametrize(
    ("line", "creators"),
    [
        ("By Kari Moe, Example News", [("Kari Moe", "Example News", None)]),
        ("By KARI MOE, EXAMPLE NEWS", [("KARI MOE", "EXAMPLE NEWS", None)]),
        ("By Kari Moe, Reuters", [("Kari Moe", "Reuters", None)]),
        ("By Kari Moe, The Fjord", [("Kari Moe", "The Fjord", None)]),
        ("By Kari Moe and Per Lie, Fjord Times", [("Kari Moe", "Fjord Times", None), ("Per Lie", "Fjord Times", None)]),
        ("By Kari Moe, Example News and Per Lie, Fjord Times", [("Kari Moe", "Example News", None), ("Per Lie", "Fjord Times", None)]),
        ("By Kari Moe, Example News, science editor", [("Kari Moe", "Example News", "science editor")]),
        ("By Kari Moe, Example Business Writer", [("Kari Moe", None, "Example Business Writer")]),
        ("By Kari Moe, Example News in Oslo", [("Kari Moe", "Example News", None)]),
        ("By Kari Moe, Per Lie", [("Kari Moe", None, None), ("Per Lie", None, None)]),
        ("By Kari Moe and Reuters", [("Kari Moe", None, None), ("Reuters", None, None)]),
        ("By Emily Post", [("Emily Post", None, None)]),
    ],
)  # fmt: skip
def test_a_house_in_a_byline_is_nobody(line: str, creators: list[tuple[str, str, str]]) -> None:
    (article,) = read(f" date 2021-01-01 A\n\n{line}\n\nIt opened.".encode())
    assert [(one.name, one.organisation, one.job_title) for one in article.creators] == creators
    assert article.byline == line


def test_an_affiliation_stands_right_after_the_byline() -> None:
    (article,) = read(b" date 2021-01-01 A\n\nBy Kari Moe\nAssociated Press\n\nIt opened.")
    assert [block.role for block in article.body] == ["byline", "affiliation", None]
    (article,) = read(b" date 2021-01-01 A\n\nAssociated Press\n\nIt opened.")
    assert [block.role for block in article.body] == [None, None]


BELOW = [
    # the lines below a date that is alone, headline, byline, the roles of the blocks, the text
    ("Bridge opens", "Bridge opens", None, [None], "Rain."),
    ("Bridge opens\nBy Kari Moe", "Bridge opens", "By Kari Moe", ["byline", None], "Rain."),
    (
        "Bridge opens after ten years\nBY KARI MOE\nExample Press",
        "Bridge opens after ten years",
        "BY KARI MOE",
        ["byline", "affiliation", None],
        "Rain.",
    ),
    (
        "Bridge opens\nby Kari Moe\nStaff writer",
        "Bridge opens",
        "by Kari Moe",
        ["byline", "affiliation", None],
        "Rain.",
    ),
    ("Bridge opens\nIt opened.\nIt holds.", "Bridge opens", None, [None] * 3, "It opened.\nIt holds.\nRain."),
    ("Bridge opens\nBy Kari Moe\nIt opened.", "Bridge opens", "By Kari Moe", ["byline", None, None], "It opened.\nRain."),
    # a headline on two lines
    (
        "Bridge opens after ten years of work,\nbut few come to see it\nBy Kari Moe",
        "Bridge opens after ten years of work, but few come to see it",
        "By Kari Moe",
        ["byline", None],
        "Rain.",
    ),
    # no headline: a sentence that goes on, that ends, a byline, a dateline, a long line
    (
        "The bridge over the fjord opened to traffic on Monday morning after\nten years of work, and the first bus was late because its driver had\nstopped to look.",
        None,
        None,
        [None, None],
        "The bridge over the fjord opened to traffic on Monday morning after ten years of work, and the first bus was late because its driver had stopped to look.\nRain.",
    ),
    ("It opened.\nIt holds.", None, None, [None] * 3, "It opened.\nIt holds.\nRain."),
    ("By Kari Moe\nExample Press", None, "By Kari Moe", ["byline", "affiliation", None], "Rain."),
    ("OSLO — The bridge opened\nIt holds.", None, None, [None] * 3, "OSLO — The bridge opened\nIt holds.\nRain."),
    ("long " * 25 + "\nIt holds.", None, None, [None] * 3, "long " * 24 + "long\nIt holds.\nRain."),
]  # fmt: skip


@pytest.mark.parametrize(("below", "headline", "byline", "roles", "text"), BELOW)
@pytest.mark.parametrize("header", [" date 2021-05-04", "Date: May 4, 2021", "DATE 2021-05-04 —"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_lines_below_a_date_that_is_alone(
    header: str,
    end: str,
    below: str,
    headline: str | None,
    byline: str | None,
    roles: list[str | None],
    text: str,
) -> None:
    (article,) = read(f"{header}\n{below}\n\nRain.".replace("\n", end).encode())
    assert (str(article.published), article.headline) == ("2021-05-04", headline)
    assert (article.byline, [getattr(block, "role", None) for block in article.body]) == (
        byline,
        roles,
    )
    assert article.paragraphs == tuple(text.split("\n"))
    again, _ = written(article)
    (back,) = read(again)
    assert (back.headline, back.byline, back.body) == (headline, byline, article.body)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("OSLO — It", "OSLO"), ("OSLO—It", "OSLO"), ("OSLO – It", "OSLO"), ("OSLO -- It", "OSLO"), ("OSLO - It", "OSLO"), ("OSLO _ It", "OSLO"),
        ("OSLO-It", None), ("SÃO PAULO — It", "SÃO PAULO"), ("PORT-AU-PRINCE — It", "PORT-AU-PRINCE"), ("NEW DELHI — It", "NEW DELHI"),
        ("COX’S BAZAR — It", "COX’S BAZAR"), ("LONDON and PARIS — It", "LONDON and PARIS"), ("КИЇВ — It", None), ("МОСКВА — It", "МОСКВА"),
        ("WHO — it said", None), ("IMF — it said", None), ("UNESCO — it said", None), ("EXCLUSIVE — It", None), ("UPDATE 1 — It", None),
        ("Geneva (dpa) - It", "Geneva"), ("Geneva - It", None), ("Rio de Janeiro (AFP) — It", "Rio de Janeiro"), ("He said (laughing) - that", None),
        ("ABCD, Iraq — It", "ABCD"), ("OSLO (AP) — It", "OSLO"), ("It opened — OSLO said", None),
    ],
)  # fmt: skip
def test_datelines(text: str, place: str | None) -> None:
    (article,) = read(f" date 2021-01-01 A\n\n{text} opened on Monday.\n\nMore.".encode())
    assert (article.dateline.place if article.dateline else None) == place
    if place:
        assert article.paragraphs[0].startswith(article.dateline.prefix)
        assert (
            not article.paragraphs[0]
            .removeprefix(article.dateline.prefix)
            .startswith((" ", "—", "-"))
        )


def test_only_the_first_prose_paragraph_has_a_dateline() -> None:
    (article,) = read(" date 2021-01-01 A\n\nIt opened.\n\nOSLO — It closed.".encode())
    assert article.dateline is None


def test_tails_are_typed_blocks_in_their_places() -> None:
    text = " date 2021-01-01 A\n\nIt opened.\n\n***\n\nPhoto: The bridge.\n\nIt holds.\n\n(Reporting by Kari Moe; Editing by Per Lie)\n\n© 2021 X\n\n-30-"
    (article,) = read(text.encode())
    roles = [getattr(block, "role", type(block).__name__) for block in article.body]
    assert roles == [None, "Rule", "caption", None, "credit", "copyright", "end-mark"]
    assert article.paragraphs == ("It opened.", "It holds.")
    assert article.rights == Rights(notice="© 2021 X")
    assert article.credit is None
    assert written(article)[0] == text.encode()


@pytest.mark.parametrize(
    "prose",
    [
        "The end came at noon.",
        "Copyright law was changed.",
        "Writing by hand is an art.",
        "ENDS of ropes were found.",
    ],
)
def test_prose_is_no_tail(prose: str) -> None:
    (article,) = read(f" date 2021-01-01 A\n\nIt opened.\n\n{prose}".encode())
    assert article.paragraphs == ("It opened.", prose)


def test_tables_keep_their_layout() -> None:
    table = "Team      W   L\nOslo      3   1\nBergen    2   2"
    (article,) = read(f" date 2021-01-01 A\n\nIt opened.\n\n{table}\n\nMore.".encode())
    assert article.body[1] == Preformatted(table)
    assert written(article)[0].decode().split("\n\n")[2] == table


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        (["one goes", "on here."], ["one goes on here."]),
        (["One ends.", "Two begins."], ["One ends.", "Two begins."]),
        (["Iranian-", "backed and"], ["Iranian-backed and"]),
        (["hy\u00ad", "phen and"], ["hyphen and"]),
        (["橋が開通し", "た。"], ["橋が開通し", "た。"]),
        (["He said:", "yes."], ["He said:", "yes."]),
    ],
)
def test_soft_and_hard_breaks(lines: list[str], paragraphs: list[str]) -> None:
    (article,) = read((" date 2021-01-01 A\n\nFirst one.\n\n" + "\n".join(lines)).encode())
    assert list(article.paragraphs[1:]) == paragraphs


# ---- bad input
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"", "empty input (0 bytes)"), (b" \n\t\n", "no text in 4 bytes of white space")],
)
def test_no_text(data: bytes, says: str) -> None:
    with pytest.raises(newsfmt.ParseError) as error:
        read(data, name="a.txt")
    assert str(error.value) == f"a.txt: {says}"


def test_an_article_over_the_limit_fails_alone() -> None:
    huge = b" date 2021-01-02 Huge\n\n" + b"x" * 700_000
    limits = Limits(article_bytes=300_000)
    with pytest.raises(LimitError, match="article_bytes=300000"):
        read(SEED + b"\n\n" + huge, limits=limits)
    reader = newsfmt.read(
        SEED + b"\n\n" + huge + b"\n\n" + SEED, format="dated-text", limits=limits, on_error="skip"
    )
    assert list(reader) == read(SEED) * 2
    assert reader.report.failed == 1
    small = newsfmt.read(
        SEED + b"\n\n" + SEED,
        format="dated-text",
        limits=Limits(article_bytes=100),
        on_error="skip",
    )
    assert list(small) == []
    assert small.report.failed == 2


# ---- writing
# ------------------------------------------------------------


@pytest.mark.parametrize(
    "headline",
    [
        "10:30 deadline",
        "— dashed",
        "-5 degrees",
        "2021-22 season",
        ": colon",
        "May day",
        "Z",
        "+02:00 and more",
        "12",
    ],
)
def test_a_headline_is_never_taken_for_a_part_of_the_date(headline: str) -> None:
    article = Article(headline=headline, published="2021-01-01", body=[Paragraph("It opened.")])
    data, report = written(article)
    assert report.clean
    assert read(data)[0].headline == headline
    assert str(read(data)[0].published) == "2021-01-01"


def test_what_text_cannot_say_is_reported_with_its_path() -> None:
    article = Article(
        headline="A", published="2021-01-01", subjects=[Concept(name="x")], creators=[Party(name="Kari Moe", uri="u:1")], byline="By Kari Moe",
        body=[Heading("Head"), Paragraph(["It ", Strong("opened"), Break(), "again."]), List([[Paragraph("one")]])],
    )  # fmt: skip
    data, report = written(article)
    losses = {(diagnostic.code, diagnostic.position.path) for diagnostic in report}
    assert ("write.field-lost", "subjects") in losses
    assert ("write.field-lost", "creators[0].uri") in losses
    assert ("write.node-flattened", "body[0]") in losses
    assert ("write.markup-lost", "body[1].content[1]") in losses
    assert ("write.node-flattened", "body[2]") in losses
    assert b"\n\nBy Kari Moe\n\n" in data
    assert read(data)[0].creators == (Party(name="Kari Moe"),)


def test_an_embargo_is_no_ordinary_loss() -> None:
    article = Article(
        headline="A", published="2021-01-01", embargoed_until="2021-02-01", body=[Paragraph("x")]
    )
    assert written(article)[1].counts == {"write.embargo-lost": 1}
    out = io.BytesIO()
    report = newsfmt.write(article, out, format="dated-text", options={"embargo": "ignore"})
    assert report.counts == {"write.field-lost": 1}


def test_without_date_or_headline() -> None:
    assert written(Article(headline="A", body=[Paragraph("It opened.")]))[0] == b"A\n\nIt opened."
    assert written(Article(body=[Paragraph("It opened.")]))[0] == b"It opened."
    assert (
        written(Article(published="2021-01", body=[Paragraph("It opened.")]))[0]
        == b" date 2021-01\n\nIt opened."
    )
    assert written(Article(body=[Rule("***"), Paragraph("It opened.")]))[0] == b"***\n\nIt opened."


def test_an_article_that_could_not_be_told_apart_is_an_error() -> None:
    dated = Article(headline="A", published="2021-01-01", body=[Paragraph("x")])
    with pytest.raises(SerializeError, match=r"article 2 \(B\) has no date.*-o DIR.*jsonl"):
        written(dated, Article(headline="B", body=[Paragraph("y")]))


def test_lone_surrogates_are_refused() -> None:
    with pytest.raises(SerializeError, match="lone surrogate"):
        written(Article(headline="A\ud800", body=[Paragraph("x")]))


def test_zero_width_characters_at_the_edges_of_a_front_block_are_white_space() -> None:
    text = "Title: \ufeffFerries back\nAuthor: Kari Moe and \u200bPer Lie\ufeff; \ufeff\nKeywords: sea,\ufeff ferries\u200b\nDate: 2021-05-04\n\nIt sailed."
    [article] = newsfmt.read(text.encode(), format="dated-text")
    assert article.headline == "Ferries back"
    assert [party.name for party in article.creators] == ["Kari Moe", "Per Lie"]
    assert article.keywords == ("sea", "ferries")
    assert normalise(article) == article
