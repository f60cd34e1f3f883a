"""A module that prints, and leaves a trace in the process, when it is imported."""

from __future__ import annotations

import os

from careless import read

__all__ = ["read"]

print("loaded")
os.environ["TOY"] = "loaded"
