"""Put on the path of every process that a test starts: it reaches no network. See
``conftest.py``.
"""

from __future__ import annotations

import sys

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


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in _REACHING and not (
        event == "socket.connect" and isinstance(arguments[-1], (str, bytes))
    ):  # a socket of this machine has a path
        raise RuntimeError(
            f"the tests reach no network, and this was tried: {event}{arguments[1:]}"
        )


sys.addaudithook(_refuse)
