"""xmlkit: hardened reading, decoding, streaming, looking at elements, writing, validating."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsfmt import xmlkit
from newsfmt.errors import EncodingError, LimitError, ParseError, SerializeError, TruncatedError
from newsfmt.format import Context, Limits
from newsfmt.options import Salvage
from newsfmt.xmlkit import _reading
from newsfmt.xmlkit._bytes import XmlBytes


def read(data: bytes, **given: object) -> tuple[str, dict[str, int]]:
    """The document as read again, and the diagnostics by code."""
    context = Context(name="a.xml", **given)  # type: ignore[arg-type]
    return xmlkit.raw_xml(xmlkit.parse(data, context)), context.report.counts


# ---- entity names and characters
# ------------------------------------------------------------

REFERENCES = [
    (b"<a>x&nbsp;y &eacute;&mdash;&hellip;</a>", "<a>x\u00a0y \u00e9\u2014\u2026</a>", {}),
    (b"<a b='&eacute;&quot;&nbsp;'/>", '<a b="\u00e9&quot;\u00a0"/>', {}),
    (b"<a>&amp;&lt;&gt;&apos;&#65;&#x42;&#X43;</a>", "<a>&amp;&lt;&gt;'ABC</a>", {}),
    (b"<a>&LT;b&GT; &AMP;amp;</a>", "<a>&lt;b&gt; &amp;amp;</a>", {}),
    (b"<a>&agency;</a>", "<a>\ufffd</a>", {"read.entity-unknown": 1}),
    (b"<a b='&agency;'>&agency;</a>", '<a b="\ufffd">\ufffd</a>', {"read.entity-unknown": 2}),
    (
        b"<a>Sund & Vik, AT&T, &;, &#;, &#xZZ;</a>",
        "<a>Sund &amp; Vik, AT&amp;T, &amp;;, &amp;#;, &amp;#xZZ;</a>",
        {"read.invalid": 5},
    ),
    (
        b"<a><![CDATA[&nbsp; &agency; & <b>]]></a>",
        "<a>&amp;nbsp; &amp;agency; &amp; &lt;b&gt;</a>",
        {},
    ),
    (b"<a>x<!-- &agency; & --><?pi &agency;?>y&nbsp;</a>", "<a>xy\u00a0</a>", {}),
    (b"<a>&#1;x&#0;&#xB;&#xFFFE;\x02</a>", "<a>x</a>", {"read.control-removed": 1}),
    (b"<a>\x00x\x1b\xef\xbf\xbf</a>\x1a", "<a>x</a>", {"read.control-removed": 1}),
    (b"<a>&#xD83D;&#1114112;</a>", "<a>\ufffd\ufffd</a>", {"read.invalid": 2}),
    (b"<a>&#150;&#x1F600;</a>", "<a>\x96\U0001f600</a>", {}),
]


@pytest.mark.parametrize(("data", "text", "codes"), REFERENCES)
def test_references(data: bytes, text: str, codes: dict[str, int]) -> None:
    assert read(data) == (text, codes)


def test_an_unknown_entity_has_its_line_and_name() -> None:
    context = Context(name="a.xml")
    xmlkit.parse(b"<a>\n\n<!-- \n --><b>&agency;</b>\n&nbsp;&desk;</a>", context)
    assert [(one.position.line, one.message) for one in context.report if one.position] == [
        (4, "entity &agency; is not known"),
        (5, "entity &desk; is not known"),
    ]


def test_lines_stay_what_they_were() -> None:
    root = xmlkit.parse(b"<!DOCTYPE a [\n<!ENTITY e 'x'>\n\n]>\n<a>&e;&nbsp;\n<b/></a>", Context())
    assert [xmlkit.line(element) for element in root.iter()] == [5, 6]


# ---- the document type is accepted and ignored
# ------------------------------------------------------------

HARM = [
    b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
    b"<!DOCTYPE a [<!ENTITY x SYSTEM 'http://127.0.0.1:9/x'>]><a>&x;</a>",
    b"<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///etc/passwd'>%p;<!ENTITY x 'y'>]><a>&x;</a>",
    b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
    b"<!DOCTYPE a SYSTEM 'a>b' [<!-- ]> --><!ENTITY x 'y'><?p ]> ?>]><a>&x;</a>",
    b"<!DOCTYPE a ["
    + b"".join(b"<!ENTITY l%d '%s'>" % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 20))
    + b"]><a>&l19;</a>",
]


@pytest.mark.parametrize("data", HARM)
def test_declared_entities_are_never_expanded(data: bytes) -> None:
    text, codes = read(data)
    assert text == "<a>\ufffd</a>"
    assert codes == {"read.entity-unknown": 1}


def test_attribute_defaults_of_the_internal_subset_are_not_seen() -> None:
    data = b"<!DOCTYPE a [<!ENTITY l 'lol'><!ATTLIST a b CDATA '&l;&l;'>]><a/>"
    assert read(data) == ("<a/>", {})


@pytest.mark.parametrize(
    "system", ["nitf-3-6.dtd", "http://www.nitf.org/dtd/nitf-3-6.dtd", "file:///etc/passwd"]
)
def test_an_external_dtd_is_not_fetched(system: str) -> None:
    assert read(
        f'<?xml version="1.0"?>\n<!DOCTYPE nitf SYSTEM "{system}">\n<nitf a="&nbsp;"/>'.encode()
    ) == ('<nitf a="\u00a0"/>', {})
    assert read(f'<!DOCTYPE nitf SYSTEM "{system}"><nitf/>'.encode()) == ("<nitf/>", {})


def test_a_doctype_in_cdata_is_text() -> None:
    assert (
        read(b"<a><![CDATA[<!DOCTYPE html [ ]><p>&nbsp;]]></a>")[0]
        == "<a>&lt;!DOCTYPE html [ ]&gt;&lt;p&gt;&amp;nbsp;</a>"
    )


def test_xinclude_is_not_done() -> None:
    data = b'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd" parse="text"/></a>'
    assert "root:" not in read(data)[0]


# ---- decoding
# ------------------------------------------------------------

MISMATCH, GUESSED = {"read.encoding-mismatch": 1}, {"read.encoding-guessed": 1}
DECODED = [
    ("<a>sjø</a>".encode(), None, "sjø", {}),
    ("\ufeff<a>sjø</a>".encode(), None, "sjø", {}),
    ("<?xml version='1.0' encoding='UTF-8'?><a>sjø</a>".encode(), None, "sjø", {}),
    ("<?xml version='1.0' encoding='ISO-8859-1'?><a>sjø</a>".encode(), None, "sjø", MISMATCH),
    ("<?xml version='1.0' encoding='ISO-8859-1'?><a>sjø</a>".encode("latin-1"), None, "sjø", {}),
    (
        b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\x93sj\xf8\x94</a>",
        None,
        "\u201csjø\u201d",
        MISMATCH,
    ),
    (
        b"<?xml version='1.0' encoding='windows-1252'?><a>\x93sj\xf8\x94</a>",
        None,
        "\u201csjø\u201d",
        {},
    ),
    (
        "<?xml version='1.0' encoding='ISO-8859-5'?><a>мост</a>".encode("iso8859-5"),
        None,
        "мост",
        {},
    ),
    ("<?xml version='1.0' encoding='US-ASCII'?><a>sjø</a>".encode(), None, "sjø", MISMATCH),
    (
        "<?xml version='1.0' encoding='US-ASCII'?><a>sjø</a>".encode("latin-1"),
        None,
        "sjø",
        MISMATCH,
    ),
    ("<?xml version='1.0' encoding='UTF-8'?><a>sjø</a>".encode("latin-1"), None, "sjø", MISMATCH),
    ("<a>sjø</a>".encode("latin-1"), None, "sjø", GUESSED),
    (b"<a>\x80 \x81</a>", None, "\u20ac \x81", GUESSED),
    ("<a>sjø</a>".encode("utf-16"), None, "sjø", {}),
    ("<?xml version='1.0' encoding='UTF-16'?><a>sjø</a>".encode("utf-16"), None, "sjø", {}),
    ("<?xml version='1.0' encoding='UTF-8'?><a>sjø</a>".encode("utf-16"), None, "sjø", MISMATCH),
    ("<?xml version='1.0' encoding='UTF-16'?><a>sjø</a>".encode("utf-16-be"), None, "sjø", {}),
    (b"<?xml version='1.0' encoding='UTF-16'?><a>bro</a>", None, "bro", MISMATCH),
    ("<a>sjø</a>".encode("utf-32"), None, "sjø", {}),
    ("<?xml version='1.0' encoding='Shift_JIS'?><a>日本</a>".encode("shift_jis"), None, "日本", {}),
    (
        "<?xml version='1.0' encoding='ISO-2022-JP'?><a>日本</a>".encode("iso2022_jp"),
        None,
        "日本",
        {},
    ),
    ("<?xml version='1.0' encoding='GB18030'?><a>日本</a>".encode("gb18030"), None, "日本", {}),
    ("<a>sjø</a>".encode("cp865"), "cp865", "sjø", {}),
    ("<?xml version='1.0' encoding='UTF-8'?><a>sjø</a>".encode("cp865"), "cp865", "sjø", MISMATCH),
    ("\ufeff<a>sjø</a>".encode(), "cp865", "sjø", {}),
    ("<?xml version='1.0' encoding='klingon'?><a>sjø</a>".encode(), None, "sjø", MISMATCH),
    ("<a>sjø – ".encode() + b"\x93</a>", None, "sjø – \u201c", GUESSED),
    (
        "<?xml version='1.0' encoding='UTF-8'?><a>sjø – ".encode() + b"\x93</a>",
        None,
        "sjø – \u201c",
        MISMATCH,
    ),
    ("<a>sjø</a>".encode(), "latin-1", "sjÃ¸", {}),
]


@pytest.mark.parametrize(("data", "encoding", "text", "codes"), DECODED)
def test_decoding(data: bytes, encoding: str | None, text: str, codes: dict[str, int]) -> None:
    context = Context(encoding=encoding)
    assert xmlkit.parse(data, context).text == text
    assert context.report.counts == codes


@pytest.mark.parametrize(("data", "encoding", "text", "codes"), DECODED)
def test_decoding_in_small_chunks_is_the_same(
    data: bytes, encoding: str | None, text: str, codes: dict[str, int]
) -> None:
    context = Context(encoding=encoding)
    cleaner = XmlBytes(context)
    clean = b"".join(
        cleaner.feed(data[place : place + 3]) for place in range(0, len(data), 3)
    ) + cleaner.feed(b"", final=True)
    assert text in clean.decode()
    assert context.report.counts == codes


@pytest.mark.parametrize(
    "name", ["UTF-7", "utf7", "klingon", "unicode_escape", "base64", "idna", "rot13"]
)
def test_encodings_that_are_refused(name: str) -> None:
    with pytest.raises(ParseError, match=f"declares the encoding '{name}'.*--encoding"):
        xmlkit.parse(
            f"<?xml version='1.0' encoding='{name}'?><a>+ADw-b+AD4-</a>".encode(), Context()
        )


def test_an_encoding_asked_for_must_fit() -> None:
    with pytest.raises(EncodingError, match="byte 0xF8 at offset 5 is not utf-8") as caught:
        xmlkit.parse(b"<a>sj\xf8</a>", Context(encoding="utf-8"))
    assert (caught.value.offset, caught.value.byte) == (5, 0xF8)
    with pytest.raises(ParseError, match="no encoding 'klingon'"):
        xmlkit.parse(b"<a/>", Context(encoding="klingon"))


def test_white_space_before_the_declaration() -> None:
    assert read(b"\n  <?xml version='1.0'?>\n<a/>") == ("<a/>", {"read.invalid": 1})


# ---- what is not well-formed
# ------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \n",
        b"\xef\xbb\xbf",
        b"ferry",
        b"<a>",
        b"<a></b>",
        b"<a/><b/>",
        b"<a b=c/>",
        b"\x1f\x8b\x08\x00",
        b"<!DOCTYPE a [",
    ],
)
def test_faults_are_parse_errors(data: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        xmlkit.parse(data, Context(name="a.xml"))
    assert caught.value.source == "a.xml"
    with pytest.raises(ParseError):
        list(xmlkit.stream(io.BytesIO(data), Context(), {"a"}))


def test_a_fault_says_where() -> None:
    with pytest.raises(ParseError, match=r"not well-formed.*repair") as caught:
        xmlkit.parse("<a>\n <b>sjø</c></a>".encode(), Context(name="a.xml"))
    assert caught.value.line == 2
    assert str(caught.value).startswith("a.xml:2:")
    assert caught.value.excerpt is not None
    assert caught.value.excerpt.splitlines()[0] == " <b>sjø</c></a>"


def test_recovering_reads_what_can_be_read() -> None:
    context = Context()
    root = xmlkit.parse(b"<a><b>one</b>\n<c>two &nbsp;</b></c></a>", context, recover=True)
    assert xmlkit.text(root) == "one two \u00a0"
    assert [(one.code, one.position.line) for one in context.report if one.position] == [
        ("read.invalid", 2)
    ]


@pytest.mark.parametrize(
    ("count", "limit", "passes"),
    [
        (256, 256, True),
        (257, 256, False),
        (100_000, 256, False),
        (5, 4, False),
        (4, 4, True),
        (300, 400, True),
        (401, 400, False),
    ],
)
def test_depth(count: int, limit: int, passes: bool) -> None:
    data = b"<a>" * count + b"</a>" * count
    context = Context(limits=Limits(depth=limit))
    if passes:
        xmlkit.parse(data, context)
        assert len(list(xmlkit.stream(io.BytesIO(data), context, {"a"}))) == 1
        return
    for attempt in (
        lambda: xmlkit.parse(data, context),
        lambda: list(xmlkit.stream(io.BytesIO(data), context, {"a"})),
    ):
        with pytest.raises(LimitError, match="depth") as caught:
            attempt()
        assert caught.value.limit == "depth"


def test_a_huge_text_is_our_limit() -> None:
    data = b"<a>" + b"x" * 10_500_000 + b"</a>"
    with pytest.raises(LimitError, match="article_bytes"):
        xmlkit.parse(data, Context())
    assert (
        len(xmlkit.parse(data, Context(limits=Limits(article_bytes=None))).text or "") == 10_500_000
    )


def test_a_stream_that_is_too_long() -> None:
    with pytest.raises(LimitError, match="article_bytes=1000"):
        xmlkit.parse(
            io.BytesIO(b"<a>" + b" " * 2000 + b"</a>"), Context(limits=Limits(article_bytes=1000))
        )


# ---- streaming
# ------------------------------------------------------------

MESSAGE = (
    "<?xml version='1.0'?>\n<m xmlns='urn:x' a='1'><header>&nbsp;</header><set><item>sjø<item>inner</item></item>\n"
    "<item><![CDATA[&nbsp;]]></item><!-- <item/> &no; --><other/><item>&eacute;&no;</item></set></m>"
).encode()


class Dribble(io.RawIOBase):
    """A stream that gives a few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data = io.BytesIO(data)
        self._size = size

    def read(self, size: int = -1) -> bytes:
        return self._data.read(self._size)


