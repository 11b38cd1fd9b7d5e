"""Lesson 05 counts what happened between the teams, and tells it both ways."""

import pytest

import smkt_helpers as smkt
from smkt_helpers.practice.load import load_cards
from smkt_helpers.story import handoff, handoff_agreement, handoff_counts
from smkt_helpers.story.handoff_counts import AGREED, HOURS, ON_PAPER, TRACKED, fates, funnel_of, needed, quarter
from tests.helpers import press, shown_text

COMPANY = smkt.company("irrigation")
GUESSES = {"none": "none", "few": "1 to 20", "some": "21 to 50", "most": "51 or more"}


@pytest.fixture(scope="module")
def siloed():
    return quarter(COMPANY, smkt.plans.siloed, 1)


@pytest.fixture(scope="module")
def tracked():
    return quarter(COMPANY, TRACKED, 1)


def test_the_funnel_counts_people_who_asked_and_all_hours_used(siloed):
    funnel = funnel_of(siloed)
    board = smkt.scoreboard(siloed, ("leads", "mql", "sal", "sql", "wins", "new_revenue"))["value"]
    assert (funnel.counts["leads"], funnel.counts["mql"]) == (board["leads"], board["mql"])
    assert funnel.counts["sal"] == board["sal"]
    assert funnel.counts["sql"] < board["sql"], "whom sales found itself was not handed over"
    assert 0 < funnel.counts["won"] <= board["wins"] and 0 < funnel.revenue <= board["new_revenue"]
    assert sum(funnel.hours.values()) == pytest.approx(siloed.terms["rep_hours_used"].sum())


def test_the_way_back_from_last_quarter_s_revenue_leads_to_last_quarter_s_people(siloed):
    funnel = funnel_of(siloed)
    people = needed(funnel.revenue, funnel.price, funnel.rates())
    assert people == pytest.approx(dict(funnel.counts))
    assert handoff_counts.hours_needed(people, funnel) == pytest.approx(sum(funnel.hours.values()))
    more = needed(2 * funnel.revenue, funnel.price, funnel.rates())
    assert more["mql"] == pytest.approx(2 * funnel.counts["mql"])


def test_a_quarter_without_a_signature_has_no_price_and_no_way_back(siloed):
    funnel = funnel_of(siloed)
    nobody = handoff_counts.Funnel(dict.fromkeys(funnel.counts, 0), 0.0, funnel.hours, funnel.paid, funnel.weeks)
    assert nobody.price == 0 and set(nobody.rates().values()) == {0.0}
    with pytest.raises(smkt.KitError, match="Nobody signed"):
        handoff_agreement.draft_of(nobody, {})


def test_fates_add_up_and_a_longer_promise_is_kept_more_often(tracked):
    short, day = fates(tracked, HOURS), fates(tracked, 24)
    for fate in (short, day):
        assert fate["kept"] + fate["late"] + fate["away"] + fate["unopened"] == fate["mql"]
    assert 0 < short["kept"] < day["kept"]


def test_the_picture_says_what_it_shows(tracked):
    fate = fates(tracked, HOURS)
    picture = handoff.fates_picture([("One way", fate)], HOURS)
    share = f"{100 * fate['kept'] / fate['mql']:.0f}"
    assert f"One way: {share} in time" in picture.sentence and "within 4 hours" in picture.caption
    assert picture.table[0]["called in time"] == share
    assert ">One way<" in picture.svg


def test_a_promise_on_paper_moves_no_call_and_a_tracked_one_does():
    paper = quarter(COMPANY, ON_PAPER, 1)
    moved = handoff_counts.sooner(quarter(COMPANY, AGREED, 1), paper)
    assert moved["same"] == moved["called"] > 0
    follows = handoff_counts.sooner(paper, quarter(COMPANY, TRACKED, 1))
    assert follows["sooner"] > follows["later"] > 0
    assert follows["sooner"] + follows["later"] + follows["same"] == follows["called"]


def test_the_sentence_about_the_promise_goes_both_ways(siloed, tracked):
    agreed, paper = quarter(COMPANY, AGREED, 1), quarter(COMPANY, ON_PAPER, 1)
    said = handoff.promise_sentence(siloed, agreed, paper, tracked)
    assert "changes nothing more" in said and "brings" in said and "forward" in said
    turned = handoff.promise_sentence(tracked, siloed, tracked, siloed)
    assert "do not shorten the wait" in turned and "does not help in this market" in turned
    assert "changes nothing more" not in turned


def test_leaks_are_shown_with_their_owner_and_what_a_name_mends(siloed):
    told = shown_text(handoff.between_the_teams(COMPANY))
    lost = handoff_counts.fate_of_leads(siloed)["lost"]
    assert f"never got onto a list that sales reads {lost}" in told and "nobody" in told
    assert f"0 instead of {lost} leads" in told


def test_three_ways_to_hand_over_and_five_places_for_the_line():
    told = shown_text(handoff.ways_to_hand_over(COMPANY))
    assert all(way in told for way in ("a list once a week", "a file every morning", "one shared CRM, at once"))
    told = shown_text(handoff.where_is_the_line(COMPANY))
    assert "two definitions (siloed)" in told and all(f"{line} points" in told for line in handoff.LINES)


def test_the_guess_is_answered_once_there_is_one(tmp_path, monkeypatch):
    monkeypatch.setenv("SMKT_HOME", str(tmp_path))
    lesson = smkt.start("05")
    answer = handoff.promise_guess(lesson, GUESSES, COMPANY)
    assert "Make your guess" in shown_text(answer)
    asked = lesson.predict("sooner", "How many?", GUESSES)
    asked.children[1].children[0].value = "some"
    press(asked, "This is my prediction")
    told = shown_text(answer)
    assert "Not one of these calls came sooner" in told and "It came out differently" in told


def test_the_lead_for_the_note_has_everything_the_note_needs(siloed):
    lead = handoff_counts.lead_to_hand_over(siloed)
    assert all(lead[name] for name in ("firm", "role", "sector", "channel", "message", "asked"))
    assert lead["firm"].lower().startswith(lead["stem"])


def test_a_printed_list_saves_work_in_an_outage_and_never_more_than_a_working_crm():
    found = handoff_counts.outage_counts(COMPANY)
    assert found["waiting"] == 0 < found["paper"] <= found["normal"]


@pytest.mark.parametrize(
    "note",
    [
        "Sagewood Nurseries, mobile before nine. Old controller broken, wants a replacement. Came from our ads. "
        "We promised to ring within a day. Please phone tomorrow.",
    ],
)
def test_a_note_in_the_learner_s_own_words_is_understood(note):
    loaded = load_cards("05")
    given = loaded.given()
    card = loaded.card("05-note")
    assert smkt.practice.try_card(card, given, note).state == "right"
    short = "Sagewood Nurseries has a broken controller, phone them on Monday please."
    half = smkt.practice.try_card(card, given, short)
    assert half.state == "partly" and "what we have promised already" in half.sentence
