"""The report and the slides: every figure leads to its source, nothing is folded away, nothing overflows."""

from __future__ import annotations

import datetime
import html
import io
import itertools
import re

import pytest
from matplotlib.figure import Figure as Drawing
from pptx import Presentation
from pptx.util import Pt

from smkt_helpers.case.blocks import Chart, Folded, Note, Section, Table, figures_of, said_html
from smkt_helpers.case.figure import count, said, share
from smkt_helpers.case.paper import deck, fit, layout, report, slides, taken

DAY = datetime.date(2026, 1, 5)
COMMAND = "python -m smkt_helpers play --company irrigation"


def drawn(wide=7.2, high=3.0):
    drawing = Drawing(figsize=(wide, high))
    drawing.add_subplot().plot([1, 2, 3])
    return drawing


def figure(name, value=5):
    return count(f"vanish.{name}", value, name=f"What {name} is", how="Counted <here>", command=COMMAND, seed=1)


@pytest.fixture(scope="module")
def everything():
    """Return parts with every kind of block, long messages and a table that is too long for a slide."""
    many = Table("A long table.", ("Row", "One & two", "A very long head indeed"), tuple(
        (f"Row {row} that has a long name, so that it needs two lines", figure(f"row{row}"),
         said("{n} of them", n=figure(f"more{row}"))) for row in range(12)))  # fmt: skip
    chart = Chart(drawn(), said("It rises to {top}, **strongly**.", top=figure("top")), many)
    message = said("**{half}** of <all> it would vanish " + "and nobody would see it " * 12 + "any more.",
                   half=share("vanish.half", 0.5, name="Half", how="counted"))  # fmt: skip
    tall = Chart(drawn(7.2, 5), said("It rises and {falls}.", falls=figure("falls")))
    low = Chart(drawn(7.2, 2.3), said("See it in the table below: {low}.", low=figure("low")))
    few = Table("Few lines.", ("Row", "One"), tuple((f"Few {row}", figure(f"few{row}")) for row in range(3)))
    blocks = (said("A sentence with {n}.", n=figure("n")), chart, many, Note("warn", said("Look: {m}.", m=figure("m"))),
              Folded("What was folded", (said("Inside {inner}.", inner=figure("inner")),)))  # fmt: skip
    return (Section("vanish", "What would make this vanish", message, blocks, (blocks[0], chart, many, blocks[3])),
            Section("pilot", "How to see it", message, (tall,), (tall,)),
            Section("otherwise", "Something else", blocks[0], (low, few), (low, few)))  # fmt: skip


@pytest.fixture(scope="module")
def case(question, headline, everything):
    only = taken.taken(question, {"headline": headline}, DAY)
    return taken.Taken(only.question, (*only.sections, *everything), DAY)


def test_every_figure_leads_to_its_line_in_the_appendix_and_nothing_is_folded(case):
    text = report.report(case)
    wanted = {f"figure-{place}" for place in case.places.values()}
    assert {target for target in re.findall(r'href="#(figure-\d+)"', text)} == wanted
    assert sorted(re.findall(r'<span id="(figure-\d+)"', text)) == sorted(wanted)
    assert "<details" not in text and "What was folded" in text and "Inside" in text
    # Every link inside the file has its place, and there is no link out of it.
    assert {link[1:] for link in re.findall(r'href="(#[^"]+)"', text)} <= set(re.findall(r'id="([^"]+)"', text))
    assert not re.search(r'(?:href|src)="(?!#)', text) and "Counted &lt;here&gt;" in text


def test_the_appendix_names_formula_interval_seed_and_command(case):
    text = html.unescape(report.appendix(case)).replace("\u00a0", " ")
    change = case.figures["headline.contribution.difference"]
    assert change.text in text and f"95% interval: {change.interval}" in text and change.how in text
    assert "Seed 1." in text and change.command in text and COMMAND in text
    assert "played in the simulation" in text


def test_the_first_sheet_has_message_main_figures_doubts_and_origin(case):
    shown = report.shower(case)
    text = report.first_sheet(case, shown)
    headline = case.section("headline")
    rows = report.main_table(headline).rows
    assert len(rows) == len(report.MAIN) and all(len(row) == 1 + len(report.COLUMNS) for row in rows)
    assert "What would make it vanish?" in text and "What this cannot say" not in text
    assert "Not counted" in text and "luck of the market only" in text and "They cost" not in text
    assert "seed 1" in text and "2026-01-05" in text and case.title in text


