"""Dates and times as CRM exports write them: read in one way, or asked, or refused; never guessed."""

from datetime import datetime

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smkt_helpers.errors import KitError
from smkt_helpers.imports import date_words
from smkt_helpers.imports.cells import Ambiguous
from smkt_helpers.imports.dates import read_times

FIRST_ROW = 2
EVENING = "2026-02-18 19:58:00"
DAY = "2026-02-18 00:00:00"


def column(*cells):
    return pd.Series(cells, index=range(FIRST_ROW, FIRST_ROW + len(cells)), dtype="str")


def times(*cells, **settings):
    read = read_times(column(*cells), name="Created", **settings)
    return [None if pd.isna(value) else str(value) for value in read.values]


@pytest.mark.parametrize(
    ("cell", "value", "format"),
    [
        ("2026-02-18", DAY, "%Y-%m-%d"),
        ("2026-02-18T19:58:00", EVENING, "%Y-%m-%d %H:%M:%S"),
        ("2026-02-18 19:58", EVENING, "%Y-%m-%d %H:%M"),
        ("2026-02-18T19:58:00.123Z", EVENING, "%Y-%m-%d %H:%M:%S%z"),
        ("2026-02-18 19:58:00 +0100", EVENING, "%Y-%m-%d %H:%M:%S%z"),
        ("18.02.2026 19:58", EVENING, "%d.%m.%Y %H:%M"),
        ("18.02.2026, 19:58 Uhr", EVENING, "%d.%m.%Y %H:%M"),
        ("Mi. 18.02.2026", DAY, "%d.%m.%Y"),
        ("18/2/2026", DAY, "%d/%m/%Y"),
        ("18-02-2026", DAY, "%d-%m-%Y"),
        ("2/18/2026 7:58 PM", EVENING, "%m/%d/%Y %I:%M %p"),
        ("2/18/2026 7:58pm", EVENING, "%m/%d/%Y %I:%M %p"),
        ("2/18/2026 7:58 p.m.", EVENING, "%m/%d/%Y %I:%M %p"),
        ("02/18/2026 19:58", EVENING, "%m/%d/%Y %H:%M"),
        ("19:58 18/02/2026", EVENING, "%d/%m/%Y %H:%M"),
        ("18/02/2026 7:58 CH", EVENING, "%d/%m/%Y %I:%M %p"),
        ("2026.02.18", DAY, "%Y.%m.%d"),
        ("2026/2/18 19:58", EVENING, "%Y/%m/%d %H:%M"),
        ("20260218", DAY, "%Y%m%d"),
        ("18.02.26", DAY, "%d.%m.%y"),
        ("18 Feb, 2026", DAY, "%d %B %Y"),
        ("Feb 18, 2026 7:58 PM", EVENING, "%B %d, %Y %I:%M %p"),
        ("February 18th, 2026", DAY, "%B %d, %Y"),
        ("Wed, 18 Feb 2026 19:58:00 GMT", EVENING, "%d %B %Y %H:%M:%S%z"),
        ("18-Feb-26", DAY, "%d %B %Y"),
        ("18. Februar 2026 um 19:58", EVENING, "%d %B %Y %H:%M"),
        ("18 lutego 2026", DAY, "%d %B %Y"),
        ("śr., 18 lut 2026, 19:58", EVENING, "%d %B %Y %H:%M"),
        ("18 tháng 2, 2026", DAY, "%d %B %Y"),
        ("ngày 18 tháng 2 năm 2026", DAY, "%d %B %Y"),
        ("18\u00a0Feb\u202f2026", DAY, "%d %B %Y"),
        ("46071", DAY, "excel serial"),
        ("46071,832", "2026-02-18 19:58:05", "excel serial"),
        ("1771444680", EVENING, "unix s"),
        ("1771444680000", EVENING, "unix ms"),
    ],
)
def test_each_way_to_write_a_time_is_read_and_can_be_given_back(cell, value, format):
    read = read_times(column(cell, ""), name="Created")
    assert str(read.values.iloc[0]) == value and pd.isna(read.values.iloc[1])
    assert read.values.dtype == "datetime64[s]"
    assert (read.format, read.filled, read.supported, read.unreadable) == (format, 1, 1, {})
    assert cell in read.said
    again = read_times(column(cell, ""), name="Created", format=read.format)
    assert again.values.equals(read.values) and again.format == read.format


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("language", date_words.LANGUAGES)
def test_every_month_is_known_by_its_names(language, month):
    from babel.dates import format_date

    day = datetime(2026, month, 9)
    cells = [format_date(day, pattern, language) for pattern in ("d MMMM y", "d MMM y", "d LLLL y", "MMM d, y")]
    assert times(*cells) == [str(day)] * 4


