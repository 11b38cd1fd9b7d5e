"""What the lesson shows of the sample: the first report, some rows, two scores, and the guess about the months."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets
import pandas as pd

from smkt_helpers import screen
from smkt_helpers.metrics import values
from smkt_helpers.own import figures, sample
from smkt_helpers.story.guess import guess_checked, line_of
from smkt_helpers.words import N_, _, number, percent

GUESS = "newest"
# How the newest month looks beside the oldest, by what lies between the two.
GUESSES: Mapping[str, str] = {
    "more": N_("at least 10% more"),
    "same": N_("about as many, within 10%"),
    "fewer": N_("10 to 30% fewer"),
    "half": N_("30 to 60% fewer"),
    "crash": N_("fewer still"),
}
GUESS_FROM = {"more": 1.1, "same": 0.9, "fewer": 0.7, "half": 0.4, "crash": 0.0}


def guess(lesson: Any) -> widgets.VBox:
    """Ask for the guess of the lesson: how the newest month looks beside the oldest."""
    old, *_between, new = sample.months()
    question = _(
        "Of 100 people who wrote in {old}, {share} have asked for an offer by the end of the data. Compared with that, "
        "how many of 100 who wrote in {new}?"
    ).format(old=old.name, share=number(old.by_now, 1), new=new.name)
    return lesson.predict(GUESS, question, _words())


def guessed(lesson: Any) -> widgets.VBox:
    """Compare the guess with what the sample shows."""
    old, *_between, new = sample.months()
    ratio = new.by_now / old.by_now
    told = _("{new}: {share} of 100, and that is {part} of what {old} shows.").format(
        new=new.name, share=number(new.by_now, 1), part=percent(ratio), old=old.name
    )
    return guess_checked(lesson, GUESS, line_of(GUESS_FROM, ratio), _words(), told)


def _words() -> dict[str, str]:
    return {key: _(words) for key, words in GUESSES.items()}


def first_report() -> widgets.VBox:
    """Import the sample and show what was read, how its columns were read, and what looks odd."""
    _tables, report = sample.reading()
    columns = screen.folded(_("How each column of the contacts was read"), figures.columns_html(report, "contacts.csv"))
    return screen.box([screen.html(figures.read_html(report, sample.named_days()) + columns)], "smkt-card")


def two_screens() -> widgets.VBox:
    """Show the same file read by two people who each took the short way, beside what the import read."""
    tables, report = sample.reading()
    wrote = int(values(tables, ("leads",))["leads"].iloc[0])
    read = next(one.read for one in report.files if one.object == "leads")
    ids = sample.contacts().table["Record ID"]
    rows = [
        {_("Who"): _("Mai"), _("What was counted"): _("every row of the file"), _("Leads"): number(read)},
        {
            _("Who"): _("Jonas"),
            _("What was counted"): _("every id once, whenever the person came"),
            _("Leads"): number(ids[ids != ""].nunique()),
        },
        {
            _("Who"): _("the import"),
            _("What was counted"): _(
                "people who wrote within the quarter, each once; not those whom sales found itself"
            ),
            _("Leads"): number(wrote),
        },
    ]
    return screen.box([screen.html(screen.data_table(rows, _("One file, three answers.")))], "smkt-card")


def rows() -> widgets.VBox:
    """Show the rows of the first card as they stand in the file."""
    table = sample.ten_rows()
    heads = {"Record ID": _("Id"), "Email": _("E-mail"), "Company Name": _("Firm"), "Create Date": _("Created")}
    found = [
        {
            _("Row"): str(row),
            heads["Record ID"]: cells["Record ID"],
            _("Name"): f"{cells['First Name']} {cells['Last Name']}",
            **{heads[name]: cells[name] for name in ("Email", "Company Name", "Create Date")},
        }
        for row, cells in table.iterrows()
    ]
    caption = _("Some rows of the contacts. All people and addresses in this file are invented.")
    return screen.box([screen.html(screen.data_table(found, caption))], "smkt-card")


def scores() -> widgets.VBox:
    """Show how both scores lie for those with a real need and for the others."""
    from smkt_helpers.own.pictures import scores_picture

    found = sample.people().dropna(subset=["score", "late_score"])
    needed = found["sql_at"].notna()
    picture = scores_picture(
        {sample.EARLY_SCORE: found["score"], sample.LATE_SCORE: found["late_score"]}, pd.Series(needed)
    )
    caption = _("Six of these people, as they stand in the file: when they wrote, spoke with sales and were scored.")
    return screen.box([screen.html(picture.html() + screen.data_table(_scored(), caption))], "smkt-card")


def _scored() -> list[dict[str, str]]:
    return [
        {
            _("Row"): str(row),
            _("Enquiry"): cells[sample.CREATED],
            sample.EARLY_SCORE: cells[sample.EARLY_SCORE],
            _("First conversation"): cells[sample.TALKED],
            sample.LATE_SCORE: cells[sample.LATE_SCORE],
            sample.SCORED: cells[sample.SCORED],
            _("Real need"): _("yes") if cells["needed"] else _("no"),
        }
        for row, cells in sample.scored_rows().iterrows()
    ]
