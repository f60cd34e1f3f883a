"""Other people's tables: ``table`` (CSV, TSV and their like) and ``records`` (JSON); and CSV and
TSV written for data frames and spreadsheets.

No standard says what columns are called: the table of aliases in
:mod:`newsfmt.formats.table.columns` does, ``newsfmt columns FILE`` shows what became of each
column, and ``-O map=FIELD=COLUMN`` comes before it. What no field takes is kept in ``extra``.
"""

from __future__ import annotations

import re
from typing import Any

import attrs

from newsfmt.dates.zones import check
from newsfmt.dropped import Dropped
from newsfmt.format import Format
from newsfmt.formats.table.columns import ENVELOPES, SEPARATOR, mapping, telling
from newsfmt.head import Confidence, Head
from newsfmt.hooks import hookimpl
from newsfmt.options import Options, Salvage, option
from newsfmt.slots import everything

__all__ = [
    "FORMATS",
    "RecordsReadOptions",
    "TableReadOptions",
    "TableWriteOptions",
    "TabsWriteOptions",
    "newsfmt_formats",
]


def _character(text: str | None) -> None:
    if text is not None and text != "tab" and (len(text) != 1 or text in '"\r\n'):
        raise ValueError("give one character, or the word tab")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RecordsReadOptions(Salvage):
    """How records are read."""

    map: str = option(
        "", "Which column is which field: headline=Kop,body=Tekst. Others by their names.",
        check=mapping,
    )  # fmt: skip
    dayfirst: bool | None = option(
        None,
        "Read 03/04/2020 as 3 April (true) or March 4 (false); "
        "without it such dates are left as text.",
    )
    timezone: str | None = option(
        None, "Zone of the times that have none, such as Europe/Oslo.", check=check
    )
    repair: bool = option(False, "Repair UTF-8 that was once read as windows-1252 (â€™ becomes ’).")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class TableReadOptions(RecordsReadOptions):
    """How a table is read."""

    columns: str = option(
        "", "Names of the columns, for a file whose first line does not have them."
    )
    header: bool = option(
        True, "Whether the first line names the columns; else they are called 1, 2, 3 and so on."
    )
    delimiter: str | None = option(
        None,
        "What separates the cells, a character or the word tab; else the first line shows it: "
        "comma, semicolon, tab or bar.",
        check=_character,
    )


def _columns(names: str) -> None:
    from newsfmt.formats.table.write import columns_of

    columns_of(names)


def _mark(text: str | None) -> None:
    if text is not None and text != "tab" and (len(text) != 1 or text not in ",;|\t"):
        raise ValueError("give a comma, a semicolon, a bar or the word tab")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class TableWriteOptions(Options):
    """How a table is written."""

    fields: str | None = option(
        None,
        "Columns, separated by commas, such as path,headline,words; "
        "or all of them. Without it those of the documentation.",
        check=_columns,
    )
    bom: bool = option(False, "Begin with a byte order mark, by which Excel knows UTF-8.")
    formulas: bool = option(
        False, "Write cells that begin like a formula as they are, without a ' before them."
    )
    delimiter: str = option(
        ",", "What separates the cells: a comma, a semicolon, a bar or the word tab.", check=_mark
    )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class TabsWriteOptions(TableWriteOptions):
    """How a table with tabs is written."""

    delimiter: str = option(
        "tab", "What separates the cells: a comma, a semicolon, a bar or the word tab.", check=_mark
    )


def _writes(options: Any) -> frozenset[str]:
    """The values that the columns hold; columns that were chosen are all that is expected."""
    if options.fields is not None:
        return everything()
    from newsfmt.formats.table.own import WRITES

    return WRITES


_KEY = re.compile(r'"([^"\\]{1,60})"\s{0,8}:')
_KEYED = re.compile(r'\s*\{\s*"[^"\\]{1,200}"\s*:\s*\{')
_COLUMNS = re.compile(r'"columns"\s*:\s*\[([^\]]{1,4000})\]')
_TOPS = {path.partition(".")[0] for path in ENVELOPES} | {"_source", "row", "node", "columns"}
_BODY_TEXT = re.compile(r'"body"\s{0,8}:\s{0,8}"')
_OWN = frozenset(
    "headline body published byline slugline summary keywords subjects schema uri".split()
)  # as newsfmt's JSON and ninjs call theirs

