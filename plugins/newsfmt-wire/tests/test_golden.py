"""Golden pairs, both directions: each sample read, what was reported, and what is written of it
again.

``NEWSFMT_UPDATE_GOLDEN=1 pytest`` writes them anew.
"""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

pytest.importorskip(
    "newsfmt_wire", reason="newsfmt-wire is not installed: pip install -e plugins/newsfmt-wire"
)

import newsfmt_wire

import newsfmt

SAMPLES = Path(newsfmt_wire.__file__).parent / "samples"
GOLDEN = Path(__file__).parent / "golden"
UPDATE = os.environ.get("NEWSFMT_UPDATE_GOLDEN") == "1"
CASES = sorted(path for path in SAMPLES.glob("*/*") if path.suffix != ".json")


def _compare(path: Path, data: bytes) -> None:
    if UPDATE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert data == path.read_bytes()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_reading(path: Path) -> None:
    with newsfmt.read(path, format=path.parent.name) as reader:
        found = list(reader)
    told = [[diagnostic.code, diagnostic.index, diagnostic.message] for diagnostic in reader.report]
    articles = [json.loads(article.to_json()) for article in found]
    data = (
        json.dumps(
            {"articles": articles, "diagnostics": told}, ensure_ascii=False, indent=1
        ).encode()
        + b"\n"
    )
    _compare(GOLDEN / path.parent.name / f"{path.stem}.json", data)


@pytest.mark.parametrize(
    "path", [path for path in CASES if path.parent.name != "mbox"], ids=lambda path: path.name
)
def test_writing(path: Path) -> None:
    fmt = path.parent.name
    out = io.BytesIO()
    report = newsfmt.write(list(newsfmt.read(path, format=fmt)), out, format=fmt)
    told = [[diagnostic.code, diagnostic.index, str(diagnostic)] for diagnostic in report]
    _compare(GOLDEN / fmt / f"{path.stem}.written{path.suffix}", out.getvalue())
    _compare(
        GOLDEN / fmt / f"{path.stem}.written.json",
        json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n",
    )
    again = io.BytesIO()
    newsfmt.write(list(newsfmt.read(out.getvalue(), format=fmt)), again, format=fmt)
    assert again.getvalue() == out.getvalue()  # write, read, write: the same bytes
