"""Validating NewsML 1: against the DTD of 1.2, which takes 1.0 and 1.1 as well; what DataContent
holds is any XML and not looked at.

A DTD would demand that foreign elements be declared, so those inside DataContent are left out of
the check. Problems come out with lines.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator

import newsfmt
from newsfmt import xmlkit
from newsfmt.format import Context, Problem

__all__ = ["validate"]

_DTD = os.path.join(os.path.dirname(newsfmt.__file__), "schema", "newsml-1", "NewsMLv1.2.dtd")


def validate(data: bytes, context: Context) -> Iterator[Problem]:
    """Return what is wrong with a NewsML 1 document by the DTD of NewsML 1.2."""
    return xmlkit.problems(data, context, _faults)


def _faults(root: xmlkit.Element) -> Iterator[Problem]:
    bare = copy.deepcopy(root)
    for content in bare.iter("DataContent"):
        for child in list(content):
            content.remove(child)
    for line, message in xmlkit.Schema.dtd(_DTD).validate_element(bare):
        yield Problem(line, message, "schema")
