"""Sections 8 and 9 of docs/model.md: every value, every practice, the worked funnel, and what must hold.

    python -m smkt_helpers model

writes them anew between two markers, from the places where they are declared and from runs, so that the page and
the kit never disagree. The rules before them are written by hand.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import smkt_helpers as smkt
from smkt_helpers.commands.study import progress_bar
from smkt_helpers.companies import Assumption, Company
from smkt_helpers.company_file import ROOT
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.errors import KitError
from smkt_helpers.funnel_table import rows, worked_funnel
from smkt_helpers.plausibility import DEFINITIONS
from smkt_helpers.plausibility_limits import LIMITS, limit_shown
from smkt_helpers.practice_table import MARKETS, Line, name_of, practice_table
from smkt_helpers.practices import PRACTICES, Trial
from smkt_helpers.words import _, money, number

PAGE = ROOT / "docs" / "model.md"
BEGIN, END = "<!-- {name}: begin, made by `python -m smkt_helpers model` -->", "<!-- {name}: end -->"
DECLARED, MEASURED = "declared", "measured"
SEED, FUNNEL_MARKETS = 1, 20


def table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    cells = [heads, ["---"] * len(heads), *lines]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in cells)


def declared(company: Company) -> str:
    """Return what is declared: values, plans, practices, and the limits of what must hold."""
    parts = [
        _("### Values of {company}").format(company=company.name),
        _(
            "The value, the range in which the true value may lie, and where it comes from. Every company is a file "
            "with the same names; those of the other companies stand in `datasets/companies`."
        ),
        table(
            (_("name"), _("value"), _("range"), _("unit"), _("basis"), _("what, and why this value")),
            [_value_row(one) for one in company.assumptions],
        ),
        _("### Ready-made plans"),
        table(
            (_("decision"), "`siloed`", "`today`", "`aligned`"),
            [
                (f"`{name}`", *(decision.show(plan[name]) for plan in _plans(company)))
                for name, decision in DECISIONS.items()
            ],
        ),
        _("### Practices"),
        _(
            "A practice sets decisions. It is tried by playing the same markets with it and without it; `aligned` less "
            "means that the practice's decisions are those of `siloed` and all others those of `aligned`. A program "
            "sits in each seat where it says so. What stands under *hurts when* is an extreme, chosen so that the harm "
            "is sure to show: no company would decide so, and where a practice begins to hurt lies before it."
        ),
        table(
            (_("practice"), _("decisions"), _("tried in"), _("moves"), _("costs"), _("hurts when"), _("there")),
            [practice_row(id) for id in PRACTICES],
        ),
        _("## 9. What must hold"),
        _(
            "`python -m smkt_helpers bench --plausibility --seed N` measures each line for any seed, with its 95% "
            "interval over markets. Plans are played as they are written, 52 weeks after 26 weeks of warm-up, unless a "
            "line says otherwise. A limit that is wide tests little; the last column says so. The lifts of revenue and "
            "contribution, the win rates and the share never called are outcomes: reported without limits, and no "
            "value was chosen to move them."
        ),
        table(
            ("id", _("low"), _("high"), _("what"), _("what the limits are for")),
            [_limit_row(id, text) for id, text in DEFINITIONS.items()],
        ),
    ]
    return "\n\n".join(parts)


def _plans(company: Company) -> tuple:
    return smkt.plans.siloed, company.today, smkt.plans.aligned


def _value_row(one: Assumption) -> tuple[str, ...]:
    span = "" if one.low is None or one.high is None else f"{one.low:g} – {one.high:g}"
    value = ", ".join(f"{part:g}" for part in one.value) if isinstance(one.value, tuple) else _short(one.value)
    what = _("{help} Why: {why}.").format(help=one.help, why=one.why) if one.why else one.help
    return f"`{one.path}`", value, span, one.unit, one.basis, what


def _short(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _limit_row(id: str, text: str) -> tuple[str, ...]:
    limit = LIMITS[id]
    return f"`{id}`", limit_shown(limit.low), limit_shown(limit.high), _(text), _(limit.purpose)


def _written(fields: dict) -> str:
    return ", ".join(f"`{name}` {DECISIONS[name].show(DECISIONS[name].check(value))}" for name, value in fields.items())


def _place(trial: Trial) -> str:
    told = [f"`{trial.start}`" if trial.start == "siloed" else _("`aligned` less")]
    if trial.beside:
        told.append(_written(dict(trial.beside)))
    if trial.shocks:
        weeks = len(trial.shocks)
        if weeks == trial.weeks:
            words = _("CRM down {days} days of every week, all {all} weeks")
        else:
            words = _("CRM down {days} days in each of {weeks} weeks out of {all}")
        told.append(words.format(days=trial.shocks[0].days, weeks=weeks, all=trial.weeks))
    if trial.programs:
        told.append(_("programs in both seats"))
    if trial.weeks != 52:
        told.append(_("{weeks} weeks").format(weeks=trial.weeks))
    return "; ".join(told)


def practice_row(id: str) -> tuple[str, ...]:
    """Return the cells of a practice's row in the page's table, as words."""
    one = PRACTICES[id]
    return (
        f"`{id}` {_(one.name)}",
        _written(dict(one.fields)),
        _place(one.trial),
        name_of(one.metric),
        f"{_(one.cost)} ({name_of(one.cost_metric)})",
        _written(dict(one.hurts)),
        f"{_place(one.harm_trial or one.trial)}: {name_of(one.harm_metric)}",
    )


def measured(company: Company, lines: Sequence[Line], markets: int = FUNNEL_MARKETS) -> str:
    """Return what was measured: the worked funnel, and what each practice did."""
    names = ("siloed", "aligned")
    funnels = {name: worked_funnel(company, getattr(smkt.plans, name), SEED, markets) for name in names}
    heads, *funnel = rows(funnels)
    parts = [
        _("### The worked funnel"),
        _(
            "Average over 52 weeks of {markets} markets (seed {seed}). Hours are hours of the clock: administration is "
            "spread over the tasks, so that tasks, meetings and the unused rest add up to the hours paid. A rep goes "
            "home when the next task does not fit into the day any more; these ends of days cannot be used, so "
            "reps can be short of hours and have some unused. `aligned` meets fewer people on purpose: it looks for "
            "the ideal customer, and shows fewer ads while leads wait. What binds is the resource of which more is "
            "needed than there is; below 100% nothing does. `python -m smkt_helpers funnel` makes this table."
        ).format(markets=markets, seed=SEED),
        table(heads, funnel),
        _("### What each practice did"),
        _(
            "With the practice less without it, mean of {markets} single markets (seed {seed}) ± half of the 95% "
            "interval. *Other figure in* counts the markets in which the figure on the scoreboard, rounded as shown "
            "there, was another one, better or worse: it is no rate of success, and where ± is larger than the change, "
            "luck alone could have made it. *Points* are percentage points. `python -m smkt_helpers practices` makes "
            "this table."
        ).format(markets=MARKETS, seed=SEED),
        table(
            (_("practice"), _("other figure in"), _("moves"), _("costs"), _("hurts")),
            [_line_row(line, company.currency) for line in lines],
        ),
    ]
    return "\n\n".join(parts)


def _line_row(line: Line, currency: str) -> tuple[str, ...]:
    def change(figure: str, value: float, half: float) -> str:
        # Of small amounts the cents tell whether the change is larger than luck.
        cents = 2 if abs(value) < 100 else 0
        luck = size_of(figure, half, currency, cents)
        return f"{name_of(figure)}: {'−' if value < 0 else '+'}{size_of(figure, value, currency, cents)} ± {luck}"

    return (
        f"`{line.id}`",
        f"{line.moved} / {line.markets}",
        change(line.metric, line.change, line.change_half),
        change(line.cost_metric, line.cost, line.cost_half),
        change(line.harm_metric, line.harm, line.harm_half),
    )


def size_of(figure: str, value: float, currency: str, cents: int) -> str:
    """Return how large a change is, with its unit and without its sign."""
    from smkt_helpers.metrics import METRICS

    unit = METRICS[figure].unit if figure in METRICS else "hours"
    if unit == "share":
        return _("{points} points").format(points=number(abs(100 * value), 1))
    if unit == "money":
        return money(abs(value), currency, cents)
    if unit == "hours":
        return _("{n} hours").format(n=number(abs(value), 1))
    if unit == "points":
        return _("{n} of 100").format(n=number(abs(value), 1))
    return number(abs(value), 1)


def block(page: str, name: str) -> str:
    """Return what stands between the markers of a part of the page."""
    found = re.search(re.escape(BEGIN.format(name=name)) + r"\n(.*?)\n" + re.escape(END.format(name=name)), page, re.S)
    if not found:
        raise KitError(_("docs/model.md has lost the markers of its part “{name}”.").format(name=name))
    return found[1]


def with_block(page: str, name: str, text: str) -> str:
    """Return the page with other text between the markers of a part."""
    old = block(page, name)
    begin = BEGIN.format(name=name)
    return page.replace(f"{begin}\n{old}\n", f"{begin}\n{text}\n")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--to", type=Path, default=PAGE, metavar="FILE", help=_("the page; docs/model.md if not given"))
    parser.add_argument("--declared", action="store_true", help=_("only what is declared, without measuring"))


def run(args: argparse.Namespace) -> int:
    """Write the two parts of the page anew."""
    company = smkt.company("irrigation")
    try:
        page = args.to.read_text(encoding="utf-8")
        page = with_block(page, DECLARED, "\n" + declared(company) + "\n")
        if not args.declared:
            with progress_bar(_("practices")) as told:
                lines = practice_table(company, SEED, progress=told)
            page = with_block(page, MEASURED, "\n" + measured(company, lines) + "\n")
        args.to.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise KitError(
            _("{path} cannot be read or written ({problem}); choose another file with --to.").format(
                path=args.to, problem=error.strerror
            )
        ) from None
    print(_("Sections 8 and 9 of {path} are up to date.").format(path=args.to))
    return 0
