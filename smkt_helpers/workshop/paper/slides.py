"""The trainer's slides: one idea a slide, large type, arrow keys; one HTML file that needs no network."""

from __future__ import annotations

from collections.abc import Sequence

from smkt_helpers import screen
from smkt_helpers.companies import Company
from smkt_helpers.screen import inline, paragraphs
from smkt_helpers.story.loop_pages import AGENDA
from smkt_helpers.words import _, duration, number
from smkt_helpers.workshop.facts import quarter_name
from smkt_helpers.workshop.formats import PLAYED, Format, shared_out, steps_of
from smkt_helpers.workshop.paper.page import document, listed
from smkt_helpers.workshop.paper.texts import NO_BLAME, QUESTIONS, RULES, SCORING
from smkt_helpers.workshop.paper.times import Slot, clock
from smkt_helpers.workshop.roles import ROLES, SWAP

STYLE = """
html, body { margin: 0; background: #ffffff; color: #1a1a1a; }
body { font: 3.2vmin/1.4 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
.slide { box-sizing: border-box; min-height: 100vh; padding: 8vmin 10vmin; display: flex; flex-direction: column;
  justify-content: center; border-bottom: 1px solid #8c8c8c; }
.slide h1 { font-size: 8vmin; line-height: 1.15; margin: 0 0 4vmin 0; } .slide p, .slide li { font-size: 4.6vmin; }
.slide p { margin: 0 0 2vmin 0; } .slide li { margin-bottom: 1.6vmin; } .slide .small { font-size: 3.4vmin; }
.slide.marketing { border-left: 4vmin solid MARKETING; } .slide.sales { border-left: 4vmin solid SALES; }
.going .slide { display: none; height: 100vh; overflow: auto; border-bottom: 0; } .going .slide.here { display: flex; }
#place { position: fixed; right: 3vmin; bottom: 2vmin; font-size: 2.6vmin; color: #4d4d4d; }
@page { size: A4 landscape; margin: 0; }
@media print { body { font-size: 12pt; } .slide, .going .slide { display: flex; height: 100vh; min-height: 0;
  break-after: page; border-bottom: 0; } #place { display: none; } }
"""
# Without scripts the slides stand one below the other and can be scrolled.
SCRIPT = """
const slides = [...document.querySelectorAll(".slide")];
const wanted = () => Math.min(Math.max((parseInt(location.hash.slice(1), 10) || 1) - 1, 0), slides.length - 1);
let here = wanted();
function show(next) {
  here = Math.min(Math.max(next, 0), slides.length - 1);
  slides.forEach((slide, place) => slide.classList.toggle("here", place === here));
  document.getElementById("place").textContent = (here + 1) + " / " + slides.length;
  history.replaceState(null, "", "#" + (here + 1));
}
const forward = ["ArrowRight", "ArrowDown", "PageDown", " ", "Enter"];
const back = ["ArrowLeft", "ArrowUp", "PageUp", "Backspace"];
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const step = forward.includes(event.key) ? here + 1 : back.includes(event.key) ? here - 1
    : event.key === "Home" ? 0 : event.key === "End" ? slides.length - 1 : null;
  if (step !== null) { event.preventDefault(); show(step); }
});
document.addEventListener("click", (event) => show(event.clientX < innerWidth / 3 ? here - 1 : here + 1));
addEventListener("hashchange", () => show(wanted()));
document.body.classList.add("going");
show(here);
"""


def slides(format: Format, company: Company, slots: Sequence[Slot]) -> str:
    """Return the slides of a workshop as one HTML file; what happens unexpectedly is not on them."""
    shown = [
        *_opening(format, company),
        *(slide for slot in slots for slide in _of_part(format, slot)),
        _slide(_("Thank you"), _("In two to four weeks you will get your own sentence, and one question: what came of "
                                 "it?")),
    ]
    style = STYLE.replace("MARKETING", screen.PALETTE["marketing"]).replace("SALES", screen.PALETTE["sales"])
    words = _("Arrow keys turn the slides.")
    body = "".join(shown) + f'<div id="place">{inline(words)}</div><script>{SCRIPT}</script>'
    return document(_("Workshop: {format}").format(format=_(format.name)), style, body)


