"""newsfmt validate for NewsML-G2: the official schema, and what no schema checks, each with its
line.
"""

from __future__ import annotations

import pytest

from newsfmt.format import Context
from newsfmt.formats.newsml_g2.validate import validate

GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:example:1" version="1" standard="NewsML-G2" standardversion="2.35"
    conformance="power">
  <catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"/>
  <itemMeta>
    <itemClass qcode="ninat:text"/>
    <provider literal="example"/>
    <versionCreated>2021-01-17T14:05:00+01:00</versionCreated>
    <pubStatus qcode="stat:usable"/>
  </itemMeta>
  <contentMeta>
    <subject qcode="medtop:01000000"/>
    <headline>Ferries back in service</headline>
  </contentMeta>
  <contentSet>
    <remoteContent href="https://example.org/1.jpg" contenttype="image/jpeg"/>
  </contentSet>
</newsItem>
"""


def problems(text: str) -> list[tuple[str, int | None]]:
    return [(problem.rule, problem.line) for problem in validate(text.encode(), Context())]


def test_a_valid_document_has_no_problem() -> None:
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        (' guid="urn:example:1"', "", "schema", 3),
        ("<provider literal=\"example\"/>\n", "\n", "schema", 8),
        ("2021-01-17T14:05:00+01:00", "yesterday", "schema", 8),
        ('standardversion="2.35"', 'standardversion="2.99"', "version", 3),
        ("medtop:01000000", "xyz:1", "alias", 12),
        ("https://example.org/1.jpg", "pictures/1.jpg", "address", 16),
        ("14:05:00+01:00", "14:05:00", "date", 8),
        ("<headline>Ferries back in service</headline>", "<headline/>", "empty", 13),
        ("ninat:text", "ninat:story", "term", 6),
        ("stat:usable", "stat:gone", "term", 9),
    ],
)  # fmt: skip
def test_each_fault_is_found_at_its_line(old: str, new: str, rule: str, line: int) -> None:
    assert old in GOOD
    found = problems(GOOD.replace(old, new))
    assert rule in [name for name, _ in found]
    assert abs(next(at for name, at in found if name == rule) - line) <= 1


def test_aliases_need_a_catalog() -> None:
    without = "\n".join(row for row in GOOD.split("\n") if "catalogRef" not in row)
    assert {rule for rule, _ in problems(without)} == {"alias"}


def test_a_document_that_is_no_xml_is_one_problem() -> None:
    assert [rule for rule, _ in problems("<newsItem><a></newsItem>")] == ["xml"]


def test_a_guid_twice_in_one_message() -> None:
    item = GOOD.split("?>\n", 1)[1]
    message = (
        '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2021-01-17T14:05:00Z</sent></header>'
        f"<itemSet>{item}{item}</itemSet></newsMessage>"
    )
    assert "guid" in {rule for rule, _ in problems(message)}
