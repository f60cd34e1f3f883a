"""Diagnostics: one table of codes, records with a place, and a report that streams all, counts all,
and keeps the first few.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

import newsfmt
from newsfmt import Context, Report
from newsfmt.diagnostics import CODES, SEVERITIES, Diagnostic
from newsfmt.errors import Position

DOCUMENTED = """
read.encoding-guessed read.encoding-mismatch read.mojibake read.control-removed read.date-unparsed read.date-ambiguous read.zone-unknown
read.year-inferred read.no-date read.no-headline read.no-body read.preamble read.header-in-text read.duplicate-key read.unknown-key read.entity-unknown
read.element-ignored read.item-skipped read.invalid read.article-skipped
read.truncated read.trailing-text read.count-mismatch read.export-note write.field-lost write.node-flattened write.markup-lost
write.value-derived write.value-shortened write.value-changed write.embargo-lost plugin.failed
""".split()


def test_the_table_is_the_models() -> None:
    assert set(CODES) == set(DOCUMENTED)


@pytest.mark.parametrize("code", CODES)
def test_each_code_says_what_happened_and_what_to_do(code: str) -> None:
    entry = CODES[code]
    assert entry.severity in SEVERITIES
    assert entry.meaning.endswith(".")
    assert entry.cure.endswith(".")


def used() -> set[str]:
    """Every text in the package that looks like a code."""
    found: set[str] = set()
    for path in Path(newsfmt.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and node.value.startswith(("read.", "write.", "plugin."))
            ):
                found.add(node.value)
    return {text for text in found if (" " not in text and "-" in text) or text in CODES}


def test_no_code_is_used_that_is_not_in_the_table() -> None:
    assert used() <= set(CODES)


@pytest.mark.parametrize(
    "diagnostic, text",
    [
        (Diagnostic("read.no-date", "warning", "no date"), "no date [read.no-date]"),
        (
            Diagnostic("read.no-date", "warning", "no date", "a.txt"),
            "a.txt: no date [read.no-date]",
        ),
        (
            Diagnostic("read.no-date", "warning", "no date", "a.txt", 0, Position(3)),
            "a.txt:3: no date [read.no-date]",
        ),
        (
            Diagnostic("read.no-date", "warning", "no date", "a.txt", 0, Position(3, 4)),
            "a.txt:3:4: no date [read.no-date]",
        ),
        (
            Diagnostic(
                "write.field-lost", "loss", "no place", "a.txt", 2, Position(path="subjects[2]")
            ),
            "a.txt: subjects[2]: no place [write.field-lost]",
        ),
        (
            Diagnostic("read.unknown-key", "warning", "kept", None, 0, Position(3, path="$.x")),
            "3: $.x: kept [read.unknown-key]",
        ),
    ],
)
def test_texts(diagnostic: Diagnostic, text: str) -> None:
    assert str(diagnostic) == text


def test_as_plain_data() -> None:
    full = Diagnostic("read.no-date", "warning", "no date", "a.txt", 0, Position(3))
    assert json.loads(json.dumps(full.to_dict())) == {
        "code": "read.no-date", "severity": "warning", "message": "no date", "source": "a.txt", "index": 0, "position": {"line": 3},
    }  # fmt: skip


def test_a_report_streams_all_counts_all_and_keeps_the_first_few() -> None:
    seen: list[Diagnostic] = []
    report = Report(seen.append, keep=3)
    context = Context(name="a", report=report)
    for _ in range(10):
        context.warn("read.no-date", "no date")
    context.lost("write.field-lost", "byline")
    assert (len(seen), len(list(report))) == (11, 4)
    assert report.counts == {"read.no-date": 10, "write.field-lost": 1}
    assert report.severities == {"warning": 10, "loss": 1}
    assert not report.clean
    assert (
        repr(report)
        == "<Report: 0 articles, 0 failed, 0 skipped; read.no-date: 10, write.field-lost: 1>"
    )


def test_a_report_is_clean_with_information_alone() -> None:
    report = Report()
    Context(report=report).warn("write.value-derived", "derived")
    assert report.clean
    Context(report=report).warn("read.item-skipped", "skipped")
    assert (report.clean, report.skipped) == (False, 1)


# ---- codes of plugins
# ------------------------------------------------------------


@pytest.mark.parametrize("code", ["x.bureau.case-lost", "x.press-wire.2.odd", "x.a.b"])
def test_a_plugin_may_report_codes_of_its_own(code: str) -> None:
    context = Context(name="a.bpb", format="bureau")
    context.warn(code, "it is odd", at=3)
    context.lost(code, "headline", "the letter case is lost")
    context.lost(code, "headline", "it is written", severity="info")
    assert [(found.code, found.severity) for found in context.report] == [
        (code, "warning"),
        (code, "loss"),
        (code, "info"),
    ]
    assert str(context.report.kept[0]) == f"a.bpb:3: it is odd [{code}]"


@pytest.mark.parametrize(
    "code, near",
    [
        ("read.no-dat", "; did you mean 'read.no-date'?"),
        ("write.fieldlost", "; did you mean 'write.field-lost'?"),
        ("x.bureau", ""),
        ("x.Bureau.case", ""),
        ("x..case", ""),
        ("bureau.case-lost", ""),
        ("", ""),
    ],
)
def test_an_unknown_code_is_answered_with_the_nearest(code: str, near: str) -> None:
    said = f"there is no diagnostic {code!r}{near} (a plugin's own are named x.<format>.<name>)"
    with pytest.raises(ValueError, match="there is no diagnostic") as caught:
        Context().warn(code, "odd")
    assert str(caught.value) == said
    with pytest.raises(ValueError, match="there is no diagnostic") as caught:
        Context().lost(code, "headline")
    assert str(caught.value) == said


def test_a_note_of_an_export_is_for_information_and_cut_where_it_is_long() -> None:
    context = Context(name="a.txt")
    context.export_note("Terms:  ferry\n" + "x" * 5000, at=3)
    context.export_note(" \n")
    [entry] = context.report
    assert (entry.code, entry.severity) == ("read.export-note", "info")
    assert entry.message.startswith("the export says: Terms: ferry xxx")
    assert entry.message.endswith("x … and 1,013 characters more")
