"""Another name for :mod:`newsfmt.dates.zones`."""

from newsfmt.dates.zones import check, dated, localise

__all__ = ["check", "dated", "localise"]
