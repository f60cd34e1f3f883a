"""Detection: the best confidence wins, then the extension, then the dialect; equal after that is an
error; the reason says what was seen.
"""

from __future__ import annotations

import io
import json
import re
import sys
import time
import types
from collections.abc import Callable

import pytest

import newsfmt
from newsfmt import Confidence, Format, Head, Registry, hookimpl
from newsfmt._detection import best, matches
from newsfmt.errors import AmbiguousFormatError, ParseError, UnknownFormatError
from newsfmt.testing import samples

NO, MAYBE, LIKELY, CERTAIN = Confidence


def read(stream: object, context: object) -> object:
    raise AssertionError("detection reads nothing")


def fmt(
    name: str,
    confidence: int | Exception | str,
    extensions: tuple[str, ...] = (),
    refines: str = "",
    reads: bool = True,
) -> Format:
    def sniff(head: Head) -> Confidence:
        if isinstance(confidence, Exception):
            raise confidence
        return confidence  # type: ignore[return-value]

    return Format(
        name=name,
        title=name,
        sniff=sniff,
        extensions=extensions,
        refines=refines,
        read=read if reads else None,
    )  # type: ignore[arg-type]


def chosen(*formats: Format, name: str = "in.x") -> str:
    return best(Head(b"data", name), {one.name: one for one in formats}).format


@pytest.mark.parametrize(
    "formats, winner",
    [
        ([fmt("a", MAYBE), fmt("b", LIKELY)], "b"),
        ([fmt("a", CERTAIN), fmt("b", LIKELY, ("x",))], "a"),
        ([fmt("a", LIKELY), fmt("b", LIKELY, ("x",))], "b"),
        ([fmt("a", LIKELY), fmt("b", LIKELY, refines="a")], "b"),
        ([fmt("b", LIKELY, refines="a"), fmt("a", LIKELY)], "b"),
        ([fmt("a", LIKELY), fmt("b", LIKELY, refines="a"), fmt("c", LIKELY, refines="b")], "c"),
        ([fmt("a", LIKELY, ("x",)), fmt("b", LIKELY, refines="a")], "a"),
        ([fmt("a", CERTAIN, reads=False), fmt("b", MAYBE)], "b"),
        ([fmt("a", ValueError("x")), fmt("b", MAYBE)], "b"),
        ([fmt("a", "sure"), fmt("b", MAYBE)], "b"),
        ([fmt("a", 7), fmt("b", MAYBE)], "b"),
        ([fmt("a", 2), fmt("b", MAYBE)], "a"),
    ],
)
def test_the_order(formats: list[Format], winner: str) -> None:
    assert chosen(*formats) == winner


@pytest.mark.parametrize(
    "formats",
    [
        [fmt("a", LIKELY), fmt("b", LIKELY)],
        [fmt("a", LIKELY, ("x",)), fmt("b", LIKELY, ("x",))],
        [fmt("a", LIKELY), fmt("b", LIKELY, refines="a"), fmt("c", LIKELY)],
        [fmt("a", LIKELY), fmt("b", LIKELY, refines="a"), fmt("c", LIKELY, refines="a")],
    ],
)
def test_equals_are_an_error_that_names_two(formats: list[Format]) -> None:
    with pytest.raises(
        AmbiguousFormatError, match=r"^in\.x: could be \w or \w; name one with --from or format=$"
    ):
        chosen(*formats)


def test_a_circle_of_dialects_ends() -> None:
    assert chosen(fmt("a", LIKELY, refines="b"), fmt("b", LIKELY, refines="a")) in {"a", "b"}
    with pytest.raises(AmbiguousFormatError):
        chosen(fmt("a", LIKELY, refines="b"), fmt("b", NO, refines="a"), fmt("c", LIKELY))


def test_a_sniffer_that_raises_is_told_of() -> None:
    plugin = types.ModuleType("some_plugin")
    formats = [fmt("a", KeyError("k")), fmt("b", MAYBE)]
    plugin.newsfmt_formats = hookimpl(lambda: formats, specname="newsfmt_formats")  # type: ignore[attr-defined]
    registry = Registry([plugin], builtins=False, entry_points=False)
    found = matches(Head(b"x"), registry.formats().values(), registry)
    assert [match.format for match in found] == ["b"]
    assert [fault.failure for fault in registry.failures()] == [
        "plugin some_plugin failed in sniff: KeyError: 'k'"
    ]


