"""Files that are no articles are refused by their kind, and prose never is: both as data, in
recognition/foreign.cases and recognition/prose.cases.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

import newsfmt
from newsfmt import Registry
from newsfmt.errors import UnknownFormatError

CASES = Path(__file__).parent / "recognition"
MARK = re.compile(r"^%%%% (.*)\n", re.MULTILINE)


class Case(NamedTuple):
    """One file: what is said of it, its name, its content."""

    label: str
    name: str
    text: str


def cases(name: str) -> list[Case]:
    """The cases of a file: each begins with a line ``%%%% what | name``."""
    parts = MARK.split((CASES / name).read_text(encoding="utf-8"))[1:]
    found = []
    for head, text in zip(parts[::2], parts[1::2], strict=True):
        label, _, file = head.partition(" | ")
        found.append(Case(label, file, text))
    return found


FOREIGN = cases("foreign.cases")
PROSE = cases("prose.cases")
BARE = Registry(entry_points=False)


def name_of(case: Case) -> str:
    return f"{case.label}: {case.name or case.text[:30]!r}"


@pytest.mark.parametrize("case", FOREIGN, ids=name_of)
def test_a_foreign_file_is_refused_and_its_kind_is_named(case: Case) -> None:
    data = case.text.encode()
    for registry in (BARE, Registry()):
        if not newsfmt.detect(data, name=case.name, registry=registry):
            with pytest.raises(UnknownFormatError, match=re.escape(case.label)) as caught:
                newsfmt.read(data, name=case.name, registry=registry)
            assert caught.value.kind
        else:  # by newsfmt-wire alone
            assert registry is not BARE
            assert case.label in {"e-mail", "mailbox"}


@pytest.mark.parametrize("case", FOREIGN, ids=name_of)
def test_without_its_name_it_is_no_article_of_a_folder(case: Case) -> None:
    for name in ("story.txt", "story", None):
        matches = newsfmt.detect(case.text.encode(), name=name, registry=BARE)
        assert all(match.unsure for match in matches)


@pytest.mark.parametrize("case", PROSE, ids=name_of)
def test_prose_is_read_whatever_its_name_and_encoding(case: Case) -> None:
    for name in ("story.txt", "story", "Interview with J.R", None):
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            for text in (case.text, case.text.replace("\n", "\r\n")):
                found = newsfmt.detect(text.encode(encoding), name=name)
                assert [match.format for match in found] == ["dated-text"]


def test_there_are_enough_of_both() -> None:
    assert len({case.label for case in FOREIGN}) >= 60
    assert len(PROSE) >= 150
