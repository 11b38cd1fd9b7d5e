"""The parts of docs/facilitator-guide.md that follow from declarations and from runs.

    python -m smkt_helpers workshop guide

writes them anew, each between two markers; the words around them are written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from smkt_helpers.company_file import ROOT
from smkt_helpers.company_file import company as company_named
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.errors import KitError
from smkt_helpers.events import SHOCKS
from smkt_helpers.model_page import table
from smkt_helpers.words import _, duration, number
from smkt_helpers.workshop.facts import quarter_name, shock_words
from smkt_helpers.workshop.formats import KINDS, STEPS, Format, names, read_format, shared_out, step_minutes
from smkt_helpers.workshop.paper import expected as paper_expected
from smkt_helpers.workshop.paper import quiz
from smkt_helpers.workshop.paper import texts as paper_texts
from smkt_helpers.workshop.paper.lead import agenda_rows, special
from smkt_helpers.workshop.paper.times import read_clock, timed
from smkt_helpers.workshop.roles import ROLES
from smkt_helpers.workshop.room.cues import BRIEFINGS, CUES, cue_in_general

PAGE = ROOT / "docs" / "facilitator-guide.md"
BEGIN = "<!-- {name}: begin, made by `python -m smkt_helpers workshop guide` -->"
END = "<!-- {name}: end -->"
START = "09:00"


def blocks() -> dict[str, str]:
    """Return every part of the guide that is made, as Markdown by name."""
    return {name: make() for name, make in _BLOCKS.items()}


def with_blocks(page: str, made: Mapping[str, str]) -> str:
    """Return the guide with other text between the markers.

    Raises
    ------
    KitError
        If a marker is missing.
    """
    for name, text in made.items():
        begin, end = BEGIN.format(name=name), END.format(name=name)
        pattern = re.escape(begin) + r"\n.*?" + re.escape(end)
        if len(re.findall(pattern, page, re.S)) != 1:
            raise KitError(_("The guide has lost the markers of its part “{name}”.").format(name=name))
        page = re.sub(pattern, lambda _found, new=f"{begin}\n\n{text}\n\n{end}": new, page, flags=re.S)
    return page


def write(path: Path) -> None:
    """Write the parts of the guide anew.

    Raises
    ------
    KitError
        If the page cannot be read or written, or has lost a marker.
    """
    try:
        page = path.read_text(encoding="utf-8")
        path.write_text(with_blocks(page, blocks()), encoding="utf-8", newline="\n")
    except OSError as problem:
        raise KitError(
            _("{path} cannot be read or written ({problem}); choose another file with --to.").format(
                path=path, problem=problem.strerror
            )
        ) from None


def _all_formats() -> list[Format]:
    return [read_format(name) for name in names()]


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"* {line}" for line in lines)


def _checklist() -> str:
    total = sum(minutes for minutes, _what in paper_texts.CHECKLIST)
    rows = [(duration(minutes), _(what)) for minutes, what in paper_texts.CHECKLIST]
    return table((_("Time"), _("What")), [*rows, (f"**{duration(total)}**", _("**in all**"))])


def _steps() -> str:
    """Return how the minutes of a quarter are shared out, for every length that a quarter has in a format."""
    parts = {part.minutes: part for format in _all_formats() for part in format.rounds}
    lengths = sorted(parts, reverse=True)
    heads = (_("Step"), *(_("Minutes of {all}").format(all=number(length)) for length in lengths))
    rows = [
        (_(words), *(number(step_minutes(parts[length], step)) for length in lengths))
        for step, (_share, words) in STEPS.items()
    ]
    return table(heads, rows)


def _formats() -> str:
    parts = []
    for format in _all_formats():
        slots = timed(format, read_clock(START))
        rows = [tuple(row.values()) for row in agenda_rows(format, slots)]
        title = _("### {name} (`{id}`): {hours}").format(name=_(format.name), id=format.id, hours=_(format.hours))
        decided = [
            _("{who}: {what}.").format(
                who=who, what="; ".join(_(DECISIONS[name].label) for name in format.decisions[owner])
            )
            for owner, who in (
                ("marketing", _("Marketing decides")),
                ("sales", _("Sales decides")),
                ("agreement", _("Both decide together")),
            )
        ]
        parts += [title, table((_("Time"), _("What"), _("Minutes"), _("You")), rows), _bullets(decided)]
    return "\n\n".join(parts)


def _scripts() -> str:
    rows = [(_(KINDS[kind]), _(says).format(end="…")) for kind, (_does, says) in paper_texts.SCRIPTS.items()]
    rows += [(cue_in_general(key).press, f"“{cue_in_general(key).say}”") for key in BRIEFINGS]
    return table((_("Before"), _("Say")), dict.fromkeys(rows))


def _cues() -> str:
    cues = [cue_in_general(key) for key in CUES]
    return table(
        (_("Press"), _("What happens"), _("Say"), _("Watch")),
        [(f"**{one.press}**", one.happens, one.say, one.watch) for one in cues],
    )


def _trouble() -> str:
    return table((_("If"), _("Then")), [(_(what), _(then)) for what, then in paper_texts.TROUBLE])


def _rules() -> str:
    return "\n".join(f"{place}. {_(rule)}" for place, rule in enumerate(paper_texts.RULES, start=1))


def _no_blame() -> str:
    return _bullets(_(rule) for rule in paper_texts.NO_BLAME)


def _roles() -> str:
    parts = []
    for one in ROLES.values():
        minds = " ".join(_(line) for line in one.mind)
        parts.append(f"**{_(one.name)}.** {_(one.you)} {_(one.counts)} {minds}")
    return "\n\n".join(parts)


def _rounds() -> str:
    parts = []
    for format in _all_formats():
        company = company_named(format.company)
        curves = paper_expected.expected(format, company)
        curve = paper_expected.picture(format, company, curves)
        quarters = [_quarter(format, round) for round in range(len(format.rounds))]
        parts += [f"### {_(format.name)}", table((_("Quarter"), _("What it shows"), _("What happens")), quarters)]
        parts += [curve.sentence, table(tuple(curve.table[0]), [tuple(row.values()) for row in curve.table])]
    return "\n\n".join(parts)


def _quarter(format: Format, round: int) -> tuple[str, str, str]:
    part = format.rounds[round]
    name = quarter_name(format, round)
    shows = " ".join(_(paper_texts.SHOWS[key]) for key in special(format, round))
    happens = "; ".join(map(shock_words, part.shocks)) or _("nothing unexpected")
    return _("{quarter}, seats swapped before it").format(quarter=name) if part.swap else name, shows, happens


def _injects() -> str:
    rows = [(f"**{_(SHOCKS[kind])}**", _(told), _(look)) for kind, (told, look) in paper_texts.INJECTS.items()]
    return table((_("What happens"), _("Say with the results"), _("Look at")), rows)


def _mistakes() -> str:
    rows = [
        (_(paper_texts.WHEN[key]), _(mistake), _(reply))
        for key, known in paper_texts.MISTAKES.items()
        for mistake, reply in known
    ]
    return table((_("In"), _("You see or hear"), _("Reply")), rows)


def _scoring() -> str:
    return _bullets(_(line) for line in paper_texts.SCORING)


def _debrief() -> str:
    longest = max(part.minutes for format in _all_formats() for part in format.agenda if part.kind == "debrief")
    minutes = shared_out(longest, [one.weight for one in paper_texts.QUESTIONS])
    return table(
        (_("Question"), _("Minutes of {all}").format(all=number(longest)), _("Ask"), _("Listen for")),
        [
            (f"**{_(one.name)}**", number(time), _(one.ask), _(one.listen))
            for one, time in zip(paper_texts.QUESTIONS, minutes, strict=True)
        ],
    )


def _follow_up() -> str:
    return _bullets(_(line) for line in paper_texts.FOLLOW_UP)


def _quiz() -> str:
    company = company_named(_all_formats()[0].company)
    parts = []
    for place, one in enumerate(quiz.questions(company, quiz.facts(company)), start=1):
        answers = " ".join(f"({letter}) {answer}" for letter, answer in zip(quiz.LETTERS, one.answers, strict=False))
        told = _("Right: **{letter}**. {why}").format(letter=quiz.LETTERS[one.right], why=one.why)
        parts.append(f"{place}. {one.ask}\n   {answers}\n   {told}")
    return "\n".join(parts)


def _variants() -> str:
    return table((_("Variant"), _("How")), [(_(what), _(how)) for what, how in paper_texts.VARIANTS])


def _faq() -> str:
    return "\n\n".join(f"**{_(ask)}** {_(answer)}" for ask, answer in paper_texts.FAQ)


_BLOCKS: Mapping[str, Callable[[], str]] = {
    "checklist": _checklist,
    "steps": _steps,
    "formats": _formats,
    "scripts": _scripts,
    "cues": _cues,
    "trouble": _trouble,
    "rules": _rules,
    "no-blame": _no_blame,
    "roles": _roles,
    "rounds": _rounds,
    "injects": _injects,
    "mistakes": _mistakes,
    "scoring": _scoring,
    "debrief": _debrief,
    "follow-up": _follow_up,
    "quiz": _quiz,
    "variants": _variants,
    "faq": _faq,
}
