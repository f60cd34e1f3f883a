"""``python -m newsfmt`` and the ``newsfmt`` command; ``--version`` answers without importing anything else."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command with the arguments of the process and return its exit status."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from newsfmt import __version__

        sys.stdout.write(f"newsfmt {__version__}\n")
        return 0
    try:
        from newsfmt.cli import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:  # before or after the command's own handling
        sys.stderr.write("newsfmt: interrupted\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
