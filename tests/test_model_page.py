"""docs/model.md, sections 8 to 10, is what the command makes."""

import pytest

import smkt_helpers as smkt
from smkt_helpers import model_page
from smkt_helpers.__main__ import main
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.errors import KitError
from smkt_helpers.plausibility import DEFINITIONS
from smkt_helpers.practice_table import practice_table
from smkt_helpers.practices import PRACTICES

COMPANY = smkt.company("irrigation")


def test_the_committed_page_says_what_is_declared():
    page = model_page.PAGE.read_text(encoding="utf-8")
    made = model_page.declared(COMPANY)
    assert model_page.block(page, model_page.DECLARED).strip() == made, "run: python -m smkt_helpers model"
    for name in (*(one.path for one in COMPANY.assumptions), *DECISIONS, *PRACTICES, *DEFINITIONS):
        assert f"`{name}`" in made
    measured = model_page.block(page, model_page.MEASURED)
    assert all(f"`{id}`" in measured for id in PRACTICES)


def test_the_command_writes_a_copy(tmp_path, capsys):
    copy = tmp_path / "model.md"
    copy.write_text(model_page.PAGE.read_text(encoding="utf-8").replace("Contribution", "X"), encoding="utf-8")
    assert main(["model", "--declared", "--to", str(copy)]) == 0
    made = model_page.block(copy.read_text(encoding="utf-8"), model_page.DECLARED)
    assert made.strip() == model_page.declared(COMPANY)


def test_a_page_without_markers_is_left_alone(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text("nothing", encoding="utf-8")
    assert main(["model", "--declared", "--to", str(page)]) == 2
    assert "markers" in capsys.readouterr().err and page.read_text(encoding="utf-8") == "nothing"
    with pytest.raises(KitError):
        model_page.block("nothing", "declared")


@pytest.mark.full
def test_the_committed_page_says_what_is_measured():
    page = model_page.PAGE.read_text(encoding="utf-8")
    made = model_page.measured(COMPANY, practice_table(COMPANY, model_page.SEED))
    assert model_page.block(page, model_page.MEASURED).strip() == made, "run: python -m smkt_helpers model"
