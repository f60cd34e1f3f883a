"""Convert whole folders and corpora: every input is converted, skipped, unsure or failed, and the
manifest of the run says which.

Inputs are files, folders, tar and ZIP archives, patterns and lists; outputs are a tree like that of
the inputs, one file an article, or one stream of JSON Lines, in one file or in many. Several
processes share the work; the output does not depend on their number, and an interrupted run can be
resumed. A scan reads inputs in the same way, writes nothing, and counts their contents;
read_folder gives their articles to Python.

The names below are imported on first use, so that a program that reads a few files imports no
machinery for processes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = [
    "CLASSES",
    "LAYOUTS",
    "LEAVE_OUT",
    "LEVELS",
    "MEMORY",
    "PLANNING",
    "TIMEOUT",
    "Arrival",
    "Checked",
    "CodeCount",
    "Condition",
    "Conversion",
    "ConversionOptions",
    "Duplicates",
    "Failure",
    "FileSystem",
    "Filter",
    "FolderReader",
    "FolderReport",
    "FormatCount",
    "Inventory",
    "NearDuplicates",
    "Outcome",
    "Output",
    "Piece",
    "PieceInput",
    "PieceReader",
    "Reading",
    "ReadingOptions",
    "Scan",
    "Scanned",
    "Summary",
    "SurveyOptions",
    "Totals",
    "Watch",
    "WorkingOptions",
    "check_manifest",
    "convert_tree",
    "count_inputs",
    "pieces",
    "read_folder",
    "read_piece",
    "scan_tree",
    "slug",
    "summarise",
]

if TYPE_CHECKING:
    from newsfmt.batch._accounts import CLASSES, Outcome, Output, Totals
    from newsfmt.batch._conversion import Conversion, convert_tree
    from newsfmt.batch._filters import LEAVE_OUT, Condition, Filter
    from newsfmt.batch._folder import FolderReader, FolderReport, read_folder
    from newsfmt.batch._inputs import count_inputs
    from newsfmt.batch._inventory import (
        CodeCount,
        Duplicates,
        FormatCount,
        Inventory,
        NearDuplicates,
        Scanned,
    )
    from newsfmt.batch._options import ReadingOptions
    from newsfmt.batch._patterns import slug
    from newsfmt.batch._pieces import PLANNING, FileSystem, Piece, PieceInput, pieces
    from newsfmt.batch._piecework import LEVELS, Failure, PieceReader, read_piece
    from newsfmt.batch._reading import Reading
    from newsfmt.batch._run_options import (
        LAYOUTS,
        MEMORY,
        TIMEOUT,
        ConversionOptions,
        SurveyOptions,
        WorkingOptions,
    )
    from newsfmt.batch._scan import Scan, scan_tree
    from newsfmt.batch._summary import Summary, summarise
    from newsfmt.batch._verify import Checked, check_manifest
    from newsfmt.batch._watch import Arrival, Watch

_HOMES = {
    "_accounts": "CLASSES Outcome Output Totals",
    "_conversion": "Conversion convert_tree",
    "_filters": "LEAVE_OUT Condition Filter",
    "_folder": "FolderReader FolderReport read_folder",
    "_inputs": "count_inputs",
    "_inventory": "Duplicates FormatCount Inventory NearDuplicates CodeCount Scanned",
    "_options": "ReadingOptions",
    "_patterns": "slug",
    "_run_options": "LAYOUTS MEMORY TIMEOUT ConversionOptions SurveyOptions WorkingOptions",
    "_pieces": "PLANNING FileSystem Piece PieceInput pieces",
    "_piecework": "LEVELS Failure PieceReader read_piece",
    "_reading": "Reading",
    "_scan": "Scan scan_tree",
    "_summary": "Summary summarise",
    "_verify": "Checked check_manifest",
    "_watch": "Arrival Watch",
}


def __getattr__(name: str) -> Any:
    import importlib

    for home, names in _HOMES.items():
        if name in names.split():
            value = getattr(importlib.import_module(f"newsfmt.batch.{home}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'newsfmt.batch' has no attribute {name!r}")
