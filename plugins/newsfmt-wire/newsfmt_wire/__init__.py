"""Wire formats for newsfmt: IPTC 7901 and ANPA 1312, as news agencies have sent them since the
1970s, and e-mail messages and mailboxes.

This module is the plugin: it holds the records of the formats alone, and what reads and writes them
is imported when it is needed.
"""

from __future__ import annotations

from newsfmt.format import Format
from newsfmt.hooks import hookimpl
from newsfmt_wire import anpa1312, iptc7901, mail

__version__ = "0.1.0"

__all__ = ["newsfmt_formats"]


@hookimpl
def newsfmt_formats() -> list[Format]:
    """Provide iptc7901, anpa1312, eml and mbox."""
    return [iptc7901.FORMAT, anpa1312.FORMAT, mail.EML, mail.MBOX]
