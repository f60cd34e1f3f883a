"""The completion scripts, in a real bash and a real zsh on a terminal: what is typed with TAB is
what the command gets.
"""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsfmt._registry import default_registry
from newsfmt.cli import build_parser
from newsfmt.cli.completion import _commands, script, words_of

SHELLS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
}
SETUP = {
    "bash": "PS1='ready> '; . ./script",
    "zsh": "PS1='ready> '; autoload -U compinit; compinit -u -D; . ./script",
}
PRINT = "newsfmt() { local word; printf 'got'; for word in \"$@\"; do printf '<%s>' \"$word\"; done; echo; }"

TYPED = [
    ("conv\t", "<convert>"),
    ("convert --stri\t", "<convert><--strict>"),
    ("convert --to newsml-g\tx", "<convert><--to><newsml-g2><x>"),
    ("convert --to=nit\t", "<convert><--to=nitf>"),
    ("convert -f mark\t", "<convert><-f><markdown>"),
    ("convert --on-error sk\t", "<convert><--on-error><skip>"),
    ("convert -O inde\t2", "<convert><-O><indent=2>"),
    ("convert --limit rat\t9", "<convert><--limit><ratio=9>"),
    ("convert sto\t", "<convert><story.txt>"),
    ("convert story.txt -o outp\t", "<convert><story.txt><-o><output.json>"),
    ("convert --leave-out emb\t", "<convert><--leave-out><embargoed>"),
    ("convert --where langu\tnb", "<convert><--where><language=nb>"),
    ("verify --outp\toutp\t", "<verify><--outputs-only><output.json>"),
    ("formats dated\t", "<formats><dated-text>"),
    ("plugins li\t--js\t", "<plugins><list><--json>"),
    ("plugins new made --dir fol\t", "<plugins><new><made><--dir><folder>"),
    ("completion zs\t", "<completion><zsh>"),
]


class Terminal:
    """A shell on a terminal of its own."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self.read = b""
        environment = {
            "PATH": os.environ["PATH"],
            "TERM": "dumb",
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
        }
        self._end, inner = pty.openpty()
        self._process = subprocess.Popen(
            command,
            stdin=inner,
            stdout=inner,
            stderr=inner,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
        os.close(inner)

    def type(self, text: str) -> None:
        os.write(self._end, text.encode())

    def wait(self, text: bytes, seconds: float = 20) -> bytes:
        """What came until, and with, a text."""
        limit = time.monotonic() + seconds
        while text not in self.read:
            ready, _, _ = select.select([self._end], [], [], max(0.0, limit - time.monotonic()))
            assert ready, f"no {text!r} in {self.read!r}"
            self.read += os.read(self._end, 65536)
        found, _, self.read = self.read.partition(text)
        return found + text

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._end)


@pytest.fixture(params=list(SHELLS))
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> object:
    """A shell that has the script, in a folder with two files and a folder; ``newsfmt`` shows the
    arguments it gets.
    """
    if not shutil.which(request.param):
        pytest.skip(f"there is no {request.param} here")
    done = subprocess.run(
        [sys.executable, "-m", "newsfmt", "completion", request.param],
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert done.stderr == b""
    for name in ("story.txt", "output.json"):
        (tmp_path / name).touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "script").write_bytes(done.stdout)
    shell = Terminal(SHELLS[request.param], tmp_path)
    shell.type(f"{SETUP[request.param]}; {PRINT}; echo beg'in'\n")
    shell.wait(b"begin\r")
    yield shell
    shell.close()


@pytest.mark.alone
def test_what_is_typed_is_completed(terminal: Terminal) -> None:
    for typed, arguments in TYPED:
        *parts, last = typed.split("\t")
        terminal.wait(b"ready> ")
        terminal.type("newsfmt ")
        for part in parts:
            terminal.type(f"{part}\t")
            time.sleep(0.15)  # a shell that reads ahead takes what follows TAB for an answer
        terminal.type(f"{last}\n")
        terminal.wait(b"got<")
        found = terminal.wait(b"\n").decode()
        assert f"<{found.strip()}".replace("/>", ">") == arguments, (
            typed
        )  # zsh takes the slash of a folder away again


@pytest.mark.parametrize("shell", list(SHELLS))
def test_the_script_is_one_that_the_shell_takes(shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell} here")
    text = script(shell, build_parser(), words_of(default_registry()))
    done = subprocess.run(
        [shell, "-n"], input=text.encode(), capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize("shell", list(SHELLS))
def test_every_command_option_and_format_is_in_the_script(shell: str) -> None:
    words = words_of(default_registry())
    text = script(shell, build_parser(), words)
    for name, actions in _commands(build_parser()):
        assert all(word in text for word in name.split())
        assert [
            option for action in actions for option in action.option_strings if option not in text
        ] == []
    assert [word for known in words.values() for word in known if word not in text] == []
