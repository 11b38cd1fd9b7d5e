"""Companies: every shipped file is complete and honest about its numbers; a broken file says where it is broken."""

from __future__ import annotations

import copy
import datetime
import math
import os
import subprocess
import sys
import tomllib

import numpy as np
import pytest

from smkt_helpers import weekly
from smkt_helpers.companies import LISTS, SECTIONS, Company
from smkt_helpers.company_file import BASES, FOLDER, company, names, parse
from smkt_helpers.errors import KitError
from smkt_helpers.history import WARMUP, simulate
from smkt_helpers.hours import blocked_of, reps_of, selling_share_of
from smkt_helpers.kernel import MEETING, REVIEW, SERVICE, TALK, TOUCH
from smkt_helpers.plan import Plan
from smkt_helpers.rules import rules_of

DROP = object()


@pytest.fixture(scope="module")
def shipped() -> dict:
    """The default company's file, as TOML gives it."""
    return tomllib.loads((FOLDER / "irrigation.toml").read_text(encoding="utf-8"))


def changed(table: dict, path: str, value: object) -> dict:
    """Return a copy of a TOML table with one place changed, or dropped."""
    new = copy.deepcopy(table)
    *way, last = path.split("/")
    place = new
    for step in way:
        place = place[step]
    if value is DROP:
        del place[last]
    else:
        place[last] = value
    return new


def refused(table: dict) -> str:
    """Return the one sentence with which a company file is refused."""
    with pytest.raises(KitError) as caught:
        parse(table, "mine.toml")
    sentence = str(caught.value)
    assert sentence.startswith("mine.toml") and "\n" not in sentence and sentence.endswith("."), sentence
    return sentence


# --- Shipped files -------------------------------------------------------------------------------

@pytest.mark.parametrize("name", names())
def test_a_shipped_company_can_be_read(name):
    one = company(name)
    assert one.id == name
    assert one.start.weekday() == 0
    assert isinstance(one.today, Plan)
    assert sum(channel.share for channel in one.channels) == pytest.approx(1)
    assert company(name) is one, "reading it twice should cost nothing"


@pytest.mark.parametrize("name", names())
def test_every_number_says_where_it_comes_from(name):
    one = company(name)
    expected = {f"{section}.{field}" for section, cls in SECTIONS.items() for field in cls.__dataclass_fields__}
    for section, cls in LISTS.items():
        fields = {field for field, about in cls.__dataclass_fields__.items() if about.metadata}
        expected |= {f"{section}.{row.id}.{field}" for row in getattr(one, section) for field in fields}
    assert {note.path for note in one.assumptions} == expected
    for note in one.assumptions:
        assert note.basis in BASES, note.path
        assert note.why.strip(), f"{note.path} does not say why"
        assert note.unit and note.help.endswith("."), note.path


@pytest.mark.parametrize("name", names())
def test_uncertain_numbers_have_a_range_around_them(name):
    one = company(name)
    uncertain = [note for note in one.assumptions if note.basis != "fact"]
    assert len(uncertain) > 30
    for note in uncertain:
        if isinstance(note.value, tuple):
            continue        # shares: a range for each would not add up
        assert note.low is not None and note.high is not None, f"{note.path} has no range"
        assert note.low <= note.value <= note.high, note.path
        assert note.low < note.high, note.path


@pytest.mark.parametrize("name", names())
def test_evidence_is_not_claimed_for_facts_of_an_invented_company(name):
    found = {note.path: note.basis for note in company(name).assumptions}
    for path in ("team.reps", "calendar.opens", "response.weekly_budget"):
        assert found[path] == "fact"


def test_the_default_company_is_there():
    assert "irrigation" in names()
    assert "irrigation.toml" in {path.name for path in FOLDER.glob("*.toml")}


# --- The hours add up ----------------------------------------------------------------------------

