"""A trainer's view of a group: the summaries its learners sent, put together.

Learners send the JSON files that `sharing` writes. Whatever in the folder is no such file gets one sentence,
and the rest is used.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from smkt_helpers import screen
from smkt_helpers.errors import KitError
from smkt_helpers.practice.summary import FORMAT, HOMES, KIND, sheet
from smkt_helpers.words import _, ngettext, number

COLUMNS = ("learner", "home", "finished", "solved", "own_seat", "other_seat", "written", "file")


def read_folder(folder: Path | str) -> tuple[list[dict[str, Any]], list[str]]:
    """Read the summaries in a folder.

    Parameters
    ----------
    folder : path

    Returns
    -------
    summaries : list of dict
        One per learner, the newest; each with ``file``, the name of its file, and ``learner_name``.
    problems : list of str
        One sentence per file that was left out, or that needs a look.

    Raises
    ------
    KitError
        When there is no such folder.
    """
    folder = Path(folder).expanduser()
    if not folder.is_dir():
        raise KitError(
            _("There is no folder {folder}; name the folder with the learners' files.").format(folder=folder)
        )
    read, problems = [], []
    for file in sorted(folder.glob("*.json")):
        try:
            read.append({**_understood(file), "file": file.name})
        except KitError as problem:
            problems.append(_("{file} is left out: {problem}").format(file=file.name, problem=problem))
    newest, older = _newest_of_each(read)
    for old in older:
        sentence = _("{file} is left out: the same learner has sent a newer one, {newer}.")
        problems.append(sentence.format(file=old["file"], newer=newest[_key(old)]["file"]))
    found = list(newest.values())
    return _named(found, problems), problems


def _understood(file: Path) -> dict[str, Any]:
    """Return what a file holds; raise `KitError` with the reason why it cannot be used."""
    try:
        data = json.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise KitError(_("it is not a text file.")) from None
    except (ValueError, RecursionError):
        raise KitError(_("it is not whole; ask for it again.")) from None
    except OSError as problem:
        raise KitError(_("it cannot be opened ({reason}).").format(reason=problem.strerror or problem)) from None
    if isinstance(data, dict) and "lessons" in data and "kind" not in data:
        raise KitError(_("it is a progress file; ask the learner to write a summary and send that.")) from None
    if not isinstance(data, dict) or data.get("kind") != KIND:
        raise KitError(_("it is not a summary of this kit."))
    if not isinstance(data.get("format"), int) or data["format"] > FORMAT:
        raise KitError(_("it was written by a newer kit; update yours."))
    wrong = _first_misfit(data)
    if wrong:
        raise KitError(_("“{where}” holds something unexpected; ask for it again.").format(where=wrong))
    return data


def _first_misfit(data: Mapping[str, Any]) -> str:
    """Return the place of the first thing of a wrong kind; empty when all fits."""
    shape = {"name": str, "written": str, "practice": dict, "lessons": dict, "texts": list}
    for name, kind in shape.items():
        if not isinstance(data.get(name), kind):
            return name
    if not _is_time(data["written"]):
        return "written"
    if not isinstance(data.get("learner"), str | None) or not isinstance(data.get("home"), str | None):
        return "learner"
    if not all(_is_count(data["practice"].get(seat)) for seat in ("own", "other")):
        return "practice"
    for key, lesson in data["lessons"].items():
        if not isinstance(lesson, dict) or not isinstance(lesson.get("finished"), bool):
            return f"lessons.{key}"
        # A lesson this kit no longer has carries no counts.
        if not all(_is_count(lesson.get(name, 0)) for name in ("cards_solved", "cards_all")):
            return f"lessons.{key}"
        cards = lesson.get("cards")
        if not isinstance(cards, dict) or not all(isinstance(card, dict) for card in cards.values()):
            return f"lessons.{key}.cards"
    for one in data["texts"]:
        if not isinstance(one, dict) or not all(isinstance(one.get(name), str) for name in ("title", "text")):
            return "texts"
    return ""


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _key(summary: Mapping[str, Any]) -> str:
    """Return what makes a learner: the mark of the progress file; without one each file is a learner."""
    return summary["learner"] or summary["file"]


def _newest_of_each(read: Sequence[dict[str, Any]]) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    newest: dict[str, dict[str, Any]] = {}
    older = []
    for summary in sorted(read, key=lambda one: one["written"]):
        if _key(summary) in newest:
            older.append(newest[_key(summary)])
        newest[_key(summary)] = summary
    return newest, older


def _named(found: list[dict[str, Any]], problems: list[str]) -> list[dict[str, Any]]:
    """Give every learner a name to be listed by, and tell of names that occur twice."""
    names = Counter(one["name"].strip().casefold() for one in found if one["name"].strip())
    twice = {name for name, times in names.items() if times > 1}
    for one in found:
        name, mark = one["name"].strip(), (one["learner"] or one["file"])[:12]
        plain = name and name.casefold() not in twice
        one["learner_name"] = name if plain else _("{name} ({mark})").format(name=name or _("No name"), mark=mark)
    for name in sorted(twice):
        problems.append(
            _("{n} learners are called {name}; a mark tells them apart, and they may be one person.").format(
                n=number(names[name]),
                name=next(o["name"].strip() for o in found if o["name"].strip().casefold() == name),
            )
        )
    return sorted(found, key=lambda one: one["learner_name"].casefold())


def as_frame(summaries: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return one row per learner.

    Returns
    -------
    DataFrame
        ``learner``, ``home``, ``finished`` (lessons), ``solved`` (cards), ``own_seat`` and ``other_seat`` (times
        practised), ``written`` (day), ``file``, and one column ``lesson NN`` per lesson anybody has begun: cards
        solved there, missing where it was not begun.
    """
    lessons = sorted({key for one in summaries for key in one["lessons"]})
    rows = [
        {
            "learner": one["learner_name"],
            "home": one["home"] or "",
            "finished": sum(lesson["finished"] for lesson in one["lessons"].values()),
            "solved": sum(lesson.get("cards_solved", 0) for lesson in one["lessons"].values()),
            "own_seat": one["practice"]["own"],
            "other_seat": one["practice"]["other"],
            "written": one["written"][:10],
            "file": one["file"],
            **{f"lesson {key}": one["lessons"].get(key, {}).get("cards_solved") for key in lessons},
        }
        for one in summaries
    ]
    frame = pd.DataFrame(rows, columns=[*COLUMNS, *(f"lesson {key}" for key in lessons)])
    return frame.astype({f"lesson {key}": "Int64" for key in lessons})