_FOREIGN = frozenset(
    """article article_id author content date date_publish desk domain full_text lead link maintext
    newspaper outlet pub_date publication publish_date short_description story text""".split()
)  # as no standard's JSON calls its own


def sniff_table(head: Head) -> Confidence:
    """LIKELY for a first line that names columns of articles, MAYBE for any table named .csv or
    .tsv, since its columns may be named with ``map``.
    """
    line = head.first_line
    if head.json_start or line[:1] in ("<", "{"):
        return Confidence.NO
    stated = SEPARATOR.match(head.text)
    rows = head.text[stated.end() if stated else 0 :].lstrip("\ufeff\r\n").split("\n", 2)
    line = rows[0].strip("\r") if stated else line
    if not any(mark in line for mark in ",;\t|"):
        return Confidence.NO
    from newsfmt.formats.table.read import delimiter_of

    mark = stated[1] if stated else delimiter_of(line)
    if mark is None:
        return Confidence.NO
    names = [name.strip('" ') for name in line.split(mark)]
    if telling(names) and (len(names) > 2 or (mark in "".join(rows[1:2]) and " " not in line)):
        return Confidence.LIKELY
    return Confidence.MAYBE if head.extension in ("csv", "tsv", "tab") else Confidence.NO


def sniff_records(head: Head) -> Confidence:
    """LIKELY for JSON whose keys are those of other people's articles; MAYBE where they can be
    those of newsfmt's own JSON, which wins then, and CERTAIN where two of these are not.
    """
    if not head.json_start or not (telling(head.json_keys) or _wraps(head)):
        return Confidence.NO
    if len(head.json_keys & _OWN) > 1 and not _BODY_TEXT.search(head.text):
        foreign = len(head.json_keys & _FOREIGN) > 1
        return Confidence.CERTAIN if foreign else Confidence.MAYBE
    return Confidence.LIKELY


def _wraps(head: Head) -> bool:
    """Whether an object begins whose records are in its arrays or objects."""
    is_known = bool(head.json_keys & _TOPS) or _KEYED.match(head.text) is not None
    return is_known and (telling(_KEY.findall(head.text)) or telling(_listed(head.text)))


def _listed(text: str) -> list[str]:
    """The names in a list of columns."""
    names = _COLUMNS.search(text)
    return re.findall(r'"([^"\\]{1,60})"', names[1]) if names else []


FORMATS = [
    Format(
        name="table",
        title="Table (CSV, TSV)",
        aliases=("csv",),
        media_types=("text/csv",),
        extensions=("csv",),
        sniff=sniff_table,
        read="newsfmt.formats.table.read:read",
        read_options=TableReadOptions,
        write="newsfmt.formats.table.write:write",
        write_options=TableWriteOptions,
        writes=_writes,
        samples=("newsfmt.formats.table:samples/table",),
        drops=(Dropped("column/unnamed", "the numbers of rows that pandas writes"),),
        spec="https://www.rfc-editor.org/rfc/rfc4180",
    ),
    Format(
        name="tsv",
        title="Tab-separated values",
        media_types=("text/tab-separated-values",),
        extensions=("tsv", "tab"),
        write="newsfmt.formats.table.write:write",
        write_options=TabsWriteOptions,
        writes=_writes,
        spec="https://www.iana.org/assignments/media-types/text/tab-separated-values",
    ),
    Format(
        name="records",
        title="JSON records",
        extensions=("json", "jsonl"),
        sniff=sniff_records,
        read="newsfmt.formats.table.records:read",
        read_options=RecordsReadOptions,
        streams=False,
        samples=("newsfmt.formats.table:samples/records",),
        spec="https://github.com/newsfmt/newsfmt/blob/main/docs/formats/table.md",
    ),
]
"""The formats: tables, the same written with tabs, and records of JSON."""


@hookimpl
def newsfmt_formats() -> list[Format]:
    """Provide tables and records."""
    return FORMATS
