"""Lesson 02 counts one quarter by two rules, gives the credit by four, and tells it both ways."""

from types import SimpleNamespace

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.crm import Tables
from smkt_helpers.measures import conversion
from smkt_helpers.practice import try_card
from smkt_helpers.practice.load import load_cards
from smkt_helpers.story import one_language
from smkt_helpers.story import one_language_counts as counts
from smkt_helpers.story.handoff_counts import quarter
from tests.helpers import press, shown_text

COMPANY = smkt.company("irrigation")
GUESSES = {"less": "<100", "all": "100", "bit": "101 to 140", "much": "141 to 199", "double": "200 or more"}


@pytest.fixture(scope="module")
def siloed():
    return quarter(COMPANY, smkt.plans.siloed, 1)


def _with(tables, **changed):
    """Return the same tables with some of them replaced."""
    names = ("leads", "activities", "deals", "customers", "spend", "terms")
    makers = {name: changed.get(name, getattr(tables, name)).copy for name in names}
    return Tables(makers, start=tables.start, end=tables.end, replications=1, currency=tables.currency)


def _only(tables, leads):
    """Return the tables with the deals of some leads only."""
    return _with(tables, deals=tables.deals[tables.deals["lead_id"].isin(leads)])


# Counting


def test_counts_by_hand_are_those_of_the_scoreboard(siloed):
    found = counts.figures(siloed)
    board = smkt.scoreboard(siloed)["value"]
    pairs = {"leads": "leads", "mql": "mql", "sal": "sal", "opportunities": "opened", "wins": "won"}
    assert {name: board[name] for name in pairs} == {name: found[mine] for name, mine in pairs.items()}
    assert board["win_rate"] == pytest.approx(found["won"] / found["decided"])
    assert board["lead_to_won"] == pytest.approx(found["cohort_won"] / found["cohort_leads"])
    assert conversion("mql", "sal", 8)(siloed)[0] == pytest.approx(found["cohort_sal"] / found["cohort"])
    assert 0 < found["cohort_won"] < found["cohort_sal"] < found["cohort"] < found["cohort_leads"]
    assert 0 < found["before"] < found["won"]


def test_each_screen_is_right_by_its_own_rule_and_a_wrong_count_would_be_noticed(siloed):
    assert one_language.miscounted(siloed) == []
    lost = siloed.activities[siloed.activities["team"] == "sales"]
    told = one_language.miscounted(_with(siloed, activities=lost))
    assert told == ["Mai's screen (marketing): Of every 100 customers, how many are thanks to us?"]


def test_rules_that_share_add_up_to_a_hundred_and_claims_to_more(siloed):
    given = counts.credit(siloed)
    for rule in ("first", "last", "shared"):
        assert sum(given[rule].values()) == pytest.approx(100)
    assert sum(given["claimed"].values()) > 100
    assert given["last"]["sales"] == 100, "the lesson says that nobody signs before a rep has talked to them"
    found = counts.figures(siloed)
    assert given["first"]["sales"] == pytest.approx(100 * found["found"] / found["won"])


@pytest.mark.parametrize("market", range(2, 6))
def test_in_every_market_a_rep_has_talked_to_whoever_signs(market):
    tables = smkt.simulate(COMPANY, smkt.plans.siloed, seed=market).tables()
    talked = tables.activities.query("kind == 'conversation'")["lead_id"]
    assert counts.won_deals(tables)["lead_id"].isin(talked).all()
    assert one_language.miscounted(tables) == []


def test_touches_end_with_the_signature(siloed):
    seen = counts.touches(siloed)
    signed = counts.won_deals(siloed).set_index("lead_id")["closed_at"]
    assert set(seen["lead_id"]) == set(signed.index)
    assert (seen["started_at"] <= seen["lead_id"].map(signed)).all()
    assert "renewal" not in set(seen["kind"])


def test_each_customer_of_marketing_has_one_first_and_one_last_channel(siloed):
    table, found = counts.by_channel(siloed), counts.figures(siloed)
    assert table["first"].sum() == table["last"].sum() == found["won"] - found["found"]
    assert (table["claimed"] >= table[["first", "last"]].max(axis=1)).all()
    ads = siloed.activities.query("kind == 'ad seen'")
    customer = counts.won_deals(siloed).merge(ads, on="lead_id")["lead_id"].iloc[0]
    mine = ads[ads["lead_id"] == customer].sort_values("started_at")["channel"]
    one = counts.by_channel(_only(siloed, [customer]))
    assert (one["first"].idxmax(), one["last"].idxmax()) == (mine.iloc[0], mine.iloc[-1])


