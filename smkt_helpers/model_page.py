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
from smkt_helpers.practice_table import MARKETS, Line, name_of, practice_table, show
from smkt_helpers.practices import PRACTICES, Trial
from smkt_helpers.words import _, number

PAGE = ROOT / "docs" / "model.md"
BEGIN, END = "<!-- {name}: begin, made by `python -m smkt_helpers model` -->", "<!-- {name}: end -->"
DECLARED, MEASURED = "declared", "measured"
SEED, FUNNEL_MARKETS = 1, 20

# Below and above which nobody would believe the figure; None: any. Who reads the figures judges by these.
LIMITS: dict[str, tuple[float | None, float | None]] = {
    "touch3": (0.80, 0.90),
    "touch6": (0.94, 0.98),
    "more_leads": (None, 1.25),
    "channel_spread": (3, 7),
    "cycle_skew": (2, 4),
    "untouched_siloed": (0.30, 0.60),
    "touches_siloed": (1.3, 2.0),
    "accept_siloed": (0.30, 0.45),
    "accept_aligned": (0.60, 0.75),
    "auc_open": (0.58, 0.66),
    "auc_closed": (0.74, 0.82),
    "lead_to_won": (0.01, 0.13),
    "use_siloed": (0.85, 1.05),
    "discount_q1": (1.00, None),
    "discount_q8": (None, 1.00),
    "meeting_30": (1.00, None),
    "meeting_600": (None, 1.00),
    "outage": (0, 0),
    "merged": (None, 0.999),
    "one_lead": (None, 40),
}


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
            "sits in each seat where it says so."
        ),
        table(
            (_("practice"), _("decisions"), _("tried in"), _("moves"), _("costs"), _("hurts when"), _("there")),
            [_practice_row(id) for id in PRACTICES],
        ),
        _("## 9. What must hold"),
        _(
            "`python -m smkt_helpers bench --plausibility --seed N` measures each line for any seed, with its 95% "
            "interval over markets. Plans are played as they are written, 52 weeks after 26 weeks of warm-up, unless a "
            "line says otherwise. The lifts of revenue and contribution are outcomes: reported, and no value was "
            "chosen to move them."
        ),
        table(
            ("id", _("low"), _("high"), _("what")),
            [(f"`{id}`", _limit(LIMITS[id][0]), _limit(LIMITS[id][1]), _(text)) for id, text in DEFINITIONS.items()],
        ),
    ]
    return "\n\n".join(parts)


def _plans(company: Company) -> tuple:
    return smkt.plans.siloed, company.today, smkt.plans.aligned


def _value_row(one: Assumption) -> tuple[str, ...]:
    span = "" if one.low is None or one.high is None else f"{one.low:g} – {one.high:g}"
    value = ", ".join(f"{part:g}" for part in one.value) if isinstance(one.value, tuple) else _short(one.value)
    what = f"{one.help} {one.why}".strip()
    return f"`{one.path}`", value, span, one.unit, one.basis, what


def _short(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _limit(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _written(fields: dict) -> str:
    return ", ".join(f"`{name}` {DECISIONS[name].show(DECISIONS[name].check(value))}" for name, value in fields.items())


def _place(trial: Trial) -> str:
    told = [f"`{trial.start}`" if trial.start == "siloed" else _("`aligned` less")]
    if trial.beside:
        told.append(_written(dict(trial.beside)))
    if trial.shocks:
        weeks = len(trial.shocks)
        told.append(_("CRM down {days} days in {weeks} weeks").format(days=trial.shocks[0].days, weeks=weeks))
    if trial.programs:
        told.append(_("programs in both seats"))
    if trial.weeks != 52:
        told.append(_("{weeks} weeks").format(weeks=trial.weeks))
    return "; ".join(told)


def _practice_row(id: str) -> tuple[str, ...]:
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
            "spread over the tasks, so that tasks, meetings and the unused rest add up to the hours paid. "
            "`python -m smkt_helpers funnel` makes this table."
        ).format(markets=markets, seed=SEED),
        table(heads, funnel),
        _("### What each practice did"),
        _(
            "With the practice less without it, mean of {markets} single markets (seed {seed}) ± half of the 95% "
            "interval; *seen in* counts the markets in which the figure on the scoreboard, rounded as shown there, was "
            "another one. `python -m smkt_helpers practices` makes this table."
        ).format(markets=MARKETS, seed=SEED),
        table(
            (_("practice"), _("seen in"), _("moves"), _("costs"), _("hurts")),
            [_line_row(line, company.currency) for line in lines],
        ),
    ]
    return "\n\n".join(parts)


def _line_row(line: Line, currency: str) -> tuple[str, ...]:
    def change(figure: str, value: float, half: float) -> str:
        return f"{name_of(figure)}: {_signed(figure, value, currency)} ± {_signed(figure, half, currency, sign=False)}"

    return (
        f"`{line.id}`",
        f"{line.moved} / {line.markets}",
        change(line.metric, line.change, line.change_half),
        change(line.cost_metric, line.cost, line.cost_half),
        change(line.harm_metric, line.harm, line.harm_half),
    )


def _signed(figure: str, value: float, currency: str, sign: bool = True) -> str:
    from smkt_helpers.metrics import METRICS

    unit = METRICS[figure].unit if figure in METRICS else "hours"
    if unit == "share":
        text = _("{points} points").format(points=number(abs(100 * value), 1))
    elif unit == "money":
        text = show(figure, abs(value), currency)
    else:
        text = number(abs(value), 1)
    return text if not sign else ("−" if value < 0 else "+") + text


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
            _("{path} cannot be read or written ({problem}).").format(path=args.to, problem=error.strerror)
        ) from None
    print(_("Sections 8 and 9 of {path} are up to date.").format(path=args.to))
    return 0
