"""Work in blocks: whoever does it, it comes out the same; it can be watched and stopped, and loses nothing."""

import multiprocessing
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pandas as pd
import pytest

from smkt_helpers.comparison import compare
from smkt_helpers.comparison.runs import chosen_practices, work_off
from smkt_helpers.errors import KitError
from smkt_helpers.events import Shock
from smkt_helpers.plan import plans
from smkt_helpers.practices import PRACTICES
from tests.strategies import small

COMPANY = small()
SHORT = dict(weeks=4, replications=5, use_compiled=False)


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
        board = compare(COMPANY, plans.siloed, plans.aligned, weeks=4, replications=40, use_compiled=False,
                        executor=pool if workers else None, progress=lambda done, total: stop.set(),
                        cancel=stop.is_set)
    runs = board.loc["wins", "runs"]
    assert 2 <= runs < 40
    straight = compare(COMPANY, plans.siloed, plans.aligned, weeks=4, replications=int(runs), use_compiled=False)
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
    asked = dict(weeks=8, replications=2, metrics=("contribution", "spend"), use_compiled=False)
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
