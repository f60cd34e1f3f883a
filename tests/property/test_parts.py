"""Parting a large input: what is read of its parts is what is read of the whole, whatever their
size, and wherever the quick look was wrong.
"""

from __future__ import annotations

import io
import itertools
from typing import Any

import attrs
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

import newsfmt
from newsfmt import Article
from newsfmt._registry import default_registry
from newsfmt.article import Association
from newsfmt.body import Paragraph
from newsfmt.format import Context, Limits, Part
from newsfmt.testing import articles
from newsfmt.testing.parts import disagreement, parts_of
from tests.drawing import examples

SEPARATORS = ["\n\n", "\n\n\n", "\r\n\r\n", "\n \n", "\n\n***\n\n", "\u2029", "\n\n\x0c\n"]
HEADERS = [
    " date 2021-05-0{} Bridge {} opens",
    " date 2021-05-0{} {}",
    " date 2021-05-04 Storm {}\nnumber {}",
    "Date 2021-05-04 was set {}{}",
    " date 2021-13-04 {} {}",
]
PROSE = [
    "The bridge opened.",
    "MOLDE — It opened.",
    "By Kari Moe",
    "a date 2021-05-04 in mid-line",
    "-30-",
    "x\n date 2021-05-05 y",
    "\u00e5\u00e9\u2028z",
]


@st.composite
def dated_text(draw: st.DrawFn) -> bytes:
    """A file of canonical articles, with much that looks like a header and is none, and the other
    way round.
    """
    parts = [" date 2021-05-04 Ferry sails\n\nIt sailed."]
    for number in range(draw(st.integers(0, 12))):
        header = draw(st.sampled_from(HEADERS)).format(number % 9 + 1, number)
        prose = draw(st.lists(st.sampled_from(PROSE), max_size=3))
        parts += [draw(st.sampled_from(SEPARATORS)), "\n\n".join([header, *prose])]
    text = "".join(parts) + draw(st.sampled_from(["", "\n", "\n\n"]))
    data = text.encode()
    if draw(st.booleans()):
        data = data.replace(b"\xc3\xa5", b"\xe5")  # here and there windows-1252
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf", b"A note before.\n\n"])) + data


def agree(
    data: bytes, format: str, size: int, *, limits: Limits | None = None, **how: Any
) -> list[Part]:
    """The law."""
    registry = default_registry()
    fmt = registry.get(format)
    found = parts_of(fmt, data, size, registry, how, limits)
    if found:
        assert disagreement(fmt, data, found, registry, how=how, limits=limits) == ""
    return found


@settings(max_examples=examples(300), deadline=None)
@given(data=dated_text(), size=st.integers(1, 400))
def test_dated_text(data: bytes, size: int) -> None:
    event(f"in {min(len(agree(data, 'dated-text', size)), 3)} parts or more")


LINES = [
    b'{"headline":"A"}',
    b'{"headline":3}',
    b"",
    b"nonsense",
    b'{"schema":"newsfmt-article/1","headline":"\xe5"}',
    b'{"headline":"B","x":1}',
]


@settings(max_examples=examples(200), deadline=None)
@given(
    lines=st.lists(st.sampled_from(LINES), min_size=1, max_size=12),
    end=st.sampled_from([b"", b"\n", b"\r\n"]),
    size=st.integers(1, 200),
)
def test_json_lines(lines: list[bytes], end: bytes, size: int) -> None:
    data = b'{"headline":"first"}\n' + b"\n".join(lines) + end
    agree(data, "jsonl", size)


def test_a_large_file_does_come_in_parts_of_about_the_size() -> None:
    data = b"\n\n".join(
        b" date 2021-05-04 Bridge %d opens\n\n%s" % (n, b"It opened. " * 900) for n in range(100)
    )
    parts = agree(data, "dated-text", 100_000)
    assert len(parts) == pytest.approx(len(data) / 100_000, abs=2)
    assert all(part.articles for part in parts)
    assert [part.index for part in parts] == [
        0,
        *itertools.accumulate(part.articles for part in parts[:-1]),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"Bridge opens\n\nIt opened." * 90,
        " date 2021-05-04 A\n\nB\n\n".encode("utf-16") * 90,
        b"Date: 2021-05-04\n\nA\n\n" * 90,
    ],
)
def test_what_cannot_be_parted_is_not(data: bytes) -> None:
    assert agree(data, "dated-text", 100) == []


