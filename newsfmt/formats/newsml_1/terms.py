"""What reader and writer of NewsML 1 agree on: the schemes of subject codes and their three levels
(IPTC subject reference system).
"""

from __future__ import annotations

__all__ = ["SUBJECT_CODES", "SUBJECT_SCHEME", "subject_level"]

SUBJECT_SCHEME = "IptcSubjectCodes"
"""What NewsML 1 calls the scheme of the IPTC's subject codes."""
SUBJECT_CODES = "subj"
"""Alias of the same scheme in the IPTC's catalog."""


def subject_level(code: str) -> str | None:
    """Return the element of a subject code of eight digits, nothing for any other code.

    >>> subject_level("02003000"), subject_level("medtop")
    ('SubjectMatter', None)
    """
    if len(code) != 8 or not code.isascii() or not code.isdigit():
        return None
    return (
        "Subject"
        if code.endswith("000000")
        else "SubjectMatter"
        if code.endswith("000")
        else "SubjectDetail"
    )
