"""Which articles a filter leaves out because of an embargo: the moment that is given decides,
whatever word the source has for it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from newsfmt import Article
from newsfmt.batch import Filter

UNTIL = "2021-05-05T06:00Z"
STATES: list[dict[str, Any]] = [
    {"embargoed": True, "embargoed_until": UNTIL},
    {"embargoed": True, "embargoed_until": UNTIL, "pub_status": "embargoed"},
    {"embargoed_until": UNTIL, "pub_status": "embargoed"},
    {"embargoed_until": UNTIL},
]


@pytest.mark.parametrize("state", STATES)
def test_an_embargo_is_judged_at_the_moment_that_is_given(state: dict[str, Any]) -> None:
    article = Article(headline="Bridge opens", **state)
    assert Filter(leave_out=("embargoed",)).reason(article) == "embargoed"
    assert (
        Filter(leave_out=("embargoed",), at=datetime.fromisoformat("2021-05-05T05:59Z")).reason(
            article
        )
        == "embargoed"
    )
    assert (
        Filter(leave_out=("embargoed",), at=datetime.fromisoformat("2021-05-05T06:00Z")).reason(
            article
        )
        == ""
    )


@pytest.mark.parametrize("state", [{"embargoed": True}, {"pub_status": "embargoed"}])
def test_an_embargo_without_a_known_end_is_in_force(state: dict[str, Any]) -> None:
    assert (
        Filter(leave_out=("embargoed",), at=datetime.fromisoformat("2031-01-01T00:00Z")).reason(
            Article(headline="Bridge opens", **state)
        )
        == "embargoed"
    )


def test_only_what_is_named_is_left_out() -> None:
    assert (
        Filter(leave_out=("withheld",)).reason(
            Article(headline="Bridge opens", embargoed=True, pub_status="embargoed")
        )
        == ""
    )
    assert (
        Filter(leave_out=("canceled",)).reason(
            Article(headline="Bridge opens", pub_status="cancelled")
        )
        == "canceled"
    )
