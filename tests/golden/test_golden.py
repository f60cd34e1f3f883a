"""Every case of ``tests/golden/<format>/<case>/``: the file ``input.*`` is read and written again,
and what comes out is what the other files of the folder hold.

* ``article.json``: the articles, as an array of their JSON;
* ``output.*``: the bytes written in the same format; ``output,version=2.2.json`` with that option;
* ``diagnostics.json``: what reading reported, and what writing each output reported.

A bug report becomes a test in three steps: paste the file as ``input.*`` into a folder of its own,
run ``pytest tests/golden --update-golden``, and correct in ``article.json`` what is wrong. Outputs
are valid wherever the format has a validator. Texts are invented for this purpose.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import newsfmt
from newsfmt._registry import default_registry
from newsfmt.diagnostics import Report

HERE = Path(__file__).parent
CASES = sorted(source.parent for source in HERE.glob("*/*/input.*"))


def lines(report: Report, folder: Path) -> list[str]:
    """The entries of a report, without the path of the folder."""
    return [f"{entry.severity} {entry}".replace(f"{folder}/", "") for entry in report]


def options(output: Path) -> dict[str, str]:
    """The options of an output: those between the commas of its name."""
    pairs = output.name.removesuffix(output.suffix).split(",")[1:]
    return dict(pair.split("=", 1) for pair in pairs)


def outputs(folder: Path, source: Path) -> list[Path]:
    """The outputs of a case; a case that has none yet is written with no option."""
    return sorted(folder.glob("output*")) or [folder / f"output{source.suffix}"]


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def produced(folder: Path) -> dict[str, bytes]:
    """The files that the input of a case gives."""
    name = folder.parent.name
    [source] = folder.glob("input.*")
    with newsfmt.read(source, format=name, on_error="skip") as reader:
        articles = list(reader)
    diagnostics = {"read": lines(reader.report, folder)}
    files = {"article.json": as_json([json.loads(article.to_json()) for article in articles])}
    for output in outputs(folder, source):
        stream = io.BytesIO()
        report = newsfmt.write(articles, stream, format=name, options=options(output))
        diagnostics[output.name] = lines(report, folder)
        files[output.name] = stream.getvalue()
    return files | {"diagnostics.json": as_json(diagnostics)}


@pytest.mark.parametrize("folder", CASES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_golden(folder: Path, request: pytest.FixtureRequest) -> None:
    for name, data in produced(folder).items():
        path = folder / name
        if request.config.getoption("--update-golden"):
            path.write_bytes(data)
        assert path.read_bytes() == data, f"{path}; look at the difference, then --update-golden"


@pytest.mark.parametrize("folder", CASES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_outputs_are_valid(folder: Path) -> None:
    fmt = newsfmt.list_formats()[folder.parent.name]
    if fmt.validate is None:
        return
    validator = default_registry().validator(fmt)
    for output in folder.glob("output*"):
        assert list(validator(output.read_bytes(), newsfmt.Context(format=fmt.name))) == [], output


@pytest.mark.parametrize("folder", CASES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_an_output_without_a_loss_is_read_as_the_same_articles(folder: Path) -> None:
    name = folder.parent.name
    diagnostics = json.loads((folder / "diagnostics.json").read_bytes())
    articles = json.loads((folder / "article.json").read_bytes())
    for output in folder.glob("output*"):
        if not any(line.startswith("loss ") for line in diagnostics[output.name]):
            again = [json.loads(article.to_json()) for article in newsfmt.read(output, format=name)]
            assert [article | {"origin": None} for article in again] == [
                article | {"origin": None} for article in articles
            ]


def digest() -> str:
    """A hash of what all cases give, for comparing two processes."""
    files = [produced(folder) for folder in CASES]
    return hashlib.sha256(b"".join(data for case in files for data in case.values())).hexdigest()


def test_nothing_depends_on_the_order_of_a_set() -> None:
    program = f"import sys; sys.path.insert(0, {str(HERE)!r}); import test_golden as golden; print(golden.digest())"
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in range(4)
    }
    assert len(digests) == 1
