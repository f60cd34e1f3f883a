"""newsfmt validate for ninjs: the official schema of the version a document says it is in, formats
asserted.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from newsfmt.format import Context
from newsfmt.formats.ninjs.validate import VERSIONS, validate

GOOD: dict[str, Any] = {
    "uri": "urn:example:1",
    "standard": {
        "name": "ninjs",
        "version": "3.1",
        "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
    },
    "type": "text",
    "versionCreated": "2021-01-17T14:05:00+01:00",
    "headlines": [{"value": "Ferries back in service"}],
}


def messages(document: Any) -> list[str]:
    return [problem.message for problem in validate(json.dumps(document).encode(), Context())]


def test_a_valid_document_has_no_problem() -> None:
    assert messages(GOOD) == []
    assert messages([GOOD, GOOD]) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"uri": None}, "$.uri"),
        ({"versionCreated": "yesterday"}, "$.versionCreated"),
        ({"uri": "no uri at all"}, "$.uri"),
        ({"headlines": "x"}, "$.headlines"),
        ({"nonsense": 1}, "nonsense"),
        ({"urgency": 12}, "$.urgency"),
    ],
)
def test_each_fault_is_named_by_its_path(change: dict[str, Any], says: str) -> None:
    assert any(says in message for message in messages({**GOOD, **change}))


def test_the_version_says_which_schema() -> None:
    old = {"uri": "urn:example:1", "headline": "Ferries", "type": "text"}
    assert messages(old) == []
    assert messages({**old, "headlines": [{"value": "x"}]}) != []


def test_lines_wrappers_and_what_is_no_json() -> None:
    bad = {**GOOD, "urgency": 12}
    lines = "\n".join(map(json.dumps, [GOOD, bad])).encode()
    assert [problem.line for problem in validate(lines, Context())] == [2]
    assert [message.split(":")[0] for message in messages({"items": [GOOD, bad]})] == [
        "$.items[1].urgency"
    ]
    assert [problem.rule for problem in validate(b"{", Context())] == ["json"]


def test_every_schema_is_there() -> None:
    for version in VERSIONS:
        document = {
            "uri": "urn:example:1",
            "standard": {"version": version},
            "$standard": {"version": version},
        }
        list(validate(json.dumps(document).encode(), Context()))
