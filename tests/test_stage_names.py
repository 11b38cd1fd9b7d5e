"""A company's own words for the stages: read, kept, written again, and refused with a sentence."""

from __future__ import annotations

import tomllib

import pytest

from smkt_helpers.companies import STAGE_WORDS, Stages
from smkt_helpers.company_file import FOLDER, company, parse
from smkt_helpers.errors import KitError
from smkt_helpers.fitting.numbers import NEEDED, checked, facts_from
from smkt_helpers.fitting.start import started
from smkt_helpers.fitting.write import text_of, write_company

OWN = {"mql": "hot lead", "won": "New “customer”"}


@pytest.fixture(scope="module")
def shipped() -> dict:
    return tomllib.loads((FOLDER / "irrigation.toml").read_text(encoding="utf-8"))


def refused(table: dict) -> str:
    with pytest.raises(KitError) as caught:
        parse(table, "mine.toml")
    sentence = str(caught.value)
    assert sentence.startswith("mine.toml") and "\n" not in sentence and sentence.endswith("."), sentence
    return sentence


def test_without_own_words_the_fields_words_are_explained(shipped):
    stages = parse(shipped).stages
    assert stages == Stages()
    assert stages.name("mql") == "Marketing qualified lead (MQL): good enough to pass to sales"
    assert all("you call it" not in stages.name(stage) for stage in STAGE_WORDS)


def test_own_words_stand_beside_the_fields_words(shipped):
    stages = parse(shipped | {"stages": OWN}).stages
    assert stages.name("mql").endswith("(you call it “hot lead”)") and stages.name("mql").startswith("Marketing qual")
    assert "you call it" not in stages.name("sal")


def test_own_words_survive_a_changed_number_and_the_way_through_a_file(shipped, tmp_path):
    one = parse(shipped | {"stages": OWN})
    changed = one.replace(**{"team.reps": 8})
    assert changed.stages == one.stages and changed.team.reps == 8
    write_company(changed, tmp_path / "mine.toml")
    again = company(tmp_path / "mine.toml")
    assert again.stages == one.stages and again.team.reps == 8


def test_a_company_without_own_words_is_written_without_a_section_for_them(shipped):
    assert "[stages]" not in text_of(parse(shipped))


def test_the_web_shop_has_its_own_words():
    assert company("webshop").stages.lead == "enquiry"


def test_a_fitted_company_does_not_speak_the_words_of_its_template():
    template = company("webshop")
    figures = dict(leads_per_month=400, mql_share=0.6, mql_to_sql=0.2, win_rate=0.3, deal_value=5000, reps=5,
                   response_hours=20)  # fmt: skip
    facts = facts_from(checked(figures, NEEDED), template, "")
    assert started(template, facts, "Mine").company.stages == Stages()


@pytest.mark.parametrize(
    ("stages", "named"),
    [
        ({"hot": "x"}, "mql"),
        ({"mql": ""}, "mql"),
        ({"mql": "  "}, "mql"),
        ({"mql": 3}, "mql"),
        ({"mql": "lead", "lead": "lead"}, "more than once"),
        ("hot", "[stages]"),
        (None, "[stages]"),
    ],
)
def test_broken_words_are_refused_with_a_sentence(shipped, stages, named):
    assert named in refused(shipped | {"stages": stages})
