"""Pictures: they say what they show, in a drawing, a sentence and a table."""

import math
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import matplotlib
import pandas as pd
import pytest
import seaborn as sns
from matplotlib.figure import Figure

from smkt_helpers import charts
from smkt_helpers.charts.picture import STYLE
from smkt_helpers.charts.years import draw_years
from smkt_helpers.desk import board
from smkt_helpers.metrics import METRICS

NOW = {"leads": 2000, "mql": 1200, "sal": 500, "sql": 130, "opportunities": 100, "wins": 40}
SHOWN = {key: key.upper() for key in ("value", "low", "high", "last", "siloed")}


def words_of(picture):
    """Read a picture as strictly as XML and return the words in it."""
    return [text for text in ET.fromstring(picture.svg).itertext() if text.strip()]


def bar_ends(picture):
    """Return how far the bars reach, from the drawing itself: two in marketing's colour, then four in sales'."""
    ends = []
    for path in ET.fromstring(picture.svg).iter("{http://www.w3.org/2000/svg}path"):
        style = path.get("style", "")
        if re.search(r"fill: #(435aff|c8540a)", style) and "opacity" not in style:
            ends.append(max(float(x) for x in re.findall(r"[ML] (-?[\d.]+) ", path.get("d"))))
    return ends


def strip(**changes):
    values = {"name": "Deals won", "good": "up", "value": 40.0, "low": 30.0, "high": 50.0, "last": 35.0, "siloed": 33.0}
    return charts.Strip(**{**values, "shown": SHOWN, "verdict": "▲ better than siloed", **changes})


def test_the_funnel_shows_every_stage_its_owner_and_its_count():
    words = words_of(charts.funnel(NOW))
    for expected in ("Marketing", "Sales", "Leads", "Won", "2,000", "1,200", "500", "130", "100", "40"):
        assert expected in words
    assert "handoff: 1,200 passed on, 500 taken on" in words


def test_longer_bars_for_more_people_and_shorter_for_fewer():
    first = charts.FunnelPicture()
    before, after = bar_ends(first.draw(NOW)), bar_ends(first.draw({**NOW, "mql": 600, "wins": 80}, hold=True))
    assert len(before) == len(after) == 6
    assert (after[0], after[1] < before[1], after[5] > before[5]) == (before[0], True, True)


def test_the_axis_stays_while_a_slider_moves_and_follows_when_it_rests():
    picture = charts.FunnelPicture()
    picture.draw(NOW)
    limit = picture.limit
    held = picture.draw({**NOW, "leads": 20_000}, hold=True)
    assert picture.limit == limit
    assert "▶ 20,000" in words_of(held)
    picture.draw({**NOW, "leads": 20_000})
    assert picture.limit > 20_000


@pytest.mark.parametrize(
    ("wins", "said"),
    [
        (45, "5 customers more than in the last run"),
        (41, "1 customer more than in the last run"),
        (40, "as many customers as in the last run"),
        (39, "1 customer fewer than in the last run"),
        (33, "7 customers fewer than in the last run"),
    ],
)
def test_the_sentence_of_the_funnel_goes_both_ways(wins, said):
    picture = charts.funnel({**NOW, "wins": wins}, NOW, before_name="last run")
    assert said in picture.sentence
    assert picture.sentence.startswith(
        f"2,000 people asked; marketing passed 1,200 on, sales took 500 on and won {wins}"
    )
    assert [row["last run"] for row in picture.table] == ["2,000", "1,200", "500", "130", "100", "40"]
    assert "outline and right-hand number: last run" in words_of(picture)


def test_a_funnel_without_a_figure_says_so_and_is_still_drawn():
    picture = charts.funnel({**NOW, "sal": math.nan}, {**NOW, "wins": math.nan}, before_name="last run")
    assert "–" in words_of(picture)
    assert "than in" not in picture.sentence


def test_an_empty_funnel_is_drawn():
    assert "won 0 customers" in charts.funnel(dict.fromkeys(NOW, 0)).sentence


def test_the_band_picture_shows_each_metric_in_words():
    picture = charts.bands([strip(), strip(name="Time to the first call", good="down", verdict="▼ worse than siloed")])
    words = words_of(picture)
    for expected in (
        "Deals won",
        "Time to the first call",
        "more is better →",
        "← less is better",
        "VALUE",
        "▲ better than siloed",
        "▼ worse than siloed",
        "last run",
        "8 of 10 markets lie here",
    ):
        assert expected in words
    assert picture.sentence == (
        "Deals won: VALUE on average; 8 of 10 markets lie between LOW and HIGH. "
        "Siloed teams reach SILOED in the same markets."
    )
    assert [row["Metric"] for row in picture.table] == ["Deals won", "Time to the first call"]


