"""What the page remembers: tomorrow it is as it was left, and a bad file never keeps it from opening."""

import json

import pytest

from smkt_helpers.case.page.kept import COMPANIES, FILE, Kept
from smkt_helpers.case.question import asked
from smkt_helpers.company_file import FOLDER


def test_a_question_is_found_again(own_home):
    question = asked("webshop", ["owners", "meeting"], {"contact.reachable": 0.5}, markets=10, one_off=20000.0,
                     margin=0.4)  # fmt: skip
    Kept().keep(question)
    assert Kept().question() == (question, "")


def test_what_was_typed_is_found_again(own_home):
    Kept().remember("figures", {"reps": "6"})
    assert Kept().remembered("figures") == {"reps": "6"}
    assert Kept().remembered("other") == {}


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"format": 99, "company": "webshop"}', "\udce4"])
def test_a_damaged_file_is_as_none(own_home, text):
    (own_home / FILE).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert Kept().question() == (asked(), "")


@pytest.mark.parametrize(
    "kept",
    [{"company": "gone.toml"}, {"practices": ["magic"]}, {"practices": 5}, {"changed": {"deal.win": "much"}},
     {"changed": {"no.such": 1}}, {"markets": "many"}, {"markets": 0}, {"margin": 40}],
)  # fmt: skip
def test_a_choice_that_is_not_possible_any_more_is_said(own_home, kept):
    (own_home / FILE).write_text(json.dumps({"format": 1, **kept}))
    question, said = Kept().question()
    assert question == asked()
    assert said.startswith("What you chose the last time cannot be shown (") and "Nothing was deleted" in said


def test_a_folder_that_cannot_be_written_is_said_and_the_page_goes_on(tmp_path):
    (tmp_path / "home").write_text("a file where a folder should be")
    kept = Kept(tmp_path / "home")
    kept.remember("figures", {"reps": "6"})
    assert kept.remembered("figures") == {"reps": "6"}
    assert kept.problem.startswith("Your choices cannot be kept in")


def test_forget_leaves_the_companies(own_home):
    kept = Kept()
    path = kept.place_for("mine.toml", (FOLDER / "webshop.toml").read_bytes())
    kept.keep(asked(str(path), markets=2))
    kept.forget()
    assert Kept().question()[0] == asked() and path.exists()


def test_two_companies_of_one_name_keep_a_file_each(own_home):
    kept = Kept()
    first, again, other = (kept.place_for("our company.toml", content) for content in (b"1", b"1", b"2"))
    assert first == again == own_home / COMPANIES / "our-company.toml"
    assert other.name == "our-company-2.toml" and first.read_bytes() == b"1"
