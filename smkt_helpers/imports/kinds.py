"""Deals with customers one has already: which of them renew a contract, and which sell something more."""

from __future__ import annotations

import re

import pandas as pd

from smkt_helpers.imports.fields import fold
from smkt_helpers.imports.rows import meant, quoted
from smkt_helpers.words import ngettext, number

# HubSpot's own list has no other word for a renewal, nor for what else an old customer buys.
OLD_CUSTOMER = {fold(word): "renewal" for word in ("existing business", "existing customer")}
_MORE = re.compile(
    r"\b(?:up-?\s?sell\w*|cross-?\s?sell\w*|expansions?|upgrades?|add-?\s?ons?|extra (?:seats?|licen[cs]es?)"
    r"|Zusatz\w*|Erweiterung\w*|Zusatzverkauf|rozszerzeni\w*|dosprzedaż\w*|bán thêm|nâng cấp|mở rộng)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\b(?:renewals?|renew|extension|Verlängerung\w*|odnowieni\w*|przedłużeni\w*|gia hạn)\b", re.IGNORECASE
)


def renewals_apart(deals: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Tell renewals from further sales where the kind of a deal only says that the customer is an old one.

    A deal whose name speaks of an upgrade or the like is no decision whether to stay, so its kind is left blank, as
    with every other further sale. All others count as renewals, and that is said.

    Parameters
    ----------
    deals : pandas.DataFrame
        May have `kind` and `name`, in the words of the file.

    Returns
    -------
    deals : pandas.DataFrame
    warnings : list of str
    """
    if "kind" not in deals:
        return deals, []
    old = meant(deals["kind"], OLD_CUSTOMER)[0].notna()
    if not old.any():
        return deals, []
    names = deals["name"].fillna("").astype("str") if "name" in deals else pd.Series("", index=deals.index)
    more = old & names.str.contains(_MORE) & ~names.str.contains(_AGAIN)
    taken = int((old & ~more).sum())
    found = []
    if taken:
        words = deals.loc[old & ~more, "kind"].value_counts()
        said = ngettext(
            "{n} deal with an old customer counts as a renewal: {words}. If it is a further sale, revenue and renewals "
            "mislead; give it a type of its own in the export, such as Upsell.",
            "{n} deals with old customers count as renewals: {words}. If some are further sales, revenue and renewals "
            "mislead; give those a type of their own in the export, such as Upsell.",
            taken,
        )
        counts = {str(word): int(count) for word, count in words.items()}
        found.append(said.format(n=number(taken), words=quoted(counts, 3)))
    if count := int(more.sum()):
        said = ngettext(
            "{n} deal with an old customer is called an upgrade or the like; it counts as a further sale and not as a "
            "renewal.",
            "{n} deals with old customers are called upgrades or the like; they count as further sales and not as "
            "renewals.",
            count,
        )
        found.append(said.format(n=number(count)))
    return deals.assign(kind=deals["kind"].mask(more)), found
