"""``python -m newsfmt`` and the ``newsfmt`` command; ``--version`` imports nothing else."""

from __future__ import annotations

import errno
import gc
import sys


def _version() -> int:
    from newsfmt import __version__

    try:
        if sys.stdout is None:  # standard output was closed
            raise OSError(errno.EBADF, "")
        sys.stdout.write(f"newsfmt {__version__}\n")
        sys.stdout.flush()
    except OSError as error:
        from newsfmt.cli import failed

        return failed(error)
    return 0


def main() -> int:
    """Run the command with the arguments of the process and return its exit status."""
    try:
        if sys.argv[1:] in (["--version"], ["-V"]):
            return _version()
        gc.disable()  # until all is imported, of which nothing is garbage
        from newsfmt.cli import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:  # before or after the command's own handling
        sys.stderr.write("newsfmt: interrupted\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
