"""Lesson 03's experiment: two messages, what chance alone makes, and what may be said after how many weeks."""

from __future__ import annotations

import ipywidgets as widgets
import matplotlib
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from smkt_helpers import screen
from smkt_helpers.charts.picture import INK, STYLE, Picture, svg_of
from smkt_helpers.companies import Company
from smkt_helpers.history import simulate
from smkt_helpers.plan import Plan
from smkt_helpers.words import _, number, percent

TEST = {"test_share": 0.5}
TEST_WEEKS = (2, 13, 52)
SHUFFLES = 4000
SURE = 0.05  # a difference that chance alone makes less often than this counts as shown


def message_test(company: Company, start: Plan, *, seed: int = 1, replication: int = 0) -> pd.DataFrame:
    """Play a year in which half of the people see message B, and count what the first weeks of it show.

    Returns
    -------
    pandas.DataFrame
        One row per number of weeks of `TEST_WEEKS`, with `talked_a`, `need_a`, `talked_b`, `need_b` (people reached,
        and those of them with a real need), `a`, `b`, `difference` (shares; a − b), `luck` (a difference that chance
        alone stays below in 95 of 100 shuffles) and `chance` (share of shuffles with at least this difference).
    """
    weeks = max(TEST_WEEKS)
    tables = simulate(
        company, start.replace(**TEST), seed=seed, weeks=weeks, first_replication=replication, log=False
    ).tables()
    leads = tables.leads
    talked = leads[(leads["reached_at"] >= tables.start) & (leads["source"] == "marketing")]
    rows = {}
    for week in TEST_WEEKS:
        first = talked[talked["reached_at"] < tables.start + pd.Timedelta(weeks=week)]
        counts = []
        for message in ("A", "B"):
            saw = first[first["ad_message"] == message]
            counts += [len(saw), int(saw["sql_at"].notna().sum())]
        rows[week] = {**dict(zip(("talked_a", "need_a", "talked_b", "need_b"), counts, strict=True)), **judged(*counts)}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("weeks")


def judged(talked_a: int, need_a: int, talked_b: int, need_b: int) -> dict[str, float]:
    """Say how often chance alone makes a difference as large as the one between two shares.

    The messages are shuffled among the same people `SHUFFLES` times; then they can have done nothing.

    Returns
    -------
    dict of str to float
        `a`, `b`, `difference`, `luck` and `chance` as in `message_test`; NaN when one message was seen by nobody.
    """
    if not talked_a or not talked_b:
        return dict.fromkeys(("a", "b", "difference", "luck", "chance"), float("nan"))
    a, b = need_a / talked_a, need_b / talked_b
    by_luck = np.abs(shuffled(talked_a, need_a, talked_b, need_b))
    # As counts are whole, an equally large difference may come out a hair smaller.
    chance = float(np.mean(by_luck >= abs(a - b) - 1e-9))
    return {"a": a, "b": b, "difference": a - b, "luck": float(np.quantile(by_luck, 1 - SURE)), "chance": chance}


def shuffled(talked_a: int, need_a: int, talked_b: int, need_b: int) -> np.ndarray:
    """Return the differences (share of A less share of B) after each shuffle, shape (SHUFFLES,)."""
    needs, people = need_a + need_b, talked_a + talked_b
    # Drawing who saw A from all the people is the same as shuffling the labels.
    in_a = np.random.default_rng(0).hypergeometric(needs, people - needs, talked_a, SHUFFLES)
    return in_a / talked_a - (needs - in_a) / talked_b


def message_table(test: pd.DataFrame) -> widgets.VBox:
    """Show what the test says after each number of weeks, beside what chance alone makes."""
    rows = [
        {
            _("After"): _("{n} weeks").format(n=number(weeks)),
            _("Message A: real need"): _of(line["need_a"], line["talked_a"]),
            _("Message B: real need"): _of(line["need_b"], line["talked_b"]),
            _("Difference"): _points(line["difference"], sign=True),
            _("Chance alone makes up to"): _points(line["luck"]),
        }
        for weeks, line in test.iterrows()
    ]
    caption = _("The same market, looked at three times. “Up to” holds in 95 of 100 shuffles.")
    said = screen.paragraphs("\n\n".join(filter(None, (message_says(test, 13), later_says(test)))))
    return screen.box(
        [screen.html(_luck_picture(test.loc[13]).html(table=False) + screen.data_table(rows, caption) + said)],
        "smkt-card",
    )


def _of(part: float, whole: float) -> str:
    share = percent(part / whole) if whole else "–"
    return _("{part} of {whole} ({share})").format(part=number(part), whole=number(whole), share=share)


def _points(share: float, sign: bool = False) -> str:
    mark = "+" if sign and share > 0 else ""
    return _("{n} points").format(n=mark + number(100 * share, 1))


