"""Other sites' forms, endless forms, and codes found by trying."""

import asyncio

import pytest
from starlette.requests import Request

from smkt_helpers.errors import KitError
from smkt_helpers.workshop.phones import guard
from smkt_helpers.workshop.phones.guard import Guesses, fields_of, same_origin


def scope(**headers):
    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": told}


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"host": "10.0.0.5:8765", "origin": "http://10.0.0.5:8765"}, True),
        ({"host": "room.example", "origin": "https://room.example"}, True),
        ({"host": "10.0.0.5:8765", "origin": "http://10.0.0.5:8888"}, False),
        ({"host": "10.0.0.5:8765", "origin": "http://evil.example"}, False),
        ({"host": "10.0.0.5:8765", "origin": "http://10.0.0.5:8765.evil.example"}, False),
        ({"host": "10.0.0.5:8765", "origin": "null"}, False),
        ({"host": "", "origin": "null"}, False),
        ({"host": "10.0.0.5:8765", "origin": "http://[::1"}, False),
        ({"host": "10.0.0.5:8765"}, False),
        ({"host": "10.0.0.5:8765", "sec_fetch_site": "same-origin"}, True),
        ({"host": "10.0.0.5:8765", "sec_fetch_site": "cross-site"}, False),
    ],
)
def test_only_forms_of_our_own_pages_are_taken(headers, ours):
    assert same_origin(scope(**headers)) is ours


def read(body, kind=guard.FORM):
    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    return asyncio.run(fields_of(Request(scope(content_type=kind), receive)))


def test_a_form_is_read():
    assert read(b"name=Zo%C3%AB+B&why=", f"{guard.FORM}; charset=utf-8") == {"name": "Zoë B", "why": ""}
    assert read(b"") == {}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"name": "x"}', "application/json"),
        (b"name=%ff%fe", guard.FORM),
        (b"\xff\xfe=1", guard.FORM),
        (b"name=a&name=b", guard.FORM),
        (b"name=a%00b", guard.FORM),
        (b"&".join(b"f%d=1" % place for place in range(guard.MOST_FIELDS + 1)), guard.FORM),
    ],
)
def test_what_no_page_of_ours_sends_is_refused_kindly(body, kind):
    with pytest.raises(KitError, match="Load the page again"):
        read(body, kind)


def test_guesses_are_limited_for_each_address_and_come_back_after_a_minute():
    guesses = Guesses()
    for _try in range(guard.WRONG_BY_ADDRESS):
        assert guesses.allowed("a", 0.0)
        guesses.wrong("a", 0.0)
    assert not guesses.allowed("a", guard.WINDOW - 1)
    assert guesses.allowed("b", guard.WINDOW - 1)
    assert guesses.allowed("a", guard.WINDOW)


def test_guesses_are_limited_for_all_together():
    guesses = Guesses()
    for place in range(guard.WRONG_BY_ALL):
        assert guesses.allowed(f"address {place}", 0.0)
        guesses.wrong(f"address {place}", 0.0)
    assert not guesses.allowed("a new one", 1.0)
    assert guesses.allowed("a new one", guard.WINDOW)
