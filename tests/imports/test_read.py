"""From files to tables: what is asked, what is refused, what is left out, and that nothing is lost on the way."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import smkt_helpers as smkt
from smkt_helpers.__main__ import main
from smkt_helpers.crm import SCHEMA, Tables
from smkt_helpers.crm_csv import read_csv
from smkt_helpers.errors import KitError
from smkt_helpers.imports.cells import Ambiguous
from smkt_helpers.imports.mapping import ColumnMap, read_mapping, write_mapping
from smkt_helpers.imports.numbers import Mixed

KIT = Path(__file__).parents[2] / "datasets" / "irrigation"


@pytest.fixture
def file(tmp_path):
    """Return a function that writes a file and gives its path."""

    def write(text: str, name: str = "leads.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return write


def refused(*paths: Path, **options) -> KitError:
    with pytest.raises(KitError) as caught:
        smkt.read_crm(*paths, **options)
    assert all(line.endswith((".", "?", '"')) for line in str(caught.value).splitlines()), str(caught.value)
    return caught.value


LEADS = """Record ID,First Name,Last Name,Email,Phone,Company,Create Date,Original Source,Lifecycle Stage,Contact owner
11,Ann,Miller,ann@miller.de,,Miller AG,2026-01-12 09:00,Paid Search,Lead,Eva Klein
12,Bo,Berg,bo@berg.de,,Berg KG,2026-01-13 10:30,Organic Search,Customer,Jan Gross
13,Ann,Miller,ANN@miller.de,,Miller AG,2026-01-12 15:00,Paid Search,Lead,Eva Klein
14,Test,Person,x@example.com,,Test,2026-01-14 08:00,Paid Search,Lead,Eva Klein
12,Bo,Berg,bo@berg.de,,Berg KG,2026-01-13 10:30,Organic Search,Customer,Jan Gross
15,Cy,Roth,cy@roth.de,,Roth,,Paid Search,Lead,Jan Gross
16,Di,Sand,di@sand.de,,Sand,2026-02-30 10:00,Paid Search,Lead,Jan Gross
17,Ed,Turm,ann@miller.de;ed@turm.de,,Turm,2026-03-01 10:00,Referrals,Opportunity,Jan Gross
"""
DEALS = """Record ID,Deal Name,Deal Stage,Amount,Create Date,Close Date,Associated Contact IDs,Deal owner
501,Berg: pumps,Closed Won,"1,200.50",2026-01-20 09:00,2026-02-10 12:00,12,Jan Gross
502,Miller again,Contract Sent,800,2026-01-25 09:00,2026-02-01 00:00,13;99,Eva Klein
503,Unknown,Closed Lost,300,2026-01-26 09:00,2026-02-05 00:00,777,Eva Klein
504,test deal,Closed Won,99999,2026-01-26 09:00,2026-02-05 00:00,12,Eva Klein
"""
CALLS = """Activity ID,Associated Contact IDs,Activity Type,Activity Date,Call outcome,Activity assigned to
1,12,Call,2026-01-13 11:00,No answer,Jan Gross
2,12,Call,2026-01-13 16:00,Connected,Jan Gross
3,13,E-Mail,2026-01-12 16:00,,Eva Klein
4,404,Call,2026-01-13 11:00,No answer,Jan Gross
5,12,Call,2026-01-15 11:00,Scheduled,Jan Gross
6,14,Call,2026-01-15 11:00,Connected,Jan Gross
"""


@pytest.fixture
def hubspot(file) -> list[Path]:
    return [file(LEADS), file(DEALS, "deals.csv"), file(CALLS, "calls.csv")]


# --- What comes in goes into a table or is accounted for ---------------------------------------------


def test_every_row_is_kept_or_left_out_with_its_reason(hubspot):
    tables, report = smkt.read_crm(*hubspot)
    leads, deals, calls = report.files
    assert leads.dropped == {"same person": (4,), "test record": (5,), "same id": (6,), "no date": (7,),
                             "date unreadable": (8,)}  # fmt: skip
    assert deals.dropped == {"test record": (5,)}
    assert calls.dropped == {"no lead": (5,), "planned": (6,), "test record": (7,)}
    for one in report.files:
        assert one.read == one.kept + sum(map(len, one.dropped.values()))
    assert [len(tables.leads), len(tables.deals), len(tables.activities)] == [one.kept for one in report.files]
    reasons = report.rows.set_index(["file", "row"])["reason"]
    assert reasons["leads.csv", 4] == "same person, same day as row 2"
    assert reasons["leads.csv", 6] == "same id as row 3"
    assert len(reasons) == sum(one.read - one.kept for one in report.files)


def test_a_repeated_lead_hands_its_deals_and_calls_to_the_first(hubspot):
    tables, report = smkt.read_crm(*hubspot)
    assert tables.deals.set_index("deal_id")["lead_id"].to_dict() == {
        501: 12.0,
        502: 11.0,
        503: pytest.approx(np.nan, nan_ok=True),
    }
    assert tables.leads.set_index("lead_id")["touches"].to_dict() == {11: 1, 12: 2, 17: 0}
    assert any("not in the export" in sentence for sentence in report.warnings)
    assert any("there before on another day" in sentence for sentence in report.warnings)


def test_what_the_deals_and_calls_tell_of_a_lead_is_worked_out_and_said(hubspot):
    tables, report = smkt.read_crm(*hubspot)
    bo = tables.leads.set_index("lead_id").loc[12]
    assert bo["status"] == "won" and bo["closed_at"] == pd.Timestamp("2026-02-10 12:00")
    assert bo["opportunity_at"] == pd.Timestamp("2026-01-20 09:00")
    assert bo["first_touch_at"] == pd.Timestamp("2026-01-13 11:00")
    assert bo["reached_at"] == pd.Timestamp("2026-01-13 16:00")
    assert any("touches, first_touch_at, reached_at" in note for note in report.notes)
    assert list(tables.customers["lead_id"]) == [12] and list(tables.customers["amount"]) == [1200.5]
    # The date of an open deal is a plan.
    assert pd.isna(tables.deals.set_index("deal_id").loc[502, "closed_at"])
    assert any("plans" in note for note in report.notes)


def test_nobody_can_be_recognised_anywhere(hubspot, tmp_path, capsys):
    tables, report = smkt.read_crm(*hubspot)
    everything = report.text() + report.to_html() + report.columns.to_csv() + report.rows.to_csv()
    everything += "".join(getattr(tables, name).to_csv() for name in SCHEMA)
    assert main(["import", *map(str, hubspot), "--out", str(tmp_path / "out"), "--json"]) == 0
    everything += capsys.readouterr().out + "".join(one.read_text() for one in (tmp_path / "out").iterdir())
    for secret in ("Miller", "Berg", "ann@", "bo@", "Klein", "Gross", "Eva", "Roth"):
        assert secret not in everything, secret
    assert set(tables.leads["rep"]) == {"Rep 1", "Rep 2"} and set(tables.leads["firm"]) == {
        "Firm 1",
        "Firm 2",
        "Firm 3",
    }


def test_firms_and_reps_stay_when_asked_for(hubspot):
    tables, _report = smkt.read_crm(*hubspot, keep=("firm", "rep"))
    assert set(tables.leads["firm"]) == {"Miller AG", "Berg KG", "Turm"}
    assert set(tables.deals["rep"]) == {"Jan Gross", "Eva Klein"}


def test_what_the_export_does_not_know_is_not_available_and_never_nought(hubspot):
    tables, _report = smkt.read_crm(*hubspot)
    board = smkt.scoreboard(tables)
    for id in ("mql", "sal", "sql", "discount", "spend", "contribution", "acceptance", "rejected_fit", "untouched",
               "lead_to_mql", "mql_to_sal", "called_twice", "backlog", "retention", "people", "cac"):  # fmt: skip
        assert np.isnan(board.loc[id, "value"]) and board.loc[id, "not available because"], id
    assert board.loc["revenue", "value"] == 1200.5 and board.loc["wins", "value"] == 1


def test_a_table_of_leads_alone_and_one_of_deals_alone_can_be_read(hubspot):
    leads, _report = smkt.read_crm(hubspot[0])
    assert len(leads.deals) == 0 and np.isnan(smkt.scoreboard(leads).loc["wins", "value"])
    deals, report = smkt.read_crm(hubspot[1])
    assert len(deals.leads) == 0 and smkt.scoreboard(deals).loc["wins", "value"] == 1
    assert np.isnan(smkt.scoreboard(deals).loc["lead_to_won", "value"])
    assert report.files[0].object == "deals"


def test_deals_that_name_no_lead_are_said_and_no_lead_counts_as_not_won(hubspot, file):
    text = (
        DEALS.replace("Associated Contact IDs", "Tags").replace("Deal owner", "Deal Type").replace("Jan Gross", "new")
    )
    tables, report = smkt.read_crm(hubspot[0], file(text.replace("Eva Klein", "new"), "deals.csv"))
    assert any("do not say which lead" in sentence for sentence in report.warnings)
    board = smkt.scoreboard(tables)["value"]
    assert board["wins"] == 1 and np.isnan(board["lead_to_won"]) and np.isnan(board["cycle"])
    assert board["new_revenue"] == 1200.5 and np.isnan(board["renewal_revenue"])


def test_rows_without_an_id_column_are_numbered_in_order(file):
    text = "Create Date,Lead Source\n2026-01-12 09:00,fair\n2026-01-13 09:00,ads\n"
    tables, _report = smkt.read_crm(file(text), object="leads")
    assert list(tables.leads["lead_id"]) == [1, 2] and list(tables.leads["channel"]) == ["fair", "ads"]


def test_ids_of_letters_become_numbers_that_still_join(file):
    leads = file("Lead ID,Create Date\n00Q5x,2026-01-12\n00Q7y,2026-01-13\n")
    text = (
        "Opportunity ID,Lead ID,Stage,Amount,Created Date,Close Date\n006a,00Q7y,Closed Won,10,2026-01-14,2026-01-15\n"
    )
    tables, _report = smkt.read_crm(leads, file(text, "opportunities.csv"))
    assert list(tables.leads["lead_id"]) == [1, 2] and list(tables.deals["lead_id"]) == [2]


# --- What only a person can say -----------------------------------------------------------------------


def test_dates_that_can_be_read_in_two_ways_are_asked_and_then_read(file):
    path = file("Lead ID,Created\n1,03/04/2026\n2,05/06/2026\n")
    problem = refused(path)
    assert isinstance(problem, Ambiguous) and problem.column == "Created"
    first, second = (how for how, _said in problem.formats)
    one, _report = smkt.read_crm(path, dates={"Created": first})
    other, _report = smkt.read_crm(path, dates={"Created": second})
    assert {str(one.leads["created_at"][0].date()), str(other.leads["created_at"][0].date())} == {
        "2026-04-03", "2026-03-04"}  # fmt: skip


def test_all_that_must_be_asked_is_asked_at_once(file):
    leads = file("Lead ID,Created\n1,03/04/2026\n")
    deals = file("Deal ID,Stage,Amount,Created\n1,won,1.234,2026-01-05\n", "deals.csv")
    assert len(str(refused(leads, deals)).splitlines()) == 2


def test_money_in_several_currencies_is_never_added(file):
    text = "Deal ID,Deal Stage,Amount,Create Date,Close Date\n"
    text += (
        "1,won,EUR 10,2026-01-05,2026-01-20\n2,won,USD 99,2026-01-05,2026-01-20\n3,won,EUR 30,2026-01-05,2026-01-20\n"
    )
    problem = refused(file(text, "deals.csv"))
    assert isinstance(problem, Mixed) and "EUR" in str(problem) and "USD" in str(problem)
    tables, report = smkt.read_crm(file(text, "deals.csv"), currency="eur")
    assert tables.currency == "EUR" and smkt.scoreboard(tables).loc["revenue", "value"] == 40
    assert report.files[0].dropped == {"other currency": (3,)}


def test_a_column_of_currencies_counts_too(file):
    text = "Deal ID,Stage,Amount,Currency,Create Date,Close Date\n"
    text += "1,won,10,EUR,2026-01-05,2026-01-20\n2,won,99,PLN,2026-01-05,2026-01-20\n"
    assert "PLN" in str(refused(file(text, "deals.csv")))
    tables, report = smkt.read_crm(file(text, "deals.csv"), currency="PLN")
    assert list(tables.deals["amount"]) == [99.0] and report.files[0].dropped == {"other currency": (2,)}


def test_files_in_different_currencies_are_refused(file):
    deals = file("Deal ID,Stage,Amount (EUR),Create Date\n1,won,10,2026-01-05\n", "deals.csv")
    spend = file("Week start,Channel,Spend (USD)\n2026-01-05,ads,10\n", "spend.csv")
    assert "EUR, USD" in str(refused(deals, spend))


def test_a_stage_nobody_knows_is_asked(file):
    path = file("Deal ID,Stage,Amount,Create Date,Close Date\n1,Handschlag,10,2026-01-05,2026-01-15\n", "deals.csv")
    assert "Handschlag" in str(refused(path))
    tables, _report = smkt.read_crm(path, stages={"Handschlag": "won"})
    assert list(tables.deals["stage"]) == ["won"]


def test_a_deal_without_a_stage_counts_as_open_and_is_said(file):
    text = "Deal ID,Deal Stage,Amount,Create Date\n1,,10,2026-01-05\n2,won,10,2026-01-05\n"
    tables, report = smkt.read_crm(file(text, "deals.csv"))
    assert list(tables.deals["stage"]) == ["open", "won"]
    assert "1 deal has no stage; it counts as open." in report.files[0].notes


def test_spend_alone_covers_its_own_weeks(file):
    tables, report = smkt.read_crm(
        file("Week,Channel,Cost (EUR)\n2026-01-05,ads,100\n2026-01-13,ads,50\n", "spend.csv")
    )
    assert report.start == pd.Timestamp("2026-01-05") and report.end == pd.Timestamp("2026-01-14")
    assert smkt.scoreboard(tables).loc["spend", "value"] == 150 and tables.currency == "EUR"


def test_a_status_decides_where_a_stage_is_not_known(file):
    text = "Deal - ID,Deal - Title,Deal - Status,Deal - Stage,Deal - Value,Deal - Deal created,Deal - Won time\n"
    text += "1,a,Won,Handschlag,10,2026-01-05,2026-01-20\n2,b,Lost,Handschlag,10,2026-01-05,\n"
    tables, report = smkt.read_crm(file(text, "deals.csv"))
    assert list(tables.deals["stage"]) == ["won", "lost"] and report.files[0].system == "Pipedrive"
    assert list(tables.deals["amount"]) == [10.0, 0.0]


def test_what_was_understood_can_be_saved_and_imports_the_same(file, tmp_path):
    text = "Kunde Nr;Wann;Quelle;Punkte\n1;03.04.2026;Messe;10,5\n2;05.06.2026;Web;1,25\n"
    path = file(text)
    said = ColumnMap(
        "leads", columns={"Kunde Nr": "lead_id", "Wann": "created_at"}, dates={"Wann": "%d.%m.%Y"}, decimal=","
    )
    tables, report = smkt.read_crm(path, mapping=said)
    write_mapping(report.maps[0], tmp_path / "map.toml")
    again, second = smkt.read_crm(path, mapping=tmp_path / "map.toml")
    pd.testing.assert_frame_equal(tables.leads, again.leads)
    assert read_mapping(tmp_path / "map.toml") == report.maps[0] == second.maps[0]


def test_a_format_for_a_column_that_is_not_there_is_told(hubspot):
    assert "“Creatd”" in str(refused(hubspot[0], dates={"Creatd": "%d.%m.%Y"}))


def test_a_price_alone_is_no_discount_of_nought(file):
    text = "Deal ID,Stage,Value,Discount,Create Date,Close Date\n1,won,100,15%,2026-01-05,2026-01-20\n"
    tables, _report = smkt.read_crm(file(text, "deals.csv"))
    assert tables.deals.loc[0, ["value", "discount", "amount"]].tolist() == [100.0, 0.15, 85.0]
    assert smkt.scoreboard(tables).loc["discount", "value"] == 15
    without, report = smkt.read_crm(file(text.replace("15%", ""), "deals.csv"))
    assert np.isnan(smkt.scoreboard(without).loc["discount", "value"]) and without.deals["amount"][0] == 100
    assert any("discounts are unknown" in note for note in report.notes)


# --- The kit's own files --------------------------------------------------------------------------------


def test_the_kits_own_files_give_their_own_scoreboard():
    tables, report = smkt.read_crm(KIT)
    own = {name: read_csv(name, KIT / f"{name}.csv") for name in SCHEMA}
    plain = Tables({name: (lambda table=table: table) for name, table in own.items()}, start=report.start,
                   end=report.end, replications=1, currency="")  # fmt: skip
    assert (report.start, report.end) == (
        own["terms"]["week_start"].min(),
        own["terms"]["week_start"].max() + pd.Timedelta(weeks=1),
    )
    pd.testing.assert_frame_equal(smkt.scoreboard(tables), smkt.scoreboard(plain))
    assert list(tables.leads["firm"]) == list(own["leads"]["firm"]) and report.rows.empty


def test_what_an_import_writes_is_imported_as_the_same(hubspot, tmp_path, capsys):
    tables, report = smkt.read_crm(*hubspot)
    assert main(["import", *map(str, hubspot), "--out", str(tmp_path / "out")]) == 0
    capsys.readouterr()
    again, _report = smkt.read_crm(tmp_path / "out", start=report.start, end=report.end)
    for name in ("leads", "deals", "activities"):
        pd.testing.assert_frame_equal(getattr(tables, name), getattr(again, name))


# --- Period, progress, refusals ---------------------------------------------------------------------------


def test_the_period_can_be_chosen_and_must_fit(hubspot):
    _tables, report = smkt.read_crm(hubspot[0], start="2026-01-01", end="2026-04-01")
    assert (report.start, report.end) == (pd.Timestamp("2026-01-01"), pd.Timestamp("2026-04-01"))
    assert "begin on" in str(refused(hubspot[0], start="2026-05-01", end="2026-04-01"))
    assert "'next Monday'" in str(refused(hubspot[0], start="next Monday"))


def test_progress_rises_to_its_end(hubspot):
    seen = []
    smkt.read_crm(*hubspot, progress=lambda done, total: seen.append((done, total)))
    assert (
        seen[0][0] == 0
        and seen[-1][0] == seen[-1][1]
        and seen == sorted(seen)
        and len({total for _n, total in seen}) == 1
    )


def test_missing_files_folders_and_strange_arguments_are_told(tmp_path, hubspot):
    refused()
    refused(tmp_path / "nothing.csv")
    (tmp_path / "empty").mkdir()
    refused(tmp_path / "empty")
    refused(3)
    refused(hubspot[0], keep=("email",))
    refused(hubspot[0], currency="Taler")
    refused(hubspot[0], zone="Moon/Base")
    refused(hubspot[0], mapping=3)
    refused(hubspot[0], decimal="x")
    refused(hubspot[0], object="tickets")
    refused(hubspot[0], stages={"Handshake": "perhaps"})


def test_an_employee_count_that_nobody_can_decide_is_left_unread_and_the_rest_imported(file):
    text = 'Lead ID,Create Date,Number of employees\n1,2026-01-12,"1,000+"\n2,2026-01-13,"5,000"\n'
    tables, report = smkt.read_crm(file(text))
    assert len(tables.leads) == 2
    note = next(note for note in report.files[0].notes if "decimal mark" in note)
    assert "“Number of employees”" in note and note.endswith("Until then it is not read.")
    again, _report = smkt.read_crm(file(text), decimal=".")
    # More than a thousand is no number, so none is made of it.
    assert np.isnan(again.leads["size"][0]) and again.leads["size"][1] == 5000


def test_an_amount_or_a_date_that_nobody_can_decide_is_still_asked(file):
    deals = 'Deal ID,Deal Stage,Amount,Create Date\n1,Closed Won,"1,000",2026-01-12\n'
    assert "decimal mark" in str(refused(file(deals, "deals.csv"), currency="EUR"))
    leads = "Lead ID,Create Date,Closed at\n1,2026-01-12,03/04/2026\n"
    assert "Closed at" in str(refused(file(leads)))


def test_an_optional_column_that_cannot_be_read_is_left_out_and_said(file):
    text = "Lead ID,Create Date,Number of employees\n1,2026-01-12,many\n2,2026-01-13,few\n"
    tables, report = smkt.read_crm(file(text))
    assert tables.leads["size"].isna().all()
    assert any("Number of employees" in note for note in report.files[0].notes)


def test_values_that_cannot_be_are_left_blank_and_said(file):
    tables, report = smkt.read_crm(file("Lead ID,Create Date,Lead Score\n1,2026-01-12,250\n2,2026-01-13,50\n"))
    assert tables.leads["score"].isna().tolist() == [True, False]
    assert any("1 value of score is not possible" in note for note in report.files[0].notes)


def test_the_command_prints_report_and_scoreboard(hubspot, capsys):
    assert main(["import", *map(str, hubspot)]) == 0
    said = capsys.readouterr().out
    assert "leads.csv: leads, 8 rows read, 3 kept." in said and "Deals won" in said and "Traceback" not in said


def test_the_command_saves_a_mapping_per_file_and_takes_them_again(hubspot, tmp_path, capsys):
    assert main(["import", *map(str, hubspot), "--save-mapping", str(tmp_path / "my.toml"), "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    maps = [
        word for name in ("leads", "deals", "activities") for word in ("--mapping", str(tmp_path / f"my-{name}.toml"))
    ]
    assert main(["import", *map(str, hubspot), *maps, "--json"]) == 0
    second = json.loads(capsys.readouterr().out)
    assert first["scoreboard"] == second["scoreboard"]
    assert [one["kept"] for one in first["report"]["files"]] == [one["kept"] for one in second["report"]["files"]]


@pytest.mark.parametrize(
    "words", [["--date", "Created"], ["--stage", "=won"], ["--decimal", "x"], ["--mapping", "no.toml"]]
)
def test_the_command_tells_what_is_wrong_in_a_sentence(hubspot, capsys, words):
    assert main(["import", str(hubspot[1]), *words]) == 2
    assert capsys.readouterr().err.strip().endswith(".")


HEADERS = st.sampled_from(
    ["Lead ID", "Create Date", "Email", "Amount", "Stage", "Deal ID", "Score", "Owner", "Status", "Company"]
)
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "1", "2026-01-05", "05.01.2026 10:00", "03/04/2026", "won", "$1,234.00", "1.234,56", "Select",
                     "1.2E+09", "a@b.de", "=1+1", "46000", "1767600000000", "N/A", "12:30"]),
)  # fmt: skip


@given(
    st.lists(HEADERS, min_size=1, max_size=6, unique=True).flatmap(
        lambda heads: st.tuples(
            st.just(heads), st.lists(st.lists(CELLS, min_size=len(heads), max_size=len(heads)), max_size=5)
        )
    )
)
def test_any_file_gives_tables_or_sentences(tmp_path_factory, made):
    heads, cells = made
    path = tmp_path_factory.getbasetemp() / "any.csv"
    pd.DataFrame(cells, columns=heads).to_csv(path, index=False, encoding="utf-8", errors="replace")
    try:
        tables, report = smkt.read_crm(path)
    except KitError as problem:
        assert str(problem)
    else:
        smkt.scoreboard(tables)
        assert report.to_html() and report.files[0].read == report.files[0].kept + len(report.rows)


def test_a_customer_whose_lead_was_left_out_is_left_out_too_and_listed(tmp_path):
    for name in SCHEMA:
        (tmp_path / f"{name}.csv").write_bytes((KIT / f"{name}.csv").read_bytes())
    customers = read_csv("customers", KIT / "customers.csv")
    lines = (tmp_path / "leads.csv").read_text().splitlines(keepends=True)
    place = lines[0].split(",").index("created_at")
    for at, line in enumerate(lines[1:], start=1):
        cells = line.split(",")
        if cells[1] == str(int(customers["lead_id"][0])):
            cells[place] = ""
            lines[at] = ",".join(cells)
    (tmp_path / "leads.csv").write_text("".join(lines))
    tables, report = smkt.read_crm(tmp_path)
    assert len(tables.customers) == len(customers) - 1
    file = next(one for one in report.files if one.object == "customers")
    assert file.dropped == {"no lead": (2,)} and file.read == file.kept + 1


def test_without_a_list_of_customers_their_number_is_not_known():
    tables, _report = smkt.read_crm(KIT / "leads.csv", KIT / "deals.csv")
    figure = smkt.scoreboard(tables).loc["customers"]
    assert np.isnan(figure["value"]) and figure["not available because"]
    whole, _report = smkt.read_crm(KIT)
    assert smkt.scoreboard(whole).loc["customers", "value"] > 0


def test_a_fact_is_said_once(hubspot):
    _tables, report = smkt.read_crm(*hubspot)
    assert [line for line in report.text().splitlines() if "could not be read" in line] == [
        "- 1 cell of “Create Date” could not be read and is left blank: “2026-02-30 10:00” in row 8."
    ]


def test_no_bar_is_drawn_where_nobody_watches(hubspot, capsys):
    assert main(["import", *map(str, hubspot)]) == 0
    assert capsys.readouterr().err == ""
