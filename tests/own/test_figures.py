"""Scoreboard and months of an import: what is there, what is not and why, and what is too young."""

import datetime

import ipywidgets as widgets
import pytest

import smkt_helpers as smkt
from smkt_helpers.imports.read import read_crm
from smkt_helpers.metrics import METRICS
from smkt_helpers.own import figures, sample
from tests.helpers import shown_text
from tests.own import exports


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    return read_crm(*exports.written(tmp_path_factory.mktemp("files"), leads=exports.leads(), deals=exports.deals()))


def text(markup):
    return shown_text(widgets.HTML(markup))


def test_every_figure_is_there_or_says_why_not(read):
    tables, _report = read
    told = text(figures.board_html(tables))
    board = smkt.scoreboard(tables)
    for id, line in board.iterrows():
        assert METRICS[id].name in told
        if line["value"] != line["value"]:
            assert line["not available because"] in told
    known, missing = told.split("cannot be worked out from these files.")
    assert "Deals won" in known and "Marketing spend" in missing
    assert "EUR 0" not in told, "what is not known is never 0"


def test_the_report_counts_what_was_left_out_by_reason():
    said = figures.left_out({"same id": (3, 4), "test record": (9, 10, 11)})
    assert said == "3: it is a test record; 2: same id as another row"
    assert figures.left_out({}) == "nothing"


def test_young_months_are_marked():
    told = text(figures.months_html(sample.reading()[0]))
    assert "Young months." in told and "too young to judge" in told


def test_a_period_of_mature_months_needs_no_mark(read, tmp_path):
    paths = exports.written(tmp_path, leads=exports.leads(count=120))
    tables, _report = read_crm(*paths, end=datetime.date(2025, 12, 1))
    assert "Young months" not in text(figures.months_html(tables))


def test_words_of_a_file_are_shown_as_they_are_and_never_as_markup(tmp_path):
    leads = exports.leads().replace("Lead Source", "<b>Source</b>")
    _tables, report = read_crm(*exports.written(tmp_path, leads=leads))
    markup = figures.read_html(report) + figures.columns_html(report, "leads.csv")
    assert "<b>Source" not in markup


def test_the_page_says_why_the_first_month_is_missing_and_how_to_count_it(read):
    tables, report = read
    told = text(figures.read_html(report))
    assert "from 2025-04-01 to" in told and "open “More”" in told
    lost = text(figures.months_html(tables))
    assert "before 2025-04-01" in lost and "115 more leads, 4 more deals won." in lost


def test_where_the_days_were_named_no_rule_is_told():
    told = text(figures.read_html(sample.reading()[1], sample.named_days()))
    assert "Ines has named these days" in told.partition("The whole report")[0]
    assert "Unless you name" not in told.partition("The whole report")[0]


def test_a_win_rate_of_few_deals_carries_its_warning(tmp_path):
    paths = exports.written(tmp_path, leads=exports.leads(), deals=exports.deals(count=40))
    tables, _report = read_crm(*paths, end=datetime.date(2025, 5, 1))
    told = text(figures.board_html(tables))
    assert "Too few to judge." in told and "prove nothing: " in told and "Win rate" in told
    assert ": too few" in told


def test_why_a_share_is_no_quotient_of_the_counts_beside_it():
    tables, _report = sample.reading()
    told = text(figures.board_html(tables))
    board = smkt.scoreboard(tables)["value"]
    assert f"Here: {board['sql']:.0f} SQLs and {board['opportunities']:.0f} opportunities in all" in told
    assert "not one number divided by the other" in told


def test_a_satisfaction_nobody_was_asked_for_says_what_it_is_made_of():
    told = text(figures.board_html(sample.reading()[0]))
    assert "Nobody was asked: these points, 0 to 100, are made of Time to the first call" in told
    assert "Your files do not tell: Promise kept." in told
