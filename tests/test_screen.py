"""The pieces of every screen: safe, named, readable, and loud when something breaks."""

import itertools
import re
import xml.etree.ElementTree as ET

import ipywidgets as widgets
import numpy as np
import pytest

from smkt_helpers import screen
from smkt_helpers.errors import KitError
from tests.helpers import assert_named, assert_no_trouble, press, shown_text

NASTY = '<script>alert("x")</script> & \'"'


def parsed(markup):
    """Read HTML as strictly as XML, so that an unclosed or unescaped mark fails."""
    return ET.fromstring(f"<root>{markup.replace('<br>', '<br/>')}</root>")


@pytest.mark.parametrize(
    "markup",
    [
        screen.notice("info", NASTY, word=NASTY, icon="<"),
        screen.paragraphs(NASTY),
        screen.inline(NASTY),
        screen.data_table([{NASTY: NASTY, "b": NASTY}], NASTY),
        screen.data_table([], NASTY),
        screen.picture("<svg><title>t</title></svg>", NASTY, screen.data_table([{"a": 1}], NASTY)),
        screen.folded(NASTY, ""),
        screen.trouble(KitError(NASTY)),
        screen.trouble(RuntimeError(NASTY)),
    ],
)
def test_everything_handed_in_is_escaped(markup):
    tree = parsed(markup)
    assert not tree.findall(".//script")
    assert "<script" not in markup
    assert 'alert("x")' in "".join(tree.itertext())


@pytest.mark.parametrize("kind", screen.NOTICES)
def test_a_notice_says_in_words_what_its_colour_says(kind):
    text = "".join(parsed(screen.notice(kind, "The sentence.")).itertext())
    icon, word = screen.NOTICES[kind]
    assert (icon in text, word in text, "The sentence." in text) == (True, True, True)


def test_paragraphs_and_strong_words():
    assert screen.paragraphs("One **two**.\nThree\n\nFour") == (
        "<p>One <strong>two</strong>.<br>Three</p><p>Four</p>"
    )


def test_a_table_names_its_rows_and_columns():
    tree = parsed(
        screen.data_table([{"Week": 1, "Leads": "1,200"}, {"Week": 2, "Leads": "900"}], "Leads by week.")
    )
    assert [head.text for head in tree.findall(".//thead/tr/th[@scope='col']")] == ["Week", "Leads"]
    assert [head.text for head in tree.findall(".//tbody/tr/th[@scope='row']")] == ["1", "2"]
    assert tree.find(".//caption").text == "Leads by week."


@pytest.mark.parametrize("show", [screen.inline, screen.paragraphs, lambda text: screen.data_table([{"a": text}], "")])
def test_an_amount_stays_with_its_currency_at_the_end_of_a_line(show):
    text = "".join(parsed(show("From EUR 1,200 to −EUR 30 in EUR only.")).itertext())
    assert "From EUR\u00a01,200 to −EUR\u00a030 in EUR only." in text


def test_a_short_name_of_a_row_stays_on_one_line():
    names = parsed(screen.data_table([{"a": "13 weeks"}, {"a": "a name that may well be parted"}], "")).findall(".//th")
    assert [name.get("class") for name in names if name.get("scope") == "row"] == ["smkt-short", None]


def test_a_picture_has_words_and_drops_what_html_cannot_hold():
    markup = screen.picture(
        '<?xml version="1.0"?><!DOCTYPE svg><svg></svg>', 'Leads "rise".', "<table></table>"
    )
    image = parsed(markup).find(".//*[@role='img']")
    assert image.attrib["aria-label"] == 'Leads "rise".'
    assert "<?xml" not in markup
    assert parsed(markup).find(".//figcaption").text == 'Leads "rise".'
    assert parsed(markup).find(".//details/table") is not None


def test_a_callback_that_breaks_is_shown_with_details():
    place = screen.html()

    def breaks():
        raise ZeroDivisionError("by nothing")

    made = screen.button("Go", "Goes.", breaks, place)
    made.click()
    text = shown_text(place)
    assert "Something went wrong in our code; your answers are safe." in text
    assert "ZeroDivisionError: by nothing" in text
    with pytest.raises(AssertionError, match="by nothing"):
        assert_no_trouble(place)


