"""The glossary page: every word, decision and metric of the kit, in plain sentences.

    python -m smkt_helpers glossary

writes it anew from the places where they are declared, so that the page and the kit never disagree.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from smkt_helpers.company_file import ROOT
from smkt_helpers.decisions import DECISIONS, OWNERS, Decision
from smkt_helpers.errors import KitError
from smkt_helpers.metrics import METRICS, UNITS, Metric
from smkt_helpers.words import N_, _, ngettext

PAGE = ROOT / "docs" / "glossary.md"

WORDS: tuple[tuple[str, str], ...] = (
    (N_("Account"), N_("A firm that could buy or already buys, with all the people in it.")),
    (N_("Agreement (SLA, service level agreement)"),
     N_("What both teams promise each other in numbers: how many good leads, how fast the first call.")),
    (N_("Assumption"),
     N_("A number of the company file that nobody knows exactly, with the range in which it may lie. The "
        "file says whether it is evidence, our choice or a fact of the invented company.")),
    (N_("Assumption doubt"),
     N_("How far a result moves when all assumptions are drawn anew from their ranges at the same time. "
        "`compare --doubt` measures it.")),
    (N_("Attribution"),
     N_("A rule that says which touch, or which channel, brought a customer. Several rules can be right at once.")),
    (N_("Backlog"), N_("Work that waits: here, leads that nobody has looked at yet.")),
    (N_("Band"),
     N_("The range in which most runs lie: one run in ten lies below, one above. It shows how much is luck.")),
    (N_("Brand"), N_("The good name of a company. It grows slowly with money and fades slowly without.")),
    (N_("Channel"), N_("A way to meet people: search, a fair, e-mail, a recommendation.")),
    (N_("Clause"), N_("A sentence of an agreement for a special case, for example a day without the CRM.")),
    (N_("Cohort"),
     N_("People who began in the same period and are followed equally long, so that they can be compared.")),
    (N_("Context"), N_("What the person wrote, read and was told before the rep calls.")),
    (N_("Conversion"), N_("The share of people who go on from one stage to the next.")),
    (N_("CRM (customer relationship management)"),
     N_("The program in which a company keeps what it knows about its leads, deals and customers.")),
    (N_("Dashboard"), N_("A page with a team's figures, always up to date. A shared one shows both teams the same.")),
    (N_("Deal, opportunity"), N_("A person has asked for an offer. A deal is open until it is won or lost.")),
    (N_("Draw"),
     N_("One company whose assumptions were all picked by chance from their ranges. Many draws show what our "
        "own choices do to a result; in each one the luck of a few markets remains.")),
    (N_("Feedback"), N_("What sales learned from the conversations, told to marketing.")),
    (N_("Fit"), N_("How well a firm suits the product.")),
    (N_("Funnel"), N_("The stages from the first enquiry to the sale. At each stage some people leave.")),
    (N_("Handoff"), N_("The moment at which marketing passes a lead to sales, and the way it is done.")),
    (N_("ICP (ideal customer profile)"), N_("A description of the firms that suit the product best.")),
    (N_("Interval (95% interval)"),
     N_("The range in which the true average lies, if such ranges are right 19 times out of 20. Where a "
        "table shows twenty of them, expect that one is wrong by luck.")),
    (N_("Lead"), N_("A person who has asked the company for something: a brochure, a price or a call.")),
    (N_("Leak"), N_("A lead that gets lost between two desks because no name stands on the step.")),
    (N_("Market"),
     N_("The people who could become customers in one run, drawn by chance before anybody decides anything. "
        "Two plans are compared in the same markets.")),
    (N_("MQL (marketing qualified lead)"), N_("A lead that marketing finds good enough to pass to sales.")),
    (N_("Nurture"), N_("Staying in touch with people who are not ready to buy yet, until they are.")),
    (N_("Own prospect"),
     N_("A person whom a rep finds and calls without having been asked. Marketing's leads are people who asked.")),
    (N_("Pipeline"), N_("All offers that are still open.")),
    (N_("Plan"), N_("All decisions of marketing, of sales and of both together.")),
    (N_("Practice"),
     N_("A good habit of working as one team, for example one shared CRM: some decisions taken together. The "
        "kit knows 24.")),
    (N_("Program"),
     N_("Sits in a seat in which no person sits, and changes that team's decisions a little every Monday, by "
        "what the team is paid for. Without programs a plan is carried out as it is written.")),
    (N_("Promise"),
     N_("What customers are told they will get, as a share of the most that could be said. Not the promise "
        "of a first call, which is part of the agreement.")),
    (N_("RACI"),
     N_("A table with a line for each step: who does it, who answers for it, who is asked before, who is told "
        "afterwards.")),
    (N_("Recommendation"),
     N_("A customer who is content tells a friend, and the friend asks the company. Nobody pays for it.")),
    (N_("Renewal"), N_("An existing customer pays again for the next period, or leaves.")),
    (N_("Rep (sales representative)"), N_("A person in sales who calls leads and holds meetings.")),
    (N_("Retention"), N_("The share of customers who stay when their renewal is due.")),
    (N_("Run"), N_("The same plan played once in one invented market. Several runs show how much is luck.")),
    (N_("SAL (sales accepted lead)"), N_("An MQL that a rep has looked at and taken on.")),
    (N_("Score"), N_("Points from 0 to 100 for how good marketing thinks a lead is.")),
    (N_("Seat"), N_("The side from which you play: marketing or sales.")),
    (N_("Sensitivity"),
     N_("What happens to a result when one assumption alone moves from one end of its range to the other.")),
    (N_("Smarketing"), N_("Sales and marketing working as one team: the same goals, words, data and promises.")),
    (N_("SQL (sales qualified lead)"), N_("A lead that has a real need now, as a conversation has shown.")),
    (N_("Threshold"), N_("The score from which on marketing passes a lead to sales.")),
    (N_("Touch"), N_("One contact or one attempt at it: an ad seen, a call, an e-mail, a meeting.")),
    (N_("Trust, belief"),
     N_("How much a rep believes that marketing's leads are worth a call, from 0% to 100%. It grows with "
        "good conversations and falls with bad ones; leads a rep does not believe in are left lying.")),
    (N_("Vanity metric"), N_("A figure that looks good and changes nothing that anybody decides.")),
    (N_("Warm-up"),
     N_("The 26 weeks before a run begins. They are played the way the company works today and are not "
        "counted, so that nobody starts with an empty desk.")),
    (N_("Waterfall"),
     N_("A table that adds one practice after the other and shows what each one brings. Because the order "
        "matters, it takes the average over several orders.")),
    (N_("Window"), N_("A period of the calendar. What happens in it counts, whenever it began.")),
)

GOOD = {"up": N_("Better when higher."), "down": N_("Better when lower."),
        "none": N_("Neither more nor less is better by itself.")}
METRIC_OWNERS = {"marketing": N_("Marketing"), "sales": N_("Sales"), "both": N_("Both teams")}


def page() -> str:
    """Return the whole page as Markdown, in the language in use."""
    parts = [
        "# " + _("Glossary"),
        _("This page is made by `python -m smkt_helpers glossary`; please do not edit it by hand."),
        "## " + _("Words"), *(f"**{_(word)}**: {_(meaning)}" for word, meaning in WORDS),
        "## " + _("Decisions"),
        _("A plan holds these decisions. The name in brackets is the one used in code and in files."),
    ]
    for owner, name in OWNERS.items():
        parts.append("### " + _(name))
        parts += [_decision(decision) for decision in DECISIONS.values() if decision.owner == owner]
    parts += [
        "## " + _("Metrics"),
        _("A metric for a period counts what happened in it. A metric for a cohort follows the people who "
          "enquired early enough in the period to be followed equally long, and counts nothing later. "
          "Where there is no answer, the scoreboard says “not available” and why."),
        *(_metric(metric) for metric in METRICS.values()),
    ]
    return "\n\n".join(parts) + "\n"


def _decision(decision: Decision) -> str:
    default = decision.show(decision.default)
    lines = [f"**{_(decision.label)}** (`{decision.name}`): {_(decision.help)}"]
    if decision.kind in ("number", "whole"):
        lines.append("- " + _("Lowest: {low}. Highest: {high}. If nothing is chosen: {default}.").format(
            low=decision.show(decision.low), high=decision.show(decision.high), default=default))
    elif decision.kind == "choice":
        options = "; ".join(f"{_(words)} (`{key}`)" for key, words in decision.options)
        lines.append("- " + _("Choose one: {options}. If nothing is chosen: {default}.").format(
            options=options, default=default))
    else:
        lines.append("- " + _("If nothing is chosen: {default}.").format(default=default))
    return "\n\n".join(lines)


def _metric(metric: Metric) -> str:
    if metric.basis == "cohort":
        counted = ngettext(
            "Counted for a cohort followed for {n} week.", "Counted for a cohort followed for {n} weeks.",
            metric.follow_weeks).format(n=metric.follow_weeks)
    else:
        counted = _("Counted for a period.")
    return "\n".join((
        f"### {_(metric.name)} (`{metric.id}`)", "", _(metric.sentence), "",
        "- " + _("Formula: {formula}.").format(formula=_(metric.formula)),
        "- " + _("Unit: {unit}. Owner: {owner}.").format(
            unit=_(UNITS[metric.unit]), owner=_(METRIC_OWNERS[metric.owner])),
        "- " + counted + " " + _(GOOD[metric.good]),
        "- " + _("When it is not available: {sentence}").format(sentence=_(metric.undefined)),
    ))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--print", action="store_true", help=_("show the page instead of writing it"))
    parser.add_argument("--to", type=Path, default=PAGE, metavar="FILE",
                        help=_("the file to write; docs/glossary.md of the kit if not given"))


def run(args: argparse.Namespace) -> int:
    """Write the page, or show it.

    Raises
    ------
    KitError
        If the file cannot be written.
    """
    if args.print:
        print(page(), end="")
        return 0
    try:
        args.to.write_text(page(), encoding="utf-8", newline="\n")
    except OSError as error:
        raise KitError(_("{path} cannot be written ({problem}); choose another file with --to.").format(
            path=args.to, problem=error.strerror)) from None
    print(_("The glossary is in {path}.").format(path=args.to))
    return 0
