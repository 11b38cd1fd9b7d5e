"""Lesson 06: what a loop brings is computed both ways, and suggestions are tried out before anybody says yes."""

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.story import loop, loop_beside, loop_pages, two_teams
from tests.helpers import assert_named, find, press, shown_text

COMPANY = smkt.company("irrigation")
WORDS = {"short": "ten minutes pay", "both": "both pay", "long": "two hours pay", "none": "neither pays"}


@pytest.fixture(scope="module")
def runs():
    return loop.half_years(COMPANY, replications=2)


def boards(nothing, short, long):
    return {
        minutes: pd.Series({"contribution": float(left), "acceptance": 0.5, "speed_median": 5.0})
        for minutes, left in ((0, nothing), (10, short), (120, long))
    }


def lesson():
    return smkt.start("06", setup_check=list)


# What comes of it


@pytest.mark.parametrize(
    ("left", "pays", "said"),
    [
        ((100, 130, 60), "short", ["Ten minutes a day pay for themselves: they leave EUR 30 more", "EUR 40 less"]),
        ((100, 130, 160), "both", ["both pay: ten minutes a day leave EUR 30 more", "two hours leave EUR 60 more"]),
        ((100, 90, 160), "long", ["two hours a day leave EUR 60 more", "ten minutes leave EUR 10 less"]),
        ((100, 90, 60), "none", ["neither pays: ten minutes a day leave EUR 10 less", "two hours leave EUR 40 less"]),
    ],
)
def test_what_pays_is_told_all_ways(left, pays, said):
    assert loop.what_pays(boards(*left)) == pays
    assert all(words in loop.pays_sentence(boards(*left), "EUR") for words in said)


def test_without_gain_nothing_pays():
    assert loop.what_pays(boards(100, 100, 100)) == "none"


def test_the_picture_says_what_its_table_says(runs):
    told = shown_text(loop.minutes_a_day(COMPANY, runs))
    best = max(runs, key=lambda minutes: runs[minutes]["contribution"])
    assert f"EUR {runs[best]['contribution']:,.0f} left" in told
    for minutes, board in runs.items():
        assert f"EUR {board['contribution']:,.0f}" in told
        assert f"{board['together_hours']:,.1f}" in told, f"hours at {minutes} minutes are working hours"


def test_the_best_may_be_no_loop_at_all():
    assert "the highest is the one without any loop, EUR 100" in loop._best_sentence(boards(100, 90, 60), "EUR")


def test_longer_waiting_is_told_and_so_is_shorter_waiting():
    runs = boards(100, 130, 60)
    runs[10]["speed_median"], runs[10]["acceptance"] = 9.0, 0.6
    said = loop._waiting_sentence(runs)
    assert "60% of the leads it looks at instead of 50%" in said and "a price that no report shows" in said
    runs[10]["speed_median"], runs[10]["acceptance"] = 3.0, 0.4
    said = loop._waiting_sentence(runs)
    assert "without the loop it was 50%" in said and "price" not in said


def test_a_loop_changes_the_loop_and_nothing_else():
    assert loop.with_loop(0) == loop.AGREED
    changed = loop.AGREED.differences(loop.with_loop(10))
    assert set(changed) == {"meeting_minutes", "feedback", "writeback"}
    assert loop.with_loop(10)["meeting_minutes"] == 50


def test_the_agreement_stands_and_later_lessons_are_not_there_yet():
    """The prose: leads go over at once, every step has an owner, the first call is tracked; nobody tells anybody."""
    agreed = loop.AGREED
    told = ("handoff", "owners", "tracked", "shared_definition", "feedback", "meeting_minutes", "nurture", "dashboard")
    assert [agreed[name] for name in told] == ["shared_crm", True, True, True, "never", 0, 0, False]
    assert COMPANY.team.reps + COMPANY.team.marketers == 9, "the prose says nine people"


def test_the_guess_is_answered_once_it_is_made(runs):
    started = lesson()
    answer = loop.guess_answered(started, WORDS, COMPANY, runs)
    assert "Make your guess" in shown_text(answer)
    find(asked := started.predict("loop", "Which?", WORDS), "Which").value = "none"
    press(asked, "This is my prediction")
    told = shown_text(answer)
    assert loop.pays_sentence(runs, COMPANY.currency) in told
    assert ("what happened" in told) == (loop.what_pays(runs) == "none")