def hours_budget(one: Company, weeks: int = 13) -> dict[str, float]:
    """Return the reps' hours per week of a simulated quarter under `today`, each part counted by itself.

    Tasks come from the log; idle time is the gaps between tasks, so that the sum is a test and not a definition.
    """
    history = simulate(one, one.today, seed=1, weeks=weeks, replications=4)
    reps = reps_of(one, one.today)
    c, share, meetings = one.calendar, selling_share_of(one, one.today, reps), blocked_of(one, one.today)
    parts = dict.fromkeys(("looks and calls", "conversations", "deal meetings", "customers",
                           "administration, own prospects and the rest", "meetings", "idle"), 0.0)
    kinds = {REVIEW: "looks and calls", TOUCH: "looks and calls", TALK: "conversations", MEETING: "deal meetings",
             SERVICE: "customers"}
    start = WARMUP * 7 * 1440.0
    for played in history.played:
        log = played.log
        rows = log.start >= start
        for kind, name in kinds.items():
            minutes = (log.end - log.start)[rows & (log.kind == kind)].sum()
            parts[name] += minutes * share
            parts["administration, own prospects and the rest"] += minutes * (1 - share)
        for rep in range(reps):
            mine = rows & (log.rep == rep)
            order = np.argsort(log.start[mine])
            begins, ends = log.start[mine][order], log.end[mine][order]
            for day in range(WARMUP * 7, (WARMUP + weeks) * 7):
                if day % 7 >= c.workdays:
                    continue
                now, evening = day * 1440 + 60 * c.opens, day * 1440 + 60 * c.closes
                if day % 7 == 0:
                    parts["meetings"] += meetings
                    now += meetings
                today = (begins >= now - 1e-6) & (begins < evening)
                for begin, end in zip(begins[today], ends[today], strict=True):
                    assert begin >= now - 1e-6, "two tasks at once"
                    parts["idle"] += max(0.0, begin - now)
                    now = end
                parts["idle"] += evening - now
    return {name: minutes / 60 / weeks / history.replications for name, minutes in parts.items()}


@pytest.mark.parametrize("name", names())
def test_the_hours_budget_adds_up(name):
    one = company(name)
    parts = hours_budget(one)
    paid = max(1, one.team.reps + one.today["extra_reps"]) * one.team.hours_week
    lines = [f"{name}: reps' hours a week under today", *(f"{what:>42} {hours:7.1f}" for what, hours in parts.items()),
             f"{'sum':>42} {sum(parts.values()):7.1f}", f"{'paid':>42} {paid:7.1f}"]
    table = "\n".join(lines)
    print("\n" + table)
    assert all(hours >= -1e-9 for hours in parts.values()), table
    assert sum(parts.values()) == pytest.approx(paid, abs=0.1), table
    assert min(parts["conversations"], parts["deal meetings"], parts["customers"]) > 0, table


@pytest.mark.parametrize("name", names())
def test_the_terms_table_shows_the_same_hours(name):
    one = company(name)
    parts = hours_budget(one)
    terms = simulate(one, one.today, seed=1, weeks=13, replications=4).tables().terms
    used = terms["rep_hours_used"].sum() / 13 / 4
    assert used == pytest.approx(sum(parts.values()) - parts["idle"], abs=0.01)


# --- Files that are wrong ------------------------------------------------------------------------

@pytest.mark.parametrize("section", [*SECTIONS, *LISTS, "words"])
def test_a_missing_section_is_named(shipped, section):
    assert section in refused(changed(shipped, section, DROP))


@pytest.mark.parametrize("section", [*SECTIONS, *LISTS, "words"])
@pytest.mark.parametrize("value", [5, "x", [], {}])
def test_a_section_that_is_none_is_named(shipped, section, value):
    assert section in refused(changed(shipped, section, value))


@pytest.mark.parametrize("path", ["team/reps", "deal/meetings", "contact/reachable", "channels/search/potential",
                                  "segments/growers/deal", "channels/search/name"])
def test_a_missing_number_is_named(shipped, path):
    sentence = refused(changed(shipped, path, DROP))
    *_way, last = path.split("/")
    assert last in sentence and path.split("/")[0] in sentence


@pytest.mark.parametrize("path", ["team/rep", "words/cool", "channels/search/colour", "extra", "today/tresholds"])
def test_an_unknown_key_is_named(shipped, path):
    one = {"value": 1, "basis": "fact", "why": "a guess"}
    assert path.rsplit("/", maxsplit=1)[-1] in refused(changed(shipped, path, one))


