"""The pages as a participant, and as somebody who means harm. `docs/phones.md` names these tests."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.routing import Mount

from smkt_helpers.decisions import DECISIONS
from smkt_helpers.workshop.phones import doors, guard
from smkt_helpers.workshop.phones.app import COOKIE, make
from smkt_helpers.workshop.tables import metadata
from tests.workshop.phones.site import BASE, Phone, Site, client_of

POSTS = ("/join", "/sheet", "/debrief")


@pytest.fixture
def site():
    made = Site()
    yield made
    made.close()


@pytest.fixture
def deciding(site):
    """Return a site on which the first quarter that counts is open."""
    site.go("brief", "open")
    return site


def handed_in(site):
    site.ledger.refresh()
    return [one.data for one in site.ledger.actions if one.kind == "decide"]


# The way of somebody who means well


def test_a_phone_goes_through_a_whole_workshop(site):
    ours, theirs = site.phones[0], site.phones[1]
    assert "Name 1" in ours.get().text
    for round in range(4):
        site.go("brief", "open")
        for phone in site.phones:
            person = site.person(phone)
            mine = {"d_budget": "120"} if person.seat(site.ledger.now.swapped) == "marketing" else {"d_touches": "5"}
            assert phone.sheet(prediction="up", why="we think so", **mine).status_code == 303
        site.reveal()
        assert ours.get().status_code == 200
        assert len(handed_in(site)) == 4 * (round + 1)
    assert all(found.plan["touches"] == 5 for found in site.ledger.now.locked.values())
    site.go("debrief")
    fields = {"a_learned": "They wait for us", "a_next": "Call sooner", "form": theirs.mark()}
    assert theirs.send("POST", "/debrief", data=fields).status_code == 303
    site.ledger.refresh()
    assert sorted(site.ledger.now.answers.values()) == ["Call sooner", "They wait for us"]
    site.go("closed")
    assert theirs.get().status_code == 200


def test_with_the_script_a_sheet_is_answered_in_short(deciding):
    phone, json = deciding.phones[0], {"Accept": "application/json"}
    before = phone.get("/state").json()
    told = phone.sheet(headers=json, d_budget="120")
    assert told.status_code == 200
    assert phone.get("/state").json()["mark"] != before["mark"]
    assert re.fullmatch(r"[\w-]{22}", told.json()["form"])
    refused = phone.sheet(headers=json, d_budget="lots")
    assert refused.status_code == 422
    assert list(refused.json()["fields"]) == ["d_budget"]


def test_a_phone_that_knows_all_is_told_so_in_a_few_bytes(deciding):
    phone = deciding.phones[0]
    tag = phone.get("/state").headers["etag"]
    again = phone.get("/state", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    phone.sheet(d_budget="120")
    assert phone.get("/state", headers={"If-None-Match": tag}).status_code == 200


def test_a_sheet_can_be_changed_while_the_quarter_is_open(deciding):
    phone = deciding.phones[0]
    for budget in ("120", "80"):
        assert phone.sheet(d_budget=budget).status_code == 303
    assert [one["values"]["budget"] for one in handed_in(deciding)] == [1.2, 0.8]


# Strangers


def test_a_wrong_code_lets_nobody_in(site):
    stranger = Phone(site)
    answer = stranger.join("Eve", code="ABC234" if site.code != "ABC234" else "ABC235")
    assert answer.status_code == 422
    assert "opens no door" in answer.text
    assert "Eve" in answer.text
    assert stranger.cookie == ""


def test_a_locked_door_lets_nobody_in_and_nobody_out(site):
    doors.lock_door(site.store, site.ledger.id)
    assert Phone(site).join("Eve").status_code == 422
    assert "Name 1" in site.phones[0].get().text


def test_codes_cannot_be_found_by_trying(site):
    stranger = Phone(site)
    mark = stranger.mark()
    for _try in range(guard.WRONG_BY_ADDRESS):
        assert "opens no door" in stranger.join("Eve", code="222222", mark=mark).text
    told = stranger.join("Eve", mark=mark)
    assert told.status_code == 422
    assert "Too many wrong codes" in told.text
    assert stranger.cookie == ""


def test_a_made_up_secret_opens_nothing(site):
    real = site.phones[0].cookie
    known = doors.hash_of(real)
    for made_up in (real[:-1], real + "A", known, "", "null", "../", "x" * 4000):
        stranger = Phone(site)
        stranger.cookie = made_up
        assert "Name 1" not in stranger.get().text
        assert stranger.get("/state").json()["here"] is False
        assert stranger.get("/here").status_code == 403


def test_somebody_elses_name_gives_nobody_their_seat(site):
    stranger = Phone(site)
    answer = stranger.join("Name 1")
    assert answer.status_code == 422
    assert stranger.cookie == ""
    first = site.person(site.phones[0])
    fields = {"code": site.code, "name": "Eve", "home": "sales", "form": stranger.mark(), "id": first.id}
    stranger.send("POST", "/join", data={**fields, "person": first.id})
    assert site.person(stranger).id != first.id


def test_pressing_join_twice_lets_one_person_in(site):
    phone = Phone(site)
    mark = phone.mark()
    first = phone.join("Zoe", mark=mark)
    first_cookie, phone.cookie = phone.cookie, ""  # the answer was lost on its way
    second = phone.join("Zoe", mark=mark)
    assert (first.status_code, second.status_code) == (303, 303)
    assert site.person(phone).name == "Zoe"
    assert first_cookie != phone.cookie
    assert [one.name for one in site.ledger.now.people].count("Zoe") == 1


def test_a_secret_is_kept_from_scripts_addresses_and_pages(site):
    phone = Phone(site)
    answer = phone.join("Zoe")
    told = answer.headers["set-cookie"]
    assert "HttpOnly" in told
    assert "SameSite=lax" in told
    assert "Secure" not in told
    assert answer.headers["location"] == "/"
    assert all(phone.cookie not in one.text for one in phone.answers)
    with site.store.engine.connect() as connection:
        rows = [connection.execute(table.select()).all() for table in metadata.tables.values()]
    assert phone.cookie not in str(rows)


def test_behind_encryption_a_secret_is_never_sent_without_it(site):
    phone = Phone(site)
    address = BASE.replace("http://", "https://")
    fields = {"code": site.code, "name": "Zoe", "home": "sales", "form": phone.mark()}
    answer = phone.send("POST", f"{address}/join", data=fields, headers={"Origin": address})
    assert "Secure" in answer.headers["set-cookie"]


def test_who_is_sent_out_cannot_hand_in(deciding):
    phone = deciding.phones[0]
    person, mark = deciding.person(phone), phone.mark()
    deciding.ledger.do("leave", person=person.id)
    assert phone.sheet(mark=mark, d_budget="120").status_code == 409
    doors.forget_phones(deciding.store, deciding.ledger.id, person.id)
    deciding.client.get("/health")
    phone.sheet(mark=mark, d_budget="120", seat="marketing")
    assert handed_in(deciding) == []


# Decisions


def test_nothing_is_taken_late(deciding):
    phone = deciding.phones[0]
    mark = phone.mark()
    deciding.ledger.do("go", phase="locked")
    answer = phone.sheet(mark=mark, d_budget="120")
    assert answer.status_code in (409, 422)
    assert handed_in(deciding) == []


def test_a_form_sent_twice_counts_once(deciding):
    phone = deciding.phones[0]
    mark = phone.mark()
    for _time in range(3):
        assert phone.sheet(mark=mark, d_budget="120").status_code == 303
    assert len(handed_in(deciding)) == 1


def test_a_form_of_an_earlier_quarter_is_refused(deciding):
    phone = deciding.phones[0]
    deciding.reveal()
    deciding.go("brief", "open")
    assert phone.sheet(round="0", d_budget="120").status_code in (409, 422)
    assert handed_in(deciding) == []


@pytest.mark.parametrize("typed", ["-1", "1e9", "nan", "inf", "1e999", "12O", "0x10", "٣", "1;2", "x" * 300])
def test_nothing_out_of_range_is_taken(deciding, typed):
    answer = deciding.phones[0].sheet(d_budget=typed)
    if answer.status_code != 422:
        budget = DECISIONS["budget"]
        assert all(budget.low <= one["values"]["budget"] <= budget.high for one in handed_in(deciding))
    else:
        assert handed_in(deciding) == []


def test_nobody_decides_for_another_role_or_table(deciding):
    phone = deciding.phones[0]
    deciding.phones[1].sheet(d_touches="5")
    assert phone.sheet(seat="sales", d_touches="9").status_code in (409, 422)
    phone.sheet(d_touches="9", table="2", person=deciding.person(deciding.phones[1]).id)
    phone.sheet(d_first_call="9", d_crm="yes", d___class__="1")
    others = [one for one in handed_in(deciding) if one["person"] != deciding.person(phone).id]
    assert [one["values"].get("touches") for one in others] == [5]
    for one in handed_in(deciding):
        if one["person"] == deciding.person(phone).id:
            assert set(one["values"]) <= {"budget", "threshold", "tracked", "handoff"}


def test_after_the_swap_the_old_seat_is_refused(site):
    for _quarter in range(2):
        site.go("brief", "open")
        site.reveal()
    site.go("brief", "open")
    assert site.ledger.now.swapped
    phone = site.phones[0]
    assert site.person(phone).seat(True) == "sales"
    assert phone.sheet(seat="marketing", d_budget="120").status_code in (409, 422)
    assert phone.sheet(d_touches="5").status_code == 303
    assert [one["seat"] for one in handed_in(site)] == ["sales"]


TEXTS = st.text(max_size=30)


@settings(max_examples=40)
@given(fields=st.dictionaries(st.one_of(st.sampled_from(
    ["round", "seat", "form", "prediction", "why", "d_budget", "d_threshold", "d_tracked", "d_handoff", "d_touches"]),
    TEXTS), st.one_of(TEXTS, st.sampled_from(["0", "1", "yes", "marketing", "120", "up", "2"]))))  # fmt: skip
def test_whatever_is_sent_breaks_nothing_and_changes_nobody_else(fuzzed, fields):
    phone, mine = fuzzed.phones[0], fuzzed.person(fuzzed.phones[0]).id
    for path in ("/sheet", "/debrief"):
        told = {"round": "0", "seat": "marketing", "form": "f" * 22, **fields}
        assert phone.send("POST", path, data=told).status_code < 500
    assert {one["person"] for one in handed_in(fuzzed)} <= {mine}


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMKT_HOME", str(tmp_path_factory.mktemp("fuzzed")))
        made = Site()
    made.go("brief", "open")
    yield made
    made.close()


# What the others see


def paths_of(site):
    """Return every address of the site, with something in each gap."""
    found = []
    for route in make().app.routes:
        if isinstance(route, Mount):
            found += [f"{route.path}/phone.js", f"{route.path}/phone.css", f"{route.path}/../app.py", f"{route.path}/"]
        else:
            found += [route.path.replace("{code}", gap) for gap in (site.code, "ABC234", "actions", "..%2f")]
    return [*dict.fromkeys(found), "/control/workshops", "/frame/1/", "/openapi.json", "/docs", "/%2e%2e/app.py"]


def test_a_crawl_of_every_address_finds_no_secret_of_others(site):
    secrets = []
    spy = site.phones[0]
    spied = site.person(spy)
    for quarter in range(2):
        site.go("brief", "open")
        for place, phone in enumerate(site.phones[1:], 1):
            person = site.person(phone)
            why = f"planted-{quarter}-{place}"
            secrets += [why, phone.cookie, doors.hash_of(phone.cookie)]
            mine = {"marketing": {"d_threshold": str(41 + place)}, "sales": {"d_touches": "7"}}[person.seat(False)]
            assert phone.sheet(why=why, prediction="down", **mine).status_code == 303
        assert_nothing(site, spy, secrets)
        site.go("locked")
        assert_nothing(site, spy, secrets)
        site.ledger.play()
        result = site.ledger.now.results[site.ledger.now.round]
        other = next(table for table in site.ledger.now.tables if table != spied.table)
        figures = [f"{result.tables[other][id]:,.0f}" for id in ("revenue", "contribution", "leads")]
        site.go()
        assert_nothing(site, spy, [*secrets, *figures])
        site.go("revealed")
        assert_nothing(site, spy, secrets)
    site.go("brief", "open")
    site.ledger.refresh()


def assert_nothing(site, spy, secrets):
    for path in paths_of(site):
        for method in ("GET", "POST"):
            text = spy.send(method, path).text
            assert [one for one in secrets if one in text] == []


def test_answers_of_the_debrief_are_seen_by_nobody_else(site):
    site.go("brief", "open")
    site.reveal()
    for _quarter in range(3):
        site.go("brief", "open")
        site.reveal()
    site.go("debrief")
    phone = site.phones[1]
    phone.send("POST", "/debrief", data={"a_learned": "planted", "a_next": "", "form": phone.mark()})
    assert "planted" in phone.get().text
    assert_nothing(site, site.phones[0], ["planted"])


def test_a_name_is_a_name_and_no_code(site):
    nasty = "<script>alert(1)</script>{{7*7}}"
    phone = Phone(site)
    phone.join(nasty)
    site.phones.append(phone)
    for phases in ((), ("brief",), ("open",)):
        site.go(*phases)
        for one in site.phones:
            text = one.get().text + one.get("/here").text
            assert "<script>alert" not in text
            assert "{{7*7}}" in text or one is not phone
    assert phone.sheet(why="<img src=x onerror=alert(1)>").status_code == 303
    assert "<img src=x" not in phone.get().text


# What a browser is told


def test_every_answer_is_strict_and_no_page_holds_code_or_another_address(deciding):
    phone = deciding.phones[0]
    answers = [phone.send(method, path) for path in paths_of(deciding) for method in ("GET", "POST", "PUT")]
    answers += [phone.sheet(d_budget="x"), Phone(deciding).get(), phone.send("POST", "/sheet", content=b"x" * 50_000)]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.status_code < 500
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", answer.text)
            assert not re.search(r"(?:src|href|action)=[\"']?(?:https?:)?//", answer.text)


@pytest.mark.parametrize("path", POSTS)
def test_another_sites_form_is_refused(deciding, path):
    phone = deciding.phones[0]
    for origin in ("http://evil.example", "null", "http://10.0.0.5:8888"):
        answer = phone.send("POST", path, data={"form": phone.mark()}, headers={"Origin": origin})
        assert answer.status_code == 403
    assert handed_in(deciding) == []


@pytest.mark.parametrize("path", POSTS)
def test_what_is_too_long_or_no_form_is_refused(deciding, path):
    phone = deciding.phones[0]
    assert phone.send("POST", path, data={"why": "x" * 20_000}).status_code == 413
    for content in (b"{}", b"a=%ff", b"a=1&a=2", b""):
        kind = "application/json" if content == b"{}" else guard.FORM
        answer = phone.send("POST", path, content=content, headers={"Content-Type": kind})
        assert answer.status_code in (409, 422)
    assert phone.send("PUT", path).status_code == 405


def test_files_beside_the_pages_cannot_be_read(site):
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/static/..%2f..%2fstore.py"):
        answer = site.phones[0].get(path)
        assert answer.status_code in (400, 404)
        assert "import" not in answer.text


def test_without_a_token_nobody_leads_and_without_a_rehearsal_there_are_no_frames(site):
    assert site.phones[0].get("/control/workshops").status_code == 404
    assert site.phones[0].get("/frame/1/").status_code == 404


def test_frames_of_a_rehearsal_are_phones_of_their_own_on_this_computer_only():
    site = Site(people=0, tables=0, rehearsal=True)
    try:
        assert Phone(site).get("/frame/1/").status_code == 404  # the phone is another computer
        site.close()
        site.client = client_of(make(rehearsal=True), "127.0.0.1")
        phone = Phone(site)
        shown = phone.get("/frame/3/")
        assert "http://127.0.0.1:*" in shown.headers["content-security-policy"]
        mark = phone.mark("/frame/3/")
        fields = {"code": site.code, "name": "Zoe", "home": "sales", "form": mark}
        answer = phone.send("POST", "/frame/3/join", data=fields)
        assert answer.headers["location"] == "/frame/3/"
        assert f"{COOKIE}=" in answer.headers["set-cookie"]
        assert "Path=/frame/3/" in answer.headers["set-cookie"]
    finally:
        site.close()


def test_a_deleted_workshop_is_a_closed_door(site):
    site.store.purge(site.ledger.id)
    phone = site.phones[0]
    phone.get()
    text = phone.get().text
    assert "Name 1" not in text
    assert 'name="code"' in text
