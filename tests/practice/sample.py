"""Cards made for tests, one of each kind, and a lesson folder to load them from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from smkt_helpers.practice import (
    Card,
    Choice,
    Decide,
    KnownWrong,
    Number,
    Order,
    Outcome,
    Rate,
    Reflection,
    Sort,
    Text,
    close_to,
    exactly,
    fact,
    in_order,
    judged,
    mentions,
    played,
    rated,
    sorted_into,
    thought,
)

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
        KnownWrong("leads by won", lambda f: 100 * f["leads"] / f["won"], "That is {leads} divided by {won}."),
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

OWNERS = replace(
    SHARE,
    id="07-owners",
    title="Whose step is it?",
    seat="both",
    control=Sort(
        {"ad": "Writing an ad", "call": "The first call", "offer": "The offer for {won} people", "page": "The website"},
        {"m": "Marketing", "s": "Sales"},
    ),
    check=sorted_into(
        {"ad": "m", "call": "s", "offer": "s", "page": "m"},
        right="Yes, all {all}.",
        partly="{placed} of {all} are in place.",
        otherwise="Only {placed} of {all}: who talks to the person?",
    ),
    known_wrong=(
        KnownWrong("marketing does it all", dict.fromkeys(("ad", "call", "offer", "page"), "m"), "And the reps?"),
    ),
)

RATING = replace(
    SHARE,
    id="07-rating",
    title="How promising?",
    control=Rate({"a": "Ana, 40 hectares", "b": "Bo, a balcony"}, {"1": "not at all", "2": "a little", "3": "very"}),
    check=rated({"a": 3, "b": 1}, 0.5, right="Yes.", partly="{placed} of {all} is.", otherwise="Look at the size."),
    known_wrong=(KnownWrong("all the same", {"a": "1", "b": "1"}, "Are they alike?", state="partly"),),
)

NOTE = replace(
    SHARE,
    id="07-note",
    title="A note for the next one",
    control=Text(least_words=4, most=200),
    check=mentions(
        {
            "who": ("who it is", ("ana",)),
            "need": ("what she needs", ("water", "hose")),
            "count": ("how many were won", ("{won}",)),
            "when": ("when to call", ("monday", "tomorrow")),
        },
        need=3,
        right="Yes, one can go on from here.",
        partly="Nearly: {found} of {needed}. Still missing: {missing}.",
        otherwise="A stranger could not go on. Missing: {missing}.",
    ),
    known_wrong=(
        KnownWrong(
            "blames",
            "Marketing sent rubbish once more",
            "Write what the next one can use.",
            when=lambda facts, answer: "rubbish" in answer.casefold(),
        ),
    ),
)

THOUGHT = replace(
    SHARE,
    id="07-thought",
    title="What will you do?",
    seat="both",
    control=Reflection(least_words=4),
    check=thought(right="Kept.", example="I will ask Mai on Monday."),
    known_wrong=(),
    on_summary=True,
)

_DESK = Decide("sales", ("bar", "touches"), replications=2)


def _decides(facts, answer):
    more = played(_DESK, answer, ("sal",))
    enough = more["sal"] > facts["before"]
    return Outcome(*(("right", "{sal:number} taken on.") if enough else ("not yet", "Only {sal:number}.")), more=more)


DESK = replace(
    SHARE,
    id="07-desk",
    title="Decide",
    control=_DESK,
    facts=lambda given: {**given, "share": 12.5, "before": played(_DESK, {}, ("sal",))["sal"]},
    check=judged(_decides, {"bar": 0.0}),
    known_wrong=(KnownWrong("a higher bar", {"bar": 80}, "Now even fewer are taken on."),),
)

LESSON = (SHARE, WHO, STEPS)
CARDS = (SHARE, WHO, STEPS, OWNERS, RATING, NOTE, THOUGHT, DESK)


def lesson_root(folder: Path) -> Path:
    """Make a kit folder with lesson 07, its cards and two notebooks; return the folder."""
    lesson = folder / "exercises" / "lesson07"
    lesson.mkdir(parents=True)
    (lesson / "cards.py").write_text(
        "from tests.practice.sample import GIVEN, LESSON\n\nCARDS = LESSON\n"
        'TITLE = "After the sale"\n\n\n'
        "def given():\n    return dict(GIVEN)\n",
        encoding="utf-8",
    )
    (folder / "notebooks").mkdir()
    for name in ("07-after-the-sale.ipynb", "08-swap-seats.ipynb"):
        (folder / "notebooks" / name).write_text("{}", encoding="utf-8")
    return folder
