"""What is assumed: every number of the company with its range, what it rests on, and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from smkt_helpers.case.blocks import Cell, Folded, Section, Table
from smkt_helpers.case.figure import BASES, Figure, Said, count, said
from smkt_helpers.case.question import Question
from smkt_helpers.companies import Assumption
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.fitting.report import label_of
from smkt_helpers.words import N_, _, money, ngettext, number, percent

# How the assumptions that are shown first were chosen: in the sample company each number was moved alone from one end
# of its range to the other, and these changed the worth of the chosen practices most. Numbers of single channels and
# segments are left out, because other companies have others.
RANKED_BY = (
    "python -m smkt_helpers sensitivity --first today --second today "
    "--practices own_leads_last,shared_crm,tracked_promise,owners,feedback,meeting --weeks 52 --markets 4 --seed 1"
)
MATTER = (
    "contact.speed_contact",
    "contact.speed_qualify",
    "minutes.meeting",
    "minutes.talk",
    "team.selling_share",
    "contact.first",
    "minutes.touch",
    "trust.rate",
    "contact.speed_power",
    "qualify.intent",
    "qualify.fit",
    "qualify.base",
)
ON_SLIDE = 7
# Units whose number is read before them, as in "6 people"; others, such as "log odds", follow in brackets.
COUNTED = frozenset("people minutes hours days weeks working points leads results times".split())
_NUMBER = re.compile(r"(\d(?:[\d.,]*\d)?%?)")
BASIS_WORDS: Mapping[str, str] = {
    "choice": N_("choice of the kit"),
    "evidence": N_("evidence"),
    "fact": N_("fact"),
    "fitted": N_("fitted to your figures"),
    "changed": N_("changed here"),
}
SECTION_WORDS: Mapping[str, str] = {
    "calendar": N_("Opening hours, and when people ask"),
    "team": N_("People and their hours"),
    "minutes": N_("How long each task takes"),
    "response": N_("What advertising brings"),
    "look": N_("How well a lead can be judged"),
    "contact": N_("Reaching people, and the price of waiting"),
    "qualify": N_("What a conversation finds"),
    "deal": N_("From an offer to a customer"),
    "campaign": N_("Campaigns and messages"),
    "trust": N_("Trust of sales in marketing’s leads"),
    "nurture": N_("Staying in touch with people who are not ready"),
    "prepare": N_("A well prepared conversation"),
    "promise": N_("What customers are promised"),
    "keep": N_("Whether customers stay"),
    "together": N_("Meeting and working in the other team"),
    "structure": N_("Who owns which step"),
    "prospect": N_("People whom sales finds itself"),
    "throttle": N_("Less advertising while leads wait"),
    "targets": N_("What the company expects of a week"),
    "program": N_("How a team under a bonus adjusts its decisions"),
    "trouble": N_("What the unexpected does"),
    "money": N_("Prices of hours and tools"),
    "channels": N_("Ways by which people find the company"),
    "segments": N_("Groups of customers"),
}


@dataclass(frozen=True)
class Row:
    """One assumption as it is asked about.

    Attributes
    ----------
    path, label : str
        Its name in the company file, and what it is in words.
    value : float, int or tuple of float
        As it is played, changes included.
    unit : str
    low, high : float or None
        Its range, in the unit of the value; None without one.
    basis : str
        "evidence", "choice", "fact" or "fitted", and "changed" where the page changed it.
    why : str
        The source or the reason that stands in the company's file.
    before : float, int, tuple of float or None
        The value of the company's file where it was changed; None elsewhere.
    """

    path: str
    label: str
    value: Any
    unit: str
    low: float | None
    high: float | None
    basis: str
    why: str
    before: Any = None


@dataclass(frozen=True)
class Assumed:
    """Every assumption of the company."""

    rows: tuple[Row, ...]


def rows(question: Question) -> tuple[Row, ...]:
    """Return every assumption of the question's company, in the order of its file."""
    changed = dict(question.changed)
    return tuple(_row(question, one, changed) for one in question.base.assumptions)


def _row(question: Question, one: Assumption, changed: Mapping[str, Any]) -> Row:
    label = label_of(question.base, one.path)
    if one.path not in changed or changed[one.path] == one.value:
        return Row(one.path, label, one.value, one.unit, one.low, one.high, one.basis, one.why)
    new = changed[one.path]
    return Row(one.path, label, new, one.unit, one.low, one.high, "changed", one.why, one.value)


def counts(question: Question) -> dict[str, int]:
    """Return how many assumptions rest on what, by basis, none left out; see `Row`."""
    found = Counter(row.basis for row in rows(question))
    return {basis: found[basis] for basis in BASIS_WORDS}


