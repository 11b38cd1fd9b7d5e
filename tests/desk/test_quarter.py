"""Two desks, one quarter: what a learner does, and what the screen then says."""

import asyncio

import pytest

from smkt_helpers import desk as desks
from smkt_helpers import engine, practice
from smkt_helpers.company_file import company
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.desk import LessonMemory, Quarter, desk
from smkt_helpers.desk import game as game_module
from smkt_helpers.desk import quarter as quarter_module
from smkt_helpers.desk.timing import key_to_picture_ms
from smkt_helpers.errors import KitError
from smkt_helpers.plan import siloed
from tests.desk.quick import QUICK, Notebook, quarter
from tests.helpers import assert_named, assert_no_trouble, controls, find, press, shown_text

THRESHOLD, TOUCHES = "Lead score needed", "Attempts per lead"


def test_a_fresh_quarter_shows_the_desk_the_picture_and_the_scoreboard():
    made = quarter()
    assert_named(made.widget)
    assert_no_trouble(made.widget)
    text = shown_text(made.widget)
    for words in (
        "You sit at marketing's desk",
        "Marketing: your figures",
        "Figures that belong to both teams",
        "How content the four parties are",
        "handoff:",
        "8 of 10 markets lie between",
        "first run",
        "All 4 markets played",
        "This is how siloed teams decide",
    ):
        assert words in text
    assert "Sales: what the other team sees" not in text


def test_moving_a_control_changes_the_plan_the_picture_and_the_scoreboard():
    made = quarter()
    before = made.result()
    text, picture = shown_text(made.widget), made._picture.value
    find(made.widget, THRESHOLD).value = 70
    assert made.plan == siloed.replace(threshold=70)
    after = made.result()
    assert after.now.means()["mql"] < before.now.means()["mql"]
    assert after.last.plan == before.plan
    assert made._picture.value != picture
    old = DECISIONS["threshold"].show(siloed["threshold"])
    assert f"You changed: Lead score needed (MQL threshold): {old} → 70 points." in shown_text(made.widget)
    assert "▼" in shown_text(made.widget)
    assert shown_text(made.widget) != text
    assert_no_trouble(made.widget)


def test_the_picture_while_dragging_is_a_draft_of_one_market_and_then_the_average():
    made = quarter()
    drafts = []

    async def drag():
        slider = made.panels["marketing"].controls["threshold"].slider
        for value in (50, 55, 60):
            slider.value = value
            drafts.append((made._picture.value, made._game.now.plan))
            await asyncio.sleep(0)
        while made._pace.pending:
            await asyncio.sleep(0.01)

    asyncio.run(drag())
    assert all("Draft: 1 market of 4" in picture for picture, _plan in drafts)
    assert len({picture for picture, _plan in drafts}) == 3
    assert all(plan == siloed for _picture, plan in drafts), "the full run began while the hand was moving"
    assert "Average of 4 markets" in made._picture.value
    assert made._game.now.plan.marketing.threshold == 60
    press(made.widget, "Undo last change")
    assert made.plan == siloed, "one drag is one change"


def test_swapping_seats_keeps_both_plans_and_shows_the_other_desk():
    made = quarter()
    find(made.widget, THRESHOLD).value = 60
    press(made.widget, "Swap seats: go to sales' desk")
    assert made.seat == "sales"
    assert "You sit at sales' desk" in shown_text(made.widget)
    assert "Sales: your figures" in shown_text(made.widget)
    find(made.widget, TOUCHES).value = 6
    press(made.widget, "Swap seats: go to marketing's desk")
    assert (made.plan["threshold"], made.plan["touches"]) == (60, 6)
    assert find(made.widget, THRESHOLD).value == 60
    assert_named(made.widget)


def test_the_other_team_s_figures_and_decisions_can_be_seen():
    made = quarter()
    made.set("sales", "touches", 7)
    find(made.widget, "Show what the other team sees").value = True
    text = shown_text(made.widget)
    assert "Sales: what the other team sees" in text
    assert "What Sales has decided." in text
    assert "Attempts per lead 7 attempts" in text


def test_the_pictures_can_be_read_as_tables():
    made = quarter()
    assert "How many people reached each stage" not in shown_text(made.widget)
    find(made.widget, "Show the pictures as tables").value = True
    assert "How many people reached each stage" in shown_text(made.widget)
    assert "the range in which 8 of 10 markets lie" in shown_text(made.widget)


