"""The one door to orjson: it is brought in while the signals that end a run are held back, and they
are minded right after.

Its native module takes for granted that what it imports while it is made comes (ijl/orjson#310): a
KeyboardInterrupt, or whatever a handler raises, in that moment ended the process with a
segmentation fault. Where signals cannot be held back (Windows) that remains.
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