def test_one_customer_without_an_ad_belongs_to_sales_alone(siloed):
    own = siloed.leads.query("source == 'own prospect' and status == 'won'")["lead_id"]
    alone = _only(siloed, own)
    given = counts.credit(alone)
    assert all(given[rule] == {"marketing": 0.0, "sales": 100.0} for rule in counts.RULES)
    assert counts.by_channel(alone).empty
    told = one_language.credit_sentence(alone)
    assert "both the first and the last touch favour sales" in told and "add up to 100 of every 100" in told
    assert "every channel the same customers" in one_language.moved_sentence(alone)


def test_the_best_week_is_one_of_the_quarter_and_none_without_offers(siloed):
    week, won, opened = counts.best_week(siloed)
    assert 1 <= week <= 13 and 0 < won and 0 < opened
    assert counts.best_week(_only(siloed, [])) == (0, 0, 0)


def test_people_of_each_temperature_are_all_who_asked_in_time(siloed):
    table = counts.by_temperature(siloed)
    assert list(table.index) == ["cold", "warm", "qualified"]
    leads = siloed.leads
    mine = (leads["created_at"] >= siloed.start) & (leads["created_at"] <= siloed.end - pd.Timedelta(weeks=4))
    assert table["leads"].sum() == (mine & (leads["source"] != "own prospect")).sum()
    assert (table["sql"] <= table["sal"]).all() and (table["sal"] <= table["mql"]).all()


def test_one_person_stands_at_each_stage_with_the_times_of_that_stage(siloed):
    people = counts.one_at_each_stage(siloed)
    assert tuple(people.index) == counts.STANDS
    reached = people[["mql_at", "sal_at", "sql_at", "opportunity_at"]].notna().sum(axis=1)
    assert reached.tolist() == [0, 1, 2, 3, 4, 4]


# Sentences, in both directions


def test_the_sentence_about_the_screens_goes_both_ways(siloed, monkeypatch):
    assert "differ in 3 of 3 answers" in one_language.screens_sentence(siloed)
    assert "right by its own rule" in one_language.screens_sentence(siloed)
    same = {"good": 10.0, "conversion": 1.0, "brought": 50.0}
    monkeypatch.setattr(counts, "on_screens", lambda _tables: {"marketing": same, "sales": same})
    told = one_language.screens_sentence(siloed)
    assert "happen to give the same three answers" in told and "these differ" in told


def test_the_sentence_about_the_period_goes_both_ways(siloed, monkeypatch):
    found = counts.figures(siloed)
    assert f"Of the {found['won']} customers" in one_language.period_sentence(siloed)
    monkeypatch.setattr(counts, "best_week", lambda _tables: (3, 6, 4))
    assert "In week 3, Jonas's rule gives 150%" in one_language.period_sentence(siloed)
    monkeypatch.setattr(counts, "best_week", lambda _tables: (3, 1, 4))
    assert "as high as 25% in week 3" in one_language.period_sentence(siloed)
    monkeypatch.setattr(counts, "best_week", lambda _tables: (0, 0, 0))
    assert "has no answer" in one_language.period_sentence(siloed)


def test_the_sentence_about_temperatures_follows_the_figures(monkeypatch):
    def told(cold, warm, qualified):
        table = pd.DataFrame(
            {"leads": 100, "mql": 90, "sal": 50, "sql": [cold, warm, qualified]}, index=["cold", "warm", "qualified"]
        )
        monkeypatch.setattr(counts, "by_temperature", lambda _tables: table)
        return shown_text(one_language.temperatures(COMPANY))

    assert "The warmer the channel" in told(1, 2, 3)
    assert "the order can turn" in told(1, 3, 2)
    assert "did no worse" in told(4, 3, 2)


# What the notebook shows


def test_the_learner_s_own_screen_comes_first():
    for home, first in (("sales", "Jonas's screen"), ("marketing", "Mai's screen"), (None, "Mai's screen")):
        lesson = SimpleNamespace(now=SimpleNamespace(home=home))
        assert shown_text(one_language.both_screens(lesson, COMPANY)).startswith(first)


