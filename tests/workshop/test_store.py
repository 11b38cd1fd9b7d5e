"""Workshops on disk: what counts is kept, what is not kept does not count."""

import sqlite3

import numpy as np
import pytest
import sqlalchemy as sql

from smkt_helpers.errors import KitError
from smkt_helpers.workshop import scoring, tables
from smkt_helpers.workshop import store as module
from smkt_helpers.workshop.actions import result_data
from smkt_helpers.workshop.scoring import play
from smkt_helpers.workshop.store import FILE, Store
from tests.workshop.helpers import made_up, small


def begun(store=None, people=4, tables=2):
    """Return the ledger of a workshop whose first quarter is open."""
    ledger = (store or Store()).begin(small(), "Title")
    for place in range(people):
        ledger.do("join", id=f"p{place + 1}", name=f"Name {place + 1}", home=("marketing", "sales")[place % 2])
    ledger.do("seat_all", tables=tables)
    ledger.do("go", phase="brief")
    ledger.do("go", phase="open")
    return ledger


@pytest.fixture
def quick(monkeypatch):
    """Score at once, with made-up figures."""
    monkeypatch.setattr(scoring, "play", lambda now, firm: made_up(now))


def test_a_workshop_goes_on_where_it_stopped():
    ledger = begun()
    ledger.do("decide", table=1, seat="sales", values={"touches": 5}, why="because")
    again = Store().open(ledger.id)
    assert (again.now, again.actions, again.title) == (ledger.now, ledger.actions, "Title")


def test_without_a_title_it_is_called_like_its_format():
    assert Store().begin(small(), "  ").title == "Small"


def test_workshops_are_listed_the_one_changed_last_first(monkeypatch):
    clock = iter(f"2026-01-01T10:00:{second:02}+00:00" for second in range(60))
    monkeypatch.setattr(module, "now", lambda: next(clock))
    store = Store()
    one, two = store.begin(small(), "One"), store.begin(small(), "Two")
    assert [each.title for each in store.listed()] == ["Two", "One"]
    one.do("join", id="p1", name="Anna", home="sales")
    assert [(each.title, each.id) for each in store.listed()] == [("One", one.id), ("Two", two.id)]
    assert store.listed()[0].begun < store.listed()[0].changed


def test_workshops_of_the_same_second_keep_the_order_in_which_they_were_begun(monkeypatch):
    monkeypatch.setattr(module, "now", lambda: "2026-01-01T10:00:00+00:00")
    store = Store()
    titles = [f"Day {place}" for place in range(12)]
    begun = [store.begin(small(), title) for title in titles]
    assert [one.title for one in store.listed()] == titles[::-1]
    begun[3].do("join", id="p1", name="Anna", home="sales")
    assert store.listed()[0].title == "Day 3"


def test_a_list_asked_for_again_reads_only_what_is_new(monkeypatch):
    store = Store()
    store.begin(small(), "One")
    assert [one.title for one in store.listed()] == ["One"]
    read, loads = [], module.json.loads
    monkeypatch.setattr(module.json, "loads", lambda text: read.append(text) or loads(text))
    store.listed()
    assert read == []
    Store().begin(small(), "Two")
    read.clear()
    assert {one.title for one in store.listed()} == {"One", "Two"} and len(read) == 1


def test_what_is_not_allowed_leaves_no_trace():
    ledger = begun()
    count, now = len(ledger.actions), ledger.now
    for kind, data in (("go", {"phase": "closed"}), ("decide", {"table": 9, "seat": "sales", "values": {}}),
                       ("join", {"id": "x", "name": object(), "home": "sales"}), ("join", {"id": "x"}),
                       ("undo", {"of": 3}), ("undo", {}), ("score", {}), ("begin", {}),
                       ("decide", {"table": 1, "seat": "sales", "values": {"touches": float("nan")}})):  # fmt: skip
        with pytest.raises(KitError):
            ledger.do(kind, **data)
    assert (len(ledger.actions), ledger.now) == (count, now)
    assert Store().open(ledger.id).actions == ledger.actions


def test_done_again_nothing_is_kept_twice():
    ledger = begun()
    count = len(ledger.actions)
    for _click in range(2):
        ledger.do("go", phase="open")
        ledger.do("join", id="p1", name="Name 1", home="marketing")
        ledger.do("decide", table=1, seat="sales", values={"touches": 5})
    assert len(ledger.actions) == count + 1


def test_numbers_of_numpy_are_kept_as_plain_ones():
    ledger = begun()
    ledger.do("decide", table=1, seat="sales", values={"touches": np.int64(5)})
    assert Store().open(ledger.id).actions == ledger.actions


def test_two_windows_see_what_the_other_did():
    one = begun()
    two = Store().open(one.id)
    one.do("decide", table=1, seat="sales", values={"touches": 5})
    assert two.refresh()
    assert not two.refresh()
    two.do("decide", table=2, seat="sales", values={"touches": 6})
    two.undo()
    one.do("predict", table=1, seat="sales", answer="up")
    two.refresh()
    assert one.now == two.now
    assert one.actions == two.actions == Store().open(one.id).actions


def test_undo_takes_back_the_newest_and_stops_at_what_was_played(quick):
    ledger = begun()
    before = ledger.now
    ledger.do("decide", table=1, seat="sales", values={"touches": 5})
    assert ledger.undo() == ledger.actions[-2]
    assert ledger.now == before
    ledger.do("go", phase="locked")
    ledger.play()
    assert (ledger.last, ledger.undo()) == (None, None)
    ledger.do("go", phase="revealed")
    assert ledger.undo().data == {"phase": "revealed"}
    assert ledger.now.phase == "locked"


