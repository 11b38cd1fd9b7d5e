"""Nobody can be recognised in what an import hands on."""

from __future__ import annotations

import pandas as pd
import pytest

from smkt_helpers.errors import KitError
from smkt_helpers.imports import people


def frames() -> dict[str, pd.DataFrame]:
    return {
        "leads": pd.DataFrame({
            "email": ["ann@firm.de", None], "phone": ["0170 1234567", None], "name": ["Ann Miller", "Bo Berg"],
            "firm": ["Miller AG", "miller  ag"], "rep": ["Eva Klein", "Jan Groß"],
            "message": ["<p>Call <b>me</b> at ann@firm.de &amp; +49 170 1234567</p>", None]}),
        "deals": pd.DataFrame({"name": ["Ann Miller: pumps"], "rep": ["jan groß"]}),
        "activities": pd.DataFrame({"person": ["Mia Neu", "EVA KLEIN", None]}),
    }  # fmt: skip


def test_names_addresses_phones_and_messages_are_left_out_and_said():
    clean, notes = people.without_names(frames())
    everything = " ".join(frame.to_csv() for frame in clean.values())
    for secret in ("ann", "Ann", "Miller", "miller", "Eva", "EVA", "groß", "Mia", "170", "firm.de"):
        assert secret not in everything, secret
    assert {"email", "phone", "name", "message"}.isdisjoint(clean["leads"])
    assert any("email" in note and "message" in note for note in notes)
    assert any("1 firm" in note for note in notes) and any("3 colleagues" in note for note in notes)


def test_one_person_has_one_number_in_all_tables():
    clean, _notes = people.without_names(frames())
    assert list(clean["leads"]["rep"]) == ["Rep 1", "Rep 2"]
    assert list(clean["deals"]["rep"]) == ["Rep 2"]
    assert clean["activities"]["person"].tolist()[:2] == ["Rep 3", "Rep 1"] and clean["activities"]["person"].isna()[2]
    assert list(clean["leads"]["firm"]) == ["Firm 1", "Firm 1"]


def test_what_is_asked_for_stays():
    clean, notes = people.without_names(frames(), ("firm", "rep", "message"))
    assert list(clean["leads"]["firm"]) == ["Miller AG", "miller  ag"] and clean["leads"]["rep"][0] == "Eva Klein"
    assert clean["leads"]["message"][0] == "Call me at … & …"
    assert len(notes) == 1


def test_names_that_are_numbers_already_stay():
    own = {"leads": pd.DataFrame({"rep": ["Rep 4", None, "Rep 2"], "firm": ["Firm 9", "Firm 9", None]})}
    clean, notes = people.without_names(own)
    assert clean["leads"]["rep"].tolist()[::2] == ["Rep 4", "Rep 2"] and notes == []


@pytest.mark.parametrize(("markup", "text"), [
    ("<script>alert(1)</script>Hi", "Hi"), ("a < b and c > d", "a < b and c > d"), ("line<br/>break", "line break"),
    ("<!-- x --><div class='a'>20&nbsp;valves</div>", "20 valves"), ("&lt;b&gt;", "<b>")])  # fmt: skip
def test_notes_in_html_are_read_as_a_person_sees_them(markup, text):
    assert people.plain_text(markup) == text


def test_nothing_else_can_be_kept():
    with pytest.raises(KitError, match="firm, rep, message, not 'email'"):
        people.checked_keep(["firm", "email"])
    assert people.checked_keep("rep") == ("rep",)
