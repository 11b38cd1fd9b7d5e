"""Every metric once: name, formula, unit, owner, good direction, and one plain sentence.

A *window* metric counts what happened from the start of the period up to its end. A *cohort* metric follows the
people who enquired early enough in the period to be followed for the same number of weeks each, and counts only
what happened in those weeks. How each figure is counted is in `measures`, `measures_people` and `satisfaction`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from smkt_helpers import measures, satisfaction
from smkt_helpers import measures_people as people
from smkt_helpers.counting import Measure
from smkt_helpers.words import N_

UNITS = {"leads": N_("leads"), "deals": N_("deals"), "money": N_("money"), "share": N_("share"),
         "hours": N_("hours"), "days": N_("days"), "working days": N_("working days"), "attempts": N_("attempts"),
         "points": N_("points"), "customers": N_("customers")}


@dataclass(frozen=True)
class Metric:
    """One metric. `function` takes `Tables` and returns one float per run, in rising run number.

    `unit` is a key of `UNITS`; `owner` is "marketing", "sales" or "both"; `basis` is "window" or "cohort",
    with `follow_weeks` for a cohort; `good` is "up", "down" or "none". `undefined` says why there may be no
    answer.
    """

    id: str
    name: str
    formula: str
    unit: str
    owner: str
    basis: str
    follow_weeks: int
    good: str
    sentence: str
    undefined: str
    function: Measure


def _window(id: str, unit: str, owner: str, good: str, function: Measure, name: str,
            formula: str, sentence: str, undefined: str) -> Metric:
    return Metric(id, name, formula, unit, owner, "window", 0, good, sentence, undefined, function)


def _cohort(id: str, weeks: int, owner: str, good: str, function: Measure, name: str,
            formula: str, sentence: str, undefined: str) -> Metric:
    return Metric(id, name, formula, "share", owner, "cohort", weeks, good, sentence, undefined, function)


_FUNNEL = (
    _window("leads", "leads", "marketing", "none", measures.leads,
            N_("Leads"), N_("people whose enquiry came in during the period, recommended ones included"),
            N_("How many people asked the company for something. Whom sales found itself is not among them."),
            N_("The data hold no enquiries.")),
    _window("mql", "leads", "marketing", "none", measures.events("leads", "mql_at"),
            N_("Marketing qualified leads (MQL)"),
            N_("leads passed on as qualified for the first time during the period"),
            N_("How many leads marketing found good enough to pass to sales."),
            N_("The data do not record which leads marketing called qualified.")),
    _window("sal", "leads", "sales", "none", measures.events("leads", "sal_at"),
            N_("Sales accepted leads (SAL)"), N_("leads that a rep accepted for the first time during the period"),
            N_("How many of marketing's leads a sales rep looked at and took on."),
            N_("The data do not record which leads sales accepted.")),
    _window("sql", "leads", "sales", "up", measures.events("leads", "sql_at"),
            N_("Sales qualified leads (SQL)"),
            N_("people whose conversation found a real need during the period, own prospects included"),
            N_("How many people turned out, in a conversation, to have a real need now."),
            N_("The data do not record which conversations found a real need.")),
    _window("opportunities", "deals", "sales", "up", measures.opportunities,
            N_("Opportunities"), N_("new deals created during the period"),
            N_("How many people asked for an offer."),
            N_("The data do not say when deals were created.")),
    _window("wins", "deals", "sales", "up", measures.wins,
            N_("Deals won"), N_("new deals closed as won during the period"),
            N_("How many offers became a sale."),
            N_("The data hold no deals with the day on which they were created or closed.")),
)

_MONEY = (
    _window("revenue", "money", "both", "up", measures.revenue,
            N_("Revenue"), N_("sum of the amounts of the deals won and the renewals paid during the period"),
            N_("What new customers and renewals brought in this period, after discount."),
            N_("It needs deals with their days and amounts, and the data do not hold all of that.")),
    _window("discount", "money", "sales", "down", measures.discount,
            N_("Discount given"), N_("list prices less amounts of the new deals won during the period"),
            N_("Money taken off the list price to win the deals of this period."),
            N_("It needs the list prices and discounts of the deals won, and the data do not hold both.")),
    _window("discount_share", "share", "sales", "down", measures.discount_share,
            N_("Discount, share of list price"), N_("discount given ÷ list prices of the new deals won"),
            N_("The part of the list price that was given away on the deals won."),
            N_("It needs new deals won in this period with their list prices and discounts, and the data do not hold "
               "all of that.")),
    _window("spend", "money", "marketing", "none", measures.spend,
            N_("Marketing spend"), N_("money spent on all channels and on the brand during the period"),
            N_("What marketing paid for ads, fairs and the good name; salaries are not in it."),
            N_("The data hold no marketing spend for this period.")),
    _window("people", "money", "both", "down", measures.people,
            N_("People and tools"),
            N_("paid hours of all reps and marketers × their full cost an hour, plus shared tools"),
            N_("What the two teams and their shared tools cost, whether busy or not."),
            N_("It needs paid hours, their prices and the cost of tools in this period; at least one of them is not "
               "in the data.")),
    _window("contribution", "money", "both", "up", measures.contribution,
            N_("Contribution"), N_("revenue − marketing spend − people and tools"),
            N_("What is left of the revenue after marketing spend, both teams' salaries and shared tools."),
            N_("It needs the amounts of deals, marketing spend and priced hours, and the data do not hold all three.")),
    _window("cost_per_lead", "money", "marketing", "down", measures.cost_per_lead,
            N_("Cost per lead"), N_("marketing spend, brand included ÷ leads, recommended ones not counted"),
            N_("What marketing spent for one enquiry of its own; salaries are not in it."),
            N_("It needs marketing's leads and marketing spend in this period, and the data do not hold both.")),
    _window("cac", "money", "both", "down", measures.cac,
            N_("Customer acquisition cost (CAC)"), N_("(marketing spend + people and tools) ÷ deals won"),
            N_("What it cost to win one customer: all marketing spend, all paid hours of both teams and the "
               "shared tools; the discount is not in it."),
            N_("It needs deals won, marketing spend and priced hours; at least one of them is not in the data.")),
)

_CONVERSION = (
    _cohort("lead_to_mql", 2, "marketing", "none", measures.conversion("lead", "mql", 2),
            N_("Lead to MQL"), N_("leads that became an MQL within 2 weeks ÷ leads"),
            N_("Of 100 people who enquired, how many marketing passed to sales."),
            N_("It needs leads that can be followed for 2 weeks, and the dates of MQLs; the data do not hold both.")),
    _cohort("mql_to_sal", 2, "both", "up", measures.conversion("mql", "sal", 2),
            N_("MQL to SAL"),
            N_("leads that sales accepted within 2 weeks ÷ leads that became an MQL in them"),
            N_("Of 100 leads passed to sales, how many a rep took on within 2 weeks."),
            N_("It needs MQLs that can be followed for 2 weeks, and the dates of acceptance; the data do not hold "
               "both.")),
    _cohort("sal_to_sql", 4, "sales", "up", measures.conversion("sal", "sql", 4),
            N_("SAL to SQL"), N_("leads found to have a real need within 4 weeks ÷ leads accepted in them"),
            N_("Of 100 leads that sales took on, how many were reached and had a real need."),
            N_("It needs accepted leads that can be followed for 4 weeks, and the dates of these stages; the data do "
               "not hold both.")),
    _cohort("sql_to_opportunity", 6, "sales", "up", measures.conversion("sql", "opportunity", 6),
            N_("SQL to opportunity"),
            N_("leads that asked for an offer within 6 weeks ÷ SQLs of these weeks"),
            N_("Of 100 people with a real need, how many asked for an offer."),
            N_("It needs qualified leads (SQL) that can be followed for 6 weeks, and the dates of these stages; the "
               "data do not hold both.")),
    _cohort("opportunity_to_won", 8, "sales", "up", measures.conversion("opportunity", "won", 8),
            N_("Opportunity to won"), N_("leads won within 8 weeks ÷ leads that asked for an offer in them"),
            N_("Of 100 people who asked for an offer, how many bought soon. Long deals are still open then."),
            N_("It needs leads that asked for an offer and can be followed for 8 weeks, and which leads were won; "
               "the data do not hold both.")),
    _cohort("lead_to_won", 8, "both", "up", measures.conversion("lead", "won", 8),
            N_("Lead to won"), N_("leads won within 8 weeks ÷ leads"),
            N_("Of 100 people who enquired, how many became customers within 8 weeks."),
            N_("It needs leads that can be followed for 8 weeks, and which leads were won; the data do not hold "
               "both.")),
)

_HANDOFF = (
    _window("acceptance", "share", "both", "up", measures.acceptance,
            N_("Acceptance by sales"),
            N_("MQLs accepted ÷ MQLs that a rep looked at for the first time during the period"),
            N_("How often a rep who looks at one of marketing's leads says yes, at once or when it comes back."),
            N_("It needs MQLs that a rep looked at in this period, and which leads were accepted; the data do not "
               "hold both.")),
    _window("rejected_fit", "share", "both", "down", measures.rejected("not a fit"),
            N_("Turned away: not a fit"), N_("MQLs turned away as “not a fit” ÷ MQLs that a rep looked at"),
            N_("How often a rep turns a lead away because the firm does not suit the product."),
            N_("It needs MQLs that a rep looked at in this period, which leads were accepted, and why others were "
               "turned away; the data do not hold all of that.")),
    _window("rejected_interest", "share", "both", "down", measures.rejected("no interest yet"),
            N_("Turned away: no interest yet"),
            N_("MQLs turned away as “no interest yet” ÷ MQLs that a rep looked at"),
            N_("How often a rep turns a lead away because the person does not seem to want anything yet."),
            N_("It needs MQLs that a rep looked at in this period, which leads were accepted, and why others were "
               "turned away; the data do not hold all of that.")),
    _window("speed_median", "hours", "sales", "down", measures.speed(0.5),
            N_("Time to the first call (half wait longer)"),
            N_("middle value of the time from enquiry (the last one, if the person asked again) to first attempt, "
               "leads first tried during the period"),
            N_("Half of the people who were called waited longer than this. These are hours of the clock and days of "
               "the calendar: who asks on Friday evening waits through the weekend. Who is never called is not in it."),
            N_("It needs first calls in this period to people who asked; the data hold none.")),
    _window("speed_p90", "hours", "sales", "down", measures.speed(0.9),
            N_("Time to the first call, slowest tenth"),
            N_("time from enquiry to first attempt below which 9 of 10 leads tried in the period stay"),
            N_("One in ten of the people who were called waited longer than this."),
            N_("It needs first calls in this period to people who asked; the data hold none.")),
    _window("target_kept", "share", "sales", "up", measures.target_kept,
            N_("First call within the promised time"),
            N_("MQLs first tried within the promised hours ÷ these and the MQLs whose time ran out"),
            N_("How often the promise on the first call was kept. A lead that was never called counts as a "
               "broken promise, also when sales turned it away. So a team that turns away a third of the leads can "
               "keep two thirds at most."),
            N_("It needs a promised time, and MQLs for which it came due in this period; the data do not hold both.")),
    _window("touches", "attempts", "sales", "none", measures.touches,
            N_("Attempts per lead called"),
            N_("attempts made so far ÷ leads, for leads first tried during the period"),
            N_("How often a rep tried to reach one person."),
            N_("It needs first calls in this period, and the number of attempts; the data do not hold both.")),
    _cohort("untouched", 2, "sales", "down", measures.untouched(2),
            N_("MQLs not called within 2 weeks"), N_("MQLs without an attempt within 2 weeks ÷ MQLs"),
            N_("Of 100 leads passed to sales, how many nobody tried to reach within 2 weeks. Leads that a rep looked "
               "at and turned away are among them."),
            N_("It needs MQLs that can be followed for 2 weeks, and the dates of first calls; the data do not hold "
               "both.")),
    _window("backlog", "leads", "sales", "down", measures.backlog,
            N_("MQLs still waiting"), N_("MQLs that wait for a look when the period ends"),
            N_("How many of marketing's leads lie unseen at the end of the period."),
            N_("It needs the dates of MQLs, and the dates of looks or first calls; the data do not hold both.")),
    _window("utilisation", "share", "sales", "none", measures.utilisation,
            N_("Use of the reps' hours"), N_("reps' hours used ÷ reps' hours paid"),
            N_("How full the reps' working time was. Close to 100% means that people wait in a queue."),
            N_("It needs the reps' paid hours and used hours in this period; the data do not hold both.")),
    _window("win_rate", "share", "sales", "up", measures.win_rate,
            N_("Win rate"), N_("new deals won ÷ new deals won or lost, closed during the period"),
            N_("How often an offer that was decided in this period became a sale. In the first weeks of a new way of "
               "working, many of these offers were begun in the old way."),
            N_("It needs new deals won or lost in this period, and lost deals that are written down; the data do not "
               "hold both.")),
    _window("cycle", "days", "sales", "down", measures.cycle,
            N_("Sales cycle, median"),
            N_("middle value of the days from enquiry (the last one, if the person asked again) to sale, leads won "
               "during the period"),
            N_("Half of the customers won took longer than this from their enquiry to the sale."),
            N_("It needs leads won in this period, with the days of their enquiry and of the sale; the data do not "
               "hold all of that.")),
    _window("pipeline", "money", "sales", "up", measures.pipeline,
            N_("Open offers (pipeline)"), N_("list prices of the new deals still open when the period ends"),
            N_("What the open offers would bring if all of them were won without a discount."),
            N_("It needs the days on which deals were created, and the list prices of the open ones; the data do not "
               "hold both.")),
)

_MORE_MONEY = (
    _window("new_revenue", "money", "sales", "up", people.new_revenue,
            N_("Revenue of new deals"), N_("sum of the amounts of the new deals won during the period"),
            N_("What customers paid for the first time in this period."),
            N_("It needs the amounts of deals marked as new; the data do not hold them.")),
    _window("renewal_revenue", "money", "both", "up", people.renewal_revenue,
            N_("Revenue of renewals"), N_("sum of the amounts of the renewals paid during the period"),
            N_("What customers who stayed paid again in this period."),
            N_("It needs renewals that were paid, with their amounts; the data do not hold them.")),
    _window("margin", "share", "both", "up", people.margin,
            N_("Contribution margin"), N_("contribution ÷ revenue"),
            N_("How much of 100 of revenue is left after spend, people and tools."),
            N_("It needs revenue, marketing spend and priced hours in this period; at least one of them is not in "
               "the data.")),
    _window("quota_reached", "share", "sales", "up", people.quota_reached,
            N_("Quota reached"), N_("revenue of new deals ÷ revenue asked for in these weeks"),
            N_("How much of what sales was asked for came in."),
            N_("It needs a quota, and the amounts of deals marked as new; the data do not hold both.")),
    _window("forecast_error", "share", "both", "down", people.forecast_error,
            N_("Forecast error"), N_("distance of the revenue of new deals from the quota ÷ quota"),
            N_("How far what came in was from what was planned, in either direction."),
            N_("It needs a quota, and the amounts of deals marked as new; the data do not hold both.")),
    _window("ltv", "money", "both", "up", people.lifetime_value,
            N_("Lifetime value of a customer"),
            N_("mean first price + mean renewal × (r + r² + … + r²⁰), r the retention; costs are not taken off"),
            N_("What a customer won now may pay in all, if customers go on staying as they do now. At most 20 "
               "renewals count."),
            N_("It needs new deals won and renewals paid in this period, with their amounts; at least one of them is "
               "not in the data.")),
)

_CUSTOMERS = (
    _window("customers", "customers", "both", "up", people.customers,
            N_("Customers"), N_("customers who have not left when the period ends"),
            N_("How many customers the company has at the end of the period."),
            N_("The data do not record which customers left.")),
    _window("retention", "share", "both", "up", people.retention,
            N_("Retention"), N_("renewals paid ÷ renewals paid or refused during the period"),
            N_("Of 100 customers who had to decide whether to stay, how many stayed."),
            N_("It needs renewals paid or refused in this period, and at least one in the data that was paid; the "
               "data do not hold both.")),
    _window("promise_kept", "share", "both", "up", people.promise_kept,
            N_("Promise kept"), N_("mean of what the customers won in the period saw kept of what was promised"),
            N_("How much of what we promised new customers they got, by their own word."),
            N_("It needs customers won in this period, and their word on what was kept; the data do not hold both.")),
    _window("deal_wait", "working days", "sales", "down", people.deal_wait,
            N_("Working days of waiting for our meetings"),
            N_("mean working days that customers waited for us, new deals closed during the period; a working day has "
               "as many hours as the company is open, nights and free days do not count"),
            N_("How long a customer with an open offer waited because no rep had time, all meetings together."),
            N_("It needs deals closed in this period, and how long their customers waited; the data do not hold "
               "both.")),
    _window("called_twice", "share", "both", "down", people.called_twice,
            N_("Called twice"), N_("leads on two lists, called twice ÷ leads first tried during the period"),
            N_("How often two people called somebody about the same thing."),
            N_("It needs first calls in this period, and who is on two lists; the data do not hold both.")),
)

_TEAMS = (
    _window("trust", "share", "both", "up", people.weekly_mean("trust"),
            N_("Trust in marketing's leads"), N_("mean of the reps' belief over the weeks of the period"),
            N_("How much the reps believe that marketing's leads are worth a call. Whoever does not believe in a lead "
               "does not call."),
            N_("The data do not record the reps' trust in this period.")),
    _window("feedback_complete", "share", "sales", "up", people.feedback_complete,
            N_("Results told to marketing"),
            N_("people whose result was told ÷ people talked to for the first time during the period"),
            N_("Of how many conversations marketing learns what came of them."),
            N_("It needs first conversations in this period, and whether their result was told; the data do not hold "
               "both.")),
    _window("together_hours", "hours", "both", "none", people.weekly_mean("together_hours"),
            N_("Hours for each other, a week"),
            N_("hours of both teams in meetings, rotation, common planning, owners' work, dashboard and tracking "
               "÷ weeks"),
            N_("What working together takes each week; these hours are missing elsewhere."),
            N_("The data do not record these hours.")),
    _window("returned", "leads", "marketing", "up", people.returned,
            N_("Leads that came back"), N_("people who were not ready and asked again during the period"),
            N_("How many people we stayed in touch with until they were ready."),
            N_("The data do not record who asked again.")),
    _window("recommended", "leads", "both", "up", people.came_by("recommendation"),
            N_("Recommended leads"), N_("people who came in during the period because a customer recommended us"),
            N_("How many people content customers sent us."),
            N_("The data do not record who was recommended.")),
    _window("own_prospects", "leads", "sales", "none", people.came_by("own prospect"),
            N_("Sales' own prospects"), N_("people whom reps found themselves during the period"),
            N_("How many people reps wrote to who had not asked."),
            N_("The data do not record whom sales found.")),
    _window("brand", "share", "marketing", "up", people.weekly_mean("brand"),
            N_("How well we are known"), N_("mean over the weeks of the period; 0 nobody knows us, 1 everybody does"),
            N_("How well people know the company's name. It builds slowly and fades slowly."),
            N_("The data do not record how well we are known in this period.")),
)

_UNKNOWN_PARTY = N_("Less than half of what this party looks at is known for this period.")
_PARTIES = (
    _window("satisfied_sales", "points", "sales", "up", satisfaction.satisfied("sales"),
            N_("Satisfaction of sales"),
            N_("mean of three, each 0 to 100 points: acceptance by sales, 30% to 70%; use of the reps' hours, 100% "
               "down to 95%; quota reached, 50% to 100%"),
            N_("Reps are content with leads worth a call, work that fits into the day, and a quota they reach."),
            _UNKNOWN_PARTY),
    _window("satisfied_marketing", "points", "marketing", "up", satisfaction.satisfied("marketing"),
            N_("Satisfaction of marketing"),
            N_("mean of three, each 0 to 100 points: MQLs not called within 2 weeks, 60% down to 10%; results told to "
               "marketing, 0% to 80%; trust in marketing's leads, 30% to 80%"),
            N_("Marketing is content when its leads are called, results come back, and reps believe in them."),
            _UNKNOWN_PARTY),
    _window("satisfied_management", "points", "both", "up", satisfaction.satisfied("management"),
            N_("Satisfaction of management"),
            N_("mean of two, each 0 to 100 points: contribution margin, -30% to 30%; forecast error, 50% down to 10%"),
            N_("Management is content when something is left and what was planned comes in."),
            _UNKNOWN_PARTY),
    _window("satisfied_customers", "points", "both", "up", satisfaction.satisfied("customers"),
            N_("Satisfaction of customers"),
            N_("mean of five, each 0 to 100 points: time to the first call, 72 hours down to 4; called twice, "
               "20% down to 0%; working days of waiting for our meetings, 5 down to 0.5; promise kept, 70% to 100%; "
               "retention, 75% to 95%"),
            N_("Customers are content when somebody calls soon, once, has time for them and keeps the promise."),
            _UNKNOWN_PARTY),
    _window("satisfied_lowest", "points", "both", "up", satisfaction.lowest,
            N_("Satisfaction of the least content"),
            N_("lowest of the satisfactions of sales, marketing, management and customers"),
            N_("A way of working lasts only when nobody pays for it alone."),
            N_("The satisfaction of at least one party is not known for this period.")),
)

# What each seat sees of its quarter, and what both see.
FIGURES: Mapping[str, tuple[str, ...]] = {
    "marketing": ("leads", "mql", "spend", "cost_per_lead"),
    "sales": ("sal", "sql", "opportunities", "wins", "speed_median", "untouched", "backlog", "utilisation"),
    "both": ("revenue", "contribution", "cac", "acceptance", "trust"),
}
PARTIES = ("satisfied_sales", "satisfied_marketing", "satisfied_management", "satisfied_customers")
METRICS: Mapping[str, Metric] = MappingProxyType({metric.id: metric for metric in (
    *_FUNNEL, *_MONEY, *_MORE_MONEY, *_CONVERSION, *_HANDOFF, *_TEAMS, *_CUSTOMERS, *_PARTIES)})