def test_the_first_sheet_leads_with_the_doubt_and_says_what_is_done_and_what_gets_worse(question, headline, found,
                                                                                        monkeypatch):  # fmt: skip
    worse = Note("warn", said("**What gets worse:** the wait of {n}.", n=figure("wait")))
    monkeypatch.setattr(taken.headline, "side_effects", lambda asked, outcome: [worse])
    parts = {"headline": headline, "doubt": found("doubt"), "otherwise": found("otherwise")}
    case = taken.taken(question, parts, DAY)
    # Its figures stand in the parts as well; here they are made up.
    text = report.first_sheet(case, lambda figure: html.escape(figure.text))
    told = [case.section("doubt").message, case.section("headline").message, worse.said]
    places = [text.index(report.thinned(said_html(one, lambda figure: html.escape(figure.text)))) for one in told]
    assert places == sorted(places) and text.index('class="message"') == places[0] - len('class="message">')
    cost = case.figures["otherwise.chosen.cost"]
    assert "One shared CRM" in text and f"They cost {cost.text}" in html.unescape(text).replace("\u00a0", " ")
    short = slides.slides_of(case)[1]
    assert short.title == "In short"
    assert [one.template for one in short.said] == [told[0].template, worse.said.template]


def test_numbers_of_figures_do_not_crowd_a_line(case):
    shown = report.shower(case)
    change = case.figures["headline.contribution.difference"]
    assert "<sup>" in shown(change)
    unmarked = ("headline.contribution.difference.interval", "headline.markets")
    assert all("<sup>" not in shown(case.figures[id]) and "href" in shown(case.figures[id]) for id in unmarked)
    assert report.thinned(shown(change) * 4).count("<sup>") == 2
    rows = re.findall(r"<tr>.*?</tr>", report.first_sheet(case, shown), flags=re.DOTALL)
    assert len(rows) > 5 and all(row.count("<sup>") <= 2 for row in rows) and rows[1].count("<sup>") >= 1


def test_where_it_comes_from_names_what_was_changed(question, headline):
    other = question.with_changes(changed=(("team.reps", 6),))
    case = taken.taken(other, {"headline": headline}, DAY)
    rows = {row[0]: row[1] for row in taken.provenance(case).rows}
    assert re.search(r": 6 instead of \d+$", rows["Assumptions that were changed"].text())
    assert case.figures["case.team.reps"].basis == "changed"
    # The file has the changed number, and who changes it again is not overruled.
    for command in (taken.command(case), case.figures["headline.revenue.today"].command):
        assert "--company company.toml" in command and "--assume" not in command


# The slides


@pytest.fixture(scope="module")
def shown(case):
    return Presentation(io.BytesIO(deck.deck(case)))


def test_slides_stand_in_the_order_of_a_board_and_each_has_its_own_title(case, shown):
    titles = [page.shapes.title.text_frame.text for page in shown.slides]
    assert titles[:3] == [case.title, "In short", "What the chosen practices are worth here"]
    assert titles[-1] == "Where these numbers come from" and len(set(titles)) == len(titles)
    assert titles == [one.title for one in slides.slides_of(case)]


def test_nothing_lies_outside_a_slide_or_on_something_else(shown):
    for page in shown.slides:
        boxes = {shape.name: (shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)
                 for shape in page.shapes}  # fmt: skip
        assert len(boxes) == len(page.shapes)
        for left, top, right, bottom in boxes.values():
            assert left >= 0 and top >= 0 and right <= shown.slide_width and bottom <= shown.slide_height
        for (one, a), (other, b) in itertools.combinations(boxes.items(), 2):
            apart = a[2] <= b[0] + Pt(1) or b[2] <= a[0] + Pt(1) or a[3] <= b[1] + Pt(1) or b[3] <= a[1] + Pt(1)
            assert apart, f"{one} lies on {other}: {page.shapes.title.text_frame.text}"


def needed(frame, room):
    high = 0.0
    for paragraph in frame.paragraphs:
        size = max(run.font.size.pt for run in paragraph.runs)
        after = paragraph.space_after.pt if paragraph.space_after is not None else 0
        high += fit.height(paragraph.text, size, room) + after
    return high


def test_words_fit_into_their_boxes_and_are_large_enough_and_no_placeholder_is_empty(shown):
    for page in shown.slides:
        for shape in page.shapes:
            if shape.has_text_frame:
                assert shape.text_frame.text.strip(), shape.name
                assert needed(shape.text_frame, shape.width.pt) <= shape.height.pt + 1, shape.text_frame.text
                frames = [shape.text_frame]
            else:
                frames = [cell.text_frame for cell in shape.table.iter_cells()] if shape.has_table else []
            assert all(run.font.size.pt >= 12 for one in frames for line in one.paragraphs for run in line.runs)


def test_tables_are_tables_of_at_most_eight_rows_and_pictures_have_words(case, shown):
    tables = [shape for page in shown.slides for shape in page.shapes if shape.has_table]
    pictures = [shape for page in shown.slides for shape in page.shapes if shape.shape_type == 13]
    assert tables and pictures
    for shape in tables:
        assert len(shape.table.rows) <= 1 + layout.MOST_ROWS
        assert shape._element.nvGraphicFramePr.cNvPr.get("descr")
        wide = [column.width.pt for column in shape.table.columns]
        for row in shape.table.rows:
            for cell, room in zip(row.cells, wide, strict=True):
                assert needed(cell.text_frame, room - 2 * fit.CELL) + 2 * fit.CELL_HIGH <= row.height.pt + 1, cell.text
    said_of = [shape._element.nvPicPr.cNvPr.get("descr") for shape in pictures]
    assert "It rises to 5, strongly." in said_of
    whole = " ".join(shape.text_frame.text for page in shown.slides for shape in page.shapes if shape.has_text_frame)
    assert re.search(r"\d more lines are in the report", whole) and "**" not in whole


