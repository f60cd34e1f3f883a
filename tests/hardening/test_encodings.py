"""Bytes and the texts they are, for every format by the one order; a receipt for each repair (issue
7, 10).
"""

from __future__ import annotations

import json

import pytest

import newsfmt

try:
    import newsfmt_research
except ImportError:
    newsfmt_research = None
from newsfmt import Article
from newsfmt.errors import EncodingError, NewsfmtError
from newsfmt.format import Context, Limits
from newsfmt.prose import decode

GUESSED, MISMATCH = "read.encoding-guessed", "read.encoding-mismatch"

# bytes, encoding asked for, declared, the format's default, the text, the receipts
TABLE: list[tuple[bytes, str | None, str | None, str | None, str, tuple[str, ...]]] = [
    # 1. a byte order mark says it, whatever else does
    (b"\xef\xbb\xbfsj\xc3\xb8", None, None, None, "sjø", ()),
    (b"\xef\xbb\xbfsj\xc3\xb8", "latin-1", "cp865", None, "sjø", ()),
    (b"\xff\xfes\x00j\x00\xf8\x00", None, None, None, "sjø", ()),
    (b"\xfe\xff\x00s\x00j\x00\xf8", None, "utf-8", None, "sjø", ()),
    (b"\xff\xfe\x00\x00s\x00\x00\x00\xf8\x00\x00\x00", None, None, None, "sø", ()),
    (b"\x00\x00\xfe\xff\x00\x00\x00s\x00\x00\x00\xf8", None, None, None, "sø", ()),
    (b"\xff\xfe=\xd8\x00\xde", None, None, None, "\U0001f600", ()),
    # 2. what is asked for
    (b"sj\xf8", "latin-1", None, None, "sjø", ()),
    (b"sj\x9b", "cp865", None, None, "sjø", ()),
    (b"sj\xc3\xb8", "latin-1", None, None, "sjÃ¸", ()),
    (b"\xec\xee\xf1\xf2", "cp1251", "latin-1", None, "мост", ()),
    (b"\xcd\xcf\xd3\xd4", "koi8-r", None, None, "мост", ()),
    (b"\x93\xfa\x96{", "shift_jis", None, None, "日本", ()),
    (b"\xc6\xfc\xcb\xdc", "euc-jp", None, None, "日本", ()),
    (b"\xc8\xd5\xb1\xbe", "gb18030", None, None, "日本", ()),
    (b"s\x00j\x00", "utf-16-le", None, None, "sj", ()),
    # 3. UTF-8 that passes and holds any byte above 0x7F, whatever is declared
    (b"sj\xc3\xb8", None, None, None, "sjø", ()),
    (b"sj\xc3\xb8", None, "iso-8859-1", None, "sjø", (MISMATCH,)),
    (b"sj\xc3\xb8", None, "shift_jis", None, "sjø", (MISMATCH,)),
    (b"sj\xc3\xb8", None, "utf-8", None, "sjø", ()),
    (b"sj\xc3\xb8", None, None, "latin-1", "sjø", ()),
    (b"\xe2\x80\x9cquoted\xe2\x80\x9d \xe2\x82\xac", None, None, None, "“quoted” €", ()),
    (b"plain", None, None, None, "plain", ()),
    (b"plain", None, "utf-8", None, "plain", ()),
    # 4. what is declared
    (b"sj\xf8", None, "iso-8859-1", None, "sjø", ()),
    (b"It\x92s \x80", None, "iso-8859-1", None, "It’s €", ()),
    (b"It\x92s", None, "windows-1252", None, "It’s", ()),
    (b"\xec\xee\xf1\xf2", None, "windows-1251", None, "мост", ()),
    (b"\x1b$BF|K\\\x1b(B", None, "iso-2022-jp", None, "日本", ()),
    (b"\xbc\xde\xe1\xe2", None, "iso-8859-5", None, "Мост", ()),
    (b"sj\xf8", None, "klingon", None, "sjø", (MISMATCH, GUESSED)),  # the name is reported
    (b"+APg-", None, "utf-7", None, "+APg-", (MISMATCH,)),
    # 5. the format's default
    (b"sj\xf8", None, None, "latin-1", "sjø", ()),
    (b"sj\x9b", None, None, "cp865", "sjø", ()),
    # 6. windows-1252, where every byte is a character, and said so
    (b"sj\xf8", None, None, None, "sjø", (GUESSED,)),
    (b"\x93quoted\x94 \x97 \x80", None, None, None, "“quoted” — €", (GUESSED,)),
    (b"\x81\x8d\x8f\x90\x9d", None, None, None, "\x81\x8d\x8f\x90\x9d", (GUESSED,)),
    (b"sj\xf8", None, "utf-8", None, "sjø", (MISMATCH, GUESSED)),
    (b"sj\xc3\xb8 \xf8", None, None, None, "sjÃ¸ ø", (GUESSED,)),
    (b"sj\xc3", None, None, None, "sjÃ", (GUESSED,)),
    (b"\xc0\x80", None, None, None, "À€", (GUESSED,)),
    (b"\xed\xa0\x80", None, None, None, "í\xa0€", (GUESSED,)),
    (b"\xf8", None, "ascii", None, "ø", (MISMATCH, GUESSED)),
    (b"\x82", None, "shift_jis", None, "‚", (MISMATCH, GUESSED)),
]  # fmt: skip


