"""Fuzzes targets, one process each: ``python tests/fuzz/run.py [TARGET...] [--executions N |
--until N] [--seconds S] [--plain] [--jobs N]``.

Without names it runs every target. With atheris (``pip install -e '.[fuzz]'``) inputs follow
coverage; ``--plain`` is random mutation with a seed and needs nothing. What was found stands in
``STATE/findings/TARGET/FAULT/``, each input beside a ``.why``; the table comes at the end, or with
``--table``.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TIMEOUT = 1200  # seconds an execution may hang in C; what hangs in Python is broken off sooner


def corpus(name: str, state: Path) -> Path:
    """The folder libFuzzer works in, filled with the target's seeds the first time."""
    import targets

    folder = state / "corpus" / name
    if not folder.exists():
        folder.mkdir(parents=True)
        for number, data in enumerate(targets.targets()[name].seeds()):
            (folder / f"seed-{number:03}").write_bytes(data)
    return folder


def note(state: Path, name: str) -> dict[str, Any]:
    """What a run that is not over yet has noted."""
    path = state / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else {}  # type: ignore[no-any-return]


def add(state: Path, name: str) -> int:
    """Add the note of a run that has ended to those of the target, and return how many executions
    it made.
    """
    told = note(state, name)
    if not told:
        return 0
    (state / "runs").mkdir(exist_ok=True)
    with (state / "runs" / f"{name}.jsonl").open("a") as runs:
        runs.write(json.dumps(told) + "\n")
    (state / f"{name}.json").unlink()
    return int(told["executions"])


def runs(state: Path, name: str) -> list[dict[str, Any]]:
    """What the runs of a target have noted, the one that is not over yet among them."""
    path = state / "runs" / f"{name}.jsonl"
    told = [json.loads(row) for row in path.read_text().splitlines()] if path.exists() else []
    return [*told, running] if (running := note(state, name)) else told


def fuzz(name: str, args: argparse.Namespace) -> None:
    """Run one target for as many executions or seconds as were asked for; a process that dies is a
    finding, and another goes on.
    """
    import targets

    add(args.state, name)
    left, seed = args.executions, args.seed
    if args.until:
        left = args.until - sum(one["executions"] for one in runs(args.state, name))
        seed += len(runs(args.state, name))  # no run is like another
        if left <= 0:
            return
    while True:
        command = [
            sys.executable,
            str(HERE / "harness.py"),
            name,
            "--state",
            str(args.state),
            "--executions",
            str(left),
            "--seconds",
            str(args.seconds),
            "--seed",
            str(seed),
        ]
        if not args.plain:
            target = targets.targets()[name]
            artifacts = args.state / "findings" / name / "died"
            artifacts.mkdir(parents=True, exist_ok=True)
            flags = [
                f"-max_len={target.max_len}",
                f"-timeout={TIMEOUT}",
                "-rss_limit_mb=3000",
                f"-artifact_prefix={artifacts}/",
                "-print_final_stats=0",
                "-verbosity=0",
            ]
            if target.dictionary.exists():
                flags.append(f"-dict={target.dictionary}")
            command += ["--guided", "--", *flags, str(corpus(name, args.state))]
        with (args.state / f"{name}.log").open("ab") as log:
            status = subprocess.run(command, stdout=log, stderr=log, check=False).returncode
        done = add(args.state, name)
        print(f"{name}: {done} executions, status {status}", flush=True)
        left, seed = max(left - done, 0), seed + 1
        if status == 0 or not done or not left:
            return


def table(state: Path, names: list[str]) -> None:
    """What has been run so far, of every target."""
    print(
        f"{'target':18}{'guided':>12}{'random':>12}{'per CPU second':>16}{'slowest s':>11}{'peak MB':>9}  faults"
    )
    for name in names:
        told = runs(state, name)
        guided, blind = (
            sum(one["executions"] for one in told if one["mode"] == mode)
            for mode in ("guided", "random")
        )
        cpu, slowest, peak = (
            sum(one["cpu"] for one in told),
            max((one["slowest"] for one in told), default=0),
            max((one["peak"] for one in told), default=0),
        )
        faults = sorted({fault for one in told for fault in one["faults"]})
        print(
            f"{name:18}{guided:12,}{blind:12,}{(guided + blind) / cpu if cpu else 0:16,.0f}{slowest:11.3f}{peak:9}  {', '.join(faults) or '-'}"
        )


def main() -> None:
    import targets

    known = list(targets.targets())
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(known))
    parser.add_argument(
        "--executions",
        type=int,
        default=0,
        help="of each target; a million without it, --until and --seconds",
    )
    parser.add_argument(
        "--until",
        type=int,
        default=0,
        help="executions of each target, those of earlier runs among them",
    )
    parser.add_argument("--seconds", type=float, default=0, help="of each target")
    parser.add_argument("--plain", action="store_true", help="random mutation, without atheris")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="targets at once")
    parser.add_argument(
        "--state",
        type=Path,
        default=Path("build/fuzz"),
        help="where corpora, sums and findings are kept (build/fuzz)",
    )
    parser.add_argument("--table", action="store_true", help="only print what has been run so far")
    args = parser.parse_args()
    wrong = sorted(set(args.targets) - set(known))
    if wrong:
        parser.error(f"there is no target {wrong[0]}; there are {', '.join(known)}")
    if not args.plain and not args.table and importlib.util.find_spec("atheris") is None:
        parser.error("atheris is not installed: pip install -e '.[fuzz]', or use --plain")
    names = args.targets or known
    if not args.table:
        args.executions = args.executions or (0 if args.seconds or args.until else 1_000_000)
        args.state.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(args.jobs) as pool:
            list(pool.map(lambda name: fuzz(name, args), names))
    table(args.state, names)


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    main()
