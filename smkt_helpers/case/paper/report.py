"""The report: one sheet for the board, then every part, then where each figure comes from."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable
from html import escape

from smkt_helpers import screen
from smkt_helpers.case.blocks import (
    Block,
    Chart,
    Folded,
    Note,
    Section,
    Table,
    figures_in,
    figures_of,
    note_html,
    said_html,
    table_html,
)
from smkt_helpers.case.figure import BASES, Figure, Said, text_of
from smkt_helpers.case.paper.print import how_to_print
from smkt_helpers.case.paper.taken import (
    Taken,
    by_id,
    commands_of,
    done,
    elsewhere,
    line,
    not_counted,
    provenance,
    worse,
)
from smkt_helpers.metrics import METRICS
from smkt_helpers.words import N_, _
from smkt_helpers.workshop.paper.page import document, head, style

# The figures of the first sheet, and what is said of each: the end of the figure's id, and the head of its column.
MAIN = ("revenue", "contribution", "wins", "cac", "speed_median", "satisfied_lowest")
COLUMNS = (("today", N_("Today")), ("chosen", N_("With the chosen practices")), ("difference", N_("Difference")),
           ("difference.interval", N_("95% interval (luck of the market only)")),
           ("luck", N_("8 of 10 simulated years")), ("lost", N_("Worse in")))  # fmt: skip
# Below its figures the first sheet says, in the words of these parts, how far they can be trusted.
DOUBTS = (("vanish", N_("What would make it vanish?")),
          ("honesty", N_("What this cannot say")))  # fmt: skip
MOST_COLUMNS = 7
# The first sheet has more words or fewer: up to so many letters of them its letters and its picture are large.
DENSITIES = ((1200, "first"), (2050, "first close"), (2500, "first close tight"),
             (10**6, "first close tight dense"))
MOST_TOGETHER, MOST_LETTERS = 12, 1200     # lines of a table that stay together on paper, and letters in them
MARKED = 3     # of so many figures that stand side by side the first carries its number
_MARK = re.compile(r"<wbr><sup>\[\d+\]</sup>")

_STYLE = """
.sheet.first { font-size: 10pt; line-height: 1.32; } .first h1 { margin-bottom: 1mm; font-size: 15.5pt; }
.first h2 { font-size: 11pt; margin: 2.5mm 0 .5mm 0; } .first figcaption { font-size: 8.8pt; }
.first figure { margin: 1mm 0; display: flex; gap: 4mm; align-items: center; } .first figure > div { flex: none; }
.first svg { max-height: 52mm; width: auto; display: block; } .first table { font-size: 8.4pt; margin: 1mm 0; }
.sheet.close { font-size: 9pt; line-height: 1.3; } .close svg { max-height: 46mm; } .close h2 { margin-top: 2mm; }
.sheet.tight { font-size: 8.6pt; line-height: 1.25; } .tight svg { max-height: 42mm; } .tight h2 { margin-top: 1.5mm; }
.sheet.dense { font-size: 8.2pt; } .dense svg { max-height: 32mm; } .first.dense table { font-size: 7.8pt; }
.close .message, .close .smkt-said { margin-bottom: 1.4mm; } .close figcaption { font-size: 8.4pt; }
.tight .message, .tight .smkt-said { margin-bottom: 1mm; } .first .smkt-notice { margin: 1mm 0 2mm 0; }
.contents { columns: 2; }
.message { font-size: 1.12em; border-left: 4px solid #4d4d4d; padding-left: 3mm; margin: 0 0 3mm 0; }
.smkt-said { margin: 0 0 2mm 0; } .quiet { color: #3a3a3a; font-size: 9pt; }
.smkt-notice { border: 1px solid #4d4d4d; border-left-width: 5px; padding: 1.5mm 3mm 0 3mm; margin: 2mm 0 3mm 0; }
.parts { font-size: 10pt; } .parts svg { max-width: 165mm; } .parts table { font-size: 8.8pt; }
.parts section + section { margin-top: 7mm; }
.parts td, .parts th, .first td, .first th { padding: .7mm 2mm .7mm 0; }
.wide table { font-size: 7.6pt; line-height: 1.3; } .wide td, .wide th { padding-right: 1.2mm; }
a.figure { color: inherit; text-decoration: none; } a.figure:hover, a.figure:focus { text-decoration: underline; }
wbr { display: none; } td wbr, th wbr { display: inline; }
a.figure sup { font-size: 6.5pt; font-weight: 400; color: #4d4d4d; line-height: 0; white-space: nowrap; }
.appendix table { font-size: 8.5pt; } .appendix code { font-size: 7.8pt; } .appendix td { overflow-wrap: anywhere; }
.appendix li { overflow-wrap: anywhere; font-size: 8.5pt; } .appendix h3 { break-after: avoid; }
.figures { columns: 2; column-gap: 7mm; font-size: 7.6pt; line-height: 1.3; overflow-wrap: anywhere; }
.figures p { margin: 0 0 1.4mm 0; } .figures span { display: block; }
.figures span:target { outline: 2px solid #1a1a1a; }
@page { size: A4; margin: 10mm 12mm 16mm 12mm; @bottom-left { content: FOOT; font: 7.5pt sans-serif;
  color: #3a3a3a; white-space: nowrap; } @bottom-right { content: counter(page) " / " counter(pages);
  font: 7.5pt sans-serif; color: #3a3a3a; } }
@media screen { .only-paper { display: none; } }
@media print { .only-screen, .appendix, .more { display: none; } h2 { break-after: avoid; }
  .message, .smkt-notice, .smkt-said, .short, thead { break-inside: avoid; } .message { break-after: avoid; }
  thead, tbody tr:first-child, tbody tr:nth-last-child(2) { break-after: avoid; }
  .first .line { display: none; } }
"""


def report(case: Taken) -> str:
    """Return the report as one HTML file that needs no network and prints on A4."""
    shown = shower(case)
    parts = "".join(part_html(one, shown) for one in case.sections)
    sheets = (
        (_density(case), first_sheet(case, shown)),
        ("parts", _contents(case) + parts + _source(case, shown)),
        ("appendix", appendix(case)),
    )
    markup = "\n".join(f'<section class="sheet {name}">{sheet}</section>' for name, sheet in sheets)
    styles = style() + _STYLE.replace("FOOT", json.dumps(line(case), ensure_ascii=False).replace("<", " "))
    return document(case.title, styles, markup)


def shower(case: Taken) -> Callable[[Figure], str]:
    """Return what shows a figure with its number, which leads to the appendix.

    Settings and intervals lead there without a number of their own: that of the figure beside them is enough.
    """

    def shown(figure: Figure) -> str:
        place = case.places[figure.id]
        label = escape(_("Where figure {n} comes from").format(n=place), quote=True)
        has_mark = figure.basis != "setting" and not figure.id.endswith(".interval")
        mark = f"<wbr><sup>[{place}]</sup>" if has_mark else ""
        return f'<a class="figure" href="#figure-{place}" title="{label}">{screen.inline(figure.text)}{mark}</a>'

    return shown


def thinned(markup: str) -> str:
    """Return a sentence or a row of a table with a number only at the first of every few figures."""
    place = itertools.count()
    return _MARK.sub(lambda mark: "" if next(place) % MARKED else mark[0], markup)


def first_sheet(case: Taken, shown: Callable[[Figure], str]) -> str:
    """Return the sheet for the board: what is done, what it is worth, what gets worse, and what can be doubted."""
    found = [head(case.title), f'<p class="quiet line">{screen.inline(line(case))}</p>',
             f'<p class="quiet only-screen">{screen.inline(how_to_print())}</p>']  # fmt: skip
    found += [_said(one, shown) for one in done(case)]
    found += [_said(one, shown, "message" if place == 0 else "") for place, one in enumerate(_worth(case))]
    if headline := case.section("headline"):
        found += [chart_html(one, shown) for one in headline.blocks if isinstance(one, Chart)][:1]
        found.append(_table(main_table(headline), shown))
    found += [thinned(note_html(one, shown)) for one in worse(case)]
    found += [_said(one, shown) for one in not_counted(case)]
    for question, one in _doubts(case):
        found.append(head(question, 2) + _said(one, shown))
    return "".join(found)


def _worth(case: Taken) -> list[Said]:
    """Return the messages with the middle of the imagined companies first, then the company as assumed."""
    return [section.message for id in ("doubt", "headline") if (section := case.section(id))]


def _doubts(case: Taken) -> list[tuple[str, Said]]:
    return [(_(question), section.message) for id, question in DOUBTS if (section := case.section(id))]


def _density(case: Taken) -> str:
    """Return the style of the first sheet, so that its words fill it and stay on it."""
    words = [*done(case), *_worth(case), *(note.said for note in worse(case)), *not_counted(case)]
    letters = sum(len(one.text()) for one in [*words, *(one for _question, one in _doubts(case))])
    return next(name for most, name in DENSITIES if letters <= most)


def main_table(headline: Section) -> Table:
    """Return the figures a board asks for first, each with its interval."""
    known = by_id(headline)
    rows = tuple(
        (_(METRICS[metric].name), *(known[f"headline.{metric}.{end}"] for end, _head in COLUMNS))
        for metric in MAIN
        if all(f"headline.{metric}.{end}" in known for end, _head in COLUMNS)
    )
    caption = _("A year in figures, means over the simulated years.")
    return Table(caption, (_("Figure"), *(_(name) for _end, name in COLUMNS)), rows)


def _contents(case: Taken) -> str:
    places = "".join(f'<li><a href="#{one.id}">{screen.inline(one.title)}</a></li>' for one in case.sections)
    last = f'<li class="only-screen"><a href="#appendix">{screen.inline(_("Where each figure comes from"))}</a></li>'
    told = _("A small number in brackets leads to the last part, which says where a figure comes from. Of figures that "
             "stand close together only one carries its number; a click on any figure leads there.")  # fmt: skip
    paper = _("On paper the details and the list that says where each figure comes from are left out. They are in "
              "report.html, and numbers.csv has every figure; a small number in brackets is its number "
              "there.")  # fmt: skip
    return (head(_("The parts of this report"), 2) + f'<ul class="contents">{places}{last}</ul>'
            f'<p class="only-screen">{screen.inline(told)}</p><p class="only-paper">{screen.inline(paper)}</p>'
            )  # fmt: skip


def _source(case: Taken, shown: Callable[[Figure], str]) -> str:
    return f'<section>{head(_("Where these numbers come from"), 2)}{_table(provenance(case), shown)}</section>'


def part_html(section: Section, shown: Callable[[Figure], str]) -> str:
    """Return a part: its message, then everything it has; on paper without the details."""
    more = "; ".join(one.summary for one in section.blocks if isinstance(one, Folded))
    told = _("More in report.html: {details}.").format(details=more)
    left_out = f'<p class="quiet only-paper">{screen.inline(told)}</p>' if more else ""
    return (
        f'<section id="{escape(section.id, quote=True)}">{head(section.title, 2)}'
        f'{_said(section.message, shown, "message")}{blocks_html(section.blocks, shown)}{left_out}</section>'
    )


def blocks_html(blocks: Iterable[Block], shown: Callable[[Figure], str]) -> str:
    """Return blocks, nothing folded away."""
    return "".join(_block_html(one, shown) for one in blocks)


def _block_html(block: Block, shown: Callable[[Figure], str]) -> str:
    if isinstance(block, Said):
        return _said(block, shown)
    if isinstance(block, Table):
        return _table(block, shown)
    if isinstance(block, Note):
        return thinned(note_html(block, shown))
    if isinstance(block, Folded):
        return f'<div class="more">{head(block.summary, 3)}{blocks_html(block.blocks, shown)}</div>'
    same = f'<div class="more">{_table(block.table, shown)}</div>' if block.table else ""
    return chart_html(block, shown) + same


def _said(sentence: Said, shown: Callable[[Figure], str], css: str = "") -> str:
    return f'<div class="{css or "smkt-said"}">{thinned(said_html(sentence, shown))}</div>'


def _table(table: Table, shown: Callable[[Figure], str]) -> str:
    # Paper is not as wide as a screen: many columns need smaller letters, or the browser shrinks every page.
    css = "wide" if len(table.heads) > MOST_COLUMNS else "table"
    letters = sum(len(text_of(cell)) for row in table.rows for cell in row)
    if len(table.rows) <= MOST_TOGETHER and letters < MOST_LETTERS:
        css += " short"
    markup = re.sub(r"<tr>.*?</tr>", lambda row: thinned(row[0]), table_html(table, shown), flags=re.DOTALL)
    return f'<div class="{css}">{markup}</div>'


def chart_html(chart: Chart, shown: Callable[[Figure], str]) -> str:
    """Return a drawing with the sentence below it; on paper a table that stands below may be left out."""
    sentence = elsewhere(chart.sentence)
    return (
        f'<figure><div role="img" aria-label="{escape(sentence.text(), quote=True)}">{chart.svg()}</div>'
        f"<figcaption>{thinned(said_html(sentence, shown))}</figcaption></figure>"
    )


# Where each figure comes from


def appendix(case: Taken) -> str:
    """Return every figure with its formula, interval, seed and command, part by part."""
    told = _("Every figure of this report, with what it is, how it is counted and what it rests on. The letter K with "
             "a number names the command that makes it again; type it in the folder of these files, on a "
             "computer that has the kit.")  # fmt: skip
    title = screen.inline(_("Where each figure comes from"))
    found = [f'<h2 id="appendix">{title}</h2>', f"<p>{screen.inline(told)}</p>"]
    source = provenance(case)
    commands = {text: f"K{place}" for place, text in enumerate(commands_of(list(case.figures.values())), 1)}
    found += [head(_("The commands"), 3), _command_list(commands)]
    seen: set[str] = set()
    groups = [(one.title, figures_of(one)) for one in case.sections] + [(_("Settings"), figures_in([source]))]
    for title, figures in groups:
        new = {figure.id: figure for figure in figures if figure.id not in seen}
        seen |= set(new)
        if new:
            found.append(head(title, 3) + _figure_list(case, new.values(), commands))
    return "".join(found)


def _command_list(commands: dict[str, str]) -> str:
    lines = (f'<li id="{name}"><b>{name}</b> <code>{escape(text)}</code></li>' for text, name in commands.items())
    return f'<ul>{"".join(lines)}</ul>'


def _figure_list(case: Taken, figures: Iterable[Figure], commands: dict[str, str]) -> str:
    # Figures that are counted in the same way share a paragraph.
    alike: dict[tuple[str, str], list[Figure]] = {}
    for one in figures:
        alike.setdefault((_how(one), one.command), []).append(one)
    told = (_group(case, group, how, commands.get(command, "")) for (how, command), group in alike.items())
    return f'<div class="figures">{"".join(told)}</div>'


def _how(figure: Figure) -> str:
    how = figure.how if figure.how.endswith((".", "!", "?")) else f"{figure.how}."
    told = [how, _("Rests on: {basis}.").format(basis=_(BASES[figure.basis]))]
    if figure.seed is not None:
        told.append(_("Seed {seed}.").format(seed=figure.seed))
    return " ".join(told)


def _group(case: Taken, figures: Iterable[Figure], how: str, command: str) -> str:
    named = f' <a href="#{command}">{command}</a>' if command else ""
    told = "".join(_what(case.places[one.id], one) for one in figures)
    return f"<p>{told}{screen.inline(how)}{named}</p>"


def _what(place: int, figure: Figure) -> str:
    told = f"[{place}] <b>{screen.inline(figure.text)}</b> {screen.inline(figure.name)}"
    if figure.interval and figure.interval != figure.text:
        interval = _("95% interval: {interval}").format(interval=figure.interval)
        told += f"; {screen.inline(interval)}"
    return f'<span id="figure-{place}">{told}</span>'