@pytest.mark.parametrize("size", [1, 2, 7, 100_000])
@pytest.mark.parametrize("small", [1, 10, 1 << 20])
def test_streaming(monkeypatch: pytest.MonkeyPatch, small: int, size: int) -> None:
    monkeypatch.setattr(_reading, "_SMALL", small)
    monkeypatch.setattr(_reading, "_CHUNK", size)
    context = Context()
    found = [
        (xmlkit.local(one), xmlkit.text(one), xmlkit.root(one).get("a"))
        for one in xmlkit.stream(Dribble(MESSAGE, size), context, {"header", "item"})
    ]  # type: ignore[arg-type]
    assert found == [
        ("header", "\u00a0", "1"),
        ("item", "sjøinner", "1"),
        ("item", "&nbsp;", "1"),
        ("item", "é\ufffd", "1"),
    ]
    assert context.report.counts == {"read.entity-unknown": 1}


@pytest.mark.parametrize("small", [1, 1 << 20])
def test_nested_items_and_roots(monkeypatch: pytest.MonkeyPatch, small: int) -> None:
    monkeypatch.setattr(_reading, "_SMALL", small)
    found = [
        xmlkit.text(one)
        for one in xmlkit.stream(io.BytesIO(MESSAGE), Context(), {"item"}, nested=True)
    ]
    assert found == ["inner", "sjøinner", "&nbsp;", "é\ufffd"]
    assert [xmlkit.local(one) for one in xmlkit.stream(io.BytesIO(MESSAGE), Context(), {"m"})] == [
        "m"
    ]