def test_a_band_without_figures_says_so():
    nothing = strip(**dict.fromkeys(("value", "low", "high", "last", "siloed"), math.nan))
    assert charts.bands([nothing]).sentence == "None of these figures is available yet."


def test_the_axis_of_a_band_only_grows_so_that_runs_can_be_compared():
    picture = charts.BandPicture(1)
    picture.draw([strip(high=500.0)])
    wide = picture.rows[0].ax.get_xlim()
    picture.draw([strip()])
    assert picture.rows[0].ax.get_xlim() == wide


@pytest.mark.parametrize("picture", [charts.funnel(NOW, NOW, before_name="<last> & run"), charts.bands([strip()] * 6)])
def test_pictures_are_small_and_can_stand_together_on_a_page(picture):
    assert len(picture.svg) < 60_000
    assert not re.search(r'id="(?!p[0-9a-f]+|m[0-9a-f]+)', picture.svg), "a name that two pictures would share"
    assert "<style" not in picture.svg
    html = picture.html()
    assert 'role="img"' in html
    assert "<table>" in html
    assert "<table>" not in picture.html(table=False)


def test_the_same_figures_make_the_same_picture():
    assert charts.funnel(NOW).svg == charts.funnel(NOW).svg


@pytest.mark.parametrize(
    ("value", "end"), [(0, 1), (math.nan, 1), (0.7, 0.8), (1, 1), (1.01, 1.5), (2501, 3000), (9000, 10000)]
)
def test_an_axis_ends_at_a_round_number(value, end):
    assert charts.round_up(value) == pytest.approx(end)


def test_every_headline_s_name_has_room_beside_its_strip():
    picture = charts.BandPicture(len(board.HEADLINES))
    picture.draw([strip(name=METRICS[id].name) for id in board.HEADLINES])
    picture.figure.canvas.draw()
    for row in picture.rows:
        name, hint = row.name.get_window_extent(), row.good.get_window_extent()
        assert name.x0 >= 0, f"{row.name.get_text()} is cut off"
        assert name.y0 >= hint.y1 - 3, f"{row.name.get_text()} lies on what is below it"


def years(runs):
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(7.2, 2.3))
        draw_years(figure.add_axes((0.3, 0.2, 0.6, 0.7)), runs, ["#435aff", "#c8540a"])
        return figure, charts.svg_of(figure)


def test_every_year_is_a_point_in_its_row_and_a_diamond_is_the_mean():
    figure, svg = years(pd.DataFrame({"Today": [1.0, 1.0, 4.0], "One more rep": [-5.0, 2.0, 0.0]}))
    ax = figure.axes[0]
    points = [marks.get_offsets() for marks in ax.collections]
    assert [list(one[:, 0]) for one in points] == [[1, 1, 4], [-5, 2, 0]]
    for row, one in enumerate(points):
        assert abs(one[:, 1] - row).max() < 0.3 and len(set(one[:, 1])) == 3, "equal years hide each other"
    assert list(ax.lines[0].get_xdata()) == [2, -1]
    words = [text for text in ET.fromstring(svg).itertext() if text.strip()]
    assert words.index("Today") < words.index("One more rep")
    low, high = ax.get_ylim()
    assert low > high, "the first way stands on top"


def test_years_drawn_again_are_the_same_picture():
    runs = pd.DataFrame({"Today": range(9), "One more rep": range(9)})
    assert years(runs)[1] == years(runs)[1]


def test_pictures_look_as_seaborn_s_white_ones():
    white = {**sns.axes_style("white"), **STYLE}
    shown = {name for name in white if not name.startswith(("image.", "font.sans-serif"))}
    with matplotlib.rc_context(white):
        expected = {name: matplotlib.rcParams[name] for name in shown}
    with matplotlib.rc_context({**matplotlib.rcParamsDefault, **STYLE}):
        assert {name: matplotlib.rcParams[name] for name in shown} == expected


def test_the_first_picture_of_the_case_does_not_wait_for_seaborn():
    code = "import sys, smkt_helpers.case.page.mine, smkt_helpers.case.told.headline; print('seaborn' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
