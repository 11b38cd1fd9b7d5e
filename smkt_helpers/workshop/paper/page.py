"""What every printed page of the workshop is made of: one style, A4, no address of anything outside.

Functions that return markup return safe HTML: everything handed in is escaped, except what is called markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from smkt_helpers import screen
from smkt_helpers.words import language

_STYLE = """
body { font: 11pt/1.4 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: #1a1a1a;
  background: #ffffff; margin: 0; }
.sheet { box-sizing: border-box; width: WIDTHmm; margin: 0 auto; padding: 8mm 0; }
.sheet + .sheet { border-top: 1px dashed #8c8c8c; }
h1 { font-size: 19pt; line-height: 1.2; margin: 0 0 3mm 0; } h2 { font-size: 13.5pt; margin: 5mm 0 1.5mm 0; }
h3 { font-size: 11.5pt; margin: 3.5mm 0 1mm 0; }
p { margin: 0 0 2mm 0; } ol, ul { margin: 0 0 2mm 0; padding-left: 6mm; }
li { margin-bottom: 1mm; }
table { border-collapse: collapse; width: calc(100% - 1px); margin: 1mm 0 3mm 0; font-size: 10pt; }
caption { text-align: left; font-weight: 600; padding: 1mm 0; }
th, td { text-align: left; vertical-align: top; padding: 1mm 2.5mm 1mm 0; border-bottom: 1px solid #b0b0b0;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word; }
.smkt-short { white-space: nowrap; }
.agenda tbody th, .keep tbody th { white-space: nowrap; }
.form td, .form th { border: 1px solid #4d4d4d; padding: 1.2mm 1.5mm; } .form .write { width: 19mm; }
.dense table { font-size: 8.8pt; } .dense td, .dense th { padding: .9mm 1.5mm; } .dense th { font-weight: 600; }
.form .name { width: 64mm; } .form .range { width: 86mm; } .form .today { width: 28mm; } .form .note { width: 80mm; }
.form .fill { height: 6.6mm; } .form .tall { height: 16mm; }
.form .swap { border-left: 4px double #1a1a1a; } .small { font-size: 9pt; color: #3a3a3a; }
.form small { display: block; color: #3a3a3a; line-height: 1.25; }
.line { border-bottom: 1px solid #4d4d4d; height: 7.6mm; }
.box { border: 1px solid #4d4d4d; border-radius: 2mm; padding: 2.5mm 4mm; margin: 0 0 3mm 0; }
.box > :last-child { margin-bottom: 0; } .box > :first-child { margin-top: 0; }
 .say { border-left: 4px solid #4d4d4d; padding-left: 3mm; }
.marketing { border-left: 3mm solid MARKETING; } .sales { border-left: 3mm solid SALES; }
.two { display: grid; grid-template-columns: 1fr 1fr; column-gap: 8mm; } .half { min-height: 118mm; }
.answers { font-weight: 400; padding-left: 4mm; }
.card { font-size: 12.5pt; }
.tick { display: inline-block; width: 4mm; height: 4mm; border: 1px solid #1a1a1a; vertical-align: -.7mm;
  margin-right: 2mm; }
svg { max-width: 100%; height: auto; } figure { margin: 2mm 0; } figcaption { font-size: 9.5pt; }
@page { size: A4 ORIENTATION; margin: 10mm 12mm; }
@media screen { body { background: #ececec; }
  .sheet { background: #ffffff; width: calc(WIDTHmm + 24mm); padding: 8mm 12mm; } }
@media print { .sheet { width: auto; padding: 0; } .sheet + .sheet { border-top: 0; break-before: page; }
  h2, h3, caption { break-after: avoid; } tr, .box, figure, li, .keep table { break-inside: avoid; }
  a { color: inherit; } }
"""


def page(title: str, *sheets: str, landscape: bool = False) -> str:
    """Return one HTML file that needs no network and prints on A4.

    Parameters
    ----------
    title : str
        Shown in the window's head only.
    *sheets : str
        Markup; each begins on paper of its own.
    landscape : bool
    """
    return document(title, style(landscape), "\n".join(f'<section class="sheet">{sheet}</section>' for sheet in sheets))


def document(title: str, styles: str, markup: str) -> str:
    """Return a whole HTML file."""
    return (
        f'<!DOCTYPE html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{styles}</style>\n</head>\n<body>\n<main>\n{markup}\n</main>\n"
        "</body>\n</html>\n"
    )


def style(landscape: bool = False) -> str:
    """Return the style sheet of all printed pages."""
    words = {
        "WIDTH": "273" if landscape else "186",
        "ORIENTATION": "landscape" if landscape else "portrait",
        "MARKETING": screen.PALETTE["marketing"],
        "SALES": screen.PALETTE["sales"],
    }
    text = _STYLE
    for name, value in words.items():
        text = text.replace(name, value)
    return text


def head(text: str, level: int = 1) -> str:
    """Return a heading."""
    return f"<h{level}>{screen.inline(text)}</h{level}>"


def listed(lines: Iterable[str], *, numbered: bool = False, ticks: bool = False) -> str:
    """Return lines as a list; with boxes to tick when `ticks`."""
    kind = "ol" if numbered else "ul"
    tick = '<span class="tick"></span>' if ticks else ""
    return f"<{kind}>" + "".join(f"<li>{tick}{screen.paragraphs(line)[3:-4]}</li>" for line in lines) + f"</{kind}>"


def box(markup: str, *classes: str) -> str:
    """Return markup in a frame."""
    return f'<div class="{" ".join(("box", *classes))}">{markup}</div>'


def says(text: str) -> str:
    """Return what the trainer says aloud."""
    return f'<div class="say">{screen.paragraphs(text)}</div>'


def lines(count: int) -> str:
    """Return empty lines to write on."""
    return '<div class="line"></div>' * count


def form(heads: Sequence[str], rows: Sequence[Sequence[str]], columns: Mapping[int, str] | None = None) -> str:
    """Return a table with frames, to write in.

    Parameters
    ----------
    heads, rows
        Markup; the first cell of each row is its name. A row of one cell is a heading inside the table.
    columns : mapping of int to str
        Class of all cells of a column.
    """

    def attributes(place: int) -> str:
        return f' class="{columns[place]}"' if columns and place in columns else ""

    def row(cells: Sequence[str]) -> str:
        if len(cells) == 1:
            return f'<tr class="part"><th colspan="{len(heads)}">{cells[0]}</th></tr>'
        rest = "".join(f"<td{attributes(place)}>{cell}</td>" for place, cell in enumerate(cells) if place)
        return f'<tr class="fill"><th scope="row"{attributes(0)}>{cells[0]}</th>{rest}</tr>'

    top = "".join(f'<th scope="col"{attributes(place)}>{cell}</th>' for place, cell in enumerate(heads))
    body = "".join(map(row, rows))
    return f'<table class="form"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'
