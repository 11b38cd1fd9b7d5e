"""The irrigation quarter as a CRM much like HubSpot would export it, set up for German readers."""

from __future__ import annotations

from pathlib import Path

import dirt
import pandas as pd

SEED = 20260218
DELIMITER = ";"
# One file was opened in a spreadsheet and saved again, which changed how its letters are stored.
ENCODINGS = {"contacts.csv": "utf-8-sig", "deals.csv": "cp1252", "activities.csv": "utf-8-sig", "ad-spend.csv": "utf-8-sig"}
STATUS = {
    "lead": "Neu", "mql": "An Vertrieb übergeben", "stale": "Verfallen", "rejected": "Vom Vertrieb abgelehnt",
    "working": "In Bearbeitung", "unreached": "Nicht erreicht", "not ready": "Noch nicht so weit",
    "disqualified": "Passt nicht zu uns", "sql": "Bedarf bestätigt", "no need": "Kein Bedarf", "open": "Angebot läuft",
    "won": "Kunde", "lost": "Verloren",
}  # fmt: skip
STAGES = {"open": "Angebot verschickt", "won": "Auftrag erteilt", "lost": "Absage"}
KINDS = {"new": "New Business", "renewal": "Existing Business"}
OWNERS = {f"Rep {number}": name for number, name in enumerate(
    ("Anja Vogt", "Björn Lüders", "Carla Möhring", "Dirk Schäfer", "Elif Brandt", "Frauke Petersen"), 1)}
# Numbers that the German regulator keeps free for films and books.
PHONES = ("+49 30 23125", "+49 69 90009", "+49 40 66969", "+49 221 4710", "+49 89 99998")
NOTHING = ("-", "N/A", "Select", "k. A.")
CONTACTS = {
    "lead_id": "Record ID", "first": "First Name", "last": "Last Name ", "email": " Email", "phone": "Phone Number",
    "firm": "Company Name", "role": "Job Title", "sector": "Industry", "size": "Number of Employees",
    "rep": "Contact owner", "created_at": "Create Date  ", "channel": "Original Source", "source": "Gewonnen durch",
    "status": "Lead Status", "temperature": "Temperature", "segment": "Segment", "mql_at": "Became a Marketing Qualified Lead Date",
    "handed_at": "Übergeben am", "looked_at": "Angesehen am", "sal_at": "Angenommen am", "reject_reason": "Ablehnungsgrund",
    "first_touch_at": "First outreach date", "touches": "Number of times contacted", "reached_at": "Erstgespräch",
    "sql_at": "Became a Sales Qualified Lead Date", "opportunity_at": "Became an Opportunity Date", "closed_at": "Closed at",
    "returned_at": "Wiedergekommen am", "called_twice": "Called twice", "result_told": "Result told",
    "ad_message": "Ad message", "pages": "Number of Pageviews", "score": "Punkte bei Eingang", "late_score": "Lead Score",
    "late_score_at": "Lead Score zuletzt geändert", "opened_at": "Last e-mail opened", "message": "Message", "notes": "Notizen",
}  # fmt: skip
DEALS = {
    "deal_id": "Record ID", "name": "Deal Name", "lead_id": "Associated Contact IDs", "pipeline": "Pipeline",
    "stage": "Deal Stage", "kind": "Deal Type", "value": "Listenpreis (EUR)", "discount": "Rabatt", "amount": "Amount",
    "created_at": "Create Date", "closed_at": "Close Date ", "meetings": "Termine", "waited_days": "Waited days",
    "rep": "Deal owner", "lost_reason": "Closed Lost Reason",
}  # fmt: skip
ACTIVITIES = {
    "activity_id": "Record ID", "lead_id": "Associated Contact IDs", "kind": "Activity type", "channel": "Channel",
    "team": "Team", "person": "Activity assigned to", "started_at": "Activity date", "ended_at": "End time",
    "minutes": "Dauer (Minuten)", "outcome": "Ergebnis",
}  # fmt: skip
SPEND = {"week_start": "Woche ab", "channel": "Kanal", "amount": "Kosten (EUR)"}
FILES = {"contacts.csv": CONTACTS, "deals.csv": DEALS, "activities.csv": ACTIVITIES, "ad-spend.csv": SPEND}
MEANINGS = {
    "Gewonnen durch": "Who brought the person: marketing, a customer (recommendation) or sales (own prospect).",
    "Punkte bei Eingang": "Marketing's score when the enquiry came in.",
    "Lead Score": "A score that was changed again AFTER the outcome was known: useless for predicting it.",
    "Lead Score zuletzt geändert": "When that score was changed last.",
    "Last e-mail opened": "Every day and month is 12 or less: nobody can say which is which.",
    "Notizen": "Notes as they were typed and pasted: HTML, line breaks, quotation marks.",
}
MAPPINGS = {
    "contacts.toml": {
        "object": "leads", "system": "HubSpot",
        "ignored": ["Lead Score"],
        "columns": {"Gewonnen durch": "source", "Punkte bei Eingang": "score"},
        "stages": {said: ours for ours, said in STATUS.items()},
    },
    "deals.toml": {"object": "deals", "system": "HubSpot", "currency": "EUR",
                   "columns": {"Listenpreis (EUR)": "value"}, "stages": {said: ours for ours, said in STAGES.items()}},
}  # fmt: skip


