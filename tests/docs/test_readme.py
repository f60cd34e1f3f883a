"""Every console and python block of README.md and docs/ runs here, with the installed package, and
shows what really comes out.

* a ``console`` block: lines after ``$`` (and ``>``, which go on) are run by bash in order, those
under each are its output, stderr included;
* a ``python`` block runs as a program; a ``text`` block right after it is what it prints. With
``>>>`` it is a doctest;
* a ``pycon`` block is the example of a docstring, which ``--doctest-modules`` runs where it stands;
* a page that begins with ``<!-- needs: PACKAGE -->`` is skipped, visibly, where that is not
installed (extra ``data``);
* ``...`` in an output stands for any text, as in doctest. All blocks of a page run in one folder,
  which holds copies of the examples and the benchmarks.
"""

from __future__ import annotations

import doctest
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
RUN = {"console", "python"}
SHOWN = {"pycon", "text", "toml", "json", "xml", "markdown", "html", "yaml", "sh"}
INSTALLS = {
    "README.md",
    "CONTRIBUTING.md",
}  # pages whose sh blocks are run by tests/packaging and .ci/run
_FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<language>[a-z]*)[^\n]*\n(?P<text>.*?)^(?P=fence)$(?P<after>\n*)",
    re.MULTILINE | re.DOTALL,
)


_OFFLINE_PIP = (
    {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "false"}  # false is what turns isolation off
    if importlib.util.find_spec("hatchling")
    else {}
)
"""What keeps pip from asking an index, again and again, for what is installed here already."""


