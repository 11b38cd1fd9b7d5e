"""What is shown on slides, and the slides as one web page that turns by arrow keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from smkt_helpers import screen
from smkt_helpers.case.blocks import Chart, Note, Section, Table, figures_in, said_html, table_html
from smkt_helpers.case.figure import Figure, Said, said
from smkt_helpers.case.paper.report import main_table
from smkt_helpers.case.paper.taken import Taken, line, provenance
from smkt_helpers.words import _, ngettext, number
from smkt_helpers.workshop.paper.page import document
from smkt_helpers.workshop.paper.slides import SCRIPT, STYLE

# In this order a board hears them. What is left out here stands in the report.
ORDER = ("today", "headline", "doubt", "shares", "months", "otherwise", "roadmap", "vanish", "honesty", "pilot")
MOST_ROWS = 8
MOST_WORDS = 2

_OWN = """
.slide { justify-content: flex-start; padding: 5vmin 7vmin; min-height: 100vh; }
.slide h1 { font-size: 5.4vmin; margin: 0 0 2vmin 0; }
.slide p, .slide .smkt-said { font-size: 3.4vmin; margin: 0 0 1.6vmin 0; }
.slide.opening { justify-content: center; } .slide.opening h1 { font-size: 8vmin; }
.slide .small { font-size: 2.5vmin; } .slide .foot { font-size: 2vmin; color: #4d4d4d; margin: auto 14vmin 0 0; }
.slide { padding-bottom: 2vmin; }
.slide figure { margin: 0; flex: 1 1 0; min-height: 30vmin; display: flex; flex-direction: column; }
.slide figure > div { flex: 1 1 0; min-height: 0; } .slide svg { height: 100%; width: 100%; }
.slide figcaption { font-size: 2.4vmin; }
.slide table { border-collapse: collapse; font-size: 2.3vmin; line-height: 1.3; } .slide:has(table) .smkt-said {
  font-size: 2.8vmin; margin-bottom: 1vmin; } .slide tbody th { min-width: 28vmin; }
 .slide caption { text-align: left; font-weight: 600; }
.slide th, .slide td { text-align: left; vertical-align: top; padding: .5vmin 2vmin .5vmin 0;
  border-bottom: 1px solid #b0b0b0; font-variant-numeric: tabular-nums; }
@page { size: 13.333in 7.5in; margin: 0; }
@media print { .slide, .going .slide { overflow: hidden; } }
"""


@dataclass(frozen=True)
class Slide:
    """One slide: a title, what to take home, and below it at most one picture or table.

    Attributes
    ----------
    title : str
        Unlike the title of every other slide.
    said : tuple of Said
        The message and short sentences.
    shown : Chart, Table or None
    figures : tuple of Figure
        Every figure on it, for the speaker's notes.
    """

    title: str
    said: tuple[Said, ...]
    shown: Chart | Table | None = None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure on it, each once."""
        found = figures_in([*self.said, *([self.shown] if self.shown else [])])
        return tuple({figure.id: figure for figure in found}.values())


def slides_of(case: Taken) -> list[Slide]:
    """Return the slides: title, message, the parts, and where it all comes from."""
    opening = [Slide(case.title, (said(_("An answer from a simulation, with what it cannot say.")),))]
    if headline := case.section("headline"):
        honest = [one.message] if (one := case.section("honesty")) else []
        opening.append(Slide(_("In short"), (headline.message, *honest), main_table(headline)))
    parts = [slide for id in ORDER if (one := case.section(id)) for slide in _of_part(one)]
    return [*opening, *parts, Slide(_("Where these numbers come from"), (), provenance(case))]


def _of_part(section: Section) -> list[Slide]:
    words = tuple(one.said if isinstance(one, Note) else one for one in section.on_slide
                  if isinstance(one, Note | Said))[:MOST_WORDS]  # fmt: skip
    shown = [one for one in section.on_slide if isinstance(one, Chart | Table)] or [None]
    first, *more = shown
    made = [Slide(section.title, (section.message, *words), first)]
    for place, one in enumerate(more, 2):
        made.append(Slide(_("{title}, part {n}").format(title=section.title, n=number(place)), (), one))
    return made


def shortened(table: Table, rows: int) -> Table:
    """Return a table with at most so many rows; where some are left out its caption says that the report has them."""
    left = len(table.rows) - rows
    if left <= 0:
        return table
    more = ngettext("{n} more line is in the report.", "{n} more lines are in the report.", left).format(n=number(left))
    return Table(f"{table.caption} {more}", table.heads, table.rows[:rows])


def slides(case: Taken) -> str:
    """Return the slides as one HTML file that needs no network; each prints on a page of its own."""
    shown = slides_of(case)
    body = "".join(_slide_html(one, line(case), place == 0) for place, one in enumerate(shown))
    words = _("Arrow keys turn the slides.")
    turning = f'<div id="place">{screen.inline(words)}</div><script>{SCRIPT}</script>'
    return document(case.title, STYLE + _OWN, body + turning)


def _slide_html(slide: Slide, foot: str, is_opening: bool) -> str:
    css = "slide opening" if is_opening else "slide"
    return (
        f'<section class="{css}"><h1>{screen.inline(slide.title)}</h1>{_said(slide.said)}'
        f'{_shown(slide.shown)}<p class="foot">{screen.inline(foot)}</p></section>'
    )


def _plain(figure: Figure) -> str:
    return screen.inline(figure.text)


def _said(sentences: Iterable[Said]) -> str:
    return "".join(f'<div class="smkt-said">{said_html(one, _plain)}</div>' for one in sentences)


def _shown(shown: Chart | Table | None) -> str:
    if shown is None:
        return ""
    if isinstance(shown, Table):
        return table_html(shortened(shown, MOST_ROWS), _plain)
    return (
        f'<figure><div role="img" aria-label="{escape(shown.sentence.text(), quote=True)}">{shown.svg()}</div>'
        f"<figcaption>{said_html(shown.sentence, _plain)}</figcaption></figure>"
    )