@pytest.mark.parametrize(("data", "asked", "declared", "default", "text", "codes"), TABLE)
def test_the_one_order(
    data: bytes,
    asked: str | None,
    declared: str | None,
    default: str | None,
    text: str,
    codes: tuple[str, ...],
) -> None:
    context = Context(encoding=asked)
    assert decode(data, context, declared=declared, default=default) == text
    assert tuple(context.report.counts) == codes


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 30


# bytes, declared, the text where the declaration is trusted, and where it is not, the receipts of
# the trusting
TRUSTED: list[tuple[bytes, str | None, str, str, tuple[str, ...]]] = [
    (b"\xc3\xa9\xc3\xa9", "iso-8859-2", "ĂŠĂŠ", "éé", ()),
    (b"\xc3\xa9", "iso-8859-1", "Ã©", "é", ()),
    (b"\xd0\xb1", "koi8-r", "п╠", "б", ()),
    (b"\xec\xee\xf1\xf2", "windows-1251", "мост", "мост", ()),
    (b"\x1b$BF|K\\\x1b(B", "iso-2022-jp", "日本", "日本", ()),
    (b"plain", "iso-8859-2", "plain", "plain", ()),
    # a byte order mark is no guess, and what does not fit its declaration is not trusted
    (b"\xef\xbb\xbf\xc3\xa9", "iso-8859-2", "é", "é", ()),
    (b"\xc3\xa9", "ascii", "é", "é", ()),
    (b"s\xc3\xb8", "utf-16", "sø", "sø", (MISMATCH,)),
    (b"sj\xf8", "utf-8", "sjø", "sjø", (MISMATCH, GUESSED)),
    # nor what is no encoding
    (b"\xc3\xa9", None, "é", "é", ()),
    (b"\xc3\xa9", "klingon", "é", "é", (MISMATCH,)),
]  # fmt: skip


@pytest.mark.parametrize(("data", "declared", "trusted", "guessed", "codes"), TRUSTED)
def test_a_declaration_that_is_trusted_comes_before_utf_8(
    data: bytes, declared: str | None, trusted: str, guessed: str, codes: tuple[str, ...]
) -> None:
    context = Context()
    assert decode(data, context, declared=declared, trust=True) == trusted
    assert tuple(context.report.counts) == codes
    assert decode(data, Context(), declared=declared) == guessed
    assert decode(data, Context(encoding="latin-1"), declared=declared, trust=True) == (
        decode(data, Context(encoding="latin-1"))
    )


# ---- the same order in every format
# ------------------------------------------------------------

