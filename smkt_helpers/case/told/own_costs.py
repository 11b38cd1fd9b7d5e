"""Costs that no company file holds and only the company knows: the cost of goods, and one amount to get going.

They change nothing that is played. Where they are given, the headline and the months take them off in sentences of
their own; every other figure of the case leaves them out, and says so.
"""

from __future__ import annotations

import pandas as pd

from smkt_helpers.case.blocks import Note, Table
from smkt_helpers.case.figure import Figure, Said, interval_of, of_report, of_runs, said, share
from smkt_helpers.case.question import Question
from smkt_helpers.words import _, money, number, percent

MARGINS = (0.3, 0.5, 0.7)  # gross margins that are tried, because no company file knows its own
TOLD_IN = ("headline", "months")  # ids of the parts that tell these costs


def are_given(question: Question) -> bool:
    """Return whether any of these costs was given."""
    return question.margin is not None or question.one_off is not None


def left_after(question: Question, left: pd.Series, revenue: pd.Series, margin: float | None = None) -> pd.Series:
    """Take the company's own costs off the change of a first year.

    Parameters
    ----------
    question : Question
    left, revenue : pandas.Series
        What the practices change in contribution and in revenue, in money: a row per market.
    margin : float, optional
        Instead of the one that was given; without either no cost of goods is taken off.
    """
    margin = question.margin if margin is None else margin
    goods = 0.0 if margin is None else (1 - margin) * revenue
    return left - goods - (question.one_off or 0.0)


def sentence(question: Question, part: str, left: pd.Series, revenue: pd.Series) -> Said | None:
    """Say what a first year leaves after these costs; None when none was given.

    Parameters
    ----------
    question : Question
    part : str
        Id of the part that says it.
    left, revenue : pandas.Series
        As in `left_after`.
    """
    if not are_given(question):
        return None
    name = _("Contribution of the first year after the costs you gave: change by the chosen practices")
    own = _after(question, part, "own", name, left, revenue, question.margin)
    gaps: dict[str, Figure] = {"own": own, "own_interval": interval_of(own)}
    if question.margin is not None:
        gaps["margin"] = _margin(part, question.margin, is_given=True)
    if question.one_off is not None:
        gaps["one_off"] = _one_off(question, part)
    if question.one_off is None:
        text = _("Of each sale {margin} is left after goods and delivery, as you gave it; with that, the first year "
                 "leaves **{own}** against today ({own_interval}).")  # fmt: skip
    elif question.margin is None:
        text = _("After your one-off cost of {one_off}, the first year leaves **{own}** against today "
                 "({own_interval}); the cost of goods is still not taken off.")  # fmt: skip
    else:
        text = _("Of each sale {margin} is left after goods and delivery, as you gave it; with that, and after your "
                 "one-off cost of {one_off}, the first year leaves **{own}** against today "
                 "({own_interval}).")  # fmt: skip
    return Said(text, gaps)


def after_goods(question: Question, left: pd.Series, revenue: pd.Series) -> Table:
    """Return what is left when the goods sold have been paid: with the company's own margin, or with some tried ones.

    Parameters
    ----------
    question : Question
    left, revenue : pandas.Series
        As in `left_after`.
    """
    own = question.margin is not None
    rows = []
    for margin in (question.margin,) if own else MARGINS:
        name = _("Contribution after the cost of goods: change by the chosen practices")
        figure = _after(question, "headline", f"goods.{margin:g}", name, left, revenue, margin)
        rows.append((_margin("headline.goods", margin, is_given=own), figure, interval_of(figure)))
    heads = (_("Of each sale is left after goods and delivery"), _("Difference to today"), _("95% interval"))
    if own:
        caption = _("The same after the cost of what is sold, with the gross margin you gave.")
    else:
        caption = _("The same after the cost of what is sold, for three gross margins.")
    if question.one_off is not None:
        caption += " " + _("Your one-off cost is taken off, too.")
    return Table(caption, heads, tuple(rows))


def not_counted(question: Question) -> Note:
    """Say which costs the figures do not hold."""
    if question.margin is None and question.one_off is None:
        text = _("**Not counted:** the cost of goods and delivery (see the table), setting up and moving to new tools, "
                 "training and the time until people really work in the new way.")  # fmt: skip
    elif question.one_off is None:
        text = _("**Not counted:** setting up and moving to new tools, training and the time until people really work "
                 "in the new way. Goods and delivery are taken off only where that is said.")  # fmt: skip
    elif question.margin is None:
        text = _("**Not counted:** the cost of goods and delivery (see the table). Your one-off cost is taken off only "
                 "where that is said.")  # fmt: skip
    else:
        text = _("**Counted only where that is said:** the cost of goods and delivery, and your one-off cost. All "
                 "other figures leave them out.")  # fmt: skip
    begins = _("In the model every practice begins on the first day, with its full strength.")
    return Note("info", said(f"{text} {begins}"))


def _after(question: Question, part: str, id: str, name: str, left: pd.Series, revenue: pd.Series,
           margin: float | None) -> Figure:
    """Return what is left after these costs as a figure of a part."""
    how = _("change of contribution, {costs}; mean over {n} markets")
    return of_runs(question, f"{part}.{id}", "contribution", left_after(question, left, revenue, margin), name=name,
                   how=how.format(costs=_taken_off(question, margin), n=number(len(left))),
                   command=of_report(question, part), is_difference=True)  # fmt: skip


def _taken_off(question: Question, margin: float | None) -> str:
    """Say in words what is taken off the change of contribution."""
    found = []
    if margin is not None:
        found.append(_("less the cost of goods, which is {share} of the change of revenue").format(
            share=percent(1 - margin, 1)))  # fmt: skip
    if question.one_off is not None:
        found.append(_("less the one-off cost of {amount}").format(amount=money(question.one_off, question.currency)))
    return ", ".join(found)


def _margin(start: str, margin: float, *, is_given: bool) -> Figure:
    if is_given:
        return share(f"{start}.{margin:g}.margin", margin, basis="given", name=_("Your gross margin"),
                     digits=0 if round(100 * margin, 6).is_integer() else 1,
                     how=_("What you gave: the part of each sale that is left after goods and delivery."))  # fmt: skip
    return share(f"{start}.{margin:g}.margin", margin, basis="setting", name=_("Gross margin that is tried"),
                 how=_("Tried because the model knows no cost of goods. Give your own below the numbers of the "
                       "company, or with --margin."))  # fmt: skip


def _one_off(question: Question, part: str) -> Figure:
    return Figure(f"{part}.one_off", _("Your one-off cost of the first year"),
                  money(question.one_off, question.currency), float(question.one_off), "given",
                  _("What you gave: one amount for setting up, training and the time until people work in the new "
                    "way; taken off once, in the first year."), "money")  # fmt: skip
