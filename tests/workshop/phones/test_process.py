"""The server as a process of its own: started, found again, killed, started again, stopped."""

from __future__ import annotations

import os
import re
import signal
import socket
import sys
import time

import httpx
import psutil
import pytest

from smkt_helpers.__main__ import main
from smkt_helpers.errors import KitError
from smkt_helpers.workshop.formats import read_format
from smkt_helpers.workshop.phones import process
from smkt_helpers.workshop.phones.doors import open_door
from smkt_helpers.workshop.store import Store

PATIENCE = 60  # seconds, on a busy machine


def url_of(store):
    return store.engine.url.render_as_string(hide_password=False)


def wait_for(found):
    end = time.monotonic() + PATIENCE
    while not found():
        assert time.monotonic() < end
        time.sleep(0.05)


def come_in(server, code):
    """Join as a phone does, and return its client with the cookie."""
    phone = httpx.Client(base_url=server.url, headers={"Origin": server.url}, trust_env=False, timeout=PATIENCE)
    page = phone.get(f"/{code}").text
    form = re.search(r'name="form"[^>]*value="([\w-]+)"', page)[1]
    told = {"code": code, "name": "Anna", "home": "sales", "form": form}
    assert phone.post("/join", data=told).status_code == 303
    return phone


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_a_server_is_found_again_survives_a_kill_and_is_stopped():
    store = Store()
    ledger = store.begin(read_format("short"))
    door = open_door(store, ledger.id)
    server = process.start(url_of(store))
    try:
        assert process.lives(server) and process.answers(server)
        assert process.found() == server, "a kernel that is restarted finds it"
        assert process.start(url_of(store)) == server, "nothing is started twice"
        assert os.getsid(server.pid) != os.getsid(os.getpid()), "it does not end with whoever started it"
        assert server.pid not in [one.pid for one in psutil.Process().children(recursive=True)]
        phone = come_in(server, door.code)

        os.kill(server.pid, signal.SIGKILL)
        wait_for(lambda: not process.lives(server))
        assert process.found() is None
        again = process.revived(url_of(store))
        assert (again.port, again.instance) == (server.port, server.instance) and again.pid != server.pid
        wait_for(lambda: process.answers(again))
        assert phone.get("/state").json()["here"], "the old cookie works"
        assert process.revived(url_of(store)) == again, "one that lives is left alone"
    finally:
        process.stop()
    assert not process.lives(again) and process.recorded() is None
    assert process.revived(url_of(store)) is None, "what somebody has stopped stays stopped"


def test_a_taken_port_means_the_next_one(monkeypatch):
    started = []

    def fake(url, host, port, instance):
        started.append(port)
        return process.Server(os.getpid(), port, host, instance)

    monkeypatch.setattr(process, "_started", fake)
    monkeypatch.setattr(process, "_came_up", lambda server: True)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(process, "PORT", port)
        server = process.start("sqlite://")
        assert server.port > port and started == [server.port]
        process.keep(process.Server(0, port, "0.0.0.0", "gone"))
        with pytest.raises(KitError, match="in use"):
            process.start("sqlite://", port=port)


def test_a_server_that_does_not_come_up_is_a_sentence_that_names_its_log(monkeypatch):
    monkeypatch.setattr(process, "_started", lambda url, host, port, instance: process.Server(0, port, host, instance))
    with pytest.raises(KitError, match=re.escape(str(process.log_file()))):
        process.start("sqlite://")
    assert process.recorded() is None


def test_the_number_of_a_dead_process_that_another_program_has_now_is_left_alone():
    process.keep(process.Server(os.getpid(), 8000, process.EVERYWHERE, "another"))
    assert not process.lives(process.recorded()) and process.found() is None
    process.stop()
    assert process.recorded() is None


def test_a_record_that_cannot_be_read_is_none(own_home):
    for text in ("{", "[]", '{"pid": 1}'):
        (own_home / "phones.json").write_text(text, encoding="utf-8")
        assert process.recorded() is None


def test_a_rehearsal_has_a_server_of_its_own():
    process.keep(process.Server(1, 8000, process.EVERYWHERE, "room"))
    process.keep(process.Server(2, 8001, process.HERE, "rehearsal"))
    assert process.recorded().pid == 1 and process.recorded(rehearsal=True).pid == 2
    assert process.recorded(rehearsal=True).rehearsal


def test_another_server_at_the_same_port_is_not_ours(monkeypatch):
    def get(url, **_options):
        return httpx.Response(200, json={"kit": "0.1.0", "instance": "another"})

    monkeypatch.setattr(httpx, "get", get)
    assert not process.answers(process.Server(1, 8000, process.EVERYWHERE, "ours"))
    assert process.answers(process.Server(1, 8000, process.EVERYWHERE, "another"))


def test_a_port_in_use_is_a_sentence(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["workshop", "serve", "--port", str(taken.getsockname()[1])]) == 2
    assert "most likely because another program has it" in capsys.readouterr().err


def test_more_processes_need_a_database_that_can_take_them(capsys):
    assert main(["workshop", "serve", "--workers", "3"]) == 2
    assert "needs PostgreSQL" in capsys.readouterr().err
