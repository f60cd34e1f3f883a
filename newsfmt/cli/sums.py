"""What a run comes to, for a person and for a shell: its sums and its exit status, whichever way it
ran.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsfmt.cli.shared import FAILED, OK, SHOWN, STRICT, say

if TYPE_CHECKING:
    from newsfmt.batch import Totals

__all__ = ["show_sums", "status_of"]

_FIELDS = 20


def show_sums(totals: Totals, *, many: bool, report: str | None) -> None:
    """Name the plugins that failed, show the losses by field, and what a filter left out; of
    ``many`` inputs the reconciliation: what was found and its outcome, in files and in
    articles. ``report`` is the file that has every loss, if there is one.
    """
    for failure in totals.plugins.values():
        say(f"warning: {failure} [plugin.failed]")
    _show_losses(totals, many=many, report=report)
    if many:
        earlier = f" ({totals.reused:,} of them done by an earlier run)" if totals.reused else ""
        say(f"files:    {_equation(totals, '')}{earlier}")
        say(f"articles: {_equation(totals, 'articles_')}")
        _show_reasons("files skipped", totals.reasons)
        if totals.unsure:
            say("files unsure: not converted; --unsure converts them, a manifest names them")
    _show_reasons("articles left out", totals.left_out)


def _show_losses(totals: Totals, *, many: bool, report: str | None) -> None:
    """The losses by field and count, where they were not all printed; what is no loss stands
    apart.
    """
    from newsfmt.diagnostics import severity_of

    counts = {code: n for code, n in totals.diagnostics.items() if code.startswith("write.")}
    lost = {code: n for code, n in counts.items() if severity_of(code) != "info"}
    if not lost or not (many or max(lost.values()) > SHOWN):
        return
    rows = dict(totals.losses)
    for code, count in counts.items():  # an earlier run has only counts of codes
        rest = count - sum(n for (other, _), n in totals.losses.items() if other == code)
        if rest > 0:
            rows[code, "(in an earlier run)"] = rest
    where = f"{report} lists each" if report else "--report FILE lists each"
    say(f"losses by field; {where}:")
    _show_rows({key: n for key, n in rows.items() if key[0] in lost})
    derived = {key: n for key, n in rows.items() if key[0] not in lost}
    if derived:
        say("for information, no losses:")
        _show_rows(derived)


def _show_rows(rows: dict[tuple[str, str], int]) -> None:
    """A line for each field, the largest number first; the fields beyond the first are summed."""
    ordered = sorted(rows.items(), key=lambda row: (-row[1], row[0]))
    shown, others = ordered[:_FIELDS], ordered[_FIELDS:]
    width = max(len(field) for (_, field), _ in shown)
    for (code, field), count in shown:
        say(f"{count:>9,}  {field:{width}}  {code}")
    if others:
        say(f"{sum(count for _, count in others):>9,}  in {len(others)} other fields")


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