@pytest.mark.parametrize("value", [6, "six", [6], {"value": 6}, {"basis": "fact", "why": "x"},
                                   {"value": 6, "basis": "guess", "why": "x"}])
def test_a_number_without_its_basis_is_refused(shipped, value):
    sentence = refused(changed(shipped, "team/reps", value))
    assert "team.reps" in sentence and "basis" in sentence


def test_a_number_without_a_reason_is_refused(shipped):
    assert "team.reps" in refused(changed(shipped, "team/reps/why", DROP))
    assert "team.reps" in refused(changed(shipped, "team/reps/why", ""))


def test_a_misspelt_word_beside_a_number_is_refused(shipped):
    assert "team.selling_share" in refused(changed(shipped, "team/selling_share/hihg", 0.9))


@pytest.mark.parametrize("value", ["six", True, None, [6], {}, math.nan, math.inf, 0, 61, -1])
def test_a_wrong_number_is_refused_with_its_place(shipped, value):
    assert "team.reps" in refused(changed(shipped, "team/reps/value", value))


def test_out_of_range_says_the_range_and_the_unit(shipped):
    sentence = refused(changed(shipped, "contact/reachable/value", 1.2))
    assert "contact.reachable" in sentence and "1.2" in sentence and "0.01" in sentence and "share" in sentence


@pytest.mark.parametrize("path", ["team/reps/value", "calendar/workdays/value"])
def test_half_a_person_or_day_is_refused(shipped, path):
    assert path.replace("/value", "").replace("/", ".") in refused(changed(shipped, path, 4.5))


@pytest.mark.parametrize(("low", "high"), [(0.9, 0.95), (0.1, 0.2), (0.5, 0.3)])
def test_a_range_that_does_not_hold_its_value_is_refused(shipped, low, high):
    table = changed(changed(shipped, "team/selling_share/low", low), "team/selling_share/high", high)
    assert "team.selling_share" in refused(table)


@pytest.mark.parametrize("section", ["channels/search", "segments/growers"])
def test_shares_must_add_up(shipped, section):
    sentence = refused(changed(shipped, f"{section}/share/value", 0.9))
    assert section.split("/")[0] in sentence and "add up to 1" in sentence


@pytest.mark.parametrize("shares", [[0.5, 0.4], [0.2] * 5, [], [1.5, -0.5], 0.5, "half"])
def test_meetings_must_be_up_to_four_shares(shipped, shares):
    assert "deal.meetings" in refused(changed(shipped, "deal/meetings/value", shares))


@pytest.mark.parametrize("start", [datetime.date(2026, 1, 6), "2026-01-05", 5, DROP,
                                   datetime.datetime(2026, 1, 5, 9, 30)])
def test_the_start_is_a_monday(shipped, start):
    assert "Monday" in refused(changed(shipped, "start", start))


@pytest.mark.parametrize("path", ["id", "name", "sells", "currency"])
@pytest.mark.parametrize("value", ["", "  ", 5, DROP])
def test_names_must_be_there(shipped, path, value):
    assert path in refused(changed(shipped, path, value))


@pytest.mark.parametrize(("path", "value"), [
    ("channels/search/temperature", "luke"), ("channels/search/name", 5), ("channels/search/name", "brand"),
    ("channels/search/name", "trade fairs"), ("segments/growers/name", "garden centres"), ("channels/search", 5)])
def test_channels_and_segments_have_names_of_their_own(shipped, path, value):
    assert path.split("/")[0] in refused(changed(shipped, path, value))


@pytest.mark.parametrize("name", ["sectors", "roles", "firm_first", "firm_last", "hot", "warm", "cold"])
@pytest.mark.parametrize("value", [[], "word", 5, DROP, [1, "word"], ["word", " "], [["word"]]])
def test_words_are_lists_of_words(shipped, name, value):
    assert name in refused(changed(shipped, f"words/{name}", value))


