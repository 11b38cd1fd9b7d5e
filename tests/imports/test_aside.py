"""Files of a folder that are no concern of the kit are left aside with a sentence; those that are unclear stop it."""

from __future__ import annotations

import pytest

import smkt_helpers as smkt
from smkt_helpers.errors import KitError
from smkt_helpers.own.questions import questions_of

LEADS = "Lead ID,Create Date,Lead Source\n1,2026-01-12,fair\n2,2026-01-13,ads\n"
COMPANIES = "Company Name,Company Domain Name,Company owner,Billing City\nA,a.invalid,B,C\n"
ADDRESSES = "Name,Email,Phone\nAnn Miller,ann@firm.invalid,+49 30 1234567\n"
DEALS = "Deal ID,Deal Stage,Amount,Create Date,Close Date\n1,Closed Won,5,2026-01-02,2026-02-03\n"


def written(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("text", "said"), [(COMPANIES, "list of companies"), (ADDRESSES, "when a lead came in")])
def test_companies_and_addresses_beside_leads_are_left_aside(tmp_path, text, said):
    folder = written(tmp_path, leads=LEADS, other=text)
    tables, report = smkt.read_crm(folder)
    assert len(tables.leads) == 2
    (told,) = [one for one in report.warnings if one.startswith("Left aside: other.csv")]
    assert said in told
    assert "Ann" not in report.text() and questions_of(sorted(folder.glob("*.csv")), {}) == ()


@pytest.mark.parametrize("files", [{"a": COMPANIES}, {"a": ADDRESSES}, {"a": COMPANIES, "b": ADDRESSES}])
def test_without_anything_to_count_it_is_refused(tmp_path, files):
    with pytest.raises(KitError) as caught:
        smkt.read_crm(written(tmp_path, **files))
    assert len(str(caught.value).splitlines()) == len(files)


@pytest.mark.parametrize(
    "files",
    [
        {"deals": DEALS, "people": ADDRESSES},  # then it may be the only list of leads
        {"leads": LEADS, "more": LEADS.replace("Create Date", "Day X")},
        {"leads": LEADS, "odd": "Colour,Taste\nred,sweet\n"},
        {"leads": LEADS, "empty": ""},
    ],
)
def test_what_is_unclear_or_cannot_be_read_still_stops(tmp_path, files):
    with pytest.raises(KitError):
        smkt.read_crm(written(tmp_path, **files))
