"""The examples in the docstrings are true, and declaring cards loads no screen."""

import doctest
import importlib
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "module", ["words", "practice.answers", "practice.card", "practice.text"], ids=lambda name: name
)
def test_examples_in_docstrings_are_true(module):
    results = doctest.testmod(importlib.import_module(f"smkt_helpers.{module}"))
    assert results.attempted > 0
    assert results.failed == 0


def test_cards_can_be_used_without_widgets():
    code = "import sys, smkt_helpers.practice; print('ipywidgets' in sys.modules, 'pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
