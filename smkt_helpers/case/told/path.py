"""One customer in both worlds: the same invented person today and with the chosen practices, and how common that is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from smkt_helpers.case.blocks import Block, Chart, Note, Section, Table
from smkt_helpers.case.figure import Figure, Said, count, interval_of, of_report, said, setting
from smkt_helpers.case.question import WAYS, Question
from smkt_helpers.comparison.runs import SEATS, StoppedError, half_interval
from smkt_helpers.crm import Tables
from smkt_helpers.history import History, simulate
from smkt_helpers.story.after_sale_path import (
    ABSENT,
    ENDS,
    GONE,
    Step,
    drawing,
    merged,
    steps_of,
    what_words,
    who_words,
)
from smkt_helpers.words import N_, _, date, duration, ngettext, number, percent

BOTH = ("today", "chosen")
# How it stands with a person at the end, in words; the rest are the states of a lead.
END_WORDS: Mapping[str, str] = {**ENDS, "left": GONE, "absent": ABSENT}
# The same as a part of a sentence that begins with "the person".
ENDS_TOLD: Mapping[str, str] = {
    "lead": N_("was never passed on to sales"),
    "mql": N_("was passed on to sales, and no rep opened the enquiry"),
    "stale": N_("was passed on to sales, and fell off the list before a rep opened the enquiry"),
    "rejected": N_("was turned away by sales"),
    "working": N_("was still being called at the end"),
    "unreached": N_("could not be reached"),
    "not ready": N_("was not ready to buy, and nobody stayed in touch"),
    "disqualified": N_("had no need for this"),
    "sql": N_("was still waiting for a meeting at the end"),
    "no need": N_("asked for no offer"),
    "open": N_("had an open offer at the end"),
    "won": N_("bought, and was still a customer at the end"),
    "lost": N_("got an offer and did not buy"),
    "left": N_("bought, and left again"),
    "absent": N_("never heard of the company"),
}
# How far it went: the later, the better for the company.
STAGES: Mapping[str, str] = {
    "never": N_("did not buy"),
    "left": N_("bought, and left again"),
    "stayed": N_("a customer at the end"),
}
KINDS: Mapping[str, str] = {
    "better": N_("It went better with the chosen practices"),
    "worse": N_("It went worse with the chosen practices"),
}


@dataclass(frozen=True)
class Story:
    """One person: where to find them, and what they met with under each way (groups of steps as `merged` makes them).

    `market` is the number of the simulated year from 0 on, `lead` the number of the person in it.
    """

    market: int
    lead: int
    firm: str
    columns: Mapping[str, list[list[Step]]]


@dataclass(frozen=True)
class Path:
    """Everybody who asked in the first half of the time, and the people who are shown.

    `people` is indexed by `market` and `lead`; it holds the moment of asking (`created`, in the world where that was
    first) and for each way how it stands at the end (``end_today``, ..., a key of `END_WORDS`) and the hours until
    somebody called for the first time (``waited_today``, ...). `stories` are by key of `KINDS`, as far as there is
    such a person.
    """

    people: pd.DataFrame
    stories: Mapping[str, Story]


def compute(question: Question, *, progress: Any = None, cancel: Any = None) -> Path:
    """Play both ways, see who asked and how it ended, and follow one person of each kind; see `parts`."""
    parts = []
    for market in range(question.markets):
        if cancel is not None and cancel():
            raise StoppedError
        ends = [ends_of(_played(question, way, market, log=False).tables(), early(question)).add_suffix(f"_{way}")
                for way in BOTH]  # fmt: skip
        parts.append(_both(*ends))
        if progress is not None:
            progress(market + 1, question.markets)
    people = pd.concat(parts, keys=range(len(parts)), names=["market", "lead"])
    chosen = {kind: chosen_person(people, kind) for kind in KINDS}
    stories = {kind: _story(question, *who) for kind, who in chosen.items() if who}
    return Path(people, stories)


def early(question: Question) -> int:
    """Return in how many first weeks the people asked who are followed: the rest is left for what comes of it."""
    return max(1, question.weeks // 2)


def _both(today: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    """Return everybody who asked in one of the worlds."""
    found = today.join(chosen, how="outer").fillna({f"end_{way}": "absent" for way in BOTH})
    moments = [f"created_{way}" for way in BOTH]
    return found.assign(created=found[moments].min(axis=1)).drop(columns=moments)


def _played(question: Question, way: str, market: int, *, log: bool) -> History:
    return simulate(question.company, question.plan(way), seed=question.seed, weeks=question.weeks,
                    first_replication=market, programs=SEATS, log=log)  # fmt: skip


def ends_of(tables: Tables, weeks: int) -> pd.DataFrame:
    """Return everybody who asked in the first weeks of one run, and how it stands with them at the end.

    Parameters
    ----------
    tables : Tables
        Of a single run.
    weeks : int
        How many first weeks.

    Returns
    -------
    pandas.DataFrame
        Indexed by the number of the lead, with `created` (time), `end` (a key of `END_WORDS`) and `waited` (hours of
        the clock until the first call; NaN without one).
    """
    asked = {name: tables.column("leads", name) for name in
             ("lead_id", "created_at", "status", "source", "first_touch_at")}  # fmt: skip
    leads = pd.DataFrame(asked).set_index("lead_id")
    since = leads["created_at"] - tables.start
    is_early = (since >= pd.Timedelta(0)) & (since < pd.Timedelta(weeks=weeks))
    leads = leads[is_early & (leads["source"] != "own prospect")]
    customers = pd.DataFrame({name: tables.column("customers", name) for name in ("lead_id", "left_at")})
    gone = leads.index.isin(customers.loc[customers["left_at"].notna(), "lead_id"])
    waited = (leads["first_touch_at"] - leads["created_at"]) / pd.Timedelta(hours=1)
    # As categories they take little room: in a year of many markets very many people ask.
    end = leads["status"].astype("object").where(~gone, "left").astype(pd.CategoricalDtype(list(END_WORDS)))
    return pd.DataFrame({"created": leads["created_at"], "end": end, "waited": waited})


def stage_of(people: pd.DataFrame, way: str) -> pd.Series:
    """Return for each person how far it went under one way: a key of `STAGES`."""
    return people[f"end_{way}"].astype("object").map({"won": "stayed", "left": "left"}).fillna("never")


def of_kind(people: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the people with whom it went further with the chosen practices ("better") or today ("worse")."""
    order = list(STAGES)
    today, chosen = (stage_of(people, way).map(order.index) for way in BOTH)
    return people[chosen > today if kind == "better" else chosen < today]


