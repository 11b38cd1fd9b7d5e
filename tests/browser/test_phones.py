"""Two phones in a workshop: in by the QR code, hand in, change, lose the network, results, swap."""

from __future__ import annotations

import io
import re

import pytest

from smkt_helpers.workshop.phones import doors, process
from smkt_helpers.workshop.store import FILE, Store, file_url
from tests.browser import helpers
from tests.browser.accessible import Axe
from tests.workshop.helpers import SMALL, small

sync_api = pytest.importorskip("playwright.sync_api")
segno, zxingcpp, image = (pytest.importorskip(name) for name in ("segno", "zxingcpp", "PIL.Image"))
expect = sync_api.expect

QUARTERS = [part for part in SMALL["agenda"] if part["kind"] not in ("practice",)][:3] + [SMALL["agenda"][-1]]
SIDEWAYS = "() => document.documentElement.scrollWidth - window.innerWidth"
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input[type=text], textarea, .option, summary')]
    .filter(one => one.offsetParent && one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"""


class Phone:
    """A phone, and what its owner does with it."""

    def __init__(self, browser, width, height, scheme):
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, has_touch=True, is_mobile=True
        )
        self.context.set_default_timeout(20 * helpers.SECONDS)
        self.page = self.context.new_page()
        self.asked, self.problems = [], []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda said: self._heard(said))

    def _heard(self, said):
        # The browser itself complains about requests without a network, and about sheets that are refused.
        if said.type == "error" and "Failed to load resource" not in said.text:
            self.problems.append(said.text)

    def join(self, address, name, home):
        self.page.goto(address)
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_label(home, exact=True).check()
        self.page.get_by_role("button", name="Come in").tap()
        self.sees(f"You are in, {name}")

    def sees(self, title):
        expect(self.page.get_by_role("heading", name=title).first).to_be_visible()

    def type(self, label, text):
        self.page.get_by_label(label).fill(text)

    def hand_in(self, button="Hand in"):
        self.page.get_by_role("button", name=button, exact=True).tap()

    def hears(self, words):
        expect(self.page.locator("#news")).to_contain_text(words)

    def fits(self):
        assert self.page.evaluate(SIDEWAYS) <= 0
        assert self.page.evaluate(SMALL_TARGETS) == []

    def accessible(self):
        found = Axe().run(self.page).response
        assert found["passes"]
        serious = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in serious] == []


class Room:
    """The trainer with a workshop, and a server as the kit starts it."""

    def __init__(self, folder):
        url = file_url(folder / FILE)
        self.store = Store(url)
        self.ledger = self.store.begin(small(agenda=QUARTERS), "Room 4", mode="median")
        self.code = doors.open_door(self.store, self.ledger.id).code
        self.server = process.start(url, rehearsal=True, port=helpers.free_port())

    def go(self, *phases):
        for phase in phases:
            self.ledger.do("go", phase=phase)

    def budgets(self):
        """Return the budgets that were handed in, in their order."""
        self.ledger.refresh()
        return [one.data["values"]["budget"] for one in self.ledger.actions if one.data.get("seat") == "marketing"
                and one.kind == "decide"]  # fmt: skip

    def qr(self):
        """Return what a phone reads from the QR code of the door."""
        drawn = io.BytesIO()
        segno.make(f"{self.server.url}/{self.code}").save(drawn, kind="png", scale=6)
        (read,) = zxingcpp.read_barcodes(image.open(drawn))
        return read.text


@pytest.fixture
def room(tmp_path, monkeypatch):
    monkeypatch.setenv("SMKT_HOME", str(tmp_path))
    room = Room(tmp_path)
    yield room
    process.stop(rehearsal=True)


@pytest.fixture
def phones(chromium):
    found = [Phone(chromium, 360, 740, "light"), Phone(chromium, 320, 568, "dark")]
    yield found
    for phone in found:
        phone.context.close()


def test_two_phones_play_a_workshop(room, phones):
    anna, ben = phones
    anna.join(room.qr(), "Anna", "marketing")
    ben.join(room.qr(), "Ben-Maximilian Donaudampfschifffahrtsgesellschaft", "sales")
    room.ledger.refresh()
    room.ledger.do("seat_all", tables=1)
    anna.sees("You sit at table 1, in marketing")
    room.go("brief", "open")

    # Hand in, and change it.
    anna.sees("Your sheet")
    anna.type("Marketing budget", "400")
    anna.hand_in()
    expect(anna.page.get_by_text("Type 0 to 300%.")).to_be_visible()
    expect(anna.page.get_by_text("Choose one of the three.")).to_be_visible()
    anna.accessible()
    assert room.budgets() == []
    ben.sees("Your sheet")
    ben.type("Attempts per lead", "7")  # not handed in yet
    anna.type("Marketing budget", "120")
    anna.page.get_by_label("about the same").check()
    anna.hand_in()
    anna.hears("Handed in")
    anna.sees("What you handed in")
    assert room.budgets() == [1.2]
    anna.page.get_by_role("heading", name="Change your sheet").tap()
    anna.type("Marketing budget", "140")
    anna.hand_in("Hand in the change")
    expect(anna.page.get_by_role("cell", name="140%")).to_be_visible()
    assert room.budgets() == [1.2, 1.4]

    # The network goes and comes back; the page is even closed and opened again meanwhile.
    anna.context.set_offline(True)
    anna.page.get_by_role("heading", name="Change your sheet").tap()
    anna.type("Marketing budget", "90")
    anna.hand_in("Hand in the change")
    anna.hears("No network at the moment. Your sheet is kept on this phone")
    assert room.budgets() == [1.2, 1.4]
    anna.context.set_offline(False)
    expect(anna.page.get_by_role("cell", name="90%")).to_be_visible()
    assert room.budgets() == [1.2, 1.4, 0.9]

    # What somebody has begun to type is still there, whatever else changed on the page.
    expect(ben.page.get_by_label("Attempts per lead")).to_have_value("7")
    ben.page.reload()
    expect(ben.page.get_by_label("Attempts per lead")).to_have_value("7")
    ben.accessible()
    ben.fits()
    anna.fits()

    room.go("locked")
    anna.sees("The sheets are in")
    room.ledger.play()
    room.go("revealed")
    for phone in phones:
        phone.sees("What came of it")
        phone.fits()
    ben.accessible()
    room.go("brief")
    anna.sees("You are sales now")
    ben.sees("You are marketing now")
    room.go("open")
    expect(anna.page.get_by_label("Attempts per lead")).to_be_visible()
    expect(ben.page.get_by_label("Marketing budget")).to_have_value("90")
    for phone in phones:
        assert {re.match(r"https?://[^/]*", url)[0] for url in phone.asked} == {room.server.url}
        assert phone.problems == []
