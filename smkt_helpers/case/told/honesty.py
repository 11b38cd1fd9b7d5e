"""What the page can and cannot say: what its size rests on, and what the popular claims really rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from smkt_helpers.case.blocks import Cell, Note, Section, Table
from smkt_helpers.case.figure import Figure, Said, command, count, from_study, interval_of, of_metric, said
from smkt_helpers.case.question import Question
from smkt_helpers.case.told.assumptions import counts, of_basis, traced
from smkt_helpers.case.told.headline import played
from smkt_helpers.claims import CLAIMS, Claim
from smkt_helpers.comparison.pairs import paired
from smkt_helpers.metrics import METRICS
from smkt_helpers.words import N_, _, number, percent

MEASURED = ("revenue", "retention", "win_rate", "lead_to_won", "untouched")
ON_SLIDE = ("growth", "retention", "business", "aligned")
# What a number rests on, for somebody who hears it for the first time.
MEANINGS: Mapping[str, str] = {
    "choice": N_("Choice: this kit chose the number, with a range and a reason"),
    "evidence": N_("Evidence: a published source reports it"),
    "fact": N_("Fact: the company is like that"),
    "fitted": N_("Fitted: set so that the model shows the company’s own figures"),
    "changed": N_("Changed: somebody changed it on this page"),
}


@dataclass(frozen=True)
class Honesty:
    """What the claims are compared with: `board` compares today with the chosen practices, as `compare` does."""

    board: pd.DataFrame


def compute(question: Question, **helpers: Any) -> Honesty:
    """Play today and the chosen practices; see `parts`."""
    runs = played(question, ("today", "chosen"), MEASURED, **helpers)
    return Honesty(paired(runs["today"], runs["chosen"]))


def section(question: Question, found: Honesty | None) -> Section:
    """Return the message, what the numbers rest on, and the claims; see `parts`.

    Without `found` the column of what the simulation says is left out, so that the rest can be read at once.
    """
    blocks = (
        said(_("What it can show: which mechanism gives how much in a company like {company}, what that costs, how "
               "often it loses, and which assumption would make it vanish."), company=question.base.name),
        Note("warn", said(_("No study shows that alignment of marketing and sales **causes** growth. The studies below "
                            "observed firms or asked people; who does well may also find it easier to work "
                            "together."))),
        said(_("What is compared are people who exist only in the model. An interval on this page says how far luck "
               "may move an average of the model. It does not say how far the model is from reality.")),
        _bases(question),
        _claims(question, found),
    )  # fmt: skip
    return Section("honesty", _("What this page can and cannot say"), message(question), blocks,
                   (_claims_short(),))  # fmt: skip


def message(question: Question) -> Said:
    """Say that the page cannot confirm anybody's percentage, and why."""
    every = count("honesty.count.all", len(question.base.assumptions), basis="counted",
                  name=_("Numbers of the company’s file"),
                  how=_("Counted in the company’s file, {file}.").format(file=question.named))  # fmt: skip
    return said(
        _("**This page cannot confirm anybody’s percentage.** How large an effect it shows follows from assumptions, "
          "and {choice} of the {all} numbers behind the model of {company} are choices of this kit."),
        choice=of_basis(question, "choice", "honesty"), all=every, company=question.base.name)  # fmt: skip


def _bases(question: Question) -> Table:
    found = counts(question)
    lines = tuple((_(MEANINGS[basis]), of_basis(question, basis, "honesty")) for basis in found if found[basis])
    return Table(_("What the numbers of the model rest on."), (_("What it rests on"), _("How many numbers")), lines)


def _claims(question: Question, found: Honesty | None) -> Table:
    heads = (_("What is said"), _("What the source really measured"), _("Why it cannot carry that"))
    lines = tuple((_told(id, claim, "said"), _told(id, claim, "held"), _told(id, claim, "weak"))
                  for id, claim in CLAIMS.items())  # fmt: skip
    if found is not None:
        heads = (*heads, _("What this simulation says"))
        lines = tuple((*line, _here(question, found, id)) for line, id in zip(lines, CLAIMS, strict=True))
    return Table(_("Popular claims, their sources, and what the simulation says of the same thing."), heads, lines)


def _claims_short() -> Table:
    lines = tuple((_told(id, CLAIMS[id], "said"), _told(id, CLAIMS[id], "weak")) for id in ON_SLIDE)
    return Table(_("Popular claims, and why their sources cannot carry them."),
                 (_("What is said"), _("Why its source cannot carry that")), lines)  # fmt: skip


def _told(id: str, claim: Claim, which: str) -> Said | str:
    """Return a sentence about a claim; the numbers in it open its source."""
    source = _("{held} {weak} More stands in docs/evidence.md.").format(held=_(claim.held), weak=_(claim.weak))
    figure = from_study(f"honesty.{id}.{which}", "", _("A popular claim and its source"), source)
    return traced(_(getattr(claim, which)), figure)