# ---- NewsML-G2
# ------------------------------------------------------------

NAR = "http://iptc.org/std/nar/2006-10-01/"
STARTS = [
    "",
    "",
    '<?xml version="1.0"?>',
    '<?xml version="1.0" encoding="utf-8"?>',
    "\ufeff<?xml version='1.0' encoding='UTF-8'?>",
    "\ufeff",
]
HEADS = [
    "",
    "<!-- <itemSet> --><?note <newsMessage?>",
    "<!DOCTYPE newsMessage>",
    '<!DOCTYPE newsMessage SYSTEM "a[b">',
]
HEADERS_G2 = [
    "",
    "<{p}header><{p}sent>2021-01-17T15:05:00Z</{p}sent><{p}transmitId>caf&eacute;</{p}transmitId></{p}header>",
    "<{p}header><{p}sent>17/01/2021 or so</{p}sent><{p}other><{p}itemSet/></{p}other></{p}header>",
    "<!-- <{p}itemSet> --><{p}header><{p}sent>2021-01-17T15:05:00Z</{p}sent><![CDATA[<{p}itemSet>]]></{p}header>",
]
GAPS = [
    "",
    "",
    "{e}",
    "{e}  ",
    " ",
    "<!-- <{p}newsItem> -->{e}",
    "<?x </{p}itemSet>?>",
    "<{p}conceptItem guid='c'/>",
    "{e}<!--b-->{e}",
]
TEXTS = [
    "The ferry sails.",
    "<![CDATA[</{p}newsItem><{p}newsItem> & ]]>",
    "<!-- </{p}newsItem> & -->",
    "<?x <![CDATA[ ?>",
    "caf&eacute; &amp; bar &#233; &#x1F600; bl\u00e5b\u00e6r \U0001f600",
    "<{p}newsItem guid='inner' a='>'><{p}newsItem/></{p}newsItem>",
    "<{p}newsItemRef/><x:newsItem xmlns:x='u'></x:newsItem>",
    "urn:newsfmt:attached",
    "x" * 400 + "{e}" + "y" * 400,
    "{e}",
]
DOUBTFUL = ["&unknown;", "AT&T", "&#1;", "\x01", "\ufffe", "<!x>", "\udcff"]
FAULTS = [
    "<z:q/>",
    "<i><b></i></b>",
    "<q a='1' a='2'/>",
    "<q xml:id='1'/>",
    "<q xmlns:a=''/>",
    "]]>",
    "<!-- a -- b -->",
    "<a b=<c/>",
    "</{p}newsItem>",
]
ITEM = (
    "<{p}newsItem guid='urn:example:{n}' version='1'{a}>{e}{w}<{p}itemMeta><{p}itemClass qcode='ninat:text'/>{role}"
    "<{p}versionCreated>{date}</{p}versionCreated></{p}itemMeta>{e}<{p}contentMeta><{p}headline>Ferry {n} {text}</{p}headline></{p}contentMeta>{e}"
    "<{p}contentSet><{p}inlineXML contenttype='application/xhtml+xml'><html xmlns='http://www.w3.org/1999/xhtml'><body><p>{more}</p></body></html>"
    "</{p}inlineXML></{p}contentSet>{e}</{p}newsItem>"
)
OTHER_ITEMS = [
    "<{p}newsItem/>",
    "<{p}newsItem></{p}newsItem>",
    "<{p}packageItem guid='p'><{p}groupSet root='g'><{p}group id='g'/></{p}groupSet></{p}packageItem>",
    "<q:newsItem xmlns:q='{nar}' guid='q'><q:contentMeta><q:headline>Q</q:headline></q:contentMeta></q:newsItem>",
    "<{p}conceptItem guid='c'><{p}newsItem/></{p}conceptItem>",
]
ENDS = ["", "{e}", "<!-- end -->{e}", "<?x?>"]