def compute(question: Question, **_helpers: Any) -> Assumed:
    """Collect the assumptions; nothing is played. See `parts`."""
    return Assumed(rows(question))


def section(question: Question, found: Assumed) -> Section:
    """Return the message, the assumptions that matter most, and all of them by section; see `parts`."""
    first = weighty(found.rows)
    blocks = [
        _reading(),
        *([_changed_table(question, found)] if any(row.basis == "changed" for row in found.rows) else []),
        *([_reason(), _table(question, first, _("The assumptions that mattered most in the sample company."))]
          if first else []),
        *_folded(question, found),
        Folded(_("How {company} works today: its decisions").format(company=question.base.name),
               (_decisions(question),)),
    ]  # fmt: skip
    heads = (_("Assumption"), _("Value"), _("Range"), _("Rests on"))
    short = Table(
        _("The assumptions that mattered most in the sample company."), heads,
        tuple((label, value, reach, basis) for label, value, reach, basis, _why in _cells(question, first[:ON_SLIDE])),
    )  # fmt: skip
    return Section("assumptions", _("What is assumed"), message(question), tuple(blocks), (short,) if first else ())


def message(question: Question) -> Said:
    """Say how many numbers are assumed, and how many of them are choices."""
    by_basis, every = counts(question), _all(question)
    words = _(
        "The model of {company} holds {all} numbers. **{choice} of them are choices of this kit**; resting on "
        "published evidence: {evidence}; facts about the company: {fact}. Any of them may be changed."
    )
    if by_basis["fitted"]:
        words = _(
            "The model of {company} holds {all} numbers. **{choice} of them are choices of this kit**; resting on "
            "published evidence: {evidence}; facts about the company: {fact}; fitted to its own figures: {fitted}. Any "
            "of them may be changed."
        )
    gaps = {basis: of_basis(question, basis, "assumptions") for basis in by_basis}
    if by_basis["changed"]:
        words += " " + ngettext("{changed} was changed here.", "{changed} were changed here.", by_basis["changed"])
    return said(words, company=question.base.name, all=every, **gaps)


def of_basis(question: Question, basis: str, part: str) -> Figure:
    """Return how many assumptions rest on a basis, as a figure of a part."""
    return count(
        f"{part}.count.{basis}", counts(question)[basis], basis="counted",
        name=_("Numbers of the company that are: {basis}").format(basis=_(BASES[basis])),
        how=_("Counted in the company’s file, {file}; the part “What is assumed” lists them all.").format(
            file=question.named))  # fmt: skip


def _all(question: Question) -> Figure:
    return count("assumptions.count.all", len(question.base.assumptions), basis="counted",
                 name=_("Numbers of the company’s file"),
                 how=_("Counted in the company’s file, {file}.").format(file=question.named))  # fmt: skip


