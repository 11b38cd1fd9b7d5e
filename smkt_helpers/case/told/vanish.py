"""What would make the effect vanish: each assumption alone over its range, told in shares of the effect."""

from __future__ import annotations

import math
import textwrap

import matplotlib
import numpy as np
import seaborn as sns
from matplotlib.figure import Figure as Drawing

from smkt_helpers import screen
from smkt_helpers.case.blocks import Cell, Chart, Note, Section, Table
from smkt_helpers.case.figure import BASES, Figure, Said, command, count, interval_of, of_metric, said, setting
from smkt_helpers.case.question import Question
from smkt_helpers.case.told.each_alone import ENDS, METRIC, SCREENED_IN, Vanish, glanced, moved
from smkt_helpers.case.told.each_alone import compute as compute
from smkt_helpers.charts.picture import INK, LINE, QUIET, STYLE
from smkt_helpers.companies import Assumption
from smkt_helpers.fitting.report import label_of, show_value
from smkt_helpers.words import _, ngettext, number, percent

NEAR = 0.25  # of its range: so near an end, a number is said to stand near it


def section(question: Question, found: Vanish) -> Section:
    """Return the message, how it was tried, the picture and the table; see `parts`."""
    chart = picture(question, found)
    blocks = (screened_how(question, found), chart, *_base(question, found), _table(question, found),
              _together(question))  # fmt: skip
    return Section("vanish", _("What would make this vanish"), message(question, found), blocks, (chart,))


def is_clear(found: Vanish) -> bool:
    """Return whether there is a change at all, so that shares of it mean something."""
    return found.effect["low"] > 0 or found.effect["high"] < 0


def message(question: Question, found: Vanish) -> Said:
    """Say which single assumption would make the effect vanish, or which takes most of it away."""
    if not is_clear(found):
        effect = _effect(question, found)
        return said(_("In so few simulated years it is not even clear that there is an effect: {effect} ({interval}). "
                      "There is nothing yet that an assumption could make vanish."), effect=effect,
                    interval=interval_of(effect))  # fmt: skip
    gone = found.break_even
    path = gone.index[0] if len(gone) else found.paths[0]
    gaps = {"kind": _kind(found), "what": _label(question, path), "here": _here(question, path),
            "all": _screened(question, found), "looked": _looked(found), "once": _once(question)}  # fmt: skip
    tried = _("Of {all} assumptions, {looked} were looked at closely; the others were only glanced at, in {once} "
              "simulated weeks.")  # fmt: skip
    if len(gone):
        text = ngettext("**One assumption alone can make the {kind} vanish**: “{what}”, at {there} instead of {here}.",
                        "**{gone} assumptions, each alone, can make the {kind} vanish**; the first: “{what}”, at "
                        "{there} instead of {here}.", len(gone))  # fmt: skip
        gaps |= {"there": _there(question, found, path)}
        gaps |= {"gone": _gone(question, found)} if len(gone) > 1 else {}
    else:
        end = _worst_end(found, path)
        rest = _share(question, found, path, end)
        text = _("**No assumption alone made the {kind} vanish.** The one that takes most away: “{what}”, at {there} "
                 "instead of {here}, leaves **{rest}** of the {kind} (95% interval {rest_interval}), in the same "
                 "simulated years.")  # fmt: skip
        gaps |= {"there": _end_value(question, found, path, end), "rest": rest, "rest_interval": interval_of(
            rest, how=rest.how)}  # fmt: skip
    near, more = _near(question, found, path)
    return said(" ".join(filter(None, (text, near, tried))), **gaps, **more)


def _kind(found: Vanish) -> str:
    return _("loss") if found.effect["difference"] < 0 else _("gain")


def _near(question: Question, found: Vanish, path: str) -> tuple[str, dict[str, Figure]]:
    """Return a warning, with its gaps, where the number here stands near the end that favours the practices."""
    one, there = _assumption(question, path), found.ends.loc[path, "difference"]
    if there.isna().any() or there["low"] == there["high"]:
        return "", {}
    part = (one.value - one.low) / (one.high - one.low)
    distance = 1 - part if there["high"] > there["low"] else part
    if distance > NEAR:
        return "", {}
    text = _("Note that {here} stands near the favourable end of its range, {range_low} to {range_high}.")
    return text, {f"range_{end}": _end_value(question, found, path, end) for end in ENDS}


