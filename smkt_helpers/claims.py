"""The popular claims about alignment: what is said, what the source really measured, and what it cannot carry.

docs/evidence.md has the sources in full.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from smkt_helpers.words import N_


@dataclass(frozen=True)
class Claim:
    """One claim as it is told (`said`), what its source holds (`held`), and why it cannot carry that (`weak`)."""

    said: str
    held: str
    weak: str


CLAIMS: Mapping[str, Claim] = {
    "growth": Claim(
        N_("“Alignment brings 20% more revenue.”"),
        N_("Aberdeen 2010, 453 firms: best in class grew by 20% a year, laggards shrank by 4%."),
        N_(
            "“Best in class” were chosen by their results, so that they have good results is no surprise. It is quoted "
            "both as “each year” and “over two years”."
        ),
    ),
    "retention": Claim(
        N_("“36% better retention, 38% more deals won.”"),
        N_(
            "MathMarketing / MarketingProfs 2005, 1,400 firms: 38% more proposals closed, 36% fewer customers lost, "
            "growth 5.4 faster."
        ),
        N_(
            "It is misquoted almost everywhere. Whether the 5.4 are percent or percentage points, we could not find "
            "out."
        ),
    ),
    "business": Claim(
        N_("“Aligned firms turn 29% of leads into business, others 24%.”"),
        N_("Miller Heiman 2010, a survey."),
        N_("Who is better at both would show the same figures. A survey does not say what causes what."),
    ),
    "aligned": Claim(
        N_("“Only 8% of firms are aligned.”"),
        N_("Forrester 2010, n = 66: a survey with 66 answers."),
        N_("So few answers that one more or one less moves the figure by more than a percentage point."),
    ),
    "hour": Claim(
        N_("“Whoever calls within the hour is 7 times as likely to find a buyer.”"),
        N_(
            "Oldroyd, McElheran & Elkington, Harvard Business Review 2011, 1.25 million leads of 42 firms: a call "
            "within the hour went with a lead about 7 times as likely to qualify as an hour later."
        ),
        N_(
            "It was observed and not tried out: firms that call fast differ in other ways too. The data come from a "
            "vendor, who lives by fast calls."
        ),
    ),
    "minutes": Claim(
        N_("“Call after 5 minutes instead of 30, and you qualify 21 times as many.”"),
        N_(
            "Oldroyd, lead response study 2007, six firms: the odds to reach somebody were 100 times, the odds to "
            "qualify 21 times those after 30 minutes."
        ),
        N_(
            "Six firms, and data of a vendor. Odds are not people: odds that are 21 times as high are not 21 times as "
            "many leads."
        ),
    ),
    "pursued": Claim(
        N_("“Sales does not pursue 70% of marketing’s leads.”"),
        N_(
            "Sabnis, Chatterjee, Grewal & Lilien, Journal of Marketing 2013: the article cites 70%; its own study "
            "is of 461 reps in four firms."
        ),
        N_("The authors cite the figure and did not measure it. Nobody can say for which firms it holds."),
    ),
}  # fmt: skip
