"""Without the plugin or pyarrow there is nothing to collect but the tests, which say so."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore_glob = (
    [] if find_spec("newsfmt_arrow") and find_spec("pyarrow") else ["newsfmt_arrow/*"]
)
