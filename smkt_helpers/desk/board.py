"""The scoreboard in words: values, bands, and what changed, for better or worse."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from smkt_helpers import screen
from smkt_helpers.charts import Strip
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.desk.run import Run
from smkt_helpers.metric_list import FIGURES, METRICS, PARTIES, Metric
from smkt_helpers.metric_words import difference_words, show
from smkt_helpers.words import N_, _

FUNNEL = ("leads", "mql", "sal", "sql", "opportunities", "wins")
HEADLINES = ("wins", "revenue", "contribution", "acceptance", "speed_median", "untouched")
ALL = tuple(dict.fromkeys((*FUNNEL, *HEADLINES, *(id for ids in FIGURES.values() for id in ids), *PARTIES)))

BETTER, WORSE, MORE, LESS, SAME, UNCLEAR, NONE = "better", "worse", "more", "less", "same", "unclear", "none"
WORDS = {
    BETTER: N_("better"),
    WORSE: N_("worse"),
    MORE: N_("more"),
    LESS: N_("less"),
    SAME: N_("the same"),
    UNCLEAR: N_("no clear change"),
    NONE: N_("not available"),
}


VERDICTS = {
    BETTER: N_("better than siloed"),
    WORSE: N_("worse than siloed"),
    MORE: N_("more than siloed"),
    LESS: N_("less than siloed"),
    SAME: N_("the same as siloed"),
    UNCLEAR: N_("not clearly different"),
    NONE: N_("cannot be compared"),
}


@dataclass(frozen=True)
class Change:
    """How a metric differs between two runs on the same markets: `kind` is one of the words above."""

    difference: float
    kind: str

    @property
    def icon(self) -> str:
        """An arrow for the direction of the change, "=" for none, a wave for an unclear one."""
        if self.kind in (SAME, UNCLEAR, NONE):
            return {SAME: "=", UNCLEAR: "≈", NONE: "–"}[self.kind]
        return "▲" if self.difference > 0 else "▼"


def change(metric: Metric, now: pd.DataFrame, before: pd.DataFrame) -> Change:
    """Compare one metric market by market.

    A change is called clear when its mean is more than two standard errors from 0; that is about what chance
    gives in 1 of 20 comparisons in which nothing changed.

    Parameters
    ----------
    metric : Metric
    now, before : pandas.DataFrame
        One row per market, one column per metric id.
    """
    paired = (now[metric.id] - before[metric.id]).dropna()
    if paired.empty:
        return Change(math.nan, NONE)
    mean = float(paired.mean())
    if (paired == 0).all():
        return Change(0.0, SAME)
    if len(paired) > 1 and abs(mean) <= 2 * float(paired.std()) / math.sqrt(len(paired)):
        return Change(mean, UNCLEAR)
    if metric.good == "none":
        return Change(mean, MORE if mean > 0 else LESS)
    return Change(mean, BETTER if (mean > 0) == (metric.good == "up") else WORSE)


def change_words(metric: Metric, found: Change, currency: str) -> str:
    """Return a change as an icon, a difference and a word."""
    if found.kind in (SAME, NONE):
        return f"{found.icon} {_(WORDS[found.kind])}"
    return f"{found.icon} {difference_words(metric, found.difference, currency)}, {_(WORDS[found.kind])}"


def table(ids: Sequence[str], caption: str, now: Run, last: Run | None, siloed: Run) -> str:
    """Return a part of the scoreboard as HTML."""
    currency = now.company.currency
    rows, missing = [], []
    for id in ids:
        metric, line = METRICS[id], now.board.loc[id]
        rows.append(
            {
                _("Figure"): _(metric.name),
                _("Now, on average"): show(metric, line["value"], currency),
                _("8 of 10 markets"): _band(metric, line, currency),
                _("Against the last run"): _("first run")
                if last is None
                else change_words(metric, change(metric, now.values, last.values), currency),
                _("Against siloed teams"): change_words(metric, change(metric, now.values, siloed.values), currency),
            }
        )
        if line["not available because"]:
            missing.append(
                _("{figure} is not available, because: {reason}").format(
                    figure=_(metric.name), reason=line["not available because"]
                )
            )
    said = "".join(f'<p class="smkt-quiet">{screen.inline(sentence)}</p>' for sentence in missing)
    return screen.data_table(rows, caption) + said


def lowest_first(now: Run) -> tuple[str, ...]:
    """Return the satisfactions of the four parties, the least content first and unknown ones last."""
    return tuple(now.board["value"].loc[list(PARTIES)].sort_values(kind="stable", na_position="last").index)


def _band(metric: Metric, line: pd.Series, currency: str) -> str:
    if math.isnan(line["low"]) or math.isnan(line["high"]):
        return "–"
    low, high = show(metric, line["low"], currency), show(metric, line["high"], currency)
    return low if low == high else _("{low} to {high}").format(low=low, high=high)


def meanings(ids: Sequence[str]) -> str:
    """Return what each figure means, folded away."""
    rows = [{_("Figure"): _(METRICS[id].name), _("In plain words"): _(METRICS[id].sentence)} for id in ids]
    words = _(
        "“Clear” means: we would not expect so large a change from luck alone. Every plan is played in the same "
        "markets."
    )
    return screen.folded(
        _("What these figures mean"),
        screen.data_table(rows, _("The figures in plain words.")) + screen.paragraphs(words),
    )


def strips(now: Run, last: Run | None, siloed: Run, ids: Sequence[str] = HEADLINES) -> list[Strip]:
    """Return the rows of the band picture."""
    currency = now.company.currency
    found = []
    for id in ids:
        metric, line = METRICS[id], now.board.loc[id]
        points = {
            "value": line["value"],
            "low": line["low"],
            "high": line["high"],
            "last": math.nan if last is None else last.board.loc[id, "value"],
            "siloed": siloed.board.loc[id, "value"],
        }
        against = change(metric, now.values, siloed.values)
        found.append(
            Strip(
                name=_(metric.name),
                good=metric.good,
                **points,
                shown={key: show(metric, point, currency) for key, point in points.items()},
                verdict=f"{against.icon} {_(VERDICTS[against.kind])}",
            )
        )
    return found


# What happened, as sentences. Whole sentences only, so that they can be translated.
_SENTENCES = {
    ("up", BETTER): N_("{metric} rose from {old} to {new}, which is better."),
    ("up", WORSE): N_("{metric} rose from {old} to {new}, which is worse."),
    ("up", MORE): N_("{metric} rose from {old} to {new}."),
    ("down", BETTER): N_("{metric} fell from {old} to {new}, which is better."),
    ("down", WORSE): N_("{metric} fell from {old} to {new}, which is worse."),
    ("down", LESS): N_("{metric} fell from {old} to {new}."),
    ("", SAME): N_("{metric} is the same: {new}."),
    ("", UNCLEAR): N_("{metric}: {old} then, {new} now, no clear change."),
    ("", NONE): N_("{metric} cannot be compared, because one of the two figures is not available."),
}


def sentences(now: Run, before: Run, ids: Sequence[str]) -> list[str]:
    """Return one sentence per metric that says how a run differs from another one on the same markets."""
    currency = now.company.currency
    said = []
    for id in ids:
        metric = METRICS[id]
        found = change(metric, now.values, before.values)
        way = "" if found.kind in (SAME, UNCLEAR, NONE) else "up" if found.difference > 0 else "down"
        said.append(
            _(_SENTENCES[way, found.kind]).format(
                metric=_(metric.name),
                old=show(metric, before.board.loc[id, "value"], currency),
                new=show(metric, now.board.loc[id, "value"], currency),
            )
        )
    return said


def decisions_sentence(now: Run, before: Run) -> str:
    """Return which decisions differ between two runs."""
    parts = [
        _("{label}: {old} → {new}").format(
            label=_(DECISIONS[name].label),
            old=DECISIONS[name].show(before.plan[name]),
            new=DECISIONS[name].show(now.plan[name]),
        )
        for name in now.plan.differences(before.plan)
    ]
    return _("You changed: {decisions}.").format(decisions="; ".join(parts)) if parts else ""
