"""Markdown files: front matter out and in, what is shown and what stands exactly in the map, edits,
refusals, detection.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import yaml

from newsfmt import Article, ParseError, Report, detect, read, read_one, write
from newsfmt.article import Association, Concept, Dateline, Party
from newsfmt.body import Heading, Paragraph, Rule
from newsfmt.dates import NewsDate
from newsfmt.errors import CannotWriteError, LimitError, SerializeError
from newsfmt.format import Confidence, Context, Head, Limits
from newsfmt.formats.markdown import sniff
from newsfmt.formats.markdown.emit import emit, scalar
from newsfmt.formats.markdown.write import write as serialize

P = Paragraph


def written(article: Article, **options: Any) -> str:
    out = io.BytesIO()
    write(article, out, format="markdown", options=options)
    return out.getvalue().decode()


def front(text: str) -> Any:
    return yaml.safe_load(text.split("\n---\n")[0].removeprefix("---"))


def codes(data: str, **how: Any) -> tuple[Article, list[tuple[str, int | None]]]:
    with read(data.encode(), format="markdown", **how) as reader:
        (article,) = reader
        report: Report = reader.report
    return article, [
        (found.code, found.position.line if found.position else None) for found in report
    ]


# ---- YAML
# ------------------------------------------------------------

STRINGS = [
    "NO", "no", "y", "Y", "on", "Off", "true", "null", "Null", "~", "", " ", "10:00", "0123", "0x1F", "1e3", "12", "-1", ".5", ".inf", "2020-01-01", "2020-01-01T10:00:00Z",
    "a: b", "a:", ":a", "a #b", "#a", "- a", "-", "---", "...", "? a", "| a", "> a", "! a", "!!str", "& a", "*a", "%TAG", "@a", "`a`", "[a]", "{a: b}", "a, b", "'a'", '"a"',
    "a\nb", "a\tb", "\\n", "\\", "a\x00b", "a\x07b", "a\x7fb", "a\x85b", "a\u2028b", "a\ufeffb", "\ufeffa", "a\ufffeb", "a\U0001f600b", "\u00e6\u00f8\u00e5", "\u05e9\u05dc\u05d5\u05dd",
    "\u201cQuoted\u201d", "e\u0301", "=", "<<", "a ", " a", "NaN", "inf", "None", "x" * 3000, "a:b", "http://x.no/#a", "O'Brien", "it: 5%",
]  # fmt: skip


@pytest.mark.parametrize("text", STRINGS)
def test_every_text_is_a_text_to_any_yaml_loader(text: str) -> None:
    lines = "\n".join(emit({"k": text, "l": [text, [text], {"m": text}], text: 1}))
    expected = {"k": text, "l": [text, [text], {"m": text}], text: 1}
    assert yaml.safe_load(lines) == expected
    assert yaml.load(lines, Loader=yaml.CSafeLoader) == expected


@pytest.mark.parametrize("text", STRINGS)
def test_another_yaml_loader_agrees(text: str) -> None:
    ruamel = pytest.importorskip("ruamel.yaml")
    for version in ((1, 1), (1, 2)):
        loader = ruamel.YAML(typ="safe", pure=True)
        loader.version = version
        assert loader.load(f"k: {scalar(text)}\n") == {"k": text}


@pytest.mark.parametrize(
    "text",
    [
        "Bridge opens",
        "Skarv\u00f8y",
        "http://x.no/#a",
        "MATAR-FERRY/ (UPDATE 1)",
        "a:b",
        "O'Brien, Kari",
    ],
)
def test_plain_words_stay_plain(text: str) -> None:
    assert scalar(text) == text


def test_nesting_and_numbers() -> None:
    data = {"a": {"b": [1, 2.5, True, {"c": [], "d": {}}, [["x"]]]}, "e": "f"}
    assert yaml.safe_load("\n".join(emit(data))) == data


def test_deep_data_is_emitted_without_recursion() -> None:
    data: dict[str, Any] = {"a": "x"}
    for _ in range(5000):
        data = {"a": [data]}
    assert len(emit(data)) == 5001


# ---- writing
# ------------------------------------------------------------


def test_what_hugo_and_jekyll_read() -> None:
    article = Article(
        headline="Bridge: open", published=NewsDate("2021-05-04"), updated=NewsDate("2021-05-04T10:30:00Z"), expires=NewsDate("2022-01-01"),
        creators=(Party(name="Kari Moe"),), summary="NO", keywords=("10:00", "x"), categories=(Concept(name="Local"),), language="nb",
        url="https://x.no/a", subheadline="At last", body=(P("It opened."),),
    )  # fmt: skip
    text = written(article)
    assert text == (
        '---\ntitle: "Bridge: open"\ndate: 2021-05-04\nlastmod: 2021-05-04T10:30:00Z\nexpiryDate: 2022-01-01\nauthor: Kari Moe\nsubtitle: At last\n'
        'description: "NO"\nlanguage: nb\ntags:\n- "10:00"\n- x\ncategories:\n- Local\ncanonical_url: https://x.no/a\n---\n\nIt opened.\n'
    )
    assert read_one(text.encode(), format="markdown") == article


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("2020", None),
        ("2020-01", None),
        ("2020-01-01", "2020-01-01"),
        ("2020-01-01+02:00", "2020-01-01"),
        ("2020-01-01T10:30", "2020-01-01T10:30:00"),
        ("2020-01-01T10:30Z", "2020-01-01T10:30:00Z"),
        ("2020-01-01T10:30+02:00", "2020-01-01T10:30:00+02:00"),
        ("2020-01-01T10:30:15Z", "2020-01-01T10:30:15Z"),
        ("2020-01-01T10:30:15.25Z", "2020-01-01T10:30:15.25Z"),
    ],
)
def test_dates_are_dates_to_others_and_exact_to_us(iso: str, shown: str | None) -> None:
    article = Article(
        headline="h", published=NewsDate(iso), updated=NewsDate(iso), expires=NewsDate(iso)
    )
    text = written(article)
    assert (f"\ndate: {shown}\n" in text) == (shown is not None)
    assert ("newsfmt:" in text) == (shown != iso)
    if shown:
        assert not isinstance(front(text)["date"], str)
    assert read_one(text.encode(), format="markdown") == article


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        (
            {"embargoed": True, "embargoed_until": "2021-05-04T10:00Z"},
            "publishDate: 2021-05-04T10:00:00Z",
        ),
        ({"embargoed_until": "2021-05-31"}, "publishDate: 2021-06-01"),
        ({"embargoed_until": "2021-12"}, "publishDate: 2022-01-01"),
        ({"embargoed_until": "9999"}, "draft: true"),
        ({"embargoed": True}, "draft: true"),
        ({"pub_status": "canceled"}, "draft: true"),
        ({"pub_status": "withheld", "published": "2021-05-04"}, "draft: true"),
        ({"pub_status": "withheld", "embargoed_until": "2021-05-04"}, "publishDate: 2021-05-05"),
        ({"embargoed": False}, None),
        ({"pub_status": "usable"}, None),
    ],
)
def test_nobody_publishes_too_early(fields: dict[str, Any], line: str | None) -> None:
    article = Article(headline="h", **fields)
    text = written(article)
    assert line is None or f"\n{line}\n" in text
    assert line is not None or ("publishDate" not in text and "draft" not in text)
    assert read_one(text.encode(), format="markdown") == article


@pytest.mark.parametrize(
    "fields",
    [
        {"byline": "By Kari"},
        {"byline": "Kari", "creators": (Party(name="Kari"),)},
        {"creators": (Party(name="Kari", role="x"), Party(name="Ola"))},
        {"creators": (Party(code="1"),)},
        {"byline": "By Kari", "creators": (Party(name="Kari"), Party(name="Ola"))},
        {"categories": (Concept(name="a, b"), Concept(name="c", code="1", relevance=80))},
        {"keywords": ("a, b",)},
        {"series": (Concept(code="1"),)},
        {"url": "javascript:alert(1)"},
        {
            "dateline": Dateline(text="OSLO", prefix="OSLO \u2014 "),
            "body": (P("OSLO \u2014 It opened."),),
        },
        {
            "extra": {
                "markdown:layout": ("post",),
                "markdown:weight": ("012",),
                "markdown:draft": ("false",),
                "markdown:x": ("a", "b"),
                "nitf:y": ("z",),
            }
        },
        {"extra": {"markdown:newsfmt": ("x",), "markdown:no": ("x",), "markdown:on it": ("x",)}},
        {
            "associations": (
                Association(
                    name="a",
                    item=Article(type="picture", body=(Heading("h"),), urgency=3, embargoed=True),
                ),
            )
        },
        {"body": (Heading("h", level=1), P("x"))},
        {"body": (Rule("---"), P("By X", role="byline", language="nb"))},
        {"word_count": 0, "urgency": 5, "version": "007"},
        {},
    ],
)
@pytest.mark.parametrize("headline", [None, "h"])
@pytest.mark.parametrize("heading", [False, True])
def test_it_comes_back(fields: dict[str, Any], headline: str | None, heading: bool) -> None:
    article = Article(headline=headline, **fields)
    text = written(article, heading=heading)
    front(text)
    assert read_one(text.encode(), format="markdown") == article


def test_heading_option() -> None:
    text = written(Article(headline="1. *h*", body=(P("x"),)), heading=True)
    assert text.endswith("---\n\n# 1. \\*h\\*\n\nx\n")
    assert "#" not in written(Article(headline="1. *h*", body=(P("x"),)))


def test_foreign_keys_stand_where_they_stood() -> None:
    matter = {
        "title": "T",
        "layout": "post",
        "weight": 5,
        "toc": False,
        "params": {"a": ["x", 1], "b": {"c": True}},
        "aliases": ["/a", "/b"],
        "draft": True,
        "zero": 0,
    }
    source = f"---\n{yaml.safe_dump(matter)}---\n\nx\n"
    article = read_one(source.encode(), format="markdown")
    text = written(article)
    assert front(text) == matter
    assert read_one(text.encode(), format="markdown") == article


@pytest.mark.parametrize(
    "values",
    [
        ("{}",),
        ("[]",),
        ('["a"]',),
        ('["a", "b"]',),
        ('{"a":1}',),
        ('{"a": 1}',),
        ('{"a": null}',),
        ('{"a": "1"}',),
        ("{",),
        ("[x]",),
        ("",),
        ("a", ""),
        ("0",),
        ("-1",),
        ("00",),
        (),
        ("null",),
        ("~",),
    ],
)
def test_foreign_values_come_back(values: tuple[str, ...]) -> None:
    article = Article(
        headline="h", extra={"markdown:x": values, "markdown:draft": values}, embargoed=True
    )
    assert read_one(written(article).encode(), format="markdown") == article


def test_one_article_a_file() -> None:
    articles = [Article(headline="a")] * 3
    with pytest.raises(CannotWriteError, match="one article per file"):
        write(articles, io.BytesIO(), format="markdown")
    with pytest.raises(CannotWriteError, match=r"there are 3.*-o DIR.*jsonl"):
        serialize(articles, io.BytesIO(), Context(format="markdown"))
    out = io.BytesIO()
    serialize([], out, Context(format="markdown"))
    assert out.getvalue() == b""


def test_lone_surrogates_are_refused() -> None:
    with pytest.raises(SerializeError):
        written(Article(headline="h", body=(P("\ud800"),)))


# ---- reading
# ------------------------------------------------------------


def test_no_value_is_typed_by_its_looks() -> None:
    article, _ = codes(
        "---\ntitle: NO\ntags: [0123, 10:00, 2020-01-01, yes, 1e3]\nversion: 1.0\nlang: no\n---\nx"
    )
    assert (article.headline, article.version, article.language) == ("NO", "1.0", "no")
    assert article.keywords == ("0123", "10:00", "2020-01-01", "yes", "1e3")


@pytest.mark.parametrize(
    ("matter", "fields"),
    [
        ("date: 2021-05-04 10:30:00 +0200", {"published": NewsDate("2021-05-04T10:30:00+02:00")}),
        ("publishDate: 2021-05-04", {"published": NewsDate("2021-05-04")}),
        (
            "date: 2021-05-01\npublishDate: 2021-05-04",
            {"published": NewsDate("2021-05-04"), "created": NewsDate("2021-05-01")},
        ),
        ("last_modified_at: 2021-05-04", {"updated": NewsDate("2021-05-04")}),
        (
            "author: {name: Kari, email: k@x.no}",
            {"creators": (Party(name="Kari", email="k@x.no"),)},
        ),
        (
            "authors: [Kari, {name: Ola, twitter: o}]",
            {
                "creators": (
                    Party(name="Kari"),
                    Party(name="Ola", extra={"markdown:twitter": ("o",)}),
                )
            },
        ),
        ("tags: a, b\nkeywords: [b, c]", {"keywords": ("a", "b", "c")}),
        ("category: Local", {"categories": (Concept(name="Local"),)}),
        ("description: a\nexcerpt: b", {"summary": "a"}),
        ("slug: bridge-opens", {"slugline": "bridge-opens"}),
        ("permalink: /a.html", {"url": "/a.html"}),
        ("image: a.jpg", {"associations": (Association(name="image", href="a.jpg"),)}),
        ("title: ~\ndate:\nurl: null", {"headline": None, "published": None, "url": None}),
        ('title: "null"', {"headline": "null"}),
        ("title: |\n  a\n  b", {"headline": "a\nb"}),
        (
            "Title: T\nPublishDate: 2021-05-04",
            {"headline": "T", "published": NewsDate("2021-05-04")},
        ),
    ],
)
def test_known_keys(matter: str, fields: dict[str, Any]) -> None:
    article, _ = codes(f"---\n{matter}\n---\nx")
    assert {name: getattr(article, name) for name in fields} == fields


def test_hugo_in_toml() -> None:
    article, found = codes(
        '+++\ntitle = "NO"\ndate = 2021-05-04T10:30:00Z\ntags = ["a"]\n[params]\nx = [1, true]\n+++\nx'
    )
    assert (article.headline, article.published, article.keywords) == (
        "NO",
        NewsDate("2021-05-04T10:30:00Z"),
        ("a",),
    )
    assert article.extra["markdown:params"] == ('{"x": ["1", "true"]}',)
    assert found == [("read.unknown-key", None)]


@pytest.mark.parametrize(
    ("text", "extra", "found"),
    [
        ("title: a\ntitle: b", {"markdown:title": ("b",)}, ("read.duplicate-key", 3)),
        ("title: a\nweather: wet", {"markdown:weather": ("wet",)}, ("read.unknown-key", 3)),
        (
            "title: a\nx: [1, {a: b}]",
            {"markdown:x": ('["1", {"a": "b"}]',)},
            ("read.unknown-key", 3),
        ),
        ("title: a\ndate: soon", {"markdown:date": ("soon",)}, ("read.date-unparsed", 3)),
        (
            "title: a\ndate: 2021-02-30",
            {"markdown:date": ("2021-02-30",)},
            ("read.date-unparsed", 3),
        ),
        (
            "title: a\ndate: 2021-05-04 10:30 EST",
            {"markdown:date": ("2021-05-04 10:30 EST",)},
            ("read.zone-unknown", 3),
        ),
        ("title: a\nauthor: [[x]]", {"markdown:author": ('[["x"]]',)}, ("read.invalid", 3)),
        (
            "title: a\nnewsfmt:\n  urgency: high",
            {"markdown:newsfmt.urgency": ("high",)},
            ("read.invalid", 3),
        ),
        (
            "title: a\nnewsfmt:\n  nope: 1",
            {"markdown:newsfmt.nope": ("1",)},
            ("read.unknown-key", 3),
        ),
    ],
)
def test_nothing_is_dropped(text: str, extra: dict[str, Any], found: tuple[str, int]) -> None:
    article, reported = codes(f"---\n{text}\n---\nx")
    assert dict(article.extra) == extra
    assert article.headline == "a"
    assert found in reported


def test_a_bad_line_costs_itself() -> None:
    article, found = codes("---\ntitle: Ferry: the end\ndate: 2021-05-04\ntags:\n- a\n- b\n---\nx")
    assert (article.headline, article.published, article.keywords) == (
        "Ferry: the end",
        NewsDate("2021-05-04"),
        ("a", "b"),
    )
    assert found == [("read.invalid", 2)]


@pytest.mark.parametrize(
    "matter",
    [
        "a: &x 1",
        "a: [1]\nb: *x",
        "a: !!python/object/apply:os.system [x]",
        "a: !x 1",
        "? [a]\n: b",
        "a: &x [*x]",
    ],
)
def test_yaml_that_is_refused(matter: str) -> None:
    with pytest.raises(ParseError) as caught:
        codes(f"---\ntitle: a\n{matter}\n---\nx")
    assert caught.value.line in (3, 4)


def test_limits() -> None:
    for limits, text in (
        (Limits(front_matter=10), "---\ntitle: abcdefgh\n---\nx"),
        (Limits(article_bytes=10), "x" * 11),
        (Limits(), f"---\na: {'[' * 5000}\n---\nx"),
        (Limits(depth=5), "> " * 6 + "x"),
    ):
        with pytest.raises(LimitError):
            codes(text, limits=limits)


def test_an_edit_of_a_usual_key_counts() -> None:
    article = Article(
        headline="h",
        published=NewsDate("2021-05-04T10:30Z"),
        creators=(Party(name="Kari", role="x"),),
        body=(P("By Kari", role="byline"),),
    )
    text = written(article)
    edited = (
        text.replace("date: 2021-05-04T10:30:00Z", "date: 2021-06-01")
        .replace("author: Kari", "author: Ola")
        .replace("\nBy Kari\n", "\nNew\n")
    )
    again, found = codes(edited)
    assert (again.published, again.creators, again.body) == (
        NewsDate("2021-06-01"),
        (Party(name="Ola"),),
        (P("New"),),
    )
    assert again.extra["markdown:newsfmt.published"] == ("2021-05-04T10:30Z",)
    assert [code for code, _ in found] == [
        "read.duplicate-key",
        "read.duplicate-key",
        "read.invalid",
    ]


def test_the_headline_without_front_matter() -> None:
    article, _ = codes("# The *end*\n\nx")
    assert (article.headline, article.body) == ("The end", (P("x"),))
    article, found = codes("## Not one\n\n# Nor this")
    assert article.headline is None
    assert found == [("read.no-headline", None)]
    article, _ = codes("---\ndate: 2021-05-04\n---\n# In the body")
    assert (article.headline, article.body) == (None, (Heading("In the body", level=1),))


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nx\n\n---\ny",
        "---\njust words\n---\nx",
        "---\ntitle: a\nx",
        "----\ntitle: a\n---\n",
        " ---\ntitle: a\n---\n",
    ],
)
def test_what_is_no_front_matter(text: str) -> None:
    article, _ = codes(text)
    assert article.headline is None
    assert article.body


FRONT = {
    "blank lines": "\n \r\n\n---\ntitle: T\ndate: 2021-05-04\nmood: calm\n---\n\nText.\n",
    "TOML": "\n\n\n+++\ntitle = 'T'\ndate = 2021-05-04\nmood = 'calm'\n+++\nText.\n",
    "no fence above": "\ntitle: T\ndate: 2021-05-04\n\nText.\n",
    "no fence above, one below": "title: T\r\ndate: 2021-05-04\r\nmood: calm\r\n---\r\n\r\nText.\r\n",
    "the keys of MultiMarkdown": "Title: T\nDate: 2021-05-04\nMood: calm\n\nText.\n",
    "another key of the date": "pubDate: 2021-05-04\nsubtitle: S\ntitle: T\n\nText.\n",
    "text is none": "title: T\ndate: 2021-05-04",
}


@pytest.mark.parametrize("case", FRONT)
def test_front_matter_below_blank_lines_or_without_its_fences(case: str) -> None:
    with read(FRONT[case].encode(), format="markdown") as reader:
        (article,) = reader
    assert (article.headline, article.published) == ("T", NewsDate("2021-05-04"))
    assert article.text == ("" if "none" in case else "Text.")


def test_lines_below_blank_lines_are_counted() -> None:
    data = b"\n\n---\ntitle: T\ntitle: U\n---\nText."
    with read(data, format="markdown") as reader:
        list(reader)
    (repeated,) = [one for one in reader.report.kept if one.code == "read.duplicate-key"]
    assert repeated.position is not None
    assert repeated.position.line == 5


@pytest.mark.parametrize(
    "text",
    [
        "Note: the bridge is open.\n\nText.",
        "Agenda: bridges\nSund: the ferry\n\nText.",
        "title: T\n---\n\nText.",
        "title: T\nand so on: the bridge\nis open\n\nText.",
    ],
)
def test_lines_with_colons_are_no_front_matter(text: str) -> None:
    assert read_one(text.encode(), format="markdown").headline is None


def test_encodings() -> None:
    assert (
        read_one("\ufeff---\ntitle: \u00c5\n---\nx".encode(), format="markdown").headline
        == "\u00c5"
    )
    with read("---\r\ntitle: \u00c5\r\n---\r\nx".encode("cp1252"), format="markdown") as reader:
        assert next(reader).headline == "\u00c5"
        assert "read.encoding-guessed" in reader.report.counts
    for data in (b"", b" \n\n"):
        with pytest.raises(ParseError):
            read_one(data, format="markdown")


# ---- detection
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"---\ntitle: a\n---\nx", None, Confidence.LIKELY),
        (b"---\ntitle: a\nnewsfmt:\n  id: x\n---\nx", None, Confidence.CERTAIN),
        (b"---\n---\nx", None, Confidence.LIKELY),
        (b"+++\ntitle = 'a'\n+++\nx", None, Confidence.LIKELY),
        (b"\n \r\n\n---\ntitle: a\n---\nx", None, Confidence.LIKELY),
        (b"\xef\xbb\xbf\n---\ntitle: a\n---\nx", None, Confidence.LIKELY),
        ("\n---\ntitle: a\n---\nx".encode("utf-16"), None, Confidence.LIKELY),
        (b"title: a\ndate: 2021-05-04\n---\n\nx", None, Confidence.LIKELY),
        (b"title: a\ntags:\n- b\n- c\n---\n\nx", None, Confidence.LIKELY),
        (b"pubdate: 2021-05-04\nauthor: a\n---\n\nx", None, Confidence.LIKELY),
        (b"layout: post\nauthor: a\n---\n\nx", None, Confidence.LIKELY),
        (b"slug: a\nauthor: a\n---\n\nx", None, Confidence.NO),
        (b"title: a\n---\n\nx", None, Confidence.NO),
        (b"Note: a\nDate: b\n---\n\nx", None, Confidence.NO),
        (b"---\n\ntext\n\n---\n", None, Confidence.NO),
        (b"---\ntitle: a\nx", None, Confidence.NO),
        (b"# Title\n\nx", None, Confidence.NO),
        (b"# Title\n\nx", "a.md", Confidence.MAYBE),
        (b"x", "a.markdown", Confidence.MAYBE),
        (b"\x00\x01", "a.md", Confidence.NO),
        (b"", None, Confidence.NO),
    ],
)
def test_sniff(data: bytes, name: str | None, expected: Confidence) -> None:
    assert sniff(Head(data, name)) == expected


def test_detect() -> None:
    assert detect(written(Article(headline="h", slugline="S")).encode())[0].format == "markdown"
    assert detect(b"# Title\n\nx", name="a.md")[0].format == "markdown"


# ---- golden pairs
# ------------------------------------------------------------

GOLDEN = Path(__file__).parent.parent / "golden" / "markdown"


def test_our_own_file_comes_back_as_the_same_bytes() -> None:
    assert (GOLDEN / "bridge" / "input.md").read_bytes() == (
        GOLDEN / "bridge" / "output.md"
    ).read_bytes()


def test_one_bad_entry_of_toml_is_kept_as_written_and_costs_no_other() -> None:
    text = (
        "+++\ntitle = 'Night ferry'\ncaption = 'around l'ile'\ntags = [\n  'sea',\n  'port',\n]\n"
        "[params]\nauthor = 'K'\nbad = x y\n[[cover]]\nimage = 'a.png'\n+++\n\nText.\n"
    )
    with read(text.encode(), format="markdown") as reader:
        (article,) = reader
    assert (article.headline, article.keywords) == ("Night ferry", ("sea", "port"))
    assert article.extra["markdown:caption"] == ("'around l'ile'",)
    assert '"author": "K"' in article.extra["markdown:params"][0]
    assert "x y" in article.extra["markdown:params"][0]
    assert "a.png" in article.extra["markdown:cover"][0]
    assert reader.report.counts["read.invalid"] == 1


def test_a_list_that_is_indented_with_tabs_is_a_list() -> None:
    text = b"---\ntitle: T\ntags:\n\t- sea\n\t- port\ndate: 2020-01-02\n---\n\nText.\n"
    article = read_one(text, format="markdown")
    assert (article.keywords, str(article.published)) == (("sea", "port"), "2020-01-02")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", ["a.md", "a"])
@pytest.mark.parametrize(
    "front",
    [
        '---\ntitle: "Ferry: sails"\ndate: 2021-05-04\ntags: [a, b]\n---\n',
        '\n \n---\ntitle: "Ferry: sails"\ndate: 2021-05-04\ntags: [a, b]\n---\n',
        '---yaml\ntitle: "Ferry: sails"\ndate: 2021-05-04\ntags: [a, b]\n---\n',
        '--- toml\ntitle = "Ferry: sails"\ndate = 2021-05-04\ntags = ["a", "b"]\n---\n',
        '\n+++\ntitle = "Ferry: sails"\ndate = 2021-05-04\ntags = ["a", "b"]\n+++\n',
        ';;;\n{"title": "Ferry: sails", "date": "2021-05-04",\n "tags": ["a", "b"]}\n;;;\n',
        ';;;\n"title": "Ferry: sails",\n"date": "2021-05-04",\n"tags": ["a", "b"]\n;;;\n',
        '---json\n{\n  "title": "Ferry: sails",\n  "date": "2021-05-04",\n  "tags": ["a", "b"]\n}\n---\n',
        'title: "Ferry: sails"\ndate: 2021-05-04\ntags: [a, b]\n---\n',
    ],
)  # fmt: skip
def test_front_matter_in_any_fence_and_with_any_line_end(front: str, name: str, end: str) -> None:
    data = f"{front}\nIt *sails*.\n\nAgain.\n".replace("\n", end).encode()
    with read(data, name=name) as reader:
        (article,) = reader
    assert reader.format == "markdown"
    assert (article.headline, str(article.published)) == ("Ferry: sails", "2021-05-04")
    assert list(article.keywords) == ["a", "b"]
    assert article.paragraphs == ("It sails.", "Again.")
    assert list(reader.report) == []