WORDS = "Brua på Sjøholt åpner"
DOCUMENTS = {
    "dated-text": " date 2021-05-04 Bridge\n\n{}",
    "markdown": "---\ntitle: Bridge\n---\n\n{}\n",
    "json": '{{"headline": "Bridge", "body": [{{"type": "paragraph", "content": [{{"text": "{}"}}]}}]}}',
    "jsonl": '{{"headline": "Bridge", "body": [{{"type": "paragraph", "content": [{{"text": "{}"}}]}}]}}\n',
    "ninjs": '{{"uri": "urn:a", "type": "text", "version": "1", "headline": "Bridge", "body_text": "{}"}}',
    "nitf": "<nitf><body><body.head><hedline><hl1>Bridge</hl1></hedline></body.head><body.content><p>{}</p></body.content></body></nitf>",
    "newsml-1": "<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>Bridge</HeadLine></NewsLines><ContentItem><DataContent><nitf><body><body.content><p>{}</p>"
    "</body.content></body></nitf></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>",
    "newsml-g2": '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:a" version="1"><contentMeta><headline>Bridge</headline></contentMeta><contentSet>'
    '<inlineData contenttype="text/plain">{}</inlineData></contentSet></newsItem>',
    "eml": "From: a@example.org\nSubject: Bridge\n\n{}\n",
    "mbox": "From a Tue May  4 10:00:00 2021\nFrom: a@example.org\nSubject: Bridge\n\n{}\n",
    "iptc7901": "\x01abc0001 4 i 5\r\n\n\x02Bridge =\r\n\n{}\r\n\x03041405 GMT May 21\r\n\x04",
    "anpa1312": "\x16\x16\x01a1234\x1fa\r\nr i\x13\x11 BC-A 05-04 0041\r\n\x02^Bridge<\r\n\t{}\r\n\x03\x04",
    "rss": '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><title>Bridge</title>'
    "<content:encoded>{}</content:encoded></item></channel></rss>",
    "atom": '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Bridge</title><content type="html">{}</content></entry></feed>',
    "wxr": '<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><title>Bridge</title>'
    "<content:encoded>{}</content:encoded></item></channel></rss>",
    "jsonfeed": '{{"version": "https://jsonfeed.org/version/1.1", "items": [{{"title": "Bridge", "content_text": "{}"}}]}}',
}  # fmt: skip
FORMATS = [name for name in DOCUMENTS if name in newsfmt.list_formats()]
SEVEN_BIT = {"eml", "mbox", "iptc7901", "anpa1312"}
"""Formats of bytes, in which a byte order mark or UTF-16 has no place."""
DEFAULTS = {"iptc7901", "anpa1312"}
"""Formats whose default is Latin-1, so that nothing is guessed."""


def read(data: bytes, format: str, **how: object) -> tuple[Article, dict[str, int]]:
    with newsfmt.read(data, format=format, **how) as reader:  # type: ignore[arg-type]
        [article] = reader
        return article, {
            code: count
            for code, count in reader.report.counts.items()
            if "encoding" in code or "mojibake" in code
        }


def test_every_reader_is_here() -> None:
    corpora = (
        {fmt.name for fmt in newsfmt_research.newsfmt_formats()} if newsfmt_research else set()
    )
    tables = {"table", "records"}  # whose encodings are tested with them
    bare = {"sitemap"}  # without a body
    pages = {"html", "warc"}  # which have a test of their charsets in newsfmt-web
    fixed = {"jsonld", "parquet"}  # UTF-8 by their standards
    readers = {name for name, fmt in newsfmt.list_formats().items() if fmt.read}
    assert readers - corpora - tables - bare - pages - fixed == set(FORMATS)


@pytest.mark.parametrize("format", FORMATS)
def test_utf_8_is_utf_8(format: str) -> None:
    article, codes = read(DOCUMENTS[format].format(WORDS).encode(), format)
    assert (article.paragraphs, codes) == ((WORDS,), {})


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_not_utf_8_is_windows_1252_with_a_receipt(format: str) -> None:
    article, codes = read(DOCUMENTS[format].format(WORDS + " \x93a\x94").encode("latin-1"), format)
    assert article.paragraphs == (WORDS + " “a”",)
    assert set(codes) == (set() if format in DEFAULTS else {GUESSED})


@pytest.mark.parametrize("format", FORMATS)
def test_an_encoding_that_is_asked_for_is_used(format: str) -> None:
    article, codes = read(DOCUMENTS[format].format(WORDS).encode("cp865"), format, encoding="cp865")
    assert (article.paragraphs, codes) == ((WORDS,), {})