@pytest.mark.parametrize(
    "tail", [b"<i>three", b"<i>three</j></m>", b"</m></m>", b"<i b=c></i></m>", b"\xff<"]
)
@pytest.mark.parametrize("small", [1, 1 << 20])
def test_items_before_a_fault_are_not_lost(
    monkeypatch: pytest.MonkeyPatch, small: int, tail: bytes
) -> None:
    monkeypatch.setattr(_reading, "_SMALL", small)
    items = xmlkit.stream(io.BytesIO(b"<m><i>one</i><i>two</i>" + tail), Context(), {"i"})
    assert [xmlkit.text(next(items)), xmlkit.text(next(items))] == ["one", "two"]
    with pytest.raises(ParseError):
        next(items)


@pytest.mark.parametrize("size", [10, 1_100_000])
def test_a_fault_in_namespaces_is_raised_when_everything_has_been_read(size: int) -> None:
    data = b"<m><i/><i><x:q/></i>\n<i><y:q/></i><!--%s--><i/></m>" % (b" " * size)
    found = xmlkit.stream(io.BytesIO(data), Context(), {"i"})
    assert [next(found).tag for _ in range(4)] == ["i"] * 4
    with pytest.raises(ParseError, match="prefix x on q is not defined") as caught:
        next(found)
    assert (caught.value.line, caught.value.complete) == (1, True)
    with pytest.raises(ParseError, match="prefix x on q") as caught:
        list(xmlkit.stream(io.BytesIO(data.replace(b"<y:q/>", b"<q></p>")), Context(), {"i"}))
    assert not caught.value.complete


