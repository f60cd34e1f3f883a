"""The registry: built-ins and plugins through one hook; whatever a plugin does wrong is contained,
blamed by name, and costs nobody else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import threading
import types
from pathlib import Path
from typing import Any

import pytest

from newsfmt import Confidence, Format, Head, Registry, hookimpl
from newsfmt._registry import BUILTINS, default_registry
from newsfmt.errors import CannotReadError, CannotWriteError, PluginError, UnknownFormatError

STORY = b" date 2021-05-04 Bridge opens\n\nThe bridge opened on Tuesday."
WIRE = b"~~wire\nThe bridge opened."


def module(*formats: Format, name: str = "some_plugin") -> types.ModuleType:
    made = types.ModuleType(name)
    made.newsfmt_formats = hookimpl(lambda: list(formats), specname="newsfmt_formats")  # type: ignore[attr-defined]
    return made


def some(name: str = "some", **how: Any) -> Format:
    return Format(name=name, title=name.title(), **how)


# ---- in one process
# ------------------------------------------------------------


def test_the_built_ins_come_first_and_through_the_hook() -> None:
    registry = Registry(entry_points=False)
    assert list(registry.formats())[:3] == ["dated-text", "json", "jsonl"]
    loaded = [plugin.name.replace("-", "_") for plugin in registry.plugins()]
    assert loaded == [name for name in BUILTINS if name in loaded]
    assert set(loaded) >= {"dated_text", "json"}
    assert all(
        plugin.builtin and plugin.status == "ok" and plugin.formats for plugin in registry.plugins()
    )


def test_names_and_aliases_find_a_format() -> None:
    registry = Registry(entry_points=False)
    assert registry.get("TXT").name == registry.get(" dated-text ").name == "dated-text"
    assert registry.get("ndjson").name == "jsonl"


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(
        UnknownFormatError,
        match=r"there is no format 'jsonnl'; did you mean 'jsonl'\?$",
    ):
        Registry(entry_points=False).get("jsonnl")


def test_the_mapping_of_formats_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        Registry(entry_points=False).formats()["x"] = some()  # type: ignore[index]


def test_a_registry_of_its_own() -> None:
    registry = Registry([module(some(aliases=("other",)))], builtins=False, entry_points=False)
    assert list(registry.formats()) == ["some"]
    assert registry.owner("other").name == "some_plugin"


def test_reading_and_writing_must_be_there() -> None:
    registry = Registry([module(some())], entry_points=False)
    with pytest.raises(CannotReadError, match="some can be written but not read"):
        registry.parser(registry.get("some"))
    with pytest.raises(CannotWriteError, match="some can be read but not written"):
        registry.serializer(registry.get("some"))


def test_references_are_imported_on_first_use() -> None:
    registry = Registry([module(some(read="json:loads", write="json:no_such"))], entry_points=False)
    assert registry.parser(registry.get("some")) is json.loads  # type: ignore[comparison-overlap]
    with pytest.raises(
        PluginError, match="plugin some_plugin failed in write of some: AttributeError"
    ) as caught:
        registry.serializer(registry.get("some"))
    assert isinstance(caught.value.__cause__, AttributeError)


@pytest.mark.parametrize(
    "plugin, phase, said",
    [
        (types.ModuleType("empty"), "hook", "it has no @hookimpl function newsfmt_formats"),
        (
            module(some("json")),
            "formats",
            "the name 'json' of some_plugin is taken by json (newsfmt)",
        ),
        (
            module(some("jason", aliases=("txt",))),
            "formats",
            "the alias 'txt' of some_plugin is taken by dated-text (newsfmt)",
        ),
        (
            module(some(), some()),
            "formats",
            "the name 'some' of some_plugin is taken by some_plugin",
        ),
        (module(some("Some Format")), "formats", "'Some Format' is no name for a format"),
        (module("json"), "hook", "newsfmt_formats returned str, not Format"),  # type: ignore[arg-type]
    ],
)
def test_a_plugin_that_is_wrong_is_refused_whole(plugin: Any, phase: str, said: str) -> None:
    registry = Registry(entry_points=False)
    before = dict(registry.formats())
    with pytest.raises(PluginError) as caught:
        registry.add(plugin)
    assert caught.value.phase == phase
    assert said in str(caught.value)
    assert dict(registry.formats()) == before
    assert registry.plugins()[-1].status in {"failed", "name taken"}


def test_the_default_registry_is_one_for_all_threads() -> None:
    found: list[list[str]] = []
    registry = Registry()
    threads = [
        threading.Thread(target=lambda: found.append(list(registry.formats()))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({tuple(names) for names in found}) == 1
    assert default_registry() is default_registry()


def test_a_plugin_may_return_a_single_format_or_a_generator() -> None:
    one, several = types.ModuleType("one"), types.ModuleType("several")
    one.newsfmt_formats = hookimpl(lambda: some("a"), specname="newsfmt_formats")  # type: ignore[attr-defined]
    several.newsfmt_formats = hookimpl(
        lambda: (some(name) for name in "bc"), specname="newsfmt_formats"
    )  # type: ignore[attr-defined]
    assert list(Registry([one, several], builtins=False, entry_points=False).formats()) == [
        "a",
        "b",
        "c",
    ]


# ---- installed plugins, real processes
# ------------------------------------------------------------

IMPORTS = "from newsfmt import Article, Confidence, Format, hookimpl\nfrom newsfmt.slots import everything\n"
HOOK = """
def sniff(head):
    return Confidence.CERTAIN if head.data.startswith(b"~~") else Confidence.NO