# Papers and calls


def test_the_calls_are_written_after_people_of_the_sample():
    leads = loop_pages.read_csv("leads", loop_pages.kit_root() / "datasets/irrigation/leads.csv").set_index("lead_id")
    deals = loop_pages.read_csv("deals", loop_pages.kit_root() / "datasets/irrigation/deals.csv").set_index("lead_id")
    hedda, toni, agnes = (call.lead for call in loop_pages.CALLS)
    assert (leads.loc[hedda, "status"], leads.loc[hedda, "role"]) == ("not ready", "owner")
    assert "second greenhouse in spring" in leads.loc[hedda, "message"]
    assert leads.loc[hedda, "created_at"].day_name() == "Saturday", "she says so"
    assert (leads.loc[toni, "status"], leads.loc[toni, "sector"]) == ("disqualified", "private garden")
    assert leads.loc[toni, "channel"] == "search ads"
    assert (deals.loc[agnes, "lost_reason"], deals.loc[agnes, "meetings"]) == ("price", 3)
    assert (leads.loc[agnes, "size"], leads.loc[agnes, "sector"]) == (11, "flower nursery")
    weeks = (deals.loc[agnes, "closed_at"] - leads.loc[agnes, "created_at"]).days / 7
    assert 5 <= weeks < 6 and leads.loc[agnes, "created_at"].month == 8, "five weeks from August on"
    assert deals.loc[agnes, "closed_at"].day_name() == "Friday"


def test_each_call_is_folded_and_can_be_read():
    told = shown_text(box := loop.calls())
    assert "".join(child.value for child in box.children[1:]).count("<details") == len(loop_pages.CALLS)
    assert all(10 <= len(call.lines) <= 14 for call in loop_pages.CALLS)
    for call in loop_pages.CALLS:
        assert call.title in told and call.lines[-1][1] in told


def test_a_sample_without_the_lead_says_what_to_do(monkeypatch):
    monkeypatch.setattr(loop_pages, "CALLS", (loop_pages.Call(-5, "Nobody", "A call", (("rep", "Hello"),)),))
    with pytest.raises(smkt.KitError, match="no lead -5.*datasets"):
        loop.calls()


def test_the_agenda_takes_half_an_hour():
    told = shown_text(loop.agenda())
    assert "30 minutes" in told and "50" not in told
    assert all(words in told for _minutes, words in loop.AGENDA.values())
    assert "in the customer's words" in shown_text(loop.day_report()).lower()


# A suggestion


def figures(left, moved):
    return pd.Series({"contribution": float(left), "returned": float(moved), "forecast_error": float(moved)})


@pytest.mark.parametrize(
    ("name", "before", "after", "said", "words"),
    [
        ("nurture", (1000, 5), (1100, 5), "yes", "leaves EUR 100 more"),
        ("nurture", (1000, 5), (900, 50), "no", "leaves EUR 100 less"),
        ("nurture", (1000, 5), (1010, 50), "try", "goes from 5 to 50"),
        ("nurture", (1000, 5), (1010, 4), "no", "no difference worth the trouble"),
        ("targets", (1000, 0.9), (1000, 0.2), "try", "goes from 90% to 20%"),
        ("targets", (1000, 0.2), (1000, 0.9), "no", "no difference worth the trouble"),
        ("nurture", (-1000, 5), (-900, 5), "yes", "leaves EUR 100 more"),
    ],
)
def test_the_other_side_s_reply_follows_the_figures(name, before, after, said, words):
    one = loop.SUGGESTIONS[name]
    assert loop.verdict(one, figures(*before), figures(*after)) == said
    reply = loop.reply(one, figures(*before), figures(*after), "EUR")
    assert words in reply and reply.startswith("Mai" if one.by == "sales" else "Jonas")


