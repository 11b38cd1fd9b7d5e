"""What a part of the case is made of: sentences, tables, charts and notes; and how it reads as a web page.

The same blocks become the page in the notebook, the report, the slides and the file of numbers.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

import matplotlib
from matplotlib.figure import Figure as Drawing

from smkt_helpers import screen
from smkt_helpers.case.figure import Figure, Said
from smkt_helpers.charts.picture import STYLE, svg_of
from smkt_helpers.words import _

Cell = Figure | Said | str


@dataclass(frozen=True)
class Table:
    """A table; the first cell of a row is its name. `caption` is one sentence that says what it shows."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Chart:
    """A drawing and the sentence that says what is seen; `table` holds the same figures, folded away on the page.

    `drawing` is drawn inside ``matplotlib.rc_context(charts.picture.STYLE)``.
    """

    drawing: Drawing
    sentence: Said
    table: Table | None = None

    def svg(self) -> str:
        """Return the drawing as SVG."""
        with matplotlib.rc_context(STYLE):
            return svg_of(self.drawing)

    def png(self, dpi: int = 200) -> bytes:
        """Return the drawing as a PNG file, for slides."""
        buffer = io.BytesIO()
        with matplotlib.rc_context(STYLE):
            self.drawing.savefig(buffer, format="png", dpi=dpi)
        return buffer.getvalue()


@dataclass(frozen=True)
class Note:
    """A sentence in a frame; `kind` is a key of `screen.NOTICES`."""

    kind: str
    said: Said


@dataclass(frozen=True)
class Folded:
    """Blocks behind a line that opens them; on paper they are open."""

    summary: str
    blocks: tuple[Block, ...]


Block = Said | Table | Chart | Note | Folded


@dataclass(frozen=True)
class Section:
    """A part of the case.

    `message` is what the board should take from it, one sentence with its figures: the headline of its slide. On
    slides `message` and `on_slide` (a chart, a table of up to eight lines, short sentences) are shown, in the report
    and on the page everything.
    """

    id: str
    title: str
    message: Said
    blocks: tuple[Block, ...]
    on_slide: tuple[Block, ...] = field(default=())


def figures_in(blocks: Iterable[Block | Cell]) -> list[Figure]:
    """Return every figure in some blocks, in reading order."""
    found: list[Figure] = []
    for block in blocks:
        if isinstance(block, Figure):
            found.append(block)
        elif isinstance(block, Said):
            found += block.figures()
        elif isinstance(block, Table):
            found += figures_in(cell for row in block.rows for cell in row)
        elif isinstance(block, Chart):
            found += block.sentence.figures() + (figures_in([block.table]) if block.table else [])
        elif isinstance(block, Note):
            found += block.said.figures()
        elif isinstance(block, Folded):
            found += figures_in(block.blocks)
    return found


def figures_of(section: Section) -> list[Figure]:
    """Return every figure of a part, its message first."""
    return figures_in([section.message, *section.blocks, *section.on_slide])


# As a web page. `shown` turns a figure into safe HTML: on the page it opens where it comes from, on paper and slides
# that stands elsewhere.


def figure_html(figure: Figure) -> str:
    """Return a figure as a piece of a line that opens where it comes from."""
    lines = "".join(
        f"<span><b>{escape(head)}</b> {_value(head, text)}</span>" for head, text in figure.trace()
    )
    return (
        f'<details class="smkt-figure" data-figure="{escape(figure.id, quote=True)}">'
        f"<summary>{screen.inline(figure.text)}</summary>"
        f'<span class="smkt-trace">{lines}</span></details>'
    )


def cell_html(cell: Cell, shown: Callable[[Figure], str] = figure_html) -> str:
    """Return a cell as safe HTML."""
    if isinstance(cell, Said):
        return said_html(cell, shown)
    if isinstance(cell, Figure):
        return shown(cell)
    return screen.inline(cell)


def _value(head: str, text: str) -> str:
    return f"<code>{escape(text)}</code>" if head == _("To get it again") else screen.inline(text)


_GAP = re.compile(r"\{(\w+)\}")


def said_html(said: Said, shown: Callable[[Figure], str] = figure_html) -> str:
    """Return a sentence as safe HTML, without a frame around it."""
    parts = _GAP.split(said.template)
    made = [
        cell_html(said.gaps[part], shown) if place % 2 else screen.inline(part) for place, part in enumerate(parts)
    ]
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", "".join(made), flags=re.DOTALL)


def table_html(table: Table, shown: Callable[[Figure], str] = figure_html) -> str:
    """Return a table as safe HTML."""
    head = "".join(f'<th scope="col">{screen.inline(name)}</th>' for name in table.heads)
    lines = []
    for first, *others in table.rows:
        cells = "".join(f"<td>{cell_html(cell, shown)}</td>" for cell in others)
        lines.append(f'<tr><th scope="row">{cell_html(first, shown)}</th>{cells}</tr>')
    return (
        f"<table><caption>{screen.inline(table.caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def chart_html(chart: Chart) -> str:
    """Return a drawing with its words as safe HTML, its table folded away."""
    more = screen.folded(_("The same as a table"), table_html(chart.table)) if chart.table else ""
    return (
        f'<figure><div role="img" aria-label="{escape(chart.sentence.text(), quote=True)}">{chart.svg()}</div>'
        f'<figcaption class="smkt-quiet">{said_html(chart.sentence)}</figcaption>{more}</figure>'
    )


def note_html(note: Note, shown: Callable[[Figure], str] = figure_html) -> str:
    """Return a note as safe HTML."""
    icon, word = screen.NOTICES[note.kind]
    return (
        f'<div class="smkt-notice smkt-{note.kind}"><div class="smkt-said"><span aria-hidden="true">{icon}</span> '
        f"<strong>{escape(_(word))}.</strong> {said_html(note.said, shown)}</div></div>"
    )


def block_html(block: Block) -> str:
    """Return one block as safe HTML."""
    if isinstance(block, Said):
        return f'<div class="smkt-said">{said_html(block)}</div>'
    if isinstance(block, Table):
        return table_html(block)
    if isinstance(block, Chart):
        return chart_html(block)
    if isinstance(block, Note):
        return note_html(block)
    return screen.folded(block.summary, blocks_html(block.blocks))


def blocks_html(blocks: Sequence[Block]) -> str:
    """Return blocks as safe HTML, one after the other."""
    return "".join(map(block_html, blocks))


def section_html(section: Section) -> str:
    """Return a part as safe HTML without its title: the message, then everything else."""
    message = f'<div class="smkt-said smkt-message">{said_html(section.message)}</div>'
    return message + blocks_html(section.blocks)