def test_undo_goes_back_step_by_step_and_then_says_that_there_is_nothing_left():
    made = quarter()
    find(made.widget, THRESHOLD).value = 60
    find(made.widget, THRESHOLD).value = 70
    press(made.widget, "Undo last change")
    assert made.plan["threshold"] == find(made.widget, THRESHOLD).value == 60
    press(made.widget, "Undo last change")
    assert made.plan == siloed
    press(made.widget, "Undo last change")
    assert "Nothing has been changed since" in shown_text(made.widget)
    assert made.plan == siloed


def test_back_to_the_start_can_itself_be_taken_back():
    made = quarter(start=siloed.replace(threshold=50))
    find(made.widget, THRESHOLD).value = 60
    press(made.widget, "Back to the start")
    assert made.plan["threshold"] == 50
    press(made.widget, "Back to the start")  # a double click harms nobody
    press(made.widget, "Undo last change")
    assert made.plan["threshold"] == 60


def test_the_sentence_says_what_came_of_it_against_the_last_run_and_against_siloed_teams(monkeypatch):
    monkeypatch.setattr(game_module, "TOLD", ("mql",))
    made = quarter(start=siloed.replace(threshold=60))
    assert "fell" in made.play_sentence()
    made.set("marketing", "threshold", 50)
    said = made.play_sentence()
    assert "You changed: Lead score needed (MQL threshold): 60 points → 50 points." in said
    last, against = said.split("\n\n")
    assert "rose from" in last
    assert "Against the last run:" in last
    assert "fell from" in against
    assert "Against siloed teams:" in against


def test_a_run_against_siloed_teams_is_told_once():
    made = quarter()
    made.set("marketing", "threshold", 70)
    assert made.play_sentence().count("Deals won") == 1
    assert "Against siloed teams:" in made.play_sentence()


def test_what_both_decide_changes_only_when_both_want_it():
    made = quarter(controls={"marketing": ("threshold", "handoff"), "sales": ("touches", "handoff")})
    assert "is in force" not in shown_text(made.widget), "nobody has asked for anything yet"
    find(made.widget, "How leads are handed over").value = "shared_crm"
    assert made.plan["handoff"] == "weekly_list"
    assert "marketing wants one shared CRM, at once, sales wants a list once a week" in shown_text(made.widget)
    press(made.widget, "Swap seats")
    assert find(made.widget, "How leads are handed over").value == "weekly_list"
    find(made.widget, "How leads are handed over").value = "shared_crm"
    assert made.plan["handoff"] == "shared_crm"
    assert "both teams want one shared CRM, at once, so it is in force" in shown_text(made.widget)
    press(made.widget, "Undo last change")
    assert made.plan["handoff"] == "weekly_list"


def test_the_desk_remembers():
    memory = Notebook()
    made = quarter(memory=memory, controls={"marketing": ("threshold", "mix", "feedback"), "sales": ("touches",)})
    find(made.widget, THRESHOLD).value = 61
    made.set("marketing", "mix", {"search": 2})
    find(made.widget, "Results told to marketing").value = "weekly"
    press(made.widget, "Swap seats")
    find(made.widget, TOUCHES).value = 4
    again = quarter(
        memory=Notebook(memory.values), controls={"marketing": ("threshold", "mix", "feedback"), "sales": ("touches",)}
    )
    assert (again.plan, again.seat) == (made.plan, "sales")
    press(again.widget, "Swap seats")
    assert find(again.widget, THRESHOLD).value == 61
    assert find(again.widget, "Results told to marketing").value == "weekly", "an open wish is remembered too"
    assert "first run" in shown_text(again.widget)


def test_a_decision_is_kept_before_it_is_played():
    """A kernel that is stopped in the middle of a run loses no decision."""
    memory = Notebook()
    made = quarter(memory=memory)

    async def decide_and_stop():
        made.set("marketing", "threshold", 61)
        while memory.values.get("threshold") != 61 and made._pace.pending:
            await asyncio.sleep(0)
        assert made._pace.pending, "it was kept only after the run"
        made._pace.drop()

    asyncio.run(decide_and_stop())
    assert memory.values["threshold"] == 61


