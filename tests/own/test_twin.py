"""A company fitted to somebody's numbers and tried: only after a fit, and told in every direction."""

import base64
import dataclasses
import re
from types import SimpleNamespace

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.errors import KitError
from smkt_helpers.fitting import Fit
from smkt_helpers.metrics import values
from smkt_helpers.own import changes, twin
from smkt_helpers.own.page import Page
from smkt_helpers.practices import PRACTICES
from tests.helpers import assert_named, find, press, shown_text, walk

COMPANY = smkt.company("irrigation")
TYPED = {
    "leads_per_month": "300",
    "mql_share": "60",
    "mql_to_sql": "8",
    "win_rate": "40",
    "deal_value": "9000",
    "reps": "6",
    "response_hours": "24",
}


class Report:
    """What a fit says, without the fit."""

    def to_html(self):
        return "<p>It fits.</p>"


@pytest.fixture
def asked(monkeypatch):
    """Let a fit take no time; return what it was asked for."""
    calls = []

    def fit(tables=None, *, progress=None, **given):
        calls.append((tables, given))
        progress(1, 2)
        return Fit(COMPANY, COMPANY.today, Report())

    monkeypatch.setattr("smkt_helpers.fitting.fit", fit)
    return calls


@pytest.fixture
def desk(monkeypatch):
    monkeypatch.setattr(twin, "MARKETS", 2)
    lesson = smkt.start("10", setup_check=list)
    page = Page(lesson)
    return SimpleNamespace(lesson=lesson, page=page, form=page.form(), fitting=page.fitting(), what_if=page.what_if())


# The screens


def test_controls_are_named(desk):
    assert_named(desk.fitting)
    assert_named(desk.what_if)


def test_a_fit_needs_an_import_or_figures(desk, asked):
    press(desk.fitting, "Fit a company to these numbers")
    assert "Import an export above first" in shown_text(desk.fitting)
    press(desk.what_if, "Play both plans")
    assert "Fit a company above first" in shown_text(desk.what_if)
    assert asked == []


def test_the_imported_tables_are_fitted_and_the_company_can_be_kept(desk, asked, tmp_path):
    press(desk.form, "Use the sample")
    press(desk.fitting, "Fit a company to these numbers")
    ((tables, given),) = asked
    assert tables is desk.page.reading.tables and given == {}
    told = shown_text(desk.fitting)
    assert "It fits." in told and twin.COMPANY_FILE in told
    markup = " ".join(one.value for one in walk(desk.fitting) if isinstance(getattr(one, "value", None), str))
    carried = re.search(r'download="your-company.toml" href="data:[^,]+,([^"]+)"', markup)[1]
    path = tmp_path / twin.COMPANY_FILE
    path.write_bytes(base64.b64decode(carried))
    assert smkt.company(path).name == COMPANY.name


def test_typed_figures_are_fitted_and_kept_for_the_next_time(desk, asked):
    for name, text in TYPED.items():
        find(desk.fitting, twin.ASKED[name][0]).value = text
    press(desk.fitting, "Fit a company to the figures I typed")
    ((tables, given),) = asked
    assert tables is None
    assert given["mql_share"] == pytest.approx(0.6) and given["reps"] == 6 and given["deal_value"] == 9000
    again = Page(smkt.start("10", setup_check=list)).fitting()
    assert find(again, twin.ASKED["win_rate"][0]).value == "40"


def test_what_the_files_do_not_tell_can_be_said_beside_them(desk, asked):
    press(desk.form, "Use the sample")
    find(desk.fitting, twin.BESIDE["reps"][0]).value = "4"
    press(desk.fitting, "Fit a company to these numbers")
    ((_tables, given),) = asked
    assert given == {"reps": 4.0}
    again = Page(smkt.start("10", setup_check=list)).fitting()
    assert find(again, twin.BESIDE["reps"][0]).value == "4"


def test_every_figure_that_is_missing_or_unreadable_is_named_at_once(desk, asked):
    find(desk.fitting, twin.ASKED["reps"][0]).value = "a few"
    press(desk.fitting, "Fit a company to the figures I typed")
    told = shown_text(desk.fitting)
    assert told.count("This is still blank") == len(TYPED) - 1
    assert "How many people sell? “a few”" in told and asked == []


