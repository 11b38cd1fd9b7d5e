"""What all files that are taken away share: the parts as sections, where they come from, each figure’s number."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from smkt_helpers import __version__
from smkt_helpers.case.blocks import Note, Section, Table, figures_in, figures_of
from smkt_helpers.case.figure import Figure, Said, report_options, said, setting
from smkt_helpers.case.parts import PARTS
from smkt_helpers.case.question import Question
from smkt_helpers.case.told import headline, own_costs
from smkt_helpers.errors import KitError
from smkt_helpers.fitting.report import label_of
from smkt_helpers.practices import PRACTICES
from smkt_helpers.words import N_, _, date, ngettext, number

COMPANY_FILE = "company.toml"
# Sentences are written for a page that has its tables at hand; on slides and on the first sheet they are elsewhere.
ELSEWHERE = (
    (N_("in the table below"), N_("in a table of the report")),
    (N_("in the tables below"), N_("in tables of the report")),
    (N_("see the table"), N_("see the report")),
)


@dataclass(frozen=True)
class Taken:
    """The case on the way out: what was asked, its parts, the day on which it is written, and what was found."""

    question: Question
    sections: tuple[Section, ...]
    day: datetime.date
    found: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What stands on the first sheet and the first slide."""
        return _("What working as one team would be worth at {company}").format(company=self.question.base.name)

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """Every figure once, by id, in reading order; those of `provenance` last."""
        found = [*(figure for one in self.sections for figure in figures_of(one)), *figures_in([provenance(self)])]
        return {figure.id: figure for figure in found}

    @cached_property
    def places(self) -> dict[str, int]:
        """The number that each figure has in the appendix, by id."""
        return {id: place for place, id in enumerate(self.figures, 1)}

    def section(self, id: str) -> Section | None:
        """Return a part, or None when it was left out."""
        return next((one for one in self.sections if one.id == id), None)


def taken(question: Question, found: Mapping[str, Any], day: datetime.date | None = None) -> Taken:
    """Return the case with commands that work beside its files: they read the company that lies there.

    Parameters
    ----------
    question : Question
    found : mapping
        By id of a part: what its `compute` returned, or the `KitError` that says why it could not.
    day : datetime.date, optional
        Today by default.
    """
    # Whoever changes a number in the file sees what it does; an option of the command would win over the file.
    question = replace(question, named=COMPANY_FILE, is_written=True)
    sections = tuple(_section(question, id, found[id]) for id in PARTS if id in found)
    return Taken(question, sections, day or datetime.date.today(), found)


def _section(question: Question, id: str, outcome: Any) -> Section:
    if isinstance(outcome, KitError):
        why = said(_("This part is missing, because it could not be computed here. {why}"), why=str(outcome))
        return Section(id, _(PARTS[id].title), why, ())
    return PARTS[id].section(question, outcome)


# Where it comes from


def line(case: Taken) -> str:
    """Return where everything comes from in one line, for the foot of a sheet or a slide."""
    years = ngettext("{n} simulated year", "{n} simulated years", case.question.markets)
    return _("{company} in a simulation: {years} of {weeks} weeks, seed {seed}, kit {version}, {day}").format(
        company=case.question.base.name, years=years.format(n=number(case.question.markets)),
        weeks=number(case.question.weeks), seed=case.question.seed, version=__version__, day=date(case.day),
    )  # fmt: skip


def command(case: Taken) -> str:
    """Return the command that makes the whole report again."""
    return f"python -m smkt_helpers report --out alignment-case {report_options(case.question)}"


def changes(question: Question) -> list[tuple[str, Figure, Figure]]:
    """Return the assumptions that were changed: what each is called, its value before and its value now."""
    found = []
    for path, value in question.changed:
        name, was = label_of(question.base, path), value_at(question.base, path)
        before = Figure(f"case.{path}.before", _("{name}: before").format(name=name), _plain(was), _number(was),
                        "given", _("As the company’s file says."))  # fmt: skip
        now = Figure(f"case.{path}", name, _plain(value), _number(value), "changed",
                     _("It was changed for this page."))  # fmt: skip
        found.append((name, before, now))
    return found


def value_at(company: Any, path: str) -> Any:
    """Return a number of a company by its path, for example "team.reps" or "channels.search.potential"."""
    here = company
    for name in path.split("."):
        here = next(row for row in here if row.id == name) if isinstance(here, tuple) else getattr(here, name)
    return here


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")


def provenance(case: Taken) -> Table:
    """Return where everything comes from as a table."""
    asked = case.question
    rows = (
        (_("Company"), asked.base.name),
        (_("Practices that were added to today"), "; ".join(_(PRACTICES[id].name) for id in asked.practices)),
        (_("Assumptions that were changed"), _changed_words(asked)),
        (_("Simulated years, unless a part says otherwise"),
         setting("case.markets", asked.markets, _("Simulated years, each with other people"))),
        (_("Weeks in a simulated year"), setting("case.weeks", asked.weeks, _("Weeks in a simulated year"))),
        (_("Seed and version"),
         _("seed {seed}, kit {version}").format(seed=asked.seed, version=__version__)),
        (_("Day on which it was written"), date(case.day)),
        (_("Made again by"), command(case)),
    )  # fmt: skip
    return Table(_("Where every number of this report comes from."), (_("What"), _("Here")), rows)


def _changed_words(question: Question) -> Said | str:
    templates, gaps = [], {}
    for place, (name, before, now) in enumerate(changes(question)):
        mine = {"name": f"name{place}", "now": f"now{place}", "before": f"before{place}"}
        one = _("{name}: {now} instead of {before}")
        templates.append(one.format(**{gap: f"{{{own}}}" for gap, own in mine.items()}))
        gaps |= {mine["name"]: name, mine["now"]: now, mine["before"]: before}
    return Said("; ".join(templates), gaps) if templates else _("none")


def done(case: Taken) -> list[Said]:
    """Say which practices are chosen and what they cost."""
    found = [headline.chosen_words(case.question)] if case.section("headline") else []
    cost, hours = (case.figures.get(f"otherwise.chosen.{end}") for end in ("cost", "hours"))
    if cost and hours:
        found.append(said(_("They cost {cost} in ads, people and tools more than today in the time played, and {hours} "
                            "a week of both teams that nobody pays extra."), cost=cost, hours=hours))  # fmt: skip
    return found


def worse(case: Taken) -> list[Note]:
    """Return what clearly gets worse, in a frame; nothing when nothing does, or the headline was not computed."""
    outcome = case.found.get("headline")
    known = isinstance(outcome, headline.Headline)
    return headline.side_effects(case.question, outcome) if known else []


def not_counted(case: Taken) -> list[Said]:
    """Return which costs no figure holds; nothing when the headline was left out."""
    return [elsewhere(own_costs.not_counted(case.question).said)] if case.section("headline") else []


def elsewhere(sentence: Said) -> Said:
    """Return a sentence for a place without the table that it speaks of."""
    template = sentence.template
    for here, there in ELSEWHERE:
        template = template.replace(_(here), _(there))
    return replace(sentence, template=template)


def by_id(section: Section | None) -> dict[str, Figure]:
    """Return the figures of a part by id."""
    return {figure.id: figure for figure in figures_of(section)} if section else {}


def commands_of(figures: Sequence[Figure]) -> list[str]:
    """Return the commands that some figures name, each once, in their order."""
    return list(dict.fromkeys(figure.command for figure in figures if figure.command))