@pytest.mark.parametrize("format", FORMATS)
def test_a_byte_that_is_not_in_the_encoding_asked_for_is_an_error_that_names_it(
    format: str,
) -> None:
    data = DOCUMENTS[format].format(WORDS).encode("latin-1")
    if format in {
        "eml",
        "mbox",
    }:  # asked for where a part says nothing, it is what is declared: a mismatch is reported
        assert MISMATCH in read(data, format, encoding="utf-8")[1]
        return
    with pytest.raises(EncodingError) as caught:
        read(data, format, encoding="utf-8")
    assert caught.value.byte == 0xE5
    assert caught.value.offset == data.index(b"\xe5")


@pytest.mark.parametrize("format", [name for name in FORMATS if name not in SEVEN_BIT])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_counts_before_all(format: str, encoding: str) -> None:
    article, codes = read(
        DOCUMENTS[format].format(WORDS).encode(encoding), format, encoding="cp865"
    )
    assert (article.paragraphs, codes) == ((WORDS,), {})


MOJIBAKE = "Brua pÃ¥ SjÃ¸holt Ã¥pner"
MENDS = [
    name
    for name in FORMATS
    if any(
        option.name == "repair"
        for option in newsfmt.options.describe(newsfmt.list_formats()[name].read_options)
    )
]


def test_every_format_mends_but_that_of_articles_that_were_read_before() -> None:
    assert set(FORMATS) - {"json", "jsonl"} == set(MENDS)


@pytest.mark.parametrize("format", MENDS)
def test_mojibake_is_reported_and_repaired_only_on_request(format: str) -> None:
    data = DOCUMENTS[format].format(MOJIBAKE).encode()
    article, codes = read(data, format)
    assert (article.paragraphs, set(codes)) == ((MOJIBAKE,), {"read.mojibake"})
    article, codes = read(data, format, options={"repair": True})
    assert (article.paragraphs, set(codes)) == ((WORDS,), {"read.mojibake"})


@pytest.mark.parametrize("format", ["newsml-g2", "newsml-1", "nitf", "ninjs"])
def test_every_text_of_an_article_that_is_mojibake_is_repaired(format: str) -> None:
    data = DOCUMENTS[format].replace("Bridge", "BrÃ¼cke").format("“Ja”, " + MOJIBAKE).encode()
    with newsfmt.read(data, format=format, options={"repair": True}) as reader:
        [article] = reader
    assert article.paragraphs == ("“Ja”, " + MOJIBAKE,)  # not all of it: the quotes were read well
    assert [one.code for one in reader.report if one.code == "read.mojibake"] == ["read.mojibake"]
    assert ("Brücke" in article.to_json().decode()) == ("Bridge" in DOCUMENTS[format])


@pytest.mark.parametrize("format", MENDS)
def test_what_is_no_mojibake_is_left_alone(format: str) -> None:
    text = "São Paulo, Ângela Ã., “â€œ” d’Ânes, 5 €"
    for options in ({}, {"repair": True}):
        article, _ = read(DOCUMENTS[format].format(text).encode(), format, options=options)
        assert article.paragraphs == (text,)


@pytest.mark.parametrize("format", FORMATS)
def test_any_bytes_in_any_encoding_end_in_articles_or_a_reason(format: str) -> None:
    """Every encoding that Python has, over a document and over noise."""
    from encodings.aliases import aliases

    for encoding in sorted(set(aliases.values())):
        try:
            data = DOCUMENTS[format].format(WORDS).encode(encoding, "replace")
        except (LookupError, UnicodeError, TypeError, AssertionError):
            continue
        for asked in (None, encoding):
            try:
                list(
                    newsfmt.read(
                        data, format=format, encoding=asked, on_error="skip", limits=Limits()
                    )
                )
            except NewsfmtError as error:
                assert "\n" not in str(error)


def test_the_receipts_go_through_the_command(tmp_path: object) -> None:
    import subprocess
    import sys

    data = DOCUMENTS["dated-text"].format(WORDS).encode("latin-1")
    done = subprocess.run(
        [sys.executable, "-m", "newsfmt", "convert", "-", "-t", "json"],
        input=data,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert "[read.encoding-guessed]" in done.stderr.decode()
    assert json.loads(done.stdout)["body"][0]["content"][0]["text"] == WORDS