@pytest.mark.parametrize(
    "data, said",
    [
        (b"%PDF-1.7", "it looks like a PDF, which newsfmt does not read"),
        (b"<invoice/>", "it is XML with the root <invoice>"),
        (b'{"price": 1}', "it is JSON"),
        (b"\x01QW12", "it looks like a wire message (IPTC 7901 or ANPA 1312); "),
        (bytes(range(8)) * 100, "no format recognises it; name one with --from or format="),
    ],
)
def test_nothing_recognises_it(data: bytes, said: str) -> None:
    with pytest.raises(UnknownFormatError) as caught:
        newsfmt.read(data, name="x.bin", registry=Registry(entry_points=False))
    assert str(caught.value).startswith("x.bin: ")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "data, name, reason",
    [
        (
            b" date 2021-05-04 Bridge opens\n\nText.",
            None,
            "has the format's shape (the first line is 'date 2021-05-04 Bridge opens')",
        ),
        (
            b"date 2021-05-04 " + b"A" * 90,
            "a.TXT",
            f"has the format's shape (the first line is 'date 2021-05-04 {'A' * 44}'…), and .txt is its extension",
        ),
        (b"Some text.", "a.txt.gz", "nothing contradicts it, and .txt is its extension"),
        (
            b'{"schema": "newsfmt-article/1",\n"a": 1}',
            "a.json",
            "bears the format's signature (JSON with the keys schema, a), and .json is its extension",
        ),
    ],
)
def test_the_reason_says_what_was_seen(data: bytes, name: str | None, reason: str) -> None:
    assert newsfmt.detect(data, name=name)[0].reason == reason


@pytest.mark.parametrize("make", [io.BytesIO, lambda data: io.BufferedReader(io.BytesIO(data))])  # type: ignore[arg-type,return-value]
def test_detecting_leaves_a_stream_where_it_stood(
    make: Callable[[bytes], io.BufferedReader],
) -> None:
    stream = make(b"junk" + b" date 2021-05-04 Bridge opens\n\nText." * 300)
    stream.read(4)
    assert newsfmt.detect(stream)[0].format == "dated-text"
    assert stream.tell() == 4
    assert newsfmt.read(stream).format == "dated-text"


LONG = (
    b"<newsMessage><header>"
    + b"<x>y</x>" * 1000
    + b"</header><itemSet><newsItem guid='a' standardversion='2.9'/>"
)
VERSIONS = {
    "g2": (
        b'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" standard="NewsML-G2" standardversion="2.35">',
        "newsml-g2",
        "2.35",
    ),
    "g2 with a prefix": (
        b"<n:packageItem xmlns:n='http://iptc.org/std/nar/2006-10-01/' standardversion = '2.28' guid='a'>",
        "newsml-g2",
        "2.28",
    ),
    "g2 message": (
        b'<newsMessage><header/><itemSet><newsItem standardversion="2.12"/>',
        "newsml-g2",
        "2.12",
    ),
    "g2 message, late": (LONG, "newsml-g2", "2.9"),
    "g2 in UTF-16": (
        "\ufeff".encode("utf-16-le") + '<newsItem standardversion="2.9">'.encode("utf-16-le"),
        "newsml-g2",
        "2.9",
    ),
    "g2, none": (
        b"<newsItem version='3' xmlns:standardversion='1'><standardversion>2</standardversion>",
        "newsml-g2",
        "",
    ),
    "newsml 1": (b'<NewsML Duid="x" Version="1.2">', "newsml-1", "1.2"),
    "newsml 1, by its DTD": (
        b'<!DOCTYPE NewsML PUBLIC "urn:newsml:iptc.org:20021018:NewsMLv1.1:1" "x.dtd"><NewsML>',
        "newsml-1",
        "1.1",
    ),
    "newsml 1, by its DTD's file": (
        b'<!DOCTYPE NewsML SYSTEM "../NewsMLv1.0.dtd" [ <!ELEMENT a ANY> ]><NewsML>',
        "newsml-1",
        "1.0",
    ),
    "newsml 1, none": (b"<NewsML><Catalog Href='a'/><X Version='7'/>", "newsml-1", ""),
    "nitf": (b'<nitf version="-//IPTC//DTD NITF 3.6//EN" baselang="en">', "nitf", "3.6"),
    "nitf, by its DTD": (
        b'<!DOCTYPE nitf PUBLIC "-//IPTC//DTD NITF 3.3//EN" "nitf.dtd"><nitf>',
        "nitf",
        "3.3",
    ),
    "nitf, by its DTD's file": (
        b'<!DOCTYPE nitf SYSTEM "http://example.org/nitf-3-5.dtd"><nitf>',
        "nitf",
        "3.5",
    ),
    "nitf, by its schema": (
        b'<nitf xsi:schemaLocation="http://iptc.org/std/NITF/2006-10-18/ ./nitf-3-6.xsd">',
        "nitf",
        "3.6",
    ),
    "nitf, none": (
        b'<nitf change.date="2007-10-18"><head><doc.copyright version="1"/>',
        "nitf",
        "",
    ),
    "ninjs 1": (
        b'{"$standard": {"name": "ninjs", "version": "1.6"}, "uri": "a", "version": "3"}',
        "ninjs",
        "1.6",
    ),
    "ninjs 3": (
        b'[{"uri": "a", "version": "7", "standard": {"schema": "http://x/ninjs-schema_3.0.json", "name": "ninjs"}}]',
        "ninjs",
        "3.0",
    ),
    "ninjs, none": (b'{"uri": "a", "version": "7", "headline": "b"}', "ninjs", ""),
    "json": (b'{"schema": "newsfmt-article/1", "headline": "a"}', "json", "newsfmt-article/1"),
    "jsonl": (
        b'{"schema":"newsfmt-article/1"}\n{"schema":"newsfmt-article/1"}\n',
        "jsonl",
        "newsfmt-article/1",
    ),
    "json, none": (b'{"headline": "a", "byline": "b"}', "json", ""),
    "dated text": (b"date 2021-05-04 Version 2.0", "dated-text", ""),
}


