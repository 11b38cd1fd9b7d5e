"""Whose company: shipped, from a file, fitted; whatever goes wrong is a sentence, and the page stays."""

import datetime

import pytest

import smkt_helpers as smkt
from smkt_helpers.case.page.kept import COMPANIES
from smkt_helpers.case.page.mine import AlignmentCase
from smkt_helpers.company_file import FOLDER
from smkt_helpers.fitting import Fit
from tests.helpers import find, press, shown_text
from tests.own import exports

TYPED = {
    "How many people ask": "300",
    "Of 100 of them": "60",
    "Of 100 passed on": "8",
    "Of 100 offers": "40",
    "What is an offer worth": "9000",
    "How many people sell?": "6",
    "After how many hours": "24",
}


class Report:
    """What a fit says, without the fit."""

    def to_html(self):
        return "<p>It fits.</p>"


@pytest.fixture
def case():
    return AlignmentCase(parts=())


@pytest.fixture
def fitted(monkeypatch):
    """Let a fit take no time; return what it was asked for."""
    calls = []

    def fit(tables=None, *, progress=None, **given):
        calls.append((tables, given))
        progress(1, 2)
        company = smkt.company("webshop").replace(**{"team.reps": 6})
        return Fit(company, company.today, Report())

    monkeypatch.setattr("smkt_helpers.fitting.fit", fit)
    return calls


def chosen(upload, name, content):
    """Choose one file, as the browser hands it over."""
    upload.value = ({
        "name": name, "type": "", "size": len(content), "content": memoryview(content),
        "last_modified": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    },)  # fmt: skip


def test_the_page_says_whose_company_it_shows(case):
    assert "This page is about Tropfgut Irrigation" in shown_text(case.company())


def test_a_shipped_company_is_shown(case):
    card = case.company()
    find(card, "Companies that come with the kit").value = "webshop"
    press(card, "Show this company")
    assert case.question.named == "webshop"
    assert f"This page is about {smkt.company('webshop').name}" in shown_text(card)


def test_a_company_file_is_uploaded_and_kept(case, own_home):
    card = case.company()
    text = (FOLDER / "webshop.toml").read_text(encoding="utf-8").replace('name = "', 'name = "Our own ', 1)
    chosen(find(card, "Choose a company file"), "our own.toml", text.encode())
    assert case.question.base.name.startswith("Our own")
    assert case.question.named == str(own_home / COMPANIES / "our-own.toml")
    assert AlignmentCase(parts=()).question == case.question


def test_a_company_file_is_opened_by_its_path(case, tmp_path):
    card, path = case.company(), tmp_path / "ours.toml"
    path.write_bytes((FOLDER / "webshop.toml").read_bytes())
    find(card, "Or say where the company file lies").value = f'"{path}"'
    press(card, "Open this file")
    assert case.question.named == str(path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("bad.toml", b"name = ", "bad.toml"), ("photo.toml", b"\xff\xd8\xff", "photo.toml"), ("empty.toml", b"", "empty")],
)
def test_a_bad_company_file_is_a_sentence_and_the_page_stays(case, own_home, name, content, said):
    card, before = case.company(), case.question
    chosen(find(card, "Choose a company file"), name, content)
    assert said in shown_text(card) and "Look here." in shown_text(card)
    assert case.question == before and not (own_home / COMPANIES).exists()


def test_a_path_without_a_file_is_a_sentence(case, tmp_path):
    card = case.company()
    find(card, "Or say where the company file lies").value = str(tmp_path / "gone.toml")
    find(card, "Open this file").click()
    assert "There is no company file" in shown_text(card) and case.question.named == "irrigation"


def test_seven_figures_make_a_company_with_the_report_of_its_fit(case, fitted, own_home):
    card = case.company()
    for question, typed in TYPED.items():
        find(card, question).value = typed
    press(card, "Fit a company to these figures")
    assert fitted == [(None, {"leads_per_month": 300.0, "mql_share": 0.6, "mql_to_sql": 0.08, "win_rate": 0.4,
                              "deal_value": 9000.0, "reps": 6.0, "response_hours": 24.0})]  # fmt: skip
    assert case.question.company.team.reps == 6
    assert case.question.named == str(own_home / COMPANIES / "your-company.toml")
    assert "How well the fitted company matches" in shown_text(card) and "It fits." in shown_text(card)
    assert find(AlignmentCase(parts=()).company(), "How many people ask").value == "300", "found again tomorrow"


@pytest.mark.parametrize(
    ("question", "typed", "said"),
    [
        ("Of 100 offers", "120", "how many do you win? You typed 120; it must be more than 0 and less than 100."),
        ("How many people sell?", "0", "How many people sell? You typed 0; it must be a whole number from 1 to 60."),
        ("How many people sell?", "", "This is still blank"),
        ("What is an offer worth", "a lot", "What is an offer worth"),
    ],
)
def test_impossible_figures_are_a_sentence_and_the_page_stays(case, question, typed, said):
    # The real fit refuses them before it plays anything.
    card, before = case.company(), case.question
    for one, usual in TYPED.items():
        find(card, one).value = usual
    find(card, question).value = typed
    find(card, "Fit a company to these figures").click()
    assert "Look here." in shown_text(card) and said in shown_text(card)
    assert case.question == before


def test_an_export_is_imported_and_fitted(case, fitted):
    card = case.company()
    press(card, "Choose the files")
    find(card, "Fit a company to this export").click()
    assert "Import an export above first." in shown_text(card)
    exports.upload(find(card, "Choose files"), leads=exports.leads(), deals=exports.deals())
    press(card, "Import")
    assert "440 rows of leads.csv, deals.csv were imported." in shown_text(card)
    assert "leads.csv 400 400 nothing" in shown_text(card)
    press(card, "Fit a company to this export")
    (tables, given), *_more = fitted
    assert len(tables.deals) == 40 and given == {}
    assert "It fits." in shown_text(card) and case.question.company.team.reps == 6


def test_start_over_brings_back_the_page_as_it_came(case):
    card = case.company()
    find(card, "Companies that come with the kit").value = "webshop"
    press(card, "Show this company")
    press(card, "Start over")
    assert case.question.named == "irrigation"
    assert AlignmentCase(parts=()).question == case.question
