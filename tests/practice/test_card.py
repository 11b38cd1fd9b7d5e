"""Declaring a card, and answering it in plain Python."""

from dataclasses import replace

import pytest

from smkt_helpers.errors import KitError
from smkt_helpers.practice import (
    Choice,
    Decide,
    KnownWrong,
    Number,
    Order,
    Outcome,
    Rate,
    Sort,
    close_to,
    in_order,
    judged,
    mentions,
    try_card,
)
from smkt_helpers.practice.load import lessons, load_cards
from smkt_helpers.practice.text import fill
from tests.practice.behaviour import assert_card_behaves
from tests.practice.sample import CARDS, GIVEN, OWNERS, SHARE, STEPS, WHO


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_sample_cards_behave(card):
    assert_card_behaves(card, GIVEN)


@pytest.mark.parametrize("lesson", lessons())
def test_the_kits_own_cards_behave(lesson):
    loaded = load_cards(lesson)
    given = loaded.given()
    for card in loaded.cards:
        assert_card_behaves(card, given)


def test_values_follow_the_data():
    assert try_card(SHARE, {"leads": 1000, "won": 10}, "1").state == "right"
    assert try_card(SHARE, {"leads": 1000, "won": 10}, "12.5").state == "not yet"
    assert try_card(SHARE, GIVEN, "12,5").sentence == "Yes: 12.5%."


def test_a_rounded_answer_still_meets_its_known_mistake():
    reply = try_card(SHARE, {"leads": 1000, "won": 300}, "333.3").sentence
    assert reply == "That is 1,000 divided by 300."


def test_right_wins_over_a_known_mistake_that_happens_to_give_the_same():
    assert try_card(SHARE, {"leads": 10, "won": 10}, "100").state == "right"


@pytest.mark.parametrize(
    ("answer", "part"),
    [("2000", "from 0 to 1,000"), ("maybe", "not a number"), ("1,234", "Does “1,234” mean")],
)
def test_an_answer_that_cannot_be_checked_is_no_try(answer, part):
    outcome = try_card(SHARE, GIVEN, answer)
    assert (outcome.state, outcome.counts) == ("not yet", False)
    assert part in outcome.sentence


def test_percent_where_none_is_meant():
    card = replace(SHARE, control=Number("leads", 0, 2000))
    assert try_card(card, GIVEN, "12%").sentence == "This answer is counted in leads, not in percent."


def test_figures_that_do_not_exist_are_not_held_against_the_learner():
    card = replace(SHARE, facts=lambda given: {"won": 0, "leads": 0, "share": float("nan")})
    outcome = try_card(card, GIVEN, "3")
    assert (outcome.state, outcome.counts) == ("not started", False)


def test_an_order_can_be_partly_right():
    keys = ("lead", "call", "offer", "won")
    check = in_order(keys, right="Yes.", partly="The ends are right.", otherwise="Where does it begin?")
    card = replace(STEPS, control=Order({key: key for key in keys}), check=check, known_wrong=())
    assert try_card(card, GIVEN, ("lead", "offer", "call", "won")).state == "partly"
    assert try_card(card, GIVEN, ("lead", "call", "won", "offer")).state == "not yet"
    assert try_card(card, GIVEN, list(keys)).state == "right"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ([None, None, None], "not started"),
        (None, "not started"),
        (["lead", None, None], "not yet"),
        (["lead", "lead", "won"], "not yet"),
    ],
)
def test_an_unfinished_order_is_no_try(answer, state):
    outcome = try_card(STEPS, GIVEN, answer)
    assert (outcome.state, outcome.counts) == (state, False)


def test_nearly_right_is_partly_right():
    check = close_to(10, 0.5, right="Yes.", otherwise="No.", nearly=2, partly="Close.")
    card = replace(SHARE, check=check)
    states = [try_card(card, GIVEN, text).state for text in ("10.5", "11.5", "13")]
    assert states == ["right", "partly", "not yet"]


def test_a_check_of_ones_own():
    check = judged(lambda facts, answer: Outcome("right", "{won} it is."), "b")
    assert try_card(replace(WHO, check=check, known_wrong=()), GIVEN, "s").sentence == "150 it is."


def test_something_not_handed_in_is_named():
    with pytest.raises(KitError, match="Card 07-share needs “won”, but the lesson handed in: leads"):
        try_card(SHARE, {"leads": 3}, "1")


