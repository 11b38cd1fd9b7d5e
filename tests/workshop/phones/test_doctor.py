"""``workshop doctor``: a phone reaches the page, or sentences say what to try."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request

import pytest

from smkt_helpers.__main__ import main
from smkt_helpers.workshop.phones import doctor
from smkt_helpers.workshop.phones.addresses import Address
from tests.browser.helpers import free_port


@pytest.fixture(autouse=True)
def one_network(monkeypatch):
    monkeypatch.setattr(doctor, "addresses", lambda: (Address("192.168.1.20", "Wi-Fi"), Address("10.0.0.5", "eth0")))


def visit(port):
    """Open the page as soon as it is there."""
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
                return answer.read().decode()
        except urllib.error.URLError:
            time.sleep(0.05)


def run(capsys, *options, visited=True):
    port, pages = free_port(), []
    if visited:
        threading.Thread(target=lambda: pages.append(visit(port)), daemon=True).start()
    code = main(["workshop", "doctor", "--port", str(port), *options])
    return code, capsys.readouterr().out, port


def test_a_phone_that_comes_is_named(capsys, monkeypatch):
    monkeypatch.setattr(doctor, "HERE", "127.0.0.9")  # so that this test is another device
    code, said, port = run(capsys, "--seconds", "60")
    assert code == 0 and "A phone has reached this computer (from 127.0.0.1)." in said
    assert f"http://192.168.1.20:{port}" in said and f"http://10.0.0.5:{port}" in said


def test_this_computer_is_no_phone_and_then_advice_is_given(capsys):
    code, said, _port = run(capsys, "--seconds", "1")
    assert code == 1 and "This computer reached its own page" in said
    assert "Guest networks" in said and "6. Paper always works" in said


def test_nobody_comes(capsys):
    code, said, port = run(capsys, "--seconds", "0", "--json", visited=False)
    found = json.loads(said)
    assert code == 1 and found["reached"] is False and found["from"] == ""
    assert found["addresses"][0] == f"http://192.168.1.20:{port}" and len(found["advice"]) == 6


@pytest.mark.parametrize(("system", "word"), [("Windows", "Windows Security"), ("Darwin", "macOS"), ("Linux", "port")])
def test_the_advice_is_for_this_computer(system, word):
    said = " ".join(doctor.advice(system))
    assert word in said and ("macOS" in said) == (system == "Darwin")


def test_without_a_network_a_sentence_says_so(capsys, monkeypatch):
    monkeypatch.setattr(doctor, "addresses", lambda: ())
    assert main(["workshop", "doctor"]) == 2
    assert "This computer is in no network." in capsys.readouterr().err


def test_the_page_says_whether_it_was_a_phone():
    visitors = doctor.Visitors({"127.0.0.1"})
    port = free_port()
    with doctor._served(port, visitors):
        assert "This is the computer itself" in visit(port)
        visitors._mine = set()
        assert "It works" in visit(port)
    assert visitors.own and visitors.wait(0) == "127.0.0.1"


def test_a_port_in_use_is_named(capsys):
    with doctor._served(None, doctor.Visitors(set())) as server:
        assert main(["workshop", "doctor", "--port", str(server.server_port)]) == 2
        assert f"Port {server.server_port} is in use" in capsys.readouterr().err