def _base(question: Question, found: Vanish) -> list[Said]:
    """Say of what the shares are shares."""
    if not is_clear(found):
        return []
    effect = _effect(question, found)
    words = _("All shares are of one amount: in the {markets} simulated years of the closer look the {kind} is "
              "{effect} ({interval}).")  # fmt: skip
    if found.markets < question.markets:
        words += " " + _("The headline counts more simulated years, so its amount is another one.")
    return [said(words, markets=_markets(found), kind=_kind(found), effect=effect, interval=interval_of(effect))]


def screened_how(question: Question, found: Vanish) -> Said:
    """Say honestly what was tried, and how."""
    crossed = count("vanish.crossed", found.crossed, name=_("Assumptions that turned the sign in the quick look"),
                    how=_("at either end of the range, in the first market"), seed=question.seed,
                    command=_all_command(glanced(question), SCREENED_IN))  # fmt: skip
    full = Figure("vanish.full", _("The same for all assumptions"), _("the command “sensitivity”"), math.nan, "setting",
                  _("it plays all assumptions in as many years as are shown here"),
                  command=_all_command(question, found.markets))  # fmt: skip
    return said(
        _("Tried quickly: each of {all} numbers that carry a range from low to high, alone, at both ends of its range, "
          "in {once} simulated weeks; there the change turned its sign for {crossed} of them. So short a time is "
          "mostly luck, so the {looked} that pressed the change most were played again in {markets} years, and only "
          "these are shown. A number that this quick look passed over can still matter. The full list takes minutes: "
          "{full}."),
        all=_screened(question, found), once=_once(question), crossed=crossed, looked=_looked(found), full=full,
        markets=_markets(found))  # fmt: skip


def _together(question: Question) -> Note:
    return Note("warn", said(_(
        "Here one number at a time is wrong, and the others are right. In reality several are wrong at once, and small "
        "errors add up; “How sure is this?” moves all of them together. And where the range is a choice, so is the "
        "end at which something vanishes.")))  # fmt: skip


def _table(question: Question, found: Vanish) -> Table:
    heads = (_("Assumption"), _("Rests on"), _("Value here"), _("At the low end of its range"),
             _("At the high end of its range"), _("Vanishes at"))  # fmt: skip
    rows = []
    for path in found.paths:
        one = _assumption(question, path)
        rows.append((_label(question, path), _(BASES.get(_basis(question, one), one.basis)), _here(question, path),
                     _cell(question, found, path, "low"), _cell(question, found, path, "high"),
                     _there(question, found, path) if path in found.break_even.index else
                     _("not within its range")))  # fmt: skip
    caption = _("How much of the {kind} is left when one assumption stands at an end of its range, and the amount; "
                "with 95% intervals, the most dangerous first.").format(kind=_kind(found))  # fmt: skip
    if not is_clear(found):
        caption = _("What the chosen practices change in what is left after ads, people and tools, when one assumption "
                    "stands at an end of its range; with 95% intervals, the most dangerous first.")  # fmt: skip
    return Table(caption, heads, tuple(rows))


def _cell(question: Question, found: Vanish, path: str, end: str) -> Cell:
    """Return an end of the range, the change there and its interval."""
    value = _end_value(question, found, path, end)
    if math.isnan(found.ends.loc[(path, end), "difference"]):
        return said(_("at {value}: cannot be played"), value=value)
    figure = _at_end(question, found, path, end)
    if not is_clear(found):
        return said(_("at {value}: {change} ({interval})"), value=value, change=figure, interval=interval_of(figure))
    return said(_("at {value}: **{share}** of it; {change} ({interval})"), value=value, change=figure,
                share=_share(question, found, path, end), interval=interval_of(figure))  # fmt: skip