def test_a_fault_in_ids_is_none_of_the_text() -> None:
    context = Context()
    data = b'<m><i xml:id="a"/><i xml:id="a"/><i xml:id="1 2"/></m>'
    assert len(list(xmlkit.stream(io.BytesIO(data), context, {"i"}))) == 3
    assert list(context.report) == []
    with pytest.raises(ParseError, match="mismatch: b line 1 and i"):
        list(
            xmlkit.stream(
                io.BytesIO(data.replace(b'="1 2"/>', b'="1 2"><b></i>')), Context(), {"i"}
            )
        )


def test_a_line_that_libxml2_cannot_tell_is_not_known() -> None:
    data = b"<m>" + b"\n" * 70_000 + b"<i><b/></i><i> </i></m>"
    assert [
        xmlkit.line(element) for element in xmlkit.stream(io.BytesIO(data), Context(), {"i"})
    ] == [None, 70_001]


def test_a_recovering_stream_reports() -> None:
    context = Context()
    data = b"<m><i>one</i><i>two</j></i></m>"
    found = [
        xmlkit.text(one) for one in xmlkit.stream(io.BytesIO(data), context, {"i"}, recover=True)
    ]
    assert found == ["one", "two"]
    assert context.report.counts == {"read.invalid": 1}


# ---- documents that are cut off
# ------------------------------------------------------------

