"""Cards made for tests, one of each kind, and a lesson folder to load them from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from smkt_helpers.practice import Card, Choice, KnownWrong, Number, Order, close_to, exactly, fact, in_order

GIVEN = {"leads": 1200, "won": 150}

SHARE = Card(
    id="07-share",
    lesson="07",
    title="How many were won?",
    seat="sales",
    minutes_teach=2,
    minutes_do=4,
    task="{won} of {leads} leads were won. What share is that?",
    control=Number("%", 0, 1000),
    facts=lambda given: {
        "won": given["won"],
        "leads": given["leads"],
        "share": 100 * given["won"] / given["leads"],
    },
    check=close_to(fact("share"), 0.2, right="Yes: {share:number.1}%.", otherwise="Divide won by leads."),
    known_wrong=(
        KnownWrong(
            "leads by won", lambda f: 100 * f["leads"] / f["won"], "That is {leads} divided by {won}."
        ),
        KnownWrong("the share itself", lambda f: f["share"] / 100, "Nearly: now in percent.", state="partly"),
    ),
    hints=("Look at the two counts.", "Divide {won} by {leads}.", "3 of 60: 3 / 60 = 5%."),
    solution="{won} / {leads} = {share:number.1}%",
    cut_when_late="Say it aloud.",
    trainer_notes="Ask for the two counts first.",
)

WHO = replace(
    SHARE,
    id="07-who",
    title="Who decides?",
    seat="marketing",
    control=Choice({"m": "Marketing", "s": "Sales", "b": "Both, and they write it down"}),
    check=exactly("b", right="Yes, both.", otherwise="Think of who is hurt."),
    known_wrong=(KnownWrong("one team alone", "m", "And what would sales say?"),),
)

STEPS = replace(
    SHARE,
    id="07-steps",
    title="What comes first?",
    seat="both",
    control=Order({"won": "Won", "lead": "Lead", "call": "First call"}),
    check=in_order(
        ("lead", "call", "won"), right="Yes.", partly="The ends are right.", otherwise="Where does it begin?"
    ),
    known_wrong=(KnownWrong("backwards", ("won", "call", "lead"), "You told it from its end."),),
)

CARDS = (SHARE, WHO, STEPS)


def lesson_root(folder: Path) -> Path:
    """Make a kit folder with lesson 07, its cards and two notebooks; return the folder."""
    lesson = folder / "exercises" / "lesson07"
    lesson.mkdir(parents=True)
    (lesson / "cards.py").write_text(
        "from tests.practice.sample import CARDS, GIVEN\n\n"
        'TITLE = "After the sale"\n\n\n'
        "def given():\n    return dict(GIVEN)\n",
        encoding="utf-8",
    )
    (folder / "notebooks").mkdir()
    for name in ("07-after-the-sale.ipynb", "08-swap-seats.ipynb"):
        (folder / "notebooks" / name).write_text("{}", encoding="utf-8")
    return folder