def weighty(found: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return the assumptions that usually matter most, those of `MATTER` that the company has."""
    by_path = {row.path: row for row in found}
    return tuple(by_path[path] for path in MATTER if path in by_path)


def _reading() -> Said:
    return said(
        _(
            "**Choice** means that this kit chose the number, and says why. **Evidence** means that a published source "
            "reports it. **Fact** means that the company is like that. The range says how far off the number may be; "
            "the ranges of choices are choices too. Some effects are given in log odds: odds are the chance for a "
            "thing divided by the chance against it, and the higher the number, the stronger the effect. How far cases "
            "differ from one another is given as a standard deviation, or as the sigma of a log-normal distribution: "
            "the higher, the more they differ. **Fit** is how well a firm suits the product, **intent** is how much a "
            "person wants it, and to **qualify** is to turn out to have a real need. The **speed curve** says how the "
            "odds fall while somebody waits for the first call."
        )
    )


def _reason() -> Said:
    first = count("assumptions.first", len(MATTER), basis="setting", name=_("Assumptions shown first"),
                  how=_("Each number of the sample company was moved alone from one end of its range to the other; "
                        "these changed the worth of the chosen practices, in contribution, most."),
                  command=RANKED_BY)  # fmt: skip
    return said(_(
        "The {n} assumptions below moved the worth of the practices most when each was changed alone, in the sample "
        "company and with few simulated years. It is a rough order to begin with: in another company, or with other "
        "practices, others may matter more; the part “What would make this vanish” looks for those that are dangerous "
        "here."
    ), n=first)  # fmt: skip


def _changed_table(question: Question, found: Assumed) -> Table:
    changed = tuple(row for row in found.rows if row.basis == "changed")
    return _table(question, changed, _("What was changed on this page."))


def _folded(question: Question, found: Assumed) -> Iterator[Folded]:
    for name, words in SECTION_WORDS.items():
        these = tuple(row for row in found.rows if row.path.split(".")[0] == name)
        if these:
            caption = _("Every number of this kind.")
            yield Folded(_(words), (_table(question, these, caption),))


def _table(question: Question, these: tuple[Row, ...], caption: str) -> Table:
    heads = (_("Assumption"), _("Value"), _("Range"), _("Rests on"), _("Source, or why"))
    return Table(caption, heads, tuple(_cells(question, these)))


def _cells(question: Question, these: tuple[Row, ...]) -> Iterator[tuple[Cell, ...]]:
    for row in these:
        value: Cell = value_of(question, row)
        if row.before is not None:
            value = said(_("**{new}** (was {old})"), new=value, old=value_of(question, row, is_before=True))
        yield (row.label, value, range_of(question, row), _(BASIS_WORDS[row.basis]), _why(row))


def value_of(question: Question, row: Row, *, is_before: bool = False) -> Figure:
    """Return an assumption's value, or the one before it was changed, as a figure."""
    value = row.before if is_before else row.value
    id = f"assumptions.{row.path}" + (".before" if is_before else "")
    basis = next(one.basis for one in question.base.assumptions if one.path == row.path) if is_before else row.basis
    how = _("It stands in the company’s file as {path}: {why}.").format(path=row.path, why=row.why)
    if row.basis == "changed" and not is_before:
        how = _("Changed on this page; in the company’s file {path} is {old}.").format(
            path=row.path, old=shown(question, row, row.before))  # fmt: skip
    single = float("nan") if isinstance(value, tuple) else float(value)
    return Figure(id, row.label, shown(question, row, value), single, basis, how, row.unit)


def range_of(question: Question, row: Row) -> Figure | str:
    """Return an assumption's range as a figure, or a dash where it has none."""
    if row.low is None or row.high is None:
        return "–"
    text = _("{low} to {high}").format(low=_bare(row, row.low), high=_bare(row, row.high))
    how = _("The range in which the true value may lie, as it stands in the company’s file for {path}.")
    own = next(one.basis for one in question.base.assumptions if one.path == row.path)
    return Figure(f"assumptions.{row.path}.range", _("Range of: {label}").format(label=row.label), text, float("nan"),
                  own, how.format(path=row.path), row.unit, row.low, row.high)  # fmt: skip


def _why(row: Row) -> Said | str:
    how = _("The reason for {path} in the company’s file; docs/evidence.md has the sources.").format(path=row.path)
    name = _("Source or reason of: {label}").format(label=row.label)
    return traced(row.why, Figure(f"assumptions.{row.path}.why", name, "", float("nan"), row.basis, how))


def traced(text: str, source: Figure) -> Said | str:
    """Return a text whose numbers open where they come from.

    Parameters
    ----------
    text : str
        Already translated.
    source : Figure
        Says where; each number gets its id with a number behind it.
    """
    # Words are gaps as well: a text from a company's file may hold braces.
    parts = _NUMBER.split(text)
    gaps = {
        f"part{place}": replace(source, id=f"{source.id}.{place // 2 + 1}", text=part) if place % 2 else part
        for place, part in enumerate(parts)
    }
    return Said("".join(f"{{{name}}}" for name in gaps), gaps) if len(parts) > 1 else text


def shown(question: Question, row: Row, value: Any) -> str:
    """Return a value of an assumption as a board member reads it, with its unit."""
    if isinstance(value, tuple) or row.unit == "share":
        return _bare(row, value)
    if row.unit.startswith("money"):
        amount = money(value, question.currency, 0 if float(value).is_integer() else 2)
        return f"{amount} {_(row.unit).removeprefix('money').strip()}".strip()
    if row.unit.split(" ")[0] in COUNTED:
        return f"{_bare(row, value)} {_(row.unit)}"
    return f"{_bare(row, value)} ({_(row.unit)})"


def _bare(row: Row, value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(_bare(row, one) for one in value)
    if row.unit in ("share", "shares"):
        return percent(value, 0 if round(100 * value, 6) % 1 == 0 else 1)
    # As many digits as the file has, three at most.
    digits = next((digits for digits in range(3) if round(value, digits) == value), 3)
    return number(value, digits)


def _decisions(question: Question) -> Table:
    today = question.company.today
    how = _("It stands in the section [today] of the company’s file as {name}. For a company fitted to figures, the "
            "report of the fit says what was read off the data and what was assumed.")  # fmt: skip
    lines = tuple(
        (_(one.label), Figure(f"assumptions.today.{name}", _(one.label), one.show(today[name]), float("nan"), "fact",
                              how.format(name=name)))
        for name, one in DECISIONS.items()
    )  # fmt: skip
    return Table(_("The way of working that is called today."), (_("Decision"), _("Today")), lines)
