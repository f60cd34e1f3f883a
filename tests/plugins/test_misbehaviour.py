"""What a plugin does to the process does not become our fault: everything else is converted, what
comes out is articles alone, and the plugin is named.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import newsfmt
from newsfmt import Registry
from newsfmt.article import Article
from newsfmt.errors import PluginError, SerializeError

from .conftest import Command, Plugin, stories

NEWSML_1 = Path(__file__).parents[2] / "newsfmt/formats/newsml_1/samples"
STORY = b" date 2021-05-04 Bridge opens\n\nIt opened.\n"

WRITER = """
from newsfmt.slots import everything

def write(articles, stream, context):
    for article in articles:
        {does}
        stream.write(b"%%\\n" + article.headline.encode() + b"\\n")

@hookimpl
def newsfmt_formats():
    return [Format(name="percents", title="Percents", extensions=("pct",), sniff=sniff, read=read, write=write, split=split, writes=everything)]
"""

PLACES = {
    "import": "{does}\n",
    "sniff": """
sniffer = sniff
def sniff(head):
    {does}
    return sniffer(head)
""",
    "read": """
reader = read
def read(stream, context):
    {does}
    yield from reader(stream, context)
    {does}
""",
}
DOES = {
    "folder": ("import os; os.chdir('/')", "it changed the working folder to '/'"),
    "recursion": ("import sys; sys.setrecursionlimit(120)", "it changed the recursion limit to 120"),
}  # fmt: skip


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder with the plugin's format between others."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(STORY)
    (folder / "b.pct").write_bytes(stories(3))
    for path in sorted(NEWSML_1.iterdir()):
        (folder / f"c-{path.name}").write_bytes(path.read_bytes())
    (folder / "z.pct").write_bytes(stories(2))
    return folder


def changed(plugin: Plugin, place: str, what: str) -> tuple[Path, str]:
    does, said = DOES[what]
    return plugin(PLACES[place].replace("{does}", does)), said


@pytest.mark.parametrize("what", DOES)
@pytest.mark.parametrize("place", ["import", "sniff", "read"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_batch_goes_on_in_its_folder_and_names_the_plugin(
    place: str, what: str, jobs: int, plugin: Plugin, mixed: Path, newsfmt_command: Command
) -> None:
    path, said = changed(plugin, place, what)
    done = newsfmt_command(
        "convert", "in", "--plugin", path.name, "-t", "jsonl", "-o", "out.jsonl", "--jobs", jobs
    )
    assert done.returncode == 0, done.stderr.decode()
    files = len(list(mixed.iterdir()))
    assert f"{files} found = {files} converted + 0 skipped + 0 failed".encode() in done.stderr
    rows = [json.loads(row) for row in (mixed.parent / "out.jsonl").read_bytes().splitlines()]
    assert [row["headline"] for row in rows][:4] == [
        "Bridge opens", "Ferry 0 stops", "Ferry 1 stops", "Ferry 2 stops",
    ]  # fmt: skip
    assert f"plugin pct.py misbehaved: {said}".encode() in done.stderr


@pytest.mark.parametrize("what", DOES)
@pytest.mark.parametrize("place", ["import", "sniff", "read"])
def test_files_one_after_the_other_go_on_in_their_folder(
    place: str, what: str, plugin: Plugin, mixed: Path, newsfmt_command: Command
) -> None:
    path, said = changed(plugin, place, what)
    inputs = [f"in/{file.name}" for file in sorted(mixed.iterdir())]
    done = newsfmt_command(
        "convert", *inputs, "--plugin", path.name, "-t", "json", "-o", "out.json"
    )
    assert done.returncode == 0, done.stderr.decode()
    assert len(json.loads((mixed.parent / "out.json").read_bytes())) >= 7
    assert f"plugin pct.py misbehaved: {said}".encode() in done.stderr


@pytest.mark.parametrize("split", [False, True])
def test_outputs_of_one_input_go_where_they_were_asked_for(
    split: bool, plugin: Plugin, tmp_path: Path, newsfmt_command: Command
) -> None:
    path, _ = changed(plugin, "read", "folder")
    (tmp_path / "b.pct").write_bytes(stories(3))
    more = ["--split"] if split else []
    done = newsfmt_command("convert", "b.pct", "--plugin", path, "-t", "nitf", "-o", "out/", *more)
    assert done.returncode == 0, done.stderr.decode()
    assert len(list((tmp_path / "out").glob("*.nitf")) + list((tmp_path / "out").glob("*.xml"))) == 3  # fmt: skip


def test_a_changed_recursion_limit_is_put_back_in_a_program(plugin: Plugin) -> None:
    path, said = changed(plugin, "read", "recursion")
    registry = Registry(files=[path], entry_points=False)
    before = sys.getrecursionlimit()
    with newsfmt.read(stories(2), registry=registry) as reader:
        next(reader)
        assert sys.getrecursionlimit() == before
        sys.setrecursionlimit(before + 50)  # the program's own change is none of the plugin's
        list(reader)
        assert sys.getrecursionlimit() == before + 50
    sys.setrecursionlimit(before)
    assert [fault.failure for fault in registry.failures()] == [f"plugin {path} misbehaved: {said}"]
    assert reader.report.counts == {"plugin.failed": 1}


# ---- what is printed
# ------------------------------------------------------------

PRINTS = {
    "print": "print('LOUD')",
    "stdout": "import sys; sys.stdout.write('LOUD\\n'); sys.stdout.flush()",
    "system": "import os; os.write(1, b'LOUD\\n')",
    "program": "import subprocess, sys; subprocess.run([sys.executable, '-c', \"print('LOUD')\"])",
}


@pytest.mark.parametrize("how", PRINTS)
@pytest.mark.parametrize("place", ["import", "sniff", "read"])
@pytest.mark.parametrize("target", ["jsonl", "json"])
def test_what_a_plugin_prints_is_never_among_the_articles(
    how: str, place: str, target: str, plugin: Plugin, tmp_path: Path, newsfmt_command: Command
) -> None:
    if place == "import" and how in ("system", "program"):
        pytest.skip("a plugin is loaded before standard output is the articles' alone")
    path = plugin(PLACES[place].replace("{does}", PRINTS[how]))
    (tmp_path / "b.pct").write_bytes(stories(3))
    done = newsfmt_command("convert", "b.pct", "--plugin", path, "-t", target)
    assert done.returncode == 0, done.stderr.decode()
    assert b"LOUD" not in done.stdout
    assert b"LOUD" in done.stderr
    assert done.stdout.count(b'"Ferry') == 3


@pytest.mark.parametrize("how", PRINTS)
@pytest.mark.parametrize("jobs", [1, 2])
def test_what_a_plugin_prints_in_a_batch_is_never_among_the_articles(
    how: str, jobs: int, plugin: Plugin, mixed: Path, newsfmt_command: Command
) -> None:
    path = plugin(PLACES["read"].replace("{does}", PRINTS[how]))
    done = newsfmt_command("convert", "in", "--plugin", path, "-t", "jsonl", "--jobs", jobs)
    assert done.returncode == 0, done.stderr.decode()
    for row in done.stdout.splitlines():
        json.loads(row)
    assert b"LOUD" in done.stderr


def test_what_a_writer_prints_is_never_among_the_articles(
    plugin: Plugin, tmp_path: Path, newsfmt_command: Command
) -> None:
    path = plugin(hook=WRITER.replace("{does}", "print('LOUD'); import os; os.write(1, b'LOUD')"))
    (tmp_path / "b.pct").write_bytes(stories(2))
    done = newsfmt_command("convert", "b.pct", "--plugin", path, "-t", "percents")
    assert done.stdout == b"%%\nFerry 0 stops\n%%\nFerry 1 stops\n"
    assert done.stderr.count(b"LOUD") == 4


@pytest.mark.parametrize(
    "command",
    [
        ("detect", "--json", "b.pct"),
        ("formats",),
        ("inspect", "b.pct"),
        ("scan", "--json", "b.pct"),
        ("plugins", "list", "--json"),
    ],
)
def test_other_commands_print_results_alone(
    command: tuple[str, ...], plugin: Plugin, tmp_path: Path, newsfmt_command: Command
) -> None:
    loud = "".join(PLACES[place].replace("{does}", "print('LOUD')") for place in PLACES)
    path = plugin(loud)
    (tmp_path / "b.pct").write_bytes(stories(2))
    done = newsfmt_command(*command, "--plugin", path)
    assert done.returncode == 0, done.stderr.decode()
    assert b"LOUD" in done.stderr
    assert b"LOUD" not in done.stdout
    assert done.stdout


# ---- wrong types
# ------------------------------------------------------------

MISTYPED = """
reader = read
def read(stream, context):
    for article in reader(stream, context):
        object.__setattr__(article, "headline", 5)
        object.__setattr__(article, "body", ("loose text",))
        yield article
