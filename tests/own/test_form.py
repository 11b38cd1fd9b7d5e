"""The form, as somebody with an export uses it: wrong files, questions, answers, and a page that never gets worse."""

import asyncio
import base64
import datetime
import json
import re

import pytest

import smkt_helpers as smkt
from smkt_helpers.own import form as forms
from smkt_helpers.own.page import Page
from tests.helpers import assert_named, assert_no_trouble, controls, find, press, shown_text, walk
from tests.own import exports


class Desk:
    """A page with its parts, as the notebook shows them."""

    def __init__(self):
        self.lesson = smkt.start("10", setup_check=list)
        self.page = Page(self.lesson)
        self.form = self.page.form()
        self.report, self.board, self.months = self.page.report(), self.page.board(), self.page.months()

    @property
    def told(self):
        return shown_text(self.form)

    @property
    def shown(self):
        return [shown_text(part) for part in (self.report, self.board, self.months)]

    def choose(self, **files):
        exports.upload(find(self.form, "Choose files"), **files)

    def read(self, **files):
        self.choose(**files)
        press(self.form, "Import")


@pytest.fixture
def desk():
    return Desk()


def test_every_control_has_a_name_and_a_tooltip(desk):
    found = controls(desk.form)
    assert all(one.description.strip() and one.tooltip.strip() for one in found)
    # The file button has no style of its own for the width of its name.
    desk.form.children = [one for one in walk(desk.form) if one in found and "Upload" not in type(one).__name__]
    assert_named(desk.form)


def test_before_anything_is_imported_the_page_says_how_to_begin(desk):
    for told in desk.shown:
        assert "Nothing has been imported yet." in told and "Use the sample" in told


def test_an_uploaded_export_fills_the_page(desk):
    desk.read(leads=exports.leads(), deals=exports.deals())
    assert "440 rows of leads.csv, deals.csv were imported." in desk.told
    report, board, months = desk.shown
    assert "leads.csv 400 400 nothing" in report
    assert "Deals won" in board and "Not available because" in board
    assert "Enquired from" in months


def test_nothing_personal_is_on_the_page_or_in_the_progress(desk, own_home):
    desk.read(leads=exports.leads(email="lan.nguyen@secret.invalid"), deals=exports.deals())
    everything = " ".join(one.value for one in walk(desk.form) if isinstance(getattr(one, "value", None), str))
    everything += " ".join(desk.shown) + (own_home / "progress.json").read_text(encoding="utf-8")
    assert "lan.nguyen" not in everything and "secret.invalid" not in everything


def test_a_wrong_file_is_one_sentence_and_the_page_stays(desk):
    desk.read(leads=exports.leads(), deals=exports.deals())
    before = desk.shown
    desk.read(companies="Company Name,Company Domain Name,Company owner,Billing City\nA,a.invalid,B,C\n")
    assert "companies.csv is a list of companies" in desk.told
    assert "still what was imported before" in desk.told
    assert desk.shown == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("Lead ID,Create Date\n", "no rows below it"),
        ("%PDF-1.7\n%\n", "is a PDF"),
        ('{"leads": []}', "JSON"),
    ],
)
def test_what_is_no_table_is_refused_and_leaves_the_page_as_it_was(desk, text, said):
    before = desk.shown
    desk.read(leads=text)
    assert said in desk.told and "Not imported" in desk.told
    assert "still what was imported before" not in desk.told, "nothing was"
    assert desk.shown == before


def test_the_names_of_the_chosen_files_are_shown(desk):
    desk.choose(leads=exports.leads(), deals=exports.deals())
    assert "leads.csv, deals.csv" in desk.told


def test_importing_nothing_says_what_to_do(desk):
    press(desk.form, "Import")
    assert "Choose a file first" in desk.told


def test_an_ambiguous_date_is_asked_and_read_as_answered(desk):
    desk.read(leads=exports.early())
    assert "1 question that only you can answer" in desk.told
    choice = find(desk.form, "How does “Create Date” of leads.csv write dates?")
    choice.value = "%d/%m/%Y"
    press(desk.form, "Import with these answers")
    assert "100 rows of leads.csv were imported." in desk.told
    assert "day/month/year" in desk.shown[0]
    assert "question" not in desk.told


def test_unknown_stages_are_asked_and_counted_as_answered(desk):
    desk.read(leads=exports.leads(), deals=exports.deals(won="Handschlag", lost="Absage"))
    find(desk.form, "What does “Handschlag” mean?").value = "won"
    press(desk.form, "Import with these answers")
    # One answer is not enough: the other one is still asked.
    assert "1 question that only you can answer" in desk.told and "“Absage”" in desk.told
    find(desk.form, "What does “Absage” mean?").value = "lost"
    press(desk.form, "Import with these answers")
    assert "were imported." in desk.told
    assert "Deals won" in desk.shown[1]


def test_answering_nothing_asks_for_an_answer_and_changes_nothing(desk):
    desk.read(leads=exports.early())
    press(desk.form, "Import with these answers")
    assert "Choose an answer in at least one of the lists first." in desk.told