def picture(question: Question, found: Vanish) -> Chart:
    """Return the change at both ends of each range, beside the change at the company's own numbers."""
    paths = found.paths
    # A long name keeps its first part: there is little room beside a picture.
    labels = ["\n".join(textwrap.wrap(_label(question, path).partition(";")[0], 42)) for path in paths]
    # As much room for a row as its name needs.
    rooms = np.array([1.2 + label.count("\n") for label in labels])
    height = 1.15 + 0.24 * rooms.sum()
    with matplotlib.rc_context(STYLE):
        drawing = Drawing(figsize=(7.2, height))
        ax = drawing.add_axes((0.46, 0.55 / height, 0.51, 1 - 0.95 / height))
        places = np.cumsum(rooms) - rooms / 2
        looks = {"low": ("<", _("number at its low end")), "high": (">", _("number at its high end"))}
        scale = found.effect["difference"] / 100 if is_clear(found) else 1000
        found_at = {end: np.array([found.ends.loc[(path, end), "difference"] for path in paths]) / scale
                    for end in looks}  # fmt: skip
        here = found.effect["difference"] / scale
        for place, low, high in zip(places, found_at["low"], found_at["high"], strict=True):
            ax.plot([np.nanmin([low, here, high]), np.nanmax([low, here, high])], [place] * 2, color=LINE, linewidth=2)
        for end, colour in (("low", screen.PALETTE["marketing"]), ("high", screen.PALETTE["sales"])):
            marker, label = looks[end]
            ax.plot(found_at[end], places, marker, color=colour, markersize=9, markeredgecolor=INK, label=label)
        ax.axvline(here, color=INK, linestyle="--", linewidth=1.2)
        ax.axvline(0, color=INK, linewidth=1)
        ax.set_yticks(places, labels)
        ax.set_ylim(rooms.sum(), 0)
        ax.set_xlabel(_("what is left of the {kind}, in percent").format(kind=_kind(found)) if is_clear(found) else
                      _("change by the chosen practices, thousand {currency}").format(currency=question.currency))
        ax.tick_params(colors=QUIET, labelsize=9)
        ax.tick_params(axis="y", labelsize=8.5)
        ax.legend(loc="lower right", bbox_to_anchor=(1.02, 1.0), ncols=2, frameon=False, fontsize=8.5)
        sns.despine(ax=ax, left=True)
    sentence = said(_("Each row moves one assumption alone. The dashed line is the change with all numbers as assumed; "
                      "left of zero the chosen practices would leave less than today."))  # fmt: skip
    if is_clear(found) and found.effect["difference"] < 0:
        sentence = said(_("Each row moves one assumption alone. The dashed line is the whole loss with all numbers as "
                          "assumed; left of zero the chosen practices would leave more than today."))  # fmt: skip
    elif is_clear(found):
        sentence = said(_("Each row moves one assumption alone. The dashed line is the whole gain with all numbers as "
                          "assumed; left of zero the chosen practices would leave less than today."))  # fmt: skip
    return Chart(drawing, sentence)


# Figures


def _worst_end(found: Vanish, path: str) -> str:
    there = found.ends.loc[path, "difference"]
    return str(there.idxmin() if found.effect["difference"] >= 0 else there.idxmax())


def _assumption(question: Question, path: str) -> Assumption:
    return next(one for one in question.company.assumptions if one.path == path)


def _basis(question: Question, one: Assumption) -> str:
    return "changed" if one.path in dict(question.changed) else one.basis


def _label(question: Question, path: str) -> str:
    return label_of(question.company, path)


def _value_figure(question: Question, id: str, path: str, value: float, name: str, how: str, command: str = "",
                  basis: str = "") -> Figure:
    one = _assumption(question, path)
    text = percent(value, 1) if one.unit == "share" else " ".join(
        filter(None, (show_value(path, value), _(one.unit))))  # fmt: skip
    return Figure(id, name, text, float(value), basis or _basis(question, one), how, one.unit,
                  seed=question.seed if command else None, command=command)  # fmt: skip


def _here(question: Question, path: str) -> Figure:
    one = _assumption(question, path)
    how = _("{why} (range {low} to {high}; {path} in the company’s file)").format(
        why=_(one.why), low=show_value(path, one.low), high=show_value(path, one.high), path=path)  # fmt: skip
    return _value_figure(question, f"vanish.{path}.here", path, one.value, _label(question, path), how)