def class_overview(folder: Path | str, tell: Callable[[str], Any] = print) -> pd.DataFrame:
    """Put the summaries of a group together.

    Parameters
    ----------
    folder : path
        Holds the JSON files the learners sent.
    tell : callable
        Called with one sentence per file that was left out or needs a look.

    Returns
    -------
    DataFrame
        One row per learner, see `as_frame`.

    Raises
    ------
    KitError
        When there is no such folder.
    """
    summaries, problems = read_folder(folder)
    for sentence in problems:
        tell(sentence)
    return as_frame(summaries)


def page(summaries: Sequence[Mapping[str, Any]], problems: Sequence[str]) -> str:
    """Return the overview of a class as one HTML page that needs no network and prints well."""
    count = ngettext("{n} learner has sent a summary.", "{n} learners have sent a summary.", len(summaries))
    parts = [f"<p>{escape(count.format(n=number(len(summaries))))}</p>", f"<h2>{_('Learners')}</h2>"]
    parts.append(screen.data_table([_learner_row(one) for one in summaries], _("Where each learner is.")))
    parts.append(f"<h2>{_('Lessons')}</h2>")
    parts.append(screen.data_table(_lesson_rows(summaries), _("How far the group is, lesson by lesson.")))
    open_cards = _open_rows(summaries)
    if open_cards:
        parts.append(f"<h2>{_('Cards that were begun and not solved')}</h2>")
        parts.append(screen.data_table(open_cards, _("Most learners first; worth a word in the room.")))
    written = [(one["learner_name"], text) for one in summaries for text in one["texts"]]
    if written:
        parts.append(f"<h2>{_('What learners wrote for others to read')}</h2>")
        for name, text in written:
            parts.append(f"<h3>{escape(name)}: {escape(text['title'])}</h3>")
            parts.append(f"<blockquote>{escape(text['text'])}</blockquote>")
    if problems:
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in problems)
        parts.append(f"<h2>{_('Files to look at')}</h2><ul>{items}</ul>")
    return sheet(_("Overview of the class"), "\n".join(parts))


def _learner_row(one: Mapping[str, Any]) -> dict[str, str]:
    lessons = one["lessons"].values()
    return {
        _("Learner"): one["learner_name"],
        _("Works in"): _(HOMES[one["home"]]) if one["home"] in HOMES else _("not said"),
        _("Lessons finished"): number(sum(lesson["finished"] for lesson in lessons)),
        _("Cards solved"): number(sum(lesson.get("cards_solved", 0) for lesson in lessons)),
        _("Practice in own seat"): number(one["practice"]["own"]),
        _("In the other seat"): number(one["practice"]["other"]),
        _("Written on"): one["written"][:10],
    }


def _lesson_rows(summaries: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    rows = []
    for key in sorted({key for one in summaries for key in one["lessons"]}):
        begun = [one["lessons"][key] for one in summaries if key in one["lessons"]]
        title = next((lesson["title"] for lesson in begun if isinstance(lesson.get("title"), str)), "")
        solved, every = (sum(lesson.get(name, 0) for lesson in begun) for name in ("cards_solved", "cards_all"))
        rows.append(
            {
                _("Lesson"): f"{key} {title}".strip(),
                _("Begun by"): number(len(begun)),
                _("Finished by"): number(sum(lesson["finished"] for lesson in begun)),
                _("Cards solved by those who began"): _("{done} of {all}").format(
                    done=number(solved), all=number(every)
                )
                if every
                else "–",
            }
        )
    return rows


def _open_rows(summaries: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    cards = Counter(
        name
        for one in summaries
        for lesson in one["lessons"].values()
        for name, card in lesson["cards"].items()
        if card.get("result") == "open"
    )
    return [{_("Card"): name, _("Open for"): number(times)} for name, times in cards.most_common(12)]
