"""The elements by name, each with its handler."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from newsfmt.body import Code, Emphasis, Strike, Strong, Sub, Sup, Underline
from newsfmt.markup._foreign import is_named
from newsfmt.markup.html._read.boxes import cite, div, footer, part, quote, section
from newsfmt.markup.html._read.builder import Builder, Entry
from newsfmt.markup.html._read.inline import (
    line_break,
    link,
    quotation,
    reading,
    ruby,
    span,
    styled,
    time,
)
from newsfmt.markup.html._read.lists import bullets, definition, item, term
from newsfmt.markup.html._read.media import figcaption, figure, foreign, image, media, small
from newsfmt.markup.html._read.others import (
    area,
    dissolve,
    drawing,
    elsewhere,
    ignore,
    meta,
    omit,
    title,
    unknown,
)
from newsfmt.markup.html._read.paragraphs import heading, paragraph, preformatted, rule
from newsfmt.markup.html._read.phrases import (
    common_caption,
    common_cell,
    common_heading,
    common_item,
    common_paragraph,
)
from newsfmt.markup.html._read.tables import caption, cell, row, table
from newsfmt.xmlkit import Element

__all__ = ["COMMON", "HANDLERS", "WHOLE", "entry"]

HANDLERS: dict[str, Callable[[Builder, Element], Any]] = {}


def _table_of(**handlers: Callable[[Builder, Element], object]) -> None:
    for names, handler in handlers.items():
        for name in names.split("_"):
            HANDLERS[name] = handler


_table_of(
    p=paragraph, h1_h2_h3_h4_h5_h6=heading, pre_listing_xmp_plaintext=preformatted, hr=rule, ul_ol_menu_dir_dl=bullets, li=item, dt=term,
    dd=definition, blockquote=quote, footer=footer, section_aside=section, div=div,
    article_header_nav_main_address_details_summary_center_form_fieldset_legend_hgroup_dialog_html_body_noscript=part,
    tbody_thead_tfoot=dissolve, table=table, caption=caption, tr=row, td_th=cell, img_image=image, video_audio=media, figure=figure,
    figcaption=figcaption, iframe_object_embed_applet=foreign, em_i_dfn_var=styled(Emphasis), cite=cite, strong_b=styled(Strong),
    code_kbd_tt_samp=styled(Code), sub=styled(Sub), sup=styled(Sup), u_ins=styled(Underline), s_strike_del=styled(Strike), a=link,
    span_bdo_bdi_font=span, time=time, q=quotation, br=line_break, ruby=ruby, rt=reading, small=small,
    head_meta_base=meta, title=title, svg=drawing, area=area, rp_link_param_source_track_col_wbr=omit,
    colgroup_abbr_acronym_big_nobr_blink_marquee_data_mark_output_map_picture_optgroup_option_label_rb_rtc_basefont=dissolve,
    script_style_template_canvas_input_select_textarea_button_datalist_frameset=ignore,
)  # fmt: skip
HANDLERS |= {
    "amp-img": image,
    "amp-anim": image,
    "amp-video": media,
    "amp-audio": media,
    "amp-iframe": foreign,
}
"""Accelerated Mobile Pages write these for elements of HTML."""
COMMON: dict[Any, Callable[[Builder, Element], bool]] = {
    paragraph: common_paragraph,
    heading: common_heading,
    item: common_item,
    cell: common_cell,
    figcaption: common_caption,
}
"""What takes the commonest case of some elements at once, without a frame."""
WHOLE = frozenset("p h1 h2 h3 h4 h5 h6 pre hr ul ol dl blockquote table figure img aside".split())


@lru_cache(maxsize=1024)
def entry(tag: object) -> Entry:
    """Return how the elements with a tag are read."""
    if not isinstance(tag, str):
        return Entry(omit, None, True)
    handler = HANDLERS.get(tag[tag.rfind("}") + 1 :].lower(), unknown)
    if not is_named(tag):
        return Entry(partial(elsewhere, handler), None, True)
    return Entry(handler, COMMON.get(handler), handler not in (unknown, ignore))