def test_tables_show_the_counts_and_their_sums(siloed):
    found, table = counts.figures(siloed), counts.by_channel(siloed)
    told = shown_text(one_language.channel_credit(COMPANY))
    total = table["claimed"].sum() + found["won"]
    assert f"All together {found['won']} {found['won']} {total}" in told
    told = shown_text(one_language.conversions(COMPANY))
    assert f"{found['cohort_won']} signed {found['cohort']} leads passed on (Mai's)" in told
    told = shown_text(one_language.slide_for_both(COMPANY))
    assert f"{found['won'] - found['found']} wrote to us first, {found['found']} were found by a rep" in told
    told = shown_text(one_language.six_people(COMPANY))
    assert "MQL, marketing qualified lead" in told and "opportunity" in told


def test_the_picture_says_what_it_shows(siloed):
    picture, given = one_language.credit_picture(siloed), counts.credit(siloed)
    assert f"Each team counts whom it touched: {given['claimed']['marketing']:.0f} to marketing" in picture.sentence
    assert [row["Together"] for row in picture.table[:3]] == ["100", "100", "100"]
    assert float(picture.table[3]["Together"]) == pytest.approx(sum(given["claimed"].values()), abs=0.5)
    assert ">The first touch gets the customer<" in picture.svg
    assert picture.table_html() in shown_html(one_language.who_brought_them(COMPANY))


def shown_html(widget):
    return " ".join(one.value for one in widget.children if hasattr(one, "value"))


def test_the_guess_is_answered_once_there_is_one(tmp_path, monkeypatch):
    monkeypatch.setenv("SMKT_HOME", str(tmp_path))
    lesson = smkt.start("02")
    answer = one_language.claims_guess(lesson, GUESSES, COMPANY)
    assert "Make your guess" in shown_text(answer)
    asked = lesson.predict("claims", "How many?", GUESSES)
    asked.children[1].children[0].value = "all"
    press(asked, "This is my prediction")
    told = shown_text(answer)
    assert "together 181" in told and "It came out differently" in told


def test_the_bands_of_the_guess_are_those_of_the_notebook(siloed):
    assert set(one_language.CLAIMED_FROM) == set(GUESSES)
    both = sum(counts.credit(siloed)["claimed"].values())
    assert next(key for key, least in one_language.CLAIMED_FROM.items() if both >= least) == "much"


# The definition in the learner's own words


@pytest.fixture(scope="module")
def definition():
    loaded = load_cards("02")
    given = loaded.given()
    return lambda text: try_card(loaded.card("02-definition"), given, text)


@pytest.mark.parametrize(
    "text",
    [
        "A nursery or orchard with more than five staff that wants a price for watering this season. It is in our CRM.",
        "A farm of at least 20 people which has requested a visit within the last four weeks; the date is recorded.",
    ],
)
def test_a_definition_in_the_learner_s_own_words_is_understood(definition, text):
    assert definition(text).state == "right"


def test_an_unfinished_definition_hears_what_is_missing(definition):
    half = definition("A customer who filled in the contact form and asked for prices last month")
    assert half.state == "partly"
    assert "which firms" in half.sentence and "where both teams can look it up" in half.sentence
    score = definition("A grower who asked for a price and has a score of at least forty points")
    assert score.state == "partly" and "within what time" in score.sentence


def test_a_feeling_is_no_definition_and_a_complete_text_with_feeling_is(definition):
    assert "What can be" in definition("We feel strongly that this grower is going to buy from us soon").sentence
    full = "A grower who asked for an offer this month, with a date in the CRM, whatever we feel about it"
    assert definition(full).state == "right"


def test_two_figures_that_look_alike_are_told_apart_only_when_they_do():
    given = {"shared": {"marketing": 37.4, "sales": 62.6}}
    assert "there are 37 customers" in one_language._same_number(given, 37)
    assert one_language._same_number(given, 38) == ""


@pytest.mark.parametrize(("found", "told_apart"), [(7, True), (8, False)])
def test_the_slide_tells_those_who_signed_from_those_whom_a_rep_found(monkeypatch, siloed, found, told_apart):
    figures = counts.figures(siloed) | {"cohort_won": 7, "found": found}
    monkeypatch.setattr(counts, "figures", lambda _tables: figures)
    assert ("not the 7 who signed" in shown_text(one_language.slide_for_both(COMPANY))) == told_apart
