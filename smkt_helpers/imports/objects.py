"""Which table a file holds, and which system it comes from: found from its headers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from smkt_helpers.crm_schema import SCHEMA
from smkt_helpers.errors import KitError
from smkt_helpers.imports.fields import OBJECTS, fold, match, prefix
from smkt_helpers.words import N_, _, ngettext, number

# Headers that hardly any other table has, folded. Several words in one string, so that the list can be read.
_MARKS = {
    "leads": """
        leadid leadnumber leadowner leadname leadconversion converted isconverted converteddate contactowner email
        emailaddress emailadresse adresemail diachiemail firstname lastname vorname nachname imie nazwisko jobtitle
        recordidcontact becameamarketingqualifiedleaddate mqldate mqlat firsttouchat numberoftimescontacted
        leadscore leadnr leadnummer leadinhaber leadquelle idleada numerleada zrodloleada malead nguonlead
        """,
    "deals": """
        dealid dealname dealstage dealowner dealtype dealamount opportunityid opportunityname opportunityowner
        stagename opportunitystage closedate closedlostreason lostreason recordiddeal wontime losttime
        forecastcategory dealphase dealinhaber verlustgrund etapszansy etaptransakcji powodprzegranej
        giaidoanbanhang lydothua
        """,
    "activities": """
        activityid activitytype activitydate calloutcome callresult callduration duration durationinminutes taskid
        eventid hscallduration hsactivitytype dauer czastrwania thoiluong anrufergebnis wynikrozmowy ketquacuocgoi
        activityassignedto assigned task event subject tasksubtype minutes startedat endedat
        """,
    "spend": """
        spend amountspent cost costs totalspend totalcost adspend mediacost weekstart weekof weekbeginning kosten
        ausgaben werbekosten koszt koszty wydatki chiphi chitieu woche tydzien tuan
        """,
    "companies": """
        companyowner companydomainname parentcompany parentcompanyid numberofchildcompanies recordidcompany
        accountnumber accountsite accountrating parentaccount billingcity billingcountry billingstateprovince
        """,
    "tickets": """
        ticketid ticketname ticketstatus ticketowner ticketnumber recordidticket casenumber caseowner caseid
        casereason caseorigin ticketnr numerzgloszenia maphieu
        """,
    "products": """
        productid productname productcode productfamily sku unitprice pricebook stock artikelnummer produktname
        nazwaproduktu tensanpham masanpham
        """,
    "mailings": """
        recipients delivered opens opened openrate clickrate clickthroughrate clicktoopenrate bounces hardbounces
        unsubscribes unsubscribed unsubscriberate spamreports offnungsrate klickrate wskaznikotwarc tylemo
        """,
    "visits": """
        sessions newusers activeusers totalusers bouncerate landingpage pagepath pagetitle engagementrate
        engagedsessions averagesessionduration avgsessionduration eventcount sitzungen absprungrate sesje
        phientruycap
        """,
}
_OTHERS = {
    "companies": N_("{file} is a list of companies, one row each; the kit counts leads and deals. {instead}"),
    "tickets": N_("{file} is a list of service tickets; the kit counts leads and deals. {instead}"),
    "products": N_("{file} is a list of products; the kit counts leads and deals. {instead}"),
    "mailings": N_("{file} holds figures of e-mail campaigns, not single leads. {instead}"),
    "visits": N_("{file} holds figures of visits to a website, not single leads. {instead}"),
}
_INSTEAD = {
    "HubSpot": N_("In HubSpot, open Contacts (these are the leads) or Deals, choose all of them, and export that."),
    "Salesforce": N_("In Salesforce, make a report of the type Leads or Opportunities, and export its details."),
    "Pipedrive": N_("In Pipedrive, open the list of deals, leads or people, and export that."),
    "": N_("Export a table with one row for each lead, or one for each deal."),
}
_SYSTEMS = {
    "HubSpot": """
        recordid recordidcontact recordiddeal lifecyclestage originalsource contactowner dealowner associatedcontactids
        numberoftimescontacted becameamarketingqualifiedleaddate hubspotscore hubspotownerid companyowner
        companydomainname
        """,
    "Salesforce": """
        companyaccount opportunityid opportunityowner opportunityname leadowner fiscalperiod stagename leadsource
        currencyisocode isconverted accountowner accountsite caseowner casenumber
        """,
}


class OtherTableError(KitError):
    """A table that is well known and no concern of the kit, such as a list of companies.

    Attributes
    ----------
    beside : str
        Of which kind another file has to be, so that this one can be left aside; "" for any.
    """

    def __init__(self, sentence: str, beside: str = "") -> None:
        super().__init__(sentence)
        self.beside = beside


def of_the_kit(headers: Sequence[str]) -> str:
    """Return which of the kit's own six tables these are the headers of, or ""."""
    for table, columns in SCHEMA.items():
        needed = {column.name for column in columns if not column.empty}
        if needed <= set(headers) <= {column.name for column in columns}:
            return table
    return ""


