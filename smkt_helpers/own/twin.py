"""The screens on which a company is fitted to somebody's figures, and a change is tried on it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd

from smkt_helpers import screen
from smkt_helpers.companies import Company
from smkt_helpers.crm import Tables
from smkt_helpers.errors import KitError
from smkt_helpers.own.changes import FASTER, Change, change_html, change_of, compared, way_words
from smkt_helpers.own.job import Job, Tell, Work
from smkt_helpers.practice.answers import parse_number
from smkt_helpers.words import N_, _

MARKETS = 20
COMPANY_FILE = "your-company.toml"
FITTED = "fitted"

# What is asked in the short form: the question, its unit and an example.
ASKED: Mapping[str, tuple[str, str, str]] = {
    "leads_per_month": (N_("How many people ask you for something in a month?"), N_("people"), "300"),
    "mql_share": (N_("Of 100 of them, how many does marketing pass to sales?"), "%", "60"),
    "mql_to_sql": (N_("Of 100 passed on, with how many does sales find a real need?"), "%", "8"),
    "win_rate": (N_("Of 100 offers that are decided, how many do you win?"), "%", "40"),
    "deal_value": (N_("What is an offer worth on average, before discount?"), N_("money"), "9000"),
    "reps": (N_("How many people sell?"), N_("people"), "6"),
    "response_hours": (N_("After how many hours has half of the people been called?"), N_("hours"), "24"),
}
# What may be said beside an export, where its files do not tell.
BESIDE: Mapping[str, tuple[str, str, str]] = {
    "reps": (N_("How many people sell, if your files do not tell?"), N_("people"), "6"),
    "marketers": (N_("How many people work in marketing, if you like?"), N_("people"), "3"),
    "spend_per_month": (
        N_("What does marketing spend in a month, if your files do not tell?"),
        N_("money"),
        "20000",
    ),
}


class TwinView:
    """The screens on which a company is fitted and tried.

    Parameters
    ----------
    lesson : smkt_helpers.practice.lesson.Lesson
    tables : callable
        Returns the tables imported last, or None.

    Attributes
    ----------
    found : smkt_helpers.fitting.Fit or None
        The company fitted last.
    """

    def __init__(self, lesson: Any, tables: Callable[[], Tables | None]) -> None:
        self._lesson, self._tables = lesson, tables
        self.found: Any = None
        self._after_fit: list[Callable[[], None]] = []

    def fitting(self) -> widgets.VBox:
        """Return the two ways to fit a company, and how well the last one fits."""
        shown = screen.html(screen.paragraphs(_("No company has been fitted yet.")))
        beside, typed = self._boxes(BESIDE, "beside "), self._boxes(ASKED, "")

        def done(fit: Any) -> None:
            self.found = fit
            shown.value = fit.report.to_html() + _company_link(fit)
            for refresh in self._after_fit:
                refresh()

        def from_tables() -> Work:
            tables = self._tables()
            if tables is None:
                raise KitError(_("Import an export above first, use the sample there, or type your figures below."))
            given = self._read(BESIDE, beside, "beside ", needed=False)
            return lambda tell: _fitted(tables, progress=tell, **given)

        def from_figures() -> Work:
            given = self._read(ASKED, typed, "", needed=True)
            return lambda tell: _fitted(None, progress=tell, **given)

        tables_job = Job(
            _("Fit a company to these numbers"),
            _("Find a company of this kit that shows the figures you imported; takes up to a minute."),
            from_tables,
            done,
        )
        typed_job = Job(
            _("Fit a company to the figures I typed"),
            _("Find a company of this kit that shows these figures; takes some seconds."),
            from_figures,
            done,
        )
        heads = [
            screen.html(f"<h3>{screen.inline(said)}</h3>")
            for said in (_("With the export that was imported"), _("Without an export: seven figures you know"))
        ]
        first = [heads[0], *_labelled(BESIDE, beside), tables_job.widget]
        second = [heads[1], *_labelled(ASKED, typed), typed_job.widget]
        return screen.box([*first, *second, shown], "smkt-card")

    def _boxes(self, asked: Mapping[str, tuple[str, str, str]], mark: str) -> dict[str, widgets.Text]:
        """Return a box for each figure, filled with what was typed the last time."""
        kept = self._lesson.remembered(FITTED)
        return {
            name: widgets.Text(value=_typed(kept.get(mark + name)), placeholder=example)
            for name, (_question, _unit, example) in asked.items()
        }

    def _read(
        self,
        asked: Mapping[str, tuple[str, str, str]],
        boxes: Mapping[str, widgets.Text],
        mark: str,
        *,
        needed: bool,
    ) -> dict[str, float]:
        """Return the figures in some boxes, and keep what was typed."""
        typed = {name: box.value for name, box in boxes.items()}
        given = figures_of(typed, self._lesson.now.number_style, asked, needed=needed)
        kept = {mark + name: text for name, text in typed.items()}
        self._lesson.remember(FITTED, {**self._lesson.remembered(FITTED), **kept})
        return given

    def what_if(self) -> widgets.VBox:
        """Return the list of changes, the button that plays one, and what came of it."""
        shown, told = screen.html(), screen.html()
        kept = self._lesson.remembered(FITTED).get("way")
        way = widgets.Dropdown(options=[(said, key) for key, said in way_words().items()])
        way.value = kept if kept in way_words() else FASTER

        def refresh() -> None:
            shown.value = ""
            told.value = screen.paragraphs(
                _("Fit a company above first; then you can try a change on it.")
                if self.found is None
                else _("Choose a change and play it against today's plan of the fitted company.")
            )

        def begin() -> Work:
            if self.found is None:
                raise KitError(_("Fit a company above first; then you can try a change on it."))
            company, chosen = self.found.company, way.value
            self._lesson.remember(FITTED, {**self._lesson.remembered(FITTED), "way": chosen})

            def work(tell: Tell) -> tuple[Company, Change, pd.DataFrame]:
                change = change_of(company, chosen)
                return company, change, compared(company, change, tell, MARKETS)

            return work

        def done(outcome: tuple[Company, Change, pd.DataFrame]) -> None:
            shown.value = change_html(*outcome)

        job = Job(
            _("Play both plans"), _("Play half a year with and without the change, on the same people."), begin, done
        )
        asked = screen.labelled(way, _("What would you change?"), _("One change at a time, all else as today."))
        self._after_fit.append(refresh)
        refresh()
        return screen.box([told, asked, job.widget, shown], "smkt-card")


def figures_of(
    typed: Mapping[str, str],
    style: str | None,
    asked: Mapping[str, tuple[str, str, str]] = ASKED,
    *,
    needed: bool = True,
) -> dict[str, float]:
    """Read figures that were typed into boxes.

    Parameters
    ----------
    typed : mapping of str to str
        What stands in the boxes, by name as in `ASKED`.
    style : str or None
        How this person writes numbers, when known.
    asked : mapping
        What was asked: `ASKED` or `BESIDE`.
    needed : bool
        Whether none may be blank; else a blank one is left out.

    Raises
    ------
    KitError
        One sentence for each figure that is blank or cannot be read; whether it is possible, the fit says.
    """
    found, wrong = {}, []
    for name, (question, unit, example) in asked.items():
        read = parse_number(typed.get(name, ""), style, unit=_(unit))
        if read.kind == "blank" and not needed:
            continue
        if read.kind == "blank":
            wrong.append(_("{question} This is still blank; type a number, for example {example}.").format(
                question=_(question), example=example))  # fmt: skip
        elif read.value is None:
            wrong.append(f"{_(question)} {read.sentence}")
        else:
            found[name] = read.value / 100 if unit == "%" else read.value
    if wrong:
        raise KitError("\n\n".join(wrong))
    return found


def _labelled(asked: Mapping[str, tuple[str, str, str]], boxes: Mapping[str, widgets.Text]) -> list[widgets.VBox]:
    """Return the boxes with their questions."""
    return [
        screen.labelled(
            boxes[name],
            _(question),
            _("In {unit}; for example {example}.").format(
                unit=_(unit) if unit != "%" else _("percent"), example=example
            ),
        )
        for name, (question, unit, example) in asked.items()
    ]


def _fitted(tables: Tables | None, **ways: Any) -> Any:
    from smkt_helpers.fitting import fit

    return fit(tables, **ways)


def _company_link(fit: Any) -> str:
    """Return a link that saves the fitted company as a file."""
    with tempfile.TemporaryDirectory(prefix="smkt-") as folder:
        path = Path(folder) / COMPANY_FILE
        fit.write(path)
        link = screen.saving_link(COMPANY_FILE, path.read_bytes(), "application/toml")
    said = _("Keep the company as a file, for later and for analysts: {link}")
    return f"<p>{screen.inline(said).format(link=link)}</p>"


def _typed(kept: Any) -> str:
    return kept if isinstance(kept, str) else ""