SALVAGE = Salvage(salvage=True)
WHOLE = (
    '<?xml version="1.0"?>\n<!-- <x> --><n:m xmlns:n="urn:n"><i a="1">one <b>sjø</b></i>\n'
    '<i b="&amp;">two &aring; <![CDATA[<raw>]]><!-- c --><?p i?></i></n:m >\n<!-- end -->\n'
).encode()
BROKEN = WHOLE.replace(b"<b>", b'<b c="1" c="2">')


@pytest.mark.parametrize("small", [1, 1 << 20])
@pytest.mark.parametrize("recover", [False, True])
@pytest.mark.parametrize("document", [WHOLE, BROKEN], ids=["whole", "broken"])
def test_a_document_is_cut_off_wherever_it_is_cut(
    monkeypatch: pytest.MonkeyPatch, document: bytes, recover: bool, small: int
) -> None:
    monkeypatch.setattr(_reading, "_SMALL", small)
    start, end = document.index(b"<n:m") + 1, document.index(b"</n:m >") + 7
    for cut in range(start, len(document) + 1):
        data, context, found = document[:cut], Context(name="a.xml"), list[str]()
        items = xmlkit.stream(io.BytesIO(data), context, {"i"}, recover=recover)
        try:
            for item in items:
                found.append(xmlkit.text(item))
            error = None
        except ParseError as failure:
            error = failure
        if cut < end and (recover or document is WHOLE):
            assert type(error) is TruncatedError, data
            assert error.missing in str(error)
            assert error.line
            assert document is BROKEN or len(found) == data.count(b"</i>")
            with pytest.raises(TruncatedError):
                xmlkit.parse(data, Context(), recover=recover)
        elif document[end:cut].strip() in (b"", b"<!-- end -->") and cut >= end:
            assert (error is None) is (recover or document is WHOLE)
            assert error or len(found) == 2