@st.composite
def news_messages(draw: st.DrawFn) -> str:
    """A newsMessage of items with much that looks like an item and is none; with what is in doubt,
    and with faults, now and then.
    """
    prefix, end = (
        draw(st.sampled_from(["", "", "n:"])),
        draw(st.sampled_from(["\n", "\n", "\r\n", "\r", ""])),
    )
    texts = TEXTS + draw(
        st.sampled_from([[], [], [], DOUBTFUL[:2], DOUBTFUL[2:], FAULTS, FAULTS[:1]])
    )

    def some(choices: list[str]) -> str:
        return draw(st.sampled_from(choices))

    items = []
    for number in range(draw(st.integers(1, 8))):
        if draw(st.integers(0, 4)) == 0:
            items.append(some(OTHER_ITEMS).replace("{nar}", NAR))
        else:
            item = (
                ITEM.replace("{n}", str(number))
                .replace("{text}", some(texts))
                .replace("{more}", some(texts))
            )
            item = item.replace(
                "{date}", some(["2021-01-17T15:05:00Z", "17/01/2021 or so"])
            ).replace("{a}", some(["", " xml:lang='nb'", ' a="\'>"']))
            item = item.replace(
                "{role}", some(["", "", "<{p}role uri='urn:newsfmt:att&#97;ched'/>"])
            ).replace("{w}", some(["", "", "{lines}"]))
            items.append(item)
        items.append(some(GAPS))
    items.insert(
        draw(st.integers(0, len(items))), some(["", "", "", "{spaces}", "<!--{spaces}{spaces}-->"])
    )
    text = (
        f"{some(STARTS)}{some(HEADS)}{{e}}<{{p}}newsMessage xmlns{':n' if prefix else ''}='{NAR}'>{some(HEADERS_G2)}{{e}}<{{p}}itemSet>{some(GAPS)}"
        f"{''.join(items)}</{{p}}itemSet></{{p}}newsMessage>{some(ENDS)}"
    )
    text = text.replace("{p}", prefix).replace("{e}", end)
    return text[: len(text) - draw(st.sampled_from([0] * 12 + [3, 40, 400]))]


def whole(text: str) -> bytes:
    """A drawn document with its long stretches: one is not read at once, and has lines that libxml2
    cannot tell.
    """
    return (
        text.replace("{lines}", "\n" * 30_000)
        .replace("{spaces}", " " * 1_100_000)
        .encode("utf-8", "surrogateescape")
    )


@settings(max_examples=examples(250), deadline=None)
@given(
    text=news_messages(),
    size=st.integers(1, 3000),
    limit=st.sampled_from([None, 100_000, Limits().article_bytes]),
)
def test_news_messages(text: str, size: int, limit: int | None) -> None:
    event(
        f"in {min(len(agree(whole(text), 'newsml-g2', size, limits=Limits(article_bytes=limit))), 3)} parts or more"
    )


@settings(max_examples=60, deadline=None)
@given(
    written=st.lists(
        st.one_of(
            articles(),
            articles(fields={"id", "headline", "associations", "transmission"}, full=True),
        ),
        min_size=2,
        max_size=6,
    ),
    indent=st.booleans(),
    other=st.one_of(st.none(), st.integers(0, 12)),
    size=st.integers(1, 20_000),
)
def test_messages_that_newsfmt_wrote(
    written: list[Article], indent: bool, other: int | None, size: int
) -> None:
    out = io.BytesIO()
    newsfmt.write(written, out, format="newsml-g2", options={"indent": indent, "embargo": "ignore"})
    before, opening, items = out.getvalue().partition(b"<itemSet>")
    pieces = items.split(b"<newsItem ")
    if (
        other is not None and other < len(pieces) - 1
    ):  # between an article and what its association holds, perhaps
        pieces[other] += b'<conceptItem guid="c"/>'
    agree(before + opening + b"<newsItem ".join(pieces), "newsml-g2", size)


