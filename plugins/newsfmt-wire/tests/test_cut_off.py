"""Messages that stop before their end: what shows it, what is whole before it, and what salvage
reads. A trailer that is missing in practice is told from one that has not arrived.
"""

from __future__ import annotations

import pytest

import newsfmt
from newsfmt import Article
from newsfmt.errors import TruncatedError

IPTC7901 = (
    b"\x01xyz0123 4 i 41    abc 007\r\n\nFerry/weather/\r\n\x02Ferries back in service =\r\n\n"
    b"Bergen (abc) - Ferries along the coast were running again on Sunday\r\nafter a storm.\r\n\r\n"
    b"It has passed.\r\n\x03171405 GMT Jan %s \r\n\x7f\n\x7f\x04"
)
ANPA = (
    b"\x16\x16\x01b1234\x1f-----\nr i\x13\x11 BC-EU--Norway-Ferries          01-17 0041\n"
    b"\x02^BC-EU--Norway-Ferries,41<\n^Ferries back in service<\n^By KARI MOE=\n"
    b"\t   BERGEN, Norway (EP) _ Ferries along the coast were running again on Sunday.\n"
    b"\t   It has passed.\n\t   \x03EP-WF-01-17-21 1405%s<\n\n\x0c\n\x04"
)
MESSAGES = {
    ("iptc7901", "a year of two digits"): IPTC7901 % b"21",
    ("iptc7901", "a year of four digits"): IPTC7901 % b"2021",
    ("anpa1312", "a zone"): ANPA % b"GMT",
    ("anpa1312", "an offset"): ANPA % b"+0100",
}
each = pytest.mark.parametrize(
    ("format", "message"),
    [(key[0], data) for key, data in MESSAGES.items()],
    ids=[" ".join(key) for key in MESSAGES],
)


def given(data: bytes, format: str, **how: object) -> tuple[list[Article], newsfmt.Report, object]:
    reader = newsfmt.read(data, name="a", format=format, **how)  # type: ignore[arg-type]
    articles: list[Article] = []
    try:
        articles.extend(reader)
    except newsfmt.NewsfmtError as error:
        return articles, reader.report, error
    return articles, reader.report, None


def fields(article: Article) -> dict[str, object]:
    record = article.record()
    return {key: value for key, value in record.items() if not key.startswith("origin")}


@each
@pytest.mark.parametrize("on_error", ["raise", "skip"])
def test_a_message_is_cut_off_until_its_trailer_is_there(
    format: str, message: bytes, on_error: str
) -> None:
    (whole,), _, _ = given(message, format)
    behind = len(message) - message.index(b"\x03")
    for cut in range(message.index(b"\x01") + 1, len(message)):
        articles, report, error = given(message[:cut], format, on_error=on_error)
        if articles:
            assert (fields(articles[0]), error, report.complete) == (fields(whole), None, True)
            assert len(message) - cut < behind - len("\x03171405")
        elif on_error == "raise":
            assert isinstance(error, TruncatedError)
            assert error.position is not None
            assert error.position.offset == cut
            assert ("EOT" in error.missing, report.complete) == (True, False)
        else:
            assert (error, report.failed, report.complete) == (None, 1, False)
            assert report.counts["read.truncated"] == 1


@each
def test_the_messages_before_the_cut_are_given(format: str, message: bytes) -> None:
    end = 2 * len(message)
    for cut in (
        end + message.index(b"\x01") + 1,
        end + 40,
        end + 120,
        end + message.index(b"\x03"),
    ):
        articles, _, error = given((message * 3)[:cut], format)
        assert len(articles) == 2
        assert isinstance(error, TruncatedError)


@each
@pytest.mark.parametrize("keep", ["no ETX", "no trailer", "no EOT"])
def test_a_message_behind_it_shows_that_the_trailer_is_absent(
    format: str, message: bytes, keep: str
) -> None:
    cut = {"no ETX": b"\x03", "no trailer": b"\x03", "no EOT": b"\x04"}[keep]
    short = message[: message.index(cut)] + (b"\x03" if keep == "no trailer" else b"")
    articles, report, error = given(short + b"\r\n" + message, format)
    assert (len(articles), error, report.complete) == (2, None, True)
    assert articles[0].paragraphs == articles[1].paragraphs


@each
def test_salvage_reads_what_there_is(format: str, message: bytes) -> None:
    cut = message.index(b"It has passed") + 6
    data = message + message[:cut]
    articles, report, error = given(data, format, options={"salvage": True})
    assert (len(articles), error, report.failed, report.complete) == (2, None, 0, False)
    assert articles[1].headline == articles[0].headline
    assert articles[1].paragraphs == (*articles[0].paragraphs[:-1], "It has")
    (entry,) = [entry for entry in report if entry.code == "read.truncated"]
    assert (entry.severity, entry.index) == ("error", 1)
    (whole,), report, _ = given(message, format, options={"salvage": True})
    assert report.complete
    assert fields(whole) == fields(articles[0])


def test_text_behind_the_last_message_is_reported() -> None:
    for (format, _), message in MESSAGES.items():
        articles, report, error = given(message + b"\r\nNNNN\r\n", format)
        assert (len(articles), error, report.complete) == (1, None, True)
        assert report.counts["read.trailing-text"] == 1


