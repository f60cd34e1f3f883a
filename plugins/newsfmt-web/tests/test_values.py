"""What all formats of the plugin share: dates, texts that may be HTML, people, addresses."""

from __future__ import annotations

import pytest

pytest.importorskip(
    "newsfmt_web", reason="newsfmt-web is not installed: pip install -e plugins/newsfmt-web"
)

from newsfmt_web import dates, wording
from newsfmt_web.names import prefix_of
from newsfmt_web.people import party

from newsfmt.article import Party
from newsfmt.errors import DateError


@pytest.mark.parametrize(
    ("text", "date", "zone"),
    [
        ("Sun, 11 Oct 2026 18:30:00 EST", "2026-10-11T18:30:00-05:00", None),
        ("11 Oct 2026 18:30 PDT", "2026-10-11T18:30-07:00", None),
        ("Sun, 11 Oct 2026 18:30:00 GMT", "2026-10-11T18:30:00Z", None),
        ("Sun, 11 Oct 2026 18:30:00 -0000", "2026-10-11T18:30:00Z", None),
        ("Sun, 11 Oct 2026 18:30:00", "2026-10-11T18:30:00", None),
        ("Sun, 11 Oct 2026 18:30:00 MEST", "2026-10-11T18:30:00", "MEST"),
        ("Sun, 11 Oct 2026 18:30:00 CET", "2026-10-11T18:30:00", "CET"),
        ("Fri, 1 Sept 2026 18:30:00 +0200", "2026-09-01T18:30:00+02:00", None),
        ("So, 11 Okt 2026 18:30:00 +0200", "2026-10-11T18:30:00+02:00", None),
        ("2026-10-11T18:30:00.25+02:00", "2026-10-11T18:30:00.25+02:00", None),
        ("2026-10-11", "2026-10-11", None),
        ("Sun, 11 Oct 26 18:30:00 GMT", "2026-10-11T18:30:00Z", None),
        ("Sun, 11 Oct 98 18:30:00 GMT", "1998-10-11T18:30:00Z", None),
        ("Sun, 11 Oct 2026 18:30:00 +0200 (CEST)", "2026-10-11T18:30:00+02:00", None),
        ("mi\u00e9, 07 oct 2026 18:30:00 +0200", "2026-10-07T18:30:00+02:00", None),
        ("\u0412\u0441, 11 \u043e\u043a\u0442 2026 18:30 +0300", "2026-10-11T18:30+03:00", None),
        ("\u00dat, 06 \u0159\u00edj 2026 18:30 +0200", "2026-10-06T18:30+02:00", None),
        (
            "\u03a4\u03c1\u03b9, 05 \u039c\u03ac\u03b9 2026 18:30 +0300",
            "2026-05-05T18:30+03:00",
            None,
        ),
        ("K, 06 okt. 2026 18:30 +0200", "2026-10-06T18:30+02:00", None),
        ("2026\ub144 10\uc6d4 1\uc77c \uc624\ud6c4 6:30:05", "2026-10-01T18:30:05", None),
        ("2026\u5e7410\u67081\u65e5", "2026-10-01", None),
        ("\u6728, 01 10\u6708 2026 18:30:00 +0900", "2026-10-01T18:30:00+09:00", None),
    ],
)
def test_dates_are_read_as_they_are_written(text: str, date: str, zone: str | None) -> None:
    moment = dates.read(text)
    assert (str(moment.date), moment.unknown_zone) == (date, zone)


@pytest.mark.parametrize(
    "text",
    ["0000-00-00 00:00:00", "31 Nov 2026 08:00:00 GMT", "01/02/2026 10:00", "1793700000", "today"],
)
def test_what_is_no_date_is_none(text: str) -> None:
    with pytest.raises(DateError):
        dates.read(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Salt &amp; sea", "Salt & sea"),
        ("Nvidia&#8217;s press", "Nvidia’s press"),
        ("3 < 4 and 5 > 2", "3 < 4 and 5 > 2"),
        ("The <em>quiet</em> harbour", "The quiet harbour"),
        ("A guide to <grin>", "A guide to <grin>"),
        ("AT&T; a &nosuch; name", "AT&T; a &nosuch; name"),
        ("one<br/>two", "one two"),
        ("<head>Gone", "Gone"),
        ("<script>x()</script>Words", "Words"),
        ("  over\n lines ", "over lines"),
    ],
)
def test_a_title_is_html_only_with_a_known_tag_or_reference(text: str, plain: str) -> None:
    assert wording.line(text) == plain


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("moe@a.example (Kari Moe)", Party(name="Kari Moe", email="moe@a.example")),
        ("Kari Moe <moe@a.example>", Party(name="Kari Moe", email="moe@a.example")),
        ("Kari Moe (moe@a.example)", Party(name="Kari Moe", email="moe@a.example")),
        ("moe@a.example", Party(email="moe@a.example")),
        ("Kari Moe", Party(name="Kari Moe")),
        ("", None),
    ],
)
def test_an_author_is_read_in_every_form(text: str, who: Party | None) -> None:
    assert party(text) == who


def test_namespaces_are_known_in_every_spelling() -> None:
    spellings = {
        "media": "http://search.yahoo.com/mrss http://search.yahoo.com/mrss/ http://search.yahoo.com/mrss#",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd http://www.itunes.com/DTDs/Podcast-1.0.dtd",
        "wp": "http://wordpress.org/export/1.0/ https://wordpress.org/export/1.2/",
        "excerpt": "http://wordpress.org/export/1.2/excerpt/",
        "atom": "http://www.w3.org/2005/Atom http://purl.org/atom/ns#",
        "": "http://purl.org/rss/1.0/ http://backend.userland.com/rss2",
    }
    for prefix, addresses in spellings.items():
        assert {prefix_of(address) for address in addresses.split()} == {prefix}
    assert prefix_of("https://own.example/ns") is None
