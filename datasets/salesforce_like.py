"""The web shop's quarter as a CRM much like Salesforce would export it, set up in the United States."""

from __future__ import annotations

from pathlib import Path

import dirt
import pandas as pd

SEED = 20260311
DELIMITER = ","
ENCODINGS = dict.fromkeys(("leads.csv", "opportunities.csv", "tasks.csv", "ad-spend.csv"), "utf-8")
STATUS = {
    "lead": "Open - Not Contacted", "mql": "Sent to Sales", "stale": "Expired", "rejected": "Rejected by Sales",
    "working": "Working - Contacted", "unreached": "No Contact Made", "not ready": "Nurture - Not Ready",
    "disqualified": "Unqualified", "sql": "Need Confirmed", "no need": "Closed - No Need", "open": "Quote Sent",
    "won": "Closed - Converted", "lost": "Closed - Not Converted",
}  # fmt: skip
STAGES = {"open": "Proposal/Price Quote", "won": "Closed Won", "lost": "Closed Lost"}
KINDS = {"new": "New Customer", "renewal": "Existing Customer"}
OWNERS = {"Rep 1": "Priya Lomax"}
# Numbers that the British regulator keeps free for films and books.
PHONES = ("+44 20 7946 0", "+44 117 496 0", "+44 121 496 0", "+44 131 496 0", "+44 161 496 0", "+44 29 2018 0")
NOTHING = ("-", "N/A", "--None--")
LEADS = {
    "lead_id": "Lead ID", "first": "First Name", "last": "Last Name", "firm": "Company / Account", "email": "Email",
    "phone": "Phone", "role": "Title", "channel": "Lead Source", "source": "Brought By", "status": "Lead Status",
    "temperature": "Temperature", "segment": "Segment", "created_at": "Created Date", "mql_at": "MQL Date",
    "handed_at": "Handed Over", "looked_at": "Looked At", "sal_at": "SAL Date", "reject_reason": "Rejection Reason",
    "reached_at": "First Conversation", "sql_at": "SQL Date", "opportunity_at": "Opportunity Date", "closed_at": "Closed At", "returned_at": "Returned At",
    "converted": "Converted", "rep": "Lead Owner", "called_twice": "Called Twice", "result_told": "Result Told",
    "ad_message": "Ad Message", "score": "Score at Enquiry", "late_score": "Lead Score", "late_score_at": "Lead Score Updated",
    "opened_at": "Last Email Opened", "notes": "Description",
}  # fmt: skip
DEALS = {
    "deal_id": "Opportunity ID", "name": "Opportunity Name", "lead_id": "Converted Lead ID", "stage": "Stage",
    "kind": "Type", "currency": "Amount Currency", "value": "List Price", "discount": "Discount", "amount": "Amount",
    "created_at": "Created Date", "closed_at": "Closed On", "close_date": "Close Date", "meetings": "Meetings",
    "waited_days": "Waited Days", "rep": "Opportunity Owner", "lost_reason": "Lost Reason",
}  # fmt: skip
TASKS = {
    "activity_id": "Activity ID", "lead_id": "Lead ID", "kind": "Task Subtype", "team": "Team", "person": "Assigned",
    "started_at": "Start", "ended_at": "End", "minutes": "Duration", "outcome": "Call Result",
}  # fmt: skip
SPEND = {"week_start": "Week of", "channel": "Platform", "amount": "Spend", "currency": "Currency"}
FILES = {"leads.csv": LEADS, "opportunities.csv": DEALS, "tasks.csv": TASKS, "ad-spend.csv": SPEND}
MEANINGS = {
    "Brought By": "Who brought the person: marketing, a customer (recommendation) or sales (own prospect).",
    "Score at Enquiry": "Marketing's score when the enquiry came in.",
    "Lead Score": "A score that was changed again AFTER the outcome was known: useless for predicting it.",
    "Lead Score Updated": "When that score was changed last.",
    "Last Email Opened": "Every day and month is 12 or less: nobody can say which is which.",
    "Description": "Notes as they were typed and pasted: HTML, line breaks, quotation marks.",
    "Close Date": "The day on which somebody hoped to close the deal; Closed On says when it was.",
    "Lead ID": "Capital and small letters make a difference.",
}
MAPPINGS = {
    "leads.toml": {
        "object": "leads", "system": "Salesforce",
        "ignored": ["Lead Score"],
        "columns": {"Brought By": "source", "Score at Enquiry": "score"},
        "stages": {said: ours for ours, said in STATUS.items()},
    },
    "opportunities.toml": {"object": "deals", "system": "Salesforce", "currency": "GBP", "ignored": ["Close Date"],
                           "columns": {"List Price": "value"}, "stages": {said: ours for ours, said in STAGES.items()}},
}  # fmt: skip
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def record_id(prefix: str, numbers: pd.Series) -> pd.Series:
    """Return ids of 15 letters and digits, as such a CRM gives them."""

    def one(number: int) -> str:
        digits = ""
        while number:
            number, rest = divmod(number, len(DIGITS))
            digits = DIGITS[rest] + digits
        return prefix + "5g00000" + digits.rjust(5, "0")

    return numbers.astype("int64").map(one)


