"""What to begin with: one practice after the other, each time the one that gives most, judged again in fresh years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import matplotlib
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure as Drawing

from smkt_helpers import screen
from smkt_helpers.case.blocks import Block, Chart, Note, Section, Table
from smkt_helpers.case.figure import Figure, Said, adding, command, interval_of, of_metric, said, setting
from smkt_helpers.case.question import Question
from smkt_helpers.case.told.shares import amount
from smkt_helpers.case.told.together import Together, in_short, sought, told
from smkt_helpers.charts.picture import INK, LINE, QUIET, STYLE
from smkt_helpers.comparison.pairs import paired
from smkt_helpers.comparison.runs import (
    SEATS,
    Cancel,
    Progress,
    StoppedError,
    asked,
    chosen_practices,
    play_all,
    study_of,
)
from smkt_helpers.comparison.steps import next_step
from smkt_helpers.practices import PRACTICES, with_practices
from smkt_helpers.words import _, ngettext, number

MOST_STEPS = 5


@dataclass(frozen=True)
class Roadmap:
    """The steps, and what was left out.

    `steps` and `left` are indexed by practice id, with the columns of `comparison.steps.next_step`; a step was the
    best of those still open (`tried` by step, ids) when those before it were taken. `left` is the last such table,
    beside all steps. Markets of the seed `fresh_seed` had no say in the choice; from them come, with the columns of
    `comparison.paired`: `fresh` by step, `fresh_total` of all steps together, `fresh_all` of all chosen practices at
    once, and `fresh_rest`: what the chosen practices that are no steps add to the steps, at once. `together` is the
    best pair of practices that are no steps, where all at once bring more although none of them does alone.
    """

    steps: pd.DataFrame
    tried: tuple[tuple[str, ...], ...]
    left: pd.DataFrame
    fresh: pd.DataFrame
    fresh_total: pd.DataFrame
    fresh_all: pd.DataFrame
    fresh_rest: pd.DataFrame
    fresh_seed: int
    together: Together | None = None


def compute(question: Question, *, practices: Iterable[str] | None = None, progress: Progress | None = None,
            cancel: Cancel | None = None) -> Roadmap:
    """Take the best practice again and again, as long as one is clearly better than none; see `parts`.

    Parameters
    ----------
    question : Question
    practices : iterable of str, optional
        Ids to choose from; without it the chosen practices of the question.
    progress, cancel : callable, optional
        As in `compare`.

    Raises
    ------
    KitError
        If a practice is unknown, or it was stopped.
    """
    ids = [one.id for one in chosen_practices(question.practices if practices is None else practices)]
    today, most = question.plan("today"), min(MOST_STEPS, len(ids))
    taken: list[str] = []
    lines, tried = [], []

    def played(done: int, _total: int) -> None:
        if progress is not None:
            progress(len(taken) * question.markets + done, (most + 1) * question.markets)

    while True:
        rest = [id for id in ids if id not in taken] or ids
        left = next_step(question.company, with_practices(today, taken), rest, question.weeks, question.markets,
                         question.seed, progress=played, cancel=cancel)  # fmt: skip
        if asked(cancel):
            raise StoppedError
        # A practice that is taken changes nothing any more, so the table is empty when all are taken. Nothing is
        # clearly better when the interval of the best one reaches down to zero.
        if len(taken) == most or left.empty or not left["low"].iloc[0] > 0:
            break
        lines.append(left.iloc[[0]])
        tried.append(tuple(rest))
        taken.append(left.index[0])
    steps = pd.concat(lines) if lines else left.iloc[:0]
    fresh_seed = question.seed + 1
    fresh = _judged_again(replace(question, seed=fresh_seed), taken, cancel)
    found = Roadmap(steps, tuple(tried), left, *fresh, fresh_seed)
    if _pays_together(question, found):
        open_ids = [id for id in left.index if id in question.practices]
        found = replace(found, together=sought(question, fresh_seed, taken, open_ids, cancel))
    if progress is not None:
        progress((most + 1) * question.markets, (most + 1) * question.markets)
    return found


def _pays_together(question: Question, found: Roadmap) -> bool:
    """Return whether all chosen practices bring clearly more than the steps, and none of the others does alone."""
    if set(found.steps.index) >= set(question.practices):
        return False
    return bool(found.fresh_rest.loc["contribution", "low"] > 0 and not (found.left["low"] > 0).any())


def _judged_again(fresh: Question, taken: list[str], cancel: Cancel | None) -> tuple[pd.DataFrame, ...]:
    """Play the order that was found in other markets; return the four tables of `Roadmap`."""
    study = study_of(fresh.company, fresh.seed, fresh.weeks, ("contribution",), (), SEATS, True, cancel=cancel)
    plans = [with_practices(fresh.plan("today"), taken[:steps]) for steps in range(len(taken) + 1)]
    *runs, chosen = play_all(study, [*plans, fresh.plan("chosen")], fresh.markets, cancel=cancel)
    if asked(cancel):
        raise StoppedError
    boards = [paired(one, other) for one, other in zip(runs, runs[1:], strict=False)]
    steps = pd.concat(boards).set_axis(pd.Index(taken, name="id")) if boards else paired(runs[0], runs[0]).iloc[:0]
    return steps, paired(runs[0], runs[-1]), paired(runs[0], chosen), paired(runs[-1], chosen)


def section(question: Question, found: Roadmap) -> Section:
    """Return the message, the order, a warning about it, and what was left out; see `parts`."""
    blocks: tuple[Block, ...] = (explained(question, found),)
    on_slide: tuple[Block, ...] = ()
    if len(found.steps):
        chart = picture(question, found)
        blocks += (chart, _table(question, found), _curse(question, found))
        on_slide = (chart,)
    if _pays_together(question, found):
        blocks += (told(question, found.together, found.fresh_seed),) if found.together else ()
    blocks += (_left_out(question, found),)
    return Section("roadmap", _("What to begin with"), message(question, found), blocks, on_slide)


def message(question: Question, found: Roadmap) -> Said:
    """Say with what to begin, and what the steps together bring in years that had no say in the choice."""
    rest, more = _all_at_once(question, found)
    if found.steps.empty:
        text = _("**No practice on its own is clearly better than today** in {years} simulated years, so no order can "
                 "be computed.")  # fmt: skip
        return said(f"{text} {rest}".strip(), years=_years(question), **more)
    names = [_(PRACTICES[id].name) for id in found.steps.index]
    total = _fresh_total(question, found)
    gaps = {"first": names[0], "total": total, "interval": interval_of(total), **more}
    if len(names) == 1:
        text = _("Begin with “{first}”; no other practice alone is clearly worth its cost after it. In fresh simulated "
                 "years it changes what is left by **{total}** ({interval}).")  # fmt: skip
    else:
        text = _("Begin with “{first}”, then {others}. In fresh simulated years these steps together change what is "
                 "left by **{total}** ({interval}).")  # fmt: skip
        gaps["others"] = ", ".join(_("“{name}”").format(name=name) for name in names[1:])
    return said(f"{text} {rest}".strip(), **gaps)


def _all_at_once(question: Question, found: Roadmap) -> tuple[str, dict[str, Figure | str]]:
    """Return what to say about all chosen practices at once, with its gaps; nothing when all of them are steps."""
    if set(found.steps.index) >= set(question.practices):
        return "", {}
    line, total = found.fresh_rest.loc["contribution"], _fresh_all(question, found)
    more: dict[str, Figure | str] = {}
    if _pays_together(question, found):
        pair, more = in_short(question, found.together, found.fresh_seed)
        text = _("All chosen practices at once bring clearly more there, **{all}** ({all_interval}), so do not stop "
                 "after the steps:") + f" {pair}."  # fmt: skip
    elif line["low"] > 0:
        text = _("All chosen practices at once bring clearly more there, **{all}** ({all_interval}), so do not stop "
                 "after the steps.")  # fmt: skip
    elif line["high"] < 0:
        text = _("All chosen practices at once bring clearly less there: {all} ({all_interval}).")
    else:
        text = _("All chosen practices at once bring {all} there ({all_interval}); whether that is another result, "
                 "nobody can tell.")  # fmt: skip
    return text, {"all": total, "all_interval": interval_of(total), **more}


def explained(question: Question, found: Roadmap) -> Said:
    """Say how the order is found."""
    return said(
        _("From today on, each practice that is still open is tried alone, in {years} simulated years. The one that "
          "adds most to what is left after ads, people and tools (the contribution) is taken, if its 95% interval lies "
          "above zero. Then the others are tried beside it, until none is clearly better or {most} are taken. Another "
          "order may do as well. And practices that pay only together are missed like this, so the chosen practices "
          "are also played all at once."),
        years=_years(question), most=setting("roadmap.most", MOST_STEPS, _("Most steps of the roadmap")))  # fmt: skip


def _curse(question: Question, found: Roadmap) -> Note:
    """Warn that the best of many looks better than it is, with both totals."""
    chosen, fresh = _chosen_total(question, found), _fresh_total(question, found)
    text = _("The best of many looks better than it is, because luck helped to choose it. So the order was judged "
             "again in {years} fresh simulated years that had no say in it: all steps together {fresh} ({interval}), "
             "where the years that chose them said {chosen}.")  # fmt: skip
    weak = found.fresh.index[~(found.fresh["low"] > 0)]
    if len(weak):
        text += " " + ngettext(
            "There this step was no longer clear: {weak}.", "There these steps were no longer clear: {weak}.", len(weak)
        )
    names = ", ".join(_("“{name}”").format(name=_(PRACTICES[id].name)) for id in weak)
    years = setting("roadmap.fresh_years", question.markets, _("Fresh simulated years, of another seed"))
    return Note("warn" if len(weak) else "info", said(text, years=years, fresh=fresh, interval=interval_of(fresh),
                                                      chosen=chosen, weak=names))  # fmt: skip


def _table(question: Question, found: Roadmap) -> Table:
    heads = (_("Practice, in this order"), _("Adds in fresh years"), _("95% interval"), _("When it was chosen"),
             _("95% interval then"), _("Money it costs"), _("Hours for each other, a week"),
             _("All steps so far, fresh years"))  # fmt: skip
    rows = []
    for place, id in enumerate(found.steps.index):
        fresh, gain = _fresh(question, found, id), _gain(question, found, id)
        rows.append((_(PRACTICES[id].name), fresh, interval_of(fresh), gain, interval_of(gain),
                     _cost(question, found, id), _hours(question, found, id),
                     _so_far(question, found, place)))  # fmt: skip
    caption = _("The steps in their order. Each is added to today and all steps above it. Paid hours cost no further "
                "money: they are missing elsewhere and so lower the revenue.")  # fmt: skip
    return Table(caption, heads, tuple(rows))


def _left_out(question: Question, found: Roadmap) -> Table | Said:
    if found.left.empty:
        return said(_("Nothing was left out: all practices that could be chosen are steps."))
    heads = (_("Left out"), _("Would add"), _("95% interval"), _("Why it was left out"))
    rows = []
    for id, line in found.left.iterrows():
        if line["low"] > 0:
            why = _("it still gains, but as many steps as the roadmap holds were taken")
        elif line["high"] < 0:
            why = _("beside the steps it clearly lowers what is left")
        else:
            why = _("nobody can tell whether it gains or lowers")
        gain = _open_gain(question, found, str(id))
        rows.append((_(PRACTICES[str(id)].name), gain, interval_of(gain), why))
    return Table(_("What each practice left out would add beside the steps, in the years that chose them."), heads,
                 tuple(rows))  # fmt: skip


def picture(question: Question, found: Roadmap) -> Chart:
    """Return what each step adds, in the years that chose it and in fresh ones."""
    looks = {"chosen": (found.steps.rename(columns={"gain": "difference"}), LINE, "s", _("when it was chosen"), -0.15),
             "fresh": (found.fresh, screen.PALETTE["money"], "D", _("in fresh years"), 0.15)}  # fmt: skip
    height = 1.1 + 0.5 * len(found.steps)
    with matplotlib.rc_context(STYLE):
        drawing = Drawing(figsize=(7.2, height))
        ax = drawing.add_axes((0.4, 0.55 / height, 0.57, 1 - 0.95 / height))
        for table, colour, marker, label, shift in looks.values():
            places = np.arange(len(table)) + shift
            reach = np.nan_to_num((table["high"] - table["difference"]).to_numpy(dtype="float64"))
            ax.errorbar(table["difference"] / 1000, places, xerr=reach / 1000, fmt=marker, color=colour, capsize=3,
                        markersize=7, markeredgecolor=INK, elinewidth=1.6, label=label)  # fmt: skip
        ax.axvline(0, color=INK, linewidth=1)
        names = [_("{place}. {practice}").format(place=number(place), practice=_(PRACTICES[id].name))
                 for place, id in enumerate(found.steps.index, start=1)]  # fmt: skip
        ax.set_yticks(range(len(names)), names)
        ax.set_ylim(len(names) - 0.5, -0.5)
        ax.set_xlabel(_("added by the step, in thousand {currency}").format(currency=question.currency))
        ax.tick_params(colors=QUIET, labelsize=9)
        ax.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=2, frameon=False, fontsize=9)
        sns.despine(ax=ax, left=True)
    first = found.steps.index[0]
    sentence = said(
        _("What each step adds to the steps above it, with 95% intervals. The first one, “{first}”: {gain} in the "
          "years that chose it, {fresh} in fresh ones."), first=_(PRACTICES[first].name),
        gain=_gain(question, found, first), fresh=_fresh(question, found, first))  # fmt: skip
    return Chart(drawing, sentence)


# Figures


def _years(question: Question) -> Figure:
    return setting("roadmap.years", question.markets, _("Simulated years in which each practice is tried"))


def _named(id: str, what: str) -> str:
    return _("{practice}: {what}").format(practice=_(PRACTICES[id].name), what=what)


def _gain(question: Question, found: Roadmap, id: str) -> Figure:
    line, place = found.steps.loc[id], list(found.steps.index).index(id)
    how = ngettext("mean over {n} market; it was the best of {tried} practices that were tried",
                   "mean over {n} markets; it was the best of {tried} practices that were tried", question.markets)
    return of_metric(question, f"roadmap.{id}.gain", "contribution", line["gain"],
                     name=_named(id, _("what it added when it was chosen")),
                     how=how.format(n=number(question.markets), tried=number(len(found.tried[place]))),
                     command=adding(question, found.steps.index[:place], found.tried[place]), is_difference=True,
                     low=line["low"], high=line["high"])  # fmt: skip


def _cost(question: Question, found: Roadmap, id: str) -> Figure:
    return amount(question, f"roadmap.{id}.cost", found.steps.loc[id, "cost"],
                  name=_named(id, _("money it costs")),
                  how=_("change of revenue less change of what is left, when it was chosen"),
                  command=_gain(question, found, id).command)  # fmt: skip


def _hours(question: Question, found: Roadmap, id: str) -> Figure:
    gain = _gain(question, found, id)
    return of_metric(question, f"roadmap.{id}.hours", "together_hours", found.steps.loc[id, "hours"],
                     name=_named(id, _("hours for each other, a week")), how=_("mean change when it was chosen"),
                     command=gain.command, is_difference=True)  # fmt: skip


def _fresh(question: Question, found: Roadmap, id: str) -> Figure:
    other, line = replace(question, seed=found.fresh_seed), found.fresh.loc[id]
    place = list(found.steps.index).index(id)
    return of_metric(other, f"roadmap.{id}.fresh", "contribution", line["difference"],
                     name=_named(id, _("what it adds in fresh years")), how=_fresh_how(question),
                     command=adding(other, found.steps.index[:place], [id]), is_difference=True, low=line["low"],
                     high=line["high"])  # fmt: skip


def _so_far(question: Question, found: Roadmap, place: int) -> Figure:
    other = replace(question, seed=found.fresh_seed, practices=_ordered(found.steps.index[: place + 1]))
    return of_metric(other, f"roadmap.{found.steps.index[place]}.so_far", "contribution",
                     found.fresh["difference"].iloc[: place + 1].sum(),
                     name=_named(found.steps.index[place], _("it and all steps before it, in fresh years")),
                     how=_fresh_how(question), command=command(other, "compare"), is_difference=True)  # fmt: skip


def _fresh_total(question: Question, found: Roadmap) -> Figure:
    other = replace(question, seed=found.fresh_seed, practices=_ordered(found.steps.index))
    line = found.fresh_total.loc["contribution"]
    return of_metric(other, "roadmap.fresh_total", "contribution", line["difference"],
                     name=_("All steps together, in fresh years"), how=_fresh_how(question),
                     command=command(other, "compare"), is_difference=True, low=line["low"],
                     high=line["high"])  # fmt: skip


def _fresh_all(question: Question, found: Roadmap) -> Figure:
    other, line = replace(question, seed=found.fresh_seed), found.fresh_all.loc["contribution"]
    return of_metric(other, "roadmap.fresh_all", "contribution", line["difference"],
                     name=_("All chosen practices at once, in fresh years"), how=_fresh_how(question),
                     command=command(other, "compare"), is_difference=True, low=line["low"],
                     high=line["high"])  # fmt: skip


def _chosen_total(question: Question, found: Roadmap) -> Figure:
    other = replace(question, practices=_ordered(found.steps.index))
    return of_metric(other, "roadmap.chosen_total", "contribution", found.steps["gain"].sum(),
                     name=_("All steps together, in the years that chose them"),
                     how=_("sum of the steps; mean over {n} markets").format(n=number(question.markets)),
                     command=command(other, "compare"), is_difference=True)  # fmt: skip


def _open_gain(question: Question, found: Roadmap, id: str) -> Figure:
    line = found.left.loc[id]
    how = _("mean over {n} markets, beside all steps").format(n=number(question.markets))
    return of_metric(question, f"roadmap.{id}.open", "contribution", line["gain"],
                     name=_named(id, _("what it would add beside the steps")), how=how,
                     command=adding(question, found.steps.index, list(found.left.index)), is_difference=True,
                     low=line["low"], high=line["high"])  # fmt: skip


def _fresh_how(question: Question) -> str:
    return _("mean over {n} markets of another seed, which had no say in the choice").format(
        n=number(question.markets))  # fmt: skip


def _ordered(ids: Iterable[str]) -> tuple[str, ...]:
    wanted = set(ids)
    return tuple(id for id in PRACTICES if id in wanted)
