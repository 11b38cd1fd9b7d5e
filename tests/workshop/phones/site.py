"""A site with phones for tests: real pages and a real store, without a network."""

import re

from starlette.testclient import TestClient

from smkt_helpers.workshop.phones import doors
from smkt_helpers.workshop.phones.app import COOKIE, make
from smkt_helpers.workshop.store import Store
from tests.workshop.helpers import SEATS, small

BASE = "http://10.0.0.5:8000"


class Phone:
    """A phone of its own on a site: it keeps its cookie and sends what a browser sends."""

    def __init__(self, site, address="10.0.0.7"):
        self.site, self.address, self.cookie, self.answers = site, address, "", []

    def send(self, method, path, headers=None, **said):
        told = {"Origin": BASE} if method != "GET" else {}
        told |= {"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}
        self.site.client.cookies.clear()
        told |= headers or {}
        answer = self.site.client.request(method, path, headers=told, follow_redirects=False, **said)
        given = answer.cookies.get(COOKIE)
        self.cookie = given or self.cookie
        self.answers.append(answer)
        return answer

    def get(self, path="/", **said):
        return self.send("GET", path, **said)

    def mark(self, path="/"):
        """Return the mark in the form of a page."""
        return re.search(r'name="form" value="([\w-]+)"', self.get(path).text)[1]

    def join(self, name, home="marketing", code=None, mark=None):
        code = self.site.code if code is None else code
        fields = {"code": code, "name": name, "home": home, "form": mark or self.mark()}
        return self.send("POST", "/join", data=fields)

    def sheet(self, mark=None, headers=None, **fields):
        """Hand in what stands in the form, with some fields changed."""
        now, person = self.site.ledger.now, self.site.person(self)
        own = {"round": str(now.round), "seat": person.seat(now.swapped) if person else "", "prediction": "same"}
        return self.send("POST", "/sheet", headers=headers, data={**own, "form": mark or self.mark(), **fields})


def client_of(app, address="10.0.0.7"):
    """Return a client at an address; the application runs until it is closed."""
    client = TestClient(app, base_url=BASE, client=(address, 5000), raise_server_exceptions=False)
    client.__enter__()
    return client


class Site:
    """A store with one workshop of four people at two tables, and its pages."""

    def __init__(self, people=4, tables=2, **settings):
        self.store = Store()
        self.ledger = self.store.begin(small(), "Room 4", mode="median")
        self.code = doors.open_door(self.store, self.ledger.id).code
        self.client = client_of(make(**settings))
        self.phones = [Phone(self) for _person in range(people)]
        for place, phone in enumerate(self.phones):
            assert phone.join(f"Name {place + 1}", SEATS[place % 2]).status_code == 303
        self.ledger.refresh()
        if tables:
            self.ledger.do("seat_all", tables=tables)

    def close(self):
        self.client.__exit__(None, None, None)

    def person(self, phone):
        """Return whose phone it is."""
        owner = doors.owner_of(self.store, doors.hash_of(phone.cookie))
        self.ledger.refresh()
        return next((one for one in self.ledger.now.people if owner and one.id == owner[1]), None)

    def go(self, *phases):
        """Go on, and let the server see it."""
        for phase in phases:
            self.ledger.refresh()
            self.ledger.do("go", phase=phase)
        for phone in self.phones:
            phone.get("/")

    def reveal(self):
        """Take the sheets in, play and show."""
        self.go("locked")
        self.ledger.play()
        self.go("revealed")