def test_one_cell_decides_for_its_column_and_the_format_says_by_how_many():
    read = read_times(
        column("01.02.2026", "18.02.2026 19:58", "03.02.2026", "k. A.", "18.02.2026 19:58"), name="Created"
    )
    assert [str(value)[:10] for value in read.values[[2, 4]]] == ["2026-02-01", "2026-02-03"]
    assert (read.filled, read.supported) == (4, 2)
    assert read.said == "day.month.year, 24 hours, as in 18.02.2026 19:58"


@pytest.mark.parametrize("mark", ["/", ".", "-"])
def test_a_column_in_which_every_part_is_twelve_or_less_is_asked(mark):
    with pytest.raises(Ambiguous, match="row 2 may be day.month.year or month.day.year, and no cell decides") as asked:
        read_times(column(f"01{mark}02{mark}2026", f"12{mark}12{mark}2026", "x"), name="Created")
    assert asked.value.column == "Created" and asked.value.what == "dates"
    formats = [format for format, _ in asked.value.formats]
    assert formats == [f"%d{mark}%m{mark}%Y", f"%m{mark}%d{mark}%Y"]
    assert [times(f"01{mark}02{mark}2026", format=format)[0][:10] for format in formats] == ["2026-02-01", "2026-01-02"]


def test_two_orders_in_one_column_are_refused_with_a_row_of_each():
    with pytest.raises(KitError, match="13/02/2026 in row 3 and 02/13/2026 in row 5") as refused:
        times("01/02/2026", "13/02/2026", "01/02/2026", "02/13/2026")
    assert not isinstance(refused.value, Ambiguous)


@pytest.mark.parametrize("other", ["18.02.2026", "18 Feb 2026", "46071", "20260218", "2/18/2026"])
def test_two_ways_to_write_dates_are_refused_also_if_each_is_clear(other):
    with pytest.raises(KitError, match=f"mixes two ways to write dates: 2026-02-18 in row 2 and {other} in row 3"):
        times("2026-02-18", other)


def test_a_given_order_reads_what_it_can_and_lists_the_rest():
    read = read_times(column("13/02/2026", "02/13/2026", "2026-02-13"), name="Created", format="dd/mm/yyyy")
    assert str(read.values[2])[:10] == "2026-02-13"
    assert read.unreadable == {3: "02/13/2026", 4: "2026-02-13"}


@pytest.mark.parametrize("format", ["day first", "%d.%m", "%H:%M", "%d.%d.%Y", "%"])
def test_a_format_that_is_none_is_refused_with_examples(format):
    with pytest.raises(KitError, match="is no way to write dates; give for example"):
        times("2026-02-18", format=format)


def test_marks_may_differ_and_the_usual_one_is_named():
    read = read_times(column("18/02/2026", "18.2.2026", "19.2.2026"), name="Created")
    assert read.format == "%d.%m.%Y" and not read.unreadable


@pytest.mark.parametrize("placeholder", ["01.01.1900", "31.12.9999", "1900-01-01", "9999-12-31 00:00", "00.00.0000"])
def test_years_that_stand_for_no_date_are_left_blank_and_said(placeholder):
    read = read_times(column("18.02.2026", placeholder, ""), name="Closed")
    assert read.values.isna().tolist() == [False, True, True]
    assert read.unreadable == {3: placeholder}
    assert read.notes == (
        "1 cell holds a year before 1990 or after 2100, which stands for “no date”; it was left blank.",
    )