def test_an_item_stays_with_the_article_whose_association_holds_it() -> None:
    member = Article(
        id="urn:example:m", version="1", headline="Member", body=(Paragraph("It sails."),)
    )
    written = [
        Article(
            id=f"urn:example:{number}", version="1", headline=f"Bridge {number} opens", body=(Paragraph("It opened. " * 20),),
            associations=(Association(item=member), Association(item=attrs.evolve(member, associations=(Association(item=member),)))),
        )
        for number in range(20)
    ]  # fmt: skip
    out = io.BytesIO()
    newsfmt.write(written, out, format="newsml-g2")
    parts = agree(out.getvalue(), "newsml-g2", 1)
    assert len(parts) == 20
    assert [part.index for part in parts] == list(range(20))
    assert all(part.articles == 1 for part in parts)


PLAIN = "<newsItem guid='{}'><contentMeta><headline>Ferry</headline></contentMeta></newsItem>"
MESSAGE = f"<newsMessage xmlns='{NAR}'><itemSet>{PLAIN.format(1)}{PLAIN.format(2)}{PLAIN.format(3)}</itemSet></newsMessage>"


@pytest.mark.parametrize(
    "text",
    [
        MESSAGE.replace("<newsMessage", "<?xml version='1.0' encoding='iso-8859-1'?><newsMessage"),
        " " + MESSAGE,
        MESSAGE.replace("Ferry", "AT&T", 1),
        MESSAGE.replace("Ferry", "&unknown;", 1),
        MESSAGE.replace("Ferry", "&#8;", 1),
        MESSAGE.replace("Ferry", "\x08", 1),
        MESSAGE.replace("Ferry", "\uffff", 1),
        MESSAGE.replace("Ferry", "\udce5", 1),
        MESSAGE.replace("<itemSet>", "<itemSet><header/>"),
        MESSAGE.replace("</itemSet>", "</itemSet><itemSet/>"),
        MESSAGE.replace("</itemSet>", ""),
        MESSAGE[:-3],
        MESSAGE.replace("newsMessage", "message"),
        MESSAGE.replace("<newsMessage", "<!DOCTYPE newsMessage [<!ENTITY a 'b'>]><newsMessage"),
        MESSAGE.encode("utf-16").decode("utf-8", "surrogateescape"),
    ],
)
def test_a_message_in_doubt_is_not_parted(text: str) -> None:
    assert len(agree(MESSAGE.encode(), "newsml-g2", 1)) == 3
    assert agree(text.encode("utf-8", "surrogateescape"), "newsml-g2", 1) == []


def test_another_encoding_that_was_asked_for_is_not_parted() -> None:
    fmt = default_registry().get("newsml-g2")
    split = default_registry().splitter(fmt)
    assert split is not None
    assert list(split(io.BytesIO(MESSAGE.encode()), Context(encoding="cp1252"), 1)) == []


@pytest.mark.parametrize("fault", ["<z:q/>", "<b></i>", "<q a='1' a='2'/>"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_a_fault_is_where_it_is_in_the_whole(fault: str, end: str) -> None:
    items = [
        PLAIN.format(number).replace("Ferry", "F\u00e6rge" + end * number * 300)
        for number in range(400)
    ]
    items[350] = items[350].replace("</contentMeta>", fault + "</contentMeta>")
    data = f"<newsMessage xmlns='{NAR}'><itemSet>{end}{end.join(items)}</itemSet></newsMessage>".encode()
    assert len(agree(data, "newsml-g2", 3000)) > 9


@pytest.mark.parametrize("end", ["\r", "", "\n"])
def test_columns_behind_named_characters_on_the_same_line(end: str) -> None:
    item = "<newsItem guid='{}' version='1'><contentMeta><headline>{}</headline></contentMeta></newsItem>"
    texts = ["caf&eacute; &amp; &NotEqualTilde;", "b", "na&iuml;ve <x:b>c</x:b>"]
    items = end.join(item.format(number, text) for number, text in enumerate(texts))
    text = f"<newsMessage xmlns='{NAR}'>{end}<itemSet>{end}{items}{end}</itemSet></newsMessage>"
    found = agree(text.encode(), "newsml-g2", 60)
    assert len(found) > 1