def alike(people: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the people of a kind with the most usual pair of ends in the two worlds."""
    mine = of_kind(people, kind)
    if mine.empty:
        return mine
    # Of two pairs that are as usual, the first in the alphabet: so that a question always shows the same person.
    pairs = mine.astype({f"end_{way}": "object" for way in BOTH}).groupby(["end_today", "end_chosen"], sort=True).size()
    today, chosen = pairs.idxmax()
    return mine[(mine["end_today"] == today) & (mine["end_chosen"] == chosen)]


def chosen_person(people: pd.DataFrame, kind: str) -> tuple[int, int] | None:
    """Return market and number of the person who is shown; None without one.

    Of those `alike` it is the one in the middle, by when they asked. The first one would have come while nobody
    waited yet, and been called sooner than most.
    """
    found = alike(people, kind)
    if found.empty:
        return None
    market, lead = found.sort_values("created", kind="stable").index[(len(found) - 1) // 2]
    return int(market), int(lead)


def _story(question: Question, market: int, lead: int) -> Story:
    columns, firm = {}, ""
    for way in BOTH:
        tables = _played(question, way, market, log=True).tables()
        columns[way] = merged(steps_of(tables, lead))
        firms = tables.column("leads", "firm")[tables.column("leads", "lead_id") == lead]
        firm = firm or (str(firms.iloc[0]) if len(firms) else "")
    return Story(market, lead, firm, columns)


# The blocks


def section(question: Question, found: Path) -> Section:
    """Return who is shown and why, the paths, and how common they are; see `parts`."""
    blocks: list[Block] = []
    for kind in KINDS:
        if kind in found.stories:
            blocks += [_rule(question, found, kind), _chart(question, found, kind)]
        else:
            blocks.append(_nobody(question, kind))
    blocks += [_table(question, found), *_left(question, found), _caution()]
    shown = next((block for block in blocks if isinstance(block, Chart)), None)
    return Section("path", _("One customer in both worlds"), _message(question, found), tuple(blocks),
                   (shown,) if shown else ())  # fmt: skip


def _message(question: Question, found: Path) -> Said:
    """Say for how many people it went better and worse, with the interval of the difference."""
    counts = pd.DataFrame({kind: of_kind(found.people, kind).groupby(level="market").size() for kind in KINDS})
    counts = counts.reindex(range(question.markets)).fillna(0)
    net = (counts["better"] - counts["worse"]).to_frame()
    mean, half = float(net.mean().iloc[0]), float(half_interval(net).iloc[0])
    words = _("Of {all} people who asked in the first {weeks} weeks of {years}, it went **better with "
              "the chosen practices for {better}, and worse for {worse}**; better means that a person bought, or "
              "stayed a customer, who otherwise did not.")  # fmt: skip
    gaps = {"all": _all(question, found), "weeks": _weeks(question), "years": _years(question),
            **{kind: _count(question, found, kind) for kind in KINDS}}  # fmt: skip
    if math.isnan(half):
        return Said(words, gaps)
    interval = _("{low} to {high}").format(low=_signed(mean - half), high=_signed(mean + half))
    change = Figure("path.net", _("Better less worse, people in a simulated year"), _signed(mean), mean, "simulated",
                    _("People for whom it went better less people for whom it went worse, mean over the simulated "
                      "years."), "", mean - half, mean + half, interval, "", question.seed,
                    _command(question))  # fmt: skip
    words += " " + _("Taken together that is {net} people in a simulated year (95% interval {interval}).")
    return Said(words, {**gaps, "net": change, "interval": interval_of(change)})


def _signed(value: float) -> str:
    text = number(value, 1)
    return f"+{text}" if value > 0 else text


def _rule(question: Question, found: Path, kind: str) -> Said:
    """Say who is shown, by which rule, and how many are like that."""
    same = alike(found.people, kind)
    words = _(
        "**{firm}: it went better with the chosen practices.** This person is shown to make the mechanism visible, and "
        "is picked by a rule, not for a pretty story. Of the {all} people for whom it went better, {same} share the "
        "most usual pair of ends: today such a person {today}; with the practices the same person {chosen}. Sorted by "
        "when they asked, this is the one in the middle."
    )
    if kind == "worse":
        words = _(
            "**{firm}: it went the other way.** The rule is the same. Of the {all} people for whom it went worse, "
            "{same} share the most usual pair of ends: today such a person {today}; with the practices the same person "
            "{chosen}. Sorted by when they asked, this is the one in the middle."
        )
    like = count(f"path.{kind}.alike", len(same), name=_("People with the most usual pair of ends"),
                 how=_("counted over the simulated years"), command=_command(question), seed=question.seed)  # fmt: skip
    return said(words, firm=found.stories[kind].firm or _("A person"), all=_count(question, found, kind), same=like,
                **{way: _(ENDS_TOLD[same[f"end_{way}"].iloc[0]]) for way in BOTH})  # fmt: skip


def _nobody(question: Question, kind: str) -> Said:
    words = _("In {years} there is nobody for whom it went better with the chosen practices.")
    if kind == "worse":
        words = _("In {years} there is nobody for whom it went worse with the chosen practices.")
    return said(words, years=_years(question))


def _chart(question: Question, found: Path, kind: str) -> Chart:
    """Return one person's path as two columns, with every step as a table."""
    story = found.stories[kind]
    row = found.people.loc[(story.market, story.lead)]
    ends = {way: _(END_WORDS[row[f"end_{way}"]]) for way in BOTH}
    names = {"today": _(WAYS["today"]), "chosen": _("With the chosen practices")}
    sentence = said(
        _("The same person in both worlds, read from top to bottom. Today: {today_called}; the person {today}. With "
          "the chosen practices: {chosen_called}; the person {chosen}."),
        **{way: _(ENDS_TOLD[row[f"end_{way}"]]) for way in BOTH},
        **{f"{way}_called": _called(question, story, kind, way, row[f"waited_{way}"]) for way in BOTH},
    )  # fmt: skip
    drawn = drawing(story.columns, ends, names, width=7.2, small=8.5, is_short=True)
    return Chart(drawn, sentence, _steps(question, story, kind, names))


def _called(question: Question, story: Story, kind: str, way: str, hours: float) -> Figure | str:
    if math.isnan(hours):
        return _("nobody called")
    time = _("less than 1 minute") if hours < 1 / 60 else duration(60 * hours)
    return _of_story(question, story, f"{kind}.{way}.waited", _("Time from asking to the first call"),
                     _("first call after {time}").format(time=time), hours)  # fmt: skip


def _steps(question: Question, story: Story, kind: str, names: Mapping[str, str]) -> Table:
    rows = []
    for way in BOTH:
        for place, group in enumerate(story.columns[way]):
            step = _("{day}, {who}: {what}").format(day=date(group[0].at.date()), who=who_words(group),
                                                    what=what_words(group))  # fmt: skip
            rows.append((names[way], _of_story(question, story, f"{kind}.{way}.{place}", _("A step on the way"), step)))
    return Table(_("Every step of this person in both worlds."), (_("World"), _("Step")), tuple(rows))


def _of_story(question: Question, story: Story, id: str, name: str, text: str, value: float = math.nan) -> Figure:
    """Return words about a person that hold a number, such as a day, with their source."""
    how = _("From the log of simulated year {year} (the first is 0), person {lead}.").format(
        year=story.market, lead=story.lead)  # fmt: skip
    return Figure(f"path.{id}", name, text, value, "simulated", how, seed=question.seed, command=_command(question))


def _table(question: Question, found: Path) -> Table:
    """Return how many people went how far in the two worlds, each with each."""
    today, chosen = (stage_of(found.people, way) for way in BOTH)
    rows = []
    for before, words in STAGES.items():
        cells = []
        for after, then in STAGES.items():
            name = _("Today “{today}”, with the practices “{chosen}”").format(today=_(words), chosen=_(then))
            both = ((today == before) & (chosen == after)).sum()
            cells.append(_people(question, f"from_{before}.to_{after}", both, name))
        rows.append((_("today: {end}").format(end=_(words)), *cells))
    heads = (_("People"), *(_("with the practices: {end}").format(end=_(words)) for words in STAGES.values()))
    return Table(_("How common each case is: everybody who asked in these weeks, by how far it went in both "
                   "worlds."), heads, tuple(rows))  # fmt: skip


def _left(question: Question, found: Path) -> list[Said]:
    """Say how many of those who bought left again: a sale is not yet a customer."""
    gaps = {}
    for way in BOTH:
        stages = stage_of(found.people, way)
        left, bought = (stages == "left").sum(), (stages != "never").sum()
        if not bought:
            return []
        gaps |= {
            f"{way}_left": _people(question, f"left.{way}", left, _("Bought, and left again: {way}").format(
                way=_(WAYS[way]))),
            f"{way}_bought": _people(question, f"bought.{way}", bought, _("Bought: {way}").format(way=_(WAYS[way]))),
            f"{way}_share": Figure(
                f"path.left.{way}.share", _("Share of buyers who left again: {way}").format(way=_(WAYS[way])),
                percent(left / bought), left / bought, "simulated", _("bought and left again ÷ bought"), "share",
                seed=question.seed, command=_command(question)),
        }  # fmt: skip
    words = _("Of those who bought, {today_left} of {today_bought} ({today_share}) left again before the end today, "
              "and {chosen_left} of {chosen_bought} ({chosen_share}) with the chosen practices.")  # fmt: skip
    return [Said(words, gaps)]


def _caution() -> Note:
    return Note("info", said(_("One path shows how a mechanism works. It proves nothing: what the practices are worth "
                               "stands in the other parts, over everybody.")))  # fmt: skip


# The figures


def _command(question: Question) -> str:
    return of_report(question, "path")


def _people(question: Question, id: str, value: float, name: str) -> Figure:
    return count(f"path.{id}", value, name=name,
                 how=_("people who asked in the first half of the time, counted over the simulated years"),
                 command=_command(question), seed=question.seed)  # fmt: skip


def _count(question: Question, found: Path, kind: str) -> Figure:
    return _people(question, f"{kind}.people", len(of_kind(found.people, kind)), _(KINDS[kind]))


def _all(question: Question, found: Path) -> Figure:
    return _people(question, "people", len(found.people), _("People who asked, or were recommended, in either world"))


def _weeks(question: Question) -> Figure:
    return setting("path.weeks", early(question), _("Weeks in which the people asked who are followed"))


def _years(question: Question) -> Figure:
    years = ngettext("{n} simulated year", "{n} simulated years", question.markets)
    return replace(setting("path.markets", question.markets, _("Simulated years, each with other people")),
                   text=years.format(n=number(question.markets)))  # fmt: skip