def test_a_remembered_decision_that_no_longer_fits_is_left_out_and_said():
    made = quarter(memory=Notebook({"threshold": 5000, "budget": 1.5, "gone": 3, "seat": "attic"}))
    assert (made.plan["threshold"], made.plan["budget"], made.seat) == (siloed["threshold"], 1.5, "marketing")
    assert "Your decision on Lead score needed (MQL threshold) no longer fits" in shown_text(made.widget)


def test_the_learner_s_progress_is_a_memory(own_home):
    lesson = practice.start("97", home=own_home)
    made = desks.lesson_quarter(lesson, company("irrigation"), **QUICK)
    made.show()
    find(made.widget, THRESHOLD).value = 66
    find(made.widget, THRESHOLD).value = 67
    press(made.widget, "Swap seats")
    find(made.widget, TOUCHES).value = 5
    later = practice.start("97", home=own_home)
    assert LessonMemory(later).load()["threshold"] == 67
    assert desks.lesson_quarter(later, company("irrigation"), **QUICK).plan == made.plan
    assert later.now.lesson("97").seats == {"marketing": 1, "sales": 1}, "a seat counts once, however often one decides"


def test_a_problem_in_our_code_is_shown_and_work_goes_on(monkeypatch):
    made = quarter()
    works = made._game.draft

    def broken(plan):
        raise RuntimeError("no market today")

    made._game.draft = broken
    find(made.widget, THRESHOLD).value = 60
    text = shown_text(made.widget)
    assert "Something went wrong in our code" in text
    assert "no market today" in text
    made._game.draft = works
    find(made.widget, THRESHOLD).value = 62
    assert_no_trouble(made.widget)
    assert made.result().now.plan["threshold"] == 62


@pytest.mark.parametrize("loop", [True, False])
def test_a_problem_in_the_full_run_is_shown_too(loop, monkeypatch):
    made = quarter()
    monkeypatch.setattr(made._game, "step", lambda: 1 / 0)

    async def change():
        made.set("marketing", "threshold", 60)
        while made._pace.pending:
            await asyncio.sleep(0.01)

    asyncio.run(change()) if loop else made.set("marketing", "threshold", 60)
    assert "division by zero" in shown_text(made.widget)
    with pytest.raises(KitError, match="could not be played"):
        made.result()


def test_nobody_waits_for_the_compiler(monkeypatch):
    """With a cold engine the first picture comes uncompiled; the engine is warmed before the full run."""
    ready, asked = [False], []
    monkeypatch.setattr(quarter_module, "engine_ready", lambda: ready[0])
    monkeypatch.setattr(quarter_module.engine, "warm", lambda company: asked.append(company.id) or ready.append(True))
    made = Quarter(company("irrigation"), **QUICK)

    async def open_it():
        made.show()
        assert "Draft: 1 market of 4" in made._picture.value
        assert asked == []
        while made._pace.pending:
            await asyncio.sleep(0.01)

    asyncio.run(open_it())
    assert asked == ["irrigation"]
    assert "All 4 markets played" in shown_text(made.widget)


def test_without_a_compiler_the_desk_shows_the_same_figures(monkeypatch):
    game = {"weeks": 2, "replications": 2}
    fast = quarter(**game).result().now.values
    monkeypatch.setattr(engine.compiled, "__wrapped__", lambda: None, raising=False)
    without = type("", (), {"__call__": lambda self: None, "cache_info": engine.compiled.cache_info})()
    monkeypatch.setattr(engine, "compiled", without)
    slow = quarter(**game).result().now.values
    assert slow.equals(fast)