def test_a_column_of_nothing_but_placeholders_or_blanks_is_blank():
    assert times("1900-01-01", "9999-12-31") == [None, None]
    assert times("", "-", "N/A", "NA", "k. A.") == [None] * 5
    assert times() == []


def test_what_is_no_date_is_left_blank_and_listed_without_an_address():
    read = read_times(
        column("18.02.2026", "31.02.2026", "18.02.2026 25:00", "soon, ask an@example.com", "12"), name="Created"
    )
    assert read.unreadable == {3: "31.02.2026", 4: "18.02.2026 25:00", 5: "soon, ask …", 6: "12"}
    assert read.values.notna().sum() == 1


def test_a_column_without_any_date_is_refused():
    with pytest.raises(KitError, match="“Created” should hold dates.*row 3 holds “Anna”"):
        times("", "Anna")
    with pytest.raises(KitError, match="No cell of column “Created” can be read in the way that was given"):
        times("18.02.2026", format="%m/%d/%Y")


def test_plain_numbers_are_days_only_if_the_header_or_all_of_them_say_so():
    assert read_times(column("46071", "12"), name="Create Date").unreadable == {3: "12"}
    assert read_times(column("46071", "45000"), name="X").format == "excel serial"
    with pytest.raises(KitError, match="should hold dates"):
        read_times(column("46071", "12"), name="X")


def test_years_of_two_digits_say_their_century():
    read = read_times(column("18.02.26", "18.02.95"), name="Created")
    assert [str(value)[:4] for value in read.values] == ["2026", "1995"]
    assert read.notes == ("Years of two digits were read as 1990 to 2089.",)


def test_years_of_two_digits_may_come_first_and_then_it_is_asked():
    with pytest.raises(Ambiguous) as asked:
        times("26-02-18", "26-02-19", "26-03-20")
    assert [format for format, _ in asked.value.formats] == ["%d-%m-%y", "%y-%m-%d"]
    assert times("26-02-18", format="%y-%m-%d") == [DAY]
    assert times("98-02-18")[0] == "1998-02-18 00:00:00"


def test_midnight_and_noon_are_not_mixed_up():
    cells = ["2/18/2026 12:05 AM", "2/18/2026 12:05 PM", "2/18/2026 11:59 PM", "2/18/2026 13:05 PM"]
    assert [time[11:16] for time in times(*cells)] == ["00:05", "12:05", "23:59", "13:05"]


def test_a_time_without_am_or_pm_among_others_is_said():
    read = read_times(column("2/18/2026 7:58 PM", "2/18/2026 7:58", "2/18/2026 19:58"), name="Created")
    assert [str(value)[11:16] for value in read.values] == ["19:58", "07:58", "19:58"]
    assert read.notes == ("1 time says neither AM nor PM; it was read as a time of 24 hours.",)


def test_times_with_a_zone_become_local_time_and_others_are_kept():
    read = read_times(
        column(
            "2026-02-18T19:58:00Z",
            "2026-07-18T19:58:00+00:00",
            "2026-07-18T23:30:00-05:00",
            "2026-07-18 10:00",
            "2026-07-18",
        ),
        name="Created",
        zone="Europe/Berlin",
    )
    assert [str(value) for value in read.values] == [
        "2026-02-18 20:58:00",
        "2026-07-18 21:58:00",
        "2026-07-19 06:30:00",
        "2026-07-18 10:00:00",
        "2026-07-18 00:00:00",
    ]
    assert read.notes == ("3 times carry a time zone; they were turned to local time in Europe/Berlin.",)


def test_unix_times_are_utc():
    assert times("1771444680000", zone="Asia/Ho_Chi_Minh") == ["2026-02-19 02:58:00"]
    assert "written in UTC" in read_times(column("1771444680000"), name="Created").notes[0]


