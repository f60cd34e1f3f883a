"""Inputs for the benchmarks: invented stories, the same on every machine, as dated text and in each
other format that is measured.

Story i depends on i alone, so that a file of a thousand begins as a file of a million does. The
words are made of syllables; lengths and punctuation are those of agency stories (some 600 words,
curly quotes, em dashes, a dateline in most).
"""

from __future__ import annotations

import datetime
import json
import math
import random
import textwrap
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

_FUNCTION_WORDS = "the of to and a in that for on with as by at was is it from said had be has its after more new who they not this but".split()
_PLACES = [
    "SKARVØY",
    "BERGEN",
    "PORT ELLING",
    "SÃO TOMAR",
    "ZÜRWIL",
    "NORTH MARCH",
    "KHARDAN",
    "SANTA ODA",
    "TELLING",
    "OSTRAVIK",
]
_NAMES = [
    "Kari Moe",
    "Per Lie",
    "Ada Oduya",
    "Søren Vang",
    "Lucía Prat",
    "Ivo Marek",
    "Zoë Hale",
    "Nadia Ferro",
    "Tobin Ashe",
    "Mara Klint",
]
_WORDS_IN_A_STORY = 600
_SENTENCES = 12_000


class Story(NamedTuple):
    """What every format says in its own way."""

    number: int
    date: str
    headline: str
    place: str | None
    paragraphs: list[str]


@cache
def _pool() -> tuple[list[str], list[str]]:
    """Sentences and headlines, made once and drawn from."""
    rng = random.Random("newsfmt-bench")
    onsets, nuclei, codas = (
        "b br d f g gr h k l m n p r s st t tr v".split(),
        "a e i o u ea ou".split(),
        ["", "", "n", "r", "l", "st", "m"],
    )
    words = sorted(
        {
            "".join(
                rng.choice(onsets) + rng.choice(nuclei) + rng.choice(codas)
                for _ in range(rng.choice((1, 2, 2, 3)))
            )
            for _ in range(6000)
        }
    )
    sentences = [_sentence(rng, words) for _ in range(_SENTENCES)]
    return sentences, [
        " ".join(rng.choices(words, k=rng.randint(5, 11))).capitalize() for _ in range(3000)
    ]


