"""Another name for :mod:`newsfmt.dates.zones`."""

from newsfmt.dates.zones import check, localise

__all__ = ["check", "localise"]
