"""``newsfmt plugins check``: a careful plugin passes, a careless one is told what fails; and it is
the kit that says so, as in pytest.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO
from xml.etree import ElementTree as ET

import pytest

from newsfmt import Article, Confidence, Context, Format, Head, Registry, hookimpl, prose
from newsfmt.cli import check
from newsfmt.errors import UnknownFormatError
from newsfmt.testing import FormatConformance, registry_with

RULES = [
    name.removeprefix("test_").replace("_", " ")
    for name in vars(FormatConformance)
    if name.startswith("test_")
]
SAMPLE = b">>RATES|Rates held\nThe bank held its rate.\n>>FERRY|Night ferry stops\nThe last boat sails.\n"


def sniff(head: Head) -> Confidence:
    return Confidence.CERTAIN if head.data.startswith(b">>") else Confidence.NO


def careless_sniff(head: Head) -> Confidence:
    return Confidence.CERTAIN if head.data[0] == ord(">") else Confidence.NO


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    preamble, *blocks = prose.decode(stream.read(), context).split(">>")
    if preamble.strip() or not blocks:
        raise context.error("it does not begin with >>")
    for block in blocks:
        slug, _, rest = block.partition("|")
        headline, _, text = rest.partition("\n")
        yield Article.from_text(text, headline=headline, slugline=slug)


def careless_read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    for block in stream.read().decode().split(">>")[1:]:
        yield Article.from_text("", headline=block.split("|")[1])


def leaving_read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    sys.exit(7)
    yield Article()


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes a plugin object with a sample in a package of its own."""
    package = tmp_path / "sundkit"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "a.sundkit").write_bytes(SAMPLE)
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    sys.modules.pop("sundkit", None)

    def make(**changes: Any) -> Any:
        facts: dict[str, Any] = {
            "name": "sundkit",
            "title": "Sund",
            "sniff": sniff,
            "read": read,
            "streams": False,
            "samples": "sundkit:a.sundkit",
        }
        return SimpleNamespace(newsfmt_formats=hookimpl(lambda: [Format(**{**facts, **changes})]))

    return make


def outcomes(registry: Registry) -> dict[str, str]:
    return {result.rule: result.outcome for result in check.check("sundkit", registry)}


def test_a_careful_plugin_fails_nothing(plugin: Any) -> None:
    results = list(check.check("sundkit", registry_with(plugin())))
    assert [result.rule for result in results] == RULES
    assert [result for result in results if result.outcome == "failed"] == []
    assert {result.rule: result.reason for result in results if result.outcome == "skipped"}[
        "any article can be written"
    ] == "sundkit cannot be written"
    assert all(not result.reason for result in results if result.outcome == "passed")


def test_a_careless_plugin_is_told_what_fails(plugin: Any) -> None:
    results = list(
        check.check("sundkit", registry_with(plugin(sniff=careless_sniff, read=careless_read)))
    )
    failed = {result.rule: result.reason for result in results if result.outcome == "failed"}
    assert list(failed) == [
        "sniff survives any prefix",
        "sniff survives any bytes",
        "sniff is certain of nothing else",
        "sniff gives the same answer twice",
        "truncated input raises only ParseError",
        "mutated input raises only ParseError",
        "any bytes raise only ParseError",
        "every value has influence",
    ]
    assert failed["sniff survives any prefix"].startswith("the sniffer raised IndexError")
    assert failed["truncated input raises only ParseError"].startswith(
        "the reader raised IndexError"
    )
    lines = [check.row(result) for result in results]
    assert (
        check.total(results)
        == f"{len(RULES) - len(failed) - 17} passed, {len(failed)} failed, 17 skipped"
    )
    assert any(
        line.startswith("failed   sniff survives any prefix: the sniffer raised IndexError")
        for line in lines
    )
    assert all("\n" not in line and len(line) < 500 for line in lines)


def test_a_plugin_that_ends_the_run_or_has_no_samples_does_not_end_the_check(plugin: Any) -> None:
    leaving = outcomes(registry_with(plugin(read=leaving_read)))
    assert leaving["reads at least one article"] == "failed"
    assert list(leaving) == RULES
    bare = outcomes(registry_with(plugin(samples=())))
    assert bare["samples are given"] == "failed"


def test_samples_can_be_given(plugin: Any, tmp_path: Path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "b.sundkit").write_bytes(SAMPLE)
    registry = registry_with(plugin(samples=()))
    wanted = {"samples are given", "reads at least one article"}
    for sample in (folder / "b.sundkit", folder):
        found = {}
        for result in check.check("sundkit", registry, [str(sample)]):
            if result.rule in wanted:
                found[result.rule] = result.outcome
            if len(found) == len(wanted):
                break
        assert found == dict.fromkeys(wanted, "passed")


