"""The conformance kit over Parquet, on the sample that the plugin ships."""

from __future__ import annotations

import pytest

pytest.importorskip(
    "newsfmt_arrow", reason="newsfmt-arrow is not installed: pip install -e plugins/newsfmt-arrow"
)
pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install pyarrow")

from newsfmt.testing import FormatConformance


class TestParquet(FormatConformance):
    format_name = "parquet"
    limits = ("input_bytes", "articles", "article_bytes")