def read(stream, context):
    yield Article.from_text(stream.read().decode(), headline="wire")
def write(articles, stream, context):
    for article in articles:
        stream.write(b"~~" + (article.headline or "").encode() + b"\\n")
@hookimpl
def newsfmt_formats():
    return [Format(name="wire", title="Wire", sniff=sniff, read=read, write=write, writes=everything)]
"""
GOOD = IMPORTS + HOOK
BROKEN = {
    "import": ("raise RuntimeError('no such thing')", "import", "RuntimeError: no such thing"),
    "missing": (
        "import no_such_module_at_all",
        "import",
        "ModuleNotFoundError: No module named 'no_such_module_at_all'",
    ),
    "syntax": ("def (:", "import", "SyntaxError"),
    "exit": ("import sys; sys.exit(7)", "import", "SystemExit: 7"),
    "hook": (
        IMPORTS + "@hookimpl\ndef newsfmt_formats():\n    return 1 / 0",
        "hook",
        "ZeroDivisionError",
    ),
    "none": (
        IMPORTS + "@hookimpl\ndef newsfmt_formats():\n    return None",
        "hook",
        "TypeError: 'NoneType'",
    ),
    "misspelt": (GOOD.replace("newsfmt_formats", "newsfmt_format"), "hook", "newsfmt_formats"),
    "arguments": (
        GOOD.replace("newsfmt_formats()", "newsfmt_formats(registry)"),
        "hook",
        "PluginValidationError",
    ),
    "reserved": (
        GOOD.replace('"wire"', '"json"'),
        "formats",
        "the name 'json' of bad (bad-dist 2.5) is taken by json (newsfmt)",
    ),
    "taken": (GOOD.replace('"wire"', '"good"'), "formats", "is taken by good (good-dist 1.0)"),
}


class Site:
    """A folder on PYTHONPATH with hand-made distributions, as pip would leave them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, name: str, code: str, *, version: str, distribution: str) -> None:
        (self.folder / f"{name}_plugin.py").write_text(textwrap.dedent(code))
        info = self.folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n\nName: nonsense\n"
        )
        (info / "entry_points.txt").write_text(
            f"[console_scripts]\nx = y:z\n\n[newsfmt]\n{name} = {name}_plugin\n"
        )

    def run(
        self, *arguments: object, input: bytes = b"", **env: str
    ) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "newsfmt", *map(str, arguments)]
        environment = {**os.environ, "PYTHONPATH": str(self.folder), **env}
        return subprocess.run(
            command, input=input, capture_output=True, timeout=60, env=environment, check=False
        )

    def plugins(self, **env: str) -> dict[str, dict[str, Any]]:
        rows = json.loads(self.run("plugins", "list", "--json", **env).stdout)
        return {row["name"]: row for row in rows if row["name"] in {"good", "bad"}}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path)
    made.install(
        "good",
        GOOD.replace('"wire"', '"good"').replace("~~", "++"),
        version="1.0",
        distribution="good-dist",
    )
    return made


def lines(output: bytes) -> list[str]:
    return output.decode().splitlines()


