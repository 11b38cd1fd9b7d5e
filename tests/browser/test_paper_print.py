"""The papers in a browser: they print on the sheets they are meant for, and the slides turn by keyboard."""

import re

import pytest

from smkt_helpers.workshop import paper
from smkt_helpers.workshop.formats import read_format
from smkt_helpers.workshop.paper.times import read_clock

# Printing every page takes a minute, which the gate does not have.
pytestmark = [pytest.mark.browser, pytest.mark.full]
TABLES = 2
# How many sheets of A4 each page takes; where a page may grow with its words, the most it may take.
EXACTLY = {
    "index.html": 1, "cue-card.html": 1, "agenda-card.html": 1, "quiz.html": 1, "quiz-answers.html": 1,
    "commitments.html": 1, "follow-up.html": 1, "role-cards.html": 3, "decision-sheets.html": 2 * TABLES,
}  # fmt: skip
RUN_SHEET = 8


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    # The half day has the longest sheets.
    made = paper.pages(read_format("half-day"), read_clock("09:00"), paper.room_for(TABLES, None), markets=1)
    return paper.write(tmp_path_factory.mktemp("papers"), made).parent


def sheets(page, file):
    page.goto(file.as_uri())
    pdf = page.pdf(prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", pdf)), re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)


def test_each_page_prints_on_as_many_sheets_as_it_should(page, folder):
    found = {file: sheets(page, folder / file) for file in (*EXACTLY, "run-sheet.html", "when-nothing-works.html")}
    assert {file: found[file][0] for file in EXACTLY} == EXACTLY
    assert found["run-sheet.html"][0] <= RUN_SHEET
    # Instructions, three ways, a page for each quarter, the board.
    assert found["when-nothing-works.html"][0] == 3 + len(read_format("half-day").rounds)
    for file, (_count, sizes) in found.items():
        wide, high = (round(float(size)) for size in sizes[0])
        assert sorted((wide, high)) == [595, 842], f"{file} is not A4"
        assert (wide > high) == (file == "decision-sheets.html"), file
    assert page.problems == [] and page.foreign == []


def test_nothing_is_cut_off_at_the_width_of_a_sheet(page, folder):
    page.set_viewport_size({"width": 1123, "height": 1123})
    for file in folder.glob("*.html"):
        page.goto(file.as_uri())
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, file.name


def test_the_slides_turn_by_keyboard_and_each_fits_the_screen(page, folder):
    page.goto((folder / "slides.html").as_uri())
    count = page.locator(".slide").count()
    here = page.locator(".slide.here")
    titles = []
    for _turn in range(count):
        titles.append(here.locator("h1").inner_text())
        assert here.evaluate("slide => slide.scrollHeight <= slide.clientHeight + 1"), titles[-1]
        size = here.locator("p, li").first.evaluate("text => parseFloat(getComputedStyle(text).fontSize)")
        assert size >= 28, titles[-1]
        page.keyboard.press("ArrowRight")
    assert len(set(titles)) == count, "a slide was shown twice or not at all"
    assert page.locator("#place").inner_text() == f"{count} / {count}"
    page.keyboard.press("ArrowLeft")
    page.reload()
    assert page.locator("#place").inner_text() == f"{count - 1} / {count}"
    page.keyboard.press("Home")
    assert here.locator("h1").inner_text() == titles[0]
    assert page.problems == [] and page.foreign == []
