"""Lesson 02 on the screen: one quarter as two tools show it, and who gets the credit for a customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets
import matplotlib
from matplotlib.figure import Figure

from smkt_helpers import screen
from smkt_helpers.charts.picture import INK, STYLE, Picture, svg_of
from smkt_helpers.companies import Company
from smkt_helpers.crm import Tables
from smkt_helpers.measures import conversion
from smkt_helpers.metrics import scoreboard
from smkt_helpers.plan import siloed
from smkt_helpers.story import one_language_counts as counts
from smkt_helpers.story.guess import guess_checked, line_of
from smkt_helpers.story.handoff_counts import quarter
from smkt_helpers.words import N_, _, number, percent

_OWNERS = {"marketing": N_("Mai's screen (marketing)"), "sales": N_("Jonas's screen (sales)")}
_QUESTIONS = {
    "good": N_("How many good leads did we have?"),
    "conversion": N_("Of every 100, how many become customers?"),
    "brought": N_("Of every 100 customers, how many are thanks to us?"),
}
_COUNTED = {
    ("marketing", "good"): N_("leads with enough points, passed on in the quarter (MQL)"),
    ("sales", "good"): N_("leads that a rep took on in the quarter (SAL)"),
    ("marketing", "conversion"): N_(
        "of {cohort} people who wrote in the first five weeks and were passed on, {cohort_won} signed within eight "
        "weeks of writing"
    ),
    ("sales", "conversion"): N_("{won} deals won in the quarter, for {opened} offers asked for in the quarter"),
    ("marketing", "brought"): N_("customers who saw an ad, visited the website or filled in the form before signing"),
    ("sales", "brought"): N_("customers whom a rep called or met before they signed"),
}


def _digits(question: str) -> int:
    return 1 if question == "conversion" else 0


def both_screens(lesson: Any, company: Company, seed: int = 1) -> widgets.VBox:
    """Show the siloed quarter as each team's tool shows it; the learner's own team comes first."""
    tables = quarter(company, siloed, seed)
    shown, found = counts.on_screens(tables), counts.figures(tables)
    words = {name: number(count) for name, count in found.items()}
    parts = []
    for owner in ("sales", "marketing") if lesson.now.home == "sales" else ("marketing", "sales"):
        rows = [
            {
                _("The board's question"): _(question),
                _("Figure"): number(shown[owner][name], _digits(name)),
                _("What the tool counts"): _(_COUNTED[owner, name]).format(**words),
            }
            for name, question in _QUESTIONS.items()
        ]
        parts.append(screen.data_table(rows, _(_OWNERS[owner])))
    return screen.box([screen.html("".join(parts) + screen.paragraphs(screens_sentence(tables)))], "smkt-card")


def screens_sentence(tables: Tables) -> str:
    """Say whether the screens agree, and whether each is right by its own rule."""
    shown = counts.on_screens(tables)
    apart = [name for name in _QUESTIONS if round(shown["marketing"][name], 1) != round(shown["sales"][name], 1)]
    if apart:
        said = _("The same company and the same {weeks} weeks, and the screens differ in {n} of 3 answers.")
    else:
        said = _("In this quarter the two screens happen to give the same three answers.")
    wrong = miscounted(tables)
    if wrong:
        checked = _("Counted again from the customer list, these differ: {names}.").format(names=", ".join(wrong))
    else:
        checked = _("We counted every figure again from the customer list (the CRM). Each is right by its own rule.")
    return said.format(weeks=number(len(tables.terms[tables.terms["week"] >= 0])), n=number(len(apart))) + " " + checked


def miscounted(tables: Tables) -> list[str]:
    """Return the figures of the two screens that come out differently when counted another way; usually none."""
    shown, leads = counts.on_screens(tables), tables.leads
    board = scoreboard(tables, ("mql", "sal", "opportunities", "wins"))["value"]
    won = leads[leads["lead_id"].isin(counts.won_deals(tables)["lead_id"])]
    again = {
        ("marketing", "good"): board["mql"],
        ("sales", "good"): board["sal"],
        ("marketing", "conversion"): 100 * float(conversion("mql", "won", counts.FOLLOW_WEEKS)(tables)[0]),
        ("sales", "conversion"): 100 * board["wins"] / max(1, board["opportunities"]),
        # Without a look at the touches: who came by an ad or a friend met marketing, who was called met sales.
        ("marketing", "brought"): 100 * float((won["source"] != "own prospect").mean()),
        ("sales", "brought"): 100 * float((won["touches"] > 0).mean()),
    }
    return [
        _("{screen}: {question}").format(screen=_(_OWNERS[owner]), question=_(_QUESTIONS[name]))
        for (owner, name), value in again.items()
        if abs(shown[owner][name] - value) > 1e-9
    ]


# The words, and the people behind them

_STAGE_WORDS = {
    "lead": (N_("lead"), N_("asked for something; too few points to be passed on")),
    "mql": (N_("MQL, marketing qualified lead"), N_("enough points; passed on, and no rep has opened it yet")),
    "working": (N_("SAL, sales accepted lead"), N_("a rep looked and took it on; they have not talked yet")),
    "sql": (N_("SQL, sales qualified lead"), N_("a conversation found a real need now")),
    "open": (N_("opportunity"), N_("asked for an offer, and has not decided yet")),
    "won": (N_("won"), N_("signed")),
}
_TEMPERATURES = {
    "cold": N_("cold: most are just looking"),
    "warm": N_("warm: they know they have a problem"),
    "qualified": N_("qualified: they ask for exactly this"),
}


def six_people(company: Company, seed: int = 1) -> widgets.VBox:
    """Show one person of the quarter at each stage, with what the person wrote."""
    people = counts.one_at_each_stage(quarter(company, siloed, seed))
    rows = [
        {
            _("Stands at"): _(_STAGE_WORDS[status][0]),
            _("That means"): _(_STAGE_WORDS[status][1]),
            _("Person"): _("{role}, {firm}").format(role=one["role"], firm=one["firm"]),
            _("Wrote"): _("“{message}”").format(message=one["message"]),
            _("Points"): number(one["score"]),
        }
        for status, one in people.iterrows()
    ]
    caption = _("One person for each word, as they stand at the end of the quarter.")
    return screen.box([screen.html(screen.data_table(rows, caption))], "smkt-card")


def temperatures(company: Company, seed: int = 1) -> widgets.VBox:
    """Show what became of people from cold, warm and qualified channels."""
    table = counts.by_temperature(quarter(company, siloed, seed))
    channels = {
        name: ", ".join(one.name for one in company.channels if one.temperature == name) for name in _TEMPERATURES
    }
    rows = [
        {
            _("What the channel promises"): _(_TEMPERATURES[name]),
            _("Channels"): channels[name],
            _("People"): number(line["leads"]),
            _("Of 100, passed on"): number(_per_hundred(line, "mql")),
            _("Of 100, taken on"): number(_per_hundred(line, "sal")),
            _("Of 100, a real need found"): number(_per_hundred(line, "sql"), 1),
        }
        for name, line in table.iterrows()
    ]
    caption = _(
        "People who wrote in the first nine weeks of the siloed quarter, so that each had at least four weeks; what "
        "became of them until its end."
    )
    found = {name: _per_hundred(line, "sql") for name, line in table.iterrows()}
    if found["cold"] < found["warm"] < found["qualified"]:
        said = _("The warmer the channel, the more often a real need was found, but no channel is sure.")
    elif found["cold"] < max(found["warm"], found["qualified"]):
        said = _(
            "Cold channels bring a real need less often than the best of the others. Between warm and qualified the "
            "order can turn, because the last group is small."
        )
    else:
        said = _("In this quarter the cold channels did no worse. The word is a promise, and promises can fail.")
    return screen.box([screen.html(screen.data_table(rows, caption) + screen.paragraphs(said))], "smkt-card")


def _per_hundred(line: Mapping[str, float], stage: str) -> float:
    return 100 * line[stage] / max(1, line["leads"])


# Conversion


def conversions(company: Company, seed: int = 1) -> widgets.VBox:
    """Show five figures that are all called conversion, with what is divided by what."""
    tables = quarter(company, siloed, seed)
    found = counts.figures(tables)
    followed, period = _("the same people, followed for eight weeks"), _("whatever happened in the quarter")
    lines = (
        (_("{n} passed on"), "cohort", _("{n} people who wrote"), "cohort_leads", followed),
        (_("{n} signed"), "cohort_won", _("{n} people who wrote"), "cohort_leads", followed),
        (_("{n} signed"), "cohort_won", _("{n} leads passed on (Mai's)"), "cohort", followed),
        (_("{n} deals won"), "won", _("{n} offers asked for (Jonas's)"), "opened", period),
        (_("{n} deals won"), "won", _("{n} offers decided, won or lost"), "decided", period),
    )
    rows = [
        {
            _("Counted"): part_words.format(n=number(found[part])),
            _("Divided by"): whole_words.format(n=number(found[whole])),
            _("Whose time"): time,
            _("Conversion"): percent(found[part] / max(1, found[whole]), 1),
        }
        for part_words, part, whole_words, whole, time in lines
    ]
    caption = _("Five conversions of one quarter.")
    return screen.box(
        [screen.html(screen.data_table(rows, caption) + screen.paragraphs(period_sentence(tables)))], "smkt-card"
    )


def period_sentence(tables: Tables) -> str:
    """Say how far the figures of the period mix different people."""
    found, (week, won, opened) = counts.figures(tables), counts.best_week(tables)
    said = _("Of the {won} customers who signed in the quarter, {before} had come before it began.").format(
        won=number(found["won"]), before=number(found["before"])
    )
    if not opened:
        return said + " " + _("Nobody asked for an offer in the quarter, so Jonas's rule has no answer.")
    if won >= opened:
        odd = _(
            "In week {week}, Jonas's rule gives {share}: {won} won, {opened} asked for. By this rule even more than "
            "100% is possible, because those who sign need not be those who ask."
        )
    else:
        odd = _("Jonas's rule went as high as {share} in week {week}: {won} won, {opened} asked for.")
    words = {"week": number(week), "share": percent(won / opened), "won": number(won), "opened": number(opened)}
    return said + " " + odd.format(**words)


# Who brought the customers


def credit_picture(tables: Tables) -> Picture:
    """Draw how many of every 100 customers four rules give to each team."""
    given = counts.credit(tables)
    looks = {"marketing": (screen.PALETTE["marketing"], ""), "sales": (screen.PALETTE["sales"], "//")}
    names = {"marketing": _("marketing"), "sales": _("sales")}
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(7.2, 2.9))
        axes = figure.add_axes((0.37, 0.1, 0.61, 0.78))
        ground = {"facecolor": "#FFFFFF", "edgecolor": "none", "pad": 1.5}
        for place, rule in enumerate(counts.RULES):
            left = 0.0
            for team, (colour, hatch) in looks.items():
                share = given[rule][team]
                axes.barh(
                    place, share, left=left, height=0.6, color=colour, hatch=hatch, edgecolor="#FFFFFF", linewidth=0.6,
                    label=names[team] if place == 0 else None,
                )  # fmt: skip
                if share >= 8:
                    axes.text(left + share / 2, place, number(share), ha="center", va="center", bbox=ground)
                left += share
        axes.axvline(100, color=INK, linewidth=1.2, linestyle="--")
        axes.text(100, 3.42, _("all customers: 100"), ha="center", va="top", bbox=ground)
        axes.set_xlim(0, max(205.0, sum(given["claimed"].values()) + 5))
        axes.set_ylim(len(counts.RULES) - 0.4, -0.5)
        axes.set_yticks(range(len(counts.RULES)), [_(counts.RULE_WORDS[rule]) for rule in counts.RULES])
        axes.set_xticks([])
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.02), ncols=2, frameon=False, fontsize=9)
        svg = svg_of(figure)
    table = tuple(
        {
            _("Rule"): _(counts.RULE_WORDS[rule]),
            **{names[team]: number(given[rule][team]) for team in counts.TEAMS},
            _("Together"): number(sum(given[rule].values())),
        }
        for rule in counts.RULES
    )
    parts = [
        _("{rule}: {marketing} to marketing, {sales} to sales.").format(
            rule=_(counts.RULE_WORDS[rule]), **{team: number(given[rule][team]) for team in counts.TEAMS}
        )
        for rule in counts.RULES
    ]
    caption = _("How many of every 100 customers each rule gives to each team.")
    return Picture(svg, f"{caption} {' '.join(parts)}", table, caption)


def who_brought_them(company: Company, seed: int = 1) -> widgets.VBox:
    """Show the credit of both teams by four rules, and of every channel by three."""
    tables = quarter(company, siloed, seed)
    return screen.box(
        [screen.html(credit_picture(tables).html() + screen.paragraphs(credit_sentence(tables)))], "smkt-card"
    )


def credit_sentence(tables: Tables) -> str:
    """Say whom the first and the last touch favour, and what all claims add up to."""
    given, customers = counts.credit(tables), len(counts.won_deals(tables))
    both = sum(given["claimed"].values())
    ahead = {rule: max(counts.TEAMS, key=lambda team: given[rule][team]) for rule in ("first", "last")}
    names = {"marketing": _("marketing"), "sales": _("sales")}
    if ahead["first"] != ahead["last"]:
        said = _("The first touch makes {first} look good, the last one {last}. The customers are the same {n} people.")
    else:
        said = _("In this quarter both the first and the last touch favour {first}, among the same {n} people.")
    said = said.format(first=names[ahead["first"]], last=names[ahead["last"]], n=number(customers))
    if both > 100.5:
        total = _("If each team counts whom it touched, the two claim {both} of every 100 customers.")
    else:
        total = _("The two teams' claims add up to {both} of every 100 customers.")
    return " ".join(filter(None, (said, total.format(both=number(both)), _same_number(given, customers))))


def _same_number(given: Mapping[str, Mapping[str, float]], customers: int) -> str:
    """Say that a share which looks like the number of customers is another thing; nothing when they look different."""
    if number(given["shared"]["marketing"]) != number(customers):
        return ""
    return _(
        "That “{n}” stands here twice is chance: there are {n} customers, and of every 100 customers the third rule "
        "gives {n} to marketing."
    ).format(n=number(customers))


def channel_credit(company: Company, seed: int = 1) -> widgets.VBox:
    """Show how many customers each channel brought, by three rules, and what the claims add up to."""
    tables = quarter(company, siloed, seed)
    table, customers = counts.by_channel(tables), len(counts.won_deals(tables))
    rules = {
        "first": _("The first ad counts"),
        "last": _("The last ad before writing counts"),
        "claimed": _("Every channel counts whom it touched"),
    }
    rows = [
        {_("Channel"): channel, **{words: number(line[rule]) for rule, words in rules.items()}}
        for channel, line in table.iterrows()
    ]
    found = customers - int(table["first"].sum())
    met = round(counts.credit(tables)["claimed"]["sales"] * customers / 100)
    sales = {"first": found, "last": found, "claimed": met}
    rows.append({_("Channel"): _("sales"), **{words: number(sales[rule]) for rule, words in rules.items()}})
    total = {rule: int(table[rule].sum()) + sales[rule] for rule in rules}
    rows.append({_("Channel"): _("All together"), **{words: number(total[rule]) for rule, words in rules.items()}})
    caption = _(
        "Who brought the {n} customers? In the columns of the first and the last ad, sales has those whom a rep found; "
        "in the last column, all whom a rep called or met."
    ).format(n=number(customers))
    shown = screen.data_table(rows, caption) + screen.paragraphs(moved_sentence(tables))
    return screen.box([screen.html(shown)], "smkt-card")


def moved_sentence(tables: Tables) -> str:
    """Say which channel gains or loses most when the rule changes."""
    table = counts.by_channel(tables)
    apart = (table["last"] - table["first"]).abs()
    if table.empty or not apart.max():
        return _("In this quarter the first and the last ad give every channel the same customers.")
    channel = apart.idxmax()
    return _(
        "Nothing has happened but a change of rule, and {channel} brought {last} customers instead of {first}. Whoever "
        "moves money by such a table should know its rule."
    ).format(channel=channel, last=number(table.loc[channel, "last"]), first=number(table.loc[channel, "first"]))


CLAIMED_FROM = {"double": 199.5, "much": 140.5, "bit": 100.5, "all": 99.5, "less": -1.0}


def claims_guess(lesson: Any, words: Mapping[str, str], company: Company, seed: int = 1) -> widgets.VBox:
    """Compare the guess (what the two teams' claims add up to) with the quarter, once there is a guess."""
    claimed = counts.credit(quarter(company, siloed, seed))["claimed"]
    both = sum(claimed.values())
    hit = line_of(CLAIMED_FROM, both)
    told = _("Of every 100 customers, Mai's tool claims {marketing} and Jonas's tool {sales}, together {both}.").format(
        both=number(both), **{team: number(share) for team, share in claimed.items()}
    )
    return guess_checked(lesson, "claims", hit, words, told)


def slide_for_both(company: Company, seed: int = 1) -> widgets.VBox:
    """Show the three answers that both teams can sign, each with its rule."""
    tables = quarter(company, siloed, seed)
    found = counts.figures(tables)
    words = {name: number(count) for name, count in found.items()} | {"asked": number(found["won"] - found["found"])}
    # Whom a rep found is never among those who wrote to us; only the figures can be alike.
    found_again = found["found"] == found["cohort_won"] > 0
    lines = (
        (
            _(_QUESTIONS["good"]),
            _("{mql} passed on by marketing, {sal} taken on by sales").format(**words),
            _("both numbers, because neither team decides alone what is good"),
        ),
        (
            _(_QUESTIONS["conversion"]),
            _("{share} of 100 taken on").format(
                share=number(100 * found["cohort_won"] / max(1, found["cohort_sal"]), 1)
            ),
            _(
                "of {cohort_sal} people who wrote in the first five weeks and were taken on, {cohort_won} signed "
                "within eight weeks of writing"
            ).format(**words),
        ),
        (
            _("Who brings our customers?"),
            _("{asked} wrote to us first, {found} were found by a rep").format(**words),
            _("each of the {won} customers once, by how they came to us; nobody's claim").format(**words)
            + (_("; not the {n} who signed in the line above").format(n=words["found"]) if found_again else ""),
        ),
    )
    rows = [
        {_("The board's question"): question, _("Answer"): answer, _("Counted how"): rule}
        for question, answer, rule in lines
    ]
    return screen.box([screen.html(screen.data_table(rows, _("One slide, signed by both.")))], "smkt-card")
