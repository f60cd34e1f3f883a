"""Without the plugin installed there is nothing to collect but the tests, which say so."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("newsfmt_web") else ["newsfmt_web/*"]
