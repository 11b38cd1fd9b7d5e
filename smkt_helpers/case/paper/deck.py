"""The slides as a PowerPoint file: real tables, pictures with words for those who cannot see them, speaker's notes."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.util import Pt

from smkt_helpers import screen
from smkt_helpers.case.blocks import Chart, Table
from smkt_helpers.case.figure import Figure, Said, text_of
from smkt_helpers.case.paper import fit, layout
from smkt_helpers.case.paper.layout import CAPTION, FOOT, GAP, HIGH, MARGIN, ROOM, TITLE, WIDE
from smkt_helpers.case.paper.slides import Slide, slides_of
from smkt_helpers.case.paper.taken import Taken, line
from smkt_helpers.words import _, number

INK, QUIET, GROUND = RGBColor(0x1A, 0x1A, 0x1A), RGBColor(0x4D, 0x4D, 0x4D), RGBColor(0xE6, 0xE6, 0xE6)
GRID = "{5940675A-B579-460E-94D1-54222C63F5DA}"     # PowerPoint's name for a plain table with lines
OPENING, CONTENT, BARE = 0, 1, 5     # layouts of the template: title and subtitle, title and text, title only


def deck(case: Taken) -> bytes:
    """Return the slides as the bytes of a PowerPoint file."""
    show = Presentation()
    _widen(show)
    all_of = slides_of(case)
    for place, one in enumerate(all_of, 1):
        foot = _("{where}. Slide {n} of {all}").format(where=line(case), n=number(place), all=number(len(all_of)))
        _add(show, one, foot, is_opening=place == 1)
    about = show.core_properties
    about.title, about.author, about.comments = case.title, _("The smarketing training kit"), line(case)
    about.created = about.modified = datetime.datetime.combine(case.day, datetime.time())
    buffer = io.BytesIO()
    show.save(buffer)
    return buffer.getvalue()


def write_deck(case: Taken, path: Path) -> None:
    """Write the slides as a PowerPoint file."""
    path.write_bytes(deck(case))


def _widen(show) -> None:
    # The template that comes with the library is for square screens; what people add later must fit as well.
    factor = Pt(WIDE) / show.slide_width
    show.slide_width, show.slide_height = Pt(WIDE), Pt(HIGH)
    high = Pt(HIGH) / Pt(540)
    for page in (show.slide_master, *show.slide_layouts):
        for shape in page.placeholders:
            left, top, wide, tall = shape.left, shape.top, shape.width, shape.height
            shape.left, shape.width = int(left * factor), int(wide * factor)
            shape.top, shape.height = int(top * high), int(tall * high)


def _add(show, slide: Slide, foot: str, is_opening: bool) -> None:
    kind = OPENING if is_opening else CONTENT if slide.said else BARE
    page = show.slides.add_slide(show.slide_layouts[kind])
    high = fit.height(slide.title, TITLE, ROOM, True)
    top = layout.below_title(slide.title, is_opening)
    _text(page.shapes.title, [f"**{slide.title}**"], TITLE, top - high - GAP, high)
    if isinstance(slide.shown, Chart):
        _picture(page, slide, top)
    else:
        if slide.said:
            top += _words(page, slide.said, slide.words_size, top) + GAP
        if slide.shown is not None:
            _table(page, slide.shown, top)
    _text(page.shapes.add_textbox(0, 0, 0, 0), [foot], FOOT, HIGH - 30, FOOT * fit.LINE + 4, colour=QUIET)
    page.notes_slide.notes_text_frame.text = notes(slide)


def notes(slide: Slide) -> str:
    """Return the speaker's notes: where each figure on the slide comes from."""
    if not slide.figures:
        return _("No figure on this slide comes from a run.")
    return "\n\n".join([_("Where the figures on this slide come from:"), *map(_trace, slide.figures)])


def _trace(figure: Figure) -> str:
    told = "\n".join(f"{name}: {text}" for name, text in figure.trace())
    return f"{figure.text}\n{told}"


def _words(page, sentences: tuple[Said, ...], size: float, top: float, left: float = MARGIN,
           room: float = ROOM) -> float:  # fmt: skip
    texts = [layout.marked(one) for one in sentences]
    high = layout.words_height(texts, size, room)
    _text(page.placeholders[1], texts, size, top, high, INK, left, room)
    return high