"""
SAID = (
    "failed in read of percents: TypeError: an article is not made of what belongs into it: "
    "headline: int where str | None belongs; body[0]: str where Block belongs"
)


@pytest.mark.parametrize("target", ["jsonl", "nitf", "newsml-g2"])
def test_wrong_types_are_blamed_on_the_reader(
    target: str, plugin: Plugin, mixed: Path, newsfmt_command: Command
) -> None:
    path = plugin(MISTYPED)
    done = newsfmt_command("convert", "in", "--plugin", path.name, "-t", target, "-o", "out/")
    assert done.returncode == 1
    assert done.stderr.count(f"plugin pct.py {SAID}".encode()) == 2
    assert b"of jsonl" not in done.stderr.replace(b"cannot be written as jsonl", b"")
    assert b"2 failed" in done.stderr


def test_wrong_types_are_blamed_on_the_reader_of_one_file(
    plugin: Plugin, tmp_path: Path, newsfmt_command: Command
) -> None:
    path = plugin(MISTYPED)
    (tmp_path / "b.pct").write_bytes(stories(2))
    done = newsfmt_command("convert", "b.pct", "--plugin", path, "-t", "json")
    assert (done.returncode, done.stdout) == (1, b"")
    assert f"plugin {path} {SAID}".encode() in done.stderr


def test_wrong_types_are_blamed_on_the_reader_in_a_program(plugin: Plugin, tmp_path: Path) -> None:
    registry = Registry(files=[plugin(MISTYPED)], entry_points=False)
    with pytest.raises(PluginError) as caught:
        newsfmt.convert(stories(1), tmp_path / "a.json", target_format="json", registry=registry)
    assert (caught.value.plugin, caught.value.phase) == (str(tmp_path / "pct.py"), "read")
    assert SAID in str(caught.value)


def test_wrong_types_of_the_callers_own_are_no_plugins_fault(tmp_path: Path) -> None:
    article = Article(headline="Ferry stops")
    object.__setattr__(article, "body", ("loose text",))
    with pytest.raises(SerializeError, match=r"body\[0\]: str where Block belongs") as caught:
        newsfmt.write(article, tmp_path / "a.json")
    assert caught.value.path == "body[0]"


def test_a_writer_that_fails_on_a_good_article_is_to_blame(plugin: Plugin, tmp_path: Path) -> None:
    path = plugin(hook=WRITER.replace("{does}", "{}['boom']"))
    registry = Registry(files=[path], entry_points=False)
    with pytest.raises(PluginError, match=r"pct.py failed in write of percents: KeyError: 'boom'"):
        newsfmt.convert(stories(1), tmp_path / "a", target_format="percents", registry=registry)


# ---- time
# ------------------------------------------------------------

SLOW = PLACES["sniff"].replace(
    "{does}",
    "import time; end = time.thread_time() + 0.15\n    while time.thread_time() < end: pass",
)
SLEEPY = PLACES["sniff"].replace("{does}", "import time; time.sleep(0.15)")


@pytest.mark.parametrize("command", [("detect", "a.txt"), ("convert", "a.txt", "-t", "json"), ("scan", "a.txt")])  # fmt: skip
def test_a_slow_sniffer_is_named(
    command: tuple[str, ...], plugin: Plugin, tmp_path: Path, newsfmt_command: Command
) -> None:
    (tmp_path / "a.txt").write_bytes(STORY)
    path = plugin(SLOW)
    done = newsfmt_command(*command, "--plugin", path.name)
    assert done.returncode == 0, done.stderr.decode()
    said = b"pct.py misbehaved: it looked at the beginning of an input for "
    assert done.stderr.count(said) == 1, done.stderr.decode()


def test_a_sniffer_that_only_waited_is_not_named(plugin: Plugin) -> None:
    """A machine that is busy with something else is no plugin's fault."""
    registry = Registry(files=[plugin(SLEEPY)], entry_points=False)
    newsfmt.read_one(STORY, registry=registry)
    assert registry.failures() == ()


