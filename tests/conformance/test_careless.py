"""Every check of the kit can fail: careless variants of a toy format fail the tests that watch for
their fault, the careful ones none.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from newsfmt import Registry
from newsfmt.errors import PluginError
from newsfmt.testing import (
    FormatConformance,
    OneByteStream,
    assert_round_trips,
    conformance_class,
    registry_with,
)

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
careless = importlib.import_module("careless")
SAMPLE, VARIANTS, Plugin = careless.SAMPLE, careless.VARIANTS, careless.Plugin
CAREFUL = [*(name for name, (_, _, tests) in VARIANTS.items() if not tests), "Slugwire"]
CARELESS = [name for name in VARIANTS if name not in CAREFUL]
RULES = sorted(name for name in dir(FormatConformance) if name.startswith("test_"))


def run(*arguments: str | Path, folder: Path) -> dict[str, dict[str, str]]:
    """The outcome of every test in a pytest of its own, by class and name: passed, failed or
    skipped.
    """
    report = folder / "report.xml"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "newsfmt.testing.plugin",
        f"--rootdir={HERE}",
        f"--junit-xml={report}",
        *map(str, arguments),
    ]
    done = subprocess.run(
        command,
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
        env={**os.environ, "PYTHONPATH": str(HERE)},
    )
    assert report.exists(), done.stdout + done.stderr
    outcomes: dict[str, dict[str, str]] = {}
    for case in ET.parse(report).iter("testcase"):
        outcome = (
            "failed"
            if case.find("failure") is not None or case.find("error") is not None
            else "skipped"
            if case.find("skipped") is not None
            else "passed"
        )
        outcomes.setdefault(case.get("classname", "").rpartition(".")[2].removeprefix("Test"), {})[
            case.get("name", "")
        ] = outcome
    return outcomes


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Of the careful ones every test, of the careless ones those that must fail: shrinking all that
    fails besides takes minutes.
    """
    file = str(HERE / "careless.py")
    chosen = [f"{file}::Test{name}" for name in CAREFUL] + [
        f"{file}::Test{name}::{test}" for name in CARELESS for test in VARIANTS[name][2]
    ]
    return run("-c", "/dev/null", *chosen, folder=tmp_path_factory.mktemp("careless"))


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", CAREFUL)
def test_a_careful_plugin_passes_every_test(name: str, outcomes: dict[str, dict[str, str]]) -> None:
    assert sorted(outcomes[name]) == RULES
    assert [test for test, outcome in outcomes[name].items() if outcome == "failed"] == []
    assert sum(outcome == "passed" for outcome in outcomes[name].values()) >= len(RULES) // 3


@pytest.mark.timeout(1200)
def test_the_careful_plugin_skips_nothing_but_its_golden_file(
    outcomes: dict[str, dict[str, str]],
) -> None:
    assert [test for test, outcome in outcomes["Careful"].items() if outcome == "skipped"] == [
        "test_golden_files_agree"
    ]


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", CARELESS)
def test_a_careless_plugin_fails_the_tests_that_watch_for_it(
    name: str, outcomes: dict[str, dict[str, str]]
) -> None:
    assert outcomes[name] == dict.fromkeys(VARIANTS[name][2], "failed")


@pytest.mark.parametrize("rule", RULES)
def test_every_check_can_fail(rule: str) -> None:
    assert any(rule in tests for _, _, tests in VARIANTS.values()), (
        f"no careless plugin shows that {rule} can fail"
    )


def test_update_golden_writes_the_file_and_it_agrees_then(tmp_path: Path) -> None:
    (tmp_path / "one.toy").write_bytes(SAMPLE)
    (tmp_path / "test_it.py").write_text(
        "from careless import Plugin\nfrom newsfmt.testing import FormatConformance, registry_with\n"
        "class TestIt(FormatConformance):\n    format_name = 'toy'\n    samples = 'one.toy'\n    registry = registry_with(Plugin({}))\n"
    )
    only = ("-c", "/dev/null", f"{tmp_path / 'test_it.py'}::TestIt::test_golden_files_agree")
    assert run(*only, folder=tmp_path)["It"] == {"test_golden_files_agree": "skipped"}
    assert run(*only, "--update-golden", folder=tmp_path)["It"] == {
        "test_golden_files_agree": "passed"
    }
    golden = json.loads((tmp_path / "one.json").read_text())
    assert [article["slugline"] for article in golden] == ["RATES", "FERRY"]
    assert all("origin" not in article for article in golden)
    assert run(*only, folder=tmp_path)["It"] == {"test_golden_files_agree": "passed"}
    (tmp_path / "one.json").write_text("[]")
    assert run(*only, folder=tmp_path)["It"] == {"test_golden_files_agree": "failed"}


def test_assert_round_trips() -> None:
    assert assert_round_trips("toy", SAMPLE, registry=registry_with(Plugin({}))).clean
    with pytest.raises(AssertionError, match=r"lost silently: slugline: 'RATES' came back as None"):
        assert_round_trips(
            "toy", SAMPLE, registry=registry_with(Plugin(VARIANTS["WithoutSlug"][0]))
        )
    with pytest.raises(AssertionError, match="2 articles were written, 1 came back"):
        assert_round_trips(
            "toy", SAMPLE + SAMPLE[:9], registry=registry_with(Plugin(VARIANTS["AllButLast"][0]))
        )


def test_registry_with() -> None:
    registry = registry_with(Plugin({}), Plugin({"name": "other"}))
    assert isinstance(registry, Registry)
    assert {"toy", "other", "json"} <= set(registry.formats())
    with pytest.raises(PluginError, match="newsfmt_formats"):
        registry_with(object())


def test_one_byte_stream() -> None:
    stream = OneByteStream(b"abc")
    assert not stream.seekable()
    assert [stream.read(10) for _ in range(4)] == [b"a", b"b", b"c", b""]
    assert OneByteStream(b"abc").read() == b"abc"


def test_conformance_class() -> None:
    made = conformance_class("dated-text", samples=[b"x"], examples=3)
    assert made.__name__ == "TestDatedText"
    assert (made.format_name, made.samples, made.examples) == ("dated-text", [b"x"], 3)
