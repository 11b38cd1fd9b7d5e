"""The glossary page is what the command makes, and it leaves nothing out."""

import pytest

from smkt_helpers import glossary
from smkt_helpers.__main__ import main
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.metrics import METRICS


def test_the_committed_page_is_what_the_command_makes(tmp_path):
    made = tmp_path / "glossary.md"
    assert main(["glossary", "--to", str(made)]) == 0
    assert made.read_bytes() == glossary.PAGE.read_bytes(), "run: python -m smkt_helpers glossary"


def test_every_word_decision_and_metric_is_on_it():
    page = glossary.page()
    for one in METRICS.values():
        assert f"### {one.name} (`{one.id}`)" in page and one.sentence in page and one.undefined in page
    for decision in DECISIONS.values():
        assert f"**{decision.label}** (`{decision.name}`): {decision.help}" in page
        assert all(f"(`{key}`)" in page for key, _words in decision.options)
    for word, meaning in glossary.WORDS:
        assert meaning.endswith(".") and f"**{word}**: {meaning}" in page


def test_words_stand_in_order():
    words = [word.casefold() for word, _meaning in glossary.WORDS]
    assert words == sorted(words)


def test_print_writes_nothing(tmp_path, capsys):
    target = tmp_path / "page.md"
    assert main(["glossary", "--print", "--to", str(target)]) == 0
    assert capsys.readouterr().out == glossary.page()
    assert not target.exists()


def test_a_place_that_cannot_be_written(tmp_path, capsys):
    assert main(["glossary", "--to", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


@pytest.mark.parametrize("word", ["Lead", "MQL", "SAL", "SQL", "opportunity", "SLA", "CRM", "ICP", "Funnel",
                                  "Handoff", "Smarketing", "Market", "Draw", "Program", "Practice", "Interval",
                                  "Nurture", "Retention", "Own prospect", "Recommendation", "Trust", "Warm-up"])
def test_the_words_of_the_trade_are_explained(word):
    assert any(word in name for name, _meaning in glossary.WORDS)
