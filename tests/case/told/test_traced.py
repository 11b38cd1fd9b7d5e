"""Every number that a manager may be asked about knows where it comes from."""

from __future__ import annotations

import re
import shlex

import pytest

from smkt_helpers.case import blocks
from smkt_helpers.case.figure import BASES
from smkt_helpers.case.parts import PARTS
from smkt_helpers.company_file import company
from smkt_helpers.metrics import METRICS

# Words of measure, not results: how an interval is meant, and what declared metrics and assumptions are called.
DECLARED = [words for metric in METRICS.values() for words in (metric.name, metric.sentence)]
DECLARED += [one.help.rstrip(".") for one in company("irrigation").assumptions]
NAMES = "|".join(re.escape(words) for words in DECLARED if re.search(r"\d", words))
WORDS = re.compile(rf"95% interval|8 of 10|{NAMES}")


@pytest.fixture(scope="module", params=list(PARTS))
def section(request, question, found):
    part = PARTS[request.param]
    return part.section(question, found(request.param))


def test_no_number_stands_without_its_trace(section):
    markup = blocks.section_html(section)
    markup = re.sub(r"<svg.*?</svg>", "", markup, flags=re.DOTALL)
    # What a screen reader hears of a picture is the sentence below it, whose figures are looked at there.
    markup = re.sub(r'aria-label="[^"]*"', "", markup)
    markup = re.sub(r'<details class="smkt-figure".*?</details>', "", markup, flags=re.DOTALL)
    words = WORDS.sub("", re.sub(r"<[^>]+>", " ", markup))
    assert [line for line in re.split(r"(?<=[.!?])\s", words) if re.search(r"\d", line)] == []


def test_each_figure_says_what_it_rests_on(section):
    for figure in blocks.figures_of(section):
        assert figure.basis in BASES, figure.id
        assert figure.id.startswith(f"{section.id}."), figure.id
        assert figure.name and figure.how and figure.text, figure.id
        assert not figure.metric or figure.metric in METRICS, figure.id
        if figure.basis == "simulated":
            assert figure.command and figure.seed is not None, figure.id
        if figure.command:
            words = shlex.split(figure.command)
            assert words[:3] == ["python", "-m", "smkt_helpers"], figure.command


def test_one_name_means_one_number(section):
    known = {}
    for figure in blocks.figures_of(section):
        assert known.setdefault(figure.id, repr(figure)) == repr(figure), figure.id