def test_answers_are_kept_for_the_next_time_the_data_are_not(desk, own_home):
    desk.read(leads=exports.early())
    find(desk.form, "How does “Create Date”").value = "%m/%d/%Y"
    press(desk.form, "Import with these answers")
    kept = json.loads((own_home / "progress.json").read_text(encoding="utf-8"))["lessons"]["10"]["plans"]["own"]
    assert kept["answers"] == {"date|leads.csv|Create Date": "%m/%d/%Y"}

    again = Desk()
    assert "your data are not" in again.told and "Nothing has been imported yet." in again.shown[0]
    again.read(leads=exports.early())
    assert "100 rows of leads.csv were imported." in again.told, "nothing is asked a second time"
    press(again.form, "Forget my answers")
    again.read(leads=exports.early())
    assert "1 question" in again.told


def test_what_was_understood_can_be_saved_and_given_along(desk):
    desk.read(leads=exports.leads(), deals=exports.deals(won="Handschlag", lost="Absage"))
    for word, ours in (("Handschlag", "won"), ("Absage", "lost")):
        find(desk.form, f"What does “{word}” mean?").value = ours
    press(desk.form, "Import with these answers")
    links = dict(re.findall(r'download="([^"]+)" href="data:[^,]+,([^"]+)"', _markup(desk.form)))
    assert set(links) == {"leads.toml", "deals.toml"}

    other = Desk()
    press(other.form, "Forget my answers")
    exports.upload(
        find(other.form, "Choose files"),
        leads=exports.leads(),
        deals=exports.deals(won="Handschlag", lost="Absage"),
        **{name: base64.b64decode(text).decode("utf-8") for name, text in links.items()},
    )
    press(other.form, "Import")
    assert "were imported." in other.told and "question" not in other.told


def _markup(widget):
    return " ".join(one.value for one in walk(widget) if isinstance(getattr(one, "value", None), str))


def test_large_files_are_named_by_their_path_or_folder_and_remembered(desk, tmp_path):
    exports.written(tmp_path, leads=exports.leads(), deals=exports.deals())
    find(desk.form, "Or say where").value = f'"{tmp_path}"\n'
    press(desk.form, "Import")
    assert "440 rows of deals.csv, leads.csv were imported." in desk.told
    again = Desk()
    assert find(again.form, "Or say where").value == f'"{tmp_path}"\n'
    assert "Press “Import” to read them again." in again.told


def test_a_path_that_leads_nowhere_is_said(desk, tmp_path):
    find(desk.form, "Or say where").value = str(tmp_path / "nothing.csv")
    press(desk.form, "Import")
    assert "There is no file or folder" in desk.told and "nothing.csv" in desk.told


def test_the_sample_lets_everybody_go_on(desk):
    press(desk.form, "Use the sample")
    assert "rows of the sample were imported." in desk.told
    assert "contacts.csv" in desk.shown[0] and "too young to judge" in desk.shown[2]
    assert "Last time you used the sample." in Desk().told


def test_what_the_files_hold_and_which_days_count_can_be_said(desk):
    more = find(desk.form, "More")
    more.click()
    find(desk.form, "First day that counts").value = datetime.date(2025, 4, 7)
    find(desk.form, "First day that no longer counts").value = datetime.date(2025, 6, 2)
    desk.read(leads=exports.leads())
    assert "from 2025-04-07 to 2025-06-01, both days included" in desk.shown[0]
    find(desk.form, "What do the files hold?").value = "deals"
    desk.read(leads=exports.leads())
    assert "Not imported" in desk.told


def test_two_files_of_one_name_are_refused(desk):
    button = find(desk.form, "Choose files")
    exports.upload(button, leads=exports.leads())
    button.value = (*button.value, *button.value)
    press(desk.form, "Import")
    assert "Two files are called leads.csv" in desk.told


def test_a_page_that_cannot_show_the_import_stays_as_it_was(desk, monkeypatch):
    desk.read(leads=exports.leads(), deals=exports.deals())
    before = desk.shown
    monkeypatch.setattr("smkt_helpers.own.page.months_html", lambda _tables: 1 / 0)
    desk.choose(leads=exports.leads(count=300))
    find(desk.form, "Import").click()
    assert "Something went wrong in our code" in desk.told
    assert desk.shown == before


def test_a_double_click_imports_once_and_stop_leaves_everything_as_it_was(monkeypatch):
    """With an event loop the import runs beside the page, as in a notebook."""
    began = []

    def slow(chosen, tell):
        import time

        began.append(chosen)
        for step in range(1000):
            tell(step, 1000)
            time.sleep(0.001)

    monkeypatch.setattr(forms, "imported", slow)

    async def use():
        desk = Desk()
        button = find(desk.form, "Import")
        button.click()
        button.click()
        while not began:
            await asyncio.sleep(0.001)
        assert button.disabled
        find(desk.form, "Stop").click()
        while button.disabled:
            await asyncio.sleep(0.001)
        return desk

    desk = asyncio.run(use())
    assert len(began) == 1
    assert "Stopped. Everything is as it was." in desk.told
    assert "Nothing has been imported yet." in desk.shown[0]
    assert_no_trouble(desk.form)


@pytest.mark.parametrize("spoilt", [{"answers": [1]}, {"answers": {"date|a|b": 5}}, {"where": 7, "sample": "?"}])
def test_a_progress_file_edited_by_hand_does_no_harm(desk, spoilt):
    desk.lesson.remember(forms.NAME, spoilt)
    again = Desk()
    again.read(leads=exports.leads())
    assert "400 rows of leads.csv were imported." in again.told