def test_what_no_rule_looked_at_is_said() -> None:
    skipped = check.Result("golden files agree", "skipped", "no sample has a .json beside it")
    assert check.unchecked([skipped]).startswith("not checked: whether each value of the samples")
    assert check.unchecked([check.Result("golden files agree", "passed")]) == ""


def test_it_says_what_pytest_says(plugin: Any, tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        f"import sys\nsys.path[:0] = [{str(Path(__file__).parent)!r}, {str(tmp_path)!r}]\n"
        "from types import SimpleNamespace\nimport test_check as t\nfrom newsfmt.testing import FormatConformance, registry_with\n"
        "FORMAT = t.Format(name='sundkit', title='Sund', sniff=t.careless_sniff, read=t.careless_read, streams=False, samples='sundkit:a.sundkit')\n"
        "class TestIt(FormatConformance):\n    format_name = 'sundkit'\n"
        "    registry = registry_with(SimpleNamespace(newsfmt_formats=t.hookimpl(lambda: [FORMAT])))\n"
    )
    report = tmp_path / "report.xml"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-c",
        "/dev/null",
        f"--rootdir={tmp_path}",
        f"--junit-xml={report}",
        str(tmp_path / "test_it.py"),
    ]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False
    )
    assert report.exists(), done.stdout + done.stderr
    theirs = {}
    for case in ET.parse(report).iter("testcase"):
        rule = case.get("name", "").removeprefix("test_").replace("_", " ")
        theirs[rule] = (
            "failed"
            if case.find("failure") is not None
            else "skipped"
            if case.find("skipped") is not None
            else "passed"
        )
    assert outcomes(registry_with(plugin(sniff=careless_sniff, read=careless_read))) == theirs


def test_nothing_is_left_in_the_folder(
    plugin: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    outcomes(registry_with(plugin()))
    assert list(empty.iterdir()) == []


def test_a_built_in_can_be_checked_too() -> None:
    first = next(check.check("json", Registry(entry_points=False)))
    assert first == check.Result("it is registered", "passed")


def test_an_unknown_format_is_said_at_the_call() -> None:
    with pytest.raises(UnknownFormatError, match="there is no format 'sundkit'"):
        check.check("sundkit", Registry(entry_points=False))


def test_without_the_kits_packages_one_sentence_says_what_to_install() -> None:
    program = (
        "import sys\nsys.modules['{}'] = None\nfrom newsfmt import Registry, NewsfmtError\nfrom newsfmt.cli import check\n"
        "try: check.check('json', Registry(entry_points=False))\nexcept NewsfmtError as error: print(error)"
    )
    for package in ("pytest", "hypothesis"):
        done = subprocess.run(
            [sys.executable, "-c", program.format(package)],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert (
            done.stdout
            == f"checking a format needs the package {package}; pip install pytest hypothesis\n"
        )


# ---- the formats a name stands for
# ------------------------------------------------------------


def distribution(folder: Path, name: str, module: str, text: str) -> None:
    """An installed distribution with one entry point of the same name."""
    about = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[newsfmt]\n{module} = {module}\n")
    (folder / f"{module}.py").write_text(text)


def test_a_name_is_a_format_a_plugin_or_a_distribution(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = "from newsfmt import Format, hookimpl\n@hookimpl\ndef newsfmt_formats():\n    return [Format(name=n, title=n) for n in ('kitone', 'kittwo')]\n"
    distribution(tmp_path, "sund-kits", "sundkits", two)
    distribution(tmp_path, "sund-broken", "sundbroken", "1 / 0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    registry = Registry()
    assert check.formats_of("kittwo", registry) == ("kittwo",)
    assert check.formats_of("sundkits", registry) == ("kitone", "kittwo")
    assert check.formats_of("sund-kits", registry) == ("kitone", "kittwo")
    with pytest.raises(
        UnknownFormatError,
        match=r"plugin sundbroken \(sund-broken 1\.0\) failed in import: ZeroDivisionError",
    ):
        check.formats_of("sund-broken", registry)
    with pytest.raises(UnknownFormatError, match="there is no format 'sundnothing'"):
        check.formats_of("sundnothing", registry)
    monkeypatch.setenv("NEWSFMT_DISABLE_PLUGINS", "sundkits")
    with pytest.raises(UnknownFormatError, match=r"plugin sundkits \(sund-kits 1\.0\) is disabled"):
        check.formats_of("sundkits", Registry())