def _here(question: Question, found: Honesty, id: str) -> Cell:
    if id == "growth":
        return _growth(question, found)
    if id == "retention":
        words = _("Customers who stay: {stay} today, changed by {stay_change} with the chosen practices (95% interval "
                  "{stay_interval}). Offers won: {won} today, changed by {won_change} ({won_interval}).")  # fmt: skip
        return said(words, **_before_and_change(question, found, "retention", "stay"),
                    **_before_and_change(question, found, "win_rate", "won"))  # fmt: skip
    if id == "business":
        words = _("Of the people who ask, {share} are customers {weeks} weeks later today, changed by {share_change} "
                  "with the chosen practices (95% interval {share_interval}).")  # fmt: skip
        return said(words, weeks=_followed(), **_before_and_change(question, found, "lead_to_won", "share"))
    if id == "hour":
        return _speed(question, id, 60, 120)
    if id == "minutes":
        return _speed(question, id, 5, 30)
    if id == "pursued":
        words = _("Of the leads passed to sales, {share} are not called within two weeks today, changed by "
                  "{share_change} with the chosen practices (95% interval {share_interval}). Leads that a rep turned "
                  "away are among them.")  # fmt: skip
        return said(words, **_before_and_change(question, found, "untouched", "share"))
    return _("Nothing. It plays one company and cannot say how many firms are aligned.")


def _followed() -> Figure:
    weeks = METRICS["lead_to_won"].follow_weeks
    return count("honesty.business.weeks", weeks, basis="setting", name=_("Weeks for which people are followed"),
                 how=_("Everybody is followed for the same time, from the day of asking, so that early and late "
                       "enquiries can be compared. Longer deals are not counted yet."))  # fmt: skip


def _command(question: Question) -> str:
    return command(question, "compare", f"--metrics {','.join(MEASURED)}")


def _before_and_change(question: Question, found: Honesty, metric: str, gap: str) -> dict[str, Figure | str]:
    """Return the gaps of a sentence: today's mean, the change by the chosen practices, and its interval."""
    line, name = found.board.loc[metric], _(METRICS[metric].name)
    markets = number(line["runs"])
    ways = {"command": _command(question)}
    before = of_metric(question, f"honesty.{metric}.today", metric, line["first"], name=_("{metric}, today").format(
        metric=name), how=_("mean over {n} markets").format(n=markets), **ways)  # fmt: skip
    change = of_metric(question, f"honesty.{metric}.change", metric, line["difference"], is_difference=True,
                       name=_("{metric}: change by the chosen practices").format(metric=name),
                       how=_("mean difference to today over {n} markets, the same people in both").format(n=markets),
                       low=line["low"], high=line["high"], **ways)  # fmt: skip
    interval = interval_of(change) if change.interval else _("none from one market")
    return {gap: before, f"{gap}_change": change, f"{gap}_interval": interval}


def _growth(question: Question, found: Honesty) -> Said | str:
    line = found.board.loc["revenue"]
    if not line["first"] > 0:
        return _("There is no revenue today, so no change can be given in percent.")
    change, low, high = (line[name] / line["first"] for name in ("difference", "low", "high"))
    how = _("Mean difference of revenue between the chosen practices and today, divided by mean revenue today; {n} "
            "markets, the same people in both. The interval is that of the difference.")  # fmt: skip
    figure = Figure(
        "honesty.growth.here", _("Revenue: change by the chosen practices, as a share of today’s"), _signed(change),
        float(change), "simulated", how.format(n=number(line["runs"])), "share", float(low), float(high),
        "" if low != low else _("{low} to {high}").format(low=_signed(low), high=_signed(high)), "revenue",
        question.seed, _command(question))  # fmt: skip
    if not figure.interval:
        return said(_("Revenue changes by {change} with the chosen practices. One market says nothing about luck."),
                    change=figure)  # fmt: skip
    words = _("Revenue changes by {change} with the chosen practices (95% interval {interval}). It follows "
              "from the assumptions and confirms no claim; the part “How sure is this?” says what they could "
              "change.")  # fmt: skip
    if low <= 0 <= high:
        words = _("Revenue changes by {change} with the chosen practices (95% interval {interval}). It "
                  "cannot be told from no change at all.")  # fmt: skip
    return said(words, change=figure, interval=interval_of(figure))


def _signed(value: float) -> str:
    return ("+" if round(100 * value) > 0 else "") + percent(value)


def _speed(question: Question, id: str, soon: int, late: int) -> Said:
    """Say how much less likely a later call is to succeed here, which is an assumption and no result."""
    contact = question.company.contact
    curve = (1 + late / contact.speed_minutes) / (1 + soon / contact.speed_minutes)
    minutes = {
        name: count(f"honesty.{id}.{name}", value, basis="setting", name=_("Minutes until the first call"),
                    how=_("Taken from the claim, so that the same two moments are compared."))
        for name, value in (("soon", soon), ("late", late))
    }  # fmt: skip
    odds = {
        name: _odds(f"honesty.{id}.{name}", curve ** (contact.speed_power * part), path, words)
        for name, part, path, words in (
            ("reach", contact.speed_contact, "contact.speed_contact", _("Odds to reach somebody")),
            ("need", contact.speed_qualify, "contact.speed_qualify", _("Odds to find a real need")),
        )
    }
    return said(_("Assumed here, not found: a call after {soon} minutes has {reach} times the odds to reach somebody, "
                  "and then {need} times the odds to find a real need, of a call after {late} minutes."),
                **minutes, **odds)  # fmt: skip


def _odds(id: str, value: float, path: str, words: str) -> Figure:
    how = _(
        "Odds fall with the waiting time t by (1 + t / contact.speed_minutes) to the power of minus "
        "contact.speed_power times {path}, by the company’s file. The shape is from a vendor’s data, how much of it "
        "acts is a choice."
    )
    return count(id, value, name=words, how=how.format(path=path), basis="choice", unit=_("times"), digits=2)
