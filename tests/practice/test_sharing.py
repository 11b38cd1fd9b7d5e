"""A learner shares: ticks, looks, writes, and finds the files."""

import base64
import json
import re
from html.parser import HTMLParser

import pytest

from smkt_helpers import practice
from smkt_helpers.practice.summary import KIND
from tests.helpers import assert_named, controls, find, press, shown_text
from tests.practice.sample import lesson_root

PLAN = """from dataclasses import replace

from tests.practice.sample import GIVEN, THOUGHT

TITLE = "My plan"
CARDS = (replace(THOUGHT, id="09-plan", lesson="09", title="My commitment"),)


def given():
    return dict(GIVEN)
"""


@pytest.fixture
def root(tmp_path):
    root = lesson_root(tmp_path / "the kit ü")
    (root / "exercises" / "lesson09").mkdir()
    (root / "exercises" / "lesson09" / "cards.py").write_text(PLAN, encoding="utf-8")
    (root / "notebooks" / "09-my-plan.ipynb").write_text("{}", encoding="utf-8")
    return root


def begin(root, lesson="07", **options):
    return practice.start(lesson, root=root, setup_check=list, **options)


def work(root):
    """One wrong and one right answer, a hint, and a commitment."""
    lesson = begin(root)
    box = lesson.card("07-share")
    for answer in ("777", "12.5"):
        find(box, "Your answer").value = answer
        press(box, "Check")
    press(box, "Hint")
    box = lesson.card("07-who")
    find(box, "Your answer").value = "m"
    press(box, "Check")
    plan = begin(root, "09").card("09-plan")
    find(plan, "Your answer").value = "I call <every> lead back, Ana, by Monday"
    press(plan, "Check")
    return lesson


def written(root):
    (page,), (data,) = (sorted((root / "summaries").glob(f"*.{kind}")) for kind in ("html", "json"))
    return page.read_text(encoding="utf-8"), json.loads(data.read_text(encoding="utf-8"))


def test_the_files_are_told_found_and_linked(root):
    share = work(root).share()
    assert_named(share)
    find(share, "Your name").value = "Ana <Ü>"
    press(share, "Write my summary")
    assert f"in the folder {root / 'summaries'}" in shown_text(share)
    links = re.findall(r'download="([^"]+)" href="data:[^;]+;base64,([^"]+)"', share.children[-2].value)
    assert len(links) == 2
    for name, content in links:
        assert (root / "summaries" / name).read_bytes() == base64.b64decode(content)


def test_without_ticks_nothing_private_leaves(root):
    press(work(root).share(), "Write my summary")
    page, data = written(root)
    assert data["kind"] == KIND
    assert data["name"] == ""
    assert data["lessons"]["07"]["cards"] == {"07-share": {"result": "done"}, "07-who": {"result": "open"}}
    for text in (page, json.dumps(data)):
        for private in ("777", "hints", "tries", "started", "first_right"):
            assert private not in text


def test_a_tick_adds_what_it_names_and_nothing_else(root):
    lesson = work(root)
    for name, there, absent in (
        ("Add when I worked", "started_at", "hints_used"),
        ("Add hints I used", "hints_used", "answer"),
        ("Add all my answers", "answer", "started_at"),
    ):
        share = lesson.share()
        find(share, name).value = True
        press(share, "Write my summary")
        _page, data = written(root)
        assert there in json.dumps(data["lessons"])
        assert absent not in json.dumps(data["lessons"])


def test_the_commitment_is_shared_unless_it_is_unticked(root):
    work(root)
    share = begin(root).share()
    assert "I call <every> lead back" in shown_text(share)
    press(share, "Write my summary")
    page, data = written(root)
    assert "My commitment" in page and "I call &lt;every&gt; lead back" in page
    assert data["texts"][0]["text"] == "I call <every> lead back, Ana, by Monday"
    find(share, "Add what I wrote").value = False
    assert "I call" not in shown_text(share)
    press(share, "Write my summary")
    assert "I call" not in "".join(map(str, written(root)))


def test_who_wrote_nothing_for_others_is_not_asked_about_it(root):
    share = begin(root).share()
    assert find(share, "Add what I wrote").layout.display == "none"


def test_two_summaries_of_one_learner_carry_one_mark_that_tells_nothing(root, own_home):
    for _time in (1, 2):
        press(begin(root).share(), "Write my summary")
    mark = json.loads((own_home / "progress.json").read_text())["learner"]
    assert re.fullmatch("[0-9a-f]{8}", mark)
    assert written(root)[1]["learner"] == mark


def test_the_page_opens_without_a_network_and_its_headings_are_in_order(root):
    share = work(root).share()
    for tick in controls(share):
        if tick.description.startswith("Add"):
            tick.value = True
    press(share, "Write my summary")
    page, _data = written(root)

    class Look(HTMLParser):
        headings, addresses = [], []

        def handle_starttag(self, tag, attrs):
            if re.fullmatch("h[1-6]", tag):
                self.headings.append(int(tag[1]))
            self.addresses += [value for name, value in attrs if name in ("src", "href")]

    look = Look()
    look.feed(page)
    assert look.addresses == []
    assert "://" not in page and "@media print" in page
    assert look.headings[0] == 1 and look.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(look.headings, look.headings[1:], strict=False))


def test_a_kit_that_cannot_be_written_puts_the_files_beside_the_progress(root, own_home):
    (root / "summaries").write_text("a file where the folder should be")
    share = begin(root).share()
    press(share, "Write my summary")
    assert str(own_home / "summaries") in shown_text(share)
    assert len(list((own_home / "summaries").iterdir())) == 2


def test_when_nothing_can_be_written_one_sentence_says_so(root, own_home):
    (root / "summaries").write_text("in the way")
    (own_home / "summaries").write_text("in the way too")
    share = begin(root).share()
    press(share, "Write my summary")
    assert "The summary cannot be written in" in shown_text(share)
    assert "Your summary is in" not in shown_text(share)


def test_a_name_cannot_lead_out_of_the_folder(root):
    share = begin(root).share()
    find(share, "Your name").value = "../../x/y"
    press(share, "Write my summary")
    assert len(list((root / "summaries").iterdir())) == 2