def test_a_win_rate_of_120_is_refused_by_the_fit_in_a_sentence(desk):
    for name, text in {**TYPED, "win_rate": "120"}.items():
        find(desk.fitting, twin.ASKED[name][0]).value = text
    press(desk.fitting, "Fit a company to the figures I typed")
    assert "win_rate is 1.2" in shown_text(desk.fitting)
    assert desk.page.twin.found is None


@pytest.mark.parametrize(("text", "style", "value"), [("9.000,5", "1.234,5", 9000.5), ("9,000.5", "1,234.5", 9000.5)])
def test_figures_are_read_in_the_way_this_person_writes_numbers(text, style, value):
    assert twin.figures_of({**TYPED, "deal_value": text}, style)["deal_value"] == value


def test_a_change_is_played_on_the_fitted_company_and_remembered(desk, asked):
    press(desk.form, "Use the sample")
    press(desk.fitting, "Fit a company to these numbers")
    find(desk.what_if, "What would you change?").value = "persistence"
    press(desk.what_if, "Play both plans")
    told = shown_text(desk.what_if)
    assert "in 2 markets" in told and "95% interval of the difference" in told and "Deals won" in told
    assert "It is a model of your figures, not your company." in told
    again = Page(smkt.start("10", setup_check=list)).what_if()
    assert find(again, "What would you change?").value == "persistence"


def test_a_new_fit_takes_away_what_was_played_on_the_old_one(desk, asked):
    press(desk.form, "Use the sample")
    press(desk.fitting, "Fit a company to these numbers")
    press(desk.what_if, "Play both plans")
    assert "95% interval" in shown_text(desk.what_if)
    press(desk.fitting, "Fit a company to these numbers")
    assert "95% interval" not in shown_text(desk.what_if)


def test_a_practice_that_is_there_already_is_said():
    company = dataclasses.replace(COMPANY, today=COMPANY.today.replace(**PRACTICES["owners"].fields))
    with pytest.raises(KitError, match="works like that already"):
        changes.change_of(company, "owners")


# The figures


def test_the_faster_call_really_takes_half_the_time_or_less():
    change = changes.change_of(COMPANY, changes.FASTER)

    def wait(plan):
        tables = smkt.simulate(COMPANY, plan, seed=5, weeks=13, replications=3, log=False).tables()
        return values(tables, ("speed_median",))["speed_median"].mean()

    assert wait(change.other) <= wait(change.today) / 2
    assert change.decided


def test_every_practice_can_be_tried():
    assert set(changes.way_words()) == {changes.FASTER, *PRACTICES}
    for id in PRACTICES:
        try:
            assert changes.change_of(COMPANY, id).decided
        except KitError as problem:
            assert "already" in str(problem)


def test_both_plans_meet_the_same_people():
    change = changes.Change("none", (), COMPANY.today, COMPANY.today)
    found = changes.compared(COMPANY, change, lambda *_told: None, markets=2)
    assert (found["difference"].abs() == 0).all()


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(1.0, 3.0, "clearly brings more"), (-3.0, -1.0, "clearly costs"), (-1.0, 2.0, "It is not clear here")],
)
def test_the_answer_is_told_in_every_direction(low, high, said):
    line = {"metric": "x", "first": 10.0, "second": 11.0, "difference": 1.0, "low": low, "high": high, "runs": 5}
    found = pd.DataFrame({id: line for id in changes.SHOWN}).T
    change = changes.Change("A change", ("a: b → c",), COMPANY.today, COMPANY.today)
    markup = changes.change_html(COMPANY, change, found)
    assert said in markup and "5 markets" in markup and "a: b → c" in markup


# The real fit


@pytest.mark.full
def test_seven_figures_make_a_company_that_can_be_played():
    fit = twin._fitted(None, **twin.figures_of(TYPED, None))
    assert fit.report.targets.loc["lead->mql", "inside"]
    found = changes.played(fit.company, fit.plan, 0, 1)
    assert list(found) == list(changes.SHOWN) and found["wins"].iloc[0] >= 0
