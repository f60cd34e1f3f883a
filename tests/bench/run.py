"""Benchmarks of newsfmt, as ratios to a floor measured in the same run: ``python tests/bench/run.py
[NAME...] [--quick] [--rounds N]``.

Inputs are invented here and are the same everywhere; nothing else is needed. Tools to compare with
come with the extra ``bench`` and are left out, visibly, where they are not installed. The tables
are Markdown, as they stand in docs/explanation/performance.md.
"""

from __future__ import annotations

import argparse
import datetime
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import batch
import documents
import plugin_costs
import texts

BENCHES = {
    "start-up": texts.start_up,
    "dated-text": texts.shapes,
    "small-files": texts.small_files,
    "reading": documents.reading,
    "writing": documents.writing,
    "others": documents.others,
    "growth": texts.growth,
    "workers": batch.workers,
    "tree": batch.tree,
    "plugins": plugin_costs.start_up,
    "detection": plugin_costs.detection,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"what to measure (else everything): {', '.join(BENCHES)}",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="small inputs: seconds instead of minutes, and figures that say little",
    )
    parser.add_argument(
        "--rounds",
        type=int,
        default=None,
        help="rounds of each measurement (else 5; 2 with --quick)",
    )
    parser.add_argument(
        "--folder",
        help="where to put the inputs, up to 20 GB for growth and workers (else the system's temporary folder)",
    )
    args = parser.parse_args()
    unknown = [name for name in args.names if name not in BENCHES]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; there are {', '.join(BENCHES)}")
    print(
        f"Measured on {datetime.datetime.now(datetime.UTC):%Y-%m-%d}: {documents.machine()}.\n",
        flush=True,
    )
    for name in args.names or BENCHES:
        with tempfile.TemporaryDirectory(dir=args.folder) as folder:
            BENCHES[name](
                Path(folder), quick=args.quick, rounds=args.rounds or (2 if args.quick else 5)
            )


if __name__ == "__main__":
    main()
