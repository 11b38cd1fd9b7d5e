"""An export as it often comes out of a CRM, for practising: the sample's leads, made untidy in known ways."""

from __future__ import annotations

import numpy as np
import pandas as pd

NAMES = {
    "lead_id": "Lead No.",
    "created_at": "Created On ",
    "channel": "Lead Source",
    "size": "Employees",
    "score": "Score",
    "looked_at": "First Look",
    "sal_at": "Accepted On",
    "reached_at": "First Talk",
    "sql_at": "Qualified On",
}
OTHER_SPELLINGS = {
    "bought e-mail lists": "Email list (bought)",
    "search ads": "SEARCH ADS",
    "trade fairs": "Trade fair ",
}


def untidy(leads: pd.DataFrame, seed: int = 1) -> pd.DataFrame:
    """Return leads as an untidy export: everything is text.

    What was done: other column names; 60 rows twice; 5 test entries; three channels in two spellings; decimal commas
    in the scores; a third of the dates as day.month.year; 40 sizes missing, written as "n/a"; the rows mixed up.

    Parameters
    ----------
    leads : pandas.DataFrame
        The columns of `NAMES`, at least 60 rows.
    seed : int
        Which rows it happens to.
    """
    rng = np.random.default_rng(seed)
    table = leads[list(NAMES)].reset_index(drop=True)
    dates = [name for name in NAMES if name.endswith("_at")]
    other_way = rng.random(len(table)) < 1 / 3
    for name in dates:
        times = pd.to_datetime(table[name])
        table[name] = times.dt.strftime("%Y-%m-%d %H:%M").mask(other_way, times.dt.strftime("%d.%m.%Y %H:%M"))
    spelled = table["channel"].astype("object").replace(OTHER_SPELLINGS)
    table["channel"] = table["channel"].astype("object").mask(rng.random(len(table)) < 0.2, spelled)
    table["score"] = table["score"].map("{:.1f}".format).str.replace(".", ",")
    sizes = table["size"].astype("object")
    sizes[rng.choice(len(table), 40, replace=False)] = "n/a"
    table["size"] = sizes.astype(str)
    twice = table.iloc[rng.choice(len(table), 60, replace=False)]
    tests = table.iloc[:5].assign(lead_id=[f"TEST-{n}" for n in range(1, 6)])
    table = pd.concat([table, twice, tests], ignore_index=True)
    table["lead_id"] = table["lead_id"].astype(str)
    return table.iloc[rng.permutation(len(table))].reset_index(drop=True).rename(columns=NAMES)
