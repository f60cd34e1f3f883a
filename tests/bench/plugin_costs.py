"""What installed plugins cost: start-up with 0, 5 and 50 of them, detection among 30 formats, and
what of them is imported.

The plugins are wheels made here, each a distribution of its own with a format of its own, and pip
installs them into a fresh virtual environment beside newsfmt (whose own dependencies pip gets from
where it gets everything).
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import measure

import newsfmt
from newsfmt import Article, Confidence, Format, Head, hookimpl

ROOT = Path(__file__).parents[2]
COUNTS = (0, 5, 50)
_FORMATS = 30
_STORY = " date 2021-01-17 Ferries back in service\n\nBERGEN — Ferries along the coast were running again on Sunday.\n"
_PLUGIN = '''"""Toy {number}: the line ~~{number}, then a headline."""
from newsfmt import Article, Confidence, Format, hookimpl
from newsfmt.errors import ParseError

def sniff(head):
    return Confidence(3 * head.data.startswith(b"~~{number}\\n"))

def read(stream, context):
    first, _, rest = stream.read().decode().partition("\\n")
    if first != "~~{number}":
        raise ParseError("no toy", source=context.name)
    yield Article(headline=rest.strip())

@hookimpl
def newsfmt_formats():
    return [Format(name="toy{number}", title="Toy {number}", extensions=("toy{number}",), sniff=sniff, read=read, streams=False)]
'''
_IMPORTED = """
import sys
from newsfmt.cli import run
assert run(sys.argv[1:]) == 0
print(sum(name.startswith("newsfmt_toy") for name in sys.modules), file=sys.stderr)
"""


def wheel(folder: Path, number: int) -> Path:
    """A wheel of one plugin, as a build backend would make it."""
    name, info = f"newsfmt_toy{number}", f"newsfmt_toy{number}-1.0.dist-info"
    files = {
        f"{name}.py": _PLUGIN.format(number=number),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: newsfmt-toy{number}\nVersion: 1.0\nRequires-Dist: newsfmt\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: bench\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": f"[newsfmt]\ntoy{number} = {name}\n",
    }
    rows = [f"{path},sha256={_digest(text)},{len(text.encode())}" for path, text in files.items()]
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for place, text in files.items():
            archive.writestr(place, text)
        archive.writestr(f"{info}/RECORD", "\n".join([*rows, f"{info}/RECORD,,\n"]))
    return path


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def _pip(python: Path, *arguments: str | Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "-q",
        "--disable-pip-version-check",
        *arguments,
    ]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"pip failed: {done.stderr[-500:]}")


def _environment(folder: Path, count: int, newsfmt_wheel: Path) -> Path:
    """The Python of a virtual environment with newsfmt and so many plugins."""
    place = folder / f"with{count}"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    python = next(
        path for path in (place / "bin/python", place / "Scripts/python.exe") if path.exists()
    )
    _pip(python, newsfmt_wheel)
    if count:
        _pip(python, "--no-index", "--no-deps", *(wheel(folder, number) for number in range(count)))
    return python


def start_up(folder: Path, *, quick: bool, rounds: int) -> None:
    """One small file with so many plugins installed: its format named, and recognised; and how many
    of the plugins were imported.
    """
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT], check=True
    )
    built = next(folder.glob("newsfmt-*.whl"))
    story = folder / "story.txt"
    story.write_text(_STORY)
    cases = {
        "--version": ["--version"],
        "convert, both formats named": ["convert", story, "--from", "dated-text", "--to", "json"],
        "convert, format recognised": ["convert", story, "--to", "json"],
        "plugins list": ["plugins", "list"],
    }
    counts = COUNTS[:2] if quick else COUNTS
    pythons = {count: _environment(folder, count, built) for count in counts}
    commands = {
        f"{case} {count}": [python, "-m", "newsfmt", *cases[case]]
        for count, python in pythons.items()
        for case in cases
    }
    taken = measure.rounds({"python": [pythons[0], "-c", ""], **commands}, rounds * 2)
    least = {
        name: (measure.best(costs).cpu - measure.best(taken["python"]).cpu) * 1e3
        for name, costs in taken.items()
    }
    imported = {
        f"{case} {count}": _imported(python, cases[case])
        for count, python in pythons.items()
        for case in list(cases)[1:]
    }
    if any(imported[f"convert, both formats named {count}"] for count in counts):
        raise RuntimeError("a plugin was imported although built-in formats were named")
    measure.table(
        "Start-up with plugins installed, CPU time above `python -c ''` in ms (in brackets: plugins imported)",
        ["", *(f"{count} plugins" for count in counts), "a plugin"],
        [
            [
                case,
                *(
                    f"{least[f'{case} {count}']:.0f} ({imported.get(f'{case} {count}', 0)})"
                    for count in counts
                ),
                f"{(least[f'{case} {counts[-1]}'] - least[f'{case} 0']) / counts[-1]:.2f}",
            ]
            for case in cases
        ],
    )


def _imported(python: Path, arguments: list[str | Path]) -> int:
    """How many plugins a command imports."""
    command = [python, "-c", _IMPORTED, *arguments]
    return int(
        subprocess.run(
            list(map(str, command)), capture_output=True, text=True, check=True
        ).stderr.split()[-1]
    )


def _sniffer(sign: bytes) -> Callable[[Head], Confidence]:
    return lambda head: Confidence(3 * head.data.startswith(sign))


class _Toys:
    """Formats of plugins, so many that there are thirty in all."""

    def __init__(self, count: int) -> None:
        self._count = count

    @hookimpl
    def newsfmt_formats(self) -> list[Format]:
        return [
            Format(
                name=f"toy{number}",
                title=f"Toy {number}",
                sniff=_sniffer(f"~~{number}\n".encode()),
                read=lambda stream, context: iter([Article(headline="a")]),
            )
            for number in range(self._count)
        ]


def detection(folder: Path, *, quick: bool, rounds: int) -> None:
    """The head of an input before all sniffers: the built-in formats, and thirty."""
    from newsfmt.testing.samples import shipped

    few = newsfmt.Registry(entry_points=False)
    many = newsfmt.Registry([_Toys(_FORMATS - len(few.formats()))], entry_points=False)
    rows = []
    for name, fmt in few.formats().items():
        samples = shipped(fmt)
        if not samples:
            continue
        data = samples[0].data
        times = [
            measure.call(
                lambda registry=registry, data=data: newsfmt.detect(data, registry=registry),
                rounds * 4,
            )
            for registry in (few, many)
        ]
        rows.append(
            [
                name,
                *(f"{time * 1e6:.0f}" for time in times),
                f"{(times[1] - times[0]) / (_FORMATS - len(few.formats())) * 1e6:.2f}",
            ]
        )
    measure.table(
        "Detection of one input held in memory (`newsfmt.detect`), µs",
        ["sample", f"{len(few.formats())} formats", f"{_FORMATS} formats", "a format more"],
        rows,
    )