def _sentence(rng: random.Random, words: list[str]) -> str:
    row = [
        rng.choice(_FUNCTION_WORDS if rng.random() < 0.4 else words)
        for _ in range(rng.randint(9, 31))
    ]
    for place in range(4, len(row) - 2, 6):
        row[place] += "," if rng.random() < 0.4 else ""
    text = " ".join(row).capitalize()
    kind = rng.random()
    if kind < 0.2:
        return f"“{text},” {rng.choice(_NAMES)} said."
    if kind < 0.3:
        half = text.find(" ", len(text) // 2)
        return f"{text[:half]} — {text[half + 1 :]}."
    return f"{text}."


def story(number: int) -> Story:
    """The story of that number."""
    rng = random.Random(number)
    sentences, headlines = _pool()
    count = max(2, round(min(10, math.exp(rng.gauss(0, 0.6))) * _WORDS_IN_A_STORY / 20))
    picked = rng.choices(sentences, k=count)
    paragraphs, at = [], 0
    while at < count:
        step = 1 + (rng.random() < 0.57) + (rng.random() < 0.1)
        paragraphs.append(" ".join(picked[at : at + step]))
        at += step
    place = rng.choice(_PLACES) if rng.random() < 0.9 else None
    if place:
        paragraphs[0] = f"{place} — {paragraphs[0]}"
    day = datetime.date(2000, 1, 1) + datetime.timedelta(days=int(rng.random() * 9000))
    return Story(number, day.isoformat(), rng.choice(headlines), place, paragraphs)


# ---- dated text
# ------------------------------------------------------------


def dated_text(one: Story) -> str:
    """A story as canonical dated text."""
    return f" date {one.date} {one.headline}\n\n" + "\n\n".join(one.paragraphs)


def _with_byline(one: Story) -> str:
    parts = [
        "By Kari Moe and Per Lie",
        *one.paragraphs,
        "(Reporting by Kari Moe; Editing by Per Lie)",
    ]
    return dated_text(one._replace(paragraphs=parts))


def _wrapped(one: Story) -> str:
    parts = [
        textwrap.fill(part, 72, break_long_words=False, break_on_hyphens=False)
        for part in one.paragraphs
    ]
    return dated_text(one._replace(paragraphs=parts))


SHAPES: dict[str, Callable[[Story], str]] = {
    "canonical": dated_text,
    "byline and credit": _with_byline,
    "CR LF": lambda one: dated_text(one).replace("\n", "\r\n"),
    "wrapped at 72": _wrapped,
}
"""The shapes of dated text that are measured."""


def write_text(path: Path, count: int, shape: str = "canonical") -> int:
    """Write a file of so many stories; return its size in bytes."""
    between = b"\r\n\r\n" if shape == "CR LF" else b"\n\n"
    make = SHAPES[shape]
    with path.open("wb") as stream:
        for number in range(count):
            stream.write((between if number else b"") + make(story(number)).encode())
        return stream.tell()


def write_small_files(folder: Path, count: int, *, in_a_folder: int = 1000) -> list[Path]:
    """Write one file a story, so many in a folder; return their paths."""
    paths = []
    for number in range(count):
        path = folder / f"{number // in_a_folder:04}" / f"{number:07}.txt"
        if number % in_a_folder == 0:
            path.parent.mkdir(parents=True)
        path.write_bytes(dated_text(story(number)).encode())
        paths.append(path)
    return paths


# ---- the other formats
# ------------------------------------------------------------


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def newsml_g2(one: Story) -> bytes:
    """A story as a NewsML-G2 newsItem with the metadata that agencies send."""
    subjects = "".join(
        f'<subject type="cpnat:abstract" qcode="medtop:{20000000 + (one.number * 7 + place) % 900}"><name xml:lang="en">{_escape(word)}</name></subject>'
        for place, word in enumerate(one.headline.split()[:5])
    )
    body = "".join(f"<p>{_escape(part)}</p>" for part in one.paragraphs)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:example.org:{one.date.replace("-", "")}:{one.number}" version="2"
 standard="NewsML-G2" standardversion="2.35" conformance="power" xml:lang="en">
<catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml"/>
<rightsInfo><copyrightHolder literal="Example"><name>Example Press</name></copyrightHolder><copyrightNotice>© Example Press</copyrightNotice></rightsInfo>
<itemMeta><itemClass qcode="ninat:text"/><provider literal="Example"><name>Example Press</name></provider>
<versionCreated>{one.date}T10:30:00Z</versionCreated><firstCreated>{one.date}T10:00:00Z</firstCreated><pubStatus qcode="stat:usable"/>
<title>{_escape(one.headline)}</title><edNote>Eds: adds reaction</edNote></itemMeta>
<contentMeta><urgency>4</urgency><contentCreated>{one.date}T09:55:00Z</contentCreated>
<creator literal="kmoe"><name>Kari Moe</name></creator><language tag="en"/><genre qcode="genre:Current"/><keyword>ferry</keyword><keyword>port</keyword>
{subjects}<slugline>{_escape("-".join(one.headline.split()[:2]).upper())}</slugline><headline>{_escape(one.headline)}</headline>
<by>By Kari Moe</by><dateline>{_escape(one.place or "")}</dateline><creditline>Example Press</creditline><description role="drol:summary">{_escape(one.paragraphs[0][:120])}</description></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>{_escape(one.headline)}</title></head><body>{body}</body></html></inlineXML></contentSet>
</newsItem>
""".encode()


def nitf(one: Story) -> bytes:
    """A story as a NITF document."""
    body = "".join(f"<p>{_escape(part)}</p>\n" for part in one.paragraphs)
    day = one.date.replace("-", "")
    keys = "".join(f'<keyword key="{_escape(word)}"/>' for word in one.headline.split()[:4])
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<nitf version="-//IPTC//DTD NITF 3.6//EN" xml:lang="en"><head><title>{_escape(one.headline)}</title>
<meta name="category" content="a"/><tobject tobject.type="news"><tobject.property tobject.property.type="current"/><tobject.subject tobject.subject.refnum="0400{one.number % 9}000" tobject.subject.type="Economy"/></tobject>
<docdata management-status="usable"><doc-id id-string="story-{one.number}" regsrc="example.org"/><urgency ed-urg="4"/><date.issue norm="{day}T103000Z"/><date.release norm="{day}T103000Z"/>
<doc.copyright year="{one.date[:4]}" holder="Example Press"/><key-list>{keys}</key-list></docdata><pubdata type="web" name="Example" date.publication="{day}"/></head>
<body><body.head><hedline><hl1>{_escape(one.headline)}</hl1></hedline><byline>By <person>Kari Moe</person><byttl>Staff writer</byttl></byline>
<distributor>Example Press</distributor><dateline><location>{_escape(one.place or "")}</location></dateline><abstract><p>{_escape(one.paragraphs[0][:120])}</p></abstract></body.head>
<body.content>{body}</body.content><body.end><tagline>Example Press</tagline></body.end></body></nitf>
""".encode()


def newsml_1(one: Story) -> bytes:
    """A story as a NewsML 1.2 item, its text in XHTML."""
    day = one.date.replace("-", "")
    name = f"urn:newsml:example.org:{day}:story-{one.number}:2"
    body = "".join(f"<p>{_escape(part)}</p>" for part in one.paragraphs)
    subjects = "".join(
        f'<SubjectCode><Subject FormalName="0400{(one.number + place) % 9}000"/></SubjectCode>'
        for place in range(3)
    )
    words = "".join(
        f'<Property FormalName="Keyword" Value="{_escape(word)}"/>'
        for word in one.headline.split()[:4]
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<NewsML Version="1.2"><NewsEnvelope><SentFrom><Party FormalName="Example Press"/></SentFrom><DateAndTime>{day}T103000Z</DateAndTime><Priority FormalName="4"/></NewsEnvelope>
<NewsItem xml:lang="en"><Identification><NewsIdentifier><ProviderId>example.org</ProviderId><DateId>{day}</DateId><NewsItemId>story-{one.number}</NewsItemId>
<RevisionId PreviousRevision="1" Update="N">2</RevisionId><PublicIdentifier>{name}</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><NewsItemType FormalName="News"/><FirstCreated>{day}T100000Z</FirstCreated><ThisRevisionCreated>{day}T103000Z</ThisRevisionCreated><Status FormalName="Usable"/><Urgency FormalName="4"/></NewsManagement>
<NewsComponent Essential="no" EquivalentsList="no" Duid="c1" xml:lang="en"><NewsLines><HeadLine>{_escape(one.headline)}</HeadLine><ByLine>By Kari Moe</ByLine><DateLine>{_escape(one.place or "")}</DateLine><CreditLine>Example Press</CreditLine><SlugLine>STORY-{one.number}</SlugLine><CopyrightLine>© Example Press</CopyrightLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="Example Press"/></Provider><Creator><Party FormalName="Kari Moe"/></Creator></AdministrativeMetadata>
<DescriptiveMetadata><Language FormalName="en"/><Genre FormalName="Current"/>{subjects}{words}</DescriptiveMetadata>
<ContentItem><MediaType FormalName="Text"/><Format FormalName="XHTML"/><DataContent><html xmlns="http://www.w3.org/1999/xhtml"><head><title>{_escape(one.headline)}</title></head><body>{body}</body></html></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>
""".encode()


def ninjs(one: Story) -> bytes:
    """A story as ninjs 2.1."""
    return json.dumps(
        {
            "standard": {"name": "ninjs", "version": "2.1"},
            "uri": f"urn:example.org:{one.number}",
            "type": "text",
            "firstcreated": f"{one.date}T10:00:00Z",
            "versioncreated": f"{one.date}T10:30:00Z",
            "version": "2",
            "pubstatus": "usable",
            "urgency": 4,
            "language": "en",
            "headlines": [{"role": "main", "value": one.headline}],
            "by": "By Kari Moe",
            "slugline": "-".join(one.headline.split()[:2]).upper(),
            "located": one.place or "",
            "copyrightholder": "Example Press",
            "subjects": [
                {"name": word, "uri": f"http://cv.iptc.org/newscodes/mediatopic/{place}"}
                for place, word in enumerate(one.headline.split()[:5])
            ],
            "bodies": [
                {
                    "role": "main",
                    "contenttype": "text/html",
                    "value": "".join(f"<p>{_escape(part)}</p>" for part in one.paragraphs),
                }
            ],
        },
        ensure_ascii=False,
    ).encode()


def markdown(one: Story) -> bytes:
    """A story as Markdown with front matter."""
    body = "\n\n".join(one.paragraphs)
    return f'---\ntitle: "{one.headline}"\ndate: {one.date}\nauthor: Kari Moe\nslug: story-{one.number}\ntags: [ferry, port]\n---\n\n{body}\n'.encode()


def json_line(one: Story) -> bytes:
    """A story as a line of newsfmt's own JSON."""
    body = [{"type": "paragraph", "content": [{"text": part}]} for part in one.paragraphs]
    return (
        json.dumps(
            {
                "schema": "newsfmt-article/1",
                "published": one.date,
                "headline": one.headline,
                "body": body,
            },
            ensure_ascii=False,
        ).encode()
        + b"\n"
    )


DOCUMENTS: dict[str, Callable[[Story], bytes]] = {
    "newsml-g2": newsml_g2,
    "newsml-1": newsml_1,
    "nitf": nitf,
    "ninjs": ninjs,
    "markdown": markdown,
    "jsonl": json_line,
}
"""Documents of one story in each format."""


def documents(fmt: str, count: int) -> list[bytes]:
    """So many documents of a format."""
    return [DOCUMENTS[fmt](story(number)) for number in range(count)]