def test_a_double_click_takes_back_one():
    ledger = begun()
    for touches in (5, 6):
        ledger.do("decide", table=1, seat="sales", values={"touches": touches})
    number = ledger.last.number
    assert ledger.undo(number).number == number
    assert ledger.undo(number) is None
    # Both windows had looked before one of them did it.
    actions = ledger.actions
    ledger.do("undo", of=number)
    assert ledger.actions == actions
    assert ledger.now.entries[1, "sales"].votes == {"": {"touches": 5}}


def test_a_quarter_is_played_once(quick):
    ledger = begun()
    with pytest.raises(KitError, match="when its sheets are in"):
        ledger.play()
    ledger.do("go", phase="locked")
    assert ledger.play() == ledger.play() == ledger.now
    assert [action.kind for action in ledger.actions].count("score") == 1


def test_who_plays_at_the_same_time_gets_the_first_result(monkeypatch):
    ledger = begun()
    ledger.do("go", phase="locked")

    def slowly(now, firm):
        other = Store().open(ledger.id)
        other.do("score", **result_data(0, made_up(now, 1.0)))
        return made_up(now, 2.0)

    monkeypatch.setattr(scoring, "play", slowly)
    assert ledger.play().results[0].tables[1] == {"revenue": 1.0}


def test_sheets_changed_while_it_was_reckoned_are_reckoned_again(monkeypatch):
    ledger, tried = begun(), []

    def meanwhile(now, firm):
        tried.append(now.locked[0, 1].plan["touches"])
        if len(tried) == 1:
            other = Store().open(ledger.id)
            other.do("go", phase="open")
            other.do("decide", table=1, seat="sales", values={"touches": 9})
            other.do("go", phase="locked")
        return made_up(now, float(tried[-1]))

    monkeypatch.setattr(scoring, "play", meanwhile)
    ledger.do("go", phase="locked")
    assert ledger.play().results[0].tables[1] == {"revenue": 9.0}
    assert tried == [ledger.now.start["touches"], 9]


def test_the_store_keeps_real_figures_to_the_last_digit():
    ledger = begun()
    ledger.do("go", phase="locked")
    ledger.play()
    from smkt_helpers.company_file import company

    result = play(ledger.now, company("irrigation"))
    assert Store().open(ledger.id).now.results[0].hash == result.hash
    assert ledger.now.results[0].tables[1]["revenue"] == result.tables[1]["revenue"]


# When something is wrong with the disk


def test_no_such_workshop():
    with pytest.raises(KitError, match="no workshop with the number nobody"):
        Store().open("nobody")


def test_a_workshop_deleted_in_another_window():
    ledger = begun()
    Store().purge(ledger.id)
    with pytest.raises(KitError, match="has been deleted"):
        ledger.do("go", phase="locked")
    assert Store().listed() == []


def test_a_file_that_is_no_database(own_home):
    (own_home / FILE).write_bytes(b"hello, I am a letter" * 100)
    with pytest.raises(KitError, match="cannot be read or written just now .*not a database"):
        Store()


def test_a_full_disk_loses_nothing_and_says_so():
    store = Store()
    ledger = begun(store)
    count, now = len(ledger.actions), ledger.now
    pages = sql.text("PRAGMA page_count")

    def full(connection, _record, _proxy):
        connection.execute(f"PRAGMA max_page_count={size}")

    with store.engine.connect() as connection:
        size = connection.execute(pages).scalar()
    sql.event.listen(store.engine, "checkout", full)
    with pytest.raises(KitError, match="full.*nothing has changed"):
        for place in range(2000):
            ledger.do("decide", table=1, seat="sales", values={"touches": 3 + place % 2}, why="x" * 400)
    kept = ledger.actions
    assert len(kept) >= count
    assert now.phase == ledger.now.phase
    sql.event.remove(store.engine, "checkout", full)
    assert Store().open(ledger.id).actions == kept


def test_another_program_that_holds_the_file(own_home, monkeypatch):
    monkeypatch.setattr(tables, "WAIT_SECONDS", 0)
    ledger = begun()
    now = ledger.now
    holder = sqlite3.connect(own_home / FILE, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(KitError, match="locked.*nothing has changed"):
        ledger.do("go", phase="locked")
    holder.execute("ROLLBACK")
    holder.close()
    assert ledger.now == now
    assert ledger.do("go", phase="locked").phase == "locked"


# Purge


def bytes_of(folder):
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def test_after_a_purge_no_file_holds_a_name_or_a_reason(own_home):
    store = Store()
    gone, stays = begun(store), begun(store)
    for place in range(60):
        gone.do("rename", person=f"p{place % 4 + 1}", name=f"Zoltan {place}")
        gone.do("decide", table=1, seat="sales", values={}, why=f"Quokka {place} " * 8)
        stays.do("rename", person=f"p{place % 4 + 1}", name=f"Maria {place}")
    assert b"Zoltan" in bytes_of(own_home)
    store.purge(gone.id)
    left = bytes_of(own_home)
    assert b"Zoltan" not in left
    assert b"Quokka" not in left
    assert b"Maria" in left
    assert Store().open(stays.id).now == stays.now


def test_a_purge_that_another_window_hinders_says_so_and_works_the_next_time(own_home, monkeypatch):
    monkeypatch.setattr(tables, "WAIT_SECONDS", 0)
    store = Store()
    ledger = begun(store)
    reader = sqlite3.connect(own_home / FILE, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM actions").fetchall()
    with pytest.raises(KitError, match="is deleted, but another window"):
        store.purge(ledger.id)
    reader.close()
    store.purge(ledger.id)
    assert b"Name 1" not in bytes_of(own_home)