def _luck_picture(line: pd.Series) -> Picture:
    counts = [int(line[name]) for name in ("talked_a", "need_a", "talked_b", "need_b")]
    by_luck = 100 * shuffled(*counts)
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(6.3, 2.6))
        ax = figure.add_axes((0.06, 0.2, 0.9, 0.66))
        # One bar for each difference there can be: one person more or less in a group.
        step = 100 * (1 / counts[0] + 1 / counts[2])
        bars = np.arange(by_luck.min() - step / 2, by_luck.max() + step, step)
        sns.histplot(x=by_luck, bins=list(bars), color=screen.PALETTE["customer"], alpha=0.6, edgecolor="white", ax=ax)
        seen = 100 * line["difference"]
        ax.axvline(seen, color=INK, linewidth=2)
        ax.text(seen, 1.02, _("your quarter"), transform=ax.get_xaxis_transform(), ha="center", va="bottom", size=9)
        ax.set(ylabel="", yticks=[], xlabel=_("Message A less message B, in points, when chance alone decides"))
        sns.despine(ax=ax, left=True)
        svg = svg_of(figure)
    sentence = _(
        "We shuffled the two messages among the same people {n} times. Chance alone made a difference at least as "
        "large as that of your quarter in {chance} of the shuffles."
    ).format(n=number(SHUFFLES), chance=percent(line["chance"]))
    return Picture(svg, sentence, (), "")


def message_says(test: pd.DataFrame, weeks: int) -> str:
    """Say what may be said about the two messages after some weeks."""
    line = test.loc[weeks]
    if np.isnan(line["chance"]):
        return _("After {weeks} weeks one of the messages had been seen by nobody who was reached.").format(weeks=weeks)
    words = {"weeks": number(weeks), "chance": percent(line["chance"])}
    if line["chance"] >= SURE:
        said = _(
            "After {weeks} weeks the difference is **not shown**: chance alone makes one as large in {chance} of the "
            "shuffles. That does not mean that the messages are equal; it means that we cannot tell yet."
        )
    elif line["difference"] > 0:
        said = _(
            "After {weeks} weeks message **A** is ahead, and chance alone makes this in only {chance} of shuffles."
        )
    else:
        said = _(
            "After {weeks} weeks message **B** is ahead, and chance alone makes this in only {chance} of shuffles."
        )
    return said.format(**words)


def later_says(test: pd.DataFrame) -> str:
    """Say what became of the first difference when more people had been reached."""
    first, last = test["difference"].iloc[0], test["difference"].iloc[-1]
    if np.isnan(first) or np.isnan(last):
        return ""
    words = {
        "few": number(test.index[0]),
        "many": number(test.index[-1]),
        "first": _points(abs(first)),
        "last": _points(abs(last)),
    }
    if abs(last) < abs(first):
        return _(
            "After {few} weeks the two messages lay {first} apart, after {many} weeks {last}. Small groups make big "
            "differences, by chance."
        ).format(**words)
    return _("After {few} weeks the two messages lay {first} apart, after {many} weeks {last}.").format(**words)


def same_words(company: Company, start: Plan, *, seed: int = 1, replications: int = 25, shown: float) -> widgets.VBox:
    """Play the same test in other markets, with two messages that say exactly the same.

    Parameters
    ----------
    company : Company
    start : Plan
    seed, replications : int
        As in `simulate`; one quarter each.
    shown : float
        The difference to compare with, a share.
    """
    equal = company.replace(**{"campaign.message_sigma": 0.0})
    tables = simulate(
        equal, start.replace(**TEST), seed=seed, weeks=13, replications=replications, first_replication=1, log=False
    ).tables()
    columns = ("replication", "reached_at", "source", "ad_message", "sql_at")
    leads = pd.DataFrame({name: tables.column("leads", name) for name in columns})
    talked = leads[(leads["reached_at"] >= tables.start) & (leads["source"] == "marketing")]
    need = talked.assign(need=talked["sql_at"].notna()).pivot_table(
        "need", "replication", "ad_message", "mean", observed=True
    )
    apart = (need["A"] - need["B"]).abs().dropna()
    text = same_words_say(apart.to_numpy(), abs(shown))
    return screen.box([screen.html(screen.notice("info", text, word=_("A test of the test")))])


def same_words_say(apart: np.ndarray, shown: float) -> str:
    """Say how far apart two equal messages lay in other markets, and how often at least as far as `shown`."""
    times = int((apart >= shown).sum())
    said = _(
        "We also played the same quarter in {n} other markets, in which B says exactly what A says. The two "
        "“different” messages lay {usual} apart on average, and {most} in the luckiest market."
    )
    if times:
        more = _(
            "In {times} of the {n} they lay at least as far apart as A and B in your quarter ({shown}). One quarter's "
            "winner can be nobody's merit."
        )
    else:
        more = _("In none of the {n} did they lie as far apart as A and B in your quarter ({shown}).")
    return f"{said} {more}".format(
        n=number(len(apart)),
        usual=_points(apart.mean()),
        most=_points(apart.max()),
        times=number(times),
        shown=_points(shown),
    )
