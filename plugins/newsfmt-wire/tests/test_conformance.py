"""The conformance kit over every format of the plugin, on the samples it ships."""

from __future__ import annotations

import pytest

pytest.importorskip(
    "newsfmt_wire", reason="newsfmt-wire is not installed: pip install -e plugins/newsfmt-wire"
)

from newsfmt.testing import FormatConformance


class TestIptc7901(FormatConformance):
    format_name = "iptc7901"
    limits = ("input_bytes", "articles", "article_bytes")


class TestAnpa1312(FormatConformance):
    format_name = "anpa1312"
    limits = ("input_bytes", "articles", "article_bytes")


class TestEml(FormatConformance):
    format_name = "eml"
    limits = ("input_bytes", "articles", "article_bytes")


class TestMbox(FormatConformance):
    format_name = "mbox"
    limits = ("input_bytes", "articles", "article_bytes")