def test_a_small_table_stands_below_its_picture_and_no_sentence_speaks_of_an_absent_one(case, shown):
    titles = [one.title for one in slides.slides_of(case)]
    assert "Something else" in titles and "Something else, part 2" not in titles
    page = shown.slides[titles.index("Something else")]
    assert {shape.shape_type for shape in page.shapes} >= {13, 19}     # a picture and a table
    words = " ".join(shape.text_frame.text for shape in page.shapes if shape.has_text_frame)
    assert "in the table below" not in words and "in a table of the report" in words


def test_letters_in_pictures_can_be_read(case):
    places = [layout.arranged(one.title, one.said, one.shown, one.more) for one in slides.slides_of(case)
              if isinstance(one.shown, Chart)]  # fmt: skip
    assert len(places) >= 4 and all(one.letters >= layout.LEAST_LETTERS for one in places)
    assert {one.way for one in places} > {"column"}


def test_words_that_leave_a_picture_no_room_get_a_slide_of_their_own(case):
    chart = Chart(drawn(7.2, 5), said("It rises."))
    long = said("This says a lot about what to do and when, and why. " * 26)
    words, picture = slides._of_part(Section("pilot", "How to see it", long, (chart,), (chart,)))
    assert words.said == (long,) and words.shown is None and words.words_size >= 16
    assert picture.shown.drawing is chart.drawing and picture.said == () and picture.title == "How to see it, part 2"


def test_the_notes_say_where_each_figure_on_the_slide_comes_from(case, shown):
    for page, one in zip(shown.slides, slides.slides_of(case), strict=True):
        notes = page.notes_slide.notes_text_frame.text
        for figure in one.figures:
            assert figure.text in notes and figure.name in notes and figure.command in notes


def test_slides_for_the_browser_hold_the_same_and_need_no_network(case, shown):
    text = slides.slides(case)
    assert text.count("<section") == len(slides.slides_of(case)) and text.count("<script>") == 1
    assert not re.search(r'(?:href|src)="(?!#)', text) and "<details" not in text
    assert "of &lt;all&gt; it would vanish" in text
    of_deck = [len(shape.table.rows) for page in shown.slides for shape in page.shapes if shape.has_table]
    assert [table.count("<tr>") for table in re.findall(r"<table.*?</table>", text, flags=re.DOTALL)] == of_deck


def test_words_take_room():
    assert fit.lines("", 12, 100) == 1 and fit.lines("one two", 12, 1000) == 1
    assert fit.lines("one two", 12, 1.2 * fit.width("one", 12)) == 2
    wide = fit.columns([("a", "a much longer text than that"), ("b", "c")], 12, 400)
    assert sum(wide) == pytest.approx(400) and wide[1] > wide[0]
    assert fit.lines("x" * 100, 12, 100) > 5


def test_every_figure_of_a_part_is_listed_once(case):
    ids = [figure.id for one in case.sections for figure in figures_of(one)]
    assert set(ids) <= set(case.places) and len(set(case.places.values())) == len(case.places)


@pytest.mark.browser
def test_slides_turn_by_keyboard_and_each_fits_the_screen(case, tmp_path, chromium):
    (tmp_path / "slides.html").write_text(slides.slides(case), encoding="utf-8")
    with chromium.new_page(viewport={"width": 1280, "height": 720}) as page:
        page.goto((tmp_path / "slides.html").as_uri())
        titles = []
        for _slide in slides.slides_of(case):
            here = page.locator(".slide.here")
            titles.append(here.locator("h1").inner_text())
            assert here.evaluate("slide => slide.scrollHeight <= slide.clientHeight + 1"), titles[-1]
            assert here.evaluate("slide => slide.scrollWidth <= slide.clientWidth + 1"), titles[-1]
            page.keyboard.press("ArrowRight")
    assert titles == [one.title for one in slides.slides_of(case)]


@pytest.mark.browser
def test_paper_goes_without_details_and_the_screen_has_them(case, tmp_path, chromium):
    (tmp_path / "report.html").write_text(report.report(case), encoding="utf-8")
    with chromium.new_page() as page:
        page.goto((tmp_path / "report.html").as_uri())
        seen = {}
        for media in ("screen", "print"):
            page.emulate_media(media=media)
            seen[media] = page.locator("body").inner_text()
    details = ("Inside", "Every figure of this report, with what it is")
    assert all(one in seen["screen"] and one not in seen["print"] for one in details)
    paper = ("More in report.html: What was folded.", "numbers.csv has every figure", "Made again by")
    assert all(one in seen["print"] for one in paper) and paper[0] not in seen["screen"]