def test_an_installed_plugin_is_found_and_used(site: Site) -> None:
    assert site.plugins()["good"] == {
        "name": "good", "distribution": "good-dist", "version": "1.0", "formats": ["good"], "status": "ok", "phase": "", "error": "",
    }  # fmt: skip
    done = site.run("convert", "-", "-t", "good", input=STORY)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"++Bridge opens\n", b"")
    assert (
        json.loads(site.run("convert", "-", "-t", "json", input=b"++x").stdout)["headline"]
        == "good"
    )
    assert b"good (good-dist 1.0)" in site.run("formats", "good").stdout


@pytest.mark.parametrize("case", BROKEN)
def test_a_plugin_that_cannot_be_loaded_costs_nobody_else(case: str, site: Site) -> None:
    code, phase, reason = BROKEN[case]
    site.install(
        "bad", code, version="2.5", distribution="zz-bad-dist" if case == "taken" else "bad-dist"
    )
    row = site.plugins()["bad"]
    assert (row["status"], row["phase"]) == (
        "name taken" if phase == "formats" else "failed",
        phase,
    )
    assert reason in row["error"]
    done = site.run("convert", "-", "-t", "good", input=STORY)
    assert (done.returncode, done.stdout) == (0, b"++Bridge opens\n")
    [line] = [line for line in lines(done.stderr) if "plugin.failed" in line]
    assert line.startswith("warning: plugin bad (")
    assert line.endswith("[plugin.failed]")
    assert reason in line
    assert b"Traceback" not in done.stderr


def test_a_failed_plugin_is_part_of_the_answer_when_its_format_is_asked_for(site: Site) -> None:
    site.install("bad", BROKEN["import"][0], version="2.5", distribution="bad-dist")
    done = site.run("convert", "-", "-t", "wire", input=STORY)
    assert (done.returncode, done.stdout) == (2, b"")
    assert (
        "these plugins failed: bad (bad-dist 2.5): RuntimeError: no such thing"
        in done.stderr.decode()
    )


RUNNING = {
    "sniff raises": (
        GOOD.replace(
            'return Confidence.CERTAIN if head.data.startswith(b"~~") else Confidence.NO',
            "return head.data[10**6]",
        ),
        "sniff",
    ),
    "sniff exits": (
        GOOD.replace(
            'return Confidence.CERTAIN if head.data.startswith(b"~~") else Confidence.NO',
            "raise SystemExit(5)",
        ),
        "sniff",
    ),
    "sniff answers nonsense": (
        GOOD.replace(
            'return Confidence.CERTAIN if head.data.startswith(b"~~") else Confidence.NO',
            "return 'sure'",
        ),
        "sniff",
    ),
}


@pytest.mark.parametrize("case", RUNNING)
def test_a_sniffer_that_fails_counts_as_no(case: str, site: Site) -> None:
    site.install("bad", RUNNING[case][0], version="2.5", distribution="bad-dist")
    done = site.run("convert", "-", "-t", "jsonl", input=STORY)
    assert done.returncode == 0
    assert json.loads(done.stdout)["origin"]["format"] == "dated-text"
    [line] = lines(done.stderr)
    assert line.startswith("warning: plugin bad (bad-dist 2.5) failed in sniff: ")
    assert (
        json.loads(site.run("convert", "-", "-f", "wire", "-t", "json", input=WIRE).stdout)[
            "headline"
        ]
        == "wire"
    )
    shown = site.run("detect", "-", input=STORY)
    assert (shown.returncode, shown.stdout) == (0, b"<stdin>: dated-text\n")
    assert [row for row in lines(shown.stderr) if "plugin.failed" in row] == [line]


@pytest.mark.parametrize("answer", ["head.data[10**6]", "exit(5)", "5"])
def test_a_version_that_fails_costs_the_version_alone(answer: str) -> None:
    plugin = types.ModuleType("bad")
    exec(
        GOOD.replace('title="Wire"', f'title="Wire", version=lambda head: {answer}'),
        plugin.__dict__,
    )
    registry = Registry(plugins=[plugin], entry_points=False)
    fmt = registry.get("wire")
    assert registry.version(fmt, Head(WIRE)) == ""
    [failed] = registry.failures()
    assert failed.phase == "version"
    assert registry.get("wire") is fmt


def test_a_version_is_one_short_line() -> None:
    plugin = types.ModuleType("odd")
    exec(
        GOOD.replace('title="Wire"', 'title="Wire", version=lambda head: " 2\\n1 " + "x" * 100'),
        plugin.__dict__,
    )
    registry = Registry(plugins=[plugin], entry_points=False)
    assert registry.version(registry.get("wire"), Head(WIRE)) == "2 1 " + "x" * 36
    assert registry.version(registry.get("dated-text"), Head(b"x")) == ""