# ---- mail
# ------------------------------------------------------------

HEAD = b"From: Port Office <press@example.org>\nSubject: Ferries back\nDate: Sun, 17 Jan 2021 15:05:00 +0100\n"
PARTS = (
    HEAD + b"MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\n"
    b"Content-Type: multipart/mixed; boundary=c\n\n--c\n\nFerries ran. It is over.\n--c--\n--b\n"
    b"Content-Type: text/html\n\n<p>Ferries ran. <b>It is over.</b></p>\n--b--\n"
)
PLAIN = HEAD + b"\nFerries ran. It is over.\n"
ENVELOPE = b"From press@example.org Sun Jan 17 15:05:00 2021\n"


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("on_error", ["raise", "skip"])
@pytest.mark.parametrize("format", ["eml", "mbox"])
def test_a_message_in_parts_is_cut_off_until_the_last_boundary(
    format: str, on_error: str, end: bytes
) -> None:
    data = (ENVELOPE + PARTS if format == "mbox" else PARTS).replace(b"\n", end)
    (whole,), _, _ = given(data, format)
    last = data.index(b"--b--") + 5
    for cut in range(8, len(data) + 1):
        articles, report, error = given(data[:cut], format, on_error=on_error)
        if cut >= last:
            assert (fields(articles[0]), error, report.complete) == (fields(whole), None, True)
        elif on_error == "raise":
            assert isinstance(error, TruncatedError), data[:cut]
            assert error.missing
        else:
            assert (error, report.failed, report.complete) == (None, 1, False)


def test_what_a_message_lacks() -> None:
    quoted = HEAD + b"Content-Transfer-Encoding: quoted-printable\n\nFerries=20ran=\n all day=C3"
    for data, missing in (
        (PARTS[:-5], "the last boundary (--b--)"),
        (PLAIN[:40], "the blank line behind the header"),
        (b"Fro", "the rest of the header"),
        (quoted + b"=A", "the rest of the text in quoted-printable"),
        (quoted + b"=", "the rest of the text in quoted-printable"),
        (
            HEAD + b"Content-Type: message/rfc822\n\n" + PARTS[:-5],
            "the last boundary (--b--)",
        ),
    ):
        _, _, error = given(data, "eml")
        assert isinstance(error, TruncatedError)
        assert error.missing == missing
    for data in (PLAIN, HEAD + b"\n", quoted + b"=A6", quoted + b"=\n"):
        articles, report, error = given(data, "eml")
        assert (len(articles), error, report.complete) == (1, None, True)


def test_the_messages_of_a_mailbox_before_the_cut_are_given() -> None:
    first, last = ENVELOPE + PARTS + b"\n", ENVELOPE + PLAIN
    (whole,), _, _ = given(first, "mbox")
    for cut in range(len(first) + 5, len(first) + len(ENVELOPE) + len(HEAD)):
        articles, report, error = given((first + last)[:cut], "mbox")
        assert [fields(article) for article in articles] == [fields(whole)]
        assert isinstance(error, TruncatedError), (first + last)[len(first) : cut]
        assert not report.complete
    articles, report, error = given(first[:-8] + b"\n" + last + b"\n" + first, "mbox")
    assert (len(articles), error, report.complete) == (3, None, True)


def test_an_envelope_that_is_cut_off_does_not_join_the_message_before() -> None:
    before = ENVELOPE + PLAIN + b"\n"
    for cut in (
        b"From",
        b"From ",
        b"From a@b.org Mon",
        b"From a@b.org 10:00\n",
        b"From a@b.org 10:00\nSubj",
        b"From a@b.org\n",
        ENVELOPE,
    ):
        articles, _, error = given(before + cut, "mbox")
        assert [article.text for article in articles] == ["Ferries ran. It is over."]
        assert isinstance(error, TruncatedError)
    for text in (b"Fromage\n", b"From here on\nit rained.\n"):
        articles, _, error = given(before + text, "mbox")
        assert [article.text.count(text.split()[0].decode()) for article in articles] == [1]
        assert error is None


def test_salvage_reads_what_there_is_of_a_message() -> None:
    for format, before in (("eml", b""), ("mbox", ENVELOPE + PLAIN + b"\n" + ENVELOPE)):
        data = before + PARTS[: PARTS.index(b"It is") + 5]
        articles, report, error = given(data, format, options={"salvage": True})
        assert (error, report.failed, report.complete) == (None, 0, False)
        assert articles[-1].text == "Ferries ran. It is"
        (entry,) = [entry for entry in report if entry.code == "read.truncated"]
        assert (entry.severity, entry.index) == ("error", len(articles) - 1)


def test_text_behind_the_last_boundary_is_reported() -> None:
    articles, report, error = given(PARTS + b"\n_____\nThe list\n", "eml")
    assert (articles[0].text, error) == ("Ferries ran. It is over.", None)
    (entry,) = [entry for entry in report if entry.code == "read.trailing-text"]
    assert "14 characters behind the last boundary" in entry.message
    assert report.complete
    assert "read.trailing-text" not in given(PARTS + b"\r\n \n", "eml")[1].counts