def time(values: pd.Series) -> pd.Series:
    """Return times as people write them in Germany."""
    return values.dt.strftime("%d.%m.%Y %H:%M")


def figure(values: pd.Series, digits: int) -> pd.Series:
    """Return numbers with a decimal comma, and a point before three digits."""
    swapped = str.maketrans(",.", ".,")
    return values.map(lambda value: f"{value:,.{digits}f}".translate(swapped), na_action="ignore")


def make(tables: dict[str, pd.DataFrame], folder: Path) -> pd.DataFrame:
    """Write the files of this set into `folder`; return one line per dirty row."""
    contacts, copies = _contacts(tables["leads"])
    deals = _deals(tables["deals"], copies)
    activities = _activities(tables["activities"], copies)
    count = f"{int((contacts[dirt.WHAT] != 'blank').sum()):,}".replace(",", ".")
    footer = [f"Summe: {count} Kontakte" + ";" * (len(CONTACTS) - 1)]
    dirt.write(contacts, folder / "contacts.csv", CONTACTS, footer, delimiter=DELIMITER, encoding=ENCODINGS["contacts.csv"])
    dirt.write(deals, folder / "deals.csv", DEALS, delimiter=DELIMITER, encoding=ENCODINGS["deals.csv"])
    dirt.write(activities, folder / "activities.csv", ACTIVITIES, delimiter=DELIMITER, encoding=ENCODINGS["activities.csv"])
    spend = tables["spend"]
    plain = {"week_start": spend["week_start"].dt.strftime("%d.%m.%Y"), "channel": spend["channel"], "amount": figure(spend["amount"], 2)}
    dirt.write(dirt.sheet(plain), folder / "ad-spend.csv", SPEND, delimiter=DELIMITER, encoding=ENCODINGS["ad-spend.csv"])
    return pd.concat([
        dirt.truth(contacts, "contacts.csv", "lead_id"), dirt.truth(deals, "deals.csv", "deal_id"),
        dirt.truth(activities, "activities.csv", "activity_id"),
        pd.DataFrame([["contacts.csv", len(contacts) + 2, "", "footer", ""]], columns=dirt.TRUTH),
    ])  # fmt: skip


