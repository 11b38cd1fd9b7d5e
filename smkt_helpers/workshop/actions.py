"""A workshop as a list of actions: what is kept on disk, and how a state comes back from it."""

from __future__ import annotations

import dataclasses
import inspect
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smkt_helpers.company_file import company as company_named
from smkt_helpers.decisions import plain
from smkt_helpers.errors import KitError
from smkt_helpers.plan import Plan
from smkt_helpers.words import _
from smkt_helpers.workshop import rounds
from smkt_helpers.workshop.formats import Format, data_of, format_of
from smkt_helpers.workshop.rounds import Result, Workshop

DOES: Mapping[str, Callable[..., Workshop]] = {
    "join": rounds.join,
    "seat_all": rounds.seat_all,
    "move": rounds.move,
    "leave": rounds.leave,
    "come_back": rounds.come_back,
    "rename": rounds.rename,
    "go": rounds.go,
    "swap": rounds.swap,
    "decide": rounds.decide,
    "predict": rounds.predict,
    "answer": rounds.answer,
    "inject": rounds.inject,
    "extend": rounds.extend,
}
ONCE = "once"  # under this name an action may carry a mark of its own, so that a form sent twice counts once
_ASKS = {kind: inspect.signature(does) for kind, does in DOES.items()}


@dataclass(frozen=True)
class Action:
    """Something that was done.

    Attributes
    ----------
    number : int
        From 1, without gaps.
    at : str
        When, readable and in UTC.
    kind : str
        "begin", "score", "undo" or a key of `DOES`.
    data : mapping
        What it says, plain enough for JSON.
    """

    number: int
    at: str
    kind: str
    data: Mapping[str, Any]


def begin_data(format: Format, mode: str = "captain", auto_lock: bool = False, start: Plan | None = None) -> dict:
    """Return what the first action says: the format and the plan to start from, so that it can be replayed anywhere.

    `start` is the company's plan of today unless something else is given.
    """
    plan = company_named(format.company).today if start is None else start
    values = {name: plain(name, value) for name, value in plan.values().items()}
    return {"id": format.id, "format": data_of(format), "start": values, "mode": mode, "auto_lock": auto_lock}


def begun(data: Mapping[str, Any]) -> Workshop:
    """Return the workshop that the first action makes, or raise a `KitError` when it is not complete."""
    try:
        id, format, start, mode, auto_lock = (data[name] for name in ("id", "format", "start", "mode", "auto_lock"))
        plan = Plan().replace(**start)
        made = format_of(str(id), format, str(id))
    except (KeyError, TypeError) as problem:
        raise KitError(_("The beginning of this workshop is not complete: {problem}.").format(
            problem=problem)) from None
    return rounds.begin(made, plan, mode, auto_lock)


def applied(now: Workshop, action: Action) -> Workshop:
    """Return the state after an action.

    Raises
    ------
    KitError
        If the action is not allowed now; the state stays as it was.
    """
    if action.kind == "score":
        return rounds.score(now, action.data.get("round"), result_of(action.data))
    if not isinstance(action.kind, str) or action.kind not in DOES:
        raise KitError(_("There is no action called {kind}.").format(kind=action.kind))
    named = {name: said for name, said in action.data.items() if name != ONCE}
    if "at" in _ASKS[action.kind].parameters:
        named["at"] = action.at
    try:
        told = _ASKS[action.kind].bind(now, **named)
    except TypeError as problem:
        raise KitError(_("The action {kind} is not complete: {problem}.").format(
            kind=action.kind, problem=problem)) from None
    return DOES[action.kind](*told.args, **told.kwargs)


def replayed(actions: Iterable[Action]) -> Workshop:
    """Return the state after all actions; those taken back do not count.

    Raises
    ------
    KitError
        If there is none, or they do not follow from one another.
    """
    actions = list(actions)
    if not actions or actions[0].kind != "begin":
        raise KitError(_("This is no workshop: it does not begin with its format."))
    gone = taken_back(actions)
    now = begun(actions[0].data)
    for action in actions[1:]:
        if action.kind != "undo" and action.number not in gone:
            now = applied(now, action)
    return now


def after(now: Workshop, actions: Sequence[Action], new: Sequence[Action]) -> Workshop:
    """Return the state after some new actions; `now` is where all earlier ones led."""
    if any(action.kind == "undo" for action in new):
        return replayed([*actions, *new])
    for action in new:
        now = applied(now, action)
    return now


def undoable(actions: Sequence[Action]) -> Action | None:
    """Return the action that "undo" would take back: the newest one since the last quarter was played.

    What came from a phone is its owner's to change, and stays.
    """
    gone = taken_back(actions)
    for action in reversed(actions):
        if action.kind in ("score", "begin"):
            return None
        if action.kind != "undo" and action.number not in gone and ONCE not in action.data:
            return action
    return None


def taken_back(actions: Iterable[Action]) -> set[int]:
    """Return the numbers of the actions that were taken back."""
    return {action.data.get("of") for action in actions if action.kind == "undo"}


def was_done(actions: Iterable[Action], wish: Sequence[tuple[str, Mapping[str, Any]]]) -> bool:
    """Return whether the form that a wish comes from has been taken already, even if it was taken back later."""
    marks = {data[ONCE] for _kind, data in wish if data.get(ONCE)}
    return bool(marks) and any(one.data.get(ONCE) in marks for one in actions)


def result_data(round: int, result: Result) -> dict[str, Any]:
    """Return a result as an action says it; `result_of` reads it back.

    "not a number" stands as nothing, as JSON knows no other word for it.
    """

    def written(part: Mapping) -> dict[str, dict[str, float | None]]:
        return {
            str(who): {id: value if math.isfinite(value) else None for id, value in one.items()}
            for who, one in part.items()
        }

    parts = {field.name: getattr(result, field.name) for field in dataclasses.fields(result) if field.name != "hash"}
    return {"round": round, "hash": result.hash, **{name: written(part) for name, part in parts.items()}}


def result_of(data: Mapping[str, Any]) -> Result:
    """Return the result that an action says."""

    def read(part: Mapping, key: Callable[[str], Any]) -> dict:
        return {
            key(who): {id: math.nan if value is None else value for id, value in one.items()}
            for who, one in part.items()
        }

    try:
        return Result(read(data["tables"], int), read(data["marks"], str), read(data["continued"], int), data["hash"])
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise KitError(_("The result of a quarter is not complete: {problem}.").format(problem=problem)) from None
