"""The phrases that docs/explanation/words.md lists as hard to read stand nowhere in the code, its
messages and the pages.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORDS = ROOT / "docs" / "explanation" / "words.md"


def phrases() -> list[str]:
    """Return the phrases of the table on the page."""
    table = WORDS.read_text(encoding="utf-8").split("| not | but |\n| --- | --- |\n")[1]
    return [
        phrase.strip()
        for row in table.splitlines()
        if row.startswith("|")
        for phrase in row.split("|")[1].split(",")
    ]


def texts() -> list[Path]:
    """Return the modules and pages that users and developers read, without the tests."""
    roots = [ROOT / "newsfmt", ROOT / "docs", ROOT / "examples", *(ROOT / "plugins").iterdir()]
    return [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
        *(
            path
            for root in roots
            for suffix in ("*.py", "*.md")
            for path in sorted(root.rglob(suffix))
            if "tests" not in path.relative_to(ROOT).parts and path != WORDS
        ),
    ]


@pytest.mark.parametrize("phrase", phrases())
def test_phrase_stands_nowhere(phrase: str) -> None:
    words = f"[{phrase[0]}{phrase[0].upper()}]{phrase[1:]}".split()
    pattern = re.compile(r"\b" + r"\s+".join(words) + r"\b")
    places = [
        f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for path in texts()
        for text in [path.read_text(encoding="utf-8")]
        for match in pattern.finditer(text)
    ]
    assert places == []


def test_looks_at_modules_and_pages() -> None:
    names = {path.name for path in texts()}
    assert {"README.md", "_source.py", "words.md"} - names == {"words.md"}
    assert len(phrases()) > 15