class Block(NamedTuple):
    """One fenced block: its language, its text, the line it stands on, and whether the block before
    it ended right above it.
    """

    language: str
    text: str
    line: int
    follows: bool


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page."""
    source = page.read_text(encoding="utf-8")
    found: list[Block] = []
    end = -1
    for match in _FENCE.finditer(source):
        found.append(
            Block(
                match["language"],
                match["text"],
                source.count("\n", 0, match.start()) + 1,
                match.start() == end,
            )
        )
        end = match.end()
    return found


def needs(page: Path) -> list[str]:
    """Return the packages beyond the tests' own that the blocks of a page need: ``<!-- needs:
    pandas, pyarrow -->`` in its first line.
    """
    first = page.read_text(encoding="utf-8").partition("\n")[0]
    return (
        first.removeprefix("<!-- needs: ").removesuffix(" -->").split(", ")
        if first.startswith("<!-- needs: ")
        else []
    )


def commands(text: str) -> list[tuple[str, str]]:
    """Return the commands of a console block, each with the output shown under it."""
    found: list[tuple[str, str]] = []
    for line in text.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append((line[2:], ""))
        elif line.startswith("> ") and found and not found[-1][1]:
            found[-1] = (found[-1][0] + line[2:], "")
        elif found and not found[-1][1] and found[-1][0].endswith("\\\n"):
            found[-1] = (found[-1][0] + line, "")
        else:
            assert found, f"a console block begins with a command, not with {line!r}"
            found[-1] = (found[-1][0], found[-1][1] + line)
    return found


def agrees(shown: str, real: str) -> bool:
    """Whether an output is the one shown, ``...`` standing for any text."""
    pattern = ".*".join(re.escape(part) for part in shown.rstrip().split("..."))
    return re.fullmatch(pattern, real.rstrip(), re.DOTALL) is not None


class Shell:
    """A folder with the examples and an environment of its own, in which the commands of one page
    run.
    """

    def __init__(self, place: Path) -> None:
        self.folder = place / "page"
        self.folder.mkdir()
        shutil.copytree(ROOT / "examples", self.folder / "examples")
        shutil.copytree(
            ROOT / "tests/bench",
            self.folder / "tests/bench",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        for tutorial in ("newsfmt-slugwire", "tidewire"):
            shutil.copytree(
                ROOT / "docs/tutorial" / tutorial,
                self.folder / tutorial,
                ignore=shutil.ignore_patterns("__pycache__", ".hypothesis"),
            )
        home = place / "environment"
        venv.create(home, with_pip=False)
        self.python = home / "bin/python"
        packages = next(home.glob("lib/python*/site-packages"))
        outer = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
        (packages / "outer.pth").write_text(
            "".join(f"import site; site.addsitedir({path!r})\n" for path in outer)
        )
        for name, run in {
            "newsfmt": "-m newsfmt",
            "pip": "-m pip -q --disable-pip-version-check",
            "pytest": "-m pytest",
        }.items():
            script = home / "bin" / name
            script.write_text(f'#!/bin/sh\nexec {self.python} {run} "$@"\n')
            script.chmod(0o755)
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("NEWSFMT_", "PYTEST_", "PYTHON"))
        }
        path = f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"
        self.environment = kept | {
            "PATH": path,
            "COLUMNS": "100",
            "NO_COLOR": "1",
            "LC_ALL": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            **_OFFLINE_PIP,
        }

    def run(self, text: str, line: int) -> None:
        """Run the commands of a console block and compare what they print."""
        script = "".join(
            f"{command}\nstatus=$?; printf '\\n--8<--\\n'; (exit $status)\n"
            for command, _ in commands(text)
        )
        done = self._subprocess(["bash", "-c", "exec 2>&1\n" + script])
        real = done.stdout.decode().split("\n--8<--\n")[:-1]
        assert len(real) == len(commands(text)), done.stdout.decode()
        for (command, shown), output in zip(commands(text), real, strict=True):
            assert agrees(shown, output), (
                f"line {line}: $ {command.strip()}\nshows\n{shown}\nand prints\n{output}"
            )

    def python_output(self, program: str) -> str:
        """Run a program and return what it prints."""
        done = self._subprocess([str(self.python), "-W", "error", "-c", program])
        assert done.returncode == 0, done.stdout.decode()
        return done.stdout.decode()

    def _subprocess(self, command: list[str]) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=100,
            check=False,
        )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_shows_is_what_comes_out(page: Path, tmp_path: Path) -> None:
    found = blocks(page)
    if not any(block.language in RUN for block in found):
        return
    for package in needs(page):
        pytest.importorskip(package, reason=f"this page needs {package}: pip install -e '.[data]'")
    shell = Shell(tmp_path)
    for index, block in enumerate(found):
        if block.language == "console":
            shell.run(block.text, block.line)
        elif block.language == "python" and ">>> " in block.text:
            program = f"import doctest\ndoctest.run_docstring_examples({block.text!r}, {{}}, optionflags={doctest.ELLIPSIS})"
            output = shell.python_output(program)
            assert not output, f"line {block.line}:\n{output}"
        elif block.language == "python":
            following = found[index + 1] if index + 1 < len(found) else None
            shown = (
                following.text
                if following and following.follows and following.language == "text"
                else ""
            )
            output = shell.python_output(block.text)
            assert agrees(shown, output), f"line {block.line}: shows\n{shown}\nand prints\n{output}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_says_what_it_is(page: Path) -> None:
    for block in blocks(page):
        assert block.language in RUN | SHOWN, (
            f"line {block.line}: a block of {block.language or 'no language'}"
        )
        assert block.language != "pycon" or page.parent.name == "api", (
            f"line {block.line}: pycon blocks are not run; make it python"
        )
        assert block.language != "sh" or page.name in INSTALLS, (
            f"line {block.line}: sh blocks are not run; make it console"
        )


_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize(
    "page",
    [
        *PAGES,
        *(
            ROOT / name
            for name in ("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "plugins/README.md")
        ),
    ],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_links_lead_somewhere(page: Path) -> None:
    source = _FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in _LINK.findall(source):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        place = (page.parent / path).resolve() if path else page
        assert place.exists(), f"{target} leads nowhere"
        if anchor:
            assert anchor in _anchors(place), f"{target}: no such heading"


def _anchors(page: Path) -> set[str]:
    headings = re.findall(
        r"^#+ (.+)$", _FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_reached_from_the_index() -> None:
    reached: set[Path] = set()
    for page in (
        ROOT / "docs/index.md",
        ROOT / "docs/reference/formats.md",
        ROOT / "docs/reference/plugin-api.md",
    ):  # these list more
        targets = (
            target.partition("#")[0]
            for target in _LINK.findall(page.read_text(encoding="utf-8"))
            if "://" not in target
        )
        reached |= {(page.parent / target).resolve() for target in targets}
    missing = [
        str(page.relative_to(ROOT))
        for page in PAGES[1:]
        if page.name != "index.md" and page.resolve() not in reached
    ]
    assert not missing, f"neither docs/index.md nor the pages it lists link {missing}"


def test_ci_and_contributing_run_the_test_command_of_the_readme() -> None:
    (command,) = (
        block.text
        for block in blocks(ROOT / "README.md")
        if block.language == "sh" and "pytest" in block.text
    )
    assert command in (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines(keepends=True)
    assert command in [block.text for block in blocks(ROOT / "CONTRIBUTING.md")]


def test_the_comparison_can_fail() -> None:
    assert agrees("a\n...\nd\n", "a\nb\nc\nd\n")
    assert not agrees("a\nb\n", "a\nc\n")
    assert not agrees("", "something\n")
    assert commands("$ a \\\n  b\nout\n$ c\n") == [("a \\\n  b\n", "out\n"), ("c\n", "")]


def test_every_example_is_shown_on_a_page() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    for example in sorted((ROOT / "examples").glob("*.py")):
        assert f"<!-- file: ../../examples/{example.name} -->" in pages, (
            f"{example.name} is on no page, so nothing runs it"
        )


def test_only_the_pages_for_other_libraries_need_more() -> None:
    assert [page.stem for page in PAGES if needs(page)] == [
        "cc-news-to-parquet",
        "declared-data-of-a-page",
        "duplicates",
        "factiva-to-parquet",
        "feed-into-sqlite",
        "gigaword",
        "hugging-face",
        "nexis-uni-to-a-data-frame",
        "pandas",
        "publish-a-feed",
        "tables",
        "wordpress-to-markdown",
    ]


def test_the_picture_names_every_format() -> None:
    from newsfmt._registry import Registry

    picture = (ROOT / "docs/_static/flow.svg").read_text(encoding="utf-8")
    assert [
        fmt.title
        for fmt in Registry(entry_points=False).formats().values()
        if fmt.title not in picture
    ] == []
