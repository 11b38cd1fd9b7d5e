"""What the control room says about where a workshop stands and what was done last."""

from __future__ import annotations

from smkt_helpers import screen
from smkt_helpers.words import _, ngettext, number
from smkt_helpers.workshop.actions import Action
from smkt_helpers.workshop.people import HOMES
from smkt_helpers.workshop.room.people import seats_table
from smkt_helpers.workshop.room.sheets import place_name
from smkt_helpers.workshop.state import PHASES, SOURCES, Workshop
from smkt_helpers.workshop.waiting import Phones, Waiting, waiting, with_phone_at


def missing_notice(now: Workshop, phones: Phones | None = None) -> str:
    """Return who has not handed in: people with a phone by name, teams on paper by table and seat."""
    if now.phase != "open":
        return ""
    wanted = waiting(now, phones)
    if wanted.nobody:
        return screen.notice("good", _("Everybody has handed in.") if wanted.of_people else _("All sheets are in."))
    said = (_people_missing(wanted), _sheets_missing(now, wanted, phones))
    return screen.notice("warn", " ".join(filter(None, said)))


def _people_missing(wanted: Waiting) -> str:
    if not wanted.people:
        return ""
    by_table: dict[int, list[str]] = {}
    for one in wanted.people:
        by_table.setdefault(one.table, []).append(one.name)
    listed = "; ".join(
        _("table {n}: {names}").format(n=number(table), names=", ".join(names)) for table, names in by_table.items()
    )
    said = ngettext("{n} of {all} phones has not handed in: {who}.", "{n} of {all} phones have not handed in: {who}.",
                    len(wanted.people))  # fmt: skip
    return said.format(n=number(len(wanted.people)), all=number(wanted.of_people), who=listed)


def _sheets_missing(now: Workshop, wanted: Waiting, phones: Phones | None) -> str:
    if not wanted.sheets:
        return ""
    by_table: dict[int, list[str]] = {}
    for table, seat in wanted.sheets:
        names = ", ".join(one.name for one in with_phone_at(now, table, seat, phones))
        team = _("{team} ({names})").format(team=_(HOMES[seat]), names=names) if names else _(HOMES[seat])
        by_table.setdefault(table, []).append(team)
    listed = "; ".join(
        _("table {n} {teams}").format(n=number(table), teams=" + ".join(teams)) for table, teams in by_table.items()
    )
    said = ngettext("{n} sheet is missing: {tables}.", "{n} sheets are missing: {tables}.", len(wanted.sheets))
    if wanted.of_people:
        said = ngettext("{n} paper sheet is missing: {tables}.", "{n} paper sheets are missing: {tables}.",
                        len(wanted.sheets))  # fmt: skip
    return said.format(n=number(len(wanted.sheets)), tables=listed)


def sheets_table(now: Workshop) -> str:
    """Return what goes with a phase: who sits where, or how each sheet came about."""
    if now.phase == "brief":
        return seats_table(now)
    if now.phase != "locked":
        return ""
    rows = [
        {_("Seat"): place_name(table, seat).capitalize(), _("What it plays"): _(SOURCES[source])}
        for table in now.playing()
        for seat, source in now.locked[now.round, table].sources.items()
        if source != "entered"
    ]
    if not rows:
        return screen.paragraphs(_("Every seat has handed in its sheet."))
    return screen.data_table(rows, _("Seats without a sheet; all others play what they decided."))


def entry_words(now: Workshop, action: Action) -> str:
    """Return what was done, for the button that takes it back."""
    data = action.data
    names = {one.id: one.name for one in now.people}
    if action.kind == "decide" and data.get("person"):
        return _("the sheet of {name} ({seat})").format(
            name=names.get(data["person"], _("somebody")), seat=place_name(data["table"], data["seat"])
        )
    if action.kind == "answer":
        return _("an answer of {name}").format(name=names.get(data["person"], _("somebody")))
    if action.kind in ("decide", "predict"):
        words = {"decide": _("the sheet of {seat}"), "predict": _("the prediction of {seat}")}
        return words[action.kind].format(seat=place_name(data["table"], data["seat"]))
    if action.kind == "go" and data["phase"] == "closed":
        return _("closing the workshop")
    if action.kind == "go":
        return _("going on to “{phase}”").format(phase=_(PHASES[data["phase"]]))
    if action.kind == "join":
        return _("{name} came").format(name=data["name"])
    if action.kind in ("move", "leave", "come_back", "rename"):
        words = {
            "move": _("the new seat of {name}"),
            "leave": _("{name} left"),
            "come_back": _("{name} came back"),
            "rename": _("the new name of {name}"),
        }
        return words[action.kind].format(name=names.get(data["person"], _("somebody")))
    if action.kind == "seat_all":
        said = ngettext("the seats at {n} table", "the seats at {n} tables", data["tables"])
        return said.format(n=number(data["tables"]))
    if action.kind == "extend":
        return _("more minutes")
    return _("something unexpected") if action.kind == "inject" else _("the swap of seats")