@pytest.mark.parametrize(
    ("end", "missing"),
    [
        (b"<m>\n<i>one</i>\n<i>two", "the end tag of <i> (line 3)"),
        (b"<m>\n<i>one</i>\n", "the end tag of <m> (line 1)"),
        (b"<m>\n<i>one</i>\n<i b='", 'the rest of "<i b=\'"'),
        (b"<m>\n<i>one</i>\n<!-- two", "the rest of '<!-- two'"),
        (b"<m>\n<i>one</i>\n</", "the rest of '</'"),
        ("<m>\n<i>sjø".encode()[:-1], "the end tag of <i> (line 2)"),
    ],
)
@pytest.mark.parametrize("recover", [False, True])
@pytest.mark.parametrize("encoding", [None, "utf-8"])
def test_what_a_document_lacks(
    end: bytes, missing: str, recover: bool, encoding: str | None
) -> None:
    for read in (
        lambda context: list(xmlkit.stream(io.BytesIO(end), context, {"i"}, recover=recover)),
        lambda context: [xmlkit.parse(end, context, recover=recover)],
    ):
        with pytest.raises(TruncatedError) as caught:
            read(Context(encoding=encoding))
        assert caught.value.missing == missing
        context = Context(options=SALVAGE, encoding=encoding)
        found = read(context)
        assert [xmlkit.local(one) for one in found][:1] == ([xmlkit.local(found[0])])
        assert [
            (one.code, one.severity) for one in context.report if one.code != "read.invalid"
        ] == [("read.truncated", "error")]
        assert (
            missing in context.report.kept[0].message or missing in context.report.kept[1].message
        )


def test_salvage_forgives_the_cut_alone() -> None:
    context = Context(options=SALVAGE)
    items = xmlkit.stream(io.BytesIO(b"<m><i>one</i><i>two</j></i><i>three"), context, {"i"})
    assert xmlkit.text(next(items)) == "one"
    with pytest.raises(ParseError, match="mismatch") as caught:
        next(items)
    assert type(caught.value) is ParseError
    with pytest.raises(ParseError, match="mismatch"):
        xmlkit.parse(b"<m><i>one</j>", context)


@pytest.mark.parametrize("behind", ["x", "\n\nEnd of file\n", "NNNN", "sjø " * 2000])
def test_text_behind_a_document_is_left_out_and_reported(behind: str) -> None:
    data = f"<m>\n<i>one</i>\n</m>{behind}".encode()
    for read in (
        lambda context: list(xmlkit.stream(io.BytesIO(data), context, {"i"}, recover=True)),
        lambda context: list(xmlkit.parse(data, context, recover=True)),
    ):
        context = Context()
        assert [xmlkit.text(item) for item in read(context)] == ["one"]
        (entry,) = context.report
        assert (entry.code, entry.severity) == ("read.trailing-text", "warning")
        count = f"{len(behind.strip())}" if len(behind) < 4000 else "more than 6"
        assert entry.message.startswith(count)
        assert "behind the document are left out" in entry.message
        assert entry.position is not None
        assert entry.position.line in (3, 3 + behind.count("\n"), 5)
    for more in (b"<m/>", b"</m>", b"<i>two</i>"):  # markup is none
        context = Context()
        list(xmlkit.stream(io.BytesIO(b"<m><i>one</i></m>" + more), context, {"i"}, recover=True))
        assert context.report.counts == {"read.invalid": 1}