def test_a_mistake_of_the_user_gets_its_own_sentence_and_no_details():
    place = screen.html()

    def refuses():
        raise KitError("Pick one line first.")

    screen.guard(refuses, place)()
    assert "Pick one line first." in shown_text(place)
    assert "<details>" not in place.value
    assert_no_trouble(place)


def test_the_next_call_that_works_clears_the_message():
    place = screen.html()
    answers = iter([KitError("No."), None])

    def sometimes(value):
        problem = next(answers)
        if problem:
            raise problem
        return value

    guarded = screen.guard(sometimes, place)
    assert guarded(1) is None
    assert guarded(2) == 2
    assert place.value == ""


def test_stopping_by_hand_is_not_swallowed():
    def stopped():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        screen.guard(stopped, screen.html())()


@pytest.mark.parametrize(
    "control", [widgets.Text(), widgets.BoundedIntText(), widgets.Dropdown(options=["a"]), widgets.Checkbox()]
)
def test_a_labelled_control_has_name_tooltip_and_help(control):
    shown = screen.labelled(control, "How many?", "Count them.")
    assert_named(shown)
    assert (control.description, control.tooltip) == ("How many?", "Count them.")
    assert "Count them." in shown_text(shown)


def test_the_walker_finds_what_has_no_name():
    with pytest.raises(AssertionError, match="no name"):
        assert_named(widgets.VBox([widgets.Text()]))
    with pytest.raises(AssertionError, match="no tooltip"):
        assert_named(widgets.Button(description="Go"))
    slider = screen.named(widgets.IntSlider(), "Leads", "Drag.")
    with pytest.raises(AssertionError, match="number box"):
        assert_named(widgets.HBox([slider]))
    number = screen.named(widgets.BoundedIntText(), "Leads", "Type.")
    assert_named(widgets.HBox([slider, number]))


def test_press_reports_a_broken_button():
    place = screen.html()
    made = screen.button("Go", "Goes.", lambda: 1 / 0, place)
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        press(widgets.VBox([made, place]), "Go")


def test_a_box_brings_the_style_once_and_shows_only_the_rest():
    shown = screen.box([screen.html("<p>Hello</p>")], "smkt-card")
    assert sum("<style>" in child.value for child in shown.children) == 1
    assert shown_text(shown) == "Hello"
    assert "<style>" in screen.page("x")


def luminance(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    r, g, b = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", screen.PALETTE)
@pytest.mark.parametrize("ground", ["#ffffff", "#212121"], ids=["light theme", "dark theme"])
def test_palette_stands_out_on_both_themes(name, ground):
    assert contrast(screen.PALETTE[name], ground) >= 3


# How a colour arrives in each kind of colour-blind eye, on linear light
# (Machado, Oliveira and Fernandes 2009).
BLIND = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TO_XYZ = ((0.4339, 0.3762, 0.1899), (0.2126, 0.7152, 0.0722), (0.0177, 0.1095, 0.8729))


def seen(colour, eye):
    """Return where a colour lies in CIELAB for one kind of eye; 20 apart is easily told apart."""
    light = np.array([((int(colour[n : n + 2], 16) / 255 + 0.055) / 1.055) ** 2.4 for n in (1, 3, 5)])
    x, y, z = np.cbrt(np.array(TO_XYZ) @ np.clip(np.array(BLIND[eye]) @ light, 0, 1))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eye", BLIND)
def test_palette_stays_apart_for_every_eye(eye):
    for one, other in itertools.combinations(screen.PALETTE.values(), 2):
        assert np.linalg.norm(seen(one, eye) - seen(other, eye)) > 20, (one, other)


def test_text_never_takes_a_fixed_colour_without_the_theme():
    for ground, declared in re.findall(
        r"(?:background: ([^;]+);\s*)?(?<![-\w])color:\s*([^;}]+)", screen.style().value
    ):
        if not declared.startswith("var(--jp-"):
            assert contrast(ground, declared.strip()) >= 4.5, declared
