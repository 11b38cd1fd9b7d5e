"""What is shown on slides, and the slides as one web page that turns by arrow keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape

from smkt_helpers import screen
from smkt_helpers.case.blocks import Chart, Note, Section, Table, figures_in, said_html, table_html
from smkt_helpers.case.figure import Figure, Said, said
from smkt_helpers.case.paper import layout
from smkt_helpers.case.paper.report import main_table
from smkt_helpers.case.paper.taken import Taken, elsewhere, line, provenance, worse
from smkt_helpers.words import _, number
from smkt_helpers.workshop.paper.page import document
from smkt_helpers.workshop.paper.slides import SCRIPT, STYLE

# In this order a board hears them. What is left out here stands in the report.
ORDER = ("today", "headline", "doubt", "shares", "months", "otherwise", "roadmap", "vanish", "honesty", "pilot")
MOST_WORDS = 2
FEW_ROWS = 4     # a table of so few lines stands below the picture before it, if there is room

_OWN = """
.slide { justify-content: flex-start; padding: 5vmin 7vmin; min-height: 100vh; }
.slide h1 { font-size: 5.4vmin; margin: 0 0 2vmin 0; }
.slide p, .slide .smkt-said { font-size: 3.4vmin; margin: 0 0 1.6vmin 0; }
.slide.opening { justify-content: center; } .slide.opening h1 { font-size: 8vmin; }
.slide .small { font-size: 2.5vmin; } .slide .foot { font-size: 2vmin; color: #4d4d4d; margin: auto 14vmin 0 0;
  padding-top: 1.6vmin; }
.slide { padding-bottom: 2vmin; }
.slide figure { margin: 0; flex: 1 1 0; min-height: 30vmin; display: flex; flex-direction: column; }
.slide figure > div { flex: 1 1 0; min-height: 0; } .slide svg { height: 100%; width: 100%; }
.slide figcaption { font-size: 2.6vmin; margin-bottom: 1vmin; }
.slide .both { flex: 1 1 0; min-height: 0; display: flex; gap: 3vmin; } .both .words { flex: 1 1 0; }
.both figure { flex: 0 0 70%; } .both .words .quiet { font-size: 2.6vmin; }
.slide table { border-collapse: collapse; font-size: 2.3vmin; line-height: 1.3; }
  .slide tbody th { min-width: 28vmin; }
 .slide caption { text-align: left; font-weight: 600; }
