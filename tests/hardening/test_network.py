"""The whole test suite runs with sockets blocked; here that the block holds, and that
what reaches out would be seen.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import urllib.request

import pytest

REACH = "import socket; socket.create_connection(('127.0.0.1', 9), timeout=5)"
UDP = (
    "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))"
)
# What C code does, unseen by any hook: the system call itself. With a namespace it has nowhere to
# go.
UNSEEN = """
import ctypes, socket, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
one = libc.socket(socket.AF_INET, socket.SOCK_DGRAM, 0)
address = struct.pack("=H", socket.AF_INET) + struct.pack("!H4s8x", 9, socket.inet_aton("127.0.0.1"))
sys.exit(0 if libc.connect(one, address, len(address)) == 0 else 1)
"""


def test_a_test_reaches_no_network() -> None:
    with pytest.raises(RuntimeError, match="reach no network"):
        socket.create_connection(("127.0.0.1", 9), timeout=5)
    with pytest.raises(RuntimeError, match="reach no network"):
        urllib.request.urlopen("http://newsfmt.invalid/", timeout=5)


@pytest.mark.parametrize("code", [REACH, UDP])
def test_nor_does_what_a_test_starts(code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "the tests reach no network" in done.stderr


def test_nor_does_c_code_where_the_kernel_helps(pytestconfig: pytest.Config) -> None:
    network = next(
        plugin.NETWORK
        for plugin in pytestconfig.pluginmanager.get_plugins()
        if hasattr(plugin, "NETWORK")
    )
    if not network.kernel:
        pytest.skip("the system gives no network namespace")
    assert subprocess.run([sys.executable, "-c", UNSEEN], timeout=60, check=False).returncode == 1


@pytest.mark.sockets
def test_what_is_marked_does() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = f"import socket; socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), timeout=5)"
        assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0


def test_sockets_of_this_machine_are_no_network() -> None:
    one, other = socket.socketpair()
    with one, other:
        one.sendall(b"x")
        assert other.recv(1) == b"x"
