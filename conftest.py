"""The tests run without a network: what reaches for one fails, in the process of the tests and in
those they start.

An audit hook refuses what Python is asked for, everywhere; where the tests run as root on Linux, a
network namespace with nothing in it refuses what C code asks for, too. Tests marked ``packaging``
need a package index, those marked ``sockets`` a server on this machine.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")  # that a machine is slow, or busy, is no fault
_CLONE_NEWNET = 0x40000000
_REACHING = frozenset(
    {
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.gethostbyaddr",
        "socket.sendto",
        "socket.sendmsg",
    }
)
_VNU = "node_modules/vnu-jar/build/dist/vnu.jar"
_ALLOWED = ("packaging", "sockets")
_OFFLINE = str(Path(__file__).parent / "tests" / "offline")
collect_ignore = [
    # what its test imports with its folder on the path
    str(Path(__file__).parent / "tests" / "conformance" / "careless_at_import.py"),
    _OFFLINE,
    # what is in it is for the processes that tests start; looked at for doctests, it would shut this
    # one for good
]


class Network:
    """The network as the test at hand may use it: shut, unless it is marked."""

    def __init__(self) -> None:
        self.open = True
        self._outside = self._inside = -1
        sys.addaudithook(self._audit)
        if sys.platform == "linux" and os.geteuid() == 0:
            self._part()

    def _audit(self, event: str, arguments: tuple[object, ...]) -> None:
        if (
            event in _REACHING
            and not self.open
            and not (event == "socket.connect" and isinstance(arguments[-1], (str, bytes)))
        ):
            raise RuntimeError(
                f"the tests reach no network, and this was tried: {event}{arguments[1:]}"
            )

    def _part(self) -> None:
        """Make an empty namespace to go into; where the system forbids it, the hook has to do."""
        libc = ctypes.CDLL(None, use_errno=True)
        outside = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        if libc.unshare(_CLONE_NEWNET) != 0:
            os.close(outside)
            return
        self._outside, self._inside = (
            outside,
            os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC),
        )
        self._setns = libc.setns
        self.set(open=True)

    @property
    def kernel(self) -> bool:
        """Whether the kernel shuts it, too."""
        return self._inside >= 0

    def set(self, *, open: bool) -> None:
        """Open or shut it, for this thread and what is started from it."""
        self.open = open
        path = [
            part
            for part in os.environ.get("PYTHONPATH", "").split(os.pathsep)
            if part and part != _OFFLINE
        ]
        os.environ["PYTHONPATH"] = os.pathsep.join(path if open else [_OFFLINE, *path])
        if not os.environ["PYTHONPATH"]:
            del os.environ["PYTHONPATH"]
        if self.kernel and self._setns(self._outside if open else self._inside, _CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "the network namespace cannot be entered")


NETWORK = Network()

# the tests start hundreds of processes, of which each would compile newsfmt anew
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

if (
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):  # as in what a shell runs in the background; tests interrupt what they start
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Shut the network around each test, its fixtures and all, that is not marked."""
    NETWORK.set(open=any(item.get_closest_marker(name) for name in _ALLOWED))
    try:
        return (yield)
    finally:
        NETWORK.set(open=True)


@pytest.fixture(scope="session")
def nu_checker() -> list[str]:
    """The command of the Nu Html Checker: the jar that ``NEWSFMT_VNU`` names, that of the package
    ``vnu-jar`` of npm, or the program ``vnu``. A test is skipped where there is none.
    """
    jar = os.environ.get("NEWSFMT_VNU") or Path(__file__).parent / _VNU
    if shutil.which("java") and Path(jar).is_file():
        return ["java", "-jar", str(jar)]
    if found := shutil.which("vnu"):
        return [found]
    pytest.skip("there is no Nu Html Checker: npm install vnu-jar, or NEWSFMT_VNU=…/vnu.jar")
