"""A learner's summary to print or send: one HTML page, and the same as JSON for a trainer.

Both hold what the learner chose to share and nothing else. `class_room` merges the JSON files of a group.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from smkt_helpers import __version__, screen
from smkt_helpers.errors import KitError
from smkt_helpers.practice import progress as changes
from smkt_helpers.practice.overview import Stop
from smkt_helpers.practice.progress import Progress
from smkt_helpers.practice.store import write_json
from smkt_helpers.words import N_, _, date, language, number

KIND = "smarketing training kit: summary of one learner"
FORMAT = 1
FOLDER = "summaries"
LONGEST_NAME = 60

HOMES = {"marketing": N_("marketing"), "sales": N_("sales"), "other": N_("another function")}
RESULTS = {"done": N_("solved"), "open": N_("open")}

_STYLE = """
body { font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: #1d1d1f;
  background: #ffffff; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7em; line-height: 1.2; } h2 { font-size: 1.25em; margin-top: 1.8em; } h3 { font-size: 1.05em; }
table { border-collapse: collapse; width: 100%; margin: .6em 0; }
caption { text-align: left; font-weight: 600; padding: .2em 0; }
th, td { text-align: left; vertical-align: top; padding: .3em .8em .3em 0; border-bottom: 1px solid #c8c8c8;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
blockquote { margin: .6em 0; padding: .2em 1em; border-left: 5px solid #435AFF; white-space: pre-wrap; }
footer { margin-top: 2em; font-size: .9em; color: #4a4a4a; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } h2, h3, caption { break-after: avoid; }
  tr, blockquote { break-inside: avoid; } @page { margin: 18mm; } }
"""


def sheet(title: str, body: str) -> str:
    """Return one HTML page that needs no network and prints well; `body` is safe HTML."""
    return (
        f'<!DOCTYPE html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def shared(
    progress: Progress, path_stops: Sequence[Stop], day: str, name: str = "", include: Collection[str] = ()
) -> dict[str, Any]:
    """Return a summary as plain JSON values.

    Parameters
    ----------
    progress : Progress
    path_stops : sequence of Stop
    day : str
        ISO time at which the summary is written; of several by one learner the newest counts.
    name : str
        As the learner wishes to be called; may be empty.
    include : collection of {"time", "hints", "answers", "texts"}
        What the learner ticked; ``"texts"`` are the texts written for others to read, such as a commitment.
    """
    extras = tuple(extra for extra in changes.SHARED_EXTRAS if extra in include)
    summary = changes.summary(progress, extras)
    for stop in path_stops:
        record = summary["lessons"].get(stop.number)
        if record is not None:
            record |= {
                "title": stop.title,
                "cards_solved": solved(progress, stop),
                "cards_all": len(stop.cards),
            }
    return {
        "kind": KIND,
        "format": FORMAT,
        "kit": __version__,
        "learner": progress.learner,
        "name": name.strip()[:LONGEST_NAME],
        "written": day,
        **summary,
        "texts": texts(progress, path_stops) if "texts" in include else [],
    }


def solved(progress: Progress, stop: Stop) -> int:
    """Count the cards of a lesson that were answered right; whether a solution was read stays private."""
    return sum(bool(progress.card(card.lesson, card.id).first_right) for card in stop.cards)


def texts(progress: Progress, path_stops: Sequence[Stop]) -> list[dict[str, str]]:
    """Return the learner's own texts that are meant for others, from cards that say so."""
    found = []
    for card in (card for stop in path_stops for card in stop.cards if card.on_summary):
        record = progress.card(card.lesson, card.id)
        if record.state == "right" and isinstance(record.answer, str):
            found.append({"lesson": card.lesson, "card": card.id, "title": _(card.title), "text": record.answer})
    return found


def page(summary: dict[str, Any], path_stops: Sequence[Stop]) -> str:
    """Return a summary as one HTML page."""
    note = _("Made with the smarketing training kit {kit}. It holds only what the learner chose to share.")
    footer = f"<footer>{escape(note.format(kit=summary['kit']))}</footer>"
    return sheet(_("My way through the smarketing training kit"), body(summary, path_stops) + footer)


def body(summary: dict[str, Any], path_stops: Sequence[Stop], level: int = 2) -> str:
    """Return what a summary says as HTML; its headings begin at `level`."""
    who = summary["name"] or _("No name given")
    home = _(HOMES[summary["home"]]) if summary["home"] in HOMES else _("not said")
    head = _("{name}. Works in: {home}. Written on {day}.").format(name=who, home=home, day=_day(summary["written"]))
    finished = sum(lesson["finished"] for lesson in summary["lessons"].values())
    stand = _("{n} of {all} lessons finished. {practice}").format(
        n=number(finished), all=number(len(path_stops)), practice=_practice(summary)
    )
    lessons = [
        {
            _("Lesson"): f"{stop.number} {stop.title}",
            _("Where I am"): _lesson_words(summary["lessons"].get(stop.number)),
            _("Cards solved"): _cards_words(summary["lessons"].get(stop.number), stop),
        }
        for stop in path_stops
    ]
    parts = [f"<p>{escape(head)}</p>", f"<h{level}>{_('Where I stand')}</h{level}><p>{escape(stand)}</p>"]
    parts.append(screen.data_table(lessons, _("The lessons, in order.")))
    if summary["texts"]:
        parts.append(f"<h{level}>{_('What I wrote for others to read')}</h{level}>")
        for one in summary["texts"]:
            parts.append(f"<h{level + 1}>{escape(one['title'])}</h{level + 1}>")
            parts.append(f"<blockquote>{escape(one['text'])}</blockquote>")
    details = _details(summary, path_stops, level + 1)
    if details:
        parts.append(f"<h{level}>{_('Card by card')}</h{level}>{details}")
    return "\n".join(parts)


def _practice(summary: dict[str, Any]) -> str:
    counts = {seat: number(times) for seat, times in summary["practice"].items()}
    if summary["home"] not in ("marketing", "sales"):
        return _("Practice at the two desks: {other}.").format(**counts)
    return _("Practice in my own seat: {own}, in the other team's seat: {other}.").format(**counts)


def _lesson_words(lesson: dict[str, Any] | None) -> str:
    if lesson is None:
        return _("○ not begun")
    return _("✔ finished") if lesson["finished"] else _("◐ begun")


def _cards_words(lesson: dict[str, Any] | None, stop: Stop) -> str:
    if not stop.cards:
        return "–"
    return _("{done} of {all}").format(done=number((lesson or {}).get("cards_solved", 0)), all=number(len(stop.cards)))


def _details(summary: dict[str, Any], path_stops: Sequence[Stop], level: int) -> str:
    """Return what was ticked beyond the usual, one table per lesson; empty when nothing was."""
    titles = {card.id: _(card.title) for stop in path_stops for card in stop.cards}
    parts = []
    for stop_number, lesson in summary["lessons"].items():
        rows = [
            {_("Card"): titles.get(name, name), _("Result"): _(RESULTS[card["result"]]), **_ticked(card)}
            for name, card in lesson["cards"].items()
        ]
        lines = _lesson_lines(lesson)
        if any(len(row) > 2 for row in rows) or lines:
            parts.append(f"<h{level}>{escape(stop_number)} {escape(lesson.get('title', ''))}</h{level}>")
            parts += [f"<p>{escape(line)}</p>" for line in lines]
            parts.append(screen.data_table(rows, _("The cards of this lesson.")) if rows else "")
    return "\n".join(parts)


def _ticked(card: dict[str, Any]) -> dict[str, str]:
    cells = {}
    if "first_right" in card:
        cells[_("First solved")] = _when(card["first_right"])
    if "hints_used" in card:
        cells[_("Hints")] = number(card["hints_used"])
        cells[_("Solution read")] = _("yes") if card["solution_seen"] else _("no")
    if "tries" in card:
        cells[_("Tries")] = number(card["tries"])
        cells[_("Last answer")] = _answer(card["answer"])
    return cells


def _lesson_lines(lesson: dict[str, Any]) -> list[str]:
    lines = []
    if lesson.get("started_at"):
        lines.append(
            _("Begun {start}, finished {end}.").format(
                start=_when(lesson["started_at"]), end=_when(lesson["finished_at"])
            )
        )
    if lesson.get("predictions"):
        lines.append(_("Predictions: {list}.").format(list=", ".join(lesson["predictions"].values())))
    return lines


def _when(moment: str | None) -> str:
    return f"{_day(moment)} {moment[11:16]}".strip() if moment else "–"


def _day(moment: str) -> str:
    try:
        return date(datetime.fromisoformat(moment).date())
    except ValueError:
        # Somebody has written another text into the file by hand.
        return moment


def _answer(answer: Any) -> str:
    if answer is None:
        return "–"
    if isinstance(answer, dict):
        return ", ".join(f"{key}: {value}" for key, value in answer.items())
    return ", ".join(map(str, answer)) if isinstance(answer, list | tuple) else str(answer)


def write(summary: dict[str, Any], path_stops: Sequence[Stop], folders: Sequence[Path]) -> tuple[Path, Path]:
    """Write a summary as a page and as JSON into the first folder that can be written.

    Returns
    -------
    tuple of Path
        The HTML page and the JSON file.

    Raises
    ------
    KitError
        When none of the folders can be written; nothing is lost then, progress is kept elsewhere.
    """
    reason: Any = ""
    stem = f"summary-{_in_a_file_name(summary['name']) or summary['learner'] or 'learner'}-{summary['written'][:10]}"
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            html, data = folder / f"{stem}.html", folder / f"{stem}.json"
            html.write_text(page(summary, path_stops), encoding="utf-8", errors="backslashreplace")
            write_json(data, summary)
        except OSError as problem:
            reason = problem.strerror or problem
            continue
        return html, data
    raise KitError(
        _(
            "The summary cannot be written in {folder} ({reason}). Allow writing there, or make room, and try again."
        ).format(folder=folders[0], reason=reason)
    )


def _in_a_file_name(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in name).split()).lower()
