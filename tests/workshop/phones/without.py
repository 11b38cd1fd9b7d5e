"""The workshop of a rehearsal played without phones, server or disk: what must come out."""

from smkt_helpers.decisions import SEATS
from smkt_helpers.workshop.formats import read_format
from smkt_helpers.workshop.people import tables_for
from smkt_helpers.workshop.phones.crowd import sheets
from smkt_helpers.workshop.phones.rehearse import hash_of
from smkt_helpers.workshop.store import Store


def hash_without_phones(wishes):
    """Return the hash of all results."""
    ledger = Store("sqlite://").begin(read_format(wishes.format), mode="median")
    for place in range(wishes.participants):
        ledger.do("join", id=f"p{place}", name=f"Phone {place + 1}", home=SEATS[place % 2])
    ledger.do("seat_all", tables=tables_for(wishes.participants))
    for _round in range(wishes.rounds):
        ledger.do("go", phase="brief")
        now = ledger.do("go", phase="open")
        handed_in = sheets(now)
        # The other way round than they sit: the order must not count.
        for one in reversed(now.people):
            votes, said = handed_in[one.name]
            place = {"table": one.table, "seat": one.seat(now.swapped)}
            ledger.do("decide", **place, values=votes, person=one.id)
            ledger.do("predict", **place, answer=said)
        ledger.do("go", phase="locked")
        ledger.play()
        ledger.do("go", phase="revealed")
    return hash_of(ledger)