YIELD = 'yield Article.from_text(stream.read().decode(), headline="wire")'
READERS = {
    "raises": ("raise KeyError('x')\n    yield", "KeyError: 'x'"),
    "raises after one": (YIELD + "\n    [][0]", "IndexError"),
    "exits": ("raise SystemExit(9)\n    yield", "SystemExit: 9"),
    "dicts": ('yield {"headline": "x"}', "TypeError: it gave dict, not Article"),
    "returns None": ("return None", "TypeError: 'NoneType' object is not iterable"),
    "returns a number": ("return 5", "TypeError: 'int' object is not iterable"),
    "opens another file": ("open('/no/such/file')\n    yield", "FileNotFoundError"),
    "recursion": ("read(stream, context).__next__()\n    yield", "RecursionError"),
    "warns of a code that is none": (
        "context.warn('no.such', 'x')\n    yield",
        "ValueError: there is no diagnostic 'no.such'",
    ),
}


@pytest.mark.parametrize("case", READERS)
def test_a_reader_that_fails_is_blamed_and_the_other_inputs_come_out(
    case: str, site: Site, tmp_path: Path
) -> None:
    code, reason = READERS[case]
    site.install("bad", GOOD.replace(YIELD, code), version="2.5", distribution="bad-dist")
    wire, story = tmp_path / "a.wire", tmp_path / "b.txt"
    wire.write_bytes(WIRE)
    story.write_bytes(STORY)
    done = site.run("convert", wire, story, "-t", "jsonl")
    assert done.returncode == 1
    assert json.loads(lines(done.stdout)[-1])["headline"] == "Bridge opens"
    [line] = lines(done.stderr)
    assert line.startswith(
        f"error: {wire}: plugin bad (bad-dist 2.5) failed in read of wire: {reason}"
    )
    assert line.endswith("this is a fault of the format's code, not of the input")


def test_a_reader_without_end_is_stopped_by_a_limit(site: Site) -> None:
    code = GOOD.replace(YIELD, "while True:\n        yield Article(headline='again')")
    site.install("bad", code, version="2.5", distribution="bad-dist")
    done = site.run("convert", "-", "-t", "jsonl", "--limit", "articles=50", input=WIRE)
    assert (done.returncode, done.stdout.count(b"\n")) == (1, 50)
    assert "the number of articles passes the limit articles=50" in done.stderr.decode()


WRITERS = {
    "raises": ("raise KeyError('x')", "KeyError: 'x'"),
    "raises in the middle": (
        "stream.write(b'half'); next(iter(articles)).no_such",
        "AttributeError",
    ),
    "writes text": ("stream.write('text')", "TypeError"),
    "exits": ("raise SystemExit(9)", "SystemExit: 9"),
}


@pytest.mark.parametrize("case", WRITERS)
def test_a_writer_that_fails_is_blamed_and_leaves_nothing(
    case: str, site: Site, tmp_path: Path
) -> None:
    code, reason = WRITERS[case]
    site.install(
        "bad",
        GOOD.replace("for article in articles:", f"{code}\n    for article in articles:"),
        version="2.5",
        distribution="bad-dist",
    )
    out = tmp_path / "out"
    out.mkdir()
    done = site.run("convert", "-", "-t", "wire", "-o", out / "x.wire", input=STORY)
    assert (done.returncode, list(out.iterdir())) == (1, [])
    [line] = lines(done.stderr)
    assert line.startswith(f"newsfmt: plugin bad (bad-dist 2.5) failed in write of wire: {reason}")


def test_two_plugins_that_are_certain_are_an_ambiguity_with_both_names(site: Site) -> None:
    site.install("bad", GOOD.replace("~~", "++"), version="2.5", distribution="bad-dist")
    done = site.run("convert", "-", "-t", "json", input=b"++x")
    assert done.returncode == 1
    assert lines(done.stderr) == ["error: <stdin>: could be wire or good; name one with --from"]
    assert site.run("convert", "-", "-f", "good", "-t", "json", input=b"++x").returncode == 0


# ---- switching plugins off, and on from a file
# ------------------------------------------------------------


