"""The only import of orjson: the signals that end a run are held back during the import, and
delivered right after.

Its native module assumes that its own imports succeed (ijl/orjson#310): a KeyboardInterrupt, or any
exception of a signal handler, during the import ends the process with a segmentation fault. Where
signals cannot be held back (Windows) that risk remains.
"""

from __future__ import annotations

import signal

__all__ = ["orjson"]

_HELD = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGALRM", "SIGHUP")
    if hasattr(signal, name)
]

if hasattr(signal, "pthread_sigmask"):
    _before = signal.pthread_sigmask(signal.SIG_BLOCK, _HELD)
    try:
        import orjson
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, _before)
else:
    import orjson
