"""Another name for what :mod:`newsfmt.prose` has on datelines with a slot of their own."""

from newsfmt.prose import report_separator, with_prefix, without_prefix

__all__ = ["report_separator", "with_prefix", "without_prefix"]