.slide th, .slide td { text-align: left; vertical-align: top; padding: .5vmin 2vmin .5vmin 0;
  border-bottom: 1px solid #b0b0b0; font-variant-numeric: tabular-nums; }
@page { size: 13.333in 7.5in; margin: 0; }
@media print { .slide, .going .slide { overflow: hidden; } }
"""


@dataclass(frozen=True)
class Slide:
    """One slide: a title, what to take home, and below it at most one picture or table, or a picture and few lines.

    Attributes
    ----------
    title : str
        Unlike the title of every other slide.
    said : tuple of Said
        The message and short sentences.
    shown : Chart, Table or None
        A table has no more lines than fit.
    more : Table or None
        A table of few lines below a picture.
    figures : tuple of Figure
        Every figure on it, for the speaker's notes.
    """

    title: str
    said: tuple[Said, ...]
    shown: Chart | Table | None = None
    more: Table | None = None

    @property
    def words_size(self) -> float:
        """Size of the letters of its words where no picture stands beside them; alone they may fill the slide."""
        texts = [layout.marked(one) for one in self.said]
        most = layout.MOST_MESSAGE if self.shown else layout.BOTTOM - layout.below_title(self.title)
        return layout.words_size(texts, most=most)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure on it, each once."""
        found = figures_in([*self.said, *filter(None, (self.shown, self.more))])
        return tuple({figure.id: figure for figure in found}.values())


def slides_of(case: Taken) -> list[Slide]:
    """Return the slides: title, message, the parts, and where it all comes from."""
    opening = [Slide(case.title, (said(_("An answer from a simulation, with what it cannot say.")),))]
    if headline := case.section("headline"):
        # How sure it is names both numbers; the headline's own words stand on the next slide.
        first = case.section("doubt") or headline
        short = (first.message, *(note.said for note in worse(case)))
        opening.append(_with_table(_("In short"), short, main_table(headline)))
    parts = [slide for id in ORDER if (one := case.section(id)) for slide in _of_part(one)]
    return [*opening, *parts, _with_table(_("Where these numbers come from"), (), provenance(case))]


def _with_table(title: str, words: tuple[Said, ...], table: Table) -> Slide:
    texts = [layout.marked(one) for one in words]
    top = layout.below_title(title)
    if texts:
        top += layout.words_height(texts, layout.words_size(texts)) + layout.GAP
    return Slide(title, words, layout.fitted(table, top)[0])


def _of_part(section: Section) -> list[Slide]:
    words = tuple(one.said if isinstance(one, Note) else one for one in section.on_slide
                  if isinstance(one, Note | Said))[:MOST_WORDS]  # fmt: skip
    shown = [one for one in section.on_slide if isinstance(one, Chart | Table)]
    title, words = section.title, (section.message, *words)
    if not shown:
        return [Slide(title, tuple(map(elsewhere, words)))]
    made: list[Slide] = []
    while shown:
        first, *shown = shown
        if isinstance(first, Table):
            made.append(_with_table(title, words, first))
        else:
            one, left = _with_picture(title, words, first, shown)
            if words and layout.arranged(title, one.said, one.shown, one.more).letters < layout.LEAST_LETTERS:
                # Even one message leaves the picture no room, so the words get a slide of their own.
                one, left = Slide(title, tuple(map(elsewhere, words))), [first, *shown]
            made.append(one)
            shown = left
        words = ()
        title = _("{title}, part {n}").format(title=section.title, n=number(len(made) + 1))
    return made


def _with_picture(title: str, words: tuple[Said, ...], chart: Chart, after: list[Chart | Table],
                  ) -> tuple[Slide, list[Chart | Table]]:  # fmt: skip
    """Return a slide with a picture, and with the small table that follows it; and what is left for other slides.

    Words beyond the message stay away where they would make the picture too small to be read.
    """
    words, chart = tuple(map(elsewhere, words)), replace(chart, sentence=elsewhere(chart.sentence))
    more = after[0] if after and isinstance(after[0], Table) and len(after[0].rows) <= FEW_ROWS else None
    if more and layout.arranged(title, words, chart, more).letters >= layout.LEAST_LETTERS:
        return Slide(title, words, chart, more), after[1:]
    while len(words) > 1 and layout.arranged(title, words, chart).letters < layout.LEAST_LETTERS:
        words = words[:-1]
    return Slide(title, words, chart), after


def slides(case: Taken) -> str:
    """Return the slides as one HTML file that needs no network; each prints on a page of its own."""
    shown = slides_of(case)
    body = "".join(_slide_html(one, line(case), place == 0) for place, one in enumerate(shown))
    words = _("Arrow keys turn the slides.")
    turning = f'<div id="place">{screen.inline(words)}</div><script>{SCRIPT}</script>'
    return document(case.title, STYLE + _OWN, body + turning)


def _slide_html(slide: Slide, foot: str, is_opening: bool) -> str:
    css = "slide opening" if is_opening else "slide"
    if isinstance(slide.shown, Chart):
        inner = _picture_html(slide)
    else:
        inner = _said(slide.said, slide.words_size) + _table(slide.shown)
    return (
        f'<section class="{css}"><h1>{screen.inline(slide.title)}</h1>{inner}{_table(slide.more)}'
        f'<p class="foot">{screen.inline(foot)}</p></section>'
    )


def _plain(figure: Figure) -> str:
    return screen.inline(figure.text)


def _said(sentences: Iterable[Said], size: float) -> str:
    style = f"font-size: {100 * size / layout.HIGH:.2f}vmin"
    return "".join(f'<div class="smkt-said" style="{style}">{said_html(one, _plain)}</div>' for one in sentences)


def _picture_html(slide: Slide) -> str:
    chart = slide.shown
    place = layout.arranged(slide.title, slide.said, chart, slide.more)
    said_of, caption = _said(slide.said, place.size), said_html(chart.sentence, _plain)
    drawn = f'<div role="img" aria-label="{escape(chart.sentence.text(), quote=True)}">{chart.svg()}</div>'
    if place.way == "below":
        return f"{said_of}<figure>{drawn}<figcaption>{caption}</figcaption></figure>"
    words = f'<p class="quiet">{caption}</p>'
    if place.way == "column":
        return f'<div class="both"><figure>{drawn}</figure><div class="words">{said_of}{words}</div></div>'
    return f'{said_of}<div class="both"><figure>{drawn}</figure><div class="words">{words}</div></div>'


def _table(table: Table | None) -> str:
    return table_html(table, _plain) if table else ""
