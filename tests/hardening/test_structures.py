"""JSON, YAML, TOML, Markdown and MIME that mean harm: nesting, repeated keys, odd numbers, aliases,
tags, floods.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

import newsfmt
from newsfmt import Article
from newsfmt.errors import LimitError, NewsfmtError, ParseError
from newsfmt.format import Limits


def read(data: bytes, format: str, **how: object) -> tuple[Article, dict[str, int]]:
    if format not in newsfmt.list_formats():
        pytest.skip(f"{format} is not installed")
    if format == "eml":  # whose parts are nested here without an end
        how = {"options": {"salvage": True}} | how
    with newsfmt.read(data, format=format, name="a.in", **how) as reader:  # type: ignore[arg-type]
        [article] = reader
        return article, reader.report.counts


def written(article: Article, format: str = "json") -> bytes:
    out = io.BytesIO()
    newsfmt.write(article, out, format=format)
    return out.getvalue()


# ---- JSON
# ------------------------------------------------------------


@pytest.mark.parametrize("format", ["json", "jsonl", "ninjs"])
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_json_nested_a_hundred_thousand_deep(format: str, start: str, end: str) -> None:
    for data in (
        start * 100_000 + "1" + end * 100_000,
        start * 100_000,
        f'{{"headline": "a", "body": {start * 100_000}1{end * 100_000}}}',
    ):
        with pytest.raises(NewsfmtError):
            read(data.encode(), format)


@pytest.mark.parametrize(("format", "data"), [
    ("json", b'{"headline": "first", "headline": "last"}'),
    ("jsonl", b'{"headline": "first", "headline": "last"}\n'),
    ("ninjs", b'{"uri": "a", "headline": "first", "headline": "last"}'),
])  # fmt: skip
def test_of_equal_keys_in_json_the_last_one_counts_as_the_page_says(
    format: str, data: bytes
) -> None:
    assert read(data, format)[0].headline == "last"
    page = (
        Path(newsfmt.__file__).parent.parent
        / "docs"
        / "formats"
        / f"{'json' if format == 'jsonl' else format}.md"
    )
    if page.exists():
        assert "If a key occurs twice in an object, the last one wins" in page.read_text(
            encoding="utf-8"
        )


@pytest.mark.parametrize(
    "number",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "-1e999",
        "9" * 5000,
        "1" + "0" * 400,
        "1.7976931348623157e309",
        "1e-999",
        "-0",
    ],
)
@pytest.mark.parametrize("key", ["urgency", "word_count", "odd", "geo"])
def test_numbers_that_json_or_floats_do_not_have(number: str, key: str) -> None:
    """A number is read, or refused with a reason; whatever is read can be written, and by the
    strictest reader read again.
    """
    for format in ("json", "ninjs"):
        value = f'[{{"geo_lat": {number}}}]' if key == "geo" else number
        data = f'{{"uri": "a", "headline": "b", "{key}": {value}}}'.encode()
        try:
            article, _ = read(data, format)
        except (ParseError, newsfmt.errors.SchemaError):
            continue
        orjson.loads(written(article))
        orjson.loads(written(article, "ninjs"))


@pytest.mark.parametrize("text", [r"\ud800", r"\udc00\ud800", r"a\udfffb", r"\uDBFF"])
def test_half_a_surrogate_is_never_written(text: str) -> None:
    for format in ("json", "jsonl", "ninjs"):
        try:
            article, counts = read(f'{{"uri": "a", "headline": "x{text}y"}}\n'.encode(), format)
        except ParseError as error:
            assert "surrogate" in str(error) or "escape" in str(error)
            continue
        assert "\ufffd" in (article.headline or "")
        assert counts.get("read.invalid")
        for target in newsfmt.list_formats().values():
            if target.write and target.name != "parquet":  # whose bytes are no text
                written(article, target.name).decode(
                    "utf-8" if target.name not in {"iptc7901", "anpa1312"} else "latin-1"
                )


# ---- front matter
# ------------------------------------------------------------

LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)
REFUSED = {
    "billion laughs": (LAUGHS, "anchors and aliases are not read"),
    "an alias": ("a: &x 1\nb: *x", "anchors and aliases are not read"),
    "a merge": ("a: &x {b: 1}\nc: {<<: *x}", "anchors and aliases are not read"),
    "a Python object": (
        "a: !!python/object/apply:os.system ['true']",
        "the tag tag:yaml.org,2002:python/object/apply:os.system is not read",
    ),
    "a local tag": ("a: !exec x", "the tag !exec is not read"),
    "a binary": ("a: !!binary aGk=", "the tag tag:yaml.org,2002:binary is not read"),
    "a key that is a list": ("? [a, b]\n: c", "a key of front matter is a text"),
}


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.alone
def test_yaml_that_is_refused(what: str) -> None:
    text, reason = REFUSED[what]
    began = time.process_time()
    with pytest.raises(ParseError, match=reason.replace("!", "[!]").replace("(", "[(]")) as caught:
        read(f"---\n{text}\n---\nIt opened.".encode(), "markdown")
    assert caught.value.line is not None
    assert time.process_time() - began < 2


@pytest.mark.parametrize("start", ["[", "{a: ", "- ", "a:\n ", "[{a: "])
@pytest.mark.alone
def test_yaml_nested_without_end(start: str) -> None:
    text = (
        start * 50_000
        if "\n" not in start
        else "".join(f"{' ' * level}a:\n" for level in range(1200))
    )
    began = time.process_time()
    try:
        read(f"---\na: {text}\n---\nIt opened.".encode(), "markdown")
    except LimitError as error:
        assert error.limit in {"depth", "front_matter"}
    assert time.process_time() - began < 5


def test_yaml_keys_that_come_again_are_reported_and_kept() -> None:
    article, counts = read(
        b"---\ntitle: first\ntitle: second\nauthor: {name: a, name: b}\n---\nIt opened.", "markdown"
    )
    assert (article.headline, article.extra["markdown:title"]) == ("first", ("second",))
    assert counts["read.duplicate-key"] == 2


def test_yaml_says_nothing_but_texts() -> None:
    article, _ = read(
        b"---\ntitle: NO\nslug: 0o17\nlanguage: no\nedition: 1e3\nodd: 12:30:45\nday: 2020-01-01\nnot: null\nyes: .inf\n---\na",
        "markdown",
    )
    assert (article.headline, article.slugline, article.language) == ("NO", "0o17", "no")
    assert dict(article.extra) == {
        "markdown:edition": ("1e3",), "markdown:odd": ("12:30:45",), "markdown:day": ("2020-01-01",), "markdown:yes": (".inf",),
    }  # fmt: skip


TOML = {
    "nested arrays": "a = " + "[" * 50_000,
    "closed arrays": "a = " + "[" * 5_000 + "]" * 5_000,
    "nested tables": "a = " + "{b = " * 5_000,
    "a key of many parts": "a" + ".a" * 100_000 + " = 1",
    "a table of many parts": "[a" + ".a" * 100_000 + "]",
    "an array of tables of many parts": "[[a" + " . 'a'" * 50_000 + "]]",
}


@pytest.mark.parametrize("what", TOML)
@pytest.mark.alone
def test_toml_nested_without_end(what: str) -> None:
    began = time.process_time()
    with pytest.raises(LimitError, match="front matter passes the limit depth=256; raise it with"):
        read(f"+++\n{TOML[what]}\n+++\nIt opened.".encode(), "markdown")
    assert time.process_time() - began < 5


@pytest.mark.parametrize("fence", ["---", "+++"])
def test_a_front_matter_bomb(fence: str) -> None:
    inside = (
        "a: b\n" * 250_000 if fence == "---" else "".join(f"a{n} = 1\n" for n in range(120_000))
    )
    with pytest.raises(LimitError, match="front_matter=1048576"):
        read(f"{fence}\n{inside}{fence}\nIt opened.".encode(), "markdown")


# ---- Markdown and HTML
# ------------------------------------------------------------


@pytest.mark.parametrize("start", ["> ", "- ", "1. ", "> - ", "  " * 2 + "- "])
@pytest.mark.alone
def test_markdown_nested_without_end(start: str) -> None:
    began = time.process_time()
    try:
        read((start * 5000 + "a").encode(), "markdown")
    except LimitError as error:
        assert error.limit == "depth"
    assert time.process_time() - began < 10


@pytest.mark.parametrize(("format", "template"), [
    ("ninjs", '{"uri": "a", "body_html": "%s"}'), ("eml", "From: a@example.org\nSubject: b\nContent-Type: text/html\n\n%s"),
])  # fmt: skip
@pytest.mark.parametrize(
    "tag", ["div", "b", "ul><li", "blockquote", "table><tr><td", "a href='x'", "font"]
)
def test_html_nested_without_end(format: str, template: str, tag: str) -> None:
    data = (template % (f"<{tag}>" * 50_000 + "x")).encode()
    try:
        read(data, format)
    except LimitError as error:
        assert error.limit == "depth"


# ---- MIME
# ------------------------------------------------------------


def multipart(levels: int) -> bytes:
    start = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(levels)
    )
    return f"From: a@example.org\nSubject: b\nMIME-Version: 1.0\n{start}Content-Type: text/plain\n\nIt opened.\n".encode()


def messages(levels: int) -> bytes:
    one = "From: a@example.org\nSubject: b\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n"
    return (one * levels + "From: a@example.org\nSubject: c\n\nIt opened.\n").encode()


DEEP = [
    pytest.param(kind, levels, id=f"{name}-{levels}")
    for kind, name, most in ((multipart, "parts", 256), (messages, "messages", 64))
    for levels in (5, most, most + 1, 3_000, 100_000)
]


@pytest.mark.parametrize(("kind", "levels"), DEEP)
def test_mime_in_mime_is_read_as_deeply_as_the_limit_allows(
    kind: Callable[[int], bytes], levels: int
) -> None:
    """A part in a part is a level, a message in a message four; one more is an error that names the
    limit, its value and how to raise it.
    """
    if levels <= (256 if kind is multipart else 64):
        article, counts = read(kind(levels), "eml")
        for _ in range(levels if kind is messages else 0):
            article = article.associations[0].item
        assert article.paragraphs == ("It opened.",)
        assert "read.element-ignored" not in counts
        return
    with pytest.raises(
        LimitError, match=r"passes the limit depth=256; raise it with --limit depth=NUMBER"
    ) as caught:
        read(kind(levels), "eml")
    assert (caught.value.limit, caught.value.value) == ("depth", 256)


def test_how_deeply_mime_is_read_can_be_changed() -> None:
    with pytest.raises(LimitError, match="depth=4;"):
        read(multipart(5), "eml", limits=Limits(depth=4))
    assert read(multipart(300), "eml", limits=Limits(depth=300))[0].paragraphs == ("It opened.",)


def test_a_message_nested_too_deeply_costs_itself_alone() -> None:
    box = b"".join(
        b"From a Tue May  4 10:00:00 2021\n" + messages(levels) + b"\n\n" for levels in (3, 400, 2)
    )
    with newsfmt.read(box, format="mbox", on_error="skip") as reader:
        assert (len(list(reader)), reader.report.failed) == (2, 1)


@pytest.mark.parametrize(
    "format", [name for name, fmt in newsfmt.list_formats().items() if fmt.read and fmt.write]
)
def test_messages_as_deep_as_can_be_are_written(format: str) -> None:
    article, _ = read(messages(64), "eml")
    out = io.BytesIO()
    newsfmt.write(article, out, format=format)
    assert next(iter(newsfmt.read(out.getvalue(), format=format))).headline == "b"


@pytest.mark.alone
def test_a_flood_of_headers_and_one_header_without_end() -> None:
    with pytest.raises(LimitError, match="headers=1000"):
        read(b"From: a@example.org\nSubject: b\n" + b"Received: x\n" * 200_000 + b"\na", "eml")
    with pytest.raises(LimitError, match="headers=1000"):
        read(
            b"From: a@example.org\nSubject: b\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
            + b"X: y\n" * 5000
            + b"\na\n--x--",
            "eml",
        )
    began = time.process_time()
    article, _ = read(
        b"From: a@example.org\nSubject: " + b"a " * 1_000_000 + b"\n\nIt opened.", "eml"
    )
    assert article.paragraphs == ("It opened.",)
    assert time.process_time() - began < 10


def test_a_flood_of_parts() -> None:
    part = b"--x\n\na\n"
    with pytest.raises(LimitError, match="parts=1000"):
        read(
            b"From: a@example.org\nSubject: b\nContent-Type: multipart/mixed; boundary=x\n\n"
            + part * 20_000
            + b"--x--",
            "eml",
        )
    assert read(
        b"From: a@example.org\nSubject: b\nContent-Type: multipart/mixed; boundary=x\n\n"
        + part * 900
        + b"--x--",
        "eml",
    )


@pytest.mark.parametrize(
    "charset",
    [
        "utf-7",
        "rot13",
        "zlib",
        "bz2",
        "base64",
        "unicode_escape",
        "idna",
        "punycode",
        "undefined",
        "\u0000",
        "x" * 5000,
        "utf-8\r\nX: y",
    ],
)
def test_character_sets_that_are_none(charset: str) -> None:
    """``utf-7`` hides tags from who looks at bytes, ``zlib`` unpacks, ``rot13`` is no encoding of
    bytes: none is used.
    """
    body = "+ADw-script+AD4-"
    article, _ = read(
        f"From: a@example.org\nSubject: =?{charset}?q?b{body}?=\nContent-Type: text/plain; charset={charset}\n\n{body}\n".encode(),
        "eml",
    )
    assert "<script>" not in article.text + (article.headline or "")


@pytest.mark.parametrize(
    "parameters",
    [
        "name*0*=a; name*99999999999999999999=b",
        "name*=zlib_codec''%78%9c",
        "name*=utf-7''+ADw-",
        "name*=''",
        'name="' + "\\" * 3001,
        "boundary=",
        'boundary=""',
        "boundary*1=x",
    ],
)
def test_parameters_that_are_broken(parameters: str) -> None:
    for kind in ("text/plain", "multipart/mixed", "image/png", "message/rfc822"):
        data = f"From: a@example.org\nSubject: b\nMIME-Version: 1.0\nContent-Type: {kind}; {parameters}\n\n--x\n\na\n--x--\n".encode()
        try:
            read(data, "eml")
        except ParseError:
            pass


@pytest.mark.parametrize(
    "encoding", ["base64", "quoted-printable", "x-uuencode", "uue", "7bit", "x" * 3000]
)
def test_bodies_that_are_not_so_encoded(encoding: str) -> None:
    for body in (
        "=" * 3000,
        "A" * 3001,
        "begin 666 a\n" + "M" * 3000,
        "\udcff".encode("utf-8", "surrogatepass").decode("latin-1") * 300,
    ):
        assert (
            read(
                f"From: a@example.org\nSubject: b\nContent-Transfer-Encoding: {encoding}\n\n{body}".encode(),
                "eml",
            )[0].headline
            == "b"
        )


def test_limits_of_mail_can_be_lifted() -> None:
    data = b"From: a@example.org\nSubject: b\n" + b"X: y\n" * 2000 + b"\na"
    assert len(read(data, "eml", limits=Limits(headers=None))[0].extra["eml:X"]) == 2000