def test_a_key_error_of_our_own_is_not_mistaken_for_that():
    card = replace(SHARE, facts=lambda given: {"won": {}["deals"]})
    with pytest.raises(KeyError, match="deals"):
        try_card(card, GIVEN, "1")


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"lesson": "7"}, "two digits"),
        ({"id": "share"}, "begin with its lesson"),
        ({"seat": "boss"}, "marketing, sales or both"),
        ({"minutes_do": 0}, "minutes"),
        ({"control": "Number"}, "control"),
        ({"facts": {}}, "facts"),
        ({"check": lambda facts, answer: True}, "close_to"),
        ({"hints": ("one", "two")}, "three hints"),
        ({"known_wrong": (KnownWrong("x", 1, ""),)}, "known wrong"),
        ({"known_wrong": (KnownWrong("x", 1, "Look.", state="right"),)}, "known wrong"),
        ({"task": ""}, "must not be empty"),
        ({"task": "{won:gold}"}, "gap we cannot fill"),
        ({"task": "{won.__class__}"}, "gap we cannot fill"),
        ({"task": "{won"}, "brace without a partner"),
    ],
)
def test_a_card_that_does_not_hold_together_says_so(change, part):
    with pytest.raises(KitError, match=part):
        replace(SHARE, **change)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Number("%", 5, 5),
        lambda: Choice({"a": "Only one"}),
        lambda: Order({"a": "One", "b": ""}),
        lambda: Outcome("wrong", "No."),
        lambda: Sort({"a": "A", "b": "B"}, {"one": "Only one"}),
        lambda: Rate({"a": "A", "b": "B"}, {"low": "Low", "high": "High"}),
        lambda: Decide("boss", ("bar",)),
        lambda: Decide("sales", ("budget",)),
        lambda: Decide("sales", ()),
        lambda: Decide("sales", ("bar",), start="nowhere"),
        lambda: mentions({}, right="Yes.", partly="Half.", otherwise="No."),
        lambda: mentions({"a": ("A", ("a",))}, 2, right="Yes.", partly="Half.", otherwise="No."),
        lambda: mentions({"a": ("A", "stem")}, right="Yes.", partly="Half.", otherwise="No."),
    ],
)
def test_pieces_that_do_not_hold_together_say_so(make):
    with pytest.raises(KitError):
        make()


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{n} leads", "1,200 leads"),
        ("{x}", "2.5"),
        ("{x:number.2}", "2.50"),
        ("{s:percent.1}", "12.5%"),
        ("{n:money}", "EUR 1,200"),
        ("{n:duration}", "20.0 hours"),
        ("{who}", "Ana & <Bo>"),
        ("{none:number}", "–"),
        ("{{n}}", "{n}"),
    ],
)
def test_gaps_are_filled_with_formatted_facts(template, expected):
    facts = {"n": 1200, "x": 2.5, "s": 0.125, "who": "Ana & <Bo>", "none": float("nan"), "currency": "EUR"}
    assert fill(template, facts) == expected


def test_a_gap_without_its_fact_is_named():
    with pytest.raises(KitError, match="asks for lost, but the facts are: n"):
        fill("{lost}", {"n": 1})


def test_a_text_is_right_with_the_number_of_points_it_needs_and_its_made_example_has_all():
    points = {"who": ("who it is", ("{who}",)), "when": ("the day", ("monday",)), "what": ("the need", ("hose",))}
    facts = {"who": "Ana"}
    check = mentions(points, 2, right="Yes.", partly="Half.", otherwise="No.")
    states = [check.judge(facts, text).state for text in ("ANA on Monday.", "It is Ana", "nothing of it")]
    assert states == ["right", "partly", "not yet"]
    assert check.judge(facts, check.example(facts)).more["found"] == 3


def test_half_of_a_sorting_in_place_is_partly_right():
    outcomes = [
        try_card(OWNERS, GIVEN, {"ad": ad, "call": call, "offer": "m", "page": "m"})
        for ad, call in (("m", "s"), ("s", "s"), ("s", "m"))
    ]
    assert [outcome.state for outcome in outcomes] == ["partly", "partly", "not yet"]
    assert outcomes[1].sentence == "2 of 4 are in place."