def test_an_embedded_document_is_not_the_input() -> None:
    context = Context()
    assert xmlkit.text(xmlkit.parse(b"<m><i>one", context, recover=True, embedded=True)) == "one"
    assert context.report.counts == {"read.invalid": 1}
    with pytest.raises(ParseError) as caught:
        xmlkit.parse(b"<m><i>one", context, embedded=True)
    assert type(caught.value) is ParseError


def test_memory_stays_flat() -> None:
    def chunks() -> Iterator[bytes]:
        yield b"<m>"
        for _ in range(300):
            yield (b"<i>" + b"<p>ferry</p>" * 50 + b"</i>\n<!-- x -->") * 40
        yield b"</m>"

    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.chunks = chunks()

        def read(self, size: int = -1) -> bytes:
            return next(self.chunks, b"")

    tracemalloc.start()
    count = len([None for _ in xmlkit.stream(Stream(), Context(), {"i"})])  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 12_000
    assert peak < 6_000_000


def test_what_lies_between_items_is_limited() -> None:
    data = b"<m>" + b"<x>y</x>" * 300_000 + b"<i/></m>"
    with pytest.raises(LimitError, match="article_bytes"):
        list(
            xmlkit.stream(io.BytesIO(data), Context(limits=Limits(article_bytes=1_500_000)), {"i"})
        )


# ---- looking at elements
# ------------------------------------------------------------


def test_names_and_attributes() -> None:
    root = xmlkit.parse(
        b'<n:a xmlns:n="urn:n" n:x="1" y="2" xml:lang="nb"><b/><!-- c --><?p?><c/></n:a>', Context()
    )
    assert (xmlkit.local(root), xmlkit.namespace(root)) == ("a", "urn:n")
    assert (
        xmlkit.attribute(root, "x"),
        xmlkit.attribute(root, "y"),
        xmlkit.attribute(root, "lang"),
    ) == ("1", "2", "nb")
    assert xmlkit.attribute(root, "z") is None
    assert [xmlkit.local(one) for one in xmlkit.children(root)] == ["b", "c"]
    found = xmlkit.child(root, "x", "c")
    assert found is not None
    assert [xmlkit.local(one) for one in xmlkit.ancestors(found)] == ["a"]
    assert xmlkit.child(root, "x") is None
    assert all(xmlkit.is_element(one) for one in root.iter())


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<h/>", ""),
        ("<h> a\n b\u00a0 </h>", "a b\u00a0"),
        ("<h>a<br/>b<br/></h>", "a b"),
        ("<h><p>a <b>b</b></p><p><b>c</b>d</p>e</h>", "a b cd e"),
        ("<h>a<!-- x -->b<em>c</em>d</h>", "abcd"),
    ],
)
def test_text(data: str, text: str) -> None:
    assert xmlkit.text(xmlkit.parse(f"<x>{data}tail</x>".encode(), Context())[0]) == text


def test_raw_xml_stands_alone() -> None:
    root = xmlkit.parse(b'<a xmlns="urn:a"><b>c</b>tail</a>', Context())
    assert xmlkit.raw_xml(root[0]) == '<b xmlns="urn:a">c</b>'


def test_html() -> None:
    root = xmlkit.parse_html("<p>one &nbsp;<b>two<p>\x01three")
    assert root is not None
    assert xmlkit.text(root) == "one \u00a0two three"
    assert xmlkit.parse_html("  ") is None
    with pytest.raises(LimitError):
        xmlkit.parse_html("<div>" * 100_000 + "x")


# ---- writing
# ------------------------------------------------------------


def test_writer_indents_structure_and_never_text() -> None:
    stream = io.BytesIO()
    writer = xmlkit.Writer(stream)
    writer.start("a", {"xmlns": "urn:a", "b": None, "c": "x"})
    writer.element("d", "e & <f>")
    writer.element("g")
    writer.start("p", mixed=True)
    writer.text("one ")
    writer.start("b")
    writer.element("i", "two")
    writer.end()
    writer.text(" three")
    writer.end()
    writer.start("empty")
    writer.close()
    assert stream.getvalue().decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n<a xmlns="urn:a" c="x">\n  <d>e &amp; &lt;f&gt;</d>\n  <g/>\n'
        "  <p>one <b><i>two</i></b> three</p>\n  <empty></empty>\n</a>\n"
    )


