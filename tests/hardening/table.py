"""The table of ``docs/explanation/security.md``: each attack or fault with how many inputs were
tried, the worst time, the peak of memory, the outcome.

``python -m tests.hardening.table`` prints it, ``--write`` puts it into the page. Each attack runs
in a process of its own, so that its peak is its own; time is processor time, so that a busy machine
does not matter.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import json
import lzma
import os
import platform
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import newsfmt
from newsfmt.errors import LimitError, NewsfmtError, PluginError
from newsfmt.format import Head
from tests.hardening import paddings, test_encodings, test_output, test_structures, test_xml

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "security.md"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
Input = tuple[str, bytes]
"""A format, and what is read as it."""


def padded(format: str) -> Iterator[Input]:
    for padding in paddings.FIRST:
        for _, data in paddings.documents(format, padding, 16_000):
            yield format, data


def sniffed() -> Iterator[Input]:
    for format in paddings.TEMPLATES:
        for padding in paddings.FIRST:
            for _, data in paddings.documents(format, padding, 70_000):
                yield "", data


def xml(**how: str) -> Iterator[Input]:
    for format in test_xml.DOCUMENTS:
        yield format, test_xml.document(format, **how)


def entities() -> Iterator[Input]:
    for system in (
        "file:///etc/passwd",
        "http://192.0.2.1/x",
        "\\\\192.0.2.1\\x",
        "php://filter/x",
        "jar:http://192.0.2.1!/x",
        "expect://id",
    ):
        yield from xml(subset=f'<!ENTITY x SYSTEM "{system}">', body="<p>&x;</p>")
        yield from xml(subset=f'<!ENTITY % p SYSTEM "{system}"> %p;', body="<p>&x;</p>")
    yield from xml(
        body='<p>a</p><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
    )


def expansions() -> Iterator[Input]:
    laughs = '<!ENTITY l0 "lol">' + "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30)
    )
    yield from xml(subset=laughs, body="<p>&l29;</p>")
    yield from xml(subset=f'<!ENTITY a "{"x" * 200_000}">', body="<p>" + "&a;" * 5000 + "</p>")
    yield from xml(subset="<!ENTITY a 'b'>" * 60_000)
    yield "markdown", f"---\n{test_structures.LAUGHS}\n---\nIt opened.".encode()


def deep() -> Iterator[Input]:
    yield from xml(body="<p>" + "<b>" * 100_000 + "x" + "</b>" * 100_000 + "</p>")
    for start, end in (("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")):
        for format in ("json", "jsonl", "ninjs"):
            yield (
                format,
                (
                    f'{{"headline": "a", "uri": "b", "odd": {start * 100_000}1{end * 100_000}}}'
                ).encode(),
            )
    for start in ("> ", "- ", "[", "![", "**"):
        yield "markdown", (start * 100_000).encode()
    for text in test_structures.TOML.values():
        yield "markdown", f"+++\n{text}\n+++\nIt opened.".encode()
    for levels in (50, 300, 3000):
        yield "eml", test_structures.multipart(levels)
        yield "eml", test_structures.messages(levels)
    for tag in ("div", "b", "ul><li", "blockquote", "table><tr><td"):
        yield "ninjs", json.dumps({"uri": "a", "body_html": f"<{tag}>" * 50_000}).encode()


def wide() -> Iterator[Input]:
    attributes = " ".join(f"a{number}='1'" for number in range(100_000))
    yield from xml(body=f"<p {attributes}>a</p>")
    yield from xml(body="<p>" + "&agency;" * 100_000 + "</p>")
    yield from xml(body="<p>a</p>" * 100_000)
    yield from xml(body=f"<p>{'x' * 10_500_000}</p>")
    yield "eml", b"From: a@example.org\nSubject: b\n" + b"X: y\n" * 200_000 + b"\na"
    yield (
        "eml",
        b"From: a@example.org\nSubject: b\nContent-Type: multipart/mixed; boundary=x\n\n"
        + b"--x\n\na\n" * 50_000
        + b"--x--",
    )
    yield (
        "json",
        json.dumps({"headline": "a", **{f"x{number}": 1 for number in range(200_000)}}).encode(),
    )
    yield "markdown", b"---\n" + b"a: b\n" * 200_000 + b"---\n"
    yield "dated-text", b"Title: a\n" + b"x: y\n" * 200_000


def bombs() -> Iterator[Input]:
    for pack in (gzip.compress, bz2.compress, lzma.compress):
        for fill in (b"a", b"\n", b"["):
            bomb = pack(fill * (100_000_000 // len(fill)))
            for format in ("dated-text", "json", "jsonl", "nitf", "newsml-1", "markdown"):
                yield format, bomb


def encoded() -> Iterator[Input]:
    from encodings.aliases import aliases

    for format, template in test_encodings.DOCUMENTS.items():
        for encoding in sorted(set(aliases.values())):
            try:
                yield format, template.format(test_encodings.WORDS).encode(encoding, "replace")
            except (LookupError, UnicodeError, TypeError, AssertionError):
                continue


def marked_up() -> Iterator[Input]:
    for way, into in test_output.INTO.items():
        for text in (
            *test_output.HTML,
            *test_output.MARKDOWN,
            *(f'<a href="{link}">a</a>' for link in test_output.LINKS),
        ):
            yield way.partition(" ")[0], into(text).encode("utf-8", "surrogatepass")


ATTACKS: dict[str, Callable[[], Iterator[Input]]] = {
    **{
        f"paddings of 16,000 characters, `{format}`": partial(padded, format)
        for format in paddings.TEMPLATES
    },
    "paddings, every sniffer": sniffed,
    "XML: external and parameter entities, XInclude": entities,
    "XML, YAML: billion laughs, quadratic blow-up, long subsets": expansions,
    "nesting of 50 to 100,000 levels: XML, JSON, TOML, Markdown, HTML, MIME": deep,
    "floods: attributes, entities, keys, headers, parts, texts of 10 MB": wide,
    "bombs of 100 MB: gzip, bzip2, xz": bombs,
    "every encoding of Python, every format": encoded,
    "scripts, listeners, addresses that run": marked_up,
}
FAULTS: dict[str, tuple[str, int]] = {
    "full disk, file that may not grow, full device": (
        "no_space or may_not_grow or device_that_is_full",
        0,
    ),
    "reader that goes away, writer that dies": ("nobody_reads or writer_dies", 0),
    "disk that breaks in mid-file, stream that raises": (
        "breaks_in_mid_file or fails_after_a_while or stream_of_the_callers",
        0,
    ),
    "SIGTERM and SIGINT at random moments": ("signal", 118),
    "too little memory": ("memory", 0),
}
"""The tests of each fault, and how many more runs they make than they are tests."""


def outcome(format: str, data: bytes) -> str:
    """What becomes of an input; anything but these is a hole, and raised."""
    if not format:
        for fmt in newsfmt.list_formats().values():
            fmt.sniff(Head(data[:4096], "a", lambda: data[:65536]))
        return "answered"
    try:
        for _ in newsfmt.read(data, format=format):  # the first fault ends it
            pass
    except PluginError:
        raise
    except LimitError as error:
        return f"limit `{error.limit}`"
    except NewsfmtError:
        return "refused with a reason"
    return "read"


def measure(attack: str) -> dict[str, object]:
    """Run one attack in this process."""
    list(newsfmt.read(b" date 2021-05-04 a\n\nb", format="dated-text"))
    found: Counter[str] = Counter()
    worst = 0.0
    for format, data in ATTACKS[attack]():
        began = time.process_time()
        found[outcome(format, data)] += 1
        worst = max(worst, time.process_time() - began)
    return {
        "inputs": sum(found.values()),
        "worst": worst,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "outcome": found,
    }


def apart(attack: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.hardening.table", "--attack", attack],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{attack}: {done.stderr}")
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def fault(name: str) -> int:
    """Run the tests of a fault, which say how it has to end; return how many runs that were."""
    chosen, more = FAULTS[name]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/hardening/test_faults.py", "-k", chosen],
        env={**os.environ, "NEWSFMT_DOUBLING": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{name}: {done.stdout}")
    return int(done.stdout.rsplit(" passed", 1)[0].split()[-1]) + more


def row(name: str, found: dict[str, object]) -> str:
    outcomes: dict[str, int] = found["outcome"]  # type: ignore[assignment]
    said = ", ".join(
        f"{count:,} {what}" for what, count in sorted(outcomes.items(), key=lambda pair: -pair[1])
    )
    return (
        f"| {name} | {found['inputs']:,} | {found['worst']:.2f} s | {found['peak']} MB | {said} |"
    )


def machine() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")),
        platform.processor(),
    )
    return (
        f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--attack")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    if args.attack:
        sys.stdout.write(json.dumps(measure(args.attack)))
        return
    rows = [
        "| attack or fault | inputs tried | worst time | peak memory | outcome |",
        "| --- | --- | --- | --- | --- |",
    ]
    for attack in ATTACKS:
        rows.append(row(attack, apart(attack)))
        print(rows[-1], flush=True)
    for name in FAULTS:
        rows.append(
            f"| {name} | {fault(name):,} runs | – | – | whole output or none, truthful status, no traceback |"
        )
        print(rows[-1], flush=True)
    if args.write:
        text = PAGE.read_text(encoding="utf-8")
        start, stop = text.index(BEGIN) + len(BEGIN), text.index(END)
        said = f"Measured on {date.today().isoformat()} with `python -m tests.hardening.table --write`: {machine()}. Time is processor time; the peak is that of the whole process, the making of the inputs included.\n"
        PAGE.write_text(
            f"{text[:start]}\n{said}\n" + "\n".join(rows) + f"\n{text[stop:]}", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
