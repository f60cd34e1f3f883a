"""The ``newsfmt`` command: arguments in, the library's functions called, one clear line per problem
out, and a truthful exit status.

Results go to stdout, everything else to stderr; nothing here is needed to use the library. The
modules beside this one hold the arguments, what the subcommands share, and a module for each group
of them, imported when it is asked for.
"""

from __future__ import annotations

import errno
import gc
import importlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any

from newsfmt.cli.alarm import TimeIsUp
from newsfmt.cli.arguments import EPILOG, build_parser
from newsfmt.cli.shared import (
    FAILED,
    INTERRUPTED,
    PIPE,
    TERMINATED,
    USAGE,
    Usage,
    as_typed,
    kept_output,
    os_error,
    say,
)

__all__ = ["EPILOG", "build_parser", "failed", "run"]


_OUTPUT_FAILS = {errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EBADF}


class _Terminated(BaseException):
    """SIGTERM came; what is open is closed and half-written output removed on the way out."""


def run(arguments: Sequence[str]) -> int:
    """Run the command and return its exit status."""
    _open_streams()
    try:
        status = _run(arguments)
        sys.stdout.flush()
        return status
    except Usage as error:
        return say(f"newsfmt: {error}", USAGE)
    except KeyboardInterrupt:
        return say("newsfmt: interrupted", INTERRUPTED)
    except TimeIsUp:  # while an article was being written
        return say(
            "newsfmt: the time passes the limit seconds while writing; "
            "raise it with --limit seconds=NUMBER",
            FAILED,
        )
    except _Terminated:
        return say("newsfmt: terminated", TERMINATED)
    except Exception as error:
        if "--debug" in arguments and not isinstance(error, BrokenPipeError):
            raise
        return failed(error)


def failed(error: Exception) -> int:
    """Say in one line what ends the command, and return the status it ends with."""
    return _gone() if isinstance(error, BrokenPipeError) else _problem(error)


def _run(arguments: Sequence[str]) -> int:
    parser = build_parser(only=next((word for word in arguments if word[:1] != "-"), ""))
    try:
        args, others = parser.parse_known_args(arguments)
        if others:
            args.parser.left_over(others)
    except SystemExit as leaving:  # after --help, --version, or a line on what is wrong
        return int(leaving.code or 0)
    if not hasattr(args, "action"):
        args.group.print_help(sys.stderr)
        return USAGE
    signal.signal(signal.SIGTERM, _terminate)
    action = _action(args.action)
    gc.freeze()
    gc.enable()
    with kept_output():
        return action(args)


def _action(name: str) -> Callable[[Any], int]:
    """The function that carries out a subcommand, from ``module:function`` of this package."""
    module, _, function = name.partition(":")
    action: Callable[[Any], int] = getattr(
        importlib.import_module(f"newsfmt.cli.{module}"), function
    )
    return action


def _open_streams() -> None:
    """Take the places of standard streams that were closed, so that no other file is opened
    there, and escape what the terminal's encoding cannot show. A standard output that was closed
    takes nothing.
    """
    for name, mode, flags in (
        ("stdin", "r", os.O_RDONLY),
        ("stdout", "w", os.O_RDONLY),
        ("stderr", "w", os.O_WRONLY),
    ):
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, flags)  # the lowest that is free
            setattr(sys, name, open(descriptor, mode, closefd=False))  # noqa: SIM115
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def _gone() -> int:
    """Nobody reads standard output any more: nothing shall be flushed into it at exit."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE


def _terminate(number: int, frame: object) -> None:
    signal.signal(
        signal.SIGTERM, signal.SIG_IGN
    )  # once is enough; what is half-written is being removed
    raise _Terminated


def _problem(error: Exception) -> int:
    """One line for an error that ends the command, and the status it ends with."""
    from newsfmt.errors import FormatError, NewsfmtError, OptionError

    if isinstance(error, OSError):
        if not error.filename and error.errno in _OUTPUT_FAILS:
            _gone()
        return say(f"newsfmt: {os_error(error)}", FAILED)
    if isinstance(error, NewsfmtError):
        status = USAGE if isinstance(error, (FormatError, OptionError)) else FAILED
        text = as_typed(error) if isinstance(error, OptionError) else str(error)
        return say(f"newsfmt: {text}", status)
    if isinstance(error, MemoryError):
        return say("newsfmt: out of memory", FAILED)
    return say(
        f"newsfmt: {type(error).__name__}: {error} (a fault of newsfmt; --debug shows where)",
        FAILED,
    )