def system_of(headers: Sequence[str]) -> str:
    """Return which system names its columns like this, or ""."""
    folded = {fold(header) for header in headers}
    marks = {system: len(folded & set(words.split())) for system, words in _SYSTEMS.items()}
    marks["HubSpot"] += sum(header.startswith(("hs_", "hubspot_")) for header in headers)
    marks["Salesforce"] += sum(header.endswith("__c") for header in headers)
    marks["Pipedrive"] = 2 * sum(prefix(header)[0] != "" and " - " in header for header in headers)
    best = max(marks, key=lambda system: marks[system])
    return best if marks[best] else ""


def object_of(file: str, headers: Sequence[str], system: str) -> tuple[str, list[str]]:
    """Return which table the headers are of, with a note that says why."""
    marks = {
        object: [header for header in headers if fold(header) in set(words.split()) or prefix(header)[0] == object]
        for object, words in _MARKS.items()
    }
    known = {object: [header for header in headers if match(header, object)] for object in OBJECTS}
    scores = {object: len(known[object]) + 2 * len(marks[object]) for object in OBJECTS}
    best, second = sorted(OBJECTS, key=lambda object: -scores[object])[:2]
    other = max(_OTHERS, key=lambda object: len(marks[object]))
    if len(marks[other]) > len(marks[best]):
        instead = _(_INSTEAD.get(system, _INSTEAD[""]))
        raise OtherTableError(_(_OTHERS[other]).format(file=file, instead=instead))
    if scores[best] == 0:
        raise KitError(_unknown(file, headers))
    if scores[best] == scores[second]:
        raise KitError(
            _(
                "{file} may hold {one} or {other}: its headers fit both. Say which, with object = in a mapping file "
                "or object= in read_crm."
            ).format(file=file, one=best, other=second)
        )
    because = list(dict.fromkeys([*marks[best], *known[best]]))
    more = len(because) - 3
    sentence = _("{file} holds {object}: it has the columns {columns}.")
    if more > 0:
        sentence = ngettext(
            "{file} holds {object}: it has the columns {columns} and {n} more that belongs there.",
            "{file} holds {object}: it has the columns {columns} and {n} more that belong there.",
            more,
        )
    return best, [sentence.format(file=file, object=best, columns=listed(because[:3]), n=number(more))]


def _unknown(file: str, headers: Sequence[str]) -> str:
    if any(re.search(r"@|\d{3}", header) for header in headers):
        return _(
            "{file}: the first line seems to hold values and no headers; put a line above it that names the columns."
        ).format(file=file)
    return _(
        "{file}: none of its headers is known. Name in a mapping file which table it is and what its columns are."
    ).format(file=file)


def no_headers(file: str, headers: Sequence[str]) -> None:
    """Refuse a table whose first line holds somebody's address; what else stands there is not to be shown."""
    if any(re.search(r"[^\s@]@[^\s@]+\.\w", header) for header in headers):
        raise KitError(_unknown(file, headers))


def listed(headers: Sequence[str]) -> str:
    """Return headers in quotation marks, for a sentence."""
    return ", ".join(f"“{shown(header)}”" for header in headers)


def shown(header: str) -> str:
    """Return a header as it may be shown: without an e-mail address or a phone number."""
    # Where a file has no headers, its first row stands in their place and may name a person.
    from smkt_helpers.imports.cells import masked

    return masked(header)
