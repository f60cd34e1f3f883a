"""jsonkit: what is JSON, what is nearly JSON, what stops before its end, and what stands behind."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newsfmt import jsonkit
from newsfmt.errors import LimitError, ParseError, TruncatedError
from newsfmt.format import Context
from newsfmt.options import Salvage
from newsfmt.parting import Part

VALUE = {
    "a": [1, -2.5, 3e5, True, None, {"b": 'x é \n \u2028 \\ " 𝄞'}],
    "c": "the end of it",
    "d": {},
    "e": [],
    "f": [[], {}],
}
TEXTS = [
    json.dumps(VALUE),
    json.dumps(VALUE, ensure_ascii=False),
    json.dumps(VALUE, indent=2),
    json.dumps([VALUE, VALUE]),
]


def salvaging() -> Context:
    return Context(options=Salvage(salvage=True))


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize("text", TEXTS, ids=["ascii", "utf-8", "indented", "array"])
def test_json_is_cut_off_wherever_it_is_cut(text: str, lenient: bool) -> None:
    data = text.encode()
    assert jsonkit.loads(data, Context(), lenient=lenient) == json.loads(text)
    for cut in range(1, len(data)):
        for context in (Context(name="a.json"), Context(encoding="utf-8")):
            with pytest.raises(TruncatedError) as caught:
                jsonkit.loads(data[:cut], context, lenient=lenient)
            assert caught.value.missing.startswith("the end of the JSON (")
            assert caught.value.line == 1 + data.count(b"\n", 0, cut)
            assert not context.report.counts


def part_of(value: Any, whole: Any) -> bool:
    """Whether a value is the beginning of another."""
    if type(value) is not type(whole):
        return False
    if isinstance(value, dict):
        return all(key in whole and part_of(one, whole[key]) for key, one in value.items())
    if isinstance(value, list):
        return all(part_of(one, two) for one, two in zip(value, whole[: len(value)], strict=True))
    if isinstance(value, str):
        return bool(whole.startswith(value.removesuffix("\ufffd")))
    return bool(value == whole)


@pytest.mark.parametrize("text", TEXTS, ids=["ascii", "utf-8", "indented", "array"])
def test_salvage_reads_what_there_is_and_nothing_else(text: str) -> None:
    data, whole, sizes = text.encode(), json.loads(text), []
    for cut in range(1, len(data)):
        context = salvaging()
        if cut < text.index("1") + 2:  # the first whole value
            with pytest.raises(ParseError, match="nothing to read before the cut"):
                jsonkit.loads(data[:cut], context)
            continue
        value = jsonkit.loads(data[:cut], context)
        assert part_of(value, whole)
        assert context.report.counts == {"read.truncated": 1}
        sizes.append(len(json.dumps(value)))
    assert len(set(sizes)) > 20


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 12', None),
        ('{"a": 1, "b": 12', {"a": 1}),
        ('{"a": [1, 2, 3', {"a": [1, 2]}),
        ('{"a": "2021-05-0', None),
        ('{"a": 1, "b": tru', {"a": 1}),
        ('{"a": 1, "b": true,', {"a": 1, "b": True}),
        ('{"a": 1, "b', {"a": 1}),
        ('{"a": 1, "the key', {"a": 1}),
        ('{"a": 1, "b":', {"a": 1}),
        ('{"a": "the ferry le', {"a": "the ferry le"}),
        ('{"a": "the ferry \\u00', {"a": "the ferry "}),
        ('{"a": "the ferry \\', {"a": "the ferry "}),
        ('{"a": "the ferry \\ud834', {"a": "the ferry "}),
        ('[{"a": 1}, {', [{"a": 1}]),
        ('[{"a": 1}, {"b": [', [{"a": 1}]),
        ("[", None),
    ],
)
def test_a_value_that_is_cut_off_is_left_out_unless_it_is_prose(text: str, value: Any) -> None:
    if value is None:
        with pytest.raises(ParseError, match="nothing to read before the cut"):
            jsonkit.loads(text.encode(), salvaging())
    else:
        assert jsonkit.loads(text.encode(), salvaging()) == value


@pytest.mark.parametrize(
    "data", [b'{"a": 1, "b": "', b'{"a": [{"b": [1, ', '{"a": 1, "b": "sjø'.encode()[:-1]]
)
def test_a_line_is_cut_off_only_where_it_is_the_last(data: bytes) -> None:
    with pytest.raises(TruncatedError) as cut:
        jsonkit.loads(data, Context(), line=7, last=lambda: True)
    assert cut.value.line == 7
    assert jsonkit.loads(data, salvaging(), line=7, last=lambda: True)
    for context in (Context(), salvaging()):
        with pytest.raises(ParseError) as caught:
            jsonkit.loads(data, context, line=7, last=lambda: False)
        assert type(caught.value) is ParseError
        assert caught.value.line == 7


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize("data", [b'{"a": 1} ', b'{"a": 1}\n\n', b'{"a": 1}\x1e'[:-1]])
def test_white_space_behind_the_value_is_nothing(data: bytes, lenient: bool) -> None:
    context = Context()
    assert jsonkit.loads(data, context, lenient=lenient) == {"a": 1}
    assert not context.report.counts


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize("behind", ["x", " ,", "\nEnd of file", "]", "\x00", " \ufffd", "é"])
def test_text_behind_the_value_is_left_out_and_reported(behind: str, lenient: bool) -> None:
    context = Context()
    assert jsonkit.loads(f'{{"a": 1}}{behind}'.encode(), context, lenient=lenient) == {"a": 1}
    (entry,) = context.report
    assert (entry.code, entry.severity) == ("read.trailing-text", "warning")
    assert entry.position is not None
    assert entry.position.line == 1 + behind.count("\n")
    assert entry.message.startswith(f"{len(behind.strip())} characters")


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize(
    "data", [b'{"a": 1}{"b": 2}', b'{"a": 1} [2]', b"[]x", b"1 x", b'"a" x', b'{"a": 1 "b"}', b"x"]
)
def test_what_is_not_json_is_an_error_with_its_place(data: bytes, lenient: bool) -> None:
    with pytest.raises(ParseError, match="not JSON: ") as caught:
        jsonkit.loads(data, Context(name="a.json"), lenient=lenient)
    assert type(caught.value) is ParseError
    assert caught.value.source == "a.json"
    assert caught.value.column
    assert caught.value.excerpt


def test_what_is_nearly_json_is_read_where_it_may_be() -> None:
    for text in ('{"a": NaN}', '{"a": "x\ny"}', '{"a": "\\ud800"}'):
        context = Context()
        jsonkit.loads(text.encode(), context, lenient=True)
        assert context.report.counts == {"read.invalid": 1}
        with pytest.raises(ParseError):
            jsonkit.loads(text.encode(), Context())
        with pytest.raises(TruncatedError):
            jsonkit.loads(text.encode()[:-1], Context(), lenient=True)


@pytest.mark.parametrize("lenient", [False, True])
def test_deep_json_is_a_limit(lenient: bool) -> None:
    for data in (b"[" * 100_000, b'{"a":' * 100_000, b"[" * 2000 + b"]" * 2000):
        for context in (Context(), salvaging()):
            with pytest.raises(LimitError) as caught:
                jsonkit.loads(data, context, lenient=lenient)
            assert caught.value.limit == "depth"


def test_rows() -> None:
    numbered = [(1, b"\n"), (2, b"{}\n"), (3, b" \n"), (4, b"[]"), (5, b" ")]
    rows = jsonkit.Rows(numbered, Context())
    assert [(line, text, rows.is_last(), rows.is_last()) for line, text in rows] == [
        (2, b"{}", False, False),
        (4, b"[]", True, True),
    ]
    context = Context()
    context.part = Part(start=0, end=9)
    rows = jsonkit.Rows(numbered, context)
    assert [rows.is_last() for _ in rows] == [False, False]