@pytest.mark.parametrize("name", ["sectors", "roles", "hot"])
def test_a_word_is_listed_once(shipped, name):
    assert "words" in refused(changed(shipped, f"words/{name}", ["the same", "the same"]))


@pytest.mark.parametrize(("path", "value", "place"), [
    ("calendar/closes/value", 8, "calendar.closes"), ("deal/asked_low/value", 0.5, "deal.asked_low"),
    ("minutes/meeting/value", 200, "200 minutes"), ("minutes/talk/value", 240, "minutes"),
    ("minutes/context_daily/value", 60, None)])
def test_numbers_must_fit_together(shipped, path, value, place):
    # At this selling share tasks take longer than a day before they leave their own range.
    table = changed(changed(shipped, "team/selling_share/value", 0.36), path, value)
    for bound in ("low", "high"):       # so that only the sum is wrong
        if isinstance(value, int) and bound in shipped[path.split("/")[0]][path.split("/")[1]]:
            table = changed(table, path.replace("value", bound), value)
    if place is None:       # a long talk, long only with the daily file's extra minutes
        table = changed(table, "minutes/talk/value", 130)
        table = changed(table, "minutes/context_weekly/value", 0)
        place = "minutes"
    assert place in refused(table)


def test_opening_hours_are_paid_hours(shipped):
    assert "hours_week" in refused(changed(shipped, "team/hours_week/value", 20))


@pytest.mark.parametrize(("path", "value", "place"), [
    ("today/threshold", 400, "threshold"), ("today/handoff", "pigeon", "handoff"),
    ("today/mix", {"newspaper": 1}, "newspaper"), ("today", 5, "today"), ("today/touches", "two", "touches")])
def test_a_wrong_plan_of_today_is_refused(shipped, path, value, place):
    sentence = refused(changed(shipped, path, value))
    assert "today" in sentence and place in sentence


def test_a_company_without_a_plan_of_today_starts_siloed(shipped):
    assert parse(changed(shipped, "today", DROP)).today == Plan()


# --- Files on disk -------------------------------------------------------------------------------

def test_a_company_of_ones_own(tmp_path, shipped):
    text = (FOLDER / "irrigation.toml").read_text(encoding="utf-8").replace('"Tropfgut Irrigation"', '"Bewässerung Ö"')
    path = tmp_path / "my company ü.toml"
    path.write_text(text, encoding="utf-8")
    assert company(path).name == company(str(path)).name == "Bewässerung Ö"


