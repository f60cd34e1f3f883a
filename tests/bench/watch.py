"""What ``newsfmt watch`` does with files that arrive while it is killed again and again: ``python
tests/bench/watch.py``.

A process of its own drops the files: whole, renamed in, or written slowly; some are cut off, some
under an embargo that ends during the run, some under one that does not. Meanwhile the watching
process gets SIGKILL and is started again. In the end every file must have one result: converted once,
quarantined or held, and no output may come before the end of its embargo.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

WRITER = """
import json, os, sys, time
inbox, plan = sys.argv[1], json.load(open(sys.argv[2]))
slow = []
for name, way, text, pause in plan:
    path, data = os.path.join(inbox, name), text.encode()
    if way == "whole":
        open(path, "wb").write(data)
    elif way == "rename":
        open(path + ".part", "wb").write(data)
        os.rename(path + ".part", path)
    else:
        file = open(path, "wb", buffering=0)
        file.write(data[:40])
        slow.append((time.time() + 0.5, file, data[40:]))
    time.sleep(pause)
    while slow and (slow[0][0] < time.time() or len(slow) > 200):
        _, file, rest = slow.pop(0)
        file.write(rest)
        file.close()
for _, file, rest in slow:
    file.write(rest)
    file.close()
"""
WAYS = ("whole", "whole", "rename", "rename", "slow")


def item(number: int, embargo: datetime | None = None) -> str:
    fields: dict[str, Any] = {
        "uri": f"urn:example:{number}",
        "type": "text",
        "versioncreated": "2021-05-04T08:00:00Z",
        "headline": f"Ferry {number} stops",
        "body_text": f"The ferry {number} stopped.\n\nIt was late.",
    }
    if embargo is not None:
        fields["embargoed"] = embargo.strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps(fields)


def planned(
    files: int, cut: int, embargoed: int, seconds: float, ends: datetime
) -> tuple[list[Any], dict[str, str]]:
    """The files with their ways, and the result that each must have."""
    chance = random.Random(1)
    numbers = list(range(files))
    chance.shuffle(numbers)
    kinds = dict.fromkeys(numbers[:cut], "cut")
    kinds |= dict.fromkeys(numbers[cut : cut + embargoed // 2], "until")
    kinds |= dict.fromkeys(numbers[cut + embargoed // 2 : cut + embargoed], "without end")
    plan, wanted = [], {}
    for number in range(files):
        kind, name = kinds.get(number, ""), f"{number:05}.json"
        far = datetime.now(UTC) + timedelta(days=1000)
        text = item(number, {"until": ends, "without end": far}.get(kind))
        if kind == "cut":
            text = text[: len(text) * 2 // 3]
        plan.append((name, WAYS[number % len(WAYS)], text, seconds / files))
        wanted[name] = {"cut": "quarantined", "without end": "held"}.get(kind, "converted")
    return plan, wanted


class Watching:
    """The watching process, started anew after each kill, and the most memory that it held."""

    def __init__(self, inbox: Path, output: Path) -> None:
        self.command = [
            *(sys.executable, "-m", "newsfmt", "watch", str(inbox), "--to", "json"),
            *("-o", str(output), "--settle", "1", "--patience", "8", "--interval", "0.3", "-q"),
        ]
        self.process: subprocess.Popen[bytes] | None = None
        self.memory: list[int] = []

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def look(self) -> None:
        """Note the memory of the process."""
        assert self.process is not None
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text()
        except OSError:
            return
        sizes = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
        self.memory += [int(size) for size in sizes]

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def results(output: Path) -> tuple[dict[str, list[dict[str, Any]]], int]:
    """The results by file, and the number of lines of the ledger."""
    found: dict[str, list[dict[str, Any]]] = {}
    lines = (output / "newsfmt-watch.jsonl").read_bytes().splitlines()
    for line in lines:
        entry = json.loads(line)
        found.setdefault(entry["input"], []).append(entry)
    return found, len(lines)


def faults(
    output: Path, wanted: dict[str, str], ends: datetime, plan: list[Any]
) -> tuple[Counter[str], list[str]]:
    """What became of the files, and what is wrong with it."""
    found, _ = results(output)
    wrong, counts = [], Counter[str]()
    until = {name for name, _, text, _ in plan if ends.strftime("%Y-%m-%dT%H:%M:%SZ") in text}
    for name, result in wanted.items():
        entries = found.get(name, [])
        last = entries[-1]["status"] if entries else "lost"
        counts[last] += 1
        if last != result:
            wrong.append(f"{name}: {last}, not {result}")
        done = [entry for entry in entries if entry["status"] == "converted"]
        if len(done) > 1:
            wrong.append(f"{name}: converted {len(done)} times")
        file = output / f"{name}.json"
        if (result == "converted") != file.exists():
            wrong.append(f"{name}: the output {'is missing' if not file.exists() else 'is there'}")
        if file.exists():
            number = int(name[:5])
            headline = json.loads(file.read_bytes())["headline"]
            if headline != f"Ferry {number} stops":
                wrong.append(f"{name}: another article")
            if name in until and file.stat().st_mtime < ends.timestamp():
                wrong.append(f"{name}: converted before its embargo ended")
    return counts, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--cut", type=int, default=100)
    parser.add_argument("--embargoed", type=int, default=50)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=120, help="for the files to arrive in")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        inbox, output = Path(folder, "inbox"), Path(folder, "out")
        inbox.mkdir()
        ends = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=args.seconds + 20)
        plan, wanted = planned(args.files, args.cut, args.embargoed, args.seconds, ends)
        Path(folder, "plan.json").write_text(json.dumps(plan))
        begun = time.monotonic()
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(inbox), str(Path(folder, "plan.json"))]
        )
        watching, chance, kills = Watching(inbox, output), random.Random(2), 0
        watching.start()
        while kills < args.kills or writer.poll() is None or not _at_rest(output, wanted):
            pause = args.seconds / args.kills * (0.5 + chance.random())
            for _ in range(max(int(pause / 0.5), 1)):
                time.sleep(0.5)
                watching.look()
            if kills < args.kills:
                watching.kill()
                watching.start()
                kills += 1
            if time.monotonic() - begun > args.seconds * 3 + 120:
                break
        watching.kill()
        seconds = time.monotonic() - begun
        counts, wrong = faults(output, wanted, ends, plan)
        _, lines = results(output)
        tenth = max(len(watching.memory) // 10, 1)
        first, last = (max(part) for part in (watching.memory[:tenth], watching.memory[-tenth:]))
        print(f"{args.files:,} files in {seconds:.0f} s, {kills} kills: {dict(counts)}")
        print(f"{lines:,} lines in the ledger, {len(wrong)} faults")
        print(f"memory of the watching process: {first / 1024:.0f} MB in the first tenth, {last / 1024:.0f} MB in the last")  # fmt: skip
        for fault in wrong[:20]:
            print(fault)
    return bool(wrong)


def _at_rest(output: Path, wanted: dict[str, str]) -> bool:
    """Whether every file has the result that it must have."""
    if not (output / "newsfmt-watch.jsonl").exists():
        return False
    found, _ = results(output)
    return all(found.get(name, [{}])[-1].get("status") == result for name, result in wanted.items())


if __name__ == "__main__":
    sys.exit(main())
