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
from smkt_helpers.case.paper import fit
from smkt_helpers.case.paper.slides import MOST_ROWS, Slide, shortened, slides_of
from smkt_helpers.case.paper.taken import Taken, line
from smkt_helpers.words import _, number

# All lengths are in points; a wide slide has 960 by 540.
WIDE, HIGH, MARGIN = 960, 540, 40
ROOM = WIDE - 2 * MARGIN
TITLE, CAPTION, FOOT = 28, 14, 12
MESSAGE_SIZES = (20, 18, 16, 14, 12)
TABLE_SIZES = (16, 14, 12)
MOST_MESSAGE = 150     # so that a picture still has half of the slide
BOTTOM = HIGH - 40     # above the foot
GAP = 10
BESIDE = 220     # room for a sentence beside a picture
COLUMN = 300     # and for all words of a slide
TALL = 0.62     # from this height on, as a share of the width, a picture below its words would be small
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
    layout = OPENING if is_opening else CONTENT if slide.said else BARE
    page = show.slides.add_slide(show.slide_layouts[layout])
    top = 150 if is_opening else 22
    top = _title(page, slide.title, top)
    if isinstance(slide.shown, Chart) and slide.said and _is_tall(slide, top):
        _tall_picture(page, slide, top)
    else:
        if slide.said:
            top += _words(page.placeholders[1], slide.said, top) + GAP
        if isinstance(slide.shown, Chart):
            _picture(page, slide.shown, top)
        elif slide.shown is not None:
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


def _title(page, title: str, top: float) -> float:
    high = fit.height(title, TITLE, ROOM, True)
    _text(page.shapes.title, [f"**{title}**"], TITLE, top, high)
    return top + high + GAP


def _words(shape, sentences: tuple[Said, ...], top: float, left: float = MARGIN, room: float = ROOM,
           most: float = MOST_MESSAGE) -> float:  # fmt: skip
    texts = [_marked(one) for one in sentences]
    size, high = _size_of(texts, room, most)
    _text(shape, texts, size, top, high, INK, left, room)
    return high


def _size_of(texts: list[str], room: float, most: float) -> tuple[float, float]:
    """Return the largest size of letters in which texts stay below a height, or the smallest, and their height."""
    for size in MESSAGE_SIZES:
        # Half a line parts two paragraphs.
        high = sum(fit.height(text, size, room, True) for text in texts) + (len(texts) - 1) * size * fit.LINE / 2
        if high <= most:
            break
    return size, high


def _marked(said: Said) -> str:
    return screen.unparted(said.template.format(**{name: text_of(one) for name, one in said.gaps.items()}))


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


def _picture(page, chart: Chart, top: float) -> None:
    """Add a drawing with its sentence below it or beside it, whichever leaves more room for the drawing."""
    sentence = chart.sentence.text()
    wide, high = _size(chart)
    words = fit.height(sentence, CAPTION, ROOM, True)
    below = min(ROOM / wide, (BOTTOM - top - words - GAP) / high)
    beside = min((ROOM - BESIDE - 2 * GAP) / wide, (BOTTOM - top) / high)
    if fit.height(sentence, CAPTION, BESIDE, True) > BOTTOM - top:
        beside = 0.0
    factor = max(below, beside)
    _draw(page, chart, top, factor)
    if beside > below:
        left = MARGIN + wide * factor + 2 * GAP
        _caption(page, _marked(chart.sentence), top, left, WIDE - MARGIN - left)
    else:
        _caption(page, _marked(chart.sentence), top + high * factor + GAP / 2)


def _size(chart: Chart) -> tuple[float, float]:
    """Return how wide and high a drawing is, in points."""
    wide, high = chart.drawing.get_size_inches()
    return 72 * wide, 72 * high


def _draw(page, chart: Chart, top: float, factor: float) -> None:
    wide, high = (Pt(side * factor) for side in _size(chart))
    picture = page.shapes.add_picture(io.BytesIO(chart.png()), Pt(MARGIN), Pt(top), wide, high)
    _describe(picture._element.nvPicPr.cNvPr, chart.sentence.text())


def _is_tall(slide: Slide, top: float) -> bool:
    """Return whether the drawing is nearly as high as it is wide, and all words have room beside it."""
    wide, high = _size(slide.shown)
    words = [_marked(one) for one in slide.said]
    room = BOTTOM - top - GAP - fit.height(slide.shown.sentence.text(), CAPTION, COLUMN, True)
    return high / wide > TALL and _size_of(words, COLUMN, room)[1] <= room


def _tall_picture(page, slide: Slide, top: float) -> None:
    """Add a drawing that takes the whole height, with all words beside it."""
    sentence = slide.shown.sentence.text()
    wide, high = _size(slide.shown)
    factor = min((ROOM - COLUMN - 2 * GAP) / wide, (BOTTOM - top) / high)
    _draw(page, slide.shown, top, factor)
    left = MARGIN + wide * factor + 2 * GAP
    room = WIDE - MARGIN - left
    most = BOTTOM - top - GAP - fit.height(sentence, CAPTION, room, True)
    top += _words(page.placeholders[1], slide.said, top, left, room, most) + GAP
    _caption(page, _marked(slide.shown.sentence), top, left, room)


def _describe(element, words: str) -> None:
    element.set("descr", words)


def _table(page, table: Table, top: float) -> None:
    table, size, wide, high = _fitted(table, top)
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
            text = _marked(value) if isinstance(value, Said) else screen.unparted(text_of(value))
            _fill(cell.text_frame.paragraphs[0], text, size, bold=place == 0 or column == 0)
            if place == 0:
                cell.fill.solid()
                cell.fill.fore_color.rgb = GROUND


def _fitted(whole: Table, top: float) -> tuple[Table, float, list[float], list[float]]:
    """Return the table with as many rows as fit, the size of its letters, widths of columns and heights of rows."""
    for rows in range(min(len(whole.rows), MOST_ROWS), 0, -1):
        table = shortened(whole, rows)
        words = [table.heads, *(tuple(screen.unparted(text_of(cell)) for cell in row) for row in table.rows)]
        room = BOTTOM - top - fit.height(table.caption, CAPTION, ROOM, True) - GAP
        for size in TABLE_SIZES:
            wide = fit.columns(words, size, ROOM)
            high = fit.row_heights(words, size, wide)
            if sum(high) <= room:
                return table, size, wide, high
    return table, size, wide, high
