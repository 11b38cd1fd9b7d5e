"""Words for stages: known in four languages, asked where they are not known."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd
import pytest

from smkt_helpers.crm_schema import STATUS
from smkt_helpers.imports import stages
from smkt_helpers.imports.fields import fold
from smkt_helpers.imports.stages import stages_of


def meaning(word: str, object: str) -> str:
    known, _unknown = stages_of(pd.Series([word]), object, {})
    return known.get(word, "")


@pytest.mark.parametrize("lists", [stages._LEADS, stages._DEALS])
def test_no_word_means_two_things(lists):
    meant = defaultdict(set)
    for ours, words in lists.items():
        for word in words.split(","):
            meant[fold(word)].add(ours)
    assert {word: ours for word, ours in meant.items() if len(ours) > 1} == {}
    assert "" not in meant


def test_every_meaning_is_one_of_ours():
    assert set(stages._LEADS) == set(STATUS)
    assert set(stages._DEALS) == {"open", "won", "lost"}


@pytest.mark.parametrize(
    ("word", "ours"),
    [
        ("Subscriber", "lead"),
        ("Marketing Qualified Lead", "mql"),
        ("salesqualifiedlead", "sql"),
        ("Opportunity", "open"),
        ("Customer", "won"),
        ("ATTEMPTED_TO_CONTACT", "working"),
        ("Bad timing", "not ready"),
        ("Open deal", "open"),
        ("Open - Not Contacted", "lead"),
        ("Working - Contacted", "working"),
        ("Closed - Converted", "sql"),
        ("Closed - Not Converted", "disqualified"),
        ("Junk", "disqualified"),
        ("Unqualified", "disqualified"),
        ("Disqualifiziert", "disqualified"),
        ("Nicht erreicht", "unreached"),
        ("Gewonnen", "won"),
        ("odrzucony", "rejected"),
        ("Không quan tâm", "no need"),
        ("Mới", "lead"),
    ],
)
def test_words_for_leads(word, ours):
    assert meaning(word, "leads") == ours


@pytest.mark.parametrize(
    ("word", "ours"),
    [
        ("Closed Won", "won"),
        ("closedlost", "lost"),
        ("Abgeschlossen und verloren", "lost"),
        ("Zamknięte - wygrane", "won"),
        ("przegrana", "lost"),
        ("Thắng", "won"),
        ("thua", "lost"),
        ("Qualified to Buy", "open"),
        ("Decision Maker Bought-In", "open"),
        ("Id. Decision Makers", "open"),
        ("Proposal/Price Quote", "open"),
        ("Negotiations Started", "open"),
        ("Angebot verschickt", "open"),
        ("Proposal sent", "open"),
        ("3. Proposal (60%)", "open"),
        ("Oferta wysłana", "open"),
        ("Đã gửi báo giá", "open"),
    ],
)
def test_words_for_deals(word, ours):
    assert meaning(word, "deals") == ours


@pytest.mark.parametrize(
    "word",
    ["Not won", "Nicht gewonnen", "No decision", "Proposal expired", "Vertrag fertig", "Stage 3", "the", "60%", "!"],
)
def test_a_word_that_is_not_known_is_asked_and_never_guessed(word):
    assert stages_of(pd.Series([word]), "deals", {}) == ({}, [word])


def test_what_a_person_said_comes_first_and_the_most_frequent_question_too():
    words = pd.Series(["Foo", "Bar", "Bar", "Won", "", "n/a", "won"])
    known, unknown = stages_of(words, "deals", {"WON": "lost"})
    assert known == {"Won": "lost", "won": "lost"}
    assert unknown == ["Bar", "Foo"]


def test_the_kits_own_words_stay_as_they_are_while_an_open_lead_elsewhere_is_a_new_one():
    assert stages_of(pd.Series(STATUS), "leads", {}) == ({word: word for word in STATUS}, [])
    assert meaning("Open", "leads") == "lead"
