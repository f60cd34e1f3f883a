"""Without the plugin or pyspark there is nothing to collect but the tests, which say so."""

from __future__ import annotations

from importlib.util import find_spec

_ALL = find_spec("newsfmt_spark") and find_spec("pyspark") and find_spec("pyarrow")
collect_ignore_glob = [] if _ALL else ["newsfmt_spark/*", "pyspark_newsfmt.py"]
