"""What a run comes to, for a person and for a shell: its sums and its exit status, whichever way it
ran.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfmt.cli.shared import FAILED, OK, STRICT, say

if TYPE_CHECKING:
    from newsfmt.batch import Totals

__all__ = ["show_sums", "status_of"]


def show_sums(totals: Totals, *, many: bool) -> None:
    """Name the plugins that failed, and show what a filter left out; of ``many`` inputs the
    reconciliation: what was found, and what became of it, in files and in articles.
    """
    for failure in totals.plugins.values():
        say(f"warning: {failure} [plugin.failed]")
    if many:
        earlier = f" ({totals.reused:,} of them done by an earlier run)" if totals.reused else ""
        say(f"files:    {_equation(totals, '')}{earlier}")
        say(f"articles: {_equation(totals, 'articles_')}")
        _show_reasons("files skipped", totals.reasons)
        if totals.unsure:
            say("files unsure: not converted; --unsure converts them, a manifest names them")
    _show_reasons("articles left out", totals.left_out)


def _show_reasons(what: str, reasons: dict[str, int]) -> None:
    if reasons:
        counts = sorted(reasons.items())
        say(f"{what}: " + ", ".join(f"{count:,} {reason}" for reason, count in counts))


def _equation(totals: Totals, what: str) -> str:
    """What was found as the sum of its classes; ``unsure`` only where something is."""
    found, *classes = totals.by_class(what).items()
    parts = (f"{count:,} {name}" for name, count in classes if name != "unsure" or totals.unsure)
    return f"{found[1]:,} found = {' + '.join(parts)}"


def status_of(totals: Totals, *, strict: bool) -> int:
    """The exit status; a line where nothing was converted and nothing failed."""
    from newsfmt.diagnostics import severity_of

    if not totals.complete:
        if not totals.failed and not totals.articles_failed:
            why = "" if totals.inputs else "; there is no file in what was named"
            if totals.unsure == totals.inputs > 0:
                why = "; --unsure converts what is unsure"
            say(f"newsfmt: no article was converted{why}")
        return FAILED
    if totals.diagnostics.get("write.embargo-lost"):
        return STRICT
    odd = bool(totals.plugins) or any(severity_of(code) != "info" for code in totals.diagnostics)
    return STRICT if strict and odd else OK
