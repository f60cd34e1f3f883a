"""The benchmarks are run by hand (``python tests/bench/run.py``); tests/unit/test_bench.py sees to
it that they run.
"""

collect_ignore_glob = ["*.py"]