def test_a_changed_file_is_read_again(tmp_path):
    path = tmp_path / "mine.toml"
    text = (FOLDER / "irrigation.toml").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    assert company(path).currency == "EUR"
    path.write_text(text.replace('currency = "EUR"', 'currency = "PLN"'), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert company(path).currency == "PLN"


def test_an_unknown_company_is_refused_with_the_known_ones():
    with pytest.raises(KitError, match="irigation") as caught:
        company("irigation")
    assert "irrigation" in str(caught.value)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(KitError, match=r"no file .*mine\.toml"):
        company(tmp_path / "mine.toml")


def test_a_folder_is_refused(tmp_path):
    (tmp_path / "mine.toml").mkdir()
    with pytest.raises(KitError, match=r"mine\.toml"):
        company(tmp_path / "mine.toml")


@pytest.mark.parametrize("content", [
    b"[team\nreps = ", b"\xff\xfe\x00broken", b"id = 'x'\nid = 'y'\n", b"id = " + b"9" * 5000,
    b"id = " + b"[" * 5000 + b"]" * 5000], ids=["half", "binary", "twice", "endless number", "endless brackets"])
def test_broken_toml_is_refused(tmp_path, content):
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(KitError, match=r"mine\.toml is not a readable TOML file"):
        company(path)


def test_an_editors_mark_at_the_beginning_does_no_harm(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text((FOLDER / "irrigation.toml").read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert company(path) == company("irrigation")


@pytest.mark.parametrize("name", [5, None, "x" * 5000, "x" * 5000 + ".toml", "", "/etc", "a\0b"])
def test_what_names_no_company_is_refused_in_words(name):
    with pytest.raises(KitError, match=r"There is no (company|file)"):
        company(name)


def test_more_people_than_fit_into_memory_are_refused(shipped):
    table = changed(shipped, "channels/search/potential", {"value": 1e6, "basis": "choice", "why": "a test"})
    assert "people a week" in refused(table)


def test_an_empty_file_is_refused(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("", encoding="utf-8")
    with pytest.raises(KitError, match=r"mine\.toml"):
        company(path)


# --- Companies with other numbers ----------------------------------------------------------------

def test_replace_changes_one_number_and_leaves_the_company():
    one = company("irrigation")
    other = one.replace(**{"contact.reachable": 0.9, "channels.search.potential": 80, "deal.meetings": [0.5, 0.5]})
    assert (other.contact.reachable, other.deal.meetings) == (0.9, (0.5, 0.5))
    assert next(c for c in other.channels if c.id == "search").potential == 80
    assert one.contact.reachable != 0.9 and other != one and hash(other) != hash(one)
    assert other.replace(**{"team.reps": 4}).team.reps == 4


@pytest.mark.parametrize(("path", "value"), [
    ("contact.reachable", 2.0), ("contact.reachable", "x"), ("contact.reachable", math.nan), ("contact.nothing", 1),
    ("nothing.at_all", 1), ("team", 5), ("channels.newspaper.potential", 5), ("channels.search.nothing", 5), ("", 1),
    ("channels.search.id", "social"), ("channels.search.share", 0.9), ("segments.growers.share", 0.1)])
def test_replace_refuses_what_is_wrong(path, value):
    with pytest.raises(KitError):
        company("irrigation").replace(**{path: value})


def test_replace_keeps_numbers_that_fit_together():
    one = company("irrigation")
    with pytest.raises(KitError, match=r"calendar\.closes"):
        one.replace(**{"calendar.closes": 8})
    moved = one.replace(**{"calendar.opens": 18, "calendar.closes": 24})       # both at once
    assert moved.calendar.opens == 18


def test_the_loop_gets_the_companys_numbers():
    one = company("irrigation")
    rules = rules_of(one, 39)
    assert rules.touch == one.minutes.touch and rules.keep_minutes == one.keep.weeks * 7 * 1440
    terms = weekly.weekly_of(one, [one.today] * 39)
    assert terms.stretch == pytest.approx(1 / selling_share_of(one, one.today, one.team.reps))
    assert rules.stale == one.contact.stale_days * 1440 and rules.columns == 2 * len(one.channels)
    assert rules.day == 480 and rules.weeks == 39 and not rules.never_closes


@pytest.mark.parametrize("first", ["smkt.simulate", "smkt.compare"])
def test_the_package_gives_its_functions_in_any_order(first):
    """A module of the package must never stand in the place of the function that people call."""
    code = f"import smkt_helpers as smkt; {first}; print(smkt.company('irrigation').id, callable(smkt.compare))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=FOLDER.parents[1])
    assert (done.returncode, done.stdout.strip()) == (0, "irrigation True"), done.stderr


@pytest.mark.parametrize("low", [0.9, 0.76])
def test_the_shares_between_which_marketings_program_stays_still_must_be_in_order(shipped, low):
    sentence = refused(changed(shipped, "program/accepted_low/value", low))
    assert "program.accepted_low" in sentence
    with pytest.raises(KitError, match="program.accepted_high is 0.75, but must not be below"):
        company("irrigation").replace(**{"program.accepted_low": low})


def test_a_reason_of_spaces_is_none(shipped):
    assert "team.reps" in refused(changed(shipped, "team/reps/why", "  "))


def test_a_section_written_as_a_list_is_not_called_missing(shipped):
    assert "must be a section, written as [trouble]" in refused(changed(shipped, "trouble", ["x"]))


def test_a_section_that_stands_twice_is_told_in_plain_words(tmp_path):
    path = tmp_path / "twice.toml"
    path.write_text((FOLDER / "irrigation.toml").read_text(encoding="utf-8") + "\n[trouble]\n", encoding="utf-8")
    with pytest.raises(KitError, match=r"the section \[trouble\] stands there twice"):
        company(path)
