"""Validating NITF: against the XSD of 3.6, the only version with a schema, whatever version the
document is in.

Real NITF mostly has no namespace, so a document without one is checked as if it had it; the three
attributes that the XSD fixes to the constants of 3.6 are left out of an older document's check.
Problems come out with their lines.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator

import newsfmt
from newsfmt import xmlkit
from newsfmt.format import Context, Problem

__all__ = ["NAMESPACE", "validate"]

NAMESPACE = "http://iptc.org/std/NITF/2006-10-18/"
_XSD = os.path.join(os.path.dirname(newsfmt.__file__), "schema", "nitf", "nitf-3-6.xsd")
_VERSION = "-//IPTC//DTD NITF 3.6//EN"
_FIXED = ("version", "change.date", "change.time")


def validate(data: bytes, context: Context) -> Iterator[Problem]:
    """Return what is wrong with a NITF document by the schema of NITF 3.6."""
    return xmlkit.problems(data, context, _faults)


def _faults(root: xmlkit.Element) -> Iterator[Problem]:
    if xmlkit.local(root) != "nitf":
        yield Problem(xmlkit.line(root), f"the root is {xmlkit.local(root)}, not nitf", "schema")
        return
    for line, message in xmlkit.Schema.xsd(_XSD).validate_element(_as_3_6(root)):
        yield Problem(line, message.replace(f"{{{NAMESPACE}}}", ""), "schema")


def _as_3_6(root: xmlkit.Element) -> xmlkit.Element:
    """The document as the schema can look at it: in the namespace, without the constants of another
    version.
    """
    lifted = copy.deepcopy(root)
    if not xmlkit.namespace(root):
        for element in lifted.iter():
            if not xmlkit.namespace(element):
                element.tag = f"{{{NAMESPACE}}}{element.tag}"
    if root.get("version") != _VERSION:
        for name in _FIXED:
            lifted.attrib.pop(name, "")
    return lifted
