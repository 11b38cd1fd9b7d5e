"""What the lesson says of the sample is counted in its files, and holds."""

import json
import re

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.lab.places import kit_root
from smkt_helpers.own import looks, sample
from tests.helpers import find, press, shown_text


def test_everybody_of_the_quarter_who_stands_in_it_once_is_counted():
    found = sample.people()
    assert found["created_at"].between(sample.start(), sample.end(), inclusive="left").all()
    assert not set(found.index) & set(sample.dirty_rows().index)
    clean = pd.read_csv(kit_root() / "datasets" / "irrigation" / "leads.csv", parse_dates=["created_at"])
    clean = clean[clean["source"] != "own prospect"]
    inside = clean[(clean["created_at"] >= sample.start()) & (clean["created_at"] < sample.end())]
    lost = sample.dirty_rows()["of_row"].isna().sum()
    assert len(inside) - lost <= len(found) <= len(inside)


def test_the_ten_rows_hold_every_way_to_count_wrongly():
    rows = sample.ten_rows()
    assert rows.index.is_monotonic_increasing and rows.index.is_unique
    assert set(rows["what"]) == {"", "same id", "same person", "test record"}
    real = rows[rows["what"] != "test record"]
    counts = [len(rows), rows["Record ID"].nunique(), real["Record ID"].nunique(), real["Email"].nunique()]
    assert len(set(counts)) == 4, "each way leads to another number"
    assert real.drop_duplicates("Email")["Company Name"].duplicated().any(), "two colleagues of one firm"


def test_one_date_column_decides_itself_and_the_other_one_cannot():
    filled, settled, _cells = sample.date_cells(sample.CREATED)
    assert 0 < settled < filled
    assert sample.date_cells(sample.OPENED)[1] == 0


@pytest.mark.parametrize(
    ("score", "good", "right"),
    [
        ([1, 2, 3, 4], [False, False, True, True], 100.0),
        ([4, 3, 2, 1], [False, False, True, True], 0.0),
        ([1, 1, 1, 1], [False, True, True, False], 50.0),
        ([1, 3, 2, 4], [False, False, True, True], 75.0),
    ],
)
def test_pairs_in_the_right_order_are_counted(score, good, right):
    assert sample.in_order(pd.Series(score), pd.Series(good)) == right


def test_pairs_need_two_groups():
    assert pd.isna(sample.in_order(pd.Series([1, 2]), pd.Series([True, True])))


def test_the_late_score_knows_the_end_and_was_written_after_it():
    leak = sample.leak()
    assert leak.early < 90 < leak.late
    assert leak.later > 95, "written after the enquiry for nearly everybody with a need"


def test_mixing_flatters_a_rule_that_looks_at_the_day():
    trial = sample.trial()
    assert trial.mixed > trial.ordered + 3
    assert trial.learned == pytest.approx(2 * trial.tested, abs=2)


def test_on_one_clock_the_newest_month_is_not_worse():
    old, *_between, new = sample.months()
    assert new.by_now < 0.9 * old.by_now
    assert new.on_clock >= old.on_clock
    assert new.ripe < new.leads and old.ripe == old.leads


# What the notebook tells


@pytest.fixture(scope="module")
def prose():
    page = json.loads(next((kit_root() / "notebooks").glob("10-*.ipynb")).read_text(encoding="utf-8"))
    return "\n".join("".join(cell["source"]) for cell in page["cells"] if cell["cell_type"] == "markdown")


def test_mai_and_jonas_count_what_the_table_shows(prose):
    told = shown_text(looks.two_screens())
    jonas = re.search(r"\"([\d,]+),\" says Jonas", prose)
    mai = re.search(r"\"([\d,]+) leads,\" says Mai", prose)
    assert f"every row of the file {mai[1]}" in told
    assert f"every id once, whenever the person came {jonas[1]}" in told


def test_who_wrote_is_counted_in_the_same_way_everywhere(prose):
    tables, _report = sample.reading()
    leads = int(smkt.scoreboard(tables).loc["leads", "value"])
    assert len(sample.people()) == leads
    assert re.search(rf"not those whom sales found itself {leads:,}\b", shown_text(looks.two_screens()))
    assert "people who wrote within the quarter" in prose


def test_nobody_says_how_september_was_before_it_is_ripe(prose):
    assert '"So nobody can tell yet about September," says Mai.' in prose
    assert "not a disaster" not in prose


def test_the_months_of_the_story_are_those_of_the_file(prose):
    old, *_between, new = sample.months()
    assert (old.name[-2:], new.name[-2:]) == ("07", "09")
    assert "And hardly any offers from September." in prose and "September not yet ripe" in prose


def test_the_guess_is_answered_from_the_file():
    lesson = smkt.start("10", setup_check=list)
    asked, answer = looks.guess(lesson), looks.guessed(lesson)
    assert "Make your guess" in shown_text(answer)
    find(asked, "Of 100 people").value = "half"
    press(asked, "This is my prediction")
    assert "That is what happened." in shown_text(answer)


@pytest.mark.parametrize(
    ("ratio", "line"), [(1.2, "more"), (1.0, "same"), (0.8, "fewer"), (0.5, "half"), (0.1, "crash")]
)
def test_the_guess_has_a_line_for_every_ratio(ratio, line):
    assert looks.line_of(looks.GUESS_FROM, ratio) == line
    assert set(looks.GUESS_FROM) == set(looks.GUESSES)


# What the notebook shows


def test_the_first_report_is_of_a_real_import_and_names_what_was_left_out():
    told = shown_text(looks.first_report())
    dirty = sample.dirty_rows()["what"].value_counts()
    assert f"{dirty['same person']}: same person, same day as another row" in told
    assert f"{dirty['test record']}: it is a test record" in told
    assert "day.month.year, 24 hours" in told


def test_no_person_of_the_sample_is_in_the_report_or_the_tables():
    tables, report = sample.reading()
    rows = sample.contacts().table
    told = shown_text(looks.first_report()) + tables.leads.to_csv() + tables.deals.to_csv() + tables.activities.to_csv()
    told += report.text()
    for word in ("@", rows["Email"].iloc[0], rows["Phone Number"].loc[lambda cells: cells != ""].iloc[0]):
        assert word not in told
    assert not any(firm in told for firm in rows["Company Name"].unique() if firm)


def test_the_rows_and_the_picture_have_words():
    assert "invented" in shown_text(looks.rows())
    told = shown_text(looks.scores())
    assert sample.EARLY_SCORE in told and sample.LATE_SCORE in told and "half of the others" in told


def test_the_rows_of_the_two_scores_show_that_the_late_one_was_written_after_the_conversation():
    rows = sample.scored_rows()
    assert rows["needed"].sum() == sample.SHOWN_EACH == (~rows["needed"]).sum()
    talked, scored = (pd.to_datetime(rows[name], format="%d.%m.%Y %H:%M") for name in (sample.TALKED, sample.SCORED))
    assert (scored > talked).all()
    assert not set(rows.index) & set(sample.dirty_rows().index)