@pytest.mark.parametrize("case", VERSIONS)
def test_the_version_is_the_one_that_is_stated(case: str) -> None:
    data, name, version = VERSIONS[case]
    registry = Registry(entry_points=False)
    head = Head(data[:4096], None, lambda: data)
    assert registry.version(registry.get(name), head) == version


def test_nothing_installed_changes_what_a_file_is_unless_it_is_certain() -> None:
    def plugin(confidence: Confidence) -> types.ModuleType:
        made = types.ModuleType("plugin")
        made.newsfmt_formats = hookimpl(lambda: [fmt("z", confidence)], specname="newsfmt_formats")  # type: ignore[attr-defined]
        return made

    story = b" date 2021-05-04 Bridge opens\n\nText."
    formats = {
        confidence: newsfmt.detect(
            story, registry=Registry([plugin(confidence)], entry_points=False)
        )[0].format
        for confidence in (MAYBE, CERTAIN)
    }
    assert formats == {MAYBE: "dated-text", CERTAIN: "z"}


@pytest.mark.parametrize(
    "text, keys",
    [
        ('{"uri": "a", "body": {"type": "b"}}', {"uri", "body"}),
        ('{"uri": "a\\"b", "type": 1}', {"uri", "type"}),
        ('{"uri": {"type": 1}}\n{"body": 2}\n', {"uri"}),
        ('[{"uri": 1}, {"body": {"type": 2}}]', {"uri"}),
        ('{"uri": 1, "body": "<p class=\\"type\\">it is cut o', {"uri", "body"}),
        ('{"uri": 1, "body": "cut \\', {"uri", "body"}),
        ('{"uri": 1,}', {"uri"}),
    ],
)
def test_the_keys_of_json_are_those_of_the_first_object(text: str, keys: set[str]) -> None:
    assert Head(text.encode()).json_keys == keys
    longer = text.encode().replace(
        b"{", b"{" + b" " * 4096, 1
    )  # more than a head, so that it is not parsed whole
    assert Head(longer).json_keys == keys


@pytest.mark.parametrize("shipped", ["newsml-g2", "ninjs", "dated-text"])
def test_all_sniffers_share_one_look_at_the_head(shipped: str) -> None:
    """A head is decoded once, and parted into lines once, however many formats are asked."""
    registry = Registry()
    [sample, *_] = samples.shipped(registry.get(shipped))
    data = sample.data[:4096] + b" " * 4096
    assert matches(Head(data), registry.formats().values())  # what they need is imported
    head = Head(data)
    done: list[str] = []

    def note(frame: object, event: str, called: object) -> None:
        if event == "c_call":
            done.append(called.__name__)  # type: ignore[attr-defined]

    sys.setprofile(note)
    try:
        matches(head, registry.formats().values())
    finally:
        sys.setprofile(None)
    assert done.count("utf_8_decode") == 1
    assert done.count("splitlines") <= 1