def test_without_a_zone_clocks_are_kept_and_it_is_said():
    assert "UTC and was kept so" in read_times(column("2026-02-18T19:58:00Z"), name="Created").notes[0]
    summer = read_times(column("2026-02-18 10:00+01:00", "2026-07-18 10:00+02:00", "2026-07-18"), name="Created")
    assert [str(value)[11:16] for value in summer.values] == ["10:00", "10:00", "00:00"]
    assert summer.notes == ("2 times carry a time zone; their clocks were kept as written.",)


@pytest.mark.parametrize("other", ["2026-07-18 10:00+07:00", "2026-07-18 10:00"])
def test_times_of_several_places_are_refused_until_the_zone_is_given(other):
    with pytest.raises(KitError, match="come from several time zones"):
        times("2026-02-18 10:00+01:00", other)
    assert len(times("2026-02-18 10:00+01:00", other, zone="Europe/Berlin")) == 2


@pytest.mark.parametrize("zone", ["Berlin", "../../etc/passwd", "/etc/passwd", "Europe", "\x00", "x" * 500])
def test_a_zone_that_is_none_is_refused_with_an_example(zone):
    with pytest.raises(KitError, match="There is no time zone .*Europe/Berlin"):
        times("2026-02-18 10:00", zone=zone)


def test_the_hours_of_daylight_saving_are_said():
    read = read_times(
        column("2026-03-29 02:30", "2026-03-29 01:30", "2026-10-25 02:30", "2026-10-25 03:30", "2026-03-29"),
        name="Created",
        zone="Europe/Berlin",
    )
    assert [str(value)[11:16] for value in read.values] == ["03:30", "01:30", "02:30", "03:30", "00:00"]
    assert read.notes == (
        "1 time fell into the hour that daylight saving skips; it was moved by an hour.",
        "1 time fell into the hour that comes twice when daylight saving ends; it was kept as written.",
    )
    assert not read_times(column("2026-03-29 02:30"), name="Created", zone="Asia/Ho_Chi_Minh").notes


def test_a_mere_date_is_not_moved_where_daylight_saving_begins_at_midnight():
    assert times("2024-09-08", zone="America/Santiago") == ["2024-09-08 00:00:00"]
    assert times("2024-09-08 00:10", zone="America/Santiago") == ["2024-09-08 01:10:00"]


WRITTEN = ["%d.%m.%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%Y-%m-%dT%H:%M:%S", "%d/%m/%y %H:%M:%S", "%d %B %Y %H:%M:%S"]
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2089, 12, 31)).map(lambda moment: moment.replace(microsecond=0))


@given(st.lists(MOMENTS, min_size=1, max_size=20), st.sampled_from(WRITTEN))
def test_times_written_and_read_back_are_equal_unless_they_are_asked(moments, written):
    try:
        read = read_times(column(*(moment.strftime(written) for moment in moments)), name="Created")
    except Ambiguous:
        assume(all(moment.day <= 12 for moment in moments) or written.endswith("%y %H:%M:%S"))
        return
    assert [value.to_pydatetime() for value in read.values] == moments
    assert read.filled == len(moments)


PIECES = st.sampled_from(
    [*"0123456789./-:, T+Z", "12", "2026", "18.02.", "Apr", "PM", "tháng", "Mar", "46071", "\u202f"]
)


@given(
    st.lists(st.one_of(st.text(max_size=20), st.lists(PIECES, max_size=8).map("".join)), max_size=6),
    st.sampled_from(["", "Europe/Berlin"]),
)
def test_any_words_are_read_or_refused(cells, zone):
    try:
        read = read_times(column(*cells), name="Any date", zone=zone)
    except KitError:
        return
    assert len(read.values) == len(cells)
    assert read.values.notna().sum() + len(read.unreadable) == read.filled
    years = read.values.dropna().dt.year
    assert years.between(1989, 2101).all()