@pytest.mark.parametrize(
    "value, off",
    [
        ("good", True),
        ("good-dist", True),
        ("*", True),
        ("other,goo*", True),
        ("other", False),
        ("", False),
    ],
)
def test_plugins_can_be_disabled_by_the_environment(value: str, off: bool, site: Site) -> None:
    row = site.plugins(NEWSFMT_DISABLE_PLUGINS=value)["good"]
    assert (row["status"], row["formats"]) == (("disabled", []) if off else ("ok", ["good"]))
    assert site.run(
        "convert", "-", "-t", "good", input=STORY, NEWSFMT_DISABLE_PLUGINS=value
    ).returncode == (2 if off else 0)


def test_no_plugins(site: Site) -> None:
    done = site.run("convert", "-", "-t", "good", "--no-plugins", input=STORY)
    assert (done.returncode, done.stdout) == (2, b"")
    assert site.run("convert", "-", "-t", "json", "--no-plugins", input=STORY).returncode == 0


NAMED = [
    ("convert", "-", "--from", "dated-text", "--to", "json"),
    ("convert", "-", "--from", "dated-text", "--to", "newsml-g2"),
    ("formats", "nitf"),
    ("--version",),
    ("schema",),
]


@pytest.mark.parametrize("arguments", NAMED, ids=" ".join)
def test_nothing_of_a_plugin_is_imported_where_built_ins_are_named(
    arguments: tuple[str, ...], site: Site, tmp_path: Path
) -> None:
    mark = tmp_path / "imported"
    site.install(
        "bad", f"open({str(mark)!r}, 'a').close()\n{GOOD}", version="2.5", distribution="bad-dist"
    )
    assert site.run(*arguments, input=STORY).returncode == 0
    assert not mark.exists()
    assert (
        site.run("convert", "-", "--to", "json", input=STORY).returncode == 0
    )  # what has to be recognised asks every plugin
    assert mark.exists()


def test_a_plugin_from_a_file(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "my-own format.py"
    path.write_text(GOOD)
    done = site.run("convert", "-", "-t", "json", "--plugin", path, input=WIRE)
    assert (done.returncode, json.loads(done.stdout)["headline"]) == (0, "wire")
    assert (
        site.run("convert", "-", "-t", "wire", "--no-plugins", "--plugin", path, input=STORY).stdout
        == b"~~Bridge opens\n"
    )
    assert str(path) in site.run("plugins", "list", "--plugin", path).stdout.decode()


def test_two_files_of_one_name_do_not_mix(site: Site, tmp_path: Path) -> None:
    paths = [tmp_path / folder / "mine.py" for folder in "ab"]
    for path, name in zip(paths, ("one", "two"), strict=True):
        path.parent.mkdir()
        path.write_text(GOOD.replace('"wire"', f'"{name}"').replace("~~", f"~{name}"))
    done = site.run("formats", "--plugin", paths[0], "--plugin", paths[1])
    assert {"one", "two"} <= {line.split()[0] for line in lines(done.stdout)}


@pytest.mark.parametrize("case", BROKEN)
def test_a_file_that_fails_is_a_wrong_command_line(case: str, site: Site, tmp_path: Path) -> None:
    path = tmp_path / "broken.py"
    path.write_text(BROKEN[case][0])
    if case == "taken":
        pytest.skip("no installed plugin is loaded before a file")
    done = site.run("convert", "-", "-t", "json", "--plugin", path, input=STORY)
    assert (done.returncode, done.stdout) == (2, b"")
    [line] = lines(done.stderr)
    assert line.startswith(f"newsfmt: --plugin: plugin {path} failed in {BROKEN[case][1]}: ")


def test_the_list_of_plugins_for_a_person(site: Site) -> None:
    site.install("bad", BROKEN["import"][0], version="2.5", distribution="bad-dist")
    rows = lines(site.run("plugins", "list").stdout)
    assert rows[0].split() == ["name", "distribution", "formats", "status"]
    assert any(row.split() == ["good", "good-dist", "1.0", "good", "ok"] for row in rows)
    assert any(row.endswith("failed: RuntimeError: no such thing") for row in rows)


def test_confidence_may_be_a_plain_number() -> None:
    from newsfmt import detect

    registry = Registry(
        [module(some(read="json:loads", sniff=lambda head: 3))], builtins=False, entry_points=False
    )  # type: ignore[arg-type,return-value]
    assert detect(b"x", registry=registry)[0].confidence is Confidence.CERTAIN