def _text(shape, paragraphs: list[str], size: float, top: float, high: float, colour=INK, left: float = MARGIN,
          room: float = ROOM) -> None:  # fmt: skip
    shape.left, shape.top, shape.width, shape.height = Pt(left), Pt(top), Pt(room), Pt(high)
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, MSO_ANCHOR.TOP
    for place, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        _fill(paragraph, text, size, colour)
        paragraph.space_before = Pt(0)
        paragraph.space_after = Pt(size * fit.LINE / 2 if place < len(paragraphs) - 1 else 0)


def _fill(paragraph, text: str, size: float, colour=INK, bold: bool = False) -> None:
    """Write a text with ``**strong**`` words into a paragraph without a bullet, from the left."""
    shape = paragraph._p.get_or_add_pPr()
    shape.set("algn", "l"), shape.set("marL", "0"), shape.set("indent", "0")
    shape.insert(0, shape.makeelement("{http://schemas.openxmlformats.org/drawingml/2006/main}buNone", {}))
    for place, part in enumerate(text.split("**")):
        if part:
            run = paragraph.add_run()
            run.text, run.font.size, run.font.bold = part, Pt(size), bold or bool(place % 2)
            run.font.color.rgb = colour


def _caption(page, text: str, top: float, left: float = MARGIN, room: float = ROOM) -> float:
    high = fit.height(text, CAPTION, room, True)
    _text(page.shapes.add_textbox(0, 0, 0, 0), [text], CAPTION, top, high, QUIET, left, room)
    return high


def _picture(page, slide: Slide, top: float) -> None:
    """Add a drawing with its sentence, the words of the slide, and a small table below."""
    chart = slide.shown
    here = layout.arranged(slide.title, slide.said, chart, slide.more)
    wide, high = (side * here.factor for side in layout.picture_size(chart))
    picture = page.shapes.add_picture(io.BytesIO(chart.png()), Pt(MARGIN), Pt(here.top), Pt(wide), Pt(high))
    _describe(picture._element.nvPicPr.cNvPr, chart.sentence.text())
    left = MARGIN + wide + 2 * GAP
    if here.way == "column":
        top += _words(page, slide.said, here.size, top, left, WIDE - MARGIN - left) + GAP
    elif slide.said:
        _words(page, slide.said, here.size, top)
    sentence = layout.marked(chart.sentence)
    if here.way == "below":
        end = here.top + high + GAP / 2
        end += _caption(page, sentence, end)
    else:
        start = top if here.way == "column" else here.top
        end = max(start + _caption(page, sentence, start, left, WIDE - MARGIN - left), here.top + high)
    if slide.more:
        _table(page, slide.more, end + GAP / 2)


def _describe(element, words: str) -> None:
    element.set("descr", words)


def _table(page, table: Table, top: float) -> None:
    table, size, wide, high = layout.fitted(table, top)
    top += _caption(page, table.caption, top) + GAP / 2
    rows = [table.heads, *table.rows]
    frame = page.shapes.add_table(len(rows), len(table.heads), Pt(MARGIN), Pt(top), Pt(ROOM), Pt(sum(high)))
    _describe(frame._element.nvGraphicFramePr.cNvPr, table.caption)
    made = frame.table
    made.horz_banding, made.first_row, made.first_col = False, True, True
    made._tbl.tblPr.find("{*}tableStyleId").text = GRID
    for column, room in zip(made.columns, wide, strict=True):
        column.width = Pt(room)
    for place, (row, cells) in enumerate(zip(made.rows, rows, strict=True)):
        row.height = Pt(high[place])
        for column, (cell, value) in enumerate(zip(row.cells, cells, strict=True)):
            cell.margin_left = cell.margin_right = Pt(fit.CELL)
            cell.margin_top = cell.margin_bottom = Pt(fit.CELL_HIGH)
            text = layout.marked(value) if isinstance(value, Said) else screen.unparted(text_of(value))
            _fill(cell.text_frame.paragraphs[0], text, size, bold=place == 0 or column == 0)
            if place == 0:
                cell.fill.solid()
                cell.fill.fore_color.rgb = GROUND