def _contacts(leads: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    people = dirt.invented(leads["lead_id"], leads["firm"], dirt.draws(SEED, "people"), PHONES)
    several = dirt.draws(SEED, "several addresses").random(len(leads)) < 0.02
    people.loc[several, "email"] += "; info." + people.loc[several, "email"]
    rng = dirt.draws(SEED, "a score written after contact")
    changed = leads["closed_at"].fillna(leads["sql_at"]).fillna(leads["created_at"])
    opened = dirt.draws(SEED, "ambiguous dates").integers(1, 13, (len(leads), 2))
    columns = {name: leads[name] for name in CONTACTS if name in leads}
    columns |= {name: time(leads[name]) for name in columns if name.endswith("_at")}
    columns |= {name: figure(leads[name], 0) for name in ("size", "touches", "pages")}
    columns |= {
        **{name: people[name] for name in people},
        "rep": leads["rep"].map(OWNERS), "status": leads["status"].map(STATUS),
        "temperature": leads["temperature"].str.capitalize(), "reject_reason": leads["reject_reason"].str.capitalize(),
        "called_twice": leads["called_twice"].map({True: "Ja", False: "Nein"}),
        "result_told": leads["result_told"].map({True: "Ja", False: "Nein"}),
        "score": figure(leads["score"], 1), "late_score": figure(dirt.late_score(leads["score"], leads["status"], rng), 1),
        "late_score_at": time(changed),
        "opened_at": pd.Series([f"{a:02d}/{b:02d}/2025" for a, b in opened], index=leads.index),
        "notes": pd.Series(dirt.notes(len(leads), dirt.draws(SEED, "notes"), 0.15), index=leads.index),
    }  # fmt: skip
    table = dirt.sheet({name: columns[name] for name in CONTACTS})
    table = dirt.spoil(table, "created_at", ("-", "N/A", ""), 9, "no date", dirt.draws(SEED, "no date"))
    table = dirt.spoil(table, "created_at", ("31.02.2025 10:00", "01.01.1900 00:00", "gestern"), 4, "date unreadable",
                       dirt.draws(SEED, "unreadable date"))
    table, copies = _repeated(table)
    table = dirt.insert(table, _tests(), "test record", dirt.draws(SEED, "test records"))
    table = dirt.insert(table, pd.DataFrame({"lead_id": [""] * 2}), "blank", dirt.draws(SEED, "blank rows"))
    rng = dirt.draws(SEED, "lost words")
    for column, share in (("role", 0.08), ("sector", 0.05), ("size", 0.1), ("phone", 0.2)):
        table.loc[(rng.random(len(table)) < share) & (table[dirt.WHAT] != "blank"), column] = ""
    dashed = ["role", "sector", "size", "phone", "reject_reason", "sql_at", "returned_at", "rep"]
    return dirt.dashes(table, dashed, NOTHING, 0.3, dirt.draws(SEED, "words for nothing")), copies


def _repeated(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return contacts with repeats, and which id the second entry of a person has."""
    rng = dirt.draws(SEED, "same id")
    rows = rng.choice(dirt.clean_rows(table), 25, replace=False)
    table = dirt.repeat(table, rows, "same id", {"notes": [""] * 25}, rng)
    rng = dirt.draws(SEED, "same person")
    sound = table[(table[dirt.WHAT] == "") & ~table["email"].str.contains(";")]
    bought = sound.index[sound["opportunity_at"] != ""]
    rows = [*rng.choice(bought, 10, replace=False), *rng.choice(sound.index.difference(bought), 20, replace=False)]
    ids = [str(1_900_000 + 7 * number) for number in range(30)]
    copies = dict(zip(table.loc[rows, "lead_id"], ids, strict=True))
    return dirt.repeat(table, rows, "same person", {"lead_id": ids, "rep": [""] * 30}, rng), copies


def _tests() -> pd.DataFrame:
    who = (("Test", "Test", "test@example.com"), ("asdf", "asdf", "asdf@example.com"), ("Demo", "Kontakt", "demo@example.com"),
           ("xxx", "xxx", "xxx@example.com"), ("Test", "Formular", "formular@example.com"), ("Max", "Test", "max@example.com"))
    return pd.DataFrame([
        {"lead_id": str(1_950_000 + place), "first": first, "last": last, "email": email, "status": STATUS["lead"],
         "created_at": f"{10 + place:02d}.08.2025 09:{place:02d}", "channel": "search ads", "touches": "0"}
        for place, (first, last, email) in enumerate(who)
    ])  # fmt: skip


def _deals(deals: pd.DataFrame, copies: dict[str, str]) -> pd.DataFrame:
    still = deals["stage"] == "open"
    expected = deals["created_at"] + pd.Timedelta(days=30)
    offered = (deals["value"] * (1 - deals["discount"])).round(2)
    columns = {
        "deal_id": deals["deal_id"], "name": "Angebot " + deals["deal_id"].astype(str),
        "lead_id": deals["lead_id"].astype(str).replace(copies), "pipeline": pd.Series("Standard", index=deals.index),
        "stage": deals["stage"].map(STAGES), "kind": deals["kind"].map(KINDS), "value": figure(deals["value"], 2),
        "discount": figure(deals["discount"], 4),
        # A CRM keeps the sum that was offered, also where nothing came of it.
        "amount": figure(deals["amount"].where(deals["stage"] == "won", offered), 2),
        # And an open deal has a date on which somebody hopes to close it.
        "created_at": time(deals["created_at"]), "closed_at": time(deals["closed_at"].where(~still, expected)),
        "meetings": deals["meetings"], "waited_days": figure(deals["waited_days"], 3), "rep": deals["rep"].map(OWNERS),
        "lost_reason": deals["lost_reason"].str.capitalize(),
    }  # fmt: skip
    table = dirt.sheet(columns)
    rng = dirt.draws(SEED, "deals with the same id")
    table = dirt.repeat(table, rng.choice(table.index, 4, replace=False), "same id", {}, rng)
    return dirt.dashes(table, ["lost_reason"], NOTHING, 0.3, dirt.draws(SEED, "deals without a reason"))


def _activities(activities: pd.DataFrame, copies: dict[str, str]) -> pd.DataFrame:
    columns = {
        "activity_id": pd.Series(range(5_000_001, 5_000_001 + len(activities)), index=activities.index),
        "lead_id": activities["lead_id"].astype(str).replace(copies), "kind": activities["kind"].str.capitalize(),
        "channel": activities["channel"], "team": activities["team"].str.capitalize(),
        "person": activities["person"].replace(OWNERS).replace("marketing", "Marketing"),
        "started_at": time(activities["started_at"]), "ended_at": time(activities["ended_at"]),
        "minutes": figure(activities["minutes"], 2), "outcome": activities["outcome"].str.capitalize(),
    }  # fmt: skip
    rng = dirt.draws(SEED, "activities with the same id")
    table = dirt.sheet(columns)
    return dirt.repeat(table, rng.choice(table.index, 15, replace=False), "same id", {}, rng)