def time(values: pd.Series) -> pd.Series:
    """Return times as people write them in the United States."""
    hour = (values.dt.hour + 11) % 12 + 1
    parts = [day(values), hour, values.dt.strftime("%M %p")]
    return (parts[0] + " " + parts[1].astype("Int64").astype("str") + ":" + parts[2]).where(values.notna())


def day(values: pd.Series) -> pd.Series:
    """Return days as people write them in the United States, without leading zeros."""
    parts = [getattr(values.dt, part).astype("Int64").astype("str") for part in ("month", "day", "year")]
    return (parts[0] + "/" + parts[1] + "/" + parts[2]).where(values.notna())


def figure(values: pd.Series, digits: int) -> pd.Series:
    """Return numbers with a decimal point, and a comma before three digits."""
    return values.map(lambda value: f"{value:,.{digits}f}", na_action="ignore")


def make(tables: dict[str, pd.DataFrame], folder: Path) -> pd.DataFrame:
    """Write the files of this set into `folder`; return one line per dirty row."""
    leads, copies = _leads(tables["leads"])
    deals = _deals(tables["deals"], copies)
    tasks = _tasks(tables["activities"], copies)
    dirt.write(leads, folder / "leads.csv", LEADS, footer(len(leads)), quote_all=True)
    dirt.write(deals, folder / "opportunities.csv", DEALS, footer(len(deals)), quote_all=True)
    dirt.write(tasks, folder / "tasks.csv", TASKS, quote_all=True)
    spend = tables["spend"]
    plain = {"week_start": day(spend["week_start"]), "channel": spend["channel"], "amount": "£" + figure(spend["amount"], 2),
             "currency": pd.Series("GBP", index=spend.index)}
    dirt.write(dirt.sheet(plain), folder / "ad-spend.csv", SPEND)
    feet = [[file, len(table) + 2 + line, "", "footer", ""] for file, table in
            (("leads.csv", leads), ("opportunities.csv", deals)) for line in range(len(footer(0)))]
    return pd.concat([
        dirt.truth(leads, "leads.csv", "lead_id"), dirt.truth(deals, "opportunities.csv", "deal_id"),
        dirt.truth(tasks, "tasks.csv", "activity_id"), pd.DataFrame(feet, columns=dirt.TRUTH),
    ])  # fmt: skip


def footer(records: int) -> list[str]:
    """Return the lines that such a CRM prints below a report."""
    return [f'"Grand Totals ({records:,} records)"', '"Confidential Information - Do Not Distribute"']


