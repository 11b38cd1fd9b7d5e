"""Who is in the room: names read from a list, and places that are fair."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smkt_helpers.errors import KitError
from smkt_helpers.workshop.people import MOST_PEOPLE, Person, best_place, home_of, read_people, seated, tables_for

HOMES = st.lists(st.sampled_from(["marketing", "sales", "other"]), min_size=1, max_size=60)


def people(homes):
    return [Person(f"p{place}", f"Person {place}", home) for place, home in enumerate(homes)]


@given(HOMES, st.data())
def test_tables_and_seats_differ_by_one_person_at_most(homes, data):
    tables = data.draw(st.integers(1, max(1, len(homes) // 2)))
    found = seated(people(homes), tables)
    assert [one.id for one in found] == [one.id for one in people(homes)]
    at_table = Counter(one.table for one in found)
    assert sorted(at_table) == list(range(1, tables + 1))
    assert max(at_table.values()) - min(at_table.values()) <= 1
    for table in at_table:
        seats = Counter(one.first_seat for one in found if one.table == table)
        assert abs(seats["marketing"] - seats["sales"]) <= 1


@given(HOMES, st.data())
def test_people_sit_in_the_seat_of_their_own_function_as_far_as_there_is_room(homes, data):
    tables = data.draw(st.integers(1, max(1, len(homes) // 2)))
    found = seated(people(homes), tables)
    for home in ("marketing", "sales"):
        places = sum(one.first_seat == home for one in found)
        at_home = sum(one.home == one.first_seat == home for one in found)
        assert at_home == min(places, homes.count(home))


@given(HOMES, st.data())
def test_each_function_is_spread_over_all_tables(homes, data):
    tables = data.draw(st.integers(1, max(1, len(homes) // 2)))
    found = seated(people(homes), tables)
    for home in ("marketing", "sales"):
        at_home = [sum(one.home == one.first_seat == home and one.table == table for one in found)
                   for table in range(1, tables + 1)]  # fmt: skip
        assert max(at_home) - min(at_home) <= 1


def test_somebody_alone_sits_at_home():
    assert seated(people(["sales"]), 1)[0].first_seat == "sales"


def test_the_odd_place_goes_to_the_stronger_function():
    found = seated(people(["marketing", "marketing", "sales", "sales", "sales"]), 1)
    assert [one.first_seat for one in found] == ["marketing", "marketing", "sales", "sales", "sales"]


@pytest.mark.parametrize("tables", [0, 3, -1, 1.0, True, "1", None])
def test_too_many_tables_or_none_are_refused(tables):
    with pytest.raises(KitError, match="Here are 5 to play, who can sit at 1 to 2 tables"):
        seated(people(["sales"] * 5), tables)


def test_an_empty_room_has_no_tables():
    with pytest.raises(KitError, match="Nobody is here"):
        seated([], 1)


@pytest.mark.parametrize(("here", "tables"), [(1, 1), (6, 1), (12, 2), (20, 3), (60, 10)])
def test_tables_for_a_room(here, tables):
    assert tables_for(here) == tables


def test_after_the_swap_people_sit_in_the_other_seat():
    one = Person("p1", "Anna", "marketing", 1, "marketing")
    assert (one.seat(False), one.seat(True)) == ("marketing", "sales")
    assert Person("p2", "Bo", "sales").seat(True) == ""


def test_a_late_joiner_sits_where_fewest_are():
    room = list(seated(people(["marketing", "sales"] * 4 + ["marketing"]), 2))
    assert best_place(room, "sales", False) == (2, "sales")
    assert best_place(room, "marketing", False) == (2, "marketing")
    assert best_place([one for one in room if one.table == 2 or one.home == "sales"], "sales", False) == (
        1, "marketing")  # fmt: skip


def test_a_late_joiner_does_not_sit_at_a_table_that_all_have_left():
    room = [Person("p1", "A", "sales", 1, "sales", here=False), Person("p2", "B", "sales", 2, "sales")]
    assert best_place(room, "marketing", False) == (2, "marketing")
    assert best_place(room[:1], "marketing", False) == (1, "marketing")


@pytest.mark.parametrize(("written", "home"), [
    ("Marketing", "marketing"), ("mktg", "marketing"), ("M", "marketing"), ("Brand manager", "marketing"),
    ("Sales", "sales"), ("vertrieb", "sales"), ("s", "sales"), ("Account executive", "sales"),
    ("Finance", "other"), ("", "other"), ("ms", "other"),
])  # fmt: skip
def test_functions_as_people_write_them(written, home):
    assert home_of(written) == home


def test_people_are_read_from_lines_and_from_csv():
    text = '\ufeffName;Function\nAnna;Marketing\n\n"Bo B.";sales\n  Cy   C. \t Finance\n'
    assert read_people(text) == [("Anna", "marketing"), ("Bo B.", "sales"), ("Cy C.", "other")]


@pytest.mark.parametrize(("text", "sentence"), [
    ("Anna\n,sales", "Line 2 has no name"),
    ("Anna\nanna", "anna stands there twice|Anna stands there twice"),
    ("x" * 61, "1 to 60 letters, not 61"),
    ("\n".join(f"n{place}" for place in range(MOST_PEOPLE + 1)), "room for 400 people, and these are 401"),
])  # fmt: skip
def test_what_is_wrong_with_a_list_is_said(text, sentence):
    with pytest.raises(KitError, match=sentence):
        read_people(text)
