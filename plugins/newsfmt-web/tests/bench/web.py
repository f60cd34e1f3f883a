"""How fast feeds, bodies, pages and web archives are read, each against a floor in the same process:
``python plugins/newsfmt-web/tests/bench/web.py``.

The inputs are invented and made here. Reading and floor take turns, and the least CPU time of each
counts; what is printed are their ratios.
"""

from __future__ import annotations

import argparse
import gc
import io
from collections.abc import Callable, Iterator
from time import process_time

import trafilatura
from lxml import etree

import newsfmt
from newsfmt.markup import html

_SENTENCE = (
    "The ferry left the quay of Sund at {0} with {1} cars on board, and nobody said why it was late"
)


def _words(number: int) -> str:
    return ". ".join(_SENTENCE.format(number * 7 % 24, number + place) for place in range(3))


def linked(paragraphs: int = 40, number: int = 0) -> str:
    """Paragraphs with one link each."""
    return "".join(
        f'<p>{_words(number + place)}, <a href="/news/{number}/{place}">the harbour says</a>. {_words(place)}.</p>\n'
        for place in range(paragraphs)
    )


def rich(parts: int = 8, number: int = 0) -> str:
    """What an editor of WordPress makes: headings, lists, pictures, quotes, embeds and classes."""
    return "".join(
        f'<h2 class="wp-block-heading" id="h-{place}">Quay {place}</h2>\n'
        f'<p class="wp-block-paragraph">{_words(place)} <strong>in <em>May</em></strong>, <a href="/a/{place}" target="_blank" rel="noopener">says</a> the harbour.<br>{_words(place)}</p>\n'
        f'<figure class="wp-block-image size-large"><img loading="lazy" decoding="async" width="1024" height="683" src="https://example.com/{number}/{place}.jpg" alt="A quay" class="wp-image-{place}" srcset="/a.jpg 300w, /b.jpg 1024w" sizes="(max-width: 1024px) 100vw, 1024px"/><figcaption class="wp-element-caption">The quay of Sund, <em>in May</em></figcaption></figure>\n'
        f'<ul class="wp-block-list"><li>{_words(place)}</li><li><a href="/b/{place}">Cars</a> on board</li><li>Sund</li></ul>\n'
        f'<blockquote class="wp-block-quote is-layout-flow"><p>{_words(place)}</p><cite>Kari Moe</cite></blockquote>\n'
        f'<p>{_words(place)} &#8211; &#8220;late&#8221; <span style="color:red">again</span>.</p>\n'
        for place in range(parts)
    )  # fmt: skip


def feed(items: int, body: Callable[[int], str] | None = None) -> bytes:
    """A feed as WordPress writes it, with or without full text."""
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:slash="http://purl.org/rss/1.0/modules/slash/">'
        "<channel><title>Sund Courier</title><link>https://example.com/</link><description>News of the sound</description><language>en</language>"
        "<lastBuildDate>Tue, 04 May 2021 14:05:00 +0000</lastBuildDate>\n"
    )
    parts = [head]
    for number in range(items):
        text = f"<content:encoded><![CDATA[{body(number)}]]></content:encoded>\n" if body else ""
        parts.append(
            f"<item><title>Ferry {number} &#8211; late again</title>\n<link>https://example.com/news/{number}/</link>\n"
            f"<comments>https://example.com/news/{number}/#comments</comments>\n<dc:creator><![CDATA[Kari Moe]]></dc:creator>\n"
            f"<pubDate>Tue, 04 May 2021 {number % 24:02}:{number % 60:02}:00 +0000</pubDate>\n<category><![CDATA[Ports]]></category>\n"
            f'<category><![CDATA[Ferries]]></category>\n<guid isPermaLink="false">https://example.com/?p={number}</guid>\n'
            f"<description><![CDATA[{_words(number)} &#8230;]]></description>\n{text}<slash:comments>{number}</slash:comments></item>\n"
        )
    parts.append("</channel></rss>")
    return "".join(parts).encode()


