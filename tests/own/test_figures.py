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
