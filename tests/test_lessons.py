"""The surprise of each lesson happens at its named plans in at least 9 of 10 markets."""

import smkt_helpers as smkt
from smkt_helpers.metrics import scoreboard

MARKETS = range(1, 11)
COMPANY = smkt.company("irrigation")


def _board(plan, seed):
    return scoreboard(smkt.simulate(COMPANY, plan, seed=seed).tables())["value"]


def test_lesson_01_both_teams_work_hard_and_the_quarter_is_still_bad():
    happened = 0
    for seed in MARKETS:
        alone, together = _board(smkt.plans.siloed, seed), _board(smkt.plans.aligned, seed)
        busy = alone["mql"] > together["mql"] and alone["utilisation"] > 0.7
        bad = alone["untouched"] > 0.5 and alone["contribution"] < together["contribution"]
        happened += busy and bad
    assert happened >= 9