def test_a_suggestion_is_tried_out_and_remembered(monkeypatch):
    monkeypatch.setattr(loop, "MARKETS", 1)
    started = lesson()
    box = loop.suggest(started, COMPANY)
    assert_named(box)
    press(box, "Ask them")
    assert "Choose a suggestion" in shown_text(box)
    find(box, "What do you").value, find(box, "What will").value = "fewer", "no"
    press(box, "Ask them")
    told = shown_text(box)
    assert "Mai:" in told and loop.SUGGESTIONS["fewer"].words in told and "Choose a suggestion" not in told
    press(box, "Ask them")
    assert started.now.lesson("06").seats == {"sales": 1}, "asking twice is one practice"
    again = shown_text(loop.suggest(lesson(), COMPANY))
    assert loop.SUGGESTIONS["fewer"].words in again, "it is still there tomorrow"


def test_own_suggestions_come_first():
    started = lesson()
    find(asked := started.home(), "Where do you work").value = "sales"
    assert asked
    options = [words for words, _key in find(loop.suggest(started, COMPANY), "What do you").options[1:]]
    assert options[0].startswith("Sales suggests") and options[-1].startswith("Marketing suggests")


# Figures that surprise beside others


@pytest.mark.parametrize(
    ("same_line", "year", "said", "not_said"),
    [
        (290, (900, 1000), ("48. With 48 points one team too would have left EUR 290", "one team leaves more"), "too,"),
        (210, (900, 800), ("Over a whole year, too, one team leaves no more",), "one number"),
    ],
)
def test_one_team_is_put_beside_the_agreement_both_ways(same_line, year, said, not_said):
    quarter = {"agreed": 300.0, "team": 200.0, "team_same_line": float(same_line)}
    told = loop_beside.one_team_sentence(quarter, dict(zip(("agreed", "team"), year, strict=True)), "EUR")
    assert "“As one team” left EUR 200" in told and "leaves EUR 300" in told
    assert all(words in told for words in said) and not_said not in told


def test_no_difference_is_explained_where_one_team_leaves_more_in_the_quarter_too():
    quarter = {"agreed": 200.0, "team": 300.0, "team_same_line": 400.0}
    assert "one number" not in loop_beside.one_team_sentence(quarter, {"agreed": 1.0, "team": 2.0}, "EUR")


def test_one_team_s_quarter_is_the_one_that_lesson_01_shows():
    shown = shown_text(two_teams.as_one_team(COMPANY, smkt.plans.siloed, smkt.plans.aligned))
    left = shown.split("Contribution")[1].split("EUR")[3].split()[0]
    assert f"“As one team” left EUR {left} in its quarter" in shown_text(loop_beside.beside_one_team(COMPANY))


def management(points, margin, plan, reached):
    return pd.Series(
        {"satisfied_management": points, "margin": margin, "forecast_error": plan, "quota_reached": reached}
    )


@pytest.mark.parametrize(
    ("now", "said", "not_said"),
    [
        (management(50.0, 100.0, 0.0, 2.05), ("Why is management not more", "205% of the plan", "pleasant"), "xx"),
        (management(40.0, 80.0, 0.0, 0.4), ("Why is management not more", "40% of the plan, which"), "pleasant"),
        (management(95.0, 100.0, 90.0, 1.1), ("Management has 95 of 100 points",), "of the plan,"),
    ],
)
def test_what_management_looks_at_is_told_both_ways(now, said, not_said):
    told = loop_beside.management_sentence(management(82.0, 88.0, 76.0, 1.05), now)
    assert all(words in told for words in said) and not_said not in told
    assert f"gives {now['margin']:.0f} points instead of 88" in told


def test_management_s_points_are_those_of_the_desk_and_the_mean_of_their_parts():
    told = shown_text(loop_beside.management_sees(COMPANY))
    board = loop.half_year(COMPANY, loop.AGREED, ("satisfied_management",))
    assert f"it has {board['satisfied_management']:.0f} of 100 points" in told
    changes = loop.SUGGESTIONS["targets"].changes
    mended = loop.half_year(COMPANY, loop.AGREED.replace(**changes), ("satisfied_management",))
    assert mended["satisfied_management"] > board["satisfied_management"] + 10, "a suggestion does change it"
