"""Playing in steps gives what playing at once gives."""

import pandas as pd
import pytest

from smkt_helpers.company_file import company
from smkt_helpers.desk import board
from smkt_helpers.desk.run import Playing, play_one
from smkt_helpers.history import simulate
from smkt_helpers.metrics import values
from smkt_helpers.plan import siloed

SHOP = company("irrigation")
IDS = ("leads", "mql", "wins", "revenue")


def test_a_run_in_steps_is_the_same_as_a_run_at_once():
    playing = Playing(SHOP, siloed, IDS, seed=3, weeks=3, replications=12)
    done = []
    while playing.run is None:
        playing.step()
        done.append(playing.done)
    assert done == sorted(done)
    assert done[-1] == 12
    assert len(done) > 3, "there is no room for anything else between the steps"
    at_once = values(simulate(SHOP, siloed, seed=3, weeks=3, replications=12).tables(), IDS)
    pd.testing.assert_frame_equal(playing.run.values, at_once)
    assert playing.run.means()["leads"] == pytest.approx(at_once["leads"].mean())


def test_the_quick_draft_is_the_first_market():
    run = Playing(SHOP, siloed, board.FUNNEL, seed=3, weeks=3, replications=2).finish()
    assert play_one(SHOP, siloed, board.FUNNEL, seed=3, weeks=3) == run.one()
