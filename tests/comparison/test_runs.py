"""Work in blocks: whoever does it, it comes out the same; it can be watched and stopped, and loses nothing."""

import math
import multiprocessing
import threading
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor

import pandas as pd
import pytest

from smkt_helpers.company_file import company
from smkt_helpers.comparison import compare, runs
from smkt_helpers.comparison.doubt import doubt
from smkt_helpers.comparison.runs import chosen_practices, work_off
from smkt_helpers.comparison.sensitivity import sensitivity
from smkt_helpers.comparison.steps import next_step
from smkt_helpers.comparison.waterfall import waterfall
from smkt_helpers.errors import KitError
from smkt_helpers.events import Shock
from smkt_helpers.plan import plans
from smkt_helpers.practices import PRACTICES
from tests.strategies import small

COMPANY = small()
SHORT = dict(weeks=4, replications=5)


@pytest.fixture(autouse=True)
def blocks_of_two(monkeypatch):
    monkeypatch.setattr("smkt_helpers.comparison.runs.BLOCK", 2)


@pytest.mark.parametrize("pool", [
    pytest.param(lambda: ThreadPoolExecutor(2), id="threads"),
    pytest.param(lambda: ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")), id="processes")])
def test_an_executor_gives_the_same_bits_and_tells_progress_to_the_end(pool):
    alone = compare(COMPANY, plans.siloed, plans.aligned, **SHORT)
    told = []
    with pool() as executor:
        shared = compare(COMPANY, plans.siloed, plans.aligned, **SHORT, executor=executor,
                         progress=lambda *both: told.append(both))
    pd.testing.assert_frame_equal(alone, shared, check_exact=True)
    assert len(told) == 3 and told[-1] == (5, 5)
    assert [done for done, _total in told] == sorted(done for done, _total in told)


@pytest.mark.parametrize("workers", [0, 1])
def test_a_stopped_comparison_shows_what_was_played_until_then(workers):
    stop = threading.Event()
    with ThreadPoolExecutor(max(workers, 1)) as pool:
        board = compare(COMPANY, plans.siloed, plans.aligned, weeks=4, replications=40,
                        executor=pool if workers else None, progress=lambda done, total: stop.set(),
                        cancel=stop.is_set)
    runs = board.loc["wins", "runs"]
    assert 2 <= runs < 40
    straight = compare(COMPANY, plans.siloed, plans.aligned, weeks=4, replications=int(runs))
    pd.testing.assert_frame_equal(board, straight)


@pytest.mark.parametrize("executor", [None, ThreadPoolExecutor(1)])
def test_stopped_before_anything_was_done_is_one_sentence(executor):
    with pytest.raises(KitError, match="stopped before the first result"):
        compare(COMPANY, plans.siloed, plans.aligned, **SHORT, executor=executor, cancel=lambda: True)


def test_a_mistake_found_by_a_worker_reaches_the_caller():
    with ThreadPoolExecutor(1) as pool, pytest.raises(KitError, match="weeks must be"):
        compare(COMPANY, plans.siloed, plans.aligned, weeks=0, replications=5, executor=pool)


def test_results_keep_the_order_of_the_items_whoever_is_quicker():
    first_waits = threading.Event()

    def work(item):
        if item == 0:
            first_waits.wait(20)
        else:
            first_waits.set()
        return item

    with ThreadPoolExecutor(2) as pool:
        assert work_off(work, range(6), [1] * 6, executor=pool) == list(range(6))


def test_practices_come_in_the_order_of_the_table():
    ids = list(PRACTICES)
    assert [one.id for one in chosen_practices(None)] == ids
    assert [one.id for one in chosen_practices([ids[3], ids[1]])] == [ids[1], ids[3]]


@pytest.mark.parametrize(("wrong", "message"), [(["magic"], "no practice called 'magic'"), ([], "at least one")])
def test_a_wrong_list_of_practices_names_the_table(wrong, message):
    with pytest.raises(KitError, match=message) as error:
        chosen_practices(wrong)
    assert next(iter(PRACTICES)) in str(error.value)


def test_shocks_and_programs_reach_both_plans():
    asked = dict(weeks=8, replications=2, metrics=("contribution", "spend"))
    usual = compare(COMPANY, plans.siloed, plans.aligned, **asked)
    letter = compare(COMPANY, plans.siloed, plans.aligned, **asked, programs=())
    trouble = compare(COMPANY, plans.siloed, plans.aligned, **asked, shocks=[Shock("rep_leaves", week=0)])
    for plan in ("first", "second"):
        assert usual.loc["contribution", plan] != letter.loc["contribution", plan]
        assert usual.loc["contribution", plan] != trouble.loc["contribution", plan]


@pytest.mark.parametrize(("wrong", "message"), [
    ({"programs": ("management",)}, "management"), ({"programs": "everybody"}, "everybody"),
    ({"shocks": ["rain"]}, "rain")])
def test_a_wrong_seat_or_shock_is_one_sentence(wrong, message):
    with pytest.raises(KitError, match=message):
        compare(COMPANY, plans.siloed, plans.aligned, **SHORT, **wrong)


# --- What is handed over, and who fails --------------------------------------------------------------

STUDIES = {
    "compare": lambda **asked: compare(**{"company": COMPANY, "first": plans.siloed, "second": plans.aligned, **asked}),
    "doubt": lambda **asked: doubt(
        **{"company": COMPANY, "first": plans.siloed, "second": plans.aligned, "draws": 2, "few": 1, **asked}),
    "waterfall": lambda **asked: waterfall(
        **{"company": COMPANY, "base": plans.siloed, "practices": "shared_crm", "markets": 4, **asked}),
    "sensitivity": lambda **asked: sensitivity(
        **{"company": COMPANY, "first": plans.siloed, "second": plans.aligned, "markets": 1,
           "assumptions": ("contact.reachable", "money.crm_week", "keep.weeks"), **asked}),
    "next_step": lambda **asked: next_step(
        **{"company": COMPANY, "plan": plans.siloed, "practices": "shared_crm", "markets": 4, **asked}),
}
QUICK = {"weeks": 2}
each_study = pytest.mark.parametrize("study", STUDIES.values(), ids=list(STUDIES))


@pytest.mark.parametrize("name", list(STUDIES))
def test_every_study_comes_out_the_same_without_the_compiler(name):
    few = {"replications": 2} if name in ("compare", "doubt") else {}
    found = [STUDIES[name](**QUICK, **few, use_compiled=compiled) for compiled in (True, False)]
    compiled, uncompiled = (getattr(one, "table", one) for one in found)
    pd.testing.assert_frame_equal(compiled, uncompiled, check_exact=True)


def broken(*_said):
    raise ValueError("boom")


class Refuses:
    def submit(self, *_work):
        raise OSError("the farm is down")


class Gives:
    """An executor whose work comes back as something else."""

    def __init__(self, result=None, problem=None):
        self.result, self.problem = result, problem

    def submit(self, *_work):
        future = Future()
        if self.problem is None:
            future.set_result(self.result)
        else:
            future.set_exception(self.problem)
        return future


class NoFuture:
    def submit(self, *_work):
        return 5


@each_study
@pytest.mark.parametrize(("wrong", "says"), [
    ({"company": None}, "A company is needed"), ({"company": "webshop"}, "A company is needed"),
    ({"weeks": "2"}, "weeks must be"), ({"weeks": None}, "weeks must be"), ({"weeks": math.inf}, "weeks must be"),
    ({"seed": -1}, "seed must be"), ({"seed": math.nan}, "seed must be"), ({"seed": 1.0}, "seed must be"),
    ({"programs": ["boss"]}, "seat of marketing, sales"), ({"programs": [["sales"]]}, "seat of marketing, sales"),
    ({"shocks": "outage"}, "A shock is written like"), ({"shocks": Shock("viral", 2)}, "last week played is week 1"),
    ({"use_compiled": "no"}, "use_compiled is yes"), ({"executor": "x"}, "executor must have a function submit"),
    ({"progress": 5}, "progress must be a function"), ({"cancel": True}, "cancel must be a function")])
def test_every_study_refuses_the_same_things_before_it_plays(study, wrong, says, monkeypatch):
    monkeypatch.setattr("smkt_helpers.comparison.runs.simulate", broken)
    with pytest.raises(KitError, match=says):
        study(**{**QUICK, **wrong})


@each_study
@pytest.mark.parametrize(("wrong", "says"), [
    ({"executor": Refuses()}, "The executor did not play a block of markets: OSError: the farm is down"),
    ({"executor": Gives(problem=OSError("worker lost"))}, "The executor did not play .* OSError: worker lost"),
    ({"executor": Gives(None)}, "The executor did not play .* there was no result"),
    ({"executor": NoFuture()}, "The executor did not play .* submit gave 5"),
    ({"progress": broken}, "progress, the function .* failed: ValueError: boom"),
    ({"cancel": broken}, "cancel, the function .* failed: ValueError: boom")])
def test_who_fails_is_named_and_the_cause_is_kept(study, wrong, says):
    with pytest.raises(KitError, match=says) as caught:
        study(**{**QUICK, **wrong})
    assert isinstance(caught.value.__cause__, Exception)


def test_what_was_not_begun_is_dropped_when_progress_fails():
    begun, go_on, pool = [], threading.Event(), ThreadPoolExecutor(1)

    def work(item: int) -> int:
        begun.append(item)
        # Whoever is second is still at it when the first result has been told.
        if item:
            go_on.wait(60)
        return item + 1

    with pytest.raises(KitError, match="progress"):
        work_off(work, range(2000), [1] * 2000, executor=pool, progress=broken)
    go_on.set()
    pool.shutdown()
    assert len(begun) <= 2


def test_without_an_executor_a_mistake_of_ours_is_not_blamed_on_anybody():
    with pytest.raises(ZeroDivisionError):
        work_off(lambda item: 1 / item, [0], [1], on_all_cores=True)


@pytest.mark.parametrize("programs", [{"sales", "marketing"}, iter(["marketing", "sales"])], ids=["set", "generator"])
def test_programs_in_any_form_sit_in_both_seats(programs):
    asked = dict(weeks=8, replications=2, metrics="contribution")
    usual = compare(COMPANY, plans.siloed, plans.aligned, **asked)
    pd.testing.assert_frame_equal(usual, compare(COMPANY, plans.siloed, plans.aligned, **asked, programs=programs))


@pytest.mark.parametrize("wrong", [None, 5, [[]], [], [None]], ids=repr)
def test_metrics_are_named_by_their_ids(wrong):
    with pytest.raises(KitError, match="Name the metrics by their ids"):
        compare(COMPANY, plans.siloed, plans.aligned, **QUICK, metrics=wrong)


@pytest.mark.parametrize("study", ["waterfall", "sensitivity", "next_step"])
@pytest.mark.parametrize("wrong", [None, [], ["wins", "revenue"]], ids=repr)
def test_one_metric_is_named_by_its_id(study, wrong):
    with pytest.raises(KitError, match="Name one metric by its id"):
        STUDIES[study](**QUICK, metric=wrong)


@pytest.mark.parametrize("wrong", [5, [[]], [1, "x"]], ids=repr)
def test_practices_are_named_by_their_ids(wrong):
    with pytest.raises(KitError, match="no practice called"):
        STUDIES["waterfall"](**QUICK, practices=wrong)


@pytest.mark.parametrize(("wrong", "says"), [
    ([], "Name at least one number"), (5, "5: the company"), ([[]], "no number of this name"), ("", "no number of")])
def test_assumptions_are_named_by_their_paths(wrong, says):
    with pytest.raises(KitError, match=says):
        STUDIES["sensitivity"](**QUICK, assumptions=wrong)


@each_study
def test_who_stops_does_not_wait_for_the_block_at_work(study, monkeypatch):
    stop, simulate, asked = threading.Event(), runs.simulate, []

    def pressed(*plays, **ways):
        asked.append(stop.is_set())
        stop.set()
        return simulate(*plays, **ways)

    monkeypatch.setattr(runs, "simulate", pressed)
    with pytest.raises(KitError, match="stopped before the first result"):
        study(**QUICK, cancel=stop.is_set)
    assert asked == [False], "nothing is played any more after the first time"


def test_blocks_are_small_where_many_plans_are_compared(monkeypatch):
    monkeypatch.setattr(runs, "BLOCK", 5)
    study = runs.study_of(company("irrigation"), 1, 52, "wins", (), (), True)
    assert (study.block(2), study.block(21), study.block(100)) == (5, 1, 1)
    assert runs.study_of(company("webshop"), 1, 52, "wins", (), (), True).block(2) == 1
