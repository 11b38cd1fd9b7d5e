"""The pages as HTML: safe, small, every field with its label, and the parts that a script may replace."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from smkt_helpers.workshop import rounds
from smkt_helpers.workshop.phones import pages
from smkt_helpers.workshop.phones.form import FormError, steps_of
from smkt_helpers.workshop.phones.view import mark_of, view_of
from tests.workshop import helpers
from tests.workshop.phones.test_view import hand_in
from tests.workshop.shown import opened, revealed, room, until, words

MARK = "a-mark-of-this-form"
NASTY = '<script>alert("x")</script>\' onload=x {{ 7 * 7 }} {% raw %}'
VOID = {"meta", "link", "input"}


class Elements(HTMLParser):
    """All elements of a page; fails where one is not closed."""

    def __init__(self, html):
        super().__init__()
        self.found, self.open = [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def of(self, *tags):
        return [attrs for tag, attrs in self.found if tag in tags]


def every_phase():
    """Return a workshop in each of its phases, by what a person meets there."""
    now = room()
    found = {"lobby": helpers.lobby(), "seated": now, "brief": rounds.go(now, "brief"), "open": opened(now)}
    found["handed in"] = hand_in(found["open"], why="Because")
    found["locked"] = rounds.go(found["handed in"], "locked")
    found["revealed"] = revealed(opened(until(now, 1)))
    found["debrief"] = rounds.go(found["revealed"], "debrief")
    found["closed"] = rounds.go(found["debrief"], "closed")
    found["gone"] = rounds.leave(now, "p1")
    return found


PHASES = every_phase()


def page_of(now, left=None, person="p1", message="", title="A day", **told):
    return pages.page(view_of(now, person, title, message), MARK, 60.0 if now.opened_at else left, **told)


@pytest.mark.parametrize("phase", PHASES)
def test_a_page_is_whole_and_small_and_holds_nothing_that_the_browser_would_refuse(phase):
    html = page_of(PHASES[phase])
    page = Elements(html)
    assert len(html.encode()) < 20_000
    assert not [attrs for _tag, attrs in page.found if "style" in attrs or any(one.startswith("on") for one in attrs)]
    assert page.of("style") == [] and [one["src"].split("?")[0] for one in page.of("script")] == ["static/phone.js"]
    for attrs in page.of("a", "link", "script", "form"):
        address = attrs.get("href") or attrs.get("src") or attrs.get("action")
        assert not re.match(r"/|\w+:", address), "relative, so that the pages may stand below any address"
    names = [attrs["id"] for _tag, attrs in page.found if "id" in attrs]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("phase", ["open", "debrief"])
def test_every_field_has_a_label_and_every_hint_belongs_to_one(phase):
    html = page_of(PHASES[phase])
    page = Elements(html)
    labelled = {attrs.get("for") for attrs in page.of("label")}
    typed = [attrs for attrs in page.of("input", "textarea") if attrs.get("type") not in ("hidden", "radio")]
    assert typed and all(attrs["id"] in labelled for attrs in typed)
    assert len(re.findall("<fieldset", html)) == len(re.findall("<legend>", html))
    ids = {attrs.get("id") for _tag, attrs in page.found}
    for _tag, attrs in page.found:
        assert set(attrs.get("aria-describedby", "").split()) <= ids


def test_names_titles_messages_and_reasons_are_shown_as_text():
    now = rounds.rename(opened(room()), "p1", NASTY[:60])
    now = hand_in(now, why=NASTY)
    html = page_of(now, title=NASTY, message=NASTY)
    assert "<script>" not in html and html.count("&lt;script&gt;") >= 4 and "{{ 7 * 7 }}" in html
    door = pages.door_page(MARK, code=NASTY, name=NASTY, home=NASTY, trouble=NASTY)
    assert "<script>" not in door and "<script>" not in pages.sorry_page(NASTY)
    assert not [attrs for _tag, attrs in Elements(door).found if "onload" in attrs]


def test_the_mark_of_the_form_quarter_and_seat_are_sent_along():
    sent = [one for one in Elements(page_of(PHASES["open"])).of("input") if one["type"] == "hidden"]
    hidden = {one["name"]: one["value"] for one in sent}
    assert hidden == {"form": MARK, "round": "0", "seat": "marketing"}


def test_a_part_keeps_its_mark_until_it_differs():
    def marks(now, left=60.0, form=MARK):
        html = pages.here(view_of(now, "p1", "A day", ""), form, left)
        return dict(re.findall(r'<section id="([\w-]+)" data-mark="(\w+)"', html))

    now = opened(room(people=6, tables=1))
    before = marks(now)
    assert before == marks(now, left=20.0, form="another-mark-of-a-form")
    after = marks(hand_in(now, "p3"))
    assert [id for id in before if before[id] != after[id]] == ["part-team"], "the half-filled sheet stays as it is"


def test_a_new_page_knows_its_own_mark_so_that_a_phone_does_not_fetch_it_twice():
    now = opened(room())
    assert f'data-mark="{mark_of(view_of(now, "p1", "A day", ""))}"' in page_of(now).split("<section")[0]


def test_the_time_left_is_told_and_what_to_do_when_it_is_up():
    now = PHASES["open"]
    running, over = (pages.page(view_of(now, "p1", "A day", ""), MARK, left) for left in (65.5, -3.0))
    assert "Time left 1:05" in words(running) and '<p class="over" hidden>' in running
    assert "Time left 0:00" in words(over) and '<p class="over">' in over


def test_what_was_wrong_stands_at_its_field_and_what_was_typed_stays():
    now = PHASES["handed in"]
    posted = {"round": "0", "seat": "marketing", "d_budget": "4000", "d_tracked": "y", "why": "My reason"}
    with pytest.raises(FormError) as problem:
        steps_of(now, "p1", posted)
    html = page_of(now, trouble=str(problem.value), fields=problem.value.fields, typed=posted)
    page = Elements(html)
    assert "look at the 2 marked places" in html and "Type 0 to 300%." in html and "Choose one of the three." in html
    budget = next(one for one in page.of("input") if one["name"] == "d_budget")
    assert (budget["value"], budget["aria-invalid"]) == ("4000", "true")
    assert budget["aria-describedby"].split()[0] == "d_budget-wrong"
    assert ["y"] == [one["value"] for one in page.of("input") if one["name"] == "d_tracked" and "checked" in one]
    assert "My reason" in html
    assert not re.search(r"<details><summary><h2>Change your sheet", html), "it is unfolded"


def test_the_door_keeps_what_was_filled_in():
    html = pages.door_page(MARK, "ABC234", "Anna", "sales", "This code opens no door.")
    filled = {one["name"]: one.get("value") for one in Elements(html).of("input") if one["type"] != "radio"}
    assert filled == {"form": MARK, "code": "ABC234", "name": "Anna"} and "This code opens no door." in html
    chosen = [one["value"] for one in Elements(html).of("input") if "checked" in one]
    assert chosen == ["sales"]
    assert len(re.findall('type="radio"', html)) == 3


def test_an_amount_is_not_parted_from_its_currency():
    assert "EUR\u00a092,000,000" in page_of(PHASES["revealed"])


def test_a_file_that_may_be_kept_for_ever_changes_its_address_with_its_content():
    html = page_of(PHASES["lobby"])
    for name in ("phone.css", "phone.js", "icon.svg"):
        assert re.search(rf'static/{re.escape(name)}\?[0-9a-f]{{10}}"', html)
        assert (pages.STATIC / name).is_file()
    assert sum(one.stat().st_size for one in pages.STATIC.iterdir()) < 25_000


def test_a_view_is_plain_so_that_its_text_can_be_compared():
    view = view_of(PHASES["open"], "p1", "A day", "")
    assert repr(view) == repr(view_of(every_phase()["open"], "p1", "A day", "")) != repr(replace(view, name="Other"))
