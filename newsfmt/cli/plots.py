"""Bar charts for pages, as SVG that stands in the page itself: labels and numbers come in, text
goes out, the same text each time. matplotlib draws them (the extra ``plots``).
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

__all__ = ["available", "bars"]

_METADATA = re.compile(r"<metadata>.*?</metadata>\s*", re.DOTALL)
_REFERENCE = re.compile(r"""(?:url\(#|href="#)([^)"]+)""")
_ID = re.compile(r' id="([^"]*)"')
_FEW = 40  # bars that still have room for their labels
_STYLE = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def available() -> bool:
    """Return whether matplotlib is installed."""
    from importlib.util import find_spec

    return find_spec("matplotlib") is not None


def bars(labels: Sequence[str], numbers: Sequence[int], unit: str) -> str:
    """Return a chart with a bar for each label; of many labels only some are shown."""
    import matplotlib
    from matplotlib.figure import Figure

    salt = f"newsfmt {unit} {labels} {numbers}"  # the ids of two charts on a page differ
    with matplotlib.rc_context({**_STYLE, "svg.hashsalt": salt}):
        figure = Figure(figsize=(9, 2.6), layout="constrained")
        axes = figure.add_subplot()
        places = range(len(labels))
        axes.bar(places, numbers, color="#47a")
        step = max(1, -(-len(labels) // _FEW))
        axes.set_xticks(
            list(places)[::step], [label[:24] for label in labels[::step]], rotation=60, ha="right"
        )
        axes.set_ylabel(unit)
        axes.margins(x=0.01)
        output = io.StringIO()
        figure.savefig(output, format="svg", metadata={"Date": None, "Creator": None})
    text = output.getvalue()
    return _for_a_page(text[text.index("<svg") :].rstrip())


def _for_a_page(svg: str) -> str:
    """The chart without what HTML does not allow in it: metadata, and ids that occur in each chart
    and that nothing refers to.
    """
    svg = _METADATA.sub("", svg)
    used = set(_REFERENCE.findall(svg))
    return _ID.sub(lambda match: match[0] if match[1] in used else "", svg)