@pytest.mark.parametrize(
    "text",
    ["]]>", "a\r\nb\tc", " edge ", "\u00a0\u2028\u0085", "\"'<>&", "&amp;", "\U0001f600", "مرحبا"],
)
def test_what_is_written_is_read(text: str) -> None:
    writer = xmlkit.Writer(indent=None)
    writer.element("a", text, {"b": text})
    root = xmlkit.parse(writer.getvalue().encode(), Context())
    assert (root.text, root.get("b")) == (text, text)


@pytest.mark.parametrize(
    ("text", "written", "count"),
    [("\x00a\x1b", "a", 2), ("\ud800a", "\ufffda", 1), ("\ufffea\uffff", "a", 2)],
)
def test_forbidden_characters_are_counted(text: str, written: str, count: int) -> None:
    told: list[int] = []
    writer = xmlkit.Writer(declaration=False, on_removed=told.append)
    writer.element("a", text)
    assert writer.getvalue() == f"<a>{written}</a>"
    assert (writer.removed, sum(told)) == (count, count)


@pytest.mark.parametrize("name", ["", "a b", "a>", "1a", 'a="', "a:b:c", "é"])
def test_impossible_names(name: str) -> None:
    with pytest.raises(SerializeError):
        xmlkit.Writer().element(name)
    with pytest.raises(SerializeError):
        xmlkit.Writer().element("a", None, {name: "x"})


def test_writer_streams() -> None:
    stream = io.BytesIO()
    writer = xmlkit.Writer(stream)
    writer.start("m")
    for number in range(5000):
        writer.start("i")
        writer.element("n", str(number))
        writer.end()
    assert len(stream.getvalue()) > 50_000
    writer.close()
    assert len(xmlkit.parse(stream.getvalue(), Context())) == 5000


# ---- validating
# ------------------------------------------------------------

SCHEMA = b"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="b" type="xs:date"/></xs:sequence></xs:complexType></xs:element></xs:schema>"""


def test_validating_with_a_schema() -> None:
    validator = xmlkit.Schema.xsd(SCHEMA)
    assert validator.validate(b"<a><b>2020-01-01</b></a>") == []
    [(line, message)] = validator.validate(b"<a>\n<b>soon</b></a>")
    assert line == 2
    assert "soon" in message
    [(line, message)] = validator.validate(b"<a>\n<b></a>")
    assert line == 2
    assert xmlkit.Schema.xsd(SCHEMA) is validator


def test_validating_with_a_dtd(tmp_path: Path) -> None:
    path = tmp_path / "a.dtd"
    path.write_bytes(b"<!ELEMENT a (b+)><!ELEMENT b (#PCDATA)>")
    validator = xmlkit.Schema.dtd(path)
    assert validator.validate(b"<!DOCTYPE a SYSTEM 'x.dtd'><a><b/></a>") == []
    assert validator.validate(b"<a/>")[0][0] == 1


def test_a_schema_imports_only_from_beside_it(tmp_path: Path) -> None:
    (tmp_path / "b.xsd").write_bytes(
        b'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:b"><xs:element name="b"/></xs:schema>'
    )
    using = b"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:b="urn:b"><xs:import namespace="urn:b" schemaLocation="%s"/>
    <xs:element name="a"><xs:complexType><xs:sequence><xs:element ref="b:b"/></xs:sequence></xs:complexType></xs:element></xs:schema>"""
    (tmp_path / "a.xsd").write_bytes(using % b"http://example.com/b.xsd")
    assert xmlkit.Schema.xsd(tmp_path / "a.xsd").validate(b'<a><b xmlns="urn:b"/></a>') == []
    (tmp_path / "c.xsd").write_bytes(using % b"/etc/passwd")
    with pytest.raises(ParseError, match="schema cannot be used"):
        xmlkit.Schema.xsd(tmp_path / "c.xsd")