def test_a_desk_alone_has_one_seat_and_its_own_controls():
    made = desk(company("irrigation"), "sales", controls=("touches", "shared_definition"), **QUICK)
    made.show()
    assert (made.seat, made.plan) == ("sales", siloed)
    assert not [one for one in controls(made.widget) if one.description.startswith("Swap seats")]
    find(made.widget, "One shared definition").value = True
    assert made.plan["shared_definition"] is True
    with pytest.raises(KitError, match="only one desk"):
        made.swap()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"seat": "attic"}, "There is no seat called 'attic'"),
        ({"seats": ("sales",)}, "Nobody can sit at marketing's desk"),
        ({"controls": {"marketing": ("touches",)}}, "Marketing cannot decide touches"),
        ({"controls": {"sales": ("tuoches",)}}, "Sales cannot decide tuoches"),
        (
            {"controls": {"marketing": ("budget", "mix", "brand_share", "icp_focus", "threshold", "feedback")}},
            "at most 5",
        ),
    ],
)
def test_a_quarter_set_up_wrongly_says_why(options, said):
    with pytest.raises(KitError, match=said):
        Quarter(company("irrigation"), **options)


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (("marketing", "touches", 3), "Marketing does not decide Attempts per lead"),
        (("marketing", "threshold", 500), "out of range"),
        (("sales", "tuoches", 3), "no decision called 'tuoches'"),
    ],
)
def test_a_wrong_decision_is_refused_and_changes_nothing(decision, said):
    made = quarter()
    with pytest.raises(KitError, match=said):
        made.set(*decision)
    assert made.plan == siloed


def test_what_is_fixed_and_what_controls_do_can_be_read():
    text = shown_text(quarter().widget)
    assert "What is fixed here" in text
    assert "Channel mix as usual" in text
    hours = DECISIONS["target_hours"].show(siloed["target_hours"])
    assert f"First call promised within {hours}" in text
    idle = text[text.index("There is no agreement on:") :]
    assert "Smarketing meeting" in idle and "Results told to marketing" in idle
    assert "First call promised" not in idle
    assert "What these controls do" in text


def test_a_lesson_can_follow_the_quarter():
    made, told = quarter(), []
    made.on_change(lambda result: told.append((result.plan, result.tables().replications)))
    find(made.widget, THRESHOLD).value = 60
    press(made.widget, "Swap seats")
    assert told == [(siloed.replace(threshold=60), 4)]


def test_the_time_from_key_to_picture_can_be_measured():
    assert key_to_picture_ms(presses=3) > 0


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"seat": "boss"}, "no seat called 'boss'"),
        ({"seat": None}, "no seat called None"),
        ({"company": None}, "A company is needed here"),
        ({"start": None}, "one plan that holds for all weeks"),
        ({"start": [(0, siloed)]}, "one plan that holds for all weeks"),
        ({"weeks": "x"}, "weeks must be a whole number"),
        ({"weeks": 0}, "weeks must be a whole number"),
        ({"replications": 0}, "number of markets must be"),
        ({"replications": "x"}, "number of markets must be"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"partner": "sales"}, "partner is yes"),
        ({"controls": ["nosuch"]}, "Marketing cannot decide nosuch"),
        ({"controls": "nosuch"}, "Marketing cannot decide nosuch"),
    ],
)
def test_a_desk_that_cannot_be_played_is_refused_at_once(wrong, says):
    asked = {"company": company("irrigation"), "seat": "marketing", **QUICK, **wrong}
    with pytest.raises(KitError, match=says):
        desk(asked.pop("company"), asked.pop("seat"), **asked)


def test_one_control_needs_no_list():
    one = desk(company("irrigation"), "marketing", controls="threshold", **QUICK)
    assert list(one.panels["marketing"].controls) == ["threshold"]


@pytest.mark.parametrize("name", ["handoff", "discount_limit"])
def test_nothing_is_decided_in_a_seat_where_nobody_can_sit(name):
    alone = desk(company("irrigation"), "marketing", partner=True, **QUICK)
    with pytest.raises(KitError, match="Nobody sits in the seat 'sales' in this quarter; the seats are marketing"):
        alone.set("sales", name, siloed[name])
    assert alone.plan == siloed


def test_whoever_sits_alone_decides_for_both_teams():
    alone = desk(company("irrigation"), "marketing", partner=True, **QUICK)
    alone.set("marketing", "handoff", "shared_crm")
    assert alone.plan == siloed.replace(handoff="shared_crm")


@pytest.mark.parametrize("seat", ["boss", None])
def test_an_unknown_seat_decides_nothing(seat):
    with pytest.raises(KitError, match="Nobody sits in the seat"):
        quarter().set(seat, "threshold", 50)


def test_controls_that_name_no_seat_are_refused():
    with pytest.raises(KitError, match="The controls are written like"):
        quarter(controls=("threshold",))