def test_a_text_in_json_that_the_head_cuts_off_is_looked_at_once() -> None:
    head = Head(b'{"uri": "' + b'\\"x' * 20_000)
    start = time.process_time()
    assert head.json_keys == {"uri"}
    assert (
        time.process_time() - start < 0.5
    )  # it took twenty seconds when each quote in it was tried as a beginning


@pytest.mark.parametrize(
    "data, said", [(b"", "empty input (0 bytes)"), (b" \n\t", "no text in 3 bytes of white space")]
)
def test_an_input_without_anything_in_it_is_in_no_format(data: bytes, said: str) -> None:
    assert newsfmt.detect(data) == []
    with pytest.raises(ParseError, match=re.escape(f"nothing.txt: {said}")):
        newsfmt.read(data, name="nothing.txt")
    assert newsfmt.detect(data + b" " * 70_000)[0].format == "dated-text"  # who knows what follows


BODY = (
    "OSLO — The bridge over the fjord opened to traffic on Monday.\n\n“It holds,” the mayor said.\n"
)
SURE = {
    "a header": " date 2021-05-04 Bridge opens\n\n" + BODY,
    "a header and no text": "date 2021-05-04 Bridge opens",
    "a front block": "Title: Bridge opens\nDate: 4 May 2021\n\n" + BODY,
    "a headline": "Bridge opens after ten years\n\n" + BODY,
    "a headline in CR LF": "Bridge opens\r\n\r\n" + BODY.replace("\n", "\r\n"),
    "a headline that asks": "Will the bridge hold?\n\nIt did.",
    "a headline in Japanese": "橋が開通\n\n橋は月曜日に開通した。市長は「もつ」と話した。\n",
    "Markdown": "# Bridge\n\nText.",
}
UNSURE = {
    "a body": BODY,
    "a paragraph": "It was hot. Nothing moved.\n\nThen it rained.",
    "one line": "Bridge opens after ten years",
    "lines": "Bridge\nFerry\nTunnel\n",
    "a list": "Bridges\n\n- one\n- two\n- three\n",
    "two sentences": "It opened.\n\nIt holds.",
}


@pytest.mark.parametrize("case", [*SURE, *UNSURE])
def test_text_without_date_header_and_headline_is_unsure(case: str) -> None:
    data = {**SURE, **UNSURE}[case].encode()
    name = "page.md" if case == "Markdown" else "page.txt"
    assert newsfmt.detect(data, name=name)[0].unsure is (case in UNSURE)
    with newsfmt.read(data, name=name) as reader:
        assert reader.unsure is (case in UNSURE)
    with newsfmt.read(data, name=name, format="dated-text") as reader:
        assert not reader.unsure  # the caller said so


NITF = (
    b"<nitf><body><body.head><hedline><hl1>Bridge opens</hl1></hedline></body.head></body></nitf>"
)
FILLER = b"x" * 70_000
XML = {
    "a comment": b"<!--" + FILLER + b"-->" + NITF,
    "a comment of 490 kB": b"<!--" + FILLER * 7 + b"-->" + NITF,
    "a DOCTYPE": b'<!DOCTYPE nitf [<!ENTITY x "]>' + FILLER + b"\"><!-- it's ] -->]>" + NITF,
    "an instruction": b"<?xml version='1.0'?>\n<?style " + FILLER + b"?>" + NITF,
    "white space": b"\n" * 3000 + b" " * 20_000 + NITF,
    "an attribute": NITF.replace(b"<nitf", b"<nitf class='" + FILLER + b"'", 1),
}


@pytest.mark.parametrize("case", XML)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_root_of_xml_is_found_behind_much_else(case: str, encoding: str) -> None:
    data = XML[case].decode().encode(encoding)
    for source in (data, io.BufferedReader(io.BytesIO(data))):
        assert newsfmt.detect(source)[0].format == "nitf"
    assert newsfmt.read_one(data).headline == "Bridge opens"


