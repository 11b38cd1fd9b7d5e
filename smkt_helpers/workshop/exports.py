"""A workshop as a file: to keep, to send, and to reckon again elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from smkt_helpers.company_file import company as company_named
from smkt_helpers.errors import KitError
from smkt_helpers.words import _, number
from smkt_helpers.workshop.actions import ONCE, Action, replayed

KIND = "smarketing-workshop"  # what an exported file says it is
VERSION = 1


def exported(actions: Sequence[Action], names: bool = False) -> str:
    """Return a workshop as the text of a file; names, ids and reasons only if asked for."""
    known: dict[str, int] = {}
    told = [
        {
            "number": one.number,
            "at": one.at,
            "kind": one.kind,
            "data": dict(one.data) if names else _without_names(one, known),
        }
        for one in actions
    ]
    return json.dumps({"file": KIND, "version": VERSION, "actions": told}, indent=1, ensure_ascii=False)


def read_export(text: str) -> list[Action]:
    """Return the actions of an exported workshop.

    Raises
    ------
    KitError
        If the text is something else, was changed by hand, or tells of a company that is not here.
    """
    try:
        data = json.loads(text)
        good = data["file"] == KIND and data["version"] == VERSION
    except (ValueError, KeyError, TypeError):
        good = False
    if not good:
        raise KitError(_("This file is no workshop that was exported from the kit."))
    try:
        actions = [Action(one["number"], one["at"], one["kind"], dict(one["data"])) for one in data["actions"]]
        whole = [one.number for one in actions] == list(range(1, len(actions) + 1))
        replayed(actions)
        whole = whole and isinstance(actions[0].data["title"], str) and all(isinstance(one.at, str) for one in actions)
    except KitError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError):
        whole = False
    if not whole:
        raise KitError(_("This file was changed since it was exported, so it cannot be read."))
    return actions


def recomputed(actions: list[Action]) -> list[tuple[int, str, str]]:
    """Play every quarter of a workshop again.

    Returns
    -------
    list of (round, hash, hash)
        For each quarter played: what its result said, and what comes out now. The two are the same wherever the
        same version of the kit runs.
    """
    from smkt_helpers.workshop import scoring  # loads what a server of pages does not need

    found = []
    for place, action in enumerate(actions):
        if action.kind == "score":
            before = replayed(actions[:place])
            again = scoring.play(before, company_named(before.format.company))
            found.append((action.data["round"], action.data["hash"], again.hash))
    return found


def _without_names(action: Action, known: dict[str, int]) -> Mapping[str, Any]:
    """Return what an action says without names and reasons; `known` counts the people."""
    data = {name: value for name, value in action.data.items() if name not in ("why", ONCE)}
    if "text" in data:
        data["text"] = _("An answer of {n} letters").format(n=number(len(data["text"])))
    if action.kind == "begin":
        data["title"] = data["format"]["name"]
        return data
    for field in ("id", "person"):
        # An id may say who it is, too. The empty one is the sheet of a whole team.
        if data.get(field):
            place = known.setdefault(data[field], len(known) + 1)
            data[field] = f"p{place}"
            if "name" in data:
                data["name"] = _("Person {number}").format(number=place)
    return data