def _end_value(question: Question, found: Vanish, path: str, end: str) -> Figure:
    name = _("{what}: low end of its range") if end == "low" else _("{what}: high end of its range")
    return _value_figure(question, f"vanish.{path}.{end}_value", path, found.ends.loc[(path, end), "value"],
                         name.format(what=_label(question, path)),
                         _("{path} in the company’s file").format(path=path))  # fmt: skip


def _there(question: Question, found: Vanish, path: str) -> Figure:
    made = command(question, "sensitivity", f"--assumptions {','.join(found.break_even.index)}",
                   markets=found.markets)  # fmt: skip
    return _value_figure(question, f"vanish.{path}.break_even", path, found.break_even[path],
                         _("{what}: value at which the effect is gone").format(what=_label(question, path)),
                         _("searched between the value here and the end of the range, mean over {n} markets").format(
                             n=number(found.markets)), made, "simulated")  # fmt: skip


def _at_end(question: Question, found: Vanish, path: str, end: str) -> Figure:
    line = found.ends.loc[(path, end)]
    there = moved(question, path, _plain(line["value"], question, path))
    name = _("{what}, low end of its range: change by the chosen practices") if end == "low" else (
        _("{what}, high end of its range: change by the chosen practices"))  # fmt: skip
    return of_metric(question, f"vanish.{path}.{end}", METRIC, line["difference"],
                     name=name.format(what=_label(question, path)), how=_mean_how(found),
                     command=command(there, "compare", markets=found.markets), is_difference=True, low=line["low"],
                     high=line["high"])  # fmt: skip


def _share(question: Question, found: Vanish, path: str, end: str) -> Figure:
    """Return what is left of the change at an end, as a share of the change with all numbers as assumed."""
    there, whole = _at_end(question, found, path, end), found.effect["difference"]
    low, high = sorted((there.low / whole, there.high / whole))
    interval = "" if math.isnan(low) else _("{low} to {high}").format(low=percent(low), high=percent(high))
    how = _("Change by the chosen practices at that end ÷ the change with all numbers as assumed, both in the same "
            "simulated years; the interval is that of the change at that end, ÷ the same mean. The command says the "
            "first of the two.")  # fmt: skip
    return Figure(f"vanish.{path}.{end}.share", there.name, percent(there.value / whole), there.value / whole,
                  "simulated", how, "share", low, high, interval, METRIC, question.seed, there.command)  # fmt: skip


def _plain(value: float, question: Question, path: str) -> float | int:
    # A table holds whole numbers as broken ones; typed into a command they have to be whole again.
    return int(value) if isinstance(_assumption(question, path).value, int) else float(value)


def _effect(question: Question, found: Vanish) -> Figure:
    line = found.effect
    return of_metric(question, "vanish.effect", METRIC, line["difference"],
                     name=_("Contribution: change by the chosen practices, all numbers as assumed"),
                     how=_mean_how(found), command=command(question, "compare", markets=found.markets),
                     is_difference=True, low=line["low"], high=line["high"])  # fmt: skip


def _mean_how(found: Vanish) -> str:
    return ngettext("mean difference to today in {n} market", "mean difference to today in {n} markets",
                    found.markets).format(n=number(found.markets))  # fmt: skip


def _once(question: Question) -> Figure:
    return setting("vanish.once", glanced(question).weeks, _("Simulated weeks of the quick look"))


def _looked(found: Vanish) -> Figure:
    return setting("vanish.looked", len(found.paths), _("Assumptions played again"))


def _markets(found: Vanish) -> Figure:
    return setting("vanish.markets", found.markets, _("Simulated years of the closer look"))


def _all_command(question: Question, markets: int) -> str:
    return command(question, "sensitivity", markets=markets)


def _screened(question: Question, found: Vanish) -> Figure:
    return count("vanish.screened", found.screened, name=_("Assumptions that were tried"),
                 how=_("numbers of the company’s file that carry a range, each alone, at both ends"),
                 command=_all_command(glanced(question), SCREENED_IN), seed=question.seed)  # fmt: skip


def _gone(question: Question, found: Vanish) -> Figure:
    return count("vanish.gone", len(found.break_even), name=_("Assumptions that alone can make the effect vanish"),
                 how=_("of those that were played again, the ones with a value at which the mean change is zero"),
                 command=_all_command(question, found.markets), seed=question.seed)  # fmt: skip
