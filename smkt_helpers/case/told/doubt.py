"""How sure the answer is: what the luck of the market can do to it, and what our own assumptions can."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import matplotlib
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure as Drawing

from smkt_helpers import screen
from smkt_helpers.case.blocks import Cell, Chart, Note, Section, Table
from smkt_helpers.case.figure import Figure, Said, command, count, interval_of, of_line, of_metric, said, setting, share
from smkt_helpers.case.question import Question
from smkt_helpers.charts.picture import INK, LINE, QUIET, STYLE
from smkt_helpers.comparison.doubt import FEWEST, MARKETS_EACH, NEAR_END, NOT_DRAWN, ranged
from smkt_helpers.comparison.doubt import doubt as compared
from smkt_helpers.comparison.runs import Cancel, Progress, StoppedError, asked
from smkt_helpers.metrics import METRICS
from smkt_helpers.words import _

MEASURED = ("revenue", "contribution", "wins", "cac", "speed_median")
DRAWN_IN_PICTURE = ("revenue", "contribution")
DRAWS = 40
MUCH = 1.25  # one spread counts as larger than the other from this factor on


@dataclass(frozen=True)
class Doubt:
    """`board` as `comparison.doubt.doubt` returns it; `draws` were asked for, from the ranges of `ranged` numbers."""

    board: pd.DataFrame
    draws: int
    ranged: int


def compute(question: Question, *, draws: int | None = None, progress: Progress | None = None,
            cancel: Cancel | None = None) -> Doubt:
    """Play the company as it is, and companies drawn from the ranges of all its assumptions; see `parts`.

    Parameters
    ----------
    question : Question
    draws : int, optional
        Companies to draw; without it two for each simulated year, at most `DRAWS`.
    progress, cancel : callable, optional
        As in `compare`.

    Raises
    ------
    KitError
        If no number of the company carries a range, or it was stopped.
    """
    draws = min(DRAWS, 2 * question.markets) if draws is None else draws
    board = compared(question.company, question.plan("today"), question.plan("chosen"), question.weeks,
                     question.markets, draws, question.seed, MEASURED, progress=progress, cancel=cancel)  # fmt: skip
    # Figures of a part of the markets could not be made again by their commands.
    if asked(cancel):
        raise StoppedError
    return Doubt(board, draws, len(ranged(question.company)))


def section(question: Question, found: Doubt) -> Section:
    """Return the message, the picture, the table and how it was made; see `parts`."""
    chart = picture(question, found)
    blocks = (explained(question, found), chart, which_moves_more(question, found), *_warned(question, found),
              _table(question, found), _unlike(question, found), _limits())  # fmt: skip
    return Section("doubt", _("How sure is this?"), message(question, found), blocks,
                   (chart, which_moves_more(question, found)))  # fmt: skip


def message(question: Question, found: Doubt) -> Said:
    """Say how often the chosen practices lost by luck and by assumption, and the middle of the drawn companies."""
    luck, drawn = (_times_lost(question, found, source) for source in ("luck", "doubt"))
    gaps = {"luck": luck, "drawn": drawn, "years": _years(found), "companies": _companies(question, found)}
    text = _("With other luck the chosen practices left less than today in {luck} of {years} simulated years; with "
             "other assumptions, in {drawn} of {companies} imagined companies.")  # fmt: skip
    middle = _middle(question, found, "contribution")
    if _middle_differs(found, "contribution"):
        text += " " + _("The more honest single number is the middle of the imagined companies, **{middle}**, and not "
                        "the {change} of the company as we assume it.")  # fmt: skip
        return said(text, **gaps, middle=middle, change=_difference(question, found, "contribution"))
    text += " " + _("The middle of the imagined companies is **{middle}**.")
    return said(text, **gaps, middle=middle)


def explained(question: Question, found: Doubt) -> Said:
    """Say what the two doubts are."""
    return said(
        _("There are two doubts, and they are kept apart. **Luck**: other people come, at other times, and decide "
          "otherwise; for that, {years} years of {company} are played. **What we do not know about the company**: "
          "{ranged} of its numbers are not known exactly. Each has a range from low to high; {companies} imagined "
          "companies take all of them anew from these ranges, and each is played in the same {few} markets. Counted "
          "is what is left after ads, people and tools (the contribution), unless another figure is named."),
        years=_years(found), company=question.base.name, ranged=_ranged(found),
        companies=_companies(question, found),
        few=setting("doubt.few", MARKETS_EACH, _("Markets in which each imagined company is played")))  # fmt: skip


def which_moves_more(question: Question, found: Doubt) -> Said:
    """Say which of the two doubts moves the answer more."""
    line = found.board.loc["contribution"]
    if _has_too_few(line, "luck") or _has_too_few(line, "doubt"):
        return said(_("So few years or companies were played that nobody can say yet which doubt is the larger one."))
    luck, drawn = (_spread(question, found, "contribution", source) for source in ("luck", "doubt"))
    widths = {source: line[f"{source}_q90"] - line[f"{source}_q10"] for source in ("luck", "doubt")}
    if widths["doubt"] > MUCH * widths["luck"]:
        text = _("**What we do not know about the company moves the answer more than luck does.** Without the lowest "
                 "and the highest tenth, imagined companies lie from {drawn}, and simulated years from {luck}. To be "
                 "surer, learn more about the company before you simulate more years.")  # fmt: skip
    elif widths["luck"] > MUCH * widths["doubt"]:
        text = _("**Luck moves the answer more than what we do not know about the company.** Without the lowest and "
                 "the highest tenth, simulated years lie from {luck}, and imagined companies from {drawn}. One real "
                 "year will not settle it.")  # fmt: skip
    else:
        text = _("**Luck and what we do not know about the company move the answer about as much.** Without the lowest "
                 "and the highest tenth, simulated years lie from {luck}, and imagined companies from "
                 "{drawn}.")  # fmt: skip
    return said(text, luck=luck, drawn=drawn)


def _warned(question: Question, found: Doubt) -> tuple[Note, ...]:
    """Name the figures in which the company as it is is unlike most of the imagined ones."""
    board = found.board.drop(index=list(NOT_DRAWN))
    board = board[board["draws"] >= FEWEST]
    ends = {
        "above": (board["doubt_below"] >= NEAR_END,
                  _("In {figures}, the change in the company as we assume it lies above that of {part} or more of the "
                    "imagined ones. Do not quote its figure without theirs.")),
        "below": (1 - board["doubt_below"] >= NEAR_END,
                  _("In {figures}, the change in the company as we assume it lies below that of {part} or more of the "
                    "imagined ones. Do not quote its figure without theirs.")),
    }  # fmt: skip
    notes = []
    for end, (is_near, text) in ends.items():
        if is_near.any():
            names = ", ".join(board.loc[is_near, "metric"])
            part = share(f"doubt.near_{end}", NEAR_END, name=_("From where on the company counts as unlike most"),
                         how=_("It was chosen for the kit; the command compare uses it too."),
                         basis="setting")  # fmt: skip
            notes.append(Note("warn", said(text, figures=names, part=part)))
    return tuple(notes)


def _unlike(question: Question, found: Doubt) -> Said:
    impossible = count("doubt.impossible", found.board["impossible"].max(),
                       name=_("Imagined companies whose numbers did not fit together"),
                       how=_("left out, of those that were drawn"), command=_command(question, found),
                       seed=question.seed)  # fmt: skip
    return said(
        _("Each imagined company is played in few markets, so some luck is in its figure too. {figure} is not told for "
          "imagined companies: in one with hardly any deals it says nothing. Imagined companies left out because "
          "their numbers did not fit together: {impossible}."),
        impossible=impossible, figure=_(METRICS[NOT_DRAWN[0]].name))  # fmt: skip


def _limits() -> Said:
    return said(_("What this cannot tell: whether the model itself is right, or whether a true number lies outside its "
                  "range. All values inside a range count as equally likely."))  # fmt: skip


def _table(question: Question, found: Doubt) -> Table:
    heads = (_("Change by the chosen practices"), _("Company as assumed"), _("95% interval"),
             _("Luck: 8 of 10 years"), _("Years worse"), _("Assumptions: the middle"),
             _("Assumptions: 8 of 10 companies"), _("Companies worse"))  # fmt: skip
    rows = []
    for metric in MEASURED:
        change = _difference(question, found, metric)
        rows.append((_(METRICS[metric].name), change, interval_of(change), _spread(question, found, metric, "luck"),
                     _lost(question, found, metric, "luck"), _middle(question, found, metric),
                     _spread(question, found, metric, "doubt"),
                     _lost(question, found, metric, "doubt")))  # fmt: skip
    caption = _("What luck and what our assumptions can do to the change by the chosen practices. Worse: the change "
                "goes the wrong way.")  # fmt: skip
    return Table(caption, heads, tuple(rows))


def picture(question: Question, found: Doubt) -> Chart:
    """Return both doubts as bars: 8 of 10 years, and 8 of 10 imagined companies."""
    looks = {"luck": (screen.PALETTE["customer"], "o", _("luck: simulated years")),
             "doubt": (screen.PALETTE["money"], "D", _("assumptions: imagined companies"))}  # fmt: skip
    with matplotlib.rc_context(STYLE):
        drawing = Drawing(figsize=(7.2, 3.1))
        ax = drawing.add_axes((0.37, 0.17, 0.6, 0.71))
        ticks = []
        for panel, metric in enumerate(DRAWN_IN_PICTURE):
            line, top = found.board.loc[metric], 2.6 * panel
            # The mean of the company as it is stands behind both bars, to be compared with both middles.
            ax.plot([line["difference"] / 1000] * 2, [top - 0.45, top + 1.45], color=INK, linewidth=1.2, linestyle="--")
            for step, (source, (colour, marker, label)) in enumerate(looks.items()):
                low, middle, high = (line[f"{source}_q{one}"] / 1000 for one in (10, 50, 90))
                ticks.append((top + step, label))
                if np.isnan(middle):
                    continue
                if not _has_too_few(line, source):
                    ax.plot([low, high], [top + step] * 2, color=colour, linewidth=9, alpha=0.45,
                            solid_capstyle="butt")  # fmt: skip
                ax.plot(middle, top + step, marker, color=colour, markersize=8, markeredgecolor=INK)
            ax.text(-0.02, top - 0.75, _(METRICS[metric].name), fontsize=9.5, fontweight="bold", color=INK,
                    ha="right", va="center", transform=ax.get_yaxis_transform())  # fmt: skip
        ax.axvline(0, color=LINE, linewidth=1)
        ax.set_yticks([place for place, _label in ticks], [label for _place, label in ticks])
        ax.set_ylim(4.2, -1.1)
        ax.set_xlabel(_("change by the chosen practices, thousand {currency}").format(currency=question.currency))
        ax.tick_params(colors=QUIET, labelsize=9)
        sns.despine(ax=ax, left=True)
    sentence = said(
        _("Bars reach over 8 of 10 years or companies, the marker is the middle, the dashed line the mean of the "
          "company as we assume it: {change} in what is left after ads, people and tools. There the middle year is "
          "{year} and the middle imagined company {company}."),
        change=_difference(question, found, "contribution"),
        year=_plain(_quantile(question, found, "contribution", "luck")),
        company=_middle(question, found, "contribution"))  # fmt: skip
    return Chart(drawing, sentence)


# Figures


def _command(question: Question, found: Doubt) -> str:
    return command(question, "compare", f"--doubt {found.draws}")


def _named(metric: str, what: str) -> str:
    return _("{metric}: {what}").format(metric=_(METRICS[metric].name), what=what)


def _years(found: Doubt) -> Figure:
    return setting("doubt.years", found.board["markets"].max(), _("Simulated years of the company as it is"))


def _companies(question: Question, found: Doubt) -> Figure:
    return count("doubt.companies", found.board["companies"].max(), name=_("Imagined companies that were played"),
                 how=_("drawn evenly from the ranges of all numbers at once (a Latin hypercube)"),
                 command=_command(question, found), seed=question.seed)  # fmt: skip


def _ranged(found: Doubt) -> Figure:
    return count("doubt.ranged", found.ranged, name=_("Numbers of the company that are not known exactly"),
                 how=_("numbers of the company’s file that carry a range from low to high; see “What is assumed”"),
                 basis="setting")  # fmt: skip


def _has_too_few(line: pd.Series, source: str) -> bool:
    return line["markets" if source == "luck" else "draws"] < FEWEST


def _middle_differs(found: Doubt, metric: str) -> bool:
    """Return whether the middle of the imagined companies lies outside the interval of the company as it is."""
    line = found.board.loc[metric]
    return bool(line["doubt_q50"] < line["low"] or line["doubt_q50"] > line["high"])


def _difference(question: Question, found: Doubt, metric: str) -> Figure:
    line = found.board.loc[metric]
    return of_line(question, f"doubt.{metric}.difference", metric, line, markets=line["markets"],
                   name=_named(metric, _("change by the chosen practices, company as assumed")),
                   command=_command(question, found))  # fmt: skip


def _quantile(question: Question, found: Doubt, metric: str, source: str) -> Figure:
    """Return the middle of years (luck) or of imagined companies (doubt), with 8 of 10 of them as its interval."""
    line = found.board.loc[metric]
    if source == "luck":
        what, how = _("change in the middle simulated year"), _("quantiles over the simulated years")
    else:
        what = _("change in the middle imagined company")
        how = _("quantiles over the imagined companies, each with its mean over its few markets")
    return of_metric(question, f"doubt.{metric}.{source}.middle", metric, line[f"{source}_q50"],
                     name=_named(metric, what), how=how, command=_command(question, found), is_difference=True,
                     low=line[f"{source}_q10"], high=line[f"{source}_q90"])  # fmt: skip


def _plain(figure: Figure) -> Figure:
    """Return a figure without its interval: quantiles are no interval of a mean, and must not be called so."""
    return replace(figure, low=math.nan, high=math.nan, interval="")


def _middle(question: Question, found: Doubt, metric: str) -> Cell:
    if metric in NOT_DRAWN:
        return _("not told")
    return _plain(_quantile(question, found, metric, "doubt"))


def _spread(question: Question, found: Doubt, metric: str, source: str) -> Cell:
    """Return where 8 of 10 lie, or in words why that is not told."""
    if source == "doubt" and metric in NOT_DRAWN:
        return _("not told")
    if _has_too_few(found.board.loc[metric], source):
        return _("too few to say")
    middle = _quantile(question, found, metric, source)
    what = _("8 of 10 simulated years") if source == "luck" else _("8 of 10 imagined companies")
    shown = interval_of(middle, f"doubt.{metric}.{source}.spread", _named(metric, what),
                        _("{how} One in ten lies below, one in ten above.").format(how=middle.how))  # fmt: skip
    return _plain(shown)


def _lost(question: Question, found: Doubt, metric: str, source: str) -> Figure:
    what = (_("share of simulated years that were worse than today") if source == "luck" else
            _("share of imagined companies that were worse than today"))  # fmt: skip
    return share(f"doubt.{metric}.{source}.lost", found.board.loc[metric, f"{source}_lost"], name=_named(metric, what),
                 how=_("counted in the same runs"), command=_command(question, found), seed=question.seed,
                 metric=metric)  # fmt: skip


def _times_lost(question: Question, found: Doubt, source: str) -> Figure:
    line = found.board.loc["contribution"]
    if source == "luck":
        played, name = line["markets"], _("Simulated years in which the chosen practices left less than today")
    else:
        played, name = line["draws"], _("Imagined companies in which the chosen practices left less than today")
    return count(f"doubt.contribution.{source}.times_lost", round(line[f"{source}_lost"] * played), name=name,
                 how=_("counted in the same runs"), command=_command(question, found), seed=question.seed)  # fmt: skip
