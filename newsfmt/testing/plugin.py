"""The pytest plugin of the kit: ``pytest_plugins = ["newsfmt.testing.plugin"]`` in the top
``conftest.py``, or ``-p newsfmt.testing.plugin``.

It adds ``--update-golden``, which writes the JSON beside each sample from what is read now.
"""

from __future__ import annotations

import pytest

__all__ = ["pytest_addoption"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--update-golden``."""
    group = parser.getgroup("newsfmt")
    group.addoption(
        "--update-golden",
        action="store_true",
        default=False,
        help="write golden files from what is read now, instead of comparing",
    )