def _leads(leads: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    people = dirt.invented(leads["lead_id"], leads["segment"], dirt.draws(SEED, "people"), PHONES)
    names = leads["firm"].str.split(" ", n=1)
    # In a shop the person is the customer; the address keeps to the name that stands beside it.
    people["first"], people["last"] = names.str[0], names.str[1]
    local = people["first"].str.lower() + "." + people["last"].str.lower()
    again = local.groupby(local).cumcount().map(lambda n: str(n + 1) if n else "")
    people["email"] = local + again + "@bowl-and-burrow-customers.invalid"
    several = dirt.draws(SEED, "several addresses").random(len(leads)) < 0.02
    people.loc[several, "email"] = "old." + people.loc[several, "email"] + ", " + people.loc[several, "email"]
    rng = dirt.draws(SEED, "a score written after contact")
    changed = leads["closed_at"].fillna(leads["sql_at"]).fillna(leads["created_at"])
    opened = dirt.draws(SEED, "ambiguous dates").integers(1, 13, (len(leads), 2))
    columns = {name: leads[name] for name in LEADS if name in leads}
    columns |= {name: time(leads[name]) for name in columns if name.endswith("_at")}
    columns |= {
        **{name: people[name] for name in people}, "lead_id": record_id("00Q", leads["lead_id"]),
        "firm": leads["segment"].map({"households": "[not provided]"}).fillna("Club " + people["last"]),
        "rep": leads["rep"].map(OWNERS), "status": leads["status"].map(STATUS),
        "temperature": leads["temperature"].str.capitalize(), "reject_reason": leads["reject_reason"].str.capitalize(),
        "called_twice": leads["called_twice"].map({True: "TRUE", False: "FALSE"}),
        "result_told": leads["result_told"].map({True: "TRUE", False: "FALSE"}),
        "converted": leads["opportunity_at"].notna().map({True: "1", False: "0"}),
        "score": figure(leads["score"], 1), "late_score": figure(dirt.late_score(leads["score"], leads["status"], rng), 1),
        "late_score_at": time(changed),
        "opened_at": pd.Series([f"{a}/{b}/2025" for a, b in opened], index=leads.index),
        "notes": pd.Series(dirt.notes(len(leads), dirt.draws(SEED, "notes"), 0.1), index=leads.index),
    }  # fmt: skip
    table = dirt.sheet({name: columns[name] for name in LEADS})
    table = dirt.spoil(table, "created_at", ("N/A", "-"), 8, "no date", dirt.draws(SEED, "no date"))
    table = dirt.spoil(table, "created_at", ("13/32/2025 1:00 PM", "12/31/9999 12:00 AM"), 3, "date unreadable",
                       dirt.draws(SEED, "unreadable date"))
    table, copies = _repeated(table)
    table = dirt.insert(table, _tests(), "test record", dirt.draws(SEED, "test records"))
    rng = dirt.draws(SEED, "lost words")
    for column, share in (("role", 0.1), ("phone", 0.3)):
        table.loc[rng.random(len(table)) < share, column] = ""
    dashed = ["role", "phone", "reject_reason", "sql_at", "rep"]
    return dirt.dashes(table, dashed, NOTHING, 0.3, dirt.draws(SEED, "words for nothing")), copies


def _repeated(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return leads with repeats, and which id the second entry of a person has."""
    rng = dirt.draws(SEED, "same id")
    table = dirt.repeat(table, rng.choice(dirt.clean_rows(table), 20, replace=False), "same id", {}, rng)
    rng = dirt.draws(SEED, "same person")
    sound = table[(table[dirt.WHAT] == "") & ~table["email"].str.contains(",")]
    bought = sound.index[sound["opportunity_at"] != ""]
    rows = [*rng.choice(bought, 15, replace=False), *rng.choice(sound.index.difference(bought), 25, replace=False)]
    ids = record_id("00Q", pd.Series(range(800_000_000, 800_000_000 + 40 * 53, 53)))
    copies = dict(zip(table.loc[rows, "lead_id"], ids, strict=True))
    return dirt.repeat(table, rows, "same person", {"lead_id": list(ids)}, rng), copies


def _tests() -> pd.DataFrame:
    who = (("Test", "Test", "test@example.com"), ("Demo", "Lead", "demo@example.com"), ("xxx", "xxx", "x@example.com"),
           ("asdf", "asdf", "asdf@example.com"), ("Test", "Chat", "chat@example.com"))
    ids = record_id("00Q", pd.Series(range(810_000_000, 810_000_000 + len(who))))
    return pd.DataFrame([
        {"lead_id": id, "first": first, "last": last, "email": email, "status": STATUS["lead"],
         "created_at": f"10/{10 + place}/2025 9:0{place} AM", "channel": "search ads"}
        for place, (id, (first, last, email)) in enumerate(zip(ids, who, strict=True))
    ])  # fmt: skip


def _deals(deals: pd.DataFrame, copies: dict[str, str]) -> pd.DataFrame:
    expected = deals["closed_at"].fillna(deals["created_at"] + pd.Timedelta(days=14))
    offered = (deals["value"] * (1 - deals["discount"])).round(2)
    columns = {
        "deal_id": record_id("006", deals["deal_id"]), "name": "Order " + deals["deal_id"].astype(str),
        "lead_id": record_id("00Q", deals["lead_id"]).replace(copies), "stage": deals["stage"].map(STAGES),
        "kind": deals["kind"].map(KINDS), "currency": pd.Series("GBP", index=deals.index),
        "value": "£" + figure(deals["value"], 2), "discount": figure(deals["discount"], 4),
        # A CRM keeps the sum that was offered, also where nothing came of it.
        "amount": figure(deals["amount"].where(deals["stage"] == "won", offered), 2),
        "created_at": time(deals["created_at"]), "closed_at": time(deals["closed_at"]), "close_date": day(expected),
        "meetings": deals["meetings"], "waited_days": figure(deals["waited_days"], 3), "rep": deals["rep"].map(OWNERS),
        "lost_reason": deals["lost_reason"].str.capitalize(),
    }  # fmt: skip
    table = dirt.sheet(columns)
    rng = dirt.draws(SEED, "other currency")
    abroad = rng.choice(table.index, 5, replace=False)
    table.loc[abroad, "currency"], table.loc[abroad, dirt.WHAT] = "EUR", "other currency"
    table.loc[abroad, "value"] = table.loc[abroad, "value"].str.replace("£", "€")
    rng = dirt.draws(SEED, "deals with the same id")
    table = dirt.repeat(table, rng.choice(dirt.clean_rows(table), 6, replace=False), "same id", {}, rng)
    return dirt.dashes(table, ["lost_reason"], NOTHING, 0.3, dirt.draws(SEED, "deals without a reason"))


def _tasks(activities: pd.DataFrame, copies: dict[str, str]) -> pd.DataFrame:
    """Return the calls of sales: such a CRM knows no touch of marketing, and keeps meetings in another list.

    Whoever answers is talked to in the same call.
    """
    tasks = activities[activities["kind"].isin(["call", "conversation", "renewal"])]
    tasks = tasks.sort_values(["lead_id", "started_at"], kind="stable").reset_index(drop=True)
    call, talk = tasks["kind"] == "call", tasks["kind"].shift(-1).eq("conversation") & tasks["outcome"].eq("answered")
    for name in ("ended_at", "outcome"):
        tasks[name] = tasks[name].shift(-1).where(call & talk, tasks[name])
    tasks["minutes"] += tasks["minutes"].shift(-1).where(call & talk, 0)
    tasks = tasks[tasks["kind"] != "conversation"].reset_index(drop=True)
    columns = {
        "activity_id": record_id("00T", pd.Series(range(600_000_000, 600_000_000 + len(tasks)))),
        "lead_id": record_id("00Q", tasks["lead_id"]).replace(copies), "kind": tasks["kind"].str.capitalize(),
        "team": pd.Series("Sales", index=tasks.index), "person": tasks["person"].map(OWNERS),
        "started_at": time(tasks["started_at"]), "ended_at": time(tasks["ended_at"]),
        "minutes": figure(tasks["minutes"], 2), "outcome": tasks["outcome"].str.capitalize(),
    }  # fmt: skip
    rng = dirt.draws(SEED, "tasks with the same id")
    table = dirt.sheet(columns)
    return dirt.repeat(table, rng.choice(table.index, 12, replace=False), "same id", {}, rng)
