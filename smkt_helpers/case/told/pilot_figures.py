"""The numbers of the pilot, each with its trace."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from smkt_helpers.case.figure import Figure, count, interval_of, of_metric, of_report, setting
from smkt_helpers.case.question import Question
from smkt_helpers.case.told.power import ERROR, MOST_CLAIMED, SUMS, WANTED, Line
from smkt_helpers.words import N_, _, ngettext, number, percent

# The metrics as a board reads them; what each figure opens names the metric and its formula.
PLAIN: Mapping[str, str] = {
    "speed_median": N_("time to the first call"),
    "acceptance": N_("share of the leads looked at that sales accepts"),
    "untouched": N_("share of the passed-on leads that nobody calls"),
    "sql": N_("people found to have a real need"),
    "wins": N_("deals won"),
    "revenue": N_("revenue"),
}
STAGES: Mapping[str, str] = {
    "everybody": N_("everybody, before against after"),
    "halves": N_("two halves side by side"),
    "all": N_("everything at once"),
}


def chance_words(value: float) -> str:
    """Return a chance as it is shown: never more than can be claimed."""
    if math.isnan(value):
        return _("none")
    return _("over {most}").format(most=percent(MOST_CLAIMED)) if value > MOST_CLAIMED else percent(value)


def chance(question: Question, one: Line) -> Figure:
    """Return the chance that the stage shows the effect, with its interval."""
    low, high = min(one.chance_low, MOST_CLAIMED), min(one.chance_high, MOST_CLAIMED)
    interval = "" if math.isnan(one.chance_low) else _("{low} to {high}").format(
        low=chance_words(one.chance_low), high=chance_words(one.chance_high))  # fmt: skip
    how = _("{formula} The interval of the chance: jackknife over the simulated years.").format(formula=_formula(one))
    return Figure(_id(one, "chance"), _name(one, _("chance to see the effect")), chance_words(one.chance),
                  min(one.chance, MOST_CLAIMED), "simulated", how, "share", low, high, interval, one.metric,
                  question.seed, _command(question))  # fmt: skip


def chance_interval(question: Question, one: Line) -> Figure:
    """Return the interval of that chance, or words where there is none."""
    shown = chance(question, one)
    return interval_of(replace(shown, interval=shown.interval or _("no interval from so few years")), how=shown.how)


def chance_of_half(question: Question, one: Line) -> Figure:
    """Return the chance that the stage shows an effect that is half as large."""
    how = _("{formula} Here with half of the effect.").format(formula=_formula(one))
    return Figure(_id(one, "chance_of_half"), _name(one, _("chance to see the effect, were it half as large")),
                  chance_words(one.chance_of_half), min(one.chance_of_half, MOST_CLAIMED), "simulated", how, "share",
                  metric=one.metric, seed=question.seed, command=_command(question))  # fmt: skip


def missed_by_half(question: Question, one: Line) -> Figure:
    """Return the share of pilots that stay below the difference looked for if the effect is half as large."""
    how = _("Student’s t: how often luck takes half of the effect to less than this difference. {formula}").format(
        formula=_formula(one))  # fmt: skip
    return Figure(_id(one, "missed_by_half"), _name(one, _("pilots that stay below, were the effect half as large")),
                  chance_words(one.missed_by_half), min(one.missed_by_half, MOST_CLAIMED), "simulated", how, "share",
                  metric=one.metric, seed=question.seed, command=_command(question))  # fmt: skip


def effect(question: Question, one: Line) -> Figure:
    """Return the difference that the stage should show, with its interval."""
    how = _("mean over the simulated years of the second way of working less the first, in the first weeks")
    if one.stage.design == "halves" and one.metric in SUMS:
        how = _("half of the mean over the simulated years of the second way of working less the first, in the first "
                "weeks, because half of the company brings half")  # fmt: skip
    return of_metric(question, _id(one, "effect"), one.metric, one.effect, name=_name(one, _("difference")), how=how,
                     command=_command(question), is_difference=True, low=one.low, high=one.high)  # fmt: skip


def clear(question: Question, one: Line) -> Figure:
    """Return the smallest difference that one pilot shows clearly."""
    return _amount(question, one, "clear", one.limit, _("smallest difference that one pilot shows clearly"),
                   _("2.5% point of t × standard error of one pilot"))  # fmt: skip


def least(question: Question, one: Line) -> Figure:
    """Return the difference that nearly every pilot reaches if the effect is as large as here."""
    return _amount(question, one, "least", one.least, _("difference that nearly every pilot reaches"),
                   _("effect here less the 5% point of t × standard error of one pilot"))  # fmt: skip


def least_of_half(question: Question, one: Line) -> Figure:
    """Return the difference that nearly every pilot reaches if the effect is half as large."""
    return _amount(question, one, "least_of_half", one.least_of_half,
                   _("difference that nearly every pilot reaches, were the effect half as large"),
                   _("half of the effect here less the 5% point of t × standard error of one pilot"))  # fmt: skip


def spread(question: Question, one: Line) -> Figure:
    """Return how much luck spreads the difference in one pilot."""
    found = _amount(question, one, "error", one.error, _("standard error of the difference in one pilot"),
                    _error_how(one.stage.design))  # fmt: skip
    return replace(found, text=found.text.replace("+", "±"))


def leads(question: Question, runs: pd.DataFrame, one: Line) -> Figure:
    """Return how many leads come to a group of the stage in its weeks; `runs` as in `Pilot`."""
    middle = float(runs["leads"].xs((one.stage.first, one.weeks), level=("way", "weeks")).mean())
    name, how = _("Leads in {weeks} weeks"), _("Mean over the simulated years.")
    if one.stage.design == "halves":
        middle, name, how = middle / 2, _("Leads in each half in {weeks} weeks"), _("Half of the mean over the "
                                                                                    "simulated years.")  # fmt: skip
    return count(f"pilot.{one.stage.id}.leads.{one.weeks}", middle, name=name.format(weeks=number(one.weeks)),
                 how=how, command=_command(question), seed=question.seed)  # fmt: skip


def weeks(one: Line) -> Figure:
    """Return the length of the stage."""
    return setting(f"pilot.weeks.{one.weeks}", one.weeks, _("Length of a pilot in weeks"))


def markets(question: Question) -> Figure:
    """Return the number of simulated years, with its noun."""
    years = ngettext("{n} simulated year", "{n} simulated years", question.markets)
    return replace(setting("pilot.markets", question.markets, _("Simulated years, each with other people")),
                   text=years.format(n=number(question.markets)))  # fmt: skip


def reps(question: Question) -> Figure:
    """Return how many reps the company has, with the noun."""
    value = question.company.team.reps
    words = ngettext("{n} rep", "{n} reps", value)
    return Figure("pilot.reps", _("Sales reps"), words.format(n=number(value)), value, "given",
                  _("team.reps in the company’s file"))  # fmt: skip


def error_share() -> Figure:
    """Return how often luck may pass for an effect."""
    return _usual("error", ERROR, _("How often luck may pass for an effect, and an effect for none"))


def nearly_all() -> Figure:
    """Return the share of pilots that is called nearly all."""
    return _usual("nearly_all", 1 - ERROR, _("Pilots that reach a difference which is called “nearly every pilot”"))


def wanted() -> Figure:
    """Return the chance that is taken as enough."""
    return _usual("wanted", WANTED, _("Chance to see an effect that is taken as enough"))


def most_claimed() -> Figure:
    """Return the highest chance that is claimed."""
    return Figure("pilot.most_claimed", _("Highest chance that is claimed"), percent(MOST_CLAIMED), MOST_CLAIMED,
                  "setting", _("Chosen for this page, because the calculation behind the chances is simple."),
                  "share")  # fmt: skip


def _command(question: Question) -> str:
    return of_report(question, "pilot")


def _id(one: Line, what: str) -> str:
    return f"pilot.{one.stage.id}.{one.metric}.{one.weeks}.{what}"


def _name(one: Line, words: str) -> str:
    return _("{metric}, {weeks} weeks, {stage}: {what}").format(
        metric=_(PLAIN[one.metric]), weeks=number(one.weeks), stage=_(STAGES[one.stage.id]), what=words)  # fmt: skip


def _formula(one: Line) -> str:
    return _(
        "Probability that a two-sided t-test at 5% finds a clear difference in this direction: noncentral t with "
        "2 × weeks − 2 degrees of freedom (one figure a week in each group, each week taken as independent), shifted "
        "by effect ÷ standard error (J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd edition, "
        "1988, chapter 2). Standard error: {error}. Never shown above {most}."
    ).format(error=_error_how(one.stage.design), most=percent(MOST_CLAIMED))


def _error_how(design: str) -> str:
    if design == "before":
        return _("√(s² of the first way of working + s² of the second), s the standard deviation between the "
                 "simulated years of this metric in so many weeks")  # fmt: skip
    return _("√(2 × (s² of the first way of working + s² of the second)), s the standard deviation between the "
             "simulated years of this metric in so many weeks; × 2 because half as many people spread more; for "
             "counts and money half of that, because half of the company brings half")  # fmt: skip


def _amount(question: Question, one: Line, id: str, value: float, name: str, how: str) -> Figure:
    return of_metric(question, _id(one, id), one.metric, value, name=_name(one, name), how=how,
                     command=_command(question), is_difference=True)  # fmt: skip


def _usual(id: str, value: float, name: str) -> Figure:
    return Figure(f"pilot.{id}", name, percent(value), value, "setting",
                  _("It is the usual choice (J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd "
                    "edition, 1988)."), "share")  # fmt: skip
