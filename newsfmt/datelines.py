"""Another name for the functions of :mod:`newsfmt.prose` on datelines with their own slot."""

from newsfmt.prose import report_separator, with_prefix, without_prefix

__all__ = ["report_separator", "with_prefix", "without_prefix"]