def test_a_trace_shows_each_call_of_a_plugin(
    plugin: Plugin, mixed: Path, newsfmt_command: Command
) -> None:
    (mixed / "large.pct").write_bytes(stories(60, 1800))
    path = plugin(hook=WRITER.replace("{does}", "pass"))
    done = newsfmt_command(
        "convert", "in", "--plugin", path.name, "-t", "percents", "-o", "out/", "--jobs", 1,
        env={**os.environ, "NEWSFMT_TRACE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    calls = [row.split(maxsplit=6) for row in done.stderr.decode().splitlines() if row.startswith("newsfmt trace:")]  # fmt: skip
    assert all(float(call[2]) < 60 and call[3] == "s" for call in calls)
    shown = [tuple(call[4:]) for call in calls]
    assert ("import", "pct.py") in shown
    assert ("sniff", "percents", "in/a.txt") in shown
    assert ("read", "percents", "in/b.pct: gave 3") in shown
    assert ("write", "percents", "3 articles") in shown


def test_without_a_trace_nothing_is_shown(
    plugin: Plugin, mixed: Path, newsfmt_command: Command
) -> None:
    done = newsfmt_command("convert", "in", "--plugin", plugin(), "-t", "jsonl")
    assert b"trace" not in done.stderr


def test_a_sniffer_that_answers_true_is_named(plugin: Plugin) -> None:
    code = "def sniff(head):\n    return head.data.startswith(b'%%')\n"
    registry = Registry(files=[plugin(code)], entry_points=False)
    newsfmt.detect(stories(1), registry=registry)
    (fault,) = registry.failures()
    assert "failed in sniff: TypeError: it answered True; a sniffer gives a Confidence" in fault.failure  # fmt: skip


def test_a_run_that_was_killed_by_its_reader_leaves_no_trace_of_the_swap() -> None:
    """Standard output is put back when the command is done, for those who call it in a program."""
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from newsfmt.cli import run; run(['formats']); print('after'); print(sys.stdout is sys.__stdout__)"],
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.endswith(b"after\nTrue\n")


def test_a_sample_that_is_not_there_is_refused(plugin: Plugin, newsfmt_command: Command) -> None:
    done = newsfmt_command(
        "plugins", "check", "percents", "--plugin", plugin(), "--sample", "no.pct"
    )
    assert done.returncode == 2
    assert done.stderr == b"newsfmt: no.pct: no such file or folder\n"
