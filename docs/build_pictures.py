"""Make the pictures of the documentation from the shipped examples: ``python docs/build_pictures.py``.

The session of a terminal becomes an SVG by what is here alone; a test compares it with what the
commands print. The pages that newsfmt writes become small PNG files by a headless Chromium, if there
is one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs/_static"
SESSION = (
    "newsfmt detect examples/mixed/*",
    "newsfmt convert examples/mixed/ferry.nitf --to newsml-g2 -o ferry.xml",
    "newsfmt diff examples/mixed/ferry.nitf ferry.xml",
    "newsfmt convert examples/mixed/ferry.nitf --to dated-text 2>&1 >ferry.txt | head -5",
    "newsfmt inspect examples/ferries.txt | head -11",
)
"""The commands of the terminal's picture."""
PAGES = {
    "scan": "newsfmt scan examples --html scan.html",
    "report": "newsfmt convert examples -t newsml-g2 -o items; "
    "newsfmt report items/newsfmt-manifest.jsonl --html report.html",
    "inspect": "newsfmt inspect examples/mixed/ferry.nitf --to ninjs --html inspect.html",
    "diff": "printf ' date 2021-05-04 Ferry stops\\n\\nThe ferry stopped on Monday.\\n\\n"
    "Passengers waited for hours.\\n\\nThe port was closed.' > first.txt; "
    "printf ' date 2021-05-05 Night ferry stops\\n\\nThe night ferry stopped on Monday.\\n\\n"
    "The port was closed.\\n\\nPassengers waited for hours.' > second.txt; "
    "newsfmt diff first.txt second.txt --html diff.html",
}
"""The commands that write the pages, by the names of the pictures."""
_HEIGHTS = {"diff": 420}
_COLUMNS, _LINE, _CHARACTER = 100, 19, 8.4


def printed(command: str, folder: Path) -> str:
    """Return what a command prints, errors included, in a folder with the examples."""
    environment = {
        **os.environ,
        "COLUMNS": str(_COLUMNS),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def session(folder: Path) -> list[str]:
    """Return the lines of the session."""
    lines: list[str] = []
    for command in SESSION:
        lines += [f"$ {command}", *printed(command, folder).splitlines(), ""]
    return lines[:-1]


def drawn(lines: list[str]) -> str:
    """Return lines of text as the SVG of a terminal."""
    width = max(len(line) for line in lines) * _CHARACTER + 40
    height = len(lines) * _LINE + 40
    texts = "\n".join(
        f'<text x="20" y="{30 + number * _LINE}"{_kind(line)}>{escape(line, quote=False)}</text>'
        for number, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" role="img">\n'
        "<title>A session of newsfmt in a terminal</title>\n"
        "<style>text { font: 14px/1 ui-monospace, Menlo, Consolas, monospace; fill: #d8dee9; "
        "white-space: pre; } .typed { fill: #fff; font-weight: bold; } .error { fill: #ff9e8f; } "
        ".warning { fill: #ffd479; }</style>\n"
        f'<rect width="100%" height="100%" rx="8" fill="#1f2430"/>\n{texts}\n</svg>\n'
    )


def _kind(line: str) -> str:
    kind = line.partition(":")[0] if line.startswith(("error: ", "warning: ")) else ""
    kind = "typed" if line.startswith("$ ") else kind
    return f' class="{kind}"' if kind else ""


def pages(folder: Path) -> Iterator[tuple[str, Path]]:
    """Write the pages, and yield the name and the path of each."""
    for name, command in PAGES.items():
        page = folder / f"{name}.html"
        said = printed(command, folder)
        if not page.exists():
            raise RuntimeError(f"{command}: no page was written: {said}")
        yield name, page


def photograph(page: Path, picture: Path, size: tuple[int, int]) -> None:
    """Write the top of a page as a PNG of few colours."""
    from PIL import Image

    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        raise RuntimeError("there is no Chromium for the pictures of the pages")
    subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
         f"--window-size={size[0]},{size[1]}", f"--screenshot={picture}", page.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    Image.open(picture).convert("RGB").quantize(32).save(picture, optimize=True)


def main() -> None:
    """Write all pictures."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        shutil.copytree(ROOT / "examples", folder / "examples")
        (PICTURES / "terminal.svg").write_text(drawn(session(folder)), encoding="utf-8")
        for name, page in pages(folder):
            photograph(page, PICTURES / f"page-{name}.png", (1200, _HEIGHTS.get(name, 850)))


if __name__ == "__main__":
    main()
