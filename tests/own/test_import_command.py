"""What the command ``import`` says to somebody who gives it a mapping file as an export."""

import json

import pytest

from smkt_helpers.__main__ import main
from tests.own import exports


@pytest.mark.parametrize("name", ["my-words.toml", "MY-WORDS.TOML"])
def test_a_mapping_file_among_the_exports_is_told_how_it_is_given(tmp_path, capsys, name):
    file = tmp_path / name
    file.write_text('currency = "EUR"\n', encoding="utf-8")
    assert main(["import", "leads.csv", str(file)]) == 2
    told = capsys.readouterr().err
    assert "is a mapping file, not an export" in told and f"--mapping {file}" in told


def test_the_terminal_says_what_figures_stand_on_and_which_days_count(tmp_path, capsys):
    files = exports.written(tmp_path, leads=exports.leads(), deals=exports.deals())
    assert main(["import", *map(str, files), "--end", "2025-05-01"]) == 0
    told = capsys.readouterr().out
    assert "Stands on" in told and ": too few" in told and "prove nothing: " in told
    assert "from 2025-03-03 to 2025-04-30, both days included" in told and "--start" in told
    assert main(["import", *map(str, files), "--start", "2025-04-01"]) == 0
    assert "Not counted, because they lie before 2025-04-01" in capsys.readouterr().out
    assert main(["import", *map(str, files), "--json"]) == 0
    board = json.loads(capsys.readouterr().out)["scoreboard"]
    assert board["win_rate"]["cases"] > 0 and board["revenue"]["cases"] is None
