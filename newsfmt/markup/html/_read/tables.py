"""Tables."""

from __future__ import annotations

from typing import Any

from newsfmt.body import Cell, Paragraph, Table, plain
from newsfmt.markup.html._read.attributes import number, tongue
from newsfmt.markup.html._read.builder import SKIP, Builder, Frame, content_of
from newsfmt.xmlkit import Element, local

__all__ = ["caption", "cell", "row", "table"]


def table(builder: Builder, element: Element) -> Any:
    def close(frame: Frame) -> None:
        around = builder.flow()
        around.blocks.extend(
            frame.blocks
        )  # what stands in a table outside its cells comes before it, as in browsers
        rows = tuple(tuple(row) for row in frame.data["rows"])
        caption = frame.data["caption"]
        is_normal = (
            bool(rows) and all(rows) and (caption is None or plain(caption) == caption != "")
        )
        builder.add(Table(rows, caption, *tongue(element)), normal=is_normal)

    frame = builder.open(element, close, "table", flow=True)
    if type(frame) is Frame:
        frame.data = {"rows": [], "caption": None}
    return frame


def caption(builder: Builder, element: Element) -> Any:
    if not builder.closed:
        builder.spill()
        flow = builder.flow()
        if flow.kind == "table" and flow.data["caption"] is None:
            flow.data["caption"] = builder.words(element)
            return SKIP
    return builder.part(element)


def row(builder: Builder, element: Element) -> Any:
    if not builder.closed:
        builder.spill()
        flow = builder.flow()
        if flow.kind == "table":
            flow.data["rows"].append([])
            return builder.spill
    return builder.part(element)


def cell(builder: Builder, element: Element) -> Any:
    header = local(element).lower() == "th"

    def close(frame: Frame) -> None:
        around = builder.flow()
        builder.simple = False
        if frame.inline and frame.blocks:
            builder.flush(frame)
        content = tuple(frame.blocks) or content_of(
            frame.inline, frame.wraps if frame.inline else ()
        )
        if around.kind != "table":
            around.blocks.extend(
                frame.blocks if frame.blocks else [Paragraph(content)] if content else ()
            )
            return
        rows = around.data["rows"]
        if not rows:
            rows.append([])
        rows[-1].append(
            Cell(content, header, number(element.get("colspan")), number(element.get("rowspan")))
        )

    return builder.open(element, close, "cell", flow=True)