def page(number: int = 0) -> bytes:
    """A page of a newspaper, with what stands around its story."""
    menu = "".join(f'<li><a href="/s/{place}">Section {place}</a></li>' for place in range(60))
    cards = "".join(
        f'<div class="card"><a href="/c/{place}"><img src="/i/{place}.jpg" alt=""><h3>Other story {place}</h3></a></div>'
        for place in range(60)
    )
    scripts = "".join(
        f"<script>window.q{place}=[{', '.join(map(str, range(400)))}]</script>"
        for place in range(10)
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ferry {number} is late</title>'
        f'<meta property="og:title" content="Ferry {number} is late"><meta name="author" content="Kari Moe">'
        f'<link rel="canonical" href="https://example.com/news/{number}">'
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Ferry is late",'
        '"datePublished":"2021-05-04T14:05:00+02:00","author":{"@type":"Person","name":"Kari Moe"},"image":["https://example.com/a.jpg"]}</script>'
        f"{scripts}</head><body><nav><ul>{menu}</ul></nav><main><article><h1>Ferry {number} is late</h1>"
        f"{linked(30, number)}<figure><img src='/f.jpg' alt='Ferry'><figcaption>The ferry</figcaption></figure>{linked(8, number + 40)}"
        f"</article></main><aside>{cards}</aside><footer><ul>{menu}</ul></footer></body></html>"
    ).encode()


def archive(count: int) -> bytes:
    """A web archive of pages that are no articles, so that records alone are measured."""
    parts = []
    for number in range(count):
        body = f"<html><head><title>{number}</title></head><body>{'<p>x</p>' * 3500}</body></html>"
        payload = f"HTTP/1.1 404 Not Found\r\nContent-Type: text/html; charset=utf-8\r\nServer: x\r\n\r\n{body}".encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.com/{number}\r\nWARC-Date: 2021-05-04T14:05:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(payload)}\r\n\r\n"
        )
        parts.append(head.encode() + payload + b"\r\n\r\n")
    return b"".join(parts)


def best(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The least CPU time of each, in seconds; they take turns."""
    least = dict.fromkeys(works, float("inf"))
    for work in works.values():
        work()
    gc.collect()
    gc.freeze()
    for _ in range(rounds):
        for name, work in works.items():
            start = process_time()
            work()
            least[name] = min(least[name], process_time() - start)
    return least


def _parse_html(text: str) -> object:
    return etree.fromstring(
        text.encode(), etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    )


def _read(data: bytes, name: str) -> int:
    return sum(1 for _ in newsfmt.read(io.BytesIO(data), format=name))


def rows(rounds: int) -> Iterator[tuple[str, float, str]]:
    """What is measured, its ratio to the floor, and the goal."""
    for name, body in (("linked paragraphs", linked()), ("rich markup", rich())):
        took = best({"floor": lambda body=body: _parse_html(body), "ours": lambda body=body: html.parse(body)}, rounds * 10)  # type: ignore[misc]  # fmt: skip
        yield f"markup.html.parse, {name} / lxml's parse", took["ours"] / took["floor"], "4"
    short = feed(50)
    took = best({"floor": lambda: etree.fromstring(short), "ours": lambda: _read(short, "rss")}, rounds * 3)  # fmt: skip
    yield "50 items with summaries / lxml's parse", took["ours"] / took["floor"], "10"
    for name, make in (("linked", lambda number: linked(40, number)), ("rich", lambda number: rich(8, number))):  # fmt: skip
        bodies = [make(number) for number in range(20)]
        full = feed(20, make)

        def floor(full: bytes = full, bodies: list[str] = bodies) -> None:
            etree.fromstring(full)
            for body in bodies:
                html.parse(body)

        took = best({"floor": floor, "ours": lambda full=full: _read(full, "rss")}, rounds)  # type: ignore[misc]
        yield (
            f"20 items with {name} full text / lxml and markup.html of the bodies",
            took["ours"] / took["floor"],
            "1.2",
        )
    one = page()

    def call() -> None:
        trafilatura.bare_extraction(
            one, url="https://example.com/", include_comments=False, include_formatting=True, include_links=True, with_metadata=False
        )  # fmt: skip

    took = best({"floor": call, "ours": lambda: _read(one, "html")}, rounds)
    yield "a page / trafilatura's call", took["ours"] / took["floor"], "1.3"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    for name, ratio, goal in rows(rounds):
        print(f"{name:70} {ratio:6.2f}   goal {goal}", flush=True)
    records = 200
    data = archive(records)
    took = best({"ours": lambda: list(newsfmt.read(io.BytesIO(data), format="warc", on_error="skip"))}, rounds)  # fmt: skip
    print(
        f"µs for a record of {len(data) // records:,} bytes in a web archive".ljust(70)
        + f" {took['ours'] / records * 1e6:6.0f}   goal 60"
    )


if __name__ == "__main__":
    main()
