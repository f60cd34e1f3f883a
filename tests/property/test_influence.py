"""The law of influence, over every sample of every format: change any value of an input, and the
article or a diagnostic changes, but for what the format declares as dropped.

A selection of values is changed on every run, all of them with ``HYPOTHESIS_PROFILE=nightly`` or
``NEWSFMT_EVERY_VALUE=1``. ``python -m tests.property.test_influence`` prints the figures.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from newsfmt import _detection
from newsfmt._registry import default_registry
from newsfmt.dropped import Dropped
from newsfmt.head import Confidence, Head
from newsfmt.testing import influence
from newsfmt.testing.influence import another, silent, values_of
from newsfmt.testing.samples import Sample, shipped

REGISTRY = default_registry()
READABLE = [name for name, fmt in REGISTRY.formats().items() if fmt.read is not None]
SHARED = Path(os.environ.get("NEWSFMT_SHARED", Path(__file__).parents[3] / "shared")) / "samples"
BINARY = (b"\x1f\x8b", b"PK", b"PAR1", b"{\\rtf")
MOST = 60


@cache
def shared() -> dict[str, list[Sample]]:
    """The samples beside the repository by the format they are recognised as."""
    samples: dict[str, list[Sample]] = {}
    for path in sorted(SHARED.glob("*/**/*")):
        data = path.read_bytes() if path.is_file() and path.suffix != ".md" else b""
        if not data or data.startswith(BINARY):
            continue
        head = Head(data[:4096], path.name, lambda data=data: data[:65536])  # type: ignore[misc]
        matches = _detection.matches(head, REGISTRY.formats().values())
        if matches and matches[0].confidence > Confidence.MAYBE:
            samples.setdefault(matches[0].format, []).append(
                Sample(str(path.relative_to(SHARED)), data)
            )
    return samples


def influence_of(name: str, samples: list[Sample], most: int) -> tuple[int, list[str]]:
    """How many values of samples were changed, and those without effect."""
    count, without = 0, []
    for sample in samples:
        changed, left = silent(REGISTRY.get(name), sample.data, sample.name, REGISTRY, most)
        count += changed
        without += [f"{sample.name}: {value}" for value in left]
    return count, without


@pytest.mark.parametrize("name", READABLE)
def test_every_value_of_the_repositorys_samples(name: str) -> None:
    samples = [s for s in shipped(REGISTRY.get(name)) if not s.data.startswith(BINARY)]
    if not samples:
        pytest.skip(f"the samples of {name} are no text, whose values could be changed one by one")
    changed, without = influence_of(name, samples, 1000)
    assert changed
    assert without == []


@pytest.mark.parametrize("name", READABLE)
def test_every_value_of_real_samples(name: str) -> None:
    samples = shared().get(name)
    if not samples:
        pytest.skip(f"no samples of {name} in {SHARED}")
    _, without = influence_of(name, samples, MOST)
    assert without == []


# ---- what values an input has
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("<a x='1'><b:c>T</b:c><!-- n --></a>", ["a/@x", "a/c/text()", "a/comment()"]),
        ("<?xml version='1.0'?><?s t?><a> </a>", ["processing-instruction()"]),
        ("<a><![CDATA[x <b>]]></a>", ["a/text()"]),
        ('<a xmlns="u" xml:lang="en"/>', ["a/@xml:lang"]),
        ("<p>a<br>b</p><p>c</p>", ["p/text()", "p/text()", "p/text()"]),
        ('{"a": {"b": [1, true, null]}}', ["a/b", "a/b"]),
        ('{"a": "<p class=\\"x\\">t</p>"}', ["a/p/@class", "a/p/text()"]),
        ('{"a": 1}\n{"a": "2"}', ["a", "a"]),
        ("Subject: Ferry sails\n\nIt sailed.", ["Subject", "Subject", "line", "line"]),
        ("----\n", []),
    ],
)
def test_values(text: str, places: list[str]) -> None:
    assert [value.place for value in values_of(text)] == places


def test_cells_are_values() -> None:
    cells = list(values_of('id,text\n1,"a ""b"", c"\n', "x.csv"))
    assert [(cell.place, cell.text) for cell in cells[2:]] == [
        ("column/1", "1"),
        ("column/2", 'a ""b"", c'),
    ]


def test_a_change_is_in_place() -> None:
    text = '<a x="caf\u00e9">10:59 &amp;</a>'
    changed = [
        text[: value.start] + value.changed + text[value.start + len(value.text) :]
        for value in values_of(text)
    ]
    assert changed == [
        '<a x="caf\u00e9zq">10:59 &amp;</a>',
        '<a x="caf\u00e9">10:50 &amp;</a>',
    ]
    assert another("") == "zq"


@pytest.mark.parametrize(
    ("place", "covered", "others"),
    [
        ("@id", ["a/b/@id", "@id"], ["a/@xid", "a/@id/b"]),
        ("table/@width", ["body/table/@width"], ["body/td/@width"]),
        ("concept/**", ["item/concept/name/text()", "concept/@x"], ["concepts/@x"]),
        ("td/@*", ["tr/td/@x"], ["td/text()"]),
        ("td|th/@width|@data-*", ["tr/th/@width", "td/@data-x"], ["table/@width", "td/@data"]),
        ("html/**/@id", ["a/html/@id", "html/body/p/@id"], ["p/@id"]),
        ("standard/*", ["standard/version"], ["standard", "standard/a/b"]),
    ],
)
def test_a_dropped_place_covers(place: str, covered: list[str], others: list[str]) -> None:
    rule = Dropped(place, "x")
    assert all(map(rule.covers, covered))
    assert not any(map(rule.covers, others))


def main() -> None:
    """Print how many values of each format were changed, and how many without effect."""
    influence.EVERY = True
    total: Counter[str] = Counter()
    print(f"{'format':16} {'files':>6} {'values':>7} {'silent':>7} {'dropped places':>15}")
    for name in READABLE:
        samples = [*shipped(REGISTRY.get(name)), *shared().get(name, ())]
        changed, without = influence_of(name, samples, 0)
        drops = len(REGISTRY.get(name).drops)
        print(f"{name:16} {len(samples):6} {changed:7} {len(without):7} {drops:15}")
        total += Counter(values=changed, silent=len(without))
        if "-v" in sys.argv:
            print(*(f"    {line}" for line in without), sep="\n")
    print(f"{'':16} {'':6} {total['values']:7} {total['silent']:7}")


if __name__ == "__main__":
    main()
