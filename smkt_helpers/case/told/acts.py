"""How each practice acts in the model, in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from smkt_helpers.words import N_

# How a practice acts in the model, and the rules of docs/model.md that do it.
ACTS: Mapping[str, tuple[str, str]] = {
    "ideal_customer": ("M2", N_("Ads are shown mainly to firms that look like the ideal customer: fewer people answer, "
                                "and more of them suit the company.")),
    "brand": ("M1", N_("A good name builds up slowly, brings enquiries by itself, and makes deals a little easier to "
                       "win.")),
    "second_message": ("M1", N_("Part of the money shows another message; the better one is found and used.")),
    "persistence": ("M8", N_("Reps try more often to reach a person. Each further attempt succeeds a little less "
                             "often.")),
    "deals_first": ("M6", N_("Open deals are served before new leads, so a deal waits less and is lost less often.")),
    "own_leads_last": ("M6", N_("Reps look less for customers of their own, so hours are left for leads and deals.")),
    "one_definition": ("M4", N_("Both teams mean the same by a good lead, so sales turns away less of what marketing "
                                "passes on.")),
    "shared_crm": ("M5", N_("A lead reaches the reps at once and with its history: nothing waits for a list, nobody is "
                            "called twice, and the first conversation is shorter.")),
    "tracked_promise": ("M7, M9", N_("A first call in time is promised, and it is seen who keeps the promise: fewer "
                                     "leads are passed over, and interest is fresher when somebody calls.")),
    "owners": ("M16", N_("Every step has an owner, so no lead is left without anybody and none gets two calls.")),
    "paper_plan": ("M15", N_("When the CRM is down, reps go on calling from a list on paper.")),
    "throttle": ("M6, M15", N_("While too many leads wait, fewer ads are bought: money is saved, and what waits is "
                               "fresher.")),
    "feedback": ("M3, M14", N_("Reps write back what became of a lead. Marketing’s score learns from it and tells "
                               "good leads from others.")),
    "meeting": ("M14", N_("Once a week both teams tell each other what they saw: they come to mean the same by a good "
                          "lead, and results come back sooner.")),
    "nurture": ("M10", N_("Those who are not ready yet hear from the company now and then, and come back when they "
                          "are.")),
    "enablement": ("M11", N_("Marketing prepares material for sales: conversations are shorter, go better, and fewer "
                             "customers ask for a discount.")),
    "listening": ("M14", N_("Marketing hears customers, so its picture of the ideal customer becomes truer.")),
    "codesign": ("M11, M14", N_("Campaigns are planned together: sales knows what is coming, and both teams move "
                                "closer in what they call a good lead.")),
    "current_targets": ("M14", N_("Targets follow from today’s facts and no longer from last year’s comfortable "
                                  "numbers, so nobody chases a number that means nothing.")),
    "honest_promise": ("M12, M13", N_("Less is promised, so customers get what they were told and stay longer.")),
    "value_price": ("M12", N_("Reps may give only a small discount: each deal brings more, and some are not won.")),
    "rotation": ("M9, M14", N_("People spend days in the other team’s seat: they trust each other’s work more and "
                               "judge leads alike.")),
    "dashboard": ("M11, M14", N_("Both teams see the same figures and the calendar of campaigns, so they react to each "
                                 "other.")),
    "one_bonus": ("M14", N_("Both teams are paid for the same result, so neither gathers leads or gives discounts only "
                            "for its own number.")),
}  # fmt: skip