def _slide(title: str, text: str = "", lines: Sequence[str] = (), css: str = "", numbered: bool = False) -> str:
    body = (paragraphs(text) if text else "") + (listed(lines, numbered=numbered) if lines else "")
    return f'<section class="{f"slide {css}".strip()}"><h1>{inline(title)}</h1>{body}</section>'


def _opening(format: Format, company: Company) -> list[str]:
    quarters = sum(part.kind == "round" for part in format.rounds)
    half = (len(RULES) + 1) // 2
    return [
        _slide(_("Marketing and sales, one company"), _("A workshop of {time}.").format(time=_(format.hours))),
        _slide(_("A question first"), _("Out of ten leads that marketing passes on: how many does sales call? Write a "
                                        "number "
                                        "on your paper. Show it to nobody.")),
        _slide(_("What this is not"), lines=[
            _("No test, and no exam of your knowledge."), _("No picture of our own company."),
            _("No proof of any percentage.")]),
        _slide(company.name, _("It sells {goods}. {marketers} people in marketing, {reps} in sales. You play "
                               "{quarters} "
                               "quarters of 13 weeks.").format(
            goods=company.sells, marketers=number(company.team.marketers), reps=number(company.team.reps),
            quarters=number(quarters))),
        *(_slide(_(ROLES[seat].name), _(ROLES[seat].you) + "\n\n" + _(ROLES[seat].counts), css=seat)
          for seat in ("marketing", "sales")),
        _slide(_("Rules"), lines=[_(rule) for rule in RULES[:half]]),
        _slide(_("Rules, the rest"), lines=[_(rule) for rule in RULES[half:]]),
        _slide(_("What counts"), lines=[_(line) for line in SCORING[:2]]),
        _slide(_("How to read it"), lines=[_(line) for line in SCORING[2:]]),
        _slide(_("How we talk"), lines=[_(rule) for rule in NO_BLAME]),
    ]  # fmt: skip


def _of_part(format: Format, slot: Slot) -> list[str]:
    kind = slot.part.kind
    if kind in PLAYED:
        name = quarter_name(format, slot.round)
        minutes = dict(steps_of(slot.part))
        swap = [_slide(_("Stand up. Swap seats."), _(SWAP))]
        decide = _("Read your figures. Decide, write why, predict, hand in. You have {time}.")
        return [
            *(swap if slot.part.swap else []),
            _slide(name, decide.format(time=duration(minutes["decide"]))),
            _slide(_("{quarter}: what happened?").format(quarter=name),
                   _("Look first, alone, for one minute. Then talk at your table: what surprised you?")),
        ]  # fmt: skip
    if kind == "meeting":
        minutes = shared_out(slot.part.minutes, [minutes for minutes, _words in AGENDA.values()])
        lines = [
            _("{time}: {what}").format(time=duration(time), what=_(words))
            for time, (_minutes, words) in zip(minutes, AGENDA.values(), strict=True)
        ]
        return [_slide(_("Smarketing meeting"), _("Both teams, standing, {time}.").format(
            time=duration(slot.part.minutes)), lines, numbered=True)]
    if kind == "debrief":
        return [_slide(_(question.name), _(question.ask)) for question in QUESTIONS]
    if kind == "break":
        return [_slide(_("Break"), _("We go on at {time}.").format(time=clock(slot.ends)))]
    if kind == "reset":
        return [_slide(_("Back to the start"), _("That quarter did not count. The next one does, in another market."))]
    if kind == "quiz":
        return [_slide(_("Eight questions again"), _("Fill in the second column of your quiz.")),
                _slide(_("One commitment"), _("Who, with whom, by when, and what do you count?"))]
    return []
