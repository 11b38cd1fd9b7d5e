"""Which table a file is and what its columns are, as the systems really name them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smkt_helpers.crm_schema import SCHEMA
from smkt_helpers.errors import KitError
from smkt_helpers.imports.fields import FIELDS
from smkt_helpers.imports.headers import detect
from smkt_helpers.imports.mapping import ColumnMap
from smkt_helpers.imports.raw import Raw

HUBSPOT_CONTACTS = (
    "Record ID|First Name|Last Name|Email|Phone Number|Contact owner|Last Activity Date (GMT+1)|Lead Status|"
    "Create Date (GMT+1)|Associated Company|Original Source|Lifecycle Stage|State/Region|"
    "Became a Marketing Qualified Lead Date|Number of times contacted"
)
HUBSPOT_DEALS = (
    "Record ID|Deal Name|Deal Stage|Close Date|Deal owner|Amount|Create Date|Associated Contact IDs|Pipeline"
)
SALESFORCE_LEADS = (
    "Lead Owner|First Name|Last Name|Title|Company / Account|Email|Lead Source|Lead Status|State|Rating|Create Date|"
    "Converted|Converted Date|Lead ID"
)
SALESFORCE_OPPORTUNITIES = (
    "Opportunity Owner|Account Name|Opportunity Name|Stage|Fiscal Period|Amount|Amount Currency|Probability (%)|Age|"
    "Close Date|Created Date|Next Step|Lead Source|Type|Opportunity ID"
)
PIPEDRIVE_DEALS = (
    "Deal - ID|Deal - Title|Deal - Owner|Deal - Value|Deal - Currency of Value|Deal - Organization|Deal - Stage|"
    "Deal - Status|Deal - Deal created|Deal - Won time|Deal - Lost time|Deal - Lost reason|Deal - Expected close date|"
    "Person - Name|Organization - Name"
)
PIPEDRIVE_ACTIVITIES = (
    "Activity - ID|Activity - Type|Activity - Due date|Activity - Duration|Activity - Assigned to user|Deal - Title|"
    "Person - ID|Person - Name|Activity - Done"
)


def raw(headers: str, **columns: list[str]) -> Raw:
    names = headers.split("|")
    table = pd.DataFrame({name: columns.get(name, ["x", "y"]) for name in names}, index=[2, 3])
    return Raw(name="export.csv", table=table, encoding="utf-8", delimiter=",", sheet="", notes=(), dropped={})


def refusal(headers: str, said: ColumnMap | None = None) -> str:
    with pytest.raises(KitError) as error:
        detect(raw(headers), said)
    return str(error.value)


@pytest.mark.parametrize(
    ("headers", "object", "system", "some"),
    [
        (
            HUBSPOT_CONTACTS,
            "leads",
            "HubSpot",
            {
                "Record ID": "lead_id",
                "Create Date (GMT+1)": "created_at",
                "Original Source": "channel",
                "Became a Marketing Qualified Lead Date": "mql_at",
                "Number of times contacted": "touches",
                "Lifecycle Stage": "lifecycle",
                "Lead Status": "status",
            },
        ),
        (
            "hs_object_id|createdate|lifecyclestage|hs_analytics_source|hubspot_owner_id",
            "leads",
            "HubSpot",
            {"hs_object_id": "lead_id", "hs_analytics_source": "channel", "hubspot_owner_id": "rep"},
        ),
        (
            HUBSPOT_DEALS,
            "deals",
            "HubSpot",
            {
                "Record ID": "deal_id",
                "Associated Contact IDs": "lead_id",
                "Amount": "amount",
                "Close Date": "closed_at",
                "Deal Name": "name",
            },
        ),
        (
            "dealname|dealstage|amount|closedate|hs_object_id|hs_closed_lost_reason",
            "deals",
            "HubSpot",
            {"hs_object_id": "deal_id", "hs_closed_lost_reason": "lost_reason"},
        ),
        (
            SALESFORCE_LEADS,
            "leads",
            "Salesforce",
            {
                "Lead ID": "lead_id",
                "Converted": "converted",
                "Converted Date": "sql_at",
                "Company / Account": "firm",
                "Lead Status": "status",
            },
        ),
        (
            "Id|CreatedDate|LeadSource|Status|OwnerId|IsConverted|ConvertedOpportunityId|Email|Region__c",
            "leads",
            "Salesforce",
            {"Id": "lead_id", "ConvertedOpportunityId": "deal_id", "LeadSource": "channel"},
        ),
        (
            SALESFORCE_OPPORTUNITIES,
            "deals",
            "Salesforce",
            {
                "Opportunity ID": "deal_id",
                "Stage": "stage",
                "Amount Currency": "currency",
                "Type": "kind",
                "Created Date": "created_at",
            },
        ),
        (
            PIPEDRIVE_DEALS,
            "deals",
            "Pipedrive",
            {
                "Deal - Title": "name",
                "Deal - Deal created": "created_at",
                "Deal - Won time": "closed_at",
                "Deal - Lost time": "closed_at",
                "Deal - Value": "value",
            },
        ),
        (
            "Lead - ID|Lead - Title|Lead - Owner|Lead - Contact person|Lead - Source|Lead - Lead created",
            "leads",
            "Pipedrive",
            {"Lead - Lead created": "created_at", "Lead - Contact person": "name"},
        ),
        (
            PIPEDRIVE_ACTIVITIES,
            "activities",
            "Pipedrive",
            {"Activity - Due date": "started_at", "Person - ID": "lead_id", "Activity - Done": "outcome"},
        ),
        ("Lead-Nr|Erstellt am|Kanal|Status|Zuständig", "leads", "", {"Erstellt am": "created_at", "Zuständig": "rep"}),
        ("Dealname|Dealphase|Abschlussdatum|Betrag", "deals", "", {"Betrag": "amount", "Dealphase": "stage"}),
        ("Nazwa szansy|Etap|Kwota|Data zamknięcia", "deals", "", {"Kwota": "amount", "Data zamknięcia": "closed_at"}),
        ("Mã|Ngày tạo|Nguồn|Trạng thái|Người phụ trách", "leads", "", {"Ngày tạo": "created_at", "Nguồn": "channel"}),
        ("Campaign|Day|Cost|Clicks|Impr.|Currency code", "spend", "", {"Day": "week_start", "Cost": "amount"}),
        ("Woche|Kanal|Kosten", "spend", "", {"Woche": "week_start", "Kosten": "amount"}),
        ("Lead ID|Call time|Duration|Result", "activities", "", {"Call time": "started_at", "Duration": "minutes"}),
    ],
)
def test_an_export_is_recognised(headers, object, system, some):
    found = detect(raw(headers))
    assert (found.map.object, found.map.system, found.questions) == (object, system, ())
    assert some.items() <= found.map.columns.items()
    assert {*found.map.columns, *found.unused} == set(headers.split("|"))
    assert not set(found.map.columns) & set(found.unused)
    assert found.notes[0].startswith(f"export.csv holds {object}: it has the columns “")
    assert any(f"as {system} names them" in note for note in found.notes) == bool(system)


def test_what_is_of_another_record_or_only_expected_is_not_read():
    found = detect(raw(PIPEDRIVE_DEALS))
    assert set(found.unused) == {
        "Deal - Organization",
        "Deal - Expected close date",
        "Person - Name",
        "Organization - Name",
    }
    assert "State" in detect(raw(SALESFORCE_LEADS)).unused


@pytest.mark.parametrize("table", SCHEMA)
def test_the_kits_own_tables_keep_their_columns(table):
    headers = [column.name for column in SCHEMA[table]]
    found = detect(raw("|".join(headers)))
    assert (found.map.object, found.map.system) == (table, "the kit")
    assert found.map.columns == {header: header for header in headers}


@pytest.mark.parametrize(
    ("headers", "what", "instead"),
    [
        (
            "Record ID|Company name|Company owner|Create Date|Phone Number|City|Industry|Lifecycle Stage",
            "companies",
            "HubSpot",
        ),
        ("Account Name|Account Owner|Account Site|Billing City|Type|Rating", "companies", "Salesforce"),
        ("Organization - Name|Organization - Owner|Organization - People", "companies", "Pipedrive"),
        ("Ticket ID|Ticket name|Pipeline|Ticket status|Create Date|Priority", "tickets", "one row for each lead"),
        ("Case Number|Case Owner|Subject|Status|Date/Time Opened|Account Name", "tickets", "Salesforce"),
        ("Product ID|Product Name|SKU|Unit price", "products", "one row for each lead"),
        ("Campaign|Sent|Delivered|Opens|Open rate|Clicks|Unsubscribes", "e-mail campaigns", "one row for each lead"),
        ("Date|Sessions|New users|Bounce rate|Landing page", "visits to a website", "one row for each lead"),
    ],
)
def test_another_kind_of_table_is_refused_and_says_what_to_export(headers, what, instead):
    said = refusal(headers)
    assert what in said
    assert instead in said
    assert "\n" not in said


def test_a_table_that_may_be_two_things_is_asked_about():
    assert "may hold leads or deals" in refusal("id|created|status|owner")
    assert detect(raw("id|created|status|owner"), ColumnMap("deals")).map.columns["id"] == "deal_id"


@pytest.mark.parametrize(
    ("headers", "object", "sentences"),
    [
        (
            "Email|First contacted on|Source",
            "leads",
            [
                "no column says when a lead came in. Nearest to it: “First contacted on”",
                '"First contacted on" = "created_at"',
            ],
        ),
        ("Deal ID|Deal owner|Amount", "deals", ["open, won or lost", "when a deal began or ended"]),
        ("Activity ID|Activity Type|Assigned", "activities", ["which lead", "when an activity took place"]),
        ("Channel|Spend", "spend", ["for which day or week"]),
        ("Week|Channel", "spend", ["how much was spent"]),
    ],
)
def test_what_is_needed_and_missing_is_named(headers, object, sentences):
    said = refusal(headers, ColumnMap(object))
    for sentence in sentences:
        assert sentence in said
    assert all(line.startswith("export.csv: ") for line in said.split("\n"))


def test_a_file_without_headers_says_so_and_shows_nobody():
    said = refusal("anna@example.com|2026-01-05|+49 30 1234567")
    assert "the first line seems to hold values" in said
    assert "anna" not in said
    assert "anna" not in refusal("anna@example.com|Status|Email", ColumnMap("leads"))


def test_nothing_known_is_no_guess():
    assert "none of its headers is known" in refusal("a|b|c")


def test_several_columns_for_a_closing_time_are_joined_and_said():
    found = detect(raw(PIPEDRIVE_DEALS))
    assert "“Deal - Won time”, “Deal - Lost time” are read together as “closed_at”; in each row" in found.notes[-1]


def test_of_two_columns_the_usual_one_is_read_and_the_other_named():
    found = detect(raw("Record ID|Deal Stage|Create Date|Amount in company currency|Amount"))
    assert found.map.columns["Amount"] == "amount"
    assert "“Amount” is read as “amount”; “Amount in company currency” may be that too" in found.notes[-1]
    assert found.unused == ("Amount in company currency",)


def test_an_empty_column_takes_no_other_columns_place():
    found = detect(raw("Deal ID|Stage|Created|Amount|Revenue", Amount=["", ""]))
    assert found.map.columns["Revenue"] == "amount"
    assert "Amount" in found.unused


def test_two_columns_that_cannot_be_told_apart_are_asked_about():
    found = detect(raw("Lead ID|Created|Channel|CHANNEL "))
    assert "channel" not in found.map.columns.values()
    assert "“Channel”, “CHANNEL ” may each be “channel”" in found.questions[0]
    assert "may each be “created_at”" in refusal("Lead ID|Create Date|create_date")
    answered = detect(raw("Lead ID|Created|Channel|CHANNEL "), ColumnMap("leads", columns={"Channel": "channel"}))
    assert answered.questions == ()
    assert answered.unused == ("CHANNEL ",)


def test_what_a_person_says_is_never_overruled():
    said = ColumnMap("leads", columns={"Lead Status": "reject_reason"}, ignored=("Email",), zone="Europe/Berlin")
    found = detect(raw(HUBSPOT_CONTACTS), said)
    assert found.map.columns["Lead Status"] == "reject_reason"
    assert "status" not in found.map.columns.values()
    assert "Email" in found.unused
    assert found.map.zone == "Europe/Berlin"


def test_what_was_found_leads_to_the_same_again_when_given_back():
    for headers in (HUBSPOT_CONTACTS, SALESFORCE_OPPORTUNITIES, PIPEDRIVE_DEALS, PIPEDRIVE_ACTIVITIES):
        found = detect(raw(headers), ColumnMap("", ignored=(headers.split("|")[4],)))
        again = detect(raw(headers), found.map)
        assert again.map == found.map
        assert again.unused == found.unused


def test_a_person_may_name_only_columns_and_fields_that_there_are():
    assert "has no column “Lead Stats”; did you mean “Lead Status”?" in refusal(
        HUBSPOT_CONTACTS, ColumnMap("leads", columns={"Lead Stats": "status"})
    )
    assert "leads have no field “stage”" in refusal(
        HUBSPOT_CONTACTS, ColumnMap("leads", columns={"Lead Status": "stage"})
    )


@given(
    st.lists(
        st.one_of(
            st.text(st.characters(exclude_characters="|"), min_size=1, max_size=15),
            st.sampled_from(sorted({alias for field in FIELDS.values() for alias in field.aliases})),
        ),
        min_size=1,
        max_size=12,
        unique=True,
    )
)
def test_any_headers_lead_to_an_answer_or_a_sentence(headers):
    try:
        found = detect(raw("|".join(headers)))
    except KitError as error:
        assert str(error).startswith("export.csv")
        return
    assert {*found.map.columns, *found.unused} == set(headers)
    assert detect(raw("|".join(headers)), found.map).map == found.map
