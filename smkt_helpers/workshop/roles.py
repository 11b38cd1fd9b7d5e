"""Who plays what: the words of the role cards, on paper and on a phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from smkt_helpers.words import N_

# What people do at the swap; the same words on the slide and on the role cards.
SWAP = N_(
    "Marketing plays sales, sales plays marketing. Sheet and role card stay on the table; you move to the other team's "
    "chair and read the role card that lies there."
)


@dataclass(frozen=True)
class Role:
    """A role card: who you are, what counts for you, and what to keep in mind."""

    name: str
    you: str
    counts: str
    mind: tuple[str, ...]


ROLES: Mapping[str, Role] = {
    "marketing": Role(
        N_("Marketing"),
        N_("You make people ask for the company, and you decide which of them sales gets."),
        N_("You are paid for leads passed on. You do not see what becomes of them unless somebody tells you."),
        (N_("You speak to thousands at once; sales speaks to one."), N_("You wait for calls that sales makes.")),
    ),
    "sales": Role(
        N_("Sales"),
        N_("You call people, hold meetings and win deals. Your hours are few."),
        N_("You are paid for this quarter's revenue. You do not see what marketing promised or plans."),
        (N_("You decide whom to call first, how often, and whom to turn away."),
         N_("You live on leads that marketing chooses.")),
    ),
    "captain": Role(
        N_("Captain (one in each team)"),
        N_("You write the team's sheet and hand it in."),
        N_("Your sheet counts. Everybody says a number before you write one."),
        (N_("Watch the time: two minutes before the end you write."),
         N_("Write one reason a stranger would understand."), N_("Fill in the prediction. Sign with the table's "
                                                                 "number.")),
    ),
    "observer": Role(
        N_("Observer"),
        N_("You belong to no team and decide nothing. You see what the players cannot."),
        N_("You speak in the debrief, second question. Until then you write."),
        (N_("Count: how often is the other team mentioned, and how often the customer?"),
         N_("Note one sentence of blame and one sentence of help, word by word, without names."),
         N_("Note the moment at which somebody changed their mind, and why.")),
    ),
}
