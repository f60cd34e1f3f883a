"""The conformance kit over every format of the plugin, on the samples it ships."""

from __future__ import annotations

import pytest

pytest.importorskip(
    "newsfmt_web", reason="newsfmt-web is not installed: pip install -e plugins/newsfmt-web"
)

import newsfmt_web

from newsfmt.testing import conformance_class

for _format in newsfmt_web.newsfmt_formats():
    _class = conformance_class(_format.name)
    _class.__module__ = __name__
    globals()[_class.__name__] = _class
del _class