@pytest.mark.parametrize(
    "text",
    [
        "<?xml version='1.0'?><!-- " + "x" * 1_100_000,
        "<!DOCTYPE nitf [" + "x" * 70_000,
        "<invoice date='2021-05-04' number=" + "x" * 5000,
        "<invoice",
        "<",
        "<!",
        "</p> is how it ends",
        "<o:p/> text",
    ],
)
def test_what_begins_as_xml_is_never_dated_text(text: str) -> None:
    assert "dated-text" not in [match.format for match in newsfmt.detect(text.encode())]


@pytest.mark.parametrize(
    "text", ["<3 she wrote", "< 3 she wrote", "<Note of the editor> is > none"]
)
def test_a_sign_alone_makes_no_xml(text: str) -> None:
    assert not Head(text.encode()).xml_start


BODY_FIRST = {
    "ninjs": {"body_html": "x" * 60_000, "headline": "Bridge opens", "type": "text", "uri": "urn:a"},
    "ninjs in a wrapper": {"api": 1, "data": {"items": [{"meta": {"products": [{"id": 1, "name": "x"}] * 300}, "item": {"headline": "Bridge opens", "type": "text", "uri": "urn:a", "versioncreated": "2021-05-04T06:30:00Z"}}]}},
    "json": {"body": [{"type": "paragraph", "content": [{"text": "x" * 60_000}]}], "headline": "Bridge opens", "schema": "newsfmt-article/1"},
}  # fmt: skip


@pytest.mark.parametrize("case", BODY_FIRST)
def test_json_is_recognised_by_keys_behind_a_long_value(case: str) -> None:
    data = json.dumps(BODY_FIRST[case], indent=1).encode()
    for source in (data, io.BufferedReader(io.BytesIO(data))):
        assert newsfmt.detect(source)[0].format == case.split()[0]
    assert newsfmt.read_one(data).headline == "Bridge opens"


def test_a_long_header_of_mail_is_looked_through() -> None:
    data = (
        b"Received: from a\n"
        + (b"X-Spam: " + b"x" * 70 + b"\n") * 100
        + b"From: a@example.org\n\nIt opened.\n"
    )
    assert newsfmt.detect(data)[0].format == "eml"


def test_utf_16_without_a_mark_is_xml_or_named() -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        assert newsfmt.detect(NITF.decode().encode(encoding))[0].format == "nitf"
        with pytest.raises(UnknownFormatError, match="UTF-16 without a byte order mark; name"):
            newsfmt.read("Bridge opens\n\nIt opened — at last.".encode(encoding))


@pytest.mark.alone
@pytest.mark.parametrize(
    "start, filler",
    [("<!DOCTYPE a [", "<!--"), ("<!DOCTYPE a [", "<?"), ("<!DOCTYPE a [", "\"'"), ("<a", " b"), ("<!--", "<!--"), ("<a ", "b='c' ")],
)  # fmt: skip
def test_the_search_for_a_root_is_linear(start: str, filler: str) -> None:
    data = (start + filler * 300_000).encode()
    head = Head(data[:4096], None, lambda: data[:65536], lambda: data[: 1 << 20])
    begun = time.process_time()
    assert head.xml_root is None or head.xml_root.local == "a"
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "name, extension",
    [("a.txt", "txt"), ("a.TXT.gz", "txt"), ("a.xml.zst", "xml"), ("a.sgml.Z", "sgml"), ("in.zip!/b/a.py", "py"), ("a.b/c", ""), (None, "")],
)  # fmt: skip
def test_the_extension_is_that_of_the_content(name: str | None, extension: str) -> None:
    assert Head(b"", name).extension == extension


def test_no_advice_to_install_what_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("newsfmt_wire")
    data = b"Return-Path: <a@example.org>\nSubject: Bridge\n\nIt opened.\n"
    with pytest.raises(UnknownFormatError, match="name eml with --from or format= if it is that"):
        newsfmt.read(data, registry=Registry())
    with pytest.raises(UnknownFormatError, match="install newsfmt-wire to read it"):
        newsfmt.read(data, registry=Registry(entry_points=False))
    monkeypatch.setenv("NEWSFMT_DISABLE_PLUGINS", "newsfmt-wire")
    with pytest.raises(UnknownFormatError, match="newsfmt-wire reads it, but is not in use"):
        newsfmt.read(data, registry=Registry())
